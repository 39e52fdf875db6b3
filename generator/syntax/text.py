"""The text that YAML refused: its lines, a working copy to mend it in, and what a fault is."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from generator.diagnostics import Rule
from generator.patterns import late
from generator.source import SourceFile, SourceSpan

__all__ = [
    "KEY",
    "Edit",
    "Fault",
    "Line",
    "Mended",
    "line_at",
    "line_end",
    "mended_line",
    "onward",
    "quoted",
    "short",
    "split_lines",
]

KEY = late(
    r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<sign>['\"]?)(?P<key>[A-Za-z_][\w-]*|<<)(?P=sign)"
    r"(?P<colon>[ \t]*:)(?:[ \t]+(?P<value>[^\s#].*)|[ \t]+#.*|[ \t]*$)"
)
"""A key and its colon, as people write them, after hyphens; and its value, if it has one here."""

_HYPHEN = late(r"[ \t]*-(?:[ \t]+(?P<value>[^\s#].*)?|$)")
_LINE_END = late(r"[\r\n]")
_WIDEST = 200  # characters that are shown beside what is mended

Edit = tuple[int, int, str]
"""Start, end and replacement."""


class Fault(NamedTuple):
    """A cause, as offsets into the text, and how to mend it.

    ``lost`` says that the mending leaves something out, so that what is
    missing then is no fault of the author's; ``sure`` that what it makes is
    what stands there, so that faults in that are the author's.
    """

    rule: Rule
    start: int
    end: int
    message: str
    help: str
    mend: tuple[Edit, ...] = ()
    lost: bool = False
    sure: bool = False


class Mended:
    """A working copy of a text that knows where each of its characters stood."""

    def __init__(self, text: str, origins: Iterable[int] | None = None) -> None:
        self.text = text
        self._origins = None if origins is None else array("q", origins)

    @classmethod
    def joined(cls, parts: Sequence[Mended], starts: Sequence[int], length: int) -> Mended:
        """One text of many; the origin of each part's first character is in ``starts``."""
        origins = array("q")
        for part, start in zip(parts, starts, strict=True):
            own = range(len(part.text)) if part._origins is None else part._origins[:-1]
            origins.extend(array("q", [start + place for place in own]) if start else own)
        origins.append(length)
        return cls("".join(part.text for part in parts), origins)

    def replace(self, edits: Sequence[Edit]) -> None:
        """Put other text in place of some stretches of the working copy."""
        old = self._origins or array("q", range(len(self.text) + 1))
        texts: list[str] = []
        origins = array("q")
        done = 0
        for start, end, new in sorted(edits):
            texts += (self.text[done:start], new)
            origins.extend(old[done:start])
            origins.extend(old[min(start + index, end)] for index in range(len(new)))
            done = end
        texts.append(self.text[done:])
        origins.extend(old[done:])
        self.text, self._origins = "".join(texts), origins

    @property
    def untouched(self) -> bool:
        """Whether nothing was mended."""
        return self._origins is None

    def origin(self, offset: int) -> int:
        """Where the character at ``offset`` stood in the text as typed."""
        return offset if self._origins is None else self._origins[offset]

    def span(self, file: SourceFile, start: int, end: int, base: int = 0) -> SourceSpan:
        """A stretch of the working copy, which begins at ``base``, as a place in the file."""
        size, length = len(self.text), len(file.text)
        first = min(base + self.origin(min(start, size)), length)
        last = max(first + 1, base + self.origin(min(end, size)))
        return file.span(first, min(last, length))


@dataclass(frozen=True)
class Line:
    """One line: its text without line end, its offset, its number from 0."""

    text: str
    start: int
    number: int

    @cached_property
    def blank(self) -> bool:
        """Whether there is nothing in the line but white space or a comment."""
        stripped = self.text.strip(" \t")
        return not stripped or stripped.startswith("#")

    @cached_property
    def indent(self) -> int:
        """How many blanks the line begins with."""
        return len(self.text) - len(self.text.lstrip(" \t"))

    @property
    def body(self) -> str:
        """The line without the blanks around it."""
        return self.text.strip(" \t")

    @property
    def end(self) -> int:
        """The offset after the line's last character."""
        return self.start + len(self.text)

    @cached_property
    def entry(self) -> re.Match[str] | None:
        """The key of the line and its value."""
        return KEY.fullmatch(self.text)

    @property
    def key(self) -> str:
        """The name of the key; empty where there is none."""
        return self.entry["key"] if self.entry else ""

    @property
    def column(self) -> int:
        """Where the key begins, behind hyphens; where the line begins if it has none."""
        return len(self.entry["lead"]) if self.entry else self.indent

    @property
    def item(self) -> bool:
        """Whether the line begins with a hyphen and a space."""
        return _HYPHEN.fullmatch(self.text) is not None

    @property
    def value(self) -> tuple[int, str]:
        """The value of the line's key or item, and its place in the line; empty if none."""
        match = self.entry or _HYPHEN.fullmatch(self.text)
        if match is None or match["value"] is None:
            return len(self.text), ""
        value = match["value"]
        at = match.start("value")
        while match is not self.entry and (inner := re.match(r"-[ \t]+(?=\S)", value)):
            at, value = at + inner.end(), value[inner.end() :]
        return at, value.rstrip(" \t")


def split_lines(text: str) -> list[Line]:
    """The lines of a text."""
    lines, start = [], 0
    for number, match in enumerate(re.finditer(r"[^\r\n]*(\r\n|\r|\n|\Z)", text)):
        if match.start() < len(text):
            lines.append(Line(text[start : match.start(1)], start, number))
        start = match.end()
    return lines


def line_at(text: str, offset: int) -> Line:
    """The line of ``offset``; its number is not known."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return Line(text[start : line_end(text, offset)], start, -1)


def onward(lines: Sequence[Line], index: int) -> Iterator[Line]:
    """The lines from ``index`` on, without a copy of them all."""
    return (lines[number] for number in range(index, len(lines)))


def quoted(text: str) -> str:
    """``text`` in single quotes, in which YAML changes nothing."""
    return "'" + text.replace("'", "''") + "'"


def line_end(text: str, offset: int, limit: int | None = None) -> int:
    """Where the line of ``offset`` ends, its line end not counted; ``limit`` at the latest."""
    stop = len(text) if limit is None else min(limit, len(text))
    match = _LINE_END.search(text, offset, stop)
    return match.start() if match else stop


def mended_line(text: str, start: int, end: int, new: str) -> str:
    """The line of ``start`` with ``new`` in place of a stretch of it, without indentation.

    Of a very long line only what stands around is shown.
    """
    low, high = max(0, start - _WIDEST), end + _WIDEST
    first = max(text.rfind("\n", low, start), text.rfind("\r", low, start)) + 1
    last = line_end(text, end, high)
    before = text[first:start] if first or not low else "…" + text[low:start]
    after = text[end:last] + ("…" if last == high and last < len(text) else "")
    return (before + short(new) + after).strip(" \t")


def short(text: str) -> str:
    """``text``, and of a very long one the beginning and the end."""
    return text if len(text) < 5 * _WIDEST else f"{text[:_WIDEST]}…{text[-_WIDEST:]}"
