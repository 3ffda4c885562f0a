"""The arrangement of talks in stretches, with its price updated at each change, and the first one.

A stretch is filled from its start: each talk begins when the one before it has ended, or as soon afterwards
as its people can come, who may be elsewhere at that moment. An arrangement never contains what is forbidden:
a change to such a one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random

from eventkit.planning.problem.planning_model import (
    FORBIDDEN,
    NOWHERE,
    Diary,
    Engagement,
    Problem,
    Relation,
    Run,
    Spot,
    find_opponents,
    gaps,
    is_fulfilled,
    person_price,
)

Change = Mapping[int, Sequence[int]]
"""New contents of stretches."""

_PRICES_REMEMBERED = 2**14
"""The number of prices, of talks at places and of diaries, in memory: each takes some two hundred bytes."""

NEVER = -(10**9)
"""The start of a talk without a place: it takes place beside no other."""

Contents = tuple[tuple[tuple[int, int], ...], ...]
"""The talks of each stretch with their starts, in order: a whole arrangement."""


class Arrangement:
    """Talks in stretches, and the price of it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count = len(problem.talks)
        self.contents: list[list[int]] = [[] for _ in problem.stretches]
        self.stretch = [NOWHERE] * count
        self.start = [NEVER] * count
        self.not_before = [NEVER] * count
        self._in_line = [False] * count
        self._minutes = [talk.minutes for talk in problem.talks]
        self._track = [talk.track for talk in problem.talks]
        self._left_out = [talk.left_out for talk in problem.talks]
        self._pairs = [sorted(others.items()) for others in problem.pairs]
        self._mates = track_mates(problem, lambda talk: bool(problem.track_price) and problem.in_line[talk])
        self._diaries: list[list[Diary]] = [[] for _ in range(count)]
        for diary in problem.diaries:
            for talk in diary.talks:
                self._diaries[talk].append(diary)
        self._runs: list[list[Run]] = [[] for _ in range(count)]
        for run in problem.runs:
            for talk in run.talks:
                self._runs[talk].append(run)
        self._opponents = [*map(sorted, find_opponents(problem, frozenset({"apart"})))]
        self._apart: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._relations: list[list[int]] = [[] for _ in range(count)]
        self._earlier: list[list[int]] = [[] for _ in range(count)]
        self._list_relations()
        self._of_diaries: dict[tuple[object, ...], int] = {}
        self._by_block: list[list[int]] = [[] for _ in problem.blocks]
        for index, stretch in enumerate(problem.stretches):
            if stretch.block != NOWHERE:
                self._by_block[stretch.block].append(index)
        self._block_tracks = [dict(block.tracks) for block in problem.blocks]
        self._track_rooms = {key: dict(rooms) for key, rooms in problem.track_rooms.items()}
        self._track_starts = {key: dict(starts) for key, starts in problem.track_starts.items()}
        self._alone: dict[tuple[int, int, int], int] = {}
        self._waited: tuple[int, int] | None = None
        self._undo: tuple[list[tuple[int, list[int]]], list[tuple[int, int, int]], int] | None = None
        self.price = sum(self._left_out)

    def _list_relations(self) -> None:
        """List the relations of each talk: those to be apart, which are many, and all others."""
        for number, (kind, one, other, price) in enumerate(self.problem.relations):
            for talk, beside in ((one, other), (other, one)):
                if kind == "apart":
                    self._apart[talk].append((beside, price))
                else:
                    self._relations[talk].append(number)
            if kind == "before" and price == FORBIDDEN:
                self._earlier[other].append(one)

    @property
    def left_out(self) -> list[int]:
        return [talk for talk, stretch in enumerate(self.stretch) if stretch == NOWHERE]

    def talks_in_mixed_blocks(self) -> list[int]:
        """The talks with a track in blocks of several tracks."""
        return [
            talk
            for tracks, stretches in zip(self._block_tracks, self._by_block, strict=True)
            for stretch in (stretches if len(tracks) > 1 else ())
            for talk in self.contents[stretch]
            if self._track[talk] != NOWHERE
        ]

    def copy_contents(self) -> Contents:
        return tuple(tuple((talk, self.start[talk]) for talk in talks) for talks in self.contents)

    def restore(self, contents: Contents) -> None:
        """Take over contents that this problem's arrangements can have."""
        now = self.copy_contents()
        packed = {stretch: talks for stretch, talks in enumerate(contents) if talks != now[stretch]}
        if packed and self._place(packed) is None:
            message = "These contents are forbidden in this problem."
            raise ValueError(message)

    def room_left(self, stretch: int) -> int:
        """The minutes of a stretch that no talk needs."""
        start, end, *_ = self.problem.stretches[stretch]
        return end - start - sum(self._minutes[talk] for talk in self.contents[stretch])

    def try_change(
        self, change: Change, wait: tuple[int, int] | None = None, most: int = FORBIDDEN
    ) -> int | None:
        """Give stretches new contents, and return the difference in price; `revert` undoes it.

        A talk that leaves a stretch and enters no other has no place afterwards. Nothing is changed where
        the difference is more than the most, which is returned as some number above it, or where talks do not
        fit or something forbidden would come of it: ``None``. A talk and a minute make that talk begin no
        sooner.
        """
        if wait is not None:
            talk, minute = wait
            before, self.not_before[talk] = self.not_before[talk], minute
            delta = self.try_change(change, None, most)
            if delta is None or delta > most:
                self.not_before[talk] = before
            else:
                self._waited = talk, before
            return delta
        self._waited = None
        open_talks = {talk for stretch in change for talk in self.contents[stretch]}
        for talks in change.values():
            open_talks.update(talks)
        starts: dict[int, int] = {}
        packed: dict[int, tuple[tuple[int, int], ...]] = {}
        for stretch, talks in change.items():
            content = self._pack(stretch, talks, open_talks, starts)
            if content is None:
                return None
            packed[stretch] = content
        return self._place(packed, most)

    def _place(self, packed: Mapping[int, Sequence[tuple[int, int]]], most: int = FORBIDDEN) -> int | None:
        """Give stretches talks at those starts; the difference in price, ``None`` if that is forbidden."""
        entering = {talk for content in packed.values() for talk, _ in content}
        leaving = [talk for stretch in packed for talk in self.contents[stretch] if talk not in entering]
        moved = [
            (talk, stretch, start)
            for stretch, content in packed.items()
            for talk, start in content
            if self.stretch[talk] != stretch or self.start[talk] != start
        ]
        moved += [(talk, NOWHERE, NEVER) for talk in leaving]
        talks = [talk for talk, _, _ in moved]
        blocks = sorted({self.problem.stretches[stretch].block for stretch in packed} - {NOWHERE})
        before, waiting = self._local_price(talks, blocks), self._price_of_waiting(talks)
        old_places = [(talk, self.stretch[talk], self.start[talk]) for talk in talks]
        old_contents = [(stretch, self.contents[stretch]) for stretch in packed]
        prices = self._relocate(moved) - before
        waiting = self._price_of_waiting(talks) - waiting
        for stretch, content in packed.items():
            self.contents[stretch] = [talk for talk, _ in content]
        prices += self._local_price(talks, blocks, most - prices - waiting)
        delta = prices + waiting
        self._undo = (old_contents, old_places, delta)
        self.price += delta
        # Lower prices elsewhere may take something off what is forbidden, but never half of it.
        if prices >= FORBIDDEN // 2:
            self.revert()
            return None
        if delta > most:
            self.revert()
        return delta

    def revert(self) -> None:
        if self._undo is None:
            message = "There is no change to revert."
            raise ValueError(message)
        contents, places, delta = self._undo
        if self._waited is not None:
            talk, minute = self._waited
            self.not_before[talk], self._waited = minute, None
        for stretch, talks in contents:
            self.contents[stretch] = talks
        self._relocate(places)
        self.price -= delta
        self._undo = None

    # Times

    def _pack(
        self, stretch: int, talks: Sequence[int], open_talks: Container[int], starts: dict[int, int]
    ) -> tuple[tuple[int, int], ...] | None:
        """Each talk with its start, one after the other; ``None`` if they do not fit."""
        at, end, *_ = self.problem.stretches[stretch]
        minutes, first_start = self._minutes, self.problem.first_start
        turnaround = self.problem.turnaround
        if sum([minutes[talk] + turnaround for talk in talks]) > end - at + turnaround:
            return None
        packed = []
        for talk in talks:
            start = NOWHERE
            for other in self._earlier[talk]:
                begins = starts.get(other, NEVER) if other in open_talks else self.start[other]
                at = max(at, begins + minutes[other])
            if self.not_before[talk] > at:
                start = first_start(talk, stretch, self.not_before[talk])
            if start == NOWHERE:
                start = first_start(talk, stretch, at)
            if self._opponents[talk]:
                start = self._start_beside_opponents(talk, stretch, start, open_talks, starts)
            if start == NOWHERE:
                return None
            starts[talk] = start
            packed.append((talk, start))
            at = start + minutes[talk] + turnaround
        return tuple(packed)

    def _start_beside_opponents(
        self, talk: int, stretch: int, start: int, open_talks: Container[int], starts: Mapping[int, int]
    ) -> int:
        """The first start of a talk from one on at which it overlaps nothing that it must not."""
        minutes = self._minutes
        while start != NOWHERE:
            free_at = NEVER
            for other in self._opponents[talk]:
                begins = starts.get(other, NEVER) if other in open_talks else self.start[other]
                if begins < start + minutes[talk] and start < begins + minutes[other]:
                    free_at = max(free_at, begins + minutes[other])
            if free_at == NEVER:
                return start
            start = self.problem.first_start(talk, stretch, free_at)
        return NOWHERE

    def _relocate(self, places: Iterable[tuple[int, int, int]]) -> int:
        """Move talks; the difference in the prices of mixed blocks, of tracks and their rooms."""
        delta = 0
        for talk, stretch, start in places:
            before = self.stretch[talk]
            self.start[talk] = start
            if stretch == before:
                continue
            if before != NOWHERE:
                delta += self._count(talk, before, -1)
            self.stretch[talk] = stretch
            if stretch != NOWHERE:
                tracked = self.problem.stretches[stretch].tracked
                self._in_line[talk] = self.problem.in_line[talk] and not tracked
                delta += self._count(talk, stretch, 1)
            else:
                self._in_line[talk] = False
        return delta

    def _price_of_waiting(self, talks: Iterable[int]) -> int:
        return sum([self._left_out[talk] for talk in talks if self.stretch[talk] == NOWHERE])

    def _count(self, talk: int, index: int, step: int) -> int:
        """Count a talk in or out of its block and of the rooms of its track; the difference in price."""
        track = self._track[talk]
        if track == NOWHERE:
            return 0
        problem, price = self.problem, 0
        least = 1 if step > 0 else 0
        _, _, day, place, block, _ = problem.stretches[index]
        if block != NOWHERE:
            tracks = self._block_tracks[block]
            if _tally(tracks, track, step) == least and len(tracks) > least:
                price += step * problem.mixed_price
            if problem.track_gap_price:
                price += self._count_starts(track, day, problem.blocks[block].starts, step)
        if problem.in_line[talk]:
            rooms = self._track_rooms.setdefault((track, day), {})
            if _tally(rooms, place, step) == least and len(rooms) > least:
                price += step * problem.track_room_price
        return price

    def _count_starts(self, track: int, day: int, starts: Sequence[int], step: int) -> int:
        """Count a talk in or out of the run of its track on a day; the difference in the price of gaps."""
        used = self._track_starts.setdefault((track, day), {})
        least = 1 if step > 0 else 2
        for number in starts:
            if used.get(number, 0) < least:
                break
        else:
            # Most talks come to starts that their track uses already, and leave others of it there.
            for number in starts:
                used[number] += step
            return 0
        before = gaps(used.keys())
        for number in starts:
            _tally(used, number, step)
        return self.problem.track_gap_price * (gaps(used.keys()) - before)

    # Prices

    def _local_price(self, talks: Sequence[int], blocks: Sequence[int], most: int = 2 * FORBIDDEN) -> int:
        """The price of all that depends on where those talks are, and of the gaps in those blocks.

        Once it is more than the most, the rest is not counted.
        """
        total = 0
        if most < 0:
            return total
        counted: set[int] = set()
        diaries: dict[str, Diary] = {}
        relations: set[int] = set()
        runs: set[Run] = set()
        for talk in talks:
            counted.add(talk)
            relations.update(self._relations[talk])
            runs.update(self._runs[talk])
            for diary in self._diaries[talk]:
                diaries[diary.name] = diary
            if self.stretch[talk] != NOWHERE:
                total += self._price_alone(talk)
                total += self._price_beside(talk, counted)
        if total > most:
            return total
        for diary in diaries.values():
            total += self._price_of_diary(diary)
        for number in relations:
            total += self._relation_price(self.problem.relations[number])
        for run in runs:
            total += self._price_of_run(run)
        if self.problem.gap_price:
            total += self.problem.gap_price * sum(map(self._gap_minutes, blocks))
        return total

    def _price_beside(self, talk: int, counted: set[int]) -> int:
        """The price of a talk beside others, those aside that have been counted."""
        starts, minutes = self.start, self._minutes
        start = starts[talk]
        end = start + minutes[talk]
        total = 0
        for other, price in self._pairs[talk]:
            begins = starts[other]
            if begins < end and begins + minutes[other] > start and other not in counted:
                total += price * (min(end, begins + minutes[other]) - max(start, begins))
        for other, price in self._apart[talk]:
            begins = starts[other]
            if begins < end and begins + minutes[other] > start and other not in counted:
                total += price
        if self._in_line[talk]:
            for other in self._mates[talk]:
                begins = starts[other]
                if begins < end and begins + minutes[other] > start and other not in counted:
                    shared = min(end, begins + minutes[other]) - max(start, begins)
                    total += self.problem.track_price * shared * self._in_line[other]
        return total

    def _price_alone(self, talk: int) -> int:
        """The price of a talk where it is that depends on no other talk."""
        key = (talk, self.stretch[talk], self.start[talk])
        total = self._alone.get(key)
        if total is None:
            if len(self._alone) >= _PRICES_REMEMBERED:
                self._alone.clear()
            total = self._alone[key] = self._price_at(*key)
        return total

    def _price_at(self, talk: int, stretch: int, start: int) -> int:
        option = self.problem.options[talk][stretch]
        end = start + self._minutes[talk]
        total = option.fee
        for _, begins, ends, price in option.rivals:
            total += price * max(min(end, ends) - max(start, begins), 0)
        for windows, price in (*self.problem.preferences[talk], *option.preferences):
            if not any(opens <= start and end <= closes for opens, closes in windows):
                total += price
        return total

    def _price_of_diary(self, diary: Diary) -> int:
        stretch, start = self.stretch, self.start
        key = (diary.name, *[(stretch[talk], start[talk]) for talk in diary.talks])
        total = self._of_diaries.get(key)
        if total is None:
            if len(self._of_diaries) >= _PRICES_REMEMBERED:
                self._of_diaries.clear()
            total = self._of_diaries[key] = person_price(self.problem, diary, self._engagements(diary))
        return total

    def _engagements(self, diary: Diary) -> list[Engagement]:
        stretches = self.problem.stretches
        engagements = [*diary.fixed]
        for talk, about in diary.talks.items():
            index = self.stretch[talk]
            if index != NOWHERE:
                stretch, start = stretches[index], self.start[talk]
                end = start + self._minutes[talk]
                engagements.append(
                    Engagement(
                        *(start, about.rank, end, stretch.day, stretch.place, talk, stretch.block),
                        *(about.bound, about.punctual),
                    )
                )
        return engagements

    def _relation_price(self, relation: Relation) -> int:
        kind, one, other, price = relation
        if NOWHERE in {self.stretch[one], self.stretch[other]}:
            return 0
        return 0 if is_fulfilled(self.problem, kind, self._spot(one), self._spot(other)) else price

    def _price_of_run(self, run: Run) -> int:
        problem, kind = self.problem, run.kind
        used = {*run.fixed}
        for talk in run.talks:
            if self.stretch[talk] != NOWHERE:
                _, _, day, place, block, _ = problem.stretches[self.stretch[talk]]
                if kind == "one-room":
                    used.add(place)
                elif kind != "consecutive-blocks":
                    used.add(day)
                elif block != NOWHERE:
                    used.update(problem.blocks[block].starts[:1])  # a session that is not a block has none
        return run.price * (gaps(used) if kind.startswith("consecutive") else max(len(used) - 1, 0))

    def _spot(self, talk: int) -> Spot:
        stretch, start = self.problem.stretches[self.stretch[talk]], self.start[talk]
        return Spot(start, start + self._minutes[talk], stretch.day, stretch.place)

    def _gap_minutes(self, block: int) -> int:
        parts = [*self.problem.blocks[block].parts]
        for stretch in self._by_block[block]:
            parts += [
                (self.start[talk], self.start[talk] + self._minutes[talk]) for talk in self.contents[stretch]
            ]
        parts.sort()
        gaps = 0
        ended = parts[0][1] if parts else 0
        for (_, _), (start, end) in pairwise(parts):
            gaps += max(start - ended, 0)
            ended = max(ended, end)
        return gaps


