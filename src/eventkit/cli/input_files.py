"""Input files: files and folders named on the command line, read within limits; ``-`` is standard input.

They are apart from the targets of ``-o``, since reading needs the formats, which take a while to load.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eventkit.cli.file_arguments import STDIO
from eventkit.files.limited_process import run_in_copy
from eventkit.formats import read_foreign_file
from eventkit.intake import NO_HINTS, ImportHints, ImportResult
from eventkit.intake.source_file import FILE_LIMIT
from eventkit.office.conference_files import read_input


def read_argument(file: str) -> tuple[bytes, str]:
    """The bytes of a file or folder to read, and its name in messages; ``-`` is standard input."""
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
    """
    data, title = read_argument(file)
    return read_foreign_file(data, title, name, hints, run=run_in_copy)
