"""The grid of a day: where each session is placed, as a style sheet beside the page.

A page lists the sessions of a day once. The grid is another layout of that list: a column for each room,
and a row from each moment at which something begins or ends to the next. A row is at least as tall as one
line, however short it is, and long ones are squeezed; it grows with its text, so that no title is cut. Before
a moment at which sessions with parts begin there is a row for their headings.

Sessions that overlap in a room are stacked in one cell, by time. A break of several rooms is where nothing
else is on meanwhile.

A large day is listed by the hour, and its grid has minutes of one size: see `day_hours`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from eventkit.messages import Message
from eventkit.model import Room, RoomId, Session
from eventkit.schedule import Schedule
from eventkit.times import Period

HOUR = timedelta(hours=1)

LONGEST_DAY = 24
"""The most hours of a day: what begins later is under the last one, and what ends later is cut there."""


@dataclass(frozen=True, slots=True)
class TimedSession:
    """A session of a large day."""

    session: Session
    period: Period
    columns: tuple[int, ...]  # the numbers of its columns, from 1; none for a session for everyone
    has_parts: bool = False  # whether it has parts that the day lists, so that the grid leaves it out
    scattered: bool = False  # whether it has rooms outside its column
    lane: int = 1  # its place among those at the same time in its rooms, from 1
    lanes: int = 1

    @property
    def span(self) -> int:
        """The number of neighbouring columns, from the first one."""
        first = self.columns[0]
        return next(n for n in range(1, len(self.columns) + 2) if first + n not in self.columns)


@dataclass(frozen=True, slots=True)
class DayHour:
    start: datetime
    sessions: tuple[TimedSession, ...]

    def classes(self, timed: TimedSession) -> str:
        last = self.start + LONGEST_DAY * HOUR
        begin = round((timed.period.start - self.start).total_seconds() / 60)
        minutes = round((min(timed.period.end, last) - timed.period.start).total_seconds() / 60)
        names = [f"r{column}" for column in timed.columns] or ["all"]
        names += [f"x{timed.span}"] if timed.columns and timed.span > 1 else []
        names += [f"a{timed.lane}", f"w{timed.lanes}"] if timed.lanes > 1 else []
        names += ["blk"] if timed.has_parts else []
        names += ["far"] if timed.scattered else []
        # Last, beside the times as text: sessions of the same time are alike there, which compresses best.
        names += [f"b{begin}", f"n{minutes}"]
        return "".join(f" {name}" for name in names)


def divide_into_hours(schedule: Schedule, sessions: Sequence[TimedSession]) -> tuple[DayHour, ...]:
    """The hours from the first start to the last end, those without a session too."""
    timed = _assign_lanes(sorted(sessions, key=lambda one: (one.period.start, one.columns)))
    first = timed[0].period.start
    first -= timedelta(minutes=schedule.wall(first).minute)
    last = max(one.period.end for one in timed)
    count = min(-((first - last) // HOUR), LONGEST_DAY)
    within: list[list[TimedSession]] = [[] for _ in range(count)]
    for one in timed:
        within[min((one.period.start - first) // HOUR, count - 1)].append(one)
    return tuple(DayHour(first + n * HOUR, tuple(found)) for n, found in enumerate(within))


def _assign_lanes(sessions: Sequence[TimedSession]) -> list[TimedSession]:
    """The sessions, those side by side that are in one room at the same time."""
    placed: list[TimedSession] = []
    for one in sessions:
        if one.has_parts or not one.columns:
            placed.append(one)
            continue
        beside = [n for n, other in enumerate(placed) if _share_a_room(one, other)]
        taken = {placed[n].lane for n in beside}
        lane = next(n for n in range(1, len(taken) + 2) if n not in taken)
        lanes = max([lane, *(placed[n].lanes for n in beside)])
        for n in beside:
            placed[n] = replace(placed[n], lanes=lanes)
        placed.append(replace(one, lane=lane, lanes=lanes))
    return placed


def _share_a_room(one: TimedSession, other: TimedSession) -> bool:
    in_one_room = not set(one.columns).isdisjoint(other.columns)
    return in_one_room and not other.has_parts and one.period.overlaps(other.period)


def hour_rules(hours: Sequence[DayHour], columns: int, tracks: Sequence[int]) -> str:
    """The style sheet of a large day: places in the grid, and what the filter leaves."""
    names = {name for hour in hours for timed in hour.sessions for name in hour.classes(timed).split()}
    variables = {"b": "--begin", "n": "--minutes", "x": "--span", "a": "--lane", "w": "--lanes"}
    rules = [f".tt{{--rooms:{columns}}}"]
    rules += [
        f".{name}{{{variables[name[0]]}:{name[1:]}}}"
        for name in sorted(names)
        if name[0] in variables and name[1:].isdigit()
    ]
    rules += [f".{name}{{--lines:{_title_lines(int(name[1:]))}}}" for name in sorted(names) if name[0] == "n"]
    # A session of several rooms is in the column of its first one, whose rule is therefore the last.
    rules += [f".r{n}{{--column:{n - 1}}}" for n in range(columns, 0, -1)]
    chosen = "#filter:has(.by-{} :checked)"
    rules += [f"{chosen.format('track')}~.tt .s:not(.t,.all){{display:none!important}}"]
    rules += [
        f"{chosen.format('track')}:not(:has(#k{n}:checked))~.tt .t{n}{{display:none!important}}"
        for n in tracks
    ]
    rules += [f"{chosen.format('rooms')}~.tt .s:not(.all){{display:none}}"]
    rules += [f"#filter:has(#o{n}:checked)~.tt .r{n}{{display:list-item}}" for n in range(1, columns + 1)]
    return "\n".join(rules) + "\n"


def _title_lines(minutes: int) -> int:
    """The lines of a title in the grid, of 17 px at 4.8 px a minute; from 20 minutes, the time has one."""
    lines = int((minutes * 4.8 - 6) // 17)
    return max(lines - 1 if minutes >= 20 else lines, 1)


REM_PER_MINUTE = 0.09  # the height of a row for each minute, in rem
LOWEST_ROW, HIGHEST_ROW = 1.75, 4.5
"""The least height of a row, of 28 px, and the height to which long ones are squeezed, in rem."""

LARGE_DAY, MANY_ROOMS = 150, 12
"""The numbers of sessions and of rooms up to which a day has no list by the hour."""

FIRST_COLUMN = 2  # the grid line of the first room, beside the column of times


@dataclass(frozen=True, slots=True)
class DayItem:
    """A session in the list of a day, or sessions that share a room at the same time."""

    session: Session | None  # the session; None for several in one room
    period: Period
    rooms: tuple[RoomId, ...]
    parts: tuple[DayItem, ...] = ()
    everywhere: bool = False  # whether it is for everyone, so that it spans all columns
    stacked: bool = False  # whether its parts are stacked, not placed by time
    # Whether it is in rooms that are not neighbours: its column is that of the first ones.
    scattered: bool = False

    @property
    def anchor(self) -> str:
        """The id of its element, which no other element of a page has."""
        return f"s-{self.session.id}" if self.session is not None else f"r-{self.parts[0].anchor}"

    def within(self) -> Iterator[DayItem]:
        """The item and all items within it, from top to bottom."""
        yield self
        for part in self.parts:
            yield from part.within()


@dataclass(frozen=True, slots=True)
class DayLayout:
    day: date
    items: tuple[DayItem, ...]
    columns: tuple[Room | None, ...]  # the rooms with a column; None is that of sessions without a room
    times: tuple[datetime, ...]  # the moments at which anything begins, which the axis shows
    rules: str
    hours: tuple[DayHour, ...] = ()  # the sessions of a large day by the hour; none for another one


def lay_out_day(schedule: Schedule, day: date) -> DayLayout:
    sessions = [
        session
        for session in schedule.in_order
        if (span := schedule.span(session)) is not None and schedule.day(span.start) == day
    ]
    items = _make_breaks_give_way(schedule, _span_all(_nest(schedule, sessions)))
    columns = _columns(schedule, items)
    if len(sessions) > LARGE_DAY or len(columns) > MANY_ROOMS:
        return _lay_out_large_day(schedule, day, items, columns)
    items = tuple(_mark_scattered(item, columns) for item in _stack_overlaps(items, schedule))
    places = _Places(items, columns)
    return DayLayout(day, items, columns, places.times, places.rules())


def _lay_out_large_day(
    schedule: Schedule, day: date, items: Sequence[DayItem], columns: tuple[Room | None, ...]
) -> DayLayout:
    timed = []
    for item in (part for outer in items for part in _mark_scattered(outer, columns).within()):
        rooms = [n for n, room in enumerate(columns, start=1) if room is not None and room.id in item.rooms]
        places = () if item.everywhere else tuple(rooms) or (len(columns),)
        if item.session is not None:
            timed.append(TimedSession(item.session, item.period, places, bool(item.parts), item.scattered))
    hours = divide_into_hours(schedule, timed)
    tracks = {one.session.track for one in timed}
    numbers = [n for n, track in enumerate(schedule.tracks, start=1) if track.id in tracks]
    return DayLayout(day, (), columns, (), hour_rules(hours, len(columns), numbers), hours)


def days_of(schedule: Schedule) -> tuple[date, ...]:
    spans = (schedule.span(session) for session in schedule.sessions)
    return tuple(sorted({schedule.day(span.start) for span in spans if span is not None}))


def _nest(schedule: Schedule, sessions: Sequence[Session]) -> tuple[DayItem, ...]:
    """The items of a day: parts are within their session if its time and rooms include theirs."""
    inner: dict[str | None, list[Session]] = {}
    listed = {session.id for session in sessions}
    for session in sessions:
        parent = schedule.session(session.parent) if session.parent is not None else None
        fits = parent is not None and parent.id in listed and _contains(schedule, parent, session)
        inner.setdefault(parent.id if fits and parent is not None else None, []).append(session)

    def build(session: Session) -> DayItem:
        parts = tuple(build(part) for part in inner.get(session.id, ()))
        return DayItem(session, _period(schedule, session), _rooms(schedule, session), parts)

    return tuple(build(session) for session in inner.get(None, ()))


def _contains(schedule: Schedule, parent: Session, part: Session) -> bool:
    own, outer = _rooms(schedule, part), _rooms(schedule, parent)
    at_same_place = set(own) <= set(outer) and bool(own) == bool(outer)
    neighbours = own == outer or _are_neighbours(schedule, outer)
    return at_same_place and neighbours and _period(schedule, parent).contains(_period(schedule, part))


def _period(schedule: Schedule, session: Session) -> Period:
    period = schedule.span(session)
    if period is None:
        raise ValueError(Message("'{id}' has no time.", id=session.id))
    return period


def _rooms(schedule: Schedule, session: Session) -> tuple[RoomId, ...]:
    """The rooms of a session: its own, or else all of its parts."""
    own = schedule.rooms_of(session)
    if own:
        return own
    of_parts = {room for part in schedule.parts(session.id) for room in _rooms(schedule, part)}
    return tuple(room.id for room in schedule.rooms if room.id in of_parts)


def _are_neighbours(schedule: Schedule, rooms: Sequence[RoomId]) -> bool:
    places = sorted(index for index, room in enumerate(schedule.rooms) if room.id in rooms)
    return all(after - before == 1 for before, after in pairwise(places))


def _columns(schedule: Schedule, items: Sequence[DayItem]) -> tuple[Room | None, ...]:
    """The rooms with a column: a break everywhere brings none of its own."""
    count = len(schedule.rooms)
    used = {room for item in items if len(item.rooms) < count or count == 1 for room in item.rooms}
    if not used:
        used = {room for item in items for room in item.rooms}
    rooms: tuple[Room | None, ...] = tuple(room for room in schedule.rooms if room.id in used)
    is_any_without_room = any(not item.rooms and not item.everywhere for item in items)
    return (*rooms, None) if is_any_without_room or not rooms else rooms


def _span_all(items: Sequence[DayItem]) -> tuple[DayItem, ...]:
    """The items, with those marked that are for everyone and have nothing beside them."""
    return tuple(
        replace(
            item,
            everywhere=_is_for_all(item)
            and not any(other is not item and item.period.overlaps(other.period) for other in items),
        )
        for item in items
    )


def _is_for_all(item: DayItem) -> bool:
    session = item.session
    return session is not None and (session.plenary or (session.kind.is_pause and not item.rooms))


def _make_breaks_give_way(schedule: Schedule, items: Sequence[DayItem]) -> tuple[DayItem, ...]:
    """The items; breaks of several rooms are where nothing else is on, and stay as they are without such."""
    columns = [room.id for room in _columns(schedule, items) if room is not None]

    def settle(item: DayItem) -> DayItem:
        if item.everywhere or len(item.rooms) == 1 or not (item.session and item.session.kind.is_pause):
            return item
        busy = {
            room
            for other in items
            if other.session and not other.session.kind.is_pause and item.period.overlaps(other.period)
            for room in other.rooms
        }
        if busy.isdisjoint(item.rooms or columns):
            return item
        free = {*(item.rooms or columns)} - busy
        runs = [tuple(run) for is_free, run in groupby(columns, free.__contains__) if is_free]
        return replace(item, rooms=max(runs, key=len)) if runs else item

    return tuple(map(settle, items))


def _stack_overlaps(items: Sequence[DayItem], schedule: Schedule) -> tuple[DayItem, ...]:
    """The items, those that overlap in a room as one; parts that do within their session, too."""
    settled = [_stack_parts(item) for item in items]
    clusters: list[list[int]] = []  # by their positions in the list
    for at, item in enumerate(settled):
        touching = [cluster for cluster in clusters if any(_collide(item, settled[n]) for n in cluster)]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append(sorted([at, *(n for cluster in touching for n in cluster)]))
    return tuple(
        settled[cluster[0]] if len(cluster) == 1 else _join([settled[n] for n in cluster], schedule)
        for cluster in sorted(clusters)
    )


def _stack_parts(item: DayItem) -> DayItem:
    """An item whose parts are stacked if any of them overlap."""
    parts = tuple(_stack_parts(part) for part in item.parts)
    overlap = any(_collide(one, other) for n, one in enumerate(parts) for other in parts[n + 1 :])
    return replace(item, parts=parts, stacked=overlap)


def _collide(one: DayItem, other: DayItem) -> bool:
    if one.everywhere or other.everywhere or not one.period.overlaps(other.period):
        return False
    return not set(one.rooms).isdisjoint(other.rooms) or not (one.rooms or other.rooms)


def _join(cluster: Sequence[DayItem], schedule: Schedule) -> DayItem:
    start = min(item.period.start for item in cluster)
    end = max(item.period.end for item in cluster)
    used = {room for item in cluster for room in item.rooms}
    rooms = tuple(room.id for room in schedule.rooms if room.id in used)
    return DayItem(None, Period(start=start, end=end), rooms, tuple(cluster), stacked=True)


def _mark_scattered(item: DayItem, columns: Sequence[Room | None]) -> DayItem:
    """The item and all within it, those marked that have rooms outside their column."""
    places = [n for n, room in enumerate(columns) if room is not None and room.id in item.rooms]
    scattered = not item.everywhere and len(places) > 1 and places[-1] - places[0] >= len(places)
    parts = tuple(_mark_scattered(part, columns) for part in item.parts)
    return replace(item, parts=parts, scattered=scattered)


class _Places:
    def __init__(self, items: Sequence[DayItem], columns: Sequence[Room | None]) -> None:
        self._items, self._columns = items, columns
        placed = [item for outer in items for item in _placed(outer)]
        self.times = tuple(sorted({item.period.start for item in placed}))
        self._moments = sorted({*self.times, *(item.period.end for item in placed)})
        self._headings = dict.fromkeys(self._moments, 0)
        for outer in items:
            for item, count in _openings(outer, 0):
                start = item.period.start
                self._headings[start] = max(self._headings[start], count)
        self._lines: dict[datetime, int] = {}
        line = 1
        for moment in self._moments:
            self._lines[moment] = line
            line += self._headings[moment] + 1

    def rules(self) -> str:
        rules = [f".tt{{--rooms:{len(self._columns)};--rows:{' '.join(self._rows())}}}"]
        for item in self._items:
            first, last = self._span(item)
            place = _grid_lines("column", first, last)
            rows = (self._lines[item.period.start], self._lines[item.period.end])
            rules += self._place(item, rows, place, first, 0)
        rules += [f"#t-{n}{{grid-row:{self._lines[at]}}}" for n, at in enumerate(self.times, start=1)]
        return "\n".join(rules) + "\n"

    def _rows(self) -> Iterator[str]:
        for at, after in pairwise(self._moments):
            yield from ["auto"] * self._headings[at]
            minutes = (after - at).total_seconds() / 60
            height = min(max(minutes * REM_PER_MINUTE, LOWEST_ROW), HIGHEST_ROW)
            yield f"minmax({height:.2f}rem,auto)"

    def _span(self, item: DayItem) -> tuple[int, int]:
        """The grid lines of an item's columns: those of its first neighbouring rooms."""
        if item.everywhere:
            return FIRST_COLUMN, -1
        places = [n for n, room in enumerate(self._columns) if room is not None and room.id in item.rooms]
        first = places[0] if places else len(self._columns) - 1
        last = first
        while last + 1 in places:
            last += 1
        return first + FIRST_COLUMN, last + 1 + FIRST_COLUMN

    def _place(
        self, item: DayItem, rows: tuple[int, int], column: str, first_column: int, opened: int
    ) -> Iterator[str]:
        """The rules of an item and of all within it; ``opened`` sessions around it begin with it."""
        selector = item.anchor.replace(".", "\\.")
        yield f"#{selector}{{{_grid_lines('row', *rows)}{';' if column else ''}{column}}}"
        if item.stacked:
            return
        start = self._lines[item.period.start] + opened
        for part in item.parts:
            above = opened + 1 if part.period.start == item.period.start else 0
            # Line 1 of the parts is below the heading, which has a row of its own.
            inner = (self._lines[part.period.start] + above - start, self._lines[part.period.end] - start)
            first, last = self._span(part)
            if item.everywhere:
                place, first = "grid-column:1/-1", first_column
            elif part.rooms == item.rooms:
                place = "" if last == first + 1 else "grid-column:1/-1"
            else:
                place = _grid_lines("column", first - first_column + 1, last - first_column + 1)
            yield from self._place(part, inner, place, first, above)


def _grid_lines(axis: str, first: int, last: int) -> str:
    return f"grid-{axis}:{first}" if last == first + 1 else f"grid-{axis}:{first}/{last}"


def _placed(item: DayItem) -> Iterator[DayItem]:
    """The items with a place of their own in the grid: those of a stack have none."""
    yield item
    if not item.stacked:
        for part in item.parts:
            yield from _placed(part)


def _openings(item: DayItem, outer: int) -> Iterator[tuple[DayItem, int]]:
    """The items with parts in the grid, each with the number of headings above its first part."""
    if item.parts and not item.stacked:
        yield item, outer + 1
        for part in item.parts:
            is_first = part.period.start == item.period.start
            yield from _openings(part, outer + 1 if is_first else 0)
