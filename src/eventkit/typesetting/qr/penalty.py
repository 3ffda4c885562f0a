"""Which mask suits a code best (ISO/IEC 18004 7.8.3), counted for all modules at once.

A code is one integer; shifted, each module stands where its neighbour was. Behind rows and columns lie light
modules that are no part of it, so that nothing is counted across an end.
"""

from __future__ import annotations

from collections.abc import Sequence

from eventkit.typesetting.qr.grid import Grid

_LOOK = 40  # points of what looks like a finder
# What the finders of every code cost: of each, the three rows and the three columns through its middle.
_FINDERS = 3 * 2 * 3 * _LOOK
# Counted on codes of codewords at random, versions 1 to 40: so many points and so many for each module.
_USUAL = (960, 0.76)


def best(codes: Sequence[int], grid: Grid) -> int:
    """Which of the codes, one in each mask, has the fewest points; the first of several.

    What takes longest to count is counted only of those that may still be the best.
    """
    points = [_points(dark, grid) for dark in codes]
    found = (1 << 31, 0)
    for at in sorted(range(len(codes)), key=points.__getitem__):
        if points[at] + _FINDERS > found[0]:
            break
        looks = _looks(codes[at], grid.inside, 1) + _looks(codes[at], grid.inside, grid.stride)
        found = min(found, (points[at] + _LOOK * looks, at))
    return found[1]


def is_usual(dark: int, grid: Grid) -> bool:
    """Whether a code has no more points than 49 of 50 have that say anything in any mask."""
    looks = _looks(dark, grid.inside, 1) + _looks(dark, grid.inside, grid.stride)
    return _points(dark, grid) + _LOOK * looks <= _USUAL[0] + _USUAL[1] * grid.size**2


def _points(dark: int, grid: Grid) -> int:
    """The points for runs, squares, and too many modules of one colour."""
    row, light = grid.stride, dark ^ grid.inside
    # Modules that have the colour of the next one.
    across = grid.across & (light ^ dark >> 1)
    down = grid.down & (light ^ dark >> row)
    squares = across & across >> row & down
    uneven = int(abs(dark.bit_count() - grid.half) / grid.step)
    return _runs(across, 1) + _runs(down, row) + 3 * squares.bit_count() + 10 * uneven


def _runs(same: int, step: int) -> int:
    """Of each run of five modules of one colour and more: three points, and one for each above five."""
    threes = same & same >> step
    fives = threes & threes >> 2 * step
    # Where one begins, three, and one where it began a module ago.
    return 3 * fives.bit_count() - 2 * (fives & fives << step).bit_count()


def _looks(dark: int, inside: int, step: int) -> int:
    """How often something looks like a finder: 1011101 with four light modules before or behind."""
    third, light = dark >> 2 * step, dark ^ inside
    ends = dark & dark >> 6 * step & light >> step & light >> 5 * step
    looking = ends & third & third >> step & third >> 2 * step
    before = dark << step | dark << 2 * step
    behind = dark >> 7 * step | dark >> 8 * step
    found = looking & ~((before | before << 2 * step) & (behind | behind >> 2 * step))
    # Of two that share modules only one counts.
    return found.bit_count() - (found & (found << 4 * step | found << 6 * step)).bit_count()
