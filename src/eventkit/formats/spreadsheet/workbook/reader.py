"""The workbook reader: from sheet rows to the tree of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eventkit.formats.document.node_tree import DocumentNode
from eventkit.formats.document.reader import VERSION
from eventkit.formats.spreadsheet.workbook.cell_codecs import (
    DATE,
    MIDNIGHT,
    NUMBER,
    TIME,
    CellCodec,
    typed_text,
)
from eventkit.formats.spreadsheet.workbook.row_references import (
    RowReferences,
    clear_copied_ids,
    id_of,
    make_ids,
)
from eventkit.formats.spreadsheet.workbook.schedule_rows import NAME_PARTS
from eventkit.formats.spreadsheet.workbook.sheet_rows import (
    CellLocation,
    LocatedCell,
    RowsBySheet,
    SheetRow,
    WorkbookLog,
)
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    APPEARANCES,
    BACKING,
    CONFERENCE,
    DEADLINES,
    LANGUAGES_LIST,
    ORDER,
    ORGANISATIONS,
    PEOPLE,
    ROOMS,
    SESSIONS,
    THINGS,
    TRACKS,
    ColumnKey,
    ColumnSpec,
    SheetSpec,
    normalise_tag,
)
from eventkit.intake import ImportHints, ImportLog, Location
from eventkit.intake.privacy import is_email_address, is_private_field
from eventkit.schedule import MAX_DEPTH
from eventkit.texts import UNDETERMINED

_CONTACT = {
    "email": re.compile(r"e-?mail|邮箱|電郵|メール", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|telefon|电话|電話|手机", re.IGNORECASE),
}


Fields = dict[str, DocumentNode]


class SheetRowReader:
    """Reads rows; what is wrong is told to the report, what is left aside to the notes.

    Attributes:
        contacts: By the id of a participant, what is nobody else's business.
    """

    def __init__(
        self, report: WorkbookLog, log: ImportLog, known: RowReferences, languages: Sequence[str]
    ) -> None:
        self._report = report
        self._log = log
        self._known = known
        self._languages = languages
        self._columns: dict[tuple[str, str], ColumnSpec | None] = {}
        """What was looked up already: every cell asks."""
        self.contacts: dict[str, dict[str, str]] = {}

    def node(self, sheet: SheetSpec, line: SheetRow) -> DocumentNode:
        """A thing that is wholly told by its row."""
        return DocumentNode(self.fields(sheet, line), self._report.at(line.where))

    def fields(self, sheet: SheetSpec, line: SheetRow, but: Iterable[ColumnKey] = ()) -> Fields:
        """The fields of a thing, each where the document has it, texts in their order."""
        flat: Fields = {}
        apart = {ORDER, *(lane.field for lane in but)}
        for lane, filled in line.cells.items():
            column = self._column_of(sheet, lane.field)
            if column is None or column.is_derived or lane.field in apart:
                continue
            at = self._report.at(filled.where)
            value = self._value(column.codec, column.of, filled)
            if value is _NOTHING:
                continue
            if column.by_language:
                texts: Any = flat.setdefault(lane.field, DocumentNode({}, at)).value
                self._add(texts, lane.language or self._languages[0], DocumentNode(value, at), filled)
            else:
                flat[lane.field] = self._report.node(value, at)
        self._others(sheet, line, flat)
        found = _nested(self._ordered(flat, line))
        if sheet is PEOPLE and (name := _name(found)):
            found["name"] = name
        return found

    def _column_of(self, sheet: SheetSpec, field: str) -> ColumnSpec | None:
        if (sheet.name, field) not in self._columns:
            self._columns[sheet.name, field] = sheet.column(field)
        return self._columns[sheet.name, field]

    def _add(self, texts: Fields, language: str, node: DocumentNode, filled: LocatedCell) -> None:
        if language in texts:
            self._fault(f"says in {language} what another column says: keep one", filled)
        texts[language] = node

    def _value(self, sort: CellCodec, of: str, filled: LocatedCell) -> Any:
        try:
            value = sort.value(filled.cell)
        except ValueError as error:
            self._fault(str(error), filled)
            return _NOTHING
        if not of or of == LANGUAGES_LIST:
            return value
        if isinstance(value, list):
            return [self._known.meant(each, of) for each in value]
        return self._known.meant(str(value).strip(), of)

    def _ordered(self, flat: Fields, line: SheetRow) -> Fields:
        """The texts in the order that is told, or else in that of the conference's languages."""
        told = line.cells.get(ColumnKey(ORDER))
        orders = dict(re.findall(r"^(\S+): (.+)$", typed_text(told.cell), re.MULTILINE)) if told else {}
        for field, node in flat.items():
            if isinstance(node.value, dict) and len(node.value) > 1 and field != "extra":
                order = re.split(r"[,\s]+", orders.get(field, "")) if field in orders else self._languages
                flat[field] = DocumentNode(_in_order(node.value, order), node.line)
        return flat

    def _others(self, sheet: SheetSpec, line: SheetRow, fields: Fields) -> None:
        """Keep what stands in further columns, or tell that it is left aside."""
        kept: dict[str, Any] = {}
        for heading, filled in line.others.items():
            text = typed_text(filled.cell).strip()
            contact = next((name for name, words in _CONTACT.items() if words.search(heading)), None)
            if contact and sheet is PEOPLE:
                self.contacts.setdefault(id_of(line), {})[contact] = text
            elif is_private_field(heading) or is_email_address(text):
                self._left_aside(heading, filled, "may hold what is nobody else's business")
            elif not sheet.has_extra:
                self._left_aside(heading, filled, "is none of this sheet's, which keeps no others")
            else:
                kept[heading] = text
                message = f"the column '{heading}' is none of eventkit's: kept under Extra, and never printed"
                self._log.info("further-column", message, self._column(filled))
        if kept:
            at = self._report.at(line.where)
            before: Any = fields["extra"].value if "extra" in fields else {}
            fields["extra"] = DocumentNode(
                {**before, **{name: DocumentNode(text, at) for name, text in kept.items()}}, at
            )

    def _left_aside(self, heading: str, filled: LocatedCell, why: str) -> None:
        message = f"the column '{heading}' {why}: left aside"
        self._log.warning("further-column", message, self._column(filled))

    def _column(self, filled: LocatedCell) -> Location:
        """The place of a column, the same for all of its cells, so that it is told of once."""
        where = filled.where
        row = where.row if where.sheet == CONFERENCE.name else None
        return Location(self._log.name, where.sheet, row, f"column {where.column}")

    def _fault(self, message: str, filled: LocatedCell) -> None:
        self._report.fault(message, (), self._report.at(filled.where))


