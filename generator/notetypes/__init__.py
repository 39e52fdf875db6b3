"""Anki's note types, a module a kind. What is frozen at the first release is written there."""

from __future__ import annotations

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
)
from generator.notetypes import cloze, items, options, profile, question
from generator.notetypes.base import COMMON_FIELDS, Content, Kind

__all__ = ["COMMON_FIELDS", "KINDS", "Content", "Kind", "kind_named", "kind_of"]

KINDS: tuple[Kind, ...] = (
    question.KIND,
    cloze.KIND,
    items.KIND,
    options.CHOICE,
    options.SELECT,
    profile.KIND,
)
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
        case ChoiceNote():
            return options.CHOICE
        case SelectNote():
            return options.SELECT
        case ProfileNote():
            return profile.KIND


def kind_named(name: str) -> Kind:
    """The note type with this name, as a ledger has it. Raises :class:`KeyError`."""
    return _BY_NAME[name]
