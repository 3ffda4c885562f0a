"""Repairs: the errors are gone, the fewest sessions move, and nobody is written to without need."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import combinations, permutations
from random import Random
from typing import Any

import pytest

from eventkit.differences import changed_days
from eventkit.editing import Refused, move_session
from eventkit.findings import Severity
from eventkit.model import ParticipantId, RoomId, SessionId
from eventkit.planning import Interest
from eventkit.planning.alternatives import describe, find_repairs
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_costs import RepairAim
from eventkit.planning.repair.repair_plan import (
    RepairProgress,
    people_to_write_to,
    repair,
    repair_changes,
    repair_summary,
)
from eventkit.rules import OpeningHours, RuleSettings, check
from eventkit.schedule import Schedule
from model.building import named, period, session
from planning.talks_and_blocks import block, conference, talk
from planning.test_planner import times

HOURS = RuleSettings.model_validate({"hours": {"opens": "09:00", "closes": "12:00"}})
ONE_DAY = {"conference": {**conference().conference.model_dump(), "end": "2026-05-04"}}


def interest_by(*people: str) -> list[dict[str, Any]]:
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
        session("groups", "09:00-10:00", "hall", people=interest_by("lin", "gauss")),
        session("rings", "09:30-10:30", "hall", people=interest_by("noether")),
    )
    result = repair(schedule, HOURS)
    after = result.apply(schedule)
    assert moved(schedule, after) == {"rings": "04 09:30 attic"}
    assert people_to_write_to(result) == {"noether"}
    assert errors(after) == []


def test_a_late_speaker_moves_and_another_session_makes_room_if_necessary() -> None:
    """All is full: who cannot come in the morning changes places with somebody."""
    schedule = conference(
        session("groups", "09:00-10:00", "hall", people=interest_by("lin")),
        session("rings", "10:00-11:00", "hall", people=interest_by("noether")),
        session("fields", "11:00-12:00", "hall", people=interest_by("gauss"), pinned=True),
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


def test_a_session_without_a_time_takes_a_place_that_another_leaves_and_nothing_moves_unasked() -> None:
    """The only block that is open to it is full."""
    schedule = conference(
        block("morning", "09:00-10:00", "hall", track="algebra"),
        block("noon", "11:00-12:00", "hall"),
        session("groups", "11:00-12:00", parent="noon", track="algebra", people=interest_by("lin")),
        talk("cubics", 60, "noether", track="geometry"),
    )
    assert repair(schedule, HOURS).moves == ()
    result = repair(schedule, HOURS, place=["cubics"])
    after = result.apply(schedule)
    assert moved(schedule, after) == {
        "cubics": "04 11:00 hall in noon",
        "groups": "04 09:00 hall in morning",
    }
    assert (result.left_out, errors(after)) == ((), [])
    assert repair_summary(result) == "1 session gets a place, 1 session moves; 2 people to notify."
    with pytest.raises(Refused, match="Session 'groups' has a time"):
        repair(schedule, HOURS, place=["groups"])


def test_a_repair_leaves_the_time_to_turn_a_room_around_between_its_sessions_and_its_blocks() -> None:
    settings = HOURS.model_copy(update={"turnaround": 10})
    schedule = conference(
        session("groups", "09:00-10:00", "hall"),
        session("rings", "10:00-10:30", "attic"),
        block("early", "09:00-10:00", "cellar"),
        block("noon", "10:00-11:00", "cellar"),
        session("fields", "09:00-10:00", parent="early"),
        session("cubics", minutes=40, parent="noon"),
        rooms=named("hall", "attic", "cellar"),
        **ONE_DAY,
    )
    result = repair(schedule, settings, Disruption(lost_rooms=["hall"]), place=["cubics"])
    after = result.apply(schedule)
    assert moved(schedule, after) == {"groups": "04 10:40 attic", "cubics": "04 10:10 cellar in noon"}
    assert "turnaround" not in {finding.code for finding in check(after, settings)}


def test_a_session_placed_by_a_repair_begins_with_its_block_or_after_what_keeps_it_from_that() -> None:
    """It follows another session, an opening, or the arrival of its people; it leaves no other gap."""
    late = [*named("noether", "lin"), {"id": "gauss", "name": "Gauss", "available": [period("11:10-12:00")]}]
    schedule = conference(
        session("opening", "09:00-09:20", "attic", kind="opening"),
        block("morning", "09:00-10:00", "hall"),
        talk("groups", 30, "lin"),
        participants=late,
    )
    placed = moved(schedule, repair(schedule, HOURS, place=["groups"]).apply(schedule))
    assert placed == {"groups": "04 09:20 hall in morning"}
    late = [{"id": "gauss", "name": "Gauss", "available": [period("11:10-12:00")]}]
    schedule = conference(block("noon", "11:00-12:00", "hall"), talk("rings", 30, "gauss"), participants=late)
    placed = moved(schedule, repair(schedule, HOURS, place=["rings"]).apply(schedule))
    assert placed == {"rings": "04 11:10 hall in noon"}


def test_most_sessions_get_a_place_in_a_block_and_the_others_a_reason_with_what_would_help() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"), talk("long", 60), talk("short", 30), talk("brief", 20)
    )
    result = repair(schedule, HOURS, place=["long", "short", "brief"])
    assert [move.session for move in result.moves] == ["brief", "short"]
    (left_out,) = result.left_out
    assert (left_out.session, left_out.reason.code) == ("long", "no-place")
    assert any("block" in remedy for remedy in left_out.reason.remedies), left_out.reason.remedies
    lost = repair(schedule, HOURS, Disruption(lost_rooms=["hall", "attic"]), place=["long"])
    assert [left.session for left in lost.left_out] == ["long"]


def test_without_blocks_a_session_gets_a_room_within_the_opening_hours_when_its_people_are_free() -> None:
    schedule = conference(
        session("groups", "09:00-10:30", "hall", people=interest_by("lin"), pinned=True),
        session("fields", "10:30-12:00", "hall", people=interest_by("lin"), pinned=True),
        talk("cubics", 60, "lin"),
        talk("rings", 60, "noether"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, place=["cubics", "rings"])
    assert moved(schedule, result.apply(schedule)) == {"rings": "04 09:00 attic"}
    (left_out,) = result.left_out
    assert "Lin" in left_out.reason.sentence, left_out.reason.sentence


def test_a_block_leaves_a_lost_room_with_all_its_talks() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "attic", people=interest_by("gauss")),
        session("groups", "09:00-09:30", parent="morning", people=interest_by("lin")),
        session("rings", "09:30-10:00", parent="morning", people=interest_by("noether")),
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


def test_talks_of_a_block_without_another_place_go_to_other_blocks_and_none_into_a_gap() -> None:
    schedule = conference(
        *(
            block(f"{name}-{room}", when, room)
            for name, when in (("early", "09:00-10:00"), ("late", "11:00-12:00"))
            for room in ("hall", "attic")
        ),
        session("groups", "09:00-09:30", parent="early-hall", people=interest_by("lin")),
        session("rings", "09:00-09:30", parent="early-attic", people=interest_by("noether")),
        session("fields", "09:30-10:00", parent="early-attic", people=interest_by("gauss")),
        session("sets", "11:00-12:00", parent="late-attic", pinned=True),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(lost_rooms=["attic"]))
    assert moved(schedule, result.apply(schedule)) == {
        "rings": "04 11:00 hall in late-hall",
        "fields": "04 09:30 hall in early-hall",
    }
    assert [(each.session, each.reason.code) for each in result.left_out] == [("sets", "pinned")]


def test_a_talk_of_a_block_goes_to_another_block_and_no_break_is_talked_through() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        block("noon", "11:00-12:00", "hall"),
        session("groups", "09:00-09:30", parent="morning", people=interest_by("lin")),
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
        session("minister", "09:00-10:00", "hall", plenary=True, people=interest_by("lin")),
        session("rings", "10:00-11:00", "hall", people=interest_by("noether")),
        session("fields", "11:00-12:00", "hall"),
        rooms=named("hall"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(late={"minister": 60}))
    assert moved(schedule, result.apply(schedule)) == {"minister": "04 10:00 hall", "rings": "04 09:00 hall"}


def test_a_talk_does_not_move_before_the_opening_while_there_is_another_place() -> None:
    schedule = conference(
        session("opening", "10:00-10:10", "attic", kind="opening"),
        session("groups", "10:10-11:00", "hall", people=interest_by("lin")),
        session("rings", "10:10-11:10", "attic", people=interest_by("noether")),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(lost_rooms=["hall"]))
    assert moved(schedule, result.apply(schedule)) == {"groups": "04 11:10 attic"}


def test_nothing_displaces_an_opening() -> None:
    schedule = conference(
        session("opening", "09:00-10:00", "hall", kind="opening"),
        session("groups", "10:00-12:00", "hall", people=interest_by("lin")),
        session("rings", "09:00-10:00", "attic", people=interest_by("noether")),
        session("fields", "10:00-12:00", "attic", pinned=True),
        **ONE_DAY,
    )
    (left_out,) = repair(schedule, HOURS, Disruption(late={"rings": 60})).left_out
    assert left_out.session == "rings"
    result = repair(schedule, HOURS, Disruption(lost_rooms=["attic"]))
    assert "opening" not in moved(schedule, result.apply(schedule))


def test_a_session_that_begins_later_stays_in_its_room_if_that_is_free() -> None:
    schedule = conference(session("opening", "09:00-09:30", "hall"), **ONE_DAY)
    result = repair(schedule, HOURS, Disruption(late={"opening": 60}))
    assert moved(schedule, result.apply(schedule)) == {"opening": "04 10:00 hall"}


def test_a_late_session_without_a_place_is_offered_what_was_tried_and_helps() -> None:
    schedule = conference(
        session("rings", "09:00-10:00", "hall", people=interest_by("lin")),
        session("fields", "10:30-12:00", "hall", pinned=True),
        session("groups", "09:00-12:00", "attic", pinned=True),
        participants=[{"id": "lin", "name": "Lin", "available": [period("09:00-13:00")]}],
        **ONE_DAY,
    )
    (left_out,) = repair(schedule, HOURS, Disruption(late={"rings": 60})).left_out
    assert left_out.reason.remedies == (
        "“Rings” is shortened to 30 minutes",
        "“Fields” is unpinned and moves to Mon, 4 May 09:00–10:30 in Hall",
        "rooms are open until 13:00",
        "another room is free Mon, 4 May 10:00–11:00",
    )
    later = HOURS.model_copy(update={"hours": OpeningHours(opens=time(9), closes=time(13))})
    shorter = move_session(schedule, "rings", minutes=30)
    for changed, settings in ((schedule, later), (shorter, HOURS)):
        assert repair(changed, settings, Disruption(late={"rings": 60})).left_out == ()
    for language in ("zh", "ar"):
        assert all(each.in_language(language).language == language for each in left_out.reason.remedies)


def test_unreleased_sessions_move_before_released_ones() -> None:
    known = session("groups", "09:00-10:00", "hall", people=interest_by("lin"))
    new = session("rings", "09:30-10:30", "hall", people=interest_by("noether", "gauss"))
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
    assert "has “Groups” (groups) and “Rings” (rings) at once" in left_out.reason.sentence
    assert left_out.reason.remedies


@pytest.mark.parametrize(
    "disruption",
    [Disruption(lost_rooms=["cellar"]), Disruption(absent=["nobody"]), Disruption(late={"nothing": 5})],
)
def test_unknown_rooms_and_sessions_are_refused(disruption: Disruption) -> None:
    with pytest.raises(Refused, match="There is no"):
        repair(conference(), HOURS, disruption)


def test_a_room_that_is_lost_on_one_day_and_a_person_who_is_absent_on_another() -> None:
    schedule = conference(
        session("groups", "09:00-10:00", "attic", people=interest_by("lin")),
        session("rings", "5 09:00-10:00", "attic", people=interest_by("noether")),
        session("fields", "5 10:00-11:00", "hall", people=interest_by("lin")),
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


def test_a_loss_for_a_part_of_a_day_moves_and_records_only_what_is_in_it() -> None:
    schedule = conference(
        session("rings", "10:00-10:30", "hall", people=interest_by("lin")),
        session("whole", "11:00-12:00", "hall"),
        session("start", "11:00-11:30", parent="whole"),
        session("end", "11:30-12:00", parent="whole", people=interest_by("lin")),
        **ONE_DAY,
    )
    early = Disruption(absent=["lin"], until=time(11, 30))
    assert [left.session for left in repair(schedule, HOURS, early).left_out] == ["rings"]
    (window,) = early.record(schedule).participant(ParticipantId("lin")).available
    assert schedule.wall(window.start).time() == time(11, 30)
    lost = Disruption(lost_rooms=["hall"], since=time(10), until=time(10, 30))
    assert moved(schedule, repair(schedule, HOURS, lost).apply(schedule)) == {"rings": "04 10:00 attic"}
    hall = lost.record(schedule).room(RoomId("hall"))
    clocks = [(schedule.wall(each.start).time(), schedule.wall(each.end).time()) for each in hall.available]
    assert clocks == [(time(4), time(10)), (time(10, 30), time(4))]
    with pytest.raises(Refused, match="has to end after it begins"):
        repair(schedule, HOURS, Disruption(lost_rooms=["hall"], since=time(11), until=time(10)))


def test_talks_of_a_block_stay_that_are_not_there_when_its_room_is_lost() -> None:
    schedule = conference(
        block("morning", "09:00-11:00", "attic"),
        session("groups", "09:00-09:30", parent="morning"),
        session("rings", "10:00-10:30", parent="morning"),
        session("fields", "09:00-10:30", "hall", pinned=True),
        block("noon", "11:00-12:00", "hall"),
        **ONE_DAY,
    )
    lost = Disruption(lost_rooms=["attic"], since=time(9, 45))
    result = repair(schedule, HOURS, lost)
    assert moved(schedule, result.apply(schedule)) == {"rings": "04 11:00 hall in noon"}
    assert result.left_out == ()


def test_a_session_of_somebody_who_cannot_come_at_all_stays_with_the_reason_in_both_languages() -> None:
    schedule = conference(session("groups", "09:00-10:00", "attic", people=interest_by("lin")))
    result = repair(schedule, HOURS, Disruption(absent=["lin"]))
    assert result.moves == ()
    (left_out,) = result.left_out
    assert left_out.reason.sentence.startswith("Lin cannot come, and no other place was found")
    assert left_out.reason.remedies == ("Lin is not needed in “Groups”",)
    assert left_out.reason.sentence.in_language("zh").text.startswith("lin室来不了，且没有找到其他位置")


LOST_HALL = Disruption(lost_rooms=["hall"])


def lecture(id_: str, times: str, room: str, *people: str, **fields: Any) -> dict[str, Any]:
    return session(id_, times, room, people=interest_by(*people), **fields)


def test_repairs_differ_in_what_they_keep_lowest_and_none_leaves_out_more() -> None:
    """The hall is lost: its session fits into the cellar at once, or into the attic later or in a swap."""
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin", audience=80),
        lecture("rings", "09:00-10:00", "attic", "noether", "gauss"),
        rooms=[
            {"id": "hall", "name": "Hall", "capacity": 100},
            {"id": "attic", "name": "Attic", "capacity": 90},
            {"id": "cellar", "name": "Cellar", "capacity": 20},
        ],
        **ONE_DAY,
    )
    best, *others = find_repairs(schedule, HOURS, LOST_HALL)
    assert moved(schedule, best.plan.apply(schedule)) == {"groups": "04 09:00 cellar"}
    assert best.about == "fewest moves"
    by_about = {other.about: moved(schedule, other.plan.apply(schedule)) for other in others}
    assert by_about == {"best for the audience and the house": {"groups": "04 10:00 attic"}}
    assert all(len(other.plan.left_out) <= len(best.plan.left_out) for other in others)
    assert describe(best) == (
        "A · fewest moves: 1 only changes rooms, 1 person to notify; 60 more people without a seat"
    )
    assert describe(others[0]).in_language("zh").text.startswith("B · 对听众和会场最好：移动1场，须通知1人；")


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (RepairAim.MOVES, {"groups": "04 09:00 cellar"}),
        (RepairAim.PEOPLE, {"groups": "04 09:00 cellar"}),
        (RepairAim.ROOMS, {"groups": "04 10:00 hall"}),
        (RepairAim.TIMES, {"groups": "04 09:00 cellar"}),
        (RepairAim.PRICE, {"groups": "04 10:00 hall"}),
    ],
)
def test_each_aim_is_kept_lowest_of_all(aim: RepairAim, expected: dict[str, str]) -> None:
    """One of two sessions in the hall goes to the small cellar, or stays in the hall at another time."""
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin", audience=80),
        lecture("rings", "09:00-10:00", "hall", "noether", "gauss", audience=90),
        rooms=[
            {"id": "hall", "name": "Hall", "capacity": 100},
            {"id": "cellar", "name": "Cellar", "capacity": 20},
        ],
        **ONE_DAY,
    )
    assert moved(schedule, repair(schedule, HOURS, aim=aim).apply(schedule)) == expected


def test_votes_and_weights_decide_between_rooms_and_times_that_cost_equal_letters() -> None:
    """The lost session may go to ten or eleven o'clock: beside what the same people want, or not."""
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin"),
        lecture("rings", "09:00-10:00", "attic", "noether", pinned=True),
        lecture("fields", "10:00-11:00", "hall", "gauss", pinned=True),
        rooms=named("hall", "attic"),
        **ONE_DAY,
    )
    lost = Disruption(lost_rooms=["hall"])
    assert moved(schedule, repair(schedule, HOURS, lost).apply(schedule)) == {"groups": "04 10:00 attic"}
    votes = Interest({(SessionId("fields"), SessionId("groups")): 5})
    result = repair(schedule, HOURS, lost, interest=votes, aim=RepairAim.PRICE)
    assert moved(schedule, result.apply(schedule)) == {"groups": "04 11:00 attic"}
    ignored = HOURS.model_copy(update={"planning": {"interest": "ignore"}})
    result = repair(schedule, ignored, lost, interest=votes, aim=RepairAim.PRICE)
    assert moved(schedule, result.apply(schedule)) == {"groups": "04 10:00 attic"}


