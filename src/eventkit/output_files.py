"""Output files: their kinds, what they may replace, and how they are written whole.

A file is written under the endings of its kind or under an ending of no known kind, and replaces only an
older file of its kind. A store, any other SQLite database and the files that SQLite creates beside one are
never written to.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from eventkit.errors import EventkitError

JSON_DOCUMENT = b'{"eventkit":'
"""The beginning of a document in JSON, without blanks."""

BEGINNING = 512
"""The bytes of a file that are read to recognise its kind."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that a command writes.

    Attributes:
        name: Its name in messages: ``a calendar``.
        endings: The endings of its files, with the dot, lower case, the usual one first; empty for a folder.
        beginnings: How such a file begins, blanks left out; empty if they begin in many ways.
        is_document: Whether it is the document of eventkit, which organisers edit.
    """

    name: str
    endings: tuple[str, ...]
    beginnings: tuple[bytes, ...] = ()
    is_document: bool = False


CALENDAR = FileKind("a calendar", (".ics", ".ical", ".ifb"), (b"BEGIN:VCALENDAR",))
JCAL = FileKind("a jCal calendar", (".json", ".jcal"), (b'["vcalendar"',))
PDF = FileKind("a PDF", (".pdf",), (b"%PDF-",))
KEY_FILE = FileKind("a key file", (".json",), (b'{"format":"eventkit-badge-keys-',))
TOML = FileKind("a TOML file", (".toml",))

KNOWN_ENDINGS = frozenset(
    {
        *(".ics", ".ical", ".ifb", ".jcal", ".pdf", ".json", ".jsonld", ".toml", ".yaml", ".yml", ".xml"),
        *(".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".order", ".docx", ".doc", ".odt", ".md", ".html"),
        *(".zip", ".db", ".sqlite", ".sqlite3", ".sql", ".png", ".jpg", ".jpeg", ".svg", ".ttf", ".otf"),
    }
)
"""The endings of known kinds of files; nothing is written under the ending of another kind."""

SQLITE = b"SQLite format 3\0"
"""The first bytes of an SQLite database."""


SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")
"""The endings of the files that SQLite creates beside a database."""


def kind_of(data: bytes, target: Path) -> FileKind:
    """The kind of a file by its bytes, or else the one of its ending if the bytes may be of that kind."""
    beginning = b"".join(data[:BEGINNING].split())
    kinds = (CALENDAR, JCAL, PDF, KEY_FILE)
    for kind in kinds:
        if beginning.startswith(kind.beginnings):
            return kind
    ending = target.suffix.lower()
    is_of_another = not ending or any(ending in kind.endings for kind in (CALENDAR, PDF))
    endings = () if is_of_another else (ending,)
    return FileKind("such a file", endings, is_document=beginning.startswith((JSON_DOCUMENT, b"eventkit:")))


def fault_of(target: Path, kind: FileKind, store: Path | None = None) -> str:
    """The reason why a file of this kind is not written to a target, and what to do; empty if it may be."""
    if store is not None and _belongs_to(target, store):
        return "is the store or belongs to it. Choose another file"
    if database := database_of(target):
        relation = "is" if database.name == target.name else "belongs to"
        return f"{relation} an SQLite database. Choose another file"
    ending = target.suffix.lower()
    if ending in KNOWN_ENDINGS.difference(kind.endings):
        return f"has the ending of another kind of file than {kind.name}. Choose {_names(kind)}"
    return _fault_of_content(_beginning(target), kind, named=ending in kind.endings)


def _fault_of_content(beginning: bytes, kind: FileKind, *, named: bool) -> str:
    """The reason why an existing file is not replaced by a file of this kind."""
    if not beginning or (kind.beginnings and beginning.startswith(kind.beginnings)):
        return ""
    if kind.beginnings:
        return f"exists and is not {kind.name}. Move it away, or choose another name"
    if beginning.startswith(JSON_DOCUMENT) and not kind.is_document:
        return "exists and is a document of eventkit. Move it away, or choose another name"
    if not named:
        return f"exists, and its name does not show the kind of file. Choose {_names(kind)}"
    return ""


def _names(kind: FileKind) -> str:
    return f"a name ending in {' or '.join(kind.endings)}" if kind.endings else "another name"


def _belongs_to(target: Path, store: Path) -> bool:
    """True if a target is the file of the store, or one that SQLite creates beside it, by any path."""
    for ending in ("", *SQLITE_COMPANIONS):
        file = store.with_name(store.name + ending)
        if os.path.realpath(target) == os.path.realpath(file):
            return True
        if target.exists() and file.exists() and target.samefile(file):
            return True
    return False


def _beginning(file: Path) -> bytes:
    """The first bytes of a file, without blanks and a byte order mark; empty if there is none."""
    if not file.is_file():
        return b""
    with file.open("rb") as opened:
        return b"".join(opened.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").split())


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
        Path(temporary).chmod(permissions_of(path))
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


def permissions_of(path: Path) -> int:
    """The permissions of a file, or those it would get if it were created."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
