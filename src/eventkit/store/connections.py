"""Connections: engines, locks, durability, reading if nothing can be written, and errors translated."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from eventkit.errors import StoreDamaged, StoreError, StoreProblem, StoreUnavailable
from eventkit.files.database_urls import is_path
from eventkit.messages import Message, foreign, sentence
from eventkit.store import tables

PATIENCE = 15
"""The seconds to wait for other writers: with several at work, single waits grow to some seconds."""

CHANNEL = "eventkit"  # the channel on which PostgreSQL announces each commit
_VERSION = select(func.max(tables.marker.columns.version))
LOCK_NOT_AVAILABLE = "55P03"  # the SQLSTATE of PostgreSQL for a lock that could not be had in time

_URL_HELP = (
    "The store must be an SQLite file, such as eventkit.db, "
    "or a PostgreSQL database, such as postgresql://user@host/name."
)


class Access(Enum):
    SHARED = auto()  # others may use it at the same time, by way of shared memory in a file beside it
    EXCLUSIVE = auto()  # nobody else may: if there is no room for shared memory
    READ_ONLY = auto()  # without locks: if nothing can be written, neither by others


@dataclass(frozen=True, slots=True)
class Database:
    """A database, to read from and to write to."""

    name: str  # its name in messages: the file, or the URL without the password
    read: Engine  # begins transactions that see one moment
    write: Engine  # begins transactions that write
    patience: float  # how long to wait for another writer, in seconds
    file: Path | None = None  # the file; None for a database on a server
    access: Access = Access.SHARED

    @property
    def read_only(self) -> bool:
        """True if nothing can be written."""
        return self.access is Access.READ_ONLY

    def lock(self, db: Connection, what: str, *, shared: bool = False) -> None:
        """Lock out all other writers of a resource until the end of the transaction.

        A shared lock locks out those alone who ask for one that is not. On SQLite nothing is to be done: a
        writer has the lock of the file from the beginning.
        """
        if self.file is None:
            key = int.from_bytes(sha256(f"eventkit {what}".encode()).digest()[:8], "big", signed=True)
            kind = "_shared" if shared else ""
            db.execute(text(f"SELECT pg_advisory_xact_lock{kind}(:key)"), {"key": key})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment; errors of the database are translated."""
        with translate_errors(self.name), self.read.begin() as db:
            yield db

    @contextmanager
    def writing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes, with the lock of a conference.

        A process that has the store open while a newer eventkit migrates it would write what that one does
        not understand: so the version of the tables is read in each transaction.

        Raises:
            StoreError: The database fails, or its tables are of another version; the transaction was rolled
                back.
        """
        with translate_errors(self.name), self.write.begin() as db:
            self.lock(db, "tables", shared=True)
            self.lock(db, f"conference {conference}")
            if db.scalar(_VERSION) != tables.VERSION:
                raise StoreError(
                    "{name} was changed by another version of eventkit while this program had it open. "
                    "Nothing was written. Update eventkit, and start this program again.",
                    name=self.name,
                )
            if self.file is None:
                db.execute(text(f"NOTIFY {CHANNEL}"))  # sent with the commit
            yield db

    def dispose(self) -> None:
        """Close all connections."""
        self.read.dispose()  # the two share their pool


class ChangeWatch:
    """A wait for commits, those of other processes too; it has a connection of its own."""

    def __init__(self, where: Database) -> None:
        self._where = where
        self._connection: Connection | None = None
        self._closed = Event()

    def wait(self, seconds: float) -> None:
        """Return when something was committed since the last wait, some seconds are over, or it is closed.

        SQLite announces nothing, so that they are waited out; so they are while the database is away.
        """
        if self._where.file is not None:
            self._closed.wait(seconds)
            return
        try:
            self._connection = self._connection or self._listen()
            driver: Any = self._connection.connection.dbapi_connection
            until = time.monotonic() + seconds
            while not self._closed.is_set() and (left := until - time.monotonic()) > 0:
                # A connection that waits cannot be closed: it waits a little at a time.
                if [*driver.notifies(timeout=min(left, 0.5), stop_after=1)]:
                    return
        except (DBAPIError, self._where.read.dialect.loaded_dbapi.Error):
            self._disconnect()
            self._closed.wait(seconds)

    def _listen(self) -> Connection:
        connection = self._where.write.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # from the pool, where others would be sent what they do not listen to
        connection.execute(text(f"LISTEN {CHANNEL}"))
        return connection

    def close(self) -> None:
        """End a wait, and the connection."""
        self._closed.set()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def connect(url: str, patience: float, access: Access = Access.SHARED) -> Database:
    """The database of a URL or, without a scheme, of the path of an SQLite file; nothing is read yet.

    Raises:
        StoreError: The URL is malformed, or names another kind of database, or a file in no folder.
    """
    if is_path(url):
        return _sqlite(URL.create("sqlite", database=url), patience, access)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(_URL_HELP) from None
    if parsed.drivername == "sqlite" and "?" not in url:
        return _sqlite(parsed, patience, access)
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), patience)
    raise StoreError(_URL_HELP)


def connect_for_reading(url: str, patience: float) -> Database:
    """The database of a URL, with an access by which it can be read.

    SQLite reads a file by way of shared memory in a file beside it. On a full disk that cannot be created,
    and the file is locked for this process; where the folder is read-only, the file is read without locks.
    """
    where = connect(url, patience)
    if where.file is None or not where.file.exists() or not (code := _access_error(where)):
        return where
    where.dispose()  # an exclusive lock is not shared with the connections that failed
    effective = os.access in os.supports_effective_ids
    is_writable = os.access(where.file.parent, os.W_OK, effective_ids=effective)
    if is_writable and code not in _NO_SHARED_MEMORY:
        return where
    other = connect(url, patience, Access.EXCLUSIVE if is_writable else Access.READ_ONLY)
    if not _access_error(other):
        return other
    other.dispose()
    return where


def _access_error(where: Database) -> int:
    """SQLite's code of the error that prevents reading a file by this access; 0 if it can be read.

    Errors that are not about access are left to later reads.
    """
    try:
        with where.read.begin() as db:
            db.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except OperationalError as error:
        code: int = getattr(error.orig, "sqlite_errorcode", 0)
        return code if code & 0xFF in _NO_ACCESS else 0
    except DBAPIError:
        return 0
    except UnicodeDecodeError:  # of the message about a damaged schema
        raise StoreDamaged(where.name) from None
    return 0


_NO_ACCESS = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}

_NO_SHARED_MEMORY = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_WRITE,
}


def _sqlite(url: URL, patience: float, access: Access) -> Database:
    if not url.database or url.database.startswith((":", "file:")) or url.host:
        raise StoreError(_URL_HELP)
    file = Path(url.database)
    if file.is_dir():
        raise StoreError(
            "{file} is a folder. Name a file in it, such as {example}.",
            file=file,
            example=file / "eventkit.db",
        )
    if not file.parent.is_dir():
        raise StoreError(
            "{file} cannot be created: there is no folder {parent}, so create that first.",
            file=file,
            parent=file.parent,
        )
    if access is Access.SHARED:
        engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)
    else:
        # Without a pool, for locks are released when a connection is closed.
        engine = create_engine(
            "sqlite://",
            creator=partial(_open_file, file, access, patience),
            poolclass=NullPool,
            hide_parameters=True,
        )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    write = engine.execution_options(sqlite_begin="IMMEDIATE")
    return Database(str(file), engine, write, patience, file, access)


def _open_file(file: Path, access: Access, patience: float) -> sqlite3.Connection:
    uri = file.absolute().as_uri()
    log = file.with_name(f"{file.name}-wal")
    if access is Access.EXCLUSIVE:
        uri += "?mode=rw"
    elif log.exists() and log.stat().st_size:
        uri += f"?mode=ro&vfs={'win32' if os.name == 'nt' else 'unix'}-none"  # without locks
    else:
        uri += "?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, timeout=patience, uri=True, check_same_thread=False)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # deleted data is overwritten


def _begin(db: Connection) -> None:
    if kind := db.get_execution_options().get("sqlite_begin", "DEFERRED"):
        db.exec_driver_sql(f"BEGIN {kind}")


def enable_wal(where: Database) -> None:
    """Allow readers and a writer of an SQLite file at the same time: a setting that is stored in the file.

    SQLite refuses it on a network drive, where readers wait for the writer: slower, and as safe. Where
    nothing can be written, it is left as it is.
    """
    if where.access is not Access.SHARED:
        return
    until = time.monotonic() + where.patience
    while True:
        try:
            with where.read.connect().execution_options(sqlite_begin=None) as db:  # outside of transactions
                db.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
            if code in _NO_ACCESS:
                return
            # While another program writes, SQLite gives up at once instead of waiting.
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def purge(where: Database, tables: Iterable[str]) -> bool:
    """Remove deleted and overwritten data from the files of a database.

    Copies of its log, such as archives of PostgreSQL's WAL and replicas, are not reached.

    Returns:
        Whether it was removed; not if somebody else is reading it now.
    """
    try:
        if where.file is not None:
            with where.read.connect().execution_options(sqlite_begin=None) as db:
                # Rows that SQLite moved to another page stay in the gaps of the former one, in spite of
                # secure_delete.
                db.exec_driver_sql("VACUUM")
                busy: int = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            return not busy
        with where.write.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            for table in tables:
                # Only FULL writes a table anew: otherwise deleted rows stay in the gaps of its pages.
                db.exec_driver_sql(f'VACUUM FULL "{table}"')
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            return False
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


_SECRET_KEYS = ("password", "sslpassword")  # the keys of the query of a URL whose values messages do not show


def _postgresql(url: URL, patience: float) -> Database:
    shown = url.set(drivername="postgresql").difference_update_query(_SECRET_KEYS)
    name = shown.render_as_string(hide_password=True)
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": "10"})
    try:
        engine = create_engine(url, hide_parameters=True)  # errors must not quote private data
    except ImportError:
        raise StoreError(
            "{name} requires the psycopg package: pip install 'conference-eventkit[postgres]'.", name=name
        ) from None
    event.listen(engine, "connect", partial(_limit_waits, patience))
    read = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    # READ COMMITTED: a snapshot would be taken before the lock is, and miss what the last writer wrote.
    write = engine.execution_options(isolation_level="READ COMMITTED")
    return Database(name, read, write, patience)


def _limit_waits(patience: float, connection: Any, _record: Any) -> None:
    """Have a connection wait for locks of others, of tables as well, no longer than it is patient."""
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = {max(1, int(patience * 1000))}")
    connection.autocommit = False


_BUSY = (
    StoreProblem.BUSY,
    sentence("is in use by another program. Wait a moment, or close it, and try again."),
)

_FULL = (
    StoreProblem.FULL,
    sentence("could not be written: the disk is full. Free some space and try again; nothing was changed."),
)

_READ_ONLY = (
    StoreProblem.READ_ONLY,
    sentence("cannot be written. Check that you may write to it and to its folder."),
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: (
        StoreProblem.OTHER,
        sentence("cannot be opened. Check that you may write to it and to its folder."),
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreProblem.OTHER,
        sentence("is not an eventkit store, nor any database. Choose another file."),
    ),
    sqlite3.SQLITE_IOERR: (
        StoreProblem.OTHER,
        sentence("cannot be read or written, because its disk or drive fails. Repair that first."),
    ),
    sqlite3.SQLITE_FULL: _FULL,
    **dict.fromkeys(
        (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE),
        (
            StoreProblem.FULL,
            sentence(
                "could not be written: the system allows no larger file. Free some space, or have your quota "
                "raised, and try again; nothing was changed."
            ),
        ),
    ),
}

_POSTGRESQL = {
    LOCK_NOT_AVAILABLE: _BUSY,
    "40P01": _BUSY,
    "53100": _FULL,
    "25006": (
        StoreProblem.READ_ONLY,
        sentence("cannot be written: it is a replica of another server. Use that server."),
    ),
    "42501": (
        StoreProblem.READ_ONLY,
        sentence("refuses access. Have its owner grant you the right to create and change tables in it."),
    ),
    # The server stops or starts, or has no connection to spare.
    **dict.fromkeys(
        ("57P01", "57P02", "57P03", "53300"),
        (
            StoreProblem.UNREACHABLE,
            sentence("cannot be used at the moment: its server is stopping, starting or full."),
        ),
    ),
}


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Translate the errors of a database into one line about the store of a name.

    Raises:
        StoreDamaged: The file of the database is damaged.
        StoreError: The database raised another error; the transaction was rolled back.
    """
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
            raise StoreDamaged(name) from error
        problem, reason = _reason(error)
        raise StoreUnavailable(name, problem, reason) from (None if _quotes_a_row(error) else error)


