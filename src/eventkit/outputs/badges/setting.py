"""Texts as large as their room holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil, inf
from typing import NamedTuple

from eventkit.outputs.badges.wearers import Form, Forms
from eventkit.typesetting import Colour, Fonts, Line, Span, Style, Words, direction, fit, shape
from eventkit.typesetting.flow import Column
from eventkit.typesetting.joining import joined, reading_direction

LEAST_TYPE = 6.0
"""Points: below, print is not read with ease."""

WANTED_NAME = 24.0
"""Points that a name wants, to be legible at three metres; a template may ask for less."""

SMALLEST_NAME = 8.0
"""Points: below, a badge is no badge."""

_TRIAL = 100.0
_ROUNDING = 1e-6
_REMEMBERED = 8192  # lines set for trial; many people come from few places
_LARGER = 1.15  # what text beside a code has to gain for standing there
_LEAD = Style(1).leading
_STUB = 0.3  # of the longest line
_BASELINE = 0.785  # of the way from the top of a line to its lower edge, as in `eventkit.typesetting.flow`
_LONG_NAMES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0, SMALLEST_NAME)
_Columns = Callable[[float], tuple[float, float]]  # left edge and width for lines that reach down so far
_WIDE = 4  # of the sizes of a text, those at which it is wanted above a code rather than beside it


class Block(NamedTuple):
    """Text as it is set.

    Attributes:
        lines: Each with the x of its left end and its baseline, from the top of the block.
        reach: Where what follows begins.
        size: In points.
        whole: Whether the lines are all of it.
        height: From the top to the lower end, without the room that letters reaching lower would take.
    """

    lines: tuple[tuple[Line, float, float], ...]
    reach: float
    size: float
    whole: bool = True
    height: float = 0.0

    @property
    def ends_in_stub(self) -> bool:
        """Whether a line is left with a word or so, as a title's last may be."""
        widths = [line.width for line, _, _ in self.lines]
        return min(widths) < _STUB * max(widths)

    def words(self, top: float, about: tuple[str, ...]) -> list[Words]:
        """Its marks, that far from the upper edge."""
        return [Words(line, x, top + y, about) for line, x, y in self.lines]


class Look(NamedTuple):
    """How a text is to be set.

    Attributes:
        size: The largest size.
        smallest: The smallest that is wanted.
        weight: Of the letters.
        colour: Of the ink.
        align: ``start``, ``middle`` or ``end``.
        lines: The most lines; ``None`` for as many as there is room for.
        second: The size of all languages but the first, as a part of that of the first.
        gap: The space above a line of the same language, and above one of another, in parts of the size.
        lead: From one baseline to the next, in parts of the size.
        even: Whether the lines of a paragraph are about equally long; else only where one would be a stub.
    """

    size: float
    smallest: float
    weight: int
    colour: Colour
    align: str = "start"
    lines: int | None = None
    second: float = 1.0
    gap: tuple[float, float] = (0.35, 0.8)
    lead: float = _LEAD
    even: bool = False

    @property
    def sizes(self) -> tuple[float, ...]:
        """Those to try, the largest first."""
        return _sizes(self.size, self.smallest)


def second_size(size: float, part: float) -> float:
    """The size of what is not in the foremost language: a part of the first, but none too small to read."""
    return max(size * part, min(size, LEAST_TYPE))


class Room(NamedTuple):
    """Where a text is to be set.

    Attributes:
        left: The left edge.
        width: Across.
        height: The most that there is down.
        beside: Where a code stands in it: the height above the code, and left edge and width beside it.
    """

    left: float
    width: float
    height: float
    beside: tuple[float, float, float] | None = None

    @property
    def clear(self) -> tuple[Room, ...]:
        """What is left of it where a code stands in it: above the code, and beside it."""
        if self.beside is None:
            return (self,)
        above, left, width = self.beside
        rooms = (Room(self.left, self.width, above), Room(left, width, self.height))
        return tuple(room for room in rooms if room.width > 0 and room.height > 0) or (self,)


