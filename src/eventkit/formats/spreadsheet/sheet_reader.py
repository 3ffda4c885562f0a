"""The sheet reader: XLSX (ECMA-376) and ODS (OpenDocument 1.3) files as sheets of cells, within limits.

A library that reads workbooks allocates memory for the whole used area, and unpacks the archive without a
limit: a few kilobytes can exhaust all memory. So the archive is unpacked and measured here, and the library
reads only what was measured.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from eventkit.formats.spreadsheet.cell_sheets import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    SIZE_LIMITS,
    CellSheet,
    MergedArea,
    Row,
    check_cell_lengths,
    is_blank,
)
from eventkit.intake import ImportLog, SourceFile
from eventkit.intake.source_file import DAMAGED_ARCHIVE, MEMBERS_LIMIT, unreadable
from eventkit.messages import Listed, Message, Plural, as_message, sentence

UNPACKED_LIMIT = 50 * 2**20  # the most bytes of an unpacked workbook, without pictures
RATIO_LIMIT = 200  # the highest compression ratio of a large member; no real sheet reaches it
_LARGE = 2**20

_PROLOGUE = 4096

_LETTERS = 26

_TEXT_LIMIT = 64 * 2**20
_SHOWN_ROWS = 8
_SHOWN = 40  # the most characters of a wrong reference in a message


# One letter and four digits are harmless: a quarter of a million cells at most.
_FAR_REFERENCE = re.compile(rb' r="([A-Z]{2,}\d+|[A-Z]\d{5,})')


# Up to the reference of a row or a cell, whatever attributes are before it.
_REFERENCES = re.compile(
    rb"""<(?:\w+:)?(c|row)(?=[\s/>])(?:\s*(?!r\s*=)[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*"""
    rb"""(?:\s*r\s*=\s*(?:"([^"<]*)"|'([^'<]*)'))?"""
)

_CELL_REFERENCE = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")

# Beginning with a letter, these are searched for three times as fast as at the beginning of a word.
_UNUSUAL_REFERENCE = re.compile(rb"""r(?:\s+=|=\s+|='|="[a-z]+\d)""")

_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b")

_CELL_TAG = re.compile(rb"<(?:\w+:)?c\b")

_SHARED_TEXT = re.compile(rb"""\bt=["']s["'][^<>]{0,100}>\s*<(?:\w+:)?v>\s*(\d{1,9})""")

_ITEM_END = re.compile(rb"</(?:\w+:)?si>")

Members = dict[str, bytes]


def unpack_members(data: bytes, name: str) -> Members:
    """Unpack the members of a workbook, without pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if "/media/" not in info.filename]
            if len(infos) > MEMBERS_LIMIT:
                message = Message(
                    "{count} files in the workbook; the limit is {limit}. Check the file.",
                    count=len(infos),
                    limit=MEMBERS_LIMIT,
                )
                raise unreadable(message, name)
            if sum(info.file_size for info in infos) > UNPACKED_LIMIT:
                message = Message(
                    "Unpacks to more than {size} MB, which is the limit. Save the sheets you need in a "
                    "file of their own.",
                    size=UNPACKED_LIMIT // 2**20,
                )
                raise unreadable(message, name)
            for info in infos:
                if info.file_size > max(_LARGE, RATIO_LIMIT * info.compress_size):
                    message = Message(
                        "{filename} is compressed more than {limit} times, which no sheet is. Save the file "
                        "again as .xlsx.",
                        filename=info.filename,
                        limit=RATIO_LIMIT,
                    )
                    raise unreadable(message, name)
            members = {info.filename: archive.read(info) for info in infos}
    except DAMAGED_ARCHIVE as error:
        message = Message("Damaged workbook: {reason}. Save it again as .xlsx.", reason=as_message(error))
        raise unreadable(message, name) from None
    for member, content in members.items():
        # Entities could stand for anything, and no program writes a document type into sheets.
        if b"<!DOCTYPE" in content[:_PROLOGUE]:
            message = Message(
                "Document type declaration in {member}, refused for security. Save the file again as .xlsx.",
                member=member,
            )
            raise unreadable(message, name)
    return members


def repack_members(members: Members) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    packed.seek(0)
    return packed


def check_sheet_sizes(members: Members, name: str) -> None:
    """Check the size of the sheets of an XLSX workbook (ECMA-376 part 1, 18.3.1)."""
    total = 0
    for member, data in members.items():
        if b"sheetData" not in data:
            if data[:2] in {b"\xff\xfe", b"\xfe\xff"} and member.endswith(".xml"):
                message = Message("{member} is not UTF-8. Save the file again as .xlsx.", member=member)
                raise unreadable(message, name)
            continue
        rows, columns = _extent(data, name)
        total += rows * columns
        if rows > ROWS_LIMIT or columns > COLUMNS_LIMIT or total > CELLS_LIMIT:
            message = Message(
                "{rows} rows and {columns} columns. The limit is {size_limits}.",
                rows=rows,
                columns=columns,
                size_limits=SIZE_LIMITS,
            )
            raise unreadable(message, name)
    _check_shared_texts(members, name)


def _extent(data: bytes, name: str) -> tuple[int, int]:
    """The most rows and columns that the cells can extend over.

    If all cells are in the first 26 columns and 9,999 rows, they are not looked at one by one.
    """
    rows, cells = len(_ROW_TAG.findall(data)), len(_CELL_TAG.findall(data))
    if (
        cells == data.count(b'<c r="')
        and not _FAR_REFERENCE.search(data)
        and not _UNUSUAL_REFERENCE.search(data)
    ):
        return rows, min(cells, _LETTERS)
    lowest, lowest_row, columns, stated = 0, 0, set[bytes](), 0
    for tag in _REFERENCES.finditer(data):
        if (reference := tag[2] if tag[2] is not None else tag[3]) is None:
            continue
        if (place := _CELL_REFERENCE.fullmatch(reference)) is None:
            message = Message(
                "'{reference}' is not a reference of a cell or a row. Save the file again as .xlsx.",
                reference=reference.decode(errors="replace")[:_SHOWN],
            )
            raise unreadable(message, name)
        if tag[1] == b"row":
            lowest_row = max(lowest_row, int(place[2]))
            continue
        stated += 1
        columns.add(place[1])
        lowest = max(lowest, int(place[2]))
    widest = max((column_index(letters.decode()) for letters in columns), default=0)
    if stated < cells:
        # Cells and rows without a reference follow the one before.
        lowest = max(lowest, lowest_row) + rows
        widest += max(len(_CELL_TAG.findall(row)) for row in _ROW_TAG.split(data))
    return max(lowest, rows), widest


def column_index(letters: str) -> int:
    """The number of a column from its letters: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _check_shared_texts(members: Members, name: str) -> None:
    """Check the size of shared texts: a long one, stored once, may be the value of thousands of cells."""
    items = [len(item) for item in _ITEM_END.split(members.get("xl/sharedStrings.xml", b""))]
    sheets = [data for data in members.values() if b"sheetData" in data]
    if max(items) * sum(data.count(b"<c ") for data in sheets) <= _TEXT_LIMIT:
        return
    total = 0
    for data in sheets:
        total += sum(items[int(at)] for at in _SHARED_TEXT.findall(data) if int(at) < len(items))
    if total > _TEXT_LIMIT:
        message = Message(
            "More than {size} MB of text in cells, which is the limit. Check the file.",
            size=_TEXT_LIMIT // 2**20,
        )
        raise unreadable(message, name)


_FORMULA, _ERROR = re.compile(rb"[<:]f[\s/>]"), re.compile(rb"""t=["']e["']""")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_MAIN = "{*}"

_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Corner = tuple[int, int]


@dataclass(slots=True)
class SheetMarks:
    """The merged and hidden cells of a sheet; rows and columns are counted from 0."""

    merged: list[tuple[Corner, Corner]] = field(default_factory=list)  # of ODS, as first and last corner
    hidden_rows: set[int] = field(default_factory=set)  # by hand, by a filter or in a folded group
    hidden_columns: set[int] = field(default_factory=set)


Marks = dict[str, SheetMarks]  # by the name of the sheet


class UncomputedFormula(NamedTuple):
    """A cell whose formula has no value."""

    sheet: str
    cell: str  # its reference: `B3`
    reason: str  # why it has no value, for a message that begins "The formula in B3"
    formula: str  # the formula with its sign; empty if it was computed and gave an error


def find_uncomputed_formulas(members: Mapping[str, bytes]) -> Iterator[UncomputedFormula]:
    with_formulas = {
        member
        for member, data in members.items()
        if b"sheetData" in data and (_FORMULA.search(data) or _ERROR.search(data))
    }
    if not with_formulas:
        return
    for member, sheet in _sheet_names(members).items():
        if member not in with_formulas:
            continue
        for _, cell in _iter_elements(members[member], "c"):
            formula, value = cell.find("{*}f"), cell.findtext("{*}v")
            name = cell.get("r", "?")
            if cell.get("t") == "e":
                yield UncomputedFormula(
                    sheet, name, Message("gives the error {value}", value=value or ""), ""
                )
            elif formula is not None and not value and cell.get("t") != "str":
                yield UncomputedFormula(
                    sheet, name, Message("has never been computed"), f"={formula.text or ''}"
                )


def _sheet_names(members: Mapping[str, bytes]) -> dict[str, str]:
    """The names of sheets by their members (ECMA-376 part 1, 18.2.19)."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for _, relation in _iter_elements(members.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
    }
    names = {}
    for _, sheet in _iter_elements(members.get("xl/workbook.xml", b""), "sheet"):
        target = targets.get(sheet.get(_RELATED), "")
        names[target.removeprefix("/") if target.startswith("/") else f"xl/{target}"] = sheet.get("name", "")
    return names


_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")

_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")

_HIDDEN = re.compile(rb"""hidden=["'](?:1|true)["']""")

_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")

_COLUMN_RANGE = re.compile(rb"""\s(min|max)=["'](\d{1,5})["']""")


def _find_hidden(members: Mapping[str, bytes]) -> dict[str, SheetMarks]:
    """Find the hidden rows and columns of an XLSX workbook (ECMA-376 part 1, 18.3.1.73 and 18.3.1.13)."""
    with_hidden = {
        member for member, data in members.items() if b"sheetData" in data and _HIDDEN.search(data)
    }
    marks = {}
    for member, sheet in _sheet_names(members).items() if with_hidden else ():
        if member not in with_hidden:
            continue
        marks[sheet] = found = SheetMarks()
        at = -1
        for row in _ROW.findall(members[member]):
            number = _ROW_NUMBER.search(row)
            at = int(number[1]) - 1 if number else at + 1
            if _HIDDEN.search(row):
                found.hidden_rows.add(at)
        for column in filter(_HIDDEN.search, _COLUMN.findall(members[member])):
            ends = {name: int(number) for name, number in _COLUMN_RANGE.findall(column)}
            last = min(ends.get(b"max", 0), COLUMNS_LIMIT)
            found.hidden_columns.update(range(ends.get(b"min", 1) - 1, last))
    return marks


def _iter_elements(data: bytes, tag: str) -> Iterator[tuple[str, etree._Element]]:
    """The elements of a name, up to the first XML error, which the reader of cells reports."""
    try:
        for event, element in etree.iterparse(
            io.BytesIO(data), events=("end",), tag=f"{_MAIN}{tag}", resolve_entities=False, no_network=True
        ):
            yield event, element
            element.clear()
    except etree.XMLSyntaxError:
        return


def scan_ods(data: bytes, name: str) -> dict[str, SheetMarks]:
    """Scan an ODS file for merged and hidden cells, by sheet, and check the size of its sheets.

    Repeated rows and cells are written once (OpenDocument 1.3 part 3, 19.679 and 19.682): a few bytes can
    stand for millions of cells.
    """
    marks: dict[str, SheetMarks] = {}
    counting = _OdsCellCounter(name)
    kinds = ("table", "table-column", "table-row", "table-cell", "covered-table-cell")
    tags = [f"{_TABLE}{tag}" for tag in kinds]
    try:
        for event, element in etree.iterparse(
            io.BytesIO(data), events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
        ):
            kind = element.tag.removeprefix(_TABLE)
            if event == "start" and kind == "table":
                counting.inside = marks.setdefault(element.get(f"{_TABLE}name", ""), SheetMarks())
                counting.row = counting.first_column = 0
            elif event == "start" and kind == "table-column":
                counting.columns(element)
            elif event == "start" and kind == "table-row":
                counting.column = counting.width = 0
            elif event == "end" and kind == "table-row":
                counting.end_of_row(element)
                element.clear()
            elif event == "end" and kind not in {"table", "table-column"}:
                counting.cell(element)
    except etree.XMLSyntaxError as error:
        message = Message(
            "Damaged workbook: {reason}. Open it in a spreadsheet program and save it again.",
            reason=as_message(error),
        )
        raise unreadable(message, name) from None
    return marks


@dataclass
class _OdsCellCounter:
    name: str
    inside: SheetMarks = field(default_factory=SheetMarks)
    first_column: int = 0  # the column that the next description of columns begins with
    row: int = 0
    column: int = 0
    width: int = 0
    total: int = 0

    def cell(self, element: etree._Element) -> None:
        """Count a cell with its repetitions; empty cells count only if a cell with content follows."""
        wide = _repetition(element, "number-columns-spanned")
        tall = _repetition(element, "number-rows-spanned")
        if wide > 1 or tall > 1:
            last = (self.row + tall - 1, self.column + wide - 1)
            self.inside.merged.append(((self.row, self.column), last))
        self.column += _repetition(element, "number-columns-repeated")
        if len(element):
            self.width = self.column

    def columns(self, element: etree._Element) -> None:
        first = self.first_column
        self.first_column += _repetition(element, "number-columns-repeated")
        if _is_hidden(element):
            self.inside.hidden_columns.update(range(first, min(self.first_column, COLUMNS_LIMIT)))

    def end_of_row(self, element: etree._Element) -> None:
        """Count a row with its repetitions; the reader of cells drops empty rows at the end."""
        repeated = _repetition(element, "number-rows-repeated")
        if self.width and _is_hidden(element):
            self.inside.hidden_rows.update(range(self.row, min(self.row + repeated, ROWS_LIMIT)))
        self.row += repeated
        if not self.width:
            return
        self.total += repeated * self.width
        if self.row > ROWS_LIMIT or self.width > COLUMNS_LIMIT or self.total > CELLS_LIMIT:
            message = Message(
                "{row} rows and {width} columns. The limit is {size_limits}.",
                row=self.row,
                width=self.width,
                size_limits=SIZE_LIMITS,
            )
            raise unreadable(message, self.name)


def _is_hidden(element: etree._Element) -> bool:
    """True for a row or column that is hidden or filtered out (OpenDocument 1.3 part 3, 19.749)."""
    return element.get(f"{_TABLE}visibility") in {"collapse", "filter"}


def _repetition(element: etree._Element, attribute: str) -> int:
    value = element.get(f"{_TABLE}{attribute}", "1")
    return min(int(value), 10**9) if value.isdecimal() and len(value) < 19 else 1


_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ODS_MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_workbook(source: SourceFile) -> bool:
    """True if a file is a workbook, readable or not: XLSX, ODS, XLSB, XLS or locked."""
    if source.data.startswith(_OLE_SIGNATURE):
        return True
    members = source.members
    return "xl/workbook.xml" in members or "xl/workbook.bin" in members or _is_ods(source)


def _is_ods(source: SourceFile) -> bool:
    return "content.xml" in source.members and (
        "mimetype" not in source.members or source.read_member("mimetype").startswith(_ODS_MEDIA_TYPE)
    )


@contextmanager
def open_workbook(source: SourceFile) -> Iterator[tuple[CalamineWorkbook, Marks, list[UncomputedFormula]]]:
    """A workbook within the limits, the marks of its sheets, and formulas without a value if it is XLSX."""
    members = unpack_members(source.data, source.name)
    formulas: list[UncomputedFormula] = []
    if "content.xml" in members:
        marks = scan_ods(members["content.xml"], source.name)
    else:
        check_sheet_sizes(members, source.name)
        formulas = list(find_uncomputed_formulas(members))
        marks = _find_hidden(members)
    try:
        with CalamineWorkbook.from_filelike(repack_members(members)) as book:
            yield book, marks, formulas
    except (CalamineError, OSError, ValueError) as error:
        message = Message(
            "Damaged workbook: {reason}. Open it in a spreadsheet program and save it again.",
            reason=as_message(error),
        )
        raise unreadable(message, source.name) from None


_UNHIDE = sentence("To import it, show it in the spreadsheet program and save the file.")


def read_workbook(
    source: SourceFile, log: ImportLog, *, with_hidden: bool = False, remedy: str | Message = _UNHIDE
) -> list[CellSheet]:
    """Read the sheets of a workbook that have cells, in their order.

    Hidden rows and sheets are left out and logged, with the remedy, or read as well. The value of a formula
    is the one computed when the file was saved.
    """
    if reason := _why_unreadable(source):
        raise unreadable(reason, source.name)
    with open_workbook(source) as (book, marks, formulas):
        sheets = _read_sheets(book, source.name, marks)
    _fill_in_formulas(sheets, formulas, log)
    check_cell_lengths(sheets)
    if with_hidden:
        return sheets
    visible = []
    for sheet in sheets:
        if sheet.is_hidden:
            log.info("hidden-sheet", Message("Hidden sheet. Left out.", remedy), sheet.place())
        else:
            visible.append(_leave_out_hidden_rows(sheet, marks.get(sheet.name, SheetMarks()), log, remedy))
    return visible


def _leave_out_hidden_rows(
    sheet: CellSheet, marks: SheetMarks, log: ImportLog, remedy: str | Message
) -> CellSheet:
    """Empty the hidden rows of a sheet, save values that are merged into visible rows, and log them."""
    hidden = {row - sheet.top + 1 for row in marks.hidden_rows}
    filled = [at for at, row in enumerate(sheet.rows) if at in hidden and not all(map(is_blank, row))]
    first = sheet.left - 1
    columns = [
        sheet.column(column - first)
        for column in sorted(marks.hidden_columns)
        if any(not is_blank(row[column - first]) for row in sheet.rows if 0 <= column - first < len(row))
    ]
    if columns:
        message = Message(
            Plural("Hidden column {columns}. Imported.", "Hidden columns {columns}. Imported."),
            count=len(columns),
            columns=Listed(tuple(columns), "and", limit=_SHOWN_ROWS),
        )
        log.info("hidden-columns", message, sheet.place())
    if not filled:
        return sheet
    message = Message(
        Plural("Left out the hidden row {rows}.", "Left out {count} hidden rows: {rows}."),
        remedy,
        count=len(filled),
        rows=Listed(tuple(str(sheet.top + at) for at in filled), limit=_SHOWN_ROWS),
    )
    log.warning("hidden-rows", message, sheet.place())
    rows: list[Row] = [[""] * len(row) if at in hidden else row for at, row in enumerate(sheet.rows)]
    merged = []
    for area in sheet.merged:
        top = next((at for at in range(area.top, area.bottom + 1) if at not in hidden), area.top)
        rows[top][area.left] = sheet.rows[area.top][area.left]
        merged.append(replace(area, top=top))
    return replace(sheet, rows=rows, merged=tuple(merged))


def _why_unreadable(source: SourceFile) -> Message:
    if source.data.startswith(_OLE_SIGNATURE):
        return Message(
            "Locked with a password, or in the old format .xls. Save it as .xlsx without a password."
        )
    members = source.members
    # LibreOffice locks the members of an ODS file, or since 24.8 the whole content.
    locked = "META-INF/manifest.xml" in members and b"encryption-data" in source.read_member(
        "META-INF/manifest.xml"
    )
    if locked or "encrypted-package" in members:
        return Message("Locked with a password. Save it without one.")
    if "xl/workbook.bin" in members:
        return Message("A binary workbook (.xlsb). Save it as .xlsx.")
    if not is_workbook(source):
        return Message("Not an XLSX or ODS workbook. Save it as .xlsx or as .csv.")
    return Message("")


def _fill_in_formulas(sheets: list[CellSheet], formulas: list[UncomputedFormula], log: ImportLog) -> None:
    """Put the formula into a cell without a value, so that the cell is not lost, and log it."""
    by_name = {sheet.name: sheet for sheet in sheets}
    for formula in formulas:
        place = _REFERENCE.fullmatch(formula.cell)
        sheet = by_name.get(formula.sheet)
        if place is None or sheet is None:
            continue
        row, column = int(place[2]) - sheet.top, column_index(place[1]) - sheet.left
        imported = "empty"
        if formula.formula and 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row]):
            sheet.rows[row][column], imported = formula.formula, "the formula itself"
        message = Message(
            "The formula in {cell} {reason}. Imported as {imported}. Open the file in a "
            "spreadsheet program, save it and import it again.",
            cell=formula.cell,
            reason=as_message(formula.reason),
            imported=imported,
        )
        log.warning("formula", message, sheet.place(row))


