"""The difference between two states of a conference, as rows to take out, alter and put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, bindparam

from eventkit.store import tables
from eventkit.store.rows import Cell, Part, Row, parts, rows
from eventkit.store.snapshot import Snapshot

Key = tuple[Cell, ...]


def save(db: Connection, before: Snapshot | None, after: Snapshot) -> None:
    """Make the tables hold ``after`` where they held ``before``; rows that say the same stay untouched."""
    conference = after.schedule.conference.id
    old = _by_key(parts(before)) if before else {}
    new = _by_key(parts(after))
    gone = _by_table((part for key, part in old.items() if new.get(key) != part), conference)
    come = _by_table((part for key, part in new.items() if old.get(key) != part), conference)
    for table in tables.metadata.sorted_tables:
        _alter(db, table, gone.get(table, {}), come.get(table, {}))


def remove(db: Connection, conference: str) -> None:
    """Take all rows of a conference out, its revisions aside."""
    for table in reversed(tables.metadata.sorted_tables):
        if table not in (tables.marker, tables.revision):
            db.execute(table.delete().where(tables.whose(table) == conference))


def _by_key(these: Iterable[Part]) -> dict[tuple[str, str], Part]:
    return {(part.table.name, part.id): part for part in these}


def _by_table(these: Iterable[Part], conference: str) -> dict[Table, dict[Key, Row]]:
    found: dict[Table, dict[Key, Row]] = {}
    for part in these:
        for table, row in rows(part, conference):
            key = tuple(row[column.name] for column in table.primary_key)
            found.setdefault(table, {})[key] = row
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
