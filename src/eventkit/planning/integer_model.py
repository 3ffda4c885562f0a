"""Models of whole numbers for CP-SAT, the solver of OR-Tools.

It requires OR-Tools, which is in the extra ``eventkit[plan]``; `engines` loads what depends on it. A model
is written straight into the solver's own messages: its Python layer imports pandas, which takes longer than
most plans.

A literal is the index of a variable of 0 or 1, or its complement ``~index``, which is true where that is 0.
One thread and deterministic time make an answer depend on nothing but the model, its limit and its seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil

from ortools.sat.python import cp_model_helper as cp_sat

_HIGHEST = 2**62
"""A number that no sum reaches, for a constraint without an upper limit."""

_ROUNDING = 1e-6
"""The rounding error of a bound, which the solver reports as a float."""

_NARROW = 64
"""The widest range of a priced number for which sets of prices are a strategy.

Such a set raises the bound of a number by one unit, with a literal for each: a range of thousands took
minutes and gigabytes, which deterministic time does not count.
"""

_EFFORT_OF_TERM = 1e-6
"""The deterministic seconds that a variable of a constraint takes while a model is built."""

Terms = Iterable[tuple[int, int]]
"""Coefficients with their variables."""


class Strategy(Enum):
    """A strategy of the search: which is faster depends on the model."""

    RELAXATION = "branches on literals under bounds of the linear relaxation"
    CORES = "raises a lower bound by sets of prices that cannot all be avoided"


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of the solver for a model.

    Attributes:
        values: The value of each variable in the best solution; ``None`` if none was found.
        objective: The price of that solution.
        bound: What no solution is below; the lowest price there can be if nothing was found in time.
        is_optimal: Whether no solution is cheaper.
        is_infeasible: Whether there is no solution at all.
        effort: The deterministic seconds it took, those for its model included.
    """

    values: Sequence[int] | None
    objective: int
    bound: int
    is_optimal: bool
    is_infeasible: bool
    effort: float


class IntegerModel:
    """Variables, constraints and a price to be as low as possible."""

    def __init__(self) -> None:
        self._proto = cp_sat.CpModelProto()
        self._prices: dict[int, int] = {}
        self._hints: dict[int, int] = {}
        self._constant = 0
        self._terms = 0

    def add_literal(self, price: int = 0) -> int:
        """A variable of 0 or 1, with its price if it is 1."""
        return self.add_integer(0, 1, price)

    def add_integer(self, lowest: int, highest: int, price: int = 0) -> int:
        """A whole number, with the price of one unit of it."""
        self._terms += 1
        index = len(self._proto.variables)
        self._proto.variables.add().domain.extend([lowest, highest])
        if price:
            self._prices[index] = price
        return index

    def add_price(self, price: int, literal: int) -> None:
        """The price of a literal that is true, besides what it costs already."""
        index = literal
        if literal < 0:
            index, self._constant, price = ~literal, self._constant + price, -price
        self._prices[index] = self._prices.get(index, 0) + price

    def scale_prices(self, factor: int) -> None:
        """Multiply all prices so far."""
        self._constant *= factor
        self._prices = {variable: factor * price for variable, price in self._prices.items()}

    @property
    def strategies(self) -> tuple[Strategy, ...]:
        """The strategies that suit the model."""
        ranges = (self._proto.variables[variable].domain for variable, price in self._prices.items() if price)
        is_narrow = all(highest - lowest <= _NARROW for lowest, highest in ranges)
        return (*Strategy,) if is_narrow else (Strategy.RELAXATION,)

    def require_one(self, literals: Iterable[int]) -> None:
        """Exactly one of the literals is true."""
        self._proto.constraints.add().exactly_one.literals.extend(self._counted(literals))

    def allow_one(self, literals: Iterable[int]) -> None:
        """At most one of the literals is true."""
        self._proto.constraints.add().at_most_one.literals.extend(self._counted(literals))

    def require_any(self, literals: Iterable[int]) -> None:
        """At least one of the literals is true."""
        self._proto.constraints.add().bool_or.literals.extend(self._counted(literals))

    def imply(self, condition: int, consequence: int) -> None:
        """The consequence is true wherever the condition is."""
        self.require_any([~condition, consequence])

    def limit(
        self, terms: Terms, *, least: int = -_HIGHEST, most: int = _HIGHEST, where: Iterable[int] = ()
    ) -> None:
        """A sum is between two limits, both inclusive, where all of some literals are true."""
        constraint = self._proto.constraints.add()
        constraint.enforcement_literal.extend([*where])
        sums: dict[int, int] = {}
        for coefficient, variable in terms:
            sums[variable] = sums.get(variable, 0) + coefficient
        constraint.linear.vars.extend(self._counted(sums))
        constraint.linear.coeffs.extend([*sums.values()])
        constraint.linear.domain.extend([least, most])

    def _counted(self, variables: Iterable[int]) -> list[int]:
        """Variables as a list; they count for the effort of a model."""
        counted = [*variables]
        self._terms += 1 + len(counted)
        return counted

    def hint(self, variable: int, value: int) -> None:
        """A value to begin with."""
        self._hints[variable] = value

    def solve(self, effort: float, seed: int, strategy: Strategy = Strategy.RELAXATION) -> Answer:
        """The cheapest solution that is found.

        Args:
            effort: The limit in deterministic seconds.
            seed: What the order of the search depends on.
            strategy: How to search.
        """
        priced = {variable: price for variable, price in self._prices.items() if price}
        self._proto.clear_objective()
        self._proto.objective.vars.extend([*priced])
        self._proto.objective.coeffs.extend([*priced.values()])
        self._proto.clear_solution_hint()
        self._proto.solution_hint.vars.extend([*self._hints])
        self._proto.solution_hint.values.extend([*self._hints.values()])
        parameters = cp_sat.SatParameters()
        parameters.num_workers = 1
        parameters.max_deterministic_time = effort
        parameters.random_seed = seed
        # Probing takes longer than most of these models take without it.
        parameters.cp_model_probing_level = 0
        parameters.linearization_level = 2 if strategy is Strategy.RELAXATION else 0
        parameters.optimize_with_core = strategy is Strategy.CORES
        solver = cp_sat.SolveWrapper()
        solver.set_parameters(parameters)
        response = solver.solve(self._proto)  # type: ignore[no-untyped-call]
        return self._answer(response, priced)

    def _answer(self, response: cp_sat.CpSolverResponse, priced: dict[int, int]) -> Answer:
        status = response.status
        is_optimal = status == cp_sat.CpSolverStatus.OPTIMAL
        is_found = is_optimal or status == cp_sat.CpSolverStatus.FEASIBLE
        lowest = self._constant + sum(
            price * self._proto.variables[variable].domain[0 if price > 0 else 1]
            for variable, price in priced.items()
        )
        bound = lowest
        if is_found and priced:
            bound = max(lowest, ceil(response.best_objective_bound - _ROUNDING) + self._constant)
        values = [*response.solution] if is_found else None
        objective = (
            self._constant + sum(price * values[variable] for variable, price in priced.items())
            if values is not None
            else 0
        )
        return Answer(
            values=values,
            objective=objective,
            bound=objective if is_optimal else bound,
            is_optimal=is_optimal,
            is_infeasible=status == cp_sat.CpSolverStatus.INFEASIBLE,
            effort=response.deterministic_time + self._terms * _EFFORT_OF_TERM,
        )
