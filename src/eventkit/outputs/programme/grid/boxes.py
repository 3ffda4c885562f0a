"""Boxes: cells with their place across the page and all they have to say, then as marks.

To those who hear it a grid is a list: its boxes by time and then by room, each with its hours, room and
track, and the parts of a session as a list within its item. It is no table. Rows would begin wherever
anything begins in any room, so that who goes from cell to cell would hear mostly blanks; lanes, gaps and
parts within boxes have no place in rows and columns; and of a cell that spans several of both, readers say
least well where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eventkit.outputs.programme.grid.axis import HeightDemand, TimeAxis
from eventkit.outputs.programme.grid.columns import GridCell
from eventkit.outputs.programme.grid.filling import FittedBox, fit_text
from eventkit.outputs.programme.grid.look import GridStyle
from eventkit.outputs.programme.grid.telling import BoxText, DetailLevel, TextMeasurer
from eventkit.outputs.programme.sections import session_anchor
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import WHITE, Box, Link, Mark
from eventkit.typesetting.flow import height_of, moved, stacked
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import tagged


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
