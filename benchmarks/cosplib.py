"""Instances of CoSPLib, the benchmark library of conference schedules (github.com/ahmedkheiri/CoSPLib, MIT).

An instance is a workbook of nine sheets. In its words, a *session* is a period of the conference with a
number of time slots, and a *submission* a talk that needs one or more of them. One track at most takes place
in a room during a session. Penalties and weights are whole numbers; an empty cell is a penalty of zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from python_calamine import CalamineError, CalamineWorkbook

TERMS = (
    "tracks-sessions",
    "tracks-rooms",
    "sessions-rooms",
    "similar-tracks",
    "rooms-per-track",
    "parallel-tracks",
    "consecutive-tracks",
    "submissions-timezones",
    "submissions-order",
    "submissions-sessions",
    "submissions-rooms",
    "presenters-conflicts",
    "attendees-conflicts",
    "chairs-conflicts",
    "presenters-conflicts-in-slots",
    "attendees-conflicts-in-slots",
)
"""The terms of the objective, in the order of the sheet *parameters*."""

_FIRST_PENALTY = 7
"""The column of the sheet *submissions* from which penalties by session, then by room, begin."""

_WEIGHTS = 4
"""The column of the sheet *parameters* that has the weights."""

_DAY = 24 * 60
_OFFSET = re.compile(r"GMT\s*([+-]\d{1,2})(?::?(\d\d))?")

Rows = list[list[Any]]
Matrix = tuple[tuple[int, ...], ...]
"""Penalties by row and column."""


class InstanceError(ValueError):
    """A workbook that is not an instance of CoSPLib; the message names the sheet."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A talk.

    Attributes:
        name: Its reference.
        track: The index of its track.
        slots: How many time slots it needs.
        order: Its position in its track from 1; 0 if any.
        presenters: Its presenters.
        attendees: Other people who have to be able to attend it.
    """

    name: str
    track: int
    slots: int
    order: int
    presenters: frozenset[str]
    attendees: frozenset[str]


@dataclass(frozen=True, slots=True)
class Instance:
    """A conference to schedule.

    Attributes:
        name: The name of the instance.
        submissions: The submissions.
        tracks: The names of the tracks.
        sessions: The names of the sessions, in order.
        capacities: The number of time slots of each session.
        rooms: The names of the rooms.
        weights: The weight of each term; 0 if it does not count.
        tracks_sessions: The penalty of a track in a session.
        tracks_rooms: The penalty of a track in a room.
        sessions_rooms: The penalty of using a room in a session.
        similar_tracks: The penalty of two tracks in one session; symmetric.
        submissions_sessions: The penalty of a submission in a session.
        submissions_rooms: The penalty of a submission in a room.
        submissions_timezones: The penalty of a submission in a session by the hour where its presenter is.
        presenters: The pairs of submissions with a presenter in common, or a presenter and a chair.
        attendees: The pairs of submissions that someone has to be able to attend both.
        chairs: The pairs of tracks with a chair in common.
    """

    name: str
    submissions: tuple[Submission, ...]
    tracks: tuple[str, ...]
    sessions: tuple[str, ...]
    capacities: tuple[int, ...]
    rooms: tuple[str, ...]
    weights: Mapping[str, int]
    tracks_sessions: Matrix
    tracks_rooms: Matrix
    sessions_rooms: Matrix
    similar_tracks: Matrix
    submissions_sessions: Matrix
    submissions_rooms: Matrix
    submissions_timezones: Matrix
    presenters: frozenset[tuple[int, int]]
    attendees: frozenset[tuple[int, int]]
    chairs: frozenset[tuple[int, int]]

    def members(self, track: int) -> list[int]:
        """The indices of the submissions of a track."""
        return [number for number, talk in enumerate(self.submissions) if talk.track == track]


@dataclass(frozen=True, slots=True)
class _Hours:
    """Which hours suit people who present from elsewhere, as minutes of their day.

    Attributes:
        offset: The offset of the conference from UTC, in minutes.
        suitable: The first and last suitable minute.
        possible: The first and last minute that is less suitable.
        small: The penalty of a less suitable time.
        big: The penalty of an unsuitable time.
    """

    offset: int
    suitable: tuple[int, int]
    possible: tuple[int, int]
    small: int
    big: int

    def penalty(self, start: int, end: int, offset: int) -> int:
        """The penalty of a session for someone at an offset from UTC; dates do not count, as in CoSPLib."""
        starts, ends = ((clock - self.offset + offset) % _DAY for clock in (start, end))
        opens, closes = self.possible
        if starts < opens or ends > closes or ends < opens:
            return self.big
        return self.small if starts < self.suitable[0] or ends > self.suitable[1] else 0


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of a workbook."""

    name: str
    rows: Mapping[str, Rows] = field(repr=False)

    def table(self, sheet: str, columns: int = 1) -> Rows:
        """The rows of a sheet below its heading that have a name, with so many columns at least."""
        rows = [row for row in self._sheet(sheet)[1:] if row and row[0] != ""]
        if narrow := [len(row) for row in rows if len(row) < columns]:
            problem = f"it has {narrow[0]} columns, of at least {columns}"
            raise self.error(sheet, problem)
        return rows

    def heading(self, sheet: str) -> list[Any]:
        """The first row of a sheet."""
        return self._sheet(sheet)[0]

    def cell(self, sheet: str, row: int, column: int) -> Any:
        """A cell by its indices."""
        try:
            return self._sheet(sheet)[row][column]
        except IndexError:
            raise self.error(sheet, f"row {row + 1} has no column {column + 1}") from None

    def _sheet(self, sheet: str) -> Rows:
        if not self.rows.get(sheet):
            raise self.error(sheet, "the sheet is missing or empty")
        return self.rows[sheet]

    def error(self, sheet: str, problem: str) -> InstanceError:
        """An error about a sheet."""
        message = f"{self.name}, sheet '{sheet}': {problem}"
        return InstanceError(message)

    def matrix(self, sheet: str, rows: Sequence[str], columns: Sequence[str], first: int = 1) -> Matrix:
        """Penalties by the names of rows and columns, from a column on."""
        heading = [as_text(cell) for cell in self.heading(sheet)]
        try:
            at = [heading.index(column, first) for column in columns]
        except ValueError as error:
            raise self.error(sheet, f"a column is missing: {error}") from None
        by_name = {as_text(row[0]): row for row in self.table(sheet)}
        if missing := [name for name in rows if name not in by_name]:
            raise self.error(sheet, f"there is no row '{missing[0]}'")
        return tuple(tuple(self.number(sheet, by_name[name][column]) for column in at) for name in rows)

    def number(self, sheet: str, cell: Any) -> int:
        """A whole number; 0 for an empty cell."""
        if cell in {"", None}:
            return 0
        try:
            value = float(cell)
        except (TypeError, ValueError):
            raise self.error(sheet, f"'{cell}' is not a number") from None
        if not value.is_integer():
            raise self.error(sheet, f"{value} is not a whole number")
        return int(value)

    def clock(self, sheet: str, cell: Any) -> int:
        """A time of day as minutes."""
        if isinstance(cell, time | datetime):
            return cell.hour * 60 + cell.minute
        match = re.match(r"\s*(\d{1,2}):(\d\d)", str(cell))
        if match is None:
            raise self.error(sheet, f"'{cell}' is not a time of day")
        return int(match[1]) * 60 + int(match[2])

    def offset(self, sheet: str, cell: Any, day: date) -> int:
        """The offset from UTC of a time zone, such as ``GMT+2`` or one by name, in minutes."""
        text = as_text(cell)
        if match := _OFFSET.fullmatch(text):
            hours, minutes = int(match[1]), int(match[2] or 0)
            return hours * 60 + (minutes if hours >= 0 else -minutes)
        try:
            offset = datetime.combine(day, time(12), ZoneInfo(text)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, such as America
            raise self.error(sheet, f"'{text}' is not a time zone") from None
        return int(offset.total_seconds()) // 60 if offset is not None else 0


def read_instance(path: Path) -> Instance:
    """The instance in a workbook.

    Raises:
        InstanceError: It is not a workbook, or is not an instance of CoSPLib.
    """
    return _build(_Sheets(path.stem, read_rows(path)))


def read_rows(path: Path) -> dict[str, Rows]:
    """The cells of each sheet of a workbook, by row.

    Raises:
        InstanceError: It is not a workbook.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        return {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except (CalamineError, OSError) as error:
        message = f"{path.name}: {error}"
        raise InstanceError(message) from error


def _build(sheets: _Sheets) -> Instance:
    tracks, sessions, rooms = (
        tuple(as_text(row[0]) for row in sheets.table(sheet)) for sheet in ("tracks", "sessions", "rooms")
    )
    chairs = [_people(row[1] if len(row) > 1 else "") for row in sheets.table("tracks")]
    submissions = tuple(_submissions(sheets, tracks))
    names = [talk.name for talk in submissions]
    by_sheet = {"tracks": tracks, "sessions": sessions, "rooms": rooms, "submissions": names}
    for sheet, found in by_sheet.items():
        if not found:
            raise sheets.error(sheet, "it has no row below its heading")
        if len({*found}) < len(found):
            twice = next(name for number, name in enumerate(found) if name in found[:number])
            problem = f"'{twice}' is there twice"
            raise sheets.error(sheet, problem)
    room_columns = _FIRST_PENALTY + len(sessions)
    return Instance(
        name=sheets.name,
        submissions=submissions,
        tracks=tracks,
        sessions=sessions,
        capacities=tuple(_capacities(sheets)),
        rooms=rooms,
        weights={
            term: sheets.number("parameters", sheets.cell("parameters", row, _WEIGHTS))
            for row, term in enumerate(TERMS, 1)
        },
        tracks_sessions=sheets.matrix("tracks_sessions|penalty", tracks, sessions),
        tracks_rooms=sheets.matrix("tracks_rooms|penalty", tracks, rooms),
        sessions_rooms=sheets.matrix("sessions_rooms|penalty", sessions, rooms),
        similar_tracks=_similar_tracks(sheets, tracks),
        submissions_sessions=sheets.matrix("submissions", names, sessions, _FIRST_PENALTY),
        submissions_rooms=sheets.matrix("submissions", names, rooms, room_columns),
        submissions_timezones=tuple(_timezone_penalties(sheets)),
        presenters=_pairs(submissions, lambda one, other: _present_both(one, other, chairs)),
        attendees=_pairs(submissions, lambda one, other: _attend_both(one, other, chairs)),
        chairs=frozenset(
            (one, other) for one, other in combinations(range(len(tracks)), 2) if chairs[one] & chairs[other]
        ),
    )


def _capacities(sheets: _Sheets) -> Iterable[int]:
    sheet = "sessions"
    for name, slots, *_ in sheets.table(sheet, 2):
        capacity = sheets.number(sheet, slots)
        if capacity < 0:
            problem = f"'{as_text(name)}' has {capacity} time slots; it has to be 0 at least"
            raise sheets.error(sheet, problem)
        yield capacity


def _submissions(sheets: _Sheets, tracks: Sequence[str]) -> Iterable[Submission]:
    sheet = "submissions"
    numbers = {name: number for number, name in enumerate(tracks)}
    for row in sheets.table(sheet, _FIRST_PENALTY):
        name, track, slots, order, _, presenters, attendees, *_ = row
        if as_text(track) not in numbers:
            found = f"is in the unknown track '{as_text(track)}'" if as_text(track) else "has no track"
            problem = f"'{as_text(name)}' {found}"
            raise sheets.error(sheet, problem)
        needed = sheets.number(sheet, slots)
        if needed < 1:
            problem = f"'{as_text(name)}' needs {needed} time slots; it has to be one at least"
            raise sheets.error(sheet, problem)
        yield Submission(
            name=as_text(name),
            track=numbers[as_text(track)],
            slots=needed,
            order=sheets.number(sheet, order),
            presenters=_people(presenters),
            attendees=_people(attendees),
        )


def _similar_tracks(sheets: _Sheets, tracks: Sequence[str]) -> Matrix:
    """Penalties of pairs of tracks: columns count by position, the upper triangle decides, as in CoSPLib."""
    sheet = "similar tracks"
    rows = sheets.table(sheet, len(tracks) + 1)
    numbers = {as_text(row[0]): number for number, row in enumerate(rows)}
    if missing := [name for name in tracks if name not in numbers]:
        raise sheets.error(sheet, f"there is no row '{missing[0]}'")
    at = [numbers[name] for name in tracks]
    return tuple(
        tuple(
            0 if one == other else sheets.number(sheet, rows[min(one, other)][max(one, other) + 1])
            for other in at
        )
        for one in at
    )


def _timezone_penalties(sheets: _Sheets) -> Iterable[tuple[int, ...]]:
    sheet = "parameters"
    clocks = [sheets.clock(sheet, sheets.cell(sheet, row, 1)) for row in (3, 4, 6, 7)]
    small, big = (sheets.number(sheet, sheets.cell(sheet, row, 1)) for row in (8, 10))
    sessions = [
        (row[2], sheets.clock("sessions", row[3]), sheets.clock("sessions", row[4]))
        for row in sheets.table("sessions", 5)
    ]
    days = [day.date() if isinstance(day, datetime) else day for day, _, _ in sessions]
    day = next((day for day in days if isinstance(day, date)), date(2021, 7, 21))
    local = sheets.offset(sheet, sheets.cell(sheet, 1, 1), day)
    hours = _Hours(local, (clocks[0], clocks[1]), (clocks[2], clocks[3]), small, big)
    for row in sheets.table("submissions"):
        offset = sheets.offset("submissions", row[4], day)
        yield tuple(hours.penalty(start, end, offset) for _, start, end in sessions)


def _pairs(
    submissions: Sequence[Submission], conflict: Callable[[Submission, Submission], bool]
) -> frozenset[tuple[int, int]]:
    return frozenset(
        (one, other)
        for one, other in combinations(range(len(submissions)), 2)
        if conflict(submissions[one], submissions[other])
    )


def _present_both(one: Submission, other: Submission, chairs: Sequence[frozenset[str]]) -> bool:
    if one.presenters & other.presenters:
        return True
    is_elsewhere = one.track != other.track
    return is_elsewhere and bool(one.presenters & chairs[other.track] or other.presenters & chairs[one.track])


def _attend_both(one: Submission, other: Submission, chairs: Sequence[frozenset[str]]) -> bool:
    if one.attendees & (other.attendees | other.presenters) or other.attendees & one.presenters:
        return True
    is_elsewhere = one.track != other.track
    return is_elsewhere and bool(one.attendees & chairs[other.track] or other.attendees & chairs[one.track])


def _people(cell: Any) -> frozenset[str]:
    return frozenset(name for name in as_text(cell).split(", ") if name)


def as_text(cell: Any) -> str:
    """A cell as text; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
