"""Imposition: pages on press sheets, step-and-repeat or saddle-stitched, with crop and fold marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice, pairwise, repeat
from typing import Literal

from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message
from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.pages import (
    MEASURING_TOLERANCE,
    Page,
    PlacedPage,
    Rectangle,
    Rotation,
    RuleLine,
    Size,
    mm,
)
from eventkit.typesetting.layout.prepress import Edge, extend_to_bleed

Fold = Literal["below", "above", "tent"]
"""The position of the back of a folded piece: below its front, as of a badge in a pouch, or above it, as of a
place card; a tent also has a foot below the front, on which it rests."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A cut piece of paper: the pages of its two sides, of one size."""

    front: Page
    # The back, upright when the leaf is turned about its vertical axis, as a badge on a ribbon turns.
    back: Page | None = None
    fold: float | None = None  # the distance of the fold from the upper edge; None for no fold


def fold_leaf(front: Page, back: Page, fold: Fold, bleed: float = 0) -> Leaf:
    """A leaf of two or three times the height that becomes a front and a back when it is folded.

    The back is printed upside down, so that it is upright when folded. Backgrounds end at the fold. The foot
    of a tent is blank, but for marks at its fold.
    """
    width, height = front.width, front.height
    if fold == "tent":
        sides = PlacedPage(back, 0, 0, rotation=180), PlacedPage(front, 0, height)
        ticks = tuple(
            RuleLine(x, 2 * height, x + _FOLD_TICK, 2 * height, _MARK_WIDTH, _MARK_GREY, _FOLD_DASH)
            for x in (0, width - _FOLD_TICK)
        )
        whole = Page(width, 3 * height, (*sides, *ticks), label=front.label, bookmark=front.bookmark)
        return Leaf(whole, fold=height)
    at_fold: Edge = "bottom" if fold == "below" else "top"
    front_half, back_half = (extend_to_bleed(page, bleed, except_edge=at_fold) for page in (front, back))
    upright = PlacedPage(front_half, 0, 0 if fold == "below" else height)
    turned = PlacedPage(back_half, 0, height if fold == "below" else 0, rotation=180)
    whole = Page(width, 2 * height, (upright, turned), label=front.label, bookmark=front.bookmark)
    return Leaf(whole, fold=height)


