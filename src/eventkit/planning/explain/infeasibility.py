"""Infeasibility: proofs that some talks cannot all have a place.

Each ignores some of the conditions, so that what it proves is true with them, too. Counting comes first: a
talk without any place, a person whose talks have no order, wishes that go round in a circle, and talks that
need more minutes than they share, by Hall's theorem. Last comes an exact search of a few talks.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import combinations, pairwise
from typing import NamedTuple

from eventkit.planning.problem.free_time import join
from eventkit.planning.problem.planning_model import (
    FORBIDDEN,
    NOT_AT_ONCE,
    NOWHERE,
    Diary,
    Problem,
    Relation,
    Window,
    find_opponents,
)

_SEARCHED_LIMIT = 12
"""The most talks that are searched exactly, or of which all orders are tried for a person."""

_STEPS_LIMIT = 60_000
"""The number of starts of talks in stretches that are calculated before a search ends without a proof."""

_REDUCED_LIMIT = 100
"""Up to how many talks a proof is made smaller."""

_ABOUT_DAYS = frozenset({"same-day", "spread", "consecutive"})
_ABOUT_ROOMS = frozenset({"same-room", "consecutive"})
_IN_ORDER = frozenset({"before", "consecutive"})

_OF_EVERY_TWO = {"one-room": "same-room", "one-day": "same-day"}

_ALWAYS = 10**9
"""A minute after all others."""


class Shortage(StrEnum):
    """A resource of which there is too little: the codes of reasons."""

    PLACE = "no-place"
    """A talk cannot be placed, even if no other talk is."""
    PERSON = "person-without-time"
    """A person has more talks than time."""
    MINUTES = "too-few-minutes"
    """Talks that share stretches need more minutes than these have."""
    PACKING = "no-packing"
    """Talks that share stretches fit into their minutes, but not into the single stretches."""
    ORDER = "no-order"
    """Talks that share stretches and people, or are tied by wishes, have no timetable that suits all."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that some talks cannot all have a place; without any one of them it would be none."""

    shortage: Shortage
    talks: tuple[int, ...]
    person: str = ""
    minutes: int = 0


def find_proof(
    problem: Problem, talks: Collection[int], about: int | None = None, *, is_counted: bool = False
) -> Proof | None:
    """A proof that those talks cannot all have a place; ``None`` if there is none, or none is found."""
    prover = _Prover(problem, sorted(talks))
    for talk in prover.talks if about is None else [about]:
        if proof := prover.prove(talk, is_counted=is_counted):
            return proof
    return None


def find_confined(problem: Problem, talks: Collection[int], about: int) -> list[int] | None:
    """Talks, among them one, that do not fit into the minutes they can use; ``None`` if there are none."""
    return _Prover(problem, sorted(talks)).confined(about)


def shared_minutes(problem: Problem, stretches: Iterable[int], talks: Collection[int]) -> int:
    """The minutes of stretches in which talks may take place."""
    return sum(end - start for stretch in stretches for start, end in _windows(problem, stretch, talks))


