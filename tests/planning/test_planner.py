"""Plans against the rules and against all other plans: nothing forbidden, hardly any cheaper."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from eventkit.editing import Refused, unschedule_session
from eventkit.editing.edits import replace
from eventkit.findings import Severity
from eventkit.formats.document import document
from eventkit.model import Kind
from eventkit.planning import Goals, Group, plan
from eventkit.planning.planner import to_moves
from eventkit.planning.plans import apply_moves
from eventkit.planning.problem.objective import charge
from eventkit.planning.problem.planning_model import LEFT_OUT, Problem
from eventkit.planning.search.annealing import anneal, arrange
from eventkit.planning.search.arrangement import Arrangement, arrange_one_by_one
from eventkit.rules import Checker, RuleSettings, check
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from model.building import named, period, session
from planning.exhaustive_plans import least_left_out
from planning.talks_and_blocks import TRACKS, block, case, conference, draw_conference, draw_interest, talk
from structure.source import ROOT

RANDOM = st.integers(0, 2**32).map(Random)
BIG = 10**7


def without_left_out(arrangement: Arrangement) -> int:
    return arrangement.price - sum(arrangement.problem.talks[each].left_out for each in arrangement.left_out)


def times(schedule: Schedule) -> dict[str, str]:
    """The time, the rooms and the block of every session that has a time."""
    return {
        session.id: " ".join(
            (
                f"{schedule.wall(session.slot.period.start):%d %H:%M}",
                *schedule.rooms_of(session),
                *([f"in {session.parent}"] if session.parent else []),
            )
        )
        for session in schedule.sessions
        if session.slot
    }


@budget(max_examples=40)
@given(random=RANDOM, in_rooms=st.booleans())
def test_the_price_of_an_arrangement_is_that_of_the_findings_of_all_rules(
    random: Random,
    in_rooms: bool,  # noqa: FBT001
) -> None:
    schedule, settings = draw_conference(random, in_rooms=in_rooms)
    schedule = draw_crowds(random, schedule)
    interest = draw_interest(random, schedule)
    drawn = case(schedule, settings, interest)
    arrangement = arrange_one_by_one(drawn.problem, 1)
    for seed in range(2):
        anneal(arrangement, 40, seed)
        after = apply_moves(drawn.schedule, to_moves(arrangement, drawn.free_time, drawn.schedule))
        before, now = (
            sum(each.points for code, each in charges.items() if code != "unscheduled")
            for charges in (charge(state, settings, interest=interest) for state in (schedule, after))
        )
        assert without_left_out(arrangement) == now - before
        added = Checker(drawn.schedule, drawn.settings).effect(after).added
        assert [finding for finding in added if finding.severity is Severity.ERROR] == []


def draw_crowds(random: Random, schedule: Schedule) -> Schedule:
    """The conference with more sessions that fill the largest room, and that are in tracks."""
    sessions = [
        session.model_copy(
            update={
                "audience": random.choice([session.audience, 30]),
                "track": session.track
                if session.kind is Kind.BLOCK
                else random.choice([session.track, *TRACKS]),
            }
        )
        for session in schedule.sessions
    ]
    return replace(schedule, *sessions)


@budget(max_examples=15)
@given(random=RANDOM, in_rooms=st.booleans(), favour=st.sampled_from([None, *Group]))
def test_a_plan_adds_no_error_and_moves_nothing_it_was_not_asked_to(
    random: Random,
    in_rooms: bool,  # noqa: FBT001
    favour: Group | None,
) -> None:
    schedule, settings = draw_conference(random, in_rooms=in_rooms)
    result = plan(schedule, settings, goals=Goals(favour=favour), moves=50)
    after = result.apply(schedule)
    added = Checker(schedule, settings).effect(after).added
    assert [finding for finding in added if finding.severity is Severity.ERROR] == []
    asked = {session.id for session in schedule.sessions if session.slot is None}
    assert [session for session in after.sessions if session.id not in asked] == [
        session for session in schedule.sessions if session.id not in asked
    ]
    moved = {move.session for move in result.moves}
    assert moved == {session.id for session in after.sessions if session.slot and session.id in asked}
    assert not moved & {each.session for each in result.left_out}
    if result.moves:
        with pytest.raises(Refused, match="has changed since this plan was made"):
            result.apply(after)


def arrangements(problem: Problem) -> Iterator[dict[int, list[int]]]:
    """Every way to put the talks of a problem into its stretches, or to leave them out."""

    def extend(contents: dict[int, list[int]], number: int) -> Iterator[dict[int, list[int]]]:
        if number == len(problem.talks):
            yield contents
            return
        yield from extend(contents, number + 1)
        for stretch in problem.options[number]:
            there = contents.get(stretch, [])
            for at in range(len(there) + 1):
                yield from extend({**contents, stretch: [*there[:at], number, *there[at:]]}, number + 1)

    return extend({}, 0)


def cheapest(problem: Problem) -> int:
    best = sum(talk.left_out for talk in problem.talks)
    for contents in arrangements(problem):
        arrangement = Arrangement(problem)
        if contents and arrangement.try_change(contents) is not None:
            best = min(best, arrangement.price)
    return best


def test_no_other_plan_places_more_talks_and_hardly_any_is_cheaper(request: pytest.FixtureRequest) -> None:
    dearer, drawn, number = 0, 0, 0
    wanted = 300 if request.config.getoption("--long") else 30
    while drawn < wanted:
        number += 1
        made = case(*draw_conference(Random(number)))  # noqa: S311
        ways = 1
        for at, options in enumerate(made.problem.options):
            ways *= 1 + len(options) + at
        if len(made.problem.talks) < 3 or not 20 < ways < (2_000 if wanted == 300 else 300):
            continue
        drawn += 1
        arrangement, _ = arrange(made.problem, moves=1_500, seed=number)
        least = cheapest(made.problem)
        assert arrangement.price // LEFT_OUT <= least // LEFT_OUT, number
        dearer += arrangement.price > least
    assert dearer <= wanted * 5 // 100


def test_a_plan_leaves_out_as_few_talks_as_any_timetable_without_errors(
    request: pytest.FixtureRequest,
) -> None:
    """Of all timetables in steps of five minutes that the checker accepts."""
    wanted, limit = (300, 160) if request.config.getoption("--long") else (12, 50)
    compared, number = 0, 0
    while compared < wanted:
        number += 1
        schedule, settings = draw_conference(Random(number))  # noqa: S311
        least = least_left_out(schedule, settings, limit)
        if least is not None:
            left_out = plan(schedule, settings, moves=300, seed=number).left_out
            assert len(left_out) <= least, number  # some take place in rooms outside blocks
            compared += 1


def test_a_speaker_of_two_talks_at_once_begins_the_second_after_the_first() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        block("beside", "09:00-10:00", "attic"),
        talk("groups", 30, "noether"),
        talk("rings", 30, "noether"),
        talk("cones", 30),
        session("closing", "10:00-11:00", "hall", kind="break"),
    )
    found = times(plan(schedule, only=["groups", "rings"]).apply(schedule))
    assert sorted(found[each][:8] for each in ("groups", "rings")) == ["04 09:00", "04 09:30"]
    assert plan(schedule).left_out == ()


BUSY = conference(
    block("morning", "09:00-10:30", "hall"),
    block("beside", "09:00-10:30", "attic", track="geometry"),
    session("closing", "5 16:00-17:00", "hall", pinned=True),
    talk("groups", 45, "noether", track="algebra"),
    talk("rings", 45, "noether", track="algebra"),
    talk("cones", 30, "hypatia", track="geometry"),
    talk("curves", 60, track="geometry"),
)


def test_tracks_stay_together_and_blocks_are_filled_with_one_track() -> None:
    result = plan(BUSY)
    found = times(result.apply(BUSY))
    assert result.left_out == ()
    assert {each for each in found if "hall in morning" in found[each]} == {"groups", "rings"}
    assert {each for each in found if "attic in beside" in found[each]} == {"cones", "curves"}
    assert found["closing"] == "05 16:00 hall"
    assert [price.sentence for price in result.price] == ["4 fewer sessions without a time"]


def test_one_seed_gives_one_plan_in_any_input_order() -> None:
    schedule, settings = draw_conference(Random(11))  # noqa: S311
    shuffled = schedule.model_copy(
        update={"sessions": schedule.sessions[::-1], "participants": schedule.participants[::-1]}
    )
    plans = [plan(each, settings, moves=400, seed=7) for each in (schedule, schedule, shuffled)]
    assert len({tuple(times(each.apply(each.basis)).items()) for each in plans[:2]}) == 1
    assert times(plans[0].apply(schedule)) == times(plans[2].apply(shuffled))


PLANNING = """
from random import Random
from eventkit.planning import plan
from structure.source import ROOT
from planning.exhaustive_plans import least_left_out
from planning.talks_and_blocks import draw_conference
schedule, settings = draw_conference(Random(11))
print(plan(schedule, settings, moves=400, seed=7).form())
"""


def test_one_seed_gives_one_plan_with_any_hash_seed() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", PLANNING],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    schedule, settings = draw_conference(Random(11))  # noqa: S311
    assert done.stdout == f"{plan(schedule, settings, moves=400, seed=7).form()}\n"


def test_without_blocks_talks_go_into_rooms_within_hours_around_breaks() -> None:
    schedule = conference(
        session("lunch", "10:00-11:00", kind="meal"),
        session("opening", "09:00-09:30", "hall", plenary=True),
        *(talk(f"talk-{number}", 30) for number in range(4)),
        rooms=named("hall"),
        conference={**BUSY.conference.model_dump(), "end": "2026-05-04"},
    )
    settings = RuleSettings.model_validate({"hours": {"opens": "09:00", "closes": "12:00"}})
    result = plan(schedule, settings)
    found = times(result.apply(schedule))
    placed = sorted(found[each] for each in found if each.startswith("talk"))
    assert placed == ["04 09:30 hall", "04 11:00 hall", "04 11:30 hall"]
    assert [each.reason.code for each in result.left_out] == ["no-time-left"]


OPENING_HOURS = {"hours": {"opens": "09:00", "closes": "12:00"}}


@pytest.mark.parametrize("in_rooms", [True, False])
def test_talks_are_beside_an_opening_only_where_that_is_no_error_and_nothing_else_is_free(
    in_rooms: bool,  # noqa: FBT001
) -> None:
    def place(count: int, grade: str) -> tuple[list[str], list[str]]:
        """The times of talks of an hour, and the sentences of the plan."""
        blocks = [
            block("attic-block", "09:00-12:00", "attic"),
            block("hall-block", "10:00-12:00", "hall"),
        ]
        schedule = conference(
            session("opening", "09:00-10:00", "hall", kind="opening"),
            *(talk(f"talk-{number}", 60) for number in range(count)),
            *([] if in_rooms else blocks),
            conference={**BUSY.conference.model_dump(), "end": "2026-05-04"},
        )
        settings = RuleSettings.model_validate({**OPENING_HOURS, "severities": {"opening-parallel": grade}})
        result = plan(schedule, settings, moves=400)
        placed = times(result.apply(schedule))
        sentences = [price.sentence for price in result.price if price.code != "unscheduled"]
        return sorted(placed[id_].split(" in ")[0] for id_ in placed if id_.startswith("talk")), sentences

    later = ["04 10:00 attic", "04 10:00 hall", "04 11:00 attic", "04 11:00 hall"]
    beside = ["04 09:00 attic", *later]
    assert place(4, "warning") == (later, [])
    assert place(4, "error") == place(5, "error") == (later, [])
    assert place(5, "warning") == (beside, ["60 more minutes beside openings and closings"])
    assert place(5, "off") == (beside, [])


@pytest.mark.parametrize(
    ("wishes", "people", "start"),
    [
        (["before rings"], [], "09:30"),
        (["prefer before rings"], [], "09:30"),
        (["prefer apart rings"], [], "09:30"),
        ([], [{"participant": "lin"}], "09:40"),  # who walks for ten minutes
    ],
)
def test_a_talk_begins_later_than_its_block_where_that_costs_less(
    wishes: list[str], people: list[dict[str, Any]], start: str
) -> None:
    schedule = conference(
        block("left", "09:00-10:00", "hall", track="algebra"),
        block("right", "09:00-10:00", "attic", track="geometry"),
        session("groups", minutes=30, track="algebra", people=people, wishes=wishes),
        session("rings", minutes=20, track="geometry", people=people),
    )
    result = plan(schedule)
    found = times(result.apply(schedule))
    assert (result.left_out, result.points) == ((), 0)
    assert (found["groups"], found["rings"]) == ("04 09:00 hall in left", f"04 {start} attic in right")


def test_a_plan_begins_with_the_opening_and_ends_with_the_closing() -> None:
    def place(talks: int, grade: str, *sessions: dict[str, Any]) -> list[tuple[str, str]]:
        """The times of the sessions, in order."""
        schedule = conference(
            *sessions,
            *(talk(f"talk-{number}", 30) for number in range(talks)),
            conference={**BUSY.conference.model_dump(), "end": "2026-05-04"},
        )
        settings = RuleSettings.model_validate({**OPENING_HOURS, "severities": {"opening-order": grade}})
        placed = times(plan(schedule, settings, moves=400).apply(schedule))
        return sorted((when.split()[1], id_) for id_, when in placed.items())

    waiting = [session(kind, minutes=30, kind=kind) for kind in ("opening", "closing")]
    placed = place(3, "info", *waiting, session("taken", "09:30-10:00", "attic"))
    assert len(placed) == 6
    assert (placed[0][1], placed[-1][1]) == ("opening", "closing")
    # Where the opening has a time, talks come after it if they can; if that is an error, always.
    opening = session("opening", "10:00-10:30", "attic", kind="opening")
    assert place(3, "info", opening)[0] == ("10:00", "opening")
    assert place(9, "info", opening)[0][0] < "10:00"
    assert place(9, "error", opening)[0][0] == "10:00"


def test_a_keynote_without_a_time_is_placed_beside_nothing() -> None:
    schedule = conference(
        session("keynote", minutes=60, kind="keynote"),
        session("taken", "09:00-11:00", "attic"),
        *(talk(f"talk-{number}", 60) for number in range(2)),
        conference={**BUSY.conference.model_dump(), "end": "2026-05-04"},
    )
    result = plan(schedule, RuleSettings.model_validate(OPENING_HOURS), moves=400)
    assert times(result.apply(schedule))["keynote"].startswith("04 11:00")
    assert result.left_out == ()


def test_talks_that_fit_only_across_the_end_of_an_opening_have_places() -> None:
    opening = session("opening", "09:00-09:30", "hall", kind="opening")
    attic = block("attic-block", "09:00-11:00", "attic")
    for talks in ([talk("long", 120)], [talk("one", 60), talk("other", 60)]):
        schedule = conference(opening, attic, *talks)
        assert plan(schedule, moves=10).left_out == ()


def test_a_talk_begins_when_its_speaker_can_come() -> None:
    available = [{"id": "lin", "name": "Lin", "available": [period("09:40-10:30")]}]
    schedule = conference(
        block("morning", "09:00-10:30", "hall"), talk("late", 30, "lin"), participants=available
    )
    assert times(plan(schedule).apply(schedule))["late"] == "04 09:40 hall in morning"


def test_a_named_session_is_placed_again_and_a_pinned_one_is_not() -> None:
    schedule = conference(
        block("morning", "09:00-10:30", "hall"),
        block("noon", "11:00-12:00", "hall"),
        session("late", "10:00-11:00", parent="morning", people=[{"participant": "lin"}]),
        session("settled", "09:00-09:30", parent="morning", pinned=True),
    )
    assert plan(schedule).moves == ()
    result = plan(schedule, only=["late"])
    assert times(result.apply(schedule))["late"] in {
        "04 09:30 hall in morning",
        "04 11:00 hall in noon",
    }
    with pytest.raises(Refused, match="'settled' is pinned"):
        plan(schedule, only=["settled"])
    with pytest.raises(Refused, match="no session 'none'"):
        plan(schedule, only=["none"])
    with pytest.raises(Refused, match="has no day '2026-06-01': it is from 2026-05-04"):
        plan(schedule, goals=Goals(days=(date(2026, 6, 1),)))


def test_sessions_of_unknown_length_are_left_out_until_one_of_their_kind_has_a_length() -> None:
    schedule = conference(block("morning", "09:00-10:30", "hall"), session("idea"), session("other"))
    idea, other = plan(schedule).left_out
    assert idea.reason == other.reason
    assert idea.reason.code == "no-length"
    assert idea.reason.remedies == ("set the length of 'idea', and others of its kind get it",)
    settled = conference(*schedule.sessions[:-1], talk("other", 30))
    assert not plan(settled).left_out


def test_an_error_of_a_rule_without_a_price_is_refused_by_the_checker() -> None:
    """A block of two talks needs a chair, says this conference: only one talk gets a place there."""
    schedule = conference(
        block("morning", "09:00-10:30", "hall"), talk("groups", 30, "noether"), talk("cones", 30, "hypatia")
    )
    settings = RuleSettings.model_validate({"severities": {"block-unchaired": "error"}})
    result = plan(schedule, settings)
    assert result.placed == 1
    assert [each.reason.code for each in result.left_out] == ["block-unchaired"]


def test_an_observer_may_stop_the_search_and_gets_the_best_plan_so_far() -> None:
    seen = []

    def watch(progress):
        seen.append(progress)
        return progress.moves_tried < 512

    result = plan(BUSY, moves=BIG, watch=watch)
    assert result.moves_tried == 512
    assert result.left_out == ()
    assert seen[0].placed + seen[0].left_out == 4


def test_one_session_in_two_rooms_that_the_rule_only_warns_of_may_be_planned_and_never_a_shift() -> None:
    """Two halves of a workshop with nearly one title and one host begin together: a warning, where asked."""
    host = {"people": [{"participant": "lin"}]}
    halves = [
        session("first", minutes=60, title={"en": "Hands-on algebra, group A"}, **host),
        session("second", minutes=60, title={"en": "Hands-on algebra, group B"}, **host),
    ]
    morning = block("morning", "09:00-10:00", "hall")
    together = conference(morning, block("beside", "09:00-10:00", "attic"), *halves)
    result = plan(together)
    assert {price.code: price.after for price in result.price} == {"unscheduled": 0, "person-clash": 60}
    assert plan(conference(morning, block("beside", "09:20-10:20", "attic"), *halves)).placed == 1
    error = RuleSettings.model_validate({"severities": {"person-clash": "error"}})
    assert plan(together, error).placed == 2  # what is milder than usual never becomes graver


def test_two_sessions_that_are_to_follow_one_another_do_so_in_one_room() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        session("coffee", "10:00-10:30", "attic", kind="break"),
        block("noon", "10:30-11:30", "hall"),
        block("beside", "10:30-11:30", "attic"),
        talk("second", 60),
        talk("first", 60),
        talk("set-up", 30),
    )
    asked = [
        {"kind": "consecutive", "sessions": ["first", "second"]},
        {"kind": "after-break", "sessions": ["set-up"]},
    ]
    found = times(plan(schedule, StatedSettings.model_validate({"wishes": asked})).apply(schedule))
    assert found["first"] == "04 09:00 hall in morning"
    assert found["second"] == "04 10:30 hall in noon"
    assert found["set-up"] == "04 10:30 attic in beside"


def test_a_workshop_of_more_parts_than_two_blocks_hold_has_one_room_all_day() -> None:
    """Of the two rooms that look alike at first only one is free all day."""
    times_of_blocks = ("09:00-10:30", "11:00-12:30", "14:00-15:30", "16:00-17:30")
    schedule = conference(
        *(block(f"{room}-{at[:2]}", at, room) for at in times_of_blocks for room in ("hall", "attic")),
        *(
            session(f"pause-{at[:2]}", at, kind="break")
            for at in ("10:30-11:00", "12:30-14:00", "15:30-16:00")
        ),
        session("panel", "14:00-14:30", parent="hall-14", pinned=True),
        *(talk(f"part-{number}", 85) for number in range(4)),
        *(talk(f"talk-{number}", 45) for number in range(7)),
    )
    asked = [
        {"kind": "consecutive", "sessions": pair}
        for pair in pairwise(f"part-{number}" for number in range(4))
    ]
    result = plan(schedule, StatedSettings.model_validate({"wishes": asked}), moves=2_000)
    assert result.left_out == ()
    found = times(result.apply(schedule))
    assert [found[f"part-{number}"] for number in range(4)] == [
        f"04 {at[:5]} attic in attic-{at[:2]}" for at in times_of_blocks
    ]


def test_parts_that_follow_one_another_find_a_place_together_across_a_break() -> None:
    """They are too long for any block, and fit only where a break lies between two."""
    rooms = ("hall", "attic", "cellar")
    parts = ["part-1", "part-2", "part-3"]
    schedule = conference(
        *(
            block(f"{room}-{at[:2]}", at, room)
            for room in rooms
            for at in ("09:00-10:30", "11:00-12:30", "14:00-15:30")
        ),
        session("coffee", "10:30-11:00", kind="break"),
        *(talk(part, minutes) for part, minutes in zip(parts, (20, 45, 30), strict=True)),
        *(talk(f"talk-{number}", 30) for number in range(18)),
        *(talk(f"short-{number}", 20) for number in range(6)),
        rooms=named(*rooms),
    )
    asked = [{"kind": "consecutive", "sessions": pair} for pair in pairwise(parts)]
    result = plan(schedule, StatedSettings.model_validate({"wishes": asked}), moves=2_000)
    found = times(result.apply(schedule))
    assert result.left_out == ()
    assert len({found[part].split()[2] for part in parts}) == 1
    assert "11:00" in {found[part][3:8] for part in parts}


def test_a_plenary_without_a_time_is_placed_first_and_no_other_talk_beside_it() -> None:
    schedule = conference(
        *(
            block(f"{name}-{room}", when, room)
            for name, when in (("early", "09:00-10:00"), ("late", "11:00-12:00"))
            for room in ("hall", "attic")
        ),
        talk("welcome", 60, plenary=True, audience=20),
        *(talk(f"talk-{number}", 60) for number in range(3)),
        conference={**BUSY.conference.model_dump(), "end": "2026-05-04"},
    )
    result = plan(schedule)
    found = times(result.apply(schedule))
    beside = {at.split()[1] for id_, at in found.items() if id_.startswith("talk")}
    assert len(result.left_out) == 1
    assert beside == {"09:00", "11:00"} - {found["welcome"].split()[1]}
    assert plan(schedule, moves=result.moves_tried, seed=result.seed).moves == result.moves


def test_a_plenary_leaves_its_best_place_to_a_talk_that_has_no_other() -> None:
    schedule = conference(
        block("early", "09:00-10:00", "hall"),
        block("late", "11:00-11:45", "attic"),
        talk("welcome", 45, plenary=True, audience=60),
        talk("rings", 60),
        rooms=[{"id": "hall", "name": "Hall"}, {"id": "attic", "name": "Attic", "capacity": 10}],
    )
    result = plan(schedule, moves=500)
    assert result.left_out == ()
    assert times(result.apply(schedule))["rings"] == "04 09:00 hall in early"


def test_what_is_for_everyone_is_between_blocks_and_in_one_only_where_nothing_else_is_free() -> None:
    blocks = [
        block(f"{room}-{when[:2]}", when, room)
        for room in ("hall", "attic")
        for when in ("10:00-11:00", "11:45-13:00")
    ]
    coffee = session("coffee", "11:00-11:15", kind="break")
    everyone = [talk("groups", 45, kind="keynote"), talk("welcome", 45, kind="opening", plenary=True)]
    spread = times(plan(found := conference(*blocks, coffee, *everyone), moves=500).apply(found))
    assert all("in " not in spread[id_] for id_ in ("welcome", "groups"))
    day = {**BUSY.conference.model_dump(), "end": "2026-05-04"}
    full = conference(
        block("day", "09:00-18:00", "hall"), coffee, *everyone, rooms=named("hall"), conference=day
    )
    assert times(plan(full, moves=500).apply(full))["welcome"] == "04 09:00 hall in day"


def test_an_opening_precedes_the_blocks_that_are_still_empty_and_a_closing_follows_them() -> None:
    blocks = [
        block("early", "10:15-11:15", "hall"),
        block("late", "5 10:15-13:00", "hall"),
    ]
    breaks = [session("tea", "10:00-10:15", kind="break"), session("lunch", "5 13:00-14:00", kind="break")]
    frame = [talk("welcome", 60, kind="opening", plenary=True), talk("thanks", 60, kind="closing")]
    schedule = conference(*blocks, *breaks, *frame, talk("groups", 60), talk("rings", 60))
    found = times(plan(schedule, moves=500).apply(schedule))
    assert found["welcome"][:8] == "04 09:00"
    assert found["thanks"][:8] >= "05 13:00"


def test_a_talk_that_may_be_outside_blocks_leaves_them_to_one_that_may_not() -> None:
    fields = {"rooms": named("hall"), "conference": {**BUSY.conference.model_dump(), "end": "2026-05-04"}}
    fixed = [block("only", "09:00-10:00", "hall"), session("coffee", "10:00-10:15", kind="break")]
    talks = [talk("groups", 60, audience=90), talk("rings", 60, parent="only")]
    schedule = conference(*fixed, *talks, **fields)
    assert plan(schedule, moves=200).left_out == ()


def test_a_part_of_a_session_that_is_no_block_may_have_a_wish_about_blocks() -> None:
    whole = session("day", "09:00-12:00", "hall", kind="workshop")
    parts = [talk(id_, 30, parent="day") for id_ in ("groups", "rings")]
    asked = [{"kind": "consecutive-blocks", "sessions": ("groups", "rings")}]
    settings = StatedSettings.model_validate({"wishes": asked})
    assert plan(conference(whole, *parts), settings, moves=100).left_out == ()


def test_breaks_in_all_rooms_make_foyers_of_none() -> None:
    coffee = session("coffee", "10:30-11:00", "hall", "attic", kind="break")
    schedule = conference(coffee, talk("groups", 60), talk("rings", 60))
    assert plan(schedule, moves=100).left_out == ()
    foyer = session("coffee", "10:30-11:00", "attic", kind="break")
    only = conference(foyer, talk("groups", 60), talk("rings", 60))
    places = times(plan(only, moves=100).apply(only))
    assert {places[id_].split()[-1] for id_ in ("groups", "rings")} == {"hall"}


def test_each_session_of_a_congress_finds_a_place_in_blocks_or_beside_them() -> None:
    """Talks are in blocks, and workshops, panels and the like beside them: each alone, and all at once."""
    congress = document.read((ROOT / "fixtures" / "congress.yaml").read_bytes(), "congress.yaml").schedule
    kinds = {Kind.WORKSHOP, Kind.PANEL, Kind.DEMONSTRATION, Kind.TUTORIAL, Kind.DISCUSSION}
    beside = [each.id for each in congress.sessions if each.parent is None and each.kind in kinds]
    assert len(beside) == 8
    for ids in (*([each] for each in beside), beside):
        stripped = congress
        for id_ in ids:
            stripped = unschedule_session(stripped, id_)
        result = plan(stripped, moves=200)
        assert result.left_out == ()
        after = result.apply(stripped)
        assert all(after.session(id_).slot is not None for id_ in ids)
        assert not {*errors_of(after)} - {*errors_of(stripped)}


def errors_of(schedule: Schedule) -> list[str]:
    return [finding.identity for finding in check(schedule) if finding.severity is Severity.ERROR]


def test_the_talks_of_a_track_go_to_the_room_and_the_part_of_the_day_that_it_prefers() -> None:
    schedule = conference(
        *(block(f"{name}-{room}", when, room) for name, when in BLOCK_TIMES for room in ("hall", "attic")),
        *(talk(f"talk-{number}", 30, track="algebra") for number in range(3)),
        talk("other", 30, track="geometry"),
    )
    wanted = [{"track": "algebra", "rooms": ["attic"], "part_of_day": "afternoon"}]
    settings = StatedSettings.model_validate({"preferences": wanted})
    result = plan(schedule, settings, moves=400)
    after = times(result.apply(schedule))
    assert {after[f"talk-{number}"].split("in ")[1] for number in range(3)} == {"late-attic"}
    assert [
        finding for finding in check(result.apply(schedule), settings) if finding.code == "preference"
    ] == []
    missed = check(plan(schedule, moves=0).apply(schedule), settings)
    assert {finding.code for finding in missed} >= {"preference"}


BLOCK_TIMES = (("early", "09:00-11:00"), ("late", "14:00-16:00"))