def test_by_price_a_session_does_not_move_beside_a_keynote_unless_the_conference_ignores_that() -> None:
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin"),
        lecture("rings", "09:00-10:00", "attic", "noether", pinned=True),
        session("keynote", "10:00-11:00", kind="keynote", pinned=True),
        rooms=named("hall", "attic"),
        **ONE_DAY,
    )
    lost = Disruption(lost_rooms=["hall"])
    ignored = HOURS.model_copy(update={"planning": {"keynote-parallel": "ignore"}})
    for settings, place in ((HOURS, "04 11:00 attic"), (ignored, "04 10:00 attic")):
        result = repair(schedule, settings, lost, aim=RepairAim.PRICE)
        assert moved(schedule, result.apply(schedule)) == {"groups": place}


ONE_LARGE_ROOM = [
    {"id": "hall", "name": "Hall", "capacity": 300},
    {"id": "attic", "name": "Attic", "capacity": 40},
]


@pytest.mark.parametrize("marked", [{"kind": "keynote"}, {"plenary": True}])
@pytest.mark.parametrize("audience", [250, None])
def test_a_late_keynote_stays_in_its_large_room_and_a_talk_gives_way(
    marked: dict[str, Any], audience: int | None
) -> None:
    """One move would do: into the small room, which is free, beside a talk."""
    schedule = conference(
        lecture("keynote", "09:00-10:00", "hall", "lin", audience=audience, **marked),
        lecture("rings", "10:00-11:00", "hall", "noether", "gauss"),
        session("fields", "11:00-12:00", "hall", pinned=True),
        rooms=ONE_LARGE_ROOM,
        **ONE_DAY,
    )
    for each in find_repairs(schedule, HOURS, Disruption(late={"keynote": 60})):
        after = each.plan.apply(schedule)
        assert moved(schedule, after)["keynote"] == "04 10:00 hall"
        assert errors(after) == []


