"""Entries that may be of one person, with what speaks for it; none is ever merged by itself.

Names are no keys: two people share one, and one is spelt in many ways. Only equality, accents, case and order
of words aside, is enough to ask for a merge. Names that are merely alike are mostly of two people, so these
are told only where something else speaks for it: a session, an organisation, or a country with a position in
common. That two came with one id of a source proves nothing, and is not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

from eventkit.editing.likeness import Spelling, likeness
from eventkit.model import Participant, ParticipantId
from eventkit.schedule import Schedule
from eventkit.texts import folded

CROWD = 100
"""The most people in a session who are brought near each other by being in it."""

BLOCK_LIMIT = 100
"""The most entries with a word and something else in common that are compared each with each; where there are
more, what they share tells nobody apart."""

COMPARISONS = 300_000
"""The most comparisons of two alike names; those who share what few others have come first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be of one person.

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


def duplicates(schedule: Schedule) -> tuple[Pair, ...]:
    """Entries that may be of one person: first those of the same name, then those of names that are alike.

    Entries of different kinds, and a team and its members, are never told as one. Of several that share a
    name each is paired with the one to keep.
    """
    return _Looking(schedule).pairs()


class _Looking:
    """A schedule, with what its people are compared by."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.people = schedule.participants
        self.rank = {who.id: at for at, who in enumerate(self.people)}
        self.appears = {who.id: len(schedule.appearances(who.id)) for who in self.people}
        self.spelt = {
            who.id: [Spelling(each) for each in dict.fromkeys((*(f.full for f in who.name), *who.variants))]
            for who in self.people
        }
        self.signs = _signs(schedule)

    def pairs(self) -> tuple[Pair, ...]:
        same = {frozenset((pair.keep, pair.gone)): pair for pair in self._same()}
        near = {frozenset((pair.keep, pair.gone)): pair for pair in self._near(same)}
        return (*self._in_order(same.values()), *self._in_order(near.values()))

    def _in_order(self, pairs: Iterable[Pair]) -> list[Pair]:
        return sorted(pairs, key=lambda pair: (self.rank[pair.keep], self.rank[pair.gone]))

    def _same(self) -> Iterator[Pair]:
        by_name: dict[str, dict[ParticipantId, str]] = defaultdict(dict)
        for who in self.people:
            for each in self.spelt[who.id]:
                by_name[each.folded].setdefault(who.id, each.full)
        for found in by_name.values():
            if len(found) < 2:
                continue
            keep, *others = self._kept_first(found)
            for gone in others:
                if self._may_be_one(keep, gone):
                    told = dict.fromkeys((found[keep], found[gone]))
                    how = "the same name" if len(told) == 1 else "the same name, spelt otherwise"
                    said = f"{how}: {', '.join(f'“{name}”' for name in told)}"
                    yield self._pair(keep, gone, said, same=True)

    def _near(self, same: Mapping[frozenset[ParticipantId], Pair]) -> Iterator[Pair]:
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
                keep, gone = self._kept_first(two)
                yield self._pair(keep, gone, how, same=False)

    def _alike(self, one: ParticipantId, other: ParticipantId) -> str:
        ways = (likeness(mine, theirs) for mine in self.spelt[one] for theirs in self.spelt[other])
        return next(filter(None, ways), "")

    def _kept_first(self, ids: Iterable[ParticipantId]) -> list[ParticipantId]:
        return sorted(ids, key=lambda id_: (-self.appears[id_], self.rank[id_]))

    def _may_be_one(self, one: ParticipantId, other: ParticipantId) -> bool:
        mine, theirs = self.schedule.participant(one), self.schedule.participant(other)
        return mine.kind is theirs.kind and one not in theirs.members and other not in mine.members

    def _pair(self, keep: ParticipantId, gone: ParticipantId, how: str, *, same: bool) -> Pair:
        mine, theirs = self.signs.get(keep, {}), self.signs.get(gone, {})
        common = [said for sign, said in mine.items() if sign in theirs]
        against = self._against(self.schedule.participant(keep), self.schedule.participant(gone))
        return Pair(keep, gone, same, (how, *common), tuple(against))

    def _against(self, mine: Participant, theirs: Participant) -> Iterator[str]:
        if mine.country and theirs.country and mine.country != theirs.country:
            yield f"one is of {mine.country}, the other of {theirs.country}"
        if mine.pronouns and theirs.pronouns and mine.pronouns != theirs.pronouns:
            yield f"other pronouns: {mine.pronouns}, {theirs.pronouns}"
        if mine.source is not None and mine.source == theirs.source:
            yield f"{mine.source} knows them as two"


def _signs(schedule: Schedule) -> dict[ParticipantId, dict[Hashable, str]]:
    """What may speak for two entries being one where both have it, in words, by participant."""
    found: dict[ParticipantId, dict[Hashable, str]] = defaultdict(dict)
    for session in schedule.sessions:
        if len(session.people) <= CROWD:
            for each in session.people:
                found[each.participant]["session", session.id] = f"both are in session '{session.id}'"
        for each in session.people:
            for affiliation in each.affiliations:
                _at(found[each.participant], affiliation.organisation)
    for who in schedule.participants:
        for affiliation in who.affiliations:
            _at(found[who.id], affiliation.organisation)
            for position in (affiliation.position or {}).values():
                if who.country:
                    sign = ("position", who.country, folded(position))
                    found[who.id][sign] = f"both are {position}, of {who.country}"
    return found


def _at(signs: dict[Hashable, str], organisation: str | None) -> None:
    if organisation is not None:
        signs["organisation", organisation] = f"both are of '{organisation}'"
