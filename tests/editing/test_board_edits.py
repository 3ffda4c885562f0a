"""Board edits: each field follows whoever changed it, and two who changed the same one are in conflict."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from eventkit.editing import MergeConflict, Refused, swap_sessions
from eventkit.editing.board_edits import (
    NOWHERE,
    PinSession,
    PlaceSession,
    SeenPlace,
    ShiftSessions,
    SwapSessions,
    apply_board_edits,
    describe_edits,
)
from eventkit.model import SessionId
from eventkit.schedule import Schedule
from web.server_kit import small_schedule


def at(start: str, end: str, *rooms: str) -> SeenPlace:
    """A place on the first day, in UTC."""
    clocks = (datetime.fromisoformat(f"2027-05-01T{clock}:00").replace(tzinfo=UTC) for clock in (start, end))
    return SeenPlace(*clocks, rooms)


SEEN = at("08:00", "08:30", "hall")  # of dust, 10:00 in Vienna


def place(schedule: Schedule, session: str) -> SeenPlace:
    """The present place of a session."""
    return SeenPlace.of(schedule, schedule.session(SessionId(session)))


def moved(to: SeenPlace, seen: SeenPlace = SEEN) -> PlaceSession:
    """A move of the session dust."""
    return PlaceSession("dust", seen, to)


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (at("08:00", "08:30", "annex"), at("10:00", "10:30", "hall"), at("10:00", "10:30", "annex")),
        (at("08:00", "09:00", "hall"), at("07:45", "08:30", "hall"), at("07:45", "09:00", "hall")),
        (at("10:00", "10:30", "hall"), at("10:00", "10:30", "yard"), at("10:00", "10:30", "yard")),
        (at("10:00", "10:30", "hall"), SEEN, at("10:00", "10:30", "hall")),
        (NOWHERE, NOWHERE, NOWHERE),
        (at("09:00", "09:30", "hall"), at("10:00", "10:30", "hall"), ("start", "end")),
        (at("08:00", "09:00", "hall"), at("08:00", "08:45", "hall"), ("end",)),
        (at("08:00", "08:30", "yard"), at("08:00", "08:30", "annex"), ("rooms",)),
        (NOWHERE, at("08:00", "08:30", "annex"), ("rooms",)),
        (NOWHERE, at("08:00", "08:45", "hall"), ("end",)),
        (at("08:00", "08:30", "yard"), NOWHERE, ("rooms",)),
        # Each is sound, both together would end before they begin.
        (at("07:00", "07:30", "hall"), at("08:15", "08:30", "hall"), ("start",)),
        (at("08:00", "08:15", "hall"), at("08:20", "08:30", "hall"), ("end",)),
    ],
)
def test_fields_follow_whoever_changed_them_or_conflict(
    theirs: SeenPlace, mine: SeenPlace, merged: Any
) -> None:
    now = apply_board_edits(small_schedule(), [moved(theirs)])
    if isinstance(merged, SeenPlace):
        assert place(apply_board_edits(now, [moved(mine)]), "dust") == merged
        return
    with pytest.raises(MergeConflict) as raised:
        apply_board_edits(now, [moved(mine)])
    assert tuple(conflict.field.removeprefix("slot.") for conflict in raised.value.conflicts) == merged


def test_all_conflicts_of_a_request_are_reported_and_later_edits_are_no_conflict_of_their_own() -> None:
    schedule = small_schedule()
    now = apply_board_edits(schedule, [moved(at("09:00", "09:30", "hall"))])
    first, second = at("10:00", "10:30", "hall"), at("11:00", "11:30", "hall")
    edits = [moved(first), moved(second, first), PinSession("gone", pinned=True)]
    with pytest.raises(MergeConflict) as raised:
        apply_board_edits(now, edits)
    fields = [(conflict.id, conflict.field) for conflict in raised.value.conflicts]
    assert fields == [("dust", "slot.start"), ("dust", "slot.end"), ("gone", "")]


def test_a_trial_begins_where_the_session_is_whatever_its_author_saw() -> None:
    now = apply_board_edits(small_schedule(), [moved(at("09:00", "09:30", "hall"))])
    to = at("10:00", "10:30", "annex")
    assert place(apply_board_edits(now, [moved(to)], as_seen=False), "dust") == to


def test_edits_that_are_carried_out_already_change_nothing() -> None:
    schedule = small_schedule()
    light = place(schedule, "light")
    edits = [
        SwapSessions(("dust", "light"), (SEEN, light)),
        ShiftSessions(5, {"opening": place(schedule, "opening")}),
        PinSession("opening", pinned=True),
    ]
    after = apply_board_edits(schedule, edits)
    assert after != schedule
    assert apply_board_edits(after, edits) == after
    assert describe_edits(edits) == "swap 'dust' and 'light'; shift 1 session by +5 minutes; pin 'opening'"


def test_what_has_no_time_cannot_be_shifted_and_a_place_ends_after_its_start() -> None:
    schedule = small_schedule()
    with pytest.raises(Refused, match="has no time"):
        apply_board_edits(schedule, [ShiftSessions(5, {"late": NOWHERE})])
    with pytest.raises(Refused, match="its end has to be after its start"):
        apply_board_edits(schedule, [moved(at("09:00", "09:00", "hall"))])


def test_a_part_without_rooms_of_its_own_keeps_none_in_the_rooms_of_its_block() -> None:
    schedule = small_schedule()
    seen = place(schedule, "first")
    assert seen.rooms == ("annex",)
    later = SeenPlace(seen.start, schedule.session(SessionId("second")).slot.period.end, ())  # type: ignore[union-attr]
    for rooms in ((), ("annex",)):
        edit = PlaceSession(
            "first", SeenPlace(seen.start, seen.end, rooms), SeenPlace(later.start, later.end, rooms)
        )
        slot = apply_board_edits(schedule, [edit]).session(SessionId("first")).slot
        assert slot is not None
        assert slot.rooms == ()


def test_two_sessions_are_swapped_by_their_ids_and_keep_their_lengths() -> None:
    schedule = small_schedule()
    dust, light = place(schedule, "dust"), place(schedule, "light")
    swapped = swap_sessions(schedule, "dust", "light")
    assert (place(swapped, "dust").start, place(swapped, "dust").rooms) == (light.start, light.rooms)
    assert (place(swapped, "light").start, place(swapped, "light").rooms) == (dust.start, dust.rooms)
    assert swap_sessions(swapped, "dust", "light") == schedule
    with pytest.raises(Refused):
        swap_sessions(schedule, "dust", "nothing")
