"""A page as it is filled: what of a text it takes, and where that stands on it.

Text stands on a grid of lines where there is one; columns side by side are a piece of the page like others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from eventkit.typesetting.pages import Anchor, Mark, Words
from eventkit.typesetting.pieces import Piece, height_of, moved, stacked
from eventkit.typesetting.text import BASELINE

ROUNDING = 1e-6
"""Lengths are sums of floats: what differs by less is equal."""

TOUCHING = 0.1
"""Of the em: lines whose boxes overlap by no more than that hardly ever touch."""

# How much of a page has to be left for the beginning of what no page holds.
_LEAST = 1 / 4

_STEP = 4.0
"""Points by which columns are tried higher where there is no grid."""

_WIDE = 1 / 2  # of the widest space of a page: what is as wide grows first


@dataclass(frozen=True, slots=True)
class Columns:
    """Pieces in columns side by side: the first is read before the next, and the last ones end about level.

    Attributes:
        pieces: What is in them, in order, none wider than a column.
        count: How many columns there are, 1 at least.
        step: Points from the left edge of one to that of the next.
    """

    pieces: tuple[Piece, ...]
    count: int
    step: float


@dataclass(frozen=True, slots=True)
class Measure:
    """How high a page is, by what part its spaces may shrink, and how far lines of its grid are apart.

    Attributes:
        height: In points.
        shrink: Of its spaces, where there is no grid.
        grid: In points; 0 where there is none.
    """

    height: float
    shrink: float
    grid: float

    def space(self, piece: Piece, y: float, above: Piece | None) -> float:
        """The space above a piece that follows another one, which ends at ``y``, or begins its page."""
        before = piece.before if above else 0
        if not self.grid or (ascent := _ascent(piece)) is None:
            return before
        if above and not before:
            before = _crowding(above, piece)
        top, half = y + before, self.grid / 2
        if before >= self.grid - ROUNDING:
            top = self.grid * ceil(top / self.grid - ROUNDING)
        lines = ceil((top + ascent - self.grid * BASELINE) / half - ROUNDING)
        return self.grid * BASELINE + lines * half - ascent - y


@dataclass(slots=True)
class Filling:
    """A page as far as it is filled."""

    measure: Measure
    pieces: list[Piece] = field(default_factory=list)
    spaces: list[float] = field(default_factory=list)
    bottom: float = 0
    full: bool = True
    """Whether it ends where it does only because no more would fit."""
    _tried: list[float] = field(default_factory=list)  # the spaces above what was last asked whether it fits

    @property
    def _last(self) -> Piece | None:
        return self.pieces[-1] if self.pieces else None

    def _add(self, group: Iterable[Piece], spaces: Iterable[float]) -> None:
        for piece, space in zip(group, spaces, strict=False):
            self.spaces.append(space)
            self.pieces.append(piece)
            self.bottom += space + piece.height

    def whole(self, group: Sequence[Piece]) -> int:
        """Take what it holds of a group, and tell how many pieces that is."""
        count = self._takes(group)
        self._add(group[:count], self._tried)
        return count

    def columns(self, columns: Columns) -> int:
        """Take what it holds of columns, as one piece, and tell how many pieces of theirs that is."""
        first, *_ = columns.pieces
        # On a grid the first baseline of a column may lie deeper than that of its first piece.
        deep = Piece(self.measure.space(first, 0, None))
        top = stacked([deep, first._replace(before=0)])._replace(before=first.before)
        space = self.measure.space(top, self.bottom, self._last)
        room = self.measure.height - self.bottom - space
        pages, count = _filled(columns, self.measure, room)
        if count == len(columns.pieces):
            pages = _balanced(columns, self.measure, room)
        elif not self._holds_enough(pages, columns.count):
            return 0
        marks = [mark for at, page in enumerate(pages) for mark in page.marks(0, at * columns.step)]
        whole = Piece(max(page.bottom for page in pages), tuple(marks), first.before)
        self._add([whole], [self.measure.space(whole, self.bottom, self._last)])
        return count

    def _holds_enough(self, pages: Sequence[Filling], count: int) -> bool:
        """Whether columns that go on may begin here: not with one of them alone, unless the page is empty."""
        return not self.pieces or (len(pages) == count and all(page.pieces for page in pages))

    def _takes(self, group: Sequence[Piece]) -> int:
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
        bottom, above, measure = self.bottom, self._last, self.measure
        spaces = 0 if measure.grid else sum(self.spaces)
        most, tried = measure.height + ROUNDING, list[float]()
        self._tried = tried
        for count, piece in enumerate(group):
            space = measure.space(piece, bottom, above)
            tried.append(space)
            bottom, above = bottom + (space + piece.height), piece
            give = 0 if measure.grid else measure.shrink * (spaces := spaces + space)
            if bottom - give > most:
                return count
        return len(group)

    def names(self) -> list[str]:
        """What links call the places on it."""
        return [
            mark.name
            for at, piece in enumerate(self.pieces)
            for mark in (*(piece.joint if at else ()), *piece.marks)
            if isinstance(mark, Anchor)
        ]

    def marks(self, stretch: float, x: float = 0) -> tuple[Mark, ...]:
        """What is drawn, that far to the right, its spaces changed so that they fill the page if they may."""
        free = self.measure.height - self.bottom
        spaces = self._by_lines(free) if self.measure.grid and stretch else self._evenly(free, stretch)
        placed = [_spaced(piece, space) for piece, space in zip(self.pieces, spaces, strict=True)]
        if (
            spaces and spaces[0]
        ):  # what is above the first piece `stacked` leaves out, and its joint with that
            placed = [Piece(spaces[0]), placed[0]._replace(before=0, joint=()), *placed[1:]]
        return stacked(placed, x).marks

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
        """Those of two lines or more, or with a joint, a line wider: the widest first, then the narrowest.

        Others stay as they are, since a page that ends a little higher is better than a gap in its text.
        """
        grid, lines = self.measure.grid, int(free / self.measure.grid + ROUNDING)
        wide = [
            at for at, piece in enumerate(self.pieces) if at and (piece.joint or piece.before >= 2 * grid)
        ]
        wide.sort(key=lambda at: (-self.pieces[at].before, round(self.spaces[at], 3)))
        grown = set(wide[:lines])
        return [space + grid * (at in grown) for at, space in enumerate(self.spaces)]


def _filled(columns: Columns, measure: Measure, height: float) -> tuple[list[Filling], int]:
    """As many columns of that height as a page has, each as full as can be, and how many pieces they hold."""
    low, measure, whole = height < measure.height, replace(measure, height=height), measure.height
    pages, count = [Filling(measure)], 0
    for group in kept(columns.pieces):
        left = group
        while left:
            tall = height_of(left)
            if low and not pages[-1].pieces and (height < tall <= whole or left[0].height > height):
                return pages, count  # it waits for a whole page
            taken = pages[-1].whole(left)
            count, left = count + taken, left[taken:]
            if left and len(pages) == columns.count:
                return pages, count
            if left:
                pages.append(Filling(measure))
    return pages, count


def _balanced(columns: Columns, measure: Measure, room: float) -> list[Filling]:
    """Columns that hold everything, as low as can be."""
    step = measure.grid or _STEP
    tallest = max(map(height_of, kept(columns.pieces)))
    low = max(height_of(columns.pieces) / columns.count, tallest)
    for steps in range(ceil(low / step), ceil(room / step)):
        pages, count = _filled(columns, measure, steps * step)
        if count == len(columns.pieces):
            return pages
    return _filled(columns, measure, room)[0]


def _parting(group: Sequence[Piece], fitting: int) -> int:
    """Where to part a group that no page holds: above a space that is low enough, and no line alone."""
    lowest = range(fitting, max(1, 2 * fitting // 3), -1)
    at = next((at for at in lowest if at < len(group) and group[at].before), fitting)
    return at - 1 if len(group) - at == 1 and at > 2 else at


def _ascent(piece: Piece) -> float | None:
    """From the top of a piece to its first baseline; ``None`` where it has no text."""
    for mark in piece.marks:
        if isinstance(mark, Words):
            return mark.y
    return None


def _crowding(above: Piece, below: Piece) -> float:
    """How far text of a piece reaches into that of the piece above it, as signs of some scripts do."""
    upper = [mark for mark in above.marks if isinstance(mark, Words)]
    lower = [mark for mark in below.marks if isinstance(mark, Words)]
    lowest = max([mark.y + mark.line.ink.bottom for mark in upper], default=0) - above.height
    if lowest <= min([mark.y + mark.line.ink.top for mark in lower]):
        return 0  # as nearly always
    reach = [
        one.ink.bottom - above.height - other.ink.y
        for one in upper
        for other in lower
        if one.x < other.x + other.line.width and other.x < one.x + one.line.width
    ]
    most = max(reach, default=0)
    return most if most > TOUCHING * min(mark.line.size for mark in (*upper, *lower)) else 0


def _spaced(piece: Piece, space: float) -> Piece:
    """The piece with that space above it, in whose middle its joint still stands."""
    joint = piece.joint
    if joint:
        off = (piece.before - space) / 2
        joint = tuple([moved(mark, 0, off) for mark in joint])
    return Piece(piece.height, piece.marks, space, piece.keeps, joint, piece.room, piece.tags)


def kept(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces with all that they keep to."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keeps:
            yield group
            group = []
    if group:
        yield group
