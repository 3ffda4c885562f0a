"""The store: the one place where conferences are kept."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from eventkit.collecting import no_collecting
from eventkit.errors import NoSuchConference
from eventkit.model import SessionId
from eventkit.schedule import Schedule
from eventkit.store import history, imports, kept, revisions, saving, settings, tables, undoing
from eventkit.store.badges import BadgeSide
from eventkit.store.changing import Change, Edit, State
from eventkit.store.engines import PATIENCE
from eventkit.store.history import Blame, Transaction
from eventkit.store.imports import Came
from eventkit.store.kept import Entry, Kept
from eventkit.store.opening import opened
from eventkit.store.private import PrivateSide
from eventkit.store.publishing import ReleaseSide
from eventkit.store.revisions import Note, Noted
from eventkit.store.settings import Follow, SettingsSide
from eventkit.store.snapshot import Snapshot
from eventkit.store.troubles import read_back
from eventkit.store.undoing import Touched


class Store(ReleaseSide, PrivateSide, BadgeSide, SettingsSide):
    """Keeps conferences in an SQLite file or a PostgreSQL database, for several people at once.

    Use it in a ``with``, or `close` it. All times it is given and gives are aware; it reads no clock.
    """

    @classmethod
    def open(cls, url: str, *, make: bool = True, patience: float = PATIENCE) -> Self:
        """The store of that URL: ``sqlite:///eventkit.db``, ``postgresql://user@host/name``.

        Args:
            url: Where it is.
            make: Whether a new one is made where there is nothing yet; a file then for its owner alone.
            patience: How long to wait for other writers before giving up, in seconds.

        Raises:
            StoreError: It cannot be opened; the message says why and what to do.
        """
        return cls(opened(url, patience, make=make))

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
        with self._reading() as db:
            return kept.entries(db)

    def load(self, conference: str) -> Kept:
        """The conference of that id, as of one moment.

        Raises:
            NoSuchConference: There is none; the message lists those there are.
            StoreError: The database fails.
        """
        with self._reading() as db:
            return Kept.of(self._draft(db, conference))

    def change(
        self,
        conference: str,
        edit: Edit,
        *,
        author: str,
        why: str,
        at: datetime,
        expecting: int | None = None,
        came: Came | None = None,
        follow: Follow | None = None,
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
            came: What was imported, where the change is made of that: it is kept with the change, for
                `last_import`, also where nothing changed.
            follow: Makes what is asked of the rules follow the change, in the same transaction.

        Raises:
            ChangedMeanwhile: The conference is not at the revision expected; the message says who changed
                it and when.
            StoreError: The database fails; nothing was written.
            ValueError: The edit gave the conference another id, or ``at`` is naive.
        """

        def make(now: Snapshot | None) -> Schedule:
            return edit(now.schedule if now else None)

        return self._changed(Change(conference, make, Note.of(author, why, at), expecting, came=came), follow)

    def last_import(self, conference: str, source: str) -> Schedule | None:
        """What a conference was last given from a source, just as it came; ``None`` if nothing ever was.

        It is what `change` was given as ``came``: the base to tell what changed at the source since from what
        was changed here. It goes with its conference.

        Raises:
            StoreError: It is damaged, or the database fails.
        """
        with self._reading() as db, no_collecting():
            return imports.last(db, conference, source)

    def remove(self, conference: str, *, author: str, why: str, at: datetime) -> None:
        """Take a conference out. That it was there, and who removed it, stays known.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was removed.
        """
        note = Note.of(author, why, at)
        with self._writing(conference) as db:
            state = self._state(db, conference)
            if state.snapshot is None or state.last is None:
                raise NoSuchConference(conference, kept.ids(db))
            number = state.last.number + 1
            revisions.write(db, conference, Noted(number, note))
            saving.remove(db, state.snapshot, number)

    def log(
        self, conference: str, *, session: str | None = None, limit: int | None = None
    ) -> tuple[Transaction, ...]:
        """The changes of a conference, newest first; it may have been taken out since.

        Args:
            conference: Its id.
            session: The id of a session, to be told of the changes that touched it and of what they did to
                it alone.
            limit: How many at most.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: The database fails.
        """
        only = None if session is None else (tables.session.name, session)
        with self._reading() as db, read_back(self._where.name, conference):
            return history.log(db, conference, self._ever(db, conference).snapshot, only=only, limit=limit)

    def blame(self, conference: str, session: str) -> tuple[Blame, ...]:
        """Who made each field of a session what it is.

        Raises:
            NoSuchConference: There is none of that id.
            KeyError: It has no such session.
            StoreError: The database fails.
        """
        schedule = self.load(conference).schedule
        told = self.log(conference, session=session)
        return history.blame(told, schedule.session(SessionId(session)), schedule.conference.zone)

    def who_changed(
        self,
        conference: str,
        since: int,
        table: str,
        id: str,
        field: str,
    ) -> Transaction | None:
        """The last change after a revision that gave a field of a thing another value.

        Args:
            conference: The id of the conference.
            since: The revision after which to look.
            table: What the thing is, as in `Alteration`.
            id: Its id.
            field: The name of its field; empty for any.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: The database fails.
        """
        with self._reading() as db, read_back(self._where.name, conference):
            now = self._ever(db, conference).snapshot
            told = history.log(db, conference, now, only=(table, id), since=since + 1)
        return next((each for each in told if not field or each.alterations[0].touches(field)), None)

    def undo(
        self,
        conference: str,
        number: int | None = None,
        *,
        author: str,
        at: datetime,
        why: str = "",
        follow: Follow | None = None,
    ) -> Kept:
        """Take a change back; what was changed beside it since stays. That is a change as well: to do it
        again, take that back in turn.

        Args:
            conference: The id.
            number: The change; if none is told, the last that neither takes another back nor is taken back.
            author: Who takes it back.
            at: When.
            why: What for.
            follow: Makes what is asked of the rules follow it, as in `change`.

        Raises:
            UndoRefused: Something it touched has changed since; the message says by whom and when. Or there
                is no such change.
            NoSuchConference: There never was one of that id.
            StoreError: The database fails; nothing was written.
        """
        with self._reading() as db, read_back(self._where.name, conference):
            now = self._ever(db, conference).snapshot
            number = history.last_standing(db, conference) if number is None else number
            steps = undoing.steps(db, conference, number, now)
        note = Note.of(author, why, at)
        change = Change(conference, lambda now: undoing.taken_back(steps, now), note, undoes=number)
        try:
            return self._changed(change, follow)
        except Touched as touched:
            by = self.who_changed(conference, steps[0].number, *touched.thing, touched.field)
            raise undoing.refusal(steps[0].number, touched, by) from None

    def revert(
        self,
        conference: str,
        name: str,
        *,
        author: str,
        at: datetime,
        why: str = "",
        follow: Follow | None = None,
    ) -> Kept:
        """Bring a conference back to a release. That is a change as any other: the revisions of sessions go
        on, for readers of calendars have seen what was published since.

        Raises:
            NoSuchRelease: There is none of that name.
            StoreError: The release is damaged, or the database fails; nothing was written.
        """
        schedule = self.released(conference, name).schedule
        return self.change(conference, lambda _: schedule, author=author, why=why, at=at, follow=follow)

    @no_collecting()
    def _changed(self, change: Change, follow: Follow | None = None) -> Kept:
        with self._reading() as db:
            before = self._state(db, change.conference)
        after = change.applied(before)
        if after is before.snapshot and change.came is None:
            return Kept.of(after)
        with self._writing(change.conference) as db:
            if not change.write(db, before, after):  # someone was faster: now they wait
                before = self._state(db, change.conference)
                after = change.applied(before)
                change.write(db, before, after)
            if follow is not None and after is not before.snapshot:
                was = before.snapshot.schedule if before.snapshot else None
                asks = partial(follow, was, after.schedule)
                settings.change(db, self._where.name, change.conference, asks, change.note)
        self._seen[change.conference] = after
        return Kept.of(after)

    def _ever(self, db: Connection, conference: str) -> State:
        """The state of a conference that is there, or once was."""
        state = self._state(db, conference)
        if state.last is None:
            raise NoSuchConference(conference, kept.ids(db))
        return state
