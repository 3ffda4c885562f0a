"""Timetables: hours down the side, rooms or days along the top."""

from __future__ import annotations

from datetime import time

import pytest

from formats.tables import codes, faults, findings, reading, sessions, workbook


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


def test_a_merged_cell_covers_all_times_and_rooms_it_spans() -> None:
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


def test_a_start_without_an_end_lasts_until_the_next_and_the_last_is_unscheduled() -> None:
    read = reading("2026-06-01,Hall A\n9:00,On curves\n10:00,On surfaces\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Hall A", "On surfaces"]


def test_days_may_be_columns() -> None:
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


def test_weekdays_as_columns_require_dates() -> None:
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
    assert codes(read) == {"grid-lines", "ambiguous-people"}


def test_a_column_without_a_room_above_it_is_reported() -> None:
    read = reading("1.6.2026,Hall A,\n9:00-10:00,On curves,On knots\n10:00-11:00,On surfaces,\n")
    assert "no-room" in codes(read)


def test_a_row_without_a_time_is_reported() -> None:
    read = reading("1.6.2026,Hall A,Hall B\nearly,Set-up,Tea\n9:00-10:00,On curves,B\n10:00-11:00,C,D\n")
    assert "no-time" in codes(read)


def test_the_column_map_can_rule_out_a_timetable() -> None:
    text = "1.6.2026,Hall A\n9:00-10:00,On curves\n10:00-11:00,On surfaces\n"
    assert faults(text, columns={"layout": "list"})


FRIDAY = [
    "A | 2027-10-15 09:00-10:00 | Hall",
    "B | 2027-10-15 09:00-10:00 | Foyer",
    "C | 2027-10-15 10:00-11:00 | Hall",
]
SATURDAY = ["D | 2027-10-16 09:00-10:00 | Hall", "E | 2027-10-16 09:00-10:00 | Room 4"]
NINE, TEN = "09:00-10:00", "10:00-11:00"


