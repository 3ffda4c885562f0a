"""Typesetting: styled text in any script, laid out on pages, painted as a tagged PDF.

Text becomes lines (`set_line`, `break_lines`, `copyfit`), lines and other marks become pages, and a
`PagedDocument` of pages is painted by `paint`. All but the last are values that a test can look at.

    text     text to shaped lines; it knows no page
    layout   lines to pages as values; it knows no PDF
    qr       QR code symbols
    pdf      pages to a tagged PDF, on ReportLab

Lengths are points, the origin is the top left corner of the page and y grows down.
"""

from eventkit.typesetting.colour import BLACK, WHITE, Colour, contrast, darken, readable_on, tint
from eventkit.typesetting.layout.image_files import image_size
from eventkit.typesetting.layout.pages import (
    A3,
    A4,
    A5,
    A6,
    A7,
    LETTER,
    Bookmark,
    Box,
    Destination,
    DocumentInfo,
    Drawing,
    LinkArea,
    Mark,
    Page,
    PagedDocument,
    Picture,
    PlacedLine,
    PlacedPage,
    Polygon,
    QrCode,
    Rectangle,
    RuleLine,
    Size,
    fit_picture,
    landscape,
    mm,
)
from eventkit.typesetting.layout.prepress import crop_picture
from eventkit.typesetting.pdf.painter import PaintOptions, paint
from eventkit.typesetting.text.copyfit import Copyfit, copyfit
from eventkit.typesetting.text.faces import InkBox
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.line_breaking import break_lines, set_line
from eventkit.typesetting.text.paragraph import Direction, language_direction
from eventkit.typesetting.text.spans import Span, Style, TextLine

__all__ = [
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "BLACK",
    "LETTER",
    "WHITE",
    "Bookmark",
    "Box",
    "Colour",
    "Copyfit",
    "Destination",
    "Direction",
    "DocumentInfo",
    "Drawing",
    "Fonts",
    "InkBox",
    "LinkArea",
    "Mark",
    "Page",
    "PagedDocument",
    "PaintOptions",
    "Picture",
    "PlacedLine",
    "PlacedPage",
    "Polygon",
    "QrCode",
    "Rectangle",
    "RuleLine",
    "Size",
    "Span",
    "Style",
    "TextLine",
    "break_lines",
    "contrast",
    "copyfit",
    "crop_picture",
    "darken",
    "fit_picture",
    "image_size",
    "landscape",
    "language_direction",
    "mm",
    "paint",
    "readable_on",
    "set_line",
    "tint",
]
