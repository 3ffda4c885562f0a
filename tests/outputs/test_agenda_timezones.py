"""Definitions of time zones, evaluated as a reader does and compared with the IANA database."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from eventkit.outputs.agenda.vtimezone import WEEKDAYS, vtimezone

IRREGULAR = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Santiago",
    "America/Vancouver",
    "Asia/Gaza",
    "Asia/Jerusalem",
)


@dataclass(frozen=True)
class Observance:
    """A STANDARD or DAYLIGHT as a reader sees it, with its onsets until the end of 2028."""

    onsets: tuple[datetime, ...]
    before: timedelta
    after: timedelta

    @classmethod
    def read(cls, component: icalendar.cal.Component) -> Observance:
        first = component["DTSTART"].dt
        onsets = [first]
        if "RRULE" in component:
            rule = component["RRULE"]
            assert rule["FREQ"] == ["YEARLY"]
            onsets += [on_rule(year, rule, first) for year in range(first.year + 1, 2029)]
        return cls(tuple(onsets), component["TZOFFSETFROM"].td, component["TZOFFSETTO"].td)


def on_rule(year: int, rule: icalendar.vRecur, first: datetime) -> datetime:
    """The onset of a year by BYMONTH and BYDAY, such as the last Sunday in March."""
    (month,), (day,) = rule["BYMONTH"], rule["BYDAY"]
    nth, weekday = int(day[:-2]), WEEKDAYS.index(day[-2:])
    fitting = [on for on, falls in Calendar().itermonthdays2(year, month) if on and falls == weekday]
    return first.replace(year=year, month=month, day=fitting[nth - (nth > 0)])


def observances(zone: ZoneInfo, first: date, last: date) -> list[Observance]:
    found = icalendar.cal.Component.from_ical(vtimezone(zone, first, last))
    assert found["TZID"] == zone.key
    return [Observance.read(each) for each in found.subcomponents]


def offset(among: list[Observance], at: datetime) -> timedelta:
    """The offset of the observance that began last before an instant (RFC 5545 3.6.5)."""
    shown = at.replace(tzinfo=None)
    begun = ((onset - each.before, each.after) for each in among for onset in each.onsets)
    return max(began for began in begun if began[0] <= shown)[1]


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours at whose end the offset of a zone has changed, by asking at every hour of such a day."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(day) for day in range(366)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    hours = (
        day + timedelta(hours=hour)
        for day, (low, high) in zip(days, pairwise(offsets), strict=False)
        if low != high
        for hour in range(24)
    )
    return [
        hour
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour + timedelta(hours=1)).astimezone(zone).utcoffset()
    ]


def zones_by_data() -> list[list[str]]:
    """The names of all zones, those of one and the same zone together."""
    names: dict[bytes, list[str]] = {}
    for name in sorted(available_timezones()):
        if name != "localtime":  # of the machine, and of no release of the zones
            data = files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes()
            names.setdefault(data, []).append(name)
    return list(names.values())


def test_every_zone_has_a_standard_time_and_the_right_offset_half_an_hour_around_each_change():
    zones = zones_by_data()
    assert len(zones) > 300
    for name, *synonyms in zones:
        zone = ZoneInfo(name)
        for about in [*changes(zone, 2026), datetime(2026, 6, 15, 12, tzinfo=UTC)]:
            day = about.date()
            assert b"BEGIN:STANDARD" in vtimezone(zone, day, day), f"{name} on {day}"
            among = observances(zone, day, day)
            for half in range(-48, 49):
                at = about + half * timedelta(minutes=30)
                assert offset(among, at) == at.astimezone(zone).utcoffset(), f"{name} at {at}"
            definition = vtimezone(zone, day, day)
            for synonym in synonyms:
                renamed = definition.replace(f"TZID:{name}".encode(), f"TZID:{synonym}".encode())
                assert vtimezone(ZoneInfo(synonym), day, day) == renamed


def test_a_conference_across_a_clock_change_has_the_right_offsets():
    for key in ("Europe/Vienna", *IRREGULAR):
        zone = ZoneInfo(key)
        for change in changes(zone, 2026):
            first, last = change - timedelta(days=2), change + timedelta(days=2)
            among = observances(zone, first.date(), last.date())
            for hour in range(96):
                at = first + timedelta(hours=hour)
                assert offset(among, at) == at.astimezone(zone).utcoffset(), f"{key} at {at}"


def test_a_yearly_clock_change_is_written_as_a_recurrence_rule():
    assert vtimezone(ZoneInfo("Europe/Vienna"), date(2026, 5, 1), date(2026, 5, 3)).decode().splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Vienna",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("key", IRREGULAR)
def test_an_irregular_zone_gets_its_current_offset_and_no_rule(key):
    definition = vtimezone(ZoneInfo(key), date(2026, 7, 1), date(2026, 7, 3))

    assert b"RRULE" not in definition
    assert definition.count(b"DTSTART:") == 1


def test_a_zone_without_changes_has_a_single_offset():
    definition = vtimezone(ZoneInfo("Asia/Shanghai"), date(2022, 11, 5), date(2022, 11, 7)).decode()

    assert definition.count("BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n") == 1
    assert "DAYLIGHT" not in definition
