"""The workbook of eventkit: a conference in sheets that an organiser fills in, without loss both ways.

It is the tree of a document (`eventkit.formats.document`) laid out in sheets; ``docs/spreadsheets.md``
describes them. It is recognised by the text of its first cell, not by the name of the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from eventkit.errors import Unreadable
from eventkit.formats.document.reader import log_model_errors, read_document
from eventkit.formats.spreadsheet.workbook.reader import DocumentTreeBuilder
from eventkit.formats.spreadsheet.workbook.schedule_rows import fill_sheet, flatten_schedule
from eventkit.formats.spreadsheet.workbook.sheet_rows import (
    WorkbookLog,
    detect_layout_version,
    read_sheet_rows,
)
from eventkit.formats.spreadsheet.workbook.sheet_specs import CONFERENCE, SHEETS
from eventkit.formats.spreadsheet.workbook.xlsx_writer import write_xlsx
from eventkit.intake import NO_HINTS, ImportHints, ImportLog, ImportResult, SourceFile
from eventkit.messages import Message
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.schedule import Schedule
from eventkit.texts import canonicalise_tag
from eventkit.times import zone as zone_named

__all__ = ["Workbook", "is_own", "spreadsheet", "template"]


def is_own(source: SourceFile) -> bool:
    """True for an eventkit workbook; false for any other spreadsheet."""
    return detect_layout_version(source) is not None


class Workbook:
    """The workbook format: lenient when reading, with all faults reported at once; lossless in writing."""

    title = "the eventkit workbook: the whole conference, to be edited in Excel or LibreOffice"
    suffixes = (".xlsx",)
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        """Recognise a workbook by the text of its first cell."""
        return is_own(source)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read the schedule in a workbook, saved as XLSX or as ODS.

        Rows may be added without an id; columns and sheets may be moved, removed or added. The consequences
        are findings. Hints apply where the sheet of the conference has an empty cell.
        """
        log, report = ImportLog(name), WorkbookLog(name)
        builder = DocumentTreeBuilder(read_sheet_rows(SourceFile(data, name), log), hints, report, log)
        root = builder.tree()
        document = read_document(root, report)
        try:
            schedule = Schedule.model_validate(document.values, context={"language": document.language})
        except ValidationError as error:
            log_model_errors(error, root, document, report)
            raise _unreadable(log, report) from None
        if report.faults or log.faults:
            raise _unreadable(log, report)
        findings = (*log.findings(), *report.findings())
        return ImportResult(schedule, findings, contacts=builder.contacts)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """The schedule as a workbook.

        The same schedule gives the same bytes; `read` returns an equal schedule.
        """
        require_options(self, context)
        conference = schedule.conference
        return Output(write_xlsx(flatten_schedule(schedule), conference.languages, conference.id))


def _unreadable(log: ImportLog, report: WorkbookLog) -> Unreadable:
    return Unreadable(report.name, (*log.faults, *report.as_error().faults))


def template(languages: Sequence[str], zone: str, id: str = "", title: str = "") -> bytes:
    """An empty workbook to fill in: headings with explanations, and lists of choices.

    Args:
        languages: The languages of the conference, the main one first: each has its columns.
        id: The id of the conference, if it has one already.
        title: Its title in the first language, if it has one already.
    """
    own = tuple(dict.fromkeys(map(canonicalise_tag, languages)))
    if not own:
        raise ValueError(Message("No language. A workbook needs at least one, such as en."))
    zone_named(zone)
    conference = {"id": id, "title": title, "zone": zone, "languages": own}
    filled = {field: value for field, value in conference.items() if value}
    flats = {CONFERENCE.name: [filled]}
    return write_xlsx([fill_sheet(sheet, flats.get(sheet.name, ()), own, own) for sheet in SHEETS], own)


spreadsheet = Workbook()
