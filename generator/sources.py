"""A source document as sections of text, and quotes looked up in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

from generator.folding import Folded, fold, is_plain
from generator.patterns import late
from generator.source import SourceFile

__all__ = ["Section", "SourceText", "anchor"]

_HEADING = late(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t\r]*$", re.MULTILINE)
_WORD = late(r"\S+")
# Words are known by their first letters, so that "binds" is near "bind"; of the rarest words so
# many places are looked at, of the likeliest passages so many are counted, then compared.
_KEY, _MOST_HITS, _RANKED, _COMPARED = 5, 2_000, 60, 8
_LONGEST_QUOTE = 60  # words
_NOT_A_WORD = late(r"[\W_]+")
_FENCE = late(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)


class Section(NamedTuple):
    """A section with its subsections: offsets into the text of the source.

    ``body`` is where its own text begins, after the heading.
    """

    anchor: str
    title: str
    level: int
    body: int
    end: int


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
        text = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self.file.text)
        headings = list(_HEADING.finditer(text))
        ends = _ends([(len(match[1]), match.start()) for match in headings], len(text))
        found: dict[str, Section] = {}
        for match, end in zip(headings, ends, strict=True):
            title = re.sub(r"[*_`]", "", match[2])
            name = anchor(title)
            found.setdefault(name, Section(name, title, len(match[1]), match.end(), end))
        return found

    @cached_property
    def folded(self) -> Folded:
        """The whole text, folded."""
        return fold(self.file.text)

    def forget(self) -> None:
        """Let go of what was made of the text, which is made anew where it is wanted again."""
        own = {field.name for field in fields(self)}
        for name in self.__dict__.keys() - own:
            del self.__dict__[name]

    def find(self, quote: str, section: Section | None = None) -> tuple[int, int] | None:
        """Where ``quote`` stands (offsets), in a section or anywhere; or ``None``."""
        found = self._find(quote, section)
        if found is None:
            return None
        places = self.folded.places
        return places[found[0]], places[found[1] - 1] + 1

    def has(self, quote: str, section: Section | None = None) -> bool:
        """Whether ``quote`` stands in a section or anywhere."""
        return self._find(quote, section) is not None

    def _find(self, quote: str, section: Section | None) -> tuple[int, int] | None:
        """Where a quote stands in the folded text."""
        quote = quote.rstrip()
        sought = quote.lower() if is_plain(quote) else fold(quote).text.strip()
        text = self.folded.text
        first, last = 0, len(text)
        if section is not None:
            first, last = self._bounds[section.anchor]
        at = text.find(sought, first, last) if sought else -1
        while at >= 0:
            end = at + len(sought)
            if not _cuts(text, at) and not _cuts(text, end):
                return at, end
            at = text.find(sought, at + 1, last)
        return None

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds ``offset``."""
        bodies, sections = self._bodies
        before = sections[: bisect_right(bodies, offset)]
        return next((section for section in reversed(before) if offset < section.end), None)

    def nearest(self, quote: str, section: Section | None = None) -> tuple[str, float]:
        """The passage most like ``quote``, and how like it is (0 to 1).

        Passages that share the most beginnings of words with the quote are
        compared letter by letter: a few, however long the source is.
        """
        begin, stop = (section.body, section.end) if section else (0, len(self.file.text))
        sought = _WORD.findall(quote)[:_LONGEST_QUOTE]
        wanted = Counter(_key(word) for word in sought)
        starts, keys = self._words
        first, last = bisect_left(starts, begin), bisect_left(starts, stop)
        hits = sorted(
            at
            for key in _rarest(wanted, self._holders)
            for at in self._holders[key]
            if first <= at < last
        )
        scores: dict[int, int] = {}
        for start in _windows(hits, len(sought), first, last):
            inside = Counter(keys[start : min(start + len(sought), last)])
            scores[start] = (inside & wanted).total()
        from difflib import SequenceMatcher

        best, passage = 0.0, ""
        folded = fold(" ".join(sought)).text.strip()
        for start in sorted(scores, key=lambda at: (-scores[at], at))[:_COMPARED]:
            end = min(start + len(sought), last)
            window = " ".join(self.file.text[starts[start] : self._ends(end)].split())
            likeness = SequenceMatcher(None, fold(window).text.strip(), folded, autojunk=False)
            if (ratio := likeness.ratio()) > best:
                best, passage = ratio, window
        return passage, best

    def _ends(self, count: int) -> int:
        """Where the word before the ``count``-th ends, white space with it."""
        starts = self._words[0]
        return starts[count] if count < len(starts) else len(self.file.text)

    @cached_property
    def _bounds(self) -> dict[str, tuple[int, int]]:
        """Where the text of each section begins and ends in the folded text."""
        before = self.folded.places.before
        return {name: (before(s.body), before(s.end)) for name, s in self.sections.items()}

    @cached_property
    def _bodies(self) -> tuple[list[int], list[Section]]:
        """Where the text of each section begins, and the sections in that order."""
        sections = list(self.sections.values())
        return [section.body for section in sections], sections

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        """Where each word begins, and what it is known by."""
        found = list(_WORD.finditer(self.file.text))
        return [match.start() for match in found], [_key(match[0]) for match in found]

    @cached_property
    def _holders(self) -> Mapping[str, Sequence[int]]:
        """The words, by number, that are known by a key."""
        holders: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self._words[1]):
            holders[key].append(at)
        return holders


def _ends(headings: Sequence[tuple[int, int]], stop: int) -> list[int]:
    """Where each section ends, of headings by level and offset: at the next that is not deeper."""
    ends = [stop] * len(headings)
    still_open: list[int] = []
    for at, (level, offset) in enumerate(headings):
        while still_open and headings[still_open[-1]][0] >= level:
            ends[still_open.pop()] = offset
        still_open.append(at)
    return ends


def _cuts(text: str, at: int) -> bool:
    """Whether a quote that ends or begins at ``at`` cuts a word or a number in two."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return True
    # "5 mg" does not stand in "0.5 mg", nor "0" in "0.5".
    left = before in ".," and at > 1 and text[at - 2].isdigit() and after.isdigit()
    right = after in ".," and before.isdigit() and text[at + 1 : at + 2].isdigit()
    return left or right


def _key(word: str) -> str:
    """What a word is known by when passages are compared: how it begins."""
    return re.sub(r"\W", "", fold(word).text)[:_KEY]


def _rarest(wanted: Iterable[str], holders: Mapping[str, Sequence[int]]) -> list[str]:
    """The rarest of the wanted words, as many as are looked at."""
    known = sorted((k for k in wanted if k in holders), key=lambda key: (len(holders[key]), key))
    chosen: list[str] = []
    hits = 0
    for key in known:
        hits += len(holders[key])
        if chosen and hits > _MOST_HITS:
            break
        chosen.append(key)
    return chosen


def _windows(hits: Sequence[int], size: int, first: int, last: int) -> Iterable[int]:
    """Where passages of ``size`` words may begin that hold the most hits: a few hundred."""
    ranked: dict[int, int] = {}
    for index, at in enumerate(hits):
        held = bisect_left(hits, at + size) - index
        for start in {at, max(first, at - size // 2), max(first, at - size + 1)}:
            ranked[start] = max(ranked.get(start, 0), held)
    likely = sorted(ranked, key=lambda start: (-ranked[start], start))[:_RANKED]
    near = {max(first, min(start + shift, last - 1)) for start in likely for shift in (-1, 0, 1)}
    return sorted(near)
