"""Output files: their kinds, what they may replace, and how they are written whole.

A file is written under the endings of its kind or under an ending of no known kind. It replaces only a file
that eventkit made of that kind, which its mark shows, unless that is asked for. A store, any other SQLite
database and the files that SQLite creates beside one are never written to.

Unfinished files are drafts, locked while they are written, and swept if they were left behind.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile, ZipFile

from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message, as_message, sentence

if sys.platform != "win32":  # Windows does not delete files that are open, and needs no locks
    import fcntl

_MARK = "draft-"

_NAME = re.compile(rf"\..+\.{_MARK}[a-z0-9_]{{8}}")


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
    for suffix in ("", *SQLITE_COMPANIONS):
        with suppress(OSError):
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def put_in_place(file: Path, target: Path) -> None:
    """Give a file its name, once it is on the disk.

    Raises:
        OSError: The file cannot be written or renamed.
    """
    sync_file(file)
    file.replace(target)
    _sync_folder(target.parent)


def sync_file(file: Path) -> None:
    """Wait until a file is on the disk."""
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


GENERATOR = "eventkit"
"""The name in the marks of files: the generator, the producer, the custom property of a workbook."""

DOCUMENT, LIST = sentence("a document"), sentence("a list of sessions")
"""The kinds whose marks are not enough: a document may have comments, and a list columns, of its owner."""


class Mark(NamedTuple):
    """The mark by which a file that eventkit made is recognised.

    Attributes:
        kind: The kind of file in messages: ``a calendar``.
        scope: What else has to be the same, so that one may replace another: the conference of a document or
            workbook, which may be the only copy; the columns of a list; the output that a PDF is of.
    """

    kind: str
    scope: bytes = b""

    def replaces(self, other: Mark) -> bool:
        """True if a file with this mark may replace one with another: a list, if it has all its columns."""
        if self.kind == other.kind == LIST:
            return set(self.scope.split(b",")).issuperset(other.scope.split(b","))
        return self == other


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that a command writes.

    Attributes:
        name: Its name in messages: ``a calendar``.
        endings: The endings of its files, with the dot, lower case, the usual one first; empty for a folder.
        is_known: Whether all its files have the same mark, or none: then what they may replace is known
            before they are made.
        output: The output that makes them, where others make files of the same kind.
    """

    name: str
    endings: tuple[str, ...]
    is_known: bool = True
    output: str = ""

    @property
    def mark(self) -> Mark:
        """The mark of all its files."""
        return Mark(self.name, self.output.encode())


CALENDAR = FileKind(sentence("a calendar"), (".ics", ".ical", ".ifb"))
JCAL = FileKind(sentence("a jCal calendar"), (".json", ".jcal"))
PDF = FileKind(sentence("a PDF"), (".pdf",))
BADGES, PROGRAMME = replace(PDF, output="badges"), replace(PDF, output="programme")
KEY_FILE = FileKind(sentence("a key file"), (".json",))
PICTURE = FileKind(sentence("a picture of a plan"), (".svg",))
TOML = FileKind(sentence("a TOML file"), (".toml",))

_BEGINNINGS: tuple[tuple[str, str], ...] = (
    (CALENDAR.name, rf"BEGIN:VCALENDAR\s+VERSION:2\.0\s+PRODID:-//{GENERATOR}//"),
    (JCAL.name, rf'\["vcalendar", *\[(?:\[[^]]*\], *)?\["prodid", *\{{\}}, *"text", *"-//{GENERATOR}//'),
    (KEY_FILE.name, rf'\{{\s*"format": *"{GENERATOR}-badge-keys-'),
    (PICTURE.name, rf'<svg [^>]*class="{GENERATOR} '),
    (DOCUMENT, rf'\{{?\s*"?{GENERATOR}"?:\s*\d+,?\s+"?conference"?:\s*\{{?\s*"?id"?:\s*"?([^\s",]+)'),
    ("a schedule in XML", rf'<\?xml[^>]*>\s*<schedule>\s*<generator name="{GENERATOR}"'),
    ("a schedule in JSON", rf'\{{(?:\s*"\$schema": *"[^"]*",)?\s*"generator": *\{{\s*"name": *"{GENERATOR}"'),
    ("a fragment", rf'<section class="{GENERATOR}"'),
    ("an event", r'\{\s*"@context": *"https://schema\.org",\s*"@type": *"\w+",\s*"@id": *"(urn:uuid:[^"]+)"'),
    (LIST, r"(Id(?:,[^\r\n]*)?)\r?\n"),
)
"""Beginnings of files that eventkit made, by the names of their kinds; groups are the scopes of marks."""

_MARKS = tuple((name, re.compile(pattern.encode())) for name, pattern in _BEGINNINGS)

_PRODUCER = f"<pdf:Producer>{GENERATOR}</pdf:Producer>".encode()
_CREATOR = re.compile(rf"<xmp:CreatorTool>{GENERATOR} ?([^<]*)</xmp:CreatorTool>".encode())
_PROPERTY = re.compile(rf'name="{GENERATOR}"><vt:lpwstr>([^<]*)<'.encode())
_PROPERTIES = "docProps/custom.xml"
_PROPERTIES_LIMIT = 100_000

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


def mark_of(data: bytes) -> Mark | None:
    """The mark of eventkit in a file; ``None`` if it has none."""
    data = data.removeprefix(BOM_UTF8)
    if data.startswith(b"%PDF-"):
        creator = _CREATOR.search(data) if _PRODUCER in data else None
        return Mark(PDF.name, creator[1]) if creator else None
    if data.startswith(b"PK"):
        return _workbook_mark(data)
    for name, pattern in _MARKS:
        if match := pattern.match(data):
            return Mark(name, b"".join(match.groups()))
    return None


