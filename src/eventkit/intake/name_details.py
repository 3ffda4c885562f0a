"""Name details: the name of one person, separated from role, position, organisation, pronouns and marks.

``Ada Lovelace (she/her), Analyst, Analytical Society (online)`` is one person with details. Whether a comma
precedes a position or belongs to the name is known from the strings around it, or decided by words for
positions and organisations; what is not certain stays part of the name, and the ambiguity is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eventkit.intake.word_lists import parse_country, parse_role
from eventkit.messages import Fact, Listed, Message, Term, sentence
from eventkit.model import Role, Status
from eventkit.texts import first_script
from eventkit.texts.name_caches import cache_names
from eventkit.texts.name_marks import MarkKind, is_placeholder, split_marks
from eventkit.texts.name_patterns import (
    LONGEST_NAME,
    SPACED_DASH,
    are_initials,
    find_brackets,
    has_institution_abbreviation,
    has_organisation_word,
    has_position_word,
    is_acronym,
    is_family_name_first,
    is_full_name,
    is_pronouns,
    split_outside_brackets,
    strip_span,
    strip_titles,
)

_COMMA_OR_SEMICOLON = re.compile("[,，،;]")
_EMAIL_ADDRESS = re.compile(r"(?:mailto:)?([^@]{1,64}@[^@]{1,255}\.[^@.]{2,63})", re.IGNORECASE)
_AROUND_EMAIL_ADDRESSES = re.compile(r"([\s<>()\[\]（）【】,，、;；|]+)")
_WEB_ADDRESS = re.compile(r"https?://\S{1,2000}")
_EMPTY = re.compile(r"<[\s,;]*>|\([\s,;]*\)|\[[\s,;]*\]|（[\s,;]*）|【[\s,;]*】")
_HAN = re.compile("[\u3400-\u9fff]")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")
# Departments, degrees and offices that are codes of countries as well, so that neither is certain.
_DEPARTMENTS = frozenset({"AI", "CS", "HR", "IT", "MA", "MD", "ML", "PM", "PR", "QA", "TV"})
_QUOTED = 80
NOT_A_NAME = sentence(
    "“{text}” was imported as one person. If it names several, separate them with ';'. "
    "Put positions and organisations into their own columns."
)


@dataclass(slots=True)
class ParsedPerson:
    """A name and the details beside it, as written; empty if missing."""

    name: str = ""
    role: Role | None = None  # as what they appear, where a word for it is there
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    link: str = ""  # a web address in brackets
    email: str = ""  # the first address beside the name: it is private and belongs in contacts
    country: str = ""  # its ISO 3166-1 code
    status: Status | None = None  # of the appearance, if a mark beside the name states it
    given: str = ""  # only if a comma in the name tells it from the family name
    family: str = ""
    is_group: bool = field(default=False, compare=False)  # true for several people under one name
    # The span of a cell with all of this. Between the spans of two people there is nothing but separators
    # and blanks.
    raw: str = ""
    # Sentences about the `text` that was parsed, and perhaps about the `organisation`.
    ambiguities: list[str] = field(default_factory=list, compare=False)
    separated: list[Fact] = field(default_factory=list, compare=False)
    left_out: list[str] = field(default_factory=list, compare=False)

    def remark(self, text: str) -> Message | None:
        """The remark about what was separated from the name in a text; ``None`` if nothing was."""
        if not self.separated and not self.left_out:
            return None
        return Message(
            "“{text}” was imported as '{name}' ({details})."
            if self.separated
            else "“{text}” was imported as '{name}'.",
            "Left out: {marks}." if self.left_out else "",
            text=abridge(text),
            name=self.name,
            details=Listed(tuple(self.separated)),
            marks=Listed(tuple(Message("'{word}'", word=mark) for mark in self.left_out)),
        )

    def take_marks(self, text: str) -> str:
        """The text without the marks of a name, which become the status or a remark."""
        marked = split_marks(text)
        for mark in marked.marks:
            if mark.kind is MarkKind.REMARK:
                self.left_out.append(mark.text)
            elif self.status is None:
                self.status = Status.TENTATIVE if mark.kind is MarkKind.TENTATIVE else Status.CANCELLED
                self.separated.append(Term(self.status))
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
            self.separated.append(Message("country '{word}'", word=country))
            return name
        is_body = is_institution or (is_acronym(inside) and inside not in _DEPARTMENTS)
        if is_body and not self.organisation:
            self.organisation = inside
            self.separated.append(Message("organisation '{word}'", word=inside))
            return name
        return text

    def take_affiliation(self, parts: list[str], *, sure: bool, is_judged: bool = False) -> bool:
        """Take strings as position and organisation, if their words indicate these, or if that is ``sure``.

        What is judged of a whole column is not reported of each cell.
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
        if not any(known) and not is_judged:
            self.ambiguities.append(
                sentence(
                    "“{text}” was split by position alone. Check whether “{organisation}” is the "
                    "organisation."
                )
            )
        return True

    def take_bracketed_organisation(self) -> None:
        """Take the brackets after the name as the organisation, if none is known yet."""
        end, name = trailing_brackets(self.name), strip_trailing_brackets(self.name)
        is_other = parse_role(end) or is_pronouns(end) or are_initials(end, name)
        if end and not (self.organisation or self.position or is_other):
            self.name, self.organisation = name, end

    def _is_role(self, part: str) -> bool:
        if self.role is not None or (role := parse_role(part)) is None:
            return False
        self.role, self.role_word = role, part
        return True


