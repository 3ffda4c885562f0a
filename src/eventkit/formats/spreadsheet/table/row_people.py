"""Row people: participants and appearances from the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import Row, cell_text
from eventkit.formats.spreadsheet.table.column_headers import CONTACT, NAMES
from eventkit.formats.spreadsheet.table.table_detection import TableColumn
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawPerson, RawProse, RawText
from eventkit.intake.people_parser import ParsedPeople, ParsedPerson, parse_people

_PARTS = re.compile(r"\s*[;；\n|、]\s*")


Cells = list[tuple[TableColumn, str]]
"""Cells, each as its column and its text."""


PersonCells = dict[str, Cells]
"""The cells of a row about people, by the meaning of their columns."""


def split_between_people(cells_by_meaning: PersonCells, count: int) -> tuple[list[PersonCells], PersonCells]:
    """Split cells that have one part per person, and return the parts of each person and the other cells."""
    shares: list[PersonCells] = [{} for _ in range(count)]
    rest: PersonCells = {}
    for to, cells in cells_by_meaning.items():
        for column, text in cells:
            parts = _PARTS.split(text)
            if to == "role" or to in NAMES:
                parts = [text] * count if to == "role" else []
            if count and len(parts) == count:
                for share, part in zip(shares, parts, strict=True):
                    if part:
                        share.setdefault(to, []).append((column, part))
            elif to not in NAMES:
                rest.setdefault(to, []).append((column, text))
    return shares, rest


def by_language(cells: Cells) -> dict[str | None, Cells]:
    """Group cells by the language of their columns."""
    groups: dict[str | None, Cells] = {}
    for column, text in cells:
        groups.setdefault(column.meaning.language, []).append((column, text))
    return groups


def add_name_form(known: RawText, language: str | None, named: ParsedPerson) -> RawText:
    """Add the form of a name in one more language."""
    if language is None or isinstance(known, str):
        return known
    return {**known, language: named.name}


def first_text(cells_by_meaning: PersonCells, to: str) -> str | None:
    """The text of the first cell with a meaning."""
    cells = cells_by_meaning.get(to)
    return cells[0][1] if cells else None


def raw_text(cells: Sequence[tuple[TableColumn, str]] | None) -> RawText | None:
    """The texts of cells with the same meaning: by language, or joined."""
    if not cells:
        return None
    if len(cells) == 1 and not cells[0][0].meaning.language:
        return cells[0][1]
    languages = {column.meaning.language or "": text for column, text in reversed(cells)}
    if "" not in languages:
        return dict(reversed(languages.items()))
    return "; ".join(dict.fromkeys(text for _, text in cells))


def is_same_person(one: RawPerson, other: RawPerson) -> bool:
    """True if two records with one key or name are one person: same name, no differing e-mail address."""
    if one.name != other.name and not _share_name(one.name, other.name):
        return False
    mine, theirs = one.contact.get("email"), other.contact.get("email")
    return not mine or not theirs or mine.casefold() == theirs.casefold()


def _share_name(one: RawText, other: RawText) -> bool:
    """True if two names share a form."""
    mine = {one} if isinstance(one, str) else set(one.values())
    theirs = {other} if isinstance(other, str) else set(other.values())
    return bool(mine & theirs)


def fill_missing(known: RawPerson, more: RawPerson) -> None:
    """Fill the empty fields of a person from a later record."""
    for name in ("position", "organisation", "given", "family", "country", "pronouns", "biography"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(more, name))
    if isinstance(known.name, str) and not isinstance(more.name, str):
        known.name = more.name
    known.links = tuple(dict.fromkeys((*known.links, *more.links)))
    known.contact = {**more.contact, **known.contact}
    known.extra = {**more.extra, **known.extra}


_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]+")


_JOINERS = re.compile(r"[:：%()\[\]（）【】,，،؛；&/|、\n\r\x0b\x0c\x85\u2028\u2029\-–—]")
"""Characters that may apply one name's words to the next, or that separate people as semicolons do."""


PEOPLE_LIMIT = 20_000
"""The limit on people in a file: five times the largest known conference."""


APPEARANCES_LIMIT = 100_000
"""The limit on appearances in a file."""


_LABELS = {
    "organisation": ("1 affiliation", "affiliations"),
    "position": ("1 position", "positions"),
    "country": ("1 country", "countries"),
    "biography": ("1 biography", "biographies"),
    "email": ("an e-mail address", "e-mail addresses"),
    "phone": ("a telephone number", "telephone numbers"),
    "ticket": ("a ticket class", "ticket classes"),
    "notes": ("a note", "notes"),
}
"""The names of meanings in messages, singular with its article and plural."""


_SINGLE_FIELDS = {"person", "given", "family"}


@dataclass(slots=True)
class PersonColumns:
    """The columns about the same people, with the role and the number of these."""

    role: str | None
    number: int | None
    columns: list[TableColumn] = field(default_factory=list)

    @property
    def is_one(self) -> bool:
        """True if each row has at most one of these people, so that the name is not split."""
        return any(column.meaning.to in _SINGLE_FIELDS for column in self.columns)

    @property
    def is_named(self) -> bool:
        """True if one of the columns has their names."""
        return any(column.meaning.to in NAMES for column in self.columns)


