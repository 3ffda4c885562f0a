"""The board for everyone: axe in each language and colour scheme, right to left, on narrow screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from browser.accessibility import COLOUR_RULES, violations
from browser.boards import BoardPage

OpenBoard = Callable[..., BoardPage]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_state_of_the_board_violates_wcag_in_any_colours(open_board: OpenBoard, language: str) -> None:
    board = open_board(query=f"?lang={language}")
    found = violations(board.page)
    board.focus("short")
    board.press("Space", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp")
    found += violations(board.page)
    for scheme in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        board.page.emulate_media(**scheme)
        found += violations(board.page, COLOUR_RULES)
    board.press("Enter")
    board.await_saved()
    for key in ("m", "?", "Enter"):
        board.press(key)
        board.page.wait_for_selector("dialog")
        found += violations(board.page)
        board.press("Escape")
    board.press("Shift+X", "0")
    found += violations(board.page)
    assert found == []


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
    board.page.evaluate("document.documentElement.dir = 'rtl'")
    assert board.box("light")["x"] < board.box("dust")["x"]
    small = board.card("dust").locator("small")
    assert small.evaluate("small => getComputedStyle(small).direction") == "rtl"
    # Each time range and each name is isolated: else 10:00–10:45 reads from right to left.
    assert small.evaluate("small => [...small.children].map((child) => child.localName)") == ["bdi", "bdi"]
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
