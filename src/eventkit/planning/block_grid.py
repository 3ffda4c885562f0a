"""Grids of blocks: one block in each room for each period of each day, to be filled by a plan.

Where something takes place already there is no new block; `omitted_blocks` says where, and what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from eventkit.editing import Refused, free_id
from eventkit.editing.edits import rebuild, require
from eventkit.messages import Fact, Message, Plural, as_message
from eventkit.model import Conference, Kind, Room, RoomId, Session, SessionId, Slot, Status, TrackId
from eventkit.planning.plans import name, names
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period, SkippedTime, instant
from eventkit.times.wall_times import parse_clock_time, parse_iso_date
from eventkit.wording.public_schedule import untitled

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = Message(
    "Give days and times, such as 'mon-wed 09:00-10:30, 11:00-12:30' or '2027-09-06 14:00-15:30'."
)
_DAILY = "daily"
_TIMES = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """Blocks to add.

    Attributes:
        rooms: The ids of the rooms; there is a block in each of them for each period.
        new_uid: Makes the identity of each block in calendars.
        track: The id of the track of the blocks; any session may be put into them if ``None``.
    """

    periods: tuple[Period, ...]
    rooms: tuple[str, ...]
    new_uid: Callable[[], UUID]
    track: str | None = None


def parse_periods(text: str, schedule: Schedule) -> tuple[Period, ...]:
    """The periods of ``mon-wed 09:00-10:30, 11:00-12:30``: those times on each of those days.

    Days are days of the conference: weekdays, ranges of them, ``daily``, or dates; without any, all of them.

    Raises:
        ValueError: It is something else, or names a day that the conference does not have; the message is for
            organisers.
    """
    days_text, _, times_text = text.strip().partition(" ")
    if _TIMES.fullmatch(days_text.removesuffix(",")):
        days_text, times_text = _DAILY, text
    times = [_parse_times(part.strip()) for part in times_text.split(",") if part.strip()]
    if not times:
        raise ValueError(Message(Message("'{text}' has no times.", text=text), _FORM))
    days = [day for part in days_text.split(",") for day in _parse_days(part.lower(), schedule.conference)]
    return block_periods(schedule, days, times)


def block_periods(
    schedule: Schedule, days: Iterable[date], times: Collection[tuple[time, time]]
) -> tuple[Period, ...]:
    """The periods from one wall time to another on each of these days, in order, each once."""
    periods = {_period(day, start, end, schedule) for day in days for start, end in times}
    return tuple(sorted(periods, key=lambda period: (period.start, period.end)))


def _parse_times(text: str) -> tuple[time, time]:
    match = _TIMES.fullmatch(text)
    if match is None:
        raise ValueError(Message(Message("'{text}' is not a period.", text=text), _FORM))
    start, end = (parse_clock_time(clock.zfill(5)) for clock in match.groups())
    return start, end


def _parse_days(text: str, conference: Conference) -> list[date]:
    """The days of the conference that a weekday, a range of weekdays, ``daily`` or a date means."""
    days = list(conference.dates)
    if text == _DAILY:
        return days
    first, _, last = text.partition("-")
    if first[:3] in _WEEKDAYS and (not last or last[:3] in _WEEKDAYS):
        start = _WEEKDAYS.index(first[:3])
        count = (_WEEKDAYS.index(last[:3]) - start) % 7 if last else 0
        chosen = {(start + number) % 7 for number in range(count + 1)}
        matching = [day for day in days if day.weekday() in chosen]
    else:
        try:
            matching = [day for day in days if day == parse_iso_date(text)]
        except ValueError:
            raise ValueError(Message(Message("'{text}' is not a day.", text=text), _FORM)) from None
    if not matching:
        raise ValueError(
            Message(
                "The conference has no day '{day}': it is from {start} to {end}.",
                day=text,
                start=conference.start,
                end=conference.end,
            )
        )
    return matching


def _period(day: date, start: time, end: time, schedule: Schedule) -> Period:
    begins, ends = (datetime.combine(day, clock) for clock in (start, end))
    if ends <= begins:
        raise ValueError(Message("{start}-{end} ends before it begins.", start=start, end=end))
    try:
        return Period(start=instant(begins, schedule.zone), end=instant(ends, schedule.zone))
    except SkippedTime as error:
        raise ValueError(as_message(error)) from None


def add_blocks(schedule: Schedule, grid: BlockGrid) -> Schedule:
    """The schedule with a block in each room for each period, save where something takes place already.

    Something is also a block of this grid: a room that is named twice gets one, as do periods that overlap.
    """
    rooms = [require(schedule, EntityKind.ROOM, room) for room in grid.rooms]
    if grid.track is not None:
        require(schedule, EntityKind.TRACK, grid.track)
    changed = schedule
    for period in grid.periods:
        for room in rooms:
            if isinstance(room, Room) and not any(_takes_place(changed, room.id, period)):
                block = _block(changed, room, period, grid)
                changed = rebuild(changed, f"session '{block.id}'", sessions=(*changed.sessions, block))
    if changed is schedule:
        first, *_ = omitted_blocks(schedule, schedule, grid)
        raise Refused(Message(first.words, Message("Choose other times or rooms.")))
    return changed


@dataclass(frozen=True, slots=True)
class OmittedBlocks:
    """Rooms without a new block in a period, since something takes place there.

    Attributes:
        session: What takes place there: the first session in time; one of several blocks.
        words: A sentence about it.
    """

    period: Period
    rooms: tuple[Room, ...]
    session: Session
    words: Message = field(repr=False, compare=False)

    def form(self) -> dict[str, Any]:
        """The rooms and the period as JSON has them; times are ISO 8601."""
        return {
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "rooms": [room.id for room in self.rooms],
            "session": self.session.id,
            "sentence": self.words,
        }


def omitted_blocks(before: Schedule, after: Schedule, grid: BlockGrid) -> tuple[OmittedBlocks, ...]:
    """The places of a grid that have no new block, by time; those of one period with one cause together."""
    known = {session.id for session in before.sessions}
    slots = {session.id: session.slot for session in after.sessions if session.slot is not None}
    added = {(slot.period, slot.rooms) for id_, slot in slots.items() if id_ not in known}
    causes: dict[tuple[Period, str], list[tuple[Room, Session]]] = {}
    for period in grid.periods:
        for room in map(after.room, dict.fromkeys(map(RoomId, grid.rooms))):
            if (period, (room.id,)) not in added:
                session = min(
                    _takes_place(after, room.id, period),
                    key=lambda each: (slots[each.id].period.start, each.id),
                )
                cause = Kind.BLOCK if session.kind is Kind.BLOCK else session.id
                causes.setdefault((period, cause), []).append((room, session))
    return tuple(
        OmittedBlocks(period, rooms, session, _omission(after, period, rooms, session))
        for (period, _), places in causes.items()
        for rooms, session in [(tuple(room for room, _ in places), places[0][1])]
    )


def _omission(schedule: Schedule, period: Period, rooms: tuple[Room, ...], session: Session) -> Message:
    facts: dict[str, Fact] = {
        "period": name(schedule, period),
        "rooms": names(schedule, rooms),
        "session": name(schedule, session),
        "id": session.id,
    }
    if session.kind is Kind.BLOCK:
        blocks = Plural(
            "No block is added {period} in {rooms}: the block {session} ({id}) is there already, and a plan "
            "fills it.",
            "No blocks are added {period} in {rooms}: blocks are there already, such as {session} ({id}), "
            "and a plan fills them.",
        )
        return Message(blocks, **facts, count=len(rooms))
    if all(room.id in schedule.rooms_of(session) for room in rooms):
        return Message(
            "No block is added {period} in {rooms}: {session} ({id}) takes place there then.", **facts
        )
    return Message(
        "No block is added {period} in {rooms}: the plenary {session} ({id}) takes place then.", **facts
    )


def _takes_place(schedule: Schedule, room: RoomId, period: Period) -> Iterator[Session]:
    """The sessions that block a room at a time: one in it, or a plenary."""
    for session in schedule.sessions:
        if session.slot is not None and session.status is not Status.CANCELLED:
            is_near = room in schedule.rooms_of(session) or session.plenary
            if is_near and session.slot.period.overlaps(period):
                yield session


def _block(schedule: Schedule, room: Room, period: Period, grid: BlockGrid) -> Session:
    """A block without a title of its own, which would not follow when it moves."""
    start = schedule.wall(period.start)
    day = schedule.day(period.start)
    return Session(
        id=SessionId(free_id(schedule, EntityKind.SESSION, f"block {room.id} {day:%m%d} {start:%H%M}")),
        uid=grid.new_uid(),
        title=untitled(schedule.conference.languages),
        kind=Kind.BLOCK,
        slot=Slot(period=period, rooms=(room.id,)),
        track=TrackId(grid.track) if grid.track is not None else None,
    )
