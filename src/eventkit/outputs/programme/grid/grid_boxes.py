"""Boxes of a day grid on columns and time axis, with column heads and track legend.

The time axis is piecewise linear: between two instants time runs evenly, at the pace that the boxes
between them need. A quarter of an hour stays readable, a long lunch wastes no page, and what begins
earlier still stands higher.

For screen readers a grid is a list and no table: its boxes by time and then by room, each with its hours,
room and track, and the parts of a session as a list within its item. Rows would begin wherever anything
begins in any room, so that most cells were blank; lanes, gaps and nested boxes have no place in rows and
columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate, pairwise
from operator import methodcaller
from typing import NamedTuple

from eventkit.model import Room, RoomId, Session
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
from eventkit.outputs.programme.print_context import PrintContext, Spans, set_paired, set_rows
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import WHITE, Box, Link, Mark, Size, Span, Words, shape
from eventkit.typesetting.flow import Column, Piece, height_of, moved, set_at, stacked
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, tagged

_LONG_STRETCH = 90.0


_SLOWER_PACE = 0.15


class HeightDemand(NamedTuple):
    """How many points there must be between two instants of the axis."""

    start: datetime
    end: datetime
    height: float


@dataclass(frozen=True)
class TimeAxis:
    """Where each instant is.

    Attributes:
        instants: At which something begins or ends, in order.
        offsets: How far below the first one each of them is, in points.
    """

    instants: tuple[datetime, ...]
    offsets: tuple[float, ...]

    @property
    def height(self) -> float:
        """How far the last instant is below the first."""
        return self.offsets[-1]

    def y(self, instant: datetime) -> float:
        """How far below the first an instant of the axis is; what lies beyond its ends is at them."""
        first, last = self.instants[0], self.instants[-1]
        return self.offsets[self.instants.index(min(max(instant, first), last))]

    def stretch(self, height: float, fastest: float) -> TimeAxis:
        """The axis made as high as that, but no higher than at ``fastest`` points a minute.

        What is added is spread by duration, so that no stretch becomes shorter than its boxes need.
        """
        weights = _weighted_minutes(self.instants)
        total = weights[-1]
        more = max(0.0, min(height, total * fastest) - self.height)
        if not total or not more:
            return self
        return replace(
            self,
            offsets=tuple(
                way + more * weight / total for way, weight in zip(self.offsets, weights, strict=True)
            ),
        )


def solve_axis(
    instants: Iterable[datetime], needs: Iterable[HeightDemand], *, pace: float, least: float
) -> TimeAxis:
    """The lowest axis that gives every need its height: the longest path through them, in one pass.

    Args:
        instants: All that the axis must know; those of the needs among them.
        needs: What boxes need.
        pace: Points a minute that time takes at least.
        least: Points there are at least between two instants, so that order can be seen.
    """
    order = tuple(sorted(set(instants)))
    rank = {instant: at for at, instant in enumerate(order)}
    ending: dict[int, list[tuple[int, float]]] = {}
    for need in needs:
        ending.setdefault(rank[need.end], []).append((rank[need.start], need.height))
    weights = _weighted_minutes(order)
    ways = [0.0]
    for at in range(1, len(order)):
        slowest = ways[at - 1] + max(least, pace * (weights[at] - weights[at - 1]))
        ways.append(max([slowest, *(ways[start] + height for start, height in ending.get(at, ()))]))
    return TimeAxis(order, tuple(ways))


def _weighted_minutes(instants: Sequence[datetime]) -> list[float]:
    """The minutes from the first instant to each; those of a long stretch without events count for less."""
    minutes = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(instants)]
    slowed = (min(each, _LONG_STRETCH) + _SLOWER_PACE * max(0.0, each - _LONG_STRETCH) for each in minutes)
    return [0.0, *accumulate(slowed)]


@dataclass(frozen=True)
class ColumnLayout:
    """Where the columns of a page are.

    Attributes:
        columns: Which they are, in order.
        left: Where the first begins.
        width: Of each of them.
        gap: What is left free beside a box.
    """

    columns: tuple[int, ...]
    left: float
    width: float
    gap: float

    def extent(self, cell: GridCell) -> tuple[float, float]:
        """From where to where a cell reaches."""
        start = self.left + self.columns.index(cell.columns[0]) * self.width
        end = start + len(cell.columns) * self.width
        lane = (end - start) / cell.lanes
        return start + cell.lane * lane, start + (cell.lane + 1) * lane - self.gap


@dataclass(frozen=True)
class GridBox:
    """A cell at its place across the page, and what it says in that width.

    Attributes:
        cell: The cell.
        left: Its edge where lines begin.
        right: Its other edge.
        text: What it says.
        inner_boxes: The boxes within it.
    """

    cell: GridCell
    left: float
    right: float
    text: BoxText
    inner_boxes: tuple[GridBox, ...]


def lay_out_boxes(
    tell: TextMeasurer, look: GridStyle, cells: Iterable[GridCell], across: ColumnLayout
) -> tuple[GridBox, ...]:
    """The cells as boxes, those that begin earlier first, then those further to the left."""
    return tuple(
        _lay_out_box(tell, look, cell, across, across.extent(cell)) for cell in _in_reading_order(cells)
    )


def _in_reading_order(cells: Iterable[GridCell]) -> list[GridCell]:
    return sorted(cells, key=lambda cell: (cell.start, cell.columns, cell.lane))


def _lay_out_box(
    tell: TextMeasurer, look: GridStyle, cell: GridCell, across: ColumnLayout, place: tuple[float, float]
) -> GridBox:
    left, right = place
    start, end = left + look.bar + look.padding, right - look.padding
    inside = tuple(
        _lay_out_box(tell, look, part, across, (max(start, left), min(end, right)))
        for part, (left, right) in (
            (part, across.extent(part)) for part in _in_reading_order(cell.inner_cells)
        )
    )
    return GridBox(cell, left, right, tell(cell, end - start), inside)


def height_demands(
    box: GridBox, amount: DetailLevel, axis: TimeAxis, above: float = 0, below: float = 0
) -> Iterator[HeightDemand]:
    """What a box and those within it need of the axis, for an amount of text.

    Args:
        box: The box.
        amount: How much it is to hold.
        axis: Any axis of the page, for its ends.
        above: What the boxes round it that begin with it take above it.
        below: What those that end with it take below it.
    """
    look = box.text.style
    start, end = _shown_period(box.cell, axis)
    head = box.text.minimum_height(amount) + 2 * look.padding
    yield HeightDemand(start, end, above + head + below + look.box_gap)
    for part in box.inner_boxes:
        begins, ends = _shown_period(part.cell, axis)
        if begins > start:
            yield HeightDemand(start, begins, above + head)
        yield from height_demands(
            part,
            amount,
            axis,
            above + head if begins == start else 0,
            below + look.padding if ends == end else 0,
        )


def _shown_period(cell: GridCell, axis: TimeAxis) -> tuple[datetime, datetime]:
    first, last = axis.instants[0], axis.instants[-1]
    return max(cell.start, first), min(cell.end, last)


@dataclass(frozen=True)
class BoxMarks:
    """The marks of a box, and the sessions whose title found no room in it."""

    marks: tuple[Mark, ...]
    truncated: tuple[str, ...] = ()


def draw_box(
    context: PrintContext,
    box: GridBox,
    amount: DetailLevel,
    axis: TimeAxis,
    *,
    links: bool,
    above: float = 0,
    below: float = 0,
) -> BoxMarks:
    """A box with all that is in it, on the height that the axis gives it."""
    look, session = box.text.style, box.cell.session
    start, end = _shown_period(box.cell, axis)
    top, bottom = axis.y(start) + above, axis.y(end) - below - look.box_gap
    head = _height_above_parts(box, amount, axis, top, bottom)
    ground = look.box_colours(context, session)
    text = fit_text(box.text, head - 2 * look.padding, amount, links=links)
    words = stacked(text.pieces)
    x, y = box.left + look.bar + look.padding, top + look.padding
    marks: list[Mark] = [
        Box(box.left, top, box.right - box.left, bottom - top, ground.fill),
        Box(box.left, top, look.bar, bottom - top, ground.bar),
        *(moved(mark, x, y) for mark in words.marks),
    ]
    if links and session is not None:
        target = f"#{session_anchor(session)}"
        # The entries of a list lead to themselves, below what leads to the session.
        height = _height_above_list(box, text) if box.text.items else head
        marks.append(Link(box.left, top, box.right - box.left, height, target))
    lost, parts = list(text.truncated), Element("L")
    for part in box.inner_boxes:
        begins, ends = _shown_period(part.cell, axis)
        inner = draw_box(
            context,
            part,
            amount,
            axis,
            links=links,
            above=top + head - axis.y(start) if begins == start else 0,
            below=below + look.padding if ends == end else 0,
        )
        marks += tagged((parts,), _lighten(inner.marks))
        lost += inner.truncated
    return BoxMarks(tuple(tagged((Element("LI"), Element("LBody")), marks)), tuple(lost))


def _height_above_parts(
    box: GridBox, amount: DetailLevel, axis: TimeAxis, top: float, bottom: float
) -> float:
    """The height of a box above those within it."""
    start = _shown_period(box.cell, axis)[0]
    begins = [_shown_period(part.cell, axis)[0] for part in box.inner_boxes]
    if start in begins:
        return box.text.minimum_height(amount) + 2 * box.text.style.padding
    return min([bottom, *(axis.y(begin) for begin in begins)]) - top


def _height_above_list(box: GridBox, text: FittedBox) -> float:
    """The height of time and title, above the entries of a list."""
    return height_of(text.pieces[: text.heading_length]) + 2 * box.text.style.padding


def _lighten(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks of an inner box, its ground set off from that round it."""
    for mark in marks:
        if isinstance(mark, Box) and mark.fill is not None and mark.fill.luminance > 0.5:
            yield replace(mark, fill=mark.fill.mixed(WHITE, 0.62))
        else:
            yield mark


