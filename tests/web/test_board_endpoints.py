"""The board's endpoints: state, edits that merge or conflict, trials, undo, and the log of a session."""

from __future__ import annotations

import json
import re

import pytest

from eventkit.editing import edit_participant, edit_session, remove_session
from eventkit.model import Name
from eventkit.office.office import Office
from eventkit.texts import Text
from eventkit.web import desk as desk_module
from web.server_kit import CONFERENCE, NOW, Browser, ServerKit, place_of

TEN = {"start": "2027-05-01T10:00", "end": "2027-05-01T10:30", "rooms": ["hall"]}
NOON = {"start": "2027-05-01T12:00", "end": "2027-05-01T12:30", "rooms": ["hall"]}


def office(kit: ServerKit, author: str = "lin") -> Office:
    """An office beside the server, as the command line has."""
    return Office(kit.store, CONFERENCE, author=author, clock=lambda: NOW)


def test_the_state_has_wall_times_texts_of_the_language_and_rooms_of_the_block(kit: ServerKit) -> None:
    viewer = kit.browser("viewer")
    state = viewer.api("state?lang=zh")
    assert state["me"] == {"name": "viewer", "role": "viewer"}
    assert (state["number"], state["unreleased"]) == (1, 7)
    assert state["revision"].startswith("1.0.0.")
    assert state["conference"]["title"] == {"text": "两天", "lang": "zh"}
    assert [day["date"] for day in state["conference"]["days"]] == ["2027-05-01", "2027-05-02"]
    sessions = {session["id"]: session for session in state["sessions"]}
    assert sessions["dust"]["title"] == {"text": "报告 dust", "lang": "zh"}
    assert sessions["first"]["rooms"] == ["annex"]
    assert sessions["first"]["parent"] == "block"
    assert sessions["block"]["parts"] == 2
    assert (sessions["late"]["start"], sessions["late"]["minutes"]) == (None, 20)


def test_a_card_gets_its_title_with_soft_hyphens_if_it_has_a_long_word(kit: ServerKit) -> None:
    title = Text({"de": "Kommentarspalten heute"})
    office(kit).edit(lambda schedule: edit_session(schedule, "dust", title=title), "in German")
    sessions = {session["id"]: session for session in kit.browser("viewer").api("state")["sessions"]}
    title = sessions["dust"]["title"]
    assert title["text"] == "Kommentarspalten heute"
    assert title["divided"].replace("\u00ad", "-") == "Kom-men-tar-spal-ten heute"
    assert "divided" not in sessions["first"]["title"]


def test_a_block_that_nobody_has_named_is_called_by_its_place(kit: ServerKit) -> None:
    title = Text({"en": "Session"})
    office(kit).edit(lambda schedule: edit_session(schedule, "block", title=title), "without a name")
    sessions = {session["id"]: session for session in kit.browser("viewer").api("state")["sessions"]}
    assert sessions["block"]["title"] == {"text": "Annex, Sun, 2 May, 09:00", "lang": "en"}


def test_a_name_that_begins_a_finding_keeps_its_letters_and_has_no_id_beside_it(kit: ServerKit) -> None:
    name = (Name(full="vera of the hills", language="en"),)
    office(kit).edit(lambda schedule: edit_participant(schedule, "vera", name=name), "her own spelling")
    added = kit.browser("editor").place("late", TEN | {"rooms": ["annex"]})["findings"]["added"]
    (clash,) = (finding["text"] for finding in added if finding["rule"] == "person-clash")
    assert clash.startswith("vera of the hills is in “Talk dust” and “Talk late” at once")


def test_an_unchanged_state_is_not_sent_again(editor: Browser) -> None:
    tag = editor.get("/api/days/state").headers["etag"]
    assert editor.get("/api/days/state", headers={"if-none-match": tag}).status_code == 304
    editor.place("dust", NOON)
    assert editor.get("/api/days/state", headers={"if-none-match": tag}).status_code == 200


def test_a_move_is_stored_with_its_author_and_a_reason(kit: ServerKit, editor: Browser) -> None:
    answer = editor.place("dust", NOON)
    assert answer["number"] == 2
    assert place_of(answer, "dust") == NOON
    entry = office(kit).log(limit=1)[0]
    assert (entry.author, entry.why) == ("editor", "move 'dust'")


def test_a_move_to_where_a_session_is_changes_nothing(editor: Browser) -> None:
    assert editor.place("dust", TEN)["number"] == 1


def test_a_request_that_was_carried_out_gets_its_first_answer_again(editor: Browser) -> None:
    first = editor.place("dust", NOON, seen=TEN, id="r1")
    editor.post("undo", {"number": first["number"]})
    again = editor.place("dust", NOON, seen=TEN, id="r1")
    assert again == first
    assert place_of(editor.api("state"), "dust") == TEN


