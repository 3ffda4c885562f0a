"""Files and folders, opened and read by the format they are in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from eventkit.cli.writing import STDOUT
from eventkit.errors import EventkitError
from eventkit.formats import reader_named, recognised
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile
from eventkit.intake.source_file import FILE_LIMIT, MEMBERS_LIMIT, zip_folder


def read(file: str, name: str | None = None, given: ImportHints = NO_HINTS) -> tuple[str, ImportResult]:
    """What a file or a folder holds, and the name of its format.

    Args:
        file: Its path; ``-`` is standard input.
        name: The name of its format; by what is in it where left out.
        given: What is said of it besides.

    Raises:
        OSError: It cannot be opened.
        EventkitError: There is no such format, or it cannot be taken in.
    """
    data, called = opened(file)
    if name is None:
        name, reader = recognised(SourceFile(data, called))
    else:
        reader = reader_named(name)
    return name, reader.read(data, called, given)


def opened(file: str) -> tuple[bytes, str]:
    """The bytes of a file, and what messages call it; a folder becomes an archive of its files."""
    if file == STDOUT:
        return sys.stdin.buffer.read(FILE_LIMIT + 1), "standard input"
    path = Path(file)
    if path.is_dir():
        return zip_folder(dict(_members(path))), path.resolve().name
    if path.exists() and not path.is_file():
        message = f"{file} is neither a file nor a folder: nothing is read from it"
        raise EventkitError(message)
    # One byte more than is taken, so that what is too large is refused and never read as a whole.
    with path.open("rb") as opened_file:
        return opened_file.read(FILE_LIMIT + 1), file


def _members(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files in a folder by their names within it; links that lead out of it are not followed."""
    count, size = 0, 0
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(where) / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            count, size = count + 1, size + path.stat().st_size
            if count > MEMBERS_LIMIT or size > FILE_LIMIT:
                message = (
                    f"{folder} holds more than {MEMBERS_LIMIT} files or {FILE_LIMIT // 2**20} MB: "
                    "is it the right folder?"
                )
                raise EventkitError(message)
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def text_of(path: Path, limit: int, what: str) -> str:
    """The text of a file, but no more of it than tells that it is longer than a limit, in characters.

    Args:
        path: The file.
        limit: The most that is taken of such a file.
        what: What it should be: ``a template``.

    Raises:
        OSError: It cannot be opened.
        EventkitError: It is no text.
    """
    with path.open("rb") as file:
        data = file.read(4 * limit + 1)  # a character has four bytes at the most (RFC 3629)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: is no text in UTF-8, as {what} is"
        raise EventkitError(message) from None
