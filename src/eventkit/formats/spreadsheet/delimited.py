"""Files of separated values (RFC 4180 and what programs make of it): CSV, TSV."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import cast

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.formulas import restored
from eventkit.formats.spreadsheet.sheets import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    LENGTH_LIMIT,
    ROWS_LIMIT,
    Row,
    Sheet,
    within_limits,
)
from eventkit.intake import ImportLog, Location
from eventkit.intake.source_file import decode_text, unreadable

_DELIMITERS = ",;\t|"
_DIRECTIVE = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)")
_SAMPLE = 60
_LOOKED_AT = 2**16
_AT_ONCE = 10_000


def separated(data: bytes, name: str, log: ImportLog) -> Sheet:
    """The sheet in a file of values between commas, semicolons, tabs or bars.

    Encoding and separator are told by the file itself or found out. Cells that were kept from being run as
    formulas by an apostrophe are what they were before.

    Raises:
        Unreadable: It is no text, or more than the limits allow; the line is told.
    """
    found = decode_text(data, name)
    if found.guessed:
        message = f"nothing tells the encoding: read as {found.encoding}; look whether accents are right"
        log.warning("encoding", message, Location(name))
    text, above = found.text.removeprefix("\ufeff"), 0
    delimiter = None
    if directive := _DIRECTIVE.match(text):
        delimiter, text, above = directive[1], text[directive.end() :], 1
    rows = _parsed(text, delimiter or _delimiter(text), name, log, above)
    width = max(map(len, rows), default=0)
    if width > COLUMNS_LIMIT or width * len(rows) > CELLS_LIMIT:
        raise _too_much(len(rows), width, name)
    for row in rows:
        for index, text in enumerate(row):
            if text[:1] == "'":
                row[index] = restored(text)
        row.extend([""] * (width - len(row)))
    cells = cast("list[Row]", rows)
    sheet = Sheet(name, "", cells, top=1 + above)
    within_limits([sheet])
    return sheet


def beginning(data: bytes, name: str) -> list[Row]:
    """The first rows of what may be separated values, for a look at them; no rows where it is one column.

    Raises:
        Unreadable: It is no text.
    """
    start = data[:_LOOKED_AT]
    if len(data) > len(start):
        # No letter is cut: a line is ended before it is, in UTF-16 with one more byte.
        start = start[: start.rfind(b"\n") + 1]
        start += b"\0" * (len(start) % 2 if start.startswith(BOM_UTF16_LE) else 0)
    text = decode_text(start, name).text.removeprefix("\ufeff")
    if directive := _DIRECTIVE.match(text):
        text = text[directive.end() :]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[Row] = []
    with suppress(csv.Error):
        rows.extend(list(row) for row in islice(lines, _SAMPLE) if len(row) > 1)
    return rows


TOO_MUCH = f"{ROWS_LIMIT:,} rows, {COLUMNS_LIMIT} columns and {CELLS_LIMIT:,} cells are the limit"
"""What is told where a sheet is too large."""


def _too_much(rows: int, columns: int, name: str) -> Unreadable:
    return unreadable(f"has {rows:,} rows and {columns:,} columns: {TOO_MUCH}", name)


def separator(text: str) -> tuple[str, int]:
    """What parts the values of a text, and how many lines before the first row say so (``sep=;``)."""
    directive = _DIRECTIVE.match(text)
    return (directive[1], 1) if directive else (_delimiter(text), 0)


def _delimiter(text: str) -> str:
    """The separator by which the most rows come out equally wide, and more than one cell wide."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    lines = csv.reader(io.StringIO(text[:_LOOKED_AT], newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(lines, _SAMPLE) if any(row))
    except csv.Error:
        return 0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0, 0
    count, width = max(wide)
    return count / widths.total(), width


def _parsed(text: str, delimiter: str, name: str, log: ImportLog, above: int) -> list[list[str]]:
    """The rows; strictly at first, and where quotes do not match, as well as it goes."""
    with suppress(csv.Error):
        return _taken(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = _taken(lines, name)
    except csv.Error as error:
        line = lines.line_num + above
        if "field larger" in str(error):
            message = f"a cell is longer than {LENGTH_LIMIT:,} characters, the limit: is a quote missing?"
            raise unreadable(message, name, line) from None
        message = f"cannot be taken apart into cells: {error}"
        raise unreadable(message, name, line) from None
    message = "quotes do not match somewhere: look whether cells are cut where they should be"
    log.warning("quotes", message, Location(name))
    return rows


def _taken(lines: Iterator[list[str]], name: str) -> list[list[str]]:
    """All rows, as long as they are not too many."""
    rows: list[list[str]] = []
    cells = 0
    while more := list(islice(lines, _AT_ONCE)):
        rows += more
        cells += sum(map(len, more))
        if len(rows) > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise _too_much(len(rows), max(map(len, rows)), name)
    return rows
