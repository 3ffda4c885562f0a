"""A program that makes writers which are to be killed.

    python zygote.py URL

For each line it reads, one more writer: it tells its process, then after each change the number that the
change left, and goes on until it is killed. Then the program says so, and waits for the next line. Writers
are forks, since a program of its own takes longer to start than a writer is to live.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from eventkit.schedule import Schedule
from eventkit.store import ChangeNote, ConferenceState, Store, Writes
from store.small import FORUM


def numbered(n: int) -> Schedule:
    """The forum with one number written all over it, in rows of several tables."""
    return FORUM.model_copy(
        update={
            "rooms": tuple(room.model_copy(update={"capacity": n}) for room in FORUM.rooms),
            "sessions": tuple(session.model_copy(update={"audience": n}) for session in FORUM.sessions),
        }
    )


def number(schedule: Schedule | None) -> int:
    """The number written all over it; an error if it is not the same everywhere."""
    assert schedule is not None
    found = {
        *(room.capacity for room in schedule.rooms),
        *(session.audience for session in schedule.sessions),
    }
    (only,) = found
    return only or 0


def say(word: object) -> None:
    """Write a line that is out at once, whatever happens next."""
    os.write(1, f"{word}\n".encode())


def count_up(state: ConferenceState) -> Writes:
    return Writes(numbered(number(state.schedule) + 1))


def write(url: str) -> None:
    """Count up, and tell each number once the store has taken it."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    say(os.getpid())
    with Store.open(url) as store:
        while True:
            commit = store.commit("forum", count_up, ChangeNote("writer", "", at))
            say(number(commit.after))


def main(url: str) -> None:
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            write(url)
        os.waitpid(child, 0)
        say("killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
