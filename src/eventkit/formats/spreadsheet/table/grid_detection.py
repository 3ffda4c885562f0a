"""Grid detection: sheets that are timetables, with times along one side and rooms or days along the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import ColumnMeaning
from eventkit.formats.spreadsheet.table.column_map import ColumnMap
from eventkit.formats.spreadsheet.table.date_cells import CellTime, DateContext, is_day_word
from eventkit.formats.spreadsheet.table.table_columns import (
    DetectedTable,
    TableColumn,
    header_names,
    mapped_meaning,
)
from eventkit.intake import ImportLog
from eventkit.intake.datetime_parser import ParseFailure

_FIRST_COLUMNS = 3


def detect_grid(
    sheet: CellSheet, header: int | None, column_map: ColumnMap, log: ImportLog
) -> DetectedTable | None:
    """The sheet as a timetable, if it is one: a column of times with a row of names to its upper right."""
    context = _date_context(column_map)
    for index in range(min(_FIRST_COLUMNS, len(sheet.rows[0]) if sheet.rows else 0)):
        times = [at for at, row in enumerate(sheet.rows) if _is_time(row[index], context)]
        if len(times) < 2 or len(times) * 2 < sum(
            1 for row in sheet.rows[times[0] :] if not is_blank(row[index])
        ):
            continue
        top = _find_grid_header(sheet, index, times[0]) if header is None else header
        if top is None:
            continue
        columns = tuple(_grid_columns(sheet, top, index, column_map, log))
        if not any(column.meaning.target == "time" and column.is_mapped for column in columns[1:]):
            return DetectedTable(sheet, top, columns, is_grid=True)
    return None


def _find_grid_header(sheet: CellSheet, time_column: int, first: int) -> int | None:
    """The row above the first time that has the most names to the right of the column of times."""
    best, top = 0, None
    for at, row in enumerate(sheet.rows[:first]):
        names = sum(1 for cell in row[time_column + 1 :] if not is_blank(cell))
        if names > best:
            best, top = names, at
    return top


def _date_context(column_map: ColumnMap) -> DateContext:
    return DateContext(column_map.order, column_map.year, dict(column_map.days))


def _is_day(day: date | ParseFailure) -> bool:
    """True for a date, also one without a year or with an ambiguous order of day and month."""
    return isinstance(day, date) or day.reason == "has no year" or "month first" in day.reason


def _is_time(cell: Cell, context: DateContext) -> bool:
    cell_time = None if is_blank(cell) or isinstance(cell, bool) else context.cell_time(cell)
    return isinstance(cell_time, CellTime) and cell_time.start is not None


def _grid_columns(
    sheet: CellSheet, header: int, time_column: int, column_map: ColumnMap, log: ImportLog
) -> Iterator[TableColumn]:
    names, context = header_names(sheet, header), _date_context(column_map)
    yield TableColumn(time_column, names[time_column], ColumnMeaning("time"))
    for index in range(time_column + 1, len(names)):
        cell = sheet.rows[header][index]
        filled = any(not is_blank(row[index]) for row in sheet.rows[header + 1 :])
        mapped = mapped_meaning(sheet, index, cell_text(cell), names[index], column_map.columns)
        if mapped is not None:
            yield TableColumn(index, names[index], mapped, is_mapped=True)
        elif is_blank(cell) and filled:
            message = f"No room or day above {names[index]}. Left out. Fill in the room or the day."
            log.error("no-room", message, sheet.place(header, names[index]))
        elif not is_blank(cell):
            is_day = is_day_word(cell_text(cell)) or _is_day(context.day(cell))
            yield TableColumn(index, names[index], ColumnMeaning("day" if is_day else "room"))
