"""Wishes in the fields of a schedule: plans follow them, and `check` reports what does not."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.editing.edits import edit_entity
from eventkit.findings import Subject
from eventkit.planning import plan
from eventkit.planning.problem.objective import charge
from eventkit.rules import Checker, check
from eventkit.rules.rule_examples import a_person, a_room, a_session, example
from eventkit.schedule import EntityKind, Schedule
from eventkit.schedule.entities import rename_ids

RULES = (
    "wish",
    "restriction",
    "preference",
    "turnaround",
    "too-many-talks",
    "missing-feature",
    "lost-setting",
)

CASES: dict[str, tuple[dict[str, Any], dict[str, str], tuple[str, ...]]] = {
    # wishes by owner, times and rooms that break them, codes that are found
    "tracks apart": (
        {"red": ["apart blue"]},
        {"r1": "09:00-10:00 hall", "b1": "09:30-10:30 attic"},
        ("wish",),
    ),
    "order": (
        {"red": ["in-order r2 r1"]},
        {"r1": "09:00-10:00 hall", "r2": "11:00-12:00 hall"},
        ("wish",),
    ),
    "after": ({"r1": ["after r2"]}, {"r1": "09:00-10:00 hall", "r2": "11:00-12:00 hall"}, ("wish",)),
    "one room": ({"red": ["one-room"]}, {"r1": "09:00-10:00 hall", "r2": "5 11:00-12:00 attic"}, ("wish",)),
    "one room preferred": (
        {"red": ["prefer one-room"]},
        {"r1": "09:00-10:00 hall", "r2": "5 11:00-12:00 attic"},
        ("wish",),
    ),
    "consecutive days": (
        {"red": ["consecutive-days"]},
        {"r1": "4 09:00-10:00 hall", "r2": "6 09:00-10:00 hall"},
        ("wish",),
    ),
    "chair of two tracks": (
        {"red": ["chair euler"], "blue": ["chair euler"]},
        {"r1": "09:00-10:00 hall", "b1": "09:30-10:30 attic"},
        ("wish",),
    ),
    "tag": (
        {"r1": ["apart #unrecorded"], "b1": ["apart #unrecorded"]},
        {"r1": "09:00-10:00 hall", "b1": "09:30-10:30 attic", "r2": "09:00-10:00 hall"},
        ("wish",),
    ),
    "only": ({"r1": ["only 2026-05-05 14:00-18:00"]}, {"r1": "14:00-15:00 hall"}, ("restriction",)),
    "only hours": ({"r1": ["only 14:00-18:00"]}, {"r1": "13:30-14:30 hall"}, ("restriction",)),
    "only hours or a day": (
        {"r1": ["only Mon 14:00-18:00 2026-05-05"]},
        {"r1": "13:30-14:30 hall"},
        ("restriction",),
    ),
    "not a room": ({"r1": ["not hall"]}, {"r1": "14:00-15:00 hall"}, ("restriction",)),
    "not a time": ({"r1": ["not 2026-05-04 14:00-15:00"]}, {"r1": "14:30-15:30 hall"}, ("restriction",)),
    "a person's": ({"noether": ["not morning"]}, {"r1": "09:00-10:00 hall"}, ("restriction",)),
    "a track's": (
        {"red": ["prefer afternoon attic"]},
        {"r1": "09:00-10:00 hall"},
        ("preference", "preference"),
    ),
    "avoided": ({"red": ["avoid 2026-05-04"]}, {"r1": "09:00-10:00 hall"}, ("preference",)),
    "turnaround": (
        {"congress": ["turnaround 15"]},
        {"r1": "09:00-10:00 hall", "r2": "10:10-11:00 hall"},
        ("turnaround",),
    ),
    "most talks": (
        {"congress": ["most-talks 1"]},
        {"r1": "09:00-10:00 hall", "r2": "14:00-15:00 hall"},
        ("too-many-talks",),
    ),
}


def schedule_with(wishes: dict[str, Any], times: dict[str, str], **fields: Any) -> Schedule:
    """Three talks of Noether in the red track and one of Euler in the blue one."""

    def talk(id_: str, track: str, who: str) -> dict[str, Any]:
        *when, room = times.get(id_, "").split() or [""]
        slot = a_session(id_, " ".join(when), room)["slot"] if room else None
        return a_session(id_, minutes=60, track=track, people=[who], wishes=wishes.get(id_, ())) | {
            "slot": slot
        }

    return example(
        *(talk(id_, "red", "noether") for id_ in ("r1", "r2", "r3")),
        talk("b1", "blue", "euler"),
        conference={"end": "2026-05-07", "wishes": wishes.get("congress", ())},
        tracks=[{"id": id_, "name": id_, "wishes": wishes.get(id_, ())} for id_ in ("red", "blue")],
        participants=[a_person(id_, wishes=wishes.get(id_, ())) for id_ in ("noether", "euler")],
        rooms=[a_room("hall", features=["piano"]), a_room("attic")],
        **fields,
    ).schedule


def codes(schedule: Schedule) -> tuple[str, ...]:
    """The codes of findings about wishes."""
    return tuple(finding.code for finding in check(schedule) if finding.code in RULES)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_wish_is_checked_and_followed(case: Any) -> None:
    wishes, times, expected = case
    broken = schedule_with(wishes, times)
    assert codes(broken) == expected
    free = schedule_with(wishes, {})
    proposal = plan(free, moves=200, seeds=1)
    planned = proposal.apply(free)
    assert not proposal.left_out
    assert codes(planned) == ()
    assert proposal.points == sum(charged.points for charged in charge(planned).values())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_moving_a_session_finds_what_a_whole_check_finds(case: Any) -> None:
    wishes, times, _ = case
    checker, _ = Checker(schedule_with(wishes, {})).moved(schedule_with(wishes, times))
    assert checker.findings == check(schedule_with(wishes, times))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_first_and_the_last_wish_are_found_by_a_checker_that_moves_along(case: Any) -> None:
    wishes, times, _ = case
    without, stated = schedule_with({}, times), schedule_with(wishes, times)
    for before, after in ((without, stated), (stated, without)):
        checker, _ = Checker(before).moved(after)
        assert checker.findings == check(after)
        assert Checker(before).effect(after).added == tuple(
            finding for finding in check(after) if finding not in check(before)
        )


def test_needs_of_a_session_are_features_of_its_room() -> None:
    schedule = schedule_with({}, {"r1": "09:00-10:00 attic"})
    first, *others = schedule.sessions
    assert codes(
        schedule.model_copy(update={"sessions": (first.model_copy(update={"needs": ["piano"]}), *others)})
    )


def test_wishes_follow_new_ids() -> None:
    wishes = {"r1": ["not hall", "prefer apart b1 blue"], "red": ["chair euler"]}
    schedule = schedule_with(wishes, {})
    renames = (
        (EntityKind.ROOM, "hall", "aula"),
        (EntityKind.SESSION, "b1", "cube"),
        (EntityKind.TRACK, "blue", "azure"),
        (EntityKind.PARTICIPANT, "euler", "leonhard"),
    )
    edited = schedule
    for kind, old, new in renames:
        edited = edit_entity(edited, kind, old, {"id": new})
    assert edited.session("r1").wishes == ("not aula", "prefer apart cube azure")
    assert edited.track("red").wishes == ("chair leonhard",)
    assert rename_ids(schedule, {Subject(kind, old): new for kind, old, new in renames}) == edited


def test_words_and_names_that_are_unknown_are_found() -> None:
    wishes = {"r1": ["onyl morning", "apart nobody", "only nowhere"], "red": ["in-order"]}
    assert codes(schedule_with(wishes, {})) == ("lost-setting",) * 4