@pytest.mark.parametrize("other", [{"kind": "keynote"}, {"plenary": True}])
def test_a_late_plenary_moves_further_rather_than_beside_another_one(other: dict[str, Any]) -> None:
    schedule = conference(
        lecture("address", "09:00-10:00", "hall", "lin", plenary=True),
        lecture("panel", "10:00-11:00", "attic", "noether", **other),
        rooms=[{"id": id_, "name": id_, "capacity": 300} for id_ in ("hall", "attic")],
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(late={"address": 60}))
    assert moved(schedule, result.apply(schedule)) == {"address": "04 11:00 hall"}


def test_a_keynote_takes_a_small_room_where_there_is_no_other_place() -> None:
    schedule = conference(
        lecture("keynote", "09:00-10:00", "hall", "lin", kind="keynote", audience=250),
        rooms=ONE_LARGE_ROOM,
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, LOST_HALL)
    assert moved(schedule, result.apply(schedule)) == {"keynote": "04 09:00 attic"}


DAYS, HOURS_OF_DAY = (4, 5), (9, 10, 11)


def draw_with_lost_address(random: Random) -> Schedule:
    """A plenary, the address, in the hall on the first day; other sessions elsewhere, most of them pinned."""
    address = random.choice(HOURS_OF_DAY)
    places = [(4, hour, "attic") for hour in HOURS_OF_DAY]
    places += [(5, hour, room) for hour in HOURS_OF_DAY for room in ("hall", "attic")]
    taken = random.sample(places, random.randint(6, len(places) - 1))
    others = [
        session(f"other-{number}", f"{day} {hour:02}:00-{hour + 1:02}:00", room, pinned=random.random() < 0.8)
        for number, (day, hour, room) in enumerate(taken)
    ]
    marked = {"plenary": True} if random.random() < 0.5 else {"kind": "keynote"}
    keynote = session("address", f"4 {address:02}:00-{address + 1:02}:00", "hall", **marked)
    return conference(keynote, *others)


