"""The store: the one place where conferences are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, func, select

from eventkit.changes import Ledger
from eventkit.errors import NoSuchConference
from eventkit.model import ConferenceId
from eventkit.schedule import Schedule
from eventkit.store import revisions, saving, tables
from eventkit.store.changing import Change, Edit, State
from eventkit.store.engines import Engines
from eventkit.store.opening import opened
from eventkit.store.revisions import Note, Noted
from eventkit.store.snapshot import Snapshot
from eventkit.store.troubles import read_back, told
from eventkit.texts import Text

PATIENCE = 15
"""How many seconds to wait for other writers: with several at work, single waits grow to some seconds."""

TRIES = 3
"""How often a change is tried side by side with others, before they are made to wait for it."""


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


class Store:
    """Keeps conferences in an SQLite file or a PostgreSQL database, for several people at once.

    Use it in a ``with``, or `close` it. All times it is given and gives are aware; it reads no clock.
    """

    def __init__(self, where: Engines) -> None:
        self._where = where
        self._seen: dict[str, Snapshot] = {}

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE) -> Self:
        """The store of that URL: ``sqlite:///eventkit.db``, ``postgresql://user@host/name``. A new one is
        made where there is nothing yet.

        Args:
            url: Where it is.
            patience: How long to wait for other writers before giving up, in seconds.

        Raises:
            StoreError: It cannot be opened; the message says why and what to do.
        """
        return cls(opened(url, patience))

    def close(self) -> None:
        """Let go of the database."""
        self._where.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def conferences(self) -> tuple[Entry, ...]:
        """The conferences it holds, by id.

        Raises:
            StoreError: The database fails.
        """
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
        with self._reading() as db:
            found = db.execute(wanted).all()
        return tuple(_entry(row) for row in sorted(found, key=lambda row: row.id))

    def load(self, conference: str) -> Kept:
        """The conference of that id, as of one moment.

        Raises:
            NoSuchConference: There is none; the message lists those there are.
            StoreError: The database fails.
        """
        with self._reading() as db:
            found = self._state(db, conference).snapshot
            if found is None:
                raise NoSuchConference(conference, _ids(db))
        return _kept(found)

    def change(
        self,
        conference: str,
        edit: Edit,
        *,
        author: str,
        why: str,
        at: datetime,
        expecting: int | None = None,
    ) -> Kept:
        """Change a conference, or write down a new one: the only way to write.

        Writes what differs and nothing else, all of it or nothing. Where someone else is faster, ``edit``
        is called again on what they wrote, so that both changes stand. An edit that changes nothing
        leaves everything as it is, the revision included.

        Args:
            conference: Its id.
            edit: Makes the new schedule from the present one. Must be pure.
            author: Who makes the change.
            why: What for, in a few words.
            at: When.
            expecting: The revision that the author saw, if the change is sound on that one only; 0 where
                they saw none.

        Raises:
            ChangedMeanwhile: The conference is not at the revision expected; the message says who changed
                it and when.
            StoreError: The database fails; nothing was written.
            ValueError: The edit gave the conference another id, or ``at`` is naive.
        """
        change = Change(conference, edit, Note.of(author, why, at), expecting)
        for _ in range(TRIES):
            with self._reading() as db:
                before = self._state(db, conference)
            after = change.applied(before)
            if after is before.snapshot:
                return _kept(after)
            with self._writing(conference) as db:
                if change.write(db, before, after):
                    break
        else:
            with self._writing(conference) as db:
                before = self._state(db, conference)
                after = change.applied(before)
                change.write(db, before, after)
        self._seen[conference] = after
        return _kept(after)

    def remove(self, conference: str, *, author: str, why: str, at: datetime) -> None:
        """Take a conference out. That it was there, and who removed it, stays known.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was removed.
        """
        note = Note.of(author, why, at)
        with self._writing(conference) as db:
            last, present = revisions.last(db, conference), _ids(db)
            if last is None or conference not in present:
                raise NoSuchConference(conference, present)
            saving.remove(db, conference)
            revisions.write(db, conference, Noted(last.number + 1, note))

    def _state(self, db: Connection, conference: str) -> State:
        """The present state; schedules are frozen, so the one read last serves for as long as it is true."""
        with read_back(self._where.name, conference):
            state = State.of(db, conference, self._seen.get(conference))
        if state.snapshot is not None:
            self._seen[conference] = state.snapshot
        return state

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self._where.name), self._where.read.begin() as db:
            yield db

    @contextmanager
    def _writing(self, conference: str) -> Iterator[Connection]:
        with told(self._where.name), self._where.write.begin() as db:
            self._where.lock(db, f"conference {conference}")
            yield db


def _ids(db: Connection) -> tuple[str, ...]:
    return tuple(sorted(db.scalars(select(tables.conference.columns.id))))


def _kept(snapshot: Snapshot) -> Kept:
    return Kept(snapshot.schedule, snapshot.ledger, snapshot.last.number)


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
