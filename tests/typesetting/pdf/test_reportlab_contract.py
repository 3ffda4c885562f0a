"""What eventkit relies on in ReportLab beyond its documented interface: one test for each, named after it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas


@pytest.fixture
def canvas() -> Any:
    return Canvas(BytesIO(), invariant=1, pageCompression=0)


def test_code_is_the_list_of_operators_and_is_replaced_for_each_page(canvas: Any) -> None:
    before = canvas._code
    canvas.rect(1, 2, 3, 4)
    assert any("1 2 3 4 re" in part for part in before)
    canvas._startPage()
    assert canvas._code == []
    assert canvas._code is not before


def test_start_page_forgets_forms_links_gradients_and_the_graphics_state(canvas: Any) -> None:
    canvas._formsinuse.append("x")
    canvas.linkURL("https://example.org/", (0, 0, 1, 1))
    canvas.setFillAlpha(0.5)
    canvas.linearGradient(0, 0, 1, 1, ("red", "blue"))
    assert canvas._shadingUsed
    assert canvas._extgstate.getState()
    canvas._startPage()
    assert (canvas._formsinuse, canvas._annotationrefs, canvas._shadingUsed) == ([], [], {})
    assert not canvas._extgstate.getState()


def test_annotationrefs_has_a_reference_for_each_annotation(canvas: Any) -> None:
    canvas._addAnnotation(pdfdoc.PDFDictionary({"Type": "/Annot"}))
    (reference,) = canvas._annotationrefs
    assert isinstance(reference, pdfdoc.PDFObjectReference)
    assert reference.name in canvas._doc.idToObject


def test_bookmark_reference_is_bound_to_its_page_by_bookmark_page(canvas: Any) -> None:
    destination = canvas._bookmarkReference("here")
    assert destination.page is None
    assert canvas._destinations["here"] is destination
    canvas.bookmarkPage("here", "XYZ", left=1, top=2)
    assert destination.page.name == canvas._doc.thisPageName()


def test_colors_used_and_pagesize_and_boxes_are_attributes(canvas: Any) -> None:
    assert canvas._colorsUsed == {}
    assert len(canvas._pagesize) == 2
    assert canvas._trimBox is canvas._bleedBox is None


def test_the_preamble_is_made_by_a_method_and_put_before_forms(canvas: Any) -> None:
    class Plain(Canvas):
        def _make_preamble(self) -> None:
            self._preamble = ""

    plain: Any = Plain(BytesIO())
    plain.beginForm("f")
    plain.rect(0, 0, 1, 1)
    plain.endForm()
    form = plain._doc.idToObject[pdfdoc.xObjectName("f")]
    assert b"Tf" not in form.stream
    assert "Tf" in canvas._preamble


def test_set_font_writes_the_font_and_text_uses_the_one_written_last(canvas: Any) -> None:
    canvas._code.clear()
    canvas.setFont("Times-Roman", 8)
    assert "Tf" in canvas._code[-1]
    assert set(canvas._doc.fontMapping) >= {"Times-Roman"}
    canvas.drawString(0, 0, "x")
    assert "Tf" not in canvas._code[-1]


def test_a_font_knows_whether_it_is_built_into_viewers() -> None:
    font: Any = getFont("Times-Roman")
    assert font.face.builtIn


def test_a_form_retains_its_resources(canvas: Any) -> None:
    resources = pdfdoc.PDFObjectReference("ours")
    canvas.beginForm("f")
    canvas.endForm(Resources=resources)
    assert canvas._doc.idToObject[pdfdoc.xObjectName("f")].Resources is resources


def test_objects_are_known_by_an_internal_name() -> None:
    document: Any = pdfdoc.PDFDocument()
    thing: Any = pdfdoc.PDFDictionary({})
    reference = document.Reference(thing)
    assert thing.__InternalName__ == reference.name
    assert document.idToObject[reference.name] is thing
    assert reference.name in document.idToObjectNumberAndVersion


def test_the_document_asks_delayed_fonts_for_their_objects_and_then_for_its_bytes() -> None:
    calls: list[str] = []

    class Font:
        def addObjects(self, document: object) -> None:  # noqa: N802 - ReportLab's name
            calls.append(f"font of {type(document).__name__}")

    class Document(pdfdoc.PDFDocument):
        def format(self) -> bytes:
            calls.append("format")
            return b""

    document: Any = Document()
    document.delayedFonts = [Font()]
    document.GetPDFData(Canvas(BytesIO()))
    assert calls == ["font of Document", "format"]


def test_the_fonts_of_all_pages_are_one_dictionary() -> None:
    document: Any = pdfdoc.PDFDocument()
    assert isinstance(document.idToObject[pdfdoc.BasicFonts], pdfdoc.PDFDictionary)


def test_streams_are_compressed_by_the_filters_of_the_document() -> None:
    class Document(pdfdoc.PDFDocument):
        defaultStreamFilters = (pdfdoc.PDFZCompress,)  # noqa: N815 - ReportLab's name

    document: Any = Document()
    assert b"/FlateDecode" in pdfdoc.PDFStream(content=b"x").format(document)
    assert b"/FlateDecode" not in pdfdoc.PDFStream(content=b"x", filters=[]).format(document)


def test_some_objects_are_only_referred_to() -> None:
    stream: Any = pdfdoc.PDFStream()
    assert stream.__RefOnly__
