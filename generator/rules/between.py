"""Between cards: questions that are the same or nearly so, and ways back that are not unique."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator import similar
from generator.authored import AuthoredNote, DeckInfo, QuestionNote, Text
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.rules.reading import Reading, plain

__all__ = ["CHECKS"]

Found = tuple[AuthoredNote, Diagnostic]

# Nine words in ten: "Which brand name has …" and "Which generic name has …" stay apart.
_NEAR = 0.85
_FEWEST_WORDS = 5


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", plain(text).lower()).strip()


def _same_question(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    first: dict[str, Text] = {}
    for reading in readings:
        note = reading.note
        asked = [reading.asked[0]]
        if isinstance(note, QuestionNote) and note.reverse is not None:
            asked.append(note.reverse.question)
        for text in asked:
            other = first.setdefault(_folded(text.text), text)
            if other is not text:
                place = f"{other.span.file.path}:{other.span.first.line}"
                message = f"the same question stands in {place}"
                remedy = "ask so that each question has one answer"
                yield note, codes.SAME_QUESTION.at(text.span, message, remedy)


def _near_question(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    bags: dict[str, frozenset[str]] = {}
    texts: dict[str, Reading] = {}
    for index, reading in enumerate(readings):
        bag = frozenset(_folded(reading.asked[0].text).split())
        if len(bag) >= _FEWEST_WORDS:
            bags[str(index)] = bag
            texts[str(index)] = reading
    for one, other in similar.alike_pairs(bags, _NEAR):
        here, there = texts[other], texts[one]
        if _folded(here.asked[0].text) == _folded(there.asked[0].text):
            continue  # told as the same question
        span = there.asked[0].span
        message = f"this is nearly the question in {span.file.path}:{span.first.line}"
        remedy = "put what tells them apart at the front, or make one card of both"
        yield here.note, codes.NEAR_DUPLICATE.at(here.asked[0].span, message, remedy)


def _shared_answer(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    holders: dict[str, list[QuestionNote]] = defaultdict(list)
    questions = [r.note for r in readings if isinstance(r.note, QuestionNote)]
    for note in questions:
        holders[_folded(note.answer.text)].append(note)
    for note in questions:
        others = [other for other in holders[_folded(note.answer.text)] if other is not note]
        if note.reverse is not None and others:
            span = others[0].answer.span
            place = f"{span.file.path}:{span.first.line}"
            message = f"this answer belongs to another question too ({place})"
            remedy = "take `reverse` out, or ask the way back for something unique"
            yield note, codes.SHARED_ANSWER.at(note.reverse.question.span, message, remedy)


CHECKS = (_same_question, _near_question, _shared_answer)
