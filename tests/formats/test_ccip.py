"""The session.json of CCIP and OPass, read and written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from eventkit.findings import Severity
from eventkit.formats.ccip import ccip_format, is_exported, survives_round_trip
from eventkit.intake import ImportHints, SourceFile
from eventkit.model import Kind, StreamKind
from eventkit.schedule import Schedule
from eventkit.texts import Text
from formats.foreign import as_json, codes, people, read, times, titles
from strategies import schedules

SESSION = {
    "id": "a1",
    "type": "K",
    "room": "R0",
    "broadcast": None,
    "start": "2026-03-28T09:00:00+08:00",
    "end": "2026-03-28T09:40:00+08:00",
    "language": None,
    "uri": "https://example.org/a1/",
    "zh": {"title": "分析機", "description": "說明"},
    "en": {"title": "The Engine", "description": "A description"},
    "speakers": ["ada"],
    "tags": [],
}
SPEAKER = {
    "id": "ada",
    "avatar": "",
    "zh": {"name": "艾達", "bio": ""},
    "en": {"name": "Ada Lovelace", "bio": "Countess"},
}


def named(key: str, zh: str, en: str) -> dict[str, Any]:
    """A room, a type or a tag."""
    return {"id": key, "zh": {"name": zh, "description": ""}, "en": {"name": en, "description": ""}}


def whole(*sessions: dict[str, Any], **more: Any) -> bytes:
    """A file of those sessions."""
    return as_json(
        {
            "sessions": list(sessions),
            "speakers": [SPEAKER],
            "session_types": [named("K", "主題演講", "Keynote"), named("X", "軟體", "Software")],
            "rooms": [named("R0", "大廳", "Hall"), named("R1", "R1", "R1")],
            "tags": [named("ai", "人工智慧", "AI"), named("net", "網路", "Networks")],
            **more,
        }
    )


def schedule_of(data: bytes, *languages: str) -> Schedule:
    """What is read, in Taipei."""
    return read(ccip_format, data, zone="Asia/Taipei", languages=languages).schedule


def test_texts_are_read_in_both_languages() -> None:
    schedule = schedule_of(whole(SESSION))
    only = schedule.sessions[0]
    assert schedule.conference.languages == ("zh-Hant", "en")
    assert dict(only.title) == {"zh-Hant": "分析機", "en": "The Engine"}
    assert only.abstract is not None
    assert dict(only.abstract) == {"zh-Hant": "說明", "en": "A description"}
    assert {form.language: form.full for form in schedule.participants[0].name} == {
        "zh-Hant": "艾達",
        "en": "Ada Lovelace",
    }
    assert times(schedule) == ["28 09:00-09:40"]
    assert only.kind is Kind.KEYNOTE


def test_the_language_hints_determine_the_chinese_script() -> None:
    schedule = schedule_of(whole(SESSION), "zh-Hant", "en")
    assert dict(schedule.sessions[0].title) == {"zh-Hant": "分析機", "en": "The Engine"}


def test_an_untranslated_text_is_imported_once() -> None:
    same = {
        **SESSION,
        "en": {"title": "分析機", "description": ""},
        "zh": {"title": "分析機", "description": ""},
    }
    assert dict(schedule_of(whole(same)).sessions[0].title) == {"zh-Hant": "分析機"}
    latin = [dict(room.name) for room in schedule_of(whole(SESSION)).rooms]
    assert latin == [{"zh-Hant": "大廳", "en": "Hall"}, {"en": "R1"}]


def test_a_broadcast_is_one_session_in_many_rooms() -> None:
    schedule = schedule_of(whole({**SESSION, "broadcast": ["R0", "R1"]}))
    slot = schedule.sessions[0].slot
    assert slot is not None
    assert [str(schedule.room(each).name.best("en")[1]) for each in slot.rooms] == ["Hall", "R1"]


def test_the_bare_list_of_2019_has_its_speakers_inside() -> None:
    inline = {**SESSION, "speakers": [{name: value for name, value in SPEAKER.items() if name != "id"}]}
    twice = [
        inline,
        {**inline, "id": "a2", "start": "2026-03-28T10:00:00+08:00", "end": "2026-03-28T10:40:00+08:00"},
    ]
    data = as_json(twice)
    assert ccip_format.recognises(SourceFile(data, "session.json"))
    schedule = schedule_of(data)
    assert len(schedule.participants) == 1
    assert [len(each.people) for each in schedule.sessions] == [1, 1]


def test_a_type_that_is_not_a_kind_is_a_track() -> None:
    schedule = schedule_of(whole({**SESSION, "type": "X", "tags": ["ai", "net"]}))
    assert [dict(track.name) for track in schedule.tracks] == [{"zh-Hant": "軟體", "en": "Software"}]
    assert schedule.sessions[0].extra["tags"] == ("人工智慧", "網路")


def test_tags_are_tracks_where_each_session_has_one() -> None:
    schedule = schedule_of(whole({**SESSION, "tags": ["ai"]}, {**SESSION, "id": "a2", "tags": ["net"]}))
    assert [track.name.best("en")[1] for track in schedule.tracks] == ["AI", "Networks"]


def test_links_and_recordings_are_read_from_their_members() -> None:
    members = {
        "slide": "https://example.org/s",
        "record": "https://example.org/v",
        "qa": "https://example.org/q",
    }
    only = schedule_of(whole({**SESSION, **members})).sessions[0]
    assert {str(link.label): link.url for link in only.links} == {
        "Slides": "https://example.org/s",
        "Q&A": "https://example.org/q",
        "None": "https://example.org/a1/",
    }
    assert [each.kind for each in only.streams] == [StreamKind.RECORDING]


def test_unknown_members_become_extra_data() -> None:
    result = read(ccip_format, whole({**SESSION, "difficulty": 3}), zone="Asia/Taipei")
    assert result.schedule.sessions[0].extra["difficulty"] == 3
    assert codes(result) == set()


def test_a_placeholder_speaker_is_reported_and_left_out() -> None:
    unknown = {"id": "x", "zh": {"name": "TBA", "bio": ""}, "en": {"name": "TBA", "bio": ""}}
    result = read(ccip_format, whole({**SESSION, "speakers": ["ada", "x"]}, speakers=[SPEAKER, unknown]))
    assert len(result.schedule.participants) == 1
    assert "placeholder" in codes(result)
    assert Severity.ERROR not in {finding.severity for finding in result.findings}


def test_files_of_other_formats_are_not_recognised() -> None:
    for value in (
        {"sessions": [{"title": "A", "startsAt": "x"}]},
        [],
        {"conference": {}, "sessions": [SESSION]},
    ):
        assert not ccip_format.recognises(SourceFile(as_json(value), "session.json"))


def test_the_export_has_all_members_that_the_app_requires() -> None:
    schedule = schedule_of(whole({**SESSION, "broadcast": ["R0", "R1"], "tags": ["ai"]}))
    written = json.loads(ccip_format.export(schedule).data)
    assert list(written) == ["generator", "sessions", "speakers", "session_types", "rooms", "tags"]
    only = written["sessions"][0]
    assert only["zh"]["title"] == "分析機"
    assert only["start"] == "2026-03-28T09:00:00+08:00"
    assert only["broadcast"] == [room["id"] for room in written["rooms"]]
    assert only["speakers"] == [written["speakers"][0]["id"]]
    assert only["type"] == written["session_types"][0]["id"] == "keynote"
    assert only["tags"] == [written["tags"][0]["id"]]


def test_a_text_in_one_language_is_exported_under_both_languages_of_the_app() -> None:
    schedule = schedule_of(whole({**SESSION, "zh": None}))
    written = json.loads(ccip_format.export(schedule).data)["sessions"][0]
    assert written["zh"]["title"] == written["en"]["title"] == "The Engine"


@given(schedules(max_sessions=3))
@settings(max_examples=20)
def test_the_export_is_reproducible_and_recognised(schedule: Schedule) -> None:
    data = ccip_format.export(schedule).data
    assert data == ccip_format.export(schedule).data
    assert ccip_format.recognises(SourceFile(data, "session.json"))


@given(schedules(max_sessions=4))
def test_a_round_trip_differs_only_in_the_reported_losses(schedule: Schedule) -> None:
    conference = schedule.conference
    hints = ImportHints(zone=conference.zone, languages=conference.languages)
    back = ccip_format.read(ccip_format.export(schedule).data, "session.json", hints).schedule
    lost = {
        (subject.id, ".".join(str(dict(finding.facts)["field"]).split(".")[:2]))
        for finding in ccip_format.export(schedule).losses
        for subject in finding.subjects
    }
    before = {each.id: each for each in schedule.with_cancelled_parts().sessions if is_exported(each)}
    after = {each.source_id: each for each in back.sessions}
    assert after.keys() == before.keys()
    rooms = {str(each.id): each.source_id for each in back.rooms}
    who = {str(each.id): each.source_id for each in back.participants}
    tracks = {str(each.id): each.source_id for each in back.tracks}
    names = {each.source_id: {form.language: form.full for form in each.name} for each in back.participants}
    for person in schedule.participants:
        if person.id in names and (person.id, "participant.name") not in lost:
            assert names[person.id] == {form.language: form.full for form in person.name}
    for key, old in before.items():
        new = after[key]
        assert new.slot is not None
        assert old.slot is not None
        assert new.slot.period == old.slot.period
        assert [rooms[each] for each in new.slot.rooms] == list(schedule.rooms_of(old))
        assert new.kind is old.kind
        assert old.track == (tracks[new.track] if new.track else None)
        came = list(dict.fromkeys(each.participant for each in old.people if each.comes))
        assert [who[each.participant] for each in new.people] == came
        for field in (
            "title",
            "abstract",
            "languages",
            "links",
            "streams",
            "subtitle",
            "plenary",
            "audience",
        ):
            if (key, f"session.{field}") not in lost and not _has_markup(getattr(old, field)):
                assert _plain(getattr(new, field)) == _plain(getattr(old, field)), field


def _plain(value: Any) -> Any:
    """A value for comparison; Chinese counts as one language, whichever characters it is detected by."""
    if isinstance(value, Text):
        return {language.removesuffix("-Hant"): text for language, text in value.items()}
    if is_tags(value):
        return tuple(dict.fromkeys(language.removesuffix("-Hant") for language in value))
    return value


def is_tags(value: Any) -> bool:
    """True for languages, which are strings; links and streams are not."""
    return isinstance(value, tuple) and all(isinstance(tag, str) for tag in value)


def _has_markup(value: Any) -> bool:
    """Whether a long text holds what is read as HTML, which is then put as Markdown."""
    return isinstance(value, Text) and any("<" in each or "&" in each for each in value.values())


@pytest.mark.parametrize(
    ("texts", "is_retained"),
    [
        ({"fr": "A"}, True),
        ({"fr": "A", "zh": "開", "en": "B"}, True),
        ({"zh": "開"}, True),
        ({"zh": "A"}, False),
        ({"zh": "開", "en": "開"}, False),
        ({"zh-Hant": "開"}, False),
    ],
)
def test_texts_that_survive_a_round_trip_are_identified(texts: dict[str, str], *, is_retained: bool) -> None:
    assert survives_round_trip(Text(texts), ("fr", "zh", "en")) is is_retained


def test_sessions_are_exported_in_order_of_time() -> None:
    schedule = schedule_of(whole({**SESSION, "id": "b", "start": "2026-03-28T08:00:00+08:00"}, SESSION))
    written = json.loads(ccip_format.export(schedule).data)["sessions"]
    assert [each["id"] for each in written] == ["b", "a1"]
    assert titles(schedule) == ["分析機", "分析機"]
    assert list(people(schedule)) == ["分析機"]


def test_fields_that_the_format_supports_survive_a_round_trip() -> None:
    members = {
        "slide": "https://example.org/s",
        "qa": "https://example.org/q",
        "live": "https://example.org/l",
        "record": "https://example.org/v",
        "broadcast": ["R0", "R1"],
        "language": "zh, en",
        "tags": ["ai"],
    }
    untranslated = {**SESSION, "id": "a2", "en": {"title": "分析機", "description": ""}, "uri": None}
    one = schedule_of(whole({**SESSION, **members}, untranslated))
    two = schedule_of(ccip_format.export(one).data)
    for old, new in zip(one.sessions, two.sessions, strict=True):
        for field in ("title", "abstract", "slot", "kind", "languages", "links", "streams", "track"):
            assert getattr(new, field) == getattr(old, field), field
    assert [each.name for each in two.participants] == [each.name for each in one.participants]
    assert len(two.sessions[0].streams) == 2
