"""The band a badge wears: which of someone's roles it names, and in what colour."""

from __future__ import annotations

from collections.abc import Iterable

from eventkit.model import Appearance, Role, Session
from eventkit.typesetting import Colour

_HONOURED = Colour.parse("#8c1c13")
_PRESIDING = Colour.parse("#5b2a6e")
_DISCUSSING = Colour.parse("#0b5a45")
_SPEAKING = Colour.parse("#17457a")
_PERFORMING = Colour.parse("#7a4a10")
_OTHER = Colour.parse("#4a5058")

# In the order in which they count: who opens a forum and speaks at its panel wears the first.
COLOURS: dict[Role, Colour] = {
    Role.OPENING_REMARKS: _HONOURED,
    Role.KEYNOTE_SPEAKER: _HONOURED,
    Role.CLOSING_REMARKS: _HONOURED,
    Role.HOST: _PRESIDING,
    Role.CHAIR: _PRESIDING,
    Role.MODERATOR: _PRESIDING,
    Role.PANELLIST: _DISCUSSING,
    Role.DISCUSSANT: _DISCUSSING,
    Role.SPEAKER: _SPEAKING,
    Role.PRESENTER: _SPEAKING,
    Role.AUTHOR: _SPEAKING,
    Role.CONTRIBUTOR: _SPEAKING,
    Role.PERFORMER: _PERFORMING,
    Role.INTERPRETER: _OTHER,
    Role.GUEST: _OTHER,
    Role.PARTICIPANT: _OTHER,
}
"""The colour of the band of each role."""

RANKS: dict[str, int] = {role.value: rank for rank, role in enumerate(COLOURS)}
"""The order of roles, by their keys: 0 counts most."""


def foremost(appearing: Iterable[tuple[Session, Appearance]]) -> tuple[Session, Appearance]:
    """The appearance in the role that counts most, the earliest of several, with its session."""
    return min(appearing, key=lambda each: RANKS[each[1].role])