def _read_sheets(book: CalamineWorkbook, name: str, marks: Mapping[str, SheetMarks]) -> list[CellSheet]:
    sheets, total = [], 0
    for metadata in book.sheets_metadata:
        sheet = book.get_sheet_by_name(metadata.name)
        if not sheet.height:
            continue
        total += sheet.height * sheet.width
        if sheet.height > ROWS_LIMIT or sheet.width > COLUMNS_LIMIT or total > CELLS_LIMIT:
            message = Message(
                "{height} rows and {width} columns. The limit is {size_limits}.",
                height=sheet.height,
                width=sheet.width,
                size_limits=SIZE_LIMITS,
            )
            raise unreadable(message, Message("{name}, {member}", name=name, member=metadata.name))
        is_hidden = metadata.visible is not SheetVisibleEnum.Visible
        sheets.append(replace(_read_sheet(sheet, name, marks.get(metadata.name)), is_hidden=is_hidden))
    return sheets


def _read_sheet(sheet: CalamineSheet, name: str, marks: SheetMarks | None) -> CellSheet:
    top, left = sheet.start or (0, 0)
    rows = sheet.to_python()
    ranges = sheet.merged_cell_ranges or (marks.merged if marks else ())
    merged = tuple(
        MergedArea(
            above - top, first - left, min(below - top, len(rows) - 1), min(last - left, sheet.width - 1)
        )
        for (above, first), (below, last) in ranges
        if top <= above < top + len(rows) and left <= first < left + sheet.width
    )
    return CellSheet(name, sheet.name, rows, top + 1, left + 1, merged)
