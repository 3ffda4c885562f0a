"""The board by mouse, keyboard and touch: each test on a conference of its own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from browser.boards import BoardPage

OpenBoard = Callable[..., BoardPage]


def test_a_talk_is_dragged_to_another_room_and_time(open_board: OpenBoard) -> None:
    board = open_board()
    short, light = board.box("short"), board.box("light")
    board.drag((short["x"] + 40, short["y"] + 8), (light["x"] + 40, light["y"] + light["height"] + 8))
    assert board.page.locator(".trial:popover-open").count() == 1
    assert board.page.locator(".session.away").count() == 1
    assert "10:20–10:25" in board.page.locator(".target").inner_text()
    assert "10:20–10:25, Annex" in board.page.locator(".trial").inner_text()
    board.page.mouse.up()
    board.await_saved()
    assert board.place("short") == ("10:20", "10:25", "annex")
    assert board.page.locator(".trial:popover-open").count() == 0
    board.press("Control+z")
    board.await_saved()
    assert board.place("short") == ("11:00", "11:05", "hall")


def test_a_drag_that_ends_outside_or_is_cancelled_changes_nothing(open_board: OpenBoard) -> None:
    board = open_board()
    dust, light = board.box("dust"), board.box("light")
    board.drag((dust["x"] + 40, dust["y"] + 20), (light["x"] + 40, light["y"] + 60))
    board.press("Escape")
    board.page.mouse.up()
    board.drag((dust["x"] + 40, dust["y"] + 20), (700, 20))
    board.page.mouse.up()
    board.drag((dust["x"] + 40, dust["y"] + 20), (dust["x"] + 42, dust["y"] + 21))
    board.page.mouse.up()
    assert board.page.evaluate(
        "sessionStorage.getItem(Object.keys(sessionStorage).find(k => k.endsWith('queue')))"
    ) in (None, "[]")
    assert board.place("dust") == ("10:00", "10:45", "hall")


def test_the_lower_edge_of_a_card_changes_the_length_to_five_minutes(open_board: OpenBoard) -> None:
    board = open_board()
    dust, short = board.box("dust"), board.box("short")
    edge = (dust["x"] + 40, dust["y"] + dust["height"] - 2)
    board.drag(edge, (edge[0], short["y"]))
    board.page.mouse.up()
    board.await_saved()
    assert board.place("dust") == ("10:00", "11:00", "hall")


def test_a_session_is_dragged_from_the_list_and_back(open_board: OpenBoard) -> None:
    board = open_board()
    late, short = board.box("late"), board.box("short")
    board.drag((late["x"] + 20, late["y"] + 10), (short["x"] + 40, short["y"] + short["height"] + 40))
    board.page.mouse.up()
    board.await_saved()
    placed = board.place("late")
    assert placed[2] == "hall"
    assert board.page.locator(".unplaced-list [data-id]").count() == 1
    card = board.box("late")
    board.drag((card["x"] + 40, card["y"] + 8), (100, 600))
    board.page.mouse.up()
    board.await_saved()
    assert board.place("late") == ()


def test_a_session_is_moved_lengthened_and_dropped_by_keyboard_and_each_step_is_spoken(
    open_board: OpenBoard,
) -> None:
    board = open_board()
    board.focus("light")
    assert "That is easy!" in board.status
    assert "Annex" in board.status
    board.record_speech()
    board.press("Space")
    assert board.spoken[0].startswith("Lifted: That is easy!")
    board.press("ArrowDown", "ArrowDown", "Shift+ArrowDown", "ArrowLeft")
    board.await_status("Hall has")  # the server's finding, before the drop
    # Each place once, in order, and then what it would bring, once.
    ends = [sentence.partition(": ")[2] for sentence in board.spoken[1:] if sentence.startswith("That is")]
    assert ends == [
        f"{place}."
        for place in (
            "Annex, Sat 1, 10:05 to 10:25",
            "Annex, Sat 1, 10:10 to 10:30",
            "Annex, Sat 1, 10:10 to 10:35",
            "Hall, Sat 1, 10:10 to 10:35",
        )
    ]
    assert len([sentence for sentence in board.spoken if "Hall has" in sentence]) == 1
    assert board.page.locator(".target.bad").count() == 1
    board.press("ArrowRight", "Enter")
    board.await_saved()
    last, focused = board.heard()
    assert last.startswith("“That is easy!” moved to 10:10–10:35, Annex.")
    assert "That is easy!" in focused
    assert board.place("light") == ("10:10", "10:35", "annex")
    assert board.page.evaluate("document.activeElement.dataset.id") == "light"


def test_escape_puts_a_lifted_session_back_and_days_turn_while_it_is_lifted(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("opening")
    board.record_speech()
    board.press("Space", "PageDown")
    assert any("Sun 2, 09:00 to 09:30" in sentence for sentence in board.spoken)  # findings may follow
    board.press("Escape")
    assert board.status == "“Opening” is back where it was."
    board.press("Space", "PageDown", "Enter")
    board.await_saved()
    assert board.page.locator("[aria-current=date]").inner_text() == "Sun 2"
    assert board.place("opening") == ("09:00", "09:30", "hall")


def test_arrows_walk_through_rooms_and_times_and_only_one_card_is_a_tab_stop(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("opening")
    walk = {"ArrowDown": "dust", "ArrowRight": "light", "ArrowLeft": "dust", "n": None, "l": "long"}
    for key, session in walk.items():
        board.press(key)
        if session:
            assert board.page.evaluate("document.activeElement.dataset.id") == session
    assert board.page.locator(".scroll [data-id][tabindex='0']").count() == 1


def test_several_sessions_shift_as_one_change_and_one_undo_takes_it_back(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("dust")
    board.press("Shift+X", "t")
    board.page.locator("#by").fill("15")
    board.press("Tab")
    board.page.get_by_role("button", name="Shift 15 min later").click()
    board.await_saved()
    assert (board.place("dust")[0], board.place("short")[0]) == ("10:15", "11:15")
    board.press("Control+z")
    board.await_saved()
    assert (board.place("dust")[0], board.place("short")[0]) == ("10:00", "11:00")
    board.press("Control+y")
    board.await_saved()
    assert board.place("short")[0] == "11:15"


def test_two_sessions_are_swapped(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("opening")
    board.press("x")
    board.focus("light")
    board.press("x", "s")
    board.await_saved()
    assert board.place("opening") == ("10:00", "10:30", "annex")
    assert board.place("light") == ("09:00", "09:20", "hall")


def test_a_block_takes_its_parts_to_another_room(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("block")
    board.press("Space", "ArrowLeft", "ArrowDown", "Enter")
    board.await_saved()
    assert board.place("block") == ("14:05", "15:05", "hall")
    assert board.place("second") == ("14:35", "15:05", "hall")


def test_a_pinned_session_stays_and_a_session_is_taken_off_the_board(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("dust")
    board.press("p")
    board.await_saved()
    board.press("Space")
    assert board.status == "“Dark dust” is pinned. Press P to unpin it."
    board.press("u")
    assert board.place("dust") == ("10:00", "10:45", "hall")
    board.focus("short")
    board.press("u")
    board.await_saved()
    assert board.place("short") == ()


def test_the_form_moves_a_session_and_reports_findings_before(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("late")
    board.press("m")
    dialog = board.page.locator("dialog")
    dialog.get_by_label("Starts").fill("10:05")
    dialog.get_by_label("Annex").check()
    dialog.get_by_label("Hall").uncheck()
    dialog.locator("[role=status] .entry").first.wait_for()
    dialog.get_by_role("button", name="Move it").click()
    board.await_saved()
    assert board.place("late") == ("10:05", "10:25", "annex")
    assert board.page.locator("dialog").count() == 0


def test_a_session_that_is_dragged_over_the_name_of_a_day_goes_to_that_day(open_board: OpenBoard) -> None:
    board = open_board()
    short = board.box("short")
    tab = board.page.get_by_role("button", name="Sunday 2 May").bounding_box()
    assert tab is not None
    board.drag((short["x"] + 40, short["y"] + 8), (tab["x"] + 20, tab["y"] + 10))
    board.page.wait_for_function("() => document.querySelector('[data-id=closing]')")
    closing = board.box("closing")
    board.page.mouse.move(closing["x"] + 40, closing["y"] + closing["height"] + 9)
    board.page.wait_for_function("() => !document.querySelector('.target').hidden")
    board.page.mouse.up()
    board.await_saved()
    assert board.place("short") == ("10:00", "10:05", "hall")


def test_closed_rooms_and_absent_people_are_shaded_while_a_session_is_lifted(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("late")
    board.press("Space")
    shades = board.page.locator(".obstacle")
    labels = shades.evaluate_all("shades => shades.map((shade) => shade.title)")
    assert "Vera Rubin is elsewhere" in labels
    occupied = board.page.locator(".occupied").all_inner_texts()
    assert set(occupied) == {"Vera Rubin"}
    board.press("Escape")
    assert shades.count() == 0


def test_a_finding_is_allowed_with_a_reason(open_board: OpenBoard) -> None:
    board = open_board()
    pane = board.page.locator(".pane.end")
    board.focus("late")
    pane.get_by_role("button", name="Allow, because…").first.click()
    board.page.locator("dialog").get_by_label("Reason").fill("Known to all")
    board.page.locator("dialog").get_by_role("button", name="Allow it").click()
    pane.get_by_text("Known to all").wait_for()
    assert pane.get_by_role("button", name="No longer allow").count() == 1


def test_a_session_opens_with_its_people_and_its_history(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("dust")
    board.press("Space", "ArrowDown", "Enter")
    board.await_saved()
    board.press("Enter")
    dialog = board.page.locator("dialog")
    dialog.locator(".hist li").nth(1).wait_for()
    assert "Vera Rubin" in dialog.inner_text()
    dialog.get_by_role("button", name="Take back").click()
    board.await_saved()
    assert board.place("dust")[0] == "10:00"


def test_the_best_places_are_listed_with_reasons_shown_on_the_board_and_taken(open_board: OpenBoard) -> None:
    board = open_board()
    board.focus("late")
    board.press("f")
    board.page.locator(".places li").first.wait_for()
    assert "Every free place has a drawback." in board.status
    assert board.page.locator(".places > li").first.locator(".entry").first.inner_text() != ""
    assert board.page.locator(".place.found").count() == 3
    board.page.get_by_role("button", name="Put it here").first.click()
    board.await_saved()
    assert board.place("late") != ()
    assert board.page.locator(".place.found").count() == 0


def test_a_plan_is_shown_on_the_board_before_it_is_used_and_one_undo_takes_it_back(
    open_board: OpenBoard,
) -> None:
    board = open_board()
    board.page.get_by_role("button", name="Repair…").click()
    board.page.get_by_label("What is lost").select_option("room annex")
    board.page.get_by_text("5 sessions are hit. People who appear in them: 2.").wait_for()
    board.page.get_by_role("button", name="Look for plans").click()
    board.page.get_by_role("button", name="Show on the board").first.click(timeout=30_000)
    assert "Nothing has been changed yet." in board.status
    assert board.page.locator(".place.found").count() >= 1
    assert board.place("light") == ("10:00", "10:20", "annex")
    board.page.get_by_role("button", name="Use “").click()
    board.await_saved()
    assert "annex" not in board.place("light")
    board.press("Control+z")
    board.await_saved()
    assert board.place("light") == ("10:00", "10:20", "annex")


def test_a_repair_without_a_person_for_a_part_of_a_day_records_when_that_is(open_board: OpenBoard) -> None:
    board = open_board()
    board.page.get_by_role("button", name="Repair…").click()
    board.page.get_by_label("What is lost").select_option("person vera")
    board.page.get_by_label("Day").last.select_option("2027-05-01")
    board.page.get_by_label("Lost until").fill("11:00")
    board.page.get_by_role("button", name="Look for plans").click()
    recorded = "To be recorded: Vera Rubin is not available on Sat, 1 May until 11:00."
    board.page.get_by_text(recorded).first.wait_for(timeout=30_000)


def test_a_search_finds_a_person_and_rooms_fold(open_board: OpenBoard) -> None:
    board = open_board()
    board.press("/")
    board.page.keyboard.type("rubin")
    board.press("Enter", "Enter")
    assert board.status.startswith("2 of 2")
    board.focus("light")
    board.press("r")
    assert board.status == "Annex is folded."
    assert board.page.locator(".room.fold").count() == 1
    board.page.reload()
    board.page.get_by_role("button", name="Unfold Annex").click()
    assert board.page.locator(".room.fold").count() == 0


def test_a_long_press_lifts_on_a_touch_screen_and_a_swipe_does_not(open_board: OpenBoard) -> None:
    board = open_board(has_touch=True)
    client = board.page.context.new_cdp_session(board.page)

    def touch(kind: str, dx: float = 0, dy: float = 0) -> None:
        x, y = dust["x"] + 40 + dx, dust["y"] + 20 + dy
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    dust = board.box("dust")
    touch("touchStart")
    touch("touchMove", 0, 30)
    touch("touchEnd")
    assert board.page.locator(".lifting").count() == 0
    dust = board.box("dust")  # the swipe may have scrolled
    touch("touchStart")
    board.page.wait_for_selector(".lifting")
    touch("touchMove", board.box("light")["x"] - dust["x"], 0)
    board.page.wait_for_function("() => document.querySelector('.target')?.closest('[data-room=annex]')")
    touch("touchEnd")
    board.await_saved()
    assert board.place("dust") == ("10:00", "10:45", "annex")


def test_the_search_ignores_accents_and_marks_matches_while_one_types(open_board: OpenBoard) -> None:
    board = open_board()
    name = board.page.evaluate("document.querySelector('.col b').textContent")
    board.page.locator("#find").press_sequentially(name[:5].lower())
    board.await_status("Enter goes to")
    assert board.page.locator(".session.shown").count() >= 1
    address = board.page.evaluate("document.querySelector('script[type=module]').src").rpartition("/")[0]
    assert (
        board.page.evaluate(f"import('{address}/panels.js').then(({{ fold }}) => fold('Åkerström'))")
        == "akerstrom"
    )


def test_damaged_storage_does_not_keep_a_board_from_opening(open_board: OpenBoard) -> None:
    board = open_board()
    scope = f"eventkit.board.{board.conference}"
    board.page.evaluate(
        """scope => {
          localStorage.setItem(`${scope}.view`, "{damaged");
          sessionStorage.setItem(`${scope}.queue`, '{"no": "list"}');
          sessionStorage.setItem(`${scope}.mine`, "7");
        }""",
        scope,
    )
    board.page.reload()
    board.page.wait_for_selector("html[data-ready]", state="attached")
    assert board.page.locator(".col [data-id]").count() > 0


def test_a_finding_offers_the_field_that_settles_it_and_a_place_only_where_one_helps(
    open_board: OpenBoard,
) -> None:
    board = open_board()
    findings = board.page.evaluate(
        """async () => {
          const { urls } = JSON.parse(document.getElementById("page").textContent);
          const { findings } = await (await fetch(urls.state)).json();
          return findings.map(({ rule, place, edit }) => [rule, place, edit]);
        }"""
    )
    by_rule = {rule: (place, edit) for rule, place, edit in findings}
    assert all(not (place and edit) for place, edit in by_rule.values())
    assert any(place for place, _ in by_rule.values())
    texts = board.page.locator(".pane.end .entry").evaluate_all("rows => rows.map((row) => row.innerText)")
    for rule, (_, edit) in by_rule.items():
        if edit and edit["words"] == "chair":
            assert any("Add a chair" in text and "Find a place" not in text for text in texts), rule


def test_a_phone_leads_to_what_waits_below_its_list(open_board: OpenBoard) -> None:
    board = open_board(viewport={"width": 375, "height": 800}, has_touch=True)
    board.page.locator(".tabs").get_by_role("button", name="Findings").tap()
    expect(board.page.locator(".pane.end .entry").first).to_be_in_viewport()
    expect(board.page.locator(".tabs")).to_be_in_viewport()


def test_a_printed_board_has_the_day_without_the_tools(open_board: OpenBoard) -> None:
    board = open_board()
    board.page.emulate_media(media="print")
    for hidden in (".stat", ".pane.end", ".find", ".zoom"):
        expect(board.page.locator(hidden).first).to_be_hidden()
    expect(board.card("light")).to_be_visible()
    assert board.page.pdf().startswith(b"%PDF")
