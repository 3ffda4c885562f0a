"""What every side of a store works with: its database, and what was last seen of each conference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from eventkit.errors import NoSuchConference
from eventkit.store import kept
from eventkit.store.changing import State
from eventkit.store.engines import Engines
from eventkit.store.snapshot import Snapshot
from eventkit.store.troubles import read_back, told


class Side:
    """A part of what a store does; `eventkit.store.Store` is all of them."""

    def __init__(self, where: Engines) -> None:
        self._where = where
        self._seen: dict[str, Snapshot] = {}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with told(self._where.name), self._where.read.begin() as db:
            yield db

    @contextmanager
    def _writing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes, and keeps others from writing to the conference."""
        with told(self._where.name), self._where.write.begin() as db:
            self._where.lock(db, f"conference {conference}")
            yield db

    @contextmanager
    def _looking(self, conference: str) -> Iterator[Connection]:
        """A transaction that reads what belongs to a conference, which must be there."""
        with self._reading() as db, read_back(self._where.name, conference):
            _see_that_it_is_there(db, conference)
            yield db

    @contextmanager
    def _changing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes what belongs to a conference, which must be there."""
        with self._writing(conference) as db:
            _see_that_it_is_there(db, conference)
            yield db

    def _state(self, db: Connection, conference: str) -> State:
        """The present state; schedules are frozen, so the one read last serves for as long as it is true."""
        with read_back(self._where.name, conference):
            state = State.of(db, conference, self._seen.get(conference))
        if state.snapshot is not None:
            self._seen[conference] = state.snapshot
        return state

    def _draft(self, db: Connection, conference: str) -> Snapshot:
        """What the store holds of a conference, which must be there."""
        found = self._state(db, conference).snapshot
        if found is None:
            raise NoSuchConference(conference, kept.ids(db))
        return found


def _see_that_it_is_there(db: Connection, conference: str) -> None:
    if conference not in (present := kept.ids(db)):
        raise NoSuchConference(conference, present)
