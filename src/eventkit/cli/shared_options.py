"""Options shared by commands: store, conference, author, release, language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from eventkit.cli.commands import DEFAULT_STORE
from eventkit.cli.shell_completion import Source, complete_ids

Command = TypeVar("Command", bound=Callable[..., Any])


class AliasedOption(click.Option):
    """An option with further names, which are accepted, but neither listed nor completed."""

    def __init__(self, *args: Any, aliases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._aliases = aliases

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        action = "append" if self.multiple else "store"
        parser.add_option(self, opts=self._aliases, dest=self.name, action=action)


def _keep(context: click.Context, option: click.Parameter, value: str | bool | None) -> None:
    if value not in {None, False} and option.name is not None:
        setattr(context.find_root().obj, option.name, value)


def all_of(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several options as one decorator; they are listed in that order."""

    def declare(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return declare


def store_options(command: Command) -> Command:
    store = click.option(
        "--store",
        metavar="STORE",
        is_eager=True,  # known when the target of -o is checked, in any order of options
        expose_value=False,
        callback=_keep,
        help=f"The store: an SQLite file, or the URL of a database.  [EVENTKIT_STORE; {DEFAULT_STORE}]",
    )
    conference = click.option(
        "--conference",
        metavar="ID",
        expose_value=False,
        callback=_keep,
        shell_complete=complete_ids(Source.CONFERENCE),
        help="The conference, if the store has several.  [EVENTKIT_CONFERENCE]",
    )
    return store(conference(command))


def author_option(command: Command) -> Command:
    return click.option(
        "--author",
        metavar="NAME",
        expose_value=False,
        callback=_keep,
        help="Who makes the change.  [EVENTKIT_AUTHOR; the system's user]",
    )(command)


def why_option(command: Command) -> Command:
    return click.option(
        "--why", metavar="TEXT", expose_value=False, callback=_keep, help="The reason, shown in the log."
    )(command)


def dry_run_option(command: Command) -> Command:
    """An option that only shows what a command would change."""
    return click.option(
        "--dry-run", is_flag=True, expose_value=False, callback=_keep, help="Only show what would change."
    )(command)


def change_options(command: Command) -> Command:
    return dry_run_option(author_option(why_option(store_options(command))))


def draft_options(command: Command) -> Command:
    release = click.option(
        "--release",
        metavar="NAME",
        shell_complete=complete_ids(Source.RELEASE),
        help="The release of that name.  [the newest]",
    )
    draft = click.option("--draft", is_flag=True, help="The conference as it is now, released or not.")
    return release(draft(command))


def pager_option(command: Command) -> Command:
    return click.option(
        "--no-pager",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Print everything at once, without the pager of PAGER.",
    )(command)


def release_option(command: Command) -> Command:
    return click.option(
        "--release",
        metavar="NAME",
        shell_complete=complete_ids(Source.RELEASE),
        help="As of the release of that name.  [the conference as it is now]",
    )(command)


def language_option(command: Command) -> Command:
    return click.option(
        "--language",
        "languages",
        metavar="TAG",
        multiple=True,
        shell_complete=complete_ids(Source.LANGUAGE),
        help="A language of the readers, such as en or zh. Repeatable.  [the conference's]",
    )(command)
