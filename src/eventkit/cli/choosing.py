"""Options that say whose badges are printed, and what they mean in a conference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from eventkit.cli.input_values import OneOf
from eventkit.editing import find
from eventkit.model import OrganisationId, Role, SessionId
from eventkit.outputs.badges.badge_selection import BadgeSelection
from eventkit.schedule import Schedule, Thing

Command = TypeVar("Command", bound=Callable[..., Any])


def choice_options(command: Command) -> Command:
    """Let a command be told whom it is for; `selection_of` makes a value of it."""
    options = (
        click.option(
            "--person",
            "people",
            multiple=True,
            metavar="PERSON",
            help="Only this person, or who is known so in the list of attendees; again for more.",
        ),
        click.option(
            "--role",
            "roles",
            multiple=True,
            metavar="ROLE",
            type=OneOf(Role),
            help="Only those who appear as this, such as host; again for more.",
        ),
        click.option(
            "--organisation",
            "organisations",
            multiple=True,
            metavar="ORGANISATION",
            help="Only those from this organisation; again for more.",
        ),
        click.option(
            "--session",
            "sessions",
            multiple=True,
            metavar="SESSION",
            help="Only those who appear in this session or a part of it; again for more.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def selection_of(given: dict[str, Any], schedule: Schedule, *, listed: bool) -> BadgeSelection:
    """What the options of `choice_options` say; they are taken out of those given.

    Args:
        given: The options.
        schedule: Where people, organisations and sessions are found by what is said of them.
        listed: Whether there is a list of attendees besides, in which anyone may be.

    Raises:
        eventkit.errors.EventkitError: Something is not found, or it may be several.
    """
    people, roles, organisations, sessions = (
        given.pop(name) for name in ("people", "roles", "organisations", "sessions")
    )
    ids = [each if listed and each not in _ids(schedule) else _found(schedule, each) for each in people]
    return BadgeSelection(
        frozenset(ids),
        frozenset(roles),
        frozenset(OrganisationId(find(schedule, Thing.ORGANISATION, each)) for each in organisations),
        frozenset(SessionId(find(schedule, Thing.SESSION, each)) for each in sessions),
    )


def _ids(schedule: Schedule) -> set[str]:
    return {person.id for person in schedule.participants}


def _found(schedule: Schedule, words: str) -> str:
    return find(schedule, Thing.PARTICIPANT, words)
