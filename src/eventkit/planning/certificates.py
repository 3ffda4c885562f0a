"""Certificates: proofs by counting that some talks cannot all have a place.

Each ignores some of the conditions, so that what it proves is true with them, too. A talk has no place at
all; a person has more talks than time; some talks share fewer minutes than they need; or the minutes suffice,
and no way to share them out does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import permutations

from eventkit.planning.problem import NOWHERE, Diary, Problem

_ORDERS_LIMIT = 6
"""The most talks of a person of which all orders are tried."""

_PACKED_LIMIT = 14
"""The most talks of which all ways to share out minutes are tried."""

_STEPS_LIMIT = 20_000
"""After how many steps such a trial ends without a proof."""


class Shortage(Enum):
    """What there is too little of."""

    PLACE = auto()
    """A talk cannot be placed, even if no other talk is."""
    PERSON = auto()
    """A person has more talks than time."""
    MINUTES = auto()
    """Talks that share stretches need more minutes than these have."""
    PACKING = auto()
    """Talks that share stretches fit into their minutes, but not into the single stretches."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof that some talks cannot all have a place.

    Attributes:
        shortage: What there is too little of.
        talks: The talks, by index.
        person: The person, where that is the shortage.
        minutes: The minutes that they share; 0 where it is not about them.
    """

    shortage: Shortage
    talks: tuple[int, ...]
    person: str = ""
    minutes: int = 0


def find_certificate(
    problem: Problem, talks: Collection[int], about: int | None = None
) -> Certificate | None:
    """A proof that those talks cannot all have a place; ``None`` where counting proves nothing.

    Args:
        problem: The problem.
        talks: The talks that are looked at; all others are ignored.
        about: Only proofs about that talk.
    """
    proofs = (proof for proof in _proofs(problem, sorted(talks)) if about is None or about in proof.talks)
    return next(proofs, None)


def _proofs(problem: Problem, talks: list[int]) -> Iterator[Certificate]:
    for talk in talks:
        if not problem.options[talk]:
            yield Certificate(Shortage.PLACE, (talk,))
    for diary in problem.diaries:
        mine = [talk for talk in talks if talk in diary.talks]
        if len(mine) > 1 and not _has_order(problem, diary, mine):
            yield Certificate(Shortage.PERSON, tuple(mine), person=diary.name)
    for stretches, confined in _confined(problem, talks):
        needed = sum(problem.talks[talk].minutes for talk in confined)
        minutes = sum(
            problem.stretches[stretch].end - problem.stretches[stretch].start for stretch in stretches
        )
        if needed > minutes:
            yield Certificate(Shortage.MINUTES, tuple(confined), minutes=minutes)
        elif len(confined) <= _PACKED_LIMIT and not _has_packing(problem, confined, stretches):
            yield Certificate(Shortage.PACKING, tuple(confined), minutes=minutes)


def _has_order(problem: Problem, diary: Diary, talks: list[int]) -> bool:
    """Whether a person can give talks one after the other, were every room free."""
    exclusive = all(diary.excludes(one, other) for one in talks for other in talks if one < other)
    if not exclusive or len(talks) > _ORDERS_LIMIT:
        return True
    windows = {
        talk: sorted(start for option in problem.options[talk].values() for start in option.starts)
        for talk in talks
    }
    return any(_is_possible(problem, order, windows) for order in permutations(talks))


def _is_possible(problem: Problem, order: Iterable[int], windows: dict[int, list[tuple[int, int]]]) -> bool:
    """Whether talks fit in an order, each as early as it can be."""
    at = NOWHERE
    for talk in order:
        starts = [max(earliest, at) for earliest, latest in windows[talk] if max(earliest, at) <= latest]
        if not starts:
            return False
        at = min(starts) + problem.talks[talk].minutes
    return True


def _confined(problem: Problem, talks: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Sets of stretches outside which some talks cannot be, with these talks; the smallest first."""
    options = {talk: frozenset(problem.options[talk]) for talk in talks}
    sets = {*options.values()}
    if len(sets) <= _PACKED_LIMIT:
        sets |= {one | other for one in sets for other in sets}
    for stretches in sorted(sets, key=lambda places: (len(places), sorted(places))):
        yield sorted(stretches), [talk for talk in talks if options[talk] <= stretches]


def _has_packing(problem: Problem, talks: list[int], stretches: list[int]) -> bool:
    """Whether talks can be shared out to stretches by their minutes; true where that is not found out."""
    left = {each: problem.stretches[each].end - problem.stretches[each].start for each in stretches}
    order = sorted(talks, key=lambda talk: (-problem.talks[talk].minutes, talk))
    steps = 0

    def share_out(number: int) -> bool:
        nonlocal steps
        steps += 1
        if number == len(order) or steps > _STEPS_LIMIT:
            return True
        talk = order[number]
        minutes = problem.talks[talk].minutes
        tried: set[tuple[int, frozenset[int]]] = set()
        for stretch in sorted(problem.options[talk], key=lambda option: left[option]):
            # Of stretches with as many minutes left and the same talks to come, one is enough.
            later = frozenset(other for other in order[number:] if stretch in problem.options[other])
            if left[stretch] < minutes or (left[stretch], later) in tried:
                continue
            tried.add((left[stretch], later))
            left[stretch] -= minutes
            if share_out(number + 1):
                return True
            left[stretch] += minutes
        return False

    return share_out(0)
