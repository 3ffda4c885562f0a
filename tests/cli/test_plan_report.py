"""Reports of plans in terminals of several widths."""

from __future__ import annotations

import pytest

from eventkit.cli.plan_report import grids
from eventkit.planning import plan
from model.building import named
from planning.talks_and_blocks import block, conference, talk

ROOMS = [f"room-{number}" for number in range(8)]
SCHEDULE = conference(
    *(block(f"block-{room}", "09:00-09:30", room) for room in ROOMS),
    *(talk(f"talk-{number}", 30) for number in range(8)),
    rooms=named(*ROOMS),
)


@pytest.mark.parametrize(("width", "rooms"), [(80, [4, 4]), (140, [4, 4]), (160, [8]), (20, [1] * 8)])
def test_as_many_rooms_are_side_by_side_as_can_be_read(width: int, rooms: list[int]) -> None:
    made = plan(SCHEDULE, moves=10)
    tables = [*grids(made, made.apply(SCHEDULE), "en", width)]
    assert [len(table.columns) - 1 for table in tables] == rooms
