"""Row people: participants and appearances from the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from eventkit.editing.namesakes import Contradiction, PersonFacts, contradiction
from eventkit.formats.spreadsheet.cell_sheets import Row, cell_text
from eventkit.formats.spreadsheet.table.column_headers import (
    CONTACT_MEANINGS,
    NAME_MEANINGS,
    has_details,
    header_meanings,
)
from eventkit.formats.spreadsheet.table.column_map import BRACKETS, COMMAS, ColumnMap
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawPerson, RawProse, RawText
from eventkit.intake.name_details import NOT_A_NAME, ParsedPerson, abridge, trailing_brackets
from eventkit.intake.people_builder import describe_namesakes, facts_of
from eventkit.intake.people_columns import ColumnJudgement, judge_people_column
from eventkit.intake.people_parser import (
    GROUP,
    NO_STYLE,
    NOBODY,
    PERHAPS_SEVERAL,
    CellStyle,
    CommaMeaning,
    ParsedPeople,
    parse_people,
    split_quoted,
)
from eventkit.intake.text_repair import NULL_WORDS
from eventkit.messages import Message, Plural, Verbatim, sentence
from eventkit.texts.name_marks import is_placeholder
from eventkit.texts.name_patterns import is_full_name

_PARTS = re.compile(r"(?:(?<!\s)\s+)?[;；؛\n|、]\s*")

_STROKES = re.compile(r"(?<=\S)\s[/|]\s(?=\S)")

Cells = list[tuple[TableColumn, str]]
PersonCells = dict[str, Cells]  # the cells of a row about people, by the meaning of their columns


def split_between_people(cells_by_meaning: PersonCells, count: int) -> tuple[list[PersonCells], PersonCells]:
    """Split cells that have one part per person, and return the parts of each person and the other cells."""
    shares: list[PersonCells] = [{} for _ in range(count)]
    rest: PersonCells = {}
    for target, cells in cells_by_meaning.items():
        for column, text in cells:
            parts = _PARTS.split(text)
            if len(parts) == 1 < count:
                parts = _STROKES.split(text)
            if target == "role" or target in NAME_MEANINGS:
                parts = [text] * count if target == "role" else []
            if count and len(parts) == count:
                for share, part in zip(shares, parts, strict=True):
                    if part:
                        share.setdefault(target, []).append((column, part))
            elif target not in NAME_MEANINGS:
                rest.setdefault(target, []).append((column, text))
    return shares, rest


_NUMBERED = re.compile(r"[(\[]?(\d{1,2})[)\].:]{1,2}\s*(\S.*)")
_REFERENCES = re.compile(r"[(\[](\d{1,2}(?:\s?[,;]\s?\d{1,2})*)[)\]]")


def _numbered_organisations(cells_by_meaning: PersonCells) -> dict[str, str]:
    """The organisations of a row by number, ``1: CNRS; 2: KTH``; names refer to them: Marie Curie (1)."""
    cells = cells_by_meaning.get("organisation", [])
    matches = [_NUMBERED.fullmatch(part) for _, text in cells for part in _PARTS.split(text) if part]
    return {match[1]: match[2] for match in matches if match} if all(matches) else {}


def _refer(person: ParsedPerson, numbered: Mapping[str, str]) -> ParsedPerson:
    """The person with the organisations whose numbers stand beside the name; with the only one otherwise."""
    match = _REFERENCES.search(person.raw)
    numbers = re.findall(r"\d+", match[1]) if match else [*numbered] if len(numbered) == 1 else []
    name = _REFERENCES.sub("", person.name).strip()
    return replace(person, name=name, organisation="; ".join(filter(None, map(numbered.get, numbers))))


def by_language(cells: Iterable[tuple[TableColumn, str]]) -> dict[str | None, Cells]:
    groups: dict[str | None, Cells] = {}
    for column, text in cells:
        groups.setdefault(column.meaning.language, []).append((column, text))
    return groups


def _field_names(cells_by_meaning: PersonCells) -> dict[str, str]:
    """The headers of the columns by attribute; that of the name is one of several meanings."""
    headers = {meaning: cells[0][0].header for meaning, cells in cells_by_meaning.items()}
    names = [headers[meaning] for meaning in ("person", "people", "given", "family") if meaning in headers]
    return {**headers, "name": names[0]} if names else headers


def first_text(cells_by_meaning: PersonCells, target: str) -> str | None:
    cells = cells_by_meaning.get(target)
    return cells[0][1] if cells else None


def raw_text(cells: Sequence[tuple[TableColumn, str]] | None) -> RawText | None:
    """The texts of cells with the same meaning: by language, or joined."""
    if not cells:
        return None
    if len(cells) == 1 and not cells[0][0].meaning.language:
        return cells[0][1]
    languages = {
        language or "": cells_in_language[0][1]
        if language
        else "; ".join(dict.fromkeys(text for _, text in cells_in_language))
        for language, cells_in_language in by_language(cells).items()
    }
    return languages[""] if set(languages) == {""} else languages


def has_same_name(one: RawPerson, other: RawPerson) -> bool:
    forms, other_forms = (
        {person.name} if isinstance(person.name, str) else set(person.name.values())
        for person in (one, other)
    )
    return bool(forms & other_forms)


def fill_missing(person: RawPerson, later: RawPerson) -> None:
    for name in ("position", "organisation", "given", "family", "country", "pronouns", "biography"):
        if getattr(person, name) is None:
            setattr(person, name, getattr(later, name))
    if isinstance(person.name, str) and not isinstance(later.name, str):
        person.name = later.name
    person.links = tuple(dict.fromkeys((*person.links, *later.links)))
    person.contact = {**later.contact, **person.contact}
    person.extra = {**later.extra, **person.extra}


_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]+")

_JOINERS = re.compile(r"[:：%()\[\]（）【】,，،؛；&/|、\n\r\x0b\x0c\x85\u2028\u2029\-–—]")
"""Characters that may apply one name's words to the next, or that separate people as semicolons do."""

