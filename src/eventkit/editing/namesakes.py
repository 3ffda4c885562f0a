"""Namesakes: what tells two people of one name apart.

A name is not a key. Two entries of one name are one person unless something contradicts it: two e-mail
addresses, or organisations of which no two may be one. Equal addresses settle it the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from eventkit.texts import first_script, fold, fold_name

_STEM = 5  # the letters by which words in two languages or forms are one: university, universidade
_SHORTEST_ABBREVIATION = 3
"""The fewest letters of a word by which another is abbreviated: Univ. of University."""

_CONTINUOUS_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts with no spaces between words, or with few."""

_PARTICLE = re.compile(r"a|al|and|at|das|dos|de[lrs]?|di|do|du|e|et|for|für|in|la|le|of|the|und|van|y")
"""A word of organisations' names that distinguishes none."""


class Contradiction(StrEnum):
    """A detail in which two people of one name differ."""

    EMAIL = "e-mail address"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The details of a person beside the name."""

    emails: frozenset[str] = frozenset()
    organisations: tuple[str, ...] = ()  # the names of the organisations, in any language

    @classmethod
    def of(cls, emails: Iterable[str | None], organisations: Iterable[str | None]) -> PersonFacts:
        """The facts in texts of a file, of which any may be empty."""
        return cls(
            frozenset(email.strip().casefold() for email in emails if email and email.strip()),
            tuple(dict.fromkeys(name for name in organisations if name and name.strip())),
        )

    def confirms(self, other: PersonFacts) -> bool:
        return bool(self.emails & other.emails) or self.shares_organisation(other)

    def with_those_of(self, other: PersonFacts) -> PersonFacts:
        return PersonFacts.of(self.emails | other.emails, (*self.organisations, *other.organisations))

    def shares_organisation(self, other: PersonFacts) -> bool:
        return any(
            _are_alike(mine, theirs) for mine, theirs in product(self.organisations, other.organisations)
        )


def contradiction(one: PersonFacts, other: PersonFacts) -> Contradiction | None:
    """The detail that tells two people of one name apart; ``None`` if they may be one person."""
    if one.emails & other.emails:
        return None
    if one.emails and other.emails:
        return Contradiction.EMAIL
    if not one.organisations or not other.organisations:
        return None
    return None if one.shares_organisation(other) else Contradiction.ORGANISATION


def _are_alike(one: str, other: str) -> bool:
    """True if two names may be of one organisation: written otherwise, abbreviated, or with a part of it.

    Names in two scripts cannot be compared, and may be.
    """
    if fold_name(one) == fold_name(other) or (script := first_script(one)) != first_script(other):
        return True
    if script in _CONTINUOUS_SCRIPTS:
        mine, theirs = (re.sub(r"\W", "", fold(name)) for name in (one, other))
        return mine in theirs or theirs in mine
    mine_words, their_words = _words(one), _words(other)
    few, many = sorted((mine_words, their_words), key=len)
    return all(any(_is_one_word(word, longer) for longer in many) for word in few) or any(
        _is_acronym(short, long) for short, long in ((mine_words, their_words), (their_words, mine_words))
    )


def _words(name: str) -> list[str]:
    words = re.findall(r"\w+", fold(name))
    return [word for word in words if not _PARTICLE.fullmatch(word)] or words


def _is_one_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if one[:_STEM] == other[:_STEM]:
        return len(short) >= _STEM or one == other
    return len(short) >= _SHORTEST_ABBREVIATION and long.startswith(short)


def _is_acronym(short: list[str], long: list[str]) -> bool:
    """True if one word of a name has the initials of the other: MIT."""
    initials = "".join(word[0] for word in long)
    return len(initials) > 1 and any(word == initials for word in short)
