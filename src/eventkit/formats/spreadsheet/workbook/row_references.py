"""Row references: ids, names and titles by which one sheet refers to rows of another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from eventkit.formats.spreadsheet.workbook.cell_codecs import typed_text
from eventkit.formats.spreadsheet.workbook.sheet_rows import LocatedCell, RowsBySheet, SheetRow, WorkbookLog
from eventkit.formats.spreadsheet.workbook.sheet_specs import THINGS, ColumnKey, SheetSpec

_UID, _SOURCE, _SOURCE_ID = ColumnKey("uid"), ColumnKey("source"), ColumnKey("source_id")


def clear_copied_ids(lines: Sequence[SheetRow], report: WorkbookLog) -> None:
    """Give each row what is its own: no two things have one identity, or are the same of a source."""
    uids: dict[str, SheetRow] = {}
    origins: dict[tuple[str, str], SheetRow] = {}
    for line in lines:
        if uid := line.cells.get(_UID):
            first = uids.setdefault(typed_text(uid.cell).strip().lower(), line)
            _free(line, first, uid, (_UID,), report)
        if (source := line.cells.get(_SOURCE)) and (known := line.cells.get(_SOURCE_ID)):
            first = origins.setdefault((typed_text(source.cell), typed_text(known.cell)), line)
            _free(line, first, known, (_SOURCE, _SOURCE_ID), report)


def _free(
    line: SheetRow, first: SheetRow, filled: LocatedCell, lanes: Iterable[ColumnKey], report: WorkbookLog
) -> None:
    if line is first:
        return
    message = f"is that of row {first.where.row}, from which this row seems to be copied: taken for empty"
    report.repaired(message, (), report.at(filled.where))
    for lane in lanes:
        del line.cells[lane]


_ID_LENGTH = 60


_ID = ColumnKey("id")


_NAME_FIELDS = ("name", "title", "short", "code")


class RowReferences:
    """The ids of the things in a workbook, and what else they are called.

    Args:
        lines: The rows; those without an id are given one.
        first: The first language of the conference.
    """

    def __init__(self, lines: RowsBySheet, first: str) -> None:
        self._by_name: dict[str, dict[str, str]] = {}
        for sheet in THINGS:
            self._learn(sheet, lines.get(sheet.name, ()), first)

    def meant(self, words: str, sheet: str) -> str:
        """The id of what is called so on a sheet; what it is called, where nothing or several are."""
        return self._by_name.get(sheet, {}).get(_folded(words)) or words

    def knows(self, words: str, sheet: str) -> bool:
        """Whether something on the sheet, and one thing alone, is called so."""
        return bool(self._by_name.get(sheet, {}).get(_folded(words)))

    def _learn(self, sheet: SheetSpec, lines: Sequence[SheetRow], first: str) -> None:
        make_ids(lines, sheet.about, first)
        names: dict[str, str] = {}
        for line in lines:
            for name in _names(line):
                # Two of one name are neither of them.
                if names.setdefault(_folded(name), id_of(line)) != id_of(line):
                    names[_folded(name)] = ""
        ids = {_folded(id_of(line)): id_of(line) for line in lines}
        self._by_name[sheet.name] = names | ids


def id_of(line: SheetRow) -> str:
    """The id of a row, as it is given or was made."""
    return typed_text(line.cells[_ID].cell).strip()


def make_ids(lines: Sequence[SheetRow], about: str, first: str) -> None:
    """Make an id for each row without one, from its title or name, that no other row has."""
    taken = {id_of(line) for line in lines if _ID in line.cells}
    for line in lines:
        if _ID not in line.cells:
            made = free_id(_stem(line, first) or about, taken)
            line.cells[_ID] = LocatedCell(made, line.where)
            taken.add(made)


def free_id(stem: str, taken: Iterable[str]) -> str:
    """The stem, or the first of the stem with a number that is not taken."""
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def _stem(line: SheetRow, first: str) -> str:
    """An id from the title or name, in the first language or in one that has Latin letters."""
    texts = {lane.language or first: typed_text(filled.cell) for lane, filled in _titles(line)}
    for text in (texts.get(first, ""), *texts.values()):
        # Accents off, since an id has none.
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")
        if stem:
            return (
                stem if len(stem) <= _ID_LENGTH else stem[:_ID_LENGTH].rpartition("-")[0] or stem[:_ID_LENGTH]
            )
    return ""


def _titles(line: SheetRow) -> Iterator[tuple[ColumnKey, LocatedCell]]:
    yield from ((lane, filled) for lane, filled in line.cells.items() if lane.field in {"title", "name"})


def _names(line: SheetRow) -> Iterator[str]:
    for lane, filled in line.cells.items():
        if lane.field in _NAME_FIELDS:
            yield typed_text(filled.cell)


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
