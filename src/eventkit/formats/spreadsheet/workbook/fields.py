"""The fields of a thing, from the cells of its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from eventkit.formats.document.node_tree import DocumentNode
from eventkit.formats.spreadsheet.workbook.cells import CellCodec
from eventkit.formats.spreadsheet.workbook.flattening import NAME_PARTS
from eventkit.formats.spreadsheet.workbook.knowing import Known, id_of
from eventkit.formats.spreadsheet.workbook.opening import Filled, Line
from eventkit.formats.spreadsheet.workbook.plain_cells import written
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    CONFERENCE,
    LANGUAGES_LIST,
    ORDER,
    PEOPLE,
    ColumnKey,
    ColumnSpec,
    SheetSpec,
)
from eventkit.formats.spreadsheet.workbook.sited import Sited
from eventkit.intake import ImportLog, Location
from eventkit.intake.privacy import is_email_address, is_private_field

_CONTACT = {
    "email": re.compile(r"e-?mail|邮箱|電郵|メール", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|telefon|电话|電話|手机", re.IGNORECASE),
}

Fields = dict[str, DocumentNode]


class Reader:
    """Reads rows; what is wrong is told to the report, what is left aside to the notes.

    Attributes:
        contacts: By the id of a participant, what is nobody else's business.
    """

    def __init__(self, report: Sited, log: ImportLog, known: Known, languages: Sequence[str]) -> None:
        self._report = report
        self._log = log
        self._known = known
        self._languages = languages
        self._columns: dict[tuple[str, str], ColumnSpec | None] = {}
        """What was looked up already: every cell asks."""
        self.contacts: dict[str, dict[str, str]] = {}

    def node(self, sheet: SheetSpec, line: Line) -> DocumentNode:
        """A thing that is wholly told by its row."""
        return DocumentNode(self.fields(sheet, line), self._report.at(line.where))

    def fields(self, sheet: SheetSpec, line: Line, but: Iterable[ColumnKey] = ()) -> Fields:
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

    def _add(self, texts: Fields, language: str, node: DocumentNode, filled: Filled) -> None:
        if language in texts:
            self._fault(f"says in {language} what another column says: keep one", filled)
        texts[language] = node

    def _value(self, sort: CellCodec, of: str, filled: Filled) -> Any:
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

    def _ordered(self, flat: Fields, line: Line) -> Fields:
        """The texts in the order that is told, or else in that of the conference's languages."""
        told = line.cells.get(ColumnKey(ORDER))
        orders = dict(re.findall(r"^(\S+): (.+)$", written(told.cell), re.MULTILINE)) if told else {}
        for field, node in flat.items():
            if isinstance(node.value, dict) and len(node.value) > 1 and field != "extra":
                order = re.split(r"[,\s]+", orders.get(field, "")) if field in orders else self._languages
                flat[field] = DocumentNode(_in_order(node.value, order), node.line)
        return flat

    def _others(self, sheet: SheetSpec, line: Line, fields: Fields) -> None:
        """Keep what stands in further columns, or tell that it is left aside."""
        kept: dict[str, Any] = {}
        for heading, filled in line.others.items():
            text = written(filled.cell).strip()
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

    def _left_aside(self, heading: str, filled: Filled, why: str) -> None:
        message = f"the column '{heading}' {why}: left aside"
        self._log.warning("further-column", message, self._column(filled))

    def _column(self, filled: Filled) -> Location:
        """The place of a column, the same for all of its cells, so that it is told of once."""
        where = filled.where
        row = where.row if where.sheet == CONFERENCE.name else None
        return Location(self._log.name, where.sheet, row, f"column {where.column}")

    def _fault(self, message: str, filled: Filled) -> None:
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
