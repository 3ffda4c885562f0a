"""Wish groups: talks that wishes tie to days and to rooms, and whether there are any that suit all of them.

Talks that follow one another share a room and a day, and begin soon after one another: it is calculated
whether there is such a row of starts. Other wishes are about days, or about rooms, of which there are few.
All other talks are ignored, so that what is impossible here is impossible in any plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from eventkit.planning.problem.planning_model import FORBIDDEN, Problem, Relation, Window

_ABOUT_DAYS = frozenset({"same-day", "spread", "consecutive"})
_ABOUT_ROOMS = frozenset({"same-room", "consecutive"})

_STEPS_LIMIT = 20_000
"""After how many days and rooms that are tried a search ends without a proof."""


class DayAndPlace(NamedTuple):
    """A day, and a set of rooms; 0 for one that does not matter."""

    day: int
    place: int


def tied_talks(problem: Problem) -> dict[int, set[int]]:
    """The talks that wishes, which have to be met, tie to the days or rooms of others, with these."""
    tied: dict[int, set[int]] = {}
    for relation in _tying(problem):
        tied.setdefault(relation.one, set()).add(relation.other)
        tied.setdefault(relation.other, set()).add(relation.one)
    return tied


def have_days_and_rooms(problem: Problem, talks: Collection[int]) -> bool:
    """True if there are days and rooms for talks by their wishes; true as well if that is not found out."""
    if _nights_are_breaks(problem):
        return True
    relations = [each for each in _tying(problem) if {each.one, each.other} <= {*talks}]
    rows = [*_rows(relations, talks)]
    row_of = {talk: number for number, row in enumerate(rows) for talk in row}
    between = [
        relation._replace(one=row_of[relation.one], other=row_of[relation.other]) for relation in relations
    ]
    if any(relation.kind == "spread" and relation.one == relation.other for relation in between):
        return False
    between = [relation for relation in between if relation.one != relation.other]
    known: list[set[DayAndPlace]] = []
    for number, row in enumerate(rows):
        kinds = {relation.kind for relation in between if number in {relation.one, relation.other}}
        known.append(
            {
                DayAndPlace(each.day if kinds & _ABOUT_DAYS else 0, each.place if kinds & _ABOUT_ROOMS else 0)
                for each in _days_and_places(problem, row)
            }
        )
    return _Assignment(known, between).run()


def _tying(problem: Problem) -> Iterator[Relation]:
    """The wishes about days and rooms that have to be met."""
    for relation in problem.relations:
        if relation.price == FORBIDDEN and relation.kind in _ABOUT_DAYS | _ABOUT_ROOMS:
            yield relation


def _nights_are_breaks(problem: Problem) -> bool:
    """True if talks may follow one another on two days, because all between these is a break."""
    days: dict[tuple[int, int], tuple[int, int]] = {}
    for stretch in problem.stretches:
        start, end = days.get((stretch.place, stretch.day), (stretch.start, stretch.end))
        days[stretch.place, stretch.day] = min(start, stretch.start), max(end, stretch.end)
    return any(
        place == other and problem.minutes_without_breaks(end, start) <= problem.pause
        for ((place, _), (_, end)), ((other, _), (start, _)) in pairwise(sorted(days.items()))
    )


def _rows(relations: Sequence[Relation], talks: Collection[int]) -> Iterator[list[int]]:
    """The talks in rows: each follows the one before it; most rows are a single talk."""
    following: dict[int, int] = {}
    for relation in relations:
        if relation.kind == "consecutive" and relation.other not in following.values():
            following.setdefault(relation.one, relation.other)
    done: set[int] = set()
    for head in [*sorted({*talks} - {*following.values()}), *sorted(talks)]:
        row: list[int] = []
        talk: int | None = head
        while talk is not None and talk not in done:
            done.add(talk)
            row.append(talk)
            talk = following.get(talk)
        if row:
            yield row


def _days_and_places(problem: Problem, row: Sequence[int]) -> Iterator[DayAndPlace]:
    """The days and rooms in which talks can follow one another."""
    windows: list[Mapping[DayAndPlace, list[Window]]] = []
    for talk in row:
        of_talk: dict[DayAndPlace, list[Window]] = {}
        for stretch, option in problem.options[talk].items():
            there = problem.stretches[stretch]
            of_talk.setdefault(DayAndPlace(there.day, there.place), []).extend(option.starts)
        windows.append(of_talk)
    for key in windows[0]:
        starts = windows[0][key]
        for talk, of_next in zip(row, windows[1:], strict=False):
            minutes = problem.talks[talk].minutes
            ends = [(first + minutes, last + minutes) for first, last in starts]
            starts = [*_following(problem, ends, of_next.get(key, ()))]
        if starts:
            yield key


def _following(problem: Problem, ends: Sequence[Window], starts: Sequence[Window]) -> Iterator[Window]:
    """The starts at which a talk follows one that ends within some windows."""
    for first_end, last_end in ends:
        latest = _latest_start(problem, last_end)
        for first, last in starts:
            window = max(first, first_end), min(last, latest)
            if window[0] <= window[1]:
                yield window


def _latest_start(problem: Problem, end: int) -> int:
    """The last minute at which a talk follows one with that end: after a pause, and after breaks in it."""
    latest = end + problem.pause
    for begins, ends in problem.breaks:
        if ends > end and begins <= latest:
            latest += ends - max(begins, end)
    return latest


class _Assignment:
    """A search for days and rooms of rows of talks."""

    def __init__(self, known: Sequence[set[DayAndPlace]], relations: Sequence[Relation]) -> None:
        self.known = known
        self.relations = relations
        self.steps = _STEPS_LIMIT

    def run(self) -> bool:
        """True if there are some for all rows; true where the limit is reached."""
        return self._extend({number: sorted(each) for number, each in enumerate(self.known)})

    def _extend(self, left: Mapping[int, Sequence[DayAndPlace]]) -> bool:
        """Choose for the row that has the fewest left."""
        if not left:
            return True
        number = min(left, key=lambda row: (len(left[row]), row))
        for choice in left[number]:
            self.steps -= 1
            if self.steps <= 0:
                return True
            rest = {
                row: [other for other in others if self._suits(number, choice, row, other)]
                for row, others in left.items()
                if row != number
            }
            if all(rest.values()) and self._extend(rest):
                return True
        return False

    def _suits(self, one: int, choice: DayAndPlace, other: int, known: DayAndPlace) -> bool:
        """True if all wishes about two rows are met."""
        return all(
            _is_met(relation.kind, choice, known)
            for relation in self.relations
            if {relation.one, relation.other} == {one, other}
        )


def _is_met(kind: str, one: DayAndPlace, other: DayAndPlace) -> bool:
    match kind:
        case "same-day":
            return one.day == other.day
        case "spread":
            return one.day != other.day
        case "same-room":
            return one.place == other.place
        case _:
            return one == other
