"""Reports of plans in terminals of several widths."""

from __future__ import annotations

import pytest

from eventkit.cli.plan_report import grids, left_out_lines
from eventkit.planning import plan
from model.building import named
from planning.talks_and_blocks import block, conference, talk

BLOCK = block("morning", "09:00-09:30", "hall")
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


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_one_session_without_a_place_is_named_and_several_are_counted_in_each_language(language: str) -> None:
    one = plan(conference(BLOCK, talk("epic", 100), talk("cubics", 30)), moves=10)
    assert "epic" in next(left_out_lines(one.left_out, one.basis, language))
    several = plan(conference(BLOCK, talk("epic", 100), talk("saga", 100)), moves=10)
    heading, *_ = left_out_lines(several.left_out, several.basis, language)
    assert "2" in heading
    assert "epic" not in heading
