"""Every rule has its planning term, and every term a rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventkit.findings import Severity
from eventkit.planning import plan
from eventkit.planning.problem.objective import (
    DOMINANT,
    OBJECTIVE,
    Group,
    Prices,
    charge,
)
from eventkit.planning.problem.planning_model import LEFT_OUT
from eventkit.rules import RULES, RuleSettings, Waiver, Weight, check
from model.building import session
from planning.talks_and_blocks import block, conference, talk

GOALS = {
    *("track-rooms", "mixed-block", "track-gap", "big-parallel", "day-for-one", "interest", "interest-seats"),
}

# No stretch of free time allows it, however it is graded.
BY_CONSTRUCTION = {
    *("room-clash", "turnaround", "part-outside", "part-of-cancelled", "block-overlap", "outside-hours")
}

# A plan may touch it, but it has no price: what is found is reported, and an error is refused.
REPORTED = {"no-break", "long-session", "block-unchaired", "empty-block"}

# Texts, names and line-ups: no time and no room changes what is found.
NOT_PLANNABLE = {
    *("panel-unmoderated", "moderator-panellist", "no-keynote-speaker", "nobody", "not-confirmed"),
    "erased-person",
    *("untitled", "one-language", "long-title", "dead-stream", "address-shown", "frame-one-language"),
    *("faint-track", "track-code-twice", "same-room-name", "lost-setting", "unnamed", "same-name"),
    *("lookalike-name", "mixed-script", "personal-address", "name-otherwise", "no-organisation"),
    *("text-one-language", "login-in-link", "other-language"),
}


def test_every_rule_is_treated_in_one_way() -> None:
    treatments = (OBJECTIVE.keys() - GOALS, BY_CONSTRUCTION, {DOMINANT}, REPORTED, NOT_PLANNABLE)
    codes = [code for treatment in treatments for code in treatment]
    assert sorted(codes) == sorted(rule.code for rule in RULES)


def test_every_rule_of_times_and_places_is_planned_for() -> None:
    timed = {rule.code for rule in RULES if rule.timed}
    assert timed <= OBJECTIVE.keys() | BY_CONSTRUCTION | REPORTED


@pytest.mark.parametrize("code", sorted(OBJECTIVE.keys() - GOALS))
def test_the_example_of_a_rule_has_a_price_unless_it_is_an_error(code: str) -> None:
    (rule,) = (each for each in RULES if each.code == code)
    example = rule.example()
    (finding,) = [each for each in check(example.schedule, example.settings) if each.code == code]
    charges = charge(example.schedule, example.settings)
    if finding.severity is Severity.ERROR:
        assert code not in charges
        graded = example.settings.model_copy(update={"severities": {code: "warning"}})
        charges = charge(example.schedule, graded)
    assert charges[code].amount > 0
    off = example.settings.model_copy(update={"severities": {code: "off"}})
    assert code not in charge(example.schedule, off)


def test_a_waived_finding_costs_nothing() -> None:
    schedule = conference(
        session("groups", "09:00-10:00", "hall", track="algebra"),
        session("rings", "09:30-10:30", "attic", track="algebra"),
    )
    (finding,) = [each for each in check(schedule) if each.code == "track-parallel"]
    assert charge(schedule)["track-parallel"].amount == 30
    waiver = Waiver.of(finding, reason="two halves", author="Lin", at=datetime(2026, 5, 1, tzinfo=UTC))
    assert "track-parallel" not in charge(schedule, RuleSettings(waivers=(waiver,)))


def test_a_plan_for_a_group_counts_its_prices_four_times_and_words_come_before_it() -> None:
    usual = Prices().unit("room-too-small", Severity.WARNING)
    for word, favour, times in (
        (Weight.NORMAL, None, 1),
        (None, Group.AUDIENCE, 4),
        (None, Group.HOUSE, 1),
        (Weight.A_LITTLE, Group.AUDIENCE, 0.25),
        (Weight.IGNORE, None, 0),
        (Weight.STRONGLY, None, 4),
    ):
        settings = RuleSettings(planning={} if word is None else {"room-too-small": word})
        assert Prices(settings, favour).unit("room-too-small", Severity.WARNING) == times * usual


def test_what_counts_above_all_costs_more_than_everything_else_of_a_large_conference() -> None:
    first = Prices(RuleSettings(planning={"mixed-block": Weight.ABOVE_ALL}))("mixed-block")
    assert first > 1_000 * 60 * Prices(favour=Group.AUDIENCE).unit("track-parallel", Severity.WARNING)
    assert 1_000 * first < LEFT_OUT


def test_a_track_that_pauses_has_a_price_and_a_long_block_covers_what_begins_in_it() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        block("workshop", "09:00-12:00", "attic"),
        block("noon", "10:00-11:00", "hall"),
        block("late", "12:00-13:00", "hall"),
        session("groups", "09:00-09:30", parent="morning", track="algebra"),
        session("cones", "09:00-09:30", parent="workshop", track="geometry"),
        session("cubics", "12:00-12:30", parent="late", track="geometry"),
        session("rings", "12:30-13:00", parent="late", track="algebra"),
    )
    assert charge(schedule)["track-gap"].amount == 1


def test_big_sessions_in_parallel_and_days_for_one_session_have_a_price() -> None:
    schedule = conference(
        session("groups", "09:00-10:00", "hall", audience=90, people=[{"participant": "lin"}]),
        session("rings", "09:30-10:30", "attic", audience=50),
        session("cones", "09:30-10:30", audience=49),
        session("cubics", "5 09:00-10:00", "hall", people=[{"participant": "lin"}]),
        session("fields", "5 10:00-11:00", "hall", people=[{"participant": "lin"}]),
        session("sets", "5 11:00-12:00", "hall", people=[{"participant": "gauss"}]),
        rooms=[{"id": room, "name": room, "capacity": 100} for room in ("hall", "attic")],
    )
    charges = charge(schedule)
    assert charges["big-parallel"].amount == 30
    assert charges["day-for-one"].amount == 1


def test_a_plan_keeps_big_talks_apart_a_track_together_and_people_to_one_day() -> None:
    blocks = [
        block(f"{name}-{room}", when, room) for name, when in PERIODS.items() for room in ("hall", "attic")
    ]
    rooms = [{"id": room, "name": room, "capacity": 100} for room in ("hall", "attic")]
    talks = [
        talk("big", 60, "lin", audience=80),
        talk("bigger", 60, "noether", audience=90),
        talk("second", 60, "lin"),
        *(talk(name, 60, track="algebra") for name in ("groups", "rings")),
    ]
    made = plan(conference(*blocks, *talks, rooms=rooms), moves=2_000)
    assert made.left_out == ()
    charges = charge(made.apply(made.basis))
    assert not {"big-parallel", "track-gap", "day-for-one"} & charges.keys()


PERIODS = {"morning": "09:00-10:00", "noon": "10:00-11:00", "late": "11:00-12:00", "tuesday": "5 09:00-10:00"}
