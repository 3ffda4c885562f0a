"""Times of imported sessions."""
# ruff: noqa: DTZ001 - wall times are naive

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from eventkit.errors import Unreadable
from eventkit.findings import Severity
from eventkit.intake import ImportHints
from intake.made import findings_of, made, only, shown, talk


def test_local_times_are_in_the_zone_of_the_conference() -> None:
    result = made(talk(start=datetime(2026, 3, 1, 9), end=datetime(2026, 3, 1, 10)))

    slot = only(result).slot
    assert slot is not None
    assert slot.period.start == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert result.findings == ()


def test_local_times_without_a_zone_are_refused_with_the_option() -> None:
    with pytest.raises(Unreadable, match=r"Give it, for example Asia/Shanghai") as caught:
        made(talk(row=7), conference={"zone": None})

    assert caught.value.faults[0].line is None  # it is about the file, not about its first time


def test_the_zone_hint_applies_if_the_file_has_no_zone() -> None:
    result = made(talk(), conference={"zone": None}, hints=ImportHints(zone="Asia/Shanghai"))

    assert result.schedule.conference.zone == "Asia/Shanghai"
    assert shown(result) == "01 09:00-01 10:00"


def test_the_zone_of_the_file_overrides_the_hint() -> None:
    result = made(talk(), hints=ImportHints(zone="Asia/Shanghai"))

    assert result.schedule.conference.zone == "Europe/Vienna"
    assert "Asia/Shanghai" in findings_of(result, "zone")[0].message


def test_times_with_an_offset_require_a_zone_and_matching_ones_are_suggested() -> None:
    summer, winter = (
        talk(start=datetime(2026, month, 1, 9, tzinfo=timezone(timedelta(hours=hours))), key=str(month))
        for month, hours in ((7, 2), (12, 1))
    )
    with pytest.raises(Unreadable) as caught:
        made(summer, winter, conference={"zone": None})
    (fault,) = caught.value.faults
    assert "times at UTC+02:00 but no time zone" in fault.message
    assert "Zones with such times: Europe/Berlin, Europe/Paris, " in fault.message


