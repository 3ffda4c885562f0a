"""Finding the tables in sheets: which rows are headers, which sheets tell of sessions and which of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from eventkit.formats.spreadsheet.sheets import Cell, Sheet, blank, written
from eventkit.formats.spreadsheet.table.columns import Column, header_names, told_of, understood
from eventkit.formats.spreadsheet.table.heading import header_of, with_one_header
from eventkit.formats.spreadsheet.table.mapping import PLACE, Told
from eventkit.formats.spreadsheet.table.meanings import NAMES, Meaning
from eventkit.formats.spreadsheet.table.when import Calendar, Piece, is_day_word
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure

FILLED_LIMIT = 15_000
"""The most rows of a sheet that may hold something: five times the largest conference looked at."""

TEXT_LIMIT = 16_000_000
"""The most characters that all cells may hold together: a book of ten thousand pages."""

_ALIKE = 0.6
_FIRST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a sheet.

    Attributes:
        sheet: The sheet.
        header: Which of its rows is the header, from 0.
        columns: The columns, from left to right.
        is_grid: Whether it is a timetable: hours down the side, rooms or days along the top.
    """

    sheet: Sheet
    header: int
    columns: tuple[Column, ...]
    is_grid: bool = False

    def of(self, *meanings: str) -> list[Column]:
        """The columns that hold one of those."""
        return [each for each in self.columns if each.meaning.to in meanings]

    @property
    def tells_sessions(self) -> bool:
        """Whether its rows are sessions, and not people."""
        return self.is_grid or bool(self.of("title", "block"))

    @property
    def tells_people(self) -> bool:
        """Whether its rows are people."""
        return not self.tells_sessions and bool(self.of(*NAMES))


def tables(sheets: Sequence[Sheet], told: Told, log: ImportLog, first: str | None) -> list[Table]:
    """The tables to read: those that were told, or those that look alike and tell of sessions, and of people.

    Args:
        sheets: The sheets that have something in them.
        told: What was told from outside.
        log: Where it is told which sheets are used; also what was told wrongly.
        first: The first language of the conference, where it is known.

    Raises:
        Unreadable: None can be used, or something was told of what is not there.
    """
    chosen = _chosen(sheets, told, log)
    _look_at_size(chosen, log)
    found = [table for sheet in chosen if (table := _table(sheet, told, log, first)) is not None]
    _look_at_told(found, chosen, told, log)
    if log.faults:
        raise log.as_error()
    if told.sheets or len(sheets) < 2:
        used = [each for each in found if each.tells_sessions or each.tells_people]
    else:
        used = _alike(found)
        _tell_used(sheets, used, log)
    if not any(each.tells_sessions for each in used):
        raise log.as_error(_nothing_found(chosen, found))
    return used


def _look_at_size(sheets: Sequence[Sheet], log: ImportLog) -> None:
    for sheet in sheets:
        filled = sum(1 for row in sheet.rows if row.count("") < len(row))
        if filled > FILLED_LIMIT:
            message = f"has {filled:,} rows with something in them: {FILLED_LIMIT:,} is the limit"
            log.fault(message, sheet.place())
    letters = sum(
        len(cell) for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)
    )
    if letters > TEXT_LIMIT:
        log.fault(f"holds {letters:,} characters of text: {TEXT_LIMIT:,} is the limit")
    if log.faults:
        raise log.as_error()


def _chosen(sheets: Sequence[Sheet], told: Told, log: ImportLog) -> list[Sheet]:
    names = [each.name for each in sheets]
    for name in (*told.sheets, *filter(None, told.headers)):
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(names) or 'none'}"
            log.fault(f"there is no sheet '{name}': {hint}", Location(log.name, field=PLACE))
    return [each for each in sheets if not told.sheets or each.name in told.sheets]


def _table(sheet: Sheet, told: Told, log: ImportLog, first: str | None) -> Table | None:
    row = told.headers.get(sheet.name, told.headers.get(""))
    header = None
    if row is not None:
        header = row - sheet.top
        if not 0 <= header < len(sheet.rows):
            last = sheet.top + len(sheet.rows) - 1
            log.fault(
                f"there is no row {row} in {sheet.told}: it has rows {sheet.top} to {last}",
                Location(log.name, field=f"{PLACE}, header"),
            )
            return None
    if told.layout != "grid":
        at = header_of(sheet.rows, frozenset(told.columns)) if header is None else header
        found = None
        if at is not None:
            sheet = with_one_header(sheet, at)
            found = Table(sheet, at, understood(sheet, at, told.columns, log, first))
        if told.layout == "list" or (found is not None and (found.tells_sessions or found.tells_people)):
            return found
    return _grid(sheet, header, told, log) or (None if told.layout == "grid" else found)


