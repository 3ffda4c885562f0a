"""Import pages: a file is uploaded, what it would change is shown, and then it is imported.

Between the two steps the file is in the memory of the server, for the visitor who uploaded it alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from eventkit.editing import Gone, MergeConflict, Refused, Winner
from eventkit.errors import EventkitError, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.formats.spreadsheet.table.column_headers import COLUMN_MEANINGS, ColumnMeaning, parse_meaning
from eventkit.formats.spreadsheet.table.column_map import BRACKETS, COMMAS, ENDS, HIDDEN
from eventkit.intake import ImportHints, ImportResult, Location, merge_similar
from eventkit.intake.source_file import FILE_LIMIT
from eventkit.messages import Interface, Message, localise
from eventkit.model import Role, Session, Status
from eventkit.office.office import Office
from eventkit.office.outcomes import ImportOutcome
from eventkit.rules import check
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import zone_names
from eventkit.times.wall_times import parse_iso_date
from eventkit.web.endpoints import Body, Call, Endpoint
from eventkit.web.forms.entity_views import EntityViews
from eventkit.web.forms.form_endpoints import error_message, office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import LocalFinding, translate_finding
from eventkit.web.web_server import Upload, UploadReader
from eventkit.wording.change_texts import change_sentence

COLUMNS: Mapping[str, frozenset[str]] = {
    "title": frozenset({"title"}),
    "people": frozenset({"people", "person", "given", "family"}),
    "track": frozenset({"track"}),
    "minutes": frozenset({"minutes"}),
    "day": frozenset({"day"}),
    "start": frozenset({"start", "time", "end"}),
    "room": frozenset({"room"}),
}
"""The columns of the preview, each with the meanings of the columns of a file that it shows."""

_STYLES = {
    "comma": ("ambiguous-people", tuple(COMMAS)),
    "brackets": ("ambiguous-people", tuple(BRACKETS)),
    "ends": ("grid-ends", ENDS),
    "hidden": ("hidden-rows", HIDDEN),
}
"""The settings for what a table leaves open, each with the code of its findings and its values."""

STATES = ("new", "changed", "same", "gap")
"""The states of a row: its session is new, changed or the same, or it has none, since it cannot be read."""

_OF_SEVERAL_ROWS = re.compile(r" \(\d+ times\b[^()]*\)$")

_ROW_PLACE = re.compile(r"(?P<row>.*, row \d+)(?:, (?P<heading>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """A finding of the file, beside what it is about."""

    style: str
    text: LocalFinding


@dataclass(slots=True)
class ImportCell:
    text: str
    before: str | None = None  # the value before it, where that differs; else None
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class ImportRow:
    number: int | None  # the number of the row in the file; None in a format without rows
    state: str
    # Its cells by column; empty for a row without a session.
    cells: dict[str, ImportCell] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def needs_attention(self) -> bool:
        """True if something in the row was repaired, or could not be read."""
        return self.state == "gap" or any(
            note.style
            for notes in (self.notes, *(cell.notes for cell in self.cells.values()))
            for note in notes
        )


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a table as its head is drawn."""

    header: str
    read_as: str
    answer: str  # the meaning that was chosen for it; empty if none was, and it is as it was read
    choices: tuple[tuple[str, str], ...]  # the meanings that can be chosen, with their labels
    example: str = ""  # a value of it, if it is kept as extra data


