"""``studydeck coverage``: which sentences of the sources have cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import console

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.coverage import Sentence

__all__ = ["coverage"]


@click.command()
@console.deck_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="For people, for programs, or as one page with the sources and their cards.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write into this file instead of the terminal.",
)
def coverage(decks: tuple[str, ...], style: str, output: Path | None) -> None:
    """Show what of the sources has cards, and what has none.

    A card covers the sentences in which its quote stands. A sentence that is
    not for study is marked in deck.yaml, under its source:

    \b
      not-for-study:
        a few words of the sentence: the reason

    \b
    Examples:
      studydeck coverage clonazepam
      studydeck coverage clonazepam --format html -o coverage.html
    """
    from generator.coverage import cover
    from generator.intake import catalog_of

    read = [catalog_of(files, Path.cwd()) for files in console.named_decks(decks)]
    parts = [(catalog, texts, cover(catalog, texts)) for catalog, texts in read if catalog]
    if len(parts) < len(read):
        raise click.ClickException("a deck can't be read: see `studydeck check`")
    if style == "html":
        from generator.coverage_page import page

        if len(parts) != 1:
            raise click.UsageError("a page is about one deck: name it")
        ((catalog, texts, covered),) = parts
        text = page(catalog, texts, covered)
    elif style == "json":
        sentences = [_as_dict(catalog, s) for catalog, _, covered in parts for s in covered]
        text = console.json_text({"sentences": sentences})
    else:
        on = output is None and console.colours(err=False)
        lines = []
        for catalog, _, covered in parts:
            if not catalog.deck.sources:
                lines.append(f"{catalog.deck.id.text}: this deck names no sources to cover")
            lines += _lines(covered, on=on)
        text = "\n".join(lines)
    if output is None:
        click.echo(text)
    else:
        from generator.disk import write_text

        write_text(output, text.rstrip("\n") + "\n")


def _as_dict(catalog: Catalog, sentence: Sentence) -> dict[str, Any]:
    return {
        "deck": catalog.deck.id.text,
        "source": sentence.source,
        "section": sentence.section,
        "path": sentence.span.file.path,
        "line": sentence.span.first.line,
        "column": sentence.span.first.column,
        "text": sentence.text,
        "cards": list(sentence.notes),
        "not_for_study": sentence.why_not or None,
    }


def _lines(covered: list[Sentence], *, on: bool) -> list[str]:
    from itertools import groupby

    from generator.coverage import share

    lines: list[str] = []
    for key, of_source in groupby(covered, key=lambda sentence: sentence.source):
        listed = list(of_source)
        lines.append(f"{key}: {share(listed):.0%} of {len(listed)} sentences covered")
        for sentence in listed:
            place = f"{sentence.span.file.path}:{sentence.span.first.line}"
            if not sentence.covered:
                mark = console.paint("no card", "red", on=on)
            elif sentence.why_not:
                mark = console.paint("not for study", "cyan", on=on)
            else:
                many = len(sentence.notes)
                colour = "green" if many < 3 else "blue"
                mark = console.paint(f"{many} card{'s' if many > 1 else ''}", colour, on=on)
            lines.append(f"  {place}: [{mark}] {sentence.text}")
    return lines
