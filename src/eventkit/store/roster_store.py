"""The roster: contacts and the log of their changes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from eventkit.findings import Subject
from eventkit.messages import Message
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.store import checksums, mailboxes, tables
from eventkit.store.change_notes import ChangeNote, write_side_note
from eventkit.store.connections import Database
from eventkit.store.stored_conference import reading_existing
from eventkit.store.tenures import LAST, Tenures, parse_owner

IS_MERGED = tables.contact.columns.participant.contains(" (merged ")
"""True for what `merged_contacts` sets aside."""


@dataclass(frozen=True, slots=True)
class RosterChange:
    at: datetime
    author: str
    why: str
    # The participants with contacts that were added, changed or removed.
    participants: tuple[ParticipantId, ...]


def load(db: Connection, conference: str, *, removed: bool = False) -> Roster:
    """The roster of a conference; empty if there are no contacts.

    Those of removed people are left out, or there under their last ids that nobody else got.
    """
    here = (tables.contact.columns.conference == conference, ~IS_MERGED)
    rows = db.execute(select(tables.contact).where(*here)).mappings()
    owned = [(*parse_owner(row["participant"]), row) for row in rows]
    contacts = {id_: row for id_, removal, row in owned if removal is None}
    if removed and len(contacts) < len(owned):
        present = _participants(db, conference)
        aside = {(removal or 0, id_): row for id_, removal, row in owned if id_ not in present}
        contacts |= {id_: aside[removal, id_] for removal, id_ in sorted(aside)}
    return Roster(contacts=tuple(read_contact(row, id_) for id_, row in contacts.items()))


def at_release(db: Connection, conference: str, revision: int) -> Mapping[str, Contact]:
    """The present contacts of the people after a change, removed or not, by their ids then."""
    everybody = Tenures.load(db, conference)
    here = (tables.contact.columns.conference == conference, ~IS_MERGED)
    contacts: dict[str, Contact] = {}
    for row in db.execute(select(tables.contact).where(*here)).mappings():
        id_, removal = parse_owner(row["participant"])
        now = everybody.find(id_, removal or LAST)
        for then in everybody.of(now.person) if now is not None else ():
            if then.covers(revision + 1):
                contacts[then.id] = read_contact(row, then.id)
    return contacts


def read_contact(row: RowMapping, participant: str) -> Contact:
    """The contact of a row of the table, for a participant."""
    fields = {name: row[name] for name in Contact.model_fields}
    lines = json.loads(row["badge_lines"] or "[]")
    return Contact.model_validate({**fields, "participant": participant, "badge_lines": lines})


def of_owners(db: Connection, conference: str, owners: Collection[str]) -> list[Contact]:
    """The contacts of some owners, who are people or what was set aside for them."""
    cells = tables.contact.columns
    query = select(tables.contact).where(cells.conference == conference, cells.participant.in_(owners))
    rows = db.execute(query.order_by(cells.participant)).mappings()
    return [read_contact(row, row["participant"].split(" ", maxsplit=1)[0]) for row in rows]


def write(db: Connection, conference: str, before: Roster, after: Roster, note: ChangeNote) -> None:
    """Write the contacts that differ, in a transaction with the conference's lock, and a note of them."""
    changed: set[str] = {contact.participant for contact in {*before.contacts} ^ {*after.contacts}}
    if not changed:
        return
    contacts: dict[str, Contact] = {
        contact.participant: contact for contact in after.contacts if contact.participant in changed
    }
    if unknown := contacts.keys() - _participants(db, conference):
        raise ValueError(
            Message("The conference has no participant '{unknown}' to have a contact.", unknown=min(unknown))
        )
    cells = tables.contact.columns
    row = (cells.conference == conference, cells.participant == bindparam("key"))
    rows = contact_rows(db, conference, contacts)
    with checksums.update(db, conference, tables.contact, changed):
        db.execute(tables.contact.delete().where(*row), [{"key": owner} for owner in sorted(changed)])
        if rows:
            db.execute(tables.contact.insert(), rows)
    _write_note(db, conference, note, changed)


