"""Sheet rows: the cells of each sheet by column, with cell locations for messages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath
from eventkit.formats.spreadsheet.cell_sheets import Cell, is_blank
from eventkit.formats.spreadsheet.sheet_reader import open_workbook
from eventkit.formats.spreadsheet.workbook.cell_codecs import typed_text
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    CONFERENCE,
    MARKER,
    SHEETS,
    THINGS,
    VERSION,
    ColumnKey,
    SheetSpec,
)
from eventkit.intake import ImportLog, Location, SourceFile
from eventkit.intake.source_file import DAMAGED_ARCHIVE, unreadable
from eventkit.messages import Message, as_message

_MARK = re.compile(rf">\s*{MARKER} ([0-9]{{1,4}})\s*<".encode())

_TEXTS = ("xl/sharedStrings.xml", "content.xml")

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")  # some programs keep texts there

_TEXTS_LIMIT, _SHEET_LIMIT = 16 * 2**20, 2**16
"""The most bytes of shared texts and of a sheet that are searched for the mark."""

_HEADINGS_WITHIN = 20  # the number of rows from the top that are searched for the headings


class CellLocation(NamedTuple):
    """A location in a workbook; ``row`` is counted from 1, ``column`` has its letters."""

    sheet: str
    row: int | None = None
    column: str = ""
    heading: str = ""

    @property
    def field(self) -> str:
        """The location without its row, for messages."""
        heading = f" ({self.heading})" if self.heading and self.column else self.heading
        return ", ".join(
            filter(None, (self.sheet, f"column {self.column}{heading}" if self.column else heading))
        )


class LocatedCell(NamedTuple):
    cell: Cell
    where: CellLocation


@dataclass(slots=True)
class SheetRow:
    """A row: its cells by column, and those of unknown columns by heading."""

    where: CellLocation
    cells: dict[ColumnKey, LocatedCell] = field(default_factory=dict)
    others: dict[str, LocatedCell] = field(default_factory=dict)


_Sense = tuple[ColumnKey, int]
"""The meaning of a heading: a column, and the number of its piece if a long text continues in others."""


class _Cell(NamedTuple):
    heading: str
    known: _Sense | None
    filled: LocatedCell


RowsBySheet = Mapping[str, Sequence[SheetRow]]
"""The rows by the name of their sheet, from top to bottom, without blank ones."""


def detect_layout_version(source: SourceFile) -> int | None:
    """The version of the layout that a workbook states; ``None`` if it is not an eventkit workbook.

    Reads texts only, and these up to a limit, because every file to import is checked.
    """
    sheets = (name for name in source.members if _SHEET.fullmatch(name))
    for name in (*(name for name in _TEXTS if name in source.members), *islice(sheets, len(SHEETS) + 1)):
        if mark := _MARK.search(_beginning(source, name)):
            return int(mark[1])
    return None


def _beginning(source: SourceFile, member: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive, archive.open(member) as file:
            return file.read(_TEXTS_LIMIT if member in _TEXTS else _SHEET_LIMIT)
    except DAMAGED_ARCHIVE:
        return b""


def read_sheet_rows(source: SourceFile, log: ImportLog) -> RowsBySheet:
    """The rows of each sheet; sheets that are left out are logged."""
    version = detect_layout_version(source)
    if version is None:
        message = Message(
            "Not an eventkit workbook: no cell contains '{marker} {version}', as its first cell should.",
            marker=MARKER,
            version=VERSION,
        )
        raise unreadable(message, source.name)
    if version != VERSION:
        message = Message(
            "Workbook layout version {version}, but this eventkit reads version {known}. "
            "Install a newer eventkit.",
            version=version,
            known=VERSION,
        )
        raise unreadable(message, source.name)
    with open_workbook(source) as (book, _, formulas):
        for formula in formulas:
            row = int("".join(filter(str.isdecimal, formula.cell)) or 0) or None
            message = Message(
                "The formula in {cell} {reason}. Imported as empty. Open the file in a spreadsheet "
                "program, save it and import it again.",
                cell=formula.cell,
                reason=as_message(formula.reason),
            )
            log.warning("formula", message, Location(source.name, formula.sheet, row))
        return _rows_by_sheet(book, log)


def _rows_by_sheet(book: CalamineWorkbook, log: ImportLog) -> RowsBySheet:
    specs = {sheet.name.casefold(): sheet for sheet in SHEETS}
    rows_by_sheet: dict[str, list[SheetRow]] = {}
    lack_ids = False
    for name in book.sheet_names:
        sheet = specs.get(name.strip().casefold())
        grid = book.get_sheet_by_name(name)
        rows = list(enumerate(grid.to_python(skip_empty_area=False), start=1))
        marked = bool(rows and rows[0][1]) and typed_text(rows[0][1][0]).startswith(MARKER)
        if sheet is CONFERENCE:
            rows_by_sheet[sheet.name] = list(_single_row(sheet, rows))
        elif sheet is not None:
            headed = _HeadedSheet(sheet, log)
            rows_by_sheet[sheet.name] = list(headed.read_rows(rows))
            lack_ids |= headed.lacks_ids
        elif not marked and any(not is_blank(cell) for _, row in rows for cell in row):
            message = Message("Unknown sheet '{name}'. Left out.", name=name)
            log.warning("unknown-sheet", message, Location(log.name, name))
    if lack_ids:  # Every reference to such a sheet would be a fault as well.
        raise log.as_error()
    return rows_by_sheet


def _single_row(sheet: SheetSpec, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[SheetRow]:
    grid: list[_Cell] = []
    for number, row in rows:
        if not row or is_blank(row[0]) or typed_text(row[0]).startswith(MARKER):
            continue
        heading = " ".join(typed_text(row[0]).split())
        value = row[1] if len(row) > 1 else ""
        where = CellLocation(sheet.name, number, "B", heading)
        grid.append(_Cell(heading, sheet.match_heading(heading), LocatedCell(value, where)))
    yield _sheet_row(CellLocation(sheet.name), grid)


@dataclass(slots=True)
class _HeadedSheet:
    sheet: SheetSpec
    log: ImportLog
    lacks_ids: bool = False

    def read_rows(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[SheetRow]:
        at = next((at for at, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if self._heads(row)), None)
        if at is None:
            if any(not is_blank(cell) for _, row in rows for cell in row):
                message = Message(
                    "None of the first {headings_within} rows has the headings of this sheet. Restore them.",
                    headings_within=_HEADINGS_WITHIN,
                )
                self.log.fault(message, Location(self.log.name, self.sheet.name))
            return
        headings = [" ".join(typed_text(cell).split()) for cell in rows[at][1]]
        known = [self.sheet.match_heading(heading) for heading in headings]
        self._check_headings(headings, known, rows[at][0])
        is_filled = any(not is_blank(cell) for _, row in rows[at + 1 :] for cell in row)
        self._check_ids(known, rows[at][0], is_filled=is_filled)
        for number, row in rows[at + 1 :]:
            grid = [
                _Cell(
                    heading,
                    sense,
                    LocatedCell(cell, CellLocation(self.sheet.name, number, letters(across), heading)),
                )
                for across, (heading, sense, cell) in enumerate(zip(headings, known, row, strict=False))
                if cell != ""
            ]
            sheet_row = _sheet_row(CellLocation(self.sheet.name, number), grid)
            if sheet_row.cells or sheet_row.others:
                yield sheet_row

    def _heads(self, row: Sequence[Cell]) -> bool:
        return (
            sum(self.sheet.match_heading(typed_text(cell)) is not None for cell in row if not is_blank(cell))
            > 1
        )

    def _check_ids(self, known: Sequence[_Sense | None], row: int, *, is_filled: bool) -> None:
        """Refuse a sheet without its column of ids, if other sheets refer to these."""
        self.lacks_ids = is_filled and self.sheet in THINGS and (ColumnKey("id"), 0) not in known
        if self.lacks_ids:
            message = Message(
                "Column 'Id' is missing, and other sheets refer to it. Restore it with its values; "
                "in new rows it may be empty."
            )
            self.log.fault(message, Location(self.log.name, self.sheet.name, row))

    def _check_headings(self, headings: Sequence[str], known: Sequence[_Sense | None], row: int) -> None:
        seen: dict[Any, int] = {}
        for across, heading in enumerate(headings):
            if not heading:
                continue
            key = known[across] or heading
            if (before := seen.setdefault(key, across)) != across:
                message = Message(
                    "Same heading as column {before}. Rename one of the two.", before=letters(before)
                )
                place = CellLocation(self.sheet.name, row, letters(across), heading)
                self.log.fault(message, Location(self.log.name, "", row, place.field))


def _sheet_row(where: CellLocation, grid: Sequence[_Cell]) -> SheetRow:
    sheet_row = SheetRow(where)
    further: dict[_Sense, LocatedCell] = {}
    for heading, known, filled in grid:
        if is_blank(filled.cell) and not (known and known[1]):
            continue  # In the continuation of a text, blanks are part of the text.
        if known is None:
            sheet_row.others[heading or f"column {filled.where.column}"] = filled
        elif known[1]:
            further[known] = filled
        else:
            sheet_row.cells[known[0]] = filled
    for (key, _), filled in sorted(further.items(), key=lambda entry: entry[0][1]):
        begun = sheet_row.cells.get(key)
        whole = filled.cell if begun is None else typed_text(begun.cell) + typed_text(filled.cell)
        sheet_row.cells[key] = LocatedCell(whole, begun.where if begun else filled.where)
    return sheet_row


def letters(index: int) -> str:
    """The letters of a column, counted from 0: ``A``, ``B``, ... ``AA``."""
    number, name = index + 1, ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


_FIELD = re.compile(r"(?<![a-z_])([a-z_]+)(?:\[[0-9]+\])?$")

_RANKS = {sheet.name: rank for rank, sheet in enumerate(SHEETS)}
_COLUMN_OF_FIELD = {"at": "date"}  # fields of a document whose column has another name


class WorkbookLog(DocumentLog):
    """The log of a workbook; the ``line`` of a node is the number of its cell, issued by `at`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.cells: list[CellLocation] = [CellLocation("")]

    def at(self, where: CellLocation) -> int:
        """Issue the number of a location in the workbook; later locations have higher numbers."""
        self.cells.append(where)
        return len(self.cells) - 1

    def fault_in(self, filled: LocatedCell, message: Message) -> None:
        self.fault_at(message, (), self.at(filled.where))

    def node(self, value: Any, line: int) -> DocumentNode:
        if isinstance(value, dict):
            return DocumentNode({name: self.node(item, line) for name, item in value.items()}, line)
        if isinstance(value, list):
            return DocumentNode([self.node(item, line) for item in value], line)
        return DocumentNode(value, line)

    def repaired(self, message: Message, place: NodePath, line: int) -> None:  # noqa: ARG002 - the cell is the place
        where = self.cells[line]
        row = f"row {where.row}" if where.row else ""
        heading = f"column {where.column} ({where.heading})" if where.column else where.heading
        shown = ", ".join(filter(None, (self.name, where.sheet, row, heading)))
        self._findings.append(Finding(Severity.WARNING, "repaired", (), message, shown))

    def as_error(self, message: Message | None = None, at: Location | None = None) -> Unreadable:
        """The error to raise, with all faults in the order of sheets and rows; ``message`` is one more."""
        if message is not None:
            self.fault(message, at)
        in_order = sorted(self.faults, key=self._rank)
        return Unreadable(self.name, tuple(map(self._with_location, in_order)))

    def _rank(self, fault: Fault) -> tuple[int, int, int]:
        where = self.cells[fault.line or 0]
        return _RANKS.get(where.sheet, 0), where.row or 0, fault.line or 0

    def _with_location(self, fault: Fault) -> Fault:
        where = self.cells[fault.line or 0]
        if not where.heading and (match := _FIELD.search(fault.field)):
            where = where._replace(heading=_heading(where.sheet, match[1]))
        return Fault(fault.message, where.field, where.row)


def _heading(sheet: str, field: str) -> str:
    field = _COLUMN_OF_FIELD.get(field, field)
    columns = (column for spec in SHEETS if spec.name == sheet for column in spec.columns)
    return next((column.heading for column in columns if column.field.rpartition(".")[2] == field), "")
