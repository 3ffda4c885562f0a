"""How the findings of an output are reported."""

from __future__ import annotations

from io import StringIO

import pytest

from eventkit.cli.check_command import group_findings, report_examples, report_output
from eventkit.cli.commands import CliSettings
from eventkit.cli.console import Console
from eventkit.cli.display import Display
from eventkit.findings import Finding, Severity
from eventkit.rules import DEFAULT_SETTINGS


def finding(severity: Severity, code: str, number: int) -> Finding:
    return Finding(severity, code, (f"talk-{number}",), f"talk {number}")


def several(severity: Severity, code: str, number: int) -> list[Finding]:
    return [finding(severity, code, each) for each in range(number)]


@pytest.fixture
def display() -> Display:
    out, err = (Console(file=StringIO()) for _ in range(2))
    return Display(CliSettings(), out, err)


def printed(display: Display) -> list[str]:
    file = display.err.file
    assert isinstance(file, StringIO)
    return file.getvalue().splitlines()


def test_groups_come_with_errors_first_and_then_in_the_order_of_their_first_finding() -> None:
    groups = group_findings(
        [
            *several(Severity.INFO, "late", 2),
            *several(Severity.WARNING, "small", 1),
            *several(Severity.ERROR, "late", 1),
            *several(Severity.WARNING, "early", 1),
            finding(Severity.WARNING, "small", 7),
        ]
    )
    assert [(group.severity.value, group.code, len(group.findings)) for group in groups] == [
        ("error", "late", 1),
        ("warning", "small", 2),
        ("warning", "early", 1),
        ("info", "late", 2),
    ]


@pytest.mark.parametrize(
    ("number", "lines", "last"), [(3, 3, "talk 2"), (4, 4, "talk 3"), (5, 4, "and 2 more")]
)
def test_three_examples_are_printed_and_the_others_counted(
    display: Display, number: int, lines: int, last: str
) -> None:
    report_examples(display, several(Severity.INFO, "late", number), hint="--all")
    assert len(printed(display)) == lines
    assert last in printed(display)[-1]


def report(display: Display, findings: list[Finding], **options: bool) -> list[str]:
    losses = several(Severity.INFO, "field-lost", 9)
    report_output(display, "a.pdf", findings, DEFAULT_SETTINGS, losses=losses, **{"force": False, **options})
    return printed(display)


def test_findings_of_rules_are_one_line_and_those_of_the_file_have_examples(display: Display) -> None:
    findings = [*several(Severity.WARNING, "unscheduled", 70), *several(Severity.WARNING, "small-name", 9)]
    assert report(display, findings) == [
        "warning small-name: talk 0",
        "warning small-name: talk 1",
        "warning small-name: talk 2",
        "and 6 more small-name: --findings lists all",
        "70 findings, 0 errors: eventkit check",
        "9 notes on a.pdf: --findings lists them",
    ]


def test_findings_of_an_older_release_are_not_those_of_check(display: Display) -> None:
    lines = report(display, several(Severity.INFO, "unscheduled", 1), outdated=True)
    assert lines[0] == "1 finding, 0 errors: --findings lists them"


def test_errors_are_printed_and_end_the_command_unless_it_is_forced(
    display: Display, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = several(Severity.ERROR, "room-clash", 5)
    with pytest.raises(SystemExit) as ended:
        report(display, errors)
    assert ended.value.code == 1
    assert capsys.readouterr().err == "eventkit: a.pdf was not written. Fix the 5 errors, or use --force.\n"
    assert printed(display)[:4] == [
        *(f"error room-clash: talk {number}" for number in range(3)),
        "and 2 more room-clash: --findings lists all",
    ]
    assert report(display, errors, force=True)[-2] == "5 findings, 5 errors: eventkit check"


def test_every_finding_is_listed_on_request(display: Display) -> None:
    assert len(report(display, several(Severity.WARNING, "unscheduled", 70), every=True)) == 79
