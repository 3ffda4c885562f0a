"""Values: frozen, equal by content, and checked whenever another is made of one."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings

from eventkit.errors import InvalidValue
from eventkit.model import Room
from eventkit.schedule import Schedule
from model.building import faults, named, schedule, session
from strategies import schedules


def test_a_value_cannot_be_changed() -> None:
    room = Room(id="hall", name="Hall")
    with pytest.raises(
        InvalidValue, match=r"Room 'hall': name cannot be changed: make another value with model_copy"
    ):
        room.name = "Attic"  # type: ignore[misc, assignment]


def test_an_unknown_field_is_refused() -> None:
    assert faults(lambda: Room(id="hall", name="Hall", size=3)) == ["size: Extra inputs are not permitted"]


def test_a_copy_with_a_changed_field_is_validated() -> None:
    room = Room(id="hall", name="Hall")
    assert room.model_copy(update={"capacity": 300}) == Room(id="hall", name="Hall", capacity=300)
    assert faults(lambda: room.model_copy(update={"capacity": 0})) == [
        "capacity: Input should be greater than 0"
    ]


def test_a_copied_schedule_does_not_reuse_cached_values() -> None:
    """What a schedule worked out of its fields stays with it: ids, order and days."""
    before = schedule(session("opening", "09:00-10:00", "hall"))
    assert (before.session("opening"), len(before.in_order), len(before.days)) == (before.sessions[0], 1, 1)
    after = before.model_copy(update={"sessions": ()})
    assert (after.in_order, dict(after.days)) == ((), {})
    with pytest.raises(KeyError):
        after.session("opening")


def test_a_copied_schedule_cannot_drop_entities_still_referenced() -> None:
    before = schedule(session("opening", "09:00-10:00", "hall"))
    assert faults(lambda: before.model_copy(update={"rooms": ()})) == [
        "sessions.0.slot.rooms.0: There is no room 'hall'. Add it to rooms, or correct the spelling."
    ]


def test_only_the_fields_of_a_schedule_are_visible() -> None:
    seen = schedule(session("opening", "09:00-10:00", "hall"))
    assert seen.days
    assert [name for name, _ in seen] == list(Schedule.model_fields)
    assert Schedule(**dict(seen)) == seen


@settings(max_examples=20)
@given(schedules())
def test_a_schedule_can_be_copied_and_sent_to_another_process(drawn: Schedule) -> None:
    """Also once it has been asked something."""
    assert len(drawn.in_order) == len(drawn.sessions)
    assert drawn.days is drawn.days
    sent = pickle.loads(pickle.dumps(drawn))  # noqa: S301 - our own bytes
    assert sent == drawn == copy.deepcopy(drawn)
    assert hash(sent) == hash(drawn)
    assert sent.in_order == drawn.in_order


@settings(max_examples=20)
@given(schedules())
def test_a_schedule_goes_through_json_without_loss(drawn: Schedule) -> None:
    assert Schedule.model_validate_json(drawn.model_dump_json()) == drawn
    assert Schedule.model_validate(drawn.model_dump()) == drawn


def test_values_with_the_same_content_are_the_same() -> None:
    one, other = (schedule(session("a", "09:00-10:00", "hall"), rooms=named("hall")) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
