"""The largest size at which a name fits its box.

Width is linear in size, so nothing is tried in a loop: the text is shaped once at one size, in each way
it can be broken, and the size follows. Height is that of the real ink: capitals with two accents, Arabic
and Thai reach far beyond what a cap height allows for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.paragraph import set_lines, shape
from eventkit.typesetting.text import Line, Span, Style

_TRIAL = 100.0  # the size text is measured at
_STEP = 1.1  # baselines stand at least this many em apart, so that two lines look like a pair
_GAP = 0.08  # and inks at least this many em
_SAFETY = 1 - 1e-9  # a box that is filled exactly must not overflow by rounding


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

    Lines end at spaces only; ``split``, such as given and family name, is a way to break it that is
    preferred among equals. Only when nothing fits at ``smallest`` is a text without spaces broken
    between its characters, and when that does not fit either, it is set at ``smallest`` as it is.
    """
    ways = [way for way in _ways(text, lines, split) if way]
    best, best_size = ways[0], 0.0
    for way in ways:
        trial = [shape(fonts, Span(part, language, Style(_TRIAL, weight, colour))) for part in way]
        size = min(largest, _size(trial, width, height))
        if size > best_size * (1 + 1e-6):
            best, best_size = way, size
    fits = best_size >= smallest
    style = Style(max(best_size, smallest), weight, colour)
    if not fits:
        broken = set_lines(fonts, Span(text, language, style), width)
        if len(broken) <= lines and _height(broken, style.size) <= height:
            return _fitted(broken, style.size, fits=True)
    return _fitted([shape(fonts, Span(part, language, style)) for part in best], style.size, fits=fits)


def _ways(text: str, lines: int, split: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The ways to break the text, the dearest first: unbroken, as asked for, at any of its spaces."""
    words = text.split()
    yield (" ".join(words),) if words else (text,)
    if 1 < len(split) <= lines:
        yield tuple(split)
    for count in range(2, min(lines, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            yield tuple(" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words))))


def _size(trial: Sequence[Line], width: float, height: float) -> float:
    wide = max(map(_breadth, trial))
    high = _height(trial, _TRIAL)
    return _TRIAL * _SAFETY * min(width / wide if wide else width, height / high if high else height)


def _breadth(line: Line) -> float:
    """The room a line needs when it stands in the middle: some letters reach beyond their advance."""
    return line.width + 2 * max(0, -line.ink.left, line.ink.right - line.width)


def _steps(lines: Sequence[Line], size: float) -> list[float]:
    """From each baseline to the next."""
    return [
        max(_STEP * size, above.ink.bottom - below.ink.top + _GAP * size) for above, below in pairwise(lines)
    ]


def _height(lines: Sequence[Line], size: float) -> float:
    return sum(_steps(lines, size)) - lines[0].ink.top + lines[-1].ink.bottom


def _fitted(lines: Sequence[Line], size: float, *, fits: bool) -> Fitted:
    baselines = tuple(accumulate(_steps(lines, size), initial=-lines[0].ink.top))
    return Fitted(tuple(lines), size, fits, baselines, _height(lines, size))