def _tally(counts: dict[int, int], key: int, step: int) -> int:
    """Count one more or less of a key, which is missing where its count is 0; the new count."""
    count = counts.get(key, 0) + step
    if count:
        counts[key] = count
    else:
        del counts[key]
    return count


def track_mates(problem: Problem, counts: Callable[[int], bool] = lambda _: True) -> list[list[int]]:
    """For each talk, the others of its track, of those that count."""
    members: dict[int, list[int]] = {}
    for index, talk in enumerate(problem.talks):
        if talk.track != NOWHERE and counts(index):
            members.setdefault(talk.track, []).append(index)
    return [
        [mate for mate in members.get(talk.track, ()) if mate != index] if counts(index) else []
        for index, talk in enumerate(problem.talks)
    ]


# First arrangements

_STRETCHES_TRIED = 24
"""The number of stretches of a talk that are priced before all others are looked at."""


def arrange_one_by_one(problem: Problem, seed: int) -> Arrangement:
    """Give each talk the place where it costs least, those with the fewest places and the longest first."""
    arrangement, random = Arrangement(problem), Random(seed)  # noqa: S311 - it chooses, it hides nothing
    TalkChains(problem).insert(arrangement)
    order = sorted(
        arrangement.left_out,
        key=lambda talk: (-problem.talks[talk].minutes, len(problem.options[talk]), talk),
    )
    for talk in order:
        minutes = problem.talks[talk].minutes
        fitting = [each for each in problem.options[talk] if arrangement.room_left(each) >= minutes]
        random.shuffle(fitting)
        if not insert_talk(arrangement, talk, fitting[:_STRETCHES_TRIED]):
            insert_talk(arrangement, talk, fitting[_STRETCHES_TRIED:])
    return arrangement


