"""``studydeck new``: a first deck, which builds at once."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

__all__ = ["new"]

_SPACED = re.compile(r"[\w./: -]* [\w./: -]*")


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Make a deck called NAME, with cards to fill in.

    It is a folder under cards/, where there is such a folder, else in the
    current one; NAME may also be a path. The deck builds at once, and its
    comments teach the format. Nothing that is there already is changed.

    \b
    Examples:
      studydeck new propranolol
      studydeck new "Valproic acid"       the folder valproic-acid
      studydeck new ../propranolol        in a folder that is there
    """
    from generator.disk import create_folder, exclusive
    from generator.folders import shown_path
    from generator.starter import deck_id, deck_name, files_of

    here = Path.cwd()
    parent, called = _place(name, here)
    title = deck_name(called)
    if not title or called in (".", ".."):
        raise click.UsageError(f"{name!r} is no name of a deck: take a word, as propranolol")
    folder = parent / deck_id(title)
    with exclusive([folder]):
        _refuse(folder, here)
        files = files_of(title)
        create_folder(folder, files)
    shown = shown_path(folder, here)
    click.echo(f"{shown}: a new deck, {len(files)} files")
    for file in files:
        click.echo(f"  {file}")
    click.echo(
        f"\nIts id is {folder.name}: change it in deck.yaml before the first build, or never."
    )
    click.echo("Put your text into sources/ and replace every FILL IN: check lists them.\n")
    for command in ("check", "coverage", "build"):
        click.echo(f"  studydeck {command} {_quoted(shown)}")


def _quoted(path: str) -> str:
    """``path`` as a shell takes it; that of Windows knows no single quotation marks."""
    return f'"{path}"' if _SPACED.fullmatch(path) else shlex.quote(path)


def _place(name: str, here: Path) -> tuple[Path, str]:
    """The folder that the deck's own goes into, and what the deck is called."""
    path = Path(name)
    called = path.name
    if called == name:
        cards = here / "cards"
        return (cards if cards.is_dir() else here), called
    parent = here / path.parent
    try:
        there = parent.is_dir()
    except ValueError:  # a name that no folder can have
        there = False
    if not there:
        raise click.UsageError(
            f"there is no folder {path.parent.as_posix()!r}: make it first; "
            f"if the slash belongs to the name, write a hyphen for it"
        )
    return parent, called


def _refuse(folder: Path, here: Path) -> None:
    """A usage error where the deck would meet what is there."""
    from generator.folders import shown_path
    from generator.project import NoSuchDeckError, find_decks

    for item in folder.parent.iterdir():
        if item.name.casefold() == folder.name:  # the same one, on many systems
            raise click.UsageError(f"{shown_path(item, here)} is there already: nothing is changed")
    for place in (here, folder.parent):
        try:
            decks = find_decks((), place)
        except NoSuchDeckError:
            continue
        for deck in decks:
            shown = shown_path(deck.root, here)
            if deck.root.resolve() == folder.parent.resolve():
                raise click.UsageError(f"{shown} is a deck itself: go to the folder above it")
            if deck.id_guess == folder.name:
                raise click.UsageError(f"{shown} is a deck with the id {folder.name} already")
