"""QR code symbols: encoded content with version and mask, computed from tables by codeword."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import accumulate, chain, pairwise, product, zip_longest
from math import ceil
from operator import getitem, itemgetter, xor
from typing import Literal

from eventkit.errors import Unprintable

ErrorCorrection = Literal["L", "M", "Q", "H"]

VERSIONS = 40


# Table 9, by version: the number of blocks, and the number of error correction codewords for each block.
_BLOCKS = {
    "L": (
        *(1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8),
        *(8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25),
    ),
    "M": (
        *(1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
        *(17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
    ),
    "Q": (
        *(1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20),
        *(23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68),
    ),
    "H": (
        *(1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25),
        *(25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81),
    ),
}

_CORRECTION_COUNTS = {
    "L": (
        *(7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28),
        *(28, 28, 30, 30, 26, 28, *(30,) * 14),
    ),
    "M": (
        *(10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26),
        *(26, *(28,) * 19),
    ),
    "Q": (
        *(13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30),
        *(28, 30, 30, 30, 30, 28, *(30,) * 14),
    ),
    "H": (
        *(17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28),
        *(30, 24, *(30,) * 18),
    ),
}

_FIELD = 0x11D  # the reduction polynomial of GF(256) (7.5.2)


def codeword_count(version: int) -> int:
    """The total number of codewords of a version, data and error correction together (table 1)."""
    bits = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        bits -= (25 * aligned - 10) * aligned - 55
        if version >= 7:
            bits -= 36
    return bits // 8


@cache
def capacity(version: int, level: ErrorCorrection) -> int:
    """The number of data codewords of a version at an error correction level (table 7)."""
    return codeword_count(version) - _BLOCKS[level][version - 1] * _CORRECTION_COUNTS[level][version - 1]


def add_error_correction(data: bytes, version: int, level: ErrorCorrection) -> bytes:
    """The final codeword sequence: data blocks interleaved, then error correction interleaved (7.6)."""
    blocks, degree = _BLOCKS[level][version - 1], _CORRECTION_COUNTS[level][version - 1]
    if blocks == 1:
        return data + _correction(data, degree)
    length, longer = divmod(len(data), blocks)
    ends = accumulate((length + (at >= blocks - longer) for at in range(blocks)), initial=0)
    chunks = [data[start:end] for start, end in pairwise(ends)]
    interleaved = chain.from_iterable(zip_longest(*chunks))
    corrections = [_correction(chunk, degree) for chunk in chunks]
    return bytes(
        [
            *(codeword for codeword in interleaved if codeword is not None),
            *chain(*zip(*corrections, strict=True)),
        ]
    )


def _correction(block: bytes, degree: int) -> bytes:
    """The Reed-Solomon codewords of a block: its remainder modulo the generator, by long division."""
    table, top, rest = _remainders(degree), 8 * (degree - 1), (1 << 8 * (degree - 1)) - 1
    remainder = 0
    for codeword in block:
        remainder = ((remainder & rest) << 8) ^ table[(remainder >> top) ^ codeword]
    return remainder.to_bytes(degree)


@cache
def _remainders(degree: int) -> tuple[int, ...]:
    """The division table of the generator polynomial: for each byte, its multiple of the lower terms."""
    generator = [1]
    root = 1
    for _ in range(degree):
        by_root = [0, *(_product(coefficient, root) for coefficient in generator)]
        generator = [a ^ b for a, b in zip([*generator, 0], by_root, strict=True)]
        root = _product(root, 2)
    # The leading coefficient is 1 and cancels the byte itself.
    return tuple(
        int.from_bytes(bytes(_product(value, coefficient) for coefficient in generator[1:]))
        for value in range(256)
    )


def _product(a: int, b: int) -> int:
    """The product of two elements of GF(256)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (_FIELD if a & 0x80 else 0)
        b >>= 1
    return product


_NUMERIC = re.compile("[0-9]+")

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")

_ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_PAIRS = {f"{_ORDER[a]}{_ORDER[b]}": f"{45 * a + b:011b}" for a, b in product(range(45), repeat=2)} | {
    character: f"{value:06b}" for value, character in enumerate(_ORDER)
}

_DIGITS = {1: "04b", 2: "07b", 3: "010b"}

_MODE_BITS = 4  # of the mode indicator


# Bits of the character count indicator by mode indicator, for versions up to 9, 26 and 40 (table 3).
_LENGTHS = {0b0001: (10, 12, 14), 0b0010: (9, 11, 13), 0b0100: (8, 16, 16)}

_RANGES = ((1, 9), (10, 26), (27, VERSIONS))

_TERMINATOR = 4

_PADS = b"\xec\x11"


