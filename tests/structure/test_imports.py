"""What may import which library, and what a cold start may cost; `lint-imports` holds the layers."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

from structure.source import MODULES, SOURCE, nodes, place

HEAVY = {"PIL", "uharfbuzz", "reportlab", "icalendar", "sqlalchemy", "pydantic", "babel", "yaml"}

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


OWNERS = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "uharfbuzz": {"typesetting"},
    "uniseg": {"typesetting"},
    "pyphen": {"texts"},
    "PIL": {"typesetting", "cli", "outputs/agenda/content_lines.py", "outputs/site/site_assets.py"},
    "reportlab": {"typesetting"},
    "babel": {"wording"},
    "icalendar": {"outputs", "formats"},
    "yaml": {"formats"},
    "lxml": {"formats"},
    "python_calamine": {"formats"},
    "xlsxwriter": {"formats"},
    "bs4": {"intake"},
    "markdownify": {"intake"},
    "charset_normalizer": {"texts"},
    "cryptography": {"tokens"},
    "zxingcpp": {"cli"},
    "markdown_it": {"markup"},
    "jinja2": {"outputs", "web"},
    "markupsafe": {"outputs", "web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "anyio": {"web"},
    "click": {"cli"},
}
"""Who may import a library, so that it can be replaced in one place; iCalendar is read and written."""


def test_each_outside_library_has_one_owner() -> None:
    trespassing = [
        f"{place(path, node)} imports {library}"
        for path in MODULES
        for node in nodes(path, ast.Import, ast.ImportFrom)
        for library in imported(node)
        if library in OWNERS and not path_prefixes(path) & OWNERS[library]
    ]
    assert trespassing == []


def path_prefixes(path: Path) -> set[str]:
    """A module's path within the package, and the folders that it is in."""
    within = path.relative_to(SOURCE / "eventkit")
    return {within.as_posix(), *(folder.as_posix() for folder in within.parents)}


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The outermost packages that a statement imports from."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level else [(node.module or "").partition(".")[0]]


def loaded_by(program: str) -> set[str]:
    """The packages that a fresh interpreter has loaded at the end of a program."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_help_loads_no_unneeded_library() -> None:
    """Who asks for help does not wait for a database, a typesetter or the model."""
    assert loaded_by(ASKING_FOR_HELP) & HEAVY == set()


def test_the_model_is_loaded_without_a_database_and_without_a_typesetter() -> None:
    assert loaded_by(IMPORTING_THE_MODEL) & HEAVY == {"pydantic"}
