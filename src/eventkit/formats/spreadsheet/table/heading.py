"""Which row of a sheet is the header of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from eventkit.formats.spreadsheet.sheets import Row, Sheet, blank, written
from eventkit.formats.spreadsheet.table.headers import LENGTH_LIMIT, sense
from eventkit.formats.spreadsheet.table.meanings import NAMES

HEADER_LIMIT = 60
"""How many rows are looked at for a header."""

_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")


def header_of(rows: Sequence[Row], told: frozenset[str] = frozenset()) -> int | None:
    """Which row is the header: the one with the most words known for columns; ``None`` where none is one.

    A row with a single one is a header if it is the first one of all, and the word is that for titles.

    Args:
        rows: The rows of a sheet.
        told: Headers that were told from outside.
    """
    best, found = 1, None
    first = next((at for at, row in enumerate(rows) if any(not blank(cell) for cell in row)), 0)
    for at, row in enumerate(rows[:HEADER_LIMIT]):
        if any(isinstance(cell, str) and _CLOCK.search(cell[:40]) for cell in row):
            continue
        texts = {
            " ".join(cell.split()) for cell in row if isinstance(cell, str) and len(cell) <= LENGTH_LIMIT
        }
        senses = [meanings for text in texts if text and (meanings := sense(text)[0])]
        meant = {each[0] for each in senses}
        known = len(meant) + 2 * len(texts & told)
        names_something = texts & told or any(
            each.to in {"title", "block"} | NAMES for meanings in senses for each in meanings
        )
        if at == first and any(_is_title(text) for text in texts):
            known = max(known, 2)
        if known > best and names_something:
            best, found = known, at
    return found


def _is_title(text: str) -> bool:
    return [each.to for each in sense(text)[0]] == ["title"]


def with_one_header(sheet: Sheet, header: int) -> Sheet:
    """The sheet, with a header of two rows put into the first: ``Speaker`` above ``Name`` and ``Firm``.

    A second row is one if it has words for columns and nothing else, each below a header that is merged over
    several columns, or has none beside it.
    """
    rows = sheet.rows
    if header + 1 >= len(rows):
        return sheet
    above, below = rows[header], rows[header + 1]
    filled = [index for index, cell in enumerate(below) if not blank(cell)]
    over = {index: _over(above, index) for index in filled}
    known = [isinstance(below[index], str) and sense(written(below[index]))[0] for index in filled]
    if len(filled) < 2 or not all(known) or any(each is None for each in over.values()):
        return sheet
    if len(set(over.values())) == len(filled):
        return sheet
    joined = list(above)
    for index, place in over.items():
        joined[index] = f"{written(above[place or 0])} {written(below[index])}"
    return replace(sheet, rows=[*rows[:header], joined, [""] * len(below), *rows[header + 2 :]])


def _over(above: Row, index: int) -> int | None:
    """The column of the header that reaches over a column: its own, or the nearest one to the left."""
    return next((at for at in range(index, -1, -1) if not blank(above[at])), None)
