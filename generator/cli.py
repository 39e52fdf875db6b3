"""The command line: arguments in, exit code out. Everything heavy is imported by the command."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator import __version__

if TYPE_CHECKING:
    from generator.build import Compiled
    from generator.diagnostics import Diagnostic

__all__ = ["main"]

T = TypeVar("T")
FINDINGS, USAGE, REFUSED = 1, 2, 3
# Below this a build is over before a bar could be read.
_LONG_WORK = 2_000


class _Group(click.Group):
    """Turns what the machine refuses into a message and exit code 3."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            click.echo(f"studydeck: the machine refused: {what}", err=True)
            ctx.exit(REFUSED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="studydeck")
def main() -> None:
    """Compile question-and-answer cards in YAML into decks for Anki.

    DECK is a folder with a deck.yaml, a one-file deck, or a deck's id. Without
    one, the deck in the current folder is meant, else every deck under cards/.

    Exit codes: 0 fine, 1 errors in the cards, 2 wrong usage, 3 the machine
    refused (disk, folder).
    """


_DECKS = click.argument("decks", metavar="[DECK]...", nargs=-1)
_STRICT = click.option("--strict", is_flag=True, help="Let warnings count as errors.")


@main.command()
@_DECKS
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for the packages; made if it is not there.",
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@_STRICT
def build(decks: tuple[str, ...], output: Path, style: str, strict: bool) -> None:
    """Build decks into .apkg packages that Anki imports.

    A deck with errors is not written; the others are. An existing package is
    replaced only when the new one is whole.

    \b
    Examples:
      studydeck build                         every deck
      studydeck build clonazepam              one, by its id
      studydeck build my-deck.yaml -o .       one file, into this folder
    """
    from generator.build import write_package
    from generator.report import as_dict

    compiled = _compile(decks)
    stopped = {id(item): _stops(item.diagnostics, strict) for item in compiled}
    written = []
    if style == "text":
        _print_findings(compiled, err=True)
    for item in compiled:
        if item.package is not None and item.catalog is not None and not stopped[id(item)]:
            path = output / f"{item.catalog.deck.id.text}.apkg"
            write_package(item.package, path)
            written.append((item, path))
    if style == "json":
        built = [{**_numbers(item), "file": path.as_posix()} for item, path in written]
        findings = [as_dict(d) for item in compiled for d in item.diagnostics]
        _print_json({"decks": built, "diagnostics": findings})
    else:
        _print_table(written)
        for item in compiled:
            if stopped[id(item)]:
                click.echo(f"{item.files.id_guess}: not written, for the findings above", err=True)
    if any(stopped.values()):
        sys.exit(FINDINGS)


@main.command()
@_DECKS
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="For people, for programs, or as annotations in a GitHub workflow.",
)
@_STRICT
def check(decks: tuple[str, ...], style: str, strict: bool) -> None:
    """Check decks and write nothing.

    All findings of all files come in one run, each with its place, its cause
    and a remedy.

    \b
    Examples:
      studydeck check
      studydeck check clonazepam --strict
      studydeck check --format json
    """
    from generator.report import as_dict, for_github

    compiled = _compile(decks)
    diagnostics = [d for item in compiled for d in item.diagnostics]
    if style == "json":
        _print_json({"diagnostics": [as_dict(d) for d in diagnostics]})
    elif style == "github":
        for diagnostic in diagnostics:
            click.echo(for_github(diagnostic))
    else:
        _print_findings(compiled, err=False)
        for item in compiled:
            if item.package is not None:
                numbers = _numbers(item)
                click.echo(f"{numbers['id']}: {numbers['notes']} notes, {numbers['cards']} cards")
    if any(_stops(item.diagnostics, strict) for item in compiled):
        sys.exit(FINDINGS)


def _compile(targets: tuple[str, ...]) -> list[Compiled]:
    from generator.build import compile_decks
    from generator.project import NoSuchDeckError, find_decks

    here = Path.cwd()
    try:
        decks = find_decks(targets, here)
    except NoSuchDeckError as error:
        raise click.UsageError(str(error)) from error
    return compile_decks(decks, here, _epoch(), _watch)


def _epoch() -> int:
    """The time of this build: the clock is read here and nowhere else."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return int(time.time())
    if not fixed.isdecimal():
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {fixed!r}")
    return int(fixed)


def _watch(items: Iterable[T], count: int) -> Iterable[T]:
    if count < _LONG_WORK or not sys.stderr.isatty():
        return items
    return _with_bar(items, count)


def _with_bar(items: Iterable[T], count: int) -> Iterator[T]:
    with click.progressbar(items, length=count, label="compiling", file=sys.stderr) as bar:
        yield from bar


def _stops(diagnostics: Iterable[Diagnostic], strict: bool) -> bool:
    from generator.diagnostics import Severity

    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(d.severity in stopping for d in diagnostics)


def _numbers(item: Compiled) -> dict[str, Any]:
    assert item.package is not None
    assert item.catalog is not None
    deck, notes = item.catalog.deck, item.package.notes
    cards: dict[str, int] = {}
    for authored, note in zip(item.catalog.notes, notes, strict=True):
        cards[authored.topic] = cards.get(authored.topic, 0) + len(note.cards)
    topics = {
        topic: {"notes": count, "cards": cards[topic]}
        for topic, count in item.notes_per_topic.items()
    }
    return {
        "id": deck.id.text,
        "name": deck.name.text,
        "notes": len(notes),
        "cards": sum(cards.values()),
        "topics": topics,
    }


def _print_findings(compiled: Iterable[Compiled], *, err: bool) -> None:
    from generator.report import for_people, summary

    diagnostics = [d for item in compiled for d in item.diagnostics]
    with _stream(err) as colour:
        for diagnostic in diagnostics:
            click.echo(for_people(diagnostic, colour=colour), err=err, color=colour)
            click.echo(err=err)
        if diagnostics:
            click.echo(summary(diagnostics), err=err)


def _print_table(written: Iterable[tuple[Compiled, Path]]) -> None:
    from generator.report import table

    rows = [["deck", "notes", "cards", "file"]]
    for item, path in written:
        numbers = _numbers(item)
        rows.append([numbers["id"], str(numbers["notes"]), str(numbers["cards"]), str(path)])
        for topic, count in numbers["topics"].items():
            rows.append([f"  {topic}", str(count["notes"]), str(count["cards"]), ""])
    if len(rows) > 1:
        click.echo("\n".join(table(rows)))


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def _stream(err: bool) -> Iterator[bool]:
    """Whether colours are welcome on a stream: only on a terminal, and NO_COLOR is honoured."""
    stream = sys.stderr if err else sys.stdout
    yield stream.isatty() and not os.environ.get("NO_COLOR")
