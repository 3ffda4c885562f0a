"""Small instances of CoSPLib as workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import xlsxwriter
from benchmarks.cosplib import TERMS

SESSIONS = (("Mon1", 3, time(9), time(10)), ("Mon2", 2, time(11), time(12)), ("Tue1", 4, time(20), time(21)))
ROOMS = ("R1", "R2", "R3")
TRACKS = (("Ethics", "Kaya"), ("Grids", "Kaya, Lin"), ("7", ""))

SUBMISSIONS: Sequence[tuple[Any, ...]] = (
    ("e1", "Ethics", 1, 1, "GMT+0", "Ann", ""),
    ("e2", "Ethics", 2, 2, "GMT+9", "Bo, Lin", "Cy"),
    ("e3", "Ethics", 1, 0, "GMT-5", "", "Dee"),
    ("g1", "Grids", 1, 2, "GMT+0", "Ann", "Dee"),
    ("g2", "Grids", 2, 1, "GMT+1", "Cy", ""),
    ("s1", 7, 1, 0, "GMT+0", "Bo", "Lin"),
    ("s2", 7, 1, 1, "GMT+0", "Eve", ""),
)
WEIGHTS = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59)
"""The weight of each term."""


def write_instance(
    path: Path,
    weights: Sequence[int] = WEIGHTS,
    submissions: Sequence[tuple[Any, ...]] = SUBMISSIONS,
    rooms: Sequence[str] = ROOMS,
    *,
    slots: Sequence[int] | None = None,
    columns: Mapping[str, int] | None = None,
) -> Path:
    """A workbook of three tracks, three sessions and three rooms, with every kind of penalty.

    Args:
        path: The file.
        weights: The weight of each term.
        submissions: The rows of the submissions, without penalties.
        rooms: The rooms.
        slots: The time slots of each session, if others than usual.
        columns: How many columns some sheets have.
    """
    lengths = slots or [length for _, length, _, _ in SESSIONS]
    with xlsxwriter.Workbook(path) as book:
        sheets: dict[str, list[Sequence[Any]]] = {
            "parameters": _parameters(weights),
            "submissions": [
                (
                    "Reference",
                    "Track",
                    "Required Timeslots",
                    "Order",
                    "Time Zone",
                    "Presenters",
                    "Attendees",
                    *(name for name, *_ in SESSIONS),
                    *rooms,
                ),
                *(
                    (*row, *_penalties(at, 3), *_penalties(at + 2, len(rooms)))
                    for at, row in enumerate(submissions)
                ),
            ],
            "tracks": [("Tracks", "Chairs"), *((_number(name), chairs) for name, chairs in TRACKS)],
            "sessions": [
                ("Sessions", "Max Number of Timeslots", "Date", "Start Time", "End Time"),
                *(
                    (name, length, date(2026, 7, 6), start, end)
                    for (name, _, start, end), length in zip(SESSIONS, lengths, strict=True)
                ),
            ],
            "rooms": [("Rooms",), *((room,) for room in rooms)],
            "tracks_sessions|penalty": _matrix(
                [name for name, _ in TRACKS], [name for name, *_ in SESSIONS], 1
            ),
            "tracks_rooms|penalty": _matrix([name for name, _ in TRACKS], rooms, 2),
            "similar tracks": [
                ("", *(name for name, _ in TRACKS)),
                ("Ethics", "", 2, ""),
                ("Grids", 100, "", 5),
                (7, "", 100, ""),
            ],
            "sessions_rooms|penalty": _matrix([name for name, *_ in SESSIONS], rooms, 3),
        }
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row[: (columns or {}).get(name)]):
                    if isinstance(cell, time | date):
                        form = book.add_format(
                            {"num_format": "hh:mm" if isinstance(cell, time) else "yyyy-mm-dd"}
                        )
                        sheet.write_datetime(at, column, cell, form)
                    elif cell != "":
                        sheet.write(at, column, cell)
    return path


def _parameters(weights: Sequence[int]) -> list[Sequence[Any]]:
    """Suitable from 9:30 to 18:00, less suitable from 7:00 to 22:00."""
    left = [
        ("Local time zone:", "GMT+1"),
        ("Suitable scheduling times", ""),
        ("From:", time(9, 30)),
        ("To:", time(18)),
        ("Less suitable scheduling times", ""),
        ("From:", time(7)),
        ("To:", time(22)),
        ("Penalty:", 1),
        ("Unsuitable scheduling times", ""),
        ("Penalty:", 10),
        *[("", "")] * 6,
    ]
    rows = [(*cells, "", term, weight) for cells, term, weight in zip(left, TERMS, weights, strict=True)]
    return [("Sessions", "", "", "Weights", ""), *rows]


def _matrix(rows: Sequence[str], columns: Sequence[str], seed: int) -> list[Sequence[Any]]:
    return [
        ("", *columns),
        *((_number(name), *_penalties(seed * at + at, len(columns))) for at, name in enumerate(rows, 1)),
    ]


def _penalties(seed: int, count: int) -> tuple[int | str, ...]:
    """Some penalties, some empty cells."""
    return tuple((seed * 7 + at * 5) % 4 or "" for at in range(count))


def _number(name: str) -> int | str:
    return int(name) if name.isdigit() else name
