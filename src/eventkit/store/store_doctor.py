"""The store doctor: integrity, schema and time zone checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from glob import escape

from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, and_, exists, func, select

from eventkit.errors import StoreError
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.model import SessionId
from eventkit.schedule import Schedule
from eventkit.store import badge_store, change_notes, import_sources, release_store, tables
from eventkit.store.connections import PATIENCE, Database, is_damage, reading_stored_data, translate_errors
from eventkit.store.row_reader import load
from eventkit.store.store_files import open_existing, require_intact, schema_version
from eventkit.store.stored_conference import StoredState
from eventkit.store.tables import metadata
from eventkit.times import Period


def examine(store: str, *, mend: bool = False, patience: float = PATIENCE) -> tuple[Finding, ...]:
    """What is wrong with a store, gravest first; nothing where it is sound.

    Looks whether the file is damaged, rows name what is not there, schedules cannot be read, and whether
    the law of a time zone has changed since times were written down. Writes nothing, unless it is to mend.

    Args:
        store: The URL of the store.
        mend: Whether to bring instants up to date with the present laws of their time zones. What the
            clocks show at a session was always the truth and stays.
        patience: How long to wait for others who write to it, in seconds.

    Raises:
        StoreError: There is no store, or it cannot be reached.
    """
    with open_existing(store, patience) as where:
        found: list[Finding] = []
        try:
            with translate_errors(where.name), where.read.begin() as db:
                found += _looked_over(where, db)
        except StoreError as error:
            if not is_damage(error):
                raise
            found.append(Finding(Severity.ERROR, "store-damaged", (), str(error)))
        if mend and any(finding.code == "zone-law" for finding in found):
            with where.write.begin() as db:
                _mend(where, db)
    return sort_findings(found)


def _looked_over(where: Database, db: Connection) -> Iterator[Finding]:
    there = schema_version(db, where.name)
    try:
        require_intact(db, where.name)
    except StoreError as error:
        yield Finding(Severity.ERROR, "store-damaged", (), str(error))
    if there != tables.VERSION:
        message = (
            f"{where.name} was written by a newer eventkit: bring this one up to date"
            if there > tables.VERSION
            else f"{where.name} was written by an older eventkit: the next command that opens it brings it "
            "up to date"
        )
        yield Finding(Severity.WARNING, "store-version", (), message)
        return
    yield from _dangling(db)
    yield from _schedules(where, db)
    yield from _releases(db)
    yield from _imports(db)
    yield from _badges(db)
    yield from _contacts_left(db)
    yield from _file(where, db)


def _dangling(db: Connection) -> Iterator[Finding]:
    """Rows that name what is not there, as after someone wrote into the tables by other means."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys)):
            lost = _leads_nowhere(key)
            if count := db.scalar(select(func.count()).select_from(table).where(lost)):
                names = [column.name for column in table.primary_key]
                row = db.execute(select(*table.primary_key).where(lost).limit(1)).one()
                first = ", ".join(f"{name} {cell}" for name, cell in zip(names, row, strict=True))
                rows = f"1 row of {table.name} names" if count == 1 else f"{count} rows of {table.name} name"
                message = (
                    f"{rows} a {key.referred_table.name} that is not there, such "
                    f"as that of {first}: bring back a backup from before someone wrote into the tables"
                )
                yield Finding(Severity.ERROR, "dangling-row", (table.name,), message)


def _leads_nowhere(key: ForeignKeyConstraint) -> ColumnElement[bool]:
    target = key.referred_table.alias()
    its = (target.columns[each.column.name] == each.parent for each in key.elements)
    return and_(*(column.is_not(None) for column in key.columns), ~exists().where(*its))


def _schedules(where: Database, db: Connection) -> Iterator[Finding]:
    for conference in sorted(db.scalars(select(tables.conference.columns.id))):
        try:
            snapshot = _read(where, db, conference)
        except StoreError as error:
            yield Finding(Severity.ERROR, "broken-schedule", (conference,), str(error))
            continue
        for old in _out_of_date(db, snapshot.schedule):
            yield _moved(snapshot.schedule, old)
        for session in snapshot.schedule.sessions:
            if session.id not in snapshot.ledger.sessions:
                message = (
                    f"session '{session.id}' has no line in the ledger, which calendars need: "
                    "it gets one with the next change of the conference"
                )
                yield Finding(Severity.WARNING, "no-ledger", (conference, session.id), message)


def _read(where: Database, db: Connection, conference: str) -> StoredState:
    with reading_stored_data(where.name, conference):
        last = change_notes.last_note(db, conference)
        if last is None or (found := load(db, conference, last)) is None:
            message = "no change of it is written down"
            raise ValueError(message)
        return found