def stays_on_its_day(schedule: Schedule) -> bool:
    """Whether the address has a place in the attic on its day if at most two others move: all are tried."""
    places = {each.id: times(schedule)[each.id] for each in schedule.sessions if each.id != "address"}
    movable = [id_ for id_ in places if not schedule.session(id_).pinned]
    everywhere = [f"04 {hour:02}:00 attic" for hour in HOURS_OF_DAY]
    own = [*everywhere]
    everywhere += [f"05 {hour:02}:00 {room}" for hour in HOURS_OF_DAY for room in ("hall", "attic")]
    for count in range(3):
        for moving in combinations(movable, count):
            rest = {place for id_, place in places.items() if id_ not in moving}
            for chosen in permutations([place for place in everywhere if place not in rest], count + 1):
                if chosen[0] in own:
                    return True
    return False


def test_a_plenary_leaves_its_day_only_where_no_place_on_it_exists() -> None:
    seen = {True: 0, False: 0}
    for number in range(16):
        schedule = draw_with_lost_address(Random(number))  # noqa: S311
        lost = Disruption(lost_rooms=["hall"], days=(date(2026, 5, 4),))
        expected = stays_on_its_day(schedule)
        for aim in (RepairAim.MOVES, RepairAim.ROOMS):
            result = repair(schedule, HOURS, lost, aim=aim)
            after = times(result.apply(schedule))["address"]
            stays = after.startswith("04") and result.left_out == ()
            assert stays is expected, (number, aim, after)
        seen[expected] += 1
    assert min(seen.values()) > 2


