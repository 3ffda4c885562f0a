"""The engine that requires OR-Tools: it improves an arrangement, and finds a lower bound of its price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from eventkit.planning.arrangement import Arrangement, Contents
from eventkit.planning.bounds import Bound, TalkBounds, find_track_bound
from eventkit.planning.neighbourhood_search import LONGEST_STEP, NeighbourhoodSearch
from eventkit.planning.pair_prices import PairPrices
from eventkit.planning.problem import LEFT_OUT
from eventkit.planning.talk_neighbourhoods import TalkNeighbourhoods
from eventkit.planning.track_models import TrackGrid, TrackPlan, build_track_model
from eventkit.planning.track_neighbourhoods import TrackNeighbourhoods, take_over
from eventkit.planning.track_patterns import arrange_in_patterns

_BOUND_SHARE = 0.2
"""The share of the effort for a bound."""

_PATTERN_SHARE = 0.05
"""The share of the effort for a first arrangement by patterns."""

_START_SHARE = 0.3
"""The share of the effort for each of two first arrangements, before the cheaper one is chosen."""

_CLOSE = 0.9
"""The share of the price from which on a bound is close enough for a proof to be likely."""

Watch = Callable[[float, int | None], bool]
"""Receives the deterministic seconds so far and the bound, if there is one; returns whether to continue."""


def improve(arrangement: Arrangement, effort: float, seed: int, watch: Watch) -> int | None:
    """Make an arrangement cheaper, and return a lower bound of the price; ``None`` if none was found.

    Args:
        arrangement: The arrangement: it never becomes dearer.
        effort: The limit in deterministic seconds of the solver, each one to three real ones.
        seed: What the search depends on.
        watch: Is called before each step.
    """
    return _Engine(arrangement, effort, seed, watch).run()


@dataclass(slots=True)
class _Candidate:
    """One of several first arrangements.

    Attributes:
        contents: Its contents.
        price: Its price.
        search: The search that improves it, with what it has learned.
    """

    contents: Contents
    price: int
    search: NeighbourhoodSearch


class _Engine:
    """One improvement of an arrangement."""

    def __init__(self, arrangement: Arrangement, effort: float, seed: int, watch: Watch) -> None:
        self._arrangement = arrangement
        self._effort = effort
        self._seed = seed
        self._watch = watch
        self._random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
        self._spent = 0.0
        self._bound: int | None = None
        self._is_stopped = False

    def run(self) -> int | None:
        """Improve it; the bound. An arrangement that is only different, and not cheaper, is not taken."""
        arrangement = self._arrangement
        before, price = arrangement.copy_contents(), arrangement.price
        if TrackGrid.is_suitable(arrangement.problem):
            self._run_by_tracks(TrackGrid(arrangement.problem))
        else:
            self._run_by_talks(PairPrices(arrangement.problem))
        if arrangement.price >= price:
            arrangement.restore(before)
        return self._bound

    def _run_by_talks(self, pairs: PairPrices) -> None:
        """A model of the whole first, if that is small: it may prove its solution optimal."""
        bounds = TalkBounds(pairs)
        talks = [talk for talk, options in enumerate(pairs.problem.options) if options]
        is_small = bounds.is_small(talks)
        if is_small and not self._is_done():
            self._find_bound_by_talks(bounds)
        if not self._is_done():
            neighbourhoods = TalkNeighbourhoods(self._arrangement, pairs, self._random)
            search = NeighbourhoodSearch(self._arrangement, neighbourhoods.all(), self._random)
            rest = self._effort - self._spent
            self._search(search, rest if is_small else rest * (1 - _BOUND_SHARE))
        if not is_small and not self._is_done():
            self._find_bound_by_talks(bounds)

    def _find_bound_by_talks(self, bounds: TalkBounds) -> None:
        arrangement = self._arrangement
        can_leave_out = any(arrangement.problem.options[talk] for talk in arrangement.left_out)
        effort = min(self._effort * _BOUND_SHARE, LONGEST_STEP)
        found = bounds.find(effort, self._seed, can_leave_out=can_leave_out)
        self._take_note(found)
        if found.contents is not None:
            price = arrangement.price
            contents = {
                stretch: found.contents.get(stretch, []) for stretch in range(len(arrangement.contents))
            }
            if arrangement.try_change(contents) is not None and arrangement.price > price:
                arrangement.revert()

    def _run_by_tracks(self, grid: TrackGrid) -> None:
        """Neighbourhoods of two starts, then of the cheaper one; models of the whole for a bound."""
        if self._is_done():
            return
        candidates = [self._candidate(grid, self._arrangement)]
        found, spent = arrange_in_patterns(grid, self._effort * _PATTERN_SHARE, self._seed)
        self._spent += spent
        if found is not None:
            # What annealing has improved for long is cheap, and soon improves no more; a start of patterns is
            # dear, and may well end below it. Only a price after as long a search shows which is better.
            candidates.append(self._candidate(grid, found))
            for candidate in candidates:
                self._improve(candidate, self._effort * _START_SHARE)
        cheapest = min(candidates, key=lambda candidate: candidate.price)
        self._improve(cheapest, self._effort * (1 - _BOUND_SHARE) - self._spent)
        if self._is_done():
            return
        effort = min(self._effort * _BOUND_SHARE / 4, LONGEST_STEP)
        self._take_note(find_track_bound(grid, effort, self._seed))
        while not self._is_done() and self._spent < self._effort:
            self._solve_whole(grid, min(LONGEST_STEP, self._effort - self._spent))
            if self._bound is None or self._bound < _CLOSE * self._arrangement.price:
                # What is far from a proof is nearer to a cheaper arrangement.
                self._search(cheapest.search, self._effort - self._spent)

    def _candidate(self, grid: TrackGrid, start: Arrangement) -> _Candidate:
        neighbourhoods = TrackNeighbourhoods(self._arrangement, grid, self._random).all()
        search = NeighbourhoodSearch(self._arrangement, neighbourhoods, self._random)
        return _Candidate(start.copy_contents(), start.price, search)

    def _improve(self, candidate: _Candidate, effort: float) -> None:
        """Improve a first arrangement for a while."""
        self._arrangement.restore(candidate.contents)
        self._search(candidate.search, effort)
        candidate.contents, candidate.price = self._arrangement.copy_contents(), self._arrangement.price

    def _solve_whole(self, grid: TrackGrid, effort: float) -> None:
        plan = TrackPlan.of(self._arrangement)
        free = dict.fromkeys(sorted(grid.members), range(len(grid.minutes)))
        model = build_track_model(grid, plan, free, can_leave_out=bool(self._arrangement.left_out))
        answer = model.model.solve(effort, self._random.randrange(2**31))
        if answer.values is not None:
            take_over(self._arrangement, grid, model.read(answer, grid, plan))
        self._take_note(Bound(min(answer.bound, LEFT_OUT), answer.effort))

    def _search(self, search: NeighbourhoodSearch, effort: float) -> None:
        before = self._spent

        def watch(spent: float, _: Arrangement) -> bool:
            self._spent = before + spent
            return not self._is_done()

        self._spent = before + search.run(effort, watch)

    def _take_note(self, found: Bound) -> None:
        self._spent += found.effort
        self._bound = found.price if self._bound is None else max(self._bound, found.price)

    def _is_done(self) -> bool:
        """True if nothing is cheaper, or the search is stopped."""
        if not self._is_stopped:
            self._is_stopped = not self._watch(self._spent, self._bound)
        return self._is_stopped or (self._bound is not None and self._arrangement.price <= self._bound)