@dataclass(frozen=True, slots=True)
class _Old:
    """A session whose instants in the tables are not those of its wall times by the present law.

    Attributes:
        id: The session.
        shown: What the clocks show at its beginning, as it is written there.
        was: Its period when that was written.
        now: Its period by the present law.
    """

    id: SessionId
    shown: datetime
    was: Period
    now: Period


def _out_of_date(db: Connection, schedule: Schedule) -> Iterator[_Old]:
    cells = tables.session.columns
    rows = db.execute(
        select(cells.id, cells.start_wall, cells.start_utc, cells.end_utc)
        .where(cells.conference == schedule.conference.id, cells.start_wall.is_not(None))
        .order_by(cells.id)
    )
    for id_, shown, start, end in rows:
        was = Period(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
        slot = schedule.session(id_).slot
        if slot is not None and slot.period != was:
            yield _Old(id_, datetime.fromisoformat(shown), was, slot.period)


def _moved(schedule: Schedule, old: _Old) -> Finding:
    where = schedule.conference.zone
    begins = (
        f"session '{old.id}' begins at {old.shown:%H:%M} on {old.shown:%Y-%m-%d} by the clocks of {where}"
    )
    if schedule.wall(old.now.start).replace(fold=0) != old.shown:
        message = f"{begins}, which by a new law are put forward over that time: move the session"
    else:
        sent = schedule.wall(old.was.start)
        on = "" if sent.date() == old.shown.date() else f" on {sent:%Y-%m-%d}"
        message = (
            f"{begins}, the law of which has changed since that was written down: calendars sent out before "
            f"may say {sent:%H:%M}{on}, so send them out anew"
        )
    return Finding(Severity.WARNING, "zone-law", (schedule.conference.id, old.id), message)


def _mend(where: Database, db: Connection) -> None:
    """Write down anew the instants that are derived from wall times."""
    cells = tables.session.columns
    for conference in sorted(db.scalars(select(tables.conference.columns.id))):
        where.lock(db, f"conference {conference}")
        try:
            schedule = _read(where, db, conference).schedule
        except StoreError:  # told already
            continue
        for old in list(_out_of_date(db, schedule)):
            times = {"start_utc": old.now.start.isoformat(), "end_utc": old.now.end.isoformat()}
            its = (cells.conference == conference, cells.id == old.id)
            db.execute(tables.session.update().where(*its).values(**times))


def _releases(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.release)):
        try:
            release_store.checked_content(row)
        except StoreError as error:
            yield Finding(Severity.ERROR, "release-damaged", (row.conference, row.name), str(error))


def _imports(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.imports)):
        try:
            import_sources.read_row(row)
        except StoreError as error:
            yield Finding(Severity.ERROR, "import-damaged", (row.conference, row.source), str(error))


def _badges(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.badge_key)):
        try:
            badge_store.read_key(row)
        except StoreError as error:
            about = (row.conference, str(row.kid))
            yield Finding(Severity.ERROR, "badge-key-damaged", about, str(error))
    signing = select(tables.badge_key.columns.conference).where(tables.badge_key.columns.retired.is_(None))
    its = tables.badge.columns.conference
    for conference in db.scalars(select(its).where(its.not_in(signing)).distinct()):
        message = f"badges of conference '{conference}' were issued, and it has no key: make one"
        yield Finding(Severity.WARNING, "no-badge-key", (conference,), message)


def _contacts_left(db: Connection) -> Iterator[Finding]:
    contact, participant = tables.contact.columns, tables.participant.columns
    there = exists().where(
        participant.conference == contact.conference, participant.id == contact.participant
    )
    for conference, who in db.execute(select(contact.conference, contact.participant).where(~there)):
        message = (
            f"the roster still holds the contact of '{who}', who is no longer in conference '{conference}': "
            "forget them, unless they are to come back"
        )
        yield Finding(Severity.INFO, "contact-left", (conference, who), message)


def _file(where: Database, db: Connection) -> Iterator[Finding]:
    if where.file is None:
        return
    if db.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
        message = (
            f"{where.name} is not set up for several to work in at once, as on a network drive, or before a "
            "backup is first opened: readers wait for whoever writes, and nothing is less safe"
        )
        yield Finding(Severity.INFO, "one-at-a-time", (), message)
    for pattern in ("version-*", "damaged"):
        for copy in sorted(where.file.parent.glob(f"{escape(where.file.name)}.{pattern}")):
            message = (
                f"{copy} is from before the store was brought up to date or replaced: delete it once all is "
                "well, for it still holds whoever is forgotten since"
            )
            yield Finding(Severity.INFO, "old-copy", (), message)
