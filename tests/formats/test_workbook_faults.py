"""What is wrong with a workbook is told all at once, with its sheet, its row and its column."""

from __future__ import annotations

import zipfile
from datetime import date, time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.workbook import is_own, spreadsheet
from eventkit.intake import SourceFile
from formats.workbooks import (
    Sheets,
    across,
    edited,
    faults,
    letters_of,
    put,
    put_at,
    reading,
    unchanged,
    workbook,
)


def test_all_faults_are_reported_at_once_with_their_locations() -> None:
    def wrong(sheets: Sheets) -> None:
        put(sheets, "Sessions", 2, Kind="pannel", Start="nine", Rooms="hall, attic")
        put(sheets, "Sessions", 3, Audience="many", Plenary="perhaps", UID="7")
        put(sheets, "Sessions", 4, Part_of="nowhere", Date="")
        put(sheets, "Appearances", 3, Person="nobody")
        put(sheets, "People", 2, Country="Austria")
        put_at(sheets, "People", 3, "Name (en)", "")
        put_at(sheets, "People", 3, "Name (zh)", "")
        put(sheets, "Rooms", 2, Capacity="0", Available="mornings")

    kinds = (
        "block, opening, closing, ceremony, keynote, talk, lightning, panel, discussion, workshop, tutorial, "
        "poster, demonstration, meeting, performance, registration, break, meal, social, tour, other"
    )
    assert faults(wrong) == [
        f"line 2, Sessions, column F (Kind): must be one of {kinds}. Did you mean 'panel'?",
        (
            "line 2, Sessions, column J (Rooms): There is no room 'attic'. "
            "Add it to rooms, or correct the spelling."
        ),
        "line 2, Sessions, column H (Start): must be a time such as 2022-11-05 09:00",
        f"line 3, Sessions, column {letters_of('Plenary')} (Plenary): must be true or false",
        f"line 3, Sessions, column {letters_of('Audience')} (Audience): must be a whole number such as 300",
        (
            f"line 3, Sessions, column {letters_of('UID')} (UID): must be a UUID such as "
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6; or leave it out"
        ),
        "line 4, Sessions, column L (Part of): Unknown session 'nowhere'. Add it, or correct the spelling.",
        "line 4, Sessions, column H (Start): needs its date, such as 2022-11-05 22:00",
        (
            "line 3, Appearances, column D (Person): No person 'nobody', or more than one. Write an "
            "id from the sheet People."
        ),
        (
            "line 2, People, column J (Country): must be a country by its two capital letters (ISO "
            "3166), such as CN"
        ),
        "line 3, People, Name: is missing",
        "line 2, Rooms, column F (Capacity): must be greater than 0",
        (
            "line 2, Rooms, column I (Available): Not a period. Write one per line, such as "
            "2022-11-05 09:00 - 12:00."
        ),
    ]


def test_conflicts_between_rows_are_reported_at_the_row_to_correct() -> None:
    def wrong(sheets: Sheets) -> None:
        put(sheets, "Sessions", 3, Part_of="first-word")
        put(sheets, "Sessions", 4, Date=date(2026, 10, 25), Start="02:30", End="02:10")
        sheets["Rooms"].append([*sheets["Rooms"][1]])
        put(sheets, "Appearances", 4, Role="chair")
        put_at(sheets, "Tracks", 2, "Name (en)", "Mathematics")
        put_at(sheets, "Deadlines", 2, "Title (en)", "Papers")

    assert faults(wrong) == [
        "line 3, Sessions, column L (Part of): Circular hierarchy: panel, first-word, panel. Correct it.",
        (
            "line 4, Sessions, column H (Start): comes twice on 2026-10-25, since the clocks are put "
            "back: write 02:30+02:00 for the first time or 02:30+01:00 for the second"
        ),
        "line 4, Appearances: No session in this row. Fill in the id.",
        "line 4, Appearances: No person in this row. Fill in the id.",
        "line 3, Rooms, column A (Id): Duplicate id 'hall': row 2 has it already. Change one of them.",
        "line 2, Deadlines, Date: is missing",
    ]


def test_a_duplicate_session_id_is_reported_once() -> None:
    def copied(sheets: Sheets) -> None:
        sheets["Sessions"].append([*sheets["Sessions"][1]])

    assert faults(copied) == [
        ("line 5, Sessions, column A (Id): Duplicate id 'opening': row 2 has it already. Change one of them.")
    ]


