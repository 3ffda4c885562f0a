"""Undo gives back fields and order, exactly."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from eventkit.errors import UndoRefused
from eventkit.model import Room, Session
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.store.json_forms import schedule_form, to_json
from store import do
from store.small import AT, EMPTY, FORUM, NOTED, adding, replace_by, setting, uid

BACK: dict[str, Any] = {"author": "Office", "at": AT + timedelta(days=1)}


def rooms(order: str) -> Callable[[Schedule | None], Schedule]:
    """An edit that puts rooms of one letter in an order."""
    return replace_by(EMPTY.model_copy(update={"rooms": tuple(Room(id=id_, name=id_) for id_ in order)}))


def order(schedule: Schedule) -> str:
    return "".join(room.id for room in schedule.rooms)


def test_the_order_of_each_change_comes_back(store: Store) -> None:
    for state in ("abcd", "cdba", "cbda"):
        do.change(store, "forum", rooms(state), **NOTED)
    assert order(do.undo(store, "forum", **BACK).schedule) == "cdba"
    assert order(do.undo(store, "forum", **BACK).schedule) == "abcd"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("abcd", "dabc", "dabce"), "abced"),
        (("abcd", "cdba", "cxdba"), "abcxd"),
        (("abcd", "cdba", "cdb"), "bcd"),
    ],
)
def test_undo_restores_an_order_around_later_additions_and_removals(
    store: Store, states: Sequence[str], expected: str
) -> None:
    for state in states:
        do.change(store, "forum", rooms(state), **NOTED)
    assert order(do.undo(store, "forum", 2, **BACK).schedule) == expected


def test_an_order_that_was_changed_again_is_not_undone(store: Store) -> None:
    for state in ("abcd", "cdba", "cbda"):
        do.change(store, "forum", rooms(state), **{**NOTED, "author": f"author of {state}"})
    with pytest.raises(UndoRefused) as caught:
        do.undo(store, "forum", 2, **BACK)
    assert str(caught.value) == (
        "Change 2 cannot be undone: author of cbda changed the order of rooms since, "
        "at 2026-01-02 03:04 UTC (test). Undo change 3 first."
    )


def test_sessions_come_back_to_their_place_among_their_siblings(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.change(store, "forum", setting("opening", parent="party"), **NOTED)
    do.change(store, "forum", adding("walk", 0), **NOTED)
    undone = do.undo(store, "forum", 2, **BACK).schedule
    assert [session.id for session in undone.sessions] == ["walk", "morning", "opening", "lecture", "party"]


def test_changes_undone_one_after_another_give_the_first_schedule_back(
    store: Store, request: pytest.FixtureRequest
) -> None:
    changes = 300 if request.config.getoption("--long") else 12
    chance = random.Random(f"unwinding {changes}")  # noqa: S311 - no secret
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    states = [FORUM]
    while len(states) <= changes:
        edited = randomly_edited(states[-1], chance, len(states))
        if edited != states[-1]:
            do.change(store, "forum", replace_by(edited), **NOTED)
            states.append(edited)
    for expected in reversed(states[:-1]):
        assert text(do.undo(store, "forum", **BACK).schedule) == text(expected)
    assert all(entry.undoes for entry in store.history.log("forum", limit=changes))


def text(schedule: Schedule) -> str:
    return to_json(schedule_form(schedule))


def randomly_edited(schedule: Schedule, chance: random.Random, number: int) -> Schedule:
    """A schedule with one field, one entity, one parent or one order changed."""
    sessions, rooms_, people = list(schedule.sessions), list(schedule.rooms), list(schedule.participants)
    session = chance.choice(sessions)
    at = sessions.index(session)
    match chance.randrange(7):
        case 0:
            sessions[at] = session.model_copy(update={"audience": number})
        case 1:
            sessions.insert(
                chance.randrange(len(sessions) + 1),
                Session(id=f"s{number}", uid=uid(f"s{number}"), title=f"Session {number}"),
            )
        case 2 if not any(other.parent == session.id for other in sessions) and len(sessions) > 2:
            sessions.remove(session)
        case 3:
            parents = [None, *(each.id for each in sessions if each.parent is None and each is not session)]
            if not any(other.parent == session.id for other in sessions):
                sessions[at] = session.model_copy(update={"parent": chance.choice(parents)})
        case 4:
            chance.shuffle(rooms_)
        case 5:
            rooms_.insert(chance.randrange(len(rooms_) + 1), Room(id=f"r{number}", name=f"Room {number}"))
        case _:
            chance.shuffle(sessions)
            chance.shuffle(people)
    return schedule.model_copy(
        update={"sessions": tuple(sessions), "rooms": tuple(rooms_), "participants": tuple(people)}
    )
