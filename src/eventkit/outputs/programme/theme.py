"""The theme: page formats, margins, colours and type scale, for bound and loose sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from eventkit.errors import EventkitError
from eventkit.messages import as_message
from eventkit.outputs.style_file import DEFAULT_STYLE, MINIMUM_CONTRAST, StyleFile
from eventkit.typesetting import (
    A3,
    A4,
    A5,
    LETTER,
    WHITE,
    Colour,
    Drawing,
    Picture,
    Rectangle,
    Size,
    Style,
    darken,
    fit_picture,
    image_size,
    mm,
)
from eventkit.typesetting.pdf.drawings import find_drawing
from eventkit.typesetting.text.scripts import writes_han

INK = DEFAULT_STYLE.colours.named("ink")

GREY = DEFAULT_STYLE.colours.named("grey")

HAIRLINE = DEFAULT_STYLE.colours.named("hairline")

ACCENT = DEFAULT_STYLE.colours.named("accent")


@dataclass(frozen=True, slots=True)
class ThemeColours:
    ink: Colour = INK
    grey: Colour = GREY
    hairline: Colour = HAIRLINE
    accent: Colour = ACCENT

    @classmethod
    def of(cls, style: StyleFile) -> ThemeColours:
        """The colours of a style file, those of text darkened until they are legible on white paper."""
        ink, grey, accent = (darken(colour, WHITE, MINIMUM_CONTRAST) for colour in style.text_colours)
        return cls(ink, grey, style.colours.named("hairline"), accent)

    def recolour(self, style: Style) -> Style:
        replacements = {INK: self.ink, GREY: self.grey, HAIRLINE: self.hairline, ACCENT: self.accent}
        return replace(style, colour=replacements.get(style.colour, style.colour))


LEADING = 11.5
"""Points from one line of text to the next, in type of scale 1.

The baselines of all text are on this grid, or half-way between two of its lines.
"""

RTL_LEAD = 1.09
"""The leading of books with Arabic or Hebrew, whose marks reach further above and below the letters."""


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A page of a bound book: margins are mirrored, and the inner one is wider."""

    width: float  # in points
    height: float  # in points
    unit: float = mm  # the unit of type and of spaces in the text; at a millimetre, text is set in 8.5 pt
    margin_unit: float = mm  # the unit of margins: a millimetre on A5, and more on larger paper
    lead: float = 1  # the leading as a part of the usual one, `RTL_LEAD` with scripts that need more

    @property
    def inner(self) -> float:
        return 17 * self.margin_unit

    @property
    def outer(self) -> float:
        return 13 * self.margin_unit

    @property
    def top(self) -> float:
        return 19 * self.margin_unit

    @property
    def bottom(self) -> float:
        return 16 * self.margin_unit

    @property
    def has_tabs(self) -> bool:
        return True

    @property
    def has_folio(self) -> bool:
        return True

    @property
    def is_framed(self) -> bool:
        """True if the edition has a frame of its own, with the day, around the text."""
        return False

    @property
    def text_width(self) -> float:
        return self.width - self.inner - self.outer

    @property
    def text_height(self) -> float:
        return self.height - self.top - self.bottom

    @property
    def leading(self) -> float:
        return LEADING * self.lead * self.scale

    @property
    def line_count(self) -> int:
        """The lines of a page; the last may extend a little below `text_height`."""
        return round(self.text_height / self.leading)

    @property
    def time_column(self) -> float:
        return 23 * self.unit

    @property
    def label_column(self) -> float:
        return 24.5 * self.unit

    @property
    def part_column(self) -> float:
        """The width of the column of times beside the parts of a session."""
        return 12 * self.unit

    @property
    def hang(self) -> float:
        """The indent of the further lines of a person."""
        return 3.5 * self.unit

    @property
    def gutter(self) -> float:
        return 6 * self.unit

    @property
    def columns(self) -> int:
        return 2 if self.text_width > 130 * self.unit else 1

    def column_step(self, columns: int) -> float:
        return (self.text_width + self.gutter) / columns

    @property
    def indent(self) -> float:
        return 4 * self.unit

    @property
    def scale(self) -> float:
        """The scale of its type; at 1, text is set in 8.5 pt."""
        return self.unit / mm

    def text_left(self, number: int) -> float:
        """The left edge of the text of a page; odd pages are right-hand ones."""
        return self.inner if number % 2 else self.outer


