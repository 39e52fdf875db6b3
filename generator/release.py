"""The next release of a deck: times, places, ids, retired notes; the package and its ledger.

A note reaches a student only when its time is newer than the one he has, and
then it replaces his own edits and tags on it. So an unchanged note keeps its
time, and a changed one gets a newer. The measurements are in
docs/updating.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from generator import due
from generator.authored import DeckInfo
from generator.draft import Draft, fingerprint, shipped_hash, slots_of
from generator.identity import unique_time_ids
from generator.ledger import Ledger, LockedNote, LockedType, Retired, flat
from generator.markup.media import MediaFolder
from generator.notetypes import KINDS, kind_named
from generator.package import Media, NoteType, Package, body_of
from generator.shipping import HEALING_WINDOW, package_of, sent_as

__all__ = [
    "FutureEpochError",
    "Release",
    "needs_consent",
    "next_release",
    "sound_epoch",
    "vanished",
]

# Where two branches met, either may have sent the old text of a note with a time later than that
# of the other's correction: corrections this old go out anew. Branches live no longer, we hope.
_MERGE_WINDOW = 3 * HEALING_WINDOW


class Release(NamedTuple):
    """The package, the ledger that goes with it, and the ids of the notes by what became of them.

    ``revived`` were retired and are back. ``touched`` are released notes that
    an import will now overwrite; ``unsent`` those whose HTML differs only
    because the tool does.
    """

    package: Package
    ledger: Ledger
    added: tuple[str, ...]
    changed: tuple[str, ...]
    revived: tuple[str, ...]
    retired: tuple[str, ...]
    touched: tuple[str, ...]
    unsent: tuple[str, ...]


class FutureEpochError(ValueError):
    """A time of build that would shut out every later update for as long as it lies ahead."""


def sound_epoch(epoch: int, clock: int) -> int:
    """``epoch``, which must not lie more than a day ahead of ``clock``; seconds since 1970.

    Raises :class:`FutureEpochError`: a student who imports such a package gets no
    update until that time has come.
    """
    if not 0 <= epoch <= clock + _DAY:
        raise FutureEpochError(
            f"{epoch} is no time of a build: it must be seconds since 1970, "
            "no more than a day ahead of the clock"
        )
    return epoch


def vanished(drafts: Sequence[Draft], ledger: Ledger) -> list[LockedNote]:
    """The released notes that are in no file any more and not retired yet, by id."""
    present = _present(drafts)
    return [
        entry for entry in ledger.notes.values() if entry.id not in present and not entry.retired
    ]


def _present(drafts: Sequence[Draft]) -> set[str]:
    """The ids in the ledger of the notes that are in the files."""
    return {draft.locked.id for draft in drafts if draft.locked is not None}


def next_release(
    deck: DeckInfo,
    drafts: Sequence[Draft],
    ledger: Ledger,
    epoch: int,
    describe: Callable[[int], str],
    folder: MediaFolder,
    media: Mapping[str, Media],
    *,
    refresh: bool = False,
) -> Release:
    """Turn ``drafts`` into the release that follows ``ledger``.

    ``epoch`` is now, in seconds since 1970. ``describe`` makes the deck's
    description from the release time; ``media`` are the pictures that the drafts
    show, by packed name, ``folder`` has those that retired notes may still show.
    ``refresh`` also sends what differs only because the tool does.
    """
    released = ledger.released
    now = max(epoch, released + 1)
    entries, fates = _alive(deck, drafts, ledger, now, refresh=refresh)
    present = _present(drafts)
    gone = []
    for name in sorted(ledger.notes.keys() - present):
        old = ledger.notes[name]
        if old.retired is None:
            gone.append(name)
            today = datetime.fromtimestamp(now, UTC).date().isoformat()
            entries.append(old._replace(retired=Retired(today, ""), modified=now))
        else:
            entries.append(_anew(old, released, now) if ledger.merged else old)
    types = _types(deck, {entry.kind for entry in entries}, ledger, now)
    following = Ledger(
        deck.id.text,
        deck.name.text,
        {entry.id: entry for entry in entries},
        {kind: locked for kind, (locked, _) in types.items()},
    )
    package = package_of(
        entries, drafts, [t for _, t in types.values()], describe, following, folder, media
    )

    those: dict[str, list[str]] = {fate: [] for fate in (_ADDED, _CHANGED, _REVIVED, _UNSENT)}
    for draft, fate in zip(drafts, fates, strict=True):
        if fate:
            those[fate].append(draft.id)
    return Release(
        package=package,
        ledger=replace(following, digest=package.digest),
        added=tuple(those[_ADDED]),
        changed=tuple(those[_CHANGED]),
        revived=tuple(those[_REVIVED]),
        retired=tuple(gone),
        touched=_touched(entries, ledger, following),
        unsent=tuple(those[_UNSENT]),
    )


def _touched(entries: Sequence[LockedNote], before: Ledger, after: Ledger) -> tuple[str, ...]:
    """The ids of the released notes that are sent with a later time than they were."""
    # A note that was never corrected goes out with its first time, as it did.
    corrected = [entry for entry in entries if entry.modified > entry.first]
    guids = {entry.guid for entry in corrected}
    was = {
        entry.guid: sent_as(entry, before.released)
        for entry in before.notes.values()
        if entry.guid in guids
    }
    return tuple(e.id for e in corrected if sent_as(e, after.released) > was.get(e.guid, _NEVER))


def needs_consent(release: Release, ledger: Ledger) -> bool:
    """Whether a release touches so much of a deck that the author must mean it."""
    return len(ledger.notes) > 20 and 2 * len(release.touched) > len(ledger.notes)


_DAY = 24 * 3600
_NEVER = 2**63  # later than any time: a new note overwrites nothing
# What became of a note of the files; "" where nothing did.
_ADDED, _CHANGED, _REVIVED, _UNSENT = "added", "changed", "revived", "unsent"


def _fate(draft: Draft, shipped: str, *, refresh: bool) -> str:
    old = draft.locked
    if old is None:
        return _ADDED
    if old.retired is not None:
        return _REVIVED
    if old.shipped == shipped:
        return ""
    return _CHANGED if refresh or old.authored != draft.authored else _UNSENT


def _alive(
    deck: DeckInfo, drafts: Sequence[Draft], ledger: Ledger, now: int, *, refresh: bool
) -> tuple[list[LockedNote], list[str]]:
    places = due.places([draft.locked.due if draft.locked else None for draft in drafts])
    note_ids = _note_ids(deck.id.text, drafts, ledger)
    card_ids = _card_ids(deck.id.text, drafts, ledger)
    entries, fates, released = [], [], ledger.released
    for draft, place, note_id, ids in zip(drafts, places, note_ids, card_ids, strict=True):
        old = draft.locked
        if old is not None and not ledger.merged and _is_as_it_was(draft, old, place, ids):
            entries.append(old)
            fates.append("")
            continue
        body, shipped = _shipped(draft)
        fate = _fate(draft, shipped, refresh=refresh)
        entry = LockedNote(
            id=draft.id,
            kind=draft.kind,
            guid=old.guid if old else draft.guid,
            note_id=note_id,
            card_ids=ids,
            due=place,
            first=old.first if old else now,
            modified=old.modified if old and fate in {"", _UNSENT} else now,
            authored=draft.authored,
            shipped=old.shipped if old and fate == _UNSENT else shipped,
            body=body,
            tags=draft.tags,
            was=draft.was,
            parts=draft.parts,
            gone=slots_of(old).after(draft.parts),
        )
        if entry == old:
            entry = old
        entries.append(_anew(entry, released, now) if ledger.merged else entry)
        fates.append(fate)
    return entries, fates


def _is_as_it_was(draft: Draft, old: LockedNote, place: int, card_ids: tuple[int, ...]) -> bool:
    """Whether there is nothing to release of a note: a quick look, which may fail to see it."""
    return (
        draft.authored == old.authored
        and draft.shipped == old.shipped
        and draft.body == old.body
        and draft.id == old.id
        and draft.tags == old.tags
        and draft.parts == old.parts
        and place == old.due
        and card_ids is old.card_ids
        and len(card_ids) == 2 * len(draft.ordinals)
        and not (draft.was or old.was or old.gone or old.kept or old.retired)
    )


def _anew(entry: LockedNote, released: int, now: int) -> LockedNote:
    """``entry``, sent again where it was corrected lately: two branches met in the ledger."""
    late = entry.modified > entry.first and released - entry.modified <= _MERGE_WINDOW
    return entry._replace(modified=now) if late else entry


def _shipped(draft: Draft) -> tuple[bytes, str]:
    """The fields as shipped and their hash: the slots of removed parts say so."""
    dropped = draft.dropped
    if not dropped:
        return draft.body, draft.shipped
    kind = kind_named(draft.kind)
    named = dict(zip(kind.fields, draft.fields, strict=True))
    for ordinal in dropped:
        named = kind.retire(named, ordinal)
    body = body_of(named[name] for name in kind.fields)
    return body, shipped_hash(draft.kind, body, draft.tags)


def _note_ids(deck: str, drafts: Sequence[Draft], ledger: Ledger) -> list[int]:
    fresh = [("note", deck, d.oldest_id) for d in drafts if d.locked is None]
    taken = {entry.note_id for entry in ledger.notes.values()} if fresh else ()
    made = iter(unique_time_ids(fresh, taken))
    return [draft.locked.note_id if draft.locked else next(made) for draft in drafts]


def _card_ids(deck: str, drafts: Sequence[Draft], ledger: Ledger) -> list[tuple[int, ...]]:
    known = [draft.locked.card_ids if draft.locked else () for draft in drafts]
    missing = [
        [o for o in draft.ordinals if o not in ids[::2]] if ids[::2] != draft.ordinals else []
        for draft, ids in zip(drafts, known, strict=True)
    ]
    if not any(missing):
        return known
    taken = {card for entry in ledger.notes.values() for card in entry.card_ids[1::2]}
    keys = (
        ("card", deck, draft.oldest_id, str(ordinal))
        for draft, ordinals in zip(drafts, missing, strict=True)
        for ordinal in ordinals
    )
    made = iter(unique_time_ids(keys, taken))
    cards = []
    for ids, ordinals in zip(known, missing, strict=True):
        if ordinals:
            pairs = [*zip(ids[::2], ids[1::2], strict=True), *((o, next(made)) for o in ordinals)]
            ids = flat(dict(pairs))
        cards.append(ids)
    return cards


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
