"""Conferences with a timetable, and with a contradiction planted in them that no plan can solve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
from model.building import period, schedule, session
from planning.talks_and_blocks import block, talk

DAYS = (4, 5, 6)
PERIODS = ("09:00-10:30", "11:00-12:30", "14:00-15:30", "16:00-17:30")
MIDDLES = ("09:20-10:20", "11:20-12:20", "14:20-15:20", "16:20-17:20")
LENGTHS = (20, 30, 30, 45)
TITLES = ("Amber", "Basalt", "Cobalt", "Dolomite", "Emerald", "Feldspar", "Garnet", "Hematite")
STRICT = {"missing-feature": "error", "room-too-small": "error"}


@dataclass(frozen=True)
class Planted:
    """A conference with a contradiction.

    Attributes:
        sessions: All sessions, as `schedule` takes them.
        parts: The participants and rooms, as `schedule` takes them.
        settings: The rule settings.
        talks: The ids of the talks that cannot all have a place; without any of them the others can.
        names: What else a reason has to name.
    """

    sessions: tuple[dict[str, Any], ...]
    parts: dict[str, Any]
    settings: RuleSettings
    talks: frozenset[str]
    names: tuple[str, ...]

    @property
    def schedule(self) -> Schedule:
        """The conference."""
        return schedule(*self.sessions, **self.parts)

    def without(self, id_: str) -> Schedule:
        """The conference without a talk."""
        return schedule(*(each for each in self.sessions if each["id"] != id_), **self.parts)


def draw_feasible(random: Random, talks: int) -> Planted:
    """A conference of which the timetable is known: one in which every talk has a place.

    Every block is filled to at most 85 minutes of 90, some people can only come on the days on which they
    speak, and nobody speaks twice at once.
    """
    rooms = max(talks // 26, 2)
    sessions: list[dict[str, Any]] = []
    days_of: dict[str, set[int]] = {}
    number = 0
    for day in DAYS:
        for slot, when in enumerate(PERIODS):
            free = [f"person-{each}" for each in range(talks)]
            random.shuffle(free)
            for room in range(rooms):
                sessions.append(block(f"block-{day}-{slot}-{room}", f"{day} {when}", f"room-{room}"))
                left = 85
                while number < talks and (fitting := [length for length in LENGTHS if length <= left]):
                    minutes = random.choice(fitting)
                    who = [free.pop() for _ in range(random.choice([1, 1, 1, 2]))]
                    for each in who:
                        days_of.setdefault(each, set()).add(day)
                    sessions.append(talk(f"talk-{number}", minutes, *who, title={"en": f"Talk {number}"}))
                    left -= minutes
                    number += 1
    people = [
        {
            "id": who,
            "name": who.title(),
            "available": [period(f"{day} 09:00-17:30") for day in sorted(days)]
            if random.random() < 0.15
            else [],
        }
        for who, days in days_of.items()
    ]
    used = {appearance["participant"] for each in sessions for appearance in each.get("people", ())}
    people = [person for person in people if person["id"] in used]
    parts = {
        "rooms": [
            {"id": f"room-{room}", "name": f"Room {room}", "capacity": 200, "features": ["screen"]}
            for room in range(rooms)
        ],
        "participants": people,
    }
    settings = RuleSettings.model_validate({"severities": STRICT})
    return Planted(tuple(sessions), parts, settings, frozenset(), ())


def plant(kind: str, random: Random, talks: int = 500) -> Planted:
    """A conference with a contradiction of a kind: ``person``, ``rooms``, ``pins`` or ``packing``."""
    return random.choice(KINDS[kind])(draw_feasible(random, talks), random)


def _add(to: Planted, sessions: list[dict[str, Any]], names: tuple[str, ...], **more: Any) -> Planted:
    """A conference with further sessions; those without a time are the talks of the contradiction."""
    settings = to.settings.model_copy(update=more.pop("settings", {}))
    parts = {**to.parts, **{key: [*to.parts[key], *values] for key, values in more.items()}}
    settings = RuleSettings.model_validate(settings.model_dump())
    planted = frozenset(each["id"] for each in sessions if _is_waiting(each))
    return Planted((*to.sessions, *sessions), parts, settings, planted, names)


def _is_waiting(form: dict[str, Any]) -> bool:
    return form.get("slot") is None and form.get("kind") != "block"


def _titled(number: int, minutes: int, *people: str, **fields: Any) -> dict[str, Any]:
    return talk(f"planted-{number}", minutes, *people, title={"en": TITLES[number]}, **fields)


# A person


def _too_many_talks(to: Planted, random: Random) -> Planted:
    """Somebody with more talks than hours."""
    day, when = random.choice(DAYS), random.choice(PERIODS)
    minutes = random.choice([[45, 45, 20], [30, 30, 30, 20], [45, 60]])
    lin = {"id": "lin", "name": "Lin", "available": [period(f"{day} {when}")]}
    return _add(
        to,
        [_titled(number, length, "lin") for number, length in enumerate(minutes)],
        ("Lin can only come",),
        participants=[lin],
    )


def _different_days(to: Planted, random: Random) -> Planted:
    """Two people of one talk who come on different days."""
    one, other = random.sample(DAYS, 2)
    people = [
        {"id": who, "name": who.title(), "available": [period(f"{day} 09:00-17:30")]}
        for who, day in (("lin", one), ("noether", other))
    ]
    names = ("Lin can only come", "Noether can only come")
    return _add(to, [_titled(0, 30, "lin", "noether")], names, participants=people)


def _triangle(to: Planted, random: Random) -> Planted:
    """Three talks, each two of them with a person in common, and time for two."""
    day, when = random.choice(DAYS), random.choice(PERIODS)
    people = [
        {"id": who, "name": who.title(), "available": [period(f"{day} {when}")]}
        for who in ("lin", "noether", "gauss")
    ]
    pairs = (("lin", "noether"), ("lin", "gauss"), ("noether", "gauss"))
    return _add(
        to,
        [_titled(number, 35, *pair) for number, pair in enumerate(pairs)],
        ("can only come",),
        participants=people,
    )


# A set of rooms


def _few_pianos(to: Planted, random: Random) -> Planted:
    """Talks that need what few rooms have."""
    blocks = _own_blocks(random, 2)
    lengths = random.choice([[45] * 5, [90, 60, 45], [30] * 7])
    talks = [_titled(number, minutes) for number, minutes in enumerate(lengths)]
    needs = {each["id"]: ["piano"] for each in talks}
    piano = {"id": "music", "name": "Music Room", "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music Room"), rooms=[piano], settings={"needs": needs})


def _few_seats(to: Planted, random: Random) -> Planted:
    """Talks with more people than any other room has seats."""
    blocks = _own_blocks(random, 3)
    talks = [_titled(number, 45, audience=900) for number in range(7)]
    large = {"id": "music", "name": "Music Room", "capacity": 1000}
    return _add(to, [*blocks, *talks], ("900 people", "Music Room"), rooms=[large])


def _own_blocks(random: Random, count: int) -> list[dict[str, Any]]:
    times = random.sample([f"{day} {when}" for day in DAYS for when in PERIODS], count)
    return [block(f"own-{number}", when, "music") for number, when in enumerate(times)]


# Pins


def _pinned_elsewhere(to: Planted, random: Random) -> Planted:
    """Somebody who is in pinned sessions all the time that he can come."""
    day = random.choice(DAYS)
    lin = {"id": "lin", "name": "Lin", "available": [period(f"{day} 09:00-12:30")]}
    pinned = [
        session(
            f"pinned-{number}",
            f"{day} {when}",
            "studio",
            title={"en": ("Opening", "Panel")[number]},
            pinned=True,
            people=[{"participant": "lin"}],
        )
        for number, when in enumerate(("09:00-10:20", "10:50-12:30"))
    ]
    return _add(
        to,
        [*pinned, _titled(0, 45, "lin")],
        ("Lin can only come", "Lin is in “Opening”", "Lin is in “Panel”"),
        rooms=[{"id": "studio", "name": "Studio"}],
        participants=[lin],
    )


def _before_the_first(to: Planted, _: Random) -> Planted:
    """A talk that has to end before a pinned session that opens the conference."""
    opening = session("pinned", "4 08:00-09:20", "studio", title={"en": "Opening"}, pinned=True)
    wishes = [{"kind": "before", "sessions": ["planted-0", "pinned"]}]
    return _add(
        to,
        [opening, _titled(0, 30)],
        ("“Amber” must end before “Opening” begins",),
        rooms=[{"id": "studio", "name": "Studio"}],
        settings={"wishes": wishes},
    )


def _pinned_parts(to: Planted, random: Random) -> Planted:
    """Pinned talks in the only block of a room that has what a talk needs."""
    day, (when, middle) = random.choice(DAYS), random.choice([*zip(PERIODS, MIDDLES, strict=True)])
    own = block("own-0", f"{day} {when}", "music")
    part = session("pinned", f"{day} {middle}", title={"en": "Tutorial"}, parent="own-0", pinned=True)
    music = {"id": "music", "name": "Music Room", "features": ["piano"]}
    return _add(
        to,
        [own, part, _titled(0, 45)],
        ("“Tutorial” is pinned", "it needs piano"),
        rooms=[music],
        settings={"needs": {"planted-0": ["piano"]}},
    )


# Packing


def _unequal(to: Planted, random: Random) -> Planted:
    """Lengths that would fit into the minutes of some blocks, and not into the blocks."""
    count, minutes = random.choice([(2, 50), (3, 65), (2, 60), (4, 50)])
    blocks = _own_blocks(random, count)
    talks = [_titled(number, minutes) for number in range(count + 1)]
    needs = {each["id"]: ["piano"] for each in talks}
    piano = {"id": "music", "name": "Music Room", "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music Room"), rooms=[piano], settings={"needs": needs})


def _mixed_lengths(to: Planted, random: Random) -> Planted:
    """Lengths that add up over two blocks, and in neither."""
    blocks = _own_blocks(random, 2)
    lengths = random.choice([(70, 40, 40, 30), (60, 60, 60)])
    talks = [_titled(number, minutes) for number, minutes in enumerate(lengths)]
    needs = {each["id"]: ["piano"] for each in talks}
    piano = {"id": "music", "name": "Music Room", "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music Room"), rooms=[piano], settings={"needs": needs})


KINDS: dict[str, list[Callable[[Planted, Random], Planted]]] = {
    "person": [_too_many_talks, _different_days, _triangle],
    "rooms": [_few_pianos, _few_seats],
    "pins": [_pinned_elsewhere, _before_the_first, _pinned_parts],
    "packing": [_unequal, _mixed_lengths],
}


def draw_planted(each: int, talks: int) -> Iterator[tuple[str, Planted]]:
    """So many conferences with a contradiction of each kind."""
    for kind in KINDS:
        for number in range(each):
            yield f"{kind} {number}", plant(kind, Random(f"{kind} {number}"), talks)  # noqa: S311