def trailing_brackets(text: str) -> str:
    """The text in the brackets at the end of a string; empty without them."""
    pairs = [] if text[-1:].isalpha() else find_brackets(text)
    return text[pairs[-1][0] + 1 : -1].strip() if pairs and pairs[-1][1] == len(text) else ""


def strip_trailing_brackets(text: str) -> str:
    return text[: find_brackets(text)[-1][0]].rstrip() if trailing_brackets(text) else text


def parse_name_details(
    parts: list[str],
    whole: str,
    *,
    sure: bool,  # true if commas are known to precede position and organisation
    is_judged: bool = False,  # see `ParsedPerson.take_affiliation`
    is_stated: bool = False,  # true if that is stated, so that a comma never precedes a given name
    is_family_first: bool = False,  # true if the first comma is known to precede the given name
    has_dash: bool = False,  # true if a dash is known to precede position and organisation
) -> ParsedPerson:
    """Separate the name of one person from role, position, organisation and pronouns."""
    details = ParsedPerson()
    parts = [details.take_marks(part) for part in parts]
    whole = split_marks(whole).name if len(parts) > 1 else parts[0]
    first, *rest = (_take_email_address(part, details) for part in parts)
    rest = [part for part in rest if part]
    if is_family_first and rest and _is_first_name(rest[0]):
        details.family, details.given = strip_titles(first), strip_trailing_brackets(rest[0])
        title = first.removesuffix(details.family)
        first = f"{title}{details.given} {details.family}{rest[0].removeprefix(details.given)}"
        whole, rest, sure = ", ".join((first, *rest[1:])), rest[1:], True
    family_first = len(rest) == 1 and not (sure and is_stated) and _is_family_name_first(first, rest[0])
    if rest and not family_first and details.take_affiliation(rest, sure=sure, is_judged=is_judged):
        details.name = _take_brackets(first, details)
    else:
        # As far as is known, all of it is the name.
        details.name = _take_brackets(_take_email_address(whole, details), details)
        if rest and not family_first:
            details.ambiguities.append(NOT_A_NAME)
    details.name = _take_dashes(details.name, details, sure=has_dash)
    details.name = " ".join(details.take_trailing_brackets(details.name).split())
    if ":" in details.name or "：" in details.name:
        details.ambiguities.append(
            sentence(
                "“{text}” was imported as a name; the word before the colon is not a known role. Check it."
            )
        )
    elif not (details.ambiguities or is_full_name(details.name)) and has_position_word(details.name):
        details.ambiguities.append(
            sentence("“{text}” was imported as a name, but looks like a position. Check it.")
        )
    return details


def is_name(text: str) -> bool:
    """True for a full name, also with the family name first: Noether, Emmy."""
    return is_full_name(text) or bool(invert_name(text))


