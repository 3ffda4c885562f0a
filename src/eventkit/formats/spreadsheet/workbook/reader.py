"""The workbook reader: from sheet rows to the tree of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from eventkit.messages import Listed, Message, as_message
from eventkit.schedule import MAX_DEPTH, find_cycles
from eventkit.texts import UNDETERMINED

_UID, _SOURCE, _SOURCE_ID = ColumnKey("uid"), ColumnKey("source"), ColumnKey("source_id")


def clear_copied_ids(lines: Sequence[SheetRow], report: WorkbookLog) -> None:
    """Clear the UIDs and source ids of copied rows, so that no two rows share an identity."""
    uids: dict[str, SheetRow] = {}
    origins: dict[tuple[str, str], SheetRow] = {}
    for line in lines:
        if uid := line.cells.get(_UID):
            first = uids.setdefault(typed_text(uid.cell).strip().lower(), line)
            _clear(line, first, uid, (_UID,), report)
        if (source := line.cells.get(_SOURCE)) and (known := line.cells.get(_SOURCE_ID)):
            first = origins.setdefault((typed_text(source.cell), typed_text(known.cell)), line)
            _clear(line, first, known, (_SOURCE, _SOURCE_ID), report)


def _clear(
    line: SheetRow, first: SheetRow, filled: LocatedCell, keys: Iterable[ColumnKey], report: WorkbookLog
) -> None:
    if line is first:
        return
    message = Message(
        "Same value as in row {row}; the row was probably copied. Cleared, so that the two "
        "rows stay distinct.",
        row=first.where.row or 0,
    )
    report.repaired(message, (), report.at(filled.where))
    for key in keys:
        del line.cells[key]


_ID_LENGTH = 60

_ID_COLUMN = ColumnKey("id")

_NAME_FIELDS = ("name", "title", "short", "code")


class RowReferences:
    """The ids, names and titles in a workbook, for references between sheets; all rows get ids."""

    def __init__(self, lines: RowsBySheet, first: str) -> None:
        self._by_name: dict[str, dict[str, str]] = {}
        for sheet in THINGS:
            self._add_names(sheet, lines.get(sheet.name, ()), first)

    def resolve(self, words: str, sheet: str) -> str:
        """The id of the entity with that id or name on a sheet; the words themselves if it is not unique."""
        return self._by_name.get(sheet, {}).get(_folded(words)) or words

    def contains(self, words: str, sheet: str) -> bool:
        return bool(self._by_name.get(sheet, {}).get(_folded(words)))

    def _add_names(self, sheet: SheetSpec, lines: Sequence[SheetRow], first: str) -> None:
        make_ids(lines, sheet.about, first)
        names: dict[str, str] = {}
        for line in lines:
            for name in _names(line):
                # A name that two entities share refers to neither.
                if names.setdefault(_folded(name), id_of(line)) != id_of(line):
                    names[_folded(name)] = ""
        ids = {_folded(id_of(line)): id_of(line) for line in lines}
        self._by_name[sheet.name] = names | ids


def id_of(line: SheetRow) -> str:
    return typed_text(line.cells[_ID_COLUMN].cell).strip()


def make_ids(lines: Sequence[SheetRow], about: str, first: str) -> None:
    """Generate a unique id from the title or name of each row without one."""
    used = {id_of(line) for line in lines if _ID_COLUMN in line.cells}
    for line in lines:
        if _ID_COLUMN not in line.cells:
            id_ = free_id(_stem(line, first) or about, used)
            line.cells[_ID_COLUMN] = LocatedCell(id_, line.where)
            used.add(id_)


def free_id(stem: str, taken: Iterable[str]) -> str:
    """The stem, or else the stem with the first number that makes an unused id."""
    id_, number = stem, 1
    while id_ in taken:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def _stem(line: SheetRow, first: str) -> str:
    """An id from the title or name, in the first language or in one that has Latin letters."""
    texts = {key.language or first: typed_text(filled.cell) for key, filled in _titles(line)}
    for text in (texts.get(first, ""), *texts.values()):
        # Ids have no accents.
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")
        if stem:
            return (
                stem if len(stem) <= _ID_LENGTH else stem[:_ID_LENGTH].rpartition("-")[0] or stem[:_ID_LENGTH]
            )
    return ""


def _titles(line: SheetRow) -> Iterator[tuple[ColumnKey, LocatedCell]]:
    yield from ((key, filled) for key, filled in line.cells.items() if key.field in {"title", "name"})


def _names(line: SheetRow) -> Iterator[str]:
    for key, filled in line.cells.items():
        if key.field in _NAME_FIELDS:
            yield typed_text(filled.cell)


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


_CONTACT = {
    "email": re.compile(r"e-?mail|邮箱|電郵|メール", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|telefon|电话|電話|手机", re.IGNORECASE),
}

Fields = dict[str, DocumentNode]


class SheetRowReader:
    """Reads the fields of one row. Faults go to the report, columns that are left out to the import log."""

    def __init__(
        self, report: WorkbookLog, log: ImportLog, known: RowReferences, languages: Sequence[str]
    ) -> None:
        self._report = report
        self._log = log
        self._known = known
        self._languages = languages
        self._columns: dict[tuple[str, str], ColumnSpec | None] = {}
        """A cache of the column specs of sheets and fields, which are looked up for each cell."""
        self.contacts: dict[str, dict[str, str]] = {}  # private contact data by the id of the participant

    def node(self, sheet: SheetSpec, line: SheetRow) -> DocumentNode:
        return DocumentNode(self.fields(sheet, line), self._report.at(line.where))

    def fields(self, sheet: SheetSpec, line: SheetRow, but: Iterable[ColumnKey] = ()) -> Fields:
        """The fields of an entity in the structure of a document, except for the columns ``but``."""
        flat: Fields = {}
        excluded = {ORDER, *(key.field for key in but)}
        for key, filled in line.cells.items():
            if (sheet.name, key.field) not in self._columns:
                self._columns[sheet.name, key.field] = sheet.column(key.field)
            column = self._columns[sheet.name, key.field]
            if column is None or column.is_derived or key.field in excluded:
                continue
            at = self._report.at(filled.where)
            value = self._value(column.codec, column.of, filled)
            if value is _NOTHING:
                continue
            if column.by_language:
                texts: Any = flat.setdefault(key.field, DocumentNode({}, at)).value
                self._add_text(texts, key.language or self._languages[0], DocumentNode(value, at), filled)
            else:
                flat[key.field] = self._report.node(value, at)
        self._add_other_columns(sheet, line, flat)
        fields = _nest(self._order_texts(flat, line))
        if sheet is PEOPLE and (name := _pop_name(fields)):
            fields["name"] = name
        return fields

    def _add_text(self, texts: Fields, language: str, node: DocumentNode, filled: LocatedCell) -> None:
        if language in texts:
            self._report.fault_in(
                filled,
                Message("Two columns have the text in {language}. Delete one of them.", language=language),
            )
        texts[language] = node

    def _value(self, codec: CellCodec, of: str, filled: LocatedCell) -> Any:
        try:
            value = codec.value(filled.cell)
        except ValueError as error:
            self._report.fault_in(filled, as_message(error))
            return _NOTHING
        if not of or of == LANGUAGES_LIST:
            return value
        if isinstance(value, list):
            return [self._known.resolve(words, of) for words in value]
        return self._known.resolve(str(value).strip(), of)

    def _order_texts(self, flat: Fields, line: SheetRow) -> Fields:
        """Put the texts in the stated order, or else in that of the conference's languages."""
        stated = line.cells.get(ColumnKey(ORDER))
        orders = dict(re.findall(r"^(\S+): (.+)$", typed_text(stated.cell), re.MULTILINE)) if stated else {}
        for field, node in flat.items():
            if isinstance(node.value, dict) and len(node.value) > 1 and field != "extra":
                order = re.split(r"[,\s]+", orders.get(field, "")) if field in orders else self._languages
                flat[field] = DocumentNode(_in_order(node.value, order), node.line)
        return flat

    def _add_other_columns(self, sheet: SheetSpec, line: SheetRow, fields: Fields) -> None:
        extra: dict[str, Any] = {}
        for heading, filled in line.others.items():
            text = typed_text(filled.cell).strip()
            contact = next((name for name, words in _CONTACT.items() if words.search(heading)), None)
            if contact and sheet is PEOPLE:
                self.contacts.setdefault(id_of(line), {})[contact] = text
            elif is_private_field(heading) or is_email_address(text):
                self._log_left_out(Message("Column '{column}' looks private.", column=heading), filled)
            elif not sheet.has_extra:
                self._log_left_out(
                    Message("Unknown column '{heading}', and this sheet has no extra data.", heading=heading),
                    filled,
                )
            else:
                extra[heading] = text
                message = Message(
                    "Unknown column '{heading}'. Saved as extra data, which is never printed.",
                    heading=heading,
                )
                self._log.info("further-column", message, self._column(filled))
        if extra:
            at = self._report.at(line.where)
            before: Any = fields["extra"].value if "extra" in fields else {}
            fields["extra"] = DocumentNode(
                {**before, **{name: DocumentNode(text, at) for name, text in extra.items()}}, at
            )

    def _log_left_out(self, problem: str, filled: LocatedCell) -> None:
        self._log.warning(
            "further-column", Message("{problem} Left out.", problem=problem), self._column(filled)
        )

    def _column(self, filled: LocatedCell) -> Location:
        """The location of a column, the same for all of its cells, so that it is logged once."""
        where = filled.where
        row = where.row if where.sheet == CONFERENCE.name else None
        return Location(self._log.name, where.sheet, row, f"column {where.column}")


