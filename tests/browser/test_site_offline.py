"""Reading offline: packs, the service worker, and updates by a new release."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import sites
from eventkit.schedule import Schedule
from eventkit.texts import Text

COUNT_FILES = """async ([folder, path]) => {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const name = (await caches.keys()).find((name) => name.endsWith(` ${folder}`));
    const files = name ? await (await caches.open(name)).keys() : [];
    if (files.some(({ url }) => url.endsWith(path))) return files.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} was not stored within a minute`);
}"""


NOTE = "getComputedStyle(document.body, '::before').content"
"""The note above a page that is shown without a network."""


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A tab in an empty profile that stores pages."""
    return new_page(service_workers="allow")


def stored_files(page: Page, folder: str, site: Path) -> int:
    """The number of files that a browser has stored, once the pack of a folder of pages is complete."""
    return int(page.evaluate(COUNT_FILES, [folder, pack_address(site, folder)]))


def pack_address(site: Path, folder: str) -> str:
    """The address of the pack of a folder of pages, as the service worker has it."""
    _, _, packs = (site / "sw.js").read_text("utf-8").partition("const PACKS = ")
    return str(json.loads(packs.partition(";")[0])[folder])


def test_every_page_of_a_language_opens_without_a_network_once_one_was_opened(
    page: Page, served: str, congress_folder: Path
) -> None:
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(request.url))
    page.goto(f"{served}en/")
    assert stored_files(page, "en", congress_folder) > 150
    assert len(requests) < 15  # a pack is one request
    assert page.evaluate(NOTE) == "none"
    page.context.set_offline(True)
    page.goto(f"{served}en/sessions/fifth-postulate.html")
    expect(page.locator("h1")).to_have_text("The Fifth Postulate")
    expect(page.locator("h1")).to_have_css("font-weight", "400")  # by the style sheet
    assert page.evaluate(NOTE) == '"You are offline. This is the programme as of 1 September 2027."'
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("circle")
    expect(page.get_by_role("link", name="The Circle Measured")).to_be_visible()
    page.get_by_role("searchbox").fill("treated as if polynomial")
    expect(page.get_by_text("A sine, treated as if it were a polynomial")).to_be_visible()
    page.locator("button[data-session]").click()
    page.goto(f"{served}en/mine.html")
    expect(page.get_by_role("link", name="The Squares That Hide a Circle")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Download calendar")).to_be_hidden()
    page.goto(served)
    expect(page.locator("h1")).to_contain_text("Congress of Mathematicians")


def test_a_new_release_replaces_the_stored_pages(page: Page, congress: Schedule, tmp_path: Path) -> None:
    sites.build(congress, tmp_path / "sub", ("en", "zh"))
    # Servers compare times of change by the second: a release in the same second would be none for them.
    os.utime(tmp_path / "sub" / "sw.js", (0, 0))
    with sites.serve(tmp_path) as address:
        page.goto(f"{address}sub/en/sessions/restoring.html")
        before = stored_files(page, "en", tmp_path / "sub")
        session = congress.session("restoring")  # type: ignore[arg-type]
        fields = {name: getattr(congress, name) for name in Schedule.model_fields}
        moved = session.model_copy(update={"id": "al-jabr", "title": Text({"en": "Al-jabr"})})
        sessions = [*(one for one in congress.sessions if one is not session), moved]
        sites.build(Schedule.model_validate({**fields, "sessions": sessions}), tmp_path / "sub", ("en", "zh"))
        page.goto(f"{address}sub/en/sessions/al-jabr.html")
        assert stored_files(page, "en", tmp_path / "sub") == before
        page.context.set_offline(True)
        page.goto(f"{address}sub/en/sessions/al-jabr.html")
        expect(page.locator("h1")).to_have_text("Al-jabr")
        names = page.evaluate("caches.keys()")
        assert len(names) == 1
        assert names[0].endswith("/sub/ en")


def test_packs_have_the_same_addresses_for_the_same_pages(congress: Schedule, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        sites.build(congress, tmp_path / folder, ("en",))
    first, second = (pack_address(tmp_path / folder, "en") for folder in ("first", "second"))
    assert first == second
    path = first.partition("?")[0]
    pack = json.loads((tmp_path / "first" / path).read_bytes())
    assert (tmp_path / "second" / path).read_bytes() == (tmp_path / "first" / path).read_bytes()
    pages = {path.relative_to(tmp_path / "first").as_posix() for path in (tmp_path / "first").rglob("*.html")}
    assert pages <= set(pack["files"])
