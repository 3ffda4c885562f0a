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


def of_entities(option: str, name: str, source: str, about: str, **more: Any) -> Callable[[Any], Any]:
    """An option for entities of a kind, or others of a source, which is repeated for several."""
    more = {"multiple": True, "metavar": option[2:].upper(), "shell_complete": complete_ids(source), **more}
    return click.option(option, name, help=about, **more)


def _flag(option: str, about: str) -> Callable[[Any], Any]:
    return click.option(option, is_flag=True, expose_value=False, callback=_keep, help=about)


def _setting(option: str, metavar: str, about: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(option, metavar=metavar, expose_value=False, callback=_keep, help=about, **more)


store_options = all_of(
    _setting(
        "--store",
        "STORE",
        f"The store: an SQLite file, or the URL of a database.  [EVENTKIT_STORE; {DEFAULT_STORE}]",
        is_eager=True,  # known when the target of -o is checked, in any order of options
    ),
    _setting(
        "--conference",
        "ID",
        "The conference, if the store has several.  [EVENTKIT_CONFERENCE]",
        shell_complete=complete_ids(Source.CONFERENCE),
    ),
)
author_option = _setting("--author", "NAME", "Who makes the change.  [EVENTKIT_AUTHOR; the system's user]")
why_option = _setting("--why", "TEXT", "The reason, shown in the log.")
dry_run_option = _flag("--dry-run", "Only show what would change.")
change_options = all_of(dry_run_option, author_option, why_option, store_options)
pager_option = _flag("--no-pager", "Print everything at once, without the pager of PAGER.")


def _release(about: str, **more: Any) -> Callable[[Any], Any]:
    return of_entities("--release", "release", Source.RELEASE, about, multiple=False, **more)


draft_options = all_of(
    _release("The release of that name.  [the newest]", metavar="NAME"),
    click.option("--draft", is_flag=True, help="The conference as it is now, released or not."),
)
release_option = _release(
    "As of the release of that name, or of the newest.  [the conference as it is now]",
    metavar="[NAME]",
    is_flag=False,
    flag_value="",
)
language_option = of_entities(
    "--language",
    "languages",
    Source.LANGUAGE,
    "A language of the readers, such as en or zh. Repeatable.  [the conference's]",
    metavar="TAG",
)
force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")
