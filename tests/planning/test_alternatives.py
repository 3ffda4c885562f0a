"""Alternatives differ, none is worse in what it leaves out, and their differences are counted."""

from __future__ import annotations

from eventkit.planning import Goals, Group
from eventkit.planning.alternatives import ELSEWHERE, compare_plans, find_alternatives, share_elsewhere
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
    (elsewhere,) = [other for other in others if other.about("en") == "at other times"]
    assert share_elsewhere(best.plan, elsewhere.plan) >= ELSEWHERE
    assert all(len(other.plan.left_out) <= len(best.plan.left_out) for other in others)
    timetables = [tuple(sorted(times(each.plan.apply(SCHEDULE)).items())) for each in (best, *others)]
    assert len(set(timetables)) == len(timetables)
    assert [other.name for other in others] == ["B", "C", "D", "E"][: len(others)]


def test_the_audience_group_of_a_plan_is_not_an_alternative() -> None:
    found = find_alternatives(SCHEDULE, moves=100, goals=Goals(favour=Group.HOUSE))
    assert "for the house" not in {each.about("en") for each in found}


def test_the_difference_of_two_plans_is_that_of_their_schedules() -> None:
    best, *others = find_alternatives(SCHEDULE, moves=400)
    assert compare_plans(best.plan, best.plan) == ()
    for other in others:
        amounts = [
            {price.code: price.after - price.before for price in plan.price}
            for plan in (best.plan, other.plan)
        ]
        for price in other.differences:
            assert price.after - price.before == amounts[1].get(price.code, 0) - amounts[0].get(price.code, 0)
