"""The days of a table: headings in all forms, above the header or below it, and those that are not clear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from eventkit.findings import Severity
from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading
from formats.tables import codes, findings, reading, sessions, workbook

HEADINGS = {
    "date": ("Friday, 15 October 2027", "Saturday, 16 October 2027"),
    "numbers": ("15.10.2027", "16.10.2027"),
    "ISO 8601": ("2027-10-15 (Fri)", "2027-10-16 (Sat)"),
    "day number first": ("Day 1 – Friday 15 October 2027", "Day 2: Saturday, 16 October 2027"),
    "ordinal without a year": ("Friday 15th October", "Saturday 16th October"),
    "day number in brackets": ("Fri 15 Oct 2027 (Day 1)", "Sat 16 Oct 2027 (Day 2)"),
    "ordinal in short": ("Fri 15th Oct (Day 1)", "Sat 16th Oct (Day 2)"),
    "American": ("Day 1 | Friday, October 15th, 2027", "Day 2 | Saturday, October 16th, 2027"),
    "programme of a day": (
        "Programme for Friday, 15 October 2027",
        "Programme for Saturday, 16 October 2027",
    ),
    "Chinese": ("2027年10月15日（星期五）", "2027年10月16日（星期六）"),
    "Chinese day number": ("第一天 10月15日", "第二天 10月16日"),
    "Japanese": ("1日目 10月15日（金）", "2日目 10月16日（土）"),
    "German": ("Freitag, 15. Oktober 2027", "Samstag, 16. Oktober 2027"),
    "German day number": ("Tag 1: Freitag, 15.10.2027", "2. Tag (Samstag, 16.10.2027)"),
    "French": ("Jour 1 : vendredi 15 octobre 2027", "Jour 2 : samedi 16 octobre 2027"),
    "Spanish": ("Día 1 – viernes, 15 de octubre de 2027", "Día 2 – sábado, 16 de octubre de 2027"),
    "Russian": ("День 1 — пятница, 15 октября 2027 г.", "День 2 — суббота, 16 октября 2027 г."),
    "Arabic": ("اليوم الأول: الجمعة، 15 أكتوبر 2027", "اليوم الثاني: السبت ١٦ أكتوبر ٢٠٢٧"),
}
"""The headings of two days, 15 and 16 October 2027, by their form."""

HEADER = ["Time", "Title", "Room"]
TITLE = ["SciComm 2027", "", ""]
ROWS = [
    [["09:00-10:00", "A", "Hall"], ["14:00-15:00", "B", "Hall"]],
    [["10:00-11:00", "C", "Hall"], ["13:00-14:00", "D", "Hall"]],
]
TWO_DAYS = [
    "A | 2027-10-15 09:00-10:00 | Hall",
    "B | 2027-10-15 14:00-15:00 | Hall",
    "C | 2027-10-16 10:00-11:00 | Hall",
    "D | 2027-10-16 13:00-14:00 | Hall",
]


def programme(headings: Sequence[str], layout: str) -> tuple[list[list[str]], list[str]]:
    """A programme of two days with headings, as rows and merged areas."""
    rows = [TITLE]
    areas = []
    for number, (heading, day) in enumerate(zip(headings, ROWS, strict=True)):
        if layout.startswith("below") and number == 0:
            rows.append(HEADER)
        if layout.endswith("merged"):
            areas.append(f"A{len(rows) + 1}:C{len(rows) + 1}")
        rows.append([heading, "", ""])
        if layout.startswith("above"):
            rows.append(HEADER)
        rows += day
    return rows, areas


@pytest.mark.parametrize(
    "layout", ["below", "below, merged", "above each header", "above each header, merged"]
)
def test_a_heading_in_any_form_is_the_day_of_the_rows_below_it(layout: str) -> None:
    layout = layout.replace(" each header", "")
    days = {}
    for form, headings in HEADINGS.items():
        rows, areas = programme(headings, layout)
        days[form] = sessions(reading(workbook({"Plan": rows}, merged=areas), "p.xlsx"))
    assert days == dict.fromkeys(HEADINGS, TWO_DAYS)


@pytest.mark.parametrize(
    "heading",
    [
        "Day 2", "DAY TWO", "Saturday", "Saturday – Workshops", "Day 2: 31 February 2027", "Sat 15 Oct 2027",
        "Tag 2", "Zweiter Tag", "第二天", "Jour 2", "Segundo día", "День 2", "اليوم الثاني", "2日目",
        "Day 2 (15 and 16 October 2027)",
    ],
)  # fmt: skip
def test_a_heading_without_a_clear_date_ends_the_day_above(heading: str) -> None:
    for areas in ((), ("A6:C6",)):
        first = "Friday, 15 October 2027"
        rows = [TITLE, HEADER, [first, "", ""], *ROWS[0], [heading, "", ""], *ROWS[1]]
        read = reading(workbook({"Plan": rows}, merged=areas), "p.xlsx")
        assert sessions(read) == [*TWO_DAYS[:2], "C", "D"]
        (warning, *_) = [finding for finding in read.findings if finding.code == "no-date"]
        assert "row 6" in warning.message


def test_a_session_without_a_date_is_no_missing_conference_date() -> None:
    rows = [HEADER, ["15 October 2027", "", ""], *ROWS[0], ["Day 2", "", ""], *ROWS[1]]
    read = reading(workbook({"P": rows}), "p.xlsx")
    assert "no-day" not in {finding.code for finding in read.findings}, "that code is about the conference"


def test_time_that_goes_backwards_without_a_new_day_ends_the_day() -> None:
    read = reading(workbook({"P": [HEADER, ["15 October 2027", "", ""], *ROWS[0], *ROWS[1]]}), "p.xlsx")
    assert sessions(read) == [*TWO_DAYS[:2], "C", "D"]
    assert [finding.place for finding in read.findings if finding.code == "no-date"][:1] == [
        "p.xlsx, P, row 5"
    ]


def test_rows_of_one_day_may_be_listed_room_by_room() -> None:
    other = [[time, title.lower(), "Foyer"] for time, title, _ in ROWS[0]]
    read = reading(workbook({"P": [HEADER, ["15 October 2027", "", ""], *ROWS[0], *other]}), "p.xlsx")
    assert sessions(read) == [
        *TWO_DAYS[:2],
        "a | 2027-10-15 09:00-10:00 | Foyer",
        "b | 2027-10-15 14:00-15:00 | Foyer",
    ]


def test_the_hours_after_midnight_belong_to_the_night_of_their_day() -> None:
    rows = [["21:00-23:00", "A", ""], ["23:30-00:30", "B", ""], ["00:30-02:00", "C", ""]]
    read = reading(workbook({"P": [HEADER, ["15 October 2027", "", ""], *rows]}), "p.xlsx")
    assert sessions(read)[1:] == ["B | 2027-10-15 23:30-00:30", "C | 2027-10-16 00:30-02:00"]


def test_a_row_merged_over_the_table_is_not_a_session() -> None:
    rows = [HEADER, ["15 October 2027", "", ""], ROWS[0][0], ["Poster exhibition in the foyer", "", ""]]
    read = reading(workbook({"P": rows}, merged=["A2:C2", "A4:C4"]), "p.xlsx")
    assert sessions(read) == TWO_DAYS[:1]
    assert [(each.code, each.place) for each in findings(read)] == [("heading", "p.xlsx, P, row 4")]


def test_a_title_with_a_weekday_is_a_session_and_ends_the_day() -> None:
    read = reading("""
        Title,Start,End,Room
        Day 1 - Friday 15 October 2027,,,
        A,9:00,10:00,Hall
        Friday night social,,,
        B,11:00,12:00,Hall
    """)
    assert sessions(read) == [TWO_DAYS[0], "Friday night social", "B"]
    assert any("'Friday night social' in row 4 may be a new day" in each.message for each in read.findings)


@pytest.mark.parametrize(
    ("above", "days"),
    [
        ("SciComm, 15–16 October 2027", ("Day 1", "Day 2")),
        ("Tagung 15.–16. Oktober 2027", ("Tag 1", "Zweiter Tag")),
        ("Jornadas, 15 y 16 de octubre de 2027", ("Viernes", "Sábado")),
        ("2027年10月15日至16日", ("第一天", "第二天")),
    ],
)
def test_day_numbers_and_weekdays_refer_to_the_dates_above_the_table(
    above: str, days: tuple[str, str]
) -> None:
    rows = [[above, "", ""], HEADER, [days[0], "", ""], *ROWS[0], [days[1], "", ""], *ROWS[1]]
    assert sessions(reading(workbook({"P": rows}), "p.xlsx")) == TWO_DAYS


def test_a_heading_may_be_spread_over_cells() -> None:
    rows = [
        HEADER,
        ["Day 1", "Friday, 15 October 2027", ""],
        *ROWS[0],
        ["Day 2", "Sat", "16.10.2027"],
        *ROWS[1],
    ]
    read = reading(workbook({"P": rows}), "p.xlsx")
    assert sessions(read) == TWO_DAYS
    assert findings(read) == []


def test_a_merged_row_that_begins_with_a_time_is_a_session() -> None:
    rows = [
        HEADER,
        ["15 October 2027", "", ""],
        ROWS[0][0],
        ["10:30 – 11:00 Coffee break", "", ""],
        ROWS[0][1],
    ]
    coffee = "Coffee break | 2027-10-15 10:30-11:00"
    assert sessions(reading(workbook({"P": rows}, merged=["A4:C4"]), "p.xlsx")) == [
        TWO_DAYS[0],
        coffee,
        TWO_DAYS[1],
    ]
    grid = [["15.10.2027", "Hall", "Foyer"], ["09:00-10:00", "A", ""], *rows[3:4], ["11:00-12:00", "B", "C"]]
    read = reading(workbook({"P": grid}, merged=["A3:C3"]), "p.xlsx")
    assert sessions(read)[1] == f"{coffee} | Hall, Foyer"


def test_a_sheet_named_after_a_day_without_a_date_is_reported() -> None:
    read = reading(workbook({"Day 1": [HEADER, *ROWS[0]]}), "p.xlsx")
    (finding, _) = [each for each in read.findings if each.code == "no-date"]
    assert finding.message.startswith("'Day 1' in the name of the sheet has no date.")
    days = {"days": {"Day 1": "2027-10-15"}}
    assert sessions(reading(workbook({"Day 1": [HEADER, *ROWS[0]]}), "p.xlsx", columns=days)) == TWO_DAYS[:2]


def test_a_header_that_is_repeated_with_other_columns_is_read_again() -> None:
    rows = [
        ["Friday, 15 October 2027", "", "", ""],
        ["Time", "Title", "Room", ""],
        ["09:00-10:00", "A", "Hall", ""],
        ["Day 2: Saturday, 16 October 2027", "", "", ""],
        ["Room", "Start", "End", "Title"],
        ["Hall", "10:00", "11:00", "C"],
    ]
    read = reading(workbook({"P": rows}), "p.xlsx")
    assert sessions(read) == [TWO_DAYS[0], TWO_DAYS[2]]


@pytest.mark.parametrize("above", ["Version of 15 September 2027", "Stand: 15.9.2027", "更新 2027年9月15日"])
def test_the_date_of_a_version_is_not_the_day(above: str) -> None:
    assert sessions(reading(workbook({"P": [[above, "", ""], HEADER, *ROWS[0]]}), "p.xlsx")) == ["A", "B"]


def test_titles_that_name_days_are_sessions() -> None:
    titles = ["Remembering 1 May 1968 in Paris", "The day after", "Sun and wind", "15 years of Friday groups"]
    read = reading("Title,Speaker\n" + "".join(f"{title},\n" for title in titles))
    assert sessions(read) == titles


@pytest.mark.parametrize(
    ("text", "number", "weekday", "rest"),
    [
        ("Day 2: Saturday, 16 October 2027", "Day 2", 5, ""),
        ("Sat 16 Oct 2027 – Workshops", "", 5, "Workshops"),
        ("第二天（2027年10月16日 星期六）", "第二天", 5, ""),
        ("16.10.2027, Hall 5", "", None, "Hall 5"),
    ],
)
def test_a_date_is_found_anywhere_in_a_heading(
    text: str, number: str, weekday: int | None, rest: str
) -> None:
    heading = parse_day_heading(text)
    assert str(heading.day) == "2027-10-16"
    assert (heading.number, heading.weekday, heading.rest) == (number, weekday, rest)


@pytest.mark.parametrize("text", ["15-16 October 2027", "15 and 16 October 2027", "10月15日-16日", "x" * 200])
def test_a_range_of_days_is_not_a_day_heading(text: str) -> None:
    assert not parse_day_heading(text, year=2027).mentions_day


COLUMNS = "Title,Speaker,Date,Start,End"
DATED = "Engines,Ada Lovelace,2027-10-15,09:00,09:30"
NOTES = (
    "Programme as of 3 August", "Programme as of 3 August 2026", "Updated 3 August", "Stand: 3. August 2026",
    "Ada is available only on 14 October after 10:00", "Last change 2026-08-03 by Anna", "更新于8月3日",
    "截至2026年8月3日", "Mis à jour le 3 août", "Draft of 3 August 2026. Deadline for changes: 1 September.",
    "По состоянию на 3 августа 2026", "Please send changes by 20 September",
)  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_the_date_of_a_note_is_no_day_no_year_and_no_title(note: str) -> None:
    read = reading(f"{note}\n\n{COLUMNS}\n{DATED}\n")
    assert sessions(read) == ["Engines | 2027-10-15 09:00-09:30 | Ada Lovelace"]
    assert "year" not in codes(read)
    assert "remark-above" in codes(read)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_between_rows_leaves_their_day_alone(note: str) -> None:
    read = reading(f"""
        "Friday, 15 October 2027",,
        Time,Title,Speaker
        09:00-09:30,Engines,Ada Lovelace
        {note},,
        10:00-10:30,Looms,Emmy Noether
        Saturday 16 October,,
        09:00-09:30,Maps,Grace Hopper
    """)
    assert sessions(read) == [
        "Engines | 2027-10-15 09:00-09:30 | Ada Lovelace",
        "Looms | 2027-10-15 10:00-10:30 | Emmy Noether",
        "Maps | 2027-10-16 09:00-09:30 | Grace Hopper",
    ]
    assert "year" not in codes(read)


@pytest.mark.parametrize(
    ("above", "year"),
    [
        ("Version 3 (3 August 2026), 15-16 October 2027", 2027),
        ("Updated: 3 August 2026; Forum 2027", 2027),
        ("Forum 2027 - as of 3 August 2026", 2027),
        ("Forum 2027", 2027),
    ],
)
def test_the_year_of_days_is_not_that_of_a_note(above: str, year: int) -> None:
    read = reading(f"{above}\n\n{COLUMNS}\nEngines,Ada Lovelace,15 October,09:00,09:30\n")
    assert sessions(read) == [f"Engines | {year}-10-15 09:00-09:30 | Ada Lovelace"]


def test_a_date_without_a_year_is_named_with_its_row() -> None:
    read = reading(f"Forum 2027\n\n{COLUMNS}\nEngines,Ada Lovelace,15 October,09:00,09:30\n")
    (finding,) = [each for each in read.findings if each.code == "year"]
    assert finding.message == (
        "'15 October' has no year. Used 2027 for all such dates, from the file, its name or the title. "
        "Check it."
    )
    assert ", row 4" in finding.place


def test_a_title_is_imported_without_the_note_in_it() -> None:
    read = reading(f"Forum of Maps - as of 3 August 2026\n\n{COLUMNS}\n{DATED}\n")
    assert read.schedule.conference.title["en"] == "Forum of Maps"


def test_dates_without_a_year_are_those_of_the_stated_days() -> None:
    days = (date(2028, 10, 14), date(2028, 10, 16))
    read = reading(f"{COLUMNS}\nEngines,Ada Lovelace,15 October,09:00,09:30\n", days=days)
    assert sessions(read) == ["Engines | 2028-10-15 09:00-09:30 | Ada Lovelace"]
    assert "year" not in codes(read)


def test_a_heading_with_a_remark_is_still_the_heading_of_its_day() -> None:
    assert parse_day_heading("Saturday, 16 October 2027 (updated)").is_note is False
    assert parse_day_heading("Updated Saturday, 16 October 2027").is_note is True


def test_the_date_in_advice_is_one_of_the_conference() -> None:
    read = reading("""
        "Friday, 15 October 2027",,
        Time,Title,Speaker
        09:00-09:30,Engines,Ada Lovelace
        Day two,,
        10:00-10:30,Looms,Emmy Noether
    """)
    assert any('days = {"Day two" = "2027-10-15"}' in each.message for each in findings(read))


THREE_DAYS = (date(2026, 6, 1), date(2026, 6, 3))


@pytest.mark.parametrize(
    "days", [("1", "2", "3"), ("0", "1", "2"), ("Day 0", "Day 1", "Day 2"), ("2", "3", "3")]
)
def test_numbers_in_a_column_of_days_are_the_days_of_the_conference(days: tuple[str, ...]) -> None:
    rows = "".join(f"{day},9:00,10:00,T{at}\n" for at, day in enumerate(days))
    read = reading(f"Day,Start,End,Title\n{rows}", days=THREE_DAYS)
    expected = [1, 2, 3] if "2" not in days[0] else [2, 3, 3]
    assert sessions(read) == [f"T{at} | 2026-06-0{day} 09:00-10:00" for at, day in enumerate(expected)]
    if days[0] == "1":
        (found,) = findings(read)
        assert found.message == "Days by number: 1 is 2026-06-01, 2 is 2026-06-02, 3 is 2026-06-03."


def test_a_number_beyond_the_days_of_the_conference_is_no_day() -> None:
    read = reading("Day,Start,End,Title\n1,9:00,10:00,A\n4,9:00,10:00,B\n", days=THREE_DAYS)
    assert sessions(read) == ["A", "B"]
    assert all('days = {"' in each.message for each in findings(read) if each.code == "time")


def test_the_only_day_that_is_stated_is_that_of_all_rows() -> None:
    read = reading("Start,End,Title\n9:00,10:00,A\n", days=(date(2026, 6, 1),) * 2)
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00"]
    (found,) = findings(read)
    assert found.message == "No dates in the file. Used 2026-06-01, the only day of the conference."


def test_rows_without_a_day_are_refused_with_the_line_that_helps() -> None:
    read = reading("Start,End,Title\n9:00,10:00,A\n", days=THREE_DAYS)
    (found,) = findings(read)
    remedy = 'days = {"" = "2026-06-01"}'
    assert found.message.endswith(f"if all rows are of one day, set {remedy} in the column map.")
    mapped = reading("Start,End,Title\n9:00,10:00,A\n", days=THREE_DAYS, columns={"days": {"": "2026-06-01"}})
    assert sessions(mapped) == ["A | 2026-06-01 09:00-10:00"]


def test_a_number_as_the_name_of_a_sheet_is_no_date() -> None:
    rows = [["Title", "Start", "End"], ["A", "9:00", "10:00"]]
    read = reading(workbook({"45000": rows, "45001": rows}), "p.xlsx", days=THREE_DAYS)
    assert sessions(read) == ["A", "A"]
    conference = read.schedule.conference
    assert (conference.start, conference.end) == THREE_DAYS
    assert any('days = {"45000" = "2026-06-01"}' in each.message for each in read.findings)


def test_the_stated_days_of_a_conference_are_never_those_of_the_file() -> None:
    text = "Date,Start,End,Title\n2026-06-01,9:00,10:00,A\n2062-06-01,9:00,10:00,B\n"
    read = reading(text, days=THREE_DAYS, has_stated_days=True)
    conference = read.schedule.conference
    assert (conference.start, conference.end) == THREE_DAYS
    (found,) = findings(read)
    assert (found.severity, found.place) == (Severity.ERROR, "programme.csv, row 3")
    assert found.message == (
        "2062-06-01 is not a day of the conference, 2026-06-01 to 2026-06-03. "
        "Correct the date, or the days you state."
    )


def test_a_table_without_a_header_row_begins_with_its_first_day() -> None:
    text = "Friday 5 June 2026,,\n20:00,21:00,A\n22:00,23:00,B\nSaturday 6 June 2026,,\n10:00,12:00,C\n"
    columns = {"column A": "start", "column B": "end", "column C": "title"}
    assert sessions(reading(text, columns={"header": 1, "columns": columns})) == [
        "A | 2026-06-05 20:00-21:00",
        "B | 2026-06-05 22:00-23:00",
        "C | 2026-06-06 10:00-12:00",
    ]


@pytest.mark.parametrize("days", ["5/6 June 2026", "5 & 6 June 2026", "5-6 June 2026"])
def test_a_title_with_two_days_is_the_day_of_no_row_and_its_date_can_be_stated(days: str) -> None:
    table = f"Night of stars - {days}\nTime,Title\n22:30 - 23:30,On comets\n00:30 - 1:30,On the moon\n"
    found = next(each for each in findings(reading(table)) if each.code == "no-date")
    assert 'set days = {"" = "2026-06-05"}' in found.message
    stated = reading(table, columns={"days": {"": "2026-06-05"}})
    assert [each.split(" | ")[1] for each in sessions(stated)] == [
        "2026-06-05 22:30-23:30",
        "2026-06-06 00:30-01:30",
    ]


def test_a_span_of_days_may_have_their_weekdays() -> None:
    read = reading("""
        Monday 7 – Wednesday 9 June 2027,,
        Day,Time,Title
        Monday,9:00-10:00,On curves
        Wednesday,9:00-10:00,On knots
    """)
    assert sessions(read) == ["On curves | 2027-06-07 09:00-10:00", "On knots | 2027-06-09 09:00-10:00"]


def test_the_number_of_a_day_before_its_date_begins_no_span() -> None:
    read = reading("""
        Day 1 – 27 December 2027,Hall A,Hall B
        9:00,On curves (Ada Lovelace),On knots (Emmy Noether)
        10:00,On numbers (Grace Hopper),
        11:00,End,End
        Day 2 – 28 December 2027,Hall A,Hall B
        9:00,On surfaces (Ada Lovelace),
        10:00,End,
    """)
    assert sessions(read) == [
        "On curves | 2027-12-27 09:00-10:00 | Hall A | Ada Lovelace",
        "On knots | 2027-12-27 09:00-10:00 | Hall B | Emmy Noether",
        "On numbers | 2027-12-27 10:00-11:00 | Hall A | Grace Hopper",
        "On surfaces | 2027-12-28 09:00-10:00 | Hall A | Ada Lovelace",
    ]


@pytest.mark.parametrize("day", ["2027. 10. 21.(목)", "民國116年10月21日", "中華民國116年10月21日"])
def test_korean_dates_with_dots_and_years_of_the_minguo_calendar_are_read(day: str) -> None:
    read = reading(f"Title,Date,Time\nA,{day},9:00-10:00\n")
    assert sessions(read) == ["A | 2027-10-21 09:00-10:00"]


def test_a_date_beside_its_label_above_a_table_is_the_day() -> None:
    read = reading("Date:,2027-11-04,\n,,\nTime,Title,Room\n9:00-10:00,A,Hall\n")
    assert sessions(read) == ["A | 2027-11-04 09:00-10:00 | Hall"]


def test_a_row_of_the_night_after_that_states_the_day_before_is_reported() -> None:
    read = reading(
        "Title,Date,Time,Room\nA,2027-09-24,20:00-23:30,Bar\nB,2027-09-24,23:30-00:30,Roof\n"
        "C,2027-09-24,00:30-01:30,Bar\n"
    )
    message = next(each.message for each in read.findings if each.code == "night-start")
    assert message.startswith(
        "Starts at 00:30 on 2027-09-24, and another session ends at that hour on 2027-09-25"
    )


def test_a_day_without_a_year_is_named_with_the_setting_for_the_year() -> None:
    read = reading("Time,Title,Day\n9:00-10:00,A,Wed 5 May\n")
    assert "'Wed 5 May' has no year. Add the year, or set year in the column map." in {
        each.message for each in read.findings if each.code == "no-year"
    }
