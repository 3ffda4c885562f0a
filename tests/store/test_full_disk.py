"""A disk that takes no more: one line that says so, and all that was there stays.

A limit on the size of a program's files stands in for a disk that is full: the system refuses to write as it
does there, and anyone may set one, wherever these tests run. That the database itself finds no room is
brought about by a limit on its pages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from eventkit.errors import StoreError
from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.store.backups import backup
from eventkit.store.store_doctor import examine
from store import do
from store.filled import everything
from store.small import FORUM, NOTED, period, replace_by, setting, uid

LIMIT = 128 * 1024
"""The largest file, in bytes, that a program here may write: room for what SQLite needs to read."""

PROGRAM = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
"""

GROWING = """
from eventkit.errors import StoreError
from eventkit.store import Store
from store.small import NOTED
from store import do
from store.test_full_disk import grown
with Store.open(sys.argv[3]) as store:
    try:
        for size in range(2, 99):
            do.change(store, "forum", grown(size), **NOTED)
            print(size, flush=True)
    except StoreError as error:
        print(error)
"""

CALLING = """
from eventkit.cli import main
main(sys.argv[3:])
"""


def grown(size: int) -> Callable[[Schedule | None], Schedule]:
    """An edit that adds so many sessions of which much is told."""
    more = (
        Session.model_validate(
            {
                "id": f"s{n}",
                "uid": uid(f"s{n}"),
                "title": f"S {n}",
                "slot": {"period": period(6)},
                "abstract": f"{n:06}." * 350,
            }
        )
        for n in range(size)
    )
    schedule = FORUM.model_copy(update={"sessions": (*FORUM.sessions, *more)})
    return lambda _: schedule


def limited(program: str, *args: object) -> subprocess.CompletedProcess[str]:
    """Run a program that can write no large file."""
    tests = Path(__file__).parents[1]
    return subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-W", "error", "-c", PROGRAM + program, str(tests), str(LIMIT), *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed store in a file, alone in its folder."""
    folder = tmp_path / "office"
    folder.mkdir()
    with Store.open(f"sqlite:///{folder / 'eventkit.db'}") as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
    return folder / "eventkit.db"


@pytest.fixture
def large(file: Path) -> Path:
    """A closed store that is larger than what can be written."""
    with Store.open(f"sqlite:///{file}") as store:
        do.change(store, "forum", grown(140), **NOTED)
    assert file.stat().st_size > 2 * LIMIT
    return file


def test_a_change_on_a_full_disk_is_refused_and_earlier_ones_stay(file: Path) -> None:
    done = limited(GROWING, f"sqlite:///{file}")
    *taken, message = done.stdout.splitlines()
    assert f"{file} could not be written: the system allows no larger file. Free some space" in message
    assert done.stderr == ""
    assert len(taken) > 1
    with Store.open(f"sqlite:///{file}") as store:
        stored = store.load("forum")
        assert stored.schedule == grown(int(taken[-1]))(None)
        assert stored.revision == 1 + len(taken)
        assert examine(f"sqlite:///{file}") == ()
        do.change(store, "forum", setting("party", audience=1), **NOTED)  # and with room again, work goes on


def test_a_full_database_reports_that_the_disk_is_full(file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        stored = store.load("forum")
        pages = file.stat().st_size // 4096 + 4
        limit = [pages]
        event.listen(
            store._database.read,
            "begin",
            lambda db: db.exec_driver_sql(f"PRAGMA max_page_count = {limit[0]}"),
        )
        with pytest.raises(StoreError) as caught:
            do.change(store, "forum", grown(60), **NOTED)
        assert str(caught.value) == (
            f"{file} could not be written: the disk is full. "
            "Free some space and try again; nothing was changed."
        )
        assert store.load("forum") == stored
        limit[0] = pages * 100
        assert do.change(store, "forum", grown(60), **NOTED).revision == 2
    assert examine(url) == ()


def test_a_backup_on_a_full_disk_leaves_the_previous_one(large: Path, tmp_path: Path) -> None:
    saved = tmp_path / "backup.db"
    backup(f"sqlite:///{large}", saved)
    before = saved.read_bytes()
    call = (
        "from eventkit.store.backups import backup\nfrom eventkit.errors import StoreError\n"
        "try: backup(sys.argv[3], Path(sys.argv[4]), overwrite=True)\n"
        "except StoreError as error: print(error)"
    )
    done = limited(call, f"sqlite:///{large}", saved)
    assert f"{saved} could not be written" in done.stdout
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    assert saved.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [saved.name]


def test_a_copy_to_a_full_disk_leaves_nothing(large: Path, tmp_path: Path) -> None:
    call = (
        "from eventkit.store.backups import copy\nfrom eventkit.errors import StoreError\n"
        "try: copy(sys.argv[3], sys.argv[4])\nexcept StoreError as error: print(error)"
    )
    before = everything(f"sqlite:///{large}")
    done = limited(call, f"sqlite:///{large}", f"sqlite:///{tmp_path / 'copy.db'}")
    assert f"{tmp_path / 'copy.db'} could not be written" in done.stdout
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    assert everything(f"sqlite:///{large}") == before


def test_an_output_on_a_full_disk_leaves_the_previous_one(large: Path, tmp_path: Path) -> None:
    """People print and send what lies there: half of a new one would be worse than all of the old one."""
    target = tmp_path / "forum.ics"
    earlier = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//eventkit//1//EN\n"
    target.write_text(earlier)
    done = limited(CALLING, "--store", f"sqlite:///{large}", "agenda", "-o", target)
    assert done.stderr.splitlines()[-1] == f"eventkit: {target}: file too large. Choose another disk."
    assert done.returncode == 1
    assert target.read_text() == earlier
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]
