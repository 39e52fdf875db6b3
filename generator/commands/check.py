"""``studydeck check``: look, and write nothing."""

from __future__ import annotations

import sys

import click

from generator import console

__all__ = ["check"]


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

    compiled = console.compile_files(console.named_decks(decks))
    diagnostics = [d for item in compiled for d in item.diagnostics]
    if style == "json":
        console.print_json({"diagnostics": [as_dict(d) for d in diagnostics]})
    elif style == "github":
        for diagnostic in diagnostics:
            click.echo(for_github(diagnostic))
    else:
        console.print_findings(compiled, err=False)
        for item in compiled:
            if item.release is not None:
                counts = console.numbers(item)
                click.echo(f"{counts['id']}: {counts['notes']} notes, {counts['cards']} cards")
    if any(console.stops(item.diagnostics, strict=strict) for item in compiled):
        sys.exit(console.FINDINGS)
