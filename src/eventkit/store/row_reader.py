"""Row reader: a schedule and its ledger from rows."""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import itemgetter
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, Table, bindparam, select

from eventkit.errors import NoSuchConference
from eventkit.ledger import Ledger, Revision
from eventkit.schedule import Schedule
from eventkit.store import json_forms, tables
from eventkit.store.change_notes import NumberedNote, last_note
from eventkit.store.connections import Database, reading_stored_data
from eventkit.store.stored_conference import StoredState, conference_ids
from eventkit.times import Period, zone

Fields = dict[str, Any]


def load(db: Connection, conference: str, last: NumberedNote) -> StoredState | None:
    """The stored state of a conference, as a transaction sees it; ``None`` if it does not exist.

    ``last`` is the last change under that id.
    """
    reading = _RowReader(db, conference)
    if not (rows := reading.rows(tables.conference)):
        return None
    where = zone(rows[0]["zone"])
    document: dict[str, Any] = {
        "conference": json_forms.with_instants(rows[0])
        | {"organisations": reading.lists(tables.backing)[()]},
        "organisations": reading.rows(tables.organisation),
        "rooms": _with_periods(reading.rows(tables.room), where),
        "tracks": reading.rows(tables.track),
        "participants": _with_periods(_participants(reading), where),
        "sessions": _sessions(reading, where),
    }
    ordinals = {
        table.name: {row["id"]: row.pop("ordinal") for row in document[f"{table.name}s"]}
        for table in tables.COLLECTIONS
    }
    ledger = load_ledger(db, conference, last)
    return StoredState(Schedule.model_validate(document), ledger, last, ordinals)


def load_ledger(db: Connection, conference: str, last: NumberedNote) -> Ledger:
    """The revisions of a conference's sessions, also of a conference that was removed."""
    revisions = {row.pop("session"): _revision(row) for row in _RowReader(db, conference).rows(tables.ledger)}
    return Ledger(
        revised=last.note.at, sessions={id_: Revision(**revisions[id_]) for id_ in sorted(revisions)}
    )


@dataclass(frozen=True, slots=True)
class TableState:
    """The state of one conference in the tables at one moment."""

    # The schedule with its ledger and the order of its rows; None if it does not exist.
    stored: StoredState | None
    # The note of the last change, a removal included; None if no conference with this id ever existed.
    last: NumberedNote | None
    # The revisions of its sessions, also once it was removed; None if there never were any.
    ledger: Ledger | None


def load_state(db: Connection, conference: str, known: StoredState | None) -> TableState:
    """The state in a transaction; ``known`` is returned, and not read again, if it is still current."""
    last = last_note(db, conference)
    if known is not None and known.last == last:
        return TableState(known, last, known.ledger)
    if last is None:
        return TableState(None, None, None)
    stored = load(db, conference, last)
    return TableState(stored, last, stored.ledger if stored else load_ledger(db, conference, last))


class SnapshotCache:
    """A cache of the conferences read last; an unchanged conference is not read again."""

    def __init__(self, database: Database, size: int = 8) -> None:
        self._database = database
        self._size = size
        self._stored: OrderedDict[str, StoredState] = OrderedDict()
        self._lock = Lock()

    def read(self, db: Connection, conference: str) -> TableState:
        with self._lock:
            known = self._stored.get(conference)
        with reading_stored_data(self._database.name, conference):
            state = load_state(db, conference, known)
        if state.stored is not None and state.stored is not known:
            self.put(state.stored)
        return state

    def existing(self, db: Connection, conference: str) -> StoredState:
        """The state of a conference that must exist."""
        state = self.read(db, conference)
        if state.stored is None:
            raise NoSuchConference(conference, conference_ids(db))
        return state.stored

    def ever(self, db: Connection, conference: str) -> TableState:
        """The state of a conference that exists, or once existed."""
        state = self.read(db, conference)
        if state.last is None:
            raise NoSuchConference(conference, conference_ids(db))
        return state

    def put(self, stored: StoredState) -> None:
        with self._lock:
            self._stored[stored.schedule.conference.id] = stored
            self._stored.move_to_end(stored.schedule.conference.id)
            while len(self._stored) > self._size:
                self._stored.popitem(last=False)

    def drop(self, conference: str) -> None:
        with self._lock:
            self._stored.pop(conference, None)