def group_person_columns(columns: Iterable[TableColumn]) -> list[PersonColumns]:
    """Group the columns about people, in the order of their first columns."""
    groups: dict[tuple[str | None, int | None], PersonColumns] = {}
    for column in columns:
        if column.meaning.is_of_person:
            key = (column.meaning.role, column.meaning.number)
            groups.setdefault(key, PersonColumns(*key)).columns.append(column)
    return list(groups.values())


class TablePeople:
    """The people of all tables, each once.

    Args:
        log: The log of ambiguous names and unassigned cells.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._found: dict[str, RawPerson] = {}
        self._keys: dict[str, list[str]] = {}
        self._appearances = 0
        self._apart: dict[str, ParsedPeople] = {}

    @property
    def all(self) -> list[RawPerson]:
        """The people, in the order of their first appearance."""
        return list(self._found.values())

    def of_row(
        self, row: Row, where: Location, group: PersonColumns, beside: dict[str, Any]
    ) -> tuple[list[RawAppearance], dict[str, Any]]:
        """The appearances in a row by a group of columns, and the extra data left for the session.

        Args:
            row: The cells.
            where: The location of the row.
            group: The columns.
            beside: Extra data of the person whose row it is; it is saved with the session if there is no
                such person.
        """
        cells_by_meaning: PersonCells = {}
        for column in group.columns:
            if text := cell_text(row[column.index]):
                cells_by_meaning.setdefault(column.meaning.to, []).append((column, text))
        if not cells_by_meaning:
            return [], beside
        names, left = self._names(cells_by_meaning, where, group)
        if len(names) == 1:
            extra = beside if group.is_one else {}
            return [self._appearance(names[0], cells_by_meaning, where, group, extra)], left if extra else {
                **beside,
                **left,
            }
        shares, unshared = split_between_people(cells_by_meaning, len(names))
        left |= beside | self._unassigned(unshared, where, len(names))
        return [
            self._appearance(name, share, where, group, {}) for name, share in zip(names, shares, strict=True)
        ], left

    def known(self, name: str) -> str:
        """The key of the person with a name or key; the name itself if there is no such person."""
        keys = self._keys.get(name, ())
        return keys[0] if keys else name

    def _names(
        self, cells_by_meaning: PersonCells, where: Location, group: PersonColumns
    ) -> tuple[list[tuple[ParsedPerson, RawText]], dict[str, Any]]:
        """The people named in the cells, each with the name in all languages, and the extra data."""
        if group.is_one:
            person = self._one(cells_by_meaning, where)
            return ([] if person is None else [person]), {}
        known: list[tuple[ParsedPerson, RawText]] = []
        left: dict[str, Any] = {}
        for language, cells in by_language(cells_by_meaning.get("people", [])).items():
            named = [person for column, text in cells for person in self._taken(text, column, where)]
            if not known:
                known = [(person, {language: person.name} if language else person.name) for person in named]
            elif len(named) == len(known):
                known = [
                    (person, add_name_form(name, language, more))
                    for (person, name), more in zip(known, named, strict=True)
                ]
            else:
                left |= {column.header: text for column, text in cells}
                message = (
                    f"{len(named)} names, but {len(known)} in another column. Saved as extra data. "
                    "Separate names with ';', in the same order."
                )
                self._log.warning("ambiguous-people", message, replace(where, field=cells[0][0].header))
        return known, left

    def _one(self, cells_by_meaning: PersonCells, where: Location) -> tuple[ParsedPerson, RawText] | None:
        """The one person whose name is in one cell, or in two."""
        given, family = (
            (first_text(cells_by_meaning, "given") or ""),
            (first_text(cells_by_meaning, "family") or ""),
        )
        cells = cells_by_meaning.get("person") or cells_by_meaning.get("people") or []
        if not cells:
            if not given and not family:
                return None
            name = f"{family}{given}" if _CJK.fullmatch(family + given) else f"{given} {family}".strip()
            return ParsedPerson(name), name
        column, text = cells[0]
        apart = self._taken(text, column, where, quietly=True)
        named = apart[0] if len(apart) == 1 else ParsedPerson(" ".join(text.split()))
        languages = {column.meaning.language or "": text for column, text in cells}
        return named, languages if len(languages) > 1 and "" not in languages else named.name

    def _taken(
        self, text: str, column: TableColumn, where: Location, *, quietly: bool = False
    ) -> tuple[ParsedPerson, ...]:
        apart = self._apart.get(text)
        if apart is None:
            apart = self._apart[text] = self._by_piece(text)
            for doubt in apart.ambiguities if not quietly else ():
                self._log.warning("ambiguous-people", doubt, replace(where, field=column.header))
        return apart.people

    def _by_piece(self, text: str) -> ParsedPeople:
        """Parse the people in a cell; names separated by semicolons alone are parsed and cached singly."""
        if ";" not in text or _JOINERS.search(text):
            return parse_people(text)
        people: list[ParsedPerson] = []
        doubts: list[str] = []
        for piece in filter(None, map(str.strip, text.split(";"))):
            apart = self._apart.get(piece)
            if apart is None:
                apart = self._apart[piece] = parse_people(piece)
            people += apart.people
            doubts += apart.ambiguities
        return ParsedPeople(tuple(people), tuple(dict.fromkeys(doubts)))

    def _appearance(
        self,
        whom: tuple[ParsedPerson, RawText],
        cells_by_meaning: PersonCells,
        where: Location,
        group: PersonColumns,
        extra: dict[str, Any],
    ) -> RawAppearance:
        self._appearances += 1
        if self._appearances > APPEARANCES_LIMIT or len(self._found) > PEOPLE_LIMIT:
            message = (
                f"More than {PEOPLE_LIMIT:,} people or {APPEARANCES_LIMIT:,} appearances up to here. "
                "Check that the right column is imported as people."
            )
            raise self._log.as_error(message, where)
        named, name = whom
        if len(cells_by_meaning) == 1 and not extra and (known := self._met(whom)) is not None:
            return RawAppearance(
                known, (named.role and str(named.role)) or group.role or named.role_word or None
            )
        contact = {
            meaning: text for meaning in sorted(CONTACT) if (text := first_text(cells_by_meaning, meaning))
        }
        if named.email:
            contact.setdefault("email", named.email)
        position = raw_text(cells_by_meaning.get("position")) or named.position or None
        organisation = raw_text(cells_by_meaning.get("organisation")) or named.organisation or None
        person = RawPerson(
            location=where,
            field_names={meaning: cells[0][0].header for meaning, cells in cells_by_meaning.items()},
            extra=dict(extra),
            name=name,
            position=position,
            organisation=organisation,
            given=first_text(cells_by_meaning, "given"),
            family=first_text(cells_by_meaning, "family"),
            country=first_text(cells_by_meaning, "country"),
            pronouns=first_text(cells_by_meaning, "pronouns") or named.pronouns or None,
            biography=RawProse(prose) if (prose := raw_text(cells_by_meaning.get("biography"))) else None,
            links=tuple(
                RawLink(text, column.header) for column, text in cells_by_meaning.get("person-link", ())
            ),
            contact=contact,
        )
        key = self._entered(person, named.name, first_text(cells_by_meaning, "person-key"))
        same = self._found[key]
        return RawAppearance(
            key,
            first_text(cells_by_meaning, "role")
            or (named.role and str(named.role))
            or group.role
            or named.role_word
            or None,
            None if same.position == position else position,
            None if same.organisation == organisation else organisation,
        )

    def _met(self, whom: tuple[ParsedPerson, RawText]) -> str | None:
        """The key of a person from an earlier row, if the cell contains nothing but the name."""
        named, name = whom
        if named.position or named.organisation or named.pronouns or named.email or name != named.name:
            return None
        keys = self._keys.get(named.name, ())
        return keys[0] if len(keys) == 1 and self._found[keys[0]].name == name else None

    def _entered(self, person: RawPerson, name: str, own_key: str | None) -> str:
        """Add a person, or merge the record into one already there, and return the key."""
        wanted = own_key or name
        known = self._keys.setdefault(wanted, [])
        for key in known:
            if is_same_person(self._found[key], person):
                fill_missing(self._found[key], person)
                return key
        key = f"{own_key} ({name})" if own_key and known else wanted
        for number in range(2, len(self._found) + 3):
            if key not in self._found:
                break
            key = f"{wanted} ({number})"
        if known and own_key:
            message = (
                f"'{own_key}' is already the id of someone else. "
                f"Imported '{name}' as another person. Check it."
            )
            self._log.warning("duplicate-key", message, person.location)
        elif known:
            message = f"'{name}' is listed with different e-mail addresses. Imported as two people. Check it."
            self._log.warning("same-name", message, person.location)
        known.append(key)
        if own_key:
            self._keys.setdefault(name, []).append(key)
        person.key = key
        self._found[key] = person
        return key

    def _unassigned(self, cells_by_meaning: PersonCells, where: Location, people: int) -> dict[str, Any]:
        """Log cells that belong to no particular person; the session gets all but private ones."""
        extra = {}
        for to, cells in cells_by_meaning.items():
            for column, text in cells:
                label = _LABELS.get(to, to)
                if to in CONTACT:
                    message = (
                        f"{people} people but {label[0]} here. Left out because it is private. "
                        f"Separate {label[1]} with ';', one per person."
                        if people
                        else f"{label[0].capitalize()} but no name in this row. "
                        "Left out because it is private. Fill in the name."
                    )
                else:
                    extra[column.header] = text
                    message = (
                        f"{people} people but {label[0]} ('{text[:60]}'). Saved as extra data. "
                        f"Separate {label[1]} with ';', one per person."
                        if people
                        else f"'{text[:60]}' but no name in this row. Saved as extra data. Fill in the name."
                    )
                self._log.warning("unassigned-cell", message, replace(where, field=column.header))
        return extra
