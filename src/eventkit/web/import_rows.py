"""Import rows: the sessions of a file as the rows of its preview, beside what they were before.

A row shows what happens to its session, the fields that were read, and the findings of the file at the cell
that they are about. Columns of a table lead back to the headings in the file, so that their meanings can be
chosen where their values are seen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from eventkit.findings import Finding, Severity
from eventkit.formats.spreadsheet.table.column_headers import COLUMN_MEANINGS, ColumnMeaning, parse_meaning
from eventkit.intake import ImportResult, Location
from eventkit.model import Role, Session
from eventkit.office.outcomes import ImportOutcome
from eventkit.schedule import EntityKind
from eventkit.web.forms.entity_views import EntityViews
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.sentence_catalogue import LocalFinding, translate_finding

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

STATES = ("new", "changed", "same", "gap")
"""The states of a row: its session is new, changed or the same, or it has none, since it cannot be read."""

_UNKNOWN = frozenset({"extra", "private"})

_OF_SEVERAL_ROWS = re.compile(r" \(\d+ times\b[^()]*\)$")

_ROW_PLACE = re.compile(r"(?P<row>.*, row \d+)(?:, (?P<heading>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """A finding of the file, beside what it is about."""

    style: str
    text: LocalFinding


@dataclass(slots=True)
class ImportCell:
    """A cell of a row.

    Attributes:
        before: The value before it, where that differs; else ``None``.
    """

    text: str
    before: str | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class ImportRow:
    """A row of the preview.

    Attributes:
        number: The number of the row in the file; ``None`` in a format without rows.
        cells: Its cells by column; empty for a row without a session.
    """

    number: int | None
    state: str
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
    """A column of a table as its head is drawn.

    Attributes:
        choices: The meanings that can be chosen, with their labels.
    """

    header: str
    meaning: str
    choices: tuple[tuple[str, str], ...]


class ImportRows:
    """The rows of an import.

    Args:
        answers: The meanings that were chosen, by heading, where these differ from how the file was read.

    Attributes:
        rows: The rows, in the order of the file.
        heads: The columns of the file that each column shows; of a format without columns, none.
        doubtful: Those of them whose meaning is not known.
    """

    def __init__(
        self, reading: ImportResult, outcome: ImportOutcome, words: FormWords, answers: Mapping[str, str]
    ) -> None:
        self._words = words
        self._reading = reading
        self._outcome = outcome
        described: Mapping[str, str] = reading.columns.get("columns", {})
        self._shown_as = {header: _column_of(meaning) for header, meaning in described.items()}
        self.rows = sorted([*self._session_rows(), *self._gaps()], key=lambda row: row.number or 0)
        used = {column for row in self.rows for column, cell in row.cells.items() if cell.text or cell.before}
        self.columns = [name for name in COLUMNS if name in used or name in self._shown_as.values()]
        heads = [
            file_column(header, answers.get(header, meaning), words) for header, meaning in described.items()
        ]
        self.heads: dict[str, list[FileColumn]] = defaultdict(list)
        rest = [column for column in heads if self._shown_as[column.header] not in self.columns]
        self.doubtful = [column for column in rest if described[column.header] in _UNKNOWN]
        self.others = [column for column in rest if column not in self.doubtful]
        for column in heads:
            self.heads[self._shown_as[column.header]].append(column)

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
                self._add_note(row, heading, finding)
            yield row

    def _add_note(self, row: ImportRow, heading: str, finding: Finding) -> None:
        cell = row.cells.get(self._shown_as.get(heading, ""))
        (cell.notes if cell else row.notes).append(self._note(finding))

    def _gaps(self) -> Iterator[ImportRow]:
        taken = set(map(_row_place, self._reading.locations.values()))
        for place, findings in _by_row(self._reading.findings).items():
            notes = [self._note(finding) for _, finding in findings if finding.severity is Severity.ERROR]
            if notes and place not in taken:
                yield ImportRow(int(place.rpartition(" ")[2]), "gap", notes=notes)

    def _note(self, finding: Finding) -> Note:
        style = {Severity.ERROR: "e", Severity.WARNING: "w"}.get(finding.severity, "")
        return Note(style, translate_finding(finding, self._words.language))


def file_column(header: str, meaning: str, words: FormWords) -> FileColumn:
    """A column of a file with the meanings that can be chosen for it, also people in each role."""
    choices = {name: words.meaning(name) for name in COLUMN_MEANINGS}
    for role in Role:
        choices[f"people as {role.value}"] = f"{choices['people']}: {words.wording.label(role)}"
    parsed = parse_meaning(meaning)
    label = _label(parsed, words) if isinstance(parsed, ColumnMeaning) else meaning
    return FileColumn(header, meaning, tuple({meaning: label, **choices}.items()))


def _label(meaning: ColumnMeaning, words: FormWords) -> str:
    number = "" if meaning.number is None else f" {meaning.number}"
    language = f" ({words.language_name(meaning.language)})" if meaning.language else ""
    role = f": {words.wording.label(Role(meaning.role))}" if meaning.role else ""
    return f"{words.meaning(meaning.target)}{number}{language}{role}"


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
