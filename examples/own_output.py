"""An output of your own: the schedule as a plain text table, one line a session.

A package offers it to eventkit by an entry point of the group ``eventkit.outputs``::

    [project.entry-points."eventkit.outputs"]
    text = "own_output:text"

It is then run by ``eventkit export text --language zh --option days=2027-09-06 -o agenda.txt``: each keyword
argument is an option.
"""

from collections.abc import Sequence
from datetime import date

from eventkit import Ledger, Output, Schedule, exporter


@exporter(".txt", "text/plain; charset=utf-8")
def text(
    schedule: Schedule, *, ledger: Ledger, languages: Sequence[str] = (), days: Sequence[date] = ()
) -> Output:
    """A plain text table with one line a session.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages of titles, the first one first.
        days: The days shown; all if left out.
    """
    lines = [f"As of {ledger.revised:%Y-%m-%d}"]
    for session in schedule.in_order:
        title = session.title.best(*languages, *schedule.conference.languages)[1]
        if session.slot is not None:
            start = schedule.wall(session.slot.period.start)
            if not days or start.date() in days:
                lines.append(f"{start:%Y-%m-%d %H:%M}  {title}")
    return Output("\n".join([*lines, ""]).encode())
