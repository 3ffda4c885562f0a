"""A page of a day's grid that is not drawn yet."""

from __future__ import annotations

from dataclasses import dataclass

from eventkit.model import RoomId
from eventkit.outputs.programme.grid.axis import Axis
from eventkit.outputs.programme.grid.boxes import Across, Boxed
from eventkit.outputs.programme.grid.bringing import Window
from eventkit.outputs.programme.grid.telling import AMOUNTS, FULL, GOOD, Amount
from eventkit.typesetting.flow import Piece, height_of

_ROUNDING = 0.01


@dataclass(frozen=True)
class Plan:
    """A grid that is not drawn yet.

    Attributes:
        window: From when to when it reaches.
        across: Its columns.
        boxes: Its boxes.
        axis: Its axis of time.
        amount: How much its boxes hold at least.
        head: What stands above that.
        legend: What stands below.
        depth: The height of the whole.
        cut: The rooms whose names are cut.
    """

    window: Window
    across: Across
    boxes: tuple[Boxed, ...]
    axis: Axis
    amount: Amount
    head: Piece
    legend: tuple[Piece, ...]
    depth: float
    cut: tuple[RoomId, ...] = ()

    @property
    def room(self) -> float:
        """The height there is for the axis."""
        return self.depth - self.head.height - height_of(self.legend)

    @property
    def holds(self) -> bool:
        """Whether the page is high enough for its axis."""
        return self.axis.height <= self.room + _ROUNDING

    @property
    def in_full(self) -> bool:
        """Whether its boxes hold all there is to tell, up to some of the names."""
        return self.holds and self.amount in AMOUNTS[:FULL]

    @property
    def reads_well(self) -> bool:
        """Whether its boxes hold what makes it worth reading."""
        return self.holds and self.amount in AMOUNTS[:GOOD]


Leaf = tuple[Plan, ...]
"""What is on a page: mostly one grid, or several, each with its rooms and hours, from the top down."""
