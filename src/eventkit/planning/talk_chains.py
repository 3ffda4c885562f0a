"""Talk chains: talks that have to follow one another in one room, which find a place only together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.problem import FORBIDDEN, NOWHERE, Problem

Chain = tuple[int, ...]
"""Talks in the order in which they follow one another."""


class TalkChains:
    """The chains of a problem, and changes of an arrangement that move one as a whole.

    Attributes:
        chains: The chains, the longest in minutes first.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._next_stretch = _next_stretches(problem)
        self.chains = sorted(_find_chains(problem), key=lambda chain: (-self._minutes(chain), chain))

    def insert(self, arrangement: Arrangement) -> None:
        """Put each chain without a place where it costs least, where there is any place."""
        for chain in self.chains:
            if any(arrangement.stretch[talk] != NOWHERE for talk in chain):
                continue
            best: tuple[int, dict[int, list[int]]] | None = None
            for change in self._insertions(arrangement, chain):
                delta = arrangement.try_change(change)
                if delta is not None:
                    arrangement.revert()
                    if best is None or delta < best[0]:
                        best = (delta, change)
            if best is not None:
                arrangement.try_change(best[1])

    def _insertions(self, arrangement: Arrangement, chain: Chain) -> Iterator[dict[int, list[int]]]:
        for target in self._problem.options[chain[0]]:
            for split in range(1, len(chain) + 1):
                content = arrangement.contents[target]
                if change := self._change(arrangement, chain, target, split, len(content)):
                    yield change

    def chain_of(self, talk: int) -> Chain | None:
        """The chain that a talk is in."""
        return next((chain for chain in self.chains if talk in chain), None)

    def draw(
        self, arrangement: Arrangement, random: Random, chain: Chain | None = None
    ) -> dict[int, list[int]] | None:
        """A chain to another place, in one stretch or from the end of one to the beginning of the next.

        Talks that have to make room go where the chain was, as far as there is room, or lose their places.
        """
        chain = chain or self.chains[random.randrange(len(self.chains))]
        targets = [*self._problem.options[chain[0]]]
        if not targets:
            return None
        target = targets[random.randrange(len(targets))]
        split = len(chain) if random.randrange(2) else random.randrange(1, len(chain) + 1)
        at = random.randrange(len(arrangement.contents[target]) + 1)
        return self._change(arrangement, chain, target, split, at)

    def _change(
        self, arrangement: Arrangement, chain: Chain, target: int, split: int, at: int
    ) -> dict[int, list[int]] | None:
        """The change that puts the first talks of a chain into a stretch and the others into the next."""
        first, rest = [*chain[:split]], [*chain[split:]]
        after = self._next_stretch[target] if rest else NOWHERE
        if rest and after == NOWHERE:
            return None
        sources = {arrangement.stretch[talk] for talk in chain} - {NOWHERE}
        change = {
            stretch: [talk for talk in arrangement.contents[stretch] if talk not in chain]
            for stretch in sorted({*sources, target, *([after] if rest else [])})
        }
        # Of a stretch that goes on in the next, the talks at the end stay; otherwise those before the chain.
        change[target] = change[target][at:] if rest else change[target]
        leaving = self._make_room(change, target, first)
        if rest:
            leaving += self._make_room(change, after, rest)
            change[target] += first
            change[after] = rest + change[after]
        else:
            change[target][at:at] = first
        placed = {talk for talks in change.values() for talk in talks}
        leaving += [talk for talk in arrangement.contents[target] if talk not in {*placed, *leaving}]
        for talk in leaving:
            for source in sorted(sources - {target, after}):
                if self._room_left(source, change[source]) >= self._problem.talks[talk].minutes:
                    change[source].append(talk)
                    break
        return change

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
