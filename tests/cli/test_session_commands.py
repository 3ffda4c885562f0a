"""Sessions added, changed, moved and cancelled from the command line."""

from __future__ import annotations

import re

import pytest


def test_a_time_without_a_date_is_on_the_day_of_the_session_or_the_first(begun) -> None:
    assert (
        "Mon, 6 Sept 11:00–11:20"
        in begun("session", "add", "Talk", "--start", "11:00", "--minutes", "20").stdout
    )
    moved = begun("session", "move", "closing", "--start", "15:00").stdout
    assert "“Closing” moves from Tue, 7 Sept 16:00–16:45 to 15:00–15:45." in moved


def test_a_session_has_a_length_before_it_has_a_time(begun) -> None:
    begun("session", "add", "Talk", "--minutes", "25")
    assert "Not scheduled yet (25 min)" in begun("session", "show", "talk").stdout
    assert "Mon, 6 Sept 11:00–11:25" in begun("session", "move", "talk", "--start", "11:00").stdout
    begun("session", "unschedule", "talk")
    assert "Not scheduled yet (25 min)" in begun("session", "show", "talk").stdout


def test_a_session_of_unknown_length_lasts_as_long_as_others_of_its_kind(begun) -> None:
    begun("session", "add", "Talk", "--minutes", "25")
    begun("session", "add", "Speech")
    assert "Mon, 6 Sept 11:00–11:25" in begun("session", "move", "speech", "--start", "11:00").stdout


def test_a_time_after_midnight_belongs_to_the_evening_before(begun) -> None:
    output = begun("session", "add", "Party", "--start", "22:00", "--end", "01:00").stdout
    assert "22:00–01:00 +1" in output
    output = begun("session", "move", "party", "--start", "00:30").stdout
    assert "Tue, 7 Sept 00:30–03:30" in output


def test_a_change_reports_new_findings_and_the_next_reports_fixed_ones(begun) -> None:
    output = begun("session", "move", "panel", "--start", "09:15").stdout
    assert "“Panel” moves from Mon, 6 Sept 09:30–10:30 to 09:15–10:15." in output
    assert "new: error room-clash: " in output
    output = begun("session", "move", "panel", "--start", "09:30").stdout
    assert "resolved: error room-clash: " in output


def test_a_dry_run_reports_and_changes_nothing(begun) -> None:
    output = begun("session", "move", "panel", "--start", "09:15", "--dry-run").stdout
    assert output.startswith("this would change:\n“Panel” moves")
    assert "09:30–10:30" in begun("show").stdout


def test_an_edit_without_effect_changes_nothing(begun) -> None:
    before = begun("log").stdout
    assert begun("session", "move", "panel", "--start", "09:30").stdout == "nothing changed\n"
    assert begun("log").stdout == before


def test_a_title_in_one_language_leaves_those_in_others(begun) -> None:
    begun("session", "edit", "opening", "--title", "zh=开幕仪式")
    shown = begun("session", "show", "opening").stdout
    assert "Opening" in shown
    assert "开幕仪式" in shown
    begun("session", "edit", "opening", "--title", "zh=")
    assert "开幕仪式" not in begun("session", "show", "opening").stdout


def test_an_unknown_language_prefix_is_part_of_the_title(begun) -> None:
    begun("session", "add", "E=mc2", "--id", "relativity")
    assert "E=mc2" in begun("session", "show", "relativity").stdout


def test_fields_can_be_emptied(begun) -> None:
    begun("track", "add", "Health", "--name", "zh=健康", "--code", "HE", "--colour", "#336699")
    begun(
        "session",
        "edit",
        "panel",
        "--track",
        "health",
        "--abstract",
        "On health.",
        "--stream",
        "https://a.example",
    )
    assert "On health." in begun("session", "show", "panel").stdout
    begun(
        "session", "edit", "panel", "--no-track", "--no-abstract", "--no-stream", "--no-person", "--no-room"
    )
    shown = begun("session", "show", "panel").stdout
    for gone in ("health", "On health", "https", "lin-yifu", "main-hall"):
        assert gone not in shown
    both = begun("session", "edit", "panel", "--track", "health", "--no-track", code=2)
    assert "cannot be used together" in both.stderr


