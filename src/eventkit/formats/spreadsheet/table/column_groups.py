"""Column groups: the columns of several sessions in one row, one table for each of them.

Sessions at one time stand beside each other, each below the name of its room, or the papers of a session do,
with numbers in their headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eventkit.formats.spreadsheet.cell_sheets import CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import header_meanings, normalise_header
from eventkit.formats.spreadsheet.table.table_dates import names_half_of_day, parse_day_heading
from eventkit.intake import ImportLog
from eventkit.intake.word_lists import kind_from_title
from eventkit.messages import Listed, Message

_NUMBERED = re.compile(r"(?P<before>\D{0,20}?)(?P<number>\d{1,2})[ _.:-]+(?P<name>\D.*)", re.DOTALL)

_SEPARATOR = re.compile(r"(?<=\s)[-–—|](?=\s)|[:(（)）]")

_DATE, _ROOM, _TRACK = "Date", "Room", "Track"


@dataclass(frozen=True, slots=True)
class _Groups:
    """Columns that are repeated: of each group the indices."""

    members: tuple[tuple[int, ...], ...]

    @property
    def all(self) -> frozenset[int]:
        return frozenset(index for group in self.members for index in group)


def split_column_groups(sheet: CellSheet, header: int, log: ImportLog) -> list[CellSheet]:
    """The sheet for each of the sessions in a row, with empty cells for the others; the sheet itself for one.

    All of them have the same places, so that messages name the cells of the file.
    """
    texts = [cell_text(cell) for cell in sheet.rows[header]]
    if groups := _find_repeated([normalise_header(text) for text in texts]):
        names = _names_above(sheet, header, groups)
        have_times = any(_means(texts[index], of) for index in groups.members[0] for of in ("time", "start"))
        if have_times and (not names or any(map(_names_part_of_time, names))):
            return [_with_name_above(sheet, header, group) for group in groups.members]
        if have_times and not all(map(_names_place, names)):
            message = Message(
                "{names} above these lists were imported as rooms. Check them.",
                names=Listed(tuple(names), "and"),
            )
            log.warning("rooms-above", message, sheet.place(header - 1))
        return list(_split_parallel(sheet, header, groups, names)) if names else [sheet]
    numbered = [_NUMBERED.fullmatch(text) for text in texts]
    bare = [
        normalise_header(match["name"]) if match and not _means(match["before"], "people") else ""
        for match in numbered
    ]
    groups = _find_repeated(bare)
    key = next((index for index, text in enumerate(texts) if bare[index] == "" and _means(text, "key")), None)
    if groups is None or key is None:
        return [sheet]
    return list(_split_parts(sheet, header, groups, key))


def _find_repeated(names: Sequence[str]) -> _Groups | None:
    """The first names that are repeated at once, with a title among them; empty columns do not count."""
    filled = [index for index, name in enumerate(names) if name]
    for first in range(len(filled) - 3):
        for width in range(2, (len(filled) - first) // 2 + 1):
            pieces = [filled[at : at + width] for at in range(first, len(filled) - width + 1, width)]
            words = [[names[index] for index in piece] for piece in pieces]
            count = next((number for number, piece in enumerate(words) if piece != words[0]), len(words))
            if count > 1 and any(_means(name, "title") for name in words[0]):
                return _Groups(tuple(map(tuple, pieces[:count])))
    return None


def _names_part_of_time(text: str) -> bool:
    return parse_day_heading(text).mentions_day or names_half_of_day(text)


def _names_place(text: str) -> bool:
    return any(_means(word, target) for word in text.split() for target in ("room", "track"))


def _means(header: str, target: str) -> bool:
    return any(meaning.target == target for meaning in header_meanings(header)[0])


def _names_above(sheet: CellSheet, header: int, groups: _Groups) -> list[str]:
    """The name above each group; empty unless each has one of its own."""
    if not header:
        return []
    above = sheet.rows[header - 1]
    names = [
        next((text for index in group if (text := cell_text(above[index]))), "") for group in groups.members
    ]
    return names if all(names) and len(set(names)) == len(names) else []


def _split_parallel(
    sheet: CellSheet, header: int, groups: _Groups, names: Sequence[str]
) -> Iterator[CellSheet]:
    """A sheet for each group, with the day, or the room and the track, that its name has in other columns."""
    sheet = _with_lower_headings(sheet, header, groups)
    for number, name in enumerate(names):
        own, other = groups.members[number], groups.members[1 if number == 0 else 0]
        headings, places = _columns_of_name(name)
        rows: list[Row] = []
        for at, row in enumerate(sheet.rows):
            if at < header:
                is_named = at == header - 1
                rows.append(
                    ["" if is_named and index in groups.all else cell for index, cell in enumerate(row)]
                )
                continue
            cells = [
                cell if index in own or index not in groups.all else "" for index, cell in enumerate(row)
            ]
            is_common = at > header and _is_common(row, groups)
            if is_common and number:
                cells = ["" for _ in row]
            elif at == header or (not is_common and any(not is_blank(row[index]) for index in own)):
                cells[other[0]], cells[other[1]] = headings if at == header else places
            elif not is_common:
                cells = ["" if index in own else cell for index, cell in enumerate(cells)]
            rows.append(cells)
        merged = tuple(area for area in sheet.merged if area.top < header or area.left not in groups.all)
        yield replace(sheet, rows=rows, merged=merged)


def _with_lower_headings(sheet: CellSheet, header: int, groups: _Groups) -> CellSheet:
    """The sheet with the headings beside the names of groups, such as that of times, in its header."""
    names, heads = list(sheet.rows[header - 1]), list(sheet.rows[header])
    for index, head in enumerate(heads):
        if is_blank(head) and index not in groups.all:
            heads[index], names[index] = names[index], ""
    return sheet.with_row(header - 1, names).with_row(header, heads)


def _is_common(row: Row, groups: _Groups) -> bool:
    """True for a pause that is typed in each group."""
    texts = {cell_text(row[group[0]]) for group in groups.members}
    return len(texts) == 1 and kind_from_title(texts.pop()) is not None


def _columns_of_name(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two headings, and what a name has of each: ``Track A – Auditorium``, ``Hall 2``, ``4 October``."""
    heading = parse_day_heading(name)
    if heading.mentions_day and not heading.rest:
        return (_DATE, ""), (name, "")
    parts = [part.strip() for part in _SEPARATOR.split(name) if part.strip()]
    tracks = [part for part in parts if _means(part.split()[0], "track")]
    rooms = [part for part in parts if part not in tracks]
    return (_ROOM, _TRACK), (" ".join(rooms), " ".join(tracks)) if tracks else (name, "")


def _with_name_above(sheet: CellSheet, header: int, group: Sequence[int]) -> CellSheet:
    """The sheet with a group alone and the text above it, such as its day, without the group beside it."""
    shown = range(group[0], group[-1] + 1)
    merged = tuple(area for area in sheet.merged if area.left in shown)
    return replace(_only(sheet, header - 1, shown), merged=merged)


def _split_parts(sheet: CellSheet, header: int, groups: _Groups, key: int) -> Iterator[CellSheet]:
    """The sheet of the sessions, and one for each group of their parts, which name the session by its key."""
    yield _only(sheet, header, [index for index in range(len(sheet.rows[header])) if index not in groups.all])
    for group in groups.members:
        part = _only(sheet, header, [key, *group])
        names = [cell_text(cell) for cell in part.rows[header]]
        for index in group:
            match = _NUMBERED.fullmatch(names[index])
            names[index] = match["name"] if match else names[index]
        names[key] = "parent id"
        rows: list[Row] = [
            row if any(not is_blank(row[index]) for index in group) else [""] * len(row) for row in part.rows
        ]
        yield replace(part, rows=[*rows[:header], list(names), *rows[header + 1 :]])


def _only(sheet: CellSheet, first: int, columns: Sequence[int]) -> CellSheet:
    """The sheet with these columns alone from a row on."""
    shown = frozenset(columns)
    rows = [
        row if at < first else [cell if index in shown else "" for index, cell in enumerate(row)]
        for at, row in enumerate(sheet.rows)
    ]
    return replace(sheet, rows=rows)
