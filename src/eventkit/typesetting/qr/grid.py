"""What of a QR code does not depend on its content: patterns, placement, masks (6.3, 7.7 to 7.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from operator import itemgetter

from eventkit.typesetting.qr.correction import Level, codewords

Place = tuple[int, int]
"""Row and column."""

MARGIN = 4
"""Light modules behind each row, so that no penalty is counted across its end."""
_LEVELS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}
_FORMAT_CODE, _FORMAT_MASK = 0x537, 0x5412  # annex C
_VERSION_CODE = 0x1F25  # annex D

MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)
"""Which modules each mask turns, by row and column (table 10)."""


@dataclass(frozen=True)
class Grid:
    """The tables of a version and level; integers hold a bit for each module, as `Symbol.bits` does.

    Attributes:
        size: Modules to a side.
        stride: Bits to a row.
        masks: Of each mask, what it turns, with the patterns that every code has.
        formats: Of each mask, the modules that name it, the level and the version.
        inside: All modules.
        across: All that have one on their left.
        down: All that have one above.
        half: How many modules are half of them.
        step: How many are a twentieth.
    """

    size: int
    stride: int
    masks: tuple[int, ...]
    formats: tuple[int, ...]
    inside: int
    across: int
    down: int
    half: float
    step: float
    _pick: Callable[[str], Sequence[str]]

    def place(self, words: bytes) -> int:
        """The codewords in their places, all else light."""
        # Behind the digits stands the one that all other modules are picked from.
        digits = f"{int.from_bytes(words):0{8 * len(words)}b}0"
        return int("".join(self._pick(digits)), 2)


@lru_cache(maxsize=8)
def grid(version: int, level: Level) -> Grid:
    """The tables of a version and level."""
    size = 17 + 4 * version
    stride = ceil((size + MARGIN) / 8) * 8

    def bits(dark: set[Place]) -> int:
        return sum(1 << (size - 1 - row) * stride + stride - 1 - column for row, column in dark)

    every = {(row, column) for row in range(size) for column in range(size)}
    patterns = _patterns(version, size)
    dark = bits({place for place, is_dark in patterns.items() if is_dark})
    free = every - patterns.keys()
    last = 8 * codewords(version)
    order = dict.fromkeys(every, last) | {place: at for at, place in enumerate(_way(size, free)) if at < last}
    padding = [last] * (stride - size)
    picks = [at for row in range(size) for at in (*(order[row, column] for column in range(size)), *padding)]
    inside = bits(every)
    return Grid(
        size,
        stride,
        tuple(bits({place for place in free if turns(*place)}) | dark for turns in MASKS),
        tuple(bits(_named(version, size, _LEVELS[level] << 3 | mask)) for mask in range(len(MASKS))),
        inside,
        inside & inside >> 1,
        inside & inside >> stride,
        size**2 / 2,
        size**2 / 20,
        itemgetter(*picks),
    )


def _patterns(version: int, size: int) -> dict[Place, bool]:
    """All modules that hold no data, and whether they are dark; those of format and version light as yet."""
    found: dict[Place, bool] = {}
    for at in range(size):
        found[6, at] = found[at, 6] = at % 2 == 0
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        found |= {
            place: _ring(place, (row, column)) in {0, 1, 3}
            for place in _around((row, column), 4)
            if all(0 <= each < size for each in place)
        }
    centres = _alignments(version, size)
    for row in centres:
        for column in centres:
            if (row, column) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                found |= {place: _ring(place, (row, column)) != 1 for place in _around((row, column), 2)}
    places = {*_format_places(size, first=True), *_format_places(size, first=False), (size - 8, 8)}
    if version >= 7:
        places |= {each for place in _version_places(size) for each in (place, place[::-1])}
    return found | dict.fromkeys(places, False)


def _around(centre: Place, reach: int) -> Iterator[Place]:
    row, column = centre
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            yield row + down, column + across


def _ring(place: Place, centre: Place) -> int:
    """Which square around the centre the place lies on."""
    return max(abs(place[0] - centre[0]), abs(place[1] - centre[1]))


def _alignments(version: int, size: int) -> list[int]:
    """The rows, which are also the columns, of the centres of alignment patterns (annex E)."""
    if version == 1:
        return []
    steps = version // 7 + 1
    # Version 32 alone keeps to no rule.
    step = 26 if version == 32 else ceil((size - 13) / steps / 2) * 2
    return [6, *(size - 7 - step * at for at in range(steps))]


def _way(size: int, free: set[Place]) -> Iterator[Place]:
    """The places of data bits in turn: up and down two columns at a time, from the right (7.7.3)."""
    for order, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        rows = range(size) if order % 2 else range(size - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if (row, column) in free:
                    yield row, column


def _format_places(size: int, *, first: bool) -> list[Place]:
    """Where the fifteen bits of the format stand, the lowest first: round the corner, and at the others."""
    if first:
        down = [(row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)]
        return [*down, *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    return [*((8, size - 1 - at) for at in range(8)), *((size - 7 + at, 8) for at in range(7))]


def _version_places(size: int) -> list[Place]:
    """Where its eighteen bits stand at the lower left, the lowest first; mirrored at the upper right."""
    return [(size - 11 + at % 3, at // 3) for at in range(18)]


def _named(version: int, size: int, kind: int) -> set[Place]:
    """The dark modules that name level and mask (7.9), and the version from 7 on (7.10)."""
    code = _protected(kind, 10, _FORMAT_CODE) ^ _FORMAT_MASK
    dark = {(size - 8, 8)}
    for first in (True, False):
        dark |= {place for at, place in enumerate(_format_places(size, first=first)) if code >> at & 1}
    if version >= 7:
        code = _protected(version, 12, _VERSION_CODE)
        corner = {place for at, place in enumerate(_version_places(size)) if code >> at & 1}
        dark |= corner | {place[::-1] for place in corner}
    return dark


def _protected(value: int, degree: int, generator: int) -> int:
    """The value with the remainder of a BCH code behind it."""
    rest = value << degree
    while rest.bit_length() > degree:
        rest ^= generator << rest.bit_length() - degree - 1
    return value << degree | rest
