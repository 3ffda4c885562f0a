"""Days and hours as they stand about events: under which day one is listed, and when that day ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from eventkit.formats.frab.taking import day, instant, says, text
from eventkit.intake.datetime_parser import parse_time_of_day
from eventkit.times import wall, zone

DAY_CHANGE = time(4)
"""When a day ends where a file does not tell, in the model's way."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day under which events are listed.

    Attributes:
        on: Its date, if it tells.
        change: The wall time at which the next one begins, if it tells.
    """

    on: date | None = None
    change: time | None = None


def day_of(on: Any, end: Any, key: str) -> Day:
    """A day by its date and its end: one that ends in the morning after tells when the days change.

    Args:
        on: The date.
        end: The instant at which it ends.
        key: The IANA name of the zone; may be none.
    """
    date_ = day(on)
    ends = instant(end) if len(text(end)) > 10 else None
    if date_ is None or not isinstance(ends, datetime):
        return Day(date_)
    at = shown(ends, key)
    is_next = at.date() - date_ == timedelta(days=1) and at.time() < time(12)
    return Day(date_, at.time().replace(second=0, microsecond=0) if is_next else None)


def shown(found: datetime, key: str) -> datetime:
    """The wall time of an instant in the zone; as it is written where the zone is none."""
    if found.tzinfo is None:
        return found
    try:
        return wall(found, zone(key))
    except (ValueError, OverflowError):
        return found.replace(tzinfo=None)


def first_day(value: Any, key: str) -> date | None:
    """The day that is told, or that of the instant that is told, by the clocks of the zone."""
    found = instant(value) if len(text(value)) > 10 else None
    return shown(found, key).date() if isinstance(found, datetime) else day(value)


def change(value: Any) -> time | None:
    """A wall time at which a day ends: ``09:00:00``."""
    found = parse_time_of_day(text(value)) if says(value) else None
    return time(found // 60, found % 60) if isinstance(found, int) and found < 12 * 60 else None


def last_day(value: Any, key: str, ends: time) -> date | None:
    """The day that is told, or that of the instant: one in the night after a day is still of that day.

    Args:
        value: The day or instant.
        key: The IANA name of the zone; may be none.
        ends: The wall time at which days end.
    """
    found = instant(value) if len(text(value)) > 10 else None
    if not isinstance(found, datetime):
        return day(value)
    at = shown(found, key)
    return at.date() - timedelta(days=at.time() <= ends)
