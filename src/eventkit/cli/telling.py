"""What a change did, told to whoever made it: what is different, and what the rules say of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text as Words

from eventkit.cli.following import renamings
from eventkit.cli.workspace import Workspace
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

SAID = 80
"""How many characters of what a field holds are told: enough to know it again by."""

SHOWN = 50
"""How many changes are told: nobody reads more in a terminal, and 'diff' has them all."""


def tell_outcome(workspace: Workspace, before: Schedule, after: Schedule) -> None:
    """Tell what is different from before, and which findings that adds or removes."""
    if before == after:
        workspace.out.print("nothing changed")
        return
    if workspace.settings.dry_run:
        workspace.out.print("this would change:", style="dim")
    _tell_difference(workspace, before, after)
    with workspace.store() as store:
        settings = load_settings(store, after.conference.id)
    effect = effect_of(before, after, settings, renamings(before, after))
    tell_some(workspace, effect.added, workspace.out, "now: ")
    tell_some(workspace, effect.removed, workspace.out, "mended: ")


def tell_some(workspace: Workspace, findings: Sequence[Finding], console: Console, mark: str = "") -> None:
    """Tell the gravest of some findings, and how many there are beside them."""
    workspace.tell(findings[:FINDINGS_SHOWN], console, mark)
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


def _tell_difference(workspace: Workspace, before: Schedule, after: Schedule) -> None:
    changes = difference(before, after)
    wording = Wording.of(workspace.settings.language)
    for each in changes[:SHOWN]:
        called = f"  {each.about} {each.subject}" if each.code is Code.ADDED else ""
        line = Words.assemble(told(each, before, after, wording), (called, "dim"))
        workspace.out.print(line, soft_wrap=True)
    if len(changes) > SHOWN:
        workspace.out.print(f"and {len(changes) - SHOWN} more changes")
    if not changes:
        workspace.out.print("changed, in nothing that those who read the programme see")


def in_short(value: object, schedule: Schedule) -> str:
    """What a field holds, in one line of at most 80 characters; times are what the clocks show."""
    said = " ".join(_plainly(value, schedule).split())
    return said if len(said) <= SAID else f"{said[: SAID - 1]}…"


def _plainly(value: object, schedule: Schedule) -> str:
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
            said = ", ".join(_plainly(each, schedule) for each in value)
        case Value():
            held = (each for _, each in value if each not in (None, ()))
            said = ", ".join(_plainly(each, schedule) for each in held)
    return said
