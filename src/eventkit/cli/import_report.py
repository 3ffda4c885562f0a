"""The report of an import: what came in first, then its findings by kind, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eventkit.cli.display import plural
from eventkit.cli.finding_report import group_findings
from eventkit.cli.terminal import Terminal
from eventkit.findings import Finding, Severity
from eventkit.intake import ImportResult, merge_similar

LINES = 12
"""The most lines of findings; ``--findings`` prints all of them."""

_LEFT_OUT = frozenset({"extra", "private", "ignore"})
_COLUMNS_SHOWN, _VALUE_LIMIT = 5, 24
_HINT = "--findings lists all"


def report_reading(
    terminal: Terminal, reading: ImportResult, notices: Sequence[Finding], *, every: bool
) -> None:
    """Report what was read: how many sessions have a time, which columns have no place, and the findings.

    Args:
        every: Whether to print each finding, and each with its file.
    """
    terminal.out.print(f"{describe_reading(reading)}.", style="bold")
    findings = merge_similar((*reading.findings, *notices))
    if every:
        terminal.report_findings(findings)
        return
    shown = [_without_file(finding, reading.name) for finding in findings]
    grave = [finding for finding in shown if finding.severity is not Severity.INFO]
    if len(shown) == len(grave) + 1:
        grave = shown  # The text of one note takes no more space than its number.
    examples = [*_examples(grave, LINES)]
    terminal.report_findings(examples)
    rest = len(grave) - len(examples)
    notes = len(shown) - len(grave)
    more = [f"{plural(rest, 'finding')} more" if rest else "", plural(notes, "note") if notes else ""]
    if any(more):
        terminal.err.print(f"{' and '.join(filter(None, more))}: {_HINT}", style="dim")


def describe_reading(reading: ImportResult) -> str:
    """Describe what came in: 57 of 60 sessions have a time; 1 column left out: 'Seats' (40)."""
    sessions = reading.schedule.sessions
    timed = sum(session.slot is not None for session in sessions)
    parts = [f"{timed} of {plural(len(sessions), 'session')} {'has' if timed == 1 else 'have'} a time"]
    columns = [*_iter_left_out(reading)]
    if columns:
        more = f" and {len(columns) - _COLUMNS_SHOWN} more" if len(columns) > _COLUMNS_SHOWN else ""
        parts.append(
            f"{plural(len(columns), 'column')} left out: {', '.join(columns[:_COLUMNS_SHOWN])}{more}"
        )
    return "; ".join(parts)


def _iter_left_out(reading: ImportResult) -> Iterator[str]:
    """The columns of a table that are not part of the schedule, each with a value."""
    described = reading.columns.get("columns", {})
    extras = [
        *(session.extra for session in reading.schedule.sessions),
        *(participant.extra for participant in reading.schedule.participants),
    ]
    for header, meaning in described.items():
        name = header.rpartition("!")[2]
        if meaning not in _LEFT_OUT:
            continue
        if meaning != "extra":
            yield f"'{name}' ({'private' if meaning == 'private' else 'ignored'})"
            continue
        value = next((value for extra in extras if (value := extra.get(name))), None)
        if value is not None:
            text = " ".join(str(value).split())
            yield f"'{name}' ({text[:_VALUE_LIMIT]}{'…' if len(text) > _VALUE_LIMIT else ''})"


def _without_file(finding: Finding, name: str) -> Finding:
    """A finding without the name of the file, which all places begin with."""
    place = finding.place.removeprefix(name).removeprefix(", ")
    return replace(finding, place=place)


def _examples(findings: Sequence[Finding], lines: int) -> Iterator[Finding]:
    """The findings to print: those of each kind in turn, up to a number of lines, in the order of kinds."""
    groups = [list(group.findings) for group in group_findings(findings)]
    shown = [0] * len(groups)
    for rank in range(max(map(len, groups), default=0)):
        for at, group in enumerate(groups):
            if rank < len(group) and sum(shown) < lines:
                shown[at] = rank + 1
    for count, group in zip(shown, groups, strict=True):
        yield from group[:count]
