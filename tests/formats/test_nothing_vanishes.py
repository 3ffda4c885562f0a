"""No reader loses a text: it is in the schedule, in extra data, or in a message that names its field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from eventkit.formats import get_importer
from eventkit.intake import ImportHints
from formats import test_ccip, test_frab_pretalx, test_indico, test_open_event, test_sessionize
from formats.foreign import as_json
from formats.frab_files import HEAD

EVENT = {
    "id": 1,
    "guid": "6f0c3b0e-0f5b-4c53-9f0e-1f2a4a5b6c7d",
    "code": "GROUPS",
    "title": "Groups",
    "subtitle": "And rings",
    "date": "2026-10-24T10:00:00+02:00",
    "start": "10:00",
    "duration": "00:30",
    "room": "Hall",
    "track": "Algebra",
    "type": "talk",
    "language": "en",
    "abstract": "On groups.",
    "description": "On all groups.",
    "slug": "groups",
    "url": "https://example.org/groups",
    "logo": "https://example.org/groups.png",
    "persons": [{"id": 1, "name": "Emmy Noether", "biography": "Of Erlangen."}],
    "links": [{"title": "Slides", "url": "https://example.org/slides"}],
    "attachments": [{"title": "Paper", "url": "https://example.org/paper"}],
    "recording_license": "CC0",
    "answers": [{"question": 3, "answer": "Chalk"}],
}


def schedule_json(events: list[dict[str, Any]]) -> bytes:
    """A schedule.json of those events."""
    day = {"index": 1, "date": "2026-10-24", "rooms": {"Hall": events}}
    conference = {"title": "Days of Algebra", "time_zone_name": "Europe/Vienna", "days": [day]}
    return as_json({"schedule": {"conference": conference}})


def schedule2(events: list[dict[str, Any]]) -> bytes:
    """A schedule2 of those events."""
    conference = {"title": "Days of Algebra", "time_zone_name": "Europe/Vienna"}
    return as_json({"schedule": {"conference": conference, "events": events}})


def schedule_xml(events: list[dict[str, Any]]) -> bytes:
    """A schedule.xml of those events: objects as elements within, and lists as elements of one name."""
    inside = "".join(f"<event>{_elements(event)}</event>" for event in events)
    day = f'<day index="1" date="2026-10-24"><room name="Hall">{inside}</room></day>'
    return f"<schedule>{HEAD}{day}</schedule>".encode()


def _elements(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        inside = "".join(_elements(inner, key) for key, inner in value.items())
        return f"<{name}>{inside}</{name}>" if name else inside
    if isinstance(value, list):
        tag = name or "item"
        slugs = ["".join(filter(str.isdigit, str(item))) for item in value]
        return "".join(
            f'<{tag} slug="{slug}">{_elements(item)}</{tag}>' for slug, item in zip(slugs, value, strict=True)
        )
    return f"<{name}>{value}</{name}>" if name else str(value)


def pretalx(submissions: list[dict[str, Any]]) -> bytes:
    """Submissions of the API of pretalx."""
    return as_json({"event": test_frab_pretalx.EVENT, "submissions": submissions})


FILES: dict[str, tuple[Callable[[list[dict[str, Any]]], bytes], dict[str, Any]]] = {
    "schedule-xml": (schedule_xml, EVENT),
    "schedule-json": (schedule_json, EVENT),
    "schedule2": (schedule2, EVENT),
    "pretalx": (
        pretalx,
        {
            **test_frab_pretalx.TALK,
            "slot": test_frab_pretalx.SLOT,
            "track": "Rings",
            "tags": ["a"],
            "answers": [],
        },
    ),
    "ccip": (lambda sessions: test_ccip.whole(*sessions), test_ccip.SESSION),
    "open-event": (lambda sessions: test_open_event.files(sessions=sessions), test_open_event.SESSION),
    "indico": (
        lambda talks: test_indico.response([{**test_indico.EVENT, "contributions": talks}]),
        {name: value for name, value in test_indico.TALK.items() if name != "_type"},
    ),
    "sessionize": (lambda sessions: test_sessionize.whole(*sessions), test_sessionize.session()),
}
KEYS = {"id", "guid", "code"}
SHAPES = 7


def _shapes(mark: str) -> Iterator[Any]:
    """What programs write in place of a text."""
    yield mark
    yield [mark]
    yield [{"name": mark}]
    yield {"name": mark}
    yield {"odd": {"deep": mark}}
    yield [[mark], 7]
    yield {"name": f"Known {mark[4:]}", "odd": mark}


def _numbered(sample: dict[str, Any], number: int) -> dict[str, Any]:
    """A sample with keys and titles of its own, so that it is not merged with others."""
    own = dict.fromkeys(KEYS & sample.keys(), f"k{number}")
    if isinstance(sample.get("title"), str):
        return {**sample, **own, "title": f"{sample['title']} {number}"}
    return {**sample, **own, "zh": {"title": f"分析機 {number}"}}


@pytest.mark.parametrize("name", FILES)
def test_any_text_in_any_field_is_in_the_schedule_or_a_message(name: str) -> None:
    build, sample = FILES[name]
    sessions, marks = [], {}
    for field in sample:
        for number in range(SHAPES):
            mark = f"Mark{len(sessions)}zz"
            shape = list(_shapes(mark))[number]
            sessions.append({**_numbered(sample, len(sessions)), field: shape})
            marks[mark] = (field, json.dumps(shape))
    result = get_importer(name).read(build(sessions), f"file.{name}", ImportHints(zone="Europe/Vienna"))
    known = result.schedule.model_dump_json()
    messages = "\n".join(finding.message for finding in result.findings)
    left_out = {finding.place for finding in result.findings if finding.code in {"nameless", "not-an-object"}}
    lost = [about for mark, about in marks.items() if mark not in known and mark not in messages]
    lost = [(field, shape) for field, shape in lost if not any(f".{field}[" in place for place in left_out)]
    assert lost == [], len(lost)
