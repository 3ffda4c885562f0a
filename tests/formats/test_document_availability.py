"""When rooms and participants are to be had, in the wall times of the document."""

from __future__ import annotations

from datetime import UTC, datetime

from eventkit.formats.document import document
from eventkit.times import Period
from formats.documents import faults, schedule

HEAD = """\
eventkit: 1
conference: {id: c, title: C, start: 2022-11-05, zone: Asia/Shanghai, languages: [en]}
"""


def test_availability_of_rooms_and_participants_is_read() -> None:
    read = schedule(
        HEAD
        + """\
rooms:
  - {id: hall, name: Hall, available: [{start: 2022-11-05 09:00, end: 12:00}]}
participants:
  - {id: lin, name: Lin, available: [{start: 2022-11-05 22:00, minutes: 180}]}
"""
    )

    (morning,) = read.rooms[0].available
    (night,) = read.participants[0].available
    assert morning == Period(
        start=datetime(2022, 11, 5, 1, tzinfo=UTC), end=datetime(2022, 11, 5, 4, tzinfo=UTC)
    )
    assert night == Period(
        start=datetime(2022, 11, 5, 14, tzinfo=UTC), end=datetime(2022, 11, 5, 17, tzinfo=UTC)
    )
    written = document.export(read).data.decode()
    assert "22:00" in written
    assert schedule(written) == read


def test_faults_in_an_availability_are_reported_with_their_locations() -> None:
    messages = faults(
        HEAD
        + """\
rooms:
  - {id: hall, name: Hall, available: [{start: 2022-11-05 09:00}, {start: 09:00, end: 10:00}, {}]}
  - {id: yard, name: Yard, available: [{end: 2022-11-05 09:00}, {from: 2022-11-05 09:00}, now]}
  - {id: loft, name: Loft, available: [{start: 2022-11-05 09:00, end: 2022-11-05 08:00}]}
"""
    )

    assert messages == [
        "line 4, rooms[0].available[0].start: needs an end: add end or minutes",
        "line 4, rooms[0].available[1].start: needs its date, such as 2022-11-05 09:00",
        "line 4, rooms[0].available[2].start: is missing",
        "line 4, rooms[0].available[2].end: is missing",
        "line 5, rooms[1].available[1].from: There is no field 'from'.",
        "line 5, rooms[1].available[2]: must be a mapping with fields such as start",
        "line 5, rooms[1].available[0].end: needs a start: add one, or remove end",
        "line 5, rooms[1].available[1].start: is missing",
        "line 5, rooms[1].available[1].end: is missing",
        "line 6, rooms[2].available[0].end: must be after start, which is 2022-11-05 09:00",
    ]
