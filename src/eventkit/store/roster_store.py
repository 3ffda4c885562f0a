"""The roster: contacts and the log of their changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from eventkit.errors import ChangedMeanwhile
from eventkit.findings import Subject
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.store import tables
from eventkit.store.change_notes import ChangeNote, write_side_note
from eventkit.store.connections import Database
from eventkit.store.stored_conference import reading_existing


@dataclass(frozen=True, slots=True)
class RosterChange:
    """That a roster was changed.

    Attributes:
        at: When.
        author: By whom.
        why: What for.
        participants: Whose contacts were put in, changed or taken out.
    """

    at: datetime
    author: str
    why: str
    participants: tuple[ParticipantId, ...]


def load(db: Connection, conference: str) -> Roster:
    """The roster of a conference; an empty one if nothing is known."""
    columns = [column for column in tables.contact.columns if column.name != "conference"]
    found = db.execute(select(*columns).where(tables.contact.columns.conference == conference)).mappings()
    return Roster(
        contacts=tuple(
            Contact.model_validate({**row, "badge_lines": json.loads(row["badge_lines"] or "[]")})
            for row in found
        )
    )


def load_log(db: Connection, conference: str) -> tuple[RosterChange, ...]:
    """The changes of a conference's roster, the last one first."""
    cells = tables.contact_change.columns
    found = db.execute(
        select(cells["at"], cells.author, cells.why, cells.participants)
        .where(cells.conference == conference)
        .order_by(cells.number.desc())
    )
    return tuple(
        RosterChange(datetime.fromisoformat(at), author, why, tuple(json.loads(participants)))
        for at, author, why, participants in found
    )


def write(
    db: Connection,
    conference: str,
    before: Roster,
    after: Roster,
    note: ChangeNote,
    *,
    expected: Roster | None,
) -> None:
    """Write the contacts that differ, in a transaction that holds the conference's lock, and note whose.

    Raises:
        ChangedMeanwhile: A contact that differs is not as it was in the roster expected.
        ValueError: A contact that differs is of someone who is not in the schedule.
    """
    if not (touched := _differing(before, after)):
        return
    if expected is not None and (stale := touched & _differing(before, expected)):
        raise _changed_meanwhile(conference, min(stale), load_log(db, conference))
    come = [contact for contact in after.contacts if contact.participant in touched]
    if strangers := {contact.participant for contact in come} - _participants(db, conference):
        message = f"the conference has no participant '{min(strangers)}' whose contact could be kept"
        raise ValueError(message)
    cells = tables.contact.columns
    theirs = (cells.conference == conference, cells.participant == bindparam("whose"))
    db.execute(tables.contact.delete().where(*theirs), [{"whose": each} for each in sorted(touched)])
    if come:
        db.execute(tables.contact.insert(), [_row(conference, contact) for contact in come])
    _write_note(db, conference, note, touched)


def follow(before: Roster, renames: Mapping[Subject, str]) -> Roster:
    """The roster with the contacts of renamed and merged participants under their new ids."""
    after = before
    for (kind, old), new in renames.items():
        if kind == tables.participant.name:
            after = after.merged(ParticipantId(new), ParticipantId(old))
    return after


def erase(db: Connection, conference: str, participant: str, note: ChangeNote) -> bool:
    """Take the contact of a participant out, with what was noted of its changes; whether there was one."""
    cells = tables.contact_change.columns
    numbers = [
        number
        for number, named in db.execute(
            select(cells.number, cells.participants).where(cells.conference == conference)
        )
        if participant in json.loads(named)
    ]
    contact = tables.contact.columns
    its = (contact.conference == conference, contact.participant == participant)
    if not db.execute(tables.contact.delete().where(*its)).rowcount and not numbers:
        return False
    for number in numbers:  # what people typed for a reason may hold anything
        here = (cells.conference == conference, cells.number == number)
        db.execute(tables.contact_change.update().where(*here).values(why=""))
    _write_note(db, conference, note, {participant})
    return True


def _differing(one: Roster, other: Roster) -> set[str]:
    either = set(one.contacts) ^ set(other.contacts)
    return {contact.participant for contact in either}


def _participants(db: Connection, conference: str) -> set[str]:
    cells = tables.participant.columns
    return set(db.scalars(select(cells.id).where(cells.conference == conference)))


def _row(conference: str, contact: Contact) -> dict[str, str | None]:
    lines = json.dumps(contact.badge_lines, ensure_ascii=False) if contact.badge_lines else None
    return {"conference": conference, **contact.model_dump(exclude={"badge_lines"}), "badge_lines": lines}


def _write_note(db: Connection, conference: str, note: ChangeNote, participants: Iterable[str]) -> None:
    told = json.dumps(sorted(participants))
    write_side_note(db, tables.contact_change, conference, note, participants=told)


def _changed_meanwhile(conference: str, participant: str, log: Iterable[RosterChange]) -> ChangedMeanwhile:
    by = next((change for change in log if participant in change.participants), None)
    return ChangedMeanwhile(
        conference,
        by=by.author if by else "",
        at=by.at if by else None,
        why=by.why if by else "",
        subject=f"contact of '{participant}'",
    )


class RosterStore:
    """The rosters of conferences, to read; they are written by `Writes.roster`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conference: str) -> Roster:
        """The roster of a conference; empty where nobody has a contact.

        It may hold contacts of people who were removed from the schedule: should that have been a mistake,
        they come back with their contact. It is kept until they are erased.

        Raises:
            NoSuchConference: There is no such conference.
            StoreError: The database fails.
        """
        with reading_existing(self._database, conference) as db:
            return load(db, conference)

    def log(self, conference: str) -> tuple[RosterChange, ...]:
        """The changes of a roster, newest first: whose contacts were changed, by whom, when and why.

        Raises:
            StoreError: The database fails.
        """
        with self._database.reading() as db:
            return load_log(db, conference)
