"""``studydeck schema``: the deck format for editors."""

from __future__ import annotations

import click

from generator import console

__all__ = ["schema"]


@click.command()
@click.argument("what", type=click.Choice(["deck", "topic", "single"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    With it an editor that speaks to yaml-language-server completes keys, shows
    what they mean and marks unknown ones. `studydeck new` writes
    the schemas; this makes them anew, or for decks that lack them. The first
    line of a file names its schema, relative to the file:

    \b
      # yaml-language-server: $schema=.studydeck/topic.schema.json

    \b
    Examples:
      studydeck schema deck > deck.schema.json        of a deck.yaml
      studydeck schema topic > topic.schema.json      of the files beside it
      studydeck schema single > single.schema.json    of a deck in one file
    """
    from generator.schema import schema_of

    console.print_json(schema_of(what))
