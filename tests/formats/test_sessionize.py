"""What Sessionize hands out as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.formats.sessionize import sessionize_format
from eventkit.intake import SourceFile
from eventkit.model import Kind, StreamKind
from formats.foreign import as_json, codes, faults, folder, people, read, times, titles

ADA = {
    "id": "11111111-2222-4333-8444-555555555555",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "sessions": [1],
}


def session(**more: Any) -> dict[str, Any]:
    """A session with what is told besides."""
    return {
        "id": "1",
        "title": "Engines",
        "description": "On *engines*.",
        "startsAt": "2026-03-01T09:00:00",
        "endsAt": "2026-03-01T09:45:00",
        "isServiceSession": False,
        "isPlenumSession": False,
        "speakers": [ADA["id"]],
        "roomId": 7,
        **more,
    }


def whole(*sessions: dict[str, Any], **more: Any) -> bytes:
    """The view All."""
    return as_json(
        {
            "sessions": list(sessions),
            "speakers": [ADA],
            "questions": [],
            "categories": [],
            "rooms": [{"id": 7, "name": "Hall", "sort": 1}],
            **more,
        }
    )


def test_the_view_all_is_read_with_rooms_and_speakers() -> None:
    result = read(sessionize_format, whole(session()))
    schedule = result.schedule
    assert times(schedule) == ["01 09:00-09:45"]
    assert people(schedule) == {"Engines": [("Ada Lovelace", "speaker")]}
    assert [str(room.name) for room in schedule.rooms] == ["Hall"]
    assert (result.source, schedule.sessions[0].source_id) == ("sessionize", "1")
    assert codes(result) == set()


def test_a_file_without_a_zone_asks_for_one() -> None:
    messages = faults(sessionize_format, whole(session()))
    assert len(messages) == 1
    assert "no time zone. Give it" in messages[0]


def test_times_in_utc_are_shown_by_the_clock_of_the_zone_given() -> None:
    data = whole(session(startsAt="2026-07-01T09:00:00Z", endsAt="2026-07-01T10:00:00Z"))
    assert times(read(sessionize_format, data).schedule) == ["01 11:00-12:00"]


def test_categories_set_kind_track_and_language_and_others_become_extra_data() -> None:
    categories = [
        {"id": 1, "title": "Session format", "items": [{"id": 10, "name": "Workshop"}]},
        {"id": 2, "title": "Track", "items": [{"id": 20, "name": "Machines"}]},
        {"id": 3, "title": "Mood", "items": [{"id": 30, "name": "Cheerful"}]},
        {"id": 4, "title": "Language", "items": [{"id": 40, "name": "German"}]},
    ]
    schedule = read(
        sessionize_format, whole(session(categoryItems=[10, 20, 30, 40, 99]), categories=categories)
    ).schedule
    only = schedule.sessions[0]
    assert only.kind is Kind.WORKSHOP
    assert [str(track.name) for track in schedule.tracks] == ["Machines"]
    assert only.languages == ("de",)
    assert (only.extra["Mood"], only.extra["categoryItems"]) == ("Cheerful", "99")


@pytest.mark.parametrize(
    ("category", "item", "minutes"),
    [
        ("Session format", "Workshop (90 min)", 90),
        ("Session format", "Workshop (2)", None),
        ("Session length", "45 minutes", 45),
        ("Length", "short", None),
    ],
)
def test_a_session_without_a_time_has_the_length_of_its_category(
    category: str, item: str, minutes: int | None
) -> None:
    categories = [{"id": 1, "title": category, "items": [{"id": 10, "name": item}]}]
    waiting = session(categoryItems=[10], startsAt=None, endsAt=None, roomId=None)
    (only,) = read(sessionize_format, whole(waiting, categories=categories)).schedule.sessions
    assert (only.slot, only.minutes) == (None, minutes)


def test_a_service_session_is_a_break_unless_its_title_names_another_kind() -> None:
    sessions = [
        session(id="1", title="Stretching", isServiceSession=True, speakers=[]),
        session(id="2", title="Lunch", isServiceSession=True, speakers=[]),
        session(id="3", title="Registration", isServiceSession=True, speakers=[], isPlenumSession=True),
    ]
    schedule = read(sessionize_format, whole(*sessions)).schedule
    assert [each.kind for each in schedule.sessions] == [Kind.BREAK, Kind.MEAL, Kind.REGISTRATION]
    assert [each.plenary for each in schedule.sessions] == [False, False, True]


def test_answers_become_extra_data_and_private_ones_are_left_out_and_reported() -> None:
    questions = [
        {"id": 1, "question": "Prior knowledge", "questionType": "Long_Text"},
        {"id": 2, "question": "Your phone number", "questionType": "Short_Text"},
    ]
    answers = [
        {"questionId": 1, "answerValue": "None needed"},
        {"questionId": 2, "answerValue": "+00 000"},
        {"questionId": 3, "answerValue": "ada@example.org"},
    ]
    result = read(sessionize_format, whole(session(questionAnswers=answers), questions=questions))
    assert dict(result.schedule.sessions[0].extra) == {"Prior knowledge": "None needed"}
    messages = [each.message for each in result.findings if each.code == "private-left-out"]
    assert len(messages) == 2
    assert "Your phone number" in messages[0]
    assert "ada@" not in str(result.findings)


def test_an_address_of_a_speaker_is_a_contact_and_never_in_the_schedule() -> None:
    result = read(sessionize_format, whole(session(), speakers=[{**ADA, "email": "ada@example.org"}]))
    assert result.contacts == {"ada-lovelace": {"email": "ada@example.org"}}
    assert "example.org" not in result.schedule.model_dump_json()


def test_the_grid_has_a_session_for_everyone_in_each_room_and_it_is_one() -> None:
    both = {
        **session(
            id="2", title="Welcome", speakers=[{"id": "a", "name": "Emmy Noether"}], isPlenumSession=True
        )
    }
    rooms = [
        {"id": 7, "name": "Hall", "sessions": [{**both, "roomId": 7, "room": "Hall"}]},
        {"id": 8, "name": "Loft", "sessions": [{**both, "roomId": 8, "room": "Loft"}]},
    ]
    slots = [
        {"slotStart": "09:00:00", "rooms": [{"id": 7, "name": "Hall", "session": {**both, "roomId": 7}}]}
    ]
    data = as_json([{"date": "2026-03-01T00:00:00", "rooms": rooms, "timeSlots": slots}])
    schedule = read(sessionize_format, data).schedule
    assert titles(schedule) == ["Welcome"]
    slot = schedule.sessions[0].slot
    assert slot is not None
    assert [str(schedule.room(each).name) for each in slot.rooms] == ["Hall", "Loft"]
    assert people(schedule)["Welcome"] == [("Emmy Noether", "speaker")]


def test_a_grid_that_is_not_published_yet_has_nothing_to_read() -> None:
    assert not sessionize_format.recognises(SourceFile(b"[]", "grid.json"))


def test_one_id_at_two_times_is_two_sessions_which_is_reported() -> None:
    again = session(startsAt="2026-03-02T09:00:00", endsAt="2026-03-02T09:45:00")
    result = read(sessionize_format, whole(session(), again))
    assert times(result.schedule) == ["01 09:00-09:45", "02 09:00-09:45"]
    assert "duplicate-key" in codes(result)


def test_the_view_sessions_groups_them() -> None:
    inline = session(speakers=[{"id": "x9", "name": "Alan Turing"}], room="Loft", roomId=8)
    inline["categories"] = [{"id": 1, "name": "Track", "categoryItems": [{"id": 2, "name": "Machines"}]}]
    schedule = read(
        sessionize_format, as_json([{"groupId": None, "groupName": "All", "sessions": [inline]}])
    ).schedule
    assert people(schedule) == {"Engines": [("Alan Turing", "speaker")]}
    assert [str(each.name) for each in (*schedule.rooms, *schedule.tracks)] == ["Loft", "Machines"]


def test_a_folder_of_objects_by_id_is_read_together() -> None:
    data = folder(
        {
            "dump/conf-sessions.json": {"1": session(speakers=[], room="Hall")},
            "dump/conf-speakers.json": {str(ADA["id"]): ADA},
            "dump/package.json": {"name": "a site"},
        }
    )
    assert sessionize_format.recognises(SourceFile(data, "dump"))
    schedule = read(sessionize_format, data, "dump").schedule
    # The session names nobody, but the speaker names it.
    assert people(schedule) == {"Engines": [("Ada Lovelace", "speaker")]}


def test_speakers_known_by_id_only_become_extra_data_and_are_reported() -> None:
    result = read(sessionize_format, as_json([session()]))
    assert result.schedule.participants == ()
    assert result.schedule.sessions[0].extra["speakers"] == (ADA["id"],)
    assert "unknown-speakers" in codes(result)


def test_a_declined_session_is_left_out_and_reported() -> None:
    result = read(sessionize_format, whole(session(), session(id="2", title="Other", status="Declined")))
    assert titles(result.schedule) == ["Engines"]
    assert any("Other" in each.message for each in result.findings)


def test_pages_and_recordings_are_links_and_streams() -> None:
    speaker = {**ADA, "links": [{"title": "Blog", "url": "https://example.org/ada", "linkType": "Blog"}]}
    data = whole(
        session(recordingUrl="https://example.org/v", slideUrl="https://example.org/s"), speakers=[speaker]
    )
    schedule = read(sessionize_format, data).schedule
    assert [stream.kind for stream in schedule.sessions[0].streams] == [StreamKind.RECORDING]
    assert [link.url for link in schedule.sessions[0].links] == ["https://example.org/s"]
    assert [str(link.label) for link in schedule.participants[0].links] == ["Blog"]


def test_an_unscheduled_session_is_imported_unscheduled() -> None:
    result = read(sessionize_format, whole(session(startsAt=None, endsAt=None, roomId=None)), zone=None)
    assert times(result.schedule) == [""]


def test_members_of_the_wrong_type_become_extra_data() -> None:
    odd = session(title=["Engines"], startsAt={"a": 1}, speakers="Ada", roomId=[7], description=5)
    result = read(sessionize_format, whole(odd), zone="UTC")
    (one,) = result.schedule.sessions
    assert "no-title" in codes(result)
    assert {"startsAt", "roomId"} <= one.extra.keys()


def test_a_document_with_similar_fields_is_not_recognised() -> None:
    assert not sessionize_format.recognises(
        SourceFile(as_json({"conference": {}, "sessions": [session()]}), "f.json")
    )


def test_texts_may_be_keyed_by_language() -> None:
    result = read(
        sessionize_format,
        whole(
            session(
                title={"ja": "解析機関", "en": "Engines"},
                description={"ja": "機関について", "en": "On engines."},
                categoryItems=[3],
            ),
            rooms=[{"id": 7, "name": {"ja": "講堂", "en": "Hall"}}],
            categories=[
                {"title": {"ja": "言語", "en": "Language"}, "items": [{"id": 3, "name": {"en": "English"}}]}
            ],
        ),
        languages=("ja", "en"),
    )
    (one,) = result.schedule.sessions
    assert dict(one.title) == {"ja": "解析機関", "en": "Engines"}
    assert dict(one.abstract or {}) == {"ja": "機関について", "en": "On engines."}
    assert one.languages == ("en",)
    assert [dict(room.name) for room in result.schedule.rooms] == [{"ja": "講堂", "en": "Hall"}]
    assert one.slot is not None
    assert one.slot.rooms == (result.schedule.rooms[0].id,)


def test_an_object_of_other_content_is_not_a_title() -> None:
    result = read(sessionize_format, whole(session(title={"text": "Engines"})), zone="UTC")
    (one,) = result.schedule.sessions
    assert (str(one.title), one.extra.plain()["title"]) == ("Untitled", {"text": "Engines"})
    assert "no-title" in codes(result)
