"""The timetable grid: sheets with hours down the side and rooms or days across the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from eventkit.formats.spreadsheet.cell_sheets import Cell, MergedArea, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import ColumnMeaning
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL
from eventkit.formats.spreadsheet.table.date_cells import (
    CellTime,
    DateContext,
    RowPeriod,
    combine_cell_times,
    is_day_word,
)
from eventkit.formats.spreadsheet.table.date_inference import day_of_sheet
from eventkit.formats.spreadsheet.table.row_people import PersonColumns, TablePeople
from eventkit.formats.spreadsheet.table.row_sessions import TableRow
from eventkit.formats.spreadsheet.table.table_detection import DetectedTable, TableColumn
from eventkit.intake import ImportLog, Location, RawAppearance, RawProse, RawSession
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.intake.name_patterns import is_full_name
from eventkit.intake.people_parser import parse_people
from eventkit.intake.word_lists import kind_from_title

_PEOPLE = ColumnMeaning("people")


@dataclass(slots=True)
class _GridSlot:
    """A row of hours.

    Attributes:
        row: Which row it is.
        on: Its day, where rows tell it.
        piece: Its hours.
        last: The last row that belongs to it.
    """

    row: int
    on: date | None
    piece: CellTime
    last: int


class TimetableGrid:
    """Reads a timetable.

    Args:
        table: The table, whose first column of meaning ``time`` has the hours.
        calendar: What is known of days.
        people: Where those who appear are kept.
        log: Where it is told what cannot be read.
        minutes: How long the last sessions of a day last, where that is not told.
    """

    def __init__(
        self,
        table: DetectedTable,
        calendar: DateContext,
        people: TablePeople,
        log: ImportLog,
        minutes: int | None = None,
    ) -> None:
        self._sheet, self._header = table.sheet, table.header
        self._calendar, self._people, self._log = calendar, people, log
        self._hours = table.of("time")[0]
        self._columns = {each.index: each for each in table.of("room", "day")}
        self._days = {each.index: self._day_above(each) for each in table.of("day")}
        self._minutes = minutes
        self._day = day_of_sheet(table.sheet, calendar) or _only_day(table, calendar)
        self._areas = {(each.top, each.left): each for each in table.sheet.merged}
        self._guessed = False

    def lines(self) -> Iterator[TableRow]:
        """The sessions, row by row."""
        slots = list(self._slots())
        for at, slot in enumerate(slots):
            for row in range(slot.row, slot.last + 1):
                for index in self._columns:
                    cell = self._sheet.rows[row][index]
                    if not is_blank(cell):
                        yield self._session(row, index, cell_text(cell), slots, at)

    def _day_above(self, column: TableColumn) -> date | None:
        found = self._calendar.day(self._sheet.rows[self._header][column.index])
        if isinstance(found, ParseFailure):
            place = self._sheet.place(self._header, column.header)
            said = f'days = {{"{column.header}" = "2026-03-01"}}'
            message = f"the day above this column has no date: say in {MAP_LABEL} which day it is ({said})"
            self._log.warning("no-day", message, place)
            return None
        return found

    def _slots(self) -> Iterator[_GridSlot]:
        rows = self._sheet.rows
        slot: _GridSlot | None = None
        for at in range(self._header + 1, len(rows)):
            cell, row = rows[at][self._hours.index], rows[at]
            filled = [each for each in row if not is_blank(each)]
            if not filled:
                continue
            if len(filled) == 1 and self._is_day(filled[0]):
                continue
            piece = ParseFailure("is empty") if is_blank(cell) else self._calendar.piece(cell)
            if isinstance(piece, CellTime) and piece.start is not None:
                if slot is not None:
                    yield slot
                slot = _GridSlot(at, piece.on or self._day, piece, at)
            elif is_blank(cell) and slot is not None:
                slot.last = at
            elif [cell_text(each) for each in row] != [cell_text(each) for each in rows[self._header]]:
                said = " | ".join(map(cell_text, filled))[:80]
                message = f"'{said}' has no time before it: the row is left out"
                self._log.error("no-time", message, self._sheet.place(at))
        if slot is not None:
            yield slot

    def _is_day(self, cell: Cell) -> bool:
        found = self._calendar.day(cell)
        if isinstance(found, date):
            self._day = found
            return True
        if is_day_word(cell_text(cell)):
            self._day = None
            return True
        return False

    def _session(self, row: int, index: int, text: str, slots: Sequence[_GridSlot], at: int) -> TableRow:
        area = self._areas.get((row, index), MergedArea(row, index, row, index))
        columns = [each for place, each in self._columns.items() if area.left <= place <= area.right]
        where = self._sheet.place(row, self._columns[index].header)
        when = self._when(slots, at, area, index, where)
        title, people, rest = self._read(text, where)
        rooms = tuple(each.header for each in columns if each.meaning.to == "room")
        if kind_from_title(title) is not None and len(columns) == 1 and self._is_alone(row, index):
            rooms = ()  # Lunch that stands in the first column is no lunch in the first room alone.
        extra = (
            {}
            if when.start is not None or at >= len(slots)
            else {"time": cell_text(self._sheet.rows[slots[at].row][self._hours.index])}
        )
        session = RawSession(
            location=where,
            title=title,
            start=when.start,
            end=when.end,
            minutes=None if when.end else self._minutes,
            rooms=rooms,
            people=tuple(people),
            description=RawProse(rest) if rest else None,
            extra=extra,
        )
        return TableRow(session, when)

    def _is_alone(self, row: int, index: int) -> bool:
        return all(is_blank(self._sheet.rows[row][each]) for each in self._columns if each != index)

    def _when(
        self, slots: Sequence[_GridSlot], at: int, area: MergedArea, index: int, where: Location
    ) -> RowPeriod:
        """From the beginning of its first row to the end of its last, which is where the next begins."""
        first = slots[at]
        last = max(
            (each for each in slots[at:] if each.row <= area.bottom), key=lambda each: each.row, default=first
        )
        on = self._days.get(index) or first.on
        if on is None:
            message = "no day is told for the hours, the session stays without a time: put the day above them"
            self._log.warning("no-day", message, replace(where, field=""))
            return RowPeriod()
        end = last.piece.end
        if end is None:
            position = slots.index(last)
            follower = slots[position + 1] if position + 1 < len(slots) else None
            if (
                follower is not None
                and follower.on == last.on
                and (follower.piece.start or 0) > (last.piece.start or 0)
            ):
                end = follower.piece.start
        return combine_cell_times(on, [replace(first.piece, on=None, end=end)], [])

    def _read(self, text: str, where: Location) -> tuple[str, list[RawAppearance], str]:
        """The title, those who appear, and what else a cell says: names in lines of their own are people."""
        title, *lines = [line.strip() for line in text.splitlines() if line.strip()]
        people: list[RawAppearance] = []
        rest: list[str] = []
        for line in lines:
            apart = parse_people(line.removeprefix("(").removesuffix(")"))
            if (
                apart.people
                and not apart.ambiguities
                and all(_is_name(each.name, is_told=each.role is not None) for each in apart.people)
            ):
                column = TableColumn(0, where.field, _PEOPLE)
                found, _ = self._people.of_row(
                    [line.removeprefix("(").removesuffix(")")], where, PersonColumns(None, None, [column]), {}
                )
                people += found
            else:
                rest.append(line)
        if lines and not self._guessed:
            self._guessed = True
            message = (
                "of several lines in a cell the first is taken for the title, names for people, "
                "and the rest for a description"
            )
            self._log.warning("grid-lines", message, where)
        return title, people, "\n".join(rest)


def _is_name(name: str, *, is_told: bool) -> bool:
    return is_told or is_full_name(name)


def _only_day(table: DetectedTable, calendar: DateContext) -> date | None:
    """The day that is told above the grid, where it is one."""
    found = set()
    for row in table.sheet.rows[: table.header + 1]:
        for cell in row:
            if not is_blank(cell) and isinstance(day := calendar.day(cell), date):
                found.add(day.date() if isinstance(day, datetime) else day)
    return found.pop() if len(found) == 1 else None
