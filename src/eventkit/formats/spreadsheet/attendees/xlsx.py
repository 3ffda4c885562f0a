"""The rows of an XLSX workbook one after the other, without the workbook in memory (ECMA-376 part 1, 18).

A reader of workbooks takes memory for all cells; a list of a hundred thousand people needs them row by row.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import IO

from lxml import etree

from eventkit.formats.spreadsheet.attendees.archives import elements, member
from eventkit.formats.spreadsheet.bounds import column_number
from eventkit.formats.spreadsheet.sheets import COLUMNS_LIMIT, LENGTH_LIMIT
from eventkit.intake.source_file import unreadable

_MAIN = "{*}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"([A-Za-z]{1,3})\d")


def rows(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is not hidden, each with its number; empty cells are empty strings.

    Where a cell holds a formula, the value is taken that was computed when the file was saved.

    Raises:
        Unreadable: It holds more than the limits allow.
        KeyError: A member that it names is not there.
        lxml.etree.XMLSyntaxError: It is broken.
    """
    texts = _Texts()
    if "xl/sharedStrings.xml" in archive.namelist():
        with member(archive, "xl/sharedStrings.xml", name) as shared:
            texts.take(shared, name)
    with member(archive, _first_sheet(archive, name), name) as sheet:
        yield from _rows(sheet, texts, name)


class _Texts:
    """The texts that cells share, in one string of bytes: as objects they would take five times as much."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def take(self, opened: IO[bytes], name: str) -> None:
        """Take in the table of them; aids to reading (phonetic runs) are no part of a text."""
        for _, item in elements(opened, f"{_MAIN}si", name):
            self._bytes += _text(item).encode()
            self._ends.append(len(self._bytes))

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self._ends) - 1:
            return ""
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode()


def _text(item: etree._Element) -> str:
    """The text of an item, of all its runs."""
    return "".join(
        each.text or ""
        for each in item.iterfind(".//{*}t")
        if (above := each.getparent()) is None or etree.QName(above).localname != "rPh"
    )


def _rows(opened: IO[bytes], texts: _Texts, name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for _, row in elements(opened, f"{_MAIN}row", name):
        told = row.get("r", "")
        number = int(told) if told.isdecimal() and len(told) < 9 else number + 1
        cells: list[str] = []
        for cell in row.iterfind("{*}c"):
            found = _ADDRESS.match(cell.get("r", ""))
            at = column_number(found[1]) - 1 if found else len(cells)
            if at >= COLUMNS_LIMIT:
                message = f"has more than {COLUMNS_LIMIT} columns, the limit"
                raise unreadable(message, name, number)
            cells.extend([""] * (at - len(cells)))
            value = _value(cell, texts)
            if len(value) > LENGTH_LIMIT:
                message = f"a cell is longer than {LENGTH_LIMIT:,} characters, the limit"
                raise unreadable(message, name, number)
            cells[at : at + 1] = [value]
        yield number, cells


def _value(cell: etree._Element, texts: _Texts) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and len(value) < 10 else ""
    if kind == "inlineStr":
        return "".join(map(_text, cell.iterfind("{*}is")))
    if kind == "b":
        return "yes" if value == "1" else "no"
    if kind == "e":
        return ""
    return value.removesuffix(".0") if kind == "n" else value


def _first_sheet(archive: zipfile.ZipFile, name: str) -> str:
    """The member with the first sheet that is to be seen (18.2.19)."""
    leads = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        with member(archive, "xl/_rels/workbook.xml.rels", name) as opened:
            leads = {
                each.get("Id"): each.get("Target", "")
                for _, each in elements(opened, f"{_MAIN}Relationship", name)
            }
    with member(archive, "xl/workbook.xml", name) as opened:
        for _, sheet in elements(opened, f"{_MAIN}sheet", name):
            target = leads.get(sheet.get(_RELATED), "")
            if target and sheet.get("state", "visible") == "visible":
                return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    message = "has no sheet that is to be seen"
    raise unreadable(message, name)