def test_a_day_without_a_time_and_a_heading_given_twice_are_refused() -> None:
    def wrong(sheets: Sheets) -> None:
        put(sheets, "Sessions", 2, Start="", End="")
        head = sheets["Sessions"][0]
        head[across([head], "Audience")] = "Rooms"

    assert faults(wrong) == [
        (
            f"line 1, Sessions, column {letters_of('Audience')} (Rooms): Same heading as column J. "
            "Rename one of the two."
        ),
        ("line 2, Sessions, column G (Date): A date but no time. Fill in Start and End, or delete the date."),
    ]


@pytest.mark.parametrize("depth", [5, 2_000])
def test_deeply_nested_sessions_are_a_fault_and_not_a_crash(depth: int) -> None:
    def nested(sheets: Sheets) -> None:
        for row in range(5, 5 + depth):
            put(sheets, "Sessions", row, Id=f"s{row}", Part_of=f"s{row - 1}" if row > 5 else "")
            put_at(sheets, "Sessions", row, "Title (en)", "Deep")

    messages = faults(nested)
    assert messages
    assert all("Nested more than 4 levels deep, which is the limit. Move it up." in line for line in messages)


def test_a_workbook_of_a_newer_layout_is_refused_with_advice() -> None:
    def newer(sheets: Sheets) -> None:
        sheets["Conference"][0][0] = sheets["Lists"][0][0] = "eventkit workbook 7"

    assert faults(newer) == [
        "Workbook layout version 7, but this eventkit reads version 1. Install a newer eventkit."
    ]


def test_a_foreign_table_is_not_an_eventkit_workbook() -> None:
    other = workbook({"Programme": [["Title", "Start"], ["Opening", time(9)]]})
    assert not is_own(SourceFile(other, "programme.xlsx"))
    with pytest.raises(Unreadable, match="Not an eventkit workbook"):
        spreadsheet.read(other, "programme.xlsx")


def test_a_workbook_without_a_conference_reports_the_missing_fields() -> None:
    def emptied(sheets: Sheets) -> None:
        del sheets["Conference"]

    assert faults(emptied) == [
        f"Conference, {field}: is missing" for field in ("Id", "Title", "First day", "Time zone", "Languages")
    ]


def test_a_workbook_with_inline_strings_is_recognised() -> None:
    """Some programs write no table of shared strings."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr(
            "xl/worksheets/sheet1.xml", "<c t='inlineStr'><is><t>eventkit workbook 1</t></is></c>"
        )
    assert is_own(SourceFile(buffer.getvalue(), "forum.xlsx"))


@pytest.mark.parametrize("cut", [10, 1000, -10])
def test_a_truncated_file_is_refused(cut: int) -> None:
    with pytest.raises(Unreadable):
        spreadsheet.read(edited(unchanged)[:cut], "forum.xlsx")


def test_a_workbook_that_decompresses_to_too_much_is_refused_before_unpacking() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "<si><t>eventkit workbook 1</t></si>")
        archive.writestr("xl/worksheets/sheet1.xml", "<sheetData>" + " " * 60_000_000)
    with pytest.raises(Unreadable, match="the limit"):
        spreadsheet.read(buffer.getvalue(), "bomb.xlsx")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Conference", "Sessions", "Appearances", "People", "Rooms", "Tracks", "Deadlines"]
            ),
            st.integers(0, 6),
            st.integers(0, 24),
            st.sampled_from(
                [
                    "",
                    "x",
                    "Id",
                    "Title (en)",
                    "panel",
                    "2026-10-24",
                    "25:00",
                    "{",
                    "[en]",
                    "=1",
                    "\u202e",
                    "a\nb",
                ]
            )
            | st.floats(-1e6, 1e6)
            | st.booleans()
            | st.dates(date(1901, 1, 1))
            | st.times(),
        ),
        max_size=6,
    )
)
def test_any_cells_are_read_or_refused(changes: list[tuple[str, int, int, object]]) -> None:
    def changed(sheets: Sheets) -> None:
        for name, row, column, cell in changes:
            if row < len(sheets[name]) and column < len(sheets[name][row]):
                sheets[name][row][column] = cell

    try:
        read = reading(changed)
    except Unreadable:
        return
    again = spreadsheet.read(spreadsheet.export(read.schedule).data, "again.xlsx")
    assert again.schedule == read.schedule
