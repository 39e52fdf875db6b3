"""What Anki receives: the neutral record between the cards and every format.

Nothing here knows of YAML, of files or of the author. An exporter, a diff or a
preview sees a :class:`Package` and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

from generator.patterns import late

__all__ = [
    "RETIRED_TAG",
    "Card",
    "Deck",
    "Field",
    "MadeNotes",
    "Media",
    "Note",
    "NoteType",
    "Package",
    "Template",
    "body_of",
    "fields_of",
    "shown_pictures",
]

_BETWEEN = "\x1f"
_SHOWN = late(r'<img\b[^>]*?\bsrc="([^"]*)"')

RETIRED_TAG = "studydeck::retired"
"""What a note carries that its author has taken out of the deck."""


def body_of(fields: Iterable[str]) -> bytes:
    """Fields as Anki's table of notes has them: one text, 0x1F in between; here in UTF-8."""
    return _BETWEEN.join(fields).encode()


def fields_of(body: bytes) -> tuple[str, ...]:
    """The fields that :func:`body_of` joined."""
    return tuple(body.decode().split(_BETWEEN))


class Field(NamedTuple):
    """One field of a note type; ``id`` lets Anki follow it through a renaming."""

    id: int
    name: str


class Template(NamedTuple):
    """One kind of card of a note type, in Anki's template language."""

    id: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields and templates that notes share.

    ``id`` is in milliseconds like Anki's own, ``modified`` in seconds since
    1970. A ``cloze`` type has one template and a card a number.
    """

    id: int
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    cloze: bool
    modified: int


class Card(NamedTuple):
    """One card of a note: its template or cloze ordinal (from 0), its place among new cards."""

    id: int
    ordinal: int
    due: int


class Note(NamedTuple):
    """One note as Anki stores it.

    ``ref`` is ``deck/id``, the author's name for it; ``modified`` is in
    seconds since 1970; ``body`` holds HTML in the order of the note type's
    fields (see :func:`body_of`); ``media`` names the files that the fields show.
    """

    ref: str
    guid: str
    id: int
    note_type: int
    deck: int
    modified: int
    body: bytes
    tags: tuple[str, ...]
    cards: tuple[Card, ...]
    media: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, HTML in the order of the note type's."""
        return fields_of(self.body)


class Deck(NamedTuple):
    """A deck; ``name`` has ``::`` between its levels, ``description`` is HTML."""

    id: int
    name: str
    description: str


class Media(NamedTuple):
    """A file that cards show, under the name it has in Anki's media folder."""

    name: str
    load: Callable[[], bytes]


class MadeNotes(Sequence[Note]):
    """Notes that are made when they are asked for, ``make(0)`` first; ``ids`` are theirs.

    All at once they would take twice the memory of what they are made of.
    """

    def __init__(self, ids: Sequence[int], make: Callable[[int], Note]) -> None:
        self.ids, self._make = ids, make

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Note: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Note, ...]: ...

    def __getitem__(self, index: int | slice) -> Note | tuple[Note, ...]:
        chosen = range(len(self.ids))[index]
        return self._make(chosen) if isinstance(chosen, int) else tuple(map(self._make, chosen))

    def __iter__(self) -> Iterator[Note]:
        return map(self._make, range(len(self.ids)))


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that one ``.apkg`` holds.

    ``modified`` is its release time, in seconds. ``digest`` is a hash of all that is in it, the
    same on every machine: 32 hex digits; empty where it is not to be written.
    """

    decks: tuple[Deck, ...]
    note_types: tuple[NoteType, ...]
    notes: Sequence[Note]
    media: tuple[Media, ...]
    modified: int
    digest: str = ""

    @property
    def by_id(self) -> list[int]:
        """The indexes of the notes in the order of their ids, as a table of them has them."""
        notes = self.notes
        ids = notes.ids if isinstance(notes, MadeNotes) else [note.id for note in notes]
        return sorted(range(len(ids)), key=ids.__getitem__)


def shown_pictures(fields: Iterable[str]) -> tuple[str, ...]:
    """The names of the pictures that some fields show, sorted."""
    found = {name for html in fields if "<img" in html for name in _SHOWN.findall(html)}
    return tuple(sorted(found))
