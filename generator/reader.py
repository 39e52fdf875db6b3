"""YAML bytes to plain data in which every key and value has its place.

Every scalar is text. The parser is PyYAML's, through libyaml where that is
there; on any error PyYAML's own parser has the last word, so that what is told
does not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from generator.codes import yaml as codes
from generator.diagnostics import Diagnostic
from generator.fixes import quoting_fix
from generator.nesting import DEEPEST, too_deep
from generator.source import SourceFile
from generator.syntax import Mended, explain, line_end, mended_line, quoted
from generator.tree import Document, Entry, Mapping, Node, Scalar, Sequence

__all__ = ["decode", "read"]

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# What YAML does not allow in a text, and what no card needs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)[^\r\n]*", re.MULTILINE)
_DIRECTIVE = re.compile(r"\A(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*(%[^\r\n]*)")
# YAML 1.1 breaks lines at these; for us they are characters like any other.
_FOREIGN_BREAKS = "\x85\u2028\u2029"
_MOST_ROUNDS = 50
_MOST_CONTROLS = 20

_PureLoader = type("_PureLoader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
_FastLoader = (
    type("_FastLoader", (yaml.CSafeLoader,), {"yaml_implicit_resolvers": {}})
    if yaml.__with_libyaml__
    else _PureLoader
)


def decode(path: str, data: bytes) -> tuple[SourceFile, list[Diagnostic]]:
    """The text of a file; where its bytes are not UTF-8, an error at the first that is not.

    ``path`` is how the user would name the file.
    """
    remedy = "save the file again with the encoding UTF-8"
    if data.startswith(_BOMS):
        file = SourceFile(path, "")
        message = "this file is UTF-16 or UTF-32, not UTF-8"
        return file, [codes.NOT_UTF8.at(file.span(0, 0), message, remedy)]
    marked = data.startswith(b"\xef\xbb\xbf")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        file = SourceFile(path, data.decode())
    except UnicodeDecodeError as error:
        file = SourceFile(path, data.decode(errors="replace"))
        start = len(data[: error.start].decode())
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        return file, [codes.NOT_UTF8.at(file.span(start), message, remedy)]
    if not marked:
        return file, []
    message = "this file begins with a byte-order mark"
    remedy = "it is passed over; to be rid of it, save as UTF-8 without BOM"
    return file, [codes.BYTE_ORDER_MARK.at(file.span(0, 0), message, remedy)]


def read(file: SourceFile) -> tuple[Document, list[Diagnostic]]:
    """Compose a file. What YAML can't take is mended in a copy and told, and reading goes on."""
    found: list[Diagnostic] = []
    text, restore = _without_strangers(file, found)
    if any(d.rule is codes.CONFLICT_MARKER for d in found):
        return Document(file, None), found  # both versions stand there: the rest is noise
    mended = Mended(text)
    root: Node | None = None
    told: set[int] = set()
    for _ in range(_MOST_ROUNDS):
        deep = too_deep(mended.text, _FastLoader)
        if deep is not None:
            message = f"this nests deeper than {DEEPEST} levels"
            remedy = "a deck needs a few levels; look for a bracket that is never closed"
            found.append(codes.TOO_DEEP.at(mended.span(file, deep, deep + 1), message, remedy))
            break
        try:
            node = _compose(mended.text)
        except yaml.MarkedYAMLError as error:
            fault = explain(mended.text, error)
            span = mended.span(file, fault.start, fault.end)
            # A second fault in one line is more often made by our mending than by the author.
            if told and span.first.line in told:
                break
            told.add(span.first.line)
            fix = None
            if fault.mend and fault.rule in (codes.UNQUOTED_START, codes.COLON_INSIDE):
                start, end = (mended.origin(offset) for offset in fault.mend[:2])
                fix = quoting_fix(file, start, end, restore(fault.mend[2]))
            found.append(fault.rule.at(span, restore(fault.message), restore(fault.help), fix))
            if fault.mend is None:
                break
            mended.replace(*fault.mend)
            continue
        except ValueError:
            # PyYAML asks Python for a character that there is none of.
            match = _NO_CHARACTER.search(mended.text)
            if match is None:
                raise
            message = f"there is no character {match[0]}: the last is \\U0010FFFF"
            where = mended.span(file, *match.span())
            found.append(codes.BAD_ESCAPE.at(where, message, "type the character itself"))
            mended.replace(*match.span(), " " * len(match[0]))
            continue
        if node is None:
            if not found:
                message = "this file is empty: there is no key in it"
                remedy = "begin it so:\n  cards:\n    - id: …\n      q: …\n      a: …"
                found.append(codes.EMPTY_FILE.at(file.span(0, 0), message, remedy))
            break
        root = _Walk(file, mended, restore, found).node(node)
        break
    return Document(file, root), found


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_FastLoader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=_PureLoader)


