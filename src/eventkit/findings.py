"""Findings of rules, readers and preflight, with severity, place and a message in each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2s
from typing import Any, NamedTuple

from eventkit.messages import Interface, as_message


class Severity(StrEnum):
    """The severity of a finding.

    An ``ERROR`` has to be fixed or waived before a schedule is released, a ``WARNING`` should be looked
    at, an ``INFO`` is worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for errors, so that findings sort with errors first."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Subject(NamedTuple):
    """One of the entities a finding is about.

    Attributes:
        kind: ``session``, ``participant``, ``organisation``, ``room``, ``track`` or ``conference``.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Where:
    """The time and the room of a finding.

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
    """A finding in one language: what is wrong, and what to do."""

    sentence: str
    remedy: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One problem that a rule, a reader or a preflight reports.

    Attributes:
        code: A stable name of the rule, such as ``room-clash``.
        about: Ids of the entities concerned, in order: sessions, participants, rooms.
        message: One sentence for an organiser, in English: what is wrong and what to do.
        place: A file and line, or a page; empty if the ids are enough.
        subjects: The entities concerned, each with its kind.
        where: Its time and room, where they are known.
        facts: The facts that identify it, by name, as text that no translation changes.
    """

    severity: Severity
    code: str
    about: tuple[str, ...]
    message: str
    place: str = ""
    subjects: tuple[Subject, ...] = ()
    where: Where | None = None
    facts: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Finding: {self.severity} {self.code}, {shorten(self.message, 140)!r}>"

    @property
    def rank(self) -> tuple[int, str, tuple[str, ...], str]:
        """The sort key of findings: errors first, then by code and by the entities concerned."""
        return (self.severity.rank, self.code, self.about, self.message)

    @property
    def identity(self) -> str:
        """Ten hexadecimal digits that depend on the facts, and not on titles and severities.

        The same fact has the same identity tomorrow and on another machine: waivers refer to it.
        """
        facts = self.facts or (("message", self.message), ("place", self.place))
        # A room and a track may have the same id, but not the same kind.
        about = tuple(map(tuple, self.subjects)) or self.about
        return blake2s(repr((self.code, about, facts)).encode(), digest_size=5).hexdigest()

    def in_language(self, language: str, interface: Interface = Interface.LIBRARY) -> FindingText:
        """The text for readers of a language; in English where that language is unknown."""
        return FindingText(*as_message(self.message).parts_in_language(language, interface))

    def form(self, language: str = "en", interface: Interface = Interface.LIBRARY) -> dict[str, Any]:
        """The finding as JSON values, with its text in a language; times are ISO 8601."""
        text = self.in_language(language, interface)
        message = as_message(self.message).in_language("en", interface).text
        where = asdict(self.where) if self.where else {}
        return {
            "identity": self.identity,
            "severity": self.severity.value,
            "code": self.code,
            "about": list(self.about),
            "subjects": [subject._asdict() for subject in self.subjects],
            "where": {
                name: value if isinstance(value, str) else value.isoformat()
                for name, value in where.items()
                if value is not None
            },
            "message": message if language == "en" else text.sentence,
            "sentence": text.sentence,
            "remedy": text.remedy,
            "place": self.place,
        }


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repeats, errors first, in an order that is always the same."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: (*finding.rank, finding.place)))


def shorten(text: str, limit: int = 40) -> str:
    """A text quoted in a message: at most that many characters, the last an ellipsis if it is cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
