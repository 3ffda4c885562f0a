"""Rules of times and places: where they hold, where they do not, and what they say then."""

from __future__ import annotations

import pytest

from eventkit.rules import Checker
from eventkit.rules.stated_wishes import StatedSettings
from model.building import CONFERENCE, named, schedule, session
from rules.rule_findings import about, graded, messages


def test_two_sessions_at_once_in_a_room_are_an_error() -> None:
    clash = schedule(session("algebra", "09:00-10:00", "hall"), session("geometry", "09:30-11:00", "hall"))
    assert messages("room-clash", clash) == [
        (
            "error: Hall (hall) has “Algebra” (algebra) and “Geometry” (geometry) at once, "
            "Mon, 4 May 09:30–10:00: move one of them to another room or time, or mark the room as shared"
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        session("b", "10:00-11:00", "hall"),  # only touches it
        session("b", "09:00-10:00", "attic"),
        session("b", "09:00-10:00"),
        session("b", "09:00-10:00", "hall", status="cancelled"),
        session("b", "09:00-10:00", parent="a"),
        session("b", "09:00-10:00", "hall", parent="a"),
        session("b"),
    ],
)
def test_adjacent_cancelled_and_nested_sessions_cause_no_room_clash(other: dict[str, object]) -> None:
    assert messages("room-clash", schedule(session("a", "09:00-10:00", "hall"), other)) == []


def test_a_shared_room_has_no_clashes() -> None:
    posters = [session(id_, "09:00-10:00", "yard") for id_ in "abc"]
    assert messages("room-clash", schedule(*posters)) == []


def test_a_part_of_a_part_lies_within_and_clashes_with_neither() -> None:
    inner = session("c", "09:00-09:10", parent="b")
    nest = [session("a", "09:00-10:00", "hall"), session("b", "09:00-09:30", parent="a"), inner]
    assert messages("room-clash", schedule(*nest)) == []


def test_parts_of_one_session_clash_in_the_room_they_have_from_it() -> None:
    parts = [session("b", "09:00-09:30", parent="a"), session("c", "09:20-09:40", parent="a")]
    clash = schedule(session("a", "09:00-10:00", "hall"), *parts)
    assert about("room-clash", clash) == [("b", "c", "hall")]


def test_clashing_blocks_are_reported_once_and_not_for_each_part() -> None:
    clash = schedule(
        session("a", "09:00-10:00", "hall"),
        session("a1", "09:00-09:30", parent="a"),
        session("a2", "09:30-10:00", parent="a"),
        session("b", "09:00-10:00", "hall"),
        session("b1", "09:00-10:00", parent="b"),
    )
    assert about("room-clash", clash) == [("a", "b", "hall")]


def test_a_clash_past_midnight_is_reported_with_its_calendar_date() -> None:
    clash = schedule(session("dinner", "23:00-01:00", "hall"), session("party", "5 00:30-02:00", "hall"))
    (found,) = messages("room-clash", clash)
    assert "Tue, 5 May 00:30–01:00" in found
    assert messages("outside-days", clash) == []


def test_a_clash_in_the_repeated_hour_is_judged_by_instants() -> None:
    """Both are shown to begin at 02:15; the second does when the first has been over for half an hour."""
    first = {"start": "2026-10-25T02:15+02:00", "end": "2026-10-25T02:45+02:00"}
    second = {"start": "2026-10-25T02:15+01:00", "end": "2026-10-25T02:45+01:00"}
    apart = schedule(
        *(session(id_, slot={"period": at, "rooms": ["hall"]}) for id_, at in (("a", first), ("b", second)))
    )
    assert messages("room-clash", apart) == []


def test_a_part_that_reaches_outside_its_session_is_an_error() -> None:
    late = schedule(session("block", "09:00-10:00", "hall"), session("talk", "09:30-10:10", parent="block"))
    assert messages("part-outside", late) == [
        (
            "error: “Talk” (talk), Mon, 4 May 09:30–10:10, is part of “Block” (block), Mon, 4 May "
            "09:00–10:00, but not within its time: move the part, or extend the session it belongs to"
        )
    ]


