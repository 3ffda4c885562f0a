"""Stores that cannot be opened: one line each, and nothing is touched or left behind."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from eventkit.errors import StoreError
from eventkit.files.database_urls import file_of
from eventkit.store import Store, connections, tables
from eventkit.store.store_doctor import examine
from store import do
from store.filled import everything
from store.small import AT, FORUM, NOTED, replace_by, setting


def refusal(url: str) -> str:
    """The one line that refuses to open a store."""
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "eventkit.db"


@pytest.fixture
def store_file(file: Path) -> Path:
    """The file of a store with a conference in it."""
    with Store.open(f"sqlite:///{file}") as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
    return file


def test_a_store_that_is_opened_once_more_keeps_the_log_that_it_writes_to(file: Path) -> None:
    """SQLite loses its locks on a file that the process opens and closes by other means."""
    others = f"""
from eventkit.store import Store
with Store.open("sqlite:///{file}") as store:
    print(len(store.history.log("forum")))
"""

    def changes_seen_by_others() -> int:
        program = [sys.executable, "-c", others]
        return int(subprocess.run(program, capture_output=True, check=True).stdout)  # noqa: S603

    with Store.open(f"sqlite:///{file}") as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        Store.open(f"sqlite:///{file}").close()
        assert changes_seen_by_others() == 1
        session = FORUM.sessions[0].id
        do.change(store, "forum", setting(session, pinned=True), **NOTED)
        assert changes_seen_by_others() == 2


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
        "mysql://localhost/x",
        "postgresql+psycopg2://localhost/x",
        "postgresql://localhost:port/x",
        "://",
    ],
)
def test_an_invalid_store_url_is_refused_with_examples(url: str) -> None:
    message = refusal(url)
    assert "such as eventkit.db" in message
    assert "postgresql://" in message


def test_a_missing_store_is_created_and_reopened(file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        stored = do.change(store, "forum", replace_by(FORUM), **NOTED)
    with Store.open(url) as store:
        assert store.load("forum") == stored


def test_nothing_is_created_where_a_store_must_exist(file: Path) -> None:
    with pytest.raises(StoreError, match=f"There is no store at {re.escape(str(file))}"):
        Store.open(f"sqlite:///{file}", make=False)
    assert list(file.parent.iterdir()) == []
    file.touch()
    with pytest.raises(StoreError, match="There is no store at"):
        Store.open(f"sqlite:///{file}", make=False)
    assert file.read_bytes() == b""


def test_an_empty_database_is_left_alone_where_a_store_must_exist(
    new_schema: Callable[[], str],
) -> None:
    url = new_schema()
    for _ in range(2):
        with pytest.raises(StoreError, match="There is no store at postgresql://"):
            Store.open(url, make=False)


def test_a_new_store_is_private_to_its_owner_under_any_umask(file: Path) -> None:
    usual = os.umask(0)
    try:
        with Store.open(f"sqlite:///{file}") as store:
            do.change(store, "forum", replace_by(FORUM), **NOTED)
            modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    finally:
        os.umask(usual)
    assert modes[file.name] == 0o600
    assert set(modes.values()) == {0o600}, "what SQLite writes beside it as well"


def test_a_closed_store_is_one_file(store_file: Path) -> None:
    assert [path.name for path in store_file.parent.iterdir()] == [store_file.name]


def test_a_store_on_sqlite_is_safe_at_power_loss_and_lets_readers_work(
    store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "create_engine", create_engine)  # that of the tests does not sync
    with Store.open(f"sqlite:///{store_file}") as store, store._database.reading() as db:
        settings = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "application_id": int.from_bytes(b"evkt", "big"),
    }


def test_an_empty_file_becomes_a_store(file: Path) -> None:
    file.touch()
    with Store.open(f"sqlite:///{file}") as store:
        assert store.conferences() == ()


def test_a_file_that_is_no_database_is_left_alone(file: Path) -> None:
    file.write_text("title: Forum\n" * 100)
    before = file.read_bytes()
    assert "is not an eventkit store" in refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE moz_places (id INTEGER)")
    before = file.read_bytes()
    assert "is not an eventkit store, but a database of another program" in refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_schema_of_another_program_is_left_alone(new_schema: Callable[[], str]) -> None:
    url = new_schema()
    with psycopg.connect(url) as db:
        db.execute("CREATE TABLE pages (id INTEGER)")
    assert "is not an eventkit store, but a database of another program" in refusal(url)


@pytest.mark.parametrize("size", [2, 99, 100, 4000, 4096, 20000, -5000, -4096, -1])
def test_a_store_truncated_anywhere_is_reported(store_file: Path, size: int) -> None:
    cut = store_file.read_bytes()[:size]
    store_file.write_bytes(cut)
    with (
        pytest.raises(
            StoreError, match=r"is damaged|is broken|is not an eventkit store|restore a backup"
        ) as caught,
        Store.open(f"sqlite:///{store_file}") as store,
    ):
        store.load("forum")
    assert "\n" not in str(caught.value)
    assert store_file.read_bytes() == cut


@pytest.fixture
def locked(store_file: Path) -> Iterator[Callable[[str], None]]:
    """Makes another program do things to the store, and then keep it from others until the test is over."""
    program = """if True:
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        for statement in sys.argv[2:]:
            db.execute(statement)
        print("locked", flush=True)
        sys.stdin.read()
    """
    with ExitStack() as running:

        def lock(*statements: str) -> None:
            call = [sys.executable, "-c", program, str(store_file), *statements]
            other = running.enter_context(
                subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
            )
            assert other.stdout
            assert other.stdout.readline() == "locked\n"

        yield lock


def test_a_store_that_another_program_writes_to_can_be_read(
    store_file: Path, locked: Callable[..., None]
) -> None:
    locked("BEGIN IMMEDIATE")
    with Store.open(f"sqlite:///{store_file}", patience=0.2) as store:
        before = store.load("forum")
        with pytest.raises(StoreError, match=f"{store_file} is in use by another program. Wait a moment"):
            do.change(store, "forum", setting("party", audience=1), **NOTED)
        assert store.load("forum") == before


def test_a_store_locked_by_another_program_is_reported(store_file: Path, locked: Callable[..., None]) -> None:
    locked("PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=f"{store_file} is in use by another program. Wait a moment"):
        Store.open(f"sqlite:///{store_file}", patience=0.2)


def test_a_file_is_no_folder(store_file: Path) -> None:
    assert f"there is no folder {store_file}" in refusal(f"sqlite:///{store_file / 'eventkit.db'}")


def test_a_path_where_no_file_can_be_created_is_reported() -> None:
    """Not even its own user can make one there."""
    assert "Check that you may write to it and to its folder" in refusal("sqlite:////proc/eventkit.db")


def test_a_store_of_a_newer_eventkit_is_left_alone(store: Store, store_url: str) -> None:
    with store._database.write.begin() as db:
        db.exec_driver_sql("UPDATE eventkit SET version = version + 1")
    assert "was written by a newer eventkit" in refusal(store_url)


def test_a_store_that_was_migrated_while_it_was_open_is_not_written_to(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    before = everything(store_url)
    with Store.open(store_url) as other, other._database.write.begin() as db:
        db.execute(tables.marker.update().values(version=tables.VERSION + 1))
    for write in (
        lambda: do.change(store, "forum", setting("lecture", audience=7), **NOTED),
        lambda: do.remove(store, "forum", **NOTED),
        lambda: do.forget(store, "forum", "noether", author="Office", at=AT),
    ):
        with pytest.raises(StoreError, match="another version of eventkit while this program had it open"):
            write()
    with store._database.write.begin() as db:
        db.execute(tables.marker.update().values(version=tables.VERSION))
    assert everything(store_url) == before


def test_a_file_in_no_folder_names_the_folder(tmp_path: Path) -> None:
    message = refusal(f"sqlite:///{tmp_path / 'nowhere' / 'eventkit.db'}")
    assert f"there is no folder {tmp_path / 'nowhere'}" in message
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert "is a folder" in refusal(f"sqlite:///{tmp_path}")


@pytest.fixture
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run as someone to whom folders can be closed, as they cannot be to the system's own user."""
    base = tmp_path_factory.getbasetemp()
    # A worker has a folder of its own within that of the run.
    for path in (base, *base.parents):
        if path.name.startswith(("popen-", "pytest-")):
            path.chmod(0o755)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)


