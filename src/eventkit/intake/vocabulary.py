"""Words of files for what the model lists: kinds of sessions, states, and what stands behind a conference."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from eventkit.model import Involvement, Kind, ParticipantKind, Status
from eventkit.wording import LANGUAGES, Wording

_WORDS = files(__package__) / "session_words.toml"
_LEFT_OUT = "left-out"
_TOLD_BY_TITLE = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION, Kind.OPENING, Kind.CLOSING})
_BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]\s*")
_BETWEEN = re.compile(r"[\s_-]+")
_LETTERS = re.compile(r"[^\W_]+")
_LONGEST = 100


@lru_cache(maxsize=1024)
def parse_kind(word: str) -> Kind | None:
    """The kind of session that a word means in any of a dozen languages, ``None`` where it is not known.

    A word with more about it counts as the longest known one that is in it whole: ``Talk (25 min)``,
    ``Scientific lightning talk``.
    """
    known = _known("kind")
    plain = _plain(word)
    if found := known.get(plain) or known.get(_plain(_BRACKETS.sub(" ", plain))):
        return Kind(found)
    if (labelled := parse_kind_label(word)) is not None:
        return labelled
    letters = " ".join(_LETTERS.findall(plain))
    within = [each for each in known if _stands_alone(each) and f" {each} " in f" {letters} "]
    return Kind(known[max(within, key=lambda each: (len(each), each))]) if within else None


def parse_kind_label(word: str) -> Kind | None:
    """The kind that eventkit itself calls so, in any of its languages; not the other one, a common word."""
    return _labels().get(_plain(word))


@cache
def _labels() -> dict[str, Kind]:
    # The first language and the first kind win where two are called alike.
    return {
        _plain(Wording.of(language).label(kind, many=many)): kind
        for many in (True, False)
        for language in sorted(LANGUAGES, key=lambda each: each != "en", reverse=True)
        for kind in reversed(Kind)
        if kind is not Kind.OTHER
    }


def kind_from_title(title: str) -> Kind | None:
    """The kind of what has a title that says nothing else: ``Lunch``, ``茶歇``, ``Opening``."""
    found = _known("kind").get(_plain(title))
    return Kind(found) if found in _TOLD_BY_TITLE else None


def parse_status(word: str) -> Status | str | None:
    """The state that a word means; ``None`` where it means that it is not on the agenda at all.

    What is not known is given back as it is.
    """
    found = _known("status").get(_plain(word))
    if found is None:
        return word
    return None if found == _LEFT_OUT else Status(found)


def parse_involvement(word: str) -> Involvement | None:
    """As what an organisation stands behind a conference, ``None`` where the word is not known."""
    found = _known("involvement").get(_plain(word))
    return Involvement(found) if found else None


def parse_participant_kind(word: str) -> ParticipantKind | None:
    """What a participant is, ``None`` where the word is not known."""
    found = _known("participant").get(_plain(word))
    return ParticipantKind(found) if found else None


@cache
def _known(of: str) -> dict[str, str]:
    listed = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[of]
    found: dict[str, str] = {}
    for meant, words in listed.items():
        for word in map(_plain, (*words, meant)):
            found.setdefault(word, meant)
            found.setdefault(word.replace(" ", ""), meant)  # many write lightningtalk
    return found


def _plain(word: str) -> str:
    return _BETWEEN.sub(" ", word[:_LONGEST].casefold()).strip(" .:;,!-*")


def _stands_alone(word: str) -> bool:
    """Whether a word is long enough to be meant wherever it stands."""
    return len(word) > 3 and word.isascii()
