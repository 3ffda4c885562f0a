"""What the store tells of the conferences it keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Connection, func, select

from eventkit.changes import Ledger
from eventkit.model import ConferenceId
from eventkit.schedule import Schedule
from eventkit.store import tables
from eventkit.store.snapshot import StoredState
from eventkit.texts import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A conference in the list of those that a store holds.

    Attributes:
        id: Its id.
        title: Its title.
        start: Its first day.
        end: Its last day.
        revision: The number of its last change.
        changed: When that was made.
        author: Who made it.
    """

    id: ConferenceId
    title: Text
    start: date
    end: date
    revision: int
    changed: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A conference as it is kept.

    Attributes:
        schedule: The schedule.
        ledger: The revisions of its sessions, for calendars.
        revision: The number of its last change, counted from 1.
    """

    schedule: Schedule
    ledger: Ledger
    revision: int

    @classmethod
    def of(cls, snapshot: StoredState) -> Self:
        """What is told of a snapshot."""
        return cls(snapshot.schedule, snapshot.ledger, snapshot.last.number)


def ids(db: Connection) -> tuple[str, ...]:
    """The ids of all conferences there are."""
    return tuple(sorted(db.scalars(select(tables.conference.columns.id))))


def entries(db: Connection) -> tuple[Entry, ...]:
    """All conferences there are, by id."""
    conference, revision = tables.conference.columns, tables.revision.alias().columns
    of_it = tables.revision.columns
    last = select(func.max(of_it.number)).where(of_it.conference == conference.id).scalar_subquery()
    wanted = select(
        conference.id,
        conference.title,
        conference.start,
        conference.end,
        revision.number,
        revision.at,
        revision.author,
    ).where(revision.conference == conference.id, revision.number == last)
    return tuple(_entry(row) for row in sorted(db.execute(wanted), key=lambda row: row.id))


def _entry(row: Any) -> Entry:
    return Entry(
        id=row.id,
        title=Text(json.loads(row.title)),
        start=date.fromisoformat(row.start),
        end=date.fromisoformat(row.end),
        revision=row.number,
        changed=datetime.fromisoformat(row.at),
        author=row.author,
    )
