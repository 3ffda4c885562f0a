"""Raw objects: fields of JSON objects, read leniently."""

from __future__ import annotations

from typing import Any

import pytest

from effort import lines_run
from eventkit.intake import ImportLog, Location, RawRoom
from eventkit.intake.privacy import is_private_field
from eventkit.intake.raw_objects import RawObject, add_extra, iter_objects

WHERE = Location("f.json", field="sessions[3]")


def made(values: dict[str, Any]) -> tuple[RawObject, ImportLog]:
    """An object, and where it tells what it cannot read."""
    notes = ImportLog("f.json")
    return RawObject(values, WHERE, notes), notes


def test_unused_fields_are_extra_data() -> None:
    one, _ = made({"title": "A", "odd": [1], "nothing": None, "empty": ""})
    assert one.text("title") == "A"
    assert one.unused() == {"odd": [1]}


def test_hyphens_equal_underscores_and_the_location_shows_the_original_name() -> None:
    one, _ = made({"starts-at": "x"})
    assert one.text("starts_at") == "x"
    assert str(one.at("starts_at")) == "f.json, sessions[3].starts-at"
    assert one.field_names(start="starts_at start_time", end="ends_at") == {
        "start": "starts-at",
        "end": "ends_at",
    }


@pytest.mark.parametrize("value", [["A"], {"a": 1}, True, None, " "])
def test_a_field_of_the_wrong_type_is_not_text_and_remains_unused(value: Any) -> None:
    one, _ = made({"title": value})
    assert one.text("title") is None
    assert one.unused() == ({"title": value} if value is not None else {})


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (5.0, "5"), (2.5, "2.5"), ("５", "５")])
def test_numbers_are_read_as_text(value: Any, text: str) -> None:
    assert made({"id": value})[0].text("id") == text


def test_an_unreadable_time_is_reported_with_its_location_and_left_unused() -> None:
    one, notes = made({"start": "soonish"})
    assert one.datetime("start") is None
    assert [each.place for each in notes.findings()] == ["f.json, sessions[3].start"]
    assert one.unused() == {"start": "soonish"}


def test_objects_by_id_get_their_id() -> None:
    objects = list(iter_objects({"7": {"name": "A"}, "8": {"id": 9}}, WHERE, ImportLog("f.json")))
    assert [item.text("id") for item in objects] == ["7", "9"]


def test_a_list_item_that_is_not_an_object_is_reported() -> None:
    notes = ImportLog("f.json")
    assert list(iter_objects([1, [], None], Location("f.json", field="rooms"), notes)) == []
    assert [each.place for each in notes.findings()] == ["f.json, rooms[0]"]


def test_private_fields_are_left_out_at_any_depth_and_reported_once_per_name() -> None:
    notes = ImportLog("f.json")
    values = {
        "level": 1,
        "more": {"Home address": "x", "ok": 2},
        "list": [{"e-mail": "a"}],
        "who": "a@example.org",
    }
    for number in range(3):
        one = RawObject(values, Location("f.json", field=f"sessions[{number}]"), notes)
        assert one.unused() == {"level": 1, "more": {"ok": 2}, "list": [{}]}
    assert len(notes.findings()) == 3


def test_thousands_of_values_under_one_name_take_linear_work() -> None:
    def work(count: int) -> int:
        room, log = RawRoom(location=WHERE, name="Hall"), ImportLog("x.ics")

        def add() -> None:
            for number in range(count):
                add_extra(room, {"X-PROP": number}, log)

        lines = lines_run(add)
        assert sorted(room.extra.values()) == list(range(count))
        return lines

    assert work(800) < 2.5 * work(400)


def test_adding_extra_data_never_overwrites_a_field() -> None:
    room = RawRoom(location=WHERE, name="Hall", extra={"floor": 1})
    add_extra(room, {"floor": 2, "door": 3}, ImportLog("f.json"))
    assert room.extra == {"floor": 1, "floor 2": 2, "door": 3}


@pytest.mark.parametrize(
    "name", ["email", "E-Mail", "contactEmail", "mobile phone", "T-shirt size", "dietary_needs"]
)
def test_private_field_names_are_recognised(name: str) -> None:
    assert is_private_field(name)


@pytest.mark.parametrize(
    "name", ["level", "Session format", "track", "image", "sessions", "message", "package"]
)
def test_harmless_field_names_are_not_private(name: str) -> None:
    assert not is_private_field(name)
