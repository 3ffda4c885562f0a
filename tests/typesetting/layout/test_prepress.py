"""What a printer wants of finished pages: bleed, and black printed with black ink alone."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from books import Book
from eventkit.typesetting import (
    A6,
    BLACK,
    WHITE,
    Box,
    Colour,
    Destination,
    DocumentInfo,
    Fonts,
    LinkArea,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Rectangle,
    RuleLine,
    Span,
    Style,
    mm,
    set_line,
)
from eventkit.typesetting.colour import BlackInk
from eventkit.typesetting.layout.prepress import ColourConverter, add_bleed, to_black_ink
from typesetting.reading import opened, painted

BLEED = 3 * mm
BLUE, GREY = Colour.parse("#17365d"), Colour.parse("#5a5f66")


def page(fonts: Fonts, *more: Mark) -> Page:
    line = set_line(fonts, Span("Ada Lovelace", "en", Style(12, colour=Colour.parse("#1a1a1a"))))
    marks = (Box(0, 0, A6[0], 40, BLUE), PlacedLine(line, 20, 80), RuleLine(20, 90, 80, 90, 1, GREY), *more)
    return Page(*A6, marks, label="7")


def operators(made: Page) -> set[str]:
    """Those that set colours, with their operands."""
    (page,) = opened(painted(Book((made,), DocumentInfo("Title", "en")))).pages
    return {
        " ".join([*(f"{float(operand):g}" for operand in instruction.operands), str(instruction.operator)])
        for instruction in pikepdf.parse_content_stream(page)
        if str(instruction.operator) in {"rg", "RG", "k", "K"}
    }


def test_paper_with_bleed_is_larger_and_has_a_trim_box(fonts: Fonts) -> None:
    made = add_bleed(page(fonts), BLEED)
    assert (made.width, made.height) == (A6[0] + 2 * BLEED, A6[1] + 2 * BLEED)
    assert made.trim_box == Rectangle(BLEED, BLEED, *A6)
    assert made.label == "7"
    box = pypdfium2.PdfDocument(painted(Book((made,), DocumentInfo("Title", "en"))))[0].get_trimbox()
    assert box == pytest.approx((BLEED, BLEED, BLEED + A6[0], BLEED + A6[1]), abs=0.01)


def test_ground_goes_on_to_the_edge_of_the_paper_and_nothing_else_moves(fonts: Fonts) -> None:
    before = page(fonts, Destination("here", 20, 80), LinkArea(20, 70, 60, 14, "#here"))
    band, words, rule, anchor, link = add_bleed(before, BLEED).marks
    assert isinstance(band, Box)
    assert (band.x, band.y, band.width, band.height) == pytest.approx((0, 0, A6[0] + 2 * BLEED, 40 + BLEED))
    assert isinstance(words, PlacedLine)
    assert (words.x, words.y) == (20 + BLEED, 80 + BLEED)
    assert isinstance(rule, RuleLine)
    assert (rule.x1, rule.y1) == (20 + BLEED, 90 + BLEED)
    assert (anchor, link) == (
        Destination("here", 20 + BLEED, 80 + BLEED),
        LinkArea(20 + BLEED, 70 + BLEED, 60, 14, "#here"),
    )


def test_a_page_without_bleed_is_as_it_was(fonts: Fonts) -> None:
    before = page(fonts)
    assert add_bleed(before, 0) is before


def test_text_and_greys_are_printed_with_black_ink_and_colours_stay(fonts: Fonts) -> None:
    assert operators(page(fonts)) == {"0.09 0.212 0.365 rg", "0.102 0.102 0.102 rg", "0.353 0.373 0.4 RG"}
    assert operators(ColourConverter(to_black_ink).convert(page(fonts))) == {
        "0.09 0.212 0.365 rg",
        "0 0 0 1 k",
        "0 0 0 0.63 K",
    }


def test_pages_on_sheets_use_black_ink_too(fonts: Fonts) -> None:
    sheet = Page(400, 500, (PlacedPage(page(fonts), 10, 10),))
    assert "0 0 0 1 k" in operators(ColourConverter(to_black_ink).convert(sheet))


@pytest.mark.parametrize("colour", [WHITE, BLUE, Colour(1, 0.9, 0.9), Colour(0.5, 0.6, 0.5)])
def test_white_and_colours_are_no_black(colour: Colour) -> None:
    assert to_black_ink(colour) == colour


@pytest.mark.parametrize("channel", [0, 0.1, 0.15, 0.3, 0.5, 0.9])
def test_a_grey_looks_as_before_and_the_darkest_are_all_ink(channel: float) -> None:
    made = to_black_ink(Colour(channel, channel, channel))
    assert isinstance(made, BlackInk)
    assert made.ink == (1 if channel <= 0.15 else pytest.approx(1 - channel))
    assert to_black_ink(made) == made


def test_black_is_all_ink() -> None:
    made = to_black_ink(BLACK)
    assert isinstance(made, BlackInk)
    assert made.ink == 1


@pytest.mark.parametrize(("x", "y"), [(0, 0), (100, 300), (A6[0] - 50, A6[1] - 40)])
def test_a_picture_at_an_edge_goes_on_over_it_undistorted(x: float, y: float) -> None:
    buffer = BytesIO()
    Image.new("RGB", (4, 4), (255, 0, 0)).save(buffer, "png")
    before = Page(*A6, (Picture(buffer.getvalue(), x, y, 50, 40, "Red"),))
    (mark,) = add_bleed(before, BLEED).marks
    inner = mark.page.marks[0] if isinstance(mark, PlacedPage) else mark
    assert isinstance(inner, Picture)
    assert inner.width / inner.height == pytest.approx(50 / 40)
    shown = pypdfium2.PdfDocument(painted(Book((add_bleed(before, BLEED),), DocumentInfo("Title", "en"))))[
        0
    ].render(scale=1)
    red = shown.to_pil().convert("L").point(lambda grey: 255 * (grey < 200)).getbbox()
    assert red is not None
    edges = (0 if x == 0 else x + BLEED, 0 if y == 0 else y + BLEED)
    assert red[:2] == pytest.approx(edges, abs=1)
