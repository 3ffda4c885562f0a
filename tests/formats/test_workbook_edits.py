"""Edits of a workbook are imported as the organiser intended, and reported if that is unclear."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from eventkit.formats.spreadsheet.workbook import spreadsheet
from eventkit.intake import ImportHints, ImportResult
from eventkit.model import Kind, Role
from formats.documents import schedule
from formats.workbooks import (
    TEXT,
    Sheets,
    across,
    edited,
    faults,
    letters_of,
    put,
    put_at,
    reading,
    unchanged,
)

AS_IT_WAS = schedule(TEXT)


def placed_messages(read: ImportResult) -> list[str]:
    """The findings, each with its place."""
    return [f"{finding.place}: {finding.message}" for finding in read.findings]


def test_a_workbook_saved_without_formatting_is_read_alike() -> None:
    read = reading(unchanged)
    assert (read.schedule, read.findings) == (AS_IT_WAS, ())


def test_order_of_sheets_and_columns_and_blank_or_leading_rows_are_irrelevant() -> None:
    def shuffled(sheets: Sheets) -> None:
        for name in list(sheets)[::-1]:
            rows = sheets.pop(name)
            if name not in {"Conference", "Lists"}:
                rows = [row[::-1] for row in rows]
                rows[2:2] = [[""] * len(rows[0]), ["  "] * len(rows[0])]
                rows.insert(0, ["Our programme"])
            sheets[name] = rows

    assert reading(shuffled).schedule == AS_IT_WAS


def test_a_new_row_gets_an_id_from_its_title_or_name() -> None:
    def added(sheets: Sheets) -> None:
        put_at(sheets, "Sessions", 5, "Title (en)", "Café: the Opening")
        put(sheets, "Sessions", 5, Date=date(2026, 10, 24), Start=time(10), End=time(10, 30))
        put(sheets, "Sessions", 5, Kind="break", Rooms="Second Hall", Part_of="")
        put_at(sheets, "Sessions", 6, "Title (en)", "Opening")
        put_at(sheets, "Sessions", 7, "Title (zh)", "闭幕式")
        put_at(sheets, "Rooms", 3, "Name (en)", "Second hall")
        put_at(sheets, "People", 4, "Name (en)", "Émilie du Châtelet")
        put(sheets, "Appearances", 4, Session="café: the opening", Role="主持人")
        put_at(sheets, "Appearances", 4, "Person's name", "Émilie du Châtelet")

    schedule = reading(added).schedule
    assert [session.id for session in schedule.sessions] == [
        "opening",
        "panel",
        "first-word",
        "cafe-the-opening",
        "opening-2",
        "session",
    ]
    cafe = schedule.session("cafe-the-opening")
    assert cafe.kind is Kind.BREAK
    assert cafe.slot is not None
    assert cafe.slot.rooms == ("second-hall",)
    assert [(each.participant, each.role) for each in cafe.people] == [("emilie-du-chatelet", Role.MODERATOR)]
    assert schedule == reading(added).schedule  # uids too


@pytest.mark.parametrize(
    ("typed_date", "typed_time"),
    [
        (date(2026, 10, 24), time(14, 30)),
        ("2026-10-24", "14:30"),
        ("2026/10/24", "2:30 pm"),
        ("24.10.2026", "14.30 Uhr"),
        ("2026年10月24日", "14：30"),
        ("24. 10. 2026", "2.30 p.m."),
        ("24 October 2026", "14h30"),
        ("Saturday, October 24, 2026", "下午2:30"),
        (46319.0, 14.5 / 24),
        (46319.0, 0.6041666),
        (date(2026, 10, 24), time(14, 29, 59, 994_000)),
        (datetime(2026, 10, 24), timedelta(hours=14, minutes=30)),  # noqa: DTZ001
        ("", datetime(2026, 10, 24, 14, 30)),  # noqa: DTZ001
    ],
)
def test_dates_and_times_are_read_in_many_notations(typed_date: object, typed_time: object) -> None:
    read = reading(lambda sheets: put(sheets, "Sessions", 2, Date=typed_date, Start=typed_time, End="15:00"))
    moved = read.schedule.session("opening").slot
    assert moved is not None
    assert read.schedule.wall(moved.period.start) == datetime(2026, 10, 24, 14, 30)  # noqa: DTZ001
    assert moved.period.minutes == 30


@pytest.mark.parametrize("typed", ["24:00", time(0), timedelta(days=1), date(1900, 1, 1)])
def test_a_day_may_end_at_midnight_by_either_name(typed: object) -> None:
    """Spreadsheets store 24:00 as one whole day, or as the first date of their calendar."""
    slot = reading(lambda sheets: put(sheets, "Sessions", 2, End=typed)).schedule.session("opening").slot
    assert slot is not None
    assert slot.period.minutes == 15 * 60


@pytest.mark.parametrize("typed", [date(2026, 10, 24), datetime(2026, 10, 24)])  # noqa: DTZ001
@pytest.mark.parametrize("typed_date", ["", date(2026, 10, 24)])
def test_a_session_may_start_at_midnight_with_its_date_in_the_cell(typed: object, typed_date: object) -> None:
    """Spreadsheets store a date at 00:00 as the date alone."""
    read = reading(lambda sheets: put(sheets, "Sessions", 2, Date=typed_date, Start=typed, End="01:00"))
    slot = read.schedule.session("opening").slot
    assert slot is not None
    assert read.schedule.wall(slot.period.start) == datetime(2026, 10, 24)  # noqa: DTZ001


@pytest.mark.parametrize("sheet", ["Sessions", "People", "Rooms"])
def test_a_sheet_without_its_column_of_ids_is_refused_by_one_fault(sheet: str) -> None:
    def without(sheets: Sheets) -> None:
        at = across(sheets[sheet], "Id")
        for row in sheets[sheet]:
            del row[at]

    (fault,) = faults(without)
    assert sheet in fault
    assert "Column 'Id' is missing" in fault


def test_sorting_the_rows_preserves_the_order_of_protocol() -> None:
    def sorted_by_name(sheets: Sheets) -> None:
        head, *rows = sheets["Appearances"]
        sheets["Appearances"] = [
            head,
            *sorted(rows, key=lambda row: str(row[across([head], "Person")]), reverse=True),
        ]

    assert reading(sorted_by_name).schedule == AS_IT_WAS


def test_an_inserted_row_follows_the_row_above() -> None:
    def inserted(sheets: Sheets) -> None:
        sheets["Appearances"].insert(2, [""] * len(sheets["Appearances"][0]))
        put(sheets, "Appearances", 3, Session="opening", Person="babbage", Role="Chair")

    people = reading(inserted).schedule.session("opening").people
    assert [(each.participant, each.role.value) for each in people] == [
        ("ada", "host"),
        ("babbage", "chair"),
        ("babbage", "speaker"),
    ]


def test_a_copied_row_is_a_new_session() -> None:
    def copied(sheets: Sheets) -> None:
        sheets["Sessions"].append([*sheets["Sessions"][1]])
        put(sheets, "Sessions", 5, Id="")

    read = reading(copied)
    assert {session.id for session in read.schedule.sessions} - {"opening-2"} == {
        session.id for session in AS_IT_WAS.sessions
    }
    assert [line.split(": ")[0] for line in placed_messages(read)] == [
        f"forum.xlsx, Sessions, row 5, column {letters_of('UID')} (UID)"
    ]
    assert "row 2" in placed_messages(read)[0]


def test_an_added_column_becomes_extra_data_and_is_reported_once() -> None:
    def widened(sheets: Sheets) -> None:
        for row, cell in zip(sheets["Sessions"], ["Sponsored by", "Acme", 7.0, ""], strict=True):
            row.append(cell)

    read = reading(widened)
    assert [session.extra.plain() for session in read.schedule.sessions] == [
        {"Sponsored by": "Acme"},
        {"Sponsored by": "7"},
        {},
    ]
    assert placed_messages(read) == [
        (
            f"forum.xlsx, Sessions, column {letters_of('UID', further=1)}: Unknown column 'Sponsored by'. "
            "Saved as extra data, which is never printed."
        )
    ]


def test_private_columns_become_contacts_or_are_left_out() -> None:
    def widened(sheets: Sheets) -> None:
        more = (
            ["E-mail", "ada@example.org", ""],
            ["Mobile", "+44 1", ""],
            ["Diet", "none", ""],
            ["Ask", "a@b.org", ""],
        )
        for cells in more:
            for row, cell in zip(sheets["People"], cells, strict=True):
                row.append(cell)

    read = reading(widened)
    assert read.schedule == AS_IT_WAS
    assert read.contacts == {"ada": {"email": "ada@example.org", "phone": "+44 1"}}
    assert [line.split("'")[1] for line in placed_messages(read)] == ["Diet", "Ask"]
    assert "example.org" not in repr(read) + str(placed_messages(read))


def test_added_sheets_are_reported_and_optional_sheets_may_be_deleted() -> None:
    def changed(sheets: Sheets) -> None:
        for name in ("Tracks", "Behind it", "Deadlines", "Lists"):
            del sheets[name]
        sheets["To do"] = [["call the hall"]]
        sheets["Sheet3"] = [[""]]

    read = reading(changed)
    assert read.schedule == AS_IT_WAS
    assert placed_messages(read) == ["forum.xlsx, To do: Unknown sheet 'To do'. Left out."]


def test_hints_replace_missing_conference_fields() -> None:
    def deleted(sheets: Sheets) -> None:
        sheets["Conference"] = [["eventkit workbook 1"], ["First day", date(2026, 10, 24)]]

    hints = ImportHints(id="forum", title="Forum", zone="Europe/Vienna", languages=("en", "zh"))
    read = spreadsheet.read(edited(deleted), "forum.xlsx", hints).schedule
    assert read.sessions[0].title == AS_IT_WAS.sessions[0].title
    assert read.conference.title.best("en") == ("en", "Forum")


def test_a_column_without_a_language_is_in_the_first_one() -> None:
    def renamed(sheets: Sheets) -> None:
        head = sheets["Sessions"][0]
        head[across([head], "Title (en)")] = "title"
        head[across([head], "Title (zh)")] = "TITLE （ZH）"

    assert reading(renamed).schedule == AS_IT_WAS


def test_a_second_position_has_separate_columns() -> None:
    def widened(sheets: Sheets) -> None:
        for row, cell in zip(sheets["People"], ["Position 2 (en)", "Translator", ""], strict=True):
            row.append(cell)

    ada = reading(widened).schedule.participant("ada")
    assert [each.position.best("en")[1] for each in ada.affiliations if each.position] == [
        "Countess",
        "Translator",
    ]


def test_emptied_cells_are_removed_fields() -> None:
    def emptied(sheets: Sheets) -> None:
        put(sheets, "Sessions", 2, Date="", Start="", End="", Rooms="", Kind="")
        put_at(sheets, "Sessions", 2, "Title (zh)", "")

    opening = reading(emptied).schedule.session("opening")
    assert (opening.slot, opening.kind, list(opening.title)) == (None, Kind.TALK, ["en"])
