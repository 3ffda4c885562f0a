"""A program that changes a conference many times, run beside others like it.

    python writer.py URL SESSION TIMES

Each time it adds one to the audience of its own session and of one that all of them share.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from eventkit.schedule import Schedule
from eventkit.store import Store

SHARED = "party"


def one_more(schedule: Schedule | None, *sessions: str) -> Schedule:
    assert schedule is not None
    counted = tuple(
        session.model_copy(update={"audience": (session.audience or 0) + 1})
        if session.id in sessions
        else session
        for session in schedule.sessions
    )
    return schedule.model_copy(update={"sessions": counted})


def main(url: str, own: str, times: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Store.open(url) as store:
        for n in range(int(times)):
            store.change(
                "forum", lambda schedule: one_more(schedule, own, SHARED), author=own, why=str(n), at=at
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
