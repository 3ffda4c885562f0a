"""Who changed a conference, when and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple, Self

from sqlalchemy import Connection, select

from eventkit.store.tables import revision
from eventkit.texts import cleaned


class Note(NamedTuple):
    """What is noted of a change.

    Attributes:
        author: Who made it.
        why: What for.
        at: When, in UTC.
    """

    author: str
    why: str
    at: datetime

    @classmethod
    def of(cls, author: str, why: str, at: datetime) -> Self:
        """The note in the form it is kept in.

        Raises:
            ValueError: The time is naive.
        """
        if at.tzinfo is None:
            message = "the time of a change must be aware"
            raise ValueError(message)
        # What people type, or a system calls its user, may hold what a database will not take.
        return cls(cleaned(author).strip(), cleaned(why).strip(), at.astimezone(UTC))


class Noted(NamedTuple):
    """A change that was noted.

    Attributes:
        number: Its number, counted from 1.
        note: Who, why and when.
    """

    number: int
    note: Note


def last(db: Connection, conference: str) -> Noted | None:
    """The last change under that id, be it a removal; ``None`` if there never was one."""
    cells = revision.columns
    row = db.execute(
        select(cells.number, cells.author, cells.why, cells.at)
        .where(cells.conference == conference)
        .order_by(cells.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Noted(row.number, Note(row.author, row.why, datetime.fromisoformat(row.at)))


def write(db: Connection, conference: str, noted: Noted, undoes: int | None = None) -> None:
    """Write a change down, with the number of the one that it takes back, if it does that."""
    note = noted.note
    row = {"number": noted.number, "at": note.at.isoformat(), "author": note.author, "why": note.why}
    db.execute(revision.insert(), {"conference": conference, **row, "undoes": undoes})
