"""A session becomes part of the block that it is moved into, and leaves the one that it is moved out of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from eventkit.editing import move_session
from two_days import slot, talk, two_days


def at(id_: str, start: str, end: str, *rooms: str, **fields: Any) -> dict[str, Any]:
    return talk(id_, id_, slot=slot(1, start, end, *rooms), **fields)


DAYS = two_days(
    "days",
    [
        at("morning", "09:00", "10:00", "hall", kind="block"),
        at("noon", "11:00", "12:00", "hall", kind="block"),
        at("algebra", "13:00", "14:00", "hall", kind="block", track="algebra"),
        at("cancelled", "14:00", "15:00", "hall", kind="block", status="cancelled"),
        at("pinned", "15:00", "16:00", "hall", kind="block", pinned=True),
        at("symposium", "09:00", "12:00", "annex"),
        at("first", "09:00", "09:30", parent="morning"),
        at("second", "15:00", "15:30", parent="pinned"),
        at("third", "09:00", "09:30", parent="symposium"),
        at("fourth", "10:00", "10:30", "yard", track="analysis"),
    ],
    tracks=[
        {"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"},
        {"id": "analysis", "name": "Analysis", "code": "AN", "colour": "#993366"},
    ],
)


def moved(id_: str, start: str, *rooms: str) -> tuple[str | None, tuple[str, ...]]:
    """The parent and the rooms of a session after a move on the first day."""
    schedule = move_session(DAYS, id_, start=_instant(start), rooms=rooms or None)
    session = schedule.session(id_)
    return session.parent, schedule.rooms_of(session)


def _instant(start: str) -> datetime:
    return datetime.fromisoformat(f"2027-05-01T{start}:00+02:00")


@pytest.mark.parametrize(
    ("session", "start", "rooms", "outcome"),
    [
        ("first", "11:30", (), ("noon", ("hall",))),
        ("first", "10:15", (), (None, ("hall",))),
        ("first", "11:00", ("annex",), (None, ("annex",))),
        ("first", "09:45", (), ("morning", ("hall",))),
        ("first", "13:00", (), ("algebra", ("hall",))),
        ("first", "14:00", (), (None, ("hall",))),
        ("first", "15:30", (), (None, ("hall",))),
        ("second", "11:00", (), ("pinned", ("hall",))),
        ("third", "13:00", (), ("symposium", ("annex",))),
        ("fourth", "09:30", ("hall",), ("morning", ("hall",))),
        ("fourth", "11:45", ("hall",), (None, ("hall",))),
        ("fourth", "13:00", ("hall",), (None, ("hall",))),
    ],
)
def test_a_session_is_part_of_the_block_that_it_is_moved_into(
    session: str, start: str, rooms: tuple[str, ...], outcome: tuple[str | None, tuple[str, ...]]
) -> None:
    """A block is entered if it contains the whole session, and left once nothing of it is in the block.

    Pinned and cancelled blocks are not entered, nor are those of another track; parts of pinned blocks and of
    sessions of another kind stay with them.
    """
    assert moved(session, start, *rooms) == outcome


def test_a_block_takes_its_parts_along() -> None:
    schedule = move_session(DAYS, "morning", start=_instant("11:00") + timedelta(hours=6))
    assert schedule.session("first").parent == "morning"
    assert schedule.session("first").slot != DAYS.session("first").slot