class _Prover:
    """Finds proofs about one talk after the other."""

    def __init__(self, problem: Problem, talks: list[int]) -> None:
        self.problem = problem
        self.talks = talks
        self.stretches = {talk: frozenset(problem.options[talk]) for talk in talks}
        self.opponents = find_opponents(problem, NOT_AT_ONCE)
        self.related: dict[int, set[int]] = {talk: set() for talk in talks}
        self.tied: dict[int, set[int]] = {talk: set() for talk in talks}
        self.following: dict[int, set[int]] = {talk: set() for talk in talks}
        for relation in _strict_relations(problem):
            pair = relation.one, relation.other
            if self.related.keys() >= {*pair}:
                if relation.kind in _IN_ORDER:
                    self.following[relation.one].add(relation.other)
                for one, other in (pair, pair[::-1]):
                    self.related[one].add(other)
                    if relation.kind in _ABOUT_DAYS | _ABOUT_ROOMS:
                        self.tied[one].add(other)

    def prove(self, talk: int, *, is_counted: bool) -> Proof | None:
        """The first proof about a talk, as small as it can be."""
        if not self.stretches[talk]:
            return Proof(Shortage.PLACE, (talk,))
        own = self._by_people(talk) or self._by_wishes(talk)
        return own if own or is_counted else self._by_minutes(talk) or self._by_search(talk)

    @staticmethod
    def _smallest(
        talk: int, talks: Iterable[int], is_impossible: Callable[[Sequence[int]], bool]
    ) -> tuple[int, ...]:
        """Talks without those that a proof about one of them does not need: each is left out in turn."""
        smallest = sorted(talks)
        for other in [*smallest]:
            fewer = [member for member in smallest if member != other]
            if other != talk and is_impossible(fewer):
                smallest = fewer
        return tuple(smallest)

    # People and wishes

    def _by_people(self, talk: int) -> Proof | None:
        for diary in self.problem.diaries:
            mine = [other for other in self.talks if other in diary.talks] if talk in diary.talks else []
            if len(mine) > 1 and self._is_overbooked(diary, mine):
                talks = self._smallest(talk, mine, partial(self._is_overbooked, diary))
                return Proof(Shortage.PERSON, talks, person=diary.name)
        return None

    def _is_overbooked(self, diary: Diary, talks: Sequence[int]) -> bool:
        """True if a person cannot give talks one after the other, were every room free."""
        if not all(diary.excludes(one, other) for one in talks for other in talks if one < other):
            return False
        rest, stretches = self.problem.rest, self.problem.stretches
        days = {stretches[each].day for each in self._shared(talks)}
        if rest.price_of_more == FORBIDDEN and len(talks) > rest.most * len(days):
            return True
        minutes = [self.problem.talks[talk].minutes for talk in talks]
        windows = [
            sorted({start for option in self.problem.options[talk].values() for start in option.starts})
            for talk in talks
        ]
        there = join(
            (start, end + length) for own, length in zip(windows, minutes, strict=True) for start, end in own
        )
        if sum(minutes) > sum(end - start for start, end in there):
            return True
        return len(talks) <= _SEARCHED_LIMIT and not _has_order(minutes, windows)

    def _by_wishes(self, talk: int) -> Proof | None:
        """Talks that wishes put in a circle, or tie to one another without such days and rooms."""
        if circle := self._circle(talk):
            return Proof(Shortage.ORDER, circle)
        tied = _reached(talk, self.tied.__getitem__)
        return self._proof_among(talk, tied) if 1 < len(tied) <= _SEARCHED_LIMIT else None

    def _circle(self, talk: int) -> tuple[int, ...]:
        """The shortest circle of talks around one, each of which has to end before the next begins."""
        came_from: dict[int, int] = {}
        queue = deque([talk])
        while queue and talk not in came_from:
            one = queue.popleft()
            fresh = [other for other in sorted(self.following[one]) if other not in came_from]
            came_from |= dict.fromkeys(fresh, one)
            queue.extend(fresh)
        circle = [talk] if talk in came_from else []
        while circle and came_from[circle[-1]] != talk:
            circle.append(came_from[circle[-1]])
        return tuple(sorted(circle))

    # Minutes

    def _by_minutes(self, talk: int) -> Proof | None:
        """Talks that need more minutes than their stretches have, or than can be filled by their lengths."""
        confined = self.confined(talk)
        if confined is None:
            return None
        talks = tuple(confined)
        if len(talks) < _REDUCED_LIMIT:
            talks = self._smallest(talk, talks, self._is_short)
        minutes = shared_minutes(self.problem, self._shared(talks), talks)
        needed = sum(self.problem.talks[each].minutes for each in talks)
        shortage = Shortage.MINUTES if needed > minutes else Shortage.PACKING
        return Proof(shortage, tuple(sorted(talks)), minutes=minutes)

    def _shared(self, talks: Iterable[int]) -> frozenset[int]:
        return frozenset().union(*(self.stretches[talk] for talk in talks))

    def _is_short(self, talks: Sequence[int]) -> bool:
        """True if talks need more minutes than can be filled in all their stretches together."""
        filled = sum(_filled(self.problem, stretch, talks) for stretch in self._shared(talks))
        return _needed(self.problem, talks) > filled

    def confined(self, talk: int) -> list[int] | None:
        """Talks, among them this one, that do not fit into their stretches; ``None`` if there are none.

        The theorem of Hall for minutes: talks of equal stretches send them there. If those of the talk
        cannot all be sent, the talks that stand in its way, directly or through others, are such a set.
        """
        users: dict[int, list[int]] = {}
        for other in self.talks:
            for stretch in self.stretches[other]:
                users.setdefault(stretch, []).append(other)
        reached = _reached(talk, lambda one: {user for each in self.stretches[one] for user in users[each]})
        members: dict[frozenset[int], list[int]] = {}
        for other in sorted(reached - {talk}):
            members.setdefault(self.stretches[other], []).append(other)
        classes = sorted(members.items(), key=lambda item: (len(item[0]), sorted(item[0])))
        classes.append((self.stretches[talk], [talk]))
        left = {stretch: _filled(self.problem, stretch, users[stretch]) for stretch in self._shared(reached)}
        needs = [_needed(self.problem, talks) for _, talks in classes]
        deficient = _find_deficient([sorted(stretches) for stretches, _ in classes], needs, left)
        if deficient is None:
            return None
        return [other for number in sorted(deficient) for other in classes[number][1]]

    # Search

    def _by_search(self, talk: int) -> Proof | None:
        """A few talks around one that have no timetable together."""
        proofs = (self._proof_among(talk, around) for around in self._surroundings(talk))
        return next(filter(None, proofs), None)

    def _proof_among(self, talk: int, around: Collection[int]) -> Proof | None:
        if may_all_be_placed(self.problem, around):
            return None
        talks = self._smallest(talk, around, lambda some: not may_all_be_placed(self.problem, some))
        if any((self.opponents[one] | self.related[one]) & {*talks} for one in talks):
            return Proof(Shortage.ORDER, talks)
        minutes = shared_minutes(self.problem, self._shared(talks), talks)
        return Proof(Shortage.PACKING, talks, minutes=minutes)

    def _surroundings(self, talk: int) -> Iterator[list[int]]:
        """Ever larger sets of talks around one: of its people and wishes, or confined to its stretches."""
        tied = _reached(talk, self.related.__getitem__)
        if 1 < len(tied) <= _SEARCHED_LIMIT:
            yield sorted(tied)
        known, around, last = {*self.talks}, [talk], 0
        while last < len(around) <= _SEARCHED_LIMIT:
            last, stretches = len(around), self._shared(around)
            close = {
                other for near in around for other in (self.opponents[near] & known) | self.related[near]
            }
            close |= {other for other in self.talks if self.stretches[other] <= stretches}
            fresh = sorted(close - {*around}, key=lambda other: (len(self.stretches[other]), other))
            around += fresh[: _SEARCHED_LIMIT - len(around)]
            if len(around) > last or last == 1:
                yield [*around]