def test_a_part_inherits_the_room_of_its_session_and_moves_with_it(begun) -> None:
    begun("session", "add", "Remarks", "--part-of", "opening", "--start", "09:05", "--minutes", "10")
    assert "main-hall" in begun("session", "show", "remarks").stdout
    begun("session", "move", "opening", "--start", "08:00")
    assert "08:05–08:15" in begun("session", "show", "remarks").stdout
    assert "has parts: remarks" in begun("session", "remove", "opening", code=1).stderr
    begun("session", "edit", "remarks", "--no-part-of")
    begun("session", "remove", "opening")


def test_appearances_are_added_with_role_and_order(begun) -> None:
    begun("session", "assign", "panel", "lin", "--role", "keynote", "--first")
    shown = begun("session", "show", "panel").stdout
    assert shown.index("lin-yifu), keynote speaker") < shown.index("amina-yusuf), moderator")
    begun("session", "assign", "panel", "lin", "--position", "Honorary Dean", "--organisation", "pku")
    assert "Honorary Dean, Peking University" in begun("session", "show", "panel").stdout
    begun("session", "assign", "panel", "lin", "--no-position", "--status", "tentative")
    shown = begun("session", "show", "panel").stdout
    assert "Honorary" not in shown
    assert "tentative" in shown
    begun("session", "assign", "panel", "lin", "--also", "--role", "discussant")
    assert "Choose a role" in begun("session", "assign", "panel", "lin", "--at", "1", code=1).stderr
    begun("session", "assign", "panel", "lin", "--remove")
    assert "lin-yifu" not in begun("session", "show", "panel").stdout


def test_a_cancelled_session_stays_until_it_is_restored_or_removed(begun) -> None:
    assert "is cancelled" in begun("session", "cancel", "panel", "--why", "the moderator is ill").stdout
    assert "Cancelled" in begun("show").stdout
    assert "the moderator is ill" in begun("log", "--limit", "1").stdout
    assert "cancelled already" in begun("session", "cancel", "panel", code=1).stderr
    begun("session", "restore", "panel")
    begun("session", "unschedule", "panel")
    assert "Not scheduled yet" in begun("show").stdout
    assert "has no time yet" in begun("session", "pin", "panel", code=1).stderr
    begun("session", "pin", "closing")
    assert "pinned" in begun("session", "show", "closing").stdout
    begun("session", "remove", "panel")
    assert "There is no session 'panel'." in begun("session", "show", "panel", code=1).stderr


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("9.45", "Mon, 6 Sept 09:45"),
        ("2:30 pm", "Mon, 6 Sept 14:30"),
        ("14h30", "Mon, 6 Sept 14:30"),
        ("7.9.2027 9:45", "Tue, 7 Sept 09:45"),
        ("7 Sep 5 pm", "Tue, 7 Sept 17:00"),
        ("9月7日 14:30", "Tue, 7 Sept 14:30"),
    ],
)
def test_a_time_is_understood_in_every_form_that_imports_understand(begun, typed: str, shown: str) -> None:
    assert shown in begun("session", "add", "Walk", "--start", typed, "--minutes", "5").stdout


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("07/09/2027 09:30", "'07/09/2027' may have the day or the month first"),
        ("25.30", "is after midnight. Give the time with the date of the next day"),
        ("soon", "must be a time such as 09:30, 2:30 pm or 2022-11-05 09:30"),
        ("2027-09-06 9.30 x", "must be a time"),
    ],
)
def test_a_time_that_is_not_understood_is_refused_with_the_reason(begun, typed: str, reason: str) -> None:
    assert reason in begun("session", "add", "Walk", "--start", typed, "--minutes", "5", code=2).stderr


