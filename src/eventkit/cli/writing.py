"""Files, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from eventkit.errors import EventkitError

STDOUT = "-"

SQLITE = b"SQLite format 3\0"
"""How a database of SQLite begins."""

SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")
"""What the names of the files end in that SQLite keeps beside a database."""


def database_of(path: Path) -> Path | None:
    """The SQLite database that a file is or belongs to; ``None`` if it is and belongs to none."""
    path = Path(os.path.realpath(path))
    names = [
        path.name,
        *(path.name.removesuffix(end) for end in SQLITE_COMPANIONS if path.name.endswith(end)),
    ]
    return next((path.with_name(name) for name in names if name and _is_database(path.with_name(name))), None)


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def write_whole(target: str | Path, data: bytes) -> None:
    """Write a file under a temporary name beside it, then give it its name; ``-`` is standard output.

    A reader never sees half a file, and where the disk is full the old one stays as it was.

    Raises:
        OSError: The file cannot be written; nothing is left behind.
    """
    with whole(target) as file:
        file.write(data)


@contextmanager
def whole(target: str | Path) -> Iterator[BinaryIO]:
    """A file to write into piece by piece, which gets its name when it is whole, as with `write_whole`.

    Where writing ends with an exception, the file that was there stays. A pipe or a device gets the bytes
    when they are whole, and is never replaced.

    Raises:
        EventkitError: The file is an SQLite database, or one that SQLite keeps beside it.
        OSError: The file cannot be written; nothing is left behind.
    """
    if str(target) == STDOUT:
        with tempfile.TemporaryFile() as spool:
            yield spool
            _pour(spool, sys.stdout.buffer)
        return
    path = Path(target)
    if path.exists() and not path.is_file():
        with tempfile.TemporaryFile() as spool:
            yield spool
            _pour_into(spool, path)
        return
    # A link is written through, not replaced.
    path = path.resolve() if path.is_symlink() else path
    if database_of(path):
        message = f"{target} belongs to an SQLite database. Nothing was written. Choose another file."
        raise EventkitError(message)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in {None, temporary}:
            raise OSError(error.errno, error.strerror, str(target)) from None
        raise


def _pour(spool: BinaryIO, out: BinaryIO) -> None:
    spool.seek(0)
    shutil.copyfileobj(spool, out)
    out.flush()


def _pour_into(spool: BinaryIO, path: Path) -> None:
    try:
        with path.open("wb") as device:
            _pour(spool, device)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _mode(path: Path) -> int:
    """The permissions a file has, or would be given were it opened anew."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
