"""Zones, wall clocks where they are changed, and the days of a conference."""

# ruff: noqa: DTZ001 - wall times are naive

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.editing.builder import ScheduleBuilder
from eventkit.errors import InvalidValue
from eventkit.times import SkippedTime, conference_day, instant, is_ambiguous, wall, zone

LORD_HOWE = "Australia/Lord_Howe"
# Each with a night in which its clocks are put forward and one in which they are put back.
CHANGES = [
    ("Europe/Vienna", datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)),
    ("America/New_York", datetime(2026, 3, 8, 2, 0), datetime(2026, 11, 1, 1, 59)),
    (LORD_HOWE, datetime(2026, 10, 4, 2, 15), datetime(2026, 4, 5, 1, 45)),  # by half an hour
    ("Africa/Casablanca", datetime(2024, 4, 14, 2, 30), datetime(2024, 3, 10, 2, 30)),  # for Ramadan
    ("Asia/Gaza", datetime(2024, 4, 20, 2, 30), datetime(2023, 10, 28, 1, 30)),
    ("America/Havana", datetime(2024, 3, 10, 0, 30), datetime(2024, 11, 3, 0, 30)),  # at midnight
    ("Antarctica/Troll", datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 25, 1, 30)),  # by two hours
    ("Pacific/Apia", datetime(2011, 12, 30, 12, 0), datetime(2011, 4, 2, 3, 30)),  # a day was left out
]


@pytest.mark.parametrize(
    "key", ["Asia/Shanghai", "America/Argentina/Ushuaia", "Etc/GMT+8", "UTC", "Asia/Calcutta"]
)
def test_zones_go_by_their_iana_names(key: str) -> None:
    assert zone(key).key == key


@pytest.mark.parametrize(
    "key",
    [
        *("", "CST", "EST", "PRC", "GMT+8", "MST7MDT", "+08:00", "A" * 5000),
        *("Asia", "Asia/", "asia/shanghai", "Asia/Peking", "Asia/Shanghai\n", "Factory"),
        *("../etc/passwd", "/etc/localtime", "localtime"),
    ],
)
def test_a_name_without_a_place_is_not_a_zone(key: str) -> None:
    """Abbreviations are read in several ways: CST is Chicago, Shanghai or Havana."""
    with pytest.raises(ValueError, match="is not a time zone: use an IANA name such as Asia/Shanghai"):
        zone(key)


@pytest.mark.parametrize(("key", "skipped", "_"), CHANGES)
def test_a_time_skipped_by_a_clock_change_does_not_exist(key: str, skipped: datetime, _: datetime) -> None:
    with pytest.raises(SkippedTime, match=f"{skipped:%Y-%m-%d %H:%M} does not exist in {key}"):
        instant(skipped, zone(key))
    assert not is_ambiguous(skipped, zone(key))


@pytest.mark.parametrize(("key", "_", "twice"), CHANGES)
def test_a_time_repeated_by_a_clock_change_is_two_instants(key: str, _: datetime, twice: datetime) -> None:
    assert is_ambiguous(twice, zone(key))
    first, second = instant(twice, zone(key)), instant(twice.replace(fold=1), zone(key))
    assert timedelta() < second - first <= timedelta(hours=2)
    assert wall(first, zone(key)) == wall(second, zone(key)) == twice
    assert wall(second, zone(key)).fold == 1


def test_lord_howe_repeats_only_half_an_hour() -> None:
    assert not is_ambiguous(datetime(2026, 4, 5, 1, 29), zone(LORD_HOWE))
    assert not is_ambiguous(datetime(2026, 4, 5, 2, 0), zone(LORD_HOWE))


instants = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


zones = st.sampled_from([key for key, _, _ in CHANGES] + ["Asia/Shanghai", "Africa/Monrovia", "UTC"])


@given(instants, zones)
def test_every_instant_round_trips_through_local_time(at: datetime, key: str) -> None:
    assert instant(wall(at, zone(key)), zone(key)) == at


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        (datetime(2026, 5, 5, 9, 0), date(2026, 5, 5)),
        (datetime(2026, 5, 5, 23, 59), date(2026, 5, 5)),
        (datetime(2026, 5, 6, 0, 30), date(2026, 5, 5)),
        (datetime(2026, 5, 6, 3, 59), date(2026, 5, 5)),
        (datetime(2026, 5, 6, 4, 0), date(2026, 5, 6)),
    ],
)
def test_the_party_past_midnight_belongs_to_the_evening_before(shown: datetime, day: date) -> None:
    vienna = zone("Europe/Vienna")
    assert conference_day(instant(shown, vienna), vienna, time(4)) == day


@given(instants)
def test_without_a_day_change_a_conference_follows_the_calendar(at: datetime) -> None:
    vienna = zone("Europe/Vienna")
    assert conference_day(at, vienna, time(0)) == wall(at, vienna).date()


@pytest.mark.parametrize("at", [datetime(2027, 5, 4, 9), date(2027, 5, 4), "2027-05-04 09:00"])
def test_a_time_without_an_offset_is_no_instant(at: Any) -> None:
    where = zone("Europe/Vienna")
    schedule = ScheduleBuilder("Forum", start="2027-05-04", zone="Europe/Vienna").schedule()
    for read in (
        lambda: wall(at, where),
        lambda: conference_day(at, where, time(4)),
        lambda: schedule.wall(at),
        lambda: schedule.day(at),
        lambda: schedule.calendar_date(at),
    ):
        with pytest.raises(InvalidValue, match=rf"^An instant must be an aware datetime, .*, not '{at}'\.$"):
            read()
