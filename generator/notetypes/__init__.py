"""Anki's note types, a module a kind. What is frozen at the first release is written there."""

from __future__ import annotations

from generator.authored import AuthoredNote, ClozeNote, ListNote, QuestionNote
from generator.notetypes import cloze, items, question
from generator.notetypes.base import COMMON_FIELDS, Content, Kind

__all__ = ["COMMON_FIELDS", "KINDS", "Content", "Kind", "kind_named", "kind_of"]

KINDS: tuple[Kind, ...] = (question.KIND, cloze.KIND, items.KIND)
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(note: AuthoredNote) -> Kind:
    """The note type that ``note`` becomes."""
    match note:
        case QuestionNote():
            return question.KIND
        case ClozeNote():
            return cloze.KIND
        case ListNote():
            return items.KIND


def kind_named(name: str) -> Kind:
    """The note type with this name, as a ledger has it. Raises :class:`KeyError`."""
    return _BY_NAME[name]
