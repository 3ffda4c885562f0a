"""The log command: the changes of a conference, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from eventkit.cli.display import EXAMPLES, Display, command, local, plural, when_heading
from eventkit.cli.shared_options import pager_option, store_options
from eventkit.editing import find
from eventkit.errors import EventkitError, NoSuchConference
from eventkit.messages import Message, localise
from eventkit.office.change_summaries import changed_fields
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import Alteration, LogEntry
from eventkit.times import wall, zone

ENTITIES_SHOWN = 12
"""The largest number of entities of one change that are listed; of more, the numbers are, with examples."""


@command()
@click.option("--session", metavar="SESSION", help="Only the changes of that session.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@pager_option
@store_options
def log(display: Display, session: str | None, limit: int) -> None:
    """List the changes, newest first: who made them, when and why.

    Use their numbers with 'undo'. Times are in the time zone of the conference.

    Example:
      eventkit log
      eventkit log --session opening --limit 5
    """
    schedule = _schedule(display)
    transactions = display.log(session=_session_id(schedule, session), limit=limit)
    if session is not None and not transactions:
        raise EventkitError("There are no changes of a session '{session}'.", session=session)
    shown = display.headed_table("No.", when_heading(schedule), "Who", "Why", "What")
    for transaction in transactions:
        shown.add_row(
            str(transaction.number),
            changed_at(transaction, schedule),
            transaction.author,
            _why(transaction, display.settings.language),
            _what(transaction),
        )
    with display.paged():
        display.out.print(shown)


def _schedule(display: Display) -> Schedule | None:
    try:
        return display.load(removed=True).schedule
    except NoSuchConference:
        return None


def _session_id(schedule: Schedule | None, session: str | None) -> str | None:
    """The id of the selected session; a removed session needs its full id."""
    if session is None or schedule is None:
        return session
    try:
        return find(schedule, EntityKind.SESSION, session)
    except EventkitError:
        return session


def changed_at(change: Any, schedule: Schedule | None) -> str:
    """The time of a change in the zone of the conference; in UTC where it was removed."""
    return f"{wall(change.at, schedule.zone if schedule else zone('UTC')):%Y-%m-%d %H:%M}"


def _why(change: LogEntry, language: str) -> str:
    why = localise(change.why, language)
    if not change.undoes:
        return why
    undoes = Message("undoes {number}: {why}" if why else "undoes {number}", number=change.undoes, why=why)
    return local(undoes, language)


def _what(change: LogEntry) -> str:
    if len(change.alterations) <= ENTITIES_SHOWN:
        return "\n".join(_altered(alteration) for alteration in change.alterations)
    groups: dict[tuple[str, str], list[str]] = {}
    for alteration in change.alterations:
        groups.setdefault((_sign(alteration), alteration.table), []).append(alteration.id)
    return "\n".join(_counted(sign, table, ids) for (sign, table), ids in groups.items())


def _counted(sign: str, table: str, ids: Sequence[str]) -> str:
    examples = [*ids[:EXAMPLES], *(["…"] if len(ids) > EXAMPLES else [])]
    return f"{sign} {plural(len(ids), table)}: {', '.join(examples)}"


def _sign(alteration: Alteration) -> str:
    """``+`` for an entity that was added, ``-`` for one that was removed, a space for one that changed."""
    if alteration.before is None:
        return "+"
    return "-" if alteration.after is None else " "


def _altered(alteration: Alteration) -> str:
    entity = f"{alteration.table} {alteration.id}"
    if alteration.before is None or alteration.after is None:
        return f"{_sign(alteration)} {entity}"
    return f"  {entity}: {', '.join(changed_fields(alteration)) or 'order'}"
