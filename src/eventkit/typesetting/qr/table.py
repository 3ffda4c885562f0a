"""Codes of content that is looked up, codeword by codeword, and never computed.

Error correction and placement are linear: what a codeword adds to a code, correction and all, does not
depend on the others. A code is the exclusive or of what its codewords add.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import getitem, xor

from eventkit.typesetting.qr.correction import Level, capacity, corrected
from eventkit.typesetting.qr.grid import grid

_TABLED = 6  # the versions that small things have; tables of large ones would take tens of megabytes


def placed(codewords: bytes, version: int, level: Level) -> int:
    """The code of data codewords, without patterns and mask, as `Symbol.bits` has it."""
    if version > _TABLED:
        return _computed(codewords, version, level)
    return reduce(xor, map(getitem, _table(version, level), codewords))


def _computed(codewords: bytes, version: int, level: Level) -> int:
    return grid(version, level).place(corrected(codewords, version, level))


@lru_cache(maxsize=4)
def _table(version: int, level: Level) -> list[_Added]:
    return [_Added(at, version, level) for at in range(capacity(version, level))]


class _Added(dict[int, int]):
    """What each value of one data codeword adds, found out when it is first met."""

    def __init__(self, at: int, version: int, level: Level) -> None:
        super().__init__({0: 0})
        self._at, self._version, self._level = at, version, level

    def __missing__(self, codeword: int) -> int:
        lowest = codeword & -codeword
        if codeword == lowest:
            codewords = bytearray(capacity(self._version, self._level))
            codewords[self._at] = codeword
            bits = _computed(bytes(codewords), self._version, self._level)
        else:
            bits = self[lowest] ^ self[codeword ^ lowest]
        self[codeword] = bits
        return bits
