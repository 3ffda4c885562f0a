"""File access: atomic writes; files and directories read within limits."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from eventkit.errors import EventkitError

SQLITE = b"SQLite format 3\0"
"""The first bytes of an SQLite database."""


SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")
"""The endings of the files that SQLite creates beside a database."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file atomically, as `open_to_write` does.

    Raises:
        EventkitError: The file belongs to an SQLite database.
        OSError: The file cannot be written; nothing is left behind.
    """
    with open_to_write(path) as file:
        file.write(data)


@contextmanager
def open_to_write(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when it is complete.

    It is written under a temporary name beside its place. A reader never sees half a file, and where writing
    ends with an exception or the disk is full, the file that was there stays. A pipe or a device gets the
    bytes when they are complete, and is never replaced; a link is written through.

    Raises:
        EventkitError: The file belongs to an SQLite database.
        OSError: The file cannot be written; nothing is left behind.
    """
    target = path
    if path.exists() and not path.is_file():
        with tempfile.TemporaryFile() as spool:
            yield spool
            _copy_to_device(spool, path)
        return
    path = resolve_links(path)
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
        Path(temporary).chmod(_permissions(path))
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        # An OSError without a number is not of the system: Pillow raises it for a damaged picture.
        if isinstance(error, OSError) and error.errno is not None and error.filename in {None, temporary}:
            raise OSError(error.errno, error.strerror, str(target)) from None
        raise


def resolve_links(path: Path) -> Path:
    """The path with every symbolic link followed, whether or not there is a file at its end.

    Raises:
        OSError: The links form a loop.
    """
    resolved = Path(os.path.realpath(path))  # pathlib raises a RuntimeError at a loop before Python 3.13
    if resolved.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return resolved


def copy_spool(spool: BinaryIO, out: BinaryIO) -> None:
    """Copy a spool file from its beginning to a stream."""
    spool.seek(0)
    shutil.copyfileobj(spool, out)
    out.flush()


def database_of(path: Path) -> Path | None:
    """The SQLite database that a file is or belongs to; ``None`` if it is and belongs to none."""
    path = Path(os.path.realpath(path))
    endings = ("", *(ending for ending in SQLITE_COMPANIONS if path.name.endswith(ending)))
    candidates = (path.with_name(path.name.removesuffix(ending)) for ending in endings if path.name != ending)
    return next(filter(_is_database, candidates), None)


def read_text(path: Path, limit: int, kind: str) -> str:
    """The text of a file, but no more of it than shows that it is longer than a limit.

    Args:
        path: The file.
        limit: The limit of such files, in characters.
        kind: The kind of file for messages: ``a template``.

    Raises:
        OSError: It cannot be opened.
        EventkitError: It is not text in UTF-8.
    """
    with path.open("rb") as file:
        data = file.read(4 * limit + 1)  # a character has four bytes at the most (RFC 3629)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: {kind} has to be text in UTF-8, and this file is not. Save it as UTF-8."
        raise EventkitError(message) from None


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _copy_to_device(spool: BinaryIO, path: Path) -> None:
    try:
        with path.open("wb") as device:
            copy_spool(spool, device)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _permissions(path: Path) -> int:
    """The permissions of a file, or those it would get if it were created."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


PICTURE_LIMIT = 20_000_000
"""The largest file of a picture taken, in bytes."""


_PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".svg", ".pdf"})


_NO_PICTURES: Mapping[str, bytes] = {}


class PictureFolder(Mapping[str, bytes]):
    """The PNG, JPEG, SVG and PDF files of a folder by their names, each read when it is requested.

    Links that lead out of the folder and what is no file, such as a pipe, are not among them.

    Args:
        folder: The folder.
        others: Pictures from elsewhere, for names that the folder does not have.

    Raises:
        EventkitError: There is no such folder; on reading, a file is too large.
    """

    def __init__(self, folder: Path, others: Mapping[str, bytes] = _NO_PICTURES) -> None:
        self._others = others
        if not folder.is_dir():
            message = f"there is no folder of pictures at {folder}"
            raise EventkitError(message)
        inside = folder.resolve()
        self._paths = {
            path.name: path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in _PICTURE_ENDINGS and path.is_file() and path.resolve().parent == inside
        }

    def __getitem__(self, name: str) -> bytes:
        if name not in self._paths:
            return self._others[name]
        path = self._paths[name]
        if path.stat().st_size > PICTURE_LIMIT:
            message = f"{path} has more than {PICTURE_LIMIT // 1_000_000} MB: make the picture smaller"
            raise EventkitError(message)
        return path.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter({**self._paths, **self._others})

    def __len__(self) -> int:
        return len({**self._paths, **self._others})
