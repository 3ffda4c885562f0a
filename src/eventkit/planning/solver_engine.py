"""The engine that requires OR-Tools: it improves an arrangement, and finds a lower bound of its price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from eventkit.planning.arrangement import Arrangement, Contents
from eventkit.planning.bounds import Bound, TalkBounds, find_track_bound
from eventkit.planning.neighbourhood_search import STEP_EFFORT, Neighbourhood, search_neighbourhoods
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

_RACE_SHARE = 0.5
"""The share of the effort for two first arrangements together, before the cheaper one is chosen."""

_TURN_SHARE = 0.06
"""The share of the effort for one turn of one of them."""

_LONGEST_STEP = 3.0
"""The deterministic seconds of one model, at most: the search cannot be stopped before it is solved."""

_STEPS = 40
"""Of how many steps of the greatest effort there is time, at least."""

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
class _Runner:
    """One of several arrangements that are improved in turns.

    Attributes:
        contents: Its contents.
        price: Its price.
        neighbourhoods: The neighbourhoods that it is improved in, with what was learned about them.
        gain: By which share of its price it improved in its last turn; 1 before its first.
    """

    contents: Contents
    price: int
    neighbourhoods: list[Neighbourhood]
    gain: float = 1.0


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
            rest = self._effort - self._spent
            self._search(neighbourhoods.all(), rest if is_small else rest * (1 - _BOUND_SHARE))
        if not is_small and not self._is_done():
            self._find_bound_by_talks(bounds)

    def _find_bound_by_talks(self, bounds: TalkBounds) -> None:
        arrangement = self._arrangement
        can_leave_out = any(arrangement.problem.options[talk] for talk in arrangement.left_out)
        effort = min(self._effort * _BOUND_SHARE, _LONGEST_STEP)
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
        """Neighbourhoods of two starts, then of the cheaper one; then models of the whole for a bound."""
        if self._is_done():
            return
        runners = [self._runner(grid, self._arrangement)]
        found, spent = arrange_in_patterns(grid, self._effort * _PATTERN_SHARE, self._seed)
        self._spent += spent
        if found is not None:
            runners.append(self._runner(grid, found))
            self._race(runners)
        best = min(runners, key=lambda runner: runner.price)
        self._advance(best, self._effort * (1 - _BOUND_SHARE) - self._spent)
        if self._is_done():
            return
        effort = min(self._effort * _BOUND_SHARE / 4, _LONGEST_STEP)
        self._take_note(find_track_bound(grid, effort, self._seed))
        while not self._is_done() and self._spent < self._effort:
            self._solve_whole(grid, min(_LONGEST_STEP, self._effort - self._spent))

    def _runner(self, grid: TrackGrid, start: Arrangement) -> _Runner:
        neighbourhoods = TrackNeighbourhoods(self._arrangement, grid, self._random).all()
        return _Runner(start.copy_contents(), start.price, neighbourhoods)

    def _race(self, runners: list[_Runner]) -> None:
        """Improve arrangements in turns: next is the one that improved most in its last turn.

        What annealing has improved for long is cheap at first, and improves no more; a start of patterns is
        dear, and may well end below it.
        """
        end = self._spent + self._effort * _RACE_SHARE
        while self._spent < end and any(runner.gain for runner in runners):
            # Of equal gains, those of two first turns included, that of the cheaper.
            chosen = max(runners, key=lambda runner: (runner.gain, -runner.price))
            self._advance(chosen, self._effort * _TURN_SHARE)
            if self._is_stopped:
                return

    def _advance(self, runner: _Runner, effort: float) -> None:
        """Improve an arrangement for a while."""
        self._arrangement.restore(runner.contents)
        self._search(runner.neighbourhoods, effort)
        price = self._arrangement.price
        runner.gain = 1 - price / runner.price if runner.price else 0.0
        runner.contents, runner.price = self._arrangement.copy_contents(), price

    def _solve_whole(self, grid: TrackGrid, effort: float) -> None:
        plan = TrackPlan.of(self._arrangement)
        free = dict.fromkeys(sorted(grid.members), range(len(grid.minutes)))
        model = build_track_model(grid, plan, free, can_leave_out=bool(self._arrangement.left_out))
        answer = model.model.solve(effort, self._random.randrange(2**31))
        if answer.values is not None:
            take_over(self._arrangement, grid, model.read(answer, grid, plan))
        self._take_note(Bound(min(answer.bound, LEFT_OUT), answer.effort))

    def _search(self, neighbourhoods: list[Neighbourhood], effort: float) -> None:
        before = self._spent

        def watch(spent: float, _: Arrangement) -> bool:
            self._spent = before + spent
            return not self._is_done()

        step = min(max(STEP_EFFORT, self._effort / _STEPS), _LONGEST_STEP)
        self._spent = before + search_neighbourhoods(
            self._arrangement, neighbourhoods, effort, self._random, watch, step_effort=step
        )

    def _take_note(self, found: Bound) -> None:
        self._spent += found.effort
        self._bound = found.price if self._bound is None else max(self._bound, found.price)

    def _is_done(self) -> bool:
        """Whether nothing is cheaper, or the search is stopped."""
        if not self._is_stopped:
            self._is_stopped = not self._watch(self._spent, self._bound)
        return self._is_stopped or (self._bound is not None and self._arrangement.price <= self._bound)
