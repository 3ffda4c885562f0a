"""Lists of people who come and appear in no session, row by row: a hundred thousand take no more memory than
a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from eventkit.formats.spreadsheet.attendees import delimited, workbook
from eventkit.formats.spreadsheet.attendees.columns import Columns, Key, columns
from eventkit.intake.source_file import unreadable

ROWS_LIMIT = 200_000
"""The most rows taken of a list."""

_LOOKED_AT = 20
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Row(NamedTuple):
    """What a list tells of one attendee.

    Attributes:
        number: Of the row in the file.
        told: What it tells, by what it is and its language.
    """

    number: int
    told: dict[Key, str]


@dataclass(frozen=True, slots=True)
class Attendees:
    """A list, to be gone through once.

    Attributes:
        rows: Its rows; going on may raise `eventkit.errors.Unreadable` with the row that cannot be read.
        columns: What its columns hold.
    """

    rows: Iterator[Row]
    columns: Columns


def attendees(file: BinaryIO, name: str) -> Attendees:
    """The list in a CSV, XLSX or ODS file: people row by row, below a row that names what the columns hold.

    Args:
        file: The file, which must be able to seek; it is read as far as the rows are taken.
        name: What messages call it.

    Raises:
        Unreadable: No row names a column for names; it is none of CSV, XLSX and ODS.
    """
    start = file.read(4)
    file.seek(0)
    if start == _OLD:
        message = "is locked with a password or of the old kind (.xls): save it as .xlsx"
        raise unreadable(message, name)
    found = (workbook if start == _ZIP else delimited).rows(file, name)
    first = list(islice(found, _LOOKED_AT))
    for at, (_, cells) in enumerate(first):
        if known := columns(cells):
            return Attendees(_told(chain(first[at + 1 :], found), known, name), known)
    message = "names no column for names: call one 'Name', or two of them 'First name' and 'Last name'"
    raise unreadable(message, name)


def _told(rows: Iterator[tuple[int, list[str]]], known: Columns, name: str) -> Iterator[Row]:
    for at, (number, cells) in enumerate(rows):
        if at >= ROWS_LIMIT:
            message = f"has more than {ROWS_LIMIT:,} rows, the limit"
            raise unreadable(message, name, number)
        if told := known.told(cells):
            yield Row(number, told)
