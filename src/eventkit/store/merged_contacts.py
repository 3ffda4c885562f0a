"""Merged contacts: what two merged people had each, until an undo or a revert separates them.

They are under ids that are none, such as ``ana (merged 12 into bo)`` and ``bo (merged 12 with ana)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from operator import itemgetter

from sqlalchemy import Connection, select

from eventkit.roster import Contact
from eventkit.store import checksums, tables
from eventkit.store.roster_store import IS_MERGED, contact_rows, read_contact
from eventkit.store.tenures import LAST, Tenures, set_aside_owner

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


def separate(
    db: Connection, conference: str, tenures: Tenures, undone: Container[int | None], until: int
) -> None:
    """Take what merges added out of contacts, and set it aside for the people who were merged away.

    ``until`` is the number of the change that undoes the merges.
    """
    merges = [
        (int(match["number"]), match["id"], match["other"])
        for match in _owners(db, conference)
        if match["way"] == "into" and int(match["number"]) in undone
    ]
    for number, gone, keep in sorted(merges, reverse=True):
        former, before = f"{gone} (merged {number} into {keep})", f"{keep} (merged {number} with {gone})"
        mine = _find(db, conference, before)
        if (theirs := _find(db, conference, former)) is None:
            continue
        for owner in _later_owners(db, conference, tenures, keep, number=number, until=until):
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


def _later_owners(
    db: Connection, conference: str, tenures: Tenures, person: str, *, number: int, until: int
) -> Iterator[str]:
    """The owners of the contact of a person after a change: under other ids, set aside, or merged again."""

    def owner_of(id_: str, at: int) -> int | None:
        tenure = tenures.find(id_, at)
        return tenure.person if tenure is not None else None

    people = {owner_of(person, number)}
    merges = [(int(match["number"]), match) for match in _owners(db, conference) if match["way"] == "into"]
    for at, match in sorted(merges, key=itemgetter(0)):
        if at > number and owner_of(match["id"], at) in people:
            people.add(owner_of(match["other"], at))
    query = select(_CELLS.participant).where(_CELLS.conference == conference)
    for match in filter(None, map(_OWNER.fullmatch, db.scalars(query).all())):
        id_, at = match["id"], int(match["number"] or until)
        # Contacts have followed the renames of the change that undoes the merge.
        holder = owner_of(id_, at) if match["number"] or tenures.find(id_, at) else owner_of(id_, LAST)
        if holder in people and at > number:
            yield match[0]


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
