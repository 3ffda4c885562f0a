"""Finding reports: findings grouped by rule, with a few examples of each group and their numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from eventkit.cli.console import Console
from eventkit.cli.display import EXAMPLES, Display, plural
from eventkit.cli.failures import fail
from eventkit.cli.file_arguments import STDIO
from eventkit.findings import Finding, Severity
from eventkit.messages import Interface, Message, Plural
from eventkit.office.verdicts import rule_codes
from eventkit.rules import RuleSettings, Verdict, apply_waivers

CHECK = "eventkit check"
"""The command that lists the findings of rules."""

findings_option = click.option(
    "--findings", "every", is_flag=True, help="List every finding, not only their number and examples."
)
"""The option of commands that write files."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one rule and severity.

    Attributes:
        findings: The findings, in the order in which they came.
    """

    severity: Severity
    code: str
    findings: tuple[Finding, ...]

    def examples(self, *, every: bool = False) -> tuple[Finding, ...]:
        """The findings to print: three, or all if ``every`` is set or only one more would be left."""
        return self.findings if every or len(self.findings) == EXAMPLES + 1 else self.findings[:EXAMPLES]


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Findings grouped by rule and severity: errors first, then in the order in which rules come up."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    ordered = sorted(groups.items(), key=lambda entry: entry[0][0].rank)
    return tuple(FindingGroup(severity, code, tuple(alike)) for (severity, code), alike in ordered)


def report_examples(
    display: Display,
    findings: Iterable[Finding],
    console: Console | None = None,
    *,
    mark: str = "",
    hint: str = "--json lists all",
    every: bool = False,
) -> None:
    """Print findings by rule, a line each: three examples of a rule, and the number of the others.

    Args:
        console: Where they are printed; on standard error by default.
        mark: A word before each line, such as ``new:``.
    """
    for group in group_findings(findings):
        shown = group.examples(every=every)
        display.report_findings(shown, console, mark)
        if more := len(group.findings) - len(shown):
            line = (f"{mark}and {more} more ", (group.code, "dim"), f": {hint}")
            (console or display.err).print(line)


def report_output(
    display: Display,
    target: str,
    findings: Iterable[Finding],
    settings: RuleSettings,
    *,
    losses: Sequence[Finding] = (),
    force: bool,
    as_json: bool = False,
    every: bool = False,
    outdated: bool = False,
) -> None:
    """Report the findings of an output: one line for those of rules, which 'eventkit check' lists.

    Findings of the file itself, such as a character that no font has, and losses are in no other list: their
    errors and warnings are printed with examples, the others are counted. Errors that nobody waived are
    printed and fail the command, unless ``force`` is set.

    Args:
        losses: Parts of the schedule that the file cannot store.
        force: Whether the file is written in spite of errors.
        as_json: Whether to print findings and waivers as JSON instead.
        every: Whether to list every finding.
        outdated: Whether the conference has changed since the release that the output is of, so that
            'eventkit check' finds something else.
    """
    # A waiver of something that is not in the file has not lapsed.
    verdict = replace(apply_waivers(findings, settings), lapsed=())
    errors = sum(finding.severity is Severity.ERROR for finding in verdict.open)
    if as_json:
        click.echo(json.dumps(verdict_form(verdict, display.settings.language), ensure_ascii=False, indent=2))
    else:
        _report_open(display, target, verdict.open, losses, every=every, outdated=outdated)
        if verdict.waived:
            display.err.print(f"{len(verdict.waived)} waived", style="dim")
    if errors and not force:
        fail(
            Message(
                Plural(
                    "{target} was not written. Fix the error, or use --force.",
                    "{target} was not written. Fix the {count} errors, or use --force.",
                ),
                target=target,
                count=errors,
            )
        )


def _report_open(
    display: Display,
    target: str,
    findings: Sequence[Finding],
    losses: Sequence[Finding],
    *,
    every: bool,
    outdated: bool,
) -> None:
    if every:
        report_examples(display, (*findings, *losses), every=True)
        return
    codes = rule_codes() if findings else frozenset()
    checked = [finding for finding in findings if finding.code in codes]
    others = [*(finding for finding in findings if finding.code not in codes), *losses]
    hint = "--findings lists them"
    blocking = [finding for finding in checked if finding.severity is Severity.ERROR]
    notes = [finding for finding in others if finding.severity is Severity.INFO]
    # If there is only one, its text takes no more space than its number.
    grave = others if len(notes) == 1 else [finding for finding in others if finding not in notes]
    report_examples(display, [*blocking, *grave], hint="--findings lists all")
    if checked:
        where = hint if outdated else CHECK
        display.err.print(f"{summarise_findings(checked)}: {where}")
    if len(notes) > 1:
        name = "the output" if target == STDIO else target
        display.err.print(f"{plural(len(notes), 'note')} on {name}: {hint}")


def summarise_findings(findings: Sequence[Finding]) -> str:
    """The number of findings and of errors: 172 findings, 0 errors."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return f"{plural(len(findings), 'finding')}, {plural(errors, 'error')}"


def count_severities(findings: Iterable[Finding]) -> str:
    """Numbers of findings by severity: 1 error, 3 warnings, 9 info."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), severity) for severity in Severity]
    words = [
        f"{number} info" if severity is Severity.INFO else plural(number, severity.value)
        for number, severity in counts
        if number
    ]
    return ", ".join(words) or "no findings"


def verdict_form(verdict: Verdict, language: str) -> dict[str, Any]:
    """A verdict as JSON: open findings first, then waived ones, and the lapsed waivers."""
    return {
        "findings": [
            *({**finding.form(language, Interface.COMMAND), "waived": None} for finding in verdict.open),
            *(
                {
                    **finding.form(language, Interface.COMMAND),
                    "waived": waiver.model_dump(mode="json", include={"reason", "author", "at"}),
                }
                for finding, waiver in verdict.waived
            ),
        ],
        "lapsed": [waiver.model_dump(mode="json") for waiver in verdict.lapsed],
    }
