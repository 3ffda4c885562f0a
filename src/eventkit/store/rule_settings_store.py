"""Rule settings: a document that the store does not interpret."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from eventkit.schedule import Schedule
from eventkit.store.change_notes import ChangeNote, write_side_note
from eventkit.store.tables import rule_settings, settings_change

SettingsEdit = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes settings, as JSON holds them, from those there are. It must be pure."""


Follow = Callable[[Schedule | None, Schedule, dict[str, Any]], dict[str, Any]]
"""Makes settings, as JSON holds them, from what a conference was (``None`` where it was not there), what it
is after a change, and the settings there are. It must be pure."""


@dataclass(frozen=True, slots=True)
class RuleSettingsChange:
    """That the settings of a conference's rules were changed.

    Attributes:
        at: When.
        author: By whom.
        why: What for.
    """

    at: datetime
    author: str
    why: str


def write(
    db: Connection, conference: str, before: Mapping[str, Any], after: Mapping[str, Any], note: ChangeNote
) -> None:
    """Write settings in a transaction that holds the conference's lock, and note that, if they differ."""
    if after != before:
        _write(db, conference, after)
        write_side_note(db, settings_change, conference, note)


def load(db: Connection, conference: str) -> dict[str, Any]:
    """The rule settings of a conference; none where it is not there."""
    cells = rule_settings.columns
    body: str | None = db.scalar(select(cells.body).where(cells.conference == conference))
    found: dict[str, Any] = json.loads(body) if body is not None else {}
    return found


def _write(db: Connection, conference: str, settings: Mapping[str, Any]) -> None:
    db.execute(rule_settings.delete().where(rule_settings.columns.conference == conference))
    if settings:
        body = json.dumps(settings, ensure_ascii=False)
        db.execute(rule_settings.insert(), {"conference": conference, "body": body})
