"""Merged contacts: what two merged people had each, until an undo or a revert separates them.

They are under ids that are none, such as ``ana (merged 12 into bo)`` and ``bo (merged 12 with ana)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, select

from eventkit.roster import Contact
from eventkit.store import change_notes, checksums, tables
from eventkit.store.removed_people import set_aside_owner
from eventkit.store.roster_store import IS_MERGED, contact_rows, read_contact

_CELLS = tables.contact.columns
_MERGED = re.compile(r"(?P<id>\S+) \(merged (?P<number>\d+) (?P<way>into|with) (?P<other>\S+)\)")
_OWNER = re.compile(r"(?P<id>\S+)(?: \(\w+ (?P<number>\d+)\b.*)?")


def set_aside(db: Connection, conference: str, merges: Mapping[str, str], number: int) -> None:
    """Store what both people of each merge have, before the change of that number joins it."""
    for gone, keep in merges.items():
        if (theirs := _find(db, conference, gone)) is None:
            continue
        _write(db, conference, f"{gone} (merged {number} into {keep})", theirs)
        _write(db, conference, f"{keep} (merged {number} with {gone})", _find(db, conference, keep))


def separate(db: Connection, conference: str, is_undone: Callable[[int], bool]) -> None:
    """Take what merges added out of contacts, and set it aside for the people who were merged away."""
    merges = [
        (int(match["number"]), match["id"], match["other"])
        for match in _owners(db, conference)
        if match["way"] == "into" and is_undone(int(match["number"]))
    ]
    for number, gone, keep in sorted(merges, reverse=True):
        former, before = f"{gone} (merged {number} into {keep})", f"{keep} (merged {number} with {gone})"
        mine = _find(db, conference, before)
        if (theirs := _find(db, conference, former)) is None:
            continue
        for owner in _later_owners(db, conference, keep, number):
            if (now := _find(db, conference, owner)) is not None:
                _write(db, conference, owner, now.separated(mine, theirs))
        _write(db, conference, set_aside_owner(gone, number), theirs)
        _write(db, conference, before, None)
        _write(db, conference, former, None)


def erase(db: Connection, conference: str, person: str, is_theirs: Callable[[int], bool]) -> list[str | None]:
    """Delete what merges of a person set aside, under ids that were theirs; returns e-mail addresses."""
    emails: list[str | None] = []
    for match in _owners(db, conference):
        if person in (match["id"], match["other"]) and is_theirs(int(match["number"])):
            emails += [contact.email for contact in [_find(db, conference, match[0])] if contact is not None]
            _write(db, conference, match[0], None)
    return emails


def _later_owners(db: Connection, conference: str, person: str, number: int) -> list[str]:
    """The owners of the contact of a person after a change: under other ids, set aside, or merged again."""
    back = change_notes.renames_back(db, conference, number + 1)
    ids = {person, *(new.id for new, old in back.items() if new.kind == "participant" and old == person)}
    merges = sorted(
        (int(match["number"]), match) for match in _owners(db, conference) if match["way"] == "into"
    )
    ids |= {match["other"] for at, match in merges if at > number and match["id"] in ids}
    owners = map(
        _OWNER.fullmatch, db.scalars(select(_CELLS.participant).where(_CELLS.conference == conference))
    )
    return [
        match[0]
        for match in owners
        if match and match["id"] in ids and (match["number"] is None or int(match["number"]) > number)
    ]


def _owners(db: Connection, conference: str) -> list[re.Match[str]]:
    query = select(_CELLS.participant).where(_CELLS.conference == conference, IS_MERGED)
    return list(filter(None, map(_MERGED.fullmatch, db.scalars(query))))


def _find(db: Connection, conference: str, owner: str) -> Contact | None:
    query = select(tables.contact).where(_CELLS.conference == conference, _CELLS.participant == owner)
    row = db.execute(query).mappings().one_or_none()
    return read_contact(row, owner.split(" ", maxsplit=1)[0]) if row else None


def _write(db: Connection, conference: str, owner: str, contact: Contact | None) -> None:
    """Write a contact of an owner in the place of the one that is there; only delete that for ``None``."""
    with checksums.update(db, conference, tables.contact, [owner]):
        row = (_CELLS.conference == conference, _CELLS.participant == owner)
        rows = contact_rows(db, conference, {owner: contact} if contact is not None else {})
        db.execute(tables.contact.delete().where(*row))
        if rows:
            db.execute(tables.contact.insert(), rows)
