"""Stores that must be there already, taken as they are: nothing is made, brought up to date or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, inspect, select

from eventkit.errors import StoreError
from eventkit.store import tables
from eventkit.store.engines import Engines, engines
from eventkit.store.troubles import told


@contextmanager
def present(url: str, patience: float) -> Iterator[Engines]:
    """The database of that URL, for as long as the ``with`` lasts.

    Raises:
        StoreError: There is no store, or it cannot be used; also where the database fails meanwhile.
    """
    where = engines(url, patience)
    if where.file is not None and not where.file.exists():
        message = f"there is no store {where.file}: see that the name is right"
        raise StoreError(message)
    try:
        with told(where.name):
            yield where
    finally:
        where.dispose()


def version(db: Connection, name: str) -> int:
    """The version of the tables there.

    Raises:
        StoreError: There are none of eventkit's; ``name`` is what messages call the database.
    """
    if tables.marker.name not in inspect(db).get_table_names():
        message = f"{name} is not an eventkit store: name another"
        raise StoreError(message)
    found: int = db.scalar(select(func.max(tables.marker.columns.version))) or 0
    return found


def not_newer(db: Connection, name: str) -> int:
    """The version of the tables there, which this eventkit knows.

    Raises:
        StoreError: They are none of eventkit's, or of a newer one.
    """
    if (found := version(db, name)) > tables.VERSION:
        message = f"{name} was written by a newer eventkit: bring this one up to date, then try again"
        raise StoreError(message)
    return found


def same_version(db: Connection, name: str) -> None:
    """See that the tables there are those that this eventkit works with.

    Raises:
        StoreError: They are not.
    """
    if not_newer(db, name) < tables.VERSION:
        message = f"{name} was written by an older eventkit: open it once with this one, then try again"
        raise StoreError(message)


def damage(db: Connection) -> str | None:
    """What is damaged in an SQLite file, one thing of it; ``None`` if nothing, or on another database.

    All of the file is read, and the rows compared with their indexes.
    """
    if db.dialect.name != "sqlite":
        return None
    found: str = db.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if found == "ok" else " ".join(found.split())


def see_that_sound(db: Connection, name: str) -> None:
    """See that nothing is damaged there.

    Raises:
        StoreError: Something is.
    """
    if found := damage(db):
        message = f"{name} is damaged ({found}): bring back a backup, and keep it for whoever can mend it"
        raise StoreError(message)
