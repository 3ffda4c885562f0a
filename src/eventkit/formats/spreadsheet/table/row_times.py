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
    LENGTH_LIMIT,
    CellTime,
    DateContext,
    RowPeriod,
    afternoon_limit,
    combine_cell_times,
    describe_length,
    is_day_word,
    parse_length,
)
from eventkit.formats.spreadsheet.table.date_inference import day_above, day_of_sheet
from eventkit.formats.spreadsheet.table.day_headings import DayHeading
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure

_DAY_FRACTION = re.compile(r"0?\.\d+")


_CLOCK_LENGTH = len("0.25")


_NOON = 12 * 60


_PLACEHOLDERS = {"tbd", "tba", "tbc", "-", "--", "–", "—", "?", "n/a", "待定", "未定"}


_NO_DATE = "is not a date"


_UNCLEAR = ParseFailure("may be a new day")


_DAY_CHANGE = 5
"""The hour before which a session that follows an evening is on the next date."""


_NIGHT, _ONE_DAY = timedelta(hours=10), timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class _MissingDay:
    """The reason why rows have no date.

    Attributes:
        text: The day as written, if it is written at all.
        problem: The beginning of a message.
        remedy: What the user can do.
    """

    text: str
    problem: str
    remedy: str


_NO_MISSING_DAY = _MissingDay(
    "", "A time but no date", f"Add a column of dates, or set days in the {MAP_LABEL}."
)


