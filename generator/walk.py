"""From PyYAML's nodes to ours: what YAML takes, and a deck may not hold, is told here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from generator.codes import yaml as codes
from generator.diagnostics import Diagnostic
from generator.fixes import quoting_fix
from generator.format import KINDS
from generator.patterns import late
from generator.source import SourceSpan
from generator.syntax.text import Mended, line_end, mended_line, quoted, split_lines
from generator.tree import Document, Doubt, Entry, Mapping, Node, Scalar, Sequence

__all__ = ["CONTROL", "Walk"]

CONTROL = late("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML does not allow in a text, and what no card needs."""
# An escape in double quotes, for those that make a control character.
_ESCAPE = late(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_CONTROL_ESCAPES = frozenset("0abvfe")
_TEX_WITH_T_N_R = late(
    r"(?<!\\)(?:\\\\)*(\\(?:t(?:heta|au|ext|imes|an|o|riangle)|n(?:u|eq|abla|ot|i)|r(?:ho|ight))"
    r"(?![a-z])|(?<=[A-Za-z]:)\\[tnr](?=\w))"  # as in "C:\\temp"
)
_KIND_KEYS = frozenset(kind.key for kind in KINDS)
_EATEN = late(r"(#(?<=[ \t]#)[^\s#][^\r\n]*)")
_PROPERTIES = frozenset("!&")  # how a tag and an anchor begin
_BLANKS = late(r"[ \t]*")


class Walk:
    """From PyYAML's nodes to ours, telling of what a deck may not hold."""

    def __init__(
        self,
        document: Document,
        mended: Mended,
        restore: Callable[[str], str],
        found: list[Diagnostic],
    ) -> None:
        self.document, self.file = document, document.file
        self.found, self.restore = found, restore
        self.text, self.at = mended.text, mended.origin
        self.comments = _EATEN.search(self.text) is not None
        self.properties = any(sign in self.text for sign in _PROPERTIES)
        # Most files: what stands in a plain scalar is what was typed.
        restored = not mended.untouched or restore is not str
        self.plain = not (self.comments or self.properties or restored)

    def node(self, node: Any) -> Node:
        """Our node for one of PyYAML's."""
        start, end = node.start_mark.index, node.end_mark.index
        if self.plain and type(node) is yaml.ScalarNode and not node.style:
            return Scalar(node.value, self.file, start, end)
        if self.properties and self.text[start : start + 1] in _PROPERTIES:
            typed = self._refuse_property(node, start)
            if isinstance(node, yaml.ScalarNode):
                return self._made(typed, start, end)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, start, end)
        if isinstance(node, yaml.SequenceNode):
            if node.flow_style and self.text.startswith("[[", start):
                return self._literal(start, end)
            items = [part for item in node.value for part in self._item(item)]
            return Sequence(items, self.at(start), self.at(end))
        if node.flow_style and self.text.startswith("{{", start):
            return self._literal(start, end)
        return self._mapping(node, start, end)

    def tell_document(self, node: Any) -> None:
        """Report a document that is not the first of its file."""
        before = node.start_mark.index + 1
        line = max(self.text.rfind(f"{sign}---", 0, before) for sign in "\r\n") + 1
        message = "a second document begins here: YAML would read only the first"
        remedy = "delete the line, or put what follows into a file of its own"
        span = self._span(line, line + 3)
        if all(d.span.start != span.start for d in self.found):  # a line `...` is told already
            self.found.append(codes.SECOND_DOCUMENT.at(span, message, remedy))

    def _item(self, node: Any) -> list[Node]:
        """An item of a list; of two, where the hyphen of the second one is missing."""
        if not isinstance(node, yaml.MappingNode) or node.flow_style:
            return [self.node(node)]
        keys = [key.value if isinstance(key, yaml.ScalarNode) else None for key, _ in node.value]
        if len(keys) == len(set(keys)):
            return [self.node(node)]
        second = next((n for n in range(2, len(keys)) if keys[n] == keys[0]), None)
        if second is None or not set(keys[1:second]) & set(keys[second + 1 :]):
            second = _second_kind(keys)
        if second is None or not node.value[second - 1][1].value:  # or it is that key's value
            return [self.node(node)]
        key = node.value[second][0]
        message = f"a `- ` is missing before `{key.value}`: this begins the next item"
        hyphen = max(0, node.start_mark.column - 2) * " "
        line = self.text[key.start_mark.index : line_end(self.text, key.start_mark.index)]
        remedy = f"write it so:\n  {hyphen}- {line}"
        if keys[0] == "id" != key.value:
            message = f"the next card begins here, and its first line is missing: `- {keys[0]}: …`"
            remedy = f"write it so:\n  {hyphen}- id: …\n  {hyphen}  {line}"
        span = self._span(key.start_mark.index, key.end_mark.index)
        self.found.append(codes.MISSING_HYPHEN.at(span, message, remedy))
        if keys[0] != key.value:
            self._doubt(span)  # that it has no id is told
        mark = key.start_mark
        first = yaml.MappingNode(node.tag, node.value[:second], node.start_mark, mark)
        rest = yaml.MappingNode(node.tag, node.value[second:], mark, node.end_mark)
        return [self.node(first), *self._item(rest)]

    def _scalar(self, node: yaml.ScalarNode, start: int, end: int) -> Scalar:
        value, style = node.value, node.style
        if style in ("'", '"') and len(value) < end - start:
            self._check_swallowed(node, start, end)
        if style == '"' and "\\" in self.text[start:end]:
            self._check_escapes(start, end)
            value = CONTROL.sub("\ufffd", value)
        elif style in ("|", ">") and not value.strip():
            value = self._check_block(start) or value
        elif not style and self.comments:  # libyaml says '', PyYAML None
            whole = self._check_comment(value, start, end)
            if whole != value:  # a value that YAML took for a comment: there it stands
                start = self.text.index("#", end)
                value, end = whole, start + len(whole)
        return self._made(value, start, end, block=style in ("|", ">"))

    def _made(self, value: str, start: int, end: int, *, block: bool = False) -> Scalar:
        return Scalar(self.restore(value), self.file, self.at(start), self.at(end), block)

    def _mapping(self, node: yaml.MappingNode, start: int, end: int) -> Mapping:
        entries: dict[str, Entry] = {}
        above: Entry | None = None
        strays = 0
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                span = self._span(key_node.start_mark.index, key_node.end_mark.index)
                message = "a key must be a word, and this is a list or a mapping"
                remedy = "put quotation marks around text that begins with a bracket"
                self.found.append(codes.NOT_A_KEY.at(span, message, remedy))
                self._doubt(span)
                continue
            key = self.node(key_node)
            value = self.node(value_node)
            assert isinstance(key, Scalar)
            first = entries.get(key.text)
            if first is None and key.text != "<<":
                entries[key.text] = above = Entry(key, value)
                strays = 0
                continue
            span = self.file.span(key.start, max(key.end, key.start + 1))
            if key.text == "<<" and self.document.doubtful(key.start):
                pass  # told already: it held an alias
            elif key.text == "<<":
                message = "the key << merges another mapping, which decks don't do"
                remedy = "write the keys themselves"
                self.found.append(codes.MERGE_KEY.at(span, message, remedy))
                self._doubt(span)
            elif above is not None and _hollow(above.value):
                strays += 1
                if strays == 1:
                    column = self.file.position(above.key.start).column + 2
                    message = f"`{above.key.text}` is empty, and the keys below it are not its own"
                    line = self.file.line(span.first.line).strip()
                    remedy = f"let them begin in column {column}:\n  {' ' * (column - 1)}{line}"
                    self.found.append(codes.INDENTATION.at(span, message, remedy))
                    self._doubt(self.file.span(above.key.start, span.end))
            elif first is not None:
                line_number = self.file.position(first.key.start).line
                message = f"the key `{key.text}` is given twice (first in line {line_number})"
                remedy = "keep one of the two; or a `- ` before the next card is missing"
                self.found.append(codes.DOUBLE_KEY.at(span, message, remedy))
        return Mapping(entries, self.at(start), self.at(end))

    def _doubt(self, span: SourceSpan) -> None:
        self.document.doubts.append(Doubt(span.start, span.end, lost=True))

    def _literal(self, start: int, end: int) -> Scalar:
        """Text in double brackets, which YAML took for a list or a mapping."""
        typed = self.text[start:end]
        if self.document.doubtful(self.at(start)):  # told already: a bracket is never closed
            return self._made(typed, start, end)
        message = f"a value that begins with {typed[0]} must be quoted"
        remedy = f"write it so:\n  {mended_line(self.text, start, end, quoted(typed))}"
        fix = quoting_fix(self.file, self.at(start), self.at(end), self.restore(quoted(typed)))
        self.found.append(codes.UNQUOTED_START.at(self._span(start, end), message, remedy, fix))
        return self._made(typed, start, end)

    def _refuse_property(self, node: yaml.Node, start: int) -> str:
        """Tell of a tag or an anchor; the text that it was probably meant to be."""
        scalar = isinstance(node, yaml.ScalarNode)
        stop = line_end(self.text, start, max(node.end_mark.index, start + 1) if scalar else None)
        typed = self.text[start:stop]
        rule = codes.TAG if typed[0] == "!" else codes.ANCHOR
        meaning = "a type tag" if typed[0] == "!" else "an anchor"
        message = f"a value that begins with {typed[0]} is {meaning} to YAML"
        word = re.match(r"[!&][^\s,\[\]{}]*[ \t]*", typed)
        length = len(word[0]) if word else 1
        if isinstance(node, yaml.ScalarNode):
            line = mended_line(self.text, start, stop, quoted(typed))
            remedy = f"as text, write it so:\n  {line}"
        else:
            remedy = f"delete it:\n  {mended_line(self.text, start, start + length, '')}"
        place = self._span(start, start + len(typed[:length].rstrip()))
        self.found.append(rule.at(place, message, remedy))
        if not scalar:
            self._doubt(place)
        return typed

    def _check_swallowed(self, node: yaml.ScalarNode, start: int, end: int) -> None:
        """Tell of a quotation that goes on into the next key: its mark is closed too late."""
        if node.start_mark.line == node.end_mark.line:
            return
        from generator.syntax.values import swallows

        line_start = max(self.text.rfind(sign, 0, start) for sign in "\r\n") + 1
        lines = split_lines(self.text[line_start : line_end(self.text, end)])
        if swallows(lines, lines[0], len(self.text)) is None:
            return
        sign = self.text[start]
        message = f"the quotation mark {sign} is opened here and closed only behind the next key"
        first = lines[0].text.rstrip()
        remedy = f"close it:\n  {first.lstrip()}{sign}"
        span = self._span(start, start + 1)
        self.found.append(codes.UNCLOSED_QUOTE.at(span, message, remedy))
        self._doubt(span)

    def _check_block(self, start: int) -> str | None:
        """Tell of `>5`, which YAML takes for the head of a block: the text that it is."""
        typed = self.text[start : line_end(self.text, start)].rstrip()
        if not re.fullmatch(r"[|>]\d", typed):
            return None
        message = f"a value that begins with {typed[0]} must be quoted: the sign is YAML's own"
        line = mended_line(self.text, start, start + len(typed), quoted(typed))
        span = self._span(start, start + len(typed))
        self.found.append(codes.UNQUOTED_START.at(span, message, f"write it so:\n  {line}"))
        return typed

    def _check_comment(self, value: str, start: int, end: int) -> str:
        """Tell of text that YAML took for a comment; a whole value that was one is given back."""
        blanks = _BLANKS.match(self.text, end)
        match = _EATEN.match(self.text, blanks.end() if blanks else end)
        if match is None:
            return value
        span = self._span(*match.span(1))
        whole = quoted(f"{value} {match[1]}".strip())
        begin = start if value else match.start(1)
        remedy = (
            f"if it is text, write it so:\n  {mended_line(self.text, begin, match.end(), whole)}"
        )
        if value:
            message = "to YAML a comment begins here: this text is not on the card"
            remedy += "\nif it is a comment, put a space after the #"
            self.found.append(codes.COMMENT_EATS.at(span, message, remedy))
            return value
        message = "to YAML a comment begins here, so the value is empty"
        self.found.append(codes.EATEN_VALUE.at(span, message, remedy))
        return match[1]

    def _check_escapes(self, start: int, end: int) -> None:
        raw = self.text[start:end]
        single = mended_line(self.text, start, end, quoted(raw[1:-1]))
        for match in _ESCAPE.finditer(raw):
            code = match[1]
            made = chr(int(code[1:], 16)) if code[0] in "xuU" and len(code) > 1 else ""
            if code not in _CONTROL_ESCAPES and not CONTROL.fullmatch(made):
                continue
            span = self._span(start + match.start(), start + match.end())
            message = f"in double quotes {match[0]} is a control character"
            remedy = f"for a backslash, use single quotes:\n  {single}"
            self.found.append(codes.CONTROL_CHARACTER.at(span, message, remedy))
            return  # the remedy is for the whole value
        for match in _TEX_WITH_T_N_R.finditer(raw):
            span = self._span(start + match.start(1), start + match.end(1))
            what = {"t": "a tab", "n": "a line break", "r": "a line break"}[match[1][1]]
            message = f"in double quotes {match[1][:2]} is {what}, so {match[1]} is lost"
            remedy = f"use single quotes:\n  {single}"
            self.found.append(codes.SILENT_ESCAPE.at(span, message, remedy))
            return

    def _span(self, start: int, end: int) -> SourceSpan:
        first = self.at(start)
        return self.file.span(first, max(first + 1, self.at(end)))


def _second_kind(keys: list[str | None]) -> int | None:
    """Where the kind of another card stands, with keys behind it that the first card has too."""
    kinds = [n for n, key in enumerate(keys) if key in _KIND_KEYS]
    if len(kinds) < 2 or len(set(keys[: kinds[1]])) < kinds[1]:
        return None
    return kinds[1] if set(keys[: kinds[1]]) & set(keys[kinds[1] + 1 :]) else None


def _hollow(node: Node) -> bool:
    """Whether a key has nothing behind it."""
    return isinstance(node, Scalar) and not node.text and node.start == node.end
