"""What a change did, told to whoever made it: what is different, and what the rules say of that."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text as Words

from eventkit.cli.judging import outcome
from eventkit.cli.workspace import Workspace
from eventkit.differences import Code, difference
from eventkit.findings import Finding
from eventkit.schedule import Schedule
from eventkit.wording import Wording
from eventkit.wording.changes import told

FINDINGS_SHOWN = 12
"""How many findings are told after a change: all that stand are the business of 'check'."""

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
        found = outcome(store, before, after)
    tell_some(workspace, found.added, workspace.out, "now: ")
    tell_some(workspace, found.removed, workspace.out, "mended: ")


def tell_some(workspace: Workspace, findings: Sequence[Finding], console: Console, mark: str = "") -> None:
    """Tell the gravest of some findings, and how many there are beside them."""
    workspace.tell(findings[:FINDINGS_SHOWN], console, mark)
    if (more := len(findings) - FINDINGS_SHOWN) > 0:
        console.print(f"{mark}{more} more: 'eventkit check' tells all that stand")


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
