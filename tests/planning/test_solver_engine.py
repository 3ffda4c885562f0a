"""The solver against all other plans: it makes none dearer, and no bound is above the optimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from eventkit.editing import Refused
from eventkit.planning import Engine, engines, plan
from eventkit.planning.engines import choose_engine
from eventkit.planning.interval_patterns import arrange_one_by_one
from eventkit.planning.problem import (
    Problem,
)
from eventkit.planning.solver_engine import improve
from planning.talks_and_blocks import case, draw_conference
from planning.test_planner import BUSY, cheapest

EFFORT = 0.3


def never_stop(_: float, __: int | None) -> bool:
    return True


def draw_problems(count: int) -> Iterator[Problem]:
    """Problems small enough for every arrangement of them to be priced."""
    number = 0
    while count:
        number += 1
        problem = case(*draw_conference(Random(number))).problem  # noqa: S311
        ways = 1
        for at, options in enumerate(problem.options):
            ways *= 1 + len(options) + at
        if len(problem.talks) > 2 and 20 < ways < 1_000:
            count -= 1
            yield problem


def test_no_bound_is_above_the_cheapest_plan_and_the_solver_finds_hardly_any_dearer(
    request: pytest.FixtureRequest,
) -> None:
    count = 200 if request.config.getoption("--long") else 10
    dearer, proved = 0, 0
    for number, problem in enumerate(draw_problems(count)):
        arrangement = arrange_one_by_one(problem, number)
        start, least = arrangement.price, cheapest(problem)
        bound = improve(arrangement, EFFORT, number, never_stop)
        assert bound is not None, number
        assert bound <= least <= arrangement.price <= start, number
        dearer += arrangement.price > least
        proved += bound == least
    assert dearer <= count // 20
    assert proved >= count // 2


def test_one_seed_gives_one_arrangement() -> None:
    problem = next(draw_problems(1))
    found = []
    for _ in range(2):
        arrangement = arrange_one_by_one(problem, 1)
        improve(arrangement, EFFORT, 7, never_stop)
        found.append(arrangement.copy_contents())
    assert found[0] == found[1]


def test_the_search_ends_where_the_observer_stops_it_and_where_the_optimum_is_proved() -> None:
    problem = next(draw_problems(1))
    arrangement = arrange_one_by_one(problem, 1)
    before = arrangement.copy_contents()
    assert improve(arrangement, 10**6, 1, lambda _, __: False) is None
    assert arrangement.copy_contents() == before
    assert improve(arrangement, 10**6, 1, never_stop) == arrangement.price


def test_a_plan_names_its_engine_and_is_proved_only_where_its_bound_is_its_price() -> None:
    solved, annealed = plan(BUSY), plan(BUSY, engine=Engine.ANNEALING)
    assert (solved.engine, solved.bound, solved.proved) == (Engine.SOLVER, 0, True)
    assert (annealed.engine, annealed.bound, annealed.proved) == (Engine.ANNEALING, None, False)
    assert solved.points == annealed.points == 0


def test_without_the_solver_annealing_plans_and_the_message_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert choose_engine() is Engine.SOLVER
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert choose_engine() is Engine.ANNEALING
    assert plan(BUSY).engine is Engine.ANNEALING
    with pytest.raises(Refused, match=r"Install it with: pip install 'conference-eventkit\[plan\]'"):
        choose_engine(Engine.SOLVER)


def test_prices_that_are_added_to_a_problem_have_no_bound() -> None:
    made = plan(BUSY, adjust=lambda problem: replace(problem, mixed_price=problem.mixed_price + 1))
    assert made.bound is None
