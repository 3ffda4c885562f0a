"""The store doctor: checks of integrity, tampering, erasures and time zones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from glob import escape

from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, and_, exists, func, select

from eventkit.errors import StoreDamaged, StoreError
from eventkit.files.output_files import find_drafts
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.messages import Message, Plural, as_message
from eventkit.model import SessionId
from eventkit.schedule import Schedule
from eventkit.store import (
    badge_store,
    change_notes,
    checksums,
    hash_chain,
    import_sources,
    json_forms,
    release_store,
    tables,
    triggers,
)
from eventkit.store.connections import PATIENCE, Database, purge, reading_stored_data, translate_errors
from eventkit.store.roster_store import IS_MERGED
from eventkit.store.row_reader import load
from eventkit.store.store_files import open_existing, require_intact, schema_version
from eventkit.store.stored_conference import StoredState
from eventkit.store.tables import metadata
from eventkit.store.tenures import parse_owner
from eventkit.times import Period


def examine(store: str, *, fix: bool = False, patience: float = PATIENCE) -> tuple[Finding, ...]:
    """The problems of a store, errors first; none if it is sound.

    Checked are damage of the file, references to missing rows, schedules and journals that cannot be read,
    the hash chain and the triggers that make tampering show, erased data that is still in the file, and time
    zones whose rules have changed since times were stored. Nothing in the tables is written; with ``fix``,
    the instants of sessions are, by the present rules of their zones: wall times are authoritative and stay.

    Raises:
        StoreError: There is no store, or it cannot be reached.
    """
    findings: list[Finding] = []
    try:
        with open_existing(store, patience) as where:
            with where.reading() as db:
                findings += _check(where, db)
            findings += _finish_erasures(where)
            if fix and any(finding.code == "zone-law" for finding in findings):
                with where.write.begin() as db:
                    _fix_instants(where, db)
    except StoreDamaged as error:
        findings.append(Finding(Severity.ERROR, "store-damaged", (), as_message(error)))
    return sort_findings(findings)


def _check(where: Database, db: Connection) -> Iterator[Finding]:
    version = schema_version(db, where.name)
    try:
        require_intact(db, where.name)
    except StoreError as error:
        yield Finding(Severity.ERROR, "store-damaged", (), as_message(error))
        return
    if version != tables.VERSION:
        message = Message(
            "{name} was written by a newer eventkit: no more of it was checked."
            if version > tables.VERSION
            else "{name} was written by an older eventkit: no more of it was checked.",
            name=where.name,
        )
        yield Finding(Severity.WARNING, "store-version", (), message)
        return
    yield from _dangling_rows(db)
    yield from _schedules(where, db)
    yield from _history(db)
    yield from _present(db)
    yield from _triggers(db)
    yield from _releases(db)
    yield from _imports(db)
    yield from _badges(db)
    yield from _leftover_contacts(db)
    yield from _removed_conferences(db)
    yield from _files(where, db)


def _dangling_rows(db: Connection) -> Iterator[Finding]:
    """References to missing rows, as after somebody wrote into the tables by other means."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys)):
            missing = _is_missing(key)
            if count := db.scalar(select(func.count()).select_from(table).where(missing)):
                names = [column.name for column in table.primary_key]
                row = db.execute(select(*table.primary_key).where(missing).limit(1)).one()
                first = ", ".join(f"{name} {cell}" for name, cell in zip(names, row, strict=True))
                message = Message(
                    Plural(
                        "1 row of {table} names a {target} that is not there, such as that of {first}. "
                        "Restore a backup from before somebody wrote into the tables.",
                        "{count} rows of {table} name a {target} that is not there, such as that of {first}. "
                        "Restore a backup from before somebody wrote into the tables.",
                    ),
                    table=table.name,
                    count=count,
                    target=key.referred_table.name,
                    first=first,
                )
                yield Finding(Severity.ERROR, "dangling-row", (table.name,), message)


