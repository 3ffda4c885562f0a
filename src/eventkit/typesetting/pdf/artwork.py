"""Artwork: a page of a PDF file as a form behind a badge or certificate, with its own fonts and colours.

It is the drawing ``pdf``. It requires pypdf, in the extra ``artwork``, and the module is imported
when a template uses it. The objects of the page are copied as they are, so that spot colours, profiles and
embedded fonts of the designer reach the press.
"""

from __future__ import annotations

import hashlib
import logging
import re
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from eventkit.errors import Unprintable
from eventkit.typesetting.layout.pages import Drawing, Rectangle
from eventkit.typesetting.pdf.drawings import ARTWORK_BOXES, ArtworkBoxes, artwork_of, choose_box
from eventkit.typesetting.pdf.pdf_file import PdfFile, compressed_stream

# It warns of each fault that it repairs; what it cannot repair is raised.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_TEXT_OPERATOR = re.compile(
    rb"(?P<font>/[^\s/<>\[\](){}%]+)\s+[-+.\d]+\s+Tf(?=\s)|(?P<show>[>)\]]\s*(?:T[jJ]|['\"])(?=\s|$))"
)


def pdf(canvas: Canvas, drawing: Drawing) -> None:
    """Draw the first page of a PDF file so that it covers its area, cut at the edges of the area.

    A page of the size of the area, trimmed or with its bleed, is neither scaled nor cropped.
    """
    document: Any = canvas._doc  # type: ignore[attr-defined] # noqa: SLF001 - its type stubs leave it out
    name = f"artwork-{hashlib.sha256(drawing.content).hexdigest()[:16]}"
    forms = artwork_of(document)
    if name not in forms:
        forms[name] = _add_form(document, name, drawing)
    box, scale = choose_box(forms[name], drawing.width, drawing.height)
    path = canvas.beginPath()
    path.rect(0, 0, drawing.width, drawing.height)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.translate(drawing.width / 2, drawing.height / 2)
    canvas.scale(scale, scale)
    canvas.translate(-(box.x + box.width / 2), -(box.y + box.height / 2))
    canvas.doForm(name)


