"""Who is who in a workbook: ids that are given or made, and things called by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from eventkit.formats.spreadsheet.workbook.opening import Filled, Line, Lines
from eventkit.formats.spreadsheet.workbook.plain_cells import written
from eventkit.formats.spreadsheet.workbook.sheet_specs import THINGS, ColumnKey, SheetSpec

_ID_LENGTH = 60
_ID = ColumnKey("id")
_CALLED = ("name", "title", "short", "code")


class Known:
    """The ids of the things in a workbook, and what else they are called.

    Args:
        lines: The rows; those without an id are given one.
        first: The first language of the conference.
    """

    def __init__(self, lines: Lines, first: str) -> None:
        self._by_name: dict[str, dict[str, str]] = {}
        for sheet in THINGS:
            self._learn(sheet, lines.get(sheet.name, ()), first)

    def meant(self, words: str, sheet: str) -> str:
        """The id of what is called so on a sheet; what it is called, where nothing or several are."""
        return self._by_name.get(sheet, {}).get(_folded(words)) or words

    def knows(self, words: str, sheet: str) -> bool:
        """Whether something on the sheet, and one thing alone, is called so."""
        return bool(self._by_name.get(sheet, {}).get(_folded(words)))

    def _learn(self, sheet: SheetSpec, lines: Sequence[Line], first: str) -> None:
        make_ids(lines, sheet.about, first)
        names: dict[str, str] = {}
        for line in lines:
            for name in _names(line):
                # Two of one name are neither of them.
                if names.setdefault(_folded(name), id_of(line)) != id_of(line):
                    names[_folded(name)] = ""
        ids = {_folded(id_of(line)): id_of(line) for line in lines}
        self._by_name[sheet.name] = names | ids


def id_of(line: Line) -> str:
    """The id of a row, as it is given or was made."""
    return written(line.cells[_ID].cell).strip()


def make_ids(lines: Sequence[Line], about: str, first: str) -> None:
    """Make an id for each row without one, from its title or name, that no other row has."""
    taken = {id_of(line) for line in lines if _ID in line.cells}
    for line in lines:
        if _ID not in line.cells:
            made = free(_stem(line, first) or about, taken)
            line.cells[_ID] = Filled(made, line.where)
            taken.add(made)


def free(stem: str, taken: Iterable[str]) -> str:
    """The stem, or the first of the stem with a number that is not taken."""
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def _stem(line: Line, first: str) -> str:
    """An id from the title or name, in the first language or in one that has Latin letters."""
    texts = {lane.language or first: written(filled.cell) for lane, filled in _titles(line)}
    for text in (texts.get(first, ""), *texts.values()):
        # Accents off, since an id has none.
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")
        if stem:
            return (
                stem if len(stem) <= _ID_LENGTH else stem[:_ID_LENGTH].rpartition("-")[0] or stem[:_ID_LENGTH]
            )
    return ""


def _titles(line: Line) -> Iterator[tuple[ColumnKey, Filled]]:
    yield from ((lane, filled) for lane, filled in line.cells.items() if lane.field in {"title", "name"})


def _names(line: Line) -> Iterator[str]:
    for lane, filled in line.cells.items():
        if lane.field in _CALLED:
            yield written(filled.cell)


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