def test_by_price_a_plenary_is_beside_as_little_as_possible() -> None:
    schedule = conference(
        lecture("address", "09:00-10:00", "hall", "lin", plenary=True),
        lecture("rings", "10:00-11:00", "attic", "noether"),
        participants=[{"id": "lin", "name": "Lin", "available": [period("10:00-12:00")]}, *named("noether")],
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, aim=RepairAim.PRICE)
    assert moved(schedule, result.apply(schedule)) == {"address": "04 11:00 hall"}


@pytest.mark.parametrize("aim", RepairAim)
def test_a_late_session_begins_when_it_can_and_what_is_there_gives_way(aim: RepairAim) -> None:
    """To begin at noon instead, it alone would have to move."""
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin"),
        lecture("rings", "10:00-11:00", "hall", "noether"),
        rooms=named("hall"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(late={"groups": 60}), aim=aim)
    after = result.apply(schedule)
    assert moved(schedule, after)["groups"] == "04 10:00 hall"
    assert {*moved(schedule, after)} == {"groups", "rings"}
    assert errors(after) == []
    sentences = " ".join(repair_changes(result, "en"))
    assert "“Groups” moves from Mon, 4 May 09:00–10:00 to 10:00–11:00." in sentences
    assert "“Rings” moves from Mon, 4 May 10:00–11:00" in sentences


