"""A workbook as a hand leaves it: the sheets of a sound one, changed and saved again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.workbook import spreadsheet
from eventkit.formats.spreadsheet.workbook.sheet_rows import letters
from eventkit.intake import ImportResult
from formats.documents import schedule, sessions

Rows = list[list[Any]]
Sheets = dict[str, Rows]
Edit = Callable[[Sheets], None]

TEXT = sessions("""\
    - id: opening
      title: {en: Opening, zh: 开幕式}
      kind: opening
      start: 2026-10-24 09:00
      end: 10:00
      rooms: [hall]
      people: [{participant: ada, role: host}, babbage]
    - id: panel
      title: Panel
      kind: panel
      start: 2026-10-24 22:00
      end: 00:30
      rooms: [hall]
      parts:
        - {id: first-word, title: First word, start: 22:00, minutes: 10}
""")
TEXT += """\
participants:
  - {id: ada, name: Ada Lovelace, affiliations: [{position: Countess, organisation: club}]}
  - {id: babbage, name: {en: Charles Babbage, zh: 巴贝奇}}
organisations:
  - {id: club, name: Analytical Society}
"""


def sheets_of(data: bytes) -> Sheets:
    """The cells of a workbook by sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def workbook(sheets: Sheets) -> bytes:
    """A workbook of those cells, typed as they are, without any looks."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        forms = {
            date: "yyyy-mm-dd",
            datetime: "yyyy-mm-dd hh:mm",
            time: "hh:mm",
            timedelta: "[h]:mm",
        }
        looks = {kind: book.add_format({"num_format": form}) for kind, form in forms.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(down, across, cell)
                    else:
                        sheet.write(down, across, cell, looks.get(type(cell)))
    return buffer.getvalue()


def unchanged(sheets: Sheets) -> None:
    """Nothing is done to the sheets."""


def edited(edit: Edit) -> bytes:
    """The workbook of `TEXT`, changed."""
    sheets = sheets_of(spreadsheet.export(schedule(TEXT)).data)
    edit(sheets)
    return workbook(sheets)


def reading(edit: Edit) -> ImportResult:
    """What is read from it."""
    return spreadsheet.read(edited(edit), "forum.xlsx")


def faults(edit: Edit) -> list[str]:
    """The faults reported for it, one line each."""
    with pytest.raises(Unreadable) as caught:
        reading(edit)
    return [str(fault) for fault in caught.value.faults]


def across(rows: Rows, heading: str) -> int:
    """Where a column stands."""
    return [str(cell) for cell in rows[0]].index(heading)


def letters_of(heading: str, sheet: str = "Sessions", further: int = 0) -> str:
    """The letters of a column of the workbook, found by its heading; or of one so many further on."""
    return letters(across(sheets_of(edited(unchanged))[sheet], heading) + further)


def put(sheets: Sheets, sheet: str, row: int, **cells: Any) -> None:
    """Fill in cells of a row, counted from 1 as in the sheet; ``_`` in a heading is a blank."""
    rows = sheets[sheet]
    for heading, cell in cells.items():
        at = across(rows, heading.replace("_", " "))
        while len(rows) < row:
            rows.append([""] * len(rows[0]))
        rows[row - 1][at] = cell


def put_at(sheets: Sheets, sheet: str, row: int, heading: str, cell: Any) -> None:
    """Fill in one cell, under a heading that is not a name in Python."""
    put(sheets, sheet, row, **{heading: cell})
