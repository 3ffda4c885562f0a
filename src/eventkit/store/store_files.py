"""Store files: detection, creation, version and integrity checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from eventkit.errors import StoreError
from eventkit.store import tables, triggers
from eventkit.store.connections import Database, connect, enable_wal, translate_errors
from eventkit.store.tables import metadata


@contextmanager
def open_existing(url: str, patience: float) -> Iterator[Database]:
    """The database of that URL, for as long as the ``with`` lasts.

    Raises:
        StoreError: There is no store, or it cannot be used; also where the database fails meanwhile.
    """
    where = connect(url, patience)
    if where.file is not None and not where.file.exists():
        message = f"there is no store {where.file}: see that the name is right"
        raise StoreError(message)
    try:
        with translate_errors(where.name):
            yield where
    finally:
        where.dispose()


def schema_version(db: Connection, name: str) -> int:
    """The version of the tables there.

    Raises:
        StoreError: There are none of eventkit's; ``name`` is what messages call the database.
    """
    if tables.marker.name not in inspect(db).get_table_names():
        message = f"{name} is not an eventkit store: name another"
        raise StoreError(message)
    found: int = db.scalar(select(func.max(tables.marker.columns.version))) or 0
    return found


def require_known_version(db: Connection, name: str) -> int:
    """The version of the tables there, which this eventkit knows.

    Raises:
        StoreError: They are none of eventkit's, or of a newer one.
    """
    if (found := schema_version(db, name)) > tables.VERSION:
        message = f"{name} was written by a newer eventkit: bring this one up to date, then try again"
        raise StoreError(message)
    return found


def require_current_version(db: Connection, name: str) -> None:
    """See that the tables there are those that this eventkit works with.

    Raises:
        StoreError: They are not.
    """
    if require_known_version(db, name) < tables.VERSION:
        message = f"{name} was written by an older eventkit: open it once with this one, then try again"
        raise StoreError(message)


def find_damage(db: Connection) -> str | None:
    """What is damaged in an SQLite file, one thing of it; ``None`` if nothing, or on another database.

    All of the file is read, and the rows compared with their indexes.
    """
    if db.dialect.name != "sqlite":
        return None
    found: str = db.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if found == "ok" else " ".join(found.split())


def require_intact(db: Connection, name: str) -> None:
    """See that nothing is damaged there.

    Raises:
        StoreError: Something is.
    """
    if found := find_damage(db):
        message = f"{name} is damaged ({found}): bring back a backup, and keep it for whoever can mend it"
        raise StoreError(message)


APPLICATION_ID = int.from_bytes(b"evkt", "big")
"""What SQLite files are marked with, for programs that tell kinds of files apart."""


MIGRATIONS = "eventkit.store.migrations"


def open_store(url: str, patience: float, *, make: bool = True) -> Database:
    """The database of that URL, with the tables in it: made where it is empty, brought up to date where they
    are of an older eventkit, and never touched if it is another's.

    A file that is made is for its owner alone to read, for contacts are in it.

    Raises:
        StoreError: It cannot be opened, or is no store, or one of a newer eventkit; or there is none, and it
            is not to be made.
    """
    where = connect(url, patience)
    with ExitStack() as undo:
        if where.file is not None and not where.file.exists():
            if not make:
                raise _no_store(where.name)
            undo.callback(_drop_empty, where.file)
            _create_private(where.file)
        undo.callback(where.dispose)
        with translate_errors(where.name):
            with where.read.begin() as db:
                there = _existing_version(db, where.name)
            if there is None and not make:
                raise _no_store(where.name)
            if there is None:
                _create_tables(where)
            elif there < tables.VERSION:
                # By name, for few stores are old, and what brings them up to date takes long to load.
                import_module(MIGRATIONS).migrate(where)
            if where.file is not None:
                enable_wal(where)
        undo.pop_all()
    return where


def _existing_version(db: Connection, name: str) -> int | None:
    """The version of the tables there; ``None`` where a store is still to be made."""
    present = inspect(db).get_table_names()
    if tables.marker.name not in present:
        if present:
            message = f"{name} is not an eventkit store, but a database of another program: name another"
            raise StoreError(message)
        return None
    return require_known_version(db, name)


def _create_tables(where: Database) -> None:
    with where.write.begin() as db:
        where.lock(db, "tables")
        if _existing_version(db, where.name) is not None:  # another was faster
            return
        metadata.create_all(db, checkfirst=False)
        triggers.create(db)
        db.execute(tables.marker.insert(), {"version": tables.VERSION})
        if where.file is not None:
            db.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def _no_store(name: str) -> StoreError:
    return StoreError(
        f"there is no store at {name}: see that --store or EVENTKIT_STORE names the right one; to make one "
        "there, begin a conference with 'eventkit conference new', or take one in with 'eventkit import FILE'"
    )


def _create_private(file: Path) -> None:
    """Make an empty file that nobody but its owner may read; what SQLite puts beside it is as private."""
    with suppress(OSError):  # SQLite tells why no file can be made there, or finds the one of another
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _drop_empty(file: Path) -> None:
    """Take away the empty file that SQLite leaves when nothing came of it."""
    if file.exists() and file.stat().st_size == 0:
        file.unlink()
