"""Tables stand anywhere in a file: whatever the encoding, the separator, what is above and between."""

from __future__ import annotations

import codecs
from datetime import date, time
from typing import Any

import pytest

from eventkit.formats.spreadsheet.table import table_format
from eventkit.intake import SourceFile
from formats.tables import codes, faults, findings, reading, sessions, workbook

PLAIN = "Title,Date,Time,Room\nÜber Kurven,2026-06-01,09:00-10:00,Hall A\n"
CURVES = ["Über Kurven | 2026-06-01 09:00-10:00 | Hall A"]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        codecs.BOM_UTF8 + ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("Über Kurven", '"Über Kurven"').encode(),
        ("\n\nThe programme of the forum,,,\n\n" + PLAIN).encode(),
        PLAIN.replace("\n", "\n,,,\n").encode(),
    ],
)
def test_tables_are_read_in_common_encodings_and_csv_dialects(data: bytes) -> None:
    read = reading(data)
    assert sessions(read) == CURVES
    assert codes(read) == set()


def test_an_unstated_encoding_is_guessed_and_reported() -> None:
    read = reading(PLAIN.encode("cp1252"))
    assert sessions(read) == CURVES
    assert codes(read) == {"encoding"}


def test_all_line_endings_may_be_mixed_with_breaks_in_cells() -> None:
    read = reading(b'Title,Speaker\r\nOne,"Ada Lovelace\nGrace Hopper"\rTwo,\n')
    assert sessions(read) == ["One | Ada Lovelace, Grace Hopper", "Two"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Title,Room\nA,B\n"On curves,Hall\nC,D\nE,F\n', 3),
        ('Title,Room\nA,B\n"On curves,Hall\nC,D\n"E, F",G\nH,I\n', 3),
        ('Title,Abstract,Room\nA,"One\nline\n\nmore, and more\nB,C,D\n', 2),
        ('Title\tRoom\n"On curves\tHall\nC\tD\n', 2),
    ],
)
def test_an_unclosed_quotation_mark_is_refused_with_its_line(text: str, line: int) -> None:
    (fault,) = faults(text)
    assert fault.startswith(f"line {line}: A quotation mark is never closed")


def test_rows_with_another_number_of_cells_than_the_header_are_reported() -> None:
    read = reading("Title,Date,Time,Room\nA,2026-06-01,9:00-10:00\nB,2026-06-01,10:00-11:00,Hall,5\nC\n")
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00", "B | 2026-06-01 10:00-11:00 | Hall", "C"]
    assert [(each.place, each.message) for each in findings(read) if each.code == "cells"] == [
        (
            "programme.csv, row 2",
            (
                "3 cells, but the header has 4. The missing cells are imported as empty. Check for a missing "
                "separator."
            ),
        ),
        (
            "programme.csv, row 3",
            (
                "5 cells, but the header has 4. Check for a separator within a text: put the text in "
                "quotation marks."
            ),
        ),
    ]


@pytest.mark.parametrize("text", ["Coffee break", "茶歇", "Lunch", "Mittagessen", "Registration desk opens"])
def test_a_text_typed_in_the_column_of_rooms_alone_is_a_title(text: str) -> None:
    read = reading(f"Date,Time,Room,Title\n2026-06-01,9:00-10:00,Hall,A\n2026-06-01,10:00-10:30,{text},\n")
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00 | Hall", f"{text} | 2026-06-01 10:00-10:30"]
    assert [each.code for each in findings(read)] == ["title-elsewhere"]
    assert len(read.schedule.rooms) == 1


def test_quotes_that_do_not_match_are_reported() -> None:
    assert "quotes" in codes(reading('Title,Room\nOn "curves" again,A\n"On "surfaces"",B\n'))


def test_repeated_page_headers_are_not_sessions() -> None:
    assert sessions(reading(PLAIN + PLAIN.replace("Kurven", "Flächen"))) == [
        *CURVES,
        "Über Flächen | 2026-06-01 09:00-10:00 | Hall A",
    ]


