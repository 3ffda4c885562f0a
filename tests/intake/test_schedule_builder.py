"""Any raw records make a schedule or an error that lists every fault."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from eventkit.errors import Unreadable
from eventkit.intake import ImportHints, ImportLog, RawSchedule, build_schedule
from eventkit.schedule import Schedule
from intake.records import given_besides, records


@given(records, given_besides)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_records_produce_a_valid_schedule_or_all_faults(raw: RawSchedule, hints: ImportHints) -> None:
    try:
        result = build_schedule(raw, ImportLog("talks.csv"), hints)
    except Unreadable as error:
        faults = error.faults
    else:
        assert anew(result.schedule) == result.schedule
        assert all(finding.message and finding.place for finding in result.findings)
        return
    assert faults
    assert all(fault.message for fault in faults)


def anew(schedule: Schedule) -> Schedule:
    """A schedule of the same parts, each of which is checked once more."""
    parts = {
        name: tuple(each.model_copy() for each in part) for name, part in schedule if isinstance(part, tuple)
    }
    return Schedule(conference=schedule.conference.model_copy(), **parts)
