"""An organiser at a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eventkit.cli import main

FIXTURES = Path(__file__).parents[2] / "fixtures"

Call = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder the organiser works in, with the two fixtures to take from."""
    for document in FIXTURES.glob("*.yaml"):
        shutil.copy(document, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("EVENTKIT_STORE", "EVENTKIT_CONFERENCE", "EVENTKIT_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:  # noqa: ARG001 - commands are called in that folder
    """Call a command; whatever happens, there is no traceback."""

    def called(*words: str, code: int = 0, **settings: object) -> Result:
        result = CliRunner().invoke(main, list(words), **settings)  # type: ignore[arg-type]
        told = f"{words}\n{result.output}"
        assert result.exception is None or isinstance(result.exception, SystemExit), told
        assert result.exit_code == code, told
        assert "Traceback" not in result.output
        return result

    return called


@pytest.fixture
def begun(call: Call) -> Call:
    """Call a command, where a bilingual conference of three sessions was begun with commands alone."""
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
    return call