@pytest.mark.parametrize(
    "rows",
    [
        [["Friday, 15 October 2027"], ["Time", "Hall", "Foyer"], [NINE, "A", "B"], [TEN, "C"]],
        [["Time", "Hall", "Foyer"], ["Day 1 – Friday, 15 October 2027"], [NINE, "A", "B"], [TEN, "C"]],
        [["Date", "Time", "Hall", "Foyer"], ["15.10.2027", NINE, "A", "B"], ["", TEN, "C"]],
        [
            ["15.10.2027"],
            ["Start", "End", "Hall", "Foyer"],
            ["9:00", "10:00", "A", "B"],
            ["10:00", "11:00", "C"],
        ],
        [["Fri 15 Oct 2027 (Day 1)"], ["Room", NINE, TEN], ["Hall", "A", "C"], ["Foyer", "B"]],
        [["Time", "15.10.2027", "15.10.2027"], ["", "Hall", "Foyer"], [NINE, "A", "B"], [TEN, "C"]],
        [["15.10.2027", "Hall", "Foyer"], ["9 am", "A", "B"], ["10 am", "C"], ["11 am"]],
    ],
)
def test_a_timetable_may_have_many_forms(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    data = workbook({"P": [[*row, *[""] * (width - len(row))] for row in rows]})
    read = reading(data, "p.xlsx")
    assert sorted(sessions(read)) == FRIDAY
    assert codes(read) == set()
    assert reading(data, "p.xlsx", columns=read.columns).schedule == read.schedule


def test_stacked_timetables_have_separate_rooms() -> None:
    rows = [
        ["SciComm 2027", "", "", ""],
        ["Day 1 – Friday 15 October 2027", "", "", ""],
        ["Time", "Hall", "Foyer", ""],
        [NINE, "A", "B", ""],
        [TEN, "C", "", ""],
        ["", "", "", ""],
        ["Day 2 – Saturday 16 October 2027", "", "", ""],
        ["Time", "Hall", "", "Room 4"],
        [NINE, "D", "", "E"],
    ]
    assert sessions(reading(workbook({"P": rows}, merged=["A2:D2", "A7:D7"]), "p.xlsx")) == [
        *FRIDAY,
        *SATURDAY,
    ]


def test_rooms_may_be_listed_below_their_days() -> None:
    rows = [
        ["", "15 October 2027", "", "16 October 2027", ""],
        ["Time", "Hall", "Foyer", "Hall", "Room 4"],
        [NINE, "A", "B", "D", "E"],
        [TEN, "C", "", "", ""],
    ]
    read = reading(workbook({"P": rows}, merged=["B1:C1", "D1:E1"]), "p.xlsx")
    assert sorted(sessions(read)) == [*FRIDAY, *SATURDAY]


def test_an_unclear_day_of_a_timetable_ends_the_day_above() -> None:
    rows = [["15 October 2027"], ["Time", "Hall"], [NINE, "A"], [TEN, "C"]]
    for more in ([["Day 2"], [NINE, "D"], [TEN, "E"]], [[NINE, "D"], [TEN, "E"]]):
        read = reading(workbook({"P": [[*row, ""][:2] for row in (*rows, *more)]}), "p.xlsx")
        assert sessions(read) == [FRIDAY[0], FRIDAY[2], "D", "E"]
        assert codes(read) <= {"no-date"}
        assert any("row 5" in each.message.lower() for each in read.findings if each.code == "no-date")


def test_a_break_that_is_typed_in_all_rooms_is_one_session() -> None:
    read = reading("15.10.2027,Hall,Foyer\n9:00-10:00,A,B\n10:00-10:30,Coffee,Coffee\n11:00-12:00,A,A\n")
    assert sessions(read)[2:] == [
        "Coffee | 2027-10-15 10:00-10:30 | Hall, Foyer",
        "A | 2027-10-15 11:00-12:00 | Hall",
        "A | 2027-10-15 11:00-12:00 | Foyer",
    ]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Hall A,Hall B\nX,Y\n", "It is not a timetable either"),
        ("Room,Hall B\nX,Y\n", "a list of sessions: 'Room' in row 1 is a known header"),
        ("Nine,X\n9:00-10:00,Y\n", "a timetable, with 1 time in column A, but a timetable has more"),
        (
            "9:00-10:00,X\n10:00-11:00,Y\n",
            "a timetable, with 2 times in column A, but no row or column of rooms",
        ),
    ],
)
def test_a_file_of_unknown_layout_is_refused_with_the_nearest_layout(text: str, nearest: str) -> None:
    assert nearest in faults(text)[0]


def test_a_list_whose_header_is_not_all_known_is_no_timetable() -> None:
    acts = "Date,Start,End,Turn,Stage\n2026-06-01,20:00,21:00,Herons,Main\n2026-06-01,21:00,22:00,Owls,Main\n"
    assert any('Turn = "title"' in fault for fault in faults(acts))
    columns = {"columns": {"Turn": "title"}}
    assert sessions(reading(acts, columns=columns))[0] == "Herons | 2026-06-01 20:00-21:00 | Main"


def test_numbers_are_no_times() -> None:
    ids = "artist_id,location_id,datetime_start,datetime_end,name\n"
    rows = "4,1,2026-06-01T18:00,2026-06-01T19:00,Herons\n9,2,2026-06-01T19:00,2026-06-01T20:00,Owls\n"
    assert sessions(reading(ids + rows)) == [
        "Herons | 2026-06-01 18:00-19:00",
        "Owls | 2026-06-01 19:00-20:00",
    ]
    papers = "1,On curves,Ada Ross\n2,On knots,Bo Li\n3,On rings,Eva Lund\n"
    assert any("It is not a timetable either" in fault for fault in faults(papers))


def test_a_further_column_of_times_begins_another_timetable() -> None:
    rows = [
        ["", "Thursday, 4 June 2026", None, "", "Friday, 5 June 2026", None],
        ["9:00 - 10:00", "A", "B", "11:00 - 11:45", "C", None],
        ["10:00 - 11:00", "D", None, "11:45 - 12:30", "E", None],
    ]
    read = reading(workbook({"P": rows}, merged=["B1:C1", "E1:F1"]), "p.xlsx")
    assert sessions(read) == [
        "A | 2026-06-04 09:00-10:00",
        "B | 2026-06-04 09:00-10:00",
        "D | 2026-06-04 10:00-11:00",
        "C | 2026-06-05 11:00-11:45",
        "E | 2026-06-05 11:45-12:30",
    ]
    rows = [
        ["Time", "Thursday 4 June 2026", "Friday 5 June 2026", None],
        *[[*row[:2], *row[3:5]] for row in rows[1:]],
    ]
    read = reading(workbook({"P": rows}, merged=["C1:D1"]), "p.xlsx")
    assert sessions(read)[2:] == ["C | 2026-06-05 11:00-11:45", "E | 2026-06-05 11:45-12:30"]