PEOPLE_LIMIT = 20_000  # the limit on people in a file: five times the largest known conference
APPEARANCES_LIMIT = 100_000  # the limit on appearances in a file

_UNASSIGNED = (
    sentence("No name in this row for '{text}'. Saved as extra data. Fill in the name."),
    Plural(
        "{people} people but 1 value ('{text}'). Saved as extra data. "
        "Separate values with ';', one for each person.",
        "{people} people but {count} values ('{text}'). Saved as extra data. "
        "Separate values with ';', one for each person.",
    ),
)
_UNASSIGNED_PRIVATE = (
    sentence("No name in this row. Left out the cell because it is private. Fill in the name."),
    Plural(
        "{people} people but 1 value. Left out because it is private. "
        "Separate values with ';', one for each person.",
        "{people} people but {count} values. Left out because it is private. "
        "Separate values with ';', one for each person.",
    ),
)
_SPLIT = sentence("“{text}” was read as several people, separated by commas.")
_JOINED = sentence("“{text}” was imported as one person with an organisation after the comma.")
_DASHED = sentence(
    "“{text}” was imported as one person with an organisation after the dash, like all names of the column "
    "that have one."
)
_BRACKETED = sentence("The text in brackets in “{text}” was read as the organisation.")
_IN_NAME = sentence("The text in brackets in “{text}” was read as a part of the name.")
_INVERTED = sentence(
    "“{text}” was imported with the given name first, like all names of the column that have a comma."
)
_WITH_COMMA = sentence("“{text}” was imported as one name, with the comma.")
_OTHERWISE = sentence("If that is wrong, set {setting} in the column map.")

_WITH_Y = {"ca", "da", "es", "fi", "it", "nb", "nl", "pt"}
"""The languages of headings below which y, e, en, og and ja are an "and"."""

_OUR_HEADERS = {"Id", "Status", "Speakers", "UID"}
"""Headers by which the list of sessions that eventkit writes is recognised."""

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
        return any(column.meaning.target in _SINGLE_FIELDS for column in self.columns)

    @property
    def is_named(self) -> bool:
        return any(column.meaning.target in NAME_MEANINGS for column in self.columns)


