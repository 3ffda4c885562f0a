"""Fragments for other web sites: sessions of a day, a room, a track or a person, and nothing that acts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from lxml import html
from pypdfium2 import PdfDocument

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.site import site
from eventkit.outputs.site.fragments import fragment
from eventkit.plugins.exporters import Context, get_exporter
from outputs.calendars import WRITTEN, at, schedule
from outputs.test_site import congress, congress_files

FORUM = schedule(
    {
        "id": "opening",
        "title": {"en": "Opening", "zh": "开幕式"},
        "slot": at("2026-10-24T09:00+02:00", "2026-10-24T10:00+02:00", "hall"),
        "people": ["noether"],
    },
    {"id": "block", "track": "ai", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T12:00+01:00", "annex")},
    {"id": "talk", "parent": "block", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00")},
    {"id": "off", "status": "cancelled", "slot": at("2026-10-25T13:00+01:00", "2026-10-25T14:00+01:00")},
    {"id": "some-day", "people": ["noether"]},
    rooms=[{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}],
    tracks=[{"id": "ai", "name": "AI", "code": "AI", "colour": "#336699"}],
    participants=[{"id": "noether", "name": "Emmy Noether", "affiliations": [{"organisation": "ias"}]}],
    organisations=[{"id": "ias", "name": "Institute"}],
)
LEDGER = Ledger.first(FORUM, WRITTEN)


def made(**options: object) -> html.HtmlElement:
    return html.fromstring(fragment(FORUM, **{"ledger": LEDGER, "languages": ["en"], **options}).data)  # type: ignore[arg-type]


def titles(section: html.HtmlElement) -> list[str]:
    return [title.text_content() for title in section.find_class("eventkit-title")]


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, ["Opening", "block", "talk", "off"]),
        ({"day": [date(2026, 10, 24)]}, ["Opening"]),
        ({"room": ["annex"]}, ["block", "talk"]),
        ({"room": ["annex", "hall"]}, ["Opening", "block", "talk"]),
        ({"track": ["ai"]}, ["block", "talk"]),
        ({"person": ["noether"]}, ["Opening"]),
        ({"organisation": ["ias"]}, ["Opening"]),
        ({"track": ["ai"], "day": [date(2026, 10, 25)]}, ["block", "talk"]),
    ],
)
def test_a_fragment_has_the_sessions_that_match_every_filter(filters, shown) -> None:
    section = made(**filters)

    assert titles(section) == shown
    assert section.tag == "section"
    assert not section.xpath("//a | //script | //style | //*[@id] | //@style")


def test_its_links_lead_to_the_pages_of_the_site() -> None:
    section = html.fromstring(
        fragment(
            congress(), ledger=Ledger.first(congress(), WRITTEN), languages=["en"], base="https://e.org/27/"
        ).data
    )
    links = {link.get("href") for link in section.iter("a")}

    assert len(links) > 50
    pages = congress_files()
    assert [link for link in links if link.removeprefix("https://e.org/27/") not in pages] == []


def test_what_changed_is_in_words_and_headings_fit_into_the_page() -> None:
    section = made(heading=4, draft=True, style=True, day=[date(2026, 10, 25)])

    assert (
        section.xpath("string(//*[contains(@class, 'eventkit-cancelled')]//p[@class='eventkit-note'])")
        == "Cancelled"
    )
    assert section.xpath("string(//h4)") == "Sunday, 25 October 2026"
    assert len(section.xpath("//h5")) == 3
    assert "Draft of 1 September 2026" in section.text_content()
    assert ".eventkit-session" in section.xpath("string(//style)")


def test_what_was_changed_at_night_has_the_date_of_the_calendar() -> None:
    ledger = Ledger.first(FORUM, datetime(2026, 9, 1, 23, tzinfo=UTC))  # 01:00 in the zone of the forum

    section = made(draft=True, ledger=ledger)
    files = site(FORUM, ledger=ledger, languages=["en"], release="1.0", offline=False).files
    cover = programme(FORUM, ledger=ledger, languages=["en"], release="1.0", sections=("cover",))

    assert "Draft of 2 September 2026" in section.text_content()
    assert [path for path, data in files.items() if b"Release 1.0, 2 September 2026" in data]
    assert not [path for path, data in files.items() if b"1 September 2026" in data]
    with PdfDocument(cover.data) as document:
        assert "Release 1.0, 2 September 2026" in document[0].get_textpage().get_text_range()


def test_no_text_of_the_schedule_acts() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'>"
    of = schedule(
        {"id": "talk", "title": hostile, "slot": FORUM.sessions[0].slot, "people": ["eve"]},
        rooms=[{"id": "hall", "name": hostile}],
        participants=[{"id": "eve", "name": hostile}],
    )
    section = html.fromstring(
        fragment(of, ledger=Ledger.first(of, WRITTEN), base="https://e.org", style=True).data
    )

    assert not section.xpath("//script | //img | //@*[starts-with(name(), 'on')]")
    assert section.text_content().count("<script>alert(1)</script>") == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"room": ["anex"]}, "The schedule has no room 'anex'. Did you mean 'annex'?"),
        (
            {"day": [date(2026, 10, 26)]},
            "No session with a time matches. Remove a filter, or choose other values.",
        ),
        ({"heading": 6}, "There are no headings of the level 6. Use 1 to 5."),
        ({"base": "javascript:alert(1)//"}, "'javascript:alert(1)//' is not the address of a web site."),
    ],
)
def test_what_is_wrong_is_reported(options, message) -> None:
    with pytest.raises(EventkitError) as caught:
        made(**options)
    assert str(caught.value).startswith(message)


def test_it_is_an_export_like_any_other() -> None:
    exporter = get_exporter("fragment")
    output = exporter.export(FORUM, Context(ledger=LEDGER, languages=("zh",), options={"room": ["hall"]}))

    assert exporter.suffixes == (".html",)
    assert titles(html.fromstring(output.data.decode())) == ["开幕式"]
