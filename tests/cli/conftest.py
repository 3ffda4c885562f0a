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
