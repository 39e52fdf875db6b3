"""A note as compiled from its file, before it has a place in a release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from generator.ledger import Ledger, LockedNote
from generator.package import fields_of
from generator.parts import FRESH, Slots
from generator.source import SourceFile, SourceSpan

__all__ = ["Draft", "entry_of", "fingerprint", "shipped_hash", "slots_of"]


# What is encoded is made here and holds nothing that holds it.
_JSON = json.JSONEncoder(check_circular=False, ensure_ascii=False, separators=(",", ":"))


class Draft(NamedTuple):
    """What a note holds, and what the ledger knows of it.

    ``authored`` is the hash of all that the author decides, ``shipped`` that of
    what students get; ``body`` holds the fields as in
    :class:`~generator.ledger.LockedNote`. ``ordinals`` (from 0) are those of
    its cards, ``parts`` the texts of its parts and their ordinals, in order;
    ``pictures`` the packed names of what it shows. ``guid`` derives from the
    oldest id. ``start`` and ``end`` are where it stands in ``file``, offsets;
    its id stands ``id_at`` from the start, of so many characters: small numbers
    take no memory.
    """

    id: str
    guid: str
    tags: tuple[str, ...]
    authored: str
    shipped: str
    body: bytes
    was: tuple[str, ...]
    topic: str
    kind: str
    ordinals: tuple[int, ...]
    parts: tuple[tuple[str, int], ...]
    pictures: tuple[str, ...]
    start: int
    end: int
    id_at: int
    id_size: int
    file: SourceFile
    locked: LockedNote | None

    @property
    def oldest_id(self) -> str:
        """The first id that the note ever had: its guid derives from it, and never changes."""
        return self.was[-1] if self.was else self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Its id and its former ones, newest first."""
        return (self.id, *self.was)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, HTML in the order of the note type's."""
        return fields_of(self.body)

    @property
    def span(self) -> SourceSpan:
        """Where its id stands."""
        start = self.start + self.id_at
        return SourceSpan(self.file, start, start + self.id_size)

    @property
    def dropped(self) -> list[int]:
        """The ordinals that had a card and have none any more."""
        if self.locked is None:
            return []
        return [o for o in self.locked.card_ids[::2] if o not in self.ordinals]


def fingerprint(*values: object) -> str:
    """A hash of plain values: 16 hex digits."""
    text = _JSON.encode(values).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def shipped_hash(kind: str, body: bytes, tags: Iterable[str]) -> str:
    """A hash of what students get of a note: 16 hex digits."""
    hashed = hashlib.blake2b(f"{kind} {' '.join(tags)}\x1f".encode(), digest_size=8)
    hashed.update(body)
    return hashed.hexdigest()


def entry_of(names: tuple[str, ...], ledger: Ledger) -> LockedNote | None:
    """The ledger's entry of a note by its id or a former one; ``None`` for a new note."""
    for name in names:
        if (entry := ledger.notes.get(name)) is not None:
            return entry
    return None


def slots_of(entry: LockedNote | None) -> Slots:
    """The ordinals that a note has given away."""
    if entry is None:
        return FRESH
    return Slots(entry.parts, entry.gone, frozenset(entry.card_ids[::2]))
