"""Date inference: day-month order, missing years, weekdays and "Day 2", from all tables of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL, ORDERS, ColumnMap
from eventkit.formats.spreadsheet.table.date_cells import CellTime, DateContext
from eventkit.formats.spreadsheet.table.table_detection import DetectedTable
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import (
    DayOrder,
    ParseFailure,
    infer_day_order,
    normalise,
    normalise_dashes,
    parse_date,
)

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


_SPANS = (
    re.compile(r"(?<!\d)(?P<from>\d{1,2})\.?(?P<sign>-)(?P<to>\d{1,2})(?P<after>\.? ?[^\W\d]+\.?,? ?\d{4})"),
    re.compile(r"(?P<before>[^\W\d]+\.? )(?P<from>\d{1,2})(?P<sign>-)(?P<to>\d{1,2})(?P<after>,? \d{4})"),
    re.compile(
        r"(?P<before>\d{4}年 ?\d{1,2}月 ?)(?P<from>\d{1,2})日?(?P<sign>[-~至])(?P<to>\d{1,2})(?P<after>日)"
    ),
)


_LONGEST = 20


_ABOVE_LIMIT = 30


def infer_date_context(
    tables: Sequence[DetectedTable], told: ColumnMap, title: str, log: ImportLog
) -> DateContext:
    """What is to be known for reading the days of these tables.

    Args:
        tables: The tables.
        told: What was told from outside.
        title: What is told of the conference besides, which may name its year.
        log: Where it is told what was found out, and refused what cannot be.
    """
    cells = [(table, at, cell) for table in tables for at, cell in _cells(table)]
    words = list(dict.fromkeys(cell for _, _, cell in cells if isinstance(cell, str)))
    above = [text for table in tables for text in _days_above(table)]
    order = told.order or infer_day_order(part for text in words for part in {text, text.split(" ", 1)[0]})
    found = DateContext(order, told.year, dict(told.days))
    whys = {text: read.reason for text in words if isinstance(read := _parse_day(found, text), ParseFailure)}
    _refuse_ambiguous(cells, whys, order, log)
    year = None if found.year else _year([*above, log.name, title])
    if year is not None:
        dated = DateContext(order, year, dict(told.days))
        if any(_names_day(dated, text) and not _names_day(found, text) for text in (*words, *above)):
            found = dated
            message = f"days are written without a year: {year} is taken, which the file names"
            log.warning("year", message, Location(log.name))
    days = [each for text in (*words, *above) if isinstance(each := found.day(text), date)]
    days += [
        each for _, _, cell in cells if isinstance(cell, date) and isinstance(each := found.day(cell), date)
    ]
    days += [each for text in above for each in parse_day_span(text)]
    found.knows(sorted(set(days) | set(told.days.values())))
    return found


def _cells(table: DetectedTable) -> Iterator[tuple[int, Cell]]:
    """The cells of a table that may tell a day, each with its row."""
    if table.is_grid:
        yield from ((table.header, cell) for cell in table.sheet.rows[table.header] if not is_blank(cell))
    plain = DateContext(None, None, {})
    days = [] if table.is_grid else [each.index for each in table.of("day")]
    hours = [] if table.is_grid else [each.index for each in table.of("start", "end", "time", "block-time")]
    for at, row in enumerate(table.sheet.rows[table.header + 1 :], table.header + 1):
        yield from ((at, row[index]) for index in days if not is_blank(row[index]))
        for index in hours:
            if not is_blank(row[index]) and not _is_hours(row[index], plain):
                yield at, row[index]
        if row.count("") == len(row) - 1:
            alone = next(cell for cell in row if cell != "")
            if isinstance(alone, str | date) and not _is_hours(alone, plain):
                yield at, alone


def _is_hours(cell: Cell, plain: DateContext) -> bool:
    """Whether a cell tells hours and no day: 9-10 is no day of a month there."""
    found = plain.piece(cell)
    return isinstance(found, CellTime) and found.on is None and found.instant is None


def _days_above(table: DetectedTable) -> Iterator[str]:
    yield table.sheet.name
    for row in table.sheet.rows[max(0, table.header - _ABOVE_LIMIT) : table.header]:
        for cell in row:
            if not is_blank(cell):
                yield cell_text(cell)


def _parse_day(found: DateContext, text: str) -> date | ParseFailure:
    """The day that a cell tells, perhaps with a time behind it."""
    whole = found.day(text)
    if isinstance(whole, ParseFailure) and " " in text:
        first = found.day(text.split(" ", 1)[0])
        return first if isinstance(first, date) or "first" in first.reason else whole
    return whole


def _names_day(found: DateContext, text: str) -> bool:
    piece = found.piece(text)
    return isinstance(found.day(text), date) or (isinstance(piece, CellTime) and piece.on is not None)


def _refuse_ambiguous(
    cells: Sequence[tuple[DetectedTable, int, Cell]],
    whys: dict[str, str],
    order: DayOrder | None,
    log: ImportLog,
) -> None:
    unclear = [each for each in cells if isinstance(each[2], str) and "month first" in whys.get(each[2], "")]
    if order is None and unclear:
        table, at, cell = unclear[0]
        log.fault(
            f"'{cell}' may have the day or the month first, and no other day of the file tells "
            f'({len(unclear)} of them): say in {MAP_LABEL} date-order = "{ORDERS[DayOrder.DAY_FIRST]}" or '
            f'"{ORDERS[DayOrder.MONTH_FIRST]}"',
            table.sheet.place(at),
        )


def _year(texts: Iterable[str]) -> int | None:
    found = {int(each) for text in texts for each in _YEAR.findall(text[:500])}
    return found.pop() if len(found) == 1 else None


def parse_day_span(text: str) -> list[date]:
    """The days of a span that stands somewhere in a text: ``Programme, 1-3 June 2026``."""
    plain = normalise_dashes(normalise(text[:500]))
    for pattern in _SPANS:
        if not (told := pattern.search(plain)):
            continue
        parts = told.groupdict()
        ends = [
            parse_date(f"{parts.get('before') or ''}{parts[each]}{parts['after']}") for each in ("from", "to")
        ]
        first, last = ends
        if isinstance(first, date) and isinstance(last, date) and 0 <= (last - first).days <= _LONGEST:
            return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return []


def day_of_sheet(sheet: CellSheet, found: DateContext) -> date | None:
    """The day that the name of a sheet tells."""
    read = found.day(sheet.name) if sheet.name else ParseFailure("is no day")
    return read if isinstance(read, date) else None
