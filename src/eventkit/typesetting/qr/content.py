"""Content as data codewords: the mode, the smallest version, the bits (ISO/IEC 18004 7.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from eventkit.errors import Unprintable
from eventkit.typesetting.qr.correction import VERSIONS, Level, capacity

_NUMERIC = re.compile("[0-9]+")
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
_ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PAIRS = {f"{_ORDER[a]}{_ORDER[b]}": f"{45 * a + b:011b}" for a, b in product(range(45), repeat=2)} | {
    character: f"{value:06b}" for value, character in enumerate(_ORDER)
}
_DIGITS = {1: "04b", 2: "07b", 3: "010b"}

_MODE = 4  # the bits of its indicator
# How many bits tell the length, for versions up to 9, 26 and 40, by the mode's indicator (table 3).
_LENGTHS = {0b0001: (10, 12, 14), 0b0010: (9, 11, 13), 0b0100: (8, 16, 16)}
_RANGES = ((1, 9), (10, 26), (27, VERSIONS))
_TERMINATOR = 4
_PADS = b"\xec\x11"


def encoded(content: str, level: Level) -> tuple[int, bytes]:
    """The smallest version that holds the content, and its data codewords.

    Raises:
        Unprintable: The content is empty, or no version holds it.
    """
    if not content:
        message = "a QR code holds something: there is no content"
        raise Unprintable(message)
    mode, count, length, data = _said(content)
    version, width = _version(mode, count, length, level)
    if not version:
        message = f"'{content[:40]}…' has {count} characters, more than a QR code holds: put less into it"
        raise Unprintable(message)
    said = (mode << width | count) << length | data
    return version, _filled(said, _MODE + width + length, capacity(version, level))


@lru_cache(maxsize=1024)
def _version(mode: int, count: int, length: int, level: Level) -> tuple[int, int]:
    """The smallest version that holds so many characters of so many bits, and how many bits tell how many
    they are; 0 where none holds them.
    """
    for (first, last), width in zip(_RANGES, _LENGTHS[mode], strict=True):
        bits = _MODE + width + length
        if count < 1 << width and bits <= 8 * capacity(last, level):
            return next(one for one in range(first, last + 1) if bits <= 8 * capacity(one, level)), width
    return 0, 0


def _said(content: str) -> tuple[int, int, int, int]:
    """The indicator of the mode, the number of characters in it, the number of their bits, and these."""
    if _NUMERIC.fullmatch(content):
        parts = [content[at : at + 3] for at in range(0, len(content), 3)]
        bits = "".join([format(int(part), _DIGITS[len(part)]) for part in parts])
        return 0b0001, len(content), len(bits), int(bits, 2)
    if _ALPHANUMERIC.fullmatch(content):
        bits = "".join([_PAIRS[content[at : at + 2]] for at in range(0, len(content), 2)])
        return 0b0010, len(content), len(bits), int(bits, 2)
    data = content.encode()
    return 0b0100, len(data), 8 * len(data), int.from_bytes(data)


def _filled(bits: int, length: int, room: int) -> bytes:
    """So many bits as codewords, with terminator and padding (7.4.9, 7.4.10).

    Where the terminator ends with a codeword, one of zeros follows, as segno has it: readers stop at the
    terminator.
    """
    end = length + min(_TERMINATOR, 8 * room - length)
    count = end // 8 + 1
    data = (bits << 8 * count - length).to_bytes(count)
    return (data + _PADS * room)[:room]