def test_a_part_that_fills_its_session_lies_within_it() -> None:
    full = schedule(session("block", "09:00-10:00", "hall"), session("talk", "09:00-10:00", parent="block"))
    assert messages("part-outside", full) == []


def test_a_part_is_checked_against_its_nearest_scheduled_ancestor() -> None:
    deep = schedule(
        session("block", "09:00-10:00", "hall"),
        session("part", parent="block"),
        session("item", "10:00-10:10", parent="part"),
    )
    assert about("part-outside", deep) == [("item", "block")]


def test_a_session_outside_the_conference_days_is_reported() -> None:
    early = schedule(
        session("tour", "3 15:00-16:00"),
        session("cancelled", "3 09:00-10:00", status="cancelled"),
    )
    assert messages("outside-days", early) == [
        (
            "warning: “Tour” (tour) is on Sun, 3 May, but the conference runs from Mon, 4 May to Wed, 6 May"
            ": correct the date of the session or of the conference"
        )
    ]


def test_a_wrong_year_is_reported_with_the_year() -> None:
    another = {**CONFERENCE, "start": "2025-05-04", "end": "2025-05-06"}
    (message,) = messages("outside-days", schedule(session("tour", "5 15:00-16:00"), conference=another))
    assert "is on Tue, 5 May 2026, but the conference runs from Sun, 4 May to Tue, 6 May" in message


def test_a_party_after_the_last_midnight_is_still_on_the_last_day() -> None:
    party = session("party", "7 00:30-02:00")
    assert messages("outside-days", schedule(party)) == []
    calendar_days = {**CONFERENCE, "day_change": "00:00"}
    assert about("outside-days", schedule(party, conference=calendar_days)) == [("party",)]


def test_a_scheduled_session_without_a_room_is_reported() -> None:
    lost = schedule(session("talk", "09:00-10:00"))
    assert messages("no-room", lost) == [
        "warning: “Talk” (talk) has a time but no room: give it a room, or a stream if it is online only"
    ]
    assert messages("no-room", schedule(session("talk", "09:00-10:00"), rooms=[])) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "meal"},
        {"kind": "tour"},
        {"status": "cancelled"},
        {"streams": [{"url": "https://a.example"}]},
    ],
)
def test_lunch_tours_and_streams_need_no_room(fields: dict[str, object]) -> None:
    assert messages("no-room", schedule(session("a", "09:00-10:00", **fields))) == []


def test_a_block_with_parts_in_several_rooms_needs_no_room() -> None:
    spread = [
        session("one", "09:00-10:00", "hall", parent="block"),
        session("two", "09:00-10:00", "attic", parent="block"),
    ]
    assert messages("no-room", schedule(session("block", "09:00-10:00"), *spread)) == []


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"kind": "meal"}, ("warning", "pause")),
        ({"title": {"en": "a"}}, ("info", "again")),
        ({"title": {"en": "A [repeat]"}}, ("info", "again")),
        ({"kind": "poster"}, ("error", "")),
    ],
)
def test_a_break_over_a_session_is_a_warning_and_a_duplicate_session_is_information(
    fields: dict[str, object], grade: tuple[str, str]
) -> None:
    clash = schedule(session("a", "09:00-10:00", "hall"), session("b", "09:00-10:00", "hall", **fields))
    assert graded("room-clash", clash) == [grade]


FREE = [
    {"start": "2026-05-04T08:00+02:00", "end": "2026-05-04T10:00+02:00"},
    {"start": "2026-05-04T10:00+02:00", "end": "2026-05-04T12:00+02:00"},
]


