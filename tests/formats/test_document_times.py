"""Wall times: which instant a time means, and which times are told to mean none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventkit.formats.document import document
from eventkit.plugins.exporters import Context
from eventkit.times import Period
from formats.documents import faults, schedule, sessions


def period(times: str) -> Period | None:
    (session,) = schedule(sessions(f"- {{id: a, title: A, {times}}}")).sessions
    return session.slot.period if session.slot else None


def fault(times: str) -> list[str]:
    return [message.partition(": ")[2] for message in faults(sessions(f"- {{id: a, title: A, {times}}}"))]


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "end"),
    [
        ("end: 12:00", utc(24, 10)),
        ("end: 9:30", utc(24, 7, 30)),
        ("minutes: 45", utc(24, 7, 45)),
        ("end: 2026-10-24 12:00", utc(24, 10)),
        ("end: 2026-10-26T12:00", utc(26, 11)),
        ("end: 2026-10-24 12:00+02:00", utc(24, 10)),
        ("end: 2026-10-24 10:00Z", utc(24, 10)),
        ("end: 01:30", utc(24, 23, 30)),
        ("end: 09:00", utc(25, 8)),  # a whole day, of 25 hours
    ],
)
def test_an_end_is_a_time_a_date_and_time_or_a_length(times: str, end: datetime) -> None:
    assert period(f"start: 2026-10-24 09:00, {times}") == Period(start=utc(24, 7), end=end)


def test_a_session_without_times_is_unscheduled() -> None:
    assert period("kind: talk") is None


def test_a_time_in_a_part_is_the_first_such_time_after_the_start_of_its_session() -> None:
    read = schedule(
        sessions("""\
            - id: evening
              title: Evening
              start: 2026-10-25 21:00
              minutes: 300
              parts:
                - {id: at-once, title: A, start: 21:00, minutes: 10}
                - id: late
                  title: B
                  start: 23:00
                  minutes: 120
                  parts:
                    - {id: past-midnight, title: C, start: 00:30, end: 01:00}
        """)
    )
    assert [session.slot.period.start for session in read.sessions if session.slot] == [
        utc(25, 20),
        utc(25, 20),
        utc(25, 22),
        utc(25, 23, 30),
    ]


def test_an_ambiguous_local_time_requires_an_offset() -> None:
    (message,) = fault("start: 2026-10-25 02:30, minutes: 10")
    assert message == (
        "comes twice on 2026-10-25, since the clocks are put back: "
        "write 02:30+02:00 for the first time or 02:30+01:00 for the second"
    )
    assert period("start: 2026-10-25 02:30+02:00, end: 02:15+01:00") == Period(
        start=utc(25, 0, 30), end=utc(25, 1, 15)
    )


def test_an_ambiguous_local_time_is_exported_with_its_offset() -> None:
    twice = sessions("- {id: a, title: A, start: 2026-10-25 02:30+01:00, end: 02:50+01:00}")
    written = document.export(schedule(twice)).data.decode()
    assert 'start: "2026-10-25 02:30+01:00"\n    end: "02:50+01:00"' in written


def test_a_nonexistent_local_time_is_refused() -> None:
    jumped = "2027-03-28 02:30 does not exist in Europe/Vienna: the clocks are put forward over it"
    assert fault("start: 2027-03-28 02:30, minutes: 10") == [jumped]
    assert fault("start: 2027-03-28 01:30, end: 02:30") == [jumped]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ("start: 2026-10-24, minutes: 5", "must be a time such as 2022-11-05 09:00"),
        ("start: 24 October 2026 9:00, minutes: 5", "must be a time such as 2022-11-05 09:00"),
        ("start: 2026-10-24 09:00:30, minutes: 5", "has seconds: times are whole minutes, such as 09:00"),
        ("start: 2026-10-24 24:00, minutes: 5", "must be a time of day from 00:00 to 23:59, such as 09:30"),
        ("start: 2026-02-30 09:00, minutes: 5", "must be a date such as 2022-11-05"),
        ("start: 0001-01-01 00:00, minutes: 5", "is not in the years 1900 to 2199: is that a slip?"),
        ("start: 9999-12-31 23:59, minutes: 5", "is not in the years 1900 to 2199: is that a slip?"),
        ("start: 2026-10-24 09:00+01:00, minutes: 5", "Europe/Vienna is at +02:00 then, not at +01:00"),
        ("start: 09:00, minutes: 5", "needs its date, such as 2022-11-05 09:00"),
        ("start: 2026-10-24 09:00", "needs an end: add end or minutes"),
        ("start: 2026-10-24 09:00, minutes: 0", "must be from 1 to 100,000"),
        ("start: 2026-10-24 09:00, minutes: 5, end: 10:00", "repeats end: remove one of the two"),
        ("start: 2026-10-24 09:00, end: 2026-10-24 09:00", "must be after start, which is 2026-10-24 09:00"),
        (
            "start: 2026-10-24 09:00, end: 10:00Z",
            "must be a time such as 09:00, or with its date 2022-11-05 09:00",
        ),
        ("end: 10:00", "needs a start: add one, or remove end"),
        ("rooms: [hall]", "needs a start: add one, or remove rooms"),
    ],
)
def test_an_invalid_time_is_reported(times: str, message: str) -> None:
    assert fault(times) == [message]


def test_minutes_without_a_start_are_the_planned_length() -> None:
    (session,) = schedule(sessions("- {id: a, title: A, minutes: 45}")).sessions
    assert (session.slot, session.minutes) == (None, 45)
    (placed,) = schedule(sessions("- {id: a, title: A, start: 2026-10-24 09:00, minutes: 45}")).sessions
    assert (placed.slot is None, placed.minutes, placed.length) == (False, None, 45)
    assert fault("minutes: 0") == ["must be at least 1"]


def test_a_length_without_a_time_is_written_as_minutes() -> None:
    waiting = schedule(sessions("- {id: a, title: A, minutes: 45}"))
    assert b"minutes: 45" in document.export(waiting, Context(ending=".yaml")).data
    assert b'"minutes": 45' in document.export(waiting, Context(ending=".json")).data


def test_a_fault_in_a_start_is_reported_once_with_the_other_faults() -> None:
    text = sessions("""\
        - id: a
          title: A
          start: 2026-10-24 25:00
          end: 26:00
          rooms: [hal]
          parts:
            - {id: b, title: B, start: 09:00, minutes: x}
    """)
    assert faults(text) == [
        "line 14, sessions[0].start: must be a time of day from 00:00 to 23:59, such as 09:30",
        "line 15, sessions[0].end: must be a time of day from 00:00 to 23:59, such as 09:30",
        "line 16, sessions[0].rooms[0]: There is no room 'hal'. Add it to rooms, or correct the spelling.",
        "line 18, sessions[0].parts[0].minutes: must be a whole number such as 300",
    ]


def test_times_are_checked_despite_an_invalid_zone() -> None:
    text = sessions("- {id: a, title: A, start: 2026-10-24 9 o'clock, minutes: 5}")
    zone, start = faults(text.replace("Europe/Vienna", "Europe/Wien"))
    assert zone.startswith(
        "line 7, conference.zone: 'Europe/Wien' is not a time zone: use an IANA name such as"
    )
    assert start == "line 12, sessions[0].start: must be a time such as 2022-11-05 09:00"
