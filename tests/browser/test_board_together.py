"""The board in two tabs, beside the command line, and without a network: nothing is lost or overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from browser.boards import NOW, BoardPage
from eventkit.editing import move_session
from eventkit.office.office import Office
from postgresql import Schemas

OpenBoard = Callable[..., BoardPage]


@pytest.fixture(scope="module")
def board_store_url(postgresql_schemas: Schemas) -> Iterator[str]:
    """The URL of an empty store on PostgreSQL; the tests of one tab have theirs on SQLite."""
    with postgresql_schemas.empty_store() as url:
        yield url


def move(board: BoardPage, session: str, *keys: str) -> None:
    """Move a session by keys."""
    board.focus(session)
    board.press("Space", *keys, "Enter")


def test_a_change_appears_at_once_in_the_other_tab_and_what_is_lifted_has_a_frame(
    open_board: OpenBoard,
) -> None:
    ana, lin = open_board("Ana"), open_board("Lin")
    ana.focus("dust")
    ana.press("Space")
    lin.page.get_by_text("Ana is moving this").wait_for()
    ana.press("ArrowDown", "Enter")
    lin.await_time("dust", "10:05–10:50")
    assert lin.status == "Ana changed “Dark dust”."
    lin.page.get_by_text("Ana is moving this").wait_for(state="detached")


def test_changes_without_network_wait_and_are_sent_with_what_they_saw(open_board: OpenBoard) -> None:
    ana, lin = open_board("Ana"), open_board("Lin")
    ana.page.context.set_offline(True)
    move(ana, "dust", "ArrowDown")
    move(ana, "short", "ArrowDown", "ArrowDown")
    ana.page.get_by_text("Offline · 2 changes wait here").wait_for()
    assert ana.page.locator(".session.wait").count() == 2
    move(lin, "opening", "ArrowDown")
    lin.await_saved()
    assert lin.place("dust") == ("10:00", "10:45", "hall")
    ana.page.context.set_offline(False)
    ana.await_saved()
    ana.await_time("opening", "09:05–09:35")
    lin.await_time("dust", "10:05–10:50")
    assert ana.place("short") == ("11:10", "11:15", "hall")
    assert ana.place("opening") == ("09:05", "09:35", "hall")


def test_changes_wait_with_the_reason_while_the_server_cannot_save(open_board: OpenBoard) -> None:
    ana = open_board("Ana")
    ana.page.route("**/edits", lambda route: route.fulfill(status=503, json={"message": "The disk is full."}))
    move(ana, "dust", "ArrowDown")
    ana.page.get_by_text("The disk is full.").wait_for()
    ana.page.get_by_role("heading", name="The server cannot save").wait_for()
    ana.page.locator(".save", has_text="Server cannot save · 1 waits").wait_for()
    assert "Offline" not in ana.page.locator("body").inner_text()
    ana.page.unroute("**/edits")
    ana.page.get_by_role("button", name="Try now").click()
    ana.await_saved()
    ana.page.locator(".save", has_text="Saved").wait_for()
    assert ana.status == "Saved"
    assert ana.place("dust") == ("10:05", "10:50", "hall")


def test_changes_that_wait_survive_a_reload_of_the_tab(open_board: OpenBoard) -> None:
    board = open_board()
    board.page.route("**/edits", lambda route: route.abort())
    move(board, "dust", "ArrowDown")
    board.page.get_by_text("Offline · 1 change waits here").wait_for()
    board.page.reload()
    board.await_time("dust", "10:05–10:50")
    assert board.place("dust") == ("10:00", "10:45", "hall")
    board.page.unroute("**/edits")
    board.page.evaluate("dispatchEvent(new Event('online'))")
    board.await_saved()
    assert board.place("dust") == ("10:05", "10:50", "hall")


def test_a_change_that_waits_is_taken_back_before_it_is_sent(open_board: OpenBoard) -> None:
    board = open_board()
    board.page.context.set_offline(True)
    move(board, "dust", "ArrowDown")
    board.page.get_by_text("Offline · 1 change waits here").wait_for()
    board.press("Control+z")
    board.await_time("dust", "10:00–10:45")
    board.page.context.set_offline(False)
    board.page.locator(".save", has_text="Saved").wait_for()
    assert board.place("dust") == ("10:00", "10:45", "hall")


def test_two_changes_of_one_time_are_a_question_and_mine_counts_if_i_say_so(open_board: OpenBoard) -> None:
    ana, lin = open_board("Ana"), open_board("Lin")
    ana.page.context.set_offline(True)
    move(ana, "dust", "ArrowDown", "ArrowDown")
    move(lin, "dust", "ArrowUp")
    lin.await_saved()
    ana.page.context.set_offline(False)
    dialog = ana.page.get_by_role("dialog")
    dialog.wait_for()
    cells = dialog.locator("tbody tr").first.locator("td").all_inner_texts()
    assert [cell[-5:] for cell in cells] == ["10:00", "10:10", "09:55"]
    assert "Lin" in dialog.inner_text()
    assert ana.place("dust") == ("09:55", "10:40", "hall")
    dialog.get_by_role("button", name="Use mine").click()
    ana.await_saved()
    assert ana.place("dust") == ("10:10", "10:55", "hall")
    lin.await_time("dust", "10:10–10:55")


def test_theirs_stays_if_i_keep_it_and_unlike_fields_fit_together(open_board: OpenBoard) -> None:
    ana, lin = open_board("Ana"), open_board("Lin")
    ana.page.context.set_offline(True)
    move(ana, "dust", "ArrowDown")
    move(ana, "light", "ArrowDown")
    move(lin, "dust", "ArrowUp")
    move(lin, "light", "ArrowLeft")
    lin.await_saved()
    ana.page.context.set_offline(False)
    ana.page.get_by_role("button", name="Keep theirs").click()
    ana.await_saved()
    assert ana.place("dust") == ("09:55", "10:40", "hall")
    assert ana.place("light") == ("10:05", "10:25", "hall")
    ana.await_time("dust", "09:55–10:40")


def test_undo_takes_back_my_change_and_not_that_of_a_colleague(open_board: OpenBoard) -> None:
    ana, lin = open_board("Ana"), open_board("Lin")
    move(ana, "dust", "ArrowDown")
    ana.await_saved()
    move(lin, "short", "ArrowDown")
    lin.await_saved()
    ana.await_time("short", "11:05–11:10")
    ana.press("Control+z")
    ana.await_saved()
    assert ana.place("dust") == ("10:00", "10:45", "hall")
    assert ana.place("short") == ("11:05", "11:10", "hall")
    ana.press("Control+z")
    assert ana.status == "You have nothing to undo."


def test_a_page_of_another_version_of_the_server_asks_to_be_loaded_again(open_board: OpenBoard) -> None:
    board = open_board("Ana")
    missing = "throw new Error('there is no such script any more');"
    board.page.route(
        "**/proposals.js", lambda route: route.fulfill(content_type="text/javascript", body=missing)
    )
    board.focus("dust")
    board.press("f")
    board.await_status("The server has been updated.")
    board.page.get_by_role("alert").get_by_text("Load this page again.").wait_for()


def test_a_change_by_the_command_line_appears(open_board: OpenBoard) -> None:
    board = open_board()
    office = Office(board.store, board.conference, author="Command line", clock=lambda: NOW)
    office.edit(lambda schedule: move_session(schedule, "dust", rooms=["annex"]), "moved")
    board.page.wait_for_function("() => document.querySelector('[data-room=annex] [data-id=dust]')")
