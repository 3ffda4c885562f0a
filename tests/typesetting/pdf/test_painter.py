"""The PDF: what it shows, what it reads as, and that it is always the same."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from books import Book
from eventkit.typesetting import (
    A6,
    BLACK,
    Bookmark,
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
    QrCode,
    Rectangle,
    RuleLine,
    Span,
    Style,
    TextLine,
    set_line,
)
from typesetting.reading import language_of, objects_of, opened, painted
from typesetting.samples import MIXED, ONE_RUN

SCALE = 4  # pixels to a point in what is rendered here


def line_of(fonts: Fonts, text: str, language: str = "en", **style: Any) -> TextLine:
    return set_line(fonts, Span(text, language, Style(**{"size": 14, **style})))


def book_of(*marks: Mark, **more: Any) -> Book:
    page = Page(*A6, marks, **{key: more.pop(key) for key in ("label", "trim", "bleed") if key in more})
    return Book((page,), DocumentInfo(**{"title": "Title", "language": "en", **more}))


def png(colour: tuple[int, int, int] = (255, 0, 0)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (4, 4), colour).save(buffer, "png")
    return buffer.getvalue()


def everything(fonts: Fonts) -> Book:
    """A book that uses every kind of mark and every sample."""
    samples = [
        PlacedLine(line_of(fonts, text, language, size=8, weight=weight), 20 + 110 * column, 20 + 11 * row)
        for row, (language, text) in enumerate((ONE_RUN | MIXED).values())
        for column, weight in enumerate((400, 700))
    ]
    page = Page(*A6, tuple(samples), "i")
    marks = (
        Box(20, 20, 40, 20, Colour(1, 0.9, 0.8), BLACK, 1, 5),
        RuleLine(20, 50, 60, 50, 1, BLACK, (2, 1)),
        QrCode("EK1:ABC", 20, 60, 80),
        Picture(png(), 120, 60, 20, 20, "Logo (rot) \u6d77"),
        Destination("start", 0, 0),
        LinkArea(20, 20, 40, 20, "#start"),
        LinkArea(20, 60, 40, 20, "https://example.org"),
        PlacedLine(line_of(fonts, "a\ue000b"), 20, 200),
    )
    second = Page(*A6, marks, "1", trim_box=Rectangle(10, 10, 200, 300), bleed_box=Rectangle(5, 5, 210, 310))
    return Book(
        (page, second),
        DocumentInfo(
            "Títle 标题",
            "en",
            "Author",
            "Subject",
            ("one", "two"),
            (Bookmark("Stárt 始", "start"),),
        ),
    )


def text_of(data: bytes) -> str:
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    return unicodedata.normalize("NFC", text.strip())


def pixels(data: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(data)[0].render(scale=SCALE, grayscale=True).to_pil()


@pytest.mark.parametrize("name", [*ONE_RUN, *MIXED])
def test_text_in_any_script_is_read_as_it_was_written(fonts: Fonts, name: str) -> None:
    language, text = (ONE_RUN | MIXED)[name]
    data = painted(book_of(PlacedLine(line_of(fonts, text, language), 20, 60)))
    assert text_of(data) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["שָׁלוֹם עוֹלָם", "مُحَمَّدٌ", "گچپژ ۱۲۳"])
def test_points_and_dots_leave_no_traces_in_the_text(fonts: Fonts, text: str) -> None:
    data = painted(book_of(PlacedLine(line_of(fonts, text, "he"), 20, 60)))
    assert text_of(data) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", ONE_RUN)
@pytest.mark.parametrize("weight", [400, 700])
def test_ink_is_drawn_inside_the_bounds_of_the_line(fonts: Fonts, name: str, weight: int) -> None:
    language, text = ONE_RUN[name]
    words = PlacedLine(line_of(fonts, text, language, weight=weight), 20, 60)
    drawn = pixels(painted(book_of(words))).point(lambda grey: 255 * (grey < 128)).getbbox()
    ink = words.ink
    expected = [SCALE * edge for edge in (ink.x, ink.y, ink.right, ink.bottom)]
    assert drawn == pytest.approx(expected, abs=1.6)


def test_bold_is_bolder(fonts: Fonts) -> None:
    def darkness(weight: int, language: str, text: str) -> int:
        data = painted(book_of(PlacedLine(line_of(fonts, text, language, weight=weight), 20, 60)))
        return sum(count * (255 - grey) for grey, count in enumerate(pixels(data).histogram()))

    for language, text in ONE_RUN.values():
        assert darkness(700, language, text) > 1.1 * darkness(400, language, text), text


def test_every_font_is_embedded_and_maps_to_text(fonts: Fonts) -> None:
    data = painted(everything(fonts))
    composite = objects_of(data, Type="/Font", Subtype="/Type0")
    assert len(composite) > 30
    descriptors = [font.DescendantFonts[0].FontDescriptor for font in composite]
    assert all("/ToUnicode" in font for font in composite)
    assert all("/FontFile2" in descriptor or "/FontFile3" in descriptor for descriptor in descriptors)
    assert len(objects_of(data, Type="/Font")) == 2 * len(composite)  # each with its descendant, and no other
    names = {str(descriptor.FontName) for descriptor in descriptors}
    assert len(names) == len(composite)
    assert all(re.fullmatch(r"/[A-Z]{6}\+\S+", name) for name in names)


def test_a_missing_glyph_shows_a_frame_and_reads_as_itself(fonts: Fonts) -> None:
    data = painted(book_of(PlacedLine(line_of(fonts, "a\U00013000b"), 20, 60)))
    assert text_of(data).replace(" ", "") == "a\U00013000b"
    hole = line_of(fonts, "\U00013000").ink
    assert hole.width > 5


@pytest.mark.parametrize("text", ["\u200b", "\u200d", "", " ", "\u200f"])
def test_invisible_text_extracts_as_nothing(fonts: Fonts, text: str) -> None:
    assert text_of(painted(book_of(PlacedLine(line_of(fonts, text, "ar"), 20, 60)))) == ""


def test_an_isolated_name_in_another_script_is_painted_in_a_line_from_right_to_left(fonts: Fonts) -> None:
    name = "आर्यभट"
    data = painted(book_of(PlacedLine(line_of(fonts, f"\u2066{name}\u2069", "sa"), 20, 60)))
    assert text_of(data).strip("\u2066\u2069") == name


def test_the_same_book_is_always_the_same_file(fonts: Fonts) -> None:
    assert painted(everything(fonts)) == painted(everything(Fonts.discover()))


def test_another_process_and_its_environment_change_nothing(fonts: Fonts) -> None:
    program = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:]\n"
        "from typesetting.pdf.test_painter import everything\n"
        "from eventkit.typesetting import Fonts\n"
        "from typesetting.reading import painted\n"
        "print(hashlib.sha256(painted(everything(Fonts.discover()))).hexdigest())"
    )
    tests = str(Path(__file__).parents[2])
    environment = os.environ | {
        "PYTHONHASHSEED": "4711",
        "SOURCE_DATE_EPOCH": "1000000000",
        "TZ": "Asia/Tokyo",
    }
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, tests], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(painted(everything(fonts))).hexdigest()


def test_the_file_has_title_language_labels_outline_and_boxes(fonts: Fonts) -> None:
    data = painted(everything(fonts))
    document = pypdfium2.PdfDocument(data)
    about = document.get_metadata_dict()
    assert (about["Title"], about["Author"]) == ("Títle 标题", "Author")
    assert about["Subject"] == "Subject"
    assert about["Keywords"] == "one, two"
    assert [document.get_page_label(at) for at in range(2)] == ["i", "1"]
    assert [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()] == [
        ("Stárt 始", 1)
    ]
    height = A6[1]
    assert document[1].get_trimbox() == pytest.approx((10, height - 310, 210, height - 10), abs=0.01)
    assert document[1].get_bleedbox() == pytest.approx((5, height - 315, 215, height - 5), abs=0.01)
    assert language_of(data) == "en"
    assert opened(data).Root.ViewerPreferences.DisplayDocTitle is True
    assert "/ASCII85Decode" not in {str(each.get("/Filter")) for each in objects_of(data)}


def test_bookmarks_of_pages_precede_those_of_the_document_and_levels_are_nested() -> None:
    marks = [(Destination(f"s{number}", 0, 0),) for number in range(3)]
    pages = [Page(*A6, own, bookmark=title) for own, title in zip(marks, ("Ada", "", "Élie"), strict=True)]
    levels = (("s0", 0), ("s1", 1), ("s2", 2), ("s1", 1), ("s2", 0))
    info = DocumentInfo("Title", "en", bookmarks=tuple(Bookmark(*entry) for entry in _titled(levels)))
    data = painted(Book(tuple(pages), info))
    found = [
        (entry.level, entry.get_title(), entry.get_dest().get_index())
        for entry in pypdfium2.PdfDocument(data).get_toc()
    ]
    of_document = [(level, anchor.upper(), int(anchor[1])) for anchor, level in levels]
    assert found == [(0, "Ada", 0), (0, "Élie", 2), *of_document]
    outline = opened(data).Root.Outlines
    assert int(outline.Count) == 4
    assert "/Outlines" not in opened(painted(book_of(Destination("a", 0, 0)))).Root


def _titled(levels: tuple[tuple[str, int], ...]) -> list[tuple[str, str, int]]:
    return [(anchor.upper(), anchor, level) for anchor, level in levels]


def test_two_books_of_one_title_are_two_files(fonts: Fonts) -> None:
    identifiers = [
        bytes(opened(painted(book_of(PlacedLine(line_of(fonts, text), 20, 60)))).trailer.ID[0])
        for text in ("one", "two")
    ]
    assert identifiers[0] != identifiers[1]


def test_one_glyph_drawn_for_two_characters_reads_as_both(fonts: Fonts) -> None:
    # Latin A and Greek Alpha are one glyph in many faces; the no-break space is the space's.
    text = "A\u0391 a\u00a0b"
    assert text_of(painted(book_of(PlacedLine(line_of(fonts, text), 20, 60)))) == text


@pytest.mark.parametrize("size", [60, 80.5])
@pytest.mark.parametrize("content", ["EK1:ABCDEFGH", "姓名 Chen Li", "https://example.org/" + "x" * 60])
def test_codes_can_be_scanned_on_a_dark_ground(content: str, size: float) -> None:
    data = painted(book_of(Box(0, 0, *A6, BLACK), QrCode(content, 30, 40, size)))
    assert [found.text for found in zxingcpp.read_barcodes(pixels(data))] == [content]


def test_colour_is_that_of_the_style(fonts: Fonts) -> None:
    red = Colour(1, 0, 0)
    data = painted(book_of(PlacedLine(line_of(fonts, "███", size=20, colour=red), 20, 60)))
    page = pypdfium2.PdfDocument(data)[0].render(scale=SCALE).to_pil()
    assert (255, 0, 0) in {colour for _, colour in page.convert("RGB").getcolors(100000)}


def test_a_picture_is_shown_and_described() -> None:
    data = painted(book_of(Picture(png((0, 0, 255)), 30, 40, 50, 60, "A (blue) square")))
    image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("RGB")
    assert image.getpixel((55, 70)) == (0, 0, 255)
    assert image.getpixel((25, 70)) == (255, 255, 255)
