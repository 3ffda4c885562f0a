"""Calendars as programs of all sorts write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.formats import detect_format
from eventkit.formats.icalendar import icalendar_format
from eventkit.formats.icalendar.property_values import split_text_list, unescape_text
from eventkit.intake import ImportHints, SourceFile
from eventkit.model import Kind, Status, StreamKind
from formats.foreign import calendar, codes, faults, people, read, times, titles

TALK = """
    DTSTART:20260301T080000Z
    DTEND:20260301T083000Z
    SUMMARY:Engines
"""


def entry(*lines: str) -> str:
    """An entry with further lines."""
    return "\n".join([*(line.strip() for line in TALK.split("\n")), *lines])


def test_entries_are_sessions_at_their_time() -> None:
    result = read(
        icalendar_format,
        calendar(TALK, head="X-WR-CALNAME:Engines 2026\nX-WR-TIMEZONE:Europe/Vienna"),
        zone=None,
    )
    assert times(result.schedule) == ["01 09:00-09:30"]
    assert str(result.schedule.conference.title) == "Engines 2026"
    assert result.schedule.conference.zone == "Europe/Vienna"
    assert codes(result) == set()


@pytest.mark.parametrize(
    "mangled",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b":", b": "),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b"\r\n", b"\r\n\r\n"),
        lambda data: data.replace(b"Engines", b"Engi\r\n nes"),
        lambda data: data.replace(b"SUMMARY", b"summary"),
        lambda data: data.removesuffix(b"\r\n"),
        lambda data: data.replace(b"20260301T080000Z", b"2026-03-01T08:00:00Z"),
    ],
)
def test_equivalent_notations_of_lines_are_read_alike(mangled: object) -> None:
    assert callable(mangled)
    data = mangled(calendar(TALK))
    assert icalendar_format.recognises(SourceFile(data, "a"))
    schedule = read(icalendar_format, data).schedule
    assert (titles(schedule), times(schedule)) == (["Engines"], ["01 09:00-09:30"])


def test_a_line_folded_within_a_letter_is_restored() -> None:
    data = calendar(entry("DESCRIPTION:分析機"))
    folded = data.replace(
        "分析機".encode(), "分".encode() + "析機".encode()[:1] + b"\r\n " + "析機".encode()[1:]
    )
    assert str(read(icalendar_format, folded).schedule.sessions[0].abstract) == "分析機"


def test_unfolded_continuation_lines_belong_to_their_text() -> None:
    result = read(
        icalendar_format, calendar(entry("DESCRIPTION:First", "second - and so on", "https://example.org: x"))
    )
    abstract = str(result.schedule.sessions[0].abstract)
    assert "second" in abstract
    assert "https://example.org" in abstract
    assert "unfolded" in codes(result)


def test_content_before_the_calendar_is_skipped_and_reported() -> None:
    result = read(icalendar_format, b"<!-- made by hand -->\r\n" + calendar(TALK))
    assert titles(result.schedule) == ["Engines"]
    assert "outside" in codes(result)


def test_a_file_that_ends_too_early_is_imported_up_to_there_with_an_error() -> None:
    whole = calendar(TALK, TALK.replace("Engines", "Looms"))
    result = read(icalendar_format, whole[: whole.index(b"Looms") + 3])
    assert titles(result.schedule) == ["Engines", "Loo"]
    errors = [finding.message for finding in result.findings if finding.code == "no-end"]
    assert [message[:9] for message in errors] == ["END:VCALE", "END:VEVEN"]


def test_events_without_a_calendar_are_imported() -> None:
    lines = calendar(TALK).decode().split("\r\n")
    alone = "\r\n".join(lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1]).encode()
    assert detect_format(SourceFile(alone, "talk.txt"))[0] == "icalendar"
    result = read(icalendar_format, alone)
    assert titles(result.schedule) == ["Engines"]
    assert "entry-within" in codes(result)


def test_a_line_that_is_not_a_property_does_not_change_the_one_before() -> None:
    result = read(icalendar_format, calendar("UID:123\nX-APPLE-RADIUS=1,2\nSUMMARY:Engines"))
    assert [session.source_id for session in result.schedule.sessions] == ["123"]
    assert any("'X-APPLE-RADIUS=1,2' is not a property" in finding.message for finding in result.findings)


@pytest.mark.parametrize("line_end", [b"\r\r\n", b"\r\n\r\n", b"\n\n", b"\r"])
def test_folded_lines_are_joined_with_any_line_ending(line_end: bytes) -> None:
    folded = calendar("SUMMARY:Eng\n ines\nUID:1").replace(b"\r\n", line_end)
    assert titles(read(icalendar_format, folded).schedule) == ["Engines"]


def test_an_invalid_byte_damages_one_character_only() -> None:
    data = calendar(TALK.replace("Engines", "Über Maschinen für Zürich, 日本"), TALK).decode()
    broken = data.encode().replace("Über".encode(), b"\xc3ber")
    result = read(icalendar_format, broken)
    assert titles(result.schedule) == ["\ufffdber Maschinen für Zürich, 日本", "Engines"]
    assert "encoding" in codes(result)
    western = read(icalendar_format, calendar(TALK.replace("Engines", "Zurich")).replace(b"Zu", b"Z\x9a"))
    assert titles(western.schedule) == ["Zšrich"]


def test_the_organiser_of_an_event_that_names_nobody_else_is_a_person() -> None:
    event = "ORGANIZER;CN=Ada Lovelace:mailto:ada@example.org\nSUMMARY:Engines"
    result = read(icalendar_format, calendar(event))
    (session,) = result.schedule.sessions
    assert [result.schedule.participant(each.participant).name[0].full for each in session.people] == [
        "Ada Lovelace"
    ]
    assert "organiser" in codes(result)
    assert "example.org" not in result.schedule.model_dump_json(exclude={"sessions": {0: {"source_id"}}})
    with_speaker = f"{event}\nATTENDEE;CN=Bo Li:mailto:bo@example.org"
    (session,) = read(icalendar_format, calendar(with_speaker)).schedule.sessions
    assert session.extra.plain()["ORGANIZER"] == "Ada Lovelace"
    body = "ORGANIZER;CN=University of Graz:mailto:office@example.org\nSUMMARY:Engines"
    (session,) = read(icalendar_format, calendar(body)).schedule.sessions
    assert session.people == ()


def test_a_file_that_is_not_a_calendar_is_refused() -> None:
    assert "BEGIN:VCALENDAR" in faults(icalendar_format, b"BEGIN:VCARD\r\nEND:VCARD\r\n")[0]


def test_escaped_text_is_unescaped() -> None:
    assert unescape_text(r"a\, b\; c\\n\nd \"e\"") == 'a, b; c\\n\nd "e"'
    assert split_text_list(r"a\, b,c\\,d") == ["a, b", "c\\", "d"]


def test_a_description_is_plain_text_unless_it_is_html() -> None:
    plain, html = (
        str(
            read(icalendar_format, calendar(entry(f"DESCRIPTION:{description}")))
            .schedule.sessions[0]
            .abstract
        )
        for description in ("*not* emphasis\\nnext", "<b>emphasis</b>")
    )
    assert plain.startswith("\\*not\\* emphasis")
    assert html == "**emphasis**"


def test_an_entry_without_a_title_is_named_by_its_kind() -> None:
    result = read(
        icalendar_format,
        calendar("DTSTART:20260301T080000Z\nDTEND:20260301T083000Z\nCATEGORIES:Lunch\nSUMMARY:"),
    )
    assert titles(result.schedule) == ["Lunch"]
    assert "no-title" in codes(result)


def test_a_very_long_title_is_shortened_and_saved_as_abstract() -> None:
    long_title = "word " * 120
    result = read(icalendar_format, calendar(TALK.replace("Engines", long_title)))
    assert len(titles(result.schedule)[0]) < 130
    assert str(result.schedule.sessions[0].abstract) == long_title.strip()
    assert "long-title" in codes(result)


def test_a_duration_replaces_an_end() -> None:
    assert times(
        read(icalendar_format, calendar("DTSTART:20260301T080000Z\nDURATION:PT1H30M\nSUMMARY:A")).schedule
    ) == ["01 09:00-10:30"]


@pytest.mark.parametrize("length", ["PT", "-PT1H", "an hour", "P1Y"])
def test_an_invalid_duration_is_reported(length: str) -> None:
    result = read(icalendar_format, calendar(f"DTSTART:20260301T080000Z\nDURATION:{length}\nSUMMARY:A"))
    assert times(result.schedule) == [""]
    assert "unread-time" in codes(result)


@pytest.mark.parametrize("end", ["", "DTEND:20260301T080000Z"])
def test_an_event_of_zero_length_is_unscheduled_and_reported(end: str) -> None:
    result = read(icalendar_format, calendar(f"DTSTART:20260301T080000Z\nSUMMARY:A\n{end}"))
    assert times(result.schedule) == [""]
    assert "unscheduled" in codes(result)


def test_an_all_day_event_is_unscheduled_and_its_date_saved_as_extra() -> None:
    result = read(icalendar_format, calendar(TALK, "DTSTART;VALUE=DATE:20260302\nSUMMARY:Excursion"))
    assert times(result.schedule) == ["01 09:00-09:30", ""]
    assert result.schedule.sessions[1].extra["DTSTART"] == "20260302"
    assert "untimed" in codes(result)


def test_an_all_day_entry_named_like_the_calendar_is_the_conference() -> None:
    whole = "DTSTART;VALUE=DATE:20260228\nDTEND;VALUE=DATE:20260303\nSUMMARY:Engines 2026"
    schedule = read(icalendar_format, calendar(TALK, whole, head="X-WR-CALNAME:Engines 2026")).schedule
    assert titles(schedule) == ["Engines"]
    assert (schedule.conference.start.day, schedule.conference.end.day) == (28, 2)


def test_the_newest_version_of_an_entry_is_imported() -> None:
    versions = [
        entry("UID:1", f"SEQUENCE:{number}").replace("Engines", title)
        for number, title in ((0, "Old"), (2, "New"), (1, "Middle"))
    ]
    result = read(icalendar_format, calendar(*versions))
    assert titles(result.schedule) == ["New"]
    assert "uid-versions" in codes(result)


def test_different_entries_with_one_uid_are_all_imported() -> None:
    other = entry("UID:1").replace("Engines", "Looms").replace("T08", "T10")
    result = read(icalendar_format, calendar(entry("UID:1"), other, entry("UID:1")))
    assert titles(result.schedule) == ["Engines", "Looms"]
    assert len({each.uid for each in result.schedule.sessions}) == 2
    assert "uid-shared" in codes(result)


def test_unrelated_entries_with_one_uid_are_not_versions() -> None:
    others = [
        entry("UID:1", f"SEQUENCE:{hour}").replace("Engines", f"Talk {hour}").replace("T08", f"T{hour:02}")
        for hour in (9, 10, 11)
    ]
    assert titles(read(icalendar_format, calendar(*others)).schedule) == ["Talk 9", "Talk 10", "Talk 11"]


def test_a_uuid_is_preserved_and_any_other_uid_maps_to_a_stable_one() -> None:
    uid = "d191a753-0f82-4790-a5f4-9b4b0b0ce23d"
    data = calendar(entry(f"UID:{uid}"), entry("UID:2@example.org"))
    one, two = (read(icalendar_format, data).schedule for _ in range(2))
    assert str(one.sessions[0].uid) == uid
    assert [each.uid for each in one.sessions] == [each.uid for each in two.sessions]


def test_related_to_names_the_parent() -> None:
    part = entry("UID:2", "RELATED-TO;RELTYPE=PARENT:1").replace("Engines", "A part")
    other = entry("UID:3", "RELATED-TO;RELTYPE=SIBLING:1").replace("Engines", "No part")
    schedule = read(icalendar_format, calendar(entry("UID:1"), part, other)).schedule
    assert [each.parent for each in schedule.sessions] == [None, schedule.sessions[0].id, None]


def test_categories_set_kind_and_track() -> None:
    schedule = read(
        icalendar_format, calendar(entry("CATEGORIES:Machines\\, old and new,Keynote,Gold"))
    ).schedule
    assert schedule.sessions[0].kind is Kind.KEYNOTE
    assert [str(track.name) for track in schedule.tracks] == ["Machines, old and new"]
    assert schedule.sessions[0].extra["CATEGORIES"] == ("Gold",)


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_imported(status: Status) -> None:
    schedule = read(icalendar_format, calendar(entry(f"STATUS:{status.value.upper()}"))).schedule
    assert schedule.sessions[0].status is status


def test_attendees_are_imported_by_name_and_their_addresses_as_contacts() -> None:
    attendees = (
        'ATTENDEE;ROLE=CHAIR;CN="Lovelace, Ada":mailto:ada@example.org',
        "ATTENDEE;CN=Emmy Noether:invalid:nomail",
        "ATTENDEE:mailto:nobody@example.org",
        "ATTENDEE;CUTYPE=ROOM;CN=Hall:mailto:hall@example.org",
    )
    result = read(icalendar_format, calendar(entry(*attendees)))
    assert people(result.schedule) == {"Engines": [("Lovelace, Ada", "chair"), ("Emmy Noether", "speaker")]}
    assert list(result.contacts.values()) == [{"email": "ada@example.org"}]
    assert [str(room.name) for room in result.schedule.rooms] == ["Hall"]
    assert (
        "example.org"
        not in result.schedule.model_dump_json().replace("@example.org", "", 0).split('"uid"')[0]
    )
    assert not any("nobody@" in each.message for each in result.findings)
    assert "no-name" in codes(result)


def test_organisers_contacts_and_comments_are_left_out_and_reported() -> None:
    private = ("ORGANIZER;CN=Ada:mailto:ada@example.org", "CONTACT:Ada\\, +00", "COMMENT:call me")
    result = read(icalendar_format, calendar(entry(*private)))
    assert "private-left-out" in codes(result)
    assert not any(each in result.schedule.model_dump_json() for each in ("ada@", "+00", "call me"))


def test_addresses_become_links_and_streams_and_are_never_fetched() -> None:
    properties = (
        "URL:https://example.org/engines",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Watch:https://example.org/live",
        "ATTACH;FILENAME=slides.pdf:https://example.org/slides.pdf",
        "ATTACH:file:///etc/passwd",
        "ATTACH;VALUE=BINARY;ENCODING=BASE64:QUFB",
    )
    result = read(icalendar_format, calendar(entry(*properties)))
    only = result.schedule.sessions[0]
    assert [link.url for link in only.links] == [
        "https://example.org/engines",
        "https://example.org/slides.pdf",
    ]
    assert [(stream.url, stream.kind) for stream in only.streams] == [
        ("https://example.org/live", StreamKind.LIVE)
    ]
    assert len([each for each in result.findings if each.code == "attachment"]) == 2
    assert not any(each in result.schedule.model_dump_json() for each in ("passwd", "QUFB"))


def test_a_javascript_url_is_dropped_and_reported() -> None:
    result = read(icalendar_format, calendar(entry("URL:javascript:alert(1)")))
    assert result.schedule.sessions[0].links == ()
    assert "invalid-url" in codes(result)


def test_a_location_that_is_a_url_is_a_stream_and_not_a_room() -> None:
    schedule = read(icalendar_format, calendar(entry("LOCATION:https://example.org/live"))).schedule
    assert schedule.rooms == ()
    assert [stream.url for stream in schedule.sessions[0].streams] == ["https://example.org/live"]


def test_the_common_suffix_of_all_locations_is_the_venue() -> None:
    places = (
        "Hall\\, Old Observatory\\, Vienna",
        "Loft\\, Old Observatory\\, Vienna",
        "Hall\\, Loft\\, Old Observatory\\, Vienna",
    )
    result = read(icalendar_format, calendar(*(entry(f"LOCATION:{place}") for place in places)))
    schedule = result.schedule
    assert [str(room.name) for room in schedule.rooms] == ["Hall", "Loft"]
    assert [len(each.slot.rooms) for each in schedule.sessions if each.slot] == [1, 1, 2]
    assert schedule.conference.venue is not None
    assert str(schedule.conference.venue.name) == "Old Observatory, Vienna"
    assert "venue" in codes(result)


def test_rooms_without_a_common_suffix_are_unchanged() -> None:
    schedule = read(
        icalendar_format, calendar(entry("LOCATION:Hall (A\\, B)"), entry("LOCATION:Loft"))
    ).schedule
    assert [str(room.name) for room in schedule.rooms] == ["Hall (A, B)", "Loft"]


def test_languages_are_taken_from_the_language_parameters() -> None:
    both = entry().replace("SUMMARY:", "SUMMARY;LANGUAGE=de:Maschinen\nSUMMARY;LANGUAGE=en:")
    schedule = read(icalendar_format, calendar(both)).schedule
    assert schedule.conference.languages == ("de", "en")
    assert dict(schedule.sessions[0].title) == {"de": "Maschinen", "en": "Engines"}


def test_foreign_properties_become_extra_data_but_housekeeping_ones_do_not() -> None:
    only = read(
        icalendar_format,
        calendar(entry("X-LEVEL:Hard", "X-LEVEL:Long", "DTSTAMP:20260101T000000Z", "SEQUENCE:3")),
    ).schedule.sessions[0]
    assert dict(only.extra) == {"X-LEVEL": ("Hard", "Long")}


def test_tasks_are_not_sessions_but_entries_within_them_are() -> None:
    task = b"BEGIN:VTODO\r\nUID:t\r\nBEGIN:VEVENT\r\nUID:e\r\nSUMMARY:Inner\r\nEND:VEVENT\r\nEND:VTODO\r\n"
    data = calendar(TALK).replace(b"END:VCALENDAR", task + b"END:VCALENDAR")
    result = read(icalendar_format, data)
    assert titles(result.schedule) == ["Engines", "Inner"]
    assert {"no-session", "no-end"} <= codes(result)


def test_several_calendars_in_a_file_are_merged() -> None:
    result = read(icalendar_format, calendar(entry("UID:1")) + calendar(entry("UID:2")))
    assert len(result.schedule.sessions) == 2
    assert "several-calendars" in codes(result)


def test_alarms_are_ignored() -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Wake up\nTRIGGER:-PT15M\nEND:VALARM"
    assert read(icalendar_format, calendar(entry(alarm))).schedule.sessions[0].abstract is None


LINES = [
    "",
    "END:VEVENT|BEGIN:VEVENT",
    "BEGIN:VTIMEZONE|TZID:X|BEGIN:STANDARD|DTSTART:x|END:STANDARD|END:VTIMEZONE",
    "BEGIN:VALARM|END:VALARM",
    "END:VTODO",
    "UID:1",
    "DTSTART:20260301T080000Z",
    "DTSTART;TZID=X:20260301T080000",
    "DTSTART:20260301",
    "DTEND:20260301T090000",
    "DTEND:99999999T999999Z",
    "DTEND:21991231T235900Z",
    "DURATION:PT99999H",
    "SUMMARY:A",
    "SUMMARY;LANGUAGE=??:B",
    "RRULE:FREQ=DAILY;COUNT=3",
    "RRULE:FREQ=WEEKLY;UNTIL=99991231;BYDAY=MO",
    "RRULE:FREQ=WEEKLY;INTERVAL=100;COUNT=100",
    "RRULE:;;=",
    "EXDATE:20260302T080000Z",
    "RDATE:x,20260305T080000Z",
    "RECURRENCE-ID:20260302T080000Z",
    "ATTENDEE;CN=A:mailto:a@b.org",
    'ATTENDEE;CN="A',
    "LOCATION:A\\, B",
    "GEO:x;y",
    "TZID:X",
    "CATEGORIES:,,",
    "RELATED-TO:1",
    " folded",
    "junk",
    'X-A;B="c:d',
    "URL: ",
    ":",
    ";:",
    "ATTACH:",
    "",
]


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    whole = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    data = "\r\n".join(whole).replace("|", "\r\n").encode()
    with suppress(Unreadable):
        icalendar_format.read(data, "any.ics", ImportHints(zone="Europe/Vienna"))


@given(st.binary(max_size=200))
def test_any_calendar_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        icalendar_format.read(
            b"BEGIN:VCALENDAR\n" + data + b"\nEND:VCALENDAR", "any.ics", ImportHints(zone="UTC")
        )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a\\\\nb", "a\\nb"),
        ("a\\nb\\Nc", "a\nb\nc"),
        ("\\;\\,\\:", ";,:"),
        ("\\\\\\n", "\\\n"),
        ("end\\", "end\\"),
        ("\\\\", "\\"),
    ],
)
def test_escape_sequences_are_decoded(written: str, meant: str) -> None:
    assert unescape_text(written) == meant


def test_a_comma_after_an_escaped_backslash_separates() -> None:
    assert split_text_list("a\\,b,c\\\\,d") == ["a,b", "c\\", "d"]


def test_html_entities_in_a_description_are_decoded_and_reported() -> None:
    result = read(
        icalendar_format, calendar(entry("DESCRIPTION:Tea &amp; talk https://example.org/?a&#x3D;b"))
    )
    (one,) = result.schedule.sessions
    assert str(one.abstract) == r"Tea & talk https://example.org/?a=b"
    assert codes(result) == {"entities"}


def test_organisers_that_differ_in_name_only_are_people() -> None:
    one = entry("ORGANIZER;CN=Ada Lovelace:MAILTO:office@example.org")
    other = entry("ORGANIZER;CN=Emmy Noether:MAILTO:office@example.org")
    read_people = read(icalendar_format, calendar(one, other)).schedule.participants
    assert [each.name[0].full for each in read_people] == ["Ada Lovelace", "Emmy Noether"]
