"""Partition of a day over pages: which hours and rooms share one, at the lowest cost in pages.

A day that does not fit on one page is cut in one of two ways:

by time   all rooms are cut at the same hours, then each part gets as many pages as its rooms need;
by rooms  neighbouring rooms form groups, and each group is cut at hours of its own.

By time reads better, because facing pages show the same hours. By rooms is chosen only if it saves
`_MINIMUM_SAVING` pages. Two short parts of a day may share a page, one frame below the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.outputs.programme.grid.grid_boxes import AxisHeights, HeightDemand
from eventkit.outputs.programme.grid.room_columns import TimeWindow, split_evenly

_MINIMUM_SAVING = 0.4  # pages; below this, cutting by rooms is not worth the worse reading
_NARROWEST_GROUP = 3  # a group of rooms has at least a third of the columns of a page

# The cost of a partition, in pages.
_PAGE_COST = 1.0
_CUT_COST = 0.35  # for each session that continues on the next page
_FILL_COST = 0.5  # by the square of the fill ratio, so that pages are filled alike
_OVERFULL_COST = 40.0  # by the fill ratio of a page above 1
_HOPELESS = 1.2  # the fill ratio from which no longer part of the day is tried


class GridRegion(NamedTuple):
    """Some hours of some columns, for one page or for several pages with the same hours."""

    window: TimeWindow
    columns: tuple[int, ...]


class BoxExtent(NamedTuple):
    """A box before it is on a page."""

    start: datetime  # its first instant
    end: datetime  # the first instant after it
    columns: tuple[int, ...]  # the columns it covers where they are on the page
    required_columns: tuple[int, ...]  # the columns that must be on a page for it
    demands: tuple[HeightDemand, ...]


@dataclass(frozen=True)
class DayShape:
    """The measures of a day by which it is divided over pages."""

    window: TimeWindow
    columns: tuple[int, ...]
    columns_per_page: int
    extents: Callable[[tuple[int, ...]], Sequence[BoxExtent]]
    axis_space: Callable[[int], float]  # the height available to the axis with that many columns, in points
    stacking_height: float  # the height that a second frame on a page takes besides its axis
    minimum_step: float  # the least points between two instants
    # The heights that axes of some columns need, as far as they were measured.
    heights: dict[tuple[int, ...], AxisHeights] = field(default_factory=dict)


class GridPartition(NamedTuple):
    """A division of a day over pages."""

    cost: float  # in pages; see `page_cost`
    pages: int
    regions: tuple[GridRegion, ...]  # in reading order


def partition_day(day: DayShape) -> tuple[GridRegion, ...]:
    """Divide a day into regions of hours and rooms at the lowest page cost, in reading order."""
    by_time = _cut_by_time(day)
    if len(by_time.regions) > 1 and len(day.columns) > day.columns_per_page:
        by_rooms = _cut_by_rooms(day, by_time.cost - _MINIMUM_SAVING, by_time.pages)
        # A session for everyone may last longer than the regions of a group of rooms.
        is_whole = all(_is_shown(box, by_rooms.regions) for box in day.extents(day.columns))
        if by_rooms.cost < by_time.cost - _MINIMUM_SAVING and is_whole:
            return by_rooms.regions
    return by_time.regions


def _is_shown(box: BoxExtent, regions: Sequence[GridRegion]) -> bool:
    shown_until = box.start
    for (start, end), columns in sorted(regions):
        if start <= shown_until < end and not set(columns).isdisjoint(box.columns):
            shown_until = end
    return shown_until >= box.end


def _cut_by_time(day: DayShape) -> GridPartition:
    boxes = day.extents(day.columns)
    across = _count_across(boxes)
    instants = _cut_points(boxes, across, day.window)
    quiet = [instant for instant in instants[1:-1] if not across(instant)]
    below = day.stacking_height / day.axis_space(day.columns_per_page)

    @cache
    def frames(start: datetime, end: datetime) -> tuple[float, ...]:
        columns = {at for box in boxes if box.start < end and start < box.end for at in box.required_columns}
        groups = list(split_evenly([at for at in day.columns if at in columns], day.columns_per_page))
        return tuple(
            _fill_ratio(day, group, (start, end)) for group in groups or [day.columns[: day.columns_per_page]]
        )

    @cache
    def pages(start: datetime, end: datetime) -> tuple[Sequence[float], tuple[datetime, ...]]:
        """The fill ratios of the pages of a part, and the instants where their frames begin and end."""
        fill_ratios = frames(start, end)
        if len(fill_ratios) == 2:
            stacked = [
                (upper[0] + lower[0] + below, instant)
                for instant in quiet
                if start < instant < end
                for upper, lower in [(frames(start, instant), frames(instant, end))]
                if len(upper) == len(lower) == 1
            ]
            fill_ratio, instant = min(stacked, default=(2.0, start))
            if fill_ratio <= 1:
                return [fill_ratio], (start, instant, end)
        return fill_ratios, (start, end)

    parts = cheapest_cuts(lambda *part: pages(*part)[0], across, instants)
    pages_of_parts = [pages(*part) for part in pairwise(parts.instants)]
    windows = (window for _, ends in pages_of_parts for window in pairwise(ends))
    count = sum(len(fill_ratio) for fill_ratio, _ in pages_of_parts)
    return GridPartition(parts.cost, count, tuple(GridRegion(window, day.columns) for window in windows))


def _cut_by_rooms(day: DayShape, limit: float, pages: int) -> GridPartition:
    """Form groups of neighbouring columns, each cut at hours of its own, at the lowest cost below a limit.

    The number of pages to undercut bounds how narrow a group can be.
    """
    narrowest = max(1, day.columns_per_page // _NARROWEST_GROUP, len(day.columns) // pages + 1)
    best = [GridPartition(0.0, 0, ())]
    for end in range(1, len(day.columns) + 1):
        pages_after = -(-(len(day.columns) - end) // day.columns_per_page)  # pages at least
        cheapest = GridPartition(float("inf"), 0, ())
        for start in range(max(0, end - day.columns_per_page), end - narrowest + 1):
            before = best[start]
            if before.cost + 1 < min(limit - pages_after, cheapest.cost):
                parts = _cut_group(day, day.columns[start:end], whole=start == 0)
                if before.cost + parts.cost < cheapest.cost:
                    regions = tuple(
                        GridRegion(window, day.columns[start:end]) for window in pairwise(parts.instants)
                    )
                    count = before.pages + len(regions)
                    cheapest = GridPartition(before.cost + parts.cost, count, before.regions + regions)
        best.append(cheapest)
    return best[-1]


def _cut_group(day: DayShape, columns: tuple[int, ...], *, whole: bool) -> TimeCuts:
    """Cut a group of columns: one page if it fits, else parts from its first session to its last."""
    fill_ratio = _fill_ratio(day, columns, day.window)
    if fill_ratio <= 1:
        return TimeCuts(page_cost([fill_ratio]), day.window)
    boxes = day.extents(columns)
    shown = set(columns)
    required = [box for box in boxes if not shown.isdisjoint(box.required_columns)]
    window = day.window
    if required and not whole:
        window = min(box.start for box in required), max(box.end for box in required)
    across = _count_across(boxes)
    return cheapest_cuts(
        lambda *part: [_fill_ratio(day, columns, part)], across, _cut_points(boxes, across, window)
    )


class TimeCuts(NamedTuple):
    """A division of some hours of a day."""

    cost: float  # in pages; see `page_cost`
    instants: tuple[datetime, ...]  # the start of each part, and the end of the last


def page_cost(fill_ratios: Sequence[float]) -> float:
    """The cost of pages by their fill ratios; at 1 a page is full."""
    return sum(
        _PAGE_COST + _FILL_COST * ratio**2 + (_OVERFULL_COST * ratio if ratio > 1 else 0)
        for ratio in fill_ratios
    )


def cheapest_cuts(
    fill_ratios: Callable[[datetime, datetime], Sequence[float]],
    sessions_across: Callable[[datetime], int],
    instants: Sequence[datetime],  # where the day may be cut, its start and end among them, in order
) -> TimeCuts:
    """Divide a day at the lowest cost, by dynamic programming over its possible cuts."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    best += [(float("inf"), 0)] * (len(instants) - 1)
    cut = [0, *map(sessions_across, instants[1:-1]), 0]
    for start in range(len(instants) - 1):
        for end in range(start + 1, len(instants)):
            pages = fill_ratios(instants[start], instants[end])
            best[end] = min(best[end], (best[start][0] + page_cost(pages) + _CUT_COST * cut[end], start))
            if max(pages, default=0) > _HOPELESS:
                break
    at, cuts = len(instants) - 1, [instants[-1]]
    while at:
        at = best[at][1]
        cuts.append(instants[at])
    return TimeCuts(best[-1][0], tuple(reversed(cuts)))


