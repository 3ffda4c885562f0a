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

from eventkit.outputs.programme.grid.axis import Axis, Need
from eventkit.outputs.programme.grid.columns import Cell
from eventkit.outputs.programme.grid.filling import Filled, filled
from eventkit.outputs.programme.grid.look import Look
from eventkit.outputs.programme.grid.telling import Amount, Teller, Told
from eventkit.outputs.programme.sections import session_anchor
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import WHITE, Box, Link, Mark
from eventkit.typesetting.flow import height_of, moved, stacked
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import tagged


@dataclass(frozen=True)
class Across:
    """Where the columns of a page are.

    Attributes:
        columns: Which they are, in order.
        left: Where the first begins.
        width: Of each of them.
        between: What is left free beside a box.
    """

    columns: tuple[int, ...]
    left: float
    width: float
    between: float

    def of(self, cell: Cell) -> tuple[float, float]:
        """From where to where a cell reaches."""
        start = self.left + self.columns.index(cell.columns[0]) * self.width
        end = start + len(cell.columns) * self.width
        lane = (end - start) / cell.lanes
        return start + cell.lane * lane, start + (cell.lane + 1) * lane - self.between


@dataclass(frozen=True)
class Boxed:
    """A cell at its place across the page, and what it says in that width.

    Attributes:
        cell: The cell.
        left: Its edge where lines begin.
        right: Its other edge.
        told: What it says.
        inside: The boxes within it.
    """

    cell: Cell
    left: float
    right: float
    told: Told
    inside: tuple[Boxed, ...]


def boxed(tell: Teller, look: Look, cells: Iterable[Cell], across: Across) -> tuple[Boxed, ...]:
    """The cells as boxes, those that begin earlier first, then those further to the left."""
    return tuple(_boxed(tell, look, cell, across, across.of(cell)) for cell in _in_order(cells))


def _in_order(cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (cell.start, cell.columns, cell.lane))


def _boxed(tell: Teller, look: Look, cell: Cell, across: Across, place: tuple[float, float]) -> Boxed:
    left, right = place
    start, end = left + look.bar + look.padding, right - look.padding
    inside = tuple(
        _boxed(tell, look, part, across, (max(start, left), min(end, right)))
        for part, (left, right) in ((part, across.of(part)) for part in _in_order(cell.inside))
    )
    return Boxed(cell, left, right, tell(cell, end - start), inside)


def needs(box: Boxed, amount: Amount, axis: Axis, above: float = 0, below: float = 0) -> Iterator[Need]:
    """What a box and those within it need of the axis, for an amount of text.

    Args:
        box: The box.
        amount: How much it is to hold.
        axis: Any axis of the page, for its ends.
        above: What the boxes round it that begin with it take above it.
        below: What those that end with it take below it.
    """
    look = box.told.look
    start, end = _clamped(box.cell, axis)
    head = box.told.least(amount) + 2 * look.padding
    yield Need(start, end, above + head + below + look.between)
    for part in box.inside:
        begins, ends = _clamped(part.cell, axis)
        if begins > start:
            yield Need(start, begins, above + head)
        yield from needs(
            part,
            amount,
            axis,
            above + head if begins == start else 0,
            below + look.padding if ends == end else 0,
        )


def _clamped(cell: Cell, axis: Axis) -> tuple[datetime, datetime]:
    first, last = axis.instants[0], axis.instants[-1]
    return max(cell.start, first), min(cell.end, last)


@dataclass(frozen=True)
class Drawn:
    """The marks of a box, and the sessions whose title found no room in it."""

    marks: tuple[Mark, ...]
    lost: tuple[str, ...] = ()


def drawn(
    setting: Setting,
    box: Boxed,
    amount: Amount,
    axis: Axis,
    *,
    links: bool,
    above: float = 0,
    below: float = 0,
) -> Drawn:
    """A box with all that is in it, on the height that the axis gives it."""
    look, session = box.told.look, box.cell.session
    start, end = _clamped(box.cell, axis)
    top, bottom = axis.at(start) + above, axis.at(end) - below - look.between
    head = _head(box, amount, axis, top, bottom)
    ground = look.ground(setting, session)
    text = filled(box.told, head - 2 * look.padding, amount, links=links)
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
        height = _above_the_list(box, text) if box.told.items else head
        marks.append(Link(box.left, top, box.right - box.left, height, target))
    lost, parts = list(text.lost), Element("L")
    for part in box.inside:
        begins, ends = _clamped(part.cell, axis)
        inner = drawn(
            setting,
            part,
            amount,
            axis,
            links=links,
            above=top + head - axis.at(start) if begins == start else 0,
            below=below + look.padding if ends == end else 0,
        )
        marks += tagged((parts,), _lighter(inner.marks))
        lost += inner.lost
    return Drawn(tuple(tagged((Element("LI"), Element("LBody")), marks)), tuple(lost))


def _head(box: Boxed, amount: Amount, axis: Axis, top: float, bottom: float) -> float:
    """The height of a box above those within it."""
    start = _clamped(box.cell, axis)[0]
    begins = [_clamped(part.cell, axis)[0] for part in box.inside]
    if start in begins:
        return box.told.least(amount) + 2 * box.told.look.padding
    return min([bottom, *(axis.at(begin) for begin in begins)]) - top


def _above_the_list(box: Boxed, text: Filled) -> float:
    """The height of time and title, above the entries of a list."""
    return height_of(text.pieces[: text.heading]) + 2 * box.told.look.padding


def _lighter(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks of an inner box, its ground set off from that round it."""
    for mark in marks:
        if isinstance(mark, Box) and mark.fill is not None and mark.fill.luminance > 0.5:
            yield replace(mark, fill=mark.fill.mixed(WHITE, 0.62))
        else:
            yield mark
