"""What may import what, and what a cold start may cost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from structure.source import ROOT

HEAVY = {"reportlab", "uharfbuzz", "icalendar", "sqlalchemy", "pydantic", "babel", "yaml", "rich"}

ASKING_FOR_HELP = """
import json, sys
from click.testing import CliRunner
from eventkit.cli import main
result = CliRunner().invoke(main, ["--help"])
assert result.exit_code == 0, result.output
assert "Usage" in result.output
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

IMPORTING_THE_MODEL = """
import json, sys
from eventkit import Schedule
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(program: str) -> set[str]:
    """The packages that a fresh interpreter has loaded at the end of a program."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_arrows_only_go_down(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The contracts stand in pyproject.toml: the floors, and which library belongs to which of them."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])  # it puts the folder there
    broken = lint_imports(no_cache=True)
    assert broken == 0, capsys.readouterr().out


def test_help_is_given_without_loading_what_it_does_not_need() -> None:
    """Who asks for help does not wait for a database, a typesetter or the model."""
    assert loaded_by(ASKING_FOR_HELP) & HEAVY == set()


def test_the_model_is_loaded_without_a_database_and_without_a_typesetter() -> None:
    assert loaded_by(IMPORTING_THE_MODEL) & HEAVY == {"pydantic"}
