"""What stands beside a name: role, position, organisation, pronouns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eventkit.intake.naming import (
    NAME_LIMIT,
    has_organisation_word,
    has_position_word,
    is_family_comma_given,
    is_full_name,
    is_pronouns,
)
from eventkit.intake.parting import SPACED_DASH, find_brackets, split_outside_brackets, strip_span
from eventkit.intake.roles import parse_role
from eventkit.model import Role

_COMMA = re.compile("[,，،;]")
_ADDRESS = re.compile(r"(?:mailto:)?([^@]{1,64}@[^@]{1,255}\.[^@.]{2,63})", re.IGNORECASE)
_ABOUT_ADDRESSES = re.compile(r"([\s<>()\[\]（）【】,，、;；|]+)")
_EMPTY = re.compile(r"<[\s,;]*>|\([\s,;]*\)|\[[\s,;]*\]|（[\s,;]*）|【[\s,;]*】")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")

NOT_A_NAME = (
    "was taken for one person: if it names several, part them by ';'; if it tells a position or an "
    "organisation, put that into a column of its own"
)


@dataclass(slots=True)
class NameDetails:
    """A name and what stood beside it; each is as written, empty where there is none."""

    name: str = ""
    role: Role | None = None
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    email: str = ""
    ambiguities: list[str] = field(default_factory=list)

    def take_affiliation(self, parts: list[str], *, sure: bool) -> bool:
        """Take strings for position and organisation, if their words tell that they are that.

        Args:
            parts: The strings, in order.
            sure: Whether they can be nothing else, whatever their words are.
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
                f"was taken apart by its place alone: is “{self.organisation}” the organisation?"
            )
        return True

    def take_bracketed_organisation(self) -> None:
        """Take the brackets at the end of the name for the organisation, where none is known yet."""
        end = trailing_brackets(self.name)
        if end and not (self.organisation or self.position or parse_role(end) or is_pronouns(end)):
            self.name, self.organisation = strip_trailing_brackets(self.name), end

    def _is_role(self, part: str) -> bool:
        if self.role is not None or (role := parse_role(part)) is None:
            return False
        self.role, self.role_word = role, part
        return True


def trailing_brackets(text: str) -> str:
    """What stands in the brackets that a text ends with; empty where it does not."""
    pairs = find_brackets(text)
    return text[pairs[-1][0] + 1 : -1].strip() if pairs and pairs[-1][1] == len(text) else ""


def strip_trailing_brackets(text: str) -> str:
    """A text without the brackets that it ends with."""
    return text[: find_brackets(text)[-1][0]].rstrip() if trailing_brackets(text) else text


def parse_name_details(parts: list[str], whole: str, *, sure: bool) -> NameDetails:
    """The name of one person told apart from what stands beside it.

    Args:
        parts: The string parted at commas.
        whole: The string.
        sure: Whether it is known that commas set off position and organisation.
    """
    said = NameDetails()
    first, *rest = (_take_email_address(part, said) for part in parts)
    rest = [part for part in rest if part]
    family_first = len(rest) == 1 and is_family_comma_given(first, rest[0]) and parse_role(rest[0]) is None
    if rest and not family_first and said.take_affiliation(rest, sure=sure):
        said.name = _take_brackets(first, said)
    else:
        # All of it is the name, as far as can be told.
        said.name = _take_brackets(_take_email_address(whole, said), said)
        if rest and not family_first:
            said.ambiguities.append(NOT_A_NAME)
    said.name = _take_dashes(said.name, said)
    said.name = " ".join(said.name.split())
    if ":" in said.name or "：" in said.name:
        said.ambiguities.append("was taken for a name: what stands before the colon is no role that is known")
    elif not said.ambiguities and has_position_word(said.name) and not is_full_name(said.name):
        said.ambiguities.append("was taken for a name, and looks like a position")
    return said


def mask_email_addresses(text: str) -> str:
    """The text with three dots for each e-mail address: what may be kept and passed on."""
    return (
        "".join(_mask_email_address(each) for each in _ABOUT_ADDRESSES.split(text)) if "@" in text else text
    )


def _mask_email_address(piece: str) -> str:
    found = _email_address(piece)
    return piece if found is None else piece.replace(found, "…")


def _email_address(piece: str) -> str | None:
    found = _ADDRESS.fullmatch(piece.strip(".:'\"")) if "@" in piece else None
    return None if found is None else found[1]


def _take_email_address(text: str, said: NameDetails) -> str:
    """The text without e-mail addresses; the first one is put aside."""
    if "@" not in text:
        return text
    kept = []
    for piece in _ABOUT_ADDRESSES.split(text):
        found = _email_address(piece)
        if found is None:
            kept.append(piece)
        else:
            said.email = said.email or found
    return _EMPTY.sub(" ", "".join(kept)).strip(" ,;:–—-") if said.email else text


def _take_brackets(text: str, said: NameDetails) -> str:
    """The text without the brackets that hold what is no part of a name."""
    kept, at = [], 0
    for start, end in find_brackets(text):
        if _is_detail(text[start + 1 : end - 1].strip(), said):
            kept.append(text[at:start])
            at = end
    left = " ".join([*kept, text[at:]])
    return left if left.strip() else text


def _is_detail(inside: str, said: NameDetails) -> bool:
    if not inside or len(inside) > 4 * NAME_LIMIT:
        return False
    if not said.pronouns and is_pronouns(inside):
        said.pronouns = inside
        return True
    parts = [each.of(inside) for each in split_outside_brackets(inside, _COMMA)]
    if not said.role and any(parse_role(part) is not None for part in parts):
        # What stands beside a role in brackets is where its holder comes from.
        return said.take_affiliation(parts, sure=True)
    if said.position or said.organisation or any(map(is_full_name, parts)):
        return False
    return said.take_affiliation(parts, sure=False)


def _take_dashes(text: str, said: NameDetails) -> str:
    """The name before a dash, where role, position or organisation follow on it."""
    pieces = split_outside_brackets(text, SPACED_DASH)
    if len(pieces) < 2:
        return text
    first, *rest = (each.of(text) for each in pieces)
    if said.take_affiliation([part for each in rest for part in _at_commas(each)], sure=False):
        return first
    said.ambiguities.append(NOT_A_NAME)
    return text


def _at_commas(text: str) -> list[str]:
    return [each.of(text) for each in split_outside_brackets(text, _COMMA)]


def _split_affiliation(parts: list[str]) -> tuple[str, str]:
    """Position and organisation, of strings that say one or both."""
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
