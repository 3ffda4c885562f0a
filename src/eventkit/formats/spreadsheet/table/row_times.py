"""Row times: the start and end of the session in a row; a date applies until the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import Cell, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL
from eventkit.formats.spreadsheet.table.date_cells import (
    DAY_MINUTES,
    LENGTH_LIMIT,
    CellTime,
    DateContext,
    RowPeriod,
    combine_cell_times,
    describe_length,
    is_day_word,
    parse_length,
)
from eventkit.formats.spreadsheet.table.running_day import RunningDay
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn, columns_of
from eventkit.formats.spreadsheet.table.twelve_hour_clock import Half, TwelveHourClock, after_noon
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure

_DAY_FRACTION = re.compile(r"0?\.\d+")


_DAY_WORD_LIMIT = 30


_CLOCK_LENGTH = len("0.25")


_PLACEHOLDERS = {"tbd", "tba", "tbc", "-", "--", "–", "—", "?", "n/a", "待定", "未定"}


ExtraCells = dict[str, Any]
"""The cells of a row that are saved as extra data, by header."""


@dataclass(frozen=True, slots=True)
class _UnreadableCell:
    """A cell whose date or time cannot be parsed.

    Attributes:
        cell: Its value.
        reason: The reason, as the end of a sentence: ``does not exist in the calendar``.
        location: Its location.
        remedy: What the user can do.
    """

    cell: Cell
    reason: str
    location: Location
    remedy: str = "Correct it."


class RowTimeReader:
    """Reads the start and end of the session in each row; a date applies until the next one.

    Args:
        table: The table.
        by: Its columns by meaning.
        dates: The facts needed to read dates.
        clock: The halves of the day of hours without am or pm.
        log: The log of cells that cannot be read.
        length: The duration of sessions without an end or a duration, in minutes.
    """

    def __init__(
        self,
        table: DetectedTable,
        by: Mapping[str, Sequence[TableColumn]],
        dates: DateContext,
        clock: TwelveHourClock,
        log: ImportLog,
        *,
        length: int | None = None,
    ) -> None:
        self._table, self._clock = table, clock
        self._by, self._dates, self._log, self._length = by, dates, log, length
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

    def read_heading(self, row: Row, where: Location, *, is_title: bool) -> bool:
        """True if the only text of a row is the heading of a day, see `RunningDay.read_heading`."""
        cell = next(cell for cell in row if not is_blank(cell))
        return self.running.read_heading(cell, where, is_title=is_title, has_days="day" in self._by)

    def period(self, at: int, row: Row, where: Location, extra: ExtraCells) -> RowPeriod:
        """The start, end and date of the session in a row; unreadable cells become extra data."""
        unreadable: list[_UnreadableCell] = []
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
        return period

    def _save_open_hour(self, row: Row, where: Location, extra: ExtraCells) -> None:
        """Save a time as extra data that may be in the morning or in the evening."""
        columns = columns_of(self._by, "start", "time", "end")
        texts = {column.header: text for column in columns if (text := cell_text(row[column.index]))}
        extra.update(texts)
        message = (
            f"'{next(iter(texts.values()), '')}' may be in the morning or in the evening. Imported without a "
            "time; the cells are saved as extra data. Write am or pm."
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
        message = (
            f"{describe_length(start, end)}. Imported without a time; the cells are saved as extra data. "
            "Correct the times, or write the end with its date."
        )
        self._log.warning("too-long", message, where)
        return RowPeriod(on=period.on)

    def minutes(self, row: Row, where: Location, extra: ExtraCells, period: RowPeriod) -> int | None:
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
        return self._length if period.start is not None and period.end is None else None

    def block(self, row: Row, on: date | None, where: Location, extra: ExtraCells) -> RowPeriod:
        """The start and end of the block that the session in a row is part of."""
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
            message = (
                f"{missing.problem}. Imported without a time; the cells are saved as extra data. "
                f"{missing.remedy}"
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
            if (text := cell_text(row[column.index])) and text.casefold() not in _PLACEHOLDERS:
                extra.setdefault(column.header, text)
                names.append(column.header)
        if names and not is_logged:
            cells = "the cell is" if len(names) == 1 else "the cells are"
            message = f"A date but no time. Imported without a time; {cells} saved as extra data."
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
                unreadable.append(_UnreadableCell(cell, cell_time.reason, location))
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
        message = f"'{cell_text(cell)[:60]}' is after midnight. Imported as {clock} of the next day."
        self._log.info("after-midnight", message, where)

    def _log_unreadable(self, unreadable: _UnreadableCell, extra: ExtraCells, *, has_time: bool) -> bool:
        """Log an unreadable cell and save it as extra data; false for a placeholder, which is left out."""
        text = cell_text(unreadable.cell)
        if text.casefold() in _PLACEHOLDERS:
            message = f"'{text}' is a placeholder for a value not known yet. Left out."
            self._log.info("placeholder", message, unreadable.location)
            return False
        extra[unreadable.location.field] = text
        result = (
            "Saved as extra data."
            if has_time
            else "Imported without a time; the text is saved as extra data."
        )
        message = f"'{text[:60]}' {unreadable.reason}. {result} {unreadable.remedy}"
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


def _date_remedy(cell: Cell, reason: str, example: date) -> str:
    if reason == "has no year":
        return f"Add the year, or set year in the {MAP_LABEL}."
    text = cell_text(cell)
    if len(text) > _DAY_WORD_LIMIT or '"' in text or (reason != "is not a date" and not is_day_word(text)):
        return "Correct it."
    return f'Set its date in the {MAP_LABEL}: days = {{"{text}" = "{example}"}}.'


def _is_day_fraction(table: DetectedTable, index: int) -> bool:
    """True if a column of texts has fractions of a day, as spreadsheets store times: 0.375 and not 9.30."""
    texts = [
        cell.strip() for row in table.sheet.rows[table.header + 1 :] if isinstance(cell := row[index], str)
    ]
    filled = [text for text in texts if text]
    return all(map(_DAY_FRACTION.fullmatch, filled)) and any(len(text) != _CLOCK_LENGTH for text in filled)
