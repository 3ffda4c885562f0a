"""Edits of the deadlines that a conference sets; they are fields of it, kept in the order they were added."""

from __future__ import annotations

from typing import Any

from eventkit.editing.finding import find_deadline
from eventkit.editing.occasion import edit_conference
from eventkit.editing.refusals import Refused
from eventkit.editing.values import made
from eventkit.model import Deadline
from eventkit.schedule import Schedule


def add_deadline(schedule: Schedule, deadline: Deadline) -> Schedule:
    """With one more deadline; `Refused` if its id or uid is taken."""
    _refuse_taken(schedule, deadline.id)
    return edit_conference(schedule, deadlines=(*schedule.conference.deadlines, deadline))


def edit_deadline(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of a deadline changed; `Refused` where that cannot be."""
    before = _deadline(schedule, id)
    after = made(before, fields, schedule)
    if after.id != before.id:
        _refuse_taken(schedule, after.id)
    due = tuple(after if each is before else each for each in schedule.conference.deadlines)
    return edit_conference(schedule, deadlines=due)


def remove_deadline(schedule: Schedule, id: str) -> Schedule:
    """Without a deadline; `Refused` if it is not there."""
    gone = _deadline(schedule, id)
    return edit_conference(
        schedule, deadlines=tuple(each for each in schedule.conference.deadlines if each is not gone)
    )


def _deadline(schedule: Schedule, id: str) -> Deadline:
    found = find_deadline(schedule, id)
    return next(each for each in schedule.conference.deadlines if each.id == found)


def _refuse_taken(schedule: Schedule, id: str) -> None:
    if any(each.id == id for each in schedule.conference.deadlines):
        message = f"there is a deadline '{id}' already: edit that one, or choose another id"
        raise Refused(message)
