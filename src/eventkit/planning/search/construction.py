"""First arrangements: chains of talks, then each talk where it costs least."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from eventkit.planning.problem.planning_model import FORBIDDEN, NOWHERE, Problem
from eventkit.planning.search.arrangement import Arrangement

_STRETCHES_TRIED = 24
"""The number of stretches of a talk that are priced before all others are looked at."""


def arrange_one_by_one(problem: Problem, seed: int) -> Arrangement:
    """Give each talk the place where it costs least, those with the fewest places and the longest first."""
    arrangement = Arrangement(problem)
    TalkChains(problem).insert(arrangement)
    insert_missing(arrangement, seed)
    return arrangement


def insert_missing(arrangement: Arrangement, seed: int) -> None:
    """Give every talk without a place the cheapest one that is left, if there is any."""
    problem, random = arrangement.problem, Random(seed)  # noqa: S311 - it chooses, it hides nothing
    order = sorted(
        arrangement.left_out,
        key=lambda talk: (-problem.talks[talk].minutes, len(problem.options[talk]), talk),
    )
    for talk in order:
        options = [*problem.options[talk]]
        minutes = problem.talks[talk].minutes
        fitting = [stretch for stretch in options if arrangement.room_left(stretch) >= minutes]
        random.shuffle(fitting)
        if not insert_talk(arrangement, talk, fitting[:_STRETCHES_TRIED]):
            insert_talk(arrangement, talk, fitting[_STRETCHES_TRIED:])


def insert_talk(arrangement: Arrangement, talk: int, stretches: list[int]) -> bool:
    """Put a talk where it costs least in one of some stretches, at its end or beginning; whether it fits."""
    best: tuple[int, int, dict[int, list[int]]] | None = None
    for stretch in stretches:
        content = arrangement.contents[stretch]
        for change in ({stretch: [*content, talk]}, {stretch: [talk, *content]})[: 2 if content else 1]:
            delta = arrangement.try_change(change)
            if delta is None:
                continue
            arrangement.revert()
            if best is None or (delta, stretch) < best[:2]:
                best = (delta, stretch, change)
            break
    if best is None:
        return False
    arrangement.try_change(best[2])
    return True


Chain = tuple[int, ...]
"""Talks in the order in which they follow one another."""


class TalkChains:
    """The chains of a problem, and changes of an arrangement that move one as a whole."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._next_stretch = _next_stretches(problem)
        self.chains = sorted(_find_chains(problem), key=lambda chain: (-self._minutes(chain), chain))

    def insert(self, arrangement: Arrangement) -> None:
        """Put each chain without a place where it costs least, or the longest part that fits anywhere."""
        for chain in self.chains:
            if any(arrangement.stretch[talk] != NOWHERE for talk in chain):
                continue
            for count in range(len(chain), 1, -1):
                parts = [chain[first : first + count] for first in range(len(chain) - count + 1)]
                changes = (change for part in parts for change in self._insertions(arrangement, part))
                if (change := _cheapest(arrangement, changes)) is not None:
                    arrangement.try_change(change)
                    break

    def _insertions(self, arrangement: Arrangement, chain: Chain) -> Iterator[dict[int, list[int]]]:
        for target in self._problem.options[chain[0]]:
            for split in range(1, len(chain) + 1):
                dealt = self._deal(chain, target, split)
                if dealt is not None:
                    yield self._change(arrangement, chain, dealt, len(arrangement.contents[target]))

    def chain_of(self, talk: int) -> Chain | None:
        """The chain that a talk is in."""
        return next((chain for chain in self.chains if talk in chain), None)

    def draw(
        self, arrangement: Arrangement, random: Random, chain: Chain | None = None
    ) -> dict[int, list[int]] | None:
        """A chain to another place, in one stretch or from the end of one into those that follow it.

        Talks that have to make room go where the chain was, as far as there is room, or lose their places.
        Of a chain that has not found a place as a whole, it may be a part, which is longer than what has one.
        """
        chain = chain or self.chains[random.randrange(len(self.chains))]
        part = chain
        placed = sum(arrangement.stretch[talk] != NOWHERE for talk in chain)
        if 0 < placed < len(chain):
            count = random.randrange(placed + 1, len(chain) + 1)
            first = random.randrange(len(chain) - count + 1)
            part = chain[first : first + count]
        targets = [*self._problem.options[part[0]]]
        if not targets:
            return None
        target = targets[random.randrange(len(targets))]
        split = len(part) if random.randrange(2) else random.randrange(1, len(part) + 1)
        at = random.randrange(len(arrangement.contents[target]) + 1)
        dealt = self._deal(part, target, split)
        return self._change(arrangement, chain, dealt, at) if dealt is not None else None

    def _change(
        self, arrangement: Arrangement, chain: Chain, dealt: dict[int, list[int]], at: int
    ) -> dict[int, list[int]]:
        """The change that puts talks of a chain into stretches, and takes all of it out of others."""
        (target, first), *others = dealt.items()
        sources = {arrangement.stretch[talk] for talk in chain} - {NOWHERE}
        change = {
            stretch: [talk for talk in arrangement.contents[stretch] if talk not in chain]
            for stretch in sorted({*sources, *dealt})
        }
        # Of a stretch that goes on in the next, the talks at the end stay; otherwise those before the chain.
        change[target] = change[target][at:] if others else change[target]
        leaving = self._make_room(change, target, first)
        for stretch, talks in others[:-1]:
            leaving += change[stretch]
            change[stretch] = [*talks]
        for stretch, talks in others[-1:]:
            leaving += self._make_room(change, stretch, talks)
            change[stretch] = [*talks, *change[stretch]]
        if others:
            change[target] += first
        else:
            change[target][at:at] = first
        placed = {talk for talks in change.values() for talk in talks}
        kept = {*placed, *leaving, *chain}
        leaving += [talk for talk in arrangement.contents[target] if talk not in kept]
        for talk in leaving:
            for source in sorted(sources - dealt.keys()):
                if self._room_left(source, change[source]) >= self._problem.talks[talk].minutes:
                    change[source].append(talk)
                    break
        return change

    def _deal(self, chain: Chain, target: int, split: int) -> dict[int, list[int]] | None:
        """The first talks of a chain in a stretch, and each next stretch full of the others."""
        dealt, left = {target: [*chain[:split]]}, [*chain[split:]]
        while left:
            target = self._next_stretch[target]
            if target == NOWHERE:
                return None
            count = len(left)
            while count and self._room_left(target, left[:count]) < 0:
                count -= 1
            if not count:
                return None
            dealt[target], left = left[:count], left[count:]
        return dealt

    def _make_room(self, change: dict[int, list[int]], stretch: int, talks: Sequence[int]) -> list[int]:
        """Take the last talks out of a stretch until others fit; those that leave it."""
        leaving: list[int] = []
        while change[stretch] and self._room_left(stretch, [*change[stretch], *talks]) < 0:
            leaving.append(change[stretch].pop())
        return leaving

    def _room_left(self, stretch: int, talks: Sequence[int]) -> int:
        start, end, *_ = self._problem.stretches[stretch]
        return end - start - self._minutes(talks)

    def _minutes(self, talks: Sequence[int]) -> int:
        return sum(self._problem.talks[talk].minutes for talk in talks)


