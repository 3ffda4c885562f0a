"""Workbooks: XLSX (ECMA-376) and ODS (OpenDocument 1.3)."""

from __future__ import annotations

import re

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from eventkit.formats.spreadsheet.bounds import column_number, look_at_sheets, packed, unpacked
from eventkit.formats.spreadsheet.delimited import TOO_MUCH
from eventkit.formats.spreadsheet.insides import Inside, Uncomputed, inside_ods, without_value
from eventkit.formats.spreadsheet.sheets import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    Area,
    Sheet,
    within_limits,
)
from eventkit.intake import ImportLog, Location, SourceFile
from eventkit.intake.source_file import unreadable

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def is_workbook(source: SourceFile) -> bool:
    """Whether a file is a workbook, perhaps of a kind that is not read."""
    if source.data.startswith(_OLD):
        return True
    members = source.members
    return "xl/workbook.xml" in members or "xl/workbook.bin" in members or _is_ods(source)


def _is_ods(source: SourceFile) -> bool:
    return "content.xml" in source.members and (
        "mimetype" not in source.members or source.read_member("mimetype").startswith(_ODS)
    )


def workbook(source: SourceFile, log: ImportLog) -> list[Sheet]:
    """The sheets of a workbook that are to be seen, in their order; empty ones and hidden ones are left out.

    Where a cell holds a formula, the value is taken that was computed when the file was saved.

    Raises:
        Unreadable: It is locked, broken, of a kind that is not read, or more than the limits allow.
    """
    if source.data.startswith(_OLD):
        message = "is locked with a password or of the old kind (.xls): save it as .xlsx"
        raise unreadable(message, source.name)
    if not is_workbook(source):
        message = "is no workbook: is it a table of another kind with a wrong ending?"
        raise unreadable(message, source.name)
    if "xl/workbook.bin" in source.members:
        message = "is a binary workbook (.xlsb): save it as .xlsx"
        raise unreadable(message, source.name)
    members = unpacked(source.data, source.name)
    inside: dict[str, Inside] = {}
    formulas: list[Uncomputed] = []
    if "content.xml" in members:
        inside = inside_ods(members["content.xml"], source.name)
    else:
        look_at_sheets(members, source.name)
        formulas = list(without_value(members))
    try:
        with CalamineWorkbook.from_filelike(packed(members)) as book:
            found = _sheets(book, source.name, log, inside)
    except (CalamineError, OSError, ValueError) as error:
        message = f"is a broken workbook: {error}"
        raise unreadable(message, source.name) from None
    _fill_in(found, formulas, log)
    within_limits(found)
    return found


def _fill_in(sheets: list[Sheet], formulas: list[Uncomputed], log: ImportLog) -> None:
    """Put what a formula says where it has no value, so that the cell is not lost; and tell of it."""
    by_name = {each.name: each for each in sheets}
    for each in formulas:
        place = _REFERENCE.fullmatch(each.cell)
        sheet = by_name.get(each.sheet)
        if place is None or sheet is None:
            continue
        row, column = int(place[2]) - sheet.top, column_number(place[1]) - sheet.left
        taken = "empty"
        if each.formula and 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row]):
            sheet.rows[row][column], taken = each.formula, "what it says"
        message = f"the formula in {each.cell} {each.what}: the cell is taken for {taken}"
        log.warning("formula", message, sheet.place(row))


def _sheets(book: CalamineWorkbook, name: str, log: ImportLog, inside: dict[str, Inside]) -> list[Sheet]:
    found, total = [], 0
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        if not sheet.height:
            continue
        total += sheet.height * sheet.width
        if sheet.height > ROWS_LIMIT or sheet.width > COLUMNS_LIMIT or total > CELLS_LIMIT:
            message = f"has {sheet.height:,} rows and {sheet.width:,} columns: {TOO_MUCH}"
            raise unreadable(message, f"{name}, {about.name}")
        if about.visible is not SheetVisibleEnum.Visible:
            log.info("hidden-sheet", "the sheet is hidden: left aside", Location(name, about.name))
            continue
        found.append(_sheet(sheet, name, inside.get(about.name)))
    return found


def _sheet(sheet: CalamineSheet, name: str, inside: Inside | None) -> Sheet:
    top, left = sheet.start or (0, 0)
    rows = sheet.to_python()
    ranges = inside.merged if inside else sheet.merged_cell_ranges or ()
    merged = tuple(
        Area(above - top, first - left, min(below - top, len(rows) - 1), min(last - left, sheet.width - 1))
        for (above, first), (below, last) in ranges
        if top <= above < top + len(rows) and left <= first < left + sheet.width
    )
    return Sheet(name, sheet.name, rows, top + 1, left + 1, merged)
