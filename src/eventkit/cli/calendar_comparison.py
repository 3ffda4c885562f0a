"""Calendar comparison: a calendar handed out before, compared with the store.

It loads icalendar, so it is imported only where it is asked for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eventkit.cli.failures import FAILED
from eventkit.cli.terminal import Terminal
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.agenda.calendar_check import check_calendar, to_jcal

__all__ = ["compare", "to_jcal"]


def compare(terminal: Terminal, state: Snapshot, file: str) -> None:
    """Report the differences between a calendar and the store, and exit with 1 if there are any."""
    data = Path(file).read_bytes()
    # A calendar that was handed out as a draft is compared as one: that every session in it is tentative
    # is no news of any of them.
    draft = b"STATUS:CONFIRMED" not in data
    findings = check_calendar(data, state.schedule, state.ledger, name=file, draft=draft)
    terminal.report_findings(findings, terminal.out)
    if findings:
        sys.exit(FAILED)
    terminal.out.print(f"{file} matches the store")
