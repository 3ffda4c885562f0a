"""The example of a format and a rule of one's own is installed, and works like those that come along."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import eventkit

PLUGIN = Path(__file__).parents[2] / "examples" / "plugin"

Call = Callable[..., list[str]]

CALLING = """
import json, shlex, sys
from click.testing import CliRunner
from eventkit.cli import main
outputs = []
for command in sys.argv[1:]:
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, f"{command}: {result.output} {result.exception!r}"
    outputs.append(result.stdout)
print(json.dumps(outputs))
"""
"""A program that calls commands one after the other, and prints what each of them printed."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plug-in installed in it, as pip does."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run(  # noqa: S603 - pip, on a folder of ours
        (*pip, "--no-index", "--no-deps", "--no-build-isolation", "--target", target, PLUGIN), check=True
    )
    return target


@pytest.fixture
def call(installed: Path, tmp_path: Path) -> Call:
    """Call commands in a new process where the plug-in is installed, and return what each of them prints."""

    def called(*commands: str) -> list[str]:
        environment = os.environ | {"PYTHONPATH": str(installed), "EVENTKIT_STORE": "sqlite:///store.db"}
        program = (sys.executable, "-c", CALLING, *commands)
        done = subprocess.run(  # noqa: S603 - our own program
            program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        outputs: list[str] = json.loads(done.stdout)
        return outputs

    return called


def test_a_plugin_format_is_listed_recognised_read_and_written(call: Call, tmp_path: Path) -> None:
    sheet = (
        "run sheet: Health Forum\n"
        "2027-09-06 09:00-09:30 | Main Hall | Opening | Ada Lovelace, Emmy Noether\n"
        "2027-09-06 09:30-10:15 | Annex | Panel | \n"
    )
    (tmp_path / "forum.run").write_text(sheet, encoding="utf-8")

    formats, imported, _ = call(
        "formats --json",
        "import forum.run --zone Asia/Shanghai",
        "export run-sheet --language en -o out.run",
    )

    listed = {each["name"]: each for each in json.loads(formats)}
    assert listed["run-sheet"] == {
        "name": "run-sheet", "title": "run sheets: one line a session", "endings": [".run"],
        "reads": True, "writes": True, "options": ["languages"],
    }  # fmt: skip
    assert "2 added" in imported
    assert (tmp_path / "out.run").read_text(encoding="utf-8") == sheet


def test_a_plugin_rule_is_listed_and_checked_with_its_messages(call: Call, tmp_path: Path) -> None:
    lines = [f"2027-09-06 {hour:02}:00-{hour:02}:50 | Annex | Talk {hour} | Ada" for hour in range(8, 18)]
    (tmp_path / "forum.run").write_text("\n".join(["run sheet: Forum", *lines, ""]), encoding="utf-8")

    _, described, checked = call(
        "import forum.run --zone Asia/Shanghai", "rule show crew-overworked", "check --json"
    )

    shown = " ".join(described.split())
    assert "crew-overworked: warning No room has more than eight sessions on one day." in shown
    assert "Hall (hall) has 9 sessions on Mon, 4 May, and one crew can set up 8" in shown
    findings = json.loads(checked)["findings"]
    assert [each["sentence"] for each in findings if each["code"] == "crew-overworked"] == [
        "Annex (annex) has 10 sessions on Mon, 6 Sept, and one crew can set up 8"
    ]


def test_a_rule_is_passed_to_the_check_without_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PLUGIN / "src")
    stage_rules = importlib.import_module("eventkit_run_sheet.stage_rules")
    forum = eventkit.ScheduleBuilder("Forum", start="2027-10-15", zone="UTC")
    hall = forum.room("Hall")
    for hour in range(9, 19):
        forum.session(f"Talk {hour}", at=f"{hour:02}:00", minutes=30, room=hall)

    findings = eventkit.check(forum.schedule(), rules=[stage_rules.crews_have_pauses])

    assert [finding.message for finding in findings if finding.code == "crew-overworked"]
    assert "crew-overworked" not in {finding.code for finding in eventkit.check(forum.schedule())}


def test_the_rule_on_the_page_about_plugins_finds_what_its_example_violates() -> None:
    page = (PLUGIN.parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
    (block,) = (each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "@rule" in each)
    names: dict[str, Any] = {}
    exec(compile(block, "plugins.md", "exec"), names)  # noqa: S102 - the documentation's own
    rule = names["talks_are_short"]

    findings = eventkit.check(rule.example().schedule, rules=[rule])

    assert [finding.message for finding in findings if finding.code == rule.code] == [
        "“Talk” (talk) is long: divide it"
    ]
