"""Line break opportunities: UAX 14, dictionary words of Thai, Lao, Khmer and Myanmar, hyphenation."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import pyphen
from uniseg.linebreak import line_break_breakables

SOFT_HYPHEN = "\u00ad"


_MINIMUM_PART = 3  # letters on either side


_MINIMUM_WORD = 6  # letters: shorter words have no two such parts


# Letters of the scripts that are divided with a hyphen: Latin, Greek, Cyrillic.
_CASED_LETTERS = "A-Za-zªºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿἀ-῾"


# Words of letters alone between blanks and the marks of a sentence: no address, no code, no compound that
# has a hyphen already. A mark is followed by a blank, which it is not in eventkit.example.
_WORD = re.compile(
    rf"(?<![^\s(\[“„«‹‘'\"—–…])(?<![{_CASED_LETTERS}]['’])[{_CASED_LETTERS}]+(?:['’][{_CASED_LETTERS}]+)*+"
    r"(?=[)\]”“»›’'\",.;:!?…]*(?:\s|$|[—–]))"
)


_WORD_PARTS = re.compile(f"[{_CASED_LETTERS}]+")


_CAPITALISED_NOUNS = frozenset({"de", "lb", "nds"})


_SAME_PATTERNS = {"no": "nb"}


class _Patterns(Protocol):
    def positions(self, word: str) -> list[int]: ...


def hyphenation_points(text: str, start: int, end: int, language: str) -> tuple[int, ...]:
    """The indices in the text before which the first word between two breaks may go to the next line."""
    word = _WORD.search(text, start, end)
    if word is None:
        return ()
    return tuple([word.start() + at for at in _points_in_word(word[0], language)])


@lru_cache(maxsize=16384)
def _points_in_word(word: str, language: str) -> tuple[int, ...]:
    # Of l’organisation and editor’s, the part that is long enough.
    part = max(_WORD_PARTS.finditer(word), key=lambda match: len(match[0]))
    if len(part[0]) < _MINIMUM_WORD or _is_name(word, part, language):
        return ()
    patterns = _patterns(language)
    if patterns is None:
        return ()
    # Where letters would change by the division (Hungarian asszonnyal), the word stays whole.
    places = [at for at in patterns.positions(part[0]) if getattr(at, "data", None) is None]
    last = len(part[0]) - _MINIMUM_PART
    return tuple([part.start() + at for at in places if _MINIMUM_PART <= at <= last])


def _is_name(word: str, part: re.Match[str], language: str) -> bool:
    tells_nothing = language.partition("-")[0].lower() in _CAPITALISED_NOUNS
    rest = part[0][1:] if tells_nothing else word
    return rest != rest.lower()


@lru_cache(maxsize=64)
def _patterns(language: str) -> _Patterns | None:
    """Those of the language (BCP 47), or ``None`` where nobody has written any."""
    base, dash, rest = language.lower().partition("-")
    name = pyphen.language_fallback(_SAME_PATTERNS.get(base, base) + dash + rest)
    if name is None:
        return None
    patterns: _Patterns = pyphen.Pyphen(lang=name, left=_MINIMUM_PART, right=_MINIMUM_PART)
    return patterns


# Marks and letters; what of them is in no word, such as the sign of the baht, UAX 14 treats by itself.
_DICTIONARY_SCRIPTS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1780-\u17d3]{2,}"
)


_WordBreaker: Any = import_module("icu4py.breakers").LineBreaker if find_spec("icu4py") else None


def word_starts(text: str) -> list[int]:
    """The indices within such text before which a word begins; none without the dictionary."""
    if _WordBreaker is None:
        return []
    return [
        stretch.start() + at
        for stretch in _DICTIONARY_SCRIPTS.finditer(text)
        # The locale does not matter: each script has its one dictionary.
        for at, _ in _WordBreaker(stretch[0], "th").segments()
        if at
    ]


_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏα-ωА-я"  # class AL


_FIGURES = "0-9"  # NU


# ID: Han, and kana without the small ones, which may not begin a line.
_IDEOGRAPHS = "一-鿿あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"


_CLOSING = "、。，；：！？）》」』】"  # CL, EX and NS of full width


# After spaces a line may begin (LB18), unless an opening bracket or quotation mark stands before them
# (LB14, LB15a) or a closing one behind. Between ideographs it may as well (LB31), nothing else binding
# them; so it may between a closing mark and an ideograph.
_UNAMBIGUOUS = re.compile(
    rf"(?<=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}{_CLOSING},.;:!?)\]%]) +(?=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}])"
    rf"|(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}])"
)


_SHARED_MARKS = [(re.compile(f"[{kind}]"), kind[0]) for kind in (_LETTERS, _FIGURES, _IDEOGRAPHS)]


def break_opportunities(text: str) -> list[int]:
    """The indices before which a line may begin, within one paragraph; its start and end are none."""
    breaks = uax14_breaks(text)
    return sorted({*breaks, *words}) if (words := word_starts(text)) else breaks


def uax14_breaks(text: str) -> list[int]:
    """Those of them that rules alone allow (UAX 14)."""
    breaks: list[int] = []
    start = 0
    for certain in _UNAMBIGUOUS.finditer(text):
        breaks += [start + at for at in _breaks_within(text[start : certain.start()])]
        start = certain.end()
        breaks.append(start)
    breaks += [start + at for at in _breaks_within(text[start:])]
    return breaks


@lru_cache(maxsize=8192)
def _breaks_within(piece: str) -> tuple[int, ...]:
    if len(piece) < 2 or (piece.isascii() and piece.isalpha()):
        return ()
    for kind, first in _SHARED_MARKS:
        piece = kind.sub(first, piece)
    if "  " not in piece:
        return _uax14_tailored(piece)
    # One blank decides as many do (every rule says SP*), and uniseg's time grows with their square.
    positions = [at for at, character in enumerate(piece) if character != " " or piece[at - 1 : at] != " "]
    return tuple(positions[at] for at in _uax14_tailored("".join(piece[at] for at in positions)))


@lru_cache(maxsize=16384)
def _uax14_tailored(piece: str) -> tuple[int, ...]:
    return tuple(at for at, may in enumerate(line_break_breakables(piece)) if at and may)