def test_the_title_above_the_table_is_that_of_the_conference() -> None:
    read = reading("Forum on Mathematics,,,\n" + PLAIN)
    assert str(read.schedule.conference.title) == "Forum on Mathematics"
    assert "title-above" in {finding.code for finding in read.findings}


def test_nothing_is_said_of_a_title_above_the_table_if_another_is_given() -> None:
    read = reading("Forum on Mathematics,,,\n" + PLAIN, title="Forum")
    assert str(read.schedule.conference.title) == "Forum"
    assert "title-above" not in {finding.code for finding in read.findings}


@pytest.mark.parametrize(
    ("remark", "title"),
    [
        ("Draft - please check!", ""),
        ("Programme v7 (preliminary)", ""),
        ("Entwurf, bitte prüfen", ""),
        ("草稿，请核对", ""),
        ("Health Forum (draft)", "Health Forum (draft)"),
        ("Subject to Change", "Subject to Change"),
    ],
)
def test_a_remark_above_the_table_is_no_title(remark: str, title: str) -> None:
    read = reading(f'"{remark}",,,\n,,,\n' + PLAIN, "programme.csv")
    assert str(read.schedule.conference.title) == (title or "programme")
    assert ("remark-above" in codes(read)) == (not title)
    below = reading(f'"{remark}",,,\n"Forum on Mathematics",,,\n' + PLAIN)
    assert str(below.schedule.conference.title) == (title or "Forum on Mathematics")


def test_numbers_and_weekdays_are_days_of_the_conference() -> None:
    rows = ("A,Day 1,9:00,10:00", "B,2. Tag,9:00,10:00", "C,第3天,9:00,10:00", "D,Monday,11:00,12:00")
    text = "\n".join(["Title,Day,Start,End", *rows])
    days = (date(2026, 6, 1), date(2026, 6, 3))
    assert sessions(reading(text, days=days)) == [
        "A | 2026-06-01 09:00-10:00",
        "B | 2026-06-02 09:00-10:00",
        "C | 2026-06-03 09:00-10:00",
        "D | 2026-06-01 11:00-12:00",
    ]


def test_a_duplicate_header_is_refused_if_both_columns_are_used() -> None:
    assert faults("id,title,title\n1,One,Two\n") == [
        (
            "line 1, title (column C): Two columns mean 'title': B and C. Rename one, or set their meanings "
            'in the column map, for example "column C" = "extra".'
        )
    ]


def test_a_duplicate_header_is_accepted_if_no_row_uses_both() -> None:
    read = reading(
        "Pap Title,Pap Time,Gen Title,Gen Time,Date\nA,9:00-10:00,,,1.6.2026\n,,B,8:00-9:00,1.6.2026\n"
    )
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00", "B | 2026-06-01 08:00-09:00"]


def test_missing_or_repeated_headers_are_named_by_their_column_letters() -> None:
    read = reading("Title,Level,Level,\nOne,a,b,c\n")
    assert dict(read.schedule.sessions[0].extra) == {"Level": "a", "Level (column C)": "b", "column D": "c"}


def test_a_second_column_with_one_meaning_is_extra_data_and_reported() -> None:
    read = reading("Title,Presentation title,Room\nOne,Two,A\n")
    assert [str(each.title) for each in read.schedule.sessions] == ["One"]
    assert read.schedule.sessions[0].extra["Presentation title"] == "Two"
    assert "duplicate-column" in codes(read)


def test_merged_cells_apply_to_all_rows_they_span() -> None:
    rows = [
        ["Date", "Time", "Room", "Title"],
        [date(2026, 6, 1), "9:00-10:00", "Hall A", "On curves"],
        [None, None, "Hall B", "On surfaces"],
        [None, "12:00-13:00", "Lunch for all", None],
    ]
    read = reading(workbook({"Programme": rows}, merged=["B2:B3", "C4:D4"]), "programme.xlsx")
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A",
        "On surfaces | 2026-06-01 09:00-10:00 | Hall B",
        "Lunch for all | 2026-06-01 12:00-13:00",
    ]


