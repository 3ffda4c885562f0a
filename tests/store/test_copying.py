"""From any store to any other."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any

from eventkit.errors import NoSuchStore, StoreError
from eventkit.schedule import Schedule
from eventkit.store import Store, backups, tables
from eventkit.store.backups import backup, copy
from store import do
from store.filled import everything, fill
from store.small import FORUM, NOTED, replace_by, setting
from strategies import schedules


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a second store that is still to be made, on each of the two databases in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_schema")
    return make()


def test_a_copy_contains_all_the_data(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    before = everything(store_url)
    copy(store_url, other_url)
    assert everything(other_url) == everything(store_url) == before
    assert all(before.values()), "nothing is copied that was not there"
    with Store.open(other_url) as copied:
        assert copied.conferences() == store.conferences()
        for entry in store.conferences():
            assert copied.load(entry.id) == store.load(entry.id)
        assert copied.roster.load("forum") == store.roster.load("forum")
        assert copied.rule_settings.load("forum") == store.rule_settings.load("forum") != {}


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(schedules())
def test_any_schedule_goes_over_and_back(
    store: Store, store_url: str, other_url: str, schedule: Schedule
) -> None:
    stored = do.change(store, schedule.conference.id, replace_by(schedule), **NOTED)
    copy(store_url, other_url, overwrite=True)
    copy(other_url, store_url, overwrite=True)
    with Store.open(store_url) as afresh:
        assert afresh.load(schedule.conference.id) == stored


def test_work_goes_on_in_a_copy(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    copy(store_url, other_url)
    with Store.open(other_url) as copied:
        stored = do.change(copied, "forum", setting("party", audience=9), **NOTED)
    assert stored.revision == store.load("forum").revision + 1


def test_a_store_in_use_is_overwritten_only_on_request(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    with Store.open(other_url) as other:
        do.change(other, "forum", replace_by(FORUM), **NOTED)
    before = everything(other_url)
    with pytest.raises(StoreError, match=r"it has forum\. Choose an empty store, or") as caught:
        copy(store_url, other_url)
    assert "\n" not in str(caught.value)
    assert everything(other_url) == before
    copy(store_url, other_url, overwrite=True)
    assert everything(other_url) == everything(store_url)


def test_releases_stay_final_after_a_store_is_replaced(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    for _ in range(2):
        copy(store_url, other_url, overwrite=True)
    with (
        Store.open(other_url) as other,
        pytest.raises(StoreError, match="final"),
        other._database.writing("forum") as db,
    ):
        db.execute(tables.release.delete())


def test_open_connections_see_the_replaced_content(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    with Store.open(other_url) as other:
        do.change(other, "forum", replace_by(FORUM), **NOTED)
        copy(store_url, other_url, overwrite=True)
        assert other.load("forum") == store.load("forum")
        do.change(other, "forum", setting("party", audience=1), **NOTED)


def test_a_copy_that_fails_leaves_the_target_as_it_was(
    store: Store, store_url: str, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    with Store.open(other_url) as other:
        do.change(other, "forum", replace_by(FORUM), **NOTED)
    before = everything(other_url)
    real = backups._copy_table

    def lossy(table: object, *rest: object) -> None:
        if table is tables.session:
            message = "the disk went away"
            raise OSError(message)
        real(table, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "_copy_table", lossy)
    with pytest.raises(OSError, match="went away"):
        copy(store_url, other_url, overwrite=True)
    assert everything(other_url) == before


def test_a_copy_that_is_killed_leaves_no_store(
    store: Store, store_url: str, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    with monkeypatch.context() as kill:
        kill.setattr(backups, "_copy_table", lambda *_: os._exit(9))
        if (child := os.fork()) == 0:
            copy(store_url, other_url)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with pytest.raises(NoSuchStore):
        Store.open(other_url, make=False)
    copy(store_url, other_url)
    assert everything(other_url) == everything(store_url)


def test_a_refused_copy_leaves_every_byte_of_the_target(store: Store, store_url: str, tmp_path: Path) -> None:
    fill(store)
    saved = tmp_path / "saved.db"
    backups.backup(store_url, saved)
    before = saved.read_bytes()
    with pytest.raises(StoreError, match="is not empty"):
        copy(store_url, f"sqlite:///{saved}")
    assert saved.read_bytes() == before
    assert [path.name for path in tmp_path.glob("saved.db*")] == ["saved.db"]


def test_a_row_altered_by_the_target_stops_the_copy(store: Store, store_url: str, tmp_path: Path) -> None:
    """Here something in the target changes what it is given: nothing is copied, and nothing passes for it."""
    fill(store)
    target = f"sqlite:///{tmp_path / 'third.db'}"
    with Store.open(target) as other, other._database.writing("forum") as db:
        db.exec_driver_sql(
            "CREATE TRIGGER meddles AFTER INSERT ON room BEGIN UPDATE room SET shared = 1 - shared; END"
        )
    with pytest.raises(StoreError, match="The rows of room in"):
        copy(store_url, target)
    with Store.open(target) as other:
        assert other.conferences() == ()


def test_a_store_is_not_copied_to_itself(store: Store, store_url: str) -> None:
    fill(store)
    before = everything(store_url)
    with pytest.raises(StoreError, match="cannot be copied to itself"):
        copy(store_url, store_url, overwrite=True)
    assert everything(store_url) == before


@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_nothing_is_written_where_sqlite_would_delete_it(
    store: Store, store_url: str, tmp_path: Path, *, ending: str, exists: bool
) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    backup(store_url, tmp_path / "forum.db")
    inside = tmp_path / f"forum.db{ending}"
    if exists:  # as while a program has the database open
        inside.touch()
    for write in (lambda: copy(store_url, str(inside)), lambda: backup(store_url, inside)):
        with pytest.raises(StoreError, match="Choose another file"):
            write()
    with pytest.raises(StoreError, match="belongs to an SQLite database"):
        Store.open(str(inside))
    assert not exists or not inside.read_bytes()
    assert len(list(tmp_path.glob("*forum.db*"))) == 1 + exists


def test_a_copy_of_a_missing_store_leaves_nothing_behind(tmp_path: Path, other_url: str) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        copy(f"sqlite:///{tmp_path / 'nothing.db'}", other_url)
    assert not any(path.suffix == ".db" for path in tmp_path.iterdir())


def test_a_store_of_another_version_is_not_copied(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    target = tmp_path / "copied.db"
    present = tables.VERSION
    for version, reason in ((present - 1, "a newer eventkit"), (present + 1, "an older eventkit")):
        monkeypatch.setattr(tables, "VERSION", version)
        with pytest.raises(StoreError, match=reason):
            copy(store_url, f"sqlite:///{target}")
        assert not target.exists()
