"""Building and checking decks from Python: what the commands do, as functions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, has_errors, in_order
from generator.disk import exclusive
from generator.pipeline import Compiled, compile_decks
from generator.project import DeckFiles, find_decks
from generator.release import sound_epoch
from generator.writing import consent_wanted, write_release

__all__ = ["Built", "ConsentError", "DeckError", "build", "check"]


@dataclass(frozen=True, slots=True)
class Built:
    """One package that was written: the deck's id, its file, the number of notes and cards."""

    deck: str
    path: Path
    notes: int
    cards: int


class ConsentError(ValueError):
    """A deck was not written, since students would lose by it; the message says what."""


class DeckError(ValueError):
    """A deck has errors and was not written; ``diagnostics`` are all findings."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        errors = [d for d in diagnostics if has_errors([d])]
        first = errors[0]
        place = f"{first.span.file.path}:{first.span.first.line}:{first.span.first.column}"
        super().__init__(f"{place}: {first.rule.code} {first.message} ({len(errors)} errors)")
        self.diagnostics = diagnostics


def check(*decks: str | Path) -> list[Diagnostic]:
    """All findings in ``decks`` (folders, files or ids; none: as on the command line).

    Raises :class:`generator.project.NoSuchDeckError` and :class:`OSError`.
    """
    return in_order(d for item in _compile(_files(decks), None) for d in item.diagnostics)


def build(
    *decks: str | Path,
    output: str | Path = "output",
    epoch: int | None = None,
    yes: bool = False,
) -> list[Built]:
    """Build ``decks`` into the folder ``output`` and tell what was written.

    ``epoch`` is the time of the build in seconds since 1970 (default: now);
    ``yes`` lets it touch more than half of a released deck, or one whose lock is lost.
    Raises :class:`ConsentError` and :class:`DeckError`, after the decks without
    errors are written, :class:`generator.project.NoSuchDeckError`, and
    :class:`OSError`; :class:`ValueError` for a time that lies in the future.
    """
    built: list[Built] = []
    refused: list[str] = []
    files = _files(decks)
    with exclusive([Path(output), *(item.root for item in files)]):
        compiled = _compile(files, epoch)
        for item in compiled:
            if item.package is None or item.deck is None:
                continue
            deck, notes = item.deck.id.text, item.package.notes
            path = Path(output) / f"{deck}.apkg"
            cost = "" if yes else consent_wanted(item, path)
            if cost:
                refused.append(f"{deck}: {cost}")
            else:
                write_release(item, path)
                built.append(Built(deck, path, len(notes), sum(len(n.cards) for n in notes)))
    if any(item.package is None for item in compiled):
        raise DeckError(in_order(d for item in compiled for d in item.diagnostics))
    if refused:
        raise ConsentError("; ".join(refused))
    return built


def _files(decks: tuple[str | Path, ...]) -> list[DeckFiles]:
    return find_decks([str(deck) for deck in decks], Path.cwd())


def _compile(files: list[DeckFiles], epoch: int | None) -> list[Compiled]:
    clock = int(time.time())
    now = clock if epoch is None else sound_epoch(epoch, clock)
    return compile_decks(files, Path.cwd(), now, clock=clock, keep=True)
