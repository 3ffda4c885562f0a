"""Models of tracks in periods, where a stretch takes talks of one track only.

In a period the stretches of a track are alike to its talks, so a model asks only in which period each talk is
and which stretches its track uses there: many times fewer literals than a place for each talk. What is fixed
around the free tracks becomes a price of these literals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.integer_model import Answer, IntegerModel
from eventkit.planning.problem import FORBIDDEN, NOWHERE, Problem

Cell = tuple[int, int]
"""A track, or a talk, in a period."""


class TrackGrid:
    """A problem by tracks and periods.

    Attributes:
        problem: The problem.
        members: The talks of each track.
        stretches: The stretches of each period.
        minutes: The length of each period.
        fees: For each talk, its price in each period in which it may be.
        room_fees: Prices of a talk in a stretch beyond that of its period.
        meetings: For each talk, the price of others in the same period and another stretch.
        positions: The position in its track that a talk should have; 0 for any.
        ordered: The tracks with such positions.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.members: dict[int, list[int]] = {}
        for number, talk in enumerate(problem.talks):
            self.members.setdefault(talk.track, []).append(number)
        count = len({*problem.periods})
        self.stretches: list[list[int]] = [[] for _ in range(count)]
        self.minutes = [0] * count
        for index, (period, stretch) in enumerate(zip(problem.periods, problem.stretches, strict=True)):
            self.stretches[period].append(index)
            self.minutes[period] = stretch.end - stretch.start
        self.fees: list[dict[int, int]] = []
        self.room_fees: dict[tuple[int, int], int] = {}
        for number, options in enumerate(problem.options):
            prices: dict[int, dict[int, int]] = {}
            for index, option in options.items():
                price = sum(fee for _, fee in option.fees)
                prices.setdefault(problem.periods[index], {})[index] = price
            least = {period: min(fees.values()) for period, fees in prices.items()}
            self.fees.append(least)
            self.room_fees |= {
                (number, index): fee - least[period]
                for period, fees in prices.items()
                for index, fee in fees.items()
                if fee > least[period]
            }
        self.meetings = problem.meetings or tuple({} for _ in problem.talks)
        self.positions = problem.track_prices.positions or (0,) * len(problem.talks)
        self.ordered = {
            track
            for track, talks in self.members.items()
            if problem.track_prices.misplaced and any(self.positions[talk] for talk in talks)
        }

    @staticmethod
    def is_suitable(problem: Problem) -> bool:
        """True if each stretch of a problem takes talks of one track only, and all talks have a track."""
        blocks = [stretch.block for stretch in problem.stretches]
        return (
            problem.mixed_price >= FORBIDDEN
            and len({*blocks}) == len(blocks)
            and NOWHERE not in blocks
            and not any(content.parts or content.tracks for content in problem.blocks)
            and all(talk.track != NOWHERE for talk in problem.talks)
        )


class Fixed(Enum):
    """The fixed talks in the free periods of a free track."""

    STRETCHES = "the stretches that the track uses"
    PERIODS = "the periods of its talks"


@dataclass
class TrackPlan:
    """The places of tracks and talks.

    Attributes:
        periods: The period of each talk; `NOWHERE` if it has no place.
        uses: The stretches that a track uses in a period.
    """

    periods: list[int]
    uses: dict[Cell, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, arrangement: Arrangement) -> TrackPlan:
        """That of an arrangement."""
        problem = arrangement.problem
        uses: dict[Cell, list[int]] = {}
        for stretch, talks in enumerate(arrangement.contents):
            if talks:
                cell = (problem.talks[talks[0]].track, problem.periods[stretch])
                uses.setdefault(cell, []).append(stretch)
        return cls(
            [NOWHERE if stretch == NOWHERE else problem.periods[stretch] for stretch in arrangement.stretch],
            {cell: tuple(stretches) for cell, stretches in uses.items()},
        )

    def stretches(self, track: int, period: int) -> tuple[int, ...]:
        """The stretches that a track uses in a period."""
        return self.uses.get((track, period), ())


@dataclass(frozen=True, slots=True)
class TrackModel:
    """A model with the meaning of its variables.

    Attributes:
        model: The model.
        talks: The literal of each free talk in each period.
        uses: The literal of each free track in each stretch.
        free: The periods that are free for each track.
    """

    model: IntegerModel
    talks: Mapping[Cell, int]
    uses: Mapping[tuple[int, int], int]
    free: Mapping[int, Collection[int]]

    def read(self, answer: Answer, grid: TrackGrid, plan: TrackPlan) -> TrackPlan:
        """The plan with an answer in it; the same plan if a search was too short for an answer."""
        values = answer.values
        if values is None:
            return plan
        periods = [*plan.periods]
        for talk in {talk for talk, _ in self.talks}:
            periods[talk] = NOWHERE
        for (talk, period), literal in self.talks.items():
            if values[literal]:
                periods[talk] = period
        uses = {
            (track, period): stretches
            for (track, period), stretches in plan.uses.items()
            if period not in self.free.get(track, ())
        }
        for (track, stretch), literal in sorted(self.uses.items()):
            if values[literal]:
                cell = (track, grid.problem.periods[stretch])
                uses[cell] = (*uses.get(cell, ()), stretch)
        return TrackPlan(periods, uses)