def test_a_header_may_have_two_rows() -> None:
    rows = [
        ["Title", "Date", "Speaker", None],
        [None, None, "Name", "Affiliation"],
        ["On curves", date(2026, 6, 1), "Ada Lovelace", "Royal Society"],
    ]
    read = reading(workbook({"P": rows}, merged=["C1:D1"]), "p.xlsx")
    assert sessions(read) == ["On curves | Ada Lovelace"]
    assert [str(each.name) for each in read.schedule.organisations] == ["Royal Society"]
    assert read.columns["columns"]["Speaker Affiliation"] == "organisation"
    again = reading(workbook({"P": rows}, merged=["C1:D1"]), "p.xlsx", columns=read.columns)
    assert again.schedule == read.schedule


def test_a_row_with_nothing_but_a_key_is_reported() -> None:
    read = reading("Id,Title,Room\n1,On curves,A\n2,,B\n , , \n3,,\n")
    assert sessions(read) == ["On curves"]
    assert [(each.code, each.place) for each in findings(read) if each.code in {"no-title", "heading"}] == [
        ("no-title", "programme.csv, row 3"),
        ("heading", "programme.csv, row 5"),
    ]


def test_a_session_without_a_title_is_named_by_its_kind() -> None:
    read = reading("Date,Start,End,Type,Title\n2026-06-01,12:00,13:00,Lunch,\n")
    assert sessions(read) == ["Lunch | 2026-06-01 12:00-13:00"]


def test_a_date_applies_until_the_next_one() -> None:
    read = reading("Date,Time,Title\n2026-06-01,9:00-10:00,A\n,10:00-11:00,B\n2.6.2026,9:00-10:00,C\n")
    assert sessions(read) == [
        "A | 2026-06-01 09:00-10:00",
        "B | 2026-06-01 10:00-11:00",
        "C | 2026-06-02 09:00-10:00",
    ]


def test_a_date_may_be_a_heading_row_above_its_sessions() -> None:
    read = reading("""
        Time,Title
        "Monday, 1 June 2026",
        9:00-10:00,A
        ,
        Tuesday 2 June 2026,
        9:00-10:00,B
    """)
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00", "B | 2026-06-02 09:00-10:00"]


def test_a_heading_that_is_not_a_day_is_reported_and_not_a_session() -> None:
    read = reading("Time,Title,Room\nMorning session,,\n2026-06-01 9:00-10:00,A,Hall\n")
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00 | Hall"]
    assert [(each.code, each.place) for each in findings(read)] == [("heading", "programme.csv, row 2")]


def test_day_sheets_are_one_table_and_people_sheets_describe_people() -> None:
    header = ["Time", "Title", "Speaker"]
    sheets = {
        "1 June 2026": [header, ["9:00-10:00", "On curves", "Ada Lovelace"]],
        "2 June 2026": [header, [time(9, 0), "On surfaces", "Emmy Noether"]],
        "Speakers": [["Name", "Bio", "Organisation"], ["Ada Lovelace", "Wrote the first program.", "Royal"]],
        "Budget": [["Item", "Cost"], ["Chairs", 1]],
        "Old": [header, ["9:00-10:00", "Nothing", ""]],
    }
    read = reading(workbook(sheets, hidden=["Old"]), "programme.xlsx", columns={"minutes": 45})
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Ada Lovelace",
        "On surfaces | 2026-06-02 09:00-09:45 | Emmy Noether",
    ]
    ada = next(each for each in read.schedule.participants if each.name[0].full == "Ada Lovelace")
    assert str(ada.biography) == "Wrote the first program."
    assert ada.affiliations
    assert {(each.code, each.place) for each in findings(read)} == {
        ("hidden-sheet", "programme.xlsx, Old"),
        ("sheet-left-out", "programme.xlsx, Budget"),
    }


def programme_with_hidden_rows(**marks: Any) -> bytes:
    """A day of four talks, whose date is merged over them."""
    rows = [
        ["Date", "Time", "Title", "Room", "Notes"],
        ["2026-06-01", "9:00-10:00", "On curves, old version", "Hall", "x"],
        ["", "9:00-10:00", "On curves", "Hall", "y"],
        ["", "10:00-11:00", "On surfaces", "Hall", "z"],
        ["", "11:00-12:00", "On solids", "Hall", "z"],
    ]
    return workbook({"Plan": rows}, merged=["A2:A5"], **marks)


