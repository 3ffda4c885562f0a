"""Releases: immutable, hashed copies of a conference."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import NoSuchRelease, ReleaseRefused, StoreError
from eventkit.findings import Subject
from eventkit.ledger import Ledger
from eventkit.roster import Contact
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import change_notes, hash_chain, json_forms, mailboxes, roster_store
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database, reading_stored_data
from eventkit.store.erased_person import ErasedPerson
from eventkit.store.json_forms import compress, decompress, to_json
from eventkit.store.row_reader import SnapshotCache
from eventkit.store.stored_conference import StoredConference, StoredState
from eventkit.store.tables import redaction
from eventkit.store.tables import release as table
from eventkit.store.tenures import Tenures
from eventkit.texts import clean
from eventkit.wording.public_schedule import for_readers

DRAFT = "draft"  # the name of the schedule between releases, which no release may have
NAME_LIMIT = 80  # the longest name of a release, in code points


@dataclass(frozen=True, slots=True)
class Release:
    """A release, without its content.

    Attributes:
        at: The time of the release.
        note: The author's note.
        forced: The reason for publishing in spite of errors; empty if there were none.
        sha256: The hash of its content: two releases with the same have equal content.
        revision: The last change that it contains.
        hash: The hash of its link in the chain of revisions and releases, which covers the whole history up
            to it. An erasure changes it.
    """

    name: str
    at: datetime
    author: str
    note: str
    forced: str
    sha256: str
    revision: int
    hash: str = ""


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release to be made.

    Characters that a database rejects are removed from note and reason, spaces at both ends as well.

    Attributes:
        name: Its name: one line of up to `NAME_LIMIT` characters that no other release has.
        note: The author's note.
        forced: The reason for publishing in spite of errors; empty if there are none.
    """

    name: str
    note: str = ""
    forced: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", clean(self.note).strip())
        object.__setattr__(self, "forced", clean(self.forced).strip())


_NOTED = tuple(field.name for field in fields(Release))


@dataclass(frozen=True, slots=True)
class ReleasedConference:
    """A release with its content.

    Attributes:
        schedule: The schedule as it was published.
        ledger: The revisions of its sessions, and the tombstones of sessions of earlier releases.
    """

    schedule: Schedule
    ledger: Ledger
    release: Release


def in_order(db: Connection, conference: str) -> tuple[Release, ...]:
    """The releases of a conference, oldest first."""
    rows = db.execute(
        select(*(table.columns[name] for name in _NOTED))
        .where(table.columns.conference == conference)
        .order_by(table.columns.ordinal)
    )
    return tuple(_release(row) for row in rows)


def find(db: Connection, conference: str, name: str | None) -> ReleasedConference:
    """The release of a name, the newest for ``None``."""
    query = select(table).where(table.columns.conference == conference)
    if name is not None:
        query = query.where(table.columns.name == name)
    row = db.execute(query.order_by(table.columns.ordinal.desc()).limit(1)).one_or_none()
    if row is None:
        raise NoSuchRelease(conference, name, tuple(release.name for release in in_order(db, conference)))
    form = json.loads(checked_content(row))
    return ReleasedConference(
        json_forms.schedule_from_form(form["schedule"]),
        json_forms.ledger_from_form(form["ledger"]),
        _release(row),
    )


def publish(db: Connection, draft: StoredState, new: NewRelease, note: ChangeNote) -> Release:
    conference = draft.schedule.conference
    earlier = in_order(db, conference.id)
    require_new_name(db, conference.id, new.name)
    content = release_body(draft.schedule, next_ledger(db, draft))
    row = {
        "name": new.name,
        "at": note.at.isoformat(),
        "author": note.author,
        "note": new.note,
        "forced": new.forced,
        "sha256": sha256(content).hexdigest(),
        "revision": draft.last.number,
    }
    key = {"conference": conference.id, "ordinal": len(earlier) + 1, "redactions": 0}
    db.execute(table.insert(), {**row, **key, "body": compress(content)})
    digest = hash_chain.link_release(db, conference.id, new.name)
    record_invited(db, conference.id, new.name)
    return Release(**{**row, "at": note.at, "hash": digest})  # type: ignore[arg-type] # the values above


