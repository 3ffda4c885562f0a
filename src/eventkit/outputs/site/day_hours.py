"""A large day by the hour: each session under the hour in which it begins, and its place by minutes.

Hundreds of sessions in dozens of rooms need jumps to an hour and a filter, and a grid in which a minute has
one size: in the rows of `day_grid`, one talk of five minutes would stretch its hour in all rooms. A session
is placed by a few classes, such as ``r12 b30 n25``, which the style sheet of the day explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.times import Period

HOUR = timedelta(hours=1)

LONGEST_DAY = 24
"""The most hours of a day: what begins later is under the last one, and what ends later is cut there."""


@dataclass(frozen=True, slots=True)
class TimedSession:
    """A session of a large day.

    Attributes:
        columns: The numbers of its columns, from 1; none for a session for everyone.
        has_parts: Whether it has parts that the day lists, so that the grid leaves it out.
        scattered: Whether it has rooms outside its column.
        lane: Its place among those at the same time in its rooms, from 1.
    """

    session: Session
    period: Period
    columns: tuple[int, ...]
    has_parts: bool = False
    scattered: bool = False
    lane: int = 1
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
        """The classes that place a session in the grid, each after a space."""
        last = self.start + LONGEST_DAY * HOUR
        begin = round((timed.period.start - self.start).total_seconds() / 60)
        minutes = round((min(timed.period.end, last) - timed.period.start).total_seconds() / 60)
        names = [f"b{begin}", f"n{minutes}", *(f"r{column}" for column in timed.columns)]
        names += [] if timed.columns else ["all"]
        names += [f"x{timed.span}"] if timed.columns and timed.span > 1 else []
        names += [f"a{timed.lane}", f"w{timed.lanes}"] if timed.lanes > 1 else []
        names += ["blk"] if timed.has_parts else []
        return "".join(f" {name}" for name in names + (["far"] if timed.scattered else []))


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
        beside = [n for n, other in enumerate(placed) if _collide(one, other)]
        taken = {placed[n].lane for n in beside}
        lane = next(n for n in range(1, len(taken) + 2) if n not in taken)
        lanes = max([lane, *(placed[n].lanes for n in beside)])
        for n in beside:
            placed[n] = replace(placed[n], lanes=lanes)
        placed.append(replace(one, lane=lane, lanes=lanes))
    return placed


def _collide(one: TimedSession, other: TimedSession) -> bool:
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
