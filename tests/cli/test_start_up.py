"""How much a command loads: a count of modules is the same on every machine, as times are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Call

READERS = {"bs4", "yaml", "lxml", "icalendar", "python_calamine", "charset_normalizer", "markdownify"}
WRITERS = {"reportlab", "uharfbuzz", "PIL", "xlsxwriter", "markdown_it"}
OTHERS = {"cryptography", "alembic", "zxingcpp"}

MODULES_LIMIT = 580
"""The most modules that a command loads which shows or changes something."""

RUNNING = """
import json, sys
from click.testing import CliRunner
from eventkit.cli import main
result = CliRunner().invoke(main, sys.argv[1:])
assert result.exit_code == 0, result.output
print(json.dumps(sorted(sys.modules)))
"""

COMPLETING = """
import json, os, sys
os.environ.update(_EVENTKIT_COMPLETE="zsh_complete", COMP_WORDS=sys.argv[1], COMP_CWORD=sys.argv[2])
from eventkit.cli import run
try:
    run()
except SystemExit:
    print(json.dumps(sorted(sys.modules)))
"""

IMPORTING = """
from eventkit.model import Session
from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
for model in (Session, RuleSettings, Schedule):
    assert not model.__pydantic_complete__, f"{model} is built, though nobody has used it"
    assert not any(field.description for field in model.model_fields.values()), f"{model} read its source"
import sys
import eventkit.planning
assert not {"bs4", "lxml"} & sys.modules.keys(), "planning loads readers"
"""


def run(program: str, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


OFFICE = {"eventkit.office.office", "eventkit.office.import_merge"}
RULES = {"eventkit.rules", "eventkit.differences"}


@pytest.mark.parametrize(
    ("command", "unused"),
    [
        ("show", OFFICE | RULES),
        ("people", OFFICE | RULES),
        ("session show opening", OFFICE | RULES),
        ("log", OFFICE | RULES),
        ("check", OFFICE),
        ("session move --help", set()),
    ],
)
def test_a_command_loads_no_library_that_it_does_not_use(
    begun: Call, folder: Path, command: str, unused: set[str]
) -> None:
    del begun, folder  # they are where it runs
    modules = json.loads(run(RUNNING, *command.split()))
    assert unused.isdisjoint(modules)
    assert {name.partition(".")[0] for name in modules} & (READERS | WRITERS | OTHERS) == set()
    assert len(modules) <= MODULES_LIMIT


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("eventkit pe", "person"),
        ("eventkit session move ope", "opening"),
        ("eventkit show --room ann", "annex"),
    ],
)
def test_a_shell_completes_words_without_loading_commands_or_the_store(
    begun: Call, folder: Path, typed: str, completed: str
) -> None:
    del begun, folder  # they are where it runs
    *lines, modules = run(COMPLETING, typed, str(len(typed.split()) - 1)).splitlines()
    assert lines[:2] == ["plain", completed]
    loaded = {name.partition(".")[0] for name in json.loads(modules)}
    assert {"sqlalchemy", "pydantic", "babel"} & loaded == set()


def test_models_are_built_when_they_are_used_and_do_not_read_their_source() -> None:
    run(IMPORTING)