_NOTHING = object()


def _name(fields: Fields) -> DocumentNode | None:
    """The forms of a name, each with its parts."""
    forms: dict[str, Fields] = {}
    for part, field in NAME_PARTS.items():
        node = fields.pop(field, None)
        texts: Any = node.value if node else {}
        for language, text in texts.items():
            forms.setdefault(language, {})[part] = text
    if not forms:
        return None
    nodes = {tag: DocumentNode(form, next(iter(form.values())).line) for tag, form in forms.items()}
    return DocumentNode(nodes, next(iter(nodes.values())).line)


def _nested(flat: Fields) -> Fields:
    """The fields as a document has them, from the ways to them."""
    found: Fields = {}
    held: dict[int, Fields] = {}
    for field, node in flat.items():
        first, _, rest = field.partition(".")
        if not rest:
            found[field] = node
        elif first == "affiliations":
            number, _, inner = rest.partition(".")
            held.setdefault(int(number), {})[inner] = node
        else:
            inside: Any = found.setdefault(first, DocumentNode({}, node.line)).value
            inside[rest] = node
    if held:
        nodes = [
            DocumentNode(held[number], next(iter(held[number].values())).line) for number in sorted(held)
        ]
        found["affiliations"] = DocumentNode(nodes, nodes[0].line)
    return found


