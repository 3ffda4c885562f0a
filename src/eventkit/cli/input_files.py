"""Input files: files and folders named on the command line, read within limits; ``-`` is standard input.

They are apart from the targets of ``-o``, since reading needs the formats, which take a while to load.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from eventkit.cli.file_arguments import STDIO
from eventkit.errors import EventkitError
from eventkit.formats import read_file
from eventkit.intake import NO_HINTS, ImportHints, ImportResult
from eventkit.intake.source_file import FILE_LIMIT, MEMBERS_LIMIT, zip_folder


def read_argument(file: str) -> tuple[bytes, str]:
    """The bytes of a file or folder to read, and its name in messages; ``-`` is standard input.

    Raises:
        OSError: It cannot be opened.
        EventkitError: It is neither a file nor a folder.
    """
    if file == STDIO:
        return sys.stdin.buffer.read(FILE_LIMIT + 1), "standard input"
    return read_input(Path(file))


def read_schedule(
    file: str, name: str | None = None, hints: ImportHints = NO_HINTS
) -> tuple[str, ImportResult]:
    """The schedule in a file or folder, and the name of its format.

    Args:
        file: Its path; ``-`` is standard input.
        name: The name of its format; detected from the content if left out.
        hints: What is known beside the file.

    Raises:
        OSError: It cannot be opened.
        EventkitError: There is no such format, or it cannot be read.
    """
    data, title = read_argument(file)
    return read_file(data, title, name, hints)


def read_input(path: Path) -> tuple[bytes, str]:
    """The bytes of a file, or of an archive of the files in a folder, and its name in messages.

    One byte more than the limit is read, so that a file that is too large is refused by its reader and never
    read as a whole.

    Raises:
        OSError: It cannot be opened.
        EventkitError: It is neither a file nor a folder, or a folder with too many files.
    """
    if path.is_dir():
        return zip_folder(dict(_folder_files(path))), path.resolve().name
    if path.exists() and not path.is_file():
        message = f"{path} is neither a file nor a folder. Nothing was read."
        raise EventkitError(message)
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1), str(path)


def _folder_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files in a folder by their names within it; links that lead out of it are not followed."""
    count, size = 0, 0
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            count, size = count + 1, size + path.stat().st_size
            if count > MEMBERS_LIMIT or size > FILE_LIMIT:
                limits = f"{MEMBERS_LIMIT} files or {FILE_LIMIT // 2**20} MB"
                message = f"{folder} contains more than {limits}. Check that it is the right folder."
                raise EventkitError(message)
            yield path.relative_to(folder).as_posix(), path.read_bytes()