def test_rooms_stand_left_of_the_times_of_days_beside_each_other() -> None:
    rows = [
        ["Room", "Time", "Sat 02/02/2013", "Sun 03/02/2013"],
        ["Hall", "09:00-10:00", "On light", "On bells"],
        ["Hall", "10:00-11:00", "", "On maps"],
        ["Annex", "09:00-10:00", "On drums", ""],
    ]
    read = reading(workbook({"P": rows}), "p.xlsx")
    assert sorted(sessions(read)) == [
        "On bells | 2013-02-03 09:00-10:00 | Hall",
        "On drums | 2013-02-02 09:00-10:00 | Annex",
        "On light | 2013-02-02 09:00-10:00 | Hall",
        "On maps | 2013-02-03 10:00-11:00 | Hall",
    ]


def test_teams_and_handles_below_titles_are_people_if_most_titles_have_names_there() -> None:
    file = workbook(
        {
            "Monday 1 June 2026": [
                ["Time", "Hall A", "Hall B"],
                ["09:00 - 10:00", "On maps\nAda Lovelace", "On seas\nEmmy Noether"],
                ["10:00 - 11:00", "On stars\nLise Meitner", "Opening\nForum Team"],
                ["11:00 - 12:00", "On tides\nmary somerville", "On ice\nA walk."],
                ["12:00 - 13:00", "On shells\nMary Anning", "On ferns\nMaria Merian"],
            ]
        }
    )
    read = reading(file, "programme.xlsx")
    assert [line.rpartition(" | ")[2] for line in sessions(read)] == [
        "Ada Lovelace", "Emmy Noether", "Lise Meitner", "Forum Team", "mary somerville", "Hall B",
        "Mary Anning", "Maria Merian",
    ]  # fmt: skip
    assert [each.code for each in findings(read)].count("people-beside-title") == 2


def test_an_opening_alone_in_its_row_is_in_the_room_of_its_column() -> None:
    read = reading("2026-06-01,Hall A,Hall B\n9:00-10:00,Welcome,\n10:00-11:00,On light,On sound\n")
    assert sessions(read)[0] == "Welcome | 2026-06-01 09:00-10:00 | Hall A"


def test_a_time_alone_in_the_last_row_is_the_end_of_the_row_above() -> None:
    read = reading("2026-06-01,Hall A,Hall B\n9:00 AM,On light,On sound\n3:00 PM,Farewell,\n3:30 PM,,\n")
    assert sessions(read)[-1] == "Farewell | 2026-06-01 15:00-15:30 | Hall A"
    assert len(sessions(read)) == 3


def test_lines_that_may_all_be_names_are_people_where_some_certainly_are() -> None:
    read = reading(
        """
        2026-06-01,Hall A,Hall B
        9:00-10:00,"On light
        Ada Lovelace","On sound
        noether"
        10:00-11:00,"On maps
        Merian","On rings
        Emmy Noether"
        11:00-12:00,"On stars
        caroline77",Farewell
        """
    )
    assert [each.rpartition(" | ")[2] for each in sessions(read)] == [
        "Ada Lovelace", "noether", "Merian", "Emmy Noether", "caroline77", "Hall B",
    ]  # fmt: skip