class _RowReader:
    """The rows of one conference, as fields of the model; where JSON is left out, the field is as well."""

    def __init__(self, db: Connection, conference: str) -> None:
        self._db = db
        self._conference = conference

    def rows(self, table: Table) -> list[Fields]:
        query, names, in_json = _query(table)
        found = self._db.execute(query, {"of": self._conference}).all()
        rows = [dict(zip(names, row, strict=True)) for row in found]
        for name in in_json:
            _decode(name, rows)
        return rows

    def lists(self, table: Table, *owner: str) -> Mapping[tuple[str, ...], list[Fields]]:
        """The rows of a table by the key of their owner, without that key and their number."""
        lists: Mapping[tuple[str, ...], list[Fields]] = defaultdict(list)
        for row in self.rows(table):
            del row["ordinal"]
            lists[tuple(row.pop(name) for name in owner)].append(row)
        return lists


@cache
def _query(table: Table) -> tuple[Select[Any], tuple[str, ...], tuple[str, ...]]:
    """The query for the rows ``of`` a conference, the names of their columns, and those of columns with JSON.

    To make it anew takes as long as to execute it.
    """
    columns = [column for column in table.columns if column.name != "conference"]
    query = select(*columns).where(tables.conference_column(table) == bindparam("of"))
    if "ordinal" in table.columns:
        query = query.order_by(table.columns.ordinal)
    names = tuple(column.name for column in columns)
    return query, names, tuple(name for name in names if tables.JSON_COLUMNS[table.name][name])


def _decode(name: str, rows: list[Fields]) -> None:
    """Decode the JSON cells of a column in one call: cell by cell takes three times as long."""
    filled: list[tuple[Fields, str]] = [(row, cell) for row in rows if (cell := row.pop(name)) is not None]
    values = json.loads(f"[{','.join(cell for _, cell in filled)}]")
    for (row, _), value in zip(filled, values, strict=True):
        row[name] = value


def _participants(reading: _RowReader) -> list[Fields]:
    affiliations = reading.lists(tables.affiliation, "participant")
    members = reading.lists(tables.membership, "participant")
    rows = reading.rows(tables.participant)
    for row in rows:
        key = (row["id"],)
        row["affiliations"] = affiliations[key]
        row["members"] = [member["member"] for member in members[key]]
    return rows


def _sessions(reading: _RowReader, where: ZoneInfo) -> list[Fields]:
    rooms = reading.lists(tables.session_room, "session")
    people = reading.lists(tables.appearance, "session")
    affiliations = reading.lists(tables.appearance_affiliation, "session", "participant", "role")
    rows = reading.rows(tables.session)
    for row in rows:
        key = (row["id"],)
        row["people"] = people[key]
        for appearance in people[key]:
            owner = (row["id"], appearance["participant"], appearance["role"])
            appearance["affiliations"] = affiliations[owner]
        times = tuple(row.pop(name) for name in tables.TIMES)
        if times[0] is not None:
            row["slot"] = {"period": _period(times, where), "rooms": [room["room"] for room in rooms[key]]}
    return rows


def _with_periods(rows: list[Fields], where: ZoneInfo) -> list[Fields]:
    for row in rows:
        if "available" in row:
            row["available"] = [_period(_TIMES(times), where) for times in row["available"]]
    return rows


_TIMES = itemgetter(*tables.TIMES)


@lru_cache(maxsize=4096)
def _period(times: tuple[Any, ...], where: ZoneInfo) -> Period:
    """The period of wall times by the present rules of the zone, cached since many sessions have the same.

    If the rules have changed since the times were stored, the wall times take precedence over the stored
    instants.
    """
    start_wall, start_fold, start_utc, end_wall, end_fold, end_utc = times
    start, end = _instant(start_wall, start_fold, where), _instant(end_wall, end_fold, where)
    if end <= start:  # the zone no longer repeats an hour: preserve the length
        end = start + (datetime.fromisoformat(end_utc) - datetime.fromisoformat(start_utc))
    return Period(start=start, end=end)


def _instant(wall: str, fold: int, where: ZoneInfo) -> datetime:
    # Not `times.instant`: new rules may skip the hour, and the schedule must still load. PEP 495 then applies
    # the offset before the gap.
    return datetime.fromisoformat(wall).replace(tzinfo=where, fold=fold).astimezone(UTC)


def _revision(row: Fields) -> Fields:
    return {name: datetime.fromisoformat(cell) if name != "sequence" else cell for name, cell in row.items()}
