"""Speed of checking the rules: for a whole schedule, and for the effect of one move.

The floor is a loop over all pairs of sessions that finds clashes of rooms and people alone; it runs once. The
other times are the best of several runs. All are milliseconds of processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import combinations

from benchmarks.made import made_schedule
from eventkit import Period, Schedule
from eventkit.model import Session, Slot
from eventkit.rules import RULES, Checker, check, effect

SESSIONS, PEOPLE = 10_000, 8_000
RUNS = 5


def main() -> None:
    schedule = made_schedule(SESSIONS, PEOPLE)
    tangled = made_tangled(schedule)
    findings = check(schedule)
    print(f"{len(RULES)} rules, {SESSIONS} sessions, {PEOPLE} people\n")
    show(f"whole check, {len(findings)} findings", best(lambda: check(schedule)))
    show(f"whole check, tangled, {len(check(tangled))} findings", best(lambda: check(tangled), 3))
    show("pair loop over rooms and people alone", pairs(schedule))
    warm = Checker(schedule)
    assert warm.findings == findings
    for name, session in (("talk", "session-4003"), ("block with four talks", "session-4000")):
        after = moved(schedule, session)
        change = warm.effect(after)
        counts = f"+{len(change.added)} -{len(change.removed)}"
        show(f"one {name} moved ({counts}), with a checker", best(partial(effect_of_checker, warm, after)))
        show(f"one {name} moved, without one", best(partial(effect_of_schedules, schedule, after)))


def show(name: str, seconds: float) -> None:
    print(f"{name:<60}{1000 * seconds:>12,.1f} ms")


def effect_of_checker(checker: Checker, after: Schedule) -> object:
    return checker.effect(fresh(after))


def effect_of_schedules(before: Schedule, after: Schedule) -> object:
    return effect(fresh(before), fresh(after))


def best(run: Callable[[], object], runs: int = RUNS) -> float:
    def once() -> float:
        gc.collect()
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(runs))


def fresh(schedule: Schedule) -> Schedule:
    """A copy of the schedule without its cached indexes, such as an edit or the store returns."""
    other = Schedule.model_construct(**dict(schedule))
    assert other.sessions is schedule.sessions
    return other


def moved(schedule: Schedule, id_: str) -> Schedule:
    """The schedule with one session half an hour later, in the next room."""
    sessions = [
        later(session, 30, "room-3") if session.id == id_ else session for session in schedule.sessions
    ]
    return schedule.model_copy(update={"sessions": sessions})


def later(session: Session, minutes: int, room: str) -> Session:
    assert session.slot is not None
    by = timedelta(minutes=minutes)
    period = Period(start=session.slot.period.start + by, end=session.slot.period.end + by)
    return session.model_copy(update={"slot": Slot(period=period, rooms=(room,))})


def made_tangled(schedule: Schedule) -> Schedule:
    """The schedule with every fiftieth session half an hour later, in the room of another session."""
    return schedule.model_copy(
        update={
            "sessions": [
                session if number % 50 else later(session, 30, f"room-{number // 50 % 20}")
                for number, session in enumerate(schedule.sessions)
            ]
        }
    )


def pairs(schedule: Schedule) -> float:
    """Seconds in which a loop over all pairs of sessions finds clashes of rooms and people."""
    placed = [
        (
            session.slot.period,
            set(schedule.rooms_of(session)),
            {appearance.participant for appearance in session.people},
        )
        for session in schedule.sessions
        if session.slot
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
