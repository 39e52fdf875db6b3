"""Quotes against the sources: every card of a deck that names sources is proved by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.authored import AuthoredNote, DeckInfo, Text
from generator.codes import grounding as codes
from generator.diagnostics import Diagnostic
from generator.measures import Measures, counts, measures
from generator.rules.reading import Reading, Wording
from generator.sources import Section, SourceText, anchor

__all__ = ["ground"]

# How like the quote a passage must be to be the same one, changed.
_CHANGED = 0.6
# How like a name must be to be taken for a slip.
_SLIP = 0.6


def ground(
    deck: DeckInfo, texts: Mapping[str, SourceText], readings: Sequence[Reading]
) -> Iterator[tuple[AuthoredNote, Diagnostic]]:
    """What is wrong with the source and quote of each note.

    ``texts`` are the deck's sources by key, ``readings`` those of some notes.
    """
    asked = bool(deck.sources)
    # Most answers have no number: those of all notes are looked at first.
    claims = [wording.text for reading in readings for wording in _claims(reading)]
    numbers = counts("\0".join(claims))
    for reading in readings:
        note = reading.note
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
        for diagnostic in _check(reading, note.source, deck, texts, numbers=numbers):
            yield note, diagnostic


def _check(
    reading: Reading,
    source: Text,
    deck: DeckInfo,
    texts: Mapping[str, SourceText],
    *,
    numbers: bool,
) -> Iterator[Diagnostic]:
    """What is wrong with a source and the quote of it; ``numbers`` of the answer are looked up."""
    note = reading.note
    key, _, name = source.text.partition("#")
    if key not in deck.sources:
        near = _nearest(key, deck.sources)
        near = f"{near}#{name}" if near and name else near or _key_left_out(source.text, texts)
        known = ", ".join(deck.sources) or "none yet: add it under `sources` in deck.yaml"
        remedy = f"did you mean {near}?" if near else f"the deck's sources are: {known}"
        message = f"deck.yaml lists no source {key!r}"
        yield codes.UNKNOWN_SOURCE.at(source.span, message, remedy)
        return
    text = texts.get(key)
    if text is None:
        return  # its file is not there, which is told once
    section = text.sections.get(name) if name else None
    if name and section is None:
        near = _nearest(anchor(name), text.sections)
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
    if not text.has(note.quote.text, section):
        yield _not_found(note.quote, text, section, texts)
    if numbers:
        yield from _numbers(reading, note.quote)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    from difflib import get_close_matches

    close = get_close_matches(word.strip().lower(), known, n=1, cutoff=_SLIP)
    return close[0] if close else None


def _key_left_out(name: str, texts: Mapping[str, SourceText]) -> str | None:
    """A section that was named without its source."""
    sought = anchor(name)
    return next((f"{key}#{sought}" for key, text in texts.items() if sought in text.sections), None)


def _not_found(
    quote: Text, text: SourceText, section: Section | None, texts: Mapping[str, SourceText]
) -> Diagnostic:
    """The quote has moved, has changed, or is gone."""
    for other in (text, *(other for other in texts.values() if other is not text)):
        elsewhere = other.find(quote.text)
        if elsewhere is not None:
            there = other.section_at(elsewhere[0])
            name = f"{other.key}#{there.anchor}" if there else other.key
            message = f"the quote has moved: it stands in {name}"
            remedy = f"write\n  source: {name}"
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


def _claims(reading: Reading) -> Sequence[Wording]:
    """What a card states: its answers, or the whole of a cloze."""
    return (reading.asked,) if reading.parts else reading.recalled


def _numbers(reading: Reading, quote: Text) -> Iterator[Diagnostic]:
    claims = [wording for wording in _claims(reading) if counts(wording.text)]
    # Of a cloze what is hidden counts, also where the unit stands outside: "{{20}} mg".
    hidden = list(reading.hidden) if reading.parts else None
    there: Measures | None = None
    for wording in claims:
        for measure in measures(wording.text).found:
            if hidden is not None and not any(
                start < measure.unit_end and measure.start < end for start, end in hidden
            ):
                continue
            there = there or measures(quote.text)
            if not there.holds(measure):
                typed = wording.text[measure.start : measure.end]
                message = f"the number {typed} of the answer does not stand in the quote"
                if measure.number in {other.number for other in there.found}:
                    message += f" with the unit {measure.unit}"
                remedy = "quote the words that hold it, or mend the answer"
                place = wording.span(measure.start, measure.end)
                yield codes.NUMBER_NOT_IN_QUOTE.at(place, message, remedy)
                break
