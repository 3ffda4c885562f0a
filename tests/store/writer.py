"""A program that changes a conference from several processes at once.

    python writer.py URL SESSION,SESSION,... TIMES

There is a process for each session named. So many times it adds one to the audience of its own session and of
one that all of them share. They are forks, since programs of their own take longer to start than to write.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from multiprocessing import get_context

from eventkit.schedule import Schedule
from eventkit.store import ChangeNote, Store, Writes

SHARED = "party"
Process = get_context("fork").Process


def one_more(schedule: Schedule | None, *sessions: str) -> Schedule:
    assert schedule is not None
    counted = tuple(
        session.model_copy(update={"audience": (session.audience or 0) + 1})
        if session.id in sessions
        else session
        for session in schedule.sessions
    )
    return schedule.model_copy(update={"sessions": counted})


def write(url: str, own: str, times: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Store.open(url) as store:
        for n in range(times):
            store.commit(
                "forum",
                lambda state: Writes(one_more(state.schedule, own, SHARED)),
                ChangeNote(own, str(n), at),
            )


def main(url: str, sessions: str, times: str) -> int:
    writers = [Process(target=write, args=(url, own, int(times))) for own in sessions.split(",")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return max(abs(writer.exitcode or 0) for writer in writers)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