def _is_missing(key: ForeignKeyConstraint) -> ColumnElement[bool]:
    target = key.referred_table.alias()
    matches = (target.columns[element.column.name] == element.parent for element in key.elements)
    return and_(*(column.is_not(None) for column in key.columns), ~exists().where(*matches))


def _schedules(where: Database, db: Connection) -> Iterator[Finding]:
    for conference in sorted(db.scalars(select(tables.conference.columns.id))):
        try:
            stored, outdated = _read(where, db, conference)
        except StoreError as error:
            yield Finding(Severity.ERROR, "broken-schedule", (conference,), as_message(error))
            continue
        for session in outdated:
            yield _zone_finding(stored.schedule, session)
        for session_id in (session.id for session in stored.schedule.sessions):
            if session_id not in stored.ledger.sessions:
                message = Message(
                    "Session '{session_id}' has no line in the ledger, which calendars need. It gets one "
                    "with the next change of the conference.",
                    session_id=session_id,
                )
                yield Finding(Severity.WARNING, "no-ledger", (conference, session_id), message)


def _read(where: Database, db: Connection, conference: str) -> tuple[StoredState, Sequence[_OutdatedSession]]:
    with reading_stored_data(where.name, conference):
        last = change_notes.last_note(db, conference)
        if last is None or (stored := load(db, conference, last)) is None:
            raise ValueError(Message("it has no revisions"))
        return stored, tuple(_outdated_sessions(db, stored.schedule))


@dataclass(frozen=True, slots=True)
class _OutdatedSession:
    """A session whose stored instants are not those of its wall times by the present rules of the zone."""

    id: SessionId
    wall: datetime
    stored: Period  # its period by the stored instants
    present: Period  # its period by the present rules


def _outdated_sessions(db: Connection, schedule: Schedule) -> Iterator[_OutdatedSession]:
    cells = tables.session.columns
    rows = db.execute(
        select(cells.id, cells.start_wall, cells.start_utc, cells.end_utc)
        .where(cells.conference == schedule.conference.id, cells.start_wall.is_not(None))
        .order_by(cells.id)
    )
    for id_, wall, start, end in rows:
        stored = Period(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
        slot = schedule.session(id_).slot
        if slot is not None and slot.period != stored:
            yield _OutdatedSession(id_, datetime.fromisoformat(wall), stored, slot.period)


def _zone_finding(schedule: Schedule, session: _OutdatedSession) -> Finding:
    zone = schedule.conference.zone
    published = schedule.wall(session.stored.start)
    is_skipped = schedule.wall(session.present.start).replace(fold=0) != session.wall
    same_day = published.date() == session.wall.date()
    message = Message(
        "Session '{id}' starts at {time} on {day} in {zone}, a time that the clocks skip by the new rules of "
        "that zone. Move the session."
        if is_skipped
        else "Session '{id}' starts at {time} on {day} in {zone}, and the rules of that zone have changed "
        "since "
        "that was stored. Calendars sent out before may show {published}. Send them out again.",
        id=session.id,
        time=f"{session.wall:%H:%M}",
        day=session.wall.date(),
        zone=zone,
        published=f"{published:%H:%M}"
        if same_day
        else Message("{time} on {day}", time=f"{published:%H:%M}", day=published.date()),
    )
    return Finding(Severity.WARNING, "zone-law", (schedule.conference.id, session.id), message)


def _fix_instants(where: Database, db: Connection) -> None:
    """Store the instants that are derived from wall times again."""
    cells = tables.session.columns
    for conference in sorted(db.scalars(select(tables.conference.columns.id))):
        where.lock(db, f"conference {conference}")
        try:
            _, outdated = _read(where, db, conference)
        except StoreError:  # reported already
            continue
        for session in outdated:
            present = session.present
            times = {"start_utc": present.start.isoformat(), "end_utc": present.end.isoformat()}
            row = (cells.conference == conference, cells.id == session.id)
            db.execute(tables.session.update().where(*row).values(**times))


def _history(db: Connection) -> Iterator[Finding]:
    for conference in sorted(set(db.scalars(select(tables.revision.columns.conference).distinct()))):
        for column, name in (
            (tables.revision.columns.number, "change"),
            (tables.release.columns.ordinal, "release"),
        ):
            query = select(column).where(column.table.columns.conference == conference).order_by(column)
            numbers = list(db.scalars(query))
            if missing := sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers)):
                message = Message(
                    Message(
                        "Change {number} of conference '{conference}' is missing."
                        if name == "change"
                        else "Release {number} of conference '{conference}' is missing.",
                        number=missing[0],
                        conference=conference,
                    ),
                    _TAMPERED,
                )
                yield Finding(Severity.ERROR, "history-gap", (conference, name), message)
        yield from _journal(db, conference)
        for link in hash_chain.find_broken(db, conference)[:1]:
            what = Message(
                "Release '{key}'" if link.table is tables.release else "Change {key}", key=str(link.key)
            )
            message = Message(
                "{what} of conference '{conference}', or what was before it, is not as it was "
                "stored. {tampered}",
                what=what,
                conference=conference,
                tampered=_TAMPERED,
            )
            yield Finding(Severity.ERROR, "history-altered", (conference, str(link.key)), message)


