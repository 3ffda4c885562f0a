"""Stored conferences: schedule, ledger, revision, and order of rows."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from eventkit.errors import NoSuchConference
from eventkit.ledger import Ledger
from eventkit.model import ConferenceId
from eventkit.schedule import Schedule, have_same_keys, replaced_pairs
from eventkit.store import tables
from eventkit.store.change_notes import NumberedNote
from eventkit.store.connections import Database, reading_stored_data
from eventkit.texts import Text
from eventkit.values import Value

GAP = 1024  # the initial distance between the ordinals of neighbours


def assign_ordinals(order: Sequence[str], before: Mapping[str, int]) -> dict[str, int]:
    """An ordinal for each id, rising in the order of the ids; as many ids as possible keep their ordinal."""
    known = [before[id_] for id_ in order if id_ in before]
    if len(known) == len(order) and all(low < high for low, high in pairwise(known)):
        return dict(zip(order, known, strict=True))
    unchanged = _longest_rise([(id_, before[id_]) for id_ in order if id_ in before])
    ordinals: dict[str, int] = {}
    run: list[str] = []  # the ids between two unchanged ones
    low: int | None = None
    for id_ in order:
        if (high := unchanged.get(id_)) is None:
            run.append(id_)
        elif (between := _between(low, high, len(run))) is None:
            return {id_: GAP * at for at, id_ in enumerate(order)}
        else:
            ordinals |= zip([*run, id_], [*between, high], strict=True)
            low, run = high, []
    first = 0 if low is None else low + GAP
    return ordinals | {id_: first + GAP * at for at, id_ in enumerate(run)}


def _between(low: int | None, high: int, count: int) -> list[int] | None:
    """A count of numbers strictly between two, evenly spread; ``None`` if there are not that many."""
    if low is None:
        return [high - GAP * (count - at) for at in range(count)]
    step = (high - low) // (count + 1)
    return [low + step * (at + 1) for at in range(count)] if step or not count else None


def _longest_rise(numbered: Sequence[tuple[str, int]]) -> dict[str, int]:
    """The longest subsequence with rising numbers (patience sorting)."""
    ends: list[int] = []  # the lowest number that a rise of each length ends in
    last: list[int] = []  # the place of that number
    previous: list[int | None] = []
    for at, (_, number) in enumerate(numbered):
        length = bisect_left(ends, number)
        previous.append(last[length - 1] if length else None)
        ends[length : length + 1] = [number]
        last[length : length + 1] = [at]
    rise: list[tuple[str, int]] = []
    step = last[-1] if last else None
    while step is not None:
        rise.append(numbered[step])
        step = previous[step]
    return dict(reversed(rise))


Ordinals = Mapping[str, Mapping[str, int]]  # the ordinals of a schedule: by table and id


@dataclass(frozen=True, slots=True, repr=False)
class StoredConference:
    """A conference in the store.

    Attributes:
        ledger: The revisions of its sessions, for calendars.
        last: The note of its last change, with its number.
    """

    schedule: Schedule
    ledger: Ledger
    last: NumberedNote

    def __repr__(self) -> str:
        return f"<StoredConference: {self.schedule.conference.id!r} at revision {self.revision}>"

    @property
    def revision(self) -> int:
        """The number of its last change, counted from 1."""
        return self.last.number


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class StoredState(StoredConference):
    """A conference in the store with the numbers of its rows, which do not tell it from another."""

    ordinals: Ordinals  # the same object as in the state before if ids, parents and their order are the same


def number_in_order(schedule: Schedule, before: Ordinals) -> Ordinals:
    """The ordinals of a schedule; sessions are numbered among those of the same parent."""
    ordinals: dict[str, dict[str, int]] = {table.name: {} for table in tables.COLLECTIONS}
    for table, order in _orders(schedule):
        ordinals[table].update(assign_ordinals(order, before.get(table, {})))
    return ordinals


def have_same_order(before: Schedule, after: Schedule) -> bool:
    """True if two schedules have the same ids in the same order, and sessions the same parents."""
    return all(
        have_same_keys(
            getattr(before, f"{table.name}s"),
            getattr(after, f"{table.name}s"),
            attrgetter("id", "parent") if table is tables.session else attrgetter("id"),
        )
        for table in tables.COLLECTIONS
    )


def _orders(schedule: Schedule) -> Iterator[tuple[str, list[str]]]:
    for table in (tables.organisation, tables.room, tables.track, tables.participant):
        yield table.name, [value.id for value in getattr(schedule, f"{table.name}s")]
    siblings: dict[str | None, list[str]] = {}
    for session in schedule.sessions:
        siblings.setdefault(session.parent, []).append(session.id)
    for order in siblings.values():
        yield tables.session.name, order


@dataclass(frozen=True, slots=True)
class ConferenceEntry:
    """A conference in the list of conferences.

    Attributes:
        uid: Its identity in calendars.
        start: Its first day.
        end: Its last day.
        zone: Its time zone.
        revision: The number of its last change.
        changed: The time of that change.
        author: The author of that change.
    """

    id: ConferenceId
    uid: UUID
    title: Text
    start: date
    end: date
    zone: str
    revision: int
    changed: datetime
    author: str


def conference_ids(db: Connection) -> tuple[str, ...]:
    return tuple(sorted(db.scalars(select(tables.conference.columns.id))))


@contextmanager
def reading_existing(database: Database, conference: str) -> Iterator[Connection]:
    with database.reading() as db, reading_stored_data(database.name, conference):
        if conference not in (present := conference_ids(db)):
            raise NoSuchConference(conference, present)
        yield db


def list_conferences(db: Connection) -> tuple[ConferenceEntry, ...]:
    conference, revision = tables.conference.columns, tables.revision.alias().columns
    revisions = tables.revision.columns
    last = select(func.max(revisions.number)).where(revisions.conference == conference.id).scalar_subquery()
    query = select(
        conference.id,
        conference.uid,
        conference.title,
        conference.start,
        conference.end,
        conference.zone,
        revision.number,
        revision.at,
        revision.author,
    ).where(revision.conference == conference.id, revision.number == last)
    return tuple(_entry(row) for row in sorted(db.execute(query), key=lambda row: row.id))


def _entry(row: Any) -> ConferenceEntry:
    return ConferenceEntry(
        id=row.id,
        uid=UUID(row.uid),
        title=Text(json.loads(row.title)),
        start=date.fromisoformat(row.start),
        end=date.fromisoformat(row.end),
        zone=row.zone,
        revision=row.number,
        changed=datetime.fromisoformat(row.at),
        author=row.author,
    )


class RowSource(NamedTuple):
    """The source of rows: a value with its table, order and zone. Equal sources have equal rows."""

    table: Table  # the table of its main row; lists in it have rows in other tables
    id: str
    value: Value
    ordinal: int | None  # the ordinal of the value; None if it is not ordered
    zone: str


def row_sources(of: StoredState, *, unlike: StoredState | None = None) -> Iterator[RowSource]:
    """The sources of all rows of a stored state.

    Those that are the very same objects in the state ``unlike`` are left out, in which most of a state is
    after an edit: they are equal then, and need not be compared.
    """
    schedule, where = of.schedule, of.schedule.conference.zone
    if unlike is not None and unlike.schedule.conference.zone != where:
        unlike = None
    yield RowSource(tables.conference, schedule.conference.id, schedule.conference, None, where)
    for table in tables.COLLECTIONS:
        ordinal, name = of.ordinals[table.name], f"{table.name}s"
        values: tuple[Any, ...] = getattr(schedule, name)
        if unlike is not None and unlike.ordinals is of.ordinals:
            # The same ids in the same order.
            yield from (
                RowSource(table, value.id, value, ordinal[value.id], where)
                for _, value in replaced_pairs(getattr(unlike.schedule, name), values)
            )
            continue
        known: Mapping[str, Any] = {}
        others: Mapping[str, int] = {}
        if unlike is not None:
            known = {value.id: value for value in getattr(unlike.schedule, name)}
            others = unlike.ordinals[table.name]
        for value in values:
            id_ = value.id
            if known.get(id_) is not value or others[id_] != ordinal[id_]:
                yield RowSource(table, id_, value, ordinal[id_], where)
    yield from ledger_row_sources(of.ledger, unlike=unlike.ledger if unlike is not None else None)


def ledger_row_sources(of: Ledger, *, unlike: Ledger | None = None) -> Iterator[RowSource]:
    """The sources of the rows of a ledger, without those that are the same objects in another ledger."""
    known = unlike.sessions if unlike is not None else {}
    for session, revision in of.sessions.items():
        if known.get(session) is not revision:
            yield RowSource(tables.ledger, session, revision, None, "")
