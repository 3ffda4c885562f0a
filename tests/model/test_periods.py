"""Periods: half open, in UTC, of whole minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.times import Period
from model.building import faults, period

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
minutes = st.integers(0, 12)
periods = (
    st.tuples(minutes, minutes)
    .filter(lambda pair: pair[0] < pair[1])
    .map(
        lambda pair: Period(start=START + timedelta(minutes=pair[0]), end=START + timedelta(minutes=pair[1]))
    )
)


def test_equal_instants_in_different_zones_are_equal() -> None:
    shanghai = Period(start="2026-05-04T17:00+08:00", end="2026-05-04T18:00+08:00")
    assert shanghai == Period(start=START, end=START + timedelta(hours=1))
    assert shanghai.start.tzinfo is shanghai.end.tzinfo is UTC
    assert hash(shanghai) == hash(Period(start=START, end=START + timedelta(hours=1)))


def test_a_length_is_correct_across_a_clock_change() -> None:
    """Between wall times of one zone Python subtracts what the clocks show, and is an hour off."""
    vienna = ZoneInfo("Europe/Vienna")
    night = Period(
        start=datetime(2026, 10, 24, 22, tzinfo=vienna), end=datetime(2026, 10, 25, 4, tzinfo=vienna)
    )
    assert night.minutes == 7 * 60


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-05-04T09:00Z", "2026-05-04T09:00Z", [": end must be after start"]),
        ("2026-05-04T09:00Z", "2026-05-04T08:00Z", [": end must be after start"]),
        (
            "2026-05-04T09:00:30Z",
            "2026-05-04T10:00:00.5Z",
            ["start: must be a whole minute", "end: must be a whole minute"],
        ),
        (
            "2026-05-04T09:00",
            "0206-05-04T10:00Z",
            ["start: Input should have timezone info", "end: is in the year 206: is that a slip?"],
        ),
        (
            "0001-01-01T00:00+14:00",
            "9999-12-31T23:59-12:00",
            ["start: is in the year 1: is that a slip?", "end: is in the year 9999: is that a slip?"],
        ),
    ],
)
def test_an_invalid_period_reports_both_ends_together(start: str, end: str, expected: list[str]) -> None:
    assert faults(lambda: Period(start=start, end=end)) == expected


def test_periods_that_only_touch_do_not_overlap() -> None:
    assert not period("09:00-10:00").overlaps(period("10:00-11:00"))
    assert not period("10:00-11:00").overlaps(period("09:00-10:00"))
    assert period("09:00-10:00").overlaps(period("09:59-11:00"))
    assert period("09:00-10:00").contains(period("09:00-10:00"))


@given(periods, periods)
def test_periods_overlap_where_they_share_a_minute_and_contain_where_they_share_all(
    one: Period, other: Period
) -> None:
    def of(each: Period) -> set[datetime]:
        return {each.start + timedelta(minutes=at) for at in range(each.minutes)}

    assert one.overlaps(other) == bool(of(one) & of(other)) == other.overlaps(one)
    assert one.contains(other) == (of(other) <= of(one))