def _fill_ratio(day: DayShape, columns: tuple[int, ...], window: TimeWindow) -> float:
    """The height that an axis needs as a part of the height available to it."""
    heights = day.heights.get(columns)
    if heights is None:
        demands = [demand for box in day.extents(columns) for demand in box.demands]
        heights = day.heights[columns] = AxisHeights(demands, day.minimum_step)
    return heights.height(*window) / day.axis_space(len(columns))


def _count_across(boxes: Sequence[BoxExtent]) -> Callable[[datetime], int]:
    """The function that counts the sessions which continue across an instant."""
    starts, ends = sorted([box.start for box in boxes]), sorted([box.end for box in boxes])
    return lambda instant: bisect_left(starts, instant) - bisect_right(ends, instant)


def _cut_points(
    boxes: Sequence[BoxExtent], across: Callable[[datetime], int], window: TimeWindow
) -> list[datetime]:
    """The instants where a window may be cut: local minima of the number of sessions that continue.

    If none continues at an end, the next start is as good, and the part begins with it.
    """
    bounds = {box.start for box in boxes} | {box.end for box in boxes if across(box.end)}
    instants = sorted(instant for instant in bounds if window[0] < instant < window[1])
    running = [*map(across, instants)]
    neighbours = zip([*running[:1], *running], [*running[1:], *running[-1:]], strict=False)
    candidates = zip(instants, running, neighbours, strict=True)
    return [window[0], *(instant for instant, count, others in candidates if count <= min(others)), window[1]]
