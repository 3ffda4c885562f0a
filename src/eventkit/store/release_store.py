"""Releases: immutable, hashed copies of a conference."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import NoSuchRelease, ReleaseRefused, StoreError
from eventkit.ledger import Ledger
from eventkit.schedule import Schedule
from eventkit.store import json_forms
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database, reading_stored_data
from eventkit.store.json_forms import compress, decompress, to_json
from eventkit.store.row_reader import SnapshotCache
from eventkit.store.stored_conference import StoredConference, StoredState
from eventkit.store.tables import redaction
from eventkit.store.tables import release as table
from eventkit.texts import clean

DRAFT = "draft"
"""What no release may be called, for the schedule between releases is."""


NAME_LIMIT = 80
"""The longest name of a release, in code points."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is known of a release, its content aside.

    Attributes:
        name: What it is called.
        at: When it was made.
        author: Who made it.
        note: What they said of it.
        forced: The reason for which it was made although rules found errors; empty if they did not.
        sha256: The hash of its content: where two have the same, nothing changed between them.
        revision: The last change that is in it.
    """

    name: str
    at: datetime
    author: str
    note: str
    forced: str
    sha256: str
    revision: int


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release to be made.

    Attributes:
        name: Its name: one line of up to `NAME_LIMIT` characters that no other release has.
        note: What its author says about it.
        forced: The reason for which it is made although rules find errors; empty if they find none.
    """

    name: str
    note: str = ""
    forced: str = ""


_NOTED = tuple(each.name for each in fields(Release))


