"""Booklets: pages two by two on sheets that are laid into one another, folded and stapled in the fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventkit.typesetting.imposition.cutting import cut_marks, upright_fold_marks
from eventkit.typesetting.imposition.sheets import Sheet, single
from eventkit.typesetting.pages import Area, Page, Placed
from eventkit.typesetting.units import Size

PAGES_OF_A_SHEET = 4
_NOTHING = 0.05


def order(pages: int) -> tuple[tuple[int | None, int | None], ...]:
    """Which pages are on the left and on the right of each side, front and back in turn, the outermost sheet
    first; pages are counted from 0, and ``None`` is a blank one.

    >>> order(6)
    ((None, 0), (1, None), (5, 2), (3, 4))
    """
    whole = -(-pages // PAGES_OF_A_SHEET) * PAGES_OF_A_SHEET
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
    cut = [(area.width, area.height) for area in map(_cut, pages)]
    if not cut or any(abs(a - b) > _NOTHING for size in cut for a, b in zip(size, cut[0], strict=True)):
        message = "a booklet has pages, and all of them are of one size"
        raise ValueError(message)
    width, height = cut[0]
    spread = single((2 * width, height), paper=paper and (max(paper), min(paper)))
    return _sides(pages, spread, thickness, bleed, from_right)


def _sides(
    pages: Sequence[Page],
    spread: Sheet,
    thickness: float,
    bleed: float,
    from_right: bool,  # noqa: FBT001
) -> Iterator[Page]:
    marks = (*cut_marks(spread, bleed), *upright_fold_marks(spread, spread.cell_width / 2, bleed))
    for at, (left, right) in enumerate(order(len(pages))):
        inwards = at // 2 * thickness
        one, other = (right, left) if from_right else (left, right)
        halves = [
            _half(pages[page], spread, inwards, bleed, at_left=side == 0)
            for side, page in enumerate((one, other))
            if page is not None
        ]
        yield Page(spread.width, spread.height, (*halves, *marks), trim=spread.cell(0))


def _half(page: Page, spread: Sheet, inwards: float, bleed: float, *, at_left: bool) -> Placed:
    """A page beside the fold, which it does not reach over."""
    cut, fold = _cut(page), spread.left + spread.cell_width / 2
    begins = cut.x + (-bleed if at_left else inwards)
    ends = cut.right + (-inwards if at_left else bleed)
    clip = Area(begins, cut.y - bleed, ends - begins, cut.height + 2 * bleed)
    x = fold - cut.right + inwards if at_left else fold - cut.x - inwards
    return Placed(page, x, spread.top - cut.y, clip=clip)


def _cut(page: Page) -> Area:
    """What is left of a page after cutting."""
    return page.trim or Area(0, 0, page.width, page.height)
