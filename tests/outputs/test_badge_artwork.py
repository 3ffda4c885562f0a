"""Artwork behind badges, and badges without it for shells that are printed already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops
from pypdfium2 import PdfDocument
from reportlab.lib.colors import CMYKColorSep, Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventkit.errors import Unprintable
from eventkit.outputs.badges import BadgePaper, SideRenderer, make_pages
from eventkit.typesetting import (
    DocumentInfo,
    Fonts,
    PagedDocument,
    PaintOptions,
    PlacedLine,
    PlacedPage,
    mm,
    paint,
)
from eventkit.typesetting.pdf import drawings
from eventkit.typesetting.press_profiles import PressOutput, PressProfile
from outputs.badging import ADA, HEAD, NAME, OCCASION, batch, element, front, lines, look, text
from pictures import png
from press import pdfx_faults, press_profile
from typesetting.reading import heard, painted

HER = replace(ADA, pronouns="she/her")
FULL = {"x": 0, "y": 0, "width": 100, "height": 60}


INK = CMYKColorSep(1, 0.6, 0, 0.3, spotName="Ministry Blue")
PALE = Color(0.9, 0.95, 1)
PROFILE = PressProfile.parse(press_profile(), "press.icc")


def artwork(bleed: float, background: Color = INK, picture: str = "", words: str = "") -> bytes:
    """A page of the size of the template and its bleed, with a picture of that mode."""
    out, width, height = BytesIO(), (100 + 2 * bleed) * mm, (60 + 2 * bleed) * mm
    canvas = Canvas(out, pagesize=(width, height))
    canvas.setTrimBox((bleed * mm, bleed * mm, width - bleed * mm, height - bleed * mm))
    canvas.setFillColor(background)
    canvas.rect(0, 0, width, height, fill=1, stroke=0)
    if words:
        canvas.drawString(20, 20, words)
    if picture:
        canvas.drawImage(ImageReader(Image.new(picture, (2, 2))), 10, 10, 20, 20)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def page_without_area() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(0, 0))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def printed(fonts: Fonts, pictures: Mapping[str, bytes], bleed: float, *elements: str) -> pikepdf.Pdf:
    _, pages = make_pages(
        look(*elements, NAME), OCCASION, [ADA], fonts, pictures=pictures, paper=BadgePaper(bleed=bleed * mm)
    )
    data = painted(PagedDocument(DocumentInfo("Badges", "en"), lambda: [*pages]), share_marks=True)
    return pikepdf.open(BytesIO(data))


def artwork_matrices(pdf: pikepdf.Pdf) -> list[tuple[float, ...]]:
    """The matrices in front of the artwork, which is the only form with a box of its own."""
    found = []
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form":
            tokens = pikepdf.parse_content_stream(item)
            found += [tuple(map(float, operands)) for operands, operator in tokens if str(operator) == "cm"]
    return found


@pytest.mark.parametrize(("drawn", "asked"), [(0, 0), (3, 0), (3, 3)])
def test_a_pdf_page_of_the_size_of_the_badge_is_neither_scaled_nor_recoloured(
    fonts: Fonts, drawn: float, asked: float
) -> None:
    background = element("picture", file="a.pdf", **FULL)

    pdf = printed(fonts, {"a.pdf": artwork(drawn)}, asked, background)

    out = BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/Ministry#20Blue" in out.getvalue()
    assert all(matrix[0] == matrix[3] == 1 for matrix in artwork_matrices(pdf))


@pytest.mark.parametrize(
    ("drawn", "asked", "height", "size"),
    [
        (0, 0, 60, None),
        (3, 3, 60, None),
        (0, 3, 60, "100 × 60 mm with 3 mm of bleed. It is printed at 110%"),
        (0, 0, 50, "100 × 50 mm. It is printed at 100%"),
    ],
)
def test_artwork_of_another_size_than_the_page_is_reported(
    fonts: Fonts, drawn: float, asked: float, height: float, size: str | None
) -> None:
    full = element("picture", file="a.pdf", **FULL | {"height": height})
    template = look(full, NAME, head=HEAD.replace("height = 60", f"height = {height}"))
    made, pages = make_pages(
        template,
        OCCASION,
        [ADA],
        fonts,
        pictures={"a.pdf": artwork(drawn)},
        paper=BadgePaper(bleed=asked * mm),
    )
    assert len([*pages]) == 1
    reported = [finding.message for finding in made.findings if finding.code == "artwork-size"]
    assert [message.partition("and the page is ")[2].split(" of its")[0] for message in reported] == (
        [size] if size else []
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 1 0 obj<<", "The artwork a.pdf is damaged"),
        (page_without_area(), "The page of the artwork a.pdf has no area"),
    ],
)
def test_artwork_that_cannot_be_printed_is_refused_by_name(
    fonts: Fonts, content: bytes, message: str
) -> None:
    template = look(element("picture", file="a.pdf", **FULL), NAME)
    _, pages = make_pages(template, OCCASION, [ADA], fonts, pictures={"a.pdf": content})
    with pytest.raises(Unprintable, match=message):
        list(pages)


@pytest.mark.parametrize(
    ("background", "picture", "kinds"),
    [
        (INK, "", None),
        (INK, "L", None),
        (INK, "RGB", "pictures"),
        (Color(0.1, 0.2, 0.6), "", "shapes"),
        (Color(0.1, 0.2, 0.6), "RGB", "pictures and shapes"),
    ],
)
def test_artwork_in_rgb_is_reported_for_a_press(
    fonts: Fonts, background: Color, picture: str, kinds: str | None
) -> None:
    pictures = {"a.pdf": artwork(0, background, picture)}
    template = look(element("picture", file="a.pdf", **FULL), NAME)
    for profile, expected in ((None, None), (PROFILE, kinds)):
        made, pages = make_pages(
            template, OCCASION, [ADA], fonts, pictures=pictures, paper=BadgePaper(profile=profile)
        )
        assert len([*pages]) == 1
        reported = [finding.message for finding in made.findings if finding.code == "rgb-artwork"]
        assert [message.split(". ")[0] for message in reported] == (
            [f"a.pdf has {expected} in RGB"] if expected else []
        )


def test_rgb_in_artwork_is_in_a_colour_space_that_a_press_knows(fonts: Fonts) -> None:
    pictures = {"a.pdf": in_nested_group(artwork(0, Color(0.1, 0.2, 0.6), "RGB"))}
    template = look(element("picture", file="a.pdf", **FULL), NAME)
    _, pages = make_pages(
        template, OCCASION, [ADA], fonts, pictures=pictures, paper=BadgePaper(profile=PROFILE)
    )
    out = BytesIO()
    document = PagedDocument(DocumentInfo("Badges", "en"), lambda: pages)
    paint(document, out, PaintOptions(share_marks=True, press=PressOutput(PROFILE)))
    with pikepdf.open(out) as pdf:
        assert pdfx_faults(pdf) == []
        spaces = {
            space[1].objgen
            for form in pdf.objects
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form"
            if (space := form.Resources.get("/ColorSpace", pikepdf.Dictionary()).get("/DefaultRGB"))
        }
        assert len(spaces) == 1, "all of them share one profile"


def in_nested_group(artwork: bytes) -> bytes:
    """The artwork as a form with transparency on a page of its own, as design programs export layers."""
    with pikepdf.open(BytesIO(artwork)) as pdf:
        page = pdf.pages[0]
        form = page.as_form_xobject()
        form.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceRGB)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Layer=form))
        page.Contents = pdf.make_stream(b"/Layer Do")
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_fonts_that_artwork_uses_without_embedding_them_are_reported(fonts: Fonts) -> None:
    template = look(element("picture", file="a.pdf", **FULL), NAME)
    for words, expected in (("", []), ("Ministry", ["a.pdf uses Helvetica without embedding it"])):
        made, pages = make_pages(
            template, OCCASION, [ADA], fonts, pictures={"a.pdf": artwork(0, words=words)}
        )
        data = painted(PagedDocument(DocumentInfo("Badges", "en"), lambda pages=pages: [*pages]))
        reported = [finding.message for finding in made.findings if finding.code == "unembedded-font"]
        assert [message.split(",")[0] for message in reported] == expected
        with pikepdf.open(BytesIO(data)) as pdf:
            names = [
                str(obj.get("/BaseFont", "")) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)
            ]
        assert ("/Helvetica" in names) == bool(words), "a font that shows no text is left out"


@pytest.mark.parametrize(
    ("box", "colour", "reported"), [(False, "", True), (True, "", False), (False, "paper", False)]
)
def test_texts_in_ink_over_artwork_that_cannot_be_measured_are_reported(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch, *, box: bool, colour: str, reported: bool
) -> None:
    monkeypatch.setattr(drawings, "find_spec", lambda _: None)
    drawings.preview.cache_clear()
    covered = [element("box", fill="accent", **FULL)] if box else []
    role = text("conference", **({"colour": colour} if colour else {}))
    template = look(element("picture", file="a.pdf", **FULL), *covered, role)
    made, pages = make_pages(template, OCCASION, [ADA], fonts, pictures={"a.pdf": artwork(0)})
    assert len([*pages]) == 1
    messages = [finding.message for finding in made.findings if finding.code == "text-on-artwork"]
    assert [message.split(" in ink")[0] for message in messages] == (
        ["The texts conference are printed over a.pdf"] if reported else []
    )


@pytest.mark.parametrize(
    ("background", "colour", "expected"),
    [(INK, "", ["low-contrast"]), (INK, "paper", []), (PALE, "", []), (PALE, "paper", ["low-contrast"])],
)
def test_the_contrast_of_text_over_artwork_is_measured(
    fonts: Fonts, background: Color, colour: str, expected: list[str]
) -> None:
    drawings.preview.cache_clear()
    role = text("conference", **({"colour": colour} if colour else {}))
    template = look(element("picture", file="a.pdf", **FULL), role)
    made, pages = make_pages(
        template, OCCASION, [ADA], fonts, pictures={"a.pdf": artwork(0, background=background)}
    )
    assert len([*pages]) == 1
    assert [finding.code for finding in made.findings if "contrast" in finding.code] == expected


def test_a_page_of_another_size_covers_the_badge_undistorted(fonts: Fonts) -> None:
    background = element("picture", file="a.pdf", **{**FULL, "height": 30})

    pdf = printed(fonts, {"a.pdf": artwork(0)}, 0, background)

    scales = {(round(matrix[0], 3), round(matrix[3], 3)) for matrix in artwork_matrices(pdf)}
    assert scales == {(1, 1)}  # as wide as the badge, and cropped in height


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"no PDF"])
def test_a_damaged_file_is_refused_with_the_remedy(fonts: Fonts, content: bytes) -> None:
    with pytest.raises(Unprintable, match="Export it again"):
        printed(fonts, {"a.pdf": content}, 0, element("picture", file="a.pdf", **FULL))


def test_artwork_depends_on_the_role(fonts: Fonts) -> None:
    usual, own = (
        element("picture", file=file, **more, **FULL)
        for file, more in (("a.png", {}), ("b.png", {"roles": ["host"]}))
    )
    looks = look(usual, own, NAME)
    pictures = {"a.png": png(100, 60), "b.png": png(100, 60)}

    sides = [front(fonts, looks, replace(ADA, role=role), pictures=pictures) for role in ("host", "speaker")]

    assert [len(marks) - 1 for marks in sides] == [2, 1]


def test_a_picture_that_covers_its_box_is_cropped_and_reaches_into_the_bleed(fonts: Fonts) -> None:
    looks = look(element("picture", file="a.png", fit="cover", **FULL), NAME)

    _, pages = make_pages(
        looks, OCCASION, [ADA], fonts, pictures={"a.png": png(50, 50)}, paper=BadgePaper(bleed=3 * mm)
    )

    def placed(marks: tuple[object, ...]) -> list[PlacedPage]:
        own = [mark for mark in marks if isinstance(mark, PlacedPage)]
        return own + [inner for mark in own for inner in placed(mark.page.marks)]

    (page,) = pages
    cover = placed(page.marks)[-1]
    (picture,) = cover.page.marks
    assert (cover.page.width, cover.page.height) == pytest.approx((106 * mm, 66 * mm))
    assert (picture.width, picture.height) == pytest.approx((106 * mm, 106 * mm))  # type: ignore[union-attr]


def test_a_picture_with_an_alternative_is_read_as_a_figure(fonts: Fonts) -> None:
    looks = look(element("picture", file="a.png", alternative="The arms", x=5, y=40, width=9, height=9), NAME)
    ((page, _),), _ = batch(fonts, looks, pictures={"a.png": png(5, 5)})

    data = painted(PagedDocument(DocumentInfo("Badges", "en"), lambda: [page]), share_marks=True)

    assert any("Figure alt=The arms" in line for line in heard(data))


def test_on_a_shell_only_what_differs_is_printed_and_at_the_same_places(fonts: Fonts) -> None:
    looks = look(
        element("box", x=0, y=0, width=100, height=20, fill="accent"),
        text("conference", y=2, height=8),
        element("text", field="pronouns", x=5, below=3, width=90, height=9, size=12),
        NAME,
    )
    whole = front(fonts, looks, HER)
    shell = SideRenderer(looks, OCCASION, fonts, data_only=True).sides(HER).front

    assert lines(shell) == [line for line in lines(whole) if line != "Congress"]
    places = {mark.line.text: mark.y for mark in whole if isinstance(mark, PlacedLine)}
    assert all(mark.y == places[mark.line.text] for mark in shell if isinstance(mark, PlacedLine))
    assert len(shell) == len(lines(shell))


@pytest.mark.parametrize(("degrees", "across"), [(90, 10), (180, 30), (270, 10)])
def test_a_text_is_turned_about_the_middle_of_its_box(fonts: Fonts, degrees: int, across: int) -> None:
    box = {"x": 20, "y": 30, "width": 30, "height": 10}
    marks = front(fonts, look(NAME, text("pronouns", size=8, rotate=degrees, **box)), HER)

    (mark,) = (mark for mark in marks if isinstance(mark, PlacedPage))
    area = mark.area
    middle = area.x + area.width / 2, area.y + area.height / 2
    assert (area.width, *middle) == pytest.approx((across * mm, 35 * mm, 35 * mm))


def test_a_tracked_text_is_wider_by_the_space_of_each_letter(fonts: Fonts) -> None:
    plain, tracked = (
        next(
            mark
            for mark in front(fonts, look(NAME, text("conference", size=10, track=track)))
            if isinstance(mark, PlacedLine) and mark.line.text == "Congress"
        )
        for track in (0, 2)
    )
    assert tracked.line.width - plain.line.width == pytest.approx(2 * len("Congress"), abs=2.1)


def turned(data: bytes, times: int) -> bytes:
    """The page as programs export it that turn pages: it looks the same."""
    pdf = pikepdf.open(BytesIO(data))
    page = pdf.pages[0]
    del page["/TrimBox"]
    for _ in range(times):
        box = [float(edge) for edge in page.mediabox]
        left = pdf.make_stream(f"q 0 1 -1 0 {box[3]} {-box[0]} cm ".encode())
        page.contents_add(left, prepend=True)
        page.contents_add(pdf.make_stream(b" Q"))
        page.mediabox = [0, 0, box[3] - box[1], box[2] - box[0]]
    page["/Rotate"] = 90 * times
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_turned_page_is_printed_as_programs_show_it(fonts: Fonts, times: int) -> None:
    plain = artwork(0, background=PALE, picture="RGB", words="Upright")
    background = element("picture", file="a.pdf", **FULL)
    looks = []
    for content in (plain, turned(plain, times)):
        out = BytesIO()
        printed(fonts, {"a.pdf": content}, 0, background).save(out)
        looks.append(PdfDocument(out.getvalue())[0].render(scale=1).to_pil().convert("L"))
    assert looks[0].size == looks[1].size
    assert sum(ImageChops.difference(*looks).histogram()[64:]) < 20


LOGO = element("drawing", draw="svg", file="logo.svg", x=5, y=40, width=10, height=10)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>{body}</svg>'
USE = '<use xlink:href="#u{}"/>'
USES = '<g id="u0"><rect/></g>' + "".join(f'<g id="u{n}">{USE.format(n - 1) * 10}</g>' for n in range(1, 8))

SHADED = (
    '<defs><linearGradient id="g" x1="{}" gradientTransform="translate({})"><stop offset="{}"/>'
    '<stop offset="1"/></linearGradient></defs><rect width="9" height="9" fill="url(#g)"/>'
)


@pytest.mark.parametrize(
    ("size", "body"),
    [
        ('width="10" height="10"', SHADED.format(0, 0, "nan")),
        ('width="10" height="10"', SHADED.format("1e999", 0, 0)),
        ('width="10" height="10"', SHADED.format(0, "-inf 3", 0)),
        ('width="1e30" height="1"', "<rect/>"),
        ('width="10" height="10"', '<path d="M 0 0 L1e400 nan"/>'),
        ('width="nan" height="10"', "<rect/>"),
        ('width="10" height="10"', '<rect width="1" height="1"/>' * 20_001),
        ('width="10" height="10"', USES),
        ('width="10" height="10"', "<g>" * 300 + "</g>" * 300),
        ('width="10" height="10"', f"<!--{'x' * 9 * 2**20}-->"),
    ],
)
def test_a_drawing_that_cannot_be_printed_is_refused(fonts: Fonts, size: str, body: str) -> None:
    content = SVG.format(size=size, body=body).encode()
    with pytest.raises(Unprintable, match="drawing 'svg'"):
        printed(fonts, {"logo.svg": content}, 0, LOGO)


def test_a_gradient_is_drawn(fonts: Fonts) -> None:
    content = SVG.format(size='width="10" height="10"', body=SHADED.format("1e-3", "0", ".5")).encode()
    pdf = printed(fonts, {"logo.svg": content}, 0, LOGO)
    assert any("/Extend" in each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