def group_person_columns(columns: Iterable[TableColumn]) -> list[PersonColumns]:
    """Group the columns about people, in the order of their first columns."""
    groups: dict[tuple[str | None, int | None], PersonColumns] = {}
    for column in columns:
        if column.meaning.is_about_person:
            key = (column.meaning.role, column.meaning.number)
            groups.setdefault(key, PersonColumns(*key)).columns.append(column)
    return list(groups.values())


_DETAILS = attrgetter("position", "organisation", "pronouns", "email", "link", "country", "family")
_STROKE = re.compile(r"(?<=\s)[/|–—-](?=\s)")  # the separator of a person and their details in a cell


class TablePeople:
    """The people of all tables, each once."""

    def __init__(self, log: ImportLog, column_map: ColumnMap) -> None:
        self._log = log
        self._map = column_map
        self._people: dict[str, RawPerson] = {}
        self._facts: dict[str, PersonFacts] = {}
        self._keys: dict[str, list[str]] = {}
        self._ids: set[str] = set()
        self._appearances = 0
        self._parsed: dict[tuple[CellStyle, str], ParsedPeople] = {}
        self._styles: dict[TableColumn, CellStyle] = {}

    def judge_columns(self, tables: Iterable[DetectedTable]) -> None:
        """Judge what commas and brackets mean in each column of names, from all of its cells."""
        cells: dict[TableColumn, list[str]] = {}
        places: dict[TableColumn, Location] = {}
        ours: set[TableColumn] = set()
        for table in tables:
            headers = {column.header for column in table.columns}
            for column in table.of("people", "person"):
                ours.update([column] if headers >= _OUR_HEADERS else [])
                places.setdefault(column, table.sheet.place(table.header, column.header))
                cells.setdefault(column, []).extend(
                    split_quoted(cell_text(row[column.index])) for row in table.body
                )
        for column, texts in cells.items():
            if column in ours:
                self._styles[column] = CellStyle(is_ours=True)
            else:
                others = [text for other, each in cells.items() if other != column for text in each]
                self.judge(column, texts, places[column], beside=others)

    def judge(
        self, column: TableColumn, texts: Iterable[str], place: Location, beside: Sequence[str] = ()
    ) -> None:
        """Judge what commas and brackets mean in a column, from these cells and, if unsure, those beside."""
        cells = [*filter(None, texts)]
        judgement = judge_people_column(cells, beside)
        language = header_meanings(column.header)[1]
        several = judgement.style.names_several or language in _WITH_Y
        style = replace(judgement.style, names_several=several)
        if has_details(column.header):
            style = replace(style, has_organisations_in_brackets=True)
            if sum(bool(trailing_brackets(cell)) for cell in cells) * 2 < len(cells):
                style = replace(style, commas=CommaMeaning.AFFILIATIONS, is_stated=True)
        else:
            self._log_judgement(judgement, place, is_one=column.meaning.target == "person")
        if comma := self._map.comma:
            is_family_first = comma == "family-name"
            style = replace(style, commas=COMMAS[comma], is_stated=True, names_several=True)
            style = replace(style, is_family_first=is_family_first)
        if brackets := self._map.brackets:
            style = replace(style, has_organisations_in_brackets=BRACKETS[brackets])
        self._styles[column] = style

    def _log_judgement(self, judgement: ColumnJudgement, place: Location, *, is_one: bool) -> None:
        for example, doubt, setting in (
            ("" if is_one else judgement.split, _SPLIT, 'comma = "organisation"'),
            (judgement.joined, _JOINED, 'comma = "people"'),
            (judgement.dashed, _DASHED, ""),
            (judgement.bracketed, _BRACKETED, 'brackets = "name"'),
            (judgement.in_name, _IN_NAME, 'brackets = "organisation"'),
            (judgement.inverted, _INVERTED, 'comma = "people"'),
            (judgement.with_comma, _WITH_COMMA, 'comma = "people"'),
        ):
            stated = self._map.brackets if setting.startswith("brackets") else self._map.comma
            if example and not (setting and stated):
                otherwise = _OTHERWISE if setting else ""
                message = Message(doubt, otherwise, text=abridge(example), setting=Verbatim(setting))
                self._log.warning("ambiguous-people", message, place)

    @property
    def all(self) -> list[RawPerson]:
        """The people, in the order of their first appearance."""
        return list(self._people.values())

    def of_row(
        self, row: Row, where: Location, group: PersonColumns, person_extra: dict[str, Any]
    ) -> tuple[list[RawAppearance], dict[str, Any]]:
        """The appearances in a row by a group of columns, and the extra data left for the session.

        Extra data of the person whose row it is goes to the session if there is no such person.
        """
        cells_by_meaning: PersonCells = {}
        for column in group.columns:
            text = cell_text(row[column.index])
            if text in NULL_WORDS:
                message = Message("'{text}' means an empty value. Left out.", text=text)
                self._log.info("placeholder", message, replace(where, field=column.header))
            elif text:
                cells_by_meaning.setdefault(column.meaning.target, []).append((column, text))
        if not cells_by_meaning:
            return [], person_extra
        numbered = _numbered_organisations(cells_by_meaning)
        names, session_extra = self._people_in_cells(
            cells_by_meaning, where, group, is_numbered=bool(numbered)
        )
        if numbered:
            del cells_by_meaning["organisation"]
            people = [_refer(person, numbered) for person, _ in names]
            names = [(person, person.name) for person in people]
        if len(names) == 1:
            extra = person_extra if group.is_one else {}
            appearance = self._appearance(names[0], cells_by_meaning, where, group, extra)
            return [appearance], session_extra if extra else {**person_extra, **session_extra}
        shares, unshared = split_between_people(cells_by_meaning, len(names))
        session_extra |= person_extra | self._log_unassigned(unshared, where, len(names))
        appearances = [
            self._appearance(name, share, where, group, {}) for name, share in zip(names, shares, strict=True)
        ]
        return appearances, session_extra

    def known(self, name: str) -> str:
        """The key of the person with a name or key; the name itself if there is no such person."""
        keys = self._keys.get(name, ())
        return keys[0] if keys else name

    def _people_in_cells(
        self, cells_by_meaning: PersonCells, where: Location, group: PersonColumns, *, is_numbered: bool
    ) -> tuple[list[tuple[ParsedPerson, RawText]], dict[str, Any]]:
        if group.is_one:
            person = self._single_person(cells_by_meaning, where)
            return ([] if person is None else [person]), {}
        people: list[tuple[ParsedPerson, RawText]] = []
        session_extra: dict[str, Any] = {}
        groups = by_language(cells_by_meaning.get("people", []))
        for language, cells in groups.items():
            parsed = [
                person
                for column, text in cells
                for person in self._parse_cell(text, column, where, is_numbered=is_numbered)
            ]
            if not people:
                is_localised = len(groups) > 1 or language is not None
                people = [
                    (person, {language or "": person.name} if is_localised else person.name)
                    for person in parsed
                ]
            elif len(parsed) == len(people):
                people = [
                    (person, name if isinstance(name, str) else {**name, language or "": more.name})
                    for (person, name), more in zip(people, parsed, strict=True)
                ]
            else:
                session_extra |= {column.header: text for column, text in cells}
                message = Message(
                    Plural(
                        "{count} name, but {others} in another column. Saved as extra data. Separate names "
                        "with ';', in the same order.",
                        "{count} names, but {others} in another column. Saved as extra data. Separate names "
                        "with ';', in the same order.",
                    ),
                    count=len(parsed),
                    others=len(people),
                )
                self._log.warning("ambiguous-people", message, replace(where, field=cells[0][0].header))
        return people, session_extra

    def _single_person(
        self, cells_by_meaning: PersonCells, where: Location
    ) -> tuple[ParsedPerson, RawText] | None:
        """The one person whose name is in one cell, or in two."""
        given_name, family = (
            (first_text(cells_by_meaning, "given") or ""),
            (first_text(cells_by_meaning, "family") or ""),
        )
        cells = cells_by_meaning.get("person") or cells_by_meaning.get("people") or []
        if not cells:
            if not given_name and not family:
                return None
            name = (
                f"{family}{given_name}"
                if _CJK.fullmatch(family + given_name)
                else f"{given_name} {family}".strip()
            )
            return ParsedPerson(name), name
        column, text = cells[0]
        parsed = self._parse_cell(text, column, where, quietly=True)
        if not parsed:
            return None
        person = parsed[0] if len(parsed) == 1 else ParsedPerson(" ".join(text.split()))
        if len(parsed) > 1:
            place = replace(where, field=column.header)
            message = Message(PERHAPS_SEVERAL, text=abridge(text))
            self._log.warning("ambiguous-people", message, place)
        languages = {language or "": texts[0][1] for language, texts in by_language(cells).items()}
        return person, languages if len(languages) > 1 else person.name

    def _parse_cell(
        self,
        text: str,
        column: TableColumn,
        where: Location,
        *,
        quietly: bool = False,
        is_numbered: bool = False,
    ) -> tuple[ParsedPerson, ...]:
        style = self._styles.get(column, NO_STYLE)
        text = split_quoted(text)
        if has_details(column.header):
            text = _STROKE.sub(",", text).replace(" , ", ", ")
        parsed = self._parsed.get((style, text))
        if parsed is None:
            parsed = self._parsed[style, text] = self._parse_by_name(text, style)
            for doubt in parsed.ambiguities:
                if quietly and not {GROUP, NOBODY} & {*doubt.sentences}:
                    continue
                place = replace(where, field=column.header)
                may_be_commas = NOT_A_NAME in doubt.sentences and not self._map.comma
                # What stands behind a full name and a comma, and is none, is an organisation or a place.
                is_full = is_full_name(text.partition(",")[0].strip())
                setting = Verbatim(f'comma = "{"organisation" if is_full else "people"}"')
                separate = Message(doubt, _OTHERWISE, setting=setting)
                self._log.warning("ambiguous-people", separate if may_be_commas else doubt, place)
            for remark in parsed.remarks if not is_numbered else ():
                self._log.info("name-mark", remark, replace(where, field=column.header))
        return parsed.people

    def _parse_by_name(self, text: str, style: CellStyle) -> ParsedPeople:
        """Parse the people in a cell; names separated by semicolons alone are parsed and cached singly."""
        if ";" not in text or _JOINERS.search(text):
            return parse_people(text, style)
        people: list[ParsedPerson] = []
        doubts: list[Message] = []
        remarks: list[Message] = []
        for name in filter(None, map(str.strip, text.split(";"))):
            parsed = self._parsed.get((style, name))
            if parsed is None:
                parsed = self._parsed[style, name] = parse_people(name, style)
            people += parsed.people
            doubts += parsed.ambiguities
            remarks += parsed.remarks
        return ParsedPeople(tuple(people), tuple(dict.fromkeys(doubts)), tuple(dict.fromkeys(remarks)))

    def _appearance(
        self,
        named_person: tuple[ParsedPerson, RawText],
        cells_by_meaning: PersonCells,
        where: Location,
        group: PersonColumns,
        extra: dict[str, Any],
    ) -> RawAppearance:
        self._count_appearance(where)
        parsed, _ = named_person
        role = (parsed.role and str(parsed.role)) or group.role or parsed.role_word or None
        if cells_by_meaning.keys() <= {"person", "people"} and not extra:
            known_key = self._find_bare_name(named_person)
            if known_key is not None:
                return RawAppearance(known_key, role, status=parsed.status)
        person = _raw_person(named_person, cells_by_meaning, where, extra)
        key = self._add_person(person, parsed.name, first_text(cells_by_meaning, "person-key"))
        same = self._people[key]
        return RawAppearance(
            key,
            first_text(cells_by_meaning, "role") or role,
            None if same.position == person.position else person.position,
            None if same.organisation == person.organisation else person.organisation,
            status=parsed.status,
        )

    def _count_appearance(self, where: Location) -> None:
        self._appearances += 1
        if self._appearances > APPEARANCES_LIMIT or len(self._people) > PEOPLE_LIMIT:
            raise self._log.as_error(
                Message(
                    "More than {people} people or {appearances} appearances up to here. Check that the right "
                    "column is imported as people.",
                    people=PEOPLE_LIMIT,
                    appearances=APPEARANCES_LIMIT,
                ),
                where,
            )

    def _find_bare_name(self, named_person: tuple[ParsedPerson, RawText]) -> str | None:
        """The key of a person from an earlier row, if the cell contains nothing but the name or the id."""
        parsed, name = named_person
        if any(_DETAILS(parsed)) or name != parsed.name:
            return None
        keys = self._keys.get(parsed.name, [])
        is_known = len(keys) == 1 and (parsed.name in self._ids or self._people[keys[0]].name == name)
        return keys[0] if is_known else None

    def _add_person(self, person: RawPerson, name: str, own_key: str | None) -> str:
        base = own_key or name
        keys = self._keys.setdefault(base, [])
        facts = facts_of(person)
        namesakes = [key for key in keys if has_same_name(self._people[key], person)]
        apart = {Contradiction.EMAIL} if own_key else set(Contradiction)
        same = [key for key in namesakes if contradiction(self._facts[key], facts) not in apart]
        if same:
            key = next((key for key in same if self._facts[key].confirms(facts)), same[0])
            if len(same) > 1 and not self._facts[key].confirms(facts):
                message = Message(
                    "{count} people are called '{name}'. Imported as the first. Check it.",
                    count=len(same),
                    name=name,
                )
                self._log.warning("one-of-several", message, person.location)
            fill_missing(self._people[key], person)
            self._facts[key] = self._facts[key].with_those_of(facts)
            return key
        key = f"{own_key} ({name})" if own_key and keys else base
        for number in range(2, len(self._people) + 3):
            if key not in self._people:
                break
            key = f"{base}#{number}"
        if keys and own_key:
            message = Message(
                "'{own_key}' is already the id of someone else. Imported '{name}' as another person. "
                "Check it.",
                own_key=own_key,
                name=name,
            )
            self._log.warning("duplicate-key", message, person.location)
        elif namesakes and not is_placeholder(name):
            self._log.warning(
                "same-name", describe_namesakes(name, self._facts[namesakes[0]], facts), person.location
            )
        keys.append(key)
        if own_key:
            self._ids.add(own_key)
            self._keys.setdefault(name, []).append(key)
        person.key = key
        self._people[key], self._facts[key] = person, facts
        return key

    def _log_unassigned(self, cells_by_meaning: PersonCells, where: Location, people: int) -> dict[str, Any]:
        """Log cells that belong to no particular person; the session gets all but private ones."""
        extra = {}
        for target, cells in cells_by_meaning.items():
            is_private = target in CONTACT_MEANINGS
            for column, text in cells:
                sentences = _UNASSIGNED_PRIVATE if is_private else _UNASSIGNED
                message = Message(
                    sentences[bool(people)],
                    people=people,
                    count=len(_PARTS.split(text)),
                    text="" if is_private else text[:60],
                )
                self._log.warning("unassigned-cell", message, replace(where, field=column.header))
                if not is_private:
                    extra[column.header] = text
        return extra


