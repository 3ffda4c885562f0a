"""Plug-ins that do not work are reported with their package, and cost nothing but themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

INDEX = '{"output": NAME, "conference": ID, "files": [{"path": PATH}, ...]}'

PACKAGE = {
    "acme-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme\nVersion: 1.2\n",
    "acme-1.2.dist-info/entry_points.txt": """\
[eventkit.rules]
gone = acme_gone:rule
no-rule = acme:badge
silent = acme.rules:silent
twice = acme.rules:twice
tired = acme.rules:tired
[eventkit.outputs]
agenda = acme:listing
absent = acme:absent
listing = acme:listing
nothing = acme:nothing
signs = acme:signs
untyped = acme:untyped
[eventkit.formats]
hostile = acme:Hostile
""",
    "acme/__init__.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

from eventkit import FolderOutput, exporter
from eventkit.plugins.exporters import folder_exporter

if TYPE_CHECKING:
    from eventkit import Schedule

badge = object()


@exporter(".txt", "text/plain")
def listing(schedule):
    "A listing."
    return len(schedule.sessions) / 0


@exporter(".txt", "text/plain")
def nothing(schedule):
    "Nothing."


@exporter(".txt", "text/plain")
def untyped(schedule: Schedule, *, numbers: bool = False):
    "Its types cannot be found."


@folder_exporter
def signs(schedule):
    "A folder whose index lacks the name of the output."
    return FolderOutput({"index.json": b'{"conference": "forum"}'}, "index.json")


class Hostile:
    title, suffixes = "hostile files", (".hostile",)

    @staticmethod
    def recognises(source):
        raise ValueError("not\\ntoday")

    @staticmethod
    def read(data, name, hints=None):
        raise ValueError("never")
""",
    "acme/rules.py": """\
from eventkit.findings import Severity
from eventkit.rules.rule import rule
from eventkit.rules.rule_examples import a_session, example
from eventkit.rules.rule_scopes import ROOM


def declare(code):
    return rule(code, Severity.WARNING, ROOM, lambda: example(a_session("talk", "09:00-10:00", "hall")))


@declare("silent")
def silent(index, rooms):
    "It finds nothing that can be listed."


@declare("room-clash")
def twice(index, rooms):
    "It has the code of another rule."


@declare("tired")
def tired(index, rooms):
    "It fails at the second room."
    rooms = iter(rooms)
    yield tired.violation("{room} is tired", "close it", room=next(rooms))
    yield tired.violation("{room} is tired", "close it", room={"annex": "the annex"}[next(rooms).id])
""",
}
"""The files of an installed package whose plug-ins do not work, each in another way."""

PROGRAM = """
import json, shlex, sys
from click.testing import CliRunner
from eventkit.cli import main
results = [CliRunner().invoke(main, shlex.split(command)) for command in sys.argv[1:]]
print(json.dumps([(each.exit_code, each.stdout, each.stderr) for each in results]))
"""


class Answer(NamedTuple):
    """What a command answers."""

    code: int
    stdout: str
    stderr: str


Call = Callable[..., list[Answer]]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Call commands in a new process where the package is installed."""
    for name, text in PACKAGE.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text, encoding="utf-8")

    def called(*commands: str) -> list[Answer]:
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "EVENTKIT_STORE": "forum.db"}
        done = subprocess.run(  # noqa: S603 - our own program
            (sys.executable, "-c", PROGRAM, *commands),
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [Answer(*answer) for answer in json.loads(done.stdout)]

    return called


BEGIN = (
    "conference new forum Forum --start 2027-09-06 --zone Asia/Shanghai",
    "room add Annex",
    "room add Hall",
    "session add Opening --start 09:00 --minutes 30 --room hall",
)


def test_rules_that_do_not_work_are_errors_which_a_release_needs_a_reason_for(call: Call) -> None:
    *begun, checked, blocked, moved, shown = call(
        *BEGIN, "check --json", "release 1.0", "session move opening --start 10:00", "rule show no-rule"
    )

    assert [answer.code for answer in begun] == [0, 0, 0, 0]
    findings = json.loads(checked.stdout)["findings"]
    sentences = [each["sentence"] for each in findings if each["code"] == "rule-failed"]
    reasons = {
        "gone": "ModuleNotFoundError: No module named 'acme_gone'",
        "no-rule": "acme:badge is not a rule: declare it with eventkit.rules.rule.rule",
        "silent": "TypeError: 'NoneType' object is not iterable",
        "tired": "KeyError: 'hall' in rules.py, line 26",
        "twice": "there is another rule 'room-clash'",
    }
    assert sentences == [
        f"the rule {name} of the package acme 1.2 does not work ({reason}), "
        "so the schedule is not checked by all rules"
        for name, reason in reasons.items()
    ]
    assert {each["severity"] for each in findings if each["code"] == "rule-failed"} == {"error"}
    assert {"tired", "nobody"} <= {each["code"] for each in findings}
    assert blocked.code == 1
    assert "'1.0' is not released. Fix the 5 errors" in blocked.stderr
    assert (moved.code, "rule-failed" in moved.stdout) == (0, False)
    assert "The rule 'no-rule' of the package acme 1.2 does not work" in shown.stderr


def test_a_rule_that_fails_can_be_waived(call: Call) -> None:
    checked = call(*BEGIN, "check --json")[-1]
    failures = [each for each in json.loads(checked.stdout)["findings"] if each["code"] == "rule-failed"]
    identities = " ".join(each["identity"] for each in failures)

    waived, lifted, released = call(
        f"waive {identities} --reason 'checked by hand'", "waive --list", "release 1.0"
    )

    assert [waived.code, released.code] == [0, 0]
    assert "lapsed" not in lifted.stdout


def test_outputs_and_formats_that_do_not_work_are_named_and_cost_no_other(call: Call, tmp_path: Path) -> None:
    (tmp_path / "unknown.bin").write_text("nothing that is known", encoding="utf-8")
    names = ("absent", "listing", "nothing", "signs", "untyped")
    *_, listed, unknown, agenda = call(
        *BEGIN, "formats --json", "import unknown.bin", "export agenda --draft --language en -o agenda.ics"
    )
    exported = call(*(f"export {name} -o {name}.txt" for name in names))

    known = {each["name"] for each in json.loads(listed.stdout)}
    assert {"agenda", "hostile", "listing"} <= known
    assert not known & {"absent", "untyped"}
    reported = " ".join(listed.stderr.split())
    assert (
        "The output 'agenda' of the package acme 1.2 does not work (another output has its name)." in reported
    )
    assert "The output 'untyped' of the package acme 1.2 does not work (NameError:" in reported
    assert agenda.code == 0
    assert (
        "The format 'hostile' of the package acme 1.2 does not work (ValueError: not today" in unknown.stderr
    )
    reasons = (
        "AttributeError: module 'acme' has no attribute 'absent'",
        "ZeroDivisionError: division by zero in __init__.py, line 17",
        "it returned NoneType, and no Output or FolderOutput",
        f"The index 'index.json' of the folder lacks 'output'. It must be {INDEX}.",
        "NameError: name 'Schedule' is not defined",
    )
    assert [answer.stderr.strip() for answer in exported] == [
        f"eventkit: The output '{name}' of the package acme 1.2 does not work ({reason}). "
        "Update the package, or uninstall it."
        for name, reason in zip(names, reasons, strict=True)
    ]
    assert not [*tmp_path.glob("*.txt")]
