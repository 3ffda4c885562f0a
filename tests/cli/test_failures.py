"""How a command ends that cannot do what was asked."""

from __future__ import annotations

import errno
import re
import shlex
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from tools.commands_page import members

from cli.conftest import Call
from eventkit.cli import check_command, main
from eventkit.cli.display import Display
from eventkit.cli.failures import WrongCall
from eventkit.cli.synonyms import OTHER_EDITIONS, OTHER_EXPORTS, OTHER_NAMES
from eventkit.outputs.programme.editions import EDITIONS

OVERRIDE = "\u202e"


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that report files go to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def raise_fault(*_: Any, **__: Any) -> None:
    cause = KeyError("nowhere")
    raise ValueError(OVERRIDE) from cause


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("import absent.yaml", "absent.yaml: there is no such file. Check its name and folder."),
        ("import empty", "The folder empty contains no files. Name the one with the files to import."),
        ("restore absent.db", "There is no file 'absent.db'. Check its name and folder."),
        ("agenda -o empty", "'empty' is a folder. Name a file."),
        ("site -o forum.txt", "'forum.txt' is a file. Name a folder."),
        ("log --limit few", "'few' is not a whole number, such as 20."),
        ("log opening", "'opening' is one word too many. Did you mean --session opening?"),
        ("backup -o saved.db", "There is no option '-o'. Write the file alone: FILE."),
        ("import absent/talks.csv", "there is no folder absent. Create it, or correct its name."),
        ("undo few", "Invalid value for NO: 'few' is not a whole number, such as 20."),
        ("plan --moves -1", "-1 is too small. Give 0 or more."),
        ("serve --port 99999", "99999 is out of range. Give a number from 0 to 65535."),
        ("rule set room-clash loud", "Invalid value for SEVERITY: 'loud' is not one of error, warning,"),
        ("completion tcsh", "Invalid value for SHELL: 'tcsh' is not one of bash, zsh,"),
        ("check --language xx", "There are no messages in 'xx'. Choose one of en, zh, ar."),
        ("plan weights nope strongly", "Nothing in a plan is called 'nope'."),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence_that_says_what_to_do(
    begun: Call,  # noqa: ARG001 - there is a conference
    folder: Path,
    words: str,
    sentence: str,
) -> None:
    (folder / "empty").mkdir()
    (folder / "forum.txt").write_text("Dear Ada", encoding="utf-8")
    result = CliRunner().invoke(main, shlex.split(words))
    assert result.exit_code in {1, 2}
    assert sentence in " ".join(result.stderr.split())


def test_an_unexpected_error_prints_one_line_and_writes_a_report(
    begun: Call, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_command, "count_severities", raise_fault)
    message = begun("check", "--language", "zh", code=70).stderr
    line = re.fullmatch(
        r"eventkit: 'eventkit check' stopped because of an error in eventkit \(ValueError\)\. "
        r"Send this report to its maintainers: (.+)\n",
        message,
    )
    assert line is not None, message
    path = Path(line[1])
    assert path.parent == reports
    assert path.stat().st_mode & 0o077 == 0
    report = path.read_text(encoding="utf-8")
    assert "command: eventkit check\n" in report
    assert "Traceback" in report
    assert "KeyError: 'nowhere'" in report
    assert "zh" not in report.partition("Traceback")[0]


