"""The organisers' pages in a browser: they work without scripts, and are accessible in every scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import boards
from browser.accessibility import COLOUR_RULES, leave_out_repeats, prepare, violations
from eventkit.store import Store
from eventkit.web.users_file import AccessLevel
from two_days import small_conference

HEADERS = {boards.USER_HEADER: "Ana"}
TALKS = "Title,Speakers,Minutes\nComets,Maria Mitchell,30\nMeteors,Neu Mann,45\n"

PAGES = (
    "sessions",
    "people",
    "rooms/annex",
    "sessions/dust",
    "rules",
    "log",
    "import",
    "imported",
    "outputs",
    "release",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages of a small conference, for an organiser who may do everything."""
    url = f"sqlite:///{tmp_path_factory.mktemp('office')}/office.db"
    with Store.open(url) as store:
        boards.add_conference(store, small_conference("office"))
        with boards.serve(store, url, AccessLevel.PUBLISHER) as address:
            yield f"{address}/office"


def test_a_talk_is_imported_edited_released_and_printed_without_scripts(
    new_page: Callable[..., Page], office: str, tmp_path: Path
) -> None:
    page = new_page(java_script_enabled=False, extra_http_headers=HEADERS)
    (tmp_path / "talks.csv").write_text(TALKS, "utf-8")
    page.goto(f"{office}/import")
    page.set_input_files("#file", tmp_path / "talks.csv")
    page.click("button.p")
    page.wait_for_selector("text=Meteors")
    page.set_viewport_size({"width": 375, "height": 800})  # a phone has a card for each row
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    ends = page.locator(".rows-read :is(td, select)").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert 0 < max(ends) < 375
    page.click("button[value=import]")

    page.goto(f"{office}/sessions")
    page.click("text=Comets")
    page.fill("[id='title.en']", "Comets and their tails")
    page.fill("[id='place.start']", "25:00")
    page.press("[id='title.en']", "Enter")
    assert page.get_attribute("[id='place.start']", "aria-invalid") == "true"
    page.fill("[id='place.start']", "16:30")
    page.click("button.p[value=save]")
    assert page.input_value("[id='title.en']") == "Comets and their tails"
    assert page.input_value("[id='place.start']") == "16:30"

    page.goto(f"{office}/release")
    page.fill("#name", "1.0")
    if page.locator("#force").count():
        page.fill("#force", "a rehearsal")
    page.click("form.card button.p")
    page.wait_for_selector("text=“1.0” is released")

    page.goto(f"{office}/outputs")
    page.get_by_text("For other programs").click()
    page.check("#name-csv")
    page.click("button.p")
    page.wait_for_selector("a[download]", timeout=60_000)
    link = page.get_attribute("a[download]", "href")
    saved = page.request.get(f"{office.removesuffix('/office')}{link}", headers=HEADERS)
    assert "Comets and their tails" in saved.text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_violate_no_rule_of_accessibility(
    new_page: Callable[..., Page], office: str, language: str
) -> None:
    page = new_page(extra_http_headers=HEADERS, viewport={"width": 320, "height": 640})
    prepare(page)
    for path in PAGES:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{office}/{path}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.locator("header.bar").bounding_box()["height"] < 60, f"{path}: a second row of links"
        leave_out_repeats(page)
        has_colours = language == "en"
        assert violations(page, has_colours=has_colours) == [], path
        if has_colours:
            page.emulate_media(color_scheme="dark")
            assert violations(page, COLOUR_RULES) == [], f"{path}, dark"
            page.emulate_media(color_scheme="light")
