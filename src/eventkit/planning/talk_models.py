"""Models of a problem in whole numbers: some talks free in some stretches, all else fixed.

A talk that begins at a minute in a stretch is a literal. All that is fixed becomes a price of such literals,
and only what free talks do to each other is modelled between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import gcd

from eventkit.planning.integer_model import Answer, IntegerModel
from eventkit.planning.pair_prices import Aspect, PairPrices, PairTerm, Position
from eventkit.planning.problem import FORBIDDEN, NOWHERE, Problem

Place = tuple[int, int]
"""A stretch, and the minute at which a talk begins there."""


_STARTS_LIMIT = 40
"""The number of possible starts of a stretch that are looked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The fixed surroundings of the free talks of a model.

    Attributes:
        price: The price of a free talk at a stretch and a start, beside all that is fixed; at least half of
            `FORBIDDEN` where it must not be.
        tracks_in: The tracks that are fixed in a block.
        rooms_of: The sets of rooms that are fixed for a track on a day.
        starts_of: The starts of blocks at which a track is fixed on a day.
        has_ways: Whether minutes that a person misses between two free talks count.
    """

    price: Callable[[int, int, int], int]
    tracks_in: Callable[[int], Collection[int]]
    rooms_of: Callable[[int, int], Collection[int]]
    starts_of: Callable[[int, int], Collection[int]]
    has_ways: bool = True


@dataclass(frozen=True, slots=True)
class TalkModel:
    """A model with the meaning of its variables.

    Attributes:
        model: The model.
        places: The literal of each talk at each place.
        left_out: The literal of each talk without a place, if talks may be left out.
    """

    model: IntegerModel
    places: Mapping[int, Mapping[Place, int]]
    left_out: Mapping[int, int]

    def read(self, answer: Answer) -> dict[int, list[int]]:
        """The talks of each stretch in an answer, in order; none if a search was too short for an answer."""
        values = answer.values
        if values is None:
            return {}
        placed = sorted(
            (stretch, start, talk)
            for talk, literals in self.places.items()
            for (stretch, start), literal in literals.items()
            if values[literal]
        )
        contents: dict[int, list[int]] = {}
        for stretch, _, talk in placed:
            contents.setdefault(stretch, []).append(talk)
        return contents

    def hint(self, places: Mapping[int, Place]) -> None:
        """Begin with the talks at those places, the others without one."""
        for talk, literals in self.places.items():
            now = places.get(talk)
            if talk in self.left_out:
                self.model.hint(self.left_out[talk], int(now not in literals))
            for place, literal in literals.items():
                self.model.hint(literal, int(place == now))


def build_talk_model(
    pairs: PairPrices,
    frame: Frame,
    talks: Sequence[int],
    starts: Mapping[int, Sequence[int]],
    *,
    can_leave_out: bool,
) -> TalkModel:
    """The model of free talks in free stretches.

    Every arrangement in which the talks begin at those starts is a solution. With a frame that prices nothing
    too high, none costs less in the model than it does.

    Args:
        pairs: The prices of two talks.
        frame: What is fixed.
        talks: The talks that are free, by index.
        starts: The minutes at which talks may begin, by stretch.
        can_leave_out: Whether talks may stay without a place.
    """
    return _Builder(pairs, frame, talks, starts, can_leave_out=can_leave_out).build()


def possible_starts(problem: Problem, stretch: int, talks: Collection[int]) -> list[int]:
    """The minutes at which some talks can begin in a stretch one after the other, the first few of them."""
    there = [talk for talk in talks if stretch in problem.options[talk]]
    ends = [problem.stretches[stretch].start]
    starts: set[int] = set()
    for end in ends:
        for talk in there:
            start = problem.first_start(talk, stretch, end)
            if start == NOWHERE or len(starts) >= _STARTS_LIMIT:
                continue
            starts.add(start)
            ended = start + problem.talks[talk].minutes
            if ended not in ends:
                ends.append(ended)
    return sorted(starts)


class _Builder:
    """Builds one model."""

    def __init__(
        self,
        pairs: PairPrices,
        frame: Frame,
        talks: Sequence[int],
        starts: Mapping[int, Sequence[int]],
        *,
        can_leave_out: bool,
    ) -> None:
        self.problem: Problem = pairs.problem
        self.pairs = pairs
        self.frame = frame
        self.talks = talks
        self.starts = starts
        self.can_leave_out = can_leave_out
        self.model = IntegerModel()
        self.places: dict[int, dict[Place, int]] = {}
        self.left_out: dict[int, int] = {}
        self._positions: dict[tuple[int, Aspect], dict[Position, int]] = {}

    def build(self) -> TalkModel:
        """The model."""
        for talk in self.talks:
            self._place(talk)
        for stretch in self.starts:
            self._pack(stretch)
        for one, other in combinations(sorted(self.talks), 2):
            if self.pairs.are_partners(one, other):
                for term in self.pairs.terms(one, other, with_ways=self.frame.has_ways):
                    self._price_pair(one, other, term)
        self._price_blocks()
        self._price_rooms()
        self._price_gaps()
        return TalkModel(self.model, self.places, self.left_out)

    def _place(self, talk: int) -> None:
        """A talk is at one place, or left out."""
        problem = self.problem
        literals: dict[Place, int] = {}
        for stretch in problem.options[talk]:
            end = problem.stretches[stretch].end
            for start in self.starts.get(stretch, ()):
                if start + problem.talks[talk].minutes > end:
                    break
                if problem.first_start(talk, stretch, start) == start:
                    price = self.frame.price(talk, stretch, start)
                    if price < FORBIDDEN // 2:
                        literals[stretch, start] = self.model.add_literal(price)
        self.places[talk] = literals
        if self.can_leave_out:
            self.left_out[talk] = self.model.add_literal(problem.talks[talk].left_out)
        self.model.require_one([*literals.values(), *self._if_left_out(talk)])

    def _if_left_out(self, talk: int) -> list[int]:
        return [self.left_out[talk]] if self.can_leave_out else []

    def _pack(self, stretch: int) -> None:
        """One talk at a time in a stretch, and no talk later than it has to be."""
        starts = self.starts[stretch]
        there = [
            (start, start + self.problem.talks[talk].minutes, literal, talk)
            for talk in self.talks
            for start in starts
            if (literal := self.places[talk].get((stretch, start))) is not None
        ]
        for minute in sorted({start for start, *_ in there}):
            at_once = [literal for start, end, literal, _ in there if start <= minute < end]
            if len(at_once) > 1:
                self.model.allow_one(at_once)
        first = self.problem.stretches[stretch].start
        for start, _, literal, talk in there:
            # A talk with opponents may have to wait for one of them, wherever that is.
            if start != self.problem.first_start(talk, stretch, first) and not self.pairs.has_opponents(talk):
                self.model.require_any(
                    [
                        ~literal,
                        *(
                            before
                            for _, end, before, other in there
                            if other != talk and self.problem.first_start(talk, stretch, end) == start
                        ),
                    ]
                )

    def _by_position(self, talk: int, aspect: Aspect) -> Mapping[Position, int]:
        """A literal for each position of a talk: whether it is in one of the places that have it."""
        known = self._positions.get((talk, aspect))
        if known is not None:
            return known
        groups: dict[Position, list[int]] = {}
        for (index, start), literal in self.places[talk].items():
            stretch = self.problem.stretches[index]
            if aspect is Aspect.START_IN_LINE and stretch.tracked:
                continue
            position = {
                Aspect.DAY: Position(day=stretch.day),
                Aspect.ROOM: Position(place=stretch.place),
                Aspect.START_AND_ROOM: Position(start, stretch.day, stretch.place),
            }.get(aspect, Position(start))
            groups.setdefault(position, []).append(literal)
        known = {position: self._any(literals) for position, literals in groups.items()}
        self._positions[talk, aspect] = known
        return known

    def _any(self, literals: Sequence[int]) -> int:
        """A literal that is true where one of several is, of which at most one can be."""
        if len(literals) == 1:
            return literals[0]
        found = self.model.add_literal()
        self.model.require_one([*literals, ~found])
        return found

    def _price_pair(self, one: int, other: int, term: PairTerm) -> None:
        """The price of two talks, by the positions of both."""
        first, second = self._by_position(one, term.aspect), self._by_position(other, term.aspect)
        rows: list[tuple[int, list[tuple[int, int]]]] = []
        ordered = sorted(second.items())
        moments = [at.start for at, _ in ordered]
        for position, literal in first.items():
            near = ordered
            if term.reach is not None:
                earliest, latest = position.start - term.reach, position.start + term.reach
                near = ordered[bisect_right(moments, earliest) : bisect_left(moments, latest)]
            prices = [(term.price(position, at), there) for at, there in near]
            forbidden = [there for price, there in prices if price >= FORBIDDEN]
            if forbidden:
                self.model.allow_one([literal, *forbidden])
            priced = [(price, there) for price, there in prices if 0 < price < FORBIDDEN]
            if priced:
                rows.append((literal, priced))
        if rows:
            # In as few units as possible: a whole number of a wide range is hard for the solver.
            amounts = [price for _, priced in rows for price, _ in priced]
            unit = gcd(*amounts)
            paid = self.model.add_integer(0, max(amounts) // unit, unit)
            for literal, priced in rows:
                units = [(price // unit, there) for price, there in priced]
                self.model.limit([*units, (-1, paid)], most=0, where=[literal])

    def _price_blocks(self) -> None:
        """The price of each track in a block beyond the first."""
        problem = self.problem
        if not problem.mixed_price:
            return
        there: dict[tuple[int, int], list[int]] = {}
        for talk, literals in self.places.items():
            for (stretch, _), literal in literals.items():
                block = problem.stretches[stretch].block
                if block != NOWHERE and problem.talks[talk].track != NOWHERE:
                    there.setdefault((block, problem.talks[talk].track), []).append(literal)
        tracks: dict[int, list[int]] = {}
        for (block, track), parts in there.items():
            if track not in self.frame.tracks_in(block):
                tracks.setdefault(block, []).append(self._used(parts))
        for block, used in tracks.items():
            self._price_beyond_first(used, problem.mixed_price, has_one=bool(self.frame.tracks_in(block)))

    def _price_rooms(self) -> None:
        """The price of each set of rooms of a track on a day beyond the first."""
        problem = self.problem
        if not problem.track_room_price:
            return
        there: dict[tuple[int, int], dict[int, list[int]]] = {}
        for talk, literals in self.places.items():
            track = problem.talks[talk].track
            if track == NOWHERE or not problem.in_line[talk]:
                continue
            for (index, _), literal in literals.items():
                stretch = problem.stretches[index]
                rooms = there.setdefault((track, stretch.day), {})
                rooms.setdefault(stretch.place, []).append(literal)
        for (track, day), rooms in there.items():
            fixed = self.frame.rooms_of(track, day)
            used = [self._used(literals) for place, literals in rooms.items() if place not in fixed]
            self._price_beyond_first(used, problem.track_room_price, has_one=bool(fixed))

    def _price_gaps(self) -> None:
        """The price of each start of blocks at which a track pauses, between its first and last of a day."""
        problem = self.problem
        if not problem.track_gap_price:
            return
        there: dict[tuple[int, int], dict[int, list[int]]] = {}
        for talk, literals in self.places.items():
            track = problem.talks[talk].track
            for (index, _), literal in literals.items() if track != NOWHERE else ():
                stretch = problem.stretches[index]
                for number in problem.blocks[stretch.block].starts if stretch.block != NOWHERE else ():
                    there.setdefault((track, stretch.day), {}).setdefault(number, []).append(literal)
        for (track, day), starts in there.items():
            self._price_gaps_between(starts, self.frame.starts_of(track, day))

    def _price_gaps_between(self, starts: Mapping[int, Sequence[int]], fixed: Collection[int]) -> None:
        """The price of gaps among starts at which one of some literals is true, and those that are fixed.

        A start is a gap where a run has begun before it and continues after it.
        """
        model = self.model
        used: dict[int, int] = {}
        for number, literals in starts.items():
            if number not in fixed:
                used[number] = self._used(literals)
                model.require_any([~used[number], *literals])
        if fixed:
            used |= dict.fromkeys(fixed, model.add_integer(1, 1))
        inner = range(min(used) + 1, max(used))
        begun, continues = (self._accumulate(used, numbers) for numbers in (inner, inner[::-1]))
        for number in inner:
            if number not in fixed:
                is_used = [used[number]] if number in used else []
                gap = model.add_literal(self.problem.track_gap_price)
                model.require_any([~begun[number], ~continues[number], *is_used, gap])

    def _accumulate(self, used: Mapping[int, int], numbers: range) -> dict[int, int]:
        """For each of consecutive numbers, a literal that is true where a number before it is used."""
        reached: dict[int, int] = {}
        for number in numbers:
            before = number - numbers.step
            reached[number] = self.model.add_literal()
            for earlier in (reached.get(before), used.get(before)):
                if earlier is not None:
                    self.model.imply(earlier, reached[number])
        return reached

    def _used(self, literals: Iterable[int]) -> int:
        """A literal that is true wherever one of several is."""
        used = self.model.add_literal()
        for literal in literals:
            self.model.imply(literal, used)
        return used

    def _price_beyond_first(self, used: Sequence[int], price: int, *, has_one: bool) -> None:
        if has_one:
            for literal in used:
                self.model.add_price(price, literal)
        elif price >= FORBIDDEN:
            self.model.allow_one(used)
        elif len(used) > 1:
            beyond = self.model.add_integer(0, len(used) - 1, price)
            self.model.limit([*((1, literal) for literal in used), (-1, beyond)], most=1)