class FlipEdge(StrEnum):
    """The edge of the paper about which a printer turns it."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class PressSheet:
    """Paper with cells in rows and columns. Lengths are points from the upper left corner."""

    width: float
    height: float
    cell_width: float
    cell_height: float
    columns: int = 1
    rows: int = 1
    left: float = 0  # the distance from the edge of the paper to the first column
    top: float = 0  # the distance from the edge of the paper to the first row
    across: float = 0  # the distance from the left edge of a column to that of the next
    down: float = 0  # the distance from the upper edge of a row to that of the next

    def __post_init__(self) -> None:
        if self.columns < 1 or self.rows < 1 or self.cell_width <= 0 or self.cell_height <= 0:
            raise ValueError(Message("A sheet has at least one cell."))
        if self.gutters[0] < -MEASURING_TOLERANCE or self.gutters[1] < -MEASURING_TOLERANCE:
            raise ValueError(Message("The cells of a sheet must not overlap."))
        last = self.cell(self.count - 1)
        if (
            min(self.left, self.top, self.width - last.right, self.height - last.bottom)
            < -MEASURING_TOLERANCE
        ):
            raise ValueError(Message("The cells of a sheet must be on its paper."))

    @property
    def count(self) -> int:
        return self.columns * self.rows

    @property
    def gutters(self) -> tuple[float, float]:
        """The gaps between columns and between rows; 0 if there is only one."""
        across = self.across - self.cell_width if self.columns > 1 else 0
        down = self.down - self.cell_height if self.rows > 1 else 0
        return across, down

    def cell(self, index: int) -> Rectangle:
        """The position of a cell on the front; cells are counted from 0, row by row."""
        row, column = divmod(index, self.columns)
        x, y = self.left + column * self.across, self.top + row * self.down
        return Rectangle(x, y, self.cell_width, self.cell_height)

    def back_cell(self, index: int, flip: FlipEdge) -> Rectangle:
        """The position of the back of a cell, seen from the back."""
        cell = self.cell(index)
        if self.flips_sideways(flip):
            return Rectangle(self.width - cell.right, cell.y, cell.width, cell.height)
        return Rectangle(cell.x, self.height - cell.bottom, cell.width, cell.height)

    def flips_sideways(self, flip: FlipEdge) -> bool:
        """True if the paper is turned about its vertical axis, like the leaves of a book.

        Left and right are exchanged on its back then, top and bottom otherwise.
        """
        return (flip is FlipEdge.LONG) == (self.height >= self.width)

    def back_rotation(self, turn: Rotation, flip: FlipEdge) -> Rotation:
        """The rotation of a back for that of its front, so that both have their head at one edge."""
        return _PAPER_ROTATIONS[((0 if self.flips_sideways(flip) else 180) - turn) // 90 % 4]


_PAPER_ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


def single_cell(cell: Size, *, margin: float = 0, paper: Size | None = None) -> PressSheet:
    """A sheet of one cell: with a margin around it, or in the middle of some paper."""
    width, height = cell
    if paper is None:
        return PressSheet(width + 2 * margin, height + 2 * margin, width, height, left=margin, top=margin)
    left, top = (paper[0] - width) / 2, (paper[1] - height) / 2
    return PressSheet(*paper, width, height, left=left, top=top)


def step_and_repeat(paper: Size, cell: Size, *, gutter: float = 0, margin: float = 0) -> PressSheet | None:
    """The sheet with the most cells of a size, in the middle of the paper, which is rotated only for more.

    It is ``None`` if no cell fits on the paper.
    """
    sheets = [_lay_out_cells(size, cell, gutter, margin) for size in (paper, paper[::-1])]
    return max((sheet for sheet in sheets if sheet), key=lambda sheet: sheet.count, default=None)


def _lay_out_cells(paper: Size, cell: Size, gutter: float, margin: float) -> PressSheet | None:
    columns, rows = (
        int((whole - 2 * margin + gutter + MEASURING_TOLERANCE) // (part + gutter))
        for whole, part in zip(paper, cell, strict=True)
    )
    if columns < 1 or rows < 1:
        return None
    across, down = cell[0] + gutter, cell[1] + gutter
    left = (paper[0] - columns * across + gutter) / 2
    top = (paper[1] - rows * down + gutter) / 2
    return PressSheet(*paper, *cell, columns, rows, max(left, 0), max(top, 0), across, down)


MARKS_DISTANCE = 0.5 * mm  # the distance between bleed and mark
MARKS_LENGTH = 4.5 * mm  # the length of a mark if the margin is wide enough
MARKS_MARGIN = MARKS_DISTANCE + MARKS_LENGTH + 0.5 * mm  # the margin that marks need besides the bleed
SHORTEST_MARK = 1.5 * mm  # the minimum length of a mark; marks without space for it are omitted
_MARK_WIDTH = 0.25

_FOLD_DASH = (2.0, 1.5)

_MARK_GREY = Colour.parse("#8a8f96")

_FOLD_TICK = 3 * mm


def cut_marks(sheet: PressSheet, bleed: float) -> tuple[RuleLine, ...]:
    """Crop marks beside the outermost cells, in line with the edges of each cell.

    There are none at sides of the paper with too narrow margins.
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
    """Fold marks ``fold`` points below the upper edge of each leaf: dashes beside the outermost cells, or
    short ones at the edges of each cell if the margins are too narrow.
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
    """Fold marks of vertical folds, ``fold`` points from the left edge of each leaf, if the margins are wide
    enough.
    """
    places = [sheet.left + at * sheet.across + fold for at in range(sheet.columns)]
    return tuple(
        RuleLine(x, start, x, end, _MARK_WIDTH, BLACK, _FOLD_DASH)
        for x in places
        for start, end in _mark_above(sheet, bleed)
    )


def _mark_above(sheet: PressSheet, bleed: float) -> Iterator[tuple[float, float]]:
    bottom = sheet.cell(sheet.count - 1).bottom
    yield from _outer_edges(sheet.top, bottom, sheet.height, bleed)


def _mark_beside(sheet: PressSheet, bleed: float) -> Iterator[tuple[float, float]]:
    right = sheet.cell(sheet.count - 1).right
    yield from _outer_edges(sheet.left, right, sheet.width, bleed)


def _outer_edges(start: float, end: float, whole: float, bleed: float) -> Iterator[tuple[float, float]]:
    away = bleed + MARKS_DISTANCE
    if (before := min(MARKS_LENGTH, start - away)) >= SHORTEST_MARK:
        yield start - away - before, start - away
    if (after := min(MARKS_LENGTH, whole - end - away)) >= SHORTEST_MARK:
        yield end + away, end + away + after


def _separate(places: Iterable[float]) -> list[float]:
    """The positions in order, merging those that coincide."""
    ordered = sorted(places)
    return [*ordered[:1], *(place for before, place in pairwise(ordered) if place - before > _MARK_WIDTH)]


def add_crop_marks(page: Page, bleed: float) -> Page:
    trim = page.trim_box or Rectangle(0, 0, page.width, page.height)
    extent = page.bleed_box or trim
    trimmed = single_cell((trim.width, trim.height), margin=bleed + MARKS_MARGIN)
    x, y = trimmed.left - trim.x, trimmed.top - trim.y
    return replace(
        page,
        width=trimmed.width,
        height=trimmed.height,
        marks=(*(move(mark, x, y) for mark in page.marks), *cut_marks(trimmed, bleed)),
        trim_box=Rectangle(trim.x + x, trim.y + y, trim.width, trim.height),
        bleed_box=Rectangle(extent.x + x, extent.y + y, extent.width, extent.height),
    )


PRESS_PAPERS: Mapping[str, Size] = {
    "sra3": (320 * mm, 450 * mm),
    "sra4": (225 * mm, 320 * mm),
    "13x19": (13 * 72.0, 19 * 72.0),
}
"""Untrimmed papers of presses, by name (ISO 217; 13x19 in inches)."""

_PAPER_SIZE = re.compile(r"(\d{2,4}(?:\.\d)?) ?[x×] ?(\d{2,4}(?:\.\d)?)(?: ?mm)?", re.IGNORECASE)

_PAPER_LIMITS_MM = (50, 1500)


def parse_paper_size(text: str, known: Mapping[str, Size] = PRESS_PAPERS) -> Size:
    """The size of a paper by its name, or by its width and height in millimetres, such as ``320x450``."""
    if size := known.get(text.strip().lower()):
        return size
    sides = _PAPER_SIZE.fullmatch(text.strip())
    least, most = _PAPER_LIMITS_MM
    if not sides or not all(least <= float(side) <= most for side in sides.groups()):
        raise EventkitError(
            "Unknown paper '{text}'. Use one of {known}, or width and height in millimetres, "
            "such as 320x450 ({least} to {most}).",
            text=text,
            known=Listed(tuple(known)),
            least=least,
            most=most,
        )
    width, height = (float(side) * mm for side in sides.groups())
    return width, height


PAGES_PER_SHEET = 4


def saddle_stitch_order(pages: int) -> tuple[tuple[int | None, int | None], ...]:
    """The pages on the left and right of each side, front and back in turn, the outermost sheet first; pages
    are counted from 0, and ``None`` is a blank one.

    >>> saddle_stitch_order(6)
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
    """The sides of a saddle-stitched booklet, front and back in turn, for duplex about the short edge.

    Pages are given in reading order, and blank ones are added. The paper is two pages side by side by
    default; crop and fold marks are added if it is larger. ``thickness`` is that of the paper, for creep: the
    pages of inner sheets are moved towards the fold. Books read from right to left are bound on the right.
    """
    cut = [(area.width, area.height) for area in map(_trim_marks, pages)]
    if not cut or any(
        abs(a - b) > MEASURING_TOLERANCE for size in cut for a, b in zip(size, cut[0], strict=True)
    ):
        raise ValueError(Message("A booklet must have pages, all of one size."))
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
        pair = (right, left) if from_right else (left, right)
        halves = [
            _place_half(pages[page], spread, inwards, bleed, at_left=side == 0)
            for side, page in enumerate(pair)
            if page is not None
        ]
        yield Page(spread.width, spread.height, (*halves, *marks), trim_box=spread.cell(0))


