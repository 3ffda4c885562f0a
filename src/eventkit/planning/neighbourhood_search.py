"""Large neighbourhood search: a solver rearranges a small part of an arrangement at a time, all else fixed.

It never makes an arrangement dearer: an answer of the solver is tried on the arrangement, which alone decides
its price. Neighbourhoods that have helped are chosen more often; they grow while the solver proves answers
optimal quickly, and shrink while it does not. The limit is in deterministic seconds of the solver, so that a
seed gives the same result on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.integer_model import Answer, IntegerModel, Strategy

STEP_EFFORT = 0.5
"""The deterministic seconds of one step, at most, unless a search is long."""
_QUICK = 0.4
"""The share of the limit in which a neighbourhood is solved that could be larger."""

_VERY_QUICK = 0.1
"""The share of the limit in which a neighbourhood is solved that could be much larger."""

_FORGETTING = 0.9
"""How much of a neighbourhood's earlier success counts, against the last step."""

_LEAST_SUCCESS = 0.15
"""The success of a neighbourhood that never helps: it is tried now and then."""

_IMPROVEMENT = 6.0
"""How much an improvement counts, against the deterministic seconds that it took."""

_IDLE_LIMIT = 3
"""How many steps of each neighbourhood at its largest size may be optimal and change nothing."""

_LEAST_EFFORT = 0.01
"""The deterministic seconds that a step counts at least: building a model takes time too."""

Watch = Callable[[float, Arrangement], bool]
"""Receives the deterministic seconds so far and the arrangement; returns whether to continue."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did.

    Attributes:
        effort: The deterministic seconds it took.
        is_optimal: Whether the solver proved that its model has no cheaper solution.
    """

    effort: float
    is_optimal: bool


class StrategyChoice:
    """Chooses the strategy of the solver by its success: the share of models solved to the optimum."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._success = dict.fromkeys(Strategy, 1.0)

    def solve(self, model: IntegerModel, effort: float) -> Answer:
        """Solve a model with a strategy that is chosen."""
        (chosen,) = self._random.choices([*self._success], [*self._success.values()])
        answer = model.solve(effort, self._random.randrange(2**31), chosen)
        quickly = answer.is_optimal * (1 - answer.effort / (2 * effort))
        self._success[chosen] = max(
            _FORGETTING * self._success[chosen] + (1 - _FORGETTING) * max(quickly, 0.0), _LEAST_SUCCESS
        )
        return answer


@dataclass(slots=True)
class Neighbourhood:
    """A way to improve an arrangement a little.

    Attributes:
        name: What it frees.
        improve: Rearranges a part of that size within deterministic seconds; ``None`` if nothing is free.
        size: How much to free.
        smallest: The smallest size.
        largest: The largest size.
        success: How often it helped lately, for its effort.
    """

    name: str
    improve: Callable[[int, float], Step | None]
    size: int
    smallest: int
    largest: int
    success: float = 1.0


def search_neighbourhoods(
    arrangement: Arrangement,
    neighbourhoods: Sequence[Neighbourhood],
    effort: float,
    random: Random,
    watch: Watch,
    *,
    step_effort: float = STEP_EFFORT,
) -> float:
    """Improve an arrangement in its neighbourhoods, and return the deterministic seconds spent.

    Args:
        arrangement: The arrangement: it never becomes dearer.
        neighbourhoods: Ways to improve it.
        effort: The limit in deterministic seconds.
        random: Chooses among the neighbourhoods.
        watch: Is called before each step, and returns whether to continue.
        step_effort: The deterministic seconds of one step, at most.
    """
    spent, idle = 0.0, 0
    while (
        neighbourhoods
        and idle < _IDLE_LIMIT * len(neighbourhoods)
        and spent < effort
        and arrangement.price
        and watch(spent, arrangement)
    ):
        (chosen,) = random.choices(neighbourhoods, [each.success for each in neighbourhoods])
        price = arrangement.price
        limit = min(step_effort, max(effort - spent, _LEAST_EFFORT))
        step = chosen.improve(chosen.size, limit)
        is_better = arrangement.price < price
        took = max(step.effort if step else 0.0, _LEAST_EFFORT)
        spent += took
        helped = _IMPROVEMENT * is_better / max(took, _LEAST_EFFORT * 5)
        chosen.success = max(_FORGETTING * chosen.success + (1 - _FORGETTING) * helped, _LEAST_SUCCESS)
        is_exhausted = step is None or (step.is_optimal and chosen.size == chosen.largest)
        idle = idle + 1 if is_exhausted and not is_better else 0
        if step is None:
            continue
        change = max(chosen.size // 6, 1)
        if not step.is_optimal:
            chosen.size = max(chosen.size - change, chosen.smallest)
        elif not is_better and took < _QUICK * limit:
            # Far below the limit the next size that is worth its effort is far away, too.
            growth = 2 * change if took < _VERY_QUICK * limit else change
            chosen.size = min(chosen.size + growth, chosen.largest)
    return spent