def _in_order(texts: Fields, order: Sequence[str]) -> Fields:
    rank = {tag: at for at, tag in enumerate(order)}
    return {tag: texts[tag] for tag in sorted(texts, key=lambda tag: rank.get(tag, len(rank)))}


Contacts = Mapping[str, Mapping[str, str]]


_ID, _PARENT = ColumnKey("id"), ColumnKey("parent")


_DATE, _END_DATE = ColumnKey("date"), ColumnKey("end_date")


_APART = {_DATE, _END_DATE, ColumnKey("start"), ColumnKey("end"), _PARENT}
"""Of a session, what its tree has otherwise."""


class DocumentTreeBuilder:
    """Makes the tree; what is wrong is told to the report, what is left aside to the log.

    Args:
        lines: The rows of each sheet.
        given: What is said of the file from outside; it counts where the file says nothing.
    """

    def __init__(self, lines: RowsBySheet, hints: ImportHints, report: WorkbookLog, log: ImportLog) -> None:
        self._lines = lines
        self._hints = hints
        self._report = report
        self._languages = self._spoken()
        self._first: dict[tuple[str, str], SheetRow] = {}
        """By sheet and id, the first row that has it."""
        self._known = RowReferences(lines, self._languages[0])
        self._reader = SheetRowReader(report, log, self._known, self._languages)

    @property
    def contacts(self) -> Contacts:
        """By the id of a participant, what is nobody else's business."""
        return self._reader.contacts

    def tree(self) -> DocumentNode:
        """The tree of the document that the workbook is."""
        for sheet in THINGS:
            clear_copied_ids(self._of(sheet), self._report)
        root: dict[str, Any] = {"eventkit": DocumentNode(VERSION, 0), "conference": self._conference()}
        sessions = self._sessions()
        for sheet in (ORGANISATIONS, ROOMS, TRACKS, PEOPLE):
            self._require_unique_id(self._of(sheet), (sheet.field,))
            nodes = [self._reader.node(sheet, line) for line in self._of(sheet)]
            root |= {sheet.field: DocumentNode(nodes, 0)} if nodes else {}
        root |= {"sessions": DocumentNode(sessions, 0)} if sessions else {}
        return DocumentNode(root, 0)

    def _of(self, sheet: SheetSpec) -> Sequence[SheetRow]:
        return self._lines.get(sheet.name, ())

    def _spoken(self) -> tuple[str, ...]:
        """The languages of the conference; what is wrong with them is told where they are read."""
        for line in self._of(CONFERENCE):
            if filled := line.cells.get(ColumnKey("languages")):
                tags = re.findall(r"[A-Za-z0-9-]+", typed_text(filled.cell))
                return tuple(map(normalise_tag, tags)) or (UNDETERMINED,)
        return self._hints.languages or (UNDETERMINED,)

    # The conference.

    def _conference(self) -> DocumentNode:
        line = next(iter(self._of(CONFERENCE)), SheetRow(CellLocation(CONFERENCE.name)))
        if not self._hints.id and line.cells:
            make_ids([line], CONFERENCE.about, self._languages[0])
        fields = self._reader.fields(CONFERENCE, line)
        at = self._report.at(line.where)
        for name, said in self._hinted_fields().items():
            if said:
                fields.setdefault(name, self._report.node(said, at))
        backing = [self._reader.node(BACKING, each) for each in self._of(BACKING)]
        make_ids(self._of(DEADLINES), DEADLINES.about, self._languages[0])
        deadlines = [self._deadline(each) for each in self._of(DEADLINES)]
        fields |= {"organisations": DocumentNode(backing, at)} if backing else {}
        fields |= {"deadlines": DocumentNode(deadlines, at)} if deadlines else {}
        return DocumentNode(fields, at)

    def _hinted_fields(self) -> Mapping[str, Any]:
        given = self._hints
        return {
            "id": given.id,
            "title": given.title,
            "zone": given.zone,
            "languages": list(given.languages),
        }

    def _deadline(self, line: SheetRow) -> DocumentNode:
        fields = self._reader.fields(DEADLINES, line, but={_DATE, ColumnKey("time")})
        at = self._moment(line, _DATE, ColumnKey("time"))
        return DocumentNode(fields | ({"at": at} if at else {}), self._report.at(line.where))

    # Sessions.

    def _sessions(self) -> list[DocumentNode]:
        """The sessions, each within the one it is part of."""
        lines = self._of(SESSIONS)
        people = self._appearances()
        parts: dict[str | None, list[SheetRow]] = {}
        for line, parent in zip(lines, self._parents(lines), strict=True):
            parts.setdefault(parent, []).append(line)
        return self._parts(None, parts, people, ("sessions",))

    def _parts(
        self,
        of: str | None,
        parts: dict[str | None, list[SheetRow]],
        people: Mapping[str, list[DocumentNode]],
        place: tuple[str | int, ...],
    ) -> list[DocumentNode]:
        within = parts.pop(of, [])  # of two sessions of one id, which is told, the first has the parts
        self._require_unique_id(within, place)
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

    def _parents(self, lines: Sequence[SheetRow]) -> list[str | None]:
        """The session that each is part of; none where it leads nowhere, in a circle or too deep."""
        row: dict[str, SheetRow] = {}
        for line in lines:
            row.setdefault(id_of(line), line)
        above: dict[str, str | None] = {}
        for line in row.values():
            filled = line.cells.get(_PARENT)
            parent = self._known.meant(typed_text(filled.cell).strip(), SESSIONS.name) if filled else None
            if filled and parent not in row:
                self._fault(f"there is no session '{parent}': add it, or mend the spelling", filled)
                parent = None
            above[id_of(line)] = parent
        for line in row.values():
            self._cut(id_of(line), above, row)
        return [above[id_of(line)] for line in lines]

    def _cut(self, session: str, above: dict[str, str | None], row: Mapping[str, SheetRow]) -> None:
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

    def _times(self, line: SheetRow) -> Fields | None:
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

    def _moment(self, line: SheetRow, on: ColumnKey, at: ColumnKey) -> DocumentNode | None:
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

    def _named(
        self, line: SheetRow, field: str, by_name: str, sheet: SheetSpec
    ) -> tuple[str, CellLocation] | None:
        """The id of what a row of appearances leads to, by its id or by what it is called."""
        filled = line.cells.get(ColumnKey(field)) or line.cells.get(ColumnKey(by_name))
        if filled is None:
            if set(line.cells) - {ColumnKey("session_title"), ColumnKey("person_name"), ColumnKey("number")}:
                self._fault(f"tells of no {sheet.about}: fill in the id", LocatedCell("", line.where))
            return None
        words = typed_text(filled.cell).strip()
        if not self._known.knows(words, sheet.name):
            message = (
                f"there is no {sheet.about} '{words}', or several: write an id from the sheet {sheet.name}"
            )
            self._fault(message, filled)
            return None
        return self._known.meant(words, sheet.name), filled.where

    # What is wrong.

    def _require_unique_id(self, lines: Sequence[SheetRow], place: tuple[str | int, ...]) -> None:
        """Refuse a second row of an id."""
        for turn, line in enumerate(lines):
            id_, sheet = id_of(line), line.where.sheet
            if (first := self._first.setdefault((sheet, id_), line)) is not line:
                message = f"'{id_}' is used twice: row {first.where.row} has it already"
                self._report.fault(message, (*place, turn, "id"), self._report.at(line.cells[_ID].where))

    def _fault(self, message: str, filled: LocatedCell) -> None:
        self._report.fault(message, (), self._report.at(filled.where))


_TOO_DEEP = f"is nested more than {MAX_DEPTH} deep, which is the limit: move it further up"


_OF_APPEARANCE = {ColumnKey("session"), ColumnKey("participant"), ColumnKey("number")}
