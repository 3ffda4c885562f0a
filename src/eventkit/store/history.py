"""The history of conferences: change log, blame and earlier states, from the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import NoSuchRevision, StoreError
from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.store import checksums, journal, json_forms, tables
from eventkit.store.change_notes import read_reason
from eventkit.store.connections import Database, reading_stored_data
from eventkit.store.journal import EntityKey, EntityVersion, JournalStep
from eventkit.store.row_reader import SnapshotCache
from eventkit.store.stored_conference import StoredState


@dataclass(frozen=True, slots=True)
class Alteration:
    """The alteration of one entity by a change."""

    # The kind of the entity: session, participant, room, track, organisation or conference.
    table: str
    id: str
    # Its fields before, with times as wall times and zone; None if it did not exist.
    before: Mapping[str, Any] | None
    # Its fields after; None if it was removed. Equal to those before if only its place in the order changed.
    after: Mapping[str, Any] | None

    def touches(self, field: str) -> bool:
        """True if the alteration changes a field, or one nested in it."""
        name = field.partition(".")[0]
        return (self.before or {}).get(name) != (self.after or {}).get(name)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A change of a conference in the log.

    Attributes:
        number: Its number, which is the revision after it.
        at: The time of the change.
        why: The reason.
        alterations: The alterations, one for each entity.
        undoes: The number of the change that it undid; ``None`` if it undid none.
    """

    number: int
    at: datetime
    author: str
    why: str
    alterations: tuple[Alteration, ...]
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Blame:
    """The last change of one field of a session.

    Attributes:
        field: The name of the field.
        value: Its present value; ``None`` if it was cleared.
        number: The number of the change.
        author: The author of the change.
        at: The time of the change.
        why: The reason of the change.
    """

    field: str
    value: Any
    number: int
    author: str
    at: datetime
    why: str


def log(
    db: Connection,
    conference: str,
    now: StoredState | None,  # its present state; None if it was removed
    *,
    only: EntityKey | None = None,  # the entity to list the changes of; all entities by default
    author: str | None = None,  # of everybody by default
    since: int = 0,  # the number of the first change to list
    limit: int | None = None,  # the maximum number of changes; all by default
    alterations: bool = True,  # whether the changes have their alterations, which takes most of the time
) -> tuple[LogEntry, ...]:
    """The changes of a conference, newest first."""
    cells, lines = tables.revision.columns, tables.journal.columns
    query = select(cells.number, cells.at, cells.author, cells.why, cells.why_form, cells.undoes).where(
        cells.conference == conference, cells.number >= since
    )
    if only is not None:
        touched = (lines.conference == conference, lines.thing == only[0], lines.id == only[1])
        query = query.where(cells.number.in_(select(lines.number).where(*touched)))
    if author is not None:
        query = query.where(cells.author == author)
    noted = db.execute(query.order_by(cells.number.desc()).limit(limit)).all()
    if not noted:
        return ()
    steps: Iterable[JournalStep] = ()
    if alterations:
        present = journal.present_versions(now)
        steps = journal.steps(db, conference, present, since=noted[-1].number, only=only)
    zone = now.schedule.conference.zone if now else "UTC"
    by_number = {
        number: tuple(
            sorted(
                (Alteration(*step.key, _form(step.before, zone), _form(step.after, zone)) for step in these),
                key=_rank,
            )
        )
        for number, these in groupby(steps, key=attrgetter("number"))
    }
    return tuple(
        LogEntry(
            number=row.number,
            at=datetime.fromisoformat(row.at),
            author=row.author,
            why=read_reason(row.why, row.why_form),
            alterations=by_number.get(row.number, ()),
            undoes=row.undoes,
        )
        for row in noted
    )


