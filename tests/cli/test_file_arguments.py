"""A file or folder named with -o never costs an organiser what is there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from eventkit.cli import main
from eventkit.cli.file_arguments import OutputFile
from eventkit.files.output_files import KNOWN_ENDINGS
from eventkit.plugins.exporters import get_exporter, iter_exporters

OURS = b"what an organiser wrote\n"
FIXTURES = Path(__file__).parents[2] / "fixtures"


def commands_that_write(
    group: click.Group = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Parameter]]:
    """Every command of the tree that takes -o, with that option."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands_that_write(command, (*path, name))
        for option in command.params:
            if "-o" in option.opts:
                yield (*path, name), option


WRITERS = dict(commands_that_write())
FILES = [path for path, option in WRITERS.items() if isinstance(option.type, OutputFile)]
FOLDERS = [path for path in WRITERS if path not in FILES]

NEEDED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("export",): ("document",),
    ("template", "copy"): ("a6",),
}
"""What a command cannot be called without, beside -o."""


def called(path: tuple[str, ...], target: str) -> tuple[str, ...]:
    return (*path, *NEEDED.get(path, ()), "-o", target)


def test_every_command_that_writes_a_file_guards_it() -> None:
    assert {("agenda",), ("programme",), ("badges",), ("export",), ("key", "export")} <= set(FILES)
    for path in FOLDERS:
        assert isinstance(WRITERS[path].type, click.Path), f"{path}: give -o the type OutputFile"
        assert not WRITERS[path].type.file_okay, f"{path}: give -o the type OutputFile"


@pytest.fixture
def stored(begun, folder: Path) -> Path:  # noqa: ARG001 - the conference is in its store
    """The store of the conference, with names of all kinds that lead to it, and another database beside."""
    (folder / "link.db").symlink_to("eventkit.db")
    os.link(folder / "eventkit.db", folder / "hard.db")
    (folder / "elsewhere").symlink_to(folder, target_is_directory=True)
    with sqlite3.connect(folder / "backup.out") as db:
        db.execute("CREATE TABLE kept (word)")
    db.close()
    (folder / "unmarked").symlink_to("eventkit.db-wal")
    return folder / "eventkit.db"


STORE_NAMES = (
    *("eventkit.db", "./eventkit.db", "elsewhere/eventkit.db", "link.db", "hard.db"),
    *("eventkit.db-wal", "eventkit.db-shm", "eventkit.db-journal", "unmarked"),
    *("backup.out", "backup.out-wal", "backup.out-journal"),
)


@pytest.mark.parametrize("path", FILES, ids=" ".join)
def test_a_command_never_replaces_the_store_or_another_database(call, stored: Path, path) -> None:
    before = contents(stored.parent)
    for name in STORE_NAMES:
        for target in (name, str(stored.parent / name)):
            message = call(*called(path, target), code=2).stderr
            assert "Nothing was written" in message
            assert "-o" in message
    assert contents(stored.parent) == before
    call("check", code=0)


@pytest.mark.parametrize("path", FILES, ids=" ".join)
def test_the_store_is_safe_wherever_it_was_named(call, stored: Path, path) -> None:
    """The store is known before the target is looked at: by an option after it, and by the environment."""
    safe = stored.parent / "records"
    stored.rename(safe)
    before = contents(stored.parent)
    url = f"sqlite:///{safe}"
    message = call("--store", url, *called(path, "records-wal"), code=2).stderr
    assert "Nothing was written" in message
    call(*called(path, "records-wal"), code=2, env={"EVENTKIT_STORE": url})
    if path != ("template", "copy"):  # which needs no store
        call(*called(path, "records-wal"), "--store", url, code=2)
    assert contents(stored.parent) == before


@pytest.mark.parametrize("path", FILES, ids=" ".join)
def test_a_file_of_another_kind_is_never_replaced(begun, folder: Path, path) -> None:
    endings = kind_of(path).endings
    assert endings, "a command names the endings of what it writes"
    for ending in sorted(KNOWN_ENDINGS.difference(endings)):
        target = folder / f"ours{ending}"
        target.write_bytes(OURS)
        message = begun(*called(path, target.name), code=2).stderr
        assert endings[0] in message
        assert target.read_bytes() == OURS
        target.unlink()
        begun(*called(path, target.name), code=2)
        assert not target.exists()


