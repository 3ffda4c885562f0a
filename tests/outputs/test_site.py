"""The public site: its pages, links and languages."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from eventkit.editing import move_session
from eventkit.errors import Unreadable
from eventkit.formats import get_importer
from eventkit.ledger import Ledger
from eventkit.model import WITHDRAWN, Appearance, Participant, RoomId, SessionId, Status
from eventkit.outputs.site import PublishedRelease, site
from eventkit.outputs.site.change_list import ChangeWriter, release_steps
from eventkit.outputs.site.readership import Readership
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from store.small import EMPTY, FORUM
from structure.source import ROOT

WRITTEN = datetime(2027, 8, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@cache
def congress() -> Schedule:
    path = ROOT / "fixtures" / "congress.yaml"
    return get_importer("document").read(path.read_bytes(), path.name).schedule


def files_of(schedule: Schedule, **options: object) -> dict[str, bytes]:
    return dict(site(schedule, ledger=Ledger.first(schedule, WRITTEN), **options).files)  # type: ignore[arg-type]


@cache
def congress_files() -> dict[str, bytes]:
    return files_of(congress(), languages=("en", "ar"), pairs=("zh/en",), release="1.0")


def test_every_link_within_the_site_leads_to_a_file_or_an_element_of_one() -> None:
    files = congress_files()
    pages = {path: html.fromstring(data) for path, data in files.items() if path.endswith(".html")}
    anchors = {
        path: {element.get("id") for element in page.iter() if element.get("id")}
        for path, page in pages.items()
    }
    broken = []
    for path, page in pages.items():
        for element in page.iter("a", "link", "img", "script", "form"):
            target = element.get("href") or element.get("src") or element.get("action") or ""
            if target.startswith(("https:", "http:", "mailto:", "webcal:")):
                continue
            address, _, anchor = target.partition("#")
            address, _, _ = address.partition("?")
            file = normpath(join(dirname(path), address)) if address else path
            if file not in files or (anchor and anchor not in anchors[file]):
                broken.append(f"{path}: {target}")
    assert broken == []
    assert len(pages) > 500


def test_every_element_of_a_page_has_an_id_of_its_own() -> None:
    for path, data in congress_files().items():
        if path.endswith(".html"):
            ids = html.fromstring(data).xpath("//@id")
            assert len(ids) == len(set(ids)), path


def test_no_page_has_inline_styles_or_scripts_or_loads_anything_from_elsewhere() -> None:
    for path, data in congress_files().items():
        if path.endswith(".html"):
            page = html.fromstring(data)
            assert not page.xpath("//@style | //style | //@onclick"), path
            scripts = page.xpath("//script[not(@src)]/@type")
            assert {*scripts} <= {"application/ld+json"}, path
            assert not page.xpath(
                "//link[@rel='stylesheet'][starts-with(@href, 'http')] | //img[starts-with(@src, 'http')]"
            )


def test_the_same_schedule_gives_the_same_bytes() -> None:
    assert files_of(congress(), languages=("en",)) == files_of(congress(), languages=("en",))


def test_a_site_needs_only_a_schedule_and_then_names_no_day(tmp_path: Path) -> None:
    folder = site(FORUM, release="1.0").save(tmp_path / "public")

    assert (folder / "en/sessions/opening.html").is_file()
    notes = (folder / "release.css").read_text("utf-8")
    assert 'content:"1.0"' in notes
    assert "1970" not in notes + (folder / "en/changes.html").read_text("utf-8")
    written = (folder / "en/index.html").stat().st_ino
    site(FORUM, release="1.0", languages=["en"], draft=True).save(folder)
    assert (folder / "en/index.html").stat().st_ino != written
    assert not [path for path in (folder / "zh").rglob("*") if path.is_file()]


def test_a_conference_without_times_lists_its_sessions_and_claims_no_release() -> None:
    files = site(FORUM.model_copy(update={"sessions": FORUM.sessions[3:]}), draft=True).files

    start, changes = (html.fromstring(files[f"en/{name}.html"]) for name in ("index", "changes"))
    assert start.xpath("//main//*[@class='sec'][h2='Programme']//a/text()") == ["Party"]
    assert changes.xpath("string(//main/p)").startswith("Not released yet")
    empty = html.fromstring(site(EMPTY).files["en/index.html"])
    assert empty.xpath("string(//main//*[@class='sec']/div)").strip() == "Not scheduled yet"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("romms", "'romms' is undefined"),
        ("page.titel", "There is no value 'titel' here. Did you mean 'title'?"),
        ("rooms[0].capacitty", "There is no value 'capacitty' here. Did you mean 'capacity'?"),
        ("page.title }", "Unexpected '}'"),
    ],
)
def test_a_template_that_uses_an_unknown_name_is_reported_with_its_line(
    expression: str, message: str
) -> None:
    source = '{% extends "page.html" %}\n{% block main %}\n{{ ' + expression + " }}{% endblock %}"
    with pytest.raises(Unreadable, match=rf"rooms\.html: line 3: {re.escape(message)}"):
        site(FORUM, templates={"rooms.html": source})


ESCAPES = (
    "lipsum.__globals__['os'].system('touch PWNED')",
    "page.word.__func__.__globals__['__builtins__']['open']('PWNED', 'w')",
    "''.__class__.__mro__[1].__subclasses__()",
    "'{0.__class__.__init__.__globals__}'.format(page)",
    "page|attr('__class__')",
)
FAULTS = ("1 / 0", "range(10**9)", "again()", "rooms[10**6].name", "'a'.join(5)", "page()")


@pytest.mark.parametrize("expression", [*ESCAPES, *FAULTS])
def test_a_template_reaches_values_of_pages_alone_and_its_mistakes_have_their_line(
    expression: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = '{% extends "page.html" %}\n{% macro again() %}{{ again() }}{% endmacro %}{% block main %}\n'
    source += "{{ " + expression + " }}{% endblock %}"
    with pytest.raises(Unreadable, match=r"rooms\.html: line [23]: ."):
        site(FORUM, templates={"rooms.html": source})
    assert not [*tmp_path.iterdir()]


def test_a_template_of_the_same_name_can_be_extended() -> None:
    source = '{% extends "rooms.html" %}{% block main %}<p>Before</p>{{ super() }}{% endblock %}'
    own = site(FORUM, templates={"rooms.html": source}).files["en/rooms.html"].decode()
    plain = site(FORUM).files["en/rooms.html"].decode()
    assert re.sub(r"<p>Before</p>\s*", "", own).split() == plain.split()
    assert "Before" in own


@pytest.mark.parametrize(("name", "limit"), [("style.", 5_200), ("large.", 3_500), ("hours.", 2_000)])
def test_the_files_of_every_page_and_of_large_days_are_small(name: str, limit: int) -> None:
    data = next(data for path, data in congress_files().items() if path.startswith(f"assets/{name}"))
    assert len(gzip.compress(data, 9)) <= limit


def test_a_text_in_another_language_is_marked_with_it_and_with_its_direction() -> None:
    page = html.fromstring(congress_files()["ar/sessions/fifth-postulate.html"].decode())
    assert [(bdi.get("lang"), bdi.get("dir")) for bdi in page.xpath("//h1/bdi")] == [("en", "ltr")]
    pair = html.fromstring(congress_files()["zh_en/sessions/fifth-postulate.html"].decode())
    assert pair.xpath("string(//h1/span[@class='l2'][@lang='en'])") == "The Fifth Postulate"


def test_a_talk_is_in_its_own_language_although_an_export_gave_its_texts_none() -> None:
    talk = {"id": "s", "title": "Wie wir alle die Hallen bauen", "languages": ["de"], "kind": "talk"}
    talk |= {"abstract": "Das ist ein Vortrag über die Hallen und wie man sie mit Holz und Stein baut."}
    talk["slot"] = {"period": {"start": "2027-05-01T09:00Z", "end": "2027-05-01T10:00Z"}}
    conference = {"id": "c", "title": "Days", "start": "2027-05-01", "end": "2027-05-01", "languages": ["en"]}
    document = {"conference": conference | {"zone": "UTC"}, "sessions": [talk]}
    files = site(Schedule.model_validate(document, context={"language": "en"})).files
    for path in ("en/sessions/s.html", "en/days/2027-05-01.html"):
        page = html.fromstring(files[path].decode())
        assert page.xpath("string(//bdi[@lang='de'])") == "Wie wir alle die Hallen bauen"


def test_a_link_without_a_label_is_its_address_or_its_host_if_that_is_long() -> None:
    long = "https://talks.example/2027/hall/why-we-build-the-halls-of-wood-and-stone"
    talk = {"id": "s", "title": "Halls", "links": [{"url": "https://halls.example/wood/"}, {"url": long}]}
    conference = {"id": "c", "title": "Days", "start": "2027-05-01", "end": "2027-05-01", "languages": ["en"]}
    document = {"conference": conference | {"zone": "UTC"}, "sessions": [talk]}
    files = site(Schedule.model_validate(document, context={"language": "en"})).files
    links = html.fromstring(files["en/sessions/s.html"].decode()).xpath("//a[starts-with(@href, 'http')]")
    assert [(link.get("href"), link.text) for link in links] == [
        ("https://halls.example/wood/", "halls.example/wood"),
        (long, "talks.example/…"),
    ]


def test_each_position_of_a_bilingual_page_has_its_second_language_beneath() -> None:
    page = html.fromstring(congress_files()["zh_en/people/khayyam.html"].decode())
    assert [item.text_content() for item in page.xpath("//ul[contains(@class, 'pos')]/li")] == [
        "伊斯法罕天文台天文学家 Astronomer, Observatory of Isfahan",
        "诗人 Poet",
    ]


def test_a_title_that_changed_in_one_language_is_no_change_in_another() -> None:
    opening = congress().session("opening")
    renamed = opening.model_copy(update={"title": Text({**opening.title, "en": "Welcome"})})
    sessions = tuple(renamed if session is opening else session for session in congress().sessions)
    before = PublishedRelease("1.0", WRITTEN.date(), congress())
    schedule = congress().model_copy(update={"sessions": sessions})
    writers = [ChangeWriter(Readership(schedule, (language,))) for language in ("en", "zh")]
    [step] = release_steps([before], PublishedRelease("2.0", WRITTEN.date(), schedule))

    english, chinese = (writer.write(step).changes for writer in writers)
    assert [change.after for change in english] == ["Welcome"]
    assert chinese == ()


def test_the_page_of_a_part_leads_to_the_session_that_it_is_part_of() -> None:
    page = html.fromstring(congress_files()["en/sessions/harmonic-numbers.html"].decode())
    [link] = page.xpath("//main//a[@href='../sessions/primes.html']")
    assert link.getparent().text_content() == "Mon 6 11:15–12:45 Primes and Their Company"


def test_no_page_shows_a_value_of_the_program() -> None:
    pages = {path: data for path, data in congress_files().items() if path.endswith(".html")}
    values = (b"Markup(", b"(id=", b"object at 0x", b">None<")
    assert [path for path, data in pages.items() if any(value in data for value in values)] == []


def test_a_cancelled_session_is_struck_and_marked_in_words() -> None:
    cancelled = next(session for session in congress().sessions if session.status is Status.CANCELLED)
    page = html.fromstring(congress_files()[f"en/sessions/{cancelled.id}.html"].decode())
    assert page.xpath("string(//h1/s)") == cancelled.title["en"]
    assert page.xpath("string(//p[@class='note'])") == "Cancelled"


def test_a_moved_session_says_from_where_in_every_list() -> None:
    opening = next(session for session in congress().sessions if session.id == "opening")
    assert opening.slot is not None
    later = Period(start=opening.slot.period.start + HOUR / 4, end=opening.slot.period.end)
    moved = opening.model_copy(update={"slot": opening.slot.model_copy(update={"period": later})})
    sessions = tuple(moved if session is opening else session for session in congress().sessions)
    schedule = congress().model_copy(update={"sessions": sessions})
    before = PublishedRelease("1.0", WRITTEN.date(), congress())
    files = files_of(schedule, languages=("en",), releases=(before,), release="2.0")
    for path in ("en/days/2027-09-06.html", "en/sessions/opening.html", "en/rooms/pharos.html"):
        page = html.fromstring(files[path].decode())
        assert page.xpath("//p[@class='note'][contains(., 'Moved')]/del//time/text()") == ["09:00"], path
    changes = html.fromstring(files["en/changes.html"].decode())
    assert changes.xpath("string(//h2)").startswith("Release 2.0")
    assert [row.text_content() for row in changes.xpath("//del | //ins | //*[@class='where']")] == [
        "Mon 6, 09:00, Pharos Hall",
        "Mon 6, 09:15, Pharos Hall",
    ]


def test_a_session_that_ends_earlier_is_listed_with_its_end_before_and_now() -> None:
    shorter = move_session(congress(), "opening", minutes=15)
    before = PublishedRelease("1.0", WRITTEN.date(), congress())
    files = files_of(shorter, languages=("en",), releases=(before,), release="2.0")
    changes = html.fromstring(files["en/changes.html"].decode())
    assert [row.text_content() for row in changes.xpath("//del | //ins | //*[@class='where']")] == [
        "Mon 6, 09:00–09:45, Pharos Hall",
        "Mon 6, 09:00–09:15, Pharos Hall",
    ]
    page = html.fromstring(files["en/sessions/opening.html"].decode())
    assert page.xpath("string(//p[@class='note']/del)") == "09:00–09:45"


def test_the_page_for_missing_addresses_leads_to_programme_and_search_in_each_language() -> None:
    page = html.fromstring(
        files_of(congress(), languages=("en", "ar"), base="https://x.example/27")["404.html"]
    )
    assert page.xpath("//h1/text() | //h2/text()") == ["Page not found", "الصفحة غير موجودة"]
    assert page.xpath("//a/@href") == [
        "/27/en/index.html", "/27/en/search.html", "/27/ar/index.html", "/27/ar/search.html",
    ]  # fmt: skip


def test_pages_have_the_digits_of_their_language_in_the_country_and_attributes_ascii_ones() -> None:
    files = congress_files()
    day = html.fromstring(files["ar/days/2027-09-06.html"])
    western = {
        text for text in day.xpath("//main//time/text()") if any(sign in "0123456789" for sign in text)
    }
    assert western == set()
    assert "٢٠٢٧" in day.xpath("//h1/text()")[0]
    assert all(stamp.isascii() for stamp in day.xpath("//time/@datetime | //@href | //@id"))
    assert day.xpath("//script/@data-digits") == ["٠١٢٣٤٥٦٧٨٩"]
    assert "٦–٨" in html.fromstring(files["ar/index.html"]).xpath("string(//*[@class='big'])")

    venue = congress().conference.venue
    assert venue is not None
    emirates = venue.model_copy(update={"country": "AE"})
    conference = congress().conference.model_copy(update={"venue": emirates})
    fields = {name: getattr(congress(), name) for name in Schedule.model_fields}
    moved = files_of(Schedule.model_validate({**fields, "conference": conference}), languages=("ar",))
    assert "٢" not in "".join(html.fromstring(moved["ar/days/2027-09-06.html"]).xpath("//main//time/text()"))
    assert b"data-digits" not in moved["ar/index.html"]


def test_a_talk_that_leaves_its_block_for_another_room_is_moved_and_no_more_is_said_of_it() -> None:
    talk = congress().session(SessionId("close-ratio"))
    assert talk.slot is not None
    slot = talk.slot.model_copy(update={"rooms": (RoomId("heron"),)})
    alone = talk.model_copy(update={"parent": None, "slot": slot})
    sessions = tuple(alone if session is talk else session for session in congress().sessions)
    schedule = congress().model_copy(update={"sessions": sessions})
    [step] = release_steps(
        [PublishedRelease("1.0", WRITTEN.date(), congress())],
        PublishedRelease("1.1", WRITTEN.date(), schedule),
    )
    changes = ChangeWriter(Readership(schedule, ("en",))).write(step)
    assert [change.label for change in changes.changes] == ["Moved"]
    assert changes.further == ()


def test_the_table_of_rooms_has_only_columns_that_are_known_and_no_label_without_a_value() -> None:
    rooms = [{"id": "a", "name": "A", "capacity": 40}, {"id": "b", "name": "B"}]
    schedule = Schedule.model_validate({**EMPTY.model_dump(), "rooms": rooms})
    page = html.fromstring(site(schedule).files["en/rooms.html"])
    assert page.xpath("//thead//th/text()") == ["Room", "Capacity"]
    assert [(cell.text or "", cell.get("data-l")) for cell in page.xpath("//td")] == [
        ("40", "Capacity"),
        ("", None),
    ]


def test_no_page_names_anybody_who_was_erased() -> None:
    """Seen: “(withdrawn)” in the list of people, on pages of sessions, and on a page of its own."""
    erased = Participant(id="withdrawn-1a2b", name=[{"language": "und", "full": WITHDRAWN}])
    session = FORUM.sessions[0]
    people = (*session.people, Appearance(participant=erased.id))
    files = files_of(
        FORUM.model_copy(
            update={
                "participants": (*FORUM.participants, erased),
                "sessions": (session.model_copy(update={"people": people}), *FORUM.sessions[1:]),
            }
        )
    )
    assert not [path for path, data in files.items() if "withdrawn" in path or b"withdrawn" in data]


FEEDS = {
    f"calendars/en/{name}.ics": b"" for name in ("all", "people/hypatia", "rooms/pharos", "days/2027-09-06")
}
WITH_CALENDAR = {
    "en/index.html": "all",
    "en/people/hypatia.html": "people/hypatia",
    "en/rooms/pharos.html": "rooms/pharos",
    "en/days/2027-09-06.html": "days/2027-09-06",
}
"""Pages that offer a calendar, with its path."""


def test_readers_of_a_site_with_a_known_address_subscribe_in_any_calendar_program() -> None:
    files = files_of(congress(), languages=("en",), feeds=FEEDS, base="https://euclid.example/2027")
    for path, name in WITH_CALENDAR.items():
        (feed,) = html.fromstring(files[path]).xpath("//div[@class='feed']")
        address = f"https://euclid.example/2027/calendars/en/{name}.ics"
        webcal, google, outlook = [link.get("href") for link in feed.iter("a")]
        assert webcal == address.replace("https", "webcal")
        assert parse_qs(urlsplit(google).query) == {"cid": [webcal]}
        assert parse_qs(urlsplit(outlook).query) == {"url": [address]}
        (download,) = html.fromstring(files[path]).xpath("//main//a[@download]")
        assert normpath(join(dirname(path), download.get("href"))) == f"calendars/en/{name}.ics"
        assert [field.value for field in feed.iter("input")] == [address]


def test_a_site_without_an_address_offers_downloads_alone() -> None:
    files = files_of(congress(), languages=("en",), feeds=FEEDS)
    assert not [path for path, data in files.items() if b"webcal:" in data]
    for path in WITH_CALENDAR:
        assert html.fromstring(files[path]).xpath("//main//a[@download]"), path
