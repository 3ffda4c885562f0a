"""The column map: the user's own statement of sheets, header row, date order and column meanings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from eventkit.errors import Fault, Unreadable
from eventkit.formats.spreadsheet.table.column_headers import ColumnMeaning, parse_meaning
from eventkit.intake.datetime_parser import DayOrder, normalise

MAP_LABEL = "the map of columns"
"""What messages call the mapping."""


_ORDERS = {"day-first": DayOrder.DAY_FIRST, "month-first": DayOrder.MONTH_FIRST}


ORDERS = {order: word for word, order in _ORDERS.items()}
"""The words for the two orders of days."""


LAYOUTS = ("list", "grid")
"""How sessions may stand in a sheet: one below the other, or in a grid of hours and rooms."""


_NAMES = ("sheet", "header", "layout", "date-order", "year", "minutes", "days", "columns")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A mapping that was read.

    Attributes:
        sheets: The sheets to use; empty where none is told.
        headers: The row of the header by sheet, counted from 1 as in the file; that of the empty name is for
            all sheets.
        layout: One of `LAYOUTS`, or ``None``.
        order: Which number of a day is the day.
        year: The year of days that are written without one.
        minutes: How long a session lasts of which no end and no length is told.
        days: By the words of the file in lower case, which day they mean: of weekdays, of ``day 1``.
        columns: By header, what a column means.
    """

    sheets: tuple[str, ...] = ()
    headers: Mapping[str, int] = field(default_factory=dict)
    layout: str | None = None
    order: DayOrder | None = None
    year: int | None = None
    minutes: int | None = None
    days: Mapping[str, date] = field(default_factory=dict)
    columns: Mapping[str, ColumnMeaning] = field(default_factory=dict)


def parse_column_map(given: Mapping[str, Any], name: str) -> ColumnMap:
    """The mapping that was given.

    Args:
        given: As `eventkit.formats.spreadsheet.table` describes it.
        name: What messages call the file.

    Raises:
        Unreadable: Something in it is wrong; all of it is listed.
    """
    reading = _ColumnMapParser()
    for each in given:
        if each not in _NAMES:
            near = get_close_matches(str(each), _NAMES, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(_NAMES)}"
            reading.wrong(f"'{each}' is no part of it: {hint}")
    found = ColumnMap(
        reading.sheets(given.get("sheet")),
        reading.headers(given.get("header")),
        reading.one_of("layout", given.get("layout"), {each: each for each in LAYOUTS}),
        reading.one_of("date-order", given.get("date-order"), _ORDERS),
        reading.number("year", given.get("year"), range(1900, 2200)),
        reading.number("minutes", given.get("minutes"), range(1, 24 * 60 + 1)),
        reading.days(given.get("days")),
        reading.columns(given.get("columns")),
    )
    if reading.faults:
        raise Unreadable(name, tuple(reading.faults))
    return found


def day_key(text: str) -> str:
    """A word of the file as `ColumnMap.days` has it."""
    return normalise(text[:120]).casefold()


class _ColumnMapParser:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def wrong(self, message: str, at: str = "") -> None:
        self.faults.append(Fault(message, f"{MAP_LABEL}, {at}" if at else MAP_LABEL))

    def sheets(self, value: Any) -> tuple[str, ...]:
        found = [value] if isinstance(value, str) else value or []
        if not isinstance(found, list | tuple) or not all(isinstance(each, str) for each in found):
            self.wrong("give the name of a sheet, or a list of names", "sheet")
            return ()
        return tuple(found)

    def headers(self, value: Any) -> dict[str, int]:
        found = value if isinstance(value, Mapping) else {} if value is None else {"": value}
        for sheet, row in found.items():
            if not isinstance(row, int) or isinstance(row, bool) or row < 1:
                self.wrong(f"'{row}' is no row: count from 1, as the file does", f"header {sheet}".strip())
                return {}
        return {str(sheet): row for sheet, row in found.items()}

    def one_of(self, at: str, value: Any, known: Mapping[str, Any]) -> Any:
        if value is None:
            return None
        if not isinstance(value, str) or value not in known:
            self.wrong(f"'{value}' is not known: take {' or '.join(known)}", at)
            return None
        return known[value]

    def number(self, at: str, value: Any, allowed: range) -> int | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in allowed):
            return value
        self.wrong(f"'{value}' is no number from {allowed.start} to {allowed.stop - 1}", at)
        return None

    def days(self, value: Any) -> dict[str, date]:
        found = {}
        for each, on in self._items(value, "days"):
            try:
                day = on if isinstance(on, date) else date.fromisoformat(str(on))
                found[day_key(each)] = day.date() if isinstance(day, datetime) else day
            except ValueError:
                self.wrong(f"'{on}' is no day: write it as 2026-03-01", f"days.{each}")
        return found

    def columns(self, value: Any) -> dict[str, ColumnMeaning]:
        found = {}
        for each, means in self._items(value, "columns"):
            meaning = (
                parse_meaning(means)
                if isinstance(means, str)
                else 'say what it holds: "title", "person 2 as chair"'
            )
            if isinstance(meaning, str):
                self.wrong(meaning, f"columns.{each}")
            else:
                found[each] = meaning
        return found

    def _items(self, value: Any, at: str) -> list[tuple[str, Any]]:
        if value is not None and not isinstance(value, Mapping):
            self.wrong("give a table of names and values", at)
        return [(str(key), each) for key, each in value.items()] if isinstance(value, Mapping) else []