_NAME_LINES = 3  # of a room's name in each language


def set_column_heads(
    context: PrintContext,
    rooms: Sequence[Room | None],
    on: date | None,
    across: ColumnLayout,
    told: TimeWindow | None,
) -> Piece:
    """The day, with the hours of the page where it has only some of them, and the names of the rooms.

    Where no day is given, the grid stands below another one of the same day.
    """
    look, width = GridStyle.build(context), across.left + len(across.columns) * across.width
    hours = None
    if told:
        start, end = map(context.schedule.wall, told)
        span = Span(context.wordings[0].times(start, end), context.languages[0], look.room)
        hours = shape(context.fonts, span, "ltr")
    column = Column(context.fonts, width - (hours.width + look.unit * 4 if hours else 0), context.languages)
    said = context.spans_of(methodcaller("day", on), look.heading) if on else []
    day = stacked(as_one(heading(2), set_paired(said, column))) if said else Piece(0)
    above = day.height + 1.6 * look.unit if said else 0
    marks: list[Mark] = [*day.marks]
    if hours:
        piece = set_at(replace(hours, lead=look.heading.leading), width - hours.width)
        marks += piece.marks
        above = max(above, 0 if said else piece.height + 0.4 * look.unit)
    named = [_set_room_name(context, look, rooms[at], across.width - look.box_gap) for at in across.columns]
    deepest = max(piece.height for piece in named)
    for at, piece in enumerate(named):
        x, down = across.left + at * across.width, above + deepest - piece.height
        marks += [moved(mark, x, down) for mark in piece.marks]
    return Piece(above + deepest + 0.8 * look.unit, tuple(marks))


