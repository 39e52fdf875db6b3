"""The next release of a deck: times, places, ids, retired notes; the package and its ledger.

A note reaches a student only when its time is newer than the one he has, and
then it replaces his own edits and tags on it. So an unchanged note keeps its
time, and a changed one gets a newer. The measurements are in
docs/updating.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from generator import due
from generator.authored import DeckInfo
from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.identify import Draft, fingerprint, slots_of
from generator.identity import guid, time_id, unique_time_ids
from generator.ledger import Ledger, LockedNote, LockedType, Retired, place_of
from generator.markup.anki import plain
from generator.markup.media import MediaFolder
from generator.notetypes import KINDS, Kind, kind_named, kind_of
from generator.package import Card, Deck, Media, Note, NoteType, Package, digest
from generator.source import SourceFile

__all__ = [
    "HEALING_WINDOW",
    "RETIRED_TAG",
    "Release",
    "needs_consent",
    "next_release",
    "notices",
    "schema_problems",
    "vanished",
]

RETIRED_TAG = "studydeck::retired"
HEALING_WINDOW = 30 * 24 * 3600
"""Seconds for which a correction goes out again with each release, so that it also reaches a
student whose own edit, tag or leech had kept it out."""


@dataclass(frozen=True, slots=True)
class Release:
    """The package, the ledger that goes with it, and the ids of the notes by what became of them.

    ``touched`` are released notes that an import will now overwrite;
    ``unsent`` those whose HTML differs only because the tool does.
    """

    package: Package
    ledger: Ledger
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    touched: tuple[str, ...]
    unsent: tuple[str, ...]


def vanished(drafts: Sequence[Draft], ledger: Ledger) -> list[LockedNote]:
    """The released notes that are in no file any more and not retired yet, by id."""
    present = {draft.locked.id for draft in drafts if draft.locked is not None}
    return [
        entry for entry in ledger.notes.values() if entry.id not in present and not entry.retired
    ]


def next_release(
    deck: DeckInfo,
    drafts: Sequence[Draft],
    ledger: Ledger,
    epoch: int,
    describe: Callable[[int], str],
    folder: MediaFolder,
    *,
    refresh: bool = False,
) -> Release:
    """Turn ``drafts`` into the release that follows ``ledger``.

    ``epoch`` is now, in seconds since 1970. ``describe`` makes the deck's
    description from the release time; ``folder`` has the pictures
    that retired notes may still show. ``refresh`` also sends what
    differs only because the tool does.
    """
    now = max(epoch, ledger.released + 1)
    entries = _alive(deck, drafts, ledger, now, refresh=refresh)
    gone = [entry.id for entry in vanished(drafts, ledger)]
    present = {draft.locked.id for draft in drafts if draft.locked is not None}
    for old in ledger.notes.values():
        if old.id in gone:
            today = datetime.fromtimestamp(now, UTC).date().isoformat()
            entries.append(replace(old, retired=Retired(today, ""), modified=now))
        elif old.id not in present:
            entries.append(old)
    types = _types(deck, {entry.kind for entry in entries}, ledger, now)
    following = Ledger(
        deck.id.text,
        deck.name.text,
        {entry.id: entry for entry in entries},
        {kind: locked for kind, (locked, _) in types.items()},
    )
    package = _package(
        deck, entries, drafts, [t for _, t in types.values()], describe, following, folder
    )
    before, after = _times(ledger), _times(following)
    return Release(
        package=package,
        ledger=replace(following, digest=digest(package)),
        added=tuple(e.id for e in entries if e.guid not in before),
        changed=tuple(
            e.id for e in entries if e.guid in before and e.modified == now and e.id not in gone
        ),
        retired=tuple(gone),
        touched=tuple(e.id for e in entries if after[e.guid] > before.get(e.guid, after[e.guid])),
        unsent=tuple(
            d.note.id.text
            for d, e in zip(drafts, entries, strict=False)
            if e.modified != now and e.shipped != _shipped(d)
        ),
    )


def needs_consent(release: Release, ledger: Ledger) -> bool:
    """Whether a release touches so much of a deck that the author must mean it."""
    return len(ledger.notes) > 20 and 2 * len(release.touched) > len(ledger.notes)


def notices(drafts: Sequence[Draft], release: Release, lock: SourceFile) -> list[Diagnostic]:
    """What the author should know of this release: retired notes and dropped cards."""
    found = []
    deck = release.ledger.deck
    for name in release.retired:
        message = f"the card {name!r} is gone from the files: it is shipped on as retired"
        remedy = f'give students the reason:\n  studydeck retire {deck}/{name} --why "…"'
        found.append(codes.RETIRED_NOW.at(place_of(lock, name), message, remedy))
    for draft in drafts:
        missing = _missing(draft)
        if missing and draft.locked is not None and draft.locked.authored != draft.authored:
            cards = "1 card is" if len(missing) == 1 else f"{len(missing)} cards are"
            message = f"{cards} no longer in {draft.note.id.text!r}"
            remedy = "students who have them will read that this part is retired"
            found.append(codes.DROPPED_CARD.at(draft.note.id.span, message, remedy))
    return found


def schema_problems(deck: DeckInfo, ledger: Ledger) -> list[Diagnostic]:
    """Note types with other fields or templates than released: a conflict in Anki, for ever."""
    found = []
    for kind in KINDS:
        old = ledger.types.get(kind.name)
        if old is None:
            continue
        new = kind.note_type(ledger.deck, 0)
        for what, before, after in (
            ("fields", [i for i, _ in old.fields], [f.id for f in new.fields]),
            ("templates", [i for i, _ in old.templates], [t.id for t in new.templates]),
        ):
            if before != after:
                message = f"the {what} of the note type {old.name!r} are not those released"
                remedy = "use the version of studydeck that released the deck, or a spare field"
                found.append(codes.SCHEMA_CHANGED.at(deck.id.span, message, remedy))
    return found


def _alive(
    deck: DeckInfo, drafts: Sequence[Draft], ledger: Ledger, now: int, *, refresh: bool
) -> list[LockedNote]:
    places = due.places([draft.locked.due if draft.locked else None for draft in drafts])
    note_ids = _note_ids(deck.id.text, drafts, ledger)
    card_ids = _card_ids(deck.id.text, drafts, ledger)
    entries = []
    for draft, place, note_id, cards in zip(drafts, places, note_ids, card_ids, strict=True):
        old, shipped = draft.locked, _shipped(draft)
        sent = (
            old is None
            or old.retired is not None
            or old.authored != draft.authored
            or (refresh and old.shipped != shipped)
        )
        entries.append(
            LockedNote(
                id=draft.note.id.text,
                kind=kind_of(draft.note).name,
                guid=old.guid if old else guid(deck.id.text, draft.note.oldest_id),
                note_id=note_id,
                cards=cards,
                due=place,
                first=old.first if old else now,
                modified=now if old is None or sent else old.modified,
                authored=draft.authored,
                shipped=shipped if old is None or sent else old.shipped,
                fields=_fields(draft),
                tags=draft.tags,
                was=tuple(former.text for former in draft.note.was),
                parts=draft.content.parts,
                gone=slots_of(old).after(draft.content.parts),
            )
        )
    return entries


def _missing(draft: Draft) -> list[int]:
    """The ordinals that had a card and have none any more."""
    before = draft.locked.cards if draft.locked else {}
    return sorted(set(before) - set(draft.content.ordinals))


def _fields(draft: Draft) -> tuple[str, ...]:
    """The fields as shipped: the slots of removed parts say so."""
    kind, fields = kind_of(draft.note), draft.content.fields
    for ordinal in _missing(draft):
        named = kind.retire(dict(zip(kind.fields, fields, strict=True)), ordinal)
        fields = tuple(named[name] for name in kind.fields)
    return fields


def _shipped(draft: Draft) -> str:
    return fingerprint(kind_of(draft.note).name, _fields(draft), draft.tags)


def _note_ids(deck: str, drafts: Sequence[Draft], ledger: Ledger) -> list[int]:
    fresh = [("note", deck, d.note.oldest_id) for d in drafts if d.locked is None]
    taken = {entry.note_id for entry in ledger.notes.values()}
    made = iter(unique_time_ids(fresh, taken))
    return [draft.locked.note_id if draft.locked else next(made) for draft in drafts]


def _card_ids(deck: str, drafts: Sequence[Draft], ledger: Ledger) -> list[dict[int, int]]:
    def new(draft: Draft) -> list[int]:
        known = draft.locked.cards if draft.locked else {}
        return [ordinal for ordinal in draft.content.ordinals if ordinal not in known]

    fresh = [("card", deck, d.note.oldest_id, str(o)) for d in drafts for o in new(d)]
    taken = {card for entry in ledger.notes.values() for card in entry.cards.values()}
    made = iter(unique_time_ids(fresh, taken))
    return [
        (draft.locked.cards if draft.locked else {}) | {o: next(made) for o in new(draft)}
        for draft in drafts
    ]


def _types(
    deck: DeckInfo, used: set[str], ledger: Ledger, now: int
) -> dict[str, tuple[LockedType, NoteType]]:
    types = {}
    for kind in KINDS:
        if kind.name not in used:
            continue
        shape = kind.note_type(deck.id.text, 0)
        hashed = fingerprint(
            shape.name,
            shape.css,
            [f.name for f in shape.fields],
            [[t.name, t.front, t.back] for t in shape.templates],
        )
        old = ledger.types.get(kind.name)
        modified = old.modified if old and old.hash == hashed else now
        locked = LockedType(
            kind.name,
            shape.id,
            shape.name,
            tuple((f.id, f.name) for f in shape.fields),
            tuple((t.id, t.name) for t in shape.templates),
            hashed,
            modified,
        )
        types[kind.name] = (locked, replace(shape, modified=modified))
    return types


def _package(
    deck: DeckInfo,
    entries: Sequence[LockedNote],
    drafts: Sequence[Draft],
    types: Iterable[NoteType],
    describe: Callable[[int], str],
    ledger: Ledger,
    folder: MediaFolder,
) -> Package:
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
            html = "".join(fields)
            shown = tuple(name for name in sorted(pictures) if f'"{name}"' in html)
            media |= {name: pictures[name] for name in shown}
        notes.append(
            Note(
                ref=f"{deck_id}/{entry.id}",
                guid=entry.guid,
                id=entry.note_id,
                note_type=ledger.types[entry.kind].id,
                deck=attic.id if entry.retired else home.id,
                modified=_sent_as(entry, released),
                fields=fields,
                tags=tuple(sorted(tags)),
                cards=tuple(Card(entry.cards[o], o, entry.due) for o in sorted(entry.cards)),
                media=shown,
            )
        )
    return Package(tuple(decks), tuple(types), tuple(notes), tuple(media.values()), released)


def _times(ledger: Ledger) -> dict[str, int]:
    """The time that each note carries in the package of this ledger, by guid."""
    released = ledger.released
    return {entry.guid: _sent_as(entry, released) for entry in ledger.notes.values()}


def _sent_as(entry: LockedNote, released: int) -> int:
    """The time that a note carries in the package: its own, or the release's while it heals."""
    healing = entry.modified > entry.first and released - entry.modified <= HEALING_WINDOW
    return released if healing else entry.modified


def _retired_fields(kind: Kind, entry: LockedNote, retired: Retired) -> tuple[str, ...]:
    why = f": {plain(retired.why)}" if retired.why else "."
    banner = f"Retired on {retired.on}{why}"
    named = dict(zip(kind.fields, entry.fields, strict=True)) | {"Status": banner}
    return tuple(named[name] for name in kind.fields)
