"""The timetable grid: sheets with times down the side and rooms or days across the top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from eventkit.formats.spreadsheet.cell_sheets import CellSheet, MergedArea, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_map import ColumnMap
from eventkit.formats.spreadsheet.table.row_people import TablePeople
from eventkit.formats.spreadsheet.table.row_sessions import TableRow
from eventkit.formats.spreadsheet.table.row_times import (
    LENGTH_LIMIT,
    NO_MISSING_DAY,
    MissingDay,
    RowPeriod,
    RunningDay,
    combine_cell_times,
    describe_length,
)
from eventkit.formats.spreadsheet.table.section_headings import field_of_column, names_room
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn
from eventkit.formats.spreadsheet.table.table_dates import (
    DAY_MINUTES,
    CellTime,
    DateContext,
    afternoon_limit,
    names_half_of_day,
    split_time,
)
from eventkit.formats.spreadsheet.table.title_cells import TitleCells
from eventkit.formats.spreadsheet.table.twelve_hour_clock import Half, TwelveHourClock, after_noon
from eventkit.intake import ImportLog, Location, RawProse, RawSession
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.intake.word_lists import kind_from_title
from eventkit.messages import Message, Plural, Verbatim

_OPEN_HOUR = MissingDay(
    "", Message("A time that may be in the morning or in the evening."), Message("Write am or pm.")
)


@dataclass(slots=True)
class _GridSlot:
    """A time slot of the grid: a row with a time, and the rows below it without one."""

    row: int
    on: date | None  # its date, if its row or the sheet states one
    cell_time: CellTime
    last: int
    missing: MissingDay


@dataclass(slots=True)
class _GridCell:
    """A cell with content, or a break that is typed in all rooms; slots are given by their index."""

    row: int
    columns: tuple[TableColumn, ...]  # the columns that it covers
    text: str
    is_for_all: bool  # true for a pause alone in its row: Lunch in the first column is not for one room
    first: int  # the slot in which it begins
    last: int  # the last slot that it is merged over
    end: int  # the slot with whose start it ends


def grid_titles(tables: Sequence[DetectedTable], people: TablePeople, log: ImportLog) -> TitleCells:
    """The cells of all timetables of a file, which show together what is beside titles."""
    grids = [table for table in tables if table.is_grid]
    texts = (
        cell_text(row[column.index])
        for table in grids
        for column in table.of("room", "day")
        if column.index > table.of("time")[0].index
        for row in table.body
    )
    first = next(iter(grids), tables[0])
    return TitleCells(texts, people, log, first.sheet.place(first.header), always=True)


class TimetableGrid:
    """The timetable grid of a sheet."""

    is_by_person = False

    def __init__(
        self,
        table: DetectedTable,
        dates: DateContext,
        titles: TitleCells,  # of all timetables of the file
        clock: TwelveHourClock,
        log: ImportLog,
        *,
        column_map: ColumnMap,
    ) -> None:
        self._sheet, self._header = _split_merged_times(table), table.header
        self._dates, self._log = dates, log
        self._time_column = table.of("time")[0]
        self._end_columns = table.of("end")
        days = table.of("day")
        self._day_columns = [column for column in days if column.index < self._time_column.index]
        beside = [column for column in table.of("room") if column.index < self._time_column.index]
        self._rooms = [cell_text(row[beside[0].index]) for row in self._sheet.unmerged_rows] if beside else []
        self._columns = {
            column.index: column
            for column in table.of("room", "day")
            if column not in (*self._day_columns, *beside)
        }
        self._names = {index: self._name_above(column) for index, column in self._columns.items()}
        above = {} if table.of("day") else _days_above_rooms(table, dates)
        self._days = {
            index: above[index] if index in above else self._day_above(column)
            for index, column in self._columns.items()
            if index in above or column.meaning.target == "day"
        }
        self._map = column_map
        self._slots: list[_GridSlot] = []
        self._facts: list[dict[int, tuple[str, str]]] = []
        self._tracks: dict[int, str] = {}
        self._table, self._clock = table, clock
        self.running = RunningDay(table, dates)  # the day that applies to rows which do not state their own
        if self.running.date is None and (day := _single_day_above(table, dates)):
            self.running.set(day)
        self._areas = {(area.top, area.left): area for area in self._sheet.merged}
        self._titles = titles

    def _name_above(self, column: TableColumn) -> str:
        """The name above a column, without its day: ``Friday 1 May – Great Hall``."""
        text = cell_text(self._sheet.rows[self._header][column.index])
        heading = self._dates.heading(text)
        return (heading.rest.strip(" ,:–—-") if heading.is_certain else "") or text or column.header

    def read_rows(self) -> Iterator[TableRow]:
        self._slots = list(self._read_slots())
        cells = [
            cell
            for at, slot in enumerate(self._slots)
            for row in range(slot.row, slot.last + 1)
            for cell in self._cells(row, at)
        ]
        self._judge_ends(cells)
        yield from map(self._session, cells)

    def _cells(self, row: int, at: int) -> Iterator[_GridCell]:
        cells = self._sheet.rows[row]
        filled = [index for index in self._columns if not is_blank(cells[index])]
        texts = {cell_text(cells[index]) for index in filled}
        is_one = len(filled) > 1 and not self._days and len(texts) == 1 and kind_from_title(min(texts))
        for indices in [filled] if is_one else [[index] for index in filled]:
            text = cell_text(cells[indices[0]])
            area = self._areas.get((row, indices[0]), MergedArea(row, indices[0], row, indices[0]))
            covered = {*range(area.left, area.right + 1), *indices}
            every = [column for index, column in self._columns.items() if index in covered]
            kind = kind_from_title(text.partition("\n")[0])
            is_for_all = kind is not None and kind.is_pause and len(every) == len(filled) == 1
            last = at
            while last + 1 < len(self._slots) and self._slots[last + 1].row <= area.bottom:
                last += 1
            for _, columns in groupby(every, key=lambda column: self._days.get(column.index)):
                # A break that is merged over several days is one of each.
                yield _GridCell(row, tuple(columns), text, is_for_all, at, last, last + 1)

    def _judge_ends(self, cells: Sequence[_GridCell]) -> None:
        """Judge when sessions above empty cells end.

        If most are above empty cells, rows divide the hours, and sessions last until the next one.
        """
        beginning: dict[int, list[_GridCell]] = {}
        for cell in cells:
            beginning.setdefault(cell.first, []).append(cell)
        if any(cell.last > cell.first for cell in cells):
            return  # where cells are merged over the rows of long sessions, the others end with their row
        nexts = [self._next_slot(cell, beginning) for cell in cells]
        unsure = [
            cell
            for cell, at in zip(cells, nexts, strict=True)
            if self._slots[cell.last].cell_time.end is None and at > cell.end and at in beginning
        ]
        stated = self._map.ends
        until_next = stated == "session" if stated else len(unsure) * 2 > len(cells)
        if until_next:
            for cell, at in zip(cells, nexts, strict=True):
                cell.end = at
        if unsure and not stated:
            self._log_ends(unsure, until_next=until_next)

    def _next_slot(self, cell: _GridCell, beginning: Mapping[int, Sequence[_GridCell]]) -> int:
        """The next slot in which a session in the columns of a cell begins, or one for everyone.

        A time alone in the last row is the end of the day.
        """
        end = len(self._slots)
        for at in range(cell.last + 1, end):
            others = beginning.get(at, [])
            if any(other.is_for_all or {*other.columns} & {*cell.columns} for other in others):
                return at
        return end if end - 1 in beginning else max(cell.last + 1, end - 1)

    def _log_ends(self, unsure: Sequence[_GridCell], *, until_next: bool) -> None:
        message = Message(
            Plural(
                "{count} session is above an empty cell, such as '{title}'.",
                "{count} sessions are above empty cells, such as '{title}'.",
            ),
            "Each was imported until the next session in its room."
            if until_next
            else "Each was imported until the next time of the table.",
            "If that is wrong, set {setting} in the column map.",
            count=len(unsure),
            title=unsure[0].text.partition("\n")[0][:80],
            setting=Verbatim(f'ends = "{"row" if until_next else "session"}"'),
        )
        self._log.warning("grid-ends", message, self._sheet.place(unsure[0].row, unsure[0].columns[0].header))

    def _day_above(self, column: TableColumn) -> date | None:
        day = self._dates.heading(self._sheet.rows[self._header][column.index]).day
        if isinstance(day, ParseFailure):
            place = self._sheet.place(self._header, column.header)
            message = Message(
                "The day above this column has no date. Set it in the column map: days = {days}.",
                days=Verbatim(f'{{"{column.header}" = "2026-03-01"}}'),
            )
            self._log.warning("no-date", message, place)
            return None
        return day

    def _read_slots(self) -> Iterator[_GridSlot]:
        rows = self._sheet.rows
        slot: _GridSlot | None = None
        for at in range(self._header + 1, len(rows)):
            cell, row = rows[at][self._time_column.index], rows[at]
            filled = [other for other in row if not is_blank(other)]
            where = self._sheet.place(at)
            if not filled or (len(filled) == 1 and self.running.read_heading(filled[0], where)):
                continue
            cell_time = ParseFailure(Message("is empty")) if is_blank(cell) else self._dates.cell_time(cell)
            if isinstance(cell_time, CellTime) and cell_time.start is not None:
                if slot is not None:
                    yield slot
                slot = self._slot(at, cell_time)
            elif is_blank(cell) and slot is not None:
                slot.last = at
            elif slot is None and self._take_facts(row):
                continue
            elif [cell_text(other) for other in row] != [cell_text(other) for other in rows[self._header]]:
                text = " | ".join(map(cell_text, filled))[:80]
                if len(filled) == 1:
                    message = Message(
                        "'{text}' is the only text in its row. Left out as a heading.", text=text
                    )
                    self._log.warning("heading", message, where)
                    continue
                message = Message(
                    "The row of '{text}' has no time. Left out. If it is a session, add its time.", text=text
                )
                self._log.error("no-time", message, where)
        if slot is not None:
            yield slot

    def _take_facts(self, row: Row) -> bool:
        """True for a row below the header with a chair, track or room for all sessions of each column.

        The names above rooms are tracks.
        """
        label = cell_text(row[self._time_column.index])
        texts = {index: text for index in self._columns if (text := cell_text(row[index]))}
        facts = {
            index: fact for index, text in texts.items() if (fact := field_of_column(text, label)) is not None
        }
        if facts and len(facts) == len(texts):
            self._facts.append(facts)
            return True
        if label or not texts or not all(map(names_room, texts.values())):
            return False
        self._tracks, self._names = self._names, {**self._names, **texts}
        return True

    def _slot(self, at: int, cell_time: CellTime) -> _GridSlot:
        row, where = self._sheet.rows[at], self._sheet.place(at)
        for column in self._day_columns:
            cell = row[column.index]
            if not is_blank(cell) and names_half_of_day(text := cell_text(cell)):
                self.running.afternoon_limit = afternoon_limit(text)
            elif not is_blank(cell) and not self.running.read_heading(cell, where):
                message = Message(
                    "'{cell}' is left of the times and not a date. Left out.", cell=cell_text(cell)[:80]
                )
                self._log.warning("left-of-times", message, replace(where, field=column.header))
        ends = [
            end.start
            for column in self._end_columns
            if isinstance(end := self._dates.cell_time(row[column.index]), CellTime)
        ]
        if cell_time.end is None and ends:
            cell_time = replace(cell_time, end=ends[0])
        if self._clock.half(self._table, at) is Half.OPEN:
            return _GridSlot(at, None, cell_time, at, _OPEN_HOUR)
        cell_time = self._clock.shift(self._table, at, after_noon(cell_time, self.running.afternoon_limit))
        on = cell_time.on or self.running.date
        if cell_time.on is None and on is not None and not self._days:
            room = self._rooms[at] if self._rooms else ""
            checked = self.running.check_order(combine_cell_times(on, [cell_time], []), room, where)
            on = None if checked.start is None else checked.start.date()
        return _GridSlot(at, on, cell_time, at, self.running.missing)

    def _session(self, cell: _GridCell) -> TableRow:
        where = self._sheet.place(cell.row, cell.columns[0].header)
        period = self._period(cell, where)
        facts = dict(facts[cell.columns[0].index] for facts in self._facts if cell.columns[0].index in facts)
        is_wide = len(cell.columns) > 1 or cell.is_for_all
        facts = {} if is_wide else facts
        title, people, rest = self._titles.split(
            "\n".join([cell.text, *filter(None, [facts.get("chair")])]), where
        )
        names = [self._names[column.index] for column in cell.columns if column.meaning.target == "room"]
        names += self._rooms[cell.row : cell.row + 1]
        extra = (
            {}
            if period.start is not None
            else {"time": cell_text(self._sheet.rows[self._slots[cell.first].row][self._time_column.index])}
        )
        session = RawSession(
            location=where,
            title=title,
            start=period.start,
            end=period.end,
            track=facts.get("track") or (None if is_wide else self._tracks.get(cell.columns[0].index)),
            rooms=() if cell.is_for_all else tuple(dict.fromkeys(filter(None, names))),
            people=tuple(people),
            description=RawProse(rest) if rest else None,
            extra=extra,
            reported=frozenset({*extra, "start"} if extra else ()),
        )
        return TableRow(session, period)

    def _period(self, cell: _GridCell, where: Location) -> RowPeriod:
        """The period from the start of the first slot to the end of the last, or the start of another."""
        first, last, index = self._slots[cell.first], self._slots[cell.last], cell.columns[0].index
        on = None if first.missing is _OPEN_HOUR else self._days.get(index) or first.on
        if on is None:
            if index not in self._days or first.missing is _OPEN_HOUR:
                missing = first.missing
                message = Message(
                    missing.problem,
                    "Imported without a time.",
                    "Write the date above the timetable."
                    if missing.problem == NO_MISSING_DAY.problem
                    else "",
                    missing.remedy,
                )
                self._log.warning("no-date", message, replace(where, field=""))
            return RowPeriod()
        end = last.cell_time.end or self._start_of_next(cell)
        period = combine_cell_times(on, [replace(first.cell_time, on=None, end=end)], [])
        if period.start is not None and period.end is not None and period.end - period.start > LENGTH_LIMIT:
            message = Message(
                describe_length(period.start, period.end),
                "Imported without a time; the cell is saved as extra data. Correct the times.",
            )
            self._log.warning("too-long", message, where)
            return RowPeriod(on=period.on)
        return period

    def _start_of_next(self, cell: _GridCell) -> int | None:
        """The start of the slot that ends a cell, in minutes after the midnight before its last slot.

        A cell that is merged over the last rows of even steps ends a step after the last.
        """
        last, count = self._slots[cell.last], len(self._slots)
        start = last.cell_time.start or 0
        if cell.end == count:
            starts = [slot.cell_time.start or 0 for slot in self._slots[cell.first :]]
            steps = {(two - one) % DAY_MINUTES for one, two in pairwise(starts)}
            return start + steps.pop() if len(steps) == 1 and cell.last == count - 1 else None
        following = self._slots[cell.end]
        days = (following.on - last.on).days if following.on and last.on else 0
        end = (following.cell_time.start or 0) + days * DAY_MINUTES
        return end if start < end <= start + DAY_MINUTES // 2 else None


def _split_merged_times(table: DetectedTable) -> CellSheet:
    """The sheet with each row of a single text such as ``12:00-13:00 Lunch`` as a time and a session."""
    sheet, time_column = table.sheet, table.of("time")[0].index
    rooms = [column.index for column in table.of("room")]
    merged = list(sheet.merged)
    rows = list(sheet.rows)
    for at in range(table.header + 1, len(rows)):
        filled = [cell for cell in rows[at] if not is_blank(cell)]
        split = split_time(cell_text(filled[0])) if len(filled) == 1 and rooms else None
        if split is not None and filled[0] == rows[at][time_column]:
            rows[at] = [""] * len(rows[at])
            rows[at][time_column], rows[at][rooms[0]] = split
            merged.append(MergedArea(at, rooms[0], at, rooms[-1]))
    return replace(sheet, rows=rows, merged=tuple(merged))


def _single_day_above(table: DetectedTable, dates: DateContext) -> date | None:
    days = set()
    for row in table.sheet.rows[: table.header + 1]:
        for cell in row:
            heading = None if is_blank(cell) else dates.heading(cell)
            if heading is not None and heading.is_certain and isinstance(heading.day, date):
                days.add(heading.day)
    return days.pop() if len(days) == 1 else None


def _days_above_rooms(table: DetectedTable, dates: DateContext) -> dict[int, date | None]:
    """The day of each column of rooms below a row with several days, each above its rooms."""
    time_column = table.of("time")[0].index
    for row in reversed(table.sheet.rows[: table.header]):
        days = {
            index: heading.day
            for index, cell in enumerate(row)
            if not is_blank(cell) and (heading := dates.heading(cell)).mentions_day and not heading.rest
        }
        if len(days) > 1:
            above: dict[int, date | None] = {}
            for column in table.of("room"):
                left = [index for index in days if time_column < index <= column.index]
                day = days[left[-1]] if left else None
                above[column.index] = day if isinstance(day, date) else None
            return above
    return {}
