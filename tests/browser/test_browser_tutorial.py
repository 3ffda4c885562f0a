"""The tutorial in the browser, as its page describes it: from a spreadsheet of 60 talks to the printer.

With ``--golden`` its pictures are taken anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route

from browser import boards, chromium
from browser.conftest import NO_GPU
from eventkit.store import Store
from eventkit.web.users_file import AccessLevel

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
SECONDS = 4.0
"""How long plans are looked for; the board gives them ten seconds."""
HEADERS = {boards.USER_HEADER: "Ana"}
ROOMS = (("Great Hall", 260), ("Room 1", 140), ("Room 2", 90), ("Room 3", 60))
PERIODS = (("09:00", "10:30"), ("11:00", "12:30"), ("14:00", "15:30"), ("16:00", "17:30"))


@pytest.fixture(scope="module")
def browser(
    browser: Browser,
    playwright: Playwright,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Browser]:
    """Chromium; for pictures with fonts of its own, so that they have all words on every machine."""
    if not request.config.getoption("--golden"):
        yield browser
        return
    fonts = chromium.own_fonts(tmp_path_factory.mktemp("fonts"))
    running = playwright.chromium.launch(executable_path=chromium.find(), args=NO_GPU, env=fonts)
    yield running
    running.close()


@pytest.fixture
def address(empty_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server over an empty store."""
    path = tmp_path / "eventkit.db"
    path.write_bytes(empty_file.read_bytes())
    url = f"sqlite:///{path}"
    with Store.open(url) as store, boards.serve(store, url, AccessLevel.PUBLISHER) as address:
        yield address


def add_rooms_and_blocks(page: Page, address: str, picture: Callable[[str], None]) -> None:
    """Four rooms, and four blocks a day in each, with breaks between them."""
    for name, seats in ROOMS:
        page.goto(f"{address}/rooms/new")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Capacity").fill(str(seats))
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved.").wait_for()
    page.get_by_role("link", name="Blocks").click()
    for number, (start, end) in enumerate(PERIODS):
        page.get_by_label("From", exact=True).nth(number).fill(start)
        page.get_by_label("Until", exact=True).nth(number).fill(end)
    picture("blocks")
    page.get_by_role("button", name="Add blocks").click()
    page.get_by_text("Blocks: 32").wait_for()


def search_briefly(page: Page) -> None:
    """Make the board look for plans for a few seconds only: enough for every session to have a place."""

    def shorten(route: Route) -> None:
        asked = route.request.post_data_json
        route.continue_(post_data=json.dumps({**asked, "seconds": SECONDS}))

    page.route("**/plan", shorten)


def test_sixty_talks_from_a_spreadsheet_are_planned_settled_released_and_printed(
    new_page: Callable[..., Page], address: str, request: pytest.FixtureRequest
) -> None:
    page = new_page(extra_http_headers=HEADERS, viewport={"width": 1280, "height": 800})

    def picture(name: str) -> None:
        if request.config.getoption("--golden"):
            page.wait_for_timeout(3_000)  # the viewer of documents is not a page that could be waited for
            with Image.open(BytesIO(page.screenshot())) as taken:
                taken.convert("RGB").quantize(96).save(IMAGES / f"browser-{name}.png", optimize=True)

    def show_board() -> None:
        page.goto(f"{address}/board/autumn-meeting")
        page.wait_for_selector("html[data-ready]", state="attached")

    # A conference from a spreadsheet
    page.goto(address)
    page.get_by_role("link", name="New conference from a file").click()
    page.get_by_label("File").set_input_files(ROOT / "fixtures" / "sixty-talks.csv")
    for label, value in (
        ("Title", "Autumn Meeting"),
        ("First day", "2027-09-06"),
        ("Last day", "2027-09-07"),
        ("Time zone", "Europe/Vienna"),
        ("Main language", "en"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Show what it would change").click()
    picture("import")
    page.get_by_role("button", name="Import 60 sessions").click()
    page.get_by_text("“sixty-talks.csv” is imported.").wait_for()
    page.get_by_text("Without a time: 60 of 60 sessions.").wait_for()

    add_rooms_and_blocks(page, f"{address}/autumn-meeting", picture)

    # A plan
    if not request.config.getoption("--golden"):
        search_briefly(page)
    show_board()
    page.get_by_role("button", name="Plan…").click()
    page.get_by_role("button", name="Look for plans").click()
    page.get_by_role("button", name="Use “Best overall").wait_for()
    picture("plan")
    page.get_by_role("button", name="Use “Best overall").click()
    page.locator(".unplaced.rail").wait_for()  # the list is empty, and folds itself

    # Two conflicts, settled by hand
    for title in ("Polyhedra, Counted", "Waves on a Plate"):
        page.goto(f"{address}/autumn-meeting/sessions?q={title}")
        page.get_by_role("link", name=title).click()
        page.get_by_label("Starts").fill("09:00")
        for name, _ in ROOMS:
            page.get_by_label(name).set_checked(name == "Great Hall")
        page.get_by_label("Day").select_option(index=0)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved.").wait_for()
    show_board()
    page.get_by_text("to settle before release").first.wait_for()
    for title in ("Polyhedra, Counted", "Waves on a Plate"):
        show_board()
        page.locator(".session, .block").filter(has_text=title).get_by_role("button").first.focus()
        page.keyboard.press("f")
        page.locator(".places li").first.wait_for()
        if title == "Polyhedra, Counted":
            picture("places")
        page.get_by_role("button", name="Put it here").first.click()
        page.locator(".places").wait_for(state="detached")
    page.wait_for_function("() => !document.body.textContent.includes('to settle before release')")

    # The release, and what is printed
    page.get_by_role("link", name="Release").first.click()
    page.get_by_label("Name of the release").fill("1.0")
    page.get_by_role("button", name="Release", exact=True).click()
    page.get_by_text("“1.0” is released.").wait_for()
    page.goto(f"{address}/autumn-meeting/outputs")
    page.get_by_label("Programme, a short agenda").check()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="Save").wait_for()
    picture("document")
    link = page.get_by_role("link", name="Save").get_attribute("href")
    assert page.request.get(f"{address}{link}", headers=HEADERS).body().startswith(b"%PDF")
    assert page.request.get(f"{address}/site/autumn-meeting/", timeout=60_000).ok
