"""The export of Open Event, in both of its dialects."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.formats.open_event import open_event_format
from eventkit.intake import SourceFile
from eventkit.intake.source_file import zip_folder
from eventkit.model import Involvement, Kind
from formats.foreign import as_json, codes, faults, folder, people, read, times, titles

EVENT = {
    "name": "Engines 2026",
    "starts-at": "2026-03-01T09:00:00+01:00",
    "ends-at": "2026-03-02T18:00:00+01:00",
    "timezone": "Europe/Vienna",
    "location-name": "Old Observatory",
    "organizer-name": "Society of Engines",
    "email": "office@example.org",
}
SPEAKER = {"id": 5, "name": "Ada Lovelace", "organisation": "Analytical Society", "position": "Countess"}
SESSION = {
    "id": 1,
    "title": "Notes on the Engine",
    "starts-at": "2026-03-01T10:00:00+01:00",
    "ends-at": "2026-03-01T10:30:00+01:00",
    "speakers": [{"id": 5, "name": "Ada Lovelace"}],
    "microlocation": {"id": "3", "name": "Hall   "},
    "track": {"id": 2, "name": "Machines"},
    "session-type": {"id": 9, "name": "Talk", "length": "00:30"},
    "state": "accepted",
}
FILES: dict[str, Any] = {
    "event": EVENT,
    "speakers": [SPEAKER],
    "microlocations": [{"id": 3, "name": "Hall   ", "floor": 1}],
    "tracks": [{"id": 2, "name": "Machines", "color": "#336699", "font-color": "#ffffff"}],
    "session_types": [{"id": 9, "name": "Talk", "length": "00:30"}],
    "sessions": [SESSION],
}


def files(**changed: Any) -> bytes:
    """The folder, with some of its files in place of others."""
    return folder({**FILES, **changed})


def snake(value: Any) -> Any:
    """A value in the dialect with underscores."""
    if isinstance(value, dict):
        return {name.replace("-", "_"): snake(each) for name, each in value.items()}
    return [snake(each) for each in value] if isinstance(value, list) else value


def test_a_folder_is_read_with_all_that_belongs_to_it() -> None:
    result = read(open_event_format, files(), zone=None)
    schedule = result.schedule
    assert str(schedule.conference.title) == "Engines 2026"
    assert schedule.conference.zone == "Europe/Vienna"
    assert schedule.conference.contact == "office@example.org"
    assert [each.role for each in schedule.conference.organisations] == [Involvement.ORGANISER]
    assert times(schedule) == ["01 10:00-10:30"]
    assert people(schedule) == {"Notes on the Engine": [("Ada Lovelace", "speaker")]}
    assert [str(each.name) for each in (*schedule.rooms, *schedule.tracks)] == ["Hall", "Machines"]
    assert schedule.tracks[0].colour == "#336699"
    assert schedule.sessions[0].kind is Kind.TALK
    assert codes(result) <= {"whitespace"}


def test_the_dialect_with_underscores_is_read_alike() -> None:
    renamed = {"starts_at": "start_time", "ends_at": "end_time"}

    def older(thing: dict[str, Any]) -> dict[str, Any]:
        return {renamed.get(name, name): value for name, value in snake(thing).items()}

    other = folder({**snake(FILES), "event": older(EVENT), "sessions": [older(SESSION)]})
    one, two = (read(open_event_format, data, zone=None).schedule for data in (files(), other))
    assert (one.sessions, one.participants, one.rooms) == (two.sessions, two.participants, two.rooms)


@pytest.mark.parametrize("name", ["{}", "{}.json", "PyEngines/{}", "a/b/{}.JSON"])
def test_files_may_be_in_subfolders_and_end_in_json(name: str) -> None:
    data = folder({name.format(each): value for each, value in FILES.items()})
    assert open_event_format.recognises(SourceFile(data, "export.zip"))
    assert titles(read(open_event_format, data).schedule) == ["Notes on the Engine"]


def test_files_of_the_operating_system_are_ignored() -> None:
    data = folder({**FILES, "__MACOSX/sessions": [], ".DS_Store": 1})
    assert titles(read(open_event_format, data).schedule) == ["Notes on the Engine"]


def test_ids_may_be_in_separate_members() -> None:
    session = {
        name: value
        for name, value in SESSION.items()
        if name not in {"speakers", "microlocation", "track", "session-type"}
    } | {"speaker_ids": [5], "microlocation_id": 3, "track_id": 2, "session_type": "Workshop"}
    schedule = read(open_event_format, files(sessions=[session])).schedule
    assert people(schedule) == {"Notes on the Engine": [("Ada Lovelace", "speaker")]}
    assert schedule.sessions[0].slot is not None
    assert schedule.sessions[0].slot.rooms == (schedule.rooms[0].id,)
    assert schedule.sessions[0].track == schedule.tracks[0].id
    assert schedule.sessions[0].kind is Kind.WORKSHOP


@pytest.mark.parametrize(("state", "stays"), [("accepted", True), ("confirmed", True), ("rejected", False)])
def test_only_accepted_sessions_are_imported_and_others_are_reported(state: str, *, stays: bool) -> None:
    other = {**SESSION, "id": 2, "title": "Another", "state": state}
    result = read(open_event_format, files(sessions=[SESSION, other]))
    assert ("Another" in titles(result.schedule)) is stays
    assert stays or any("Another" in each.message for each in result.findings)


def test_html_becomes_markdown() -> None:
    html = {**SESSION, "short-abstract": "<p>On <b>engines</b> &amp; looms.</p>"}
    abstract = read(open_event_format, files(sessions=[html])).schedule.sessions[0].abstract
    assert str(abstract) == "On **engines** & looms."


def test_sponsors_are_imported_with_their_level() -> None:
    sponsors = [{"id": 1, "name": "Looms Ltd", "type": "Gold", "level": 1, "url": "https://example.org"}]
    schedule = read(open_event_format, files(sponsors=sponsors)).schedule
    behind = [each for each in schedule.conference.organisations if each.role is Involvement.SPONSOR]
    assert [str(each.level) for each in behind] == ["Gold"]


def test_a_session_that_ends_before_it_starts_is_reported_with_its_location() -> None:
    wrong = {**SESSION, "ends-at": "2026-02-20T10:30:00+01:00"}
    result = read(open_event_format, files(sessions=[wrong]))
    assert times(result.schedule) == [""]
    assert any("sessions" in each.place and "[0]" in each.place for each in result.findings)


def test_two_people_with_one_id_are_not_merged() -> None:
    both = [SPEAKER, {"id": 5, "name": "Charles Babbage"}]
    other = {**SESSION, "id": 2, "title": "Another", "speakers": [{"id": 5, "name": "Charles Babbage"}]}
    result = read(open_event_format, files(speakers=both, sessions=[SESSION, other]))
    assert people(result.schedule) == {
        "Notes on the Engine": [("Ada Lovelace", "speaker")],
        "Another": [("Charles Babbage", "speaker")],
    }
    assert "shared-id" in codes(result)


def test_another_spelling_under_the_same_id_is_a_variant() -> None:
    misspelt = {**SESSION, "speakers": [{"id": 5, "name": "Ada Lovelce"}]}
    result = read(open_event_format, files(sessions=[misspelt]))
    assert [each.variants for each in result.schedule.participants] == [("Ada Lovelce",)]
    assert people(result.schedule) == {"Notes on the Engine": [("Ada Lovelace", "speaker")]}
    assert "name-variant" in codes(result)


def test_a_speaker_listed_only_in_a_session_is_imported() -> None:
    other = {**SESSION, "speakers": [{"id": 6, "name": "Emmy Noether"}]}
    assert people(read(open_event_format, files(sessions=[other])).schedule) == {
        "Notes on the Engine": [("Emmy Noether", "speaker")]
    }


def test_a_room_with_another_name_in_a_session_is_another_room() -> None:
    other = {**SESSION, "id": 2, "title": "Another", "microlocation": {"id": 3, "name": "Loft"}}
    result = read(open_event_format, files(sessions=[SESSION, other]))
    assert [str(room.name) for room in result.schedule.rooms] == ["Hall", "Loft"]
    assert "room-differs" in codes(result)


def test_private_data_goes_to_the_contacts_or_is_left_out_and_reported() -> None:
    speaker = {
        **SPEAKER,
        "email": "ada@example.org",
        "mobile": "+00",
        "gender": "f",
        "heard-from": "a friend",
    }
    result = read(open_event_format, files(speakers=[speaker], sessions=[{**SESSION, "comments": "pay me"}]))
    assert result.contacts == {"ada-lovelace": {"email": "ada@example.org", "phone": "+00"}}
    dumped = result.schedule.model_dump_json()
    assert not any(each in dumped for each in ("ada@", "friend", "pay me"))
    messages = [each.message for each in result.findings if each.code == "private-left-out"]
    assert {"gender", "heard-from", "comments"} == {each.split("'")[1] for each in messages}


def test_the_length_of_a_session_type_replaces_an_end() -> None:
    session = {name: value for name, value in SESSION.items() if name != "ends-at"}
    assert times(read(open_event_format, files(sessions=[session])).schedule) == ["01 10:00-10:30"]


def test_broken_json_is_reported() -> None:
    data = zip_folder({"event": as_json(EVENT), "sessions": b'[{"id": 1,}]'})
    assert any("Invalid JSON" in fault for fault in faults(open_event_format, data, zone="UTC"))


def test_a_workbook_is_not_recognised() -> None:
    assert not open_event_format.recognises(SourceFile(folder({"xl/workbook.xml": 1}), "a.xlsx"))


def test_a_zone_may_have_spaces_around_its_slash() -> None:
    result = read(open_event_format, folder({**FILES, "event": {**EVENT, "timezone": "Europe / Vienna"}}))
    assert result.schedule.conference.zone == "Europe/Vienna"


def test_a_track_named_only_in_sessions_is_imported() -> None:
    files = {name: value for name, value in FILES.items() if name != "tracks"}
    assert [str(each.name) for each in read(open_event_format, folder(files)).schedule.tracks] == ["Machines"]


def test_a_lunch_is_a_meal_though_its_type_is_a_length() -> None:
    lunch = {**SESSION, "title": "Lunch", "session-type": {"id": 9, "name": "1 hour session"}}
    (one,) = read(open_event_format, folder({**FILES, "sessions": [lunch]})).schedule.sessions
    assert one.kind is Kind.MEAL
