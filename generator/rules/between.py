"""Between cards: questions that are the same or nearly so, and ways back that are not unique.

What is compared are signs: plain data, a few strings a card, that need not be
made again where the card is the same. Only a card that is like another one is
read anew, for the place of the finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from generator.authored import ChoiceNote, ClozeNote, QuestionNote, SelectNote
from generator.codes import content as codes
from generator.diagnostics import Diagnostic, Rule
from generator.rules import words
from generator.rules.reading import MOST_PARTS, Reading, Wording, beside
from generator.source import SourceSpan

__all__ = ["Hit", "Signs", "alike", "compare", "signs_of"]

_FEWEST_WORDS = 3

Key: TypeAlias = tuple[str, ...]
"""A text that is the same for the same question, and all that is seen beside it."""
Near: TypeAlias = tuple[str, str, Key]
"""A question as read, the bonds of its words, and what is seen beside it."""
Answer: TypeAlias = tuple[str, str, bool]
"""An answer as read, as typed where not all of it is words, and whether there is a way back."""
Signs: TypeAlias = tuple[tuple[Key, ...], tuple[Near, ...], Answer | None]
"""What a card asks; the same such that it is found again where it is said a little differently;
the answer of a question. Nothing but strings, tuples and truths: it can be stored as it is.
"""


class Hit(NamedTuple):
    """A question of one card that clashes with one of another; cards and questions by number."""

    rule: Rule
    card: int
    question: int
    other: int
    there: int


def signs_of(reading: Reading) -> Signs:
    """What of a card is compared with other cards."""
    note = reading.note
    near = tuple(
        (asked.text, words.bonds(asked.text), _beside(reading, asked))
        for asked, _ in reading.questions
    )
    answer = None
    if isinstance(note, QuestionNote):
        typed = note.answer.text
        odd = typed.strip() if beside(typed) else ""
        answer = (reading.answers[0].text, odd, note.reverse is not None)
    return _asked(reading, near), near, answer


def compare(
    signs: Sequence[Signs], reading_of: Callable[[int], Reading]
) -> Iterator[tuple[int, Diagnostic]]:
    """All findings between cards, with the number of each; ``reading_of`` reads a card by it."""
    for hit in alike(signs):
        yield hit.card, _told(hit, reading_of(hit.card), reading_of(hit.other))


def alike(signs: Sequence[Signs]) -> Iterator[Hit]:
    """Each card that clashes with an earlier one, or whose way back does with any."""
    yield from _same_question(signs)
    yield from _near_question(signs)
    yield from _shared_answer(signs)


def _same_question(signs: Sequence[Signs]) -> Iterator[Hit]:
    first: dict[Key, tuple[int, int]] = {}
    for card, (asked, *_) in enumerate(signs):
        for question, key in enumerate(asked):
            other, there = first.setdefault(key, (card, question))
            if other != card:
                yield Hit(codes.SAME_QUESTION, card, question, other, there)
                break


def _near_question(signs: Sequence[Signs]) -> Iterator[Hit]:
    slips = words.slips(text for _, near, _ in signs for text, _, _ in near)
    first: dict[Key, tuple[int, int]] = {}
    for card, (asked, near, _) in enumerate(signs):
        for question, (_, bonds, others) in enumerate(near):
            if words.bonded(bonds) < _FEWEST_WORDS:
                continue
            key = (words.mended(bonds, slips), *others)
            other, there = first.setdefault(key, (card, question))
            if other == card or not set(asked).isdisjoint(signs[other][0]):
                continue  # on one card, or told as the same question
            yield Hit(codes.NEAR_DUPLICATE, card, question, other, there)
            break


def _shared_answer(signs: Sequence[Signs]) -> Iterator[Hit]:
    answers = [(card, *answer) for card, (_, _, answer) in enumerate(signs) if answer]
    if not any(back for *_, back in answers):
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for card, read, odd, _ in answers:
        holders[_answer(read, odd)].append(card)
    for card, read, odd, back in answers:
        sharing = holders[_answer(read, odd)]
        if back and len(sharing) > 1:
            other = sharing[0] if sharing[0] != card else sharing[1]
            yield Hit(codes.SHARED_ANSWER, card, 1, other, 0)


def _answer(read: str, odd: str) -> str:
    """An answer such that its plural, and another case, is the same."""
    return odd or " ".join(words.stem(word) for word in words.folded(read).split())


def _told(hit: Hit, reading: Reading, other: Reading) -> Diagnostic:
    """The finding, with both places."""
    span = _place(hit, hit.question, reading)
    there = _place(hit, hit.there, other)
    where = f"{there.file.path}:{there.first.line}"
    if hit.rule is codes.SAME_QUESTION:
        message = f"the same question stands in {where}"
        remedy = "ask so that each question has one answer"
    elif hit.rule is codes.NEAR_DUPLICATE:
        message = f"this is nearly the question in {where}"
        remedy = "put what tells them apart at the front, or make one card of both"
    else:
        message = f"this answer belongs to another question too ({where})"
        remedy = "take `reverse` out, or ask the way back for something unique"
    return hit.rule.at(span, message, remedy)


def _place(hit: Hit, question: int, reading: Reading) -> SourceSpan:
    """Where a question of a card stands; of a shared answer the way back, and the answer."""
    note = reading.note
    if isinstance(note, ClozeNote) and hit.rule is codes.SAME_QUESTION:
        part = reading.parts[question]
        return note.text.part(part.start, part.end)
    if hit.rule is codes.SHARED_ANSWER and question == 0:
        return reading.answers[0].typed.span
    asked, _ = list(reading.questions)[question]
    return asked.typed.span


def _asked(reading: Reading, near: Sequence[Near]) -> tuple[Key, ...]:
    """Each question of a card as a student sees it: of a cloze, with each deletion hidden."""
    if isinstance(reading.note, ClozeNote):
        others = near[0][2]
        return tuple(
            (words.folded(f"{reading.without(index)} [{part.hint or ''}]"), *others)
            for index, part in enumerate(reading.parts[:MOST_PARTS])
        )
    return tuple((words.folded(text), *others) for text, _, others in near)


def _beside(reading: Reading, asked: Wording) -> Key:
    """What is seen beside the words of a question: pictures, formulas, code, options."""
    note = reading.note
    seen = beside(asked.typed.text)
    if note.image is not None:
        seen.append(note.image.text)
    if isinstance(note, ChoiceNote | SelectNote):
        right = [note.right] if isinstance(note, ChoiceNote) else note.right
        seen += sorted(words.folded(text.text) for text in (*right, *note.wrong))
    return tuple(seen)
