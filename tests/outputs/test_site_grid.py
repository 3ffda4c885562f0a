"""The grid of a day: where the sessions of its list are placed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from eventkit.outputs.site.day_grid import LOWEST_ROW, DayLayout, lay_out_day
from eventkit.schedule import Schedule

DAY = date(2027, 9, 6)


def laid_out(*sessions: dict[str, object], rooms: str = "abc") -> DayLayout:
    conference = {
        "id": "c",
        "uid": UID,
        "title": "C",
        "start": DAY,
        "end": DAY,
        "zone": "UTC",
        "languages": ["en"],
    }
    schedule = Schedule(
        conference=conference,
        rooms=[{"id": room, "name": room, "shared": room == "c"} for room in rooms],
        sessions=[
            {"uid": f"00000000-0000-4000-8000-{n:012}", "title": "T", **s} for n, s in enumerate(sessions, 1)
        ],
    )
    return lay_out_day(schedule, DAY)


UID = "00000000-0000-4000-8000-000000000000"


def session(id_: str, start: str, end: str, *rooms: str, **fields: object) -> dict[str, object]:
    period = {"start": f"2027-09-06T{start}:00Z", "end": f"2027-09-06T{end}:00Z"}
    return {"id": id_, "slot": {"period": period, "rooms": rooms}, **fields}


def places(day: DayLayout) -> dict[str, str]:
    """The declarations of each element by its id."""
    return dict(re.findall(r"#([\w\\.-]+)\{([^}]*)\}", day.rules))


def heights(day: DayLayout) -> Iterator[float]:
    return (float(height) for height in re.findall(r"minmax\(([\d.]+)rem", day.rules))


def test_each_distinct_moment_has_a_row_and_short_sessions_one_line() -> None:
    day = laid_out(
        session("x", "09:00", "09:05", "a"),
        session("y", "09:05", "12:00", "a"),
        session("z", "09:00", "10:00", "b"),
    )
    assert [*heights(day)] == [LOWEST_ROW, 4.5, 4.5]
    assert places(day) == {
        "s-x": "grid-row:1;grid-column:2",
        "s-y": "grid-row:2/4;grid-column:2",
        "s-z": "grid-row:1/3;grid-column:3",
        "t-1": "grid-row:1",
        "t-2": "grid-row:2",
    }


def test_the_talks_of_blocks_that_begin_together_are_level_below_their_headings() -> None:
    day = laid_out(
        session("one", "09:00", "10:00", "a"),
        session("one-talk", "09:00", "09:30", parent="one"),
        session("two", "09:00", "10:00", "b"),
        session("two-talk", "09:30", "10:00", parent="two"),
        session("alone", "09:00", "09:30", "c"),
    )
    found = places(day)
    assert found["s-one"] == "grid-row:1/4;grid-column:2"
    assert found["s-one-talk"] == "grid-row:1"  # below the heading of its block
    assert found["s-two-talk"] == "grid-row:2"
    assert found["s-alone"] == "grid-row:1/3;grid-column:4"


def test_parts_in_neighbouring_rooms_have_columns_within_their_session() -> None:
    day = laid_out(
        session("fair", "09:00", "10:00", "a", "b"),
        session("left", "09:00", "10:00", "a", parent="fair"),
        session("right", "09:00", "10:00", "b", parent="fair"),
    )
    found = places(day)
    assert found["s-fair"] == "grid-row:1/3;grid-column:2/4"
    assert (found["s-left"], found["s-right"]) == ("grid-row:1;grid-column:1", "grid-row:1;grid-column:2")


def test_a_plenary_session_spans_all_rooms_unless_something_is_on_beside_it() -> None:
    day = laid_out(
        session("opening", "09:00", "09:30", "a", plenary=True),
        session("keynote", "10:00", "11:00", "a", plenary=True),
        session("nursery", "10:00", "11:00", "b"),
    )
    assert places(day)["s-opening"].endswith("grid-column:2/-1")
    assert places(day)["s-keynote"].endswith("grid-column:2")


def test_sessions_at_once_in_one_room_are_stacked_in_one_cell() -> None:
    day = laid_out(
        session("one", "09:00", "10:00", "c"),
        session("two", "09:30", "10:30", "c"),
        session("x", "09:00", "9:30".zfill(5), "a"),
    )
    stack = next(item for item in day.items if item.session is None)
    assert stack.stacked
    assert [part.anchor for part in stack.parts] == ["s-one", "s-two"]
    assert places(day)["r-s-one"] == "grid-row:1/3;grid-column:3"
    assert "s-one" not in places(day)


def test_a_part_elsewhere_or_after_its_session_is_an_item_of_its_own() -> None:
    day = laid_out(
        session("block", "09:00", "10:00", "a"),
        session("away", "09:00", "09:30", "c", parent="block"),
        session("late", "10:00", "10:30", "a", parent="block"),
    )
    assert [item.anchor for item in day.items] == ["s-block", "s-away", "s-late"]


def test_ids_with_dots_are_escaped_in_the_style_sheet() -> None:
    assert "#s-v1\\.0{" in laid_out(session("v1.0", "09:00", "10:00", "a")).rules


def test_a_break_in_all_rooms_leaves_the_room_of_a_session_beside_it() -> None:
    """The two are not a group of all rooms: the session stays where it is, and the break is beside it."""
    day = laid_out(
        session("talk", "09:00", "10:00", "a"),
        session("other", "09:00", "10:30", "c"),
        session("next", "10:30", "11:00", "b"),
        session("coffee", "10:00", "10:30", "a", "b", "c", kind="break"),
    )
    assert [item.anchor for item in day.items] == ["s-talk", "s-other", "s-coffee", "s-next"]
    assert places(day)["s-coffee"].endswith("grid-column:2/4")
    assert places(day)["s-other"].endswith("grid-column:4")


def test_a_break_without_rooms_is_in_the_rooms_that_are_free_then() -> None:
    day = laid_out(
        session("a-talk", "09:00", "10:00", "a"),
        session("b-talk", "09:00", "10:30", "b"),
        session("lunch", "10:00", "11:00", kind="meal"),
    )
    assert [item.anchor for item in day.items] == ["s-a-talk", "s-b-talk", "s-lunch"]
    assert [room and room.id for room in day.columns] == ["a", "b"]
    assert places(day)["s-lunch"].endswith("grid-column:2")


def test_a_break_is_stacked_only_with_a_session_that_leaves_it_no_room() -> None:
    day = laid_out(
        session("talk", "09:00", "10:00", "a"),
        session("coffee", "09:30", "10:00", "a", kind="break"),
        session("other", "09:30", "10:30", "b"),
    )
    assert [len(item.parts) for item in day.items] == [2, 0]


def test_a_session_in_rooms_that_are_no_neighbours_is_marked_to_name_them_in_the_grid() -> None:
    day = laid_out(
        session("both", "09:00", "10:00", "a", "c"),
        session("next", "09:00", "10:00", "b"),
        session("pair", "10:00", "11:00", "a", "b"),
    )
    assert [(item.anchor, item.scattered) for item in day.items] == [
        ("s-both", True), ("s-next", False), ("s-pair", False)
    ]  # fmt: skip