@contextmanager
def reading_stored_data(name: str, conference: str) -> Iterator[None]:
    """Translate the errors of invalid stored data, as after somebody wrote into the tables by other means.

    Raises:
        StoreError: A value in the store is invalid.
    """
    try:
        yield
    except ValueError as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        raise StoreError(
            "Conference '{conference}' in {name} is broken ({reason}). Restore a backup, or try "
            "a newer eventkit.",
            conference=conference,
            name=name,
            reason=foreign(reason),
        ) from error


def _quotes_a_row(error: DBAPIError) -> bool:
    """True if the error quotes data that was to be written, which may be private.

    PostgreSQL does that in the details of data exceptions and broken constraints.
    """
    return (getattr(error.orig, "sqlstate", None) or "")[:2] in {"22", "23"}


def _reason(error: DBAPIError) -> tuple[StoreProblem, str]:
    reason = "; ".join(line.strip() for line in str(error.orig).splitlines() if line.strip())
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        kind = code if code in _SQLITE else code & 0xFF  # the other digits of the number are details
        return _SQLITE.get(
            kind,
            (StoreProblem.OTHER, Message("cannot be used. SQLite reports: {reason}", reason=foreign(reason))),
        )
    state = getattr(error.orig, "sqlstate", None)
    if state is None and isinstance(error, OperationalError):
        unreachable = Message(
            "cannot be reached. Check that the server runs, and the address, name and password. It reports: "
            "{reason}",
            reason=foreign(reason),
        )
        return StoreProblem.UNREACHABLE, unreachable
    # Without the details, which quote the row.
    first = getattr(getattr(error.orig, "diag", None), "message_primary", None) or reason
    return _POSTGRESQL.get(
        state or "",
        (StoreProblem.OTHER, Message("cannot be used. PostgreSQL reports: {reason}", reason=foreign(first))),
    )
