"""A day that is too full for one page, parted by its hours: where nothing goes on, or as little as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from eventkit.outputs.programme.grid.axis import Axis

# In pages: what each page costs, a session that goes on from one to the next, a page that is filled (so that
# all are filled alike), and one that is too full, for how much it is.
_PAGE, _CROSSING, _FULL, _TOO_FULL = 1.0, 0.35, 0.5, 40.0


def parted(
    runs: Iterable[tuple[Axis, float]],
    crossing: Callable[[datetime], int],
    instants: Sequence[datetime],
) -> tuple[datetime, ...]:
    """Where the parts of a day begin, and where the last one ends: those that cost the least of all.

    Args:
        runs: For each group of rooms the axis of the whole day, and the height a page has for one.
        crossing: How many sessions go on at an instant.
        instants: Where the day may be parted, its ends among them, in order.
    """
    ways = [([_way(axis, instant) for instant in instants], room) for axis, room in runs]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(instants)):
        goes_on = crossing(instants[end]) if end < len(instants) - 1 else 0
        best.append(
            min(
                (best[start][0] + _cost(ways, start, end) + _CROSSING * goes_on, -start)
                for start in range(end)
            )
        )
    at, ends = len(instants) - 1, [instants[-1]]
    while at:
        at = -best[at][1]
        ends.append(instants[at])
    return tuple(reversed(ends))


def _cost(ways: Sequence[tuple[Sequence[float], float]], start: int, end: int) -> float:
    full = max((way[end] - way[start]) / room for way, room in ways)
    return _PAGE + _FULL * full**2 + (_TOO_FULL * full if full > 1 else 0)


def _way(axis: Axis, instant: datetime) -> float:
    """How far down an instant is that the axis need not know: at the next one it knows."""
    later = [way for known, way in zip(axis.instants, axis.ways, strict=True) if known >= instant]
    return later[0] if later else axis.height
