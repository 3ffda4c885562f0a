"""Free places for one session."""

from __future__ import annotations

from datetime import date

from eventkit.editing import edit_room
from eventkit.planning.place_search import find_places
from eventkit.rules import Effect
from eventkit.schedule import Schedule
from eventkit.times import Period
from store.small import FORUM, period

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
