"""Small tables of any layout, and their import as text that a test can compare."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from textwrap import dedent
from typing import Any

import pytest
import xlsxwriter

from eventkit.errors import Unreadable
from eventkit.findings import Finding
from eventkit.formats.spreadsheet.table import table_format
from eventkit.intake import ImportHints, ImportResult
from eventkit.schedule import Schedule

ZONE = "Europe/Vienna"
ALWAYS = {"guessed-language", "title", "title-above", "no-day", "sheet"}
"""The codes of findings that most small tables have."""

_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm", timedelta: "[h]:mm"}


def reading(file: str | bytes, name: str = "programme.csv", **given: Any) -> ImportResult:
    """Import a table; text may be indented."""
    data = dedent(file).lstrip("\n").encode() if isinstance(file, str) else file
    return table_format.read(data, name, ImportHints(**{"zone": ZONE, **given}))


def faults(file: str | bytes, name: str = "programme.csv", **given: Any) -> list[str]:
    """The faults of a file, one line each, without its name."""
    with pytest.raises(Unreadable) as refusal:
        reading(file, name, **given)
    return [str(fault) for fault in refusal.value.faults]


def sessions(read: ImportResult) -> list[str]:
    """The sessions, one a line: ``On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace``."""
    return [" | ".join(filter(None, shown(read.schedule, each.id))) for each in read.schedule.sessions]


def shown(schedule: Schedule, id_: str) -> tuple[str, str, str, str]:
    """The title, hours, rooms and people of a session."""
    session = schedule.session(id_)
    hours, rooms = "", ""
    if session.slot is not None:
        start = session.slot.period.start.astimezone(schedule.zone)
        end = session.slot.period.end.astimezone(schedule.zone)
        hours = f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
        rooms = ", ".join(str(schedule.room(each).name) for each in session.slot.rooms)
    people = ", ".join(
        f"{schedule.participant(each.participant).name[0].full}"
        + (f" ({each.role.value})" if each.role.value != "speaker" else "")
        for each in session.people
    )
    return str(session.title), hours, rooms, people


def findings(read: ImportResult) -> list[Finding]:
    """The findings, without those of most small tables."""
    return [each for each in read.findings if each.code not in ALWAYS]


def codes(read: ImportResult) -> set[str]:
    """The codes of the findings, without those of most small tables."""
    return {each.code for each in findings(read)}


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
) -> bytes:
    """A workbook with the given rows; cells with times are of that type.

    Args:
        sheets: The rows by the name of their sheet.
        merged: Areas of the first sheet to merge, whose first cell is written: ``A2:A3``.
        hidden: Sheets that are hidden.
        hidden_rows: Rows that are hidden in all sheets, from 1.
        hidden_columns: Columns that are hidden in all sheets: ``B:C``.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        formats = {kind: book.add_format({"num_format": num_format}) for kind, num_format in _FORMATS.items()}
        for at, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell, formats.get(type(cell)))
            if name in hidden:
                sheet.hide()
            for number in hidden_rows:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            for columns in hidden_columns:
                sheet.set_column(columns, None, None, {"hidden": True})
            for area in merged if at == 0 else ():
                first = area.partition(":")[0]
                row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
                sheet.merge_range(area, rows[row][column])
    return buffer.getvalue()


def open_document(rows: str) -> bytes:
    """A workbook in OpenDocument whose only sheet, called ``Plan``, has those rows, written as XML."""
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<office:document-content{spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="Plan">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return buffer.getvalue()


_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
