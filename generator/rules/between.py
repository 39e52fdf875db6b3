"""Between cards: questions that are the same or nearly so, and ways back that are not unique.

What is compared are the signs of each file: plain data, a few strings a file,
that need not be made again where the file is the same. Only a card that is
like another one is read anew, for the place of the finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from generator.authored import ChoiceNote, ClozeNote, QuestionNote, SelectNote
from generator.codes import content as codes
from generator.diagnostics import Diagnostic, Rule
from generator.rules import words
from generator.rules.reading import MOST_PARTS, Reading, beside
from generator.source import SourceSpan

__all__ = ["NO_SIGNS", "Hit", "Place", "Signs", "alike", "compare", "signs_of"]

_FEWEST_WORDS = 3
# Ends the bonds of a question where more is seen beside it.
_BESIDE = "\t\t"
_NO_ANSWER, _ANSWER, _WAY_BACK = range(3)

Place: TypeAlias = tuple[int, int]
"""A card: the number of its file, and its own in there."""


class Signs(NamedTuple):
    """What the cards of a file ask: few strings, since those of a whole deck are in memory at once.

    Each question has a line in ``same``, which is equal where a student can't
    tell two of them apart, and in ``near``, which is equal where it is said a
    little differently, or empty where it is too short for that; the sizes say
    how many lines each card has. ``long`` are the long words of all questions.
    ``answers`` are those of questions, as read; ``answered`` says of each card
    whether it has one, and a way back; ``odd`` are those as typed that are not
    all words, by card. It is plain data, to be stored as it is.
    """

    same: str
    same_sizes: bytes
    near: str
    near_sizes: bytes
    long: str
    answers: str
    answered: bytes
    odd: tuple[tuple[int, str], ...]


NO_SIGNS = Signs("", b"", "", b"", "", "", b"", ())
"""Those of no cards."""


class Hit(NamedTuple):
    """A question of one card that clashes with one of another; questions by number."""

    rule: Rule
    card: Place
    question: int
    other: Place
    there: int


def signs_of(readings: Sequence[Reading]) -> Signs:
    """What of the cards of a file is compared with other cards."""
    same: list[str] = []
    same_sizes: list[int] = []
    near: list[str] = []
    near_sizes: list[int] = []
    long: list[str] = []
    answers: list[str] = []
    answered: list[int] = []
    odd: list[tuple[int, str]] = []
    for card, reading in enumerate(readings):
        note = reading.note
        before = len(same)
        questions = reading.questions
        for question, _ in questions:
            asked, others = words.asked(question.text), _beside(reading, question.typed.text)
            bonds = asked.bonds if asked.bonded >= _FEWEST_WORDS else ""
            near.append(f"{bonds}{_BESIDE}{others!r}" if bonds and others else bonds)
            long.append(asked.long)
            if isinstance(note, ClozeNote):
                same += _hidden(reading, others)
            else:
                same.append(_line(asked.folded, others))
        same_sizes.append(len(same) - before)
        near_sizes.append(len(questions))
        if isinstance(note, QuestionNote):
            answers.append(reading.answers[0].text)
            answered.append(_ANSWER if note.reverse is None else _WAY_BACK)
            if beside(note.answer.text):
                odd.append((card, note.answer.text.strip()))
        else:
            answered.append(_NO_ANSWER)
    return Signs(
        "\n".join(same),
        bytes(same_sizes),
        "\n".join(near),
        bytes(near_sizes),
        " ".join(long),
        "\n".join(answers),
        bytes(answered),
        tuple(odd),
    )


def _hidden(reading: Reading, others: Sequence[str]) -> Iterator[str]:
    """The questions of a cloze as a student sees them: with each deletion hidden."""
    for index, part in enumerate(reading.parts[:MOST_PARTS]):
        seen = f"{reading.without(index)} [{part.hint or ''}]"
        yield _line(words.folded(seen), others)


def _line(text: str, others: Sequence[str]) -> str:
    """A question and all that is seen beside it, in one line that is not empty."""
    if text and not others and "\n" not in text:
        return text
    return f"\t{(text, *others)!r}"  # no folded text begins with a tab


def _beside(reading: Reading, typed: str) -> list[str]:
    """What is seen beside the words of a question: pictures, formulas, code, options."""
    note = reading.note
    seen = beside(typed)
    if note.image is not None:
        seen.append(note.image.text)
    if isinstance(note, ChoiceNote | SelectNote):
        right = [note.right] if isinstance(note, ChoiceNote) else note.right
        seen += sorted(words.folded(text.text) for text in (*right, *note.wrong))
    return seen


def compare(
    signs: Sequence[Signs], reading_of: Callable[[Place], Reading]
) -> Iterator[tuple[Place, Diagnostic]]:
    """All findings between cards, with the place of each; ``signs`` are those of the files.

    ``reading_of`` reads a card.
    """
    for hit in alike(signs):
        yield hit.card, _told(hit, reading_of(hit.card), reading_of(hit.other))


def alike(signs: Sequence[Signs]) -> Iterator[Hit]:
    """Each card that clashes with an earlier one, or whose way back does with any."""
    yield from _same_question(signs)
    yield from _near_question(signs)
    yield from _shared_answer(signs)


def _same_question(signs: Sequence[Signs]) -> Iterator[Hit]:
    first: dict[str, tuple[Place, int]] = {}
    told: Place | None = None
    for card, question, line in _repeated(signs, _same):
        if card == told:
            continue
        other, there = first.setdefault(line, (card, question))
        if other != card:
            yield Hit(codes.SAME_QUESTION, card, question, other, there)
            told = card


def _near_question(signs: Sequence[Signs]) -> Iterator[Hit]:
    slips = words.slips(Counter(chain.from_iterable(of.long.split() for of in signs)))
    same = lru_cache(maxsize=4)(lambda file: _same_by_card(signs[file]))
    first: dict[str, tuple[Place, int]] = {}
    told: Place | None = None
    for card, question, line in _repeated(signs, lambda of: _near(of, slips)):
        if card == told:
            continue
        other, there = first.setdefault(line, (card, question))
        # Not where both are on one card, nor where they are told as the same question.
        if other != card and same(card[0])[card[1]].isdisjoint(same(other[0])[other[1]]):
            yield Hit(codes.NEAR_DUPLICATE, card, question, other, there)
            told = card


def _shared_answer(signs: Sequence[Signs]) -> Iterator[Hit]:
    with_ways_back = [file for file, of in enumerate(signs) if _WAY_BACK in of.answered]
    wanted = {key for file in with_ways_back for _, key, back in _answers(signs[file]) if back}
    if not wanted:
        return
    holders: dict[str, list[Place]] = defaultdict(list)
    for file, of in enumerate(signs):
        for card, key, _ in _answers(of):
            if key in wanted:
                holders[key].append((file, card))
    for file in with_ways_back:
        for card, key, back in _answers(signs[file]):
            sharing = holders[key] if back else ()
            if len(sharing) > 1:
                other = sharing[0] if sharing[0] != (file, card) else sharing[1]
                yield Hit(codes.SHARED_ANSWER, (file, card), 1, other, 0)


def _same(signs: Signs) -> tuple[list[str], bytes]:
    return signs.same.split("\n"), signs.same_sizes


def _same_by_card(signs: Signs) -> list[set[str]]:
    lines = iter(signs.same.split("\n"))
    return [set(islice(lines, size)) for size in signs.same_sizes]


def _near(signs: Signs, slips: Mapping[str, str]) -> tuple[list[str], bytes]:
    """The questions of a file without the slips of the finger in them."""
    lines = signs.near.split("\n")
    if slips and not slips.keys().isdisjoint(signs.near.split()):
        parts = (line.partition(_BESIDE) for line in lines)
        lines = ["".join((words.mended(bonds, slips), *more)) for bonds, *more in parts]
    return lines, signs.near_sizes


def _answers(signs: Signs) -> Iterator[tuple[int, str, bool]]:
    """The answers of a file by card, such that a plural is as its singular; and any way back."""
    odd = dict(signs.odd)
    read = iter(signs.answers.split("\n"))
    for card, answered in enumerate(signs.answered):
        if answered:
            key = " ".join(map(words.stem, words.folded(next(read)).split()))
            yield card, odd.get(card) or key, answered == _WAY_BACK


def _repeated(
    signs: Sequence[Signs], lines_of: Callable[[Signs], tuple[list[str], bytes]]
) -> Iterator[tuple[Place, int, str]]:
    """The lines that stand there more than once, each with its card and its number on that.

    Of all lines no more than the hashes are in memory at once.
    """
    seen: set[int] = set()
    twice: set[int] = set()
    for of in signs:
        hashes = [*map(hash, filter(None, lines_of(of)[0]))]
        own = set(hashes)
        if len(own) < len(hashes):
            twice.update(number for number, count in Counter(hashes).items() if count > 1)
        twice |= own & seen
        seen |= own
    if not twice:
        return
    for file, of in enumerate(signs):
        lines, sizes = lines_of(of)
        if twice.isdisjoint(map(hash, lines)):
            continue
        rest = iter(lines)
        for card, size in enumerate(sizes):
            for question, line in enumerate(islice(rest, size)):
                if line and hash(line) in twice:
                    yield (file, card), question, line


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
