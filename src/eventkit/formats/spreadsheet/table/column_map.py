"""The column map: the user's own statement of sheets, header row, date order and column meanings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from eventkit.errors import Fault, Unreadable
from eventkit.formats.spreadsheet.table.column_headers import ColumnMeaning, parse_meaning
from eventkit.intake.datetime_parser import DayOrder, normalise
from eventkit.intake.people_parser import CommaMeaning
from eventkit.messages import Listed, Message
from eventkit.suggestions import suggest

MAP_LABEL = "column map"

_ORDERS = {"day-first": DayOrder.DAY_FIRST, "month-first": DayOrder.MONTH_FIRST}
ORDERS = {order: word for word, order in _ORDERS.items()}  # the words for the two orders of day and month
LAYOUTS = ("list", "list-across", "grid", "grid-across")
"""The layouts of a sheet: a session per row or column, or a grid with times down the side or across."""

COMMAS = {
    "people": CommaMeaning.PEOPLE,
    "organisation": CommaMeaning.AFFILIATIONS,
    "family-name": CommaMeaning.PERHAPS_PEOPLE,
}
"""The meanings of a comma beside a name: between people, before an organisation, after a family name."""

BRACKETS = {"organisation": True, "name": False}
"""The meanings of brackets behind a name."""

ENDS = ("row", "session")
"""The ends of sessions in a grid above empty cells: with their row, or at the next session in their room."""

HIDDEN = ("leave-out", "import")
"""The ways to read what is hidden in a workbook: rows and sheets."""

KEYS = (
    "sheet", "header", "layout", "hidden", "date-order", "year", "minutes", "ends", "comma", "brackets",
    "days", "columns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The column map, as parsed."""

    sheets: tuple[str, ...] = ()  # the names of the sheets to read; empty to detect them
    # The header row by name of sheet, counted from 1; the empty name stands for all sheets. In a grid with
    # times across the top it is the column of rooms.
    headers: Mapping[str, int] = field(default_factory=dict)
    layout: str | None = None  # one of `LAYOUTS`, or None to detect it
    hidden: str | None = None  # one of `HIDDEN`; None for the first
    order: DayOrder | None = None  # the order of day and month in dates
    year: int | None = None  # the year of dates without one
    minutes: int | None = None  # the duration of sessions without an end or a duration, in minutes
    ends: str | None = None  # one of `ENDS`, or None to judge each grid
    comma: str | None = None  # a key of `COMMAS`, or None to judge each column of people
    brackets: str | None = None  # a key of `BRACKETS`, or None to judge each column of people
    # The date of each word for a day, such as a weekday or `day 1`, in lower case.
    days: Mapping[str, date] = field(default_factory=dict)
    columns: Mapping[str, ColumnMeaning] = field(default_factory=dict)


def parse_column_map(raw: Mapping[str, Any], name: str) -> ColumnMap:
    """Parse a column map in the form described in `eventkit.formats.spreadsheet.table`."""
    parser = _ColumnMapParser()
    for setting in raw:
        if setting not in KEYS:
            hint = suggest(str(setting), KEYS) or Message("Use {known}.", known=Listed(tuple(KEYS)))
            parser.fault(Message(Message("Unknown setting '{setting}'.", setting=str(setting)), hint))
    column_map = ColumnMap(
        parser.sheets(raw.get("sheet")),
        parser.headers(raw.get("header")),
        parser.one_of("layout", raw.get("layout"), {layout: layout for layout in LAYOUTS}),
        parser.one_of("hidden", raw.get("hidden"), {word: word for word in HIDDEN}),
        parser.one_of("date-order", raw.get("date-order"), _ORDERS),
        parser.number("year", raw.get("year"), range(1900, 2200)),
        parser.number("minutes", raw.get("minutes"), range(1, 24 * 60 + 1)),
        parser.one_of("ends", raw.get("ends"), {word: word for word in ENDS}),
        parser.one_of("comma", raw.get("comma"), {word: word for word in COMMAS}),
        parser.one_of("brackets", raw.get("brackets"), {word: word for word in BRACKETS}),
        parser.days(raw.get("days")),
        parser.columns(raw.get("columns")),
    )
    if parser.faults:
        raise Unreadable(name, tuple(parser.faults))
    return column_map


def day_key(text: str) -> str:
    return normalise(text[:120]).casefold()


class _ColumnMapParser:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, message: Message, at: str = "") -> None:
        self.faults.append(Fault(message, f"{MAP_LABEL}, {at}" if at else MAP_LABEL))

    def sheets(self, value: Any) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value or []
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            self.fault(Message("Not a name. Give the name of a sheet, or a list of names."), "sheet")
            return ()
        return tuple(names)

    def headers(self, value: Any) -> dict[str, int]:
        rows = value if isinstance(value, Mapping) else {} if value is None else {"": value}
        for sheet, row in rows.items():
            if not isinstance(row, int) or isinstance(row, bool) or row < 1:
                self.fault(
                    Message("'{row}' is not a row number. Count rows from 1.", row=str(row)),
                    f"header {sheet}".strip(),
                )
                return {}
        return {str(sheet): row for sheet, row in rows.items()}

    def one_of(self, at: str, value: Any, known: Mapping[str, Any]) -> Any:
        if value is None:
            return None
        if not isinstance(value, str) or value not in known:
            message = Message(
                "Unknown value '{value}'. Use {known}.",
                value=str(value),
                known=Listed(tuple(known), "or"),
            )
            self.fault(message, at)
            return None
        return known[value]

    def number(self, at: str, value: Any, allowed: range) -> int | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in allowed):
            return value
        message = Message(
            "'{value}' is not allowed. Give a whole number from {start} to {end}.",
            value=str(value),
            start=allowed.start,
            end=allowed.stop - 1,
        )
        self.fault(message, at)
        return None

    def days(self, value: Any) -> dict[str, date]:
        days = {}
        for word, on in self._items(value, "days"):
            try:
                day = on if isinstance(on, date) else date.fromisoformat(str(on))
                days[day_key(word)] = day.date() if isinstance(day, datetime) else day
            except ValueError:
                self.fault(
                    Message("'{on}' is not a date. Write it as 2026-03-01.", on=str(on)), f"days.{word}"
                )
        return days

    def columns(self, value: Any) -> dict[str, ColumnMeaning]:
        meanings = {}
        for header, means in self._items(value, "columns"):
            meaning = (
                parse_meaning(means)
                if isinstance(means, str)
                else Message(
                    'Not a text. Give the meaning of the column, for example "title" or "person 2 as chair".'
                )
            )
            if isinstance(meaning, Message):
                if header in KEYS:
                    meaning = Message(
                        "'{header}' is not a heading. Write it above the line [columns].", header=header
                    )
                self.fault(meaning, f"columns.{header}")
            else:
                meanings[header] = meaning
        return meanings

    def _items(self, value: Any, at: str) -> list[tuple[str, Any]]:
        if value is not None and not isinstance(value, Mapping):
            self.fault(Message("Not a table. Give a table of names and values."), at)
        return [(str(key), item) for key, item in value.items()] if isinstance(value, Mapping) else []
