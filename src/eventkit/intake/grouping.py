"""Lines of a string that names people, put under the words for their roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eventkit.intake.affiliating import mask_email_addresses
from eventkit.intake.parting import SPACED_DASH, TextSpan, split_outside_brackets, strip_span
from eventkit.intake.roles import WORD_LIMIT, parse_role
from eventkit.model import Role
from eventkit.model.people import NAME_LIMIT

_PEOPLE = re.compile(
    r"(?P<kept>&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});)|[;；؛|｜、\n\r\x0b\x0c\x85\u2028\u2029]"
)
BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_BULLET = re.compile(r"(?:[-–—•*‣▪◦]|\d{1,2}[.)])\s+(?=\S)")
_SIGNS = re.compile(r"[\s,，،.:：&/_\-–—*]*")
_QUOTED = 80

NOBODY = "names nobody: write the names, or leave it out"
_BROKEN = "was broken at the end of a line and taken for one person: part two by ';'"


@dataclass(slots=True)
class RoleGroup:
    """Pieces that one word for a role may hold for.

    Attributes:
        word: The word; empty where there is none.
        role: What it stands for.
        start: Where the word begins in the string.
        pieces: The pieces, without the word.
    """

    word: str = ""
    role: Role | None = None
    start: int = 0
    pieces: list[TextSpan] = field(default_factory=list)


def group_by_role(cell: str, doubts: list[str]) -> list[RoleGroup]:
    """The groups of the pieces of a string.

    Args:
        cell: The string.
        doubts: Where to put a sentence for each thing that was not safe to tell.
    """
    found = [RoleGroup()]
    for line in _wrapped(cell, split_outside_brackets(cell, _PEOPLE), doubts):
        piece = _without_bullet(cell, line)
        if _SIGNS.fullmatch(piece.of(cell)):
            doubts.append(f"{quote(piece.of(cell))} {NOBODY}")
            continue
        known = _role_before(piece.of(cell))
        if known is not None:
            word, role, length = known
            rest = strip_span(cell, piece.start + length, piece.end, piece.before)
            found.append(RoleGroup(word, role, piece.start))
            if _SIGNS.fullmatch(rest.of(cell)) is None:
                found[-1].pieces.append(rest)
            continue
        if _is_blank_line(piece.before) and found[-1].pieces:
            found.append(RoleGroup())
        found[-1].pieces.append(piece)
    return [group for group in found if group.pieces or group.word]


def _without_bullet(cell: str, piece: TextSpan) -> TextSpan:
    bullet = _BULLET.match(piece.of(cell))
    return piece if bullet is None else strip_span(cell, piece.start + bullet.end(), piece.end, piece.before)


def _wrapped(cell: str, pieces: list[TextSpan], doubts: list[str]) -> list[TextSpan]:
    """The pieces, with a name that was broken at the end of a line put together again."""
    found: list[TextSpan] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and _goes_on(cell, last, piece):
            found[-1] = joined = TextSpan(last.start, piece.end, last.before)
            doubts.append(f"{quote(joined.of(cell))} {_BROKEN}")
        else:
            found.append(piece)
    return found


def _goes_on(cell: str, last: TextSpan, piece: TextSpan) -> bool:
    if len(piece.before) > 2 or not set(piece.before) <= BREAKS or piece.end - last.start > NAME_LIMIT:
        return False
    words = (last.of(cell), piece.of(cell))
    indented = cell[piece.start - 2 : piece.start] == "  "
    return indented and all(each.isalpha() and each[0].isupper() for each in words)


def _is_blank_line(before: str) -> bool:
    breaks = before.replace("\r\n", "\n")
    return len(breaks) > 1 and set(breaks) <= BREAKS


def _role_before(text: str) -> tuple[str, Role | None, int] | None:
    """A word for a role at the beginning of a piece, the role, and how far it reaches with its sign."""
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
    """A text as doubts quote it: on one line, cut where it is long, and without addresses."""
    # An address is nobody else's business, and doubts are passed on.
    tidy = " ".join(mask_email_addresses(text).split())
    return f"“{tidy}”" if len(tidy) <= _QUOTED else f"“{tidy[: _QUOTED - 1]}…”"