class ImportRows:
    """The rows of an import; ``answers`` are the meanings that were chosen for columns."""

    def __init__(
        self, reading: ImportResult, outcome: ImportOutcome, words: FormWords, answers: Mapping[str, str]
    ) -> None:
        self._words = words
        self._reading = reading
        self._outcome = outcome
        described: Mapping[str, str] = reading.columns.get("columns", {})
        self._shown_as = {header: _column_of(meaning) for header, meaning in described.items()}
        # The rows, in the order of the file.
        self.rows = sorted([*self._session_rows(), *self._gaps()], key=lambda row: row.number or 0)
        used = {column for row in self.rows for column, cell in row.cells.items() if cell.text or cell.before}
        self.columns = [name for name in COLUMNS if name in used or name in self._shown_as.values()]
        heads = file_columns(described, answers, words, reading)
        # The columns of the file that each column shows; of a format without columns, none.
        self.heads: dict[str, list[FileColumn]] = defaultdict(list)
        for column in heads:
            self.heads[self._shown_as[column.header]].append(column)
        self.rest = [column for column in heads if self._shown_as[column.header] not in self.columns]

    @property
    def counts(self) -> Mapping[str, int]:
        attention = sum(row.needs_attention for row in self.rows)
        return Counter(row.state for row in self.rows) | Counter(all=len(self.rows), attention=attention)

    @property
    def placed(self) -> int:
        return sum(row.state == "new" and bool(row.cells["day"].text) for row in self.rows)

    def _session_rows(self) -> Iterator[ImportRow]:
        before, after = self._outcome.before, self._outcome.after
        known = EntityKind.SESSION.by_id(before) if before is not None else {}
        present = EntityKind.SESSION.by_id(after)
        views = EntityViews(after, self._words)
        earlier = EntityViews(before or after, self._words)
        findings = _by_row(self._reading.findings)
        for read in self._reading.schedule.sessions:
            session = present.get(self._outcome.sessions.get(read.id, read.id))
            if not isinstance(session, Session):
                continue
            location = self._reading.locations.get(read.id)
            old = known.get(session.id)
            cells = {name: ImportCell(text) for name, text in views.import_cells(session).items()}
            state = "new" if old is None else "same" if old == session else "changed"
            if isinstance(old, Session):
                for name, text in earlier.import_cells(old).items():
                    cells[name].before = text if text != cells[name].text else None
            row = ImportRow(location.row if location else None, state, cells)
            for heading, finding in findings.get(_row_place(location), ()) if location else ():
                cell = row.cells.get(self._shown_as.get(heading, ""))
                (cell.notes if cell else row.notes).append(self._note(finding))
            yield row

    def _gaps(self) -> Iterator[ImportRow]:
        taken = set(map(_row_place, self._reading.locations.values()))
        for place, findings in _by_row(self._reading.findings).items():
            notes = [self._note(finding) for _, finding in findings if finding.severity is Severity.ERROR]
            if notes and place not in taken:
                yield ImportRow(int(place.rpartition(" ")[2]), "gap", notes=notes)

    def _note(self, finding: Finding) -> Note:
        style = {Severity.ERROR: "e", Severity.WARNING: "w"}.get(finding.severity, "")
        return Note(style, translate_finding(finding, self._words.language))


def file_columns(
    described: Mapping[str, str],
    answers: Mapping[str, str],
    words: FormWords,
    reading: ImportResult | None = None,
) -> list[FileColumn]:
    """The columns of a file, ``described`` by their meanings; with examples if it could be read."""
    return [
        FileColumn(
            header,
            meaning,
            answer := answers.get(header, ""),
            _choices(meaning, answer, words),
            reading.example_of(header) if reading and meaning == "extra" else "",
        )
        for header, meaning in described.items()
    ]


def _choices(meaning: str, answer: str, words: FormWords) -> tuple[tuple[str, str], ...]:
    """The meanings that can be chosen for a column, also people in each role.

    The meaning that it was read with is none of them: nobody has chosen it, and another reading of the file
    may find a better one.
    """
    choices = {name: words.meaning(name) for name in COLUMN_MEANINGS}
    for role in Role:
        choices[f"people as {role.value}"] = f"{choices['people']}: {words.wording.label(role)}"
    if answer:
        choices = {"": words.word("means-as-read"), answer: _label(answer, words), **choices}
    else:
        choices.pop(meaning, None)
        choices = {"": _label(meaning, words), **choices}
    return tuple(choices.items())


def _label(meaning: str, words: FormWords) -> str:
    parsed = parse_meaning(meaning)
    if not isinstance(parsed, ColumnMeaning):
        return meaning
    number = "" if parsed.number is None else f" {parsed.number}"
    language = f" ({words.language_name(parsed.language)})" if parsed.language else ""
    role = f": {words.wording.label(Role(parsed.role))}" if parsed.role else ""
    return f"{words.meaning(parsed.target)}{number}{language}{role}"


def _column_of(meaning: str) -> str:
    """The column of the preview that shows a column of a file; empty if none does."""
    parsed = parse_meaning(meaning)
    target = parsed.target if isinstance(parsed, ColumnMeaning) else ""
    return next((name for name, meanings in COLUMNS.items() if target in meanings), "")


def _row_place(location: Location) -> str:
    return str(replace(location, field=""))


