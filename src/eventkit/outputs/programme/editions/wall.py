"""Posters: the grid of each day on a sheet for the wall, in type as large as it has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.listing import bound_days, day_section
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import Single, scales
from eventkit.outputs.programme.grid import Plan, day_grids, days_of, on_one_page
from eventkit.outputs.programme.sections import Section
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import A3, Size, landscape, mm

_LARGEST, _SMALLEST = 2.4, 1.0  # on A3; what is read from afar grows with the paper


def wall(setter: Setter, size: Size) -> Bound:
    """A poster for each day, all in type of one size: the largest with which each day fits on one.

    The sheet may be across or upright. Where type would be too small to be read from where one stands
    before a poster of that size, rooms stand in several grids below one another; and where that is not
    enough, a day takes several posters, which are upright: that takes fewer.

    Raises:
        EventkitError: Nothing has a time.
    """
    across, upright = landscape(size), (min(size), max(size))
    larger = (min(size) / min(A3)) ** 0.75
    tried = [
        setter.on(Single(*way, scale * mm))
        for scale in scales(_LARGEST * larger, _SMALLEST * max(1, larger))
        for way in (across, upright)
    ]
    setting = _largest(tried) or tried[-1]
    return bound_days(setting, list(_days(setting)))


def _largest(tried: Sequence[Setting]) -> Setting | None:
    """The first setting in which each day fits on a poster; what does not in the last ones does in none."""
    at_once = cache(lambda at, grids: _at_once(tried[at], grids))
    order = range(len(tried))
    for fits, grids in _TRIALS:
        if any(all(map(fits, at_once(at, grids))) for at in order[-2:]):
            return next(tried[at] for at in order if all(map(fits, at_once(at, grids))))
    return None


def _days(setting: Setting) -> Iterator[Section]:
    """The grid of each day, and behind it the whole of what it had to cut."""
    for on in days_of(setting.schedule):
        grid = day_grids(setting, on, links=False)
        cut = {each.about[0] for each in grid.findings if each.code == "cut-in-grid"}
        rows = [(0, session) for session in setting.schedule.in_order if session.id in cut]
        if grid.pages:
            yield day_section(setting, on, grid, rows)


def _at_once(setting: Setting, grids: int) -> tuple[Plan | None, ...]:
    """The grids of all days, each on one page; none for the first that is not."""
    size, plans = (setting.sheet.measure, setting.sheet.depth), list[Plan | None]()
    for on in days_of(setting.schedule):
        plans += on_one_page(setting, on, size, grids=grids) or (None,)
        if plans[-1] is None:
            break
    return tuple(plans)


def _in_full(plan: Plan | None) -> bool:
    return plan is not None and plan.in_full


def _well(plan: Plan | None) -> bool:
    return plan is not None and plan.reads_well


_TRIALS = ((_in_full, 1), (_well, 1), (_in_full, 4), (_well, 4))
"""What makes a poster that is well: that it tells all, or what is worth reading, in so many grids at most."""
