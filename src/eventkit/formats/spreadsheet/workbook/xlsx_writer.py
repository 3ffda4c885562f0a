"""The XLSX writer (ECMA-376): rows as a formatted workbook with drop-down lists and notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from eventkit.files.output_files import GENERATOR
from eventkit.formats.spreadsheet.cell_sheets import Cell
from eventkit.formats.spreadsheet.workbook.schedule_rows import FilledSheet, Row
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    CONFERENCE,
    LANGUAGES_LIST,
    LISTS,
    MARKER,
    SHEETS,
    VERSION,
    ColumnKey,
    ColumnSpec,
)
from eventkit.wording import Wording

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks know no zones; the same for the same bytes
_MORE_ROWS = 1000  # the number of empty rows with choices and formats below the filled ones
_UNITS_LIMIT = 32_767  # the most UTF-16 code units of a cell of Excel


# Of two escapes that share an underscore, XlsxWriter protects only the first.
_SHARED = re.compile(r"(?<=_x[0-9A-Fa-f]{4})(?=_x[0-9A-Fa-f]{4}_)")

_VALUE_WIDTH, _NOTE_WIDTH = 60, 80

_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True},
    "lines": {"num_format": "@", "text_wrap": True},
    "long": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"num_format": "hh:mm", "align": "left"},
    "number": {"align": "left"},
    "heading": {"bold": True, "bg_color": "#DDE6F0", "bottom": 1, "text_wrap": True},
    "note": {"italic": True, "font_color": "#666666", "text_wrap": True},
    "again": {"num_format": "@", "font_color": "#666666", "text_wrap": True},
}


def write_xlsx(tables: Sequence[FilledSheet], languages: Sequence[str], conference: str = "") -> bytes:
    """The workbook; the same tables give the same bytes.

    Sheets run from right to left if the first language does. The workbook of a conference has its id; a
    template has none, which nobody is to find replaced once it is filled in.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        if conference:
            book.set_custom_property(GENERATOR, conference, "text")
        drawing = _SheetWriter.of(book, tables, languages)
        for table in tables:
            if table.sheet is CONFERENCE:
                drawing.conference(table)
            else:
                drawing.things(table)
        drawing.lists()
    return buffer.getvalue()


def split_long_text(text: str) -> Iterator[str]:
    """Split a text into pieces that fit into a cell and are read back unchanged."""
    for part in _SHARED.split(text):
        begin = units = 0
        for at, char in enumerate(part):
            size = 1 if char <= "\uffff" else 2
            if units + size > _UNITS_LIMIT:
                yield part[begin:at]
                begin, units = at, 0
            units += size
        yield part[begin:]


def _pieces(cell: Cell | None) -> list[Cell]:
    if cell is None:
        return []
    if not isinstance(cell, str):
        return [cell]
    whole = len(cell) * 2 <= _UNITS_LIMIT and not _SHARED.search(cell)
    return [cell] if whole else list(split_long_text(cell))


@dataclass(frozen=True, slots=True)
class _Physical:
    """A column of a sheet: a column key, or a further piece of a long text."""

    column: ColumnSpec
    lane: ColumnKey
    piece: int

    @property
    def heading(self) -> str:
        return self.column.heading_for(self.lane.language, self.piece)