def session_log(
    db: Connection, conference: str, now: StoredState | None, session: str
) -> tuple[LogEntry, ...]:
    """The changes of a session, newest first, under its id and under those that it had before.

    A change of its id has one alteration, of the session with the earlier id to that with the later one.
    """
    entries = list(log(db, conference, now, only=(tables.session.name, session)))
    while entries:
        *later, oldest = entries
        (added,) = oldest.alterations
        if added.before is not None or added.after is None:
            break
        earlier_id = _replaced_session(db, conference, oldest.number, added.after["uid"])
        if earlier_id is None:
            break
        under_it = log(db, conference, now, only=(tables.session.name, earlier_id))
        removal, *earlier = (entry for entry in under_it if entry.number <= oldest.number)
        renamed = replace(added, before=removal.alterations[0].before)
        entries = [*later, replace(oldest, alterations=(renamed,)), *earlier]
    return tuple(entries)


def _replaced_session(db: Connection, conference: str, number: int, uid: str) -> str | None:
    """The id of the session with this UID that was there before a change that added one with it."""
    cells = tables.journal.columns
    query = select(cells.id, cells.before).where(
        cells.conference == conference,
        cells.number == number,
        cells.thing == tables.session.name,
        cells.before.is_not(None),
    )
    return next((id_ for id_, before in db.execute(query) if json.loads(before).get("uid") == uid), None)


def blame(transactions: Iterable[LogEntry], session: Session, zone: str) -> tuple[Blame, ...]:
    """The last change of each field of a session, from the changes that touched it, newest first.

    Fields that have not changed since the history began are omitted.
    """
    entries: dict[str, LogEntry] = {}
    for entry in transactions:
        for alteration in entry.alterations:
            for name in Session.model_fields:
                if name not in entries and alteration.touches(name):
                    entries[name] = entry
    now = json_forms.to_json_form(session, zone)
    order = [name for name in Session.model_fields if name in entries]
    return tuple(
        Blame(name, now.get(name), by.number, by.author, by.at, by.why)
        for name, by in ((name, entries[name]) for name in order)
    )


def last_change(
    db: Connection,
    conference: str,
    now: StoredState | None,
    thing: EntityKey,
    field: str = "",
    *,
    since: int = 0,
) -> LogEntry | None:
    """The last change that gave a field of an entity another value; with an empty field, any.

    ``None`` also if the entity was altered by other means.
    """
    if checksums.is_altered(db, conference, tables.metadata.tables[thing[0]], thing[1]):
        return None
    changes = log(db, conference, now, only=thing, since=since)
    return next((entry for entry in changes if not field or entry.alterations[0].touches(field)), None)


def last_reorder(
    db: Connection, conference: str, now: StoredState | None, kind: str, *, since: int = 0
) -> LogEntry | None:
    """The last change that reordered an entity among those of its kind."""
    for step in journal.steps(db, conference, journal.present_versions(now), since=since):
        moved = step.before.ordinal != step.after.ordinal
        if step.key[0] == kind and moved and step.before.value and step.after.value:
            return log(db, conference, now, only=step.key, since=step.number)[-1]
    return None


def schedule_at(db: Connection, conference: str, now: StoredState | None, revision: int) -> Schedule | None:
    """The schedule after a change; ``None`` if the conference did not exist then."""
    versions = journal.versions_at(db, conference, journal.present_versions(now), revision)
    return journal.schedule_of(versions)


def is_erasure(db: Connection, conference: str, number: int) -> bool:
    """True if a change erased a person, which cannot be undone."""
    cells = tables.revision.columns
    query = select(cells.erasure).where(cells.conference == conference, cells.number == number)
    return bool(db.scalar(query))


def erasures(db: Connection, conference: str, author: str | None, *, since: int) -> tuple[int, ...]:
    """The changes after a revision, of one author or of all, that erased a person, newest first."""
    cells = tables.revision.columns
    query = select(cells.number).where(
        cells.conference == conference, cells.erasure != 0, cells.number > since
    )
    if author is not None:
        query = query.where(cells.author == author)
    return tuple(db.scalars(query.order_by(cells.number.desc())))


def undoable_changes(db: Connection, conference: str, author: str | None) -> Iterator[int]:
    """The changes, of one author or of all, that neither undo another nor are undone, newest first."""
    cells = tables.revision.columns
    undone: set[int] = set()
    query = select(cells.number, cells.undoes, cells.author).where(cells.conference == conference)
    for number, undoes, by in db.execute(query.order_by(cells.number.desc())).all():
        if number in undone:
            continue
        if undoes is not None:
            undone.add(undoes)
        elif author in {None, by}:
            yield int(number)


