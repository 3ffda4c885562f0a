"""Confusables (UTS 39): names compared by their appearance, and words of mixed scripts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from eventkit.texts import fold_name
from eventkit.texts.name_caches import cache_names

# Letters of other scripts that look like a Latin letter: the single letters of Greek, Cyrillic and Armenian
# among the confusables of Unicode (UTS 39, confusables.txt), in the shapes of common fonts.
_CONFUSABLES = {
    "a": "аɑα", "b": "Ь", "c": "сϲС", "d": "ԁ", "e": "еҽ", "g": "ɡց", "h": "һհ", "i": "іιӏ", "j": "јϳ",
    "k": "κкК", "l": "ӏ", "m": "мМ", "n": "ոпη", "o": "оοσօ", "p": "рρ", "q": "ԛգ", "r": "г", "s": "ѕՏ",
    "t": "тτ", "u": "υսս", "v": "νѵ", "w": "ԝ", "x": "хχ", "y": "уγү", "z": "ᴢ",
    "A": "АΑ", "B": "ΒВ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙӀ", "J": "Ј", "K": "Κ", "M": "Μ", "N": "Ν",
    "O": "ОΟՕ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip

_LATIN = str.maketrans({other: latin for latin, others in _CONFUSABLES.items() for other in others})

_CONFUSABLE_LETTERS = frozenset(map(chr, _LATIN))

_WORDS = re.compile(r"[^\W\d_]+")


# Scripts that occur together within one word; others do not (UTS 39, 5.1).
_COMBINABLE_SCRIPTS = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "BOPOMOFO", "HANGUL", "LATIN", "FULLWIDTH", "IDEOGRAPHIC"}
)


def skeleton(name: str) -> str:
    """The skeleton of a name (UTS 39, 4): folded, with confusable letters replaced by Latin ones."""
    latin = name if name.isascii() or _CONFUSABLE_LETTERS.isdisjoint(name) else name.translate(_LATIN)
    return fold_name(latin)


def find_mixed_word(name: str) -> str | None:
    """The first word that mixes scripts which never occur together in a word; ``None`` without one."""
    if name.isascii():
        return None
    return next((word for word in _WORDS.findall(name) if _is_mixed(word)), None)


@cache_names(1 << 14)
def _is_mixed(word: str) -> bool:
    scripts = {script for char in word if (script := _script(char))}
    return len(scripts) > 1 and not scripts <= _COMBINABLE_SCRIPTS


@lru_cache(maxsize=1 << 14)
def _script(char: str) -> str:
    """The script of a letter, from the first word of its Unicode name; empty for marks and signs."""
    if unicodedata.category(char) not in {"Lu", "Ll", "Lt", "Lo"}:
        return ""
    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first not in {"MODIFIER", "FEMININE", "MASCULINE", "MATHEMATICAL"} else ""