def test_hidden_rows_are_left_out_with_a_warning_that_names_them_and_the_setting() -> None:
    read = reading(programme_with_hidden_rows(hidden_rows=[2, 4, 7]), "p.xlsx")
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall",
        "On solids | 2026-06-01 11:00-12:00 | Hall",
    ]
    assert [each.message for each in read.findings if each.code == "hidden-rows"] == [
        'Left out 2 hidden rows: 2, 4. To import what is hidden, set hidden = "import" in the column map.'
    ]


def test_hidden_rows_and_sheets_are_imported_if_the_column_map_says_so() -> None:
    data = programme_with_hidden_rows(hidden_rows=[2], hidden=["Plan"])
    read = reading(data, "p.xlsx", columns={"hidden": "import"})
    assert len(sessions(read)) == 4
    assert read.columns["hidden"] == "import"
    assert not codes(read) & {"hidden-rows", "hidden-sheet"}


def test_hidden_columns_are_imported_and_reported() -> None:
    read = reading(programme_with_hidden_rows(hidden_columns=["A:A", "E:F"]), "p.xlsx")
    assert sessions(read)[0] == "On curves, old version | 2026-06-01 09:00-10:00 | Hall"
    assert [each.message for each in read.findings if each.code == "hidden-columns"] == [
        "Hidden columns A and E. Imported."
    ]


def test_of_several_sheets_it_is_reported_which_are_imported() -> None:
    read = reading(workbook({"A": [["Title", "Room"], ["One", "Hall"]], "B": [["x"], ["y"]]}), "p.xlsx")
    assert [each.place for each in read.findings if each.code == "sheet"] == ["p.xlsx, A"]


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "Empty file"),
        (b"\n\n,,\n", "Empty file"),
        (b"a,b\n1,2\n", "No header row with names"),
        (b"Room,Start,Speaker\nA,9:00,Ada Lovelace\n", "No column with session titles"),
        (b"\xff\xfe\x00\xd8", "Invalid utf-16"),
    ],
)
def test_a_file_without_a_session_table_is_refused_with_advice(data: bytes, begins: str) -> None:
    assert faults(data)[0].startswith(begins)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (PLAIN.encode(), "programme.csv", True),
        (PLAIN.encode("utf-16"), "programme.txt", True),
        ((PLAIN + PLAIN.splitlines()[1] * 9_000).encode("utf-16"), "programme.txt", True),
        ((PLAIN + "Über,2026-06-01,9:00,B\n" * 9_000).encode("utf-16"), "programme.txt", True),
        ((PLAIN + "Über,2026-06-01,9:00,B\n" * 9_000).encode(), "programme.txt", True),
        (b"a,b\n1,2\n", "list.csv", True),
        (b"a,b\n1,2\n", "notes.txt", False),
        (b"| Title | Room |\n|---|---|\n", "notes.md", False),
        (b"{}", "programme.csv", False),
        (b"<schedule/>", "schedule.xml", False),
        (workbook({"A": [["Title"]]}), "renamed.zip", True),
        (b"no workbook", "programme.xlsx", True),
        (b"PK\x03\x04", "archive.zip", False),
        (b"", "nothing", False),
    ],
)
def test_a_table_is_recognised_by_its_content(data: bytes, name: str, expected: bool) -> None:  # noqa: FBT001
    assert table_format.recognises(SourceFile(data, name)) is expected


