"""The largest size at which a name fits its box.

Width is linear in size, so nothing is tried in a loop: the text is shaped once at one size, in each way
it can be broken, and the size follows. Height is that of the real ink: capitals with two accents, Arabic
and Thai reach far beyond what a cap height allows for.

Where the face of Latin text has narrower letters (OpenType ``wdth``), a name is given them only when it
would else be too small to read, and no narrower than needed: letters are drawn for their own width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.faces import Ink
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.lines import set_lines
from eventkit.typesetting.text import Line, Span, Style
from eventkit.typesetting.trials import TRIAL, Trial, Trials, breadth, trials

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
    room = _Room(width, height, smallest, largest)
    ways = _ways(text, lines, tuple(split))
    best, size = _largest(ways, trials(fonts, language, weight, 100), room)
    for stretch in _NARROWER if size < smallest and fonts.narrows else ():
        narrower = _largest(ways, trials(fonts, language, weight, stretch), room)
        best, size = max((best, size), narrower, key=lambda way: way[1])
        if size >= smallest:
            break
    fits, size = size >= smallest, max(size, smallest)
    if not fits:
        broken = set_lines(fonts, Span(text, language, Style(size, weight, colour)), width)
        baselines = _baselines([line.ink for line in broken], size)
        high = baselines[-1] + broken[-1].ink.bottom
        wide = max([breadth(line.width, line.ink) for line in broken])
        if len(broken) <= lines and high <= height and wide <= width:
            return Fitted(broken, size, fits=True, baselines=baselines, height=high)
    found = tuple([line.line(size, colour) for line in best.lines])
    scale = size / TRIAL
    return Fitted(found, size, fits, tuple([each * scale for each in best.baselines]), best.height * scale)


class _Tried(NamedTuple):
    """A way to break a text, set for trial.

    Attributes:
        lines: From the top down.
        baselines: Of each line, from where its ink begins.
        height: Of the ink of all lines together.
    """

    lines: Sequence[Trial]
    baselines: tuple[float, ...]
    height: float


class _Room(NamedTuple):
    width: float
    height: float
    smallest: float
    largest: float

    def tried(self, way: tuple[str, ...], trying: Trials) -> tuple[_Tried, float]:
        """A way to break a text, and the largest size at which it fits the room."""
        lines = [trying.of(part) for part in way]
        baselines = _baselines([line.ink for line in lines], TRIAL)
        high = baselines[-1] + lines[-1].ink.bottom
        wide = max([line.breadth for line in lines])
        across, down = self.width / wide if wide else self.width, self.height / high if high else self.height
        size = min(self.largest, TRIAL * _SAFETY * min(across, down))
        return _Tried(lines, baselines, high), size

    def size_in_one(self, lines: Sequence[Trial]) -> float:
        """What all of them in one line do not exceed: it is no narrower than what it is made of."""
        together = sum([line.width for line in lines])
        return TRIAL * self.width / together if together else self.largest


def _largest(ways: Sequence[tuple[str, ...]], trying: Trials, room: _Room) -> tuple[_Tried, float]:
    """The way to break the text that lets it be largest, set for trial, and that size."""
    if len(ways) > 1:
        # People share given and family names, which are set already; the two together seldom are, and need
        # not be where they are by far too long for one line.
        best, best_size = room.tried(ways[1], trying)
        if best_size > _WORTH_A_LINE * room.size_in_one(best.lines):
            rest = ways[2:]
        else:
            (best, best_size), rest = room.tried(ways[0], trying), ways[1:]
    else:
        (best, best_size), rest = room.tried(ways[0], trying), ()
    for way in rest:
        if best_size >= room.largest:
            break
        found, size = room.tried(way, trying)
        breaks_more = len(found.lines) > len(best.lines) and best_size >= room.smallest
        if size > best_size * (_WORTH_A_LINE if breaks_more else 1 + 1e-6):
            best, best_size = found, size
    return best, best_size


def _ways(text: str, lines: int, split: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """The ways to break the text, the dearest first: unbroken, as asked for, at any of its spaces."""
    words = text.split()
    ways: list[tuple[str, ...]] = [(" ".join(words) or text,)]
    if 1 < len(split) <= lines:
        ways.append(split)
    for count in range(2, min(lines, len(words)) + 1):
        if count == len(words):
            found = [tuple(words)]
        else:
            ends = combinations(range(1, len(words)), count - 1)
            found = [
                tuple([" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]) for cuts in ends
            ]
        ways += [way for way in found if way != split]
    return ways


def _baselines(inks: Sequence[Ink], size: float) -> tuple[float, ...]:
    """From the top of the first line's ink to the baseline of each."""
    at = -inks[0].top
    if len(inks) == 1:
        return (at,)
    found = [at]
    for above, below in pairwise(inks):
        at += max(_STEP * size, above.bottom - below.top + _GAP * size)
        found.append(at)
    return tuple(found)
