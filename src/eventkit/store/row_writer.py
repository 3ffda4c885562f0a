"""Row writer: the difference between two schedules as inserts, updates and deletes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam

from eventkit.ledger import Ledger, Revision
from eventkit.model import Affiliation, Conference, Participant, Room, Session
from eventkit.store import journal, json_forms, tables
from eventkit.store.json_forms import to_json
from eventkit.store.stored_conference import RowSource, StoredState, ledger_row_sources, row_sources
from eventkit.store.tables import metadata
from eventkit.times import Period, wall, zone
from eventkit.values import Value

Cell = str | int | None


Row = dict[str, Cell]


def rows(part: RowSource, conference: str) -> Iterator[tuple[Table, Row]]:
    """The rows of a part, each with its table."""
    match part.value:
        case Conference() as value:
            told = json_forms.to_json_form(value, part.zone).get("deadlines")
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


def _session_rows(part: RowSource, session: Session, conference: str) -> Iterator[tuple[Table, Row]]:
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


Key = tuple[Cell, ...]


_KEYS: Mapping[Table, Callable[[Row], Key]] = {
    table: itemgetter(*(column.name for column in table.primary_key))
    for table in metadata.sorted_tables
    if len(table.primary_key) > 1
} | {tables.conference: lambda row: (row["id"],)}
"""What gives a row's key, for each table."""


def save(db: Connection, before: StoredState | Ledger | None, after: StoredState) -> None:
    """Make the tables hold ``after`` where they held ``before``, and note the difference in the journal.

    Rows that say the same stay untouched. Of a conference that was taken out they hold a ledger alone.
    """
    conference = after.schedule.conference.id
    there = (
        ledger_row_sources(before) if isinstance(before, Ledger) else row_sources(before) if before else ()
    )
    old = _by_key(there)
    new = _by_key(row_sources(after))
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    journal.write(db, conference, after.last.number, ((old.get(key), new.get(key)) for key in changed))
    gone = _by_table((old[key] for key in changed if key in old), conference)
    come = _by_table((new[key] for key in changed if key in new), conference)
    for table in metadata.sorted_tables:
        _alter(db, table, gone.get(table, {}), come.get(table, {}))


def remove_conference(db: Connection, before: StoredState, number: int) -> None:
    """Take a conference out; what has to be remembered of it stays, and goes into the journal."""
    conference = before.schedule.conference.id
    journal.write(db, conference, number, ((part, None) for part in row_sources(before)))
    for table in reversed(metadata.sorted_tables):
        if table not in tables.MEMORY:
            db.execute(table.delete().where(tables.whose(table) == conference))


def _by_key(these: Iterable[RowSource]) -> dict[tuple[str, str], RowSource]:
    return {(part.table.name, part.id): part for part in these}


def _by_table(these: Iterable[RowSource], conference: str) -> dict[Table, dict[Key, Row]]:
    found: dict[Table, dict[Key, Row]] = {}
    for part in these:
        for table, row in rows(part, conference):
            found.setdefault(table, {})[_KEYS[table](row)] = row
    return found


def _alter(db: Connection, table: Table, gone: Mapping[Key, Row], come: Mapping[Key, Row]) -> None:
    keys = [column.name for column in table.primary_key]
    there = [table.columns[name] == bindparam(f"its_{name}") for name in keys]

    def its(key: Key) -> Row:
        return {f"its_{name}": cell for name, cell in zip(keys, key, strict=True)}

    if leaving := [its(key) for key in gone if key not in come]:
        db.execute(table.delete().where(*there), leaving)
    if altered := [
        {name: cell for name, cell in row.items() if name not in keys} | its(key)
        for key, row in come.items()
        if key in gone and gone[key] != row
    ]:
        db.execute(table.update().where(*there), altered)
    if entering := [row for key, row in come.items() if key not in gone]:
        db.execute(table.insert(), entering)
