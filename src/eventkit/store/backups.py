"""Backups: backup, restore, and copying between databases."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Row, Table, select, text

from eventkit.errors import StoreError
from eventkit.store import tables, triggers
from eventkit.store.connections import PATIENCE, Database, connect, is_damage, translate_errors
from eventkit.store.store_files import (
    find_damage,
    open_existing,
    open_store,
    require_current_version,
    require_intact,
    require_known_version,
)
from eventkit.store.tables import metadata

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
    with open_existing(source, patience) as origin, origin.read.begin() as reading:
        require_current_version(reading, origin.name)
        with _open_target(target, origin, patience) as goal, goal.write.begin() as writing:
            _lock(goal, writing)
            if replace:
                for table in reversed(_copied_tables()):
                    _delete_rows(table, writing)
            else:
                _require_empty(goal, writing)
            for table in _copied_tables():
                _copy_table(table, reading, origin.name, writing, goal.name)


def _copied_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table is not tables.marker]


@contextmanager
def _open_target(url: str, origin: Database, patience: float) -> Iterator[Database]:
    """The target, made where there is nothing; if nothing comes of it, what was made is taken away again."""
    named = connect(url, patience)
    if _is_same_store(named, origin):
        message = f"{origin.name} cannot be copied to itself: name another store"
        raise StoreError(message)
    made = named.file if named.file and not named.file.exists() else None
    where = open_store(url, patience)
    try:
        with translate_errors(where.name):
            yield where
    except BaseException:
        where.dispose()
        if made:
            made.unlink(missing_ok=True)
        raise
    where.dispose()


def _is_same_store(one: Database, other: Database) -> bool:
    if one.file and other.file:
        return one.file.resolve() == other.file.resolve()
    return one.name == other.name


def _lock(where: Database, db: Connection) -> None:
    """Keep everyone from writing there, as long as the transaction lasts; others may read what was there."""
    where.lock(db, "tables")
    if where.file is None:  # in the order in which a change writes, so that nobody waits in a circle
        names = ", ".join(f'"{table.name}"' for table in _copied_tables())
        db.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _require_empty(where: Database, db: Connection) -> None:
    for table in _copied_tables():
        if db.execute(select(table).limit(1)).first() is not None:
            held = ", ".join(sorted(db.scalars(select(tables.conference.columns.id))))
            message = (
                f"{where.name} holds {held or 'the history of conferences'} already: "
                "name an empty store, or say that it is to be replaced"
            )
            raise StoreError(message)


def _delete_rows(table: Table, db: Connection) -> None:
    with triggers.suspended(db, table):
        db.execute(table.delete())


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
    with translate_errors(name):
        yield from db.execute(select(table), execution_options={"yield_per": BATCH}).partitions()


def backup(store: str, target: Path, *, replace: bool = False, patience: float = PATIENCE) -> None:
    """Write all that a store holds into one SQLite file, itself a store, as of one moment.

    The store is read and never held up: people may go on changing it. The file gets its name when it is
    whole, has been checked, and is on the disk.

    Args:
        store: The URL of the store, on either kind of database.
        target: The file.
        replace: Whether it may take the place of a file that is there.
        patience: How long to wait for the store, in seconds.

    Raises:
        StoreError: The store cannot be read or is damaged, or the file cannot be written; a file that was
            there before stays as it was.
    """
    if target.exists() and not (replace and target.is_file()):
        message = f"{target} is there already: name another file, or say that it is to be replaced"
        raise StoreError(message)
    with open_existing(store, patience) as where:
        if where.file is None:
            with _draft(target) as draft, _draft(target) as compact:
                copy(store, _url(draft), patience=patience)
                with open_existing(_url(draft), patience) as copied:
                    _write_compact(copied, compact, target)
                _put_in_place(compact, target)
            return
        if target.exists() and target.samefile(where.file):
            message = f"{target} is the store itself: name another file"
            raise StoreError(message)
        with where.read.begin() as db:
            require_current_version(db, where.name)
            require_intact(db, where.name)
        with _draft(target) as draft:
            _write_compact(where, draft, target)
            _put_in_place(draft, target)


def restore(backup: Path, store: str, *, replace: bool = False, patience: float = PATIENCE) -> None:
    """Bring a backup back: make a store hold what the backup holds, all of it or nothing.

    The backup is checked first and never written to; one of an older eventkit is brought up to date on the
    way. Those who have the store open see it change from one moment to the next.

    Args:
        backup: The file.
        store: The URL of the store; it is made where there is nothing yet.
        replace: Whether it may hold something, which then is no more. A store too damaged to be opened is
            put aside under a name ending in ``.damaged``.
        patience: How long to wait for others who write to it, in seconds.

    Raises:
        StoreError: The file is no backup or is damaged, the store holds something and is not to be
            replaced, or it cannot be used.
    """
    with open_existing(_url(backup), patience) as source:
        with source.read.begin() as db:
            require_known_version(db, source.name)
            require_intact(db, source.name)
        goal = connect(store, patience).file
        beside = goal or Path(tempfile.gettempdir()) / backup.name
        with _draft(beside) as draft:
            _write_compact(source, draft, beside)
            open_store(_url(draft), patience).dispose()  # brings it up to date
            if goal and goal.exists() and _is_damaged(store, patience):
                _put_in_place_of(goal, draft, replace=replace)
            else:
                copy(_url(draft), store, replace=replace, patience=patience)


def _url(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A file beside the target to write it in, gone in the end unless it was given another name.

    Nobody but its owner may read it, for it holds what is private.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"{target} cannot be written ({reason}): name a file in a folder that you may write to"
        raise StoreError(message) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for beside in ("", "-wal", "-shm", "-journal"):
            Path(name + beside).unlink(missing_ok=True)


def _write_compact(where: Database, draft: Path, target: Path) -> None:
    """Write the whole of an SQLite store into the draft, free of gaps, and see that it is sound."""
    with translate_errors(str(target)), where.read.connect().execution_options(sqlite_begin=None) as db:
        db.exec_driver_sql("VACUUM INTO ?", (str(draft),))
    with open_existing(_url(draft), where.patience) as written, written.read.begin() as db:
        require_intact(db, str(target))


def _put_in_place(draft: Path, target: Path) -> None:
    """Give the draft its name, once it is on the disk."""
    try:
        _sync(draft)
        draft.replace(target)
        _sync(target.parent)
    except OSError as error:
        message = f"{target} cannot be written: {(error.strerror or str(error)).lower()}"
        raise StoreError(message) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_damaged(url: str, patience: float) -> bool:
    try:
        with open_existing(url, patience) as where, where.read.begin() as db:
            return find_damage(db) is not None
    except StoreError as error:
        if is_damage(error):
            return True
        raise


def _put_in_place_of(file: Path, draft: Path, *, replace: bool) -> None:
    """Put the draft in the place of a damaged store, which is kept under another name."""
    aside = file.with_name(f"{file.name}.damaged")
    if not replace:
        message = f"{file} is damaged: say that it is to be replaced, and it is kept as {aside}"
        raise StoreError(message)
    mode = file.stat().st_mode & 0o777
    for beside in ("-wal", "-shm", ""):
        if (part := Path(f"{file}{beside}")).exists():
            part.replace(f"{aside}{beside}")
    draft.chmod(mode)
    _put_in_place(draft, file)
