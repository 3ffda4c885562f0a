"""An organiser at a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eventkit.cli import main
from eventkit.errors import Unreadable
from eventkit.formats import read_file

FIXTURES = Path(__file__).parents[2] / "fixtures"
TABLE = b"Id,Title,Speakers\na,On Curves,Hypatia\n"

Call = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def _readers() -> None:
    """Load the readers of files: each copy of this process that reads one would load them anew."""
    for data, name in ((TABLE, "talks.csv"), ((FIXTURES / "congress.yaml").read_bytes(), "congress.yaml")):
        with suppress(Unreadable):
            read_file(data, name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder the organiser works in, with the two fixtures to take from."""
    _enter(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:  # noqa: ARG001 - commands are called in that folder
    """Call a command; whatever happens, there is no traceback."""
    return _call


@pytest.fixture
def begun(call: Call, folder: Path, first_store: Path) -> Call:
    """Call a command, where a bilingual conference of three sessions was begun with commands alone."""
    shutil.copy(first_store, folder)
    return call


@pytest.fixture(scope="session")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of that conference: begun once, and copied for each test."""
    folder = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as monkeypatch:
        _enter(folder, monkeypatch)
        _begin(_call)
    (store,) = folder.glob("eventkit.db*")
    return store


@pytest.fixture(scope="session")
def store_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Imports the document of a fixture into a store, once for all tests."""

    @cache
    def import_document(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as monkeypatch:
            _enter(folder, monkeypatch)
            _call("import", f"{name}.yaml")
        return folder / "eventkit.db"

    return import_document


@pytest.fixture
def congress_store(call: Call, folder: Path, store_of: Callable[[str], Path]) -> None:  # noqa: ARG001
    """The folder has a store with the congress."""
    shutil.copy(store_of("congress"), folder)


@pytest.fixture
def forum_store(call: Call, folder: Path, store_of: Callable[[str], Path]) -> None:  # noqa: ARG001
    """The folder has a store with the forum of Hongqiao."""
    shutil.copy(store_of("hongqiao-forum"), folder)


def _enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for document in FIXTURES.glob("*.yaml"):
        shutil.copy(document, folder)
    monkeypatch.chdir(folder)
    for name in ("EVENTKIT_STORE", "EVENTKIT_CONFERENCE", "EVENTKIT_AUTHOR", "EVENTKIT_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")  # so that no cell that a test looks for is folded


def _call(*words: str, code: int = 0, **settings: object) -> Result:
    result = CliRunner().invoke(main, list(words), **settings)  # type: ignore[arg-type]
    shown = f"{words}\n{result.output}"
    assert result.exception is None or isinstance(result.exception, SystemExit), shown
    assert result.exit_code == code, shown
    assert "Traceback" not in result.output
    return result


def _begin(call: Call) -> None:
    call(
        *("conference", "new", "forum", "Health Forum", "--title", "zh=健康论坛", "--start", "2027-09-06"),
        *("--end", "2027-09-07", "--zone", "Asia/Shanghai", "--language", "en", "--language", "zh"),
    )
    call("room", "add", "Main Hall", "--name", "zh=主会场")
    call("room", "add", "Annex", "--name", "zh=附楼")
    call("organisation", "add", "Peking University", "--name", "zh=北京大学", "--id", "pku", "--as", "host")
    call("person", "add", "Lin Yifu", "--name", "zh=林毅夫", "--position", "Dean", "--organisation", "pku")
    call("person", "add", "Amina Yusuf", "--honorific", "Dr.")
    call(
        *("session", "add", "Opening", "--title", "zh=开幕式", "--kind", "opening", "--start", "09:00"),
        *("--minutes", "30", "--room", "main-hall", "--person", "lin-yifu:chair"),
    )
    call(
        *("session", "add", "Panel", "--title", "zh=圆桌", "--kind", "panel", "--start", "09:30"),
        *("--end", "10:30", "--room", "main-hall", "--person", "amina:moderator", "--person", "lin"),
    )
    call(
        *("session", "add", "Closing", "--title", "zh=闭幕式", "--start", "2027-09-07 16:00"),
        *("--minutes", "45", "--room", "annex", "--person", "lin"),
    )
