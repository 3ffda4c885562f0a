"""Dates and times in cells: typed values, text and serial numbers as days, times and periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import isfinite

from eventkit.formats.spreadsheet.cell_sheets import DAY_ZERO, SERIALS, Cell, cell_text
from eventkit.formats.spreadsheet.table.column_map import day_key
from eventkit.formats.spreadsheet.table.day_headings import DayHeading, parse_day_heading
from eventkit.intake.datetime_parser import (
    DateTimeRange,
    DayOrder,
    ParseFailure,
    TimeRange,
    parse_date,
    parse_datetime_range,
    parse_duration,
    parse_time_range,
    parse_weekday,
    require_year,
)

DAY_MINUTES = 24 * 60
"""The minutes of a day."""


_ZERO = datetime(1899, 12, 31)  # noqa: DTZ001 - the day that spreadsheets count hours from


_HALF_OF_DAY = re.compile(
    r"(?:(?<![\s,(（])[\s,(（]+)?(?:(?P<late>下午|午後|오후|afternoon|nachmittag|après-midi|tarde)"
    r"|(?P<evening>晚上|傍晚|夜|저녁|evening|abend|soir|noche)"
    r"|上午|早上|全天|午前|終日|오전|morning|all day|vormittag|ganztägig|matin|mañana)[)）]?$",
    re.IGNORECASE,
)
_GENERIC_REASONS = {
    "is not a date",
    "is not a time of day",
    "is not a date with a time",
    "is a date without a time",
}
_HALF_A_DAY = timedelta(hours=12)


_FIRST_YEAR = 1905  # before it, hours alone: spreadsheets count their days from 1900 or 1904


_NUMBER_LENGTH_LIMIT = 20


_TITLE_LIMIT = 500


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


_WITH_DAY = re.compile(r"\d{4}|\d[./]\d|[月월T]|[^\W\d]{3,}")


@dataclass(frozen=True, slots=True)
class CellTime:
    """The date and times in one cell: a date, minutes after its midnight, or instants."""

    on: date | None = None
    start: int | None = None
    end: int | None = None
    instant: datetime | None = None
    until: datetime | None = None
    may_be_midnight: bool = False


LENGTH_LIMIT = timedelta(hours=12)
"""The longest session that times without an end date can state: a longer one is a typing error."""


_NO_TIME = CellTime()


_NOT_A_DATE = ParseFailure("is not a date")

_ANY_DAY = date(2026, 3, 1)
"""The date in advice where nothing is known of the conference."""


class DateContext:
    """The facts needed to read the dates of a file: their order of day and month, their year and named days.

    Args:
        order: The order of day and month.
        year: The year of dates without one.
        named_days: The date of each word for a day, such as ``day 1``.
    """

    def __init__(self, order: DayOrder | None, year: int | None, named_days: dict[str, date]) -> None:
        self.order, self.year, self.named_days = order, year, named_days
        self.days: tuple[date, ...] = ()
        self.span: tuple[date, ...] = ()
        """The days of the conference, if a range of dates above the tables or the user states them."""
        self.starts_at_zero = False
        """True if the first day is number 0: ``Day 0``, ``Day 1``."""
        self.only_day: date | None = None
        """The day of rows without one: that of a conference of one day."""
        self._by_weekday: dict[int, date | None] = {}
        self._days: dict[str, date | ParseFailure] = {}
        self._cell_times: dict[str, CellTime | ParseFailure] = {}

    def set_days(self, days: Iterable[date]) -> None:
        """Set the dates that weekdays refer to; a weekday of two of them refers to neither."""
        self.days = tuple(days)
        for day in self.days:
            if self._by_weekday.setdefault(day.weekday(), day) != day:
                self._by_weekday[day.weekday()] = None
        self.forget()

    def forget(self) -> None:
        """Read cells anew: what is known of days has changed."""
        self._days.clear()
        self._cell_times.clear()

    @property
    def example(self) -> date:
        """A date for advice: the first day that is known of the conference, or else any."""
        return min([*self.span, *self.days], default=_ANY_DAY)

    def day(self, cell: Cell) -> date | ParseFailure:
        """The date in a cell; a number such as ``Day 2`` is that of a day of the conference."""
        day = self._stated_day(cell)
        if isinstance(day, date):
            return day
        if not isinstance(cell, str):
            return self._parse_day_number(cell)
        return _serial_date(_as_number(cell)) or self._numbered_day(cell) or day

    def _numbered_day(self, text: str) -> date | None:
        heading = parse_day_heading(text, self.order, self.year)
        return self._infer_day(heading) if heading.number and not heading.rest else None

    def _stated_day(self, cell: Cell) -> date | ParseFailure:
        """The date that a cell states by itself: a number is none, though it may be the serial of one."""
        if not isinstance(cell, str):
            return require_year(_date_of(cell)) if isinstance(cell, date) else _NOT_A_DATE
        if (day := self._days.get(cell)) is None:
            day = self._days[cell] = self._parse_day(cell)
        return day

    def heading(self, cell: Cell) -> DayHeading:
        """The day that a cell names anywhere in its text, as the heading of the rows below it.

        A number is none: only in a column of dates is it the serial of one.
        """
        day = self._stated_day(cell)
        if isinstance(day, date) or not isinstance(cell, str):
            return DayHeading(day, is_leading=True)
        heading = parse_day_heading(cell, self.order, self.year)
        if isinstance(heading.day, ParseFailure) and heading.day.reason == _NOT_A_DATE.reason:
            known = self.named_days.get(day_key(heading.number)) or self._infer_day(heading)
            if known is not None:
                return replace(heading, day=known, is_inferred=True)
        return heading

    def _infer_day(self, heading: DayHeading) -> date | None:
        """The date of a weekday among the known days, or of a number among the days of the conference."""
        if heading.weekday is not None:
            return self._by_weekday.get(heading.weekday)
        index = heading.index
        index = None if index is None else index + self.starts_at_zero
        return self.span[index] if index is not None and 0 <= index < len(self.span) else None

    def cell_time(self, cell: Cell) -> CellTime | ParseFailure:
        """The date and times in a cell."""
        if isinstance(cell, str):
            if (cell_time := self._cell_times.get(cell)) is None:
                cell_time = self._cell_times[cell] = self._parse_text(cell)
            return cell_time
        if isinstance(cell, date | time | timedelta):
            return _typed_cell_time(cell)
        return ParseFailure("is not a time") if isinstance(cell, bool) else self._parse_number(cell)

    def _parse_day_number(self, cell: float | date | time | timedelta) -> date | ParseFailure:
        if isinstance(cell, bool | date | time | timedelta) or not isfinite(cell):
            return ParseFailure("is not a date")
        return _serial_date(cell) or self._parse_day(cell_text(cell))

    def _parse_number(self, number: float) -> CellTime | ParseFailure:
        if not isfinite(number):
            return ParseFailure("is not a time")
        if 0 <= number < 1:
            return CellTime(start=round(number * DAY_MINUTES))
        if (on := _serial_date(number)) is not None:
            minute = round(number % 1 * DAY_MINUTES)
            return CellTime(on, minute) if minute else CellTime(on, may_be_midnight=True)
        return self._parse_text(cell_text(number))

    def _parse_day(self, text: str) -> date | ParseFailure:
        if (named_day := self.named_days.get(day_key(text))) is not None:
            return named_day
        day = parse_date(text, order=self.order, year=self.year)
        if isinstance(day, date):
            return day
        if (number := parse_weekday(text)) is not None:
            return self._by_weekday.get(number) or day
        if (half := _HALF_OF_DAY.search(text)) and half.start():
            return self._parse_day(text[: half.start()])
        return day

    def _parse_text(self, text: str) -> CellTime | ParseFailure:
        bare = text.strip()
        number = _as_number(bare)
        if number is not None and _serial_date(number) is not None:
            return self._parse_number(number)
        time_range = parse_time_range(bare)
        if isinstance(time_range, TimeRange):
            return CellTime(start=time_range.start, end=time_range.end)
        period = (
            parse_datetime_range(bare, order=self.order, year=self.year)
            if _WITH_DAY.search(bare)
            else time_range
        )
        if isinstance(period, DateTimeRange):
            return _from_range(period)
        on = self.day(bare)
        if isinstance(on, date):
            return CellTime(on)
        failures = [failure for failure in (on, period, time_range) if isinstance(failure, ParseFailure)]
        return self._parse_after_day_word(bare) or next(
            (failure for failure in failures if failure.reason not in _GENERIC_REASONS), time_range
        )

    def _parse_after_day_word(self, text: str) -> CellTime | None:
        """Times after the name of a day: ``Friday 9:00-10:00``."""
        pieces = text.split()
        for cut in range(1, min(len(pieces), 4)):
            time_range = parse_time_range(" ".join(pieces[cut:]))
            if isinstance(time_range, TimeRange):
                on = self.day(" ".join(pieces[:cut]).rstrip(",;:"))
                return CellTime(on, time_range.start, time_range.end) if isinstance(on, date) else None
        return None


_TIME_AND_TITLE = re.compile(
    r"(?P<time>\d{1,2}(?:[:.h]\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|h))?"
    r"(?: ?(?:[-\u2013\u2014~\uff5e至]|to|bis) ?\d{1,2}(?:[:.h]\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|h))?)?)"
    r" ?[:,|\u2013\u2014-]? (?P<title>[^\W\d].*)",
    re.IGNORECASE,
)


def split_time(text: str) -> tuple[str, str] | None:
    """The time and the title of a text that begins with a time: ``12:00-13:00 Lunch``.

    A number alone is not a time: ``9 lectures``.
    """
    match = _TIME_AND_TITLE.fullmatch(" ".join(text[:_TITLE_LIMIT].split()))
    if (
        match is None
        or match["time"].isdecimal()
        or isinstance(parse_time_range(match["time"]), ParseFailure)
    ):
        return None
    return match["time"], match["title"]


def afternoon_limit(text: str) -> int:
    """The limit below which times of a twelve-hour clock are after noon, by the name of a day, in minutes.

    After ``6月1日下午`` 2:00 means 14:00, while 11:30 stays in the morning; in an evening 11:30 means 23:30.
    Zero if the name states no part of the day.
    """
    match = _HALF_OF_DAY.search(text[-20:])
    if match is None:
        return 0
    return DAY_MINUTES // 2 if match["evening"] else DAY_MINUTES // 3 if match["late"] else 0


def is_day_word(text: str) -> bool:
    """True for the name of a day that is not a date: ``Friday``, ``Day 1``, ``第一天``."""
    heading = parse_day_heading(text)
    return parse_weekday(text) is not None or (bool(heading.number) and not heading.rest)


def _date_of(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _typed_cell_time(cell: date | time | timedelta) -> CellTime | ParseFailure:
    """The date and times in a cell of a date or time type."""
    if isinstance(cell, time):
        return CellTime(start=_minutes(datetime.combine(_ZERO, cell) - _ZERO))
    if isinstance(cell, timedelta):
        return CellTime(start=_minutes(cell))
    if isinstance(cell, datetime) and cell.year < _FIRST_YEAR:
        return CellTime(start=_minutes(cell - _ZERO))
    on = require_year(_date_of(cell))
    if isinstance(on, ParseFailure):
        return on
    return (
        CellTime(*_round_to_minute(cell))
        if isinstance(cell, datetime)
        else CellTime(on, may_be_midnight=True)
    )


def _minutes(duration: timedelta) -> int:
    return round(duration.total_seconds() / 60)


def _serial_date(number: float | None) -> date | None:
    """The date with a serial number; ``None`` if the number is out of range."""
    if number is None or int(number) not in SERIALS:
        return None
    return DAY_ZERO + timedelta(days=int(number))


def _as_number(text: str) -> float | None:
    return float(text) if len(text) < _NUMBER_LENGTH_LIMIT and _NUMBER.fullmatch(text.strip()) else None


def _round_to_minute(at: datetime) -> tuple[date, int]:
    near = at + timedelta(seconds=30)
    return near.date(), near.hour * 60 + near.minute


def _from_range(period: DateTimeRange) -> CellTime:
    if period.start.tzinfo is not None:
        return CellTime(instant=period.start, until=period.end)
    on, minute = _round_to_minute(period.start)
    if period.end is None:
        return CellTime(on, minute)
    # The end as minutes after the midnight of the first day.
    last = period.end.replace(tzinfo=None) - datetime.combine(on, time.min)
    return CellTime(on, minute, round(last.total_seconds() / 60))


@dataclass(frozen=True, slots=True)
class RowPeriod:
    """The start, end and date of a session, as far as its row states them."""

    start: datetime | None = None
    end: datetime | None = None
    on: date | None = None


def describe_length(start: datetime, end: datetime) -> str:
    """A length that is not believed, for messages."""
    hours = (end - start).total_seconds() / 3600
    return f"Lasts {hours:g} hours, from {start:%H:%M} to {end:%H:%M}"


def combine_cell_times(on: date | None, starts: Sequence[CellTime], ends: Sequence[CellTime]) -> RowPeriod:
    """Combine the date and times in the cells of a row into one period.

    Args:
        on: The date of the row; a date in one of the cells overrides it.
        starts: The content of cells with a start, or with start and end.
        ends: The content of cells with an end.
    """
    first = _merge_cell_times(starts)
    last = _merge_cell_times(ends)
    on = first.on or on
    if first.instant is not None:
        start, until = first.instant, first.until or last.instant
    elif on is not None and first.start is not None:
        start, until = _at_time(on, first.start), None if first.end is None else _at_time(on, first.end)
    else:
        return RowPeriod(on=on)
    if until is None and last.instant is not None:
        until = last.instant
    if until is None and last.start is not None:
        until = _at_time(last.on or on or start.date(), last.start)
        if last.on is None and start.tzinfo is None and start - until >= _HALF_A_DAY:
            until += timedelta(days=1)  # 22:00 to 00:45
        if start.tzinfo is not None:
            until = until.replace(tzinfo=start.tzinfo)
    return RowPeriod(start, until, on or start.date())


def _merge_cell_times(pieces: Sequence[CellTime]) -> CellTime:
    """Merge the content of several cells: of each field the first value."""
    if len(pieces) == 1:
        return pieces[0]
    instant = next((cell_time for cell_time in pieces if cell_time.instant is not None), _NO_TIME)
    return CellTime(
        next((cell_time.on for cell_time in pieces if cell_time.on is not None), None),
        next((cell_time.start for cell_time in pieces if cell_time.start is not None), None),
        next((cell_time.end for cell_time in pieces if cell_time.end is not None), None),
        instant.instant,
        instant.until,
    )


def _at_time(on: date, minute: int) -> datetime:
    return datetime.combine(on, time.min) + timedelta(minutes=minute)


def parse_length(cell: Cell) -> int | ParseFailure:
    """Parse a duration in a cell, in minutes."""
    if isinstance(cell, bool):
        return ParseFailure("is not a duration")
    if isinstance(cell, date | time | timedelta):
        cell_time = _typed_cell_time(cell)
        if isinstance(cell_time, CellTime) and cell_time.on is None and cell_time.start is not None:
            return cell_time.start
        return ParseFailure("is not a duration")
    return round(cell * DAY_MINUTES) if isinstance(cell, float) and 0 < cell < 1 else parse_duration(cell)
