"""Sheets of cells: the content of a workbook or CSV file, with column letters, merged cells and limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from eventkit.errors import Unreadable
from eventkit.intake import Location
from eventkit.intake.source_file import unreadable
from eventkit.messages import Message

ROWS_LIMIT = 100_000

COLUMNS_LIMIT = 500

CELLS_LIMIT = 1_000_000
"""The most cells of all sheets, counting empty ones within the used area, which take memory, too."""

LENGTH_LIMIT = 32_767  # the most characters of a cell, which is the limit of spreadsheet programs
DAY_ZERO = date(1899, 12, 30)  # the day that the serial numbers of dates are counted from
SERIALS = range(20_000, 80_000)  # the numbers that are read as serial numbers of dates: 1954 to 2119
Cell = str | float | bool | date | time | timedelta
"""The value of a cell; an empty cell is the empty string. A `datetime` is a `date`, too."""

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class MergedArea:
    """Cells that are merged, by their places in `CellSheet.rows`; ``bottom`` and ``right`` belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class CellSheet:
    file: str
    name: str  # the name of the sheet; empty for a file without sheets, such as CSV
    rows: list[Row]  # the cells, row by row; all rows have the same length
    top: int = 1  # the number of the first row in the file, from 1
    left: int = 1  # the number of the first column in the file, from 1
    merged: tuple[MergedArea, ...] = ()  # merged areas; the value is in the first cell of each
    is_continued: bool = False  # true if it is a part of a sheet, below another part
    is_transposed: bool = False  # true if its rows are the columns of the file
    is_hidden: bool = False
    # The number of cells of each row in the file, before rows were filled up; empty if the format has no such
    # number.
    widths: tuple[int, ...] = ()

    def part(self, top: int, bottom: int) -> CellSheet:
        merged = tuple(
            replace(area, top=area.top - top, bottom=min(area.bottom, bottom - 1) - top)
            for area in self.merged
            if top <= area.top < bottom
        )
        rows, is_continued = self.rows[top:bottom], self.is_continued or top > 0
        return replace(
            self,
            rows=rows,
            top=self.top + top,
            merged=merged,
            is_continued=is_continued,
            widths=self.widths[top:bottom],
        )

    def columns_between(self, left: int, right: int) -> CellSheet:
        merged = tuple(
            replace(area, left=area.left - left, right=min(area.right, right - 1) - left)
            for area in self.merged
            if left <= area.left < right
        )
        rows = [row[left:right] for row in self.rows]
        return replace(self, rows=rows, left=self.left + left, merged=merged)

    def with_row(self, at: int, row: Row) -> CellSheet:
        return replace(self, rows=[*self.rows[:at], row, *self.rows[at + 1 :]])

    def place(self, row: int | None = None, field: str = "") -> Location:
        if row is not None and self.is_transposed:
            column = f"column {_letters(self.top + row)}"
            return Location(self.file, self.name, None, f"{column}, {field}" if field else column)
        return Location(self.file, self.name, None if row is None else self.top + row, field)

    def column(self, index: int) -> str:
        """The letters of a column: ``A``, ``B``, ... ``AA``."""
        return _letters(self.left + index)

    def transposed(self) -> CellSheet:
        merged = tuple(MergedArea(area.left, area.top, area.right, area.bottom) for area in self.merged)
        rows = [list(row) for row in zip(*self.rows, strict=True)]
        return replace(
            self,
            rows=rows,
            top=self.left,
            left=self.top,
            merged=merged,
            is_transposed=not self.is_transposed,
            widths=(),
        )

    @cached_property
    def unmerged_rows(self) -> list[Row]:
        """The rows, with the value of cells merged downwards repeated in each row."""
        tall = [area for area in self.merged if area.bottom > area.top]
        if not tall:
            return self.rows
        rows = [list(row) for row in self.rows]
        for area in tall:
            for row in rows[area.top + 1 : area.bottom + 1]:
                if is_blank(row[area.left]):
                    row[area.left] = rows[area.top][area.left]
        return rows


def _letters(number: int) -> str:
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def cell_text(cell: Cell) -> str:
    """The text of a cell, without surrounding blanks.

    >>> written(868204.0), written(time(9, 30)), written(True)
    ('868204', '09:30', 'yes')
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return _format_time(cell)


def _format_time(cell: date | time | timedelta) -> str:
    match cell:
        case datetime():
            return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
        case time():
            return cell.isoformat("minutes")
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return str(cell)


def check_cell_lengths(sheets: Iterable[CellSheet]) -> None:
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            for index, cell in enumerate(row):
                if isinstance(cell, str) and len(cell) > LENGTH_LIMIT:
                    raise too_long(sheet, at, index)


def too_long(sheet: CellSheet, row: int, column: int) -> Unreadable:
    """The error for a cell that is longer than `LENGTH_LIMIT`."""
    place = f"{sheet.name}, column {sheet.column(column)}" if sheet.name else f"column {sheet.column(column)}"
    message = Message(
        "{place}: a cell is longer than {limit} characters, which is the limit.",
        place=place,
        limit=LENGTH_LIMIT,
    )
    return unreadable(message, sheet.file, sheet.top + row)


SIZE_LIMITS = f"{ROWS_LIMIT:,} rows, {COLUMNS_LIMIT} columns and {CELLS_LIMIT:,} cells"
"""The limits of a sheet, for messages."""