def follow(before: Roster, renames: Mapping[Subject, str]) -> Roster:
    after = before
    for (kind, old), new in renames.items():
        if kind == tables.participant.name:
            after = after.merged(ParticipantId(new), ParticipantId(old))
    return after


def erase(
    db: Connection, conference: str, owners: Collection[str], ids: Collection[str], note: ChangeNote
) -> bool:
    """Delete the contacts of a participant, and the reasons of changes of theirs alone; returns whether there
    were any.

    ``owners`` are their id and those of what was set aside for them, ``ids`` theirs at any time.
    """
    cells = tables.contact_change.columns
    query = select(cells.number, cells.participants).where(cells.conference == conference)
    named = {number: set(json.loads(participants)) for number, participants in db.execute(query)}
    numbers = [number for number, people in named.items() if people and people <= set(ids)]
    contact = tables.contact.columns
    person = (contact.conference == conference, contact.participant.in_(owners))
    with checksums.update(db, conference, tables.contact, owners):
        deleted = db.execute(tables.contact.delete().where(*person)).rowcount
    if not deleted and all(people.isdisjoint(ids) for people in named.values()):
        return False
    here = (cells.conference == conference, cells.number.in_(numbers))
    with checksums.update(db, conference, tables.contact_change, numbers):
        # Reasons are free text, which may contain personal data.
        db.execute(tables.contact_change.update().where(*here).values(why=""))
    _write_note(db, conference, note, ids)
    return True


def rename_in_log(db: Connection, conference: str, ids: Mapping[str, str]) -> None:
    cells = tables.contact_change.columns
    query = select(cells.number, cells.participants).where(cells.conference == conference)
    for number, participants in db.execute(query).all():
        renamed = json.dumps(sorted(ids.get(id_, id_) for id_ in json.loads(participants)))
        if renamed != participants:
            row = (cells.conference == conference, cells.number == number)
            with checksums.update(db, conference, tables.contact_change, [number]):
                db.execute(tables.contact_change.update().where(*row), {"participants": renamed})


def _participants(db: Connection, conference: str) -> set[str]:
    cells = tables.participant.columns
    return set(db.scalars(select(cells.id).where(cells.conference == conference)))


def contact_rows(db: Connection, conference: str, contacts: Mapping[str, Contact]) -> list[dict[str, Any]]:
    """The rows of contacts, by owner. The rows that they replace are to be deleted afterwards: the number of
    an address is in them.
    """
    numbers = mailboxes.number(db, conference, filter(None, (each.email for each in contacts.values())))
    return [
        {
            **contact.model_dump(exclude={"badge_lines"}),
            "conference": conference,
            "participant": owner,
            "mailbox": numbers[contact.email.casefold()] if contact.email else None,
            "badge_lines": json.dumps(contact.badge_lines, ensure_ascii=False)
            if contact.badge_lines
            else None,
        }
        for owner, contact in contacts.items()
    ]


def _write_note(db: Connection, conference: str, note: ChangeNote, participants: Iterable[str]) -> None:
    write_side_note(
        db, tables.contact_change, conference, note, participants=json.dumps(sorted(participants))
    )


class RosterStore:
    """The rosters of conferences, to read; they are written by `Writes.roster`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conference: str, *, removed: bool = False) -> Roster:
        """The roster of a conference; empty if there are no contacts.

        Contacts of people who were removed from the schedule are stored for an undo of the removal, and to
        take back what was sent to them. Erasure deletes them.

        Args:
            removed: Whether they are in it, under their former ids, unless somebody else has those by now.

        Raises:
            NoSuchConference: There is no such conference.
        """
        with reading_existing(self._database, conference) as db:
            return load(db, conference, removed=removed)

    def log(self, conference: str) -> tuple[RosterChange, ...]:
        """The changes of a roster, newest first: the participants, the author, the time and the reason."""
        cells = tables.contact_change.columns
        query = select(cells["at"], cells.author, cells.why, cells.participants)
        query = query.where(cells.conference == conference).order_by(cells.number.desc())
        with self._database.reading() as db:
            return tuple(
                RosterChange(datetime.fromisoformat(at), author, why, tuple(json.loads(participants)))
                for at, author, why, participants in db.execute(query)
            )
