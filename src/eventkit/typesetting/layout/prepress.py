"""Prepress: bleed, and greys converted to black ink."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from eventkit.typesetting.colour import BlackInk, Colour
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.pages import (
    SNAP_DISTANCE,
    Box,
    Drawing,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Polygon,
    Rectangle,
    RuleLine,
)
from eventkit.typesetting.text.spans import TextLine

_NEUTRAL_SPREAD = 0.06  # the greatest difference between the channels of a grey


_SOLID_BLACK = 0.15  # greys up to this are printed solid, without a halftone screen


def add_bleed(page: Page, bleed: float) -> Page:
    """The page on paper larger by ``bleed`` points at each edge, to be cut to its size (PDF 32000-1 14.11.2).

    Filled boxes and pictures that reach an edge are extended beyond it, pictures by as little as needed.
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
    """A picture at an edge, enlarged over the edge and clipped at its other sides."""
    left = bleed if picture.x <= SNAP_DISTANCE else 0
    right = bleed if picture.x + picture.width >= page.width - SNAP_DISTANCE else 0
    top = bleed if picture.y <= SNAP_DISTANCE else 0
    bottom = bleed if picture.y + picture.height >= page.height - SNAP_DISTANCE else 0
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

    Converted to four inks, thin strokes get coloured edges if one ink is slightly misregistered. Colours and
    pictures stay as they are.
    """
    return replace(page, marks=tuple([_convert_mark(mark) for mark in page.marks]))


def _convert_mark(mark: Mark) -> Mark:
    match mark:
        case PlacedLine():
            return mark._replace(line=_convert_line(mark.line))
        case Box() | Polygon():
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
    """A grey as black ink; white and other colours stay as they are."""
    channels = colour.rgb
    if isinstance(colour, BlackInk) or max(channels) - min(channels) > _NEUTRAL_SPREAD or min(channels) == 1:
        return colour
    grey = 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b
    light = 0.0 if grey <= _SOLID_BLACK else grey
    return BlackInk(light, light, light)


Edge = Literal["top", "bottom"]


def extend_to_bleed(page: Page, bleed: float, *, except_edge: Edge | None = None) -> Page:
    """Extend the background of a page by ``bleed`` points beyond its edges, so that a slightly inaccurate
    cut leaves no white edge.

    Filled boxes and drawings that reach an edge are extended.

    Args:
        page: The page after cutting.
        bleed: The bleed in points.
        except_edge: An edge that is not cut.
    """
    if not bleed:
        return page
    marks = tuple(
        _extend_box(mark, page.width, page.height, bleed, except_edge)
        if isinstance(mark, Drawing) or (isinstance(mark, Box) and mark.fill)
        else mark
        for mark in page.marks
    )
    return replace(page, marks=marks)


# Pages that share a box share the extended box too, so that it is painted once.
@lru_cache(maxsize=1024)
def _extend_box(
    box: Box | Drawing, width: float, height: float, bleed: float, except_edge: Edge | None
) -> Box | Drawing:
    left = bleed if box.x <= SNAP_DISTANCE else 0
    right = bleed if box.x + box.width >= width - SNAP_DISTANCE else 0
    top = bleed if box.y <= SNAP_DISTANCE and except_edge != "top" else 0
    bottom = bleed if box.y + box.height >= height - SNAP_DISTANCE and except_edge != "bottom" else 0
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
