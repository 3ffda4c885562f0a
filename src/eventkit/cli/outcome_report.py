"""Outcome reports: changes and findings after an operation."""

from __future__ import annotations

from datetime import datetime

from eventkit.cli.finding_report import CHECK, EXAMPLES, report_examples
from eventkit.cli.terminal import Terminal
from eventkit.differences import Change, Code, difference
from eventkit.model import Appearance, Name
from eventkit.office.outcomes import Outcome
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence

CHANGES_SHOWN = 12
"""The number of changes up to which all are listed; of more, examples of each kind are."""

SUMMARY_LIMIT = 80
"""The characters of a value that are shown: enough to recognise it."""


def report(terminal: Terminal, outcome: Outcome) -> None:
    """Report what an operation changed, the findings it added and removed, and its notices."""
    if outcome.before is None:
        terminal.out.print(f"conference {outcome.after.conference.id} is back")
    elif not outcome.changed:
        terminal.out.print("nothing changed")
    else:
        if terminal.settings.dry_run:
            terminal.out.print("this would change:", style="dim")
        _report_changes(terminal, outcome.before, outcome.after)
        for findings, mark in ((outcome.added, "new: "), (outcome.removed, "resolved: ")):
            report_examples(
                terminal, findings, terminal.out, mark=mark, hint=f"'{CHECK}' lists open findings"
            )
    terminal.report_findings(outcome.notices, terminal.out)


def _report_changes(terminal: Terminal, before: Schedule, after: Schedule) -> None:
    changes = difference(before, after)
    wording = Wording.of(terminal.settings.language)
    by_code: dict[Code, list[Change]] = {}
    for change in changes:
        by_code.setdefault(change.code, []).append(change)
    for code, group in by_code.items():
        shown = group if len(changes) <= CHANGES_SHOWN else group[:EXAMPLES]
        for change in shown:
            subject = f"  {change.about} {change.subject}" if code is Code.ADDED else ""
            line = (change_sentence(change, before, after, wording), (subject, "dim"))
            terminal.out.print(line)
        if more := len(group) - len(shown):
            terminal.out.print(f"and {more} more of this kind")
    if not changes:
        terminal.out.print("changed; the published programme looks the same")


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
        case datetime():
            words = f"{schedule.wall(value):%Y-%m-%d %H:%M}"
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
