"""Rules of times and places: where they hold, where they do not, and what they say then."""

from __future__ import annotations

import pytest

from model.building import CONFERENCE, schedule, session
from rules.telling import about, told


def test_a_room_that_holds_two_sessions_at_once_is_an_error() -> None:
    clash = schedule(session("algebra", "09:00-10:00", "hall"), session("geometry", "09:30-11:00", "hall"))
    assert told("room-clash", clash) == [
        (
            "error: Hall (hall) holds “Algebra” (algebra) and “Geometry” (geometry) at once, "
            "Mon, 4 May 09:30–10:00: move one of them, or mark the room as shared"
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
def test_a_room_holds_what_touches_what_is_cancelled_and_parts(other: dict[str, object]) -> None:
    assert told("room-clash", schedule(session("a", "09:00-10:00", "hall"), other)) == []


def test_a_shared_room_holds_anything() -> None:
    posters = [session(id_, "09:00-10:00", "yard") for id_ in "abc"]
    assert told("room-clash", schedule(*posters)) == []


def test_a_part_of_a_part_lies_within_and_clashes_with_neither() -> None:
    inner = session("c", "09:00-09:10", parent="b")
    nest = [session("a", "09:00-10:00", "hall"), session("b", "09:00-09:30", parent="a"), inner]
    assert told("room-clash", schedule(*nest)) == []


def test_parts_of_one_session_clash_in_the_room_they_have_from_it() -> None:
    parts = [session("b", "09:00-09:30", parent="a"), session("c", "09:20-09:40", parent="a")]
    clash = schedule(session("a", "09:00-10:00", "hall"), *parts)
    assert about("room-clash", clash) == [("b", "c", "hall")]


def test_two_blocks_that_clash_are_told_once_and_not_for_each_of_their_parts() -> None:
    clash = schedule(
        session("a", "09:00-10:00", "hall"),
        session("a1", "09:00-09:30", parent="a"),
        session("a2", "09:30-10:00", parent="a"),
        session("b", "09:00-10:00", "hall"),
        session("b1", "09:00-10:00", parent="b"),
    )
    assert about("room-clash", clash) == [("a", "b", "hall")]


def test_a_clash_past_midnight_is_found_and_told_with_the_date_on_the_calendar() -> None:
    clash = schedule(session("dinner", "23:00-01:00", "hall"), session("party", "5 00:30-02:00", "hall"))
    (found,) = told("room-clash", clash)
    assert "Tue, 5 May 00:30–01:00" in found
    assert told("outside-days", clash) == []


def test_a_clash_in_the_hour_that_the_clocks_show_twice_goes_by_instants() -> None:
    """Both are shown to begin at 02:15; the second does when the first has been over for half an hour."""
    first = {"start": "2026-10-25T02:15+02:00", "end": "2026-10-25T02:45+02:00"}
    second = {"start": "2026-10-25T02:15+01:00", "end": "2026-10-25T02:45+01:00"}
    apart = schedule(
        *(session(id_, slot={"period": at, "rooms": ["hall"]}) for id_, at in (("a", first), ("b", second)))
    )
    assert told("room-clash", apart) == []


def test_a_part_that_reaches_outside_its_session_is_an_error() -> None:
    late = schedule(session("block", "09:00-10:00", "hall"), session("talk", "09:30-10:10", parent="block"))
    assert told("part-outside", late) == [
        (
            "error: “Talk” (talk), Mon, 4 May 09:30–10:10, is part of “Block” (block), "
            "Mon, 4 May 09:00–10:00, but reaches outside it: move one of them"
        )
    ]


def test_a_part_that_fills_its_session_lies_within_it() -> None:
    full = schedule(session("block", "09:00-10:00", "hall"), session("talk", "09:00-10:00", parent="block"))
    assert told("part-outside", full) == []


def test_a_part_is_held_to_the_next_session_above_it_that_has_a_time() -> None:
    deep = schedule(
        session("block", "09:00-10:00", "hall"),
        session("part", parent="block"),
        session("item", "10:00-10:10", parent="part"),
    )
    assert about("part-outside", deep) == [("item", "block")]


def test_a_session_on_no_day_of_the_conference_is_told() -> None:
    early = schedule(
        session("tour", "3 15:00-16:00"),
        session("cancelled", "3 09:00-10:00", status="cancelled"),
    )
    assert told("outside-days", early) == [
        (
            "warning: “Tour” (tour) is on 3 May 2026, and the conference on 4–6 May 2026: "
            "move the session, or mend the conference's days"
        )
    ]


def test_a_party_after_the_last_midnight_is_still_on_the_last_day() -> None:
    party = session("party", "7 00:30-02:00")
    assert told("outside-days", schedule(party)) == []
    calendar_days = {**CONFERENCE, "day_change": "00:00"}
    assert about("outside-days", schedule(party, conference=calendar_days)) == [("party",)]


def test_a_session_with_a_time_and_no_room_is_told() -> None:
    lost = schedule(session("talk", "09:00-10:00"))
    assert told("no-room", lost) == ["warning: “Talk” (talk) has a time but no room: give it one"]
    assert told("no-room", schedule(session("talk", "09:00-10:00"), rooms=[])) == []


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
    assert told("no-room", schedule(session("a", "09:00-10:00", **fields))) == []


def test_a_block_whose_parts_are_in_several_rooms_needs_none_of_its_own() -> None:
    spread = [
        session("one", "09:00-10:00", "hall", parent="block"),
        session("two", "09:00-10:00", "attic", parent="block"),
    ]
    assert told("no-room", schedule(session("block", "09:00-10:00"), *spread)) == []
