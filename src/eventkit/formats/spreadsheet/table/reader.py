"""The table reader: raw records from the tables of a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.delimited_text import read_delimited
from eventkit.formats.spreadsheet.sheet_reader import is_workbook, read_workbook
from eventkit.formats.spreadsheet.table.column_headers import CONTACT
from eventkit.formats.spreadsheet.table.column_map import MAP_LABEL, ORDERS, ColumnMap, parse_column_map
from eventkit.formats.spreadsheet.table.date_cells import DateContext
from eventkit.formats.spreadsheet.table.date_inference import infer_date_context
from eventkit.formats.spreadsheet.table.row_people import TablePeople, group_person_columns
from eventkit.formats.spreadsheet.table.row_sessions import SessionMerger, TableRowReader
from eventkit.formats.spreadsheet.table.table_detection import DetectedTable, TableColumn, detect_tables
from eventkit.formats.spreadsheet.table.timetable_grid import TimetableGrid
from eventkit.intake import (
    ImportHints,
    ImportLog,
    Location,
    RawConference,
    RawRoom,
    RawSchedule,
    RawSession,
    RawTrack,
    SourceFile,
)
from eventkit.intake.datetime_parser import ParseFailure

_SESSIONIZE = {"session id", "speaker id", "status", "owner"}


_ACCEPTED = "accepted"


_EXAMPLES = 8


_TITLE_LIMIT = 200


def sheets_of(source: SourceFile, log: ImportLog) -> list[CellSheet]:
    """The sheets in a file, whatever its name says it is.

    Raises:
        Unreadable: It is neither a workbook nor text, or more than the limits allow.
    """
    if is_workbook(source) or source.suffix in {".xlsx", ".ods", ".xls", ".xlsm"}:
        return read_workbook(source, log)
    return [read_delimited(source.data, source.name, log)]


def read_tables(
    offered: SourceFile, hints: ImportHints, log: ImportLog
) -> tuple[RawSchedule, dict[str, Any]]:
    """What the tables of a file say, and how their columns were understood.

    Raises:
        Unreadable: They cannot be understood; what is to be told is said.
    """
    mapping = parse_column_map(hints.columns, offered.name)
    first = hints.languages[0] if hints.languages else None
    found = detect_tables(sheets_of(offered, log), mapping, log, first)
    known = infer_date_context(found, mapping, hints.title or "", log)
    if log.faults:
        raise log.as_error()
    people, sessions = TablePeople(log), SessionMerger(log)
    for table in found:
        if table.tells_people:
            _read_people(table, people)
    for table in found:
        _log_unused(table, log)
        if table.is_grid:
            grid = TimetableGrid(table, known, people, log, mapping.minutes)
            sessions.add(grid.lines(), by_person=False)
        elif table.tells_sessions:
            rows = TableRowReader(table, known, people, log, mapping.minutes)
            sessions.add(rows.lines(), by_person=rows.is_by_person)
    source = "sessionize" if any(map(_is_sessionize, found)) else "table"
    gathered = sessions.gathered()
    if source == "sessionize":
        gathered = _accepted_only(gathered, log)
    _log_unending(found, gathered, log)
    conference = RawConference(location=found[0].sheet.place(), title=title_above(found[0], known, log))
    if sessions.days:
        conference.start, conference.end = min(sessions.days), max(sessions.days)
    made = RawSchedule(source, conference, people=people.all, sessions=gathered)
    made.rooms, made.tracks = _in_languages(found)
    return made, describe_columns(found, known, mapping)


def _read_people(table: DetectedTable, people: TablePeople) -> None:
    """Take in a table whose rows are people and nothing else."""
    rest = [each for each in table.columns if each.meaning.to == "extra"]
    found = [each for each in group_person_columns(table.columns) if each.is_named]
    for at in range(table.header + 1, len(table.sheet.rows)):
        row = table.sheet.rows[at]
        beside = {each.header: cell_text(row[each.index]) for each in rest if not is_blank(row[each.index])}
        for group in found:
            people.of_row(row, table.sheet.place(at), group, beside)


def _is_sessionize(table: DetectedTable) -> bool:
    return {each.header.casefold() for each in table.columns} >= _SESSIONIZE


def _accepted_only(sessions: Sequence[RawSession], log: ImportLog) -> list[RawSession]:
    """The sessions that were accepted; of the others it is told."""
    others: dict[str, list[RawSession]] = defaultdict(list)
    found = []
    for session in sessions:
        status = session.status or ""
        if not status or (status.casefold().startswith(_ACCEPTED) and "queue" not in status.casefold()):
            session.status = None
            found.append(session)
        else:
            others[status].append(session)
    for status, each in others.items():
        rows = ", ".join(str(session.location.row) for session in each[:_EXAMPLES])
        more = ", ..." if len(each) > _EXAMPLES else ""
        message = f"{len(each)} whose status is '{status}' are left out: rows {rows}{more}"
        log.info("not-accepted", message, each[0].location)
    return found


def _log_unused(table: DetectedTable, log: ImportLog) -> None:
    """Tell which columns are left out, and which are not part of the schedule."""
    body = table.sheet.rows[table.header + 1 :]
    for column in table.columns:
        meaning = column.meaning.to
        if meaning not in {"private", "ignore"} | CONTACT:
            continue
        filled = sum(1 for row in body if not is_blank(row[column.index]))
        if not filled:
            continue
        cells = "1 cell is" if filled == 1 else f"{filled} cells are"
        place = table.sheet.place(table.header, column.header)
        if meaning == "private":
            message = (
                f"looks private, its {cells} left out: to keep it, "
                f'say in {MAP_LABEL} "{column.header}" = "extra"'
            )
            log.warning("private", message, place)
        elif meaning == "ignore":
            log.info("ignored", f"its {cells} left out, as was said", place)
        else:
            log.info("contact", f"its {cells} private, and kept apart from the schedule", place)


def _log_unending(found: Sequence[DetectedTable], sessions: Sequence[RawSession], log: ImportLog) -> None:
    endless = [each for each in sessions if each.start and not each.end and each.minutes is None]
    if endless and not any(table.of("end", "minutes") or table.is_grid for table in found):
        message = (
            f"no column tells how long sessions last, and {len(endless)} have a start alone: "
            f"where all last as long, say it in {MAP_LABEL} (minutes = 45)"
        )
        log.warning("no-end", message, endless[0].location)


def title_above(table: DetectedTable, known: DateContext, log: ImportLog) -> str | None:
    """The title of the conference, where the first row that stands above a table has one text and no day."""
    for at, row in enumerate(table.sheet.rows[: table.header]):
        texts = [cell_text(cell) for cell in row if not is_blank(cell)]
        if (
            len(texts) == 1
            and len(texts[0]) <= _TITLE_LIMIT
            and isinstance(known.day(texts[0]), ParseFailure)
        ):
            title = " ".join(texts[0].split())
            log.info(
                "title-above", f"'{title}' stands above the table: taken for the title", table.sheet.place(at)
            )
            return title
        if texts:
            return None
    return None


def _in_languages(found: Sequence[DetectedTable]) -> tuple[list[RawRoom], list[RawTrack]]:
    """The rooms and tracks whose names stand in several columns, one for each language."""
    rooms: dict[str, tuple[Location, dict[str, str]]] = {}
    tracks: dict[str, tuple[Location, dict[str, str]]] = {}
    for table in found:
        for to, made in (("room", rooms), ("track", tracks)):
            columns = [each for each in table.of(to) if each.meaning.language]
            if len(columns) < 2:
                continue
            for at, row in enumerate(table.sheet.unmerged_rows[table.header + 1 :], table.header + 1):
                names = {
                    language: text
                    for each in columns
                    if (language := each.meaning.language) and (text := cell_text(row[each.index]))
                }
                if names:
                    made.setdefault(next(iter(names.values())), (table.sheet.place(at), names))
    return (
        [RawRoom(location=where, key=key, name=names) for key, (where, names) in rooms.items()],
        [RawTrack(location=where, key=key, name=names) for key, (where, names) in tracks.items()],
    )


def describe_columns(
    found: Sequence[DetectedTable], known: DateContext, mapping: ColumnMap
) -> dict[str, Any]:
    """How tables were understood, as `ImportHints.columns` takes it."""
    made: dict[str, Any] = {}
    names = [each.sheet.name for each in found]
    if any(names):
        made["sheet"] = names[0] if len(names) == 1 else names
    rows = {each.sheet.name: each.sheet.top + each.header for each in found}
    made["header"] = next(iter(rows.values())) if len(set(rows.values())) == 1 else rows
    if any(each.is_grid for each in found):
        made["layout"] = "grid"
    if known.order is not None:
        made["date-order"] = ORDERS[known.order]
    if known.year is not None:
        made["year"] = known.year
    if mapping.minutes is not None:
        made["minutes"] = mapping.minutes
    if known.named:
        made["days"] = {each: on.isoformat() for each, on in known.named.items()}
    made["columns"] = _columns(found)
    return made


def _columns(found: Sequence[DetectedTable]) -> dict[str, str]:
    """What each column means; where two sheets have one header for two things, the sheet is told with it."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for table in found:
        for column in table.columns:
            meanings[column.header].add(str(column.meaning))
    made = {}
    for table in found:
        for column in table.columns:
            name = _column_title(table, column, alone=len(meanings[column.header]) == 1)
            made[name] = str(column.meaning)
    return made


def _column_title(table: DetectedTable, column: TableColumn, *, alone: bool) -> str:
    return column.header if alone else f"{table.sheet.name}!{column.header}"