def test_in_a_grid_of_slots_an_end_above_an_empty_cell_is_reported_with_its_setting() -> None:
    text = """
        2026-05-08,Tent,Yurt
        10:00,Opening,Juggling
        10:30,On ovens,On spoons
        11:15,On bikes,
        12:00,LUNCH,LUNCH
        13:00,On knots,On kites
        14:00,,
    """
    read = reading(text)
    assert "On spoons | 2026-05-08 10:30-11:15 | Yurt" in sessions(read)
    (found,) = [each for each in findings(read) if each.code == "grid-ends"]
    assert found.message == (
        "1 session is above an empty cell, such as 'On spoons'. Each was imported until the next time of the "
        'table. If that is wrong, set ends = "session" in the column map.'
    )
    stated = reading(text, columns={"ends": "session"})
    assert "On spoons | 2026-05-08 10:30-12:00 | Yurt" in sessions(stated)
    assert "On kites | 2026-05-08 13:00-14:00 | Yurt" in sessions(stated)
    assert "grid-ends" not in codes(stated)


def test_in_a_grid_with_a_row_for_each_quarter_sessions_last_until_the_next_in_their_room() -> None:
    text = """
        2026-05-08,Tent,Yurt
        10:00,On ovens,On spoons
        10:15,,
        10:30,On bikes,
        10:45,,On kites
        11:00,LUNCH,
        11:15,,
        11:30,On knots,On rings
        11:45,,
        12:00,,
    """
    read = reading(text)
    assert sessions(read) == [
        "On ovens | 2026-05-08 10:00-10:30 | Tent",
        "On spoons | 2026-05-08 10:00-10:45 | Yurt",
        "On bikes | 2026-05-08 10:30-11:00 | Tent",
        "On kites | 2026-05-08 10:45-11:00 | Yurt",
        "LUNCH | 2026-05-08 11:00-11:30",
        "On knots | 2026-05-08 11:30-12:00 | Tent",
        "On rings | 2026-05-08 11:30-12:00 | Yurt",
    ]
    (found,) = [each for each in findings(read) if each.code == "grid-ends"]
    assert 'set ends = "row" in the column map' in found.message
    assert "On ovens | 2026-05-08 10:00-10:15 | Tent" in sessions(reading(text, columns={"ends": "row"}))


def test_a_break_merged_over_several_days_is_on_each_of_them() -> None:
    rows = [
        ["", "Monday 5 July 2027", "Tuesday 6 July 2027"],
        ["9:00-10:00", "On light", "On sound"],
        ["10:00-10:30", "Coffee", ""],
    ]
    read = reading(workbook({"P": rows}, merged=["B3:C3"]), "p.xlsx")
    assert [each for each in sessions(read) if "Coffee" in each] == [
        "Coffee | 2027-07-05 10:00-10:30",
        "Coffee | 2027-07-06 10:00-10:30",
    ]


def test_names_in_a_row_below_the_titles_are_people() -> None:
    read = reading("""
        2026-06-01,Hall A,Hall B
        10:00-10:45,Writing the sea,Comics for adults
        ,Ada Lovelace,Emmy Noether
        10:45-11:30,On maps,On knots
        ,Maria Merian,Grace Hopper
    """)
    assert sessions(read) == [
        "Writing the sea | 2026-06-01 10:00-10:45 | Hall A | Ada Lovelace",
        "Comics for adults | 2026-06-01 10:00-10:45 | Hall B | Emmy Noether",
        "On maps | 2026-06-01 10:45-11:30 | Hall A | Maria Merian",
        "On knots | 2026-06-01 10:45-11:30 | Hall B | Grace Hopper",
    ]


def test_a_session_of_a_timetable_may_end_at_midnight() -> None:
    read = reading("2026-06-01,Hall A\n22:00,On light\n23:00,On stars\n00:00,Dancing\n01:00,\n")
    assert sessions(read)[1:] == [
        "On stars | 2026-06-01 23:00-00:00 | Hall A",
        "Dancing | 2026-06-02 00:00-01:00 | Hall A",
    ]
    assert codes(read) == set()


def test_a_cell_merged_over_the_last_rows_of_even_steps_ends_a_step_after_them() -> None:
    rows = [["1 June 2026", "Hall"], ["9:00", "On light"], ["9:15", ""], ["9:30", "On stars"], ["9:45", ""]]
    read = reading(workbook({"P": rows}, merged=["B2:B3", "B4:B5"]), "p.xlsx")
    assert sessions(read)[1] == "On stars | 2026-06-01 09:30-10:00 | Hall"


