"""Annealing: small changes of an arrangement, worse ones accepted ever less often.

It stops after a number of changes tried, never after a time, and calculates in whole numbers only: one seed
gives one arrangement on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from eventkit.planning.problem.planning_model import (
    ABOUT_FRAME,
    LEFT_OUT,
    NOT_AT_ONCE,
    NOWHERE,
    Problem,
    find_opponents,
)
from eventkit.planning.search.arrangement import (
    NEVER,
    Arrangement,
    Contents,
    TalkChains,
    arrange_one_by_one,
    insert_talk,
    track_mates,
)
from eventkit.rules.block_rules import RIVAL_RULES

_HEAT = 3_600  # the usual increase in price that is accepted half of the time at the beginning
_REPORT_EVERY = 256  # after how many changes the watcher is asked

_RUIN = 40 * _HEAT
"""The most increase that is ever accepted: where a talk that is stuck takes the place of others."""

_RECREATED_EVERY = 8  # after how many changes, on average, a talk that is stuck claims a stretch
_WAITING_EVERY = 32  # after how many moves, on average, a talk that may gain by it begins later where it goes
_EARLIER = 5  # the minutes between starts that are tried for a talk with idle time before it

_CHAIN_MOVED_EVERY = 8
"""After how many changes, on average, talks that have to follow one another move together."""

_PLACES_TRIED = 8  # in how many stretches a talk is tried that had to leave one
_REPORT_SECONDS = 0.5  # after how many seconds the watcher is asked while other processes search


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of the search for a plan.

    Attributes:
        placed: How many talks have a place.
        left_out: How many have none.
        price: The price of the best arrangement so far.
        moves_tried: How many changes were tried.
        moves: How many will be tried; none before a search that follows a plan that was found.
    """

    placed: int
    left_out: int
    price: int
    moves_tried: int
    moves: int


Watcher = Callable[[Progress], bool]
"""Receives the progress; returns whether to continue."""


