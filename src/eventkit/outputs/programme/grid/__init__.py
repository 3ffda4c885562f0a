"""A day at a glance: rooms across, time down, as marks on pages."""

from eventkit.outputs.programme.grid.bringing import is_for_everyone
from eventkit.outputs.programme.grid.columns import DayView, days_with_sessions
from eventkit.outputs.programme.grid.pages import DayGrid, draw_day_grid, grid_anchor
from eventkit.outputs.programme.grid.plan import GridFrame
from eventkit.outputs.programme.grid.planning import fit_on_one_page

__all__ = [
    "DayGrid",
    "DayView",
    "GridFrame",
    "days_with_sessions",
    "draw_day_grid",
    "fit_on_one_page",
    "grid_anchor",
    "is_for_everyone",
]