@lru_cache(maxsize=256)
def _sizes(size: float, smallest: float) -> tuple[float, ...]:
    step = max(1.0, 0.07 * size)
    count = ceil((size - smallest) / step - 1e-9)
    return (*(size - at * step for at in range(count)), smallest)


class Setter:
    """Sets texts for readers of some languages."""

    def __init__(self, fonts: Fonts, languages: tuple[str, ...]) -> None:
        self._fonts = fonts
        self._languages = languages
        self._one_way = len(set(map(direction, languages))) == 1
        self._rtl = direction(languages[0]) == "rtl"
        self._trials: dict[tuple[Form, int], Line] = {}
        self._blocks: dict[tuple[Forms, Look, float, float], Block] = {}

    def name(self, form: Form, look: Look, room: Room) -> Block:
        """The name in one or two lines as large as fits, or else small in as many as it takes."""
        count = look.lines or 2
        found = fit(
            self._fonts,
            form.text,
            form.language,
            width=room.width,
            height=max(room.height, 1),
            largest=look.size,
            smallest=min(look.smallest, 0.6 * look.size),
            weight=look.weight,
            colour=look.colour,
            lines=count,
            split=form.parts,
        )
        if not found.fits:
            return self._long(form, look, room)
        alone = len(found.lines) == 1
        lines = [
            (line, self.begin(line, look.align, room.left, room.width, alone=True), baseline)
            for line, baseline in zip(found.lines, found.baselines, strict=True)
        ]
        # With letters that reach below the line or without: what follows stands equally far away.
        reach = max(found.height, found.baselines[-1] + 0.22 * found.size)
        return Block(tuple(lines), reach, found.size, height=found.height if alone else reach)

    def _long(self, form: Form, look: Look, room: Room) -> Block:
        sizes = [size for size in _LONG_NAMES if size <= look.size] or _LONG_NAMES[-1:]
        small = look._replace(lines=None, gap=(0, 0), lead=1.25)
        return self._first_fitting((form,), small, sizes, room, lambda _: room[:2])

    def row(self, forms: Forms, look: Look, room: Room) -> Block:
        """Languages side by side in one line, no wider than the box; its height is that of its ink."""
        line = _row(self._fonts, forms, look.weight, look.colour)
        size = min(look.size, _TRIAL * room.width / line.width if line.width else look.size)
        line = line.scaled(size / _TRIAL, look.colour)
        x = self.begin(line, look.align, *room[:2], alone=True)
        height = line.ink.bottom - line.ink.top
        return Block(((line, x, -line.ink.top),), height, size, height=height)

    def text(self, forms: Forms, look: Look, room: Room) -> Block:
        """Lines one below the other, at the largest size at which all fit.

        Where a code stands in the room, they stand above it; if they would be small there, they go on beside
        it.
        """
        whole = room[:2]
        largest = self._at_largest(forms, look, *whole)
        if largest and largest.reach <= (room.beside[0] if room.beside else room.height) + _ROUNDING:
            return largest
        if room.beside is None:
            return self._largest(forms, look, look.sizes, room, lambda _: whole)
        above, *beside = room.beside
        narrow = (beside[0], beside[1])
        wide = self._largest(forms, look, look.sizes[:_WIDE], room._replace(height=above), lambda _: whole)
        if wide.whole and wide.size == look.size:
            return wide
        other = self._largest(
            forms, look, look.sizes, room, lambda reach: whole if reach <= above else narrow
        )
        return wide if wide.whole and other.size < _LARGER * wide.size else other

    def _at_largest(self, forms: Forms, look: Look, left: float, width: float) -> Block | None:
        """All lines at the largest size, however far down they reach: many people come from few places, and
        most of them have room for that.
        """
        key = forms, look, left, width
        block = self._blocks.get(key)
        if block is None:
            if len(self._blocks) >= _REMEMBERED:
                self._blocks.clear()
            room = Room(left, width, inf)
            block = self._first_fitting(forms, look, look.sizes[:1], room, lambda _: room[:2])
            self._blocks[key] = block
        return block if block.whole else None

    def _largest(
        self, forms: Forms, look: Look, sizes: Sequence[float], room: Room, columns: _Columns
    ) -> Block:
        # What would not fit even if all its lines were full need not be set.
        widths = [self._trial(form, look.weight).width / _TRIAL for form in forms]
        least = look.second * look.lead
        promising = [
            size
            for size in sizes
            if sum([ceil(width * size / room.width - 1e-9) for width in widths]) * size * least <= room.height
        ]
        return self._first_fitting(forms, look, promising or sizes[-1:], room, columns)

    def _first_fitting(
        self, forms: Forms, look: Look, sizes: Sequence[float], room: Room, columns: _Columns
    ) -> Block:
        block = Block((), 0, sizes[-1], whole=False)
        for size in sizes:
            block = self._stacked(forms, look, size, room.height, columns)
            if block.whole:
                break
        if len(block.lines) == len(forms) or not (look.even or block.ends_in_stub):
            return block
        # Evened lines are as many: it is enough to even those that are printed.
        return self._stacked(forms, look, block.size, room.height, columns, balanced=True)

    def _stacked(
        self,
        forms: Forms,
        look: Look,
        size: float,
        height: float,
        columns: _Columns,
        *,
        balanced: bool = False,
    ) -> Block:
        """The lines at one size, as many as there is room for."""
        lead = look.lead
        lines: list[tuple[Line, float, float]] = []
        y = 0.0
        for at, form in enumerate(forms):
            own = size if form.language == forms[0].language else second_size(size, look.second)
            space = look.gap[form.language != forms[at - 1].language] * size if at else 0.0
            left, width = columns(y + space + own * lead)
            found = self.lines(form, look, width, size=own, balanced=balanced)
            other = columns(y + space + len(found) * own * lead)
            if other != (left, width):
                left, width = other
                found = self.lines(form, look, width, size=own, balanced=balanced)
            for order, line in enumerate(found):
                below = y + (0 if order else space) + own * lead
                if below > height + _ROUNDING or (look.lines and len(lines) >= look.lines):
                    return Block(tuple(lines), y, size, whole=False, height=y)
                x = self.begin(line, look.align, left, width, alone=True)
                lines.append((line, x, below - own * lead * (1 - _BASELINE)))
                y = below
        return Block(tuple(lines), y, size, height=y)

    def lines(
        self, form: Form, look: Look, width: float, *, size: float = 0, balanced: bool = False
    ) -> Sequence[Line]:
        """A text as lines no wider than that, at the size given or else that of the look."""
        trial, size = self._trial(form, look.weight), size or look.size
        if trial.width * size / _TRIAL <= width:
            return (trial.scaled(size / _TRIAL, look.colour),)
        style = Style(size, look.weight, look.colour, lead=look.lead * size)
        column = Column(self._fonts, width, self._languages)
        pieces = column.lines([Span(form.text, form.language, style)], balanced=balanced)
        return [mark.line for piece in pieces for mark in piece.marks if isinstance(mark, Words)]

    def _trial(self, form: Form, weight: int) -> Line:
        key = form, weight
        if (line := self._trials.get(key)) is None:
            if len(self._trials) >= _REMEMBERED:
                self._trials.clear()
            span = Span(form.text, form.language, Style(_TRIAL, weight))
            line = self._trials[key] = shape(self._fonts, span, reading_direction([span]))
        return line

    def begin(self, line: Line, align: str, left: float, width: float, *, alone: bool) -> float:
        """Where a line begins; see `eventkit.typesetting.flow.Column` on text that runs the other way."""
        if align == "middle":
            return left + (width - line.width) / 2
        at_left = line.rtl == self._rtl or (alone and self._one_way)
        return left if at_left == (align == "start") else left + width - line.width


@lru_cache(maxsize=512)
def _row(fonts: Fonts, forms: Forms, weight: int, colour: Colour) -> Line:
    style = Style(_TRIAL, weight, colour)
    return shape(fonts, joined([Span(form.text, form.language, style) for form in forms]))
