"""Repairs: the errors are gone, the fewest sessions move, and nobody is written to without need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from eventkit.editing import Refused
from eventkit.findings import Severity
from eventkit.planning.repair import Disruption, people_to_write_to, repair
from eventkit.rules import RuleSettings, check
from eventkit.schedule import Schedule
from model.building import named, period, session
from planning.talks_and_blocks import block, conference
from planning.test_planner import times

HOURS = RuleSettings.model_validate({"hours": {"opens": "09:00", "closes": "12:00"}})
ONE_DAY = {"conference": {**conference().conference.model_dump(), "end": "2026-05-04"}}


def given_by(*people: str) -> list[dict[str, Any]]:
    return [{"participant": who} for who in people]


def errors(schedule: Schedule) -> list[str]:
    return [finding.code for finding in check(schedule, HOURS) if finding.severity is Severity.ERROR]


def moved(before: Schedule, after: Schedule) -> dict[str, str]:
    old, new = times(before), times(after)
    return {each: new[each] for each in new if new[each] != old.get(each)}


def test_a_schedule_without_errors_stays_as_it_is() -> None:
    schedule = conference(session("groups", "09:00-10:00", "hall"), session("rings", "10:00-11:00", "hall"))
    assert repair(schedule, HOURS).moves == ()


def test_of_two_sessions_in_one_room_one_gets_another_room_at_the_same_time() -> None:
    schedule = conference(
        session("groups", "09:00-10:00", "hall", people=given_by("lin", "gauss")),
        session("rings", "09:30-10:30", "hall", people=given_by("noether")),
    )
    result = repair(schedule, HOURS)
    after = result.apply(schedule)
    assert moved(schedule, after) == {"rings": "04 09:30 attic"}
    assert people_to_write_to(result) == {"noether"}
    assert errors(after) == []


def test_a_late_speaker_moves_and_another_session_makes_room_if_necessary() -> None:
    """All is full: who cannot come in the morning changes places with somebody."""
    schedule = conference(
        session("groups", "09:00-10:00", "hall", people=given_by("lin")),
        session("rings", "10:00-11:00", "hall", people=given_by("noether")),
        session("fields", "11:00-12:00", "hall", people=given_by("gauss"), pinned=True),
        rooms=named("hall"),
        participants=[
            {"id": "lin", "name": "Lin", "available": [period("10:00-12:00")]},
            *named("noether", "gauss"),
        ],
        **ONE_DAY,
    )
    assert errors(schedule) == ["person-unavailable"]
    result = repair(schedule, HOURS)
    after = result.apply(schedule)
    assert moved(schedule, after) == {"groups": "04 10:00 hall", "rings": "04 09:00 hall"}
    assert people_to_write_to(result) == {"lin", "noether"}
    assert errors(after) == []


def test_a_block_leaves_a_lost_room_with_all_its_talks() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "attic", people=given_by("gauss")),
        session("groups", "09:00-09:30", parent="morning", people=given_by("lin")),
        session("rings", "09:30-10:00", parent="morning", people=given_by("noether")),
        session("fields", "10:00-11:00", "attic", pinned=True),
    )
    result = repair(schedule, HOURS, Disruption(lost_rooms=["attic"]))
    after = result.apply(schedule)
    assert moved(schedule, after) == {
        "morning": "04 09:00 hall",
        "groups": "04 09:00 hall in morning",
        "rings": "04 09:30 hall in morning",
    }
    assert [move.session for move in result.moves] == ["morning"]
    assert [(each.session, each.reason.code) for each in result.left_out] == [("fields", "pinned")]
    assert people_to_write_to(result) == {"gauss", "lin", "noether"}


def test_a_talk_of_a_block_goes_to_another_block_and_no_break_is_talked_through() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        block("noon", "11:00-12:00", "hall"),
        session("groups", "09:00-09:30", parent="morning", people=given_by("lin")),
        session("rings", "09:30-10:00", parent="morning"),
        session("coffee", "10:00-11:00", kind="break"),
        participants=[{"id": "lin", "name": "Lin", "available": [period("10:00-12:00")]}],
    )
    result = repair(schedule, HOURS)
    after = result.apply(schedule)
    assert moved(schedule, after) == {"groups": "04 11:00 hall in noon"}
    assert errors(after) == []


def test_a_speaker_an_hour_late_swaps_with_the_next() -> None:
    schedule = conference(
        session("minister", "09:00-10:00", "hall", plenary=True, people=given_by("lin")),
        session("rings", "10:00-11:00", "hall", people=given_by("noether")),
        session("fields", "11:00-12:00", "hall"),
        rooms=named("hall"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(late={"minister": 60}))
    assert moved(schedule, result.apply(schedule)) == {"minister": "04 10:00 hall", "rings": "04 09:00 hall"}


def test_unreleased_sessions_move_before_released_ones() -> None:
    known = session("groups", "09:00-10:00", "hall", people=given_by("lin"))
    new = session("rings", "09:30-10:30", "hall", people=given_by("noether", "gauss"))
    schedule = conference(known, new)
    assert moved(schedule, repair(schedule, HOURS).apply(schedule)) == {"groups": "04 09:00 attic"}
    result = repair(schedule, HOURS, published=conference(known))
    assert moved(schedule, result.apply(schedule)) == {"rings": "04 09:30 attic"}


def test_a_session_that_cannot_be_repaired_stays_and_gives_the_reason() -> None:
    schedule = conference(
        session("groups", "09:00-12:00", "hall"),
        session("rings", "09:00-12:00", "hall"),
        rooms=named("hall"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS)
    assert result.moves == ()
    (left_out,) = result.left_out
    assert left_out.reason.code == "no-place"
    assert "holds “Groups” (groups) and “Rings” (rings) at once" in left_out.reason.sentence
    assert left_out.reason.remedies


@pytest.mark.parametrize(
    "disruption",
    [Disruption(lost_rooms=["cellar"]), Disruption(absent=["nobody"]), Disruption(late={"nothing": 5})],
)
def test_unknown_rooms_and_sessions_are_refused(disruption: Disruption) -> None:
    with pytest.raises(Refused, match="there is no"):
        repair(conference(), HOURS, disruption)


def test_a_room_that_is_lost_on_one_day_and_a_person_who_is_absent_on_another() -> None:
    schedule = conference(
        session("groups", "09:00-10:00", "attic", people=given_by("lin")),
        session("rings", "5 09:00-10:00", "attic", people=given_by("noether")),
        session("fields", "5 10:00-11:00", "hall", people=given_by("lin")),
        rooms=named("hall", "attic"),
    )
    first, second = (schedule.conference.start + timedelta(days=number) for number in (0, 1))
    lost = repair(schedule, HOURS, Disruption(lost_rooms=["attic"], days=(first,)))
    assert moved(schedule, lost.apply(schedule)) == {"groups": "04 09:00 hall"}
    absent = repair(schedule, HOURS, Disruption(absent=["lin"], days=(second,)))
    assert [(move.session, move.slot and schedule.day(move.slot.period.start)) for move in absent.moves] == [
        ("fields", first)
    ]
    assert absent.left_out == ()


def test_a_session_of_somebody_who_cannot_come_at_all_stays_with_the_reason_in_both_languages() -> None:
    schedule = conference(session("groups", "09:00-10:00", "attic", people=given_by("lin")))
    result = repair(schedule, HOURS, Disruption(absent=["lin"]))
    assert result.moves == ()
    (left_out,) = result.left_out
    assert left_out.reason.sentence.startswith("Lin cannot come, and no other place was found")
    assert left_out.reason.in_language("zh").sentence.startswith("lin室来不了，而在最多移动3场的前提下")
