"""The command loader: commands imported when called, with errors turned into messages and exit codes."""

from __future__ import annotations

import errno
import getpass
import io
import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from operator import attrgetter
from typing import Any

import click

from eventkit.cli.shared_options import settings_from
from eventkit.errors import (
    ConferenceExists,
    ContactFault,
    EventkitError,
    NoSuchFinding,
    NoSuchRelease,
    SettingsUnreadable,
)

FAILED = 1
"""Exit code where something is wrong with the conference or a file; a wrong call exits with 2."""


class CommandLoader(click.Group):
    """A group of commands that are imported when they are called.

    A command may itself be such a group.

    Args:
        commands: For each command, its place in this package, ``module:name`` or ``module:object.name``, and
            the first sentence of its help.
    """

    def __init__(self, *args: Any, commands: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = commands

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a call, with the settings the environment gives in it before options speak."""
        if parent is None:
            _escape_unprintable()
            extra = {"obj": settings_from(os.environ, _system_user()), **extra}
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order in which an organiser meets them."""
        return list(self.lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded; ``None`` if there is none."""
        if cmd_name not in self.lines:
            return None
        module, _, name = self.lines[cmd_name][0].partition(":")
        command: click.Command = attrgetter(name)(import_module(f"{__package__}.{module}"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; an unknown name fails with a suggestion of similar ones."""
        if args and args[0] not in self.lines and (near := get_close_matches(args[0], self.lines)):
            ctx.fail(f"there is no command '{args[0]}': did you mean {' or '.join(near)}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from their one-line helps, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.lines.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error an organiser can act on becomes its message and exit code 1."""
        try:
            return super().invoke(ctx)
        except EventkitError as error:
            fail(explain(error))
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our output has seen enough
                sys.exit(FAILED)
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{(error.strerror or str(error)).lower()}")


def _escape_unprintable() -> None:
    """Have what the terminal has no letters for written as its number: no name ends a command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a system that has no name for its user, as in some containers
        return ""


def explain(error: EventkitError) -> str:
    """The message of an error, with the command that helps."""
    match error:
        case SettingsUnreadable():
            return f"{error}: use the eventkit that wrote them, or start anew with 'eventkit rules reset'"
        case ConferenceExists():
            return f"{error}: change it with 'eventkit conference edit'"
        case NoSuchFinding(near=()):
            command = "eventkit waive --list" if error.waiver else "eventkit check"
            return f"{error}: '{command}' lists them"
        case NoSuchRelease(present=()):
            return f"{error}: 'eventkit release NAME' makes one"
        case ContactFault():
            return f"{error}\nfix the contacts, or leave them out"
        case _:
            return str(error)


def the_errors(errors: int) -> str:
    """How many errors there are to mend: the error, the 3 errors."""
    return "the error" if errors == 1 else f"the {errors} errors"


def fail(message: str) -> None:
    """Print every line of a message to standard error, and exit with code 1."""
    for line in message.splitlines():
        click.echo(f"eventkit: {line}", err=True)
    sys.exit(FAILED)
