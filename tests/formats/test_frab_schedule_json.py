"""``schedule.json`` and ``schedule2``: each oddity of those there are, in a small made file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.formats import detect_format
from eventkit.formats.frab import schedule2_format, schedule_json_format, schedule_xml_format
from eventkit.intake import ImportHints, ImportResult, SourceFile
from eventkit.model import Kind, Role
from formats.frab_files import GUID, codes, flat, times, v1

TALK = {"guid": GUID, "id": 7, "start": "10:00", "duration": "00:30"}
FLAT = {
    "guid": GUID,
    "title": "Groups",
    "start": "2026-10-24T10:00:00+02:00",
    "end": "2026-10-24T10:30:00+02:00",
}


def test_a_plain_schedule_json_is_read() -> None:
    read = v1(
        {
            **TALK,
            "date": "2026-10-24T10:00:00+02:00",
            "room": "Hall",
            "track": "Algebra",
            "type": "talk",
            "language": "en",
            "persons": [{"id": 3, "public_name": "Emmy Noether", "biography": "Of *Erlangen*."}],
            "links": [{"url": "https://example.org/a", "title": "Slides"}],
            "do_not_record": False,
            "recording_license": "",
        },
        tracks=[{"name": "Algebra", "color": "#A4A300"}],
        rooms=[{"name": "Hall", "guid": GUID, "capacity": 300}, {"name": "Attic", "guid": GUID[::-1]}],
    )
    schedule = read.schedule
    assert times(read) == ["10-24 10:00 30"]
    assert [(str(room.name), room.capacity) for room in schedule.rooms] == [("Hall", 300), ("Attic", None)]
    assert [track.colour for track in schedule.tracks] == ["#a4a300"]
    assert [str(who.biography) for who in schedule.participants] == ["Of *Erlangen*."]
    assert schedule.sessions[0].extra.plain() == {"id": "7"}


def test_a_link_of_a_person_with_labels_in_two_languages_is_read_once() -> None:
    link = {"url": "https://example.org/emmy", "title": {"en": "Her page", "de": "Ihre Seite"}}
    person = {"id": 3, "name": "Emmy Noether", "links": [link]}
    read = v1({**TALK, "title": "Groups", "persons": [person], "speakers": [person]})
    (noether,) = read.schedule.participants
    assert [(page.url, dict(page.label or {})) for page in noether.links] == [
        ("https://example.org/emmy", {"en": "Her page", "de": "Ihre Seite"})
    ]


@pytest.mark.parametrize(("title", "spoken"), [("開發者會議", "zh-Hant"), ("开发者会议", "zh")])
def test_a_language_spoken_has_the_script_of_the_titles(title: str, spoken: str) -> None:
    session = v1({**TALK, "title": {"zh": title}, "language": "zh"}).schedule.sessions[0]
    assert (tuple(session.title), session.languages) == ((spoken,), (spoken,))


def test_people_of_pretalx_and_of_frab_are_read() -> None:
    read = v1(
        {
            **TALK,
            "persons": [
                {"code": "ABC", "name": "Ada Lovelace", "email": "ada@example.org", "avatar": None},
                {"id": 4, "full_public_name": "Zu Chongzhi"},
                {"name": "Hypatia"},
            ],
        }
    )
    assert [(who.name[0].full, who.source_id) for who in read.schedule.participants][:2] == [
        ("Ada Lovelace", "ABC"),
        ("Zu Chongzhi", "4"),
    ]
    assert list(read.contacts.values()) == [{"email": "ada@example.org"}]


def test_a_start_may_include_its_date() -> None:
    assert times(v1({**TALK, "start": "2026-10-25T09:00:00+01:00"})) == ["10-25 09:00 30"]


def test_an_event_that_is_not_an_object_is_reported() -> None:
    days = [{"date": "2026-10-24", "rooms": {"Hall": ["nothing", {**TALK, "title": "Groups"}]}}]
    read = v1(TALK, days=days)
    assert len(read.schedule.sessions) == 1
    assert "not-an-object" in codes(read)


def test_a_flat_file_with_roles_and_texts_by_language() -> None:
    room = {"guid": GUID, "name": "Hall"}
    read = flat(
        {
            **FLAT,
            "type": "LIGHTNING_TALK",
            "room": {"guid": GUID},
            "track": {"slug": "algebra"},
            "abstract": {"en": "Of sets.", "de": "Von Mengen."},
            "participants": [
                {"guid": GUID[:-1] + "1", "name": "Emmy Noether", "role": "SPEAKER"},
                {"guid": GUID[:-1] + "2", "name": "Ada Lovelace", "role": "MODERATOR"},
            ],
            "links": [{"url": "https://example.org/f", "type": "FEEDBACK"}],
            "attachments": [{"url": "https://example.org/s.pdf", "type": "SLIDES"}],
        },
        {**FLAT, "guid": GUID[:-1] + "8", "type": "BREAK", "title": "Tea"},
        conference={
            "languages": ["en", "de"],
            "rooms": [room],
            "tracks": [{"slug": "algebra", "name": "Algebra", "colors": {"light": "#a4a300"}}],
        },
        persons=[{"guid": GUID[:-1] + "1", "name": "Emmy Noether", "biography": "Of Erlangen."}],
    )
    schedule = read.schedule
    talk, tea = schedule.sessions
    assert (talk.kind, tea.kind) == (Kind.LIGHTNING, Kind.BREAK)
    assert dict(talk.abstract or {}) == {"en": "Of sets.", "de": "Von Mengen."}
    assert [each.role for each in talk.people] == [Role.SPEAKER, Role.MODERATOR]
    assert [(str(room.name), len(schedule.rooms)) for room in schedule.rooms] == [("Hall", 1)]
    assert [(str(track.name), track.colour) for track in schedule.tracks] == [("Algebra", "#a4a300")]
    assert [str(link.label) for link in talk.links] == ["Slides"]
    assert talk.extra["feedback_url"] == "https://example.org/f"
    assert schedule.conference.languages == ("en", "de")


def test_the_last_day_of_a_conference_ends_in_the_night_after_it() -> None:
    read = flat(FLAT, conference={"start": "2026-10-24T09:00:00+02:00", "end": "2026-10-26T02:00:00+01:00"})
    assert str(read.schedule.conference.end) == "2026-10-25"


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_dates_at_the_limits_of_the_calendar_are_reported(year: str) -> None:
    instant = f"{year}-01-01T00:00:00+00:00"
    read = flat({**FLAT, "start": instant, "end": instant}, FLAT, conference={"end": instant})
    assert times(read)[0] == "never"
    assert "unread-time" in codes(read)


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ({"schedule": {"conference": {"days": [{"rooms": {}}]}}}, "schedule-json"),
        ({"schedule": {"conference": {"days": []}, "events": []}}, "schedule2"),
        ([{"code": "A", "title": "T", "state": "confirmed"}], "pretalx"),
        ({"schedule": {"2026-10-24": {"600": {}}}}, "pretalx"),
    ],
)
def test_the_format_is_detected_by_its_structure(root: Any, name: str) -> None:
    assert detect_format(SourceFile(json.dumps(root).encode(), "any.json"))[0] == name


@pytest.mark.parametrize("reader", [schedule_json_format, schedule2_format])
@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"schedule": 7}', b'{"a": NaN}', b"\xff\xfe"])
def test_invalid_files_are_refused(reader: Any, data: bytes) -> None:
    with pytest.raises(Unreadable):
        reader.read(data, "schedule.json", ImportHints())


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "en", "id"]), inner),
    max_leaves=4,
)
_NAMES = [
    "guid",
    "id",
    "title",
    "subtitle",
    "type",
    "date",
    "start",
    "end",
    "duration",
    "room",
    "track",
    "language",
    "persons",
    "participants",
    "abstract",
    "links",
    "attachments",
    "url",
    "code",
    "slug",
]
_events = st.dictionaries(st.sampled_from(_NAMES), _values, max_size=6)
_ABOUT = [
    "title",
    "acronym",
    "start",
    "end",
    "time_zone_name",
    "rooms",
    "tracks",
    "languages",
    "url",
    "day_change",
]
_conferences = st.dictionaries(st.sampled_from(_ABOUT), _values, max_size=4)


@given(_conferences, st.lists(_events | _values, max_size=3))
def test_any_field_values_are_read_or_refused(conference: dict[str, Any], events: list[Any]) -> None:
    days = [{"date": "2026-10-24", "day_end": "x", "rooms": {"Hall": events, "Yard": events}}]
    for reader, around in (
        (schedule2_format, {"events": events, "conference": conference}),
        (schedule_json_format, {"conference": {**conference, "days": days}}),
    ):
        read = taken(reader, json.dumps({"schedule": around}).encode())
        for writer in (schedule_xml_format, schedule_json_format, schedule2_format):
            assert read is None or writer.export(read.schedule).data


def taken(reader: Any, data: bytes) -> ImportResult | None:
    """What is read, or nothing where it is refused; anything else is a fault of the reader."""
    try:
        read: ImportResult = reader.read(data, "schedule.json", ImportHints(zone="Europe/Vienna"))
    except Unreadable:
        return None
    return read
