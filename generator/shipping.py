"""What of a ledger goes into the package: the times, the retired notes and the pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

from generator.draft import Draft
from generator.identity import time_id
from generator.ledger import Ledger, LockedNote, Retired
from generator.markup.anki import plain
from generator.markup.media import MediaFolder
from generator.notetypes import Kind, kind_named
from generator.package import (
    RETIRED_TAG,
    Card,
    Deck,
    Field,
    Media,
    Note,
    NoteType,
    Package,
    Template,
    body_of,
    shown_pictures,
)

__all__ = ["HEALING_WINDOW", "package_of", "released_package", "sent_as", "what_differs"]

HEALING_WINDOW = 30 * 24 * 3600
"""Seconds for which a correction goes out again with each release, so that it also reaches a
student whose own edit, tag or leech had kept it out."""


_AT_HAND = 20_000  # notes: so many are kept, half a kilobyte each, since they are asked for twice


def package_of(
    entries: Sequence[LockedNote],
    drafts: Sequence[Draft],
    types: Iterable[NoteType],
    describe: Callable[[int], str],
    ledger: Ledger,
    folder: MediaFolder,
    media: Mapping[str, Media],
) -> Package:
    """The package of ``entries``, the living ones first and in the order of ``drafts``.

    ``describe`` makes the deck's description from the release time; ``media``
    are the pictures of the drafts by packed name.
    """
    home, attic = _decks(ledger, describe(ledger.released))
    retired = any(entry.retired for entry in entries)
    pictures = folder.by_packed_name() if retired else {}
    shown = {name: media[name] for draft in drafts for name in draft.pictures}
    pictured = [draft.pictures for draft in drafts]
    for entry in entries[len(drafts) :]:
        # Students have these pictures; those who come later get them if they are still here.
        names = tuple(name for name in shown_pictures(entry.fields) if name in pictures)
        shown |= {name: pictures[name] for name in names}
        pictured.append(names)
    decks = (home, attic) if retired else (home,)
    notes: Sequence[Note] = _Notes(entries, pictured, ledger)
    if len(notes) <= _AT_HAND:
        notes = tuple(notes)
    return Package(decks, tuple(types), notes, tuple(shown.values()), ledger.released)


def released_package(ledger: Ledger) -> Package:
    """What the ledger knows of the package that was released last.

    Its note types have neither style nor templates, its pictures no bytes.
    """
    types = tuple(
        NoteType(
            locked.id,
            locked.name,
            tuple(Field(*pair) for pair in locked.fields),
            tuple(Template(*pair, "", "") for pair in locked.templates),
            "",
            False,
            locked.modified,
        )
        for locked in ledger.types.values()
    )
    entries = list(ledger.notes.values())
    pictured = [shown_pictures(entry.fields) if b"<img" in entry.body else () for entry in entries]
    notes = _Notes(entries, pictured, ledger)
    return Package(_decks(ledger, ""), types, notes, (), ledger.released)


def what_differs(before: Ledger, after: Ledger, package: Package) -> tuple[Package, Package]:
    """The package of ``before``, and ``package``, that of ``after``, for a comparison.

    Notes that are the same in both are left out, unless some have moved, or the
    deck is called otherwise: that is a matter of all.
    """
    was = released_package(before)
    if before.name != after.name:
        return was, package
    renamed = {
        entry.guid
        for name, entry in after.notes.items()
        if name not in before.notes or before.notes[name].guid != entry.guid
    }
    by_guid = {e.guid: e for e in before.notes.values() if e.guid in renamed}
    at_first, at_last = before.released, after.released
    changed: list[int] = []
    same: set[str] = set()
    for at, (name, entry) in enumerate(after.notes.items()):
        former = by_guid.get(entry.guid) if entry.guid in renamed else before.notes[name]
        if former is not None and former.due != entry.due:
            return was, package
        if former == entry and (
            entry.modified == entry.first or sent_as(entry, at_first) == sent_as(entry, at_last)
        ):
            same.add(name)
        else:
            changed.append(at)
    gone = (at for at, name in enumerate(before.notes) if name not in same)
    return (
        replace(was, notes=tuple(was.notes[at] for at in gone)),
        replace(package, notes=tuple(package.notes[at] for at in changed)),
    )


def _decks(ledger: Ledger, description: str) -> tuple[Deck, Deck]:
    """The deck, and that of the retired notes."""
    return (
        Deck(time_id("deck", ledger.deck), ledger.name, description),
        Deck(time_id("deck", ledger.deck, "retired"), f"{ledger.name} (retired)", ""),
    )


class _Notes(Sequence[Note]):
    """The notes of ledger entries, each made when it is asked for.

    All at once they would take twice the memory of the ledger.
    """

    def __init__(
        self,
        entries: Sequence[LockedNote],
        pictured: Sequence[tuple[str, ...]],
        ledger: Ledger,
    ) -> None:
        self._entries, self._pictured = entries, pictured
        self._released, self._deck = ledger.released, ledger.deck
        self._types = {kind: locked.id for kind, locked in ledger.types.items()}
        self._home, self._attic = (deck.id for deck in _decks(ledger, ""))

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Note: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Note, ...]: ...

    def __getitem__(self, index: int | slice) -> Note | tuple[Note, ...]:
        if isinstance(index, slice):
            both = zip(self._entries[index], self._pictured[index], strict=True)
            return tuple(self._note(*pair) for pair in both)
        return self._note(self._entries[index], self._pictured[index])

    def __iter__(self) -> Iterator[Note]:
        return map(self._note, self._entries, self._pictured)

    def _note(self, entry: LockedNote, pictures: tuple[str, ...]) -> Note:
        body, tags, deck = entry.body, entry.tags, self._home
        if entry.retired is not None:
            body = _retired_body(kind_named(entry.kind), entry, entry.retired)
            tags, deck = tuple(sorted((*tags, RETIRED_TAG))), self._attic
        ids, due = entry.card_ids, entry.due
        return Note(
            f"{self._deck}/{entry.id}",
            entry.guid,
            entry.note_id,
            self._types[entry.kind],
            deck,
            sent_as(entry, self._released),
            body,
            tags,
            tuple([Card(ids[at + 1], ids[at], due) for at in range(0, len(ids), 2)]),
            pictures,
        )


def sent_as(entry: LockedNote, released: int) -> int:
    """The time that a note carries in the package: its own, or the release's while it heals.

    ``released`` is the release time; both are seconds since 1970.
    """
    healing = entry.modified > entry.first and released - entry.modified <= HEALING_WINDOW
    return released if healing else entry.modified


def _retired_body(kind: Kind, entry: LockedNote, retired: Retired) -> bytes:
    why = f": {plain(retired.why)}" if retired.why else "."
    banner = f"Retired on {retired.on}{why}"
    named = dict(zip(kind.fields, entry.fields, strict=True)) | {"Status": banner}
    return body_of(named[name] for name in kind.fields)