def test_headings_of_sessions_state_block_room_chair_and_time_of_the_rows_below() -> None:
    read = reading(
        """
        Time,Title,Authors
        Monday 1 June 2026
        Session 1: Optics — Room A — Chair: Grace Hopper (KTH)
        9:00-9:30,On light,Lise Meitner
        9:30-10:00,On lenses,Ada Ross
        10:00-10:30,Coffee break
        Session 2: Sound (Chair: N.N.; Hall 3)
        9:00-9:30,On bells,Bo Li
        9:30-10:00,On drums,Eva Lund
        """
    )
    assert sessions(read) == [
        "Session 1: Optics | 2026-06-01 09:00-10:00 | Room A | Grace Hopper (chair)",
        "On light | 2026-06-01 09:00-09:30 | Room A | Lise Meitner (author)",
        "On lenses | 2026-06-01 09:30-10:00 | Room A | Ada Ross (author)",
        "Coffee break | 2026-06-01 10:00-10:30",
        "Session 2: Sound | 2026-06-01 09:00-10:00 | Hall 3",
        "On bells | 2026-06-01 09:00-09:30 | Hall 3 | Bo Li (author)",
        "On drums | 2026-06-01 09:30-10:00 | Hall 3 | Eva Lund (author)",
    ]


def test_a_room_in_a_row_of_its_own_is_that_of_all_sessions_until_the_next_room_or_day() -> None:
    read = reading("""
        Time,Title,Speaker
        Monday 1 June 2026
        Room A
        Session 1: Optics
        9:00-9:30,On light,Lise Meitner
        Session 2: Sound
        9:30-10:00,On bells,Bo Li
        Tuesday 2 June 2026
        9:00-9:30,On maps,Eva Lund
    """)
    assert sessions(read)[1::2] == [
        "On light | 2026-06-01 09:00-09:30 | Room A | Lise Meitner",
        "On bells | 2026-06-01 09:30-10:00 | Room A | Bo Li",
    ]
    assert sessions(read)[-1] == "On maps | 2026-06-02 09:00-09:30 | Eva Lund"


def test_talks_with_a_start_end_where_the_next_of_their_block_starts() -> None:
    read = reading(
        """
        Monday 1 June 2026
        09:00-10:30 Session 1: Optics
        Chair: Grace Hopper
        Location: A.12
        Time,Authors,Title
        09:00,Lise Meitner,On light
        09:40,Ada Ross,On lenses
        """
    )
    assert sessions(read) == [
        "Session 1: Optics | 2026-06-01 09:00-10:30 | A.12 | Grace Hopper (chair)",
        "On light | 2026-06-01 09:00-09:40 | A.12 | Lise Meitner (author)",
        "On lenses | 2026-06-01 09:40-10:30 | A.12 | Ada Ross (author)",
    ]
    assert codes(read) == {"no-end"}


def test_headings_that_state_nothing_known_are_left_out_and_reported() -> None:
    read = reading("Time,Title\nWelcome area\n2026-06-01 9:00-10:00,A\nSession 3: Sound\n")
    assert sessions(read) == ["A | 2026-06-01 09:00-10:00"]
    assert [each.code for each in findings(read)] == ["heading", "heading"]


def test_a_sheet_of_times_refers_to_the_sessions_of_another_by_their_ids() -> None:
    talks = [["Code", "Title", "Speakers"], ["T1", "On light", "Lise Meitner"], ["T2", "On bells", "Bo Li"]]
    slots = [
        ["Code", "Day", "Start", "End", "Room"],
        ["T2", date(2026, 6, 1), time(9), time(10), "Hall A"],
        ["T1", date(2026, 6, 1), time(10), time(11), "Hall B"],
        ["T9", date(2026, 6, 1), time(10), time(11), "Hall B"],
    ]
    read = reading(workbook({"Schedule": slots, "Talks": talks}), "programme.xlsx")
    assert sessions(read) == [
        "On light | 2026-06-01 10:00-11:00 | Hall B | Lise Meitner",
        "On bells | 2026-06-01 09:00-10:00 | Hall A | Bo Li",
    ]
    assert [str(each.message).partition(".")[0] for each in findings(read)] == ["No session has the id 'T9'"]


