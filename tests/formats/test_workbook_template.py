"""An empty workbook has all that is needed to fill it in."""

from __future__ import annotations

import zipfile
from datetime import date, time
from io import BytesIO

import pytest

from eventkit.errors import Unreadable
from eventkit.formats.document.converters import converters_for
from eventkit.formats.document.reader import CONFERENCE, SESSION
from eventkit.formats.spreadsheet.workbook import sheet_specs, spreadsheet, template
from eventkit.formats.spreadsheet.workbook.sheet_specs import SheetSpec
from eventkit.model import Appearance, Backing, Deadline, Organisation, Participant, Room, Track
from formats.workbooks import put, put_at, sheets_of, workbook


def inside(data: bytes, member: str) -> str:
    """The XML of a member."""
    return zipfile.ZipFile(BytesIO(data)).read(member).decode()


def test_a_template_that_is_filled_in_is_a_conference() -> None:
    sheets = sheets_of(template(["en", "zh"], "Europe/Vienna", id="congress-2026"))
    for row in sheets["Conference"]:
        row[1] = {"Title (en)": "Congress", "First day": date(2026, 10, 24)}.get(row[0], row[1])
    put_at(sheets, "Rooms", 2, "Name (en)", "Main hall")
    put_at(sheets, "People", 2, "Name (en)", "Ada Lovelace")
    put_at(sheets, "Sessions", 2, "Title (zh)", "开幕式")
    put(sheets, "Sessions", 2, Date=date(2026, 10, 24), Start=time(9), End=time(9, 30), Rooms="Main hall")
    put(sheets, "Appearances", 2, Session="开幕式", Person="Ada Lovelace")

    schedule = spreadsheet.read(workbook(sheets), "filled.xlsx").schedule
    assert (schedule.conference.id, schedule.conference.languages, schedule.conference.zone) == (
        "congress-2026",
        ("en", "zh"),
        "Europe/Vienna",
    )
    (session,) = schedule.sessions
    assert [schedule.participant(each.participant).name[0].full for each in session.people] == [
        "Ada Lovelace"
    ]
    assert schedule.rooms_of(session) == ("main-hall",)


def test_an_empty_template_reports_the_missing_fields() -> None:
    with pytest.raises(Unreadable) as caught:
        spreadsheet.read(template(["en"], "UTC"), "empty.xlsx")
    assert [fault.field for fault in caught.value.faults] == ["Conference, Title", "Conference, First day"]


def test_templates_have_drop_down_lists_comments_and_frozen_headings() -> None:
    data = template(["en", "zh"], "UTC")
    sessions = inside(data, "xl/worksheets/sheet2.xml")
    assert sessions.count('<dataValidation type="list"') == 10
    assert "<formula1>'Rooms'!$A$2:$A$1001</formula1>" in sessions
    assert '<pane xSplit="2" ySplit="1"' in sessions
    assert "add the offset: 02:30+02:00" in inside(data, "xl/comments1.xml")


def test_sheets_are_right_to_left_for_right_to_left_languages() -> None:
    for languages, is_so in ((["ar", "en"], True), (["en", "ar"], False)):
        assert ('rightToLeft="1"' in inside(template(languages, "UTC"), "xl/worksheets/sheet2.xml")) is is_so


@pytest.mark.parametrize(("languages", "zone"), [([], "UTC"), (["klingon"], "UTC"), (["en"], "Vienna")])
def test_a_template_requires_a_language_and_a_zone(languages: list[str], zone: str) -> None:
    with pytest.raises(ValueError, match=r"language|time zone"):
        template(languages, zone)


WRITTEN_OTHERWISE = {
    "conference": {"venue", "organisations", "deadlines"},
    "sessions": {"parts", "people"},
    "appearances": {"affiliations"},
    "participants": {"affiliations"},
}


@pytest.mark.parametrize(
    ("sheet", "fields"),
    [
        (sheet_specs.CONFERENCE, CONFERENCE),
        (sheet_specs.SESSIONS, SESSION),
        (sheet_specs.APPEARANCES, converters_for(Appearance)),
        (sheet_specs.PEOPLE, converters_for(Participant)),
        (sheet_specs.ROOMS, converters_for(Room)),
        (sheet_specs.TRACKS, converters_for(Track)),
        (sheet_specs.ORGANISATIONS, converters_for(Organisation)),
        (sheet_specs.BACKING, converters_for(Backing)),
        (sheet_specs.DEADLINES, converters_for(Deadline, but={"at"})),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_field_of_a_document_has_a_column(sheet: SheetSpec, fields: dict[str, object]) -> None:
    """A new field of the model fails here before a workbook loses it."""
    has = {column.field for column in sheet.columns}
    assert set(fields) - has == WRITTEN_OTHERWISE.get(sheet.field, set())
    assert len({column.heading for column in sheet.columns}) == len(sheet.columns)
