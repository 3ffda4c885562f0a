"""Connections: engines, locks, durability, and database errors translated."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from eventkit.errors import StoreError

PATIENCE = 15
"""How many seconds to wait for other writers: with several at work, single waits grow to some seconds."""


_URL_HELP = (
    "the store must be an SQLite file, such as sqlite:///eventkit.db, "
    "or a PostgreSQL database, such as postgresql://user@host/name"
)


@dataclass(frozen=True, slots=True)
class Database:
    """One database, to read from and to write to.

    Attributes:
        name: What messages call it: its file, or its URL without the password.
        read: Begins transactions that see one moment.
        write: Begins transactions that write.
        patience: How long to wait for another writer, in seconds.
        file: The file, if it is one.
    """

    name: str
    read: Engine
    write: Engine
    patience: float
    file: Path | None = None

    def lock(self, db: Connection, what: str) -> None:
        """Keep all other writers of that away until the end of the transaction.

        On SQLite they are kept away already: there a writer holds the lock of the file from its beginning.
        """
        if self.file is None:
            key = int.from_bytes(sha256(f"eventkit {what}".encode()).digest()[:8], "big", signed=True)
            db.execute(text(f"SET LOCAL lock_timeout = {max(1, int(self.patience * 1000))}"))
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment.

        Raises:
            StoreError: The database fails.
        """
        with translate_errors(self.name), self.read.begin() as db:
            yield db

    @contextmanager
    def writing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes and holds the lock of a conference, so that nobody else writes to it.

        Raises:
            StoreError: The database fails; nothing of the transaction is kept.
        """
        with translate_errors(self.name), self.write.begin() as db:
            self.lock(db, f"conference {conference}")
            yield db

    def dispose(self) -> None:
        """Close all connections."""
        self.read.dispose()  # the two share their pool


def connect(url: str, patience: float) -> Database:
    """The engines for a URL.

    Raises:
        StoreError: It is no URL, names another kind of database, or a file in no folder.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(_URL_HELP) from None
    if parsed.drivername == "sqlite":
        return _sqlite(parsed, patience)
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), patience)
    raise StoreError(_URL_HELP)


def _sqlite(url: URL, patience: float) -> Database:
    if not url.database or url.database.startswith((":", "file:")) or url.query or url.host:
        raise StoreError(_URL_HELP)
    file = Path(url.database)
    if file.is_dir():
        message = f"{file} is a folder: name a file in it, such as {file / 'eventkit.db'}"
        raise StoreError(message)
    if not file.parent.is_dir():
        message = f"{file} cannot be made, for there is no folder {file.parent}: make that first"
        raise StoreError(message)
    engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return Database(str(file), engine, engine.execution_options(sqlite_begin="IMMEDIATE"), patience, file)


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # what is taken out is not left lying in the file


def _begin(db: Connection) -> None:
    if kind := db.get_execution_options().get("sqlite_begin", "DEFERRED"):
        db.exec_driver_sql(f"BEGIN {kind}")


def enable_wal(where: Database) -> None:
    """Let readers and a writer of an SQLite file work side by side, which is then a mark of the file.

    On a network drive SQLite declines, and readers wait for the writer: slower, and as safe.
    """
    until = time.monotonic() + where.patience
    while True:
        try:
            with where.read.connect().execution_options(sqlite_begin=None) as db:  # outside of transactions
                db.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            # While another program writes, SQLite gives up at once instead of waiting.
            if (
                getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY
                or time.monotonic() > until
            ):
                raise
            time.sleep(0.05)
        else:
            return


def empty_wal(where: Database) -> None:
    """Take what was overwritten out of the log beside an SQLite file, unless someone is reading it now."""
    if where.file is not None:
        with where.read.connect().execution_options(sqlite_begin=None) as db:
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _postgresql(url: URL, patience: float) -> Database:
    name = url.set(drivername="postgresql").render_as_string(hide_password=True)
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": "10"})
    try:
        engine = create_engine(url, hide_parameters=True)  # an error shall not tell what was being written
    except ImportError:
        message = f"{name} wants the psycopg package: pip install 'conference-eventkit[postgres]'"
        raise StoreError(message) from None
    read = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    # READ COMMITTED: a snapshot would be taken before the lock is, and miss what the last writer wrote.
    write = engine.execution_options(isolation_level="READ COMMITTED")
    return Database(name, read, write, patience)


_BUSY = "is in use by another program: wait a moment, or close it, and try again"


_FULL = "could not be written, for the disk is full: make room and try again; nothing of this was kept"


_READ_ONLY = "cannot be written: see that you may write to it and to its folder"


_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: see that you may write to it and to its folder",
    sqlite3.SQLITE_NOTADB: "is not an eventkit store, nor any database: name another file",
    sqlite3.SQLITE_CORRUPT: "is damaged: bring back a backup, and keep this file for whoever can mend it",
    sqlite3.SQLITE_IOERR: "cannot be read or written, for its disk or drive fails: see to that first",
    sqlite3.SQLITE_FULL: _FULL,
    **dict.fromkeys(
        (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE),
        "could not be written, for the system takes no more of it: make room on the disk, or have your quota "
        "raised, and try again; nothing of this was kept",
    ),
}


_POSTGRESQL = {
    "55P03": _BUSY,
    "40P01": _BUSY,
    "53100": _FULL,
    "25006": "cannot be written: it is a copy that only follows another server; name that server",
    "42501": "does not let you: have its owner grant you the right to make and change tables in it",
}


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Tell a database's errors as one line about the store of that name.

    Raises:
        StoreError: The database raised an error; nothing of the transaction was kept.
    """
    try:
        yield
    except DBAPIError as error:
        message = f"{name} {_reason(error)}"
        raise StoreError(message) from (None if _quotes_a_row(error) else error)


def is_damage(error: StoreError) -> bool:
    """Whether the error was that an SQLite file is damaged."""
    cause = getattr(error.__cause__, "orig", None)
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT


@contextmanager
def reading_stored_data(name: str, conference: str) -> Iterator[None]:
    """Tell in one line that what the store holds is no schedule, as after someone wrote into its tables.

    Raises:
        StoreError: A value in it is broken.
    """
    try:
        yield
    except ValueError as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        says = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        message = (
            f"{name} holds a conference '{conference}' that is broken ({says}): bring back a backup, "
            "or see whether a newer eventkit reads it"
        )
        raise StoreError(message) from error


def _quotes_a_row(error: DBAPIError) -> bool:
    """Whether the error tells what was to be written, which may be private, and so must not be told on.

    PostgreSQL does that in the details of data exceptions and broken constraints.
    """
    return (getattr(error.orig, "sqlstate", None) or "")[:2] in {"22", "23"}


def _reason(error: DBAPIError) -> str:
    says = "; ".join(line.strip() for line in str(error.orig).splitlines() if line.strip())
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        kind = code if code in _SQLITE else code & 0xFF  # the rest of the number tells details
        return _SQLITE.get(kind, f"cannot be used: SQLite says: {says}")
    state = getattr(error.orig, "sqlstate", None)
    if state is None and isinstance(error, OperationalError):
        return f"cannot be reached: see that the server runs, and mind address, name and password: {says}"
    # Not the details, for they quote the row.
    first = getattr(getattr(error.orig, "diag", None), "message_primary", None) or says
    return _POSTGRESQL.get(state or "", f"cannot be used: PostgreSQL says: {first}")
