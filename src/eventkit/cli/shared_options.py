"""Options shared by commands: store, conference, author, release, language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


DEFAULT_STORE = "sqlite:///eventkit.db"


@dataclass
class CliSettings:
    """What the options and the environment say.

    Attributes:
        store: The URL of the store.
        conference: The id of the conference, where one is told.
        author: Who makes the changes.
        why: What for, where that is told.
        dry_run: Whether changes are only told, and not made.
        language: The language in which changes and findings are told.
    """

    store: str = DEFAULT_STORE
    conference: str | None = None
    author: str = ""
    why: str = ""
    dry_run: bool = False
    language: str = "en"


def settings_from(environment: Mapping[str, str], user: str) -> CliSettings:
    """The settings before any option has spoken: from the environment, and the name of the system's user."""
    return CliSettings(
        store=environment.get("EVENTKIT_STORE") or DEFAULT_STORE,
        conference=environment.get("EVENTKIT_CONFERENCE") or None,
        author=environment.get("EVENTKIT_AUTHOR") or user or "someone",
        language=environment.get("EVENTKIT_LANGUAGE") or "en",
    )


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
    """Let a command, or the group before it, be told the store and the conference."""
    store = click.option(
        "--store",
        metavar="URL",
        is_eager=True,  # known when the target of -o is judged, wherever it stands in the call
        expose_value=False,
        callback=_keep,
        help=f"The store: an SQLite file or a PostgreSQL database.  [EVENTKIT_STORE; {DEFAULT_STORE}]",
    )
    conference = click.option(
        "--conference",
        metavar="ID",
        expose_value=False,
        callback=_keep,
        help="Which conference, where the store holds several.  [EVENTKIT_CONFERENCE]",
    )
    return store(conference(command))


def author_option(command: Command) -> Command:
    """Let a command that changes the store be told by whom."""
    return click.option(
        "--author",
        metavar="NAME",
        expose_value=False,
        callback=_keep,
        help="Who makes the change.  [EVENTKIT_AUTHOR; the system's user]",
    )(command)


def change_options(command: Command) -> Command:
    """Let a command that changes a conference be told by whom and why, or only to tell what it would do."""
    why = click.option(
        "--why", metavar="TEXT", expose_value=False, callback=_keep, help="What for: kept in the log."
    )
    dry_run = click.option(
        "--dry-run", is_flag=True, expose_value=False, callback=_keep, help="Only tell what would change."
    )
    return dry_run(author_option(why(store_options(command))))


def draft_options(command: Command) -> Command:
    """Let a command be told which state of the conference to take: a release, or the draft."""
    release = click.option(
        "--release", metavar="NAME", help="What was released under that name.  [the newest, if there is one]"
    )
    draft = click.option("--draft", is_flag=True, help="What stands now, released or not.")
    return release(draft(command))


def language_option(command: Command) -> Command:
    """Let a command be told the languages of its readers."""
    return click.option(
        "--language",
        "languages",
        metavar="TAG",
        multiple=True,
        help="A language of the readers, such as en or zh; give it again for more.  [the conference's]",
    )(command)
