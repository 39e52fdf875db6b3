"""Faults of a value: signs that are YAML's own, colons, quotation marks, escapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.codes import yaml as codes
from generator.diagnostics import Rule
from generator.format import Shape
from generator.patterns import late
from generator.syntax import flow
from generator.syntax.pieces import SHAPES
from generator.syntax.places import moved
from generator.syntax.runon import (
    KEYS_INSIDE,
    LIST_INSIDE,
    NEXT_CARD,
    next_card,
    own_line,
    parted,
)
from generator.syntax.text import Fault, Line, line_end, mended_line, onward, quoted

__all__ = ["BLOCK_HEAD", "closing", "extent", "swallows", "value_fault"]

BLOCK_HEAD = late(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?:[ \t]+#.*)?$")
_LONGEST = 1000  # lines of one value
_COLON = late(r":(?=[ \t]|$)")
_COMMENT = late(r"(?<![ \t])[ \t]++#.*")
# What YAML takes for an escape; the others, as in TeX or a Windows path, it refuses.
_BAD_ESCAPE = late(
    r"\\(?![0abt\tnvfre \"/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|$)", re.M
)
_ALIAS = late(r"\*[\w-]+")
_MEANINGS = {"*": "an alias", "&": "an anchor", "!": "a type tag"}


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in its text: ``at`` in line ``index``, under the key of ``head``."""

    text: str
    lines: Sequence[Line]
    index: int
    at: int
    value: str
    head: Line

    @property
    def line(self) -> Line:
        """The line that the value begins in."""
        return self.lines[self.index]

    @property
    def start(self) -> int:
        """The offset of the value."""
        return self.line.start + self.at

    @property
    def shape(self) -> Shape:
        """What the value of such a key is."""
        return SHAPES.get(self.head.key, Shape.TEXT)

    @property
    def after(self) -> int:
        """The index after its last line."""
        return extent(self.lines, self.index, self.head)


def value_fault(
    text: str, lines: Sequence[Line], index: int, head: Line | None = None
) -> Fault | None:
    """What is wrong with the value of a line, and of those that go on with it.

    ``head`` is the line of its key, where the value begins below that.
    """
    fault = _value_fault(text, lines, index, head)
    line = lines[index]
    if fault is not None and (card := NEXT_CARD.search(line.text, line.value[0])):
        return next_card(lines, line, card.start(1)) or fault
    return fault


def _value_fault(text: str, lines: Sequence[Line], index: int, head: Line | None) -> Fault | None:
    line = lines[index]
    at, value = line.value if head is None else (line.indent, line.body)
    if not value:
        return None
    v = _Value(text, lines, index, at, value, head or line)
    sign = value[0]
    if sign in "\"'":
        return _quotation(v)
    if sign in "|>":
        return None if BLOCK_HEAD.match(value) else _block(v)
    if sign in "[{" and not value.startswith("{{"):
        balanced = all(value.count(a) == value.count(b) for a, b in ("[]", "{}"))
        return flow.fault(text, v.shape, v.start, line.end if balanced else _flow_limit(v))
    v = replace(v, value=_COMMENT.sub("", value))
    if line.key == "<<":
        begin = line.start + line.column
        message = "the key << merges another mapping, which decks don't do"
        remedy = "write the keys themselves"
        edit = (v.start, v.start + len(v.value), "''")
        return Fault(codes.MERGE_KEY, begin, begin + 2, message, remedy, (edit,), lost=True)
    if sign in "&!" and re.fullmatch(r"\S+", v.value) and _structure_below(v):
        rule = codes.TAG if sign == "!" else codes.ANCHOR
        message = f"a value that begins with {sign} is {_MEANINGS[sign]} to YAML"
        edit = (v.start, v.start + len(v.value), "")
        remedy = f"delete it:\n  {mended_line(text, *edit)}"
        return Fault(rule, v.start, edit[1], message, remedy, (edit,), sure=True)
    if sign in "*&!":
        rule = codes.TAG if sign == "!" else codes.ANCHOR
        message = f"a value that begins with {sign} must be quoted: to YAML it is {_MEANINGS[sign]}"
        return _quote(v, rule, message)
    if sign == "-" and value[1:2] in ("", " ", "\t"):
        return _hyphen(v)
    if sign in "{@%`,]}" or (sign == "?" and value[1:2] in ("", " ", "\t")):
        shown = "{{" if value.startswith("{{") else sign
        message = f"a value that begins with {shown} must be quoted: the sign is YAML's own"
        return _quote(v, codes.UNQUOTED_START, message)
    return _colon(v)


