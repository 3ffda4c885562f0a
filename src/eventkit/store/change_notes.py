"""Change notes: the author, time and reason of each change, and its renames."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, select

from eventkit.errors import InvalidValue
from eventkit.findings import Subject
from eventkit.messages import Message, read_message
from eventkit.store import checksums
from eventkit.store.tables import revision
from eventkit.texts import clean
from eventkit.values.field_errors import quote

MERGE, SEPARATION = "merge", "separation"  # the kinds of what is recorded with renames of people
RETURN = "return"  # the kind for whoever is back under an id, with the change that took it from them

NO_RENAMES: Mapping[Subject, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """The note of a change: its author, reason and time.

    Characters that a database rejects are removed, spaces at both ends as well.

    Attributes:
        author: Who makes the change.
        why: The reason, in a few words without private data.
        at: The time; in any zone, stored in UTC.

    Raises:
        InvalidValue: The time is naive.
    """

    author: str
    why: str
    at: datetime

    def __post_init__(self) -> None:
        if not isinstance(self.at, datetime) or self.at.tzinfo is None:
            raise InvalidValue.of(
                "The time of a change must be aware, and the clock gives {at}.", "at", at=quote(self.at)
            )
        object.__setattr__(self, "author", clean(self.author).strip())
        if (why := clean(self.why).strip()) != self.why:
            object.__setattr__(self, "why", why)
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    def cells(self) -> dict[str, str]:
        """The cells of the note, which are the same in every table of changes."""
        return {"at": self.at.isoformat(), "author": self.author, "why": str(self.why)}


class NumberedNote(NamedTuple):
    """A change note with its number.

    Attributes:
        number: The number of the change, counted from 1.
    """

    number: int
    note: ChangeNote


_LAST = (
    select(*(revision.columns[name] for name in ("number", "author", "why", "why_form", "at")))
    .where(revision.columns.conference == bindparam("conference"))
    .order_by(revision.columns.number.desc())
    .limit(1)
)


def read_reason(why: str, form: str | None) -> str:
    """The reason of a change: a message, if eventkit gave it."""
    return read_message(json.loads(form)) if form else why


def last_note(db: Connection, conference: str) -> NumberedNote | None:
    """The note of the last change under an id, a removal included; ``None`` if there never was one."""
    if (row := db.execute(_LAST, {"conference": conference}).one_or_none()) is None:
        return None
    return NumberedNote(
        row.number, ChangeNote(row.author, read_reason(row.why, row.why_form), datetime.fromisoformat(row.at))
    )


def write_note(
    db: Connection,
    conference: str,
    noted: NumberedNote,
    *,
    undoes: int | None = None,
    reverts_to: int | None = None,
    renames: Mapping[Subject, str] = NO_RENAMES,
    merges: Mapping[str, str] = MappingProxyType({}),
    returned: Mapping[str, int] = MappingProxyType({}),
    erasure: bool = False,  # whether the change erases a person, which cannot be undone
) -> None:
    forms: list[tuple[str, str, str | int]] = [
        (kind, old, new) for (kind, old), new in sorted(renames.items())
    ]
    forms += [(MERGE, gone, keep) for gone, keep in sorted(merges.items())]
    forms += [(RETURN, id_, until) for id_, until in sorted(returned.items())]
    why = noted.note.why
    row = {
        "number": noted.number,
        **noted.note.cells(),
        "why_form": json.dumps(why.form, ensure_ascii=False) if isinstance(why, Message) else None,
        "undoes": undoes,
        "reverts_to": reverts_to,
        "renames": json.dumps(forms, ensure_ascii=False) if forms else None,
        "erasure": int(erasure),
    }
    db.execute(revision.insert(), {"conference": conference, **row})


def note_separations(
    db: Connection, conference: str, number: int, separated: Iterable[tuple[int, str]]
) -> None:
    """Record with a change what it separated: the numbers of merges, and the tables."""
    row = (revision.columns.conference == conference, revision.columns.number == number)
    forms = json.loads(db.scalar(select(revision.columns.renames).where(*row)) or "[]")
    forms += [(SEPARATION, *each) for each in sorted(separated)]
    cells = {"renames": json.dumps(forms, ensure_ascii=False) if forms else None}
    db.execute(revision.update().where(*row).values(**cells))


def renames_back(
    db: Connection, conference: str, first: int, *, last: int | None = None
) -> dict[Subject, str]:
    """The ids that entities had before some changes, from first to last, by kind and their id after them."""
    cells = revision.columns
    query = select(cells.renames).where(cells.conference == conference, cells.number >= first)
    if last is not None:
        query = query.where(cells.number <= last)
    back: dict[Subject, str] = {}
    forms = db.scalars(query.where(cells.renames.is_not(None)).order_by(cells.number.desc()))
    for kind, old, new in (rename for form in forms.all() for rename in json.loads(form)):
        if kind in {MERGE, SEPARATION, RETURN}:
            continue
        later = [subject for subject, id_ in back.items() if (subject.kind, id_) == (kind, new)]
        if later:
            back[later[0]] = old
        else:
            back.setdefault(Subject(kind, new), old)  # unless somebody else has the id since
    return back


def write_side_note(db: Connection, table: Table, conference: str, note: ChangeNote, **more: str) -> None:
    """Write the note of a change outside the schedule, under the next number of its table."""
    number = table.columns.number
    last: int | None = db.scalar(select(func.max(number)).where(table.columns.conference == conference))
    row = {"conference": conference, "number": (last or 0) + 1, **note.cells(), **more}
    with checksums.update(db, conference, table, [row["number"]]):
        db.execute(table.insert(), row)


def redact_renames(db: Connection, conference: str, ids_at: Callable[[int], Mapping[str, str]]) -> None:
    """Redact the ids of a person in what is recorded of renames and merges."""
    cells = revision.columns
    query = select(cells.number, cells.renames).where(
        cells.conference == conference, cells.renames.is_not(None)
    )
    for number, renames in db.execute(query).all():
        before, after = ids_at(number), ids_at(number + 1)
        forms = [
            [kind, (after if old == new or kind == RETURN else before).get(old, old), after.get(new, new)]
            if kind in {"participant", RETURN}
            else [kind, old, new]
            for kind, old, new in json.loads(renames)
            if kind != MERGE or (old not in before and new not in after)  # nobody is merged with them again
        ]
        row = (cells.conference == conference, cells.number == number)
        db.execute(revision.update().where(*row), {"renames": json.dumps(forms, ensure_ascii=False)})
