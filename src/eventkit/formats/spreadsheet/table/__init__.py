"""Tables as organisers keep them: CSV, TSV, XLSX and ODS in any layout, and what Sessionize exports.

The separator, the encoding, the row of the header and what each column holds are found out; whatever is not
understood is kept with its session and told of. Whatever is found out can be told from outside, in
`eventkit.intake.ImportHints.columns`, and `eventkit.intake.ImportResult.columns` gives it back in the same
shape, so that it can be saved, mended by hand, and said again. In TOML::

    sheet = "Programme"            # or a list; those that tell of sessions, and of people
    header = 3                     # the row, counted from 1 as the file does; or by sheet: {Programme = 3}
    date-order = "day-first"       # or "month-first": what 1/2/2026 means
    year = 2026                    # of days that are written without one
    minutes = 45                   # how long sessions last of which no end and no length is told
    days = {"Friday" = "2026-06-05", "Day 2" = "2026-06-06"}

    [columns]                      # by header; all of it may be left out, the rest is found out
    "Talk title" = "title"
    "标题" = "title (zh)"           # texts in a language
    "Chair" = "people as chair"    # people in a role; the roles are those of the document format
    "Speaker 2" = "person 2"       # one of several people, each with columns of their own
    "Company of speaker 2" = "organisation 2"
    "Level" = "extra"              # kept with the session under its own name
    "Reviewed by" = "ignore"       # left out
    "column F" = "room"            # a column without a header, or with one that another has too
    "Speakers!Name" = "person"     # where two sheets have the same header for different things

`eventkit.formats.spreadsheet.table.column_headers` lists the meanings of columns. Columns that look private
(addresses, telephone numbers, notes) are never saved with a session: what belongs to one person goes to
`eventkit.intake.ImportResult.contacts`; the rest is left out and reported.
"""

from __future__ import annotations

from dataclasses import replace

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.cell_sheets import cell_text
from eventkit.formats.spreadsheet.delimited_text import peek_rows
from eventkit.formats.spreadsheet.sheet_reader import is_workbook
from eventkit.formats.spreadsheet.table.column_headers import header_meanings
from eventkit.formats.spreadsheet.table.reader import read_tables
from eventkit.formats.spreadsheet.table.table_detection import find_header_row
from eventkit.formats.spreadsheet.workbook.sheet_rows import detect_layout_version
from eventkit.intake import NO_HINTS, ImportHints, ImportLog, ImportResult, SourceFile, build_schedule

_SPREADSHEET_SUFFIXES = {".csv", ".tsv"}
_TEXT_SUFFIXES = {"", ".txt", ".tab", ".dat"}
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".ods", ".xls", ".xlsb"}


class TableFormat:
    """The format of tables."""

    title = "tables of sessions in any layout: CSV, TSV, XLSX, ODS; what Sessionize exports"
    suffixes = (".csv", ".tsv", ".txt", ".xlsx", ".ods")

    def recognises(self, source: SourceFile) -> bool:
        """Whether it is a workbook of anyone but eventkit, or text with a row of words known for columns."""
        if is_workbook(source):
            return detect_layout_version(source) is None
        if source.looks_like_json or source.root_element or source.members:
            return False
        if source.suffix in _SPREADSHEET_SUFFIXES or source.suffix in _WORKBOOK_SUFFIXES:
            return True
        if source.suffix not in _TEXT_SUFFIXES:
            return False
        try:
            rows = peek_rows(source.data, source.name)
        except Unreadable:
            return False
        header = find_header_row(rows)
        return (
            header is not None and sum(bool(header_meanings(cell_text(cell))[0]) for cell in rows[header]) > 1
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in the tables of a file, with how their columns were understood.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; what is wrong, and what may be told in
                ``given.columns``, is said with its place.
        """
        log = ImportLog(name)
        found, columns = read_tables(SourceFile(data, name), hints, log)
        return replace(build_schedule(found, log, hints), columns=columns)


table_format = TableFormat()
"""The format, as the entry point names it."""
