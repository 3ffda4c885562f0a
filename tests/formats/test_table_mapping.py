"""The column map sets the meanings of columns, and is returned in the same form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from eventkit.errors import NoTitleColumn
from formats.tables import codes, faults, findings, reading, sessions, workbook

ODD = """
    Blah,,,
    Wer,Was,Wann,Wo denn,Foo
    Ada Lovelace,On curves,2026-06-01 09:00-10:00,Hall A,bar
"""


def test_the_column_map_assigns_meanings_to_unknown_headers() -> None:
    columns = {"Was": "title", "Wer": "people as chair", "Wann": "time", "column D": "room", "Foo": "ignore"}
    read = reading(ODD, columns={"header": 2, "columns": columns})
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace (chair)"]
    assert [(each.code, each.place) for each in findings(read)] == [("ignored", "programme.csv, row 2, Foo")]
    assert read.columns["columns"] == {
        "Wer": "people as chair", "Was": "title", "Wann": "time", "Wo denn": "room", "Foo": "ignore",
    }  # fmt: skip


def test_the_column_map_helps_to_find_the_header_row() -> None:
    assert sessions(reading(ODD, columns={"columns": {"Was": "title", "Wo denn": "room"}})) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace"
    ]


def test_a_meaning_in_the_column_map_overrides_a_known_header() -> None:
    read = reading("Title,Topic\nA,B\n", columns={"columns": {"Title": "extra", "Topic": "title"}})
    assert sessions(read) == ["B"]
    assert dict(read.schedule.sessions[0].extra) == {"Title": "A"}


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"shet": "A"}, "Unknown setting 'shet'. Did you mean 'sheet'?"),
        ({"sheet": 3}, "sheet: Not a name. Give the name of a sheet, or a list of names."),
        ({"header": 0}, "header: '0' is not a row number. Count rows from 1."),
        ({"header": 9}, "header: No row 9 in the sheet 'Programme'. It has rows 1 to 2."),
        ({"date-order": "dmy"}, "date-order: Unknown value 'dmy'. Use day-first or month-first."),
        ({"year": "26"}, "year: '26' is not allowed. Give a whole number from 1900 to 2199."),
        ({"minutes": True}, "minutes: 'True' is not allowed. Give a whole number from 1 to 1440."),
        (
            {"days": {"Friday": "soon"}},
            "days.Friday: 'soon' is not a date. Write it as 2026-03-01.",
        ),
        ({"days": ["Friday"]}, "days: Not a table. Give a table of names and values."),
        (
            {"columns": {"Title": "day (zh)"}},
            "columns.Title: 'day' cannot have a language. Delete '(zh)'.",
        ),
        (
            {"columns": {"Title": "title 2"}},
            (
                "columns.Title: 'title' cannot have a number or a role, because it is not about a person. "
                "Delete them."
            ),
        ),
        ({"columns": {"Titel": "title"}}, "columns: No column 'Titel'. Did you mean 'Title'?"),
        (
            {"columns": {"date-order": "day-first"}},
            "columns.date-order: 'date-order' is not a heading. Write it above the line [columns].",
        ),
        ({"columns": {"X": "title"}}, "columns: No column 'X'. The table has Title, Room."),
        ({"sheet": "Programe"}, "No sheet 'Programe'. Did you mean 'Programme'?"),
    ],
)  # fmt: skip
def test_faults_in_a_column_map_are_reported_with_advice(columns: dict[str, Any], fault: str) -> None:
    (message,) = faults(workbook({"Programme": [["Title", "Room"], ["A", "B"]]}), "p.xlsx", columns=columns)
    assert message.partition("column map")[2].lstrip(",: ") == fault


def test_all_faults_of_a_column_map_are_reported_at_once() -> None:
    columns = {"header": -1, "year": 1, "columns": {"Title": "titel", "Room": "people as king"}}
    messages = faults("Title,Room\nA,B\n", columns=columns)
    assert len(messages) == 4
    assert "Unknown column meaning 'titel'. Use one of title, subtitle" in messages[2]
    assert "Unknown role 'king'. Use one of author, chair" in messages[3]


def test_two_mapped_columns_with_one_meaning_are_refused() -> None:
    (fault,) = faults("A,B\nx,y\n", columns={"columns": {"A": "title", "B": "title"}})
    assert "Two columns mean 'title': A and B" in fault


def test_the_column_map_chooses_the_sheets() -> None:
    data = workbook(
        {"A": [["Title", "Room"], ["One", "x"]], "B": [["Talk", "Date"], ["Two", date(2026, 6, 1)]]}
    )
    assert sessions(reading(data, "p.xlsx", columns={"sheet": "B"})) == ["Two"]
    assert sessions(reading(data, "p.xlsx", columns={"sheet": ["A", "B"]})) == ["One", "Two"]


def test_one_header_may_mean_different_things_on_two_sheets() -> None:
    data = workbook(
        {"Talks": [["Name", "Start"], ["One", ""]], "Speakers": [["Name", "Bio"], ["Ada Lovelace", "x"]]}
    )
    read = reading(data, "p.xlsx")
    assert read.columns["columns"]["Talks!Name"] == "title"
    assert read.columns["columns"]["Speakers!Name"] == "person"
    assert sessions(reading(data, "p.xlsx", columns=read.columns)) == sessions(read)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (ODD, {"header": 2, "minutes": 5, "columns": {"Was": "title", "Wann": "time", "column D": "room"}}),
        ("Title,Level,Level,\nOne,a,b,c\n", {}),
        (
            "标题,Title,Date,Time,Speaker 1,Affiliation\n曲面,Surfaces,13/6/2026,9:00-10:00,Ada Lovelace,X\n",
            {},
        ),
        ("Forum 2026,,\nDay,Time,Title\nFriday,9:00-10:00,A\n", {"days": {"Friday": date(2026, 6, 5)}}),
        ("Time,Hall A,Hall B\n9:00-10:00,One,Two\n10:00-11:00,Three,\n", {}),
    ],
)
def test_the_returned_column_map_reproduces_the_schedule(text: str, columns: dict[str, Any]) -> None:
    read = reading(text, columns=columns)
    again = reading(text, columns=read.columns)
    assert again.schedule == read.schedule
    assert again.columns == read.columns


TWO_LANGUAGES = """
    Blah,Titel (chinesisch) 标题,Email of speaker,Owner email,Speaker
    On curves,曲面,ada@x.org,bob@x.org,Ada Lovelace