def _strict_relations(problem: Problem) -> list[Relation]:
    """The wishes that must be met; those for all to be in one room or on one day for every two of them."""
    relations = [each for each in problem.relations if each.price == FORBIDDEN]
    for run in problem.runs:
        if run.price == FORBIDDEN and (kind := _OF_EVERY_TWO.get(run.kind)):
            relations += [Relation(kind, *pair, run.price) for pair in combinations(run.talks, 2)]
    return relations


def _reached(talk: int, neighbours: Callable[[int], Iterable[int]]) -> set[int]:
    reached, queue = {talk}, deque([talk])
    while queue:
        fresh = {*neighbours(queue.popleft())} - reached
        reached |= fresh
        queue.extend(sorted(fresh))
    return reached


def _needed(problem: Problem, talks: Collection[int]) -> int:
    """The minutes that talks need, each with the turnaround after it."""
    return sum(problem.talks[talk].minutes for talk in talks) + problem.turnaround * len(talks)


def _windows(problem: Problem, stretch: int, talks: Iterable[int]) -> list[Window]:
    """The times of a stretch in which one of some talks may take place."""
    windows = {
        (start, end + problem.talks[talk].minutes)
        for talk in talks
        if (option := problem.options[talk].get(stretch)) is not None
        for start, end in option.starts
    }
    return join(windows)