def test_names_of_sheets_are_rooms_if_they_say_so_or_the_column_map_does() -> None:
    rows = [["Title", "Start", "End"], ["One", "2026-06-01 09:00", "2026-06-01 10:00"]]
    other = [["Title", "Start", "End"], ["Two", "2026-06-01 09:00", "2026-06-01 10:00"]]
    rooms = reading(workbook({"Room 1": rows, "Room 2": other}), "programme.xlsx")
    assert [line.rpartition(" | ")[2] for line in sessions(rooms)] == ["Room 1", "Room 2"]
    file = workbook({"Aula": rows, "Audimax": other})
    mapped = reading(file, "programme.xlsx", columns={"columns": {"sheet name": "room"}})
    assert [line.rpartition(" | ")[2] for line in sessions(mapped)] == ["Aula", "Audimax"]
    assert codes(mapped) == set()
    assert sessions(reading(file, "programme.xlsx", columns=mapped.columns)) == sessions(mapped)


def test_names_of_sheets_that_may_be_rooms_are_reported() -> None:
    rows = [["Title", "Start", "End"], ["On light", "2026-06-01 9:00", "2026-06-01 10:00"]]
    other = [rows[0], ["On bells", "2026-06-01 9:00", "2026-06-01 10:00"]]
    assert codes(reading(workbook({"Aula": rows, "Audimax": other}), "programme.xlsx")) == {"sheet-names"}
    assert codes(reading(workbook({"Sheet1": rows, "Sheet2": other}), "programme.xlsx")) == set()


def test_a_room_behind_a_chair_is_a_room() -> None:
    read = reading("""
        Time,Title
        Monday 1 June 2026
        "Sitzung 1: Optik (Leitung: Grete Hermann, Saal Zuse)"
        9:00-9:30,On light
        9:30-10:00,On lenses
    """)
    assert (
        sessions(read)[0] == "Sitzung 1: Optik | 2026-06-01 09:00-10:00 | Saal Zuse | Grete Hermann (chair)"
    )


def test_a_list_under_unknown_headings_is_no_timetable() -> None:
    names = ["Lise Meitner", "Bo Li", "Eva Lund", "Ada Ross", "Emmy Noether", "Grace Hopper"]
    rows = "".join(
        f"{9 + at}:00-{9 + at}:30,Why it rings in {at} places,{name},Aula\n" for at, name in enumerate(names)
    )
    fault = " ".join(faults(f"Xyz,Abc,Def,Ghi\n{rows}"))
    assert "No header row" in fault


def test_names_of_rooms_stand_above_lists_beside_each_other() -> None:
    read = reading("""
        Monday 1 June 2026
        Room A,,,Room B,,
        Time,Title,Speaker,Time,Title,Speaker
        9:00-9:30,On light,Lise Meitner,9:00-9:30,On bells,Bo Li
        9:30-10:00,On lenses,Ada Ross,9:30-10:00,On drums,Eva Lund
    """)
    assert sorted(sessions(read)) == [
        "On bells | 2026-06-01 09:00-09:30 | Room B | Bo Li",
        "On drums | 2026-06-01 09:30-10:00 | Room B | Eva Lund",
        "On lenses | 2026-06-01 09:30-10:00 | Room A | Ada Ross",
        "On light | 2026-06-01 09:00-09:30 | Room A | Lise Meitner",
    ]


def test_titles_of_numbered_speakers_are_no_papers() -> None:
    read = reading("""
        Session Code,Session Name,Speaker 1 Full Name,Speaker 1 Title,Speaker 2 Full Name,Speaker 2 Title
        S1,On light,Lise Meitner,Professor,Bo Li,Engineer
        S2,On bells,Eva Lund,Director,,
    """)
    assert sessions(read) == ["On light | Lise Meitner, Bo Li", "On bells | Eva Lund"]


def test_a_year_behind_a_month_is_no_time() -> None:
    read = reading("Date,Time,Title\n1 February 2025,9:00-10:00,A\n2 February 2025,9:00-10:00,B\n")
    assert sessions(read) == ["A | 2025-02-01 09:00-10:00", "B | 2025-02-02 09:00-10:00"]
    assert sessions(reading("Date,Title\n1 February 2025,A\n")) == ["A"]


def test_a_column_of_authors_with_their_addresses_has_people() -> None:
    read = reading(
        "Title,Authors (with emails)\nOn light,Lise Meitner <lise@example.org>; Bo Li <bo@example.org>\n"
    )
    assert sessions(read) == ["On light | Lise Meitner (author), Bo Li (author)"]


