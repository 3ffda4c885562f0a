"""Duplicate detection: pairs of entries that may be one person, with evidence.

Names are no keys: two people share one, and one is spelt in several ways. Only equality, apart from accents,
case and word order, is enough to suggest a merge. Names that are merely similar mostly belong to two people,
so they are reported only where something else supports the match: a session, an organisation, or a country
and a position in common. A shared id at a source proves nothing and is not used. Nothing is merged by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

from eventkit.model import Participant, ParticipantId
from eventkit.schedule import Schedule
from eventkit.texts import fold, fold_name

TYPO_LENGTH = 5
"""The shortest word in which another letter is taken for a slip; Ko and Ho are two names."""


_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff]")


_DIGITS = re.compile(r"\d")


class Spelling:
    """A spelling of a name, with the forms that comparisons use.

    Attributes:
        full: The name as written.
        folded: The name without accents, case, signs and order of words.
        words: The words of that, in the order of their letters.
        letters: The letters of the name without any blanks and signs, in the order they are written.
    """

    __slots__ = ("folded", "full", "letters", "words")

    def __init__(self, full: str) -> None:
        self.full = full
        self.folded = fold_name(full)
        self.words = tuple(self.folded.split())
        self.letters = "".join(filter(str.isalnum, fold(full)))

    def beginnings(self) -> Iterator[tuple[str, str]]:
        """Keys of which two similar names share at least one: comparisons are limited to names with a common
        key.

        A word with the first letter of another: few names have that in common by chance.
        """
        yield ("", self.letters)
        for word in self.words:
            if len(word) > 1:
                if _IDEOGRAPHS.search(word):
                    yield (word, "")
                yield from ((word, other[0]) for other in self.words if other != word and _is_word(other))


def similarity(one: Spelling, other: Spelling) -> str:
    """The way in which two names are similar; empty where they are not, or are equal once `fold`."""
    return "" if one.folded == other.folded else next(_similarities(one, other), "")


def _similarities(one: Spelling, other: Spelling) -> Iterator[str]:
    names = f"“{one.full}”, “{other.full}”"
    if len(one.letters) > TYPO_LENGTH and one.letters == other.letters:
        yield f"the names differ in blanks and signs alone: {names}"
    few, many = sorted((one, other), key=lambda each: len(set(each.words)))
    if _is_part(few.words, many.words):
        yield f"one name is part of the other: “{few.full}”, “{many.full}”"
    if len(few.words) == len(many.words):
        if _has_initials(few.words, many.words):
            yield f"one has an initial where the other has a name: {names}"
        mine, theirs = set(few.words) - set(many.words), set(many.words) - set(few.words)
        whole = any(len(word) > 1 for word in set(few.words) & set(many.words))
        if whole and len(mine) == len(theirs) == 1 and _is_typo(*mine, *theirs):
            yield f"the names differ in one letter: {names}"


def _is_part(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Tell whether all words of a name are in the other: at least two of them, or one in ideographs."""
    told = set(few)
    words = [word for word in told if _is_word(word)]
    long = [word for word in words if len(word) > 1]
    enough = bool(long) and (len(words) > 1 or (len(told) == 1 and bool(_IDEOGRAPHS.search(few[0]))))
    return enough and told <= set(many)


def _is_word(word: str) -> bool:
    """Tell whether a word has no digits: Room 1 and Room 12 are not alike."""
    return _DIGITS.search(word) is None


def _has_initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether the words not in common are a name in one and its initial in the other."""
    common = set(one) & set(other)
    mine, theirs = ([word for word in words if word not in common] for words in (one, other))
    if not mine or len(mine) != len(theirs) or not any(len(word) > 1 for word in common):
        return False
    if not all(map(_is_word, (*mine, *theirs))):
        return False
    return all(
        a[0] == b[0] and min(len(a), len(b)) == 1 for a, b in zip(sorted(mine), sorted(theirs), strict=True)
    )


def _is_typo(one: str, other: str) -> bool:
    """Tell whether one letter added, left out, replaced or swapped makes one word of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < TYPO_LENGTH or len(long) - len(short) > 1 or not _is_word(short + long):
        return False
    if short[0] != long[0] or _IDEOGRAPHS.search(long):  # a slip in the first letter is rare
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = long[at : at + 2][::-1]
    changed = short[at + 1 :] == long[at + 1 :]
    return changed or (short[at : at + 2] == swapped and short[at + 2 :] == long[at + 2 :])


CROWD = 100
"""The most people in a session who are brought near each other by being in it."""


BLOCK_LIMIT = 100
"""The most entries with a word and something else in common that are compared each with each; where there are
more, what they share tells nobody apart."""


COMPARISONS = 300_000
"""The most comparisons of two alike names; those who share what few others have come first."""


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """A pair of entries that may be the same person.

    Attributes:
        keep: The one to keep: who appears more often, or else was written first.
        gone: The one to merge into it.
        same: Whether the names are the same, accents, case and order of words aside: a merge is suggested.
            Else it is for someone who knows the two to say.
        evidence: What speaks for it, a few words each.
        against: What speaks against it, likewise.
    """

    keep: ParticipantId
    gone: ParticipantId
    same: bool
    evidence: tuple[str, ...]
    against: tuple[str, ...] = ()


def find_duplicates(schedule: Schedule) -> tuple[DuplicatePair, ...]:
    """Pairs of entries that may be one person: those of the same name first, then those of similar names.

    Entries of different kinds, and a team and its members, are never told as one. Of several that share a
    name each is paired with the one to keep.
    """
    return _Search(schedule).pairs()