def insert_talk(arrangement: Arrangement, talk: int, stretches: list[int]) -> bool:
    """Put a talk where it costs least in one of some stretches, at its end or beginning; whether it fits."""

    def changes(stretch: int) -> Sequence[Change]:
        content = arrangement.contents[stretch]
        return [{stretch: [*content, talk]}, {stretch: [talk, *content]}][: 2 if content else 1]

    change = _cheapest(arrangement, ((stretch, changes(stretch)) for stretch in stretches))
    return change is not None and arrangement.try_change(change) is not None


def _cheapest(
    arrangement: Arrangement, alternatives: Iterable[tuple[int, Iterable[Change]]]
) -> Change | None:
    """The cheapest of some alternatives; of equal ones that of the least rank.

    An alternative is its rank and changes, of which the first that is possible counts.
    """
    best: tuple[int, int, Change] | None = None
    for rank, changes in alternatives:
        for change in changes:
            most = FORBIDDEN if best is None else best[0]
            delta = arrangement.try_change(change, None, most)
            if delta is None:
                continue
            if delta <= most:
                arrangement.revert()
                if best is None or (delta, rank) < best[:2]:
                    best = (delta, rank, change)
            break
    return best[2] if best is not None else None


Chain = tuple[int, ...]
"""Talks in the order in which they follow one another."""