def _place_half(page: Page, spread: PressSheet, inwards: float, bleed: float, *, at_left: bool) -> PlacedPage:
    cut, fold = _trim_marks(page), spread.left + spread.cell_width / 2
    begins = cut.x + (-bleed if at_left else inwards)
    ends = cut.right + (-inwards if at_left else bleed)
    clip = Rectangle(begins, cut.y - bleed, ends - begins, cut.height + 2 * bleed)
    x = fold - cut.right + inwards if at_left else fold - cut.x - inwards
    return PlacedPage(page, x, spread.top - cut.y, clip=clip)


def _trim_marks(page: Page) -> Rectangle:
    return page.trim_box or Rectangle(0, 0, page.width, page.height)


@dataclass(frozen=True, slots=True)
class PressSettings:
    """Press settings: duplex flip, registration shift, cells to skip, bleed and crop marks.

    Lengths are points.
    """

    flip: FlipEdge | None = None  # the edge about which the paper is turned; None prints one side only
    # The offset of the backs to the right and down, seen from the back, to correct the registration of
    # printers that feed paper a millimetre or two out of place.
    shift: tuple[float, float] = (0, 0)
    skip: int = 0  # the number of cells of the first sheet that are already used
    bleed: float = 0  # the bleed beyond the cut edges, reduced where gutters and margins are narrower
    cut_marks: bool = False