def build_track_model(
    grid: TrackGrid,
    plan: TrackPlan,
    free: Mapping[int, Collection[int]],
    *,
    parallel_limit: int | None = None,
    fixed: Fixed | None = None,
    can_leave_out: bool | None = None,
) -> TrackModel:
    """The model in which some tracks are free in some periods, all else as in a plan.

    Without a limit it has every arrangement of the free talks as a solution, and none costs less than in it.

    Args:
        grid: The problem.
        plan: The plan; what is free in it is where to begin.
        free: The periods that are free for each track.
        parallel_limit: How many stretches a track may use in one period, if it does not use more already;
            with a limit, only one where the order of its talks matters. As many as it can fill if ``None``.
        fixed: What stays as in the plan even so.
        can_leave_out: Whether talks may stay without a place; as the plan does it if ``None``.
    """
    builder = _Builder(grid, plan, free, parallel_limit, fixed)
    if can_leave_out is not None:
        builder.can_leave_out = can_leave_out
    return builder.build()


class _Builder:
    """Builds one model."""

    def __init__(
        self,
        grid: TrackGrid,
        plan: TrackPlan,
        free: Mapping[int, Collection[int]],
        parallel_limit: int | None,
        fixed: Fixed | None,
    ) -> None:
        self.grid = grid
        self.plan = plan
        self.free = {track: sorted(periods) for track, periods in free.items()}
        self.prices = grid.problem.track_prices
        self.parallel_limit = parallel_limit
        self.fixed = fixed
        self.widest = {
            track: max((len(plan.stretches(track, period)) for period in periods), default=0)
            for track, periods in free.items()
        }
        self.model = IntegerModel()
        self.talks: dict[Cell, int] = {}
        self.uses: dict[tuple[int, int], int] = {}
        self.used: dict[Cell, int] = {}  # whether a track is in a period
        self._split: dict[Cell, int] = {}
        self.taken = {
            stretch
            for (track, period), stretches in plan.uses.items()
            for stretch in stretches
            if period not in free.get(track, ())
        }
        self.can_leave_out = NOWHERE in plan.periods
        self.free_talks = {
            track: [
                talk
                for talk in grid.members[track]
                if plan.periods[talk] == NOWHERE or plan.periods[talk] in periods
            ]
            for track, periods in free.items()
        }

    def build(self) -> TrackModel:
        """The model."""
        for track in self.free:
            self._add_uses(track)
            self._add_talks(track)
            for period in self.free[track]:
                self._pack(track, period)
            if self.prices.broken:
                self._price_gaps(track)
            if self.prices.rooms:
                self._price_rooms(track)
            if track in self.grid.ordered:
                self._price_order(track)
        by_stretch: dict[int, list[int]] = {}
        for (_, stretch), literal in self.uses.items():
            by_stretch.setdefault(stretch, []).append(literal)
        for literals in by_stretch.values():
            if len(literals) > 1:
                self.model.allow_one(literals)
        self._price_tracks_together()
        self._price_meetings()
        return TrackModel(self.model, self.talks, self.uses, self.free)

    def _parallel(self, track: int) -> int:
        """The number of stretches that a track may use in one period."""
        if self.parallel_limit is None:
            return len(self.grid.members[track])
        if track in self.grid.ordered:
            return max(self.widest[track], 1) if self.parallel_limit > 1 else 1
        return max(self.parallel_limit, self.widest[track])

    def _literals(self, track: int, period: int) -> list[int]:
        """The literals of the stretches that a track may use in a period."""
        return [
            self.uses[track, stretch]
            for stretch in self.grid.stretches[period]
            if (track, stretch) in self.uses
        ]

    def _add_uses(self, track: int) -> None:
        most = self._parallel(track)
        for period in self.free[track]:
            now = self.plan.stretches(track, period)
            for stretch in now if self.fixed is Fixed.STRETCHES else self.grid.stretches[period]:
                if stretch not in self.taken:
                    fee = self.prices.fees.get((track, stretch), 0)
                    literal = self.uses[track, stretch] = self.model.add_literal(fee)
                    self.model.hint(literal, int(stretch in now))
            used = self.used[track, period] = self.model.add_literal()
            self.model.hint(used, int(bool(now)))
            literals = self._literals(track, period)
            if most == 1 or len(literals) < 2:
                self.model.require_one([*literals, ~used])
                continue
            self.model.require_any([*literals, ~used])
            for literal in literals:
                self.model.imply(literal, used)
            if most < len(literals):
                self.model.limit(((1, literal) for literal in literals), most=most)
            if self.prices.parallel:
                for literal in literals:
                    self.model.add_price(self.prices.parallel, literal)
                self.model.add_price(-self.prices.parallel, used)

    def _add_talks(self, track: int) -> None:
        grid, talks = self.grid, self.grid.problem.talks
        for talk in self.free_talks[track]:
            literals = []
            now = self.plan.periods[talk]
            for period in self.free[track]:
                if period in grid.fees[talk] and (self.fixed is not Fixed.PERIODS or period == now):
                    literal = self.talks[talk, period] = self.model.add_literal(grid.fees[talk][period])
                    self.model.hint(literal, int(self.plan.periods[talk] == period))
                    self.model.imply(literal, self.used[track, period])
                    self._price_in_rooms(talk, track, period, literal)
                    literals.append(literal)
            if self.can_leave_out:
                missing = self.model.add_literal(talks[talk].left_out)
                self.model.hint(missing, int(self.plan.periods[talk] == NOWHERE))
                literals.append(missing)
            self.model.require_one(literals)

    def _price_in_rooms(self, talk: int, track: int, period: int, literal: int) -> None:
        """The price of a talk in a stretch besides that in the period, where its track uses no other there.

        With several stretches the talk may be in another one, and cost nothing.
        """
        literals = self._literals(track, period)
        for stretch in self.grid.stretches[period]:
            use = self.uses.get((track, stretch))
            fee = self.grid.room_fees.get((talk, stretch), 0)
            if use is not None and fee:
                paid = self.model.add_literal(fee)
                others = [other for other in literals if other != use] if self._parallel(track) > 1 else []
                self.model.require_any([~literal, ~use, paid, *others])

    def _pack(self, track: int, period: int) -> None:
        """The talks of a track in a period fit into the stretches that it uses, and leave none empty."""
        talks = self.grid.problem.talks
        there = {
            literal: talks[talk].minutes
            for talk in self.free_talks[track]
            if (literal := self.talks.get((talk, period))) is not None
        }
        uses = self._literals(track, period)
        length = self.grid.minutes[period]
        self.model.limit(
            [*((minutes, literal) for literal, minutes in there.items()), *((-length, use) for use in uses)],
            most=0,
        )
        self.model.limit([*((1, literal) for literal in there), *((-1, use) for use in uses)], least=0)
        if self._parallel(track) > 1 and len(uses) > 1:
            for factor, sizes in _rounded_sizes(length, {*there.values()}):
                terms = [(sizes[minutes], literal) for literal, minutes in there.items() if sizes[minutes]]
                self.model.limit([*terms, *((-factor, use) for use in uses)], most=0)

    def _price_gaps(self, track: int) -> None:
        """The price of a track with a period in between that it does not use."""
        begins: list[int] = []
        certain = 0
        before: int | bool = False
        for period in range(len(self.grid.minutes)):
            now: int | bool = self.used.get((track, period), bool(self.plan.stretches(track, period)))
            if now is not False and before is not True:
                if before is False and now is True:
                    certain += 1
                elif before is False:
                    begins.append(now)
                else:
                    begin = self.model.add_literal()
                    self.model.require_any([*([] if now is True else [~now]), before, begin])
                    begins.append(begin)
            before = now
        if begins or certain > 1:
            broken = self.model.add_literal(self.prices.broken)
            self.model.limit(((1, begin) for begin in begins), most=1 - certain, where=[~broken])

    def _price_rooms(self, track: int) -> None:
        """The price of each set of rooms of a track beyond the first."""
        stretches = self.grid.problem.stretches
        fixed = {
            stretches[stretch].place
            for period in range(len(self.grid.minutes))
            if period not in self.free[track]
            for stretch in self.plan.stretches(track, period)
        }
        rooms: dict[int, list[int]] = {}
        for (owner, stretch), literal in self.uses.items():
            if owner == track and stretches[stretch].place not in fixed:
                rooms.setdefault(stretches[stretch].place, []).append(literal)
        used = []
        for literals in rooms.values():
            room = self.model.add_literal(self.prices.rooms)
            for literal in literals:
                self.model.imply(literal, room)
            used.append(room)
        if used and not fixed:
            free_of_charge = self.model.add_literal(-self.prices.rooms)
            self.model.require_any([~free_of_charge, *used])

    def _price_order(self, track: int) -> None:
        """The price of talks that are not at their position in their track: they count period by period."""
        grid, talks = self.grid, self.grid.members[track]
        free = {*self.free_talks[track]}
        periods = range(len(grid.minutes))
        at = [self.plan.periods[talk] for talk in talks if talk not in free]
        fixed = [sum(NOWHERE < earlier <= period for earlier in at) for period in periods]
        sums = [
            [
                (1, literal)
                for talk in free
                for earlier in self.free[track]
                if earlier <= period and (literal := self.talks.get((talk, earlier))) is not None
            ]
            for period in periods
        ]
        by_position: dict[int, int] = {}
        for talk in talks:
            position = grid.positions[talk]
            if not position:
                continue
            misplaced = self.model.add_literal(self.prices.misplaced)
            if position > len(talks):
                self.model.require_any([misplaced])
            elif position in by_position:
                self.model.require_any([misplaced, by_position[position]])
            by_position[position] = misplaced
            if talk in free:
                places = [
                    (period, [literal])
                    for period in self.free[track]
                    if (literal := self.talks.get((talk, period))) is not None
                ]
            else:
                places = [(self.plan.periods[talk], [])]
            for period, there in places:
                where = [*there, ~misplaced]
                if period:
                    most = position - 1 - fixed[period - 1]
                    self.model.limit(sums[period - 1], most=most, where=where)
                self.model.limit(sums[period], least=position - fixed[period], where=where)

    def _price_tracks_together(self) -> None:
        """The price of two tracks in one period, for each pair of stretches."""
        for track, periods in self.free.items():
            for other, price in self.prices.together.get(track, {}).items():
                for period in periods:
                    literals = self._literals(track, period)
                    if not literals:
                        continue
                    if period not in self.free.get(other, ()):
                        for literal in literals if (there := self.plan.stretches(other, period)) else ():
                            self.model.add_price(price * len(there), literal)
                    elif other > track and (others := self._literals(other, period)):
                        self._price_product(track, other, period, price, (literals, others))

    def _price_product(
        self, track: int, other: int, period: int, price: int, literals: tuple[list[int], list[int]]
    ) -> None:
        """A price for each pair of stretches: at least as many as both use, less one."""
        used = [self.used[track, period], self.used[other, period]]
        if self._parallel(track) == self._parallel(other) == 1:
            both = self.model.add_literal(price)
            self.model.require_any([*(~literal for literal in used), both])
            return
        # No higher than needed: a number of a wide range is hard for the solver.
        most = sum(
            min(self._parallel(owner), len(own)) for owner, own in zip((track, other), literals, strict=True)
        )
        pairs = self.model.add_integer(0, most - 1, price)
        terms = [(1, literal) for literal in (*literals[0], *literals[1])]
        self.model.limit([*terms, (-1, pairs)], most=1, where=used)

    def _price_meetings(self) -> None:
        """The price of two talks in one period and in two stretches."""
        problem = self.grid.problem
        free = {talk for talks in self.free_talks.values() for talk in talks}
        for talk in sorted(free):
            track = problem.talks[talk].track
            for other, price in self.grid.meetings[talk].items():
                is_mate = problem.talks[other].track == track
                if other not in free:
                    literal = self.talks.get((talk, self.plan.periods[other]))
                    if literal is not None and not is_mate:
                        self.model.add_price(price, literal)
                elif other > talk and (not is_mate or self._splits(track)):
                    both = self.model.add_literal(price)
                    for period in self.free[track]:
                        one, two = self.talks.get((talk, period)), self.talks.get((other, period))
                        if one is not None and two is not None:
                            split = [~self._is_split(track, period)] if is_mate else []
                            self.model.require_any([~one, ~two, both, *split])

    def _splits(self, track: int) -> bool:
        """True if the talks of a track in a period count as separate where it uses several stretches.

        They may share one of them, so this prices too high for a bound; a search may assume it.
        """
        return self.parallel_limit is not None and self._parallel(track) > 1

    def _is_split(self, track: int, period: int) -> int:
        """A literal that is true where a track uses several stretches in a period."""
        if (track, period) not in self._split:
            literal = self._split[track, period] = self.model.add_literal()
            self.model.limit(((1, use) for use in self._literals(track, period)), most=1, where=[~literal])
        return self._split[track, period]


def _rounded_sizes(length: int, sizes: Collection[int]) -> Iterator[tuple[int, dict[int, int]]]:
    """Sizes rounded so that what fits into stretches of a length still does: dual feasible functions.

    For each whole number k, the share x of a size in the length becomes (k + 1) x rounded down, divided by k;
    or x itself, where (k + 1) x is whole. All is multiplied by k (k + 1). See Fekete and Schepers, "New
    classes of fast lower bounds for bin packing problems", Mathematical Programming 91, 2001.
    """
    seen = set()
    for k in range(1, length + 1):
        rounded = {
            size: k * ((k + 1) * size // length)
            if (k + 1) * size % length == 0
            else (k + 1) * ((k + 1) * size // length)
            for size in sizes
        }
        key = tuple(sorted(rounded.items()))
        if any(rounded.values()) and key not in seen:
            seen.add(key)
            yield k * (k + 1), rounded
