"""Who is who across releases: notes meet the ledger, and what would cost a student is told.

Guids, note types and ordinals never change, and a note never goes away; so
says Anki's import. What an author may well do without knowing (a new id, a
dropped one, another card under an old id) is found here.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator import similar
from generator.authored import DeckInfo
from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.draft import Draft
from generator.identity import guid
from generator.ledger import Ledger, LockedNote
from generator.lockfile import note_places
from generator.markup.cloze import MAX_NUMBER
from generator.notetypes import COMMON_FIELDS, KINDS, kind_named
from generator.source import SourceFile

__all__ = ["meet", "readable", "who_is_who"]

_DAY = 24 * 3600
# The share of common words. Two cards of the shipped deck share at most two thirds of theirs,
# a corrected card keeps more than a third.
_SAME, _UNRELATED = 0.8, 0.2


def meet(
    deck: DeckInfo, drafts: Sequence[Draft], ledger: Ledger, lock: SourceFile, clock: int
) -> list[Diagnostic]:
    """What is wrong between the notes and what the ledger knows of them.

    ``clock`` is now, in seconds since 1970.
    """
    found = _same_deck(deck, ledger) + _future(ledger, lock, clock)
    same_deck = ledger.deck == deck.id.text
    fresh = any(draft.locked is None for draft in drafts)
    by_guid = {entry.guid: entry for entry in ledger.notes.values()} if fresh else {}
    for draft in drafts:
        if draft.locked is not None:
            found += _same_note(draft, draft.locked)
            if same_deck:
                found += _derives(draft, draft.locked, ledger, deck.id.text)
            continue
        other = by_guid.get(draft.guid)
        if other is not None:
            message = (
                f"the id {draft.oldest_id!r} was once that of the card now called {other.id!r}"
            )
            chain = ", ".join([other.id, *other.was])
            remedy = (
                "an id is never used again for something else: choose another one;\n"
                f"if it is the same card under a new name, add the line\n  was: [{chain}]"
            )
            found.append(codes.UNRELATED_CONTENT.at(draft.span, message, remedy))
    return found


def who_is_who(
    drafts: Sequence[Draft], vanished: Sequence[LockedNote], deck: DeckInfo
) -> list[Diagnostic]:
    """Ask "is this the same card?" where a name moved, or a content did.

    ``vanished`` are the released notes that are neither in the files nor retired.
    """
    found: list[Diagnostic] = []
    fresh = {d.id: d for d in drafts if d.locked is None} if vanished else {}
    alike = similar.most_alike(
        {name: _words(draft) for name, draft in fresh.items()},
        {entry.id: _words(entry) for entry in vanished},
        _SAME,
    )
    for name, former in alike:
        message = f"is {name!r} the card that was called {former!r}? That id is gone"
        remedy = (
            f"if it is the same card, add the line\n  was: [{former}]\n"
            f'if not, say so:\n  studydeck retire {deck.id.text}/{former} --why "…"'
        )
        found.append(codes.SAME_CARD.at(fresh[name].span, message, remedy))
    for draft in drafts:
        entry = draft.locked
        if entry is None or entry.authored == draft.authored or entry.id != draft.id:
            continue
        if draft.authored == entry.kept or draft.kind != entry.kind:
            continue
        if similar.likeness(_words(entry), _words(draft)) < _UNRELATED:
            message = f"is {entry.id!r} still the same card? Hardly a word of it is left"
            remedy = (
                "if it is another card, give it an id of its own: the old one is then retired;\n"
                f"if it is the same, say so:\n  studydeck keep {deck.id.text}/{entry.id}"
            )
            found.append(codes.UNRELATED_CONTENT.at(draft.span, message, remedy))
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


def _same_note(draft: Draft, entry: LockedNote) -> list[Diagnostic]:
    if entry.id == draft.id and entry.was == draft.was and entry.kind == draft.kind:
        return []
    found = []
    lost = [name for name in (entry.id, *entry.was) if name not in draft.names]
    if lost:
        message = f"the card {draft.id!r} no longer names its former id {lost[0]!r}"
        was = ", ".join([name for name in draft.was if name not in lost] + lost)
        remedy = f"keep it for ever:\n  was: [{was}]"
        found.append(codes.WAS_LOST.at(draft.span, message, remedy))
    if entry.kind != draft.kind:
        message = f"the card {draft.id!r} was released as a {entry.kind} and is now a {draft.kind}"
        remedy = f"give it a new id, and the old card is retired:\n  id: {draft.id}-{draft.kind}"
        found.append(codes.KIND_CHANGED.at(draft.span, message, remedy))
    return found


def _derives(draft: Draft, entry: LockedNote, ledger: Ledger, deck_id: str) -> list[Diagnostic]:
    """Whether the guid would still be the same if the lock were lost, and is that of one card."""
    for name in draft.was:
        other = ledger.notes.get(name)
        if other is not None and other is not entry:
            message = f"{name!r} was released as a card of its own, beside {entry.id!r}"
            remedy = (
                "students have both, and two cards never become one:\n"
                f"take {name} out of `was`, and it is retired"
            )
            return [codes.TWO_IN_ONE.at(draft.span, message, remedy)]
    if draft.guid == entry.guid:
        return []
    oldest = next(
        (name for name in (entry.id, *entry.was) if guid(deck_id, name) == entry.guid), ""
    )
    if not oldest or oldest not in draft.names:
        return []  # its loss is told already
    was = ", ".join([*(name for name in draft.was if name != oldest), oldest])
    message = f"the card {draft.id!r} has another oldest name than it was released with"
    remedy = f"the newest stands first, the oldest last:\n  was: [{was}]"
    return [codes.WAS_LOST.at(draft.span, message, remedy)]


def readable(ledger: Ledger, lock: SourceFile) -> list[Diagnostic]:
    """Entries that this version can't ship: of an unknown kind, or with fields missing."""
    found = []
    places = None
    known = {kind.name: kind for kind in KINDS}
    for entry in ledger.notes.values():
        locked, kind = ledger.types.get(entry.kind), known.get(entry.kind)
        if kind is None:
            cause = f"is a {entry.kind}, a kind that this studydeck does not know"
        elif locked is None or entry.field_count != len(locked.fields):
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
    if not (entry.parts or entry.gone):
        return not entry.card_ids or entry.card_ids[-2] < ordinals  # they are in order
    parts = [ordinal for _, ordinal in (*entry.parts, *entry.gone)]
    highest = max((*entry.card_ids[::2], *parts), default=0)
    return highest < ordinals and len(set(parts)) == len(parts)


def _words(note: Draft | LockedNote) -> frozenset[str]:
    """The words of a note's own fields, without those that all kinds share."""
    own = len(kind_named(note.kind).fields) - len(COMMON_FIELDS)
    return similar.words(note.fields[:own])
