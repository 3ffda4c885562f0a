"""A workbook opened: the cells of each of eventkit's sheets by what their columns hold."""

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

from eventkit.formats.spreadsheet.cell_sheets import Cell, is_blank
from eventkit.formats.spreadsheet.sheet_reader import (
    check_sheet_sizes,
    repack_members,
    scan_ods,
    uncomputed_cells,
    unpack_members,
)
from eventkit.formats.spreadsheet.workbook.plain_cells import written
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


class Where(NamedTuple):
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


class Filled(NamedTuple):
    """A cell with something in it, and where."""

    cell: Cell
    where: Where


@dataclass(slots=True)
class Line:
    """A row: what its cells hold by lane, and by heading what no column of eventkit's is for."""

    where: Where
    cells: dict[ColumnKey, Filled] = field(default_factory=dict)
    others: dict[str, Filled] = field(default_factory=dict)


_Sense = tuple[ColumnKey, int]
"""What a heading stands for: a lane, and which piece of it."""


class _Cell(NamedTuple):
    heading: str
    known: _Sense | None
    filled: Filled


Lines = Mapping[str, Sequence[Line]]
"""By the name of a sheet its rows, from top to bottom, blank ones left out."""


def version_of(source: SourceFile) -> int | None:
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


def opened(source: SourceFile, log: ImportLog) -> Lines:
    """The rows of each sheet; what cannot be placed is told to the log.

    Raises:
        Unreadable: It is no workbook of eventkit's, of a newer layout, broken, or more than the limits allow.
    """
    version = version_of(source)
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


def _lines(book: CalamineWorkbook, log: ImportLog) -> Lines:
    ours = {sheet.name.casefold(): sheet for sheet in SHEETS}
    found: dict[str, list[Line]] = {}
    are_nameless = False
    for name in book.sheet_names:
        sheet = ours.get(name.strip().casefold())
        grid = book.get_sheet_by_name(name)
        rows = list(enumerate(grid.to_python(skip_empty_area=False), start=1))
        marked = bool(rows and rows[0][1]) and written(rows[0][1][0]).startswith(MARKER)
        if sheet is CONFERENCE:
            found[sheet.name] = list(_one_thing(sheet, rows))
        elif sheet is not None:
            headed = _Headed(sheet, log)
            found[sheet.name] = list(headed.lines(rows))
            are_nameless |= headed.is_nameless
        elif not marked and any(not is_blank(cell) for _, row in rows for cell in row):
            message = f"the sheet '{name}' is none of eventkit's: left aside"
            log.warning("unknown-sheet", message, Location(log.name, name))
    if are_nameless:  # that nothing is found by its id would only repeat it for each row
        raise log.as_error()
    return found


def _one_thing(sheet: SheetSpec, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Line]:
    """The one row that a sheet stands for which has a row for each column."""
    grid: list[_Cell] = []
    for number, row in rows:
        if not row or is_blank(row[0]) or written(row[0]).startswith(MARKER):
            continue
        heading = " ".join(written(row[0]).split())
        value = row[1] if len(row) > 1 else ""
        where = Where(sheet.name, number, "B", heading)
        grid.append(_Cell(heading, sheet.match_heading(heading), Filled(value, where)))
    yield _line(Where(sheet.name), grid)


@dataclass(slots=True)
class _Headed:
    """A sheet whose columns are told by their headings."""

    sheet: SheetSpec
    log: ImportLog
    is_nameless: bool = False

    def lines(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Line]:
        at = next((at for at, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if self._heads(row)), None)
        if at is None:
            if any(not is_blank(cell) for _, row in rows for cell in row):
                message = (
                    f"no row of the first {_HEADINGS_WITHIN} has the headings of this sheet: give them back"
                )
                self.log.fault(message, Location(self.log.name, self.sheet.name))
            return
        headings = [" ".join(written(cell).split()) for cell in rows[at][1]]
        known = [self.sheet.match_heading(heading) for heading in headings]
        self._look_at(headings, known, rows[at][0])
        is_filled = any(not is_blank(cell) for _, row in rows[at + 1 :] for cell in row)
        self._look_for_ids(known, rows[at][0], is_filled=is_filled)
        for number, row in rows[at + 1 :]:
            grid = [
                _Cell(heading, sense, Filled(cell, Where(self.sheet.name, number, letters(across), heading)))
                for across, (heading, sense, cell) in enumerate(zip(headings, known, row, strict=False))
                if cell != ""
            ]
            line = _line(Where(self.sheet.name, number), grid)
            if line.cells or line.others:
                yield line

    def _heads(self, row: Sequence[Cell]) -> bool:
        return (
            sum(self.sheet.match_heading(written(cell)) is not None for cell in row if not is_blank(cell)) > 1
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
                place = Where(self.sheet.name, row, letters(across), heading)
                self.log.fault(message, Location(self.log.name, "", row, place.field))


def _line(where: Where, grid: Sequence[_Cell]) -> Line:
    line = Line(where)
    further: dict[_Sense, Filled] = {}
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
        whole = filled.cell if begun is None else written(begun.cell) + written(filled.cell)
        line.cells[lane] = Filled(whole, begun.where if begun else filled.where)
    return line


def letters(index: int) -> str:
    """What spreadsheets call a column, counted from 0: ``A``, ``B``, ... ``AA``."""
    number, name = index + 1, ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
