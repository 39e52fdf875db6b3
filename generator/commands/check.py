"""``studydeck check``: look, and mend only where that is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import console

if TYPE_CHECKING:
    from generator.mending import Mend
    from generator.project import DeckFiles

__all__ = ["check"]

_MOST_ROUNDS = 20


@click.command()
@console.deck_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="For people, for programs, or as annotations in a GitHub workflow.",
)
@console.strict_option
@click.option("--fix", is_flag=True, help="First mend what is safe to mend, in the files.")
def check(decks: tuple[str, ...], style: str, strict: bool, fix: bool) -> None:
    """Check decks; without --fix nothing is written.

    All findings of all files come in one run, each with its place, its cause
    and a remedy.

    With --fix, missing ids are added, keys that can mean only one thing are
    set right, quotation marks are put around values that need them, and spaces
    for the tabs of the indentation. All else in the files stays as it is.

    \b
    Examples:
      studydeck check
      studydeck check clonazepam --strict
      studydeck check --format json
      studydeck check --fix
    """
    from generator.report import as_dict, for_github, printable

    files = console.named_decks(decks)
    done = _mend(files) if fix else {}
    compiled = console.compile_files(files)
    diagnostics = [d for item in compiled for d in item.diagnostics]
    if style == "json":
        fixed = {"fixed": [_as_dict(path, mend) for path in done for mend in done[path]]}
        told = {"diagnostics": [as_dict(d) for d in diagnostics]}
        console.print_json((fixed if fix else {}) | told)
    else:
        for path, mends in done.items():
            for mend in mends:
                line = f"{path}:{mend.line}: mended {mend.rule.code} {mend.about}"
                click.echo(printable(line), err=style == "github")
    if style == "github":
        for diagnostic in diagnostics:
            click.echo(for_github(diagnostic))
    elif style == "text":
        console.print_findings(compiled, err=False)
        sure = sum(d.fix is not None for d in diagnostics)
        if sure and not fix:
            click.echo(f"`studydeck check --fix` mends {sure} of these")
        for item in compiled:
            if item.release is not None:
                counts = console.numbers(item)
                notes, cards = (_many(counts[what], what) for what in ("notes", "cards"))
                click.echo(f"{counts['id']}: {notes}, {cards}")
    if any(console.stops(item.diagnostics, strict=strict) for item in compiled):
        sys.exit(console.FINDINGS)


def _many(count: int, what: str) -> str:
    return f"{count} {what if count != 1 else what.removesuffix('s')}"


def _mend(files: list[DeckFiles]) -> dict[str, list[Mend]]:
    """Mend as long as there is something to mend: what YAML can't read hides the rest.

    Returns what was done, by the path of the file.
    """
    from generator.disk import exclusive
    from generator.mending import together
    from generator.writing import write_mended

    done: dict[str, list[Mend]] = {}
    with exclusive([item.root for item in files]):
        for _ in range(_MOST_ROUNDS):
            now: dict[str, list[Mend]] = {}
            for item in console.compile_files(files):
                now |= write_mended(item, Path.cwd())
            if not now:
                break
            done |= {path: together(done.get(path, ()), mends) for path, mends in now.items()}
    return done


def _as_dict(path: str, mend: Mend) -> dict[str, Any]:
    return {
        "path": path,
        "line": mend.line,
        "code": mend.rule.code,
        "name": mend.rule.name,
        "about": mend.about,
    }
