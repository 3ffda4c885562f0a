"""A whole store in one file, and back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from eventkit.errors import StoreError
from eventkit.files.output_files import SQLITE, draft
from eventkit.store import Store
from eventkit.store.backups import backup, restore
from eventkit.store.store_doctor import examine
from store import do
from store.filled import everything, fill
from store.small import FORUM, NOTED, replace_by, setting
from store.test_concurrency import begin, end
from store.writer import SHARED

WRITER = Path(__file__).parent / "writer.py"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The file a backup is to be written to, in a folder of its own."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "forum.db"


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def refusal(call: Callable[[], None]) -> str:
    with pytest.raises(StoreError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.usefixtures("filled")
def test_a_backup_is_one_sound_file_with_all_the_data(store_url: str, saved: Path) -> None:
    backup(store_url, saved)
    assert list(saved.parent.iterdir()) == [saved]
    assert everything(f"sqlite:///{saved}") == everything(store_url)
    with closing(sqlite3.connect(saved)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"evkt", "big"),)
    assert saved.stat().st_mode & 0o077 == 0, "it holds what is private"


def test_a_restored_backup_equals_the_original_store(filled: Store, store_url: str, saved: Path) -> None:
    backup(store_url, saved)
    before = everything(store_url)
    do.change(filled, "forum", setting("party", audience=99), **NOTED)
    do.remove(filled, "congress", **NOTED)
    restore(saved, store_url, overwrite=True)
    assert everything(store_url) == before
    assert filled.load("forum").schedule.session("party").audience == 7
    assert list(saved.parent.iterdir()) == [saved]


def test_a_backup_during_writes_is_a_consistent_snapshot(store: Store, store_url: str, saved: Path) -> None:
    """Each change of the writer adds one to two sessions: a torn backup would hold them unequal."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    writer = subprocess.Popen([sys.executable, str(WRITER), store_url, "lecture", "30"])  # noqa: S603
    seen = []
    while writer.poll() is None:
        backup(store_url, saved, overwrite=True)
        with Store.open(f"sqlite:///{saved}") as copied:
            store_file = copied.load("forum")
        counts = {store_file.schedule.session(id_).audience or 0 for id_ in ("lecture", SHARED)}
        assert counts == {store_file.revision - 1}
        seen.append(store_file.revision)
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert store.load("forum").revision == 31


@pytest.mark.usefixtures("filled")
def test_a_store_with_data_is_overwritten_only_on_request(store_url: str, saved: Path) -> None:
    backup(store_url, saved)
    before = everything(store_url)
    message = refusal(lambda: restore(saved, store_url))
    assert "it has congress, forum" in message
    assert everything(store_url) == before


@pytest.mark.usefixtures("filled")
def test_an_earlier_backup_is_overwritten_only_on_request(filled: Store, store_url: str, saved: Path) -> None:
    backup(store_url, saved)
    before = saved.read_bytes()
    do.change(filled, "forum", setting("party", audience=77), **NOTED)
    assert "exists already" in refusal(lambda: backup(store_url, saved))
    assert saved.read_bytes() == before
    backup(store_url, saved, overwrite=True)
    assert everything(f"sqlite:///{saved}") == everything(store_url)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("content", [b"# Read me\n", b"eventkit: 1\n", b"Id,Title\n", SQLITE + bytes(4080)])
def test_a_file_that_is_no_backup_is_not_overwritten_even_on_request(
    store_url: str, tmp_path: Path, content: bytes
) -> None:
    target = tmp_path / "README"
    target.write_bytes(content)
    message = refusal(lambda: backup(store_url, target, overwrite=True))
    assert f"{target} exists, and is not a backup by eventkit. Nothing was written." in message
    assert target.read_bytes() == content


@pytest.mark.usefixtures("filled")
def test_a_store_that_is_open_is_not_overwritten_by_a_backup(store_url: str, tmp_path: Path) -> None:
    target = tmp_path / "other.db"
    with Store.open(f"sqlite:///{target}") as other:
        do.change(other, "forum", replace_by(FORUM), **NOTED)
        assert "has open" in refusal(lambda: backup(store_url, target, overwrite=True))
        assert other.load("forum").schedule == FORUM


def test_a_store_is_not_backed_up_over_itself(tmp_path: Path) -> None:
    file = tmp_path / "eventkit.db"
    with Store.open(f"sqlite:///{file}") as store:
        fill(store)
        assert "is the store itself" in refusal(lambda: backup(f"sqlite:///{file}", file, overwrite=True))
        assert store.load("forum")


