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
from eventkit.intake.source_file import log_decoding, unreadable
from eventkit.messages import Message, as_message
from eventkit.texts.normalisation import unescape_formula
from eventkit.texts.text_encodings import decode_text

_DELIMITERS = ",;\t|"

_DIRECTIVE = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)")

_SAMPLE_ROWS = 60

_SAMPLE_BYTES = 2**16

_BATCH = 10_000


def read_delimited(data: bytes, name: str, log: ImportLog) -> CellSheet:
    """Read a file of values separated by commas, semicolons, tabs or vertical bars as a sheet.

    Encoding and separator are those the file states, or are detected. Escaped formulas are unescaped.
    """
    decoded = decode_text(data, name)
    log_decoding(decoded, log)
    text, above = decoded.text.removeprefix("\ufeff"), 0
    delimiter = None
    if directive := _DIRECTIVE.match(text):
        delimiter, text, above = directive[1], text[directive.end() :], 1
    rows = _parse(text, delimiter or _most_regular(text), name, log, above)
    width = max(map(len, rows), default=0)
    if width > COLUMNS_LIMIT or width * len(rows) > CELLS_LIMIT:
        raise _size_error(len(rows), width, name)
    widths = tuple(map(len, rows))
    for row in rows:
        for index, text in enumerate(row):
            if text[:1] == "'":
                row[index] = unescape_formula(text)
        row.extend([""] * (width - len(row)))
    cells = cast("list[Row]", rows)
    sheet = CellSheet(name, "", cells, top=1 + above, widths=widths)
    check_cell_lengths([sheet])
    return sheet


def peek_rows(data: bytes, name: str) -> list[Row]:
    """The first rows of a file that may be delimited text; none if it has a single column."""
    start = data[:_SAMPLE_BYTES]
    if len(data) > len(start):
        # Cut at the end of a line, in UTF-16 with its second byte, so that no character is cut.
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


def _size_error(rows: int, columns: int, name: str) -> Unreadable:
    return unreadable(
        Message(
            "{rows} rows and {columns} columns, but the limits are {size_limits}.",
            rows=rows,
            columns=columns,
            size_limits=SIZE_LIMITS,
        ),
        name,
    )


def _most_regular(text: str) -> str:
    """The separator that gives the most rows of equal width, with more than one cell."""
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
    """Parse the rows strictly or, if quotes do not match, leniently with a warning."""
    with suppress(csv.Error):
        return _collect(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = _collect(lines, name)
    except csv.Error as error:
        line = lines.line_num + above
        if "field larger" in str(error):
            message = Message(
                "A cell is longer than the limit of {limit} characters. Check for a missing quote.",
                limit=LENGTH_LIMIT,
            )
            raise unreadable(message, name, line) from None
        message = Message("The line cannot be split into cells: {error}.", error=as_message(error))
        raise unreadable(message, name, line) from None
    if (unclosed := _find_unclosed_quote(text, rows, delimiter)) is not None:
        message = Message(
            "A quotation mark is never closed, so that the rows below would become part of one "
            "cell. Close it, or write two for one within a text."
        )
        raise unreadable(message, name, unclosed + above)
    message = Message(
        "Quotation marks do not match. Imported as well as possible. Check where cells begin and end."
    )
    log.warning("quotes", message, Location(name))
    return rows


def _find_unclosed_quote(text: str, rows: list[list[str]], delimiter: str) -> int | None:
    """The line of a quotation mark that is not closed, or only by one that opens another cell.

    Its cell goes on to the end of the text, or contains lines that look like rows.
    """
    separators = max(len(rows[0]) - 1, 1)
    lines = text.splitlines()
    at = 0
    for row in rows:
        for cell in row:
            breaks = cell.count("\n") + cell.count("\r") - cell.count("\r\n")
            inner = cell.splitlines()
            is_last = row is rows[-1] and at + breaks + 1 >= len(lines)
            if breaks and (
                (is_last and cell is row[-1] and not text.rstrip("\r\n").endswith('"'))
                or any(line.count(delimiter) >= separators for line in inner[1:])
            ):
                return at + 1
            at += breaks
        at += 1
    return None


def _collect(lines: Iterator[list[str]], name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    while more := list(islice(lines, _BATCH)):
        rows += more
        cells += sum(map(len, more))
        if len(rows) > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise _size_error(len(rows), max(map(len, rows)), name)
    return rows
