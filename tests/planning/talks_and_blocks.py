"""Small conferences to plan: rooms, blocks, people with little time, talks without a place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

from eventkit.planning.planner import find_requests
from eventkit.planning.problem.free_time import FreeTime, find_free_time
from eventkit.planning.problem.interest import NO_INTEREST, Interest
from eventkit.planning.problem.model_builder import build_problem
from eventkit.planning.problem.planning_model import Problem
from eventkit.rules import WishKind
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from model.building import named, period, schedule, session

PEOPLE = ("noether", "hypatia", "lin", "gauss")
TRACKS = ("algebra", "geometry")
BLOCKS = ("09:00-10:00", "10:30-11:30", "5 09:00-10:30")


def talk(id_: str, minutes: int, *people: str, **fields: Any) -> dict[str, Any]:
    """A talk without a time, with its speakers."""
    return session(id_, minutes=minutes, people=[{"participant": who} for who in people], **fields)


def block(id_: str, when: str, *rooms: str, **fields: Any) -> dict[str, Any]:
    """A block to be filled."""
    return session(id_, when, *rooms, kind="block", **fields)


def conference(*sessions: dict[str, Any], **fields: Any) -> Schedule:
    """A conference of those sessions, with two rooms, four people and two tracks."""
    tracks = [
        {"id": id_, "name": id_.title(), "code": code, "colour": "#336699"}
        for id_, code in zip(TRACKS, ("AL", "GE"), strict=True)
    ]
    usual = {"participants": named(*PEOPLE), "rooms": named("hall", "attic"), "tracks": tracks}
    return schedule(*sessions, **(usual | fields))


@dataclass(frozen=True)
class Case:
    """A schedule to plan, and the problem made of it."""

    schedule: Schedule
    settings: StatedSettings
    free_time: FreeTime
    problem: Problem


def case(schedule: Schedule, settings: StatedSettings, interest: Interest = NO_INTEREST) -> Case:
    """The problem of the sessions that wait for a time."""
    requests, _ = find_requests(schedule, ())
    index = ScheduleIndex(schedule, settings)
    parents = [request.session.parent for request in requests if request.session.parent]
    free_time = find_free_time(index, parents)
    return Case(schedule, settings, free_time, build_problem(index, requests, free_time, interest=interest))


def draw_conference(random: Random, *, in_rooms: bool = False) -> tuple[Schedule, StatedSettings]:
    """A conference in which any rule may be at stake, with settings that grade some of them otherwise."""
    fixed = [] if in_rooms else [_block(random, number) for number in range(random.randint(1, 4))]
    fixed += [_fixed(random, number) for number in range(random.randint(0, 3))]
    if fixed and random.random() < 0.3 and not in_rooms:
        fixed.append(_part(random, fixed[0]["id"]))
    talks = [_talk(random, number, fixed) for number in range(random.randint(1, 6))]
    rooms = [
        {"id": "hall", "name": "Hall", "capacity": 40, "features": ["interpretation"]},
        {"id": "attic", "name": "Attic", "capacity": random.choice([None, 10]), "available": _hours(random)},
    ]
    people = [
        {
            "id": who,
            "name": who.title(),
            "available": _hours(random),
            "online": random.choice([None, None, None, "America/Los_Angeles", "Pacific/Auckland"]),
        }
        for who in PEOPLE
    ]
    (fixed or talks)[-1]["needs"] = ["piano"]
    made = conference(*fixed, *talks, rooms=rooms, participants=people)
    return made, _settings(random, [each["id"] for each in (*talks, *fixed)], in_rooms=in_rooms)


def _block(random: Random, number: int) -> dict[str, Any]:
    return block(
        f"block-{number}",
        random.choice(BLOCKS),
        *random.choice([("hall",), ("attic",), ("hall", "attic"), ()]),
        track=random.choice([None, None, *TRACKS]),
        people=_people(random),
    )


def _fixed(random: Random, number: int) -> dict[str, Any]:
    kind = random.choice(["talk", "keynote", "opening", "break", "poster"])
    return session(
        f"fixed-{number}",
        random.choice(["09:00-09:30", "09:30-10:15", "11:00-11:30", "5 09:00-10:00", "21:00-23:30"]),
        random.choice(["hall", "attic"]),
        kind=kind,
        plenary=kind in {"talk", "keynote"} and random.random() < 0.2,
        track=random.choice([None, *TRACKS]),
        people=_people(random),
    )


def _part(random: Random, parent: str) -> dict[str, Any]:
    return session("part", "09:20-09:40", parent=parent, track=random.choice([None, *TRACKS]))


def _talk(random: Random, number: int, fixed: list[dict[str, Any]]) -> dict[str, Any]:
    parents = [each["id"] for each in fixed if each.get("kind") in {"block", "keynote"}]
    kind = random.choice(["talk", "talk", "panel", "poster", "keynote", "opening", "closing"])
    return session(
        f"talk-{number}",
        minutes=random.choice([15, 20, 30, 30, 45]),
        title={"en": f"Hands-on {random.choice(['algebra', 'algebra', 'rings'])} {number}"},
        kind=kind,
        parent=random.choice(parents) if parents and random.random() < 0.1 else None,
        track=random.choice([None, *TRACKS]),
        audience=random.choice([None, 5, 60]),
        plenary=kind != "poster" and random.random() < 0.15,
        interpreted=random.choice([(), (), ("zh",)]),
        people=_people(random),
    )


def _people(random: Random) -> list[dict[str, Any]]:
    roles = ["speaker", "speaker", "moderator", "participant"]
    return [
        {"participant": who, "role": random.choice(roles)}
        for who in random.sample(PEOPLE, random.choice([0, 1, 1, 2]))
    ]


def _hours(random: Random) -> list[Any]:
    return random.choice(
        [[], [], [], [period("09:00-10:15")], [period("09:30-11:30"), period("5 09:00-10:00")]]
    )


def _settings(random: Random, ids: list[str], *, in_rooms: bool) -> StatedSettings:
    codes = ["person-clash", "track-parallel", "change-over", "room-too-small", "block-gap", "wish"]
    codes += ["person-unavailable", "room-unavailable", "no-booths", "too-little-rest", "plenary-parallel"]
    codes += ["bad-hour", "preference", "keynote-parallel", "opening-parallel", "opening-order"]
    grades = {code: random.choice(["warning", "info", "off", "error"]) for code in random.sample(codes, 2)}
    wishes = [
        {"kind": kind, "sessions": random.sample(ids, kind.number or 2)}
        for kind in random.choices([*WishKind], k=random.choice([0, 0, 1, 2]))
        if len(ids) > 1
    ]
    return StatedSettings.model_validate(
        {
            "severities": grades,
            "wishes": wishes,
            "preferences": _preferences(random, ids),
            "breather": random.choice([0, 20]),
            "change_overs": random.choice([[], [{"rooms": ["hall", "attic"], "minutes": 25}]]),
            "hours": {"opens": "09:00", "closes": "11:30"} if in_rooms else None,
        }
    )


def draw_interest(random: Random, schedule: Schedule) -> Interest:
    """Some people who want some sessions."""
    ids = sorted(session.id for session in schedule.sessions)
    pairs = {
        (one, other): random.randint(3, 40) for one, other in combinations(ids, 2) if random.random() < 0.3
    }
    return Interest(pairs, {id_: random.randint(3, 80) for id_ in ids if random.random() < 0.5})


def _preferences(random: Random, ids: list[str]) -> list[dict[str, Any]]:
    owners = [{"session": random.choice(ids)}, {"participant": random.choice(PEOPLE)}]
    wanted = [
        {"part_of_day": "afternoon"},
        {"days": ["2026-05-05"]},
        {"rooms": ["attic"], "part_of_day": "morning"},
    ]
    return [random.choice(owners) | random.choice(wanted) for _ in range(random.choice([0, 0, 1, 2]))]
