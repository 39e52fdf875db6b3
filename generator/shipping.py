"""What of a ledger goes into the package: the times, the retired notes and the pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.identify import Draft
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
    Note,
    NoteType,
    Package,
    Template,
    shown_pictures,
)

__all__ = ["HEALING_WINDOW", "package_of", "released_package", "sent_as"]

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
) -> Package:
    """The package of ``entries``, the living ones first and in the order of ``drafts``.

    ``describe`` makes the deck's description from the release time.
    """
    home, attic = _decks(ledger, describe(ledger.released))
    retired = any(entry.retired for entry in entries)
    pictures = folder.by_packed_name() if retired else {}
    media = {item.name: item for draft in drafts for item in draft.content.media}
    pictured = []
    for index, entry in enumerate(entries):
        if entry.retired is None:
            shown = tuple(item.name for item in drafts[index].content.media)
        else:
            # Students have these pictures; those who come later get them if they are still here.
            shown = tuple(name for name in shown_pictures(entry.fields) if name in pictures)
            media |= {name: pictures[name] for name in shown}
        pictured.append(shown)
    decks = (home, attic) if retired else (home,)
    notes = tuple(_notes(entries, pictured, ledger))
    return Package(decks, tuple(types), notes, tuple(media.values()), ledger.released)


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
    notes = tuple(_notes(entries, [shown_pictures(entry.fields) for entry in entries], ledger))
    return Package(_decks(ledger, ""), types, notes, (), ledger.released)


def _decks(ledger: Ledger, description: str) -> tuple[Deck, Deck]:
    """The deck, and that of the retired notes."""
    return (
        Deck(time_id("deck", ledger.deck), ledger.name, description),
        Deck(time_id("deck", ledger.deck, "retired"), f"{ledger.name} (retired)", ""),
    )


def _notes(
    entries: Sequence[LockedNote], pictured: Sequence[tuple[str, ...]], ledger: Ledger
) -> Iterator[Note]:
    (home, attic), released = _decks(ledger, ""), ledger.released
    for entry, shown in zip(entries, pictured, strict=True):
        fields, tags = entry.fields, entry.tags
        if entry.retired is not None:
            fields = _retired_fields(kind_named(entry.kind), entry, entry.retired)
            tags = (*tags, RETIRED_TAG)
        yield Note(
            ref=f"{ledger.deck}/{entry.id}",
            guid=entry.guid,
            id=entry.note_id,
            note_type=ledger.types[entry.kind].id,
            deck=home.id if entry.retired is None else attic.id,
            modified=sent_as(entry, released),
            fields=fields,
            tags=tuple(sorted(tags)),
            cards=tuple(Card(entry.cards[o], o, entry.due) for o in sorted(entry.cards)),
            media=shown,
        )


def sent_as(entry: LockedNote, released: int) -> int:
    """The time that a note carries in the package: its own, or the release's while it heals.

    ``released`` is the release time; both are seconds since 1970.
    """
    healing = entry.modified > entry.first and released - entry.modified <= HEALING_WINDOW
    return released if healing else entry.modified


def _retired_fields(kind: Kind, entry: LockedNote, retired: Retired) -> tuple[str, ...]:
    why = f": {plain(retired.why)}" if retired.why else "."
    banner = f"Retired on {retired.on}{why}"
    named = dict(zip(kind.fields, entry.fields, strict=True)) | {"Status": banner}
    return tuple(named[name] for name in kind.fields)
