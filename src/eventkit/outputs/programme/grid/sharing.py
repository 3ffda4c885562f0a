"""Which hours and rooms of a day share a page, so that pages are few and full.

There are two ways. By hours: the day is parted first, and in each part the rooms that have something then are
shared out over as few pages as hold them. By rooms: neighbouring rooms share pages first, and each of these
groups is parted by itself, so that rooms with little to show need one page for the whole day. By hours reads
better, since pages beside one another tell the same time: by rooms is taken where that saves pages. A part of
the day that has too many rooms for one page, but little in each, becomes two grids below one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.outputs.programme.grid.axis import HeightDemand, solve_axis
from eventkit.outputs.programme.grid.bringing import TimeWindow
from eventkit.outputs.programme.grid.columns import split_evenly
from eventkit.outputs.programme.grid.parting import TimeCuts, cheapest_cuts, page_cost

_MINIMUM_SAVING = 0.4
"""How many pages must be saved so that rooms are shared out before hours."""


_NARROWEST_GROUP = 3
"""The least part of the columns a page has room for, one in so many, that are a group of their own."""


class BoxExtent(NamedTuple):
    """A box before it is on a page.

    Attributes:
        start: When it begins.
        end: When it ends.
        columns: Over which it is, where they are on the page.
        required_columns: Which of them must be on a page.
        demands: What it needs of the axis of time.
    """

    start: datetime
    end: datetime
    columns: tuple[int, ...]
    required_columns: tuple[int, ...]
    demands: tuple[HeightDemand, ...]


class GridRegion(NamedTuple):
    """Some hours of some columns, for a page or for several that tell the same hours."""

    window: TimeWindow
    columns: tuple[int, ...]


@dataclass(frozen=True)
class DayShape:
    """What is known of a day before it has pages.

    Attributes:
        window: From when to when it is.
        columns: All it has.
        columns_per_page: How many of them a page has at most.
        extents: Its boxes on a page with those columns, or with as many and no matter which.
        axis_space: The height that such a page has for the axis, in points.
        stacking_height: What another grid below the first one takes of that besides its axis.
        pace: Points a minute that time takes at least.
        minimum_step: Points there are at least between two instants.
    """

    window: TimeWindow
    columns: tuple[int, ...]
    columns_per_page: int
    extents: Callable[[tuple[int, ...]], Sequence[BoxExtent]]
    axis_space: Callable[[int], float]
    stacking_height: float
    pace: float
    minimum_step: float


class GridPartition(NamedTuple):
    """Shares of a day.

    Attributes:
        cost: In pages, with what is bad about them.
        pages: How many these are.
        regions: In the order in which they are read.
    """

    cost: float
    pages: int
    regions: tuple[GridRegion, ...]


def partition_day(day: DayShape) -> tuple[GridRegion, ...]:
    """The shares of a day in the order in which they are read."""
    by_hours = _cut_by_time(day)
    if len(by_hours.regions) > 1 and len(day.columns) > day.columns_per_page:
        by_rooms = _cut_by_rooms(day, by_hours.cost - _MINIMUM_SAVING, by_hours.pages)
        if by_rooms.cost < by_hours.cost - _MINIMUM_SAVING and _shows_everything(day, by_rooms.regions):
            return by_rooms.regions
    return by_hours.regions


def _shows_everything(day: DayShape, given: Sequence[GridRegion]) -> bool:
    """Whether each box has pages for all its time: what concerns all may reach over what a group brings."""
    return all(_is_shown(block, given) for block in day.extents(day.columns))


def _is_shown(block: BoxExtent, given: Sequence[GridRegion]) -> bool:
    told = block.start
    for (start, end), columns in sorted(given):
        if start <= told < end and not set(columns).isdisjoint(block.columns):
            told = end
    return told >= block.end


def _cut_by_time(day: DayShape) -> GridPartition:
    """The shares that cost the least when all rooms are parted at the same hours."""
    blocks = day.extents(day.columns)
    instants = _cut_points(blocks, day.window)
    quiet = [instant for instant in instants[1:-1] if not _sessions_across(blocks, instant)]
    below = day.stacking_height / day.axis_space(day.columns_per_page)

    @cache
    def grids(start: datetime, end: datetime) -> tuple[float, ...]:
        there = {at for each in blocks if _touches(each, (start, end)) for at in each.required_columns}
        groups = list(split_evenly([at for at in day.columns if at in there], day.columns_per_page))
        return tuple(
            _fill_ratio(day, group, (start, end)) for group in groups or [day.columns[: day.columns_per_page]]
        )

    @cache
    def pages(start: datetime, end: datetime) -> tuple[Sequence[float], tuple[datetime, ...]]:
        """How full the pages of a part are, and where their grids begin and end."""
        alone = grids(start, end)
        if len(alone) == 2:
            halves = [
                (one[0] + other[0] + below, instant)
                for instant in quiet
                if start < instant < end
                for one, other in [(grids(start, instant), grids(instant, end))]
                if len(one) == len(other) == 1
            ]
            full, instant = min(halves, default=(2.0, start))
            if full <= 1:
                return [full], (start, instant, end)
        return alone, (start, end)

    parts = cheapest_cuts(
        lambda *part: pages(*part)[0], lambda instant: _sessions_across(blocks, instant), instants
    )
    found = [pages(*part) for part in pairwise(parts.instants)]
    windows = (window for _, ends in found for window in pairwise(ends))
    count = sum(len(full) for full, _ in found)
    return GridPartition(parts.cost, count, tuple(GridRegion(window, day.columns) for window in windows))


def _cut_by_rooms(day: DayShape, limit: float, pages: int) -> GridPartition:
    """The cheapest groups of neighbouring columns, each in its own parts, if any cost less than the limit.

    Args:
        day: The day.
        limit: In pages.
        pages: How many there must not be: with groups that are narrower there would be as many.
    """
    narrowest = max(1, day.columns_per_page // _NARROWEST_GROUP, len(day.columns) // pages + 1)
    best = [GridPartition(0.0, 0, ())]
    for end in range(1, len(day.columns) + 1):
        after = -(-(len(day.columns) - end) // day.columns_per_page)  # pages at least
        found = GridPartition(float("inf"), 0, ())
        for start in range(max(0, end - day.columns_per_page), end - narrowest + 1):
            before = best[start]
            if before.cost + 1 < min(limit - after, found.cost):
                parts = _cut_group(day, day.columns[start:end], whole=start == 0)
                if before.cost + parts.cost < found.cost:
                    own = tuple(
                        GridRegion(window, day.columns[start:end]) for window in pairwise(parts.instants)
                    )
                    count = before.pages + len(own)
                    found = GridPartition(before.cost + parts.cost, count, before.regions + own)
        best.append(found)
    return best[-1]


def _cut_group(day: DayShape, columns: tuple[int, ...], *, whole: bool) -> TimeCuts:
    """A group of columns: one page where that holds it, else parts from the first it brings to the last.

    Args:
        day: The day.
        columns: The group.
        whole: Whether all the day is told, since no other group does.
    """
    once = _fill_ratio(day, columns, day.window)
    if once <= 1:
        return TimeCuts(page_cost([once]), day.window)
    blocks = day.extents(columns)
    own = [each for each in blocks if not set(columns).isdisjoint(each.required_columns)]
    window = day.window
    if own and not whole:
        window = min(each.start for each in own), max(each.end for each in own)
    instants, room = _cut_points(blocks, window), day.axis_space(len(columns))
    wanted = list(_clip_demands((need for block in blocks for need in block.demands), window))
    over = {end: [need for need in wanted if need.start < end < need.end] for end in instants}

    @cache
    def begun(start: datetime) -> Mapping[datetime, float]:
        """How far down each instant is on a page that begins with one of them."""
        found = solve_axis(*_demands_from(start, wanted, instants), pace=day.pace, least=day.minimum_step)
        return dict(zip(found.instants, found.offsets, strict=True))

    def full(start: datetime, end: datetime) -> Sequence[float]:
        ways = begun(start)
        return [max([ways[end], *(ways[max(start, each.start)] + each.height for each in over[end])]) / room]

    return cheapest_cuts(full, lambda instant: _sessions_across(blocks, instant), instants)


def _demands_from(
    start: datetime, wanted: Iterable[HeightDemand], instants: Iterable[datetime]
) -> tuple[set[datetime], list[HeightDemand]]:
    """What an axis must know that begins with an instant, and what is needed of it."""
    needs = [need._replace(start=max(start, need.start)) for need in wanted if need.end > start]
    known = {start, *(each for each in instants if each > start)}
    return known | {need.start for need in needs} | {need.end for need in needs}, needs


def _fill_ratio(day: DayShape, columns: tuple[int, ...], window: TimeWindow) -> float:
    """How full a page with those columns is: the height of its axis, as a part of that there is."""
    there = (block for block in day.extents(columns) if _touches(block, window))
    wanted = list(_clip_demands((need for block in there for need in block.demands), window))
    instants = {*window, *(need.start for need in wanted), *(need.end for need in wanted)}
    return solve_axis(instants, wanted, pace=day.pace, least=day.minimum_step).height / day.axis_space(
        len(columns)
    )


def _clip_demands(needs: Iterable[HeightDemand], window: TimeWindow) -> Iterator[HeightDemand]:
    for need in needs:
        start, end = max(need.start, window[0]), min(need.end, window[1])
        if start < end:
            yield HeightDemand(start, end, need.height)


def _touches(block: BoxExtent, window: TimeWindow) -> bool:
    return block.start < window[1] and window[0] < block.end


def _sessions_across(blocks: Sequence[BoxExtent], instant: datetime) -> int:
    return sum(each.start < instant < each.end for each in blocks)


def _cut_points(blocks: Sequence[BoxExtent], window: TimeWindow) -> list[datetime]:
    """Where a time may be parted: where something begins, and no more goes on than where it does next."""
    begins = sorted({each.start for each in blocks if window[0] < each.start < window[1]})
    going = [_sessions_across(blocks, instant) for instant in begins]
    beside = zip([*going[:1], *going], [*going[1:], *going[-1:]], strict=False)
    inner = zip(begins, going, beside, strict=True)
    return [window[0], *(instant for instant, own, others in inner if own <= min(others)), window[1]]
