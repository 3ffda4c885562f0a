"""What a screen reader finds in badges and signs, and drawings in their templates."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from eventkit.ledger import Ledger
from eventkit.outputs.badges import BadgePaper, badges
from eventkit.outputs.badges.badge_template import builtin_template, parse_template
from eventkit.typesetting import A4, DocumentInfo, Drawing, Fonts, PagedDocument
from eventkit.typesetting.pdf import drawings
from outputs.badging import ADA, HEAD, NAME, batch, codes_of, element, look
from outputs.calendars import WRITTEN
from outputs.printed import fixture
from typesetting.reading import heard, objects_of, opened, painted


@cache
def made(template: str) -> bytes:
    of = fixture("congress")
    return badges(
        of, ledger=Ledger.first(of, WRITTEN), template=builtin_template(template), codes=codes_of(of)
    ).data


def elements(lines: list[str], depth: int) -> list[str]:
    """The types of the elements at that depth, in reading order."""
    indent = "  " * depth
    return [
        line.split()[0] for line in lines if line.startswith(indent) and line[len(indent)] not in {" ", "'"}
    ]


def test_a_badge_is_a_part_with_the_name_as_its_heading_and_the_code_as_a_figure() -> None:
    lines = heard(made("a6"))
    assert elements(lines, 0) == ["Document"]
    assert elements(lines, 1) == ["Part"]
    assert elements(lines, 2) == ["H1", "P", "Figure"]
    assert any("Abel" in line for line in lines)
    assert "    Figure alt=QR code" in lines
    paragraph = next(index for index, line in enumerate(lines) if "Docent" in line)
    assert [line.strip() for line in lines[paragraph : paragraph + 3]] == [
        "'Docent Royal Frederick University, Christiania Speaker '",
        "Span lang=zh",
        "'演讲嘉宾'",
    ]
    assert not any("Congress of Mathematicians" in line for line in lines), "all badges have it"


@pytest.mark.parametrize(
    ("template", "first", "pages"),
    [
        ("certificate", "Niels Henrik Abel", 42),
        ("a6", "Niels Henrik Abel", 42),
        ("door-sign", "Pharos Hall, Monday, 6 September 2027, Opening: There Is No Royal Road", 29),
    ],
)
def test_each_person_or_sign_has_a_bookmark(template: str, first: str, pages: int) -> None:
    document = pypdfium2.PdfDocument(made(template))
    entries = list(document.get_toc())
    assert (entries[0].get_title(), len(entries)) == (first, pages)
    assert [entry.get_dest().get_index() for entry in entries] == list(range(len(document)))


def test_a_sheet_has_one_bookmark_from_its_first_to_its_last_badge() -> None:
    of = fixture("congress")
    data = badges(of, paper=BadgePaper(size=A4), template=builtin_template("butterfly")).data
    entries = list(pypdfium2.PdfDocument(data).get_toc())
    assert entries[0].get_title() == "Niels Henrik Abel – Maria Gaetana Agnesi"
    assert len(entries) == 42 // 3


def test_a_certificate_is_read_whole() -> None:
    text = " ".join(heard(made("certificate")))
    for part in (
        "Mouseion of Alexandria",
        "This is to certify that",
        "Niels Henrik Abel",
        "as a speaker",
        "Congress of Mathematicians of All Ages",
        "Alexandria, 6–8 September 2027",
    ):
        assert part in text


def test_each_badge_is_one_structure_part() -> None:
    data = made("a6")
    assert len(objects_of(data, S="/Part")) == len(objects_of(data, S="/H1")) == len(opened(data).pages)


def test_the_sign_of_a_session_has_the_headings_room_day_and_title_and_its_parts_as_a_list() -> None:
    types = elements(heard(made("door-sign")), 2)
    assert [name for name in types if name != "P"][:4] == ["H1", "H2", "H3", "L"]


def test_content_common_to_badges_is_drawn_once_as_an_artifact() -> None:
    data = made("a6")
    assert len(objects_of(data, Subtype="/Form")) >= 1
    contents = [page.Contents.read_bytes() for page in opened(data).pages]
    assert all(content.startswith(b"/Artifact BMC\n") for content in contents)
    assert any(b" Do\nEMC" in content for content in contents)


def test_a_template_draws_a_barcode_of_the_holder_by_the_name_of_a_plug_in(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bars(canvas: Canvas, drawing: Drawing) -> None:
        width = drawing.width / Code128(drawing.text, barWidth=1).width
        Code128(drawing.text, barWidth=width, barHeight=drawing.height).drawOn(canvas, 0, 0)

    monkeypatch.setattr(drawings, "find_drawing", lambda _: bars)
    barcode = element(
        "drawing", draw="bars", text="{name}", alternative="Code of {name}", x=5, y=40, width=90, height=15
    )
    ((page, _),), made_batch = batch(fonts, look(NAME, barcode))
    data = painted(PagedDocument(DocumentInfo("Badges", "en"), lambda: [page]), share_marks=True)
    picture = pypdfium2.PdfDocument(data)[0].render(scale=4).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["Ada Lovelace"]
    assert any("Figure alt=Code of Ada Lovelace" in line for line in heard(data))
    assert made_batch.findings == ()


def test_a_drawing_independent_of_the_holder_is_shared_and_read_from_the_folder(fonts: Fonts) -> None:
    logo = element("drawing", draw="svg", file="logo.svg", x=5, y=40, width=10, height=10)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>'
    ada, bob = ADA, replace(ADA, id="bob")
    ((one, _), (other, _)), _ = batch(fonts, look(NAME, logo), ada, bob, pictures={"logo.svg": svg})
    drawings = [next(mark for mark in page.marks if isinstance(mark, Drawing)) for page in (one, other)]
    assert drawings[0] is drawings[1]
    assert drawings[0].content == svg
    _, without = batch(fonts, look(NAME, logo))
    assert [finding.code for finding in without.findings] == ["missing-picture"]


def test_a_drawing_cannot_refer_to_python_code() -> None:
    with pytest.raises(Exception, match="draw"):
        parse_template(HEAD + element("drawing", draw="os:system", x=0, y=0, width=5, height=5), "ours.toml")
