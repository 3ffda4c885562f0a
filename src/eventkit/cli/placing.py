"""Commands that say when and where a session is held, and whether at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import TIME, later_moment, moment
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import (
    cancel_session,
    find,
    move_session,
    remove_session,
    restore_session,
    unschedule_session,
)
from eventkit.editing import pin as pinned
from eventkit.model import SessionId
from eventkit.schedule import Schedule, Thing

parts_option = click.option("--without-parts", is_flag=True, help="Leave its parts where they are.")


@click.command()
@click.argument("session")
@click.option("--start", metavar=TIME, help="When it begins: 09:00, or '2027-09-06 09:00'.")
@click.option("--end", metavar=TIME, help="When it ends.")
@click.option("--minutes", type=click.IntRange(1), metavar="N", help="How long it lasts, instead of --end.")
@click.option("--room", "rooms", multiple=True, metavar="ROOM", help="Where; again for several rooms.")
@click.option("--no-room", is_flag=True, help="In no room of its own.")
@parts_option
@change_options
@pass_terminal
def move(terminal: Terminal, session: str, **given: Any) -> None:
    """Move a session to another time or other rooms.

    A new start keeps its length, and moves its parts along. A time without a date is on its own day.

    \b
    Example:
      eventkit session move opening --start 10:00
      eventkit session move opening --start "2027-09-07 09:00" --room annex
    """
    if all(given[name] in {None, (), False} for name in ("start", "end", "minutes", "rooms", "no_room")):
        message = "say where to: --start, --end, --minutes or --room"
        raise click.UsageError(message)

    def edit(schedule: Schedule) -> Schedule:
        return placed(schedule, find(schedule, Thing.SESSION, session), given)

    change(terminal, edit, f"move session '{session}'")


def placed(schedule: Schedule, id_: str, given: Mapping[str, Any]) -> Schedule:
    """The schedule with a session at the time and in the rooms that the options tell; as it is if none do.

    Raises:
        click.BadParameter: A time is none.
        eventkit.editing.Refused: It cannot be held then or there.
    """
    if given["rooms"] and given.get("no_room"):
        message = "--room and --no-room exclude each other"
        raise click.UsageError(message)
    session = schedule.session(SessionId(id_))
    start = end = None
    if given["start"] is not None:
        start = moment(given["start"], schedule, "--start", _day(schedule, id_))
    begins = start or (session.slot.period.start if session.slot else None)
    if given["end"] is not None:
        if begins is None:
            message = "wants a start beside it: give --start"
            raise click.BadParameter(message, param_hint="--end")
        end = later_moment(given["end"], schedule, "--end", begins)
    rooms = [find(schedule, Thing.ROOM, each) for each in given["rooms"]]
    elsewhere = bool(rooms) or bool(given.get("no_room"))
    if not elsewhere and (start, end, given["minutes"]) == (None, None, None):
        return schedule
    return move_session(
        schedule,
        id_,
        start=start,
        end=end,
        minutes=given["minutes"],
        rooms=rooms if elsewhere else None,
        with_parts=not given.get("without_parts"),
    )


def _day(schedule: Schedule, id_: str) -> date:
    """The day that a time without a date is on: that of the session, of what it is part of, or the first."""
    at = schedule.session(SessionId(id_))
    while at.slot is None and at.parent is not None:
        at = schedule.session(at.parent)
    return schedule.day(at.slot.period.start) if at.slot else schedule.conference.start


@click.command()
@click.argument("session")
@change_options
@pass_terminal
def cancel(terminal: Terminal, session: str) -> None:
    """Cancel a session: it stays on the agenda, marked as cancelled.

    Its parts are cancelled with it. Calendars that have it show it as cancelled.

    \b
    Example:
      eventkit session cancel panel --why "the moderator is ill"
    """
    change(
        terminal,
        lambda schedule: cancel_session(schedule, find(schedule, Thing.SESSION, session)),
        f"cancel session '{session}'",
    )


@click.command()
@click.argument("session")
@change_options
@pass_terminal
def restore(terminal: Terminal, session: str) -> None:
    """Let a cancelled session take place after all.

    \b
    Example:
      eventkit session restore panel
    """
    change(
        terminal,
        lambda schedule: restore_session(schedule, find(schedule, Thing.SESSION, session)),
        f"restore session '{session}'",
    )


@click.command()
@click.argument("session")
@parts_option
@change_options
@pass_terminal
def unschedule(terminal: Terminal, session: str, without_parts: bool) -> None:
    """Take the time and the rooms from a session.

    \b
    Example:
      eventkit session unschedule panel
    """

    def edit(schedule: Schedule) -> Schedule:
        id_ = find(schedule, Thing.SESSION, session)
        return unschedule_session(schedule, id_, with_parts=not without_parts)

    change(terminal, edit, f"unschedule session '{session}'")


@click.command()
@click.argument("session")
@click.option("--off", is_flag=True, help="Let planning move it again.")
@change_options
@pass_terminal
def pin(terminal: Terminal, session: str, off: bool) -> None:
    """Settle the time and the rooms of a session, so that planning leaves it alone.

    \b
    Example:
      eventkit session pin opening
    """
    change(
        terminal,
        lambda schedule: pinned(schedule, find(schedule, Thing.SESSION, session), pinned=not off),
        f"{'unpin' if off else 'pin'} session '{session}'",
    )


@click.command()
@click.argument("session")
@click.option("--with-parts", is_flag=True, help="Its parts as well.")
@change_options
@pass_terminal
def remove(terminal: Terminal, session: str, with_parts: bool) -> None:
    """Remove a session as if it had never been; to let people know, cancel it.

    \b
    Example:
      eventkit session remove rehearsal
    """
    change(
        terminal,
        lambda schedule: remove_session(
            schedule, find(schedule, Thing.SESSION, session), with_parts=with_parts
        ),
        f"remove session '{session}'",
    )
