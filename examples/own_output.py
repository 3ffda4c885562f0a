"""An output of one's own: the schedule as a plain text table, one line a session.

A package offers it to eventkit by an entry point of the group ``eventkit.outputs``::

    [project.entry-points."eventkit.outputs"]
    text = "own_output:text"
"""

from eventkit import Ledger, Made, Schedule
from eventkit.outputs import makes


@makes(".txt", "text/plain; charset=utf-8")
def text(schedule: Schedule, *, ledger: Ledger, languages: tuple[str, ...] = ()) -> Made:
    """One line a session: day, time, title in the first of the languages."""
    lines = [f"As of {ledger.revised:%Y-%m-%d}"]
    for session in schedule.in_order:
        title = session.title.best(*languages, *schedule.conference.languages)[1]
        if session.slot is not None:
            lines.append(f"{schedule.wall(session.slot.period.start):%Y-%m-%d %H:%M}  {title}")
    return Made("\n".join([*lines, ""]).encode())
