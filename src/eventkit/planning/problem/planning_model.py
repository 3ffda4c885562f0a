"""The planning problem: talks, stretches of free time and prices, as plain numbers.

The search knows nothing else; `problem_builder` makes a problem from a schedule. All times are whole minutes
since 1970 in UTC; every index is a position in a tuple.
Prices are whole points; `FORBIDDEN` is more than any plan can cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

FORBIDDEN = 10**16
"""The price of what a plan never does: more than thousands of talks without a place."""

LEFT_OUT = 10**12
"""The price of a talk without a place, before its audience: more than all other prices together."""

NOWHERE = -1
"""The stretch of a talk without a place; the track, block or room of what has none."""

Window = tuple[int, int]
"""A half-open interval of minutes."""


class Stretch(NamedTuple):
    """Free time in a room or in several, filled with talks one after the other from its start.

    Attributes:
        start: The first minute.
        end: The first minute after it.
        day: The day of the conference, as an ordinal.
        block: The block that it belongs to; `NOWHERE` for free time outside blocks.
        tracked: Whether its block is in a track, so that its talks count as that one session of the track.
    """

    start: int
    end: int
    day: int
    place: int
    block: int
    tracked: bool


class Rival(NamedTuple):
    """Something fixed beside which a talk costs a price for each minute.

    Attributes:
        start: Its first minute.
        end: The first minute after it.
        price: The price of one minute at the same time.
    """

    code: str
    start: int
    end: int
    price: int


class Preference(NamedTuple):
    """Times outside which a talk costs a price once.

    Attributes:
        price: The price if the talk is not within one of them.
    """

    code: str
    windows: tuple[Window, ...]
    price: int


class Talk(NamedTuple):
    """A talk that needs a place.

    Attributes:
        track: Its track, or `NOWHERE`.
        left_out: The price if it gets no place.
    """

    id: str
    minutes: int
    track: int
    left_out: int


class Option(NamedTuple):
    """A talk in a stretch.

    Attributes:
        starts: Intervals from the earliest to the latest start, both inclusive, in order.
        fees: Prices of the talk there whenever it begins, by code.
        rivals: What it should not be beside there.
        preferences: Times outside which it costs more there.
    """

    starts: tuple[tuple[int, int], ...]
    fees: tuple[tuple[str, int], ...] = ()
    rivals: tuple[Rival, ...] = ()
    preferences: tuple[Preference, ...] = ()


class Appointment(NamedTuple):
    """An appointment of a person.

    Attributes:
        rank: Its place among appointments that begin at once.
        bound: Whether the person has to be there all the time, so that the ways to and from it count.
        punctual: Whether coming late matters.
    """

    rank: str
    bound: bool
    punctual: bool


class FixedAppointment(NamedTuple):
    """An appointment that does not move.

    Attributes:
        start: Its first minute.
        end: The first minute after it.
        within: Blocks that are part of it or that it is: their talks never clash with it.
    """

    start: int
    end: int
    day: int
    place: int
    about: Appointment
    within: frozenset[int]


Whereabouts = tuple[int, int, int]
"""An appointment of a diary, its first minute and its set of rooms."""


@dataclass(frozen=True, slots=True)
class Diary:
    """The appointments of one person, fixed ones and talks.

    Attributes:
        name: The id of the person.
        fixed: Appointments that do not move.
        clashes: The price of a minute at two places at once, by both talks, or by -1 minus the position of a
            fixed appointment; `FORBIDDEN` where it must not be. What is not in it costs nothing.
        parallel: The price of such a minute where both begin at once in different rooms, if it is another.
        waived: Two appointments that may overlap where they are; the smaller key comes first.
        lone_day: The price of a day with one appointment, if there are some on other days.
    """

    name: str
    fixed: tuple[FixedAppointment, ...]
    talks: Mapping[int, Appointment]
    clashes: Mapping[tuple[int, int], int]
    parallel: Mapping[tuple[int, int], int] = field(default_factory=dict)
    waived: frozenset[tuple[Whereabouts, Whereabouts]] = frozenset()
    lone_day: int = 0

    def excludes(self, one: int, other: int) -> bool:
        """True if two appointments must never overlap; the smaller key comes first."""
        is_forbidden = self.clashes.get((one, other)) == FORBIDDEN
        return (
            is_forbidden
            and self.parallel.get((one, other), FORBIDDEN) == FORBIDDEN
            and not self.waives(one, other)
        )

    def waives(self, one: int, other: int) -> bool:
        """True if two appointments may overlap somewhere for nothing; the smaller key comes first."""
        return any((first, second) == (one, other) for (first, *_), (second, *_) in self.waived)


@dataclass(frozen=True, slots=True)
class Walk:
    """The way between two sets of rooms: its minutes, and the price of each minute that is missing."""

    minutes: int
    price: int


@dataclass(frozen=True, slots=True)
class Rest:
    """The time that people need between appointments, and the price of each minute that is missing.

    Attributes:
        breather: Minutes between two appointments of one day.
        night: Minutes between the appointments of two days.
        price: The price of one missing minute.
        most: The most appointments of a day; 0 for any number.
        price_of_more: The price of each beyond that.
    """

    breather: int = 0
    night: int = 0
    price: int = 0
    most: int = 0
    price_of_more: int = 0


class Relation(NamedTuple):
    """A wish about two talks, or the order of one of them and the opening or closing.

    Attributes:
        kind: ``apart``, ``before``, ``same-day``, ``same-room``, ``consecutive`` or ``spread``; or
            ``begins-first`` or ``ends-last``.
        one: The first talk.
        other: The second talk.
        price: The price if it is not fulfilled; `FORBIDDEN` where it has to be.
    """

    kind: str
    one: int
    other: int
    price: int


class Run(NamedTuple):
    """Talks that should be in one room, on one day, or on days or in blocks without others between them.

    Attributes:
        kind: ``one-room``, ``one-day``, ``consecutive-days`` or ``consecutive-blocks``.
        talks: The talks.
        fixed: The places, days or starts of blocks of what does not move.
        price: The price of each that is too much, or is between; `FORBIDDEN` where there must not be one.
    """

    kind: str
    talks: tuple[int, ...]
    fixed: frozenset[int]
    price: int


@dataclass(frozen=True, slots=True)
class BlockContent:
    """The present contents of a block.

    Attributes:
        parts: Parts that do not move, in the rooms of the block, as intervals in order.
        tracks: How many parts that do not move are in each track.
        starts: The numbers of the starts of blocks on its day that are within it.
        order: The number of its start among those of all blocks.
    """

    parts: tuple[Window, ...] = ()
    tracks: Mapping[int, int] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    order: int = 0


@dataclass(frozen=True)
class Problem:
    """Talks to place in stretches of free time, with the price of every way to do it.

    Attributes:
        stretches: The stretches, by time and room.
        preferences: For each talk, times outside which it costs more wherever it is.
        pairs: For each talk, the price of a minute beside another talk, by talk; symmetric.
        track_price: The price of a minute in which two talks of one track take place, in stretches that are
            not tracked.
        in_line: For each talk, whether it counts for ``track_price`` and ``track_room_price``.
        diaries: The people with several appointments.
        walks: The way between two sets of rooms, where one is needed.
        shared: Pairs of sets of rooms that have a room in common.
        late_price_code: The code of the price of missing minutes on ways.
        rest: The rest that people need.
        relations: Wishes about two talks, and the order of talks and an opening or closing.
        runs: Talks that should be together in time or in one room.
        turnaround: The minutes between two talks in one stretch.
        breaks: The breaks, as intervals in order that do not overlap.
        pause: The most minutes between two consecutive talks, breaks not counted.
        blocks: What each block contains already.
        gap_price: The price of a minute left over between parts of a block.
        mixed_price: The price of each track in a block beyond the first.
        track_rooms: The sets of rooms in which a track has fixed sessions on a day, with their number.
        track_room_price: The price of each set of rooms of a track on a day beyond the first.
        track_starts: How many fixed parts of blocks a track has on a day, by the numbers of the starts of
            blocks there.
        track_gap_price: The price of each start of blocks at which a track pauses, between its first and
            last one of a day.
        grid: Talks begin at multiples of that many minutes outside blocks.
        rebates: What is waived of the price of a talk in a stretch from a minute on, by code.
    """

    talks: tuple[Talk, ...]
    stretches: tuple[Stretch, ...]
    options: tuple[Mapping[int, Option], ...]
    preferences: tuple[tuple[Preference, ...], ...]
    pairs: tuple[Mapping[int, int], ...]
    track_price: int = 0
    in_line: tuple[bool, ...] = ()
    diaries: tuple[Diary, ...] = ()
    walks: Mapping[tuple[int, int], Walk] = field(default_factory=dict)
    shared: frozenset[tuple[int, int]] = frozenset()
    rest: Rest = field(default_factory=Rest)
    relations: tuple[Relation, ...] = ()
    runs: tuple[Run, ...] = ()
    turnaround: int = 0
    breaks: tuple[Window, ...] = ()
    pause: int = 0
    blocks: tuple[BlockContent, ...] = ()
    gap_price: int = 0
    mixed_price: int = 0
    track_rooms: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)
    track_room_price: int = 0
    track_starts: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)
    track_gap_price: int = 0
    grid: int = 1
    rebates: Mapping[tuple[int, int, int], Mapping[str, int]] = field(default_factory=dict)

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
    """The place of a talk.

    Attributes:
        start: Its first minute.
        end: The first minute after it.
    """

    start: int
    end: int
    day: int
    place: int


class Engagement(NamedTuple):
    """An appointment at a time: a talk where it is, or a fixed one. It sorts by start and rank.

    Attributes:
        start: Its first minute.
        rank: Its place among those that begin at once.
        end: The first minute after it.
        key: The talk, or -1 minus the position of the fixed appointment.
    """

    start: int
    rank: str
    end: int
    day: int
    place: int
    key: int
    block: int


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


def fixed_engagements(diary: Diary) -> Iterator[Engagement]:
    """The engagements of a person that do not move."""
    for at, fixed in enumerate(diary.fixed):
        yield Engagement(fixed.start, fixed.about.rank, fixed.end, fixed.day, fixed.place, -1 - at, NOWHERE)


def person_price(problem: Problem, diary: Diary, engagements: list[Engagement]) -> int:
    """The price of one person's days."""
    engagements.sort()
    total = _clash_price(problem, diary, engagements)
    bound = [engagement for engagement in engagements if _about(diary, engagement.key).bound]
    for last, coming in pairwise(bound):
        free = coming.start - last.end
        if free >= 0 and not _are_nested(diary, last, coming):
            total += _way_price(problem, diary, last, coming, free)
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
            is_waived = bool(diary.waived) and _are_waived(diary, one, other)
            if price and not is_waived and not _are_nested(diary, one, other):
                total += price * (min(one.end, other.end) - other.start)
    return total


