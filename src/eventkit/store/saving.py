"""The difference between two states of a conference, as rows to take out, alter and put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam

from eventkit.changes import Ledger
from eventkit.store import journal, tables
from eventkit.store.columns import metadata
from eventkit.store.rows import Cell, Part, Row, lines, parts, rows
from eventkit.store.snapshot import StoredState

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
    there = lines(before) if isinstance(before, Ledger) else parts(before) if before else ()
    old = _by_key(there)
    new = _by_key(parts(after))
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    journal.write(db, conference, after.last.number, ((old.get(key), new.get(key)) for key in changed))
    gone = _by_table((old[key] for key in changed if key in old), conference)
    come = _by_table((new[key] for key in changed if key in new), conference)
    for table in metadata.sorted_tables:
        _alter(db, table, gone.get(table, {}), come.get(table, {}))


def remove(db: Connection, before: StoredState, number: int) -> None:
    """Take a conference out; what has to be remembered of it stays, and goes into the journal."""
    conference = before.schedule.conference.id
    journal.write(db, conference, number, ((part, None) for part in parts(before)))
    for table in reversed(metadata.sorted_tables):
        if table not in tables.MEMORY:
            db.execute(table.delete().where(tables.whose(table) == conference))


def _by_key(these: Iterable[Part]) -> dict[tuple[str, str], Part]:
    return {(part.table.name, part.id): part for part in these}


def _by_table(these: Iterable[Part], conference: str) -> dict[Table, dict[Key, Row]]:
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
