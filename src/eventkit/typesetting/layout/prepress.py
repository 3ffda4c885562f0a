"""Prepress: bleed, and greys converted to black ink."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from eventkit.typesetting.colour import BlackInk, Colour
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.pages import (
    Box,
    Drawing,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Rectangle,
    RuleLine,
)
from eventkit.typesetting.text.spans import TextLine

_NEUTRAL_SPREAD = 0.06  # channels no further apart are those of a grey


_SNAP_DISTANCE = 0.3  # points by which a picture may fall short of an edge and is still meant to reach it


_SOLID_BLACK = 0.15  # a grey as dark as this is meant to be black, and is printed without a screen


def add_bleed(page: Page, bleed: float) -> Page:
    """The page on paper larger by ``bleed`` points at each edge, to be cut to its size (PDF 32000-1 14.11.2).

    What goes on over its edges are filled boxes and pictures that reach them; these are enlarged by as
    little as needed.
    """
    if not bleed:
        return page
    width, height = page.width + 2 * bleed, page.height + 2 * bleed
    grown = (
        _enlarge_picture(mark, page, bleed) if isinstance(mark, Picture) else mark
        for mark in extend_to_bleed(page, bleed).marks
    )
    return Page(
        width,
        height,
        tuple(move(mark, bleed, bleed) for mark in grown),
        page.label,
        trim_box=Rectangle(bleed, bleed, page.width, page.height),
        bleed_box=Rectangle(0, 0, width, height),
    )


def _enlarge_picture(picture: Picture, page: Page, bleed: float) -> Mark:
    """A picture that reaches an edge so large that it goes on over that, cut elsewhere as it was."""
    left = bleed if picture.x <= _SNAP_DISTANCE else 0
    right = bleed if picture.x + picture.width >= page.width - _SNAP_DISTANCE else 0
    top = bleed if picture.y <= _SNAP_DISTANCE else 0
    bottom = bleed if picture.y + picture.height >= page.height - _SNAP_DISTANCE else 0
    if not (left or right or top or bottom):
        return picture
    width, height = picture.width + left + right, picture.height + top + bottom
    scale = max(width / picture.width, height / picture.height)
    across, down = picture.width * scale, picture.height * scale
    whole = replace(picture, x=(width - across) / 2, y=(height - down) / 2, width=across, height=down)
    inner = Page(width, height, (whole,))
    return PlacedPage(inner, picture.x - left, picture.y - top, clip=Rectangle(0, 0, width, height))


def convert_to_black(page: Page) -> Page:
    """The page with its greys, and all text that is nearly black, printed with black ink alone.

    Made of four inks, as presses make them of light, thin strokes get coloured edges where one ink is a
    little off. Colours and pictures stay as they are.
    """
    return replace(page, marks=tuple([_convert_mark(mark) for mark in page.marks]))


def _convert_mark(mark: Mark) -> Mark:
    match mark:
        case PlacedLine():
            return mark._replace(line=_convert_line(mark.line))
        case Box():
            return replace(
                mark,
                fill=mark.fill and to_black_ink(mark.fill),
                stroke=mark.stroke and to_black_ink(mark.stroke),
            )
        case RuleLine():
            return replace(mark, colour=to_black_ink(mark.colour))
        case Drawing():
            return replace(mark, colours=tuple(map(to_black_ink, mark.colours)))
        case PlacedPage():
            return replace(mark, page=convert_to_black(mark.page))
    return mark


def _convert_line(line: TextLine) -> TextLine:
    colours = {run.colour for run in line.runs}
    if all(to_black_ink(colour) is colour for colour in colours):
        return line
    return replace(line, runs=tuple(run.scale(1, to_black_ink(run.colour)) for run in line.runs))


@lru_cache(maxsize=1024)
def to_black_ink(colour: Colour) -> Colour:
    """The grey as black ink; white, which is no ink, and a colour that is none as they are."""
    channels = colour.rgb
    if isinstance(colour, BlackInk) or max(channels) - min(channels) > _NEUTRAL_SPREAD or min(channels) == 1:
        return colour
    grey = 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b
    light = 0.0 if grey <= _SOLID_BLACK else grey
    return BlackInk(light, light, light)


Edge = Literal["top", "bottom"]


def extend_to_bleed(page: Page, bleed: float, *, but: Edge | None = None) -> Page:
    """Extend the background of a page by ``bleed`` points beyond its edges, so that no white is left where it
    is cut a little beside the line.

    What is extended are filled boxes and drawings that reach an edge.

    Args:
        page: As it is when cut.
        bleed: How far its background extends.
        but: An edge that is not cut.
    """
    if not bleed:
        return page
    marks = tuple(
        _extend_box(mark, page.width, page.height, bleed, but)
        if isinstance(mark, Drawing) or (isinstance(mark, Box) and mark.fill)
        else mark
        for mark in page.marks
    )
    return replace(page, marks=marks)


# Pages that share a box share it afterwards too, so that it is painted once.
@lru_cache(maxsize=1024)
def _extend_box(
    box: Box | Drawing, width: float, height: float, bleed: float, but: Edge | None
) -> Box | Drawing:
    left = bleed if box.x <= _SNAP_DISTANCE else 0
    right = bleed if box.x + box.width >= width - _SNAP_DISTANCE else 0
    top = bleed if box.y <= _SNAP_DISTANCE and but != "top" else 0
    bottom = bleed if box.y + box.height >= height - _SNAP_DISTANCE and but != "bottom" else 0
    if not (left or top or right or bottom):
        return box
    extended = replace(
        box,
        x=box.x - left,
        y=box.y - top,
        width=box.width + left + right,
        height=box.height + top + bottom,
    )
    if isinstance(extended, Box) and left and right and (top or bottom):
        return replace(extended, radius=0)
    return extended
