"""``retire``, ``keep`` and ``forget``: what an author answers when asked who is who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import click

from generator import console
from generator.ledger import Ledger, LockedNote, Retired

__all__ = ["forget", "keep", "retire"]

_note = click.argument("note", metavar="DECK/ID")


@click.command()
@_note
@click.option("--why", required=True, help="The reason, shown on the card.")
def retire(note: str, why: str) -> None:
    """Retire a card that is gone from the files, and say why.

    An import never takes a card away. A retired one is shipped on with a
    banner and the tag studydeck::retired, in a deck beside the main one.

    \b
    Example:
      studydeck retire clonazepam/old-dose --why "superseded by the 2025 guideline"
    """

    def retired(entry: LockedNote, ledger: Ledger, now: int) -> LockedNote:
        time = max(now, ledger.released + 1)
        today = datetime.fromtimestamp(time, UTC).date().isoformat()
        on = entry.retired.on if entry.retired else today
        return replace(entry, retired=Retired(on, why), modified=time)

    _change(note, retired, must_be_gone=True)
    click.echo(f"{note} is retired; the next build tells students")


@click.command()
@_note
def keep(note: str) -> None:
    """Say that a card with quite another content is still the same card.

    Students keep its intervals. For another card, give it an id of its own.

    \b
    Example:
      studydeck keep clonazepam/half-life
    """
    files, name = console.note_of(note)
    (compiled,) = console.compile_files([files])
    draft = next((d for d in compiled.drafts if d.note.id.text == name), None)
    if draft is None:
        raise click.UsageError(f"there is no card {name!r} in the files of this deck")

    _change(note, lambda entry, _ledger, _now: replace(entry, kept=draft.authored))
    click.echo(f"{note} counts as the same card")


@click.command()
@_note
def forget(note: str) -> None:
    """Drop a card from the ledger that was never given to anybody.

    Whoever has it keeps it as it is and is told nothing: retire a card that
    students may have.

    \b
    Example:
      studydeck forget clonazepam/first-try
    """
    _change(note, lambda _entry, _ledger, _now: None, must_be_gone=True)
    click.echo(f"{note} is forgotten")


def _change(
    reference: str,
    change: Callable[[LockedNote, Ledger, int], LockedNote | None],
    *,
    must_be_gone: bool = False,
) -> None:
    """Replace the ledger's entry of a note by what ``change`` makes of it."""
    from generator.build import write_ledger
    from generator.project import exclusive

    files, name = console.note_of(reference)
    with exclusive([files.root]):
        (compiled,) = console.compile_files([files])
        ledger = compiled.ledger
        entry = ledger.notes.get(name)
        if entry is None:
            raise click.UsageError(f"the lock file of this deck knows no card {name!r}")
        here = next((d.note for d in compiled.drafts if d.locked and d.locked.id == name), None)
        if must_be_gone and here is not None:
            place = f"{here.span.file.path}:{here.span.first.line}"
            raise click.UsageError(
                f"{name!r} is still in the files ({place}): delete it there first"
            )
        notes = {key: value for key, value in ledger.notes.items() if key != name}
        changed = change(entry, ledger, console.epoch())
        if changed is not None:
            notes[name] = changed
        write_ledger(compiled, replace(ledger, notes=notes))
