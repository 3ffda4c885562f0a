"""Conferences in from files and out again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventkit.cli import main
from eventkit.formats.document import document

BROKEN = """\
eventkit: 1
conference:
  id: forum
  titel: Forum
  start: 2027-13-05
  zone: Asia/Shanghai
  languages: [en]
sessions:
  - {id: opening, title: Opening, start: 2027-03-05 09:00, end: 08:59, people: [nobody]}
"""


@pytest.mark.usefixtures("congress_store")
def test_a_document_round_trips_unchanged(call, folder: Path) -> None:
    for target in ("out.yaml", "out.json"):
        call("export", "document", "-o", target)
        given, got = (
            document.read((folder / name).read_bytes(), name).schedule for name in ("congress.yaml", target)
        )
        assert got == given


def test_every_fault_of_a_document_is_reported_with_its_line_and_nothing_is_stored(
    call, folder: Path
) -> None:
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    message = call("import", "broken.yaml", code=1).stderr
    assert "broken.yaml: line 4, conference.titel: " in message
    assert "Did you mean 'title'" in message
    assert "broken.yaml: line 5, conference.start: " in message
    assert "nobody" in message
    assert "eventkit: There is no store" in call("show", code=1).stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("import", "absent.yaml"), "absent.yaml: there is no such file"),
        (("import", "."), "Unknown file format"),
        (("import", "forum.docx"), "Unknown file format"),
        (("import", "congress.yaml", "--format", "word"), "Unknown format 'word'"),
    ],
)
def test_an_unreadable_file_is_reported_in_one_line(
    call, folder: Path, words: tuple[str, ...], expected: str
) -> None:
    (folder / "forum.docx").write_bytes(b"PK")
    result = call(*words, code=1)
    assert expected in result.stderr


def test_a_second_import_of_the_same_document_changes_nothing(call) -> None:
    assert "sessions: 73 in all, 73 added" in call("import", "congress.yaml").stdout
    assert "nothing changed" in call("import", "congress.yaml").stdout


def test_a_dry_run_import_stores_nothing(call) -> None:
    assert "would import" in call("import", "--dry-run", "congress.yaml").stdout
    assert "There is no store" in call("conferences", code=1).stderr


def test_a_document_can_be_piped_in_and_out(call, folder: Path) -> None:
    given = (folder / "congress.yaml").read_bytes()
    call("import", "-", input=given)
    got = call("export", "document", "-o", "-").stdout_bytes
    assert document.read(got, "piped").schedule == document.read(given, "congress.yaml").schedule


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(call, folder: Path) -> None:
    """Who may do everything would otherwise take a device away from everyone: /dev/null, for one."""
    pipe = folder / "pipe.yaml"
    os.mkfifo(pipe)
    call("import", "congress.yaml")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    call("export", "document", "-o", "pipe.yaml")
    assert pipe.is_fifo()
    assert os.read(reader, 12) == b"eventkit: 1\n"
    os.close(reader)


@pytest.mark.usefixtures("congress_store")
def test_characters_the_terminal_cannot_print_become_code_points() -> None:
    shown = CliRunner(charset="ascii").invoke(main, ["show"])
    assert shown.exit_code == 0
    assert "Congress of Mathematicians of All Ages" in shown.stdout
    assert "\\u53e4\\u4eca" in shown.stdout
