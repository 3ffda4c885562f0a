"""Delimited text (RFC 4180): CSV and TSV, with detection of separator and encoding; escaped formulas."""

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
from eventkit.formats.spreadsheet.cell_sheets import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    LENGTH_LIMIT,
    ROWS_LIMIT,
    SIZE_LIMITS,
    CellSheet,
    Row,
    check_cell_lengths,
)
from eventkit.intake import ImportLog, Location
from eventkit.intake.source_file import decode_text, unreadable

# Tab and carriage return are skipped before a formula; full-width signs are taken for the usual ones by
# input methods and some programs of East Asia.
_FORMULA_SIGN = "[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"


_FORMULA_BEGIN = re.compile(f"'*{_FORMULA_SIGN}")


_ESCAPED_FORMULA = re.compile(f"'+{_FORMULA_SIGN}")


def escape_formula(text: str) -> str:
    """The text as a cell of CSV that is no formula to anyone.

    >>> neutralised("=1+1"), neutralised("'=1"), neutralised("1 = 1")
    ("'=1+1", "''=1", '1 = 1')
    """
    return f"'{text}" if _FORMULA_BEGIN.match(text) else text


def unescape_formula(text: str) -> str:
    """The text that `escape_formula` was given.

    >>> restored("'=1+1"), restored("''=1"), restored("'twas")
    ('=1+1', "'=1", "'twas")
    """
    return text[1:] if _ESCAPED_FORMULA.match(text) else text


_DELIMITERS = ",;\t|"


_DIRECTIVE = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)")


_SAMPLE_ROWS = 60


_SAMPLE_BYTES = 2**16


_BATCH = 10_000


def read_delimited(data: bytes, name: str, log: ImportLog) -> CellSheet:
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
    rows = _parse(text, delimiter or _most_regular(text), name, log, above)
    width = max(map(len, rows), default=0)
    if width > COLUMNS_LIMIT or width * len(rows) > CELLS_LIMIT:
        raise _too_large(len(rows), width, name)
    for row in rows:
        for index, text in enumerate(row):
            if text[:1] == "'":
                row[index] = unescape_formula(text)
        row.extend([""] * (width - len(row)))
    cells = cast("list[Row]", rows)
    sheet = CellSheet(name, "", cells, top=1 + above)
    check_cell_lengths([sheet])
    return sheet


def peek_rows(data: bytes, name: str) -> list[Row]:
    """The first rows of what may be separated values, for a look at them; no rows where it is one column.

    Raises:
        Unreadable: It is no text.
    """
    start = data[:_SAMPLE_BYTES]
    if len(data) > len(start):
        # No letter is cut: a line is ended before it is, in UTF-16 with one more byte.
        start = start[: start.rfind(b"\n") + 1]
        start += b"\0" * (len(start) % 2 if start.startswith(BOM_UTF16_LE) else 0)
    text = decode_text(start, name).text.removeprefix("\ufeff")
    if directive := _DIRECTIVE.match(text):
        text = text[directive.end() :]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_most_regular(text))
    rows: list[Row] = []
    with suppress(csv.Error):
        rows.extend(list(row) for row in islice(lines, _SAMPLE_ROWS) if len(row) > 1)
    return rows


def _too_large(rows: int, columns: int, name: str) -> Unreadable:
    return unreadable(f"has {rows:,} rows and {columns:,} columns: {SIZE_LIMITS}", name)


def detect_separator(text: str) -> tuple[str, int]:
    """What parts the values of a text, and how many lines before the first row say so (``sep=;``)."""
    directive = _DIRECTIVE.match(text)
    return (directive[1], 1) if directive else (_most_regular(text), 0)


def _most_regular(text: str) -> str:
    """The separator by which the most rows come out equally wide, and more than one cell wide."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    lines = csv.reader(io.StringIO(text[:_SAMPLE_BYTES], newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(lines, _SAMPLE_ROWS) if any(row))
    except csv.Error:
        return 0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0, 0
    count, width = max(wide)
    return count / widths.total(), width


def _parse(text: str, delimiter: str, name: str, log: ImportLog, above: int) -> list[list[str]]:
    """The rows; strictly at first, and where quotes do not match, as well as it goes."""
    with suppress(csv.Error):
        return _collect(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = _collect(lines, name)
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


def _collect(lines: Iterator[list[str]], name: str) -> list[list[str]]:
    """All rows, as long as they are not too many."""
    rows: list[list[str]] = []
    cells = 0
    while more := list(islice(lines, _BATCH)):
        rows += more
        cells += sum(map(len, more))
        if len(rows) > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise _too_large(len(rows), max(map(len, rows)), name)
    return rows
