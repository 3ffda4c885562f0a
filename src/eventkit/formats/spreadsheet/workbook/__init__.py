"""The workbook of eventkit: a conference in sheets that an organiser fills in, without loss both ways.

It is the tree of a document (`eventkit.formats.document`) laid out in sheets; ``docs/spreadsheets.md`` says
what is in them. It is known by what its first cell says, whatever the file is called.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from eventkit.errors import Unreadable
from eventkit.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
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
from eventkit.schedule import Schedule
from eventkit.texts import canonicalise_tag
from eventkit.times import zone as zone_named

__all__ = ["Workbook", "is_own", "spreadsheet", "template"]


def is_own(source: SourceFile) -> bool:
    """Whether a file is a workbook of eventkit's own, and no table of someone else's."""
    return detect_layout_version(source) is not None


class Workbook:
    """The format: tolerates what hands do, tells all faults at once, and writes without loss."""

    title = "the workbook of eventkit, which holds all there is, to be edited in Excel or LibreOffice"
    suffixes = (".xlsx",)
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        """Whether a cell says that it is one."""
        return is_own(source)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in a workbook; saved as ODS as well.

        Rows may be added without an id, columns and sheets moved, left out or put in: what that leads to is
        told in the findings. What is given counts where the sheet of the conference says nothing.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its sheet, row and
                column.
        """
        log, report = ImportLog(name), WorkbookLog(name)
        gathering = DocumentTreeBuilder(read_sheet_rows(SourceFile(data, name), log), hints, report, log)
        root = gathering.tree()
        told = read_document(root, report)
        try:
            schedule = Schedule.model_validate(told.values, context={"language": told.language})
        except ValidationError as error:
            log_model_errors(error, root, told, report)
            raise _unreadable(log, report) from None
        if report.faults or log.faults:
            raise _unreadable(log, report)
        findings = (*log.findings(), *report.findings)
        return ImportResult(schedule, findings, contacts=gathering.contacts)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """The workbook that holds the schedule.

        The same schedule gives the same bytes; `read` gives back an equal one.
        """
        require_options(self, context)
        return Output(write_xlsx(flatten_schedule(schedule), schedule.conference.languages))


def _unreadable(log: ImportLog, report: WorkbookLog) -> Unreadable:
    return Unreadable(report.name, (*log.faults, *report.unreadable().faults))


def template(languages: Sequence[str], zone: str, id: str = "", title: str = "") -> bytes:
    """An empty workbook to fill in: headings with what they mean, and choices.

    Args:
        languages: The languages of the conference, the first one first: each has its columns.
        zone: The IANA name of its time zone.
        id: The id of the conference, if it has one already.
        title: Its title in the first language, likewise.

    Raises:
        ValueError: A language or the zone is none; the message says so to an organiser.
    """
    own = tuple(dict.fromkeys(map(canonicalise_tag, languages)))
    if not own:
        message = "a workbook wants a language: give one such as en"
        raise ValueError(message)
    zone_named(zone)
    conference = {"id": id, "title": title, "zone": zone, "languages": own}
    filled = {field: value for field, value in conference.items() if value}
    flats = {CONFERENCE.name: [filled]}
    return write_xlsx([fill_sheet(sheet, flats.get(sheet.name, ()), own, own) for sheet in SHEETS], own)


spreadsheet = Workbook()
"""The one there is: what the entry point names."""
