"""Marks that are no text as operators of a PDF's pages (PDF 32000-1 annex A).

PDF counts y from the bottom of the page: every function takes the page's height.
"""

from __future__ import annotations

from functools import lru_cache

from eventkit.typesetting.coding import path
from eventkit.typesetting.colour import Black, Colour
from eventkit.typesetting.pages import Box, Code, Placed, Rule

_ROUND = 0.5523  # a quarter circle as a Bézier curve


@lru_cache(maxsize=16384)  # most of what is on a page stands where others stood on the pages before
def number(value: float, digits: int = 3) -> str:
    """The number as PDF writes it: no exponent, no needless zeros."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=1024)
def fill(colour: Colour) -> str:
    """The colour to fill with, and to write text in: as light, or as black ink."""
    return f"{_channels(colour)} {'k' if isinstance(colour, Black) else 'rg'}"


@lru_cache(maxsize=1024)
def stroke(colour: Colour) -> str:
    """The colour to draw lines in."""
    return f"{_channels(colour)} {'K' if isinstance(colour, Black) else 'RG'}"


def _channels(colour: Colour) -> str:
    return " ".join(map(number, (0, 0, 0, colour.ink) if isinstance(colour, Black) else colour.rgb))


def box(mark: Box, height: float) -> str:
    """A rectangle, filled or outlined or both."""
    if mark.fill is None and mark.stroke is None:
        return ""
    x, y = mark.x, height - mark.y - mark.height
    ways = {(True, False): "f", (False, True): "S", (True, True): "B"}
    parts = (
        "q",
        *([fill(mark.fill)] if mark.fill else []),
        *([f"{stroke(mark.stroke)} {number(mark.stroke_width)} w"] if mark.stroke else []),
        _rectangle(x, y, mark.width, mark.height, min(mark.radius, mark.width / 2, mark.height / 2)),
        ways[mark.fill is not None, mark.stroke is not None],
        "Q",
    )
    return "\n".join(parts)


def rule(mark: Rule, height: float) -> str:
    """A straight line."""
    dash = f"[{' '.join(map(number, mark.dash))}] 0 d " if mark.dash else ""
    start = f"{number(mark.x1)} {number(height - mark.y1)} m"
    end = f"{number(mark.x2)} {number(height - mark.y2)} l"
    return f"q {stroke(mark.colour)} {number(mark.width)} w {dash}{start} {end} S Q"


def code(mark: Code, height: float) -> str:
    """The modules on their quiet zone; see `eventkit.typesetting.coding`."""
    symbol = mark.symbol
    below = height - mark.y - mark.size
    return f"{_ground(mark.x, below, mark.size, mark.quiet, symbol.size)}{path(symbol)}f* Q"


@lru_cache(maxsize=1024)
def _ground(x: float, y: float, size: float, quiet: int, modules: int) -> str:
    """The quiet zone of a code, and what makes one of so many modules stand in it."""
    module = size / (modules + 2 * quiet)
    unit = number(module, 5)
    place = f"{number(x + quiet * module)} {number(y + size - quiet * module)}"
    return f"q 1 g {' '.join(map(number, (x, y, size, size)))} re f\n0 g {unit} 0 0 -{unit} {place} cm\n"


def placing(mark: Placed, height: float) -> str:
    """What brings a smaller page to its place, in a graphics state of its own (PDF 32000-1 8.3.4)."""
    a, b = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}[mark.turn]
    turned = (mark.scale * each for each in (a, b, -b, a))
    inner = mark.page.height
    x, y = mark.at(0, inner)  # where the smaller page's origin of PDF, its lower left, is
    matrix = " ".join([*(number(each, 5) for each in turned), number(x), number(height - y)])
    if mark.clip is None:
        return f"q {matrix} cm"
    clip = _rectangle(mark.clip.x, inner - mark.clip.bottom, mark.clip.width, mark.clip.height, 0)
    return f"q {matrix} cm\n{clip} W n"


def _rectangle(x: float, y: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"{number(x)} {number(y)} {number(width)} {number(height)} re"
    right, top, bend = x + width, y + height, radius * (1 - _ROUND)
    steps: tuple[tuple[str, tuple[float, ...]], ...] = (
        ("m", (x + radius, y)),
        ("l", (right - radius, y)),
        ("c", (right - bend, y, right, y + bend, right, y + radius)),
        ("l", (right, top - radius)),
        ("c", (right, top - bend, right - bend, top, right - radius, top)),
        ("l", (x + radius, top)),
        ("c", (x + bend, top, x, top - bend, x, top - radius)),
        ("l", (x, y + radius)),
        ("c", (x, y + bend, x + bend, y, x + radius, y)),
        ("h", ()),
    )
    return "\n".join(" ".join([*map(number, points), operator]) for operator, points in steps)
