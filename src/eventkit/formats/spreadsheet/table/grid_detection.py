"""Grid detection: sheets that are timetables, with times along one side and rooms or days along the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import (
    ColumnMeaning,
    header_meanings,
    recognised_meanings,
)
from eventkit.formats.spreadsheet.table.column_map import ColumnMap
from eventkit.formats.spreadsheet.table.header_rows import HEADER_LIMIT, is_blank_or_day, split_at_headers
from eventkit.formats.spreadsheet.table.table_columns import (
    DetectedTable,
    TableColumn,
    header_names,
    likely_meaning,
    mapped_meaning,
)
from eventkit.formats.spreadsheet.table.table_dates import CellTime, DateContext, parse_day_heading
from eventkit.formats.spreadsheet.table.title_cells import has_names
from eventkit.intake import ImportLog
from eventkit.messages import Message, sentence

_FIRST_COLUMNS = 4  # the number of columns of which one may have the times
_TIMES = {"time", "start"}

_OF_TIMES = {"day", "start", "end", "time", "minutes"}

_ANY_YEAR = 2000

_NUMBER = re.compile(r"\d{1,2}|[1-9]\d*(?:\.\d+)?")
_SAMPLE = 60  # the number of cells of a column of which one must be a time


def detect_grids(
    sheet: CellSheet, header: int | None, column_map: ColumnMap, log: ImportLog
) -> list[DetectedTable]:
    """The timetables in a sheet: below each other, with times down the side or across the top."""
    by_layout = {"grid": sheet, "grid-across": sheet.transposed()}
    turned_sheets = [turned for layout, turned in by_layout.items() if column_map.layout in {None, layout}]
    for turned in turned_sheets:
        for time_column, first in find_times(turned, column_map):
            top = _find_names(turned, time_column, first) if header is None else header
            if top is None or top >= first:
                continue
            if column_map.layout is None and turned is sheet and _is_header_of_list(turned, top):
                return []
            grids = []
            for beside, times in _split_at_times(_spread_merged(turned, top), time_column, column_map):
                for part in _split(beside, times, top, column_map):
                    at = None if part.is_continued else top
                    if grid := _build_grid(part, times, at, column_map, log):
                        grids.append(grid)
            if grids:
                return grids
    return []


def _is_header_of_list(sheet: CellSheet, header: int) -> bool:
    """True for the header of a list, with rooms repeated below theirs: ``Date, Start, Act, Stage``."""
    targets: dict[str, int] = {}
    for index, cell in enumerate(sheet.rows[header]):
        if meanings := recognised_meanings(cell_text(cell)):
            targets.setdefault(meanings[0].target, index)
    others = targets.keys() - _OF_TIMES
    if len(others) != 1:
        return len(others) > 1
    index = targets[others.pop()]
    below = [row[index] for row in sheet.rows[header + 1 :]]
    filled = [cell for cell in below if not is_blank(cell)]
    return len(targets) > 2 and len(set(filled)) * 2 <= len(filled)


def _spread_merged(sheet: CellSheet, header: int) -> CellSheet:
    """The sheet with the name in a merged cell of its header in each of the columns below it."""
    row = list(sheet.rows[header])
    for area in sheet.merged:
        if area.top == header and area.right > area.left:
            row[area.left : area.right + 1] = [row[area.left]] * (area.right + 1 - area.left)
    return sheet if row == sheet.rows[header] else sheet.with_row(header, row)


def _split_at_times(
    sheet: CellSheet, time_column: int, column_map: ColumnMap
) -> Iterator[tuple[CellSheet, int]]:
    """The timetables beside each other, each with the index of its column of times.

    A further column of times begins one, unless these are ends.
    """
    context, width = _date_context(column_map), len(sheet.rows[0])
    cuts = [0]
    for index in range(time_column + 2, width - 1):
        filled = sum(1 for row in sheet.rows if not is_blank(row[index]))
        if (times := len(_times_in(sheet, index, context))) > 1 and times * 2 > filled:
            cuts.append(index)
    for left, right in pairwise([*cuts, width]):
        yield (
            (sheet.columns_between(left, right), 0)
            if left
            else (sheet if right == width else sheet.columns_between(left, right), time_column)
        )


def find_times(sheet: CellSheet, column_map: ColumnMap) -> list[tuple[int, int]]:
    """The columns of a sheet that may be those of times, each with the row of its first time."""
    context = _date_context(column_map)
    columns = []
    for index in range(min(_FIRST_COLUMNS, len(sheet.rows[0]) if sheet.rows else 0)):
        if not (times := _times_in(sheet, index, context, sample=_SAMPLE)):
            continue
        times = _times_in(sheet, index, context)
        filled = sum(1 for row in sheet.rows[times[0] :] if not is_blank(row[index]))
        if len(times) >= 2 and len(times) * 2 >= filled:
            columns.append((index, times[0]))
    return columns


def count_times(sheet: CellSheet) -> tuple[int, Message]:
    """The number of times in the column or row of a sheet that has the most, and its name in messages."""
    context = DateContext(None, None, {})
    counts = [
        (sum(_is_time(cell, context, is_headed=False) for cell in line), Message(where, at=name(index)))
        for where, lines, name in (
            (sentence("column {at}"), [*zip(*sheet.rows, strict=True)][:_FIRST_COLUMNS], sheet.column),
            (sentence("row {at}"), sheet.rows[:_FIRST_COLUMNS], lambda index: str(sheet.top + index)),
        )
        for index, line in enumerate(lines)
    ]
    return max(counts, default=(0, Message("")), key=lambda counted: counted[0])


def _build_grid(
    sheet: CellSheet, time_column: int, header: int | None, column_map: ColumnMap, log: ImportLog
) -> DetectedTable | None:
    context = _date_context(column_map)
    times = _times_in(sheet, time_column, context)
    if header is None and times:
        header = _find_names(sheet, time_column, times[0])
    if header is None:
        return None
    columns = tuple(_grid_columns(sheet, header, time_column, column_map, log))
    if any(column.meaning.target == "time" and column.is_mapped for column in columns[1:]):
        return None
    if column_map.layout is None and _is_list(sheet, header, columns):
        return None
    return DetectedTable(_join_name_rows(sheet, header, columns), header, columns, is_grid=True)


def _join_name_rows(sheet: CellSheet, header: int, columns: Sequence[TableColumn]) -> CellSheet:
    """The sheet with rows of names alone, without a time, as lines of the cells above them."""
    cells = [column.index for column in columns if column.index > columns[0].index]
    rows = [list(row) for row in sheet.rows]
    for at in range(header + 2, len(rows)):
        filled = [index for index in cells if not is_blank(rows[at][index])]
        if (
            filled
            and is_blank(rows[at][columns[0].index])
            and all(
                not is_blank(rows[at - 1][index]) and has_names(cell_text(rows[at][index]))
                for index in filled
            )
        ):
            for index in filled:
                rows[at - 1][index] = f"{cell_text(rows[at - 1][index])}\n{cell_text(rows[at][index])}"
                rows[at][index] = ""
    return sheet if rows == sheet.rows else replace(sheet, rows=rows)


def _is_list(sheet: CellSheet, header: int, columns: Sequence[TableColumn]) -> bool:
    """True if one column has people and another the same few texts, as a list under unknown headings."""
    body = sheet.rows[header + 1 :]
    rooms = [column.index for column in columns if column.meaning.target == "room"]
    people = [index for index in rooms if likely_meaning(body, index) == "people"]
    cells = {index: [text for row in body if (text := cell_text(row[index]))] for index in rooms}
    few = [index for index in rooms if len(set(cells[index])) * 3 <= len(cells[index])]
    return bool(people) and bool(few) and len(rooms) > len({*people, *few})


def _split(sheet: CellSheet, time_column: int, header: int, column_map: ColumnMap) -> list[CellSheet]:
    context = _date_context(column_map)
    corner = cell_text(sheet.rows[header][time_column]).casefold()
    further = [
        at
        for at in range(header + 1, len(sheet.rows) - 1)
        if _is_header(sheet, at, time_column, corner, context)
    ]
    return split_at_headers(sheet, header, further)


def _is_header(sheet: CellSheet, at: int, time_column: int, corner: str, context: DateContext) -> bool:
    rows, is_headed = sheet.rows, _is_headed(sheet, time_column)
    row, cell = rows[at], rows[at][time_column]
    if not any(not is_blank(other) for other in row[time_column + 1 :]) or _is_time(
        cell, context, is_headed=is_headed
    ):
        return False
    following = next((other for other in rows[at + 1 :] if any(not is_blank(cell) for cell in other)), None)
    if following is None or not _is_time(following[time_column], context, is_headed=is_headed):
        return False
    if is_blank(cell):
        return is_blank_or_day(rows[at - 1])
    text = cell_text(cell)
    meanings = {meaning.target for meaning in header_meanings(text)[0]}
    return text.casefold() == corner or bool(meanings & _TIMES) or parse_day_heading(text).mentions_day


def _find_names(sheet: CellSheet, time_column: int, first: int) -> int | None:
    """The row above the first time that has the most names to the right of the column of times.

    Of two with as many, it is the upper one, unless that has the days of the rooms below.
    """
    best, top, have_days = 0, None, False
    for at, row in enumerate(sheet.rows[:first]):
        names = [cell_text(cell) for cell in row[time_column + 1 :] if not is_blank(cell)]
        if len(names) > best or (names and len(names) == best and have_days):
            best, top = len(names), at
            have_days = all(parse_day_heading(name).mentions_day for name in names)
    return top


def _date_context(column_map: ColumnMap) -> DateContext:
    return DateContext(column_map.order, column_map.year, dict(column_map.days))


def _times_in(sheet: CellSheet, index: int, context: DateContext, *, sample: int = 0) -> list[int]:
    """The rows in which a column has a time; with a sample only those of its first cells."""
    is_headed = _is_headed(sheet, index)
    filled = [at for at, row in enumerate(sheet.rows) if not is_blank(row[index])]
    return [
        at
        for at in (filled[:sample] if sample else filled)
        if _is_time(sheet.rows[at][index], context, is_headed=is_headed)
    ]


def _is_headed(sheet: CellSheet, index: int) -> bool:
    """True for a column with a heading such as Time, below which a number is an hour."""
    return any(
        isinstance(row[index], str)
        and {meaning.target for meaning in header_meanings(row[index])[0]} & _TIMES
        for row in sheet.rows[:HEADER_LIMIT]
    )


def _is_time(cell: Cell, context: DateContext, *, is_headed: bool = True) -> bool:
    if not is_headed and _NUMBER.fullmatch(cell_text(cell)):
        return False  # an id, or the number of a room
    cell_time = None if is_blank(cell) or isinstance(cell, bool) else context.cell_time(cell)
    return isinstance(cell_time, CellTime) and cell_time.start is not None


def _grid_columns(
    sheet: CellSheet, header: int, time_column: int, column_map: ColumnMap, log: ImportLog
) -> Iterator[TableColumn]:
    names, context = header_names(sheet, header), _date_context(column_map)
    context.year = context.year or _ANY_YEAR  # a day is one without its year, too
    yield TableColumn(time_column, names[time_column], ColumnMeaning("time"))
    for index, name in enumerate(names):
        cell = sheet.rows[header][index]
        is_filled = any(not is_blank(row[index]) for row in sheet.rows[header + 1 :])
        mapped = mapped_meaning(sheet, index, cell_text(cell), name, column_map.columns)
        if index == time_column:
            continue
        if mapped is not None:
            yield TableColumn(index, name, mapped, is_mapped=True)
        elif index < time_column:
            targets = [meaning.target for meaning in header_meanings(cell_text(cell))[0]]
            if is_filled:
                yield TableColumn(index, name, ColumnMeaning("room" if "room" in targets else "day"))
        elif is_blank(cell):
            if is_filled:
                message = Message(
                    "No room or day above {name}. Left out. Fill in the room or the day.", name=name
                )
                log.error("no-room", message, sheet.place(header, name))
        elif index == time_column + 1 and _is_end(sheet, header, index, context):
            yield TableColumn(index, name, ColumnMeaning("end"))
        else:
            heading = context.heading(cell)
            is_day = isinstance(heading.day, date) or (heading.mentions_day and heading.is_leading)
            rest = heading.rest.strip("0123456789/.- ")  # a date may wait for the order of day and month
            yield TableColumn(index, name, ColumnMeaning("day" if is_day and not rest else "room"))


def _is_end(sheet: CellSheet, header: int, index: int, context: DateContext) -> bool:
    meanings = {meaning.target for meaning in header_meanings(cell_text(sheet.rows[header][index]))[0]}
    cells = [row[index] for row in sheet.rows[header + 1 :] if not is_blank(row[index])]
    return "end" in meanings and sum(_is_time(cell, context) for cell in cells) * 2 > len(cells)
