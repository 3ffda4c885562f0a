"""Exporters as calls: reference cycles are searched for rarely in one, then as often as the program wants."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from eventkit.exporters import Output, exporter
from eventkit.schedule import Schedule


@pytest.fixture(autouse=True)
def _usual_threshold() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@exporter(".txt", "text/plain")
def threshold(schedule: Schedule, *, fails: bool = False, nested: bool = False) -> Output:
    """The threshold while an output is made, behind another output if one is nested."""
    if fails:
        raise ValueError(schedule.conference.id)
    if nested:
        threshold(schedule)
    return Output(str(gc.get_threshold()[0]).encode())


@pytest.mark.parametrize("nested", [False, True])
def test_searches_for_cycles_are_rare_while_an_output_is_made(forum: Schedule, *, nested: bool) -> None:
    gc.set_threshold(700, 11, 12)
    assert int(threshold(forum, nested=nested).data) > 100_000
    assert gc.get_threshold() == (700, 11, 12)


def test_they_are_as_usual_after_an_output_that_fails(forum: Schedule) -> None:
    gc.set_threshold(700, 11, 12)
    with pytest.raises(ValueError, match=str(forum.conference.id)):
        threshold(forum, fails=True)
    assert gc.get_threshold() == (700, 11, 12)


@pytest.mark.parametrize("often", [0, 1_000_000])
def test_a_program_that_wants_fewer_or_none_has_its_way(forum: Schedule, often: int) -> None:
    gc.set_threshold(often, 11, 12)
    assert int(threshold(forum).data) == often
