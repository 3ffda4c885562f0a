"""Entries that come again (RFC 5545 3.8.5): written out where that is a matter of days, and else refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from eventkit.formats.icalendar.values import moment_of
from eventkit.formats.icalendar.vtimezone import ZoneResolver, iana_zone_name
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.times import wall, zone

TIMES_LIMIT = 100
"""How often an entry may come again; no conference has so many days."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEPS = {"DAILY": 1, "WEEKLY": 7}
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})


def repeated(
    start: datetime, rule: str, zones: ZoneResolver, line: int, tzid: str = ""
) -> tuple[datetime, ...] | ParseFailure:
    """When an entry begins by its rule, the first time included: every so many days or weeks.

    Args:
        start: When it begins first, by the clock on the wall.
        rule: The value of RRULE. Read are FREQ=DAILY and FREQ=WEEKLY with an end, and days of the week.
        zones: The zones of the calendar, for the end.
        line: Where the rule stands.
        tzid: The zone of that clock, as the calendar calls it.
    """
    parts = dict(each.strip().partition("=")[::2] for each in rule.upper().split(";") if each.strip())
    step, interval = _STEPS.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    if step is None or parts.keys() - _KNOWN:
        return ParseFailure("repeats in a way that is not read")
    days = [each for each in parts.get("BYDAY", "").split(",") if each]
    if set(days) - set(_WEEKDAYS) or not interval.isdecimal() or not 0 < int(interval[:4]) <= TIMES_LIMIT:
        return ParseFailure("repeats in a way that is not read")
    end = _end(parts, start, zones, line, tzid)
    if end is None:
        return ParseFailure("repeats without an end")
    if isinstance(end, ParseFailure):
        return end
    found: list[datetime] = []
    for each in _times(start, step, int(interval), [_WEEKDAYS.index(day) for day in days]):
        if len(found) > TIMES_LIMIT:
            return ParseFailure(f"repeats more than {TIMES_LIMIT} times")
        if (isinstance(end, int) and len(found) >= end) or (isinstance(end, datetime) and each > end):
            break
        found.append(each)
    return tuple(dict.fromkeys((start, *found)))


def _end(
    parts: dict[str, str], start: datetime, zones: ZoneResolver, line: int, tzid: str
) -> int | datetime | ParseFailure | None:
    """How often it comes, or until when."""
    if times := parts.get("COUNT"):
        is_few = times.isdecimal() and len(times) < 7 and 0 < int(times) <= TIMES_LIMIT
        return int(times) if is_few else ParseFailure(f"repeats more than {TIMES_LIMIT} times")
    if "UNTIL" not in parts:
        return None
    until = moment_of(parts["UNTIL"], "", zones, line)
    if isinstance(until, ParseFailure):
        return ParseFailure("repeats until no day that can be read")
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, tzinfo=start.tzinfo)
    if until.tzinfo is not None and start.tzinfo is None:
        return wall(until, zone(iana_zone_name(tzid) or "UTC"))
    return until.replace(tzinfo=start.tzinfo)


def _times(start: datetime, step: int, interval: int, weekdays: list[int]) -> Iterator[datetime]:
    """All times of a rule without its end; at most some hundreds are asked for."""
    if step == 1:
        every = (start + timedelta(days=number * interval) for number in range(7 * (TIMES_LIMIT + 1)))
        yield from (each for each in every if not weekdays or each.weekday() in weekdays)
        return
    monday = start - timedelta(days=start.weekday())
    for number in range(TIMES_LIMIT + 2):
        for weekday in sorted(weekdays) or [start.weekday()]:
            each = monday + timedelta(days=number * 7 * interval + weekday)
            if each >= start:
                yield each
