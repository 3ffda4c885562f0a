"""Programmes and badges for a press: inks, the output intent, boxes, marks and sheets."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from textwrap import dedent
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from eventkit.errors import EventkitError, Unreadable
from eventkit.ledger import Ledger
from eventkit.outputs.badges import BadgePaper, badges, parse_template
from eventkit.outputs.programme import programme
from eventkit.outputs.style_file import parse_style_file
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    A5,
    A6,
    Box,
    Colour,
    DocumentInfo,
    Drawing,
    Page,
    PagedDocument,
    PaintOptions,
    Picture,
    mm,
    paint,
)
from eventkit.typesetting.colour import InkColour, tint
from eventkit.typesetting.layout.imposition import MARKS_MARGIN, parse_paper_size
from eventkit.typesetting.pdf import drawings
from eventkit.typesetting.press_profiles import PressOutput, PressProfile
from outputs.calendars import WRITTEN
from outputs.printed import fixture
from press import pdfx_faults, press_profile

STYLE = parse_style_file(
    """
    [colours]
    accent = { spot = "PANTONE 289 C", cmyk = [100, 76, 12, 70] }
    grey = { cmyk = [0, 0, 0, 65] }
    """,
    "style.toml",
)
PROFILE = PressProfile.parse(press_profile(), "press.icc")
COLOUR_OPERATOR = re.compile(r"(?<=\s)(rg|RG|k|K|scn|SCN|g|G)\b")


@cache
def conference() -> Schedule:
    return fixture("hongqiao-forum")


def printed(**more: Any) -> pikepdf.Pdf:
    of = conference()
    options = {"sections": ("cover", "sessions"), "languages": ("en",), "design": STYLE, **more}
    return pikepdf.open(BytesIO(programme(of, ledger=Ledger.first(of, WRITTEN), **options).data))


@cache
def pressed() -> pikepdf.Pdf:
    return printed(profile=PROFILE, bleed_mm=3, crop_marks=True)


def coloured_png() -> bytes:
    out = BytesIO()
    Image.new("RGBA", (2, 2), (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


def content(pdf: pikepdf.Pdf) -> str:
    return "\n".join(page.Contents.read_bytes().decode("ascii") for page in pdf.pages)


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [float(corner) for corner in page[name]]


def test_all_colours_are_inks_of_the_press() -> None:
    operators = set(COLOUR_OPERATOR.findall(content(pressed())))
    assert operators <= {"k", "K", "scn", "SCN"}
    assert {"k", "scn"} <= operators
    (space,) = pressed().pages[0].Resources.ColorSpace.values()
    assert [str(part) for part in space[:3]] == ["/Separation", "/PANTONE 289 C", "/DeviceCMYK"]
    assert [float(ink) for ink in space[3].C1] == [1, 0.76, 0.12, 0.7]


def test_black_text_overprints_in_black_ink_alone() -> None:
    state = pressed().pages[0].Resources.ExtGState.OPB
    assert (state.OP, state.op, state.OPM) == (True, True, 1)
    inside = re.findall(r"/OPB gs\n(.*?)\nQ", content(pressed()), re.DOTALL)
    assert inside
    assert all(part.startswith("0 0 0 1 k") for part in inside)


def test_the_file_is_prepared_as_pdf_x_4() -> None:
    pdf = pressed()
    (intent,) = pdf.Root.OutputIntents
    assert (intent.S, str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "Press of the tests")
    assert (intent.DestOutputProfile.N, intent.DestOutputProfile.read_bytes()) == (4, press_profile())
    assert (pdf.pdf_version, pdf.docinfo.Trapped, "/ID" in pdf.trailer) == ("1.6", "/False", True)
    metadata = pdf.Root.Metadata.read_bytes().decode()
    for text in ("<pdfxid:GTS_PDFXVersion>PDF/X-4<", "<pdf:Trapped>False<", "<xmpMM:DocumentID>uuid:"):
        assert text in metadata
    assert not any("/Annots" in page for page in pdf.pages)
    plain = printed()
    assert "/OutputIntents" not in plain.Root
    assert "pdfxid" not in plain.Root.Metadata.read_bytes().decode()
    assert any("/Annots" in page for page in printed(sections=("sessions", "speakers")).pages)


def test_books_and_badges_have_what_pdf_x_4_requires_as_far_as_it_is_checked_here() -> None:
    of = conference()
    options = {"ledger": Ledger.first(of, WRITTEN), "languages": ("en",), "style": STYLE}
    for paper in (
        BadgePaper(bleed=3 * mm, cut_marks=True, profile=PROFILE),
        BadgePaper(parse_paper_size("sra3"), bleed=3 * mm, cut_marks=True, profile=PROFILE),
    ):
        assert pdfx_faults(pikepdf.open(BytesIO(badges(of, paper=paper, **options).data))) == []
    assert pdfx_faults(pressed()) == []
    faults = set(pdfx_faults(printed()))
    assert {
        "version 1.6",
        "output intent",
        "version in XMP",
        "trapped",
        "page 1: trim box",
        "page 1: RGB",
    } <= faults


def test_the_slug_line_is_on_the_paper_outside_the_bleed() -> None:
    page = pressed().pages[0]
    bleed = box(page, "/BleedBox")
    slug, *_ = re.findall(
        r"1 0 0 0 k\nn ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", page.Contents.read_bytes().decode()
    )
    x, y, width, height = map(float, slug)
    assert 0 < y < y + height < bleed[1]
    assert 0 < x < x + width < box(page, "/MediaBox")[2]


def test_single_pages_have_their_boxes_within_crop_marks() -> None:
    page = pressed().pages[0]
    margin, bleed = MARKS_MARGIN + 3 * mm, MARKS_MARGIN
    assert box(page, "/MediaBox")[2:] == pytest.approx([A5[0] + 2 * margin, A5[1] + 2 * margin], abs=0.01)
    assert box(page, "/TrimBox") == pytest.approx([margin, margin, A5[0] + margin, A5[1] + margin], abs=0.01)
    assert box(page, "/BleedBox")[:2] == pytest.approx([bleed, bleed], abs=0.01)


def test_pages_and_booklets_are_imposed_on_sheets_of_any_size() -> None:
    sheets = printed(press_sheet="sra3", bleed_mm=3)
    assert len(sheets.pages) == 1
    assert box(sheets.pages[0], "/MediaBox")[2:] == pytest.approx([320 * mm, 450 * mm], abs=0.01)
    folded = printed(press_sheet="330x480", bleed_mm=3, booklet=True)
    assert sorted(box(folded.pages[0], "/MediaBox")[2:]) == pytest.approx([330 * mm, 480 * mm], abs=0.01)
    with pytest.raises(EventkitError, match=r"The sheet \(100 × 150 mm\) is too small"):
        printed(press_sheet="100x150", bleed_mm=3)
    with pytest.raises(EventkitError, match="pages with bleed and crop marks need 227 × 313 mm"):
        printed(press_sheet="sra4", bleed_mm=3, booklet=True)


def test_papers_are_named_or_measured() -> None:
    assert parse_paper_size("SRA4") == (225 * mm, 320 * mm)
    assert parse_paper_size("13x19") == (936, 1368)
    assert parse_paper_size("320 × 450 mm") == (320 * mm, 450 * mm)
    for wrong in ("sra5", "20x30", "320", "320x45000"):
        with pytest.raises(EventkitError, match="Unknown paper"):
            parse_paper_size(wrong)


def test_inks_are_for_the_press_alone() -> None:
    operators = set(COLOUR_OPERATOR.findall(content(printed())))
    assert operators <= {"rg", "RG"}


def test_badges_are_printed_in_inks_on_sheets() -> None:
    of = conference()
    paper = BadgePaper(parse_paper_size("sra3"), bleed=3 * mm, cut_marks=True, profile=PROFILE)
    options = {"ledger": Ledger.first(of, WRITTEN), "languages": ("en",), "style": STYLE}
    data = badges(of, paper=paper, **options).data
    pdf = pikepdf.open(BytesIO(data))
    assert "/OutputIntents" in pdf.Root
    assert set(COLOUR_OPERATOR.findall(content(pdf))) <= {"k", "K", "scn", "g"}  # grey: of QR codes
    assert [str(space[1]) for space in pdf.pages[0].Resources.ColorSpace.values()] == ["/PANTONE 289 C"]
    forms = [form for form in pdf.pages[0].Resources.XObject.values() if form.Subtype == "/Form"]
    assert not any(re.search(rb" (rg|RG)\b", form.read_bytes()) for form in forms)


def test_colours_of_roles_are_printed_in_the_inks_that_a_template_gives_them() -> None:
    text = (files("eventkit.outputs.badges") / "templates" / "a6.toml").read_text(encoding="utf-8")
    roles = """
        [role_colours]
        other = { cmyk = [90, 10, 0, 30] }
        chair = { spot = "Gold", cmyk = [0, 20, 80, 10] }
    """
    template = parse_template(text.replace("[[front]]", f"{dedent(roles)}\n[[front]]", 1), "ours.toml")
    of = conference()
    options = {"template": template, "languages": ("en",), "style": STYLE}
    pdf = pikepdf.open(BytesIO(badges(of, paper=BadgePaper(profile=PROFILE), **options).data))
    spaces = pdf.pages[0].Resources.ColorSpace.values()
    assert {str(space[1]) for space in spaces if str(space[0]) == "/Separation"} >= {"/Gold"}
    assert ".9 .1 0 .3 k" in content(pdf)
    assert ".9 .1 0 .3 k" not in content(pikepdf.open(BytesIO(badges(of, **options).data))), "on screens"


def test_pictures_and_drawings_are_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    def bars(canvas: Canvas, drawing: Drawing) -> None:
        Code128(drawing.text).drawOn(canvas, 0, 0)

    monkeypatch.setattr(drawings, "find_drawing", lambda _: bars)
    marks = (
        Picture(coloured_png(), 0, 0, 20, 20),
        Drawing("bars", 20, 0, 20, 20, text="A1"),
        Box(40, 0, 20, 20, InkColour.of((1, 0, 0, 0))),
    )
    out = BytesIO()
    document = PagedDocument(DocumentInfo("Press", "en"), lambda: [Page(*A6, marks)])
    paint(document, out, PaintOptions(press=PressOutput(PROFILE)))
    pdf = pikepdf.open(out)
    assert set(COLOUR_OPERATOR.findall(content(pdf))) <= {"k", "K"}
    (image,) = pdf.pages[0].Resources.XObject.values()
    assert (image.ColorSpace, image.SMask.ColorSpace) == ("/DeviceCMYK", "/DeviceGray")


def test_a_picture_is_converted_from_its_own_profile() -> None:
    plain = Image.new("RGB", (2, 2), (40, 200, 60))
    tagged, damaged = plain.copy(), plain.copy()
    tagged.info["icc_profile"] = swapped_profile()
    damaged.info["icc_profile"] = b"no profile"
    inks = {
        name: PROFILE.convert_image(image).tobytes()
        for name, image in (("plain", plain), ("tagged", tagged), ("damaged", damaged))
    }
    assert inks["damaged"] == inks["plain"]
    assert inks["tagged"] != inks["plain"]


def swapped_profile() -> bytes:
    """The profile of a screen whose green is red: sRGB with two of its primaries exchanged."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = content.index(b"rXYZ"), content.index(b"gXYZ")
    content[red : red + 4], content[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(content)


def test_a_tint_thins_all_inks() -> None:
    spot = InkColour.of((1, 0.5, 0, 0), "Gold")
    assert tint(spot, 0.5) == InkColour(0.5, 0.75, 1, (1, 0.5, 0, 0), "Gold", 0.5)
    assert tint(InkColour.of((1, 0.5, 0, 0.2)), 0.5).inks == (0.5, 0.25, 0, 0.1)


def test_colours_are_converted_by_the_profile() -> None:
    cyan, magenta, yellow, black = PROFILE.to_inks(Colour(1, 0, 0)).inks
    assert cyan < 0.1
    assert min(magenta, yellow) > 0.8
    assert black < 0.1


@pytest.mark.parametrize(
    ("colour", "message"),
    [
        ("{cmyk = [60, 40, 40, 100]}", "line 2, colours.ink: is a rich black"),
        ("{cmyk = [60, 40, 40]}", "line 2, colours.ink"),
        ("{cmyk = [60, 40, 40, 120]}", "line 2, colours.ink"),
        ("{spot = 'Gold'}", "line 2, colours.ink"),
    ],
)
def test_inks_that_cannot_be_printed_are_refused(colour: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_style_file(f"[colours]\nink = {colour}", "style.toml")
    assert message in str(caught.value)


def test_only_profiles_of_presses_are_taken() -> None:
    with pytest.raises(EventkitError, match="is not an ICC profile"):
        PressProfile.parse(b"no profile", "a.icc")
    screen = press_profile()[:12] + b"mntr" + press_profile()[16:]
    with pytest.raises(EventkitError, match="is not the profile of a press with four inks"):
        PressProfile.parse(screen, "a.icc")


def test_the_same_schedule_gives_the_same_bytes() -> None:
    options = {"ledger": Ledger.first(conference(), WRITTEN), "profile": PROFILE, "design": STYLE}
    assert programme(conference(), **options).data == programme(conference(), **options).data
