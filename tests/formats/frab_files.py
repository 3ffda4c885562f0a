"""Small made files of the family of frab, and what is read from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eventkit.errors import Unreadable
from eventkit.formats.document import document
from eventkit.formats.frab import pretalx_format, schedule2_format, schedule_json_format, schedule_xml_format
from eventkit.intake import ImportHints, ImportResult
from eventkit.schedule import Schedule
from formats.documents import CONFERENCE

VIENNA = ImportHints(zone="Europe/Vienna")
HEAD = """\
<conference>
  <acronym>algebra</acronym><title>Days of Algebra</title>
  <start>2026-10-24</start><end>2026-10-25</end><days>2</days>
  <time_zone_name>Europe/Vienna</time_zone_name>
</conference>
"""
GUID = "6f0c3b0e-0f5b-4c53-9f0e-1f2a4a5b6c7d"


def schedule_of(text: str) -> Schedule:
    """The schedule of a document from its rooms on."""
    read = document.read((CONFERENCE + text).encode(), "forum.yaml")
    assert read.findings == ()
    return read.schedule


def xml(
    events: str = "",
    *,
    head: str = HEAD,
    day: str = "",
    room: str = 'name="Hall"',
    hints: ImportHints = VIENNA,
) -> ImportResult:
    """What is read from a ``schedule.xml`` with those events in one room of one day."""
    day = day or 'index="1" date="2026-10-24"'
    text = f"<schedule><version>1</version>{head}<day {day}><room {room}>{events}</room></day></schedule>"
    return schedule_xml_format.read(text.encode(), "schedule.xml", hints)


def event(inside: str = "", *, attributes: str = f'id="7" guid="{GUID}"', start: str = "10:00") -> str:
    """An event of half an hour, with what stands in it besides."""
    content = f"<title>Groups</title><start>{start}</start><duration>00:30</duration>{inside}"
    return f"<event {attributes}>{content}</event>"


def refusal(data: bytes) -> str:
    """The message about a ``schedule.xml`` that is refused."""
    with pytest.raises(Unreadable) as caught:
        schedule_xml_format.read(data, "schedule.xml", VIENNA)
    return str(caught.value)


def v1(event: dict[str, Any], **conference: Any) -> ImportResult:
    """What is read from a ``schedule.json`` with that event."""
    days = [{"index": 1, "date": "2026-10-24", "rooms": {"Hall": [{"title": "Groups", **event}]}}]
    details = {"title": "Days of Algebra", "time_zone_name": "Europe/Vienna", "days": days, **conference}
    return schedule_json_format.read(
        _bytes({"schedule": {"version": "1", "conference": details}}), "schedule.json"
    )


def flat(*events: dict[str, Any], conference: dict[str, Any] | None = None, **schedule: Any) -> ImportResult:
    """What is read from a ``schedule2`` with those events."""
    details = {"title": "Days of Algebra", "time_zone_name": "Europe/Vienna", **(conference or {})}
    data = {"schedule": {"version": "1", "conference": details, "events": list(events), **schedule}}
    return schedule2_format.read(_bytes(data), "schedule.json")


def objects(root: Any, hints: ImportHints = VIENNA) -> ImportResult:
    """What is read from objects of pretalx."""
    return pretalx_format.read(_bytes(root), "pretalx.json", hints)


def _bytes(root: Any) -> bytes:
    return json.dumps(root, ensure_ascii=False).encode()


def codes(read: ImportResult) -> set[str]:
    """What sorts of things were told of a file."""
    return {finding.code for finding in read.findings}


def times(read: ImportResult) -> list[str]:
    """From when to when the sessions are, by the clocks at the conference."""
    wall = read.schedule.wall
    return [
        f"{wall(each.slot.period.start):%m-%d %H:%M} {each.slot.period.minutes}" if each.slot else "never"
        for each in read.schedule.sessions
    ]
