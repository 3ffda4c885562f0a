"""Attendee lists: people to print badges for, one per row, from CSV, XLSX or ODS."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import BinaryIO, NamedTuple

from eventkit.findings import Finding
from eventkit.formats.spreadsheet.cell_sheets import CellSheet, cell_text
from eventkit.formats.spreadsheet.delimited_text import read_delimited
from eventkit.formats.spreadsheet.sheet_reader import is_workbook, read_workbook
from eventkit.formats.spreadsheet.table.column_headers import (
    header_meanings,
    normalise_header,
    split_header_language,
)
from eventkit.intake import ImportLog, SourceFile
from eventkit.intake.datetime_parser import normalise
from eventkit.intake.source_file import FILE_LIMIT, unreadable
from eventkit.messages import Message

FieldKey = tuple[str, str]
"""A field of an attendee: one of `FIELDS`, and its language; empty if the heading names none."""

FIELDS = {
    "name": "the whole name",
    "given": "the given name",
    "family": "the family name",
    "second-name": "the name in another script",
    "organisation": "the organisation",
    "position": "the position",
    "pronouns": "the pronouns",
    "role": "the role, as a word for one",
    "ticket": "the class of the ticket",
    "line": "a line of the badge; several columns are several lines",
    "id": "what the list knows them by",
    "email": "the e-mail address, by which people are recognised; it is not printed",
}
"""The fields of an attendee, with a description for messages."""

_TABLE_MEANINGS = {
    "person": "name",
    "people": "name",
    "given": "given",
    "family": "family",
    "organisation": "organisation",
    "position": "position",
    "pronouns": "pronouns",
    "role": "role",
    "ticket": "ticket",
    "person-key": "id",
    "email": "email",
}

_NAME_FIELDS = {"name", "given", "family"}


@dataclass(frozen=True, slots=True)
class AttendeeColumns:
    # The field of each column, in order; None for a column that is not used.
    keys: tuple[FieldKey | None, ...]
    aside: tuple[str, ...] = ()  # the headings of columns that are not printed

    def fields(self, cells: Sequence[str]) -> dict[FieldKey, str]:
        """The fields of a row; several lines of the badge become one value with line breaks."""
        fields: dict[FieldKey, str] = {}
        for key, cell in zip(self.keys, cells, strict=False):
            if key is not None and (text := cell.strip()):
                fields[key] = f"{fields[key]}\n{text}" if key in fields else text
        return fields


def find_attendee_columns(headers: Sequence[str]) -> AttendeeColumns | None:
    """Find the meaning of columns by their headings; ``None`` if none is for names: the row is not a header.

    Of two columns for the same field only the first is used, except for lines of the badge.
    """
    keys: list[FieldKey | None] = []
    aside: list[str] = []
    for header in headers:
        key = _field_key(header) if header.strip() else None
        if key is not None and key in keys and key[0] != "line":
            key = None
        keys.append(key)
        if header.strip() and (key is None or key[0] == "email"):
            aside.append(header.strip())
    if not any(key is not None and key[0] in _NAME_FIELDS for key in keys):
        return None
    return AttendeeColumns(tuple(keys), tuple(aside))


def _field_key(header: str) -> FieldKey | None:
    words = normalise_header(header)
    if field := _header_words().get(words) or _header_words().get(words.rstrip(" 0123456789")):
        return field, ""
    for rest, language in split_header_language(words):
        if field := _header_words().get(rest):
            return field, language
    meanings, _ = header_meanings(normalise(header))
    for meaning in meanings:
        if meaning.target in _TABLE_MEANINGS:
            return _TABLE_MEANINGS[meaning.target], meaning.language or ""
    return None


@cache
def _header_words() -> dict[str, str]:
    table = tomllib.loads((files(__package__) / "attendee_words.toml").read_text("utf-8"))
    return {
        word: field for field, languages in table.items() for words in languages.values() for word in words
    }


_HEADER_SEARCHED = 20

_ZIP = b"PK\x03\x04"


class AttendeeRow(NamedTuple):
    number: int  # the number of the row in the file, from 1
    fields: dict[FieldKey, str]


class AttendeeRows:
    """The rows of a list, parsed each time they are requested."""

    def __init__(self, sheet: CellSheet, header: int, columns: AttendeeColumns) -> None:
        self._sheet = sheet
        self._header = header
        self._columns = columns

    def __iter__(self) -> Iterator[AttendeeRow]:
        """Iterate over the rows below the header that are not empty."""
        for number, row in enumerate(islice(self._sheet.rows, self._header + 1, None), self._header + 1):
            if fields := self._columns.fields([cell_text(cell) for cell in row]):
                yield AttendeeRow(self._sheet.top + number, fields)


@dataclass(frozen=True, slots=True)
class AttendeeList:
    rows: AttendeeRows
    columns: AttendeeColumns
    findings: tuple[Finding, ...] = ()


def read_attendees(file: BinaryIO, name: str) -> AttendeeList:
    """The attendees in a CSV, XLSX or ODS file: one per row, below a row with the headings of the columns.

    The first visible sheet is read as a whole, within the limits of `cell_sheets`: 100,000 rows and 1,000,000
    cells, which take 100 to 300 MB of memory.
    """
    source = SourceFile(file.read(FILE_LIMIT + 1), name)
    log = ImportLog(source.name)
    sheet = _first_sheet(source, log)
    for index, row in enumerate(sheet.rows[:_HEADER_SEARCHED]):
        headers = [cell_text(cell) for cell in row]
        if columns := find_attendee_columns(headers):
            _refuse_programme(headers, name)
            return AttendeeList(AttendeeRows(sheet, index, columns), columns, log.findings())
    message = Message(
        "No column with names. Name a column 'Name', or two columns 'First name' and 'Last name'."
    )
    raise unreadable(message, name)


_SESSION_TITLES = ("title", "subtitle", "block")

_OF_SESSIONS = frozenset({"day", "start", "end", "time", "minutes", "room", "track", "kind", "abstract"})


def _refuse_programme(headers: Sequence[str], name: str) -> None:
    """Refuse a table of sessions, which has a column of their titles and two more about them."""
    targets: dict[str, str] = {}
    for header in filter(str.strip, headers):
        for meaning in header_meanings(normalise(header))[0]:
            targets.setdefault(meaning.target, header.strip())
    titles = [targets[target] for target in _SESSION_TITLES if target in targets]
    others = [header for target, header in targets.items() if target in _OF_SESSIONS]
    if titles and len(others) > 1:
        shown = ", ".join(f"'{header}'" for header in (*titles[:1], *others[:3]))
        message = Message(
            "This is a programme and no list of attendees: it has columns of sessions, "
            "{columns}. Import it as a schedule, and all people in it get badges.",
            columns=shown,
        )
        raise unreadable(message, name)


def _first_sheet(source: SourceFile, log: ImportLog) -> CellSheet:
    if not (source.data.startswith(_ZIP) or is_workbook(source)):
        return read_delimited(source.data, source.name, log)
    sheets = read_workbook(source, log)
    if not sheets:
        message = Message("No visible sheet with cells.")
        raise unreadable(message, source.name)
    return sheets[0]
