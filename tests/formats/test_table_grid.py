"""Timetables: hours down the side, rooms or days along the top."""

from __future__ import annotations

from datetime import time

from formats.tables import codes, faults, reading, sessions, workbook


def test_each_cell_is_a_session_in_the_room_above_it() -> None:
    read = reading("""
        Forum on Mathematics,,,
        "Monday, 1 June 2026",,,
        Time,Hall A,Hall B
        09:00-10:00,On curves,On surfaces
        10:00-10:30,,On numbers
        "Tuesday, 2 June 2026",,
        09:00-10:00,On knots,
    """)
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A",
        "On surfaces | 2026-06-01 09:00-10:00 | Hall B",
        "On numbers | 2026-06-01 10:00-10:30 | Hall B",
        "On knots | 2026-06-02 09:00-10:00 | Hall A",
    ]
    assert codes(read) == set()
    assert read.columns["layout"] == "grid"


def test_a_cell_that_is_merged_lasts_and_fills_rooms_as_far_as_it_reaches() -> None:
    rows = [
        ["1 June 2026", None, None],
        ["", "Hall A", "Hall B"],
        [time(9), "Opening of all", None],
        [time(10), "On curves", "On surfaces"],
        [time(11), None, "On numbers"],
        [time(12), "Lunch", None],
    ]
    data = workbook({"Plan": rows}, merged=["B3:C3", "B4:B5"])
    read = reading(data, "p.xlsx", columns={"minutes": 60})
    assert sessions(read) == [
        "Opening of all | 2026-06-01 09:00-10:00 | Hall A, Hall B",
        "On curves | 2026-06-01 10:00-12:00 | Hall A",
        "On surfaces | 2026-06-01 10:00-11:00 | Hall B",
        "On numbers | 2026-06-01 11:00-12:00 | Hall B",
        "Lunch | 2026-06-01 12:00-13:00",
    ]


def test_a_start_alone_lasts_until_the_next_and_the_last_is_left_unscheduled() -> None:
    read = reading("2026-06-01,Hall A\n9:00,On curves\n10:00,On surfaces\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Hall A", "On surfaces"]


def test_days_may_stand_along_the_top() -> None:
    read = reading("""
        Hours;Monday 1 June 2026;Tuesday 2 June 2026
        9:00-10:00;On curves;On knots
        10:00-11:00;On surfaces;
    """)
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00",
        "On knots | 2026-06-02 09:00-10:00",
        "On surfaces | 2026-06-01 10:00-11:00",
    ]


def test_weekdays_along_the_top_want_dates() -> None:
    text = "Hours;Monday;Tuesday\n9:00-10:00;On curves;On knots\n10:00-11:00;;On surfaces\n"
    assert sessions(reading(text)) == ["On curves", "On knots", "On surfaces"]
    days = {"Monday": "2026-06-01", "Tuesday": "2026-06-02"}
    assert sessions(reading(text, columns={"days": days}))[0] == "On curves | 2026-06-01 09:00-10:00"


def test_lines_with_names_are_people_and_the_guess_is_reported() -> None:
    read = reading(
        '1.6.2026,Hall A,Hall B\n9:00-10:00,"On curves\nAda Lovelace, Emmy Noether",'
        '"On surfaces\nwith slides and coffee"\n10:00-11:00,,"On numbers\n(Moderator: Grace Hopper)"\n'
    )
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace, Emmy Noether",
        "On surfaces | 2026-06-01 09:00-10:00 | Hall B",
        "On numbers | 2026-06-01 10:00-11:00 | Hall B | Grace Hopper (moderator)",
    ]
    assert str(read.schedule.sessions[1].abstract) == "with slides and coffee"
    assert codes(read) == {"grid-lines"}


def test_a_column_without_a_room_above_it_is_reported() -> None:
    read = reading("1.6.2026,Hall A,\n9:00-10:00,On curves,On knots\n10:00-11:00,On surfaces,\n")
    assert "no-room" in codes(read)


def test_a_row_without_a_time_is_reported() -> None:
    read = reading("1.6.2026,Hall A,Hall B\nearly,Set-up,Tea\n9:00-10:00,On curves,B\n10:00-11:00,C,D\n")
    assert "no-time" in codes(read)


def test_the_column_map_can_rule_out_a_timetable() -> None:
    text = "1.6.2026,Hall A\n9:00-10:00,On curves\n10:00-11:00,On surfaces\n"
    assert faults(text, columns={"layout": "list"})