SINGLE_SIDED = PressSettings()  # fronts only, from the first cell, without bleed or marks


def impose(leaves: Iterable[Leaf], sheet: PressSheet, manner: PressSettings = SINGLE_SIDED) -> Iterator[Page]:
    """Impose leaves on press sheets, in the order of the cells; with duplex printing, each front is followed
    by its back.

    A leaf is centred in its cell. A leaf larger than the cell is scaled down, and rotated if that lets it be
    larger.
    """
    if not 0 <= manner.skip < sheet.count:
        raise ValueError(
            Message(
                "A sheet of {count} cells can skip 0 to {most}, not {skip}.",
                count=sheet.count,
                most=sheet.count - 1,
                skip=manner.skip,
            )
        )
    return _impose_sheets(leaves, sheet, manner)


def _impose_sheets(leaves: Iterable[Leaf], sheet: PressSheet, manner: PressSettings) -> Iterator[Page]:
    cells = chain(repeat(None, manner.skip), leaves)
    side = _SheetSide(sheet, manner)
    while any(sheet_cells := tuple(islice(cells, sheet.count))):
        yield side.front(sheet_cells)
        if manner.flip is not None:
            yield side.back(sheet_cells, manner.flip)


def fit_to_cell(leaf: tuple[float, float], cell: tuple[float, float]) -> tuple[Rotation, float]:
    """The rotation and scale that fit a leaf into a cell; it is never enlarged."""
    (width, height), (across, down) = leaf, cell
    upright = min(1, across / width, down / height)
    lying = min(1, across / height, down / width)
    return (90, lying) if lying > _BACK_ROTATIONS * upright else (0, upright)


_BACK_ROTATIONS = 1.05
"""The gain in scale for which a leaf is rotated: leaves in one direction are easier to cut and sort."""


