"""People columns: what commas and brackets mean in all cells of a column, which one cell does not show.

``Rajesh Kumar, IIT Bombay`` names one person beside ``Anna Berg, TU Delft``; ``Maria Lopez, Grace Liu`` names
two if Grace Liu appears elsewhere as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from eventkit.intake.name_details import is_name, strip_trailing_brackets, trailing_brackets
from eventkit.intake.people_parser import (
    CellStyle,
    CommaMeaning,
    are_codes,
    is_list_of_names,
    may_have_organisation,
    split_people,
    split_sides,
)
from eventkit.intake.word_lists import parse_country, parse_role
from eventkit.texts.name_marks import split_marks
from eventkit.texts.name_patterns import (
    are_initials,
    has_institution_abbreviation,
    has_organisation_word,
    has_position_word,
    is_acronym,
    is_degree,
    is_full_name,
    is_pronouns,
)

_BRACKETS_NEEDED = 2
"""The number of cells with uncertain brackets from which these are organisations."""


@dataclass(frozen=True, slots=True)
class ColumnJudgement:
    """The meaning of commas and brackets in a column about people, with a cell for each that is not certain.

    Attributes:
        split: A cell whose comma may precede an organisation, and is read as between people.
        joined: A cell whose comma may be between people, and is read as before an organisation.
        bracketed: A cell whose brackets are read as an organisation, and may be part of the name.
        in_name: A cell whose brackets are read as part of the name, and may be an organisation.
    """

    style: CellStyle
    split: str = ""
    joined: str = ""
    bracketed: str = ""
    in_name: str = ""


@dataclass(slots=True)
class _Evidence:
    """The evidence of the cells of a column.

    Attributes:
        pairs: Two names with a comma between them, or a name and an organisation, each with its cell.
        names: The names that are in a cell alone, or in a list of three or more.
        has_lists: True if a cell has a list of three or more names, or an "and" between them.
        has_several: True if separators other than commas separate names.
        has_affiliations: True if a comma precedes what is certainly no name.
        certain: Cells with brackets that certainly hold an organisation.
        uncertain: Cells with brackets that may hold one.
    """

    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    has_lists: bool = False
    has_several: bool = False
    has_affiliations: bool = False
    certain: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)

    def add(self, cell: str) -> None:
        spans = split_people(cell)
        self.has_several |= len(spans) > 1 and all(map(_names_somebody, spans))
        for span in spans:
            sides = split_sides(span)
            is_list = is_list_of_names(span)
            for side in sides if is_list else [span] if is_name(_bare(span)) else sides[:1]:
                self._add_brackets(side, cell)
            first = _bare(sides[0])
            if len(sides) == 1:
                self.names.add(first)
            elif not is_list:
                self.has_affiliations |= is_full_name(first) and _is_affiliation(sides[1], first)
            elif (
                len(sides) == 2
                and not all(map(trailing_brackets, sides))
                and any(sign in span for sign in ",，،")
                and not are_codes(sides)
            ):
                self.pairs[first, _bare(sides[1])] = cell
                self.has_affiliations |= len(spans) > 1
            else:
                self.has_lists = True
                self.names.update(map(_bare, sides))

    def _add_brackets(self, side: str, cell: str) -> None:
        inside, name = trailing_brackets(side), _bare(side)
        if not inside or not is_name(name) or are_initials(inside, name) or split_marks(side).marks:
            return
        is_other = is_pronouns(inside) or parse_role(inside) is not None or parse_country(inside) is not None
        is_body = has_organisation_word(inside) or has_institution_abbreviation(inside)
        if is_body or (is_acronym(inside) and not is_other):
            self.certain.append(cell)
        elif not is_other and may_have_organisation(side):
            self.uncertain.append(cell)


def judge_people_column(cells: Iterable[str]) -> ColumnJudgement:
    evidence = _Evidence()
    for cell in dict.fromkeys(cells):
        evidence.add(cell)
    pairs = evidence.pairs
    people = {first for first, _ in pairs} | evidence.names
    beside = defaultdict(set)
    for first, second in pairs:
        beside[second].add(first)
    others = {second: firsts for second, firsts in beside.items() if second not in people}
    bodies = {
        second
        for second, firsts in others.items()
        if has_institution_abbreviation(second) and not any(map(_has_capitals, firsts))
    }
    shared = {second for second, firsts in others.items() if len(firsts) > 1}
    has_people = evidence.has_lists or not people.isdisjoint(beside)
    has_bodies = bool(evidence.certain) or len(evidence.uncertain) >= _BRACKETS_NEEDED
    brackets = next(iter(evidence.uncertain), "")
    is_affiliation = not has_people and bool(evidence.has_affiliations or bodies or shared)
    known = bodies | shared if evidence.has_affiliations or bodies else bodies
    unsure = [cell for (_, second), cell in pairs.items() if second not in (people | known)]
    return ColumnJudgement(
        CellStyle(
            CommaMeaning.AFFILIATIONS if is_affiliation else CommaMeaning.PERHAPS_PEOPLE,
            frozenset(known),
            has_organisations_in_brackets=has_bodies,
            names_several=evidence.has_several or has_people,
        ),
        split="" if is_affiliation else next(iter(unsure), ""),
        joined=next(iter(unsure), "") if is_affiliation else "",
        bracketed=brackets if has_bodies else "",
        in_name="" if has_bodies else brackets,
    )


def _bare(side: str) -> str:
    return " ".join(strip_trailing_brackets(side).split())


def _has_capitals(name: str) -> bool:
    """True for a name whose family name is in capitals: Jean DUPONT."""
    return any(word.isupper() and len(word) > 1 for word in name.split())


def _names_somebody(span: str) -> bool:
    return is_full_name(_bare(span)) or is_list_of_names(span)


def _is_affiliation(text: str, name: str) -> bool:
    is_institution = has_institution_abbreviation(text) and not _has_capitals(name)
    is_body = has_organisation_word(text) or has_position_word(text) or is_institution
    return is_body and not is_degree(text, name)
