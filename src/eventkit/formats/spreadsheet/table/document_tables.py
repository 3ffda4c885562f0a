"""Document tables: the tables of a web page or of a document of Word, each as a sheet of cells.

The name of a sheet is the text above its table that names a day, or else the nearest heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree, html

from eventkit.formats.spreadsheet.cell_sheets import (
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    CellSheet,
    MergedArea,
    Row,
    check_cell_lengths,
)
from eventkit.formats.spreadsheet.sheet_reader import unpack_members
from eventkit.formats.spreadsheet.table.section_headings import names_room
from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading
from eventkit.intake import ImportLog, SourceFile
from eventkit.intake.source_file import log_decoding
from eventkit.texts.text_encodings import decode_text

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt", "dd", "tr"})
_HIDDEN = frozenset({"script", "style", "template", "head"})
_HEADING_LIMIT = 120


@dataclass(slots=True)
class _Cell:
    """A cell of a document; ``rows`` is 0 in one that continues the cell above it."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class _Table:
    """The rows of a table, with the texts between it and the table before."""

    rows: list[list[_Cell]]
    above: list[str] = field(default_factory=list)


def has_document_tables(source: SourceFile) -> bool:
    """True for a web page and a document of Word with a table."""
    if _DOCUMENT in source.members:
        return b":tbl>" in source.read_member(_DOCUMENT)
    return source.root_element.lower() in {"html", "table"} and b"<table" in source.data.lower()


def read_document(source: SourceFile, log: ImportLog) -> list[CellSheet]:
    """Read the tables of a document with more than one row, in order."""
    tables = _word_tables(source) if _DOCUMENT in source.members else _page_tables(source, log)
    sheets: list[CellSheet] = []
    day = ""  # the last one above a table, under which there may be several tables
    for table in tables:
        days = [text for text in table.above if parse_day_heading(text).mentions_day]
        name, nearest = (days or table.above or [""])[-1], (table.above or [""])[-1]
        above = [*([] if days or not day else [day]), *([nearest] if names_room(nearest) else [])]
        day = days[-1] if days else day
        if not name or any(sheet.name == name for sheet in sheets):
            name = f"{name} {len(sheets) + 1}".strip()
        rows = [*([_Cell(text)] for text in above), *table.rows]
        sheets.append(replace(_as_sheet(source.name, name, rows), top=1 - len(above)))
    check_cell_lengths(sheets)
    return sheets


def _page_tables(source: SourceFile, log: ImportLog) -> list[_Table]:
    decoded = decode_text(source.data, source.name)
    log_decoding(decoded, log)
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    root = html.document_fromstring(decoded.text.encode(), parser=parser)
    tables: list[_Table] = []
    above: list[str] = []
    for element in root.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "table" and element.find(".//table") is None:
            rows = [
                [_page_cell(cell) for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")
            ]
            if len(rows) > 1:
                tables.append(_Table(rows, above))
            above = []
        elif tag in _BLOCKS and not any(one.tag == "table" for one in element.iterancestors()):
            text = " ".join(_page_text(element).split())
            above += [text] if 0 < len(text) <= _HEADING_LIMIT and element.find(".//table") is None else []
    return tables


def _page_cell(cell: html.HtmlElement) -> _Cell:
    lines = (" ".join(line.split()) for line in _page_text(cell).split("\n"))
    spans = (cell.get(name, "1").strip() for name in ("colspan", "rowspan"))
    columns, rows = (int(span) if span.isdecimal() and len(span) < 6 else 1 for span in spans)
    return _Cell("\n".join(filter(None, lines)), max(columns, 1), max(rows, 1))


def _page_text(element: html.HtmlElement) -> str:
    """The text of an element, with line breaks between its blocks alone."""
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        tag = one.tag if isinstance(one.tag, str) else "script"
        if event == "start" and tag not in _HIDDEN:
            pieces += ["\n"] if tag in _BLOCKS or tag == "br" else []
            pieces.append(" ".join((one.text or "").split("\n")))
        elif event == "end" and one is not element:
            pieces += ["\n"] if tag in _BLOCKS else []
            pieces.append(" ".join((one.tail or "").split("\n")))
    return "".join(pieces)


def _word_tables(source: SourceFile) -> list[_Table]:
    members = unpack_members(source.data, source.name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    body = etree.fromstring(members[_DOCUMENT], parser).find(f"{_WORD}body")
    tables: list[_Table] = []
    above: list[str] = []
    for block in body if body is not None else ():
        if block.tag == f"{_WORD}tbl":
            rows = [[_word_cell(cell) for cell in row.iter(f"{_WORD}tc")] for row in block.iter(f"{_WORD}tr")]
            tables += [_Table(rows, above)] if len(rows) > 1 else []
            above = []
        elif 0 < len(text := _word_text(block)) <= _HEADING_LIMIT:
            above.append(text)
    return tables


def _word_cell(cell: etree._Element) -> _Cell:
    lines = filter(None, map(_word_text, cell.iter(f"{_WORD}p")))
    span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
    merge = cell.find(f"{_WORD}tcPr/{_WORD}vMerge")
    columns = "1" if span is None else span.get(f"{_WORD}val", "1")
    is_below = merge is not None and merge.get(f"{_WORD}val", "continue") == "continue"
    return _Cell("\n".join(lines), int(columns) if columns.isdecimal() else 1, 0 if is_below else 1)


def _word_text(paragraph: etree._Element) -> str:
    signs = {f"{_WORD}tab": " ", f"{_WORD}br": "\n"}
    texts = (one.text or "" if one.tag == f"{_WORD}t" else signs.get(one.tag, "") for one in paragraph.iter())
    return "\n".join(" ".join(line.split()) for line in "".join(texts).split("\n")).strip()


def _as_sheet(file: str, name: str, rows: Sequence[Sequence[_Cell]]) -> CellSheet:
    """The sheet of a table; cells that a merged area covers are empty."""
    placed = [*_iter_places(rows)]
    width = max((column + cell.columns for _, column, cell in placed), default=0)
    grid: list[Row] = [[""] * width for _ in rows]
    areas: dict[tuple[int, int], MergedArea] = {}
    tops: dict[int, int] = {}  # the row of the last cell with a text of its own, by column
    for at, column, cell in placed:
        right, top = column + cell.columns - 1, tops.get(column, at)
        if cell.rows == 0:
            areas[top, column] = MergedArea(top, column, at, right)
            continue
        grid[at][column], tops[column] = cell.text, at
        bottom = min(at + cell.rows, len(rows)) - 1
        if (bottom, right) != (at, column):
            areas[at, column] = MergedArea(at, column, bottom, right)
    return CellSheet(file, name, grid, merged=tuple(areas.values()))


def _iter_places(rows: Sequence[Sequence[_Cell]]) -> Iterator[tuple[int, int, _Cell]]:
    """Each cell with its row and column, beside the cells of earlier rows that reach down to it."""
    covered: dict[int, int] = {}  # the first row below the cell, by column
    for at, row in enumerate(rows[:ROWS_LIMIT]):
        column = 0
        for cell in row:
            while covered.get(column, 0) > at:
                column += 1
            cell.columns = min(cell.columns, COLUMNS_LIMIT - column)
            if cell.columns < 1:
                break
            yield at, column, cell
            covered.update(dict.fromkeys(range(column, column + cell.columns), at + cell.rows))
            column += cell.columns
