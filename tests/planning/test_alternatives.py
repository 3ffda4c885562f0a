"""Alternatives differ, none is worse in what it leaves out, and their differences are counted."""

from __future__ import annotations

from eventkit.planning import Goals, Group, Progress, plan
from eventkit.planning.alternatives import (
    ELSEWHERE,
    compare_plans,
    describe,
    find_alternatives,
    share_elsewhere,
)
from eventkit.planning.problem.objective import charge
from planning.talks_and_blocks import block, conference, talk
from planning.test_planner import times

ROOMS = [
    {"id": "hall", "name": "Hall", "capacity": 100},
    {"id": "attic", "name": "Attic", "capacity": 40},
]
SCHEDULE = conference(
    block("morning", "09:00-10:00", "hall"),
    block("beside", "09:00-10:00", "attic"),
    block("noon", "11:00-12:00", "attic"),
    block("late", "5 09:00-10:00", "hall"),
    talk("groups", 30, "lin", track="algebra", audience=60),
    talk("rings", 30, "noether", track="algebra", audience=60),
    talk("cones", 30, "gauss", track="geometry", audience=30),
    talk("curves", 30, "gauss", track="geometry", audience=30),
    rooms=ROOMS,
)


def test_one_alternative_is_at_other_times_and_all_place_as_much() -> None:
    best, *others = find_alternatives(SCHEDULE, moves=400)
    assert (best.name, best.differences) == ("A", ())
    (elsewhere,) = [other for other in others if other.about == "at other times"]
    assert share_elsewhere(best.plan, elsewhere.plan) >= ELSEWHERE
    assert all(len(other.plan.left_out) <= len(best.plan.left_out) for other in others)
    timetables = [tuple(sorted(times(each.plan.apply(SCHEDULE)).items())) for each in (best, *others)]
    assert len(set(timetables)) == len(timetables)
    assert [other.name for other in others] == ["B", "C", "D", "E"][: len(others)]


def test_the_audience_group_of_a_plan_is_not_an_alternative() -> None:
    found = find_alternatives(SCHEDULE, moves=100, goals=Goals(favour=Group.HOUSE))
    assert "for the house" not in {each.about for each in found}


CROWDED = conference(
    *(
        block(f"{name}-{room}", when, room)
        for name, when in (("early", "09:00-10:00"), ("late", "11:00-12:00"), ("tuesday", "5 09:00-10:00"))
        for room in ("hall", "attic")
    ),
    *(
        talk(
            f"talk-{number}",
            30,
            ("lin", "noether", "gauss")[number % 3],
            track=("algebra", "geometry")[number // 5 % 2],
            audience=20 + 13 * number % 90,
        )
        for number in range(11)
    ),
    rooms=ROOMS,
)


def test_all_alternatives_have_prices_by_the_same_weights_and_the_cheapest_is_the_first() -> None:
    """With this seed the plan for a group is cheaper by the usual weights than the one made for them."""
    found = find_alternatives(CROWDED, moves=20, seed=1)
    before = sum(each.points for each in charge(CROWDED).values())
    for alternative in found:
        made = alternative.plan
        after = sum(each.points for each in charge(made.apply(CROWDED)).values())
        assert sum(price.points for price in made.price) == after - before
        assert made.points >= found[0].plan.points
    usual = plan(CROWDED, moves=20, seed=1)
    assert found[0].plan.points < usual.points
    words = [describe(alternative) for alternative in found[1:]]
    assert all(("; the price: " in line) == (" fewer " in line and " more " in line) for line in words)


def test_a_plan_for_a_group_is_better_for_it_than_the_first_or_that_is_the_best_for_it() -> None:
    also = 0
    for seed in range(4):
        first, *others = find_alternatives(CROWDED, moves=100, seed=seed)
        groups = {f"for the {group}": group for group in Group}
        for other in others:
            if group := groups.pop(other.about, None):
                one, best = (charge(made.plan.apply(CROWDED), favour=group) for made in (other, first))
                assert sum(each.points for each in one.values()) < sum(each.points for each in best.values())
        also += sum(words in first.about for words in groups)
        assert describe(first).in_language("zh").text != describe(first)
    assert also > 0


def test_a_search_that_was_ended_early_is_no_alternative_and_nothing_is_claimed_of_its_group() -> None:
    searches: list[int] = []

    def watch(progress: Progress) -> bool:
        if not searches or progress.moves_tried < searches[-1]:
            searches.append(0)
        searches[-1] = progress.moves_tried
        return len(searches) == 1

    (only,) = find_alternatives(CROWDED, moves=4_000, watch=watch)
    assert len(searches) > 1
    assert only.about == "best overall"


def test_the_difference_of_two_plans_is_that_of_their_schedules() -> None:
    best, *others = find_alternatives(SCHEDULE, moves=400)
    assert compare_plans(best.plan, best.plan) == ()
    for other in others:
        amounts = [
            {price.code: price.after - price.before for price in made.price}
            for made in (best.plan, other.plan)
        ]
        for price in other.differences:
            assert price.after - price.before == amounts[1].get(price.code, 0) - amounts[0].get(price.code, 0)
