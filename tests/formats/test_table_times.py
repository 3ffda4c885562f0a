"""Days and hours as tables have them: in one column or two, as text, as numbers, as types of spreadsheets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from formats.tables import codes, faults, findings, reading, sessions, workbook

NINE = ["A | 2026-06-01 09:00-10:00"]


@pytest.mark.parametrize(
    "text",
    [
        "Title,Date,Time\nA,2026-06-01,9:00-10:00\n",
        "Title,Date,Start,End\nA,1.6.2026,9:00,10:00\n",
        "Title,Date,Start,Duration\nA,2026/6/1,9:00,60\n",
        'Title,Date,Start,Duration\nA,"Monday, June 1, 2026",9 am,1h\n',
        "Title,Start,End\nA,2026-06-01 09:00,2026-06-01 10:00\n",
        "Title,Start,End\nA,2026-06-01T09:00:00+02:00,2026-06-01T08:00:00Z\n",
        "Title,Start Date,Start Time,End Date,End Time\nA,2026-06-01,09:00,2026-06-01,10:00\n",
        "Title,Time\nA,2026年6月1日 09:00～10:00\n",
        "Title,Day,Hours\nA,1 June 2026,09:00–10:00\n",
        "Title,Date,Start,End\nA,2026-06-01,0900,1000\n",
        "Title,Date,Start,End\nA,46174,0.375,0.4166667\n",
        "Title,Start,End\nA,46174.375,46174.4166667\n",
        "Titel;Datum;Uhrzeit;Dauer\nA;Mo 1.6.2026;9.00 Uhr;1 Std.\n",
        "标题,日期,开始时间,结束时间\nA,2026年6月1日（周一）,上午9:00,10:00\n",
        "عنوان,تاریخ,ساعت\nA,2026-06-01,09:00 تا 10:00\n",
        "Title,Scheduled At,Scheduled Duration\nA,01 Jun 2026 09:00 AM,60\n",
    ],
)
def test_the_hours_of_a_session_are_read(text: str) -> None:
    read = reading(text)
    assert sessions(read) == NINE
    assert codes(read) == set()


@pytest.mark.parametrize(
    "cells",
    [
        {"Date": date(2026, 6, 1), "Start": time(9), "End": time(10)},
        {"Start": datetime(2026, 6, 1, 9), "End": datetime(2026, 6, 1, 10)},  # noqa: DTZ001 - wall times
        {"Date": date(2026, 6, 1), "Start": time(9), "Duration": time(1)},
        {"Date": date(2026, 6, 1), "Start": time(9), "Duration": timedelta(hours=1)},
        {"Date": date(2026, 6, 1), "Start": time(9), "Duration": 60},
        {"Date": 46174, "Start": 0.375, "End": 10 / 24},
        {"Date": date(2026, 6, 1), "Start": 0.37499, "End": 0.41666},
        {"Date": date(2026, 6, 1), "Start": 900, "End": 1000},
        {"Date": date(2026, 6, 1), "Start": 9, "End": 10},
        {"Date": "2026-06-01", "Start": "9:00", "End": time(10)},
    ],
)
def test_cells_of_the_types_of_spreadsheets_are_read(cells: dict[str, object]) -> None:
    rows = [["Title", *cells], ["A", *cells.values()]]
    assert sessions(reading(workbook({"P": rows}), "p.xlsx")) == NINE


def test_midnight_is_a_time_if_its_column_contains_times() -> None:
    rows = [
        ["Title", "Start", "End"],
        ["A", datetime(2026, 6, 1, 23), datetime(2026, 6, 2, 0)],  # noqa: DTZ001 - wall times
        ["B", datetime(2026, 6, 2, 0), datetime(2026, 6, 2, 1)],  # noqa: DTZ001
    ]
    assert sessions(reading(workbook({"P": rows}), "p.xlsx")) == [
        "A | 2026-06-01 23:00-00:00",
        "B | 2026-06-02 00:00-01:00",
    ]


def test_sessions_without_any_times_are_imported_unscheduled() -> None:
    read = reading("Title,Speaker\nA,Ada Lovelace\nB,Emmy Noether\n")
    assert sessions(read) == ["A | Ada Lovelace", "B | Emmy Noether"]


def test_an_ambiguous_date_order_is_refused_with_advice() -> None:
    text = "Title,Date,Time\nA,1/6/2026,9:00-10:00\nB,1/6/2026,9:00-10:00\n"
    assert faults(text) == [
        (
            "line 2: Ambiguous date '1/6/2026': 2026-06-01 or 2026-01-06? No other date in the file settles "
            'it. Set date-order = "day-first" or "month-first" in the column map.'
        )
    ]
    assert sessions(reading(text, columns={"date-order": "day-first"}))[0] == NINE[0]


AMBIGUOUS = "Title,Date,Time\nA,1/6/2026,9:00-10:00\n"


@pytest.mark.parametrize(
    ("days", "day"),
    [
        ((date(2026, 5, 31), date(2026, 6, 2)), "2026-06-01"),
        ((date(2026, 1, 5), date(2026, 1, 9)), "2026-01-06"),
        ((date(2026, 5, 30), date(2026, 5, 31)), "2026-06-01"),
    ],
)
def test_the_days_of_the_conference_decide_the_date_order(days: tuple[date, date], day: str) -> None:
    read = reading(AMBIGUOUS, days=days)
    assert sessions(read) == [f"A | {day} 09:00-10:00"]
    assert codes(read) == {"date-order"}
    assert read.columns["date-order"] == ("day-first" if day == "2026-06-01" else "month-first")


@pytest.mark.parametrize(
    ("other", "day"),
    [
        ("2/6/2026", "2026-06-01"),
        ("2026-06-03", "2026-06-01"),
        ("7 January 2026", "2026-01-06"),
    ],
)
def test_other_dates_of_the_file_decide_the_date_order(other: str, day: str) -> None:
    read = reading(f"{AMBIGUOUS}B,{other},9:00-10:00\n")
    assert sessions(read)[0] == f"A | {day} 09:00-10:00"
    (finding,) = (each for each in findings(read) if each.code == "date-order")
    assert finding.message == (
        f"'1/6/2026' may have the day or the month first. Imported as {day}, "
        "since all dates are close together then. Check it."
    )


def test_a_weekday_beside_a_date_decides_the_date_order() -> None:
    read = reading("Title,Date,Time\nA,Mon 1/6/2026,9:00-10:00\n")
    assert sessions(read) == NINE
    assert codes(read) == set()


def test_a_date_order_that_the_days_of_the_conference_leave_open_is_refused() -> None:
    (fault,) = faults(AMBIGUOUS, days=(date(2027, 1, 1), date(2027, 12, 31)))
    assert "Neither other dates in the file nor the days of the conference settle it." in fault


def test_hours_that_look_like_dates_do_not_set_the_date_order() -> None:
    text = "Title,Date,Time\nA,1/6/2026,9-10\nB,1/6/2026,10-13\n"
    assert "Ambiguous date '1/6/2026'" in faults(text)[0]
    read = reading("Title,Date,Time\nA,2026-06-01,9-10\nB,2026-06-01,10-13\n")
    assert sessions(read) == [*NINE, "B | 2026-06-01 10:00-13:00"]
    assert "date-order" not in read.columns


def test_one_unambiguous_date_sets_the_order_of_its_column() -> None:
    read = reading("Title,Date,Time\nA,1/6/2026,9:00-10:00\nB,13/6/2026,9:00-10:00\n")
    assert sessions(read)[0] == NINE[0]
    assert read.columns["date-order"] == "day-first"


def test_the_year_is_inferred_from_the_file_or_its_name() -> None:
    for name, text in [
        ("forum-2026.csv", "Title,Date,Time\nA,1 June,9:00-10:00\n"),
        ("p.csv", "Forum 2026,,\nTitle,Date,Time\nA,6月1日,9:00-10:00\n"),
    ]:
        read = reading(text, name)
        assert sessions(read) == NINE
        assert codes(read) == {"year"}


def test_a_date_without_any_year_is_reported() -> None:
    read = reading("Title,Date,Time\nA,1 June,9:00-10:00\n")
    assert sessions(read) == ["A"]
    assert read.schedule.sessions[0].extra["Date"] == "1 June"
    assert any("has no year" in each.message for each in findings(read))


@pytest.mark.parametrize(
    ("above", "columns"),
    [
        ("1-3 June 2026", {}),
        ("Vienna, June 1–3, 2026", {}),
        ("2026年6月1日-3日", {}),
        ("Forum", {"days": {"Monday": "2026-06-01"}}),
    ],
)
def test_a_weekday_is_a_date_if_the_days_are_known(above: str, columns: dict[str, object]) -> None:
    text = f'"{above}",,\nTitle,Day,Time\nA,Monday,9:00-10:00\n'
    assert sessions(reading(text, columns=columns)) == NINE


def test_a_weekday_without_a_date_is_reported_with_advice() -> None:
    read = reading("Title,Day,Time\nA,Friday,9:00-10:00\n")
    assert sessions(read) == ["A"]
    assert dict(read.schedule.sessions[0].extra) == {"Day": "Friday", "Time": "9:00-10:00"}
    assert any('days = {"Friday" = "2026-03-01"}' in each.message for each in findings(read))


def test_day_headings_without_dates_can_be_set_in_the_column_map() -> None:
    text = "Time,Title\nDay 1,\n9:00-10:00,A\n"
    assert sessions(reading(text)) == ["A"]
    assert sessions(reading(text, columns={"days": {"day 1": "2026-06-01"}})) == NINE


def test_a_part_of_the_day_beside_the_date_is_respected() -> None:
    read = reading("""
        标题,日期,时间
        甲,2026年6月1日上午,9:00-10:00
        乙,2026年6月1日下午,2:00-3:30
        丙,2026年6月1日下午,14:00-15:00
        丁,2026年6月1日 (下午),11:30-1:00
        戊,2026年6月1日晚上,8:00-10:30
    """)
    assert sessions(read) == [
        "甲 | 2026-06-01 09:00-10:00",
        "乙 | 2026-06-01 14:00-15:30",
        "丙 | 2026-06-01 14:00-15:00",
        "丁 | 2026-06-01 11:30-13:00",
        "戊 | 2026-06-01 20:00-22:30",
    ]


def test_a_date_that_does_not_exist_is_one_finding() -> None:
    read = reading("Title,Date,Start,End\nA,31/2/2026,14:00,15:00\nB,13/2/2026,14:00,15:00\n")
    assert sessions(read) == ["A", "B | 2026-02-13 14:00-15:00"]
    extra = dict(read.schedule.sessions[0].extra)
    assert extra == {"Date": "31/2/2026", "Start": "14:00", "End": "15:00"}
    assert [(each.code, each.message) for each in findings(read)] == [
        (
            "time",
            (
                "'31/2/2026' does not exist in the calendar. "
                "The session has no time and no room; the text is saved as extra data. "
                "Correct the cell, and import the file again."
            ),
        )
    ]


def test_a_time_without_a_date_is_one_finding_and_no_missing_start() -> None:
    read = reading("Title,Start,End,Room\nA,14:00,15:00,Hall\n")
    assert dict(read.schedule.sessions[0].extra) == {"Start": "14:00", "End": "15:00", "Room": ("Hall",)}
    assert [each.code for each in read.findings if each.place.startswith("programme.csv, row 2")] == [
        "no-date"
    ]


def test_a_cell_of_a_later_row_of_one_session_is_reported_once() -> None:
    read = reading("Id,Title,Date,Time,Length,Speaker\n1,A,2026-06-01,9:00-10:00,,Ada Lovelace\n"
                   "1,A,2026-06-01,9:00-10:00,long,Emmy Noether\n")  # fmt: skip
    assert read.schedule.sessions[0].extra["Length"] == "long"
    assert [(each.code, each.place) for each in findings(read)] == [("time", "programme.csv, row 3, Length")]


def test_a_date_without_a_time_is_extra_data_and_reported() -> None:
    read = reading("Title,Start,End\nA,2026-06-01,2026-06-03\n")
    assert sessions(read) == ["A"]
    assert dict(read.schedule.sessions[0].extra) == {"Start": "2026-06-01", "End": "2026-06-03"}
    assert "no-hours" in codes(read)


def test_an_unreadable_time_of_a_block_is_reported() -> None:
    read = reading("Date,Ses Title,Ses Time,Title,Time\n2026-06-01,Geometry,all day,A,9:00-10:00\n")
    assert "time" in codes(read)
    assert read.schedule.sessions[1].extra["Ses Time"] == "all day"


def test_an_unreadable_time_is_extra_data_and_reported_with_its_location() -> None:
    read = reading("Title,Date,Time\nA,2026-06-01,after lunch\nB,2026-06-01,tbc\n")
    assert sessions(read) == ["A", "B"]
    assert read.schedule.sessions[0].extra["Time"] == "after lunch"
    assert {(each.code, each.place) for each in findings(read)} >= {
        ("time", "programme.csv, row 2, Time"),
        ("placeholder", "programme.csv, row 3, Time"),
    }


def test_the_column_map_sets_one_duration_for_all_sessions() -> None:
    text = "Title,Date,Time\nA,2026-06-01,9:00\n"
    assert "no-end" in codes(reading(text))
    read = reading(text, columns={"minutes": 60})
    assert sessions(read) == NINE
    assert codes(read) == set()


def test_a_session_goes_on_after_midnight() -> None:
    read = reading("Title,Date,Start,End\nA,2026-06-01,22:00,01:30\nB,2026-06-01,25:00,26:00\n")
    assert sessions(read) == ["A | 2026-06-01 22:00-01:30", "B | 2026-06-02 01:00-02:00"]


@pytest.mark.parametrize(
    "rows",
    [
        "Title,Date,Time\nA,2026-06-01,24:00-25:00\n",
        "Title,Date,Time\nA,2026-06-01,24:00-01:00\n",
        "Title,Date,Start,End\nA,2026-06-01,24:00,25:00\n",
        "Title,Date,Start,End\nA,2026-06-01,24:00,01:00\n",
        "Title,Start,End\nA,2026-06-01 24:00,2026-06-01 25:00\n",
        "Title,Start\nA,2026-06-01 24:00-25:00\n",
    ],
)
def test_hour_24_is_midnight_of_the_next_day(rows: str) -> None:
    read = reading(rows)
    assert sessions(read) == ["A | 2026-06-02 00:00-01:00"]
    assert codes(read) == set()


@pytest.mark.parametrize(
    ("rows", "lasts"),
    [
        ("Title,Date,Start,End\nA,2026-06-01,9:00,22:30\n", "Lasts 13.5 hours, from 09:00 to 22:30"),
        ("Title,Date,Time\nA,2026-06-01,08:00-24:00\n", "Lasts 16 hours, from 08:00 to 00:00"),
        ("Title,Date,Start,Length\nA,2026-06-01,9:00,4500\n", "Lasts 75 hours, from 09:00 to 12:00"),
        ("1.6.2026,Hall\n08:00-24:00,A\n09:00-10:00,\n", "Lasts 16 hours, from 08:00 to 00:00"),
    ],
)
def test_a_length_above_twelve_hours_is_rejected_and_reported(rows: str, lasts: str) -> None:
    read = reading(rows)
    assert sessions(read) == ["A"]
    (finding,) = [finding for finding in read.findings if finding.code == "too-long"]
    assert finding.message.startswith(lasts)
    assert read.schedule.sessions[0].extra
    assert codes(read) == {"too-long"}


def test_an_end_with_a_date_may_be_days_later() -> None:
    read = reading("Title,Start,End\nPosters,2026-06-01 09:00,2026-06-03 17:00\n")
    assert sessions(read) == ["Posters | 2026-06-01 09:00-17:00"]
    assert [each.message for each in findings(read)] == ["Lasts 56 hours. Check the end."]


def test_a_missing_zone_is_refused_with_the_option() -> None:
    assert any("no time zone. Give it" in each for each in faults(NINE_OCLOCK, zone=None))


NINE_OCLOCK = "Title,Date,Time\nA,2026-06-01,9:00-10:00\n"


def test_a_start_after_24_is_reported_with_the_time_that_it_means() -> None:
    read = reading("Title,Day,Start,End\nA,2026-06-01,23:00,24:00\nB,2026-06-01,25:00,26:30\n")
    assert sessions(read) == ["A | 2026-06-01 23:00-00:00", "B | 2026-06-02 01:00-02:30"]
    (finding,) = findings(read)
    assert finding.message == "'25:00' is after midnight. Imported as 01:00 of the next day."


def hours(text: str, **given: object) -> list[str]:
    """The starts of sessions in a file with the columns Day, Time and Title; empty without a time."""
    read = reading(f"Day,Time,Title\n{text}", **given)
    return [each.partition(" | 2026-05-")[2][3:8] for each in sessions(read)]


def test_hours_without_am_or_pm_that_go_backwards_are_the_afternoon() -> None:
    rows = ["7:30-8:30", "9:00-10:00", "11:45-1:00", "1:00-1:30", "5:00-6:00", "6:30-8:00"]
    text = "".join(f"2026-05-01,{hour},T{hour[:2]}\n" for hour in rows)
    assert hours(text) == ["07:30", "09:00", "11:45", "13:00", "17:00", "18:30"]
    (found,) = [each for each in findings(reading(f"Day,Time,Title\n{text}")) if each.code == "afternoon"]
    assert found.place == "programme.csv, row 4"
    assert found.message == (
        "4 rows have times without am or pm, such as '11:45-1:00', and no time is after 12:59. "
        "Imported as the afternoon. If that is wrong, write am."
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # On a clock of 24 hours these are hours of the night, and stay so.
        (["9:00-10:00", "20:00-21:00", "1:00-2:00"], ["09:00", "20:00", "01:00"]),
        (["0:30-1:30", "9:00-10:00", "5:00-6:00"], ["00:30", "09:00", "05:00"]),
        # Where an hour is stated, the others follow it.
        (["9:00 am-10:00 am", "12:00 pm-1:00 pm", "1:30-2:00"], ["09:00", "12:00", "13:30"]),
        # Rows in no order.
        (["2:00-3:00", "9:00-10:00", "11:00-12:00", "1:00-2:00"], ["14:00", "09:00", "11:00", "13:00"]),
        # An hour that may be in the morning as well as in the evening is left open.
        (["1:00-2:00", "8:00-9:00", "11:45-1:00"], ["13:00", "", ""]),
        (["11:45-1:00", "1:00-2:00"], ["11:45", "13:00"]),
        (["09:00-10:00", "05:30-06:30", "11:00-12:00"], ["09:00", "05:30", "11:00"]),
        (["10:00-11:00", "12:00-1:00", "2:00-4:00", "7:00-9:00"], ["10:00", "12:00", "14:00", "19:00"]),
        (["9:00-10:00", "5:30-6:30", "11:00-12:00"], ["09:00", "17:30", ""]),
    ],
)
def test_hours_without_am_or_pm_are_right_or_left_open(rows: list[str], expected: list[str]) -> None:
    assert hours("".join(f"2026-05-01,{hour},T{at}\n" for at, hour in enumerate(rows))) == expected


def test_an_hour_that_may_be_of_the_morning_or_the_evening_is_left_open() -> None:
    text = "2026-05-01,11:45-1:00,A\n2026-05-01,1:00-2:00,B\n2026-05-02,6:30-8:00,C\n"
    assert hours(text) == ["11:45", "13:00", ""]
    (found,) = [each for each in reading(f"Day,Time,Title\n{text}").findings if each.code == "am-or-pm"]
    assert found.message == (
        "'6:30-8:00' may be in the morning or in the evening. Imported without a time; the cells are saved "
        "as extra data. Write am or pm."
    )


def test_early_hours_without_later_ones_are_reported() -> None:
    text = "2026-05-01,01:00-02:00,A\n2026-05-01,02:00-03:00,B\n"
    assert hours(text) == ["01:00", "02:00"]
    (found,) = findings(reading(f"Day,Time,Title\n{text}"))
    assert found.message == (
        "2 sessions start between 1:00 and 5:59, and none after 12:59. Imported as written. "
        "If these are in the afternoon, write 13:00 or 1:00 pm."
    )


def test_early_hours_that_may_be_of_the_afternoon_are_left_open() -> None:
    assert hours("2026-05-01,1:00-2:00,A\n2026-05-01,2:00-3:00,B\n") == ["", ""]
    assert hours("2026-05-01 afternoon,1:00-2:00,A\n2026-05-01,2:00-3:00,B\n") == ["13:00", ""]


def test_the_hours_of_a_timetable_are_of_the_afternoon_as_well() -> None:
    read = reading(
        """
        Friday 1 May 2026,Hall A,Hall B
        9:00 - 10:00,A,B
        11:30 - 12:30,C,
        1:45 - 3:00,D,E
        """
    )
    assert [each.split(" | ")[1][11:16] for each in sessions(read)] == [
        "09:00",
        "09:00",
        "11:30",
        "13:45",
        "13:45",
    ]


def test_a_day_and_an_hour_may_be_joined_by_a_dash() -> None:
    read = reading("Title,When,Length\nA,JUNE 1 - 9am,60\n", days=(date(2026, 6, 1), date(2026, 6, 2)))
    assert sessions(read) == NINE


def test_seconds_and_milliseconds_since_1970_are_instants() -> None:
    read = reading("Title,Start,End\nOn light,1780297200,1780300800000\n")
    assert sessions(read) == ["On light | 2026-06-01 09:00-10:00"]


def test_a_date_with_its_month_in_letters_keeps_the_half_of_the_day_after_its_hour() -> None:
    read = reading("Title,Scheduled At,Scheduled Duration\nA,15 Sep 2026 04:15 PM,60\n")
    assert sessions(read) == ["A | 2026-09-15 16:15-17:15"]


def test_a_day_before_its_hours_may_have_a_weekday_and_a_month_that_is_a_weekday_elsewhere() -> None:
    table = "Title,Slot\nA,Tue 9 Mar 10:00-10:30\nB,Wed 10 Mar 14:00-14:45\n"
    read = reading(table, days=(date(2027, 3, 9), date(2027, 3, 10)))
    assert sessions(read) == ["A | 2027-03-09 10:00-10:30", "B | 2027-03-10 14:00-14:45"]
    assert "Add the year, or set year in the column map." in findings(reading(table))[0].message


def test_a_number_after_the_hours_of_the_morning_is_of_the_afternoon_in_another_room_too() -> None:
    read = reading(
        """
        Day,From,To,Session,Room
        2026-06-01,9,9:45,A,Barn
        2026-06-01,11:30,12:30,B,Barn
        2026-06-01,2,3:30,C,Field 7
        """
    )
    assert sessions(read)[-1] == "C | 2026-06-01 14:00-15:30 | Field 7"
    (found,) = findings(read)
    assert "such as '2'" in found.message


def test_a_break_with_its_hours_behind_the_title_is_on_the_day_of_the_row_above() -> None:
    read = reading(
        """
        Date & Time,Topic,Resource Person(s)
        1-Jun-2026 10:00 to 11:15,On light,Ada Lovelace
        ,Tea Break (11:15 to 11:30),
        """
    )
    assert sessions(read)[1] == "Tea Break | 2026-06-01 11:15-11:30"


def test_a_start_alone_beside_a_column_of_ends_names_the_setting_for_its_duration() -> None:
    read = reading("Title,Date,Start,End\nA,2026-06-01,9:00,10:00\nDinner,2026-06-01,19:00,\n")
    (found,) = [each for each in findings(read) if each.code == "no-end"]
    assert found.message == (
        "1 session has a start only. No other one follows soon. Imported without a time. Add ends or, if "
        "these have the same duration, set minutes = 45 in the column map."
    )


def test_a_start_alone_ends_at_the_next_start_in_its_room_or_for_everyone() -> None:
    read = reading(
        """
        Day,Time,Title,Room
        2026-05-01,9:00,Opening,
        2026-05-01,9:30,On curves,A
        2026-05-01,9:30,On stars,B
        2026-05-01,10:15,On maps,A
        2026-05-01,10:45,Coffee,Foyer
        2026-05-01,19:00,Dinner,
        """
    )
    assert sessions(read) == [
        "Opening | 2026-05-01 09:00-09:30",
        "On curves | 2026-05-01 09:30-10:15 | A",
        "On stars | 2026-05-01 09:30-10:45 | B",
        "On maps | 2026-05-01 10:15-10:45 | A",
        "Coffee",
        "Dinner",
    ]
    assert [each.message for each in findings(read)] == [
        (
            "4 sessions have a start only. Each was imported until the next one in its room, or for "
            "everyone, starts. Add ends or, if these have the same duration, set minutes = 45 in the "
            "column map."
        ),
        (
            "2 sessions have a start only. No other one follows soon. Imported without a time. Add ends or, "
            "if these have the same duration, set minutes = 45 in the column map."
        ),
    ]


def test_a_start_alone_in_one_of_two_tracks_ends_at_the_next_in_its_track() -> None:
    read = reading(
        """
        Day,Time,Title,Track
        2026-05-01,9:00,On curves,Maths
        2026-05-01,9:20,On stars,Physics
        2026-05-01,10:00,On maps,Maths
        2026-05-01,10:30,On light,Physics
        """,
        columns={"columns": {"Track": "track"}},
    )
    assert sessions(read)[:2] == ["On curves | 2026-05-01 09:00-10:00", "On stars | 2026-05-01 09:20-10:30"]


@pytest.mark.parametrize("text", ["09:00+45min", "9:00 (45 min)", "de 9:00 a 9:45 hs", "9:00 a 9:45 hs"])
def test_a_start_may_have_its_duration_beside_it(text: str) -> None:
    assert sessions(reading(f"Title,Date,Time\nA,2026-06-01,{text}\n")) == ["A | 2026-06-01 09:00-09:45"]


def test_a_row_without_a_time_in_another_room_is_at_the_time_of_the_row_above() -> None:
    read = reading(
        """
        Date,Time,Room,Title
        2026-04-08,10:00-10:30,Hall,On light
        ,,Room 2,On streets
        ,,Lab,On drones
        ,10:30-11:00,Hall,On maps
        2026-04-09,,Room 2,On houses
        ,,,On nothing
        """
    )
    assert sessions(read) == [
        "On light | 2026-04-08 10:00-10:30 | Hall",
        "On streets | 2026-04-08 10:00-10:30 | Room 2",
        "On drones | 2026-04-08 10:00-10:30 | Lab",
        "On maps | 2026-04-08 10:30-11:00 | Hall",
        "On houses",
        "On nothing",
    ]
    assert [each.code for each in findings(read)].count("time-above") == 2


@pytest.mark.parametrize("title", ["Fin de la jornada", "Museum closes"])
def test_a_title_that_marks_the_end_of_the_day_is_the_end_of_the_session_before_it(title: str) -> None:
    read = reading(f"Date,Time,Title\n2026-06-01,9:00,On curves\n2026-06-01,10:00,{title}\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00"]
    assert "end-of-day" in codes(read)


def test_a_talk_about_an_end_is_a_session() -> None:
    read = reading("Date,Time,Title\n2026-06-01,9:00,On curves\n2026-06-01,10:00,End of life\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00", "End of life"]


def test_a_row_of_numbers_that_sums_up_those_above_is_no_session() -> None:
    read = reading("Title,Date,Time,Capacity\nRings,2027-09-06,09:00-10:00,60\nTotal,,,60\n")
    assert [str(session.title) for session in read.schedule.sessions] == ["Rings"]


def test_a_row_that_sums_up_those_above_is_no_session() -> None:
    read = reading("Date,Time,Title\n2026-06-01,9:00-10:00,On curves\nTotal,,1 session\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00"]
    assert codes(read) == {"note-row"}


def test_a_set_duration_ends_before_the_next_session_of_the_room() -> None:
    text = "Title,Date,Time,Room\nA,2026-06-01,9:00,Hall\nB,2026-06-01,9:30,Hall\nC,2026-06-01,12:00,Hall\n"
    assert sessions(reading(text, columns={"minutes": 45})) == [
        "A | 2026-06-01 09:00-09:30 | Hall",
        "B | 2026-06-01 09:30-10:15 | Hall",
        "C | 2026-06-01 12:00-12:45 | Hall",
    ]


@pytest.mark.parametrize(
    ("heading", "day"),
    [("Date (MM/DD/YYYY)", "2026-05-03"), ("Datum (TT/MM/JJJJ)", "2026-03-05")],
)
def test_a_heading_states_the_order_of_day_and_month(heading: str, day: str) -> None:
    text = f"Title,{heading},Time\nA,05/03/2026,9:00-10:00\n"
    assert sessions(reading(text)) == [f"A | {day} 09:00-10:00"]


def test_times_of_several_zones_are_offered_and_not_guessed() -> None:
    text = (
        "Date,Time (UTC),Time (New York),Title\n"
        "2026-06-01,13:00-13:45,9:00-9:45,A\n"
        "2026-06-01,14:00-14:45,10:00-10:45,B\n"
        "2026-06-01,15:00-15:45,11:00-11:45,C\n"
    )
    offers = [each.message for each in findings(reading(text)) if each.code == "likely-meaning"]
    assert ['set "Time (UTC)" = "time"' in offers[0], 'set "Time (New York)" = "time"' in offers[1]] == [
        True
    ] * 2
    chosen = reading(text, columns={"columns": {"Time (UTC)": "time"}}, zone="UTC")
    assert sessions(chosen)[0] == "A | 2026-06-01 13:00-13:45"


def test_rows_that_go_on_in_a_room_after_midnight_are_of_the_night_of_their_day() -> None:
    read = reading("""
        Title,Day,Start,End,Room
        A,2026-06-01,22:30,00:15,Cellar
        B,2026-06-01,00:15,02:00,Cellar
        C,2026-06-01,02:00,03:00,Cellar
    """)
    assert sessions(read)[1:] == [
        "B | 2026-06-02 00:15-02:00 | Cellar",
        "C | 2026-06-02 02:00-03:00 | Cellar",
    ]
    assert codes(read) == set()