EXPORTERS_OF_FILES = [name for name, each in iter_exporters() if each.suffixes]


@pytest.mark.parametrize("name", EXPORTERS_OF_FILES)
def test_no_format_is_written_over_a_file_of_another(begun, folder: Path, name: str) -> None:
    """A fifth of the known endings for each format, and all of them for five formats in a row."""
    endings = get_exporter(name).suffixes
    tried = sorted(KNOWN_ENDINGS)[EXPORTERS_OF_FILES.index(name) % 5 :: 5]
    for ending in (ending for ending in tried if ending not in endings):
        (folder / f"ours{ending}").write_bytes(OURS)
        begun("export", name, "-o", f"ours{ending}", code=2)
        assert (folder / f"ours{ending}").read_bytes() == OURS


@pytest.mark.parametrize("path", FILES, ids=" ".join)
def test_a_file_without_a_known_extension_is_replaced_only_if_empty_or_of_the_same_kind(
    begun, folder: Path, path
) -> None:
    if path == ("key", "export"):
        begun("key", "make")
    for target in ("notes", "notes.2027"):
        (folder / target).write_bytes(OURS)
        message = begun(*called(path, target), code=2).stderr
        assert f"{target} exists" in message
        assert (folder / target).read_bytes() == OURS
        (folder / target).unlink()
        begun(*called(path, target))
        assert (folder / target).stat().st_size
    if path == ("agenda",):
        begun("agenda", "-o", "notes")  # it holds a calendar already


@pytest.mark.parametrize(
    "words",
    [
        ("agenda", "--jcal"),
        ("key", "export"),
        ("export", "schedule-json"),
        ("export", "ccip"),
    ],
    ids=" ".join,
)
def test_a_document_in_json_is_replaced_by_no_other_kind_of_json(begun, folder: Path, words) -> None:
    begun("key", "make")
    begun("export", "document", "-o", "forum.json")
    before = (folder / "forum.json").read_bytes()
    message = begun(*words, "-o", "forum.json", code=2).stderr
    assert "forum.json" in message
    assert "Nothing was written" in message
    assert (folder / "forum.json").read_bytes() == before
    begun("export", "document", "-o", "forum.json")
    begun(*words, "-o", "other.json")
    begun(*words, "-o", "other.json")


def test_a_pdf_replaces_only_a_pdf_of_the_same_output(begun, folder: Path) -> None:
    outputs = {"badges": ("badges", "--data-only"), "programme": ("programme", "--language", "en")}
    for output, words in outputs.items():
        begun(*words, "-o", f"{output}.pdf")
        begun(*words, "-o", f"{output}.pdf")
    for other, words in (("programme", outputs["badges"]), ("badges", outputs["programme"])):
        before = (folder / f"{other}.pdf").read_bytes()
        message = " ".join(begun(*words, "-o", f"{other}.pdf", code=2).stderr.split())
        assert (
            f"{other}.pdf exists, and is a PDF of another output, '{other}'. Nothing was written." in message
        )
        assert (folder / f"{other}.pdf").read_bytes() == before
    message = begun("export", "badges", "-o", "programme.pdf", code=2).stderr
    assert "is a PDF of another output" in " ".join(message.split())
    begun(*outputs["badges"], "-o", "programme.pdf", "--overwrite")


