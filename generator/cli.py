"""The command line: the commands by name, and what the machine refuses as a message."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any

import click

from generator import __version__
from generator.commands.build import build
from generator.commands.check import check
from generator.commands.completion import completion
from generator.commands.coverage import coverage
from generator.commands.diff import diff
from generator.commands.ledger import forget, keep, retire
from generator.commands.new import new
from generator.commands.preview import preview
from generator.commands.rules import rules
from generator.commands.schema import schema
from generator.console import REFUSED, STOPPED

__all__ = ["main"]


class _Group(click.Group):
    """Turns what the machine refuses into a message and exit code 3."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)  # in the order in which an author comes to need them

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # A pipe with an old encoding takes what it can; the rest is spelt out, not refused.
            if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("studydeck: stopped", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            raise
        except OSError as error:
            # Of a file that can't be put in its place, the place is meant.
            name = error.filename2 or error.filename
            what = f"{name}: {error.strerror}" if name else str(error)
            click.echo(f"studydeck: the machine refused: {what}", err=True)
            ctx.exit(REFUSED)


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


for _command in (
    new,
    build,
    check,
    preview,
    diff,
    coverage,
    rules,
    schema,
    completion,
    retire,
    keep,
    forget,
):
    main.add_command(_command)