def _filled(problem: Problem, stretch: int, talks: Collection[int]) -> int:
    """The most minutes of a stretch that talks of those lengths fill, each with the turnaround after it."""
    windows = _windows(problem, stretch, talks)
    usable = sum(end - start + problem.turnaround for start, end in windows)
    lengths = Counter(_needed(problem, [talk]) for talk in talks if stretch in problem.options[talk])
    sums = 1
    for length, count in sorted(lengths.items()):
        for _ in range(min(count, usable // length)):
            sums |= sums << length
    return (sums & ((1 << (usable + 1)) - 1)).bit_length() - 1


def _find_deficient(
    places: Sequence[Sequence[int]], needs: Sequence[int], left: dict[int, int]
) -> set[int] | None:
    """The classes in the way of the last one, if not all minutes that it needs can be sent to its places."""
    sent: dict[int, Counter[int]] = {place: Counter() for place in left}
    reached: set[int] = set()
    missing = 0
    for source, minutes in enumerate(needs):
        missing = minutes
        while missing:
            path, reached = _find_path(source, places, left, sent)
            if not path:
                break
            rerouted = [sent[place][other] for (_, place), (other, _) in pairwise(path)]
            amount = min(missing, left[path[-1][1]], *rerouted)
            for at, (number, place) in enumerate(path):
                sent[place][number] += amount
                if at + 1 < len(path):
                    sent[place][path[at + 1][0]] -= amount
            left[path[-1][1]] -= amount
            missing -= amount
    return reached if missing else None


def _find_path(
    source: int, places: Sequence[Sequence[int]], left: Mapping[int, int], sent: Mapping[int, Counter[int]]
) -> tuple[list[tuple[int, int]], set[int]]:
    """Classes with the places to which each sends more, to one that can take it; and all that are reached."""
    came_from: dict[int, tuple[int, int] | None] = {source: None}
    queue, seen = deque([source]), set[int]()
    while queue:
        number = queue.popleft()
        for place in places[number]:
            if place in seen:
                continue
            seen.add(place)
            if left[place] > 0:
                path = [(number, place)]
                while (step := came_from[path[0][0]]) is not None:
                    path.insert(0, step)
                return path, {*came_from}
            for other, amount in sent[place].items():
                if amount > 0 and other not in came_from:
                    came_from[other] = number, place
                    queue.append(other)
    return [], {*came_from}


def _has_order(minutes: Sequence[int], windows: Sequence[Sequence[Window]]) -> bool:
    """True if talks fit one after the other, each beginning within one of its windows.

    By the earliest end of every subset of them.
    """
    ends = {0: NOWHERE}
    for _ in minutes:
        longer: dict[int, int] = {}
        for done, end in ends.items():
            for number, length in enumerate(minutes):
                starts = (max(earliest, end) for earliest, latest in windows[number] if latest >= end)
                start = min(starts, default=None)
                if start is not None and not done >> number & 1:
                    subset = done | 1 << number
                    longer[subset] = min(longer.get(subset, _ALWAYS), start + length)
        ends = longer
    return bool(ends)


# Exact search


def may_all_be_placed(problem: Problem, talks: Collection[int]) -> bool:
    """True if talks can all have places if no other talk has one.

    True as well where the search ends at its limit: only what is false is proved.
    """
    return _Search(problem, talks).extend(frozenset(talks), 0)


class _Placed(NamedTuple):
    """A talk with a place: its start, its end and its stretch."""

    start: int
    end: int
    stretch: int


class _Search:
    """A depth-first search over the places of a few talks, in the order of their starts.

    Each talk begins as early as it can. A state from which all talks could not be placed is remembered.
    """

    def __init__(self, problem: Problem, talks: Collection[int]) -> None:
        self.problem = problem
        self.steps = _STEPS_LIMIT
        self.placed: dict[int, _Placed] = {}
        self.failed: set[object] = set()
        self.ends = {
            stretch: problem.stretches[stretch].start for talk in talks for stretch in problem.options[talk]
        }
        self.opponents = find_opponents(problem, NOT_AT_ONCE)
        self.relations = [each for each in _strict_relations(problem) if {each.one, each.other} <= {*talks}]
        self.related = {
            talk
            for each in self.relations
            if each.kind not in {"apart", "before"}
            for talk in (each.one, each.other)
        }
        self.kinds = {each.kind for each in self.relations}
        self.earlier: dict[int, list[int]] = {talk: [] for talk in talks}
        for each in self.relations:
            if each.kind in _IN_ORDER:
                self.earlier[each.other].append(each.one)

    def extend(self, waiting: frozenset[int], now: int) -> bool:
        """Place the talks that wait, none before a minute; true where the limit is reached."""
        if not waiting or self.steps <= 0:
            return True
        starts = {talk: self._starts(talk, now) for talk in sorted(waiting)}
        if not all(starts.values()):
            return self.steps <= 0
        left = sum(
            self.problem.stretches[stretch].end - max(self.ends[stretch], now) + self.problem.turnaround
            for stretch in {stretch for places in starts.values() for stretch in places}
        )
        if left < _needed(self.problem, waiting):
            return False
        state = (
            tuple((talk, tuple(places.items())) for talk, places in starts.items()),
            tuple((talk, self._bond(talk)) for talk in sorted(self.related & self.placed.keys())),
        )
        if state in self.failed:
            return False
        for talk, stretch, start in self._branches(starts):
            end, before = start + self.problem.talks[talk].minutes, self.ends[stretch]
            self.placed[talk] = _Placed(start, end, stretch)
            self.ends[stretch] = end + self.problem.turnaround
            is_possible = self.extend(waiting - {talk}, start)
            del self.placed[talk]
            self.ends[stretch] = before
            if is_possible:
                return True
        self.failed.add(state)
        return False

    def _starts(self, talk: int, now: int) -> dict[int, int]:
        """The earliest start of a talk in each stretch, from a minute on."""
        starts = {}
        for stretch in self.problem.options[talk]:
            self.steps -= 1
            start = self._first_start(talk, stretch, max(now, self.ends[stretch]))
            if start != NOWHERE and self._is_allowed(talk, stretch, start):
                starts[stretch] = start
        return starts

    def _first_start(self, talk: int, stretch: int, after: int) -> int:
        """The first start at which a talk overlaps none of the placed ones that it must not overlap."""
        minutes = self.problem.talks[talk].minutes
        start = self.problem.first_start(talk, stretch, after)
        while start != NOWHERE:
            ends = [
                other.end
                for number in self.opponents[talk]
                if (other := self.placed.get(number)) is not None
                and other.start < start + minutes
                and start < other.end
            ]
            if not ends:
                break
            start = self.problem.first_start(talk, stretch, max(ends))
        return start

    def _is_allowed(self, talk: int, stretch: int, start: int) -> bool:
        """True if wishes about a talk and placed ones allow it a stretch, where that is its first start."""
        there = self.problem.stretches[stretch]
        for kind, one, other, _ in self.relations:
            placed = self.placed.get(other if talk == one else one) if talk in {one, other} else None
            if placed is None:
                continue
            beside = self.problem.stretches[placed.stretch]
            if kind in {"same-day", "spread"} and (there.day == beside.day) == (kind == "spread"):
                return False
            if kind in _ABOUT_ROOMS and there.place != beside.place:
                return False
            if (
                kind == "consecutive"
                and talk == other
                # The first one may begin later than it does here, and then the other follows it sooner.
                and self.problem.minutes_without_breaks(self._latest_end(one), start) > self.problem.pause
            ):
                return False
        return True

    def _latest_end(self, talk: int) -> int:
        starts = self.problem.options[talk][self.placed[talk].stretch].starts
        return max(last for _, last in starts) + self.problem.talks[talk].minutes

    def _bond(self, talk: int) -> object:
        """The properties of the place of a talk that count for wishes about it and others."""
        end = self._latest_end(talk) if "consecutive" in self.kinds else 0
        return self._site(self.placed[talk].stretch), end

    def _site(self, stretch: int) -> tuple[int, int]:
        """The day and the place of a stretch, where wishes are about these."""
        there = self.problem.stretches[stretch]
        return there.day * bool(self.kinds & _ABOUT_DAYS), there.place * bool(self.kinds & _ABOUT_ROOMS)

    def _branches(self, starts: Mapping[int, Mapping[int, int]]) -> list[tuple[int, int, int]]:
        """The talks that may come next, with stretches and starts.

        One of them ends first. If all others began after it and the turnaround, it could be placed now
        without harm; so only those that begin before that come first.
        """
        minutes = {talk: self.problem.talks[talk].minutes for talk in starts}
        ready = {
            talk: places for talk, places in starts.items() if self.placed.keys() >= {*self.earlier[talk]}
        }
        ends = (
            start + minutes[talk] + self.problem.turnaround
            for talk, places in ready.items()
            if talk not in self.related
            for start in places.values()
        )
        first_end, seen, branches = min(ends, default=_ALWAYS), set[object](), []
        for talk, places in ready.items():
            for stretch, start in places.items():
                likeness = talk, self._likeness(stretch, starts)
                if start < first_end and likeness not in seen:
                    seen.add(likeness)
                    branches.append((start, len(places), -minutes[talk], talk, stretch))
        return [(talk, stretch, start) for start, _, _, talk, stretch in sorted(branches)]

    def _likeness(self, stretch: int, starts: Mapping[int, Mapping[int, int]]) -> object:
        """The same for two stretches in which all that wait may do the same."""
        same = tuple(
            (other, places[stretch], self.problem.options[other][stretch].starts)
            for other, places in starts.items()
            if stretch in places
        )
        return self.problem.stretches[stretch].end, same, self._site(stretch)
