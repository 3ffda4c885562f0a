"""The hours within which plans put talks."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from eventkit.planning import plan
from eventkit.planning.problem.free_time import usual_hours
from eventkit.rules import RuleSettings, check
from eventkit.rules.schedule_index import ScheduleIndex
from model.building import CONFERENCE, schedule, session

LATE = {"conference": {**CONFERENCE, "day_change": "06:00"}}


@pytest.mark.parametrize(
    ("times", "fields", "hours"),
    [
        (["10:00-11:00", "5 16:00-18:30"], {}, "10:00–18:30"),
        (["10:00-11:00", "22:00-00:00"], {}, "10:00–00:00"),
        (["10:00-11:00", "23:55-00:35", "5 00:20-01:20"], LATE, "10:00–01:20"),
        (["10:00-11:00", "16:00-17:00", "22:00-09:00"], LATE, "10:00–17:00"),
        ([], {}, "09:00–18:00"),
    ],
    ids=["two days", "until midnight", "a night of the day before", "one until the next day", "nothing"],
)
def test_a_conference_without_hours_has_those_of_its_sessions(
    times: list[str], fields: dict[str, Any], hours: str
) -> None:
    sessions = [session(f"s{number}", at, "hall", kind="talk") for number, at in enumerate(times)]
    assert str(usual_hours(ScheduleIndex(schedule(*sessions, **fields), RuleSettings()))) == hours


def test_a_room_is_turned_around_between_a_block_and_what_is_before_and_after_it() -> None:
    before = schedule(
        session("opening", "09:00-09:30", "hall"),
        session("block", "09:30-10:30", "hall", kind="block"),
        session("panel", "10:30-11:00", "hall"),
        session("talk", minutes=40),
    )
    settings = RuleSettings(turnaround=10)
    after = plan(before, settings, moves=0).apply(before)
    assert before.wall(after.session("talk").slot.period.start).time() == time(9, 40)  # type: ignore[union-attr]
    assert "turnaround" not in {finding.code for finding in check(after, settings)}
