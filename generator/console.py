"""What the commands share: naming decks, the clock, colours, tables, json."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from generator.build import Compiled
    from generator.diagnostics import Diagnostic
    from generator.project import DeckFiles

__all__ = [
    "FINDINGS",
    "REFUSED",
    "colours",
    "compile_files",
    "deck_argument",
    "epoch",
    "named_decks",
    "note_of",
    "numbers",
    "paint",
    "print_findings",
    "print_json",
    "stops",
    "strict_option",
]

T = TypeVar("T")
FINDINGS, REFUSED = 1, 3
# Below this a build is over before a bar could be read.
_LONG_WORK = 2_000

deck_argument = click.argument("decks", metavar="[DECK]...", nargs=-1)
strict_option = click.option("--strict", is_flag=True, help="Let warnings count as errors.")


def named_decks(targets: tuple[str, ...]) -> list[DeckFiles]:
    """The decks that the user named; a usage error where one is none."""
    from generator.project import NoSuchDeckError, find_decks

    try:
        return find_decks(targets, Path.cwd())
    except NoSuchDeckError as error:
        raise click.UsageError(str(error)) from error


def compile_files(decks: list[DeckFiles], *, refresh: bool = False) -> list[Compiled]:
    """Compile decks as of now, with a bar where that takes long."""
    from generator.build import compile_decks

    return compile_decks(
        decks, Path.cwd(), epoch(), _watch, clock=int(time.time()), refresh=refresh
    )


def note_of(reference: str) -> tuple[DeckFiles, str]:
    """The deck and the note that ``DECK/ID`` names."""
    deck, _, name = reference.rpartition("/")
    if not deck or not name:
        raise click.UsageError(
            f"{reference!r} names no card: write DECK/ID, as clonazepam/half-life"
        )
    found = named_decks((deck,))
    if len(found) != 1:
        raise click.UsageError(f"{deck!r} names more than one deck")
    return found[0], name


def epoch() -> int:
    """The time of this run in seconds since 1970, which SOURCE_DATE_EPOCH may fix."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return int(time.time())
    # A time in milliseconds would shut out every later update for good.
    if not fixed.isascii() or not fixed.isdecimal() or int(fixed) >= 2**32:
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {fixed!r}")
    return int(fixed)


def colours(*, err: bool) -> bool:
    """Whether a stream takes colours: only a terminal does, and NO_COLOR is honoured."""
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")


def paint(text: str, colour: str, *, on: bool) -> str:
    """``text`` in a colour of the terminal, where colours are ``on``."""
    return click.style(text, fg=colour) if on else text


def stops(diagnostics: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Whether these findings keep a deck from being written."""
    from generator.diagnostics import Severity

    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(d.severity in stopping for d in diagnostics)


def numbers(item: Compiled) -> dict[str, Any]:
    """The deck's id and name, and how many notes and cards it has, in all and per topic."""
    assert item.release is not None
    assert item.catalog is not None
    cards: dict[str, int] = {}
    for note in item.catalog.notes:
        entry = item.release.ledger.notes[note.id.text]
        cards[note.topic] = cards.get(note.topic, 0) + len(entry.cards)
    topics = {
        topic: {"notes": count, "cards": cards[topic]}
        for topic, count in item.notes_per_topic.items()
    }
    return {
        "id": item.catalog.deck.id.text,
        "name": item.catalog.deck.name.text,
        "notes": len(item.catalog.notes),
        "cards": sum(cards.values()),
        "topics": topics,
    }


def print_findings(compiled: Iterable[Compiled], *, err: bool) -> None:
    """All findings, with their code frames, and a line that counts them."""
    from generator.report import for_people, summary

    diagnostics = [d for item in compiled for d in item.diagnostics]
    on = colours(err=err)
    for diagnostic in diagnostics:
        click.echo(for_people(diagnostic, colour=on) + "\n", err=err, color=on)
    if diagnostics:
        click.echo(summary(diagnostics), err=err)


def print_json(value: dict[str, Any]) -> None:
    """One object, for programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _watch(items: Iterable[T], count: int) -> Iterable[T]:
    if count < _LONG_WORK or not sys.stderr.isatty():
        return items
    return _with_bar(items, count)


def _with_bar(items: Iterable[T], count: int) -> Iterator[T]:
    with click.progressbar(items, length=count, label="compiling", file=sys.stderr) as bar:
        yield from bar
