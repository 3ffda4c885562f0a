"""Hyphenation: where long words may be divided, by the patterns of their language."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import pyphen

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


_LONG_WORD = 11  # letters, which a narrow column may not hold


def with_soft_hyphens(text: str, language: str) -> str:
    """The text with soft hyphens (U+00AD) in its long words, for columns that are narrower than these.

    Words with capitals are divided as well: there they would be broken anywhere.
    """
    return _LONG.sub(lambda match: _divide(match[0], language), text)


_LONG = re.compile(f"[{CASED_LETTERS}]{{{_LONG_WORD},}}")


def _divide(word: str, language: str) -> str:
    places = [0, *_points_in_word(word.lower(), language), len(word)]
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(places))