def test_a_room_that_is_typed_once_above_its_rows_is_said_to_be_missing_below() -> None:
    rows = [
        ("Hall A", "09:00"),
        ("", "10:00"),
        ("", "11:00"),
        ("Hall B", "09:00"),
        ("", "10:00"),
        ("", "11:00"),
    ]
    lines = [f"{room},2026-06-01,{start},Talk {n}" for n, (room, start) in enumerate(rows)]
    read = reading("\n".join(["Room,Date,Start,Title", *lines]).encode())
    (label,) = [finding for finding in findings(read) if finding.code == "labels"]
    assert "Only 2 of 6 rows" in label.message
    filled = "\n".join(
        ["Room,Date,Start,Title", *(line if line[0] == "H" else f"Hall{line}" for line in lines)]
    )
    assert "labels" not in codes(reading(filled.encode()))


@pytest.mark.parametrize(
    "heading",
    ["2026年6月1日（周一）上午　地点：Aula", '"Monday, 1 June 2026 (Room: Aula)"', "1.6.2026 – Ort: Aula"],
)
def test_a_room_in_the_heading_of_a_day_is_that_of_the_rows_below(heading: str) -> None:
    read = reading(f"Time,Title\n{heading}\n9:00-10:00,On light\n2 June 2026\n9:00-10:00,On sound\n")
    assert sessions(read) == [
        "On light | 2026-06-01 09:00-10:00 | Aula",
        "On sound | 2026-06-02 09:00-10:00",
    ]


def test_sessions_of_several_days_stand_beside_each_other() -> None:
    """The day is above its titles and teachers, and the heading of the times is beside the days."""
    read = reading(
        "Hora,Lunes 4 de octubre de 2027,,Martes 5 de octubre de 2027,\n"
        ",Tema,Docente,Tema,Docente\n"
        "9:00-10:30,Tensores,Ada Ross,Variedades,Eva Mora\n"
        "11:00-12:30,Curvas,Eva Mora,Ejercicios,Ada Ross\n"
    )
    assert sorted(sessions(read)) == [
        "Curvas | 2027-10-04 11:00-12:30 | Eva Mora",
        "Ejercicios | 2027-10-05 11:00-12:30 | Ada Ross",
        "Tensores | 2027-10-04 09:00-10:30 | Ada Ross",
        "Variedades | 2027-10-05 09:00-10:30 | Eva Mora",
    ]


def test_a_session_in_each_column_is_read_and_its_map_is_read_again() -> None:
    table = (
        "Date,3 May 2027,3 May 2027\nTime,9:00-9:30,9:30-10:00\nTitle,Bread,Salt\nSpeaker,Ada Ross,Eva Mora\n"
    )
    read = reading(table)
    assert sessions(read) == [
        "Bread | 2027-05-03 09:00-09:30 | Ada Ross",
        "Salt | 2027-05-03 09:30-10:00 | Eva Mora",
    ]
    assert read.columns["layout"] == "list-across"
    assert sessions(reading(table, columns=read.columns)) == sessions(read)


def test_any_names_above_lists_beside_each_other_are_rooms_and_reported() -> None:
    read = reading(
        """
        R0,,,R1,,
        Time,Talk,Speaker,Time,Talk,Speaker
        2026-06-01 9:00-10:00,On light,Ada Lovelace,2026-06-01 9:00-10:00,On sound,Bo Li
        2026-06-01 10:00-11:00,On maps,Eva Lund,2026-06-01 10:00-11:00,On knots,Lise Meitner
        """
    )
    assert sessions(read)[:2] == [
        "On light | 2026-06-01 09:00-10:00 | R0 | Ada Lovelace",
        "On maps | 2026-06-01 10:00-11:00 | R0 | Eva Lund",
    ]
    (found,) = [each for each in findings(read) if each.code == "rooms-above"]
    assert found.message == "R0 and R1 above these lists were imported as rooms. Check them."


