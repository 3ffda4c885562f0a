"""The twelve-hour clock: the hours without am or pm that are after noon, from all tables of a file.

``11:45-1:00`` and, below it, ``1:00-1:30`` are the afternoon if no hour of the file is after 12:59. An hour
that may be before or after noon is left open rather than guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from eventkit.formats.spreadsheet.cell_sheets import Cell, cell_text, is_blank
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn
from eventkit.formats.spreadsheet.table.table_dates import CellTime, DateContext, afternoon_limit
from eventkit.intake import ImportLog
from eventkit.intake.datetime_parser import normalise, states_half_of_day
from eventkit.messages import Message, Plural

_NOON = 12 * 60
_ONE, _FIVE, _SIX, _EIGHT, _NINE, _DAY = 60, 5 * 60, 6 * 60, 8 * 60, 9 * 60, 24 * 60
_TEN = 10 * 60
_OF_24_HOURS = re.compile(r"\d ?(?:h|uhr|uur)(?![^\W\d_])", re.IGNORECASE)


class Half(Enum):
    AS_WRITTEN = auto()
    AFTERNOON = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class _Hours:
    """The start and end in a row, in minutes after midnight; ``None`` if they state their half of the day."""

    place: tuple[int, int]
    day: tuple[int, str]
    group: str
    text: str
    start: int
    end: int | None
    is_bare: bool

    @property
    def morning(self) -> int:
        """The first hour that may be of a morning: 05:30 may, as clocks of 24 hours write it."""
        return _FIVE if self.text[:1] == "0" else _SIX


class TwelveHourClock:
    """The halves of the day of the rows of all tables."""

    def __init__(self, tables: Sequence[DetectedTable], dates: DateContext, log: ImportLog) -> None:
        self._numbers = {id(table): number for number, table in enumerate(tables)}
        self._halves: dict[tuple[int, int], Half] = {}
        self._is_of_twelve_hours = False
        rows = [row for number, table in enumerate(tables) for row in _iter_hours(number, table, dates)]
        groups: dict[tuple[tuple[int, str], str], list[_Hours]] = defaultdict(list)
        days: dict[tuple[int, str], list[_Hours]] = defaultdict(list)
        for row in rows:
            groups[row.day, row.group].append(row)
            days[row.day].append(row)
        passed = next(filter(None, map(_find_passed_noon, (*groups.values(), *days.values()))), None)
        if any(map(_is_of_24_hours, rows)):
            return
        if passed is None:
            # Nothing tells 1:00 in the night from 1:00 in the afternoon; 01:00 is as it is written.
            early = [row for row in rows if row.is_bare and row.start < _SIX and row.text[:1] != "0"]
            self._halves.update((row.place, Half.OPEN) for row in early)
            return
        self._is_of_twelve_hours = True
        mornings = {row.day for row in rows if row.is_bare and _EIGHT <= row.start < _NOON + _ONE}
        for (day, _), group in groups.items():
            self._halves.update(_halves_of(group, has_morning=day in mornings))
        late = [row for row in rows if self._halves[row.place] is Half.AFTERNOON or _ends_after_noon(row)]
        number, at = passed.place
        message = Message(
            Plural(
                "{count} row has a time without am or pm, such as '{text}', and no time is after 12:59.",
                "{count} rows have times without am or pm, such as '{text}', and no time is after 12:59.",
            ),
            "Imported as the afternoon. If that is wrong, write am.",
            count=len(late),
            text=passed.text,
        )
        log.warning("afternoon", message, tables[number].sheet.place(at))

    def shift(self, table: DetectedTable, at: int, cell_time: CellTime, start: int | None = None) -> CellTime:
        """The times of a row on a clock of 24 hours; ``start`` is for a cell with the end alone."""
        if not self._is_of_twelve_hours:
            return cell_time
        return after_noon(cell_time, _DAY if self.half(table, at) is Half.AFTERNOON else 0, start)

    def half(self, table: DetectedTable, at: int) -> Half:
        return self._halves.get((self._numbers[id(table)], at), Half.AS_WRITTEN)


def after_noon(cell_time: CellTime, limit: int, start: int | None = None) -> CellTime:
    """The times of an afternoon on a clock of 24 hours: 2:00, or an end before the start, is after noon."""
    if cell_time.start is None or cell_time.on is not None:
        return cell_time
    is_late = cell_time.start < limit if start is None else cell_time.start <= start < cell_time.start + _NOON
    first = cell_time.start + _NOON if is_late else cell_time.start
    end = cell_time.end
    if end is not None and end <= first < end + _NOON:
        end += _NOON
    return replace(cell_time, start=first, end=end)


def _iter_hours(number: int, table: DetectedTable, dates: DateContext) -> Iterator[_Hours]:
    starts, ends = table.of("start", "time"), table.of("end")
    days = [column for column in table.of("day") if not table.is_grid or column.index < starts[0].index]
    rooms = (
        []
        if table.is_grid
        else [column for target in ("room", "track", "block") for column in table.of(target)]
    )
    day = ""
    for at, row in enumerate(table.sheet.unmerged_rows[table.header + 1 :], table.header + 1):
        if stated := next((text for column in days if (text := cell_text(row[column.index]))), ""):
            day = stated
        elif row.count("") == len(row) - 1:
            text = next(cell_text(cell) for cell in row if cell != "")
            day = text if dates.heading(text).mentions_day else day
        first, text = _first_time(row, starts, dates)
        if first is None or first.start is None:
            continue
        last, end_text = _first_time(row, ends, dates)
        end = first.end if last is None else last.start
        is_bare = not (states_half_of_day(f"{text} {end_text}") or afternoon_limit(day))
        yield _Hours(
            (number, at),
            (number, day),
            next((room for column in rooms if (room := cell_text(row[column.index]))), ""),
            text,
            first.start,
            end,
            is_bare,
        )


def _first_time(
    row: Sequence[Cell], columns: Iterable[TableColumn], dates: DateContext
) -> tuple[CellTime | None, str]:
    for column in columns:
        cell_time = None if is_blank(row[column.index]) else dates.cell_time(row[column.index])
        if isinstance(cell_time, CellTime) and cell_time.start is not None and cell_time.on is None:
            return cell_time, cell_text(row[column.index])
    return None, ""


def _is_of_24_hours(row: _Hours) -> bool:
    minutes = [row.start, *([] if row.end is None else [row.end])]
    return row.is_bare and (
        any(not _ONE <= minute < _NOON + _ONE for minute in minutes)
        or _OF_24_HOURS.search(normalise(row.text)) is not None
    )


def _ends_after_noon(row: _Hours) -> bool:
    """True for a start before an end on the other side of noon: ``11:45-1:00``."""
    return row.is_bare and row.end is not None and row.end < row.start < row.end + _NOON


def _find_passed_noon(group: Sequence[_Hours]) -> _Hours | None:
    """The first row that is after noon, since the hours go backwards otherwise."""
    before: _Hours | None = None
    for row in group:
        if _ends_after_noon(row) and row.start >= _NINE:
            return row
        limit = 0 if before is None else _EIGHT if before.start >= _NOON else row.morning
        is_behind = before is not None and before.start in range(_NINE, row.start + _NOON + 1)
        if is_behind and row.is_bare and row.start < limit:
            return row
        before = row
    return None


def _halves_of(group: Sequence[_Hours], *, has_morning: bool) -> Mapping[tuple[int, int], Half]:
    """The halves of the rows of a day and room: from 1:00 to 5:59 the afternoon; others by their order."""
    halves: dict[tuple[int, int], Half] = {}
    last, is_ordered = 0, True
    evenings: list[_Hours] = []
    for row in group:
        start = row.start
        if row.is_bare and (start < row.morning or (start < last and last >= _NOON)) and start < _NOON:
            halves[row.place] = Half.AFTERNOON
            if start >= _SIX:
                evenings.append(row)
            start += _NOON
        is_ordered &= start >= last
        last = max(last, start)
    begins_early = bool(group) and group[0].place not in halves
    for row in evenings:
        if not is_ordered:
            halves[row.place] = Half.AS_WRITTEN if row.start >= _EIGHT else Half.OPEN
        elif row.start >= (_TEN if begins_early else _EIGHT):
            halves[row.place] = Half.OPEN
    for row in group:
        if row.is_bare and _SIX <= row.start < _EIGHT and row.place not in halves and not has_morning:
            halves[row.place] = Half.OPEN
        halves.setdefault(row.place, Half.AS_WRITTEN)
    return halves
