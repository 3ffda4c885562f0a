"""Prepress: bleed, colours converted to black ink or to the inks of a press, slug lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Literal

from eventkit.typesetting.colour import BLACK, WHITE, BlackInk, Colour, InkColour
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.image_files import image_size
from eventkit.typesetting.layout.pages import (
    SNAP_DISTANCE,
    Box,
    DocumentInfo,
    Drawing,
    LinkArea,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Polygon,
    Rectangle,
    RuleLine,
    mm,
)
from eventkit.typesetting.layout.structure_elements import ARTIFACT, StructurePath
from eventkit.typesetting.press_profiles import PressProfile
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.line_breaking import break_lines
from eventkit.typesetting.text.spans import Span, Style, TextLine

_NEUTRAL_SPREAD = 0.06  # the greatest difference between the channels of a grey

_CACHE_SIZE = 4096  # marks that may recur soon

_SOLID_BLACK = 0.15  # greys up to this are printed solid, without a halftone screen


def add_bleed(page: Page, bleed: float) -> Page:
    """The page on paper larger by ``bleed`` points at each edge, to be cut to its size (PDF 32000-1 14.11.2).

    Filled boxes and pictures that reach an edge are extended beyond it, pictures by as little as needed.
    """
    if not bleed:
        return page
    width, height = page.width + 2 * bleed, page.height + 2 * bleed
    grown = enlarge_pictures(extend_to_bleed(page, bleed), bleed)
    return Page(
        width,
        height,
        tuple(move(mark, bleed, bleed) for mark in grown.marks),
        page.label,
        trim_box=Rectangle(bleed, bleed, page.width, page.height),
        bleed_box=Rectangle(0, 0, width, height),
        bookmark=page.bookmark,
    )


def enlarge_pictures(page: Page, bleed: float) -> Page:
    if not bleed:
        return page
    marks = (
        _enlarge_picture(mark, page, bleed) if isinstance(mark, Picture) else mark for mark in page.marks
    )
    return replace(page, marks=tuple(marks))


def _extend_area(area: Rectangle, page: Page, bleed: float) -> Rectangle:
    left = bleed if area.x <= SNAP_DISTANCE else 0
    right = bleed if area.right >= page.width - SNAP_DISTANCE else 0
    top = bleed if area.y <= SNAP_DISTANCE else 0
    bottom = bleed if area.bottom >= page.height - SNAP_DISTANCE else 0
    return Rectangle(area.x - left, area.y - top, area.width + left + right, area.height + top + bottom)


def _enlarge_picture(picture: Picture, page: Page, bleed: float) -> Mark:
    """A picture at an edge, enlarged over the edge and clipped at its other sides."""
    area = _extend_area(picture.area, page, bleed)
    if area == picture.area:
        return picture
    return cover_area(picture, area)


_MIDDLE = 0.5, 0.5


def crop_picture(
    content: bytes,
    area: Rectangle,
    alternative: str = "",
    structure: StructurePath = (),
    *,
    focus: tuple[float, float] = _MIDDLE,
) -> PlacedPage:
    """The picture of a file over all of an area; without an alternative text it is an ornament.

    The focus is the point of the picture that is in the middle of the area as far as the picture reaches, in
    parts of its width and height.

    Raises:
        ValueError: As `image_size` raises it.
    """
    width, height = image_size(content)
    return cover_area(Picture(content, 0, 0, width, height, alternative, structure), area, focus)


def cover_area(picture: Picture, area: Rectangle, focus: tuple[float, float] = _MIDDLE) -> PlacedPage:
    """A picture that covers an area, undistorted and clipped at its edges."""
    scale = max(area.width / picture.width, area.height / picture.height)
    across, down = picture.width * scale, picture.height * scale
    x = min(0.0, max(area.width - across, area.width / 2 - focus[0] * across))
    y = min(0.0, max(area.height - down, area.height / 2 - focus[1] * down))
    whole = replace(picture, x=x, y=y, width=across, height=down)
    inner = Page(area.width, area.height, (whole,))
    return PlacedPage(inner, area.x, area.y, clip=Rectangle(0, 0, area.width, area.height))


Inking = Callable[[Colour], Colour]  # a function that gives the inks of a colour


def _to_press_inks(profile: PressProfile, inks: Mapping[Colour, InkColour], colour: Colour) -> Colour:
    if ink := inks.get(colour):
        return ink
    black = to_black_ink(colour)
    if isinstance(black, BlackInk | InkColour):
        return black
    return BlackInk(1, 1, 1) if min(colour.rgb) == 1 else profile.to_inks(colour)


def find_converter(
    profile: PressProfile | None, *, black: bool, inks: Mapping[Colour, InkColour] = MappingProxyType({})
) -> ColourConverter | None:
    """The converter to the inks of a press, or of greys to black ink; ``None`` for neither.

    Converted to four inks, thin strokes get coloured edges if one ink is slightly misregistered: greys, and
    text that is nearly black, are printed in black ink alone. For a press other colours are converted by its
    profile, pictures when they are painted, and links are left out: annotations may not lie within the page
    that is printed (ISO 15930-7).
    """
    if profile is not None:
        return ColourConverter(partial(_to_press_inks, profile, inks), keeps_links=False)
    return ColourConverter(to_black_ink) if black else None


class ColourConverter:
    """Converts the colours of text, boxes, lines and drawings; marks that recur stay the same objects."""

    def __init__(self, inking: Inking, *, keeps_links: bool = True) -> None:
        self._inking = inking
        self._keeps_links = keeps_links
        # By identity; the marks are stored too, so that their identities are not reused.
        self._converted: dict[int, tuple[Mark, Mark]] = {}

    def convert(self, page: Page) -> Page:
        marks = (mark for mark in page.marks if self._keeps_links or not isinstance(mark, LinkArea))
        return replace(page, marks=tuple([self._convert(mark) for mark in marks]))

    def _convert(self, mark: Mark) -> Mark:
        if isinstance(mark, PlacedPage):
            return replace(mark, page=self.convert(mark.page))
        known = self._converted.get(id(mark))
        if known is None:
            if len(self._converted) == _CACHE_SIZE:
                self._converted.clear()
            known = self._converted[id(mark)] = mark, _convert_mark(mark, self._inking)
        return known[1]


def _convert_mark(mark: Mark, inking: Inking) -> Mark:
    match mark:
        case PlacedLine():
            return mark._replace(line=_convert_line(mark.line, inking))
        case Box() | Polygon():
            return replace(
                mark,
                fill=mark.fill and inking(mark.fill),
                stroke=mark.stroke and inking(mark.stroke),
            )
        case RuleLine():
            return replace(mark, colour=inking(mark.colour))
        case Drawing():
            return replace(mark, colours=tuple(map(inking, mark.colours)))
    return mark


def _convert_line(line: TextLine, inking: Inking) -> TextLine:
    colours = {run.colour for run in line.runs}
    if all(inking(colour) is colour for colour in colours):
        return line
    return replace(line, runs=tuple(run.scale(1, inking(run.colour)) for run in line.runs))


@lru_cache(maxsize=1024)
def to_black_ink(colour: Colour) -> Colour:
    """A grey as black ink; white and other colours stay as they are."""
    channels = colour.rgb
    if (
        isinstance(colour, BlackInk | InkColour)
        or max(channels) - min(channels) > _NEUTRAL_SPREAD
        or min(channels) == 1
    ):
        return colour
    grey = 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b
    light = 0.0 if grey <= _SOLID_BLACK else grey
    return BlackInk(light, light, light)


Edge = Literal["top", "bottom"]


def extend_to_bleed(page: Page, bleed: float, *, except_edge: Edge | None = None) -> Page:
    """Extend the background of a page by ``bleed`` points, so that an inaccurate cut leaves no white edge.

    Filled boxes, drawings and pictures that cover an area up to an edge are extended.
    """
    if not bleed:
        return page
    marks = tuple(_extend(mark, page.width, page.height, bleed, except_edge) for mark in page.marks)
    return replace(page, marks=marks)


def _extend(mark: Mark, width: float, height: float, bleed: float, except_edge: Edge | None) -> Mark:
    if isinstance(mark, Drawing) or (isinstance(mark, Box) and mark.fill):
        return _extend_box(mark, width, height, bleed, except_edge)
    if isinstance(mark, PlacedPage) and mark.clip is not None and len(mark.page.marks) == 1:
        (picture,) = mark.page.marks
        if isinstance(picture, Picture):  # as `cover_area` places it
            frame = Box(mark.x, mark.y, mark.page.width, mark.page.height, WHITE)
            grown = _extend_box(frame, width, height, bleed, except_edge)
            return cover_area(picture, Rectangle(grown.x, grown.y, grown.width, grown.height))
    return mark


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


_SLUG_STYLE = Style(5.5, colour=BLACK)

_PATCH = 3 * mm
_EDGE = 1.2 * mm  # from the edge of the paper
_INDENT = 14 * mm  # beyond the crop marks of the corner

_BAR_INKS: tuple[Colour, ...] = (
    InkColour.of((1, 0, 0, 0)),
    InkColour.of((0, 1, 0, 0)),
    InkColour.of((0, 0, 1, 0)),
    BlackInk(0, 0, 0),
    InkColour.of((1, 1, 0, 0)),
    InkColour.of((1, 0, 1, 0)),
    InkColour.of((0, 1, 1, 0)),
    BlackInk(0.5, 0.5, 0.5),
)
"""The patches of the colour bar: solids, overprints of two, and half a tone of black."""


class SlugLine:
    """Adds slug lines to the pages of one document, in the margin below the trimmed page."""

    def __init__(self, fonts: Fonts, info: DocumentInfo) -> None:
        self._fonts = fonts
        self._info = info
        self._number = 0

    def add(self, page: Page) -> Page:
        """The page with its slug line; its number counts the sides that are printed."""
        self._number += 1
        return replace(page, marks=(*page.marks, *self._marks(page)))

    def _marks(self, page: Page) -> Iterator[Mark]:
        bar = len(_BAR_INKS) * _PATCH
        left, top = page.width - _INDENT - bar, page.height - _EDGE - _PATCH
        # The number first, since a title may be cut off before the next crop mark.
        parts = [str(self._number), self._info.title]
        if self._info.modified is not None:
            parts.insert(1, f"{self._info.modified:%Y-%m-%d %H:%M} UTC")
        text = Span("  ·  ".join(parts), self._info.language, _SLUG_STYLE)
        limit = left if left > 3 * _INDENT else page.width - _INDENT
        crop_marks = [mark.x1 for mark in page.marks if isinstance(mark, RuleLine) and mark.y2 > top]
        end = min((x for x in (*crop_marks, limit) if x > _INDENT), default=limit)
        width = end - _INDENT - 2 * mm
        line = break_lines(self._fonts, text, width, max_lines=1)[0]
        yield PlacedLine(line, _INDENT, top + 0.7 * _PATCH, structure=ARTIFACT)
        if left > 3 * _INDENT:
            for index, ink in enumerate(_BAR_INKS):
                yield Box(left + index * _PATCH, top, _PATCH, _PATCH, ink)
