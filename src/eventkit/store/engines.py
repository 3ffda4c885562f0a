"""Connections to the two kinds of databases, set up so that nothing is lost and nothing is read torn.

SQLite: the driver's own transactions are switched off, for they begin too late (what is read before the
first write is not part of them). A writer takes the lock when it begins, waits for it in turn, and what it
wrote is on the disk when it ends. PostgreSQL: a reader sees one moment, a writer locks what it writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from eventkit.errors import StoreError

PATIENCE = 15
"""How many seconds to wait for other writers: with several at work, single waits grow to some seconds."""

_KINDS = (
    "the store must be an SQLite file, such as sqlite:///eventkit.db, "
    "or a PostgreSQL database, such as postgresql://user@host/name"
)


@dataclass(frozen=True, slots=True)
class Engines:
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

    def dispose(self) -> None:
        """Close all connections."""
        self.read.dispose()  # the two share their pool


def engines(url: str, patience: float) -> Engines:
    """The engines for a URL.

    Raises:
        StoreError: It is no URL, names another kind of database, or a file in no folder.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(_KINDS) from None
    if parsed.drivername == "sqlite":
        return _sqlite(parsed, patience)
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), patience)
    raise StoreError(_KINDS)


def _sqlite(url: URL, patience: float) -> Engines:
    if not url.database or url.database.startswith((":", "file:")) or url.query or url.host:
        raise StoreError(_KINDS)
    file = Path(url.database)
    if file.is_dir():
        message = f"{file} is a folder: name a file in it, such as {file / 'eventkit.db'}"
        raise StoreError(message)
    if not file.parent.is_dir():
        message = f"{file} cannot be made, for there is no folder {file.parent}: make that first"
        raise StoreError(message)
    engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return Engines(str(file), engine, engine.execution_options(sqlite_begin="IMMEDIATE"), patience, file)


def _settle(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # what is taken out is not left lying in the file


def _begin(db: Connection) -> None:
    if kind := db.get_execution_options().get("sqlite_begin", "DEFERRED"):
        db.exec_driver_sql(f"BEGIN {kind}")


def write_ahead(where: Engines) -> None:
    """Let readers and a writer of an SQLite file work side by side, which is then a mark of the file.

    On a network drive SQLite declines, and readers wait for the writer: slower, and as safe.
    """
    with where.read.connect().execution_options(sqlite_begin=None) as db:  # no transaction can be under way
        db.exec_driver_sql("PRAGMA journal_mode = WAL")


def emptied_log(where: Engines) -> None:
    """Take what was overwritten out of the log beside an SQLite file, unless someone is reading it now."""
    if where.file is not None:
        with where.read.connect().execution_options(sqlite_begin=None) as db:
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _postgresql(url: URL, patience: float) -> Engines:
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
    return Engines(name, read, write, patience)