def encode_content_bits(content: str, level: ErrorCorrection) -> tuple[int, bytes]:
    """The data codewords of a content, and the smallest version with the capacity for them."""
    if not content:
        raise Unprintable("The QR code has no content.")
    mode, count, length, data = _encode_text(content)
    version, width = _version(mode, count, length, level)
    if not version:
        raise Unprintable(
            "'{content}…' has {count} characters, which is too long for a QR code. Shorten it.",
            content=content[:40],
            count=count,
        )
    bits = (mode << width | count) << length | data
    return version, _pad(bits, _MODE_BITS + width + length, capacity(version, level))


@lru_cache(maxsize=1024)
def _version(mode: int, count: int, length: int, level: ErrorCorrection) -> tuple[int, int]:
    """The smallest version with the capacity for a number of characters and bits, and the width of its
    character count indicator; both 0 if there is no such version.
    """
    for (first, last), width in zip(_RANGES, _LENGTHS[mode], strict=True):
        bits = _MODE_BITS + width + length
        if count < 1 << width and bits <= 8 * capacity(last, level):
            return next(at for at in range(first, last + 1) if bits <= 8 * capacity(at, level)), width
    return 0, 0


def _encode_text(content: str) -> tuple[int, int, int, int]:
    """The content in its most compact mode: mode indicator, character count, bit length, bits (7.4)."""
    if _NUMERIC.fullmatch(content):
        groups = [content[at : at + 3] for at in range(0, len(content), 3)]
        bits = "".join([format(int(group), _DIGITS[len(group)]) for group in groups])
        return 0b0001, len(content), len(bits), int(bits, 2)
    if _ALPHANUMERIC.fullmatch(content):
        bits = "".join([_PAIRS[content[at : at + 2]] for at in range(0, len(content), 2)])
        return 0b0010, len(content), len(bits), int(bits, 2)
    data = content.encode()
    return 0b0100, len(data), 8 * len(data), int.from_bytes(data)


def _pad(bits: int, length: int, room: int) -> bytes:
    """The bits as codewords, with terminator and padding (7.4.9, 7.4.10).

    If the terminator ends on a codeword boundary, a codeword of zeros follows for compatibility with segno;
    readers stop at the terminator.
    """
    end = length + min(_TERMINATOR, 8 * room - length)
    count = end // 8 + 1
    data = (bits << 8 * count - length).to_bytes(count)
    return (data + _PADS * room)[:room]


Module = tuple[int, int]  # row and column
MARGIN = 4  # light modules after each row, so that no run is counted across the end of a row
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
    """The precomputed bit sets of a version and level, with one bit for each module as in `QrSymbol.bits`."""

    size: int
    stride: int
    # By mask, the modules that it inverts, together with the dark modules of the function patterns.
    masks: tuple[int, ...]
    formats: tuple[int, ...]  # by mask, the dark modules of the format and version information
    inside: int
    across: int
    down: int
    half: float
    step: float  # a twentieth of the number of modules, the unit of the penalty for uneven colours
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


_FIRST_MASK = 7


@dataclass(frozen=True, slots=True)
class QrSymbol:
    """A QR code without its quiet zone."""

    version: int
    mask: int
    size: int
    # The number of bits per row, a multiple of eight: the modules from left to right, then padding.
    stride: int
    bits: int  # all rows from the top, the first module in the highest bit; 1 is dark

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The modules row by row, one byte for each, 1 for dark."""
        digits = f"{self.bits:0{self.size * self.stride}b}"
        starts = range(0, len(digits), self.stride)
        return tuple(bytes(map(int, digits[start : start + self.size])) for start in starts)


def modules_per_side(content: str, level: ErrorCorrection) -> int:
    """The number of modules per side of the smallest symbol of the content; modules are not computed."""
    return 17 + 4 * _encoded_data(content, level)[0]


_encoded_data = lru_cache(maxsize=1024)(encode_content_bits)


# A symbol is requested when its page is laid out, checked and painted, in quick succession.
@lru_cache(maxsize=1024)
def encode(content: str, level: ErrorCorrection, mask: int | None = None) -> QrSymbol:
    """The smallest symbol of the content, by default with mask 7 if its penalty is not unusual, else with the
    best mask (ISO/IEC 18004 7.8.3).

    Digits are encoded in numeric mode; digits, capitals, spaces and ``$%*+-./:`` in alphanumeric mode; all
    other content as UTF-8 in byte mode without an ECI header, since scanners detect UTF-8. Readers accept
    every mask, and the best one lowers the penalty by only a twentieth, but finding it takes three times as
    long as the rest of the encoding.
    """
    version, codewords = _encoded_data(content, level)
    table = matrix_tables(version, level)
    bits = place_codewords(codewords, version, level)
    if mask is None:
        mask = _FIRST_MASK
        if not is_good_enough(bits ^ table.masks[mask], table):  # without the format (7.8.1)
            mask = best_mask([bits ^ inverted for inverted in table.masks], table)
    size, stride = table.size, table.stride
    return QrSymbol(version, mask, size, stride, bits ^ table.masks[mask] ^ table.formats[mask])