class RowTimeReader:
    """Reads the start and end of the session in each row; a date applies until the next one.

    Args:
        table: The table.
        by: Its columns by meaning.
        dates: The facts needed to read dates.
        log: The log of cells that cannot be read.
        length: The duration of sessions without an end or a duration, in minutes.
    """

    def __init__(
        self,
        table: DetectedTable,
        by: Mapping[str, Sequence[TableColumn]],
        dates: DateContext,
        log: ImportLog,
        length: int | None = None,
    ) -> None:
        self._by, self._dates, self._log, self._length = by, dates, log, length
        self._datetime_columns = {
            column.index
            for column in self._columns_of("start", "end")
            if any(isinstance(row[column.index], datetime) for row in table.sheet.rows)
        }
        self._day_fractions = {
            column.index
            for column in self._columns_of("start", "end", "time", "minutes")
            if _is_day_fraction(table, column.index)
        }
        self._day: date | None = day_of_sheet(table.sheet, dates)
        self._missing_day = _NO_MISSING_DAY
        self._afternoon_limit = 0
        self._last_starts: dict[str, tuple[int, datetime]] = {}
        """The row and the start of the last session of this day, by its room or else its track or block."""
        if self._day is None and (above := day_above(table, dates)):
            self._start_day(above[1], table.sheet.rows[above[0]], table.sheet.place(above[0]))

    @property
    def day(self) -> date | None:
        """The date of the next row, if it does not state its own."""
        return self._day

    def continue_day(self, day: date | None) -> None:
        """Begin with the day of another table above this one, unless this one states its own."""
        if self._day is None and self._missing_day is _NO_MISSING_DAY:
            self._day = day

    def read_heading(self, row: Row, where: Location, *, is_title: bool) -> bool:
        """True if a row with one text is the heading of a day, which applies to the rows below it.

        A heading that seems to name a day, and whose date cannot be read, ends the day above: no session is
        imported on a day that may be wrong.

        Args:
            row: The row.
            where: Its location.
            is_title: True if the text is in the column of titles, so that it may be a session.
        """
        heading = self._dates.heading(next(cell for cell in row if not is_blank(cell)))
        if not heading.mentions_day or heading.is_version:
            return False
        has_date = isinstance(heading.day, date)
        if is_title and not (heading.is_certain or (not has_date and not heading.rest)):
            # The title of a session, perhaps: it is imported, and may yet be a heading.
            if heading.is_leading and "day" not in self._by:
                self._start_day(replace(heading, day=_UNCLEAR), row, where)
            return False
        self._start_day(heading, row, where)
        return True

    def _start_day(self, heading: DayHeading, row: Row, where: Location) -> None:
        text = cell_text(next(cell for cell in row if not is_blank(cell)))
        self._last_starts.clear()
        self._afternoon_limit = afternoon_limit(text)
        if isinstance(heading.day, date):
            self._day, self._missing_day = heading.day, _NO_MISSING_DAY
            return
        reason = heading.day.reason
        problem = "has no date" if reason == _NO_DATE else reason
        remedy = (
            f"Add the year, or set year in the {MAP_LABEL}."
            if reason == "has no year"
            else f'Set its date in the {MAP_LABEL}: days = {{"{text}" = "2026-03-01"}}.'
        )
        self._day = None
        self._missing_day = _MissingDay(text, f"'{text[:80]}' in row {where.row} {problem}", remedy)

    def period(self, row: Row, where: Location, extra: ExtraCells) -> RowPeriod:
        """The start, end and date of the session in a row; unreadable cells become extra data."""
        unreadable: list[_UnreadableCell] = []
        on = self._day_of(row, where, unreadable)
        starts = list(self._cell_times(row, ("start", "time"), where, unreadable))
        ends = list(self._cell_times(row, ("end",), where, unreadable))
        is_dateless = on is None and self._day is None and "block-time" not in self._by
        if self._afternoon_limit:
            starts = [_after_noon(start, self._afternoon_limit) for start in starts]
            ends = [_after_noon(end, self._afternoon_limit) for end in ends]
        period = combine_cell_times(on or self._day, starts, ends)
        if on is None and self._day is not None and not any(start.on or start.instant for start in starts):
            period = self._check_order(period, row, where)
            is_dateless |= period.start is None and self._day is None
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
        for column in self._columns_of("day", "start", "time", "end", *more):
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
            if isinstance(day, date):
                # A date is often written only in the first row of its day.
                self._day, self._afternoon_limit = day, afternoon_limit(cell_text(cell))
                self._last_starts.clear()
                return day
            self._day = None
            location = replace(where, field=column.header)
            unreadable.append(_UnreadableCell(cell, day.reason, location, _date_remedy(cell, day.reason)))
        return None

    def _save_time_without_date(
        self, starts: list[CellTime], row: Row, where: Location, extra: ExtraCells, *, is_logged: bool
    ) -> bool:
        """Save a time without a date as extra data, and return whether it is logged, here or before."""
        if not any(start.start is not None for start in starts) or any(start.on for start in starts):
            return is_logged
        for column in self._columns_of("start", "time", "end"):
            if text := cell_text(row[column.index]):
                extra.setdefault(column.header, text)
        missing = self._missing_day
        if missing.text:
            extra.setdefault("day", missing.text)
        if not is_logged:
            message = (
                f"{missing.problem}. Imported without a time; the cells are saved as extra data. "
                f"{missing.remedy}"
            )
            self._log.warning("no-day", message, where)
        return True

    def _check_order(self, period: RowPeriod, row: Row, where: Location) -> RowPeriod:
        """The period of a row whose date is that of rows above it, unless time goes backwards.

        Rows may be listed room by room, so that times are compared within a room, or else a track or block.
        The hours after midnight belong to the night of their day.
        """
        start = period.start
        if start is None:
            return period
        columns = ("room", "track", "block")
        key = next(
            (text for column in self._columns_of(*columns) if (text := cell_text(row[column.index]))), ""
        )
        before = self._last_starts.get(key)
        if before is not None and start < before[1]:
            if start.hour < _DAY_CHANGE and before[1] + _NIGHT > start + _ONE_DAY > before[1]:
                start += _ONE_DAY
                period = RowPeriod(start, period.end and period.end + _ONE_DAY, period.on)
            else:
                self._last_starts.clear()
                problem = (
                    f"Row {where.row} starts at {start:%H:%M}, before row {before[0]} at {before[1]:%H:%M}, "
                    "and no new day is stated"
                )
                self._day, self._missing_day = None, replace(_NO_MISSING_DAY, problem=problem)
                return RowPeriod()
        self._last_starts[key] = (where.row or 0, start)
        return period

    def _save_date_without_time(
        self, row: Row, where: Location, extra: ExtraCells, *, is_logged: bool
    ) -> None:
        """Save the date of a session without a time as extra data, and log it unless it is logged already."""
        names = []
        for column in self._columns_of("day", "start", "time", "end"):
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
        for column in self._columns_of(*meanings):
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
                yield cell_time

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

    def _columns_of(self, *meanings: str) -> list[TableColumn]:
        return [column for meaning in meanings for column in self._by.get(meaning, ())]


def _date_remedy(cell: Cell, reason: str) -> str:
    if reason == "has no year":
        return f"Add the year, or set year in the {MAP_LABEL}."
    return _day_remedy(cell_text(cell)) or "Correct it."


def _day_remedy(text: str) -> str:
    if not is_day_word(text):
        return ""
    return f'Set its date in the {MAP_LABEL}: days = {{"{text}" = "2026-03-01"}}.'


def _after_noon(cell_time: CellTime, limit: int) -> CellTime:
    """The times of an afternoon on a 24-hour clock: 2:00 is 14:00."""
    if cell_time.start is None or cell_time.on is not None:
        return cell_time
    start = cell_time.start + _NOON if cell_time.start < limit else cell_time.start
    end = cell_time.end + _NOON if cell_time.end is not None and cell_time.end <= start else cell_time.end
    return replace(cell_time, start=start, end=end)


def _is_day_fraction(table: DetectedTable, index: int) -> bool:
    """True if a column of texts has fractions of a day, as spreadsheets store times: 0.375 and not 9.30."""
    texts = [
        cell.strip() for row in table.sheet.rows[table.header + 1 :] if isinstance(cell := row[index], str)
    ]
    filled = [text for text in texts if text]
    return all(map(_DAY_FRACTION.fullmatch, filled)) and any(len(text) != _CLOCK_LENGTH for text in filled)
