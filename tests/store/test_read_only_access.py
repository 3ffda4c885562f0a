"""Reading where nothing can be written: on a read-only medium, and on a full disk."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from eventkit.errors import StoreError
from eventkit.store import Store
from eventkit.store.backups import backup
from eventkit.store.connections import Access
from eventkit.store.store_doctor import examine
from store import do
from store.small import FORUM, NOTED, replace_by, setting
from store.test_full_disk import PROGRAM
from store.test_opening import nobody  # noqa: F401 - a fixture

READING = """
from eventkit.store import Store
from eventkit.store.store_doctor import examine
with Store.open(sys.argv[3], make=False) as store:
    print(store._database.access.name, store.load("forum").schedule.session("party").audience)
print([finding.code for finding in examine(sys.argv[3])])
"""


def closed(folder: Path) -> None:
    """A closed store: one file without a log."""
    with Store.open(f"sqlite:///{folder / 'kept.db'}") as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        do.change(store, "forum", setting("party", audience=7), **NOTED)


def copied(folder: Path) -> None:
    """A copy of a store that was in use, with its log."""
    used = folder.with_name("used")
    used.mkdir()
    with Store.open(f"sqlite:///{used / 'kept.db'}") as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        do.change(store, "forum", setting("party", audience=7), **NOTED)
        shutil.copytree(used, folder, dirs_exist_ok=True)


def copied_without_memory(folder: Path) -> None:
    """A copy of a store that was in use, with its log and without its shared memory."""
    copied(folder)
    (folder / "kept.db-shm").unlink()


def without_log(folder: Path) -> None:
    """A backup: a file that was never used by several people."""
    closed(folder)
    with closing(sqlite3.connect(folder / "kept.db")) as db:
        db.execute("PRAGMA journal_mode = DELETE")


@pytest.mark.parametrize("make", [closed, copied, copied_without_memory, without_log])
def test_a_store_in_a_read_only_folder_is_read_and_backed_up(
    request: pytest.FixtureRequest, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    make(folder)
    tmp_path.chmod(0o755)
    other = tmp_path / "disk"
    other.mkdir(mode=0o777)
    other.chmod(0o777)
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    request.getfixturevalue("nobody")
    url = f"sqlite:///{folder / 'kept.db'}"
    with Store.open(url, make=False) as store:
        assert store.load("forum").schedule.session("party").audience == 7
        assert len(store.history.log("forum")) == 2
        with pytest.raises(StoreError, match="Check that you may write to it"):
            do.change(store, "forum", setting("party", audience=1), **NOTED)
    assert [finding for finding in examine(url) if finding.severity.value != "info"] == []
    backup(url, other / "backup.db")
    with Store.open(f"sqlite:///{other / 'backup.db'}") as restored:
        assert restored.load("forum").schedule.session("party").audience == 7
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_store_on_a_full_disk_is_read(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: no shared memory can be created."""
    closed(tmp_path)
    tests = Path(__file__).parents[1]
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", PROGRAM + READING, tests, "0", url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{Access.EXCLUSIVE.name} 7", "[]"]
