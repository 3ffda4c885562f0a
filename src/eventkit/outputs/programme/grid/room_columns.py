"""Columns of a day grid: rooms, sessions that span several, lanes of overlapping sessions.

A session held in several rooms is one box over neighbouring columns, and several boxes where these are
apart. Two sessions at once in one room share its column, each in a lane; too many for lanes become a list
in one box. Parts of a session at the same place are drawn within its box. Sessions for everyone are drawn
on every page, over the columns that it has, and need none of their own.
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
class GridCell:
    """A box of the grid.

    Attributes:
        start: The instant at which it begins.
        end: The first instant after it.
        columns: Those it takes, side by side.
        session: What it shows; none where it is only a list of what happens at once.
        lane: Which of the lanes of its one column it takes.
        lanes: How many lanes there are.
        inner_cells: The boxes of its parts, side by side or one below the other.
        listed_sessions: What is told within it line by line.
        covers_other_rooms: Whether it is over columns of other rooms than its own.
    """

    start: datetime
    end: datetime
    columns: tuple[int, ...]
    session: Session | None
    lane: int = 0
    lanes: int = 1
    inner_cells: tuple[GridCell, ...] = ()
    listed_sessions: tuple[Session, ...] = ()
    covers_other_rooms: bool = False


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
    def build(cls, schedule: Schedule, on: date) -> DayView:
        """The view of a day: rooms in their order, and of these only what the day tells apart."""
        shown = [
            session
            for session in schedule.in_order
            if session.slot and schedule.day(session.slot.period.start) == on
        ]
        inner: dict[SessionId, list[Session]] = {}
        outer: list[Session] = []
        for session in shown:
            held_by = _enclosing_session(schedule, session, on)
            (inner.setdefault(held_by, []) if held_by is not None else outer).append(session)
        within = {parent: tuple(parts) for parent, parts in inner.items()}
        rooms = _rooms_with_column(schedule, outer)
        columns = _claim_columns(schedule, outer, rooms)
        if any(not columns[session.id] for session in outer):
            rooms = (*rooms, None)
            columns = {which: taken or (len(rooms) - 1,) for which, taken in columns.items()}
        for session in shown:
            if session.id not in columns and session.parent is not None:
                whole = set(schedule.rooms_of(session)) == set(
                    schedule.rooms_of(schedule.session(session.parent))
                )
                own = () if whole else room_columns_of(schedule, session, rooms)
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


def days_with_sessions(schedule: Schedule) -> tuple[date, ...]:
    """The days on which anything begins, be it a part of what began on an earlier one."""
    return tuple(sorted({schedule.day(each.slot.period.start) for each in schedule.sessions if each.slot}))


def session_period(session: Session) -> Period:
    """When a session is held that has a time."""
    if session.slot is None:
        message = f"'{session.id}' has no time"
        raise ValueError(message)
    return session.slot.period


def _enclosing_session(schedule: Schedule, session: Session, on: date) -> SessionId | None:
    """The session in whose box one stands: that it is part of, where time and place are within it."""
    if session.parent is None:
        return None
    parent = schedule.session(session.parent)
    if parent.slot is None or schedule.day(parent.slot.period.start) != on:
        return None
    theirs, own = schedule.rooms_of(parent), schedule.rooms_of(session)
    same_place = set(own) <= set(theirs) and bool(own) == bool(theirs)
    return parent.id if same_place and parent.slot.period.contains(session_period(session)) else None


def _rooms_with_column(schedule: Schedule, sessions: Sequence[Session]) -> tuple[Room | None, ...]:
    """The rooms that need a column: a break everywhere does not bring all rooms of the house."""
    everywhere = len(schedule.rooms)
    told = [set(schedule.rooms_of(session)) for session in sessions]
    used = set[RoomId]().union(*(rooms for rooms in told if len(rooms) < everywhere or everywhere == 1))
    if not used:
        used = set[RoomId]().union(*told)
    return tuple(room for room in schedule.rooms if room.id in used)


def room_columns_of(schedule: Schedule, session: Session, rooms: Sequence[Room | None]) -> tuple[int, ...]:
    """The columns of the rooms in which a session is held."""
    held_in = set(schedule.rooms_of(session))
    return tuple(at for at, room in enumerate(rooms) if room is not None and room.id in held_in)


def _claim_columns(
    schedule: Schedule, sessions: Sequence[Session], rooms: Sequence[Room | None]
) -> dict[SessionId, tuple[int, ...]]:
    """The columns of each session: its own, and for what concerns everyone those that are free as well."""
    columns = {session.id: room_columns_of(schedule, session, rooms) for session in sessions}
    taken: dict[int, list[Period]] = {}
    for session in sessions:
        for at in columns[session.id]:
            taken.setdefault(at, []).append(session_period(session))
    for session in sessions:
        pause = session.kind.is_pause and not columns[session.id]
        if not (session.plenary or pause):
            continue
        own = columns[session.id]
        free = [
            at
            for at in range(len(rooms))
            if at not in own and not any(each.overlaps(session_period(session)) for each in taken.get(at, ()))
        ]
        for at in free:
            taken.setdefault(at, []).append(session_period(session))
        columns[session.id] = tuple(sorted((*own, *free)))
    return columns


def split_evenly(columns: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Columns shared out evenly over as few pages as hold at most that many each."""
    pages = -(-len(columns) // max(1, most))
    ends = [len(columns) * page // max(1, pages) for page in range(pages + 1)]
    return (tuple(columns[start:end]) for start, end in pairwise(ends))


def grid_cells(
    view: DayView, columns: Sequence[int], window: tuple[datetime, datetime], lanes: int
) -> tuple[GridCell, ...]:
    """The boxes of a page: what is held in those columns at that time, with at most so many lanes in one."""
    return tuple(_cells_in_columns(view, view.outer, columns, window, lanes))


def _cells_in_columns(
    view: DayView,
    sessions: Iterable[Session],
    columns: Sequence[int],
    window: tuple[datetime, datetime],
    lanes: int,
) -> Iterator[GridCell]:
    there = [
        session
        for session in sessions
        if session_period(session).start < window[1] and window[0] < session_period(session).end
    ]
    alone: dict[SessionId, list[int]] = {}
    for column in columns:
        here = [session for session in there if column in view.columns[session.id]]
        for cluster in _overlapping_clusters(here):
            if len(cluster) == 1:
                alone.setdefault(cluster[0].id, []).append(column)
            else:
                yield from _lanes(view, cluster, column, window, lanes)
    for session in there:
        for run in _neighbouring_runs(alone.get(session.id, ()), columns):
            yield _build_cell(view, session, run, window)


def _overlapping_clusters(sessions: Sequence[Session]) -> Iterator[list[Session]]:
    """Sessions of one column, each with those it overlaps, directly or through others."""
    cluster: list[Session] = []
    for session in sorted(
        sessions, key=lambda each: (session_period(each).start, session_period(each).end, each.id)
    ):
        if cluster and session_period(session).start >= max(session_period(each).end for each in cluster):
            yield cluster
            cluster = []
        cluster.append(session)
    if cluster:
        yield cluster


def _lanes(
    view: DayView,
    cluster: Sequence[Session],
    column: int,
    window: tuple[datetime, datetime],
    most: int,
) -> Iterator[GridCell]:
    """A cluster in lanes, each session in the first that is free; as a list where there are too many."""
    ends: list[datetime] = []
    placed: list[tuple[Session, int]] = []
    for session in cluster:
        free = (at for at, end in enumerate(ends) if end <= session_period(session).start)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [session_period(session).end]
        placed.append((session, lane))
    if len(ends) > most:
        listed = tuple(each for session in cluster for each in (session, *view.within(session)))
        listed = tuple(each for each in listed if _is_during(each, window))
        start = min(session_period(session).start for session in cluster)
        yield GridCell(
            start,
            max(session_period(session).end for session in cluster),
            (column,),
            None,
            listed_sessions=listed,
        )
        return
    for session, lane in placed:
        yield _build_cell(view, session, (column,), window, (lane, len(ends)))


def _is_during(session: Session, window: tuple[datetime, datetime]) -> bool:
    return session_period(session).start < window[1] and window[0] < session_period(session).end


def _neighbouring_runs(some: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Some of the columns of a page, those together that are neighbours on it."""
    for there, run in groupby(columns, key=lambda column: column in some):
        if there:
            yield tuple(run)


def _build_cell(
    view: DayView,
    session: Session,
    run: tuple[int, ...],
    window: tuple[datetime, datetime],
    lane: tuple[int, int] = (0, 1),
) -> GridCell:
    """The box of a session, with its parts in boxes or, where some of them are at once, in a list."""
    when = session_period(session)
    parts = [
        part
        for part in view.inner.get(session.id, ())
        if _is_during(part, window) and any(at in run for at in view.columns[part.id])
    ]
    inside: tuple[GridCell, ...] = ()
    listed: tuple[Session, ...] = ()
    if any(_overlap_in_columns(view, one, other, run) for one, other in combinations(parts, 2)):
        listed = tuple(
            each for part in parts for each in (part, *view.within(part)) if _is_during(each, window)
        )
    else:
        inside = tuple(_cells_in_columns(view, parts, run, window, 1))
    elsewhere = not set(run) <= set(room_columns_of(view.schedule, session, view.rooms))
    return GridCell(when.start, when.end, run, session, *lane, inside, listed, elsewhere)


def _overlap_in_columns(view: DayView, one: Session, other: Session, run: Sequence[int]) -> bool:
    shared = set(view.columns[one.id]) & set(view.columns[other.id]) & set(run)
    return bool(shared) and session_period(one).overlaps(session_period(other))


TimeWindow = tuple[datetime, datetime]
"""From when to when."""


_FEW_COLUMNS = 2
"""Up to so many columns a page has those of what concerns all as well: their names say where that is."""


def is_for_everyone(schedule: Schedule, session: Session) -> bool:
    """Whether a session is for everyone: a plenary, a break without a room, or what is held in all rooms."""
    rooms = schedule.rooms_of(session)
    return session.plenary or (not rooms and session.kind.is_pause) or len(rooms) == len(schedule.rooms) > 1


def required_columns(view: DayView, of: Iterable[GridCell]) -> Iterator[int]:
    """The columns that boxes bring to a page; those within others bring theirs where these are fewer."""
    for cell in of:
        if cell.session is None or not is_for_everyone(view.schedule, cell.session):
            yield from cell.columns
        else:
            yield from required_columns(
                view, (part for part in cell.inner_cells if part.columns != cell.columns)
            )


def sessions_during(view: DayView, window: TimeWindow) -> Iterator[Session]:
    """What goes on at any moment of a time."""
    for session in view.outer:
        if session_period(session).start < window[1] and window[0] < session_period(session).end:
            yield session


def columns_with_content(
    view: DayView, among: Sequence[int], window: TimeWindow, most: int
) -> tuple[int, ...]:
    """The columns in which all that goes on at that time can be seen, as far as it can be in any of those.

    Args:
        view: The day.
        among: The columns there may be, in order.
        window: The time.
        most: How many columns a page has at most.
    """
    needed = {
        at
        for session in sessions_during(view, window)
        for at in _columns_of_session(view, session, window)
        if at in among
    }
    for session in sessions_during(view, window):
        there = [at for at in among if at in view.columns[session.id]]
        own = [at for at in there if at in room_columns_of(view.schedule, session, view.rooms)]
        if len({*needed, *own}) <= _FEW_COLUMNS:
            needed |= set(own)
        if there and needed.isdisjoint(there):
            needed |= set((own or there)[:most])
    return tuple(at for at in among if at in needed)


def _columns_of_session(view: DayView, session: Session, window: TimeWindow) -> tuple[int, ...]:
    """The columns that a session brings, or those of its parts that are held apart in that time."""
    if not is_for_everyone(view.schedule, session):
        return view.columns[session.id]
    return tuple(
        at
        for part in view.within(session)
        if view.columns[part.id] != view.columns[session.id]
        and session_period(part).start < window[1]
        and window[0] < session_period(part).end
        for at in view.columns[part.id]
    )
