"""The rows of an OpenDocument workbook one after the other, as LibreOffice saves it (OpenDocument 1.3, 3).

Cells and rows that are alike are written once, with how often they stand there: a few bytes may mean all the
cells there are, so that empty ones are counted and never made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from eventkit.formats.spreadsheet.attendees.archives import elements, member
from eventkit.formats.spreadsheet.sheets import COLUMNS_LIMIT, LENGTH_LIMIT
from eventkit.intake.source_file import unreadable

_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE = (_SPACE % name for name in ("office", "table", "text", "style"))
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_MANY = 10**7
"""More rows or columns than any workbook has."""


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    """Whether an archive with a ``content.xml`` is a workbook, and no text or drawing."""
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > len(_KIND) + 20:
        return False
    return archive.read("mimetype").startswith(_KIND)


def rows(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is not hidden, each with its number; empty ones are left out.

    Where a cell holds a formula, the value is taken that was computed when the file was saved.

    Raises:
        Unreadable: It is locked, or holds more than the limits allow.
        lxml.etree.XMLSyntaxError: It is broken.
    """
    if _MANIFEST in archive.namelist():
        with member(archive, _MANIFEST, name) as manifest:
            locked = b"encryption-data" in manifest.read()
        if locked:
            message = "is locked with a password: save it without one"
            raise unreadable(message, name)
    with member(archive, "content.xml", name) as content:
        number = 0
        for row in _of_first_sheet(content, name):
            cells, times = _cells(row, name, number + 1), _times(row, "rows")
            if any(cells):
                yield from ((number + at, cells) for at in range(1, times + 1))
            number += times


def _of_first_sheet(content: IO[bytes], name: str) -> Iterator[etree._Element]:
    """The rows of the first sheet that is not hidden, as elements; its style tells whether it is."""
    style, sheet, row = f"{_STYLE}style", f"{_TABLE}table", f"{_TABLE}table-row"
    hidden: set[str | None] = set()
    seen = False
    for event, element in elements(content, (style, sheet, row), name, starts=True):
        if element.tag == sheet and event == "start":
            seen = element.get(f"{_TABLE}style-name") not in hidden
        elif element.tag == sheet and seen:
            return
        elif element.tag == row and event == "end" and seen:
            yield element
        elif element.tag == style and event == "end" and _hides(element):
            hidden.add(element.get(f"{_STYLE}name"))
    message = "has no sheet that is to be seen"
    raise unreadable(message, name)


def _hides(style: etree._Element) -> bool:
    """Whether a style is that of hidden sheets (17.15)."""
    return any(
        each.get(f"{_TABLE}display") == "false" for each in style.iterfind(f"{_STYLE}table-properties")
    )


def _cells(row: etree._Element, name: str, number: int) -> list[str]:
    """The cells as far as one is not empty."""
    cells: list[str] = []
    empty = 0
    for cell in row.iterchildren(*_CELLS):
        value, times = _value(cell), _times(cell, "columns")
        if len(value) > LENGTH_LIMIT:
            message = f"a cell is longer than {LENGTH_LIMIT:,} characters, the limit"
            raise unreadable(message, name, number)
        if not value:
            empty += times
            continue
        if len(cells) + empty + times > COLUMNS_LIMIT:
            message = f"has more than {COLUMNS_LIMIT} columns, the limit"
            raise unreadable(message, name, number)
        cells += [""] * empty + [value] * times
        empty = 0
    return cells


def _times(of: etree._Element, what: str) -> int:
    """How often a row or a cell stands there (19.675, 19.679)."""
    told = of.get(f"{_TABLE}number-{what}-repeated", "1")
    return min(int(told[:9]), _MANY) if told.isascii() and told.isdigit() else 1


def _value(cell: etree._Element) -> str:
    """What is seen in a cell, but of numbers all digits."""
    if cell.tag != f"{_TABLE}table-cell":
        return ""  # covered by one that is merged
    if cell.get(f"{_OFFICE}value-type") == "float":
        return cell.get(f"{_OFFICE}value", "").removesuffix(".0")
    if cell.get(f"{_OFFICE}value-type") == "boolean":
        return "yes" if cell.get(f"{_OFFICE}boolean-value") == "true" else "no"
    # Notes (office:annotation) are children of the cell beside its paragraphs.
    return "\n".join(_written(each) for each in cell.iterchildren(f"{_TEXT}p")).strip()


def _written(of: etree._Element) -> str:
    """The text of a paragraph with its blanks (6.1); aids to reading (ruby) are no part of it."""
    said = of.text or ""
    for each in of:
        if each.tag == f"{_TEXT}s":
            said += " "  # however many: a name has one
        elif each.tag in {f"{_TEXT}tab", f"{_TEXT}line-break"}:
            said += "\n" if each.tag.endswith("break") else "\t"
        elif isinstance(each.tag, str) and each.tag not in {f"{_TEXT}ruby-text", f"{_OFFICE}annotation"}:
            said += _written(each)
        said += each.tail or ""
    return said