@pytest.mark.usefixtures("filled")
def test_a_backup_into_a_missing_folder_is_refused(store_url: str, tmp_path: Path) -> None:
    message = refusal(lambda: backup(store_url, tmp_path / "nowhere" / "forum.db"))
    assert "cannot be written (no such file or directory)" in message


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    """A closed store in a file."""
    file = tmp_path / "kept.db"
    with Store.open(f"sqlite:///{file}") as store:
        fill(store)
    return file


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_damaged_store_is_not_backed_up_over_a_sound_backup(
    store_file: Path, saved: Path, at: float
) -> None:
    backup(f"sqlite:///{store_file}", saved)
    before = saved.read_bytes()
    with store_file.open("r+b") as file:
        file.seek(int(store_file.stat().st_size * at) // 4096 * 4096)
        file.write(b"\xa5" * 4096)
    message = refusal(lambda: backup(f"sqlite:///{store_file}", saved, overwrite=True))
    assert f"{store_file} is damaged" in message
    assert saved.read_bytes() == before


@contextmanager
def as_it_was(*files: Path) -> Iterator[None]:
    before = [file.read_bytes() for file in files]
    yield
    assert [file.read_bytes() for file in files] == before


def test_a_file_that_is_not_a_backup_is_not_restored(store_file: Path, saved: Path) -> None:
    url = f"sqlite:///{store_file}"
    with as_it_was(store_file):
        assert "There is no store" in refusal(lambda: restore(saved, url, overwrite=True))
        saved.write_text("title: Forum\n" * 200)
        assert f"{saved} is not an eventkit store" in refusal(lambda: restore(saved, url, overwrite=True))
        saved.unlink()
        with closing(sqlite3.connect(saved)) as db:
            db.execute("CREATE TABLE moz_places (id INTEGER)")
        assert f"{saved} is not an eventkit store" in refusal(lambda: restore(saved, url, overwrite=True))


def test_a_truncated_backup_is_not_restored(store_file: Path, saved: Path) -> None:
    backup(f"sqlite:///{store_file}", saved)
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with as_it_was(store_file, saved):
        message = refusal(lambda: restore(saved, f"sqlite:///{store_file}", overwrite=True))
    assert f"{saved} is damaged" in message


def test_a_backup_of_a_newer_eventkit_is_not_restored(store_file: Path, saved: Path) -> None:
    backup(f"sqlite:///{store_file}", saved)
    with closing(sqlite3.connect(saved)) as db:
        db.execute("UPDATE eventkit SET version = version + 1")
        db.commit()
    with as_it_was(store_file, saved):
        message = refusal(lambda: restore(saved, f"sqlite:///{store_file}", overwrite=True))
    assert f"{saved} was written by a newer eventkit" in message


def test_a_damaged_store_is_set_aside_when_its_backup_is_restored(store_file: Path, saved: Path) -> None:
    url = f"sqlite:///{store_file}"
    backup(url, saved)
    store_file.chmod(0o640)
    damaged = store_file.read_bytes()[:20000]
    store_file.write_bytes(damaged)
    assert "is damaged. Allow it to be replaced" in refusal(lambda: restore(saved, url))
    assert store_file.read_bytes() == damaged
    restore(saved, url, overwrite=True)
    assert everything(url) == everything(f"sqlite:///{saved}")
    assert store_file.with_name("kept.db.damaged").read_bytes() == damaged
    assert store_file.stat().st_mode & 0o777 == 0o640


def test_a_document_is_never_taken_for_a_damaged_store(store_file: Path, saved: Path, tmp_path: Path) -> None:
    backup(f"sqlite:///{store_file}", saved)
    document = tmp_path / "forum.yaml"
    document.write_text("title: Forum\n" * 200)
    with as_it_was(document):
        message = refusal(lambda: restore(saved, f"sqlite:///{document}", overwrite=True))
    assert "is not an eventkit store" in message


@pytest.mark.usefixtures("filled")
def test_a_backup_of_one_database_is_restored_to_the_other(
    store_url: str, saved: Path, new_schema: Callable[[], str], tmp_path: Path
) -> None:
    backup(store_url, saved)
    for target in (new_schema(), f"sqlite:///{tmp_path / 'afresh.db'}"):
        restore(saved, target)
        assert everything(target) == everything(store_url)


KILLED = """
import os, sys
from pathlib import Path
from eventkit.files.output_files import draft
with draft(Path(sys.argv[1])) as file:
    file.write_bytes(b"SQLite format 3")
    Path(f"{file}-journal").touch()
    os._exit(0)
"""


def test_the_temporary_file_of_a_killed_backup_is_reported_and_removed(store_file: Path, saved: Path) -> None:
    beside = store_file.with_name("monday.db")
    for target in (beside, saved):
        end(begin("-c", KILLED, target))
    url = f"sqlite:///{store_file}"
    (finding,) = (finding for finding in examine(url) if finding.code == "draft-left")
    assert finding.message.startswith(f"{store_file.parent}/.monday.db.draft-")
    with draft(beside) as used:
        assert used.exists()
        assert not [finding for finding in examine(url) if finding.code == "draft-left"]
        with draft(beside):
            assert used.exists()
    for target in (beside, saved):
        backup(url, target)
        assert not [path for path in target.parent.iterdir() if path.name.startswith(".")]