"""
BLAH_IS_TITLE = {"columns": {"Blah": "title"}}


def test_a_mapped_title_without_a_language_is_in_the_guessed_one() -> None:
    read = reading(TWO_LANGUAGES, columns=BLAH_IS_TITLE)
    assert read.schedule.conference.languages == ("en", "zh")
    assert dict(read.schedule.sessions[0].title) == {"en": "On curves", "zh": "曲面"}
    assert read.columns["columns"]["Blah"] == "title"


def test_texts_that_are_not_in_a_language_of_the_conference_are_reported() -> None:
    read = reading(TWO_LANGUAGES, columns=BLAH_IS_TITLE, languages=("en",))
    (finding,) = (finding for finding in read.findings if finding.code == "language-not-printed")
    assert finding.message == (
        "Texts in Chinese (zh) are imported, but not printed, because it is not a language of the "
        "conference. To print them, give its languages: en, zh."
    )
    both = reading(TWO_LANGUAGES, columns=BLAH_IS_TITLE, languages=("en", "zh-Hans"))
    assert all(finding.code != "language-not-printed" for finding in both.findings)


def test_the_advice_for_a_private_column_of_addresses_names_the_contact() -> None:
    read = reading(TWO_LANGUAGES, columns=BLAH_IS_TITLE)
    assert read.contacts == {"ada-lovelace": {"email": "ada@x.org"}}
    (finding,) = (finding for finding in read.findings if finding.code == "private")
    assert '"Owner email" = "email"' in finding.message
    (unnamed,) = (
        finding
        for finding in reading("Title,Owner email\nOn curves,bob@x.org\n").findings
        if finding.code == "private"
    )
    assert "add a column with the names of the people" in unnamed.message


def test_a_table_without_titles_is_refused_with_its_column_map_so_far() -> None:
    with pytest.raises(NoTitleColumn) as refusal:
        reading("Speaker,Room,Blah of it\nAda Lovelace,Hall,On curves\n", columns={"minutes": 30})
    assert 'under [columns] in the column map, for example "Blah of it" = "title".' in str(refusal.value)
    assert refusal.value.columns == {
        "header": 1, "minutes": 30, "columns": {"Speaker": "people", "Room": "room", "Blah of it": "extra"},
    }  # fmt: skip


def test_what_a_form_adds_to_its_answers_is_neither_a_time_nor_a_person() -> None:
    read = reading(
        """
        ID,Start time,Completion time,Email,Name,Full name of presenter,Your organisation,Title of your talk
        1,2027-01-11 14:02,2027-01-11 14:09,ada@example.org,,Ada Lovelace,Royal Society,On numbers
        2,2027-01-12 15:02,2027-01-12 15:09,emmy@example.org,,Emmy Noether,Göttingen,On rings
        3,2027-01-13 16:02,2027-01-13 16:09,al@example.org,,Alhazen,Cairo,On optics
        """,
        days=(date(2027, 3, 9), date(2027, 3, 10)),
    )
    assert [each.removesuffix(" (presenter)") for each in sessions(read)] == [
        "On numbers | Ada Lovelace",
        "On rings | Emmy Noether",
        "On optics | Alhazen",
    ]
    assert [str(each.name) for each in read.schedule.organisations] == ["Royal Society", "Göttingen", "Cairo"]
    assert not codes(read) & {"no-end", "likely-meaning", "no-owner"}


def test_timetables_side_by_side_with_equal_headings_are_read_again_with_the_map_that_is_written() -> None:
    text = """
        Title,Title,Title,Title,Title
        1/6/2026,9:00-10:00,On curves,9:00-10:00,On surfaces
        1/6/2026,10:00-11:00,On numbers,10:00-11:00,On knots
    """
    stated = {"layout": "grid", "days": {"": "2026-06-01"}}
    read = reading(text, columns=stated)
    assert len(sessions(read)) == 4
    again = reading(text, columns=read.columns)
    assert sessions(again) == sessions(read)


def test_a_column_without_a_heading_is_given_by_its_letter() -> None:
    text = "Date,Time,,,Room\n2026-06-01,9:00-10:00,On curves,Ada Lovelace,Hall A\n"
    assert 'example "column C" = "title"' in faults(text)[0]
    columns = {"column C": "title", "column D": "people"}
    assert sessions(reading(text, columns={"columns": columns})) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace"
    ]
