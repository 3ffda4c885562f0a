"""Boxes of a day grid on columns and time axis, with column heads and track legend.

A box is a band of tint for a session for everyone, or a rule above its text; it is no higher than the text of
its row. The time axis is not to scale: a quarter of an hour stays readable, a long lunch takes one line, and
earlier sessions are always higher on the page.

For screen readers a grid is a list and no table: its boxes by time and then by room, each with its hours,
room and track, and the parts of a session as a list within its item. Rows would begin wherever anything
begins in any room, so that most cells were blank; lanes, gaps and nested boxes have no place in rows and
columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import methodcaller
from typing import NamedTuple

from eventkit.model import Room, RoomId, Session, TrackId
from eventkit.outputs.programme.grid.box_text import (
    BoxText,
    DetailLevel,
    FittedBox,
    TextMeasurer,
    fit_text,
    truncate_block,
)
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import GridCell, TimeWindow
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    join_languages,
    set_balanced_rows,
    set_paired,
)
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import Box, LinkArea, Mark, Rectangle, RuleLine, Span, set_line
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, move, stack, tag_marks, total_height
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, place_line
from eventkit.typesetting.text.paragraph import join_spans


class HeightDemand(NamedTuple):
    """The least number of points between two instants of the axis."""

    start: datetime
    end: datetime
    height: float


@dataclass(frozen=True)
class TimeAxis:
    """The time axis: the position of each instant."""

    instants: tuple[datetime, ...]  # the instants at which something begins or ends, in order
    offsets: tuple[float, ...]  # the distance of each from the first, in points

    @property
    def height(self) -> float:
        """The distance from the first instant to the last."""
        return self.offsets[-1]

    def y(self, instant: datetime) -> float:
        """The offset of an instant of the axis, clamped to its ends."""
        first, last = self.instants[0], self.instants[-1]
        return self.offsets[self.instants.index(min(max(instant, first), last))]


class AxisHeights:
    """The offsets of the lowest axis that satisfies every demand: the longest path through them, in one pass.

    ``least`` is the points between two instants, so that their order can be seen.
    """

    def __init__(
        self, demands: Iterable[HeightDemand], least: float, instants: Iterable[datetime] = ()
    ) -> None:
        highest: dict[tuple[datetime, datetime], float] = {}
        for start, end, height in demands:
            highest[start, end] = max(height, highest.get((start, end), 0.0))
        self._demands = [(start, end, height) for (start, end), height in highest.items()]
        self._least = least
        self.instants = sorted({*instants, *(instant for period in highest for instant in period)})
        ranks = {instant: index for index, instant in enumerate(self.instants)}
        self._ending: list[list[tuple[int, float]]] = [[] for _ in self.instants]
        for start, end, height in self._demands:
            self._ending[ranks[end]].append((ranks[start], height))
        self._offsets: dict[datetime, Sequence[float]] = {}
        self._lasting: dict[datetime, Sequence[tuple[int, float]]] = {}

    def height(self, start: datetime, end: datetime) -> float:
        """The height of the axis from one instant to another, with what is cut off at both ends."""
        first, last = bisect_right(self.instants, start), bisect_left(self.instants, end)
        offsets = self.offsets_from(start)
        if end not in self._lasting:
            self._lasting[end] = [
                (bisect_left(self.instants, begins), height)
                for begins, ends, height in self._demands
                if begins < end <= ends
            ]
        heights = [offsets[max(begins - first + 1, 0)] + height for begins, height in self._lasting[end]]
        return max([offsets[max(last - first, 0)] + self._least, *heights])

    def offsets_from(self, start: datetime) -> Sequence[float]:
        """The offset of an instant, which is 0, and of each that follows it."""
        if start not in self._offsets:
            first, offsets = bisect_right(self.instants, start), [0.0]
            for ending in self._ending[first:]:
                heights = [offsets[max(begins - first + 1, 0)] + height for begins, height in ending]
                offsets.append(max([offsets[-1] + self._least, *heights]))
            self._offsets[start] = offsets
        return self._offsets[start]


def solve_axis(instants: Iterable[datetime], demands: Iterable[HeightDemand], *, least: float) -> TimeAxis:
    """The lowest axis of some instants that satisfies every demand."""
    heights = AxisHeights(demands, least, instants)
    return TimeAxis(tuple(heights.instants), tuple(heights.offsets_from(heights.instants[0])))


@dataclass(frozen=True)
class ColumnLayout:
    """The positions of the columns of a page."""

    columns: tuple[int, ...]  # the columns, in order
    left: float  # the left edge of the first
    width: float
    gap: float
    facing: int | None = None  # which of two facing pages, from 0; the second has the hours at the right

    @property
    def right(self) -> float:
        """The right edge of the last box."""
        return self.left + len(self.columns) * self.width - self.gap

    def extent(self, cell: GridCell) -> tuple[float, float]:
        start = self.left + self.columns.index(cell.columns[0]) * self.width
        end = start + len(cell.columns) * self.width
        lane = (end - start) / cell.lanes
        return start + cell.lane * lane, start + (cell.lane + 1) * lane - self.gap


@dataclass(frozen=True)
class GridBox:
    """A cell at its position across the page, with its text measured for that width."""

    cell: GridCell
    left: float
    right: float
    text: BoxText
    inner_boxes: tuple[GridBox, ...]


def lay_out_boxes(
    measure: TextMeasurer, style: GridStyle, cells: Iterable[GridCell], layout: ColumnLayout
) -> tuple[GridBox, ...]:
    return tuple(
        _lay_out_box(measure, style, cell, layout, layout.extent(cell)) for cell in _in_reading_order(cells)
    )


def _in_reading_order(cells: Iterable[GridCell]) -> list[GridCell]:
    return sorted(cells, key=lambda cell: (cell.start, cell.columns, cell.lane))


def _lay_out_box(
    measure: TextMeasurer, style: GridStyle, cell: GridCell, layout: ColumnLayout, extent: tuple[float, float]
) -> GridBox:
    left, right = extent
    if cell.is_band and layout.facing is not None:
        cell = replace(cell, facing=layout.facing)
    inset = style.inset if cell.is_band else 0
    start, end = left + inset, right - inset
    inner_boxes = tuple(
        _lay_out_box(measure, style, part, layout, (max(start, left), min(end, right)))
        for part, (left, right) in (
            (part, layout.extent(part)) for part in _in_reading_order(cell.inner_cells)
        )
    )
    return GridBox(cell, left, right, measure(cell, end - start), inner_boxes)


def height_demands(
    box: GridBox, detail: DetailLevel, axis: TimeAxis, above: float = 0, below: float = 0
) -> Iterator[HeightDemand]:
    style = box.text.style
    start, end = _shown_period(box.cell, axis)
    if box.cell.is_stacked:
        yield HeightDemand(start, end, above + _stacked_height(box, detail) + below + style.box_gap)
        return
    head = box.text.minimum_height(detail) + 2 * box.text.padding
    yield HeightDemand(start, end, above + head + below + style.box_gap)
    for part in box.inner_boxes:
        begins, ends = _shown_period(part.cell, axis)
        if begins > start:
            yield HeightDemand(start, begins, above + head)
        yield from height_demands(
            part,
            detail,
            axis,
            above + head if begins == start else 0,
            below + style.padding if ends == end else 0,
        )


def _stacked_height(box: GridBox, detail: DetailLevel) -> float:
    head = box.text.minimum_height(detail) + 2 * box.text.padding
    return head + sum(_stacked_height(part, detail) for part in box.inner_boxes)


def _shown_period(cell: GridCell, axis: TimeAxis) -> tuple[datetime, datetime]:
    first, last = axis.instants[0], axis.instants[-1]
    return max(cell.start, first), min(cell.end, last)


@dataclass(frozen=True)
class BoxMarks:
    """The marks of a box, and the sessions whose title is truncated or whose people are left out in it."""

    marks: tuple[Mark, ...]
    truncated: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()

    @classmethod
    def gather(cls, marks: Iterable[Mark], drawn: Sequence[BoxMarks | FittedBox]) -> BoxMarks:
        return cls(
            tuple(marks),
            tuple(session_id for each in drawn for session_id in each.truncated),
            tuple(session_id for each in drawn for session_id in each.unnamed),
        )


def draw_box(
    context: PrintContext,
    box: GridBox,
    detail: DetailLevel,
    axis: TimeAxis,
    *,
    links: bool,
    above: float = 0,
    below: float = 0,
) -> BoxMarks:
    start, end = _shown_period(box.cell, axis)
    top, bottom = axis.y(start) + above, axis.y(end) - below - box.text.style.box_gap
    if box.cell.is_stacked:
        return _draw_stacked(context, box, detail, top, bottom, links=links)
    head = _height_above_parts(box, detail, axis, top, bottom)
    parts = []
    for part in box.inner_boxes:
        begins, ends = _shown_period(part.cell, axis)
        above_part = top + head - axis.y(start) if begins == start else 0
        below_part = below + box.text.style.padding if ends == end else 0
        parts.append(draw_box(context, part, detail, axis, links=links, above=above_part, below=below_part))
    area = Rectangle(box.left, top, box.right - box.left, bottom - top)
    return _draw_frame(context, box, detail, area, head=head, parts=parts, links=links)


def _draw_stacked(
    context: PrintContext, box: GridBox, detail: DetailLevel, top: float, bottom: float, *, links: bool
) -> BoxMarks:
    """Draw a box with its parts below its text, each in the height that it needs."""
    head = bottom - top
    if box.inner_boxes:
        head = box.text.minimum_height(detail) + 2 * box.text.padding
    parts, y = list[BoxMarks](), top + head
    for part in box.inner_boxes:
        height = _stacked_height(part, detail)
        parts.append(_draw_stacked(context, part, detail, y, y + height, links=links))
        y += height
    area = Rectangle(box.left, top, box.right - box.left, bottom - top)
    return _draw_frame(context, box, detail, area, head=head, parts=parts, links=links)


def _draw_frame(
    context: PrintContext,
    box: GridBox,
    detail: DetailLevel,
    area: Rectangle,
    *,
    head: float,
    parts: Sequence[BoxMarks],
    links: bool,
) -> BoxMarks:
    """The marks of a box: a band, or the rule above it; its text, in the height of its head; its parts."""
    style, session = box.text.style, box.cell.session
    colours = style.box_colours(context, session)
    text = fit_text(box.text, head - 2 * box.text.padding, detail, links=links)
    x = area.x + box.text.indent + (style.inset if box.cell.is_band else 0)
    marks: list[Mark] = [move(mark, x, area.y + box.text.padding) for mark in stack(text.pieces).marks]
    if box.cell.is_band:
        marks.insert(0, Box(area.x, area.y, area.width, area.height, colours.fill))
    elif not box.cell.is_part:
        marks.insert(0, RuleLine(area.x, area.y, area.right, area.y, style.rule, colours.rule))
    if links and session is not None:
        target = f"#{session_anchor(session)}"
        # The entries of a list lead to themselves, below what leads to the session.
        height = (
            (total_height(text.pieces[: text.heading_length]) + 2 * box.text.padding)
            if box.text.items
            else head
        )
        marks.append(LinkArea(area.x, area.y, area.width, height, target))
    listed = StructureElement("L")
    for part in parts:
        marks += tag_marks((listed,), part.marks)
    item = (StructureElement("LI"), StructureElement("LBody"))
    return BoxMarks.gather(tag_marks(item, marks), [text, *parts])


def _height_above_parts(
    box: GridBox, detail: DetailLevel, axis: TimeAxis, top: float, bottom: float
) -> float:
    start = _shown_period(box.cell, axis)[0]
    starts = [_shown_period(part.cell, axis)[0] for part in box.inner_boxes]
    if start in starts:
        return box.text.minimum_height(detail) + 2 * box.text.padding
    return min([bottom, *(axis.y(start_of_part) for start_of_part in starts)]) - top


_NAME_LINES = 3  # of a room's name in each language


def set_column_heads(
    context: PrintContext,
    style: GridStyle,
    rooms: Sequence[Room | None],
    layout: ColumnLayout,
    *,
    on: date | None,
    window: TimeWindow | None,
) -> Block:
    """The day, the hours if the page shows only some of them, and the names of the rooms.

    Sheets with a frame have the day and the hours there.

    No day is set above a frame that is stacked below another one of the same day.
    """
    width = layout.right
    times = None
    if window and not context.page_format.is_framed:
        start, end = map(context.schedule.wall, window)
        span = Span(context.wordings[0].times(start, end), context.languages[0], style.room)
        times = set_line(context.fonts, span, context.direction_of_times)
    column = TextColumn(
        context.fonts, width - (times.width + style.unit * 4 if times else 0), context.languages
    )
    is_named = on is not None and not context.page_format.is_framed
    styles = (style.heading, style.heading_other)
    day_spans = context.spans_of(methodcaller("day", on), *styles) if is_named else []
    day = stack(merge_into(heading(2), set_paired(day_spans, column))) if day_spans else Block(0)
    above = day.height + 1.6 * style.unit if day_spans else 0
    marks: list[Mark] = [*day.marks]
    if times:
        piece = place_line(replace(times, leading=style.heading.leading), width - times.width)
        marks += piece.marks
        above = max(above, 0 if day_spans else piece.height + 0.4 * style.unit)
    room_spans = [
        context.text_spans(room.name, style.room, style.room_other) if (room := rooms[index]) else []
        for index in layout.columns
    ]
    room_column = replace(column, width=layout.width - layout.gap)
    on_a_line = all(room_column.fits(join_spans(spans, WIDE_SPACE)) for spans in room_spans if spans)
    names = [
        _set_room_name(context, rooms[index], spans, room_column.width, on_a_line=on_a_line)
        for index, spans in zip(layout.columns, room_spans, strict=True)
    ]
    deepest = max(piece.height for piece in names)
    for index, piece in enumerate(names):
        x, y = layout.left + index * layout.width, above + deepest - piece.height
        marks += [move(mark, x, y) for mark in piece.marks]
    return Block(above + deepest + 0.8 * style.unit, tuple(marks))


def _set_room_name(
    context: PrintContext, room: Room | None, names: Spans, width: float, *, on_a_line: bool
) -> Block:
    """A room's name at the left edge of its column: all languages on a line, or each below the other."""
    if room is None:
        return Block(0)
    return stack(
        piece
        for name in ([join_spans(names, WIDE_SPACE)] if on_a_line else [[name] for name in names])
        for piece in truncate_block(context, name, width, _NAME_LINES, (room.id,))[0]
    )


