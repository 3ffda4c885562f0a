"""Backups: backup, restore, and copying between databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Row, Table, select, text

from eventkit.errors import StoreDamaged, StoreError
from eventkit.files.output_files import SQLITE, draft, put_in_place, resolve_links
from eventkit.messages import Listed, Message, system_reason
from eventkit.store import tables, triggers
from eventkit.store.connections import (
    PATIENCE,
    Database,
    connect,
    connect_for_reading,
    enable_wal,
    translate_errors,
)
from eventkit.store.store_files import (
    APPLICATION_ID,
    create_tables,
    existing_version,
    find_damage,
    open_existing,
    open_store,
    require_current_version,
    require_intact,
    require_known_version,
    require_own_name,
)
from eventkit.store.tables import metadata

BATCH = 1000
"""The number of rows that are in memory at once."""


@dataclass(slots=True)
class Tally:
    """The checksum of the rows of a table, independent of their order."""

    rows: int = 0
    total: int = 0  # the sum of their hashes

    def add(self, rows: Sequence[Row[Any]]) -> None:
        """Add rows."""
        self.rows += len(rows)
        self.total += sum(int.from_bytes(sha256(repr(tuple(row)).encode()).digest()[:16]) for row in rows)


def copy(source: str, target: str, *, overwrite: bool = False, patience: float = PATIENCE) -> None:
    """Copy a whole store into another, on either kind of database: schedules, history and rosters.

    The source is read at one moment, and others may change it meanwhile. The rows of the target, which is
    created if there is none, are compared with those of the source; all are copied, or none.

    Raises:
        StoreError: One of the two cannot be used, or is of another version of eventkit; or the target is not
            empty, and is not to be replaced.
    """
    with open_existing(source, patience) as origin, origin.read.begin() as reading:
        require_current_version(reading, origin.name)
        named = connect(target, patience)
        if named.file is not None:
            require_own_name(named.file)
        if _is_same_store(named, origin):
            raise StoreError("{name} cannot be copied to itself. Choose another store.", name=origin.name)
        if named.file is None or named.file.exists():
            _copy_rows(reading, origin.name, target, named.name, overwrite=overwrite, patience=patience)
            return
        file = resolve_links(named.file)
        with _draft(file) as new:  # a copy that is killed leaves no store that is empty
            _copy_rows(reading, origin.name, _url(new), named.name, overwrite=False, patience=patience)
            _require_absent(file)
            _put_in_place(new, file)


def _copied_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table is not tables.marker]


def _copy_rows(
    reading: Connection, origin: str, target: str, name: str, *, overwrite: bool, patience: float
) -> None:
    """Copy all rows, and create the tables, in one transaction; a target that is refused does not change.

    Messages call the target by its ``name``, which is not that of a draft.
    """
    goal = replace(connect_for_reading(target, patience), name=name)
    try:
        with translate_errors(goal.name):
            with goal.write.begin() as writing:
                _prepare(goal, writing, overwrite=overwrite)
                for table in _copied_tables():
                    _copy_table(table, reading, origin, writing, goal.name)
            if goal.file is not None:
                enable_wal(goal)
    finally:
        goal.dispose()


def _prepare(goal: Database, db: Connection, *, overwrite: bool) -> None:
    """Create or empty the tables of a target, which nobody else writes until the end of the transaction."""
    goal.lock(db, "tables")
    if existing_version(db, goal.name) is None:
        create_tables(db)
    require_current_version(db, goal.name)
    if goal.file is None:  # in the order in which a change writes, to prevent deadlocks
        names = ", ".join(f'"{table.name}"' for table in _copied_tables())
        db.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    if not overwrite:
        _require_empty(goal, db)
        return
    for table in reversed(_copied_tables()):
        with triggers.suspended(db, table):
            db.execute(table.delete())


def _is_same_store(one: Database, other: Database) -> bool:
    if one.file and other.file:
        return resolve_links(one.file) == resolve_links(other.file)
    return one.name == other.name


def _require_empty(where: Database, db: Connection) -> None:
    for table in _copied_tables():
        if db.execute(select(table).limit(1)).first() is not None:
            present = tuple(sorted(db.scalars(select(tables.conference.columns.id))))
            raise StoreError(
                "{name} is not empty: it has {present}. Choose an empty store, or allow its contents "
                "to be replaced.",
                name=where.name,
                present=Listed(present) if present else Message("the history of removed conferences"),
            )


def _copy_table(table: Table, reading: Connection, origin: str, writing: Connection, goal: str) -> None:
    read, written = Tally(), Tally()
    for rows in _batches(reading, table, origin):
        writing.execute(table.insert(), [row._asdict() for row in rows])
        read.add(rows)
    for rows in _batches(writing, table, goal):
        written.add(rows)
    if read != written:
        raise StoreError(
            "The rows of {name} in {goal} differ from those in {origin}: nothing was copied. "
            "Check both stores.",
            name=table.name,
            goal=goal,
            origin=origin,
        )


def _batches(db: Connection, table: Table, name: str) -> Iterator[Sequence[Row[Any]]]:
    with translate_errors(name):
        yield from db.execute(select(table), execution_options={"yield_per": BATCH}).partitions()


def backup(store: str, target: Path, *, overwrite: bool = False, patience: float = PATIENCE) -> None:
    """Write a whole store at one moment into an SQLite file, which is a store itself.

    The store, of either kind, may be changed by others meanwhile. The file gets its name once it is complete,
    checked, and on the disk. With ``overwrite`` it may replace an earlier backup, and never another file.

    Raises:
        StoreError: The store cannot be read or is damaged, or the file cannot be written or replaced; an
            existing file stays as it was.
    """
    if not (overwrite and target.is_file()):
        _require_absent(target)
    with open_existing(store, patience) as where:
        if where.file and target.exists() and target.samefile(where.file):
            raise StoreError("{target} is the store itself. Choose another file.", target=target)
        if target.exists():
            _require_backup(target)
        if where.file is None:
            with _draft(target) as copied_to, _draft(target) as compact:
                copy(store, _url(copied_to), patience=patience)
                with open_existing(_url(copied_to), patience) as copied:
                    _write_compact(copied, compact, target)
                _put_in_place(compact, target)
            return
        with where.read.begin() as db:
            require_current_version(db, where.name)
            require_intact(db, where.name)
        with _draft(target) as compact:
            _write_compact(where, compact, target)
            _put_in_place(compact, target)


def restore(backup: Path, store: str, *, overwrite: bool = False, patience: float = PATIENCE) -> None:
    """Restore a backup: replace the contents of a store by those of the backup, completely or not at all.

    The backup is checked first and never written to; one of an older eventkit is migrated on the way. Others
    who have the store open see it change at one moment. With ``overwrite``, a store that is too damaged to be
    opened is renamed to end in ``.damaged``.

    Raises:
        StoreError: The file is not a backup or is damaged, the store is not empty and is not to be replaced,
            or it cannot be used.
    """
    with open_existing(_url(backup), patience) as source:
        with source.read.begin() as db:
            require_known_version(db, source.name)
            require_intact(db, source.name)
        goal = connect(store, patience).file
        beside = goal or Path(tempfile.gettempdir()) / backup.name
        with _draft(beside) as restored:
            _write_compact(source, restored, beside)
            open_store(_url(restored), patience).dispose()  # migrates it
            if goal and goal.exists() and _is_damaged(store, patience):
                _put_in_place_of(goal, restored, overwrite=overwrite)
            else:
                copy(_url(restored), store, overwrite=overwrite, patience=patience)


def _require_absent(target: Path) -> None:
    if target.exists():
        raise StoreError(
            "{target} exists already. Choose another file, or allow it to be replaced.", target=target
        )


def _require_backup(target: Path) -> None:
    """Refuse to replace a file that is not a store of eventkit, or one that is in use."""
    with target.open("rb") as file:
        header = file.read(_ID_AT + 4)
    is_store = header.startswith(SQLITE) and int.from_bytes(header[_ID_AT:], "big") == APPLICATION_ID
    if header and not is_store:
        raise StoreError(
            "{target} exists, and is not a backup by eventkit. Nothing was written. Choose another file.",
            target=target,
        )
    log = target.with_name(f"{target.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            "{target} is a store that a program has open. Nothing was written. Choose another file.",
            target=target,
        )


_ID_AT = 68
"""The offset of the application id in the header of an SQLite file (https://sqlite.org/fileformat.html)."""


def _url(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


def _write_compact(where: Database, file: Path, target: Path) -> None:
    """Write a whole SQLite store into a file, without gaps, and check it."""
    with translate_errors(str(target)), where.read.connect().execution_options(sqlite_begin=None) as db:
        db.exec_driver_sql("VACUUM INTO ?", (str(file),))
    with open_existing(_url(file), where.patience) as written, written.read.begin() as db:
        require_intact(db, str(target))


def _is_damaged(url: str, patience: float) -> bool:
    try:
        with open_existing(url, patience) as where, where.read.begin() as db:
            return find_damage(db) is not None
    except StoreDamaged:
        return True


def _put_in_place_of(store: Path, file: Path, *, overwrite: bool) -> None:
    """Put a file in the place of a damaged store, which gets another name."""
    aside = store.with_name(f"{store.name}.damaged")
    if not overwrite:
        raise StoreError(
            "{store} is damaged. Allow it to be replaced, and it is renamed to {aside}.",
            store=store,
            aside=aside,
        )
    mode = store.stat().st_mode & 0o777
    for suffix in ("-wal", "-shm", ""):
        if (path := Path(f"{store}{suffix}")).exists():
            path.replace(f"{aside}{suffix}")
    file.chmod(mode)
    _put_in_place(file, store)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    require_own_name(target)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(draft(target))
        except OSError as error:
            raise StoreError(
                "{target} cannot be written ({reason}). Name a file in a folder that you may write to.",
                target=target,
                reason=system_reason(error),
            ) from error
        yield file


def _put_in_place(file: Path, target: Path) -> None:
    """Give a file its name, once it is on the disk."""
    try:
        put_in_place(file, target)
    except OSError as error:
        raise StoreError(
            "{target} cannot be written: {reason}.", target=target, reason=system_reason(error)
        ) from error
