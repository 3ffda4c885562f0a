"""Marks beside the leaves of a sheet that tell where it is cut and folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.imposition.sheets import Sheet
from eventkit.typesetting.pages import Rule
from eventkit.typesetting.units import mm

APART = 0.5 * mm
"""Between the end of the bleed and a mark."""

LENGTH = 4.5 * mm
"""Of a mark, where the paper has room for it."""

ROOM = APART + LENGTH + 0.5 * mm
"""What marks take of a margin besides the bleed."""

SHORTEST = 1.5 * mm
"""A shorter mark is none."""

_WIDTH = 0.25
_DASH = (2.0, 1.5)
_GREY = Colour.parse("#8a8f96")
_TICK = 3 * mm


def cut_marks(sheet: Sheet, bleed: float) -> tuple[Rule, ...]:
    """Where the sheet is cut: marks beside the outermost cells, in line with the edges of each of them.

    A side of the paper that has no room for marks has none.
    """
    columns = _apart(
        sheet.left + at * sheet.across + edge for at in range(sheet.columns) for edge in (0, sheet.cell_width)
    )
    rows = _apart(
        sheet.top + at * sheet.down + edge for at in range(sheet.rows) for edge in (0, sheet.cell_height)
    )
    upright = [Rule(x, start, x, end, _WIDTH, BLACK) for x in columns for start, end in _above(sheet, bleed)]
    level = [Rule(start, y, end, y, _WIDTH, BLACK) for y in rows for start, end in _beside(sheet, bleed)]
    return (*upright, *level)


def fold_marks(sheet: Sheet, fold: float, bleed: float) -> tuple[Rule, ...]:
    """Where the leaves are folded, ``fold`` points below the upper edge of each: dashes beside the outermost
    cells, or where the paper has no room for them, short ones at the edges of each cell.
    """
    heights = [sheet.top + at * sheet.down + fold for at in range(sheet.rows)]
    room = list(_beside(sheet, bleed))
    if len(room) == 2:
        return tuple(Rule(start, y, end, y, _WIDTH, BLACK, _DASH) for y in heights for start, end in room)
    cells = [sheet.cell(at) for at in range(sheet.count)]
    return tuple(
        Rule(x, cell.y + fold, x + _TICK, cell.y + fold, _WIDTH, _GREY, _DASH)
        for cell in cells
        for x in (cell.x, cell.right - _TICK)
    )


def upright_fold_marks(sheet: Sheet, fold: float, bleed: float) -> tuple[Rule, ...]:
    """Where leaves are folded upright, ``fold`` points from the left edge of each, if the paper has room."""
    places = [sheet.left + at * sheet.across + fold for at in range(sheet.columns)]
    return tuple(
        Rule(x, start, x, end, _WIDTH, BLACK, _DASH) for x in places for start, end in _above(sheet, bleed)
    )


def _above(sheet: Sheet, bleed: float) -> Iterator[tuple[float, float]]:
    """From where to where marks go above and below the cells."""
    bottom = sheet.cell(sheet.count - 1).bottom
    yield from _out(sheet.top, bottom, sheet.height, bleed)


def _beside(sheet: Sheet, bleed: float) -> Iterator[tuple[float, float]]:
    """From where to where marks go on the left and the right of the cells."""
    right = sheet.cell(sheet.count - 1).right
    yield from _out(sheet.left, right, sheet.width, bleed)


def _out(start: float, end: float, whole: float, bleed: float) -> Iterator[tuple[float, float]]:
    away = bleed + APART
    if (before := min(LENGTH, start - away)) >= SHORTEST:
        yield start - away - before, start - away
    if (after := min(LENGTH, whole - end - away)) >= SHORTEST:
        yield end + away, end + away + after


def _apart(places: Iterable[float]) -> list[float]:
    """The places in their order, those once that fall together."""
    found = sorted(places)
    return [*found[:1], *(place for before, place in pairwise(found) if place - before > _WIDTH)]
