"""Faults of the blanks that YAML counts: tabs, and spaces that are none to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.codes import yaml as codes
from generator.syntax.text import Edit, Fault, Line

__all__ = ["odd_spaces", "tabs"]

_ODD = "\u00a0\u1680\u2000-\u200d\u2060\u202f\u205f\u3000\ufeff\u00ad"
_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STRUCTURE = re.compile(
    rf"[ \t{_ODD}]*(?:-[ \t{_ODD}]+)*(?:[A-Za-z_][\w-]*[ \t{_ODD}]*:(?:[{_ODD}]+|(?=[ \t]|$))|(?<=[ \t{_ODD}]))"
)
_ODD_ONE = re.compile(f"[{_ODD}]")
_TAB = re.compile(r" *\t[ \t]*|[ ]*-(?P<gap>[ ]*\t[ \t]*)(?=\S)")
_WIDTHS = (2, 4, 8, 1, 3)


def odd_spaces(lines: Sequence[Line], index: int) -> Fault | None:
    """No-break spaces and the like where YAML wants a space, here and in the lines below."""
    edits: list[Edit] = []
    count = 0
    for line in lines[index:]:
        match = _STRUCTURE.match(line.text)
        found = list(_ODD_ONE.finditer(match[0])) if match else []
        if not found:
            break
        count += 1
        for odd in found:
            new = "" if odd[0] in _NO_WIDTH else " "
            place = line.start + odd.start()
            edits.append((place, place + 1, new))
    if not edits:
        return None
    line, first = lines[index], edits[0][0]
    code = f"U+{ord(line.text[first - line.start]):04X}"
    name = {"U+00A0": "no-break space", "U+3000": "wide space"}.get(code, "invisible character")
    message = f"a {name} ({code}) stands where YAML wants a space{_below(count)}"
    if name == "invisible character":
        message = f"an {name} ({code}) stands where YAML counts spaces{_below(count)}"
    shown = _applied(line, edits)
    remedy = f"it looks like a space; type a space in its place:\n  {shown.strip()}"
    return Fault(codes.ODD_SPACE, first, first + 1, message, remedy, tuple(edits))


def tabs(lines: Sequence[Line], index: int, columns: Sequence[int]) -> Fault | None:
    """Tabs in the indentation or after a hyphen, here and in the lines below.

    ``columns`` are those in which keys and hyphens may stand here.
    """
    line = lines[index]
    match = _TAB.match(line.text)
    if match is None:
        return None
    if match["gap"]:
        start, end = line.start + match.start("gap"), line.start + match.end("gap")
        message = "a tab stands where YAML wants a space"
        remedy = f"put a space in its place:\n  {line.text[: match.start('gap')].lstrip()} "
        remedy += line.text[match.end("gap") :]
        return Fault(codes.TAB, start, end, message, remedy, ((start, end, " "),))
    run: list[Line] = []
    for other in lines[index:]:
        if other.body and (found := _TAB.match(other.text)) and not found["gap"]:
            run.append(other)
        elif other.body:
            break
    width = max(_WIDTHS, key=lambda width: (_fitting(run, columns, width), -_WIDTHS.index(width)))
    edits = tuple((o.start, o.start + o.indent, " " * _expanded(o, width)) for o in run)
    first = line.start + line.text.index("\t")
    shown = " " * _expanded(line, width) + line.body
    message = f"a tab stands where YAML wants spaces{_below(len(run))}"
    remedy = f"use spaces, as many as in the lines beside it:\n  {shown}"
    end = line.start + line.indent
    return Fault(codes.TAB, first, end, message, remedy, edits)


def _expanded(line: Line, width: int) -> int:
    lead = line.text[: line.indent]
    return len(lead) + lead.count("\t") * (width - 1)


def _fitting(run: Sequence[Line], columns: Sequence[int], width: int) -> int:
    """How many lines of ``run`` stand where they may, if a tab is ``width`` wide."""
    allowed = set(columns)
    count = 0
    for line in run:
        column = _expanded(line, width)
        count += column in allowed
        if line.item and line.entry:
            allowed.add(column + line.column - line.indent)
    return count


def _below(count: int) -> str:
    if count < 2:
        return ""
    return f", and in the {count - 1} lines below" if count > 2 else ", and in the line below"


def _applied(line: Line, edits: Sequence[Edit]) -> str:
    text = line.text
    for start, end, new in reversed(edits):
        if line.start <= start < line.end:
            text = text[: start - line.start] + new + text[end - line.start :]
    return text
