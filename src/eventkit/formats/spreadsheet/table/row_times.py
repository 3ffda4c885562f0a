"""Row times: the start and end of the session in a row; a date is carried down until the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import Cell, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL
from eventkit.formats.spreadsheet.table.date_cells import (
    CellTime,
    DateContext,
    RowPeriod,
    afternoon_limit,
    combine_cell_times,
    is_day_word,
    parse_length,
)
from eventkit.formats.spreadsheet.table.date_inference import day_of_sheet
from eventkit.formats.spreadsheet.table.table_detection import DetectedTable, TableColumn
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure

_DAY_PART = re.compile(r"0?\.\d+")


_CLOCK_LIKE = len("0.25")


_NOON = 12 * 60


_UNDECIDED = {"tbd", "tba", "tbc", "-", "--", "–", "—", "?", "n/a", "待定", "未定"}


ExtraCells = dict[str, Any]


class RowTimeReader:
    """Reads when sessions are held; a day that is told once holds until the next.

    Args:
        table: The table.
        by: Its columns by what they hold.
        calendar: What is known of days.
        log: Where it is told what cannot be read.
        length: How long a session lasts of which that is not told, in minutes.
    """

    def __init__(
        self,
        table: DetectedTable,
        by: Mapping[str, Sequence[TableColumn]],
        calendar: DateContext,
        log: ImportLog,
        length: int | None = None,
    ) -> None:
        self._by, self._calendar, self._log, self._length = by, calendar, log, length
        self._with_hours = {
            each.index
            for each in self._of("start", "end")
            if any(isinstance(row[each.index], datetime) for row in table.sheet.rows)
        }
        self._serial = {
            each.index
            for each in self._of("start", "end", "time", "minutes")
            if _is_serial(table, each.index)
        }
        self._day: date | None = day_of_sheet(table.sheet, calendar)
        self._day_word = ""
        self._late = 0

    def heads(self, cell: Cell) -> bool:
        """Whether a cell that stands alone in its row tells the day of the rows below it."""
        found = self._calendar.day(cell)
        if isinstance(found, date):
            self._day, self._day_word, self._late = found, "", afternoon_limit(cell_text(cell))
            return True
        if is_day_word(text := cell_text(cell)):
            self._day, self._day_word = None, text
            return True
        return False

    def when(self, row: Row, where: Location, extra: ExtraCells) -> RowPeriod:
        """When the session of a row is held; what cannot be read is told and added to the extra."""
        on = self._day_of(row, where, extra)
        starts = list(self._pieces(row, ("start", "time"), where, extra))
        ends = list(self._pieces(row, ("end",), where, extra))
        if on is None and self._day is None and "block-time" not in self._by:
            self._tell_dayless(starts, row, where, extra)
        if self._late:
            starts = [_after_noon(each, self._late) for each in starts]
            ends = [_after_noon(each, self._late) for each in ends]
        found = combine_cell_times(on or self._day, starts, ends)
        if found.start is None and (starts or ends or on) and "block-time" not in self._by:
            self._tell_timeless(row, where, extra)
        return found

    def minutes(self, row: Row, where: Location, extra: ExtraCells, when: RowPeriod) -> int | None:
        """How long the session of a row lasts, where it does not tell the end."""
        for column in self._by.get("minutes", ()):
            cell = self._cell(row, column)
            if is_blank(cell):
                continue
            found = parse_length(cell)
            if not isinstance(found, ParseFailure):
                return found
            self._tell_unread(cell, found, replace(where, field=column.header), extra)
        return self._length if when.start is not None and when.end is None else None

    def block(self, row: Row, on: date | None, where: Location, extra: ExtraCells) -> RowPeriod:
        """When the session is held that the one of a row is part of."""
        for column in self._by.get("block-time", ()):
            cell = row[column.index]
            if is_blank(cell):
                continue
            found = self._calendar.piece(cell)
            if isinstance(found, CellTime):
                return combine_cell_times(on, [found], [])
            self._tell_unread(cell, found, replace(where, field=column.header), extra)
        return RowPeriod(on=on)

    def _day_of(self, row: Row, where: Location, extra: ExtraCells) -> date | None:
        for column in self._by.get("day", ()):
            cell = row[column.index]
            if is_blank(cell):
                continue
            found = self._calendar.day(cell)
            if isinstance(found, date):
                # A day is often written once, and holds until the next.
                self._day, self._late = found, afternoon_limit(cell_text(cell))
                return found
            self._day = None
            self._tell_unread(
                cell, found, replace(where, field=column.header), extra, self._hint_for_days(cell_text(cell))
            )
        return None

    def _hint_for_days(self, text: str) -> str:
        if not is_day_word(text):
            return ""
        return f': say in {MAP_LABEL} which day it is (days = {{"{text}" = "2026-03-01"}})'

    def _tell_dayless(self, starts: list[CellTime], row: Row, where: Location, extra: ExtraCells) -> None:
        """Tell of a time for which no day is known, and keep it."""
        if not any(each.start is not None for each in starts) or any(each.on for each in starts):
            return
        for column in self._of("start", "time", "end"):
            if text := cell_text(row[column.index]):
                extra.setdefault(column.header, text)
        if self._day_word:
            extra.setdefault("day", self._day_word)
        hint = (
            self._hint_for_days(self._day_word)
            or ": is a column with days missing, or a map of columns needed?"
        )
        about = f"'{self._day_word}' has no date" if self._day_word else "no day is told for the time"
        self._log.warning("no-day", f"{about}, the session stays without a time{hint}", where)

    def _tell_timeless(self, row: Row, where: Location, extra: ExtraCells) -> None:
        """Keep what is told of when, of a session that has a day and no hours."""
        names = []
        for column in self._of("day", "start", "time", "end"):
            if (text := cell_text(row[column.index])) and text.casefold() not in _UNDECIDED:
                extra.setdefault(column.header, text)
                names.append(column.header)
        if names:
            message = "tells no hours: the session is left without a time, and this is kept as extra"
            self._log.info("no-hours", message, replace(where, field=", ".join(names)))

    def _pieces(
        self, row: Row, meanings: tuple[str, ...], where: Location, extra: ExtraCells
    ) -> Iterator[CellTime]:
        for meaning in meanings:
            for column in self._by.get(meaning, ()):
                cell = self._cell(row, column)
                if is_blank(cell):
                    continue
                found = self._calendar.piece(cell)
                if isinstance(found, ParseFailure):
                    self._tell_unread(cell, found, replace(where, field=column.header), extra)
                elif found.is_midnight_perhaps and column.index in self._with_hours:
                    yield replace(found, start=0)
                else:
                    yield found

    def _tell_unread(
        self, cell: Cell, found: ParseFailure, place: Location, extra: ExtraCells, hint: str = ""
    ) -> None:
        text = cell_text(cell)
        if text.casefold() in _UNDECIDED:
            self._log.info("not-yet", f"'{text}' stands for what is not known yet: it is left out", place)
            return
        extra[place.field] = text
        self._log.warning("time", f"'{text[:60]}' {found.reason}, it is kept as extra{hint}", place)

    def _cell(self, row: Row, column: TableColumn) -> Cell:
        """A cell; a number of a column of parts of a day is one, though it is text."""
        cell = row[column.index]
        return (
            float(cell)
            if column.index in self._serial and isinstance(cell, str) and not is_blank(cell)
            else cell
        )

    def _of(self, *meanings: str) -> list[TableColumn]:
        return [column for each in meanings for column in self._by.get(each, ())]


def _after_noon(piece: CellTime, late: int) -> CellTime:
    """The hours of a day of which only the part after noon is meant: 2:00 is 14:00."""
    if piece.start is None or piece.on is not None:
        return piece
    start = piece.start + _NOON if piece.start < late else piece.start
    end = piece.end + _NOON if piece.end is not None and piece.end <= start else piece.end
    return replace(piece, start=start, end=end)


def _is_serial(table: DetectedTable, index: int) -> bool:
    """Whether a column of texts holds parts of a day, as spreadsheets keep times: 0.375 and not 9.30."""
    texts = [
        cell.strip() for row in table.sheet.rows[table.header + 1 :] if isinstance(cell := row[index], str)
    ]
    found = [text for text in texts if text]
    return all(map(_DAY_PART.fullmatch, found)) and any(len(text) != _CLOCK_LIKE for text in found)
