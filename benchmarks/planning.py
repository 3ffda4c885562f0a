"""Plans of made conferences by size, and of the instances of CoSPLib in a folder.

``python -m benchmarks.planning`` measures CPU seconds of the first plan, of the whole, and of repairs; each
size in a process of its own, from a cold start. ``python -m benchmarks.planning FOLDER`` plans the instances
of CoSPLib there, beside the published scores; ``--solutions FOLDER`` scores its solution files instead.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.cosplib_runs import Budget, check_solutions, run_folder
from eventkit.planning.engines import Engine, choose_engine

SIZES = ((60, 5, 2), (200, 10, 3), (500, 20, 3), (1000, 35, 3))
"""Talks, rooms and days."""


def main() -> None:
    options = parse_options()
    if options.folder:
        if options.solutions:
            check_solutions(options.folder, options.solutions, options.only)
        else:
            engine = choose_engine(options.engine)
            budget = Budget(
                options.moves, options.seconds, options.seed, engine, solver_moves=options.solver_moves
            )
            run_folder(options.folder, names=options.only, budget=budget)
        return
    print(
        f"{'talks':>6} {'rooms':>6} {'first':>8} {'done':>8} {'left out':>9} {'price':>8} {'MB':>5}  repairs"
    )
    for size in SIZES:
        words = [sys.executable, "-m", "benchmarks.planning_sizes", *map(str, size)]
        words += ["--engine", options.engine] if options.engine else []
        subprocess.run(words, check=True)  # noqa: S603 - our own


def parse_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planning", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of instances of CoSPLib")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="plan only these instances")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--moves", type=int, help="how many changes to try for each instance")
    budget.add_argument(
        "--seconds", type=float, help="CPU seconds for each; translated into a number of changes"
    )
    parser.add_argument(
        "--solver-moves",
        type=int,
        help="with --moves: by how many changes the solver's search is measured, if not by as many",
    )
    parser.add_argument("--engine", type=Engine, choices=[*Engine], help="the engine: by default the solver")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives another plan")
    parser.add_argument("--solutions", type=Path, metavar="FOLDER", help="score the solution files there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