def _by_row(findings: Sequence[Finding]) -> Mapping[str, list[tuple[str, Finding]]]:
    located: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for finding in findings:
        match = _ROW_PLACE.fullmatch(finding.place)
        if match and not _OF_SEVERAL_ROWS.search(finding.message):
            located[match["row"]].append((match["heading"] or "", finding))
    return located


LINES_SHOWN = 300  # the most changes or findings listed; the rest are counted
ROWS_SHOWN = 1_000  # the most rows of the file listed; the rest are counted
EFFECTS_SHOWN = 20  # the most findings listed that the import would add; the rest are counted
EMPTY: Mapping[str, Any] = MappingProxyType({})
COLUMN = "column."  # the beginning of the names of inputs for the meanings of columns


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """The choices of the page: how the file is read and imported."""

    # The side that wins where a field changed both here and in the file; None for ours, and the conflict is
    # reported again.
    winner: Winner | None = None
    gone: Gone | None = None  # what happens to entities that the file no longer has; None for nothing yet
    contacts: bool = False
    # The meanings of the columns of a table, by their headings; empty to detect them.
    columns: Mapping[str, str] = field(default_factory=dict)
    minutes: int | None = None  # the length of sessions without an end, in minutes; None if the file has ends
    comma: str = ""  # the meaning of a comma beside a name; empty to judge each column
    brackets: str = ""  # the meaning of brackets behind a name; empty to judge each column
    ends: str = ""  # the ends of sessions above empty cells; empty to judge each timetable
    hidden: str = ""  # what happens to hidden rows; empty to leave them out
    # The layout in which the preview has read the file: the same columns mean something else in another.
    layout: str = ""
    start: date | None = None  # the first day of a new conference; None if the file has days
    end: date | None = None
    zone: str = ""  # the time zone of a new conference; empty if the file has one
    title: str = ""  # the title of a new conference; empty if the file has one
    language: str = ""  # the language of texts without one, for a new conference

    @classmethod
    def of(cls, strings: Mapping[str, str]) -> ImportChoices:
        columns = {
            name.removeprefix(COLUMN): value
            for name, value in strings.items()
            if name.startswith(COLUMN) and value
        }
        days = {name: parse_iso_date(strings[name]) for name in ("start", "end") if strings.get(name)}
        return cls(
            winner=Winner(strings["winner"]) if strings.get("winner") in set(Winner) else None,
            gone=Gone(strings["gone"]) if strings.get("gone") in set(Gone) else None,
            contacts="contacts" in strings,
            columns=columns,
            minutes=int(strings["minutes"]) if strings.get("minutes") else None,
            comma=strings.get("comma", ""),
            brackets=strings.get("brackets", ""),
            ends=strings.get("ends", ""),
            hidden=strings.get("hidden", ""),
            layout=strings.get("layout", "") if columns else "",
            start=days.get("start"),
            end=days.get("end"),
            zone=strings.get("zone", "").strip(),
            title=strings.get("title", "").strip(),
            language=strings.get("language", "").strip(),
        )

    def hints(self, into: Schedule | None) -> ImportHints:
        if into is not None:
            known = ImportHints.of(into.conference)
        else:
            days = (self.start, self.end or self.start) if self.start else None
            languages = (self.language,) if self.language else ()
            known = ImportHints(
                title=self.title or None,
                zone=self.zone or None,
                languages=languages,
                days=days,
                has_stated_days=days is not None,
            )
        settings = {"columns": dict(self.columns)}
        settings |= {name: getattr(self, name) for name in ("minutes", *_STYLES, "layout")}
        return replace(known, columns={name: value for name, value in settings.items() if value})


@dataclass(frozen=True, slots=True)
class ImportPreview:
    format: str
    reading: ImportResult
    outcome: ImportOutcome


def run_import(
    office: Office, read: UploadReader, upload: Upload, choices: ImportChoices, into: Schedule | None
) -> ImportPreview:
    """Import an upload, or in a dry run report what would change."""
    name, reading = read(upload.data, upload.name, None, choices.hints(into))
    if into is None:
        office = office.for_conference(reading.schedule.conference.id)
    outcome = office.import_file(
        reading,
        winner=choices.winner,
        gone=choices.gone,
        contacts=choices.contacts,
        why=Message("import {file}", file=upload.name),
    )
    return ImportPreview(name, reading, outcome)


