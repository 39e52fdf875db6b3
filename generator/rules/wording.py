"""The wording of a card: what makes a question unanswerable, or no question at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    DeckInfo,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
)
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.patterns import late
from generator.rules.batch import Batch
from generator.rules.reading import Reading, Wording, plain
from generator.rules.words import folded, naming

__all__ = ["CHECKS"]

Found = tuple[AuthoredNote, Diagnostic]

_QUESTIONS = (QuestionNote, ChoiceNote, SelectNote)
# So many places of a text are looked at: a longer one is no question.
_MOST = 20
_PREPOSITION = (
    r"(?:to|from|in|on|at|by|of|for|with|through|under|over|during|after|before|against|between|"
    r"among|into|within|about|near|than|since|until|via|and|so|but|then|exactly|roughly) +"
)
_AUXILIARY = (
    r"(?:is|are|am|was|were|does|do|did|can|could|should|shall|would|will|may|might|must|has|have|"
    r"had)"
)
# A question that begins so is open, whatever follows.
_ASKING = frozenset({"what", "which", "who", "whom", "whose", "how"})
# What opens a question: "when a patient drinks, …" does not, "when is …" does.
_OPENING = (
    rf"(?:{_PREPOSITION})*"
    rf"(?:(?:{'|'.join(sorted(_ASKING))})\b|(?:when|where|why)\b(?= +{_AUXILIARY}\b))"
)
_OPEN_BEFORE = late(rf"(?:^|[,:;.–—] +)\W*{_OPENING}", re.IGNORECASE)
_OPEN_AFTER = late(
    rf"[:;.] +{_OPENING}|\band +{_OPENING}|, *(?:{_PREPOSITION})*(?:how|why|what|when|where)\b|"
    rf"\bor(?! not\b) ",
    re.IGNORECASE,
)
_CLOSED = late(
    rf"(?:^\W*|[:,;.!–—] +)(?P<verb>{_AUXILIARY}(?:n['’]t)?) (?!(?:you|we) )[^?]*\?|"
    r"^\W*(?:is|are|does|do|did|was|were)(?:n['’]t)? (?!not\b)[^?]*$",
    re.IGNORECASE,
)
# A question that begins with none of these, and has no other clause, is not closed.
_CLOSED_FIRST = late(rf"\W*{_AUXILIARY}(?:n['’]t)? ", re.IGNORECASE)
_CLAUSE = re.compile(r"[:,;.!–—] ")
_TRUE_OR_FALSE = late(r"\b(?:true or false|yes or no|right or wrong)\b", re.IGNORECASE)
_YES_NO = late(
    r"\W*(?:yes\b(?!-)|(?:no|true|false)\b(?:\.(?! *\d)| *[,;:!?()]| *[–—-] | *$))", re.IGNORECASE
)
_YES_OR_NO = frozenset({"yes", "no", "true", "false"})
_ASKED_OF_A_DELETION = late(r"[:?] *…\W*$")

_KINDS = r"(?:drug|medication|medicine|agent|substance|compound)"
_THE_DRUG = late(
    rf"\b(?:(?:this|that) {_KINDS}|(?:these|those) {_KINDS}s|the {_KINDS})\b(?:['’]s\b)?(?!-)",
    re.IGNORECASE,
)
# One of these is in each of the kinds, whatever its case: no letter of theirs has another form.
_PARTS_OF_KINDS = ("drug", "med", "agent", "tance", "compound")
# "The drug class", "the drug of choice", "the drug that …" say themselves what they mean.
_SAYS_WHICH = late(
    r" (?:class(?:es)?|names?|label|list|abuse|interactions?|that|which|whose|of|with|for|named|"
    r"called|known)\b",
    re.IGNORECASE,
)
_TOLD_WHICH = late(r" (?:used|given|taken|sold)\b", re.IGNORECASE)
_VERB_BEFORE = late(rf"\b{_AUXILIARY} $", re.IGNORECASE)
# "How long does it take …" stands for nothing; a possessive always stands for something.
_EMPTY_IT = (
    r"(?! (?:take|mean|matter)s?\b| (?:that|about|called)\b| (?:\w+ )?(?:safe|unsafe|possible|"
    r"impossible|necessary|important|best|better|true|common|advisable|wise|dangerous|essential|"
    r"vital|likely|unlikely|hard|easy|difficult|recommended|advised)(?: \w+)? (?:to|that|for|if|"
    r"when|in|after|during)\b| (?:known|thought|believed|said) that\b)"
)
_PRONOUN = late(
    rf"^\W*(?:(?:{_PREPOSITION})*(?:what|which|how|when|why|where|who|whom)\b[^,?]{{0,40}}?"
    rf"\b{_AUXILIARY} (?P<it>it\b{_EMPTY_IT}|they\b|this\b|these\b|those\b)"
    rf"|(?:{_PREPOSITION})*(?:what|which|who)\b[^,?]{{0,40}}? (?P<object>it|them) *\?"
    rf"|(?P<first>it\b{_EMPTY_IT}(?! (?:is|was) \w+ (?:to|that)\b)|they\b))",
    re.IGNORECASE,
)
_POSSESSIVE = late(r"(?P<its>[iItT](?<=\b.)(?:(?<=[iI])(?i:ts)|(?<=[tT])(?i:heir))\b)")
# What a pronoun may stand for.
_NAME = late(r"\b(?!(?:which|whose|where|during)\b)[A-Za-z]{6,}\b", re.IGNORECASE)

_NEGATIVE = late(
    r"\bEXCEPT\b|\b(?:not|except(?! (?:in|when|by|during|on|if)\b))\b"
    r"|(?<=\w)n['’]t\b|\bcannot\b|\bis (?:false|incorrect|untrue|wrong)\b",
    re.IGNORECASE,
)
# A question without any of these denies nothing.
_DENIALS = ("not", "n't", "n’t", "except", "false", "ncorrect", "untrue", "wrong")
_ASKS_WHAT = late(
    rf"(?:^|[,:;.] +)\W*(?:{_PREPOSITION})*(?:what|which|who|whom|all|each|select|name|choose)\b",
    re.IGNORECASE,
)
_SUBORDINATE = late(
    r"\b(?:if|when|because|who|that|although|while|unless|since|once|whether|where|whose)\b"
    r"|, *which\b",
    re.IGNORECASE,
)
# "should not be taken" is what a student must know; "is not an effect" is what is not so.
_NOT_A_DENIAL = late(
    r" *(?:only\b|more than\b|exceed|be\b|yet\b|recommended\b|advised\b|advisable\b|allowed\b|"
    r"permitted\b|be(?:en)?\b|necessarily\b|taken\b|given\b|combined\b|stop|use\b|take\b)",
    re.IGNORECASE,
)
_MODAL = late(r"\b(?:should|must|may|might|can|could|shall|why|how)\b[^,.;?]*$", re.IGNORECASE)
_ABSOLUTE = late(
    r"(?<!almost )(?<!nearly )(?<!not )(?<!virtually )(?<!rarely or )(?<!seldom or )"
    r"\b(always|never)\b(?! events?\b)(?!-)",
    re.IGNORECASE,
)
_QUOTED = late(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|‘[^‘’]*’(?!\w)|„[^„“”]*[“”]")
_GAP = late(r"FILL(?<=\bFILL)[ -]IN\b")
_GUIDELINE = late(r"[gG](?<=\b.)(?i:uidelines?\b)(?!-)")
_YEAR = late(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d| *(?:(?:mg|mcg|g|kg|mL|ml|units?|IU)\b|%))")


def _yes_no(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    for reading in batch.readings:
        note = reading.note
        if reading.parts:
            for index, answer in enumerate(reading.answers):
                yes = answer.text.casefold() in _YES_OR_NO
                if yes and _ASKED_OF_A_DELETION.search(reading.without(index)):
                    yield note, _answered_by_yes(answer)
        if not isinstance(note, _QUESTIONS):
            continue
        for asked, answers in reading.questions:
            if _closed(asked.text) or any(map(_YES_NO.match, [a.text for a in answers])):
                yield note, _answered_by_yes(asked)


def _answered_by_yes(asked: Wording) -> Diagnostic:
    message = "this question is answered by yes or no"
    return codes.YES_NO.at(asked.typed.span, message, "ask for the fact itself: what, which, how")


def _closed(asked: str) -> bool:
    """Whether yes or no is an answer."""
    if " or " in asked.lower() and _TRUE_OR_FALSE.search(asked):
        return True
    if asked.partition(" ")[0].lower() in _ASKING:
        return False
    if not _CLAUSE.search(asked) and not _CLOSED_FIRST.match(asked):
        return False
    for match in islice(_CLOSED.finditer(asked), _MOST):
        verb = match.start("verb") if match["verb"] else match.start()
        if not _OPEN_BEFORE.search(asked[:verb]) and not _OPEN_AFTER.search(asked, verb):
            return True
    return False


def _context(deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    names = tuple([name.text for name in deck.subject])
    # No letter of ASCII has other forms than its capital in another text of ASCII.
    small = naming(names, small=True) if names and all(map(str.isascii, names)) else None
    kinds = any(part in batch.asked for part in _PARTS_OF_KINDS)
    for reading in batch.readings:
        note = reading.note
        if isinstance(note, ProfileNote):
            continue  # the drug is what its cards ask about
        for asked, answers in reading.questions:
            named = None
            if small is not None and asked.text.isascii():
                named = small.search(asked.text.lower())
            elif names:
                named = naming(names).search(asked.text)
            if named is not None and not kinds:
                continue
            loose = _loose(asked.text, named, alone=not names or asked is not reading.asked)
            if loose is not None:
                match, group = loose
                message = f"{match[group]!r} stands for something that this question has not named"
                yield note, codes.DANGLING.at(asked.at(match, group), message, "name it")
            elif names and named is None and asked is reading.asked:
                # The way back asks for the subject, and so does a question whose answer it is.
                subject = naming(names)
                if subject.search(asked.typed.text) or _is_subject(answers, subject, reading):
                    continue
                some = ", ".join(item.text for item in deck.subject[:4])
                message = "this question names no subject of the deck"
                yield note, codes.NO_SUBJECT.at(asked.typed.span, message, f"name one of: {some}")


def _is_subject(answers: Sequence[Wording], subject: re.Pattern[str], reading: Reading) -> bool:
    return not reading.parts and any(subject.fullmatch(folded(answer.text)) for answer in answers)


def _loose(
    asked: str, named: re.Match[str] | None, *, alone: bool
) -> tuple[re.Match[str], int | str] | None:
    """A pronoun or "the drug" with nothing that it stands for.

    ``alone`` is a question where other words than the deck's subject may be
    what is meant: any longer word before it, or another clause.
    """
    low = asked.lower()
    drug = _THE_DRUG.search(asked) if any(part in low for part in _PARTS_OF_KINDS) else None
    if drug is not None and not _described(asked, drug):
        before = asked[: drug.start()]
        if named is None:
            if not (alone and re.search(r"[.,:;?] ", before)):
                return drug, 0
        elif named.start() > drug.start():
            between = asked[drug.end() : named.start()]
            # "The drug clonazepam", and "When the drug is stopped, which … does clonazepam …?"
            if between.strip() and "," not in between:
                return drug, 0
    pronoun = None if named else _PRONOUN.match(asked) or _POSSESSIVE.search(asked)
    if pronoun is not None:
        group = next(name for name in pronoun.re.groupindex if pronoun[name])
        before = asked[: pronoun.start(group)]
        if group == "object":
            before = before.rpartition(" ")[0].rpartition(" ")[0] if alone else ""
        if group in ("it", "first") or not _NAME.search(before):
            return pronoun, group
    return None


def _described(asked: str, drug: re.Match[str]) -> bool:
    """Whether "the drug" is told apart by what follows: of choice, that …, used for …."""
    if not drug[0].lower().startswith("the ") or drug[0].endswith("s"):
        return False
    if _SAYS_WHICH.match(asked, drug.end()):
        return True
    # "How is the drug given" asks, "the drug given for …" describes.
    told = _TOLD_WHICH.match(asked, drug.end())
    return told is not None and not _VERB_BEFORE.search(asked[: drug.start()])


def _stem(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    if not any(part in batch.asked for part in _DENIALS):
        return
    for reading in batch.readings:
        if not isinstance(reading.note, (*_QUESTIONS, ListNote)):
            continue
        for asked, _ in reading.questions:
            match = _denial(asked.text)
            if match is not None:
                message = f"this question asks what is not so: {match[0]!r}"
                place = asked.at(match)
                yield reading.note, codes.NEGATIVE_STEM.at(place, message, "ask what is so")


def _denial(asked: str) -> re.Match[str] | None:
    low = asked.casefold()
    if not any(part in low for part in _DENIALS):
        return None
    masked = _QUOTED.sub(lambda match: " " * len(match[0]), asked)
    for match in islice(_NEGATIVE.finditer(masked), _MOST):
        before = masked[: match.start()]
        if match[0].isupper() and len(match[0]) > 2:
            return match
        opening = _ASKS_WHAT.search(before)
        if match[0].lower() == "except":
            return match
        if before.rstrip().endswith(","):
            continue  # "the label, not the guideline, …"
        if opening is None or _SUBORDINATE.search(before, opening.end()):
            continue
        if not _NOT_A_DENIAL.match(masked, match.end()) and not _MODAL.search(before):
            return match
    return None


def _absolute(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    all_said = (batch.asked, batch.recalled.casefold())
    if not any(word in texts for texts in all_said for word in ("always", "never")):
        return
    for reading in batch.readings:
        for wording in (reading.asked, *(() if reading.parts else reading.answers)):
            low = wording.text.casefold()
            if "always" not in low and "never" not in low:
                continue
            said = _QUOTED.sub(lambda match: " " * len(match[0]), wording.text)
            if match := _ABSOLUTE.search(said):
                message = f"{match[1]!r} is either wrong or gives the answer away"
                remedy = "say when, or leave the word out"
                yield reading.note, codes.ABSOLUTE.at(wording.at(match, 1), message, remedy)


def _dated(deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    # Of "guideline" the letters between the two that have other forms.
    if "del" not in batch.texts.lower():
        return
    for reading in batch.readings:
        for wording in reading.texts:
            if "del" not in wording.text.lower():
                continue
            if match := _GUIDELINE.search(wording.text):
                if any(_YEAR.search(text) for text in _shown(deck, reading)):
                    break
                message = "this guideline has no year"
                remedy = "add the year in which it was published"
                yield reading.note, codes.UNDATED.at(wording.at(match), message, remedy)
                break


def _filled(_deck: DeckInfo, batch: Batch) -> Iterator[Found]:
    if "FILL" not in batch.texts:
        return
    for reading in batch.readings:
        for wording in reading.texts:
            if match := _GAP.search(wording.text):
                message, remedy = "this is still to be filled in", "put your text there"
                yield reading.note, codes.PLACEHOLDER.at(wording.at(match), message, remedy)
                break


def _shown(deck: DeckInfo, reading: Reading) -> Iterator[str]:
    """All that stands on a card, with the source that its back names."""
    yield from (wording.text for wording in reading.texts)
    note = reading.note
    if note.quote is not None:
        yield plain(note.quote.text)
    if note.source is not None:
        key, _, section = note.source.text.partition("#")
        yield section.replace("-", " ")
        if key in deck.sources:
            yield deck.sources[key].title.text
            yield deck.sources[key].headings.get(section, "")


CHECKS = (_yes_no, _context, _stem, _absolute, _dated, _filled)
