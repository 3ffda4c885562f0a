"""A page of a day's grid that is not drawn yet."""

from __future__ import annotations

from dataclasses import dataclass

from eventkit.model import RoomId
from eventkit.outputs.programme.grid.axis import TimeAxis
from eventkit.outputs.programme.grid.boxes import ColumnLayout, GridBox
from eventkit.outputs.programme.grid.bringing import TimeWindow
from eventkit.outputs.programme.grid.telling import DETAIL_LEVELS, FULL_DETAIL, GOOD_DETAIL, DetailLevel
from eventkit.typesetting.flow import Piece, height_of

_ROUNDING = 0.01


@dataclass(frozen=True)
class GridFrame:
    """A grid that is not drawn yet.

    Attributes:
        window: From when to when it reaches.
        layout: Its columns.
        boxes: Its boxes.
        axis: Its axis of time.
        detail: How much its boxes hold at least.
        head: What stands above that.
        legend: What stands below.
        page_height: The height of the whole.
        truncated_rooms: The rooms whose names are cut.
    """

    window: TimeWindow
    layout: ColumnLayout
    boxes: tuple[GridBox, ...]
    axis: TimeAxis
    detail: DetailLevel
    head: Piece
    legend: tuple[Piece, ...]
    page_height: float
    truncated_rooms: tuple[RoomId, ...] = ()

    @property
    def axis_space(self) -> float:
        """The height there is for the axis."""
        return self.page_height - self.head.height - height_of(self.legend)

    @property
    def fits(self) -> bool:
        """Whether the page is high enough for its axis."""
        return self.axis.height <= self.axis_space + _ROUNDING

    @property
    def is_complete(self) -> bool:
        """Whether its boxes hold all there is to tell, up to some of the names."""
        return self.fits and self.detail in DETAIL_LEVELS[:FULL_DETAIL]

    @property
    def is_readable(self) -> bool:
        """Whether its boxes hold what makes it worth reading."""
        return self.fits and self.detail in DETAIL_LEVELS[:GOOD_DETAIL]


GridPage = tuple[GridFrame, ...]
"""What is on a page: mostly one grid, or several, each with its rooms and hours, from the top down."""