READING_SIZE = 10.0  # the size of text in points that delegates read at arm's length
READING_UNIT = READING_SIZE / 8.5 * mm  # the unit of a page format with text in `READING_SIZE`

PAGE_FORMATS = {
    "a4": PageFormat(*A4, 1.25 * mm, 1.25 * mm),
    "a5": PageFormat(*A5, READING_UNIT),
    "letter": PageFormat(*LETTER, 1.25 * mm, 1.25 * mm),
}
"""The pages of books, by the name of the paper."""


@dataclass(frozen=True, slots=True)
class TypeScale:
    """The styles of everything in the programme."""

    heading: Style
    time: Style
    part_time: Style
    plenary_title: Style
    title: Style
    part_title: Style
    brief_title: Style
    subtitle: Style
    status: Style
    note: Style
    role: Style
    name: Style
    plain_name: Style
    position: Style
    body: Style
    entry: Style
    chapter: Style
    small: Style
    number: Style
    letter: Style
    folio: Style
    head: Style

    def scale(self, factor: float) -> TypeScale:
        return TypeScale(
            **{field.name: scale_style(getattr(self, field.name), factor) for field in fields(self)}
        )

    def with_lead(self, factor: float) -> TypeScale:
        """All of it with leadings that many times as large; text without a fixed leading stays."""
        styles: dict[str, Style] = {field.name: getattr(self, field.name) for field in fields(self)}
        leads = {name: style.fixed_leading and factor * style.fixed_leading for name, style in styles.items()}
        return TypeScale(
            **{name: replace(style, fixed_leading=leads[name]) for name, style in styles.items()}
        )

    def in_labels(self) -> TypeScale:
        """All of it in the typeface of labels, as in grids and on doors; only the heading is a title."""
        styles = {field.name: replace(getattr(self, field.name), typeface="labels") for field in fields(self)}
        return TypeScale(**{**styles, "heading": self.heading})

    def recolour(self, palette: ThemeColours) -> TypeScale:
        return TypeScale(
            **{field.name: palette.recolour(getattr(self, field.name)) for field in fields(self)}
        )


# All but display sizes have one leading, so that columns and facing pages are level.
TYPE_SCALE = TypeScale(
    heading=Style(14, weight=700, colour=ACCENT, fixed_leading=1.5 * LEADING, typeface="titles"),
    time=Style(9, weight=700, colour=ACCENT, tabular=True, fixed_leading=LEADING, typeface="labels"),
    part_time=Style(8.5, weight=500, colour=ACCENT, tabular=True, fixed_leading=LEADING, typeface="labels"),
    plenary_title=Style(14, weight=700, colour=INK, fixed_leading=1.5 * LEADING, typeface="titles"),
    title=Style(12, weight=700, colour=INK, fixed_leading=1.5 * LEADING, typeface="titles"),
    part_title=Style(9.2, weight=700, colour=INK, fixed_leading=LEADING, typeface="titles"),
    brief_title=Style(10.5, weight=700, colour=INK, fixed_leading=LEADING, typeface="titles"),
    subtitle=Style(9, italic=True, colour=INK, fixed_leading=LEADING, typeface="text"),
    status=Style(7.5, weight=700, colour=INK, fixed_leading=LEADING, typeface="labels"),
    note=Style(7.5, colour=GREY, fixed_leading=LEADING, typeface="labels"),
    role=Style(7.5, weight=600, colour=ACCENT, fixed_leading=LEADING, typeface="labels"),
    name=Style(8.5, weight=600, colour=INK, fixed_leading=LEADING, typeface="names"),
    plain_name=Style(8.5, colour=INK, fixed_leading=LEADING, typeface="names"),
    position=Style(8, colour=GREY, fixed_leading=LEADING, typeface="text"),
    body=Style(8.5, colour=INK, fixed_leading=LEADING, hyphenate=True, typeface="text"),
    entry=Style(9, weight=500, colour=INK, fixed_leading=LEADING, typeface="text"),
    chapter=Style(10, weight=600, colour=INK, fixed_leading=LEADING, typeface="titles"),
    small=Style(7.5, colour=INK, fixed_leading=10, typeface="labels"),
    number=Style(8.5, colour=INK, tabular=True, fixed_leading=LEADING, typeface="labels"),
    letter=Style(9, weight=700, colour=ACCENT, fixed_leading=LEADING, typeface="labels"),
    folio=Style(7.5, weight=600, colour=INK, tabular=True, typeface="labels"),
    head=Style(7, colour=GREY, typeface="labels"),
)
"""The styles at scale 1."""


