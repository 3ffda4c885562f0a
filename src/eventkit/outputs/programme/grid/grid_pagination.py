"""Pagination of a day grid: rooms and hours divided over the fewest well-filled pages.

A day that fits on one page is one `GridFrame`. A day that does not is cut in one of two ways:

by time   all rooms are cut at the same hours, then each part gets as many pages as its rooms need;
by rooms  neighbouring rooms form groups, and each group is cut at hours of its own.

By time reads better, because facing pages show the same hours. By rooms is chosen only if it saves
`_MINIMUM_SAVING` pages. Two short parts of a day may share a page, one frame below the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.model import RoomId, Session
from eventkit.outputs.programme.grid.box_text import (
    DETAIL_LEVELS,
    FULL_DETAIL,
    GOOD_DETAIL,
    DetailLevel,
    TextMeasurer,
    text_measurer,
)
from eventkit.outputs.programme.grid.grid_boxes import (
    ColumnLayout,
    GridBox,
    HeightDemand,
    TimeAxis,
    height_demands,
    lay_out_boxes,
    set_column_heads,
    set_legend,
    solve_axis,
    truncated_room_names,
)
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import (
    DayView,
    GridCell,
    TimeWindow,
    columns_with_content,
    grid_cells,
    required_columns,
    session_period,
    sessions_during,
    split_evenly,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import Size
from eventkit.typesetting.flow import Piece, height_of, stacked

# In pages: what each page costs, a session that goes on from one to the next, a page that is filled (so that
# all are filled alike), and one that is too full, for how much it is.
_PAGE, _CROSSING, _FULL, _TOO_FULL = 1.0, 0.35, 0.5, 40.0


_OVERFULL = 1.2
"""How full a page is that does not become better when it has more."""


class TimeCuts(NamedTuple):
    """A day in parts.

    Attributes:
        cost: In pages, with what is bad about them.
        instants: Where the parts begin, and where the last one ends.
    """

    cost: float
    instants: tuple[datetime, ...]


def page_cost(full: Sequence[float]) -> float:
    """What pages cost, each by how full it is: 1 has no room left."""
    return sum(_PAGE + _FULL * each**2 + (_TOO_FULL * each if each > 1 else 0) for each in full)


def cheapest_cuts(
    full: Callable[[datetime, datetime], Sequence[float]],
    crossing: Callable[[datetime], int],
    instants: Sequence[datetime],
) -> TimeCuts:
    """The parts of a day that cost the least of all.

    Args:
        full: How full the pages of a part are, by its ends.
        crossing: How many sessions go on at an instant.
        instants: Where the day may be parted, its ends among them, in order.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    best += [(float("inf"), 0)] * (len(instants) - 1)
    for start in range(len(instants) - 1):
        for end in range(start + 1, len(instants)):
            pages = full(instants[start], instants[end])
            goes_on = crossing(instants[end]) if end < len(instants) - 1 else 0
            best[end] = min(best[end], (best[start][0] + page_cost(pages) + _CROSSING * goes_on, start))
            if max(pages, default=0) > _OVERFULL:
                break
    at, ends = len(instants) - 1, [instants[-1]]
    while at:
        at = best[at][1]
        ends.append(instants[at])
    return TimeCuts(best[-1][0], tuple(reversed(ends)))


_ROUNDING = 0.01


@dataclass(frozen=True)
class GridFrame:
    """A grid that is not drawn yet.

    Attributes:
        window: From when to when it reaches.
        layout: Its columns.
        boxes: Its boxes.
        axis: Its axis of time.
        detail: How much its boxes hold at least.
        head: What stands above that.
        legend: What stands below.
        page_height: The height of the whole.
        truncated_rooms: The rooms whose names are cut.
    """

    window: TimeWindow
    layout: ColumnLayout
    boxes: tuple[GridBox, ...]
    axis: TimeAxis
    detail: DetailLevel
    head: Piece
    legend: tuple[Piece, ...]
    page_height: float
    truncated_rooms: tuple[RoomId, ...] = ()

    @property
    def axis_space(self) -> float:
        """The height there is for the axis."""
        return self.page_height - self.head.height - height_of(self.legend)

    @property
    def fits(self) -> bool:
        """Whether the page is high enough for its axis."""
        return self.axis.height <= self.axis_space + _ROUNDING

    @property
    def is_complete(self) -> bool:
        """Whether its boxes hold all there is to tell, up to some of the names."""
        return self.fits and self.detail in DETAIL_LEVELS[:FULL_DETAIL]

    @property
    def is_readable(self) -> bool:
        """Whether its boxes hold what makes it worth reading."""
        return self.fits and self.detail in DETAIL_LEVELS[:GOOD_DETAIL]