@pytest.mark.parametrize(
    ("when", "holds"), [("08:00-12:00", True), ("07:59-09:00", False), ("5 08:00-09:00", False)]
)
def test_a_room_is_used_when_it_is_available(when: str, holds: bool) -> None:  # noqa: FBT001 - drawn
    used = schedule(session("a", when, "hall"), rooms=named("hall", available=FREE))
    assert about("room-unavailable", used) == ([] if holds else [("a", "hall")])


def test_the_rooms_of_a_session_together_have_enough_seats() -> None:
    rooms = named("hall", "attic", capacity=40)
    full = session("a", "09:00-10:00", "hall", audience=50)
    assert messages("room-too-small", schedule(full, rooms=rooms)) == [
        (
            "warning: “A” (a) expects 50 people, and Hall (hall) seats 40: "
            "give it a larger room, or one more for the overflow"
        )
    ]
    both = session("a", "09:00-10:00", "hall", "attic", audience=50)
    assert about("room-too-small", schedule(both, rooms=rooms)) == []
    assert (
        about("room-too-small", schedule(full, rooms=named("hall"))) == []
    )  # nobody knows how many it holds


def test_a_room_has_the_equipment_its_session_needs() -> None:
    def lacking(when: str | None, *needs: str) -> list[tuple[str, ...]]:
        asked = session("a", when, *(["hall"] if when else []), needs=needs)
        return about("missing-feature", schedule(asked, rooms=named("hall", features=["piano"])))

    assert lacking("09:00-10:00", "piano") == []
    assert lacking("09:00-10:00", "piano", "stage") == [("a", "hall")]
    assert lacking(None, "stage") == []


def test_interpreters_have_booths() -> None:
    spoken = session("a", "09:00-10:00", "hall", interpreted=["zh"])
    assert about("no-booths", schedule(spoken)) == [("a", "hall")]
    assert about("no-booths", schedule(spoken, rooms=named("hall", features=["interpretation"]))) == []


@pytest.mark.parametrize(
    ("when", "settings", "holds"),
    [
        ("08:00-18:00", {}, True),
        ("07:59-09:00", {}, False),
        ("17:30-18:30", {}, False),
        ("17:30-18:30", {"room_hours": {"hall": {"opens": "09:00", "closes": "01:00"}}}, True),
        ("23:00-01:00", {"room_hours": {"hall": {"opens": "09:00", "closes": "01:00"}}}, True),
        ("23:00-01:30", {"room_hours": {"hall": {"opens": "09:00", "closes": "01:00"}}}, False),
        (
            "5 00:10-00:30",
            {"room_hours": {"hall": {"opens": "09:00", "closes": "01:00"}}},
            True,
        ),  # still 4 May
    ],
)
def test_sessions_lie_within_the_hours(when: str, settings: dict[str, object], holds: bool) -> None:  # noqa: FBT001
    hours = {"hours": {"opens": "08:00", "closes": "18:00"}, **settings}
    placed = schedule(session("a", when, "hall"))
    assert about("outside-hours", placed, **hours) == ([] if holds else [("a",)])
    assert about("outside-hours", placed) == []


def test_nothing_runs_beside_a_plenary() -> None:
    beside = schedule(
        session("opening", "09:00-10:00", "hall", plenary=True),
        session("part", "09:00-09:10", parent="opening"),
        session("block", "09:30-11:00", "attic", kind="block"),
        session("inner", "09:30-10:00", parent="block"),
        session("coffee", "09:00-10:00", "yard", kind="break"),
        session("after", "10:00-11:00", "hall"),
        session("gone", "09:00-10:00", "attic", status="cancelled"),
    )
    assert about("plenary-parallel", beside) == [("opening", "block")]
    both = [session(id_, "09:00-10:00", room, plenary=True) for id_, room in (("a", "hall"), ("b", "attic"))]
    assert about("plenary-parallel", schedule(*both)) == [("a", "b")]
    overflow = session("b", "09:00-10:00", "attic", title={"en": "A (overflow)"})
    assert graded("plenary-parallel", schedule(both[0], overflow)) == [("info", "again")]


