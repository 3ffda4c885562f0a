"""Typesetting: styled text in any script, laid out on pages, painted as a tagged PDF.

Text becomes lines (`shape`, `set_lines`, `fit`), lines and other marks become pages, and a `PagedDocument`
of pages is painted by `paint`. All but the last are values that a test can look at. Lengths are points, the
origin is the top left corner of the page and y grows down.
"""

from eventkit.typesetting.colour import BLACK, WHITE, Colour, contrast, darkened, readable_on, tint
from eventkit.typesetting.faces import Ink
from eventkit.typesetting.fit import Fitted, fit
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.lines import set_lines, shape
from eventkit.typesetting.pages import (
    Anchor,
    Area,
    Book,
    Bookmark,
    Box,
    Code,
    Drawing,
    Imprint,
    Link,
    Mark,
    Page,
    PagedDocument,
    Picture,
    Placed,
    Rule,
    Words,
)
from eventkit.typesetting.paragraph import Direction, direction
from eventkit.typesetting.pdf.painter import PaintOptions, paint
from eventkit.typesetting.pictures import pixels
from eventkit.typesetting.preflight import preflight
from eventkit.typesetting.text import Line, Span, Style
from eventkit.typesetting.units import A3, A4, A5, A6, A7, LETTER, Size, landscape, mm

__all__ = [
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "BLACK",
    "LETTER",
    "WHITE",
    "Anchor",
    "Area",
    "Book",
    "Bookmark",
    "Box",
    "Code",
    "Colour",
    "Direction",
    "Drawing",
    "Fitted",
    "Fonts",
    "Imprint",
    "Ink",
    "Line",
    "Link",
    "Mark",
    "Page",
    "PagedDocument",
    "PaintOptions",
    "Picture",
    "Placed",
    "Rule",
    "Size",
    "Span",
    "Style",
    "Words",
    "contrast",
    "darkened",
    "direction",
    "fit",
    "landscape",
    "mm",
    "paint",
    "pixels",
    "preflight",
    "readable_on",
    "set_lines",
    "shape",
    "tint",
]
