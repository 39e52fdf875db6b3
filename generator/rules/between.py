"""Between cards: questions that are the same or nearly so, and ways back that are not unique."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    DeckInfo,
    QuestionNote,
    SelectNote,
)
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.rules import words
from generator.rules.reading import MOST_PARTS, Reading, Wording, beside, plain
from generator.source import SourceSpan

__all__ = ["CHECKS"]

Found = tuple[AuthoredNote, Diagnostic]

_FEWEST_WORDS = 3


def _same_question(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    first: dict[tuple[str, ...], tuple[AuthoredNote, SourceSpan]] = {}
    for reading in readings:
        for span, key in _asked(reading):
            note, place = first.setdefault(key, (reading.note, span))
            if note is not reading.note:
                message = f"the same question stands in {_place(place)}"
                remedy = "ask so that each question has one answer"
                yield reading.note, codes.SAME_QUESTION.at(span, message, remedy)
                break


def _near_question(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    slips = words.slips(asked.text for reading in readings for asked, _ in reading.questions)
    first: dict[tuple[object, ...], tuple[Reading, Wording]] = {}
    for reading in readings:
        for asked, _ in reading.questions:
            bonds = words.bonds(asked.text, slips)
            if len(bonds) < _FEWEST_WORDS:
                continue
            key = (bonds, *_beside(reading, asked))
            other, there = first.setdefault(key, (reading, asked))
            if other.note is reading.note or {k for _, k in _asked(other)} & {
                k for _, k in _asked(reading)
            }:
                continue  # on one card, or told as the same question
            message = f"this is nearly the question in {_place(there.typed.span)}"
            remedy = "put what tells them apart at the front, or make one card of both"
            yield reading.note, codes.NEAR_DUPLICATE.at(asked.typed.span, message, remedy)
            break


def _shared_answer(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    questions = [r.note for r in readings if isinstance(r.note, QuestionNote)]
    if not any(note.reverse for note in questions):
        return
    holders: dict[str, list[QuestionNote]] = defaultdict(list)
    for note in questions:
        holders[_answer(note)].append(note)
    for note in questions:
        if note.reverse is None:
            continue
        sharing = holders[_answer(note)]
        if len(sharing) > 1:
            other = sharing[0] if sharing[0] is not note else sharing[1]
            message = f"this answer belongs to another question too ({_place(other.answer.span)})"
            remedy = "take `reverse` out, or ask the way back for something unique"
            yield note, codes.SHARED_ANSWER.at(note.reverse.question.span, message, remedy)


def _answer(note: QuestionNote) -> str:
    """An answer such that its plural, and another case, is the same."""
    typed = note.answer.text
    if beside(typed):
        return typed.strip()
    return " ".join(words.stem(word) for word in words.folded(plain(typed)).split())


def _asked(reading: Reading) -> Iterator[tuple[SourceSpan, tuple[str, ...]]]:
    """Each question of a card as a student sees it, with its place."""
    note = reading.note
    if isinstance(note, ClozeNote):
        others = _beside(reading, reading.asked)
        for index, part in enumerate(reading.parts[:MOST_PARTS]):
            shown = f"{reading.without(index)} [{part.hint or ''}]"
            yield note.text.part(part.start, part.end), (words.folded(shown), *others)
        return
    for asked, _ in reading.questions:
        yield asked.typed.span, (words.folded(asked.text), *_beside(reading, asked))


def _beside(reading: Reading, asked: Wording) -> tuple[str, ...]:
    """What is seen beside the words of a question: pictures, formulas, code, options."""
    note = reading.note
    seen = beside(asked.typed.text)
    if note.image is not None:
        seen.append(note.image.text)
    if isinstance(note, ChoiceNote | SelectNote):
        right = [note.right] if isinstance(note, ChoiceNote) else note.right
        seen += sorted(words.folded(text.text) for text in (*right, *note.wrong))
    return tuple(seen)


def _place(span: SourceSpan) -> str:
    return f"{span.file.path}:{span.first.line}"


CHECKS = (_same_question, _near_question, _shared_answer)
