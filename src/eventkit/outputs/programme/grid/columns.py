"""Which columns a day's sessions take: rooms side by side, runs over several of them, lanes within one.

A session held in several rooms is one box over neighbouring columns, and several boxes where they are none.
Two sessions at once in one room share its column, each in a lane; where there are too many for that, they
become a list in one box. What is part of a session at the same place stands within its box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations, groupby, pairwise

from eventkit.model import Room, RoomId, Session, SessionId
from eventkit.schedule import Schedule
from eventkit.times import Period


@dataclass(frozen=True)
class Cell:
    """A box of the grid.

    Attributes:
        start: The instant at which it begins.
        end: The first instant after it.
        columns: Those it takes, side by side.
        session: What it shows; none where it is only a list of what happens at once.
        lane: Which of the lanes of its one column it takes.
        lanes: How many lanes there are.
        inside: The boxes of its parts, side by side or one below the other.
        listed: What is told within it line by line.
        elsewhere: Whether it is over columns of other rooms than its own.
    """

    start: datetime
    end: datetime
    columns: tuple[int, ...]
    session: Session | None
    lane: int = 0
    lanes: int = 1
    inside: tuple[Cell, ...] = ()
    listed: tuple[Session, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class DayView:
    """What a day's grid is made from.

    Attributes:
        schedule: All there is.
        rooms: A room for each column; ``None`` is the column of what has no room.
        outer: The sessions that are in no other's box, by time.
        inner: For each session, those of its parts that stand within its box.
        columns: For each session, the columns it is to be seen in.
    """

    schedule: Schedule
    rooms: tuple[Room | None, ...]
    outer: tuple[Session, ...]
    inner: Mapping[SessionId, tuple[Session, ...]]
    columns: Mapping[SessionId, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, schedule: Schedule, on: date) -> DayView:
        """The view of a day: rooms in their order, and of these only what the day tells apart."""
        shown = [
            session
            for session in schedule.in_order
            if session.slot and schedule.day(session.slot.period.start) == on
        ]
        inner: dict[SessionId, list[Session]] = {}
        outer: list[Session] = []
        for session in shown:
            held_by = _holder(schedule, session, on)
            (inner.setdefault(held_by, []) if held_by is not None else outer).append(session)
        within = {parent: tuple(parts) for parent, parts in inner.items()}
        rooms = _rooms(schedule, outer)
        columns = _claims(schedule, outer, rooms)
        if any(not columns[session.id] for session in outer):
            rooms = (*rooms, None)
            columns = {which: taken or (len(rooms) - 1,) for which, taken in columns.items()}
        for session in shown:
            if session.id not in columns and session.parent is not None:
                whole = set(schedule.rooms_of(session)) == set(
                    schedule.rooms_of(schedule.session(session.parent))
                )
                own = () if whole else own_columns(schedule, session, rooms)
                columns[session.id] = own or columns[session.parent]
        return cls(schedule, rooms, tuple(outer), within, columns)

    def nested(self, session: Session, depth: int = 0) -> Iterator[tuple[int, Session]]:
        """A session and everything within its box, each with how deep it is in it."""
        yield depth, session
        for part in self.inner.get(session.id, ()):
            yield from self.nested(part, depth + 1)

    def within(self, session: Session) -> Iterator[Session]:
        """Everything that stands within a session's box, from top to bottom."""
        for part in self.inner.get(session.id, ()):
            yield part
            yield from self.within(part)


def days_of(schedule: Schedule) -> tuple[date, ...]:
    """The days on which anything begins, be it a part of what began on an earlier one."""
    return tuple(sorted({schedule.day(each.slot.period.start) for each in schedule.sessions if each.slot}))


def period(session: Session) -> Period:
    """When a session is held that has a time."""
    if session.slot is None:
        message = f"'{session.id}' has no time"
        raise ValueError(message)
    return session.slot.period


def _holder(schedule: Schedule, session: Session, on: date) -> SessionId | None:
    """The session in whose box one stands: that it is part of, where time and place are within it."""
    if session.parent is None:
        return None
    parent = schedule.session(session.parent)
    if parent.slot is None or schedule.day(parent.slot.period.start) != on:
        return None
    theirs, own = schedule.rooms_of(parent), schedule.rooms_of(session)
    same_place = set(own) <= set(theirs) and bool(own) == bool(theirs)
    return parent.id if same_place and parent.slot.period.contains(period(session)) else None


def _rooms(schedule: Schedule, sessions: Sequence[Session]) -> tuple[Room | None, ...]:
    """The rooms that need a column: a break everywhere does not bring all rooms of the house."""
    everywhere = len(schedule.rooms)
    told = [set(schedule.rooms_of(session)) for session in sessions]
    used = set[RoomId]().union(*(rooms for rooms in told if len(rooms) < everywhere or everywhere == 1))
    if not used:
        used = set[RoomId]().union(*told)
    return tuple(room for room in schedule.rooms if room.id in used)


def own_columns(schedule: Schedule, session: Session, rooms: Sequence[Room | None]) -> tuple[int, ...]:
    """The columns of the rooms in which a session is held."""
    held_in = set(schedule.rooms_of(session))
    return tuple(at for at, room in enumerate(rooms) if room is not None and room.id in held_in)


