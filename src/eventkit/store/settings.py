"""What conferences ask of their rules, kept as a document that the store does not read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from eventkit.schedule import Schedule
from eventkit.store.revisions import Note, write_beside
from eventkit.store.side import Side
from eventkit.store.tables import rule_settings, settings_change
from eventkit.store.troubles import read_back

SettingsEdit = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes settings, as JSON holds them, from those there are. It must be pure."""

Follow = Callable[[Schedule | None, Schedule, dict[str, Any]], dict[str, Any]]
"""Makes settings, as JSON holds them, from what a conference was (``None`` where it was not there), what it
is after a change, and the settings there are. It must be pure."""


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """That the settings of a conference's rules were changed.

    Attributes:
        at: When.
        author: By whom.
        why: What for.
    """

    at: datetime
    author: str
    why: str


class SettingsSide(Side):
    """What a store does with the settings of rules; they are in no schedule, no document and no release."""

    def rule_settings(self, conference: str) -> dict[str, Any]:
        """What a conference asks of its rules, as JSON holds it; nothing where it asks for nothing, or is
        not there.

        Raises:
            StoreError: The database fails, or what it holds is no such thing.
        """
        with self._reading() as db, read_back(self._where.name, conference):
            return _load(db, conference)

    def change_rule_settings(
        self, conference: str, edit: SettingsEdit, *, author: str, why: str, at: datetime
    ) -> dict[str, Any]:
        """Change what a conference asks of its rules: the only way to write that, all of it or nothing.

        The conference itself stays as it was, its revision included. Settings go with their conference.

        Args:
            conference: The id of the conference.
            edit: Makes the new settings from the present ones. Must be pure.
            author: Who makes the change.
            why: What for, in a few words.
            at: When.

        Returns:
            The settings as they are now.

        Raises:
            NoSuchConference: There is no conference of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        note = Note.of(author, why, at)
        with self._changing(conference) as db:
            return change(db, self._where.name, conference, edit, note)

    def rule_settings_log(self, conference: str) -> tuple[SettingsChange, ...]:
        """The changes of a conference's settings, the last one first; it may have been taken out since.

        Raises:
            StoreError: The database fails.
        """
        cells = settings_change.columns
        wanted = select(cells["at"], cells.author, cells.why).where(cells.conference == conference)
        with self._reading() as db:
            return tuple(
                SettingsChange(datetime.fromisoformat(at), author, why)
                for at, author, why in db.execute(wanted.order_by(cells.number.desc()))
            )


def change(db: Connection, name: str, conference: str, edit: SettingsEdit, note: Note) -> dict[str, Any]:
    """Change settings in a transaction that holds the conference's lock, and note it; the settings then.

    Raises:
        StoreError: What the store of that name holds is no such thing.
    """
    with read_back(name, conference):
        before = _load(db, conference)
    after = edit(before.copy())
    if after != before:
        _write(db, conference, after)
        write_beside(db, settings_change, conference, note)
    return after


def _load(db: Connection, conference: str) -> dict[str, Any]:
    cells = rule_settings.columns
    body: str | None = db.scalar(select(cells.body).where(cells.conference == conference))
    found: dict[str, Any] = json.loads(body) if body is not None else {}
    return found


def _write(db: Connection, conference: str, settings: dict[str, Any]) -> None:
    db.execute(rule_settings.delete().where(rule_settings.columns.conference == conference))
    if settings:
        body = json.dumps(settings, ensure_ascii=False)
        db.execute(rule_settings.insert(), {"conference": conference, "body": body})
