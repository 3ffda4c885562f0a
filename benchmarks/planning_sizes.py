"""One size of made conference: CPU seconds and memory of its plan from a cold start, and of repairs.

``python -m benchmarks.planning`` runs this for several sizes, each in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventkit import Period, Schedule
from eventkit.editing import edit_participant
from eventkit.model import ParticipantId
from eventkit.planning import Progress, plan
from eventkit.planning.repair import people_to_write_to, repair

PERIODS = ((0, 90), (120, 210), (300, 390), (420, 510))
"""The blocks of a day, in minutes after nine o'clock."""

REPAIRS = 20
MORNING = datetime(2026, 5, 4, 7, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planning_sizes", description=__doc__)
    for number in ("talks", "rooms", "days"):
        parser.add_argument(number, type=int)
    options = parser.parse_args()
    measure(options.talks, options.rooms, options.days)


def measure(talks: int, rooms: int, days: int) -> None:
    """Plan one conference, then repair it after speakers cancel a day, one at a time."""
    schedule = made_conference(talks, rooms, days)
    first: list[float] = []

    def watch(_: Progress) -> bool:
        if not first:
            first.append(time.process_time())
        return True

    made = plan(schedule, watch=watch)
    done = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{talks:>6} {rooms:>6} {first[0]:>7.1f}s {done:>7.1f}s {len(made.left_out):>9} {made.points:>8,} "
        f"{memory:>5}  {repairs(made.apply(schedule))}",
        flush=True,
    )


def repairs(schedule: Schedule) -> str:
    """How long repairs take, and how many people have to be written to."""
    random = Random(1)  # noqa: S311 - it chooses, it hides nothing
    speakers = [
        each.id
        for each in schedule.participants
        if any(session.slot for session, _ in schedule.appearances(each.id)[:1])
    ]
    seconds, letters, unrepaired = [], 0, 0
    for who in random.sample(speakers, REPAIRS):
        ill = edit_participant(schedule, who, available=hours_without(schedule, who))
        start = time.process_time()
        made = repair(ill)
        seconds.append(time.process_time() - start)
        letters += len(people_to_write_to(made))
        unrepaired += bool(made.left_out)
    seconds.sort()
    median, worst = seconds[REPAIRS // 2], seconds[-1]
    return (
        f"median {median:.2f} s, worst {worst:.2f} s, {letters / REPAIRS:.1f} letters, {unrepaired} without"
    )


def hours_without(schedule: Schedule, who: str) -> tuple[Period, ...]:
    """All hours of the conference but the day of somebody's first session."""
    (session, _), *_ = schedule.appearances(ParticipantId(who))
    assert session.slot is not None
    day = schedule.day(session.slot.period.start)
    first, last = schedule.conference.start, schedule.conference.end
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(
        Period(start=MORNING + timedelta(days=number), end=MORNING + timedelta(days=number, hours=12))
        for number, other in enumerate(days)
        if other != day
    )


def made_conference(talks: int, rooms: int, days: int) -> Schedule:
    """Blocks of ninety minutes, talks of unequal lengths and audiences, some people with little time."""
    random = Random(1)  # noqa: S311 - it chooses, it hides nothing
    tracks = max(3, talks // 28)
    weights = [random.paretovariate(1.5) for _ in range(tracks)]
    speakers = int(talks * 0.9)
    blocks = [
        session(f"block-{day}-{number}-{room}", kind="block", slot=slot(day, period, f"room-{room}"))
        for day in range(days)
        for number, period in enumerate(PERIODS)
        for room in range(rooms)
        if random.random() > 0.03
    ]
    waiting = [
        session(
            f"talk-{number}",
            minutes=random.choices([20, 30, 45, 90], [0.35, 0.4, 0.2, 0.05])[0],
            track=f"track-{random.choices(range(tracks), weights)[0]}",
            audience=int(10 + 20 * random.paretovariate(1.3)),
            people=[
                {"participant": f"person-{who}"}
                for who in random.sample(range(speakers), random.choices([1, 2, 3], [0.8, 0.15, 0.05])[0])
            ],
        )
        for number in range(talks)
    ]
    capacities = [600, *(random.choice([30, 40, 60, 80, 100, 120, 150, 200, 300]) for _ in range(rooms - 1))]
    return Schedule.model_validate(
        {
            "conference": {
                "id": "made",
                "uid": uuid5(NAMESPACE_URL, "made"),
                "title": "Made",
                "zone": "Europe/Vienna",
                "start": "2026-05-04",
                "end": f"2026-05-{3 + days:02}",
                "languages": ["en"],
            },
            "rooms": [
                {"id": f"room-{number}", "name": f"Room {number}", "capacity": capacity}
                for number, capacity in enumerate(capacities)
            ],
            "tracks": [
                {
                    "id": f"track-{number}",
                    "name": f"Track {number}",
                    "code": f"{number:02}",
                    "colour": "#336699",
                }
                for number in range(tracks)
            ],
            "participants": [
                {"id": f"person-{number}", "name": f"Person {number}", "available": hours(random, days)}
                for number in range(speakers)
            ],
            "sessions": [*blocks, *waiting],
        }
    )


def session(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "uid": uuid5(NAMESPACE_URL, id_), "title": id_, **fields}


def slot(day: int, minutes: tuple[int, int], room: str) -> dict[str, Any]:
    start, end = (MORNING + timedelta(days=day, minutes=minute) for minute in minutes)
    return {"period": {"start": start, "end": end}, "rooms": [room]}


def hours(random: Random, days: int) -> list[dict[str, Any]]:
    """When somebody can come: most at any time, some not on one of the days."""
    if days == 1 or random.random() > 0.15:
        return []
    return [
        {"start": MORNING + timedelta(days=day), "end": MORNING + timedelta(days=day, hours=12)}
        for day in sorted(random.sample(range(days), days - 1))
    ]


if __name__ == "__main__":
    main()
