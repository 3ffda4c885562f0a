"""The planning problem: talks, stretches of free time and prices, as plain numbers.

The search knows nothing else; `model_builder` makes a problem from a schedule. All times are whole minutes
since 1970 in UTC; every index is a position in a tuple.
Prices are whole points; `FORBIDDEN` is more than any plan can cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

FORBIDDEN = 10**16
"""The price of what a plan never does: more than thousands of talks without a place."""

LEFT_OUT = 10**12
"""The price of a talk without a place, before its audience: more than all other prices together."""

NOWHERE = -1
"""The stretch of a talk without a place; the track, block or room of what has none."""

Window = tuple[int, int]
"""A half-open interval of minutes."""


class Stretch(NamedTuple):
    """Free time in a room or in several, filled with talks one after the other from its start."""

    start: int
    end: int
    day: int  # an ordinal
    place: int  # its set of rooms
    block: int
    tracked: bool  # its block has a track, and counts as that one session of it


class Rival(NamedTuple):
    """Something fixed beside which a talk costs a price for each minute."""

    code: str
    start: int
    end: int
    price: int


class Preference(NamedTuple):
    """Times outside which a talk costs a price once."""

    windows: tuple[Window, ...]  # the talk is within one of them, or costs the price
    price: int


class Talk(NamedTuple):
    """A talk that needs a place."""

    id: str
    minutes: int
    track: int
    left_out: int


class Option(NamedTuple):
    """A talk in a stretch."""

    starts: tuple[tuple[int, int], ...]  # from the earliest to the latest start, both inclusive, in order
    fee: int = 0  # what it costs whenever it begins
    rivals: tuple[Rival, ...] = ()
    preferences: tuple[Preference, ...] = ()


class Engagement(NamedTuple):
    """An appointment of a person: a fixed one, or a talk where it is. It sorts by start and rank."""

    start: int
    rank: str  # among those that begin at once
    end: int
    day: int
    place: int
    key: int  # the talk, or -1 minus the position of a fixed one
    block: int
    bound: bool  # the person has to be there all the time, so that the ways to and from it count
    punctual: bool
    within: frozenset[int] = frozenset()  # blocks that are part of it or that it is: they never clash with it


@dataclass(frozen=True, slots=True)
class Diary:
    """The appointments of one person.

    The price of a minute at two places at once is by two keys, the smaller one first. It may be another
    where both begin at once in different rooms.
    """

    name: str
    fixed: tuple[Engagement, ...]
    talks: Mapping[int, Engagement]  # at no place yet
    clashes: Mapping[tuple[int, int], int]
    parallel: Mapping[tuple[int, int], int] = field(default_factory=dict)
    lone_day: int = 0  # the price of a day with one appointment, if there are some on other days

    def excludes(self, one: int, other: int) -> bool:
        """True if two appointments must never overlap; the smaller key comes first."""
        prices = (self.clashes.get((one, other), 0), self.parallel.get((one, other), FORBIDDEN))
        return min(prices) == FORBIDDEN


@dataclass(frozen=True, slots=True)
class Rest:
    """The time that people need between appointments, and the price of each minute that is missing."""

    breather: int = 0  # between two appointments of one day
    night: int = 0  # between the appointments of two days
    price: int = 0
    most: int = 0  # appointments of a day; 0 for any number
    price_of_more: int = 0


class Relation(NamedTuple):
    """A wish about two talks, or the order of one of them and the opening or closing."""

    kind: str  # one of _FULFILLED
    one: int
    other: int
    price: int


class Run(NamedTuple):
    """Talks that should be in one room, on one day, or on days or in blocks without others between them."""

    kind: str  # one-room, one-day, consecutive-days or consecutive-blocks
    talks: tuple[int, ...]
    fixed: frozenset[int]  # the places, days or starts of blocks of what does not move
    price: int  # of each that is too much, or is between


@dataclass(frozen=True, slots=True)
class BlockContent:
    """The parts of a block that do not move."""

    parts: tuple[Window, ...] = ()
    tracks: Mapping[int, int] = field(default_factory=dict)  # how many parts are in each track
    starts: tuple[int, ...] = ()  # the numbers of the starts of blocks that are within it, its own first


@dataclass(frozen=True)
class Problem:
    """Talks to place in stretches of free time, with the price of every way to do it.

    What does not move is counted for each track and day: by set of rooms, and by the starts of blocks.
    A way between two sets of rooms has its minutes, and the price of each that is missing.
    """

    talks: tuple[Talk, ...]
    stretches: tuple[Stretch, ...]
    options: tuple[Mapping[int, Option], ...]  # of each talk, by stretch
    preferences: tuple[tuple[Preference, ...], ...]  # of each talk, wherever it is
    pairs: tuple[Mapping[int, int], ...]  # of each talk, the price of a minute beside others; symmetric
    track_price: int = 0  # of a minute of two talks of one track, in stretches that are not tracked
    in_line: tuple[bool, ...] = ()  # which talks count for the prices of minutes and rooms of tracks
    diaries: tuple[Diary, ...] = ()
    walks: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    shared: frozenset[tuple[int, int]] = frozenset()  # sets of rooms that have a room in common
    rest: Rest = field(default_factory=Rest)
    relations: tuple[Relation, ...] = ()
    runs: tuple[Run, ...] = ()
    turnaround: int = 0
    breaks: tuple[Window, ...] = ()
    pause: int = 0  # the most minutes between two consecutive talks, breaks not counted
    blocks: tuple[BlockContent, ...] = ()
    gap_price: int = 0  # of a minute left over between parts of a block
    mixed_price: int = 0  # of each track in a block beyond the first
    track_rooms: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)
    track_room_price: int = 0  # of each set of rooms of a track on a day beyond the first
    track_starts: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)
    track_gap_price: int = 0  # of each start of blocks at which a track pauses on a day
    grid: int = 1  # talks begin at multiples of that many minutes outside blocks

    def __getstate__(self) -> dict[str, Any]:
        # A copy: a thread pickles it for other processes, while the search here fills what is cached.
        return dict(vars(self))

    @cached_property
    def periods(self) -> tuple[int, ...]:
        """The period of each stretch, numbered in order of time."""
        times = [(stretch.start, stretch.end) for stretch in self.stretches]
        numbers = {times: number for number, times in enumerate(sorted({*times}))}
        return tuple(numbers[time] for time in times)

    def first_start(self, talk: int, stretch: int, after: int) -> int:
        """The earliest start of a talk in a stretch from a minute on; `NOWHERE` if there is none."""
        option = self.options[talk].get(stretch)
        if option is None:
            return NOWHERE
        for earliest, latest in option.starts:
            start = max(earliest, after)
            if self.grid > 1 and self.stretches[stretch].block == NOWHERE:
                start += -start % self.grid
            if start <= latest:
                return start
        return NOWHERE

    def minutes_without_breaks(self, start: int, end: int) -> int:
        """The minutes from one to another that are within no break."""
        return end - start - sum(max(min(end, ends) - max(start, begins), 0) for begins, ends in self.breaks)


class Spot(NamedTuple):
    start: int
    end: int
    day: int
    place: int


def find_opponents(problem: Problem, kinds: Collection[str]) -> list[set[int]]:
    """For each talk, those that it must not overlap: of its people, or by a strict wish of some kinds."""
    opponents: list[set[int]] = [set() for _ in problem.talks]
    pairs = [pair for diary in problem.diaries for pair in diary.clashes if diary.excludes(*pair)]
    pairs += [
        (relation.one, relation.other)
        for relation in problem.relations
        if relation.kind in kinds and relation.price == FORBIDDEN
    ]
    for one, other in pairs:
        if one >= 0:
            opponents[one].add(other)
            opponents[other].add(one)
    return opponents


def person_price(problem: Problem, diary: Diary, engagements: list[Engagement]) -> int:
    engagements.sort()
    total = _clash_price(problem, diary, engagements)
    bound = [engagement for engagement in engagements if engagement.bound]
    for last, coming in pairwise(bound):
        free = coming.start - last.end
        if free >= 0 and not _are_nested(last, coming):
            total += _way_price(problem, last, coming, free)
    if diary.lone_day:
        total += diary.lone_day * lone_days(engagement.day for engagement in bound)
    if problem.rest.price_of_more and len(bound) > problem.rest.most:
        counts = Counter(engagement.day for engagement in bound).values()
        total += problem.rest.price_of_more * sum(max(count - problem.rest.most, 0) for count in counts)
    return total


def lone_days(days: Iterable[int]) -> int:
    """The days with a single appointment of somebody who has appointments on several days."""
    counts: dict[int, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    return [*counts.values()].count(1) if len(counts) > 1 else 0


def gaps(used: Collection[int]) -> int:
    """The starts between the first and the last that are used, and are not used themselves."""
    return max(used) - min(used) + 1 - len(used) if used else 0


def _clash_price(problem: Problem, diary: Diary, engagements: list[Engagement]) -> int:
    """The price of minutes that one person should be at two places at once, of engagements in order."""
    total = 0
    for at, one in enumerate(engagements):
        for other in engagements[at + 1 :]:
            if other.start >= one.end:
                break
            pair = (min(one.key, other.key), max(one.key, other.key))
            price = diary.clashes.get(pair, 0)
            if one.start == other.start and pair in diary.parallel:
                price = price if (one.place, other.place) in problem.shared else diary.parallel[pair]
            if price and not _are_nested(one, other):
                total += price * (min(one.end, other.end) - other.start)
    return total


def _way_price(problem: Problem, last: Engagement, coming: Engagement, free: int) -> int:
    """The price of the time between two engagements: minutes missing on the way, and to rest."""
    total = 0
    minutes, price = problem.walks.get((last.place, coming.place), (0, 0))
    if free < minutes and last.punctual and coming.punctual:
        total += price * (minutes - free)
    rest = problem.rest
    if rest.price and last.day != coming.day and free < rest.night:
        total += rest.price * (rest.night - free)
    elif rest.price and last.day == coming.day and free < rest.breather:
        total += rest.price * (rest.breather - free)
    return total


NOT_AT_ONCE = frozenset({"before", "consecutive", "apart"})
"""The kinds of relations of talks that do not overlap."""

ABOUT_FRAME = frozenset({"begins-first", "ends-last"})
"""The kinds of relations that are about an opening or a closing."""

_FULFILLED: Mapping[str, Callable[[Spot, Spot], bool]] = {
    "apart": lambda one, other: one.end <= other.start or other.end <= one.start,
    "before": lambda one, other: one.end <= other.start,
    "begins-first": lambda one, other: one.start <= other.start,
    "ends-last": lambda one, other: other.end <= one.end,
    "same-day": lambda one, other: one.day == other.day,
    "spread": lambda one, other: one.day != other.day,
    "same-room": lambda one, other: one.place == other.place,
    "consecutive": lambda one, other: one.end <= other.start and one.place == other.place,
}
"""When each kind of relation is fulfilled; for consecutive talks, the time between them counts as well."""


def is_fulfilled(problem: Problem, kind: str, one: Spot, other: Spot) -> bool:
    """True if a relation of two talks is fulfilled at their places."""
    if not _FULFILLED[kind](one, other):
        return False
    return kind != "consecutive" or problem.minutes_without_breaks(one.end, other.start) <= problem.pause


def _are_nested(one: Engagement, other: Engagement) -> bool:
    """True if one of two engagements is a block that the other is a part of."""
    return (one.key < 0 <= other.key and other.block in one.within) or (
        other.key < 0 <= one.key and one.block in other.within
    )
