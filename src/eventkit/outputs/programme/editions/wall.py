"""Posters: the grid of each day on a sheet for the wall, in type as large as it has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.listing import compose_day, lay_out_days
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import LooseSheet, type_scales
from eventkit.outputs.programme.grid import GridFrame, days_with_sessions, draw_day_grid, fit_on_one_page
from eventkit.outputs.programme.sections import Section
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import A3, Size, landscape, mm

_LARGEST, _SMALLEST = 2.4, 1.0  # on A3; what is read from afar grows with the paper


def wall_posters(setter: Setter, size: Size) -> Bound:
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
        setter.on(LooseSheet(*way, scale * mm))
        for scale in type_scales(_LARGEST * larger, _SMALLEST * max(1, larger))
        for way in (across, upright)
    ]
    context = _largest_type(tried) or tried[-1]
    return lay_out_days(context, list(_compose_posters(context)))


def _largest_type(tried: Sequence[PrintContext]) -> PrintContext | None:
    """The first context in which each day fits on a poster; what does not in the last ones does in none."""
    at_once = cache(lambda at, grids: _one_page_each(tried[at], grids))
    order = range(len(tried))
    for fits, grids in _POSTER_TRIALS:
        if any(all(map(fits, at_once(at, grids))) for at in order[-2:]):
            return next(tried[at] for at in order if all(map(fits, at_once(at, grids))))
    return None


def _compose_posters(context: PrintContext) -> Iterator[Section]:
    """The grid of each day, and behind it the whole of what it had to cut."""
    for on in days_with_sessions(context.schedule):
        grid = draw_day_grid(context, on, links=False)
        cut = {each.about[0] for each in grid.findings if each.code == "cut-in-grid"}
        rows = [(0, session) for session in context.schedule.in_order if session.id in cut]
        if grid.pages:
            yield compose_day(context, on, grid, rows)


def _one_page_each(context: PrintContext, grids: int) -> tuple[GridFrame | None, ...]:
    """The grids of all days, each on one page; none for the first that is not."""
    size, plans = (context.page_format.text_width, context.page_format.text_height), list[GridFrame | None]()
    for on in days_with_sessions(context.schedule):
        plans += fit_on_one_page(context, on, size, grids=grids) or (None,)
        if plans[-1] is None:
            break
    return tuple(plans)


def _is_complete(plan: GridFrame | None) -> bool:
    return plan is not None and plan.is_complete


def _is_readable(plan: GridFrame | None) -> bool:
    return plan is not None and plan.is_readable


_POSTER_TRIALS = ((_is_complete, 1), (_is_readable, 1), (_is_complete, 4), (_is_readable, 4))
"""What makes a poster that is well: that it tells all, or what is worth reading, in so many grids at most."""
