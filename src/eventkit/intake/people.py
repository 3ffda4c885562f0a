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

from eventkit.intake.affiliating import Aside, aside, bracketed_end, without_end
from eventkit.intake.grouping import BREAKS, NOBODY, Group, groups, quoted
from eventkit.intake.naming import is_degree, is_family_given, is_full_name, names_body
from eventkit.intake.parting import Piece, bare, parted
from eventkit.intake.roles import is_of_many
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
class Named:
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
class TakenApart:
    """The people of a string.

    Attributes:
        people: Those it names, in order.
        doubts: What was not safe to tell, a sentence each for whoever has to look at it.
    """

    people: tuple[Named, ...]
    doubts: tuple[str, ...] = ()


def taken_apart(cell: str) -> TakenApart:
    """The people that a string names, by the rules of this module.

    Any string will do; the time it takes grows with its length and no faster. What is private in it, an
    e-mail address, is in no field but ``email`` and ``raw``; `without_addresses` hides it in what is kept.
    """
    parting = _Parting(cell)
    for group in groups(cell, parting.doubts):
        parting.group(group)
    if not parting.people and not parting.doubts and cell.strip():
        parting.doubts.append(f"{quoted(cell)} {NOBODY}")
    return TakenApart(tuple(parting.people), tuple(dict.fromkeys(parting.doubts)))


class _Commas(Enum):
    """What commas part."""

    PERHAPS_PEOPLE = auto()
    PEOPLE = auto()
    AFFILIATIONS = auto()


class _Parting:
    """What has been found in a string so far."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.people: list[Named] = []
        self.doubts: list[str] = []

    def doubt(self, piece: Piece, why: str) -> None:
        self.doubts.append(f"{quoted(piece.of(self.cell))} {why}")

    def group(self, group: Group) -> None:
        """Tell apart the people of a group, and give them its role."""
        if not group.pieces:
            self.doubts.append(f"{quoted(group.word)} is a role, and nobody is named for it")
            return
        commas = self._commas(group.pieces)
        many = [person for piece in group.pieces for person in self._split(piece, commas)]
        if not many:
            return
        first = many[0][0]
        if group.word:
            many[0] = (Piece(group.start, first.end), many[0][1])
        for at, (piece, said) in enumerate(many):
            holds = group.role is not None and (at == 0 or is_of_many(group.word))
            own = said.role is not None
            self.people.append(
                Named(
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
        if group.role is not None and len(many) > 1 and not is_of_many(group.word):
            self.doubt(
                Piece(many[0][0].start, many[-1][0].end),
                f"names several people: {quoted(group.word)} was taken for the role of the first alone",
            )

    def _commas(self, pieces: list[Piece]) -> _Commas:
        """What commas part in the pieces of a group."""
        signs = set("".join(piece.before for piece in pieces[1:]))
        if not signs:
            return _Commas.PERHAPS_PEOPLE
        lists = signs <= BREAKS and all(self._is_list(each) for each in pieces)
        return _Commas.PEOPLE if lists else _Commas.AFFILIATIONS

    def _split(self, piece: Piece, commas: _Commas) -> list[tuple[Piece, Aside]]:
        """The people of one piece, each with the stretch that names them."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, parted(text, _COMMA))
        within = [Piece(piece.start + each.start, piece.start + each.end) for each in parts]
        if len(within) == 1:
            people = self._at_and(within[0])
        elif commas is _Commas.AFFILIATIONS:
            return self._one(piece, within, sure=True)
        elif self._is_list(piece):
            people = [each for part in within for each in self._at_and(part)]
        else:
            people = self._families_first(piece)
        if not people:
            return self._one(piece, within)
        found = [person for each in people for person in self._one(each, [each])]
        ends = [bracketed_end(each.of(self.cell)) for each in people]
        if len(people) > 1 and all(ends) and any(map(names_body, ends)):
            for _, said in found:
                said.come_from_end()
        return found

    def _is_list(self, piece: Piece) -> bool:
        """Whether commas, and an "and" before the last, part whole names and nothing else."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, parted(text, _COMMA))
        return all(
            is_full_name(each) or is_full_name(without_end(each))
            for part in parts
            for each in (_sides(part.of(text)) or [part.of(text)])
        )

    def _at_and(self, piece: Piece) -> list[Piece]:
        """The two or more about an "and", where all are whole names; else the piece as it is."""
        text = piece.of(self.cell)
        begun = _BEGINS_WITH_AND.match(text)
        if begun is not None:
            piece = bare(self.cell, piece.start + begun.end(), piece.end)
            text = piece.of(self.cell)
        sides = parted(text, _AND)
        if len(sides) > 1:
            if all(is_full_name(each.of(text)) for each in sides):
                return [Piece(piece.start + each.start, piece.start + each.end) for each in sides]
            if not names_body(text) and not _HAN_NAME.fullmatch(text):
                self.doubt(piece, "may be several people and was taken for one: part them by ';'")
        elif len(others := parted(text, _PERHAPS_AND)) > 1 and all(is_full_name(o.of(text)) for o in others):
            self.doubt(piece, "may be two people and was taken for one: part them by ';'")
        return [piece]

    def _families_first(self, piece: Piece) -> list[Piece]:
        """Names with the family first, where "and" parts several of them: Noether, Emmy and Meitner, Lise."""
        text = piece.of(self.cell)
        sides = parted(text, _AND)
        if len(sides) < 2:
            return []
        for side in sides:
            parts = [each.of(side.of(text)) for each in parted(side.of(text), _COMMA)]
            if len(parts) != 2 or not is_family_given(*parts):
                return []
        return [Piece(piece.start + each.start, piece.start + each.end) for each in sides]

    def _one(self, piece: Piece, parts: list[Piece], *, sure: bool = False) -> list[tuple[Piece, Aside]]:
        """The one person that a piece names, parted at its commas; none where an address is all there is."""
        said = aside([part.of(self.cell) for part in parts], piece.of(self.cell), sure=sure)
        if not said.name:
            self.doubt(piece, NOBODY)
            return []
        for why in said.doubts:
            self.doubt(piece, why)
        if len(said.name) > NAME_LIMIT:
            self.doubt(piece, f"is longer than a name may be, {NAME_LIMIT} characters")
        if _SLASH.search(said.name):
            self.doubt(piece, IN_TWO_FORMS)
        return [(piece, said)]


def _sides(text: str) -> list[str]:
    begun = _BEGINS_WITH_AND.match(text)
    text = text[begun.end() :] if begun else text
    return [each.of(text) for each in parted(text, _AND)]


def _with_degrees(text: str, parts: list[Piece]) -> list[Piece]:
    """The parts, with a degree put to the name before it: Ada Lovelace, Ph.D."""
    found = parts[:1]
    for part in parts[1:]:
        if is_degree(part.of(text)):
            found[-1] = Piece(found[-1].start, part.end)
        else:
            found.append(part)
    return found