class _SheetSide:
    """Builds the sides of sheets; marks common to all of them are shared objects, and so painted once."""

    def __init__(self, sheet: PressSheet, manner: PressSettings) -> None:
        self._sheet = sheet
        self._manner = manner
        self._cut = cut_marks(sheet, manner.bleed) if manner.cut_marks else ()
        self._folds: dict[float, tuple[RuleLine, ...]] = {}
        cell = sheet.cell_width, sheet.cell_height
        alone = sheet.count == 1 and cell == (sheet.width, sheet.height)
        # The size of a front that is a whole side without changes, the usual case for badges.
        self._bare = None if manner.bleed or manner.cut_marks or not alone else cell

    def front(self, leaves: Sequence[Leaf | None]) -> Page:
        first = leaves[0]
        if (
            self._bare
            and first
            and first.fold is None
            and (first.front.width, first.front.height) == self._bare
        ):
            return first.front
        placed = [
            self._placed(leaf.front, self._sheet.cell(at))
            for at, leaf in enumerate(leaves)
            if leaf is not None
        ]
        label = leaves[0].front.label if self._sheet.count == 1 and leaves[0] else ""
        marks: tuple[PlacedPage | RuleLine, ...] = (*placed, *self._cut, *self._folding(leaves))
        return self._page(marks, label, _join_bookmarks(leaf.front.bookmark for leaf in leaves if leaf))

    def back(self, leaves: Sequence[Leaf | None], flip: FlipEdge) -> Page:
        placed = [
            self._placed(leaf.back, self._sheet.back_cell(at, flip), flip)
            for at, leaf in enumerate(leaves)
            if leaf is not None and leaf.back is not None
        ]
        return self._page(tuple(placed))

    def _page(self, marks: tuple[PlacedPage | RuleLine, ...], label: str = "", bookmark: str = "") -> Page:
        """A side of a sheet; with one cell per sheet, it has the trim box and bleed box of that cell."""
        sheet = self._sheet
        if sheet.count > 1:
            return Page(sheet.width, sheet.height, marks, label, bookmark=bookmark)
        if len(marks) == 1 and isinstance(marks[0], PlacedPage) and self._is_all(marks[0]):
            return marks[0].page
        trim = sheet.cell(0)
        across, down = self._reach((0, 0))
        beyond = Rectangle(trim.x - across, trim.y - down, trim.width + 2 * across, trim.height + 2 * down)
        return Page(sheet.width, sheet.height, marks, label, trim, beyond, bookmark)

    def _is_all(self, placed: PlacedPage) -> bool:
        whole = (0, 0, 0, 1, None, self._sheet.width, self._sheet.height)
        size = placed.page.width, placed.page.height
        return (placed.x, placed.y, placed.rotation, placed.scale, placed.clip, *size) == whole

    def _placed(self, page: Page, cell: Rectangle, flip: FlipEdge | None = None) -> PlacedPage:
        """A page centred in a cell: on the front, or with ``flip`` on the back."""
        turn, scale = fit_to_cell((page.width, page.height), (cell.width, cell.height))
        right, down = (0.0, 0.0) if flip is None else self._manner.shift
        if flip is not None:
            turn = self._sheet.back_rotation(turn, flip)
        covered = PlacedPage(page, 0, 0, turn, scale).area
        spare = (cell.width - covered.width) / 2, (cell.height - covered.height) / 2
        x, y = cell.x + spare[0] + right, cell.y + spare[1] + down
        if not self._manner.bleed:
            return PlacedPage(page, x, y, turn, scale)
        across, above = (length / scale for length in self._reach(spare)[:: -1 if turn in {90, 270} else 1])
        clip = Rectangle(-across, -above, page.width + 2 * across, page.height + 2 * above)
        return PlacedPage(extend_to_bleed(page, self._manner.bleed / scale), x, y, turn, scale, clip)

    def _reach(self, spare: tuple[float, float]) -> tuple[float, float]:
        """The bleed beside and above a leaf: to the middle of the gap between it and its neighbours."""
        sheet, bleed = self._sheet, self._manner.bleed
        last = sheet.cell(sheet.count - 1)
        across, down = (gutter / 2 for gutter in sheet.gutters)
        if sheet.columns == 1:
            across = min(sheet.left, sheet.width - last.right)
        if sheet.rows == 1:
            down = min(sheet.top, sheet.height - last.bottom)
        return min(bleed, across + spare[0]), min(bleed, down + spare[1])

    def _folding(self, leaves: Sequence[Leaf | None]) -> tuple[RuleLine, ...]:
        """The fold marks of a sheet; all leaves of a sheet have the same fold."""
        leaf = next(filter(None, leaves))
        if leaf.fold is None:
            return ()
        if leaf.fold not in self._folds:
            sheet, height = self._sheet, leaf.front.height
            if (
                leaf.front.width > sheet.cell_width + _LENGTH_TOLERANCE
                or height > sheet.cell_height + _LENGTH_TOLERANCE
            ):
                raise ValueError(Message("A folded leaf cannot be rotated or scaled: it needs larger cells."))
            fold = (sheet.cell_height - height) / 2 + leaf.fold
            self._folds[leaf.fold] = fold_marks(sheet, fold, self._manner.bleed)
        return self._folds[leaf.fold]


_LENGTH_TOLERANCE = 0.01


def _join_bookmarks(titles: Iterable[str]) -> str:
    """The bookmark of a sheet: that of its first leaf to that of its last."""
    shown = [title for title in titles if title]
    return " – ".join(dict.fromkeys([*shown[:1], *shown[-1:]]))
