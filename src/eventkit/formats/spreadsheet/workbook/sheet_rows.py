"""Sheet rows: the cells of each sheet by column, with cell locations for messages."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath
from eventkit.formats.spreadsheet.cell_sheets import Cell, is_blank
from eventkit.formats.spreadsheet.sheet_reader import (
    check_sheet_sizes,
    repack_members,
    scan_ods,
    uncomputed_cells,
    unpack_members,
)
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
from eventkit.intake.source_file import unreadable

_MARK = re.compile(rf">\s*{MARKER} ([0-9]{{1,4}})\s*<".encode())


_TEXTS = ("xl/sharedStrings.xml", "content.xml")


_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")  # some programs keep texts there


_LOOKED_AT, _LOOKED_AT_OF_A_SHEET = 16 * 2**20, 2**16


_HEADINGS_WITHIN = 20
"""In how many rows from the top the headings are looked for."""


class CellLocation(NamedTuple):
    """Where in a workbook something stands; ``row`` is counted from 1, ``column`` its letters."""

    sheet: str
    row: int | None = None
    column: str = ""
    heading: str = ""

    @property
    def field(self) -> str:
        """The place without its row, for messages."""
        heading = f" ({self.heading})" if self.heading and self.column else self.heading
        return ", ".join(
            filter(None, (self.sheet, f"column {self.column}{heading}" if self.column else heading))
        )


class LocatedCell(NamedTuple):
    """A cell with something in it, and where."""

    cell: Cell
    where: CellLocation


@dataclass(slots=True)
class SheetRow:
    """A row: what its cells hold by lane, and by heading what no column of eventkit's is for."""

    where: CellLocation
    cells: dict[ColumnKey, LocatedCell] = field(default_factory=dict)
    others: dict[str, LocatedCell] = field(default_factory=dict)


_Sense = tuple[ColumnKey, int]
"""What a heading stands for: a lane, and which piece of it."""


class _Cell(NamedTuple):
    heading: str
    known: _Sense | None
    filled: LocatedCell


RowsBySheet = Mapping[str, Sequence[SheetRow]]
"""By the name of a sheet its rows, from top to bottom, blank ones left out."""


def detect_layout_version(source: SourceFile) -> int | None:
    """The version of eventkit's layout that a workbook says it has; ``None`` where it says nothing of it.

    Only texts are looked at, and no more of them than memory is good for: that is done for every file that
    comes along.
    """
    sheets = (name for name in source.members if _SHEET.fullmatch(name))
    for name in (*(name for name in _TEXTS if name in source.members), *islice(sheets, len(SHEETS) + 1)):
        if found := _MARK.search(_beginning(source, name)):
            return int(found[1])
    return None