def may_have_organisation(text: str, *, is_judged: bool = False) -> bool:
    """True for a full name, or any of several words, before brackets that have no other form of it.

    In a column that is judged to have organisations in brackets, a word may be the name, such as
    ``Azarquiel (Toledo)``; a handle is none, and no organisation: ``PhD (Philipp)``, ``James (purpleidea)``.
    """
    inside, name = trailing_brackets(text), strip_trailing_brackets(text)
    if _WEB_ADDRESS.fullmatch(inside):
        return False
    words = len(name.split())
    # Beside 高橋 美咲 the form in another script has a space as well.
    is_form = first_script(inside) != first_script(name) and not (
        words > 1 and _HAN.match(name) and len(inside.split()) < words
    )
    is_word = (name.istitle() or name.lower() == name.upper()) and not inside.islower()
    return bool(inside) and (is_name(name) or words > 1 or (is_judged and is_word)) and not is_form


def _is_family_name_first(first: str, second: str) -> bool:
    """True for family and given name, perhaps with title and organisation: Ms Roy, Ana (KEK)."""
    given = strip_trailing_brackets(second)
    return is_family_name_first(strip_titles(first), given) and parse_role(given) is None


def _is_first_name(text: str) -> bool:
    given = strip_trailing_brackets(text)
    return is_family_name_first("Noether", given) and parse_role(given) is None


@cache_names(4096)
def invert_name(text: str) -> str:
    """The name with the given name first, of one with the family name first; empty for any other."""
    first, comma, second = split_marks(text).name.partition(",")
    return f"{second.strip()} {first}" if comma and _is_family_name_first(first, second) else ""


def parse_name(text: str) -> ParsedPerson:
    """Parse a field with the name of one person: marks, and details in brackets, are separated from it."""
    details = ParsedPerson()
    if is_placeholder(text):
        details.name = text
        return details
    name = _take_email_address(details.take_marks(text), details) or text
    if (inside := trailing_brackets(name)) and not is_acronym(bare := strip_trailing_brackets(name)):
        if is_pronouns(inside) or not has_organisation_word(bare):
            name = _take_brackets(name, details)
            for label, detail in (
                (sentence("position '{word}'"), details.position),
                (sentence("organisation '{word}'"), details.organisation),
                (sentence("pronouns '{word}'"), details.pronouns),
            ):
                if detail:
                    details.separated.append(Message(label, word=detail))
        name = details.take_trailing_brackets(name)
    details.name = " ".join(name.split())
    return details


def abridge(text: str) -> str:
    """A text to quote in a message: on one line, shortened, and without e-mail addresses."""
    # E-mail addresses are private, and ambiguities are shown to others.
    tidy = " ".join(mask_email_addresses(text).split())
    return tidy if len(tidy) <= _QUOTED else f"{tidy[: _QUOTED - 1]}…"


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


def _take_email_address(text: str, details: ParsedPerson) -> str:
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


def _take_brackets(text: str, details: ParsedPerson) -> str:
    """Remove brackets that are not part of the name; their content becomes details."""
    pieces, at = [], 0
    for start, end in find_brackets(text):
        inside = text[start + 1 : end - 1].strip()
        is_link = not details.link and _WEB_ADDRESS.fullmatch(inside) is not None
        details.link = inside if is_link else details.link
        if is_link or _is_detail(inside, details):
            pieces.append(text[at:start])
            at = end
    left = " ".join([*pieces, text[at:]])
    return left if left.strip() else text


def _is_detail(inside: str, details: ParsedPerson) -> bool:
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


def _take_dashes(text: str, details: ParsedPerson, *, sure: bool) -> str:
    """The name before a dash, if role, position or organisation follow."""
    pieces = split_outside_brackets(text, SPACED_DASH)
    if len(pieces) < 2:
        return text
    first, *rest = (piece.of(text) for piece in pieces)
    if details.take_affiliation(
        [part for span in rest for part in _at_commas(span)], sure=sure, is_judged=sure
    ):
        return first
    details.ambiguities.append(NOT_A_NAME)
    return text


def _at_commas(text: str) -> list[str]:
    return [span.of(text) for span in split_outside_brackets(text, _COMMA_OR_SEMICOLON)]


def _split_affiliation(parts: list[str]) -> tuple[str, str]:
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
        first, *rest = SPACED_DASH.split(part, maxsplit=1)
        has_body = rest and has_position_word(first) and not has_position_word(rest[0])
        return (first.strip(), rest[0].strip()) if has_body else (part, "")
    return "", part