_NOTHING = object()


def _pop_name(fields: Fields) -> DocumentNode | None:
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


def _nest(flat: Fields) -> Fields:
    """Convert fields with paths, such as ``venue.city``, to the nested structure of a document."""
    fields: Fields = {}
    affiliations: dict[int, Fields] = {}
    for path, node in flat.items():
        first, _, rest = path.partition(".")
        if not rest:
            fields[path] = node
        elif first == "affiliations":
            number, _, inner = rest.partition(".")
            affiliations.setdefault(int(number), {})[inner] = node
        else:
            inside: Any = fields.setdefault(first, DocumentNode({}, node.line)).value
            inside[rest] = node
    if affiliations:
        nodes = [
            DocumentNode(affiliation, next(iter(affiliation.values())).line)
            for _, affiliation in sorted(affiliations.items())
        ]
        fields["affiliations"] = DocumentNode(nodes, nodes[0].line)
    return fields


def _in_order(texts: Fields, order: Sequence[str]) -> Fields:
    rank = {tag: at for at, tag in enumerate(order)}
    return {tag: texts[tag] for tag in sorted(texts, key=lambda tag: rank.get(tag, len(rank)))}


Contacts = Mapping[str, Mapping[str, str]]

_ID, _PARENT = ColumnKey("id"), ColumnKey("parent")

