"""Exact search: whether a few talks can all have places, by every order and every stretch.

The talks are placed in the order of their starts, each as early as it can be. A state from which all talks
could not be placed is remembered. Prices are ignored, and so are all talks that are not among the few: what
is impossible here is impossible in any plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from eventkit.planning.problem.planning_model import FORBIDDEN, NOWHERE, Problem, Relation

STEPS_LIMIT = 60_000
"""The number of starts of talks in stretches that are calculated before a search ends without a result."""

_IN_ORDER = frozenset({"before", "consecutive"})
"""Relations of which the first talk ends before the second begins."""

_ALWAYS = 10**9
"""A minute after all others."""


class _Placed(NamedTuple):
    """A talk with a place: its start, its end and its stretch."""

    start: int
    end: int
    stretch: int


def may_all_be_placed(problem: Problem, talks: Collection[int], steps: int = STEPS_LIMIT) -> bool:
    """True if talks can all have places if no other talk has one.

    True as well where the search ends at its limit: only what is false is proved.
    """
    return _Search(problem, talks, steps).run()


class _Search:
    """A depth-first search over the places of a few talks."""

    def __init__(self, problem: Problem, talks: Collection[int], steps: int) -> None:
        self.problem = problem
        self.talks = sorted(talks)
        self.steps = steps
        self.placed: dict[int, _Placed] = {}
        self.ends = {
            stretch: problem.stretches[stretch].start
            for talk in self.talks
            for stretch in problem.options[talk]
        }
        self.opponents = find_opponents(problem)
        inside = set(self.talks)
        self.relations = [
            relation
            for relation in problem.relations
            if relation.price == FORBIDDEN and inside.issuperset((relation.one, relation.other))
        ]
        self.related = {
            talk
            for relation in self.relations
            if relation.kind not in {"apart", "before"}
            for talk in (relation.one, relation.other)
        }
        self.earlier: dict[int, list[int]] = {}
        for relation in self.relations:
            if relation.kind in _IN_ORDER:
                self.earlier.setdefault(relation.other, []).append(relation.one)
        self.failed: set[object] = set()

    def run(self) -> bool:
        """True if all talks have places; true where the limit is reached."""
        return self._extend(frozenset(self.talks), 0)

    def _extend(self, waiting: frozenset[int], now: int) -> bool:
        """Place the talks that wait, none before a minute."""
        if not waiting or self.steps <= 0:
            return True
        starts = {talk: self._starts(talk, now) for talk in waiting}
        if not all(starts.values()):
            return self.steps <= 0
        if self._minutes_left(starts, now) < sum(self.problem.talks[talk].minutes for talk in waiting):
            return False
        state = self._state(starts)
        if state in self.failed:
            return False
        for talk, stretch, start in self._branches(starts):
            end = start + self.problem.talks[talk].minutes
            before = self.ends[stretch]
            self.placed[talk], self.ends[stretch] = _Placed(start, end, stretch), end
            is_possible = self._extend(waiting - {talk}, start)
            del self.placed[talk]
            self.ends[stretch] = before
            if is_possible:
                return True
        self.failed.add(state)
        return False

    def _starts(self, talk: int, now: int) -> dict[int, int]:
        """The earliest start of a talk in each stretch, from a minute on."""
        starts = {}
        for stretch in self.problem.options[talk]:
            self.steps -= 1
            start = self._first_start(talk, stretch, max(now, self.ends[stretch]))
            if start != NOWHERE and self._is_related(talk, stretch):
                starts[stretch] = start
        return starts

    def _first_start(self, talk: int, stretch: int, after: int) -> int:
        """The first start at which a talk overlaps none of the placed ones that it must not overlap."""
        minutes = self.problem.talks[talk].minutes
        start = self.problem.first_start(talk, stretch, after)
        while start != NOWHERE:
            ends = [
                other.end
                for number in self.opponents[talk]
                if (other := self.placed.get(number)) is not None
                and other.start < start + minutes
                and start < other.end
            ]
            if not ends:
                break
            start = self.problem.first_start(talk, stretch, max(ends))
        return start

    def _is_related(self, talk: int, stretch: int) -> bool:
        """True if wishes about a talk and placed ones allow it a stretch."""
        return all(
            self._allows(relation, stretch, other.stretch)
            for relation in self.relations
            if talk in {relation.one, relation.other}
            and (other := self.placed.get(relation.other if talk == relation.one else relation.one))
        )

    def _allows(self, relation: Relation, one: int, other: int) -> bool:
        first, second = (self.problem.stretches[stretch] for stretch in (one, other))
        match relation.kind:
            case "same-day":
                return first.day == second.day
            case "spread":
                return first.day != second.day
            case "same-room" | "consecutive":
                return first.place == second.place
            case _:
                return True

    def _minutes_left(self, starts: Mapping[int, Mapping[int, int]], now: int) -> int:
        """The minutes from now on of all stretches that the talks that wait may be in."""
        stretches = {stretch for places in starts.values() for stretch in places}
        return sum(
            self.problem.stretches[stretch].end - max(self.ends[stretch], now) for stretch in stretches
        )

    def _state(self, starts: Mapping[int, Mapping[int, int]]) -> object:
        """All on which the future depends: the starts that are left, and the places of related talks."""
        places = tuple(
            (talk, self.placed[talk].stretch) for talk in sorted(self.related) if talk in self.placed
        )
        return tuple((talk, tuple(starts[talk].items())) for talk in sorted(starts)), places

    def _branches(self, starts: Mapping[int, Mapping[int, int]]) -> list[tuple[int, int, int]]:
        """The talks that may come next, with stretches and starts.

        One of them ends first. If all others began after it, it could be placed now without harm; so only
        those that begin before its end come first.
        """
        ready = {
            talk: places
            for talk, places in starts.items()
            if all(other in self.placed for other in self.earlier.get(talk, ()) if other in self.talks)
        }
        minutes = {talk: self.problem.talks[talk].minutes for talk in ready}
        first_end = min(
            (
                start + minutes[talk]
                for talk, places in ready.items()
                if talk not in self.related
                for start in places.values()
            ),
            default=_ALWAYS,
        )
        branches = []
        seen = set()
        for talk, places in ready.items():
            for stretch, start in places.items():
                likeness = self._likeness(talk, stretch, starts)
                if start < first_end and likeness not in seen:
                    seen.add(likeness)
                    branches.append((start, len(places), -minutes[talk], talk, stretch))
        return [(talk, stretch, start) for start, _, _, talk, stretch in sorted(branches)]

    def _likeness(self, talk: int, stretch: int, starts: Mapping[int, Mapping[int, int]]) -> object:
        """The same for two stretches in which the talk, and all that wait, may do the same."""
        option_starts = tuple(
            (other, places[stretch], self.problem.options[other][stretch].starts)
            for other, places in sorted(starts.items())
            if stretch in places
        )
        there = self.problem.stretches[stretch]
        related = (there.day, there.place) if self.related else ()
        return talk, there.end, option_starts, related


def find_opponents(problem: Problem) -> list[set[int]]:
    """For each talk, those that it must not overlap: they have people in common, or are to be apart."""
    opponents: list[set[int]] = [set() for _ in problem.talks]
    pairs = [pair for diary in problem.diaries for pair in diary.clashes if diary.excludes(*pair)]
    pairs += [
        (relation.one, relation.other)
        for relation in problem.relations
        if relation.kind in {"apart", *_IN_ORDER} and relation.price == FORBIDDEN
    ]
    for one, other in pairs:
        if one >= 0:
            opponents[one].add(other)
            opponents[other].add(one)
    return opponents
