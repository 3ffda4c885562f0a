"""A conference of edge cases: more of everything than a book has room for, and names that break badly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from eventkit.schedule import Schedule
from outputs.calendars import CONFERENCE, at, schedule

POSITIONS, SPONSORS, PANELLISTS, DAYS, ROOMS = 12, 45, 30, 14, 30

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissen"
"""A family name of 62 letters, which is wider than a column of the index."""

REAL_SIZES = [(2, 8, ("en",)), (3, 5, ("ar", "en")), (14, 2, ("zh",))]
"""The days, rooms and languages of books of real size, for `many_sessions`."""

HEBREW = "רבקה (Rebecca) בן־גוריון הלוי לבית אברבנאל (ז״ל) מן הגליל העליון ומן הנגב הצפוני"


@cache
def edge_cases() -> Schedule:
    """14 days, 30 rooms, 30 panellists, 45 sponsors, 12 positions, and names in brackets."""
    people = [
        {
            "id": f"guest-{n}",
            "name": {"en": {"full": f"Guest {n} of Honour", "sort": f"Honour{n:02}, Guest"}},
            "affiliations": [{"position": {"en": f"Envoy number {n} to the United Cities"}}],
        }
        for n in range(PANELLISTS)
    ]
    people += [
        {
            "id": "minister",
            "name": {"en": {"full": f"Ada {LONG_NAME}", "sort": f"{LONG_NAME}, Ada"}},
            "affiliations": [
                {"position": {"en": f"President of the Society for the Study of Subject {n}"}}
                for n in range(POSITIONS)
            ],
        },
        {"id": "rebecca", "name": {"he": {"full": HEBREW, "sort": "Ben-Gurion, Rebecca"}}},
    ]
    panel = [{"participant": f"guest-{n}", "role": "panellist"} for n in range(PANELLISTS)]
    return schedule(
        {
            "id": "panel",
            "kind": "panel",
            "title": {"en": "All the Envoys"},
            "slot": _slot(0, 9, "room-0"),
            "people": panel,
        },
        {
            "id": "lecture",
            "title": {"en": "One sixth of π²/6"},
            "slot": _slot(0, 11, "room-1"),
            "people": [{"participant": who, "role": "speaker"} for who in ("minister", "rebecca")],
        },
        *(
            {
                "id": f"talk-{day}-{room}",
                "title": {"en": f"Talk {room} of day {day}"},
                "slot": _slot(day, 14, f"room-{room}"),
                "people": [f"guest-{(3 * day + room) % PANELLISTS}"],
            }
            for day in range(DAYS)
            for room in (range(ROOMS) if day == 1 else range(2))
        ),
        conference={
            **CONFERENCE,
            "start": "2026-10-24",
            "end": "2026-11-06",
            "organisations": [
                {"organisation": f"sponsor-{n}", "role": "sponsor", "level": {"en": f"Level {n % 3}"}}
                for n in range(SPONSORS)
            ],
        },
        organisations=[
            {"id": f"sponsor-{n}", "name": f"The Benevolent Company of Benefactors No. {n}"}
            for n in range(SPONSORS)
        ],
        rooms=[{"id": f"room-{n}", "name": {"en": f"Room {n}"}} for n in range(ROOMS)],
        participants=people,
    )


def _slot(day: int, hour: int, room: str) -> dict[str, Any]:
    on = f"2026-10-{24 + day}" if day < 8 else f"2026-11-{day - 7:02}"
    zone = "+02:00" if on < "2026-10-25" else "+01:00"
    return {
        "period": {"start": f"{on}T{hour:02}:00{zone}", "end": f"{on}T{hour + 1:02}:00{zone}"},
        "rooms": [room],
    }


def many_sessions(days: int, rooms: int) -> Schedule:
    """A conference with six sessions a day in each room, of titles and texts in many lengths."""
    words = ("curves", "spheres", "and", "their", "shadows", "in", "numbers", "of", "motion", "light")
    talks, people = list[dict[str, object]](), list[dict[str, object]]()
    for number in range(days * rooms * 6):
        day, hour, room = number // (rooms * 6), number // rooms % 6, number % rooms
        text = [words[(number * 7 + at * (number % 9 + 1)) % 10] for at in range(10 + number * 37 % 90)]
        start = datetime(2026, 10, 24, 9, tzinfo=UTC) + timedelta(days=day, hours=hour)
        name = f"{text[0].title()}{number:03} {text[3].title()}"
        people.append({"id": f"p{number}", "name": {"en": {"full": name, "sort": name[::-1]}}})
        talks.append(
            {
                "id": f"t{number}",
                "title": {
                    "en": " ".join(text[: 2 + number % 11]).capitalize(),
                    "ar": "في الأعداد",
                    "zh": "论数",
                },
                "abstract": {"en": " ".join(text).capitalize() + "."},
                "people": [f"p{number}"],
                "slot": at(start.isoformat(), (start + timedelta(minutes=50)).isoformat(), f"r{room}"),
            }
        )
    halls = [{"id": f"r{room}", "name": f"Hall {room}"} for room in range(rooms)]
    dates = {"start": "2026-10-24", "end": f"{start:%Y-%m-%d}"}
    return schedule(*talks, participants=people, rooms=halls, conference={**CONFERENCE, **dates})