def _cheapest(
    arrangement: Arrangement, changes: Iterable[dict[int, list[int]]]
) -> dict[int, list[int]] | None:
    """The change that costs least; ``None`` if none is possible."""
    best: tuple[int, dict[int, list[int]]] | None = None
    for change in changes:
        delta = arrangement.try_change(change)
        if delta is not None:
            arrangement.revert()
            if best is None or delta < best[0]:
                best = (delta, change)
    return best[1] if best is not None else None


def _find_chains(problem: Problem) -> Iterator[Chain]:
    """The chains; wishes that go round in a circle, or name two successors, are left to single talks."""
    following: dict[int, int] = {}
    for relation in problem.relations:
        if relation.kind == "consecutive" and relation.price == FORBIDDEN:
            following.setdefault(relation.one, relation.other)
    for head in sorted(following.keys() - set(following.values())):
        chain = [head]
        while (talk := following.get(chain[-1])) is not None and talk not in chain:
            chain.append(talk)
        yield tuple(chain)


def _next_stretches(problem: Problem) -> list[int]:
    """The stretch that follows each one in its room on its day; `NOWHERE` if there is none."""
    following = [NOWHERE] * len(problem.stretches)
    last: dict[tuple[int, int], int] = {}
    for index in sorted(range(len(problem.stretches)), key=lambda index: problem.stretches[index].start):
        stretch = problem.stretches[index]
        before = last.get((stretch.place, stretch.day))
        if before is not None:
            following[before] = index
        last[stretch.place, stretch.day] = index
    return following