def _structure_below(v: _Value) -> bool:
    """Whether keys or items follow that are deeper than the line's own."""
    below = next((other for other in onward(v.lines, v.index + 1) if not other.blank), None)
    floor = v.line.column if v.line.entry else v.line.indent
    return below is not None and bool(below.entry or below.item) and below.indent > floor


def extent(lines: Sequence[Line], index: int, head: Line) -> int:
    """The index after the last line of a plain text: the deeper lines that are no keys."""
    after = index + 1
    for number in range(index + 1, len(lines)):
        other = lines[number]
        if other.body and (
            other.indent <= head.column
            or other.blank
            or other.item
            or other.key in SHAPES
            or (other.entry and "\t" in other.text[: other.indent])
        ):
            break
        if other.body:
            after = number + 1
    return after


def closing(value: str) -> int | None:
    """The index of the quotation mark that closes the one at the start of ``value``."""
    pattern = r'"(?:[^"\\]|\\.)*+"' if value[0] == '"' else r"'(?:[^']|'')*+'"
    match = re.match(pattern, value, re.DOTALL)
    return match.end() - 1 if match else None


def swallows(lines: Sequence[Line], line: Line, end: int) -> int | None:
    """The index of the first line before ``end`` that is a key and no part of a text."""
    for number in range(line.number + 1, len(lines)):
        other = lines[number]
        if other.start >= end:
            return None
        if other.key in SHAPES and (other.column <= line.column or other.item):
            return number
    return None


def _flow_limit(v: _Value) -> int:
    """Where a list or a quotation must be over: before the next key, or at the end."""
    last = v.lines[min(v.index + _LONGEST, len(v.lines) - 1)]
    swallowed = swallows(v.lines, v.head, last.end)
    return v.lines[swallowed].start if swallowed is not None else last.end


def _quotation(v: _Value) -> Fault | None:
    text, value, start = v.text, v.value, v.start
    sign = value[0]
    close = closing(value)
    if close is None:
        far = closing(text[start : _flow_limit(v)])
        if far is None:
            return _unclosed(v)
        end = start + far
        rest = text[end + 1 : line_end(text, end)].strip()
        if rest and not rest.startswith("#"):
            return _unclosed(v)
    else:
        rest = value[close + 1 :].lstrip(" \t")
        end = start + close
        if rest and not rest.strip():  # no-break spaces, as a word processor leaves them
            message = "an invisible character follows the closing quotation mark"
            edit = (end + 1, start + len(value), "")
            remedy = f"delete it:\n  {mended_line(text, *edit)}"
            return Fault(codes.ODD_SPACE, end + 1, end + 2, message, remedy, (edit,))
        if rest and not (rest[0] == "#" and value[close + 1] in " \t"):
            message = f"text follows the closing {sign}, where to YAML the value is over"
            # "He said "no"", 'don't': the outer marks were meant for YAML, the inner for people.
            inner = value[close - 1].isspace() or value[close + 1].isalnum() or rest == sign
            meant = value[1:-1] if inner and value[-1] == sign else value
            return _quote(v, codes.TEXT_AFTER_QUOTE, message, meant=meant)
    if sign == '"' and (bad := _BAD_ESCAPE.search(text, start + 1, end)):
        shown = text[bad.start() : bad.start() + 2]
        message = f"in double quotes YAML does not know the escape {shown}"
        single = quoted(text[start + 1 : end].replace('\\"', '"'))
        whole = mended_line(text, start, end + 1, single)
        remedy = f"use single quotes, in which a backslash is a backslash:\n  {whole}"
        return Fault(
            codes.BAD_ESCAPE,
            bad.start(),
            bad.start() + 2,
            message,
            remedy,
            ((start, end + 1, single),),
        )
    return None


def _unclosed(v: _Value) -> Fault:
    text, start, value = v.text, v.start, v.value
    end = start + len(value)
    if v.after > v.index + 1:
        end = v.lines[v.after - 1].end
        value = text[start:end]
    sign, body = value[0], value[1:]
    closed = sign + (_escaped(body) if sign == '"' else body.replace("'", "''")) + sign
    message = f"the quotation mark {sign} is opened here and never closed"
    remedy = (
        f"close it:\n  {mended_line(text, start, end, closed)}\n"
        f"if the mark is text, write it so:\n  {mended_line(text, start, end, quoted(value))}"
    )
    edit = (start, end, closed)
    return Fault(codes.UNCLOSED_QUOTE, start, start + 1, message, remedy, (edit,))


