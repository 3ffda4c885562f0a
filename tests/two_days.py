"""A small conference of two days and three rooms, on which the tests of server and board place sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventkit.schedule import Schedule


def slot(day: int, start: str, end: str, *rooms: str) -> dict[str, Any]:
    """A period of one of the two days on the clock of the conference, in rooms."""
    date = f"2027-05-0{day}"
    return {
        "period": {"start": f"{date}T{start}:00+02:00", "end": f"{date}T{end}:00+02:00"},
        "rooms": rooms,
    }


def talk(id_: str, title: Any, **fields: Any) -> dict[str, Any]:
    """A talk with an identity in calendars that follows from its id."""
    return {"id": id_, "uid": uuid5(NAMESPACE_URL, id_), "title": title, **fields}


def two_days(conference: str, sessions: Sequence[dict[str, Any]], **changes: Any) -> Schedule:
    """The conference with sessions: a hall, an annex that is closed at night, and a yard that is shared.

    Args:
        conference: Its id.
        sessions: The sessions.
        changes: Other entities, by their fields.
    """
    hours = [{"start": f"2027-05-0{day}T07:00Z", "end": f"2027-05-0{day}T16:00Z"} for day in (1, 2)]
    document = {
        "conference": {
            "id": conference,
            "uid": uuid5(NAMESPACE_URL, conference),
            "title": {"en": "Two days", "zh": "两天"},
            "start": "2027-05-01",
            "end": "2027-05-02",
            "zone": "Europe/Vienna",
            "languages": ["en", "zh"],
        },
        "rooms": [
            {"id": "hall", "name": {"en": "Hall", "zh": "大厅"}, "capacity": 300},
            {"id": "annex", "name": {"en": "Annex", "zh": "侧厅"}, "capacity": 40, "available": hours},
            {"id": "yard", "name": {"en": "Yard", "zh": "庭院"}, "shared": True},
        ],
        "tracks": [{"id": "stars", "name": {"en": "Stars", "zh": "群星"}, "code": "ST", "colour": "#14284b"}],
        "participants": [
            {"id": "ana", "name": [{"full": "Ana Sousa"}]},
            {"id": "lin", "name": [{"full": "Lin Wei"}]},
            {"id": "vera", "name": [{"full": "Vera Rubin"}]},
        ],
        "sessions": sessions,
        **changes,
    }
    return Schedule.model_validate(document, context={"language": "en"})


def small_conference(conference: str) -> Schedule:
    """The two days with a talk of 5 minutes, a meal, a block, posters, and two talks without a time."""
    posters = [
        talk(f"poster{n}", f"Poster {n}", kind="poster", slot=slot(1, "10:00", "11:00", "yard"))
        for n in (1, 2, 3)
    ]
    sessions = [
        talk("opening", "Opening", slot=slot(1, "09:00", "09:30", "hall")),
        talk("dust", "Dark dust", slot=slot(1, "10:00", "10:45", "hall"), people=["vera"], track="stars"),
        talk("light", "That is easy!", slot=slot(1, "10:00", "10:20", "annex"), people=["ana", "khwarizmi"]),
        talk("short", "Five minutes", slot=slot(1, "11:00", "11:05", "hall"), people=["ana"]),
        talk("lunch", "Lunch", kind="meal", slot=slot(1, "12:00", "13:00", "hall", "annex", "yard")),
        talk("block", "Orbits", kind="block", slot=slot(1, "14:00", "15:00", "annex")),
        talk("first", "First orbit", slot=slot(1, "14:00", "14:30", "annex"), parent="block"),
        talk("second", "Second orbit", slot=slot(1, "14:30", "15:00", "annex"), parent="block"),
        *posters,
        talk("closing", "Closing", slot=slot(2, "09:00", "10:00", "hall")),
        talk("late", "A late talk", minutes=20, people=["vera"]),
        talk("long", "A long workshop", minutes=60, kind="workshop"),
    ]
    people = [
        {"id": "vera", "name": [{"full": "Vera Rubin"}]},
        {"id": "ana", "name": [{"full": "Ana Sousa"}]},
        {"id": "khwarizmi", "name": [{"full": "محمد بن موسى الخوارزمي", "language": "ar"}]},
    ]
    return two_days(conference, sessions, participants=people)
