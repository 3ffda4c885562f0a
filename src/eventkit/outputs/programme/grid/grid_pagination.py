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
    ROUNDING,
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
from eventkit.typesetting.layout.flow_blocks import Block, stack, total_height

_MINIMUM_SAVING = 0.4  # pages; below this, cutting by rooms is not worth the worse reading
_NARROWEST_GROUP = 3  # a group of rooms has at least a third of the columns of a page

# The cost of a partition, in pages.
_PAGE_COST = 1.0
_CUT_COST = 0.35  # for each session that continues on the next page
_FILL_COST = 0.5  # by the square of the fill ratio, so that pages are filled alike
_OVERFULL_COST = 40.0  # by the fill ratio of a page above 1
_HOPELESS = 1.2  # the fill ratio from which no longer part of the day is tried
_SLOWEST_PACE, _FASTEST_PACE = 0.16, 3.0  # points a minute, on A5
_MOST_STRETCH = 1.4  # of the height that boxes need: an axis does not grow further to fill a page
_MINIMUM_STEP = 0.7  # units between two instants
_FRAME_GAP = 3.5  # units between two frames of a page
_MEASURED_WIDTHS = 6  # the most column widths for which boxes are measured


@dataclass(frozen=True)
class GridFrame:
    """A day grid for some hours and rooms, measured and not drawn yet.

    Attributes:
        window: Its hours.
        layout: Its columns.
        boxes: Its boxes.
        axis: Its time axis.
        detail: The detail level that its boxes have room for.
        head: The day and the room names, above the axis.
        legend: The tracks, below it.
        page_height: The height of the page's text.
        truncated_rooms: The rooms whose names are truncated.
    """

    window: TimeWindow
    layout: ColumnLayout
    boxes: tuple[GridBox, ...]
    axis: TimeAxis
    detail: DetailLevel
    head: Block
    legend: tuple[Block, ...]
    page_height: float
    truncated_rooms: tuple[RoomId, ...] = ()

    @property
    def axis_space(self) -> float:
        """The height available to the axis."""
        return self.page_height - self.head.height - total_height(self.legend)

    @property
    def fits(self) -> bool:
        """Whether the axis fits the page."""
        return self.axis.height <= self.axis_space + ROUNDING

    @property
    def is_complete(self) -> bool:
        """Whether its boxes show everything, save some of the names."""
        return self.fits and self.detail in DETAIL_LEVELS[:FULL_DETAIL]

    @property
    def is_readable(self) -> bool:
        """Whether its boxes show enough to be worth reading."""
        return self.fits and self.detail in DETAIL_LEVELS[:GOOD_DETAIL]


GridPage = tuple[GridFrame, ...]
"""The frames of a page, from the top down: mostly one, each with its rooms and hours."""


def paginate_grid(context: PrintContext, on: date, size: Size) -> tuple[GridPage, ...]:
    """Divide a day's grid over pages, in reading order; a page contains one or more frames."""
    paginator = _GridPaginator.build(context, on, size)
    return tuple(paginator.pages()) if paginator.view.outer else ()


def fit_on_one_page(context: PrintContext, on: date, size: Size, *, grids: int = 1) -> GridPage:
    """The frames of a day stacked on one page; none if its rooms need more than ``grids`` of them."""
    paginator = _GridPaginator.build(context, on, size)
    if not paginator.view.outer:
        return ()
    groups = paginator.column_groups(GridRegion(paginator.whole_day, paginator.columns))
    if len(groups) > grids:
        return ()
    frames = tuple(paginator.most_detailed_frame(paginator.whole_day, columns) for columns in groups)
    return paginator.stack_frames(frames) if len(frames) > 1 else frames


class GridRegion(NamedTuple):
    """Some hours of some columns, for one page or for several pages with the same hours."""

    window: TimeWindow
    columns: tuple[int, ...]


class BoxExtent(NamedTuple):
    """A box before it is on a page.

    Attributes:
        start: Its first instant.
        end: The first instant after it.
        columns: The columns it covers where they are on the page.
        required_columns: The columns that must be on a page for it.
        demands: The height it needs between instants.
    """

    start: datetime
    end: datetime
    columns: tuple[int, ...]
    required_columns: tuple[int, ...]
    demands: tuple[HeightDemand, ...]


