"""What is news is found without looking at everything."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eventkit.ledger import entry_fields, find_changed_sessions, is_moved
from eventkit.ledger.feed_visibility import feed_keys
from eventkit.ledger.visible_fields import changed_headings, takes_place
from eventkit.model import Session
from eventkit.schedule import EntityKind, Schedule
from strategies import schedules
from two_days import slot, talk, two_days


def otherwise(value: Any) -> Any:
    """The value, with something of it that readers are shown changed."""
    fields = type(value).model_fields
    if "slot" in fields:
        return value.model_copy(update={"title": "Another title"})
    return value.model_copy(update={"name": "Another name"})


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Schedule, Schedule]:
    """A schedule, and one in which some things of some kinds are otherwise, or in another order."""
    old = draw(schedules())
    changed: dict[str, Any] = {}
    for kind in ("organisations", "rooms", "tracks", "participants", "sessions"):
        values = getattr(old, kind)
        if draw(st.booleans()):
            values = tuple(otherwise(value) if draw(st.booleans()) else value for value in values)
        if draw(st.integers(0, 9)) == 0:
            values = values[::-1]
        changed[kind] = values
    return old, old.model_copy(update=changed)


def is_led_otherwise(old: Schedule, earlier: Session, new: Schedule, session: Session) -> bool:
    """Whether a calendar that shows the session in both shows what it is part of in one of the two alone."""
    if earlier.parent is None or session.parent is None:
        return False
    before, now = old.session(earlier.parent), new.session(session.parent)
    return any(
        (takes_place(before) and of in feed_keys(old, before))
        != (takes_place(now) and of in feed_keys(new, now))
        for of in feed_keys(old, earlier) & feed_keys(new, session)
    )


@given(pairs() | st.tuples(schedules(), schedules()))
def test_every_public_change_is_detected(pair: tuple[Schedule, Schedule]) -> None:
    """By a look at everything, which is slow."""
    old, new = pair
    before = {session.uid: session for session in old.sessions}
    expected = {}
    for session in new.sessions:
        earlier = before.get(session.uid)
        if earlier is None or is_moved(old, earlier, new, session):
            expected[session.id] = True
        elif entry_fields(old, earlier) != entry_fields(new, session) or is_led_otherwise(
            old, earlier, new, session
        ):
            expected[session.id] = False
    assert dict(find_changed_sessions(old, new)) == expected


def test_a_part_is_unchanged_while_the_session_that_it_is_part_of_has_no_time() -> None:
    def schedule(people: list[str]) -> Schedule:
        part = talk("part", "Part", slot=slot(1, "09:00", "09:30", "hall"), parent="block", people=["ana"])
        return two_days("days", [talk("block", "Block", kind="block", people=people), part])

    assert dict(find_changed_sessions(schedule(["lin"]), schedule(["lin", "ana"]))) == {"block": False}


def test_a_calendar_of_a_session_with_parts_has_a_new_heading_with_its_title() -> None:
    """It may have entries of the parts alone. The calendar of another session is modified with its entry."""

    def schedule(title: str) -> Schedule:
        block = talk("block", title, slot=slot(1, "09:00", "10:00", "hall"))
        part = talk("part", title, slot=slot(1, "09:00", "09:30", "hall"), parent="block")
        return two_days("days", [block, part])

    unlike = {EntityKind.SESSION: {"block", "part"}}
    assert [*changed_headings(schedule("Block"), schedule("Morning"), unlike)] == ["sessions=block"]
