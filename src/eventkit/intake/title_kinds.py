"""Title kinds: the kind of a session that its title states, such as “Keynote: On maps”."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from eventkit.model import Kind
from eventkit.texts import fold

_WITH_TOPIC = frozenset({Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL})
"""The kinds with a topic after their word: “Workshop on maps”, but no opening is on anything."""

_WITH_SPEAKER = frozenset({Kind.KEYNOTE, Kind.OPENING, Kind.CLOSING})
"""The kinds with a speaker after their word."""

_WITHOUT_PEOPLE = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION, Kind.SOCIAL})
"""The kinds of sessions that have no people: “Coffee: a history” of a speaker is a talk."""

_ALONE = re.compile(
    r"(?: ?(?:#|no\.?|nr\.?|№)? ?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,2}))?"
    r"(?:$| ?[:：|｜(（\[【«《“「·•،,，–—]| [-/] )"
)
"""The rest of a title after its word: nothing, a number, or a sign and more."""

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONGEST = 40
"""The most characters of a word for a kind."""

_WORDS_AT_MOST, _CHARACTERS_AT_MOST = 4, 12


def kind_in_title(title: str, *, has_people: bool) -> Kind | None:
    """The kind that the title of a session states at its start; ``None`` for any other title.

    Args:
        has_people: Whether anybody appears in the session: then it is neither a break nor a meal.
    """
    folded = fold(title.replace("’", "'"))
    words = _words("start")
    for end in range(min(len(folded), _LONGEST), 0, -1):
        kind = words.get(folded[:end])
        if kind is None or (has_people and kind in _WITHOUT_PEOPLE):
            continue
        if _may_follow(folded[:end], folded[end:], kind, has_people=has_people):
            return kind
    return None if has_people else _kind_at_end(folded)


def _may_follow(word: str, rest: str, kind: Kind, *, has_people: bool) -> bool:
    if _ALONE.match(rest) or (_IDEOGRAPH.search(word) and rest.startswith(" ")):
        return True
    return bool(
        (kind in _WITH_TOPIC and _links("topic").match(rest))
        or (kind in _WITH_SPEAKER and _links("speaker").match(rest))
        or (not has_people and kind not in _WITH_TOPIC and _links("pause").match(rest))
    )


def _kind_at_end(folded: str) -> Kind | None:
    """The kind of a session without people by the last words of its short title."""
    if _IDEOGRAPH.search(folded):
        is_short = len(folded) <= _CHARACTERS_AT_MOST
    else:
        is_short = len(folded.split()) <= _WORDS_AT_MOST and not _links("topic").match(f" {folded}")
    if not is_short:
        return None
    ends = (
        kind
        for word, kind in _words("end").items()
        if folded.endswith(word if _IDEOGRAPH.search(word) else f" {word}")
    )
    return next(ends, None)


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((files(__package__) / "title_kinds.toml").read_text("utf-8"))


@cache
def _words(table: str) -> dict[str, Kind]:
    """The kinds by their folded words; of a word that is listed twice the first kind counts."""
    kinds: dict[str, Kind] = {}
    for kind, words in _table()[table].items():
        for word in words:
            kinds.setdefault(fold(word), Kind(kind))
    return kinds


@cache
def _links(name: str) -> re.Pattern[str]:
    """The pattern of words that may follow; no space is after Chinese ones and the Arabic “and”."""
    listed = [fold(word) for word in _table()["after"][name]]
    joined = [re.escape(word) for word in listed if _IDEOGRAPH.search(word) or not word.isalpha()]
    apart = [re.escape(word) for word in listed if word.isalpha() and not _IDEOGRAPH.search(word)]
    ways = [rf" (?:{'|'.join(apart)}) ", *([rf" ?(?:{'|'.join(joined)})"] if joined else [])]
    return re.compile("|".join([*ways, *([" و"] if "و" in listed else [])]))
