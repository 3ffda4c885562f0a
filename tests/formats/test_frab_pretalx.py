"""Objects of the API of pretalx, in lists and laid out."""

from __future__ import annotations

from typing import Any

from eventkit.formats import detect_format
from eventkit.formats.frab import pretalx_format
from eventkit.intake import SourceFile
from eventkit.model import Kind
from formats.foreign import folder
from formats.frab_files import VIENNA, codes, objects, times

ADA = {"code": "ADA", "name": "Ada Lovelace", "biography": "Of London."}
TALK: dict[str, Any] = {
    "code": "GROUPS",
    "title": "Gruppen",
    "state": "confirmed",
    "submission_type": {"en": "Workshop", "de": "Werkstatt"},
    "content_locale": "de",
    "speakers": [ADA],
    "duration": 30,
}
SLOT = {
    "room_id": 1,
    "room": {"en": "Hall", "de": "Saal"},
    "start": "2026-10-24T10:00:00+02:00",
    "end": "2026-10-24T10:45:00+02:00",
}
EVENT = {
    "name": {"en": "Days of Algebra", "de": "Tage der Algebra"},
    "slug": "algebra",
    "date_from": "2026-10-24",
    "date_to": "2026-10-25",
    "timezone": "Europe/Vienna",
    "locales": ["en", "de"],
}


def test_a_list_of_submissions_with_their_slots() -> None:
    read = objects({"event": EVENT, "submissions": [{**TALK, "slot": SLOT}]})
    (session,) = read.schedule.sessions
    assert (dict(session.title), session.kind, session.languages) == (
        {"de": "Gruppen"},
        Kind.WORKSHOP,
        ("de",),
    )
    assert [dict(room.name) for room in read.schedule.rooms] == [{"en": "Hall", "de": "Saal"}]
    assert times(read) == ["10-24 10:00 45"]
    assert (session.source, session.source_id) == ("pretalx", "GROUPS")
    conference = read.schedule.conference
    assert (dict(conference.title)["de"], conference.languages) == ("Tage der Algebra", ("en", "de"))


def test_slots_rooms_speakers_and_types_may_be_separate_lists() -> None:
    read = objects(
        {
            "event": EVENT,
            "submissions": [{**TALK, "speakers": ["ADA"], "submission_type": 4, "track": 2, "slots": [9]}],
            "slots": [
                {"id": 9, "submission": "GROUPS", "room": 1, "start": SLOT["start"], "end": SLOT["end"]},
                {
                    "id": 10,
                    "submission": None,
                    "description": {"en": "Tea", "de": "Tee"},
                    "start": "2026-10-24T11:00:00+02:00",
                    "end": "2026-10-24T11:30:00+02:00",
                },
            ],
            "speakers": [{**ADA, "email": "ada@example.org"}],
            "rooms": [{"id": 1, "name": {"en": "Hall"}, "capacity": 200}],
            "tracks": [{"id": 2, "name": {"en": "Rings"}, "color": "#a4a300"}],
            "submission_types": [{"id": 4, "name": {"en": "Tutorial"}}],
        }
    )
    schedule = read.schedule
    talk, tea = schedule.sessions
    assert (talk.kind, tea.kind, dict(tea.title)) == (Kind.TUTORIAL, Kind.BREAK, {"en": "Tea", "de": "Tee"})
    assert [(str(room.name), room.capacity) for room in schedule.rooms] == [("Hall", 200)]
    assert [str(track.name) for track in schedule.tracks] == ["Rings"]
    assert [who.name[0].full for who in schedule.participants] == ["Ada Lovelace"]
    assert list(read.contacts.values()) == [{"email": "ada@example.org"}]


def test_a_submission_with_two_slots_is_two_sessions() -> None:
    again = {**SLOT, "start": "2026-10-25T10:00:00+01:00", "end": "2026-10-25T10:45:00+01:00"}
    read = objects({"event": EVENT, "results": [{**TALK, "slots": [SLOT, again]}]})
    assert times(read) == ["10-24 10:00 45", "10-25 10:00 45"]
    assert [each.source_id for each in read.schedule.sessions] == ["GROUPS", "GROUPS/2"]


def test_rejected_submissions_are_left_out_and_reported() -> None:
    rejected = {**TALK, "code": "X", "state": "rejected"}
    read = objects({"event": EVENT, "submissions": [{**TALK, "slot": SLOT}, rejected]})
    assert [each.source_id for each in read.schedule.sessions] == ["GROUPS"]
    assert any(finding.place.startswith("pretalx.json, submissions[1]") for finding in read.findings)