def test_remembered_answers_have_a_limit_of_bytes(
    kit: ServerKit, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "ANSWERS_BYTES", 5_000)
    desk = kit.server.desk(CONFERENCE)
    for number in range(6):
        edit = {"op": "pin", "session": "dust", "pinned": True}
        editor.post("edits", {"id": f"r{number}", "edits": [edit]})
        desk.remember("editor", f"long{number}", 200, bytes(1_500))
    assert sum(len(answer) for _, answer in desk.answers.values()) <= 5_000
    assert ("editor", "long5") in desk.answers
    assert ("editor", "r0") not in desk.answers
    desk.remember("editor", "long5", 200, bytes(1_400))
    assert desk._answers_size == sum(len(answer) for _, answer in desk.answers.values())


def test_parts_move_along_with_their_block(editor: Browser) -> None:
    to = {"start": "2027-05-02T14:00", "end": "2027-05-02T15:30", "rooms": ["hall"]}
    answer = editor.place("block", to)
    assert place_of(answer, "second") == {**to, "start": "2027-05-02T14:30", "end": "2027-05-02T15:00"}


def test_a_session_is_scheduled_resized_and_taken_off_the_board(editor: Browser) -> None:
    to = {"start": "2027-05-02T11:00", "end": "2027-05-02T11:20", "rooms": ["yard"]}
    assert place_of(editor.place("late", to), "late") == to
    longer = {**to, "end": "2027-05-02T11:45"}
    assert place_of(editor.place("late", longer), "late") == longer
    session = editor.place("late", None)["sessions"][0]
    assert (session["start"], session["minutes"], session["rooms"]) == (None, 45, [])


def test_two_sessions_are_swapped_and_keep_their_lengths(editor: Browser) -> None:
    state = editor.api("state")
    seen = [place_of(state, id_) for id_ in ("dust", "light")]
    swap = {"op": "swap", "sessions": ["dust", "light"], "seen": seen}
    answer = editor.post("edits", {"edits": [swap]})
    assert place_of(answer, "dust") == {
        "start": "2027-05-01T11:00",
        "end": "2027-05-01T11:30",
        "rooms": ["annex"],
    }
    assert place_of(answer, "light") == {**TEN, "end": "2027-05-01T10:20"}
    assert editor.post("edits", {"edits": [swap]})["number"] == answer["number"]


def test_several_sessions_are_shifted_as_one_change_that_one_undo_takes_back(editor: Browser) -> None:
    before = editor.api("state")
    ids = ["opening", "dust", "block", "first"]
    seen = {id_: place_of(before, id_) for id_ in ids}
    shift = {"op": "shift", "sessions": ids, "minutes": 10, "seen": seen}
    answer = editor.post("edits", {"edits": [shift]})
    assert answer["number"] == 2
    assert place_of(answer, "dust")["start"] == "2027-05-01T10:10"
    assert [place_of(answer, id_)["start"] for id_ in ("block", "first", "second")] == [
        "2027-05-02T09:10",
        "2027-05-02T09:10",
        "2027-05-02T09:40",
    ]
    editor.post("undo", {"number": 2})
    assert editor.api("state")["sessions"] == before["sessions"]


def test_changes_of_different_fields_are_merged(kit: ServerKit, editor: Browser) -> None:
    other = kit.browser("office")
    other.place("dust", {**TEN, "rooms": ["annex"]})
    answer = editor.place("dust", NOON, seen=TEN)
    assert place_of(answer, "dust") == {**NOON, "rooms": ["annex"]}


def test_changes_of_the_same_field_are_a_conflict_with_all_three_values(
    kit: ServerKit, editor: Browser
) -> None:
    kit.browser("office").place("dust", {**TEN, "start": "2027-05-01T09:45"})
    answer = editor.place("dust", NOON, seen=TEN, status=409)
    (start,) = answer["contested"]
    assert (start["kind"], start["id"], start["field"], start["by"]) == ("session", "dust", "start", "office")
    assert (start["base"], start["mine"], start["theirs"]) == (
        "2027-05-01T10:00",
        "2027-05-01T12:00",
        "2027-05-01T09:45",
    )
    assert start["theirs_text"] == "Sat, 1 May, 09:45"
    assert place_of(editor.api("state"), "dust")["start"] == "2027-05-01T09:45"


def test_a_move_of_a_removed_session_is_a_conflict(kit: ServerKit, editor: Browser) -> None:
    seen = place_of(editor.api("state"), "light")
    office(kit).edit(lambda schedule: remove_session(schedule, "light"), "remove it")
    (conflict,) = editor.place("light", NOON, seen=seen, status=409)["contested"]
    assert (conflict["field"], conflict["theirs_text"], conflict["by"]) == ("", "removed", "lin")


def test_what_cannot_be_is_refused_with_a_sentence(editor: Browser) -> None:
    for to, part in (
        ({**NOON, "end": "2027-05-01T11:00"}, "end has to be after its start"),
        ({**NOON, "rooms": ["nowhere"]}, "no room 'nowhere'"),
        ({**NOON, "start": "soon"}, "invalid"),
        ({**NOON, "start": None}, "a start and an end, or neither"),
    ):
        answer = editor.place("dust", to, status=422)
        assert part in answer["message"]
    for body in ({"edits": []}, {"edits": [{"op": "fly"}]}, {"edits": [{"op": "pin"}] * 21}, {"edits": 1}):
        assert "malformed" in editor.post("edits", body, status=422)["message"]