def test_the_message_says_when_no_report_file_can_be_written(
    begun: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_command, "count_severities", raise_fault)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    message = begun("check", code=70).stderr
    assert message.endswith("(ValueError). No report could be written: no such file or directory.\n")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "p.pdf"),
            "p.pdf: no space left on device. Free some space",
        ),
        (
            OSError(errno.EACCES, "Permission denied", "p.pdf"),
            "p.pdf: permission denied. Check who may read the file",
        ),
        (
            OSError(errno.ENOENT, "No such file or directory", "none/p.pdf"),
            "none/p.pdf: there is no folder none. Create",
        ),
        (
            OSError(errno.ENOENT, "No such file or directory"),
            "The current folder does not exist any more. Change",
        ),
    ],
)
def test_what_the_system_refuses_is_reported_with_what_to_do(
    begun: Call, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    def load(_: Display) -> None:
        raise error

    monkeypatch.setattr(Display, "opened_store", load)
    assert begun("show", code=1).stderr.startswith(f"eventkit: {message}")


def test_words_that_are_no_text_in_the_encoding_of_the_terminal_are_refused(begun: Call) -> None:
    message = begun("person", "add", "\udce5\udc88", code=2).stderr
    assert "in which what you typed is not text. Set LANG=C.UTF-8" in message


@pytest.mark.parametrize("error", [MemoryError(), OSError("truncated"), RecursionError()])
def test_errors_without_a_reason_an_organiser_could_act_on_exit_with_70(
    begun: Call, reports: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def load(_: Display) -> None:
        raise error

    monkeypatch.setattr(Display, "opened_store", load)
    message = begun("show", code=70).stderr
    assert ("ran out of memory" in message) == isinstance(error, MemoryError)
    assert len([*reports.glob("eventkit-report-*")]) == (not isinstance(error, MemoryError))


def test_nothing_is_written_through_links_that_form_a_loop(begun: Call, folder: Path) -> None:
    (folder / "loop.ics").symlink_to("loop.ics")
    (folder / "loops").mkdir()
    (folder / "loops" / "en").symlink_to("en")
    assert "too many levels of symbolic links" in begun("agenda", "-o", "loop.ics", code=1).stderr
    begun("agenda", "--all", "loops", code=1)
    assert (folder / "loop.ics").is_symlink()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("session", "show", f"a{OVERRIDE}"), 1),
        (("show", "--conference", f"a{OVERRIDE}"), 1),
        (("import", f"a{OVERRIDE}.csv"), 1),
        (("badges", "--role", f"a{OVERRIDE}", "-o", "b.pdf"), 2),
    ],
)
def test_invisible_characters_that_were_typed_are_printed_as_code_points(
    begun: Call, words: tuple[str, ...], code: int
) -> None:
    message = begun(*words, code=code).stderr
    assert OVERRIDE not in message
    assert "a<U+202E>" in message


