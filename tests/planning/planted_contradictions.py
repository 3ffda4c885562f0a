"""Conferences with a timetable, and with a contradiction planted in them that no plan can solve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from model.building import period, schedule, session
from planning.talks_and_blocks import block, talk

DAYS = (4, 5, 6)
PERIODS = ("09:00-10:30", "11:00-12:30", "14:00-15:30", "16:00-17:30")
MIDDLES = ("09:20-10:20", "11:20-12:20", "14:20-15:20", "16:20-17:20")
LENGTHS = (20, 30, 30, 45)
TITLES = ("Amber", "Basalt", "Cobalt", "Dolomite", "Emerald", "Feldspar", "Garnet", "Hematite")
NAMES = ("Lin", "Noether", "Gauss", "Music", "Studio", "Opening", "Panel", "Tutorial")
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
        settled: The contradictions that it has besides, as their talks and what else their reasons name.
    """

    sessions: tuple[dict[str, Any], ...]
    parts: dict[str, Any]
    settings: StatedSettings
    talks: frozenset[str]
    names: tuple[str, ...]
    settled: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = ()

    @property
    def contradictions(self) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
        """All contradictions: the talks that cannot all have a place, and what else a reason has to name."""
        return (*self.settled, (self.talks, self.names))

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
    settings = StatedSettings.model_validate({"severities": STRICT})
    return Planted(tuple(sessions), parts, settings, frozenset(), ())


def plant_several(number: int, random: Random, talks: int) -> Planted:
    """A conference with so many contradictions, each of another making."""
    makers = random.sample(CONTRADICTIONS, number)
    # Blocks that are there are closed to the track of a contradiction about a track.
    makers.sort(key=lambda maker: maker is _few_places_of_a_track)
    planted = draw_feasible(random, talks)
    for maker in makers:
        settled = planted.contradictions if planted.talks else ()
        planted = replace(maker(planted, random), settled=settled)
    return planted


def _add(to: Planted, sessions: list[dict[str, Any]], names: tuple[str, ...], **more: Any) -> Planted:
    """A conference with further sessions; those without a time are the talks of the contradiction.

    What they and their people, rooms and features are called ends with a number of the contradiction.
    """
    own = _own_names(sessions, more, len(to.settled) + bool(to.talks) + 1)
    sessions, more = _renamed(sessions, own), _renamed(more, own)
    names = tuple(re.sub(r"[\w-]+", lambda word: own.get(word[0], word[0]), each) for each in names)
    settings = more.pop("settings", {})
    needs = settings.get("needs", {})
    sessions = [{**each, "needs": needs.get(each["id"], ())} for each in sessions]
    settings = {"wishes": [*to.settings.wishes, *settings.get("wishes", ())]}
    parts = {**to.parts, **{key: [*to.parts.get(key, ()), *values] for key, values in more.items()}}
    planted = frozenset(each["id"] for each in sessions if _is_waiting(each))
    made = StatedSettings.model_validate(to.settings.model_copy(update=settings).model_dump())
    return Planted((*to.sessions, *sessions), parts, made, planted, names)


def _own_names(sessions: list[dict[str, Any]], more: Mapping[str, Any], number: int) -> dict[Any, Any]:
    """The ids, names and features of a contradiction, each with those that tell it from another one."""
    forms = [*sessions, *(form for key in ("rooms", "participants", "tracks") for form in more.get(key, ()))]
    ids = {form["id"]: f"{form['id']}-{number}" for form in forms}
    uids = {form["uid"]: uuid5(NAMESPACE_URL, ids[form["id"]]) for form in sessions}
    features = {each: f"{each}-{number}" for form in forms for each in form.get("features", ())}
    texts = {text: f"{text}-{number}" for text in TITLES}
    return {**ids, **uids, **features, **texts, **{name: f"{name}-{number}" for name in NAMES}}


def _renamed(value: Any, own: Mapping[Any, Any]) -> Any:
    match value:
        case dict():
            return {_renamed(key, own): _renamed(each, own) for key, each in value.items()}
        case list() | tuple():
            return [_renamed(each, own) for each in value]
        case str() | UUID():
            return own.get(value, value)
        case _:
            return value


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
    piano = {"id": "music", "name": "Music", "capacity": 200, "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music"), rooms=[piano], settings={"needs": needs})


