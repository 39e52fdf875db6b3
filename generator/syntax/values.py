"""Faults of a value: signs that are YAML's own, colons, quotation marks, escapes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.codes import yaml as codes
from generator.diagnostics import Rule
from generator.format import Shape
from generator.syntax import flow
from generator.syntax.pieces import CARD_NAMES, SHAPES
from generator.syntax.text import Fault, Line, mended_line, quoted

__all__ = ["BLOCK_HEAD", "closing", "extent", "swallows", "value_fault"]

BLOCK_HEAD = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?:[ \t]+#.*)?$")
_LONGEST = 1000  # lines of one value
_COLON = re.compile(r":(?=[ \t]|$)")
_COMMENT = re.compile(r"[ \t]+#.*")
# What YAML takes for an escape; the others, as in TeX or a Windows path, it refuses.
_BAD_ESCAPE = re.compile(
    r"\\(?![0abt\tnvfre \"/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|$)", re.M
)
_MEANINGS = {"*": "an alias", "&": "an anchor", "!": "a type tag"}
_KEYS_INSIDE = re.compile(
    rf"(?<=[ \t])({'|'.join(sorted(CARD_NAMES - {'list', 'type', 'right', 'wrong', 'why'}))})"
    r":(?=[ \t]+\S)"
)


def value_fault(text: str, lines: Sequence[Line], index: int) -> Fault | None:
    """What is wrong with the value of a line, and of those that go on with it."""
    line = lines[index]
    at, value = line.value
    if not value:
        return None
    sign = value[0]
    if sign in "\"'":
        return _quotation(text, lines, index, at, value)
    if sign in "|>":
        return None if BLOCK_HEAD.match(value) else _block(lines, index, at, value)
    if sign in "[{" and not value.startswith("{{"):
        stop = _flow_limit(lines, index)
        return flow.fault(text, line, line.start + at, stop)
    value = _COMMENT.sub("", value)
    if line.key == "<<":
        begin = line.start + line.column
        message, remedy = "the key << merges another mapping, which decks don't do", "write the keys"
        edit = (begin, line.end, "# ")
        return Fault(codes.MERGE_KEY, begin, begin + 2, message, remedy, (edit,), lost=True)
    if sign in "*&!":
        rule = codes.TAG if sign == "!" else codes.ANCHOR
        message = f"a value that begins with {sign} must be quoted: to YAML it is {_MEANINGS[sign]}"
        return _quote(rule, text, lines, index, at, value, message)
    if sign == "-" and value[1:2] in ("", " ", "\t"):
        return _hyphen(text, lines, index, at, value)
    if sign in "{@%`,]}" or (sign == "?" and value[1:2] in ("", " ", "\t")):
        shown = "{{" if value.startswith("{{") else sign
        message = f"a value that begins with {shown} must be quoted: the sign is YAML's own"
        return _quote(codes.UNQUOTED_START, text, lines, index, at, value, message)
    return _colon(text, lines, index, at, value)


def extent(lines: Sequence[Line], index: int) -> int:
    """The index after the last line of a plain text: the deeper lines that are no keys."""
    line = lines[index]
    after = index + 1
    for number in range(index + 1, len(lines)):
        other = lines[number]
        if other.body and (
            other.indent <= line.column or other.blank or other.item or other.key in SHAPES
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


def _flow_limit(lines: Sequence[Line], index: int) -> int:
    """Where a list in brackets must be over: before the next key, or at the end."""
    line, last = lines[index], lines[min(index + _LONGEST, len(lines) - 1)]
    swallowed = swallows(lines, line, last.end)
    return lines[swallowed].start if swallowed is not None else last.end


def _quotation(
    text: str, lines: Sequence[Line], index: int, at: int, value: str
) -> Fault | None:
    line, sign = lines[index], value[0]
    start = line.start + at
    close = closing(value)
    if close is None:
        limit = _flow_limit(lines, index)
        far = closing(text[start:limit])
        if far is None:
            return _unclosed(text, line, at, value)
        end = start + far
        rest = text[end + 1 : text_line_end(lines, end)].strip()
        if rest and not rest.startswith("#"):
            return _unclosed(text, line, at, value)
    else:
        rest = value[close + 1 :].lstrip()
        end = start + close
        if rest and not (rest[0] == "#" and value[close + 1] in " \t"):
            message = f"text follows the closing {sign}, where to YAML the value is over"
            # "He said "no"", 'don't': the outer marks were meant for YAML, the inner for people.
            inner = value[close - 1].isspace() or value[close + 1].isalnum() or rest == sign
            meant = value[1:-1] if inner and value[-1] == sign else value
            return _quote(
                codes.TEXT_AFTER_QUOTE, text, lines, index, at, value, message, text_meant=meant
            )
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


def text_line_end(lines: Sequence[Line], offset: int) -> int:
    """The end of the line that ``offset`` is in."""
    return next(line.end for line in lines if line.end >= offset)


def _unclosed(text: str, line: Line, at: int, value: str) -> Fault:
    sign, body = value[0], value[1:]
    start = line.start + at
    closed = sign + (_escaped(body) if sign == '"' else body.replace("'", "''")) + sign
    message = f"the quotation mark {sign} is opened here and never closed"
    remedy = (
        f"close it:\n  {mended_line(text, start, line.end, closed)}\n"
        f"if the mark is text, write it so:\n  {mended_line(text, start, line.end, quoted(value))}"
    )
    edit = (start, start + len(value), closed)
    return Fault(codes.UNCLOSED_QUOTE, start, start + 1, message, remedy, (edit,))


def _escaped(body: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", re.sub(r'(?<!\\)"', r'\\"', body).rstrip("\\"))


def _block(lines: Sequence[Line], index: int, at: int, value: str) -> Fault:
    """A text that begins with > or |, which YAML takes for the head of a block."""
    line, sign = lines[index], value[0]
    message = f"a value that begins with {sign} must be quoted: the sign is YAML's own"
    after = extent(lines, index)
    text = "\n".join(other.text for other in lines[index:after])
    if after == index + 1 or value[1:2] not in (" ", "\t"):
        return _quote(codes.UNQUOTED_START, text, lines, index, at, value, message)
    # Lines follow below: the author knows of blocks, and began too early.
    start = line.start + at
    indent = " " * lines[index + 1].indent
    message = f"after {sign} the text of a block begins in the next line"
    head = line.text[:at].lstrip() + sign
    remedy = f"write it so:\n  {head}\n  {indent}{value[1:].strip()}"
    edit = (start + 1, start + len(value), f"\n{indent}{value[1:].strip()}")
    return Fault(codes.UNQUOTED_START, start, start + len(value), message, remedy, (edit,))


def _hyphen(text: str, lines: Sequence[Line], index: int, at: int, value: str) -> Fault:
    """A list that begins in the line of its key, or text that begins with a hyphen."""
    line = lines[index]
    below = lines[index + 1] if index + 1 < len(lines) else line
    listed = below is not line and below.item and below.indent > line.column
    shape = SHAPES.get(line.key, Shape.TEXT)
    start = line.start + at
    end = start + len(value)
    if shape is Shape.TEXTS and not listed:
        items = [item.strip() for item in re.split(r"(?:^|[ \t])-[ \t]+", value) if item.strip()]
        message = f"`{line.key}` is a list: in one line it stands in brackets"
        new = f"[{', '.join(items)}]"
        remedy = f"write it so:\n  {mended_line(text, start, end, new)}"
        return Fault(codes.UNQUOTED_START, start, end, message, remedy, ((start, end, new),))
    if shape is Shape.TEXT and not listed:
        message = "a value that begins with - must be quoted: the sign is YAML's own"
        return _quote(codes.UNQUOTED_START, text, lines, index, at, value, message)
    indent = " " * (below.indent if listed else line.column + 2)
    bar = " |" if shape is Shape.TEXT else ""
    message = "a list begins in the line below its key"
    lead = line.text[:at].rstrip()
    remedy = f"write it so:\n  {lead.lstrip()}{bar}\n  {indent}{value}"
    edit = (line.start + len(lead), start, f"{bar}\n{indent}")
    return Fault(codes.UNQUOTED_START, start, end, message, remedy, (edit,))


def _colon(text: str, lines: Sequence[Line], index: int, at: int, value: str) -> Fault | None:
    """A colon in a text, in its first line or in one that goes on with it."""
    line = lines[index]
    start = line.start + at
    for number in range(index, extent(lines, index)):
        other = lines[number]
        begin = start if number == index else other.start
        match = _COLON.search(_COMMENT.sub("", text[begin : other.end]).rstrip())
        if match is None:
            if _COMMENT.search(other.text):
                return None
            continue
        place = begin + match.start()
        inside = _KEYS_INSIDE.search(text, start, line.end) if number == index else None
        taken = {other.key for other in lines}
        if inside and inside.end() - 1 == place and inside[1] not in taken:
            return _own_line(text, line, inside.start())
        if SHAPES.get(line.key) is Shape.MAPPING:
            return _own_line(text, line, start, line.column + 2)
        message = "a value with a colon and a space in it must be quoted"
        if match.end() == len(_COMMENT.sub("", text[begin : other.end]).rstrip()):
            message = "a value that ends in a colon must be quoted"
        return _quote(codes.COLON_INSIDE, text, lines, index, at, value, message, place)
    return None


def _own_line(text: str, line: Line, place: int, column: int | None = None) -> Fault:
    """A key that begins behind another one's value."""
    before = text[line.start : place].rstrip()
    indent = " " * (line.column if column is None else column)
    rest = text[place : line.end]
    key = rest.split(":")[0]
    message = f"the key `{key}` begins in the middle of a line"
    shown = "" if column is None else "  "
    remedy = f"give it a line of its own:\n  {before.lstrip()}\n  {shown}{rest}"
    if column is None:
        whole = quoted(text[line.start + line.value[0] : line.end])
        remedy += f"\nif it is text, write it so:\n  {line.text[: line.value[0]].lstrip()}{whole}"
    edit = (line.start + len(before), place, f"\n{indent}")
    end = place + len(key)
    return Fault(codes.COLON_INSIDE, place, end, message, remedy, (edit,))


def _quote(
    rule: Rule,
    text: str,
    lines: Sequence[Line],
    index: int,
    at: int,
    value: str,
    message: str,
    eye: int | None = None,
    text_meant: str | None = None,
) -> Fault:
    """A fault that single quotes around the value mend.

    ``eye`` is where to look; ``text_meant`` what the value means, where that is less.
    """
    line = lines[index]
    start = line.start + at
    end = start + len(value)
    after = extent(lines, index)
    if after > index + 1 and text_meant is None and not _COMMENT.search(line.text[at:]):
        end = lines[after - 1].end
        value = "\n".join([value, *(other.text for other in lines[index + 1 : after])])
    mended = quoted(value if text_meant is None else text_meant)
    shown = mended.split("\n")
    remedy = "\n  ".join(["write it so:", line.text[:at].lstrip(" \t") + shown[0], *shown[1:]])
    place = start if eye is None else eye
    stop = min(end, line.end) if eye is None else eye + 1
    return Fault(rule, place, stop, message, remedy, ((start, end, mended),))
