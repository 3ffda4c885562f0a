"""A folder has the files of one output, and no file of others is touched."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from eventkit.errors import EventkitError
from eventkit.files import output_folders
from eventkit.files.output_folders import (
    JOURNAL,
    STAGE,
    FolderOwner,
    InvalidIndex,
    PublishedFolder,
    publish_folder,
)
from eventkit.plugins.exporters import FolderOutput


def publish(folder: Path, output: FolderOutput) -> PublishedFolder:
    return publish_folder(folder, output.files, output.index, output.owner)


def output(texts: Mapping[str, str], conference: str = "forum", kind: str = "site") -> FolderOutput:
    index = {"output": kind, "conference": conference, "pages": [{"path": path} for path in texts]}
    files = {path: text.encode() for path, text in texts.items()}
    return FolderOutput({**files, "index.json": json.dumps(index).encode()}, "index.json")


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "index.json"
    }


def test_only_what_changed_is_written_and_only_what_was_listed_is_removed(tmp_path: Path) -> None:
    first = publish(tmp_path, output({"a.html": "A", "rooms/hall.html": "Hall"}))
    assert first == PublishedFolder(written=3, unchanged=0, removed=0)
    (tmp_path / "rooms" / "own.html").write_text("mine")
    before = (tmp_path / "a.html").stat().st_ino
    assert publish(tmp_path, output({"a.html": "A", "rooms/hall.html": "Hall"})) == PublishedFolder(0, 3, 0)
    again = publish(tmp_path, output({"a.html": "A", "b.html": "B"}))
    assert again == PublishedFolder(written=2, unchanged=1, removed=1)
    assert (tmp_path / "a.html").stat().st_ino == before
    assert contents(tmp_path) == {"a.html": "A", "b.html": "B", "rooms/own.html": "mine"}


@pytest.mark.parametrize(
    ("step", "fits"), [*(("write_staged", fits) for fits in range(3)), ("sync_file", 1), ("write_file", 0)]
)
def test_on_a_full_disk_the_folder_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fits: int
) -> None:
    publish(tmp_path, output({"a.html": "A", "b.html": "B"}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    new = output({"a.html": "A2", "c.html": "C"})
    with monkeypatch.context() as disk:
        break_off(disk, output_folders, step, fits)
        with pytest.raises(OSError, match="No space left") as caught:
            publish(tmp_path, new)
    assert caught.value.filename == str(tmp_path)
    assert caught.value.__notes__ == ["No file there was changed."]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    publish(tmp_path, new)
    assert contents(tmp_path) == {"a.html": "A2", "c.html": "C"}


def test_a_file_too_large_for_the_system_changes_nothing_either(tmp_path: Path) -> None:
    publish(tmp_path, output({"a.html": "A"}))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            publish(tmp_path, output({"a.html": "A2", "b.html": "B" * 2_000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(tmp_path) == {"a.html": "A"}


@pytest.mark.parametrize("renamed", range(3))
def test_a_run_that_is_broken_off_among_its_files_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    publish(tmp_path, output({"a.html": "A", "b.html": "B"}))
    new = output({"a.html": "A2", "c.html": "C"})
    with monkeypatch.context() as disk:
        break_off(disk, output_folders, "replace_file", renamed)
        with pytest.raises(OSError, match="No space left"):
            publish(tmp_path, new)
    listed = json.loads((tmp_path / "index.json").read_text())["pages"]
    assert all((tmp_path / page["path"]).exists() for page in listed), "the index leads to what is there"
    publish(tmp_path, new)
    assert contents(tmp_path) == {"a.html": "A2", "c.html": "C"}
    assert not (tmp_path / JOURNAL).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, sync(2) does not wait for the disk")
def test_many_files_are_on_the_disk_by_one_call_before_the_first_gets_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    replace = output_folders.replace_file
    monkeypatch.setattr(
        output_folders, "replace_file", lambda *files: (calls.append("place"), replace(*files))
    )
    monkeypatch.setattr("os.sync", lambda: calls.append("sync"))
    texts = {f"{number}.html": str(number) for number in range(output_folders.MANY)}
    publish(tmp_path, output(texts))
    assert calls == ["sync", *["place"] * (output_folders.MANY + 1)]
    assert contents(tmp_path) == texts


def test_files_that_a_stopped_run_prepared_are_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / STAGE).mkdir()
    (tmp_path / STAGE / "0").write_text("half")
    publish(tmp_path, output({"a.html": "A"}))
    assert contents(tmp_path) == {"a.html": "A"}


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    publish(tmp_path, output({"a.html": "A"}))
    (tmp_path / "a.html").chmod(0o640)
    publish(tmp_path, output({"a.html": "A2"}))
    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o640


def break_off(patch: pytest.MonkeyPatch, module: ModuleType, name: str, after: int) -> None:
    """Make a function that writes files fail after some calls, as on a full disk."""
    write, calls = getattr(module, name), count()

    def write_or_fail(*arguments: object) -> None:
        if next(calls) == after:
            raise OSError(28, "No space left on device", str(arguments[0]))
        write(*arguments)

    patch.setattr(module, name, write_or_fail)


def test_a_file_of_someone_else_is_neither_replaced_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("mine")
    with pytest.raises(EventkitError, match=r"a\.html was not written by eventkit. Nothing was written"):
        publish(tmp_path, output({"b.html": "B", "a.html": "A"}))
    assert contents(tmp_path) == {"a.html": "mine"}


def test_a_folder_belongs_to_one_conference(tmp_path: Path) -> None:
    publish(tmp_path, output({"a.html": "A"}))
    with pytest.raises(EventkitError, match="contains the files of 'forum'"):
        publish(tmp_path, output({"a.html": "A2"}, "fair"))
    assert contents(tmp_path) == {"a.html": "A"}


@pytest.mark.parametrize("is_broken_off", [False, True])
def test_a_folder_belongs_to_one_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_broken_off: bool
) -> None:
    with monkeypatch.context() as disk:
        if is_broken_off:
            break_off(disk, output_folders, "replace_file", 1)
        with nullcontext() if not is_broken_off else pytest.raises(OSError, match="No space left"):
            publish(tmp_path, output({"a.eml": "A"}, kind="letters"))
    assert (tmp_path / "index.json").exists() is not is_broken_off
    with pytest.raises(EventkitError, match=r"contains the output 'letters'.*another folder for 'site'"):
        publish(tmp_path, output({"a.html": "A"}, kind="site"))
    publish(tmp_path, output({"a.eml": "A2"}, kind="letters"))
    assert contents(tmp_path) == {"a.eml": "A2"}


def test_the_first_run_needs_a_folder_without_other_files_save_hidden_ones(tmp_path: Path) -> None:
    theirs = tmp_path / "notes" / "speech.txt"
    theirs.parent.mkdir()
    theirs.write_text("mine")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("[core]")
    with pytest.raises(
        EventkitError, match=r"is not empty: it contains notes/speech\.txt\..*new or empty folder"
    ):
        publish(tmp_path, output({"a.html": "A"}))
    assert contents(tmp_path) == {"notes/speech.txt": "mine", ".git/config": "[core]"}
    theirs.unlink()
    publish(tmp_path, output({"a.html": "A"}))
    theirs.write_text("mine")
    publish(tmp_path, output({"a.html": "A2"}))
    assert contents(tmp_path) == {"notes/speech.txt": "mine", ".git/config": "[core]", "a.html": "A2"}


def test_nothing_is_published_beside_a_store(tmp_path: Path) -> None:
    publish(tmp_path, output({"a.html": "A"}))
    (tmp_path / ".records").write_bytes(b"SQLite format 3\0" + bytes(84))
    with pytest.raises(EventkitError, match=r"\.records belongs to an SQLite database"):
        publish(tmp_path, output({"a.html": "A2"}))
    assert (tmp_path / "a.html").read_text() == "A"


@pytest.mark.parametrize("path", ["../outside.html", "/outside.html", "rooms/../../outside.html"])
def test_an_index_with_paths_outside_the_folder_removes_nothing_there(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "public"
    publish(folder, output({"a.html": "A"}))
    (tmp_path / "outside.html").write_text("mine")
    listed = f"{tmp_path}{path}" if path.startswith("/") else path
    index = {"output": "site", "conference": "forum", "pages": [{"path": listed}]}
    (folder / "index.json").write_text(json.dumps(index))
    publish(folder, output({"a.html": "A"}))
    assert (tmp_path / "outside.html").read_text() == "mine"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "public", tmp_path / "outside.html"
    folder.mkdir()
    outside.write_text("mine")
    (folder / "a.html").symlink_to(outside)
    with pytest.raises(EventkitError, match="leads out of the folder"):
        publish(folder, output({"a.html": "A"}))
    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    ("index", "fault"),
    [
        (None, "is not among its files"),
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"conference": "forum", "files": [{"path": "a.txt"}]}', "lacks 'output'"),
        ('{"output": "signs", "conference": 1, "files": [{"path": "a.txt"}]}', "lacks 'conference'"),
        (
            '{"output": "signs", "conference": "forum", "files": ["a.txt"]}',
            "has a list with an entry that lacks 'path'",
        ),
        ('{"output": "signs", "conference": "forum"}', "does not list 'a.txt'"),
    ],
)
def test_a_folder_is_refused_whose_index_a_later_run_could_not_use(index: str | None, fault: str) -> None:
    files = {"a.txt": b"A"} if index is None else {"a.txt": b"A", "index.json": index.encode()}
    with pytest.raises(InvalidIndex) as caught:
        FolderOutput(files, "index.json")
    assert str(caught.value) == (
        f"The index 'index.json' of the folder {fault}. "
        'It must be {"output": NAME, "conference": ID, "files": [{"path": PATH}, ...]}.'
    )


def test_only_their_owner_may_read_private_files(tmp_path):
    files = {"a.txt": b"a", "i.json": b'{"output": "x", "conference": "c", "files": [{"path": "a.txt"}]}'}
    for each in (files, {**files, "a.txt": b"b"}):
        publish_folder(tmp_path / "out", each, "i.json", FolderOwner("x", "c"), is_private=True)
        assert {(tmp_path / "out" / path).stat().st_mode & 0o777 for path in files} == {0o600}