def _few_seats(to: Planted, random: Random) -> Planted:
    """Talks with more people than any other room has seats."""
    blocks = _own_blocks(random, 3)
    talks = [_titled(number, 45, audience=900) for number in range(7)]
    large = {"id": "music", "name": "Music", "capacity": 1000}
    return _add(to, [*blocks, *talks], ("900 people", "Music"), rooms=[large])


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
    opening = session("pinned-0", "4 08:00-09:20", "studio", title={"en": "Opening"}, pinned=True)
    wishes = [{"kind": "before", "sessions": ["planted-0", "pinned-0"]}]
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
    part = session("pinned-0", f"{day} {middle}", title={"en": "Tutorial"}, parent="own-0", pinned=True)
    music = {"id": "music", "name": "Music", "capacity": 200, "features": ["piano"]}
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
    piano = {"id": "music", "name": "Music", "capacity": 200, "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music"), rooms=[piano], settings={"needs": needs})


def _mixed_lengths(to: Planted, random: Random) -> Planted:
    """Lengths that add up over two blocks, and in neither."""
    blocks = _own_blocks(random, 2)
    lengths = random.choice([(70, 40, 40, 30), (60, 60, 60)])
    talks = [_titled(number, minutes) for number, minutes in enumerate(lengths)]
    needs = {each["id"]: ["piano"] for each in talks}
    piano = {"id": "music", "name": "Music", "capacity": 200, "features": ["piano"]}
    return _add(to, [*blocks, *talks], ("piano", "Music"), rooms=[piano], settings={"needs": needs})


# Several conditions at once


def _hours_of_the_room(to: Planted, random: Random) -> Planted:
    """A speaker who comes when the only room with what the talk needs is closed."""
    one, other = random.sample(DAYS, 2)
    blocks = [block(f"own-{day}", f"{day} {PERIODS[0]}", "music") for day in DAYS]
    lin = {"id": "lin", "name": "Lin", "available": [period(f"{one} 09:00-17:30")]}
    music = {
        "id": "music",
        "name": "Music",
        "capacity": 200,
        "features": ["piano"],
        "available": [period(f"{other} 09:00-17:30")],
    }
    return _add(
        to,
        [*blocks, _titled(0, 30, "lin")],
        ("Lin can only come", "it needs piano", "Music is only available"),
        rooms=[music],
        participants=[lin],
        settings={"needs": {"planted-0": ["piano"]}},
    )


def _too_many_people(to: Planted, _: Random) -> Planted:
    """A talk with more people than any room has seats."""
    return _add(
        to, [_titled(0, 30, audience=5000)], ("it expects 5000 people, and no room has so many seats",)
    )


def _two_pins(to: Planted, random: Random) -> Planted:
    """Two people of one talk who are in two pinned sessions, all the time that one of them can come."""
    day = random.choice(DAYS)
    lin = {"id": "lin", "name": "Lin", "available": [period(f"{day} 09:00-12:30")]}
    pinned = [
        session(
            f"pinned-{number}",
            f"{day} {when}",
            "studio",
            title={"en": title},
            pinned=True,
            people=[{"participant": who}],
        )
        for number, (title, when, who) in enumerate(
            (("Opening", "09:00-10:20", "lin"), ("Panel", "10:50-12:30", "noether"))
        )
    ]
    return _add(
        to,
        [*pinned, _titled(0, 45, "lin", "noether")],
        ("Lin can only come", "Lin is in “Opening”", "Noether is in “Panel”"),
        rooms=[{"id": "studio", "name": "Studio", "capacity": 200}],
        participants=[lin, {"id": "noether", "name": "Noether"}],
    )


def _between_pins(to: Planted, random: Random) -> Planted:
    """A talk that has to be after a pinned session and before another one, with nothing between them."""
    day = random.choice(DAYS)
    pinned = [
        session(f"pinned-{number}", f"{day} {when}", "studio", title={"en": title}, pinned=True)
        for number, (title, when) in enumerate((("Opening", "09:00-11:00"), ("Panel", "11:10-12:30")))
    ]
    wishes = [
        {"kind": "before", "sessions": ["pinned-0", "planted-0"]},
        {"kind": "before", "sessions": ["planted-0", "pinned-1"]},
    ]
    return _add(
        to,
        [*pinned, _titled(0, 30)],
        ("“Opening” must end before “Amber” begins", "“Amber” must end before “Panel” begins"),
        rooms=[{"id": "studio", "name": "Studio", "capacity": 200}],
        settings={"wishes": wishes},
    )


# Wishes


