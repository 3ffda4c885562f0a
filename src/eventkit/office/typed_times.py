"""Typed times: days, times and periods as people type them in options and forms.

Those in the form of ISO 8601 are read at once. Any other form that an import understands, such as
``12 March``, ``day 2`` or ``2:30 pm``, is read by its readers, whose word lists load long.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from eventkit.messages import Listed, Message, as_message
from eventkit.model import Conference
from eventkit.model.value_codecs import TypingContext
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.times.wall_times import (
    DATE_PATTERN,
    TimeReference,
    parse_clock_time,
    parse_iso_date,
    parse_wall_time,
    with_date,
)
from eventkit.values import Value

_ISO_TIME = re.compile(r"(?:\d{4}-\d{2}-\d{2}[ T])?\d{2}:\d{2}(?:$|[:+Z-])")
"""A time in the form of ISO 8601, with or without date, seconds and offset."""

_DAY_MINUTES = 24 * 60

NOT_A_DAY, NOT_A_TIME = "must be a date", "must be a time"
"""The beginnings of messages about what is neither a day nor a time."""


def typing_context(find: Callable[[type[Value], str], str], schedule: Schedule) -> TypingContext:
    """The context in which values of a conference are read."""
    return TypingContext(
        find,
        lambda typed: read_day(typed, schedule.conference),
        read_clock,
        lambda typed: read_day_or_instant(typed, schedule),
    )


def read_day(typed: str, conference: Conference | None = None) -> date:
    """The day that was typed; one without a year, or named by a weekday or number, is of the conference."""
    typed = typed.strip()
    if re.fullmatch(DATE_PATTERN, typed):
        return parse_iso_date(typed)
    from eventkit.intake.datetime_parser import NO_DATE, parse_date  # noqa: PLC0415 - its word lists

    day = parse_date(typed, year=conference.start.year if conference else None)
    if isinstance(day, date):
        return day
    if conference is not None and (named := _day_of_conference(typed, conference)) is not None:
        return named
    example = (
        "2022-11-05" if conference is None else Message("{day}, Monday or 'day 2'", day=conference.start)
    )
    reason = Message("must be a date such as {example}", example=example) if day == NO_DATE else day.reason
    raise ValueError(Message("'{typed}' {reason}", typed=typed, reason=reason))


def _day_of_conference(typed: str, conference: Conference) -> date | None:
    """The day of the conference with a weekday or a number: ``Saturday``, ``day 2``, ``第二天``, ``2``."""
    from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading  # noqa: PLC0415 - its word lists
    from eventkit.intake.datetime_parser import parse_weekday  # noqa: PLC0415 - its word lists

    days = [
        conference.start + timedelta(days=at) for at in range((conference.end - conference.start).days + 1)
    ]
    number = int(typed) - 1 if typed.isdecimal() else None
    weekday = parse_weekday(typed)
    if number is None and weekday is None:
        heading = parse_day_heading(typed)
        number = heading.index if heading.number and not heading.rest else None
    if number is not None:
        meant = days[number : number + 1] if number >= 0 else []
    elif weekday is not None:
        meant = [day for day in days if day.weekday() == weekday]
    else:
        return None
    if not meant:
        raise ValueError(
            Message(
                "'{typed}' is not a day of the conference, which is from {first} to {last}.",
                typed=typed,
                first=days[0],
                last=days[-1],
            )
        )
    if len(meant) > 1:
        raise ValueError(
            Message(
                "'{typed}' is several days of the conference. Give the date: {meant}.",
                typed=typed,
                meant=Listed(tuple(map(str, meant)), "or"),
            )
        )
    return meant[0]


def read_clock(typed: str) -> time:
    typed = typed.strip()
    try:
        return parse_clock_time(typed)
    except ValueError as error:
        from eventkit.intake.datetime_parser import parse_time_of_day  # noqa: PLC0415 - its word lists

        minutes = parse_time_of_day(typed)
        if isinstance(minutes, int) and minutes < _DAY_MINUTES and not typed.isdecimal():
            return time(*divmod(minutes, 60))
        raise error from None


def read_moment(typed: str, schedule: Schedule, on: date) -> datetime:
    """The instant that was typed; a time without a date is on that day of the conference."""
    written = _in_iso_form(typed.strip(), schedule.conference)
    return parse_wall_time(with_date(written, on, schedule.conference.day_change), schedule.zone)


def read_later_moment(typed: str, schedule: Schedule, start: datetime) -> datetime:
    """The instant that was typed; a time without a date is the first such time after ``start``."""
    written = _in_iso_form(typed.strip(), schedule.conference)
    return parse_wall_time(written, schedule.zone, TimeReference(start, itself=False))


def read_instant(typed: str, schedule: Schedule) -> datetime:
    return parse_wall_time(_in_iso_form(typed.strip(), schedule.conference), schedule.zone)


def read_day_or_instant(typed: str, schedule: Schedule) -> date:
    """The day that was typed, or the instant by the clocks of the conference."""
    try:
        return read_day(typed, schedule.conference)
    except ValueError as error:
        no_day = as_message(error)
    try:
        return read_instant(typed, schedule)
    except ValueError as error:
        no_time = as_message(error)
    message = Message("must be a day such as 2027-03-01, or a time such as 2027-03-01 18:00")
    if NOT_A_TIME not in no_time:
        message = no_time
    elif NOT_A_DAY not in no_day:
        message = no_day
    raise ValueError(message)


def _in_iso_form(typed: str, conference: Conference) -> str:
    """A time in the form of ISO 8601, from any that an import understands: ``2:30 pm``, ``6 Sep 9.30``.

    A date without a year is in that of the conference.
    """
    if _ISO_TIME.match(typed):
        return typed
    from eventkit.intake.datetime_parser import parse_date, parse_time_of_day  # noqa: PLC0415 - its word lists

    message = Message("must be a time such as 09:30, 2:30 pm or 2022-11-05 09:30")
    words = typed.split()
    for at in range(len(words)):
        minutes = parse_time_of_day(" ".join(words[at:]))
        if not isinstance(minutes, int):
            continue
        if minutes >= _DAY_MINUTES:
            message = Message(
                "'{typed}' is after midnight. Give the time with the date of the next day.", typed=typed
            )
            break
        clock = "{:02}:{:02}".format(*divmod(minutes, 60))
        if not at:
            return clock
        before = " ".join(words[:at])
        day = parse_date(before, year=conference.start.year)
        if not isinstance(day, date):
            day = _day_of_conference(before.rstrip(","), conference) or day
        if isinstance(day, date):
            return f"{day} {clock}"
        message = Message("'{typed}' {predicate}", typed=before, predicate=as_message(day.reason))
    raise ValueError(message)


def read_period(typed: str, schedule: Schedule) -> Period:
    """The period that was typed: a day of the conference, or ``2027-09-06 09:00-13:00``."""
    try:
        day, hours = _day_and_hours(typed, schedule.conference)
        start, _, end = (part.strip() for part in hours.partition("-"))
        if hours and not end:
            raise ValueError(Message("has no end"))  # noqa: TRY301 - reported like every other mistake
        if not hours:
            change = f"{schedule.conference.day_change:%H:%M}"
            ends = (parse_wall_time(f"{on} {change}", schedule.zone) for on in (day, day + timedelta(days=1)))
            return Period(start=next(ends), end=next(ends))
    except ValueError as error:
        raise ValueError(
            Message(
                "'{typed}': {reason}. Give a day, 2027-09-06, or hours of one, '2027-09-06 09:00-13:00'.",
                typed=typed,
                reason=as_message(error),
            )
        ) from None
    begins = read_moment(start, schedule, day)
    return Period(start=begins, end=read_later_moment(end, schedule, begins))


def _day_and_hours(typed: str, conference: Conference) -> tuple[date, str]:
    words = typed.replace("–", "-").split()
    for at in range(len(words), 0, -1):
        try:
            return read_day(" ".join(words[:at]), conference), " ".join(words[at:])
        except ValueError as error:
            if at == 1:
                raise error from None
    raise ValueError(Message("is empty"))
