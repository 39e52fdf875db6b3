"""Answers: too long, given away, more than one, or nothing that can be recalled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from generator.authored import AuthoredNote, ClozeNote, DeckInfo, ListNote, SelectNote
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.markup.cloze import Deletion
from generator.patterns import late
from generator.rules.batch import Batch
from generator.rules.reading import MOST_PARTS, Reading, beside, plain
from generator.rules.words import folded, may_stand_in, runs_in, stem, tokens
from generator.source import SourceSpan

__all__ = ["CHECKS"]

Found = tuple[AuthoredNote, Diagnostic]

_LONG, _LONGISH = 25, 12
_LONG_LIST = 5
_FEWEST_LEFT = 3
# No abbreviation is longer.
_REACH = 12
_HEDGE = late(
    r"(?<![\w.])((?-i:etc|Etc)\b\.?|(?-i:ETC)\.|et cetera|etcetera|and so (?:on|forth)"
    r"|(?:and|or) the like|various|among others"
    r"|(?<!self )(?<!oneself )(?<!themselves )(?<!himself )(?<!herself )(?<!patient )"
    r"and others(?= *[.)]?$)|and (?:many )?more(?= *(?:[.,;:!)…]|$)))(?![\w-])",
    re.IGNORECASE,
)
# One of these is in each of them, whatever its case: no letter of theirs has another form that
# is not folded.
_HEDGES = ("etc", "et c", "and so", "the l", "var", "others", "d more", "y more")
_ABBREVIATION = (
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Ste|No|Nos|Nr|Fig|Figs|vs|ca|approx|cf|al|spp?|var|subsp|resp|"
    r"Jr|Sr|Inc|Ltd|Co|Vol|vit|Vit|max|min|Max|Min|Sec|Art|Ch|Eq|Ref|Ed|eds?|incl|excl|esp|"
    r"e\.g|i\.e|p\.o|i\.v|i\.m|s\.c|a\.m|p\.m|q\.s)|\b[A-Z])"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“(]?[A-Z]|\d)")
_ENDS_IN_ABBREVIATION = late(_ABBREVIATION + r"$")
_WITHOUT = late(r"\s*\([^()]*\)")
_OFFERED_AFTER = late(r"(?:-\w+)*(?:,[\w -]{1,40})*,?\s+(?:or|versus|vs\.?)\b", re.IGNORECASE)
_OFFERED_BEFORE = late(
    r"(?:\b(?:or|versus|vs\.?) (?:\w+ ){0,2}|\b(?:which|who) (?:one )?of (?:[\w-]+,? ){0,3}"
    r"|\bbetween (?:[\w-]+ ){0,3})$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|its|their)\s+", re.IGNORECASE)
_FUNCTION = "the a an of is are it its in on at to for and or by with as that this be"
_SMALL = frozenset(_FUNCTION.split())
_TRAILING = late(r"(?:…|\.\.\.|[-–—_.])+$")


def _length(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    for reading in batch.readings:
        for answer in reading.recalled:
            if answer.text.count(" ") < _LONGISH:
                continue
            count = sum(any(map(str.isalnum, word)) for word in answer.text.split())
            rule = codes.LONG_ANSWER if count > _LONG else codes.LONGISH_ANSWER
            if count > _LONGISH:
                message = f"this answer has {count} words"
                remedy = "ask for one fact, and put what explains it into `extra`"
                yield reading.note, rule.at(answer.typed.span, message, remedy)
        if isinstance(reading.note, ListNote) and len(reading.note.items) > _LONG_LIST:
            message = f"this list has {len(reading.note.items)} items"
            remedy = "make two lists of it, each with a prompt that says what holds it together"
            yield reading.note, codes.LONG_LIST.at(reading.asked.typed.span, message, remedy)


def _given_away(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    for reading in batch.readings:
        note = reading.note
        if isinstance(note, ClozeNote):
            yield from _given_away_in_cloze(reading, note)
            continue
        if isinstance(note, SelectNote):
            continue  # its options stand there anyway
        seen: set[str] = set()
        for asked, answers in reading.questions:
            for answer in answers:
                twice = False
                if isinstance(note, ListNote):
                    item = folded(answer.text)
                    twice = item in seen
                    seen.add(item)
                if twice or _stands_in(answer.text, asked.text):
                    message = "the answer stands in the question"
                    if twice:
                        message = "this item stands in the list twice"
                    remedy = "ask without the word, or ask for something else"
                    yield note, codes.GIVEN_AWAY.at(answer.typed.span, message, remedy)


def _given_away_in_cloze(reading: Reading, note: ClozeNote) -> Iterator[Found]:
    pairs = zip(reading.parts, reading.answers, strict=True)
    for index, (part, answer) in enumerate(islice(pairs, MOST_PARTS)):
        shown, hint = reading.without(index), plain(part.hint) if part.hint else ""
        seen = f"{shown} {hint}"
        bare = _tells_too_little(seen, answer.text)
        if bare and note.image is None and not beside(note.text.text):
            message = (
                f"without this deletion {'hardly a word' if tokens(seen) else 'nothing'} is left"
            )
            remedy = "leave so much that the question is clear"
            yield note, codes.MOSTLY_DELETED.at(_place(note, part), message, remedy)
        elif _stands_in(answer.text, shown):
            message = "the hidden word stands elsewhere in the text"
            remedy = "delete it there too, under the same number: {{c1::…}} twice"
            yield note, codes.GIVEN_AWAY.at(_place(note, part), message, remedy)
        if hint and _tells(hint, answer.text):
            message = "this hint tells the answer"
            remedy = "hint at the kind of thing: {{benzodiazepine::class}}"
            yield note, codes.HINT_TELLS.at(_place(note, part), message, remedy)


def _place(note: ClozeNote, part: Deletion) -> SourceSpan:
    return note.text.part(part.start, part.end)


def _tells_too_little(seen: str, answer: str) -> bool:
    """Whether what is left of a cloze does not say what is asked."""
    # As a rule those words say enough that are nothing but letters.
    words = list(filter(str.isalpha, seen.split()))
    return _too_few(words, len(answer)) and _too_few(tokens(seen), len(tokens(answer)))


def _too_few(left: Sequence[str], hidden: int) -> bool:
    all_small = _SMALL.issuperset(map(str.lower, left))
    return len(left) < _FEWEST_LEFT or all_small or hidden > 4 * len(left)


def _tells(hint: str, answer: str) -> bool:
    """Whether a hint is the answer, or how it begins."""
    cut = _TRAILING.sub("", hint.strip()).strip().lower()
    body = _ARTICLE.sub("", answer.lower())
    if not cut:
        return False
    if folded(cut) == folded(body):
        return True
    if len(body) >= 4 and runs_in(body, cut):
        return True
    rest = body.removeprefix(cut)
    if rest == body:
        return False
    if cut != hint.strip().lower():
        return len(cut) >= 3
    # "vitamin" for "vitamin K" is the kind of thing.
    return len(cut) >= 4 and not (rest.startswith(" ") and len(rest) <= 4)


def _stands_in(answer: str, question: str) -> bool:
    """Whether the whole answer is read in the question; short words prove nothing."""
    if "(" not in answer and not may_stand_in(question.casefold(), answer.rpartition(" ")[2]):
        return False  # as a rule the last word tells: it is no article, nor set aside
    forms = {answer, _WITHOUT.sub("", answer)} if "(" in answer else (answer,)
    for sought in forms:
        wanted = _ARTICLE.sub("", sought.strip()).strip(" .!?;:'\"“”")
        runs = runs_in(wanted, question)
        if not runs:
            continue
        capitals = re.fullmatch(r"[A-Z][A-Z0-9-]+", wanted) is not None
        year = re.fullmatch(r"\d{4}", wanted) is not None
        if not capitals and not year and (len(wanted) < 4 or not re.search(r"[^\W\d_]", wanted)):
            continue
        if not capitals and stem(wanted) in _SMALL:
            continue
        # In "clonazePAM" the capitals are the answer, and so they are in "US".
        if re.search(r"[a-z][A-Z]", wanted) or (capitals and len(wanted) < 4):
            runs = runs_in(wanted, question, exact=True)
        for start, end in runs:
            offered = _OFFERED_AFTER.match(question, end) or _OFFERED_BEFORE.search(
                question[:start]
            )
            if not offered:
                return True
    return False


def _more_than_one(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    low = batch.recalled.casefold()
    hedged = any(part in low for part in _HEDGES)
    if not hedged and ";" not in low and not _SENTENCE_END.search(batch.recalled):
        return
    for reading in batch.readings:
        note = reading.note
        for answer in reading.recalled:
            if hedged and (match := _HEDGE.search(answer.text)):
                message = f"{match[1]!r} hides what is to be recalled"
                remedy = "name what is meant, or leave it out"
                yield note, codes.HEDGE.at(answer.at(match, 1), message, remedy)
            if ";" in answer.text or _two_sentences(answer.text):
                message = "this answer says two things"
                remedy = "make two cards, or put the second into `extra`"
                yield note, codes.TWO_FACTS.at(answer.typed.span, message, remedy)


def _two_sentences(answer: str) -> bool:
    return any(
        not _ENDS_IN_ABBREVIATION.search(answer[max(0, match.start() - _REACH) : match.start()])
        for match in _SENTENCE_END.finditer(answer)
    )


CHECKS = (_length, _given_away, _more_than_one)
