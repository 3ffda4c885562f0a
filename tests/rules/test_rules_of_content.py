"""Rules of what is said and what is not said yet."""

from __future__ import annotations

from model.building import CONFERENCE, named, schedule, session
from rules.telling import about, told


def test_a_session_without_a_time_is_told_unless_its_session_has_one() -> None:
    waiting = schedule(
        session("talk"),
        session("gone", status="cancelled"),
        session("block", "09:00-10:00", "hall"),
        session("paper", parent="block"),
    )
    assert told("unscheduled", waiting) == [
        "warning: “Talk” (talk) has no time yet: schedule it, or cancel it"
    ]


def test_a_block_without_a_time_is_told_once_and_not_for_each_of_its_parts() -> None:
    waiting = schedule(session("block"), *(session(id_, parent="block") for id_ in "abc"))
    assert about("unscheduled", waiting) == [("block",)]


def test_a_block_whose_parts_have_times_must_have_one_too() -> None:
    """A programme lists days by the outermost sessions: the parts would stand on none."""
    lost = schedule(session("block"), session("part", "09:00-10:00", "hall", parent="block"))
    assert told("unscheduled", lost) == [
        (
            "error: “Block” (block) has no time, though parts of it have, and so stands on no day: "
            "give it one that holds them all"
        )
    ]


def test_a_part_of_a_cancelled_session_is_cancelled_too() -> None:
    """Or it would be printed as if it took place."""
    half = schedule(
        session("block", "09:00-10:00", "hall", status="cancelled"),
        session("one", parent="block", status="tentative"),
        session("two", parent="block", status="cancelled"),
    )
    assert told("part-of-cancelled", half) == [
        (
            "error: “One” (one) is tentative, but “Block” (block), which it is part of, is cancelled: "
            "cancel it too, or take it out"
        )
    ]


def test_titles_that_lack_a_language_of_the_conference_are_told() -> None:
    lacking = schedule(
        session("talk", title={"en": "Talk"}),
        session("well", title={"en": "Well", "zh-Hans": "好"}),  # serves readers of zh
        conference={**CONFERENCE, "title": "Congress"},
        rooms=named("hall", name={"zh": "厅"}),
        tracks=[{"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"}],
    )
    ends = "add it, or it is printed in another language"
    assert told("one-language", lacking) == [
        f"warning: the name of the track algebra is missing in en, zh: {ends}",
        f"warning: the title of the conference is missing in en, zh: {ends}",
        f"warning: the name of the room hall is missing in en: {ends}",
        f"warning: the title of “Talk” (talk) is missing in zh: {ends}",
    ]
    assert told("one-language", schedule(session("talk"))) == []
