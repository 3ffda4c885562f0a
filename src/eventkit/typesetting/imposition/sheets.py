"""Sheets: paper with cells, each of which takes one leaf.

The measures of a sheet are those of its front. Where a cell is behind itself is a matter of the edge about
which the printer turns the paper, and of nothing else: margins need not be equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eventkit.typesetting.pages import Area, Turn
from eventkit.typesetting.units import Size


class Flip(StrEnum):
    """About which edge of the paper a printer turns it to print its back."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper with cells in rows and columns. Lengths are points from the upper left corner.

    Attributes:
        width: Of the paper.
        height: Of the paper.
        cell_width: Of each cell.
        cell_height: Of each cell.
        columns: How many cells are side by side.
        rows: How many are one below the other.
        left: From the edge of the paper to the first column.
        top: From the edge of the paper to the first row.
        across: From the left edge of a column to that of the next.
        down: From the upper edge of a row to that of the next.

    Raises:
        ValueError: It has no cell; cells lie over one another; one does not lie on the paper.
    """

    width: float
    height: float
    cell_width: float
    cell_height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    across: float = 0
    down: float = 0

    def __post_init__(self) -> None:
        if self.columns < 1 or self.rows < 1 or self.cell_width <= 0 or self.cell_height <= 0:
            message = "a sheet has at least one cell"
            raise ValueError(message)
        if self.gutters[0] < -_NOTHING or self.gutters[1] < -_NOTHING:
            message = "the cells of a sheet do not lie over one another"
            raise ValueError(message)
        last = self.cell(self.count - 1)
        if min(self.left, self.top, self.width - last.right, self.height - last.bottom) < -_NOTHING:
            message = "the cells of a sheet lie on its paper"
            raise ValueError(message)

    @property
    def count(self) -> int:
        """How many cells it has."""
        return self.columns * self.rows

    @property
    def gutters(self) -> tuple[float, float]:
        """What lies between two columns and between two rows; nothing where there is but one."""
        across = self.across - self.cell_width if self.columns > 1 else 0
        down = self.down - self.cell_height if self.rows > 1 else 0
        return across, down

    def cell(self, at: int) -> Area:
        """Where a cell is on the front; they are counted from 0, row by row."""
        row, column = divmod(at, self.columns)
        x, y = self.left + column * self.across, self.top + row * self.down
        return Area(x, y, self.cell_width, self.cell_height)

    def behind(self, at: int, flip: Flip) -> Area:
        """Where the back of that cell is, as one sees the back."""
        cell = self.cell(at)
        if self.turns_upright(flip):
            return Area(self.width - cell.right, cell.y, cell.width, cell.height)
        return Area(cell.x, self.height - cell.bottom, cell.width, cell.height)

    def turns_upright(self, flip: Flip) -> bool:
        """Whether the paper is turned about its upright axis, as the leaves of a book are: then left and
        right change places on its back, and otherwise above and below do.
        """
        return (flip is Flip.LONG) == (self.height >= self.width)

    def turn_behind(self, turn: Turn, flip: Flip) -> Turn:
        """How a back is turned whose front is turned like that: so that both have their head at one edge."""
        return _turned((0 if self.turns_upright(flip) else 180) - turn)


_NOTHING = 0.05  # points: less than any rounding of a maker's measures
_TURNS: tuple[Turn, ...] = (0, 90, 180, 270)


def _turned(degrees: int) -> Turn:
    return _TURNS[degrees // 90 % 4]


def single(cell: Size, *, margin: float = 0, paper: Size | None = None) -> Sheet:
    """A sheet of one cell: on paper of its own with that margin about it, or in the middle of the paper.

    Raises:
        ValueError: The paper is smaller.
    """
    width, height = cell
    if paper is None:
        return Sheet(width + 2 * margin, height + 2 * margin, width, height, left=margin, top=margin)
    left, top = (paper[0] - width) / 2, (paper[1] - height) / 2
    return Sheet(*paper, width, height, left=left, top=top)


def laid(paper: Size, cell: Size, *, gutter: float = 0, margin: float = 0) -> Sheet | None:
    """The sheet that takes the most cells of that size, in the middle of the paper, whichever way it lies.

    Args:
        paper: Its size; where both ways take as many cells, it lies as it is given.
        cell: The size of a leaf.
        gutter: What is kept free between two cells.
        margin: What is kept free at the edges of the paper.

    Returns:
        The sheet, or ``None`` where the paper does not hold a single cell.
    """
    ways = [_laid(each, cell, gutter, margin) for each in (paper, paper[::-1])]
    return max((each for each in ways if each), key=lambda sheet: sheet.count, default=None)


def _laid(paper: Size, cell: Size, gutter: float, margin: float) -> Sheet | None:
    columns, rows = (
        int((whole - 2 * margin + gutter + _NOTHING) // (part + gutter))
        for whole, part in zip(paper, cell, strict=True)
    )
    if columns < 1 or rows < 1:
        return None
    across, down = cell[0] + gutter, cell[1] + gutter
    left = (paper[0] - columns * across + gutter) / 2
    top = (paper[1] - rows * down + gutter) / 2
    return Sheet(*paper, *cell, columns, rows, max(left, 0), max(top, 0), across, down)