def test_nothing_runs_beside_an_opening_or_keynote_that_is_not_marked_plenary() -> None:
    beside = schedule(
        session("opening", "09:00-10:00", "hall", kind="opening"),
        session("part", "09:00-09:10", parent="opening"),
        session("block", "09:30-11:00", "attic", kind="block"),
        session("inner", "09:30-10:00", parent="block"),
        session("later", "10:00-11:00", parent="block"),
        session("course", "09:30-11:00", "yard", kind="workshop"),
        session("lesson", "09:30-10:00", parent="course"),
        session("coffee", "09:00-10:00", "yard", kind="break"),
        session("gone", "09:00-10:00", "attic", status="cancelled"),
        session("overflow", "09:00-10:00", "attic", title={"en": "Opening (overflow)"}),
        session("track-keynote", "09:00-09:30", parent="block", kind="keynote"),
    )
    assert about("opening-parallel", beside) == [("opening", "track-keynote", "course", "inner")]
    both = [session(id_, "09:00-10:00", id_, kind="keynote") for id_ in ("hall", "attic")]
    assert about("keynote-parallel", schedule(*both)) == [("hall", "attic")]
    opening = session("a", "09:00-10:00", "yard", kind="opening")
    assert about("opening-parallel", schedule(opening, both[0])) == [("a", "hall")]
    assert about("keynote-parallel", schedule(opening, both[0])) == []
    marked = session("c", "09:00-10:00", "yard", plenary=True)
    assert about("keynote-parallel", schedule(both[0], marked)) == []
    assert about("plenary-parallel", schedule(both[0], marked)) == [("c", "hall")]


def test_the_only_opening_comes_first_and_the_only_closing_last() -> None:
    sessions = [
        session("course", "08:00-09:00", "yard", kind="workshop"),
        session("coffee", "08:30-09:00", "hall", kind="break"),
        session("block", "09:00-10:00", "hall", kind="block"),
        session("early", "09:00-09:30", parent="block"),
        session("opening", "09:30-10:00", parent="block", kind="opening"),
        session("beside", "09:30-11:00", "attic"),
        session("gone", "08:00-09:00", "attic", status="cancelled"),
        session("closing", "10:30-11:00", "hall", kind="closing"),
        session("late", "10:45-11:15", "yard", kind="keynote"),
        session("part", "11:00-11:15", parent="late"),
        session("party", "20:00-22:00", "yard", kind="social"),
    ]
    assert sorted(about("opening-order", schedule(*sessions))) == [("closing", "late"), ("opening", "early")]
    second = session("again", "10:00-10:15", "hall", kind="opening")
    assert about("opening-order", schedule(*sessions, second)) == [("closing", "late")]


def test_a_track_runs_in_one_line() -> None:
    tracks = [{"id": "algebra", "name": {"en": "A", "zh": "代"}, "code": "AL", "colour": "#336699"}]
    in_track = {"track": "algebra"}
    beside = schedule(
        session("block", "09:00-11:00", "hall", **in_track),
        session("part", "09:00-10:00", parent="block", **in_track),
        session("talk", "10:30-11:30", "attic", **in_track),
        session("other", "10:30-11:30", "yard"),
        session("next", "11:30-12:00", "attic", **in_track),
        tracks=tracks,
    )
    assert about("track-parallel", beside) == [("talk", "block", "algebra")]


