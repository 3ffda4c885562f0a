"""Pinyin order of Chinese characters, as far as GB/T 2312 (1980) sorts them by pinyin.

The standard lists the 3,755 most common characters by pinyin, each under one reading: a surname with another
reading, such as 曾, needs its own sort key.
"""

from __future__ import annotations

from bisect import bisect_right

from eventkit.texts import fold

# The first character of each initial; no syllable begins with I, U or V.
_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST_CODES = [character.encode("gb2312") for character in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LAST_CODE = "座".encode("gb2312")


def pinyin_initial(character: str) -> str:
    """The initial of a character in capitals; empty for one that GB/T 2312 does not sort by pinyin."""
    code = _code(character)
    rank = bisect_right(_FIRST_CODES, code)
    return _INITIALS[rank - 1] if rank and code <= _LAST_CODE else ""


def pinyin_key(name: str) -> str:
    """The sort key of a name among Latin letters: each character behind all words with its initial."""
    return "".join(map(_key, name))


def _key(character: str) -> str:
    initial = pinyin_initial(character)
    return f"{initial.lower()}{{{_code(character).hex()}" if initial else fold(character)


def _code(character: str) -> bytes:
    """The code of a character in GB/T 2312; empty if it has none."""
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b""
