"""Table detection: the tables and timetables in the sheets of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eventkit.errors import NoTitleColumn, Unreadable
from eventkit.files.toml_files import format_toml
from eventkit.formats.spreadsheet.cell_sheets import CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_groups import split_column_groups
from eventkit.formats.spreadsheet.table.column_headers import (
    NAME_MEANINGS,
    ColumnMeaning,
    header_meanings,
)
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL, ColumnMap
from eventkit.formats.spreadsheet.table.grid_detection import count_times, detect_grids
from eventkit.formats.spreadsheet.table.header_rows import (
    HEADER_LIMIT,
    find_further_headers,
    find_header_row,
    lists_across,
    merge_header_rows,
    split_at_headers,
)
from eventkit.formats.spreadsheet.table.section_headings import spread_section_headings
from eventkit.formats.spreadsheet.table.table_columns import (
    DetectedTable,
    TableColumn,
    describe_columns,
    header_names,
    interpret_columns,
)
from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading
from eventkit.intake import ImportLog, Location
from eventkit.messages import Listed, Message, Plural, Verbatim
from eventkit.suggestions import suggest
from eventkit.texts.name_patterns import is_title_alone

FILLED_ROWS_LIMIT = 15_000
"""The limit on rows with content in a sheet: five times the largest known conference."""

TEXT_LIMIT = 16_000_000  # the limit on characters in all cells together: a book of ten thousand pages
_SIMILARITY = 0.6

SHEET_NAME = "sheet name"
"""The heading, in a column map, of the names of sheets."""

_NOT_AVAILABLE, _NA_COLUMNS = ("NA", "#N/A"), 2


def detect_tables(
    sheets: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog, first: str | None
) -> list[DetectedTable]:
    """The tables to read: those in the column map, or all similar tables of sessions and those of people."""
    chosen = [_without_na(sheet, log) for sheet in _select_sheets(sheets, column_map, log)]
    _check_size(chosen, log)
    tables = [table for sheet in chosen for table in _detect_in_sheet(sheet, column_map, log, first)]
    _check_map(tables, chosen, column_map, log)
    if log.faults:
        error = log.as_error()
        raise Unreadable(error.name, error.faults, describe_columns(tables, None, column_map))
    if column_map.sheets or len(sheets) < 2:
        used = [table for table in tables if table.has_sessions or table.has_people or table.has_slots]
    else:
        used = _select_similar(tables)
        _log_tables(sheets, used, log)
    used = _with_sheet_names(used, column_map, log)
    if used and all(map(_lists_attendees, used)) and not _has_titles(column_map):
        error = log.as_error(
            Message("Each row is a person, and no column has sessions. This is a list of attendees.")
        )
        columns = describe_columns(used, None, column_map)
        raise NoTitleColumn(error.name, error.faults, columns, lists_people=True)
    if not any(table.has_sessions for table in used):
        with_columns = [table for table in tables if table.columns]
        with_columns = with_columns or [*_iter_untitled(chosen, column_map, log, first)]
        error = log.as_error(_no_table_message(chosen, with_columns))
        if with_columns:
            raise NoTitleColumn(error.name, error.faults, describe_columns(with_columns, None, column_map))
        raise error
    return used


def _iter_untitled(
    sheets: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog, first: str | None
) -> Iterator[DetectedTable]:
    """The tables whose header row has known headers, but none of titles."""
    for sheet in sheets:
        known = [
            {meanings[0].target for text in map(cell_text, row) if (meanings := header_meanings(text)[0])}
            for row in sheet.rows[:HEADER_LIMIT]
        ]
        sizes = [len(targets) for targets in known]
        if max(sizes, default=0) > 1:
            at = sizes.index(max(sizes))
            yield DetectedTable(sheet, at, interpret_columns(sheet, at, column_map.columns, log, first))


_OF_SESSIONS = (
    "block", "day", "start", "end", "time", "minutes", "room", "track", "kind", "abstract", "parent",
)  # fmt: skip
"""The meanings of columns that a list of attendees has none of."""


def _has_titles(column_map: ColumnMap) -> bool:
    return any(meaning.target == "title" for meaning in column_map.columns.values())


def _lists_attendees(table: DetectedTable) -> bool:
    """True for a table of people alone: none has a session, and titles are those of people, such as Dr."""
    if table.is_grid or not table.of(*NAME_MEANINGS) or table.of(*_OF_SESSIONS):
        return False
    return all(map(is_title_alone, table.texts("title")))


def _without_na(sheet: CellSheet, log: ImportLog) -> CellSheet:
    """The sheet with empty cells for the ``NA`` that statistics programs write, if two columns have it."""
    columns = {index for row in sheet.rows for index, cell in enumerate(row) if cell in _NOT_AVAILABLE}
    if len(columns) < _NA_COLUMNS:
        return sheet
    count = sum(cell in _NOT_AVAILABLE for row in sheet.rows for cell in row)
    log.info(
        "not-available", Message("{count} cells with 'NA'. Imported as empty.", count=count), sheet.place()
    )
    rows: list[Row] = [["" if cell in _NOT_AVAILABLE else cell for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


def _check_size(sheets: Sequence[CellSheet], log: ImportLog) -> None:
    for sheet in sheets:
        filled = sum(1 for row in sheet.rows if row.count("") < len(row))
        if filled > FILLED_ROWS_LIMIT:
            message = Message(
                "{filled} rows with content, but the limit is {limit}. Split the file.",
                filled=filled,
                limit=FILLED_ROWS_LIMIT,
            )
            log.fault(message, sheet.place())
    letters = sum(
        len(cell) for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)
    )
    if letters > TEXT_LIMIT:
        message = Message(
            "{letters} characters of text, but the limit is {limit}. Split the file.",
            letters=letters,
            limit=TEXT_LIMIT,
        )
        log.fault(message)
    if log.faults:
        raise log.as_error()


def _select_sheets(sheets: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog) -> list[CellSheet]:
    names = [sheet.name for sheet in sheets]
    for name in (*column_map.sheets, *filter(None, column_map.headers)):
        if name not in names:
            hint = suggest(name, names) or (
                Message("The file has {names}.", names=Listed(tuple(names)))
                if any(names)
                else Message("The file has none.")
            )
            message = Message(Message("No sheet '{name}'.", name=name), hint)
            log.fault(message, Location(log.name, field=MAP_LABEL))
    return [sheet for sheet in sheets if not column_map.sheets or sheet.name in column_map.sheets]


def _split_at_headers(sheet: CellSheet, header: int | None, column_map: ColumnMap) -> list[CellSheet]:
    """Split a sheet above each header row with other columns, and the headings of days above that."""
    if header is None:
        header = find_header_row(sheet.rows, frozenset(column_map.columns))
    if header is None:
        return [sheet]
    return split_at_headers(sheet, header, find_further_headers(sheet.rows, header))


def _detect_in_sheet(
    sheet: CellSheet, column_map: ColumnMap, log: ImportLog, first: str | None
) -> list[DetectedTable]:
    """The tables of a sheet, below each other: lists with a header each, or else timetables."""
    row = column_map.headers.get(sheet.name, column_map.headers.get(""))
    if column_map.layout == "list-across" or (
        column_map.layout is None and row is None and lists_across(sheet)
    ):
        sheet = sheet.transposed()
    header = None if row is None else row - sheet.top
    if column_map.layout == "grid-across":
        return detect_grids(sheet, None if row is None else row - sheet.left, column_map, log)
    if header is not None and not 0 <= header < len(sheet.rows):
        last = sheet.top + len(sheet.rows) - 1
        message = Message(
            "No row {row} in the sheet '{sheet}'. It has rows {top} to {last}."
            if sheet.name
            else "No row {row} in the table. It has rows {top} to {last}.",
            row=str(row),
            sheet=sheet.name,
            top=sheet.top,
            last=last,
        )
        log.fault(message, Location(log.name, field=f"{MAP_LABEL}, header"))
        return []
    tables = []
    if column_map.layout != "grid":
        for part in _split_at_headers(sheet, header, column_map):
            at = find_header_row(part.rows, frozenset(column_map.columns))
            if header is not None and not part.is_continued:
                at = header
            if at is not None:
                for group in split_column_groups(merge_header_rows(part, at), at, log):
                    single = spread_section_headings(group, at)
                    columns = interpret_columns(single, at, column_map.columns, log, first)
                    tables.append(DetectedTable(single, at, columns))
        if column_map.layout in {"list", "list-across"} or any(
            table.has_sessions or table.has_people for table in tables
        ):
            return tables
    return detect_grids(sheet, header, column_map, log) or tables


def _check_map(
    tables: Sequence[DetectedTable], chosen: Sequence[CellSheet], column_map: ColumnMap, log: ImportLog
) -> None:
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
        if name not in known and name != SHEET_NAME:
            hint = suggest(name, headers) or Message("The table has {names}.", names=Listed(tuple(headers)))
            message = Message(Message("No column '{name}'.", name=name), hint)
            log.fault(message, Location(log.name, field=f"{MAP_LABEL}, columns"))


def _select_similar(tables: Sequence[DetectedTable]) -> list[DetectedTable]:
    """The tables of sessions that are similar to the one with the most known columns, and those of people."""
    sessions = [table for table in tables if table.has_sessions]
    if not sessions:
        return []
    best = max(sessions, key=lambda table: (len(_known_meanings(table)), len(table.sheet.rows)))
    meanings = _known_meanings(best)
    titles = {title.casefold() for title in best.texts("title")}
    used = [
        table
        for table in sessions
        if table is best
        or len(_known_meanings(table) & meanings) >= _SIMILARITY * len(_known_meanings(table) | meanings)
        or _lists_further_sessions(table, titles)
    ]
    keys = {key for table in used for key in table.texts("key")}
    return [
        table
        for table in tables
        if table in used or table.has_people or (table.has_slots and not keys.isdisjoint(table.texts("key")))
    ]


def _lists_further_sessions(table: DetectedTable, titles: set[str]) -> bool:
    """True for a list with titles and people or durations, most of whose sessions are in no other sheet."""
    own = [title.casefold() for title in table.texts("title")]
    known = len([title for title in own if title in titles])
    is_list = bool(table.of("title") and table.of(*NAME_MEANINGS, "minutes")) and not table.is_grid
    return is_list and known * 2 < len(own)


def _known_meanings(table: DetectedTable) -> set[str]:
    return {column.meaning.target for column in table.columns} - {"extra", "ignore", "private"}


def _log_tables(sheets: Sequence[CellSheet], used: Sequence[DetectedTable], log: ImportLog) -> None:
    names = dict.fromkeys(table.sheet.name for table in used)
    for sheet in sheets:
        if sheet.name in names:
            log.info("sheet", Message("Imported this sheet."), sheet.place())
        else:
            every = ", ".join(f'"{name}"' for name in (*dict.fromkeys(names), sheet.name))
            message = Message(
                "Left out this sheet. To import it, set sheet = {sheets} in the column map.",
                sheets=Verbatim(f"[{every}]"),
            )
            log.warning("sheet-left-out", message, sheet.place())


_PLAIN_NAME = re.compile(
    r"(?:sheet|tabelle|feuil|feuille|foglio|hoja|blad|arkusz|лист|工作表|シート)? ?\d*", re.IGNORECASE
)
"""The names that programs give to sheets."""


def _with_sheet_names(
    used: Sequence[DetectedTable], column_map: ColumnMap, log: ImportLog
) -> list[DetectedTable]:
    """The tables with a column of the names of their sheets, if the column map or these give it a meaning.

    Names that may be rooms or tracks, which no column states, are reported.
    """
    lists = [table for table in used if table.has_sessions and not table.is_grid]
    names = list(dict.fromkeys(table.sheet.name for table in lists))
    meaning = column_map.columns.get(SHEET_NAME)
    may_be_rooms = len(names) > 1 and not any(
        _PLAIN_NAME.fullmatch(name) or parse_day_heading(name).mentions_day for name in names
    )
    if meaning is None and may_be_rooms and not any(table.of("room") for table in lists):
        if all(_begins_with(name, "room") for name in names):
            meaning = ColumnMeaning("room")
        elif all(_begins_with(name, "track") for name in names):
            meaning = ColumnMeaning("track")
        else:
            message = Message(
                "The sheets are called {names}, and no column has rooms. If these are rooms, set {setting} "
                "in the column map; if they are tracks, {other}.",
                names=Listed(tuple(names), limit=4),
                setting=Verbatim(f'"{SHEET_NAME}" = "room"'),
                other=Verbatim(f'"{SHEET_NAME}" = "track"'),
            )
            log.warning("sheet-names", message, lists[0].sheet.place())
    if meaning is None:
        return [*used]
    return [_with_sheet_name(table, meaning) if table in lists else table for table in used]


def _begins_with(name: str, target: str) -> bool:
    """True for the name of a sheet whose first word means rooms or tracks: Room 2, 会场."""
    return any(meaning.target == target for meaning in header_meanings(name.split(maxsplit=1)[0])[0])


def _with_sheet_name(table: DetectedTable, meaning: ColumnMeaning) -> DetectedTable:
    sheet = table.sheet
    rows: list[Row] = []
    for at, row in enumerate(sheet.rows):
        # A row with one text is a heading of those below.
        is_entry = at > table.header and sum(not is_blank(cell) for cell in row) > 1
        rows.append([*row, SHEET_NAME if at == table.header else sheet.name if is_entry else ""])
    column = TableColumn(len(sheet.rows[0]), SHEET_NAME, meaning, is_mapped=True)
    return replace(table, sheet=replace(sheet, rows=rows), columns=(*table.columns, column))


def _no_table_message(sheets: Sequence[CellSheet], tables: Sequence[DetectedTable]) -> Message:
    shown = [
        " | ".join(text[:30] for cell in row if (text := " ".join(cell_text(cell).split())))
        for sheet in sheets[:3]
        for row in sheet.rows[:3]
        if any(not is_blank(cell) for cell in row)
    ]
    if any(table.columns for table in tables):
        columns = [column for table in tables for column in table.columns]
        unknown = [
            (len({cell_text(row[column.index]) for row in table.sheet.rows}), column.header)
            for table in tables
            for column in table.columns
            if column.meaning.target == "extra"
        ]
        header = max(unknown, key=lambda counted: counted[0])[1] if unknown else columns[0].header
        example = format_toml({header: "title"}).strip()
        return Message(
            "No column with session titles. Set it under [columns] in the column map, for example {example}. "
            "The columns are {names}.",
            example=Verbatim(example),
            names=Listed(tuple(column.header for table in tables for column in table.columns[:20])),
        )
    if not shown:
        return Message("Empty file, no table in it.")
    return Message(
        "No header row with names such as Title, Speaker, Date, Start, Room.",
        _describe_nearest(sheets),
        "Save the table as a spreadsheet with a row of headings, and a row for each session with its time. "
        "If it has a row of headings, set that in the column map, for example header = 3.",
        Message("The file begins with: {text}", text=" / ".join(shown[:3])),
    )


def _describe_nearest(sheets: Sequence[CellSheet]) -> Message:
    known = [
        (text, sheet.place(at).row)
        for sheet in sheets
        for at, row in enumerate(sheet.rows[:HEADER_LIMIT])
        for cell in row
        if isinstance(cell, str) and "\n" not in (text := cell.strip()) and text and header_meanings(text)[0]
    ]
    if known:
        text, row = known[0]
        return Message(
            "The nearest layout is a list of sessions: '{text}' in row {row} is a known header, "
            "but the row has no other.",
            text=text,
            row=str(row),
        )
    times, where = max(map(count_times, sheets), default=(0, Message("")), key=lambda counted: counted[0])
    if times:
        return Message(
            Plural(
                "The nearest layout is a timetable, with {count} time in {where}, but a timetable has more.",
                "The nearest layout is a timetable, with {count} times in {where}, but no row or column "
                "of rooms "
                "or days beside them.",
            ),
            count=times,
            where=where,
        )
    return Message("It is not a timetable either, because no row or column has times such as 9:00-10:00.")
