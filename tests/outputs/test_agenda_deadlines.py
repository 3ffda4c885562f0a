"""The calendar of deadlines: one entry for each, apart from the sessions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid5

import icalendar
import pytest
from hypothesis import given

from eventkit.ledger import Ledger
from eventkit.outputs.agenda import deadlines
from eventkit.outputs.agenda.calendar_check import check_calendar
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.outputs.agenda.calendar_views import CalendarOptions
from eventkit.schedule import Schedule
from outputs.calendars import SPACE, WRITTEN, entries, lines, read, schedule
from strategies import schedules

LATER = WRITTEN + timedelta(hours=1)

PAPERS = {"id": "papers", "title": {"en": "Papers are due", "zh": "论文截止"}, "at": "2026-03-01"}
ROOMS = {
    "id": "rooms",
    "title": "Hotel rooms",
    "at": "2026-09-01T16:00Z",
    "url": "https://example.org/rooms",
}


def with_deadlines(*due: Mapping[str, Any], **more: Any) -> Schedule:
    return schedule(deadlines=[{"uid": uuid5(SPACE, each["id"]), **each} for each in due], **more)


def made(of: Schedule, ledger: Ledger | None = None, **more: Any) -> bytes:
    return deadlines(of, ledger=ledger or Ledger.first(of, WRITTEN), **more).data


def times(entry: icalendar.Event) -> tuple[object, object]:
    return entry["DTSTART"].dt, entry["DTEND"].dt


def test_a_date_is_an_all_day_event_and_an_instant_lasts_one_minute() -> None:
    papers, rooms = entries(made(with_deadlines(ROOMS, PAPERS)))

    assert times(papers) == (date(2026, 3, 1), date(2026, 3, 2))
    assert rooms["DTSTART"].to_ical() == b"20260901T180000"
    assert times(rooms)[1] == datetime(2026, 9, 1, 16, 1, tzinfo=UTC)


def test_an_entry_has_the_deadline_its_conference_and_its_url() -> None:
    of = with_deadlines(PAPERS, ROOMS, url="https://example.org", contact="office@example.org")

    papers, rooms = entries(made(of))

    assert papers["SUMMARY"] == "Papers are due / 论文截止"
    assert papers["DESCRIPTION"] == "Congress / 大会\n\nhttps://example.org"
    assert rooms["URL"] == "https://example.org/rooms"
    assert rooms["ORGANIZER"] == "mailto:office@example.org"
    assert {each["TRANSP"] for each in (papers, rooms)} == {"TRANSPARENT"}


def test_each_set_of_languages_has_a_separate_deadline_calendar() -> None:
    of = with_deadlines(PAPERS)
    both, chinese = read(made(of)), read(made(of, languages=["zh"]))

    assert both["NAME"] == "Congress: Deadlines / 大会：截止日期"
    assert chinese["NAME"] == "大会：截止日期"
    assert len({str(each["UID"]) for each in (both, chinese)} | {str(of.conference.uid)}) == 3
    assert [each["UID"] for each in both.walk("VEVENT")] == [each["UID"] for each in chinese.walk("VEVENT")]


def test_a_draft_is_tentative() -> None:
    (entry,) = entries(made(with_deadlines(PAPERS), draft=True))

    assert entry["STATUS"] == "TENTATIVE"


def test_without_deadlines_only_the_conference_is_listed_and_a_finding_reported() -> None:
    of = with_deadlines()
    made_of_none = deadlines(of, ledger=Ledger.first(of, WRITTEN))

    (entry,) = entries(made_of_none.data)
    (finding,) = made_of_none.findings
    assert entry["DTSTART"].dt == date(2026, 10, 24)
    assert finding.code == "no-deadlines"


@pytest.mark.parametrize(
    ("change", "numbers"),
    [
        ({}, (0, WRITTEN)),
        ({"at": "2026-03-02"}, (1, LATER)),
        ({"at": "2026-03-01T23:00Z"}, (1, LATER)),
        ({"title": "Papers"}, (0, LATER)),
        ({"url": "https://example.org/papers"}, (0, LATER)),
    ],
    ids=str,
)
def test_a_deadline_sequence_increases_only_when_that_deadline_changes(
    change: Mapping[str, Any], numbers: tuple[int, datetime]
) -> None:
    old = with_deadlines(PAPERS, ROOMS)
    new = with_deadlines({**PAPERS, **change}, ROOMS, theme="Another theme")
    first = Ledger.first(old, WRITTEN)
    published = first.released(old, None)
    later = first.after(old, new, LATER).released(new, (old, published))

    papers, rooms = (later.deadline(each.uid) for each in new.conference.deadlines)

    assert (papers.sequence, papers.modified) == numbers
    assert (rooms.sequence, rooms.created, rooms.modified) == (0, WRITTEN, WRITTEN)


def test_a_restored_deadline_continues_its_sequence() -> None:
    there, away = with_deadlines(PAPERS), with_deadlines()
    ledger = published = Ledger.first(there, WRITTEN).released(there, None)
    for hour, (old, new) in enumerate(((there, away), (away, there)), start=1):
        ledger = ledger.after(old, new, WRITTEN + timedelta(hours=hour))
        published = ledger.released(new, (old, published))

    assert published.deadline(there.conference.deadlines[0].uid).sequence == 2


def test_the_calendar_folder_includes_deadline_calendars() -> None:
    of = with_deadlines(PAPERS, ROOMS)
    options = CalendarOptions(alarm=15)
    files = dict(calendar_files(of, Ledger.first(of, WRITTEN), base="https://example.org/c", options=options))

    assert "SOURCE;VALUE=URI:https://example.org/c/zh/deadlines.ics" in lines(files["zh/deadlines.ics"])
    listed = {each["path"]: each for each in json.loads(files["index.json"])["calendars"]}
    assert listed["together/deadlines.ics"]["shows"] == {"deadlines": ["papers", "rooms"]}
    assert listed["en/deadlines.ics"]["uid"] == str(read(files["en/deadlines.ics"])["UID"])


@given(schedules())
def test_the_deadlines_of_any_conference_round_trip(of: Schedule) -> None:
    days = {str(each["UID"]): times(each)[0] for each in entries(made(of))}

    due = {str(each.uid): each.at for each in of.conference.deadlines}
    if due:
        assert days == due
    else:
        assert len(days) == 1


def test_checking_reports_changed_and_missing_deadlines() -> None:
    old, now = with_deadlines(PAPERS), with_deadlines({**PAPERS, "at": "2026-03-15"}, ROOMS)

    findings = check_calendar(made(old, languages=["en"]), now, Ledger.first(now, WRITTEN))

    assert not check_calendar(made(now), now, Ledger.first(now, WRITTEN))
    assert {(each.code, each.about) for each in findings} == {
        ("calendar-differs", ("papers",)),
        ("calendar-lacks", ("rooms",)),
    }
    assert "'Papers are due' begins 2026-03-15, but the calendar has 2026-03-01" in findings[0].message
