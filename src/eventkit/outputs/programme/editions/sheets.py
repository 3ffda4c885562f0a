"""Sheets that are not bound: margins alike on both sides, and type as large as they have room for."""

from __future__ import annotations

from collections.abc import Mapping

from eventkit.outputs.programme.look import PageFormat
from eventkit.typesetting import A3, A4, A5, LETTER, Size, mm

POSTER_PAPERS: Mapping[str, Size] = {
    "a4": A4,
    "a3": A3,
    "a2": (420 * mm, 594 * mm),
    "a1": (594 * mm, 841 * mm),
    "a0": (841 * mm, 1189 * mm),
    "letter": LETTER,
    "tabloid": (792.0, 1224.0),
}
"""Paper for walls, upright."""

HANDOUT_PAPERS: Mapping[str, Size] = {"a5": A5, "a4": A4, "letter": LETTER}
"""Paper for hands, upright."""


class LeafletPage(PageFormat):
    """A page of a leaflet, which has too few to look for any of them."""

    __slots__ = ()

    @property
    def has_tabs(self) -> bool:
        """None."""
        return False


class LooseSheet(LeafletPage):
    """A sheet by itself: nothing is lost in a fold, so its margins are equal."""

    __slots__ = ()

    @property
    def inner(self) -> float:
        """The margin at either side."""
        return max(9 * mm, 0.045 * min(self.width, self.height))

    @property
    def outer(self) -> float:
        """The margin at either side."""
        return self.inner

    @property
    def top(self) -> float:
        """From the upper edge to the text: the margin, and the head of the page."""
        return self.inner + 8.5 * self.unit

    @property
    def bottom(self) -> float:
        """From the text to the lower edge: the margin, and the foot of the page."""
        return self.inner + 9 * self.unit


def type_scales(largest: float, smallest: float) -> list[float]:
    """How large type is tried, as a part of that of A5, the largest first."""
    steps = [largest * 0.92**step for step in range(40)]
    return [*(step for step in steps if step > smallest), smallest]
