"""The ledger: what a deck has released so far, as records.

The fields of each note are kept too: a card that an author deletes is shipped
on as retired, and a card that turns up under another name is recognised. How
it stands in ``deck.lock`` is the business of :mod:`generator.lockfile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from generator.package import fields_of

__all__ = ["Ledger", "LockedNote", "LockedType", "Retired", "flat", "note_of", "row_of"]


def flat(cards: Mapping[int, int]) -> tuple[int, ...]:
    """Ordinals and their card ids in turn, by ordinal: a third of the memory of a mapping."""
    return tuple(chain.from_iterable(sorted(cards.items())))


class Retired(NamedTuple):
    """When (ISO date) and why a note was retired; ``why`` may be empty."""

    on: str
    why: str


class LockedNote(NamedTuple):
    """What is known of one note.

    ``guid``, ``note_id``, ``card_ids`` (see :func:`flat`) and ``due`` are Anki's;
    ``first`` and ``modified`` are seconds since 1970. ``authored`` and
    ``shipped`` are hashes of what the author wrote and of what students get.
    ``body`` holds the fields (see :func:`generator.package.body_of`): a deck of a hundred thousand
    notes keeps them all. ``parts`` are the texts of the note's parts and their
    ordinals (from 0), in order, ``gone`` those of removed ones. ``kept`` is the
    ``authored`` of which the author said that it is the same card, however
    different.
    """

    id: str
    kind: str
    guid: str
    note_id: int
    card_ids: tuple[int, ...]
    due: int
    first: int
    modified: int
    authored: str
    shipped: str
    body: bytes
    tags: tuple[str, ...]
    was: tuple[str, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    retired: Retired | None = None
    kept: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, HTML in the order of the note type's."""
        return fields_of(self.body)

    @property
    def field_count(self) -> int:
        """How many fields there are."""
        return self.body.count(b"\x1f") + 1


_FIELDS = len(LockedNote._fields)


def row_of(note: LockedNote) -> tuple[Any, ...]:
    """A note as plain data, which can be marshalled."""
    return (*note._replace(retired=None), tuple(note.retired)) if note.retired else tuple(note)


def note_of(row: tuple[Any, ...]) -> LockedNote:
    """The note of such a row."""
    if len(row) == _FIELDS:
        return LockedNote._make(row)
    *own, retired = row
    return LockedNote._make(own)._replace(retired=Retired(*retired))


@dataclass(frozen=True, slots=True)
class LockedType:
    """A note type as released: (id, name) of its fields and templates, its own hash and time."""

    kind: str
    id: int
    name: str
    fields: tuple[tuple[int, str], ...]
    templates: tuple[tuple[int, str], ...]
    hash: str
    modified: int


@dataclass(frozen=True)
class Ledger:
    """The ledger of one deck. Empty (no ``deck``) before the first build.

    ``digest`` is that of the package that was written last. ``merged`` tells
    that the file was not written by one build: two branches met in it, or a
    hand mended it. ``stamp`` tells the file of which all lines were written by
    a build from any other; empty where there is none.
    """

    deck: str = ""
    name: str = ""
    notes: dict[str, LockedNote] = field(default_factory=dict)
    types: dict[str, LockedType] = field(default_factory=dict)
    digest: str = ""
    merged: bool = False
    stamp: str = field(default="", compare=False)

    @cached_property
    def released(self) -> int:
        """The release time: the newest ``modified``, in seconds; 0 before the first.

        Those of note types count: else two changes of their CSS alone, built
        with one epoch, would carry the same time, and the second never arrive.
        """
        notes = (note.modified for note in self.notes.values())
        return max((*notes, *(kind.modified for kind in self.types.values())), default=0)
