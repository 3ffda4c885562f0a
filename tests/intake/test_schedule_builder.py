"""Any raw records make a schedule or an error that lists every fault."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from eventkit.errors import Unreadable
from eventkit.intake import (
    ImportHints,
    ImportLog,
    Location,
    RawConference,
    RawSchedule,
    RawSession,
    build_schedule,
)
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


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+12:00", "9999-12-31T23:00-12:00"])
def test_a_time_at_the_end_of_the_calendar_is_no_evidence_for_a_zone(moment: str) -> None:
    where = Location("talks.csv")
    talk = RawSession(location=where, title="Opening", start=datetime.fromisoformat(moment))
    raw = RawSchedule("talks", RawConference(location=where), sessions=[talk])
    result = build_schedule(raw, ImportLog("talks.csv"), ImportHints())
    assert "no-zone" in {finding.code for finding in result.findings}


def anew(schedule: Schedule) -> Schedule:
    """A schedule of the same parts, each of which is checked once more."""
    parts = {
        name: tuple(each.model_copy() for each in part) for name, part in schedule if isinstance(part, tuple)
    }
    return Schedule(conference=schedule.conference.model_copy(), **parts)
