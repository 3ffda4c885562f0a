"""Pieces flowed into pages, in one column or in several, with the lines of facing pages on one grid.

What keeps together goes over together, so that no heading stands at the foot of a page and no line of a
paragraph alone at its foot or head. What is then left of a page is given to its spaces; and where they can
give up a little, the page holds what would else begin the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from eventkit.typesetting.filling import ROUNDING, Columns, Filling, Measure, kept
from eventkit.typesetting.pages import Mark
from eventkit.typesetting.pieces import Piece

_CLOSED = 3
"""How many pages are set closer at most so that the one behind them is not needed."""


def flowing(
    pieces: Iterable[Piece | Columns],
    height: float,
    *,
    stretch: float = 0,
    shrink: float = 0,
    grid: float = 0,
) -> Iterator[tuple[Mark, ...]]:
    """The marks of each page of that height, placed from its top left corner; made while pieces come.

    Pieces that keep to their followers go to the next page with them; only where such a group is taller
    than a page is it parted.

    Args:
        pieces: What is on the pages, in order.
        height: Of each page, in points.
        stretch: By what part of themselves the spaces of a page may grow to fill it, if another page must
            follow; the narrow ones by half of that. On a grid the widest grow by a line.
        shrink: By what part of themselves they may shrink so that the page holds more. On a grid they stay as
            they are, but those of less than a line go where that saves a last page which is less full than
            this part of it.
        grid: Points from one line of text to the next, from the top of the page on: the first baseline of a
            piece stands on such a line, or half-way between two, and below a space of a line or more its top
            is that of a line. So text on facing pages is level. None where it is 0.
    """
    for page in _filled(pieces, Measure(height, shrink, grid)):
        yield page.marks(stretch if page.full else 0)


def anchored(
    pieces: Iterable[Piece | Columns], height: float, *, shrink: float = 0, grid: float = 0
) -> Iterator[list[str]]:
    """The names of the places on each of the pages that `flowing` makes, which takes less than these do."""
    for page in _filled(pieces, Measure(height, shrink, grid)):
        yield page.names()


def _filled(pieces: Iterable[Piece | Columns], measure: Measure) -> Iterator[Filling]:
    """The pages, none of which is changed any more."""
    last: list[Filling] = []
    for page in _pages(pieces, measure):
        last.append(page)
        if len(last) > _CLOSED + 1:
            yield last.pop(0)
    if measure.grid and len(last) > 1 and last[-1].bottom < measure.shrink * measure.height:
        last = _saving(last, measure)
    last[-1].full = False
    yield from (page for page in last if page.pieces)


def flowed(
    pieces: Iterable[Piece | Columns],
    height: float,
    *,
    stretch: float = 0,
    shrink: float = 0,
    grid: float = 0,
) -> tuple[tuple[Mark, ...], ...]:
    """The same, all of them at once."""
    return tuple(flowing(pieces, height, stretch=stretch, shrink=shrink, grid=grid))


def _pages(pieces: Iterable[Piece | Columns], measure: Measure) -> Iterator[Filling]:
    page = Filling(measure)
    for group in _groups(pieces):
        left: Sequence[Piece] = group.pieces if isinstance(group, Columns) else group
        while left:
            many = replace(group, pieces=tuple(left)) if isinstance(group, Columns) else None
            count = page.columns(many) if many else page.whole(left)
            left = left[count:]
            if left:
                page.full = many is not None or not left[0].room
                yield page
                page = Filling(measure)
    yield page


def _saving(pages: list[Filling], measure: Measure) -> list[Filling]:
    """One page less, where the last few hold it when what is less than a line of space is given up."""
    for count in range(1, min(_CLOSED, len(pages) - 1) + 1):
        pieces = [
            piece._replace(before=0) if piece.before < measure.grid - ROUNDING else piece
            for page in pages[-count - 1 :]
            for piece in page.pieces
        ]
        anew = list(_pages(pieces, measure))
        if len(anew) <= count:
            return [*pages[: -count - 1], *anew]
    return pages


def _groups(pieces: Iterable[Piece | Columns]) -> Iterator[list[Piece] | Columns]:
    """What keeps together, and columns as they are."""
    for in_columns, some in groupby(pieces, key=lambda each: isinstance(each, Columns)):
        if in_columns:
            yield from (each for each in some if isinstance(each, Columns))
        else:
            yield from kept(each for each in some if isinstance(each, Piece))
