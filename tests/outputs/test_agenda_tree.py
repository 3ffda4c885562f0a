"""The whole folder of calendars, as it is put on a web site."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.outputs.agenda.calendar_views import CalendarOptions
from outputs.calendars import WRITTEN, at, entries, lines, read, schedule
from strategies import schedules

OF = schedule(
    {"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"), "people": ["noether"]},
    {"id": "dance", "slot": at("2026-10-25T09:00Z", "2026-10-25T10:00Z"), "track": "ai"},
    {"id": "some-day", "people": ["hypatia"]},
    rooms=[{"id": "hall", "name": "Hall"}, {"id": "attic", "name": "Attic"}],
    tracks=[{"id": "ai", "name": "AI", "code": "AI", "colour": "#336699"}],
    participants=[{"id": "noether", "name": "Emmy Noether"}, {"id": "hypatia", "name": "Hypatia"}],
)
LEDGER = Ledger.first(OF, WRITTEN)


def test_every_nonempty_view_has_a_file_in_each_language_and_in_all_together():
    each = ["all", "days/2026-10-24", "days/2026-10-25", "rooms/hall", "tracks/ai", "people/noether"]

    paths = [path for path, _ in calendar_files(OF, LEDGER)]

    by_language = [*each, "sessions/talk", "sessions/dance"]
    assert paths == [
        *(f"together/{name}.ics" for name in each),
        *(f"{folder}/{name}.ics" for folder in ("en", "zh") for name in by_language),
        "index.json",
    ]
    assert [path for path, _ in calendar_files(OF, LEDGER, ["en"])] == [
        *(f"en/{name}.ics" for name in by_language),
        "index.json",
    ]


def test_the_index_describes_each_file():
    *files, (_, index) = calendar_files(OF, LEDGER, ["en", "zh"])

    document = json.loads(index)
    assert document["conference"] == "congress"
    listed = {each["path"]: each for each in document["calendars"]}
    assert listed.keys() == {path for path, _ in files}
    for path, data in files:
        assert listed[path]["sha256"] == sha256(data).hexdigest()
        assert listed[path]["uid"] == str(read(data)["UID"])
    assert listed["zh/rooms/hall.ics"]["name"] == "大会：Hall"
    assert listed["zh/rooms/hall.ics"]["shows"] == {"rooms": ["hall"]}


def test_each_calendar_has_its_source_url_and_the_shared_options():
    files = dict(
        calendar_files(OF, LEDGER, ["en"], base="https://example.org/ics/", options=CalendarOptions(alarm=15))
    )

    content = lines(files["en/people/noether.ics"])
    assert "SOURCE;VALUE=URI:https://example.org/ics/en/people/noether.ics" in content
    assert "TRIGGER:-PT15M" in content


@settings(max_examples=25)
@given(schedules())
def test_no_file_of_any_schedule_is_empty_and_no_two_are_the_same_calendar(of):
    *files, _ = calendar_files(of, Ledger.first(of, WRITTEN), of.conference.languages)

    assert all(entries(data) for _, data in files)
    assert len({str(read(data)["UID"]) for _, data in files}) == len(files)


def test_an_unscheduled_conference_has_only_one_calendar_with_one_entry():
    *files, _ = calendar_files(schedule({"id": "some-day"}), LEDGER, ["en"])

    ((path, data),) = files
    assert path == "en/all.ics"
    assert len(entries(data)) == 1


def test_a_session_has_a_calendar_with_its_parts():
    parts = schedule(
        {"id": "block", "slot": at("2026-10-24T09:00Z", "2026-10-24T11:00Z")},
        {"id": "first", "parent": "block", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z")},
        {"id": "other", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z")},
    )
    files = dict(calendar_files(parts, Ledger.first(parts, WRITTEN), ["en"]))

    titles = {
        path: [str(entry["SUMMARY"]) for entry in entries(files[path])]
        for path in files
        if "sessions/" in path
    }
    assert titles == {
        "en/sessions/block.ics": ["block", "first"],
        "en/sessions/first.ics": ["first"],
        "en/sessions/other.ics": ["other"],
    }


def test_the_calendar_of_a_removed_session_goes_on_as_cancelled():
    ledger = Ledger.first(OF, WRITTEN).released(OF, None)
    removed = OF.model_copy(update={"sessions": OF.sessions[1:]})
    later = WRITTEN + timedelta(days=1)
    after = ledger.after(OF, removed, later).released(removed, (OF, ledger))

    content = lines(dict(calendar_files(removed, after, ["en"]))["en/sessions/talk.ics"])
    assert "STATUS:CANCELLED" in content


@settings(max_examples=25)
@given(schedules(), st.booleans())
def test_each_file_of_a_folder_is_the_calendar_of_its_filters(of, draft):
    """Lines of events are written once for a whole folder."""
    ledger = Ledger.first(of, WRITTEN)
    *files, (_, index) = calendar_files(of, ledger, options=CalendarOptions(draft=draft, profile="full"))

    shows = {entry["path"]: entry for entry in json.loads(index)["calendars"]}
    for path, data in files:
        filters = shows[path]["shows"]
        if "deadlines" not in filters:
            days = [date.fromisoformat(day) for day in filters.pop("days", ())]
            view = {**filters, "days": days, "languages": shows[path]["languages"]}
            assert data == agenda(of, ledger=ledger, draft=draft, profile="full", **view).data
