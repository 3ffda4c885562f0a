"""Remedies of too many sessions: further rooms and longer days, counted first, then proved by a timetable.

The count says how much is needed at least; a timetable of all sessions without a place, that it is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from uuid import UUID

from eventkit.editing.edits import rebuild
from eventkit.findings import Severity
from eventkit.model import Kind, RoomId, Session, SessionId, Slot
from eventkit.planning.explain.conditions import Terms
from eventkit.planning.explain.remedies import Situation, place_most
from eventkit.planning.planning_messages import Phrase, PhraseBook
from eventkit.planning.problem.free_time import (
    add_further_rooms,
    close_later,
    find_free_time,
    instant_of,
    minute,
    opening_hours,
)
from eventkit.rules import Checker
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording.public_schedule import untitled

_TRIES = 4
"""For how many amounts, from the least that may be enough, a timetable is looked for."""

_ROOMS_LIMIT = 20
"""The most further rooms that are proposed."""

_STEP = 30
"""The step of longer days, in minutes."""

_LONGEST = 240
"""The most minutes by which days become longer."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Sessions that are too many for the free time.

    Attributes:
        situation: The schedule with all others placed, about one of the sessions.
        sessions: Those without a place.
        missing: How many minutes are missing at least.
    """

    situation: Situation
    sessions: Collection[SessionId]
    missing: int

    @property
    def longest(self) -> int:
        """The length of the longest of them."""
        return max(self.situation.lengths[id_] for id_ in self.sessions)

    def days(self) -> tuple[date, ...]:
        """The days that are planned."""
        chosen, dates = self.situation.terms.days, self.situation.terms.schedule.conference.dates
        return tuple(day for day in dates if chosen is None or day in chosen)

    def placed(self, terms: Terms) -> frozenset[SessionId]:
        """Those that have places in a timetable under other terms in which nothing else moves."""
        witness = place_most(self.situation, terms, [*self.sessions])
        return frozenset() if witness is None else frozenset(witness.placed)


def find_crowd_remedies(crowd: Crowd) -> Iterator[Phrase]:
    """The remedies, any one of which gives all of the sessions a place, or all but those that none does."""
    terms = crowd.situation.terms
    each = _free_minutes(crowd, _with_rooms(crowd, 1)) - _free_minutes(crowd, terms)
    if each <= 0:
        return
    most = min(-(-crowd.missing // each) + _TRIES, _ROOMS_LIMIT)
    possible = crowd.placed(_with_rooms(crowd, most))
    if not possible:
        return
    lengths = crowd.situation.lengths
    impossible = sum(lengths[id_] for id_ in crowd.sessions if id_ not in possible)
    fewer = replace(crowd, sessions=sorted(possible), missing=max(crowd.missing - impossible, 1))
    for remedy in (*_further_rooms(fewer, each), *_longer_days(fewer)):
        count = len(crowd.sessions)
        partly = PhraseBook(terms.schedule)("places-for", remedy=remedy, placed=len(possible), count=count)
        yield remedy if impossible == 0 else partly


def _further_rooms(crowd: Crowd, each: int) -> Iterator[Phrase]:
    """The fewest further rooms, free on all days: in the periods of blocks, or while rooms are open."""
    least = -(-crowd.missing // each)
    for count in range(least, min(least + _TRIES, _ROOMS_LIMIT) + 1):
        if len(crowd.placed(_with_rooms(crowd, count))) == len(crowd.sessions):
            key = "further-room" if count == 1 else "further-rooms"
            if not crowd.situation.in_rooms:
                key += "-blocks"
            facts = {"count": count, "days": len(crowd.days()), "hours": -(-count * each // 60)}
            yield PhraseBook(crowd.situation.terms.schedule)(key, **facts)
            return


def _free_minutes(crowd: Crowd, terms: Terms) -> int:
    """The minutes of all free time."""
    index = ScheduleIndex(terms.schedule, terms.settings)
    free_time = find_free_time(index, (), days=terms.days, in_rooms=crowd.situation.in_rooms)
    return sum(stretch.end - stretch.start for stretch in free_time.stretches)


def _with_rooms(crowd: Crowd, count: int) -> Terms:
    """The terms with further rooms, and blocks in them where others have them."""
    terms = crowd.situation.terms
    schedule = terms.schedule
    after = add_further_rooms(schedule, count)
    if crowd.situation.in_rooms:
        return replace(terms, schedule=after)
    periods = [period for day in crowd.days() for period in _longest_blocks(schedule, day)]
    places = [(room.id, period) for room in after.rooms[-count:] for period in periods]
    return replace(terms, schedule=_with_blocks(after, places))


def _blocks_of_rooms(schedule: Schedule, day: date) -> Mapping[RoomId, list[Period]]:
    blocks: dict[RoomId, list[Period]] = {}
    for session in schedule.sessions:
        if session.kind is Kind.BLOCK and session.slot and schedule.day(session.slot.period.start) == day:
            for room in schedule.rooms_of(session):
                blocks.setdefault(room, []).append(session.slot.period)
    return blocks


def _longest_blocks(schedule: Schedule, day: date) -> list[Period]:
    """The periods of the blocks of a day, in the room that has the most minutes of them."""
    by_room = _blocks_of_rooms(schedule, day)
    return max(by_room.values(), key=lambda some: sum(each.minutes for each in some), default=[])


def _with_blocks(schedule: Schedule, places: Iterable[tuple[RoomId, Period]]) -> Schedule:
    blocks = [
        Session(
            id=SessionId(f"eventkit.further-block-{number}"),
            uid=UUID(int=number),
            title=untitled(schedule.conference.languages),
            kind=Kind.BLOCK,
            slot=Slot(period=period, rooms=(room,)),
        )
        for number, (room, period) in enumerate(places, 1)
    ]
    return rebuild(schedule, "blocks", sessions=(*schedule.sessions, *blocks))


def _longer_days(crowd: Crowd) -> Iterator[Phrase]:
    """The fewest minutes by which the day becomes longer in every room that talks may be in."""
    terms = crowd.situation.terms
    make = _with_later_close if crowd.situation.in_rooms else _with_evening_blocks
    before = _free_minutes(crowd, terms)
    amounts = (minutes for minutes in range(_STEP, _LONGEST + 1, _STEP) if minutes >= crowd.longest)
    enough = (
        (minutes, longer)
        for minutes in amounts
        for longer in [make(crowd, minutes)]
        if longer is not None and _free_minutes(crowd, longer) - before >= crowd.missing
    )
    for minutes, longer in islice(enough, _TRIES):
        if len(crowd.placed(longer)) == len(crowd.sessions):
            key = "longer-days" if crowd.situation.in_rooms else "longer-days-blocks"
            yield PhraseBook(terms.schedule)(key, minutes=minutes)
            return


def _with_later_close(crowd: Crowd, minutes: int) -> Terms | None:
    """The terms in which all rooms close later; ``None`` if that is not on the same day."""
    terms = crowd.situation.terms
    hours = opening_hours(ScheduleIndex(terms.schedule, terms.settings))
    longer = {room: close_later(known, minutes) for room, known in terms.settings.room_hours.items()}
    usual = close_later(hours, minutes)
    if usual is None or None in longer.values():
        return None
    update = {"hours": usual, "room_hours": longer}
    return replace(terms, settings=terms.settings.model_copy(update=update))


def _with_evening_blocks(crowd: Crowd, minutes: int) -> Terms | None:
    """The terms with a further block in each room after its last session, if that adds no error."""
    terms = crowd.situation.terms
    schedule = terms.schedule
    ends: dict[tuple[RoomId, date], int] = {}
    for at in ScheduleIndex(schedule, terms.settings).occupancies(schedule.sessions):
        for room in at.rooms:
            key = (room, schedule.day(at.start))
            ends[key] = max(ends.get(key, 0), minute(at.end))
    places = [
        (room, Period(start=instant_of(start), end=instant_of(start + minutes)))
        for day in crowd.days()
        for room in _blocks_of_rooms(schedule, day)
        for start in [ends[room, day]]
    ]
    after = _with_blocks(schedule, places)
    added = Checker(schedule, terms.settings).effect(after).added
    is_possible = not any(finding.severity is Severity.ERROR for finding in added)
    return replace(terms, schedule=after) if is_possible else None
