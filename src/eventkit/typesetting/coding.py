"""QR codes as paths of a PDF, whose rectangles are looked up rather than written anew."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import getitem

from eventkit.typesetting.qr import Symbol

_FINDER = 7  # modules to a side


def path(symbol: Symbol) -> str:
    """The dark modules, to be filled by the even-odd rule, as one path, so that no viewer shows seams.

    A module is a unit, the first row lies at the top and y grows down.
    """
    finders, others = _finders(symbol.size, symbol.stride)
    data = (symbol.bits & others).to_bytes(symbol.size * symbol.stride // 8)
    eights = _eights(symbol.stride // 8, len(data))
    return finders + "".join(map(getitem, eights, data))


@lru_cache(maxsize=16)
def _finders(size: int, stride: int) -> tuple[str, int]:
    """The three finders, each a square in a square in a square, and the bits of all modules but theirs."""
    squares, bits = "", (1 << size * stride) - 1
    row = (1 << _FINDER) - 1
    for x, y in ((0, 0), (size - _FINDER, 0), (0, size - _FINDER)):
        squares += "".join(f"{x + at} {y + at} {_FINDER - 2 * at} {_FINDER - 2 * at} re\n" for at in range(3))
        for down in range(_FINDER):
            bits &= ~(row << (size - y - down) * stride - x - _FINDER)
    return squares, bits


@lru_cache(maxsize=16)
def _eights(width: int, count: int) -> list[_Eight]:
    return [_Eight(*divmod(at, width)) for at in range(count)]


class _Eight(dict[int, str]):
    """By what they are, eight modules of a row as rectangles, one for each stretch of dark ones."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__()
        self._row, self._first = row, 8 * column

    def __missing__(self, byte: int) -> str:
        stretches = re.finditer("1+", f"{byte:08b}")
        self[byte] = "".join(
            f"{self._first + each.start()} {self._row} {len(each.group())} 1 re\n" for each in stretches
        )
        return self[byte]
