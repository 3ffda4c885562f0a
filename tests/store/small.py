"""A small schedule, and changes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventkit.model import Session
from eventkit.schedule import Schedule

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOTED: dict[str, Any] = {"author": "Office", "why": "test", "at": AT}
"""What every change in these tests is noted with."""


def uid(id_: str) -> str:
    return str(uuid5(NAMESPACE_URL, id_))


def period(hour: int, minutes: int = 60) -> dict[str, datetime]:
    start = datetime(2026, 11, 5, hour, tzinfo=UTC)
    return {"start": start, "end": start + timedelta(minutes=minutes)}


FORUM = Schedule.model_validate(
    {
        "conference": {
            "id": "forum",
            "uid": uid("forum"),
            "title": {"en": "Forum", "zh": "论坛"},
            "start": "2026-11-05",
            "end": "2026-11-06",
            "zone": "Asia/Shanghai",
            "languages": ["en", "zh"],
            "organisations": [{"organisation": "academy"}],
        },
        "organisations": [{"id": "academy", "name": "Academy of Athens"}],
        "rooms": [{"id": "hall", "name": "Hall"}, {"id": "yard", "name": "Yard"}],
        "tracks": [{"id": "number", "name": "Numbers", "code": "NT", "colour": "#336699"}],
        "participants": [
            {"id": "noether", "name": "Emmy Noether", "affiliations": [{"organisation": "academy"}]},
            {"id": "hypatia", "name": {"el": "Ὑπατία"}},
        ],
        "sessions": [
            {
                "id": "morning",
                "uid": uid("morning"),
                "title": "Morning",
                "slot": {"period": period(1, 180), "rooms": ["hall", "yard"]},
            },
            {
                "id": "opening",
                "uid": uid("opening"),
                "title": "Opening",
                "parent": "morning",
                "slot": {"period": period(1)},
                "people": [
                    {
                        "participant": "noether",
                        "role": "chair",
                        "affiliations": [{"position": "Dean", "organisation": "academy"}],
                    },
                    {"participant": "hypatia"},
                ],
            },
            {
                "id": "lecture",
                "uid": uid("lecture"),
                "title": "Lecture",
                "parent": "morning",
                "slot": {"period": period(2)},
                "track": "number",
                "people": ["hypatia"],
            },
            {"id": "party", "uid": uid("party"), "title": "Party"},
        ],
    }
)

EMPTY = Schedule(conference=FORUM.conference.model_copy(update={"organisations": ()}))


def replace_by(schedule: Schedule) -> Callable[[Schedule | None], Schedule]:
    """An edit that makes it just so, whatever was there."""
    return lambda _: schedule


def with_session(schedule: Schedule, id_: str, **fields: Any) -> Schedule:
    """The schedule with fields of a session set."""
    return schedule.model_copy(
        update={
            "sessions": tuple(
                session.model_copy(update=fields) if session.id == id_ else session
                for session in schedule.sessions
            )
        }
    )


def setting(id_: str, **fields: Any) -> Callable[[Schedule | None], Schedule]:
    """An edit that sets fields of a session."""

    def edit(schedule: Schedule | None) -> Schedule:
        assert schedule is not None
        return with_session(schedule, id_, **fields)

    return edit


def adding(id_: str, at: int | None = None) -> Callable[[Schedule | None], Schedule]:
    """An edit that puts a session in at a place, at the end where none is told."""

    def edit(schedule: Schedule | None) -> Schedule:
        assert schedule is not None
        sessions = list(schedule.sessions)
        sessions.insert(len(sessions) if at is None else at, Session(id=id_, uid=uid(id_), title=id_.title()))
        return schedule.model_copy(update={"sessions": tuple(sessions)})

    return edit
