"""From rows of cells to the tree of a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eventkit.formats.document.node_tree import DocumentNode
from eventkit.formats.document.reader import VERSION
from eventkit.formats.spreadsheet.workbook.cell_times import MIDNIGHT
from eventkit.formats.spreadsheet.workbook.cells import DATE, NUMBER, TIME
from eventkit.formats.spreadsheet.workbook.copying import tell_apart
from eventkit.formats.spreadsheet.workbook.fields import Fields, Reader
from eventkit.formats.spreadsheet.workbook.knowing import Known, id_of, make_ids
from eventkit.formats.spreadsheet.workbook.opening import Filled, Line, Lines, Where
from eventkit.formats.spreadsheet.workbook.plain_cells import written
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    APPEARANCES,
    BACKING,
    CONFERENCE,
    DEADLINES,
    ORGANISATIONS,
    PEOPLE,
    ROOMS,
    SESSIONS,
    THINGS,
    TRACKS,
    ColumnKey,
    SheetSpec,
    normalise_tag,
)
from eventkit.formats.spreadsheet.workbook.sited import Sited
from eventkit.intake import ImportHints, ImportLog
from eventkit.schedule import MAX_DEPTH
from eventkit.texts import UNDETERMINED

Contacts = Mapping[str, Mapping[str, str]]

_ID, _PARENT = ColumnKey("id"), ColumnKey("parent")
_DATE, _END_DATE = ColumnKey("date"), ColumnKey("end_date")
_APART = {_DATE, _END_DATE, ColumnKey("start"), ColumnKey("end"), _PARENT}
"""Of a session, what its tree has otherwise."""


class Gathering:
    """Makes the tree; what is wrong is told to the report, what is left aside to the log.

    Args:
        lines: The rows of each sheet.
        given: What is said of the file from outside; it counts where the file says nothing.
    """

    def __init__(self, lines: Lines, hints: ImportHints, report: Sited, log: ImportLog) -> None:
        self._lines = lines
        self._hints = hints
        self._report = report
        self._languages = self._spoken()
        self._first: dict[tuple[str, str], Line] = {}
        """By sheet and id, the first row that has it."""
        self._known = Known(lines, self._languages[0])
        self._reader = Reader(report, log, self._known, self._languages)

    @property
    def contacts(self) -> Contacts:
        """By the id of a participant, what is nobody else's business."""
        return self._reader.contacts

    def tree(self) -> DocumentNode:
        """The tree of the document that the workbook is."""
        for sheet in THINGS:
            tell_apart(self._of(sheet), self._report)
        root: dict[str, Any] = {"eventkit": DocumentNode(VERSION, 0), "conference": self._conference()}
        sessions = self._sessions()
        for sheet in (ORGANISATIONS, ROOMS, TRACKS, PEOPLE):
            self._each_its_own(self._of(sheet), (sheet.field,))
            nodes = [self._reader.node(sheet, line) for line in self._of(sheet)]
            root |= {sheet.field: DocumentNode(nodes, 0)} if nodes else {}
        root |= {"sessions": DocumentNode(sessions, 0)} if sessions else {}
        return DocumentNode(root, 0)

    def _of(self, sheet: SheetSpec) -> Sequence[Line]:
        return self._lines.get(sheet.name, ())

    def _spoken(self) -> tuple[str, ...]:
        """The languages of the conference; what is wrong with them is told where they are read."""
        for line in self._of(CONFERENCE):
            if filled := line.cells.get(ColumnKey("languages")):
                tags = re.findall(r"[A-Za-z0-9-]+", written(filled.cell))
                return tuple(map(normalise_tag, tags)) or (UNDETERMINED,)
        return self._hints.languages or (UNDETERMINED,)

    # The conference.

    def _conference(self) -> DocumentNode:
        line = next(iter(self._of(CONFERENCE)), Line(Where(CONFERENCE.name)))
        if not self._hints.id and line.cells:
            make_ids([line], CONFERENCE.about, self._languages[0])
        fields = self._reader.fields(CONFERENCE, line)
        at = self._report.at(line.where)
        for name, said in self._said().items():
            if said:
                fields.setdefault(name, self._report.node(said, at))
        backing = [self._reader.node(BACKING, each) for each in self._of(BACKING)]
        make_ids(self._of(DEADLINES), DEADLINES.about, self._languages[0])
        deadlines = [self._deadline(each) for each in self._of(DEADLINES)]
        fields |= {"organisations": DocumentNode(backing, at)} if backing else {}
        fields |= {"deadlines": DocumentNode(deadlines, at)} if deadlines else {}
        return DocumentNode(fields, at)

    def _said(self) -> Mapping[str, Any]:
        given = self._hints
        return {
            "id": given.id,
            "title": given.title,
            "zone": given.zone,
            "languages": list(given.languages),
        }

    def _deadline(self, line: Line) -> DocumentNode:
        fields = self._reader.fields(DEADLINES, line, but={_DATE, ColumnKey("time")})
        at = self._moment(line, _DATE, ColumnKey("time"))
        return DocumentNode(fields | ({"at": at} if at else {}), self._report.at(line.where))

    # Sessions.

    def _sessions(self) -> list[DocumentNode]:
        """The sessions, each within the one it is part of."""
        lines = self._of(SESSIONS)
        people = self._appearances()
        parts: dict[str | None, list[Line]] = {}
        for line, parent in zip(lines, self._parents(lines), strict=True):
            parts.setdefault(parent, []).append(line)
        return self._parts(None, parts, people, ("sessions",))

    def _parts(
        self,
        of: str | None,
        parts: dict[str | None, list[Line]],
        people: Mapping[str, list[DocumentNode]],
        place: tuple[str | int, ...],
    ) -> list[DocumentNode]:
        within = parts.pop(of, [])  # of two sessions of one id, which is told, the first has the parts
        self._each_its_own(within, place)
        found = []
        for turn, line in enumerate(within):
            fields = self._reader.fields(SESSIONS, line, but=_APART)
            times = self._times(line)
            if times is None:
                fields.pop("rooms", None)  # which want a time too: that is told already
            fields |= times or {}
            at = self._report.at(line.where)
            appearing = people.get(id_of(line))
            fields |= {"people": DocumentNode(appearing, at)} if appearing else {}
            inner = self._parts(id_of(line), parts, people, (*place, turn, "parts"))
            found.append(DocumentNode(fields | ({"parts": DocumentNode(inner, at)} if inner else {}), at))
        return found

    def _parents(self, lines: Sequence[Line]) -> list[str | None]:
        """The session that each is part of; none where it leads nowhere, in a circle or too deep."""
        row: dict[str, Line] = {}
        for line in lines:
            row.setdefault(id_of(line), line)
        above: dict[str, str | None] = {}
        for line in row.values():
            filled = line.cells.get(_PARENT)
            parent = self._known.meant(written(filled.cell).strip(), SESSIONS.name) if filled else None
            if filled and parent not in row:
                self._fault(f"there is no session '{parent}': add it, or mend the spelling", filled)
                parent = None
            above[id_of(line)] = parent
        for line in row.values():
            self._cut(id_of(line), above, row)
        return [above[id_of(line)] for line in lines]

    def _cut(self, session: str, above: dict[str, str | None], row: Mapping[str, Line]) -> None:
        """Look at what a session is part of, and cut it off where that is a circle or too much."""
        way = [session]
        while (parent := above[way[-1]]) is not None:
            if parent in way or len(way) == MAX_DEPTH:
                circle = [*way[way.index(parent) :], parent] if parent in way else []
                at = parent if circle else session
                why = f"is part of itself: {' in '.join(circle)}" if circle else _TOO_DEEP
                self._fault(why, row[at].cells[_PARENT])
                above[at] = None
                return
            way.append(parent)

    def _times(self, line: Line) -> Fields | None:
        """When it is held; ``None`` where the day is told and no time, which is a fault."""
        fields = {"start": self._moment(line, _DATE, ColumnKey("start"))}
        fields["end"] = self._moment(line, _END_DATE, ColumnKey("end"))
        if (end := fields["end"]) and end.value == MIDNIGHT:
            fields["end"] = DocumentNode("00:00", end.line)  # the next there is
        if _DATE in line.cells and fields["start"] and ColumnKey("start") not in line.cells:
            self._fault(
                "has no time beside it: fill in Start and End, or leave the date out", line.cells[_DATE]
            )
            return None
        if _END_DATE in line.cells and ColumnKey("end") not in line.cells:
            self._fault("has no time beside it: fill in End, or leave this out", line.cells[_END_DATE])
            fields["end"] = None
        return {name: node for name, node in fields.items() if node}

    def _moment(self, line: Line, on: ColumnKey, at: ColumnKey) -> DocumentNode | None:
        """A date and a time of day, of which one may be left out, as a document writes them together."""
        day, clock = line.cells.get(on), line.cells.get(at)
        time = str(TIME.value(clock.cell)) if clock else ""
        dated = re.match(r"[0-9]{4}-", time)
        date = str(DATE.value(day.cell)) if day and not dated else ""
        filled = clock or day
        return DocumentNode(f"{date} {time}".strip(), self._report.at(filled.where)) if filled else None

    def _appearances(self) -> dict[str, list[DocumentNode]]:
        """By the id of a session, those who appear in it, in order."""
        found: dict[str, list[tuple[float, DocumentNode]]] = {}
        number: dict[str, float] = {}
        for line in self._of(APPEARANCES):
            session = self._named(line, "session", "session_title", SESSIONS)
            who = self._named(line, "participant", "person_name", PEOPLE)
            if not session or not who:
                continue
            turn = line.cells.get(ColumnKey("number"))
            if turn and isinstance(given := NUMBER.value(turn.cell), float):
                number[session[0]] = given
            fields = self._reader.fields(APPEARANCES, line, but=_OF_APPEARANCE)
            fields["participant"] = DocumentNode(who[0], self._report.at(who[1]))
            node = DocumentNode(fields, self._report.at(line.where))
            found.setdefault(session[0], []).append((number.get(session[0], 0), node))
        return {
            session: [node for _, node in sorted(nodes, key=lambda each: each[0])]
            for session, nodes in found.items()
        }

    def _named(self, line: Line, field: str, by_name: str, sheet: SheetSpec) -> tuple[str, Where] | None:
        """The id of what a row of appearances leads to, by its id or by what it is called."""
        filled = line.cells.get(ColumnKey(field)) or line.cells.get(ColumnKey(by_name))
        if filled is None:
            if set(line.cells) - {ColumnKey("session_title"), ColumnKey("person_name"), ColumnKey("number")}:
                self._fault(f"tells of no {sheet.about}: fill in the id", Filled("", line.where))
            return None
        words = written(filled.cell).strip()
        if not self._known.knows(words, sheet.name):
            message = (
                f"there is no {sheet.about} '{words}', or several: write an id from the sheet {sheet.name}"
            )
            self._fault(message, filled)
            return None
        return self._known.meant(words, sheet.name), filled.where

    # What is wrong.

    def _each_its_own(self, lines: Sequence[Line], place: tuple[str | int, ...]) -> None:
        """Refuse a second row of an id."""
        for turn, line in enumerate(lines):
            id_, sheet = id_of(line), line.where.sheet
            if (first := self._first.setdefault((sheet, id_), line)) is not line:
                message = f"'{id_}' is used twice: row {first.where.row} has it already"
                self._report.fault(message, (*place, turn, "id"), self._report.at(line.cells[_ID].where))

    def _fault(self, message: str, filled: Filled) -> None:
        self._report.fault(message, (), self._report.at(filled.where))


_TOO_DEEP = f"is nested more than {MAX_DEPTH} deep, which is the limit: move it further up"
_OF_APPEARANCE = {ColumnKey("session"), ColumnKey("participant"), ColumnKey("number")}
