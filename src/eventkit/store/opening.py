"""Telling a store from what is none, making a new one, and bringing an old one up to date."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from eventkit.errors import StoreError
from eventkit.store import guards, tables
from eventkit.store.columns import metadata
from eventkit.store.engines import Engines, engines, write_ahead
from eventkit.store.present import not_newer
from eventkit.store.troubles import told

APPLICATION_ID = int.from_bytes(b"evkt", "big")
"""What SQLite files are marked with, for programs that tell kinds of files apart."""

MIGRATIONS = "eventkit.store.migrations"


def opened(url: str, patience: float, *, make: bool = True) -> Engines:
    """The database of that URL, with the tables in it: made where it is empty, brought up to date where they
    are of an older eventkit, and never touched if it is another's.

    A file that is made is for its owner alone to read, for contacts are in it.

    Raises:
        StoreError: It cannot be opened, or is no store, or one of a newer eventkit; or there is none, and it
            is not to be made.
    """
    where = engines(url, patience)
    with ExitStack() as undo:
        if where.file is not None and not where.file.exists():
            if not make:
                raise _none(where.name)
            undo.callback(_drop_empty, where.file)
            _make_private(where.file)
        undo.callback(where.dispose)
        with told(where.name):
            with where.read.begin() as db:
                there = _version(db, where.name)
            if there is None and not make:
                raise _none(where.name)
            if there is None:
                _make(where)
            elif there < tables.VERSION:
                # By name, for few stores are old, and what brings them up to date takes long to load.
                import_module(MIGRATIONS).migrate(where)
            if where.file is not None:
                write_ahead(where)
        undo.pop_all()
    return where


def _version(db: Connection, name: str) -> int | None:
    """The version of the tables there; ``None`` where a store is still to be made."""
    present = inspect(db).get_table_names()
    if tables.marker.name not in present:
        if present:
            message = f"{name} is not an eventkit store, but a database of another program: name another"
            raise StoreError(message)
        return None
    return not_newer(db, name)


def _make(where: Engines) -> None:
    with where.write.begin() as db:
        where.lock(db, "tables")
        if _version(db, where.name) is not None:  # another was faster
            return
        metadata.create_all(db, checkfirst=False)
        guards.make(db)
        db.execute(tables.marker.insert(), {"version": tables.VERSION})
        if where.file is not None:
            db.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def _none(name: str) -> StoreError:
    return StoreError(
        f"there is no store at {name}: see that --store or EVENTKIT_STORE names the right one; to make one "
        "there, begin a conference with 'eventkit conference new', or take one in with 'eventkit import FILE'"
    )


def _make_private(file: Path) -> None:
    """Make an empty file that nobody but its owner may read; what SQLite puts beside it is as private."""
    with suppress(OSError):  # SQLite tells why no file can be made there, or finds the one of another
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _drop_empty(file: Path) -> None:
    """Take away the empty file that SQLite leaves when nothing came of it."""
    if file.exists() and file.stat().st_size == 0:
        file.unlink()
