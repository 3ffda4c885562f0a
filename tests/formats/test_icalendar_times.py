"""Zones and repetitions in calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from effort import lines_run
from eventkit.formats.icalendar import icalendar_format
from eventkit.formats.icalendar.recurrence import RecurrenceExpander, RecurrenceRule, parse_rrule
from eventkit.formats.icalendar.zone_resolver import iana_zone_name
from eventkit.outputs.agenda.vtimezone import vtimezone
from formats.foreign import calendar, codes, faults, read, times, titles

RULES = """
    BEGIN:VTIMEZONE
    TZID:Somewhere
    BEGIN:STANDARD
    DTSTART:16010101T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:16010101T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
    END:DAYLIGHT
    END:VTIMEZONE
"""


def at(start: str, *more: str, tzid: str = "") -> str:
    """An entry of an hour at a wall time."""
    zone = f";TZID={tzid}" if tzid else ""
    return "\n".join([f"DTSTART{zone}:{start}", "DURATION:PT1H", "SUMMARY:Engines", *more])


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Vienna", "Europe/Vienna"),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", "America/New_York"),
        (
            "/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires",
            "America/Argentina/Buenos_Aires",
        ),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe-Brussels", "Europe/Brussels"),
        ('"Asia/Shanghai"', "Asia/Shanghai"),
        ("America/New York", "America/New_York"),
        ("GMT", "UTC"),
        ("../../../etc/passwd", None),
        ("CEST", None),
        ("", None),
    ],
)
def test_zones_are_recognised_under_many_names(name: str, known: str | None) -> None:
    assert iana_zone_name(name) == known


def test_the_zone_of_the_conference_is_that_of_most_times() -> None:
    entries = [at("20260701T090000", tzid=zone) for zone in ("Asia/Tokyo", "Europe/Paris", "Europe/Paris")]
    schedule = read(icalendar_format, calendar(*entries), zone=None).schedule
    assert schedule.conference.zone == "Europe/Paris"
    assert times(schedule) == ["01 02:00-03:00", "01 09:00-10:00", "01 09:00-10:00"]


def test_an_unknown_zone_is_refused_once_with_its_line() -> None:
    entries = [at(f"20260701T{hour}0000", tzid="../../../etc/passwd") for hour in ("09", "10")]
    messages = faults(icalendar_format, calendar(*entries))
    assert len(messages) == 1
    assert messages[0].startswith("line 6: Unknown time zone '../../../etc/passwd'")
    assert "ime zone" in messages[0]


def test_the_zone_hint_replaces_an_unknown_zone() -> None:
    result = read(icalendar_format, calendar(at("20260701T090000", tzid="Mars")), zone="Europe/Vienna")
    assert times(result.schedule) == ["01 09:00-10:00"]
    assert "zone-unknown" in codes(result)


def test_an_unknown_zone_is_read_from_its_own_rules() -> None:
    entries = [
        at(f"2026{day}T090000", tzid="Somewhere") for day in ("0115", "0715", "0328", "0329", "1024", "1025")
    ]
    result = read(icalendar_format, calendar(*entries, head=RULES), zone="UTC")
    assert [period[3:8] for period in times(result.schedule)] == [
        "08:00",
        "07:00",
        "08:00",
        "07:00",
        "07:00",
        "08:00",
    ]
    assert "zone-own" in codes(result)


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=1,2", "FREQ=YEARLY;BYMONTH=13;BYDAY=1SU", "x"]
)
def test_unsupported_zone_rules_leave_the_zone_unknown(rule: str) -> None:
    head = RULES.replace("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", rule)
    assert (
        "Somewhere"
        in faults(icalendar_format, calendar(at("20260701T090000", tzid="Somewhere"), head=head))[0]
    )


@pytest.mark.parametrize(
    ("rule", "utc"),
    [
        # Lotus Notes names the hour again.
        ("FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=3", ["08:00", "07:00"]),
        ("FREQ=YEARLY;BYDAY=SU;BYMONTH=3;BYMONTHDAY=25,26,27,28,29,30,31", ["08:00", "07:00"]),
        ("FREQ=YEARLY;INTERVAL=5;BYDAY=-1SU;BYMONTH=3", ["08:00", "08:00"]),
        ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20200101T000000Z", ["08:00", "08:00"]),
    ],
)
def test_custom_zone_rules_are_read_in_any_form(rule: str, utc: list[str]) -> None:
    head = RULES.replace("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", rule).replace(
        "16010101T020000", "20150329T020000"
    )
    entries = [at(f"2026{day}T090000", tzid="Somewhere") for day in ("0115", "0715")]
    result = read(icalendar_format, calendar(*entries, head=head), zone="UTC")
    assert [text[3:8] for text in times(result.schedule)] == utc


@pytest.mark.parametrize(
    "name", ["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"]
)
def test_a_zone_by_its_rules_has_the_offsets_of_the_zone_they_were_written_from(name: str) -> None:
    zone = ZoneInfo(name)
    written = vtimezone(zone, date(2026, 1, 1), date(2026, 12, 31)).decode().replace(name, "Somewhere")
    days = [datetime(2026, month, day, 12) for month in range(1, 13) for day in (1, 15)]  # noqa: DTZ001
    entries = [at(f"{day:%Y%m%dT%H%M%S}", tzid="Somewhere") for day in days]
    result = read(
        icalendar_format, calendar(*entries, head=written.replace("\r\n", "\n").rstrip()), zone="UTC"
    )

    starts = sorted(session.slot.period.start for session in result.schedule.sessions if session.slot)
    assert starts == [day.replace(tzinfo=zone) for day in days]


def test_two_files_may_use_one_name_for_different_zones() -> None:
    other = RULES.replace("+0200", "-0400").replace("+0100", "-0500")
    entry = at("20260115T090000", tzid="Somewhere")

    starts = [
        times(read(icalendar_format, calendar(entry, head=head), zone="UTC").schedule)
        for head in (RULES, other)
    ]

    assert [start[0][3:8] for start in starts] == ["08:00", "14:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;BYDAY=6SU",
        "FREQ=MINUTELY",
    ],
)
def test_rules_that_could_be_searched_for_ever_are_not_evaluated(rule: str) -> None:
    head = RULES.replace("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", rule)
    assert (
        "Somewhere"
        in faults(icalendar_format, calendar(at("20260701T090000", tzid="Somewhere"), head=head))[0]
    )


@pytest.mark.parametrize("head", ["TZID:Europe/Rome", "VTIMEZONE: Europe/Rome", "X-WR-TIMEZONE:Europe/Rome"])
def test_times_without_a_zone_take_that_of_the_calendar(head: str) -> None:
    result = read(icalendar_format, calendar(at("20260701T090000"), head=head), zone=None)
    assert result.schedule.conference.zone == "Europe/Rome"
    assert times(result.schedule) == ["01 09:00-10:00"]


def test_times_without_any_zone_are_refused_with_the_option() -> None:
    assert any("ime zone" in message for message in faults(icalendar_format, calendar(at("20260701T090000"))))


def test_a_skipped_time_is_read_with_the_offset_before_and_reported() -> None:
    result = read(icalendar_format, calendar(at("20260329T023000", tzid="Europe/Vienna")))
    assert times(result.schedule) == ["29 03:30-04:30"]
    assert "skipped-time" in codes(result)


def test_an_ambiguous_local_time_is_read_as_the_first_which_is_reported() -> None:
    result = read(icalendar_format, calendar(at("20261025T023000", tzid="Europe/Vienna")))
    slot = result.schedule.sessions[0].slot
    assert slot is not None
    assert slot.period.start.hour == 0
    assert "ambiguous-time" in codes(result)


def test_a_daily_rule_is_expanded_in_local_time() -> None:
    result = read(
        icalendar_format, calendar(at("20260327T090000", "RRULE:FREQ=DAILY;COUNT=4", tzid="Europe/Vienna"))
    )
    # By the clock on the wall, though it is put forward on the third day.
    assert [period[:8] for period in times(result.schedule)] == [
        "27 09:00",
        "28 09:00",
        "29 09:00",
        "30 09:00",
    ]
    assert len({each.uid for each in result.schedule.sessions}) == 4
    assert "repeated" in codes(result)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;UNTIL=20260303", [1, 2, 3]),
        ("FREQ=DAILY;UNTIL=20260303T070000Z", [1, 2]),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", [1, 3, 5]),
        ("FREQ=DAILY;BYDAY=MO,TU;COUNT=2", [1, 2, 3]),
        ("FREQ=WEEKLY;COUNT=2", [1, 8]),
        ("FREQ=WEEKLY;BYDAY=SU,TU;COUNT=3", [1, 3, 8]),
        # Each as RFC 5545 3.8.5.3 has it, or as `dateutil` expands it.
        ("FREQ=MONTHLY;COUNT=3", [1, 1, 1]),
        ("FREQ=MONTHLY;BYDAY=1FR;COUNT=3", [1, 6, 3, 1]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15;COUNT=4", [1, 15, 31, 15, 30]),
        ("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3;COUNT=3", [1, 5, 7, 7]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=2", [1, 30, 29]),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU;UNTIL=20260801", [1, 29, 31, 26]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", [1, 10, 15, 24]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", [1, 3, 15, 17]),
        ("FREQ=YEARLY;COUNT=3", [1, 1, 1]),
        ("FREQ=YEARLY;BYMONTH=6,7;BYMONTHDAY=2;COUNT=3", [1, 2, 2, 2]),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=2", [1, 18, 17]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2", [1, 11, 17]),
        ("FREQ=YEARLY;BYYEARDAY=100,-1;COUNT=3", [1, 10, 31, 10]),
        ("FREQ=DAILY;BYMONTH=3;BYMONTHDAY=30,31;COUNT=2", [1, 30, 31]),
    ],
)
def test_daily_and_weekly_rules_are_expanded(rule: str, days: list[int]) -> None:
    schedule = read(
        icalendar_format, calendar(at("20260301T090000", f"RRULE:{rule}", tzid="Europe/Vienna"))
    ).schedule
    assert [int(period[:2]) for period in times(schedule)] == days


def test_excluded_added_and_changed_occurrences_are_respected() -> None:
    rule = at(
        "20260301T090000", "UID:1", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Vienna:20260302T090000",
        "RDATE;TZID=Europe/Vienna:20260307T090000", tzid="Europe/Vienna",
    )  # fmt: skip
    other = at(
        "20260303T140000", "UID:1", "RECURRENCE-ID;TZID=Europe/Vienna:20260303T090000", tzid="Europe/Vienna"
    )
    schedule = read(icalendar_format, calendar(rule, other.replace("Engines", "Looms"))).schedule
    assert list(zip(titles(schedule), times(schedule), strict=True)) == [
        ("Engines", "01 09:00-10:00"),
        ("Looms", "03 14:00-15:00"),
        ("Engines", "07 09:00-10:00"),
    ]


def test_more_dates_than_the_limit_are_cut_off_and_reported() -> None:
    days = (date(2026, 3, 1) + timedelta(days=number) for number in range(150))
    listed = ",".join(f"{day:%Y%m%d}T090000" for day in days)
    reading = read(icalendar_format, calendar(at("20260301T090000", f"RDATE:{listed}", tzid="Europe/Vienna")))
    assert len(reading.schedule.sessions) == 100
    messages = [finding.message for finding in reading.findings]
    assert "150 dates. Imported the first 100, which is the limit." in messages


def test_a_rule_without_further_matches_ends() -> None:
    rule = "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=100"
    data = calendar(at("20260302T090000", rule, tzid="Europe/Vienna"))
    assert len(read(icalendar_format, data).schedule.sessions) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;COUNT=3",
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0;COUNT=3",
        "FREQ=DAILY;BYHOUR=9,10;COUNT=3",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=3",
        "nonsense",
    ],
)
def test_an_unsupported_rule_yields_its_first_time_and_an_error_with_its_line(rule: str) -> None:
    result = read(icalendar_format, calendar(at("20260302T090000", f"RRULE:{rule}", tzid="Europe/Vienna")))
    assert times(result.schedule) == ["02 09:00-10:00"]
    (error,) = [finding for finding in result.findings if finding.code == "not-expanded"]
    assert error.place == "file, row 9, RRULE"
    assert rule in error.message
    assert result.schedule.sessions[0].extra.plain()["RRULE"] == rule


def test_more_occurrences_than_any_conference_has_are_cut_off_with_an_error() -> None:
    for rule in ("FREQ=DAILY;COUNT=1000000", "FREQ=DAILY;UNTIL=21991231"):
        result = read(icalendar_format, calendar(at("20260302T090000", f"RRULE:{rule}")))
        assert len(result.schedule.sessions) == 100
        assert any("Imported the first 100" in finding.message for finding in result.findings)


def test_endless_recurrences_are_imported_on_the_days_of_the_conference() -> None:
    weekly = at("20190107T090000", "UID:1", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU", tzid="Europe/Vienna")
    birthday = at("19700101T000000", "UID:2", "RRULE:FREQ=YEARLY", tzid="Europe/Vienna")
    talks = [at(f"202603{day}T140000", tzid="Europe/Vienna") for day in ("02", "04")]
    result = read(icalendar_format, calendar(weekly, birthday, *talks))
    assert sorted(times(result.schedule)) == [
        "02 09:00-10:00",
        "02 14:00-15:00",
        "03 09:00-10:00",
        "04 14:00-15:00",
    ]
    assert any("not from 2026-03-02 to 2026-03-04. Left out" in each.message for each in result.findings)
    days = (date(2026, 3, 10), date(2026, 3, 10))
    hinted = read(icalendar_format, calendar(weekly), days=days)
    assert times(hinted.schedule) == ["10 09:00-10:00"]
    (repeated,) = (found.message for found in hinted.findings if found.code == "repeated")
    assert repeated == "The event recurs, but has only one date. Imported as one session."


def test_a_changed_occurrence_outside_its_rule_is_a_separate_session() -> None:
    rule = at("20260301T090000", "UID:1", "RRULE:FREQ=DAILY;COUNT=2", tzid="Europe/Vienna")
    other = at("20260309T140000", "UID:1", "RECURRENCE-ID;TZID=Europe/Vienna:20260309T090000")
    result = read(icalendar_format, calendar(rule, other))
    assert times(result.schedule) == ["01 09:00-10:00", "02 09:00-10:00", "09 14:00-15:00"]
    assert "occurrence" in codes(result)


def test_all_rules_of_a_file_together_are_evaluated_on_a_limited_number_of_days() -> None:
    expander = RecurrenceExpander(1_000)
    rule = parse_rrule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3")
    assert isinstance(rule, RecurrenceRule)
    assert expander.expand(rule, datetime(2026, 1, 1)) == ()  # noqa: DTZ001 - a local time
    assert lines_run(lambda: expander.expand(rule, datetime(2026, 1, 1))) < 100  # noqa: DTZ001


def test_a_time_with_a_zone_and_in_utc_is_in_utc_which_is_reported() -> None:
    result = read(
        icalendar_format, calendar(at("20260701T120000Z", tzid="Europe/Vienna")), zone="Europe/Vienna"
    )
    assert times(result.schedule) == ["01 14:00-15:00"]
    assert "utc-with-zone" in codes(result)


def test_an_unknown_zone_of_one_time_among_others_leaves_that_one_without_a_time() -> None:
    events = [at("20260701T090000", tzid="Europe/Vienna"), at("20260701T100000", tzid="Somewhere")]
    result = read(icalendar_format, calendar(*events), zone=None)
    assert times(result.schedule) == ["01 09:00-10:00", ""]
    assert result.schedule.sessions[1].extra.plain()["DTSTART"] == "20260701T100000"
    assert "zone-unknown" in codes(result)
