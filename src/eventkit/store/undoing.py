"""Taking a change back: all that it altered becomes what it was, unless that has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from eventkit.errors import UndoRefused
from eventkit.schedule import Schedule
from eventkit.store import journal, tables
from eventkit.store.history import Transaction
from eventkit.store.journal import ABSENT, State, Step, Thing
from eventkit.store.snapshot import Snapshot


class Touched(Exception):
    """What was to be taken back has changed since.

    Attributes:
        thing: What.
        field: Which of its fields; empty if it is gone, or come back, as a whole.
    """

    def __init__(self, thing: Thing, field: str) -> None:
        super().__init__(thing, field)
        self.thing = thing
        self.field = field


def steps(db: Connection, conference: str, number: int | None, now: Snapshot | None) -> tuple[Step, ...]:
    """What a change did, if it can be told.

    Raises:
        UndoRefused: There is no such change, or it is from before there was a journal.
        ValueError: What is written there is broken.
    """
    if number is None:
        message = "there is nothing to take back"
        raise UndoRefused(message)
    all_since = journal.steps(db, conference, journal.present(now), since=number)
    found = tuple(step for step in all_since if step.number == number)
    if not found:
        message = f"there is no change {number} that could be taken back: look at the log"
        raise UndoRefused(message)
    return found


def refusal(number: int, touched: Touched, by: Transaction | None) -> UndoRefused:
    """The reason why a change cannot be taken back: who has touched the same thing since."""
    kind, id_ = touched.thing
    what = f"the {touched.field} of {kind} '{id_}'" if touched.field else f"{kind} '{id_}'"
    if by is None:
        return UndoRefused(f"change {number} cannot be taken back: {what} is no longer what it made of it")
    reason = f" ({by.why})" if by.why else ""
    return UndoRefused(
        f"change {number} cannot be taken back: {by.author} changed {what} since, "
        f"at {by.at:%Y-%m-%d %H:%M} UTC{reason}: take back change {by.number} first"
    )


def taken_back(steps: Sequence[Step], now: Snapshot | None) -> Schedule:
    """The schedule without a change, which consisted of the steps.

    A field of a thing goes back where it is still what the change left; what others changed beside it stays.

    Raises:
        Touched: Something has changed since.
        UndoRefused: What would come of it is broken, or no conference any more.
    """
    number, states = steps[0].number, journal.present(now)
    for step in steps:
        states[step.thing] = _back(step, states.get(step.thing, ABSENT))
    conference = next((state.value for (kind, _), state in states.items() if kind == "conference"), None)
    if conference is None:
        message = f"change {number} wrote the whole conference down: if that shall go, remove the conference"
        raise UndoRefused(message)
    try:
        return Schedule(
            conference=conference,  # the kind says so
            **{f"{table.name}s": _in_order(states, table.name) for table in tables.IN_ORDER},
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        message = f"change {number} cannot be taken back, for then {place}: {first['msg']}"
        raise UndoRefused(message) from error


def _back(step: Step, now: State) -> State:
    was, left = step.before, step.after
    if was.value is None or left.value is None:
        if now.value != left.value:
            raise Touched(step.thing, "")
        return was
    if now.value is None:
        raise Touched(step.thing, "")
    again: dict[str, Any] = {}
    for name in type(was.value).model_fields:
        if (before := getattr(was.value, name)) != (after := getattr(left.value, name)):
            if getattr(now.value, name) != after:
                raise Touched(step.thing, name)
            again[name] = before
    moved = was.ordinal != left.ordinal and now.ordinal == left.ordinal
    return State(
        now.value.model_copy(update=again) if again else now.value, was.ordinal if moved else now.ordinal
    )


def _in_order(states: dict[Thing, State], kind: str) -> tuple[Any, ...]:
    found = [state for (its, _), state in states.items() if its == kind and state.value is not None]
    return tuple(state.value for state in sorted(found, key=lambda state: state.ordinal or 0))
