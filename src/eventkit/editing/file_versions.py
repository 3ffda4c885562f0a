"""File versions: whether a file is the next version of an earlier one under another name.

Files are renamed: talks.xlsx, talks-v2.xlsx, Talks final (2).csv. A file is the next version of another if it
has most of its sessions, with the same fields. A name that differs in a version or a date alone makes up for
changes; it is never enough, for day-1.csv and day-2.csv have such names too.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from eventkit.model import Kind
from eventkit.schedule import Schedule
from eventkit.texts import fold

_BREAKS = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION})
"""The kinds of sessions that any programme has, so that they are no sign of another version."""

_COLUMNS = ("slot", "people", "track", "abstract", "parent")
"""The fields of sessions that most files state either of all sessions or of none."""

_VERSION_WORDS = re.compile(
    r"\b(?:v|ver|version|rev|revision|r)?\s*\d+(?:\.\d+)*\b"
    r"|\b(?:v|ver|version|rev|revision|final|latest|new|old|updated?|corrected|draft|copy|of"
    r"|kopie|neu|copie|nouveau|copia|nuevo|final[ae]|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|副本|最终版?|最終版?|定稿|终稿|修订版?|新版?|نسخة|نهائي|копия|новый|новая|финал"
)
"""Words and numbers in names of files by which versions are told apart."""

_SHARED = 0.5
"""The part of the sessions of either version that the other has as well."""


def have_similar_names(one: str, other: str) -> bool:
    """True if the names of two files differ in versions, dates and endings alone."""
    stem = _stem(one)
    return bool(stem) and stem == _stem(other)


def _stem(name: str) -> str:
    """The words of a file's name without its version."""
    words = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[^\W\d_])(?=\d)", " ", fold(PurePath(name).stem)))
    return " ".join(_VERSION_WORDS.sub(" ", words).split())


def shared_sessions(one: Schedule, other: Schedule) -> int:
    """The number of sessions with the same title in two versions, without breaks and meals."""
    return len(_titles(one) & _titles(other))


def is_next_version(earlier: Schedule, later: Schedule, *, is_renamed: bool) -> bool:
    """True if a file is the next version of an earlier one.

    Args:
        earlier: The last import of the earlier file.
        is_renamed: Whether the names of the two differ in more than a version.
    """
    mine, theirs = _titles(earlier), _titles(later)
    shared = len(mine & theirs)
    if not shared:
        return False
    if is_renamed:
        return _stated(earlier) == _stated(later) and shared >= _SHARED * max(len(mine), len(theirs))
    return _stated(earlier) <= _stated(later) and shared >= _SHARED * min(len(mine), len(theirs))


def _titles(schedule: Schedule) -> set[str]:
    """The folded titles of sessions in all languages, breaks and meals left out."""
    return {
        fold(title)
        for session in schedule.sessions
        if session.kind not in _BREAKS
        for title in session.title.values()
    }


def _stated(schedule: Schedule) -> set[str]:
    """The fields that at least one session has."""
    return {name for name in _COLUMNS if any(getattr(session, name) for session in schedule.sessions)}
