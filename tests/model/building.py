"""Small schedules, said in a few words: what a test does not name is sound and of no matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from pydantic import ValidationError

from eventkit.errors import InvalidValue
from eventkit.schedule import Schedule
from eventkit.times import Period, instant, zone

VIENNA = zone("Europe/Vienna")

CONFERENCE: dict[str, Any] = {
    "id": "congress",
    "uid": uuid5(NAMESPACE_URL, "congress"),
    "title": {"en": "Congress", "zh": "大会"},
    "start": "2026-05-04",
    "end": "2026-05-06",
    "zone": VIENNA.key,
    "languages": ["en", "zh"],
}


def at(shown: str) -> datetime:
    """The instant when clocks in Vienna show it: ``09:00`` on 4 May 2026, ``5 09:00`` on 5 May."""
    day, _, clock = shown.rpartition(" ")
    return instant(datetime.fromisoformat(f"2026-05-{int(day or 4):02} {clock}"), VIENNA)


def period(shown: str) -> Period:
    """A period in Vienna: ``09:00-10:00``, ``5 22:00-01:30``; it ends on the next day where it must."""
    start, end = shown.split("-")
    first = at(start)
    day, _, _ = start.rpartition(" ")
    last = at(f"{day} {end}".strip())
    return Period(start=first, end=last if last > first else last + timedelta(days=1))


def session(id_: str, when: str | None = None, *rooms: str, **fields: Any) -> dict[str, Any]:
    """A session, held at a time in rooms, or not scheduled."""
    return {
        "id": id_,
        "uid": uuid5(NAMESPACE_URL, id_),
        "title": {"en": id_.title(), "zh": "报告"},
        "slot": {"period": period(when), "rooms": rooms} if when else None,
        **fields,
    }


def named(*ids: str, **fields: Any) -> list[dict[str, Any]]:
    """Rooms, organisations or participants of those ids, each called by its id."""
    return [{"id": id_, "name": {"en": id_.title(), "zh": f"{id_}室"}, **fields} for id_ in ids]


def schedule(*sessions: dict[str, Any], **fields: Any) -> Schedule:
    """A schedule of those sessions, with rooms ``hall``, ``attic`` and ``yard``, which is shared."""
    return Schedule.model_validate(
        {
            "conference": CONFERENCE,
            "rooms": [*named("hall", "attic"), *named("yard", shared=True)],
            "participants": named("noether", "hypatia"),
            "sessions": sessions,
            **fields,
        }
    )


def faults(make: Callable[[], object]) -> list[str]:
    """Everything that is told to be wrong, each with its place."""
    with pytest.raises((InvalidValue, ValidationError)) as caught:
        make()
    error = caught.value
    return [
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in (error.details if isinstance(error, InvalidValue) else error.errors())
    ]