@dataclass(frozen=True, slots=True)
class ReleasedConference:
    """A release with its content.

    Attributes:
        schedule: The schedule as it was published.
        ledger: The revisions of its sessions, and those that earlier releases had and this one has not.
        release: What is known of it.
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
    """The release of that name, the newest for ``None``.

    Raises:
        NoSuchRelease: There is none; the message names those there are.
        StoreError: It is damaged.
    """
    wanted = select(table).where(table.columns.conference == conference)
    if name is not None:
        wanted = wanted.where(table.columns.name == name)
    row = db.execute(wanted.order_by(table.columns.ordinal.desc()).limit(1)).one_or_none()
    if row is None:
        raise NoSuchRelease(conference, name, tuple(each.name for each in in_order(db, conference)))
    return _read_row(row)


def publish(db: Connection, draft: StoredState, new: NewRelease, note: ChangeNote) -> Release:
    """Publish a draft.

    Raises:
        ReleaseRefused: It cannot be called so.
        StoreError: The release before it is damaged.
    """
    conference = draft.schedule.conference
    earlier = in_order(db, conference.id)
    require_new_name(db, conference.id, new.name)
    content = release_body(draft.schedule, next_ledger(db, draft))
    row = {
        "name": new.name,
        "at": note.at.isoformat(),
        "author": note.author,
        "note": clean(new.note).strip(),
        "forced": clean(new.forced).strip(),
        "sha256": sha256(content).hexdigest(),
        "revision": draft.last.number,
    }
    beside = {"conference": conference.id, "ordinal": len(earlier) + 1, "redactions": 0}
    db.execute(table.insert(), {**row, **beside, "body": compress(content)})
    return Release(**{**row, "at": note.at})  # type: ignore[arg-type] # just as they stand above


def next_ledger(db: Connection, draft: StoredState) -> Ledger:
    """The ledger that a draft would be published with now.

    Raises:
        StoreError: The newest release is damaged.
    """
    conference = draft.schedule.conference
    last = find(db, conference.id, None) if in_order(db, conference.id) else None
    # A conference that was taken out and another of its name are two: calendars know them by their uid.
    same = last is not None and last.schedule.conference.uid == conference.uid
    return draft.ledger.released(draft.schedule, (last.schedule, last.ledger) if last and same else None)


def release_body(schedule: Schedule, ledger: Ledger) -> bytes:
    """The content as JSON: fields in the order of the model, texts in their own, so that equal ones are
    equal bytes.
    """
    told = {
        "schedule": json_forms.schedule_form(schedule),
        "ledger": json_forms.ledger_form(ledger, schedule.conference.zone),
    }
    return to_json(told).encode()


def checked_content(row: Any) -> bytes:
    """The content in a row.

    Raises:
        StoreError: It is not what was published.
    """
    try:
        content = decompress(row.body)
    except ValueError:
        content = b""
    if sha256(content).hexdigest() != row.sha256:
        message = f"release '{row.name}' is damaged: bring it back from a backup"
        raise StoreError(message)
    return content


def redact(
    db: Connection, conference: str, redacted: Callable[[str, json_forms.Form], json_forms.Form]
) -> None:
    """Put what was published into other words, thing by thing, and count that; ``redacted`` is told what
    kind a thing is.

    Raises:
        StoreError: A release is damaged.
    """
    its = table.columns
    for row in db.execute(select(table).where(its.conference == conference).order_by(its.ordinal)).all():
        before = checked_content(row)
        told = json.loads(before)
        schedule = told["schedule"]
        schedule["participants"] = [redacted("participant", each) for each in schedule["participants"]]
        schedule["sessions"] = [redacted("session", each) for each in schedule["sessions"]]
        for each in json_forms.tombstone_forms(told["ledger"]):
            each["session"] = redacted("session", each["session"])
            if "standing" in each:
                each["standing"] = redacted("standing", each["standing"])
        if (after := to_json(told).encode()) != before:
            number, digest = row.redactions + 1, sha256(after).hexdigest()
            noted = {"conference": conference, "release": row.name, "number": number, "sha256": digest}
            db.execute(redaction.insert(), noted)
            db.execute(
                table.update().where(its.conference == conference, its.name == row.name),
                {"body": compress(after), "sha256": digest, "redactions": number},
            )


def _read_row(row: Any) -> ReleasedConference:
    told = json.loads(checked_content(row))
    return ReleasedConference(
        json_forms.schedule_from_form(told["schedule"]),
        json_forms.ledger_from_form(told["ledger"]),
        _release(row),
    )


def _release(row: Any) -> Release:
    cells = {name: getattr(row, name) for name in _NOTED}
    return Release(**{**cells, "at": datetime.fromisoformat(row.at)})


def require_new_name(db: Connection, conference: str, name: str) -> None:
    """Refuse a name that no further release of the conference can have.

    Raises:
        ReleaseRefused: It is taken, reserved, too long or not one line.
    """
    taken = {each.name for each in in_order(db, conference)}
    if not name or name != clean(name, single_line=True) or len(name) > NAME_LIMIT:
        message = f"a release is called by one line of up to {NAME_LIMIT} characters, such as '1.0'"
        raise ReleaseRefused(message)
    if name.casefold() == DRAFT:
        message = f"'{name}' is what the schedule between releases is called: choose another name"
        raise ReleaseRefused(message)
    if name in taken:
        message = f"there is a release '{name}' already, and a release is final: choose another name"
        raise ReleaseRefused(message)


class ReleaseStore:
    """The releases of conferences, to read; a release is made by `Writes.release`."""

    def __init__(self, database: Database, snapshots: SnapshotCache) -> None:
        self._database = database
        self._snapshots = snapshots

    def all(self, conference: str) -> tuple[Release, ...]:
        """The releases of a conference, oldest first; none where nothing was released.

        Raises:
            StoreError: The database fails.
        """
        with self._database.reading() as db:
            return in_order(db, conference)

    def load(self, conference: str, name: str | None = None) -> ReleasedConference:
        """The release of that name, or the newest.

        Raises:
            NoSuchRelease: There is none; the message lists those there are.
            StoreError: It is damaged, or the database fails.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            return find(db, conference, name)

    def draft(self, conference: str) -> StoredConference:
        """A conference as it is, with the ledger that it would be released with now.

        Its calendars show as cancelled what is no longer where the newest release had it, and their numbers
        are never behind that release.

        Raises:
            NoSuchConference: There is no such conference.
            StoreError: The newest release is damaged, or the database fails.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            stored = self._snapshots.existing(db, conference)
            return replace(StoredConference.of(stored), ledger=next_ledger(db, stored))
