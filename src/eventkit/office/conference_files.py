"""Conference files: a schedule read from a file of any format, and written to one by its ending."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

from eventkit.errors import EventkitError
from eventkit.formats import read_file
from eventkit.intake import ImportHints, ImportResult
from eventkit.intake.source_file import FILE_LIMIT, MEMBERS_LIMIT, zip_folder
from eventkit.ledger import Ledger
from eventkit.plugins.exporters import Context, Output, get_exporter
from eventkit.schedule import Schedule
from eventkit.texts import Language
from eventkit.values.arguments import checked

NOTHING: Mapping[str, Any] = MappingProxyType({})

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".ics": "agenda",
        ".json": "document",
        ".pdf": "programme",
        ".xlsx": "spreadsheet",
        ".xml": "schedule-xml",
        ".yaml": "document",
        ".yml": "document",
    }
)
"""The exporters of files, by ending."""


@checked
def read(
    path: str | PathLike[str],
    *,
    zone: str | None = None,
    id: str | None = None,
    title: str | None = None,
    languages: Sequence[Language] = (),
    file_format: str | None = None,
) -> ImportResult:
    """Read the schedule of a conference from a file of any format, or a folder of files.

    >>> eventkit.read("fixtures/congress.yaml").schedule.conference.zone
    'Africa/Cairo'

    Args:
        path: The file or folder.
        zone: The IANA name of the time zone, if the file has none.
        id: The id of the conference; by default the one in the file, or one made from its title.
        title: Its title; by default the one in the file, or the name of the file.
        languages: Its languages, the first one that of bare texts; by default those in the file.
        file_format: The name of the format; detected from the content by default.

    Returns:
        The schedule, and findings about what was repaired or left out.

    Raises:
        Unreadable: The file cannot be read; all of its faults are listed.
        EventkitError: There is no such format, or the folder is too large.
        OSError: The file cannot be opened.
    """
    data, name = read_input(Path(path))
    hints = ImportHints(id=id, title=title, zone=zone, languages=tuple(languages))
    return read_file(data, name, file_format, hints)[1]


@checked
def write(
    schedule: Schedule,
    path: str | PathLike[str],
    *,
    file_format: str | None = None,
    languages: Sequence[Language] = (),
    ledger: Ledger | None = None,
    options: Mapping[str, Any] = NOTHING,
    overwrite: bool = False,
) -> Output:
    """Write a schedule to a file, in the format of its ending: .yaml and .json lose nothing, nor does .xlsx.

    The file is complete or not written at all. An existing one is replaced if it is empty, or if eventkit
    made it: a document or workbook of the same conference.

    Args:
        file_format: The name of an exporter, where the ending is not enough.
        languages: The languages of the readers, for outputs that are written for some.
        ledger: The revisions of its sessions, for calendars; a first one by default.
        options: Values of the options that the exporter declares.
        overwrite: Whether to replace a file that eventkit did not make, or made of another schedule.

    Returns:
        The file, with findings and with the losses of its format.

    Raises:
        EventkitError: No format has that ending, or the file is not to be replaced. Nothing was written.
        OSError: The file cannot be written.
    """
    target = Path(path)
    name = file_format or FORMATS.get(target.suffix.lower())
    if name is None:
        known = ", ".join(sorted(FORMATS))
        raise EventkitError(
            "{target}: no format has this ending. Use one of {known}, or name the format.",
            target=target,
            known=known,
        )
    exporter = get_exporter(name)
    ending = target.suffix.lower() if target.suffix.lower() in exporter.suffixes else ""
    context = Context(tuple(languages), ledger or Ledger.first(schedule), ending=ending, options=options)
    output = exporter.export(schedule, context)
    if not isinstance(output, Output):
        raise EventkitError(
            "'{name}' makes a folder of files, and no single file. Nothing was written.", name=name
        )
    output.save(target, overwrite=overwrite)
    return output


def read_input(path: Path) -> tuple[bytes, str]:
    """The bytes of a file, or of an archive of the files in a folder, and its name in messages.

    One byte more than the limit is read, so that a file that is too large is refused by its reader and never
    read as a whole.
    """
    if path.is_dir():
        if not (files := dict(_folder_files(path))):
            raise EventkitError(
                "The folder {path} contains no files. Name the one with the files to import.", path=path
            )
        return zip_folder(files), path.resolve().name
    if path.exists() and not path.is_file():
        raise EventkitError("{path} is neither a file nor a folder. Nothing was read.", path=path)
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
                raise EventkitError(
                    "{folder} contains more than {count} files or {size} MB. Check that it is the right "
                    "folder.",
                    folder=folder,
                    count=MEMBERS_LIMIT,
                    size=FILE_LIMIT // 2**20,
                )
            yield path.relative_to(folder).as_posix(), path.read_bytes()