def scale_style(style: Style, factor: float) -> Style:
    return replace(style, size=style.size * factor, fixed_leading=style.leading * factor)


@lru_cache(maxsize=256)
def secondary_style(style: Style) -> Style:
    """The style of a second language: nine tenths of the size, the same leading, never bold.

    Song, the serif face of Chinese, has no bold, which is set in the sans: so a translation keeps the face of
    the text around it.
    """
    return replace(style, size=style.size * _SECONDARY_SIZE, weight=min(style.weight, 400))


_SECONDARY_SIZE = 0.9  # the size of a second language, as a part of that of the first


@lru_cache(maxsize=256)
def in_second_language(style: Style, secondary: Style, language: str) -> Style:
    """The style of a second language, in which Chinese characters are as large as the text beside them.

    Their strokes need 9 pt, the size of text in Chinese print (xiaowu), where Latin letters need 8.
    """
    if not writes_han(language):
        return secondary
    return replace(secondary, size=min(style.size, secondary.size / _SECONDARY_SIZE))


@lru_cache(maxsize=64)
def secondary_title_style(style: Style) -> Style:
    """The style of the second language of a title in display size, on lines of text."""
    return replace(style, size=style.size * 0.78, weight=400, fixed_leading=style.leading / 1.5)


def is_pdf(name: str) -> bool:
    return name.lower().endswith(".pdf")


_SVG_END = re.compile(rb"</(\w+:)?svg\s*>")


def is_svg(name: str) -> bool:
    return name.lower().endswith(".svg")


def fit_logo(name: str, content: bytes, area: Rectangle, alternative: str) -> Picture | Drawing:
    """The logo of a file as large as fits an area, in its middle; SVG files as vectors."""
    if is_svg(name):
        place = area.x, area.y, area.width, area.height
        return Drawing("svg", *place, name, content=content, alternative=alternative)
    return fit_picture(content, area, alternative, align="middle")


def load_pictures(names: Iterable[str], pictures: Mapping[str, bytes]) -> Mapping[str, bytes]:
    contents = {}
    for name in names:
        if name not in pictures:
            raise EventkitError("The picture '{name}' is missing. Put it beside the style file.", name=name)
        contents[name] = pictures[name]
        if is_pdf(name):  # it is read when it is painted
            continue
        if is_svg(name):
            find_drawing("svg")
            if not _SVG_END.search(contents[name]):  # readers of XML draw what there is of a broken file
                raise EventkitError(
                    "The picture '{name}' is damaged, or is not an SVG file. Export it again.", name=name
                )
            continue
        try:
            image_size(contents[name])
        except ValueError as error:
            raise EventkitError(
                "The picture '{name}' cannot be printed: {reason}", name=name, reason=as_message(error)
            ) from None
    return contents


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

HANDOUT_PAPERS: Mapping[str, Size] = {"a5": A5, "a4": A4, "letter": LETTER}  # paper for hands, upright
SIGN_PAPERS: Mapping[str, Size] = {**HANDOUT_PAPERS, "a3": A3}  # paper for doors, upright


class LeafletPage(PageFormat):
    """A page of a leaflet, without thumb tabs."""

    __slots__ = ()

    @property
    def has_tabs(self) -> bool:
        """None."""
        return False


class LooseSheet(LeafletPage):
    """A single sheet without a fold: its inner and outer margins are equal."""

    __slots__ = ()

    @property
    def inner(self) -> float:
        return max(9 * mm, 0.045 * min(self.width, self.height))

    @property
    def outer(self) -> float:
        return self.inner

    @property
    def top(self) -> float:
        return self.inner + 8.5 * self.unit

    @property
    def bottom(self) -> float:
        return self.inner + 9 * self.unit


class WallSheet(LooseSheet):
    """A sheet on a wall or a door, which has no page number."""

    __slots__ = ()

    @property
    def has_folio(self) -> bool:
        return False


def type_scales(largest: float, smallest: float) -> list[float]:
    """The scales of type to try, the largest first."""
    steps = [largest * 0.92**step for step in range(40)]
    return [*(step for step in steps if step > smallest), smallest]
