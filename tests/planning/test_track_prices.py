"""Tracks as a whole have prices: the objective of CoSPLib is the price of a problem, in every arrangement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from random import Random

import pytest
from benchmarks.cosplib import Instance, read_instance
from benchmarks.cosplib_evaluator import find_faults, score
from benchmarks.cosplib_problem import to_problem, to_timetable
from benchmarks.cosplib_runs import Budget, run_folder

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.engines import Engine
from eventkit.planning.problem import LEFT_OUT, Problem
from eventkit.planning.search import arrange
from eventkit.planning.track_runs import TrackRuns
from planning.cosplib_workbooks import SUBMISSIONS, write_instance


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    return read_instance(write_instance(tmp_path_factory.mktemp("cosplib") / "Small.xlsx"))


def test_the_price_of_an_arrangement_is_the_score_of_its_timetable(instance: Instance) -> None:
    problem = to_problem(instance)
    for seed in range(4):
        arrangement, tried = arrange(problem, moves=50 * seed, seed=seed)
        assert tried == 50 * seed
        timetable = to_timetable(instance, arrangement)
        assert [*find_faults(instance, timetable)] == []
        assert arrangement.price == score(instance, timetable) == sum(arrangement.prices().values())


def test_the_price_follows_every_change_and_its_undoing(instance: Instance) -> None:
    problem = to_problem(instance)
    arrangement = Arrangement(problem)
    random = Random(5)  # noqa: S311
    for _ in range(200):
        talk = random.randrange(len(problem.talks))
        target = random.choice([*problem.options[talk]])
        source = arrangement.stretch[talk]
        order = [*arrangement.contents[target], talk] if target != source else []
        change = {source: [other for other in arrangement.contents[source] if other != talk]}
        before = arrangement.price
        delta = arrangement.try_change((change if source >= 0 else {}) | {target: order})
        if delta is not None and random.randrange(3) == 0:
            arrangement.revert()
            assert arrangement.price == before
        waiting = len(arrangement.left_out) * LEFT_OUT
        assert arrangement.price == score(instance, to_timetable(instance, arrangement)) + waiting


def test_a_stretch_has_talks_of_one_track_where_mixing_is_forbidden(instance: Instance) -> None:
    problem = to_problem(instance)
    arrangement = Arrangement(problem)
    ethics, grids = 0, 3
    assert arrangement.try_change({0: [ethics]}) is not None
    assert arrangement.try_change({0: [ethics, grids]}) is None
    assert arrangement.contents[0] == [ethics]


def test_tracks_that_are_made_anew_never_raise_the_price(instance: Instance) -> None:
    arrangement = Arrangement(to_problem(instance))
    runs = TrackRuns(arrangement, Random(2))  # noqa: S311
    prices = [arrangement.price]
    for _ in range(40):
        runs.recreate(0)
        prices.append(arrangement.price)
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] < LEFT_OUT <= prices[0]
    assert arrangement.price == score(instance, to_timetable(instance, arrangement))


def test_the_search_finds_the_cheapest_of_all_timetables(tmp_path: Path) -> None:
    submissions = [row for row in SUBMISSIONS if row[0] in {"e1", "g1", "g2", "s1"}]
    path = write_instance(tmp_path / "Tiny.xlsx", submissions=submissions, rooms=["R1", "R2"])
    tiny = read_instance(path)
    problem = to_problem(tiny)
    cheapest = min(score(tiny, to_timetable(tiny, arrangement)) for arrangement in every_arrangement(problem))
    assert [arrange(problem, moves=1500, seed=seed)[0].price for seed in range(2)] == [cheapest] * 2


def every_arrangement(problem: Problem) -> Iterator[Arrangement]:
    """Every way to give all talks a place."""
    talks = range(len(problem.talks))
    for stretches in product(*(problem.options[talk] for talk in talks)):
        contents: dict[int, list[int]] = {}
        for talk, stretch in zip(talks, stretches, strict=True):
            contents.setdefault(stretch, []).append(talk)
        for orders in product(*(permutations(inside) for inside in contents.values())):
            arrangement = Arrangement(problem)
            if arrangement.try_change(dict(zip(contents, orders, strict=True))) is not None:
                yield arrangement


def test_the_benchmark_prints_the_score_of_each_instance_of_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_instance(tmp_path / "Small.xlsx")
    write_instance(tmp_path / "Other.xlsx")
    run_folder(tmp_path, names=["Small"], budget=Budget(50, None, 0, Engine.SOLVER))
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split()[:3] == ["instance", "valid", "score"]
    assert line.split()[:2] == ["Small", "yes"]
    assert "no published value" in line
