"""What is waived of a session where it is costs a plan nothing there, and is not an obstacle."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventkit.planning import plan
from eventkit.rules import RuleSettings, Waiver, check
from eventkit.schedule import Schedule
from model.building import period, session
from planning.talks_and_blocks import block, conference

ANN_WAIVES = {"reason": "agreed with everybody", "author": "Ann", "at": datetime(2026, 5, 1, tzinfo=UTC)}
BLOCKS = (block("morning", "09:00-10:00", "hall"), block("late", "5 09:00-10:00", "hall"))
SPEAKER = [{"participant": "lin"}]


def waived(schedule: Schedule, code: str, **fields: object) -> RuleSettings:
    """Settings in which the one finding of a rule is waived."""
    settings = RuleSettings.model_validate(fields)
    (finding,) = [each for each in check(schedule, settings) if each.code == code]
    return settings.model_copy(update={"waivers": (Waiver.of(finding, **ANN_WAIVES),)})


def in_block(id_: str, **fields: object) -> dict[str, object]:
    return session(id_, "09:00-09:30", parent="morning", **fields)


CLASH = conference(
    block("morning", "09:00-09:30", "hall"),
    in_block("groups", people=SPEAKER),
    session("rings", "09:00-09:30", "attic", people=SPEAKER),
)
UNAVAILABLE = conference(
    block("morning", "09:00-09:30", "hall"),
    in_block("groups", people=SPEAKER),
    participants=[{"id": "lin", "name": "Lin", "available": [period("5 09:00-10:00")]}],
)
CROWDED = conference(
    block("morning", "09:00-09:30", "attic"),
    in_block("groups", audience=90),
    rooms=[{"id": "attic", "name": "Attic", "capacity": 40}, {"id": "hall", "name": "Hall"}],
)


@pytest.mark.parametrize(
    ("schedule", "code", "severity"),
    [
        (CLASH, "person-clash", "error"),
        (UNAVAILABLE, "person-unavailable", "error"),
        (CROWDED, "room-too-small", "error"),
        (CROWDED, "room-too-small", "warning"),
    ],
)
def test_a_session_may_stay_where_what_is_wrong_is_waived(
    schedule: Schedule, code: str, severity: str
) -> None:
    severities = {code: severity}
    settings = waived(schedule, code, severities=severities)
    stays = plan(schedule, settings, only=["groups"], moves=50)
    assert (stays.moves, stays.left_out, stays.points) == ((), (), 0)
    if severity == "error":
        leaves = plan(schedule, RuleSettings(severities=severities), only=["groups"], moves=50)
        assert [each.session for each in leaves.left_out] == ["groups"]


def test_two_sessions_may_go_on_clashing_where_that_is_waived_and_nowhere_else() -> None:
    schedule = conference(
        block("morning", "09:00-09:30", "hall"),
        block("beside", "09:00-09:30", "attic"),
        in_block("groups", people=SPEAKER),
        session("rings", "09:00-09:30", parent="beside", people=SPEAKER),
    )
    settings = waived(schedule, "person-clash")
    both = ["groups", "rings"]
    assert plan(schedule, settings, only=both, moves=200).left_out == ()
    assert len(plan(schedule, only=both, moves=200).left_out) == 1


def test_a_waived_warning_is_free_where_it_is_and_charged_elsewhere() -> None:
    """The attic lacks fifty seats, which is waived; the hall lacks ten, which is not: the talk stays."""
    schedule = conference(
        block("morning", "09:00-09:30", "attic"),
        block("late", "5 09:00-09:30", "hall"),
        in_block("groups", audience=90),
        rooms=[
            {"id": "attic", "name": "Attic", "capacity": 40},
            {"id": "hall", "name": "Hall", "capacity": 80},
        ],
    )
    settings = waived(schedule, "room-too-small")
    stays, goes = (plan(schedule, graded, only=["groups"], moves=50) for graded in (settings, RuleSettings()))
    assert stays.moves == ()
    assert [move.parent for move in goes.moves] == ["late"]
