"""What databases complain of, in words an organiser can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError

from eventkit.errors import StoreError

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
def told(name: str) -> Iterator[None]:
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
def read_back(name: str, conference: str) -> Iterator[None]:
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
