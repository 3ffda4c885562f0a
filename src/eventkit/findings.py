"""What rules, readers and print preflight all speak in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


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
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule, a reader or a preflight noticed.

    Attributes:
        severity: How much it matters.
        code: A stable name of the rule, such as ``room-clash``.
        about: Ids of the things concerned, in order: sessions, participants, rooms.
        message: One sentence for an organiser: what is wrong and what to do.
        place: Where it shows: a file and line, or a page; empty where the ids say it all.
    """

    severity: Severity
    code: str
    about: tuple[str, ...]
    message: str
    place: str = ""

    @property
    def rank(self) -> tuple[int, str, tuple[str, ...], str]:
        """The order findings are told in: gravest first, then by code and by whom they concern."""
        return (self.severity.rank, self.code, self.about, self.message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repeats, gravest first, in an order that is always the same."""
    return tuple(sorted(set(findings), key=lambda finding: (*finding.rank, finding.place)))