@dataclass(frozen=True)
class _GridPaginator:
    """Measures the frames of one day and divides them over pages of one size."""

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
        """The columns of the day."""
        return tuple(range(len(self.view.rooms)))

    @property
    def columns_per_page(self) -> int:
        """The most columns of a page."""
        return max(1, int((self.size[0] - self.look.gutter) / self.look.minimum_column))

    @property
    def whole_day(self) -> TimeWindow:
        """From the first start to the last end."""
        periods = [session_period(session) for session in self.view.outer]
        return min(period.start for period in periods), max(period.end for period in periods)

    def column_groups(self, region: GridRegion) -> list[tuple[int, ...]]:
        """The columns of each page of a region."""
        columns = columns_with_content(self.view, region.columns, region.window, self.columns_per_page)
        return list(split_evenly(columns, self.columns_per_page))

    def pages(self) -> Iterator[GridPage]:
        """The pages of the day; low frames share one."""
        page: GridPage = ()
        for frame in self.frames():
            stacked = self.stack_frames((*page, frame)) if page else (frame,)
            if not stacked:
                yield page
            page = stacked or (frame,)
        yield page

    def stack_frames(self, frames: GridPage) -> GridPage:
        """Stack frames on one page, in the most detail that fits; none if that is not worth reading."""
        heads = [frames[0].head, *(self._stacked_head(frame) for frame in frames[1:])]
        boxes = [box for frame in frames for box in frame.boxes]
        legend = tuple(set_legend(self.context, self.look, boxes, self.size))
        free = self.size[1] - total_height(heads) - total_height(legend)
        fastest_pace = _FASTEST_PACE * self.context.page_format.scale
        for detail in DETAIL_LEVELS[:GOOD_DETAIL]:
            axes = [self._solve_axis(frame, detail) for frame in frames]
            height = sum(axis.height for axis in axes)
            if height <= free:
                stretch = min(free / height, _MOST_STRETCH)
                axes = [axis.stretch(axis.height * stretch, fastest_pace) for axis in axes]
                legends: list[tuple[Block, ...]] = [()] * (len(frames) - 1) + [legend]
                return tuple(
                    replace(frame, detail=detail, axis=axis, head=head, legend=frame_legend)
                    for frame, axis, head, frame_legend in zip(frames, axes, heads, legends, strict=True)
                )
        return ()

    def _stacking_height(self) -> float:
        """The height that a second frame takes of a page besides its axis, at most."""
        heads = (
            set_column_heads(
                self.context,
                self.view.rooms,
                None,
                self._column_layout(columns, self.columns_per_page),
                self.whole_day,
            )
            for columns in split_evenly(self.columns, self.columns_per_page)
        )
        return max(head.height for head in heads) + _FRAME_GAP * self.look.unit

    def _stacked_head(self, frame: GridFrame) -> Block:
        """The head of a frame below another one, with space above it."""
        window = self._shown_window(frame.window, frame.layout.columns)
        head = set_column_heads(self.context, self.view.rooms, None, frame.layout, window)
        return stack([Block(_FRAME_GAP * self.look.unit), head])

    def frames(self) -> Iterator[GridFrame]:
        """The frames of the day: whole days for each group of rooms, or regions where these are too full."""
        whole = GridRegion(self.whole_day, self.columns)
        whole_frames = [
            self.most_detailed_frame(self.whole_day, columns) for columns in self.column_groups(whole)
        ]
        if all(frame.is_readable for frame in whole_frames):
            yield from whole_frames
            return
        for region in self._regions():
            for columns in self.column_groups(region):
                yield from self._split_until_it_fits(region.window, columns)

    def _regions(self) -> Sequence[GridRegion]:
        """The regions of hours and rooms that share pages."""
        columns_needed = columns_with_content(self.view, self.columns, self.whole_day, self.columns_per_page)
        scale, extents_by_count = self.context.page_format.scale, cache(self._box_extents)

        @cache
        def extents(columns: tuple[int, ...]) -> tuple[BoxExtent, ...]:
            boxes = extents_by_count(self._about(len(columns)))
            return tuple(box for box in boxes if not set(columns).isdisjoint(box.columns))

        day = DayShape(
            self.whole_day,
            columns_needed,
            self.columns_per_page,
            extents,
            cache(lambda count: self._axis_space(self._about(count))),
            self._stacking_height(),
            _SLOWEST_PACE * scale,
            _MINIMUM_STEP * self.look.unit,
        )
        # A region with all rooms may show those, too, that have nothing but sessions for everyone.
        return [
            region._replace(columns=self.columns) if region.columns == columns_needed else region
            for region in partition_day(day)
        ]

    def _about(self, count: int) -> int:
        """A column count near the given one, so that boxes are measured for few widths."""
        step = -(-self.columns_per_page // _MEASURED_WIDTHS)
        return min(self.columns_per_page, -(-count // step) * step)

    def _split_until_it_fits(self, window: TimeWindow, columns: tuple[int, ...]) -> Iterator[GridFrame]:
        """One frame, or several if a page is too low for the least detail."""
        frame = self.most_detailed_frame(window, columns)
        instants = self._cut_instants(window, columns)
        if frame.fits or len(instants) < 3:
            yield frame
            return
        middle = instants[len(instants) // 2]
        for part in ((window[0], middle), (middle, window[1])):
            part_columns = columns_with_content(self.view, columns, part, self.columns_per_page)
            yield from self._split_until_it_fits(part, part_columns) if part_columns else ()

    def _cut_instants(self, window: TimeWindow, columns: Sequence[int]) -> list[datetime]:
        """The instants at which a session of the window begins or ends."""
        instants = {
            instant
            for session in self._shown_sessions(window, columns)
            for instant in (session_period(session).start, session_period(session).end)
        }
        return sorted({*window, *(instant for instant in instants if window[0] < instant < window[1])})

    def _shown_sessions(self, window: TimeWindow, columns: Sequence[int]) -> Iterator[Session]:
        """The sessions and parts that a frame shows."""
        for session in sessions_during(self.view, window):
            if not set(columns).isdisjoint(self.view.columns[session.id]):
                yield session
                for part in self.view.within(session):
                    if session_period(part).start < window[1] and window[0] < session_period(part).end:
                        yield part

    def _shown_window(self, window: TimeWindow, columns: Sequence[int]) -> TimeWindow | None:
        """From the first start to the last end, on a page that shows a part of the day."""
        periods = [session_period(session) for session in self._shown_sessions(window, columns)]
        if window == self.whole_day or not periods:
            return None
        start, end = min(period.start for period in periods), max(period.end for period in periods)
        return max(start, window[0]), min(end, window[1])

    def _column_layout(self, columns: tuple[int, ...], count: int) -> ColumnLayout:
        width = (self.size[0] - self.look.gutter) / count
        return ColumnLayout(columns, self.look.gutter, width, self.look.box_gap)

    def _lay_out_boxes(self, layout: ColumnLayout, window: TimeWindow) -> tuple[GridBox, ...]:
        cells = grid_cells(
            self.view, layout.columns, window, max(1, int(layout.width / self.look.minimum_lane))
        )
        return lay_out_boxes(self.measure, self.look, cells, layout)

    def _box_extents(self, count: int) -> tuple[BoxExtent, ...]:
        """The boxes of the day as they are on a page with that many columns."""
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
        """The height available to the axis on any page with that many columns."""
        heads = (
            set_column_heads(
                self.context, self.view.rooms, self.day, self._column_layout(columns, count), self.whole_day
            )
            for columns in split_evenly(self.columns, count)
        )
        boxes = self._lay_out_boxes(self._column_layout(self.columns, count), self.whole_day)
        legend = total_height(list(set_legend(self.context, self.look, boxes, self.size)))
        return max(1.0, self.size[1] - max(head.height for head in heads) - legend)

    def most_detailed_frame(self, window: TimeWindow, columns: tuple[int, ...]) -> GridFrame:
        """The frame with the most detail that fits the page, or else with the least."""
        layout = self._column_layout(columns, len(columns))
        boxes = self._lay_out_boxes(layout, window)
        instants = tuple(sorted(_instants_in((box.cell for box in boxes), window) or {*window}))
        shown_window = self._shown_window(window, columns)
        head = set_column_heads(self.context, self.view.rooms, self.day, layout, shown_window)
        legend = tuple(set_legend(self.context, self.look, boxes, self.size))
        frame = GridFrame(
            window,
            layout,
            boxes,
            TimeAxis(instants, (0.0,) * len(instants)),
            DETAIL_LEVELS[-1],
            head,
            legend,
            self.size[1],
            truncated_room_names(self.context, self.view.rooms, layout),
        )
        fastest_pace = _FASTEST_PACE * self.context.page_format.scale
        for detail in DETAIL_LEVELS:
            frame = replace(frame, detail=detail, axis=self._solve_axis(frame, detail))
            if frame.fits:
                height = min(frame.axis_space, _MOST_STRETCH * frame.axis.height)
                return replace(frame, axis=frame.axis.stretch(height, fastest_pace))
        return frame

    def _solve_axis(self, frame: GridFrame, detail: DetailLevel) -> TimeAxis:
        demands = [demand for box in frame.boxes for demand in height_demands(box, detail, frame.axis)]
        pace = _SLOWEST_PACE * self.context.page_format.scale
        return solve_axis(frame.axis.instants, demands, pace=pace, least=_MINIMUM_STEP * self.look.unit)


@dataclass(frozen=True)
class DayShape:
    """The measures of a day by which it is divided over pages.

    Attributes:
        window: Its hours.
        columns: All of its columns.
        columns_per_page: The most columns of a page.
        extents: Its boxes on a page with those columns.
        axis_space: The height available to the axis with that many columns, in points.
        stacking_height: The height that a second frame on a page takes besides its axis.
        pace: The least points a minute.
        minimum_step: The least points between two instants.
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
    """A division of a day over pages.

    Attributes:
        cost: In pages; see `page_cost`.
        pages: The number of pages.
        regions: In reading order.
    """

    cost: float
    pages: int
    regions: tuple[GridRegion, ...]


def partition_day(day: DayShape) -> tuple[GridRegion, ...]:
    """Divide a day into regions of hours and rooms at the lowest page cost, in reading order."""
    by_time = _cut_by_time(day)
    if len(by_time.regions) > 1 and len(day.columns) > day.columns_per_page:
        by_rooms = _cut_by_rooms(day, by_time.cost - _MINIMUM_SAVING, by_time.pages)
        if by_rooms.cost < by_time.cost - _MINIMUM_SAVING and _shows_everything(day, by_rooms.regions):
            return by_rooms.regions
    return by_time.regions


def _shows_everything(day: DayShape, regions: Sequence[GridRegion]) -> bool:
    """Check that each box is shown for all of its time.

    A session for everyone may last longer than the regions of a group of rooms.
    """
    return all(_is_shown(box, regions) for box in day.extents(day.columns))


def _is_shown(box: BoxExtent, regions: Sequence[GridRegion]) -> bool:
    """Check that one box is shown for all of its time."""
    shown_until = box.start
    for (start, end), columns in sorted(regions):
        if start <= shown_until < end and not set(columns).isdisjoint(box.columns):
            shown_until = end
    return shown_until >= box.end


def _cut_by_time(day: DayShape) -> GridPartition:
    """Cut all rooms at the same hours, at the lowest cost."""
    boxes = day.extents(day.columns)
    instants = _cut_points(boxes, day.window)
    quiet = [instant for instant in instants[1:-1] if not _sessions_across(boxes, instant)]
    below = day.stacking_height / day.axis_space(day.columns_per_page)

    @cache
    def frames(start: datetime, end: datetime) -> tuple[float, ...]:
        columns = {at for box in boxes if _touches(box, (start, end)) for at in box.required_columns}
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

    parts = cheapest_cuts(
        lambda *part: pages(*part)[0], lambda instant: _sessions_across(boxes, instant), instants
    )
    pages_of_parts = [pages(*part) for part in pairwise(parts.instants)]
    windows = (window for _, ends in pages_of_parts for window in pairwise(ends))
    count = sum(len(fill_ratio) for fill_ratio, _ in pages_of_parts)
    return GridPartition(parts.cost, count, tuple(GridRegion(window, day.columns) for window in windows))


def _cut_by_rooms(day: DayShape, limit: float, pages: int) -> GridPartition:
    """Form groups of neighbouring columns, each cut at hours of its own, at the lowest cost.

    Args:
        day: The day.
        limit: The cost, in pages, from which a partition is of no use.
        pages: The number of pages to undercut, which bounds how narrow a group can be.
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
    """Cut a group of columns: one page if it fits, else parts from its first session to its last.

    Args:
        day: The day.
        columns: The group.
        whole: Whether the group shows the whole day, because no group before it does.
    """
    fill_ratio = _fill_ratio(day, columns, day.window)
    if fill_ratio <= 1:
        return TimeCuts(page_cost([fill_ratio]), day.window)
    boxes = day.extents(columns)
    required = [box for box in boxes if not set(columns).isdisjoint(box.required_columns)]
    window = day.window
    if required and not whole:
        window = min(box.start for box in required), max(box.end for box in required)
    instants, axis_space = _cut_points(boxes, window), day.axis_space(len(columns))
    demands = list(_clip_demands((demand for box in boxes for demand in box.demands), window))
    demands_across = {
        end: [demand for demand in demands if demand.start < end < demand.end] for end in instants
    }

    @cache
    def offsets_from(start: datetime) -> Mapping[datetime, float]:
        """The offset of each instant on a page that begins with one of them."""
        axis = solve_axis(*_demands_from(start, demands, instants), pace=day.pace, least=day.minimum_step)
        return dict(zip(axis.instants, axis.offsets, strict=True))

    def fill_ratios(start: datetime, end: datetime) -> Sequence[float]:
        offsets = offsets_from(start)
        unfinished = [offsets[max(start, demand.start)] + demand.height for demand in demands_across[end]]
        return [max([offsets[end], *unfinished]) / axis_space]

    return cheapest_cuts(fill_ratios, lambda instant: _sessions_across(boxes, instant), instants)


class TimeCuts(NamedTuple):
    """A division of some hours of a day.

    Attributes:
        cost: In pages; see `page_cost`.
        instants: The start of each part, and the end of the last.
    """

    cost: float
    instants: tuple[datetime, ...]


def page_cost(fill_ratios: Sequence[float]) -> float:
    """The cost of pages by their fill ratios; at 1 a page is full."""
    return sum(
        _PAGE_COST + _FILL_COST * ratio**2 + (_OVERFULL_COST * ratio if ratio > 1 else 0)
        for ratio in fill_ratios
    )


def cheapest_cuts(
    fill_ratios: Callable[[datetime, datetime], Sequence[float]],
    sessions_across: Callable[[datetime], int],
    instants: Sequence[datetime],
) -> TimeCuts:
    """Divide a day at the lowest cost, by dynamic programming over its possible cuts.

    Args:
        fill_ratios: The fill ratios of the pages of a part, by its start and end.
        sessions_across: The number of sessions that continue over an instant.
        instants: Where the day may be cut, its start and end among them, in order.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    best += [(float("inf"), 0)] * (len(instants) - 1)
    for start in range(len(instants) - 1):
        for end in range(start + 1, len(instants)):
            pages = fill_ratios(instants[start], instants[end])
            sessions_cut = sessions_across(instants[end]) if end < len(instants) - 1 else 0
            best[end] = min(best[end], (best[start][0] + page_cost(pages) + _CUT_COST * sessions_cut, start))
            if max(pages, default=0) > _HOPELESS:
                break
    at, cuts = len(instants) - 1, [instants[-1]]
    while at:
        at = best[at][1]
        cuts.append(instants[at])
    return TimeCuts(best[-1][0], tuple(reversed(cuts)))


def _demands_from(
    start: datetime, demands: Iterable[HeightDemand], instants: Iterable[datetime]
) -> tuple[set[datetime], list[HeightDemand]]:
    """The instants and demands of an axis that begins at an instant."""
    later = [demand._replace(start=max(start, demand.start)) for demand in demands if demand.end > start]
    later_instants = {start, *(instant for instant in instants if instant > start)}
    return later_instants | {demand.start for demand in later} | {demand.end for demand in later}, later


def _fill_ratio(day: DayShape, columns: tuple[int, ...], window: TimeWindow) -> float:
    """The height that an axis needs as a part of the height available to it."""
    boxes = (box for box in day.extents(columns) if _touches(box, window))
    demands = list(_clip_demands((demand for box in boxes for demand in box.demands), window))
    instants = {*window, *(demand.start for demand in demands), *(demand.end for demand in demands)}
    return solve_axis(instants, demands, pace=day.pace, least=day.minimum_step).height / day.axis_space(
        len(columns)
    )


def _clip_demands(demands: Iterable[HeightDemand], window: TimeWindow) -> Iterator[HeightDemand]:
    """The demands within a window, cut at its ends."""
    for demand in demands:
        start, end = max(demand.start, window[0]), min(demand.end, window[1])
        if start < end:
            yield HeightDemand(start, end, demand.height)


def _touches(box: BoxExtent, window: TimeWindow) -> bool:
    """Whether a box is shown in a window."""
    return box.start < window[1] and window[0] < box.end


def _sessions_across(boxes: Sequence[BoxExtent], instant: datetime) -> int:
    """The number of boxes that continue over an instant."""
    return sum(box.start < instant < box.end for box in boxes)


def _cut_points(boxes: Sequence[BoxExtent], window: TimeWindow) -> list[datetime]:
    """The instants where a window may be cut: local minima of the number of sessions that continue."""
    starts = sorted({box.start for box in boxes if window[0] < box.start < window[1]})
    running = [_sessions_across(boxes, instant) for instant in starts]
    neighbours = zip([*running[:1], *running], [*running[1:], *running[-1:]], strict=False)
    candidates = zip(starts, running, neighbours, strict=True)
    return [window[0], *(instant for instant, count, others in candidates if count <= min(others)), window[1]]


def _instants_in(cells: Iterable[GridCell], window: TimeWindow) -> set[datetime]:
    """The instants at which a cell begins or ends, clamped to the window."""
    instants = set[datetime]()
    for cell in cells:
        instants |= {min(max(cell.start, window[0]), window[1]), min(max(cell.end, window[0]), window[1])}
        instants |= _instants_in(cell.inner_cells, window)
    return instants
