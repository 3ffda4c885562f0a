"""Those who hold badges: how commands are told of them, and who is meant."""

from __future__ import annotations

import click

from eventkit.cli.shared_options import Command, author_option, store_options
from eventkit.editing import find
from eventkit.schedule import Thing
from eventkit.store import Store


def holders_options(command: Command) -> Command:
    """Let a command that issues or refuses badges be told whose, by whom and why."""
    people = click.argument("people", metavar="PERSON...", nargs=-1, required=True)
    why = click.option("--why", default="", metavar="TEXT", help="What for: 'badges issued' shows it.")
    return people(why(author_option(store_options(command))))


def holder(store: Store, conference: str, words: str) -> str:
    """What the one who is meant is known by: an attendee that badges were issued to, or a participant.

    Raises:
        Refused: There is none.
    """
    if any(badge.holder == words for badge in store.badges.all(conference)):
        return words
    return find(store.load(conference).schedule, Thing.PARTICIPANT, words)