def test_a_late_session_begins_later_still_where_nothing_can_give_way() -> None:
    schedule = conference(
        lecture("groups", "09:00-10:00", "hall", "lin"),
        session("rings", "10:00-11:00", "hall", pinned=True),
        rooms=named("hall"),
        **ONE_DAY,
    )
    result = repair(schedule, HOURS, Disruption(late={"groups": 60}))
    assert moved(schedule, result.apply(schedule)) == {"groups": "04 11:00 hall"}


def two_clashes() -> Schedule:
    """Two times at which two sessions are in the hall."""
    return conference(
        *(lecture(id_, "09:00-10:00", "hall", "lin") for id_ in ("groups", "rings")),
        *(lecture(id_, "10:00-11:00", "hall", "noether") for id_ in ("fields", "sets")),
        rooms=named("hall", "attic"),
        **ONE_DAY,
    )


def test_a_repair_that_is_stopped_uses_the_best_so_far_or_names_what_it_did_not_look_at() -> None:
    seen: list[RepairProgress] = []

    def watch(progress: RepairProgress) -> bool:
        seen.append(progress)
        return progress.done < 1

    schedule = two_clashes()
    result = repair(schedule, HOURS, watch=watch)
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert (errors(result.apply(schedule)), result.left_out) == ([], ())
    assert seen[-1].share < 1
    none = repair(schedule, HOURS, watch=lambda _: False)
    assert none.moves == ()
    assert {each.reason.code for each in none.left_out} == {"stopped"}
    assert "search was ended" in none.left_out[0].reason.sentence


