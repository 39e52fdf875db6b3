"""How diagnostics are printed: for people with a code frame, as json, for GitHub."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import category, east_asian_width

from generator.diagnostics import Diagnostic, Severity

__all__ = ["as_dict", "for_github", "for_people", "printable", "summary", "table"]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDEST = 100  # columns of source text in a code frame


def for_people(diagnostic: Diagnostic, *, colour: bool) -> str:
    """``path:line:column: severity CODE message``, the line with the place marked, the remedy."""

    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    rule, span = diagnostic.rule, diagnostic.span
    first = span.first
    severity = paint(diagnostic.severity.value, f"1;{_COLOURS[diagnostic.severity]}")
    place = paint(f"{span.file.path}:{first.line}:{first.column}:", "1")
    lines = [f"{place} {severity} {rule.code} {printable(diagnostic.message)}"]
    margin = len(str(first.line))
    bar = paint("|", "34")
    if span.file.text:
        shown, marker = _frame(diagnostic)
        lines.append(f"{paint(str(first.line), '34')} {bar} {shown}")
        lines.append(f"{' ' * margin} {bar} {paint(marker, _COLOURS[diagnostic.severity])}")
    help_lines = diagnostic.help.splitlines() or [""]
    lines.append(f"{' ' * margin} {paint('=', '34')} help: {printable(help_lines[0])}")
    lines += [f"{' ' * (margin + 9)}{printable(line)}" for line in help_lines[1:]]
    return "\n".join(lines)


def for_github(diagnostic: Diagnostic) -> str:
    """A workflow command that GitHub shows beside the line."""
    place = as_dict(diagnostic)
    level = {"info": "notice"}.get(place["severity"], place["severity"])
    properties = {
        "file": place["path"],
        "line": place["line"],
        "endLine": place["end_line"],
        "col": place["column"],
        "endColumn": place["end_column"],
        "title": f"{place['code']} {place['name']}",
    }
    listed = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in properties.items())
    text = f"{diagnostic.message}\n{diagnostic.help}"
    return f"::{level} {listed}::{_escape(text)}"


def as_dict(diagnostic: Diagnostic) -> dict[str, Any]:
    """The diagnostic for programs; lines and columns count from 1, the end is exclusive."""
    first, last = diagnostic.span.first, diagnostic.span.last
    return {
        "path": diagnostic.span.file.path,
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
        "severity": diagnostic.severity.value,
        "code": diagnostic.rule.code,
        "name": diagnostic.rule.name,
        "message": diagnostic.message,
        "help": diagnostic.help,
    }


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``; empty where there is nothing."""
    counted = Counter(d.severity for d in diagnostics)
    parts = [(counted[severity], severity.value) for severity in Severity if counted[severity]]
    return ", ".join(f"{n} {word}{'s' if n > 1 and word != 'info' else ''}" for n, word in parts)


def _frame(diagnostic: Diagnostic) -> tuple[str, str]:
    """The line of the finding, cut to what fits, and the marks under the place."""
    span = diagnostic.span
    first, last = span.first, span.last
    line = span.file.line(first.line)
    start = first.column - 1
    end = max(start + 1, last.column - 1 if last.line == first.line else len(line))
    left = max(0, min(start - _WIDEST // 3, len(line) - _WIDEST))
    shown = line[left : left + _WIDEST]
    end = min(end, left + len(shown) + 1)
    before, marked = printable(line[left:start]), printable(line[start:end]) or " "
    ellipsis = "…" if left else ""
    tail = "…" if left + _WIDEST < len(line) else ""
    pad = " " * (_width(before) + len(ellipsis))
    return f"{ellipsis}{printable(shown)}{tail}", pad + "^" * max(1, _width(marked))


def printable(text: str) -> str:
    """``text`` without anything that a terminal would obey, tabs as one space."""
    return "".join(
        c
        if category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or c in "\u200d\u200c"
        else _stand_in(c)
        for c in text
    )


def _stand_in(character: str) -> str:
    return " " if character == "\t" else "\ufffd"


def _width(text: str) -> int:
    """Columns of a terminal that ``text`` takes."""
    return sum(
        0 if category(c) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(c) in "WF" else 1
        for c in text
    )


def _escape(text: str, more: str = "") -> str:
    return re.sub(rf"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", text)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; the first row is the head."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