@pytest.mark.parametrize(
    ("words", "target", "theirs"),
    [
        (("agenda",), "agenda.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mozilla//EN\r\n"),
        (("agenda", "--jcal"), "agenda.json", b'["vcalendar", [["prodid", {}, "text", "-//Mozilla//EN"]]]'),
        (("programme", "--language", "en"), "programme.pdf", b"%PDF-1.4\n"),
        (("export", "schedule-json"), "schedule.json", b'{"generator": {"name": "pretalx"}}'),
        (("export", "spreadsheet"), "budget.xlsx", b"PK"),
        (("template", "copy", "a6"), "ours.toml", b"# our badge\n"),
    ],
    ids=str,
)
def test_a_file_that_eventkit_did_not_make_is_replaced_with_overwrite_alone(
    begun, folder: Path, words: tuple[str, ...], target: str, theirs: bytes
) -> None:
    (folder / target).write_bytes(theirs)
    message = " ".join(begun(*words, "-o", target, code=2).stderr.split())
    assert f"{target} exists, and nothing in it shows that eventkit made it. Nothing was written." in message
    assert "--overwrite" in message
    assert (folder / target).read_bytes() == theirs
    begun(*words, "-o", target, "--overwrite")
    assert (folder / target).read_bytes() != theirs
    if words[0] != "template":
        begun(*words, "-o", target)


def test_the_picture_of_a_plan_replaces_only_an_earlier_one(begun, folder: Path) -> None:
    (folder / "logo.svg").write_bytes(b"<svg/>")
    assert "logo.svg exists" in begun("plan", "--picture", "logo.svg", code=2).stderr
    assert (folder / "logo.svg").read_bytes() == b"<svg/>"
    for _ in range(2):
        begun("plan", "--picture", "plan.svg")


def test_a_folder_of_calendars_replaces_nothing_that_it_did_not_write(begun, folder: Path) -> None:
    public = folder / "public"
    theirs = public / "en" / "all.ics"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//another//\r\n")
    before = contents(public)
    message = begun("agenda", "--all", "public", code=1).stderr
    assert f"{Path('public/en/all.ics')}" in message
    assert contents(public) == before

    theirs.unlink()
    begun("agenda", "--all", "public")
    begun("agenda", "--all", "public")
    assert theirs.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_calendars_and_the_site_share_no_folder(begun, folder: Path) -> None:
    begun("agenda", "--all", "public")
    before = contents(folder / "public")
    message = begun("site", "-o", "public", code=1).stderr
    assert "public contains the output 'calendars'. Nothing was written." in message
    assert contents(folder / "public") == before
    assert "eventkit.db" in begun("site", "-o", ".", code=1).stderr


def test_a_folder_of_calendars_follows_no_link_out_of_it(begun, folder: Path) -> None:
    (folder / "public" / "en").mkdir(parents=True)
    (folder / "kept.ics").write_bytes(OURS)
    (folder / "public" / "en" / "all.ics").symlink_to(folder / "kept.ics")
    begun("agenda", "--all", "public", code=1)
    assert (folder / "kept.ics").read_bytes() == OURS


def test_a_folder_of_calendars_that_was_broken_off_is_finished_by_the_next_run(begun, folder: Path) -> None:
    begun("agenda", "--all", "public")
    (folder / "public" / "index.json").unlink()
    assert "0 written" not in begun("agenda", "--all", "public").stdout
    assert (folder / "public" / "index.json").exists()


def test_the_demonstration_is_built_in_no_folder_of_other_files(begun, folder: Path) -> None:
    before = contents(folder)
    message = begun("demo", ".", code=1).stderr
    assert "Choose a new or empty folder" in message
    assert contents(folder) == before


def test_the_example_files_of_the_documentation_are_written_beside_others_and_replace_none(
    call, folder: Path
) -> None:
    assert "15 example files" in call("demo", "--files", "fixtures").stdout
    examples = {path.name: path.read_bytes() for path in (folder / "fixtures").rglob("*") if path.is_file()}
    assert examples == {path.name: path.read_bytes() for path in FIXTURES.rglob("*") if path.is_file()}
    assert "0 example files" in call("demo", "--files", "fixtures").stdout

    (folder / "fixtures" / "talks.csv").write_bytes(OURS)
    assert "talks.csv exists" in call("demo", "--files", "fixtures", code=1).stderr
    assert (folder / "fixtures" / "talks.csv").read_bytes() == OURS


def kind_of(path: tuple[str, ...]):
    with click.Context(main):
        option = WRITERS[path]
        return option.type.kind({"name": "document"})


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }
