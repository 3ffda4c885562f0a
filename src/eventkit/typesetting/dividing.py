"""Where a word may be divided at the end of a line, by the patterns of its language.

At least three letters stay on either side. A word with a capital is taken for a name, and names are never
divided; only where every noun has a capital, as in German, its first letter tells nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

import pyphen

SOFT_HYPHEN = "\u00ad"

_FEWEST = 3  # letters on either side
_SHORTEST = 6  # what no shorter word can have twice of
# Letters of the scripts that are divided with a hyphen: Latin, Greek, Cyrillic.
_LETTERS = "A-Za-zªºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿἀ-῾"
# Words of letters alone between blanks and the marks of a sentence: no address, no code, no compound that
# has a hyphen already. A mark is followed by a blank, which it is not in eventkit.example.
_WORD = re.compile(
    rf"(?<![^\s(\[“„«‹‘'\"—–…])[{_LETTERS}]+(?:['’][{_LETTERS}]+)*(?=[)\]”“»›’'\",.;:!?…]*(?:\s|$|[—–]))"
)
_PARTS = re.compile(f"[{_LETTERS}]+")
_NOUNS_WITH_CAPITALS = frozenset({"de", "lb", "nds"})
_SAME_PATTERNS = {"no": "nb"}


class _Patterns(Protocol):
    def positions(self, word: str) -> list[int]: ...


def divisions(text: str, start: int, end: int, language: str) -> tuple[int, ...]:
    """The indices in the text before which the first word between two breaks may go to the next line."""
    word = _WORD.search(text, start, end)
    if word is None:
        return ()
    return tuple([word.start() + at for at in _within(word[0], language)])


@lru_cache(maxsize=16384)
def _within(word: str, language: str) -> tuple[int, ...]:
    # Of l’organisation and editor’s, the part that is long enough.
    part = max(_PARTS.finditer(word), key=lambda found: len(found[0]))
    if len(part[0]) < _SHORTEST or _is_name(word, part, language):
        return ()
    patterns = _patterns(language)
    if patterns is None:
        return ()
    # Where letters would change by the division (Hungarian asszonnyal), the word stays whole.
    places = [at for at in patterns.positions(part[0]) if getattr(at, "data", None) is None]
    last = len(part[0]) - _FEWEST
    return tuple([part.start() + at for at in places if _FEWEST <= at <= last])


def _is_name(word: str, part: re.Match[str], language: str) -> bool:
    tells_nothing = language.partition("-")[0].lower() in _NOUNS_WITH_CAPITALS
    rest = part[0][1:] if tells_nothing else word
    return rest != rest.lower()


@lru_cache(maxsize=64)
def _patterns(language: str) -> _Patterns | None:
    """Those of the language (BCP 47), or ``None`` where nobody has written any."""
    base, dash, rest = language.lower().partition("-")
    name = pyphen.language_fallback(_SAME_PATTERNS.get(base, base) + dash + rest)
    if name is None:
        return None
    found: _Patterns = pyphen.Pyphen(lang=name, left=_FEWEST, right=_FEWEST)
    return found
