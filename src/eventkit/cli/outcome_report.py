"""Outcome reports: changes and findings after an operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text as Words

from eventkit.cli.terminal import Terminal
from eventkit.differences import Code, difference
from eventkit.findings import Finding, Severity
from eventkit.model import Appearance, Name
from eventkit.office.outcomes import Outcome
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence

FINDINGS_SHOWN = 12
"""How many findings are listed after a change: `check` lists all of them."""

CHANGES_SHOWN = 50
"""How many changes are listed: `diff` lists all of them."""

SUMMARY_LIMIT = 80
"""The characters of a value that are shown: enough to recognise it."""


def report(terminal: Terminal, outcome: Outcome) -> None:
    """Report what an operation changed, the findings it added and removed, and its notices."""
    if outcome.before is None:
        terminal.out.print(f"conference {outcome.after.conference.id} is back", soft_wrap=True)
    elif not outcome.changed:
        terminal.out.print("nothing changed")
    else:
        if terminal.settings.dry_run:
            terminal.out.print("this would change:", style="dim")
        _report_changes(terminal, outcome.before, outcome.after)
        report_some(terminal, outcome.added, terminal.out, "new: ")
        report_some(terminal, outcome.removed, terminal.out, "resolved: ")
    terminal.report_findings(outcome.notices, terminal.out)


def report_some(terminal: Terminal, findings: Sequence[Finding], console: Console, mark: str = "") -> None:
    """Report the gravest of some findings, and how many there are besides."""
    terminal.report_findings(findings[:FINDINGS_SHOWN], console, mark)
    if (more := len(findings) - FINDINGS_SHOWN) > 0:
        console.print(f"{mark}{more} more: 'eventkit check' lists all open findings")


def count_severities(findings: Iterable[Finding]) -> str:
    """Numbers of findings by severity: 1 error, 3 warnings."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    parts = [f"{count} {_plural(name, count)}" for count, name in counts if count]
    return ", ".join(parts) or "no findings"


def _plural(name: str, count: int) -> str:
    return name if count == 1 or name == Severity.INFO else f"{name}s"


def _report_changes(terminal: Terminal, before: Schedule, after: Schedule) -> None:
    changes = difference(before, after)
    wording = Wording.of(terminal.settings.language)
    for change in changes[:CHANGES_SHOWN]:
        subject = f"  {change.about} {change.subject}" if change.code is Code.ADDED else ""
        line = Words.assemble(change_sentence(change, before, after, wording), (subject, "dim"))
        terminal.out.print(line, soft_wrap=True)
    if len(changes) > CHANGES_SHOWN:
        terminal.out.print(f"and {len(changes) - CHANGES_SHOWN} more changes")
    if not changes:
        terminal.out.print("changed; readers of the programme see no difference")


def summarise(value: object, schedule: Schedule) -> str:
    """A field's value in one line of at most 80 characters; times are wall times of the conference."""
    line = " ".join(_in_words(value, schedule).split())
    return line if len(line) <= SUMMARY_LIMIT else f"{line[: SUMMARY_LIMIT - 1]}…"


def _in_words(value: object, schedule: Schedule) -> str:
    words = str(value)
    match value:
        case None | () | "":
            words = "nothing"
        case Period():
            start, end = schedule.wall(value.start), schedule.wall(value.end)
            until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
            words = f"{start:%Y-%m-%d %H:%M}–{until}"
        case Name():
            words = value.full
        case Appearance():
            words = f"{value.participant} ({value.role})"
        case Text():
            words = " / ".join(value.values())
        case tuple():
            words = ", ".join(_in_words(member, schedule) for member in value)
        case Value():
            filled = (content for _, content in value if content not in (None, ()))
            words = ", ".join(_in_words(content, schedule) for content in filled)
    return words
