"""The search with several seeds: one after the other or at once, with the same result."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from eventkit.planning import plan
from eventkit.planning.search.annealing import Progress, arrange, search
from eventkit.rules import RuleSettings, Weight
from model.building import named
from planning.talks_and_blocks import PEOPLE, TRACKS, block, case, conference, talk

SCHEDULE = conference(
    *(
        block(f"{room}-{hour}", f"{hour}:00-{hour}:55", room)
        for room in ("hall", "attic")
        for hour in (10, 11, 14)
    ),
    *(
        talk(f"talk-{number}", 15 + 5 * (number % 3), PEOPLE[number % 4], track=TRACKS[number % 2])
        for number in range(13)
    ),
)
SETTINGS = RuleSettings(breather=20)
PROBLEM = case(SCHEDULE, SETTINGS).problem


def test_tracks_that_fill_all_blocks_exactly_have_blocks_of_their_own() -> None:
    sizes = (5, 5, 3, 4, 6, 4, 7, 2)
    tracks = [{"id": f"track-{number}", "name": f"Track {number}"} for number, _ in enumerate(sizes)]
    rooms = [f"room-{number}" for number in range(4)]
    hours = ("09:00-09:30", "10:00-10:30", "11:00-11:30", "12:00-12:45")
    talks = [
        talk(f"talk-{number}-{at}", 15, track=track["id"])
        for number, (track, size) in enumerate(zip(tracks, sizes, strict=True))
        for at in range(size)
    ]
    blocks = [block(f"{room}-{hour[:2]}", hour, room) for room in rooms for hour in hours]
    full = conference(*blocks, *talks, tracks=tracks, rooms=named(*rooms))
    strict = RuleSettings(planning={"mixed-block": Weight.ABOVE_ALL})
    for seed in range(4):
        planned = plan(full, strict, moves=6_000, seed=seed)
        assert not planned.left_out
        assert "mixed-block" not in {price.code for price in planned.price}


def test_several_seeds_give_the_cheapest_plan_of_them_and_of_equal_ones_the_first() -> None:
    seeds = range(3, 8)
    best = search(PROBLEM, moves=20, seeds=seeds)
    prices = [arrange(PROBLEM, moves=20, seed=seed)[0].price for seed in seeds]
    assert best.arrangement.price == min(prices)
    assert best.seed == 3 + prices.index(min(prices))
    assert len({*prices}) > 1


def test_an_executor_changes_nothing_about_the_plan() -> None:
    alone = plan(SCHEDULE, SETTINGS, moves=20, seed=3, seeds=5)
    with ThreadPoolExecutor(2) as executor:
        assert plan(SCHEDULE, SETTINGS, moves=20, seed=3, seeds=5, executor=executor) == alone
    assert plan(SCHEDULE, SETTINGS, moves=20, seed=alone.seed) == alone


def test_a_problem_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(PROBLEM)) == PROBLEM  # noqa: S301 - our own bytes


def test_a_problem_can_be_sent_while_it_is_searched_here() -> None:
    class Searched(int):
        def __reduce__(self) -> tuple[type, tuple[int]]:
            assert problem.periods == PROBLEM.periods
            return int, (5,)

    problem = replace(PROBLEM, grid=Searched(5))
    assert pickle.loads(pickle.dumps(problem)) == replace(PROBLEM, grid=5)  # noqa: S301 - our own bytes


def test_a_watcher_ends_the_search_and_the_seeds_so_far_count() -> None:
    seen: list[Progress] = []

    def stop_in_second(progress: Progress) -> bool:
        seen.append(progress)
        return progress.moves_tried < 20

    assert search(PROBLEM, moves=20, seeds=range(4), watch=stop_in_second).seed in {0, 1}
    assert [progress.moves for progress in seen] == [80] * len(seen)
    with ThreadPoolExecutor(1) as executor:
        stopped = search(PROBLEM, moves=20, seeds=range(4), executor=executor, watch=lambda _: False)
    assert stopped.seed in range(4)