@dataclass(frozen=True, slots=True)
class _SheetWriter:
    book: Any
    looks: Mapping[str, Any]
    choices: Mapping[str, str]  # the area to choose from, by the name of its sheet or list
    lists: Any
    from_right: bool

    @staticmethod
    def of(book: Any, tables: Sequence[FilledSheet], languages: Sequence[str]) -> _SheetWriter:
        looks = {name: book.add_format({"valign": "top", **look}) for name, look in _LOOKS.items()}
        listed = _listed(languages)
        choices = {
            table.sheet.name: _area(table.sheet.name, 0, 1, len(table.rows) + _MORE_ROWS) for table in tables
        }
        for at, (name, words) in enumerate(listed.items()):
            choices[name] = _area(LISTS, at, 2, len(words) + 1)
        from_right = Wording.of(languages[0]).locale.text_direction == "rtl"

        def lists() -> None:
            _lists(book.add_worksheet(LISTS), listed, looks)

        return _SheetWriter(book, looks, choices, lists, from_right)

    def conference(self, table: FilledSheet) -> None:
        sheet = self._sheet(table)
        for at, heading in enumerate((f"{MARKER} {VERSION}", "Value", "What it is")):
            sheet.write_string(0, at, heading, self.looks["heading"])
        sheet.set_column(0, 0, 26, self.looks["text"])
        sheet.set_column(1, 1, _VALUE_WIDTH, self.looks["text"])
        sheet.set_column(2, 2, _NOTE_WIDTH, self.looks["note"])
        sheet.freeze_panes(1, 1)
        for down, physical in enumerate(_physical(table), start=1):
            sheet.write_string(down, 0, physical.heading, self.looks["heading"])
            look = self.looks[physical.column.codec.style]
            pieces = [_pieces(row.get(physical.lane))[physical.piece :] for row in table.rows]
            if pieces and pieces[0]:
                self._cell(sheet, down, 1, pieces[0][0], look)
            else:
                sheet.write_blank(down, 1, None, look)
            sheet.write_string(down, 2, physical.column.note, self.looks["note"])

    def things(self, table: FilledSheet) -> None:
        sheet = self._sheet(table)
        last = len(table.rows) + _MORE_ROWS
        across_of: dict[ColumnKey, int] = {}
        for across, physical in enumerate(_physical(table)):
            across_of.setdefault(physical.lane, across)
            column = physical.column
            sheet.write_string(0, across, physical.heading, self.looks["heading"])
            if column.note:
                sheet.write_comment(0, across, column.note, {"x_scale": 2})
            sheet.set_column(across, across, column.width, self._look(column))
            self._choice(sheet, column, across, last)
        self._rows(sheet, table, across_of)
        sheet.freeze_panes(1, table.sheet.frozen)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), max(across_of.values()))

    def _rows(self, sheet: Any, table: FilledSheet, across_of: Mapping[ColumnKey, int]) -> None:
        looks = {lane: self._look(column) for column, lane in table.lanes}
        for down, row in enumerate(table.rows, start=1):
            for lane, cell in row.items():
                for number, piece in enumerate(_pieces(cell)):
                    self._cell(sheet, down, across_of[lane] + number, piece, looks[lane])

    def _sheet(self, table: FilledSheet) -> Any:
        sheet = self.book.add_worksheet(table.sheet.name)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if self.from_right:
            sheet.right_to_left()
        return sheet

    def _look(self, column: ColumnSpec) -> Any:
        return self.looks["again" if column.is_derived else column.codec.style]

    def _cell(self, sheet: Any, down: int, across: int, cell: Cell, look: Any) -> None:
        match cell:
            case bool():
                sheet.write_boolean(down, across, cell, look)
            case int() | float():
                sheet.write_number(down, across, cell, look)
            case date() | time():
                sheet.write_datetime(down, across, cell, look)
            case _:
                # Always as a string, so that no text becomes a formula or a link.
                sheet.write_string(down, across, str(cell), look)

    def _choice(self, sheet: Any, column: ColumnSpec, across: int, last: int) -> None:
        source = self.choices.get(column.of) or self.choices.get(",".join(column.codec.choices))
        if not source or column.is_derived:
            return
        choice: dict[str, Any] = {"validate": "list", "source": source, "ignore_blank": True}
        if column.codec.many:
            choice["show_error"] = False  # Several values may be typed, separated by commas.
        else:
            choice |= {"error_type": "warning", "error_message": "Not in the list. Use it anyway?"}
        sheet.data_validation(1, across, last, across, choice)


def _physical(table: FilledSheet) -> list[_Physical]:
    columns = []
    for column, lane in table.lanes:
        count = max((len(_pieces(row.get(lane))) for row in table.rows), default=1)
        columns += [_Physical(column, lane, piece) for piece in range(max(count, 1))]
    return columns


def _area(sheet: str, across: int, top: int, bottom: int) -> str:
    first = xl_rowcol_to_cell(top, across, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(bottom, across, row_abs=True, col_abs=True)
    return f"='{sheet}'!{first}:{last}"


def _listed(languages: Iterable[str]) -> dict[str, tuple[str, ...]]:
    choices = {LANGUAGES_LIST: tuple(languages)}
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.codec.choices:
                choices.setdefault(",".join(column.codec.choices), column.codec.choices)
    return choices


def _lists(sheet: Any, listed: Mapping[str, Sequence[str]], looks: Mapping[str, Row | Any]) -> None:
    sheet.write_string(0, 0, f"{MARKER} {VERSION}", looks["heading"])
    sheet.write_string(0, 1, "The choices of the other sheets; this sheet is not imported.", looks["note"])
    headings = {
        ",".join(column.codec.choices): f"{column.heading} ({spec.name})"
        for spec in reversed(SHEETS)
        for column in reversed(spec.columns)
    }
    sheet.set_column(0, len(listed), 22)
    for across, (name, words) in enumerate(listed.items()):
        sheet.write_string(1, across, headings.get(name, name), looks["heading"])
        for down, word in enumerate(words, start=2):
            sheet.write_string(down, across, word, looks["text"])
