"""Files read back: what a client shows that took one in before the schedule changed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.ledger import Ledger
from eventkit.outputs.agenda.calendar_check import check_calendar, to_jcal
from eventkit.schedule import Schedule
from outputs.calendars import MORNING, WRITTEN, at, made, schedule
from strategies import schedules

TALK = {"id": "talk", "slot": MORNING, "title": {"en": "Opening", "zh": "开幕式"}, "abstract": "All."}
OLD = schedule(TALK, {"id": "tea", "slot": MORNING})


def finding_lines(old: bytes, now: Schedule) -> list[str]:
    ledger = Ledger.first(OLD, WRITTEN).after(OLD, now, WRITTEN + timedelta(hours=1))
    return [f"{each.code}: {each.message}" for each in check_calendar(old, now, ledger)]


@given(schedules(), st.sampled_from([(), ("en",), ("zh",)]), st.booleans())
def test_a_fresh_calendar_has_no_findings(of, languages, draft):
    asked = languages if languages and languages[0] in of.conference.languages else ()

    assert check_calendar(made(of, asked, draft=draft), of, Ledger.first(of, WRITTEN), draft=draft) == ()


def test_a_moved_session_is_reported_with_both_times():
    now = schedule(
        TALK | {"slot": at("2026-10-24T12:00Z", "2026-10-24T13:00Z")}, {"id": "tea", "slot": MORNING}
    )

    assert finding_lines(made(OLD, ["en"]), now) == [
        (
            "calendar-differs: 'Opening' begins 2026-10-24 14:00, but the calendar has 2026-10-24 09:00. "
            "Publish the calendar again."
        ),
        (
            "calendar-differs: 'Opening' ends 2026-10-24 15:00, but the calendar has 2026-10-24 10:00. "
            "Publish the calendar again."
        ),
    ]


@pytest.mark.parametrize(
    ("talk", "messages"),
    [
        (
            {"status": "cancelled"},
            [
                (
                    "calendar-differs: 'Cancelled: Opening' is CANCELLED, but the calendar has CONFIRMED. "
                    "Publish the calendar again."
                ),
                (
                    "calendar-words-differ: 'Cancelled: Opening' has a different title in the calendar: "
                    "'Opening'."
                ),
            ],
        ),
        (
            {"abstract": "Other."},
            ["calendar-words-differ: 'Opening' has a different description in the calendar: 'All.'."],
        ),
        (
            {"slot": None},
            [
                (
                    "calendar-unknown: 'Opening' (2026-10-24 09:00) is in the calendar but has no time any "
                    "more. Publish the calendar again."
                )
            ],
        ),
    ],
)
def test_each_kind_of_change_is_described(talk, messages):
    assert finding_lines(made(OLD, ["en"]), schedule(TALK | talk, {"id": "tea", "slot": MORNING})) == messages


def test_missing_and_unknown_entries_are_reported():
    new = {"id": "new", "slot": MORNING}

    assert finding_lines(made(OLD), schedule(TALK, new)) == [
        "calendar-lacks: 'new' (2026-10-24 09:00) is missing from the calendar. Publish the calendar again.",
        (
            "calendar-unknown: 'tea' (2026-10-24 09:00) is in the calendar but is no longer in the schedule. "
            "Publish the calendar again."
        ),
    ]


def test_a_filtered_calendar_has_no_findings():
    assert check_calendar(made(OLD, ["zh"], sessions=["talk"]), OLD, Ledger.first(OLD, WRITTEN)) == ()


def test_a_calendar_that_is_ahead_of_the_store_is_an_error():
    """Clients ignore lower sequences than they have, as after the restoration of an old backup."""
    data = made(OLD).replace(b"SEQUENCE:0", b"SEQUENCE:7")

    assert {each.code for each in check_calendar(data, OLD, Ledger.first(OLD, WRITTEN))} == {"calendar-ahead"}


def test_an_invalid_time_is_reported_verbatim():
    data = made(OLD, ["en"]).replace(b"DTSTART;TZID=Europe/Vienna:20261024T090000", b"DTSTART:soon")

    assert "begins 2026-10-24 09:00, but the calendar has soon" in finding_lines(data, OLD)[0]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xfe", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_a_file_that_is_not_a_calendar_is_rejected_by_name(data):
    with pytest.raises(Unreadable, match=r"mine\.ics: (Not an|Incomplete) iCalendar file"):
        check_calendar(data, OLD, Ledger.first(OLD, WRITTEN), name="mine.ics")


def test_a_truncated_file_is_rejected_as_incomplete():
    with pytest.raises(Unreadable, match="Incomplete iCalendar file: END:VCALENDAR is missing"):
        check_calendar(made(OLD)[:-40], OLD, Ledger.first(OLD, WRITTEN))


def test_a_calendar_is_written_as_jcal_too():
    name, properties, components = json.loads(to_jcal(made(OLD, ["en"])))

    assert name == "vcalendar"
    assert ["name", {"language": "en"}, "unknown", "Congress"] in properties
    assert [component[0] for component in components] == ["vtimezone", "vevent", "vevent"]
