"""Pagination of a day grid: frames measured in the most detail that fits, on the pages of a partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property

from eventkit.model import RoomId, Session, TrackId
from eventkit.outputs.programme.grid.box_text import (
    FULL,
    ROUNDING,
    BoxTexts,
    DetailLevel,
    Quality,
    TextMeasurer,
    detail_levels,
)
from eventkit.outputs.programme.grid.grid_boxes import (
    ColumnLayout,
    GridBox,
    TimeAxis,
    height_demands,
    lay_out_boxes,
    set_column_heads,
    set_legend,
    solve_axis,
    tracks_in,
    truncated_room_names,
)
from eventkit.outputs.programme.grid.grid_partition import BoxExtent, DayShape, GridRegion, partition_day
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

_MINIMUM_STEP = 0.7  # units between two instants
_FRAME_GAP = 3.5  # units between two frames of a page
_FACING = 2  # pages that are seen at once
_ROOMS_ON_POSTER = 6  # the most with a column each, however little they are used
_WIDEST_GAP = 3.0  # units below a row that has space to spare
_GAP_STEPS = 12
_MEASURED_WIDTHS = 6  # the most column widths for which boxes are measured


@dataclass(frozen=True)
class GridFrame:
    """A day grid for some hours and rooms, measured and not drawn yet."""

    window: TimeWindow
    layout: ColumnLayout
    boxes: tuple[GridBox, ...]
    axis: TimeAxis
    detail: DetailLevel
    head: Block
    legend: tuple[Block, ...]
    page_height: float
    hours: tuple[datetime, ...]
    truncated_rooms: tuple[RoomId, ...] = ()
    gap: float = 0  # the space below each row beyond the usual one, in points

    @property
    def height(self) -> float:
        return self.head.height + self.axis.height + total_height(self.legend)

    @property
    def axis_space(self) -> float:
        return self.page_height - self.head.height - total_height(self.legend)

    @property
    def fits(self) -> bool:
        return self.axis.height <= self.axis_space + ROUNDING

    @property
    def quality(self) -> Quality:
        """The completeness of its boxes: the minimum if it does not fit the page."""
        return self.detail.quality if self.fits else Quality.MINIMAL

    @property
    def is_complete(self) -> bool:
        """True if its boxes show everything, save some of the names."""
        return self.quality >= Quality.COMPLETE

    @property
    def is_full(self) -> bool:
        """True if its boxes show everything."""
        return self.fits and self.detail == FULL

    @property
    def is_readable(self) -> bool:
        """True if its boxes show enough to be worth reading."""
        return self.quality >= Quality.READABLE


GridPage = tuple[GridFrame, ...]
"""The frames of a page, from the top down: mostly one, each with its rooms and hours."""


def paginate_grid(context: PrintContext, on: date, size: Size) -> tuple[GridPage, ...]:
    """Divide a day's grid over pages, in reading order; a page contains one or more frames.

    Rooms with hardly a session share columns if that saves one of more than two pages, and on posters of
    days in many rooms, where narrow columns would make the type of all of them small.
    """
    paginator = GridPaginator.build(context, on, size)
    pages = tuple(paginator.pages()) if paginator.view.outer else ()
    if len(pages) > _FACING:
        view = DayView.build(context.schedule, on, shares_columns=True)
        if view.rooms != paginator.view.rooms:
            closer = tuple(replace(paginator, view=view).pages())
            pages = closer if len(closer) < len(pages) else pages
    return pages


def fit_side_by_side(context: PrintContext, on: date, size: Size, pages: int) -> Sequence[GridFrame]:
    """The frames of a whole day on one page, or else on up to ``pages`` side by side; none if it needs more.

    One page is enough if it is complete, or if more do not show more.
    """
    paginator = GridPaginator.build(context, on, size)
    best: Sequence[GridFrame] = ()
    for count in range(1, pages + 1) if paginator.view.outer else ():
        frames = paginator.frames_side_by_side(count)
        if frames and all(frame.is_complete for frame in frames):
            return frames
        if frames and all(frame.is_readable for frame in frames):
            best = best or frames
    return best


def fit_on_one_page(context: PrintContext, on: date, size: Size, *, grids: int = 1) -> GridPage:
    """The frames of a day stacked on one page; none if its rooms need more than ``grids`` of them."""
    paginator = GridPaginator.build(context, on, size)
    if not paginator.view.outer:
        return ()
    groups = paginator.column_groups(GridRegion(paginator.whole_day, paginator.columns))
    if len(groups) > grids:
        return ()
    frames = tuple(paginator.most_detailed_frame(paginator.whole_day, columns) for columns in groups)
    return paginator.stack_frames(frames) if len(frames) > 1 else frames


@dataclass(frozen=True)
class GridPaginator:
    """Measures the frames of one day and divides them over pages of one size."""

    context: PrintContext
    look: GridStyle
    view: DayView
    day: date
    size: Size
    measure: TextMeasurer
    _legends: dict[frozenset[TrackId], tuple[Block, ...]] = field(default_factory=dict)

    @classmethod
    def build(cls, context: PrintContext, on: date, size: Size) -> GridPaginator:
        """The paginator of a day on pages of a size in points."""
        look, view = GridStyle.build(context), DayView.build(context.schedule, on)
        if context.page_format.is_framed and len(view.rooms) > _ROOMS_ON_POSTER:
            view = DayView.build(context.schedule, on, shares_columns=True)
        return cls(context, look, view, on, size, BoxTexts(context, look).measure)

    @property
    def levels(self) -> Sequence[DetailLevel]:
        return detail_levels(self.context)

    @property
    def readable_levels(self) -> Sequence[DetailLevel]:
        """The detail levels at which a page is worth reading."""
        return [level for level in self.levels if level.quality >= Quality.READABLE]

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(range(len(self.view.rooms)))

    @property
    def columns_per_page(self) -> int:
        width = self.size[0] - self.look.gutter + self.look.column_gap
        return max(1, int(width / (self.look.minimum_column + self.look.column_gap)))

    @cached_property
    def whole_day(self) -> TimeWindow:
        """From the first start to the last end."""
        periods = [session_period(session) for session in self.view.outer]
        return min(period.start for period in periods), max(period.end for period in periods)

    @property
    def columns_of_day(self) -> tuple[int, ...]:
        return columns_with_content(self.view, self.columns, self.whole_day, self.columns_per_page)

    def column_groups(self, region: GridRegion) -> list[tuple[int, ...]]:
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
        legend = self.legend(boxes)
        free = self.size[1] - total_height(heads) - total_height(legend)
        for detail in self.readable_levels:
            axes = [self._solve_axis([frame], detail) for frame in frames]
            if sum(axis.height for axis in axes) <= free:
                legends: list[tuple[Block, ...]] = [()] * (len(frames) - 1) + [legend]
                return tuple(
                    replace(frame, detail=detail, axis=axis, head=head, legend=frame_legend)
                    for frame, axis, head, frame_legend in zip(frames, axes, heads, legends, strict=True)
                )
        return ()

    def legend(self, boxes: Iterable[GridBox]) -> tuple[Block, ...]:
        """The legend of boxes: most frames of a day have the same tracks."""
        tracks = tracks_in(boxes)
        if tracks not in self._legends:
            self._legends[tracks] = tuple(set_legend(self.context, self.look, tracks, self.size[0]))
        return self._legends[tracks]

    def _stacking_height(self) -> float:
        """The height that a second frame takes of a page besides its axis, at most."""
        heads = (
            set_column_heads(
                self.context,
                self.look,
                self.view.rooms,
                self._column_layout(columns, self.columns_per_page),
                on=None,
                window=self.whole_day,
            )
            for columns in split_evenly(self.columns, self.columns_per_page)
        )
        return max(head.height for head in heads) + _FRAME_GAP * self.look.unit

    def _stacked_head(self, frame: GridFrame) -> Block:
        window = self._shown_window(frame.window, frame.layout.columns)
        head = set_column_heads(
            self.context, self.look, self.view.rooms, frame.layout, on=None, window=window
        )
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
        columns_needed, extents_by_count = self.columns_of_day, cache(self._box_extents)

        @cache
        def extents(columns: tuple[int, ...]) -> tuple[BoxExtent, ...]:
            shown = set(columns)
            boxes = extents_by_count(self._about(len(columns)))
            return tuple([box for box in boxes if not shown.isdisjoint(box.columns)])

        day = DayShape(
            self.whole_day,
            columns_needed,
            self.columns_per_page,
            extents,
            cache(lambda count: self._axis_space(self._about(count))),
            self._stacking_height(),
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
        instants = self.cut_instants(window, columns)
        if frame.fits or len(instants) < 3:
            yield frame
            return
        middle = instants[len(instants) // 2]
        for part in ((window[0], middle), (middle, window[1])):
            part_columns = columns_with_content(self.view, columns, part, self.columns_per_page)
            yield from self._split_until_it_fits(part, part_columns) if part_columns else ()

    def cut_instants(self, window: TimeWindow, columns: Sequence[int]) -> list[datetime]:
        instants = {
            instant
            for session in self._shown_sessions(window, columns)
            for instant in (session_period(session).start, session_period(session).end)
        }
        return sorted({*window, *(instant for instant in instants if window[0] < instant < window[1])})

    def _shown_sessions(self, window: TimeWindow, columns: Sequence[int]) -> Iterator[Session]:
        for session in sessions_during(self.view, window):
            if not set(columns).isdisjoint(self.view.columns[session.id]):
                yield session
                for part in self.view.within(session):
                    if session_period(part).start < window[1] and window[0] < session_period(part).end:
                        yield part

    def _shown_window(self, window: TimeWindow, columns: Sequence[int]) -> TimeWindow | None:
        """From the first start to the last end, on a page that shows a part of the day."""
        if window == self.whole_day:
            return None
        periods = [session_period(session) for session in self._shown_sessions(window, columns)]
        if not periods:
            return None
        start, end = min(period.start for period in periods), max(period.end for period in periods)
        return max(start, window[0]), min(end, window[1])

    def _column_layout(self, columns: tuple[int, ...], count: int, facing: int | None = None) -> ColumnLayout:
        left = 0 if facing else self.look.gutter
        width = (self.size[0] - self.look.gutter + self.look.column_gap) / count
        return ColumnLayout(columns, left, width, self.look.column_gap, facing)

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
                tuple(height_demands(box, self.readable_levels[-1], ends)),
            )
            for box in boxes
        )

    def _axis_space(self, count: int) -> float:
        """The height available to the axis on any page with that many columns."""
        heads = (
            set_column_heads(
                self.context,
                self.look,
                self.view.rooms,
                self._column_layout(columns, count),
                on=self.day,
                window=self.whole_day,
            )
            for columns in split_evenly(self.columns, count)
        )
        boxes = self._lay_out_boxes(self._column_layout(self.columns, count), self.whole_day)
        legend = total_height(self.legend(boxes))
        return max(1.0, self.size[1] - max(head.height for head in heads) - legend)

    def most_detailed_frame(self, window: TimeWindow, columns: tuple[int, ...]) -> GridFrame:
        """The frame with the most detail that fits the page, or else with the least."""
        frame = self._measure_frame(window, self._column_layout(columns, len(columns)), self.day)
        return self._most_detailed([frame])[0]

    def spread(self, frame: GridFrame) -> GridFrame:
        """A frame with its rows further apart, as far as there is space and rows still belong together."""
        for step in range(_GAP_STEPS, 0, -1):
            gap = _WIDEST_GAP * self.look.unit * step / _GAP_STEPS
            spread = replace(frame, axis=self._solve_axis([frame], frame.detail, gap), gap=gap)
            if spread.fits:
                return spread
        return frame

    def frames_side_by_side(self, pages: int) -> Sequence[GridFrame]:
        """The frames of the whole day on as many pages side by side; none if its rooms need more or fewer.

        Facing pages have their rows at the same heights, the hours at both outer edges, and one legend. Bands
        go on over both, in the first language and then in the others.
        """
        columns = self.columns_of_day
        if not pages <= len(columns) <= pages * self.columns_per_page:
            return ()
        groups = list(split_evenly(columns, -(-len(columns) // pages)))
        frames = [
            self._measure_frame(
                self.whole_day,
                self._column_layout(columns, max(map(len, groups)), index if pages > 1 else None),
                None if index else self.day,
            )
            for index, columns in enumerate(groups)
        ]
        boxes = [box for frame in frames for box in frame.boxes]
        legend = self.legend(boxes)
        height = max(frame.head.height for frame in frames)
        hours = tuple(sorted({hour for frame in frames for hour in frame.hours}))
        return self._most_detailed(
            [
                replace(
                    frame,
                    hours=hours,
                    head=stack([Block(height - frame.head.height), frame.head]),
                    legend=legend,
                )
                for frame in frames
            ]
        )

    def _measure_frame(self, window: TimeWindow, layout: ColumnLayout, on: date | None) -> GridFrame:
        """A frame with the least detail, and an axis without heights; the day is its heading."""
        boxes = self._lay_out_boxes(layout, window)
        instants = tuple(sorted(_instants_in((box.cell for box in boxes), window) or {*window}))
        shown_window = self._shown_window(window, layout.columns)
        return GridFrame(
            window,
            layout,
            boxes,
            TimeAxis(instants, (0.0,) * len(instants)),
            self.levels[-1],
            set_column_heads(self.context, self.look, self.view.rooms, layout, on=on, window=shown_window),
            self.legend(boxes),
            self.size[1],
            tuple(sorted({max(box.cell.start, window[0]) for box in boxes})),
            truncated_room_names(self.context, self.look, self.view.rooms, layout),
        )

    def _most_detailed(self, frames: Sequence[GridFrame]) -> Sequence[GridFrame]:
        """Frames on pages side by side, on a common axis, with the most detail that fits or the least."""
        for detail in self.levels:
            axis = self._solve_axis(frames, detail)
            frames = [replace(frame, detail=detail, axis=axis) for frame in frames]
            if all(frame.fits for frame in frames):
                break
        return frames

    def _solve_axis(self, frames: Sequence[GridFrame], detail: DetailLevel, gap: float = 0) -> TimeAxis:
        instants = {instant for frame in frames for instant in frame.axis.instants}
        ends = TimeAxis((min(instants), max(instants)), (0.0, 0.0))
        demands = [
            demand
            for frame in frames
            for box in frame.boxes
            for demand in height_demands(box, detail, ends, below=gap)
        ]
        return solve_axis(instants, demands, least=_MINIMUM_STEP * self.look.unit)


def _instants_in(cells: Iterable[GridCell], window: TimeWindow) -> set[datetime]:
    instants = set[datetime]()
    for cell in cells:
        instants |= {min(max(cell.start, window[0]), window[1]), min(max(cell.end, window[0]), window[1])}
        if not cell.is_stacked:
            instants |= _instants_in(cell.inner_cells, window)
    return instants
