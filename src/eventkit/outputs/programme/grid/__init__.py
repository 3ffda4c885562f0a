"""A day at a glance: rooms across, time down, as marks on pages."""

from eventkit.outputs.programme.grid.bringing import concerns_all
from eventkit.outputs.programme.grid.columns import DayView, days_of
from eventkit.outputs.programme.grid.pages import Grid, anchor, day_grids
from eventkit.outputs.programme.grid.plan import Plan
from eventkit.outputs.programme.grid.planning import on_one_page

__all__ = ["DayView", "Grid", "Plan", "anchor", "concerns_all", "day_grids", "days_of", "on_one_page"]
