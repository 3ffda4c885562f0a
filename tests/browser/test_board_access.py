"""The board for everyone: axe in each language and colour scheme, right to left, on narrow screens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser import boards
from browser.accessibility import COLOUR_RULES, violations
from browser.boards import BoardPage
from eventkit.editing import move_session
from eventkit.office.office import Office
from eventkit.store import Store
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import words
from two_days import slot, small_conference, talk, two_days

OpenBoard = Callable[..., BoardPage]

PLAN = {
    "key": "a",
    "moves": [
        {
            "session": "late",
            "from": {"start": None, "end": None, "rooms": []},
            "to": {"start": "2027-05-01T11:30", "end": "2027-05-01T11:50", "rooms": ["hall"]},
        }
    ],
    "added": [],
    "removed": [],
    "title": "for the audience",
    "summary": "1 session has a place",
    "gains": ["in the same room"],
    "costs": ["1 change of room"],
    "unplaced": [{"sessions": ["long"], "why": "No room is free."}],
    "recorded": [],
}
CONTESTED = {
    "kind": "session",
    "id": "short",
    "field": "start",
    "field_label": "Start",
    "base": "2027-05-01T11:00",
    "mine": "2027-05-01T11:05",
    "theirs": "2027-05-01T10:55",
    "base_text": "11:00",
    "mine_text": "11:05",
    "theirs_text": "10:55",
    "by": "Lin",
    "at": "2027-04-01T09:00:00+00:00",
}


def answer(page: Page, path: str, status: int, body: Any) -> None:
    """Let requests to a path have an answer."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page.route(path, fulfil)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_no_state_of_the_board_violates_wcag_in_any_colours(open_board: OpenBoard, language: str) -> None:
    board = open_board(query=f"?lang={language}")
    page, texts = board.page, words("board", language)
    found: list[str] = []

    def check(within: str = "html") -> None:
        has_colours = language == "en"
        found.extend(violations(page, within=within, has_colours=has_colours))
        if has_colours:
            page.emulate_media(color_scheme="dark")
            found.extend(violations(page, COLOUR_RULES, within))
            page.emulate_media(color_scheme="light")

    def check_dialog(within: str = "dialog") -> None:
        page.wait_for_selector(within)
        check("dialog")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")

    board.focus("short")
    board.press("Shift+X")
    check()
    board.press("Escape", "Space", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp")
    page.wait_for_selector(".target.bad")
    check("main")
    if language == "en":
        page.emulate_media(forced_colors="active")
        found += violations(page, COLOUR_RULES)
        page.emulate_media(forced_colors="none")
    board.press("Enter")
    board.await_saved()
    for key, content in {"m": "#form", "?": ".keys", "Enter": ".hist b"}.items():
        board.press(key)
        check_dialog(content)
    page.locator(".pane [data-key^=waive]").first.click()
    check_dialog()
    page.locator(".roomsb").click()
    check_dialog()
    answer(page, "**/plan", 202, {"job": "j"})
    answer(page, "**/jobs/j", 200, {"state": "done", "progress": 1, "message": "", "plans": [PLAN]})
    page.locator("#bar [data-do=plan]").click()
    page.get_by_role("button", name=texts["look_for_plans"]).click()
    check_dialog(".alts .mini")
    page.locator(".title").click()
    check("#menu")
    board.press("Escape")
    board.focus("late")
    board.press("f")
    page.wait_for_selector(".places li")
    check(".pane.end")
    answer(page, "**/edits", 409, {"contested": [CONTESTED]})
    board.focus("short")
    board.press("p")
    check_dialog("dialog .pick")
    page.unroute("**/edits")
    answer(page, "**/edits", 401, {"message": "Signed out."})
    board.press("Escape", "p")
    page.wait_for_selector(".save.signed-out")
    check("body > :is(header, main)")
    assert found == []


def test_in_arabic_findings_about_latin_names_run_from_the_right_and_the_first_room_is_whole(
    open_board: OpenBoard,
) -> None:
    board = open_board(query="?lang=ar")
    office = Office(board.store, board.conference, author="Lin", clock=lambda: boards.NOW)
    office.edit(lambda now: move_session(now, "late", start="2027-05-01T10:15", rooms=["annex"]), "a clash")
    clash = board.page.locator(".pane.end .entry p", has_text="Vera Rubin")
    clash.wait_for()
    assert clash.inner_text().startswith("\u2068Vera Rubin")
    assert clash.evaluate("(text) => getComputedStyle(text).direction") == "rtl"
    assert board.page.locator(".scroll").evaluate("(scroll) => scroll.scrollLeft") == 0


def test_a_session_that_has_ended_is_reported_and_edits_wait_until_the_next_one(
    open_board: OpenBoard,
) -> None:
    board = open_board(query="?day=2027-05-02")
    answer(board.page, "**/api/*/*", 401, {"message": "Signed out."})
    board.focus("closing")
    board.press("Space", "ArrowDown", "Enter")
    pane = board.page.locator(".pane.end")
    pane.get_by_text("1 change waits in this tab and is sent when you have signed in again.").wait_for()
    link = pane.get_by_role("link", name="Sign in").get_attribute("href")
    assert link == f"/sign-in?next=%2Fboard%2F{board.conference}%3Fday%3D2027-05-02"
    board.page.unroute("**/api/*/*")
    # The page of the last session has a form token that is not valid any more, so it is loaded again.
    board.page.evaluate("dispatchEvent(new Event('focus'))")
    board.page.get_by_text("Saved", exact=True).wait_for()
    board.await_saved()
    assert board.place("closing") == ("09:05", "10:05", "hall")


def test_a_viewer_sees_everything_and_has_nothing_that_edits(
    new_page: Callable[..., Page], board_store: Store, board_store_url: str
) -> None:
    conference = boards.add_conference(board_store, small_conference("viewed"))
    with boards.serve(board_store, board_store_url, AccessLevel.VIEWER) as address:
        page = new_page(extra_http_headers={boards.USER_HEADER: "Vera"})
        page.goto(f"{address}/board/{conference}")
        page.wait_for_selector("html[data-ready]", state="attached")
        board = BoardPage(page, board_store, conference)
        names = set(page.locator("button").all_inner_texts())
        assert names.isdisjoint({"Plan…", "Find a place", "Allow, because…"})
        assert page.locator("[data-do=undo], #hints kbd:text('E')").count() == 0
        dust, light = board.box("dust"), board.box("light")
        board.drag((dust["x"] + 40, dust["y"] + 20), (light["x"] + 40, light["y"] + 60))
        page.mouse.up()
        assert board.status == "You may look at the board but not change it."
        board.focus("dust")
        for key in ("Space", "m", "p", "u"):
            board.press(key)
            assert board.status == "You may look at the board but not change it."
        board.press("Enter")
        dialog = page.get_by_role("dialog")
        dialog.locator(".hist b").wait_for()
        assert dialog.get_by_role("button").all_inner_texts() == [""]
        assert violations(page) == []
        page.close()
    assert board.place("dust") == ("10:00", "10:45", "hall")


def test_a_phone_shows_a_list_that_fits_and_moves_by_form(open_board: OpenBoard) -> None:
    board = open_board(viewport={"width": 320, "height": 640}, has_touch=True)
    assert violations(board.page) == []
    assert board.page.evaluate("document.documentElement.scrollWidth") == 320
    board.page.get_by_label("Rooms", exact=True).select_option("annex")
    assert board.page.locator(".phone [data-id=dust]").count() == 0
    board.page.locator(".phone [data-id=light]").tap()
    board.page.get_by_role("button", name="Move…").tap()
    board.page.get_by_label("Starts").fill("9:30")
    board.page.get_by_role("button", name="Move it").tap()
    board.await_saved()
    assert board.place("light") == ("09:30", "09:50", "annex")
    board.page.locator(".phone [data-id=light]").tap()
    board.page.get_by_role("button", name="Shift from here…").tap()
    board.page.get_by_role("button", name="Shift 10 min later").tap()
    board.await_saved()
    assert board.place("light") == ("09:40", "10:00", "annex")
    assert board.place("second") == ("14:40", "15:10", "annex")


def test_right_to_left_rooms_times_and_keys_follow_the_page(open_board: OpenBoard) -> None:
    board = open_board()
    # A finding that begins with an Arabic name is still read from left to right.
    assert board.page.locator(".pane.end p[dir=auto]").count() == 0
    board.page.evaluate("document.documentElement.dir = 'rtl'")
    assert board.box("light")["x"] < board.box("dust")["x"]
    small = board.card("dust").locator("small")
    assert small.evaluate("small => getComputedStyle(small).direction") == "rtl"
    # Each time range and each name is isolated: else 10:00–10:45 reads from right to left.
    isolated = small.evaluate("small => [...small.querySelectorAll('bdi')].map((bdi) => bdi.textContent)")
    assert small.inner_text().split() == " ".join(isolated).split()
    start, end = small.locator(".num").evaluate(
        """(element) => [0, 6].map((at) => {
          const range = document.createRange();
          range.setStart(element.firstChild, at);
          range.setEnd(element.firstChild, at + 5);
          return range.getBoundingClientRect().left;
        })"""
    )
    assert start < end
    assert board.card("light").locator("b").evaluate("b => getComputedStyle(b).direction") == "ltr"
    board.focus("dust")
    board.press("ArrowLeft")
    assert board.page.evaluate("document.activeElement.dataset.id") == "light"
    light = board.box("light")
    board.drag((light["x"] + 40, light["y"] + 10), (board.box("dust")["x"] + 40, light["y"] + 300))
    board.page.mouse.up()
    board.await_saved()
    assert board.place("light")[2] == "hall"


def test_a_talk_of_five_minutes_is_a_target_of_24_pixels_and_nothing_moves_by_itself(
    open_board: OpenBoard,
) -> None:
    board = open_board(reduced_motion="reduce")
    assert board.box("short")["height"] == pytest.approx(24, abs=0.5)
    assert board.card("short").locator("..").evaluate("li => getComputedStyle(li).transitionDuration") == "0s"


def test_the_times_are_those_of_the_conference_wherever_the_browser_is(open_board: OpenBoard) -> None:
    board = open_board(timezone_id="Pacific/Auckland", locale="en-US")
    assert "10:00–10:45" in board.card("dust").inner_text()
    board.focus("dust")
    board.press("Space", "ArrowDown", "Enter")
    board.await_saved()
    assert board.place("dust") == ("10:05", "10:50", "hall")


def test_a_board_opens_where_a_room_has_sessions(
    new_page: Callable[..., Page], board_store: Store, board_address: str
) -> None:
    rooms = [{"id": f"room-{number}", "name": {"en": f"Room {number}"}} for number in range(1, 21)]
    hours = [
        talk(f"h{hour}", "Dust", slot=slot(1, f"{hour:02}:00", f"{hour + 1}:00", "room-15"))
        for hour in range(9, 19)
    ]
    late = talk("late", "Late", slot=slot(1, "19:00", "20:00", "room-1"))
    conference = boards.add_conference(board_store, two_days("wide", [*hours, late], rooms=rooms))
    page = new_page(viewport={"width": 1280, "height": 800}, extra_http_headers={boards.USER_HEADER: "Ana"})
    page.goto(f"{board_address}/board/{conference}")
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("[data-id=h9]")).to_be_in_viewport()
