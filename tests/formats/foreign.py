"""Small files of other systems, and what is read from them."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from eventkit.errors import Unreadable
from eventkit.formats import Importer
from eventkit.intake import ImportHints, ImportResult
from eventkit.intake.source_file import zip_folder
from eventkit.schedule import Schedule

ZONE = "Europe/Vienna"


def as_json(value: Any) -> bytes:
    """A value as a file of JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


def folder(files: dict[str, Any]) -> bytes:
    """A folder of JSON files, packed as a command packs it."""
    return zip_folder({name: as_json(value) for name, value in files.items()})


def read(reader: Importer, data: bytes, name: str = "file", **given: Any) -> ImportResult:
    """What is read from a file; wall times are those of Vienna unless another zone is given."""
    return reader.read(data, name, ImportHints(**{"zone": ZONE, **given}))


def faults(reader: Importer, data: bytes, name: str = "file", **given: Any) -> list[str]:
    """The faults reported for a file, one line each."""
    with pytest.raises(Unreadable) as caught:
        reader.read(data, name, ImportHints(**given))
    return [str(fault) for fault in caught.value.faults]


def codes(reading: ImportResult) -> set[str]:
    """The codes of what was noticed, save what is told of every file."""
    return {each.code for each in reading.findings} - {
        "guessed-language",
        "title",
        "zone",
        "no-zone",
        "extra-data",
    }


def titles(schedule: Schedule) -> list[str]:
    """The titles of all sessions, as the file has them."""
    return [str(session.title) for session in schedule.sessions]


def times(schedule: Schedule) -> list[str]:
    """When sessions are, by the clock there; an empty string for one that is not scheduled."""
    return [
        f"{schedule.wall(each.slot.period.start):%d %H:%M}-{schedule.wall(each.slot.period.end):%H:%M}"
        if each.slot
        else ""
        for each in schedule.sessions
    ]


def people(schedule: Schedule) -> dict[str, list[tuple[str, str]]]:
    """Who appears in sessions, by title: names and roles."""
    return {
        str(session.title): [
            (schedule.participant(each.participant).name[0].full, each.role.value) for each in session.people
        ]
        for session in schedule.sessions
    }


def calendar(*entries: str, head: str = "") -> bytes:
    """A calendar of entries, each given as the lines within VEVENT; with further lines in its head."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *dedent(head).split("\n")]
    for number, entry in enumerate(entries, 1):
        properties = [line for line in dedent(entry).strip("\n").split("\n") if line]
        uid = [] if any(line.startswith("UID") for line in properties) else [f"UID:{number}@example.org"]
        lines += ["BEGIN:VEVENT", *uid, *properties, "END:VEVENT"]
    return "\r\n".join([*(line for line in lines if line.strip()), "END:VCALENDAR", ""]).encode()
