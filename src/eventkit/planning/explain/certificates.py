"""Certificates: proofs that some talks cannot all have a place.

Each ignores some of the conditions, so that what it proves is true with them, too. A talk has no place at
all; a person has more talks than time; wishes leave some talks no days and rooms; some talks share fewer
minutes than they need; the minutes suffice, and no way to divide them does; or an exact search of a few talks
ends without a result. Counting comes before
the search.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from itertools import pairwise

from eventkit.planning.explain.exact_search import find_opponents, may_all_be_placed
from eventkit.planning.explain.wish_groups import have_days_and_rooms, tied_talks
from eventkit.planning.problem.free_time import join
from eventkit.planning.problem.planning_model import FORBIDDEN, NOWHERE, Diary, Problem

_ORDERED_LIMIT = 12
"""The most talks of a person of which all orders are tried."""

_PACKED_LIMIT = 16
"""The most talks of which all ways to divide minutes are tried."""

_PACKING_STEPS_LIMIT = 20_000
"""After how many steps such a trial ends without a proof."""

_SETS_LIMIT = 40
"""The most sets of stretches for which that is tried."""

_SEARCHED_LIMIT = 12
"""The most talks that are searched exactly."""


_Proof = Callable[[Sequence[int]], bool]


class Shortage(Enum):
    """A resource of which there is too little."""

    PLACE = auto()
    """A talk cannot be placed, even if no other talk is."""
    PERSON = auto()
    """A person has more talks than time."""
    MINUTES = auto()
    """Talks that share stretches need more minutes than these have."""
    PACKING = auto()
    """Talks that share stretches fit into their minutes, but not into the single stretches."""
    ORDER = auto()
    """Talks that share stretches and people, or are tied by wishes, have no timetable that suits all."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof that some talks cannot all have a place; without any one of them it would be none.

    Attributes:
        shortage: What there is too little of.
        minutes: The minutes that they share; 0 if it is not about them.
    """

    shortage: Shortage
    talks: tuple[int, ...]
    person: str = ""
    minutes: int = 0


def find_certificate(
    problem: Problem, talks: Collection[int], about: int | None = None, *, is_counted: bool = False
) -> Certificate | None:
    """A proof that those talks cannot all have a place; ``None`` if nothing proves it.

    Args:
        talks: The talks that are considered; all others are ignored.
        about: Only proofs that need that talk.
        is_counted: Whether it is known already that there are too few minutes: what remains are proofs about
            a talk itself, its people and wishes.
    """
    finder = _Finder(problem, sorted(talks))
    for talk in finder.talks if about is None else [about]:
        if proof := finder.find(talk, is_counted=is_counted):
            return proof
    return None


def find_confined(problem: Problem, talks: Collection[int], about: int) -> list[int] | None:
    """Talks, among them one, that do not fit into the minutes they can use; ``None`` if there are none."""
    return _Finder(problem, sorted(talks)).confined_by_flow(about)


def shared_minutes(problem: Problem, stretches: Collection[int], talks: Collection[int]) -> int:
    """The minutes of stretches in which talks may take place."""
    return _Capacities(problem, talks).minutes(stretches, talks)


class _Finder:
    """Finds proofs about one talk after the other."""

    def __init__(self, problem: Problem, talks: list[int]) -> None:
        self.problem = problem
        self.talks = talks
        self.stretches = {talk: frozenset(problem.options[talk]) for talk in talks}
        self.capacities = _Capacities(problem, talks)
        self.opponents = find_opponents(problem)
        self.tied = tied_talks(problem)

    def find(self, talk: int, *, is_counted: bool = False) -> Certificate | None:
        """The first proof about a talk, as small as it can be."""
        if not self.problem.options[talk]:
            return Certificate(Shortage.PLACE, (talk,))
        own = next(self._of_people(talk), None) or self._of_wishes(talk)
        if own is not None or is_counted:
            return own
        return self._of_minutes(talk) or self._of_packing(talk) or self._of_search(talk)

    def _smallest(self, talk: int, talks: Iterable[int], proves: _Proof) -> list[int]:
        """Talks without those that a proof about one of them does not need."""
        smallest = [*talks]
        for other in [*smallest]:
            fewer = [member for member in smallest if member != other]
            if other != talk and proves(fewer):
                smallest = fewer
        return smallest

    # People

    def _of_people(self, talk: int) -> Iterator[Certificate]:
        for diary in self.problem.diaries:
            if talk in diary.talks:
                mine = [other for other in self.talks if other in diary.talks]
                if len(mine) > 1 and self._is_overbooked(diary, mine):
                    talks = self._smallest(talk, mine, partial(self._is_overbooked, diary))
                    yield Certificate(Shortage.PERSON, tuple(talks), person=diary.name)

    def _is_overbooked(self, diary: Diary, talks: Sequence[int]) -> bool:
        """True if a person cannot give talks one after the other, were every room free."""
        is_exclusive = all(diary.excludes(one, other) for one in talks for other in talks if one < other)
        if not is_exclusive:
            return False
        minutes = [self.problem.talks[talk].minutes for talk in talks]
        windows = [self.capacities.windows_of_talk(talk) for talk in talks]
        there = join(
            (start, end + length) for own, length in zip(windows, minutes, strict=True) for start, end in own
        )
        if sum(minutes) > sum(end - start for start, end in there):
            return True
        return len(talks) <= _ORDERED_LIMIT and not _has_order(minutes, windows)

    # Wishes

    def _of_wishes(self, talk: int) -> Certificate | None:
        """Talks that wishes tie to one another, for which there are no such days and rooms."""
        known, group, queue = {*self.talks}, {talk}, deque([talk])
        while queue:
            fresh = (self.tied.get(queue.popleft(), set()) & known) - group
            group |= fresh
            queue.extend(fresh)
        if have_days_and_rooms(self.problem, group):
            return None
        talks = self._smallest(talk, sorted(group), lambda some: not have_days_and_rooms(self.problem, some))
        return Certificate(Shortage.ORDER, tuple(sorted(talks)))

    # Minutes

    def _of_minutes(self, talk: int) -> Certificate | None:
        """Talks that need more minutes than their stretches have, or than can be filled by their lengths."""
        confined = self.confined_by_flow(talk)
        if confined is None:
            return None
        talks = self._smallest(talk, confined, self._is_short) if len(confined) < 100 else confined
        stretches = frozenset().union(*(self.stretches[other] for other in talks))
        needed = sum(self.problem.talks[other].minutes for other in talks)
        minutes = self.capacities.minutes(stretches, talks)
        shortage = Shortage.MINUTES if needed > minutes else Shortage.PACKING
        return Certificate(shortage, tuple(sorted(talks)), minutes=minutes)

    def _is_short(self, talks: Sequence[int]) -> bool:
        """True if talks need more minutes than can be filled in all their stretches together."""
        stretches = frozenset().union(*(self.stretches[talk] for talk in talks))
        needed = sum(self.problem.talks[talk].minutes for talk in talks)
        return needed > sum(self.capacities.filled(stretch, talks) for stretch in stretches)

    def confined_by_flow(self, talk: int) -> list[int] | None:
        """Talks, among them this one, that do not fit into their stretches; ``None`` if there are none.

        The theorem of Hall for minutes: a flow from talks of equal stretches into the stretches. If that of
        the talk cannot be carried, what it reaches by rerouting others is such a set.
        """
        related = self._related_by_stretches(talk)
        members: dict[frozenset[int], list[int]] = {}
        for other in related:
            if other != talk:
                members.setdefault(self.stretches[other], []).append(other)
        classes = [*sorted(members.items(), key=lambda item: (len(item[0]), sorted(item[0])))]
        classes.append((self.stretches[talk], [talk]))
        free = {
            stretch: self.capacities.filled(stretch, related)
            for stretch in frozenset().union(*(stretches for stretches, _ in classes))
        }
        flow = _Flow([stretches for stretches, _ in classes], free)
        for number, (_, talks) in enumerate(classes):
            missing = flow.send(number, sum(self.problem.talks[other].minutes for other in talks))
        if not missing:
            return None
        reached = flow.reached(len(classes) - 1)
        return [other for number in sorted(reached) for other in classes[number][1]]

    def _related_by_stretches(self, talk: int) -> list[int]:
        """The talks that share stretches with a talk, directly or through others."""
        by_stretch: dict[int, list[int]] = {}
        for other in self.talks:
            for stretch in self.stretches[other]:
                by_stretch.setdefault(stretch, []).append(other)
        reached, queue = {talk}, deque([talk])
        seen: set[int] = set()
        while queue:
            for stretch in self.stretches[queue.popleft()] - seen:
                seen.add(stretch)
                fresh = [other for other in by_stretch[stretch] if other not in reached]
                reached.update(fresh)
                queue.extend(fresh)
        return sorted(reached)

    # Packing

    def _of_packing(self, talk: int) -> Certificate | None:
        own = self.stretches[talk]
        sets = {own} | {own | other for other in self.stretches.values() if own & other}
        for stretches in sorted(sets, key=lambda places: (len(places), sorted(places)))[:_SETS_LIMIT]:
            confined = [other for other in self.talks if self.stretches[other] <= stretches]
            if len(confined) > _PACKED_LIMIT or self._has_packing(confined):
                continue
            talks = self._smallest(talk, confined, lambda some: not self._has_packing(some))
            if talk in talks:
                shared = frozenset().union(*(self.stretches[other] for other in talks))
                minutes = self.capacities.minutes(shared, talks)
                return Certificate(Shortage.PACKING, tuple(talks), minutes=minutes)
        return None

    def _has_packing(self, talks: Sequence[int]) -> bool:
        """True if talks can be divided among stretches by their minutes; true if that is not found out."""
        stretches = frozenset().union(*(self.stretches[talk] for talk in talks))
        left = {stretch: self.capacities.usable(stretch, talks) for stretch in stretches}
        order = sorted(talks, key=lambda talk: (-self.problem.talks[talk].minutes, talk))
        steps = 0

        def divide(number: int) -> bool:
            nonlocal steps
            steps += 1
            if number == len(order) or steps > _PACKING_STEPS_LIMIT:
                return True
            talk = order[number]
            minutes = self.problem.talks[talk].minutes
            tried: set[tuple[int, frozenset[int]]] = set()
            for stretch in sorted(self.stretches[talk], key=lambda option: (left[option], option)):
                # Of stretches with as many minutes left and the same talks to come, one is enough.
                later = frozenset(other for other in order[number:] if stretch in self.stretches[other])
                if left[stretch] < minutes or (left[stretch], later) in tried:
                    continue
                tried.add((left[stretch], later))
                left[stretch] -= minutes
                if divide(number + 1):
                    return True
                left[stretch] += minutes
            return False

        return divide(0)

    # Search

    def _of_search(self, talk: int) -> Certificate | None:
        """A few talks around one that have no timetable together."""
        for around in self._surroundings(talk):
            if not may_all_be_placed(self.problem, around):
                talks = self._smallest(talk, around, lambda some: not may_all_be_placed(self.problem, some))
                return Certificate(Shortage.ORDER, tuple(sorted(talks)))
        return None

    def _surroundings(self, talk: int) -> Iterator[list[int]]:
        """Ever larger sets of talks around one: of its people and wishes, or confined to its stretches."""
        related: dict[int, set[int]] = {talk: set() for talk in self.talks}
        for relation in self.problem.relations:
            if relation.price == FORBIDDEN and {relation.one, relation.other} <= related.keys():
                related[relation.one].add(relation.other)
                related[relation.other].add(relation.one)
        known = {*self.talks}
        around = [talk]
        last: list[int] = []
        for _ in range(3):
            stretches = frozenset().union(*(self.stretches[near] for near in around))
            close = {other for near in around for other in (self.opponents[near] & known) | related[near]} | {
                other for other in self.talks if self.stretches[other] <= stretches
            }
            fresh = sorted(close - {*around}, key=lambda other: (len(self.stretches[other]), other))
            around += fresh[: max(_SEARCHED_LIMIT - len(around), 0)]
            if around == last:
                return
            last = [*around]
            yield last


class _Capacities:
    """The minutes of stretches that talks can use."""

    def __init__(self, problem: Problem, talks: Collection[int]) -> None:
        self.problem = problem
        self._everything = frozenset(talks)
        self._filled: dict[tuple[int, tuple[int, ...]], int] = {}
        self._users: dict[int, list[int]] = {}
        for talk in talks:
            for stretch in problem.options[talk]:
                self._users.setdefault(stretch, []).append(talk)

    def windows_of_talk(self, talk: int) -> list[tuple[int, int]]:
        """The intervals in which a talk may begin in any stretch, by time."""
        return sorted({start for option in self.problem.options[talk].values() for start in option.starts})

    def usable(self, stretch: int, talks: Collection[int]) -> int:
        """The minutes of a stretch in which one of some talks may take place."""
        talk_set = set(talks)
        windows = {
            (start, end + self.problem.talks[talk].minutes)
            for talk in self._users.get(stretch, ())
            if talk in talk_set
            for start, end in self.problem.options[talk][stretch].starts
        }
        return sum(end - start for start, end in join(windows))

    def minutes(self, stretches: Iterable[int], talks: Collection[int]) -> int:
        """The minutes of stretches that talks share."""
        return sum(self.usable(stretch, talks) for stretch in stretches)

    def filled(self, stretch: int, talks: Collection[int]) -> int:
        """The most minutes of a stretch that talks of those lengths fill."""
        talk_set = set(talks)
        lengths = Counter(
            self.problem.talks[talk].minutes for talk in self._users.get(stretch, ()) if talk in talk_set
        )
        usable = self.usable(stretch, talks)
        sums = 1
        for length, count in sorted(lengths.items()):
            for _ in range(min(count, usable // length)):
                sums |= sums << length
        return (sums & ((1 << (usable + 1)) - 1)).bit_length() - 1


class _Flow:
    """A flow of minutes from classes of talks into stretches."""

    def __init__(self, classes: Sequence[frozenset[int]], free: Mapping[int, int]) -> None:
        self._classes = [sorted(stretches) for stretches in classes]
        self._free = dict(free)
        self._sent: dict[int, Counter[int]] = {stretch: Counter() for stretch in free}

    def send(self, source: int, minutes: int) -> int:
        """Send minutes of a class into its stretches, rerouting others; the minutes that cannot be sent."""
        for stretch in self._classes[source]:
            amount = min(minutes, self._free[stretch])
            self._free[stretch] -= amount
            self._sent[stretch][source] += amount
            minutes -= amount
            if not minutes:
                return 0
        while minutes:
            path = self._path(source)
            if path is None:
                return minutes
            rerouted = [self._sent[stretch][number] for (_, stretch), (number, _) in pairwise(path)]
            amount = min(minutes, self._free[path[-1][1]], *rerouted)
            for at, (number, stretch) in enumerate(path):
                self._sent[stretch][number] += amount
                if at + 1 < len(path):
                    self._sent[stretch][path[at + 1][0]] -= amount
            self._free[path[-1][1]] -= amount
            minutes -= amount
        return 0

    def _path(self, source: int) -> list[tuple[int, int]] | None:
        """Classes with the stretches into which each sends more, to one that has minutes left."""
        came_from: dict[int, tuple[int, int] | None] = {source: None}
        seen: set[int] = set()
        queue = deque([source])
        while queue:
            number = queue.popleft()
            for stretch in self._classes[number]:
                if stretch in seen:
                    continue
                seen.add(stretch)
                if self._free[stretch] > 0:
                    path = [(number, stretch)]
                    while (step := came_from[path[0][0]]) is not None:
                        path.insert(0, step)
                    return path
                for other, sent in self._sent[stretch].items():
                    if sent > 0 and other not in came_from:
                        came_from[other] = (number, stretch)
                        queue.append(other)
        return None

    def reached(self, source: int) -> set[int]:
        """The classes with minutes in stretches that a class can reach by rerouting others."""
        reached, queue, seen = {source}, deque([source]), set()
        while queue:
            for stretch in self._classes[queue.popleft()]:
                if stretch in seen:
                    continue
                seen.add(stretch)
                fresh = [
                    other for other, sent in self._sent[stretch].items() if sent > 0 and other not in reached
                ]
                reached.update(fresh)
                queue.extend(fresh)
        return reached


def _has_order(minutes: Sequence[int], windows: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """True if talks fit one after the other, each beginning within one of its windows.

    By the earliest end of every subset of them.
    """
    count = len(minutes)
    ends = {0: NOWHERE}
    for _ in range(count):
        longer: dict[int, int] = {}
        for done, end in ends.items():
            for number in range(count):
                if done >> number & 1:
                    continue
                starts = (max(earliest, end) for earliest, latest in windows[number] if latest >= end)
                start = min(starts, default=None)
                if start is not None:
                    subset = done | 1 << number
                    longer[subset] = min(longer.get(subset, start + minutes[number]), start + minutes[number])
        ends = longer
    return bool(ends)