def test_a_folder_that_may_not_be_written_to_is_named_and_nothing_left(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    tmp_path.chmod(0o555)
    request.getfixturevalue("nobody")
    message = refusal(f"sqlite:///{tmp_path / 'eventkit.db'}")
    assert "Check that you may write to it and to its folder" in message
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_written_to_is_named(request: pytest.FixtureRequest, store_file: Path) -> None:
    store_file.chmod(0o444)
    store_file.parent.chmod(0o555)
    request.getfixturevalue("nobody")
    with (
        pytest.raises(StoreError, match="Check that you may write to it"),
        Store.open(f"sqlite:///{store_file}") as store,
    ):
        do.change(store, "forum", setting("party", audience=1), **NOTED)


def test_a_server_that_cannot_be_reached_is_named_without_the_password() -> None:
    message = refusal("postgresql://organiser:secret@127.0.0.1:1/forum")
    assert "postgresql://organiser:***@127.0.0.1:1/forum cannot be reached" in message
    assert "secret" not in message


def test_a_missing_database_is_reported(new_schema: Callable[[], str]) -> None:
    message = refusal(new_schema().replace("/postgres?", "/nowhere?"))
    assert 'database "nowhere" does not exist' in message


def test_a_schedule_corrupted_in_the_tables_is_reported_in_one_line(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    with store._database.write.begin() as db:
        db.exec_driver_sql("UPDATE session SET kind = 'nap' WHERE id = 'party'")
    with Store.open(store_url) as afresh, pytest.raises(StoreError) as caught:
        afresh.load("forum")
    message = str(caught.value)
    assert "Conference 'forum' in" in message
    assert "kind: Input should be" in message
    assert "\n" not in message


def test_the_database_refuses_a_dangling_reference(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store._database.writing("forum") as db:
        db.exec_driver_sql("UPDATE appearance SET participant = 'nobody'")


def test_a_file_that_another_program_writes_to_is_opened_once_it_has_written(tmp_path: Path) -> None:
    """SQLite gives a file no log beside it while another program writes, and does not wait by itself."""
    file = tmp_path / "eventkit.db"
    Store.open(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, writer.close)
    timer.start()

    Store.open(f"sqlite:///{file}").close()

    timer.join()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_flipped_byte_in_the_schema_is_reported_as_damage(store_file: Path) -> None:
    """SQLite quotes the schema in its message, which is not UTF-8 then."""
    data = store_file.read_bytes()
    at = data.index(b"CREATE TABLE session ") + len(b"CREATE TABLE")
    store_file.write_bytes(data[:at] + b"\xa0" + data[at + 1 :])
    assert "is damaged" in refusal(f"sqlite:///{store_file}")
    assert [finding.code for finding in examine(f"sqlite:///{store_file}")] == ["store-damaged"]


def test_an_impossible_version_is_reported_as_damage(store_file: Path) -> None:
    with closing(sqlite3.connect(store_file)) as db:
        db.execute("UPDATE eventkit SET version = -1")
        db.commit()
    assert "is damaged (the version of its tables is -1). Restore a backup" in refusal(
        f"sqlite:///{store_file}"
    )


@pytest.mark.parametrize("name", ["a b.db", "what?.db", "no #1.db", "100%20.db", "会议.db", "c:d.db"])
def test_a_store_is_opened_by_the_path_of_its_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    Store.open(str(file)).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert file_of(str(file)) == file


def test_a_url_with_an_empty_query_makes_no_file(tmp_path: Path) -> None:
    assert "The store must be an SQLite file" in refusal(f"sqlite:///{tmp_path / 'what?.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_the_query_of_a_url_is_not_shown() -> None:
    message = refusal("postgresql://organiser@127.0.0.1:1/forum?password=secret&sslpassword=secret2")
    assert "postgresql://organiser@127.0.0.1:1/forum cannot be reached" in message
    assert "secret" not in message
