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
    """The settings of a command, from its options and the environment.

    Attributes:
        store: The URL of the store.
        conference: The id of the conference, if one is given.
        author: Who makes the changes.
        why: The reason, if one is given.
        dry_run: Whether changes are only shown, and not made.
        language: The language of changes and findings.
    """

    store: str = DEFAULT_STORE
    conference: str | None = None
    author: str = ""
    why: str = ""
    dry_run: bool = False
    language: str = "en"


def settings_from(environment: Mapping[str, str], user: str) -> CliSettings:
    """The settings without options: from the environment, and the name of the system's user."""
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
    """Options for the store and the conference, of a command or of its group."""
    store = click.option(
        "--store",
        metavar="URL",
        is_eager=True,  # known when the target of -o is checked, in any order of options
        expose_value=False,
        callback=_keep,
        help=f"The store: an SQLite file or a PostgreSQL database.  [EVENTKIT_STORE; {DEFAULT_STORE}]",
    )
    conference = click.option(
        "--conference",
        metavar="ID",
        expose_value=False,
        callback=_keep,
        help="The conference, if the store has several.  [EVENTKIT_CONFERENCE]",
    )
    return store(conference(command))


def author_option(command: Command) -> Command:
    """An option for the author of a change."""
    return click.option(
        "--author",
        metavar="NAME",
        expose_value=False,
        callback=_keep,
        help="Who makes the change.  [EVENTKIT_AUTHOR; the system's user]",
    )(command)


def why_option(command: Command) -> Command:
    """Add the reason to a command that changes the store."""
    return click.option(
        "--why", metavar="TEXT", expose_value=False, callback=_keep, help="The reason, shown in the log."
    )(command)


def change_options(command: Command) -> Command:
    """Options for the author and the reason of a change, and for a dry run."""
    dry_run = click.option(
        "--dry-run", is_flag=True, expose_value=False, callback=_keep, help="Only show what would change."
    )
    return dry_run(author_option(why_option(store_options(command))))


def draft_options(command: Command) -> Command:
    """Options for a release or the draft."""
    release = click.option("--release", metavar="NAME", help="The release of that name.  [the newest]")
    draft = click.option("--draft", is_flag=True, help="The conference as it is now, released or not.")
    return release(draft(command))


def language_option(command: Command) -> Command:
    """An option for the languages of the readers."""
    return click.option(
        "--language",
        "languages",
        metavar="TAG",
        multiple=True,
        help="A language of the readers, such as en or zh. Repeat it for several.  [the conference's]",
    )(command)
