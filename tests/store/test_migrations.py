"""The next version of the tables, made up: a store of this one is migrated when it is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.operations import Operations
from sqlalchemy import Column, Text, inspect, text

from eventkit.errors import StoreError
from eventkit.findings import Severity
from eventkit.store import Store, migrations, tables
from eventkit.store.connections import connect
from eventkit.store.store_doctor import examine
from store import do
from store.small import AT, FORUM, NOTED, replace_by, setting
from store.test_concurrency import FOUR_OPENERS, begin, end
from store.test_opening import nobody  # noqa: F401 - a fixture

NEXT = tables.VERSION + 1


def change_sessions(op: Operations) -> None:
    """A column more, and a default, for which SQLite has to rebuild a table that others refer to."""
    op.add_column("session", Column("mood", Text, nullable=False, server_default="calm"))
    with op.batch_alter_table("session", table_kwargs={"sqlite_strict": True}) as session:
        session.alter_column("plenary", server_default="0")


@pytest.fixture
def filled(store_url: str) -> str:
    """The URL of a store of the present version, with changes, a release and a contact."""
    with Store.open(store_url) as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        do.change(store, "forum", setting("lecture", audience=7), **NOTED)
        do.release(store, "forum", "1.0", author="Office", at=AT)
        do.change(store, "forum", setting("lecture", audience=8), **NOTED)
    return store_url


@pytest.fixture
def next_version(filled: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of that store, opened from now on by an eventkit whose tables are of the next version."""
    monkeypatch.setattr(tables, "VERSION", NEXT)
    monkeypatch.setitem(migrations.STEPS, NEXT, change_sessions)
    return filled


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with (where := connect(url, 5)).read.begin() as db:
        counts = {
            name: db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in inspect(db).get_table_names()
        }
    where.dispose()
    return counts


def version_of(url: str) -> int:
    with (where := connect(url, 5)).read.begin() as db:
        version: int = db.execute(text("SELECT version FROM eventkit")).scalar_one()
    where.dispose()
    return version


def test_a_migrated_store_has_every_row_and_goes_on_from_there(next_version: str) -> None:
    before = rows(next_version)
    with Store.open(next_version) as store:
        assert version_of(next_version) == NEXT
        assert rows(next_version) == before
        stored = store.load("forum")
        assert stored.schedule == setting("lecture", audience=8)(FORUM)
        later = AT + timedelta(days=9)
        changed = do.change(store, "forum", setting("party", audience=1), **NOTED | {"at": later})
        assert changed.revision == stored.revision + 1
        assert do.undo(store, "forum", author="Office", at=later).schedule == stored.schedule
        assert store.releases.load("forum", "1.0").schedule.session("lecture").audience == 7
    findings = examine(next_version)
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_file_is_copied_before_it_is_migrated(next_version: str) -> None:
    """A server, unlike a file, is backed up by those who run it."""
    Store.open(next_version).close()
    file = Path(next_version.removeprefix("sqlite:///"))
    copy = file.with_name(f"{file.name}.version-{NEXT - 1}")
    assert sorted(path.name for path in file.parent.iterdir()) == sorted((file.name, copy.name))
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT version FROM eventkit").fetchall() == [(NEXT - 1,)]
        assert db.execute("SELECT count(*) FROM session").fetchone() == (len(FORUM.sessions),)


def test_a_step_that_fails_leaves_everything_as_it_was(
    next_version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(next_version)

    def fail(op: Operations) -> None:
        change_sessions(op)
        op.execute("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setitem(migrations.STEPS, NEXT, fail)
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(next_version)
    assert rows(next_version) == before
    assert version_of(next_version) == NEXT - 1


def test_processes_that_open_an_older_store_at_once_migrate_it_once(filled: str) -> None:
    next_step = (
        "from eventkit.store import migrations, tables\n"
        f"tables.VERSION = {NEXT}\n"
        f"migrations.STEPS[{NEXT}] = lambda op: op.execute('CREATE TABLE mood (id INTEGER)')\n"
    )
    end(begin("-c", next_step + FOUR_OPENERS, filled))
    assert version_of(filled) == NEXT
    assert rows(filled)["mood"] == 0


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_an_older_store_that_cannot_be_written_is_refused_with_a_hint_to_copy_it(
    next_version: str, request: pytest.FixtureRequest
) -> None:
    file = Path(next_version.removeprefix("sqlite:///"))
    file.chmod(0o444)
    file.parent.chmod(0o555)
    request.getfixturevalue("nobody")
    with pytest.raises(StoreError, match=r"cannot be migrated where it cannot be written\. Copy it"):
        Store.open(next_version)


def test_a_store_of_the_present_version_loads_no_migrations(filled: str) -> None:
    program = (
        "import sys; from eventkit.store import Store; Store.open(sys.argv[1]).close(); "
        "assert 'alembic' not in sys.modules"
    )
    end(begin("-c", program, filled))


@pytest.mark.parametrize("version", [1, 5])
def test_a_store_made_before_the_first_release_is_refused_with_the_way_out(filled: str, version: int) -> None:
    with (where := connect(filled, 5)).write.begin() as db:
        db.execute(text("ALTER TABLE eventkit DROP COLUMN made_by"))
        db.execute(text("UPDATE eventkit SET version = :version"), {"version": version})
    where.dispose()
    before = rows(filled)
    with pytest.raises(StoreError, match=r"before its first release, 0\.1\.0") as caught:
        Store.open(filled)
    assert "Export each conference with the commit that made it" in str(caught.value)
    assert rows(filled) == before
