"""Short notations for raw records, and the schedules built from them."""
# ruff: noqa: DTZ001 - wall times are naive

from __future__ import annotations

from datetime import datetime
from typing import Any

from eventkit.findings import Finding
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawConference,
    RawPerson,
    RawSchedule,
    RawSession,
    build_schedule,
)
from eventkit.model import Session

NAME = "talks.csv"


def at(row: int | None = 1) -> Location:
    """A place in the file."""
    return Location(NAME, row=row)


def talk(title: Any = "Opening", row: int = 5, **fields: Any) -> RawSession:
    """A session of an hour, at nine on the first of March unless another start is given."""
    fields = {"start": datetime(2026, 3, 1, 9), "minutes": 60, **fields}
    return RawSession(location=at(row), title=title, **fields)


def person(name: Any, key: str | None = None, row: int = 3, **fields: Any) -> RawPerson:
    """Someone."""
    return RawPerson(location=at(row), name=name, key=key, **fields)


def made(
    *sessions: RawSession,
    hints: ImportHints = NO_HINTS,
    conference: dict[str, Any] | None = None,
    **more: Any,
) -> ImportResult:
    """The import of those sessions, at a conference in Vienna in English."""
    fields = {"title": "Forum", "zone": "Europe/Vienna", "languages": ("en",), **(conference or {})}
    records = RawSchedule("talks", RawConference(location=at(), **fields), sessions=list(sessions), **more)
    return build_schedule(records, ImportLog(NAME), hints)


def only(result: ImportResult) -> Session:
    """The one session there is."""
    (session,) = result.schedule.sessions
    return session


def findings_of(result: ImportResult, code: str) -> list[Finding]:
    """The findings of a code."""
    return [finding for finding in result.findings if finding.code == code]


def shown(result: ImportResult, session: Session | None = None) -> str:
    """Start and end of a session in local time."""
    slot = (session or only(result)).slot
    if slot is None:
        return "unscheduled"
    start, end = result.schedule.wall(slot.period.start), result.schedule.wall(slot.period.end)
    return f"{start:%d %H:%M}-{end:%d %H:%M}"
