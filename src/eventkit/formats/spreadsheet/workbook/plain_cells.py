"""What stands in a cell, whatever is meant by it, and how it reads."""

from __future__ import annotations

from datetime import datetime, time

from eventkit.formats.spreadsheet.cell_sheets import Cell


def written(cell: Cell) -> str:
    """A cell as text; a number without the fraction that a spreadsheet gives to every number.

    >>> typed_text(300.0), typed_text(time(9, 30)), typed_text(datetime(2022, 11, 5)), typed_text(True)
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