def _long_chain(to: Planted, random: Random) -> Planted:
    """Talks that follow one another in one room, and are longer together than somebody is there."""
    day = random.choice(DAYS)
    lin = {"id": "lin", "name": "Lin", "available": [period(f"{day} 09:00-10:30")]}
    talks = [_titled(number, minutes, "lin") for number, minutes in enumerate((30, 30, 45))]
    wishes = [{"kind": "consecutive", "sessions": [one["id"], other["id"]]} for one, other in pairwise(talks)]
    return _add(to, talks, ("Lin can only come",), participants=[lin], settings={"wishes": wishes})


def _chain_of_a_day(to: Planted, _: Random) -> Planted:
    """More talks that follow one another in one room, across breaks, than a day has blocks for."""
    breaks = [
        session(f"pause-{day}-{number}", f"{day} {when}", kind="break")
        for day in DAYS
        for number, when in enumerate(("10:30-11:00", "12:30-14:00", "15:30-16:00"))
    ]
    talks = [_titled(number, 80) for number in range(5)]
    pairs = [*pairwise(talks)]
    wishes = [{"kind": "consecutive", "sessions": [one["id"], other["id"]]} for one, other in pairs]
    names = tuple(
        f"“{other['title']['en']}” must follow “{one['title']['en']}” in the same room"
        for one, other in pairs
    )
    return _add(to, [*breaks, *talks], names, settings={"wishes": wishes})


def _chain_of_two_rooms(to: Planted, random: Random) -> Planted:
    """Two talks that follow one another in one room, and need what no room has together."""
    times = random.sample([f"{day} {when}" for day in DAYS for when in PERIODS], 2)
    blocks = [block(f"own-{room}", when, room) for room, when in zip(("music", "studio"), times, strict=True)]
    rooms = [
        {"id": id_, "name": id_.title(), "capacity": 200, "features": [feature]}
        for id_, feature in (("music", "piano"), ("studio", "organ"))
    ]
    return _add(
        to,
        [*blocks, _titled(0, 30), _titled(1, 30)],
        ("“Basalt” must follow “Amber” in the same room", "piano", "organ"),
        rooms=rooms,
        settings={
            "wishes": [{"kind": "consecutive", "sessions": ["planted-0", "planted-1"]}],
            "needs": {"planted-0": ["piano"], "planted-1": ["organ"]},
        },
    )


def _more_days_than_there_are(to: Planted, _: Random) -> Planted:
    """Repeats of a talk on more different days than the conference has."""
    talks = [_titled(number, 30) for number in range(4)]
    pairs = [*combinations(talks, 2)]
    wishes = [{"kind": "spread", "sessions": [one["id"], other["id"]]} for one, other in pairs]
    names = tuple(
        f"“{one['title']['en']}” and “{other['title']['en']}” must be on different days"
        for one, other in pairs
    )
    return _add(to, talks, names, settings={"wishes": wishes})


# Tracks


def _few_places_of_a_track(to: Planted, random: Random) -> Planted:
    """More talks of a track than its blocks have places for."""
    others = tuple(
        {**each, "track": "general"} if each.get("kind") == "block" else each for each in to.sessions
    )
    general = {"id": "general", "name": "General", "code": "GE", "colour": "#336699"}
    algebra = {"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#993366"}
    blocks = [{**each, "track": "algebra"} for each in _own_blocks(random, 2)]
    talks = [_titled(number, 45, track="algebra") for number in range(5)]
    return _add(
        replace(to, sessions=others, parts={**to.parts, "tracks": [general]}),
        [*blocks, *talks],
        ("blocks of other tracks",),
        rooms=[{"id": "music", "name": "Music", "capacity": 200}],
        tracks=[algebra],
    )


CONTRADICTIONS: tuple[Callable[[Planted, Random], Planted], ...] = (
    _too_many_talks,
    _different_days,
    _triangle,
    _few_pianos,
    _few_seats,
    _pinned_elsewhere,
    _before_the_first,
    _pinned_parts,
    _unequal,
    _mixed_lengths,
    _hours_of_the_room,
    _too_many_people,
    _two_pins,
    _between_pins,
    _long_chain,
    _chain_of_a_day,
    _chain_of_two_rooms,
    _more_days_than_there_are,
    _few_places_of_a_track,
)


def draw_planted(each: int, talks: int) -> Iterator[tuple[str, Planted]]:
    """So many conferences with each contradiction."""
    for maker in CONTRADICTIONS:
        for number in range(each):
            random = Random(f"{maker.__name__} {number}")  # noqa: S311
            yield f"{maker.__name__} {number}", maker(draw_feasible(random, talks), random)