def _workbook_mark(data: bytes) -> Mark | None:
    """The mark of a workbook: a custom property with the id of its conference, which other programs keep."""
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open(_PROPERTIES) as member:
            found = _PROPERTY.search(member.read(_PROPERTIES_LIMIT))
    except (BadZipFile, KeyError, OSError, RuntimeError, EOFError, ValueError, zlib.error):
        return None
    return Mark(sentence("a workbook"), found[1]) if found else None


def kind_of(data: bytes, target: Path) -> FileKind:
    """The kind of a file by its beginning, or else the one of its ending if the bytes may be of that kind."""
    for kind, beginning in ((CALENDAR, b"BEGIN:VCALENDAR"), (JCAL, b'["vcalendar"'), (PDF, b"%PDF-")):
        if data.startswith(beginning):
            return kind
    ending = target.suffix.lower()
    is_of_another = not ending or any(ending in kind.endings for kind in (CALENDAR, PDF))
    return FileKind(sentence("such a file"), () if is_of_another else (ending,))


def fault_of_target(target: Path, kind: FileKind, store: Path | None = None) -> str:
    """The reason why no file of this kind is ever written to a target, and what to do; empty if it may be."""
    if store is not None and _belongs_to(target, store):
        return Message("is the store or belongs to it. Choose another file")
    if database := database_of(target):
        return Message(
            "is an SQLite database. Choose another file"
            if database.name == target.name
            else "belongs to an SQLite database. Choose another file"
        )
    if target.suffix.lower() in KNOWN_ENDINGS.difference(kind.endings):
        return Message(
            "has the ending of another kind of file than {kind}. Choose a name ending in {endings}"
            if kind.endings
            else "has the ending of another kind of file than {kind}. Choose another name",
            kind=as_message(kind.name),
            endings=Listed(kind.endings, "or"),
        )
    return ""


def fault_of_replacing(target: Path, mark: Mark | None, data: bytes | None = None) -> str:
    """The reason why a file is not replaced by one with this mark unless asked for; empty if it may be.

    An empty file may be replaced, and so may one with the same bytes.

    Args:
        target: The file, if there is one.
        mark: The mark of the new one.
        data: Its bytes, if they are known.
    """
    existing = target.read_bytes() if target.is_file() else b""
    if not existing or existing == data:
        return ""
    found = mark_of(existing)
    if found is None:
        return Message("exists, and nothing in it shows that eventkit made it")
    if mark is not None and mark.replaces(found):
        is_commented = found.kind == DOCUMENT and b"\n#" in existing
        return Message("exists, and has comments, which a new document would lose") if is_commented else ""
    if mark is None or found.kind != mark.kind:
        return Message("exists, and is {kind} of eventkit", kind=Message(found.kind))
    if found.kind == PDF.name:
        output = found.scope.decode(errors="replace") or GENERATOR
        return Message("exists, and is a PDF of another output, '{output}'", output=output)
    return Message(
        "exists, and is {kind} with other columns"
        if found.kind == LIST
        else "exists, and is {kind} of another conference",
        kind=Message(found.kind),
    )


def require_replaceable(target: Path, mark: Mark | None, data: bytes | None = None) -> None:
    """Refuse to replace a file for a program, by `fault_of_replacing`.

    Raises:
        EventkitError: The file is not to be replaced.
    """
    if fault := fault_of_replacing(target, mark, data):
        raise EventkitError(
            "{target} {fault}. Nothing was written. Choose another name, or replace it with overwrite=True.",
            target=target,
            fault=fault,
        )


def _belongs_to(target: Path, store: Path) -> bool:
    """True if a target is the file of the store, or one that SQLite creates beside it, by any path."""
    for ending in ("", *SQLITE_COMPANIONS):
        file = store.with_name(store.name + ending)
        if os.path.realpath(target) == os.path.realpath(file):
            return True
        if target.exists() and file.exists() and target.samefile(file):
            return True
    return False


def write_file(path: Path, data: bytes) -> None:
    """Write a file atomically, as `open_to_write` does.

    Raises:
        EventkitError: The file belongs to an SQLite database.
        OSError: The file cannot be written; nothing is left behind.
    """
    with open_to_write(path) as file:
        file.write(data)


@contextmanager
def open_to_write(path: Path, kind: FileKind | None = None, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when it is complete.

    It is written under a temporary name beside its place. A reader never sees half a file, and where writing
    ends with an exception or the disk is full, the file that was there stays. A pipe or a device gets the
    bytes when they are complete, and is never replaced; a link is written through.

    Args:
        kind: Its kind, such as `PDF`: an existing file is then replaced only if eventkit made it.
        overwrite: Whether to replace any file all the same.

    Raises:
        EventkitError: The file belongs to an SQLite database, or is not to be replaced.
        OSError: The file cannot be written; nothing is left behind.
    """
    target = path
    if kind is not None and not overwrite:
        require_replaceable(path, kind.mark)
    if path.exists() and not path.is_file():
        with tempfile.TemporaryFile() as spool:
            yield spool
            _copy_to_device(spool, path)
        return
    path = resolve_links(path)
    if database_of(path):
        raise EventkitError(
            "{target} belongs to an SQLite database. Nothing was written. Choose another file.", target=target
        )
    start = str(path.with_name(f".{path.name}."))
    try:
        with draft(path) as temporary:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(permissions_of(path))
            temporary.replace(path)
    except OSError as error:
        # An OSError without a number is not of the system: Pillow raises it for a damaged picture.
        if error.errno is not None and (error.filename is None or str(error.filename).startswith(start)):
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
