"""Removed people: their contacts and badges, set aside until an undo or a revert brings them back.

They are under the id and the number of the change that removed the person, such as ``ana (removed 12)``,
which is no id: whoever gets the id of a removed person inherits nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable

from sqlalchemy import Column, Connection, select

from eventkit.store import checksums, tables

_OWNERS: tuple[Column[str], ...] = (tables.contact.columns.participant, tables.badge.columns.holder)
"""The columns with the ids of people to whom contacts and badges belong."""

_SET_ASIDE = re.compile(r"(?P<id>\S+) \(removed (?P<number>\d+)\)")


def parse_owner(owner: str) -> tuple[str, int | None]:
    """The id of an owner, and the number of the change that removed them; ``None`` if they are there."""
    match = _SET_ASIDE.fullmatch(owner)
    return (match["id"], int(match["number"])) if match else (owner, None)


def set_aside_owner(person: str, number: int) -> str:
    return f"{person} (removed {number})"


def set_aside(db: Connection, conference: str, people: Iterable[str], number: int) -> None:
    """Set aside what belongs to people whom a change removes."""
    for person in sorted(people):
        _move(db, conference, person, set_aside_owner(person, number))


def bring_back(db: Connection, conference: str, people: Collection[str], *, undoes: int, number: int) -> None:
    """Give people whom an undo brings back what they had; who had their ids since has it set aside."""
    swapped = _holders_changed(db, conference, since=undoes - 1, until=undoes, swaps_alone=True)
    back = {person for person, removal in _set_aside(db, conference) if removal == undoes} & set(people)
    set_aside(db, conference, back | (swapped.keys() & set(people)), number)
    for person in back:
        _move(db, conference, set_aside_owner(person, undoes), person)


def bring_back_to(
    db: Connection, conference: str, people: Collection[str], *, reverts_to: int, number: int
) -> None:
    """Give the people of a release what they had; who had their ids since has it set aside.

    Whoever got an id after the release is taken for somebody else, who may be the same person: what is set
    aside comes back with an undo.
    """
    changed = _holders_changed(db, conference, since=reverts_to, until=number - 1)
    set_aside(db, conference, changed.keys() & set(people), number)
    removals = sorted((at, person) for person, at in _set_aside(db, conference) if reverts_to < at < number)
    first = {person: at for at, person in reversed(removals)}
    for person, at in first.items():
        if person in people and at <= changed.get(person, at):  # nobody else had the id before
            _move(db, conference, set_aside_owner(person, at), person)


def came_by_rename(db: Connection, conference: str, person: str, former: str, since: int) -> bool:
    """True if whoever has an id got it by a rename, from an id that is theirs since a change."""
    changed = _holders_changed(db, conference, since=0, until=_LAST, is_last=True).get(person)
    cells = tables.revision.columns
    query = select(cells.renames).where(cells.conference == conference, cells.number == (changed or 0))
    forms = json.loads(db.scalar(query) or "[]")
    is_renamed = any(kind == "participant" and new == person for kind, _, new in forms)
    before = _holders_changed(db, conference, since=since, until=(changed or 1) - 1)
    return is_renamed and former not in before


_LAST = 2**31 - 1  # a number that no change has


def _holders_changed(
    db: Connection,
    conference: str,
    *,
    since: int,
    until: int,
    swaps_alone: bool = False,
    is_last: bool = False,
) -> dict[str, int]:
    """The ids that may be somebody else's after some changes, each with the first or the last of them.

    Somebody gets an id, or a revert, or its undo, puts somebody else under it.
    """
    cells, lines = tables.revision.columns, tables.journal.columns
    query = select(cells.number, cells.undoes, cells.reverts_to).where(cells.conference == conference)
    swaps: set[int] = set()
    for at, undoes, reverts_to in db.execute(query.order_by(cells.number)):
        if reverts_to is not None or undoes in swaps:
            swaps.add(at)
    participants = select(lines.id, lines.number, lines.before.is_(None)).where(
        lines.conference == conference,
        lines.thing == "participant",
        lines.number > since,
        lines.number <= until,
    )
    changed: dict[str, int] = {}
    for person, at, is_new in db.execute(participants.order_by(lines.number)):
        if at in swaps or (is_new and not swaps_alone):
            changed[person] = at if is_last else changed.get(person, at)
    return changed


def _set_aside(db: Connection, conference: str) -> set[tuple[str, int]]:
    """The people for whom something is set aside, with the numbers of the changes that removed them."""
    found = set()
    for column in _OWNERS:
        is_here = column.table.columns.conference == conference
        for owner in db.scalars(select(column).where(is_here, column.contains(" (removed "))):
            person, number = parse_owner(owner)
            if number is not None:
                found.add((person, number))
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
        with checksums.update(db, conference, table, [owner, to]):
            db.execute(table.update().where(*row).values({column.name: to}))
