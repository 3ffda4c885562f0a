"""The largest size at which a name fits its box.

Width is linear in size, so nothing is tried in a loop: the text is shaped once at one size, in each way
it can be broken, and the size follows. Height is that of the real ink: capitals with two accents, Arabic
and Thai reach far beyond what a cap height allows for.

Where the face of Latin text has narrower letters (OpenType ``wdth``), a name is given them only when it
would else be too small to read, and no narrower than needed: letters are drawn for their own width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.lines import set_lines, shape
from eventkit.typesetting.text import Line, Span, Style

_TRIAL = 100.0  # the size text is measured at
_STEP = 1.1  # baselines stand at least this many em apart, so that two lines look like a pair
_GAP = 0.08  # and inks at least this many em
_SAFETY = 1 - 1e-9  # a box that is filled exactly must not overflow by rounding
_WORTH_A_LINE = 1.1  # how much larger a text has to become by being broken once more
_NARROWER = (87.5, 75.0)  # per cent of the usual width; narrower ones are for headlines


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text as it fits its box.

    Attributes:
        lines: Set at their size, from the top down.
        size: Points to the em.
        fits: Whether all ink lies within the box when the lines are centred in it; ``False`` is a finding
            for who placed the box.
        baselines: Of each line, from the top of the box, when the first line's ink touches it.
        height: Of the ink of all lines together.
    """

    lines: tuple[Line, ...]
    size: float
    fits: bool
    baselines: tuple[float, ...]
    height: float


def fit(
    fonts: Fonts,
    text: str,
    language: str,
    *,
    width: float,
    height: float,
    largest: float,
    smallest: float,
    weight: int = 700,
    colour: Colour = BLACK,
    lines: int = 2,
    split: Sequence[str] = (),
) -> Fitted:
    """The text at the largest size that fits ``width`` by ``height`` points in up to ``lines`` lines.

    Lines end at spaces only, and there is another one only where it makes the text a tenth larger;
    ``split``, such as given and family name, is a way to break it that is preferred among equals. Only when
    nothing fits at ``smallest`` is a text without spaces broken between its characters, and when that does
    not fit either, it is set at ``smallest`` as it is.
    """

    def found(stretch: float) -> tuple[Sequence[Line], float]:
        def trial(way: tuple[str, ...]) -> Sequence[Line]:
            return [_trial(fonts, part, language, weight, stretch) for part in way]

        room = _Room(width, height, smallest, largest)
        return _largest(list(_ways(text, lines, tuple(split))), trial, room)

    best, size = found(100)
    for stretch in _NARROWER if size < smallest and fonts.narrows else ():
        best, size = max((best, size), found(stretch), key=lambda way: way[1])
        if size >= smallest:
            break
    fits, size = size >= smallest, max(size, smallest)
    if not fits:
        broken = set_lines(fonts, Span(text, language, Style(size, weight, colour)), width)
        if len(broken) <= lines and _height(broken, size) <= height:
            return _fitted(broken, size, fits=True)
    return _fitted([line.scaled(size / _TRIAL, colour) for line in best], size, fits=fits)


@lru_cache(maxsize=8192)
def _trial(fonts: Fonts, text: str, language: str, weight: int, stretch: float) -> Line:
    return shape(fonts, Span(text, language, Style(_TRIAL, weight, stretch=stretch)))


class _Room(NamedTuple):
    width: float
    height: float
    smallest: float
    largest: float

    def size(self, lines: Sequence[Line]) -> float:
        """The largest at which the lines fit it."""
        wide = max([_breadth(line) for line in lines])
        high = _height(lines, _TRIAL)
        across, down = self.width / wide if wide else self.width, self.height / high if high else self.height
        return min(self.largest, _TRIAL * _SAFETY * min(across, down))

    def size_in_one(self, lines: Sequence[Line]) -> float:
        """What all of them in one line do not exceed: it is no narrower than what it is made of."""
        together = sum([line.width for line in lines])
        return _TRIAL * self.width / together if together else self.largest


def _largest(
    ways: Sequence[tuple[str, ...]], trial: Callable[[tuple[str, ...]], Sequence[Line]], room: _Room
) -> tuple[Sequence[Line], float]:
    """The way to break the text that lets it be largest, set for trial, and that size."""
    rest = iter(ways)
    best: Sequence[Line] = ()
    if len(ways) > 1:
        # People share given and family names, which are set already; the two together seldom are, and need
        # not be where they are by far too long for one line.
        lines = trial(ways[1])
        best_size = room.size(lines)
        if best_size > _WORTH_A_LINE * room.size_in_one(lines):
            best, rest = lines, iter(ways[2:])
    if not best:
        best = trial(next(rest))
        best_size = room.size(best)
    for way in rest:
        if best_size >= room.largest:
            break
        lines = trial(way)
        size = room.size(lines)
        breaks_more = len(lines) > len(best) and best_size >= room.smallest
        if size > best_size * (_WORTH_A_LINE if breaks_more else 1 + 1e-6):
            best, best_size = lines, size
    return best, best_size


def _ways(text: str, lines: int, split: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to break the text, the dearest first: unbroken, as asked for, at any of its spaces."""
    words = text.split()
    yield (" ".join(words),) if words else (text,)
    if 1 < len(split) <= lines:
        yield split
    for count in range(2, min(lines, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            way = tuple(" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words))))
            if way != split:
                yield way


def _breadth(line: Line) -> float:
    """The room a line needs when it stands in the middle: some letters reach beyond their advance."""
    ink = line.ink
    return line.width + 2 * max(0, -ink.left, ink.right - line.width)


def _steps(lines: Sequence[Line], size: float) -> list[float]:
    """From each baseline to the next."""
    return [
        max(_STEP * size, above.ink.bottom - below.ink.top + _GAP * size) for above, below in pairwise(lines)
    ]


def _height(lines: Sequence[Line], size: float) -> float:
    return sum(_steps(lines, size)) - lines[0].ink.top + lines[-1].ink.bottom


def _fitted(lines: Sequence[Line], size: float, *, fits: bool) -> Fitted:
    baselines = tuple(accumulate(_steps(lines, size), initial=-lines[0].ink.top))
    return Fitted(tuple(lines), size, fits, baselines, baselines[-1] + lines[-1].ink.bottom)
