"""Source files: the bytes of one file to import, with type detection, JSON parsing and zip access.

Reading is bounded: a file that blows up when it is opened is refused before it has.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from eventkit.errors import Fault, Unreadable
from eventkit.intake.import_log import ImportLog
from eventkit.intake.records import Location
from eventkit.messages import Message, as_message, foreign
from eventkit.texts.text_encodings import DecodedText

FILE_LIMIT = 64 * 2**20  # the largest file, in bytes: thirty times the largest real one examined
UNPACKED_LIMIT = 256 * 2**20  # the most bytes of an archive or a workbook when it is unpacked
MEMBERS_LIMIT = 2_000  # the most members an archive may have
NESTING_LIMIT = 64
"""The greatest depth of nested JSON: twice what any format here does, with room for what it calls extra."""

DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    struct.error,
)
"""The errors of `zipfile` about damaged and locked archives: a wrong number in one is a negative place to
seek to, or a name that is not there."""

_LONGEST_INTEGER = 400
_ROOT_ELEMENT = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


class SourceFile:
    """The bytes of a file with its name; each property is computed once.

    Args:
        data: The bytes.
        name: The file, as messages call it.

    Raises:
        Unreadable: It is larger than `FILE_LIMIT`.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        if len(data) > FILE_LIMIT:
            message = Message(
                "Larger than the limit of {limit} MB. Check that it is the right file.",
                limit=FILE_LIMIT // 2**20,
            )
            raise unreadable(message, name)

    @property
    def suffix(self) -> str:
        """The file name extension with the dot, lower case; empty without one."""
        stem, point, ending = self.name.rpartition("/")[2].rpartition(".")
        return f".{ending.lower()}" if stem and point else ""

    @cached_property
    def looks_like_json(self) -> bool:
        """True if the file begins as JSON does."""
        return self.data.removeprefix(BOM_UTF8).lstrip()[:1] in {b"{", b"["}

    @cached_property
    def json(self) -> Any:
        """The content as JSON; ``None`` if the file does not look like JSON.

        Raises:
            Unreadable: It is broken JSON, nests deeper than `NESTING_LIMIT`, or gives a name twice.
        """
        return parse_json(self.data, self.name) if self.looks_like_json else None

    @cached_property
    def root_element(self) -> str:
        """The local name of the root element of an XML file; empty for other files."""
        start = self.data.removeprefix(BOM_UTF8).lstrip()[:65_536]
        if not start.startswith(b"<"):
            return ""
        match = _ROOT_ELEMENT.search(start)
        return match[1].decode() if match else ""

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names of the members of a zip archive, such as a workbook; empty for other files."""
        return () if self._archive is None else tuple(self._archive.namelist())

    @cached_property
    def members_by_stem(self) -> dict[str, str]:
        """The members of the archive by base name, lower case and without ``.json``.

        So an archive and a folder within it look the same. Of members called alike the outermost one is
        taken; those that only serve an operating system are not there.
        """
        members: dict[str, str] = {}
        for member in sorted(self.members, key=lambda member: (member.count("/"), member)):
            last = member.rpartition("/")[2]
            if last and not last.startswith(".") and not member.startswith("__MACOSX/"):
                members.setdefault(last.lower().removesuffix(".json"), member)
        return members

    def read_member(self, name: str) -> bytes:
        """The bytes of a member of the archive.

        Raises:
            Unreadable: It is broken or locked.
        """
        try:
            return self._archive.read(name) if self._archive is not None else b""
        except DAMAGED_ARCHIVE as error:
            message = Message(
                "{name} in the archive cannot be unpacked: {reason}. Pack the archive again.",
                name=name,
                reason=as_message(error),
            )
            raise unreadable(message, self.name) from None

    @cached_property
    def _archive(self) -> zipfile.ZipFile | None:
        if not self.data.startswith(b"PK"):
            return None
        try:
            archive = zipfile.ZipFile(io.BytesIO(self.data))
        except DAMAGED_ARCHIVE:
            return None
        infos = archive.infolist()
        if len(infos) > MEMBERS_LIMIT:
            message = Message(
                "{count} files in the archive, but the limit is {limit}. Check that it is the right file.",
                count=len(infos),
                limit=MEMBERS_LIMIT,
            )
            raise unreadable(message, self.name)
        if (size := sum(info.file_size for info in infos)) > UNPACKED_LIMIT:
            message = Message(
                "Unpacks to {size} MB, but the limit is {limit} MB. Check that it is the right file.",
                size=size // 2**20,
                limit=UNPACKED_LIMIT // 2**20,
            )
            raise unreadable(message, self.name)
        return archive


def zip_folder(files: Mapping[str, bytes]) -> bytes:
    """Pack the files of a folder, by relative path, into a zip archive.

    The same files give the same bytes.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unreadable(message: Message, name: str, line: int | None = None) -> Unreadable:
    return Unreadable(name, (Fault(message, line=line),))


def parse_json(data: bytes, name: str) -> Any:
    """Parse JSON (RFC 8259) in UTF-8, with or without a byte order mark."""
    line = None
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(
            text, object_pairs_hook=_unique_names, parse_constant=_refuse_constant, parse_int=_parse_integer
        )
        if (depth := _nesting_depth(value)) <= NESTING_LIMIT:
            return value
        message = Message(
            "Nested {depth} levels deep, but the limit is {limit}.", depth=depth, limit=NESTING_LIMIT
        )
    except UnicodeDecodeError as error:
        message = Message("Not UTF-8 (byte {byte}). Save the file as UTF-8.", byte=error.start)
    except json.JSONDecodeError as error:
        message, line = Message("Invalid JSON: {reason}.", reason=foreign(error.msg)), error.lineno
    except RecursionError:
        message = Message("Nested too deeply for a schedule.")
    except ValueError as error:
        message = Message("Invalid JSON: {reason}.", reason=as_message(error))
    raise unreadable(message, name, line)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(Message("the name '{twice}' occurs twice in one object", twice=twice))
    return members


def _refuse_constant(name: str) -> Any:
    raise ValueError(Message("{name} is not a number in JSON", name=name))


def _parse_integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise ValueError(Message("a number has {count} digits", count=len(digits)))
    return int(digits)


def _nesting_depth(value: Any) -> int:
    """The nesting depth of a value, measured level by level without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for item in level
            if isinstance(item, (dict, list))
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def log_decoding(decoded: DecodedText, log: ImportLog, lines: Sequence[int] = ()) -> None:
    """Log what `decode_text` guessed and replaced, by the lines of the file."""
    if decoded.guessed:
        message = Message(
            "The file does not state its encoding. Read as {encoding}. Check that the characters are right.",
            encoding=decoded.encoding,
        )
        log.warning("encoding", message, Location(log.name))
    for line in decoded.broken_lines:
        message = Message("Bytes that are not UTF-8. Replaced with �. Type the text again.")
        log.error("encoding", message, Location(log.name, row=lines[line - 1] if lines else line))
