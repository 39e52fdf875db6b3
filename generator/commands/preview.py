"""``studydeck preview``: the cards as Anki will show them, in the browser, as they are written."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import console

if TYPE_CHECKING:
    from generator.pipeline import Compiled
    from generator.project import DeckFiles

__all__ = ["preview"]


@click.command()
@console.one_deck_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the page on this machine; by default one that is free.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Open the page in the browser; by default on a terminal only.",
)
@click.option(
    "--html",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all cards as one page into this file instead, to send to a class.",
)
def preview(deck: str | None, port: int, opens: bool | None, output: Path | None) -> None:
    """Show every card as Anki will, in the browser.

    Question and answer, on a desktop and a phone, by day and at night. When a
    file of the deck is saved, the page shows it, and what is wrong with it in
    the card that it belongs to. Ctrl-C stops it. Nobody but this machine's
    browser gets the page.

    \b
    Examples:
      studydeck preview
      studydeck preview clonazepam --port 8000 --no-open
      studydeck preview clonazepam --html cards.html
    """
    files = _one(deck)
    if output is not None:
        _write(files, output)
        return
    from generator.preview import mathjax
    from generator.preview.feed import Feed
    from generator.preview.server import Server
    from generator.preview.watch import follow
    from generator.project import find_decks

    gc.enable()  # unlike other commands this one goes on
    feed = Feed(formulas=mathjax.script() is not None)
    server = Server(feed, port)
    server.start()
    try:
        click.echo(f"{files.id_guess}: {server.url}\nCtrl-C stops the preview.")
        if _has_browser() if opens is None else opens:
            click.launch(server.url)
        root = str(files.root.resolve())
        here = Path.cwd()
        follow(lambda: find_decks([root], here)[0], _compiled, here, feed, threading.Event())
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        server.stop()


def _one(target: str | None) -> DeckFiles:
    """The one deck that is meant."""
    found = console.named_decks(() if target is None else (target,))
    if len(found) > 1:
        ids = ", ".join(sorted(files.id_guess for files in found))
        raise click.UsageError(f"there is more than one deck: name one of {ids}")
    return found[0]


def _compiled(files: DeckFiles) -> Compiled:
    (compiled,) = console.compile_files([files])
    return compiled


def _has_browser() -> bool:
    """Whether somebody sits at a terminal, on a screen that a browser can open on."""
    if not sys.stdout.isatty():
        return False
    on_screen = {"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"} & set(os.environ)
    return sys.platform in {"darwin", "win32"} or bool(on_screen)


def _write(files: DeckFiles, output: Path) -> None:
    """Write the page with all cards in it, unless the deck has errors."""
    from generator.disk import write_text
    from generator.preview import document, mathjax
    from generator.preview.sight import Sight, look

    compiled = _compiled(files)
    console.print_findings([compiled], err=True)
    if compiled.package is None:
        click.echo(f"{files.id_guess}: not written: see the findings above", err=True)
        sys.exit(console.FINDINGS)
    sight = look(compiled, Path.cwd(), Sight())
    if document.has_formulas(sight) and mathjax.script() is None:
        click.echo(f"TeX stays as it is typed; to have it set: {mathjax.INSTALL}", err=True)
    write_text(output, document.single_page(sight))
    cards = sum(len(note.cards) for note in sight.notes)
    click.echo(f"{sight.deck}: {cards} cards in {output.as_posix()}")