def test_several_sessions_are_cancelled_and_removed_at_once(begun) -> None:
    begun("session", "add", "Questions", "--part-of", "panel")
    cancelled = begun("session", "cancel", "panel", "questions", "closing").stdout
    assert cancelled.count("is cancelled") >= 2
    assert begun("log", "--limit", "1").stdout.count("cancel session 'closing', 'questions', 'panel'") == 1
    refused = begun("session", "cancel", "opening", "closing", code=1).stderr
    assert "Session 'closing' is cancelled already." in refused
    assert "“Opening” is no longer" in begun("session", "remove", "panel", "questions", "opening").stdout
    assert "“Opening” is no longer" not in begun("undo").stdout


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (
            ("session", "move", "clsing", "--start", "09:00"),
            1,
            "There is no session 'clsing'. Did you mean 'closing'?",
        ),
        (("session", "move", "closing"), 2, "Give the new time or rooms"),
        (("session", "move", "closing", "--start", "25:00"), 2, "must be a time of day"),
        (("session", "move", "closing", "--start", "nine"), 2, "must be a time such as"),
        (("session", "move", "closing", "--room", "attic"), 1, "There is no room 'attic'."),
        (("session", "move", "closing", "--end", "15:00", "--minutes", "5"), 1, "Give one of them"),
        (("session", "add", "Opening", "--id", "opening"), 1, "There is a session 'opening' already"),
        (("session", "add", "Tut", "--kind", "tutorial", "--start", "11:00"), 1, "Give an end or a length"),
        (("session", "add", "Talk", "--end", "11:00"), 2, "give --start"),
        (("session", "add", ""), 2, "for TITLE: is empty: give the title of the new session."),
        (("person", "add", " "), 2, "for NAME: is empty: give the name of the new person."),
        (
            ("session", "edit", "opening", "--title", ""),
            2,
            "name its language: 'en='",
        ),
        (("session", "move", "opening", "--start", ""), 2, "must be a time such as"),
        (("session", "add", "Talk", "--id", "A Talk"), 1, "lower-case letters and digits"),
        (("session", "add", "Talk", "--kind", "talkk"), 2, "Did you mean 'talk'?"),
        (("session", "add", "Talk", "--person", "nobody"), 1, "There is no participant 'nobody'."),
        (("session", "add", "Talk", "--person", "lin:singer"), 2, "There is no role 'singer'."),
        (("session", "add", "Talk", "--title", "en=Speech"), 2, "is given twice in en"),
        (("session", "add", "Talk", "--stream", "ftp://a"), 1, "https://"),
        (("session", "restore", "panel"), 1, "is not cancelled"),
        (("session", "edit", "opening", "--part-of", "opening"), 1, "part of itself"),
        (("session", "edit", "opening", "--language", "e_n"), 2, "is not a language tag"),
        (("session", "assign", "closing", "amina", "--remove"), 1, "does not appear in session 'closing'"),
    ],
)
def test_impossible_edits_are_refused_in_one_line(
    begun, words: tuple[str, ...], code: int, expected: str
) -> None:
    before = begun("export", "document", "-o", "-").stdout
    assert expected in begun(*words, code=code).stderr
    assert begun("export", "document", "-o", "-").stdout == before


def test_two_sessions_exchange_their_places_and_keep_their_lengths(begun) -> None:
    begun("session", "swap", "opening", "Closing")
    places = begun("session", "list", "--language", "en").stdout
    assert re.search(r"opening +Tue, 7 Sept +Opening +Annex\n +16:00–16:30", places)
    assert re.search(r"closing +Mon, 6 Sept +Closing +Main Hall\n +09:00–09:45", places)
    assert "There is no session 'nothing'." in begun("session", "swap", "opening", "nothing", code=1).stderr


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("Tuesday 10:00", "2027-09-07 10:00"),
        ("day 2, 9.30", "2027-09-07 09:30"),
        ("第一天 14:00", "2027-09-06 14:00"),
    ],
)
def test_a_start_may_name_a_day_of_the_conference(begun, typed: str, start: str) -> None:
    begun("session", "move", "closing", "--start", typed, "--minutes", "1:30")
    day, clock = start.split()
    shown = begun("show", "--day", day).stdout
    assert clock in shown
    assert "closing" in shown
    assert "closing" in begun("show", "--day", "2" if day.endswith("7") else "monday").stdout


def test_a_day_that_the_conference_does_not_have_is_named(begun) -> None:
    refused = begun("session", "move", "closing", "--start", "Saturday 10:00", code=2).stderr
    assert "'Saturday' is not a day of the conference, which is from 2027-09-06 to 2027-09-07." in refused
    assert "'x' is not a length" in begun("session", "edit", "closing", "--minutes", "x", code=2).stderr


def test_a_part_that_leaves_a_session_is_in_no_new_room(begun) -> None:
    begun("session", "add", "Rings", "--start", "10:00", "--minutes", "10", "--part-of", "panel")
    output = begun("session", "edit", "rings", "--no-part-of").stdout
    assert "Part of" in output
    assert "is now in" not in output
