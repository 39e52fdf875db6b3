"""What of a ledger goes into the package: the times, the retired notes and the pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from generator.authored import DeckInfo
from generator.identify import Draft
from generator.identity import time_id
from generator.ledger import Ledger, LockedNote, Retired
from generator.markup.anki import plain
from generator.markup.media import MediaFolder
from generator.notetypes import Kind, kind_named
from generator.package import Card, Deck, Media, Note, NoteType, Package

__all__ = ["HEALING_WINDOW", "RETIRED_TAG", "package_of", "sent_as"]

RETIRED_TAG = "studydeck::retired"
HEALING_WINDOW = 30 * 24 * 3600
"""Seconds for which a correction goes out again with each release, so that it also reaches a
student whose own edit, tag or leech had kept it out."""

_SHOWN = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"')


def package_of(
    deck: DeckInfo,
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
    deck_id, released = deck.id.text, ledger.released
    home = Deck(time_id("deck", deck_id), deck.name.text, describe(released))
    decks = [home]
    attic = Deck(time_id("deck", deck_id, "retired"), f"{deck.name.text} (retired)", "")
    pictures: dict[str, Media] = {}
    if any(entry.retired for entry in entries):
        decks.append(attic)
        pictures = folder.by_packed_name()
    media = {item.name: item for draft in drafts for item in draft.content.media}
    notes = []
    for index, entry in enumerate(entries):
        kind = kind_named(entry.kind)
        fields, tags = entry.fields, entry.tags
        if entry.retired is None:
            shown = tuple(item.name for item in drafts[index].content.media)
        else:
            fields, tags = _retired_fields(kind, entry, entry.retired), (*tags, RETIRED_TAG)
            # Students have these pictures; those who come later get them if they are still here.
            names = {name for html in fields for name in _SHOWN.findall(html)}
            shown = tuple(sorted(name for name in names if name in pictures))
            media |= {name: pictures[name] for name in shown}
        notes.append(
            Note(
                ref=f"{deck_id}/{entry.id}",
                guid=entry.guid,
                id=entry.note_id,
                note_type=ledger.types[entry.kind].id,
                deck=attic.id if entry.retired else home.id,
                modified=sent_as(entry, released),
                fields=fields,
                tags=tuple(sorted(tags)),
                cards=tuple(Card(entry.cards[o], o, entry.due) for o in sorted(entry.cards)),
                media=shown,
            )
        )
    return Package(tuple(decks), tuple(types), tuple(notes), tuple(media.values()), released)


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
