"""QR code symbols: encoded content with version and mask, computed from tables by codeword."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import ceil
from operator import getitem, itemgetter, xor

from eventkit.typesetting.qr.codewords import (
    ErrorCorrection,
    add_error_correction,
    capacity,
    codeword_count,
    encode_content_bits,
)

Module = tuple[int, int]
"""Row and column."""

MARGIN = 4
"""Light modules after each row, so that no run is counted across the end of a row."""

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
"""The mask conditions: true for the modules to invert, by row and column (table 10)."""


@dataclass(frozen=True)
class MatrixTables:
    """The precomputed bit sets of a version and level, with one bit for each module as in `QrSymbol.bits`.

    Attributes:
        masks: By mask, the modules that it inverts, together with the dark modules of the function patterns.
        formats: By mask, the dark modules of the format and version information.
        step: A twentieth of the number of modules, the unit of the penalty for uneven colours.
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
        """Place the codewords; all other modules are light."""
        # The last digit is the value of every module without data.
        digits = f"{int.from_bytes(words):0{8 * len(words)}b}0"
        return int("".join(self._pick(digits)), 2)


@lru_cache(maxsize=8)
def matrix_tables(version: int, level: ErrorCorrection) -> MatrixTables:
    size = 17 + 4 * version
    stride = ceil((size + MARGIN) / 8) * 8

    def bits(dark: set[Module]) -> int:
        octets = bytearray(size * stride // 8)
        for row, column in dark:
            at, bit = divmod(row * stride + column, 8)
            octets[at] |= 0x80 >> bit
        return int.from_bytes(octets)

    every = {(row, column) for row in range(size) for column in range(size)}
    patterns = _patterns(version, size)
    dark = bits({place for place, is_dark in patterns.items() if is_dark})
    free = every - patterns.keys()
    last = 8 * codeword_count(version)
    order = dict.fromkeys(every, last) | {
        place: at for at, place in enumerate(_placement_order(size, free)) if at < last
    }
    padding = [last] * (stride - size)
    picks = [at for row in range(size) for at in (*(order[row, column] for column in range(size)), *padding)]
    inside = bits(every)
    return MatrixTables(
        size,
        stride,
        tuple(bits({place for place in free if turns(*place)}) | dark for turns in MASKS),
        tuple(bits(_format_modules(version, size, _LEVELS[level] << 3 | mask)) for mask in range(len(MASKS))),
        inside,
        inside & inside >> 1,
        inside & inside >> stride,
        size**2 / 2,
        size**2 / 20,
        itemgetter(*picks),
    )


def _patterns(version: int, size: int) -> dict[Module, bool]:
    """The function patterns: modules without data, true if dark; format and version are still light."""
    modules: dict[Module, bool] = {}
    for at in range(size):
        modules[6, at] = modules[at, 6] = at % 2 == 0
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        modules |= {
            place: _ring(place, (row, column)) in {0, 1, 3}
            for place in _around((row, column), 4)
            if all(0 <= coordinate < size for coordinate in place)
        }
    centres = _alignments(version, size)
    for row in centres:
        for column in centres:
            if (row, column) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                modules |= {place: _ring(place, (row, column)) != 1 for place in _around((row, column), 2)}
    places = {*_format_places(size, first=True), *_format_places(size, first=False), (size - 8, 8)}
    if version >= 7:
        corner = _version_places(size)
        places |= {*corner, *(place[::-1] for place in corner)}
    return modules | dict.fromkeys(places, False)


def _around(centre: Module, reach: int) -> Iterator[Module]:
    row, column = centre
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            yield row + down, column + across


def _ring(place: Module, centre: Module) -> int:
    """The Chebyshev distance of a module from a centre."""
    return max(abs(place[0] - centre[0]), abs(place[1] - centre[1]))


def _alignments(version: int, size: int) -> list[int]:
    """The coordinates of the centres of alignment patterns, both rows and columns (annex E)."""
    if version == 1:
        return []
    steps = version // 7 + 1
    # The spacing of version 32 does not follow the formula.
    step = 26 if version == 32 else ceil((size - 13) / steps / 2) * 2
    return [6, *(size - 7 - step * at for at in range(steps))]


def _placement_order(size: int, free: set[Module]) -> Iterator[Module]:
    """The modules of data bits in order: up and down two columns at a time, from the right (7.7.3)."""
    for order, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        rows = range(size) if order % 2 else range(size - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if (row, column) in free:
                    yield row, column


def _format_places(size: int, *, first: bool) -> list[Module]:
    """The modules of the fifteen format bits, the lowest first, in the first or the second copy (7.9)."""
    if first:
        down = [(row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)]
        return [*down, *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    return [*((8, size - 1 - at) for at in range(8)), *((size - 7 + at, 8) for at in range(7))]


def _version_places(size: int) -> list[Module]:
    """The modules of the eighteen version bits at the lower left, the lowest first; mirrored at the upper
    right (7.10).
    """
    return [(size - 11 + at % 3, at // 3) for at in range(18)]


def _format_modules(version: int, size: int, kind: int) -> set[Module]:
    """The dark modules of the format information (7.9) and, from version 7, of the version (7.10)."""
    code = _protect(kind, 10, _FORMAT_CODE) ^ _FORMAT_MASK
    dark = {(size - 8, 8)}
    for first in (True, False):
        dark |= {place for at, place in enumerate(_format_places(size, first=first)) if code >> at & 1}
    if version >= 7:
        code = _protect(version, 12, _VERSION_CODE)
        corner = {place for at, place in enumerate(_version_places(size)) if code >> at & 1}
        dark |= corner | {place[::-1] for place in corner}
    return dark


def _protect(value: int, degree: int, generator: int) -> int:
    """The value followed by the remainder of its BCH code (annexes C and D)."""
    rest = value << degree
    while rest.bit_length() > degree:
        rest ^= generator << rest.bit_length() - degree - 1
    return value << degree | rest


_FINDER_LOOKALIKE = 40  # penalty points (N3 of table 11)


# The points that the finders of every symbol get: three rows and three columns through the middle of each.
_FINDERS = 3 * 2 * 3 * _FINDER_LOOKALIKE


# The score of 49 in 50 symbols of random codewords, versions 1 to 40: a constant, and points per module.
_USUAL_PENALTY = (960, 0.76)


def best_mask(codes: Sequence[int], grid: MatrixTables) -> int:
    """The index of the symbol with the lowest penalty score, the first of equal ones (7.8.3).

    Finder lookalikes take longest to count, so they are counted only for symbols that can still be the best.
    """
    points = [_penalty(dark, grid) for dark in codes]
    best = (1 << 31, 0)
    for at in sorted(range(len(codes)), key=points.__getitem__):
        if points[at] + _FINDERS > best[0]:
            break
        looks = _lookalike_penalty(codes[at], grid.inside, 1) + _lookalike_penalty(
            codes[at], grid.inside, grid.stride
        )
        best = min(best, (points[at] + _FINDER_LOOKALIKE * looks, at))
    return best[1]


def is_good_enough(dark: int, grid: MatrixTables) -> bool:
    """True if the penalty score is at most that of 49 in 50 symbols of random content and mask."""
    looks = _lookalike_penalty(dark, grid.inside, 1) + _lookalike_penalty(dark, grid.inside, grid.stride)
    return (
        _penalty(dark, grid) + _FINDER_LOOKALIKE * looks
        <= _USUAL_PENALTY[0] + _USUAL_PENALTY[1] * grid.size**2
    )


def _penalty(dark: int, grid: MatrixTables) -> int:
    """The penalty score without finder lookalikes: runs, squares and uneven colours (table 11)."""
    row, light = grid.stride, dark ^ grid.inside
    # Modules of the same colour as the next one.
    across = grid.across & (light ^ dark >> 1)
    down = grid.down & (light ^ dark >> row)
    squares = across & across >> row & down
    uneven = int(abs(dark.bit_count() - grid.half) / grid.step)
    return _run_penalty(across, 1) + _run_penalty(down, row) + 3 * squares.bit_count() + 10 * uneven


def _run_penalty(same: int, step: int) -> int:
    """The penalty of runs of five or more modules of one colour: three, and one for each above five."""
    threes = same & same >> step
    fives = threes & threes >> 2 * step
    # Three where a run begins, and one for each further module of it.
    return 3 * fives.bit_count() - 2 * (fives & fives << step).bit_count()


def _lookalike_penalty(dark: int, inside: int, step: int) -> int:
    """The number of finder lookalikes: 1011101 with four light modules before or after."""
    third, light = dark >> 2 * step, dark ^ inside
    ends = dark & dark >> 6 * step & light >> step & light >> 5 * step
    looking = ends & third & third >> step & third >> 2 * step
    before = dark << step | dark << 2 * step
    behind = dark >> 7 * step | dark >> 8 * step
    matching = looking & ~((before | before << 2 * step) & (behind | behind >> 2 * step))
    # Two lookalikes that share modules count as one.
    return matching.bit_count() - (matching & (matching << 4 * step | matching << 6 * step)).bit_count()


_TABLE_ROWS = 6  # versions of short contents; the tables of larger versions would take tens of megabytes


def place_codewords(codewords: bytes, version: int, level: ErrorCorrection) -> int:
    """The modules of data codewords, without function patterns and mask, as in `QrSymbol.bits`."""
    if version > _TABLE_ROWS:
        return _compute_table(codewords, version, level)
    return reduce(xor, map(getitem, _table(version, level), codewords))


def _compute_table(codewords: bytes, version: int, level: ErrorCorrection) -> int:
    return matrix_tables(version, level).place(add_error_correction(codewords, version, level))


@lru_cache(maxsize=4)
def _table(version: int, level: ErrorCorrection) -> list[_CodewordTable]:
    return [_CodewordTable(at, version, level) for at in range(capacity(version, level))]


class _CodewordTable(dict[int, int]):
    """The modules that each value of one data codeword inverts, computed on first use."""

    def __init__(self, at: int, version: int, level: ErrorCorrection) -> None:
        super().__init__({0: 0})
        self._at, self._version, self._level = at, version, level

    def __missing__(self, codeword: int) -> int:
        lowest = codeword & -codeword
        if codeword == lowest:
            codewords = bytearray(capacity(self._version, self._level))
            codewords[self._at] = codeword
            bits = _compute_table(bytes(codewords), self._version, self._level)
        else:
            bits = self[lowest] ^ self[codeword ^ lowest]
        self[codeword] = bits
        return bits


__all__ = ["MASKS", "ErrorCorrection", "QrSymbol", "encode", "encode_fast", "module_rows", "modules_per_side"]

_FIRST_MASK = 7


@dataclass(frozen=True, slots=True)
class QrSymbol:
    """A QR code without its quiet zone.

    Attributes:
        stride: The number of bits per row, a multiple of eight: the modules from left to right, then padding.
        bits: All rows from the top, the first module in the highest bit; 1 is dark.
    """

    version: int
    mask: int
    size: int
    stride: int
    bits: int

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The modules row by row, one byte for each, 1 for dark."""
        digits = f"{self.bits:0{self.size * self.stride}b}"
        starts = range(0, len(digits), self.stride)
        return tuple(bytes(map(int, digits[start : start + self.size])) for start in starts)


def module_rows(content: str, level: ErrorCorrection) -> tuple[bytes, ...]:
    """The modules of the smallest symbol of the content, row by row, one byte for each, 1 for dark."""
    return encode(content, level).rows


def modules_per_side(content: str, level: ErrorCorrection) -> int:
    """The number of modules per side of the smallest symbol of the content; modules are not computed."""
    return 17 + 4 * _encoded_data(content, level)[0]


_encoded_data = lru_cache(maxsize=1024)(encode_content_bits)


# A symbol is requested when its page is laid out, checked and painted, in quick succession.
@lru_cache(maxsize=1024)
def encode(content: str, level: ErrorCorrection, mask: int | None = None) -> QrSymbol:
    """The smallest symbol of the content, with a fixed mask or by default the best one (ISO/IEC 18004 7.8.3).

    Digits are encoded in numeric mode; digits, capitals, spaces and ``$%*+-./:`` in alphanumeric mode; all
    other content as UTF-8 in byte mode without an ECI header, since scanners detect UTF-8.
    """
    version, codewords = _encoded_data(content, level)
    table = matrix_tables(version, level)
    bits = place_codewords(codewords, version, level)
    if mask is None:
        mask = best_mask([bits ^ inverted for inverted in table.masks], table)  # without the format (7.8.1)
    return _masked(version, mask, bits, table)


@lru_cache(maxsize=1024)
def encode_fast(content: str, level: ErrorCorrection) -> QrSymbol:
    """The smallest symbol of the content with mask 7 if its penalty is not unusual, else with the best mask
    (ISO/IEC 18004 7.8.3).

    Readers accept every mask, and the best one lowers the penalty by only a twentieth, but finding it takes
    three times as long as the rest of the encoding.
    """
    version, codewords = _encoded_data(content, level)
    table = matrix_tables(version, level)
    bits = place_codewords(codewords, version, level)
    mask = _FIRST_MASK
    if not is_good_enough(bits ^ table.masks[mask], table):
        mask = best_mask([bits ^ inverted for inverted in table.masks], table)
    return _masked(version, mask, bits, table)


def _masked(version: int, mask: int, bits: int, table: MatrixTables) -> QrSymbol:
    return QrSymbol(version, mask, table.size, table.stride, bits ^ table.masks[mask] ^ table.formats[mask])
