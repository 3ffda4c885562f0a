"""Import sources: the last document from each source, the base of the next merge."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.schedule import Schedule
from eventkit.store import checksums, json_forms
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database
from eventkit.store.forgotten_people import withdraw
from eventkit.store.json_forms import compress, decompress, to_json
from eventkit.store.tables import imports as table
from eventkit.store.tables import revision


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """A document as it was imported, the base for merging the next import from the same source."""

    source: str  # the name of the system or file it comes from
    schedule: Schedule  # the schedule as it was read, before it was merged with the conference


OF_SYSTEM = ": "  # the characters in the name of a source between the system and the file
EARLIER = "\n"
"""The separator, in the key of a row, between a source and the time of an earlier import from it."""

UNDO_DEPTH = 8  # the number of imports from one source that can be undone, one after another


def write(db: Connection, conference: str, imported: ImportedSource, note: ChangeNote) -> None:
    """Write the last document of a source; the one before it becomes an earlier one.

    An unchanged document stays with the change that imported it first, since that change may be undone.
    """
    row = (table.columns.conference == conference, table.columns.source == imported.source)
    document = compress(to_json(json_forms.schedule_form(imported.schedule)).encode())
    last = db.execute(select(table).where(*row)).one_or_none()
    if last is not None and last.document == document:
        return
    if last is not None:
        earlier = f"{imported.source}{EARLIER}{last.at}"
        _delete(db, conference, [earlier, *_earlier(db, conference, imported.source)[UNDO_DEPTH - 1 :]])
        _rename(db, conference, imported.source, earlier)
    cells = {"conference": conference, "source": imported.source, "document": document}
    with checksums.update(db, conference, table, [imported.source]):
        db.execute(table.insert(), {**cells, "at": note.at.isoformat(), "author": note.author})


def undo_import(db: Connection, conference: str, number: int) -> None:
    """Restore the document before an import, if the change that is undone was one."""
    revisions, cells = revision.columns, table.columns
    change = select(revisions.at, revisions.author).where(
        revisions.conference == conference, revisions.number == number
    )
    at, author = db.execute(change).one()
    imported = select(cells.source).where(
        cells.conference == conference, cells.at == at, cells.author == author
    )
    for source in db.execute(imported).scalars().all():
        _delete(db, conference, [source])
        if EARLIER not in source and (earlier := _earlier(db, conference, source)):
            _rename(db, conference, earlier[0], source)


def _earlier(db: Connection, conference: str, source: str) -> list[str]:
    cells = table.columns
    named = cells.source.startswith(f"{source}{EARLIER}", autoescape=True)
    rows = db.execute(select(cells.source, cells.at).where(cells.conference == conference, named)).all()
    return [row.source for row in sorted(rows, key=lambda row: datetime.fromisoformat(row.at), reverse=True)]


def _rename(db: Connection, conference: str, source: str, to: str) -> None:
    row = (table.columns.conference == conference, table.columns.source == source)
    with checksums.update(db, conference, table, [source, to]):
        db.execute(table.update().where(*row), {"source": to})


def _delete(db: Connection, conference: str, sources: list[str]) -> None:
    rows = (table.columns.conference == conference, table.columns.source.in_(sources))
    with checksums.update(db, conference, table, sources):
        db.execute(table.delete().where(*rows))


def last_imports(db: Connection, conference: str, system: str) -> tuple[ImportedSource, ...]:
    """The last documents from each source of a system, newest first: of the system and of its files."""
    cells = table.columns
    named = (cells.source == system) | cells.source.startswith(f"{system}{OF_SYSTEM}", autoescape=True)
    rows = db.execute(select(table).where(cells.conference == conference, named)).all()
    newest_first = sorted(rows, key=lambda row: (datetime.fromisoformat(row.at), row.source), reverse=True)
    return tuple(
        ImportedSource(row.source, read_row(row)) for row in newest_first if EARLIER not in row.source
    )


def read_row(row: Any) -> Schedule:
    try:
        return json_forms.schedule_from_form(_form(row))
    except (KeyError, ValueError):
        raise _damaged(row) from None


def withdraw_people(
    db: Connection,
    conference: str,
    ids: Mapping[str, str],
    origins: Mapping[tuple[str, str], str],
    names: Collection[str],
) -> None:
    """Put withdrawn participants in the place of erased people, in all imported documents.

    They are found by their source and id there, since they may have other ids in a document; somebody from
    elsewhere who has an id of theirs, but no name, is somebody else.
    """
    for row in db.execute(select(table).where(table.columns.conference == conference)).all():
        before = read_row(row)
        known: dict[str, str] = {}
        for person in before.participants:
            is_named = person.source is None or any(name.full in names for name in person.name)
            by_id = person.id if is_named else ""
            id_ = origins.get((person.source or "", person.source_id or ""), by_id)
            if id_ in ids:
                known[person.id] = ids[id_]
        if known:
            document = compress(to_json(json_forms.schedule_form(withdraw(before, known))).encode())
            cells = (table.columns.conference == conference, table.columns.source == row.source)
            with checksums.update(db, conference, table, [row.source]):
                db.execute(table.update().where(*cells), {"document": document})


def _form(row: Any) -> json_forms.Form:
    try:
        form: json_forms.Form = json.loads(decompress(row.document))
    except ValueError:
        raise _damaged(row) from None
    return form


def _damaged(row: Any) -> StoreError:
    source = row.source.partition(EARLIER)[0]
    return StoreError(
        "the last document imported from {source} into conference '{conference}' is damaged: "
        "restore it from a backup",
        source=source,
        conference=row.conference,
    )


class ImportSources:
    """The last document from each source, to read; it is written by `Writes.imported`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, conference: str, source: str) -> Schedule | None:
        """The last document from a source, as it was read; ``None`` if there was none.

        It is the base of the next merge: it separates changes at the source from changes in the store.

        Raises:
            StoreError: It is damaged.
        """
        query = select(table).where(table.columns.conference == conference, table.columns.source == source)
        with self._database.reading() as db:
            row = db.execute(query).one_or_none()
            return read_row(row) if row else None

    def of_system(self, conference: str, system: str) -> tuple[ImportedSource, ...]:
        """The last documents from each source of a system, newest first, as in `last_imports`.

        Raises:
            StoreError: One is damaged.
        """
        with self._database.reading() as db:
            return last_imports(db, conference, system)
