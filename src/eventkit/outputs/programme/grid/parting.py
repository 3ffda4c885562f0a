"""A day that is too full for one page, parted by its hours: where nothing goes on, or as little as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

# In pages: what each page costs, a session that goes on from one to the next, a page that is filled (so that
# all are filled alike), and one that is too full, for how much it is.
_PAGE, _CROSSING, _FULL, _TOO_FULL = 1.0, 0.35, 0.5, 40.0

_OVERFULL = 1.2
"""How full a page is that does not become better when it has more."""


class TimeCuts(NamedTuple):
    """A day in parts.

    Attributes:
        cost: In pages, with what is bad about them.
        instants: Where the parts begin, and where the last one ends.
    """

    cost: float
    instants: tuple[datetime, ...]


def page_cost(full: Sequence[float]) -> float:
    """What pages cost, each by how full it is: 1 has no room left."""
    return sum(_PAGE + _FULL * each**2 + (_TOO_FULL * each if each > 1 else 0) for each in full)


def cheapest_cuts(
    full: Callable[[datetime, datetime], Sequence[float]],
    crossing: Callable[[datetime], int],
    instants: Sequence[datetime],
) -> TimeCuts:
    """The parts of a day that cost the least of all.

    Args:
        full: How full the pages of a part are, by its ends.
        crossing: How many sessions go on at an instant.
        instants: Where the day may be parted, its ends among them, in order.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    best += [(float("inf"), 0)] * (len(instants) - 1)
    for start in range(len(instants) - 1):
        for end in range(start + 1, len(instants)):
            pages = full(instants[start], instants[end])
            goes_on = crossing(instants[end]) if end < len(instants) - 1 else 0
            best[end] = min(best[end], (best[start][0] + page_cost(pages) + _CROSSING * goes_on, start))
            if max(pages, default=0) > _OVERFULL:
                break
    at, ends = len(instants) - 1, [instants[-1]]
    while at:
        at = best[at][1]
        ends.append(instants[at])
    return TimeCuts(best[-1][0], tuple(reversed(ends)))
