"""Backups: a whole store in one file, taken while people go on working, and brought back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from eventkit.errors import StoreError
from eventkit.store.copying import copy
from eventkit.store.engines import PATIENCE, Engines, engines
from eventkit.store.opening import opened
from eventkit.store.present import damage, not_newer, present, same_version, see_that_sound
from eventkit.store.troubles import is_damage, told


def backup(store: str, target: Path, *, replace: bool = False, patience: float = PATIENCE) -> None:
    """Write all that a store holds into one SQLite file, itself a store, as of one moment.

    The store is read and never held up: people may go on changing it. The file gets its name when it is
    whole, has been checked, and is on the disk.

    Args:
        store: The URL of the store, on either kind of database.
        target: The file.
        replace: Whether it may take the place of a file that is there.
        patience: How long to wait for the store, in seconds.

    Raises:
        StoreError: The store cannot be read or is damaged, or the file cannot be written; a file that was
            there before stays as it was.
    """
    if target.exists() and not (replace and target.is_file()):
        message = f"{target} is there already: name another file, or say that it is to be replaced"
        raise StoreError(message)
    with present(store, patience) as where:
        if where.file is None:
            with _draft(target) as draft, _draft(target) as compact:
                copy(store, _url(draft), patience=patience)
                with present(_url(draft), patience) as copied:
                    _write_compact(copied, compact, target)
                _name(compact, target)
            return
        if target.exists() and target.samefile(where.file):
            message = f"{target} is the store itself: name another file"
            raise StoreError(message)
        with where.read.begin() as db:
            same_version(db, where.name)
            see_that_sound(db, where.name)
        with _draft(target) as draft:
            _write_compact(where, draft, target)
            _name(draft, target)


def restore(backup: Path, store: str, *, replace: bool = False, patience: float = PATIENCE) -> None:
    """Bring a backup back: make a store hold what the backup holds, all of it or nothing.

    The backup is checked first and never written to; one of an older eventkit is brought up to date on the
    way. Those who have the store open see it change from one moment to the next.

    Args:
        backup: The file.
        store: The URL of the store; it is made where there is nothing yet.
        replace: Whether it may hold something, which then is no more. A store too damaged to be opened is
            put aside under a name ending in ``.damaged``.
        patience: How long to wait for others who write to it, in seconds.

    Raises:
        StoreError: The file is no backup or is damaged, the store holds something and is not to be
            replaced, or it cannot be used.
    """
    with present(_url(backup), patience) as source:
        with source.read.begin() as db:
            not_newer(db, source.name)
            see_that_sound(db, source.name)
        goal = engines(store, patience).file
        beside = goal or Path(tempfile.gettempdir()) / backup.name
        with _draft(beside) as draft:
            _write_compact(source, draft, beside)
            opened(_url(draft), patience).dispose()  # brings it up to date
            if goal and goal.exists() and _is_damaged(store, patience):
                _put_in_place_of(goal, draft, replace=replace)
            else:
                copy(_url(draft), store, replace=replace, patience=patience)


def _url(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A file beside the target to write it in, gone in the end unless it was given another name.

    Nobody but its owner may read it, for it holds what is private.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"{target} cannot be written ({reason}): name a file in a folder that you may write to"
        raise StoreError(message) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for beside in ("", "-wal", "-shm", "-journal"):
            Path(name + beside).unlink(missing_ok=True)


def _write_compact(where: Engines, draft: Path, target: Path) -> None:
    """Write the whole of an SQLite store into the draft, free of gaps, and see that it is sound."""
    with told(str(target)), where.read.connect().execution_options(sqlite_begin=None) as db:
        db.exec_driver_sql("VACUUM INTO ?", (str(draft),))
    with present(_url(draft), where.patience) as written, written.read.begin() as db:
        see_that_sound(db, str(target))


def _name(draft: Path, target: Path) -> None:
    """Give the draft its name, once it is on the disk."""
    try:
        _to_disk(draft)
        draft.replace(target)
        _to_disk(target.parent)
    except OSError as error:
        message = f"{target} cannot be written: {(error.strerror or str(error)).lower()}"
        raise StoreError(message) from error


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_damaged(url: str, patience: float) -> bool:
    try:
        with present(url, patience) as where, where.read.begin() as db:
            return damage(db) is not None
    except StoreError as error:
        if is_damage(error):
            return True
        raise


def _put_in_place_of(file: Path, draft: Path, *, replace: bool) -> None:
    """Put the draft in the place of a damaged store, which is kept under another name."""
    aside = file.with_name(f"{file.name}.damaged")
    if not replace:
        message = f"{file} is damaged: say that it is to be replaced, and it is kept as {aside}"
        raise StoreError(message)
    mode = file.stat().st_mode & 0o777
    for beside in ("-wal", "-shm", ""):
        if (part := Path(f"{file}{beside}")).exists():
            part.replace(f"{aside}{beside}")
    draft.chmod(mode)
    _name(draft, file)
