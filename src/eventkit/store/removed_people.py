"""Removed people: their contacts and badges, set aside until an undo or a revert brings them back.

They are under the id and the number of the change that removed the person, such as ``ana (removed 12)``,
which is no id: whoever gets the id of a removed person inherits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from sqlalchemy import Column, Connection, select

from eventkit.store import tables

_OWNERS: tuple[Column[str], ...] = (tables.contact.columns.participant, tables.badge.columns.holder)
"""The columns with the ids of people to whom contacts and badges belong."""

_SET_ASIDE = re.compile(r"(?P<id>\S+) \(removed (?P<number>\d+)\)")


def parse_owner(owner: str) -> tuple[str, int | None]:
    """The id of an owner, and the number of the change that removed them; ``None`` if they are there."""
    match = _SET_ASIDE.fullmatch(owner)
    return (match["id"], int(match["number"])) if match else (owner, None)


def set_aside(db: Connection, conference: str, people: Iterable[str], number: int) -> None:
    """Set aside what belongs to people whom a change removes."""
    for person in sorted(people):
        _move(db, conference, person, f"{person} (removed {number})")


def bring_back(
    db: Connection, conference: str, people: Collection[str], *, undoes: int | None, reverts_to: int | None
) -> None:
    """Give people who are back what they had.

    Args:
        undoes: The number of the change that is undone, which removed them; ``None`` if none is.
        reverts_to: The number of the change that the conference is brought back to; ``None`` if it is not.
            Of several people with one id, the one is back who was there after that change.
    """
    if undoes is not None:
        removals = dict.fromkeys(people, undoes)
    elif reverts_to is not None:
        removals = _removals(db, conference, people, reverts_to)
    else:
        removals = {}  # somebody else of that id
    for person, number in removals.items():
        _move(db, conference, f"{person} (removed {number})", person)


def _removals(db: Connection, conference: str, people: Collection[str], since: int) -> dict[str, int]:
    """The first change after another that removed each of some people who had a contact or a badge."""
    found: dict[str, int] = {}
    for column in _OWNERS:
        query = select(column).where(
            column.table.columns.conference == conference, column.contains(" (removed ")
        )
        for owner in db.scalars(query):
            person, number = parse_owner(owner)
            if number is not None and number > since and person in people:
                found[person] = min(number, found.get(person, number))
    return found


def owners_of(db: Connection, conference: str, column: Column[str], person: str) -> list[str]:
    """The person, and the owners of what was set aside for them, in a column."""
    query = select(column).where(
        column.table.columns.conference == conference,
        column.startswith(f"{person} (removed ", autoescape=True),
    )
    return [person, *db.scalars(query)]


def _move(db: Connection, conference: str, owner: str, to: str) -> None:
    for column in _OWNERS:
        table = column.table
        row = (table.columns.conference == conference, column == owner)
        db.execute(table.update().where(*row).values({column.name: to}))
