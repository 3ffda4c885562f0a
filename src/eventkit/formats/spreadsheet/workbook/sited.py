"""What is wrong with a workbook, in its own places: sheet, row and column."""

from __future__ import annotations

import re
from typing import Any

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath
from eventkit.formats.spreadsheet.workbook.opening import Where
from eventkit.formats.spreadsheet.workbook.sheet_specs import SHEETS

_FIELD = re.compile(r"([a-z_]+)(?:\[[0-9]+\])?$")
_RANKS = {sheet.name: rank for rank, sheet in enumerate(SHEETS)}
_OTHERWISE = {"at": "date"}
"""Fields of a document that a column of another name holds."""


class Sited(DocumentLog):
    """A report on a tree whose nodes have, for a line, the number of a cell that was given out here."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.cells: list[Where] = [Where("")]

    def at(self, where: Where) -> int:
        """A number for a place in the workbook: later places have higher ones."""
        self.cells.append(where)
        return len(self.cells) - 1

    def node(self, value: Any, line: int) -> DocumentNode:
        """A value as nodes of a tree, all of them at one cell."""
        if isinstance(value, dict):
            return DocumentNode({name: self.node(each, line) for name, each in value.items()}, line)
        if isinstance(value, list):
            return DocumentNode([self.node(each, line) for each in value], line)
        return DocumentNode(value, line)

    def repaired(self, message: str, place: NodePath, line: int) -> None:  # noqa: ARG002 - the cell says it
        """Take down that something was put right."""
        where = self.cells[line]
        row = f"row {where.row}" if where.row else ""
        heading = f"column {where.column} ({where.heading})" if where.column else where.heading
        told = ", ".join(filter(None, (self.name, where.sheet, row, heading)))
        self.findings.append(Finding(Severity.WARNING, "mended", (), message, told))

    def unreadable(self) -> Unreadable:
        """The error that tells all faults, sheet by sheet and row by row."""
        in_order = sorted(self.faults, key=self._rank)
        return Unreadable(self.name, tuple(map(self._sited, in_order)))

    def _rank(self, fault: Fault) -> tuple[int, int, int]:
        where = self.cells[fault.line or 0]
        return _RANKS.get(where.sheet, 0), where.row or 0, fault.line or 0

    def _sited(self, fault: Fault) -> Fault:
        where = self.cells[fault.line or 0]
        if not where.heading and (found := _FIELD.search(fault.field)):
            where = where._replace(heading=_heading(where.sheet, found[1]))
        return Fault(fault.message, where.field, where.row)


def _heading(sheet: str, field: str) -> str:
    """What a field is called in a sheet; nothing where it is no field of one."""
    field = _OTHERWISE.get(field, field)
    columns = (column for each in SHEETS if each.name == sheet for column in each.columns)
    return next((column.heading for column in columns if column.field.rpartition(".")[2] == field), "")
