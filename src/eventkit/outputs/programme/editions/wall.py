"""Posters: the grid of each day on a sheet for the wall, in type as large as it has room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
    before a poster of that size, a day takes several.

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
    fitting = (setting for fits in (_in_full, _well) for setting in tried if _all_days(setting, fits))
    setting = next(fitting, tried[-2])
    return bound_days(setting, list(_days(setting)))


def _days(setting: Setting) -> Iterator[Section]:
    """The grid of each day, and behind it the whole of what it had to cut."""
    for on in days_of(setting.schedule):
        grid = day_grids(setting, on, links=False)
        cut = {each.about[0] for each in grid.findings if each.code == "cut-in-grid"}
        rows = [(0, session) for session in setting.schedule.in_order if session.id in cut]
        if grid.pages:
            yield day_section(setting, on, grid, rows)


def _all_days(setting: Setting, fits: Callable[[Plan], bool]) -> bool:
    """Whether each day is on one page, and that as it should be."""
    size = (setting.sheet.measure, setting.sheet.depth)
    pages = (on_one_page(setting, on, size) for on in days_of(setting.schedule))
    return all(page is not None and fits(page) for page in pages)


def _in_full(page: Plan) -> bool:
    return page.in_full


def _well(page: Plan) -> bool:
    return page.reads_well
