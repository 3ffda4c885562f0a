"""History commands: log, blame, undo, diff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click
from rich.text import Text as Words

from eventkit.cli.following import follow_back, followed
from eventkit.cli.outcome_report import report_difference
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.schedule import Schedule, Thing
from eventkit.store import Alteration, LogEntry
from eventkit.times import wall, zone

VALUE_LIMIT = 60
"""How much of a value is shown in a list of changes, in characters."""


NOTHING = "–"
"""What stands for an empty value."""


IDENTITY = {"id", "uid"}
"""Fields that nobody changes."""


_WALL_TIME = re.compile(r"([0-9-]{10})T([0-9:]{5}):00[+-]")


THINGS_SHOWN = 12
"""How many of the things that one change touched are listed; an import touches hundreds."""


@click.command()
@click.option("--session", metavar="SESSION", help="Only what was done to that session.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@store_options
@pass_terminal
def log(terminal: Terminal, session: str | None, limit: int) -> None:
    """List what was changed, by whom, when and why, the newest first.

    The numbers are what 'undo' takes. Times are those of the conference.

    \b
    Example:
      eventkit log
      eventkit log --session opening --limit 5
    """
    with terminal.store() as store:
        conference, schedule = terminal.known(store)
        only = _known(schedule, session)
        transactions = store.log(conference, session=only, limit=limit)
    shown = make_table("No.", "When", "Who", "Why", "What")
    for each in transactions:
        shown.add_row(str(each.number), _when(each, schedule), each.author, _why(each), _what(each))
    if session is not None and not transactions:
        message = f"nothing was ever done to a session '{session}'"
        raise EventkitError(message)
    terminal.out.print(shown)


def _known(schedule: Schedule | None, session: str | None) -> str | None:
    """The id of the session that is meant; what was removed has to be called by its whole id."""
    if session is None or schedule is None:
        return session
    try:
        return find(schedule, Thing.SESSION, session)
    except EventkitError:
        return session


def _when(each: Any, schedule: Schedule | None) -> str:
    """When it was, by the clocks at the conference; in UTC where there is none any more."""
    return f"{wall(each.at, schedule.zone if schedule else zone('UTC')):%Y-%m-%d %H:%M}"


def _why(each: LogEntry) -> str:
    return f"takes back {each.undoes}" + (f": {each.why}" if each.why else "") if each.undoes else each.why


def _what(each: LogEntry) -> Words:
    lines = [_altered(one) for one in each.alterations[:THINGS_SHOWN]]
    more = len(each.alterations) - len(lines)
    return Words("\n".join([*lines, *([f"and {more} more"] if more > 0 else [])]))


def _altered(one: Alteration) -> str:
    what = f"{one.table} {one.id}"
    if one.before is None:
        return f"+ {what}"
    if one.after is None:
        return f"- {what}"
    names = [name for name in {**one.before, **one.after} if one.before.get(name) != one.after.get(name)]
    return f"  {what}: {', '.join(names) or 'order'}"


@click.command()
@click.argument("number", metavar="[NO]", type=click.IntRange(1), required=False)
@click.option("--why", metavar="TEXT", default="", help="What for: kept in the log.")
@author_option
@store_options
@pass_terminal
def undo(terminal: Terminal, number: int | None, why: str) -> None:
    """Undo a change: the one of that number, whoever made it, or your own last one.

    Only what that change did goes back; what others did since stays. Where the same has changed again since,
    nothing is taken back and you are told by whom. To do it again, undo the undoing.

    \b
    Example:
      eventkit undo
      eventkit undo 17
    """
    with terminal.store() as store:
        conference, before = terminal.known(store)
        kept = store.undo(
            conference, number, author=terminal.settings.author, at=terminal.now(), why=why, follow=followed
        )
        (done,) = store.log(conference, limit=1)
    terminal.out.print(f"took back change {done.undoes}; 'eventkit undo {done.number}' does it again")
    if before is None:
        terminal.out.print(f"{conference} is back")
    else:
        report_difference(terminal, before, kept.schedule)
        follow_back(terminal, before, kept.schedule)


@click.command()
@click.argument("session")
@store_options
@pass_terminal
def blame(terminal: Terminal, session: str) -> None:
    """Show who made each field of a session what it is.

    \b
    Example:
      eventkit blame opening
    """
    with terminal.store() as store:
        conference = terminal.chosen(store)
        schedule = store.load(conference).schedule
        lines = store.blame(conference, find(schedule, Thing.SESSION, session))
    begun = min((each.number for each in lines), default=0)
    shown = make_table("Field", "Is", "Since", "By", "Why", "No.")
    for each in lines:
        said = value_summary(each.value)
        never_told = each.number == begun and said in {NOTHING, value_summary(False)}  # noqa: FBT003 - a value
        if each.field not in IDENTITY and not never_told:
            shown.add_row(each.field, said, _when(each, schedule), each.author, each.why, str(each.number))
    terminal.out.print(shown)


def value_summary(value: Any) -> str:
    """A value of the history in a few words."""
    match value:
        case None | () | []:
            said = NOTHING
        case {"period": {"start": start, "end": end}, **rest}:
            rooms = value_summary(rest.get("rooms"))
            said = f"{value_summary(start)} to {value_summary(end)}" + (
                f", {rooms}" if rooms != NOTHING else ""
            )
        case str() if shown := _WALL_TIME.match(value):
            said = f"{shown[1]} {shown[2]}"
        case bool():
            said = "yes" if value else "no"
        case Mapping():
            parts = {name: value_summary(each) for name, each in value.items() if each not in (None, [], ())}
            said = ", ".join(f"{name} {each}" for name, each in parts.items())
        case list() | tuple():
            said = "; ".join(value_summary(each) for each in value)
        case _:
            said = str(value)
    return said if len(said) <= VALUE_LIMIT else f"{said[: VALUE_LIMIT - 1]}…"
