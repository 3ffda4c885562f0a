"""People who stand in one string, taken apart.

Cells of spreadsheets and lines of calendars say several people at once, with what they do: ``Moderator: Ada
Lovelace; Emmy Noether (Göttingen)``. A string is split only where that is safe; what is not safe stays one
person, and a doubt tells of it.

- Line breaks, ``;``, ``|`` and ``、`` part people always, save in brackets. A line that is indented and goes
  on with what was no whole name was only wrapped.
- A comma parts people where every piece looks like a whole name and no stronger sign stands beside it:
  ``Ada Lovelace, Emmy Noether``, but not ``Lovelace, Ada``, which is one name, the family's first. Beside
  stronger signs commas set off position and organisation.
- ``&``, and, und, et, и, 和, 与 and 及 part two whole names and nothing else.
- ``/`` parts nothing: on either side of it one person's name may stand in two scripts.
- A word for a role goes before (``Chair: ...``, ``主持人 - ...``, ``%chair ...``) or after (``(Chair)``,
  ``, chair``). One that is said of many, ``Panelists:``, holds until the next such word or an empty line; one
  that is said of one holds for the first.
- A number or a dot before a line is no part of a name.
- In brackets pronouns, roles, positions and organisations are known by their words; all else in brackets or
  quotes is part of the name. Titles before it and degrees after it are, too.

Names are never re-ordered, re-cased or transliterated; blanks alone are made single.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from eventkit.intake.affiliating import (
    NameDetails,
    parse_name_details,
    strip_trailing_brackets,
    trailing_brackets,
)
from eventkit.intake.grouping import BREAKS, NOBODY, RoleGroup, group_by_role, quote
from eventkit.intake.naming import has_organisation_word, is_degree, is_family_comma_given, is_full_name
from eventkit.intake.parting import TextSpan, split_outside_brackets, strip_span
from eventkit.intake.roles import is_plural_role
from eventkit.model import Role
from eventkit.model.people import NAME_LIMIT

_COMMA = re.compile("[,，،]")
_AND = re.compile(
    r"(?<=\s)(?:&(?:amp;)?|and|und|et|och|и|و|和|与|與|及|以及|및)(?=\s)|(?<=[\u3400-\u9fff])[和与與及](?=[\u3400-\u9fff])",
    re.IGNORECASE,
)
_BEGINS_WITH_AND = re.compile(r"(?:&(?:amp;)?|and|und|et|och|и)\s", re.IGNORECASE)
_HAN_NAME = re.compile("[\u3400-\u9fff]{2,4}")  # in which 和 is a part of the name as well as not
_PERHAPS_AND = re.compile(r"(?<=\s)(?:y|e|i|og|en|ja|with|mit|avec|con)(?=\s)|(?<=\s)\+(?=\s)")
_SLASH = re.compile(r"[/／]")

IN_TWO_FORMS = "was taken for one person with a name in two forms: if two are meant, part them by ';'"


@dataclass(frozen=True, slots=True)
class ParsedPerson:
    """Someone a string names.

    Attributes:
        name: The name as written, blanks made single.
        role: As what they appear, where a word for it is there.
        role_word: That word, as written; empty where there is none.
        position: The position, as written.
        organisation: The organisation, as written.
        pronouns: The pronouns, as written.
        email: The first e-mail address that stood beside the name: it is private and belongs in contacts.
        raw: The stretch of the string that says all this. Between the stretches of two people there is
            nothing but separators and blanks.
    """

    name: str
    role: Role | None = None
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    email: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ParsedPeople:
    """The people of a string.

    Attributes:
        people: Those it names, in order.
        doubts: What was not safe to tell, a sentence each for whoever has to look at it.
    """

    people: tuple[ParsedPerson, ...]
    ambiguities: tuple[str, ...] = ()


def parse_people(cell: str) -> ParsedPeople:
    """The people that a string names, by the rules of this module.

    Any string will do; the time it takes grows with its length and no faster. What is private in it, an
    e-mail address, is in no field but ``email`` and ``raw``; `without_addresses` hides it in what is kept.
    """
    parting = _PeopleParser(cell)
    for group in group_by_role(cell, parting.doubts):
        parting.group(group)
    if not parting.people and not parting.doubts and cell.strip():
        parting.doubts.append(f"{quote(cell)} {NOBODY}")
    return ParsedPeople(tuple(parting.people), tuple(dict.fromkeys(parting.doubts)))


class _CommaMeaning(Enum):
    """What commas part."""

    PERHAPS_PEOPLE = auto()
    PEOPLE = auto()
    AFFILIATIONS = auto()


class _PeopleParser:
    """What has been found in a string so far."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.people: list[ParsedPerson] = []
        self.doubts: list[str] = []

    def doubt(self, piece: TextSpan, why: str) -> None:
        self.doubts.append(f"{quote(piece.of(self.cell))} {why}")

    def group(self, group: RoleGroup) -> None:
        """Tell apart the people of a group, and give them its role."""
        if not group.pieces:
            self.doubts.append(f"{quote(group.word)} is a role, and nobody is named for it")
            return
        commas = self._commas(group.pieces)
        many = [person for piece in group.pieces for person in self._split(piece, commas)]
        if not many:
            return
        first = many[0][0]
        if group.word:
            many[0] = (TextSpan(group.start, first.end), many[0][1])
        for at, (piece, said) in enumerate(many):
            holds = group.role is not None and (at == 0 or is_plural_role(group.word))
            own = said.role is not None
            self.people.append(
                ParsedPerson(
                    name=said.name,
                    role=said.role if own else group.role if holds else None,
                    role_word=said.role_word if own else group.word if holds else "",
                    position=said.position,
                    organisation=said.organisation,
                    pronouns=said.pronouns,
                    email=said.email,
                    raw=piece.of(self.cell),
                )
            )
        if group.role is not None and len(many) > 1 and not is_plural_role(group.word):
            self.doubt(
                TextSpan(many[0][0].start, many[-1][0].end),
                f"names several people: {quote(group.word)} was taken for the role of the first alone",
            )

    def _commas(self, pieces: list[TextSpan]) -> _CommaMeaning:
        """What commas part in the pieces of a group."""
        signs = set("".join(piece.before for piece in pieces[1:]))
        if not signs:
            return _CommaMeaning.PERHAPS_PEOPLE
        lists = signs <= BREAKS and all(self._is_list(each) for each in pieces)
        return _CommaMeaning.PEOPLE if lists else _CommaMeaning.AFFILIATIONS

    def _split(self, piece: TextSpan, commas: _CommaMeaning) -> list[tuple[TextSpan, NameDetails]]:
        """The people of one piece, each with the stretch that names them."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
        within = [TextSpan(piece.start + each.start, piece.start + each.end) for each in parts]
        if len(within) == 1:
            people = self._at_and(within[0])
        elif commas is _CommaMeaning.AFFILIATIONS:
            return self._one(piece, within, sure=True)
        elif self._is_list(piece):
            people = [each for part in within for each in self._at_and(part)]
        else:
            people = self._families_first(piece)
        if not people:
            return self._one(piece, within)
        found = [person for each in people for person in self._one(each, [each])]
        ends = [trailing_brackets(each.of(self.cell)) for each in people]
        if len(people) > 1 and all(ends) and any(map(has_organisation_word, ends)):
            for _, said in found:
                said.take_bracketed_organisation()
        return found

    def _is_list(self, piece: TextSpan) -> bool:
        """Whether commas, and an "and" before the last, part whole names and nothing else."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
        return all(
            is_full_name(each) or is_full_name(strip_trailing_brackets(each))
            for part in parts
            for each in (_sides(part.of(text)) or [part.of(text)])
        )

    def _at_and(self, piece: TextSpan) -> list[TextSpan]:
        """The two or more about an "and", where all are whole names; else the piece as it is."""
        text = piece.of(self.cell)
        begun = _BEGINS_WITH_AND.match(text)
        if begun is not None:
            piece = strip_span(self.cell, piece.start + begun.end(), piece.end)
            text = piece.of(self.cell)
        sides = split_outside_brackets(text, _AND)
        if len(sides) > 1:
            if all(is_full_name(each.of(text)) for each in sides):
                return [TextSpan(piece.start + each.start, piece.start + each.end) for each in sides]
            if not has_organisation_word(text) and not _HAN_NAME.fullmatch(text):
                self.doubt(piece, "may be several people and was taken for one: part them by ';'")
        elif len(others := split_outside_brackets(text, _PERHAPS_AND)) > 1 and all(
            is_full_name(o.of(text)) for o in others
        ):
            self.doubt(piece, "may be two people and was taken for one: part them by ';'")
        return [piece]

    def _families_first(self, piece: TextSpan) -> list[TextSpan]:
        """Names with the family first, where "and" parts several of them: Noether, Emmy and Meitner, Lise."""
        text = piece.of(self.cell)
        sides = split_outside_brackets(text, _AND)
        if len(sides) < 2:
            return []
        for side in sides:
            parts = [each.of(side.of(text)) for each in split_outside_brackets(side.of(text), _COMMA)]
            if len(parts) != 2 or not is_family_comma_given(*parts):
                return []
        return [TextSpan(piece.start + each.start, piece.start + each.end) for each in sides]

    def _one(
        self, piece: TextSpan, parts: list[TextSpan], *, sure: bool = False
    ) -> list[tuple[TextSpan, NameDetails]]:
        """The one person that a piece names, parted at its commas; none where an address is all there is."""
        said = parse_name_details([part.of(self.cell) for part in parts], piece.of(self.cell), sure=sure)
        if not said.name:
            self.doubt(piece, NOBODY)
            return []
        for why in said.ambiguities:
            self.doubt(piece, why)
        if len(said.name) > NAME_LIMIT:
            self.doubt(piece, f"is longer than a name may be, {NAME_LIMIT} characters")
        if _SLASH.search(said.name):
            self.doubt(piece, IN_TWO_FORMS)
        return [(piece, said)]


def _sides(text: str) -> list[str]:
    begun = _BEGINS_WITH_AND.match(text)
    text = text[begun.end() :] if begun else text
    return [each.of(text) for each in split_outside_brackets(text, _AND)]


def _with_degrees(text: str, parts: list[TextSpan]) -> list[TextSpan]:
    """The parts, with a degree put to the name before it: Ada Lovelace, Ph.D."""
    found = parts[:1]
    for part in parts[1:]:
        if is_degree(part.of(text)):
            found[-1] = TextSpan(found[-1].start, part.end)
        else:
            found.append(part)
    return found