_TAMPERED = Message(
    "Somebody wrote into the tables by other means. Compare the store with a backup, and the hashes of its "
    "releases with those that were printed."
)


def _present(db: Connection) -> Iterator[Finding]:
    """Entries of the present that are not as they were written."""
    owners = (tables.conference_column(table) for table in (tables.checksum, *checksums.PRESENT))
    for conference in sorted({id_ for owner in owners for id_ in db.scalars(select(owner).distinct())}):
        altered = checksums.find_altered(db, conference)
        for table, ids in altered.items():
            message = Message(
                Plural(
                    "In conference '{conference}', 1 entry of table {table} is not as eventkit wrote it: "
                    "'{first}'. {tampered}",
                    "In conference '{conference}', {count} entries of table {table} are not as eventkit "
                    "wrote them, such as '{first}'. {tampered}",
                ),
                conference=conference,
                table=table.name,
                count=len(ids),
                first=ids[0],
                tampered=_TAMPERED,
            )
            yield Finding(Severity.ERROR, "present-altered", (conference, table.name, ids[0]), message)
        if not altered and checksums.is_sum_altered(db, conference):
            message = Message(
                "The schedule of conference '{conference}' is not as its last change left it. {tampered}",
                conference=conference,
                tampered=_TAMPERED,
            )
            yield Finding(Severity.ERROR, "present-altered", (conference,), message)


def _journal(db: Connection, conference: str) -> Iterator[Finding]:
    cells = tables.journal.columns
    query = select(cells.number, cells.thing, cells.id, cells.before).where(
        cells.conference == conference, cells.before.is_not(None)
    )
    rows = db.execute(query.order_by(cells.number), execution_options={"yield_per": 1000})
    for number, kind, id_, before in rows:
        try:
            json_forms.from_json_form(kind, json.loads(before))
        except (KeyError, TypeError, ValueError):
            message = Message(
                "Change {number} of conference '{conference}' has an unreadable {kind} '{id}' and "
                "cannot be undone. Restore a backup.",
                number=number,
                conference=conference,
                kind=kind,
                id=id_,
            )
            yield Finding(Severity.ERROR, "journal-damaged", (conference, str(number)), message)


def _triggers(db: Connection) -> Iterator[Finding]:
    for name in triggers.find_missing(db):
        message = Message(
            "The trigger '{name}', which protects releases and records of erasures from changes, is missing "
            "or altered. Copy the store with 'copy' into a new one, and compare it with a backup.",
            name=name,
        )
        yield Finding(Severity.ERROR, "trigger-missing", (name,), message)


def _releases(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.release)):
        try:
            release_store.checked_content(row)
        except StoreError as error:
            yield Finding(Severity.ERROR, "release-damaged", (row.conference, row.name), as_message(error))


def _imports(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.imports)):
        try:
            import_sources.read_row(row)
        except StoreError as error:
            yield Finding(Severity.ERROR, "import-damaged", (row.conference, row.source), as_message(error))


