"""Migrations: the tables of an older eventkit changed version by version, with Alembic's operations.

A step is never changed once it is released: it uses no table of `eventkit.store.tables`, which go on
changing. A step that adds fields which the hash chain covers ends with `hash_chain.link_all`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from eventkit.errors import StoreError
from eventkit.store.connections import Database

STEPS: dict[int, Callable[[Operations], None]] = {}
"""The step to each version of the tables from the one before. Version 1 is the first that was released."""


def migrate(where: Database) -> None:
    """Migrate the tables to the present version, completely or not at all.

    An SQLite file is first copied to one beside it, named with the version of its tables.
    """
    with where.write.connect() as db:
        # Off, since SQLite rebuilds what it cannot alter, and rows must not go with a table that is dropped
        # for it; and before the transaction, since within one it has no effect.
        _enforce_keys(where, db, "OFF")
        try:
            with db.begin():
                where.lock(db, "tables")
                _steps(where, db)
        finally:
            _enforce_keys(where, db, "ON")


def _steps(where: Database, db: Connection) -> None:
    there: int = db.execute(text("SELECT max(version) FROM eventkit")).scalar_one()
    missing = [version for version in sorted(STEPS) if version > there]
    if not missing:  # another process was faster
        return
    if where.file is not None:
        _copy(where, where.file, there)
    operations = Operations(MigrationContext.configure(db))
    for version in missing:
        STEPS[version](operations)
        db.execute(text("UPDATE eventkit SET version = :version"), {"version": version})
    if where.file is not None and (loose := db.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise StoreError(
            "{name} is broken (a row of {loose} refers to a missing one). Restore a backup.",
            name=where.name,
            loose=loose[0],
        )


def _copy(where: Database, file: Path, version: int) -> None:
    """Copy a store, in a transaction that writes, so that nobody else does."""
    to = file.with_name(f"{file.name}.version-{version}")
    draft = to.with_name(f"{to.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with where.read.connect().execution_options(sqlite_begin=None) as db:
            db.exec_driver_sql("VACUUM INTO ?", (str(draft),))
        with draft.open("rb+") as written:
            os.fsync(written.fileno())  # it has to be there before the store is touched
        draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(to)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _enforce_keys(where: Database, db: Connection, setting: str) -> None:
    if where.file is not None:
        db.connection.cursor().execute(f"PRAGMA foreign_keys = {setting}")
