"""Checksums: a hash of everything present as it was written, so that writing by other means shows.

An entity of a schedule has one checksum for its rows in all tables, and so has each contact, badge and other
row beside the schedule. Whatever writes renews the checksums of what it writes and of nothing else, so that
a change costs the same in a conference of any size.

An entity that was altered by other means retains its checksum when it is edited afterwards: nobody is the
author of all that is in it.

Each revision has the sum of the checksums of its schedule, and the hash chain covers that. A sum does not
depend on an order and changes with each part alone (Clarke, Devadas, van Dijk, Gassend and Suh, "Incremental
multiset hash functions and their application to memory integrity checking", 2003: MSet-Add-Hash).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, select

from eventkit.store import tables
from eventkit.store.tables import checksum, revision

_PARTS: Mapping[Table, tuple[Table, ...]] = {
    tables.conference: (tables.backing,),
    tables.participant: (tables.affiliation, tables.membership),
    tables.session: (tables.session_room, tables.appearance, tables.appearance_affiliation),
}
"""The tables with the further rows of an entity, by the table of its main row."""

_SCHEDULE = (tables.conference, *tables.COLLECTIONS, tables.ledger)

_BESIDE = (
    tables.contact,
    tables.contact_change,
    tables.invited,
    tables.rule_settings,
    tables.settings_change,
    tables.imports,
    tables.badge_key,
    tables.badge,
    tables.badge_category,
    tables.erasure_key,
    tables.forgotten_hash,
)

PRESENT = (*_SCHEDULE, *_BESIDE)
"""The tables whose rows have checksums; the others are history, which the hash chain and triggers cover."""

_DERIVED = ("start_utc", "end_utc")  # the columns that follow from others by the present rules of time zones
_DIGITS = 32  # the length of a checksum, in hexadecimal digits
_BATCH = 500  # the number of ids in one query; where more are asked for, the whole table is read
Hashes = Mapping[Table, Mapping[str, str]]  # checksums by table and id


@contextmanager
def update(db: Connection, conference: str, table: Table, ids: Iterable[object]) -> Iterator[None]:
    """Renew the checksums of some rows, by the ids they have before and after what the block writes."""
    names = {table: {str(id_) for id_ in ids}}
    pending = ChecksumUpdate(db, conference, names, names)
    yield
    pending.write({table: _compute(db, conference, table, names[table])})


class ChecksumUpdate:
    """The checksums that a change is about to renew."""

    def __init__(
        self,
        db: Connection,
        conference: str,
        present: Mapping[Table, Collection[str]],
        ids: Mapping[Table, Collection[str]],
    ) -> None:
        """Read them before the change: of what is there (``present``) of the ids it changes."""
        self._db = db
        self._conference = conference
        self._stored = {table: _read(db, conference, table, of_table) for table, of_table in ids.items()}
        self._altered: dict[Table, set[str]] = {table: set() for table in ids}
        for table, of_table in present.items():
            here = {id_: digest for id_, digest in self._stored[table].items() if id_ in of_table}
            self._altered[table] = _unlike(here, _compute(db, conference, table, of_table))

    def write(self, after: Hashes) -> int:
        """Write the checksums after the change, where they differ; returns the difference of their sums."""
        return sum(self._write(table, after.get(table, {})) for table in self._stored)

    def _write(self, table: Table, after: Mapping[str, str]) -> int:
        stored, altered = self._stored[table], self._altered[table]
        key = {"of_conference": self._conference, "of_thing": table.name}
        if gone := [{**key, "of_id": id_} for id_ in stored if id_ not in after]:
            self._db.execute(_DELETE, gone)
        new = {id_: digest for id_, digest in after.items() if id_ not in altered}
        if rows := [
            {**key, "of_id": id_, "new": digest}
            for id_, digest in new.items()
            if id_ in stored and stored[id_] != digest
        ]:
            self._db.execute(_UPDATE, rows)
        if rows := [
            {"conference": self._conference, "thing": table.name, "id": id_, "hash": digest}
            for id_, digest in new.items()
            if id_ not in stored
        ]:
            self._db.execute(checksum.insert(), rows)
        replaced = (digest for id_, digest in stored.items() if id_ in new or id_ not in after)
        return _total(new.values()) - _total(replaced)


def of_rows(rows: Iterable[tuple[Table, Mapping[str, object]]]) -> str:
    """The checksum of an entity with these rows."""
    return _hash(repr((table.name, *(row.get(name) for name in _COLUMNS[table]))) for table, row in rows)


_COLUMNS = {
    table: tuple(column.name for column in table.columns if column.name not in _DERIVED)
    for table in (*PRESENT, *chain.from_iterable(_PARTS.values()))
}
"""The names of the columns that a checksum covers, by table."""

_CELLS = checksum.columns

_ROW = (
    _CELLS.conference == bindparam("of_conference"),
    _CELLS.thing == bindparam("of_thing"),
    _CELLS.id == bindparam("of_id"),
)

_DELETE = checksum.delete().where(*_ROW)

_UPDATE = checksum.update().where(*_ROW).values(hash=bindparam("new"))


def store_sum(db: Connection, conference: str, number: int, difference: int) -> None:
    """Store the sum of the checksums of a schedule with the revision that changed it by a difference."""
    cells = revision.columns
    query = select(cells.state).where(cells.conference == conference, cells.state != "")
    last = db.scalar(query.order_by(cells.number.desc()).limit(1)) or "0"
    _store_sum(db, conference, number, int(last, 16) + difference)


def remove_present(db: Connection, conference: str, number: int) -> None:
    """Remove the checksums of what goes with a conference, and store the sum of the others."""
    gone = [table.name for table in PRESENT if table not in tables.PERMANENT]
    db.execute(checksum.delete().where(_CELLS.conference == conference, _CELLS.thing.in_(gone)))
    _store_sum(db, conference, number, _schedule_sum(db, conference))


def forget_earlier_sums(db: Connection, conference: str) -> None:
    """Remove the sums of all revisions but the newest, which an erasure makes untrue."""
    cells = revision.columns
    newest = select(func.max(cells.number)).where(cells.conference == conference).scalar_subquery()
    db.execute(
        revision.update().where(cells.conference == conference, cells.number < newest).values(state="")
    )


def find_altered(db: Connection, conference: str) -> dict[Table, list[str]]:
    """The ids of what is not as it was written, or was added or removed by other means, by table."""
    unlike = {
        table: _unlike(_read(db, conference, table), _compute(db, conference, table)) for table in PRESENT
    }
    return {table: sorted(ids) for table, ids in unlike.items() if ids}


def is_altered(db: Connection, conference: str, table: Table, id_: str) -> bool:
    """True if an entity is not as it was written."""
    return bool(_unlike(_read(db, conference, table, {id_}), _compute(db, conference, table, {id_})))


def is_sum_altered(db: Connection, conference: str) -> bool:
    """True if the checksums of a schedule are not those that its newest revision summed up."""
    cells = revision.columns
    query = select(cells.state).where(cells.conference == conference).order_by(cells.number.desc())
    last: str | None = db.scalar(query.limit(1))
    return (last or "") != _text(_schedule_sum(db, conference))


def _schedule_sum(db: Connection, conference: str) -> int:
    names = [table.name for table in _SCHEDULE]
    query = select(_CELLS.hash).where(_CELLS.conference == conference, _CELLS.thing.in_(names))
    return _total(db.scalars(query))


def _store_sum(db: Connection, conference: str, number: int, total: int) -> None:
    row = (revision.columns.conference == conference, revision.columns.number == number)
    db.execute(revision.update().where(*row).values(state=_text(total)))


def _text(total: int) -> str:
    return f"{total % 16**_DIGITS:0{_DIGITS}x}"


def _total(hashes: Iterable[str]) -> int:
    return sum(int(digest, 16) for digest in hashes)


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    return {id_ for id_ in one.keys() | other.keys() if one.get(id_) != other.get(id_)}


def _read(
    db: Connection, conference: str, table: Table, ids: Collection[str] | None = None
) -> dict[str, str]:
    """The stored checksums of a table by id, of some ids or of all."""
    query = select(_CELLS.id, _CELLS.hash).where(_CELLS.conference == conference, _CELLS.thing == table.name)
    if is_few := ids is not None and len(ids) <= _BATCH:
        query = query.where(_CELLS.id.in_(ids))
    return {id_: digest for id_, digest in db.execute(query) if is_few or ids is None or id_ in ids}


def _compute(
    db: Connection, conference: str, table: Table, ids: Collection[str] | None = None
) -> dict[str, str]:
    """The checksums of what is in the tables, by id."""
    texts: dict[str, list[str]] = defaultdict(list)
    for part in (table, *_PARTS.get(table, ())):
        owner = _owner(part)
        query = select(owner, *(part.columns[name] for name in _COLUMNS[part])).where(
            tables.conference_column(part) == conference
        )
        if is_few := ids is not None and len(ids) <= _BATCH:
            query = query.where(owner.in_([owner.type.python_type(id_) for id_ in ids]))
        for id_, *cells in db.execute(query):
            if is_few or ids is None or str(id_) in ids:
                texts[str(id_)].append(repr((part.name, *cells)))
    return {id_: _hash(rows) for id_, rows in texts.items()}


def _owner(table: Table) -> Column[Any]:
    """The column with the id of the entity that a row belongs to: a conference has one row in some tables."""
    keys = list(table.primary_key)
    return keys[0] if len(keys) == 1 or table is tables.backing else keys[1]


def _hash(rows: Iterable[str]) -> str:
    return sha256("\n".join(sorted(rows)).encode()).hexdigest()[:_DIGITS]