class _Search:
    """The search for duplicates in one schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.people = schedule.participants
        self.rank = {who.id: at for at, who in enumerate(self.people)}
        self.appears = {who.id: len(schedule.appearances(who.id)) for who in self.people}
        self.spelt = {
            who.id: [Spelling(each) for each in dict.fromkeys((*(f.full for f in who.name), *who.variants))]
            for who in self.people
        }
        self.signs = _shared_facts(schedule)

    def pairs(self) -> tuple[DuplicatePair, ...]:
        same = {frozenset((pair.keep, pair.gone)): pair for pair in self._same()}
        near = {frozenset((pair.keep, pair.gone)): pair for pair in self._near(same)}
        return (*self._in_order(same.values()), *self._in_order(near.values()))

    def _in_order(self, pairs: Iterable[DuplicatePair]) -> list[DuplicatePair]:
        return sorted(pairs, key=lambda pair: (self.rank[pair.keep], self.rank[pair.gone]))

    def _same(self) -> Iterator[DuplicatePair]:
        by_name: dict[str, dict[ParticipantId, str]] = defaultdict(dict)
        for who in self.people:
            for each in self.spelt[who.id]:
                by_name[each.folded].setdefault(who.id, each.full)
        for found in by_name.values():
            if len(found) < 2:
                continue
            keep, *others = self._most_used_first(found)
            for gone in others:
                if self._may_be_one(keep, gone):
                    told = dict.fromkeys((found[keep], found[gone]))
                    how = "the same name" if len(told) == 1 else "the same name, spelt otherwise"
                    said = f"{how}: {', '.join(f'“{name}”' for name in told)}"
                    yield self._pair(keep, gone, said, same=True)

    def _near(self, same: Mapping[frozenset[ParticipantId], DuplicatePair]) -> Iterator[DuplicatePair]:
        blocks: dict[Hashable, dict[ParticipantId, None]] = defaultdict(dict)
        for who in self.people:
            keys = dict.fromkeys(key for each in self.spelt[who.id] for key in each.beginnings())
            for sign in self.signs.get(who.id, ()):
                for key in keys:
                    blocks[sign, key][who.id] = None
        told: set[frozenset[ParticipantId]] = set(same)
        small = sorted((each for each in blocks.values() if 1 < len(each) <= BLOCK_LIMIT), key=len)
        twos = (two for block in small for two in combinations(block, 2))
        for two in islice(twos, COMPARISONS):
            if frozenset(two) in told:
                continue
            told.add(frozenset(two))
            if (how := self._alike(*two)) and self._may_be_one(*two):
                keep, gone = self._most_used_first(two)
                yield self._pair(keep, gone, how, same=False)

    def _alike(self, one: ParticipantId, other: ParticipantId) -> str:
        ways = (similarity(mine, theirs) for mine in self.spelt[one] for theirs in self.spelt[other])
        return next(filter(None, ways), "")

    def _most_used_first(self, ids: Iterable[ParticipantId]) -> list[ParticipantId]:
        return sorted(ids, key=lambda id_: (-self.appears[id_], self.rank[id_]))

    def _may_be_one(self, one: ParticipantId, other: ParticipantId) -> bool:
        mine, theirs = self.schedule.participant(one), self.schedule.participant(other)
        return mine.kind is theirs.kind and one not in theirs.members and other not in mine.members

    def _pair(self, keep: ParticipantId, gone: ParticipantId, how: str, *, same: bool) -> DuplicatePair:
        mine, theirs = self.signs.get(keep, {}), self.signs.get(gone, {})
        common = [said for sign, said in mine.items() if sign in theirs]
        against = self._against(self.schedule.participant(keep), self.schedule.participant(gone))
        return DuplicatePair(keep, gone, same, (how, *common), tuple(against))

    def _against(self, mine: Participant, theirs: Participant) -> Iterator[str]:
        if mine.country and theirs.country and mine.country != theirs.country:
            yield f"one is of {mine.country}, the other of {theirs.country}"
        if mine.pronouns and theirs.pronouns and mine.pronouns != theirs.pronouns:
            yield f"other pronouns: {mine.pronouns}, {theirs.pronouns}"
        if mine.source is not None and mine.source == theirs.source:
            yield f"{mine.source} knows them as two"


def _shared_facts(schedule: Schedule) -> dict[ParticipantId, dict[Hashable, str]]:
    """Facts that support a match where both entries have them, in words, by participant."""
    found: dict[ParticipantId, dict[Hashable, str]] = defaultdict(dict)
    for session in schedule.sessions:
        if len(session.people) <= CROWD:
            for each in session.people:
                found[each.participant]["session", session.id] = f"both are in session '{session.id}'"
        for each in session.people:
            for affiliation in each.affiliations:
                _note_organisation(found[each.participant], affiliation.organisation)
    for who in schedule.participants:
        for affiliation in who.affiliations:
            _note_organisation(found[who.id], affiliation.organisation)
            for position in (affiliation.position or {}).values():
                if who.country:
                    sign = ("position", who.country, fold(position))
                    found[who.id][sign] = f"both are {position}, of {who.country}"
    return found


def _note_organisation(signs: dict[Hashable, str], organisation: str | None) -> None:
    if organisation is not None:
        signs["organisation", organisation] = f"both are of '{organisation}'"
