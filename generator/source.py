"""Where the author's text stands: files, and the places in them.

Every later stage points back at what the author typed through a
:class:`SourceSpan`, or has a piece of it as a :class:`Text`. Offsets are
counted in Unicode code points from 0; the lines and columns that people see
are counted from 1.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from generator.patterns import late

__all__ = ["Position", "SourceFile", "SourceSpan", "Text", "UnreadFile", "digest_of", "new_digest"]

# A line ends at LF, CRLF or a lone CR, and nowhere else: YAML 1.1 would also
# break at U+0085, U+2028 and U+2029, and no editor shows those as lines.
_LINE_END = late(r"\r\n|\r|\n")
# A longer stretch is placed by how it begins.
_LONGEST_TYPED = 200


class Position(NamedTuple):
    """A place as an editor shows it; ``line`` and ``column`` count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class SourceFile:
    """One text file of a deck.

    ``path`` is how the user would name the file: relative to the current
    folder where possible, with forward slashes. ``text`` is the decoded
    content without a byte-order mark, ``digest`` a hash of the bytes that it
    was read from.
    """

    path: str
    text: str = field(repr=False)
    digest: str = field(default="", repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first code point of each line; the first is 0."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The line and column of ``offset``; the end of the text is a place too."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) without its line end; empty past the last."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def span(self, start: int, end: int | None = None) -> SourceSpan:
        """The span from ``start`` to ``end`` (exclusive; default: one code point)."""
        return SourceSpan(self, start, start + 1 if end is None else end)


def new_digest(data: bytes = b"") -> hashlib.blake2b:
    """The hash that the bytes of a file are known by, piece by piece."""
    return hashlib.blake2b(data, digest_size=16)


def digest_of(data: bytes) -> str:
    """A hash of the bytes of a file: 32 hex digits."""
    return new_digest(data).hexdigest()


class UnreadFile(SourceFile):
    """A file whose text is read when somebody asks for it, by ``load``."""

    def __init__(self, path: str, digest: str, load: Callable[[], str]) -> None:
        self.__dict__.update(path=path, digest=digest, load=load)

    @cached_property
    def text(self) -> str:
        """The text, read once."""
        text: str = self.__dict__["load"]()
        return text


class SourceSpan(NamedTuple):
    """A stretch of a file: code point offsets, ``end`` exclusive."""

    file: SourceFile
    start: int
    end: int

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.file.position(self.start)

    @property
    def last(self) -> Position:
        """Where the span ends (exclusive: the column after its last character)."""
        return self.file.position(self.end)

    @property
    def text(self) -> str:
        """What stands there, as typed."""
        return self.file.text[self.start : self.end]

    def find(self, snippet: str, occurrence: int = 0) -> SourceSpan:
        """The place of ``snippet`` within this span, as near as can be told.

        A value may be folded, unescaped or dedented on its way from the file,
        so that a part of it has no exact offset. Falls back to the whole span.
        """
        if not snippet.strip():
            return self
        at = self.start - 1
        for _ in range(occurrence + 1):
            at = self.file.text.find(snippet, at + 1, self.end)
            if at < 0:
                break
        else:
            return SourceSpan(self.file, at, at + len(snippet))
        typed = _as_typed(snippet).finditer(self.file.text, self.start, self.end)
        match = next(islice(typed, occurrence, None), None)
        return self if match is None else SourceSpan(self.file, match.start(), match.end())


@dataclass(slots=True)
class Text:
    """A value as typed, and where it stands."""

    text: str
    file: SourceFile
    start: int
    end: int

    @property
    def span(self) -> SourceSpan:
        """Where the value stands."""
        return SourceSpan(self.file, self.start, self.end)

    def find(self, snippet: str, occurrence: int = 0) -> SourceSpan:
        """The place of a part of the value; the whole value where that can't be told."""
        return self.span.find(snippet, occurrence)

    def part(self, start: int, end: int) -> SourceSpan:
        """The place of ``text[start:end]``; the whole value where that can't be told."""
        base = _verbatim(self.text, self.span)
        if base >= 0:
            return SourceSpan(self.file, base + start, base + end)
        # Folded, escaped or dedented: the same words for the same time.
        snippet = self.text[start:end]
        again = re.compile(f"(?={re.escape(snippet)})")
        return self.find(snippet, sum(1 for _ in again.finditer(self.text, 0, end - 1)))


@lru_cache(maxsize=4)
def _verbatim(text: str, span: SourceSpan) -> int:
    """Where in the file ``text`` stands as it is; -1 where it was folded, escaped or dedented."""
    return span.file.text.find(text, span.start, span.end)


def _as_typed(snippet: str) -> re.Pattern[str]:
    """What an author may have typed for ``snippet``: broken lines, doubled quotes, escapes."""
    spellings = {"'": "''?", '"': r'\\?"', "\\": r"\\{1,2}"}
    words = snippet[:_LONGEST_TYPED].split()
    return re.compile(
        r"\s+".join("".join(spellings.get(c) or re.escape(c) for c in word) for word in words)
    )
