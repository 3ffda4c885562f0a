"""The agenda grid: the rooms of a day side by side, with what takes place in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from eventkit.cli.terminal_tables import TerminalTable, make_table
from eventkit.model import Room, RoomId, Session, Status
from eventkit.schedule import Schedule
from eventkit.wording import Wording

ROOM_COLUMNS, TIME_COLUMNS = 19, 7
"""The columns of the terminal that a room needs to be read, and those of the times beside them."""

PART_INDENT = "  "
"""The indentation of a part of a session that begins with it."""

CONTINUED = "│"
"""The mark of a session that began earlier."""


def grids(
    schedule: Schedule, sessions: Sequence[Session], languages: tuple[str, ...], width: int
) -> Iterator[TerminalTable]:
    """The days of sessions, each as one grid, or as several with as many rooms as can be read side by side.

    Args:
        sessions: The sessions to show, by time; those without a time are left out.
    """
    days: dict[date, list[Session]] = {}
    for session in sessions:
        if session.slot is not None:
            days.setdefault(schedule.day(session.slot.period.start), []).append(session)
    for day, listed in sorted(days.items()):
        used = {room for session in listed for room in schedule.rooms_of(session)}
        rooms = [room for room in schedule.rooms if room.id in used]
        share = _rooms_per_grid(len(rooms), width)
        for first in range(0, max(len(rooms), 1), share):
            yield _grid(schedule, day, listed, rooms[first : first + share], languages)


def _rooms_per_grid(rooms: int, width: int) -> int:
    """The number of rooms side by side: as many as fit, and about as many in each grid of the day."""
    most = max((width - TIME_COLUMNS) // ROOM_COLUMNS, 1)
    grids_needed = -(-rooms // most)
    return max(-(-rooms // max(grids_needed, 1)), 1)


def _grid(
    schedule: Schedule,
    day: date,
    sessions: Sequence[Session],
    rooms: Sequence[Room],
    languages: tuple[str, ...],
) -> TerminalTable:
    words = Wording.of(languages[0])
    names = [room.name.best(*languages)[1] for room in rooms]
    table = make_table(words.word("time"), *names)
    table.title = words.day(day)
    table.columns[0].no_wrap = True
    shown = {room.id for room in rooms}
    here = [session for session in sessions if _is_shown(schedule, session, shown)]
    starts = sorted({session.slot.period.start for session in here if session.slot})
    for start in starts:
        beginning = [session for session in here if session.slot and session.slot.period.start == start]
        clock = _clock(schedule, start, day)
        for session in beginning:
            if _is_for_all(schedule, session, shown):
                table.add_banner(clock, _lines(schedule, session, languages))
                clock = ""
        in_rooms = [session for session in beginning if not _is_for_all(schedule, session, shown)]
        if in_rooms:
            cells = [_cell(schedule, room.id, in_rooms, here, start, languages) for room in rooms]
            table.add_row(clock, *cells)
    return table


def _is_shown(schedule: Schedule, session: Session, rooms: set[RoomId]) -> bool:
    own = schedule.rooms_of(session)
    return not own or not rooms.isdisjoint(own)


def _is_for_all(schedule: Schedule, session: Session, rooms: set[RoomId]) -> bool:
    """True if a session has a line of its own: in no room, or in all of several."""
    own = set(schedule.rooms_of(session)) & rooms
    return not own or (len(rooms) > 1 and own == rooms)


def _clock(schedule: Schedule, start: datetime, day: date) -> str:
    at = schedule.wall(start)
    return f"{at:%H:%M}" if at.date() == day else f"{at:%H:%M} +1"


def _cell(
    schedule: Schedule,
    room: RoomId,
    beginning: Sequence[Session],
    all_day: Sequence[Session],
    start: datetime,
    languages: tuple[str, ...],
) -> list[tuple[str, str]]:
    """The content of a cell: the session that begins there, or the mark of one that goes on."""
    here = [session for session in beginning if room in schedule.rooms_of(session)]
    ids = {session.id for session in here}
    lines = [
        (f"{PART_INDENT * (session.parent in ids)}{text}", style)
        for session in here
        for text, style in _lines(schedule, session, languages)
    ]
    if lines:
        return lines
    goes_on = any(
        session.slot.period.start < start < session.slot.period.end and room in schedule.rooms_of(session)
        for session in all_day
        if session.slot
    )
    return [(CONTINUED, "dim")] if goes_on else []


def _lines(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The title, and the end with the status unless it is confirmed."""
    if session.slot is None:
        return []
    words = Wording.of(languages[0])
    ends = f"–{schedule.wall(session.slot.period.end):%H:%M}"
    if session.status is not Status.CONFIRMED:
        ends += f" · {words.label(session.status).lower()}"
    return [(session.title.best(*languages)[1], ""), (ends, "dim")]
