"""Remedies of late sessions: changes after which a session that begins later has a place, each tried.

A remedy is only proposed if the repair finds a place with it and adds no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from eventkit.editing.edits import replace as replace_in
from eventkit.messages import Fact, Message
from eventkit.model import Session, Slot
from eventkit.planning.plans import name, names, place_words
from eventkit.planning.problem.free_time import (
    add_further_rooms,
    close_later,
    instant_of,
    minute,
    opening_hours,
    periods_outside,
)
from eventkit.rules import RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period

_SHORTER = (5, 10, 15, 20, 30, 45, 60, 90)
"""By how many minutes a session is shortened."""

_LATER = (30, 60, 120)
"""By how many minutes later rooms close."""

_AFTERWARDS_LIMIT = 3
"""The most sessions after a late one that are tried shortened, or unpinned."""

_LIMIT = 4
"""The most remedies of a session."""

Trial = Callable[[Schedule, RuleSettings], Schedule | None]
"""Finds the schedule in which the late session has a place under other conditions; ``None`` without one."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """A late session without a place.

    Attributes:
        schedule: The schedule with all else repaired.
        earliest: The minute at which it can begin.
        attempt: Looks for a place under other conditions.
    """

    schedule: Schedule
    settings: RuleSettings
    session: Session
    earliest: int
    attempt: Trial


def find_late_remedies(late: Lateness) -> tuple[Message, ...]:
    """The remedies of a late session, any one of which gives it a place; those that change least first."""

    def remedies() -> Iterator[Message]:
        yield from _shortened(late, late.session)
        following = [*islice(_following(late), _AFTERWARDS_LIMIT)]
        for session in following:
            if session.pinned:
                yield from _unpinned(late, session)
        for session in following:
            yield from _shortened(late, session)
        yield from _closing_later(late)
        yield from _available(late)
        yield from _in_another_room(late)

    return tuple(islice(remedies(), _LIMIT))


def _shortened(late: Lateness, session: Session) -> Iterator[Message]:
    """A session with the most minutes with which there is a place; at least half of it is left."""
    slot = session.slot
    if slot is None or late.schedule.parts(session.id):
        return
    start, minutes = minute(slot.period.start), slot.period.minutes
    for less in _SHORTER:
        if 2 * less > minutes:
            return
        period = Period(start=slot.period.start, end=instant_of(start + minutes - less))
        shorter = session.model_copy(update={"slot": Slot(period=period, rooms=slot.rooms)})
        if late.attempt(replace_in(late.schedule, shorter), late.settings) is not None:
            facts: dict[str, Fact] = {"session": name(late.schedule, session), "minutes": minutes - less}
            yield Message("{session} is shortened to {minutes} minutes", **facts)
            return


def _following(late: Lateness) -> Iterator[Session]:
    """The sessions in the rooms of a late one that end after it can begin, on its day, by time."""
    schedule = late.schedule
    index = ScheduleIndex(schedule, late.settings)
    rooms = {*schedule.rooms_of(late.session)}
    day = schedule.day(instant_of(late.earliest))
    for at in sorted(index.occupancies(schedule.sessions)):
        is_after = minute(at.end) > late.earliest and schedule.day(at.start) == day
        if is_after and at.id != late.session.id and rooms.intersection(at.rooms):
            yield at.session


def _unpinned(late: Lateness, session: Session) -> Iterator[Message]:
    """A pinned session that moves."""
    loose = replace_in(late.schedule, session.model_copy(update={"pinned": False}))
    after = late.attempt(loose, late.settings)
    moved = after.session(session.id) if after is not None else session
    if after is not None and moved.slot is not None and moved.slot != session.slot:
        yield Message(
            "{session} is unpinned and moves to {place}",
            session=name(after, session),
            place=place_words(after, moved),
        )


def _closing_later(late: Lateness) -> Iterator[Message]:
    """The earliest of some later times at which rooms may close."""
    hours = opening_hours(ScheduleIndex(late.schedule, late.settings))
    for minutes in _LATER:
        later = close_later(hours, minutes)
        if later is None:
            return
        if late.attempt(late.schedule, late.settings.model_copy(update={"hours": later})) is not None:
            yield Message("rooms are open until {time}", time=later.closes)
            return


def _available(late: Lateness) -> Iterator[Message]:
    """The people of the session who would have to be available at other times, too."""
    for appearance in late.session.people:
        who = late.schedule.participant(appearance.participant)
        if not who.available:
            continue
        free = replace_in(late.schedule, who.model_copy(update={"available": ()}))
        after = late.attempt(free, late.settings)
        slot = after.session(late.session.id).slot if after is not None else None
        if slot is not None and (periods := [*periods_outside(slot.period, who.available)]):
            facts: dict[str, Fact] = {
                "whom": name(late.schedule, who),
                "periods": names(late.schedule, periods),
            }
            yield Message("{whom} can also come {periods}", **facts)


def _in_another_room(late: Lateness) -> Iterator[Message]:
    """The times at which a further room would have to be free."""
    schedule = late.schedule
    with_room = add_further_rooms(schedule, 1)
    room = with_room.rooms[-1].id
    after = late.attempt(with_room, late.settings)
    if after is None:
        return
    periods = [
        session.slot.period
        for session in after.sessions
        if session.slot is not None and room in session.slot.rooms
    ]
    if periods:
        periods.sort(key=lambda period: period.start)
        yield Message("another room is free {periods}", periods=names(schedule, periods))
