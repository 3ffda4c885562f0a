"""From values to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table

from eventkit.changes import Ledger, Revision
from eventkit.model import Affiliation, Conference, Participant, Room, Session
from eventkit.store import forms, tables
from eventkit.store.forms import to_json
from eventkit.store.snapshot import StoredState
from eventkit.times import Period, wall, zone
from eventkit.values import Value

Cell = str | int | None
Row = dict[str, Cell]


class Part(NamedTuple):
    """A value with all that its rows are made of: equal parts have equal rows.

    Attributes:
        table: The table of its own row; lists in it have rows of their own in others.
        id: Its id.
        value: The value.
        ordinal: What keeps it in order, if it is kept so.
        zone: The zone its wall times are in.
    """

    table: Table
    id: str
    value: Value
    ordinal: int | None
    zone: str


def parts(of: StoredState) -> Iterator[Part]:
    """All parts of a snapshot."""
    schedule, where = of.schedule, of.schedule.conference.zone
    yield Part(tables.conference, schedule.conference.id, schedule.conference, None, where)
    for table in tables.IN_ORDER:
        ordinal = of.ordinals[table.name]
        for value in getattr(schedule, f"{table.name}s"):
            yield Part(table, value.id, value, ordinal[value.id], where)
    yield from lines(of.ledger)


def lines(of: Ledger) -> Iterator[Part]:
    """The parts of a ledger."""
    for session, revision in of.sessions.items():
        yield Part(tables.ledger, session, revision, None, "")


def rows(part: Part, conference: str) -> Iterator[tuple[Table, Row]]:
    """The rows of a part, each with its table."""
    match part.value:
        case Conference() as value:
            told = forms.told(value, part.zone).get("deadlines")
            deadlines = to_json(told) if told else None
            yield part.table, _row(part.table, value, deadlines=deadlines)
            for at, backing in enumerate(value.organisations):
                yield tables.backing, _row(tables.backing, backing, conference=conference, ordinal=at)
        case Session() as value:
            yield from _session_rows(part, value, conference)
        case Participant() as value:
            owner: Row = {"conference": conference, "participant": value.id}
            available = _available(value.available, part.zone)
            yield (
                part.table,
                _row(part.table, value, conference=conference, ordinal=part.ordinal, available=available),
            )
            yield from _affiliation_rows(tables.affiliation, value.affiliations, owner)
            for at, member in enumerate(value.members):
                yield tables.membership, {**owner, "ordinal": at, "member": member}
        case Room() as value:
            available = _available(value.available, part.zone)
            yield (
                part.table,
                _row(part.table, value, conference=conference, ordinal=part.ordinal, available=available),
            )
        case Revision() as value:
            yield (
                part.table,
                _row(
                    part.table,
                    value,
                    conference=conference,
                    session=part.id,
                    created=value.created.isoformat(),
                    modified=value.modified.isoformat(),
                ),
            )
        case value:
            yield part.table, _row(part.table, value, conference=conference, ordinal=part.ordinal)


def _session_rows(part: Part, session: Session, conference: str) -> Iterator[tuple[Table, Row]]:
    owner: Row = {"conference": conference, "session": session.id}
    times = _times(session.slot.period, part.zone) if session.slot else _NO_TIMES
    yield part.table, _row(part.table, session, conference=conference, ordinal=part.ordinal, **times)
    for at, room in enumerate(session.slot.rooms if session.slot else ()):
        yield tables.session_room, {**owner, "room": room, "ordinal": at}
    for at, appearance in enumerate(session.people):
        yield tables.appearance, _row(tables.appearance, appearance, **owner, ordinal=at)
        whose: Row = {**owner, "participant": appearance.participant, "role": appearance.role.value}
        yield from _affiliation_rows(tables.appearance_affiliation, appearance.affiliations, whose)


def _affiliation_rows(
    table: Table, affiliations: Iterable[Affiliation], owner: Row
) -> Iterator[tuple[Table, Row]]:
    for at, affiliation in enumerate(affiliations):
        yield table, _row(table, affiliation, **owner, ordinal=at)


_NO_TIMES: Row = dict.fromkeys(tables.TIMES)


def _times(period: Period, where: str) -> Row:
    return _time("start", period.start, where) | _time("end", period.end, where)


def _available(periods: Iterable[Period], where: str) -> Cell:
    """Periods in one cell, told as a session's times are."""
    told = [_times(period, where) for period in periods]
    return to_json(told) if told else None


def _time(which: str, at: datetime, where: str) -> Row:
    shown = wall(at, zone(where))
    return {
        f"{which}_wall": shown.isoformat(),
        f"{which}_fold": shown.fold,
        f"{which}_utc": at.isoformat(),
    }


def _row(table: Table, value: Value, **beside: Cell) -> Row:
    """A row: a cell for each field of the value that has a column, and what is said beside them."""
    in_json = tables.JSON_IN[table.name]
    cells: Row = dict.fromkeys(in_json)
    for name, given in value.model_dump(mode="json", exclude_none=True, include=set(in_json)).items():
        if in_json[name]:
            cells[name] = to_json(given) if given else None
        else:
            cells[name] = int(given) if isinstance(given, bool) else given
    return cells | beside
