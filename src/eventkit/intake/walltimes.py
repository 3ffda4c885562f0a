"""Date and time parser: lenient parsing of dates, times of day, ranges and durations.

Each function takes one value as it is written and returns what it means, or a `ParseFailure` with the reason.
None of them guesses where two readings are possible, and none raises, whatever the input. Digits may be of$
any script, signs full-width; serial numbers of spreadsheets are converted elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from eventkit.intake.clocks import TimeRange, parse_time_of_day, parse_time_range
from eventkit.intake.days import DayOrder, infer_day_order, parse_date, parse_weekday
from eventkit.intake.lengths import parse_duration
from eventkit.intake.unread import LENGTH_LIMIT, ParseFailure, normalise
from eventkit.times import YEARS

__all__ = [
    "DateTimeRange",
    "DayOrder",
    "ParseFailure",
    "TimeRange",
    "infer_day_order",
    "parse_date",
    "parse_datetime",
    "parse_datetime_range",
    "parse_duration",
    "parse_time_of_day",
    "parse_time_range",
    "parse_weekday",
]

_OFFSET = re.compile(r"(?<=\d) ?(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)$", re.IGNORECASE)
_WITH_OFFSET = re.compile(r"(?:T\d\d:\d\d|:\d\d:\d\d(?:\.\d+)?) ?[+-]\d\d:?\d\d$")
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d.*", re.DOTALL)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{2,3})"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CUT = re.compile(r"(?<=\d)(?:T|_)(?=\d)|,? |(?<=[日号號일])")
_TO = re.compile(r" ?(?:~|→) ?| (?:to|until|bis|-|至|到) ")
_MILLISECONDS = 10**11


@dataclass(frozen=True, slots=True)
class DateTimeRange:
    """From when to when, by the wall clock or as instants; the end may be left out."""

    start: datetime
    end: datetime | None


def parse_datetime(
    value: str | float, *, order: DayOrder | None = None, year: int | None = None
) -> datetime | ParseFailure:
    """The day and time that is meant, aware where an offset from UTC is told, and naive where not.

    ISO 8601 in all its forms, the dates of mail (RFC 5322), seconds or milliseconds since 1970, and whatever
    `parse_date` reads before whatever `parse_time_of_day` reads.

    Args:
        value: The time as written; a number is seconds since 1970, or milliseconds if it is larger than 10¹¹.
        order: As for `parse_date`.
        year: As for `parse_date`.
    """
    if isinstance(value, int | float):
        return _since_1970(value)
    if len(value) > LENGTH_LIMIT:
        return ParseFailure("is too long to be a time")
    said = normalise(value)
    if _EPOCH.fullmatch(said):
        return _since_1970(float(said))
    if _ISO.fullmatch(said):
        try:
            return _check_year(datetime.fromisoformat(said.replace(" Z", "Z").replace(" +", "+")))
        except ValueError:
            pass
    if _MAIL.fullmatch(said):
        try:
            return _check_year(parsedate_to_datetime(said))
        except (ValueError, OverflowError):
            pass
    return _parse_date_and_time(said, order, year)


def parse_datetime_range(
    text: str, *, order: DayOrder | None = None, year: int | None = None
) -> DateTimeRange | ParseFailure:
    """A day with its hours in one string: ``2026-03-01 09:30-10:30``, ``3 March 2026, 9 to 10 am``.

    The end may have its own day; without one it is on the day of the start or in the night after it.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure("is too long to be a time")
    said = normalise(text)
    first, *rest = _TO.split(said, maxsplit=1)
    if rest:
        start, end = (parse_datetime(each, order=order, year=year) for each in (first, rest[0]))
        if isinstance(start, datetime) and isinstance(end, datetime):
            return DateTimeRange(start, end)
    between = next(_parse_ranges(said, order, year), None)
    # 09:00-10:00 is an hour, though -10:00 could be an offset; 09:00:00-10:00 and 09:00-08:00 are no hours.
    if between and between.end and between.end > between.start and not _WITH_OFFSET.search(said):
        return between
    alone = parse_datetime(said, order=order, year=year)
    if isinstance(alone, datetime):
        return DateTimeRange(alone, None)
    return between or alone


def _parse_ranges(said: str, order: DayOrder | None, year: int | None) -> Iterator[DateTimeRange]:
    """A day with hours after it, wherever the one ends and the other begins."""
    for before, after in _date_ends(said):
        on, between = parse_date(before, order=order, year=year), parse_time_range(after)
        if isinstance(on, date) and isinstance(between, TimeRange):
            yield DateTimeRange(_at(on, between.start), None if between.end is None else _at(on, between.end))


def _parse_date_and_time(said: str, order: DayOrder | None, year: int | None) -> datetime | ParseFailure:
    """A day and a time of it, wherever the one ends and the other begins."""
    offset = _OFFSET.search(said)
    # An offset stands behind a time, which has a colon: in 2026-03-01 the hyphen is none.
    zone = _fixed_offset(offset) if offset and ":" in said[: offset.start()] else None
    bare = said[: offset.start()] if offset and zone else said
    why = None
    for before, after in _date_ends(bare):
        minute = parse_time_of_day(after)
        if isinstance(minute, ParseFailure):
            continue
        on = parse_date(before, order=order, year=year)
        if isinstance(on, date):
            return _at(on, minute).replace(tzinfo=zone)
        why = why or on
    if isinstance(parse_date(bare, order=order, year=year), date):
        return ParseFailure("is a day without a time")
    return why or ParseFailure("is no day with a time")


def _date_ends(said: str) -> Iterator[tuple[str, str]]:
    """The string cut in two, at each place where a day may end."""
    for cut in _CUT.finditer(said):
        yield said[: cut.start()], said[cut.end() :]


def _fixed_offset(offset: re.Match[str]) -> timezone | None:
    if offset[1]:
        return UTC
    ahead = timedelta(hours=int(offset[3]), minutes=int(offset[4] or 0))
    return timezone(-ahead if offset[2] == "-" else ahead) if ahead < timedelta(days=1) else None


def _at(on: date, minute: int) -> datetime:
    return datetime.combine(on, time.min) + timedelta(minutes=minute)


def _since_1970(number: float) -> datetime | ParseFailure:
    if not 0 < number < 10**14:
        return ParseFailure("is no time since 1970")
    seconds = number / 1000 if number >= _MILLISECONDS else number
    return _check_year(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def _check_year(found: datetime) -> datetime | ParseFailure:
    return found if found.year in YEARS else ParseFailure(f"is in the year {found.year}")
