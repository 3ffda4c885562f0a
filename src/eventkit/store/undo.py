"""Undo: a change reverted field by field and in its order, unless the same has changed again since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from eventkit.editing.three_way_merge import merge_order
from eventkit.errors import UndoRefused
from eventkit.findings import Subject
from eventkit.messages import Listed, Message
from eventkit.model import Conference, Session
from eventkit.schedule import KINDS_BY_CLASS, Schedule
from eventkit.store import history, journal, tables
from eventkit.store.journal import ABSENT, EntityKey, EntityVersion, JournalStep
from eventkit.store.stored_conference import StoredState
from eventkit.values.field_errors import error_sentence
from eventkit.wording.fixed_words import FieldHeading

Versions = dict[EntityKey, EntityVersion]  # all entities at one time, by table and id
Siblings = tuple[str, str | None]  # entities that have an order: their table, and for sessions their parent


class UndoConflict(Exception):
    """The change to undo touched what has changed again since."""

    def __init__(self, key: EntityKey, field: str) -> None:
        super().__init__(key, field)
        self.key = key  # the entity; its id is empty if the order of all of that kind has changed
        self.field = field  # the field; empty if the entity was added or removed as a whole


def undo(
    db: Connection, conference: str, now: StoredState | None, number: int | None, author: str | None
) -> tuple[int, Schedule]:
    """Undo a change: its number, and the schedule without it.

    Without a number, that is the last change (of an author, if one is given) that neither undoes another nor
    is undone itself, and of which anything is left to undo.
    """
    if number is not None:
        return number, _schedule_without(db, conference, now, number)
    for candidate in history.undoable_changes(db, conference, author):
        try:
            return candidate, _schedule_without(db, conference, now, candidate)
        except _NothingLeft:
            continue
    message = Message("There is nothing to undo.")
    if author is not None:
        message = Message(
            "There is no change by {author} to undo. Give the number of a change by somebody else.",
            author=author,
        )
    if erasures := history.erasures(db, conference, author, since=0):
        numbers = Listed(tuple(map(str, erasures)))
        lasting = Message("Changes that erased a person cannot be undone: {numbers}.", numbers=numbers)
        message = Message(message, lasting)
    raise UndoRefused(None, message)


class _NothingLeft(UndoRefused):
    """Nothing of a change is left to undo."""


def _schedule_without(db: Connection, conference: str, now: StoredState | None, number: int) -> Schedule:
    if history.is_erasure(db, conference, number):
        message = Message("Change {number} cannot be undone: it erased a person.", number=number)
        raise _NothingLeft(number, message)
    present = journal.present_versions(now)
    after, before = dict(present), dict(present)
    steps: list[JournalStep] = []
    for step in journal.steps(db, conference, present, since=number):
        before[step.key] = step.before
        if step.number == number:
            steps.append(step)
        else:
            after[step.key] = step.before
    if not steps:
        message = Message("There is no change {number} that could be undone. Look at the log.", number=number)
        raise UndoRefused(number, message)
    if all(step.before == step.after for step in steps):
        message = Message("Change {number} cannot be undone: all that it changed was erased.", number=number)
        raise _NothingLeft(number, message)
    try:
        schedule = _revert(number, steps, before, after, present)
    except UndoConflict as conflict:
        raise _refusal(db, conference, now, number, conflict) from None
    if now is not None and schedule == now.schedule:
        message = Message("Nothing of change {number} is left to undo.", number=number)
        raise _NothingLeft(number, message)
    return schedule


def _refusal(
    db: Connection, conference: str, now: StoredState | None, number: int, conflict: UndoConflict
) -> UndoRefused:
    kind, id_ = conflict.key
    if id_:
        by = history.last_change(db, conference, now, conflict.key, conflict.field, since=number + 1)
    else:
        by = history.last_reorder(db, conference, now, kind, since=number + 1)
    cls = next((cls for cls, of in KINDS_BY_CLASS.items() if of == kind), Conference)
    return UndoRefused(
        number,
        subject=Subject(kind, id_),
        field=conflict.field,
        heading=FieldHeading(cls, conflict.field) if id_ and conflict.field else "",
        by=by.author if by else "",
        at=by.at if by else None,
        why=by.why if by else "",
        blocking=by.number if by else None,
    )


def _revert(
    number: int, steps: Sequence[JournalStep], before: Versions, after: Versions, now: Versions
) -> Schedule:
    """The present schedule with the steps of a change reverted.

    A field is restored where it still has the value of the change; what was changed beside it stays.
    """
    reverted = dict(now)
    for step in steps:
        reverted[step.key] = _restore(step, now.get(step.key, ABSENT))
    reverted |= _restored_order(reverted, before, after, now)
    try:
        schedule = journal.schedule_of(reverted)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        message = Message(
            "Change {number} cannot be undone: without it, {place}: {message}",
            number=number,
            place=place,
            message=error_sentence(first),
        )
        raise UndoRefused(number, message) from error
    if schedule is None:
        message = Message(
            "Change {number} created the conference: to undo it, remove the conference.", number=number
        )
        raise UndoRefused(number, message)
    return schedule


def _restore(step: JournalStep, now: EntityVersion) -> EntityVersion:
    was, left = step.before, step.after
    if was.value == left.value:  # the change only moved it
        return now
    if was.value is None or left.value is None:
        if now.value != left.value:
            raise UndoConflict(step.key, "")
        return was
    if now.value is None:
        raise UndoConflict(step.key, "")
    restored: dict[str, Any] = {}
    for name in type(was.value).model_fields:
        if (before := getattr(was.value, name)) != (after := getattr(left.value, name)):
            if getattr(now.value, name) != after:
                raise UndoConflict(step.key, name)
            restored[name] = before
    return now._replace(value=now.value.model_copy(update=restored)) if restored else now


def _restored_order(reverted: Versions, before: Versions, after: Versions, now: Versions) -> Versions:
    """The entities with ordinals that undo what a change did to their order.

    Ordinals of different times are not comparable, since rows are renumbered; orders are. So the order that
    the change made is the base of a merge, and the orders before it and now are its two sides. Where both
    moved the same entities, the order of rooms, tracks, participants and organisations cannot be undone, and
    that of sessions, which are shown by time, stays.
    """
    versions: Versions = {}
    orders = [_orders(versions_then) for versions_then in (after, now, before)]
    for siblings, present in _orders(reverted).items():
        base, mine, theirs = (order.get(siblings, []) for order in orders)
        merged = merge_order(base, mine, theirs)
        kind, _ = siblings
        if merged is None and kind != tables.session.name:
            raise UndoConflict((kind, ""), "order")
        in_place = {id_: at for at, id_ in enumerate(merged or mine)}
        last = len(in_place)
        for ordinal, id_ in enumerate(sorted(present, key=lambda id_: in_place.get(id_, last))):
            versions[kind, id_] = reverted[kind, id_]._replace(ordinal=ordinal)
    return versions


def _orders(versions: Mapping[EntityKey, EntityVersion]) -> dict[Siblings, list[str]]:
    orders: dict[Siblings, list[tuple[int, str]]] = {}
    for (kind, id_), version in versions.items():
        if version.value is not None and version.ordinal is not None:
            parent = version.value.parent if isinstance(version.value, Session) else None
            orders.setdefault((kind, parent), []).append((version.ordinal, id_))
    return {siblings: [id_ for _, id_ in sorted(numbered)] for siblings, numbered in orders.items()}