def record_invited(db: Connection, conference: str, name: str, people: Collection[str] = ()) -> None:
    """Store that the invitations of a release go to the addresses that people, or some of them, have now."""
    contacts = roster_store.at_release(db, conference, _revision(db, conference, name))
    addresses = {id_: contact.email for id_, contact in contacts.items() if contact.email}
    mailboxes.record(db, conference, name, addresses, people)


def _revision(db: Connection, conference: str, name: str) -> int:
    query = select(table.columns.revision).where(table.columns.conference == conference)
    revision: int = db.scalars(query.where(table.columns.name == name)).one()
    return revision


def next_ledger(db: Connection, draft: StoredState) -> Ledger:
    """The ledger that a draft would be published with now."""
    conference = draft.schedule.conference
    last = find(db, conference.id, None) if in_order(db, conference.id) else None
    # A conference may reuse the id of a removed one; calendars identify conferences by UID.
    shown, before, renames = for_readers(draft.schedule), None, None
    if last is not None and last.schedule.conference.uid == conference.uid:
        before, renames = (for_readers(last.schedule), last.ledger), _renames_since(db, last, draft)
    released = draft.ledger.released(shown, before, renames)
    # Readers may see the other blocks by another version, whose word for a block is another.
    every = {session.id: draft.ledger.sessions[session.id] for session in draft.schedule.sessions}
    return released.model_copy(update={"sessions": dict(sorted({**every, **released.sessions}.items()))})


def _renames_since(db: Connection, last: ReleasedConference, draft: StoredState) -> dict[Subject, str]:
    """The new ids of entities since a release, by kind and old id; they may have other names, too."""
    before, now = last.schedule, draft.schedule
    first = last.release.revision + 1
    back = change_notes.renames_back(db, now.conference.id, first)
    renames = {
        Subject(kind, old): new
        for (kind, new), old in back.items()
        if old in EntityKind(kind).by_id(before).keys() - EntityKind(kind).by_id(now).keys()
        and new in EntityKind(kind).by_id(now).keys() - EntityKind(kind).by_id(before).keys()
    }
    if all(subject.kind != EntityKind.PARTICIPANT for subject in renames):
        return renames
    tenures = Tenures.load(db, now.conference.id)
    return {
        subject: new
        for subject, new in renames.items()
        if subject.kind != EntityKind.PARTICIPANT or tenures.are_one(new, subject.id, first)
    }


def release_body(schedule: Schedule, ledger: Ledger) -> bytes:
    """The content of a release as canonical JSON: equal contents are equal bytes."""
    form = {
        "schedule": json_forms.schedule_form(schedule),
        "ledger": json_forms.ledger_form(ledger, schedule.conference.zone),
    }
    return to_json(form).encode()


def checked_content(row: Any) -> bytes:
    try:
        content = decompress(row.body)
    except ValueError:
        content = b""
    if sha256(content).hexdigest() != row.sha256:
        raise StoreError("Release '{name}' is damaged. Restore it from a backup.", name=row.name)
    return content


