"""First arrangements: tracks as runs of stretches in one room, or each talk where it costs least."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from eventkit.planning.problem.planning_model import NOWHERE, Problem
from eventkit.planning.search.arrangement import Arrangement
from eventkit.planning.search.talk_chains import TalkChains

_RUNS_TRIED = 12
"""The number of runs of a track that are priced: those that waste the fewest minutes."""

_STRETCHES_TRIED = 24
"""The number of stretches of a talk that are priced before all others are looked at."""


def arrange_by_tracks(problem: Problem, seed: int) -> Arrangement:
    """Give each track runs of consecutive stretches in one room, the largest first; then every other talk."""
    arrangement = Arrangement(problem)
    TalkChains(problem).insert(arrangement)
    members: dict[int, list[int]] = {}
    for index, talk in enumerate(problem.talks):
        if talk.track != NOWHERE and arrangement.stretch[index] == NOWHERE:
            members.setdefault(talk.track, []).append(index)
    lines = _lines(problem)

    def minutes(talks: list[int]) -> int:
        return sum(problem.talks[talk].minutes for talk in talks)

    for track in sorted(members, key=lambda track: (-minutes(members[track]), track)):
        waiting = sorted(members[track], key=lambda talk: (-problem.talks[talk].minutes, talk))
        while len(waiting) > 1 and (run := _best_run(arrangement, waiting, lines)):
            arrangement.try_change(run)
            waiting = [talk for talk in waiting if arrangement.stretch[talk] == NOWHERE]
    insert_missing(arrangement, seed)
    return arrangement


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


def _lines(problem: Problem) -> list[list[int]]:
    """The stretches of each room on each day, in order."""
    lines: dict[tuple[int, int], list[int]] = {}
    for index, stretch in enumerate(problem.stretches):
        lines.setdefault((stretch.place, stretch.day), []).append(index)
    return [sorted(line, key=lambda index: problem.stretches[index].start) for line in lines.values()]


def _best_run(
    arrangement: Arrangement, waiting: list[int], lines: list[list[int]]
) -> dict[int, list[int]] | None:
    """The cheapest run of stretches for the talks that wait, of those that take most of them."""
    problem = arrangement.problem
    runs: list[tuple[int, int, int, dict[int, list[int]]]] = []
    for number, line in enumerate(lines):
        free = [stretch for stretch in line if not arrangement.contents[stretch]]
        for run in _consecutive(line, free):
            for first in range(len(run)):
                packed = _fill(problem, waiting, run[first:])
                placed = sum(map(len, packed.values()))
                if placed > 1:
                    wasted = sum(
                        problem.stretches[stretch].end - problem.stretches[stretch].start
                        for stretch in packed
                    ) - sum(problem.talks[talk].minutes for talks in packed.values() for talk in talks)
                    runs.append((-placed, wasted, number * len(line) + first, packed))
    runs.sort(key=lambda run: run[:3])
    most = runs[0][0] if runs else 0
    best: tuple[int, dict[int, list[int]]] | None = None
    for placed, _, _, change in runs[:_RUNS_TRIED]:
        if placed != most:
            break
        delta = arrangement.try_change(change)
        if delta is None:
            continue
        arrangement.revert()
        if best is None or delta < best[0]:
            best = (delta, change)
    return best[1] if best else None


def _consecutive(line: list[int], free: list[int]) -> list[list[int]]:
    """The runs of neighbours in a line that are all free."""
    at = {stretch: position for position, stretch in enumerate(line)}
    runs: list[list[int]] = [[free[0]]] if free else []
    for before, stretch in pairwise(free):
        if at[stretch] == at[before] + 1:
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    return runs


def _fill(problem: Problem, talks: list[int], run: list[int]) -> dict[int, list[int]]:
    """The talks, the longest first, each in the first stretch of the run that has time for it."""
    packed: dict[int, list[int]] = {}
    ends = {stretch: problem.stretches[stretch].start for stretch in run}
    shortest = problem.talks[talks[-1]].minutes
    for talk in talks:
        for stretch, end in ends.items():
            start = problem.first_start(talk, stretch, end)
            if start != NOWHERE:
                packed.setdefault(stretch, []).append(talk)
                ends[stretch] = start + problem.talks[talk].minutes
                if problem.stretches[stretch].end - ends[stretch] < shortest:
                    del ends[stretch]
                break
        if not ends:
            break
    return packed
