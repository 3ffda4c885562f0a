"""Dates and times of day in cells, where spreadsheets have several of their own for each."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from eventkit.formats.document.node_tree import PlainScalar
from eventkit.formats.spreadsheet.cell_sheets import Cell
from eventkit.formats.spreadsheet.workbook.plain_cells import written

_FIRST_DATE = date(1900, 3, 1)  # before it, some count a day too many: they believe in a 29 February 1900
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(61, 110_000)  # up to the year 2200
_A_DAY = timedelta(days=1)

MIDNIGHT = "24:00"
"""The end of a day, as a time of it."""

_BEFORE_ALL = 1901  # dates before it are what becomes of times of day

_DATE = re.compile(r"(?P<y>[0-9]{4})[-/.年] ?(?P<m>[0-9]{1,2})[-/.月] ?(?P<d>[0-9]{1,2})日?")
_GERMAN_DATE = re.compile(r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})")
_TIME = re.compile(
    r"(?P<h>[0-9]{1,2})[:.：](?P<m>[0-9]{2})(?::00)?(?: ?(?:Uhr|h))?(?P<half> ?[AaPp]\.?[Mm]\.?)?"
)


def date_cell(on: str) -> Cell:
    """The cell of a date in ISO 8601."""
    found = date.fromisoformat(on)
    return found if found >= _FIRST_DATE else on


def date_in(cell: Cell) -> Any:
    """A date in ISO 8601; what is none as the text it is."""
    if isinstance(cell, float) and cell.is_integer() and int(cell) in _SERIALS:
        cell = _DAY_ZERO + timedelta(days=int(cell))  # a date that lost its looks
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    text = written(cell).strip()
    found = _DATE.fullmatch(text) or _GERMAN_DATE.fullmatch(text)
    return PlainScalar(f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}" if found else text)


def time_cell(at: str) -> Cell:
    """The cell of a time of day, ``09:30``."""
    return time.fromisoformat(at) if re.fullmatch(r"[0-9]{2}:[0-9]{2}", at) else at


def time_in(cell: Cell) -> Any:
    """A time of day, with its date where one was typed along; what is none as the text it is."""
    match cell:
        case float() if 0 <= cell < 1:
            cell = _of_day(timedelta(days=cell))
        case timedelta() if timedelta() <= cell <= _A_DAY:
            cell = _of_day(cell)
        case time():
            cell = _of_day(_since_midnight(cell))
        case datetime() if cell.year < _BEFORE_ALL:
            cell = _of_day(_since_midnight(cell))
        case datetime():
            whole = datetime.combine(cell, time()) + _rounded(_since_midnight(cell))
            return PlainScalar(whole.isoformat(" ", "seconds" if whole.second else "minutes"))
        case date() if cell.year < _BEFORE_ALL:
            return PlainScalar(MIDNIGHT)
        case date():  # what calamine makes of a day with the time 00:00
            return PlainScalar(f"{cell:%Y-%m-%d} 00:00")
    text = written(cell).strip()
    if (found := _TIME.fullmatch(text)) and int(found["h"]) <= 24:
        return PlainScalar(f"{_hour(int(found['h']), found['half'] or ''):02}:{found['m']}")
    return PlainScalar(text)


def _of_day(since_midnight: timedelta) -> Cell:
    """A part of a day as a time."""
    seconds = round(since_midnight.total_seconds())
    whole = seconds == _A_DAY.total_seconds()
    return MIDNIGHT if whole else time(seconds // 3600, seconds % 3600 // 60, seconds % 60)


def _since_midnight(at: time | datetime) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _rounded(since_midnight: timedelta) -> timedelta:
    """To whole seconds: spreadsheets count in fractions of a day, which come near at best."""
    return timedelta(seconds=round(since_midnight.total_seconds()))


def _hour(hour: int, half: str) -> int:
    half = half.strip().lower()[:1]
    if half and hour <= 12:
        return hour % 12 + (12 if half == "p" else 0)
    return hour
