"""The text that YAML refused: its lines, a working copy to mend it in, and what a fault is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics import Rule
from generator.source import SourceFile, SourceSpan

__all__ = ["KEY", "Fault", "Line", "Lines", "Mended", "line_end", "mended_line", "quoted"]

KEY = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?=[ \t]|$)")
"""A key and its colon, as people write them, after hyphens."""

_WIDEST = 200  # characters that are shown beside what is mended
_FURTHEST = 200  # lines that are looked at before a complaint


@dataclass(frozen=True, slots=True)
class Fault:
    """A cause: offsets into the text, and how to mend it: (start, end, replacement)."""

    rule: Rule
    start: int
    end: int
    message: str
    help: str
    mend: tuple[int, int, str] | None = None


class Mended:
    """A working copy of a text that knows where each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._origins: list[int] | None = None
        self._length = len(text)

    def replace(self, start: int, end: int, new: str) -> None:
        """Put ``new`` in place of a stretch of the working copy."""
        if self._origins is None:
            self._origins = list(range(self._length + 1))
        old = self._origins[start : end + 1]
        places = [old[min(index, len(old) - 1)] for index in range(len(new))]
        self._origins[start:end] = places
        self.text = self.text[:start] + new + self.text[end:]

    def origin(self, offset: int) -> int:
        """Where the character at ``offset`` stood in the text as typed."""
        return offset if self._origins is None else self._origins[offset]

    def span(self, file: SourceFile, start: int, end: int) -> SourceSpan:
        """A stretch of the working copy, as a place in the file."""
        first = self.origin(min(start, len(self.text)))
        return file.span(first, max(first + 1, self.origin(min(end, len(self.text)))))


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text without line end, and its offset."""

    text: str
    start: int

    @property
    def blank(self) -> bool:
        """Whether there is nothing in the line but white space or a comment."""
        stripped = self.text.strip()
        return not stripped or stripped.startswith("#")

    @property
    def indent(self) -> int:
        """How many blanks the line begins with."""
        return len(self.text) - len(self.text.lstrip(" \t"))

    @property
    def column(self) -> int | None:
        """The column (from 0) of the key of this line."""
        match = KEY.match(self.text)
        return match.start("key") if match else None


class Lines:
    """The lines of a text around a place, without splitting all of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def at(self, offset: int) -> Line:
        """The line of ``offset``."""
        offset = min(offset, len(self.text))
        start = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        return Line(self.text[start : line_end(self.text, start)], start)

    def before(self, line: Line) -> Iterator[Line]:
        """The lines before ``line`` that are not blank, the nearest first."""
        for _ in range(_FURTHEST):
            if line.start == 0:
                return
            end = line.start - 1
            if self.text[end] == "\n" and end and self.text[end - 1] == "\r":
                end -= 1
            line = self.at(end)
            if not line.blank:
                yield line

    def after(self, line: Line) -> Line | None:
        """The next line that is not blank."""
        for _ in range(_FURTHEST):
            match = re.compile(r"\r\n|\r|\n").match(self.text, line.start + len(line.text))
            if match is None:
                return None
            line = self.at(match.end())
            if not line.blank:
                return line
        return None


def quoted(text: str) -> str:
    """``text`` in single quotes, in which YAML changes nothing."""
    return "'" + text.replace("'", "''") + "'"


def line_end(text: str, offset: int) -> int:
    """Where the line of ``offset`` ends, its line end not counted."""
    ends = [text.find(sign, offset) for sign in "\r\n"]
    return min((end for end in ends if end >= 0), default=len(text))


def mended_line(text: str, start: int, end: int, new: str) -> str:
    """The line of ``start`` with ``new`` in place of a stretch of it, without indentation.

    Of a very long line only what stands around is shown.
    """
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before, after = text[first:start], text[end : line_end(text, end)]
    if len(before) > _WIDEST:
        before = "…" + before[-_WIDEST:]
    if len(after) > _WIDEST:
        after = after[:_WIDEST] + "…"
    return (before + new + after).strip()
