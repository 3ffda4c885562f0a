"""People columns: what commas, dashes and brackets mean in a column about people, from all of its cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from eventkit.intake.name_details import (
    invert_name,
    is_name,
    may_have_organisation,
    trailing_brackets,
)
from eventkit.intake.people_parser import (
    AND,
    CellStyle,
    CommaMeaning,
    are_codes,
    bare_name,
    is_list_of_names,
    is_loose_list,
    split_between_affiliations,
    split_people,
    split_sides,
)
from eventkit.intake.word_lists import parse_country, parse_role
from eventkit.texts.name_marks import split_marks
from eventkit.texts.name_patterns import (
    SPACED_DASH,
    are_initials,
    has_institution_abbreviation,
    has_organisation_word,
    has_position_word,
    is_acronym,
    is_degree,
    is_full_name,
    is_pronouns,
    is_title_alone,
    split_outside_brackets,
)

_BRACKETS_NEEDED = 2  # the number of cells with uncertain brackets from which these are organisations
_PLACES_NEEDED = 3  # the number of names with a word after a comma from which such words are places
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_MOST = 0.6  # the part of the names of a column from which commas or dashes mean the same in all


@dataclass(frozen=True, slots=True)
class ColumnJudgement:
    """The meaning of commas and brackets in a column about people, with a cell for each doubt."""

    style: CellStyle
    split: str = ""  # a cell whose comma may precede an organisation, and is read as between people
    joined: str = ""  # a cell whose comma may be between people, and is read as before an organisation
    bracketed: str = ""  # a cell whose brackets are read as an organisation, and may be part of the name
    in_name: str = ""  # a cell whose brackets are read as part of the name, and may be an organisation
    inverted: str = ""  # a name with the family name first, which is read as such in all cells
    with_comma: str = ""  # one that is imported as written, since most cells have others
    dashed: str = ""  # a name with a dash, which is read as before an organisation in all cells


@dataclass(slots=True)
class _Evidence:
    # Two names with a comma between them, or a name and an organisation, each with its cell.
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    # The names that are in a cell alone, or in a list of three or more.
    names: set[str] = field(default_factory=set)
    has_lists: bool = False  # true if a cell has a list of three or more names, or an "and" between them
    has_several: bool = False  # true if separators other than commas separate names
    has_affiliations: bool = False  # true if a comma precedes what is certainly no name
    # Cells with brackets that certainly hold an organisation.
    certain: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)  # cells with brackets that may hold one
    inverted: list[str] = field(default_factory=list)  # names with the family name first, before a comma
    dashed: list[str] = field(default_factory=list)  # names with a dash after them
    # Full names with a word after a comma that is not a full name, such as a place.
    placed: list[str] = field(default_factory=list)
    # Cells with commas between what may be handles, by these.
    loose: dict[tuple[str, ...], str] = field(default_factory=dict)
    spans: int = 0  # the number of names in all

    def add(self, cell: str) -> None:
        spans = [
            part
            for span in split_people(cell)
            for part in [side.of(span) for side in split_between_affiliations(span)] or [span]
        ]
        for name in (side.of(span) for span in spans for side in split_outside_brackets(span, AND)):
            self.spans += 1
            self.inverted += [name] if invert_name(bare_name(name)) else []
            before, *after = SPACED_DASH.split(name, maxsplit=1)
            self.dashed += [name] if after and is_full_name(before.strip()) else []
        self.has_several |= len(spans) > 1 and all(map(_names_somebody, spans))
        for span in spans:
            sides = split_sides(span)
            is_list = is_list_of_names(span)
            for side in sides if is_list else [span] if is_name(bare_name(span)) else sides[:1]:
                self._add_brackets(side, cell)
            first = bare_name(sides[0])
            if len(sides) == 1:
                self.names.add(first)
            elif not is_list:
                # Between semicolons each comma has one meaning: Ada Lovelace, London; Lise Meitner, Kiel.
                is_beside = len(spans) > 1 and not is_degree(sides[1], first)
                is_affiliation = is_beside or _is_affiliation(sides[1], first)
                self.has_affiliations |= is_full_name(first) and is_affiliation
                is_word = sides[1].istitle() or is_acronym(sides[1])
                is_placed = is_word and len(sides) == 2 and is_full_name(first)
                self.placed += [span] if is_placed and not is_degree(sides[1], first) else []
                if len(spans) == 1 and any(sign in span for sign in ",，،") and is_loose_list(span):
                    self.loose[tuple(map(bare_name, sides))] = cell
            elif (
                len(sides) == 2
                and not all(map(trailing_brackets, sides))
                and any(sign in span for sign in ",，،")
                and not are_codes(sides)
            ):
                self.pairs[first, bare_name(sides[1])] = cell
                self.has_affiliations |= len(spans) > 1
            else:
                self.has_lists = True
                self.names.update(map(bare_name, sides))

    def _add_brackets(self, side: str, cell: str) -> None:
        inside, name = trailing_brackets(side), bare_name(side)
        # Who has a title is a person, and what stands in brackets no other name.
        has_title = is_title_alone(name.partition(" ")[0])
        # Not every family name is known: 関孝和(江戸). A reading in kana is another form of the name.
        are_han = bool(_HAN.fullmatch(name) and _HAN.fullmatch(inside))
        is_somebody = is_name(name) or has_title or are_han
        if not inside or not is_somebody or are_initials(inside, name) or split_marks(side).marks:
            return
        is_other = is_pronouns(inside) or parse_role(inside) is not None or parse_country(inside) is not None
        is_body = has_organisation_word(inside) or has_institution_abbreviation(inside)
        is_titled = has_title and not is_other and may_have_organisation(side)
        if is_body or is_titled or (is_acronym(inside) and not is_other):
            self.certain.append(cell)
        elif not is_other and may_have_organisation(side, is_judged=are_han) and not inside.islower():
            self.uncertain.append(cell)


def judge_people_column(cells: Collection[str], beside: Collection[str] = ()) -> ColumnJudgement:
    """Judge what commas, dashes and brackets mean in a column, from its cells.

    Where these do not tell what they precede or hold, the other columns of people may.
    """
    judgement = _judge(cells)
    style, others = judgement.style, _judge([*cells, *beside]).style if beside else judgement.style
    if judgement.in_name and others.has_organisations_in_brackets:
        style = replace(style, has_organisations_in_brackets=True)
        judgement = replace(judgement, style=style, bracketed=judgement.in_name, in_name="")
    example = judgement.split or next((cell for cell in cells if "," in cell), "")
    is_judged = style.names_several or style.is_family_first or style.commas is CommaMeaning.PEOPLE
    if example and not is_judged and others.commas is CommaMeaning.AFFILIATIONS:
        style = replace(style, commas=CommaMeaning.AFFILIATIONS)
        return replace(judgement, style=style, split="", joined=judgement.joined or example)
    return judgement


def _judge(cells: Iterable[str]) -> ColumnJudgement:
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
    has_places = len(evidence.placed) >= _PLACES_NEEDED and len(evidence.placed) > _MOST * evidence.spans
    is_affiliation = not has_people and bool(evidence.has_affiliations or bodies or shared or has_places)
    known = bodies | shared if evidence.has_affiliations or bodies else bodies
    unsure = [cell for (_, second), cell in pairs.items() if second not in (people | known)]
    inverted = next(iter(evidence.inverted), "")
    is_family_first = len(evidence.inverted) > _MOST * evidence.spans
    has_dashes = len(evidence.dashed) > _MOST * evidence.spans
    are_people = has_people or any(len(sides) > 2 or not people.isdisjoint(sides) for sides in evidence.loose)
    loose = next(iter(evidence.loose.values()), "")
    if not (are_people or unsure) or is_affiliation or is_family_first or evidence.has_affiliations or known:
        loose = ""
    commas = CommaMeaning.PEOPLE if loose else CommaMeaning.PERHAPS_PEOPLE
    return ColumnJudgement(
        CellStyle(
            CommaMeaning.AFFILIATIONS if is_affiliation else commas,
            frozenset(known),
            has_organisations_in_brackets=has_bodies,
            names_several=evidence.has_several or has_people or bool(loose),
            is_family_first=is_family_first,
            has_organisations_after_dash=has_dashes,
        ),
        split="" if is_affiliation else loose or next(iter(unsure), ""),
        joined=next(iter([*unsure, *(evidence.placed if has_places else ())]), "") if is_affiliation else "",
        bracketed=brackets if has_bodies else "",
        in_name="" if has_bodies else brackets,
        inverted=inverted if is_family_first else "",
        with_comma="" if is_family_first or loose or inverted in pairs.values() else inverted,
        dashed=evidence.dashed[0] if has_dashes else "",
    )


def _has_capitals(name: str) -> bool:
    """True for a name whose family name is in capitals: Jean DUPONT."""
    return any(word.isupper() and len(word) > 1 for word in name.split())


def _names_somebody(span: str) -> bool:
    return is_full_name(bare_name(span)) or is_list_of_names(span)


def _is_affiliation(text: str, name: str) -> bool:
    is_institution = has_institution_abbreviation(text) and not _has_capitals(name)
    is_body = has_organisation_word(text) or has_position_word(text) or is_institution
    return is_body and not is_degree(text, name)
