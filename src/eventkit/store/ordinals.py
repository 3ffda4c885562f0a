"""Numbers that keep things in order.

They leave gaps, so that what is put in, taken out or moved gets a number of its own and its neighbours
keep theirs: a change touches the rows it is about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

GAP = 1024
"""How far apart neighbours are set at first."""


def ordinals(order: Sequence[str], before: Mapping[str, int]) -> dict[str, int]:
    """A number for each id, rising in the order given; as many as can be keep the one from before."""
    kept = _longest_rise([(id_, before[id_]) for id_ in order if id_ in before])
    found: dict[str, int] = {}
    run: list[str] = []  # those that still want a number between the last kept one and the next
    low: int | None = None
    for id_ in order:
        if (high := kept.get(id_)) is None:
            run.append(id_)
        elif (between := _between(low, high, len(run))) is None:
            return _afresh(order)
        else:
            found |= zip([*run, id_], [*between, high], strict=True)
            low, run = high, []
    first = 0 if low is None else low + GAP
    return found | {id_: first + GAP * at for at, id_ in enumerate(run)}


def _afresh(order: Iterable[str]) -> dict[str, int]:
    return {id_: GAP * at for at, id_ in enumerate(order)}


def _between(low: int | None, high: int, count: int) -> list[int] | None:
    """That many numbers strictly between two, evenly spread; ``None`` if there are not so many."""
    if low is None:
        return [high - GAP * (count - at) for at in range(count)]
    step = (high - low) // (count + 1)
    return [low + step * (at + 1) for at in range(count)] if step or not count else None


def _longest_rise(numbered: Sequence[tuple[str, int]]) -> dict[str, int]:
    """As many entries as can be whose numbers rise in the order given (patience sorting)."""
    ends: list[int] = []  # the lowest number that a rise of each length ends in
    last: list[int] = []  # the place of that number
    previous: list[int | None] = []
    for at, (_, number) in enumerate(numbered):
        length = bisect_left(ends, number)
        previous.append(last[length - 1] if length else None)
        ends[length : length + 1] = [number]
        last[length : length + 1] = [at]
    rise: list[tuple[str, int]] = []
    step = last[-1] if last else None
    while step is not None:
        rise.append(numbered[step])
        step = previous[step]
    return dict(reversed(rise))
