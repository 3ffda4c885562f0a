"""Content as data codewords: the mode, the smallest version, the bits (ISO/IEC 18004 7.4)."""

from __future__ import annotations

import re
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

# How many bits tell the length, for versions up to 9, 26 and 40, by the mode's indicator (table 3).
_LENGTHS = {"0001": (10, 12, 14), "0010": (9, 11, 13), "0100": (8, 16, 16)}
_RANGES = ((1, 9), (10, 26), (27, VERSIONS))
_TERMINATOR = 4
_PADS = ("11101100", "00010001")


def encoded(content: str, level: Level) -> tuple[int, bytes]:
    """The smallest version that holds the content, and its data codewords.

    Raises:
        Unprintable: The content is empty, or no version holds it.
    """
    if not content:
        message = "a QR code holds something: there is no content"
        raise Unprintable(message)
    mode, count, data = _said(content)
    for (first, last), width in zip(_RANGES, _LENGTHS[mode], strict=True):
        length = len(mode) + width + len(data)
        if count < 1 << width and length <= 8 * capacity(last, level):
            version = next(one for one in range(first, last + 1) if length <= 8 * capacity(one, level))
            return version, _filled(f"{mode}{count:0{width}b}{data}", 8 * capacity(version, level))
    message = f"'{content[:40]}…' has {count} characters, more than a QR code holds: put less into it"
    raise Unprintable(message)


def _said(content: str) -> tuple[str, int, str]:
    """The indicator of the mode, the number of characters in it, and their bits."""
    if _NUMERIC.fullmatch(content):
        parts = (content[at : at + 3] for at in range(0, len(content), 3))
        return "0001", len(content), "".join(format(int(part), _DIGITS[len(part)]) for part in parts)
    if _ALPHANUMERIC.fullmatch(content):
        return "0010", len(content), "".join(_PAIRS[content[at : at + 2]] for at in range(0, len(content), 2))
    data = content.encode()
    return "0100", len(data), f"{int.from_bytes(data):0{8 * len(data)}b}"


def _filled(bits: str, room: int) -> bytes:
    """The bits with terminator and padding (7.4.9, 7.4.10).

    Where the terminator ends with a codeword, one of zeros follows, as segno has it: readers stop at the
    terminator.
    """
    bits += "0" * min(_TERMINATOR, room - len(bits))
    bits += "0" * (8 - len(bits) % 8)
    bits += "".join(_PADS) * (room // 16)
    return int(bits[:room], 2).to_bytes(room // 8)
