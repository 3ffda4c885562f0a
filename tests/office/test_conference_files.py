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
from eventkit.editing import move_session
from eventkit.editing.builder import ScheduleBuilder
from eventkit.errors import EventkitError
from eventkit.formats.spreadsheet.workbook import template
from eventkit.office.conference_files import read, write
from eventkit.plugins.exporters import Output, get_exporter, iter_exporters
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
    calendar = Output(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//eventkit//1//EN\r\n")
    document = Output(b"%PDF-1.7\n")
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
        (document, letter, "exists, and nothing in it shows that eventkit made it"),
        (Output(b"eventkit: 1\nconference:\n  id: forum\n"), letter, "or replace it with overwrite=True"),
    ):
        before = target.read_bytes() if target.exists() else None
        with pytest.raises(EventkitError, match=reason):
            output.save(target)
        assert (target.read_bytes() if target.exists() else None) == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["agenda.ics", "eventkit.db", "letter"]


FOREIGN = {
    "schedule.json": b'{"generator": {"name": "pretalx", "version": "2025.1.0"}, "schedule": {}}',
    "package.json": b'{"name": "eventkit-theme", "scripts": {}}',
    "agenda.ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mozilla//EN\r\nX-WR-CALNAME:eventkit\r\n",
    "plan.pdf": b"%PDF-1.4\n<pdf:Producer>LibreOffice</pdf:Producer>",
    "people.csv": b"Number,Name,Fee\r\n1,Ada,20\r\n",
    "budget.xlsx": b"PK\x03\x04 no archive",
    "schedule.xml": b"<?xml version='1.0'?>\n<schedule><generator name='pretalx'/></schedule>",
    "notes.yaml": b"# our notes\neventkit: 1\nconference:\n  id: forum\n",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_eventkit_did_not_make_is_replaced_only_if_asked_for(
    forum: Schedule, tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    target.write_bytes(FOREIGN[name])
    with pytest.raises(EventkitError, match=f"{name} exists, and nothing in it shows that eventkit made it"):
        write(forum, target)
    assert target.read_bytes() == FOREIGN[name]
    written = write(forum, target, overwrite=True)
    assert target.read_bytes() == written.data


EXPORTERS = [name for name, each in iter_exporters() if each.suffixes]


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_file_that_eventkit_made_is_replaced_when_the_conference_has_changed(
    forum: Schedule, tmp_path: Path, name: str
) -> None:
    target = tmp_path / f"forum{get_exporter(name).suffixes[0]}"
    write(forum, target, file_format=name)
    later = move_session(forum, forum.sessions[0].id, minutes=20)
    written = write(later, target, file_format=name)
    assert target.read_bytes() == written.data


@pytest.mark.parametrize("name", ["forum.yaml", "forum.json", "forum.xlsx"])
def test_a_document_or_workbook_of_another_conference_is_not_replaced(
    forum: Schedule, tmp_path: Path, name: str
) -> None:
    fair = ScheduleBuilder("Fair", start="2027-10-15", zone="Asia/Shanghai").schedule()
    before = write(fair, tmp_path / name).data
    with pytest.raises(EventkitError, match=r"is a (document|workbook) of another conference"):
        write(forum, tmp_path / name)
    assert (tmp_path / name).read_bytes() == before


def test_a_document_with_comments_is_not_replaced(forum: Schedule, tmp_path: Path) -> None:
    target = tmp_path / "forum.yaml"
    commented = write(forum, target).data.replace(b"\nsessions:", b"\n# Day two is missing.\nsessions:")
    target.write_bytes(commented)
    with pytest.raises(EventkitError, match="has comments, which a new document would lose"):
        write(forum, target)
    assert target.read_bytes() == commented


def test_a_list_with_a_column_of_its_owner_is_not_replaced(forum: Schedule, tmp_path: Path) -> None:
    target = tmp_path / "forum.csv"
    data = write(forum, target).data.replace(b",UID\r", b",Fee,UID\r")
    target.write_bytes(data)
    with pytest.raises(EventkitError, match="a list of sessions with other columns"):
        write(forum, target)
    assert target.read_bytes() == data


def test_a_workbook_to_fill_in_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "empty.xlsx"
    Output(template(["en"], "Asia/Shanghai")).save(target)
    with pytest.raises(EventkitError, match="nothing in it shows that eventkit made it"):
        Output(template(["en", "zh"], "Asia/Shanghai")).save(target)


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

    assert "title (Text): Its title.\n" in session
    assert "track (TrackId, optional): Its track.\n" in session
    assert "kind (Kind, 'talk' by default): Its kind.\n" in session
    assert "people (list of Appearance, empty by default)" in session
    assert "model_validate" not in session
    assert "StringConstraints" not in session
    # Newer versions of Python print each parameter of a signature on a line.
    assert len(re.sub(r"Session\([^)]*\)", "Session(...)", session).splitlines()) < 80
    assert "ScheduleBuilder" in package
    assert eventkit.Session.__signature__.parameters.keys() == eventkit.Session.model_fields.keys()  # type: ignore[attr-defined]
