"""Table detection: header rows, layouts and column meanings in the sheets of a file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import (
    CONTACT_MEANINGS,
    LENGTH_LIMIT,
    LOCALISED_MEANINGS,
    NAME_MEANINGS,
    REPEATABLE_MEANINGS,
    ColumnMeaning,
    header_meanings,
    header_rank,
    normalise_header,
)
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL, ColumnMap
from eventkit.formats.spreadsheet.table.date_cells import CellTime, DateContext, is_day_word, parse_length
from eventkit.formats.spreadsheet.table.day_headings import parse_day_heading
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import DayOrder, ParseFailure
from eventkit.intake.privacy import is_email_address
from eventkit.texts import UNDETERMINED
from eventkit.texts.suggestions import suggest

HEADER_LIMIT = 60
"""The number of rows that are searched for a header."""


_FURTHER_HEADER_SCORE = 3
"""The number of known headers from which a row below the header is a header of its own."""


_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")


def find_header_row(rows: Sequence[Row], mapped: frozenset[str] = frozenset()) -> int | None:
    """The index of the header row, which has the most known headers; ``None`` if there is no such row.

    Of several rows that are complete headers, as above each day, it is the first. A row with a single known
    header is the header row if it is the first row and the header means titles.

    Args:
        rows: The rows of a sheet.
        mapped: Headers in the column map.
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
    """The number of different known headers in a row; 0 if none of them can have titles or names."""
    if any(isinstance(cell, str) and _CLOCK.search(cell[:40]) for cell in row):
        return 0
    texts = {" ".join(cell.split()) for cell in row if isinstance(cell, str) and len(cell) <= LENGTH_LIMIT}
    senses = [meanings for text in texts if text and (meanings := header_meanings(text)[0])]
    has_title_or_name = texts & mapped or any(
        meaning.target in {"title", "block"} | NAME_MEANINGS for meanings in senses for meaning in meanings
    )
    if not has_title_or_name:
        return 0
    return len({meanings[0] for meanings in senses}) + 2 * len(texts & mapped)


def _is_title(text: str) -> bool:
    return [meaning.target for meaning in header_meanings(text)[0]] == ["title"]


def merge_header_rows(sheet: CellSheet, header: int) -> CellSheet:
    """Merge a header of two rows, such as ``Speaker`` above ``Name`` and ``Firm``, into its first row.

    The second row belongs to the header if all its cells are known headers, each below a cell that is merged
    across several columns or has an empty cell to its right.
    """
    rows = sheet.rows
    if header + 1 >= len(rows):
        return sheet
    above, below = rows[header], rows[header + 1]
    filled = [index for index, cell in enumerate(below) if not is_blank(cell)]
    columns_above = {index: _header_above(above, index) for index in filled}
    meanings = [
        _is_number_of_person(above, index, below[index])
        or (isinstance(below[index], str) and header_meanings(cell_text(below[index]))[0])
        for index in filled
    ]
    if (
        len(filled) < 2
        or not all(meanings)
        or any(column_above is None for column_above in columns_above.values())
    ):
        return _repeat_merged_people(sheet, header)
    are_numbers = all(_is_number_of_person(above, index, below[index]) for index in filled)
    if len(set(columns_above.values())) == len(filled) and not are_numbers:
        return _repeat_merged_people(sheet, header)
    merged_header = list(above)
    for index, column_above in columns_above.items():
        merged_header[index] = f"{cell_text(above[column_above or 0])} {cell_text(below[index])}"
    return replace(sheet, rows=[*rows[:header], merged_header, [""] * len(below), *rows[header + 2 :]])


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


_PERSON_NUMBER = re.compile(r"#?\d{1,2}\.?")


_TIME_MEANINGS = {"day", "time", "minutes"}


_ANY_YEAR = 2000


_UNCLEAR_WITH_PEOPLE = {"people", "room", "start", "time", "day", "abstract", "track", "kind", "person"}


_SAMPLE = 60


ColumnGroup = tuple[str | None, int | None]
"""The role and the number of the people that columns are about."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table with its meaning.

    Attributes:
        index: The index of its cells in the rows.
        header: Its header; with or as ``column C`` if another column has the same header or it has none.
        meaning: Its meaning.
        is_mapped: True if the meaning comes from the column map.
    """

    index: int
    header: str
    meaning: ColumnMeaning
    is_mapped: bool = False


def header_names(sheet: CellSheet, row: int) -> list[str]:
    """The names of the columns: their headers or, where these are missing or repeated, their letters."""
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[row]]
    again = Counter(filter(None, texts))
    used: set[str] = set()
    names = []
    for index, text in enumerate(texts):
        name = text or f"column {sheet.column(index)}"
        if again[text] > 1 and text in used:
            name = f"{text} (column {sheet.column(index)})"
        used.add(text)
        names.append(name)
    return names


def interpret_columns(
    sheet: CellSheet,
    header: int,
    mapped: Mapping[str, ColumnMeaning],
    log: ImportLog,
    first: str | None = None,
) -> tuple[TableColumn, ...]:
    """The columns of a sheet with their meanings; a column of unknown meaning is extra data.

    Args:
        sheet: The sheet.
        header: The index of its header row.
        mapped: The meanings in the column map, by header.
        log: The log of columns with conflicting meanings.
        first: The first language of the conference, if it is known.
    """
    names = header_names(sheet, header)
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[header]]
    own = [
        mapped_meaning(sheet, index, text, name, mapped)
        for index, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    senses = [header_meanings(text) for text in texts]
    meanings = [
        known_meaning or (sense[0][0] if len(sense[0]) == 1 else None)
        for known_meaning, sense in zip(own, senses, strict=True)
    ]
    _resolve_unclear(meanings, senses)
    _assign_languages(meanings, senses, first)
    body = sheet.rows[header + 1 :]
    columns = []
    for index, (meaning, name) in enumerate(zip(meanings, names, strict=True)):
        if meaning is None and not any(not is_blank(row[index]) for row in body):
            continue
        column_meaning = meaning or ColumnMeaning("private" if _has_email_addresses(body, index) else "extra")
        if own[index] is None and column_meaning.target in {"people", "person"} and _has_numbers(body, index):
            message = (
                f"Numbers, not names of people. Saved as extra data. Set another meaning in the {MAP_LABEL}."
            )
            log.warning("not-people", message, sheet.place(header, name))
            column_meaning = ColumnMeaning("extra")
        columns.append(TableColumn(index, name, column_meaning, own[index] is not None))
    return tuple(_attach_to_person(_drop_duplicates(columns, sheet, header, texts, log), sheet, header, log))


def mapped_meaning(
    sheet: CellSheet, index: int, text: str, name: str, mapped: Mapping[str, ColumnMeaning]
) -> ColumnMeaning | None:
    """The meaning of a column in the column map, by its sheet and header, its header, or its letter."""
    letter = f"column {sheet.column(index)}"
    for key in (f"{sheet.name}!{name}", name, letter, text):
        if key in mapped:
            return mapped[key]
    return None


def _resolve_unclear(
    meanings: list[ColumnMeaning | None], senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]]
) -> None:
    """Give each ambiguous header its first meaning that no other column has."""
    taken = {meaning.target for meaning in meanings if meaning is not None}
    for index, (candidates, _) in enumerate(senses):
        if meanings[index] is not None or not candidates:
            continue
        possible = [candidate for candidate in candidates if candidate.target not in taken]
        if {candidate.target for candidate in candidates} == {
            "title",
            "person",
        } and not taken & _UNCLEAR_WITH_PEOPLE:
            # A list of names with addresses and biographies is a list of people.
            possible = [candidate for candidate in candidates if candidate.target == "person"]
        chosen = possible[0] if possible else candidates[-1]
        meanings[index] = chosen
        taken.add(chosen.target)


def _assign_languages(
    meanings: list[ColumnMeaning | None],
    senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]],
    first: str | None,
) -> None:
    """Give columns with the same meaning the languages of their headers."""
    columns_by_text: dict[ColumnMeaning, list[int]] = defaultdict(list)
    for index, meaning in enumerate(meanings):
        if meaning is not None and (meaning.target in LOCALISED_MEANINGS or meaning.target == "people"):
            columns_by_text[meaning.without_language].append(index)
    for indices in columns_by_text.values():
        languages = {index: meaning.language for index in indices if (meaning := meanings[index])}
        taken = {language for language in languages.values() if language}
        without_tag = [index for index, language in languages.items() if language is None]
        header_languages = {index: senses[index][1] for index in without_tag}
        if not taken and (
            len(without_tag) < 2
            or len(set(header_languages.values())) < len(without_tag)
            or None in header_languages.values()
        ):
            continue
        for index in without_tag:
            candidates = [
                language
                for language in (header_languages[index], first, UNDETERMINED)
                if language and language not in taken
            ]
            meaning = meanings[index]
            if candidates and meaning is not None:
                meanings[index] = replace(meaning, language=candidates[0])
                taken.add(candidates[0])


def _has_numbers(rows: Sequence[Row], index: int) -> bool:
    """True if most cells of a column are numbers, such as ``01``, or codes of digits."""
    cells = [cell_text(row[index]) for row in rows[:_SAMPLE] if not is_blank(row[index])]
    numbers = [text for text in cells if sum(map(str.isdigit, text)) * 2 >= len(text)]
    return len(numbers) * 2 > len(cells)


def _has_email_addresses(rows: Sequence[Row], index: int) -> bool:
    cells = [row[index] for row in rows[:_SAMPLE] if not is_blank(row[index])]
    return bool(cells) and sum(map(is_email_address, cells)) * 2 > len(cells)


def _drop_duplicates(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, texts: Sequence[str], log: ImportLog
) -> Iterator[TableColumn]:
    """The columns without duplicate meanings, which are allowed only if no row has values in both."""
    first: dict[ColumnMeaning, list[TableColumn]] = defaultdict(list)
    body = sheet.rows[header + 1 :]
    kept: list[TableColumn] = []
    for column in sorted(columns, key=lambda column: _preference(column, body, texts)):
        meaning = column.meaning
        if meaning.target in REPEATABLE_MEANINGS or meaning.target in {"start", "end"}:
            kept.append(column)
            continue
        others = first[meaning]
        clash = next((other for other in others if _are_both_filled(body, other.index, column.index)), None)
        if clash is None:
            others.append(column)
            kept.append(column)
            continue
        place = sheet.place(header, column.header)
        if normalise_header(texts[clash.index]) == normalise_header(texts[column.index]) or (
            clash.is_mapped and column.is_mapped
        ):
            log.fault(
                f"Two columns mean '{meaning}': {sheet.column(clash.index)} and "
                f"{sheet.column(column.index)}. Rename one, or set their meanings in the {MAP_LABEL}, "
                f'for example "column {sheet.column(column.index)}" = "extra".',
                place,
            )
            continue
        message = (
            f"Column '{clash.header}' also means '{meaning}'. Saved '{column.header}' as extra data. "
            f"Set another meaning in the {MAP_LABEL}."
        )
        log.warning("duplicate-column", message, place)
        kept.append(replace(column, meaning=ColumnMeaning("extra")))
    yield from sorted(kept, key=lambda column: column.index)


def _preference(
    column: TableColumn, body: Sequence[Row], texts: Sequence[str]
) -> tuple[bool, bool, int, int]:
    """The order in which columns of one meaning are considered: the column map, contents, usual headers.

    Contents count only where they cannot be read at all, as those of a column ``slot`` with ``Di D``.
    """
    is_unreadable = column.meaning.target in _TIME_MEANINGS and not _has_times(body, column.index)
    return not column.is_mapped, is_unreadable, header_rank(texts[column.index]), column.index


def _has_times(body: Sequence[Row], index: int) -> bool:
    """True if a cell of a column can be read as a date, a time or a duration."""
    context = DateContext(DayOrder.DAY_FIRST, _ANY_YEAR, {})
    cells = [row[index] for row in body[:_SAMPLE] if not is_blank(row[index])]
    return any(
        not isinstance(context.cell_time(cell), ParseFailure)
        or not isinstance(context.day(cell), ParseFailure)
        or not isinstance(parse_length(cell), ParseFailure)
        for cell in cells
    )


def _are_both_filled(rows: Sequence[Row], one: int, other: int) -> bool:
    return any(not is_blank(row[one]) and not is_blank(row[other]) and row[one] != row[other] for row in rows)


def _attach_to_person(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, log: ImportLog
) -> Iterator[TableColumn]:
    """Attach each column about people to the columns that name them.

    A header such as ``Affiliation`` without a number and a role belongs to the only people of the table, to
    those without a number and a role, or to those directly left of it. In all other cases it belongs to
    nobody, so that no private data goes to the wrong person.
    """
    all_columns = list(columns)
    groups = {_group(column.meaning) for column in all_columns if column.meaning.target in NAME_MEANINGS}
    counts = Counter(column.meaning for column in all_columns)
    last: ColumnGroup | None = None
    is_adjacent = False
    for column in all_columns:
        meaning = column.meaning
        group = _group(meaning)
        if meaning.target in NAME_MEANINGS:
            last, is_adjacent = group, True
        elif not meaning.is_about_person:
            is_adjacent = False
        elif group not in groups:
            if column.is_mapped:
                message = (
                    "A column about people, but no column has their names. Set the column of names in the "
                    f"{MAP_LABEL} to '{_name_meaning(meaning)}'."
                )
                log.fault(message, sheet.place(header, column.header))
            near = last if is_adjacent else None
            owner = _owner(meaning, groups, near, is_for_each=counts[meaning] == len(groups))
            if owner is None:
                yield replace(
                    column,
                    meaning=ColumnMeaning("private" if meaning.target in CONTACT_MEANINGS else "extra"),
                )
            else:
                yield replace(column, meaning=replace(meaning, role=owner[0], number=owner[1]))
            continue
        yield column


def _owner(
    meaning: ColumnMeaning, groups: set[ColumnGroup], near: ColumnGroup | None, *, is_for_each: bool
) -> ColumnGroup | None:
    """The people that a column belongs to whose header does not say so."""
    if meaning.number is not None:
        numbered = [group for group in groups if group[1] == meaning.number]
        return numbered[0] if len(numbered) == 1 else None
    if len(groups) == 1:
        return next(iter(groups))
    return near if near is not None and (near[1] is None or is_for_each) else None


def _name_meaning(meaning: ColumnMeaning) -> ColumnMeaning:
    return replace(meaning, target="person" if meaning.number else "people", language=None)


def _group(meaning: ColumnMeaning) -> ColumnGroup:
    return meaning.role, meaning.number


FILLED_ROWS_LIMIT = 15_000
"""The limit on rows with content in a sheet: five times the largest known conference."""


TEXT_LIMIT = 16_000_000
"""The limit on characters in all cells together: a book of ten thousand pages."""


_SIMILARITY = 0.6


_FIRST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class DetectedTable:
    """A table in a sheet.

    Attributes:
        sheet: The sheet.
        header: The index of the header row, from 0.
        columns: The columns, from left to right.
        is_grid: True for a timetable: times down the side, rooms or days across the top.
    """

    sheet: CellSheet
    header: int
    columns: tuple[TableColumn, ...]
    is_grid: bool = False

    def of(self, *meanings: str) -> list[TableColumn]:
        """The columns with one of the given meanings."""
        return [column for column in self.columns if column.meaning.target in meanings]

    @property
    def has_sessions(self) -> bool:
        """True if its rows are sessions."""
        return self.is_grid or bool(self.of("title", "block"))

    @property
    def has_people(self) -> bool:
        """True if its rows are people and not sessions."""
        return not self.has_sessions and bool(self.of(*NAME_MEANINGS))


def detect_tables(
    sheets: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog, first: str | None
) -> list[DetectedTable]:
    """The tables to read: those in the column map, or all similar tables of sessions and those of people.

    Args:
        sheets: The sheets with content.
        column_map: The column map.
        log: The log of the sheets that are read or left out, and of faults in the column map.
        first: The first language of the conference, if it is known.

    Raises:
        Unreadable: There is no table of sessions, or the column map names a sheet, row or column that does
            not exist.
    """
    chosen = _select_sheets(sheets, column_map, log)
    _check_size(chosen, log)
    tables = [
        table
        for sheet in chosen
        for part in _split_at_headers(sheet, column_map)
        if (table := _detect_table(part, column_map, log, first)) is not None
    ]
    _check_map(tables, chosen, column_map, log)
    if log.faults:
        raise log.as_error()
    if column_map.sheets or len(sheets) < 2:
        used = [table for table in tables if table.has_sessions or table.has_people]
    else:
        used = _select_similar(tables)
        _log_tables(sheets, used, log)
    if not any(table.has_sessions for table in used):
        raise log.as_error(_no_table_message(chosen, tables))
    return used


def _check_size(sheets: Sequence[CellSheet], log: ImportLog) -> None:
    for sheet in sheets:
        filled = sum(1 for row in sheet.rows if row.count("") < len(row))
        if filled > FILLED_ROWS_LIMIT:
            message = f"{filled:,} rows with content, but the limit is {FILLED_ROWS_LIMIT:,}. Split the file."
            log.fault(message, sheet.place())
    letters = sum(
        len(cell) for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)
    )
    if letters > TEXT_LIMIT:
        log.fault(f"{letters:,} characters of text, but the limit is {TEXT_LIMIT:,}. Split the file.")
    if log.faults:
        raise log.as_error()


def _select_sheets(sheets: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog) -> list[CellSheet]:
    names = [sheet.name for sheet in sheets]
    for name in (*column_map.sheets, *filter(None, column_map.headers)):
        if name not in names:
            hint = suggest(name, names) or f"The file has {', '.join(names) or 'none'}."
            log.fault(f"No sheet '{name}'. {hint}", Location(log.name, field=MAP_LABEL))
    return [sheet for sheet in sheets if not column_map.sheets or sheet.name in column_map.sheets]


def _split_at_headers(sheet: CellSheet, column_map: ColumnMap) -> list[CellSheet]:
    """Split a sheet above each header row with other columns, and the headings of days above that."""
    header = _find_header(sheet, column_map)
    if header is None or column_map.layout == "grid":
        return [sheet]
    cuts = [0]
    for at in find_further_headers(sheet.rows, header):
        first = at
        while first - 1 > header and _is_blank_or_day(sheet.rows[first - 1]):
            first -= 1
        cuts.append(first)
    return [sheet.part(top, bottom) for top, bottom in pairwise([*cuts, len(sheet.rows)])]


def _is_blank_or_day(row: Row) -> bool:
    cells = [cell for cell in row if not is_blank(cell)]
    return not cells or (len(cells) == 1 and parse_day_heading(cell_text(cells[0])).mentions_day)


def _find_header(sheet: CellSheet, column_map: ColumnMap) -> int | None:
    """The index of the header row, from the column map or detected."""
    row = column_map.headers.get(sheet.name, column_map.headers.get(""))
    if row is not None and row >= sheet.top:
        return row - sheet.top if row - sheet.top < len(sheet.rows) else None
    return find_header_row(sheet.rows, frozenset(column_map.columns))


def _detect_table(
    sheet: CellSheet, column_map: ColumnMap, log: ImportLog, first: str | None
) -> DetectedTable | None:
    row = column_map.headers.get(sheet.name, column_map.headers.get(""))
    header = None
    if row is not None and not (sheet.is_continued and row < sheet.top):
        header = row - sheet.top
        if not 0 <= header < len(sheet.rows):
            last = sheet.top + len(sheet.rows) - 1
            log.fault(
                f"No row {row} in {sheet.label}. It has rows {sheet.top} to {last}.",
                Location(log.name, field=f"{MAP_LABEL}, header"),
            )
            return None
    if column_map.layout != "grid":
        at = find_header_row(sheet.rows, frozenset(column_map.columns)) if header is None else header
        table = None
        if at is not None:
            sheet = merge_header_rows(sheet, at)
            table = DetectedTable(sheet, at, interpret_columns(sheet, at, column_map.columns, log, first))
        if column_map.layout == "list" or (table is not None and (table.has_sessions or table.has_people)):
            return table
    return _detect_grid(sheet, header, column_map, log) or (None if column_map.layout == "grid" else table)


def _detect_grid(
    sheet: CellSheet, header: int | None, column_map: ColumnMap, log: ImportLog
) -> DetectedTable | None:
    """The sheet as a timetable, if it is one: a column of times with a row of names to its upper right."""
    context = _date_context(column_map)
    for index in range(min(_FIRST_COLUMNS, len(sheet.rows[0]) if sheet.rows else 0)):
        times = [at for at, row in enumerate(sheet.rows) if _is_time(row[index], context)]
        if len(times) < 2 or len(times) * 2 < sum(
            1 for row in sheet.rows[times[0] :] if not is_blank(row[index])
        ):
            continue
        top = _find_grid_header(sheet, index, times[0]) if header is None else header
        if top is None:
            continue
        columns = tuple(_grid_columns(sheet, top, index, column_map, log))
        if not any(column.meaning.target == "time" and column.is_mapped for column in columns[1:]):
            return DetectedTable(sheet, top, columns, is_grid=True)
    return None


def _find_grid_header(sheet: CellSheet, time_column: int, first: int) -> int | None:
    """The row above the first time that has the most names to the right of the column of times."""
    best, top = 0, None
    for at, row in enumerate(sheet.rows[:first]):
        names = sum(1 for cell in row[time_column + 1 :] if not is_blank(cell))
        if names > best:
            best, top = names, at
    return top


def _date_context(column_map: ColumnMap) -> DateContext:
    return DateContext(column_map.order, column_map.year, dict(column_map.days))


def _is_day(day: date | ParseFailure) -> bool:
    """True for a date, also one without a year or with an ambiguous order of day and month."""
    return isinstance(day, date) or day.reason == "has no year" or "month first" in day.reason


def _is_time(cell: Cell, context: DateContext) -> bool:
    cell_time = None if is_blank(cell) or isinstance(cell, bool) else context.cell_time(cell)
    return isinstance(cell_time, CellTime) and cell_time.start is not None


def _grid_columns(
    sheet: CellSheet, header: int, time_column: int, column_map: ColumnMap, log: ImportLog
) -> Iterator[TableColumn]:
    names, context = header_names(sheet, header), _date_context(column_map)
    yield TableColumn(time_column, names[time_column], ColumnMeaning("time"))
    for index in range(time_column + 1, len(names)):
        cell = sheet.rows[header][index]
        filled = any(not is_blank(row[index]) for row in sheet.rows[header + 1 :])
        mapped = mapped_meaning(sheet, index, cell_text(cell), names[index], column_map.columns)
        if mapped is not None:
            yield TableColumn(index, names[index], mapped, is_mapped=True)
        elif is_blank(cell) and filled:
            message = f"No room or day above {names[index]}. Left out. Fill in the room or the day."
            log.error("no-room", message, sheet.place(header, names[index]))
        elif not is_blank(cell):
            is_day = is_day_word(cell_text(cell)) or _is_day(context.day(cell))
            yield TableColumn(index, names[index], ColumnMeaning("day" if is_day else "room"))


def _check_map(
    tables: Sequence[DetectedTable], chosen: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog
) -> None:
    """Check that the columns in the column map exist."""
    known: dict[str, None] = {}
    for table in tables:
        texts = [" ".join(cell_text(cell).split()) for cell in table.sheet.rows[table.header]]
        letters = [f"column {table.sheet.column(index)}" for index in range(len(texts))]
        for name in (*header_names(table.sheet, table.header), *texts):
            known[name] = known[f"{table.sheet.name}!{name}"] = None
        known.update(dict.fromkeys(letters))
    if not tables and chosen:
        return
    headers = [
        header for header in known if header and "!" not in header and not header.startswith("column ")
    ]
    for name in column_map.columns:
        if name not in known:
            hint = suggest(name, headers) or f"The table has {', '.join(headers)}."
            log.fault(f"No column '{name}'. {hint}", Location(log.name, field=f"{MAP_LABEL}, columns"))


def _select_similar(tables: Sequence[DetectedTable]) -> list[DetectedTable]:
    """The tables of sessions that are similar to the one with the most known columns, and those of people."""
    sessions = [table for table in tables if table.has_sessions]
    if not sessions:
        return []
    best = max(sessions, key=lambda table: (len(_known_meanings(table)), len(table.sheet.rows)))
    meanings = _known_meanings(best)
    used = [
        table
        for table in sessions
        if table is best
        or len(_known_meanings(table) & meanings) >= _SIMILARITY * len(_known_meanings(table) | meanings)
    ]
    return [table for table in tables if table in used or table.has_people]


def _known_meanings(table: DetectedTable) -> set[str]:
    return {column.meaning.target for column in table.columns} - {"extra", "ignore", "private"}


def _log_tables(sheets: Sequence[CellSheet], used: Sequence[DetectedTable], log: ImportLog) -> None:
    names = {table.sheet.name for table in used}
    for sheet in sheets:
        if sheet.name in names:
            log.info("sheet", "Imported this sheet.", sheet.place())
        else:
            message = f'Left out this sheet. To import it, set sheet = ["{sheet.name}"] in the {MAP_LABEL}.'
            log.warning("sheet-left-out", message, sheet.place())


def _no_table_message(sheets: Sequence[CellSheet], tables: Sequence[DetectedTable]) -> str:
    shown = [
        " | ".join(text[:30] for cell in row if (text := " ".join(cell_text(cell).split())))
        for sheet in sheets[:3]
        for row in sheet.rows[:3]
        if any(not is_blank(cell) for cell in row)
    ]
    if any(table.columns for table in tables):
        names = ", ".join(column.header for table in tables for column in table.columns[:20])
        return (
            f"No column with session titles. Set it in the {MAP_LABEL}, for example "
            f'columns = {{"..." = "title"}}. The columns are {names}.'
        )
    if not shown:
        return "Empty file, no table in it."
    return (
        "No header row with names such as Title, Speaker, Date, Start, Room. Set the row in the "
        f"{MAP_LABEL}, for example header = 3, and the meanings of its columns. "
        f"The file begins with: {' / '.join(shown[:3])}"
    )
