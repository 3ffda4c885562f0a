"""The board of a repair: after any moves it knows what is in the way, and which places are free."""

from __future__ import annotations

from random import Random

import pytest

from eventkit.model import SessionId
from eventkit.planning.repair.units import Board, Place, Unit
from eventkit.rules import DEFAULT_SETTINGS
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from model.building import session
from planning.talks_and_blocks import block, conference

TALKS = (
    ("morning", "09:00-09:30"),
    ("morning", "09:30-10:00"),
    ("morning", "09:15-09:45"),  # at the same time as both: the block has half an hour left
    ("noon", "11:00-12:00"),
    ("noon", "12:00-12:30"),
    ("evening", "17:00-17:20"),
    ("evening", "17:20-18:00"),
)


@pytest.mark.parametrize("seed", range(20))
def test_places_are_free_exactly_where_no_unit_is_that_stays(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
    board = Board(ScheduleIndex(_full_conference(), DEFAULT_SETTINGS))
    units = [unit for unit in board.units.values() if unit.is_movable]
    undo = []
    for _ in range(12):
        unit = random.choice(units)
        undo.append(board.move(unit, random.choice([*board.candidates(unit)])))
        if random.random() < 0.3:
            board.restore(undo.pop())
        unit = random.choice(units)
        leaving = {other.session.id for other in random.sample(units, 2)}
        every = [*board.candidates(unit)]
        for place in every:
            conflicts = board.conflicts(unit, place)
            assert conflicts is None or conflicts == _in_the_way(board, unit, place)
        free = [place for place in every if _in_the_way(board, unit, place) <= leaving]
        assert [*board.candidates(unit, leaving=leaving)] == free


def _full_conference() -> Schedule:
    talks = [
        session(f"talk-{number}", when, parent=parent, kind="talk")
        for number, (parent, when) in enumerate(TALKS)
    ]
    return conference(
        block("morning", "09:00-10:30", "hall"),
        block("noon", "11:00-12:30", "hall"),
        block("evening", "17:00-18:00", "attic"),
        session("panel", "13:00-14:00", "attic"),
        session("opening", "14:00-15:00", "hall", plenary=True),
        *talks,
    )


def _in_the_way(board: Board, unit: Unit, place: Place) -> set[SessionId]:
    """The units in a place, by comparison with each of them; nobody is in two sessions here."""
    found: set[SessionId] = set()
    for id_, other in board.units.items():
        there = board.places[id_]
        is_of_unit = unit.session.id in {id_, there.block}
        is_beside = place.start + unit.minutes <= there.start or there.start + other.minutes <= place.start
        if place.block is not None:
            is_there = there.block == place.block
        else:
            is_there = there.block is None and bool({*place.rooms} & {*there.rooms} or other.session.plenary)
        if is_there and not is_of_unit and not is_beside:
            found.add(id_)
    return found
