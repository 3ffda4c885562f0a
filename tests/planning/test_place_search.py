"""Free places for one session."""

from __future__ import annotations

from datetime import date
from typing import Any

from eventkit.editing import edit_room, edit_session
from eventkit.planning.place_search import find_places
from eventkit.rules import Effect
from eventkit.schedule import Schedule
from eventkit.times import Period
from store.small import FORUM, period
from two_days import slot, talk, two_days

DAY = date(2026, 11, 5)


def starts(schedule: Schedule) -> set[str]:
    """The starts of the free places of a session of 90 minutes in the yard, from 10:00 to 12:00 UTC."""
    places = find_places(
        schedule, lambda _: Effect(), "lecture", {DAY: Period.model_validate(period(10, 120))}, limit=99
    )
    return {f"{place.place.start:%H:%M}" for place in places if place.place.start}


def test_a_session_may_go_over_the_seam_of_two_times_at_which_a_room_is_open() -> None:
    sessions = tuple(
        session.model_copy(update={"parent": None, "slot": None, "minutes": 90})
        for session in FORUM.sessions
        if session.id == "lecture"
    )
    free = edit_room(FORUM.model_copy(update={"sessions": sessions}), "hall", available=[period(1)])
    open_twice = edit_room(free, "yard", available=[period(10), period(11)])
    assert starts(open_twice) == {"10:00", "10:15", "10:30"}
    assert starts(edit_room(free, "yard", available=[period(10), period(12)])) == set()


def session_at(id_: str, start: str, end: str, room: str, **fields: Any) -> dict[str, Any]:
    return talk(id_, id_, slot=slot(1, start, end, room), **fields)


def places_for(schedule: Schedule, session: str) -> list[tuple[str, tuple[str, ...]]]:
    """The starts and rooms of free places from 09:00 to 12:00 on the clock of the conference."""
    hours = Period.model_validate(slot(1, "09:00", "12:00")["period"])
    places = find_places(schedule, lambda _: Effect(), session, {date(2027, 5, 1): hours}, limit=99)
    return [
        (f"{schedule.wall(place.place.start):%H:%M}", place.place.rooms)
        for place in places
        if place.place.start
    ]


BLOCKS = two_days(
    "days",
    [
        session_at("morning", "09:00", "10:00", "hall", kind="block"),
        session_at("noon", "11:00", "12:00", "hall", kind="block"),
        session_at("pinned", "09:00", "12:00", "annex", kind="block", pinned=True),
        session_at("first", "09:00", "09:30", "hall", parent="morning"),
        session_at("second", "11:00", "12:00", "hall", parent="noon"),
    ],
)


def test_a_talk_in_a_block_may_go_to_other_blocks_and_these_come_before_other_places() -> None:
    places = places_for(BLOCKS, "first")
    assert places[:2] == [("09:15", ("hall",)), ("09:30", ("hall",))]
    inside = {start for start, rooms in places if rooms == ("hall",)}
    assert inside == {"09:15", "09:30", "10:00", "10:15", "10:30"}
    assert not [start for start, rooms in places if rooms == ("annex",)]


def test_a_place_in_no_block_costs_as_much_as_two_warnings() -> None:
    hours = Period.model_validate(slot(1, "09:00", "12:00")["period"])
    places = find_places(BLOCKS, lambda _: Effect(), "first", {date(2027, 5, 1): hours}, limit=99)
    assert {(place.outside_blocks, place.cost) for place in places} == {(False, 0), (True, 200)}


def test_a_talk_that_slipped_out_of_its_block_goes_back_where_other_talks_are_in_blocks() -> None:
    hours = Period.model_validate(slot(1, "09:00", "12:00")["period"])

    def outside(schedule: Schedule) -> list[bool]:
        free = find_places(schedule, lambda _: Effect(), "first", {date(2027, 5, 1): hours}, limit=99)
        return [place.outside_blocks for place in free]

    slipped = edit_session(BLOCKS, "first", parent=None, slot=slot(1, "09:45", "10:15", "hall"))
    assert outside(slipped) == sorted(outside(slipped))
    assert {*outside(slipped)} == {False, True}
    # Where other talks are outside as well, it may stay there.
    assert set(outside(edit_session(slipped, "second", parent=None))) == {False}


def test_a_talk_that_no_block_has_room_for_is_placed_outside_of_them() -> None:
    assert {start for start, rooms in places_for(BLOCKS, "second") if rooms == ("hall",)} == {"10:00"}
