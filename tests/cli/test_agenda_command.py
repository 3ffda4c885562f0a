"""Calendars and invitations from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from eventkit.files import output_folders
from eventkit.store import Store

OFFICE = "office@forum.example"
HERS = "amina@private.example"

MAKING_A_CALENDAR = """
import sys
from click.testing import CliRunner
from eventkit.cli import main
result = CliRunner().invoke(main, ["agenda", "-o", "agenda.ics"])
assert result.exit_code == 0, result.output
assert "icalendar" not in sys.modules
"""


@pytest.fixture
def invited(begun):
    """The conference released, with a contact, and with the address of one who appears."""
    begun("conference", "edit", "--contact", OFFICE)
    begun("person", "contact", "amina", "--email", HERS)
    begun("release", "1.0")
    return begun


def titles(calendar: str) -> list[str]:
    lines = calendar.replace("\r\n", "\n").splitlines()
    return [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]


def inodes(folder: Path) -> dict[str, int]:
    """Which file is which: a file that is written anew is another one."""
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (("--day", "2027-09-06"), ["Opening", "Panel"]),
        (("--room", "Annex"), ["Closing"]),
        (("--room", "annex", "--room", "main"), ["Opening", "Panel", "Closing"]),
        (("--kind", "panel"), ["Panel"]),
        (("--session", "开幕"), ["Opening"]),
        (("--person", "yusuf"), ["Panel"]),
        (("--participant", "yusuf"), ["Panel"]),
        (("--organisation", "peking", "--day", "2027-09-07"), ["Closing"]),
        (("--kind", "panel", "--day", "2027-09-07"), ["Health Forum"]),
    ],
    ids=" ".join,
)
def test_a_filter_prints_its_interpretation(begun, filters: tuple[str, ...], shown: list[str]) -> None:
    assert titles(begun("agenda", "--language", "en", *filters, "-o", "-").stdout) == shown


def test_an_unknown_filter_suggests_the_available_ones(begun) -> None:
    assert "Did you mean 'annex'?" in begun("agenda", "--room", "anex", "-o", "-", code=1).stderr


def test_a_calendar_follows_its_command_line_options(begun) -> None:
    output = begun(
        *("agenda", "-o", "-", "--all-day", "--alarm", "15", "--refresh", "30", "--language", "en"),
        *("--pages", "https://forum.example/p", "--feed", "https://forum.example/a.ics"),
    ).stdout
    assert "Health Forum" in titles(output)
    assert "TRIGGER:-PT15M" in output
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT30M" in output
    assert "SOURCE;VALUE=URI:https://forum.example/a.ics" in output
    assert "https://forum.example/p/en/sessions/panel.html" in output


def test_cancelled_sessions_can_be_hidden(begun) -> None:
    begun("session", "cancel", "panel")
    assert "Cancelled: Panel" in titles(begun("agenda", "--language", "en", "-o", "-").stdout)
    hidden = begun("agenda", "--language", "en", "--cancelled", "hide", "-o", "-").stdout
    assert titles(hidden) == ["Opening", "Closing"]


def test_a_calendar_can_be_had_as_jcal(begun) -> None:
    kind, properties, parts = json.loads(begun("agenda", "--jcal", "-o", "-").stdout)
    assert kind == "vcalendar"
    assert ["version", {}, "text", "2.0"] in properties
    assert [name for name, *_ in parts].count("vevent") == 3


def test_making_a_calendar_loads_no_calendar_reader(begun, folder: Path) -> None:
    begun("release", "1.0")
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", MAKING_A_CALENDAR], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "Choose one of -o FILE, --all DIR and --verify FILE"),
        (("-o", "a.ics", "--all", "public"), "Choose one of"),
        (("-o", "a.ics", "--base", "https://forum.example"), "--base does not apply with -o"),
        (("--all", "public", "--room", "annex"), "--room does not apply with --all"),
        (("--verify", "a.ics", "--jcal"), "--jcal does not apply with --verify"),
        (("--deadlines", "--day", "2027-09-06", "-o", "-"), "--day does not apply with --deadlines"),
        (("--feed", "forum.example", "-o", "-"), "must be an address that begins with https://"),
    ],
    ids=" ".join,
)
def test_contradictory_options_are_a_usage_error(begun, words: tuple[str, ...], expected: str) -> None:
    assert expected in " ".join(begun("agenda", *words, code=2).stderr.split())


def test_only_changed_calendars_in_a_folder_are_rewritten(begun, folder: Path) -> None:
    public = folder / "public"
    first = begun("agenda", "--all", "public", "--base", "https://forum.example/c").stdout
    before = inodes(public)
    assert first == f"public: {len(before)} written, 0 unchanged, 0 removed\n"
    assert "https://forum.example/c/zh/all.ics" in (public / "zh" / "all.ics").read_text(encoding="utf-8")
    again = begun("agenda", "--all", "public", "--base", "https://forum.example/c").stdout
    assert again == f"public: 0 written, {len(before)} unchanged, 0 removed\n"
    assert inodes(public) == before


def test_obsolete_calendars_are_removed_and_other_files_stay(begun, folder: Path) -> None:
    public = folder / "public"
    begun("agenda", "--all", "public", "--language", "en")
    (public / "en" / "days" / "own.ics").write_text("mine")
    (public / "note.txt").write_text("mine")
    begun("session", "move", "closing", "--start", "2027-09-06 16:00")
    output = begun("agenda", "--all", "public", "--language", "en").stdout
    assert output.endswith(", 1 removed\n")
    assert not (public / "en" / "days" / "2027-09-07.ics").exists()
    assert (public / "en" / "days" / "own.ics").read_text() == "mine"
    assert (public / "note.txt").read_text() == "mine"


def test_index_entries_outside_the_folder_are_ignored(begun, folder: Path) -> None:
    public = folder / "public"
    begun("agenda", "--all", "public")
    (folder / "other.ics").write_text("mine")
    index = json.loads((public / "index.json").read_text(encoding="utf-8"))
    for path in ("../other.ics", str(folder / "other.ics")):
        index["calendars"].append({"path": path})
    (public / "index.json").write_text(json.dumps(index), encoding="utf-8")
    assert begun("agenda", "--all", "public").stdout.endswith(", 0 removed\n")
    assert (folder / "other.ics").read_text() == "mine"


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ("[1]", "is not an index that eventkit wrote"),
        ('{"output": "calendars", "conference": "fair", "calendars": []}', "files of 'fair'"),
        ('{"output": "letters", "conference": "forum", "letters": []}', "the output 'letters'"),
    ],
)
def test_an_unrelated_index_is_not_overwritten(begun, folder: Path, index: str, expected: str) -> None:
    (folder / "public").mkdir()
    (folder / "public" / "index.json").write_text(index)
    assert expected in begun("agenda", "--all", "public", code=1).stderr
    assert [path.name for path in (folder / "public").iterdir()] == ["index.json"]


def test_a_current_calendar_passes_verification(begun) -> None:
    begun("release", "1.0")
    begun("agenda", "-o", "agenda.ics")
    assert begun("agenda", "--verify", "agenda.ics").stdout == "agenda.ics matches the store\n"


def test_verifying_an_outdated_calendar_reports_the_moved_session(begun) -> None:
    begun("agenda", "--language", "en", "-o", "agenda.ics")
    begun("session", "move", "closing", "--start", "2027-09-07 17:00")
    output = begun("agenda", "--verify", "agenda.ics", code=1).stdout
    assert "'Closing' begins 2027-09-07 17:00, but the calendar has 2027-09-07 16:00" in output


def test_verifying_a_published_calendar_against_the_draft_reports_only_changes(begun) -> None:
    """That a draft is tentative is no news of each session in it."""
    begun("release", "1.0")
    begun("agenda", "-o", "agenda.ics")
    assert "matches the store" in begun("agenda", "--verify", "agenda.ics", "--draft").stdout
    begun("session", "move", "closing", "--start", "2027-09-07 17:00")
    output = begun("agenda", "--verify", "agenda.ics", "--draft", code=1).stdout
    assert all("'Closing" in line for line in output.splitlines())


def test_verifying_an_invalid_calendar_prints_one_line(begun, folder: Path) -> None:
    (folder / "odd.ics").write_text("nothing of the kind")
    assert begun("agenda", "--verify", "odd.ics", code=1).stderr.startswith("eventkit: odd.ics: ")
    absent = begun("agenda", "--verify", "absent.ics", code=1).stderr
    assert absent == "eventkit: absent.ics: there is no such file. Check its name and folder.\n"


def test_no_invitations_without_a_reply_address(begun, folder: Path) -> None:
    assert "has no release yet" in begun("invitations", "-o", "out", code=1).stderr
    begun("release", "1.0")
    message = begun("invitations", "-o", "out", code=1).stderr
    assert "'eventkit conference edit --contact ADDRESS'" in message
    assert len(message.splitlines()) == 1
    assert not (folder / "out").exists()


def test_everyone_with_an_address_is_invited_to_their_sessions(invited, folder: Path) -> None:
    made = invited("invitations", "-o", "out", "--language", "en")
    assert made.stdout == "out/amina-yusuf.panel.ics  text/calendar; method=REQUEST; charset=utf-8\n"
    assert made.stderr == "No e-mail address for lin-yifu. Add it with 'eventkit person contact'.\n"
    contained = (folder / "out" / "amina-yusuf.panel.ics").read_text(encoding="utf-8").replace("\r\n ", "")
    assert f"mailto:{OFFICE}" in contained
    assert f"mailto:{HERS}" in contained


def test_no_address_is_asked_for_of_an_erased_person_or_for_a_cancelled_session(invited, begun) -> None:
    begun("person", "add", "Zoë García")
    begun("session", "assign", "closing", "zoe")
    begun("session", "assign", "panel", "zoe")
    begun("person", "forget", "zoe-garcia", "--yes")
    begun("session", "cancel", "panel")
    begun("release", "2.0")
    assert "No e-mail address for lin-yifu. Add" in invited("invitations", "-o", "out").stderr
    begun("session", "cancel", "closing")
    begun("session", "cancel", "opening")
    begun("release", "3.0")
    assert "No e-mail address" not in invited("invitations", "-o", "again").stderr


def test_after_another_release_only_changes_are_sent(invited) -> None:
    invited("release", "1.1")
    assert invited("invitations", "--since", "1.0", "-o", "out").stdout == "No invitation is needed.\n"
    invited("session", "cancel", "panel")
    invited("release", "2.0")
    output = invited("invitations", "--since", "1.0", "-o", "out").stdout
    assert output == "out/amina-yusuf.panel.cancel.ics  text/calendar; method=CANCEL; charset=utf-8\n"


@pytest.mark.parametrize(
    "removal",
    [
        ("person", "remove", "amina", "--everywhere"),
        ("undo",),
        ("session", "assign", "panel", "amina", "--remove"),
    ],
    ids=" ".join,
)
def test_who_is_removed_by_any_way_gets_a_cancellation(invited, removal: tuple[str, ...]) -> None:
    invited("person", "add", "Zoë García")
    invited("person", "contact", "zoe", "--email", "zoe@private.example")
    invited("session", "assign", "panel", "zoe")
    invited("release", "2.0")
    invited(*removal)
    invited("release", "3.0")
    output = invited("invitations", "--since", "2.0", "-o", "out").stdout
    who = "zoe-garcia" if removal == ("undo",) else "amina-yusuf"
    assert output == f"out/{who}.panel.cancel.ics  text/calendar; method=CANCEL; charset=utf-8\n"


def test_the_invitations_of_an_erased_person_can_be_cancelled_first(invited, folder: Path) -> None:
    invited("person", "rename", "amina", "ami")
    warning = "invitations sent to them stay, since the address goes: --cancellations DIR cancels them first"
    assert warning in invited("person", "forget", "ami", "--dry-run").stdout
    output = invited("person", "forget", "ami", "--yes", "--cancellations", "out").stdout.splitlines()
    assert output[:2] == [
        "out/amina-yusuf.panel.cancel.ics  text/calendar; method=CANCEL; charset=utf-8",
        "send these files, then delete them: they contain the address",
    ]
    contained = (folder / "out" / "amina-yusuf.panel.cancel.ics").read_text(encoding="utf-8")
    assert f"mailto:{HERS}" in contained.replace("\n ", "")
    assert "SEQUENCE:1\n" in contained
    output = invited("person", "forget", "lin-yifu", "--yes", "--cancellations", "none").stdout
    assert output.startswith("no invitation to cancel: no address, or no session in a release\n")
    assert not (folder / "none").exists()


def test_invitations_are_not_written_next_to_older_ones(invited, folder: Path) -> None:
    invited("invitations", "-o", "out")
    before = sorted(path.name for path in (folder / "out").iterdir())
    invited("session", "cancel", "panel")
    invited("release", "2.0")
    message = invited("invitations", "--since", "1.0", "-o", "out", code=1).stderr
    assert "out already contains files" in message
    assert "Choose a new folder" in message
    assert sorted(path.name for path in (folder / "out").iterdir()) == before
    (folder / "empty").mkdir()
    invited("invitations", "--since", "1.0", "-o", "empty")


FORGET_HER = ("person", "forget", "amina-yusuf", "--yes")


@pytest.mark.parametrize("step", ["write_staged", "replace_file"])
@pytest.mark.parametrize(
    "words", [("invitations", "-o"), ("person", "forget", "amina-yusuf", "--yes", "--cancellations")]
)
def test_files_to_send_that_a_killed_run_left_are_written_anew(
    invited, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], step: str
) -> None:
    invited("session", "assign", "opening", "amina", "--role", "speaker")
    invited("release", "1.1")
    with monkeypatch.context() as kill:
        write, calls = getattr(output_folders, step), count()

        def write_or_end(*arguments: object) -> None:
            if next(calls) == 1:
                raise KeyboardInterrupt
            write(*arguments)

        kill.setattr(output_folders, step, write_or_end)
        invited(*words, "out", code=1)
        assert "amina-yusuf" in invited("people").stdout
    invited("session", "edit", "opening", "--title", "Grand opening")
    invited("release", "2.0")
    invited(*words, "out")
    texts = [path.read_text(encoding="utf-8") for path in (folder / "out").glob("*amina-yusuf*.ics")]
    assert len(texts) == 2
    assert any("Grand opening" in text for text in texts)
    assert {path.stat().st_mode & 0o777 for path in (folder / "out").iterdir()} == {0o600}


def test_an_erasure_that_was_killed_after_its_cancellations_can_be_repeated(
    invited, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*FORGET_HER, "--cancellations", "out")
    with monkeypatch.context() as kill:
        kill.setattr(Store, "erase", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        invited(*words, code=1)
    written = {path: path.read_bytes() for path in (folder / "out").iterdir()}
    assert written
    invited(*words)
    assert {path: path.read_bytes() for path in (folder / "out").iterdir()} == written


def test_no_published_calendar_contains_a_personal_address(invited, folder: Path) -> None:
    invited("agenda", "--all", "public", "--profile", "full")
    invited("agenda", "--person", "amina", "-o", "public/hers.ics")
    files = [path.read_bytes().replace(b"\r\n ", b"") for path in (folder / "public").rglob("*.*")]
    assert len(files) > 10
    assert not any(b"private.example" in data or b"ATTENDEE" in data for data in files)


def test_a_session_that_left_a_room_is_cancelled_in_the_calendar_of_that_room(begun) -> None:
    """Also where it left in the draft, and where the room itself is there no more."""
    annex = ("agenda", "--language", "en", "--room", "annex", "-o")
    begun("release", "1.0")
    begun("session", "move", "closing", "--room", "main-hall")

    assert titles(begun(*annex, "-").stdout) == ["Closing"]
    assert titles(begun(*annex, "-", "--draft").stdout) == ["Cancelled: Closing"]
    begun("room", "remove", "annex")
    begun("release", "2.0")
    assert titles(begun(*annex, "annex.ics").stdout) == []
    assert titles(Path("annex.ics").read_text()) == ["Cancelled: Closing"]
    assert "matches the store" in begun("agenda", "--verify", "annex.ics").stdout
    assert titles(begun(*annex, "-", "--cancelled", "hide").stdout) == ["Health Forum"]


def test_the_calendar_of_a_room_remains_after_its_session_left(begun, folder: Path) -> None:
    begun("release", "1.0")
    begun("agenda", "--all", "out")
    begun("session", "move", "closing", "--room", "main-hall")
    begun("release", "2.0")
    begun("agenda", "--all", "out")

    assert titles((folder / "out" / "en" / "rooms" / "annex.ics").read_text()) == ["Cancelled: Closing"]
    assert "Cancelled: Closing" not in titles((folder / "out" / "en" / "all.ics").read_text())


def test_deadlines_have_a_separate_calendar(begun) -> None:
    begun("deadline", "add", "Papers are due", "--title", "zh=论文截止", "--at", "2027-03-01")
    begun("deadline", "add", "Registration closes", "--at", "2027-08-20 18:00")

    output = begun("agenda", "--deadlines", "--language", "zh", "-o", "-").stdout

    assert titles(output) == ["论文截止", "Registration closes"]
    assert "DTSTART;TZID=Asia/Shanghai:20270820T180000" in output


def test_a_deadline_can_be_moved_and_taken_out_again(begun) -> None:
    begun("deadline", "add", "Papers are due", "--at", "2027-03-01", "--url", "https://forum.example/cfp")

    begun("deadline", "edit", "papers", "--at", "2027-03-15 18:00", "--title", "zh=论文截止", "--no-url")
    shown = begun("show", "--language", "en").stdout
    assert "Monday, 15 March 2027, 18:00" in shown
    assert "forum.example" not in shown
    begun("deadline", "remove", "论文")
    assert "papers" not in begun("show").stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("add", "Fees", "--at", "tomorrow"), "must be a day such as 2027-03-01, or a time"),
        (("add", "Fees", "--at", "2027-03-01", "--id", "papers-are-due"), "There is a deadline"),
        (("edit", "papers-are-do", "--at", "2027-03-01"), "Did you mean 'papers-are-due'?"),
        (("edit", "papers", "--url", "forum.example"), "url must be an address"),
        (("remove", "fees"), "There is no deadline 'fees'."),
    ],
    ids=" ".join,
)
def test_an_invalid_deadline_is_refused(begun, words: tuple[str, ...], expected: str) -> None:
    begun("deadline", "add", "Papers are due", "--at", "2027-03-01")

    code = 2 if "tomorrow" in words else 1
    assert expected in " ".join(begun("deadline", *words, code=code).stderr.split())


@pytest.mark.parametrize("command", ["agenda -o a.ics", "agenda --all a", "site -o a"])
def test_a_language_without_texts_is_reported(begun, command: str) -> None:
    words = [*command.split(), "--draft"]
    reported = begun(*words, "--language", "de", "--language", "en").stderr
    assert "language-without-texts: The conference has no texts in German (de)" in " ".join(reported.split())
    assert "no texts in" not in begun(*words, "--language", "en").stderr
