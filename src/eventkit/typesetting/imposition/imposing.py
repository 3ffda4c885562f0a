"""Leaves onto sheets, front and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat

from eventkit.typesetting.imposition.cutting import cut_marks, fold_marks
from eventkit.typesetting.imposition.leaves import Leaf, bled
from eventkit.typesetting.imposition.sheets import Flip, Sheet
from eventkit.typesetting.pages import Area, Page, Placed, Rule, Turn


@dataclass(frozen=True, slots=True)
class Manner:
    """How sheets are printed. Lengths are points.

    Attributes:
        flip: About which edge the paper is turned; ``None`` prints one side only.
        shift: How much further to the right and down everything on the backs is printed, as one sees the
            back: printers draw the paper in by a millimetre or two beside where they should.
        skip: How many cells of the first sheet are taken already.
        bleed: How far the ground goes on beyond the edges, as far as there is room.
        cut_marks: Whether it is marked where to cut.
    """

    flip: Flip | None = None
    shift: tuple[float, float] = (0, 0)
    skip: int = 0
    bleed: float = 0
    cut_marks: bool = False


ONE_SIDE = Manner()
"""The front alone, from the first cell, and nothing beside it."""


def imposed(leaves: Iterable[Leaf], sheet: Sheet, manner: Manner = ONE_SIDE) -> Iterator[Page]:
    """The sheets that take the leaves, in the order of the cells; each with its back behind it where the
    manner is to print both sides.

    A leaf that is smaller than a cell stands in its middle. One that is larger is made smaller, and turned
    where it fits better so.

    Raises:
        ValueError: All cells of the first sheet are taken already, or less than none.
    """
    if not 0 <= manner.skip < sheet.count:
        message = f"of {sheet.count} cells none to {sheet.count - 1} can be taken already"
        raise ValueError(message)
    return _sheets(leaves, sheet, manner)


def _sheets(leaves: Iterable[Leaf], sheet: Sheet, manner: Manner) -> Iterator[Page]:
    cells = chain(repeat(None, manner.skip), leaves)
    side = _Side(sheet, manner)
    while any(taken := tuple(islice(cells, sheet.count))):
        yield side.front(taken)
        if manner.flip is not None:
            yield side.back(taken, manner.flip)


def fitting(leaf: tuple[float, float], cell: tuple[float, float]) -> tuple[Turn, float]:
    """How a leaf is turned and scaled to lie in a cell: never larger than it is."""
    (width, height), (across, down) = leaf, cell
    upright = min(1, across / width, down / height)
    lying = min(1, across / height, down / width)
    return (90, lying) if lying > _TURNS_FROM * upright else (0, upright)


_TURNS_FROM = 1.05
"""How much larger a leaf must be turned for that: heads in one direction are easier to cut and to sort."""


class _Side:
    """Makes the sides of sheets; what all of them have is made once, and painted once."""

    def __init__(self, sheet: Sheet, manner: Manner) -> None:
        self._sheet = sheet
        self._manner = manner
        self._cut = cut_marks(sheet, manner.bleed) if manner.cut_marks else ()
        self._folds: dict[float, tuple[Rule, ...]] = {}
        cell = sheet.cell_width, sheet.cell_height
        alone = sheet.count == 1 and cell == (sheet.width, sheet.height)
        # The size of a front that is the whole side as it is; most badges are printed so.
        self._bare = None if manner.bleed or manner.cut_marks or not alone else cell

    def front(self, leaves: Sequence[Leaf | None]) -> Page:
        first = leaves[0]
        if self._bare and first and first.fold is None and _size(first.front) == self._bare:
            return first.front
        placed = [
            self._placed(leaf.front, self._sheet.cell(at))
            for at, leaf in enumerate(leaves)
            if leaf is not None
        ]
        label = leaves[0].front.label if self._sheet.count == 1 and leaves[0] else ""
        marks: tuple[Placed | Rule, ...] = (*placed, *self._cut, *self._folding(leaves))
        return self._page(marks, label)

    def back(self, leaves: Sequence[Leaf | None], flip: Flip) -> Page:
        placed = [
            self._placed(leaf.back, self._sheet.behind(at, flip), flip)
            for at, leaf in enumerate(leaves)
            if leaf is not None and leaf.back is not None
        ]
        return self._page(tuple(placed), "")

    def _page(self, marks: tuple[Placed | Rule, ...], label: str) -> Page:
        """A side; where one leaf has the sheet to itself, it is told where that is cut."""
        sheet = self._sheet
        if sheet.count > 1:
            return Page(sheet.width, sheet.height, marks, label)
        if len(marks) == 1 and isinstance(marks[0], Placed) and self._is_all(marks[0]):
            return marks[0].page
        trim = sheet.cell(0)
        across, down = self._reach((0, 0))
        beyond = Area(trim.x - across, trim.y - down, trim.width + 2 * across, trim.height + 2 * down)
        return Page(sheet.width, sheet.height, marks, label, trim, beyond)

    def _is_all(self, placed: Placed) -> bool:
        """Whether a page is the whole side as it is."""
        whole = (0, 0, 0, 1, None, self._sheet.width, self._sheet.height)
        size = placed.page.width, placed.page.height
        return (placed.x, placed.y, placed.turn, placed.scale, placed.clip, *size) == whole

    def _placed(self, page: Page, cell: Area, flip: Flip | None = None) -> Placed:
        """A page in the middle of a cell, on the back if a flip is told."""
        turn, scale = fitting((page.width, page.height), (cell.width, cell.height))
        right, down = (0.0, 0.0) if flip is None else self._manner.shift
        if flip is not None:
            turn = self._sheet.turn_behind(turn, flip)
        covered = Placed(page, 0, 0, turn, scale).area
        spare = (cell.width - covered.width) / 2, (cell.height - covered.height) / 2
        x, y = cell.x + spare[0] + right, cell.y + spare[1] + down
        if not self._manner.bleed:
            return Placed(page, x, y, turn, scale)
        across, above = (each / scale for each in self._reach(spare)[:: -1 if turn in {90, 270} else 1])
        clip = Area(-across, -above, page.width + 2 * across, page.height + 2 * above)
        return Placed(bled(page, self._manner.bleed / scale), x, y, turn, scale, clip)

    def _reach(self, spare: tuple[float, float]) -> tuple[float, float]:
        """How far the bleed goes beside and above a leaf: to the middle of what parts it from its neighbours.

        Args:
            spare: What the cell has on either side of the leaf, across and down.
        """
        sheet, bleed = self._sheet, self._manner.bleed
        last = sheet.cell(sheet.count - 1)
        across, down = (each / 2 for each in sheet.gutters)
        if sheet.columns == 1:
            across = min(sheet.left, sheet.width - last.right)
        if sheet.rows == 1:
            down = min(sheet.top, sheet.height - last.bottom)
        return min(bleed, across + spare[0]), min(bleed, down + spare[1])

    def _folding(self, leaves: Sequence[Leaf | None]) -> tuple[Rule, ...]:
        """Where the leaves are folded; those of one sheet are all folded alike."""
        leaf = next(each for each in leaves if each is not None)
        if leaf.fold is None:
            return ()
        if leaf.fold not in self._folds:
            sheet, height = self._sheet, leaf.front.height
            if leaf.front.width > sheet.cell_width + _NOTHING or height > sheet.cell_height + _NOTHING:
                message = "what is folded is neither turned nor made smaller: it needs larger cells"
                raise ValueError(message)
            fold = (sheet.cell_height - height) / 2 + leaf.fold
            self._folds[leaf.fold] = fold_marks(sheet, fold, self._manner.bleed)
        return self._folds[leaf.fold]


_NOTHING = 0.01


def _size(page: Page) -> tuple[float, float]:
    return page.width, page.height
