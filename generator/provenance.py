"""Quotes against the sources: every card of a deck that names sources is proved by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
    Text,
)
from generator.catalog import Catalog
from generator.codes import grounding as codes
from generator.diagnostics import Diagnostic
from generator.markup.cloze import deletions
from generator.shape import nearest
from generator.sources import Section, SourceText, fold

__all__ = ["ground"]

# How like the quote a passage must be to be the same one, changed.
_CHANGED = 0.6
_UNIT = (
    r"mg|mcg|micrograms?|milligrams?|grams?|g|kg|ml|l|mmol|meq|units?|%|percent|per cent|"
    r"hours?|h|minutes?|min|days?|weeks?|months?|years?|times|tablets?|drops?"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_MEASURE = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s*(?:to|and|or|-)\s*(?P<upper>{_NUMBER}))?\s*(?P<unit>{_UNIT})(?![a-z])"
)
_SPELLED = {
    "percent": "%",
    "per cent": "%",
    "h": "hour",
    "min": "minute",
    "microgram": "mcg",
    "milligram": "mg",
    "gram": "g",
}


def ground(
    catalog: Catalog, texts: Mapping[str, SourceText]
) -> Iterator[tuple[AuthoredNote, Diagnostic]]:
    """What is wrong with the source and quote of each note; ``texts`` are the sources by key."""
    asked = bool(catalog.deck.sources)
    for note in catalog.notes:
        if note.source is None:
            if note.quote is not None:
                message = "this quote names no source to look it up in"
                remedy = "add the line\n  source: key#section"
                yield note, codes.QUOTE_WITHOUT_SOURCE.at(note.quote.span, message, remedy)
            elif asked:
                message = "this card names no source, and the deck has some"
                remedy = "add a `source` (key#section) and a `quote`, or say why not in `allow`"
                yield note, codes.NO_SOURCE.at(note.id.span, message, remedy)
            continue
        for diagnostic in _check(note, note.source, catalog, texts):
            yield note, diagnostic


def _check(
    note: AuthoredNote, source: Text, catalog: Catalog, texts: Mapping[str, SourceText]
) -> Iterator[Diagnostic]:
    key, _, name = source.text.partition("#")
    if key not in catalog.deck.sources:
        near = nearest(key, list(catalog.deck.sources))
        known = ", ".join(catalog.deck.sources) or "none yet: add it under `sources` in deck.yaml"
        remedy = f"did you mean {near}?" if near else f"the deck's sources are: {known}"
        message = f"deck.yaml lists no source {key!r}"
        yield codes.UNKNOWN_SOURCE.at(source.span, message, remedy)
        return
    text = texts.get(key)
    if text is None:
        return  # its file is not there, which is told once
    section = text.sections.get(name) if name else None
    if name and section is None:
        near = nearest(name, list(text.sections))
        some = ", ".join(list(text.sections)[:8])
        remedy = f"did you mean {key}#{near}?" if near else f"its sections are: {some}"
        message = f"the source {key!r} has no section {name!r}"
        yield codes.UNKNOWN_SECTION.at(source.span, message, remedy)
        return
    if note.quote is None:
        message = "this card names a source and quotes nothing from it"
        remedy = "add the line\n  quote: a few words, verbatim"
        yield codes.NO_QUOTE.at(note.id.span, message, remedy)
        return
    if text.find(note.quote.text, section) is None:
        yield _not_found(note.quote, text, section)
    yield from _numbers(note, note.quote)


def _not_found(quote: Text, text: SourceText, section: Section | None) -> Diagnostic:
    """The quote has moved, has changed, or is gone."""
    elsewhere = text.find(quote.text)
    if elsewhere is not None:
        there = text.section_at(elsewhere[0])
        name = there.anchor if there else ""
        message = f"the quote has moved: it stands in the section {name!r}"
        remedy = f"write\n  source: {text.key}#{name}" if name else f"write\n  source: {text.key}"
        return codes.QUOTE_NOT_FOUND.at(quote.span, message, remedy)
    passage, likeness = text.nearest(quote.text, section)
    place = f"the section {section.anchor!r}" if section else f"{text.file.path}"
    if likeness >= _CHANGED:
        message = f"the quote does not stand in {place}: a passage there is a little different"
        remedy = f"the nearest passage is:\n  {passage}\nread the card anew, then mend the quote"
        return codes.QUOTE_NOT_FOUND.at(quote.span, message, remedy)
    message = f"the quote does not stand in {place}, and nothing like it does"
    remedy = f"the nearest passage is:\n  {passage}" if passage else "choose another source"
    return codes.QUOTE_NOT_FOUND.at(quote.span, message, remedy)


def _numbers(note: AuthoredNote, quote: Text) -> Iterator[Diagnostic]:
    numbers, units = _measures(quote.text)
    plain = set(re.findall(_NUMBER, fold(quote.text).text))
    for answer in _answers(note):
        wanted_numbers, wanted_units = _measures(answer.text)
        lost = sorted(wanted_numbers - numbers - plain) or sorted(wanted_units - units)
        if lost:
            what = "number" if wanted_numbers - numbers - plain else "unit"
            message = f"the {what} {lost[0]} of the answer does not stand in the quote"
            remedy = "quote the words that hold it, or mend the answer"
            yield codes.NUMBER_NOT_IN_QUOTE.at(answer.find(lost[0]), message, remedy)


def _answers(note: AuthoredNote) -> list[Text]:
    match note:
        case QuestionNote():
            return [note.answer]
        case ListNote():
            return list(note.items)
        case ChoiceNote():
            return [note.right]
        case SelectNote():
            return list(note.right)
        case ProfileNote():
            return [text for _, text in note.facts]
        case ClozeNote():
            parts = deletions(note.text.text, lambda *_: None)
            return [Text(part.body, note.text.find(part.body)) for part in parts]


def _measures(text: str) -> tuple[set[str], set[str]]:
    """The numbers that have a unit, and the units."""
    numbers: set[str] = set()
    units: set[str] = set()
    for match in _MEASURE.finditer(fold(text).text):
        numbers |= {number for number in (match["number"], match["upper"]) if number}
        unit = match["unit"]
        unit = unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit
        units.add(_SPELLED.get(unit, unit))
    return numbers, units
