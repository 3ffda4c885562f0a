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
"""Cells with what they say, each with its column."""


PersonCells = dict[str, Cells]
"""What a row tells of people, by what it is."""


def split_between_people(told: PersonCells, count: int) -> tuple[list[PersonCells], PersonCells]:
    """What is told of each of several people, where a cell has a part for each; and the rest."""
    shares: list[PersonCells] = [{} for _ in range(count)]
    rest: PersonCells = {}
    for to, cells in told.items():
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
    """The cells by the language of their columns."""
    found: dict[str | None, Cells] = {}
    for column, text in cells:
        found.setdefault(column.meaning.language, []).append((column, text))
    return found


def add_name_form(known: RawText, language: str | None, named: ParsedPerson) -> RawText:
    """A name with its form in one more language."""
    if language is None or isinstance(known, str):
        return known
    return {**known, language: named.name}


def first_text(told: PersonCells, to: str) -> str | None:
    """What the first cell of a kind says."""
    cells = told.get(to)
    return cells[0][1] if cells else None


def raw_text(cells: Sequence[tuple[TableColumn, str]] | None) -> RawText | None:
    """What the cells of a kind say: by language, or one after the other."""
    if not cells:
        return None
    if len(cells) == 1 and not cells[0][0].meaning.language:
        return cells[0][1]
    languages = {column.meaning.language or "": text for column, text in reversed(cells)}
    if "" not in languages:
        return dict(reversed(languages.items()))
    return "; ".join(dict.fromkeys(text for _, text in cells))


def is_same_person(one: RawPerson, other: RawPerson) -> bool:
    """Whether two records of one key or name tell of one person: unless their addresses differ."""
    if one.name != other.name and not _share_name(one.name, other.name):
        return False
    mine, theirs = one.contact.get("email"), other.contact.get("email")
    return not mine or not theirs or mine.casefold() == theirs.casefold()


def _share_name(one: RawText, other: RawText) -> bool:
    """Whether the one is known by one name of the other."""
    mine = {one} if isinstance(one, str) else set(one.values())
    theirs = {other} if isinstance(other, str) else set(other.values())
    return bool(mine & theirs)


def fill_missing(known: RawPerson, more: RawPerson) -> None:
    """What is told later of someone is added where nothing is known yet."""
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
"""Signs by which what is told of one name may hold for the next, or which part people as semicolons do."""


PEOPLE_LIMIT = 20_000
"""The most people taken of a file: five times those of the largest conference looked at."""


APPEARANCES_LIMIT = 100_000
"""How often they may appear, all together."""


_SINGLE_FIELDS = {"person", "given", "family"}


@dataclass(slots=True)
class PersonColumns:
    """The columns that tell of the same people, and as what these appear."""

    role: str | None
    number: int | None
    columns: list[TableColumn] = field(default_factory=list)

    @property
    def is_one(self) -> bool:
        """Whether each row tells of one person at most, whose name is not taken apart."""
        return any(each.meaning.to in _SINGLE_FIELDS for each in self.columns)

    @property
    def is_named(self) -> bool:
        """Whether a column tells who they are."""
        return any(each.meaning.to in NAMES for each in self.columns)


def group_person_columns(columns: Iterable[TableColumn]) -> list[PersonColumns]:
    """The groups of columns that tell of people, in the order in which their first columns stand."""
    found: dict[tuple[str | None, int | None], PersonColumns] = {}
    for column in columns:
        if column.meaning.is_of_person:
            key = (column.meaning.role, column.meaning.number)
            found.setdefault(key, PersonColumns(*key)).columns.append(column)
    return list(found.values())


