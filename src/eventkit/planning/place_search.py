"""Place search: free places for one session, tried through all rules and ranked.

Places are looked for in rooms that are free and open, on a grid of minutes and right after what is there. If
there are blocks that the session may be in, places in these come before places outside, unless it is outside
now as most of its kind are. Those that look best are tried, each as the edit that it would be, and sorted:
the smallest drawbacks first, then those that settle most, then the nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, zip_longest
from typing import NamedTuple

from eventkit.editing import Refused, usual_length
from eventkit.editing.board_edits import PlaceSession, SeenPlace, apply_board_edits
from eventkit.editing.edits import require_session
from eventkit.editing.session_edits import may_be_filled, may_change_blocks
from eventkit.findings import Finding, Severity
from eventkit.model import Kind, Room, RoomId, Session, Status
from eventkit.planning.problem.free_time import (
    BESIDE_TALKS,
    cut,
    find_rooms_without_talks,
    instant_of,
    intersect,
    join,
    minute,
    window_of,
    windows_of,
)
from eventkit.planning.problem.interest import known_seats
from eventkit.planning.problem.planning_model import Window
from eventkit.rules import Effect
from eventkit.schedule import Schedule
from eventkit.times import Period

GRID = 15
"""The minutes of which the starts of places are multiples, beside the ends of other sessions."""

TRIED_LIMIT = 60
"""The most places that are tried through all rules."""

_WEIGHTS: Mapping[Severity, int] = {Severity.ERROR: 10_000, Severity.WARNING: 100, Severity.INFO: 10}
"""The weight of a finding that a place adds or settles."""


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A free place for a session."""

    place: SeenPlace
    period: Period
    effect: Effect  # the findings that the move adds and removes
    alike: tuple[str, ...]  # what is as before: same-room, same-day, same-time
    outside_blocks: bool  # there are blocks for the session, and it or most of its kind are in blocks
    seats: int | None  # of its rooms; unknown if None
    audience: int | None  # the expected number of people

    @property
    def cost(self) -> int:
        """The weight of the findings that it adds.

        A place outside of all blocks costs as much as two warnings: it is a break of those who attend.
        """
        return _weight(self.effect.added) + 2 * _WEIGHTS[Severity.WARNING] * self.outside_blocks


def _weight(findings: Iterable[Finding]) -> int:
    return sum(_WEIGHTS[finding.severity] for finding in findings)


class _Candidate(NamedTuple):
    """A place that may be tried, and how it looks: sorted by that."""

    misfit: tuple[bool, int, int, int]
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
    """Free places for a session, the best first; its present place is none, and is not counted as taken."""
    wanted = require_session(schedule, session)
    minutes = wanted.length or usual_length(schedule, wanted.kind)
    if minutes is None:
        raise Refused("Session '{session}' has no length. Give it one first.", session=session)
    length, now = timedelta(minutes=minutes), SeenPlace.of(schedule, wanted)
    places = []
    for candidate in _spread(schedule, _candidates(schedule, wanted, days, minutes)):
        period = Period(start=candidate.start, end=candidate.start + length)
        place = SeenPlace(period.start, period.end, candidate.rooms)
        if place == now:
            continue
        after = apply_board_edits(schedule, [PlaceSession(session, now, place)])
        alike = tuple(_likenesses(schedule, wanted, place))
        seats = known_seats(map(schedule.room, place.rooms))
        places.append(
            FreePlace(place, period, effect(after), alike, candidate.misfit[0], seats, wanted.audience)
        )
    order = {place.place: at for at, place in enumerate(places)}
    places.sort(key=lambda place: (place.cost, -_weight(place.effect.removed), order[place.place]))
    return tuple(places[:limit])


def apart(places: Iterable[FreePlace]) -> tuple[FreePlace, ...]:
    """The places without those that overlap with a better one in the same rooms: to choose from."""
    chosen: list[FreePlace] = []
    for place in places:
        beside = (other for other in chosen if other.place.rooms == place.place.rooms)
        if not any(other.period.overlaps(place.period) for other in beside):
            chosen.append(place)
    return tuple(chosen)


