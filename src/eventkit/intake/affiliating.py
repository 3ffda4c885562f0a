"""What stands beside a name: role, position, organisation, pronouns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eventkit.intake.naming import (
    NAME_LIMIT,
    is_family_given,
    is_full_name,
    names_body,
    names_position,
    pronouns_in,
)
from eventkit.intake.parting import DASH, bare, enclosed, parted
from eventkit.intake.roles import role_of
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
class Aside:
    """A name and what stood beside it; each is as written, empty where there is none."""

    name: str = ""
    role: Role | None = None
    role_word: str = ""
    position: str = ""
    organisation: str = ""
    pronouns: str = ""
    email: str = ""
    doubts: list[str] = field(default_factory=list)

    def affiliate(self, parts: list[str], *, sure: bool) -> bool:
        """Take strings for position and organisation, if their words tell that they are that.

        Args:
            parts: The strings, in order.
            sure: Whether they can be nothing else, whatever their words are.
        """
        rest = [part for part in parts if not self._is_role(part)]
        if not rest:
            return True
        known = [names_position(part) or names_body(part) for part in rest]
        if not sure and not (any(known) and not any(map(is_full_name, rest))):
            return False
        position, organisation = _told_apart(rest)
        self.position = ", ".join(filter(None, (self.position, position)))
        self.organisation = ", ".join(filter(None, (self.organisation, organisation)))
        if not any(known):
            self.doubts.append(
                f"was taken apart by its place alone: is “{self.organisation}” the organisation?"
            )
        return True

    def come_from_end(self) -> None:
        """Take the brackets at the end of the name for the organisation, where none is known yet."""
        end = bracketed_end(self.name)
        if end and not (self.organisation or self.position or role_of(end) or pronouns_in(end)):
            self.name, self.organisation = without_end(self.name), end

    def _is_role(self, part: str) -> bool:
        if self.role is not None or (role := role_of(part)) is None:
            return False
        self.role, self.role_word = role, part
        return True


def bracketed_end(text: str) -> str:
    """What stands in the brackets that a text ends with; empty where it does not."""
    pairs = enclosed(text)
    return text[pairs[-1][0] + 1 : -1].strip() if pairs and pairs[-1][1] == len(text) else ""


def without_end(text: str) -> str:
    """A text without the brackets that it ends with."""
    return text[: enclosed(text)[-1][0]].rstrip() if bracketed_end(text) else text


def aside(parts: list[str], whole: str, *, sure: bool) -> Aside:
    """The name of one person told apart from what stands beside it.

    Args:
        parts: The string parted at commas.
        whole: The string.
        sure: Whether it is known that commas set off position and organisation.
    """
    said = Aside()
    first, *rest = (_without_address(part, said) for part in parts)
    rest = [part for part in rest if part]
    family_first = len(rest) == 1 and is_family_given(first, rest[0]) and role_of(rest[0]) is None
    if rest and not family_first and said.affiliate(rest, sure=sure):
        said.name = _without_brackets(first, said)
    else:
        # All of it is the name, as far as can be told.
        said.name = _without_brackets(_without_address(whole, said), said)
        if rest and not family_first:
            said.doubts.append(NOT_A_NAME)
    said.name = _without_dashes(said.name, said)
    said.name = " ".join(said.name.split())
    if ":" in said.name or "：" in said.name:
        said.doubts.append("was taken for a name: what stands before the colon is no role that is known")
    elif not said.doubts and names_position(said.name) and not is_full_name(said.name):
        said.doubts.append("was taken for a name, and looks like a position")
    return said


def without_addresses(text: str) -> str:
    """The text with three dots for each e-mail address: what may be kept and passed on."""
    return "".join(_hidden(each) for each in _ABOUT_ADDRESSES.split(text)) if "@" in text else text


def _hidden(piece: str) -> str:
    found = _address(piece)
    return piece if found is None else piece.replace(found, "…")


def _address(piece: str) -> str | None:
    found = _ADDRESS.fullmatch(piece.strip(".:'\"")) if "@" in piece else None
    return None if found is None else found[1]


def _without_address(text: str, said: Aside) -> str:
    """The text without e-mail addresses; the first one is put aside."""
    if "@" not in text:
        return text
    kept = []
    for piece in _ABOUT_ADDRESSES.split(text):
        found = _address(piece)
        if found is None:
            kept.append(piece)
        else:
            said.email = said.email or found
    return _EMPTY.sub(" ", "".join(kept)).strip(" ,;:–—-") if said.email else text


def _without_brackets(text: str, said: Aside) -> str:
    """The text without the brackets that hold what is no part of a name."""
    kept, at = [], 0
    for start, end in enclosed(text):
        if _is_aside(text[start + 1 : end - 1].strip(), said):
            kept.append(text[at:start])
            at = end
    left = " ".join([*kept, text[at:]])
    return left if left.strip() else text


def _is_aside(inside: str, said: Aside) -> bool:
    if not inside or len(inside) > 4 * NAME_LIMIT:
        return False
    if not said.pronouns and pronouns_in(inside):
        said.pronouns = inside
        return True
    parts = [each.of(inside) for each in parted(inside, _COMMA)]
    if not said.role and any(role_of(part) is not None for part in parts):
        # What stands beside a role in brackets is where its holder comes from.
        return said.affiliate(parts, sure=True)
    if said.position or said.organisation or any(map(is_full_name, parts)):
        return False
    return said.affiliate(parts, sure=False)


def _without_dashes(text: str, said: Aside) -> str:
    """The name before a dash, where role, position or organisation follow on it."""
    pieces = parted(text, DASH)
    if len(pieces) < 2:
        return text
    first, *rest = (each.of(text) for each in pieces)
    if said.affiliate([part for each in rest for part in _at_commas(each)], sure=False):
        return first
    said.doubts.append(NOT_A_NAME)
    return text


def _at_commas(text: str) -> list[str]:
    return [each.of(text) for each in parted(text, _COMMA)]


def _told_apart(parts: list[str]) -> tuple[str, str]:
    """Position and organisation, of strings that say one or both."""
    if len(parts) == 1:
        return _one_told_apart(parts[0])
    at = next((at for at, part in enumerate(parts) if names_body(part) and not names_position(part)), None)
    if at is None:
        at = len(parts) - 1
        if names_position(parts[-1]) and not names_position(parts[0]):  # the employer goes first
            return ", ".join(parts[1:]), parts[0]
    elif at == 0:
        last = next((n for n, part in enumerate(parts) if names_position(part)), len(parts))
        return ", ".join(parts[last:]), ", ".join(parts[:last])
    return ", ".join(parts[:at]), ", ".join(parts[at:])


def _one_told_apart(part: str) -> tuple[str, str]:
    # East Asian custom puts the position after the organisation and a blank: 饿了么 高级开发工程师.
    head, _, last = part.rpartition(" ")
    if head.strip() and _EAST_ASIAN.search(last) and names_position(last) and not names_position(head):
        return last, bare(head, 0, len(head)).of(head)
    if names_position(part):
        return part, ""
    return "", part