# Endpoints


async def show_import(call: Call) -> Response:
    return await _start_page(call, [])


async def post_import(call: Call) -> Response:
    """Upload a file, show what it would change, or import it."""
    into = await _into(call)
    words, author = FormWords.of(call.language), call.visitor.name
    conference = into.conference.id if into else ""
    strings = call.strings
    try:
        choices = ImportChoices.of(strings)
    except ValueError as error:
        return await _start_page(call, [error_message(error, call.language)], status=422)
    uploads, key = call.server.uploads, strings.get("key", "")
    file = call.body.get("file")
    if isinstance(file, UploadFile) and file.filename:
        key = uploads.add(Upload(file.filename, await file.read(), author, conference))
    upload = uploads.get(key, author, conference)
    if upload is None:
        return await _start_page(call, [{"style": "e", "text": words.word("choose-file")}], status=422)
    is_final, read = strings.get("do") == "import", call.server.read_upload

    def run(office: Office) -> ImportPreview:
        return run_import(office if is_final else office.as_dry_run(), read, upload, choices, into)

    try:
        preview = await call.server.run(lambda: run(call.server.office(conference, author)))
    except (EventkitError, Refused, MergeConflict) as error:
        return await _answer_failure(call, into, (key, upload), choices, error)
    if not is_final:
        return _preview_page(call, into, (key, upload), preview, choices)
    uploads.forget(key)
    made = preview.outcome.after.conference.id
    return RedirectResponse(f"/{made}/imported?name={quote(upload.name)}&lang={call.language}", 303)


async def _answer_failure(
    call: Call, into: Schedule | None, upload: tuple[str, Upload], choices: ImportChoices, error: Exception
) -> Response:
    """The preview again, with what went wrong and all answers; the form for the file if it cannot be read."""
    message = error_message(error, call.language)
    conference, author = into.conference.id if into else "", call.visitor.name
    key, file = upload

    def run(readable: ImportChoices) -> ImportPreview:
        office, read = call.server.office(conference, author).as_dry_run(), call.server.read_upload
        return run_import(office, read, file, readable, into)

    # A preview with these columns has just failed: only after an import they may do.
    ways = [choices.columns] if call.strings.get("do") == "import" else []
    for columns in [*ways, {}] if choices.columns else ways:
        try:
            preview = await call.server.run(partial(run, replace(choices, columns=columns)))
        except (EventkitError, Refused, MergeConflict):
            continue
        return _preview_page(call, into, upload, preview, choices, messages=[message], status=422)
    read_as = error.columns if isinstance(error, Unreadable) else EMPTY
    if isinstance(error, Refused):  # a file that can be read, but has no days of its own
        read = partial(call.server.read_upload, file.data, file.name, None, choices.hints(into))
        read_as = (await call.server.run(read))[1].columns
    return await _start_page(
        call, [message], status=422, upload=(key, file.name), choices=choices, read_as=read_as
    )


async def show_imported(call: Call) -> Response:
    """The next steps after an import, in their order."""
    state, words = await call.desk.current(), FormWords.of(call.language)
    schedule, name = state.schedule, call.request.query_params.get("name", "")
    severities = Counter(
        finding.severity for key, finding in state.findings.items() if key not in state.waivers
    )
    values: dict[str, Any] = {
        "heading": words.word("next-steps"),
        "messages": [{"style": "k", "text": words.word("imported", name=name)}] if name else [],
        "counts": {
            "sessions": len(schedule.sessions),
            "rooms": len(schedule.rooms),
            "unplaced": sum(
                session.slot is None and session.parent is None and session.status is not Status.CANCELLED
                for session in schedule.sessions
            ),
            "errors": severities[Severity.ERROR],
            "warnings": severities[Severity.WARNING],
        },
    }
    return office_page(call, "imported.html", schedule, current="import", **values)


async def _into(call: Call) -> Schedule | None:
    if "conference" not in call.request.path_params:
        return None
    return (await call.desk.current()).schedule


