"""The agenda as an object of `icalendar`: what it writes is what eventkit wrote, byte for byte."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda, deadlines
from eventkit.schedule import Schedule
from outputs.calendars import MORNING, WRITTEN, at, read, schedule
from strategies import schedules

options = st.fixed_dictionaries(
    {
        "profile": st.sampled_from(["interop", "full", "caldav"]),
        "alarm": st.sampled_from([None, 5, 15, 30]),
        "draft": st.booleans(),
        "all_day": st.booleans(),
        "pages": st.sampled_from([None, "https://forum.example/agenda"]),
        "image": st.sampled_from([None, "https://forum.example/cover.jpg"]),
        "feed": st.sampled_from([None, "https://forum.example/all.ics"]),
        "languages": st.sampled_from([(), ("en",), ("zh-Hans", "en"), ("ar", "sw")]),
    }
)


@given(schedules(), options)
def test_the_icalendar_object_of_any_agenda_serialises_to_the_same_bytes(of, chosen):
    written = agenda(of, ledger=Ledger.first(of, WRITTEN), **chosen)

    assert written.calendar().to_ical(sorted=False) == written.data
    assert read(written.data).to_ical(sorted=False) == written.data  # all of it parsed, without an error


@given(schedules(), st.booleans())
def test_the_icalendar_object_of_any_deadlines_serialises_to_the_same_bytes(of, draft):
    written = deadlines(of, ledger=Ledger.first(of, WRITTEN), draft=draft)

    assert written.calendar().to_ical(sorted=False) == written.data
    assert read(written.data).to_ical(sorted=False) == written.data


@given(st.text(st.sampled_from("ab\\;,:=\"'^ \n’éß🎉會"), max_size=300).filter(str.strip))
@example("\\" * 300)
@example("^" * 300)
@example("a\\" * 120)
@example("會^" * 80)
@example("x" * 66 + "\\")
def test_any_line_is_folded_and_quoted_as_icalendar_does(text):
    of = titled(" ".join(text.split()))
    written = agenda(of, ledger=Ledger.first(of, WRITTEN), profile="full")

    assert written.calendar().to_ical(sorted=False) == written.data


@pytest.mark.parametrize("latitude", [31.1961234, -0.00004, 0.0, 48.2, 0.000123])
def test_coordinates_are_written_without_an_exponent(latitude):
    of = schedule(
        {"id": "opening", "slot": MORNING},
        venue={"name": "Hall", "latitude": latitude, "longitude": 121.3},
    )
    written = agenda(of, ledger=Ledger.first(of, WRITTEN))

    assert written.calendar().to_ical(sorted=False) == written.data
    (line,) = [line for line in written.data.split(b"\r\n") if line.startswith(b"GEO:")]
    assert b"e" not in line


@pytest.fixture
def old_rules(tmp_path: Path) -> Iterator[None]:
    """A machine whose rules of a zone are those of another one."""
    (tmp_path / "Africa").mkdir()
    old = files("tzdata") / "zoneinfo" / "Asia" / "Tokyo"
    (tmp_path / "Africa" / "Casablanca").write_bytes(old.read_bytes())
    reset_tzpath([str(tmp_path)])
    ZoneInfo.clear_cache()
    icalendar.use_zoneinfo()
    yield
    reset_tzpath(to=())  # as in all tests: the zones of the package, not of the machine
    ZoneInfo.clear_cache()
    icalendar.use_zoneinfo()


@pytest.mark.usefixtures("old_rules")
def test_events_of_the_object_have_the_rules_of_the_file_on_a_machine_with_old_ones():
    slot = at("2026-10-24T09:00Z", "2026-10-24T10:00Z")
    of = schedule({"id": "opening", "slot": slot}, zone="Africa/Casablanca")
    written = agenda(of, ledger=Ledger.first(of, WRITTEN))
    period = of.sessions[0].slot.period
    (by_name,) = read(written.data).events
    assert by_name.start != period.start
    first = written.calendar()
    again = pickle.loads(pickle.dumps(first))  # noqa: S301 - our own bytes
    for calendar in (first, deepcopy(first), again):
        (event,) = calendar.events
        assert (event.start, event.end) == (period.start, period.end)
        assert calendar.to_ical(sorted=False) == written.data


def test_each_call_returns_a_separate_mutable_calendar():
    of = titled("Opening")
    written = agenda(of, ledger=Ledger.first(of, WRITTEN))
    calendar = written.calendar()
    lunch = icalendar.Event()
    lunch.add("uid", "lunch@forum.example")
    lunch.add("summary", "Lunch")
    calendar.add_component(lunch)

    changed = calendar.to_ical(sorted=False)

    assert isinstance(calendar, icalendar.Calendar)
    assert changed == written.data.replace(b"END:VCALENDAR", lunch.to_ical(sorted=False) + b"END:VCALENDAR")
    assert written.calendar().to_ical(sorted=False) == written.data


def titled(title: str) -> Schedule:
    return schedule(
        {
            "id": "opening",
            "title": title,
            "abstract": title,
            "slot": MORNING,
            "links": [{"label": title, "url": "https://forum.example/slides"}],
            "streams": [{"label": title, "url": "https://forum.example/live"}],
        },
        title={"en": title},
        contact="office@forum.example",
        languages=["en"],
    )
