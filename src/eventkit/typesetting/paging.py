"""Pieces flowed into pages whose bottoms are even.

What keeps together goes over together, so that no heading stands at the foot of a page and no line of a
paragraph alone at its foot or head. What is then left of a page is given to its spaces; and where they can
give up a little, the page holds what would else begin the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from eventkit.typesetting.pages import Mark, Words
from eventkit.typesetting.pieces import Piece, height_of, stacked
from eventkit.typesetting.text import BASELINE

_ROUNDING = 1e-6
# How much of a page has to be left for the beginning of what no page holds.
_LEAST = 1 / 4

_WIDE = 1 / 2  # of the widest space of a page: what is as wide grows first


def flowed(
    pieces: Iterable[Piece], height: float, *, stretch: float = 0, shrink: float = 0, grid: float = 0
) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each page of that height, placed from its top left corner.

    Pieces that keep to their followers go to the next page with them; only where such a group is taller
    than a page is it parted.

    Args:
        pieces: What is on the pages, in order.
        height: Of each page, in points.
        stretch: By what part of themselves the spaces of a page may grow to fill it, if another page must
            follow; the narrow ones by half of that.
        shrink: By what part of themselves they may shrink so that the page holds more.
        grid: Points between the lines of a grid on which the first baseline below each space stands, so that
            text on facing pages is level; spaces then grow by whole lines. None where it is 0.
    """
    measure = _Measure(height, shrink, grid)
    pages = [_Page(measure)]
    for group in _groups(pieces):
        left = group
        while left:
            count = pages[-1].takes(left)
            pages[-1].add(left[:count])
            left = left[count:]
            if left:
                pages[-1].full = not left[0].room
                pages.append(_Page(measure))
    pages[-1].full = False
    return tuple(page.marks(stretch if page.full else 0) for page in pages if page.pieces)


@dataclass(frozen=True, slots=True)
class _Measure:
    height: float
    shrink: float
    grid: float

    def space(self, piece: Piece, y: float) -> float:
        """The space above a piece that follows on what ends at ``y``."""
        if not self.grid or not piece.before:
            return piece.before
        baseline = y + piece.before + _ascent(piece)
        lines = ceil((baseline - self.grid * BASELINE) / self.grid - _ROUNDING)
        return self.grid * (BASELINE + lines) - _ascent(piece) - y


@dataclass(slots=True)
class _Page:
    """A page as far as it is filled."""

    measure: _Measure
    pieces: list[Piece] = field(default_factory=list)
    spaces: list[float] = field(default_factory=list)
    bottom: float = 0
    full: bool = True
    """Whether it ends where it does only because no more would fit."""

    def add(self, group: Iterable[Piece]) -> None:
        for piece in group:
            self.spaces.append(self.measure.space(piece, self.bottom) if self.pieces else 0)
            self.pieces.append(piece)
            self.bottom += self.spaces[-1] + piece.height

    def takes(self, group: Sequence[Piece]) -> int:
        """How many pieces of a group it takes: all, or none, unless no page holds them all."""
        height, empty = self.measure.height, not self.pieces
        if not empty and self.bottom + group[0].before + group[0].room > height:
            return 0
        fitting = self._fitting(group)
        if fitting == len(group):
            return fitting
        if not empty and (height_of(group) <= height or height - self.bottom < _LEAST * height):
            return 0
        if fitting == 0:
            return int(empty)
        return _parting(group, fitting)

    def _fitting(self, group: Sequence[Piece]) -> int:
        """How many pieces of a group find room below what is there."""
        bottom, spaces, first = self.bottom, sum(self.spaces), not self.pieces
        for count, piece in enumerate(group):
            space = 0 if first else self.measure.space(piece, bottom)
            bottom, spaces, first = bottom + space + piece.height, spaces + space, False
            # On a grid spaces have to stay what they are.
            give = 0 if self.measure.grid else self.measure.shrink * spaces
            if bottom - give > self.measure.height + _ROUNDING:
                return count
        return len(group)

    def marks(self, stretch: float) -> tuple[Mark, ...]:
        """What is drawn, its spaces changed so that the page is filled as far as they may be."""
        free = self.measure.height - self.bottom
        spaces = self._by_lines(free) if self.measure.grid and stretch else self._evenly(free, stretch)
        placed = [replace(piece, before=space) for piece, space in zip(self.pieces, spaces, strict=True)]
        return stacked(placed).marks

    def _evenly(self, free: float, stretch: float) -> Sequence[float]:
        """The wide spaces wider, since they part more; the narrow ones only where that is not enough."""
        if self.measure.grid or not any(self.spaces):
            return self.spaces
        if free < 0:
            return [space * (1 + free / sum(self.spaces)) for space in self.spaces]
        least = _WIDE * max(self.spaces)
        wide = sum(space for space in self.spaces if space >= least)
        narrow = sum(self.spaces) - wide
        much = min(stretch, free / wide)
        little = min(stretch / 2, (free - much * wide) / narrow) if narrow else 0
        return [space * (1 + (much if space >= least else little)) for space in self.spaces]

    def _by_lines(self, free: float) -> Sequence[float]:
        """The widest spaces a line wider each, from the top down."""
        widest = sorted(
            (at for at, piece in enumerate(self.pieces) if at and piece.before),
            key=lambda at: -self.pieces[at].before,
        )
        chosen = set(widest[: int(free / self.measure.grid + _ROUNDING)])
        return [space + self.measure.grid * (at in chosen) for at, space in enumerate(self.spaces)]


def _parting(group: Sequence[Piece], fitting: int) -> int:
    """Where to part a group that no page holds: above a space that is low enough, and no line alone."""
    lowest = range(fitting, max(1, 2 * fitting // 3), -1)
    at = next((at for at in lowest if at < len(group) and group[at].before), fitting)
    return at - 1 if len(group) - at == 1 and at > 2 else at


def _ascent(piece: Piece) -> float:
    """From the top of a piece to its first baseline."""
    return next((mark.y for mark in piece.marks if isinstance(mark, Words)), 0)


def _groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keeps:
            yield group
            group = []
    if group:
        yield group