def _grid(sheet: Sheet, header: int | None, told: Told, log: ImportLog) -> Table | None:
    """The sheet as a timetable, if it is one: a column of times with a row of names above and beside it."""
    reading = _calendar(told)
    for index in range(min(_FIRST_COLUMNS, len(sheet.rows[0]) if sheet.rows else 0)):
        times = [at for at, row in enumerate(sheet.rows) if _is_time(row[index], reading)]
        if len(times) < 2 or len(times) * 2 < sum(
            1 for row in sheet.rows[times[0] :] if not blank(row[index])
        ):
            continue
        top = _top(sheet, index, times[0]) if header is None else header
        if top is None:
            continue
        columns = tuple(_grid_columns(sheet, top, index, told, log))
        if not any(each.meaning.to == "time" and each.is_told for each in columns[1:]):
            return Table(sheet, top, columns, is_grid=True)
    return None


def _top(sheet: Sheet, hours: int, first: int) -> int | None:
    """The row that has the most names beside the column of hours, above the first of them."""
    best, found = 0, None
    for at, row in enumerate(sheet.rows[:first]):
        names = sum(1 for cell in row[hours + 1 :] if not blank(cell))
        if names > best:
            best, found = names, at
    return found


def _calendar(told: Told) -> Calendar:
    return Calendar(told.order, told.year, dict(told.days))


def _is_day(read: date | ParseFailure) -> bool:
    """Whether a cell tells a day, be it without its year or with the month where the day may be."""
    return isinstance(read, date) or read.reason == "has no year" or "month first" in read.reason


def _is_time(cell: Cell, reading: Calendar) -> bool:
    found = None if blank(cell) or isinstance(cell, bool) else reading.piece(cell)
    return isinstance(found, Piece) and found.start is not None


def _grid_columns(sheet: Sheet, header: int, hours: int, told: Told, log: ImportLog) -> Iterator[Column]:
    names, reading = header_names(sheet, header), _calendar(told)
    yield Column(hours, names[hours], Meaning("time"))
    for index in range(hours + 1, len(names)):
        cell = sheet.rows[header][index]
        filled = any(not blank(row[index]) for row in sheet.rows[header + 1 :])
        mine = told_of(sheet, index, written(cell), names[index], told.columns)
        if mine is not None:
            yield Column(index, names[index], mine, is_told=True)
        elif blank(cell) and filled:
            message = f"{names[index]} has no room or day above it: it is left out"
            log.error("no-room", message, sheet.place(header, names[index]))
        elif not blank(cell):
            is_day = is_day_word(written(cell)) or _is_day(reading.day(cell))
            yield Column(index, names[index], Meaning("day" if is_day else "room"))


def _look_at_told(found: Sequence[Table], chosen: Sequence[Sheet], told: Told, log: ImportLog) -> None:
    """Look whether there are the columns of which something was told."""
    there: dict[str, None] = {}
    for table in found:
        texts = [" ".join(written(cell).split()) for cell in table.sheet.rows[table.header]]
        letters = [f"column {table.sheet.column(index)}" for index in range(len(texts))]
        for name in (*header_names(table.sheet, table.header), *texts):
            there[name] = there[f"{table.sheet.name}!{name}"] = None
        there.update(dict.fromkeys(letters))
    if not found and chosen:
        return
    shown = [each for each in there if each and "!" not in each and not each.startswith("column ")]
    for name in told.columns:
        if name not in there:
            near = get_close_matches(name, shown, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(shown)}"
            log.fault(f"there is no column '{name}': {hint}", Location(log.name, field=f"{PLACE}, columns"))


def _alike(found: Sequence[Table]) -> list[Table]:
    """The tables of sessions that are like the fullest one, and those of people."""
    sessions = [each for each in found if each.tells_sessions]
    if not sessions:
        return []
    best = max(sessions, key=lambda each: (len(_known(each)), len(each.sheet.rows)))
    wanted = _known(best)
    used = [
        each
        for each in sessions
        if each is best or len(_known(each) & wanted) >= _ALIKE * len(_known(each) | wanted)
    ]
    return [each for each in found if each in used or each.tells_people]


def _known(table: Table) -> set[str]:
    return {each.meaning.to for each in table.columns} - {"extra", "ignore", "private"}


def _tell_used(sheets: Sequence[Sheet], used: Sequence[Table], log: ImportLog) -> None:
    names = {each.sheet.name for each in used}
    for sheet in sheets:
        if sheet.name in names:
            log.info("sheet", "this sheet is read", sheet.place())
        else:
            message = f'this sheet is left aside: to read it, say so in {PLACE} (sheet = ["{sheet.name}"])'
            log.warning("sheet-aside", message, sheet.place())


def _nothing_found(sheets: Sequence[Sheet], found: Sequence[Table]) -> str:
    shown = [
        " | ".join(text[:30] for cell in row if (text := written(cell)))
        for sheet in sheets[:3]
        for row in sheet.rows[:3]
        if any(not blank(cell) for cell in row)
    ]
    if any(each.columns for each in found):
        names = ", ".join(each.header for table in found for each in table.columns[:20])
        return (
            f"no column is known to hold the titles of sessions: say which in {PLACE} "
            f'(columns = {{"..." = "title"}}); there are {names}'
        )
    if not shown:
        return "is empty: there is no table in it"
    return (
        "no row with the names of columns was found, such as Title, Speaker, Date, Start, Room: say in "
        f"{PLACE} which row it is (header = 3) and what its columns hold; "
        f"it begins with: {' / '.join(shown[:3])}"
    )
