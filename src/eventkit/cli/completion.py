"""The command that sets up completion."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands in your shell.

    \b
    Example:
      eventkit completion bash >> ~/.bashrc
      eventkit completion fish > ~/.config/fish/completions/eventkit.fish
    """
    script = get_completion_class(shell)
    if script is None:
        raise click.BadParameter(shell)
    root = context.find_root()
    click.echo(script(root.command, {}, "eventkit", "_EVENTKIT_COMPLETE").source())
