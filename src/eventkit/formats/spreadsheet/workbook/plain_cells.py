"""What stands in a cell, whatever is meant by it, and how it reads."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

Cell = str | float | bool | date | time | timedelta
"""What stands in a cell: as XlsxWriter takes it and as calamine gives it, which has no other numbers; an
empty one holds the empty text. A `datetime` is a `date` too.
"""


def written(cell: Cell) -> str:
    """A cell as text; a number without the fraction that a spreadsheet gives to every number.

    >>> written(300.0), written(time(9, 30)), written(datetime(2022, 11, 5)), written(True)
    ('300', '09:30', '2022-11-05', 'TRUE')
    """
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case time():
            return cell.isoformat("seconds" if cell.second else "minutes")
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


def is_blank(cell: Cell) -> bool:
    """Whether nothing is to be seen in a cell."""
    return isinstance(cell, str) and not cell.strip()