class TalkChains:
    """The chains of a problem, and changes of an arrangement that move one as a whole."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._next_stretch = _next_stretches(problem)
        self.chains = sorted(_find_chains(problem), key=lambda chain: (-self._minutes(chain), chain))

    def insert(self, arrangement: Arrangement) -> None:
        """Put each chain without a place where it costs least, or the longest part that fits anywhere."""
        for chain in self.chains:
            if any(arrangement.stretch[talk] != NOWHERE for talk in chain):
                continue
            for count in range(len(chain), 1, -1):
                parts = [chain[first : first + count] for first in range(len(chain) - count + 1)]
                changes = (change for part in parts for change in self._insertions(arrangement, part))
                if change := _cheapest(arrangement, ((at, [each]) for at, each in enumerate(changes))):
                    arrangement.try_change(change)
                    break

    def _insertions(self, arrangement: Arrangement, chain: Chain) -> Iterator[dict[int, list[int]]]:
        for target in self._problem.options[chain[0]]:
            for split in range(1, len(chain) + 1):
                dealt = self._deal(chain, target, split)
                if dealt is not None:
                    yield self._change(arrangement, chain, dealt, len(arrangement.contents[target]))

    def chain_of(self, talk: int) -> Chain | None:
        return next((chain for chain in self.chains if talk in chain), None)

    def draw(
        self, arrangement: Arrangement, random: Random, chain: Chain | None = None
    ) -> dict[int, list[int]] | None:
        """A chain to another place, in one stretch or from the end of one into those that follow it.

        Talks that have to make room go where the chain was, as far as there is room, or lose their places.
        Of a chain that has not found a place as a whole, it may be a part, which is longer than what has one.
        """
        chain = chain or self.chains[random.randrange(len(self.chains))]
        part = chain
        placed = sum(arrangement.stretch[talk] != NOWHERE for talk in chain)
        if 0 < placed < len(chain):
            count = random.randrange(placed + 1, len(chain) + 1)
            first = random.randrange(len(chain) - count + 1)
            part = chain[first : first + count]
        targets = [*self._problem.options[part[0]]]
        if not targets:
            return None
        target = targets[random.randrange(len(targets))]
        split = len(part) if random.randrange(2) else random.randrange(1, len(part) + 1)
        at = random.randrange(len(arrangement.contents[target]) + 1)
        dealt = self._deal(part, target, split)
        return self._change(arrangement, chain, dealt, at) if dealt is not None else None

    def _change(
        self, arrangement: Arrangement, chain: Chain, dealt: dict[int, list[int]], at: int
    ) -> dict[int, list[int]]:
        """The change that puts talks of a chain into stretches, and takes all of it out of others."""
        (target, first), *others = dealt.items()
        sources = {arrangement.stretch[talk] for talk in chain} - {NOWHERE}
        change = {
            stretch: [talk for talk in arrangement.contents[stretch] if talk not in chain]
            for stretch in sorted({*sources, *dealt})
        }
        # Of a stretch that goes on in the next, the talks at the end stay; otherwise those before the chain.
        change[target] = change[target][at:] if others else change[target]
        leaving = self._make_room(change, target, first)
        for stretch, talks in others[:-1]:
            leaving += change[stretch]
            change[stretch] = [*talks]
        for stretch, talks in others[-1:]:
            leaving += self._make_room(change, stretch, talks)
            change[stretch] = [*talks, *change[stretch]]
        if others:
            change[target] += first
        else:
            change[target][at:at] = first
        placed = {talk for talks in change.values() for talk in talks}
        kept = {*placed, *leaving, *chain}
        leaving += [talk for talk in arrangement.contents[target] if talk not in kept]
        for talk in leaving:
            for source in sorted(sources - dealt.keys()):
                if self._room_left(source, change[source]) >= self._problem.talks[talk].minutes:
                    change[source].append(talk)
                    break
        return change

    def _deal(self, chain: Chain, target: int, split: int) -> dict[int, list[int]] | None:
        """The first talks of a chain in a stretch, and each next stretch full of the others."""
        dealt, left = {target: [*chain[:split]]}, [*chain[split:]]
        while left:
            target = self._next_stretch[target]
            if target == NOWHERE:
                return None
            count = len(left)
            while count and self._room_left(target, left[:count]) < 0:
                count -= 1
            if not count:
                return None
            dealt[target], left = left[:count], left[count:]
        return dealt

    def _make_room(self, change: dict[int, list[int]], stretch: int, talks: Sequence[int]) -> list[int]:
        """Take the last talks out of a stretch until others fit; those that leave it."""
        leaving: list[int] = []
        while change[stretch] and self._room_left(stretch, [*change[stretch], *talks]) < 0:
            leaving.append(change[stretch].pop())
        return leaving

    def _room_left(self, stretch: int, talks: Sequence[int]) -> int:
        start, end, *_ = self._problem.stretches[stretch]
        return end - start - self._minutes(talks)

    def _minutes(self, talks: Sequence[int]) -> int:
        return sum(self._problem.talks[talk].minutes for talk in talks)


def _find_chains(problem: Problem) -> Iterator[Chain]:
    """The chains; wishes that go round in a circle, or name two successors, are left to single talks."""
    following: dict[int, int] = {}
    for relation in problem.relations:
        if relation.kind == "consecutive" and relation.price == FORBIDDEN:
            following.setdefault(relation.one, relation.other)
    for head in sorted(following.keys() - set(following.values())):
        chain = [head]
        while (talk := following.get(chain[-1])) is not None and talk not in chain:
            chain.append(talk)
        yield tuple(chain)


def _next_stretches(problem: Problem) -> list[int]:
    """The stretch that follows each one in its room on its day; `NOWHERE` if there is none."""
    following = [NOWHERE] * len(problem.stretches)
    last: dict[tuple[int, int], int] = {}
    for index in sorted(range(len(problem.stretches)), key=lambda index: problem.stretches[index].start):
        stretch = problem.stretches[index]
        before = last.get((stretch.place, stretch.day))
        if before is not None:
            following[before] = index
        last[stretch.place, stretch.day] = index
    return following
