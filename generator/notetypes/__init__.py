"""Anki's note types, a module a kind. What is frozen at the first release is written there."""

from __future__ import annotations

from generator.authored import AuthoredNote, ClozeNote, QuestionNote
from generator.notetypes import cloze, question
from generator.notetypes.base import Content, Kind

__all__ = ["KINDS", "Content", "Kind", "kind_of"]

KINDS: tuple[Kind, ...] = (question.KIND, cloze.KIND)


def kind_of(note: AuthoredNote) -> Kind:
    """The note type that ``note`` becomes."""
    match note:
        case QuestionNote():
            return question.KIND
        case ClozeNote():
            return cloze.KIND
