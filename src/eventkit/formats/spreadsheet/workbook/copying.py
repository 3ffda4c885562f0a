"""Rows that were copied: what belongs to the first alone is taken from the second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventkit.formats.spreadsheet.workbook.opening import Filled, Line
from eventkit.formats.spreadsheet.workbook.plain_cells import written
from eventkit.formats.spreadsheet.workbook.sheet_specs import ColumnKey
from eventkit.formats.spreadsheet.workbook.sited import Sited

_UID, _SOURCE, _SOURCE_ID = ColumnKey("uid"), ColumnKey("source"), ColumnKey("source_id")


def tell_apart(lines: Sequence[Line], report: Sited) -> None:
    """Give each row what is its own: no two things have one identity, or are the same of a source."""
    uids: dict[str, Line] = {}
    origins: dict[tuple[str, str], Line] = {}
    for line in lines:
        if uid := line.cells.get(_UID):
            first = uids.setdefault(written(uid.cell).strip().lower(), line)
            _free(line, first, uid, (_UID,), report)
        if (source := line.cells.get(_SOURCE)) and (known := line.cells.get(_SOURCE_ID)):
            first = origins.setdefault((written(source.cell), written(known.cell)), line)
            _free(line, first, known, (_SOURCE, _SOURCE_ID), report)


def _free(line: Line, first: Line, filled: Filled, lanes: Iterable[ColumnKey], report: Sited) -> None:
    if line is first:
        return
    message = f"is that of row {first.where.row}, from which this row seems to be copied: taken for empty"
    report.repaired(message, (), report.at(filled.where))
    for lane in lanes:
        del line.cells[lane]
