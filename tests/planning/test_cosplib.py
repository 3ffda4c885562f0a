"""Instances of CoSPLib that are planned as conferences, with public names alone."""

from __future__ import annotations

from pathlib import Path

from benchmarks.cosplib_conference import to_conference, to_timetable
from benchmarks.cosplib_evaluator import evaluate, find_faults

from eventkit.planning import plan
from planning.cosplib_workbooks import write_instance

UNWEIGHTED = (1,) * 16


def test_a_planned_instance_is_a_valid_timetable(tmp_path: Path) -> None:
    instance, schedule, settings = to_conference(write_instance(tmp_path / "small.xlsx", UNWEIGHTED))
    planned = plan(schedule, settings, moves=400, seeds=1)
    timetable = to_timetable(instance, planned.apply(schedule))
    assert not planned.left_out
    assert not [*find_faults(instance, timetable)]
    assert not {"presenters-conflicts-in-slots", "chairs-conflicts"} & {*evaluate(instance, timetable)}