def _without_strangers(
    file: SourceFile, found: list[Diagnostic]
) -> tuple[str, Callable[[str], str]]:
    """A text of the same length that the parser takes, and how to get the characters back."""
    text = file.text
    controls = list(_CONTROL.finditer(text))
    for match in controls[:_MOST_CONTROLS]:
        more = len(controls) - _MOST_CONTROLS
        also = (
            f" ({more} more follow)" if more > 0 and match is controls[_MOST_CONTROLS - 1] else ""
        )
        message = f"the control character U+{ord(match[0]):04X} stands here{also}"
        span = file.span(*match.span())
        found.append(codes.CONTROL_CHARACTER.at(span, message, "delete it, or type the line anew"))
    if controls:
        text = _CONTROL.sub(" ", text)
    for match in _CONFLICT.finditer(text):
        message = f"the merge conflict marker {match[0][:20]!r} stands here"
        remedy = "keep the version that is right, and delete the markers and the other one"
        found.append(codes.CONFLICT_MARKER.at(file.span(*match.span()), message, remedy))
    directive = _DIRECTIVE.match(text)
    if directive:
        message = "a line that begins with % is a directive to YAML, and decks need none"
        span = file.span(*directive.span(1))
        found.append(codes.SECOND_DOCUMENT.at(span, message, "delete the line"))
        text = text[: directive.start(1)] + "#" * len(directive[1]) + text[directive.end(1) :]
    if not any(stranger in text for stranger in _FOREIGN_BREAKS):
        return text, str
    free = (chr(code) for code in range(0xE000, 0x10FFFE) if chr(code) not in text)
    pairs = dict(zip(_FOREIGN_BREAKS, free, strict=False))
    there = str.maketrans(pairs)
    back = str.maketrans({value: key for key, value in pairs.items()})
    return text.translate(there), lambda value: value.translate(back)


_NO_CHARACTER = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
# An escape in double quotes, for those that make a control character.
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_CONTROL_ESCAPES = frozenset("0abvfe")
_TEX_WITH_T_N_R = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:t(?:heta|au|ext|imes|an|o|riangle)|n(?:u|eq|abla|ot|i)|r(?:ho|ight))"
    r"(?![a-z]))"
)
_EATEN = re.compile(r"(?<=[ \t])(#[^\s#][^\r\n]*)")
_BLANKS = re.compile(r"[ \t]*")


