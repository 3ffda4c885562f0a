"""Instances of CoSPLib as conferences, written with the public names of eventkit; their plans.

``python -m benchmarks.cosplib_conference OR60.xlsx GECCO19.xlsx`` plans each with the usual effort and prints
the objective of CoSPLib. A room in a session is a block, and a time slot a quarter of an hour, or
shorter where the next session begins sooner. Penalties of 100 and more, before their weights, are
restrictions; others are preferences, which are written the more often the dearer they are. People who present
are in one place, with time to walk.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import eventkit
from benchmarks.cosplib import Instance, read_instance, read_rows
from benchmarks.cosplib_evaluator import EMPTY, Timetable, evaluate, find_faults
from eventkit.planning import plan
from eventkit.rules import RuleSettings, Weight

_SLOT = 15
"""The minutes of a time slot, or fewer where the next session begins sooner."""

_HARD = 100
"""The penalty, before its weight, from which on something is a restriction."""

_TIMES = ((1_000, 16), (100, 8), (10, 4), (1, 1))
"""How many times a wish is written, by the least weighted penalty."""

_DEAR = 10
"""The weight of gaps in the blocks of tracks from which on they count more than tracks beside themselves."""

_ZONE = ZoneInfo("Europe/London")

_SETTINGS = RuleSettings.model_validate(
    {
        "change_over": 60,
        "severities": {"no-room": "off", "empty-block": "off", "block-gap": "off"},
        "planning": {
            "mixed-block": "above-all",
            "day-for-one": "ignore",
            "track-rooms": "ignore",
            "track-parallel": "a-little",
            "wish": "a-little",
        },
    }
)
"""One track to a block, and days on which people have one talk do not matter."""


def to_conference(path: Path) -> tuple[Instance, eventkit.Schedule, RuleSettings]:
    """The instance in a workbook, and its conference with the settings to plan it by."""
    instance = read_instance(path)
    starts = [_start(row) for row in read_rows(path)["sessions"][1:] if row and row[0]]
    weights = instance.weights
    apart = zip(starts, starts[1:], instance.capacities, strict=False)
    minutes = min(
        _SLOT, *(int((later - start).total_seconds()) // 60 // slots for start, later, slots in apart)
    )
    periods = [
        f"{start:%Y-%m-%d} {start:%H:%M}-{start + timedelta(minutes=minutes * slots):%H:%M}"
        for start, slots in zip(starts, instance.capacities, strict=True)
    ]
    rooms = [eventkit.Room(id=f"r{number}", name=name.strip()) for number, name in enumerate(instance.rooms)]
    tracks = [
        eventkit.Track(
            id=f"t{number}",
            name=name.strip(),
            wishes=[
                *_places(periods, instance.tracks_sessions[number], weights["tracks-sessions"]),
                *_places([room.id for room in rooms], instance.tracks_rooms[number], weights["tracks-rooms"]),
                *_apart(instance, number),
                *(["prefer one-room"] if weights["rooms-per-track"] else []),
                *(["prefer consecutive-blocks"] if weights["consecutive-tracks"] else []),
            ],
        )
        for number, name in enumerate(instance.tracks)
    ]
    blocks = [
        eventkit.Session(
            id=f"b{session}-{room}",
            title="Session",
            kind="block",
            slot=eventkit.Slot(
                period=eventkit.Period(start=start, end=start + timedelta(minutes=minutes * slots)),
                rooms=[f"r{room}"],
            ),
        )
        for session, (start, slots) in enumerate(zip(starts, instance.capacities, strict=True))
        for room in range(len(rooms))
        if weights["sessions-rooms"] * instance.sessions_rooms[session][room] < _HARD
    ]
    people = sorted({name for talk in instance.submissions for name in talk.presenters})
    ids = {name: f"p{number}" for number, name in enumerate(people)}
    talks = [
        eventkit.Session(
            id=f"s{number}",
            title=talk.name.strip(),
            minutes=talk.slots * minutes,
            track=f"t{talk.track}",
            people=[ids[name] for name in sorted(talk.presenters)],
            wishes=_places(periods, instance.submissions_sessions[number], weights["submissions-sessions"]),
        )
        for number, talk in enumerate(instance.submissions)
    ]
    conference = eventkit.Conference(
        id="cosplib",
        title=instance.name,
        start=min(starts).date(),
        end=max(starts).date(),
        zone="Europe/London",
        languages=["en"],
    )
    participants = [eventkit.Participant(id=id_, name=name.strip()) for name, id_ in ids.items()]
    schedule = eventkit.Schedule(
        conference=conference,
        rooms=rooms,
        tracks=tracks,
        participants=participants,
        sessions=[*blocks, *talks],
    )
    if weights["consecutive-tracks"] >= _DEAR:
        planning = {**_SETTINGS.planning, "wish": Weight.STRONGLY, "preference": Weight.STRONGLY}
        return instance, schedule, _SETTINGS.model_copy(update={"planning": planning})
    return instance, schedule, _SETTINGS


def _start(row: list[object]) -> datetime:
    return datetime.fromisoformat(f"{row[2]:%Y-%m-%d}T{row[3]:%H:%M}").replace(tzinfo=_ZONE)


def _places(names: list[str], penalties: tuple[int, ...], weight: int) -> list[str]:
    """Wishes not to be where there is a penalty."""
    wishes = []
    for name, penalty in zip(names, penalties, strict=True):
        if weight and penalty >= _HARD:
            wishes.append(f"not {name}")
        else:
            times = next((times for least, times in _TIMES if penalty * weight >= least), 0)
            wishes += [f"avoid {name}"] * times
    return wishes


def _apart(instance: Instance, track: int) -> Iterator[str]:
    for other in range(track):
        chairs = instance.weights["chairs-conflicts"] * ((other, track) in instance.chairs)
        if price := chairs + instance.weights["similar-tracks"] * instance.similar_tracks[track][other]:
            yield f"{'' if price >= _HARD else 'prefer '}apart t{other}"


def to_timetable(instance: Instance, planned: eventkit.Schedule) -> Timetable:
    """The timetable of a planned conference."""
    count = len(instance.rooms)
    slots = [[[EMPTY] * capacity for _ in range(count)] for capacity in instance.capacities]
    tracks = [[EMPTY] * count for _ in instance.sessions]
    for number, talk in enumerate(instance.submissions):
        placed = planned.session(f"s{number}")
        block = planned.session(placed.parent) if placed.parent is not None else placed
        if placed.slot is None or block.slot is None or block is placed:
            continue
        session, room = map(int, block.id[1:].split("-"))
        start, period = placed.slot.period.start, block.slot.period
        first = (start - period.start) * instance.capacities[session] // (period.end - period.start)
        slots[session][room][first : first + talk.slots] = [number] * talk.slots
        tracks[session][room] = talk.track
    return Timetable(tuple(map(tuple, tracks)), tuple(tuple(map(tuple, rows)) for rows in slots))


def main() -> None:
    print(f"{'instance':>12} {'objective':>10} {'faults':>7} {'CPU':>7}  terms")
    for name in sys.argv[1:]:
        instance, schedule, settings = to_conference(Path(name))
        start = time.process_time()
        planned = plan(schedule, settings).apply(schedule)
        seconds = time.process_time() - start
        timetable = to_timetable(instance, planned)
        terms, faults = evaluate(instance, timetable), [*find_faults(instance, timetable)]
        print(
            f"{instance.name:>12} {sum(terms.values()):>10,} {len(faults):>7} {seconds:>6.1f}s  "
            + ", ".join(f"{term} {value:,}" for term, value in terms.items()),
            flush=True,
        )


if __name__ == "__main__":
    main()
