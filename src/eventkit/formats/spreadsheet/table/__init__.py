"""Tables of sessions in any layout: CSV, TSV, XLSX, ODS, HTML, Word, and exports of Sessionize.

The separator, the encoding, the header row and the meaning of each column are detected; columns of unknown
meaning are saved as extra data and reported. The column map overrides the detection: pass it as
`eventkit.intake.ImportHints.columns`. `eventkit.intake.ImportResult.columns` returns the map that was used in
the same form, to save, correct and pass again. In TOML::

    sheet = "Programme"            # or a list: the sheets with sessions, and with people
    header = 3                     # the header row, counted from 1; or by sheet: {Programme = 3}
    layout = "grid"                # times down the side; or "grid-across", "list" or "list-across"
    hidden = "import"              # or "leave-out": what is hidden in a workbook
    date-order = "day-first"       # or "month-first": the meaning of 1/2/2026
    year = 2026                    # the year of dates without one
    minutes = 45                   # the duration of sessions without an end or a duration
    ends = "row"                   # or "session": when sessions above empty cells of a timetable end
    comma = "people"               # or "organisation", "family-name": the meaning of a comma beside a name
    brackets = "organisation"      # or "name": the meaning of brackets behind a name
    days = {"Friday" = "2026-06-05", "Day 2" = "2026-06-06"}

    [columns]                      # by header; columns not listed here are detected
    "Talk title" = "title"
    "标题" = "title (zh)"           # texts in a language
    "Chair" = "people as chair"    # people in a role; the roles are those of the document format
    "Speaker 2" = "person 2"       # one of several people, each with columns of their own
    "Company of speaker 2" = "organisation 2"
    "Level" = "extra"              # saved with the session as extra data
    "Reviewed by" = "ignore"       # left out
    "column F" = "room"            # a column without a header, or with the header of another
    "Speakers!Name" = "person"     # where two sheets have the same header with different meanings
    "sheet name" = "room"          # the names of the sheets

`eventkit.formats.spreadsheet.table.column_headers` lists the meanings of columns. Columns that look private
(e-mail addresses, telephone numbers, notes) are never saved with a session: the data of one person goes to
`eventkit.intake.ImportResult.contacts`; the rest is left out and reported.
"""

from __future__ import annotations

from dataclasses import replace

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.cell_sheets import cell_text
from eventkit.formats.spreadsheet.delimited_text import peek_rows
from eventkit.formats.spreadsheet.sheet_reader import is_workbook
from eventkit.formats.spreadsheet.table.column_headers import header_meanings
from eventkit.formats.spreadsheet.table.document_tables import has_document_tables
from eventkit.formats.spreadsheet.table.header_rows import find_header_row
from eventkit.formats.spreadsheet.table.reader import read_tables
from eventkit.formats.spreadsheet.workbook.sheet_rows import detect_layout_version
from eventkit.intake import NO_HINTS, ImportHints, ImportLog, ImportResult, SourceFile, build_schedule

_SPREADSHEET_SUFFIXES = {".csv", ".tsv"}
_TEXT_SUFFIXES = {"", ".txt", ".tab", ".dat"}
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".ods", ".xls", ".xlsb"}


class TableFormat:
    """The table format: sessions in rows or in a timetable, with detected columns."""

    title = "tables of sessions in any layout: CSV, TSV, XLSX, ODS, HTML, Word; exports of Sessionize"
    suffixes = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".html", ".docx")

    def recognises(self, source: SourceFile) -> bool:
        """Recognise workbooks that eventkit did not write, and text with a row of known column headers."""
        if is_workbook(source) or has_document_tables(source):
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
        """Read the schedule in the tables of a file, with the column map that was used."""
        log = ImportLog(name)
        records, columns = read_tables(SourceFile(data, name), hints, log)
        try:
            return replace(build_schedule(records, log, hints), columns=columns)
        except Unreadable as error:
            raise Unreadable(error.name, error.faults, columns) from None


table_format = TableFormat()