def redact(
    db: Connection,
    conference: str,
    redact_form: Callable[[int, json_forms.Form], None],
    at: datetime,
    *,
    redact_text: Callable[[str], str],
    redact_author: Callable[[str], str],
) -> None:
    """Redact every release of a conference, and record that.

    What the calendars of the newest one show otherwise is newer from then on.
    """
    cells = table.columns
    rows = db.execute(select(table).where(cells.conference == conference).order_by(cells.ordinal)).all()
    for row in rows:
        before = checked_content(row)
        form = json.loads(before)
        redact_form(row.revision, form)
        after = to_json(form).encode()
        if row is rows[-1] and after != before:
            after = _with_newer_entries(before, after, at)
        notes = {
            "note": redact_text(row.note),
            "forced": redact_text(row.forced),
            "author": redact_author(row.author),
        }
        if after != before or any(getattr(row, name) != cell for name, cell in notes.items()):
            number, digest = row.redactions + 1, sha256(after).hexdigest()
            redacted = {"conference": conference, "release": row.name, "number": number, "sha256": digest}
            db.execute(redaction.insert(), redacted)
            db.execute(
                table.update().where(cells.conference == conference, cells.name == row.name),
                {**notes, "body": compress(after), "sha256": digest, "redactions": number},
            )


def _with_newer_entries(before: bytes, after: bytes, at: datetime) -> bytes:
    """The content of a release after a redaction, with new revisions of the entries that differ."""
    old, new = (json_forms.schedule_from_form(json.loads(content)["schedule"]) for content in (before, after))
    ledger = json_forms.ledger_from_form(json.loads(after)["ledger"])
    return release_body(new, ledger.corrected(for_readers(old), for_readers(new), at))


def _release(row: Any) -> Release:
    cells = {name: getattr(row, name) for name in _NOTED}
    return Release(**{**cells, "at": datetime.fromisoformat(row.at)})


def require_new_name(db: Connection, conference: str, name: str) -> None:
    names = {release.name for release in in_order(db, conference)}
    if not name or name != clean(name, single_line=True) or len(name) > NAME_LIMIT:
        raise ReleaseRefused(
            "The name of a release is one line of up to {count} characters, such as '1.0'.", count=NAME_LIMIT
        )
    if name.casefold() == DRAFT:
        raise ReleaseRefused(
            "'{name}' is the name of the schedule between releases. Choose another.", name=name
        )
    if name in names:
        raise ReleaseRefused(
            "There is a release '{name}' already, and a release is final. Choose another name.", name=name
        )


class ReleaseStore:
    """The releases of conferences, to read; a release is made by `Writes.release`."""

    def __init__(self, database: Database, snapshots: SnapshotCache) -> None:
        self._database = database
        self._snapshots = snapshots

    def all(self, conference: str) -> tuple[Release, ...]:
        """The releases of a conference, oldest first; empty before the first release."""
        with self._database.reading() as db:
            return in_order(db, conference)

    def load(self, conference: str, name: str | None = None) -> ReleasedConference:
        """The release with a name, or the newest.

        Raises:
            NoSuchRelease: There is none; the message lists the existing ones.
            StoreError: It is damaged.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            return find(db, conference, name)

    def contacts(self, conference: str, name: str) -> Mapping[str, Contact]:
        """The present contacts of the people in a release, by the ids in it."""
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            return roster_store.at_release(db, conference, _revision(db, conference, name))

    def invited(self, conference: str, name: str) -> Mapping[str, str]:
        """The addresses that the invitations of a release went to, by the ids in it.

        They are those at the release, or when invitations were written last, whoever has them now; without
        those that were replaced since, which nothing stores.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            return mailboxes.addresses_at(db, conference, name)

    def ids_of(self, conference: str, name: str, participant: str) -> frozenset[str]:
        """The ids in a release of a present participant, with those of entries merged into theirs since."""
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            person = ErasedPerson(db, conference, self._snapshots.existing(db, conference), participant)
            number = _revision(db, conference, name) + 1
            return frozenset(tenure.id for tenure in person.tenures if tenure.covers(number))

    def draft(self, conference: str) -> StoredConference:
        """The present state of a conference, with the ledger that a release would have now.

        Its calendars show sessions that were moved or removed since the newest release as cancelled, and
        their sequence numbers are at least those of that release.

        Raises:
            NoSuchConference: There is no such conference.
            StoreError: The newest release is damaged.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            stored = self._snapshots.existing(db, conference)
            return replace(stored, ledger=next_ledger(db, stored))
