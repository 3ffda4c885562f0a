"""The search for an arrangement: from one seed, or the best of several, one after the other or at once.

Two first arrangements are made, tracks as runs in one room and talk by talk; the cheaper one is improved by
annealing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace

from eventkit.planning.problem.planning_model import NOWHERE, Problem
from eventkit.planning.search.annealing import anneal
from eventkit.planning.search.arrangement import Arrangement, Contents
from eventkit.planning.search.construction import arrange_by_tracks, arrange_one_by_one

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
    """

    placed: int
    left_out: int
    price: int
    moves_tried: int
    moves: int


Watcher = Callable[[Progress], bool]
"""Receives the progress; returns whether to continue."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The result of a search.

    Attributes:
        arrangement: The best arrangement.
        seed: The seed that it was found with.
        moves_tried: How many changes were tried with that seed.
    """

    arrangement: Arrangement
    seed: int
    moves_tried: int

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts solutions: by price, then by seed."""
        return self.arrangement.price, self.seed


def search(
    problem: Problem,
    *,
    moves: int,
    seeds: Sequence[int],
    executor: Executor | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The cheapest arrangement found with some seeds; of equal ones that of the smallest seed.

    Args:
        problem: The problem.
        moves: How many changes to try with each seed.
        seeds: The seeds.
        executor: Tries seeds at once; the result is the same.
        watch: Is called now and then. If it returns false, the search ends: what was found so far counts,
            and other processes complete the seeds that they have begun.
    """
    if executor is None or len(seeds) == 1:
        solutions = [*_search_in_turn(problem, moves, seeds, watch)]
    else:
        solutions = [*_search_at_once(problem, moves, seeds, executor, watch=watch)]
    return min(solutions, key=lambda solution: solution.rank)


def arrange(
    problem: Problem, *, moves: int, seed: int, watch: Watcher | None = None
) -> tuple[Arrangement, int]:
    """The best arrangement that is found with one seed, and how many changes were tried."""

    def on_progress(tried: int, arrangement: Arrangement, best: int) -> bool:
        return watch is None or watch(_progress(arrangement, best, tried, moves))

    arrangement = arrange_by_tracks(problem, seed)
    if not on_progress(0, arrangement, arrangement.price):
        return arrangement, 0
    # An arrangement is megabytes, its contents are not: only one exists at a time.
    price, contents = arrangement.price, arrangement.copy_contents()
    del arrangement
    arrangement = arrange_one_by_one(problem, seed)
    if arrangement.price >= price:
        arrangement.restore(contents)
    return arrangement, anneal(arrangement, moves, seed, watch=on_progress)


def _progress(arrangement: Arrangement, price: int, tried: int, moves: int) -> Progress:
    waiting = arrangement.stretch.count(NOWHERE)
    return Progress(len(arrangement.stretch) - waiting, waiting, price, tried, moves)


class _Reports:
    """Reports the progress over all seeds to a watcher: the best so far of all of them, which only improves.

    Attributes:
        is_stopped: Whether the watcher has ended the search.
    """

    def __init__(self, watch: Watcher | None, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0
        self._best: Progress | None = None
        self.is_stopped = False

    def __call__(self, progress: Progress) -> bool:
        """Report the progress of a seed; whether to continue."""
        best = progress if self._best is None else min(self._best, progress, key=_cheapness)
        tried = self._done + progress.moves_tried
        if self._watch is not None and not self.is_stopped:
            self.is_stopped = not self._watch(replace(best, moves_tried=tried, moves=self._total))
        return not self.is_stopped

    def add(self, solution: Solution) -> Solution:
        """Take note of the solution of a seed."""
        found = _progress(solution.arrangement, solution.arrangement.price, 0, self._total)
        self._best = found if self._best is None else min(self._best, found, key=_cheapness)
        self._done += solution.moves_tried
        return solution


def _cheapness(progress: Progress) -> tuple[int, int]:
    return progress.left_out, progress.price


def _search_in_turn(
    problem: Problem, moves: int, seeds: Sequence[int], watch: Watcher | None
) -> Iterator[Solution]:
    """The solutions of each seed, until the watcher ends the search."""
    report = _Reports(watch, moves * len(seeds))
    for seed in seeds:
        arrangement, tried = arrange(problem, moves=moves, seed=seed, watch=report)
        yield report.add(Solution(arrangement, seed, tried))
        if report.is_stopped:
            return


def _arrange_elsewhere(problem: Problem, moves: int, seed: int) -> tuple[Contents, int]:
    """The contents of the best arrangement, and how many changes were tried."""
    arrangement, tried = arrange(problem, moves=moves, seed=seed)
    return arrangement.copy_contents(), tried


def _search_at_once(
    problem: Problem,
    moves: int,
    seeds: Sequence[int],
    executor: Executor,
    *,
    watch: Watcher | None,
) -> Iterator[Solution]:
    """The solutions of all seeds: other processes search with some of them, this one with the others."""
    first, *others = seeds
    report = _Reports(watch, moves * len(seeds))
    waiting: dict[Future[tuple[Contents, int]], int] = {
        executor.submit(_arrange_elsewhere, problem, moves, seed): seed for seed in others
    }
    here: int | None = first
    while here is not None or waiting:
        if here is not None:
            arrangement, tried = arrange(problem, moves=moves, seed=here, watch=report)
            yield report.add(Solution(arrangement, here, tried))
            completed = {future for future in waiting if future.done()}
        else:
            completed, _ = wait(waiting, _REPORT_SECONDS, FIRST_COMPLETED)
            report(Progress(0, len(problem.talks), sum(talk.left_out for talk in problem.talks), 0, moves))
        for future in completed:
            seed = waiting.pop(future)
            contents, tried = future.result()
            arrangement = Arrangement(problem)
            arrangement.restore(contents)
            yield report.add(Solution(arrangement, seed, tried))
        # A seed that no other process has begun is searched with here, unless the search has been ended.
        open_ = [future for future in reversed(waiting) if report.is_stopped or here is not None]
        taken = next((future for future in open_ if future.cancel()), None)
        here = None if taken is None or report.is_stopped else waiting[taken]
        if taken is not None:
            del waiting[taken]
