"""Faults of the blanks that YAML counts: tabs, and spaces that are none to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.codes import yaml as codes
from generator.patterns import late
from generator.syntax.text import Edit, Fault, Line, onward

__all__ = ["odd_spaces", "tabs", "without_idle_tabs"]

_ODD = "\u00a0\u1680\u2000-\u200d\u2060\u202f\u205f\u3000\ufeff\u00ad"
_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STRUCTURE = late(
    rf"[ \t{_ODD}]*(?:-[ \t{_ODD}]+)*"
    rf"(?:[A-Za-z_][\w-]*[ \t{_ODD}]*:(?:[{_ODD}]+|(?=[ \t]|$))|(?<=[ \t{_ODD}]))"
)
_ODD_ONE = late(f"[{_ODD}]")
_TAB = late(r" *\t[ \t]*|[ ]*-(?P<gap>[ ]*\t[ \t]*)(?=\S)")
_WIDTHS = (2, 4, 8, 1, 3)
_LINE = late(r"(?<![^\r\n])[^\r\n]++")
_LEAD = late(r"[ \t]*+(?:-[ \t]++)*+")


def without_idle_tabs(text: str) -> str:
    """``text`` with spaces for the tabs behind the first sign of a line, and in blank lines.

    There libyaml passes over them, and PyYAML's own parser would blame them
    for a fault that stands elsewhere.
    """
    return _LINE.sub(_without_idle_tabs, text) if "\t" in text else text


def _without_idle_tabs(line: re.Match[str]) -> str:
    lead = _LEAD.match(line[0])
    after = lead.end() if lead and lead.end() < len(line[0]) else 0
    return line[0][:after] + line[0][after:].replace("\t", " ")


def odd_spaces(lines: Sequence[Line], index: int) -> Fault | None:
    """No-break spaces and the like where YAML wants a space, here and in the lines below."""
    edits: list[Edit] = []
    count = 0
    for line in onward(lines, index):
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


def tabs(
    lines: Sequence[Line], index: int, levels: Sequence[tuple[int, bool]], floor: int | None
) -> Fault | None:
    """Tabs in the indentation or after a hyphen, here and in the lines below.

    ``levels`` are the columns of keys, and of hyphens (true), that are open;
    ``floor`` is the column of a key that has its value below.
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
    for other in onward(lines, index):
        if other.body and (found := _TAB.match(other.text)) and not found["gap"]:
            run.append(other)
        elif other.body:
            break
    plans = [_columns(run, levels, floor, width) for width in _WIDTHS]
    columns = max(plans, key=lambda plan: plan[1])[0]
    edits = tuple(
        (other.start, other.start + other.indent, " " * column)
        for other, column in zip(run, columns, strict=True)
    )
    first = line.start + line.text.index("\t")
    message = f"a tab stands where YAML wants spaces{_below(len(run))}"
    remedy = "use spaces, as many as in the lines beside it:\n"
    remedy += f"  {' ' * columns[0]}{line.body}"
    return Fault(codes.TAB, first, line.start + line.indent, message, remedy, edits)


def _columns(
    run: Sequence[Line], levels: Sequence[tuple[int, bool]], floor: int | None, width: int
) -> tuple[list[int], int]:
    """Where the lines of ``run`` may stand if a tab is ``width`` wide; how many fit as they are."""
    allowed = set(levels)
    columns: list[int] = []
    fitting = 0
    above = -1  # where the key at ``floor`` stands as typed
    placed: dict[tuple[int, bool], int] = {}
    for line in run:
        tab_count = line.text[: line.indent].count("\t")
        column = typed = line.indent + tab_count * (width - 1)
        same = sorted(level for level, hyphens in allowed if hyphens == line.item)
        if (typed, line.item) in placed:
            column = placed[typed, line.item]
            fitting += column == typed
        elif floor is not None and typed > above:
            column = max(typed, floor + 2)
            fitting += column == typed and above >= 0
        elif column in same and (line.item or line.entry):
            fitting += 1
        elif same and (line.item or line.entry):
            column = min(same, key=lambda level: abs(level - column))
        key = column + line.column - line.indent
        if line.item or line.entry:
            allowed.add((column, line.item))
            # What stands deeper than a key that has no value of its own is its value.
            placed[typed, line.item] = column
            floor = key if line.entry and not line.value[1] else None
            above = typed
        if line.item and line.entry:
            allowed.add((key, False))
        columns.append(column)
    return columns, fitting


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
