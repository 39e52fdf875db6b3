"""``studydeck rules``: what can be wrong with a card, and what to write instead."""

from __future__ import annotations

import click

from generator import console

__all__ = ["rules"]


@click.command()
@click.argument("code", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="For people, for the docs, or for programs.",
)
def rules(code: str | None, style: str) -> None:
    """List the rules, or print the page of one.

    CODE is a rule's code or its name.

    \b
    Examples:
      studydeck rules
      studydeck rules C022
      studydeck rules trailing-zero
    """
    from generator.codes import rulebook

    rule = rulebook.find(code) if code else None
    if code and rule is None:
        raise click.UsageError(f"there is no rule {code!r}; `studydeck rules` lists all")
    if style == "json":
        chosen = [rule] if rule else list(rulebook.BY_CODE.values())
        console.print_json({"rules": [rulebook.as_dict(one) for one in chosen]})
    elif rule:
        click.echo(rulebook.page(rule))
    elif style == "markdown":
        click.echo(rulebook.reference())
    else:
        click.echo(rulebook.overview())
