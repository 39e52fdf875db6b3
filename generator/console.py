"""What the commands share: naming decks, the clock, colours, tables, json."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from generator.diagnostics import Diagnostic
    from generator.pipeline import Compiled
    from generator.project import DeckFiles

__all__ = [
    "FINDINGS",
    "clock",
    "colours",
    "compile_files",
    "deck_argument",
    "epoch",
    "json_text",
    "named_decks",
    "note_argument",
    "note_of",
    "numbers",
    "one_deck_argument",
    "paint",
    "print_findings",
    "print_json",
    "stops",
    "strict_option",
]

T = TypeVar("T")
FINDINGS = 1
_DIGITS = 15
# Below this a build is over before a bar could be read.
_LONG_WORK = 2_000


def _complete_deck(
    context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """The ids of the decks that there are; without one that fits, files and folders."""
    from click.shell_completion import CompletionItem

    ids = _decks_here().keys() - set(context.params.get("decks") or ())
    fitting = sorted(name for name in ids if name.isascii() and name.startswith(typed))
    # A shell takes bytes that are no text, and the stream that it reads from us does not.
    shown = typed.encode("utf-8", "replace").decode()
    return [CompletionItem(name) for name in fitting] or [CompletionItem(shown, type="file")]


def _complete_note(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """The cards that the locks know: what is said of a card is said of one that was released."""
    from click.shell_completion import CompletionItem

    from generator.lockfile import note_places
    from generator.source import SourceFile

    names = []
    for deck, files in _decks_here().items():
        with suppress(OSError):  # nothing is built yet
            lock = files.lock_file.read_text("utf-8", "replace")
            names += [f"{deck}/{name}" for name in note_places(SourceFile("", lock))]
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _decks_here() -> dict[str, DeckFiles]:
    """The decks that are meant where none is named, by id; none where one can't be read."""
    from generator.project import find_decks

    try:
        return {deck.id_guess: deck for deck in find_decks((), Path.cwd())}
    except (LookupError, OSError):
        return {}


deck_argument = click.argument(
    "decks", metavar="[DECK]...", nargs=-1, shell_complete=_complete_deck
)
one_deck_argument = click.argument(
    "deck", metavar="[DECK]", required=False, shell_complete=_complete_deck
)
note_argument = click.argument("note", metavar="DECK/ID", shell_complete=_complete_note)
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
    from generator.pipeline import compile_decks

    return compile_decks(
        decks, Path.cwd(), epoch(), _watch, clock=clock(), refresh=refresh, keep=True
    )


def clock() -> int:
    """The real time in seconds since 1970, whatever SOURCE_DATE_EPOCH says."""
    return int(time.time())


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
        return clock()
    if not fixed.isascii() or not fixed.isdecimal() or len(fixed) > _DIGITS:
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {fixed[:40]!r}")
    from generator.release import FutureEpochError, sound_epoch

    try:
        return sound_epoch(int(fixed), clock())
    except FutureEpochError as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH: {error}") from error


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
    assert item.deck is not None
    cards: dict[str, int] = {}
    for draft in item.drafts:
        entry = item.release.ledger.notes[draft.id]
        cards[draft.topic] = cards.get(draft.topic, 0) + len(entry.card_ids) // 2
    topics = {
        topic: {"notes": count, "cards": cards[topic]}
        for topic, count in item.notes_per_topic.items()
    }
    return {
        "id": item.deck.id.text,
        "name": item.deck.name.text,
        "notes": len(item.drafts),
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
    """Print one object, for programs."""
    click.echo(json_text(value))


def json_text(value: dict[str, Any]) -> str:
    """JSON, in ASCII where standard output can't take all of Unicode."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(value, indent=2, ensure_ascii=plain)


def _watch(items: Iterable[T], count: int) -> Iterable[T]:
    if count < _LONG_WORK or not sys.stderr.isatty():
        return items
    return _with_bar(items, count)


def _with_bar(items: Iterable[T], count: int) -> Iterator[T]:
    with click.progressbar(items, length=count, label="compiling", file=sys.stderr) as bar:
        yield from bar
