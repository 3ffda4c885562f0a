"""How two names may be those of one person: what they have in common, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eventkit.texts import folded, folded_name

SLIP_LENGTH = 5
"""The shortest word in which another letter is taken for a slip; Ko and Ho are two names."""

_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff]")
_DIGITS = re.compile(r"\d")


class Spelling:
    """A name with what it is compared by.

    Attributes:
        full: The name as written.
        folded: The name without accents, case, signs and order of words.
        words: The words of that, in the order of their letters.
        letters: The letters of the name without any blanks and signs, in the order they are written.
    """

    __slots__ = ("folded", "full", "letters", "words")

    def __init__(self, full: str) -> None:
        self.full = full
        self.folded = folded_name(full)
        self.words = tuple(self.folded.split())
        self.letters = "".join(filter(str.isalnum, folded(full)))

    def beginnings(self) -> Iterator[tuple[str, str]]:
        """What two names share at least one of where `likeness` finds them to be alike.

        A word with the first letter of another: few names have that in common by chance.
        """
        yield ("", self.letters)
        for word in self.words:
            if len(word) > 1:
                if _IDEOGRAPHS.search(word):
                    yield (word, "")
                yield from ((word, other[0]) for other in self.words if other != word and _is_word(other))


def likeness(one: Spelling, other: Spelling) -> str:
    """In which way two names may be one; empty where they may not, or are equal once `folded`."""
    return "" if one.folded == other.folded else next(_ways(one, other), "")


def _ways(one: Spelling, other: Spelling) -> Iterator[str]:
    names = f"“{one.full}”, “{other.full}”"
    if len(one.letters) > SLIP_LENGTH and one.letters == other.letters:
        yield f"the names differ in blanks and signs alone: {names}"
    few, many = sorted((one, other), key=lambda each: len(set(each.words)))
    if _is_part(few.words, many.words):
        yield f"one name is part of the other: “{few.full}”, “{many.full}”"
    if len(few.words) == len(many.words):
        if _has_initials(few.words, many.words):
            yield f"one has an initial where the other has a name: {names}"
        mine, theirs = set(few.words) - set(many.words), set(many.words) - set(few.words)
        whole = any(len(word) > 1 for word in set(few.words) & set(many.words))
        if whole and len(mine) == len(theirs) == 1 and _is_slip(*mine, *theirs):
            yield f"the names differ in one letter: {names}"


def _is_part(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether all words of a name are in the other: two different ones at least, or one in ideographs."""
    told = set(few)
    words = [word for word in told if _is_word(word)]
    long = [word for word in words if len(word) > 1]
    enough = bool(long) and (len(words) > 1 or (len(told) == 1 and bool(_IDEOGRAPHS.search(few[0]))))
    return enough and told <= set(many)


def _is_word(word: str) -> bool:
    """Whether it has no digits: Room 1 and Room 12 are not alike."""
    return _DIGITS.search(word) is None


def _has_initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether words that are not in both are a name in one and its first letter in the other."""
    common = set(one) & set(other)
    mine, theirs = ([word for word in words if word not in common] for words in (one, other))
    if not mine or len(mine) != len(theirs) or not any(len(word) > 1 for word in common):
        return False
    if not all(map(_is_word, (*mine, *theirs))):
        return False
    return all(
        a[0] == b[0] and min(len(a), len(b)) == 1 for a, b in zip(sorted(mine), sorted(theirs), strict=True)
    )


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other or in its neighbour's place makes one word of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < SLIP_LENGTH or len(long) - len(short) > 1 or not _is_word(short + long):
        return False
    if short[0] != long[0] or _IDEOGRAPHS.search(long):  # a slip in the first letter is rare
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = long[at : at + 2][::-1]
    changed = short[at + 1 :] == long[at + 1 :]
    return changed or (short[at : at + 2] == swapped and short[at + 2 :] == long[at + 2 :])
