"""Place search: free places for one session, tried through all rules and ranked.

Places are looked for in rooms that are free and open, on a grid of minutes and right after what is there.
Those that look best are tried, each as the edit that it would be, and sorted by what the rules find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from eventkit.editing import Refused, usual_length
from eventkit.editing.board_edits import PlaceSession, SeenPlace, apply_board_edits
from eventkit.editing.edits import require_session
from eventkit.findings import Severity
from eventkit.model import Room, RoomId, Session, Status
from eventkit.rules import Effect
from eventkit.rules.room_rules import within
from eventkit.schedule import Schedule
from eventkit.times import Period

GRID = 15
"""The minutes of which the starts of places are multiples, beside the ends of other sessions."""

TRIED_LIMIT = 60
"""The most places that are tried through all rules."""

_WEIGHTS: Mapping[Severity, int] = {Severity.ERROR: 10_000, Severity.WARNING: 100, Severity.INFO: 10}
"""The price of a finding that a place adds, or its worth if the place removes it."""


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A free place for a session.

    Attributes:
        place: The time and the room.
        effect: The findings that the move adds and removes.
        alike: What is as before: ``same-room``, ``same-day``, ``same-time``.
        seats: The seats of the room; ``None`` if unknown.
        audience: The expected number of people; ``None`` if unknown.
    """

    place: SeenPlace
    effect: Effect
    alike: tuple[str, ...]
    seats: int | None
    audience: int | None

    @property
    def cost(self) -> int:
        """The price of the findings; negative where more are removed than added."""
        added = sum(_WEIGHTS[finding.severity] for finding in self.effect.added)
        return added - sum(_WEIGHTS[finding.severity] for finding in self.effect.removed)


class _Candidate(NamedTuple):
    """A place that may be tried, and how it looks: sorted by that."""

    misfit: tuple[int, int, int]
    start: datetime
    rooms: tuple[RoomId, ...]


def find_places(
    schedule: Schedule,
    effect: Callable[[Schedule], Effect],
    session: str,
    days: Mapping[date, Period],
    *,
    limit: int,
) -> tuple[FreePlace, ...]:
    """Free places for a session, the best first.

    Args:
        schedule: The schedule.
        effect: The effect of an edit of the schedule on its findings: `eventkit.rules.Checker.effect`.
        session: The id of the session. Its present place is not among the places, nor counted as taken.
        days: The hours of the days to look at.
        limit: The most places.

    Raises:
        Refused: There is no such session, or its length is not known.
    """
    wanted = require_session(schedule, session)
    minutes = wanted.length or usual_length(schedule, wanted.kind)
    if minutes is None:
        message = f"session '{session}' has no length: give it one first"
        raise Refused(message)
    length, now = timedelta(minutes=minutes), SeenPlace.of(schedule, wanted)
    places = []
    for candidate in _spread(_candidates(schedule, wanted, days, length)):
        place = SeenPlace(candidate.start, candidate.start + length, candidate.rooms)
        if place == now:
            continue
        after = apply_board_edits(schedule, [PlaceSession(session, now, place)])
        places.append(_assess(schedule, wanted, place, effect(after)))
    order = {place.place: at for at, place in enumerate(places)}
    places.sort(key=lambda place: (place.cost, order[place.place]))
    return tuple(places[:limit])


