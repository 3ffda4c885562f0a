"""Wishes: conditions on times and rooms, in words, such as ``only morning`` or ``apart keynote``.

They are lines of text in the fields of a session, a track, a person or the conference, so that a document, a
workbook, an option and a form hold them alike. The rules read them, see `eventkit.rules.stated_wishes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PLACE_WORDS: Mapping[str, tuple[bool, bool]] = {
    "only": (True, False),
    "not": (True, True),
    "prefer": (False, False),
    "avoid": (False, True),
}
"""The words before days, times, parts of the day and rooms: whether they are a condition, and exclude."""

RELATIONS = frozenset(
    {
        *("apart", "before", "after", "consecutive", "same-day", "same-room", "spread"),
        *("after-break", "in-order", "one-room", "one-day", "consecutive-days"),
        "consecutive-blocks",
    }
)
"""The words of relations: to sessions, tracks and tags that are named, or among the sessions of a track."""

CHAIR = "chair"

NUMBERS = {"turnaround": "turnaround", "most-talks": "most_talks"}
"""The words of the conference before a number, with the settings that they set."""


def split_wish(wish: str) -> tuple[str, bool, tuple[str, ...]]:
    """The word that a wish begins with, whether it is a preference, and its names.

    ``prefer apart keynote`` is a preference for a relation, ``prefer morning`` for a time.
    """
    first, *names = wish.split() or [""]
    first = first.lower()
    if first == "prefer" and names and names[0].lower() in RELATIONS:
        return names[0].lower(), True, tuple(names[1:])
    return first, False, tuple(names)


def rename_in_wishes(wishes: Iterable[str], kind: str, new: Mapping[str, str]) -> tuple[str, ...]:
    """Wishes with the new ids of entities of a kind, by old id."""
    return tuple(_rename(wish, kind, new) for wish in wishes)


def _rename(wish: str, kind: str, new: Mapping[str, str]) -> str:
    word, _, names = split_wish(wish)
    kinds = {"room"} if word in PLACE_WORDS else {"participant"} if word == CHAIR else {"session", "track"}
    if kind not in kinds or not any(name in new for name in names):
        return wish
    return " ".join((*wish.split()[: -len(names)], *(new.get(name, name) for name in names)))
