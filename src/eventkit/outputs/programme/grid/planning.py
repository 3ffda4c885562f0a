"""What is on which page of a day's grid: rooms and hours shared out, and how much each box tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from eventkit.model import Session
from eventkit.outputs.programme.grid.axis import TimeAxis, solve_axis
from eventkit.outputs.programme.grid.boxes import ColumnLayout, GridBox, height_demands, lay_out_boxes
from eventkit.outputs.programme.grid.bringing import (
    TimeWindow,
    columns_with_content,
    required_columns,
    sessions_during,
)
from eventkit.outputs.programme.grid.columns import (
    DayView,
    GridCell,
    grid_cells,
    session_period,
    split_evenly,
)
from eventkit.outputs.programme.grid.heads import set_column_heads, set_legend, truncated_room_names
from eventkit.outputs.programme.grid.look import GridStyle
from eventkit.outputs.programme.grid.plan import GridFrame, GridPage
from eventkit.outputs.programme.grid.sharing import BoxExtent, DayShape, GridRegion, partition_day
from eventkit.outputs.programme.grid.telling import (
    DETAIL_LEVELS,
    GOOD_DETAIL,
    DetailLevel,
    TextMeasurer,
    text_measurer,
)
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import Size
from eventkit.typesetting.flow import Piece, height_of, stacked

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