def _beginning(source: SourceFile, member: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive, archive.open(member) as file:
            return file.read(_LOOKED_AT if member in _TEXTS else _LOOKED_AT_OF_A_SHEET)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return b""


def read_sheet_rows(source: SourceFile, log: ImportLog) -> RowsBySheet:
    """The rows of each sheet; what cannot be placed is told to the log.

    Raises:
        Unreadable: It is no workbook of eventkit's, of a newer layout, broken, or more than the limits allow.
    """
    version = detect_layout_version(source)
    if version is None:
        message = f"is no workbook of eventkit: no cell says '{MARKER} {VERSION}', as the first of each does"
        raise unreadable(message, source.name)
    if version != VERSION:
        message = (
            f"is of version {version} of the workbook, and this eventkit reads {VERSION}: is there a newer?"
        )
        raise unreadable(message, source.name)
    members = unpack_members(source.data, source.name)
    if "content.xml" in members:
        scan_ods(members["content.xml"], source.name)
    else:
        check_sheet_sizes(members, source.name)
        for sheet, cell, what in uncomputed_cells(members):
            row = int("".join(filter(str.isdecimal, cell)) or 0) or None
            message = f"the formula in {cell} {what}: the cell is taken for empty"
            log.warning("formula", message, Location(source.name, sheet, row))
    try:
        with CalamineWorkbook.from_filelike(repack_members(members)) as book:
            return _lines(book, log)
    except (CalamineError, OSError, ValueError) as error:
        message = f"is a broken workbook: {error}"
        raise unreadable(message, source.name) from None


def _lines(book: CalamineWorkbook, log: ImportLog) -> RowsBySheet:
    ours = {sheet.name.casefold(): sheet for sheet in SHEETS}
    found: dict[str, list[SheetRow]] = {}
    are_nameless = False
    for name in book.sheet_names:
        sheet = ours.get(name.strip().casefold())
        grid = book.get_sheet_by_name(name)
        rows = list(enumerate(grid.to_python(skip_empty_area=False), start=1))
        marked = bool(rows and rows[0][1]) and typed_text(rows[0][1][0]).startswith(MARKER)
        if sheet is CONFERENCE:
            found[sheet.name] = list(_single_row(sheet, rows))
        elif sheet is not None:
            headed = _HeadedSheet(sheet, log)
            found[sheet.name] = list(headed.lines(rows))
            are_nameless |= headed.is_nameless
        elif not marked and any(not is_blank(cell) for _, row in rows for cell in row):
            message = f"the sheet '{name}' is none of eventkit's: left aside"
            log.warning("unknown-sheet", message, Location(log.name, name))
    if are_nameless:  # that nothing is found by its id would only repeat it for each row
        raise log.as_error()
    return found


def _single_row(sheet: SheetSpec, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[SheetRow]:
    """The one row that a sheet stands for which has a row for each column."""
    grid: list[_Cell] = []
    for number, row in rows:
        if not row or is_blank(row[0]) or typed_text(row[0]).startswith(MARKER):
            continue
        heading = " ".join(typed_text(row[0]).split())
        value = row[1] if len(row) > 1 else ""
        where = CellLocation(sheet.name, number, "B", heading)
        grid.append(_Cell(heading, sheet.match_heading(heading), LocatedCell(value, where)))
    yield _line(CellLocation(sheet.name), grid)


@dataclass(slots=True)
class _HeadedSheet:
    """A sheet whose columns are told by their headings."""

    sheet: SheetSpec
    log: ImportLog
    is_nameless: bool = False

    def lines(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[SheetRow]:
        at = next((at for at, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if self._heads(row)), None)
        if at is None:
            if any(not is_blank(cell) for _, row in rows for cell in row):
                message = (
                    f"no row of the first {_HEADINGS_WITHIN} has the headings of this sheet: give them back"
                )
                self.log.fault(message, Location(self.log.name, self.sheet.name))
            return
        headings = [" ".join(typed_text(cell).split()) for cell in rows[at][1]]
        known = [self.sheet.match_heading(heading) for heading in headings]
        self._look_at(headings, known, rows[at][0])
        is_filled = any(not is_blank(cell) for _, row in rows[at + 1 :] for cell in row)
        self._look_for_ids(known, rows[at][0], is_filled=is_filled)
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
            line = _line(CellLocation(self.sheet.name, number), grid)
            if line.cells or line.others:
                yield line

    def _heads(self, row: Sequence[Cell]) -> bool:
        return (
            sum(self.sheet.match_heading(typed_text(cell)) is not None for cell in row if not is_blank(cell))
            > 1
        )

    def _look_for_ids(self, known: Sequence[_Sense | None], row: int, *, is_filled: bool) -> None:
        """Refuse a sheet of things without the column of their ids: other sheets refer to these."""
        self.is_nameless = is_filled and self.sheet in THINGS and (ColumnKey("id"), 0) not in known
        if self.is_nameless:
            message = (
                "the column Id is gone, by which other sheets refer to these rows: put it back, with what "
                "was in it; in new rows it may be empty"
            )
            self.log.fault(message, Location(self.log.name, self.sheet.name, row))

    def _look_at(self, headings: Sequence[str], known: Sequence[_Sense | None], row: int) -> None:
        """Refuse what stands above two columns."""
        seen: dict[Any, int] = {}
        for across, heading in enumerate(headings):
            if not heading:
                continue
            key = known[across] or heading
            if (before := seen.setdefault(key, across)) != across:
                message = f"has the heading of column {letters(before)} again: give one of them another"
                place = CellLocation(self.sheet.name, row, letters(across), heading)
                self.log.fault(message, Location(self.log.name, "", row, place.field))


def _line(where: CellLocation, grid: Sequence[_Cell]) -> SheetRow:
    line = SheetRow(where)
    further: dict[_Sense, LocatedCell] = {}
    for heading, known, filled in grid:
        if is_blank(filled.cell) and not (known and known[1]):
            continue  # of a text that goes on, blanks are a part
        if known is None:
            line.others[heading or f"column {filled.where.column}"] = filled
        elif known[1]:
            further[known] = filled
        else:
            line.cells[known[0]] = filled
    for (lane, _), filled in sorted(further.items(), key=lambda each: each[0][1]):
        begun = line.cells.get(lane)
        whole = filled.cell if begun is None else typed_text(begun.cell) + typed_text(filled.cell)
        line.cells[lane] = LocatedCell(whole, begun.where if begun else filled.where)
    return line


def letters(index: int) -> str:
    """What spreadsheets call a column, counted from 0: ``A``, ``B``, ... ``AA``."""
    number, name = index + 1, ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


_FIELD = re.compile(r"([a-z_]+)(?:\[[0-9]+\])?$")


_RANKS = {sheet.name: rank for rank, sheet in enumerate(SHEETS)}


_COLUMN_OF_FIELD = {"at": "date"}
"""Fields of a document that a column of another name holds."""


class WorkbookLog(DocumentLog):
    """A report on a tree whose nodes have, for a line, the number of a cell that was given out here."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.cells: list[CellLocation] = [CellLocation("")]

    def at(self, where: CellLocation) -> int:
        """A number for a place in the workbook: later places have higher ones."""
        self.cells.append(where)
        return len(self.cells) - 1

    def node(self, value: Any, line: int) -> DocumentNode:
        """A value as nodes of a tree, all of them at one cell."""
        if isinstance(value, dict):
            return DocumentNode({name: self.node(each, line) for name, each in value.items()}, line)
        if isinstance(value, list):
            return DocumentNode([self.node(each, line) for each in value], line)
        return DocumentNode(value, line)

    def repaired(self, message: str, place: NodePath, line: int) -> None:  # noqa: ARG002 - the cell says it
        """Take down that something was put right."""
        where = self.cells[line]
        row = f"row {where.row}" if where.row else ""
        heading = f"column {where.column} ({where.heading})" if where.column else where.heading
        told = ", ".join(filter(None, (self.name, where.sheet, row, heading)))
        self.findings.append(Finding(Severity.WARNING, "mended", (), message, told))

    def unreadable(self) -> Unreadable:
        """The error that tells all faults, sheet by sheet and row by row."""
        in_order = sorted(self.faults, key=self._rank)
        return Unreadable(self.name, tuple(map(self._sited, in_order)))

    def _rank(self, fault: Fault) -> tuple[int, int, int]:
        where = self.cells[fault.line or 0]
        return _RANKS.get(where.sheet, 0), where.row or 0, fault.line or 0

    def _sited(self, fault: Fault) -> Fault:
        where = self.cells[fault.line or 0]
        if not where.heading and (found := _FIELD.search(fault.field)):
            where = where._replace(heading=_heading(where.sheet, found[1]))
        return Fault(fault.message, where.field, where.row)


def _heading(sheet: str, field: str) -> str:
    """What a field is called in a sheet; nothing where it is no field of one."""
    field = _COLUMN_OF_FIELD.get(field, field)
    columns = (column for each in SHEETS if each.name == sheet for column in each.columns)
    return next((column.heading for column in columns if column.field.rpartition(".")[2] == field), "")
