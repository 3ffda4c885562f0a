"""What the terminal shows."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import click
import pytest

from eventkit.cli.commands import CliSettings
from eventkit.cli.console import Console
from eventkit.cli.display import Display


@pytest.mark.usefixtures("forum_store")
def test_the_agenda_is_shown_in_local_times_and_both_languages(call) -> None:
    shown = call("show").stdout
    assert "Asia/Shanghai" in shown
    assert "09:00–12:00" in shown
    assert "Keynote Addresses" in shown
    assert "主旨演讲" in shown
    assert "Lin Yifu (keynote speaker)" in shown


@pytest.mark.parametrize("command", [("show",), ("agenda", "-o", "day.ics")])
def test_an_invalid_day_is_refused_with_an_example(begun, command: tuple[str, ...]) -> None:
    message = begun(*command, "--day", "tomorrow", code=2).stderr
    assert "'tomorrow' must be a date such as 20" in message


@pytest.mark.usefixtures("congress_store")
def test_one_day_and_one_language_can_be_asked_for(call) -> None:
    shown = call("show", "--day", "2027-09-07", "--language", "zh").stdout
    assert "2027年9月7日" in shown
    assert "2027年9月6日" not in shown
    message = call("show", "--day", "2027-09-10", code=1).stderr
    assert message.startswith(
        "eventkit: Nothing is scheduled on 2027-09-10: days with sessions are 2027-09-06,"
    )


@pytest.mark.usefixtures("forum_store")
def test_people_are_listed_with_their_positions_and_sessions(call) -> None:
    shown = " ".join(call("people", env={"COLUMNS": "300"}).stdout.split())
    assert "lin-yifu" in shown
    assert "School of South-South Cooperation and Development" in shown
    assert "Peking University" in shown
    assert "Zou Shiyong" not in shown


@pytest.mark.usefixtures("congress_store")
def test_findings_are_reported_and_errors_set_the_exit_code(call, folder: Path) -> None:
    call("check")
    text = (folder / "congress.yaml").read_text(encoding="utf-8")
    clash = text.replace(
        "\nsessions:\n",
        "\nsessions:\n  - {id: clash, title: Clash, start: 2027-09-06 09:00, minutes: 30, rooms: [pharos]}\n",
        1,
    )
    (folder / "clash.yaml").write_text(clash, encoding="utf-8")
    call("import", "clash.yaml")
    assert "error room-clash" in call("check", code=1).stdout
    findings = json.loads(call("check", "--json", code=1).stdout)["findings"]
    assert findings[0]["severity"] == "error"
    assert "clash" in findings[0]["about"]


@pytest.mark.usefixtures("congress_store")
def test_with_several_conferences_one_must_be_named(call) -> None:
    call("import", "hongqiao-forum.yaml")
    assert "Choose one with --conference" in call("show", code=1).stderr
    assert "Lin Yifu" in call("show", "--conference", "hongqiao").stdout
    assert "Lin Yifu" in call("--conference", "hongqiao-forum-2022", "show").stdout
    assert "Lin Yifu" in call("show", env={"EVENTKIT_CONFERENCE": "hongqiao-forum-2022"}).stdout
    assert "The store has no conference 'absent'" in call("show", "--conference", "absent", code=1).stderr


@pytest.mark.parametrize("command", ["show", "people", "check", "conferences"])
@pytest.mark.usefixtures("forum_store")
def test_piped_output_has_no_colours(call, command: str) -> None:
    assert "\x1b" not in call(command).output


def test_an_empty_store_suggests_an_import(call) -> None:
    assert "eventkit import FILE" in call("show", code=1).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("conferences",),
        ("check",),
        ("log",),
        ("rules",),
        ("agenda", "-o", "-"),
        ("room", "add", "X"),
    ],
)
def test_a_mistyped_store_is_reported_and_not_created(begun, folder: Path, words: tuple[str, ...]) -> None:
    message = begun(*words, "--store", "sqlite:///mistyped.db", code=1).stderr
    assert "There is no store at mistyped.db" in message
    assert "--store" in message
    assert not (folder / "mistyped.db").exists()


def test_a_session_after_midnight_is_listed_under_the_evening_before(begun) -> None:
    begun("conference", "edit", "--day-change", "04:00")
    begun("session", "add", "Party", "--start", "2027-09-07 01:00", "--end", "02:30", "--room", "annex")
    shown = begun("show", "--language", "en").stdout
    assert shown.index("6 September") < shown.index("01:00 +1–02:30 +1") < shown.index("7 September")
    assert "7 September 2027, 01:00–02:30" in begun("session", "show", "party").stdout
    output = begun("check", code=0).stdout
    assert "01:00 +1–02:30 +1" in output, "as what nobody is in"


def test_names_are_shown_with_ids_and_times_with_zones(begun) -> None:
    people = begun("people").stdout
    assert re.search(r"^Id +Name +Affiliation +Sessions$", people, re.MULTILINE)
    assert re.search(r"^lin-yifu +Lin Yifu +Dean, Peking University +3", people, re.MULTILINE)
    listed = begun("conferences").stdout
    changed = re.findall(r"^\d+ .*?(\d{4}-\d\d-\d\d \d\d:\d\d)", begun("log").stdout, re.MULTILINE)[0]
    assert changed in listed
    assert "(Asia/Shanghai)" in listed
    assert "Time (Asia/Shanghai)" in begun("sessions").stdout
    assert "When (Asia/Shanghai)" in begun("log").stdout
    begun("release", "1.0")
    assert "When (Asia/Shanghai)" in begun("releases").stdout


def test_without_a_name_the_newest_release_is_shown(begun) -> None:
    begun("release", "1.0")
    begun("session", "move", "panel", "--start", "11:00")
    assert "11:00–12:00" in begun("show", "--day", "1").stdout
    assert "09:30–10:30" in begun("show", "--release", "--day", "1").stdout
    assert "09:30–10:30" in begun("sessions", "--release").stdout


@pytest.mark.parametrize(("height", "pages"), [(3, 1), (60, 0)])
def test_output_longer_than_the_terminal_is_paged(
    monkeypatch: pytest.MonkeyPatch, height: int, pages: int
) -> None:
    paged: list[str] = []
    monkeypatch.setattr(click, "echo_via_pager", lambda text, **_: paged.append(text))
    out = Console(file=StringIO(), is_terminal=True, width=40, height=height)
    display = Display(CliSettings(), out, out)
    with display.paged():
        out.print("one\ntwo\nthree\nfour")
    assert len(paged) == pages
    assert "four" in "".join(paged) + out.file.getvalue()  # type: ignore[attr-defined]


def test_help_lists_the_commands_in_sections(call) -> None:
    output = call("--help").stdout
    headings = ("Start:", "Plan:", "Check:", "Publish:", "Print:", "Keep:")
    places = [output.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert output.index("Print:") < output.index("  programme ") < output.index("Keep:")


@pytest.mark.usefixtures("congress_store")
def test_many_changes_are_summarised_by_examples_of_each_kind(call, folder: Path) -> None:
    text = (folder / "congress.yaml").read_text(encoding="utf-8")
    (folder / "later.yaml").write_text(text.replace("2027-09-06", "2027-09-05"), encoding="utf-8")
    output = call("import", "later.yaml", "--dry-run").stdout
    lines = output.splitlines()
    moved = [at for at, line in enumerate(lines) if " moves from " in line]
    assert len(moved) == 3
    assert re.fullmatch(r"and \d\d more of this kind", lines[moved[-1] + 1])


@pytest.fixture
def planned(begun):
    """The conference with a break in both rooms, a parallel session, and a session without a time."""
    begun("session", "add", "Coffee", "--kind", "coffee", "--start", "10:30", "--minutes", "30")
    at_half_past = ("--start", "9.30", "--minutes", "60")
    begun("session", "add", "Duel", *at_half_past, "--room", "annex", "--person", "amina")
    begun("session", "add", "Spare", "--minutes", "20", "--person", "lin")
    return begun


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_a_grid_shows_the_rooms_of_a_day_side_by_side(planned) -> None:
    shown = lines(planned("show", "--grid", "--day", "2027-09-06", env={"COLUMNS": "60"}).stdout)
    assert shown[4:] == [
        "Monday, 6 September 2027",
        "Time   Main Hall  Annex",
        "─────  ─────────  ──────",
        "09:00  Opening",
        "       –09:30",
        "09:30  Panel      Duel",
        "       –10:30     –10:30",
        "10:30  Coffee",
        "       –11:00",
    ]
    narrow = planned("show", "--grid", "--day", "2027-09-06", env={"COLUMNS": "30"}).stdout
    assert narrow.count("Monday, 6 September") == 2, "a table for each room where they do not fit"
    assert max(map(len, lines(narrow)[4:])) <= 30


def test_sessions_are_selected_by_room_person_kind_and_the_lack_of_a_time(planned) -> None:
    titles = ("Opening", "Panel", "Coffee", "Duel", "Spare", "Closing")

    def shown(*words: str) -> list[str]:
        output = planned(*words, "--language", "en").stdout
        return [title for title in titles if title in output]

    assert shown("show", "--room", "annex") == ["Duel", "Closing"]
    assert shown("show", "--person", "amina") == ["Panel", "Duel"]
    assert shown("show", "--kind", "panel", "--kind", "break") == ["Panel", "Coffee"]
    assert shown("session", "list", "--kind", "panel") == ["Panel"]
    assert shown("show", "--status", "tentative") == []
    assert "There is no track 'maths'." in planned("show", "--track", "maths", code=1).stderr
    assert shown("show", "--unscheduled") == ["Spare"]
    assert shown("session", "list", "--unscheduled") == ["Spare"]
    assert shown("sessions", "--person", "lin", "--day", "6 Sep") == ["Opening", "Panel"]
    assert (
        "no session matches" in planned("show", "--room", "annex", "--person", "lin", "--day", "6 Sep").stdout
    )
    assert "Leave out --day" in planned("show", "--unscheduled", "--room", "annex", code=2).stderr


def test_a_talk_whose_block_is_not_selected_is_shown_with_its_room(begun) -> None:
    begun("plan", "blocks", "mon 11:00-12:00", "--rooms", "annex")
    added = "session add Vaccines --start 11:00 --minutes 30 --person lin --part-of"
    begun(*added.split(), "block-annex-0906-1100")
    alone = begun("show", "--person", "lin").stdout
    assert "vaccines · Talk · Annex" in alone
    below = begun("show").stdout
    assert "block-annex-0906-1100 · Session · Annex" in below
    assert "vaccines · Talk\n" in below.replace(" \n", "\n")


@pytest.mark.parametrize("day", ["2027-09-06", "6 Sep", "Monday", "day 1", "1"])
@pytest.mark.parametrize(
    "command",
    [
        ("show",),
        ("agenda", "-o", "agenda.ics"),
        ("programme", "--edition", "room", "-o", "signs.pdf"),
        ("plan", "--dry-run"),
    ],
)
def test_a_day_is_a_date_a_weekday_or_a_number_for_each_command(
    begun, command: tuple[str, ...], day: str
) -> None:
    begun(*command, "--day", day)
    assert f"'{day}9'" in begun(*command, "--day", f"{day}9", code=2).stderr.replace("\n", " ")


def test_free_times_of_rooms_and_people_lie_within_the_opening_hours(planned) -> None:
    planned("rule", "hours", "09:00", "18:00")
    room = planned("show", "--free", "annex").stdout
    assert re.search(r"Monday, 6 September 2027 +09:00–09:30 \(30 min\)\n +10:30–18:00 \(450 min\)", room)
    planned("person", "available", "amina", "2027-09-06 09:00-12:00")
    person = planned("show", "--free", "amina").stdout
    assert re.search(r"Monday.*09:00–09:30.*\n +10:30–12:00.*\nTuesday.* –", person)
    assert "There is no room 'attic'." in planned("show", "--free", "attic", code=1).stderr


def test_output_is_not_paged_where_the_organiser_says_so(begun, monkeypatch: pytest.MonkeyPatch) -> None:
    del begun
    monkeypatch.setattr(click, "echo_via_pager", lambda *_, **__: pytest.fail("a pager was opened"))
    out = Console(file=StringIO(), is_terminal=True, width=40, height=2)
    with Display(CliSettings(no_pager=True), out, out).paged():
        out.print("one\ntwo\nthree")


def test_nothing_is_unscheduled_once_every_session_has_a_time(begun) -> None:
    assert begun("show", "--unscheduled").stdout.splitlines()[-1] == "every session has a time"
    begun("session", "add", "Talk")
    assert "Talk" in begun("show", "--unscheduled").stdout