_KINDS = ("conference", *(table.name for table in tables.COLLECTIONS))


def _rank(alteration: Alteration) -> tuple[int, str]:
    return (_KINDS.index(alteration.table), alteration.id)


def _form(state: EntityVersion, zone: str) -> Mapping[str, Any] | None:
    return None if state.value is None else json_forms.to_json_form(state.value, zone)


class History:
    """The changes of conferences: log, blame, and earlier states."""

    def __init__(self, database: Database, snapshots: SnapshotCache) -> None:
        self._database = database
        self._snapshots = snapshots

    def log(
        self,
        conference: str,
        *,
        session: str | None = None,
        author: str | None = None,
        limit: int | None = None,
    ) -> tuple[LogEntry, ...]:
        """The changes of a conference, newest first, also of one that was removed.

        Args:
            session: The id of a session, to list only the changes of that, also under earlier ids.
            author: The name of their author; of everybody by default.
            limit: The maximum number of changes; all by default.

        Raises:
            NoSuchConference: No conference with this id ever existed.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            now = self._snapshots.ever(db, conference).stored
            if session is None:
                return log(db, conference, now, author=author, limit=limit)
            entries = session_log(db, conference, now, session)
            return tuple(entry for entry in entries if author in {None, entry.author})[:limit]

    def changes_since(
        self, conference: str, revision: int, limit: int = 100, *, alterations: bool = True
    ) -> tuple[LogEntry, ...]:
        """The changes after a revision, oldest first, for a reader who has that revision.

        Args:
            revision: The number of the last change that is known.
            limit: The maximum number of changes; the oldest are returned, the rest by further calls.
            alterations: Whether the changes have their alterations, which takes most of the time.

        Raises:
            NoSuchConference: No conference with this id ever existed.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            now = self._snapshots.ever(db, conference).stored
            return log(db, conference, now, since=revision + 1, alterations=alterations)[::-1][:limit]

    def erasures(self, conference: str, *, author: str | None = None, since: int = 0) -> tuple[int, ...]:
        """The numbers of the changes that erased a person, newest first; undo leaves them out.

        Args:
            author: The author of the changes; all authors by default.
            since: The revision after which to look.
        """
        with self._database.reading() as db:
            return erasures(db, conference, author, since=since)

    def at(self, conference: str, revision: int) -> Schedule:
        """The schedule after a change.

        Raises:
            NoSuchConference: No conference with this id ever existed.
            NoSuchRevision: There is no such change, or the conference did not exist after it.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            state = self._snapshots.ever(db, conference)
            latest = state.last.number if state.last else 0
            schedule = schedule_at(db, conference, state.stored, revision) if 0 < revision <= latest else None
        if schedule is None:
            raise NoSuchRevision(conference, revision, latest)
        return schedule

    def blame(self, conference: str, session: str) -> tuple[Blame, ...]:
        """The last change of each field of a session.

        Raises:
            NoSuchConference: There is no such conference.
            KeyError: It has no such session.
            StoreError: The session was altered by other means than eventkit.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            now = self._snapshots.existing(db, conference)
            if checksums.is_altered(db, conference, tables.session, session):
                raise StoreError(
                    "Session '{session}' was altered by other means than eventkit, and nothing shows by "
                    "whom. Compare it with a backup.",
                    session=session,
                )
            entries = session_log(db, conference, now, session)
        return blame(entries, now.schedule.session(session), now.schedule.conference.zone)

    def last_change(
        self, conference: str, kind: str, id: str, field: str = "", *, since: int = 0
    ) -> LogEntry | None:
        """The last change that gave a field of an entity another value.

        Args:
            kind: The kind of the entity, as in `Alteration`.
            field: The name of the field; empty for any.
            since: The revision after which to look.

        Raises:
            NoSuchConference: No conference with this id ever existed.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            now = self._snapshots.ever(db, conference).stored
            return last_change(db, conference, now, (kind, id), field, since=since + 1)
