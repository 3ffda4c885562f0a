"""Outcome reports: changes and findings after an operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text as Words

from eventkit.cli.following import renamings
from eventkit.cli.terminal import Terminal
from eventkit.differences import Code, difference
from eventkit.findings import Finding, Severity
from eventkit.model import Appearance, Name
from eventkit.office.verdicts import effect_of, load_settings
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value
from eventkit.wording import Wording
from eventkit.wording.changes import told

FINDINGS_SHOWN = 12
"""How many findings are told after a change: all that stand are the business of 'check'."""


SUMMARY_LIMIT = 80
"""How many characters of what a field holds are told: enough to know it again by."""


CHANGES_SHOWN = 50
"""How many changes are told: nobody reads more in a terminal, and 'diff' has them all."""


def report_difference(terminal: Terminal, before: Schedule, after: Schedule) -> None:
    """Tell what is different from before, and which findings that adds or removes."""
    if before == after:
        terminal.out.print("nothing changed")
        return
    if terminal.settings.dry_run:
        terminal.out.print("this would change:", style="dim")
    _report_changes(terminal, before, after)
    with terminal.store() as store:
        settings = load_settings(store, after.conference.id)
    effect = effect_of(before, after, settings, renamings(before, after))
    report_some(terminal, effect.added, terminal.out, "now: ")
    report_some(terminal, effect.removed, terminal.out, "mended: ")


def report_some(terminal: Terminal, findings: Sequence[Finding], console: Console, mark: str = "") -> None:
    """Tell the gravest of some findings, and how many there are beside them."""
    terminal.tell(findings[:FINDINGS_SHOWN], console, mark)
    if (more := len(findings) - FINDINGS_SHOWN) > 0:
        console.print(f"{mark}{more} more: 'eventkit check' tells all that stand")


def count_severities(findings: Iterable[Finding]) -> str:
    """Numbers of findings by severity: 1 error, 3 warnings."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    parts = [f"{count} {_plural(name, count)}" for count, name in counts if count]
    return ", ".join(parts) or "nothing is wrong"


def _plural(name: str, count: int) -> str:
    return name if count == 1 or name == Severity.INFO else f"{name}s"


def _report_changes(terminal: Terminal, before: Schedule, after: Schedule) -> None:
    changes = difference(before, after)
    wording = Wording.of(terminal.settings.language)
    for each in changes[:CHANGES_SHOWN]:
        called = f"  {each.about} {each.subject}" if each.code is Code.ADDED else ""
        line = Words.assemble(told(each, before, after, wording), (called, "dim"))
        terminal.out.print(line, soft_wrap=True)
    if len(changes) > CHANGES_SHOWN:
        terminal.out.print(f"and {len(changes) - CHANGES_SHOWN} more changes")
    if not changes:
        terminal.out.print("changed, in nothing that those who read the programme see")


def summarise(value: object, schedule: Schedule) -> str:
    """What a field holds, in one line of at most 80 characters; times are what the clocks show."""
    said = " ".join(_in_words(value, schedule).split())
    return said if len(said) <= SUMMARY_LIMIT else f"{said[: SUMMARY_LIMIT - 1]}…"


def _in_words(value: object, schedule: Schedule) -> str:
    said = str(value)
    match value:
        case None | () | "":
            said = "nothing"
        case Period():
            start, end = schedule.wall(value.start), schedule.wall(value.end)
            until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
            said = f"{start:%Y-%m-%d %H:%M}–{until}"
        case Name():
            said = value.full
        case Appearance():
            said = f"{value.participant} ({value.role})"
        case Text():
            said = " / ".join(value.values())
        case tuple():
            said = ", ".join(_in_words(each, schedule) for each in value)
        case Value():
            held = (each for _, each in value if each not in (None, ()))
            said = ", ".join(_in_words(each, schedule) for each in held)
    return said
