"""Drafts: unfinished files, locked while they are written, and swept if they were left behind."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":  # Windows does not delete files that are open, and needs no locks
    import fcntl

_MARK = "draft-"

_NAME = re.compile(rf"\..+\.{_MARK}[a-z0-9_]{{8}}")

_SUFFIXES = ("", "-wal", "-shm", "-journal")


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A new file beside the target, deleted in the end unless it was renamed.

    Only its owner may read it, since it may contain private data. Drafts of the same target that were left
    behind by a process that was killed are deleted first.

    Raises:
        OSError: No file can be created in the folder of the target.
    """
    start = f".{target.name}.{_MARK}"
    handle, name = tempfile.mkstemp(prefix=start, dir=target.parent)
    try:
        if sys.platform == "win32":
            os.close(handle)
        else:
            with suppress(OSError):  # a network drive may have no locks
                fcntl.flock(handle, fcntl.LOCK_EX)
        for left in _find(target.parent, start):
            if left != Path(name):
                _delete(left)
        yield Path(name)
    finally:
        _delete(Path(name))
        if sys.platform != "win32":
            os.close(handle)


def find_drafts(folder: Path) -> list[Path]:
    """The drafts in a folder that no process is writing, sorted by name."""
    return _find(folder, ".")


def _find(folder: Path, start: str) -> list[Path]:
    """The drafts that no process is writing, of those whose names begin so."""
    drafts = (path for path in folder.iterdir() if path.name.startswith(start) and _NAME.fullmatch(path.name))
    return [path for path in sorted(drafts) if not _is_locked(path)]


def _is_locked(path: Path) -> bool:
    if sys.platform != "win32":
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # locked, gone, or another user's
            return True
    return False


def _delete(path: Path) -> None:
    for suffix in _SUFFIXES:
        with suppress(OSError):
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def put_in_place(file: Path, target: Path) -> None:
    """Give a file its name, once it is on the disk.

    Raises:
        OSError: The file cannot be written or renamed.
    """
    _sync(file)
    file.replace(target)
    _sync_folder(target.parent)


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:  # Windows flushes only files that are open for writing
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