def truncated_room_names(
    context: PrintContext, style: GridStyle, rooms: Sequence[Room | None], layout: ColumnLayout
) -> tuple[RoomId, ...]:
    width = layout.width - layout.gap
    return tuple(
        room.id
        for room in (rooms[index] for index in layout.columns)
        if room is not None
        and any(
            truncate_block(context, [span], width, _NAME_LINES, ())[1]
            for span in context.text_spans(room.name, style.room, style.room_other)
        )
    )


def tracks_in(boxes: Iterable[GridBox]) -> frozenset[TrackId]:
    return frozenset(
        session.track for box in boxes for session in _sessions_in_box(box) if session.track is not None
    )


def set_legend(
    context: PrintContext, style: GridStyle, ids: Collection[TrackId], width: float
) -> Iterator[Block]:
    """The tracks of the page with their codes, in all languages if that takes one line.

    Several lines are about as long as each other.
    """
    tracks = [track for track in context.schedule.tracks if track.id in ids]
    if not tracks:
        return
    # Between codes and names in Latin letters, the mark keeps the order of tracks from right to left.
    bar = "  \N{RIGHT-TO-LEFT MARK}  " if context.direction == "rtl" else "    "
    for all_languages in (True, False):
        groups: list[Spans] = []
        for track in tracks:
            code = Span(
                f"{track.code} ",
                context.languages[0],
                replace(style.legend, weight=700, colour=style.track_colour(track)),
            )
            names = context.text_spans(track.name, style.legend)
            groups.append([code, *join_languages(names if all_languages else names[:1])])
        column = TextColumn(context.fonts, width, context.languages)
        lines = set_balanced_rows(groups, Span(bar, "und", style.legend), column)
        if len(lines) == 1:
            break
    first, *others = lines
    yield Block(1.6 * style.unit)
    yield from (first, *others)


def _sessions_in_box(box: GridBox) -> Iterator[Session]:
    if box.cell.session is not None:
        yield box.cell.session
    yield from box.cell.listed_sessions
    for part in box.inner_boxes:
        yield from _sessions_in_box(part)
