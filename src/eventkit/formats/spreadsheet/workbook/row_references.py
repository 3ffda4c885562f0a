"""Row references: ids, names and titles by which one sheet refers to rows of another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from eventkit.formats.spreadsheet.workbook.cell_codecs import typed_text
from eventkit.formats.spreadsheet.workbook.sheet_rows import LocatedCell, RowsBySheet, SheetRow, WorkbookLog
from eventkit.formats.spreadsheet.workbook.sheet_specs import THINGS, ColumnKey, SheetSpec
from eventkit.messages import Message

_UID, _SOURCE, _SOURCE_ID = ColumnKey("uid"), ColumnKey("source"), ColumnKey("source_id")


def clear_copied_ids(lines: Sequence[SheetRow], report: WorkbookLog) -> None:
    """Clear the UIDs and source ids of copied rows, so that no two rows share an identity."""
    uids: dict[str, SheetRow] = {}
    origins: dict[tuple[str, str], SheetRow] = {}
    for line in lines:
        if uid := line.cells.get(_UID):
            first = uids.setdefault(typed_text(uid.cell).strip().lower(), line)
            _clear(line, first, uid, (_UID,), report)
        if (source := line.cells.get(_SOURCE)) and (known := line.cells.get(_SOURCE_ID)):
            first = origins.setdefault((typed_text(source.cell), typed_text(known.cell)), line)
            _clear(line, first, known, (_SOURCE, _SOURCE_ID), report)


def _clear(
    line: SheetRow, first: SheetRow, filled: LocatedCell, keys: Iterable[ColumnKey], report: WorkbookLog
) -> None:
    if line is first:
        return
    message = Message(
        "Same value as in row {row}; the row was probably copied. Cleared, so that the two "
        "rows stay distinct.",
        row=first.where.row or 0,
    )
    report.repaired(message, (), report.at(filled.where))
    for key in keys:
        del line.cells[key]


_ID_LENGTH = 60

_ID = ColumnKey("id")

_NAME_FIELDS = ("name", "title", "short", "code")


class RowReferences:
    """The ids, names and titles of the entities in a workbook, for references between sheets.

    Args:
        lines: The rows; those without an id receive one.
        first: The first language of the conference.
    """

    def __init__(self, lines: RowsBySheet, first: str) -> None:
        self._by_name: dict[str, dict[str, str]] = {}
        for sheet in THINGS:
            self._add_names(sheet, lines.get(sheet.name, ()), first)

    def resolve(self, words: str, sheet: str) -> str:
        """The id of the entity with that id or name on a sheet; the words themselves if it is not unique."""
        return self._by_name.get(sheet, {}).get(_folded(words)) or words

    def contains(self, words: str, sheet: str) -> bool:
        return bool(self._by_name.get(sheet, {}).get(_folded(words)))

    def _add_names(self, sheet: SheetSpec, lines: Sequence[SheetRow], first: str) -> None:
        make_ids(lines, sheet.about, first)
        names: dict[str, str] = {}
        for line in lines:
            for name in _names(line):
                # A name that two entities share refers to neither.
                if names.setdefault(_folded(name), id_of(line)) != id_of(line):
                    names[_folded(name)] = ""
        ids = {_folded(id_of(line)): id_of(line) for line in lines}
        self._by_name[sheet.name] = names | ids


def id_of(line: SheetRow) -> str:
    return typed_text(line.cells[_ID].cell).strip()


def make_ids(lines: Sequence[SheetRow], about: str, first: str) -> None:
    """Generate a unique id from the title or name of each row without one."""
    used = {id_of(line) for line in lines if _ID in line.cells}
    for line in lines:
        if _ID not in line.cells:
            id_ = free_id(_stem(line, first) or about, used)
            line.cells[_ID] = LocatedCell(id_, line.where)
            used.add(id_)


def free_id(stem: str, taken: Iterable[str]) -> str:
    """The stem, or else the stem with the first number that makes an unused id."""
    id_, number = stem, 1
    while id_ in taken:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def _stem(line: SheetRow, first: str) -> str:
    """An id from the title or name, in the first language or in one that has Latin letters."""
    texts = {key.language or first: typed_text(filled.cell) for key, filled in _titles(line)}
    for text in (texts.get(first, ""), *texts.values()):
        # Ids have no accents.
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")
        if stem:
            return (
                stem if len(stem) <= _ID_LENGTH else stem[:_ID_LENGTH].rpartition("-")[0] or stem[:_ID_LENGTH]
            )
    return ""


def _titles(line: SheetRow) -> Iterator[tuple[ColumnKey, LocatedCell]]:
    yield from ((key, filled) for key, filled in line.cells.items() if key.field in {"title", "name"})


def _names(line: SheetRow) -> Iterator[str]:
    for key, filled in line.cells.items():
        if key.field in _NAME_FIELDS:
            yield typed_text(filled.cell)


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