def test_alternative_command_names_point_to_existing_commands() -> None:
    assert not OTHER_NAMES.keys() & set(main.list_commands(click.Context(main)))
    for meant in (*OTHER_NAMES.values(), *OTHER_EXPORTS.values()):
        command: click.Command | None = main
        for word in meant.split():
            is_placeholder = word.isupper() or word.startswith("-")
            if is_placeholder:
                break
            if isinstance(command, click.Group):
                command = command.get_command(click.Context(command), word)
        assert command is not None, meant


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("speaker",), "There is no command 'speaker'. Did you mean 'person'?"),
        (("session", "ls"), "There is no command 'session ls'. Did you mean 'session list'?"),
        (("room", "delete"), "There is no command 'room delete'. Did you mean 'room remove'?"),
        (("swap",), "There is no command 'swap'. Did you mean 'session swap'?"),
        (
            ("release", "lsit"),
            "Did you mean 'list'? For a release of that name: 'eventkit release add lsit'.",
        ),
        (("release", "remove"), "A release never changes and is never removed"),
        (("sesion",), "There is no command 'sesion'. Did you mean 'session'"),
        (("xyz",), "There is no command 'xyz'. 'eventkit --help' lists the commands."),
        (("session", "mvoe"), "There is no command 'session mvoe'. Did you mean 'move'?"),
        (("send",), "There is no command 'send'. Did you mean 'letters'?"),
        (("conflicts",), "Did you mean 'check'?"),
        (("tickets",), "Did you mean 'badges --attendees'?"),
        (("today",), "Did you mean 'show --day'?"),
        (("upload",), "Did you mean 'site'?"),
        (("webinar",), "There is no command 'webinar'. 'eventkit --help' lists the commands."),
        (("person", "email"), "Did you mean 'person contact'?"),
        (("rule", "disable"), "Did you mean 'rule set CODE off'?"),
        (("rule", "create"), "Rules come with eventkit and its plug-ins"),
        (("sheet", "delete"), "The list of sheets is built in"),
        (("template", "rm"), "The templates are built in"),
        (("key", "update"), "Did you mean 'key rotate'?"),
        (("conference", "copy"), "'eventkit export document -o copy.yaml'"),
        (("person", "erase"), "Did you mean 'person forget'?"),
        (("scan",), "Did you mean 'badges verify'?"),
        (("room", "xyz"), "The commands of 'room' are list, show, add, edit, rename, remove, available."),
    ],
)
def test_an_unknown_command_suggests_similar_ones(call: Call, words: tuple[str, ...], hint: str) -> None:
    assert hint in call(*words, code=2).stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("session", "add", "X", "--time", "9"), "There is no option '--time'. Did you mean '--start'?"),
        (("session", "add", "X", "--date", "9"), "Did you mean '--start'?"),
        (("session", "list", "--date", "9"), "Did you mean '--day'?"),
        (("session", "add", "X", "--speaker", "a"), "Did you mean '--person'?"),
        (("session", "add", "X", "--duration", "9"), "Did you mean '--minutes'?"),
        (("session", "add", "X", "--plenery"), "Did you mean '--plenary'?"),
        (
            ("session", "add", "X", "--xyz"),
            "Try 'main session add --help' for help. Error: There is no option '--xyz'.",
        ),
        (("session", "move", "opening", "--day", "9"), "Did you mean '--start'?"),
        (("show", "--for", "ada"), "Did you mean '--person'?"),
        (("undo", "--redo"), "undo the undo"),
        (("waive", "--rule", "no-room"), "'eventkit rule set CODE off'"),
        (("waive", "--remove", "93bc"), "Did you mean '--lift'?"),
        (("diff", "--since", "1.0"), "'eventkit diff 1.0 draft'"),
        (("export", "fragment", "--day", "1", "-o", "x.html"), "such as --option day=…."),
        (("check", "--room", "annex"), "'eventkit check --format lines' prints a line for each finding"),
        (("badges", "--room", "annex", "-o", "x.pdf"), "'eventkit programme --edition room --room ROOM'"),
        (("sheet", "list", "--size", "90"), "Did you mean '--paper'?"),
        (("session", "edit", "opening", "--status", "x"), "'eventkit session cancel'"),
        (("badges", "--certificates", "-o", "x.pdf"), "Choose it with --template certificate."),
        (("person", "add", "X", "--email", "a@example.org"), "'eventkit person contact PERSON' stores"),
        (("people", "--json"), "'eventkit export document' writes everything as data."),
        (("session", "move", "opening", "10:00"), "too many. Did you mean --start 10:00?"),
        (("room", "edit", "Main", "Hall"), "A name with spaces needs quotation marks"),
        (("log", "-n", "3"), "There is no option '-n'. Did you mean '--limit'?"),
        (("agenda", "--speaker", "x"), "There is no option '--speaker'. Did you mean '--person'?"),
        (("agenda", "--persn", "x"), "There is no option '--persn'. Did you mean '--person'?"),
        (("waive", "--note", "x"), "There is no option '--note'. Did you mean '--reason'?"),
        (
            ("conference", "edit", "--website", "https://forum.example"),
            "There is no option '--website'. Did you mean '--url'?",
        ),
        (
            ("conference", "edit", "--building", "Hall"),
            "There is no option '--building'. Did you mean '--venue'?",
        ),
        (("badges", "--guests", "a"), "Did you mean '--guest', '--attendees' or '--blanks'?"),
        (("export", "pdf", "-o", "x.pdf"), "'eventkit programme' writes that."),
        (("export", "pdf"), "'eventkit programme' writes that."),
        (("export", "xlsx", "-o", "x.xlsx"), "'eventkit export spreadsheet' writes that."),
        (
            ("programme", "--edition", "poster", "-o", "x.pdf"),
            "There is no edition 'poster'. Did you mean 'grid'?",
        ),
        (("programme", "--edition", "Door sign", "-o", "x.pdf"), "Did you mean 'room'?"),
        (("programme", "--edition", "handout", "-o", "x.pdf"), "Did you mean 'day'?"),
        (("programme", "--edition", "leaflet", "-o", "x.pdf"), "Did you mean 'agenda'?"),
        (("programme", "--edition", "xyz", "-o", "x.pdf"), "Choose one of book, grid, day, room, agenda."),
    ],
)
def test_an_unknown_option_or_value_suggests_the_one_that_was_meant(
    call: Call, words: tuple[str, ...], hint: str
) -> None:
    assert hint in " ".join(call(*words, code=2).stderr.split())


