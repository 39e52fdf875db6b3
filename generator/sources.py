"""A source document as sections of text, and quotes looked up in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from generator.source import SourceFile

__all__ = ["Folded", "Section", "SourceText", "anchor", "fold"]

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_NOT_A_WORD = re.compile(r"[\W_]+")
# What is set aside when a quote is compared: Markdown's marks, comments, link targets.
_PIECE = re.compile(r"<!--.*?-->|\]\([^()\s]*\)|[*_`\[\]]+|\s+|.", re.DOTALL)
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without what does not matter in a quote; ``places`` are offsets into the original."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its subsections: offsets into the text of the source.

    ``body`` is where its own text begins, after the heading.
    """

    anchor: str
    title: str
    level: int
    body: int
    end: int


def fold(text: str) -> Folded:
    """``text`` in lower case, single spaces, plain quotes and dashes, no Markdown marks."""
    folded: list[str] = []
    places: list[int] = []
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.isspace():
            if not folded or folded[-1] == " ":
                continue
            piece = " "
        elif len(piece) > 1 or piece in "*_`[]":
            continue
        for character in piece.translate(_SAME).lower():
            folded.append(character)
            places.append(match.start())
    return Folded("".join(folded), tuple(places))


def anchor(heading: str) -> str:
    """The name of a section: its heading, lower-cased, with hyphens."""
    return _NOT_A_WORD.sub("-", heading.lower()).strip("-")


@dataclass(frozen=True)
class SourceText:
    """One source document, by its key in deck.yaml."""

    key: str
    title: str
    file: SourceFile

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by anchor, in order; the first of a name counts."""
        headings = list(_HEADING.finditer(self.file.text))
        found: dict[str, Section] = {}
        for index, match in enumerate(headings):
            level = len(match[1])
            after = (h for h in headings[index + 1 :] if len(h[1]) <= level)
            end = next(after, None)
            title = re.sub(r"[*_`]", "", match[2])
            name = anchor(title)
            stop = end.start() if end else len(self.file.text)
            found.setdefault(name, Section(name, title, level, match.end(), stop))
        return found

    @cached_property
    def folded(self) -> Folded:
        """The whole text, folded."""
        return fold(self.file.text)

    def find(self, quote: str, section: Section | None = None) -> tuple[int, int] | None:
        """Where ``quote`` stands (offsets), in a section or anywhere; or ``None``."""
        sought = fold(quote).text.strip()
        begin, stop = (section.body, section.end) if section else (0, len(self.file.text))
        at = self.folded.text.find(sought) if sought else -1
        while at >= 0:
            start, last = self.folded.places[at], self.folded.places[at + len(sought) - 1]
            if begin <= start and last < stop:
                return start, last + 1
            at = self.folded.text.find(sought, at + 1)
        return None

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds ``offset``."""
        holding = [s for s in self.sections.values() if s.body <= offset < s.end]
        return max(holding, key=lambda section: section.level, default=None)

    def nearest(self, quote: str, section: Section | None = None) -> tuple[str, float]:
        """The passage most like ``quote``, and how like it is (0 to 1)."""
        begin, stop = (section.body, section.end) if section else (0, len(self.file.text))
        words = re.findall(r"\S+", self.file.text[begin:stop])
        size = max(1, len(quote.split()))
        sought = fold(quote).text.strip()
        matcher = SequenceMatcher(b=sought, autojunk=False)
        best, passage = 0.0, ""
        for start in range(max(1, len(words) - size + 1)):
            window = " ".join(words[start : start + size])
            matcher.set_seq1(fold(window).text.strip())
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                ratio = matcher.ratio()
                if ratio > best:
                    best, passage = ratio, window
        return passage, best
