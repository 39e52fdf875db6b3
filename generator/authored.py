"""What an author can write: a deck, and the closed set of notes.

Every piece of text keeps its place, so that any later finding can point at
it. No Anki in here.

The notes are not frozen, though nobody changes one: to make a frozen one
takes Python four times as long, and there is one for each card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple, TypeAlias, get_args

from generator.source import SourceSpan, Text

__all__ = [
    "AuthoredNote",
    "ChoiceNote",
    "ClozeNote",
    "DeckInfo",
    "ListNote",
    "NoteBase",
    "ProfileNote",
    "QuestionNote",
    "Reverse",
    "SelectNote",
    "SourceInfo",
    "Text",
    "Waiver",
    "content_by_role",
]


class Waiver(NamedTuple):
    """One rule that this card may break, and why (a key of ``allow``)."""

    rule: Text
    reason: Text


@dataclass(slots=True, kw_only=True)
class NoteBase:
    """What every kind of note may carry.

    ``topic`` is the tag under the deck (``mechanism``); ``span`` is the place
    of the whole entry; ``was`` are former ids, newest first; ``source`` is
    ``key#section``.
    """

    id: Text
    topic: str
    span: SourceSpan
    tags: tuple[Text, ...] = ()
    was: tuple[Text, ...] = ()
    extra: Text | None = None
    image: Text | None = None
    caution: Text | None = None
    source: Text | None = None
    quote: Text | None = None
    allow: tuple[Waiver, ...] = ()

    @property
    def oldest_id(self) -> str:
        """The first id that the note ever had: its guid derives from it, and never changes."""
        return self.was[-1].text if self.was else self.id.text


class Reverse(NamedTuple):
    """The second card of a question that is asked both ways."""

    question: Text
    answer: Text


@dataclass(slots=True, kw_only=True)
class QuestionNote(NoteBase):
    """A question and its answer, typed in or not, and the way back where there is one."""

    question: Text
    answer: Text
    reverse: Reverse | None = None
    typed: bool = False

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        back = (self.reverse.question, self.reverse.answer) if self.reverse else ()
        return (self.question, self.answer, *back)


@dataclass(slots=True, kw_only=True)
class ClozeNote(NoteBase):
    """A text with deletions; one card a cloze number."""

    text: Text

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        return (self.text,)


@dataclass(slots=True, kw_only=True)
class ListNote(NoteBase):
    """A prompt and its items; one card an item, the others shown."""

    prompt: Text
    items: tuple[Text, ...]

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        return (self.prompt, *self.items)


@dataclass(slots=True, kw_only=True)
class ChoiceNote(NoteBase):
    """A question with one right and some wrong options."""

    question: Text
    right: Text
    wrong: tuple[Text, ...]
    why: Text | None = None

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        return (self.question, self.right, *self.wrong, *((self.why,) if self.why else ()))


@dataclass(slots=True, kw_only=True)
class SelectNote(NoteBase):
    """A question of whose options any number is right."""

    question: Text
    right: tuple[Text, ...]
    wrong: tuple[Text, ...]
    why: Text | None = None

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        return (self.question, *self.right, *self.wrong, *((self.why,) if self.why else ()))


@dataclass(slots=True, kw_only=True)
class ProfileNote(NoteBase):
    """A drug and what a student must know of it: the key of each fact and its text, in order."""

    drug: Text
    facts: tuple[tuple[str, Text], ...]

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that only this kind has, what is asked first."""
        return (self.drug, *(text for _, text in self.facts))


AuthoredNote: TypeAlias = (
    QuestionNote | ClozeNote | ListNote | ChoiceNote | SelectNote | ProfileNote
)


def content_by_role(note: AuthoredNote) -> dict[str, object]:
    """What a note of its kind holds, as plain data by the name of its part.

    Parts that are left out are not named: a later version with more of them
    says the same of a note that has none.
    """
    return {name: _as_plain(value) for name in _PARTS[type(note)] if (value := getattr(note, name))}


_COMMON = {part.name for part in fields(NoteBase)}
_PARTS: dict[type[AuthoredNote], tuple[str, ...]] = {
    kind: tuple(part.name for part in fields(kind) if part.name not in _COMMON)
    for kind in get_args(AuthoredNote)
}


def _as_plain(value: object) -> object:
    match value:
        case Text():
            return value.text
        case Reverse():
            return [value.question.text, value.answer.text]
        case tuple():
            return [_as_plain(item) for item in value]
        case _:
            return value


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A document that the cards are derived from; ``file`` is relative to the deck.

    ``skipped`` are words of sentences that are not for study, and why;
    ``headings`` its sections as written, by anchor, once the file is read.
    """

    key: Text
    title: Text
    file: Text
    skipped: tuple[tuple[Text, Text], ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckInfo:
    """What ``deck.yaml`` says. ``id`` never changes: every guid derives from it."""

    id: Text
    name: Text
    was_name: Text | None = None
    description: Text | None = None
    license: Text | None = None
    authors: tuple[Text, ...] = ()
    reviewed: Text | None = None
    topics: tuple[Text, ...] = ()
    subject: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()
    sources: dict[str, SourceInfo] = field(default_factory=dict)