def _set_room_name(context: PrintContext, look: GridStyle, room: Room | None, width: float) -> Piece:
    """A room's name in each language, centred over its column."""
    if room is None:
        return Piece(0)
    return stacked(
        _centre(piece, width)
        for span in context.text_spans(room.name, look.room, look.room_other)
        for piece in truncate_block(context, [span], width, _NAME_LINES, (room.id,))[0]
    )


def truncated_room_names(
    context: PrintContext, rooms: Sequence[Room | None], across: ColumnLayout
) -> tuple[RoomId, ...]:
    """The rooms whose names have to be cut."""
    look, width = GridStyle.build(context), across.width - across.gap
    return tuple(
        room.id
        for room in (rooms[at] for at in across.columns)
        if room is not None
        and any(
            truncate_block(context, [span], width, _NAME_LINES, ())[1]
            for span in context.text_spans(room.name, look.room, look.room_other)
        )
    )


def _centre(piece: Piece, width: float) -> Piece:
    """A piece of one line in the middle of a width."""
    (words,) = (mark for mark in piece.marks if isinstance(mark, Words))
    return piece._replace(marks=(moved(words, (width - words.line.width) / 2 - words.x, 0),))


def set_legend(
    context: PrintContext, look: GridStyle, boxes: Iterable[GridBox], size: Size
) -> Iterator[Piece]:
    """The tracks of the page by their codes: in all languages where that is short, else in the foremost."""
    ids = {session.track for box in boxes for session in _sessions_in_box(box)}
    tracks = [track for track in context.schedule.tracks if track.id in ids]
    if not tracks:
        return
    for many in (True, False):
        groups: list[Spans] = []
        for track in tracks:
            code = Span(
                f"{track.code} ",
                context.languages[0],
                replace(look.legend, weight=700, colour=look.track_colour(track)),
            )
            names = context.text_spans(track.name, look.legend)
            groups.append([code, *joined(names if many else names[:1])])
        column = Column(context.fonts, size[0], context.languages)
        found = set_rows(groups, Span("    ", "und", look.legend), column)
        if height_of(found) <= 0.08 * size[1]:
            break
    first, *others = found
    yield Piece(1.6 * look.unit)
    yield from (first, *others)


def _sessions_in_box(box: GridBox) -> Iterator[Session]:
    if box.cell.session is not None:
        yield box.cell.session
    yield from box.cell.listed_sessions
    for part in box.inner_boxes:
        yield from _sessions_in_box(part)
