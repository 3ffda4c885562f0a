"""Change notes: who changed what, when and why, and the renames of each change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select

from eventkit.findings import Subject
from eventkit.store.tables import revision
from eventkit.texts import clean

NO_RENAMES: Mapping[Subject, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """Who makes a change, why and when: what is noted of it.

    Characters that a database does not take are removed, spaces at the ends as well.

    Attributes:
        author: Who makes it.
        why: The reason, in a few words that say nothing private.
        at: When; in any zone, kept in UTC.

    Raises:
        ValueError: The time is naive.
    """

    author: str
    why: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = "the time of a change must be aware"
            raise ValueError(message)
        object.__setattr__(self, "author", clean(self.author).strip())
        object.__setattr__(self, "why", clean(self.why).strip())
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    def cells(self) -> dict[str, str]:
        """Its cells, which are the same in every table of changes."""
        return {"at": self.at.isoformat(), "author": self.author, "why": self.why}


class NumberedNote(NamedTuple):
    """A change that was noted.

    Attributes:
        number: Its number, counted from 1.
        note: Who, why and when.
    """

    number: int
    note: ChangeNote


def last_note(db: Connection, conference: str) -> NumberedNote | None:
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
    return NumberedNote(row.number, ChangeNote(row.author, row.why, datetime.fromisoformat(row.at)))


def write_note(
    db: Connection,
    conference: str,
    noted: NumberedNote,
    *,
    undoes: int | None = None,
    renames: Mapping[Subject, str] = NO_RENAMES,
) -> None:
    """Write a change down, with its renames, and the number of the change that it undoes if it is an undo."""
    forms = [[kind, old, new] for (kind, old), new in sorted(renames.items())]
    row = {
        "number": noted.number,
        **noted.note.cells(),
        "undoes": undoes,
        "renames": json.dumps(forms, ensure_ascii=False) if forms else None,
    }
    db.execute(revision.insert(), {"conference": conference, **row})


def renames_back(
    db: Connection, conference: str, first: int, *, last: int | None = None
) -> dict[Subject, str]:
    """The ids that entities had before some changes, by kind and the id they have had since.

    Args:
        db: The transaction.
        conference: The id of the conference.
        first: The number of the first of the changes.
        last: The number of the last of them; all that came since if not given.
    """
    cells = revision.columns
    wanted = select(cells.renames).where(cells.conference == conference, cells.number >= first)
    if last is not None:
        wanted = wanted.where(cells.number <= last)
    back: dict[Subject, str] = {}
    forms = db.scalars(wanted.where(cells.renames.is_not(None)).order_by(cells.number.desc()))
    for kind, old, new in (rename for form in forms.all() for rename in json.loads(form)):
        later = (subject for subject, id_ in back.items() if (subject.kind, id_) == (kind, new))
        back[next(later, Subject(kind, new))] = old
    return back


def write_side_note(db: Connection, table: Table, conference: str, note: ChangeNote, **more: str) -> None:
    """Write down, under the next number there, a change that is none of the schedule, with what is said of it
    besides.
    """
    number = table.columns.number
    last: int | None = db.scalar(select(func.max(number)).where(table.columns.conference == conference))
    row = {"conference": conference, "number": (last or 0) + 1, **note.cells(), **more}
    db.execute(table.insert(), row)


def redact_reasons(db: Connection, conference: str, names: Iterable[str], instead: str) -> None:
    """Put something else in the place of names, wherever the reason for a change tells one."""
    # The longest first, for one may be within another; what ends in a letter must end a word.
    sought = "|".join(_as_words(each) for each in sorted(names, key=lambda name: (-len(name), name)))
    cells = revision.columns
    for number, why in db.execute(
        select(cells.number, cells.why).where(cells.conference == conference)
    ).all():
        told = re.sub(sought, instead, why) if sought else why
        if told != why:
            its = (cells.conference == conference, cells.number == number)
            db.execute(revision.update().where(*its), {"why": told})


def _as_words(name: str) -> str:
    edges = [r"\b" if each.isascii() and each.isalnum() else "" for each in (name[0], name[-1])]
    return f"{edges[0]}{re.escape(name)}{edges[1]}"
