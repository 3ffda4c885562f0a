"""Columns of a day grid: rooms, sessions that span several, lanes of overlapping sessions.

A session in several rooms is one box over neighbouring columns, and several boxes where these are
apart. Two sessions at once in one room share its column, each in a lane; too many for lanes become a list
in one box. On pages with too few columns, rooms with hardly a session share one. Parts of a session at the
same place are drawn within its box. Sessions for everyone are drawn on every page, over the columns that it
has, and need none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain, combinations, groupby, pairwise, product

from eventkit.messages import Message
from eventkit.model import Room, RoomId, Session, SessionId
from eventkit.schedule import Schedule
from eventkit.times import Period


@dataclass(frozen=True)
class GridCell:
    start: datetime
    end: datetime  # the first instant after it
    columns: tuple[int, ...]
    session: Session | None  # its session; none for a list of sessions at once
    lane: int = 0
    lanes: int = 1
    inner_cells: tuple[GridCell, ...] = ()  # the boxes of its parts, side by side or one below the other
    listed_sessions: tuple[Session, ...] = ()
    covers_other_rooms: bool = False
    is_band: bool = False  # whether its session is for everyone, or the only one at its time
    is_part: bool = False  # whether it is drawn within the box of another session
    # Whether the next part begins where it ends, or its session ends with it; or, of an outer box, whether
    # all boxes of its row end where the next row begins.
    is_followed: bool = False
    facing: int | None = None  # of a band that goes on over two facing pages, which of them it is on, from 0

    @property
    def is_stacked(self) -> bool:
        """True if its parts follow one another below its own text, so that their heights are free."""
        return all(
            part.is_followed and part.columns == self.columns and part.is_stacked for part in self.inner_cells
        )


@dataclass(frozen=True)
class DayView:
    schedule: Schedule
    # A room for each column; None is a column of what has no room, or of several rooms.
    rooms: tuple[Room | None, ...]
    outer: tuple[Session, ...]  # the sessions that are in no other's box, by time
    # For each session, those of its parts that are drawn within its box.
    inner: Mapping[SessionId, tuple[Session, ...]]
    columns: Mapping[SessionId, tuple[int, ...]] = field(default_factory=dict)
    # The sessions that are drawn as bands across the columns that are free at their time: those for everyone,
    # and those that are the only ones at their time.
    bands: frozenset[SessionId] = frozenset()
    # The sessions in rows of equal hours, each of which is followed by the next.
    followed: frozenset[SessionId] = frozenset()

    @classmethod
    def build(cls, schedule: Schedule, day: date, *, shares_columns: bool = False) -> DayView:
        """The view of a day, with a column for each room in which the day has something of its own.

        Rooms with hardly a session may share a column, if they are used at different times.
        """
        sessions_of_day = [
            session
            for session in schedule.in_order
            if session.slot and schedule.day(session.slot.period.start) == day
        ]
        inner: dict[SessionId, list[Session]] = {}
        outer: list[Session] = []
        for session in sessions_of_day:
            parent = _enclosing_session(schedule, session, day)
            (inner.setdefault(parent, []) if parent is not None else outer).append(session)
        within = {parent: tuple(parts) for parent, parts in inner.items()}
        rooms = _rooms_with_column(schedule, outer)
        bands = frozenset(
            session.id for session in outer if is_for_everyone(schedule, session)
        ) | _only_at_their_time(outer)
        shared: Mapping[SessionId, tuple[int, ...]] = {}
        if shares_columns:
            rooms, shared = _share_columns(schedule, outer, rooms, bands)
        columns = _claim_columns(schedule, outer, rooms, bands, shared)
        if any(not columns[session.id] for session in outer):
            rooms = (*rooms, None)
            columns = {
                session_id: session_columns or (len(rooms) - 1,)
                for session_id, session_columns in columns.items()
            }
        for session in sessions_of_day:
            if session.id not in columns and session.parent is not None:
                same_rooms = set(schedule.rooms_of(session)) == set(
                    schedule.rooms_of(schedule.session(session.parent))
                )
                columns_of_part = () if same_rooms else room_columns_of(schedule, session, rooms)
                columns[session.id] = columns_of_part or columns[session.parent]
        return cls(schedule, rooms, tuple(outer), within, columns, bands, _followed_rows(outer))

    def nested(self, session: Session, depth: int = 0) -> Iterator[tuple[int, Session]]:
        """A session and all sessions within its box, each with its depth."""
        yield depth, session
        for part in self.inner.get(session.id, ()):
            yield from self.nested(part, depth + 1)

    def within(self, session: Session) -> Iterator[Session]:
        for part in self.inner.get(session.id, ()):
            yield part
            yield from self.within(part)


def days_with_sessions(schedule: Schedule) -> tuple[date, ...]:
    """The days on which anything begins, among them parts of what began on an earlier day."""
    return tuple(
        sorted({schedule.day(session.slot.period.start) for session in schedule.sessions if session.slot})
    )


def session_period(session: Session) -> Period:
    if session.slot is None:
        raise ValueError(Message("'{id}' has no time.", id=session.id))
    return session.slot.period


def _enclosing_session(schedule: Schedule, session: Session, day: date) -> SessionId | None:
    """The session in whose box another is drawn: its parent, if time and place are within it."""
    if session.parent is None:
        return None
    parent = schedule.session(session.parent)
    if parent.slot is None or schedule.day(parent.slot.period.start) != day:
        return None
    parent_rooms, own_rooms = schedule.rooms_of(parent), schedule.rooms_of(session)
    same_place = set(own_rooms) <= set(parent_rooms) and bool(own_rooms) == bool(parent_rooms)
    return parent.id if same_place and parent.slot.period.contains(session_period(session)) else None


def _rooms_with_column(schedule: Schedule, sessions: Sequence[Session]) -> tuple[Room | None, ...]:
    """The rooms that need a column; a break everywhere does not bring all rooms of the house."""
    room_count = len(schedule.rooms)
    rooms_by_session = [set(schedule.rooms_of(session)) for session in sessions]
    used = set[RoomId]().union(
        *(rooms for rooms in rooms_by_session if len(rooms) < room_count or room_count == 1)
    )
    if not used:
        used = set[RoomId]().union(*rooms_by_session)
    return tuple(room for room in schedule.rooms if room.id in used)


def room_columns_of(schedule: Schedule, session: Session, rooms: Sequence[Room | None]) -> tuple[int, ...]:
    session_rooms = set(schedule.rooms_of(session))
    return tuple(column for column, room in enumerate(rooms) if room is not None and room.id in session_rooms)


_FEW_SESSIONS = 2  # the most sessions of a room that shares a column


def _share_columns(
    schedule: Schedule,
    sessions: Sequence[Session],
    rooms: Sequence[Room | None],
    bands: frozenset[SessionId],
) -> tuple[tuple[Room | None, ...], Mapping[SessionId, tuple[int, ...]]]:
    """The rooms of columns, the last of which are shared by rooms with few sessions, and these sessions.

    A room goes to the first such column that is free at its times. Sessions in several rooms are left where
    they are, and so are the rooms of these.
    """
    sessions_by_room: dict[RoomId, list[Session]] = {}
    in_several = set[RoomId]()
    for session in sessions:
        if session.id not in bands:
            own = schedule.rooms_of(session)
            in_several |= {*own} if len(own) > 1 else set()
            for room in own:
                sessions_by_room.setdefault(room, []).append(session)
    groups: list[dict[RoomId, list[Session]]] = []
    for room, listed in sessions_by_room.items():
        if room not in in_several and len(listed) <= _FEW_SESSIONS:
            free = (group for group in groups if not _are_at_once(listed, chain(*group.values())))
            group = next(free, {})
            if not group:
                groups.append(group)
            group[room] = listed
    groups = [group for group in groups if len(group) > 1]
    sharing = {room for group in groups for room in group}
    named = [room for room in rooms if room is None or room.id not in sharing]
    return (*named, *[None] * len(groups)), {
        session.id: (index,)
        for index, group in enumerate(groups, start=len(named))
        for session in chain(*group.values())
    }


def _are_at_once(some: Iterable[Session], others: Iterable[Session]) -> bool:
    return any(session_period(one).overlaps(session_period(other)) for one, other in product(some, others))


def _only_at_their_time(sessions: Sequence[Session]) -> frozenset[SessionId]:
    """The sessions that no other overlaps; none on a day without parallel sessions, which needs no bands."""
    clusters = list(_overlapping_clusters(sessions))
    if all(len(cluster) == 1 for cluster in clusters):
        return frozenset()
    return frozenset(cluster[0].id for cluster in clusters if len(cluster) == 1)


def _followed_rows(sessions: Sequence[Session]) -> frozenset[SessionId]:
    """The sessions that begin and end with all they overlap, where the next ones begin as they end."""
    clusters = list(_overlapping_clusters(sessions))
    rows = [
        {(session_period(session).start, session_period(session).end) for session in cluster}
        for cluster in clusters
    ]
    starts = [min(start for start, _ in row) for row in rows]
    return frozenset(
        session.id
        for cluster, row, following in zip(clusters, rows, starts[1:], strict=False)
        if len(row) == 1 and following == max(end for _, end in row)
        for session in cluster
    )


def _claim_columns(
    schedule: Schedule,
    sessions: Sequence[Session],
    rooms: Sequence[Room | None],
    bands: frozenset[SessionId],
    shared: Mapping[SessionId, tuple[int, ...]],
) -> dict[SessionId, tuple[int, ...]]:
    """The columns of each session: those of its rooms, and for bands those that are free at their time."""
    columns = {
        session.id: shared.get(session.id) or room_columns_of(schedule, session, rooms)
        for session in sessions
    }
    periods_by_column: dict[int, list[Period]] = {}
    for session in sessions:
        for column in columns[session.id]:
            periods_by_column.setdefault(column, []).append(session_period(session))
    for session in sessions:
        if session.id not in bands:
            continue
        own = columns[session.id]
        free = [
            column
            for column in range(len(rooms))
            if column not in own
            and not any(
                period.overlaps(session_period(session)) for period in periods_by_column.get(column, ())
            )
        ]
        for column in free:
            periods_by_column.setdefault(column, []).append(session_period(session))
        columns[session.id] = tuple(sorted((*own, *free)))
    return columns


def split_evenly(columns: Sequence[int], limit: int) -> Iterator[tuple[int, ...]]:
    """Split columns evenly over the fewest pages that hold them."""
    pages = -(-len(columns) // max(1, limit))
    ends = [len(columns) * page // max(1, pages) for page in range(pages + 1)]
    return (tuple(columns[start:end]) for start, end in pairwise(ends))


def grid_cells(
    view: DayView, columns: Sequence[int], window: tuple[datetime, datetime], lanes: int
) -> tuple[GridCell, ...]:
    """The cells of a page: its columns and window, with at most that many lanes in a column."""
    return tuple(_cells_in_columns(view, view.outer, columns, window, lanes))


def _cells_in_columns(
    view: DayView,
    sessions: Iterable[Session],
    columns: Sequence[int],
    window: tuple[datetime, datetime],
    lanes: int,
) -> Iterator[GridCell]:
    shown = [session for session in sessions if _is_during(session, window)]
    by_column: dict[int, list[Session]] = {column: [] for column in columns}
    for session in shown:
        for column in view.columns[session.id]:
            if column in by_column:
                by_column[column].append(session)
    columns_alone: dict[SessionId, list[int]] = {}
    for column, in_column in by_column.items():
        for cluster in _overlapping_clusters(in_column):
            if len(cluster) == 1:
                columns_alone.setdefault(cluster[0].id, []).append(column)
            else:
                yield from _lanes(view, cluster, column, window, lanes)
    for session in shown:
        alone = columns_alone.get(session.id, ())
        runs = groupby(columns, key=alone.__contains__) if alone else ()
        for run in (tuple(neighbours) for is_alone, neighbours in runs if is_alone):
            yield _build_cell(view, session, run, window)


def _overlapping_clusters(sessions: Sequence[Session]) -> Iterator[list[Session]]:
    """Sessions of one column, each with those it overlaps, directly or through others."""
    timed = [(session_period(session), session) for session in sessions]
    timed.sort(key=lambda each: (each[0].start, each[0].end, each[1].id))
    cluster: list[Session] = []
    end: datetime | None = None  # of the cluster
    for period, session in timed:
        if end is not None and period.start >= end:
            yield cluster
            cluster, end = [], None
        cluster.append(session)
        end = period.end if end is None else max(end, period.end)
    if cluster:
        yield cluster


def _lanes(
    view: DayView,
    cluster: Sequence[Session],
    column: int,
    window: tuple[datetime, datetime],
    limit: int,
) -> Iterator[GridCell]:
    """A cluster in lanes, each session in the first free one; as a list if there are too many."""
    ends: list[datetime] = []
    session_lanes: list[tuple[Session, int]] = []
    for session in cluster:
        free = (lane for lane, end in enumerate(ends) if end <= session_period(session).start)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [session_period(session).end]
        session_lanes.append((session, lane))
    if len(ends) > limit:
        listed_sessions = tuple(
            session_or_part for session in cluster for session_or_part in (session, *view.within(session))
        )
        listed_sessions = tuple(
            session_or_part for session_or_part in listed_sessions if _is_during(session_or_part, window)
        )
        start = min(session_period(session).start for session in cluster)
        yield GridCell(
            start,
            max(session_period(session).end for session in cluster),
            (column,),
            None,
            listed_sessions=listed_sessions,
        )
        return
    for session, lane in session_lanes:
        yield _build_cell(view, session, (column,), window, (lane, len(ends)))


def _is_during(session: Session, window: tuple[datetime, datetime]) -> bool:
    period = session_period(session)
    return period.start < window[1] and window[0] < period.end


def _build_cell(
    view: DayView,
    session: Session,
    run: tuple[int, ...],
    window: tuple[datetime, datetime],
    lane: tuple[int, int] = (0, 1),
) -> GridCell:
    """The cell of a session, its parts as inner cells, or as a list if some of them overlap."""
    session_time = session_period(session)
    parts = [
        part
        for part in view.inner.get(session.id, ())
        if _is_during(part, window) and any(column in run for column in view.columns[part.id])
    ]
    inner_cells: tuple[GridCell, ...] = ()
    listed_sessions: tuple[Session, ...] = ()
    if any(_overlap_in_columns(view, one, other, run) for one, other in combinations(parts, 2)):
        listed_sessions = tuple(
            listed for part in parts for listed in (part, *view.within(part)) if _is_during(listed, window)
        )
    else:
        starts = {session_period(part).start for part in parts} | {session_time.end}
        inner_cells = tuple(
            replace(cell, is_part=True, is_followed=cell.end in starts)
            for cell in _cells_in_columns(view, parts, run, window, 1)
        )
    own = view.schedule.rooms_of(session)
    covers_other_rooms = any((room := view.rooms[column]) is None or room.id not in own for column in run)
    return GridCell(
        session_time.start,
        session_time.end,
        run,
        session,
        *lane,
        inner_cells,
        listed_sessions,
        covers_other_rooms,
        session.id in view.bands,
        is_followed=session.id in view.followed,
    )


def _overlap_in_columns(view: DayView, one: Session, other: Session, run: Sequence[int]) -> bool:
    shared = set(view.columns[one.id]) & set(view.columns[other.id]) & set(run)
    return bool(shared) and session_period(one).overlaps(session_period(other))


TimeWindow = tuple[datetime, datetime]  # from when to when


def has_parallel_sessions(view: DayView) -> bool:
    """True if two sessions of a day overlap, or a part is in other rooms than its session."""
    outer = [session for session in view.outer if not session.kind.is_pause]
    periods = sorted((session_period(session).start, session_period(session).end) for session in outer)
    return any(earlier[1] > later[0] for earlier, later in pairwise(periods)) or any(
        view.columns[part.id] != view.columns[session.id]
        for session in outer
        for part in view.within(session)
    )


def is_for_everyone(schedule: Schedule, session: Session) -> bool:
    """True if a session is a plenary, a break without a room, or in all rooms."""
    rooms = schedule.rooms_of(session)
    return session.plenary or (not rooms and session.kind.is_pause) or len(rooms) == len(schedule.rooms) > 1


def required_columns(view: DayView, cells: Iterable[GridCell]) -> Iterator[int]:
    """The columns that boxes need on a page; sessions for everyone need those of their parts."""
    for cell in cells:
        if cell.session is None:
            yield from cell.columns
        else:
            needed = _columns_of_session(view, cell.session, (cell.start, cell.end))
            yield from (column for column in cell.columns if column in needed)


def sessions_during(view: DayView, window: TimeWindow) -> Iterator[Session]:
    for session in view.outer:
        if _is_during(session, window):
            yield session


def columns_with_content(
    view: DayView, candidates: Sequence[int], window: TimeWindow, limit: int
) -> tuple[int, ...]:
    """The columns in which every session of a window can be seen, as far as the candidates allow."""
    needed = {
        column
        for session in sessions_during(view, window)
        for column in _columns_of_session(view, session, window)
        if column in candidates
    }
    for session in sessions_during(view, window):
        visible_columns = [column for column in candidates if column in view.columns[session.id]]
        room_columns = [
            column
            for column in visible_columns
            if column in room_columns_of(view.schedule, session, view.rooms)
        ]
        if visible_columns and needed.isdisjoint(visible_columns):
            needed |= set((room_columns or visible_columns)[:limit])
    return tuple(column for column in candidates if column in needed)


def _columns_of_session(view: DayView, session: Session, window: TimeWindow) -> tuple[int, ...]:
    """The columns that a session needs, or its parts that are in other rooms in that window."""
    if session.id not in view.bands:
        return view.columns[session.id]
    return tuple(
        column
        for part in view.within(session)
        if view.columns[part.id] != view.columns[session.id]
        and session_period(part).start < window[1]
        and window[0] < session_period(part).end
        for column in view.columns[part.id]
    )