def test_a_layout_by_day_minute_and_room_is_read() -> None:
    read = objects(
        {
            "schedule": {
                "2026-10-24": {"600": {"1": {**TALK, "slot": SLOT}}, "660": {"2": {**TALK, "code": "B"}}}
            },
            "extra": {"2026-10-24": {"645": {"id": "tea", "title": {"en": "Tea"}}}},
            "rooms": [{"id": 1, "guid": "", "name": {"en": "Hall"}}, {"id": 2, "name": {"en": "Attic"}}],
        }
    )
    assert sorted(times(read)) == ["10-24 10:00 45", "10-24 10:45 15", "10-24 11:00 30"]
    assert "guessed-end" in codes(read)
    rooms = [
        [str(read.schedule.room(at).name) for at in read.schedule.rooms_of(each)]
        for each in read.schedule.sessions
    ]
    assert sorted(rooms) == [[], ["Attic"], ["Hall"]]


def test_answers_become_extra_data_except_private_ones() -> None:
    answers = [
        {"question": {"id": 1, "question": {"en": "Audience"}}, "answer": "All"},
        {"question": {"id": 2, "question": {"en": "T-shirt size"}}, "answer": "M"},
    ]
    read = objects(
        {"event": EVENT, "submissions": [{**TALK, "slot": SLOT, "answers": answers, "notes": "Psst"}]}
    )
    assert read.schedule.sessions[0].extra.plain()["answers"] == {"Audience": "All"}
    assert "Psst" not in repr(read)
    assert "private-left-out" in codes(read)


def test_one_page_of_several_is_reported() -> None:
    read = objects(
        {
            "event": EVENT,
            "count": 300,
            "next": "https://example.org/?page=2",
            "results": [{**TALK, "slot": SLOT}],
        }
    )
    (message,) = [finding.message for finding in read.findings if finding.code == "one-page"]
    assert (
        message
        == "One page of several: 1 of 300 entries. Request all of them from the API and import them together."
    )


def test_a_slot_without_its_submission_is_reported() -> None:
    slot = {**SLOT, "submission": "NOBODY"}
    read = objects({"event": EVENT, "slots": [slot], "submissions": [{**TALK, "slot": SLOT}]})
    assert "slot-alone" in codes(read)


def test_a_submission_without_a_slot_has_its_length() -> None:
    read = objects({"event": EVENT, "submissions": [{**TALK, "track": None}]})
    (session,) = read.schedule.sessions
    assert (session.slot, session.minutes) == (None, 30)
    assert "duration" not in session.extra
    assert "unscheduled" not in codes(read)


def test_an_archive_of_api_responses_is_imported_with_answers_tags_and_availabilities() -> None:
    day = {"start": "2026-10-24T09:00:00+02:00", "end": "2026-10-24T23:59:59+02:00", "allDay": False}
    speaker = {**ADA, "availabilities": [day, {"start": "soon"}], "answers": [6], "email": "ada@example.org"}
    submission = {**TALK, "speakers": ["ADA"], "slots": [9], "answers": [5], "tags": [1, 2]}
    slot = {"id": 9, "submission": "GROUPS", "room": 1, "start": SLOT["start"], "end": SLOT["end"]}
    pages = {
        "event.json": EVENT,
        "submissions-1.json": {"count": 1, "next": None, "results": [submission]},
        "speakers.json": {"results": [speaker]},
        "slots.json": {"results": [slot]},
        "rooms.json": {"results": [{"id": 1, "name": {"en": "Hall"}, "availabilities": [day]}]},
        "questions.json": {
            "results": [
                {"id": 3, "question": {"en": "Needs chalk?"}, "variant": "boolean"},
                {"id": 4, "question": {"en": "Your T-shirt size"}, "variant": "choices"},
            ]
        },
        "answers.json": {
            "results": [
                {"id": 5, "question": 3, "answer": "Yes"},
                {"id": 6, "question": 4, "answer": "L"},
            ]
        },
        "tags.json": {"results": [{"id": 1, "tag": "rings"}, {"id": 2, "tag": "fields"}]},
    }
    archive = folder(pages)
    assert detect_format(SourceFile(archive, "pretalx.zip"))[0] == "pretalx"
    read = pretalx_format.read(archive, "pretalx.zip", VIENNA)
    (session,), (person,), (room,) = read.schedule.sessions, read.schedule.participants, read.schedule.rooms
    assert times(read) == ["10-24 10:00 45"]
    assert session.extra.plain() == {"answers": {"Needs chalk?": "Yes"}, "tags": ["rings", "fields"]}
    assert person.extra.plain()["availabilities"] == [{"start": "soon"}]
    assert [period.minutes for period in (*person.available, *room.available)] == [899, 899]
    assert str(read.schedule.conference.title.best("en")[1]) == "Days of Algebra"