def anneal(arrangement: Arrangement, moves: int, seed: int, watch: Watcher | None = None) -> int:
    """Improve an arrangement, leave it at the best that was found, and return how many changes were tried."""
    changes, best = _Changes(arrangement, Random(seed)), _Best(arrangement)  # noqa: S311 - it hides nothing
    tried = 0
    while tried < moves:
        if watch is not None and tried % _REPORT_EVERY == 0:
            progress = _progress(arrangement, best.price, tried, moves)
            if not watch(progress):
                break
        tried += 1
        left = moves - tried
        # Cools with the square of what is left; the increase accepted is drawn from twice the heat.
        changes.step(best, 2 * _HEAT * left * left // (moves * moves))
    best.take_over()
    _begin_early(arrangement)
    return tried


def _begin_early(arrangement: Arrangement) -> None:
    """Let each talk begin as early as it can where it is, unless that costs more: no time is idle in vain."""
    for stretch, talks in enumerate(arrangement.contents):
        for talk in talks:
            arrangement.not_before[talk] = arrangement.start[talk]
        for talk in [*talks]:
            opens, start = arrangement.problem.stretches[stretch].start, arrangement.start[talk]
            for earlier in (NEVER, *range(opens, start, _EARLIER)):
                delta = arrangement.try_change(
                    {stretch: [*arrangement.contents[stretch]]}, (talk, earlier), 0
                )
                if delta is not None and delta <= 0:
                    break


class _Best:
    """The best so far. Its contents are copied only before they are left: most are improved at once."""

    def __init__(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self._contents = arrangement.copy_contents()
        self._is_saved = True
        self.price = arrangement.price

    def note(self) -> None:
        if self._arrangement.price < self.price:
            self.price, self._is_saved = self._arrangement.price, False

    def is_unsaved_at(self, price: int) -> bool:
        """True if an arrangement of that price is the best one, and has not been copied."""
        return not self._is_saved and price == self.price

    def save(self) -> None:
        """Copy the contents of the best, before they are left."""
        if self.is_unsaved_at(self._arrangement.price):
            self._contents, self._is_saved = self._arrangement.copy_contents(), True

    def take_over(self) -> None:
        if self._is_saved:
            self._arrangement.restore(self._contents)


class _Changes:
    """Draws changes of an arrangement, and tries them."""

    def __init__(self, arrangement: Arrangement, random: Random) -> None:
        self._arrangement = arrangement
        self._random = random
        self._problem = problem = arrangement.problem
        # Most talks may be in the same stretches: they have one list in common.
        known: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._options = [known.setdefault(found, found) for found in map(tuple, problem.options)]
        self._movable = [talk for talk, options in enumerate(self._options) if options]
        self._stretches = len(problem.stretches)
        periods: dict[tuple[int, int], list[int]] = {}
        for index, stretch in enumerate(problem.stretches):
            periods.setdefault((stretch.start, stretch.end), []).append(index)
        self._kinds = (
            *[self._move_talk] * 9,
            *[self._swap_talks] * 2,
            *[self._swap_contents] * 3,
            *[self._swap_rooms] * 2,
            *[self._shift_runs] * 2,
            *[self._reorder] * 2,
        )
        self._wait: tuple[int, int] | None = None
        self._opponents = _opponents(problem)
        self._excluded = find_opponents(problem, NOT_AT_ONCE)
        self._openings = _openings(problem, self._opponents)
        self._may_gain = [*self._openings]
        self._waits = {talk for talk, (openings, _) in self._openings.items() if openings}
        if self._openings:
            self._kinds += (self._begin_later,) * 2
        self._chains = TalkChains(problem)
        self._same_period = [periods[stretch.start, stretch.end] for stretch in problem.stretches]
        self._is_exclusive = problem.mixed_price > _RUIN
        self._price_of_stuck = problem.mixed_price if self._is_exclusive else LEFT_OUT
        self._mates = track_mates(problem)
        self._period = problem.periods
        self._place = [stretch.place for stretch in problem.stretches]
        self._length = [stretch.end - stretch.start for stretch in problem.stretches]
        self._line_at = {
            (stretch.place, self._period[index]): index for index, stretch in enumerate(problem.stretches)
        }
        self._lines: dict[int, list[int]] = {}
        for index in sorted(range(self._stretches), key=lambda index: (self._period[index], index)):
            self._lines.setdefault(self._place[index], []).append(index)
        self._position = {index: number for line in self._lines.values() for number, index in enumerate(line)}

    def step(self, best: _Best, limit: int) -> None:
        """Try a change that costs no more than a limit; now and then, let a stuck talk claim a stretch."""
        arrangement, random = self._arrangement, self._random
        if arrangement.price >= self._price_of_stuck and random.randrange(_RECREATED_EVERY) == 0:
            best.save()
            self._recreate()
            best.note()
            return
        displaces, change = self._draw()
        wait = self._wait
        if displaces:
            limit = _RUIN
        delta = arrangement.try_change(change, wait, limit) if change is not None else None
        if change is None or delta is None:
            return
        if delta > 0 and delta > (random.randrange(limit + 1) if limit else 0):
            if delta <= limit:
                arrangement.revert()
        elif delta > 0 and best.is_unsaved_at(arrangement.price - delta):
            arrangement.revert()
            best.save()
            arrangement.try_change(change, wait)
        best.note()

    def _draw(self) -> tuple[bool, dict[int, list[int]] | None]:
        """A change to try, or ``None``; before it, whether one talk displaces another."""
        self._wait = None
        if not self._movable:
            return False, None
        if self._chains.chains and self._random.randrange(_CHAIN_MOVED_EVERY) == 0:
            return False, self._chains.draw(self._arrangement, self._random)
        kind = self._random.randrange(len(self._kinds))
        if kind < 2 and self._arrangement.price >= LEFT_OUT:
            return True, self._displace()
        return False, self._kinds[kind]()

    def _move_talk(self) -> dict[int, list[int]] | None:
        """A talk to another stretch; where it does not fit, one or two others make room for it."""
        arrangement, random = self._arrangement, self._random
        talks = arrangement.problem.talks
        talk = self._draw_talk()
        source = arrangement.stretch[talk]
        target = self._draw_target(talk)
        if target == source:
            return None
        if talk in self._waits and random.randrange(_WAITING_EVERY) == 0:
            self._wait = talk, self._draw_opening(talk, target)
        talks_there = [*arrangement.contents[target]]
        if self._is_exclusive and talks_there and talks[talks_there[0]].track != talks[talk].track:
            return self._exchange(source, target)
        missing = talks[talk].minutes - arrangement.room_left(target)
        if missing <= 0:
            return self._without(talk, source) | {target: self._insert(talks_there, talk)}
        random.shuffle(talks_there)
        leaving = []
        while talks_there and missing > 0:
            leaving.append(talks_there.pop())
            missing -= talks[leaving[-1]].minutes
        if missing > 0:
            return None
        order = [other for other in arrangement.contents[target] if other not in leaving]
        order = self._insert(order, talk)
        if source == NOWHERE:
            return {target: order}
        here = [other for other in arrangement.contents[source] if other != talk]
        for other in leaving:
            here = self._insert(here, other)
        return {source: here, target: order}

    def _begin_later(self) -> dict[int, list[int]] | None:
        """A talk when it had better begin, with idle time before it, or without any."""
        talk = self._may_gain[self._random.randrange(len(self._may_gain))]
        stretch = self._arrangement.stretch[talk]
        if stretch == NOWHERE:
            return None
        self._wait = talk, self._draw_opening(talk, stretch)
        return {stretch: [*self._arrangement.contents[stretch]]}

    def _draw_opening(self, talk: int, stretch: int) -> int:
        """A minute before which a talk had better not begin in a stretch; `NEVER` for no such minute."""
        problem, arrangement = self._problem, self._arrangement
        start, end, _, place, *_ = problem.stretches[stretch]
        minutes = problem.talks[talk].minutes
        openings, others = self._openings[talk]
        within = [*openings, end - minutes]
        within += [arrangement.start[other] - minutes for other in arrangement.contents[stretch]]
        for other in others if not openings or self._random.randrange(2) else ():
            if (elsewhere := arrangement.stretch[other]) not in {NOWHERE, stretch}:
                ended = arrangement.start[other] + problem.talks[other].minutes
                way, _ = problem.walks.get((problem.stretches[elsewhere].place, place), (0, 0))
                within += [ended, ended + way, ended + max(problem.rest.breather, way)]
        choices = [*(opens for opens in within if start < opens < end), NEVER]
        return choices[self._random.randrange(len(choices))]

    def _draw_target(self, talk: int) -> int:
        """A stretch where a talk may be; half of the time one where another of its track is."""
        arrangement, random = self._arrangement, self._random
        mates = self._mates[talk]
        if mates and random.randrange(2):
            target = arrangement.stretch[mates[random.randrange(len(mates))]]
            if target in arrangement.problem.options[talk]:
                return target
        options = self._options[talk]
        return options[random.randrange(len(options))]

    def _insert(self, talks: list[int], talk: int) -> list[int]:
        """Talks with one more, anywhere among them."""
        at = self._random.randrange(len(talks) + 1)
        return [*talks[:at], talk, *talks[at:]]

    def _swap_talks(self) -> dict[int, list[int]] | None:
        """Two talks of a track, each in the place of the other."""
        arrangement, random = self._arrangement, self._random
        one = self._draw_talk()
        mates = self._mates[one]
        if not mates:
            return None
        other = mates[random.randrange(len(mates))]
        source, target = arrangement.stretch[one], arrangement.stretch[other]
        if source == target or NOWHERE in {source, target}:
            return None
        return {
            source: [other if talk == one else talk for talk in arrangement.contents[source]],
            target: [one if talk == other else talk for talk in arrangement.contents[target]],
        }

    def _displace(self) -> dict[int, list[int]] | None:
        """A talk without a place into a stretch, for one that is there or elsewhere, which loses its own."""
        arrangement, random = self._arrangement, self._random
        waiting = [talk for talk in arrangement.left_out if self._options[talk]]
        if not waiting:
            return None
        talk = waiting[random.randrange(len(waiting))]
        options = self._options[talk]
        target = options[random.randrange(len(options))]
        # One with the same people may be what keeps it out, wherever that one is.
        others = self._opponents[talk] if random.randrange(2) else arrangement.contents[target]
        if not others:
            return None
        other = others[random.randrange(len(others))]
        change = self._without(other, arrangement.stretch[other])
        talks_there = change[target] if target in change else [*arrangement.contents[target]]
        talks_there.insert(random.randrange(len(talks_there) + 1), talk)
        return change | {target: talks_there}

    def _recreate(self) -> None:
        """Let a talk that is stuck claim a stretch, and give those that lose their places the cheapest left.

        It has no place, or is in a block of several tracks where that is dearer than `_RUIN`. Undone if that
        leaves the price higher by more than is drawn up to `_RUIN`.
        """
        arrangement, random, options = self._arrangement, self._random, self._problem.options
        stuck = [other for other in arrangement.left_out if self._options[other]]
        stuck += arrangement.talks_in_mixed_blocks() if self._is_exclusive else []
        if not stuck:
            return
        before, price, left_out = arrangement.copy_contents(), arrangement.price, {*arrangement.left_out}
        talk = stuck[random.randrange(len(stuck))]
        chain = self._chains.chain_of(talk)
        change = self._chains.draw(arrangement, random, chain) if chain else self._claim(talk)
        if change is None or arrangement.try_change(change) is None:
            return
        waiting = [other for other in arrangement.left_out if other not in left_out]
        random.shuffle(waiting)
        for other in waiting:
            near = [*change, *(arrangement.stretch[mate] for mate in self._mates[other])]
            tried = dict.fromkeys([*near, *random.choices(self._options[other], k=_PLACES_TRIED)])
            minutes = self._problem.talks[other].minutes
            fitting = [
                each for each in tried if each in options[other] and arrangement.room_left(each) >= minutes
            ]
            insert_talk(arrangement, other, fitting)
        if arrangement.price > price + random.randrange(_RUIN + 1):
            arrangement.restore(before)

    def _claim(self, talk: int) -> dict[int, list[int]]:
        """A stretch for a talk and others of its track: from beside it, from there, and from one elsewhere.

        What else is there leaves it, and so does what those talks must not overlap.
        """
        arrangement, random, mates = self._arrangement, self._random, self._mates[talk]
        target = self._options[talk][random.randrange(len(self._options[talk]))]
        sources = [arrangement.stretch[talk], target]
        if mates and random.randrange(2):
            sources.append(arrangement.stretch[mates[random.randrange(len(mates))]])
        coming, left = [talk], self._length[target] - self._problem.talks[talk].minutes
        for source in dict.fromkeys(sources):
            for mate in arrangement.contents[source] if source != NOWHERE else ():
                minutes = self._problem.talks[mate].minutes + self._problem.turnaround
                if mate in mates and minutes <= left and target in self._problem.options[mate]:
                    coming.append(mate)
                    left -= minutes
        opens, closes, *_ = self._problem.stretches[target]
        opposed = {other for each in coming for other in self._excluded[each]}
        leaving = {*coming, *arrangement.contents[target]}
        leaving |= {other for other in opposed if opens <= arrangement.start[other] < closes}
        stretches = sorted({arrangement.stretch[each] for each in leaving} - {NOWHERE})
        change = {
            stretch: [each for each in arrangement.contents[stretch] if each not in leaving]
            for stretch in stretches
        }
        return change | {target: coming}

    def _draw_talk(self) -> int:
        """A talk that can be somewhere; one without a place more often than its share."""
        random = self._random
        if self._arrangement.price >= LEFT_OUT and random.randrange(4) == 0:
            waiting = [talk for talk in self._arrangement.left_out if self._options[talk]]
            if waiting:
                return waiting[random.randrange(len(waiting))]
        return self._movable[random.randrange(len(self._movable))]

    def _without(self, talk: int, stretch: int) -> dict[int, list[int]]:
        if stretch == NOWHERE:
            return {}
        return {stretch: [other for other in self._arrangement.contents[stretch] if other != talk]}

    def _swap_contents(self) -> dict[int, list[int]] | None:
        """The talks of two stretches exchanged, of one period or of two."""
        random = self._random
        one = random.randrange(self._stretches)
        if random.randrange(2):
            period = self._same_period[one]
            other = period[random.randrange(len(period))]
        else:
            other = random.randrange(self._stretches)
        return self._exchange(one, other)

    def _exchange(self, one: int, other: int) -> dict[int, list[int]] | None:
        contents = self._arrangement.contents
        if one == other or NOWHERE in {one, other} or not (contents[one] or contents[other]):
            return None
        return {one: [*contents[other]], other: [*contents[one]]}

    def _swap_rooms(self) -> dict[int, list[int]] | None:
        """Two rooms exchanged for as long as a track is in one of them, or for some of that time."""
        random, contents = self._random, self._arrangement.contents
        run = self._run_of(self._draw_stretch())
        if random.randrange(3) == 0:
            run = run[random.randrange(len(run)) :]
        others = self._same_period[run[0]]
        place = self._place[others[random.randrange(len(others))]]
        change: dict[int, list[int]] = {}
        for stretch in run:
            other = self._line_at.get((place, self._period[stretch]))
            if other is None or other == stretch:
                return None
            change[stretch], change[other] = [*contents[other]], [*contents[stretch]]
        return change

    def _shift_runs(self) -> dict[int, list[int]] | None:
        """Two runs after each other in a room in the opposite order, each dealt anew to its stretches."""
        contents, problem = self._arrangement.contents, self._arrangement.problem
        first = self._run_of(self._draw_stretch())
        line = self._lines[self._place[first[0]]]
        after = self._position[first[-1]] + 1
        if after >= len(line):
            return None
        second = self._run_of(line[after]) if contents[line[after]] else [line[after]]
        change: dict[int, list[int]] = {}
        stretches = [*first, *second]
        for run in (second, first):
            target, stretches = stretches[: len(run)], stretches[len(run) :]
            dealt = [contents[stretch] for stretch in run]
            if any(not self._fits(talks, stretch) for talks, stretch in zip(dealt, target, strict=True)):
                talks = [talk for part in dealt for talk in part]
                dealt = self._deal(talks, target)
                if not dealt:
                    return None
            for stretch, part in zip(target, dealt, strict=True):
                change[stretch] = [*part]
        return change if problem.talks else None

    def _fits(self, talks: list[int], stretch: int) -> bool:
        minutes = self._arrangement.problem.talks
        return sum([minutes[talk].minutes for talk in talks]) <= self._length[stretch]

    def _deal(self, talks: list[int], stretches: list[int]) -> list[list[int]]:
        """Talks one after the other in stretches; empty if they do not fit, or leave one of them empty."""
        minutes = self._arrangement.problem.talks
        dealt: list[list[int]] = [[] for _ in stretches]
        at, left = 0, self._length[stretches[0]]
        for number, talk in enumerate(talks):
            must_go_on = len(talks) - number <= len(stretches) - 1 - at and dealt[at]
            while at < len(stretches) and (minutes[talk].minutes > left or must_go_on):
                at += 1
                left = self._length[stretches[at]] if at < len(stretches) else 0
                must_go_on = False
            if at == len(stretches):
                return []
            dealt[at].append(talk)
            left -= minutes[talk].minutes
        return dealt if all(dealt) else []

    def _draw_stretch(self) -> int:
        """A stretch with talks, or any if the talk that is drawn has no place."""
        stretch = self._arrangement.stretch[self._movable[self._random.randrange(len(self._movable))]]
        return self._random.randrange(self._stretches) if stretch == NOWHERE else stretch

    def _run_of(self, stretch: int) -> list[int]:
        """The stretches around one in its room that are in the track of its first talk."""
        line, at = self._lines[self._place[stretch]], self._position[stretch]
        track = self._track_of(stretch)
        first = last = at
        while first and self._track_of(line[first - 1]) == track != NOWHERE:
            first -= 1
        while last + 1 < len(line) and self._track_of(line[last + 1]) == track != NOWHERE:
            last += 1
        return line[first : last + 1]

    def _track_of(self, stretch: int) -> int:
        contents = self._arrangement.contents[stretch]
        return self._arrangement.problem.talks[contents[0]].track if contents else NOWHERE

    def _reorder(self) -> dict[int, list[int]] | None:
        """The talks of a stretch in another order, or in the same one without needless gaps."""
        random, contents = self._random, self._arrangement.contents
        stretch = random.randrange(self._stretches)
        order = [*contents[stretch]]
        random.shuffle(order)
        return {stretch: order} if order else None


def _openings(problem: Problem, opponents: list[list[int]]) -> dict[int, tuple[list[int], list[int]]]:
    """Talks that may gain by idle time before them: when what counts ends, and other talks that count."""
    fixed: dict[int, set[int]] = {}
    for diary in problem.diaries:
        for talk in diary.talks:
            fixed.setdefault(talk, set()).update(each.end for each in diary.fixed)
    openings = {}
    for talk, options in enumerate(problem.options):
        windows = (window for preference in problem.preferences[talk] for window in preference.windows)
        rivals = (rival for option in options.values() for rival in option.rivals)
        ends = {opens for opens, _ in windows if opens > 0} | fixed.get(talk, set())
        ends |= {rival.end for rival in rivals if rival.code in RIVAL_RULES}
        others = sorted({*opponents[talk], *problem.pairs[talk]})
        if ends or others:
            openings[talk] = sorted(ends), others
    return openings


def _opponents(problem: Problem) -> list[list[int]]:
    """For each talk, those that it may have to avoid: of the same people, or by a wish."""
    opponents: list[set[int]] = [set() for _ in problem.talks]
    groups = [[*diary.talks] for diary in problem.diaries]
    groups += [[wish.one, wish.other] for wish in problem.relations if wish.kind not in ABOUT_FRAME]
    for group in groups:
        for talk in group:
            opponents[talk].update(group)
    return [sorted(others - {talk}) for talk, others in enumerate(opponents)]


class Solution(NamedTuple):
    """The best arrangement that a search has found with a seed, and how many changes it has tried."""

    arrangement: Arrangement
    seed: int
    moves_tried: int


def search(
    problem: Problem,
    *,
    moves: int,
    seeds: Sequence[int],
    executor: Executor | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The cheapest arrangement found with some seeds; of equal ones that of the smallest seed.

    An executor tries seeds at once: the result is the same. If the watcher ends the search, what was found so
    far counts, and other processes complete the seeds that they have begun.
    """
    report = _Reports(watch, moves * len(seeds))
    first, *others = seeds
    elsewhere = {
        seed: executor.submit(_arrange_elsewhere, problem, moves, seed) for seed in others if executor
    }
    solutions = []
    # Other processes begin with the first of the others; this one takes over from the last.
    for seed in (first, *reversed(others)):
        future = elsewhere.get(seed)
        if future is None or future.cancel():
            if report.is_stopped:
                continue
            arrangement, tried = arrange(problem, moves=moves, seed=seed, watch=report)
        else:
            while not future.done():
                wait([future], _REPORT_SECONDS)
                report(None)
            contents, tried = future.result()
            arrangement = Arrangement(problem)
            arrangement.restore(contents)
        solutions.append(Solution(arrangement, seed, tried))
        report.add(arrangement, tried)
    return min(solutions, key=lambda solution: (solution.arrangement.price, solution.seed))


def arrange(
    problem: Problem, *, moves: int, seed: int, watch: Watcher | None = None
) -> tuple[Arrangement, int]:
    """The best arrangement that is found with one seed, and how many changes were tried."""
    arrangement = arrange_one_by_one(problem, seed)
    return arrangement, anneal(arrangement, moves, seed, watch)


def _arrange_elsewhere(problem: Problem, moves: int, seed: int) -> tuple[Contents, int]:
    arrangement, tried = arrange(problem, moves=moves, seed=seed)
    return arrangement.copy_contents(), tried


def _progress(arrangement: Arrangement, price: int, tried: int, moves: int) -> Progress:
    waiting = arrangement.stretch.count(NOWHERE)
    return Progress(len(arrangement.stretch) - waiting, waiting, price, tried, moves)


class _Reports:
    """Reports the progress to a watcher: the best so far of all seeds, which only improves."""

    def __init__(self, watch: Watcher | None, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0
        self._best: Progress | None = None
        self.is_stopped = False

    def __call__(self, progress: Progress | None) -> bool:
        """Report the progress of a seed, or only that of all; whether to continue."""
        known = [each for each in (self._best, progress) if each is not None]
        best = min(known, key=lambda each: (each.left_out, each.price))
        tried = self._done + (progress.moves_tried if progress else 0)
        if self._watch is not None and not self.is_stopped:
            self.is_stopped = not self._watch(replace(best, moves_tried=tried, moves=self._total))
        return not self.is_stopped

    def add(self, arrangement: Arrangement, tried: int) -> None:
        found = _progress(arrangement, arrangement.price, 0, self._total)
        known = [each for each in (self._best, found) if each is not None]
        self._best = min(known, key=lambda each: (each.left_out, each.price))
        self._done += tried