def test_a_note_below_a_timetable_is_left_out_and_no_error() -> None:
    read = reading(
        "2026-06-01,Hall A,Hall B\n9:00-10:00,On light,On sound\n10:00-11:00,A,B\n\n* subject to change,,\n"
    )
    assert {each.code: each.severity.value for each in findings(read)}["heading"] == "warning"


def test_half_of_a_day_left_of_the_times_states_the_afternoon() -> None:
    read = reading("""
        2026-06-01,时间,甲厅,乙厅
        上午,9:00-10:00,论光,论声
        下午,2:00-3:30,论图,论结
    """)
    assert sessions(read)[-1].startswith("论结 | 2026-06-01 14:00-15:30")


@pytest.mark.parametrize("names", [["1.01", "1.02"], ["Room 1.01", "Room 1.02"]])
def test_numbers_of_rooms_above_a_timetable_are_no_dates(names: list[str]) -> None:
    rows = [["Time", *names], ["9:00-10:00", "On light", "On sound"], ["10:00-11:00", "On maps", "On knots"]]
    read = reading(workbook({"6 April 2027": rows}), "p.xlsx")
    assert sessions(read)[0] == f"On light | 2027-04-06 09:00-10:00 | {names[0]}"
    assert "year" not in codes(read)


def test_chairs_and_tracks_below_the_rooms_of_a_timetable_are_those_of_its_sessions() -> None:
    read = reading("""
        2026-06-01,Hall A,Hall B
        ,Chair: Nora Falk,Chair: Idris Bello
        Track,Design,Data
        9:00-10:00,On light,On sound
        10:00-10:30,Coffee,Coffee
        10:30-11:00,On maps,On knots
    """)
    assert sessions(read) == [
        "On light | 2026-06-01 09:00-10:00 | Hall A | Nora Falk (chair)",
        "On sound | 2026-06-01 09:00-10:00 | Hall B | Idris Bello (chair)",
        "Coffee | 2026-06-01 10:00-10:30 | Hall A, Hall B",
        "On maps | 2026-06-01 10:30-11:00 | Hall A | Nora Falk (chair)",
        "On knots | 2026-06-01 10:30-11:00 | Hall B | Idris Bello (chair)",
    ]
    assert [str(each.name) for each in read.schedule.tracks] == ["Design", "Data"]


def test_cells_merged_over_long_sessions_show_that_the_others_end_with_their_row() -> None:
    rows = [["1 June 2026", "Hall A", "Hall B"], ["9:00", "On light", "On sound"], ["9:30", "", ""]]
    rows += [["10:00", "On maps", "On knots"], ["10:30", "", ""]]
    read = reading(workbook({"P": rows}, merged=["B2:B3"]), "p.xlsx")
    assert "On sound | 2026-06-01 09:00-09:30 | Hall B" in sessions(read)
    assert "grid-ends" not in codes(read)


def test_a_room_called_workshop_is_a_room_of_a_timetable() -> None:
    read = reading("""
        Time,Hall,Workshop
        2026-06-01 9:00-10:00,On curves,On knots
        2026-06-01 10:00-11:00,On numbers,On surfaces
    """)
    assert sessions(read)[:2] == [
        "On curves | 2026-06-01 09:00-10:00 | Hall",
        "On knots | 2026-06-01 09:00-10:00 | Workshop",
    ]


def test_a_day_above_a_column_is_no_part_of_the_name_of_its_room() -> None:
    text = "Time,Monday 1 June 2026 – Great Hall\n9:00-10:00,On curves\n10:00-11:00,On knots\n"
    assert sessions(reading(text))[0] == "On curves | 2026-06-01 09:00-10:00 | Great Hall"


def test_rooms_below_the_names_of_tracks_are_the_rooms() -> None:
    text = """
        1 June 2026,Track 1: Hardware,Track 2: Software
        ,Room Faraday,Room Lovelace
        9:00-10:00,Relays,Loops
        10:00-11:00,Valves,Languages
    """
    read = reading(text)
    assert sessions(read)[1] == "Loops | 2026-06-01 09:00-10:00 | Room Lovelace"
    assert [str(track.name) for track in read.schedule.tracks] == ["Track 1: Hardware", "Track 2: Software"]