def test_of_repairs_that_are_stopped_the_complete_ones_are_compared() -> None:
    aims: list[RepairAim] = []

    def watch(progress: RepairProgress) -> bool:
        aims.append(progress.aim)
        return progress.aim is RepairAim.MOVES

    schedule = two_clashes()
    (found,) = find_repairs(schedule, HOURS, watch=watch)
    assert found.plan == repair(schedule, HOURS)
    assert [*dict.fromkeys(aims)] == [RepairAim.MOVES, RepairAim.PEOPLE]


def test_a_block_moves_before_its_talks_and_a_break_in_several_rooms_gives_up_one_of_them() -> None:
    """The hall closes: its block moves with its talks; the break stays in the attic."""
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        session("groups", "09:00-10:00", parent="morning", people=interest_by("lin")),
        session("coffee", "10:00-10:30", "hall", "attic", kind="break"),
        session("fields", "11:00-12:00", "attic", pinned=True),
        rooms=[{"id": "hall", "name": "Hall", "available": [period("6 09:00-10:00")]}, *named("attic")],
        **ONE_DAY,
    )
    result = repair(schedule, HOURS)
    after = result.apply(schedule)
    assert moved(schedule, after) == {
        "morning": "04 09:00 attic",
        "groups": "04 09:00 attic in morning",
        "coffee": "04 10:00 attic",
    }
    assert (result.left_out, errors(after)) == ((), [])


def test_talks_do_not_move_to_a_room_that_has_only_breaks_while_a_free_room_or_a_block_there_is_a_place() -> (
    None
):
    rooms, lost = named("foyer", "hall", "attic"), Disruption(lost_rooms=["hall"])
    coffee = session("coffee", "11:00-11:30", "foyer", kind="break")
    schedule = conference(session("rings", "09:00-10:00", "hall"), coffee, rooms=rooms)
    assert moved(schedule, repair(schedule, HOURS, lost).apply(schedule)) == {"rings": "04 09:00 attic"}
    full = conference(session("rings", "09:00-10:00", "hall"), coffee, rooms=named("foyer", "hall"))
    assert [left.session for left in repair(full, HOURS, lost).left_out] == ["rings"]
    allowed = conference(
        session("rings", "09:00-10:00", "hall"),
        coffee,
        block("there", "16:00-17:00", "foyer"),
        rooms=named("foyer", "hall"),
    )
    assert moved(allowed, repair(allowed, HOURS, lost).apply(allowed)) == {"rings": "04 09:00 foyer"}


def test_a_break_stays_on_its_day_in_each_of_several_repairs() -> None:
    """To keep its rooms it could move to another day, after all talks there."""
    schedule = conference(
        session("coffee", "10:00-10:30", "hall", "attic", kind="break"),
        session("rings", "09:00-10:00", "hall"),
        session("groups", "09:00-10:00", "attic"),
    )
    repairs = find_repairs(schedule, HOURS, Disruption(lost_rooms=["hall"], days=[date(2026, 5, 4)]))
    assert len(repairs) > 1
    coffee = {times(repair.plan.apply(schedule))["coffee"] for repair in repairs}
    assert coffee == {"04 10:00 attic"}


def test_a_break_that_changes_its_room_is_among_the_changed_sessions_of_the_day() -> None:
    schedule = conference(
        session("coffee", "10:00-10:30", "hall", kind="break"), session("rings", "11:00-12:00", "attic")
    )
    result = repair(schedule, HOURS, Disruption(lost_rooms=["hall"]))
    (day,) = changed_days(schedule, result.apply(schedule))
    assert [each.id for each in day.after] == ["coffee", "rings"]
    assert repair_summary(result) == "1 only changes rooms; 0 people to notify."


