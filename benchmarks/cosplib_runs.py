"""Plans of the instances of CoSPLib, beside what is published of them.

The published timetables are those of the library's folder *Solutions*, scored by its own evaluator with the
weights of its workbooks. The values of its two heuristics are from runs of its version 1.0.2: the
matheuristic with HiGHS (90 seconds for its model, 60 for the rest), the hyper-heuristic for 60 seconds.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.cosplib import Instance, InstanceError, read_instance
from benchmarks.cosplib_evaluator import evaluate, find_faults, read_timetable, score
from benchmarks.cosplib_problem import to_problem, to_timetable
from eventkit.planning.engines import Engine, improve_with_solver, seconds_of_move
from eventkit.planning.problem import Problem
from eventkit.planning.search import arrange

MOVES = 200_000
"""How many changes are tried without a budget: about half a minute."""

_TRIAL_MOVES = 4_000
"""How many changes are tried to find out how many there are in a second."""

_ANNEALING_SHARE = 0.25
"""The share of a budget that is left to annealing where the solver follows it."""

_LARGEST_TERMS = 3
"""How many terms of the objective are printed."""


class Published(NamedTuple):
    """Scores of an instance, each ``None`` where there is none.

    Attributes:
        exact: The published timetable of the exact model.
        extended: The published timetable of the extended model.
        matheuristic: The matheuristic.
        hyper: The hyper-heuristic.
    """

    exact: int | None
    extended: int | None
    matheuristic: int | None
    hyper: int | None

    @property
    def best(self) -> int:
        """The best of them."""
        return min(value for value in self if value is not None)


PUBLISHED = {
    "N2OR": Published(2, 2, 1, 1),
    "GECCO19": Published(1_000_116, 2_000_007, 10_660, 50_092),
    "GECCO20": Published(6_298, 7_768, 7_657, 10_442),
    "GECCO21": Published(11_280, 11_130, None, 10_957),
    "GECCO23": Published(None, None, 17_521_038, 9_343_228),
    "GECCO20Workshop": Published(None, None, 84_825, 134_124),
    "GECCO23Workshop": Published(None, None, None, 201_145),
    "ISF22": Published(None, None, 100_275, 335_332),
    "OR60": Published(None, None, 219, 7_177),
    "OR60F": Published(1_664, 433, 149, 5_271),
}


class Budget(NamedTuple):
    """How long to search.

    Attributes:
        moves: How many changes to try.
        seconds: CPU seconds instead, which are translated into changes.
        seed: The seed.
        engine: The engine.
        solver_moves: By how many changes the solver's search is measured; as many as ``moves`` if ``None``.
    """

    moves: int | None
    seconds: float | None
    seed: int
    engine: Engine
    solver_moves: int | None = None


def run_folder(folder: Path, *, names: Sequence[str], budget: Budget) -> None:
    """Plan each instance of a folder, and print its score beside the published ones.

    The numbers of changes in a line, given as ``--moves`` and ``--solver-moves``, repeat it on any machine.
    A workbook that is no instance is reported; the others are planned nevertheless.
    """
    print(
        f"{'instance':<16} {'valid':<5} {'score':>11} {'exact':>10} {'extended':>10} {'matheur.':>11} "
        f"{'hyper-h.':>10} {'bound':>9}  {'CPU s':>6} {'moves':>8} {'solver':>9} "
        f"{'seed':>4}  largest terms"
    )
    for path in find_workbooks(folder, names):
        try:
            instance = read_instance(path)
        except InstanceError as error:
            print(f"{path.stem:<16} {'no':<5} {error}")
        else:
            run_instance(instance, budget)


def run_instance(instance: Instance, budget: Budget) -> None:
    """Plan one instance, and print a line about it."""
    problem = to_problem(instance)
    moves, solver_moves = moves_of(problem, budget)
    start = time.process_time()
    arrangement, tried = arrange(problem, moves=moves, seed=budget.seed)
    bound = None
    if solver_moves:
        bound = improve_with_solver(arrangement, solver_moves, budget.seed, lambda _, __: True)
    took = time.process_time() - start
    timetable = to_timetable(instance, arrangement)
    faults = [*find_faults(instance, timetable)]
    terms = sorted(evaluate(instance, timetable).items(), key=lambda item: -item[1])[:_LARGEST_TERMS]
    published = PUBLISHED.get(instance.name)
    values = [f"{value:,}" if value is not None else "-" for value in published or [None] * 4]
    beside = f"{values[0]:>10} {values[1]:>10} {values[2]:>11} {values[3]:>10}"
    print(
        f"{instance.name:<16} {'no' if faults else 'yes':<5} {score(instance, timetable):>11,} "
        f"{beside if published else 'no published value':<44} {'-' if bound is None else f'{bound:,}':>9}  "
        f"{took:>6.1f} {tried:>8,} {solver_moves:>9,} {budget.seed:>4}  "
        f"{', '.join(f'{term} {value:,}' for term, value in terms)}",
        flush=True,
    )
    for fault in faults:
        print(f"  {fault}")


def moves_of(problem: Problem, budget: Budget) -> tuple[int, int]:
    """The changes that annealing tries, and those by which the solver's search is measured; 0 without it."""
    if budget.seconds is None:
        moves = MOVES if budget.moves is None else budget.moves
        solver_moves = moves if budget.solver_moves is None else budget.solver_moves
        return moves, solver_moves if budget.engine is Engine.SOLVER else 0
    made, took = (_seconds_of_trial(problem, moves, budget.seed) for moves in (0, _TRIAL_MOVES))
    per_second = _TRIAL_MOVES / max(took - made, 0.01)
    if budget.engine is Engine.ANNEALING:
        return int(max(budget.seconds - made, 0) * per_second), 0
    annealing = budget.seconds * _ANNEALING_SHARE
    solver_moves = int((budget.seconds - annealing) / seconds_of_move(0.0, Engine.SOLVER))
    return int(max(annealing - made, 0) * per_second), solver_moves


def _seconds_of_trial(problem: Problem, moves: int, seed: int) -> float:
    start = time.process_time()
    arrange(problem, moves=moves, seed=seed)
    return time.process_time() - start


def check_solutions(folder: Path, solutions: Path, names: Sequence[str]) -> None:
    """Score the solution files of a folder: each is called after its instance, with 'Solution' after it."""
    for path in find_workbooks(folder, names):
        for file in sorted(solutions.rglob(f"{path.stem}Solution.xlsx")):
            instance = read_instance(path)
            timetable = read_timetable(file, instance)
            faults = [*find_faults(instance, timetable)]
            terms = evaluate(instance, timetable)
            print(f"{file.parent.name}, {path.stem}: {sum(terms.values()):,} {terms}")

            for fault in faults:
                print(f"  {fault}")


def find_workbooks(folder: Path, names: Sequence[str]) -> list[Path]:
    """The workbooks of a folder, or those of some instances."""
    paths = sorted(folder.glob("*.xlsx"))
    return [path for path in paths if not names or path.stem in names]
