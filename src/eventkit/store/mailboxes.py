"""Mailboxes: numbers that stand for addresses, and whom the invitations of each release went to.

An address has one number as long as some contact has the address. A release retains the numbers alone, from
which no address can be guessed, and one that was replaced since is unknown: whoever gets it back is invited
as if it were new, since nothing may tell that they had it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import Connection, func, select

from eventkit.store import checksums
from eventkit.store.tables import contact, invited, release

_CONTACT, _INVITED = contact.columns, invited.columns


def number(db: Connection, conference: str, addresses: Iterable[str]) -> Mapping[str, int]:
    """The numbers of addresses, by case-folded address; new ones have none that a release refers to."""
    if not (wanted := {address.casefold(): None for address in addresses}):
        return {}
    known = _known(db, conference)
    last = max(*known.values(), _highest(db, conference), 0)
    return {address: known.get(address) or (last := last + 1) for address in wanted}


def record(
    db: Connection, conference: str, name: str, addresses: Mapping[str, str], people: Collection[str] = ()
) -> None:
    """Store whom the invitations of a release go to: the addresses of people, by their ids in it.

    Without ``people``, the ids of those who are invited, all are.
    """
    known = _known(db, conference)
    row = {"conference": conference, "release": name}
    rows = [
        {**row, "participant": person, "mailbox": known[address.casefold()]}
        for person, address in sorted(addresses.items())
        if not people or person in people
    ]
    theirs = [_INVITED.participant.in_(people)] if people else []
    with checksums.update(db, conference, invited, [name]):
        here = (_INVITED.conference == conference, _INVITED.release == name)
        db.execute(invited.delete().where(*here, *theirs))
        if rows:
            db.execute(invited.insert(), rows)


def addresses_at(db: Connection, conference: str, name: str) -> Mapping[str, str]:
    """The addresses that the invitations of a release went to, by ids in it, as far as they are known."""
    query = select(_INVITED.participant, _CONTACT.email).where(
        _INVITED.conference == conference,
        _INVITED.release == name,
        _CONTACT.conference == conference,
        _CONTACT.mailbox == _INVITED.mailbox,
    )
    rows = db.execute(query.order_by(_CONTACT.participant))
    return {row.participant: row.email for row in rows}


def erase(db: Connection, conference: str, ids_after: Callable[[int], Iterable[str]]) -> None:
    """Delete whom invitations went to, for the ids of a person after the change of each release."""
    cells = release.columns
    query = select(cells.name, cells.revision).where(cells.conference == conference)
    for name, revision in db.execute(query.order_by(cells.ordinal)).all():
        theirs = (_INVITED.release == name, _INVITED.participant.in_(sorted(ids_after(revision))))
        with checksums.update(db, conference, invited, [name]):
            db.execute(invited.delete().where(_INVITED.conference == conference, *theirs))


def _known(db: Connection, conference: str) -> Mapping[str, int]:
    query = select(_CONTACT.email, _CONTACT.mailbox).where(
        _CONTACT.conference == conference, _CONTACT.email.is_not(None)
    )
    return {address.casefold(): mailbox for address, mailbox in db.execute(query)}


def _highest(db: Connection, conference: str) -> int:
    return db.scalar(select(func.max(_INVITED.mailbox)).where(_INVITED.conference == conference)) or 0
