"""Findings: what rules, readers and preflight report, with severity, place and words in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2s
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How much a finding matters.

    An ``ERROR`` must be mended or waived before a schedule is released, a ``WARNING`` should be looked
    at, an ``INFO`` is worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest, so that findings sort with errors first."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Subject(NamedTuple):
    """One of the things a finding is about.

    Attributes:
        kind: ``session``, ``participant``, ``organisation``, ``room``, ``track`` or ``conference``.
        id: Its id.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Where:
    """When and in which room a finding shows.

    Attributes:
        day: The day of the conference.
        room: The id of the room.
        start: The first instant, in UTC.
        end: The first instant after it.
    """

    day: date | None = None
    room: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in one language: what is wrong, and what would mend it."""

    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule, a reader or a preflight noticed.

    Attributes:
        severity: How much it matters.
        code: A stable name of the rule, such as ``room-clash``.
        about: Ids of the things concerned, in order: sessions, participants, rooms.
        message: One sentence for an organiser, in English: what is wrong and what to do.
        place: Where it shows: a file and line, or a page; empty where the ids say it all.
        subjects: The things concerned, each with what it is.
        where: When and in which room it shows, where that can be told.
        facts: What makes it this finding and no other, by name, as text that no translation changes.
        translate: Puts it into the words of a language; ``None`` where there are English words alone.
    """

    severity: Severity
    code: str
    about: tuple[str, ...]
    message: str
    place: str = ""
    subjects: tuple[Subject, ...] = ()
    where: Where | None = None
    facts: tuple[tuple[str, str], ...] = ()
    translate: Callable[[str], FindingText] | None = field(default=None, compare=False, repr=False)

    @property
    def rank(self) -> tuple[int, str, tuple[str, ...], str]:
        """The order findings are told in: gravest first, then by code and by whom they concern."""
        return (self.severity.rank, self.code, self.about, self.message)

    @property
    def identity(self) -> str:
        """Ten hexadecimal digits that stay as long as the facts do, whatever titles and severities become.

        The same fact has the same identity tomorrow and on another machine: waivers go by it.
        """
        told = self.facts or (("message", self.message), ("place", self.place))
        # A room and a track may have the same id: the kind tells them apart.
        about = tuple(map(tuple, self.subjects)) or self.about
        return blake2s(repr((self.code, about, told)).encode(), digest_size=5).hexdigest()

    def in_language(self, language: str) -> FindingText:
        """The finding for readers of a language; in English where that language is not known."""
        return self.translate(language) if self.translate else FindingText(self.message)

    def form(self, language: str = "en") -> dict[str, Any]:
        """The finding as JSON can hold it, said in a language; times are ISO 8601."""
        said = self.in_language(language)
        where = asdict(self.where) if self.where else {}
        return {
            "identity": self.identity,
            "severity": self.severity.value,
            "code": self.code,
            "about": list(self.about),
            "subjects": [subject._asdict() for subject in self.subjects],
            "where": {name: _iso(value) for name, value in where.items() if value is not None},
            "message": self.message if language == "en" else said.sentence,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "place": self.place,
        }


def _iso(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repeats, gravest first, in an order that is always the same."""
    return tuple(sorted(set(findings), key=lambda finding: (*finding.rank, finding.place)))


def shorten(text: str, limit: int = 40) -> str:
    """A text quoted in a message: at most that many characters, the last an ellipsis if it is cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