def _spread(schedule: Schedule, candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates to try: the best of each room and day in turn, so that none takes all tries."""
    groups: dict[tuple[tuple[RoomId, ...], date], list[_Candidate]] = {}
    for candidate in sorted(candidates):
        groups.setdefault((candidate.rooms, schedule.day(candidate.start)), []).append(candidate)
    turns = zip_longest(*groups.values())
    tried = (candidate for turn in turns for candidate in turn if candidate is not None)
    return sorted(islice(tried, TRIED_LIMIT))


def _candidates(
    schedule: Schedule, session: Session, days: Mapping[date, Period], minutes: int
) -> Iterator[_Candidate]:
    own = {inner.id for _, inner in schedule.within(session)} | {
        outer.id for outer in schedule.lineage(session)
    }
    blocks = [block for block in schedule.sessions if _is_open_to(schedule, block, session)]
    own |= {block.id for block in blocks}
    prefers_blocks = bool(blocks) and (
        session.slot is None or session.parent is not None or _is_usual_in_blocks(schedule, session)
    )
    others = [
        (schedule.rooms_of(other), other)
        for other in schedule.sessions
        if other.id not in own and other.slot is not None and other.status is not Status.CANCELLED
    ]
    people = {appearance.participant for _, inner in schedule.within(session) for appearance in inner.people}
    busy = [
        _window(other) for _, other in others if any(person.participant in people for person in other.people)
    ]
    for rooms in _room_choices(schedule, session):
        seats = [schedule.room(room) for room in rooms]
        own_rooms = {room.id for room in seats if not room.shared}
        taken = [_window(other) for among, other in others if not own_rooms.isdisjoint(among)]
        open_blocks = [
            _window(block) for block in blocks if not set(rooms).isdisjoint(schedule.rooms_of(block))
        ]
        ends = {end for _, end in join(taken)} | {start for start, _ in open_blocks}
        for hours in _hours(schedule, session, days):
            first, end = window_of(hours)
            free = [*cut((first, end), [*taken, *busy])]
            for room in seats:
                free = intersect(free, windows_of(room.available)) if room.available else free
            for start in sorted({*range(first, end, GRID), *(at for at in ends if first <= at)}):
                after = start + minutes
                met = [block for block in open_blocks if block[0] < after and start < block[1]]
                if any(opens <= start and after <= closes for opens, closes in free) and all(
                    opens <= start and after <= closes for opens, closes in met
                ):
                    misfit = (prefers_blocks and not met, *_misfit(session, start, seats))
                    yield _Candidate(misfit, instant_of(start), rooms)


def _window(session: Session) -> Window:
    assert session.slot is not None  # noqa: S101 - only such sessions take time
    return window_of(session.slot.period)


def _is_open_to(schedule: Schedule, block: Session, session: Session) -> bool:
    """Check whether a session may be placed in a block."""
    return (
        block.slot is not None
        and may_be_filled(block, session)
        and may_change_blocks(schedule, session)
        and not any(part.kind is Kind.BLOCK for part in schedule.parts(block.id))
    )


def _is_usual_in_blocks(schedule: Schedule, session: Session) -> bool:
    """Check whether most of the other sessions of its kind that have a time are part of a block."""
    placed = [
        other
        for other in schedule.sessions
        if other.kind is session.kind and other.slot is not None and other.id != session.id
    ]
    return 2 * sum(other.parent is not None for other in placed) > len(placed)


def _room_choices(schedule: Schedule, session: Session) -> list[tuple[RoomId, ...]]:
    """The rooms that a session may be in: those that it is in, or another single one; for talks, one that
    has talks already, or nothing.
    """
    present = schedule.rooms_of(session)
    if present and not may_change_blocks(schedule, session):
        return [present]
    without_talks = find_rooms_without_talks(schedule) if session.kind not in BESIDE_TALKS else ()
    rooms = [(room.id,) for room in schedule.rooms if room.id not in without_talks]
    return [*dict.fromkeys((*([present] if present else []), *rooms))]


def _hours(schedule: Schedule, session: Session, days: Mapping[date, Period]) -> list[Period]:
    """The hours to look at: those of the days, or of what the session is part of."""
    if session.parent is not None and not may_change_blocks(schedule, session):
        span = schedule.span(schedule.session(session.parent))
        if span is not None:
            return [span] if schedule.day(span.start) in days else []
    return [*days.values()]


def _misfit(session: Session, start: int, rooms: Sequence[Room]) -> tuple[int, int, int]:
    """The drawbacks of a place: seats missing, then minutes from the present time, then empty seats."""
    audience = session.audience or 0
    known = [room.capacity for room in rooms if room.capacity is not None]
    missing = max(audience - sum(known), 0) if known else 0
    empty = max(sum(known) - audience, 0) if known and audience else 0
    away = abs(start - minute(session.slot.period.start)) if session.slot else 0
    return missing, away, empty


def _likenesses(schedule: Schedule, session: Session, place: SeenPlace) -> Iterator[str]:
    """The properties that another place of a session shares with the present one."""
    if session.slot is None or place.start is None:
        return
    if place.rooms == schedule.rooms_of(session):
        yield "same-room"
    if place.start == session.slot.period.start:
        yield "same-time"
    elif schedule.day(place.start) == schedule.day(session.slot.period.start):
        yield "same-day"
