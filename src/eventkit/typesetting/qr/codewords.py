"""Data codewords of a QR code and their Reed-Solomon error correction (ISO/IEC 18004 7.4, 7.5)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise, product, zip_longest
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
