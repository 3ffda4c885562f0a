"""Commands that say when people can appear and rooms may be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import period
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import edit_participant, edit_room, find
from eventkit.schedule import Schedule, Thing

Command = TypeVar("Command", bound=Callable[..., Any])
Edit = Callable[..., Schedule]


def period_options(command: Command) -> Command:
    """Let a command be told periods, or that there is no limit."""
    periods = click.argument("periods", nargs=-1, metavar="[PERIOD]...")
    always = click.option("--always", is_flag=True, help="At any time.")
    return periods(always(command))


@click.command()
@click.argument("person_", metavar="PERSON")
@period_options
@change_options
@pass_terminal
def person(terminal: Terminal, person_: str, periods: tuple[str, ...], always: bool) -> None:
    """Say when someone can appear.

    A PERIOD is a day of the conference or some hours of one. Those given take the place of all there were.

    \b
    Example:
      eventkit person available lin-yifu 2027-09-06 "2027-09-07 09:00-13:00"
      eventkit person available lin-yifu --always
    """
    _available(terminal, Thing.PARTICIPANT, edit_participant, person_, periods, always=always)


@click.command()
@click.argument("room_", metavar="ROOM")
@period_options
@change_options
@pass_terminal
def room(terminal: Terminal, room_: str, periods: tuple[str, ...], always: bool) -> None:
    """Say when a room may be used.

    A PERIOD is a day of the conference or some hours of one. Those given take the place of all there were.

    \b
    Example:
      eventkit room available annex "2027-09-06 08:00-18:00"
      eventkit room available annex --always
    """
    _available(terminal, Thing.ROOM, edit_room, room_, periods, always=always)


def _available(
    terminal: Terminal, kind: Thing, edit: Edit, words: str, periods: tuple[str, ...], *, always: bool
) -> None:
    if always == bool(periods):
        message = 'give the periods, such as "2027-09-06 09:00-13:00", or --always'
        raise click.UsageError(message)

    def edited(schedule: Schedule) -> Schedule:
        times = tuple(period(each, schedule) for each in periods)
        return edit(schedule, find(schedule, kind, words), available=times)

    change(terminal, edited, f"availability of '{words}'")
