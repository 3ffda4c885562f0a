"""Changed days: the days that a plan changes, with the rooms in which it does so and what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eventkit.model import Kind, Room, RoomId, Session, Status
from eventkit.schedule import Schedule


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that a plan changes.

    Attributes:
        rooms: The rooms that sessions enter or leave, in their written order; ``None`` for no room.
        before: The sessions of the day before, by time: talks, and no blocks with talks. Empty blocks, and
            pauses, are there if they move.
        after: The same afterwards.
        moved: The ids of sessions that are at another time or in other rooms then.
    """

    day: date
    rooms: tuple[Room | None, ...]
    before: tuple[Session, ...]
    after: tuple[Session, ...]
    moved: frozenset[str]


def changed_days(before: Schedule, after: Schedule) -> Iterator[ChangedDay]:
    """The days on which two schedules differ, in order."""
    moved = find_moved(before, after)
    days = {
        schedule.day(session.slot.period.start)
        for schedule in (before, after)
        for session in schedule.sessions
        if session.id in moved and session.slot is not None
    }
    for day in sorted(days):
        sessions = tuple(_on(before, day, moved)), tuple(_on(after, day, moved))
        used: set[RoomId | None] = set()
        for schedule, those in zip((before, after), sessions, strict=True):
            for session in those:
                if session.id in moved:
                    used.update(schedule.rooms_of(session) or (None,))
        rooms = (*(room for room in after.rooms if room.id in used), *([None] if None in used else []))
        if rooms:
            yield ChangedDay(day, rooms, *sessions, moved)


def find_moved(before: Schedule, after: Schedule) -> frozenset[str]:
    """The sessions that are at another time or in other rooms, their own or those of their block."""
    return frozenset(
        session.id
        for session in after.sessions
        for old in [before.session(session.id)]
        if (session.slot and session.slot.period, after.rooms_of(session))
        != (old.slot and old.slot.period, before.rooms_of(old))
    )


def _on(schedule: Schedule, day: date, moved: frozenset[str]) -> Iterator[Session]:
    """The sessions of a day that contain no others, by time; no pauses and no empty blocks that stay."""
    return (
        session
        for session in schedule.in_order
        if session.slot is not None
        and session.status is not Status.CANCELLED
        and (session.id in moved or not (session.kind.is_pause or session.kind is Kind.BLOCK))
        and schedule.day(session.slot.period.start) == day
        and not any(part.slot is not None for part in schedule.parts(session.id))
    )


def blocks_on(schedule: Schedule, day: date) -> Iterator[Session]:
    """The blocks of a day, those without talks among them."""
    return (
        session
        for session in schedule.in_order
        if session.kind is Kind.BLOCK
        and session.slot is not None
        and session.status is not Status.CANCELLED
        and schedule.day(session.slot.period.start) == day
    )
