"""What a workbook would cost, found out before it is opened.

A reader of workbooks takes memory for the whole of the used area, and unpacks whatever the archive packs: a
few kilobytes can ask for all the memory there is. So the archive is unpacked here, within limits, and what
was looked at, and nothing else, is handed on.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from eventkit.formats.spreadsheet.delimited import TOO_MUCH
from eventkit.formats.spreadsheet.sheets import CELLS_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT
from eventkit.intake.source_file import MEMBERS_LIMIT, unreadable

UNPACKED_LIMIT = 50 * 2**20
"""The most bytes that a workbook may hold when it is unpacked, pictures aside."""

RATIO_LIMIT = 200
"""The most times smaller than its content that a large member may be packed: no honest sheet is."""

_LARGE = 2**20
_LETTERS = 26
_TEXT_LIMIT = 64 * 2**20
# One letter and four digits need no look: that is a quarter of a million cells at most.
_FAR = re.compile(rb' r="([A-Z]{2,}\d+|[A-Z]\d{5,})')
_ANY = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,18})["']""")
_ODD = re.compile(rb"""\br(?:\s+=|=\s+|=')|\br="[a-z]+\d""")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_SHARED = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})""")
_ITEM_END = re.compile(rb"</(?:\w+:)?si>")

Members = dict[str, bytes]


def unpacked(data: bytes, name: str) -> Members:
    """The members of a workbook that tell of cells, by name.

    Raises:
        Unreadable: It is no archive, broken, locked, or holds more than the limits allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [each for each in archive.infolist() if "/media/" not in each.filename]
            if len(infos) > MEMBERS_LIMIT:
                message = f"holds {len(infos):,} files: {MEMBERS_LIMIT:,} is the limit"
                raise unreadable(message, name)
            if sum(each.file_size for each in infos) > UNPACKED_LIMIT:
                message = f"unpacks to more than {UNPACKED_LIMIT // 2**20} MB, the limit"
                raise unreadable(message, name)
            for each in infos:
                if each.file_size > max(_LARGE, RATIO_LIMIT * each.compress_size):
                    message = f"its member {each.filename} is packed {RATIO_LIMIT} times: it is no sheet"
                    raise unreadable(message, name)
            return {each.filename: archive.read(each) for each in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        message = f"is no workbook that can be unpacked: {error}"
        raise unreadable(message, name) from None


def packed(members: Members) -> io.BytesIO:
    """The members as an archive again, which holds only what was looked at."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    made.seek(0)
    return made


def look_at_sheets(members: Members, name: str) -> None:
    """Look whether the sheets of an XLSX workbook keep within the limits (ECMA-376 part 1, 18.3.1).

    Raises:
        Unreadable: One does not.
    """
    total = 0
    for member, data in members.items():
        if b"sheetData" not in data:
            if data[:2] in {b"\xff\xfe", b"\xfe\xff"} and member.endswith(".xml"):
                message = f"its member {member} is no UTF-8: save it again as .xlsx"
                raise unreadable(message, name)
            continue
        rows, columns = _extent(data)
        total += rows * columns
        if rows > ROWS_LIMIT or columns > COLUMNS_LIMIT or total > CELLS_LIMIT:
            message = f"its cells reach over {rows:,} rows and {columns:,} columns: {TOO_MUCH}"
            raise unreadable(message, name)
    _look_at_texts(members, name)


def _extent(data: bytes) -> tuple[int, int]:
    """How many rows and columns the cells reach over, at the most.

    Where all cells stand in the first 26 columns and 9,999 rows, that is told without looking at each: so
    few are no harm.
    """
    rows, cells = len(_ROW.findall(data)), len(_CELL.findall(data))
    if cells == data.count(b'<c r="') and not _FAR.search(data) and not _ODD.search(data):
        return rows, min(cells, _LETTERS)
    found = set(_ANY.findall(data))
    lowest = max((int(number) for _, number in found), default=0)
    widest = max(
        (column_number(letters.decode()) for letters in {letters for letters, _ in found}), default=0
    )
    if len(found) < cells:
        # Cells that do not tell where they stand follow on the one before.
        widest += max(len(_CELL.findall(row)) for row in _ROW.split(data))
    return max(lowest, rows), widest


def column_number(letters: str) -> int:
    """The number of a column by its letters, counted from 1: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _look_at_texts(members: Members, name: str) -> None:
    """Texts are kept once and shared by cells; unpacked, a long one may stand in thousands of them."""
    items = [len(each) for each in _ITEM_END.split(members.get("xl/sharedStrings.xml", b""))]
    sheets = [data for data in members.values() if b"sheetData" in data]
    if max(items) * sum(data.count(b"<c ") for data in sheets) <= _TEXT_LIMIT:
        return
    total = 0
    for data in sheets:
        total += sum(items[int(at)] for at in _SHARED.findall(data) if int(at) < len(items))
    if total > _TEXT_LIMIT:
        message = f"its cells hold more than {_TEXT_LIMIT // 2**20} MB of text, the limit"
        raise unreadable(message, name)
