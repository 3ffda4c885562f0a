"""QR code symbols: encoded content with version and mask, computed from tables by codeword."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import getitem, xor

from eventkit.typesetting.qr.codewords import (
    ErrorCorrection,
    add_error_correction,
    capacity,
    encode_content_bits,
)
from eventkit.typesetting.qr.matrix import MASKS, MatrixTables, best_mask, is_good_enough, matrix_tables

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
