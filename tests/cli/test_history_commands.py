"""Log, undo, blame, releases, differences and going back, from the command line."""

from __future__ import annotations

import json

import pypdfium2 as pdfium
import pytest


def test_the_log_shows_who_changed_what_and_why(begun) -> None:
    begun("session", "move", "panel", "--room", "annex", "--author", "ben", "--why", "more seats")
    lines = begun("log", "--session", "panel").stdout
    assert "ben" in lines
    assert "more seats" in lines
    assert "session panel: Time and rooms" in lines
    assert "closing" not in lines
    by_ben = begun("log", "--author", "ben").stdout
    assert "session panel: Time and rooms" in by_ben
    assert "+ session panel" not in by_ben
    assert "+ session panel" not in begun("log", "--session", "panel", "--author", "ben").stdout
    assert begun("log", "--author", "eve", code=1).stderr == "eventkit: There are no changes by 'eve'.\n"
    begun("session", "remove", "panel")
    assert "- session panel" in begun("log", "--session", "panel", "--limit", "1").stdout
    assert "There are no changes of a session" in begun("log", "--session", "nothing", code=1).stderr


def test_the_last_change_is_undone_and_redone(begun) -> None:
    begun("session", "move", "panel", "--start", "11:00")
    output = begun("undo").stdout
    assert "11:00–12:00 to 09:30–10:30" in output
    again = output.split("'eventkit undo ")[1].split("'")[0]
    assert "to 11:00–12:00" in begun("undo", again).stdout


def test_a_field_changed_since_is_not_undone(begun) -> None:
    begun("session", "move", "panel", "--start", "11:00")
    number = begun("log", "--limit", "1").stdout.split("\n")[2].split()[0]
    begun("session", "move", "panel", "--start", "12:00", "--author", "ben")
    message = begun("undo", number, code=1).stderr
    assert "ben" in message
    assert "12:00–13:00" in begun("show").stdout
    assert "There is no change 999" in begun("undo", "999", code=1).stderr


def test_blame_shows_who_last_changed_each_field(begun) -> None:
    begun("session", "edit", "panel", "--title", "Round Table", "--author", "ben", "--why", "as printed")
    lines = begun("blame", "panel").stdout.splitlines()
    assert any("Title" in line and "ben" in line and "as printed" in line for line in lines)
    assert any("Time and rooms" in line and "2027-09-06 09:30–10:30, main-hall" in line for line in lines)
    assert not any("uid" in line.lower() for line in lines)


def test_kinds_fields_and_severities_are_printed_in_the_language_of_the_reader(begun, monkeypatch) -> None:
    begun("release", "1.0")
    begun("session", "move", "panel", "--start", "09:15")
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    assert "环节 panel：时间与会议室" in begun("log").stdout
    blamed = begun("blame", "panel").stdout
    assert any(line.startswith("时间与会议室") for line in blamed.splitlines())
    assert "moderator" not in blamed
    assert "主持人" in blamed
    assert "环节 panel" in begun("diff").stdout
    assert "错误 room-clash" in begun("check", code=1).stdout


def test_whoever_does_not_confirm_reads_it_in_their_language(begun, monkeypatch) -> None:
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    assert begun("conference", "remove", "forum", input="n\n", code=1).stderr.endswith("eventkit: 已停止。\n")


def test_a_release_with_errors_is_refused_unless_forced_with_a_reason(begun) -> None:
    begun("session", "move", "panel", "--start", "09:15")
    message = begun("release", "1.0", code=1).stderr
    assert "error room-clash" in message
    assert "'1.0' is not released. Fix the " in message
    assert "needs a reason" in begun("release", "1.0", "--force", " ", code=2).stderr
    begun("release", "1.0", "--force", "the wall is taken down")
    assert "in spite of errors: the wall is taken down" in begun("releases").stdout
    assert "a release is final" in begun("release", "1.0", "--force", "again", code=1).stderr


