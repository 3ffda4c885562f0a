"""The table reader: raw records from the tables of a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.cell_sheets import CellSheet, cell_text, is_blank
from eventkit.formats.spreadsheet.delimited_text import read_delimited
from eventkit.formats.spreadsheet.sheet_reader import is_workbook, read_workbook
from eventkit.formats.spreadsheet.table.column_headers import CONTACT_MEANINGS, NAME_MEANINGS, header_meanings
from eventkit.formats.spreadsheet.table.column_map import ColumnMap, parse_column_map
from eventkit.formats.spreadsheet.table.date_inference import infer_date_context
from eventkit.formats.spreadsheet.table.document_tables import has_document_tables, read_document
from eventkit.formats.spreadsheet.table.row_people import TablePeople, group_person_columns
from eventkit.formats.spreadsheet.table.row_sessions import TableRowReader
from eventkit.formats.spreadsheet.table.session_merger import SessionMerger
from eventkit.formats.spreadsheet.table.table_columns import (
    DetectedTable,
    TableColumn,
    describe_columns,
    has_email_addresses,
)
from eventkit.formats.spreadsheet.table.table_dates import DateContext, is_remark, without_notes
from eventkit.formats.spreadsheet.table.table_detection import detect_tables
from eventkit.formats.spreadsheet.table.timetable_grid import TimetableGrid, grid_titles
from eventkit.formats.spreadsheet.table.twelve_hour_clock import TwelveHourClock
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
from eventkit.intake.privacy import mentions_availability
from eventkit.messages import Listed, Message, Plural, Verbatim, sentence

_SESSIONIZE = {"session id", "speaker id", "status", "owner"}

_ACCEPTED = "accepted"

_ROWS_SHOWN = 8

_ROWS_OF_LABEL = 3  # a label above its rows stands for as many on average, itself included

_TITLE_LIMIT = 200

_EARLY, _AFTERNOON = 6, 13


_HIDDEN = sentence("To import what is hidden, set {setting} in the column map.")


def _read_sheets(source: SourceFile, column_map: ColumnMap, log: ImportLog) -> list[CellSheet]:
    """Read the sheets of a file, by its content rather than its name."""
    if has_document_tables(source):
        return read_document(source, log)
    if is_workbook(source) or source.suffix in {".xlsx", ".ods", ".xls", ".xlsm"}:
        remedy = Message(_HIDDEN, setting=Verbatim('hidden = "import"'))
        return read_workbook(source, log, with_hidden=column_map.hidden == "import", remedy=remedy)
    return [read_delimited(source.data, source.name, log)]


def read_tables(source: SourceFile, hints: ImportHints, log: ImportLog) -> tuple[RawSchedule, dict[str, Any]]:
    """Read the raw records of all tables of a file, and describe the column map that was used."""
    column_map = parse_column_map(hints.columns, source.name)
    first = hints.languages[0] if hints.languages else None
    tables = detect_tables(_read_sheets(source, column_map, log), column_map, log, first)
    context = infer_date_context(tables, column_map, hints, log)
    if log.faults:
        raise Unreadable(log.name, tuple(log.faults), describe_columns(tables, context, column_map))
    people, merger = TablePeople(log, column_map), SessionMerger(log, column_map.minutes)
    clock = TwelveHourClock(tables, context, log)
    people.judge_columns(tables)
    for table in filter(lambda table: table.has_people, tables):
        _read_people(table, people)
    day: date | None = None
    titles = grid_titles(tables, people, log)
    for table in sorted(tables, key=lambda table: table.has_slots):
        _log_unused(table, log)
        _log_labels(table, log)
        rows: TimetableGrid | TableRowReader
        if table.is_grid:
            rows = TimetableGrid(table, context, titles, clock, log, column_map=column_map)
        elif table.has_sessions or table.has_slots:
            rows = TableRowReader(table, context, people, clock, log)
        else:
            continue
        if table.sheet.is_continued:
            rows.running.continue_from(day)
        if table.has_slots:
            merger.add_slots(rows.read_rows())
        else:
            merger.add(rows.read_rows(), by_person=rows.is_by_person)
        day = rows.running.date
    kind = "sessionize" if any(map(_is_sessionize, tables)) else "table"
    sessions = merger.sessions()
    if kind == "sessionize":
        sessions = _select_accepted(sessions, log)
    _log_early_starts(sessions, log)
    title = None if hints.title else title_above(tables[0], context, log)
    conference = RawConference(location=tables[0].sheet.place(), title=title)
    conference.heading_language = _heading_language(tables)
    if merger.days:
        conference.start, conference.end = min(merger.days), max(merger.days)
    records = RawSchedule(kind, conference, people=people.all, sessions=sessions)
    records.rooms, records.tracks = _localised_rooms_and_tracks(tables)
    return records, describe_columns(tables, context, column_map)


def _read_people(table: DetectedTable, people: TablePeople) -> None:
    rest = [column for column in table.columns if column.meaning.target == "extra"]
    groups = [group for group in group_person_columns(table.columns) if group.is_named]
    for at in range(table.header + 1, len(table.sheet.rows)):
        row = table.sheet.rows[at]
        person_extra = {
            column.header: cell_text(row[column.index]) for column in rest if not is_blank(row[column.index])
        }
        for group in groups:
            people.of_row(row, table.sheet.place(at), group, person_extra)


def _heading_language(tables: Sequence[DetectedTable]) -> str | None:
    """The language of most headings; ``None`` if there is none."""
    headings = {column.header for table in tables if not table.is_grid for column in table.columns}
    known = [language for heading in headings if (language := header_meanings(heading)[1])]
    language, count = Counter(known).most_common(1)[0] if known else (None, 0)
    return language if count * 2 > len(known) else None


def _is_sessionize(table: DetectedTable) -> bool:
    return {column.header.casefold() for column in table.columns} >= _SESSIONIZE


def _select_accepted(sessions: Sequence[RawSession], log: ImportLog) -> list[RawSession]:
    others: dict[str, list[RawSession]] = defaultdict(list)
    accepted = []
    for session in sessions:
        status = session.status or ""
        if not status or (status.casefold().startswith(_ACCEPTED) and "queue" not in status.casefold()):
            session.status = None
            accepted.append(session)
        else:
            others[status].append(session)
    for status, left_out in others.items():
        message = Message(
            Plural(
                "Left out {count} session with status '{status}': row {rows}.",
                "Left out {count} sessions with status '{status}': rows {rows}.",
            ),
            count=len(left_out),
            status=status,
            rows=Listed(tuple(str(session.location.row) for session in left_out), limit=_ROWS_SHOWN),
        )
        log.info("not-accepted", message, left_out[0].location)
    return accepted


def _log_unused(table: DetectedTable, log: ImportLog) -> None:
    for column in table.of("private", "ignore", *CONTACT_MEANINGS):
        meaning = column.meaning.target
        filled = sum(1 for row in table.body if not is_blank(row[column.index]))
        if not filled:
            continue
        place = table.sheet.place(table.header, column.header)
        if meaning == "private":
            message = Message(
                Message(
                    Plural(
                        "The column '{column}' looks private: {count} cell was left out.",
                        "The column '{column}' looks private: {count} cells were left out.",
                    ),
                    count=filled,
                    column=column.header,
                ),
                _private_advice(table, column),
                _availability_hint(table, column),
            )
            log.warning("private", message, place)
        elif meaning == "ignore":
            message = Message(
                Plural(
                    "Left out {count} cell, as set in the column map.",
                    "Left out {count} cells, as set in the column map.",
                ),
                count=filled,
            )
            log.info("ignored", message, place)
        else:
            message = Message(
                Plural(
                    "{count} cell with contact data. Stored only on request, and never part of the schedule.",
                    "{count} cells with contact data. Stored only on request, and never part of the "
                    "schedule.",
                ),
                count=filled,
            )
            log.info("contact", message, place)


def _log_labels(table: DetectedTable, log: ImportLog) -> None:
    """Log a column of rooms or tracks that looks like labels, each typed once above its rows."""
    titles = table.of("title")
    if not titles or table.is_grid:
        return
    rows = [row for row in table.body if not is_blank(row[titles[0].index])]
    for column in table.of("room", "track"):
        cells = [cell_text(row[column.index]) for row in rows]
        labels = [text for text in cells if text]
        are_single = len(labels) == len(set(labels)) >= 2
        if are_single and cells[0] and _ROWS_OF_LABEL * len(labels) <= len(cells):
            message = Message(
                "Only {count} of {rows} rows have a cell here, each another one. If they stand for the rows "
                "below them, fill them down in the spreadsheet and import it again.",
                count=len(labels),
                rows=len(cells),
            )
            log.warning("labels", message, table.sheet.place(table.header, column.header))


def _private_advice(table: DetectedTable, column: TableColumn) -> Message:
    """The advice for a private column: e-mail addresses as contacts of the first people of the table."""
    if not has_email_addresses(table.body, column.index):
        setting = Verbatim(f'"{column.header}" = "extra"')
        return Message("To import the column, set {setting} in the column map.", setting=setting)
    names = table.of(*NAME_MEANINGS)
    if not names:
        return Message("To import the addresses as contacts, add a column with the names of the people.")
    meaning = replace(names[0].meaning, target="email", language=None)
    setting = Verbatim(f'"{column.header}" = "{meaning}"')
    return Message("To import the addresses as contacts, set {setting} in the column map.", setting=setting)


def _availability_hint(table: DetectedTable, column: TableColumn) -> Message:
    """The rows of a private column that look like availability, without their text; empty without any."""
    rows = [
        str(table.sheet.place(at).row)
        for at in range(table.header + 1, len(table.sheet.rows))
        if mentions_availability(cell_text(table.sheet.rows[at][column.index]))
    ]
    if not rows:
        return Message("")
    return Message(
        Plural(
            "Row {rows} looks like availability: enter it as 'available' of the person.",
            "Rows {rows} look like availability: enter it as 'available' of the person.",
        ),
        count=len(rows),
        rows=Listed(tuple(rows), limit=_ROWS_SHOWN),
    )


def _log_early_starts(sessions: Sequence[RawSession], log: ImportLog) -> None:
    """Log hours of a night that may be of an afternoon, since none is after 12:59, or of the night after."""
    starts = [(session.start, session) for session in sessions if isinstance(session.start, datetime)]
    ends = {session.end for session in sessions if isinstance(session.end, datetime)}
    for start, session in starts:
        following = start + timedelta(days=1)
        if start.hour < _EARLY and following in ends and start not in ends:
            message = Message(
                "Starts at {time} on {day}, and another session ends at that hour on {following}. If it "
                "is in the night after, write {following}.",
                time=start.time(),
                day=start.date(),
                following=following.date(),
            )
            log.warning("night-start", message, session.location)
    early = [session for start, session in starts if 1 <= start.hour < _EARLY]
    if not early or any(start.hour >= _AFTERNOON for start, _ in starts):
        return
    message = Message(
        Plural(
            "{count} session starts between 1:00 and 5:59, and none after 12:59. Imported as written.",
            "{count} sessions start between 1:00 and 5:59, and none after 12:59. Imported as written.",
        ),
        "If these are in the afternoon, write 13:00 or 1:00 pm.",
        count=len(early),
    )
    log.warning("early-start", message, early[0].location)


def title_above(table: DetectedTable, context: DateContext, log: ImportLog) -> str | None:
    """The title of the conference, if the first row above a table is a single text without a date.

    Rows with remarks, such as "Draft, please check", do not count.
    """
    for at, row in enumerate(table.sheet.rows[: table.header]):
        texts = [cell_text(cell) for cell in row if not is_blank(cell)]
        if (
            len(texts) == 1
            and len(texts[0]) <= _TITLE_LIMIT
            and not (context.heading(texts[0]).mentions_day and not context.heading(texts[0]).rest)
        ):
            title = " ".join(texts[0].split())
            heading = context.heading(texts[0])
            is_note = heading.is_note and heading.mentions_day
            if is_note:
                title = without_notes(title) or title
            if is_remark(title) or (is_note and title == " ".join(texts[0].split())):
                message = Message(
                    "'{title}' is above the table. Left out, since it is a remark and not a title.",
                    title=title,
                )
                log.info("remark-above", message, table.sheet.place(at))
                continue
            message = Message("'{title}' is above the table. Imported as the conference title.", title=title)
            log.info("title-above", message, table.sheet.place(at))
            return title
        if texts:
            return None
    return None


def _localised_rooms_and_tracks(tables: Sequence[DetectedTable]) -> tuple[list[RawRoom], list[RawTrack]]:
    rooms: dict[str, tuple[Location, dict[str, str]]] = {}
    tracks: dict[str, tuple[Location, dict[str, str]]] = {}
    for table in tables:
        for target, named in (("room", rooms), ("track", tracks)):
            columns = table.of(target)
            if len(columns) < 2 or not any(column.meaning.language for column in columns):
                continue
            for at, row in enumerate(table.sheet.unmerged_rows[table.header + 1 :], table.header + 1):
                names = {
                    column.meaning.language or "": text
                    for column in columns
                    if (text := cell_text(row[column.index]))
                }
                if names:
                    named.setdefault(next(iter(names.values())), (table.sheet.place(at), names))
    return (
        [RawRoom(location=where, key=key, name=names) for key, (where, names) in rooms.items()],
        [RawTrack(location=where, key=key, name=names) for key, (where, names) in tracks.items()],
    )