@pytest.mark.parametrize(
    ("kind", "when", "room", "holds"),
    [
        ("apart", "10:00-11:00", "hall", True),
        ("apart", "09:59-11:00", "attic", False),
        ("before", "10:00-11:00", "hall", True),
        ("before", "08:00-09:00", "hall", False),
        ("same-day", "12:00-13:00", "hall", True),
        ("same-day", "5 12:00-13:00", "hall", False),
        ("same-room", "12:00-13:00", "hall", True),
        ("same-room", "12:00-13:00", "attic", False),
        ("spread", "5 12:00-13:00", "attic", True),
        ("spread", "12:00-13:00", "attic", False),
        ("consecutive", "10:10-11:00", "hall", True),
        ("consecutive", "10:11-11:00", "hall", False),
        ("consecutive", "10:00-11:00", "attic", False),
        ("consecutive", "08:00-09:00", "hall", False),
    ],
)
def test_wishes_are_met(kind: str, when: str, room: str, holds: bool) -> None:  # noqa: FBT001 - drawn
    wish = {"kind": kind, "sessions": ["a", "b"], "reason": "one laboratory"}
    placed = schedule(session("a", "09:00-10:00", "hall"), session("b", when, room))
    assert about("wish", placed, wishes=[wish]) == ([] if holds else [("a", "b")])
    assert all("(one laboratory)" in each for each in messages("wish", placed, wishes=[wish]))
    assert about("wish", schedule(session("a", "09:00-10:00", "hall"), session("b")), wishes=[wish]) == []


LUNCH = session("lunch", "12:00-13:00", "yard", kind="meal")


def test_breaks_do_not_count_between_consecutive_sessions() -> None:
    wish = {"kind": "consecutive", "sessions": ["a", "b"]}
    both = session("a", "11:00-11:55", "hall"), session("b", "13:05-14:00", "hall")
    assert about("wish", schedule(*both, LUNCH), wishes=[wish]) == []
    assert about("wish", schedule(*both), wishes=[wish]) == [("a", "b")]
    checker = Checker(schedule(*both, LUNCH), StatedSettings.model_validate({"wishes": [wish]}))
    assert [each.code for each in checker.effect(schedule(*both)).added if each.code == "wish"] == ["wish"]


@pytest.mark.parametrize(
    ("when", "holds"),
    [("13:00-14:00", True), ("13:10-14:00", True), ("13:11-14:00", False), ("12:59-14:00", False)],
)
def test_a_session_begins_after_a_break_where_that_is_asked(when: str, holds: bool) -> None:  # noqa: FBT001 - drawn
    wish = {"kind": "after-break", "sessions": ["a"], "reason": "it has to be set up"}
    placed = schedule(session("a", when, "hall"), LUNCH)
    assert about("wish", placed, wishes=[wish]) == ([] if holds else [("a",)])
    assert all("(it has to be set up)" in each for each in messages("wish", placed, wishes=[wish]))


@pytest.mark.parametrize(
    ("when", "fields", "holds"),
    [
        ("09:00-08:00", {}, False),
        ("09:00-21:00", {}, True),
        ("09:00-21:01", {"kind": "workshop"}, False),
        ("09:00-08:00", {"kind": "poster"}, True),
        ("07:00-20:00", {"kind": "registration"}, True),
        ("09:00-08:00", {"status": "cancelled"}, True),
    ],
)
def test_a_session_longer_than_half_a_day_is_reported(
    when: str,
    fields: dict[str, object],
    holds: bool,  # noqa: FBT001 - drawn
) -> None:
    drawn = schedule(session("talk", when, "hall", **fields))
    assert about("long-session", drawn) == ([] if holds else [("talk",)])


def test_a_session_with_parts_may_be_long() -> None:
    drawn = schedule(session("track", "09:00-08:00"), session("talk", "09:00-10:00", parent="track"))
    assert about("long-session", drawn) == []


@pytest.mark.parametrize(
    ("other", "holds"),
    [
        ({"name": {"en": "HALL", "zh": "别处"}}, False),
        ({"name": {"en": "Hall", "zh": "别处"}, "building": {"en": "East"}}, True),
        ({"name": {"en": "Attic", "zh": "别处"}}, True),
    ],
)
def test_rooms_sharing_a_name_in_one_building_are_reported(other: dict[str, object], holds: bool) -> None:  # noqa: FBT001 - drawn
    drawn = schedule(rooms=[{"id": "hall", "name": {"en": "Hall", "zh": "大厅"}}, {"id": "other", **other}])
    assert about("same-room-name", drawn) == ([] if holds else [("hall", "other")])
