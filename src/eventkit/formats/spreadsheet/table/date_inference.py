"""Date inference: the order of day and month, missing years, weekdays and "Day 2", from all tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import header_meanings
from eventkit.formats.spreadsheet.table.column_map import ColumnMap
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable
from eventkit.formats.spreadsheet.table.table_dates import (
    CellTime,
    DateContext,
    DayHeading,
    parse_day_heading,
    without_day_number,
    years_in,
)
from eventkit.intake import ImportHints, ImportLog, Location
from eventkit.intake.datetime_parser import (
    DayOrder,
    ParseFailure,
    infer_day_order,
    normalise,
    normalise_dashes,
    parse_date,
)
from eventkit.messages import Listed, Message

_TO = r"(?:[-/]| (?:&|and|to|und|bis|et|au|y|al|e|и|و|إلى|تا) )(?:[^\W\d]{2,14}\.?,? )?"  # perhaps a weekday

_SPAN_PATTERNS = (
    re.compile(
        rf"(?<!\d)(?P<from>\d{{1,2}})\.?{_TO}(?P<to>\d{{1,2}})"
        r"(?P<after>\.? ?(?:de )?[^\W\d]+\.?,?(?: de)? ?\d{4})"
    ),
    re.compile(
        rf"(?P<before>(?<![^\W\d])[^\W\d]+\.? )(?P<from>\d{{1,2}}){_TO}(?P<to>\d{{1,2}})(?P<after>,? \d{{4}})"
    ),
    re.compile(
        r"(?P<before>\d{4}年 ?\d{1,2}月 ?)(?P<from>\d{1,2})日?(?P<sign>[-~至])(?P<to>\d{1,2})(?P<after>日)"
    ),
)

NO_YEAR = "has no year"
ADD_YEAR = Message("Add the year, or set year in the column map.")

_PART_OF_HEADING = re.compile(r"[\s,:|()（）–—]+")

_FORMS = {
    DayOrder.DAY_FIRST: re.compile(r"\b[DTJG]{1,2}[./ -]MM?\b", re.IGNORECASE),
    DayOrder.MONTH_FIRST: re.compile(r"\bMM?[./ -][DTJG]{1,2}\b", re.IGNORECASE),
}

_SPAN_LIMIT = 20

_ABOVE_LIMIT = 30

_DAY_NUMBER = re.compile(r"\d{1,2}")
_SHOWN = 4  # the number of days in a message
_HEADINGS_LIMIT = 500
"""The number of rows with a single text from which dates are inferred; no conference has as many days."""


def infer_date_context(
    tables: Sequence[DetectedTable], column_map: ColumnMap, hints: ImportHints, log: ImportLog
) -> DateContext:
    """Infer the order of day and month, the year and the dates of weekdays from all dates of the tables.

    Of the hints, the title of the conference may contain its year, and its days are those that numbers and
    weekdays refer to where the file has none.
    """
    cells = [(table, at, cell) for table in tables for at, cell in _cells(table)]
    words = list(dict.fromkeys(cell for _, _, cell in cells if isinstance(cell, str)))
    above = list(dict.fromkeys(text for table in tables for text in _days_above(table)))
    order = column_map.order or infer_day_order(
        part for text in words for part in {text, *_PART_OF_HEADING.split(text)}
    )
    order = order or _order_in_headers(tables)
    context = DateContext(order, column_map.year, dict(column_map.days))
    ambiguous = [
        (table.sheet.place(at), cell)
        for table, at, cell in cells
        if isinstance(cell, str) and is_ambiguous(context, cell)
    ]
    if order is None and ambiguous:
        context.year = (
            column_map.year
            or _stated_year(hints)
            or _find_year([*above, log.name, hints.title or ""], context, words)
        )
        certain = [day for _, _, cell in cells if isinstance(day := parse_day(context, cell), date)]
        in_titles = [day for text in above for day in parse_day_span(text)]
        known = hints.days or ((min(in_titles), max(in_titles)) if in_titles else None)
        order = decide_day_order(ambiguous, context, certain, known, log)
        context = DateContext(order, column_map.year, dict(column_map.days))
    year = None if context.year else _find_year([*above, log.name, hints.title or ""], context, words)
    stated = days_between(*hints.days) if hints.days else ()
    is_stated = year is None and not context.year and _stated_year(hints) is not None
    if is_stated:
        year = _stated_year(hints)
    if year is not None:
        dated = DateContext(order, year, dict(column_map.days))
        undated = _undated_days(words, above, context, dated)
        if undated:
            context = dated
        # The year is right if the weekday is.
        unsure = [text for text in undated if parse_day_heading(text, order, year).weekday is None]
        if unsure and not is_stated:
            message = Message(
                "'{text}' has no year. Used {year} for all such dates, from the file, its name or the title. "
                "Check it.",
                text=unsure[0],
                year=year,
            )
            places = (table.sheet.place(at) for table, at, cell in cells if cell == unsure[0])
            log.warning("year", message, next(places, Location(log.name)))
    elif not context.year:
        _log_day_without_year((*words, *above), context, log)
    headings = [context.heading(text) for text in (*words, *above)]
    days = [heading.day for heading in headings if isinstance(heading.day, date) and not heading.is_note]
    days += [
        day for _, _, cell in cells if isinstance(cell, date) and isinstance(day := context.day(cell), date)
    ]
    spans = {span for text in above if (span := tuple(parse_day_span(text)))}
    days += [day for span in spans for day in span]
    context.span = spans.pop() if len(spans) == 1 else stated
    days += [day for _, _, cell in _iter_day_cells(tables) if isinstance(day := context.day(cell), date)]
    only = stated[0] if len(stated) == 1 and not days else None
    context.set_days(sorted(set(days or stated) | set(column_map.days.values())))
    _number_days(tables, context, only, log)
    return context


def _order_in_headers(tables: Iterable[DetectedTable]) -> DayOrder | None:
    """The order of day and month that the headers of dates state: ``Date (MM/DD/YYYY)``."""
    dated = (column for table in tables for column in table.of("day", "start", "end"))
    orders = {order for column in dated for order, form in _FORMS.items() if form.search(column.header)}
    return _only(orders)


def _iter_day_cells(tables: Iterable[DetectedTable]) -> Iterator[tuple[DetectedTable, int, Cell]]:
    for table in tables:
        indices = [] if table.is_grid else [column.index for column in table.of("day")]
        for at, row in enumerate(table.body, table.header + 1):
            yield from ((table, at, row[index]) for index in indices if not is_blank(row[index]))


def _number_days(
    tables: Sequence[DetectedTable],
    context: DateContext,
    only: date | None,
    log: ImportLog,
) -> None:
    """Give the days that tables number their dates, and the only day of a conference to rows without one.

    The numbers of a column go from 0 or 1, and none is beyond the last day of the conference.
    """
    headings = [parse_day_heading(text) for table in tables for text in _headings_of_days(table)]
    cells = [*_iter_day_cells(tables)]
    bare = {int(text) for *_, cell in cells if _DAY_NUMBER.fullmatch(text := cell_text(cell))}
    named = {heading.index for heading in headings if heading.number and not heading.rest}
    numbers = bare | {index + 1 for index in named if index is not None}
    span = context.span
    if numbers and span:
        context.starts_at_zero = min(numbers) == 0
        are_all = len(bare) and all(_DAY_NUMBER.fullmatch(cell_text(cell)) for *_, cell in cells)
        first = 0 if context.starts_at_zero else 1
        if are_all and max(bare) - first < len(span):
            context.named_days.update({str(number): span[number - first] for number in sorted(bare)})
            context.forget()
            table, at, _ = cells[0]
            shown = Listed(
                tuple(
                    Message("{number} is {day}", number=number, day=span[number - first])
                    for number in sorted(bare)[:_SHOWN]
                )
            )
            log.info("day-numbers", Message("Days by number: {shown}.", shown=shown), table.sheet.place(at))
    if only is not None and not cells and not named and not context.named_days:
        context.only_day = only
        if any(table.of("start", "time") for table in tables):
            message = Message("No dates in the file. Used {only}, the only day of the conference.", only=only)
            log.info("only-day", message, tables[0].sheet.place())


def _log_day_without_year(texts: Iterable[str], context: DateContext, log: ImportLog) -> None:
    for text in texts:
        heading = context.heading(text)
        if isinstance(heading.day, ParseFailure) and heading.day.reason == NO_YEAR and not heading.is_note:
            message = Message("'{text}' has no year.", ADD_YEAR, text=text[:80])
            log.info("no-year", message, Location(log.name))
            return


def _undated_days(
    words: Sequence[str], above: Sequence[str], context: DateContext, dated: DateContext
) -> list[str]:
    """The texts that are days of sessions once dates without a year have one; dates in notes are none.

    A text above a table with more than a day in it counts only if the tables have no date of their own.
    """

    def is_undated(text: str) -> bool:
        return not _has_day(context, text) and _has_day(dated, text) and not dated.heading(text).is_note

    days = [text for text in words if is_undated(text)]
    has_days = any(_has_day(dated, text) for text in words)
    return days + [
        text for text in above if is_undated(text) and (not has_days or dated.heading(text).is_certain)
    ]


def _cells(table: DetectedTable) -> Iterator[tuple[int, Cell]]:
    if table.is_grid:
        yield from ((table.header, cell) for cell in table.sheet.rows[table.header] if not is_blank(cell))
    plain = DateContext(None, None, {})
    days = [] if table.is_grid else [column.index for column in table.of("day")]
    time_columns = (
        [] if table.is_grid else [column.index for column in table.of("start", "end", "time", "block-time")]
    )
    headings = 0
    for at, row in enumerate(table.body, table.header + 1):
        yield from ((at, row[index]) for index in days if not is_blank(row[index]))
        for index in time_columns:
            if not is_blank(row[index]) and not _is_time_only(row[index], plain):
                yield at, row[index]
        if row.count("") == len(row) - 1 and headings < _HEADINGS_LIMIT:
            headings += 1
            alone = next(cell for cell in row if cell != "")
            if isinstance(alone, str | date) and not _is_time_only(alone, plain):
                yield at, alone


def _headings_of_days(table: DetectedTable) -> Iterator[str]:
    """The texts of a table that may name a day: those above it, alone in a row, or in a column of days."""
    yield from _days_above(table)
    if table.is_grid:
        yield from map(cell_text, table.sheet.rows[table.header])
    indices = [column.index for column in table.of("day")]
    for row in table.body:
        cells = [row[index] for index in indices]
        cells += [cell for cell in row if cell != ""] if row.count("") == len(row) - 1 else []
        yield from (cell for cell in cells if isinstance(cell, str) and cell)


def _is_time_only(cell: Cell, plain: DateContext) -> bool:
    cell_time = plain.cell_time(cell)
    return isinstance(cell_time, CellTime) and cell_time.on is None and cell_time.instant is None


def _days_above(table: DetectedTable) -> Iterator[str]:
    yield table.sheet.name
    for row in table.sheet.rows[max(0, table.header - _ABOVE_LIMIT) : table.header]:
        for cell in row:
            if not is_blank(cell):
                yield cell_text(cell)


def _has_day(context: DateContext, text: str) -> bool:
    if isinstance(context.heading(text).day, date):
        return True
    cell_time = context.cell_time(text)
    return isinstance(cell_time, CellTime) and cell_time.on is not None


def _stated_year(hints: ImportHints) -> int | None:
    years = {day.year for day in hints.days or ()}
    return years.pop() if len(years) == 1 else None


def _find_year(texts: Iterable[str], context: DateContext, words: Sequence[str]) -> int | None:
    """The only year of the texts around the tables, or else of the dates in them."""
    years = set[int]()
    for text in texts:
        years |= {day.year for day in parse_day_span(text)} or years_in(text)
    if not years:
        years = {day.year for text in words if isinstance(day := context.heading(text).day, date)}
    return years.pop() if len(years) == 1 else None


def days_between(first: date, last: date) -> tuple[date, ...]:
    return tuple(date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def parse_day_span(text: str) -> list[date]:
    """The dates of a range of days within a text: ``Programme, 1-3 June 2026``."""
    plain = normalise_dashes(without_day_number(normalise(text[:500])))
    for pattern in _SPAN_PATTERNS:
        if not (match := pattern.search(plain)):
            continue
        parts = match.groupdict()
        ends = [
            parse_date(f"{parts.get('before') or ''}{parts[name]}{parts['after']}") for name in ("from", "to")
        ]
        first, last = ends
        if isinstance(first, date) and isinstance(last, date) and 0 <= (last - first).days <= _SPAN_LIMIT:
            return [*days_between(first, last)]
    return []


def day_of_sheet(sheet: CellSheet, context: DateContext) -> date | None:
    day = context.heading(sheet.name).day
    return day if isinstance(day, date) else None


def day_above(table: DetectedTable, context: DateContext) -> tuple[int, DayHeading] | None:
    """The nearest day heading in the rows above the header, or in its place, with the index of its row.

    A date beside other words, as in the title of a conference of one day, is the day only if the file has no
    other date.
    """
    for at in range(table.header, max(-1, table.header - 1 - _ABOVE_LIMIT), -1):
        cells = [cell for cell in table.sheet.rows[at] if not is_blank(cell)]
        if len(cells) == 2 and "day" in {
            meaning.target for meaning in header_meanings(cell_text(cells[0]))[0]
        }:
            del cells[0]  # the label of the date beside it
        heading = context.heading(cells[0]) if len(cells) == 1 else None
        if heading is None or not heading.mentions_day or heading.is_note:
            continue
        has_date = isinstance(heading.day, date)
        if heading.is_certain or (not has_date and heading.is_leading):
            return at, heading
        if has_date and len(context.days) == 1:
            return at, heading
    return None


_LONGEST = timedelta(days=20)
"""The longest time between two dates of a conference; the same day of two months is farther apart."""


def parse_day(context: DateContext, cell: Cell) -> date | ParseFailure:
    """Parse the date in a cell, with or without a time after it."""
    day = context.heading(cell).day
    if isinstance(day, ParseFailure) and isinstance(cell, str) and " " in cell:
        first = context.day(cell.split(" ", 1)[0])
        return first if isinstance(first, date) or "first" in first.reason else day
    return day


def is_ambiguous(context: DateContext, text: str) -> bool:
    """True for a date that may have the day or the month first, as long as their order is not known."""
    day = parse_day(context, text)
    return isinstance(day, ParseFailure) and "month first" in day.reason


def decide_day_order(
    ambiguous: Sequence[tuple[Location, str]],
    context: DateContext,
    certain: Collection[date],  # the dates that can only mean one day
    days: tuple[date, date] | None,  # the first and last day of the conference, if they are known
    log: ImportLog,
) -> DayOrder | None:
    """Decide the order of day and month, if the dates of the file make sense in one order only.

    With the right order dates have the weekdays that are written beside them, are days of the conference, and
    are close to each other and to those that can only mean one day. The first of these that one order
    alone fulfils decides.
    """
    readings = {order: read for order in DayOrder if (read := _parse_all(ambiguous, context, order))}
    where, text = ambiguous[0]
    if len(readings) == 1:
        return next(iter(readings))
    if order := _only(
        order for order, read in readings.items() if days and all(days[0] <= day <= days[1] for day in read)
    ):
        message = Message(
            "'{text}' may have the day or the month first. Imported as {day}, since all "
            "dates are days of the conference then.",
            text=text,
            day=readings[order][0],
        )
        log.info("date-order", message, where)
        return order
    if order := _only(
        order
        for order, read in readings.items()
        if max(known := (*read, *certain, *(days or ()))) - min(known) <= _LONGEST
    ):
        message = Message(
            "'{text}' may have the day or the month first. Imported as {day}, since all "
            "dates are close together then. Check it.",
            text=text,
            day=readings[order][0],
        )
        log.warning("date-order", message, where)
        return order
    question = Message("Ambiguous date '{text}'.", text=text)
    if readings:
        first, second = (read[0] for read in readings.values())
        question = Message(
            "Ambiguous date '{text}': {first} or {second}?", text=text, first=first, second=second
        )
    message = Message(
        question,
        "Neither other dates in the file nor the days of the conference settle it."
        if days
        else "No other date in the file settles it.",
        'Set date-order = "day-first" or "month-first" in the column map.',
    )
    log.fault(message, where)
    return None


def _parse_all(
    ambiguous: Sequence[tuple[Location, str]], context: DateContext, order: DayOrder
) -> list[date]:
    """The dates in an order; none if one of them is not a date in it, because its weekday is another."""
    ordered = DateContext(order, context.year, dict(context.named_days))
    days = [day for _, text in ambiguous if isinstance(day := parse_day(ordered, text), date)]
    return days if len(days) == len(ambiguous) else []


def _only(orders: Iterable[DayOrder]) -> DayOrder | None:
    fitting = [*orders]
    return fitting[0] if len(fitting) == 1 else None