def _escaped(body: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", re.sub(r'(?<!\\)"', r'\\"', body).rstrip("\\"))


def _block(v: _Value) -> Fault:
    """A text that begins with > or |, which YAML takes for the head of a block."""
    value, start = v.value, v.start
    sign = value[0]
    message = f"a value that begins with {sign} must be quoted: the sign is YAML's own"
    if v.after == v.index + 1 or value[1:2] not in (" ", "\t"):
        return _quote(v, codes.UNQUOTED_START, message)
    # Lines follow below: the author knows of blocks, and began too early.
    column = v.lines[v.index + 1].indent
    message = f"after {sign} the text of a block begins in the next line"
    rest = value[1:].strip()
    remedy = f"write it so:{parted(v.line, v.line.text[: v.at] + sign, column, rest)}"
    edit = (start + 1, start + len(value), f"\n{' ' * column}{rest}")
    return Fault(codes.UNQUOTED_START, start, start + len(value), message, remedy, (edit,))


def _hyphen(v: _Value) -> Fault:
    """A list that begins in the line of its key, or text that begins with a hyphen."""
    text, line, value, start, shape = v.text, v.line, v.value, v.start, v.shape
    below = v.lines[v.index + 1] if v.index + 1 < len(v.lines) else line
    listed = below is not line and below.item and below.indent > line.column
    end = start + len(value)
    if shape is Shape.TEXTS and not listed:
        items = [item.strip() for item in re.split(r"(?:^|[ \t])-[ \t]+", value) if item.strip()]
        message = f"`{line.key}` is a list: in one line it stands in brackets"
        new = f"[{', '.join(items)}]"
        remedy = f"write it so:\n  {mended_line(text, start, end, new)}"
        return Fault(codes.UNQUOTED_START, start, end, message, remedy, ((start, end, new),))
    if shape is Shape.TEXT and not listed:
        message = "a value that begins with - must be quoted: the sign is YAML's own"
        return _quote(v, codes.UNQUOTED_START, message)
    column = below.indent if listed else line.column + 2
    bar = " |" if shape is Shape.TEXT else ""
    message = "a list begins in the line below its key"
    lead = line.text[: v.at].rstrip()
    remedy = f"write it so:{parted(line, lead + bar, column, value)}"
    edit = (line.start + len(lead), start, f"{bar}\n{' ' * column}")
    return Fault(codes.UNQUOTED_START, start, end, message, remedy, (edit,))


def _colon(v: _Value) -> Fault | None:
    """A colon in a text, in its first line or in one that goes on with it."""
    text, line, start = v.text, v.line, v.start
    for number in range(v.index, v.after):
        other = v.lines[number]
        begin = start if number == v.index else other.start
        match = _COLON.search(_COMMENT.sub("", text[begin : other.end]).rstrip())
        if match is None:
            if _COMMENT.search(other.text):
                return None
            continue
        place = begin + match.start()
        inside = KEYS_INSIDE.search(text, start, line.end) if number == v.index else None
        taken = {other.key for other in v.lines if other.column == line.column}
        if inside and inside.end() - 1 == place and inside[1] not in taken:
            return own_line(text, line, inside.start(), line.column)
        if v.shape is Shape.MAPPING and v.head is line:
            return own_line(text, line, start, line.column + 2)
        listed = LIST_INSIDE.search(text, start, other.end)
        if listed and number == v.after - 1 and _structure_below(replace(v, index=number)):
            return own_line(text, other, listed.start(1), v.head.column)
        if number > v.index and other.entry and _structure_below(replace(v, index=number)):
            return moved(v.lines, number, (), v.head.column)
        message = "a value with a colon and a space in it must be quoted"
        if match.end() == len(_COMMENT.sub("", text[begin : other.end]).rstrip()):
            message = "a value that ends in a colon must be quoted"
        return _quote(v, codes.COLON_INSIDE, message, place)
    return None


def _quote(
    v: _Value, rule: Rule, message: str, eye: int | None = None, meant: str | None = None
) -> Fault:
    """A fault that single quotes around the value mend.

    ``eye`` is where to look; ``meant`` what the value says, where that is less.
    """
    line, start, value = v.line, v.start, v.value
    end = start + len(value)
    if v.after > v.index + 1 and meant is None and not _COMMENT.search(line.text[v.at :]):
        end = v.lines[v.after - 1].end
        value = "\n".join([value, *(other.text for other in v.lines[v.index + 1 : v.after])])
    mended = quoted(value if meant is None else meant)
    shown = mended_line(v.text, start, end, mended).split("\n")
    remedy = "\n  ".join(["write it so:", *shown])
    if _ALIAS.fullmatch(value):
        remedy += "\nif it was to repeat something that stands above, write that itself"
    place = start if eye is None else eye
    stop = min(end, line.end) if eye is None else eye + 1
    edits = ((start, end, mended),)
    return Fault(rule, place, stop, message, remedy, edits, sure=rule is not codes.ANCHOR)
