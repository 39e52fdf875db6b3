"""What the author should know of a release, and what keeps him from one."""

from __future__ import annotations

from collections.abc import Sequence

from generator.authored import DeckInfo
from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.draft import Draft
from generator.ledger import Ledger
from generator.lockfile import note_places
from generator.notetypes import KINDS
from generator.release import Release
from generator.source import SourceFile

__all__ = ["notices", "schema_problems"]


def notices(drafts: Sequence[Draft], release: Release, lock: SourceFile) -> list[Diagnostic]:
    """What the author should know of this release: retired notes and dropped cards."""
    found = []
    deck, places = release.ledger.deck, note_places(lock) if release.retired else {}
    for name in release.retired:
        message = f"the card {name!r} is gone from the files: it is shipped on as retired"
        remedy = (
            f'give students the reason:\n  studydeck retire {deck}/{name} --why "…"\n'
            f"or, if nobody has ever had it:\n  studydeck forget {deck}/{name}"
        )
        found.append(codes.RETIRED_NOW.at(places[name], message, remedy))
    for draft in drafts:
        if draft.locked is None or draft.locked.authored == draft.authored:
            continue
        if missing := draft.dropped:
            cards = "1 card is" if len(missing) == 1 else f"{len(missing)} cards are"
            message = f"{cards} no longer in {draft.id!r}"
            remedy = "students who have them will read that this part is retired"
            found.append(codes.DROPPED_CARD.at(draft.span, message, remedy))
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
