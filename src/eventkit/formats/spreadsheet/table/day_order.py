"""The order of day and month: what dates such as 03/04/2027 mean, by other dates and the days known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from eventkit.formats.spreadsheet.cell_sheets import Cell
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL
from eventkit.formats.spreadsheet.table.date_cells import DateContext
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import DayOrder, ParseFailure

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
    certain: Collection[date],
    days: tuple[date, date] | None,
    log: ImportLog,
) -> DayOrder | None:
    """Decide the order of day and month, if the dates of the file make sense in one order only.

    With the right order dates have the weekdays that are written beside them, are days of the conference, and
    are close to each other and to those that can only mean one day. The first of these that one order
    alone fulfils decides.

    Args:
        ambiguous: The dates to read, with their locations.
        context: What else is known of the dates of the file.
        certain: The dates that can only mean one day.
        days: The first and last day of the conference, if they are known.
        log: The log of the decision, and of an ambiguous date as a fault.
    """
    readings = {order: read for order in DayOrder if (read := _parse_all(ambiguous, context, order))}
    where, text = ambiguous[0]
    if len(readings) == 1:
        return next(iter(readings))
    if order := _only(order for order, read in readings.items() if days and _are_within(read, days)):
        log.info(
            "date-order",
            f"'{text}' may have the day or the month first. Imported as {readings[order][0]}, "
            "since all dates are days of the conference then.",
            where,
        )
        return order
    if order := _only(
        order for order, read in readings.items() if _are_close((*read, *certain, *(days or ())))
    ):
        log.warning(
            "date-order",
            f"'{text}' may have the day or the month first. Imported as {readings[order][0]}, "
            "since all dates are close together then. Check it.",
            where,
        )
        return order
    question = f"Ambiguous date '{text}'."
    if readings:
        first, second = (read[0] for read in readings.values())
        question = f"Ambiguous date '{text}': {first} or {second}?"
    settled = "No other date in the file settles it."
    if days:
        settled = "Neither other dates in the file nor the days of the conference settle it."
    log.fault(
        f'{question} {settled} Set date-order = "day-first" or "month-first" in the {MAP_LABEL}.',
        where,
    )
    return None


def _parse_all(
    ambiguous: Sequence[tuple[Location, str]], context: DateContext, order: DayOrder
) -> list[date]:
    """The dates in an order; none if one of them is no date in it, because its weekday is another."""
    ordered = DateContext(order, context.year, dict(context.named_days))
    days = [day for _, text in ambiguous if isinstance(day := parse_day(ordered, text), date)]
    return days if len(days) == len(ambiguous) else []


def _only(orders: Iterable[DayOrder]) -> DayOrder | None:
    """The order, if it is the only one."""
    fitting = [*orders]
    return fitting[0] if len(fitting) == 1 else None


def _are_within(read: Collection[date], days: tuple[date, date]) -> bool:
    return all(days[0] <= day <= days[1] for day in read)


def _are_close(read: Collection[date]) -> bool:
    return max(read) - min(read) <= _LONGEST
