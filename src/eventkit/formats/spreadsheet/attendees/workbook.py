"""The rows of a workbook of whatever kind, one after the other."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from eventkit.formats.spreadsheet.attendees import ods, xlsx
from eventkit.intake.source_file import unreadable


def rows(file: BinaryIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is not hidden, each with its number; empty cells are empty strings.

    Raises:
        Unreadable: It is no workbook, locked, broken, or holds more than the limits allow.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                yield from xlsx.rows(archive, name)
            elif "content.xml" in names and ods.is_spreadsheet(archive):
                yield from ods.rows(archive, name)
            elif "encrypted-package" in names:  # as LibreOffice locks ODS since 24.8
                message = "is locked with a password: save it without one"
                raise unreadable(message, name)
            else:
                message = "is no workbook of XLSX or ODS: save it as .xlsx or as .csv"
                raise unreadable(message, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        message = f"is no workbook that can be unpacked: {error}"
        raise unreadable(message, name) from None
    except etree.XMLSyntaxError as error:
        message = f"is a broken workbook: {error}"
        raise unreadable(message, name) from None
