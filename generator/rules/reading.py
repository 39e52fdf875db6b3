"""A card as a student reads it: its texts without marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
    Text,
)
from generator.markup.cloze import Deletion, deletions

__all__ = ["Reading", "plain", "reading_of"]

_MARKS = re.compile(
    r"\\\(.*?\\\)|\\\[.*?\\\]"  # formulas
    r"|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)"  # code
    r"|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<[A-Za-z/!][^<>]*>"  # pictures, link targets, tags
    r"|\*+|[\[\]`]|(?<=\w)[~^](?=[\w+-])|(?<=[\w+-])[~^]",
    re.DOTALL,
)
_BRACES = re.compile(r"\{\{(?:c\d+::)?(.*?)(?:::.*?)?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a note with their plain wording.

    ``asked`` is the question, the cloze or the prompt; ``answers`` what is to
    be recalled; ``rest`` all other texts of the card.
    """

    note: AuthoredNote
    asked: tuple[Text, str]
    answers: tuple[tuple[Text, str], ...]
    rest: tuple[tuple[Text, str], ...]
    parts: tuple[Deletion, ...] = ()

    @property
    def texts(self) -> Iterator[tuple[Text, str]]:
        """Every text of the card once; the answers of a cloze stand in what is asked."""
        yield self.asked
        if not self.parts:
            yield from self.answers
        yield from self.rest


def plain(text: str) -> str:
    """``text`` without Markdown, formulas and braces, in one line."""
    return " ".join(_MARKS.sub("", _BRACES.sub(r"\1", text)).split())


def reading_of(note: AuthoredNote) -> Reading:
    """How a student reads ``note``."""
    rest = [text for text in (note.extra, note.caution) if text is not None]
    parts: tuple[Deletion, ...] = ()
    match note:
        case QuestionNote():
            asked, answers = note.question, [note.answer]
            if note.reverse is not None:
                rest += [note.reverse.question, note.reverse.answer]
        case ListNote():
            asked, answers = note.prompt, list(note.items)
        case ChoiceNote():
            asked, answers = note.question, [note.right]
            rest += [*note.wrong, *((note.why,) if note.why else ())]
        case SelectNote():
            asked, answers = note.question, list(note.right)
            rest += [*note.wrong, *((note.why,) if note.why else ())]
        case ProfileNote():
            asked, answers = note.drug, [text for _, text in note.facts]
        case ClozeNote():
            asked = note.text
            parts = tuple(deletions(note.text.text, lambda *_: None))
            answers = [Text(part.body, note.text.part(part.start, part.end)) for part in parts]
    return Reading(
        note,
        (asked, plain(asked.text)),
        tuple((text, plain(text.text)) for text in answers),
        tuple((text, plain(text.text)) for text in rest),
        parts,
    )
