"""Wishes: conditions on times and rooms, in words, such as ``only morning`` or ``apart keynote``.

They are lines of text in the fields of a session, a track, a person or the conference, so that a document, a
workbook, an option and a form hold them alike. A reason may follow: ``apart keynote because both are long``.
The rules read them, see `eventkit.rules.stated_wishes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

PLACE_WORDS: Mapping[str, tuple[bool, bool]] = {
    "only": (True, False),
    "not": (True, True),
    "prefer": (False, False),
    "avoid": (False, True),
}
"""The words before days, times, parts of the day and rooms: whether they are a condition, and exclude."""

IN_ORDER = frozenset({"before", "after", "consecutive", "in-order"})
"""The words of relations in which the order of two sessions matters."""

ALONE = "after-break"
"""The word of the relation of one session."""

OF_ALL = frozenset({"one-room", "one-day", "consecutive-days", "consecutive-blocks"})
"""The words of relations of any number of sessions."""

RELATIONS = IN_ORDER | {"apart", "same-day", "same-room", "spread", ALONE} | OF_ALL
"""The words of relations: to sessions, tracks and tags that are named, or among the sessions of a track."""

CHAIR = "chair"

NUMBERS = {"turnaround": "turnaround", "most-talks": "most_talks"}
"""The words of the conference before a number, with the settings that they set."""


_BECAUSE = " because "


class WishWords(NamedTuple):
    word: str  # the word that it begins with, such as `only` or `apart`
    is_preferred: bool  # whether it is a preference for a relation
    names: tuple[str, ...]  # what it names
    reason: str | None  # what follows `because`


def split_wish(wish: str) -> WishWords:
    """The words of a wish: ``prefer apart keynote`` prefers a relation, ``prefer morning`` a time."""
    asked, _, reason = wish.partition(_BECAUSE)
    first, *names = asked.split() or [""]
    first = first.lower()
    if first == "prefer" and names and names[0].lower() in RELATIONS:
        return WishWords(names[0].lower(), is_preferred=True, names=tuple(names[1:]), reason=reason or None)
    return WishWords(first, is_preferred=False, names=tuple(names), reason=reason or None)


def write_wish(words: WishWords) -> str:
    preferred = ("prefer",) if words.is_preferred else ()
    line = " ".join((*preferred, words.word, *words.names))
    return f"{line}{_BECAUSE}{words.reason}" if words.reason else line


def rename_in_wishes(wishes: Iterable[str], kind: str, new: Mapping[str, str]) -> tuple[str, ...]:
    """Wishes with the new ids of entities of a kind, by old id."""
    return tuple(_rename(wish, kind, new) for wish in wishes)


def _rename(wish: str, kind: str, new: Mapping[str, str]) -> str:
    words = split_wish(wish)
    is_chair = words.word == CHAIR
    kinds = {"room"} if words.word in PLACE_WORDS else {"participant"} if is_chair else {"session", "track"}
    if kind not in kinds or not any(name in new for name in words.names):
        return wish
    return write_wish(words._replace(names=tuple(new.get(name, name) for name in words.names)))
