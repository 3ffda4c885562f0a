"""What would go wrong in print is told, with its page and whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from books import Book, check_book
from eventkit.findings import Finding
from eventkit.typesetting import (
    A6,
    BLACK,
    WHITE,
    Box,
    Colour,
    DocumentInfo,
    Drawing,
    Fonts,
    Mark,
    Page,
    Picture,
    PlacedLine,
    QrCode,
    Rectangle,
    Span,
    Style,
    mm,
    set_line,
)
from eventkit.typesetting.layout.preflight import check_page


def findings(
    fonts: Fonts,
    *words: tuple[str, float, float],
    size: float = 10,
    marks: tuple[Mark, ...] = (),
    **page: Any,
) -> tuple[Finding, ...]:
    lines = [
        PlacedLine(set_line(fonts, Span(text, "en", Style(size))), x, y, (f"id-{text}",))
        for text, x, y in words
    ]
    return check_book(Book((Page(*A6, ()), Page(*A6, (*lines, *marks), **page)), DocumentInfo("Title", "en")))


def codes(*args: Any, **kwargs: Any) -> list[str]:
    return [finding.code for finding in findings(*args, **kwargs)]


def test_good_pages_have_no_findings(fonts: Fonts) -> None:
    assert findings(fonts, ("First", 20, 30), ("Second", 20, 43.5)) == ()


def test_a_missing_glyph_is_reported_with_its_text_and_code_point(fonts: Fonts) -> None:
    (finding,) = findings(fonts, ("a\U00013000b", 20, 30))
    assert (finding.code, finding.severity, finding.place) == ("missing-glyph", "error", "page 2")
    assert finding.about == ("id-a\U00013000b",)
    assert "U+13000" in finding.message
    assert "a\U00013000b" in finding.message


def test_text_off_the_page_or_the_trim_is_an_error(fonts: Fonts) -> None:
    assert codes(fonts, ("long text", A6[0] - 20, 30)) == ["off-page"]
    assert codes(fonts, ("Top", 20, 2)) == ["off-page"]
    assert codes(fonts, ("text", 20, 30), trim_box=Rectangle(30, 0, 200, 200)) == ["off-page"]
    assert codes(fonts, ("text", 40, 30), trim_box=Rectangle(30, 0, 200, 200)) == []


def test_small_type_is_a_warning(fonts: Fonts) -> None:
    assert codes(fonts, ("text", 20, 30), size=5.9) == ["small-type"]
    assert codes(fonts, ("text", 20, 30), size=6) == []


def test_a_small_code_is_a_warning(fonts: Fonts) -> None:
    assert codes(fonts, marks=(QrCode("ABC", 20, 20, 29 * 0.39 * mm),)) == ["small-code"]
    assert codes(fonts, marks=(QrCode("ABC", 20, 20, 29 * 0.41 * mm),)) == []


def test_a_damaged_picture_behind_text_is_refused(fonts: Fonts) -> None:
    out = BytesIO()
    Image.radial_gradient("L").save(out, "JPEG")
    whole = out.getvalue()
    damaged = whole[:400] + bytes(byte ^ 0x5A for byte in whole[400:-2]) + whole[-2:]
    line = PlacedLine(set_line(fonts, Span("text", "en", Style(10))), 20, 30)
    assert check_page(Page(*A6, (Picture(whole, 0, 0, 200, 200), line)), "page 1") == []
    with pytest.raises(ValueError, match="Export it again"):
        check_page(Page(*A6, (Picture(damaged, 0, 0, 200, 200), line)), "page 1")


def test_a_code_with_something_over_it_is_an_error_and_at_the_highest_level_a_warning(fonts: Fonts) -> None:
    code = QrCode("ABC", 20, 20, 80)
    logo = Box(50, 50, 10, 10, BLACK)
    assert codes(fonts, marks=(logo, code)) == []
    assert codes(fonts, marks=(code, replace(logo, x=20, width=4))) == [], "in the quiet zone"
    for level, severity in (("M", "error"), ("H", "warning")):
        (finding,) = findings(fonts, marks=(replace(code, level=level), logo))
        assert (finding.code, finding.severity) == ("covered-code", severity)


def test_a_line_below_a_code_or_the_white_zone_around_it_is_reported(fonts: Fonts) -> None:
    line = PlacedLine(set_line(fonts, Span("text", "en", Style(10))), 22, 40)
    code = QrCode("ABC", 20, 20, 80)
    assert codes(fonts, marks=(line, code)) == ["overlap"]
    assert codes(fonts, marks=(line, replace(code, x=60))) == []


@pytest.mark.parametrize(
    ("ink", "ground", "expected"),
    [
        ("#000000", None, []),
        ("#767676", None, []),
        ("#787878", None, [("low-contrast", "warning")]),
        ("#aaaaaa", None, [("low-contrast", "error")]),
        ("#ffffff", "#767676", []),
        ("#000000", "#333333", [("low-contrast", "error")]),
    ],
)
def test_text_with_too_little_contrast_is_reported(
    fonts: Fonts, ink: str, ground: str | None, expected: list[tuple[str, str]]
) -> None:
    line = set_line(fonts, Span("text", "en", Style(10, colour=Colour.parse(ink))))
    boxes = [
        Box(0, 0, 100, 100, WHITE),
        *([Box(10, 10, 80, 40, Colour.parse(ground))] if ground else []),
        Box(0, 60, 100, 40, Colour.parse(ink)),  # beside it
    ]
    page = Page(*A6, (*boxes, PlacedLine(line, 20, 30), Box(0, 0, 100, 100, None, WHITE)))

    found = check_book(Book((page,), DocumentInfo("Title", "en")))

    assert [(finding.code, finding.severity) for finding in found] == expected


BLACK_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>'


def test_the_contrast_with_a_drawing_is_not_known(fonts: Fonts) -> None:
    line = set_line(fonts, Span("text", "en", Style(10, colour=WHITE)))
    artwork = Drawing("svg", 10, 10, 80, 40, content=BLACK_SVG)
    over, beside = (Page(*A6, (artwork, PlacedLine(line, 20, y))) for y in (30, 90))

    assert check_page(over, "page 1") == []
    assert [finding.code for finding in check_page(beside, "page 1")] == ["low-contrast"]


def test_text_over_text_is_a_warning_about_both(fonts: Fonts) -> None:
    (finding,) = findings(fonts, ("one text", 20, 30), ("two text", 25, 32))
    assert finding.code == "overlap"
    assert finding.about == ("id-one text", "id-two text")


def test_a_picture_over_a_text_is_a_warning_and_one_beside_it_is_none(fonts: Fonts) -> None:
    drawing = Drawing("svg", 25, 20, 20, 20, content=BLACK_SVG)
    found = findings(fonts, ("Ada Lovelace", 20, 30), marks=(drawing,))
    (finding,) = [each for each in found if each.code == "overlap"]
    assert (finding.code, finding.severity, finding.about) == ("overlap", "warning", ("id-Ada Lovelace",))
    assert finding.message.startswith("A picture is printed over 'Ada Lovelace'.")
    assert "overlap" not in codes(fonts, ("Ada Lovelace", 20, 30), marks=(replace(drawing, x=150),))


def test_blanks_and_empty_lines_are_no_findings(fonts: Fonts) -> None:
    assert findings(fonts, ("", 20, 30), ("", 20, 30), ("  ", 20, 30)) == ()
