"""Store files: detection, creation, version and integrity checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version as metadata_version
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import NoSuchTableError

from eventkit.errors import NoSuchStore, StoreDamaged, StoreError
from eventkit.files.output_files import SQLITE_COMPANIONS, resolve_links
from eventkit.messages import Message
from eventkit.store import tables, triggers
from eventkit.store.connections import Access, Database, connect_for_reading, enable_wal, translate_errors
from eventkit.store.tables import metadata


@contextmanager
def open_existing(url: str, patience: float) -> Iterator[Database]:
    """The database of a URL, closed with the block.

    Raises:
        NoSuchStore: There is none.
        StoreError: The database cannot be used, also later in the block.
    """
    where = connect_for_reading(url, patience)
    if where.file is not None and not where.file.exists():
        raise NoSuchStore(where.name)
    try:
        with translate_errors(where.name):
            yield where
    finally:
        where.dispose()


def schema_version(db: Connection, name: str) -> int:
    """The version of the tables in a store; ``name`` is the name of the store in messages.

    Raises:
        StoreError: The database is not a store, its version is none that ever was, or the store was made
            before the first release.
    """
    if (version := _marked_version(db, name)) is None:
        raise StoreError("{name} is not an eventkit store. Name another.", name=name)
    return version


def _marked_version(db: Connection, name: str) -> int | None:
    try:
        columns = {column["name"] for column in inspect(db).get_columns(tables.marker.name)}
    except NoSuchTableError:
        return None
    if columns == {"version"}:
        raise StoreError(
            "{name} was made by an eventkit before its first release, 0.1.0, and cannot be opened. Export "
            "each conference with the commit that made it, as a document, and import the documents.",
            name=name,
        )
    version: int = db.scalar(select(func.max(tables.marker.columns.version))) or 0
    if version < 1:
        raise StoreDamaged(name, Message("the version of its tables is {version}", version=version))
    return version


def require_known_version(db: Connection, name: str) -> int:
    """The version of the tables in a store, which this eventkit can read or migrate; others are refused."""
    return _require_known(schema_version(db, name), name)


def _require_known(version: int, name: str) -> int:
    if version > tables.VERSION:
        raise StoreError(
            "{name} was written by a newer eventkit. Update this one, then try again.", name=name
        )
    return version


def require_current_version(db: Connection, name: str) -> None:
    """Refuse what is no store, or one whose tables are of another version than this eventkit's."""
    if require_known_version(db, name) < tables.VERSION:
        raise StoreError(
            "{name} was written by an older eventkit. Open it once with this one, then try again.", name=name
        )


def find_damage(db: Connection) -> str | None:
    """The first damage of an SQLite file; ``None`` if it is intact, or the database is another.

    The whole file is read, and rows are compared with their indexes.
    """
    if db.dialect.name != "sqlite":
        return None
    result: str = db.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if result == "ok" else " ".join(result.split())


def require_intact(db: Connection, name: str) -> None:
    """Refuse a damaged SQLite file, by `StoreDamaged`."""
    if damage := find_damage(db):
        raise StoreDamaged(name, damage)


APPLICATION_ID = int.from_bytes(b"evkt", "big")
"""The application id in the header of SQLite files, by which programs recognise the kind of a file."""


def open_store(url: str, patience: float, *, make: bool = True) -> Database:
    """The database of a URL with the present tables: created if it is empty, migrated where they are of an
    older eventkit, and left alone if it belongs to another program.

    Only its owner may read a file that is created, since it contains contacts.

    Raises:
        NoSuchStore: There is none, and it is not to be created.
        StoreError: It cannot be opened, is not a store, or is one of a newer eventkit.
    """
    where = connect_for_reading(url, patience)
    if where.file is not None:
        require_own_name(where.file)
    with ExitStack() as undo:
        if where.file is not None and not where.file.exists():
            if not make:
                raise NoSuchStore(where.name)
            undo.callback(_drop_empty, where.file)
            _create_private(where.file)
        undo.callback(where.dispose)
        with translate_errors(where.name):
            with where.read.begin() as db:
                version = existing_version(db, where.name)
            if version is None and not make:
                raise NoSuchStore(where.name)
            if version is None:
                _initialise(where)
            elif version < tables.VERSION and where.access is not Access.SHARED:
                raise StoreError(
                    "{name} was written by an older eventkit, and cannot be migrated where it cannot be "
                    "written. Copy it to a folder that you may write to, and open the copy.",
                    name=where.name,
                )
            elif version < tables.VERSION:
                from eventkit.store.migrations import migrate  # noqa: PLC0415 - few stores are old, and Alembic loads long

                migrate(where)
            if where.file is not None:
                enable_wal(where)
        undo.pop_all()
    return where


def existing_version(db: Connection, name: str) -> int | None:
    """The version of the tables in a store, which this eventkit knows; ``None`` if there are no tables.

    Raises:
        StoreError: The database is another program's, or the store of a newer eventkit.
    """
    # Asking for one table is quicker than for all, which a database may have very many of.
    if (version := _marked_version(db, name)) is not None:
        return _require_known(version, name)
    if inspect(db).get_table_names():
        raise StoreError(
            "{name} is not an eventkit store, but a database of another program. Name another.", name=name
        )
    return None


def _initialise(where: Database) -> None:
    with where.write.begin() as db:
        where.lock(db, "tables")
        if existing_version(db, where.name) is None:  # another may have been faster
            create_tables(db)


def create_tables(db: Connection) -> None:
    """Create the tables of a store, in a transaction with the lock of its tables."""
    metadata.create_all(db, checkfirst=False)
    triggers.create(db)
    maker = metadata_version("conference-eventkit")
    db.execute(tables.marker.insert(), {"version": tables.VERSION, "made_by": maker})
    if db.dialect.name == "sqlite":
        db.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def require_own_name(file: Path) -> None:
    """Refuse the name of a file that SQLite creates beside a database, and deletes.

    It looks at names alone. Whoever opens the file of a database and closes it again gives up the locks that
    SQLite has on it for the process, and another process then deletes the log of the database in use
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    file = resolve_links(file)
    if any(
        file.name.endswith(ending) and file.with_name(file.name.removesuffix(ending)).is_file()
        for ending in SQLITE_COMPANIONS
    ):
        raise StoreError(
            "{target} belongs to an SQLite database. Nothing was written. Choose another file.", target=file
        )


def _create_private(file: Path) -> None:
    """Create an empty file that only its owner may read; SQLite gives its -wal and -shm the same mode."""
    with suppress(OSError):  # SQLite reports why no file can be created, or opens the one of another process
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _drop_empty(file: Path) -> None:
    """Delete the empty file that SQLite leaves if no table was created."""
    if file.exists() and file.stat().st_size == 0:
        file.unlink()