GridPage = tuple[GridFrame, ...]
"""What is on a page: mostly one grid, or several, each with its rooms and hours, from the top down."""


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


_PACE, _FASTEST = 0.16, 3.0  # points a minute, of A5


_MINIMUM_STEP = 0.7  # units between two instants


_FRAME_GAP = 3.5  # units between two grids of a page


_MEASURED_WIDTHS = 6  # for how many widths of columns boxes are measured at most


def paginate_grid(context: PrintContext, on: date, size: Size) -> tuple[GridPage, ...]:
    """The pages of a day's grid before they are drawn, in the order in which they are read."""
    planner = _GridPaginator.build(context, on, size)
    return tuple(planner.pages()) if planner.view.outer else ()


def fit_on_one_page(context: PrintContext, on: date, size: Size, *, grids: int = 1) -> GridPage:
    """The grids of a day on one page, below one another; nothing where its rooms need more of them."""
    planner = _GridPaginator.build(context, on, size)
    groups = (
        planner.column_groups(GridRegion(planner.whole_day, planner.columns)) if planner.view.outer else []
    )
    if len(groups) > grids:
        return ()
    plans = tuple(planner.most_detailed_frame(planner.whole_day, columns) for columns in groups)
    return planner.stack_frames(plans) if len(plans) > 1 else plans