def _spread(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates to try: the best of each room and day in turn, so that none takes all tries."""
    groups: dict[tuple[tuple[RoomId, ...], date], list[_Candidate]] = {}
    for candidate in sorted(candidates):
        groups.setdefault((candidate.rooms, candidate.start.date()), []).append(candidate)
    tried: list[_Candidate] = []
    turn = 0
    while len(tried) < TRIED_LIMIT:
        more = [group[turn] for group in groups.values() if len(group) > turn]
        if not more:
            break
        tried += more
        turn += 1
    return sorted(tried[:TRIED_LIMIT])


def _candidates(
    schedule: Schedule, session: Session, days: Mapping[date, Period], length: timedelta
) -> Iterator[_Candidate]:
    own = {inner.id for _, inner in schedule.within(session)} | {
        outer.id for outer in schedule.lineage(session)
    }
    others = [
        (schedule.rooms_of(other), other)
        for other in schedule.sessions
        if other.id not in own and other.slot is not None and other.status is not Status.CANCELLED
    ]
    people = {appearance.participant for _, inner in schedule.within(session) for appearance in inner.people}
    busy = _Taken(
        other.slot.period
        for _, other in others
        if other.slot is not None and any(person.participant in people for person in other.people)
    )
    for rooms in _room_choices(schedule, session):
        seats = [schedule.room(room) for room in rooms]
        taken = _Taken(
            other.slot.period
            for among, other in others
            if other.slot is not None and set(among) & {room.id for room in seats if not room.shared}
        )
        for hours in _hours(schedule, session, days):
            for start in _starts(hours, length, taken.ends):
                period = Period(start=start, end=start + length)
                if not taken.meets(period) and not busy.meets(period) and _is_open(seats, period):
                    yield _Candidate(_misfit(session, start, seats), start, rooms)


def _room_choices(schedule: Schedule, session: Session) -> list[tuple[RoomId, ...]]:
    """The rooms that a session may be in: those that it is in, or any other single one."""
    present = schedule.rooms_of(session)
    if session.parent is not None and present:
        return [present]
    return [*dict.fromkeys((*([present] if present else []), *((room.id,) for room in schedule.rooms)))]


def _hours(schedule: Schedule, session: Session, days: Mapping[date, Period]) -> list[Period]:
    """The hours to look at: those of the days, or of what the session is part of."""
    if session.parent is not None:
        span = schedule.span(schedule.session(session.parent))
        if span is not None:
            return [span] if schedule.day(span.start) in days else []
    return [*days.values()]


def _starts(hours: Period, length: timedelta, ends: Sequence[datetime]) -> Iterator[datetime]:
    """The starts to look at, in order: on the grid, and right after other sessions."""
    first, last = hours.start, hours.end - length
    step = timedelta(minutes=GRID)
    grid = [first + step * number for number in range((last - first) // step + 1)] if last >= first else []
    yield from sorted({*grid, *(end for end in ends if first <= end <= last)})


def _is_open(rooms: Iterable[Room], period: Period) -> bool:
    return all(not room.available or within(period, room.available) for room in rooms)


def _misfit(session: Session, start: datetime, rooms: Sequence[Room]) -> tuple[int, int, int]:
    """How badly a place suits: seats missing, then minutes from the present time, then empty seats."""
    audience = session.audience or 0
    known = [room.capacity for room in rooms if room.capacity is not None]
    missing = max(audience - sum(known), 0) if known else 0
    empty = max(sum(known) - audience, 0) if known and audience else 0
    away = abs((start - session.slot.period.start).total_seconds()) // 60 if session.slot else 0
    return missing, int(away), empty


def _assess(schedule: Schedule, session: Session, place: SeenPlace, effect: Effect) -> FreePlace:
    alike = []
    if session.slot is not None and place.start is not None:
        before, after = schedule.wall(session.slot.period.start), schedule.wall(place.start)
        if place.rooms == schedule.rooms_of(session):
            alike.append("same-room")
        if place.start == session.slot.period.start:
            alike.append("same-time")
        elif before.date() == after.date():
            alike.append("same-day")
    seats = [schedule.room(RoomId(room)).capacity for room in place.rooms]
    known = [capacity for capacity in seats if capacity is not None]
    total = sum(known) if known and len(known) == len(seats) else None
    return FreePlace(place, effect, tuple(alike), total, session.audience)


class _Taken:
    """Times that are taken, to ask quickly whether a period meets any."""

    def __init__(self, periods: Iterable[Period]) -> None:
        merged: list[Period] = []
        for period in sorted(periods, key=lambda period: period.start):
            if merged and period.start <= merged[-1].end:
                if period.end > merged[-1].end:
                    merged[-1] = Period(start=merged[-1].start, end=period.end)
            else:
                merged.append(period)
        self._starts = [period.start for period in merged]
        self.ends = [period.end for period in merged]

    def meets(self, period: Period) -> bool:
        """Check whether a period overlaps with a time that is taken."""
        at = bisect_left(self._starts, period.end)
        return at > 0 and self.ends[at - 1] > period.start
