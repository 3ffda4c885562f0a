"""Imposition: pages on press sheets, step-and-repeat or saddle-stitched, with crop and fold marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice, pairwise, repeat
from typing import Literal

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.layout.pages import Page, PlacedPage, Rectangle, Rotation, RuleLine, Size, mm
from eventkit.typesetting.layout.prepress import Edge, extend_to_bleed

Fold = Literal["below", "above"]
"""Where the back of a folded piece is: below its front, as of a badge in a pouch, or above it, as of a card
that stands on a table."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of paper after it is cut: pages of one size, as its two sides are seen.

    Attributes:
        front: Its front.
        back: Its back, upright when the leaf is turned about its upright axis, as a badge on a ribbon turns.
        fold: How far below its upper edge it is folded, where it is.
    """

    front: Page
    back: Page | None = None
    fold: float | None = None


def fold_leaf(front: Page, back: Page, fold: Fold, bleed: float = 0) -> Leaf:
    """A leaf of twice the height that becomes a front and a back when it is folded across its middle.

    The back is printed upside down: folded behind the front it is upright. The ground of neither half goes
    on beyond the fold.
    """
    width, height = front.width, front.height
    at_fold: Edge = "bottom" if fold == "below" else "top"
    one, other = (extend_to_bleed(each, bleed, but=at_fold) for each in (front, back))
    upright = PlacedPage(one, 0, 0 if fold == "below" else height)
    turned = PlacedPage(other, 0, height if fold == "below" else 0, rotation=180)
    return Leaf(Page(width, 2 * height, (upright, turned), label=front.label), fold=height)


class FlipEdge(StrEnum):
    """About which edge of the paper a printer turns it to print its back."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class PressSheet:
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
        if self.gutters[0] < -_SIZE_TOLERANCE or self.gutters[1] < -_SIZE_TOLERANCE:
            message = "the cells of a sheet do not lie over one another"
            raise ValueError(message)
        last = self.cell(self.count - 1)
        if min(self.left, self.top, self.width - last.right, self.height - last.bottom) < -_SIZE_TOLERANCE:
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

    def cell(self, at: int) -> Rectangle:
        """Where a cell is on the front; they are counted from 0, row by row."""
        row, column = divmod(at, self.columns)
        x, y = self.left + column * self.across, self.top + row * self.down
        return Rectangle(x, y, self.cell_width, self.cell_height)

    def back_cell(self, at: int, flip: FlipEdge) -> Rectangle:
        """Where the back of that cell is, as one sees the back."""
        cell = self.cell(at)
        if self.flips_sideways(flip):
            return Rectangle(self.width - cell.right, cell.y, cell.width, cell.height)
        return Rectangle(cell.x, self.height - cell.bottom, cell.width, cell.height)

    def flips_sideways(self, flip: FlipEdge) -> bool:
        """Whether the paper is turned about its upright axis, as the leaves of a book are: then left and
        right change places on its back, and otherwise above and below do.
        """
        return (flip is FlipEdge.LONG) == (self.height >= self.width)

    def back_rotation(self, turn: Rotation, flip: FlipEdge) -> Rotation:
        """How a back is turned whose front is turned like that: so that both have their head at one edge."""
        return _rotate_sheet((0 if self.flips_sideways(flip) else 180) - turn)


_SIZE_TOLERANCE = 0.05  # points: less than any rounding of a maker's measures


_PAPER_ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


