"""The solver against all other plans: it makes none dearer, and no bound is above the optimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from eventkit.editing import Refused
from eventkit.planning import Engine, bounds, engines, neighbourhood_search, plan
from eventkit.planning.arrangement import Arrangement
from eventkit.planning.engines import choose_engine
from eventkit.planning.integer_model import IntegerModel, Strategy
from eventkit.planning.interval_patterns import arrange_one_by_one
from eventkit.planning.pair_prices import PairPrices
from eventkit.planning.problem import (
    FORBIDDEN,
    LEFT_OUT,
    NOWHERE,
    BlockContent,
    Option,
    Problem,
    Stretch,
    Talk,
    TrackPrices,
)
from eventkit.planning.solver_engine import improve
from eventkit.planning.talk_models import Frame, build_talk_model
from eventkit.planning.track_models import TrackGrid, TrackPlan, build_track_model
from eventkit.planning.track_neighbourhoods import contents_of
from planning.talks_and_blocks import case, draw_conference
from planning.test_planner import BUSY, arrangements, cheapest

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


def draw_tracks(random: Random) -> Problem:
    """Two tracks of a few talks in two or three periods, with all prices that tracks can have."""
    periods, rooms = random.choice([(2, 2), (3, 1)])
    stretches = tuple(
        Stretch(100 * period, 100 * period + 3, 0, room, period * rooms + room, tracked=True)
        for period in range(periods)
        for room in range(rooms)
    )
    talks = tuple(Talk(f"talk-{number}", random.randint(1, 3), number % 2, LEFT_OUT) for number in range(4))
    fee = random.choice([0, 1, 10])
    return Problem(
        talks=talks,
        stretches=stretches,
        options=tuple(
            {
                number: Option(
                    ((stretch.start, stretch.end - talk.minutes),), (("fee", random.choice([0, 0, fee])),)
                )
                for number, stretch in enumerate(stretches)
            }
            for talk in talks
        ),
        preferences=tuple(() for _ in talks),
        pairs=tuple({} for _ in talks),
        in_line=tuple(False for _ in talks),
        blocks=tuple(BlockContent() for _ in stretches),
        mixed_price=FORBIDDEN,
        meetings=({1: 5, 2: 3}, {0: 5}, {0: 3}, {}) if random.random() < 0.5 else (),
        track_prices=TrackPrices(
            fees={(track, stretch): random.choice([0, 0, 4]) for track in (0, 1) for stretch in range(4)},
            together=random.choice([{}, {0: {1: 7}, 1: {0: 7}}]),
            parallel=random.choice([0, 2]),
            broken=random.choice([0, 6]),
            rooms=random.choice([0, 3]),
            positions=random.choice([(), (1, 2, 2, 1), (0, 0, 2, 2)]),
            misplaced=random.choice([0, 8]),
        ),
    )


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


def test_bounds_of_tracks_are_never_above_the_cheapest_plan(request: pytest.FixtureRequest) -> None:
    dearer = 0
    seeds = range(60 if request.config.getoption("--long") else 3)
    for seed in seeds:
        problem = draw_tracks(Random(seed))  # noqa: S311
        arrangement = arrange_one_by_one(problem, seed)
        least = min(_prices(problem))
        bound = improve(arrangement, EFFORT, seed, never_stop)
        assert bound is not None, seed
        assert bound <= least <= arrangement.price, seed
        dearer += arrangement.price > least
    assert dearer <= len(seeds) // 10


def test_a_model_of_a_track_is_solved_only_with_enough_effort_to_say_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solved = 0
    for drawn in draw_problems(20):
        problem = replace(
            drawn,
            talks=tuple(talk._replace(track=int(bool(number))) for number, talk in enumerate(drawn.talks)),
        )
        talk_bounds = bounds.TalkBounds(PairPrices(problem))
        talks = [talk for talk, options in enumerate(problem.options) if options]
        pairs = next(limit for limit in range(10**4) if talk_bounds.is_small(talks, limit))
        if not pairs:
            continue
        # The whole is just too large for a model.
        monkeypatch.setattr(bounds, "_PAIRS_LIMIT", pairs - 1)
        short, long = (talk_bounds.find(effort, 0, can_leave_out=True) for effort in (1e-5, 1.0))
        assert short.effort == 0
        assert short.price <= long.price <= cheapest(problem)
        solved += long.effort > 0
        monkeypatch.undo()
    assert solved >= 3


def test_talks_of_any_position_fill_the_positions_before_the_one_that_has_its_own() -> None:
    stretches = tuple(
        Stretch(100 * period, 100 * period + 3, 0, 0, period, tracked=True) for period in (0, 1)
    )
    talks = tuple(Talk(f"talk-{number}", 1, 0, LEFT_OUT) for number in range(5))
    places = {number: Option(((stretch.start, stretch.end - 1),)) for number, stretch in enumerate(stretches)}
    problem = Problem(
        talks=talks,
        stretches=stretches,
        options=(places,) * 5,
        preferences=((),) * 5,
        pairs=({},) * 5,
        in_line=(False,) * 5,
        blocks=(BlockContent(),) * 2,
        mixed_price=FORBIDDEN,
        track_prices=TrackPrices(positions=(5, 0, 2, 0, 0), misplaced=8),
    )
    plan_of_tracks = TrackPlan([1, 0, 0, 0, 1], {(0, 0): (0,), (0, 1): (1,)})
    contents = contents_of(TrackGrid(problem), plan_of_tracks)
    assert contents == {0: [1, 2, 3], 1: [4, 0]}
    assert Arrangement(problem).try_change(contents) == -5 * LEFT_OUT


def draw_gaps(random: Random) -> Problem:
    """Three talks of two tracks in five blocks of a day, one with a part that does not move."""
    stretches = tuple(Stretch(100 * start, 100 * start + 2, 0, 0, start, tracked=False) for start in range(5))
    talks = tuple(Talk(f"talk-{number}", 1, number % 2, LEFT_OUT) for number in range(3))
    return Problem(
        talks=talks,
        stretches=stretches,
        options=tuple(
            {
                start: Option(((100 * start, 100 * start + 1),), (("fee", random.choice([0, 3, 7])),))
                for start in sorted(random.sample(range(5), 3))
            }
            for _ in talks
        ),
        preferences=((),) * 3,
        pairs=({},) * 3,
        in_line=(False,) * 3,
        blocks=tuple(BlockContent(starts=(start,)) for start in range(5)),
        mixed_price=2,
        track_starts=random.choice([{}, {(0, 0): {random.randrange(5): 1}}]),
        track_gap_price=5,
    )


def test_gaps_in_the_runs_of_tracks_are_part_of_the_bound_and_of_every_step(
    request: pytest.FixtureRequest,
) -> None:
    for seed in range(300 if request.config.getoption("--long") else 12):
        problem = draw_gaps(Random(seed))  # noqa: S311
        arrangement = arrange_one_by_one(problem, seed)
        assert improve(arrangement, EFFORT, seed, never_stop) == cheapest(problem) == arrangement.price, seed


def test_minutes_that_cost_much_are_few_units_for_the_solver_which_no_strategy_counts_one_by_one() -> None:
    stretches = tuple(Stretch(0, 90, 0, room, room, tracked=False) for room in (0, 1))
    talks = tuple(Talk(f"talk-{number}", 30, NOWHERE, LEFT_OUT) for number in range(3))
    problem = Problem(
        talks=talks,
        stretches=stretches,
        options=({0: Option(((0, 60),)), 1: Option(((0, 60),))},) * 3,
        preferences=((),) * 3,
        pairs=({"interest": {1: 900}}, {"interest": {0: 900}}, {}),
        in_line=(False,) * 3,
        blocks=(BlockContent(),) * 2,
    )
    empty = Arrangement(problem)
    frame = Frame(empty.price_at, empty.tracks_in, empty.rooms_of, empty.starts_of)
    starts = {stretch: [0, 30, 60] for stretch in (0, 1)}
    made = build_talk_model(PairPrices(problem), frame, (0, 1, 2), starts, can_leave_out=False)
    assert set(made.model.strategies) == {*Strategy}
    model = IntegerModel()
    model.add_integer(0, 27_000, 1)
    assert model.strategies == (Strategy.RELAXATION,)


@pytest.mark.parametrize("limit", [2, 8, None])
def test_tracks_side_by_side_in_many_rooms_are_solved_by_every_strategy(limit: int | None) -> None:
    rooms = range(23)
    stretches = tuple(Stretch(0, 3, 0, room, room, tracked=True) for room in rooms)
    talks = tuple(Talk(f"talk-{number}", 1, number % 2, LEFT_OUT) for number in range(40))
    problem = Problem(
        talks=talks,
        stretches=stretches,
        options=({room: Option(((0, 2),)) for room in rooms},) * len(talks),
        preferences=((),) * len(talks),
        pairs=({},) * len(talks),
        in_line=(False,) * len(talks),
        blocks=(BlockContent(),) * len(stretches),
        mixed_price=FORBIDDEN,
        track_prices=TrackPrices(together={0: {1: 7}, 1: {0: 7}}),
    )
    grid = TrackGrid(problem)
    plan_of_nothing = TrackPlan([NOWHERE] * len(talks))
    made = build_track_model(grid, plan_of_nothing, {0: [0], 1: [0]}, parallel_limit=limit)
    assert set(made.model.strategies) == {*Strategy}


def _prices(problem: Problem) -> Iterator[int]:
    """The price of every arrangement that is possible."""
    yield sum(talk.left_out for talk in problem.talks)
    for contents in arrangements(problem):
        arrangement = Arrangement(problem)
        if contents and arrangement.try_change(contents) is not None:
            yield arrangement.price


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


def test_steps_too_short_for_any_answer_leave_the_arrangement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhood_search, "_SHORTEST_STEP", 1e-9)
    monkeypatch.setattr(neighbourhood_search, "LONGEST_STEP", 1e-9)
    for problem in draw_problems(6):
        arrangement = arrange_one_by_one(problem, 1)
        before = arrangement.price
        improve(arrangement, 0.05, 1, never_stop)
        assert arrangement.price <= before


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
