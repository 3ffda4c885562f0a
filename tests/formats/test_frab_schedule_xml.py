"""``schedule.xml`` of all versions and tools: each known oddity in a small constructed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventkit.formats import detect_format
from eventkit.formats.frab import schedule_xml_format
from eventkit.intake import ImportHints, SourceFile
from eventkit.model import Kind, StreamKind
from formats.frab_files import GUID, HEAD, VIENNA, codes, event, refusal, times, xml


def test_a_plain_current_file_is_read() -> None:
    read = xml(
        event(
            "<date>2026-10-24T10:00:00+02:00</date><room>Hall</room><subtitle>And rings</subtitle>"
            "<track>Algebra</track><type>workshop</type><language>de</language>"
            '<persons><person id="3">Emmy Noether</person><person id="4">Évariste Galois</person></persons>'
            '<links><link href="https://example.org/slides">Slides</link></links>'
            "<url>https://example.org/groups</url>"
        ),
        head=HEAD.replace(
            "</conference>", '<track name="Algebra" slug="algebra" color="#a4a300"/></conference>'
        ),
    )
    schedule = read.schedule
    (session,) = schedule.sessions
    assert (str(session.title), str(session.subtitle), session.kind) == ("Groups", "And rings", Kind.WORKSHOP)
    assert (str(session.uid), session.source, session.source_id) == (GUID, "frab", GUID)
    assert [schedule.participant(each.participant).name[0].full for each in session.people] == [
        "Emmy Noether",
        "Évariste Galois",
    ]
    assert [(link.url, str(link.label or "")) for link in session.links] == [
        ("https://example.org/groups", ""),
        ("https://example.org/slides", "Slides"),
    ]
    assert (session.languages, session.extra.plain()) == (("de",), {"id": "7"})
    assert [(str(track.name), track.colour) for track in schedule.tracks] == [("Algebra", "#a4a300")]
    assert times(read) == ["10-24 10:00 30"]


def test_the_oldest_files_have_no_dates_no_zone_and_no_acronym() -> None:
    read = xml(
        event(start="10:30") + event(attributes='id="8"', start="01:00"),
        head="<conference><title>Old days</title><day_change>09:00:00</day_change></conference>",
    )
    assert times(read) == ["10-24 10:30 30", "10-25 01:00 30"]
    assert str(read.schedule.conference.day_change) == "09:00:00"
    assert "after-midnight" in codes(read)


def test_a_missing_zone_is_refused_with_the_option() -> None:
    day = f'<day date="2026-10-24"><room name="Hall">{event()}</room></day>'
    text = f"<schedule><conference><title>T</title></conference>{day}</schedule>"
    assert "no time zone. Give it" in refusal_without_zone(text.encode())


def refusal_without_zone(data: bytes) -> str:
    with pytest.raises(Exception, match="zone") as caught:
        schedule_xml_format.read(data, "schedule.xml", ImportHints())
    return str(caught.value)


def test_the_end_of_a_day_sets_the_day_change() -> None:
    read = xml(
        event(start="05:30"),
        day='index="1" date="2026-10-24" start="2026-10-24T09:00:00+02:00" end="2026-10-25T06:00:00+01:00"',
    )
    assert times(read) == ["10-25 05:30 30"]
    assert str(read.schedule.conference.day_change) == "06:00:00"


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("00:45", 45), ("1:30", 90), ("25:00", 1500), ("1:02:30", 1590), ("90", 90), ("00:30:00", 30)],
)
def test_lengths_in_hours_and_in_days(written: str, minutes: int) -> None:
    read = xml(event().replace("00:30", written))
    assert times(read) == [f"10-24 10:00 {minutes}"]


def test_an_unreadable_start_is_reported_and_saved_as_extra() -> None:
    read = xml(event(start="soon"))
    assert times(read) == ["never"]
    assert read.schedule.sessions[0].extra["start"] == "soon"
    (unread,) = [finding for finding in read.findings if finding.code == "unread-time"]
    assert unread.message == "'soon' is not a time of day. Imported without a time."
    assert "row" in unread.place


def test_codes_may_be_elements_or_attributes() -> None:
    read = xml(
        event("<code>ABC123</code>") + event(attributes='code="XYZ789"', start="11:00"),
    )
    first, second = read.schedule.sessions
    assert (first.extra["code"], second.source_id) == ("ABC123", "XYZ789")


def test_a_guid_of_22_letters_is_decoded_to_its_uuid() -> None:
    read = xml(event(attributes='id="1" guid="bww7Dg9bTFOfDh8qSltsfQ"'))
    assert str(read.schedule.sessions[0].uid) == GUID


def test_an_invalid_guid_becomes_the_source_id_and_a_uid_is_generated() -> None:
    read = xml(event(attributes='id="1" guid="talk-1"'))
    assert read.schedule.sessions[0].source_id == "talk-1"
    assert read.schedule.sessions[0].uid.version == 5


def test_subtitle_venue_and_track_list_are_read() -> None:
    read = xml(
        event("<track>Rings</track>"),
        head="<conference><title>T</title><subtitle>Second line</subtitle><venue>Old Mill</venue>"
        '<city>Göttingen</city></conference><tracks><track slug="rings" more="true">Rings</track></tracks>',
    )
    conference = read.schedule.conference
    assert (str(conference.subtitle), str(conference.venue and conference.venue.city)) == (
        "Second line",
        "Göttingen",
    )
    assert [(str(each.name), each.source_id) for each in read.schedule.tracks] == [("Rings", "rings")]


def test_html_becomes_markdown() -> None:
    read = xml(event("<abstract>&lt;p&gt;Of &lt;em&gt;sets&lt;/em&gt;.&lt;/p&gt;</abstract>"))
    assert str(read.schedule.sessions[0].abstract) == "Of *sets*."


def test_unescaped_tags_in_a_text_are_read_as_html() -> None:
    read = xml(event("<abstract>Of <em>sets</em>.</abstract>"))
    assert str(read.schedule.sessions[0].abstract) == "Of *sets*."


def test_indentation_of_texts_is_removed_and_reported() -> None:
    read = xml(event("\n        <abstract>One.\n\n            Two.\n            Three.</abstract>"))
    assert "    " not in str(read.schedule.sessions[0].abstract)
    assert "indented-text" in codes(read)


def test_code_in_a_text_is_preserved() -> None:
    read = xml(event("\n  <abstract>Thus:\n\n    x = 1\n\nand so on.</abstract>"))
    assert str(read.schedule.sessions[0].abstract) == "Thus:\n\n    x = 1\n\nand so on."
    assert "indented-text" not in codes(read)


def test_conflicting_rooms_of_an_event_are_reported() -> None:
    read = xml(event("<room>Attic</room>"))
    (session,) = read.schedule.sessions
    assert [str(read.schedule.room(each).name) for each in read.schedule.rooms_of(session)] == ["Attic"]
    assert "conflicting-rooms" in codes(read)


def test_whitespace_around_a_room_name_does_not_make_another_room() -> None:
    read = xml(event("<room> Hall </room>"), room='name="Hall "')
    assert [str(room.name) for room in read.schedule.rooms] == ["Hall"]
    assert "conflicting-rooms" not in codes(read)


def test_people_without_ids_are_identified_by_name() -> None:
    persons = "<persons><person>Emmy Noether</person></persons>"
    read = xml(event(persons) + event(persons, attributes='id="8"', start="11:00"))
    assert [each.name[0].full for each in read.schedule.participants] == ["Emmy Noether"]


def test_one_id_with_two_names_is_two_people() -> None:
    read = xml(
        event('<persons><person id="1">Emmy Noether</person></persons>')
        + event('<persons><person id="1">Ada Lovelace</person></persons>', attributes='id="8"', start="11:00")
    )
    names = [
        [read.schedule.participant(each.participant).name[0].full for each in session.people]
        for session in read.schedule.sessions
    ]
    assert names == [["Emmy Noether"], ["Ada Lovelace"]]


def test_recording_licence_feedback_and_logo_become_extra_data() -> None:
    read = xml(
        event(
            "<recording><license>CC0</license><optout>true</optout></recording><logo>/a.png</logo>"
            "<feedback_url>https://example.org/f</feedback_url><do_not_record>true</do_not_record>"
            "<answers><answer><question>Level</question></answer></answers>"
            "<video_download_url>https://example.org/v.mp4</video_download_url>"
        )
    )
    (session,) = read.schedule.sessions
    extra = session.extra.plain()
    assert extra["recording"] == {"license": "CC0", "optout": "true"}
    assert {"logo", "feedback_url", "do_not_record", "answers"} <= set(extra)
    assert [(stream.kind, stream.url) for stream in session.streams] == [
        (StreamKind.RECORDING, "https://example.org/v.mp4")
    ]
    assert "extra-data" in codes(read)


def test_attachments_are_links_and_get_the_base_address() -> None:
    read = xml(
        event('<attachments><attachment href="/a.pdf">Paper</attachment></attachments>'),
        head=HEAD.replace("</conference>", "<base_url>https://example.org/x/</base_url></conference>"),
    )
    assert [(link.url, str(link.label)) for link in read.schedule.sessions[0].links] == [
        ("https://example.org/a.pdf", "Paper")
    ]


def test_addresses_of_people_are_never_in_the_schedule() -> None:
    read = xml(event('<persons><person id="1" email="emmy@example.org">Emmy Noether</person></persons>'))
    (who,) = read.schedule.participants
    assert read.contacts == {who.id: {"email": "emmy@example.org"}}
    assert "example.org" not in repr(read.schedule)


def test_two_conferences_in_one_file_are_refused_with_the_line_of_the_second() -> None:
    message = refusal(f"<schedule>\n{HEAD}{HEAD}</schedule>".encode())
    assert message == (
        "schedule.xml: line 7: 2 <conference> elements, but only one is allowed. "
        "Split the file, one conference each."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Invalid XML"),
        (b"<schedule>\n<conference>\n</schedule>", "line 3: Invalid XML"),
        (b"<schedule>\n<title>a&#x0;b</title></schedule>", "line 2: Invalid XML"),
        (b'<?xml version="1.0" encoding="UTF-7"?><schedule/>', "encoding UTF-7. Save the file as UTF-8"),
        (b"<rss/>", "The root element is <rss>"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><schedule/>', "Document type declaration"),
        (b'<!DOCTYPE schedule SYSTEM "http://127.0.0.1:9/a.dtd"><schedule/>', "Document type declaration"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><schedule/>'.encode("utf-16"), "Document type declaration"),
        (b"<schedule>&b;</schedule>", "Invalid XML"),
        (b"<a>" * 5000, "Invalid XML"),
    ],
)
def test_broken_and_dangerous_files_are_refused(data: bytes, message: str) -> None:
    assert message in refusal(data)


def test_external_content_is_never_included(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    title = f'<title xmlns:xi="x"><xi:include href="{tmp_path}/secret" parse="text"/></title>'
    inside = f'<event id="1">{title}<start>10:00</start><duration>00:30</duration></event>'
    assert "secret</" not in repr(_taken_in(inside))


def _taken_in(inside: str) -> str:
    try:
        return repr(xml(inside).schedule)
    except Exception as error:  # noqa: BLE001 - refused or left without a title: both are right
        return str(error)


def test_a_document_type_in_a_text_is_a_text() -> None:
    read = xml(event("<abstract><![CDATA[Write <!DOCTYPE html> first.]]></abstract>"))
    assert "DOCTYPE" in str(read.schedule.sessions[0].abstract)


def test_thousands_of_unknown_attributes_are_reported_in_one_line() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(5000))
    read = xml(event(attributes=f'id="7" {attributes}'))
    (unknown,) = [finding for finding in read.findings if finding.code == "unknown-attributes"]
    assert unknown.message.endswith("a0, a1, a2, a3, a4 and 4995 more. Left out.")


def test_a_duplicate_element_is_saved_as_extra_and_reported() -> None:
    read = xml(event("<abstract>One.</abstract><abstract>Two.</abstract>"))
    assert read.schedule.sessions[0].extra["abstract 2"] == "Two."
    assert "duplicate-element" in codes(read)


def test_the_format_is_detected_by_its_first_element() -> None:
    assert detect_format(SourceFile(b"<?xml version='1.0'?>\n<schedule>", "any.thing"))[0] == "schedule-xml"


def test_the_zone_of_the_file_overrides_the_hint() -> None:
    read = xml(event("<date>2026-10-24T08:00:00+00:00</date>"), hints=VIENNA)
    assert times(read) == ["10-24 10:00 30"]


def test_an_end_time_applies_if_there_is_no_duration() -> None:
    event_xml = (
        "<event><id>7</id><title>Groups</title><start>23:30</start>"
        "<session_end_time>00:15</session_end_time></event>"
    )
    read = xml(event_xml)
    assert times(read) == ["10-24 23:30 45"]
    assert "unscheduled" not in codes(read)
    assert read.schedule.sessions[0].extra.plain() == {}


def test_an_unreadable_end_is_reported_and_saved_as_extra() -> None:
    event_xml = "<event><id>7</id><title>Groups</title><start>10:00</start><end_time>late</end_time></event>"
    read = xml(event_xml)
    assert "unread-time" in codes(read)
    assert read.schedule.sessions[0].extra.plain()["end_time"] == "late"


def test_people_without_a_person_list_are_imported() -> None:
    read = xml(event("<person>Prof. Dr. Emmy Noether, Ada Lovelace</person>"))
    assert [each.name[0].full for each in read.schedule.participants] == [
        "Prof. Dr. Emmy Noether",
        "Ada Lovelace",
    ]


def test_a_z_after_local_times_is_not_utc_and_is_reported_once() -> None:
    head = "<conference><title>Groups</title></conference>"
    read = xml(
        event("<date>2026-10-24T10:00:00Z</date>")
        + event("<date>2026-10-24T11:00:00Z</date>", attributes='id="8"', start="11:00"),
        head=head,
    )
    assert times(read) == ["10-24 10:00 30", "10-24 11:00 30"]
    assert [each.code for each in read.findings].count("false-utc") == 1


def test_a_z_is_utc_if_the_start_shows_another_hour() -> None:
    read = xml(event("<date>2026-10-24T08:00:00Z</date>"), head="<conference><title>T</title></conference>")
    assert times(read) == ["10-24 10:00 30"]
    assert "false-utc" not in codes(read)


def test_conflicting_date_and_start_are_reported() -> None:
    read = xml(event("<date>2026-10-24T10:00:00+01:00</date>"))
    assert "conflicting-times" in codes(read)
    assert times(read) == ["10-24 11:00 30"]


def test_talks_of_a_devroom_are_talks() -> None:
    assert xml(event("<type>devroom</type>")).schedule.sessions[0].kind is Kind.TALK


def test_the_track_of_an_event_is_its_text_or_an_element_with_a_slug() -> None:
    known = HEAD.replace("</conference>", '<track name="Keynotes" slug="k" color="#112233"/></conference>')
    events = [
        event('<track slug="k">Keynotes</track>', attributes='id="1"'),
        event("<track>Keynotes</track>", attributes='id="2"', start="11:00"),
        event('<track slug="new">Rings</track>', attributes='id="3"', start="12:00"),
        event('<track slug="a">A</track><track slug="b">B</track>', attributes='id="4"', start="13:00"),
    ]
    schedule = xml("".join(events), head=known).schedule
    tracks = {track.id: str(track.name) for track in schedule.tracks}
    assert [tracks[session.track] for session in schedule.sessions if session.track] == [
        "Keynotes",
        "Keynotes",
        "Rings",
        "A",
    ]
    assert schedule.sessions[3].extra.plain()["track 2"] == {"name": "B", "slug": "b"}


def test_an_inclusion_is_refused_with_its_line() -> None:
    data = b"""<schedule xmlns:xi="http://www.w3.org/2001/XInclude">
<conference><title><xi:include href="/etc/hostname" parse="text"/></title></conference></schedule>"""
    assert "line 2: An inclusion (<xi:include>), refused for security." in refusal(data)


def test_people_beside_the_conference_have_their_biographies() -> None:
    person = (
        '<person id="7" slug="ada"><name>Ada Lovelace</name><biography>Wrote *notes*.</biography></person>'
    )
    inside = '<persons><person id="7">Ada Lovelace</person></persons>'
    read = xml(event(inside), head=f"{HEAD}<persons>{person}</persons>")
    (ada,) = read.schedule.participants
    assert (ada.name[0].full, str(ada.biography)) == ("Ada Lovelace", "Wrote *notes*.")
    assert "extra-data-too-large" not in codes(read)