def test_instants_in_utc_are_shown_in_utc_which_is_reported() -> None:
    result = made(talk(start=datetime(2026, 3, 1, 1, tzinfo=UTC)), conference={"zone": None})

    assert (result.schedule.conference.zone, shown(result)) == ("UTC", "01 01:00-01 02:00")
    assert findings_of(result, "no-zone")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [("Europe/Vienne", "Did you mean 'Europe/Vienna'?"), ("../../etc/passwd", "is not a time zone")],
)
def test_an_invalid_zone_is_refused(zone: str, hint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        made(talk(), conference={"zone": zone})

    assert hint in str(caught.value)


def test_zone_names_are_case_insensitive() -> None:
    assert made(talk(), conference={"zone": "europe/vienna"}).schedule.conference.zone == "Europe/Vienna"


def test_an_end_before_the_start_on_the_same_date_is_in_the_night_after() -> None:
    result = made(talk(start=datetime(2026, 3, 1, 22), end=datetime(2026, 3, 1, 1), minutes=None))

    assert shown(result) == "01 22:00-02 01:00"
    (finding,) = findings_of(result, "end-before-start")
    assert finding.severity is Severity.WARNING
    assert finding.place == "talks.csv, row 5, end"


@pytest.mark.parametrize(
    "end",
    [
        datetime(2026, 3, 1, 9),  # at once
        datetime(2026, 3, 1, 8),  # 23 hours later
        datetime(2026, 2, 28, 10),  # on another day
    ],
)
def test_an_implausible_end_leaves_the_session_unscheduled(end: datetime) -> None:
    result = made(talk(end=end, minutes=None, rooms=("Hall",)))

    assert shown(result) == "unscheduled"
    assert findings_of(result, "unscheduled")[0].severity is Severity.ERROR
    extra = only(result).extra
    assert (extra["start"], extra["end"], extra["rooms"]) == (
        "2026-03-01 09:00",
        f"{end:%Y-%m-%d %H:%M}",
        ("Hall",),
    )


def test_a_length_replaces_an_invalid_end() -> None:
    result = made(talk(end=datetime(2026, 3, 1, 9), minutes=45))

    assert shown(result) == "01 09:00-01 09:45"
    assert findings_of(result, "end-before-start")


def test_an_end_takes_precedence_over_a_conflicting_length() -> None:
    result = made(talk(end=datetime(2026, 3, 1, 10, 30), minutes=45))

    assert shown(result) == "01 09:00-01 10:30"
    assert findings_of(result, "length")


def test_a_session_without_a_start_has_its_length_and_no_findings() -> None:
    result = made(talk(start=None, minutes=45), conference={"start": date(2026, 3, 1)})

    assert (shown(result), only(result).minutes) == ("unscheduled", 45)
    assert (dict(only(result).extra), result.findings) == ({}, ())


def test_the_length_is_imported_if_the_start_is_invalid() -> None:
    result = made(talk(start=datetime(2026, 3, 29, 2, 30), minutes=45))

    assert (shown(result), only(result).minutes) == ("unscheduled", 45)
    assert dict(only(result).extra) == {"start": "2026-03-29 02:30"}


@pytest.mark.parametrize(
    "fields",
    [
        {"start": None, "rooms": ("Hall",)},
        {"minutes": None},
        {"minutes": 0},
        {"minutes": -30},
        {"start": None, "minutes": 0},
    ],
)
def test_an_incomplete_time_is_saved_as_extra_and_the_session_unscheduled(fields: dict[str, object]) -> None:
    result = made(talk(**fields))

    assert shown(result) == "unscheduled"
    assert findings_of(result, "unscheduled")
    assert only(result).extra


def test_a_session_without_a_time_is_unscheduled_without_findings() -> None:
    result = made(talk(start=None, minutes=None), conference={"start": date(2026, 3, 1)})

    assert shown(result) == "unscheduled"
    assert result.findings == ()


def test_a_nonexistent_local_time_is_reported_and_saved_as_extra() -> None:
    result = made(talk(start=datetime(2026, 3, 29, 2, 30)))

    assert shown(result) == "unscheduled"
    assert "does not exist in Europe/Vienna" in findings_of(result, "unscheduled")[0].message
    assert only(result).extra["start"] == "2026-03-29 02:30"


def test_an_ambiguous_local_time_is_read_as_the_first_which_is_reported() -> None:
    result = made(talk(start=datetime(2026, 10, 25, 2, 30)))

    slot = only(result).slot
    assert slot is not None
    assert slot.period.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert findings_of(result, "ambiguous-time")


def test_seconds_are_rounded_and_reported_once() -> None:
    result = made(
        talk(start=datetime(2026, 3, 1, 8, 59, 58)),
        talk("Closing", start=datetime(2026, 3, 2, 8, 59, 58)),
    )

    assert shown(result, result.schedule.sessions[0]) == "01 09:00-01 10:00"
    assert [finding.message for finding in findings_of(result, "seconds")] == [
        "Seconds in the start. Rounded to the minute. (2 times)"
    ]


def test_a_mistyped_year_leaves_the_session_unscheduled() -> None:
    assert shown(made(talk(start=datetime(202, 3, 1, 9)))) == "unscheduled"


def test_a_session_of_several_days_is_imported_and_reported() -> None:
    result = made(talk(start=datetime(2026, 6, 27, 9), end=datetime(2026, 6, 30, 17), minutes=None))

    assert shown(result) == "27 09:00-30 17:00"
    assert findings_of(result, "several-days")


def test_the_days_of_the_conference_are_those_of_its_sessions_past_midnight_too() -> None:
    result = made(talk(), talk("Party", start=datetime(2026, 3, 3, 0, 15)))

    conference = result.schedule.conference
    assert (conference.start, conference.end) == (date(2026, 3, 1), date(2026, 3, 2))


def test_the_conference_days_in_the_file_take_precedence() -> None:
    result = made(talk(), conference={"start": date(2026, 2, 27), "end": date(2026, 3, 4)})

    conference = result.schedule.conference
    assert (conference.start, conference.end) == (date(2026, 2, 27), date(2026, 3, 4))


def test_a_file_without_any_date_is_imported_with_an_error() -> None:
    result = made(talk(start=None, minutes=None), conference={"title": "Forum 2027"})

    assert result.schedule.conference.start == date(2027, 1, 1)
    assert findings_of(result, "no-day")[0].severity is Severity.ERROR
