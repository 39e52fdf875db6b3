"""``retire``, ``keep`` and ``forget``: what an author answers when asked who is who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from generator import console
from generator.codes import ledger as codes
from generator.diagnostics import has_errors
from generator.ledger import Ledger, LockedNote, Retired

if TYPE_CHECKING:
    from generator.draft import Draft

__all__ = ["forget", "keep", "retire"]

# What these commands are the answer to, or stand beside.
_ANSWERED = frozenset(codes.ALL) - {codes.LOCK_CONFLICT, codes.LOCK_DAMAGED, codes.LOCK_DOUBLE}


@click.command()
@console.note_argument
@click.option("--why", required=True, help="The reason, shown on the card.")
def retire(note: str, why: str) -> None:
    """Retire a card that is gone from the files, and say why.

    An import never takes a card away. A retired one is shipped on with a
    banner and the tag studydeck::retired, in a deck beside the main one.

    \b
    Example:
      studydeck retire clonazepam/old-dose --why "superseded by the 2025 guideline"
    """
    now = console.epoch()

    def retired(entry: LockedNote, ledger: Ledger, draft: Draft | None) -> LockedNote:
        _must_be_gone(draft)
        if entry.retired is not None and entry.retired.why == why:
            return entry
        time = max(now, ledger.released + 1)
        today = datetime.fromtimestamp(time, UTC).date().isoformat()
        on = entry.retired.on if entry.retired else today
        return entry._replace(retired=Retired(on, why), modified=time)

    _change(note, retired)
    click.echo(f"{note} is retired; the next build tells students")


@click.command()
@console.note_argument
def keep(note: str) -> None:
    """Say that a card that you wrote anew is still the same card.

    Students keep its intervals. For another card, give it an id of its own.

    \b
    Example:
      studydeck keep clonazepam/half-life
    """

    def kept(entry: LockedNote, _ledger: Ledger, draft: Draft | None) -> LockedNote:
        if draft is None:
            raise click.UsageError(f"there is no card {note!r} in the files of this deck")
        return entry._replace(kept=draft.authored)

    _change(note, kept)
    click.echo(f"{note} counts as the same card")


@click.command()
@console.note_argument
def forget(note: str) -> None:
    """Drop a card from the ledger that was never given to anybody.

    Whoever has it keeps it as it is and is told nothing: retire a card that
    students may have.

    \b
    Example:
      studydeck forget clonazepam/first-try
    """

    def forgotten(_entry: LockedNote, _ledger: Ledger, draft: Draft | None) -> None:
        _must_be_gone(draft)

    _change(note, forgotten)
    click.echo(f"{note} is forgotten")


def _must_be_gone(draft: Draft | None) -> None:
    if draft is not None:
        place = f"{draft.file.path}:{draft.span.first.line}"
        raise click.UsageError(
            f"{draft.id!r} is still in the files ({place}): delete it there first"
        )


def _change(
    reference: str, change: Callable[[LockedNote, Ledger, Draft | None], LockedNote | None]
) -> None:
    """Replace the ledger's entry of a note by what ``change`` makes of it and of its draft."""
    from generator.disk import exclusive, sweep
    from generator.writing import write_ledger

    files, name = console.note_of(reference)
    with exclusive([files.root]):
        (compiled,) = console.compile_files([files])
        if any(has_errors([d]) and d.rule not in _ANSWERED for d in compiled.diagnostics):
            # Half-read files would not tell whether the card is still in them.
            console.print_findings([compiled], err=True)
            raise click.exceptions.Exit(console.FINDINGS)
        ledger = compiled.ledger
        entry = ledger.notes.get(name)
        if entry is None:
            raise click.UsageError(f"the lock file of this deck knows no card {name!r}")
        draft = next((d for d in compiled.drafts if d.locked and d.locked.id == name), None)
        changed = change(entry, ledger, draft)
        notes = {key: value for key, value in ledger.notes.items() if key != name}
        if changed is not None:
            notes[name] = changed
        sweep(files.lock_file)
        write_ledger(compiled, replace(ledger, notes=notes))
