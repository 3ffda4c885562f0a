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

_MINIMUM_WORD = 6  # letters: a shorter word has no two parts of the minimum length

CASED_LETTERS = "A-Za-zªºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿἀ-῾"
"""Letters of scripts that divide words with a hyphen, for a regular expression: Latin, Greek, Cyrillic."""


# Words of letters only, between spaces or punctuation: no addresses, codes or hyphenated compounds.
# Punctuation must be followed by a space, unlike the full stop in eventkit.example.
_WORD = re.compile(
    rf"(?<![^\s(\[“„«‹‘'\"—–…])(?<![{CASED_LETTERS}]['’])[{CASED_LETTERS}]+(?:['’][{CASED_LETTERS}]+)*+"
    r"(?=[)\]”“»›’'\",.;:!?…]*(?:\s|$|[—–]))"
)

_WORD_PARTS = re.compile(f"[{CASED_LETTERS}]+")

_CAPITALISED_NOUNS = frozenset({"de", "lb", "nds"})

_SAME_PATTERNS = {"no": "nb"}


class _Patterns(Protocol):
    def positions(self, word: str) -> list[int]: ...


def hyphenation_points(text: str, start: int, end: int, language: str) -> tuple[int, ...]:
    """The hyphenation points of the first word in a range, as indices into the text.

    The patterns are those of the language (BCP 47); at least three letters stay on either side.
    """
    word = _WORD.search(text, start, end)
    if word is None:
        return ()
    return tuple([word.start() + at for at in _points_in_word(word[0], language)])


@lru_cache(maxsize=16384)
def _points_in_word(word: str, language: str) -> tuple[int, ...]:
    # The longest part of l’organisation or editor’s; the others are too short to hyphenate.
    part = max(_WORD_PARTS.finditer(word), key=lambda match: len(match[0]))
    if len(part[0]) < _MINIMUM_WORD or _is_name(word, part, language):
        return ()
    patterns = _patterns(language)
    if patterns is None:
        return ()
    # Points at which hyphenation changes letters, as in Hungarian asszonnyal, are not used.
    places = [at for at in patterns.positions(part[0]) if getattr(at, "data", None) is None]
    last = len(part[0]) - _MINIMUM_PART
    return tuple([part.start() + at for at in places if _MINIMUM_PART <= at <= last])


def _is_name(word: str, part: re.Match[str], language: str) -> bool:
    # A first capital marks a name, except in languages that capitalise every noun.
    capitalises_nouns = language.partition("-")[0].lower() in _CAPITALISED_NOUNS
    rest = part[0][1:] if capitalises_nouns else word
    return rest != rest.lower()


@lru_cache(maxsize=64)
def _patterns(language: str) -> _Patterns | None:
    base, dash, rest = language.lower().partition("-")
    name = pyphen.language_fallback(_SAME_PATTERNS.get(base, base) + dash + rest)
    if name is None:
        return None
    patterns: _Patterns = pyphen.Pyphen(lang=name, left=_MINIMUM_PART, right=_MINIMUM_PART)
    return patterns


# Letters and marks of Thai, Lao, Myanmar and Khmer; signs outside words, such as ฿, follow UAX 14.
_DICTIONARY_SCRIPTS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1780-\u17d3]{2,}"
)

_WordBreaker: Any = import_module("icu4py.breakers").LineBreaker if find_spec("icu4py") else None


def word_starts(text: str) -> list[int]:
    """The word boundaries within text in scripts without spaces, by ICU's dictionaries; empty without ICU."""
    if _WordBreaker is None:
        return []
    return [
        match.start() + at
        for match in _DICTIONARY_SCRIPTS.finditer(text)
        # The locale does not matter: there is one dictionary for each script.
        for at, _ in _WordBreaker(match[0], "th").segments()
        if at
    ]


_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏα-ωА-я"  # class AL

_FIGURES = "0-9"  # NU


# ID: Han, and kana without the small ones, which may not begin a line.
_IDEOGRAPHS = "一-鿿あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"

_CLOSING = "、。，；：！？）》」』】"  # CL, EX and NS of full width


# Breaks that no other rule can prohibit, found without uniseg: after spaces (LB18), unless an opening bracket
# or quotation mark precedes them (LB14, LB15a) or a closing one follows; between ideographs, and between
# closing punctuation and an ideograph (LB31).
_UNAMBIGUOUS = re.compile(
    rf"(?<=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}{_CLOSING},.;:!?)\]%]) +(?=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}])"
    rf"|(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}])"
)

_SHARED_MARKS = [(re.compile(f"[{kind}]"), kind[0]) for kind in (_LETTERS, _FIGURES, _IDEOGRAPHS)]


# A fraction, or two short words such as km/h, is not broken after its slash.
_FRACTION = re.compile(r"(?<![^\s(])[^\s/(]{1,4}/(?=[^\s/.,;:!?)]{1,4}(?:[.,;:!?)]|\s|$))")


def break_opportunities(text: str) -> list[int]:
    """The line break opportunities of a paragraph, as indices of the next line's start; without both ends.

    They are those of UAX 14, without those in fractions, and those between the words of scripts without
    spaces.
    """
    breaks = uax14_breaks(text)
    if "/" in text:
        within = {match.end() for match in _FRACTION.finditer(text)}
        breaks = [at for at in breaks if at not in within]
    return sorted({*breaks, *words}) if (words := word_starts(text)) else breaks


def uax14_breaks(text: str) -> list[int]:
    """The line break opportunities by rules alone, without dictionaries (UAX 14)."""
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
    # Every rule has SP*, so that one space decides as many do; uniseg takes quadratic time in their number.
    positions = [at for at, character in enumerate(piece) if character != " " or piece[at - 1 : at] != " "]
    return tuple(positions[at] for at in _uax14_tailored("".join(piece[at] for at in positions)))


@lru_cache(maxsize=16384)
def _uax14_tailored(piece: str) -> tuple[int, ...]:
    return tuple(at for at, may in enumerate(line_break_breakables(piece)) if at and may)