def test_synonyms_of_editions_point_to_editions() -> None:
    assert set(OTHER_EDITIONS.values()) <= set(EDITIONS)
    assert not OTHER_EDITIONS.keys() & set(EDITIONS)


MISSING = [
    (path, number)
    for path, command in members()
    if not isinstance(command, click.Group)
    for number, _ in enumerate(
        each for each in command.params if isinstance(each, click.Argument) and each.required
    )
]
"""Each required argument of each command: the path of the command, and the number of those before it."""


@pytest.mark.parametrize(("path", "number"), MISSING, ids=str)
def test_a_missing_argument_is_named_with_what_it_is_for_and_an_example(
    begun: Call, path: tuple[str, ...], number: int
) -> None:
    given = {"wish": ("apart",), "set": ("room-clash",)}.get(path[-1], ("opening",) * number)[:number]
    message = " ".join(begun(*path, *given, code=2).stderr.partition("Error: ")[2].split())
    assert re.match(r"\S+( TIMES\.\.\.)? is missing: [a-z]", message)
    assert f"For example: eventkit {path[0]}" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("release",), "NAME is missing: a name for the release, which readers of the programme see. For"),
        (("session", "show"), "There are opening, panel and closing. For example: eventkit session show"),
        (("rule", "show"), ", such as room-clash, turnaround and room-unavailable. For example"),
        (("deadline", "add", "X"), "--at is missing: the last day, such as 2027-03-01"),
        (("programme",), "-o is missing: the file to write; - writes to standard output. For example"),
        (("session", "add", "X", "--start"), "Error: --start needs a value after it."),
    ],
)
def test_what_is_missing_is_explained(begun: Call, words: tuple[str, ...], message: str) -> None:
    assert message in " ".join(begun(*words, code=2).stderr.split())


def test_a_wrong_call_is_broken_between_words_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("COLUMNS", "40")
        WrongCall("A file is missing: one with a conference in it.").show(shown)
    assert shown.getvalue() == "Error: A file is missing: one with a\nconference in it.\n"
    assert capsys.readouterr().err == ""


def test_a_group_without_a_command_prints_its_help(call: Call) -> None:
    shown = call("session", code=2).stderr
    assert shown.startswith("Usage: ")
    assert "Error" not in shown


def test_a_release_without_a_name_tells_the_names_that_are_taken(begun: Call) -> None:
    begun("release", "1.0")
    assert "1.0 is taken." in begun("release", code=2).stderr
    begun("release", "1.1")
    assert "1.1 and 1.0 are taken." in begun("release", code=2).stderr


def test_a_wrong_call_is_answered_in_the_language_of_the_reader(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")

    assert "没有命令“nosuch”。" in call("nosuch", code=2).stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("rule wish apart panel", "“apart”针对两个或更多环节。请再指定一个。"),
        ("backup missing/backup.zip", "无法写入 missing/backup.zip（no such file or directory）。"),
        ("deadline add Papers", "缺少 --at。"),
        ("badges -o b.pdf --paper a9", "--paper 的值无效"),
        ("person add ''", "NAME 的值无效：为空"),
        ("release shwo", "没有命令"),
        ("session assign opening noether --role singer", "请选择以下之一：speaker、"),
    ],
)
def test_a_refusal_is_wholly_in_the_language_of_the_reader(
    begun: Call,  # noqa: ARG001 - there is a conference
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    result = CliRunner().invoke(main, shlex.split(words))
    assert result.exit_code in {1, 2}
    assert sentence in result.stderr
