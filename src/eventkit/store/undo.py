"""Undo: a change taken back, unless what it changed has changed again since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from eventkit.errors import UndoRefused
from eventkit.findings import Subject
from eventkit.schedule import Schedule
from eventkit.store import history, journal
from eventkit.store.journal import ABSENT, EntityKey, EntityVersion, JournalStep
from eventkit.store.stored_conference import StoredState


class UndoConflict(Exception):
    """What was to be undone has changed since.

    Attributes:
        key: The entity.
        field: The field; empty if the entity was added or removed as a whole.
    """

    def __init__(self, key: EntityKey, field: str) -> None:
        super().__init__(key, field)
        self.key = key
        self.field = field


def undo(
    db: Connection, conference: str, now: StoredState | None, number: int | None, author: str | None
) -> tuple[int, Schedule]:
    """Undo a change: its number, and the schedule without it.

    Args:
        db: The transaction.
        conference: The id of the conference.
        now: What the transaction sees of it.
        number: The number of the change. Without it, the last change that neither undoes another nor is
            undone itself, and of which anything is left to undo.
        author: Whose change, where no number is given; anyone's for ``None``.

    Raises:
        UndoRefused: There is no such change, or what it changed has changed again since.
        ValueError: The journal is damaged.
    """
    if number is None:
        number, steps = _last(db, conference, now, author)
    elif not (steps := _steps(db, conference, number, now)):
        message = f"there is no change {number} that could be undone: look at the log"
        raise UndoRefused(number, message)
    elif all(step.before == step.after for step in steps):
        message = f"change {number} cannot be undone: what it changed was erased"
        raise UndoRefused(number, message)
    try:
        return number, schedule_without(steps, now)
    except UndoConflict as touched:
        raise _refusal(db, conference, now, number, touched) from None


def _last(
    db: Connection, conference: str, now: StoredState | None, author: str | None
) -> tuple[int, tuple[JournalStep, ...]]:
    for number in history.undoable_changes(db, conference, author):
        steps = _steps(db, conference, number, now)
        if any(step.before != step.after for step in steps):
            return number, steps
    message = "there is nothing to undo"
    if author is not None:
        message = f"there is no change by {author} to undo: give the number of a change by somebody else"
    raise UndoRefused(None, message)


def _steps(db: Connection, conference: str, number: int, now: StoredState | None) -> tuple[JournalStep, ...]:
    steps = journal.steps(db, conference, journal.present_versions(now), since=number)
    return tuple(step for step in steps if step.number == number)


def _refusal(
    db: Connection, conference: str, now: StoredState | None, number: int, touched: UndoConflict
) -> UndoRefused:
    by = history.last_change(db, conference, now, touched.key, touched.field, since=number + 1)
    return UndoRefused(
        number,
        subject=Subject(*touched.key),
        field=touched.field,
        by=by.author if by else "",
        at=by.at if by else None,
        why=by.why if by else "",
        blocking=by.number if by else None,
    )


def schedule_without(steps: Sequence[JournalStep], now: StoredState | None) -> Schedule:
    """The schedule without a change, given as its steps.

    A field is restored where it still has the value of the change; what was changed beside it stays.

    Raises:
        UndoConflict: Something has changed since.
        UndoRefused: The schedule would be broken, or there would be no conference.
    """
    number, states = steps[0].number, journal.present_versions(now)
    for step in steps:
        states[step.key] = _restore(step, states.get(step.key, ABSENT))
    try:
        schedule = journal.schedule_of(states)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        message = f"change {number} cannot be undone: without it, {place}: {first['msg']}"
        raise UndoRefused(number, message) from error
    if schedule is None:
        message = f"change {number} created the conference: to undo it, remove the conference"
        raise UndoRefused(number, message)
    return schedule


def _restore(step: JournalStep, now: EntityVersion) -> EntityVersion:
    was, left = step.before, step.after
    if was.value is None or left.value is None:
        if now.value != left.value:
            raise UndoConflict(step.key, "")
        return was
    if now.value is None:
        raise UndoConflict(step.key, "")
    again: dict[str, Any] = {}
    for name in type(was.value).model_fields:
        if (before := getattr(was.value, name)) != (after := getattr(left.value, name)):
            if getattr(now.value, name) != after:
                raise UndoConflict(step.key, name)
            again[name] = before
    moved = was.ordinal != left.ordinal and now.ordinal == left.ordinal
    return EntityVersion(
        now.value.model_copy(update=again) if again else now.value, was.ordinal if moved else now.ordinal
    )