def test_later_edits_of_a_request_see_the_earlier_ones(editor: Browser) -> None:
    later = {"start": "2027-05-01T13:00", "end": "2027-05-01T13:30", "rooms": ["hall"]}
    edits = [
        {"op": "place", "session": "dust", "seen": TEN, "to": NOON},
        {"op": "place", "session": "dust", "seen": NOON, "to": later},
    ]
    answer = editor.post("edits", {"edits": edits})
    assert (answer["number"], place_of(answer, "dust")) == (2, later)


def test_pins_are_set_and_lifted(editor: Browser) -> None:
    for pinned in (True, True, False):
        answer = editor.post("edits", {"edits": [{"op": "pin", "session": "dust", "pinned": pinned}]})
    assert answer["number"] == 3
    assert answer["sessions"][0]["pinned"] is False


def test_a_trial_says_what_a_move_would_bring_and_writes_nothing(editor: Browser) -> None:
    seen = place_of(editor.api("state"), "light")
    edit = {"op": "place", "session": "light", "seen": seen, "to": TEN}
    answer = editor.post("trial", {"edits": [edit]})
    clash = next(finding for finding in answer["added"] if finding["rule"] == "room-clash")
    assert "Talk light" in clash["text"]
    assert "(light)" not in clash["text"] + clash["remedy"]
    assert editor.api("state")["number"] == 1


def test_findings_come_and_go_with_moves_and_are_waived_with_a_reason(editor: Browser) -> None:
    before = {finding["key"] for finding in editor.api("state")["findings"]}
    added = editor.place("light", TEN)["findings"]["added"]
    clash = next(finding for finding in added if finding["rule"] == "room-clash")
    waive = {"op": "waive", "waiver": clash["waiver"], "reason": "A duet."}
    answer = editor.post("edits", {"edits": [waive]})
    assert answer["number"] == 2
    assert answer["revision"].startswith("2.1.0.")
    (waived,) = answer["findings"]["added"]
    assert waived["waived"] == {"by": "editor", "reason": "A duet."}
    answer = editor.post("edits", {"edits": [{"op": "lift", "waiver": clash["waiver"]}]})
    assert [finding["waived"] for finding in answer["findings"]["added"]] == [None]
    removed = editor.post("undo", {"number": 2})["findings"]["removed"]
    assert clash["key"] in removed
    assert {finding["key"] for finding in editor.api("state")["findings"]} == before


def test_an_undo_of_what_changed_again_is_refused_by_name(kit: ServerKit, editor: Browser) -> None:
    editor.place("dust", NOON)
    kit.browser("office").place("dust", {**NOON, "start": "2027-05-01T11:30"})
    answer = editor.post("undo", {"number": 2}, status=409)
    assert answer["by"] == "office"
    assert answer["message"] == "office has changed “Talk dust” since, at 11:00. That has to be undone first."
    editor.place("dust", {**NOON, "start": "2027-05-01T11:45"})
    own = editor.post("undo", {"number": 3}, status=409)
    assert own["message"].startswith("You have changed “Talk dust” since")
    editor.post("undo", {"number": 77}, status=422)
    editor.post("undo", {"number": "2"}, status=422)


def test_the_log_of_a_session_names_fields(editor: Browser) -> None:
    editor.place("dust", NOON, why="the speaker's train")
    entry, created = editor.api("sessions/dust/log")["entries"]
    assert (entry["by"], entry["why"], entry["what"]) == (
        "editor",
        "the speaker's train",
        ["Time and rooms"],
    )
    assert created["what"] == ["added"]
    card = editor.api("sessions/dust/card")
    assert card["people"] == ["Vera Rubin"]


def test_a_history_in_a_browser_names_sessions_by_title_where_a_command_names_ids(
    kit: ServerKit, editor: Browser
) -> None:
    state = editor.api("state")
    seen = [place_of(state, session) for session in ("dust", "light")]
    editor.post("edits", {"edits": [{"op": "swap", "sessions": ["dust", "light"], "seen": seen}]})
    entry, *_ = editor.api("sessions/dust/log")["entries"]
    assert entry["why"] == "swap 'Talk dust' and 'Talk light'"
    assert kit.store.history.log("days", limit=1)[0].why == "swap 'dust' and 'light'"


def test_a_conference_that_is_not_there_is_not_found(editor: Browser) -> None:
    response = editor.get("/api/elsewhere/state")
    assert response.status_code == 404
    assert "elsewhere" in response.json()["message"]


def test_every_page_that_the_board_leads_to_is_there(kit: ServerKit) -> None:
    publisher = kit.browser("publisher")
    data = re.search(r'id="page">(.*?)</script>', publisher.get("/board/days").text, re.DOTALL)
    assert data is not None
    urls = json.loads(data[1])["urls"]
    pages = [f"{urls['forms']}/{name}" for name in ("sessions", "sessions/dust", "conference/days", "rooms")]
    for path in (*pages, urls["release"], urls["log"], urls["board"], urls["state"]):
        assert publisher.get(path).status_code == 200, path
