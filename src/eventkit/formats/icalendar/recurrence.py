"""Recurrence rules (RFC 5545 3.3.10): RRULE by the day, week, month or year, expanded into local times.

A rule is evaluated day by day, so that none can search for long. Rules by the hour, and several times within
a day, are not expanded: a conference has no sessions like that.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from eventkit.intake.datetime_parser import ParseFailure
from eventkit.messages import Message
from eventkit.times import YEARS
from eventkit.times.wall_times import ONE_DAY

OCCURRENCES_LIMIT = 100  # the most occurrences of an event; no conference has so many days
_DAYS_LIMIT = 2_000_000  # the most days that all rules of a file are evaluated on: some seconds
_LONGEST_PERIOD = timedelta(days=366)
_LAST_DAY = date(YEARS.stop - 1, 12, 31)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = {
    "INTERVAL": range(1, 10_000),
    "COUNT": range(1, 10_000_000),
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": range(1, 32),
    "BYYEARDAY": range(1, 367),
    "BYWEEKNO": range(1, 54),
    "BYSETPOS": range(1, 367),
}
_NEGATIVE = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,7}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceRule:
    frequency: str  # `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`
    until: str = ""  # the raw value of UNTIL; empty without one
    # The numbers of other parts by name: `{"BYMONTHDAY": (1, -1)}`.
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    # The days of BYDAY, each with its ordinal, which is 0 for all of them.
    weekdays: tuple[tuple[int, int], ...] = ()
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        return not self.until and "COUNT" not in self.numbers

    def number(self, name: str, default: int = 0) -> int:
        return next(iter(self.numbers.get(name, ())), default)


def parse_rrule(value: str) -> RecurrenceRule | ParseFailure:
    parts = dict(part.strip().partition("=")[::2] for part in value.upper().split(";") if part.strip())
    frequency, until = parts.pop("FREQ", ""), parts.pop("UNTIL", "")
    days, week_start = parts.pop("BYDAY", ""), parts.pop("WKST", "MO")
    if frequency not in _PERIODS or week_start not in _WEEKDAYS:
        return ParseFailure(Message("Unsupported recurrence rule"))
    numbers: dict[str, tuple[int, ...]] = {}
    for name, text in parts.items():
        values = _parse_numbers(name, text)
        if values is None:
            return ParseFailure(Message("Unsupported recurrence rule"))
        numbers[name] = values
    weekdays = [_WEEKDAY.fullmatch(day.strip()) for day in days.split(",") if day.strip()]
    matches = [(int(match[1] or 0), _WEEKDAYS.index(match[2])) for match in weekdays if match]
    if len(matches) < len(weekdays):
        return ParseFailure(Message("Unsupported recurrence rule"))
    return RecurrenceRule(
        frequency=frequency,
        until=until,
        numbers=numbers,
        weekdays=tuple(matches),
        week_start=_WEEKDAYS.index(week_start),
    )


def _parse_numbers(name: str, text: str) -> tuple[int, ...] | None:
    """The numbers of a part; ``None`` if the part is unknown or a number is not allowed in it."""
    allowed = _NUMBERS.get(name)
    texts = [number.strip() for number in text.split(",")]
    if allowed is None or not all(map(_NUMBER.fullmatch, texts)):
        return None
    numbers = tuple(map(int, texts))
    in_range = all((abs(number) if name in _NEGATIVE else number) in allowed for number in numbers)
    return numbers if in_range else None


@dataclass(slots=True)
class RecurrenceExpander:
    """The expansion of the rules of one file, which is bounded for all of them together."""

    _days_left: int = _DAYS_LIMIT

    def expand(
        self,
        rule: RecurrenceRule,
        start: datetime,
        *,
        until: datetime | None = None,
        window: tuple[date, date] | None = None,
    ) -> tuple[datetime, ...]:
        """The local times of a rule within some days, in order; at most one more than `OCCURRENCES_LIMIT`."""
        last = min(_LAST_DAY, until.date() if until else _LAST_DAY, window[1] if window else _LAST_DAY)
        count = rule.number("COUNT")
        days = self._days(rule, start.date(), last, window[0] if window and not count else start.date())
        times: Iterator[datetime] = (datetime.combine(day, start.timetz()) for day in days)
        times = (time for time in times if until is None or time <= until)
        if count:
            times = islice(times, count)
        if window:
            times = (time for time in times if time.date() >= window[0])
        return tuple(islice(times, OCCURRENCES_LIMIT + 1))

    def _days(self, rule: RecurrenceRule, start: date, last: date, first: date) -> Iterator[date]:
        """The days of a rule, from its start on; periods that end before ``first`` may be skipped."""
        is_due = _PERIODS[rule.frequency]
        positions = rule.numbers.get("BYSETPOS", ())
        days = (day for day in self._all_days(max(start, first - _LONGEST_PERIOD), last, start, rule))
        for _, period in groupby(days, key=lambda day: _period_of(rule, day)):
            matching = [day for day in period if is_due(rule, start, day)]
            if positions:
                chosen = {
                    position - 1 if position > 0 else len(matching) + position for position in positions
                }
                matching = [day for at, day in enumerate(matching) if at in chosen]
            yield from (day for day in matching if day >= start)

    def _all_days(self, first: date, last: date, start: date, rule: RecurrenceRule) -> Iterator[date]:
        # Positions are counted from the beginning of a period, also of the first one.
        day = max(_period_start(rule, first), date.min)
        interval = rule.number("INTERVAL", 1)
        begin = _period_of(rule, start)
        while day <= last and self._days_left > 0:
            self._days_left -= 1
            if (_period_of(rule, day) - begin) % interval == 0:
                yield day
            day += ONE_DAY


def _period_of(rule: RecurrenceRule, day: date) -> int:
    """The number of the day, week, month or year, counted from the beginning of the calendar."""
    if rule.frequency == "DAILY":
        return day.toordinal()
    if rule.frequency == "WEEKLY":
        return (day.toordinal() - 1 - rule.week_start) // 7
    return day.year * 12 + day.month if rule.frequency == "MONTHLY" else day.year


def _period_start(rule: RecurrenceRule, day: date) -> date:
    if rule.frequency == "WEEKLY":
        return day - timedelta(days=(day.weekday() - rule.week_start) % 7)
    if rule.frequency == "MONTHLY":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if rule.frequency == "YEARLY" else day


def _is_due_by_day(rule: RecurrenceRule, start: date, day: date) -> bool:  # noqa: ARG001 - as the others
    return _in_month(rule, day) and _on_month_day(rule, day) and _on_weekday(rule, day)


def _is_due_by_week(rule: RecurrenceRule, start: date, day: date) -> bool:
    on_day = _on_weekday(rule, day) if rule.weekdays else day.weekday() == start.weekday()
    return on_day and _in_month(rule, day)


def _is_due_by_month(rule: RecurrenceRule, start: date, day: date) -> bool:
    if not rule.weekdays and "BYMONTHDAY" not in rule.numbers:
        return _in_month(rule, day) and day.day == start.day
    return _in_month(rule, day) and _on_month_day(rule, day) and _on_weekday(rule, day, within="month")


def _is_due_by_year(rule: RecurrenceRule, start: date, day: date) -> bool:
    names = rule.numbers.keys()
    within = "month" if "BYMONTH" in names else "year"
    if "BYYEARDAY" in names or "BYWEEKNO" in names:
        return (
            _on_year_day(rule, day)
            and _in_week(rule, day)
            and _in_month(rule, day)
            and _on_month_day(rule, day)
            and (
                _on_weekday(rule, day)
                if rule.weekdays or "BYWEEKNO" not in names
                else day.weekday() == start.weekday()
            )
        )
    if rule.weekdays or "BYMONTHDAY" in names:
        return _in_month(rule, day) and _on_month_day(rule, day) and _on_weekday(rule, day, within=within)
    return (_in_month(rule, day) if "BYMONTH" in names else day.month == start.month) and day.day == start.day


_PERIODS = {
    "DAILY": _is_due_by_day,
    "WEEKLY": _is_due_by_week,
    "MONTHLY": _is_due_by_month,
    "YEARLY": _is_due_by_year,
}


def _in_month(rule: RecurrenceRule, day: date) -> bool:
    return "BYMONTH" not in rule.numbers or day.month in rule.numbers["BYMONTH"]


def _on_month_day(rule: RecurrenceRule, day: date) -> bool:
    return _is_counted(rule, "BYMONTHDAY", day.day, monthrange(day.year, day.month)[1])


def _on_year_day(rule: RecurrenceRule, day: date) -> bool:
    return _is_counted(rule, "BYYEARDAY", *_place_in_year(day))


def _in_week(rule: RecurrenceRule, day: date) -> bool:
    year, week, _ = day.isocalendar()
    return _is_counted(rule, "BYWEEKNO", week, date(year, 12, 28).isocalendar()[1])


def _is_counted(rule: RecurrenceRule, name: str, number: int, last: int) -> bool:
    """True if a part has a number, counted from the beginning or, below zero, from the end."""
    return name not in rule.numbers or not {number, number - last - 1}.isdisjoint(rule.numbers[name])


def _on_weekday(rule: RecurrenceRule, day: date, *, within: str = "") -> bool:
    """True on a day of BYDAY; its ordinal counts the weekdays within a month or a year."""
    if not rule.weekdays:
        return True
    if within == "month":
        number, last = day.day, monthrange(day.year, day.month)[1]
    else:
        number, last = _place_in_year(day)
    ordinals = {0, (number - 1) // 7 + 1, -((last - number) // 7 + 1)}
    return any(
        weekday == day.weekday() and (not within or ordinal in ordinals) for ordinal, weekday in rule.weekdays
    )


def _place_in_year(day: date) -> tuple[int, int]:
    return day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
