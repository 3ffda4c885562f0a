"""From any store to any other, whole history included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Table, select, text

from eventkit.errors import StoreError
from eventkit.store import tables
from eventkit.store.columns import metadata
from eventkit.store.engines import PATIENCE, Engines, engines
from eventkit.store.opening import opened
from eventkit.store.present import present, same_version
from eventkit.store.troubles import told

BATCH = 1000
"""How many rows are held at once."""


@dataclass(slots=True)
class Tally:
    """What the rows of a table come to, in whatever order they are met.

    Attributes:
        rows: How many.
        total: The sum of their hashes.
    """

    rows: int = 0
    total: int = 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        """Count rows in."""
        self.rows += len(rows)
        self.total += sum(int.from_bytes(sha256(repr(tuple(row)).encode()).digest()[:16]) for row in rows)


def copy(source: str, target: str, *, replace: bool = False, patience: float = PATIENCE) -> None:
    """Copy all that a store holds into another, on either kind of database: schedules, history and rosters.

    The source is read as of one moment and stays as it is; people may go on working with it. The target
    gets all of it, every row compared with the one it was copied from, or nothing.

    Args:
        source: The URL of the store to copy.
        target: The URL of the other; it is made where there is nothing yet.
        replace: Whether the target may hold something, which then is no more.
        patience: How long to wait for others who write to the target, in seconds.

    Raises:
        StoreError: One of the two cannot be used, or is of another version of eventkit; or the target
            holds something, and is not to be replaced.
    """
    with present(source, patience) as origin, origin.read.begin() as reading:
        same_version(reading, origin.name)
        with _goal(target, origin, patience) as goal, goal.write.begin() as writing:
            _lock(goal, writing)
            if replace:
                for table in reversed(_kept()):
                    _empty(table, writing)
            else:
                _see_that_empty(goal, writing)
            for table in _kept():
                _copy_table(table, reading, origin.name, writing, goal.name)


def _kept() -> list[Table]:
    return [table for table in metadata.sorted_tables if table is not tables.marker]


@contextmanager
def _goal(url: str, origin: Engines, patience: float) -> Iterator[Engines]:
    """The target, made where there is nothing; if nothing comes of it, what was made is taken away again."""
    named = engines(url, patience)
    if _is(named, origin):
        message = f"{origin.name} cannot be copied to itself: name another store"
        raise StoreError(message)
    made = named.file if named.file and not named.file.exists() else None
    where = opened(url, patience)
    try:
        with told(where.name):
            yield where
    except BaseException:
        where.dispose()
        if made:
            made.unlink(missing_ok=True)
        raise
    where.dispose()


def _is(one: Engines, other: Engines) -> bool:
    if one.file and other.file:
        return one.file.resolve() == other.file.resolve()
    return one.name == other.name


def _lock(where: Engines, db: Connection) -> None:
    """Keep everyone from writing there, as long as the transaction lasts; others may read what was there."""
    where.lock(db, "tables")
    if where.file is None:  # in the order in which a change writes, so that nobody waits in a circle
        names = ", ".join(f'"{table.name}"' for table in _kept())
        db.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _see_that_empty(where: Engines, db: Connection) -> None:
    for table in _kept():
        if db.execute(select(table).limit(1)).first() is not None:
            held = ", ".join(sorted(db.scalars(select(tables.conference.columns.id))))
            message = (
                f"{where.name} holds {held or 'the history of conferences'} already: "
                "name an empty store, or say that it is to be replaced"
            )
            raise StoreError(message)


def _empty(table: Table, db: Connection) -> None:
    """Take all rows out, be they guarded against being changed or not."""
    if db.dialect.name == "sqlite":
        guards = db.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
            {"table": table.name},
        ).all()
        for guard, _ in guards:
            db.exec_driver_sql(f'DROP TRIGGER "{guard}"')
        db.execute(table.delete())
        for _, drawn in guards:
            db.exec_driver_sql(drawn)
        return
    guarded = text(
        "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal LIMIT 1"
    )
    if db.scalar(guarded, {"table": f'"{table.name}"'}) is None:
        db.execute(table.delete())
        return
    db.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    db.execute(table.delete())
    db.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')


def _copy_table(table: Table, reading: Connection, origin: str, writing: Connection, goal: str) -> None:
    read, written = Tally(), Tally()
    for rows in _batches(reading, table, origin):
        writing.execute(table.insert(), [row._asdict() for row in rows])
        read.add(rows)
    for rows in _batches(writing, table, goal):
        written.add(rows)
    if read != written:
        message = (
            f"{goal} did not take {table.name} as {origin} holds it: nothing was copied; "
            "see with 'doctor' that both are sound"
        )
        raise StoreError(message)


def _batches(db: Connection, table: Table, name: str) -> Iterator[Sequence[Row[Any]]]:
    with told(name):
        yield from db.execute(select(table), execution_options={"yield_per": BATCH}).partitions()
