"""A server over a small conference, made once for each test from a store that is there already."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventkit.office.office import Office
from eventkit.store import Store
from web.server_kit import CONFERENCE, NOW, Browser, ServerKit, open_kit, small_schedule


@pytest.fixture(scope="session")
def small_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the small conference."""
    file = Path(shutil.copy(empty_file, tmp_path_factory.mktemp("small") / "eventkit.db"))
    with Store.open(f"sqlite:///{file}") as store:
        office = Office(store, CONFERENCE, author="setup", clock=lambda: NOW)
        office.create(small_schedule())
    return file


@pytest.fixture
def small_store(small_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with the small conference."""
    file = shutil.copy(small_file, tmp_path / "eventkit.db")
    with Store.open(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture
def kit(small_store: Store, tmp_path: Path) -> Iterator[ServerKit]:
    """A running server over the small conference."""
    yield from open_kit(small_store, tmp_path, store_url=f"sqlite:///{tmp_path / 'eventkit.db'}")


@pytest.fixture
def editor(kit: ServerKit) -> Browser:
    """The browser of an editor."""
    return kit.browser("editor")
