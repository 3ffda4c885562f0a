"""A folder that is served: kept as its index tells, touching what changed and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eventkit.cli.writing import write_whole
from eventkit.errors import EventkitError
from eventkit.outputs.agenda.calendar_folder import INDEX
from eventkit.schedule import Schedule

GENERATOR = b"PRODID:-//eventkit//"
"""The mark of calendars that eventkit wrote."""

BEGINNING = 512
"""The bytes at the beginning of a calendar among which its mark is."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the files of a folder.

    Attributes:
        written: How many are new or were changed.
        left: How many were right as they were.
        removed: How many of those that were published before are no longer.
    """

    written: int
    left: int
    removed: int


def publish(folder: Path, files: Iterable[tuple[str, bytes]], schedule: Schedule) -> Published:
    """Bring a folder to hold those files, the index last, so that it never leads to what is not there yet.

    A file whose bytes are the same is not touched: a web server tells its readers that nothing is new. What
    the index listed before and lists no longer is removed; what it never listed is not eventkit's to remove.

    Raises:
        EventkitError: The folder holds another index, the calendars of another conference, or a file that
            eventkit did not write under the name of one of these; nothing is written then.
        OSError: A file cannot be written.
    """
    before = _listed(folder, schedule)
    files = tuple(files)
    for path, data in files:
        _require_ours(folder, path, data, listed=path in before or path == INDEX)
    now: set[str] = set()
    written = removed = 0
    for path, data in files:
        if path == INDEX:
            # Before the index is replaced: were this broken off, the next run would still know of them.
            removed = sum(_removed(folder, each) for each in sorted(before - now))
        else:
            now.add(path)
        written += _written(folder / path, data)
    return Published(written, len(now) + 1 - written, removed)


def _require_ours(folder: Path, path: str, data: bytes, *, listed: bool) -> None:
    """Refuse a file that lies outside the folder, or that would replace one that eventkit did not write."""
    file = folder / path
    if not file.resolve().is_relative_to(folder.resolve()):
        message = f"{file} leads out of the folder. Nothing was written. Remove that link."
        raise EventkitError(message)
    if listed or not file.exists() or not file.is_file():
        return
    with file.open("rb") as opened:
        present = opened.read(max(len(data), BEGINNING) + 1)
    # What a run that was broken off left is in no index yet.
    if present != data and GENERATOR not in present[:BEGINNING]:
        message = (
            f"{file} was not written by eventkit. Nothing was written. "
            "Move it away, or give the calendars a folder of their own."
        )
        raise EventkitError(message)


def _written(file: Path, data: bytes) -> bool:
    if file.is_file() and file.read_bytes() == data:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, data)
    return True


def _removed(folder: Path, path: str) -> bool:
    """Remove a file if it is there and truly within the folder, whatever the index says."""
    file = folder / path
    if file.suffix != ".ics" or not file.parent.resolve().is_relative_to(folder.resolve()):
        return False
    if not file.is_file():
        return False
    file.unlink()
    return True


def _listed(folder: Path, schedule: Schedule) -> set[str]:
    """The calendars that the folder's index lists; none where there is no index yet."""
    file = folder / INDEX
    if not file.exists():
        return set()
    try:
        form = json.loads(file.read_bytes())
        conference, paths = form["conference"], {str(each["path"]) for each in form["calendars"]}
    except (ValueError, KeyError, TypeError):
        message = f"{file} is no index of calendars: give them a folder of their own, or remove that file"
        raise EventkitError(message) from None
    if conference != schedule.conference.id:
        message = (
            f"{folder} holds the calendars of '{conference}': give '{schedule.conference.id}' another folder"
        )
        raise EventkitError(message)
    return paths
