"""The script of the pages: my programme, the search, now and next, the reader's own time, displays."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from browser import accessibility, sites
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.site.session_entries import session_key
from eventkit.schedule import Schedule
from eventkit.texts import Text

DAY = "en/days/2027-09-06.html"
CLASHING = ("stubborn-quintic", "reciprocal-squares")
"""Two sessions that both run at 16:30."""


def ribbon(page: Page, title: str) -> Any:
    """The button that adds the session of that title to my programme."""
    return page.get_by_role("button", name=f"Add to my programme: {title}", exact=True)


def choose(page: Page, address: str, schedule: Schedule, *sessions: str) -> None:
    """Select the ribbons of sessions on the pages of their days."""
    for id_ in sessions:
        session = schedule.session(id_)  # type: ignore[arg-type]
        span = schedule.span(session)
        assert span is not None
        page.goto(f"{address}en/days/{schedule.day(span.start)}.html")
        page.locator(f'[data-session="{session_key(session.uid)}"]').click()


def test_a_block_at_the_same_time_stands_for_its_talks(page: Page, served: str, congress: Schedule) -> None:
    talk = next(session.id for session in congress.sessions if session.parent == "circles")
    choose(page, served, congress, "primes", "circles", talk)
    page.goto(f"{served}en/mine.html")
    note = page.locator(".hd", has=page.get_by_role("link", name="Primes and Their Company")).locator(
        ".clash"
    )
    expect(note).to_have_text("At the same time as \u2068The Circle Measured\u2069")


def test_a_session_is_chosen_on_one_page_and_listed_on_another(page: Page, served: str) -> None:
    page.goto(served + DAY)
    button = ribbon(page, "Restoring and Balancing")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="My programme").click()
    expect(page.get_by_role("status").first).to_have_text("Sessions: 1")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Monday, 6 September 2027")
    page.get_by_role("link", name="Restoring and Balancing").click()
    expect(ribbon(page, "Restoring and Balancing")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="中文").click()
    expect(page.locator(".keep").first).to_have_attribute("aria-pressed", "true")
    for damaged in ("5", '{"a": 1}', "[1, null]"):
        page.evaluate("text => Object.keys(localStorage).forEach((key) => localStorage[key] = text)", damaged)
        page.reload()
        expect(page.locator(".keep").first).to_have_attribute("aria-pressed", "false")


def test_sessions_at_the_same_time_are_reported_in_words(page: Page, served: str, congress: Schedule) -> None:
    choose(page, served, congress, *CLASHING)
    page.goto(f"{served}en/mine.html")
    titles = [str(congress.session(id_).title["en"]) for id_ in CLASHING]  # type: ignore[arg-type]
    notes = [f"At the same time as \u2068{title}\u2069" for title in reversed(titles)]
    expect(page.locator(".clash")).to_have_text(notes)
    ribbon(page, titles[0]).click()
    expect(page.locator(".clash")).to_have_count(0)
    assert accessibility.violations(page) == []
    page.reload()
    expect(page.locator(".ttl")).to_have_text(titles[1:])


def test_my_programme_survives_another_id_and_another_title(
    page: Page, congress: Schedule, tmp_path: Path
) -> None:
    sites.build(congress, tmp_path, ("en",))
    with sites.serve(tmp_path) as address:
        choose(page, address, congress, "restoring")
        session = congress.session("restoring")  # type: ignore[arg-type]
        other = session.model_copy(update={"id": "al-jabr", "title": Text({"en": "Al-jabr"})})
        fields = {name: getattr(congress, name) for name in Schedule.model_fields}
        sessions = [*(one for one in congress.sessions if one is not session), other]
        renamed = Schedule.model_validate({**fields, "sessions": sessions})
        sites.build(renamed, tmp_path, ("en",), offline=False)
        page.goto(f"{address}en/sessions/al-jabr.html")
        expect(page.locator(".keep").first).to_have_attribute("aria-pressed", "true")


def test_a_link_and_a_code_take_my_programme_to_another_browser(
    page: Page, served: str, congress: Schedule, new_page: Callable[..., Page]
) -> None:
    choose(page, served, congress, "restoring", "opening")
    page.goto(f"{served}en/mine.html")
    code = page.get_by_role("img", name="Scan this code with your phone")
    picture = Image.open(io.BytesIO(code.screenshot(scale="css")))
    [read] = zxingcpp.read_barcodes(picture.resize((picture.width * 2, picture.height * 2)))
    phone = new_page()
    phone.goto(read.text)
    expect(phone.get_by_text("Sessions in this link: 2")).to_be_visible()
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(phone.get_by_role("status").first).to_have_text("Sessions: 2")
    phone.reload()
    expect(phone.locator("[data-slot=list] .ttl")).to_have_count(2)
    expect(phone.get_by_text("Sessions in this link")).to_be_hidden()


def test_my_programme_is_subscribed_to_where_the_server_makes_its_calendar(
    page: Page, congress: Schedule, tmp_path: Path
) -> None:
    """The address of the site is known in the browser alone."""
    sites.build(congress, tmp_path, ("en",), has_selections=True)
    with sites.serve(tmp_path) as address:
        choose(page, address, congress, "restoring", "opening")
        page.goto(f"{address}en/mine.html")
        keys = [session_key(congress.session(id_).uid) for id_ in ("opening", "restoring")]  # type: ignore[arg-type]
        own = f"{address}calendars/en/mine/{'.'.join(keys)}.ics"
        aside = page.locator("aside")
        expect(aside.get_by_role("textbox")).to_have_value(own)
        subscribe = aside.get_by_role("link", name="Subscribe to calendar")
        expect(subscribe).to_have_attribute("href", own.replace("http:", "webcal:"))
        expect(aside).to_contain_text("After choosing others, subscribe again.")
        assert accessibility.violations(page) == []
        page.goto(f"{address}en/index.html")
        expect(page.get_by_role("textbox")).to_have_value(f"{address}calendars/en/all.ics")


def test_my_programme_is_downloaded_as_the_events_of_the_calendar(
    page: Page, served: str, congress: Schedule
) -> None:
    choose(page, served, congress, "restoring", "opening")
    page.goto(f"{served}en/mine.html")
    expect(page.locator("aside")).to_contain_text("A downloaded file does not follow later changes.")
    expect(page.locator("aside").get_by_role("link", name="Subscribe to calendar")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download calendar").click()
    data = Path(download.value.path()).read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    uids = {str(congress.session(id_).uid) for id_ in ("restoring", "opening")}  # type: ignore[arg-type]
    assert {event["UID"] for event in calendar.walk("VEVENT")} == uids
    whole = agenda(congress, ledger=Ledger.first(congress, sites.WRITTEN), languages=["en"]).data
    events = [
        event for event in whole.split(b"BEGIN:VEVENT\r\n") if any(uid.encode() in event for uid in uids)
    ]
    assert all(event.removesuffix(b"END:VCALENDAR\r\n") in data for event in events)
    assert calendar["NAME"] == "Congress of Mathematicians of All Ages"
    assert "UID" not in calendar  # which is that of the calendar of all sessions


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("CIRCLE", "The Circle Measured"),
        ("khwarizmi", "Restoring and Balancing"),  # without the signs of Khwārizmī
        ("Ὑπατια", "Opening: There Is No Royal Road"),  # in the script of its owner, without one accent
        ("无王", "Opening: There Is No Royal Road"),  # within a Chinese title
        ("الخوارزمي", "Restoring and Balancing"),
        ("خوارزم", "Restoring and Balancing"),  # within a word
    ],
)
def test_the_search_finds_parts_of_words_in_any_script(
    page: Page, served: str, query: str, title: str
) -> None:
    page.goto(f"{served}en/search.html")
    page.get_by_role("searchbox").fill(query)
    expect(page.locator("[data-slot=results] .ttl", has_text=title).first).to_be_visible()


def test_a_result_shows_where_the_page_contains_what_was_typed(page: Page, served: str) -> None:
    page.goto(f"{served}en/search.html?q=polynomial")
    expect(page.get_by_role("status")).to_have_text("Results: 1")
    expect(page.locator("[data-slot=results] mark")).to_have_text("polynomial")
    expect(page.get_by_text("as if it were a polynomial, explains what")).to_be_visible()
    assert accessibility.violations(page) == []
    page.get_by_role("searchbox").fill("abel")
    expect(page.locator("[data-slot=results] .ttl")).to_have_text(
        ["Niels Henrik Abel", "Why the Quintic Will Not Give In"]  # the title counts most
    )
    page.get_by_role("searchbox").fill("qwertz")
    expect(page.get_by_role("status")).to_have_text("Nothing found for “qwertz”")


def test_now_and_next_follow_the_clock(page: Page, served: str) -> None:
    page.clock.install(time="2027-09-06T10:50:00+03:00")
    page.goto(f"{served}en/now.html")
    expect(page.locator("[data-slot=now] .ttl")).to_have_text(["Coffee and Tea"])
    expect(page.locator("[data-slot=next] .ttl").first).to_have_text(
        "More Primes Than Any Assigned Multitude"
    )
    page.clock.run_for(26 * 60_000)
    expect(page.locator("[data-slot=now] .ttl").first).to_have_text("More Primes Than Any Assigned Multitude")
    page.goto(served + DAY)
    expect(page.locator("#s-more-than-any-multitude .when")).to_have_attribute("aria-current", "time")
    expect(page.locator("#s-p-and-2p-plus-1 .when")).not_to_have_attribute("aria-current", "time")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2027-08-01T10:00:00Z", "The conference begins on Monday, 6 September 2027."),
        ("2027-09-07T05:30:00+03:00", "No session at the moment"),
        ("2027-10-01T10:00:00Z", "The conference has ended."),
    ],
)
def test_the_page_of_now_says_so_when_there_is_nothing(
    page: Page, served: str, time: str, words: str
) -> None:
    page.clock.set_fixed_time(time)
    page.goto(f"{served}en/now.html")
    expect(page.get_by_role("status")).to_have_text(words)


def test_the_readers_own_time_is_once_above_a_list_and_beside_that_of_one_session(
    new_page: Callable[..., Page], served: str
) -> None:
    page = new_page(timezone_id="Asia/Shanghai")
    page.goto(served + DAY)
    expect(page.locator(".clock")).to_have_text("Your clock is 5 hours ahead.")
    expect(page.locator(".yours")).to_have_count(0)
    page.goto(f"{served}en/sessions/rubaiyat.html")
    expect(page.locator(".facts .yours")).to_have_text("\u206803:00 +1\u2069–\u206805:45 +1\u2069 your time")
    page = new_page(timezone_id="Africa/Cairo")
    page.goto(served + DAY)
    expect(page.locator(".clock, .yours")).to_have_count(0)


def test_a_display_at_the_door_shows_what_is_on_and_what_is_next(page: Page, served: str) -> None:
    page.clock.install(time="2027-09-06T11:20:00+03:00")
    page.goto(f"{served}en/rooms/eratosthenes.html?screen")
    expect(page.locator("h1")).to_have_text("Eratosthenes Room")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".s:visible h2")).to_have_text(["Now", "Next"])
    expect(page.locator("main :is(input, button):visible")).to_have_count(0)
    titles = page.locator(".s:visible .ttl")
    block = "Primes and Their Company"
    expect(titles).to_have_text(
        [block, "More Primes Than Any Assigned Multitude", "When 2p + 1 Is Prime Too"]
    )
    page.clock.run_for(30 * 60_000)
    expect(titles).to_have_text([block, "When 2p + 1 Is Prime Too", "Neighbours Among the Harmonic Numbers"])


def test_a_display_at_the_door_names_the_day_of_what_is_next_if_that_is_not_today(
    page: Page, served: str
) -> None:
    page.clock.install(time="2027-09-06T21:00:00+03:00")
    page.goto(f"{served}en/rooms/pharos.html?screen")
    expect(page.locator(".s:visible h2")).to_have_text(["Next · Tuesday, 7 September 2027"])


def test_list_or_grid_is_remembered(page: Page, served: str) -> None:
    page.goto(served + DAY)
    page.get_by_role("radio", name="By room").check()
    page.get_by_role("link", name="Tue 7").click()
    expect(page.get_by_role("radio", name="By room")).to_be_checked()


def test_a_page_opened_from_disk_has_all_but_reading_offline(
    page: Page, congress_folder: Path, congress: Schedule
) -> None:
    address = f"{congress_folder.as_uri()}/"
    choose(page, address, congress, "restoring")
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("算筹")
    expect(page.locator("[data-slot=results] .ttl").first).to_be_visible()
    page.get_by_role("link", name="My programme").click()
    expect(page.locator("[data-slot=list] .ttl")).to_have_text(["Restoring and Balancing"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Download calendar").click()
    assert b"Restoring and Balancing" in Path(download.value.path()).read_bytes()