class TablePeople:
    """Everyone who is met with, each once.

    Args:
        log: Where it is told what is not clear or has no place.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._found: dict[str, RawPerson] = {}
        self._keys: dict[str, list[str]] = {}
        self._appearances = 0
        self._apart: dict[str, ParsedPeople] = {}

    @property
    def all(self) -> list[RawPerson]:
        """Them, in the order in which they were met."""
        return list(self._found.values())

    def of_row(
        self, row: Row, where: Location, group: PersonColumns, beside: dict[str, Any]
    ) -> tuple[list[RawAppearance], dict[str, Any]]:
        """Those whom a group of columns tells of in a row, and what is left for the session.

        Args:
            row: The cells.
            where: Where the row stands.
            group: The columns.
            beside: What else the row says of the one person it is about; it is kept with them.
        """
        told: PersonCells = {}
        for column in group.columns:
            if text := cell_text(row[column.index]):
                told.setdefault(column.meaning.to, []).append((column, text))
        if not told:
            return [], beside
        names, left = self._names(told, where, group)
        if len(names) == 1:
            extra = beside if group.is_one else {}
            return [self._appearance(names[0], told, where, group, extra)], left if extra else {
                **beside,
                **left,
            }
        shares, unshared = split_between_people(told, len(names))
        left |= beside | self._left(unshared, where, named=bool(names))
        return [
            self._appearance(name, share, where, group, {}) for name, share in zip(names, shares, strict=True)
        ], left

    def known(self, name: str) -> str:
        """The key of the one who is called so, or whose key it is; the name itself where there is none."""
        keys = self._keys.get(name, ())
        return keys[0] if keys else name

    def _names(
        self, told: PersonCells, where: Location, group: PersonColumns
    ) -> tuple[list[tuple[ParsedPerson, RawText]], dict[str, Any]]:
        """Who is named, each with the name in all its languages; and the cells that it was not found in."""
        if group.is_one:
            found = self._one(told, where)
            return ([] if found is None else [found]), {}
        known: list[tuple[ParsedPerson, RawText]] = []
        left: dict[str, Any] = {}
        for language, cells in by_language(told.get("people", [])).items():
            named = [each for column, text in cells for each in self._taken(text, column, where)]
            if not known:
                known = [(each, {language: each.name} if language else each.name) for each in named]
            elif len(named) == len(known):
                known = [
                    (each, add_name_form(said, language, more))
                    for (each, said), more in zip(known, named, strict=True)
                ]
            else:
                left |= {column.header: text for column, text in cells}
                message = (
                    f"names {len(named)} people where another column names {len(known)}: it is kept as extra"
                )
                self._log.warning("people-unclear", message, replace(where, field=cells[0][0].header))
        return known, left

    def _one(self, told: PersonCells, where: Location) -> tuple[ParsedPerson, RawText] | None:
        """The one person whose name stands in one cell, or in two."""
        given, family = (first_text(told, "given") or ""), (first_text(told, "family") or "")
        cells = told.get("person") or told.get("people") or []
        if not cells:
            if not given and not family:
                return None
            name = f"{family}{given}" if _CJK.fullmatch(family + given) else f"{given} {family}".strip()
            return ParsedPerson(name), name
        column, text = cells[0]
        apart = self._taken(text, column, where, quietly=True)
        named = apart[0] if len(apart) == 1 else ParsedPerson(" ".join(text.split()))
        languages = {each.meaning.language or "": said for each, said in cells}
        return named, languages if len(languages) > 1 and "" not in languages else named.name

    def _taken(
        self, text: str, column: TableColumn, where: Location, *, quietly: bool = False
    ) -> tuple[ParsedPerson, ...]:
        apart = self._apart.get(text)
        if apart is None:
            apart = self._apart[text] = self._by_piece(text)
            for doubt in apart.ambiguities if not quietly else ():
                self._log.warning("people-unclear", doubt, replace(where, field=column.header))
        return apart.people

    def _by_piece(self, text: str) -> ParsedPeople:
        """The people of a cell; names between semicolons alone are taken apart once and known again."""
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
        told: PersonCells,
        where: Location,
        group: PersonColumns,
        extra: dict[str, Any],
    ) -> RawAppearance:
        self._appearances += 1
        if self._appearances > APPEARANCES_LIMIT or len(self._found) > PEOPLE_LIMIT:
            message = (
                f"more than {PEOPLE_LIMIT:,} people, or {APPEARANCES_LIMIT:,} appearances of theirs, are "
                "named up to here: is the right column taken for people?"
            )
            raise self._log.as_error(message, where)
        named, name = whom
        if len(told) == 1 and not extra and (known := self._met(whom)) is not None:
            return RawAppearance(
                known, (named.role and str(named.role)) or group.role or named.role_word or None
            )
        contact = {each: text for each in sorted(CONTACT) if (text := first_text(told, each))}
        if named.email:
            contact.setdefault("email", named.email)
        position = raw_text(told.get("position")) or named.position or None
        organisation = raw_text(told.get("organisation")) or named.organisation or None
        person = RawPerson(
            location=where,
            field_names={each: cells[0][0].header for each, cells in told.items()},
            extra=dict(extra),
            name=name,
            position=position,
            organisation=organisation,
            given=first_text(told, "given"),
            family=first_text(told, "family"),
            country=first_text(told, "country"),
            pronouns=first_text(told, "pronouns") or named.pronouns or None,
            biography=RawProse(prose) if (prose := raw_text(told.get("biography"))) else None,
            links=tuple(RawLink(text, column.header) for column, text in told.get("person-link", ())),
            contact=contact,
        )
        key = self._entered(person, named.name, first_text(told, "person-key"))
        same = self._found[key]
        return RawAppearance(
            key,
            first_text(told, "role")
            or (named.role and str(named.role))
            or group.role
            or named.role_word
            or None,
            None if same.position == position else position,
            None if same.organisation == organisation else organisation,
        )

    def _met(self, whom: tuple[ParsedPerson, RawText]) -> str | None:
        """The key of someone who has been met, where nothing more is told of them than the name."""
        named, name = whom
        if named.position or named.organisation or named.pronouns or named.email or name != named.name:
            return None
        keys = self._keys.get(named.name, ())
        return keys[0] if len(keys) == 1 and self._found[keys[0]].name == name else None

    def _entered(self, person: RawPerson, name: str, own_key: str | None) -> str:
        """The key of someone; what is told of them is added to what is known."""
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
            message = f"'{own_key}' is the key of someone else already: '{name}' is taken for another person"
            self._log.warning("person-key-twice", message, person.location)
        elif known:
            message = f"two of the name '{name}' have different addresses: they are taken for two people"
            self._log.warning("same-name", message, person.location)
        known.append(key)
        if own_key:
            self._keys.setdefault(name, []).append(key)
        person.key = key
        self._found[key] = person
        return key

    def _left(self, told: PersonCells, where: Location, *, named: bool) -> dict[str, Any]:
        """What is told of people and cannot be said to be of whom: kept with the session, unless private."""
        why = "it is not clear of whom of them" if named else "nobody is named beside it"
        left = {}
        for to, cells in told.items():
            for column, text in cells:
                place = replace(where, field=column.header)
                if to in CONTACT:
                    self._log.warning("whose", f"{why}: it is private and left out", place)
                else:
                    left[column.header] = text
                    self._log.warning("whose", f"'{text[:60]}': {why}: it is kept as extra", place)
        return left
