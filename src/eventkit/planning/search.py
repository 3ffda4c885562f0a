"""The search for an arrangement: from one seed, or the best of several, one after the other or at once.

First arrangements are made: tracks as runs in one room, talk by talk, and in runs of whole tracks where these
have prices; the cheapest one is improved by annealing, and then by the solver if it is the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace

from eventkit.planning.annealing import anneal
from eventkit.planning.arrangement import Arrangement, Contents
from eventkit.planning.engines import Engine, improve_with_solver
from eventkit.planning.interval_patterns import arrange_by_tracks, arrange_one_by_one
from eventkit.planning.problem import NOWHERE, Problem
from eventkit.planning.track_runs import arrange_in_runs

_SEEDS_APART = 1_000_003
"""The difference between the seeds of two passes of annealing."""

_REPORT_SECONDS = 0.5
"""After how many seconds the watcher is asked while other processes search."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of the search for a plan.

    Attributes:
        placed: How many talks have a place.
        left_out: How many have none.
        price: The price of the best arrangement so far.
        moves_tried: How many changes were tried.
        moves: How many will be tried.
        solved: The share of the solver's search that is done; 0 before it begins.
        bound: The price that no arrangement is below, where one is known.
    """

    placed: int
    left_out: int
    price: int
    moves_tried: int
    moves: int
    solved: float = 0.0
    bound: int | None = None


Watcher = Callable[[Progress], bool]
"""Receives the progress; returns whether to continue."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The result of a search.

    Attributes:
        arrangement: The best arrangement.
        seed: The seed that it was found with.
        moves_tried: How many changes were tried with that seed.
        bound: The price that no arrangement is below; ``None`` if none is known.
    """

    arrangement: Arrangement
    seed: int
    moves_tried: int
    bound: int | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts solutions: by price, then by seed."""
        return self.arrangement.price, self.seed


def search(
    problem: Problem,
    *,
    moves: int,
    seeds: Sequence[int],
    engine: Engine = Engine.ANNEALING,
    executor: Executor | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The cheapest arrangement found with some seeds; of equal ones that of the smallest seed.

    Args:
        problem: The problem.
        moves: How many changes to try with each seed.
        seeds: The seeds.
        engine: The engine.
        executor: Tries seeds at once; the result is the same.
        watch: Is called now and then. If it returns false, the search ends: what was found so far counts,
            and other processes complete the seeds that they have begun.
    """
    if executor is None or len(seeds) == 1:
        solutions = [*_search_in_turn(problem, moves, seeds, engine, watch)]
    else:
        solutions = [*_search_at_once(problem, moves, seeds, engine, executor, watch=watch)]
    best = min(solutions, key=lambda solution: solution.rank)
    bounds = [solution.bound for solution in solutions if solution.bound is not None]
    return replace(best, bound=max(bounds, default=None))


def _solve(problem: Problem, moves: int, seed: int, engine: Engine, watch: Watcher | None = None) -> Solution:
    """The best arrangement that an engine finds with one seed."""
    arrangement, tried = arrange(problem, moves=moves, seed=seed, watch=watch)

    def on_progress(solved: float, bound: int | None) -> bool:
        progress = _progress(arrangement, arrangement.price, tried, moves)
        return watch is None or watch(replace(progress, solved=solved, bound=bound))

    bound = None
    if engine is Engine.SOLVER and moves:
        arrangement.forget_prices()
        bound = improve_with_solver(arrangement, moves, seed, on_progress)
    return Solution(arrangement, seed, tried, bound)


def arrange(
    problem: Problem, *, moves: int, seed: int, watch: Watcher | None = None
) -> tuple[Arrangement, int]:
    """The best arrangement that is found with one seed, and how many changes were tried."""

    def on_progress(tried: int, arrangement: Arrangement, best: int) -> bool:
        return watch is None or watch(_progress(arrangement, best, tried, moves))

    arrangement = arrange_by_tracks(problem, seed)
    if not on_progress(0, arrangement, arrangement.price):
        return arrangement, 0
    others = [arrange_one_by_one]
    if problem.track_prices.has_any:
        others.append(arrange_in_runs)
    for arrange_otherwise in others:
        # An arrangement is megabytes, its contents are not: only one exists at a time.
        price, contents = arrangement.price, arrangement.copy_contents()
        del arrangement
        arrangement = arrange_otherwise(problem, seed)
        if arrangement.price >= price:
            arrangement.restore(contents)
    passes = problem.passes
    tried = 0
    for number, factor in enumerate(passes):

        def report(done: int, now: Arrangement, best: int, before: int = tried) -> bool:
            return on_progress(before + done, now, best)

        share = moves * (number + 1) // len(passes) - tried
        done = anneal(arrangement, share, seed + _SEEDS_APART * number, problem.heat * factor, report)
        tried += done
        if done < share:
            break
    return arrangement, tried


def _progress(arrangement: Arrangement, price: int, tried: int, moves: int) -> Progress:
    waiting = arrangement.stretch.count(NOWHERE)
    return Progress(len(arrangement.stretch) - waiting, waiting, price, tried, moves)


def _search_in_turn(
    problem: Problem, moves: int, seeds: Sequence[int], engine: Engine, watch: Watcher | None
) -> Iterator[Solution]:
    """The solutions of each seed, until the watcher ends the search."""
    is_stopped = False
    for number, seed in enumerate(seeds):
        done = number * moves

        def report(progress: Progress, done: int = done) -> bool:
            nonlocal is_stopped
            if watch is not None:
                tried, total = done + progress.moves_tried, moves * len(seeds)
                is_stopped = not watch(replace(progress, moves_tried=tried, moves=total))
            return not is_stopped

        yield _solve(problem, moves, seed, engine, report)
        if is_stopped:
            return


def _solve_elsewhere(
    problem: Problem, moves: int, seed: int, engine: Engine
) -> tuple[Contents, int, int | None]:
    """The contents of the best arrangement, how many changes were tried, and the bound."""
    solution = _solve(problem, moves, seed, engine)
    return solution.arrangement.copy_contents(), solution.moves_tried, solution.bound


def _search_at_once(
    problem: Problem,
    moves: int,
    seeds: Sequence[int],
    engine: Engine,
    executor: Executor,
    *,
    watch: Watcher | None,
) -> Iterator[Solution]:
    """The solutions of the seeds that other processes have searched with."""
    waiting: dict[Future[tuple[Contents, int, int | None]], int] = {
        executor.submit(_solve_elsewhere, problem, moves, seed, engine): seed for seed in seeds
    }
    best: Solution | None = None
    done = 0
    while waiting:
        completed, _ = wait(waiting, _REPORT_SECONDS, FIRST_COMPLETED)
        for future in completed:
            seed = waiting.pop(future)
            contents, tried, bound = future.result()
            done += tried
            arrangement = Arrangement(problem)
            arrangement.restore(contents)
            solution = Solution(arrangement, seed, tried, bound)
            best = solution if best is None else min(best, solution, key=lambda known: known.rank)
            yield solution
        shown = best.arrangement if best is not None else Arrangement(problem)
        progress = _progress(shown, shown.price, done, moves * len(seeds))
        if watch is not None and not watch(progress):
            for future in [*waiting]:
                if future.cancel():
                    del waiting[future]
            watch = None
