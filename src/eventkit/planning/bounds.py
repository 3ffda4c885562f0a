"""Lower bounds of the price: what no arrangement of a problem is cheaper than.

They come from models that exclude no arrangement, and price none higher than it is. Where the whole problem
is too large for one model, each track is solved alone, as if there were no other: what tracks cost each other
is never negative, so the sum is a bound as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.integer_model import Strategy
from eventkit.planning.pair_prices import PairPrices
from eventkit.planning.problem import (
    FORBIDDEN,
    NOWHERE,
    Diary,
    Engagement,
    Problem,
    clash_prices,
    fixed_engagements,
    lone_days,
    person_prices,
)
from eventkit.planning.talk_models import Frame, build_talk_model
from eventkit.planning.track_models import TrackGrid, TrackPlan, build_track_model

PLACES_LIMIT = 12_000
"""The largest number of places that the talks of one model have together."""

_PAIRS_LIMIT = 40_000
"""The largest number of pairs of a talk at a position and another talk in a model."""

_EFFORT_OF_PAIR = 1e-5
"""The deterministic seconds for each such pair that a model of a track takes until it says more than the
prices of its talks: with half of that the solver has only simplified it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound, and what was found beside it.

    Attributes:
        price: The price that no arrangement is below.
        effort: The deterministic seconds that it took.
        contents: The talks of each stretch in the best solution of a model of the whole, if there was one.
    """

    price: int
    effort: float
    contents: Mapping[int, Sequence[int]] | None = None


class TalkBounds:
    """Lower bounds of a problem by talks and their places."""

    def __init__(self, pairs: PairPrices) -> None:
        self._pairs = pairs
        self._problem = problem = pairs.problem
        self._empty = Arrangement(problem)
        self._diaries: list[list[Diary]] = [[] for _ in problem.talks]
        for diary in problem.diaries:
            for talk in diary.talks:
                self._diaries[talk].append(diary)
        self._rebates = Counter[int]()
        for (talk, _, _), points in problem.rebates.items():
            self._rebates[talk] += sum(points.values())
        self._starts = _starts_by_stretch(problem)
        self._frame = Frame(
            self._price,
            self._empty.tracks_in,
            self._empty.rooms_of,
            self._empty.starts_of,
            has_ways=False,
        )
        self._without_place = [talk for talk, options in enumerate(problem.options) if not options]
        self._constant = (
            sum(problem.talks[talk].left_out for talk in self._without_place)
            - sum(map(self._ways_between_fixed, problem.diaries))
            - problem.gap_price * self._empty.gap_minutes
            - problem.track_gap_price * self._empty.track_gaps
        )

    def find(self, effort: float, seed: int, *, can_leave_out: bool) -> Bound:
        """The best bound within deterministic seconds.

        Args:
            effort: The limit.
            seed: What the order of the search depends on.
            can_leave_out: Whether talks with an option may be left out; if not, the bound is at most the
                price of leaving one of them out.
        """
        talks = [talk for talk, options in enumerate(self._problem.options) if options]
        total, spent = self._constant, 0.0
        contents = None
        groups = [talks] if self.is_small(talks) else self._groups(talks)
        for number, group in enumerate(groups):
            share = (effort - spent) / (len(groups) - number)
            least = sum(map(self._least_price, group))
            worthwhile = _PAIRS_LIMIT if len(groups) == 1 else int(share / _EFFORT_OF_PAIR)
            if share > 0 and self.is_small(group, worthwhile) and (len(group) > 1 or len(groups) == 1):
                made = build_talk_model(
                    self._pairs, self._frame, group, self._starts, can_leave_out=can_leave_out
                )
                answer = made.model.solve(share, seed, Strategy.RELAXATION)
                spent += answer.effort
                if answer.is_infeasible:
                    return Bound(self._if_left_out(talks), spent)
                least = max(least, answer.bound)
                if len(groups) == 1 and answer.values is not None:
                    contents = made.read(answer)
            total += least
        if not can_leave_out:
            total = min(total, self._if_left_out(talks))
        return Bound(total, spent, contents)

    def is_small(self, talks: Sequence[int], most_pairs: int = _PAIRS_LIMIT) -> bool:
        """True if a model of some talks with all of their places is small enough."""
        places = pairs = 0
        chosen = {*talks}
        for talk in talks:
            own = sum(len(self._starts[stretch]) for stretch in self._problem.options[talk])
            places += own
            pairs += own * len(self._pairs.partners(talk) & chosen)
            if places > PLACES_LIMIT or pairs > min(most_pairs, _PAIRS_LIMIT):
                return False
        return True

    def _if_left_out(self, talks: Sequence[int]) -> int:
        """The price of leaving out the cheapest of some talks, at least."""
        return self._constant + min((self._problem.talks[talk].left_out for talk in talks), default=0)

    def _groups(self, talks: Sequence[int]) -> list[list[int]]:
        """The talks by track; those without a track one by one."""
        tracks: dict[int, list[int]] = {}
        for talk in talks:
            track = self._problem.talks[talk].track
            tracks.setdefault(track if track != NOWHERE else -1 - talk, []).append(talk)
        return [*tracks.values()]

    def _least_price(self, talk: int) -> int:
        """The price of a talk where it costs least, beside what is fixed, at most."""
        problem, least = self._problem, self._problem.talks[talk].left_out
        # The fees of a stretch are known without a start; beyond them only these may reduce a price.
        reductions = self._rebates[talk] + sum(
            diary.lone_day for diary in self._diaries[talk] if len(diary.talks) == 1
        )
        floors = [
            (sum(price for _, price in option.fees) - reductions, stretch)
            for stretch, option in problem.options[talk].items()
        ]
        for floor, stretch in sorted(floors):
            for start in self._starts[stretch]:
                if floor >= least:
                    return least
                if problem.first_start(talk, stretch, start) == start:
                    least = min(least, self._price(talk, stretch, start))
        return least

    def _price(self, talk: int, stretch: int, start: int) -> int:
        """The price of a talk at a place by itself, and of clashes with what is fixed."""
        problem = self._problem
        price = sum(price for _, price in self._empty.price_alone(talk, stretch, start))
        where = problem.stretches[stretch]
        end = start + problem.talks[talk].minutes
        for diary in self._diaries[talk]:
            rank = diary.talks[talk].rank
            now = Engagement(start, rank, end, where.day, where.place, talk, where.block)
            for engagement in fixed_engagements(diary):
                price += sum(price for _, price in clash_prices(problem, diary, sorted((engagement, now))))
            if len(diary.talks) == 1:
                price += _price_of_day(diary, where.day, bound=diary.talks[talk].bound)
        return price

    def _ways_between_fixed(self, diary: Diary) -> int:
        """The price of fixed engagements that talks may reduce: of missing minutes, and of days for one."""
        total = 0
        for code, price in person_prices(self._problem, diary, [*fixed_engagements(diary)]):
            if code == "day-for-one":
                # Each talk takes one such day off at most; a single one has the price of its day.
                total += min(price, diary.lone_day * len(diary.talks)) if len(diary.talks) > 1 else 0
            elif code != "person-clash":
                total += price
        return total


def _price_of_day(diary: Diary, day: int, *, bound: bool) -> int:
    """By how much the only talk of somebody on a day changes the price of days for one appointment."""
    days = [fixed.day for fixed in diary.fixed if fixed.about.bound]
    return diary.lone_day * (lone_days([*days, day]) - lone_days(days)) if bound else 0


def _starts_by_stretch(problem: Problem) -> dict[int, list[int]]:
    """All minutes at which a talk may ever begin in each stretch.

    Every start is some lengths after the start of a stretch, the earliest start of an option or the end of
    another talk: a multiple of the greatest common divisor of all these.
    """
    moments = {moment for stretch in problem.stretches for moment in stretch[:2]}
    for options in problem.options:
        moments.update(earliest for option in options.values() for earliest, _ in option.starts)
    first = min(moments, default=0)
    steps = {moment - first for moment in moments} | {talk.minutes for talk in problem.talks}
    if problem.grid > 1:
        steps |= {problem.grid, first}
    step = max(gcd(*steps), 1)
    return {
        number: [*range(stretch.start, stretch.end, step)] for number, stretch in enumerate(problem.stretches)
    }


def find_track_bound(grid: TrackGrid, effort: float, seed: int) -> Bound:
    """The sum of what each track costs alone, where a stretch takes talks of one track only.

    It is no more than the price of leaving one talk out.
    """
    problem = grid.problem
    nothing = TrackPlan([NOWHERE] * len(problem.talks))
    total, spent = 0, 0.0
    tracks = sorted(grid.members)
    for number, track in enumerate(tracks):
        share = (effort - spent) / (len(tracks) - number)
        if share <= 0:
            break
        made = build_track_model(grid, nothing, {track: range(len(grid.minutes))}, can_leave_out=False)
        answer = made.model.solve(share, seed)
        spent += answer.effort
        if answer.is_infeasible:
            total = FORBIDDEN
            break
        total += max(answer.bound, 0)
    return Bound(min(total, _cheapest_left_out(problem)), spent)


def _cheapest_left_out(problem: Problem) -> int:
    return min((talk.left_out for talk in problem.talks), default=0)