def _are_waived(diary: Diary, one: Engagement, other: Engagement) -> bool:
    first, second = sorted(((one.key, one.start, one.place), (other.key, other.start, other.place)))
    return (first, second) in diary.waived


def _way_price(problem: Problem, diary: Diary, last: Engagement, coming: Engagement, free: int) -> int:
    """The price of the time between two engagements: minutes missing on the way, and to rest."""
    total = 0
    walk = problem.walks.get((last.place, coming.place))
    if (
        walk
        and free < walk.minutes
        and _about(diary, last.key).punctual
        and _about(diary, coming.key).punctual
    ):
        total += walk.price * (walk.minutes - free)
    rest = problem.rest
    if rest.price and last.day != coming.day and free < rest.night:
        total += rest.price * (rest.night - free)
    elif rest.price and last.day == coming.day and free < rest.breather:
        total += rest.price * (rest.breather - free)
    return total


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


def _about(diary: Diary, key: int) -> Appointment:
    return diary.talks[key] if key >= 0 else diary.fixed[-1 - key].about


def _are_nested(diary: Diary, one: Engagement, other: Engagement) -> bool:
    """True if one of two engagements is a block that the other is a part of."""
    if one.key < 0 <= other.key:
        return other.block in diary.fixed[-1 - one.key].within
    if other.key < 0 <= one.key:
        return one.block in diary.fixed[-1 - other.key].within
    return False
