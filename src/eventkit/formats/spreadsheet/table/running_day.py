"""The running day: the date that applies to the rows of a table until a heading or a cell names another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from eventkit.formats.spreadsheet.cell_sheets import Cell, cell_text
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL
from eventkit.formats.spreadsheet.table.date_cells import DateContext, RowPeriod, afternoon_limit
from eventkit.formats.spreadsheet.table.date_inference import day_above, day_of_sheet
from eventkit.formats.spreadsheet.table.day_headings import DayHeading
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable
from eventkit.intake import Location
from eventkit.intake.datetime_parser import ParseFailure

_NO_DATE = "is not a date"


_UNCLEAR = ParseFailure("may be a new day")


_DAY_CHANGE = 5
"""The hour before which a session that follows an evening is on the next date."""


_EVENING = 18
"""The hour from which a session may be followed by the night."""


_NIGHT, _ONE_DAY = timedelta(hours=10), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MissingDay:
    """The reason why rows have no date.

    Attributes:
        text: The day as written, if it is written at all.
        problem: The beginning of a message.
        remedy: What the user can do.
    """

    text: str
    problem: str
    remedy: str


NO_MISSING_DAY = MissingDay(
    "", "A time but no date", f"Add a column of dates, or set days in the {MAP_LABEL}."
)


class RunningDay:
    """The date of the rows of a table that do not state their own.

    A heading that seems to name a day, and whose date cannot be read, ends the day above, as do times that go
    backwards: no session is imported on a day that may be wrong.

    Args:
        table: The table.
        dates: The facts needed to read dates.

    Attributes:
        date: The date; ``None`` if it is not known.
        missing: The reason why there is no date.
        afternoon_limit: The limit below which times are after noon, see `date_cells.afternoon_limit`.
    """

    def __init__(self, table: DetectedTable, dates: DateContext) -> None:
        self._dates = dates
        self.date: date | None = day_of_sheet(table.sheet, dates)
        self.missing = self._no_day = NO_MISSING_DAY
        self.afternoon_limit = 0
        self._last_starts: dict[str, tuple[Location, datetime]] = {}
        """The location and the start of the last session of this day, by its room, track or block."""
        if self.date is None and (above := day_above(table, dates)):
            text = next(text for cell in table.sheet.rows[above[0]] if (text := cell_text(cell)))
            self._start(above[1], text, table.sheet.place(above[0]))
        elif self.date is None and (heading := dates.heading(table.sheet.name)).mentions_day:
            self._start(
                heading, table.sheet.name, replace(table.sheet.place(), field="the name of the sheet")
            )
        elif self.date is None:
            self.date = dates.only_day if table.of("start", "time") else None
            name = table.sheet.name
            remedy = f'set days = {{"{name}" = "{dates.example}"}} in the {MAP_LABEL}'
            rows = f"the rows of {table.sheet.label}" if name else "all rows"
            self.missing = self._no_day = replace(
                NO_MISSING_DAY, remedy=f"Add a column of dates or, if {rows} are of one day, {remedy}."
            )

    def continue_from(self, day: date | None) -> None:
        """Begin with the day of another table above this one, unless this one states its own."""
        if self.date is None and self.missing is self._no_day:
            self.date = day

    def set(self, day: date, text: str = "") -> None:
        """Begin a day that a cell states."""
        self.date, self.missing, self.afternoon_limit = day, NO_MISSING_DAY, afternoon_limit(text)
        self._last_starts.clear()

    def end(self) -> None:
        """End the day at a cell whose date cannot be read."""
        self.date = None
        self._last_starts.clear()

    def read_heading(
        self, cell: Cell, where: Location, *, is_title: bool = False, has_days: bool = False
    ) -> bool:
        """True if the only cell of a row is the heading of a day, which applies to the rows below it.

        Args:
            cell: The cell.
            where: The location of the row.
            is_title: True if the cell is in the column of titles, so that it may be a session.
            has_days: True if the table has a column of dates, so that its rows state their own.
        """
        heading = self._dates.heading(cell)
        if not heading.mentions_day or heading.is_note:
            return False
        has_date = isinstance(heading.day, date)
        if is_title and not (heading.is_certain or (not has_date and not heading.rest)):
            # The title of a session, perhaps: it is imported, and may yet be a heading.
            if heading.is_leading and not has_days:
                self._start(replace(heading, day=_UNCLEAR), cell_text(cell), where)
            return False
        self._start(heading, cell_text(cell), where)
        return True

    def check_order(self, period: RowPeriod, key: str, where: Location) -> RowPeriod:
        """The period of a row on this day, unless time goes backwards.

        Rows may be listed room by room, so that times are compared within a key, such as a room. The hours
        after midnight belong to the night of their day.
        """
        start = period.start
        if start is None:
            return period
        before = self._last_starts.get(key)
        if before is not None and start < before[1]:
            is_evening = before[1].hour >= _EVENING or before[1].date() > start.date()
            if not (is_evening and start.hour < _DAY_CHANGE and start + _ONE_DAY - before[1] < _NIGHT):
                problem = (
                    f"Row {where.row} starts at {start:%H:%M}, before row {before[0].row} at "
                    f"{before[1]:%H:%M}, and no new day is stated"
                )
                self.end()
                self.missing = replace(NO_MISSING_DAY, problem=problem)
                return RowPeriod()
            start += _ONE_DAY
            period = RowPeriod(start, period.end and period.end + _ONE_DAY, period.on)
        self._last_starts[key] = where, start
        return period

    def _start(self, heading: DayHeading, text: str, where: Location) -> None:
        if isinstance(heading.day, date):
            self.set(heading.day, text)
            return
        self.end()
        reason = heading.day.reason
        problem = "has no date" if reason == _NO_DATE else reason
        remedy = (
            f"Add the year, or set year in the {MAP_LABEL}."
            if reason == "has no year"
            else f'Set its date in the {MAP_LABEL}: days = {{"{text}" = "{self._dates.example}"}}.'
        )
        place = f"row {where.row}" if where.row else where.field
        self.afternoon_limit = afternoon_limit(text)
        self.missing = MissingDay(text, f"'{text[:80]}' in {place} {problem}", remedy)
