"""Which sentences of the sources have cards: by where the quotes of the cards stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from generator.authored import AuthoredNote, ChoiceNote, DeckInfo, SelectNote
from generator.catalog import Catalog
from generator.codes import grounding as codes
from generator.diagnostics import Diagnostic
from generator.patterns import late
from generator.source import SourceSpan
from generator.sources import SourceText

__all__ = [
    "Quote",
    "Sentence",
    "asked_and_answered",
    "cover",
    "idle_marks",
    "quote_of",
    "sentences",
    "share",
]

Quote: TypeAlias = tuple[str, int, int]
"""Where a quote stands: the key of its source, and offsets into that."""

_HEADING = late(r"#{1,6}[ \t]")
_ITEM = late(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
# A line that says what the source is, not what it states.
_BIBLIOGRAPHY = late(
    r"(?:source|title|authors?|year|date|publisher|address(?: of [\w ]+)?|url|doi)[ \t]*:", re.I
)
_COMMENT = late(r"<!--.*?-->", re.DOTALL)
# A sentence ends at a full stop before a capital or a digit, but not after an abbreviation, an
# initial or a number that a unit follows.
_END = late(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9])")
_NO_END = late(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|ca|approx|resp|Dr|Prof|Mr|Mrs|Ms|St|No|Fig|al)|(?<![\w-])[A-Z])\.$"
)


class Sentence(NamedTuple):
    """One sentence of a source, the ids of the cards that quote it, or why it is not for study."""

    source: str
    section: str
    span: SourceSpan
    notes: tuple[str, ...]
    why_not: str

    @property
    def text(self) -> str:
        """The sentence in one line."""
        return " ".join(self.span.text.split())

    @property
    def covered(self) -> bool:
        """Whether a card is made of it, or none need be."""
        return bool(self.notes or self.why_not)


def sentences(text: SourceText) -> list[SourceSpan]:
    """The sentences of a source in order: headings and bibliography are none, list items are."""
    spans: list[SourceSpan] = []
    for start, end in _blocks(text.file.text):
        at = start
        for match in _END.finditer(text.file.text, start, end):
            if _NO_END.search(text.file.text, at, match.start() + 1):
                continue
            spans.append(text.file.span(at, match.end()))
            gap = re.compile(r"\s+").match(text.file.text, match.end(), end)
            at = gap.end() if gap else match.end()
        if text.file.text[at:end].strip():
            spans.append(text.file.span(at, end))
    return spans


def cover(catalog: Catalog, texts: Mapping[str, SourceText]) -> list[Sentence]:
    """Every sentence of every source, with the cards that quote it."""
    covered: list[Sentence] = []
    for key, text in texts.items():
        places = _quotes(catalog, key, text)
        marks = [
            (text.find(words.text), why.text) for words, why in catalog.deck.sources[key].skipped
        ]
        for span in sentences(text):
            section = text.section_at(span.start)
            notes = tuple(note.id.text for note, place in places if _overlaps(span, place))
            why = next((w for place, w in marks if place and _overlaps(span, place)), "")
            title = section.title if section else ""
            covered.append(Sentence(key, title, span, notes, why))
    return covered


def idle_marks(
    deck: DeckInfo, texts: Mapping[str, SourceText], quotes: Iterable[tuple[str, Quote]]
) -> Iterator[Diagnostic]:
    """Marks `not-for-study` on words that the source does not have, or of which there are cards.

    ``quotes`` are those of the notes, each with the note's id.
    """
    quoted: dict[str, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
    for name, (key, start, end) in quotes:
        quoted[key].append((name, (start, end)))
    for key, text in texts.items():
        for words, _ in deck.sources[key].skipped:
            place = text.find(words.text)
            if place is None:
                message = f"no sentence of the source {key!r} has these words"
                remedy = "copy a few words of the sentence that is not for study"
                yield codes.IDLE_MARK.at(words.span, message, remedy)
                continue
            span = text.file.span(*place)
            quoting = next((name for name, quote in quoted[key] if _overlaps(span, quote)), None)
            if quoting:
                message = f"the card {quoting!r} is made of this sentence"
                yield codes.IDLE_MARK.at(words.span, message, "take the mark out")


def quote_of(note: AuthoredNote, deck: DeckInfo, texts: Mapping[str, SourceText]) -> Quote | None:
    """Where the quote of a note stands, if in a source that marks sentences as not for study."""
    key = note.source.text.partition("#")[0] if note.source else ""
    if key not in texts or not deck.sources[key].skipped:
        return None
    place = _place(note, key, texts[key])
    return None if place is None else (key, *place)


def _quotes(
    catalog: Catalog, key: str, text: SourceText
) -> list[tuple[AuthoredNote, tuple[int, int]]]:
    """The notes with a quote of this source, and where it stands."""
    placed = ((note, _place(note, key, text)) for note in catalog.notes)
    return [(note, place) for note, place in placed if place is not None]


def _place(note: AuthoredNote, key: str, text: SourceText) -> tuple[int, int] | None:
    """Where the quote of a note stands in this source."""
    source, quote = note.source, note.quote
    if source is None or quote is None:
        return None
    named, _, section = source.text.partition("#")
    return text.find(quote.text, text.sections.get(section)) if named == key else None


def _overlaps(span: SourceSpan, place: tuple[int, int]) -> bool:
    return span.start < place[1] and place[0] < span.end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs and list items of a Markdown text: offsets."""
    blank = _COMMENT.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    block: tuple[int, int] | None = None
    offset = 0
    for line in blank.splitlines(keepends=True):
        begin, offset = offset, offset + len(line)
        content = line.strip()
        item = _ITEM.match(line)
        if block and (not content or item or _HEADING.match(content)):
            yield block
            block = None
        if not content or _HEADING.match(content):
            continue
        if item and _BIBLIOGRAPHY.match(line[item.end() :]):
            continue
        start = begin + (item.end() if item else len(line) - len(line.lstrip()))
        end = begin + len(line.rstrip())
        block = (block[0], end) if block else (start, end)
    if block:
        yield block


def share(of: Sequence[Sentence]) -> float:
    """The share of sentences that are covered: 0 to 1."""
    return sum(sentence.covered for sentence in of) / len(of) if of else 1.0


def asked_and_answered(note: AuthoredNote) -> tuple[str, str]:
    """How a card is named in a report: its question and its answer, as typed."""
    asked, *answers = note.own
    if isinstance(note, ChoiceNote | SelectNote):  # what is wrong is no answer
        answers = [note.right] if isinstance(note, ChoiceNote) else [*note.right]
    return asked.text, " · ".join(text.text for text in answers)
