"""Texts and names folded for comparing, so that what differs in accents or case alone is found to be alike.

What comes of it is never shown: names are printed as their owners write them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Canonical combining classes of marks that make another letter and are no accent: nukta, the voicing of
# kana, virama (Unicode 4.3).
_LETTERS_OWN = frozenset({0, 7, 8, 9})

# Letters that Unicode does not take apart, and that are written without their stroke or dot where it cannot
# be typed (CLDR, transform Latin-ASCII); and two letters of Arabic with a key of their own on a Persian
# keyboard, which are typed for each other.
_FOR_EACH_OTHER = str.maketrans("łŁøØđĐħĦıىیک", "lLoOdDhHiييك")


class _Letters(dict[int, str]):
    """What is kept of each character: all but accents, and of names no signs either."""

    def __init__(self, *, signs: bool) -> None:
        super().__init__({code: chr(kept) for code, kept in _FOR_EACH_OTHER.items()})
        self._signs = signs

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.combining(char) not in _LETTERS_OWN:
            kept = ""
        else:
            kept = char if self._signs or unicodedata.category(char)[0] in "LMN" else " "
        self[code] = kept
        return kept


_OF_TEXTS = _Letters(signs=True)
_OF_NAMES = _Letters(signs=False)


def folded(text: str) -> str:
    """A text without accents, case and doubled blanks (NFKD, Unicode 3.13 D146); signs and order stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_OF_TEXTS)
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1 << 16)
def folded_name(name: str) -> str:
    """A name `folded`, and without signs and order of words, for finding the same one again.

    Of what has neither letters nor digits all is kept: two emoji are two names.
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return " ".join(sorted(plain.translate(_OF_NAMES).casefold().split())) or name
