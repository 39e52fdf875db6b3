"""Who is who across releases: notes meet the ledger, and what would cost a student is told.

Guids, note types and ordinals never change, and a note never goes away; so
says Anki's import. What an author may well do without knowing (a new id, a
dropped one, another card under an old id) is found here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from generator import similar
from generator.authored import AuthoredNote, DeckInfo
from generator.catalog import Catalog
from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.identity import guid
from generator.ledger import Ledger, LockedNote
from generator.lockfile import note_places
from generator.markup.cloze import MAX_NUMBER
from generator.notetypes import COMMON_FIELDS, KINDS, Content, Kind, kind_named, kind_of
from generator.parts import FRESH, Slots
from generator.source import SourceFile

__all__ = ["Draft", "fingerprint", "meet", "readable", "slots_of", "who_is_who"]

_DAY = 24 * 3600
# The share of common words. Two cards of the shipped deck share at most two thirds of theirs,
# a corrected card keeps more than a third.
_SAME, _UNRELATED = 0.8, 0.2


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as authored with what it holds, and what the ledger knows of it.

    ``authored`` is the hash of all that the author decides.
    """

    note: AuthoredNote
    content: Content
    tags: tuple[str, ...]
    authored: str
    locked: LockedNote | None


def fingerprint(*values: object) -> str:
    """A hash of plain values: 16 hex digits."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def slots_of(entry: LockedNote | None) -> Slots:
    """The ordinals that a note has given away."""
    if entry is None:
        return FRESH
    return Slots(entry.parts, entry.gone, frozenset(entry.cards))


def meet(
    catalog: Catalog, ledger: Ledger, lock: SourceFile, clock: int
) -> tuple[list[LockedNote | None], list[Diagnostic]]:
    """The ledger's entry of each note, in order; ``None`` for a new one.

    ``clock`` is now, in seconds since 1970.
    """
    found = _same_deck(catalog.deck, ledger) + _future(ledger, lock, clock)
    same_deck = ledger.deck == catalog.deck.id.text
    by_guid = {entry.guid: entry for entry in ledger.notes.values()}
    met: list[LockedNote | None] = []
    for note in catalog.notes:
        names = [note.id.text, *(former.text for former in note.was)]
        entry = next((ledger.notes[name] for name in names if name in ledger.notes), None)
        met.append(entry)
        if entry is not None:
            found += _same_note(note, names, entry)
            if same_deck:
                found += _derives(note, names, entry, ledger, catalog.deck.id.text)
            continue
        other = by_guid.get(guid(catalog.deck.id.text, names[-1]))
        if other is not None:
            message = f"the id {names[-1]!r} was once that of the card now called {other.id!r}"
            chain = ", ".join([other.id, *other.was])
            remedy = (
                "an id is never used again for something else: choose another one;\n"
                f"if it is the same card under a new name, add the line\n  was: [{chain}]"
            )
            found.append(codes.UNRELATED_CONTENT.at(note.id.span, message, remedy))
    return met, found


def who_is_who(
    drafts: Sequence[Draft], vanished: Sequence[LockedNote], deck: DeckInfo
) -> list[Diagnostic]:
    """Ask "is this the same card?" where a name moved, or a content did.

    ``vanished`` are the released notes that are neither in the files nor retired.
    """
    found: list[Diagnostic] = []
    fresh = {d.note.id.text: d for d in drafts if d.locked is None}
    alike = similar.most_alike(
        {name: _words(kind_of(d.note), d.content.fields) for name, d in fresh.items()},
        {entry.id: _words(kind_named(entry.kind), entry.fields) for entry in vanished},
        _SAME,
    )
    for name, former in alike:
        note = fresh[name].note
        message = f"is {name!r} the card that was called {former!r}? That id is gone"
        remedy = (
            f"if it is the same card, add the line\n  was: [{former}]\n"
            f'if not, say so:\n  studydeck retire {deck.id.text}/{former} --why "…"'
        )
        found.append(codes.SAME_CARD.at(note.id.span, message, remedy))
    for draft in drafts:
        entry, note = draft.locked, draft.note
        if entry is None or entry.id != note.id.text or entry.authored == draft.authored:
            continue
        if draft.authored == entry.kept or kind_of(note).name != entry.kind:
            continue
        kind = kind_of(note)
        before, now = _words(kind, entry.fields), _words(kind, draft.content.fields)
        if similar.likeness(before, now) < _UNRELATED:
            message = f"is {entry.id!r} still the same card? Hardly a word of it is left"
            remedy = (
                "if it is another card, give it an id of its own: the old one is then retired;\n"
                f"if it is the same, say so:\n  studydeck keep {deck.id.text}/{entry.id}"
            )
            found.append(codes.UNRELATED_CONTENT.at(note.id.span, message, remedy))
    return found


def _same_deck(deck: DeckInfo, ledger: Ledger) -> list[Diagnostic]:
    if not ledger.deck:
        return []
    found = []
    if ledger.deck != deck.id.text:
        message = f"the deck's id is {deck.id.text!r}, and it was released as {ledger.deck!r}"
        remedy = (
            f"write the old one:\n  id: {ledger.deck}\n"
            "(for a new deck made from this one, delete the copied lock file)"
        )
        found.append(codes.DECK_ID_CHANGED.at(deck.id.span, message, remedy))
    if deck.name.text != ledger.name and (
        deck.was_name is None or deck.was_name.text != ledger.name
    ):
        message = f"the deck's name was {ledger.name!r}: cards already studied stay in that deck"
        remedy = f"if you want that, add the line\n  was-name: {ledger.name}"
        found.append(codes.DECK_RENAMED.at(deck.name.span, message, remedy))
    return found


def _future(ledger: Ledger, lock: SourceFile, clock: int) -> list[Diagnostic]:
    """A time that Anki would take for newer than all that comes for a long while."""
    if ledger.released <= clock + _DAY:
        return []
    late = [entry.id for entry in ledger.notes.values() if entry.modified == ledger.released]
    place = note_places(lock)[late[0]] if late else lock.span(0)
    what = f"the note {late[0]}" if late else "a note type"
    message = f"the time of {what} lies more than a day ahead of the clock"
    remedy = "set the clock right, or take the lock file from version control"
    return [codes.FUTURE_TIME.at(place, message, remedy)]


def _same_note(note: AuthoredNote, names: list[str], entry: LockedNote) -> list[Diagnostic]:
    found = []
    lost = [name for name in (entry.id, *entry.was) if name not in names]
    if lost:
        message = f"the card {note.id.text!r} no longer names its former id {lost[0]!r}"
        was = ", ".join([name for name in names[1:] if name not in lost] + lost)
        remedy = f"keep it for ever:\n  was: [{was}]"
        found.append(codes.WAS_LOST.at(note.id.span, message, remedy))
    kind = kind_of(note).name
    if entry.kind != kind:
        message = f"the card {note.id.text!r} was released as a {entry.kind} and is now a {kind}"
        remedy = f"give it a new id, and the old card is retired:\n  id: {note.id.text}-{kind}"
        found.append(codes.KIND_CHANGED.at(note.id.span, message, remedy))
    return found


def _derives(
    note: AuthoredNote, names: list[str], entry: LockedNote, ledger: Ledger, deck_id: str
) -> list[Diagnostic]:
    """Whether the guid would still be the same if the lock were lost, and is that of one card."""
    for name in names[1:]:
        other = ledger.notes.get(name)
        if other is not None and other is not entry:
            message = f"{name!r} was released as a card of its own, beside {entry.id!r}"
            remedy = (
                "students have both, and two cards never become one:\n"
                f"take {name} out of `was`, and it is retired"
            )
            return [codes.TWO_IN_ONE.at(note.id.span, message, remedy)]
    if guid(deck_id, names[-1]) == entry.guid:
        return []
    oldest = next(
        (name for name in (entry.id, *entry.was) if guid(deck_id, name) == entry.guid), ""
    )
    if not oldest or oldest not in names:
        return []  # its loss is told already
    was = ", ".join([*(name for name in names[1:] if name != oldest), oldest])
    message = f"the card {note.id.text!r} has another oldest name than it was released with"
    remedy = f"the newest stands first, the oldest last:\n  was: [{was}]"
    return [codes.WAS_LOST.at(note.id.span, message, remedy)]


def readable(ledger: Ledger, lock: SourceFile) -> list[Diagnostic]:
    """Entries that this version can't ship: of an unknown kind, or with fields missing."""
    found = []
    places = None
    known = {kind.name: kind for kind in KINDS}
    for entry in ledger.notes.values():
        locked, kind = ledger.types.get(entry.kind), known.get(entry.kind)
        if kind is None:
            cause = f"is a {entry.kind}, a kind that this studydeck does not know"
        elif locked is None or len(entry.fields) != len(locked.fields):
            cause = "has not the fields of its note type"
        elif not _possible(entry, MAX_NUMBER if kind.cloze else len(kind.templates)):
            cause = "has an ordinal that no card of its note type can have, or two parts with one"
        else:
            continue
        places = places or note_places(lock)
        message = f"the note {entry.id} {cause}"
        found.append(codes.LOCK_DAMAGED.at(places[entry.id], message, codes.DAMAGE_HELP))
    return found


def _possible(entry: LockedNote, ordinals: int) -> bool:
    """Whether the cards and parts of an entry are among so many ordinals, each part's its own."""
    parts = [ordinal for _, ordinal in (*entry.parts, *entry.gone)]
    highest = max((*entry.cards, *parts), default=0)
    return highest < ordinals and len(set(parts)) == len(parts)


def _words(kind: Kind, fields: Sequence[str]) -> frozenset[str]:
    """The words of a note's own fields, without those that all kinds share."""
    return similar.words(fields[: len(kind.fields) - len(COMMON_FIELDS)])
