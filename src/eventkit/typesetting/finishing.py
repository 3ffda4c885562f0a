"""What a printer wants of finished pages: ground that goes on where they are cut, and text in black ink."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from eventkit.typesetting.colour import Black, Colour
from eventkit.typesetting.flow import moved
from eventkit.typesetting.imposition import bled
from eventkit.typesetting.pages import Area, Box, Mark, Page, Picture, Placed, Rule, Words
from eventkit.typesetting.text import Line

_NEUTRAL = 0.06  # channels no further apart are those of a grey
_NEAR = 0.3  # points by which a picture may fall short of an edge and is still meant to reach it
_DARK = 0.15  # a grey as dark as this is meant to be black, and is printed without a screen


def with_bleed(page: Page, bleed: float) -> Page:
    """The page on paper larger by ``bleed`` points at each edge, to be cut to its size (PDF 32000-1 14.11.2).

    What goes on over its edges are filled boxes and pictures that reach them; these are enlarged by as
    little as needed.
    """
    if not bleed:
        return page
    width, height = page.width + 2 * bleed, page.height + 2 * bleed
    grown = (
        _enlarged(mark, page, bleed) if isinstance(mark, Picture) else mark
        for mark in bled(page, bleed).marks
    )
    return Page(
        width,
        height,
        tuple(moved(mark, bleed, bleed) for mark in grown),
        page.label,
        trim=Area(bleed, bleed, page.width, page.height),
        bleed=Area(0, 0, width, height),
    )


def _enlarged(picture: Picture, page: Page, bleed: float) -> Mark:
    """A picture that reaches an edge so large that it goes on over that, cut elsewhere as it was."""
    left = bleed if picture.x <= _NEAR else 0
    right = bleed if picture.x + picture.width >= page.width - _NEAR else 0
    top = bleed if picture.y <= _NEAR else 0
    bottom = bleed if picture.y + picture.height >= page.height - _NEAR else 0
    if not (left or right or top or bottom):
        return picture
    width, height = picture.width + left + right, picture.height + top + bottom
    scale = max(width / picture.width, height / picture.height)
    across, down = picture.width * scale, picture.height * scale
    whole = replace(picture, x=(width - across) / 2, y=(height - down) / 2, width=across, height=down)
    inner = Page(width, height, (whole,))
    return Placed(inner, picture.x - left, picture.y - top, clip=Area(0, 0, width, height))


def in_black(page: Page) -> Page:
    """The page with its greys, and all text that is nearly black, printed with black ink alone.

    Made of four inks, as presses make them of light, thin strokes get coloured edges where one ink is a
    little off. Colours and pictures stay as they are.
    """
    return replace(page, marks=tuple([_in_black(mark) for mark in page.marks]))


def _in_black(mark: Mark) -> Mark:
    match mark:
        case Words():
            return mark._replace(line=_line(mark.line))
        case Box():
            return replace(
                mark, fill=mark.fill and black_of(mark.fill), stroke=mark.stroke and black_of(mark.stroke)
            )
        case Rule():
            return replace(mark, colour=black_of(mark.colour))
        case Placed():
            return replace(mark, page=in_black(mark.page))
    return mark


def _line(line: Line) -> Line:
    colours = {run.colour for run in line.runs}
    if all(black_of(colour) is colour for colour in colours):
        return line
    return replace(line, runs=tuple(run.scaled(1, black_of(run.colour)) for run in line.runs))


@lru_cache(maxsize=1024)
def black_of(colour: Colour) -> Colour:
    """The grey as black ink; white, which is no ink, and a colour that is none as they are."""
    channels = colour.rgb
    if isinstance(colour, Black) or max(channels) - min(channels) > _NEUTRAL or min(channels) == 1:
        return colour
    grey = 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b
    light = 0.0 if grey <= _DARK else grey
    return Black(light, light, light)