def _add_form(document: Any, name: str, drawing: Drawing) -> ArtworkBoxes:
    """Add the page to a document as a form; its boxes, in the form's coordinates."""
    try:
        page = _first_page(drawing)
        boxes = {name: _rectangle(page, name) for name in ARTWORK_BOXES}
        matrix = _TURNS[page.rotation % 360 // 90]  # multiples of a right angle (PDF 32000-1 7.7.3.3)
        copier = _Copier(document)
        contents = page.get_contents()
        content = contents.get_data() if contents is not None else b""
        form = compressed_stream(
            content,
            Type="/XObject",
            Subtype="/Form",
            BBox=copier.copy(page.mediabox),
            Resources=copier.copy_resources(_used_resources(page, content)),
        )
        if page.rotation % 360:
            form.dictionary["Matrix"] = PDFArray([*matrix, 0, 0])
        if group := page.get("/Group"):
            form.dictionary["Group"] = copier.copy(group)
    except Unprintable:
        raise
    except Exception as error:
        raise Unprintable(
            "The artwork {text} is damaged, or has no page. Export it again as PDF.", text=drawing.text
        ) from error
    if not all(box.width > 0 and box.height > 0 for box in boxes.values()):
        raise Unprintable(
            "The page of the artwork {text} has no area. Export it in its size.", text=drawing.text
        )
    document.addForm(name, form)
    return {name: _turn(box, matrix) for name, box in boxes.items()}


def _first_page(drawing: Drawing) -> PageObject:
    reader = PdfReader(BytesIO(drawing.content))
    if reader.is_encrypted:
        raise Unprintable("The artwork {text} is encrypted. Export it without a password.", text=drawing.text)
    return reader.pages[0]


_TURNS = ((1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0))
"""The matrices by which a page is turned clockwise, by the number of right angles."""


def _turn(box: Rectangle, matrix: tuple[int, int, int, int]) -> Rectangle:
    """A box of a page as it is on the turned page."""
    a, b, c, d = matrix
    corners = ((box.x, box.y), (box.x + box.width, box.y + box.height))
    (left, bottom), (right, top) = ((a * x + c * y, b * x + d * y) for x, y in corners)
    return Rectangle(min(left, right), min(bottom, top), abs(right - left), abs(top - bottom))


def _used_resources(page: PageObject, content: bytes) -> DictionaryObject:
    """The resources of a page without fonts that it shows no text in, which some programs list."""
    resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
    fonts = resources.get("/Font", DictionaryObject()).get_object()
    used, selected = set(), ""
    for operator in _TEXT_OPERATOR.finditer(content):
        if operator["font"]:
            selected = operator["font"].decode("latin-1")
        else:
            used.add(selected)
    shown = {name: fonts.raw_get(name) for name in fonts if name in used}
    if len(shown) < len(fonts):
        resources[NameObject("/Font")] = DictionaryObject(shown)
    return resources


def _rectangle(page: PageObject, name: str) -> Rectangle:
    """A box of a page; without one, that which encloses it."""
    inner: RectangleObject = {
        "/TrimBox": page.trimbox,
        "/BleedBox": page.bleedbox,
        "/MediaBox": page.mediabox,
    }[name]
    return Rectangle(float(inner.left), float(inner.bottom), float(inner.width), float(inner.height))


class _Copier:
    """Copies objects of a file of pypdf into one of ReportLab, each once.

    In a file for a press DeviceRGB becomes sRGB by its profile: the default in all resources, and the colour
    space in which groups are blended, to which defaults do not apply.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._references: dict[tuple[int, int], Any] = {}
        self._default_rgb = document.default_rgb() if isinstance(document, PdfFile) else None

    def copy(self, value: PdfObject | Any) -> Any:
        match value:
            case IndirectObject():
                return self._copy_indirect(value)
            case StreamObject():
                return self._document.Reference(self._fill_stream(PDFStream(), value))
            case DictionaryObject():
                return self._fill(PDFDictionary(), value)
            case ArrayObject():
                return PDFArray([self.copy(item) for item in value])
        written = BytesIO()
        value.write_to_stream(written)
        return written.getvalue().decode("latin-1").strip()

    def _copy_indirect(self, value: IndirectObject) -> Any:
        key = value.idnum, value.generation
        if key in self._references:
            return self._references[key]
        target = value.get_object()
        if target is None or isinstance(target, NullObject):
            return "null"
        # The reference is known before the object is filled: objects may refer to each other.
        match target:
            case StreamObject():
                stream = PDFStream()
                self._references[key] = self._document.Reference(stream)
                self._fill_stream(stream, target)
            case DictionaryObject():
                entries = PDFDictionary()
                self._references[key] = self._document.Reference(entries)
                self._fill(entries, target)
            case _:
                self._references[key] = self.copy(target)
        return self._references[key]

    def copy_resources(self, source: DictionaryObject) -> PDFDictionary:
        """The resources of a form, pattern or glyph, with the default of RGB unless they have their own."""
        resources = self._fill(PDFDictionary(), source)
        if self._default_rgb is not None:
            spaces = source.get("/ColorSpace", DictionaryObject()).get_object()
            resources["ColorSpace"] = self._fill(PDFDictionary({"DefaultRGB": self._default_rgb}), spaces)
        return resources

    def _fill(self, entries: PDFDictionary, source: DictionaryObject) -> PDFDictionary:
        for name in source:
            if name not in {"/Length", "/Parent", "/StructParent", "/StructParents"}:
                entries[str(name).removeprefix("/")] = self._copy_entry(name, source.raw_get(name))
        return entries

    def _copy_entry(self, name: str, value: PdfObject) -> Any:
        if self._default_rgb is not None:
            target = value.get_object()
            if name == "/Resources" and isinstance(target, DictionaryObject):
                return self.copy_resources(target)
            if name == "/CS" and isinstance(target, NameObject) and target == "/DeviceRGB":
                return self._default_rgb
        return self.copy(value)

    def _fill_stream(self, stream: PDFStream, source: StreamObject) -> PDFStream:
        self._fill(stream.dictionary, source)
        stream.content = source._data  # noqa: SLF001 - pypdf decodes what it gives openly
        if "Filter" not in stream.dictionary.dict:
            plain = compressed_stream(stream.content)
            stream.content = plain.content
            stream.dictionary["Filter"] = PDFName("FlateDecode")
        return stream