def _rotate_sheet(degrees: int) -> Rotation:
    return _PAPER_ROTATIONS[degrees // 90 % 4]


def single_cell(cell: Size, *, margin: float = 0, paper: Size | None = None) -> PressSheet:
    """A sheet of one cell: on paper of its own with that margin about it, or in the middle of the paper.

    Raises:
        ValueError: The paper is smaller.
    """
    width, height = cell
    if paper is None:
        return PressSheet(width + 2 * margin, height + 2 * margin, width, height, left=margin, top=margin)
    left, top = (paper[0] - width) / 2, (paper[1] - height) / 2
    return PressSheet(*paper, width, height, left=left, top=top)


def step_and_repeat(paper: Size, cell: Size, *, gutter: float = 0, margin: float = 0) -> PressSheet | None:
    """The sheet that takes the most cells of that size, in the middle of the paper, whichever way it lies.

    Args:
        paper: Its size; where both ways take as many cells, it lies as it is given.
        cell: The size of a leaf.
        gutter: What is kept free between two cells.
        margin: What is kept free at the edges of the paper.

    Returns:
        The sheet, or ``None`` where the paper does not hold a single cell.
    """
    ways = [_lay_out_cells(each, cell, gutter, margin) for each in (paper, paper[::-1])]
    return max((each for each in ways if each), key=lambda sheet: sheet.count, default=None)


def _lay_out_cells(paper: Size, cell: Size, gutter: float, margin: float) -> PressSheet | None:
    columns, rows = (
        int((whole - 2 * margin + gutter + _SIZE_TOLERANCE) // (part + gutter))
        for whole, part in zip(paper, cell, strict=True)
    )
    if columns < 1 or rows < 1:
        return None
    across, down = cell[0] + gutter, cell[1] + gutter
    left = (paper[0] - columns * across + gutter) / 2
    top = (paper[1] - rows * down + gutter) / 2
    return PressSheet(*paper, *cell, columns, rows, max(left, 0), max(top, 0), across, down)


MARKS_DISTANCE = 0.5 * mm
"""Between the end of the bleed and a mark."""


MARKS_LENGTH = 4.5 * mm
"""Of a mark, where the paper has room for it."""


MARKS_MARGIN = MARKS_DISTANCE + MARKS_LENGTH + 0.5 * mm
"""What marks take of a margin besides the bleed."""


SHORTEST_MARK = 1.5 * mm
"""A shorter mark is none."""


_MARK_WIDTH = 0.25


_FOLD_DASH = (2.0, 1.5)


_MARK_GREY = Colour.parse("#8a8f96")


_FOLD_TICK = 3 * mm


def cut_marks(sheet: PressSheet, bleed: float) -> tuple[RuleLine, ...]:
    """Where the sheet is cut: marks beside the outermost cells, in line with the edges of each of them.

    A side of the paper that has no room for marks has none.
    """
    columns = _separate(
        sheet.left + at * sheet.across + edge for at in range(sheet.columns) for edge in (0, sheet.cell_width)
    )
    rows = _separate(
        sheet.top + at * sheet.down + edge for at in range(sheet.rows) for edge in (0, sheet.cell_height)
    )
    upright = [
        RuleLine(x, start, x, end, _MARK_WIDTH, BLACK)
        for x in columns
        for start, end in _mark_above(sheet, bleed)
    ]
    level = [
        RuleLine(start, y, end, y, _MARK_WIDTH, BLACK)
        for y in rows
        for start, end in _mark_beside(sheet, bleed)
    ]
    return (*upright, *level)


def fold_marks(sheet: PressSheet, fold: float, bleed: float) -> tuple[RuleLine, ...]:
    """Where the leaves are folded, ``fold`` points below the upper edge of each: dashes beside the outermost
    cells, or where the paper has no room for them, short ones at the edges of each cell.
    """
    heights = [sheet.top + at * sheet.down + fold for at in range(sheet.rows)]
    room = list(_mark_beside(sheet, bleed))
    if len(room) == 2:
        return tuple(
            RuleLine(start, y, end, y, _MARK_WIDTH, BLACK, _FOLD_DASH) for y in heights for start, end in room
        )
    cells = [sheet.cell(at) for at in range(sheet.count)]
    return tuple(
        RuleLine(x, cell.y + fold, x + _FOLD_TICK, cell.y + fold, _MARK_WIDTH, _MARK_GREY, _FOLD_DASH)
        for cell in cells
        for x in (cell.x, cell.right - _FOLD_TICK)
    )


def upright_fold_marks(sheet: PressSheet, fold: float, bleed: float) -> tuple[RuleLine, ...]:
    """Where leaves are folded upright, ``fold`` points from the left edge of each, if the paper has room."""
    places = [sheet.left + at * sheet.across + fold for at in range(sheet.columns)]
    return tuple(
        RuleLine(x, start, x, end, _MARK_WIDTH, BLACK, _FOLD_DASH)
        for x in places
        for start, end in _mark_above(sheet, bleed)
    )


def _mark_above(sheet: PressSheet, bleed: float) -> Iterator[tuple[float, float]]:
    """From where to where marks go above and below the cells."""
    bottom = sheet.cell(sheet.count - 1).bottom
    yield from _outer_edges(sheet.top, bottom, sheet.height, bleed)


def _mark_beside(sheet: PressSheet, bleed: float) -> Iterator[tuple[float, float]]:
    """From where to where marks go on the left and the right of the cells."""
    right = sheet.cell(sheet.count - 1).right
    yield from _outer_edges(sheet.left, right, sheet.width, bleed)


def _outer_edges(start: float, end: float, whole: float, bleed: float) -> Iterator[tuple[float, float]]:
    away = bleed + MARKS_DISTANCE
    if (before := min(MARKS_LENGTH, start - away)) >= SHORTEST_MARK:
        yield start - away - before, start - away
    if (after := min(MARKS_LENGTH, whole - end - away)) >= SHORTEST_MARK:
        yield end + away, end + away + after


def _separate(places: Iterable[float]) -> list[float]:
    """The places in their order, those once that fall together."""
    found = sorted(places)
    return [*found[:1], *(place for before, place in pairwise(found) if place - before > _MARK_WIDTH)]


PAGES_PER_SHEET = 4


_NO_MARKS = 0.05


def saddle_stitch_order(pages: int) -> tuple[tuple[int | None, int | None], ...]:
    """Which pages are on the left and on the right of each side, front and back in turn, the outermost sheet
    first; pages are counted from 0, and ``None`` is a blank one.

    >>> order(6)
    ((None, 0), (1, None), (5, 2), (3, 4))
    """
    whole = -(-pages // PAGES_PER_SHEET) * PAGES_PER_SHEET
    sides: list[tuple[int | None, int | None]] = []
    for inner in range(whole // 2):
        outer = whole - 1 - inner
        pair = (inner, outer) if inner % 2 else (outer, inner)
        left, right = (at if at < pages else None for at in pair)
        sides.append((left, right))
    return tuple(sides)


def booklet(
    pages: Sequence[Page],
    *,
    paper: Size | None = None,
    thickness: float = 0,
    from_right: bool = False,
    bleed: float = 0,
) -> Iterator[Page]:
    """The pages as the sides of sheets, front and back in turn, to be printed on both sides turned about the
    short edge, laid into one another, folded and stapled.

    Where the paper is larger than two pages, it is marked where to cut and to fold.

    Args:
        pages: Of one size when cut, as they are read; blank ones are added at the end until all sheets are
            full.
        paper: That of the sheets, its longer side across; where left out, two pages side by side.
        thickness: Of the paper. Each sheet drives those in it so much further out, where they are cut: their
            pages are moved by as much towards the fold.
        from_right: Whether it is read from the right to the left, and so bound on the right.
        bleed: How far the pages go on where they are cut.

    Raises:
        ValueError: There is no page, pages are of several sizes, or the paper is smaller than two of them.
    """
    cut = [(area.width, area.height) for area in map(_trim_marks, pages)]
    if not cut or any(abs(a - b) > _NO_MARKS for size in cut for a, b in zip(size, cut[0], strict=True)):
        message = "a booklet has pages, and all of them are of one size"
        raise ValueError(message)
    width, height = cut[0]
    spread = single_cell((2 * width, height), paper=paper and (max(paper), min(paper)))
    return _booklet_sides(pages, spread, thickness, bleed, from_right)


def _booklet_sides(
    pages: Sequence[Page],
    spread: PressSheet,
    thickness: float,
    bleed: float,
    from_right: bool,  # noqa: FBT001
) -> Iterator[Page]:
    marks = (*cut_marks(spread, bleed), *upright_fold_marks(spread, spread.cell_width / 2, bleed))
    for at, (left, right) in enumerate(saddle_stitch_order(len(pages))):
        inwards = at // 2 * thickness
        one, other = (right, left) if from_right else (left, right)
        halves = [
            _place_half(pages[page], spread, inwards, bleed, at_left=side == 0)
            for side, page in enumerate((one, other))
            if page is not None
        ]
        yield Page(spread.width, spread.height, (*halves, *marks), trim_box=spread.cell(0))


def _place_half(page: Page, spread: PressSheet, inwards: float, bleed: float, *, at_left: bool) -> PlacedPage:
    """A page beside the fold, which it does not reach over."""
    cut, fold = _trim_marks(page), spread.left + spread.cell_width / 2
    begins = cut.x + (-bleed if at_left else inwards)
    ends = cut.right + (-inwards if at_left else bleed)
    clip = Rectangle(begins, cut.y - bleed, ends - begins, cut.height + 2 * bleed)
    x = fold - cut.right + inwards if at_left else fold - cut.x - inwards
    return PlacedPage(page, x, spread.top - cut.y, clip=clip)


def _trim_marks(page: Page) -> Rectangle:
    """What is left of a page after cutting."""
    return page.trim_box or Rectangle(0, 0, page.width, page.height)


@dataclass(frozen=True, slots=True)
class PressSettings:
    """How sheets are printed. Lengths are points.

    Attributes:
        flip: About which edge the paper is turned; ``None`` prints one side only.
        shift: How much further to the right and down everything on the backs is printed, as one sees the
            back: printers draw the paper in by a millimetre or two beside where they should.
        skip: How many cells of the first sheet are taken already.
        bleed: How far the ground goes on beyond the edges, as far as there is room.
        cut_marks: Whether it is marked where to cut.
    """

    flip: FlipEdge | None = None
    shift: tuple[float, float] = (0, 0)
    skip: int = 0
    bleed: float = 0
    cut_marks: bool = False


SINGLE_SIDED = PressSettings()
"""The front alone, from the first cell, and nothing beside it."""


def impose(leaves: Iterable[Leaf], sheet: PressSheet, manner: PressSettings = SINGLE_SIDED) -> Iterator[Page]:
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
    return _impose_sheets(leaves, sheet, manner)


def _impose_sheets(leaves: Iterable[Leaf], sheet: PressSheet, manner: PressSettings) -> Iterator[Page]:
    cells = chain(repeat(None, manner.skip), leaves)
    side = _SheetSide(sheet, manner)
    while any(taken := tuple(islice(cells, sheet.count))):
        yield side.front(taken)
        if manner.flip is not None:
            yield side.back(taken, manner.flip)


def fit_to_cell(leaf: tuple[float, float], cell: tuple[float, float]) -> tuple[Rotation, float]:
    """How a leaf is turned and scaled to lie in a cell: never larger than it is."""
    (width, height), (across, down) = leaf, cell
    upright = min(1, across / width, down / height)
    lying = min(1, across / height, down / width)
    return (90, lying) if lying > _BACK_ROTATIONS * upright else (0, upright)


_BACK_ROTATIONS = 1.05
"""How much larger a leaf must be turned for that: heads in one direction are easier to cut and to sort."""


class _SheetSide:
    """Makes the sides of sheets; what all of them have is made once, and painted once."""

    def __init__(self, sheet: PressSheet, manner: PressSettings) -> None:
        self._sheet = sheet
        self._manner = manner
        self._cut = cut_marks(sheet, manner.bleed) if manner.cut_marks else ()
        self._folds: dict[float, tuple[RuleLine, ...]] = {}
        cell = sheet.cell_width, sheet.cell_height
        alone = sheet.count == 1 and cell == (sheet.width, sheet.height)
        # The size of a front that is the whole side as it is; most badges are printed so.
        self._bare = None if manner.bleed or manner.cut_marks or not alone else cell

    def front(self, leaves: Sequence[Leaf | None]) -> Page:
        first = leaves[0]
        if self._bare and first and first.fold is None and _leaf_size(first.front) == self._bare:
            return first.front
        placed = [
            self._placed(leaf.front, self._sheet.cell(at))
            for at, leaf in enumerate(leaves)
            if leaf is not None
        ]
        label = leaves[0].front.label if self._sheet.count == 1 and leaves[0] else ""
        marks: tuple[PlacedPage | RuleLine, ...] = (*placed, *self._cut, *self._folding(leaves))
        return self._page(marks, label)

    def back(self, leaves: Sequence[Leaf | None], flip: FlipEdge) -> Page:
        placed = [
            self._placed(leaf.back, self._sheet.back_cell(at, flip), flip)
            for at, leaf in enumerate(leaves)
            if leaf is not None and leaf.back is not None
        ]
        return self._page(tuple(placed), "")

    def _page(self, marks: tuple[PlacedPage | RuleLine, ...], label: str) -> Page:
        """A side; where one leaf has the sheet to itself, it is told where that is cut."""
        sheet = self._sheet
        if sheet.count > 1:
            return Page(sheet.width, sheet.height, marks, label)
        if len(marks) == 1 and isinstance(marks[0], PlacedPage) and self._is_all(marks[0]):
            return marks[0].page
        trim = sheet.cell(0)
        across, down = self._reach((0, 0))
        beyond = Rectangle(trim.x - across, trim.y - down, trim.width + 2 * across, trim.height + 2 * down)
        return Page(sheet.width, sheet.height, marks, label, trim, beyond)

    def _is_all(self, placed: PlacedPage) -> bool:
        """Whether a page is the whole side as it is."""
        whole = (0, 0, 0, 1, None, self._sheet.width, self._sheet.height)
        size = placed.page.width, placed.page.height
        return (placed.x, placed.y, placed.rotation, placed.scale, placed.clip, *size) == whole

    def _placed(self, page: Page, cell: Rectangle, flip: FlipEdge | None = None) -> PlacedPage:
        """A page in the middle of a cell, on the back if a flip is told."""
        turn, scale = fit_to_cell((page.width, page.height), (cell.width, cell.height))
        right, down = (0.0, 0.0) if flip is None else self._manner.shift
        if flip is not None:
            turn = self._sheet.back_rotation(turn, flip)
        covered = PlacedPage(page, 0, 0, turn, scale).area
        spare = (cell.width - covered.width) / 2, (cell.height - covered.height) / 2
        x, y = cell.x + spare[0] + right, cell.y + spare[1] + down
        if not self._manner.bleed:
            return PlacedPage(page, x, y, turn, scale)
        across, above = (each / scale for each in self._reach(spare)[:: -1 if turn in {90, 270} else 1])
        clip = Rectangle(-across, -above, page.width + 2 * across, page.height + 2 * above)
        return PlacedPage(extend_to_bleed(page, self._manner.bleed / scale), x, y, turn, scale, clip)

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

    def _folding(self, leaves: Sequence[Leaf | None]) -> tuple[RuleLine, ...]:
        """Where the leaves are folded; those of one sheet are all folded alike."""
        leaf = next(each for each in leaves if each is not None)
        if leaf.fold is None:
            return ()
        if leaf.fold not in self._folds:
            sheet, height = self._sheet, leaf.front.height
            if (
                leaf.front.width > sheet.cell_width + _LENGTH_TOLERANCE
                or height > sheet.cell_height + _LENGTH_TOLERANCE
            ):
                message = "what is folded is neither turned nor made smaller: it needs larger cells"
                raise ValueError(message)
            fold = (sheet.cell_height - height) / 2 + leaf.fold
            self._folds[leaf.fold] = fold_marks(sheet, fold, self._manner.bleed)
        return self._folds[leaf.fold]


_LENGTH_TOLERANCE = 0.01


def _leaf_size(page: Page) -> tuple[float, float]:
    return page.width, page.height
