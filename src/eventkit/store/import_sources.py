"""Import sources: the last document from each source, the base of the next merge."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.schedule import Schedule
from eventkit.store import json_forms
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database
from eventkit.store.json_forms import compress, decompress, to_json
from eventkit.store.tables import imports as table
from eventkit.store.tables import revision


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """A document as it was imported, the base for merging the next import from the same source.

    Attributes:
        source: The name of the system or file it comes from.
        schedule: The schedule as it was read, before it was merged with the conference.
    """

    source: str
    schedule: Schedule


OF_SYSTEM = ": "
"""The characters in the name of a source between the system and the file."""


EARLIER = "\n"
"""What stands in a row between a source and the time at which came what was the last once."""


UNDO_DEPTH = 8
"""How many imports of one source can be taken back, one after another, and be as if they had never come."""


def write(db: Connection, conference: str, came: ImportedSource, note: ChangeNote) -> None:
    """Keep what came as what came last from that source; what was the last before stands behind it.

    What comes unchanged stays with the change that first brought it: that one may be taken back.
    """
    its = (table.columns.conference == conference, table.columns.source == came.source)
    document = compress(to_json(json_forms.schedule_form(came.schedule)).encode())
    last = db.execute(select(table).where(*its)).one_or_none()
    if last is not None and last.document == document:
        return
    if last is not None:
        earlier = f"{came.source}{EARLIER}{last.at}"
        _drop(db, conference, [earlier, *_earlier(db, conference, came.source)[UNDO_DEPTH - 1 :]])
        db.execute(table.update().where(*its), {"source": earlier})
    row = {"conference": conference, "source": came.source, "document": document}
    db.execute(table.insert(), {**row, "at": note.at.isoformat(), "author": note.author})


def undo_import(db: Connection, conference: str, number: int) -> None:
    """Where a change that is taken back was an import, have what came before it be what came last."""
    noted, cells = revision.columns, table.columns
    change = select(noted.at, noted.author).where(noted.conference == conference, noted.number == number)
    at, author = db.execute(change).one()
    brought = select(cells.source).where(
        cells.conference == conference, cells.at == at, cells.author == author
    )
    for source in db.execute(brought).scalars().all():
        _drop(db, conference, [source])
        if EARLIER not in source and (earlier := _earlier(db, conference, source)):
            its = (cells.conference == conference, cells.source == earlier[0])
            db.execute(table.update().where(*its), {"source": source})


def _earlier(db: Connection, conference: str, source: str) -> list[str]:
    """The names of the rows of what was the last once, the newest first."""
    cells = table.columns
    named = cells.source.startswith(f"{source}{EARLIER}", autoescape=True)
    found = db.execute(select(cells.source, cells.at).where(cells.conference == conference, named)).all()
    return [row.source for row in sorted(found, key=lambda row: datetime.fromisoformat(row.at), reverse=True)]


def _drop(db: Connection, conference: str, sources: list[str]) -> None:
    db.execute(
        table.delete().where(table.columns.conference == conference, table.columns.source.in_(sources))
    )


def last_import(db: Connection, conference: str, source: str) -> Schedule | None:
    """What came last from a source; ``None`` if nothing ever did.

    Raises:
        StoreError: It is damaged.
    """
    its = (table.columns.conference == conference, table.columns.source == source)
    row = db.execute(select(table).where(*its)).one_or_none()
    return read_row(row) if row else None


def last_imports(db: Connection, conference: str, system: str) -> tuple[ImportedSource, ...]:
    """The last documents from each source of a system, newest first: of the system itself, and of its files.

    Raises:
        StoreError: One is damaged.
    """
    cells = table.columns
    named = (cells.source == system) | cells.source.startswith(f"{system}{OF_SYSTEM}", autoescape=True)
    rows = db.execute(select(table).where(cells.conference == conference, named)).all()
    newest_first = sorted(rows, key=lambda row: (datetime.fromisoformat(row.at), row.source), reverse=True)
    return tuple(
        ImportedSource(row.source, read_row(row)) for row in newest_first if EARLIER not in row.source
    )


def read_row(row: Any) -> Schedule:
    """The schedule in a row.

    Raises:
        StoreError: It is damaged.
    """
    try:
        return json_forms.schedule_from_form(_form(row))
    except (KeyError, ValueError):
        raise _damaged(row) from None


def redact(
    db: Connection,
    conference: str,
    participant: str,
    origins: set[tuple[str, str]],
    without: Callable[[str], Callable[[str, json_forms.Form], json_forms.Form]],
) -> None:
    """Put what came into words that do not tell who a participant is.

    In what came they may go by another id: they are known by where they came from as well.

    Raises:
        StoreError: It is damaged.
    """
    for row in db.execute(select(table).where(table.columns.conference == conference)).all():
        form = _form(row)
        before = to_json(form)
        known = [
            each["id"]
            for each in form["participants"]
            if each["id"] == participant or (each.get("source"), each.get("source_id")) in origins
        ]
        for redacted in map(without, known):
            form["participants"] = [redacted("participant", each) for each in form["participants"]]
            form["sessions"] = [redacted("session", each) for each in form["sessions"]]
        if (after := to_json(form)) != before:
            its = (table.columns.conference == conference, table.columns.source == row.source)
            db.execute(table.update().where(*its), {"document": compress(after.encode())})


def _form(row: Any) -> json_forms.Form:
    try:
        form: json_forms.Form = json.loads(decompress(row.document))
    except ValueError:
        raise _damaged(row) from None
    return form


def _damaged(row: Any) -> StoreError:
    source = row.source.partition(EARLIER)[0]
    return StoreError(
        f"what was last taken in from {source} for conference '{row.conference}' is damaged: "
        "bring it back from a backup"
    )


class ImportSources:
    """The last document from each source, to read; it is written by `Writes.imported`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, conference: str, source: str) -> Schedule | None:
        """The last document from a source, as it was read; ``None`` if there was none.

        It is the base that tells what changed at the source since from what was changed here.

        Raises:
            StoreError: It is damaged, or the database fails.
        """
        with self._database.reading() as db:
            return last_import(db, conference, source)
