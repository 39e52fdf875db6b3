"""The wording of one card: what makes it unanswerable, or answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    DeckInfo,
    ListNote,
    QuestionNote,
    SelectNote,
)
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.rules.reading import Reading, plain

__all__ = ["CHECKS"]

Found = tuple[AuthoredNote, Diagnostic]

_QUESTIONS = (QuestionNote, ChoiceNote, SelectNote)
_LONG, _LONGISH = 25, 12
_LONG_LIST = 5
_WH = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"(?:^|[:,;.]\s+)(?:is|are|was|were|does|do|did|can|could|should|would|will|may|might|must|has|"
    r"have|had)\b[^?]*\?",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"(?:yes|no|true|false)\b(?:[,.;:!]|$)", re.IGNORECASE)
_THE_DRUG = re.compile(
    r"\b(?:the|this|that) (?:drug|medication|medicine|agent|substance|compound)\b(?! class| name)",
    re.IGNORECASE,
)
# "How long does it take …" stands for nothing; a possessive always stands for something.
_PRONOUN = re.compile(
    r"^\W*(?:(?:what|which|how|when|why|where)\b[^,?]{0,30}?\b(?:does|do|did|is|are|was|can|may) "
    r"(?P<it>it|they)\b(?! (?:take|safe|possible|necessary|important|best|true|common))|"
    r"(?:it|they)\b)|\b(?P<its>its|their)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?<![\w.])(etc\b\.?|and so (?:on|forth)|and the like|various|(?:among|and) others|and more)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT|except for|is not|are not|does not|do not|isn't|aren't)\b")
_ABSOLUTE = re.compile(r"\b(always|never)\b", re.IGNORECASE)
_GUIDELINE = re.compile(r"\bguidelines?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCES = re.compile(r"(?<![A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?]\s+(?=[A-Z])")
_ARTICLE = re.compile(r"^(?:the|an?|its|their)\s+", re.IGNORECASE)


def _yes_no(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    for reading in readings:
        if not isinstance(reading.note, QuestionNote):
            continue
        text, asked = reading.asked
        answered = bool(_YES_NO.match(reading.answers[0][1]))
        closed = not _WH.search(asked) and _AUXILIARY.search(asked) and " or " not in asked
        if answered or closed:
            message = "this question is answered by yes or no"
            remedy = "ask for the fact itself: what, which, how"
            yield reading.note, codes.YES_NO.at(text.span, message, remedy)


def _length(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    for reading in readings:
        for text, answer in reading.answers:
            count = len(answer.split())
            rule = codes.LONG_ANSWER if count > _LONG else codes.LONGISH_ANSWER
            if count > _LONGISH:
                message = f"this answer has {count} words"
                remedy = "ask for one fact, and put what explains it into `extra`"
                yield reading.note, rule.at(text.span, message, remedy)
        if isinstance(reading.note, ListNote) and len(reading.note.items) > _LONG_LIST:
            message = f"this list has {len(reading.note.items)} items"
            remedy = "make two lists of it, each with a prompt that says what holds it together"
            yield reading.note, codes.LONG_LIST.at(reading.asked[0].span, message, remedy)


def _context(deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    names = [re.escape(subject.text) for subject in deck.subject]
    subject = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?:e?s)?(?!\w)", re.I) if names else None
    for reading in readings:
        text, asked = reading.asked
        named = subject.search(asked) if subject else None
        drug, pronoun = _THE_DRUG.search(asked), _PRONOUN.search(asked)
        loose = None
        if drug and (named is None or named.start() > drug.start()):
            loose = drug
        elif pronoun and named is None and not _names_something(asked, pronoun):
            loose = pronoun
        if loose is not None:
            word = loose["it"] or loose["its"] or loose[0] if loose.re is _PRONOUN else loose[0]
            message = f"{word.strip()!r} stands for something that this question has not named"
            yield reading.note, codes.DANGLING.at(text.find(word.strip()), message, "name it")
        elif subject is not None and named is None:
            some = ", ".join(item.text for item in deck.subject[:4])
            message = "this question names no subject of the deck"
            remedy = f"name one of: {some}"
            yield reading.note, codes.NO_SUBJECT.at(text.span, message, remedy)


def _names_something(asked: str, loose: re.Match[str]) -> bool:
    """In a deck without subjects: whether any longer word before could be what is meant."""
    return loose.re is _PRONOUN and bool(
        re.search(r"\b[A-Za-z]{6,}\b", asked[: loose.start("its")])
    )


def _given_away(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    for reading in readings:
        note = reading.note
        if isinstance(note, QuestionNote):
            pairs = [(note.question, note.answer)]
            pairs += [(note.reverse.question, note.reverse.answer)] if note.reverse else []
            for question, answer in pairs:
                if _stands_in(plain(answer.text), plain(question.text)):
                    message = "the answer stands in the question"
                    remedy = "ask without the word, or ask for something else"
                    yield note, codes.GIVEN_AWAY.at(answer.span, message, remedy)
        elif isinstance(note, ClozeNote):
            yield from _given_away_in_cloze(reading, note)


def _given_away_in_cloze(reading: Reading, note: ClozeNote) -> Iterator[Found]:
    for index, part in enumerate(reading.parts):
        hidden = [
            other
            for at, other in enumerate(reading.parts)
            if at == index or (part.number is not None and other.number == part.number)
        ]
        shown, at = "", 0
        for other in hidden:
            shown += note.text.text[at : other.start] + " … "
            at = other.end
        shown += note.text.text[at:]
        place = note.text.part(part.start, part.end)
        left = [word for word in plain(shown).split() if re.search(r"\w", word)]
        if len(left) < 3:
            message = f"without this deletion {'nothing' if not left else 'hardly a word'} is left"
            remedy = "leave so much that the question is clear"
            yield note, codes.MOSTLY_DELETED.at(place, message, remedy)
        elif _stands_in(plain(part.body), plain(shown)):
            message = "the hidden word stands elsewhere in the text"
            remedy = "delete it there too, under the same number: {{c1::…}} twice"
            yield note, codes.GIVEN_AWAY.at(place, message, remedy)
        hint = re.sub(r"\W+$", "", plain(part.hint or "")).lower()
        body = plain(part.body).lower()
        if len(hint) >= 4 and (body.startswith(hint) or (len(body) >= 4 and body in hint)):
            message = "this hint tells the answer"
            remedy = "hint at the kind of thing: {{benzodiazepine::class}}"
            yield note, codes.HINT_TELLS.at(place, message, remedy)


def _stands_in(answer: str, question: str) -> bool:
    """Whether the whole answer is read in the question; short words prove nothing."""
    wanted = _ARTICLE.sub("", answer).strip(" .!?;:'\"")
    if len(wanted) < 4 or not re.search(r"[A-Za-z]", wanted):
        return False
    # In "clonazePAM" the capitals are the answer.
    flags = re.NOFLAG if re.search(r"[a-z][A-Z]", wanted) else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", question, flags) is not None


def _words(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    for reading in readings:
        note = reading.note
        for text, answer in reading.answers:
            if match := _HEDGE.search(answer):
                message = f"{match[1]!r} hides what is to be recalled"
                remedy = "name what is meant, or leave it out"
                yield note, codes.HEDGE.at(text.find(match[1]), message, remedy)
            if ";" in answer or _SENTENCES.search(answer):
                message = "this answer says two things"
                remedy = "make two cards, or put the second into `extra`"
                yield note, codes.TWO_FACTS.at(text.span, message, remedy)
        stem, asked = reading.asked
        if isinstance(note, _QUESTIONS) and (match := _NEGATIVE.search(asked)):
            message = f"this question asks what is not so: {match[0]!r}"
            yield note, codes.NEGATIVE_STEM.at(stem.find(match[0]), message, "ask what is so")
        for text, wording in (reading.asked, *(() if reading.parts else reading.answers)):
            if match := _ABSOLUTE.search(wording):
                message = f"{match[1]!r} is either wrong or gives the answer away"
                remedy = "say when, or leave the word out"
                yield note, codes.ABSOLUTE.at(text.find(match[1]), message, remedy)


def _dated(_deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    for reading in readings:
        dated = " ".join(wording for _, wording in reading.texts)
        if reading.note.source is not None:
            dated += " " + reading.note.source.text
        if _YEAR.search(dated):
            continue
        for text, wording in reading.texts:
            if match := _GUIDELINE.search(wording):
                message = "this guideline has no year"
                yield (
                    reading.note,
                    codes.UNDATED.at(
                        text.find(match[0]), message, "add the year in which it was published"
                    ),
                )
                break


CHECKS = (_yes_no, _length, _context, _given_away, _words, _dated)
