"""Annealing: small changes of an arrangement, worse ones accepted ever less often.

It stops after a number of changes tried, never after a time, and calculates in whole numbers only: one seed
gives one arrangement on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.interval_patterns import insert_talk
from eventkit.planning.problem import LEFT_OUT, NOWHERE, Problem

_REPORT_EVERY = 256
"""After how many changes `Watch` is asked."""

_PATIENCE = 40
"""How many times the heat is accepted, to the end, where a talk without a place takes that of another."""

_RECREATED_EVERY = 24
"""After how many changes, on average, a stretch is emptied for a talk without a place."""

_PLACES_TRIED = 8
"""In how many stretches a talk is tried that had to leave one."""

Watch = Callable[[int, Arrangement, int], bool]
"""Receives the number of changes tried, the arrangement and the best price; returns whether to continue."""


def anneal(arrangement: Arrangement, moves: int, seed: int, heat: int, watch: Watch | None = None) -> int:
    """Improve an arrangement, leave it at the best that was found, and return how many changes were tried.

    Args:
        arrangement: The arrangement.
        moves: How many changes to try.
        seed: What the choice of changes depends on.
        heat: The increase in price that is accepted half of the time at the beginning.
        watch: Is called now and then, and returns whether to continue.
    """
    random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
    best = _Best(arrangement)
    changes = _Changes(arrangement, random)
    tried = 0
    while tried < moves:
        if tried % _REPORT_EVERY == 0 and watch is not None and not watch(tried, arrangement, best.price):
            break
        tried += 1
        if arrangement.price >= LEFT_OUT and random.randrange(_RECREATED_EVERY) == 0:
            best.save()
            changes.recreate(heat * _PATIENCE)
            best.note()
            continue
        displaces, change = changes.draw()
        delta = arrangement.try_change(change) if change is not None else None
        if change is None or delta is None:
            continue
        # Cools with the square of what is left; the increase accepted is drawn from twice the heat.
        left = moves - tried
        limit = heat * _PATIENCE if displaces else 2 * heat * left * left // (moves * moves)
        if delta > 0 and delta > (random.randrange(limit + 1) if limit else 0):
            arrangement.revert()
        elif delta > 0 and best.is_unsaved_at(arrangement.price - delta):
            arrangement.revert()
            best.save()
            arrangement.try_change(change)
        best.note()
    best.take_over()
    return tried


class _Best:
    """The best that was found. Its contents are copied only before they are left: most are improved at once.

    Attributes:
        price: Its price.
    """

    def __init__(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self._contents = arrangement.copy_contents()
        self._is_saved = True
        self.price = arrangement.price

    def note(self) -> None:
        """Take note of the arrangement as it is, if it is better."""
        if self._arrangement.price < self.price:
            self.price, self._is_saved = self._arrangement.price, False

    def is_unsaved_at(self, price: int) -> bool:
        """Whether an arrangement of that price is the best one, and has not been copied."""
        return not self._is_saved and price == self.price

    def save(self) -> None:
        """Copy the contents of the best, before they are left."""
        if self.is_unsaved_at(self._arrangement.price):
            self._contents, self._is_saved = self._arrangement.copy_contents(), True

    def take_over(self) -> None:
        """Make the arrangement the best one."""
        if self._is_saved:
            self._arrangement.restore(self._contents)


class _Changes:
    """Draws changes of an arrangement."""

    def __init__(self, arrangement: Arrangement, random: Random) -> None:
        self._arrangement = arrangement
        self._random = random
        problem = arrangement.problem
        self._options = [[*options] for options in problem.options]
        self._movable = [talk for talk, options in enumerate(self._options) if options]
        self._stretches = len(problem.stretches)
        periods: dict[tuple[int, int], list[int]] = {}
        for index, stretch in enumerate(problem.stretches):
            periods.setdefault((stretch.start, stretch.end), []).append(index)
        self._opponents = _opponents(problem)
        self._same_period = [periods[stretch.start, stretch.end] for stretch in problem.stretches]

    def draw(self) -> tuple[bool, dict[int, list[int]] | None]:
        """A change to try, or ``None``; before it, whether one talk displaces another."""
        if not self._movable:
            return False, None
        kind = self._random.randrange(20)
        if kind < 2 and self._arrangement.price >= LEFT_OUT:
            return True, self._displace()
        if kind < 11:
            return False, self._move_talk()
        return False, self._swap_contents() if kind < 16 else self._reorder()

    def _move_talk(self) -> dict[int, list[int]] | None:
        """A talk to another stretch; where it does not fit, one or two others make room for it."""
        arrangement, random = self._arrangement, self._random
        talks = arrangement.problem.talks
        talk = self._draw_talk()
        source = arrangement.stretch[talk]
        options = self._options[talk]
        target = options[random.randrange(len(options))]
        if target == source:
            return None
        talks_there = [*arrangement.contents[target]]
        missing = talks[talk].minutes - arrangement.room_left(target)
        if missing <= 0:
            talks_there.insert(random.randrange(len(talks_there) + 1), talk)
            return self._without(talk, source) | {target: talks_there}
        random.shuffle(talks_there)
        leaving = []
        while talks_there and missing > 0:
            leaving.append(talks_there.pop())
            missing -= talks[leaving[-1]].minutes
        if missing > 0:
            return None
        order = [other for other in arrangement.contents[target] if other not in leaving]
        order.insert(random.randrange(len(order) + 1), talk)
        if source == NOWHERE:
            return {target: order}
        here = [other for other in arrangement.contents[source] if other != talk]
        at = arrangement.contents[source].index(talk)
        return {source: here[:at] + leaving + here[at:], target: order}

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

    def recreate(self, limit: int) -> None:
        """Empty a stretch for a talk without a place, and put what was there where it costs least elsewhere.

        Undone if that leaves the price higher by more than is drawn from the limit.
        """
        arrangement, random = self._arrangement, self._random
        waiting = [talk for talk in arrangement.left_out if self._options[talk]]
        if not waiting:
            return
        before, price = arrangement.copy_contents(), arrangement.price
        talk = waiting[random.randrange(len(waiting))]
        target = self._options[talk][random.randrange(len(self._options[talk]))]
        placed = {other for other in self._opponents[talk] if arrangement.stretch[other] != NOWHERE}
        leaving = sorted({*arrangement.contents[target], *placed})
        stretches = sorted({target, *(arrangement.stretch[other] for other in leaving)})
        change = {
            stretch: [other for other in arrangement.contents[stretch] if other not in leaving]
            for stretch in stretches
        }
        change[target] = [talk]
        if arrangement.try_change(change) is None:
            return
        random.shuffle(leaving)
        for other in leaving:
            options = [*self._options[other]]
            random.shuffle(options)
            insert_talk(arrangement, other, options[:_PLACES_TRIED])
        if arrangement.price > price + random.randrange(limit + 1):
            arrangement.restore(before)

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
        random, contents = self._random, self._arrangement.contents
        one = random.randrange(self._stretches)
        if random.randrange(2):
            period = self._same_period[one]
            other = period[random.randrange(len(period))]
        else:
            other = random.randrange(self._stretches)
        if one == other or not (contents[one] or contents[other]):
            return None
        return {one: [*contents[other]], other: [*contents[one]]}

    def _reorder(self) -> dict[int, list[int]] | None:
        """The talks of a stretch in another order, or in the same one without needless gaps."""
        random, contents = self._random, self._arrangement.contents
        stretch = random.randrange(self._stretches)
        order = [*contents[stretch]]
        random.shuffle(order)
        return {stretch: order} if order else None


def _opponents(problem: Problem) -> list[list[int]]:
    """For each talk, those that it may have to avoid: of the same people, or by a wish."""
    opponents: list[set[int]] = [set() for _ in problem.talks]
    groups = [[*diary.talks] for diary in problem.diaries]
    groups += [[relation.one, relation.other] for relation in problem.relations]
    for group in groups:
        for talk in group:
            opponents[talk].update(group)
    return [sorted(others - {talk}) for talk, others in enumerate(opponents)]
