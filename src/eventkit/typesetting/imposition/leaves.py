"""What is imposed: leaves with a front and perhaps a back, and pieces that are folded to be one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from eventkit.typesetting.pages import Box, Page, Placed

Fold = Literal["below", "above"]
"""Where the back of a folded piece is: below its front, as of a badge in a pouch, or above it, as of a card
that stands on a table."""

Edge = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of paper after it is cut: pages of one size, as its two sides are seen.

    Attributes:
        front: Its front.
        back: Its back, upright when the leaf is turned about its upright axis, as a badge on a ribbon turns.
        fold: How far below its upper edge it is folded, where it is.
    """

    front: Page
    back: Page | None = None
    fold: float | None = None


def folded(front: Page, back: Page, fold: Fold, bleed: float = 0) -> Leaf:
    """A leaf of twice the height that becomes a front and a back when it is folded across its middle.

    The back is printed upside down: folded behind the front it is upright. The ground of neither half goes
    on beyond the fold.
    """
    width, height = front.width, front.height
    at_fold: Edge = "bottom" if fold == "below" else "top"
    one, other = (bled(each, bleed, but=at_fold) for each in (front, back))
    upright = Placed(one, 0, 0 if fold == "below" else height)
    turned = Placed(other, 0, height if fold == "below" else 0, turn=180)
    return Leaf(Page(width, 2 * height, (upright, turned), label=front.label), fold=height)


def bled(page: Page, bleed: float, *, but: Edge | None = None) -> Page:
    """The page with its ground going on for ``bleed`` points beyond its edges, so that no white is left where
    it is cut a little beside the line.

    What goes on are filled boxes that reach an edge.

    Args:
        page: As it is when cut.
        bleed: How far its ground goes on.
        but: An edge that is not cut.
    """
    if not bleed:
        return page
    marks = tuple(
        _bled(mark, page.width, page.height, bleed, but) if isinstance(mark, Box) and mark.fill else mark
        for mark in page.marks
    )
    return replace(page, marks=marks)


_NEAR = 0.3  # points by which a ground may fall short of an edge and is still meant to reach it


# Pages that share a box share it afterwards too, so that it is painted once.
@lru_cache(maxsize=1024)
def _bled(box: Box, width: float, height: float, bleed: float, but: Edge | None) -> Box:
    left = bleed if box.x <= _NEAR else 0
    right = bleed if box.x + box.width >= width - _NEAR else 0
    top = bleed if box.y <= _NEAR and but != "top" else 0
    bottom = bleed if box.y + box.height >= height - _NEAR and but != "bottom" else 0
    if not (left or top or right or bottom):
        return box
    return replace(
        box,
        x=box.x - left,
        y=box.y - top,
        width=box.width + left + right,
        height=box.height + top + bottom,
        radius=0 if left and right and (top or bottom) else box.radius,
    )
