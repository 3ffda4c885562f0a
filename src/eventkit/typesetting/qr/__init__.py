"""QR codes (ISO/IEC 18004, versions 1 to 40) in microseconds, without a library.

A code is linear over GF(2): error correction, placement and masks are all exclusive ors. So whatever does
not depend on the content is a table, made once for each version, level and mask, and a code is one integer,
a bit to a module. Bit for bit the codes are those of segno, which the tests hold them against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from eventkit.typesetting.qr.content import encoded
from eventkit.typesetting.qr.correction import Level
from eventkit.typesetting.qr.grid import MASKS, Grid, grid
from eventkit.typesetting.qr.penalty import best, is_usual
from eventkit.typesetting.qr.table import placed

__all__ = ["MASKS", "Level", "Symbol", "modules", "quick", "side", "symbol"]

_FIRST = 7


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code without its quiet zone.

    Attributes:
        version: 1 to 40.
        mask: 0 to 7.
        size: Modules to a side.
        stride: Bits to a row: a multiple of eight, the modules first, from left to right.
        bits: All rows from the top, the first module in the highest bit; 1 is dark.
    """

    version: int
    mask: int
    size: int
    stride: int
    bits: int

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The modules row by row, a byte to a module, 1 for dark."""
        digits = f"{self.bits:0{self.size * self.stride}b}"
        starts = range(0, len(digits), self.stride)
        return tuple(bytes(map(int, digits[start : start + self.size])) for start in starts)


def modules(content: str, level: Level) -> tuple[bytes, ...]:
    """The modules of the smallest code of the content, row by row, a byte to a module, 1 for dark.

    Raises:
        Unprintable: The content is empty, or more than a QR code holds.
    """
    return symbol(content, level).rows


def side(content: str, level: Level) -> int:
    """How many modules the smallest code of the content has to a side, which is known long before the code.

    Raises:
        Unprintable: The content is empty, or more than a QR code holds.
    """
    return 17 + 4 * _encoded(content, level)[0]


_encoded = lru_cache(maxsize=1024)(encoded)


# Pages ask for a code when they are laid out, checked and painted, which lie near one another.
@lru_cache(maxsize=1024)
def symbol(content: str, level: Level, mask: int | None = None) -> Symbol:
    """The smallest code of the content, in the mask that ISO/IEC 18004 7.8.3 prefers, or in the one given.

    Content of digits is numeric, of digits, capitals and ``$%*+-./:`` and blanks alphanumeric; all other is
    UTF-8, which scanners tell by itself.

    Raises:
        Unprintable: The content is empty, or more than a QR code holds.
    """
    version, codewords = _encoded(content, level)
    table = grid(version, level)
    bits = placed(codewords, version, level)
    if mask is None:
        mask = best([bits ^ mask for mask in table.masks], table)  # the format is not looked at (7.8.1)
    return _named(version, mask, bits, table)


@lru_cache(maxsize=1024)
def quick(content: str, level: Level) -> Symbol:
    """The smallest code of the content, in the first mask if that is as good as masks are for most contents,
    or else in the one that ISO/IEC 18004 7.8.3 prefers.

    Readers take any mask, and the best has but a twentieth less of what is counted against it than the
    others; to look for it takes three times as long as all else about a code.

    Raises:
        Unprintable: The content is empty, or more than a QR code holds.
    """
    version, codewords = _encoded(content, level)
    table = grid(version, level)
    bits = placed(codewords, version, level)
    mask = _FIRST
    if not is_usual(bits ^ table.masks[mask], table):
        mask = best([bits ^ each for each in table.masks], table)
    return _named(version, mask, bits, table)


def _named(version: int, mask: int, bits: int, table: Grid) -> Symbol:
    """The code in a mask, which it names."""
    return Symbol(version, mask, table.size, table.stride, bits ^ table.masks[mask] ^ table.formats[mask])