def _badges(db: Connection) -> Iterator[Finding]:
    for row in db.execute(select(tables.badge_key)):
        try:
            badge_store.read_key(row)
        except StoreError as error:
            about = (row.conference, str(row.kid))
            yield Finding(Severity.ERROR, "badge-key-damaged", about, as_message(error))
    valid = select(tables.badge_key.columns.conference).where(tables.badge_key.columns.retired.is_(None))
    conferences = tables.badge.columns.conference
    for conference in db.scalars(select(conferences).where(conferences.not_in(valid)).distinct()):
        message = Message(
            "Conference '{conference}' has issued badges, and no key. Make one.", conference=conference
        )
        yield Finding(Severity.WARNING, "no-badge-key", (conference,), message)


def _leftover_contacts(db: Connection) -> Iterator[Finding]:
    contact, participant = tables.contact.columns, tables.participant.columns
    present = exists().where(
        participant.conference == contact.conference, participant.id == contact.participant
    )
    query = select(contact.conference, contact.participant).where(~present, ~IS_MERGED)
    for conference, owner in db.execute(query):
        id_, _ = parse_owner(owner)
        here = (participant.conference == conference, participant.id == id_)
        message = Message(
            "The roster of conference '{conference}' still has the contact of an earlier '{id}', who was "
            "removed. Give the present one another id and erase '{id}', unless that one is to come back."
            if db.execute(select(participant.id).where(*here)).first()
            else "The roster of conference '{conference}' still has the contact of '{id}', who is no longer "
            "in the schedule. Erase the person, unless they are to come back.",
            conference=conference,
            id=id_,
        )
        yield Finding(Severity.INFO, "contact-left", (conference, id_), message)


def _removed_conferences(db: Connection) -> Iterator[Finding]:
    present = select(tables.conference.columns.id)
    removed = tables.revision.columns.conference
    for conference in sorted(set(db.scalars(select(removed).where(removed.not_in(present)).distinct()))):
        message = Message(
            "Conference '{conference}' was removed, and its history and releases are still in "
            "the store, with the names of people. Remove it forever, unless it is to come back.",
            conference=conference,
        )
        yield Finding(Severity.INFO, "removed-conference", (conference,), message)


def _files(where: Database, db: Connection) -> Iterator[Finding]:
    if where.file is None:
        return
    if not where.read_only and db.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
        message = Message(
            "{name} is not set up for several people at once, as on a network drive, or before a "
            "backup is first opened. Readers wait for a writer; nothing is less safe.",
            name=where.name,
        )
        yield Finding(Severity.INFO, "one-at-a-time", (), message)
    for pattern in ("version-*", "damaged"):
        for copy in sorted(where.file.parent.glob(f"{escape(where.file.name)}.{pattern}")):
            message = Message(
                "{copy} is a copy from before the store was migrated or replaced. Delete it once all "
                "is well, for it still contains people who were erased since.",
                copy=copy,
            )
            yield Finding(Severity.INFO, "old-copy", (), message)
    for draft in find_drafts(where.file.parent):
        message = Message(
            "{draft} was left by a command that was stopped, and may contain the whole store. Delete it.",
            draft=draft,
        )
        yield Finding(Severity.WARNING, "draft-left", (), message)


def _finish_erasures(where: Database) -> Iterator[Finding]:
    """Empty the log of an SQLite file, if a reader prevented that in an erasure."""
    if where.file is None or where.read_only:
        return
    log = where.file.with_name(f"{where.file.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return
    with translate_errors(where.name):
        with where.read.begin() as db:
            if schema_version(db, where.name) != tables.VERSION:
                return
            erased = db.scalar(select(func.count()).select_from(tables.erasure))
        if erased and not purge(where, ()):
            message = Message(
                "{name} may still contain data of people who were erased, since another program is "
                "reading it. Close all programs that have it open, then run this check again.",
                name=where.name,
            )
            yield Finding(Severity.WARNING, "erasure-incomplete", (), message)
