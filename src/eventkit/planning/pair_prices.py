"""The prices of two talks: what they cost each other, by where each of them is.

The arrangement knows them too, for talks that have a place; a solver needs them for all places at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from eventkit.planning.problem import (
    FORBIDDEN,
    NOWHERE,
    Diary,
    Engagement,
    Problem,
    Spot,
    is_fulfilled,
    way_prices,
)


class Aspect(StrEnum):
    """The facts that a price of two talks depends on: places that agree in them cost the same."""

    START = "start"
    START_IN_LINE = "start outside stretches in a track"
    START_AND_ROOM = "start and room"
    DAY = "day"
    ROOM = "room"


_ASPECTS = {
    "apart": Aspect.START,
    "before": Aspect.START,
    "begins-first": Aspect.START,
    "ends-last": Aspect.START,
    "same-day": Aspect.DAY,
    "spread": Aspect.DAY,
    "same-room": Aspect.ROOM,
    "consecutive": Aspect.START_AND_ROOM,
}
"""The facts that each kind of wish depends on."""


class Position(NamedTuple):
    """The aspects of a place that a price depends on; the others are 0.

    Attributes:
        start: The first minute of the talk.
        day: The day, as an ordinal.
        place: The set of rooms.
    """

    start: int = 0
    day: int = 0
    place: int = 0


PriceOfTwo = Callable[[Position, Position], int]
"""The price of two talks by their positions; at least `FORBIDDEN` where they must not be there."""


@dataclass(frozen=True, slots=True)
class PairTerm:
    """A price of two talks.

    Attributes:
        aspect: What it depends on.
        price: The price by the positions of both talks.
        reach: It is 0 where the talks begin at least so many minutes apart; ``None`` if it need not be.
    """

    aspect: Aspect
    price: PriceOfTwo
    reach: int | None = None


class PairPrices:
    """The prices of any two talks of a problem.

    Attributes:
        problem: The problem.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._minutes: list[Counter[int]] = [Counter() for _ in problem.talks]
        self._clashes: dict[tuple[int, int], list[Diary]] = {}
        self._shared: dict[tuple[int, int], list[Diary]] = {}
        self._relations: dict[tuple[int, int], list[tuple[str, bool, int]]] = {}
        for talk, terms in enumerate(problem.pairs):
            for others in terms.values():
                self._minutes[talk].update(others)
        for diary in problem.diaries:
            for (one, other), price in diary.clashes.items():
                if one >= 0 and ((one, other) in diary.parallel or diary.waives(one, other)):
                    self._clashes.setdefault((one, other), []).append(diary)
                elif one >= 0:
                    self._minutes[one][other] += price
                    self._minutes[other][one] += price
            if problem.walks or problem.rest.price:
                for pair in combinations(sorted(diary.talks), 2):
                    self._shared.setdefault(pair, []).append(diary)
        for kind, one, other, price, _ in problem.relations:
            pair = (min(one, other), max(one, other))
            self._relations.setdefault(pair, []).append((kind, one < other, price))
        self._in_line = _in_line(problem)
        self._with_opponents = (
            {
                talk
                for talk, prices in enumerate(self._minutes)
                if max(prices.values(), default=0) >= FORBIDDEN
            }
            | {
                talk
                for kind, one, other, price, _ in problem.relations
                if kind == "apart" and price >= FORBIDDEN
                for talk in (one, other)
            }
            | {talk for pair in self._clashes for talk in pair}
        )
        self._find_partners()

    def _find_partners(self) -> None:
        self._partners: list[set[int]] = [{*others} for others in self._minutes]
        for one, other in (*self._clashes, *self._shared, *self._relations):
            self._partners[one].add(other)
            self._partners[other].add(one)
        # The talks of a track are many: a set of them for each talk would take megabytes.
        self._mates = [frozenset[int]()] * len(self._partners)
        for talks in self._in_line.values():
            mates = frozenset(talks)
            for talk in talks:
                self._mates[talk] = mates

    def partners(self, talk: int) -> set[int]:
        """The talks that may cost something beside one, or must not be there."""
        return (self._partners[talk] | self._mates[talk]) - {talk}

    def are_partners(self, one: int, other: int) -> bool:
        """True if two talks may cost something beside each other, or must not be there."""
        return other in self._partners[one] or other in self._mates[one]

    def has_opponents(self, talk: int) -> bool:
        """True if there are talks that a talk must not overlap, so that it may have to wait for them."""
        return talk in self._with_opponents

    def terms(self, one: int, other: int, *, with_ways: bool) -> Iterator[PairTerm]:
        """The prices of two talks, the first of lower index; with those of missing minutes on ways or not."""
        talks = self.problem.talks
        lengths = talks[one].minutes, talks[other].minutes
        if price := self._minutes[one][other]:
            yield PairTerm(Aspect.START, _overlap(lengths, price), max(lengths))
        if talks[one].track == talks[other].track and {one, other} <= {
            *self._in_line.get(talks[one].track, ())
        }:
            yield PairTerm(Aspect.START_IN_LINE, _overlap(lengths, self.problem.track_price), max(lengths))
        for kind, is_in_order, price in self._relations.get((one, other), ()):
            yield self._relation(kind, lengths, price, is_in_order=is_in_order)
        for diary in self._clashes.get((one, other), ()):
            yield PairTerm(Aspect.START_AND_ROOM, self._clash(diary, one, other), max(lengths))
        for diary in self._shared.get((one, other), ()) if with_ways else ():
            if diary.talks[one].bound and diary.talks[other].bound:
                yield PairTerm(Aspect.START_AND_ROOM, self._way(diary, one, other))

    def _clash(self, diary: Diary, one: int, other: int) -> PriceOfTwo:
        lengths = self.problem.talks[one].minutes, self.problem.talks[other].minutes
        usual = diary.clashes[one, other]
        parallel = diary.parallel.get((one, other), usual)

        def price(first: Position, second: Position) -> int:
            places = (one, first.start, first.place), (other, second.start, second.place)
            if places in diary.waived:
                return 0
            is_parallel = first.start == second.start and (
                (first.place, second.place) not in self.problem.shared
            )
            return (parallel if is_parallel else usual) * _shared_minutes(first, second, lengths)

        return price

    def _way(self, diary: Diary, one: int, other: int) -> PriceOfTwo:
        def engagement(talk: int, at: Position) -> Engagement:
            end = at.start + self.problem.talks[talk].minutes
            return Engagement(at.start, diary.talks[talk].rank, end, at.day, at.place, talk, NOWHERE)

        def price(first: Position, second: Position) -> int:
            last, coming = sorted((engagement(one, first), engagement(other, second)))
            free = coming.start - last.end
            if free < 0:
                return 0
            return sum(price for _, price in way_prices(self.problem, diary, last, coming, free))

        return price

    def _relation(self, kind: str, lengths: tuple[int, int], price: int, *, is_in_order: bool) -> PairTerm:
        """The price of a wish about two talks, which is in their order or in the reverse."""

        def price_of(one: Position, other: Position) -> int:
            spots = [
                Spot(at.start, at.start + length, at.day, at.place)
                for at, length in zip((one, other), lengths, strict=True)
            ]
            first, second = spots if is_in_order else spots[::-1]
            return 0 if is_fulfilled(self.problem, kind, first, second) else price

        return PairTerm(_ASPECTS[kind], price_of, max(lengths) if kind == "apart" else None)


def _in_line(problem: Problem) -> dict[int, list[int]]:
    """The talks of each track that should not be in parallel."""
    mates: dict[int, list[int]] = {}
    for index, talk in enumerate(problem.talks):
        if problem.track_price and talk.track != NOWHERE and problem.in_line[index]:
            mates.setdefault(talk.track, []).append(index)
    return mates


def _shared_minutes(one: Position, other: Position, lengths: tuple[int, int]) -> int:
    ends = one.start + lengths[0], other.start + lengths[1]
    return max(min(ends) - max(one.start, other.start), 0)


def _overlap(lengths: tuple[int, int], per_minute: int) -> PriceOfTwo:
    return lambda one, other: per_minute * _shared_minutes(one, other, lengths)
