"""What has to be looked up in the XML of a workbook, for a reader of cells does not tell it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from eventkit.formats.spreadsheet.delimited import TOO_MUCH
from eventkit.formats.spreadsheet.sheets import CELLS_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT
from eventkit.intake.source_file import unreadable

_FORMULA = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt=["']e["']""")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MAIN = "{*}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Corner = tuple[int, int]


@dataclass(slots=True)
class Inside:
    """Of a sheet: the cells that are merged, each as its first and its last corner (row, column from 0)."""

    merged: list[tuple[Corner, Corner]] = field(default_factory=list)


class Uncomputed(NamedTuple):
    """A cell whose formula has no value.

    Attributes:
        sheet: The name of its sheet.
        cell: What spreadsheets call it: ``B3``.
        what: What is wrong, to follow on the cell in a message.
        formula: The formula with its sign; empty where it was computed and gave an error.
    """

    sheet: str
    cell: str
    what: str
    formula: str


def uncomputed(members: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """The cells of an XLSX workbook whose formula has no value: the sheet, the cell, and what is wrong."""
    return ((each.sheet, each.cell, each.what) for each in without_value(members))


def without_value(members: Mapping[str, bytes]) -> Iterator[Uncomputed]:
    """The cells of an XLSX workbook whose formula has no value, with what the formula says."""
    with_formulas = {
        member for member, data in members.items() if b"sheetData" in data and _FORMULA.search(data)
    }
    if not with_formulas:
        return
    for member, sheet in _names(members).items():
        if member not in with_formulas:
            continue
        for _, cell in _parsed(members[member], "c"):
            formula, value = cell.find("{*}f"), cell.findtext("{*}v")
            name = cell.get("r", "?")
            if cell.get("t") == "e":
                yield Uncomputed(sheet, name, f"gives the error {value}", "")
            elif formula is not None and not value and cell.get("t") != "str":
                yield Uncomputed(sheet, name, "has never been computed", f"={formula.text or ''}")


def _names(members: Mapping[str, bytes]) -> dict[str, str]:
    """The names of the sheets by their members (ECMA-376 part 1, 18.2.19)."""
    leads = {
        each.get("Id"): each.get("Target", "")
        for _, each in _parsed(members.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
    }
    found = {}
    for _, each in _parsed(members.get("xl/workbook.xml", b""), "sheet"):
        target = leads.get(each.get(_RELATED), "")
        found[target.removeprefix("/") if target.startswith("/") else f"xl/{target}"] = each.get("name", "")
    return found


def _parsed(data: bytes, tag: str) -> Iterator[tuple[str, etree._Element]]:
    """The elements of that name, as far as the XML goes: what is broken is told by the reader of cells."""
    try:
        for event, element in etree.iterparse(
            io.BytesIO(data), events=("end",), tag=f"{_MAIN}{tag}", resolve_entities=False, no_network=True
        ):
            yield event, element
            element.clear()
    except etree.XMLSyntaxError:
        return


def inside_ods(data: bytes, name: str) -> dict[str, Inside]:
    """What is merged, by sheet; and a look whether the sheets keep within the limits.

    Rows and cells that are repeated are written once (OpenDocument 1.3 part 3, 19.679 and 19.682): a few
    bytes can mean all the cells there are.

    Raises:
        Unreadable: They do not, or it is broken XML.
    """
    found: dict[str, Inside] = {}
    counting = _Counting(name)
    tags = [f"{_TABLE}{each}" for each in ("table", "table-row", "table-cell", "covered-table-cell")]
    try:
        for event, element in etree.iterparse(
            io.BytesIO(data), events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
        ):
            kind = element.tag.removeprefix(_TABLE)
            if event == "start" and kind == "table":
                counting.inside = found.setdefault(element.get(f"{_TABLE}name", ""), Inside())
                counting.row = 0
            elif event == "start" and kind == "table-row":
                counting.column = counting.width = 0
            elif event == "end" and kind == "table-row":
                counting.end_of_row(_number(element, "number-rows-repeated"))
                element.clear()
            elif event == "end" and kind != "table":
                counting.cell(element)
    except etree.XMLSyntaxError as error:
        message = f"is a broken workbook: {error}"
        raise unreadable(message, name) from None
    return found


@dataclass
class _Counting:
    name: str
    inside: Inside = field(default_factory=Inside)
    row: int = 0
    column: int = 0
    width: int = 0
    total: int = 0

    def cell(self, element: etree._Element) -> None:
        """Count a cell and how often it is repeated; empty ones count if something follows on them."""
        wide = _number(element, "number-columns-spanned")
        tall = _number(element, "number-rows-spanned")
        if wide > 1 or tall > 1:
            last = (self.row + tall - 1, self.column + wide - 1)
            self.inside.merged.append(((self.row, self.column), last))
        self.column += _number(element, "number-columns-repeated")
        if len(element):
            self.width = self.column

    def end_of_row(self, repeated: int) -> None:
        """Count a row and how often it is repeated; empty ones are not kept by the reader of cells."""
        self.row += repeated
        if not self.width:
            return
        self.total += repeated * self.width
        if self.row > ROWS_LIMIT or self.width > COLUMNS_LIMIT or self.total > CELLS_LIMIT:
            message = f"its cells reach over {self.row:,} rows and {self.width:,} columns: {TOO_MUCH}"
            raise unreadable(message, self.name)


def _number(element: etree._Element, attribute: str) -> int:
    told = element.get(f"{_TABLE}{attribute}", "1")
    return min(int(told), 10**9) if told.isdecimal() and len(told) < 19 else 1
