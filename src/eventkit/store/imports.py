"""What was last taken in from each source, just as it came: what the next import is compared with."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.schedule import Schedule
from eventkit.store import forms
from eventkit.store.journal import to_json
from eventkit.store.releases import packed
from eventkit.store.revisions import Note
from eventkit.store.tables import imports as table


@dataclass(frozen=True, slots=True)
class Came:
    """What an import brought.

    Attributes:
        source: The name of the system or file it was taken from.
        schedule: The schedule as it came, before anything of it was settled with what was there.
    """

    source: str
    schedule: Schedule


def write(db: Connection, conference: str, came: Came, note: Note) -> None:
    """Keep what came in the place of what came last from that source."""
    its = (table.columns.conference == conference, table.columns.source == came.source)
    db.execute(table.delete().where(*its))
    db.execute(
        table.insert(),
        {
            "conference": conference,
            "source": came.source,
            "at": note.at.isoformat(),
            "author": note.author,
            "document": packed(to_json(forms.told_schedule(came.schedule)).encode()),
        },
    )


def last(db: Connection, conference: str, source: str) -> Schedule | None:
    """What came last from a source; ``None`` if nothing ever did.

    Raises:
        StoreError: It is damaged.
    """
    its = (table.columns.conference == conference, table.columns.source == source)
    row = db.execute(select(table).where(*its)).one_or_none()
    return understood(row) if row else None


def understood(row: Any) -> Schedule:
    """The schedule in a row.

    Raises:
        StoreError: It is damaged.
    """
    try:
        return forms.understood_schedule(_form(row))
    except (KeyError, ValueError):
        raise _damaged(row) from None


def redact(
    db: Connection,
    conference: str,
    participant: str,
    origins: set[tuple[str, str]],
    without: Callable[[str], Callable[[str, forms.Form], forms.Form]],
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
            db.execute(table.update().where(*its), {"document": packed(after.encode())})


def _form(row: Any) -> forms.Form:
    try:
        form: forms.Form = json.loads(gzip.decompress(row.document))
    except (OSError, EOFError, zlib.error, ValueError):
        raise _damaged(row) from None
    return form


def _damaged(row: Any) -> StoreError:
    return StoreError(
        f"what was last taken in from {row.source} for conference '{row.conference}' is damaged: "
        "bring it back from a backup"
    )