class _Walk:
    """From PyYAML's nodes to ours, telling of what a deck may not hold."""

    def __init__(
        self,
        file: SourceFile,
        mended: Mended,
        restore: Callable[[str], str],
        found: list[Diagnostic],
    ) -> None:
        self.file, self.found, self.restore = file, found, restore
        self.text, self.at = mended.text, mended.origin
        self.comments = _EATEN.search(self.text) is not None

    def node(self, node: Any) -> Node:
        start, end = node.start_mark.index, node.end_mark.index
        if self.text[start : start + 1] in ("!", "&"):
            typed = self._refuse_property(node, start)
            if isinstance(node, yaml.ScalarNode):
                return Scalar(self.restore(typed), self.at(start), self.at(end))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, start, end)
        if isinstance(node, yaml.SequenceNode):
            if node.flow_style and self.text.startswith("[[", start):
                return self._literal(start, end)
            items = [self.node(item) for item in node.value]
            return Sequence(items, self.at(start), self.at(end))
        if node.flow_style and self.text.startswith("{{", start):
            return self._literal(start, end)
        return self._mapping(node, start, end)

    def _scalar(self, node: yaml.ScalarNode, start: int, end: int) -> Scalar:
        value, style = node.value, node.style
        if style == '"' and "\\" in self.text[start:end]:
            self._check_escapes(start, end)
            value = _CONTROL.sub(" ", value)
        elif not style and self.comments:  # libyaml says '', PyYAML None
            value = self._check_comment(value, start, end)
        return Scalar(self.restore(value), self.at(start), self.at(end), style in ("|", ">"))

    def _mapping(self, node: yaml.MappingNode, start: int, end: int) -> Mapping:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                span = self._span(key_node.start_mark.index, key_node.end_mark.index)
                message = "a key must be a word, and this is a list or a mapping"
                remedy = "put quotation marks around text that begins with a bracket"
                self.found.append(codes.NOT_A_KEY.at(span, message, remedy))
                continue
            key = self.node(key_node)
            value = self.node(value_node)
            assert isinstance(key, Scalar)
            span = self.file.span(key.start, max(key.end, key.start + 1))
            first = entries.get(key.text)
            if key.text == "<<":
                message = "the key << merges another mapping, which decks don't do"
                remedy = "write the keys themselves"
                self.found.append(codes.MERGE_KEY.at(span, message, remedy))
            elif first is not None:
                line = self.file.position(first.key.start).line
                message = f"the key `{key.text}` is given twice (first in line {line})"
                remedy = "keep one of the two; or a `- ` before the next card is missing"
                self.found.append(codes.DOUBLE_KEY.at(span, message, remedy))
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(entries, self.at(start), self.at(end))

    def _literal(self, start: int, end: int) -> Scalar:
        """Text in double brackets, which YAML took for a list or a mapping."""
        typed = self.text[start:end]
        message = f"a value that begins with {typed[0]} must be quoted"
        remedy = f"write it so:\n  {mended_line(self.text, start, end, quoted(typed))}"
        fix = quoting_fix(self.file, self.at(start), self.at(end), self.restore(quoted(typed)))
        self.found.append(codes.UNQUOTED_START.at(self._span(start, end), message, remedy, fix))
        return Scalar(self.restore(typed), self.at(start), self.at(end))

    def _refuse_property(self, node: yaml.Node, start: int) -> str:
        """Tell of a tag or an anchor; the text that it was probably meant to be."""
        stop = line_end(self.text, start)
        if isinstance(node, yaml.ScalarNode):
            stop = min(stop, max(node.end_mark.index, start + 1))
        typed = self.text[start:stop]
        rule = codes.TAG if typed[0] == "!" else codes.ANCHOR
        meaning = "a type tag" if typed[0] == "!" else "an anchor"
        message = f"a value that begins with {typed[0]} is {meaning} to YAML"
        line = mended_line(self.text, start, stop, quoted(typed))
        remedy = f"as text, write it so:\n  {line}"
        word = re.match(r"[!&][^\s,\[\]{}]*", typed)
        length = len(word[0]) if word else 1
        self.found.append(rule.at(self._span(start, start + length), message, remedy))
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
            if code not in _CONTROL_ESCAPES and not _CONTROL.fullmatch(made):
                continue
            span = self._span(start + match.start(), start + match.end())
            message = f"in double quotes {match[0]} is a control character"
            remedy = f"for a backslash, use single quotes:\n  {single}"
            self.found.append(codes.CONTROL_CHARACTER.at(span, message, remedy))
        for match in _TEX_WITH_T_N_R.finditer(raw):
            span = self._span(start + match.start(1), start + match.end(1))
            what = {"t": "a tab", "n": "a line break", "r": "a line break"}[match[1][1]]
            message = f"in double quotes {match[1][:2]} is {what}, so {match[1]} is lost"
            remedy = f"use single quotes:\n  {single}"
            self.found.append(codes.SILENT_ESCAPE.at(span, message, remedy))

    def _span(self, start: int, end: int) -> Any:
        first = self.at(start)
        return self.file.span(first, max(first + 1, self.at(end)))