def _raw_person(
    named_person: tuple[ParsedPerson, RawText],
    cells_by_meaning: PersonCells,
    where: Location,
    extra: Mapping[str, Any],
) -> RawPerson:
    """The record of a person: cells of their own columns, then what the cell of the name has beside it."""
    parsed, name = named_person
    contact = {
        meaning: text
        for meaning in sorted(CONTACT_MEANINGS)
        if (text := first_text(cells_by_meaning, meaning))
    }
    if parsed.email:
        contact.setdefault("email", parsed.email)
    prose = raw_text(cells_by_meaning.get("biography"))
    return RawPerson(
        location=where,
        field_names=_field_names(cells_by_meaning),
        extra=dict(extra),
        name=name,
        kind="team" if parsed.is_group else None,
        position=raw_text(cells_by_meaning.get("position")) or parsed.position or None,
        organisation=raw_text(cells_by_meaning.get("organisation")) or parsed.organisation or None,
        given=first_text(cells_by_meaning, "given") or parsed.given or None,
        family=first_text(cells_by_meaning, "family") or parsed.family or None,
        country=first_text(cells_by_meaning, "country") or parsed.country or None,
        pronouns=first_text(cells_by_meaning, "pronouns") or parsed.pronouns or None,
        biography=RawProse(prose) if prose else None,
        links=(
            *(RawLink(text, column.header) for column, text in cells_by_meaning.get("person-link", ())),
            *([RawLink(parsed.link)] if parsed.link else []),
        ),
        contact=contact,
    )