def test_the_talks_of_a_block_that_moves_are_counted_and_named() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "attic", title="Session"),
        session("groups", "09:00-09:30", parent="morning", people=interest_by("lin")),
        session("rings", "09:30-10:00", parent="morning", people=interest_by("noether")),
    )
    result = repair(schedule, HOURS, Disruption(lost_rooms=["attic"]))
    assert repair_summary(result) == "2 only change rooms; 2 people to notify."
    assert repair_changes(result, "en") == (
        "“Groups” is now in Hall (was Attic).",
        "“Rings” is now in Hall (was Attic).",
    )


def test_blocks_of_a_lost_room_become_shorter_or_go_and_the_check_finds_no_new_error() -> None:
    schedule = conference(
        block("morning", "09:00-11:00", "attic"),
        session("groups", "09:00-09:30", parent="morning"),
        session("rings", "10:00-10:30", parent="morning"),
        block("noon", "11:00-12:00", "attic"),
        block("spare", "11:00-12:00", "hall"),
        session("fields", "09:00-11:00", "hall", pinned=True),
        **ONE_DAY,
    )
    lost = Disruption(lost_rooms=["attic"], days=(date(2026, 5, 4),), since=time(9, 45))
    result = repair(schedule, HOURS, lost)
    after = lost.record(result.apply(schedule))
    assert times(after)["morning"] == "04 09:00 attic"
    assert after.session("morning").length == 45
    assert [block_.id for block_ in schedule.sessions if block_ not in {*after.sessions}][-1:] == ["noon"]
    assert result.removed == ("noon",)
    assert (errors(after), errors(schedule)) == ([], [])


def test_talks_of_a_track_that_lose_their_room_stay_together() -> None:
    """Three rooms are free at two of three times; one of them is free at all."""
    hours = ("09:00-10:00", "10:00-11:00", "11:00-12:00")
    schedule = conference(
        *(session(f"talk-{number}", when, "attic", track="algebra") for number, when in enumerate(hours)),
        *(
            session(f"taken-{room}", when, room)
            for room, when in zip(("hall", "cellar"), hours, strict=False)
        ),
        rooms=named("hall", "cellar", "attic", "annex"),
        **ONE_DAY,
    )
    after = repair(schedule, HOURS, Disruption(lost_rooms=["attic"])).apply(schedule)
    assert {after.rooms_of(after.session(f"talk-{number}")) for number in range(3)} == {("annex",)}


@pytest.mark.parametrize("seed", range(12))
def test_no_repair_of_a_lost_room_takes_more_letters_than_the_least_of_all_ways(seed: int) -> None:
    """Every way to place the talks of the lost room beside the others is tried."""
    random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
    rooms = ["hall", "attic", "cellar"][: random.randint(2, 3)]
    spots = [(hour, room) for hour in (9, 10, 11) for room in rooms]
    taken = random.sample(spots, len(spots) - 3)
    talks = [
        lecture(f"talk-{number}", f"{hour:02}:00-{hour + 1:02}:00", room, *random.sample(("lin", "gauss"), 1))
        for number, (hour, room) in enumerate(taken)
    ]
    schedule = conference(*talks, rooms=named(*rooms), **ONE_DAY)
    lost = [number for number, (_, room) in enumerate(taken) if room == rooms[0]]
    free = [spot for spot in spots if spot not in taken and spot[1] != rooms[0]]
    least = [
        sum(
            3 if taken[number][0] == spot[0] else 10 + min(4 * abs(taken[number][0] - spot[0]), 8)
            for number, spot in pairs
        )
        for chosen in permutations(free, len(lost))
        if (pairs := [*zip(lost, chosen, strict=True)]) and _are_free(talks, dict(pairs), taken)
    ]
    result = repair(schedule, HOURS, Disruption(lost_rooms=[rooms[0]]))
    if result.left_out or not least or len(result.moves) > len(lost):
        assert not least or result.left_out == ()
        return
    letters = sum(
        3
        if move.slot.period == move.old_slot.period
        else 10 + min(abs((move.slot.period.start - move.old_slot.period.start).total_seconds()) // 900, 8)
        for move in result.moves
        if move.slot and move.old_slot
    )
    assert letters <= min(least)


def _are_free(
    talks: list[dict[str, Any]], moved: dict[int, tuple[int, str]], taken: list[tuple[int, str]]
) -> bool:
    """Whether nobody is in two talks at once."""
    hours = [
        (moved.get(number, spot)[0], talks[number]["people"][0]["participant"])
        for number, spot in enumerate(taken)
    ]
    return len({*hours}) == len(hours)
