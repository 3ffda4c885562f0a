"""How fast the rules find what is wrong: in a whole schedule, and for one move within it.

The pair loop looks for clashes of rooms and people alone, by comparing every two sessions, and runs once. The
other times are the best of several runs. All are milliseconds of processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations

from benchmarks.made import made_schedule
from eventkit.model import Session, Slot
from eventkit.rules import RULES, Checker, check, effect
from eventkit.schedule import Schedule
from eventkit.times import Period

SESSIONS, PEOPLE = 10_000, 8_000
RUNS = 5


def main() -> None:
    schedule = made_schedule(SESSIONS, PEOPLE)
    tangled = made_tangled(schedule)
    found = check(schedule)
    print(f"{len(RULES)} rules, {SESSIONS} sessions, {PEOPLE} people\n")
    show(f"whole check, {len(found)} findings", best(lambda: check(schedule)))
    show(f"whole check, tangled, {len(check(tangled))} findings", best(lambda: check(tangled), 3))
    show("pair loop over rooms and people alone", pairs(schedule))
    warm = Checker(schedule)
    assert warm.findings == found
    for name, session in (("talk", "session-4003"), ("block with four talks", "session-4000")):
        after = moved(schedule, session)
        told = warm.effect(after)
        said = f"+{len(told.added)} -{len(told.removed)}"
        show(f"one {name} moved ({said}), checker kept", best(lambda after=after: warm.effect(fresh(after))))
        show(
            f"one {name} moved, from nothing", best(lambda after=after: effect(fresh(schedule), fresh(after)))
        )


def show(what: str, seconds: float) -> None:
    print(f"{what:<60}{1000 * seconds:>12,.1f} ms")


def best(run: Callable[[], object], runs: int = RUNS) -> float:
    def once() -> float:
        gc.collect()
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(runs))


def fresh(schedule: Schedule) -> Schedule:
    """The schedule without the indexes it has made, as an edit or the store would hand it over."""
    other = Schedule.model_construct(**dict(schedule))
    assert other.sessions is schedule.sessions
    return other


def moved(schedule: Schedule, id_: str) -> Schedule:
    """The schedule with one session half an hour later, in the next room."""
    other = later(next(each for each in schedule.sessions if each.id == id_), 30, "room-3")
    return schedule.model_copy(
        update={"sessions": [other if each.id == id_ else each for each in schedule.sessions]}
    )


def later(session: Session, minutes: int, room: str) -> Session:
    assert session.slot is not None
    by = timedelta(minutes=minutes)
    period = Period(start=session.slot.period.start + by, end=session.slot.period.end + by)
    return session.model_copy(update={"slot": Slot(period=period, rooms=(room,))})


def made_tangled(schedule: Schedule) -> Schedule:
    """Every fiftieth session half an hour later, in a room where another is."""
    return schedule.model_copy(
        update={
            "sessions": [
                each if at % 50 else later(each, 30, f"room-{at // 50 % 20}")
                for at, each in enumerate(schedule.sessions)
            ]
        }
    )


def pairs(schedule: Schedule) -> float:
    """Seconds in which a loop over every two sessions finds who and what is held twice."""
    placed = [
        (each.slot.period, set(schedule.rooms_of(each)), {who.participant for who in each.people})
        for each in schedule.sessions
        if each.slot
    ]

    def loop() -> int:
        return sum(
            one[0].start < other[0].end
            and other[0].start < one[0].end
            and bool(one[1] & other[1] or one[2] & other[2])
            for one, other in combinations(placed, 2)
        )

    return best(loop, 1)


if __name__ == "__main__":
    main()
