"""What of a ledger goes into the package: the times, the retired notes and the pictures."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from generator.draft import Draft
from generator.identity import time_id
from generator.ledger import Ledger, LockedNote
from generator.markup.anki import plain
from generator.markup.media import MediaFolder
from generator.notetypes import kind_named
from generator.package import (
    RETIRED_TAG,
    Card,
    Deck,
    Field,
    MadeNotes,
    Media,
    Note,
    NoteType,
    Package,
    Template,
    body_of,
    shown_pictures,
)

__all__ = ["HEALING_WINDOW", "package_of", "released_package", "sent_as", "what_differs"]

_AT_ONCE = 1_000  # notes of which the bytes are in memory
# What of an entry goes into the package as it is; its name is the author's alone.
_SHIPPED = ("guid", "note_id", "kind", "card_ids", "due", "body", "tags")
_shipped = itemgetter(*map(LockedNote._fields.index, _SHIPPED))

HEALING_WINDOW = 30 * 24 * 3600
"""Seconds for which a correction goes out again with each release, so that it also reaches a
student whose own edit, tag or leech had kept it out."""


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
    note_types, released = tuple(types), ledger.released
    return Package(
        decks,
        note_types,
        _notes(entries, pictured, ledger),
        tuple(shown.values()),
        released,
        _digest((*decks, *note_types, *sorted(shown)), entries, released),
    )


def _digest(others: Iterable[object], entries: Sequence[LockedNote], released: int) -> str:
    """A hash of all that a package holds, made of what its notes will be made of."""
    head = repr((RETIRED_TAG, released, *others))
    hashed = hashlib.blake2b(head.encode(), digest_size=16)
    # Its own bytes are the same for the same values: version 2 knows no references.
    for begin in range(0, len(entries), _AT_ONCE):
        some = entries[begin : begin + _AT_ONCE]
        sent = [sent_as(entry, released) for entry in some]
        retired = [_retired_body(e) if e.retired else None for e in some]
        hashed.update(marshal.dumps([list(map(_shipped, some)), sent, retired], 2))
    return hashed.hexdigest()


def released_package(ledger: Ledger, notes: Iterable[LockedNote] | None = None) -> Package:
    """What the ledger knows of the package that was released last, or of some ``notes`` in it.

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
    entries = list(ledger.notes.values() if notes is None else notes)
    pictured = [shown_pictures(entry.fields) if b"<img" in entry.body else () for entry in entries]
    return Package(
        _decks(ledger, ""), types, _notes(entries, pictured, ledger), (), ledger.released
    )


def what_differs(before: Ledger, after: Ledger, package: Package) -> tuple[Package, Package]:
    """The package of ``before``, and ``package``, that of ``after``, for a comparison.

    Notes that are the same in both are left out, unless some have moved, or the
    deck is called otherwise: that is a matter of all.
    """
    if before.name != after.name:
        return released_package(before), package
    at_first, at_last = before.released, after.released

    def sent_alike(entry: LockedNote) -> bool:
        return entry.modified == entry.first or (
            sent_as(entry, at_first) == sent_as(entry, at_last)
        )

    by_guid: dict[str, LockedNote] = {}
    changed: dict[str, int] = {}
    for at, (name, entry) in enumerate(after.notes.items()):
        former = before.notes.get(name)
        if former is entry and sent_alike(entry):
            continue
        if former is None or former.guid != entry.guid:
            by_guid = by_guid or {e.guid: e for e in before.notes.values()}
            former = by_guid.get(entry.guid)
        if former is not None and former.due != entry.due:
            return released_package(before), package
        if former != entry or not sent_alike(entry):
            changed[name] = at
    gone = (
        entry for name, entry in before.notes.items() if name in changed or name not in after.notes
    )
    return (
        released_package(before, gone),
        replace(package, notes=tuple(package.notes[at] for at in changed.values())),
    )


def _decks(ledger: Ledger, description: str) -> tuple[Deck, Deck]:
    """The deck, and that of the retired notes."""
    return (
        Deck(time_id("deck", ledger.deck), ledger.name, description),
        Deck(time_id("deck", ledger.deck, "retired"), f"{ledger.name} (retired)", ""),
    )


def _notes(
    entries: Sequence[LockedNote], pictured: Sequence[tuple[str, ...]], ledger: Ledger
) -> MadeNotes:
    """The notes of ledger entries; ``pictured`` are the pictures that each of them shows."""
    released, deck_id = ledger.released, ledger.deck
    types = {kind: locked.id for kind, locked in ledger.types.items()}
    home, attic = (deck.id for deck in _decks(ledger, ""))

    def note(at: int) -> Note:
        # Taken apart at once, and put together by _make(): half the time of doing it by name.
        entry = entries[at]
        name, kind, guid, key, ids, due, first, sent, _, _, body, tags, _, _, _, retired, _ = entry
        deck = home
        if sent > first:
            sent = sent_as(entry, released)
        if retired is not None:
            body = _retired_body(entry)
            tags, deck = tuple(sorted((*tags, RETIRED_TAG))), attic
        cards = tuple([Card._make((ids[i + 1], ids[i], due)) for i in range(0, len(ids), 2)])
        return Note._make(
            (
                f"{deck_id}/{name}",
                guid,
                key,
                types[kind],
                deck,
                sent,
                body,
                tags,
                cards,
                pictured[at],
            )
        )

    return MadeNotes([entry.note_id for entry in entries], note)


def sent_as(entry: LockedNote, released: int) -> int:
    """The time that a note carries in the package: its own, or the release's while it heals.

    ``released`` is the release time; both are seconds since 1970.
    """
    healing = entry.modified > entry.first and released - entry.modified <= HEALING_WINDOW
    return released if healing else entry.modified


def _retired_body(entry: LockedNote) -> bytes:
    """The fields of a retired note, which says so."""
    assert entry.retired is not None
    on, why = entry.retired
    kind = kind_named(entry.kind)
    banner = f"Retired on {on}{f': {plain(why)}' if why else '.'}"
    named = dict(zip(kind.fields, entry.fields, strict=True)) | {"Status": banner}
    return body_of(named[name] for name in kind.fields)
