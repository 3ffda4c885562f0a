"""Calendars read back: by the library of the field, and as lines a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import icalendar

from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.schedule import Schedule

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)

CONFERENCE: Mapping[str, Any] = {
    "id": "congress",
    "uid": "5c3d2b0e-1111-4222-8333-444455556666",
    "title": {"en": "Congress", "zh": "大会"},
    "start": "2026-10-24",
    "end": "2026-10-26",
    "zone": "Europe/Vienna",
    "languages": ["en", "zh"],
}

SPACE = UUID(CONFERENCE["uid"])


def schedule(*sessions: Mapping[str, Any], **more: Any) -> Schedule:
    """A small schedule; ``more`` is what it holds besides sessions, or replaces what the conference says."""
    contained = {name: more.pop(name) for name in tuple(more) if name in Schedule.model_fields}
    return Schedule.model_validate(
        {
            "conference": {**CONFERENCE, **more},
            "sessions": [
                {"uid": uuid5(UUID(CONFERENCE["uid"]), each["id"]), "title": each["id"], **each}
                for each in sessions
            ],
            **contained,
        }
    )


def at(start: str, end: str, *rooms: str) -> Mapping[str, Any]:
    """A slot between two instants."""
    return {"period": {"start": start, "end": end}, "rooms": rooms}


MORNING = at("2026-10-24T09:00+02:00", "2026-10-24T10:00+02:00")


def made(of: Schedule, languages: Sequence[str] = (), ledger: Ledger | None = None, **more: Any) -> bytes:
    """The agenda of a schedule that was written down as a whole."""
    return agenda(of, ledger=ledger or Ledger.first(of, WRITTEN), languages=languages, **more).data


def read(data: bytes) -> icalendar.Calendar:
    """The calendar as ``icalendar`` reads it, without a single property that it could not read."""
    calendar = icalendar.Calendar.from_ical(data)
    assert not [error for component in calendar.walk() for error in component.errors]
    return calendar


def entries(data: bytes) -> Sequence[icalendar.Event]:
    """The entries of a calendar, in its order."""
    return read(data).walk("VEVENT")


def lines(data: bytes) -> list[str]:
    """The content lines of a calendar, unfolded."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(text: str) -> str:
    """RFC 5545 3.3.11, read from left to right."""
    chars = iter(text)
    return "".join(
        {"n": "\n", "N": "\n"}.get(c := next(chars), c) if char == "\\" else char for char in chars
    )