@dataclass(frozen=True)
class _GridPaginator:
    context: PrintContext
    look: GridStyle
    view: DayView
    day: date
    size: Size
    measure: TextMeasurer

    @classmethod
    def build(cls, context: PrintContext, on: date, size: Size) -> _GridPaginator:
        look = GridStyle.build(context)
        return cls(context, look, DayView.build(context.schedule, on), on, size, text_measurer(context, look))

    @property
    def columns(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(range(len(self.view.rooms)))

    @property
    def columns_per_page(self) -> int:
        """How many of them a page has at most."""
        return max(1, int((self.size[0] - self.look.gutter) / self.look.minimum_column))

    @property
    def whole_day(self) -> TimeWindow:
        """From the first beginning to the last end."""
        periods = [session_period(session) for session in self.view.outer]
        return min(each.start for each in periods), max(each.end for each in periods)

    def column_groups(self, share: GridRegion) -> list[tuple[int, ...]]:
        """The columns of each page of a share."""
        needed = columns_with_content(self.view, share.columns, share.window, self.columns_per_page)
        return list(split_evenly(needed, self.columns_per_page))

    def pages(self) -> Iterator[GridPage]:
        """The pages of the day; grids that are low share one."""
        leaf: GridPage = ()
        for plan in self.frames():
            together = self.stack_frames((*leaf, plan)) if leaf else (plan,)
            if not together:
                yield leaf
            leaf = together or (plan,)
        yield leaf

    def stack_frames(self, plans: GridPage) -> GridPage:
        """Grids on one page, with all the text that it holds; none where that is not worth reading."""
        heads = [plans[0].head, *(self._stacked_head(plan) for plan in plans[1:])]
        boxes = [box for plan in plans for box in plan.boxes]
        legend = tuple(set_legend(self.context, self.look, boxes, self.size))
        free = self.size[1] - height_of(heads) - height_of(legend)
        fastest = _FASTEST * self.context.page_format.scale
        for amount in DETAIL_LEVELS[:GOOD_DETAIL]:
            axes = [self._solve_axis(plan, amount) for plan in plans]
            whole = sum(each.height for each in axes)
            if whole <= free:
                axes = [each.stretch(each.height * free / whole, fastest) for each in axes]
                legends: list[tuple[Piece, ...]] = [()] * (len(plans) - 1) + [legend]
                return tuple(
                    replace(plan, detail=amount, axis=each, head=head, legend=below)
                    for plan, each, head, below in zip(plans, axes, heads, legends, strict=True)
                )
        return ()

    def _stacking_height(self) -> float:
        """What another grid takes of a page besides its axis, at most."""
        heads = (
            set_column_heads(
                self.context,
                self.view.rooms,
                None,
                self._column_layout(some, self.columns_per_page),
                self.whole_day,
            )
            for some in split_evenly(self.columns, self.columns_per_page)
        )
        return max(head.height for head in heads) + _FRAME_GAP * self.look.unit

    def _stacked_head(self, plan: GridFrame) -> Piece:
        """The head of a grid below another one, with space above it."""
        told = self._shown_window(plan.window, plan.layout.columns)
        head = set_column_heads(self.context, self.view.rooms, None, plan.layout, told)
        return stacked([Piece(_FRAME_GAP * self.look.unit), head])

    def frames(self) -> Iterator[GridFrame]:
        """The grids of the day: of all of it for each group of rooms, or in shares where that is too much."""
        together = GridRegion(self.whole_day, self.columns)
        at_once = [
            self.most_detailed_frame(self.whole_day, columns) for columns in self.column_groups(together)
        ]
        if all(page.is_readable for page in at_once):
            yield from at_once
            return
        for share in self._regions():
            for columns in self.column_groups(share):
                yield from self._split_until_it_fits(share.window, columns)

    def _regions(self) -> Sequence[GridRegion]:
        """Hours and rooms that share pages."""
        needed = columns_with_content(self.view, self.columns, self.whole_day, self.columns_per_page)
        scale, by_count = self.context.page_format.scale, cache(self._box_extents)

        @cache
        def blocks(columns: tuple[int, ...]) -> tuple[BoxExtent, ...]:
            there = by_count(self._about(len(columns)))
            return tuple(block for block in there if not set(columns).isdisjoint(block.columns))

        day = DayShape(
            self.whole_day,
            needed,
            self.columns_per_page,
            blocks,
            cache(lambda count: self._axis_space(self._about(count))),
            self._stacking_height(),
            _PACE * scale,
            _MINIMUM_STEP * self.look.unit,
        )
        # A part with all the rooms may have those in which nothing is but what concerns all.
        return [
            share._replace(columns=self.columns) if share.columns == needed else share
            for share in partition_day(day)
        ]

    def _about(self, count: int) -> int:
        """Not many fewer columns than a page has, so that boxes are measured for few widths alone."""
        step = -(-self.columns_per_page // _MEASURED_WIDTHS)
        return min(self.columns_per_page, -(-count // step) * step)

    def _split_until_it_fits(self, window: TimeWindow, columns: tuple[int, ...]) -> Iterator[GridFrame]:
        """A page, or several where it is too low for the least there is."""
        page = self.most_detailed_frame(window, columns)
        instants = self._cut_instants(window, columns)
        if page.fits or len(instants) < 3:
            yield page
            return
        middle = instants[len(instants) // 2]
        for part in ((window[0], middle), (middle, window[1])):
            some = columns_with_content(self.view, columns, part, self.columns_per_page)
            yield from self._split_until_it_fits(part, some) if some else ()

    def _cut_instants(self, window: TimeWindow, columns: Sequence[int]) -> list[datetime]:
        moments = {
            moment
            for session in self._shown_sessions(window, columns)
            for moment in (session_period(session).start, session_period(session).end)
        }
        return sorted({*window, *(moment for moment in moments if window[0] < moment < window[1])})

    def _shown_sessions(self, window: TimeWindow, columns: Sequence[int]) -> Iterator[Session]:
        for session in sessions_during(self.view, window):
            if not set(columns).isdisjoint(self.view.columns[session.id]):
                yield session
                for each in self.view.within(session):
                    if session_period(each).start < window[1] and window[0] < session_period(each).end:
                        yield each

    def _shown_window(self, window: TimeWindow, columns: Sequence[int]) -> TimeWindow | None:
        """From the first beginning to the last end on a page that tells a part of the day."""
        there = [session_period(session) for session in self._shown_sessions(window, columns)]
        if window == self.whole_day or not there:
            return None
        start, end = min(each.start for each in there), max(each.end for each in there)
        return max(start, window[0]), min(end, window[1])

    def _column_layout(self, columns: tuple[int, ...], count: int) -> ColumnLayout:
        width = (self.size[0] - self.look.gutter) / count
        return ColumnLayout(columns, self.look.gutter, width, self.look.box_gap)

    def _lay_out_boxes(self, across: ColumnLayout, window: TimeWindow) -> tuple[GridBox, ...]:
        within = grid_cells(
            self.view, across.columns, window, max(1, int(across.width / self.look.minimum_lane))
        )
        return lay_out_boxes(self.measure, self.look, within, across)

    def _box_extents(self, count: int) -> tuple[BoxExtent, ...]:
        """All boxes of the day as they are where a page has so many columns."""
        boxes = self._lay_out_boxes(self._column_layout(self.columns, count), self.whole_day)
        ends = TimeAxis(self.whole_day, (0.0, 0.0))
        return tuple(
            BoxExtent(
                box.cell.start,
                box.cell.end,
                box.cell.columns,
                tuple(required_columns(self.view, [box.cell])),
                tuple(height_demands(box, DETAIL_LEVELS[GOOD_DETAIL - 1], ends)),
            )
            for box in boxes
        )

    def _axis_space(self, count: int) -> float:
        """The height for the axis where a page has so many columns, whichever they are."""
        heads = (
            set_column_heads(
                self.context, self.view.rooms, self.day, self._column_layout(some, count), self.whole_day
            )
            for some in split_evenly(self.columns, count)
        )
        boxes = self._lay_out_boxes(self._column_layout(self.columns, count), self.whole_day)
        legend = height_of(list(set_legend(self.context, self.look, boxes, self.size)))
        return max(1.0, self.size[1] - max(head.height for head in heads) - legend)

    def most_detailed_frame(self, window: TimeWindow, columns: tuple[int, ...]) -> GridFrame:
        """The page with the most text that it is high enough for, or else with the least."""
        across = self._column_layout(columns, len(columns))
        boxes = self._lay_out_boxes(across, window)
        own = tuple(sorted(_instants_in((box.cell for box in boxes), window) or {*window}))
        told = self._shown_window(window, columns)
        head = set_column_heads(self.context, self.view.rooms, self.day, across, told)
        legend = tuple(set_legend(self.context, self.look, boxes, self.size))
        flat, cut = (
            TimeAxis(own, (0.0,) * len(own)),
            truncated_room_names(self.context, self.view.rooms, across),
        )
        page = GridFrame(window, across, boxes, flat, DETAIL_LEVELS[-1], head, legend, self.size[1], cut)
        for amount in DETAIL_LEVELS:
            page = replace(page, detail=amount, axis=self._solve_axis(page, amount))
            if page.fits:
                return replace(
                    page, axis=page.axis.stretch(page.axis_space, _FASTEST * self.context.page_format.scale)
                )
        return page

    def _solve_axis(self, page: GridFrame, amount: DetailLevel) -> TimeAxis:
        wanted = [need for box in page.boxes for need in height_demands(box, amount, page.axis)]
        pace = _PACE * self.context.page_format.scale
        return solve_axis(page.axis.instants, wanted, pace=pace, least=_MINIMUM_STEP * self.look.unit)


def _instants_in(within: Iterable[GridCell], window: TimeWindow) -> set[datetime]:
    """The instants at which something begins or ends, no further than the window reaches."""
    found = set[datetime]()
    for cell in within:
        found |= {min(max(cell.start, window[0]), window[1]), min(max(cell.end, window[0]), window[1])}
        found |= _instants_in(cell.inner_cells, window)
    return found
