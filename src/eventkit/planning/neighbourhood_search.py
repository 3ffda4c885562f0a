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

_SHORTEST_STEP = 0.3
"""The deterministic seconds of one step, at most, as long as such steps help."""

_STEP_SHARE = 0.1
"""The share of a short search that one step may take: one large model says little about all others."""

LONGEST_STEP = 3.0
"""The deterministic seconds of any step, at most: the search cannot be stopped before it is solved."""

_VAIN_LIMIT = 5
"""After how many steps of each neighbourhood that change nothing the next ones may take twice as long."""

_QUICK = 0.4
"""The share of the limit in which a neighbourhood is solved that could be larger."""

_VERY_QUICK = 0.1
"""The share of the limit in which a neighbourhood is solved that could be much larger."""

_FORGETTING = 0.9
"""The weight of a neighbourhood's earlier success, against the last step."""

_LEAST_SUCCESS = 0.15
"""The success of a neighbourhood that never helps: it is tried now and then."""

_IMPROVEMENT = 6.0
"""The weight of an improvement, against the deterministic seconds that it took."""

_IDLE_LIMIT = 3
"""The number of steps of each neighbourhood at its largest size that may be optimal and change nothing."""

_LEAST_EFFORT = 0.01
"""The deterministic seconds that a step counts at least: building a model takes time too."""

Watch = Callable[[float, Arrangement], bool]
"""Receives the deterministic seconds so far and the arrangement; returns whether to continue."""


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one step.

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
        strategies = model.strategies
        (chosen,) = self._random.choices(strategies, [self._success[strategy] for strategy in strategies])
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


class NeighbourhoodSearch:
    """The search for an arrangement in its neighbourhoods; what it learns lasts from one run to the next.

    Attributes:
        neighbourhoods: The ways to improve the arrangement.
    """

    def __init__(
        self, arrangement: Arrangement, neighbourhoods: Sequence[Neighbourhood], random: Random
    ) -> None:
        self.neighbourhoods = neighbourhoods
        self._arrangement = arrangement
        self._random = random
        self._limit = _SHORTEST_STEP
        self._vain = 0
        self._idle = 0

    def run(self, effort: float, watch: Watch) -> float:
        """Improve the arrangement, and return the deterministic seconds spent.

        Args:
            effort: The limit in deterministic seconds.
            watch: Is called before each step, and returns whether to continue.
        """
        spent = 0.0
        self._limit = min(self._limit, _STEP_SHARE * effort)
        while (
            self.neighbourhoods
            and self._idle < _IDLE_LIMIT * len(self.neighbourhoods)
            and spent < effort
            and self._arrangement.price
            and watch(spent, self._arrangement)
        ):
            spent += self._step(max(effort - spent, _LEAST_EFFORT))
        return spent

    def _step(self, left: float) -> float:
        """Improve the arrangement in one neighbourhood, with so much effort left; the effort it took."""
        (chosen,) = self._random.choices(
            self.neighbourhoods, [known.success for known in self.neighbourhoods]
        )
        price = self._arrangement.price
        limit = min(self._limit, left)
        step = chosen.improve(chosen.size, limit)
        is_better = self._arrangement.price < price
        took = max(step.effort if step else 0.0, _LEAST_EFFORT)
        helped = _IMPROVEMENT * is_better / max(took, _LEAST_EFFORT * 5)
        chosen.success = max(_FORGETTING * chosen.success + (1 - _FORGETTING) * helped, _LEAST_SUCCESS)
        is_exhausted = step is None or (step.is_optimal and chosen.size == chosen.largest)
        self._idle = self._idle + 1 if is_exhausted and not is_better else 0
        if step is not None:
            self._resize(chosen, step, share=took / limit, is_better=is_better)
        self._vain = 0 if is_better else self._vain + 1
        if self._vain >= _VAIN_LIMIT * len(self.neighbourhoods):
            self._vain, self._limit = 0, min(2 * self._limit, LONGEST_STEP)
        return took

    @staticmethod
    def _resize(chosen: Neighbourhood, step: Step, *, share: float, is_better: bool) -> None:
        """Free more next time where the step took a small share of its limit, and less where it took all."""
        change = max(chosen.size // 6, 1)
        if not step.is_optimal:
            chosen.size = max(chosen.size - change, chosen.smallest)
        elif not is_better and share < _QUICK:
            # Far below the limit the next size that is worth its effort is far away, too.
            growth = 2 * change if share < _VERY_QUICK else change
            chosen.size = min(chosen.size + growth, chosen.largest)