def _claims(
    schedule: Schedule, sessions: Sequence[Session], rooms: Sequence[Room | None]
) -> dict[SessionId, tuple[int, ...]]:
    """The columns of each session: its own, and for what concerns everyone those that are free as well."""
    columns = {session.id: own_columns(schedule, session, rooms) for session in sessions}
    taken: dict[int, list[Period]] = {}
    for session in sessions:
        for at in columns[session.id]:
            taken.setdefault(at, []).append(period(session))
    for session in sessions:
        pause = session.kind.is_pause and not columns[session.id]
        if not (session.plenary or pause):
            continue
        own = columns[session.id]
        free = [
            at
            for at in range(len(rooms))
            if at not in own and not any(each.overlaps(period(session)) for each in taken.get(at, ()))
        ]
        for at in free:
            taken.setdefault(at, []).append(period(session))
        columns[session.id] = tuple(sorted((*own, *free)))
    return columns


def shared_out(columns: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Columns shared out evenly over as few pages as hold at most that many each."""
    pages = -(-len(columns) // max(1, most))
    ends = [len(columns) * page // max(1, pages) for page in range(pages + 1)]
    return (tuple(columns[start:end]) for start, end in pairwise(ends))


def cells(
    view: DayView, columns: Sequence[int], window: tuple[datetime, datetime], lanes: int
) -> tuple[Cell, ...]:
    """The boxes of a page: what is held in those columns at that time, with at most so many lanes in one."""
    return tuple(_cells(view, view.outer, columns, window, lanes))


def _cells(
    view: DayView,
    sessions: Iterable[Session],
    columns: Sequence[int],
    window: tuple[datetime, datetime],
    lanes: int,
) -> Iterator[Cell]:
    there = [
        session
        for session in sessions
        if period(session).start < window[1] and window[0] < period(session).end
    ]
    alone: dict[SessionId, list[int]] = {}
    for column in columns:
        here = [session for session in there if column in view.columns[session.id]]
        for cluster in _clusters(here):
            if len(cluster) == 1:
                alone.setdefault(cluster[0].id, []).append(column)
            else:
                yield from _side_by_side(view, cluster, column, window, lanes)
    for session in there:
        for run in _runs(alone.get(session.id, ()), columns):
            yield _cell(view, session, run, window)


def _clusters(sessions: Sequence[Session]) -> Iterator[list[Session]]:
    """Sessions of one column, each with those it overlaps, directly or through others."""
    cluster: list[Session] = []
    for session in sorted(sessions, key=lambda each: (period(each).start, period(each).end, each.id)):
        if cluster and period(session).start >= max(period(each).end for each in cluster):
            yield cluster
            cluster = []
        cluster.append(session)
    if cluster:
        yield cluster


def _side_by_side(
    view: DayView,
    cluster: Sequence[Session],
    column: int,
    window: tuple[datetime, datetime],
    most: int,
) -> Iterator[Cell]:
    """A cluster in lanes, each session in the first that is free; as a list where there are too many."""
    ends: list[datetime] = []
    placed: list[tuple[Session, int]] = []
    for session in cluster:
        free = (at for at, end in enumerate(ends) if end <= period(session).start)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [period(session).end]
        placed.append((session, lane))
    if len(ends) > most:
        listed = tuple(each for session in cluster for each in (session, *view.within(session)))
        listed = tuple(each for each in listed if _seen(each, window))
        start = min(period(session).start for session in cluster)
        yield Cell(start, max(period(session).end for session in cluster), (column,), None, listed=listed)
        return
    for session, lane in placed:
        yield _cell(view, session, (column,), window, (lane, len(ends)))


def _seen(session: Session, window: tuple[datetime, datetime]) -> bool:
    return period(session).start < window[1] and window[0] < period(session).end


def _runs(some: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Some of the columns of a page, those together that are neighbours on it."""
    for there, run in groupby(columns, key=lambda column: column in some):
        if there:
            yield tuple(run)


def _cell(
    view: DayView,
    session: Session,
    run: tuple[int, ...],
    window: tuple[datetime, datetime],
    lane: tuple[int, int] = (0, 1),
) -> Cell:
    """The box of a session, with its parts in boxes or, where some of them are at once, in a list."""
    when = period(session)
    parts = [
        part
        for part in view.inner.get(session.id, ())
        if _seen(part, window) and any(at in run for at in view.columns[part.id])
    ]
    inside: tuple[Cell, ...] = ()
    listed: tuple[Session, ...] = ()
    if any(_clash(view, one, other, run) for one, other in combinations(parts, 2)):
        listed = tuple(each for part in parts for each in (part, *view.within(part)) if _seen(each, window))
    else:
        inside = tuple(_cells(view, parts, run, window, 1))
    elsewhere = not set(run) <= set(own_columns(view.schedule, session, view.rooms))
    return Cell(when.start, when.end, run, session, *lane, inside, listed, elsewhere)


def _clash(view: DayView, one: Session, other: Session, run: Sequence[int]) -> bool:
    shared = set(view.columns[one.id]) & set(view.columns[other.id]) & set(run)
    return bool(shared) and period(one).overlaps(period(other))
