"""Text that was read in the wrong encoding on its way here, and back."""

from __future__ import annotations

import re

# The bytes 80 to 9f as cp1252 shows them, those that it leaves out as they are.
_CONTROLS = "\x80-\x9f\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
_CONTROLS += "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
_FOLLOWING = f"{_CONTROLS}\xa0-\xbf"
_LIKELY = re.compile(
    f"[\xc2-\xdf][{_FOLLOWING}]|[\xe0-\xef][{_FOLLOWING}]{{2}}|[\xf0-\xf4][{_FOLLOWING}]{{3}}"
)
# What may well stand behind a capital letter: CAFÉ… is what it says.
_USUAL = "\u2026\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2122\xbb\xb7\xa0"
_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in b"\x81\x8d\x8f\x90\x9d"
}


def fix_mojibake(text: str) -> str | None:
    """What the text was before UTF-8 was read as cp1252 (``FranÃ§ois``: François), or ``None``.

    Only where it is sure: all of it goes back, and a sequence is among it that nobody writes.
    """
    if not looks_like_mojibake(text):
        return None
    try:
        return text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def looks_like_mojibake(text: str) -> bool:
    """Whether a sequence is in it that nobody writes, though not all of it goes back."""
    return not text.isascii() and any(_is_sure(found[0]) for found in _LIKELY.finditer(text))


def _is_sure(found: str) -> bool:
    return any(char not in _USUAL for char in found[1:])