def test_an_unchanged_release_is_reported(begun) -> None:
    assert "there are no releases yet" in begun("releases").stdout
    begun("release", "1.0")
    assert "nothing changed since 1.0" in begun("release", "1.1").stdout


def test_outputs_use_the_newest_release_and_drafts_are_marked(begun) -> None:
    assert "STATUS:TENTATIVE" in begun("agenda", "-o", "-").stdout
    begun("release", "1.0")
    begun("session", "edit", "panel", "--title", "Round Table")
    made = begun("agenda", "-o", "-")
    assert "STATUS:CONFIRMED" in made.stdout
    assert "Round Table" not in made.stdout
    assert "the conference has changed since" in made.stderr
    draft = begun("agenda", "--draft", "-o", "-")
    assert "STATUS:TENTATIVE" in draft.stdout
    assert "Round Table" in draft.stdout
    assert "Round Table" in begun("show").stdout  # what one edits
    begun("release", "2.0")
    assert "Round Table" not in begun("show", "--release", "1.0").stdout
    assert "has no release '3.0': it has 1.0, 2.0" in begun("show", "--release", "3.0", code=1).stderr
    assert "--release and --draft" in begun("agenda", "--release", "1.0", "--draft", "-o", "-", code=2).stderr


def test_changes_are_printed_as_table_json_or_text(begun) -> None:
    assert "has no release yet" in begun("diff", code=1).stderr
    begun("release", "1.0")
    assert begun("diff").stdout == "nothing changed\n"
    begun("session", "move", "closing", "--start", "15:00")
    begun("session", "cancel", "panel")
    begun("session", "assign", "opening", "lin", "--role", "moderator")
    assert "Lin Yifu in “Opening”: Chair → Moderator." in begun("diff").stdout
    report = json.loads(begun("diff", "--json").stdout)
    assert [each["code"] for each in report] == ["role", "status", "moved"]
    text = begun("diff", "--text", "--language", "zh").stdout
    assert "2027年9月6日" in text
    assert "圆桌" in text
    hers = begun("diff", "1.0", "draft", "--for", "amina", "--text").stdout
    assert hers.startswith("Changes to the programme for Amina Yusuf: Health Forum")
    assert "“Panel” is cancelled." in hers
    assert "Closing" not in hers
    begun("release", "2.0")
    assert "“Panel” is cancelled." in begun("diff", "1.0", "2.0").stdout
    assert begun("diff", "1.0", "1.0").stdout == "nothing changed\n"


def test_the_draft_can_go_back_to_a_release_and_forward_again(begun) -> None:
    begun("release", "1.0")
    begun("session", "remove", "panel")
    assert "New: “Panel”" in begun("revert", "1.0", "--dry-run").stdout
    assert "panel" not in begun("show").stdout
    begun("revert", "1.0")
    assert begun("diff").stdout == "nothing changed\n"
    assert "revert to release 1.0" in begun("log", "--limit", "1").stdout
    begun("undo")
    assert "panel" not in begun("show").stdout
    assert "has no release '9'" in begun("revert", "9", code=1).stderr


def test_changes_are_described_in_the_users_language(begun) -> None:
    output = begun("session", "cancel", "panel", env={"EVENTKIT_LANGUAGE": "zh"}).stdout
    assert "“圆桌”已取消。" in output


@pytest.mark.parametrize("command", ["log", "releases", "diff", "show"])
def test_an_empty_store_suggests_creating_a_conference(call, command: str) -> None:
    assert "To create a store, use 'eventkit conference new'" in call(command, code=1).stderr


def test_every_page_of_a_draft_programme_is_marked_and_no_released_page(begun) -> None:
    def pages() -> list[str]:
        with pdfium.PdfDocument(begun("programme", "-o", "-").stdout_bytes) as book:
            return [page.get_textpage().get_text_range() for page in book]

    assert all("DRAFT 草案" in page for page in pages())
    begun("release", "1.0")
    assert not any("DRAFT" in page for page in pages())
