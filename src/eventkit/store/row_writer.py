"""Row writer: the difference between two schedules as inserts, updates and deletes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam

from eventkit.ledger import Ledger, Revision
from eventkit.model import Affiliation, Conference, Participant, Room, Session
from eventkit.store import checksums, hash_chain, journal, json_forms, tables
from eventkit.store.json_forms import to_json
from eventkit.store.stored_conference import RowSource, StoredState, ledger_row_sources, row_sources
from eventkit.store.tables import metadata
from eventkit.times import Period, wall, zone
from eventkit.values import Value

Cell = str | int | None

Row = dict[str, Cell]


def rows(part: RowSource, conference: str) -> Iterator[tuple[Table, Row]]:
    match part.value:
        case Conference() as value:
            form = json_forms.to_json_form(value, part.zone).get("deadlines")
            deadlines = to_json(form) if form else None
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
        key: Row = {**owner, "participant": appearance.participant, "role": appearance.role.value}
        yield from _affiliation_rows(tables.appearance_affiliation, appearance.affiliations, key)


def _affiliation_rows(
    table: Table, affiliations: Iterable[Affiliation], owner: Row
) -> Iterator[tuple[Table, Row]]:
    for at, affiliation in enumerate(affiliations):
        yield table, _row(table, affiliation, **owner, ordinal=at)


_NO_TIMES: Row = dict.fromkeys(tables.TIMES)


def _times(period: Period, where: str) -> Row:
    return _time("start", period.start, where) | _time("end", period.end, where)


def _available(periods: Iterable[Period], where: str) -> Cell:
    """Periods as one cell of JSON, each written as the times of a session are."""
    forms = [_times(period, where) for period in periods]
    return to_json(forms) if forms else None


def _time(end: str, at: datetime, where: str) -> Row:
    local = wall(at, zone(where))
    return {f"{end}_wall": local.isoformat(), f"{end}_fold": local.fold, f"{end}_utc": at.isoformat()}


def _row(table: Table, value: Value, **beside: Cell) -> Row:
    """A row: a cell for each field of the value that has a column, and further cells."""
    is_json = tables.JSON_COLUMNS[table.name]
    cells: Row = dict.fromkeys(is_json)
    for name, form in value.model_dump(mode="json", exclude_none=True, include=set(is_json)).items():
        if is_json[name]:
            cells[name] = to_json(form) if form else None
        else:
            cells[name] = int(form) if isinstance(form, bool) else form
    return cells | beside


Key = tuple[Cell, ...]

_KEYS: Mapping[Table, Callable[[Row], Key]] = {
    table: itemgetter(*(column.name for column in table.primary_key))
    for table in metadata.sorted_tables
    if len(table.primary_key) > 1
} | {tables.conference: lambda row: (row["id"],)}
"""The functions that return the key of a row, by table."""


def save(db: Connection, before: StoredState | Ledger | None, after: StoredState) -> None:
    """Write the difference between two states to the tables, and to the journal.

    Equal rows are not written. The state before is a ledger only if the conference was removed.
    """
    conference, number = after.schedule.conference.id, after.last.number
    journal.write(db, conference, number, replace_rows(db, before, after))
    hash_chain.link_revision(db, conference, number)


def replace_rows(
    db: Connection, before: StoredState | Ledger | None, after: StoredState
) -> list[tuple[RowSource | None, RowSource | None]]:
    """Write the difference between two states to the tables only; returns the sources that differ.

    The revision has to be there: it gets the sum of the checksums.
    """
    conference = after.schedule.conference.id
    if isinstance(before, StoredState):
        old = _by_key(row_sources(before, unlike=after))
        new = _by_key(row_sources(after, unlike=before))
    else:
        old, new = _by_key(ledger_row_sources(before) if before else ()), _by_key(row_sources(after))
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    old_rows, removed = _by_table((old[key] for key in changed if key in old), conference)
    new_rows, added = _by_table((new[key] for key in changed if key in new), conference)
    ids = {table: {*removed.get(table, ()), *added.get(table, ())} for table in (removed | added)}
    update = checksums.ChecksumUpdate(db, conference, removed, ids)
    for table in metadata.sorted_tables:
        if table in old_rows or table in new_rows:
            _alter(db, table, old_rows.get(table, {}), new_rows.get(table, {}))
    checksums.store_sum(db, conference, after.last.number, update.write(added))
    return [(old.get(key), new.get(key)) for key in changed]


def remove_conference(db: Connection, before: StoredState, number: int) -> None:
    """Remove a conference, and write it to the journal; the permanent tables keep their rows."""
    conference = before.schedule.conference.id
    journal.write(db, conference, number, ((source, None) for source in row_sources(before)))
    for table in reversed(metadata.sorted_tables):
        if table not in tables.PERMANENT:
            db.execute(table.delete().where(tables.conference_column(table) == conference))
    checksums.remove_present(db, conference, number)
    hash_chain.link_revision(db, conference, number)


def _by_key(sources: Iterable[RowSource]) -> dict[tuple[str, str], RowSource]:
    return {(source.table.name, source.id): source for source in sources}


def _by_table(
    sources: Iterable[RowSource], conference: str
) -> tuple[dict[Table, dict[Key, Row]], dict[Table, dict[str, str]]]:
    """The rows of sources by table and key, and the checksums of the sources by table and id."""
    by_table: dict[Table, dict[Key, Row]] = {}
    hashes: dict[Table, dict[str, str]] = {}
    for source in sources:
        own = list(rows(source, conference))
        hashes.setdefault(source.table, {})[source.id] = checksums.of_rows(own)
        for table, row in own:
            by_table.setdefault(table, {})[_KEYS[table](row)] = row
    return by_table, hashes


def _alter(db: Connection, table: Table, old: Mapping[Key, Row], new: Mapping[Key, Row]) -> None:
    names = [column.name for column in table.primary_key]
    matches = [table.columns[name] == bindparam(f"key_{name}") for name in names]

    def parameters(key: Key) -> Row:
        return {f"key_{name}": cell for name, cell in zip(names, key, strict=True)}

    if deleted := [parameters(key) for key in old if key not in new]:
        db.execute(table.delete().where(*matches), deleted)
    if updated := [
        {name: cell for name, cell in row.items() if name not in names} | parameters(key)
        for key, row in new.items()
        if key in old and old[key] != row
    ]:
        db.execute(table.update().where(*matches), updated)
    if inserted := [row for key, row in new.items() if key not in old]:
        db.execute(table.insert(), inserted)
