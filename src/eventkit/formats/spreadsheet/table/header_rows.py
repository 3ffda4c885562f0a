"""Header rows: the rows of a sheet that name its columns, in one row or two, once or for each day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import (
    LENGTH_LIMIT,
    NAME_MEANINGS,
    header_meanings,
    recognised_meanings,
)
from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading

_PERSON_NUMBER = re.compile(r"#?\d{1,2}\.?")
HEADER_LIMIT = 60  # the number of rows that are searched for a header
_FURTHER_HEADER_SCORE = 3
"""The number of known headers from which a row below the header is a header of its own."""

_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")


def find_header_row(rows: Sequence[Row], mapped: frozenset[str] = frozenset()) -> int | None:
    """The index of the header row, which has the most known headers; ``None`` if there is no such row.

    Of several rows that are complete headers, as above each day, it is the first. A row with a single known
    header is the header row if it is the first row and the header means titles.
    """
    best, header = 1, None
    first = next((at for at, row in enumerate(rows) if any(not is_blank(cell) for cell in row)), 0)
    for at, row in enumerate(rows[:HEADER_LIMIT]):
        score = _header_score(row, mapped)
        if at == first and score and any(_is_title(cell_text(cell)) for cell in row):
            score = max(score, 2)
        if score > best:
            best, header = score, at
        elif header == at - 1 and not mapped and _is_complete_header(rows[header], best):
            break
    return header


def lists_across(sheet: CellSheet) -> bool:
    """True for a list with a session in each column: its headings are down the first one, and in no row."""
    heads = next(iter(sheet.transposed().rows), [])
    score = _header_score(heads, frozenset())
    rows = sheet.rows[:HEADER_LIMIT]
    return _is_complete_header(heads, score) and all(
        _header_score(row, frozenset()) < _FURTHER_HEADER_SCORE for row in rows
    )


def find_further_headers(rows: Sequence[Row], header: int) -> list[int]:
    """The indices of header rows below the first one whose columns differ from the header before.

    Such a row has at least three known headers, which are most of its cells, and one of the headers above. A
    header that is repeated unchanged, as on each page of a printed file, does not start another table.
    """
    headers = []
    words = {text.casefold() for cell in rows[header] if (text := cell_text(cell))}
    current = [cell_text(cell) for cell in rows[header]]
    for at in range(header + 1, len(rows)):
        row = rows[at]
        if not any(isinstance(cell, str) and cell.strip().casefold() in words for cell in row):
            continue
        if all(isinstance(cell, str) for cell in row) and _is_complete_header(
            row, _header_score(row, frozenset())
        ):
            texts = [cell_text(cell) for cell in row]
            if texts != current:
                headers.append(at)
                current = texts
    return headers


def _is_complete_header(row: Row, score: int) -> bool:
    """True if a row has several known headers, which are most of its cells."""
    filled = sum(1 for cell in row if not is_blank(cell))
    return score >= _FURTHER_HEADER_SCORE and score * 3 >= filled * 2


def _header_score(row: Row, mapped: frozenset[str]) -> int:
    """The number of different known headers; 0 if none can have titles, names, or times of ids."""
    if any(isinstance(cell, str) and _CLOCK.search(cell[:40]) for cell in row):
        return 0
    texts = {" ".join(cell.split()) for cell in row if isinstance(cell, str) and len(cell) <= LENGTH_LIMIT}
    senses = [meanings for text in texts if text and (meanings := recognised_meanings(text))]
    targets = {meaning.target for meanings in senses for meaning in meanings}
    has_slots = "key" in targets and bool(targets & {"start", "time"})
    has_letters = any(name.startswith("column ") for name in mapped)
    if not (texts & mapped or has_letters or targets & {"title", "block", *NAME_MEANINGS} or has_slots):
        return 0
    return len({meanings[0] for meanings in senses}) + 2 * len(texts & mapped)


def _is_title(text: str) -> bool:
    return [meaning.target for meaning in header_meanings(text)[0]] == ["title"]


def merge_header_rows(sheet: CellSheet, header: int) -> CellSheet:
    """Merge a header of two rows, such as ``Speaker`` above ``Name`` and ``Firm``, into its row.

    That is the row with the most known headers, and the other one is above or below it.
    """
    rows = sheet.rows
    if header and any(
        _is_number_of_person(rows[header - 1], index, cell) for index, cell in enumerate(rows[header])
    ):
        return _name_numbers(sheet, header)
    is_below = header > 0 and _header_score(rows[header - 1], frozenset()) > 1
    for top in (header - 1, header) if is_below else (header,):
        if merged_header := _merged_names(sheet, top, must_be_merged=top < header):
            areas = tuple(area for area in sheet.merged if not area.top <= top <= area.bottom)
            other = top if top < header else header + 1
            return (
                replace(sheet, merged=areas)
                .with_row(header, merged_header)
                .with_row(other, [""] * len(merged_header))
            )
    return _repeat_merged_people(sheet, header)


def _merged_names(sheet: CellSheet, top: int, *, must_be_merged: bool) -> Row | None:
    """The names of the columns in two rows; ``None`` if the second one does not belong to the header.

    It does if all its cells are known headers, each below a cell that is merged across several columns or has
    an empty cell to its right; below merged cells alone one of them is enough.
    """
    if top + 1 >= len(sheet.rows):
        return None
    above, below = sheet.rows[top : top + 2]
    filled = [index for index, cell in enumerate(below) if not is_blank(cell)]
    columns_above = {index: _header_above(above, index) for index in filled}
    numbers = [_is_number_of_person(above, index, below[index]) for index in filled]
    meanings = [
        is_number or (isinstance(below[index], str) and header_meanings(cell_text(below[index]))[0])
        for index, is_number in zip(filled, numbers, strict=True)
    ]
    across = [range(area.left, area.right + 1) for area in sheet.merged if area.top == area.bottom == top]
    outside = [index for index in filled if not any(index in area for area in across)]
    is_split = (
        must_be_merged and bool(across) and all(header_meanings(cell_text(below[at]))[0] for at in outside)
    )
    if (
        len(filled) < 2
        or (must_be_merged and not is_split)
        or not (any(meanings) if is_split or not outside else all(meanings))
        or None in columns_above.values()
        or (len(set(columns_above.values())) == len(filled) and not all(numbers))
    ):
        return None
    names = list(above)
    for index, column_above in columns_above.items():
        own = cell_text(below[index])
        whole = f"{cell_text(above[column_above or 0])} {own}"
        is_own = (is_split and index in outside) or (
            header_meanings(own)[0] and not header_meanings(whole)[0]
        )
        names[index] = own if is_own else whole
    return names


def _name_numbers(sheet: CellSheet, header: int) -> CellSheet:
    """Put the header above numbers before each of them: ``Speakers`` above ``1``, ``2`` and ``3``."""
    above, row = sheet.rows[header - 1], list(sheet.rows[header])
    for index, cell in enumerate(row):
        column_above = _header_above(above, index)
        if column_above is not None and _PERSON_NUMBER.fullmatch(cell_text(cell)):
            row[index] = f"{cell_text(above[column_above])} {cell_text(cell)}"
    return sheet.with_row(header, row)


def _repeat_merged_people(sheet: CellSheet, header: int) -> CellSheet:
    """Repeat a header of people in all columns that it is merged over: each column has one of them."""
    row = list(sheet.rows[header])
    for area in sheet.merged:
        if (
            area.top <= header <= area.bottom
            and area.right > area.left
            and _is_people(cell_text(row[area.left]))
        ):
            for index in range(area.left + 1, min(area.right + 1, len(row))):
                row[index] = row[index] if not is_blank(row[index]) else row[area.left]
    return sheet if row == sheet.rows[header] else sheet.with_row(header, row)


def _is_people(text: str) -> bool:
    return any(meaning.target in {"people", "person"} for meaning in header_meanings(text)[0])


def _is_number_of_person(above: Row, index: int, cell: Cell) -> bool:
    """True for a number below a header of people: ``Speakers`` above ``1``, ``2`` and ``3``."""
    column_above = _header_above(above, index)
    return (
        column_above is not None
        and _PERSON_NUMBER.fullmatch(cell_text(cell)) is not None
        and _is_people(cell_text(above[column_above]))
    )


def _header_above(above: Row, index: int) -> int | None:
    """The column of the header cell above a column: the column itself, or the nearest one to the left."""
    return next((at for at in range(index, -1, -1) if not is_blank(above[at])), None)


def split_at_headers(sheet: CellSheet, header: int, further: Iterable[int]) -> list[CellSheet]:
    """Split a sheet above each further header row and the headings of days and blank rows before it."""
    cuts = [0]
    for at in further:
        first = at
        while first - 1 > header and is_blank_or_day(sheet.rows[first - 1]):
            first -= 1
        cuts.append(first)
    return [sheet.part(top, bottom) for top, bottom in pairwise([*cuts, len(sheet.rows)])]


def is_blank_or_day(row: Row) -> bool:
    cells = [cell for cell in row if not is_blank(cell)]
    return not cells or (len(cells) == 1 and parse_day_heading(cell_text(cells[0])).mentions_day)
