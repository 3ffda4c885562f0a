"""Handouts: a day's grid and its sessions, without what the book tells besides."""

from __future__ import annotations

from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.listing import compose_day, lay_out_days
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import LooseSheet
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions, draw_day_grid
from eventkit.typesetting import A5, Size, mm


def day_handout(setter: Setter, size: Size) -> Bound:
    """Each day on pages of its own: its grid where it has several rooms, then its sessions in brief.

    Raises:
        EventkitError: Nothing has a time.
    """
    context = setter.on(LooseSheet(*size, mm if size == A5 else 1.1 * mm))
    made = []
    for on in days_with_sessions(context.schedule):
        view = DayView.build(context.schedule, on)
        held = [row for session in view.outer for row in view.nested(session)]
        grid = draw_day_grid(context, on) if len(view.rooms) > 1 else DayGrid((), ())
        made += [compose_day(context, on, grid, held)] if held else []
    return lay_out_days(context, made)
