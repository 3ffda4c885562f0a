"""Ids, UIDs and source ids of imported entities stay the same."""
# ruff: noqa: DTZ001 - wall times are naive

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from eventkit.errors import Unreadable
from eventkit.intake import ImportHints, RawAppearance, RawProse, RawRoom
from intake.made import at, findings_of, made, only, person, talk

GUID = "a1b2c3d4-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("key", "title", "id_"),
    [
        ("opening", "Something else", "opening"),
        ("6561", "Where we stand", "where-we-stand"),
        ("ABC3DE", "Where we stand", "where-we-stand"),
        (GUID, "Where we stand", "where-we-stand"),
        (None, "Łódź & more", "lodz-more"),
        ("6561", "开幕式", "session-6561"),
        ("abc3de", "开幕式", "abc3de"),
        (GUID, "开幕式", "session-1"),
        (None, "开幕式", "session-1"),
    ],
)
def test_ids_are_readable(key: str | None, title: str, id_: str) -> None:
    assert only(made(talk(title, key=key))).id == id_


def test_ids_are_unique_and_reproducible() -> None:
    breaks = [talk("Break", start=datetime(2026, 3, day, 10)) for day in (1, 2, 3)]

    ids = [session.id for session in made(*breaks).schedule.sessions]

    assert ids == ["break", "break-2", "break-3"]
    assert made(*breaks) == made(*breaks)


def test_sessions_record_their_source() -> None:
    session = only(made(talk(key="6561")))
    assert (session.source, session.source_id) == ("talks", "6561")

    session = only(made(talk("Opening"), hints=ImportHints(source="mine")))
    assert (session.source, session.source_id) == ("mine", "Opening")


def test_a_duplicate_key_is_reported_and_both_sessions_imported() -> None:
    result = made(talk("One", key="7"), talk("Two", key="7", row=6))

    assert [(each.id, each.source_id) for each in result.schedule.sessions] == [("one", "7"), ("two", "7#2")]
    (finding,) = findings_of(result, "duplicate-key")
    assert finding.place == "talks.csv, row 6, key"
    assert "'7#2'" in finding.message


def test_a_guid_becomes_the_uid_and_any_other_uid_maps_to_a_stable_one() -> None:
    assert only(made(talk(uid=GUID))).uid == UUID(GUID)
    assert only(made(talk(uid=f"urn:uuid:{GUID.upper()}"))).uid == UUID(GUID)

    one, moved = only(made(talk(uid="42@example.org"))), only(made(talk("Retitled", uid="42@example.org")))
    assert one.uid == moved.uid != UUID(GUID)


def test_the_uid_of_a_keyed_session_survives_a_new_title_and_time() -> None:
    before = only(made(talk("Opening", key="1")))
    after = only(made(talk("Welcome", key="1", start=datetime(2026, 3, 1, 11))))

    assert before.uid == after.uid


def test_uids_of_two_conferences_differ() -> None:
    one = only(made(talk(key="1"), hints=ImportHints(id="forum-2026")))
    other = only(made(talk(key="1"), hints=ImportHints(id="forum-2027")))

    assert one.uid != other.uid


def test_a_duplicate_uid_is_reported_and_the_second_session_gets_a_new_one() -> None:
    result = made(talk("One", uid=GUID), talk("Two", uid=GUID))

    first, second = result.schedule.sessions
    assert first.uid == UUID(GUID) != second.uid
    assert findings_of(result, "duplicate-uid")[0].about == ("two",)
    assert made(talk("One", uid=GUID), talk("Two", uid=GUID)) == result


def test_one_session_in_several_rooms_at_a_time_is_one() -> None:
    result = made(talk(key="1", rooms=("A",)), talk(key="1", rooms=("B",), row=6))

    session = only(result)
    assert session.slot is not None
    assert session.slot.rooms == ("a", "b")
    assert findings_of(result, "in-several-rooms")


def test_duplicate_sessions_are_merged_and_differences_reported() -> None:
    result = made(
        talk(key="1", abstract=RawProse("One"), people=(RawAppearance("Ada Lovelace"),)),
        talk(key="1", abstract=RawProse("Two"), people=(RawAppearance("Emmy Noether"),), track="Data"),
    )

    session = only(result)
    assert (str(session.abstract), session.track, len(session.people)) == ("One", "data", 2)
    assert findings_of(result, "duplicate-session")[0].message.endswith(
        "They differ in abstract: imported the first value."
    )


def test_the_same_key_at_another_time_is_another_session() -> None:
    result = made(talk(key="1"), talk(key="1", start=datetime(2026, 3, 1, 14)))

    assert len(result.schedule.sessions) == 2
    assert findings_of(result, "duplicate-key")


def test_a_duplicate_row_is_imported_once_and_reported() -> None:
    result = made(talk(rooms=("A",)), talk(rooms=("A",), row=6))

    assert only(result).id == "opening"
    assert findings_of(result, "duplicate-session")[0].place == "talks.csv, row 6"


def test_the_conference_id_is_its_acronym_or_its_title_and_year() -> None:
    def id_of(**conference: object) -> str:
        return made(talk(), conference=conference).schedule.conference.id

    assert id_of(acronym="forum-x") == "forum-x"
    assert id_of(acronym="FORUM") == "forum-2026"
    assert id_of(title="The Forum") == "the-forum-2026"
    assert id_of(title="Forum 2025") == "forum-2025"


def test_hints_override_the_file() -> None:
    result = made(talk(), hints=ImportHints(id="mine", title="My forum"), conference={"acronym": "theirs"})

    assert (result.schedule.conference.id, str(result.schedule.conference.title)) == ("mine", "My forum")


def test_an_invalid_id_hint_is_refused() -> None:
    with pytest.raises(Unreadable, match="lower-case letters"):
        made(talk(), hints=ImportHints(id="My Forum"))


def test_a_conference_without_a_title_takes_the_file_name_which_is_reported() -> None:
    result = made(talk(), conference={"title": None})

    assert str(result.schedule.conference.title) == "talks"
    assert findings_of(result, "title")


def test_rooms_and_people_are_identified_by_their_keys() -> None:
    result = made(
        talk(), rooms=[RawRoom(location=at(), key="5", name="Hall")], people=[person("Ada Lovelace", "9")]
    )

    (room,), (participant,) = result.schedule.rooms, result.schedule.participants
    assert (room.id, room.source_id) == ("hall", "5")
    assert (participant.id, participant.source_id) == ("ada-lovelace", "9")
