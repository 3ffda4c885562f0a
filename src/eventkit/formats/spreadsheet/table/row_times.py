"""Row times: the start and end of the session in a row; a date applies until the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import Cell, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.date_inference import ADD_YEAR, NO_YEAR, day_above, day_of_sheet
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn, columns_of
from eventkit.formats.spreadsheet.table.table_dates import (
    DAY_MINUTES,
    CellTime,
    DateContext,
    DayHeading,
    afternoon_limit,
    is_day_word,
    parse_length,
)
from eventkit.formats.spreadsheet.table.twelve_hour_clock import Half, TwelveHourClock, after_noon
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import NO_DATE, ParseFailure
from eventkit.intake.text_repair import NULL_WORDS
from eventkit.messages import Message, Plural, Verbatim
from eventkit.texts.name_marks import is_placeholder

LENGTH_LIMIT = timedelta(hours=12)
"""The longest session that times without an end date can state: a longer one is a typing error."""

_NO_TIME = CellTime()


@dataclass(frozen=True, slots=True)
class RowPeriod:
    """The start, end and date of a session, as far as its row states them."""

    start: datetime | None = None
    end: datetime | None = None
    on: date | None = None


def describe_length(start: datetime, end: datetime) -> Message:
    """The sentence about a length that is not believed."""
    hours = (end - start).total_seconds() / 3600
    return Message(
        "Lasts {hours} hours, from {start} to {end}.", hours=hours, start=start.time(), end=end.time()
    )


def combine_cell_times(on: date | None, starts: Sequence[CellTime], ends: Sequence[CellTime]) -> RowPeriod:
    """Combine the cells of a row into one period; a date in one of them overrides that of the row."""
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
        if last.on is None and start.tzinfo is None and start - until >= LENGTH_LIMIT:
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


_CORRECT = Message("Correct the cell, and import the file again.")
_UNCLEAR = ParseFailure(Message("may be a new day"))
_DAY_CHANGE = 5  # the hour before which a session that follows an evening is on the next date
_EVENING = 18  # the hour from which a session may be followed by the night
_NIGHT, _ONE_DAY = timedelta(hours=10), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MissingDay:
    """The reason why rows have no date."""

    text: str  # the day as written, if it is written at all
    problem: Message
    remedy: Message


NO_MISSING_DAY = MissingDay(
    "", Message("A time but no date."), Message("Add a column of dates, or set days in the column map.")
)


class RunningDay:
    """The date of the rows of a table that do not state their own.

    A heading that seems to name a day, and whose date cannot be read, ends the day above, as do times that go
    backwards: no session is imported on a day that may be wrong.
    """

    def __init__(self, table: DetectedTable, dates: DateContext) -> None:
        self._dates = dates
        self.date: date | None = day_of_sheet(table.sheet, dates)  # the date; None if it is not known
        self.missing = self._no_day = NO_MISSING_DAY
        # The limit below which times are after noon, see `table_dates.afternoon_limit`.
        self.afternoon_limit = 0
        self._last_starts: dict[str, tuple[Location, datetime]] = {}
        """The location and the start of the last session of this day, by its room, track or block."""
        if self.date is None and (above := day_above(table, dates)):
            text = next(text for cell in table.sheet.rows[above[0]] if (text := cell_text(cell)))
            self._start(above[1], text, table.sheet.place(above[0]))
        elif self.date is None and (heading := dates.heading(table.sheet.name)).mentions_day:
            self._start(heading, table.sheet.name, table.sheet.place())
        elif self.date is None:
            self.date = dates.only_day if table.of("start", "time") else None
            name = table.sheet.name
            days = Verbatim(f'{{"{name}" = "{dates.example}"}}')
            remedy = (
                Message(
                    "Add a column of dates or, if the rows of the sheet '{sheet}' are of one day, "
                    "set days = {days} in the column map.",
                    sheet=name,
                    days=days,
                )
                if name
                else Message(
                    "Add a column of dates or, if all rows are of one day, set days = {days} in the "
                    "column map.",
                    days=days,
                )
            )
            self.missing = self._no_day = replace(NO_MISSING_DAY, remedy=remedy)

    def continue_from(self, day: date | None) -> None:
        """Begin with the day of another table above this one, unless this one states its own."""
        if self.date is None and self.missing is self._no_day:
            self.date = day

    def set(self, day: date, text: str = "") -> None:
        self.date, self.missing, self.afternoon_limit = day, NO_MISSING_DAY, afternoon_limit(text)
        self._last_starts.clear()

    def end(self) -> None:
        """End the day at a cell whose date cannot be read."""
        self.date = None
        self._last_starts.clear()

    def read_heading(
        self, cell: Cell, where: Location, *, is_title: bool = False, has_days: bool = False
    ) -> bool:
        """True if the only cell of a row is the heading of a day, which applies to the rows below it.

        A cell in the column of titles may be a session, and rows of a table with a column of dates state
        their own.
        """
        heading = self._dates.heading(cell)
        if not heading.mentions_day or heading.is_note:
            return False
        has_date = isinstance(heading.day, date)
        if is_title and not (heading.is_certain or (not has_date and not heading.rest)):
            # The title of a session, perhaps: it is imported, and may yet be a heading.
            if heading.is_leading and not has_days:
                self._start(replace(heading, day=_UNCLEAR), cell_text(cell), where)
            return False
        self._start(heading, cell_text(cell), where)
        return True

    def check_order(self, period: RowPeriod, key: str, where: Location) -> RowPeriod:
        """The period of a row on this day, unless time goes backwards.

        Rows may be listed room by room, so that times are compared within a key, such as a room. The hours
        after midnight belong to the night of their day.
        """
        start = period.start
        if start is None or self._dates.span == (self.date,):
            return period  # sessions of a conference of one day are listed room by room
        before = self._last_starts.get(key)
        if before is not None and start < before[1]:
            is_evening = before[1].hour >= _EVENING or before[1].date() > start.date()
            if not (is_evening and start.hour < _DAY_CHANGE and start + _ONE_DAY - before[1] < _NIGHT):
                problem = Message(
                    "Row {row} starts at {start}, before row {other} at {time}, and no new day is stated.",
                    row=str(where.row),
                    start=start.time(),
                    other=str(before[0].row),
                    time=before[1].time(),
                )
                self.end()
                remedy = Message("Write am or pm or, if it is another day, its date.")
                self.missing = replace(NO_MISSING_DAY, problem=problem, remedy=remedy)
                return RowPeriod()
            start += _ONE_DAY
            period = RowPeriod(start, period.end and period.end + _ONE_DAY, period.on)
        self._last_starts[key] = where, start
        return period

    def _start(self, heading: DayHeading, text: str, where: Location) -> None:
        if isinstance(heading.day, date):
            self.set(heading.day, text)
            return
        self.end()
        reason = heading.day.reason
        why = Message("has no date") if reason == NO_DATE.reason else reason
        problem = (
            Message("'{text}' in row {row} {reason}.", text=text[:80], row=str(where.row), reason=why)
            if where.row
            else Message("'{text}' in the name of the sheet {reason}.", text=text[:80], reason=why)
        )
        self.afternoon_limit = afternoon_limit(text)
        self.missing = MissingDay(
            text, problem, ADD_YEAR if reason == NO_YEAR else _set_date(text, self._dates.example)
        )


_DAY_FRACTION = re.compile(r"0?\.\d+")

_DAY_WORD_LIMIT = 30

_CLOCK_LENGTH = len("0.25")

ExtraCells = dict[str, Any]  # the cells of a row that are saved as extra data, by header


@dataclass(frozen=True, slots=True)
class _UnreadableCell:
    """A cell whose date or time cannot be parsed."""

    cell: Cell
    reason: Message  # the reason, as the end of a sentence: `does not exist in the calendar`
    location: Location
    remedy: Message = _CORRECT


class RowTimeReader:
    """Reads the start and end of the session in each row; a date applies until the next one."""

    def __init__(
        self,
        table: DetectedTable,
        by: Mapping[str, Sequence[TableColumn]],
        dates: DateContext,
        clock: TwelveHourClock,
        log: ImportLog,
    ) -> None:
        self._table, self._clock = table, clock
        self._by, self._dates, self._log = by, dates, log
        self._datetime_columns = {
            column.index
            for column in columns_of(self._by, "start", "end")
            if any(isinstance(row[column.index], datetime) for row in table.sheet.rows)
        }
        self._day_fractions = {
            column.index
            for column in columns_of(self._by, "start", "end", "time", "minutes")
            if _is_day_fraction(table, column.index)
        }
        self.running = RunningDay(table, dates)
        self._above: tuple[RowPeriod, set[str]] = RowPeriod(), set()

    def read_heading(self, row: Row, where: Location, *, is_title: bool) -> bool:
        """True if the only text of a row is the heading of a day, see `RunningDay.read_heading`."""
        cell = next(cell for cell in row if not is_blank(cell))
        return self.running.read_heading(cell, where, is_title=is_title, has_days="day" in self._by)

    def period(self, at: int, row: Row, where: Location, extra: ExtraCells) -> RowPeriod:
        """The start, end and date of the session in a row; unreadable cells become extra data."""
        unreadable: list[_UnreadableCell] = []
        if (above := self._period_above(row, where)) is not None:
            return above
        on = self._day_of(row, where, unreadable)
        starts = list(self._cell_times(row, ("start", "time"), where, unreadable))
        ends = list(self._cell_times(row, ("end",), where, unreadable))
        running = self.running
        is_dateless = on is None and running.date is None and "block-time" not in self._by
        if self._clock.half(self._table, at) is Half.OPEN:
            self._save_open_hour(row, where, extra)
            return RowPeriod(on=on or running.date)
        limit = running.afternoon_limit
        starts = [self._clock.shift(self._table, at, after_noon(start, limit)) for start in starts]
        first = next((start.start for start in starts if start.start is not None), None)
        ends = [self._clock.shift(self._table, at, after_noon(end, limit), first) for end in ends]
        period = combine_cell_times(on or running.date, starts, ends)
        stated = next((start.on for start in starts if start.on), running.date)
        if stated is not None and stated != running.date:
            running.set(stated)  # for rows below it that have a time alone
        if on is None and running.date is not None and not any(start.on or start.instant for start in starts):
            period = running.check_order(period, self._order_key(row), where)
            is_dateless |= running.date is None
        is_logged = [
            self._log_unreadable(cell, extra, has_time=period.start is not None) for cell in unreadable
        ]
        if is_dateless:
            is_logged.append(
                self._save_time_without_date(starts, row, where, extra, is_logged=any(is_logged))
            )
        if period.start is None and (starts or ends or on) and "block-time" not in self._by:
            self._save_date_without_time(row, where, extra, is_logged=any(is_logged))
        if not any(end.on or end.instant for end in ends) and not any(start.until for start in starts):
            period = self._check_length(period, period.end, row, where, extra)
        if on is not None:
            period = self._continue_night(period, row)
        self._above = period, {self._room(row)}
        return period

    def _continue_night(self, period: RowPeriod, row: Row) -> RowPeriod:
        """The period in the night of its day, where the row above ends then: 22:00-00:30, 00:30-02:00."""
        above, rooms = self._above
        start = period.start
        is_next = (above.on, rooms) == (period.on, {self._room(row)})
        if not (start and is_next and start.hour < _DAY_CHANGE and above.end == start + _ONE_DAY):
            return period
        return RowPeriod(above.end, period.end and period.end + _ONE_DAY, period.on)

    def _room(self, row: Row) -> str:
        return next(
            (text for column in self._by.get("room", ()) if (text := cell_text(row[column.index]))), ""
        )

    def _period_above(self, row: Row, where: Location) -> RowPeriod | None:
        """The period of the rows above, for one in another room that has no day and no time of its own."""
        (period, rooms), room = self._above, self._room(row)
        stated = columns_of(self._by, "day", "start", "time", "end")
        if not (room and all(rooms) and room not in rooms and period.start) or any(
            not is_blank(row[column.index]) for column in stated
        ):
            return None
        rooms.add(room)
        message = Message(
            "No time, but another room than in the row above. Imported at the time of that row. Check it."
        )
        self._log.warning("time-above", message, where)
        return period

    def _save_open_hour(self, row: Row, where: Location, extra: ExtraCells) -> None:
        """Save a time as extra data that may be in the morning or in the evening."""
        columns = columns_of(self._by, "start", "time", "end")
        texts = {column.header: text for column in columns if (text := cell_text(row[column.index]))}
        extra.update(texts)
        message = Message(
            "'{text}' may be in the morning or in the evening. Imported without a time; the "
            "cells are saved as extra data. Write am or pm.",
            text=next(iter(texts.values()), ""),
        )
        self._log.warning("am-or-pm", message, replace(where, field=next(iter(texts), "")))

    def check_minutes(
        self, period: RowPeriod, minutes: int | None, row: Row, where: Location, extra: ExtraCells
    ) -> RowPeriod:
        """The period of a session with a duration, without its start if the duration is not credible."""
        if period.start is None or minutes is None:
            return period
        return self._check_length(
            period, period.start + timedelta(minutes=minutes), row, where, extra, "minutes"
        )

    def _check_length(
        self,
        period: RowPeriod,
        end: datetime | None,
        row: Row,
        where: Location,
        extra: ExtraCells,
        *more: str,
    ) -> RowPeriod:
        """The period, without its times if it is too long: the cells are saved as extra data."""
        start = period.start
        if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
            return period
        if end - start <= LENGTH_LIMIT:
            return period
        for column in columns_of(self._by, "day", "start", "time", "end", *more):
            if text := cell_text(row[column.index]):
                extra.setdefault(column.header, text)
        message = Message(
            describe_length(start, end),
            "Imported without a time; the cells are saved as extra data. "
            "Correct the times, or write the end with its date.",
        )
        self._log.warning("too-long", message, where)
        return RowPeriod(on=period.on)

    def minutes(self, row: Row, where: Location, extra: ExtraCells) -> int | None:
        """The duration of the session in a row, if the row has no end."""
        for column in self._by.get("minutes", ()):
            cell = self._cell(row, column)
            if is_blank(cell):
                continue
            length = parse_length(cell)
            if not isinstance(length, ParseFailure):
                return length
            unreadable = _UnreadableCell(cell, length.reason, replace(where, field=column.header))
            self._log_unreadable(unreadable, extra, has_time=True)
        return None

    def block(self, row: Row, on: date | None, where: Location, extra: ExtraCells) -> RowPeriod:
        for column in self._by.get("block-time", ()):
            cell = row[column.index]
            if is_blank(cell):
                continue
            cell_time = self._dates.cell_time(cell)
            if isinstance(cell_time, CellTime):
                return combine_cell_times(on, [cell_time], [])
            unreadable = _UnreadableCell(cell, cell_time.reason, replace(where, field=column.header))
            self._log_unreadable(unreadable, extra, has_time=True)
        return RowPeriod(on=on)

    def _day_of(self, row: Row, where: Location, unreadable: list[_UnreadableCell]) -> date | None:
        for column in self._by.get("day", ()):
            cell = row[column.index]
            if is_blank(cell):
                continue
            day = self._dates.heading(cell).day
            day = day if isinstance(day, date) or "weekday" in day.reason else self._dates.day(cell)
            if isinstance(day, date):
                # A date is often written only in the first row of its day.
                self.running.set(day, cell_text(cell))
                return day
            self.running.end()
            location = replace(where, field=column.header)
            unreadable.append(
                _UnreadableCell(
                    cell, day.reason, location, _date_remedy(cell, day.reason, self._dates.example)
                )
            )
        return None

    def _save_time_without_date(
        self, starts: list[CellTime], row: Row, where: Location, extra: ExtraCells, *, is_logged: bool
    ) -> bool:
        """Save a time without a date as extra data, and return whether it is logged, here or before."""
        if not any(start.start is not None for start in starts) or any(start.on for start in starts):
            return is_logged
        for column in columns_of(self._by, "start", "time", "end"):
            if text := cell_text(row[column.index]):
                extra.setdefault(column.header, text)
        missing = self.running.missing
        if missing.text:
            extra.setdefault("day", missing.text)
        if not is_logged:
            message = Message(
                missing.problem,
                "Imported without a time; the cells are saved as extra data.",
                missing.remedy,
            )
            self._log.warning("no-date", message, where)
        return True

    def _order_key(self, row: Row) -> str:
        """The room of a row, or else its track or block: within it, times go forwards."""
        columns = columns_of(self._by, "room", "track", "block")
        return next((text for column in columns if (text := cell_text(row[column.index]))), "")

    def _save_date_without_time(
        self, row: Row, where: Location, extra: ExtraCells, *, is_logged: bool
    ) -> None:
        """Save the date of a session without a time as extra data, and log it unless it is logged already."""
        names = []
        for column in columns_of(self._by, "day", "start", "time", "end"):
            if (text := cell_text(row[column.index])) and not _is_empty(text):
                extra.setdefault(column.header, text)
                names.append(column.header)
        if names and not is_logged:
            message = Message(
                Plural(
                    "A date but no time. Imported without a time; the cell is saved as extra data.",
                    "A date but no time. Imported without a time; the cells are saved as extra data.",
                ),
                count=len(names),
            )
            self._log.info("no-hours", message, replace(where, field=", ".join(names)))

    def _cell_times(
        self, row: Row, meanings: tuple[str, ...], where: Location, unreadable: list[_UnreadableCell]
    ) -> Iterator[CellTime]:
        for column in columns_of(self._by, *meanings):
            cell = self._cell(row, column)
            if is_blank(cell):
                continue
            cell_time = self._dates.cell_time(cell)
            if isinstance(cell_time, ParseFailure):
                location = replace(where, field=column.header)
                remedy = ADD_YEAR if cell_time.reason == NO_YEAR else _CORRECT
                unreadable.append(_UnreadableCell(cell, cell_time.reason, location, remedy))
            elif cell_time.may_be_midnight and column.index in self._datetime_columns:
                yield replace(cell_time, start=0)
            else:
                # An end is clear from its start.
                minute = cell_time.start
                if minute is not None and minute > DAY_MINUTES and "end" not in meanings:
                    self._log_hour_of_night(cell, minute, replace(where, field=column.header))
                yield cell_time

    def _log_hour_of_night(self, cell: Cell, minute: int, where: Location) -> None:
        """Log a time such as 25:30, which timetables write for a night, and others by mistake."""
        clock = "{:02}:{:02}".format(*divmod(minute % DAY_MINUTES, 60))
        message = Message(
            "'{cell}' is after midnight. Imported as {clock} of the next day.",
            cell=cell_text(cell)[:60],
            clock=clock,
        )
        self._log.info("after-midnight", message, where)

    def _log_unreadable(self, unreadable: _UnreadableCell, extra: ExtraCells, *, has_time: bool) -> bool:
        """Log an unreadable cell and save it as extra data; false for a placeholder, which is left out."""
        text = cell_text(unreadable.cell)
        if _is_empty(text):
            message = Message("'{text}' is a placeholder for a value not known yet. Left out.", text=text)
            self._log.info("placeholder", message, unreadable.location)
            return False
        extra[unreadable.location.field] = text
        message = Message(
            Message("'{text}' {reason}.", text=text[:60], reason=unreadable.reason),
            "Saved as extra data."
            if has_time
            else "The session has no time and no room; the text is saved as extra data.",
            unreadable.remedy,
        )
        self._log.warning("time", message, unreadable.location)
        return True

    def _cell(self, row: Row, column: TableColumn) -> Cell:
        """The cell of a column; in a column of fractions of a day, a text is converted to its number."""
        cell = row[column.index]
        return (
            float(cell)
            if column.index in self._day_fractions and isinstance(cell, str) and not is_blank(cell)
            else cell
        )


def _is_empty(text: str) -> bool:
    return text in NULL_WORDS or is_placeholder(text)


def _date_remedy(cell: Cell, reason: Message, example: date) -> Message:
    if reason == NO_YEAR:
        return ADD_YEAR
    text = cell_text(cell)
    is_word = reason == NO_DATE.reason or is_day_word(text)
    return _CORRECT if len(text) > _DAY_WORD_LIMIT or '"' in text or not is_word else _set_date(text, example)


def _set_date(text: str, example: date) -> Message:
    days = Verbatim(f'{{"{text}" = "{example}"}}')
    return Message("Set its date in the column map: days = {days}.", days=days)


def _is_day_fraction(table: DetectedTable, index: int) -> bool:
    """True if a column of texts has fractions of a day, as spreadsheets store times: 0.375 and not 9.30."""
    texts = [cell.strip() for row in table.body if isinstance(cell := row[index], str)]
    filled = [text for text in texts if text]
    return all(map(_DAY_FRACTION.fullmatch, filled)) and any(len(text) != _CLOCK_LENGTH for text in filled)
