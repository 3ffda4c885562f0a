"""People parser: splits one string that names several people into names, roles, positions and organisations.

Cells of spreadsheets and lines of calendars name several people at once, with what they do: ``Moderator: Ada
Lovelace; Emmy Noether (Göttingen)``. A string is split only where that is safe; the rest stays one person,
and an ambiguity is reported.

- Line breaks, ``;``, ``|`` and ``、`` always separate people, except in brackets. An indented line that
  continues an incomplete name was only wrapped.
- A comma separates people if every piece looks like a full name and there is no stronger separator: ``Ada
  Lovelace, Emmy Noether``, but not ``Lovelace, Ada``, which is one name with the family name first. Beside
  stronger separators commas precede position and organisation.
- ``&``, and, und, et, и, 和, 与 and 及 separate two full names and nothing else.
- ``/`` separates nothing: on either side of it may be one name in two scripts.
- A word for a role comes before (``Chair: ...``, ``主持人 - ...``, ``%chair ...``) or after (``(Chair)``, ``,
  chair``). A plural, ``Panelists:``, applies until the next such word or an empty line; a singular applies
  to the first.
- A number or bullet before a line is not part of a name.
- Marks such as ``(TBC)``, ``(online)`` and ``*`` are not part of a name (see `eventkit.texts.name_marks`).
- In brackets pronouns, roles, positions and organisations are recognised by their words, and after a full
  name countries and abbreviations of organisations, ``(ACME)``; anything else in brackets or quotes is part
  of the name. So are titles before it and degrees after it.

Names are never re-ordered, re-cased or transliterated; only repeated spaces are removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from eventkit.intake.word_lists import WORD_LIMIT, is_plural_role, parse_country, parse_role
from eventkit.model import Role, Status
from eventkit.model.people import NAME_LIMIT
from eventkit.texts import first_script, fold_name
from eventkit.texts.name_marks import MarkKind, is_mark, is_placeholder, split_marks
from eventkit.texts.name_patterns import (
    LONGEST_NAME,
    SPACED_DASH,
    TextSpan,
    are_initials,
    find_brackets,
    has_institution_abbreviation,
    has_organisation_word,
    has_position_word,
    is_acronym,
    is_degree,
    is_family_name_first,
    is_full_name,
    is_pronouns,
    split_outside_brackets,
    strip_span,
)

_COMMA_OR_SEMICOLON = re.compile("[,，،;]")
_EMAIL_ADDRESS = re.compile(r"(?:mailto:)?([^@]{1,64}@[^@]{1,255}\.[^@.]{2,63})", re.IGNORECASE)
_AROUND_EMAIL_ADDRESSES = re.compile(r"([\s<>()\[\]（）【】,，、;；|]+)")
_EMPTY = re.compile(r"<[\s,;]*>|\([\s,;]*\)|\[[\s,;]*\]|（[\s,;]*）|【[\s,;]*】")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")
# Departments that are codes of countries as well, so that neither is certain.
_DEPARTMENTS = frozenset({"AI", "CS", "HR", "IT", "ML", "PR", "QA", "TV"})
NOT_A_NAME = (
    "was imported as one person. If it names several, separate them with ';'. "
    "Put positions and organisations into their own columns."
)


@dataclass(slots=True)
class NameDetails:
    """A name and the details beside it, as written; empty if missing."""

    name: str = ""
    role: Role | None = None
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    email: str = ""
    country: str = ""
    status: Status | None = None
    ambiguities: list[str] = field(default_factory=list)
    separated: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def remark(self) -> str:
        """The predicate for what was separated from the name; empty if nothing was."""
        if not self.separated and not self.left_out:
            return ""
        facts = f" ({', '.join(self.separated)})" if self.separated else ""
        marks = ", ".join(f"'{mark}'" for mark in self.left_out)
        return f"was imported as '{self.name}'{facts}.{marks and f' Left out: {marks}.'}"

    def take_marks(self, text: str) -> str:
        """The text without the marks of a name, which become the status or a remark."""
        marked = split_marks(text)
        for mark in marked.marks:
            if mark.kind is MarkKind.REMARK:
                self.left_out.append(mark.text)
            elif self.status is None:
                self.status = Status.TENTATIVE if mark.kind is MarkKind.TENTATIVE else Status.CANCELLED
                self.separated.append(self.status)
        return marked.name

    def take_trailing_brackets(self, text: str) -> str:
        """The full name before brackets, which become the country or the organisation; else the text."""
        inside = trailing_brackets(text)
        name = strip_trailing_brackets(text)
        if not inside or not is_full_name(name) or are_initials(inside, name):
            return text
        is_institution = has_institution_abbreviation(inside)
        if is_full_name(inside) and not is_institution:
            return text
        if not self.country and inside not in _DEPARTMENTS and (country := parse_country(inside)):
            self.country = country
            self.separated.append(f"country '{country}'")
            return name
        is_body = is_institution or (is_acronym(inside) and inside not in _DEPARTMENTS)
        if is_body and not self.organisation:
            self.organisation = inside
            self.separated.append(f"organisation '{inside}'")
            return name
        return text

    def take_affiliation(self, parts: list[str], *, sure: bool) -> bool:
        """Take strings as position and organisation, if their words indicate these.

        Args:
            parts: The strings, in order.
            sure: True if they cannot be anything else.
        """
        rest = [part for part in parts if not self._is_role(part)]
        if not rest:
            return True
        known = [has_position_word(part) or has_organisation_word(part) for part in rest]
        if not sure and not (any(known) and not any(map(is_full_name, rest))):
            return False
        position, organisation = _split_affiliation(rest)
        self.position = ", ".join(filter(None, (self.position, position)))
        self.organisation = ", ".join(filter(None, (self.organisation, organisation)))
        if not any(known):
            self.ambiguities.append(
                f"was split by position alone. Check whether “{self.organisation}” is the organisation."
            )
        return True

    def take_bracketed_organisation(self) -> None:
        """Take the brackets after the name as the organisation, if none is known yet."""
        end = trailing_brackets(self.name)
        if end and not (self.organisation or self.position or parse_role(end) or is_pronouns(end)):
            self.name, self.organisation = strip_trailing_brackets(self.name), end

    def _is_role(self, part: str) -> bool:
        if self.role is not None or (role := parse_role(part)) is None:
            return False
        self.role, self.role_word = role, part
        return True


def trailing_brackets(text: str) -> str:
    """The text in the brackets at the end of a string; empty without them."""
    pairs = find_brackets(text)
    return text[pairs[-1][0] + 1 : -1].strip() if pairs and pairs[-1][1] == len(text) else ""


def strip_trailing_brackets(text: str) -> str:
    """Remove the brackets at the end of a string."""
    return text[: find_brackets(text)[-1][0]].rstrip() if trailing_brackets(text) else text


def parse_name_details(parts: list[str], whole: str, *, sure: bool) -> NameDetails:
    """Separate the name of one person from role, position, organisation and pronouns.

    Args:
        parts: The string, split at commas.
        whole: The string.
        sure: True if commas are known to precede position and organisation.
    """
    details = NameDetails()
    parts = [details.take_marks(part) for part in parts]
    whole = split_marks(whole).name if len(parts) > 1 else parts[0]
    first, *rest = (_take_email_address(part, details) for part in parts)
    rest = [part for part in rest if part]
    family_first = len(rest) == 1 and is_family_name_first(first, rest[0]) and parse_role(rest[0]) is None
    if rest and not family_first and details.take_affiliation(rest, sure=sure):
        details.name = _take_brackets(first, details)
    else:
        # As far as is known, all of it is the name.
        details.name = _take_brackets(_take_email_address(whole, details), details)
        if rest and not family_first:
            details.ambiguities.append(NOT_A_NAME)
    details.name = _take_dashes(details.name, details)
    details.name = " ".join(details.take_trailing_brackets(details.name).split())
    if ":" in details.name or "：" in details.name:
        details.ambiguities.append(
            "was imported as a name; the word before the colon is not a known role. Check it."
        )
    elif not details.ambiguities and has_position_word(details.name) and not is_full_name(details.name):
        details.ambiguities.append("was imported as a name, but looks like a position. Check it.")
    return details


def parse_name(text: str) -> NameDetails:
    """Parse a field with the name of one person: marks, and details in brackets, are separated from it."""
    details = NameDetails()
    if is_placeholder(text):
        details.name = text
        return details
    name = _take_email_address(details.take_marks(text), details) or text
    if (inside := trailing_brackets(name)) and not is_acronym(bare := strip_trailing_brackets(name)):
        if is_pronouns(inside) or not has_organisation_word(bare):
            name = _take_brackets(name, details)
            for label in ("position", "organisation", "pronouns"):
                if detail := getattr(details, label):
                    details.separated.append(f"{label} '{detail}'")
        name = details.take_trailing_brackets(name)
    details.name = " ".join(name.split())
    return details


def mask_email_addresses(text: str) -> str:
    """Replace e-mail addresses with three dots, so that the text may be stored and shown."""
    return (
        "".join(_mask_email_address(piece) for piece in _AROUND_EMAIL_ADDRESSES.split(text))
        if "@" in text
        else text
    )


def _mask_email_address(piece: str) -> str:
    address = _email_address(piece)
    return piece if address is None else piece.replace(address, "…")


def _email_address(piece: str) -> str | None:
    match = _EMAIL_ADDRESS.fullmatch(piece.strip(".:'\"")) if "@" in piece else None
    return None if match is None else match[1]


def _take_email_address(text: str, details: NameDetails) -> str:
    """Remove e-mail addresses; the first one becomes a detail."""
    if "@" not in text:
        return text
    pieces = []
    for piece in _AROUND_EMAIL_ADDRESSES.split(text):
        address = _email_address(piece)
        if address is None:
            pieces.append(piece)
        else:
            details.email = details.email or address
    return _EMPTY.sub(" ", "".join(pieces)).strip(" ,;:–—-") if details.email else text


def _take_brackets(text: str, details: NameDetails) -> str:
    """Remove brackets that are not part of the name; their content becomes details."""
    pieces, at = [], 0
    for start, end in find_brackets(text):
        if _is_detail(text[start + 1 : end - 1].strip(), details):
            pieces.append(text[at:start])
            at = end
    left = " ".join([*pieces, text[at:]])
    return left if left.strip() else text


def _is_detail(inside: str, details: NameDetails) -> bool:
    if not inside or len(inside) > 4 * LONGEST_NAME:
        return False
    if not details.pronouns and is_pronouns(inside):
        details.pronouns = inside
        return True
    parts = [span.of(inside) for span in split_outside_brackets(inside, _COMMA_OR_SEMICOLON)]
    pronouns = [part for part in parts if is_pronouns(part)]
    if len(pronouns) == 1 and not details.pronouns and not any(map(is_full_name, parts)):
        # Beside pronouns in brackets is the affiliation.
        details.pronouns = pronouns[0]
        return details.take_affiliation([part for part in parts if part not in pronouns], sure=True)
    if not details.role and any(parse_role(part) is not None for part in parts):
        # Beside a role in brackets is the affiliation of its holder.
        return details.take_affiliation(parts, sure=True)
    if details.position or details.organisation or any(map(is_full_name, parts)):
        return False
    return details.take_affiliation(parts, sure=False)


def _take_dashes(text: str, details: NameDetails) -> str:
    """The name before a dash, if role, position or organisation follow."""
    pieces = split_outside_brackets(text, SPACED_DASH)
    if len(pieces) < 2:
        return text
    first, *rest = (piece.of(text) for piece in pieces)
    if details.take_affiliation([part for span in rest for part in _at_commas(span)], sure=False):
        return first
    details.ambiguities.append(NOT_A_NAME)
    return text


def _at_commas(text: str) -> list[str]:
    return [span.of(text) for span in split_outside_brackets(text, _COMMA_OR_SEMICOLON)]


def _split_affiliation(parts: list[str]) -> tuple[str, str]:
    """Position and organisation from strings that state one or both."""
    if len(parts) == 1:
        return _split_single_part(parts[0])
    at = next(
        (at for at, part in enumerate(parts) if has_organisation_word(part) and not has_position_word(part)),
        None,
    )
    if at is None:
        at = len(parts) - 1
        if has_position_word(parts[-1]) and not has_position_word(parts[0]):  # the employer goes first
            return ", ".join(parts[1:]), parts[0]
    elif at == 0:
        last = next((n for n, part in enumerate(parts) if has_position_word(part)), len(parts))
        return ", ".join(parts[last:]), ", ".join(parts[:last])
    return ", ".join(parts[:at]), ", ".join(parts[at:])


def _split_single_part(part: str) -> tuple[str, str]:
    # East Asian custom puts the position after the organisation and a blank: 饿了么 高级开发工程师.
    head, _, last = part.rpartition(" ")
    if head.strip() and _EAST_ASIAN.search(last) and has_position_word(last) and not has_position_word(head):
        return last, strip_span(head, 0, len(head)).of(head)
    if has_position_word(part):
        return part, ""
    return "", part


_PEOPLE = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});)|[;；؛|｜、\n\r\x0b\x0c\x85\u2028\u2029]"
)
BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_LABEL_AFTER_COMMA = re.compile(r"[,，]\s{0,9}([^,，:：\s][^,，:：]{0,59})[:：]")
_BULLET = re.compile(r"(?:[-–—•*‣▪◦]|\d{1,2}[.)])\s+(?=\S)")
_SIGNS = re.compile(r"[\s,，،.:：&/_\-–—*]*")
_QUOTED = 80
NOBODY = "names nobody. Left out. Write the names, or delete it."
_BROKEN = "was broken across lines. Imported as one person; separate two with ';'."


@dataclass(slots=True)
class RoleGroup:
    """Spans that one word for a role may apply to.

    Attributes:
        word: The word; empty without one.
        role: Its role.
        start: Where the word begins in the string.
        pieces: The pieces, without the word.
    """

    word: str = ""
    role: Role | None = None
    start: int = 0
    pieces: list[TextSpan] = field(default_factory=list)


def group_by_role(cell: str, ambiguities: list[str]) -> list[RoleGroup]:
    """Group the spans of a string by the word for a role before them.

    Args:
        cell: The string.
        ambiguities: The list to which a sentence is added for each ambiguity.
    """
    groups = [RoleGroup()]
    lines = (
        part for line in split_outside_brackets(cell, _PEOPLE) for part in _split_before_roles(cell, line)
    )
    for line in _join_wrapped_lines(cell, [*lines], ambiguities):
        piece = _without_bullet(cell, line)
        if _SIGNS.fullmatch(piece.of(cell)):
            if not is_placeholder(piece.of(cell)):
                ambiguities.append(f"{quote(piece.of(cell))} {NOBODY}")
            continue
        known = _role_before(piece.of(cell))
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


def _without_bullet(cell: str, piece: TextSpan) -> TextSpan:
    bullet = _BULLET.match(piece.of(cell))
    return piece if bullet is None else strip_span(cell, piece.start + bullet.end(), piece.end, piece.before)


def _join_wrapped_lines(cell: str, pieces: list[TextSpan], ambiguities: list[str]) -> list[TextSpan]:
    """Join a name that was broken at the end of a line."""
    joined_pieces: list[TextSpan] = []
    for piece in pieces:
        last = joined_pieces[-1] if joined_pieces else None
        if last is not None and _is_continuation(cell, last, piece):
            joined_pieces[-1] = joined = TextSpan(last.start, piece.end, last.before)
            ambiguities.append(f"{quote(joined.of(cell))} {_BROKEN}")
        else:
            joined_pieces.append(piece)
    return joined_pieces


def _is_continuation(cell: str, last: TextSpan, piece: TextSpan) -> bool:
    if len(piece.before) > 2 or not set(piece.before) <= BREAKS or piece.end - last.start > NAME_LIMIT:
        return False
    words = (last.of(cell), piece.of(cell))
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


def quote(text: str) -> str:
    """Quote a text in a message: on one line, shortened, and without e-mail addresses."""
    # E-mail addresses are private, and ambiguities are shown to others.
    tidy = " ".join(mask_email_addresses(text).split())
    return f"“{tidy}”" if len(tidy) <= _QUOTED else f"“{tidy[: _QUOTED - 1]}…”"


_COMMA = re.compile("[,，،]")
_AND = re.compile(
    r"(?<=\s)(?:&(?:amp;)?|and|und|et|och|и|و|和|与|與|及|以及|및)(?=\s)|(?<=[\u3400-\u9fff])[和与與及](?=[\u3400-\u9fff])",
    re.IGNORECASE,
)
_BEGINS_WITH_AND = re.compile(r"(?:&(?:amp;)?|and|und|et|och|и)\s", re.IGNORECASE)
_HAN_NAME = re.compile("[\u3400-\u9fff]{2,4}")  # in which 和 is a part of the name as well as not
_PERHAPS_AND = re.compile(r"(?<=\s)(?:y|e|i|og|en|ja|with|mit|avec|con)(?=\s)|(?<=\s)\+(?=\s)")
_SLASH = re.compile(r"[/／]")
_CODE = re.compile(r"([A-Za-z]{1,12})[ _-]?\d{1,5}")
IN_TWO_FORMS = "was imported as one person with two forms of a name. If it names two, separate them with ';'."


@dataclass(frozen=True, slots=True)
class ParsedPerson:
    """A person named in a string.

    Attributes:
        name: The name as written, blanks made single.
        role: As what they appear, where a word for it is there.
        role_word: That word, as written; empty if there is none.
        position: The position, as written.
        organisation: The organisation, as written.
        pronouns: The pronouns, as written.
        email: The first e-mail address beside the name: it is private and belongs in contacts.
        country: The country beside the name, as its ISO 3166-1 code.
        status: The status of the appearance, if a mark beside the name states one.
        raw: The span of the string with all of this. Between the spans of two people there is
            nothing but separators and blanks.
    """

    name: str
    role: Role | None = None
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    email: str = ""
    country: str = ""
    status: Status | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ParsedPeople:
    """The people named in a string.

    Attributes:
        people: The people, in order.
        ambiguities: A sentence for each ambiguity, which somebody should check.
        remarks: A sentence for each name from which a mark or bracket was separated.
    """

    people: tuple[ParsedPerson, ...]
    ambiguities: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def parse_people(cell: str) -> ParsedPeople:
    """Parse the people that a string names, by the rules of this module.

    Any string is accepted; the time grows linearly with its length. Private data in it, an
    e-mail address, is in no field but ``email`` and ``raw``; `mask_email_addresses` hides it elsewhere.
    """
    parser = _PeopleParser(cell)
    for group in group_by_role(cell, parser.ambiguities):
        parser.add_group(group)
    if not parser.people and not parser.ambiguities and cell.strip():
        if is_placeholder(cell):
            parser.remarks.append(f"{quote(cell)} is a placeholder for an unknown value. Left out.")
        else:
            parser.ambiguities.append(f"{quote(cell)} {NOBODY}")
    return ParsedPeople(
        tuple(parser.people), tuple(dict.fromkeys(parser.ambiguities)), tuple(dict.fromkeys(parser.remarks))
    )


class _CommaMeaning(Enum):
    """The meaning of commas: between people, or before positions and organisations."""

    PERHAPS_PEOPLE = auto()
    PEOPLE = auto()
    AFFILIATIONS = auto()


class _PeopleParser:
    """The people and ambiguities of one string."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.people: list[ParsedPerson] = []
        self.ambiguities: list[str] = []
        self.remarks: list[str] = []

    def add_ambiguity(self, piece: TextSpan, why: str) -> None:
        self.ambiguities.append(f"{quote(piece.of(self.cell))} {why}")

    def add_group(self, group: RoleGroup) -> None:
        """Add the people of a group with its role."""
        if not group.pieces:
            self.ambiguities.append(f"Role {quote(group.word)} without a name. Left out. Add the name.")
            return
        commas = self._commas(group.pieces)
        many = [person for piece in group.pieces for person in self._split(piece, commas)]
        if not many:
            return
        first = many[0][0]
        if group.word:
            many[0] = (TextSpan(group.start, first.end), many[0][1])
        for at, (piece, details) in enumerate(many):
            is_grouped = group.role is not None and (at == 0 or is_plural_role(group.word))
            own = details.role is not None
            self.people.append(
                ParsedPerson(
                    name=details.name,
                    role=details.role if own else group.role if is_grouped else None,
                    role_word=details.role_word if own else group.word if is_grouped else "",
                    position=details.position,
                    organisation=details.organisation,
                    pronouns=details.pronouns,
                    email=details.email,
                    country=details.country,
                    status=details.status,
                    raw=piece.of(self.cell),
                )
            )
        if group.role is not None and len(many) > 1 and not is_plural_role(group.word):
            self.add_ambiguity(
                TextSpan(many[0][0].start, many[-1][0].end),
                f"names several people. Imported {quote(group.word)} as the role of the first only.",
            )

    def _commas(self, pieces: list[TextSpan]) -> _CommaMeaning:
        """The meaning of commas in the spans of a group."""
        signs = set("".join(piece.before for piece in pieces[1:]))
        if not signs:
            return _CommaMeaning.PERHAPS_PEOPLE
        lists = signs <= BREAKS and all(self._is_list(span) for span in pieces)
        return _CommaMeaning.PEOPLE if lists else _CommaMeaning.AFFILIATIONS

    def _split(self, piece: TextSpan, commas: _CommaMeaning) -> list[tuple[TextSpan, NameDetails]]:
        """The people of one span, each with the span that names them."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
        within = [TextSpan(piece.start + span.start, piece.start + span.end) for span in parts]
        if len(within) == 1:
            people = self._split_at_slash(within[0]) or self._split_at_and(within[0])
        elif commas is _CommaMeaning.AFFILIATIONS:
            return self._parse_person(piece, within, sure=True)
        elif self._is_list(piece):
            people = [span for part in within for span in self._split_at_and(part)]
        else:
            people = self._split_family_names(piece)
        if not people:
            return self._parse_person(piece, within)
        people_found = [person for span in people for person in self._parse_person(span, [span])]
        ends = [trailing_brackets(span.of(self.cell)) for span in people]
        if len(people) > 1 and all(ends) and any(map(has_organisation_word, ends)):
            for _, details in people_found:
                details.take_bracketed_organisation()
        return people_found

    def _is_list(self, piece: TextSpan) -> bool:
        """True if commas, and an "and" before the last, separate full names and nothing else."""
        text = piece.of(self.cell)
        parts = _with_degrees(text, split_outside_brackets(text, _COMMA))
        sides = [side for part in parts for side in (_split_at_and(part.of(text)) or [part.of(text)])]
        return all(map(_is_person, sides)) or _are_codes(sides)

    def _split_at_and(self, piece: TextSpan) -> list[TextSpan]:
        """The spans around an "and" if all are full names; else the span as it is."""
        text = piece.of(self.cell)
        begun = _BEGINS_WITH_AND.match(text)
        if begun is not None:
            piece = strip_span(self.cell, piece.start + begun.end(), piece.end)
            text = piece.of(self.cell)
        sides = split_outside_brackets(text, _AND)
        if len(sides) > 1:
            if all(_is_person(side.of(text)) for side in sides):
                return [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]
            if not has_organisation_word(text) and not _HAN_NAME.fullmatch(text):
                self.add_ambiguity(
                    piece, "was imported as one person. If it names several, separate them with ';'."
                )
        elif len(others := split_outside_brackets(text, _PERHAPS_AND)) > 1 and all(
            is_full_name(o.of(text)) for o in others
        ):
            self.add_ambiguity(piece, "was imported as one person. If it names two, separate them with ';'.")
        return [piece]

    def _split_at_slash(self, piece: TextSpan) -> list[TextSpan]:
        """The full names between slashes, in one script and without a word in common; else none.

        Forms of one name are in several scripts, or share a word: Emmy Noether / 华罗庚, Li Wei / Wei Li.
        """
        text = piece.of(self.cell)
        sides = split_outside_brackets(text, _SLASH)
        names = [side.of(text) for side in sides]
        words = [word for name in names for word in {*fold_name(name).split()}]
        if len(sides) < 2 or not all(map(is_full_name, names)) or len({*words}) < len(words):
            return []
        if len({first_script(name) for name in names}) > 1:
            return []
        return [TextSpan(piece.start + side.start, piece.start + side.end) for side in sides]

    def _split_family_names(self, piece: TextSpan) -> list[TextSpan]:
        """Names with the family name first, separated by "and": Noether, Emmy and Meitner, Lise."""
        text = piece.of(self.cell)
        sides = split_outside_brackets(text, _AND)
        if len(sides) < 2:
            return []
        for side in sides:
            parts = [span.of(side.of(text)) for span in split_outside_brackets(side.of(text), _COMMA)]
            if len(parts) != 2 or not is_family_name_first(*parts):
                return []
        return [TextSpan(piece.start + span.start, piece.start + span.end) for span in sides]

    def _parse_person(
        self, piece: TextSpan, parts: list[TextSpan], *, sure: bool = False
    ) -> list[tuple[TextSpan, NameDetails]]:
        """The person of a span; empty if it contains only an e-mail address."""
        details = parse_name_details([part.of(self.cell) for part in parts], piece.of(self.cell), sure=sure)
        if not details.name:
            self.add_ambiguity(piece, NOBODY)
            return []
        for why in details.ambiguities:
            self.add_ambiguity(piece, why)
        if details.remark:
            self.remarks.append(f"{quote(piece.of(self.cell))} {details.remark}")
        if len(details.name) > NAME_LIMIT:
            self.add_ambiguity(piece, f"is longer than the limit for names, {NAME_LIMIT} characters.")
        if _SLASH.search(details.name):
            self.add_ambiguity(piece, IN_TWO_FORMS)
        return [(piece, details)]


def _split_at_and(text: str) -> list[str]:
    begun = _BEGINS_WITH_AND.match(text)
    text = text[begun.end() :] if begun else text
    return [span.of(text) for span in split_outside_brackets(text, _AND)]


def _is_person(text: str) -> bool:
    """True for a full name, with or without brackets after it, and for a placeholder of one."""
    return is_full_name(text) or is_full_name(strip_trailing_brackets(text)) or is_placeholder(text)


def _are_codes(texts: list[str]) -> bool:
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
