"""From the checked mapping of a card to the note of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    Reverse,
    SelectNote,
    Text,
    Waiver,
)
from generator.codes import shape
from generator.format import PROFILE_FIELDS, REVERSE_KEYS
from generator.shape import Part
from generator.source import SourceSpan
from generator.tree import Sequence

__all__ = ["Common", "note_of"]


class Common(TypedDict):
    """What every kind of note carries."""

    id: Text
    topic: str
    span: SourceSpan
    tags: tuple[Text, ...]
    was: tuple[Text, ...]
    extra: Text | None
    image: Text | None
    caution: Text | None
    source: Text | None
    quote: Text | None
    allow: tuple[Waiver, ...]


def note_of(kind: str, part: Part, common: Common) -> AuthoredNote | None:
    """The note of the kind whose key is ``kind``; ``None`` where a part of it is no good."""
    return _MAKERS[kind](part, common)


def _question(part: Part, common: Common) -> AuthoredNote | None:
    question, answer, reverse = part.text("q"), part.text("a"), _reverse(part)
    if question is None or answer is None:
        return None
    typed = _typed(part, answer)
    return QuestionNote(**common, question=question, answer=answer, reverse=reverse, typed=typed)


def _reverse(part: Part) -> Reverse | None:
    back = part.part("reverse", REVERSE_KEYS, "`reverse`")
    if back is None:
        return None
    back.check_keys()
    question, answer = back.text("q"), back.text("a")
    return Reverse(question, answer) if question and answer else None


def _typed(part: Part, answer: Text) -> bool:
    """Whether the answer is typed in, which only a single word can be."""
    value = part.text("type")
    if value is None:
        return False
    if value.text not in ("true", "false"):
        message = f"`type` is true or false, and this is {value.text!r}"
        part.found.append(shape.WRONG_SHAPE.at(value.span, message, "write it so:\n  type: true"))
    elif value.text == "true" and len(answer.text.split()) > 1:
        message = "an answer of several words can't be typed in: each slip would count as wrong"
        remedy = "ask for one word, or take `type` out"
        part.found.append(shape.WRONG_SHAPE.at(answer.span, message, remedy))
    return value.text == "true"


def _cloze(part: Part, common: Common) -> AuthoredNote | None:
    text = part.text("cloze")
    return ClozeNote(**common, text=text) if text else None


def _list(part: Part, common: Common) -> AuthoredNote | None:
    prompt, items = part.text("list"), part.texts("items")
    return ListNote(**common, prompt=prompt, items=items) if prompt and items else None


def _choice(part: Part, common: Common) -> AuthoredNote | None:
    several = _several(part)
    question, wrong = part.text("choice"), part.texts("wrong")
    right = None if several else part.text("right")
    if question is None or right is None or not wrong:
        return None
    return ChoiceNote(**common, question=question, right=right, wrong=wrong, why=part.text("why"))


def _several(part: Part) -> bool:
    """Whether more than one option is right, which makes a card of another kind."""
    entry = part.mapping.entries.get("right")
    if entry is None or not isinstance(entry.value, Sequence) or len(entry.value.items) < 2:
        return False
    message = "one option is right in a card of the kind “multiple choice”, and this is a list"
    remedy = "write `select` in place of `choice`: all that apply are ticked there"
    span = part.document.span(entry.value)
    part.found.append(shape.WRONG_SHAPE.at(span, message, remedy))
    return True


def _select(part: Part, common: Common) -> AuthoredNote | None:
    question, right, wrong = part.text("select"), part.texts("right"), part.texts("wrong")
    if question is None or not right or not wrong:
        return None
    return SelectNote(**common, question=question, right=right, wrong=wrong, why=part.text("why"))


def _profile(part: Part, common: Common) -> AuthoredNote | None:
    drug = part.text("profile")
    filled = tuple((name, text) for name in PROFILE_FIELDS if (text := part.text(name)) is not None)
    if drug is None:
        return None
    if not filled:
        message = "this profile has no field to ask for"
        remedy = f"fill at least one of: {', '.join(PROFILE_FIELDS)}"
        part.found.append(shape.MISSING_KEY.at(drug.span, message, remedy))
        return None
    return ProfileNote(**common, drug=drug, facts=filled)


_MAKERS: dict[str, Callable[[Part, Common], AuthoredNote | None]] = {
    "q": _question,
    "cloze": _cloze,
    "list": _list,
    "choice": _choice,
    "select": _select,
    "profile": _profile,
}
