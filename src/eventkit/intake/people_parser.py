"""People parser: splits one string that names several people into names, roles, positions and organisations.

Cells of spreadsheets and lines of calendars name several people at once, with what they do: ``Moderator: Ada
Lovelace; Emmy Noether (Göttingen)``. A string is split only where that is safe; the rest stays one person,
and an ambiguity is reported.

- Line breaks, ``;``, ``|`` and ``、`` always separate people, except in brackets. An indented line that
  continues an incomplete name was only wrapped.
- A comma separates people if every piece looks like a full name and there is no stronger separator: ``Ada
  Lovelace, Emmy Noether``, but not ``Lovelace, Ada``, which is one name with the family name first. Beside
  stronger separators commas precede position and organisation. Where the cells of a column show that commas
  separate people, they do so between handles, ``ada, emmy``, as well.
- ``&``, ``+``, and, und, et, и, 和, 与 and 及 separate two full names and nothing else; the words also
  handles, in a column that names several people.
- ``/`` separates nothing: on either side of it may be one name in two scripts.
- A word for a role comes before (``Chair: ...``, ``主持人 - ...``, ``%chair ...``) or after (``(Chair)``, ``,
  chair``). A plural, ``Panelists:``, applies until the next such word or an empty line; a singular applies
  to the first.
- A number, a bullet or "by" before a line is not part of a name.
- Marks such as ``(TBC)``, ``(online)`` and ``*`` are not part of a name (see `eventkit.texts.name_marks`).
- In brackets pronouns, roles, positions and organisations are recognised by their words, and after a full
  name countries and abbreviations of organisations, ``(ACME)``; anything else in brackets or quotes is part
  of the name. So are titles before it and degrees after it.

Names are never re-ordered, re-cased or transliterated; only repeated spaces are removed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from eventkit.intake.name_details import (
    ParsedPerson,
    abridge,
    may_have_organisation,
    parse_name_details,
    strip_trailing_brackets,
    trailing_brackets,
)
from eventkit.intake.word_lists import WORD_LIMIT, is_plural_role, kind_in_title, parse_role
from eventkit.messages import Fact, Message, sentence
from eventkit.model import Role
from eventkit.model.people import NAME_LIMIT
from eventkit.texts import first_script, fold_name
from eventkit.texts.name_caches import cache_names
from eventkit.texts.name_marks import is_mark, is_placeholder
from eventkit.texts.name_patterns import (
    SPACED_DASH,
    TextSpan,
    has_institution_abbreviation,
    has_organisation_word,
    has_position_word,
    is_acronym,
    is_degree,
    is_family_name_first,
    is_full_name,
    is_group,
    means_everybody,
    split_outside_brackets,
    strip_span,
)

_PEOPLE = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});)|(?<!\|)\|(?!\|)|(?<=[)）])[・·](?=\w)|[;；؛｜、\n\r\x0b\x0c\x85\u2028\u2029]"
)
BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_LABEL_AFTER_COMMA = re.compile(r"[,，]\s{0,9}([^,，:：\s][^,，:：]{0,59})[:：]")
_ROLE_SIGN = re.compile("[:：%–—-]")  # one is beside each word for a role that is before names
_BULLET = re.compile(r"(?:[-–—•*‣▪◦]|\d{1,2}[.)]|[Bb]y(?=\s+[^\W\d_]+\s+[^\W\d_]))\s+(?=\S)")
_SIGNS = re.compile(r"[\s,，،.:：&/_\-–—*]*")
PERHAPS_SEVERAL = sentence(
    "“{text}” was imported as one person. If it names several, separate them with ';'."
)
NOBODY = sentence("“{text}” names nobody. Left out. Write the names, or delete it.")
GROUP = sentence("“{text}” was imported as a team, since it names a group.")


@dataclass(slots=True)
class RoleGroup:
    """Spans that one word for a role may apply to."""

    word: str = ""  # the word; empty without one
    role: Role | None = None
    start: int = 0
    pieces: list[TextSpan] = field(default_factory=list)  # the pieces, without the word


def group_by_role(cell: str, ambiguities: list[Message]) -> list[RoleGroup]:
    """Group the spans of a string by the word for a role before them."""
    groups = [RoleGroup()]
    lines = split_outside_brackets(cell, _PEOPLE)
    may_have_roles = _ROLE_SIGN.search(cell) is not None
    if may_have_roles:
        lines = [part for line in lines for part in _split_before_roles(cell, line)]
    for line in _join_wrapped_lines(cell, lines, ambiguities):
        bullet = _BULLET.match(line.of(cell))
        piece = line if bullet is None else strip_span(cell, line.start + bullet.end(), line.end, line.before)
        text = piece.of(cell)
        if _SIGNS.fullmatch(text):
            if not is_placeholder(text):
                ambiguities.append(Message(NOBODY, text=abridge(text)))
            continue
        known = _role_before(text) if may_have_roles else None
        if known is not None:
            word, role, length = known
            rest = strip_span(cell, piece.start + length, piece.end, piece.before)
            groups.append(RoleGroup(word, role, piece.start))
            if _SIGNS.fullmatch(rest.of(cell)) is None:
                groups[-1].pieces.append(rest)
            continue
        if _is_blank_line(piece.before) and groups[-1].pieces:
            groups.append(RoleGroup())
        groups[-1].pieces.append(piece)
    return [group for group in groups if group.pieces or group.word]


def _split_before_roles(cell: str, line: TextSpan) -> list[TextSpan]:
    """Split a span at commas before a word for a role with a colon: Chair: Ada Lovelace, Speakers: Bo Li."""
    text, parts, start = line.of(cell), [], 0
    for match in _LABEL_AFTER_COMMA.finditer(text):
        if parse_role(match[1]) is not None:
            parts.append(strip_span(cell, line.start + start, line.start + match.start(), line.before))
            start = match.start(1)
    parts.append(strip_span(cell, line.start + start, line.end, "" if start else line.before))
    return [part for part in parts if part.start < part.end]


def _join_wrapped_lines(cell: str, pieces: list[TextSpan], ambiguities: list[Message]) -> list[TextSpan]:
    """Join a name that was broken at the end of a line."""
    joined_pieces: list[TextSpan] = []
    for piece in pieces:
        last = joined_pieces[-1] if joined_pieces else None
        if last is not None and _is_continuation(cell, last, piece):
            joined_pieces[-1] = joined = TextSpan(last.start, piece.end, last.before)
            if set(piece.before) <= BREAKS:
                ambiguities.append(
                    Message(
                        "“{text}” was broken across lines. Imported as one person; separate two with ';'.",
                        text=abridge(joined.of(cell)),
                    )
                )
        else:
            joined_pieces.append(piece)
    return joined_pieces


def _is_continuation(cell: str, last: TextSpan, piece: TextSpan) -> bool:
    words = (last.of(cell), piece.of(cell))
    if piece.before.strip() in {"|", "｜"}:
        return " " not in words[1] and is_full_name(words[0]) and not is_full_name(words[1])
    if len(piece.before) > 2 or not set(piece.before) <= BREAKS or piece.end - last.start > NAME_LIMIT:
        return False
    indented = cell[piece.start - 2 : piece.start] == "  "
    return indented and all(word.isalpha() and word[0].isupper() for word in words)


def _is_blank_line(before: str) -> bool:
    breaks = before.replace("\r\n", "\n")
    return len(breaks) > 1 and set(breaks) <= BREAKS


def _role_before(text: str) -> tuple[str, Role | None, int] | None:
    """A word for a role at the start of a span, the role, and the length with its separator."""
    head = text[: WORD_LIMIT + 2]
    if head.startswith("%"):
        word = head[1:].split(maxsplit=1)[0] if head[1:].strip() else ""
        role = parse_role(word)
        return None if role is None else (word, role, text.index(word) + len(word))
    signs = [(at, 1) for sign in ":：" if (at := head.find(sign)) > 0]
    if dash := SPACED_DASH.search(head):
        signs.append((dash.start(), dash.end() - dash.start()))
    for at, length in sorted(signs):
        word = head[:at].strip()
        if (role := parse_role(word)) is not None:
            return word, role, at + length
    return None


_COMMA = re.compile("[,，،]")
AND = re.compile(
    r"(?<=\s)(?:&(?:amp;)?|\+|and|und|et|och|и|و|和|与|與|及|以及|및"
    r"|in conversation with|im Gespräch mit|en conversation avec)(?=\s)"
    r"|(?<=[\u3400-\u9fff])[和与與及](?=[\u3400-\u9fff])",
    re.IGNORECASE,
)
_BEGINS_WITH_AND = re.compile(r"(?:&(?:amp;)?|and|und|et|och|и)\s", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_NAME = re.compile("[\u3400-\u9fff]{2,4}")  # in which 和 is a part of the name as well as not
_PERHAPS_AND = re.compile(r"(?<=\s)(?:y|e|i|og|en|ja|with|mit|avec|con)(?=\s)")
_SLASH = re.compile(r"[/／|｜]")
_FORMS = 2  # the most forms of a name that stand in one cell
_LONGEST_HANDLE = 4
"""The most words of what may be a handle, or the name of a team."""
_LEADERS = frozenset({Role.CHAIR, Role.MODERATOR, Role.HOST})
"""The roles of which a session mostly has one; Chinese words for them may be of several."""
_CODE = re.compile(r"([A-Za-z]{1,12})[ _-]?\d{1,5}")


_QUOTED_ITEM = re.compile(r'"([^"\n]+)"|([^",\n]+)')
_QUOTED_LIST = re.compile(r'(?=.*"[^",]+,[^"]+")(?:"[^"\n]+"|[^",\n]+)(?:, ?(?:"[^"\n]+"|[^",\n]+))*')


@dataclass(frozen=True, slots=True)
class ParsedPeople:
    people: tuple[ParsedPerson, ...]  # the people, in order
    ambiguities: tuple[Message, ...] = ()  # a message for each ambiguity, which somebody should check
    remarks: tuple[Message, ...] = ()  # a message for each name from which a mark or bracket was separated


class CommaMeaning(Enum):
    """The meaning of commas: between people, full names or any, or before positions and organisations."""

    PERHAPS_PEOPLE = auto()
    PEOPLE = auto()
    AFFILIATIONS = auto()


@dataclass(frozen=True, slots=True)
class CellStyle:
    """The style in which the cells of a column name people, see `people_columns`."""

    commas: CommaMeaning = CommaMeaning.PERHAPS_PEOPLE
    # Organisations after a comma, where other commas separate people.
    organisations: frozenset[str] = frozenset()
    has_organisations_in_brackets: bool = False  # true if brackets after a name hold an organisation
    names_several: bool = False  # true if cells name several people, so that "y" is an "and" as well
    is_family_first: bool = False  # true if names have the family name first, before a comma
    has_organisations_after_dash: bool = False  # true if a dash after a name precedes an organisation
    is_stated: bool = False  # true if the heading of the column, or the user, states what commas mean
    is_ours: bool = False  # true for a list of eventkit, in which semicolons alone separate people


NO_STYLE = CellStyle()  # the style of a cell that is judged alone


def parse_people(cell: str, style: CellStyle = NO_STYLE) -> ParsedPeople:
    """Parse the people that a string names, by the rules of this module.

    Any string is accepted; the time grows linearly with its length. Private data in it, an
    e-mail address, is in no field but ``email`` and ``raw``; `mask_email_addresses` hides it elsewhere.
    """
    if style.is_ours:
        return ParsedPeople(tuple(_parse_our_name(name) for name in cell.split(";") if name.strip()))
    parser = _PeopleParser(cell, style)
    for group in group_by_role(cell, parser.ambiguities):
        parser.add_group(group)
    if not parser.people and not parser.ambiguities and cell.strip():
        if is_placeholder(cell):
            parser.remarks.append(
                Message("“{text}” is a placeholder for an unknown value. Left out.", text=abridge(cell))
            )
        else:
            parser.ambiguities.append(Message(NOBODY, text=abridge(cell)))
    return ParsedPeople(
        tuple(parser.people), tuple(dict.fromkeys(parser.ambiguities)), tuple(dict.fromkeys(parser.remarks))
    )


def _parse_our_name(text: str) -> ParsedPerson:
    """The person whom a list of eventkit names, with the role in brackets: all else is the name."""
    name = text.strip()
    word = trailing_brackets(name)
    role = parse_role(word) if word else None
    bare = name if role is None else strip_trailing_brackets(name)
    return ParsedPerson(bare, role, word if role else "", raw=name)


class _PeopleParser:
    def __init__(self, cell: str, style: CellStyle) -> None:
        self.cell, self.style = cell, style
        self.people: list[ParsedPerson] = []
        self.ambiguities: list[Message] = []
        self.remarks: list[Message] = []

    def add_ambiguity(self, piece: TextSpan, why: str, **facts: Fact) -> None:
        self.ambiguities.append(Message(why, text=abridge(piece.of(self.cell)), **facts))

    def add_group(self, group: RoleGroup) -> None:
        if not group.pieces:
            why = Message("Role “{role}” without a name. Left out. Add the name.", role=abridge(group.word))
            self.ambiguities.append(why)
            return
        commas = self._commas(group.pieces)
        many = [person for piece in group.pieces for person in self._split(piece, commas)]
        if not many:
            return
        first = many[0][0]
        if group.word:
            many[0] = (TextSpan(group.start, first.end), many[0][1])
        for at, (piece, person) in enumerate(many):
            if person.role is None and group.role and (at == 0 or is_plural_role(group.word)):
                person.role, person.role_word = group.role, group.word
            person.raw = piece.of(self.cell)
            self.people.append(person)
        if group.role is None or len(many) == 1:
            return
        if not is_plural_role(group.word):
            described = sentence(
                "“{text}” names several people. Imported “{role}” as the role of the first only."
            )
        elif group.role in _LEADERS and _HAN.search(group.word):
            described = sentence(
                "“{text}” names several people. Imported “{role}” as the role of them all. Check it."
            )
        else:
            return
        self.add_ambiguity(TextSpan(many[0][0].start, many[-1][0].end), described, role=abridge(group.word))

    def _commas(self, pieces: list[TextSpan]) -> CommaMeaning:
        if self.style.commas is not CommaMeaning.PERHAPS_PEOPLE:
            return self.style.commas
        signs = set("".join(piece.before for piece in pieces[1:]))
        if not signs:
            return CommaMeaning.PERHAPS_PEOPLE
        lists = signs <= BREAKS and all(is_list_of_names(span.of(self.cell)) for span in pieces)
        return CommaMeaning.PEOPLE if lists else CommaMeaning.AFFILIATIONS

    def _split(self, piece: TextSpan, commas: CommaMeaning) -> list[tuple[TextSpan, ParsedPerson]]:
        if commas is CommaMeaning.AFFILIATIONS and (sides := split_between_affiliations(piece.of(self.cell))):
            spans = [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]
            return [person for span in spans for person in self._split(span, commas)]
        within = self._at_commas(piece)
        is_known = len(within) == 2 and bare_name(within[1].of(self.cell)) in self.style.organisations
        if len(within) == 1:
            people = self._split_at_slash(within[0]) or self._split_at_and(within[0])
        elif commas is CommaMeaning.AFFILIATIONS or is_known:
            return self._parse_person(piece, within, sure=True)
        elif is_list_of_names(piece.of(self.cell)) or (
            self.style.commas is CommaMeaning.PEOPLE and is_loose_list(piece.of(self.cell))
        ):
            people = [span for part in within for span in self._split_at_and(part)]
        else:
            people = self._split_family_names(piece)
            within = []
        if not people:
            return self._parse_person(piece, self._at_commas(piece))
        people_found = [
            person
            for span in people
            for person in self._parse_person(span, [span] if within else self._at_commas(span))
        ]
        ends = [trailing_brackets(span.of(self.cell)) for span in people]
        if len(people) > 1 and all(ends) and any(map(has_organisation_word, ends)):
            for _, details in people_found:
                details.take_bracketed_organisation()
        return people_found

    def _at_commas(self, piece: TextSpan) -> list[TextSpan]:
        text = piece.of(self.cell)
        parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
        return [TextSpan(piece.start + span.start, piece.start + span.end) for span in parts]

    def _split_at_and(self, piece: TextSpan) -> list[TextSpan]:
        """The spans around an "and" if all are full names; else the span as it is."""
        text = piece.of(self.cell)
        begun = _BEGINS_WITH_AND.match(text)
        if begun is not None:
            piece = strip_span(self.cell, piece.start + begun.end(), piece.end)
            text = piece.of(self.cell)
        for words in (AND, _PERHAPS_AND):
            sides = split_outside_brackets(text, words)
            if len(sides) < 2:
                continue
            names = [side.of(text) for side in sides]
            several = self.style.names_several
            is_sure = all(map(_is_person, names)) and (words is AND or several)
            # Before the last of two family names stand y and e as well, and 和 is a part of names.
            is_family_name = words is _PERHAPS_AND and names[-1][:1].isupper() and " " not in names[-1]
            may_be_several = _are_somebody(names) and not is_family_name and not _HAN.search(text)
            if not is_sure and several and "&" not in text and may_be_several:
                is_sure = True
                self.add_ambiguity(piece, sentence("“{text}” was imported as several people. Check it."))
            if is_sure:
                return [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]
            if (words is AND and not has_organisation_word(text) and not _HAN_NAME.fullmatch(text)) or (
                words is _PERHAPS_AND and (all(map(_is_person, names)) or may_be_several)
            ):
                self.add_ambiguity(piece, PERHAPS_SEVERAL)
            break
        return [piece]

    def _split_at_slash(self, piece: TextSpan) -> list[TextSpan]:
        """The full names between slashes, in one script and without a word in common; else none.

        Forms of one name are in several scripts, or share a word: Emmy Noether / 华罗庚, Li Wei / Wei Li.
        """
        text = piece.of(self.cell)
        sides = split_outside_brackets(text, _SLASH)
        names = [side.of(text) for side in sides]
        words = [word for name in names for word in {*fold_name(name).split()}]
        if len(sides) > _FORMS and _are_somebody(names) and len({*words}) == len(words):
            return [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]
        if len(sides) < 2 or not all(map(is_full_name, names)) or len({*words}) < len(words):
            return []
        if len({first_script(name) for name in names}) > 1:
            return []
        return [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]

    def _split_family_names(self, piece: TextSpan) -> list[TextSpan]:
        """Names with the family name first, separated by "and": Noether, Emmy and Meitner, Lise."""
        text = piece.of(self.cell)
        sides = split_outside_brackets(text, AND)
        if len(sides) < 2:
            return []
        for side in sides:
            parts = [span.of(side.of(text)) for span in split_outside_brackets(side.of(text), _COMMA)]
            if len(parts) != 2 or not is_family_name_first(*parts):
                return []
        return [TextSpan(piece.start + span.start, piece.start + span.end) for span in sides]

    def _parse_person(
        self, piece: TextSpan, parts: list[TextSpan], *, sure: bool = False
    ) -> list[tuple[TextSpan, ParsedPerson]]:
        """The person of a span; empty if it contains only an e-mail address."""
        is_judged = self.style.commas is CommaMeaning.AFFILIATIONS
        names = [part.of(self.cell) for part in parts]
        details = parse_name_details(
            names,
            piece.of(self.cell),
            sure=sure,
            is_judged=is_judged,
            is_stated=self.style.is_stated,
            is_family_first=self.style.is_family_first,
            has_dash=self.style.has_organisations_after_dash,
        )
        if self.style.has_organisations_in_brackets and may_have_organisation(details.name, is_judged=True):
            details.take_bracketed_organisation()
        names_nobody = means_everybody(details.name) or (
            not is_full_name(details.name) and kind_in_title(details.name, has_people=False) is not None
        )
        if not details.name or names_nobody:
            self.add_ambiguity(piece, NOBODY)
            return []
        details.is_group = is_group(details.name)
        if details.is_group:
            self.add_ambiguity(piece, GROUP)
        for why in details.ambiguities:
            self.add_ambiguity(piece, why, organisation=details.organisation)
        if remark := details.remark(piece.of(self.cell)):
            self.remarks.append(remark)
        if len(details.name) > NAME_LIMIT:
            self.add_ambiguity(
                piece,
                sentence("“{text}” is longer than the limit for names, {limit} characters."),
                limit=NAME_LIMIT,
            )
        if _SLASH.search(details.name):
            self.add_ambiguity(piece, PERHAPS_SEVERAL)
        return [(piece, details)]


def split_between_affiliations(text: str) -> list[TextSpan]:
    """The spans around an "and", each with a full name and an affiliation; none if any lacks one."""
    sides = split_outside_brackets(text, AND)
    parts = [split_outside_brackets(side.of(text), _COMMA) for side in sides] if len(sides) > 1 else []
    are_all = all(
        len(part) > 1 and is_full_name(part[0].of(side.of(text)))
        for side, part in zip(sides, parts, strict=False)
    )
    return sides if parts and are_all else []


def _split_at_and(text: str) -> list[str]:
    begun = _BEGINS_WITH_AND.match(text)
    text = text[begun.end() :] if begun else text
    return [span.of(text) for span in split_outside_brackets(text, AND)]


@cache_names(4096)
def is_list_of_names(text: str) -> bool:
    """True if commas, and an "and" before the last, separate full names and nothing else."""
    sides = split_sides(text)
    return all(map(_is_person, sides)) or are_codes(sides)


def is_loose_list(text: str) -> bool:
    """True if commas may separate people of any name, handles too: ada, Emmy Noether."""
    first, *others = split_sides(text)
    if not others or not _are_somebody([first, *others]):
        return False
    # Behind a full name capitals are degrees or organisations: Ada Lovelace, PMP, GISP.
    are_details = all(
        is_acronym(other) or other.isupper() or has_institution_abbreviation(other) for other in others
    )
    return not (is_full_name(first) and are_details)


def _are_somebody(texts: list[str]) -> bool:
    """True for handles, names and, first of all, a team: FOSDEM Staff, ada, Emmy Noether."""
    bare = [bare_name(text) for text in texts]
    bodies = [has_organisation_word(text) or has_position_word(text) for text in texts]
    are_short = all(0 < len(text.split()) <= _LONGEST_HANDLE and not text.isdecimal() for text in bare)
    return are_short and not any(bodies[1:]) and not (bodies[0] and len(bare[-1].split()) < 2)


@cache_names(4096)
def split_sides(text: str) -> tuple[str, ...]:
    """The parts of a string between commas and "and", with the degrees of each name."""
    parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
    return tuple(side for part in parts for side in (_split_at_and(part.of(text)) or [part.of(text)]))


def split_quoted(cell: str) -> str:
    """The names of a list in which quotation marks protect commas, as in a file: Jan Ek,"Noether, Emmy"."""
    if not _QUOTED_LIST.fullmatch(cell):
        return cell
    return "; ".join(quoted or bare.strip() for quoted, bare in _QUOTED_ITEM.findall(cell))


def split_people(cell: str) -> list[str]:
    """The parts of a string that line breaks and semicolons separate, without words for roles."""
    return [piece.of(cell) for group in group_by_role(cell, []) for piece in group.pieces]


@cache_names(4096)
def bare_name(text: str) -> str:
    return " ".join(strip_trailing_brackets(text).split())


def _is_person(text: str) -> bool:
    """True for a full name, with or without brackets after it, and for a placeholder of one."""
    return is_full_name(text) or is_full_name(strip_trailing_brackets(text)) or is_placeholder(text)


def are_codes(texts: Sequence[str]) -> bool:
    """True for codes of people that count up: P1, P27."""
    codes = [_CODE.fullmatch(text) for text in texts]
    return all(codes) and len({code[1] for code in codes if code}) == 1


def _with_degrees(text: str, parts: list[TextSpan]) -> list[TextSpan]:
    """Join degrees and marks to the name before them: Ada Lovelace, Ph.D."""
    joined = parts[:1]
    for part in parts[1:]:
        if is_degree(part.of(text), joined[-1].of(text)) or is_mark(part.of(text)):
            joined[-1] = TextSpan(joined[-1].start, part.end)
        else:
            joined.append(part)
    return joined
