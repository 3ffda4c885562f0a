"""The log command: the changes of a conference, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from eventkit.cli.console import Console
from eventkit.cli.display import COUNTED, EXAMPLES, Display, command, local, when_heading
from eventkit.cli.shared_options import pager_option, store_options
from eventkit.editing import find
from eventkit.errors import EventkitError, NoSuchConference
from eventkit.messages import Listed, Message, Term, localise
from eventkit.office.change_summaries import headings_of_change
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import Alteration, LogEntry
from eventkit.times import wall, zone

ENTITIES_SHOWN = 12
"""The largest number of entities of one change that are listed; of more, the numbers are, with examples."""


@command()
@click.option("--session", metavar="SESSION", help="Only the changes of that session.")
@click.option("--author", metavar="NAME", help="Only the changes by that person.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@pager_option
@store_options
def log(display: Display, session: str | None, author: str | None, limit: int) -> None:
    """List the changes, newest first: who made them, when and why.

    Use their numbers with 'undo'. Times are in the time zone of the conference.

    Example:
      eventkit log
      eventkit log --session opening --limit 5
    """
    schedule = _schedule(display)
    transactions = display.log(session=_session_id(schedule, session), author=author, limit=limit)
    if author is not None and not transactions:
        raise EventkitError("There are no changes by '{author}'.", author=author)
    if session is not None and not transactions:
        raise EventkitError("There are no changes of a session '{session}'.", session=session)
    shown = display.headed_table("No.", when_heading(schedule), "Who", "Why", "What")
    for transaction in transactions:
        shown.add_row(
            str(transaction.number),
            changed_at(transaction, schedule),
            transaction.author,
            _why(transaction, display.settings.language),
            _what(transaction, display.out),
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


def _what(change: LogEntry, out: Console) -> str:
    if len(change.alterations) <= ENTITIES_SHOWN:
        lines = [_altered(alteration) for alteration in change.alterations]
    else:
        groups: dict[tuple[str, str], list[str]] = {}
        for alteration in change.alterations:
            groups.setdefault((_sign(alteration), alteration.table), []).append(alteration.id)
        lines = [(sign, _counted(table, ids)) for (sign, table), ids in groups.items()]
    return "\n".join(f"{sign} {out.local(words)}" for sign, words in lines)


def _counted(table: str, ids: Sequence[str]) -> Message:
    if table not in COUNTED:
        return Message("{kind} {id}", kind=Term(table), id=ids[0])
    count = Message(COUNTED[table], count=len(ids))
    examples = Listed((*ids[:EXAMPLES], *(["…"] if len(ids) > EXAMPLES else [])))
    return Message("{count}: {examples}", count=count, examples=examples)


def _sign(alteration: Alteration) -> str:
    """``+`` for an entity that was added, ``-`` for one that was removed, a space for one that changed."""
    if alteration.before is None:
        return "+"
    return "-" if alteration.after is None else " "


def _altered(alteration: Alteration) -> tuple[str, Message]:
    sign, kind, id_ = _sign(alteration), Term(alteration.table), alteration.id
    if sign != " ":
        return sign, Message("{kind} {id}", kind=kind, id=id_)
    fields = Listed(headings_of_change(alteration) or (Message("order"),))
    return sign, Message("{kind} {id}: {fields}", kind=kind, id=id_, fields=fields)
