"""``studydeck sheet``: a page to read, to test oneself with, and to print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import console

if TYPE_CHECKING:
    from generator.pipeline import Compiled

__all__ = ["sheet"]


@click.command()
@console.deck_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: output/<deck>-sheet.html.",
)
def sheet(decks: tuple[str, ...], output: Path | None) -> None:
    """Write a study sheet: one page to read, to fold and to print.

    Open it in any browser; it needs no network. Each answer folds away, or all
    at once. On paper, A4 or Letter, the notes stand in two columns by topic:
    the page lets you choose whether answers are printed below the questions,
    beside them, or not at all. A deck with errors is not written.

    \b
    Examples:
      studydeck sheet                              every deck
      studydeck sheet clonazepam                   one, by its id
      studydeck sheet clonazepam -o handout.html   into this file
    """
    files = console.named_decks(decks)
    if output is not None and len(files) > 1:
        raise click.UsageError("--output names one file, and there are more decks: name the deck")
    compiled = console.compile_files(files)
    console.print_findings(compiled, err=True)
    refused = [item for item in compiled if item.release is None]
    for item in compiled:
        if item.release is not None:
            path = output or Path("output") / f"{item.release.ledger.deck}-sheet.html"
            _write(item, path)
            click.echo(path.as_posix())
    for item in refused:
        click.echo(f"{item.files.id_guess}: not written: see the findings above", err=True)
    if refused:
        sys.exit(console.FINDINGS)


def _write(item: Compiled, path: Path) -> None:
    from generator.disk import exclusive, sweep, write_text
    from generator.markup.render import Markup
    from generator.sheet import page

    deck, package = item.deck, item.package
    assert deck is not None
    assert package is not None
    pictures = list(package.media)
    description = ""
    if deck.description is not None:
        about = Markup(item.files.media(), []).text(deck.description)
        description = about.html
        pictures += about.media
    text = page(deck, description, item.drafts, pictures)
    with exclusive([path.parent]):
        sweep(path)
        write_text(path, text)
