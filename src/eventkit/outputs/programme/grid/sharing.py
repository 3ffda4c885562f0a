"""Which hours and rooms of a day share a page, so that pages are few and full.

There are two ways. By hours: the day is parted first, and in each part the rooms that have something then are
shared out over as few pages as hold them. By rooms: neighbouring rooms share pages first, and each of these
groups is parted by itself, so that rooms with little to show need one page for the whole day. By hours reads
better, since pages beside one another tell the same time: by rooms is taken where that saves pages. A part of
the day that has too many rooms for one page, but little in each, becomes two grids below one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.outputs.programme.grid.axis import Need, axis
from eventkit.outputs.programme.grid.bringing import Window
from eventkit.outputs.programme.grid.columns import shared_out
from eventkit.outputs.programme.grid.parting import Parts, cost_of, parted

_BETTER = 0.4
"""How many pages must be saved so that rooms are shared out before hours."""


_NARROW = 3
"""The least part of the columns a page has room for, one in so many, that are a group of their own."""


class Block(NamedTuple):
    """A box before it is on a page.

    Attributes:
        start: When it begins.
        end: When it ends.
        columns: Over which it is, where they are on the page.
        brings: Which of them must be on a page.
        needs: What it needs of the axis of time.
    """

    start: datetime
    end: datetime
    columns: tuple[int, ...]
    brings: tuple[int, ...]
    needs: tuple[Need, ...]


class Share(NamedTuple):
    """Some hours of some columns, for a page or for several that tell the same hours."""

    window: Window
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Day:
    """What is known of a day before it has pages.

    Attributes:
        window: From when to when it is.
        columns: All it has.
        most: How many of them a page has at most.
        blocks: Its boxes on a page with those columns, or with as many and no matter which.
        room: The height that such a page has for the axis, in points.
        below: What another grid below the first one takes of that besides its axis.
        pace: Points a minute that time takes at least.
        least: Points there are at least between two instants.
    """

    window: Window
    columns: tuple[int, ...]
    most: int
    blocks: Callable[[tuple[int, ...]], Sequence[Block]]
    room: Callable[[int], float]
    below: float
    pace: float
    least: float


class Found(NamedTuple):
    """Shares of a day.

    Attributes:
        cost: In pages, with what is bad about them.
        pages: How many these are.
        shares: In the order in which they are read.
    """

    cost: float
    pages: int
    shares: tuple[Share, ...]


def shares(day: Day) -> tuple[Share, ...]:
    """The shares of a day in the order in which they are read."""
    by_hours = _by_hours(day)
    if len(by_hours.shares) > 1 and len(day.columns) > day.most:
        by_rooms = _by_rooms(day, by_hours.cost - _BETTER, by_hours.pages)
        if by_rooms.cost < by_hours.cost - _BETTER and _tell_all(day, by_rooms.shares):
            return by_rooms.shares
    return by_hours.shares


def _tell_all(day: Day, given: Sequence[Share]) -> bool:
    """Whether each box has pages for all its time: what concerns all may reach over what a group brings."""
    return all(_is_told(block, given) for block in day.blocks(day.columns))


def _is_told(block: Block, given: Sequence[Share]) -> bool:
    told = block.start
    for (start, end), columns in sorted(given):
        if start <= told < end and not set(columns).isdisjoint(block.columns):
            told = end
    return told >= block.end


def _by_hours(day: Day) -> Found:
    """The shares that cost the least when all rooms are parted at the same hours."""
    blocks = day.blocks(day.columns)
    instants = _instants(blocks, day.window)
    quiet = [instant for instant in instants[1:-1] if not _crossing(blocks, instant)]
    below = day.below / day.room(day.most)

    @cache
    def grids(start: datetime, end: datetime) -> tuple[float, ...]:
        there = {at for each in blocks if _is_within(each, (start, end)) for at in each.brings}
        groups = list(shared_out([at for at in day.columns if at in there], day.most))
        return tuple(_full(day, group, (start, end)) for group in groups or [day.columns[: day.most]])

    @cache
    def pages(start: datetime, end: datetime) -> tuple[Sequence[float], tuple[datetime, ...]]:
        """How full the pages of a part are, and where their grids begin and end."""
        alone = grids(start, end)
        if len(alone) == 2:
            halves = [
                (one[0] + other[0] + below, instant)
                for instant in quiet
                if start < instant < end
                for one, other in [(grids(start, instant), grids(instant, end))]
                if len(one) == len(other) == 1
            ]
            full, instant = min(halves, default=(2.0, start))
            if full <= 1:
                return [full], (start, instant, end)
        return alone, (start, end)

    parts = parted(lambda *part: pages(*part)[0], lambda instant: _crossing(blocks, instant), instants)
    found = [pages(*part) for part in pairwise(parts.ends)]
    windows = (window for _, ends in found for window in pairwise(ends))
    count = sum(len(full) for full, _ in found)
    return Found(parts.cost, count, tuple(Share(window, day.columns) for window in windows))


def _by_rooms(day: Day, limit: float, pages: int) -> Found:
    """The cheapest groups of neighbouring columns, each in its own parts, if any cost less than the limit.

    Args:
        day: The day.
        limit: In pages.
        pages: How many there must not be: with groups that are narrower there would be as many.
    """
    narrowest = max(1, day.most // _NARROW, len(day.columns) // pages + 1)
    best = [Found(0.0, 0, ())]
    for end in range(1, len(day.columns) + 1):
        after = -(-(len(day.columns) - end) // day.most)  # pages at least
        found = Found(float("inf"), 0, ())
        for start in range(max(0, end - day.most), end - narrowest + 1):
            before = best[start]
            if before.cost + 1 < min(limit - after, found.cost):
                parts = _group(day, day.columns[start:end], whole=start == 0)
                if before.cost + parts.cost < found.cost:
                    own = tuple(Share(window, day.columns[start:end]) for window in pairwise(parts.ends))
                    count = before.pages + len(own)
                    found = Found(before.cost + parts.cost, count, before.shares + own)
        best.append(found)
    return best[-1]


def _group(day: Day, columns: tuple[int, ...], *, whole: bool) -> Parts:
    """A group of columns: one page where that holds it, else parts from the first it brings to the last.

    Args:
        day: The day.
        columns: The group.
        whole: Whether all the day is told, since no other group does.
    """
    once = _full(day, columns, day.window)
    if once <= 1:
        return Parts(cost_of([once]), day.window)
    blocks = day.blocks(columns)
    own = [each for each in blocks if not set(columns).isdisjoint(each.brings)]
    window = day.window
    if own and not whole:
        window = min(each.start for each in own), max(each.end for each in own)
    instants, room = _instants(blocks, window), day.room(len(columns))
    wanted = list(_clamped((need for block in blocks for need in block.needs), window))
    over = {end: [need for need in wanted if need.start < end < need.end] for end in instants}

    @cache
    def begun(start: datetime) -> Mapping[datetime, float]:
        """How far down each instant is on a page that begins with one of them."""
        found = axis(*_from(start, wanted, instants), pace=day.pace, least=day.least)
        return dict(zip(found.instants, found.ways, strict=True))

    def full(start: datetime, end: datetime) -> Sequence[float]:
        ways = begun(start)
        return [max([ways[end], *(ways[max(start, each.start)] + each.height for each in over[end])]) / room]

    return parted(full, lambda instant: _crossing(blocks, instant), instants)


def _from(
    start: datetime, wanted: Iterable[Need], instants: Iterable[datetime]
) -> tuple[set[datetime], list[Need]]:
    """What an axis must know that begins with an instant, and what is needed of it."""
    needs = [need._replace(start=max(start, need.start)) for need in wanted if need.end > start]
    known = {start, *(each for each in instants if each > start)}
    return known | {need.start for need in needs} | {need.end for need in needs}, needs


def _full(day: Day, columns: tuple[int, ...], window: Window) -> float:
    """How full a page with those columns is: the height of its axis, as a part of that there is."""
    there = (block for block in day.blocks(columns) if _is_within(block, window))
    wanted = list(_clamped((need for block in there for need in block.needs), window))
    instants = {*window, *(need.start for need in wanted), *(need.end for need in wanted)}
    return axis(instants, wanted, pace=day.pace, least=day.least).height / day.room(len(columns))


def _clamped(needs: Iterable[Need], window: Window) -> Iterator[Need]:
    for need in needs:
        start, end = max(need.start, window[0]), min(need.end, window[1])
        if start < end:
            yield Need(start, end, need.height)


def _is_within(block: Block, window: Window) -> bool:
    return block.start < window[1] and window[0] < block.end


def _crossing(blocks: Sequence[Block], instant: datetime) -> int:
    return sum(each.start < instant < each.end for each in blocks)


def _instants(blocks: Sequence[Block], window: Window) -> list[datetime]:
    """Where a time may be parted: where something begins, and no more goes on than where it does next."""
    begins = sorted({each.start for each in blocks if window[0] < each.start < window[1]})
    going = [_crossing(blocks, instant) for instant in begins]
    beside = zip([*going[:1], *going], [*going[1:], *going[-1:]], strict=False)
    inner = zip(begins, going, beside, strict=True)
    return [window[0], *(instant for instant, own, others in inner if own <= min(others)), window[1]]
