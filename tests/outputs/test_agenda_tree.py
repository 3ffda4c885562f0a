"""The whole folder of calendars, as it is put on a web site."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.findings import Subject
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.outputs.agenda.calendar_views import CalendarOptions
from eventkit.schedule import Schedule, rename_ids
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


def files_after(*steps: Schedule) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The calendars of the first release and of the last."""
    draft = Ledger.first(steps[0], WRITTEN)
    ledger = draft.released(steps[0], None)
    first = dict(calendar_files(steps[0], ledger))
    for hours, (old, new) in enumerate(pairwise(steps), start=1):
        draft = draft.after(old, new, WRITTEN + timedelta(hours=hours))
        ledger = draft.released(new, (old, ledger))
    return first, dict(calendar_files(steps[-1], ledger))


@pytest.mark.parametrize(
    ("kind", "folder", "old"),
    [("room", "rooms", "hall"), ("track", "tracks", "ai"), ("participant", "people", "noether")],
)
def test_the_calendar_of_an_entity_with_another_id_continues_at_both_addresses(kind, folder, old):
    between, renamed = (rename_ids(OF, {Subject(kind, old): id_}) for id_ in ("between", "new"))

    first, then = files_after(OF, between, renamed)

    for tag in ("en", "zh", "together"):
        for id_ in (old, "between", "new"):
            assert then[f"{tag}/{folder}/{id_}.ics"] == first[f"{tag}/{folder}/{old}.ics"]
    assert {path for path in first if path != "index.json" and then[path] != first[path]} == set()


def test_a_session_with_another_id_continues_at_both_addresses_with_its_number():
    first, then = files_after(OF, rename_ids(OF, {Subject("session", "talk"): "lecture"}))

    (before,), (now,) = entries(first["en/sessions/talk.ics"]), entries(then["en/sessions/talk.ics"])
    assert then["en/sessions/talk.ics"] == then["en/sessions/lecture.ics"]
    assert (now["STATUS"], now["SEQUENCE"], now["UID"]) == ("CONFIRMED", before["SEQUENCE"], before["UID"])


def test_another_entity_under_a_former_id_has_the_address_for_itself():
    renamed = rename_ids(OF, {Subject("room", "hall"): "new"})
    taken = renamed.model_copy(update={"rooms": [*renamed.rooms, {"id": "hall", "name": "Another"}]})

    _, then = files_after(OF, renamed, taken)

    (gone,), (live,) = entries(then["en/rooms/hall.ics"]), entries(then["en/rooms/new.ics"])
    assert (gone["STATUS"], live["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert gone["DTSTAMP"].dt < live["DTSTAMP"].dt
    assert read(then["en/rooms/hall.ics"])["UID"] != read(then["en/rooms/new.ics"])["UID"]


def speaking(*languages: str) -> Schedule:
    return OF.model_copy(update={"conference": OF.conference.model_copy(update={"languages": languages})})


@pytest.mark.parametrize(
    "steps", [(("en", "zh"), ("en",)), (("en",), ("en", "fr"), ("fr",)), (("en", "zh"), ("zh", "en"))]
)
def test_calendars_keep_their_addresses_and_uids_whatever_languages_the_conference_gets(steps):
    """What readers of a language that was taken away have continues in the first one."""
    first, then = files_after(*(speaking(*languages) for languages in steps))

    for path, data in first.items():
        if path != "index.json":
            before, now = read(data), read(then[path])
            assert now["UID"] == before["UID"]
            assert {each["UID"]: each["SEQUENCE"] for each in now.events} == {
                each["UID"]: each["SEQUENCE"] for each in before.events
            }
    assert len({str(read(data)["UID"]) for path, data in then.items() if path.endswith("/all.ics")}) == len(
        [path for path in then if path.endswith("/all.ics")]
    )
