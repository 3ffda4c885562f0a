"""The agenda: what a calendar says of a conference."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from eventkit.findings import Severity
from eventkit.ledger import Ledger, Revision
from eventkit.outputs.agenda import agenda
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.outputs.agenda.calendar_views import CalendarOptions
from eventkit.plugins.exporters import get_exporter
from outputs.calendars import MORNING, SPACE, WRITTEN, at, entries, lines, made, read, schedule

TESTS = Path(__file__).parents[1]


def test_it_is_registered_as_an_exporter():
    assert get_exporter("agenda") is agenda
    assert (agenda.suffixes, agenda.media_type) == ((".ics",), "text/calendar; charset=utf-8")


def test_a_session_becomes_an_event_with_its_uid_and_local_times():
    of = schedule({"id": "talk", "slot": MORNING})

    (entry,) = entries(made(of))

    assert UUID(entry["UID"]) == of.sessions[0].uid
    assert "DTSTART;TZID=Europe/Vienna:20261024T090000" in lines(made(of))
    assert entry["DTSTART"].dt == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(hours=1)
    assert entry["SUMMARY"] == "talk"
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["CLASS"] == "PUBLIC"
    assert entry["TRANSP"] == "TRANSPARENT"


def test_the_revision_of_a_session_comes_from_the_ledger():
    of = schedule({"id": "talk", "slot": MORNING})
    moved = Revision(
        sequence=3, created=datetime(2026, 1, 1, tzinfo=UTC), modified=datetime(2026, 5, 1, 9, tzinfo=UTC)
    )
    ledger = Ledger(revised=datetime(2026, 6, 1, tzinfo=UTC), sessions={of.sessions[0].id: moved})

    calendar = read(made(of, ledger=ledger))

    (entry,) = calendar.walk("VEVENT")
    assert entry["SEQUENCE"] == 3
    assert entry["CREATED"].dt == moved.created
    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt == moved.modified
    assert calendar["LAST-MODIFIED"].dt == ledger.revised


def test_a_session_without_a_time_is_left_out_and_reported():
    of = schedule({"id": "early", "slot": MORNING}, {"id": "some-day"}, {"id": "never"})

    agenda_file = agenda(of, ledger=Ledger.first(of, WRITTEN))

    assert [entry["SUMMARY"] for entry in entries(agenda_file.data)] == ["early"]
    (finding,) = agenda_file.findings
    assert (finding.severity, finding.code) == (Severity.INFO, "unscheduled")
    assert finding.about == ("some-day", "never")


def test_a_calendar_is_never_empty():
    calendar = read(made(schedule({"id": "some-day"})))

    (entry,) = calendar.walk("VEVENT")
    assert entry["SUMMARY"] == "Congress / 大会"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 10, 24), date(2026, 10, 27))
    assert entry["TRANSP"] == "TRANSPARENT"
    assert entry["UID"] != calendar["UID"]
    assert not calendar.walk("VTIMEZONE")


def test_the_calendar_header_has_name_url_and_refresh_interval():
    head = lines(made(schedule(theme={"en": "All ages"}, url="https://congress.example.org")))

    assert head[:13] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//eventkit//1//EN",
        "CALSCALE:GREGORIAN",
        "UID:5c3d2b0e-1111-4222-8333-444455556666",
        "LAST-MODIFIED:20260901T080000Z",
        "NAME:Congress / 大会",
        "X-WR-CALNAME:Congress / 大会",
        "DESCRIPTION;LANGUAGE=en:All ages",
        "X-WR-CALDESC:All ages",
        "URL:https://congress.example.org",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]


def test_calendars_in_different_languages_have_distinct_uids_but_the_same_entries():
    of = schedule({"id": "talk", "slot": MORNING})

    whole, chinese = read(made(of)), read(made(of, ["zh"]))

    assert whole["UID"] != chinese["UID"]
    assert whole.walk("VEVENT")[0]["UID"] == chinese.walk("VEVENT")[0]["UID"]


def test_a_cancelled_session_remains_with_cancelled_in_its_title():
    cancelled = {
        "id": "talk",
        "slot": MORNING,
        "title": {"en": "Opening", "zh": "开幕式"},
        "status": "cancelled",
    }

    (entry,) = entries(made(schedule(cancelled)))

    assert entry["STATUS"] == "CANCELLED"
    assert entry["SUMMARY"] == "Cancelled: Opening / 已取消：开幕式"


@pytest.mark.parametrize(
    ("status", "draft", "written"),
    [
        ("tentative", False, "TENTATIVE"),
        ("confirmed", True, "TENTATIVE"),
        ("cancelled", True, "CANCELLED"),
    ],
)
def test_drafts_and_tentative_sessions_are_tentative_unless_cancelled(status, draft, written):
    of = schedule({"id": "talk", "slot": MORNING, "status": status})

    (entry,) = entries(made(of, draft=draft))

    assert entry["STATUS"] == written


def test_a_draft_calendar_is_named_as_a_draft():
    assert read(made(schedule(), ["en"], draft=True))["NAME"] == "Congress (Draft)"


def test_a_part_is_related_to_its_parent():
    of = schedule({"id": "block", "slot": MORNING}, {"id": "talk", "slot": MORNING, "parent": "block"})

    block, talk = entries(made(of))

    assert "RELATED-TO" not in block
    assert talk["RELATED-TO"] == block["UID"]
    assert talk["RELATED-TO"].params["RELTYPE"] == "PARENT"


@pytest.mark.parametrize(("items", "shown"), [("sessions", ["block"]), ("talks", ["talk"])])
def test_parts_alone_or_omitted_leave_no_relation_to_a_parent(items, shown):
    of = schedule({"id": "block", "slot": MORNING}, {"id": "talk", "slot": MORNING, "parent": "block"})

    events = entries(made(of, items=items))

    assert [entry["SUMMARY"] for entry in events] == shown
    assert "RELATED-TO" not in events[0]


def test_a_part_of_an_unscheduled_session_has_no_parent_relation():
    of = schedule({"id": "block"}, {"id": "talk", "slot": MORNING, "parent": "block"})

    (talk,) = entries(made(of))

    assert "RELATED-TO" not in talk


def test_a_repeated_clock_time_is_written_in_utc():
    """In Vienna, clocks go back from 03:00 to 02:00 on 25 October 2026."""
    of = schedule({"id": "night", "slot": at("2026-10-25T00:30Z", "2026-10-25T02:00Z")})

    content = lines(made(of))

    assert "DTSTART:20261025T003000Z" in content
    assert "DTEND:20261025T020000Z" in content
    assert "BEGIN:VTIMEZONE" not in content  # nothing goes by it


def test_a_conference_in_utc_defines_no_zone():
    content = lines(made(schedule({"id": "talk", "slot": MORNING}, zone="Etc/UTC")))

    assert "DTSTART:20261024T070000Z" in content
    assert "BEGIN:VTIMEZONE" not in content


def test_an_evening_past_midnight_ends_on_the_next_day():
    of = schedule({"id": "dance", "slot": at("2026-10-24T22:00+02:00", "2026-10-25T00:30+02:00")})

    (entry,) = entries(made(of))

    assert entry["DTSTART"].dt.date() == date(2026, 10, 24)
    assert entry["DTEND"].dt.date() == date(2026, 10, 25)


ROOMS = [
    {"id": "a", "name": {"en": "Hall A", "zh": "甲厅"}, "building": {"en": "North"}},
    {"id": "b", "name": {"en": "Hall B", "zh": "乙厅"}, "building": {"en": "North"}},
]
VENUE = {
    "name": {"en": "Museum", "zh": "博物馆"},
    "city": {"en": "Vienna"},
    "latitude": 48.2,
    "longitude": 16.37,
}


def test_the_location_runs_from_room_to_city_with_coordinates():
    slot = at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "a", "b")

    content = lines(made(schedule({"id": "talk", "slot": slot}, rooms=ROOMS, venue=VENUE)))

    assert (
        "LOCATION:Hall A\\, Hall B\\, North\\, Museum\\, Vienna / 甲厅，乙厅，North，博物馆，Vienna"
        in content
    )
    assert "GEO:48.2;16.37" in content


def test_the_parts_of_an_arabic_location_are_joined_by_arabic_commas():
    """Seen: “القاعة, المتحف” with Latin commas."""
    rooms = [{"id": "a", "name": {"ar": "القاعة"}}]
    venue = {"name": {"ar": "المتحف"}, "city": {"ar": "القاهرة"}}
    slot = at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "a")
    made_of = schedule({"id": "talk", "slot": slot}, rooms=rooms, venue=venue)

    (entry,) = entries(made(made_of, languages=["ar"]))

    assert entry["LOCATION"] == "القاعة، المتحف، القاهرة"


def test_a_session_with_only_a_stream_has_its_url_as_location():
    streams = [{"url": "https://live.example.org/1"}]

    (entry,) = entries(made(schedule({"id": "talk", "slot": MORNING, "streams": streams})))

    assert entry["LOCATION"] == "https://live.example.org/1"


def test_track_and_kind_are_categories_and_the_track_gives_its_colour():
    tracks = [{"id": "n", "name": {"en": "Numbers; primes", "zh": "数论"}, "code": "NT", "colour": "#4682b5"}]

    content = lines(made(schedule({"id": "t", "slot": MORNING, "track": "n"}, tracks=tracks)))

    assert "CATEGORIES:Numbers\\; primes,数论,Talk,报告" in content
    assert "COLOR:steelblue" in content


def test_a_live_stream_is_a_conference_and_listed_in_the_description():
    streams = [
        {"url": "https://live.example.org/1", "language": "zh"},
        {"url": "https://video.example.org/2", "kind": "recording"},
        {"label": {"en": "Not open yet"}},
    ]

    (entry,) = entries(made(schedule({"id": "talk", "slot": MORNING, "streams": streams}), ["en"]))

    assert entry["CONFERENCE"] == "https://live.example.org/1"
    assert dict(entry["CONFERENCE"].params) == {
        "VALUE": "URI",
        "FEATURE": ["AUDIO", "VIDEO"],
        "LABEL": "Live stream (Chinese)",
        "LANGUAGE": "en",
    }
    assert entry["DESCRIPTION"].splitlines() == [
        "Live stream (Chinese): https://live.example.org/1",
        "Recording: https://video.example.org/2",
    ]


def test_parts_except_breaks_inherit_the_streams_of_their_parent():
    of = schedule(
        {"id": "block", "slot": MORNING, "streams": [{"url": "https://live.example.org/block"}]},
        {"id": "talk", "slot": MORNING, "parent": "block"},
        {"id": "pause", "slot": MORNING, "parent": "block", "kind": "break"},
        {"id": "late", "slot": MORNING},
        {"id": "tea", "slot": MORNING, "kind": "break"},
        streams=[{"url": "https://live.example.org/all"}],
    )

    streams = {entry["SUMMARY"]: entry.get("CONFERENCE") for entry in entries(made(of))}

    assert streams == {
        "block": "https://live.example.org/block",
        "talk": "https://live.example.org/block",
        "pause": None,
        "late": "https://live.example.org/all",
        "tea": None,
    }


def test_a_calendar_with_a_contact_has_method_and_organiser():
    of = schedule({"id": "talk", "slot": MORNING}, contact="büro+x?y@example.org")

    content = lines(made(of, ["en"]))

    assert "METHOD:PUBLISH" in content
    assert "ORGANIZER;CN=Congress:mailto:b%C3%BCro%2Bx%3Fy@example.org" in content


def test_a_calendar_without_a_contact_has_neither_method_nor_organiser():
    data = made(schedule({"id": "talk", "slot": MORNING}))

    assert b"METHOD" not in data
    assert b"ORGANIZER" not in data


FORUM = {
    "organisations": [
        {"id": "pku", "name": {"en": "Peking University", "zh": "北京大学"}},
        {"id": "unido", "name": {"en": "UNIDO"}},
    ],
    "participants": [
        {
            "id": "lin",
            "name": {"en": "Lin Yifu", "zh": "林毅夫"},
            "honorific": {"en": "Prof.", "zh": "教授"},
            "affiliations": [
                {"position": {"en": "Dean", "zh": "院长"}, "organisation": "pku"},
                {"position": {"en": "Adviser", "zh": "顾问"}},
            ],
        },
        {"id": "muller", "name": {"en": "Gerd Müller"}, "affiliations": [{"organisation": "unido"}]},
        {"id": "absent", "name": {"en": "Somebody Else"}},
    ],
}
PEOPLE = [
    {"participant": "lin", "role": "panellist"},
    {"participant": "muller", "role": "panellist", "status": "tentative"},
    {"participant": "absent", "role": "panellist", "status": "cancelled"},
    {"participant": "lin", "role": "moderator"},
]
PANEL = {
    "id": "panel",
    "slot": MORNING,
    "title": {"en": "Panel", "zh": "专题讨论"},
    "subtitle": {"en": "On parks"},
    "people": PEOPLE,
    "abstract": {"en": "One.\n\nTwo.", "zh": "一。"},
    "languages": ["en", "zh"],
    "interpreted": ["fr"],
}


def test_a_description_lists_topic_people_parts_abstract_and_languages():
    part = {"id": "part", "slot": MORNING, "parent": "panel", "people": ["muller"]}

    panel, _ = entries(made(schedule(PANEL, part, **FORUM), ["en"]))

    assert panel["DESCRIPTION"].params["LANGUAGE"] == "en"
    assert panel["DESCRIPTION"].splitlines() == [
        "On parks",
        "",
        "Panellists:",
        "– Prof. Lin Yifu, Dean, Peking University; Adviser",
        "– Gerd Müller, UNIDO (Tentative)",
        "Moderator: Prof. Lin Yifu, Dean, Peking University; Adviser",
        "",
        "09:00–10:00 part: Gerd Müller",
        "",
        "One.",
        "",
        "Two.",
        "",
        "Languages: English, Chinese",
        "Interpretation: French",
    ]


def test_each_of_several_languages_has_a_separate_block():
    (panel,) = entries(made(schedule(PANEL, url="https://congress.example.org", **FORUM)))

    english, rest = panel["DESCRIPTION"].split("\n\n* * *\n\n")
    assert "LANGUAGE" not in panel["DESCRIPTION"].params
    assert english.startswith("On parks\n\nPanellists:\n– Prof. Lin Yifu, Dean")
    assert rest.splitlines() == [
        "讨论嘉宾：",
        "– 林毅夫教授，北京大学院长；顾问",
        "– Gerd Müller，UNIDO（待定）",
        "主持人：林毅夫教授，北京大学院长；顾问",
        "",
        "一。",
        "",
        "语言：英语、中文",
        "口译：法语",
        "",
        "https://congress.example.org",
    ]


def test_a_text_in_no_requested_language_uses_its_original_language():
    content = lines(
        made(schedule({"id": "t", "slot": MORNING, "title": {"fr": "Séance"}}, languages=["fr"]), ["ja"])
    )

    assert "SUMMARY;LANGUAGE=fr:Séance" in content


def test_a_text_without_a_language_has_no_language_parameter():
    assert "SUMMARY:talk" in lines(made(schedule({"id": "talk", "title": {"und": "talk"}, "slot": MORNING})))


def test_a_language_missing_from_a_session_gets_no_block():
    english_panel = PANEL | {"title": {"en": "Panel"}, "abstract": {"en": "One."}}

    (panel,) = entries(made(schedule(english_panel, **FORUM)))

    assert "* * *" not in panel["DESCRIPTION"]


def test_hostile_texts_are_escaped():
    hostile = 'He said: "x;y, z\\n"\nEND:VEVENT'
    talk = {"id": "talk", "slot": MORNING, "title": "\\N: plain", "abstract": hostile}
    of = schedule(talk, title={"en": 'The "Quoted"; Congress, ^ 2026'}, contact="office@example.org")

    (entry,) = entries(made(of))

    assert entry["DESCRIPTION"] == hostile
    assert entry["ORGANIZER"].params["CN"] == 'The "Quoted"; Congress, ^ 2026'


def test_output_is_byte_identical_in_every_process(tmp_path: Path):
    of = schedule(
        *(PANEL, {"id": "talk", "slot": MORNING, "kind": "talk"}),
        **FORUM,
        rooms=ROOMS,
        venue=VENUE,
        deadlines=[{"id": "papers", "uid": SPACE, "title": "Papers", "at": "2026-03-01T18:00Z"}],
    )
    document = tmp_path / "schedule.json"
    document.write_text(json.dumps(of.model_dump(mode="json")))
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from eventkit.ledger import Ledger\n"
        "from eventkit.outputs.agenda.calendar_folder import calendar_files\n"
        "from eventkit.outputs.agenda.calendar_views import CalendarOptions\n"
        "from eventkit.schedule import Schedule\n"
        "from outputs.calendars import WRITTEN\n"
        "of = Schedule.model_validate_json(Path(sys.argv[1]).read_text())\n"
        "options = CalendarOptions(profile='full', alarm=15)\n"
        "for path, data in calendar_files(of, Ledger.first(of, WRITTEN), options=options):\n"
        "    sys.stdout.buffer.write(path.encode() + data)\n"
    )

    written = {
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", program, str(document)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS), "TZ": "America/New_York"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    files = calendar_files(of, Ledger.first(of, WRITTEN), options=CalendarOptions(profile="full", alarm=15))
    assert written == {b"".join(path.encode() + data for path, data in files)}


def test_a_description_has_no_markdown_escape_backslashes() -> None:
    talk = {"id": "talk", "slot": MORNING, "abstract": r"1\. \<em> and C:\\x, a\b"}
    (entry,) = read(made(schedule(talk), ["en"])).walk("VEVENT")
    assert str(entry["DESCRIPTION"]) == r"1. <em> and C:\x, a\b"