_DATE, _END_DATE = ColumnKey("date"), ColumnKey("end_date")

_TIMES_AND_PARENT = {_DATE, _END_DATE, ColumnKey("start"), ColumnKey("end"), _PARENT}
"""The columns of a session that its node in the tree expresses in another form."""


class DocumentTreeBuilder:
    """Builds the tree of a document from the rows of all sheets; hints fill in the conference."""

    def __init__(self, lines: RowsBySheet, hints: ImportHints, report: WorkbookLog, log: ImportLog) -> None:
        self._lines = lines
        self._hints = hints
        self._report = report
        self._languages = self._spoken()
        self._first: dict[tuple[str, str], SheetRow] = {}
        """The first row with an id, by sheet and id."""
        self._known = RowReferences(lines, self._languages[0])
        self._reader = SheetRowReader(report, log, self._known, self._languages)

    @property
    def contacts(self) -> Contacts:
        return self._reader.contacts

    def tree(self) -> DocumentNode:
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
        """The languages of the conference, unchecked: faults in them are reported where they are read."""
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
        for name, hint in self._hinted_fields().items():
            if hint:
                fields.setdefault(name, self._report.node(hint, at))
        backing = [self._reader.node(BACKING, row) for row in self._of(BACKING)]
        make_ids(self._of(DEADLINES), DEADLINES.about, self._languages[0])
        deadlines = [self._deadline(row) for row in self._of(DEADLINES)]
        fields |= {"organisations": DocumentNode(backing, at)} if backing else {}
        fields |= {"deadlines": DocumentNode(deadlines, at)} if deadlines else {}
        return DocumentNode(fields, at)

    def _hinted_fields(self) -> Mapping[str, Any]:
        hints = self._hints
        return {
            "id": hints.id,
            "title": hints.title,
            "zone": hints.zone,
            "languages": list(hints.languages),
        }

    def _deadline(self, line: SheetRow) -> DocumentNode:
        fields = self._reader.fields(DEADLINES, line, but={_DATE, ColumnKey("time")})
        at = self._moment(line, _DATE, ColumnKey("time"))
        return DocumentNode(fields | ({"at": at} if at else {}), self._report.at(line.where))

    # Sessions.

    def _sessions(self) -> list[DocumentNode]:
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
        within = parts.pop(of, [])  # The first of two sessions with one id, which is a fault, has the parts.
        self._require_unique_id(within, place)
        nodes = []
        for turn, line in enumerate(within):
            fields = self._reader.fields(SESSIONS, line, but=_TIMES_AND_PARENT)
            times = self._times(line)
            if times is None:
                fields.pop("rooms", None)  # Rooms require a time; its absence is reported already.
            fields |= times or {}
            at = self._report.at(line.where)
            appearing = people.get(id_of(line))
            fields |= {"people": DocumentNode(appearing, at)} if appearing else {}
            inner = self._parts(id_of(line), parts, people, (*place, turn, "parts"))
            nodes.append(DocumentNode(fields | ({"parts": DocumentNode(inner, at)} if inner else {}), at))
        return nodes

    def _parents(self, lines: Sequence[SheetRow]) -> list[str | None]:
        """The parent of each session; ``None`` if it is unknown, circular or nested too deeply."""
        row: dict[str, SheetRow] = {}
        for line in lines:
            row.setdefault(id_of(line), line)
        above: dict[str, str | None] = {}
        for line in row.values():
            filled = line.cells.get(_PARENT)
            parent = self._known.resolve(typed_text(filled.cell).strip(), SESSIONS.name) if filled else None
            if filled and parent not in row:
                self._report.fault_in(
                    filled,
                    Message(
                        "Unknown session '{parent}'. Add it, or correct the spelling.", parent=parent or ""
                    ),
                )
                parent = None
            above[id_of(line)] = parent
        for cycle in find_cycles({id_: parent for id_, parent in above.items() if parent is not None}):
            message = Message("Circular hierarchy: {cycle}. Correct it.", cycle=Listed((*cycle, cycle[0])))
            self._report.fault_in(row[cycle[0]].cells[_PARENT], message)
            above[cycle[0]] = None
        for id_, line in row.items():
            if _is_too_deep(id_, above):
                self._report.fault_in(line.cells[_PARENT], _TOO_DEEP)
                above[id_] = None
        return [above[id_of(line)] for line in lines]

    def _times(self, line: SheetRow) -> Fields | None:
        """The start and end of a session; ``None``, and a fault, if it has a date without a time."""
        fields = {"start": self._moment(line, _DATE, ColumnKey("start"))}
        fields["end"] = self._moment(line, _END_DATE, ColumnKey("end"))
        if (end := fields["end"]) and end.value == MIDNIGHT:
            fields["end"] = DocumentNode("00:00", end.line)  # The next midnight after the start.
        if _DATE in line.cells and fields["start"] and ColumnKey("start") not in line.cells:
            self._report.fault_in(
                line.cells[_DATE], Message("A date but no time. Fill in Start and End, or delete the date.")
            )
            return None
        if _END_DATE in line.cells and ColumnKey("end") not in line.cells:
            self._report.fault_in(
                line.cells[_END_DATE], Message("An end date but no end time. Fill in End, or delete it.")
            )
            fields["end"] = None
        return {name: node for name, node in fields.items() if node}

    def _moment(self, line: SheetRow, on: ColumnKey, at: ColumnKey) -> DocumentNode | None:
        day, clock = line.cells.get(on), line.cells.get(at)
        time = str(TIME.value(clock.cell)) if clock else ""
        dated = re.match(r"[0-9]{4}-", time)
        date = str(DATE.value(day.cell)) if day and not dated else ""
        filled = clock or day
        return DocumentNode(f"{date} {time}".strip(), self._report.at(filled.where)) if filled else None

    def _appearances(self) -> dict[str, list[DocumentNode]]:
        appearances: dict[str, list[tuple[float, DocumentNode]]] = {}
        number: dict[str, float] = {}
        for line in self._of(APPEARANCES):
            session = self._reference(line, "session", "session_title", SESSIONS)
            person = self._reference(line, "participant", "person_name", PEOPLE)
            if not session or not person:
                continue
            turn = line.cells.get(ColumnKey("number"))
            if turn and isinstance(stated := NUMBER.value(turn.cell), float):
                number[session[0]] = stated
            fields = self._reader.fields(APPEARANCES, line, but=_OF_APPEARANCE)
            fields["participant"] = DocumentNode(person[0], self._report.at(person[1]))
            node = DocumentNode(fields, self._report.at(line.where))
            appearances.setdefault(session[0], []).append((number.get(session[0], 0), node))
        return {
            session: [node for _, node in sorted(nodes, key=lambda entry: entry[0])]
            for session, nodes in appearances.items()
        }

    def _reference(
        self, line: SheetRow, field: str, by_name: str, sheet: SheetSpec
    ) -> tuple[str, CellLocation] | None:
        filled = line.cells.get(ColumnKey(field)) or line.cells.get(ColumnKey(by_name))
        if filled is None:
            if set(line.cells) - {ColumnKey("session_title"), ColumnKey("person_name"), ColumnKey("number")}:
                self._report.fault_in(
                    LocatedCell("", line.where),
                    Message("No {about} in this row. Fill in the id.", about=sheet.about),
                )
            return None
        words = typed_text(filled.cell).strip()
        if not self._known.contains(words, sheet.name):
            message = Message(
                "No {about} '{words}', or more than one. Write an id from the sheet {name}.",
                about=sheet.about,
                words=words,
                name=sheet.name,
            )
            self._report.fault_in(filled, message)
            return None
        return self._known.resolve(words, sheet.name), filled.where

    # Faults.

    def _require_unique_id(self, lines: Sequence[SheetRow], place: tuple[str | int, ...]) -> None:
        for turn, line in enumerate(lines):
            id_, sheet = id_of(line), line.where.sheet
            if (first := self._first.setdefault((sheet, id_), line)) is not line:
                message = Message(
                    "Duplicate id '{id}': row {row} has it already. Change one of them.",
                    id=id_,
                    row=first.where.row or 0,
                )
                self._report.fault_at(message, (*place, turn, "id"), self._report.at(line.cells[_ID].where))


_TOO_DEEP = Message("Nested more than {limit} levels deep, which is the limit. Move it up.", limit=MAX_DEPTH)


def _is_too_deep(session: str, above: Mapping[str, str | None]) -> bool:
    depth, parent = 1, above[session]
    while parent is not None and depth <= MAX_DEPTH:
        depth, parent = depth + 1, above[parent]
    return depth > MAX_DEPTH


_OF_APPEARANCE = {ColumnKey("session"), ColumnKey("participant"), ColumnKey("number")}
