"""Drawings by functions of ReportLab's canvas: what they show, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from eventkit.errors import EventkitError, Unprintable
from eventkit.plugins import BrokenPlugin, Plugin
from eventkit.typesetting import A6, WHITE, Colour, DocumentInfo, Drawing, Mark, Page, PagedDocument
from eventkit.typesetting.colour import BlackInk
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.preflight import check_page
from eventkit.typesetting.layout.prepress import ColourConverter, add_bleed, to_black_ink
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import mirror
from eventkit.typesetting.pdf import drawings
from eventkit.typesetting.pdf.drawings import check_drawings, drawing_names, find_drawing
from typesetting.reading import heard, objects_of, painted

NAVY, SKY = Colour.parse("#17365d"), Colour.parse("#88aaff")
SHADE = Drawing("shade", 0, 0, A6[0], 60, colours=(NAVY, SKY))
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5">'
    b'<rect width="10" height="5" fill="red"/></svg>'
)


def file_of(*pages: Sequence[Mark]) -> bytes:
    document = PagedDocument(
        DocumentInfo("Title", "en"), lambda: [Page(*A6, tuple(marks)) for marks in pages]
    )
    return painted(document, share_marks=True)


def pictures(data: bytes, scale: float = 3) -> list[Image.Image]:
    return [page.render(scale=scale).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(data)]


def shade(canvas: Canvas, drawing: Drawing) -> None:
    """A gradient from left to right, as a plug-in may draw one."""
    path = canvas.beginPath()
    path.rect(0, 0, drawing.width, drawing.height)
    canvas.clipPath(path, stroke=0)
    canvas.linearGradient(0, 0, drawing.width, 0, [Color(*colour.rgb) for colour in drawing.colours])


def plug_in(
    monkeypatch: pytest.MonkeyPatch, draw: Callable[[Canvas, Drawing], None], name: str = "own"
) -> None:
    found = drawings.find_drawing
    monkeypatch.setattr(drawings, "find_drawing", lambda asked: draw if asked == name else found(asked))


@pytest.fixture(autouse=True)
def shades(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, shade, "shade")


def test_the_built_in_drawings_are_offered_by_entry_points() -> None:
    assert {"pdf", "svg"} <= set(drawing_names())


def fail(_: Canvas, drawing: Drawing) -> None:
    raise ValueError(drawing.text)


def test_a_drawing_of_a_package_that_fails_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = f"{__name__}:fail"
    plugin = Plugin("drawing", EntryPoint("smear", module, drawings.GROUP))
    monkeypatch.setattr(drawings, "plugins_by_name", lambda _: {"smear": plugin})
    try:
        with pytest.raises(BrokenPlugin, match=r"The drawing 'smear' .* does not work \(ValueError: no ink"):
            file_of([Drawing("smear", 0, 0, 10, 10, "no ink")])
    finally:
        find_drawing.cache_clear()


def test_an_unknown_drawing_is_an_error_that_names_the_others() -> None:
    with pytest.raises(EventkitError, match=r"Unknown drawing 'chart'\. Use one of .*pdf.*svg"):
        find_drawing("chart")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code128", 'Use an element with kind = "code", which is a QR code'),
        ("datamatrix", 'Use an element with kind = "code"'),
        ("gradient", 'Use "svg", with a file that has the gradient.'),
    ],
)
def test_a_drawing_that_there_is_not_is_answered_by_what_takes_its_place(name: str, expected: str) -> None:
    with pytest.raises(EventkitError) as caught:
        find_drawing(name)
    assert str(caught.value).startswith(f"There is no drawing '{name}'. {expected}")


def test_a_drawing_is_in_its_area_in_its_colours() -> None:
    (picture,) = pictures(file_of([SHADE]))
    width = picture.width
    row = [picture.getpixel((x, 90)) for x in (2, width // 2, width - 3)]
    assert row[0] == pytest.approx((23, 54, 93), abs=3)
    assert row[2] == pytest.approx((136, 170, 255), abs=3)
    assert picture.getpixel((width // 2, 200)) == (255, 255, 255)


def test_an_svg_file_is_drawn_as_vectors_in_the_middle_of_its_space() -> None:
    data = file_of([Drawing("svg", 50, 50, 100, 100, content=LOGO)])
    (picture,) = pictures(data, 1)
    assert [picture.getpixel(at) for at in ((100, 100), (100, 60), (60, 100))] == [
        (255, 0, 0),
        (255, 255, 255),
        (255, 0, 0),
    ]
    assert objects_of(data, Subtype="/Image") == []
    with pytest.raises(Unprintable, match="not an SVG file"):
        file_of([Drawing("svg", 0, 0, 10, 10, content=b"GIF89a")])


def test_a_drawing_on_many_pages_is_defined_once_and_looks_the_same_on_all() -> None:
    data = file_of(*[[SHADE, Drawing("svg", 20, 100, 200, 40, content=LOGO)]] * 5)
    first, *others = pictures(data)
    assert all(other.tobytes() == first.tobytes() for other in others)
    assert data == file_of(*[[SHADE, Drawing("svg", 20, 100, 200, 40, content=LOGO)]] * 5)


def test_transparency_stays_with_the_pages_that_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def veil(canvas: Canvas, drawing: Drawing) -> None:
        canvas.setFillAlpha(0.5)
        canvas.rect(0, 0, drawing.width, drawing.height, stroke=0, fill=1)

    plug_in(monkeypatch, veil)
    shade = Drawing("own", 0, 0, A6[0], 60)
    shown = pictures(file_of([shade], [SHADE], [shade], [shade], [shade]))
    alone = pictures(file_of([shade]))[0]
    assert alone.getpixel((90, 90)) == pytest.approx((127, 127, 127), abs=2)
    assert [picture.tobytes() == alone.tobytes() for picture in shown] == [True, False, True, True, True]


def test_a_drawing_with_an_alternative_is_a_figure_and_one_without_an_artifact() -> None:
    part = (StructureElement("Part"),)
    code = Drawing("svg", 20, 100, 200, 40, content=LOGO, alternative="Ticket EK1", structure=part)
    lines = heard(file_of([SHADE, code]))
    assert lines[:3] == ["Document lang=en", "  Part", "    Figure alt=Ticket EK1"]
    assert sum("Figure" in line for line in lines) == 1


def test_a_font_without_its_file_is_found_and_a_drawing_without_text_leaves_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def label(canvas: Canvas, drawing: Drawing) -> None:
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(0, 0, drawing.text)

    plug_in(monkeypatch, label)
    (finding,) = check_drawings(Page(*A6, (SHADE, Drawing("own", 0, 0, 50, 50, "Ada"))), "page 1")
    assert (finding.code, finding.severity, finding.place) == ("unembedded-font", "error", "page 1")
    assert "Times-Roman" in finding.message
    marks = [SHADE, Drawing("svg", 0, 0, 9, 9, content=LOGO)]
    assert check_drawings(Page(*A6, tuple(marks)), "page 1") == []
    assert objects_of(file_of(marks), Type="/Font") == []


def test_a_drawing_beyond_the_page_is_found() -> None:
    (finding,) = check_page(Page(*A6, (Drawing("shade", 250, 0, 100, 20, colours=(NAVY, SKY)),)), "page 1")
    assert finding.code == "off-page"
    assert check_page(Page(*A6, (SHADE,)), "page 1") == []


def test_drawings_are_moved_mirrored_bled_and_printed_in_black() -> None:
    grey = Drawing("shade", 0, 0, 50, 20, colours=(Colour.parse("#808080"), WHITE), alternative="x")
    moved = move(grey, 3, 4)
    assert isinstance(moved, Drawing)
    assert (moved.x, moved.y, moved.colours) == (3, 4, grey.colours)
    mirrored = mirror(grey, 100)
    assert isinstance(mirrored, Drawing)
    assert mirrored.x == 50
    (black,) = ColourConverter(to_black_ink).convert(Page(*A6, (grey,))).marks
    assert isinstance(black, Drawing)
    assert [isinstance(colour, BlackInk) for colour in black.colours] == [True, False]
    (bled,) = add_bleed(Page(50, 80, (grey,)), 8).marks
    assert isinstance(bled, Drawing)
    assert (bled.x, bled.y, bled.width, bled.height) == (0, 0, 66, 28)
