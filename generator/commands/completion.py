"""``studydeck completion``: what a shell needs to complete commands, options and decks."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]

_VARIABLE = "_STUDYDECK_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that lets a shell complete commands and decks.

    Load it where the shell starts. Bash 4.4 or newer is needed.

    \b
    Examples:
      studydeck completion bash >> ~/.bashrc
      studydeck completion zsh >> ~/.zshrc     below the line with compinit
      studydeck completion fish > ~/.config/fish/completions/studydeck.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "studydeck", _VARIABLE).source())
