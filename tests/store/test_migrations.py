"""Stores of older eventkits: brought up to date when they are opened, with all that is in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import inspect, text

from eventkit.errors import StoreError, UndoRefused
from eventkit.findings import Severity
from eventkit.store import Store, migrations, tables, triggers
from eventkit.store.connections import connect
from eventkit.store.store_doctor import examine
from store import do
from store.small import AT, NOTED, setting
from store.test_concurrency import FOUR_OPENERS, begin, end

SCHEMAS = Path(__file__).parent / "schemas"
FIRST_WITH_HISTORY = 2
VERSIONS = sorted({int(path.name.partition(".")[0]) for path in SCHEMAS.glob("*.sql")})
"""The earlier versions of the tables: for each a store of that time, as SQL."""


@pytest.fixture
def old(store_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], str]:
    """Makes a store as an eventkit of earlier times left it, and gives its URL."""

    def make(version: int) -> str:
        database = store_url.partition(":")[0]
        statements = (SCHEMAS / f"{version}.{database}.sql").read_text(encoding="utf-8")
        if database == "sqlite":
            file = tmp_path / "old.db"
            with closing(sqlite3.connect(file)) as db:
                db.executescript(statements)
            return f"sqlite:///{file}"
        new_schema: Callable[[], str] = request.getfixturevalue("new_schema")
        url = new_schema()
        with psycopg.connect(url) as db:
            db.execute(statements.encode())
        return url

    return make


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with (where := connect(url, 5)).read.begin() as db:
        found = {
            name: db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in inspect(db).get_table_names()
        }
    where.dispose()
    return found


def drawn(store: Store) -> dict[str, Any]:
    """All that the database says of its tables, whatever the order of their columns."""
    with store._database.reading() as db:
        there = inspect(db)
        found: dict[str, Any] = {
            name: {
                "columns": sorted(
                    (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
                    for column in there.get_columns(name)
                ),
                "key": there.get_pk_constraint(name),
                "links": sorted(there.get_foreign_keys(name), key=str),
                "indexes": sorted(there.get_indexes(name), key=str),
                "checks": sorted(str(check["name"]) for check in there.get_check_constraints(name)),
                "unique": sorted(map(str, there.get_unique_constraints(name))),
            }
            for name in sorted(there.get_table_names())
        }
        if db.dialect.name == "sqlite":
            strict = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY name"
            found["strict"] = [tuple(row) for row in db.execute(text(strict)) if row[0] in found]
        found["triggers"] = triggers._definitions(db)
        assert triggers.find_missing(db) == []
    return found


def test_every_version_but_the_present_has_its_schema_and_its_step() -> None:
    assert list(range(1, tables.VERSION)) == VERSIONS
    assert sorted(migrations.STEPS) == list(range(2, tables.VERSION + 1))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migrated_store_equals_a_new_one(old: Callable[[int], str], version: int, store: Store) -> None:
    with Store.open(old(version)) as opened:
        assert drawn(opened) == drawn(store)


@pytest.mark.parametrize("version", VERSIONS)
def test_migration_preserves_every_row(old: Callable[[int], str], version: int) -> None:
    url = old(version)
    before = rows(url)
    assert all(before[name] for name in ("appearance_affiliation", "membership", "session_room", "ledger"))
    Store.open(url).close()
    assert [finding for finding in examine(url) if finding.severity is Severity.ERROR] == []
    after = rows(url)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_store_is_read_and_written(old: Callable[[int], str], version: int) -> None:
    with Store.open(old(version)) as store:
        stored = store.load("forum")
        assert stored.revision == 3
        assert stored.schedule.session("lecture").audience == 7
        assert stored.ledger.sessions["lecture"].sequence == 1
        later = AT + timedelta(days=9)
        assert (
            do.change(store, "forum", setting("lecture", audience=8), **NOTED | {"at": later}).revision == 4
        )
        assert do.undo(store, "forum", author="Office", at=later).schedule == stored.schedule
        assert [each.number for each in store.history.log("forum")] == [5, 4, 3, 2, 1]
        if version < FIRST_WITH_HISTORY:
            with pytest.raises(UndoRefused, match="no change 3 that could be undone"):
                do.undo(store, "forum", 3, author="Office", at=later)
        else:
            do.undo(store, "forum", 3, author="Office", at=later)
            assert store.releases.load("forum", "1.0").schedule.session("lecture").audience is None


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_file_is_copied_before_it_is_touched(old: Callable[[int], str], version: int) -> None:
    """A server, unlike a file, is backed up by those who run it."""
    url = old(version)
    Store.open(url).close()
    file = Path(url.removeprefix("sqlite:///"))
    copy = file.with_name(f"old.db.version-{version}")
    assert sorted(path.name for path in file.parent.iterdir()) == sorted((file.name, copy.name))
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT version FROM eventkit").fetchall() == [(version,)]
        assert db.execute("SELECT count(*) FROM session").fetchone() == (4,)


def test_a_step_that_fails_leaves_everything_as_it_was(
    old: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = old(1)
    before = rows(url)

    def fails(op: Any) -> None:
        migrations.version_2.upgrade(op)
        op.execute("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setitem(migrations.STEPS, 2, fails)
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(url)
    assert rows(url) == before


def test_concurrent_opening_of_an_old_store_migrates_it_once(old: Callable[[int], str]) -> None:
    url = old(1)
    end(begin("-c", FOUR_OPENERS, url))
    with Store.open(url) as store:
        assert store.load("forum").revision == 3


def test_a_current_store_loads_no_migrations(store_url: str) -> None:
    program = (
        "import sys; from eventkit.store import Store; Store.open(sys.argv[1]).close(); "
        "assert 'alembic' not in sys.modules"
    )
    end(begin("-c", program, store_url))
