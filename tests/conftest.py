"""What all tests share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import reset_tzpath

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from pydantic import BaseModel
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from tools.catalogues import compile_all

from eventkit.cli import commands, main
from eventkit.cli.commands import write_index
from eventkit.formats.document import document
from eventkit.schedule import Schedule
from eventkit.store import Store, connections
from postgresql import Schemas, server

TESTS = Path(__file__).parent

# Reading source and drawing schedules makes many objects that live as long as each other: with its usual
# threshold, the garbage collector takes more than half of the time of the first and a tenth of the second.
gc.set_threshold(300_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` writes the golden files anew: read what changed before committing it."""
    parser.addoption("--golden", action="store_true", help="write golden files anew")
    parser.addoption(
        "--long", action="store_true", help="more kills, and thirteen times the examples of a property"
    )


# Readers of calendars go by the law that eventkit goes by, whatever the machine has.
reset_tzpath(to=())

# A slow machine is not a fault: nothing here waits on wall time. Most of the time of a run goes to drawing
# whole schedules, so that a property gets 30 examples, and 400 with --long.
settings.register_profile(
    "steady", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
# With CI in the environment each run draws the same examples, so that a failure is that of the change it
# is seen with; elsewhere every run draws new ones.
settings.register_profile("ci", settings.get_profile("steady"), max_examples=20, derandomize=True)
settings.register_profile("long", settings.get_profile("steady"), max_examples=400)


# A failing example has the whole schedule, whose own ``repr`` is a line.
Schedule._repr_pretty_ = lambda self, printer, _cycle: printer.text(BaseModel.__repr__(self))

# Hundreds of stores are opened in a run, and each engine would compile the same statements anew, which takes
# half of the time of a command. Here all engines on SQLite share one cache, whose keys contain the dialect.
SQLiteDialect_pysqlite.__eq__ = lambda self, other: type(self) is type(other)
SQLiteDialect_pysqlite.__hash__ = lambda self: hash(type(self))
_create_engine = partial(create_engine, execution_options={"compiled_cache": {}})


def _create_engine_without_syncs(url: str, **options: Any) -> Engine:
    """An engine as the store creates it, which does not wait until a disk has what is written."""
    engine = _create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "checkout", lambda db, *_: db.execute("PRAGMA synchronous = OFF"))
    return engine


# Nothing here has to survive a loss of power, and waiting for the disk took a fifth of a run.
connections.create_engine = _create_engine_without_syncs
os.fsync = lambda _descriptor: None


def pytest_configure(config: pytest.Config) -> None:
    """Make what is not in the repository, and choose the examples of properties, before tests are loaded."""
    if not hasattr(config, "workerinput"):
        compile_all()
        write_index(Path(commands.__file__).parent, main)
    profile = "long" if config.getoption("--long") else "ci" if "CI" in os.environ else "steady"
    settings.load_profile(profile)
    if profile == "ci":
        # Hypothesis draws constants of loaded modules, and which are loaded depends on the tests before.
        no_constants = Constants()
        providers._get_local_constants = lambda: no_constants


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than processors: half of the time of tests in a browser is spent waiting for it."""
    return (yield) + 1


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """The collections in which two schedules differ, entity by entity: their ``repr`` has only numbers."""
    if op != "==" or not isinstance(left, Schedule) or not isinstance(right, Schedule):
        return None
    lines = ["two schedules differ:"]
    for name in Schedule.model_fields:
        ours, theirs = (
            [*value] if isinstance(value, tuple) else [value]
            for value in (getattr(left, name), getattr(right, name))
        )
        lines += [f"- {name}: {value!r}" for value in ours if value not in theirs]
        lines += [f"+ {name}: {value!r}" for value in theirs if value not in ours]
    return lines


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what all tests share: it would visit it thousands of times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def forum() -> Schedule:
    """The forum of Hongqiao: one block with an opening, keynotes and a panel."""
    data = (TESTS.parent / "fixtures" / "hongqiao-forum.yaml").read_bytes()
    return document.read(data, "hongqiao-forum.yaml").schedule


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How often a program is killed at a moment left to chance."""
    return 100 if request.config.getoption("--long") else 16


@pytest.fixture(scope="session")
def postgresql_schemas() -> Iterator[Schemas]:
    """The schemas of a PostgreSQL server, which runs as long as this process's tests do."""
    with server() as url, psycopg.connect(url, autocommit=True) as db:
        yield Schemas(url, db)


@pytest.fixture
def new_schema(postgresql_schemas: Schemas) -> Callable[[], str]:
    """Makes URLs of empty schemas on a PostgreSQL server."""
    return postgresql_schemas.new


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with an empty store, to be copied: it takes longer to create one."""
    file = tmp_path_factory.mktemp("empty") / "eventkit.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store, on each of the two databases in turn: still to be made, unless `store` is used."""
    is_made = "store" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "eventkit.db"
        if is_made:
            shutil.copy(request.getfixturevalue("empty_file"), file)
        yield f"sqlite:///{file}"
        return
    schemas: Schemas = request.getfixturevalue("postgresql_schemas")
    if is_made:
        with schemas.empty_store() as url:
            yield url
    else:
        yield schemas.new()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on each of the two databases in turn."""
    with Store.open(store_url) as opened:
        yield opened
