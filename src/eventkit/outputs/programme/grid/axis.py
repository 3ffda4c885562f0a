"""The axis of time: piecewise linear, so that every box has the height its text needs.

Between two instants of the grid time runs evenly; how fast, the boxes between them decide. So a talk of a
quarter of an hour stays readable, a lunch of ninety minutes does not waste the page, and what begins earlier
still stands higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, pairwise
from typing import NamedTuple

_LONG_STRETCH = 90.0
_SLOWER_PACE = 0.15


class HeightDemand(NamedTuple):
    """How many points there must be between two instants of the axis."""

    start: datetime
    end: datetime
    height: float


@dataclass(frozen=True)
class TimeAxis:
    """Where each instant is.

    Attributes:
        instants: At which something begins or ends, in order.
        offsets: How far below the first one each of them is, in points.
    """

    instants: tuple[datetime, ...]
    offsets: tuple[float, ...]

    @property
    def height(self) -> float:
        """How far the last instant is below the first."""
        return self.offsets[-1]

    def y(self, instant: datetime) -> float:
        """How far below the first an instant of the axis is; what lies beyond its ends is at them."""
        first, last = self.instants[0], self.instants[-1]
        return self.offsets[self.instants.index(min(max(instant, first), last))]

    def stretch(self, height: float, fastest: float) -> TimeAxis:
        """The axis made as high as that, but no higher than at ``fastest`` points a minute.

        What is added is spread by duration, so that no stretch becomes shorter than its boxes need.
        """
        weights = _weighted_minutes(self.instants)
        total = weights[-1]
        more = max(0.0, min(height, total * fastest) - self.height)
        if not total or not more:
            return self
        return replace(
            self,
            offsets=tuple(
                way + more * weight / total for way, weight in zip(self.offsets, weights, strict=True)
            ),
        )


def solve_axis(
    instants: Iterable[datetime], needs: Iterable[HeightDemand], *, pace: float, least: float
) -> TimeAxis:
    """The lowest axis that gives every need its height: the longest path through them, in one pass.

    Args:
        instants: All that the axis must know; those of the needs among them.
        needs: What boxes need.
        pace: Points a minute that time takes at least.
        least: Points there are at least between two instants, so that order can be seen.
    """
    order = tuple(sorted(set(instants)))
    rank = {instant: at for at, instant in enumerate(order)}
    ending: dict[int, list[tuple[int, float]]] = {}
    for need in needs:
        ending.setdefault(rank[need.end], []).append((rank[need.start], need.height))
    weights = _weighted_minutes(order)
    ways = [0.0]
    for at in range(1, len(order)):
        slowest = ways[at - 1] + max(least, pace * (weights[at] - weights[at - 1]))
        ways.append(max([slowest, *(ways[start] + height for start, height in ending.get(at, ()))]))
    return TimeAxis(order, tuple(ways))


def _weighted_minutes(instants: Sequence[datetime]) -> list[float]:
    """The minutes from the first instant to each; those of a long stretch without events count for less."""
    minutes = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(instants)]
    slowed = (min(each, _LONG_STRETCH) + _SLOWER_PACE * max(0.0, each - _LONG_STRETCH) for each in minutes)
    return [0.0, *accumulate(slowed)]