def test_the_room_above_a_table_is_that_of_its_sessions() -> None:
    read = reading(
        """
        PLENARY – Great Hall,,
        Date and time,Title,Speaker
        2026-06-01 9:00-10:00,On light,Ada Lovelace
        2026-06-01 10:00-11:00,On maps,Bo Li
        """
    )
    assert sessions(read)[0] == "On light | 2026-06-01 09:00-10:00 | Great Hall | Ada Lovelace"


def test_each_table_of_a_page_has_the_day_and_the_room_above_it() -> None:
    table = "<table><tr><th>Heure<th>Titre<th>Orateur<tr><td>{}<td>{}<td>Ada Lovelace</table>"
    page = "<html><body><h2>Samedi 13 mars 2027</h2><h3>Salle Germain</h3>"
    page += table.format("9h-10h", "A") + "<h3>Salle Fermat</h3>" + table.format("9h-10h", "B")
    page += "<h2>Dimanche 14 mars 2027</h2><h3>Salle Germain</h3>" + table.format("9h-10h", "C")
    assert sessions(reading(page, "page.html")) == [
        "A | 2027-03-13 09:00-10:00 | Salle Germain | Ada Lovelace",
        "B | 2027-03-13 09:00-10:00 | Salle Fermat | Ada Lovelace",
        "C | 2027-03-14 09:00-10:00 | Salle Germain | Ada Lovelace",
    ]


def test_people_with_a_place_below_the_titles_of_a_list_are_people_and_no_title() -> None:
    text = """
        Date and time,Programme
        2026-06-01 9:00-10:00,"Words of welcome
        Dr. Anja Reuter, Ludwigshafen"
        2026-06-01 10:00-11:00,"The first hours
        Heike Vogt, Mainz"
        2026-06-01 11:00-12:00,"A panel
        Moderation: Anja Reuter, Ludwigshafen
        Stefan Barth, Speyer"
        """
    text = "\n".join(line.strip() for line in text.splitlines())
    read = reading(text)
    assert sessions(read)[1] == "The first hours | 2026-06-01 10:00-11:00 | Heike Vogt"
    doubts = [each.message for each in findings(read) if each.code == "ambiguous-people"]
    assert "one person with an organisation after the comma" in doubts[0]


def test_sessions_name_people_by_the_ids_of_another_sheet() -> None:
    sheets = {
        "Sessions": [
            ["ID", "Title", "Speaker IDs"],
            ["S1", "On curves", "P01"],
            ["S2", "Debate", "P01, P02"],
        ],
        "Speakers": [
            ["ID", "Name", "Affiliation"],
            ["P01", "Ada Lovelace", "Ockham"],
            ["P02", "Emmy Noether", "Erlangen"],
        ],
    }
    read = reading(workbook(sheets), "p.xlsx")
    assert sessions(read) == ["On curves | Ada Lovelace", "Debate | Ada Lovelace, Emmy Noether"]
    assert len(read.schedule.participants) == 2


def test_the_heading_of_a_day_gives_the_rows_without_times_its_hours_and_place() -> None:
    text = """
        Posters: Monday 1 June 2026, 17:00–19:00, Foyer
        No.;Title;Author(s)
        P1;On curves;Ada Lovelace
        P2;On knots;Emmy Noether
    """
    assert sessions(reading(text)) == [
        "On curves | 2026-06-01 17:00-19:00 | Foyer | Ada Lovelace (author)",
        "On knots | 2026-06-01 17:00-19:00 | Foyer | Emmy Noether (author)",
    ]


def test_headings_state_the_track_and_the_room_of_the_rows_below() -> None:
    text = """
        Date,Start,End,Talk,Presenter
        TRACK A: Geology (Room Lyell),,,,
        2026-06-01,9:00,9:30,Deep time,James Hutton
        TRACK B: Botany (Room Gray),,,,
        2026-06-01,9:00,9:30,Flora,Asa Gray
    """
    read = reading(text)
    assert sessions(read) == [
        "Deep time | 2026-06-01 09:00-09:30 | Room Lyell | James Hutton (presenter)",
        "Flora | 2026-06-01 09:00-09:30 | Room Gray | Asa Gray (presenter)",
    ]
    assert [str(track.name) for track in read.schedule.tracks] == ["TRACK A: Geology", "TRACK B: Botany"]
