"""Conferences read from files and written to files by a program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import eventkit
from eventkit.cli import main
from eventkit.editing.builder import ScheduleBuilder
from eventkit.errors import EventkitError
from eventkit.exporters import Output
from eventkit.office.conference_files import read, write
from eventkit.schedule import Schedule
from eventkit.store import Store

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def forum() -> Schedule:
    made = ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai")
    made.session("Opening", at="09:00", minutes=30, room="Hall", people=["Ada Lovelace"])
    return made.schedule()


@pytest.mark.parametrize("name", ["forum.yaml", "forum.json", "forum.xlsx"])
def test_what_is_written_without_loss_is_read_back(forum: Schedule, tmp_path: Path, name: str) -> None:
    assert write(forum, tmp_path / name).losses == ()
    assert read(tmp_path / name).schedule == forum


def test_foreign_files_are_read_with_what_is_known_beside_them() -> None:
    result = read(FIXTURES / "talks.csv", zone="Asia/Shanghai")

    assert result.schedule.conference.id == "talks-2027"
    assert result.schedule.conference.zone == "Asia/Shanghai"
    assert len(result.schedule.sessions) == 3


def test_a_program_and_the_command_give_the_conference_of_a_file_the_same_id(
    forum: Schedule, tmp_path: Path
) -> None:
    path, store = tmp_path / "download.xml", str(tmp_path / "eventkit.db")
    write(forum, path)

    assert CliRunner().invoke(main, ["--store", store, "import", str(path)]).exit_code == 0

    conference = read(path).schedule.conference
    with Store.open(store) as opened:
        assert opened.load(conference.id).schedule.conference.uid == conference.uid
    assert read(path, id="mine").schedule.conference.id == "mine"


def test_an_ending_without_a_format_is_refused(forum: Schedule, tmp_path: Path) -> None:
    for path in (tmp_path / "forum.docx", tmp_path / "forum"):
        with pytest.raises(EventkitError, match=r"no format has this ending. Use one of \.csv"):
            write(forum, path)
    assert [*tmp_path.iterdir()] == []


def test_saving_replaces_only_an_older_file_of_the_kind(tmp_path: Path) -> None:
    calendar, document = Output(b"BEGIN:VCALENDAR\r\n"), Output(b"%PDF-1.7\n")
    path = tmp_path / "agenda.ics"

    assert calendar.save(str(path)) == path
    assert calendar.save(path).read_bytes() == calendar.data
    database = tmp_path / "eventkit.db"
    database.write_bytes(b"SQLite format 3\0" + bytes(84))
    letter = tmp_path / "letter"
    letter.write_text("Dear Ada", encoding="utf-8")
    for output, target, reason in (
        (document, path, "ending of another kind of file than a PDF"),
        (calendar, tmp_path / "agenda.pdf", "ending of another kind of file than a calendar"),
        (Output(b"<schedule/>"), path, "ending of another kind of file"),
        (document, database, "is an SQLite database"),
        (document, letter, "exists and is not a PDF"),
        (Output(b"eventkit: 1\n"), letter, "does not show the kind of file"),
    ):
        before = target.read_bytes() if target.exists() else None
        with pytest.raises(EventkitError, match=reason):
            output.save(target)
        assert (target.read_bytes() if target.exists() else None) == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["agenda.ics", "eventkit.db", "letter"]


def test_help_lists_the_fields_of_a_value_with_their_descriptions_and_nothing_of_pydantic() -> None:
    program = "import eventkit; help(eventkit.Session); help(eventkit)"
    shown = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PAGER": "cat"},
    ).stdout
    session, _, package = shown.partition("Help on package eventkit")

    assert "title: Its title.\n" in session
    assert "track: Its track. (optional)" in session
    assert "model_validate" not in session
    assert "StringConstraints" not in session
    # Newer versions of Python print each parameter of a signature on a line.
    assert len(re.sub(r"Session\([^)]*\)", "Session(...)", session).splitlines()) < 80
    assert "ScheduleBuilder" in package
    assert eventkit.Session.__signature__.parameters.keys() == eventkit.Session.model_fields.keys()  # type: ignore[attr-defined]
