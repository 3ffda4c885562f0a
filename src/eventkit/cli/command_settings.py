"""Command settings: the store, the conference, the author and the language of a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPLETION_VARIABLE = "_EVENTKIT_COMPLETE"
"""The variable of the environment by which a shell asks for the words that complete one."""

DEFAULT_STORE = "eventkit.db"

HELP, HELP_OPTION = "help", "--help"


@dataclass
class CliSettings:
    """The settings of a command, from its options and the environment.

    Attributes:
        store: The store: the path of an SQLite file, or a URL.
        conference: The id of the conference, if one is given.
        why: The reason, if one is given.
        dry_run: Whether changes are only shown, and not made.
        no_pager: Whether long output is printed without a pager.
    """

    store: str = DEFAULT_STORE
    conference: str | None = None
    author: str = ""
    why: str = ""
    dry_run: bool = False
    language: str = "en"
    no_pager: bool = False


def settings_from(environment: Mapping[str, str], user: str) -> CliSettings:
    """The settings without options: from the environment, and the name of the system's user."""
    return CliSettings(
        store=environment.get("EVENTKIT_STORE") or DEFAULT_STORE,
        conference=environment.get("EVENTKIT_CONFERENCE") or None,
        author=environment.get("EVENTKIT_AUTHOR") or user or "someone",
        language=environment.get("EVENTKIT_LANGUAGE") or "en",
    )
