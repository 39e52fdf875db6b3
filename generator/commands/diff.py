"""``studydeck diff``: what a student will notice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import console

if TYPE_CHECKING:
    from generator.package import Package
    from generator.pipeline import Compiled

__all__ = ["before", "diff", "since_option"]

since_option = click.option(
    "--since",
    metavar="FILE.apkg|GIT-REV",
    help="What to compare with: a package, or the deck at a revision, by today's code.",
)


@click.command()
@console.deck_argument
@since_option
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder with the built packages, compared with where --since is not given.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="For people, as release notes, or for programs.",
)
def diff(decks: tuple[str, ...], since: str | None, output: Path, style: str) -> None:
    """Show what a student will notice of the next release.

    New, corrected (word by word), retired and moved cards, and what will not
    arrive, with the reason. Nothing is written.

    \b
    Examples:
      studydeck diff                                against the built package
      studydeck diff clonazepam --since v1.2        against a revision
      studydeck diff --since old.apkg --format markdown > NOTES.md
    """
    from generator import diff_report
    from generator.diff import compare
    from generator.report import as_dict

    files = console.named_decks(decks)
    if since is not None and len(files) > 1 and since.endswith(".apkg"):
        raise click.UsageError(f"{since} is one deck's package: name the deck")
    compiled = console.compile_files(files)
    if style == "text":
        console.print_findings(compiled, err=True)
    found = {
        item.release.ledger.deck: compare(before(item, since, output), item.release.package)
        for item in compiled
        if item.release is not None
    }
    if style == "json":
        console.print_json(
            {
                "decks": [diff_report.as_dict(d, deck) for deck, d in found.items()],
                "diagnostics": [as_dict(d) for item in compiled for d in item.diagnostics],
            }
        )
    elif style == "markdown":
        click.echo("\n\n".join(diff_report.as_markdown(d, deck) for deck, d in found.items()))
    else:
        on = console.colours(err=False)
        shown = [diff_report.as_text(d, deck, colour=on) for deck, d in found.items()]
        click.echo("\n\n".join(shown), color=on)
    if len(found) < len(compiled):
        for item in compiled:
            if item.release is None:
                click.echo(f"{item.files.id_guess}: has errors: studydeck check", err=True)
        sys.exit(console.FINDINGS)


def before(item: Compiled, since: str | None, output: Path) -> Package:
    """What students have: as the user said, else as built, else as the lock says."""
    from generator.shipping import released_package
    from generator.since import NothingSinceError, package_since

    assert item.release is not None
    built = output / f"{item.release.ledger.deck}.apkg"
    try:
        if since is not None:
            return package_since(since, item.files)
        if built.is_file():
            return package_since(str(built), item.files)
    except NothingSinceError as error:
        raise click.UsageError(str(error)) from error
    message = f"there is no {built.as_posix()}: compared with {item.files.lock_file.name}"
    click.echo(f"{item.release.ledger.deck}: {message}", err=True)
    return released_package(item.ledger)
