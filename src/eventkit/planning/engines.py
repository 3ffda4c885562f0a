"""The engines of the planner: annealing, and after it the solver of the extra ``eventkit[plan]``.

The solver takes the arrangement that annealing found and makes it cheaper. A plan means the same with either.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from eventkit.editing import Refused
from eventkit.planning.arrangement import Arrangement

_EFFORT_OF_MOVE = 1 / 50_000
"""The deterministic seconds of the solver for each change that annealing may try."""

_SECONDS_OF_EFFORT = 2.0
"""About how many seconds a deterministic second of the solver takes."""


class Engine(StrEnum):
    """An engine of the planner.

    Attributes:
        ANNEALING: Annealing only: plain Python, with no bound.
        SOLVER: Annealing, and then the solver on what it found.
    """

    ANNEALING = "annealing"
    SOLVER = "solver"


SolverWatch = Callable[[float, int | None], bool]
"""Receives the share of the search that is done and any known bound; returns whether to continue."""


def is_solver_installed() -> bool:
    """True if the extra ``eventkit[plan]`` is installed."""
    return find_spec("ortools") is not None


def choose_engine(wished: Engine | None = None) -> Engine:
    """The engine to plan with: the solver where it is installed, if none is wished for.

    Raises:
        Refused: The solver is wished for, and is not installed.
    """
    is_installed = is_solver_installed()
    if wished is Engine.SOLVER and not is_installed:
        message = (
            "The solver is not installed. Install it with: pip install 'conference-eventkit[plan]', "
            "or plan with the engine annealing."
        )
        raise Refused(message)
    return wished or (Engine.SOLVER if is_installed else Engine.ANNEALING)


def improve_with_solver(arrangement: Arrangement, moves: int, seed: int, watch: SolverWatch) -> int | None:
    """Make an arrangement cheaper, and return the price that none is below; ``None`` if none is known.

    Args:
        arrangement: The arrangement: it never becomes dearer.
        moves: How many changes annealing was allowed: the solver searches for longer where these were more.
        seed: What the search depends on.
        watch: Is called now and then.

    Raises:
        ModuleNotFoundError: The solver is not installed; `choose_engine` says so before.
    """
    # Loaded only here: it requires OR-Tools.
    solver = import_module("eventkit.planning.solver_engine")
    effort = moves * _EFFORT_OF_MOVE
    bound: int | None = solver.improve(
        arrangement, effort, seed, lambda spent, bound: watch(min(spent / effort, 1.0), bound)
    )
    return bound


def seconds_of_move(seconds: float, engine: Engine) -> float:
    """About how long a plan takes for each change that annealing may try, of which one takes some seconds."""
    return seconds + (_EFFORT_OF_MOVE * _SECONDS_OF_EFFORT if engine is Engine.SOLVER else 0.0)