async def _start_page(
    call: Call,
    messages: Sequence[Mapping[str, Any]],
    *,
    status: int = 200,
    upload: tuple[str, str] | None = None,
    choices: ImportChoices | None = None,
    read_as: Mapping[str, Any] = EMPTY,
) -> Response:
    words, into = FormWords.of(call.language), await _into(call)
    choices, columns = choices or ImportChoices(), read_as.get("columns", {})
    values: dict[str, Any] = {
        "heading": words.word("import" if into else "new-conference"),
        "messages": messages,
        "upload": upload,
        "choices": choices,
        "columns": file_columns(columns, choices.columns, words),
        "layout": read_as.get("layout", ""),
        "kept_columns": {name: value for name, value in choices.columns.items() if name not in columns},
        "is_new": into is None,
        "zones": zone_names() if into is None else (),
    }
    return office_page(call, "import.html", into, current="import", status=status, **values)


def _preview_page(
    call: Call,
    into: Schedule | None,
    upload: tuple[str, Upload],
    preview: ImportPreview,
    choices: ImportChoices,
    *,
    messages: Sequence[Mapping[str, Any]] = (),
    status: int = 200,
) -> Response:
    words, outcome = FormWords.of(call.language), preview.outcome
    before, after = outcome.before, outcome.after
    sentences = [change_sentence(change, before or after, after, words.wording) for change in outcome.changes]
    pages, table = EntityViews(after, words), ImportRows(preview.reading, outcome, words, choices.columns)
    added = outcome.added if before is not None else check(after)
    grave = [finding for finding in added if finding.severity is not Severity.INFO]
    of_file = (*preview.reading.findings, *outcome.notices)
    findings = [
        {
            "severity": finding.severity.value,
            "text": translate_finding(finding, words.language),
            "place": localise(finding.place, words.language, Interface.BROWSER),
        }
        for finding in merge_similar(of_file)
    ]
    key, file = upload
    codes = {finding.code for finding in of_file}
    values: dict[str, Any] = {
        "heading": words.word("import-of", name=file.name),
        "messages": messages,
        "key": key,
        "layout": preview.reading.columns.get("layout", ""),
        "lacks_ends": choices.minutes or "no-end" in codes,
        "styles": {
            name: possible
            for name, (code, possible) in _STYLES.items()
            if code in codes or getattr(choices, name)
        },
        "format": preview.format,
        "counts": [
            (words.word(_COUNTED[kind.value]), count) for kind, count in outcome.counts.items() if count.total
        ],
        "changes": sentences[:LINES_SHOWN],
        "further_changes": max(0, len(sentences) - LINES_SHOWN),
        "table": table,
        "rows": table.rows[:ROWS_SHOWN],
        "further_rows": max(0, len(table.rows) - ROWS_SHOWN),
        "effects": [translate_finding(finding, words.language) for finding in grave[:EFFECTS_SHOWN]],
        "effect_count": len(grave),
        "findings": findings[:LINES_SHOWN],
        "errors": sum(finding.severity is Severity.ERROR for finding in of_file),
        "warnings": sum(finding.severity is Severity.WARNING for finding in of_file),
        "conflicts": [pages.import_conflict(conflict) for conflict in outcome.conflicts],
        "vanished": [f"{words.word(_COUNTED[kind.value])}: {id_}" for kind, id_ in outcome.vanished],
        "forgotten": outcome.forgotten,
        "contacts": len(preview.reading.contacts),
        "choices": choices,
        "is_new": into is None,
        "conference": after.conference,
        "days": words.wording.days(after.conference.start, after.conference.end),
    }
    return office_page(call, "import_preview.html", into, current="import", status=status, **values)


_COUNTED = {
    "session": "sessions",
    "participant": "people",
    "room": "rooms",
    "track": "tracks",
    "organisation": "organisations",
    "conference": "conference",
}
"""The words for entities by their kinds."""

ENDPOINTS = (
    Endpoint("GET", "/import", AccessLevel.PUBLISHER, show_import, is_page=True),
    Endpoint(
        "POST", "/import", AccessLevel.PUBLISHER, post_import, Body.FORM, limit=FILE_LIMIT, is_page=True
    ),
    Endpoint("GET", "/{conference}/import", AccessLevel.OFFICE, show_import, is_page=True),
    Endpoint("GET", "/{conference}/imported", AccessLevel.OFFICE, show_imported, is_page=True),
    Endpoint(
        "POST",
        "/{conference}/import",
        AccessLevel.OFFICE,
        post_import,
        Body.FORM,
        limit=FILE_LIMIT,
        is_page=True,
    ),
)
