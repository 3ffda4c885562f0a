"""Table detection: header rows, layouts and column meanings in the sheets of a file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import (
    CONTACT,
    IN_LANGUAGES,
    LENGTH_LIMIT,
    NAMES,
    SEVERAL,
    ColumnMeaning,
    header_meanings,
    normalise_header,
)
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL, ColumnMap
from eventkit.formats.spreadsheet.table.date_cells import CellTime, DateContext, is_day_word
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.intake.privacy import is_email_address
from eventkit.texts import UNDETERMINED

HEADER_LIMIT = 60
"""How many rows are looked at for a header."""


_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")


def find_header_row(rows: Sequence[Row], told: frozenset[str] = frozenset()) -> int | None:
    """Which row is the header: the one with the most words known for columns; ``None`` where none is one.

    A row with a single one is a header if it is the first one of all, and the word is that for titles.

    Args:
        rows: The rows of a sheet.
        told: Headers that were told from outside.
    """
    best, found = 1, None
    first = next((at for at, row in enumerate(rows) if any(not is_blank(cell) for cell in row)), 0)
    for at, row in enumerate(rows[:HEADER_LIMIT]):
        if any(isinstance(cell, str) and _CLOCK.search(cell[:40]) for cell in row):
            continue
        texts = {
            " ".join(cell.split()) for cell in row if isinstance(cell, str) and len(cell) <= LENGTH_LIMIT
        }
        senses = [meanings for text in texts if text and (meanings := header_meanings(text)[0])]
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
    return [each.to for each in header_meanings(text)[0]] == ["title"]


def merge_header_rows(sheet: CellSheet, header: int) -> CellSheet:
    """The sheet, with a header of two rows put into the first: ``Speaker`` above ``Name`` and ``Firm``.

    A second row is one if it has words for columns and nothing else, each below a header that is merged over
    several columns, or has none beside it.
    """
    rows = sheet.rows
    if header + 1 >= len(rows):
        return sheet
    above, below = rows[header], rows[header + 1]
    filled = [index for index, cell in enumerate(below) if not is_blank(cell)]
    over = {index: _spanning(above, index) for index in filled}
    known = [
        isinstance(below[index], str) and header_meanings(cell_text(below[index]))[0] for index in filled
    ]
    if len(filled) < 2 or not all(known) or any(each is None for each in over.values()):
        return sheet
    if len(set(over.values())) == len(filled):
        return sheet
    joined = list(above)
    for index, place in over.items():
        joined[index] = f"{cell_text(above[place or 0])} {cell_text(below[index])}"
    return replace(sheet, rows=[*rows[:header], joined, [""] * len(below), *rows[header + 2 :]])


def _spanning(above: Row, index: int) -> int | None:
    """The column of the header that reaches over a column: its own, or the nearest one to the left."""
    return next((at for at in range(index, -1, -1) if not is_blank(above[at])), None)


_UNCLEAR_WITH_PEOPLE = {"people", "room", "start", "time", "day", "abstract", "track", "kind", "person"}


_SAMPLE = 60


ColumnGroup = tuple[str | None, int | None]
"""The role and the number of people that columns tell of."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column with what it holds.

    Attributes:
        index: Its place in the rows.
        header: What the file calls it; ``column C`` where it has no header, or another has the same.
        meaning: What it holds.
        is_told: Whether that was told from outside.
    """

    index: int
    header: str
    meaning: ColumnMeaning
    is_told: bool = False


def header_names(sheet: CellSheet, row: int) -> list[str]:
    """What the columns are called: by their headers, and where these are missing or repeated, by letters."""
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[row]]
    again = Counter(filter(None, texts))
    used: set[str] = set()
    found = []
    for index, text in enumerate(texts):
        name = text or f"column {sheet.column(index)}"
        if again[text] > 1 and text in used:
            name = f"{text} (column {sheet.column(index)})"
        used.add(text)
        found.append(name)
    return found


def interpret_columns(
    sheet: CellSheet, header: int, told: Mapping[str, ColumnMeaning], log: ImportLog, first: str | None = None
) -> tuple[TableColumn, ...]:
    """The columns of a sheet; those that nothing is known of are kept as extra.

    Args:
        sheet: The sheet.
        header: Which of its rows is the header.
        told: By header, what was told of columns.
        log: Where it is told what could not be understood.
        first: The first language of the conference, where it is known.
    """
    names = header_names(sheet, header)
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[header]]
    own = [
        mapped_meaning(sheet, index, text, name, told)
        for index, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    senses = [header_meanings(text) for text in texts]
    meanings = [
        mine or (each[0][0] if len(each[0]) == 1 else None) for mine, each in zip(own, senses, strict=True)
    ]
    _resolve_unclear(meanings, senses)
    _log_languages(meanings, senses, first)
    body = sheet.rows[header + 1 :]
    columns = []
    for index, (meaning, name) in enumerate(zip(meanings, names, strict=True)):
        if meaning is None and not any(not is_blank(row[index]) for row in body):
            continue
        found = meaning or ColumnMeaning("private" if _has_email_addresses(body, index) else "extra")
        columns.append(TableColumn(index, name, found, own[index] is not None))
    return tuple(_attach_to_person(_single(columns, sheet, header, texts, log), sheet, header, log))


def mapped_meaning(
    sheet: CellSheet, index: int, text: str, name: str, told: Mapping[str, ColumnMeaning]
) -> ColumnMeaning | None:
    """What was told of a column: by its sheet and header, its header, or its letter."""
    letter = f"column {sheet.column(index)}"
    for key in (f"{sheet.name}!{name}", name, letter, text):
        if key in told:
            return told[key]
    return None


def _resolve_unclear(
    meanings: list[ColumnMeaning | None], senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]]
) -> None:
    """Give the headers that may mean several things the first that no other column means."""
    taken = {each.to for each in meanings if each is not None}
    for index, (candidates, _) in enumerate(senses):
        if meanings[index] is not None or not candidates:
            continue
        possible = [each for each in candidates if each.to not in taken]
        if {each.to for each in candidates} == {"title", "person"} and not taken & _UNCLEAR_WITH_PEOPLE:
            # A list of names with addresses and lives is one of people.
            possible = [each for each in candidates if each.to == "person"]
        found = possible[0] if possible else candidates[-1]
        meanings[index] = found
        taken.add(found.to)


def _log_languages(
    meanings: list[ColumnMeaning | None],
    senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]],
    first: str | None,
) -> None:
    """Where one thing stands in several columns, the language of each header is that of its texts."""
    alike: dict[ColumnMeaning, list[int]] = defaultdict(list)
    for index, meaning in enumerate(meanings):
        if meaning is not None and (meaning.to in IN_LANGUAGES or meaning.to == "people"):
            alike[meaning.alike].append(index)
    for indices in alike.values():
        told = {index: meaning.language for index in indices if (meaning := meanings[index])}
        taken = {language for language in told.values() if language}
        bare = [index for index, language in told.items() if language is None]
        of_words = {index: senses[index][1] for index in bare}
        if not taken and (
            len(bare) < 2 or len(set(of_words.values())) < len(bare) or None in of_words.values()
        ):
            continue
        for index in bare:
            candidates = [
                each for each in (of_words[index], first, UNDETERMINED) if each and each not in taken
            ]
            meaning = meanings[index]
            if candidates and meaning is not None:
                meanings[index] = replace(meaning, language=candidates[0])
                taken.add(candidates[0])


def _has_email_addresses(rows: Sequence[Row], index: int) -> bool:
    found = [row[index] for row in rows[:_SAMPLE] if not is_blank(row[index])]
    return bool(found) and sum(map(is_email_address, found)) * 2 > len(found)


def _single(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, texts: Sequence[str], log: ImportLog
) -> Iterator[TableColumn]:
    """The columns, of which none holds what another holds already, unless no row has both."""
    first: dict[ColumnMeaning, list[TableColumn]] = defaultdict(list)
    body = sheet.rows[header + 1 :]
    for column in columns:
        meaning = column.meaning
        if meaning.to in SEVERAL or meaning.to in {"start", "end"}:
            yield column
            continue
        others = first[meaning]
        clash = next((each for each in others if _name_columns(body, each.index, column.index)), None)
        if clash is None:
            others.append(column)
            yield column
            continue
        place = sheet.place(header, column.header)
        if normalise_header(texts[clash.index]) == normalise_header(texts[column.index]) or (
            clash.is_told and column.is_told
        ):
            log.fault(
                f"there are two columns for '{meaning}', {sheet.column(clash.index)} and "
                f"{sheet.column(column.index)}: rename one, or say in {MAP_LABEL} what each holds "
                f'("column {sheet.column(column.index)}" = "extra")',
                place,
            )
            continue
        message = f"'{clash.header}' is taken for '{meaning}' already: '{column.header}' is kept as extra"
        log.warning("column-twice", message, place)
        yield replace(column, meaning=ColumnMeaning("extra"))


def _name_columns(rows: Sequence[Row], one: int, other: int) -> bool:
    return any(not is_blank(row[one]) and not is_blank(row[other]) and row[one] != row[other] for row in rows)


def _attach_to_person(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, log: ImportLog
) -> Iterator[TableColumn]:
    """The columns, where what is told of people goes with those of whom it is told.

    A header such as ``Affiliation`` that tells no number and no role belongs to the only people there are, to
    those without a number and a role, or to those right to the left of it. Where none of this holds it is
    nobody's, and nothing private is given to the wrong person.
    """
    found = list(columns)
    groups = {_group(each.meaning) for each in found if each.meaning.to in NAMES}
    alike = Counter(each.meaning for each in found)
    last: ColumnGroup | None = None
    beside = False
    for column in found:
        meaning = column.meaning
        group = _group(meaning)
        if meaning.to in NAMES:
            last, beside = group, True
        elif not meaning.is_of_person:
            beside = False
        elif group not in groups:
            if column.is_told:
                message = (
                    f"tells of people whom no column names: say in {MAP_LABEL} "
                    f"which is '{_with_header(meaning)}'"
                )
                log.fault(message, sheet.place(header, column.header))
            near = last if beside else None
            owner = _owner(meaning, groups, near, is_for_each=alike[meaning] == len(groups))
            if owner is None:
                yield replace(column, meaning=ColumnMeaning("private" if meaning.to in CONTACT else "extra"))
            else:
                yield replace(column, meaning=replace(meaning, role=owner[0], number=owner[1]))
            continue
        yield column


def _owner(
    meaning: ColumnMeaning, groups: set[ColumnGroup], near: ColumnGroup | None, *, is_for_each: bool
) -> ColumnGroup | None:
    """Of whom a column tells that does not say so itself."""
    if meaning.number is not None:
        numbered = [each for each in groups if each[1] == meaning.number]
        return numbered[0] if len(numbered) == 1 else None
    if len(groups) == 1:
        return next(iter(groups))
    return near if near is not None and (near[1] is None or is_for_each) else None


def _with_header(meaning: ColumnMeaning) -> ColumnMeaning:
    return replace(meaning, to="person" if meaning.number else "people", language=None)


def _group(meaning: ColumnMeaning) -> ColumnGroup:
    return meaning.role, meaning.number


CELLS_WITH_TEXT_LIMIT = 15_000
"""The most rows of a sheet that may hold something: five times the largest conference looked at."""


TEXT_LIMIT = 16_000_000
"""The most characters that all cells may hold together: a book of ten thousand pages."""


_ALIKE = 0.6


_FIRST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class DetectedTable:
    """A table in a sheet.

    Attributes:
        sheet: The sheet.
        header: Which of its rows is the header, from 0.
        columns: The columns, from left to right.
        is_grid: Whether it is a timetable: hours down the side, rooms or days along the top.
    """

    sheet: CellSheet
    header: int
    columns: tuple[TableColumn, ...]
    is_grid: bool = False

    def of(self, *meanings: str) -> list[TableColumn]:
        """The columns that hold one of those."""
        return [each for each in self.columns if each.meaning.to in meanings]

    @property
    def tells_sessions(self) -> bool:
        """Whether its rows are sessions, and not people."""
        return self.is_grid or bool(self.of("title", "block"))

    @property
    def tells_people(self) -> bool:
        """Whether its rows are people."""
        return not self.tells_sessions and bool(self.of(*NAMES))


def detect_tables(
    sheets: Sequence[CellSheet], told: ColumnMap, log: ImportLog, first: str | None
) -> list[DetectedTable]:
    """The tables to read: those that were told, or those that look alike and tell of sessions, and of people.

    Args:
        sheets: The sheets that have something in them.
        told: What was told from outside.
        log: Where it is told which sheets are used; also what was told wrongly.
        first: The first language of the conference, where it is known.

    Raises:
        Unreadable: None can be used, or something was told of what is not there.
    """
    chosen = _select_sheets(sheets, told, log)
    _check_size(chosen, log)
    found = [table for sheet in chosen if (table := _detect_table(sheet, told, log, first)) is not None]
    _check_map(found, chosen, told, log)
    if log.faults:
        raise log.as_error()
    if told.sheets or len(sheets) < 2:
        used = [each for each in found if each.tells_sessions or each.tells_people]
    else:
        used = _similar(found)
        _log_tables(sheets, used, log)
    if not any(each.tells_sessions for each in used):
        raise log.as_error(_no_table_message(chosen, found))
    return used


def _check_size(sheets: Sequence[CellSheet], log: ImportLog) -> None:
    for sheet in sheets:
        filled = sum(1 for row in sheet.rows if row.count("") < len(row))
        if filled > CELLS_WITH_TEXT_LIMIT:
            message = f"has {filled:,} rows with something in them: {CELLS_WITH_TEXT_LIMIT:,} is the limit"
            log.fault(message, sheet.place())
    letters = sum(
        len(cell) for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str)
    )
    if letters > TEXT_LIMIT:
        log.fault(f"holds {letters:,} characters of text: {TEXT_LIMIT:,} is the limit")
    if log.faults:
        raise log.as_error()


def _select_sheets(sheets: Sequence[CellSheet], told: ColumnMap, log: ImportLog) -> list[CellSheet]:
    names = [each.name for each in sheets]
    for name in (*told.sheets, *filter(None, told.headers)):
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(names) or 'none'}"
            log.fault(f"there is no sheet '{name}': {hint}", Location(log.name, field=MAP_LABEL))
    return [each for each in sheets if not told.sheets or each.name in told.sheets]


def _detect_table(
    sheet: CellSheet, told: ColumnMap, log: ImportLog, first: str | None
) -> DetectedTable | None:
    row = told.headers.get(sheet.name, told.headers.get(""))
    header = None
    if row is not None:
        header = row - sheet.top
        if not 0 <= header < len(sheet.rows):
            last = sheet.top + len(sheet.rows) - 1
            log.fault(
                f"there is no row {row} in {sheet.label}: it has rows {sheet.top} to {last}",
                Location(log.name, field=f"{MAP_LABEL}, header"),
            )
            return None
    if told.layout != "grid":
        at = find_header_row(sheet.rows, frozenset(told.columns)) if header is None else header
        found = None
        if at is not None:
            sheet = merge_header_rows(sheet, at)
            found = DetectedTable(sheet, at, interpret_columns(sheet, at, told.columns, log, first))
        if told.layout == "list" or (found is not None and (found.tells_sessions or found.tells_people)):
            return found
    return _detect_grid(sheet, header, told, log) or (None if told.layout == "grid" else found)


def _detect_grid(
    sheet: CellSheet, header: int | None, told: ColumnMap, log: ImportLog
) -> DetectedTable | None:
    """The sheet as a timetable, if it is one: a column of times with a row of names above and beside it."""
    reading = _is_day_row(told)
    for index in range(min(_FIRST_COLUMNS, len(sheet.rows[0]) if sheet.rows else 0)):
        times = [at for at, row in enumerate(sheet.rows) if _is_time(row[index], reading)]
        if len(times) < 2 or len(times) * 2 < sum(
            1 for row in sheet.rows[times[0] :] if not is_blank(row[index])
        ):
            continue
        top = _top(sheet, index, times[0]) if header is None else header
        if top is None:
            continue
        columns = tuple(_grid_columns(sheet, top, index, told, log))
        if not any(each.meaning.to == "time" and each.is_told for each in columns[1:]):
            return DetectedTable(sheet, top, columns, is_grid=True)
    return None


def _top(sheet: CellSheet, hours: int, first: int) -> int | None:
    """The row that has the most names beside the column of hours, above the first of them."""
    best, found = 0, None
    for at, row in enumerate(sheet.rows[:first]):
        names = sum(1 for cell in row[hours + 1 :] if not is_blank(cell))
        if names > best:
            best, found = names, at
    return found


def _is_day_row(told: ColumnMap) -> DateContext:
    return DateContext(told.order, told.year, dict(told.days))


def _is_day(read: date | ParseFailure) -> bool:
    """Whether a cell tells a day, be it without its year or with the month where the day may be."""
    return isinstance(read, date) or read.reason == "has no year" or "month first" in read.reason


def _is_time(cell: Cell, reading: DateContext) -> bool:
    found = None if is_blank(cell) or isinstance(cell, bool) else reading.piece(cell)
    return isinstance(found, CellTime) and found.start is not None


def _grid_columns(
    sheet: CellSheet, header: int, hours: int, told: ColumnMap, log: ImportLog
) -> Iterator[TableColumn]:
    names, reading = header_names(sheet, header), _is_day_row(told)
    yield TableColumn(hours, names[hours], ColumnMeaning("time"))
    for index in range(hours + 1, len(names)):
        cell = sheet.rows[header][index]
        filled = any(not is_blank(row[index]) for row in sheet.rows[header + 1 :])
        mine = mapped_meaning(sheet, index, cell_text(cell), names[index], told.columns)
        if mine is not None:
            yield TableColumn(index, names[index], mine, is_told=True)
        elif is_blank(cell) and filled:
            message = f"{names[index]} has no room or day above it: it is left out"
            log.error("no-room", message, sheet.place(header, names[index]))
        elif not is_blank(cell):
            is_day = is_day_word(cell_text(cell)) or _is_day(reading.day(cell))
            yield TableColumn(index, names[index], ColumnMeaning("day" if is_day else "room"))


def _check_map(
    found: Sequence[DetectedTable], chosen: Sequence[CellSheet], told: ColumnMap, log: ImportLog
) -> None:
    """Look whether there are the columns of which something was told."""
    there: dict[str, None] = {}
    for table in found:
        texts = [" ".join(cell_text(cell).split()) for cell in table.sheet.rows[table.header]]
        letters = [f"column {table.sheet.column(index)}" for index in range(len(texts))]
        for name in (*header_names(table.sheet, table.header), *texts):
            there[name] = there[f"{table.sheet.name}!{name}"] = None
        there.update(dict.fromkeys(letters))
    if not found and chosen:
        return
    shown = [each for each in there if each and "!" not in each and not each.startswith("column ")]
    for name in told.columns:
        if name not in there:
            near = get_close_matches(name, shown, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(shown)}"
            log.fault(
                f"there is no column '{name}': {hint}", Location(log.name, field=f"{MAP_LABEL}, columns")
            )


def _similar(found: Sequence[DetectedTable]) -> list[DetectedTable]:
    """The tables of sessions that are like the fullest one, and those of people."""
    sessions = [each for each in found if each.tells_sessions]
    if not sessions:
        return []
    best = max(sessions, key=lambda each: (len(_known(each)), len(each.sheet.rows)))
    wanted = _known(best)
    used = [
        each
        for each in sessions
        if each is best or len(_known(each) & wanted) >= _ALIKE * len(_known(each) | wanted)
    ]
    return [each for each in found if each in used or each.tells_people]


def _known(table: DetectedTable) -> set[str]:
    return {each.meaning.to for each in table.columns} - {"extra", "ignore", "private"}


def _log_tables(sheets: Sequence[CellSheet], used: Sequence[DetectedTable], log: ImportLog) -> None:
    names = {each.sheet.name for each in used}
    for sheet in sheets:
        if sheet.name in names:
            log.info("sheet", "this sheet is read", sheet.place())
        else:
            message = (
                f'this sheet is left aside: to read it, say so in {MAP_LABEL} (sheet = ["{sheet.name}"])'
            )
            log.warning("sheet-aside", message, sheet.place())


def _no_table_message(sheets: Sequence[CellSheet], found: Sequence[DetectedTable]) -> str:
    shown = [
        " | ".join(text[:30] for cell in row if (text := cell_text(cell)))
        for sheet in sheets[:3]
        for row in sheet.rows[:3]
        if any(not is_blank(cell) for cell in row)
    ]
    if any(each.columns for each in found):
        names = ", ".join(each.header for table in found for each in table.columns[:20])
        return (
            f"no column is known to hold the titles of sessions: say which in {MAP_LABEL} "
            f'(columns = {{"..." = "title"}}); there are {names}'
        )
    if not shown:
        return "is empty: there is no table in it"
    return (
        "no row with the names of columns was found, such as Title, Speaker, Date, Start, Room: say in "
        f"{MAP_LABEL} which row it is (header = 3) and what its columns hold; "
        f"it begins with: {' / '.join(shown[:3])}"
    )
