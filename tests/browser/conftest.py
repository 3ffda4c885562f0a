"""A browser for the tests of this folder, one for each worker of pytest, and the sites that it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from browser import boards, chromium, sites
from eventkit.formats.document import document
from eventkit.schedule import Schedule
from eventkit.store import Store
from two_days import small_conference

FIXTURES = Path(__file__).parents[2] / "fixtures"

PATIENCE = 60
"""Seconds in which a page does what is expected of it, on a machine with much else to do."""
expect.set_options(timeout=PATIENCE * 1000)

NO_GPU = ("--disable-gpu", "--disable-gpu-rasterization", "--disable-software-rasterizer")
"""Options of Chromium. Debian has it draw on the GPU, and emulating one takes a fifth of its time."""

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What launches browsers; there is one at a time."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without a window."""
    running = playwright.chromium.launch(executable_path=chromium.find(), args=NO_GPU)
    yield running
    running.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a tab in an empty profile with options of `Browser.new_context`.

    Without ``service_workers="allow"`` it stores no pack, which would take more time than most tests.

    A test fails if a script of its pages fails, a dialog opens, or a page violates its security policy.
    """
    profiles: list[BrowserContext] = []
    faults: list[str] = []

    def watch(message: ConsoleMessage) -> None:
        # A browser reports what it cannot load without a network, and answers to edits that come too late, to
        # forms with a fault, after a session has ended, and while the server cannot save.
        statuses = ("net::ERR_", "status of 401", "status of 409", "status of 422", "status of 503")
        expected = any(words in message.text for words in statuses)
        if message.type == "error" and not expected:
            faults.append(message.text)

    def open_page(**options: Any) -> Page:
        profile = browser.new_context(**{"service_workers": "block", **options})
        profile.set_default_timeout(PATIENCE * 1000)
        profiles.append(profile)
        profile.add_init_script(REPORT_VIOLATIONS)
        page = profile.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on("console", watch)
        return page

    yield open_page
    for profile in profiles:
        profile.close()
    assert faults == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A tab in an empty profile."""
    return new_page()


@pytest.fixture(scope="session")
def congress() -> Schedule:
    """The congress of mathematicians: three days, six rooms, sessions with parts, breaks, posters."""
    return document.read((FIXTURES / "congress.yaml").read_bytes(), "congress.yaml").schedule


@pytest.fixture(scope="session")
def congress_folder(congress: Schedule, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of the congress in English, Chinese and Arabic."""
    folder = tmp_path_factory.mktemp("sites") / "2027"
    sites.build(congress, folder)
    return folder


@pytest.fixture(scope="session")
def served(congress_folder: Path) -> Iterator[str]:
    """The address of the site of the congress on a plain file server, below ``/2027/``."""
    with sites.serve(congress_folder.parent) as address:
        yield f"{address}2027/"


@pytest.fixture(scope="module")
def board_store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a new store."""
    return f"sqlite:///{tmp_path_factory.mktemp('boards')}/boards.db"


@pytest.fixture(scope="module")
def board_store(board_store_url: str) -> Iterator[Store]:
    """That store, which is empty at first."""
    with Store.open(board_store_url) as store:
        yield store


@pytest.fixture(scope="module")
def board_address(board_store: Store, board_store_url: str) -> Iterator[str]:
    """The address of a server of that store."""
    with boards.serve(board_store, board_store_url) as address:
        yield address


@pytest.fixture
def open_board(
    new_page: Callable[..., Page], board_store: Store, board_address: str, request: pytest.FixtureRequest
) -> Callable[..., boards.BoardPage]:
    """Opens the board of a conference of this test in a tab of an organiser."""
    conference = f"c{abs(hash(request.node.nodeid)) % 10**12}"
    boards.add_conference(board_store, small_conference(conference))

    def open_page(user: str = "Ana", query: str = "", **options: Any) -> boards.BoardPage:
        headers = {boards.USER_HEADER: user}
        settings = {"viewport": {"width": 1440, "height": 900}, **options}
        page = new_page(extra_http_headers=headers, **settings)
        page.goto(f"{board_address}/board/{conference}{query}")
        page.wait_for_selector("html[data-ready]", state="attached")
        return boards.BoardPage(page, board_store, conference)

    return open_page
