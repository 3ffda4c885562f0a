"""Annealing: small changes of an arrangement, worse ones accepted ever less often.

It stops after a number of changes tried, never after a time, and calculates in whole numbers only: one seed
gives one arrangement on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.problem import LEFT_OUT, NOWHERE, Problem

_REPORT_EVERY = 256
"""After how many changes `Watch` is asked."""

_PATIENCE = 40
"""How many times the heat is accepted, to the end, where a talk without a place takes that of another."""

Watch = Callable[[int, Arrangement, int], bool]
"""Is shown the changes tried, the arrangement and the best price; returns whether to go on."""


def anneal(arrangement: Arrangement, moves: int, seed: int, heat: int, watch: Watch | None = None) -> int:
    """Improve an arrangement, leave it at the best that was found, and return how many changes were tried.

    Args:
        arrangement: The arrangement.
        moves: How many changes to try.
        seed: What the choice of changes depends on.
        heat: The increase in price that is accepted half of the time at the beginning.
        watch: Is asked now and then whether to go on.
    """
    random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
    best, best_price = arrangement.copy_contents(), arrangement.price
    is_saved = (
        True  # whether `best` has the contents of that price: they are copied only before they are left
    )
    changes = _Changes(arrangement, random)
    tried = 0
    while tried < moves:
        if tried % _REPORT_EVERY == 0 and watch is not None and not watch(tried, arrangement, best_price):
            break
        tried += 1
        displaces, change = changes.draw()
        if change is None:
            continue
        delta = arrangement.try_change(change)
        if delta is None:
            continue
        # Cools with the square of what is left; the increase accepted is drawn from twice the heat.
        left = moves - tried
        limit = heat * _PATIENCE if displaces else 2 * heat * left * left // (moves * moves)
        if delta > 0 and delta > (random.randrange(limit + 1) if limit else 0):
            arrangement.revert()
        elif arrangement.price < best_price:
            best_price, is_saved = arrangement.price, False
        elif not is_saved and delta > 0:
            arrangement.revert()
            best, is_saved = arrangement.copy_contents(), True
            arrangement.try_change(change)
    if is_saved:
        arrangement.restore(best)
    return tried


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
        there = [*arrangement.contents[target]]
        missing = talks[talk].minutes - arrangement.room_left(target)
        if missing <= 0:
            there.insert(random.randrange(len(there) + 1), talk)
            return self._without(talk, source) | {target: there}
        random.shuffle(there)
        leaving = []
        while there and missing > 0:
            leaving.append(there.pop())
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
        there = change[target] if target in change else [*arrangement.contents[target]]
        there.insert(random.randrange(len(there) + 1), talk)
        return change | {target: there}

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
