"""Rule settings: a document that the store does not interpret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from eventkit.store import checksums
from eventkit.store.change_notes import ChangeNote, write_side_note
from eventkit.store.connections import Database, reading_stored_data
from eventkit.store.tables import rule_settings, settings_change


@dataclass(frozen=True, slots=True)
class RuleSettingsChange:
    at: datetime
    author: str
    why: str


def write(
    db: Connection, conference: str, before: Mapping[str, Any], after: Mapping[str, Any], note: ChangeNote
) -> None:
    """Write settings that differ, in a transaction with the conference's lock, and a note of the change."""
    if after != before:
        _write(db, conference, after)
        write_side_note(db, settings_change, conference, note)


def load(db: Connection, conference: str) -> dict[str, Any]:
    """The rule settings of a conference; none if it is not there."""
    cells = rule_settings.columns
    body: str | None = db.scalar(select(cells.body).where(cells.conference == conference))
    settings: dict[str, Any] = json.loads(body) if body is not None else {}
    return settings


def _write(db: Connection, conference: str, settings: Mapping[str, Any]) -> None:
    with checksums.update(db, conference, rule_settings, [conference]):
        db.execute(rule_settings.delete().where(rule_settings.columns.conference == conference))
        if settings:
            body = json.dumps(settings, ensure_ascii=False)
            db.execute(rule_settings.insert(), {"conference": conference, "body": body})


class RuleSettingsStore:
    """The rule settings of conferences, to read; they are written by `Writes.rule_settings`.

    They are in no schedule, no document and no release.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conference: str) -> dict[str, Any]:
        """The rule settings of a conference, waivers included, as JSON; empty if nothing was set.

        Raises:
            StoreError: The database fails, or the settings are not JSON.
        """
        with self._database.reading() as db, reading_stored_data(self._database.name, conference):
            return load(db, conference)

    def log(self, conference: str) -> tuple[RuleSettingsChange, ...]:
        """The changes of the rule settings, newest first, also of a conference that was removed.

        Raises:
            StoreError: The database fails.
        """
        cells = settings_change.columns
        query = select(cells["at"], cells.author, cells.why).where(cells.conference == conference)
        with self._database.reading() as db:
            return tuple(
                RuleSettingsChange(datetime.fromisoformat(at), author, why)
                for at, author, why in db.execute(query.order_by(cells.number.desc()))
            )
