"""The command line: the commands by name, and what the machine refuses as a message."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from generator import __version__

__all__ = ["SUMMARIES", "main"]

_REFUSED, _STOPPED = 3, 130
SUMMARIES = {
    "new": "Make a deck called NAME, with cards to fill in.",
    "build": "Build decks into .apkg packages that Anki imports.",
    "check": "Check decks; without --fix nothing is written.",
    "preview": "Show every card as Anki will, in the browser.",
    "diff": "Show what a student will notice of the next release.",
    "coverage": "Show what of the sources has cards, and what has none.",
    "sheet": "Write a study sheet: one page to read, to fold and to print.",
    "rules": "List the rules, or print the page of one.",
    "schema": "Print the JSON Schema of a kind of file, for editors.",
    "completion": "Print a script that lets a shell complete commands and decks.",
    "retire": "Retire a card that is gone from the files, and say why.",
    "keep": "Say that a card that you wrote anew is still the same card.",
    "forget": "Drop a card from the ledger that was never given to anybody.",
}
"""The first line of each command's help, in the order in which an author comes to need them.

They stand here too, so that the list of commands imports none of them.
"""
_MODULES = dict.fromkeys(("retire", "keep", "forget"), "ledger")


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in SUMMARIES:
            raise KeyError(name)
        command = getattr(import_module(f"generator.commands.{_MODULES.get(name, name)}"), name)
        assert isinstance(command, click.Command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(SUMMARIES)

    def __len__(self) -> int:
        return len(SUMMARIES)


class _Group(click.Group):
    """Turns what the machine refuses into a message and exit code 3."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands = _Commands()  # type: ignore[assignment]  # click only looks into it

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # A pipe with an old encoding takes what it can; the rest is spelt out, not refused.
            if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("studydeck: stopped", err=True)
            ctx.exit(_STOPPED)
        except BrokenPipeError:
            raise
        except OSError as error:
            # Of a file that can't be put in its place, the place is meant.
            name = error.filename2 or error.filename
            what = f"{name}: {error.strerror}" if name else str(error)
            click.echo(f"studydeck: the machine refused: {what}", err=True)
            ctx.exit(_REFUSED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="studydeck")
def main() -> None:
    """Compile question-and-answer cards in YAML into decks for Anki.

    DECK is a folder, a one-file deck, or a deck's id. A folder stands for the
    deck that it is, else for all decks in it. Without DECK, the deck in the
    current folder is meant, else all under cards/, else those near by.

    Exit codes: 0 fine, 1 errors in the cards, 2 wrong usage, 3 the machine
    refused (disk, folder).

    \b
    Examples:
      studydeck new propranolol
      studydeck check --fix
      studydeck build
    """
