"""Handouts: a day's grid and its sessions, without what the book tells besides."""

from __future__ import annotations

from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.listing import bound_days, day_section
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import Single
from eventkit.outputs.programme.grid import DayView, Grid, day_grids, days_of
from eventkit.typesetting import A5, Size, mm


def handout(setter: Setter, size: Size) -> Bound:
    """Each day on pages of its own: its grid where it has several rooms, then its sessions in brief.

    Raises:
        EventkitError: Nothing has a time.
    """
    setting = setter.on(Single(*size, mm if size == A5 else 1.1 * mm))
    made = []
    for on in days_of(setting.schedule):
        view = DayView.of(setting.schedule, on)
        held = [row for session in view.outer for row in view.nested(session)]
        grid = day_grids(setting, on) if len(view.rooms) > 1 else Grid((), ())
        made += [day_section(setting, on, grid, held)] if held else []
    return bound_days(setting, made)
