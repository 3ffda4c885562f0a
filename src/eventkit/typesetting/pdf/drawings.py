"""Drawings: functions from the entry points `eventkit.drawings` that draw on ReportLab's canvas.

A plug-in offers a function under a name; a template uses it by that name, never by a path to code, since a
template is data from others:

    [project.entry-points."eventkit.drawings"]
    pie = "our_charts:pie"

The function gets ReportLab's canvas, with the origin at the lower left corner of the drawing's area, and the
`Drawing` with its size and content. It is called when pages are painted, in order. The graphics state is
restored after it. Fonts must be embedded; `check_drawings` finds those that are not.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFImageXObject, PDFObjectReference, PDFStream
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, sentence
from eventkit.plugins import plugins_by_name
from eventkit.typesetting.layout.pages import SNAP_DISTANCE, Drawing, Page, Picture, Rectangle, mm

_RGB_SPACES = frozenset({"DeviceRGB", "CalRGB", "RGB"})
_RGB_CHANNELS = "3"  # of a profile (PDF 32000-1 8.6.5.5)
_FONT_FILES = frozenset({"FontFile", "FontFile2", "FontFile3"})
_RGB_OPERATOR = re.compile(rb"(?:^|\s)(?:rg|RG)(?=\s|$)")


def find_rgb(document: Any) -> tuple[str, ...]:
    """The kinds of objects of a document of ReportLab that are in RGB: gradients, pictures, shapes."""
    search = _Search(document.idToObject)
    return tuple(sorted({kind for obj in document.idToObject.values() for kind in search.kinds_of(obj)}))


def find_unembedded_fonts(document: Any) -> tuple[str, ...]:
    """The names of fonts of a document of ReportLab that are in artwork and without their font files."""
    objects = document.idToObject
    fonts = (obj for obj in objects.values() if isinstance(obj, PDFDictionary))
    return tuple(sorted({name for font in fonts if (name := _unembedded_name(font.dict, objects))}))


def _unembedded_name(font: dict[str, Any], objects: dict[str, Any]) -> str:
    """The name of a font without a file (PDF 32000-1 9.6.2, 9.8); empty for others and other objects."""
    if _name(font.get("Type")) != "Font" or _name(font.get("Subtype")) in {"Type0", "Type3"}:
        return ""  # a composite font has its file in its descendant
    descriptor = font.get("FontDescriptor")
    if isinstance(descriptor, PDFObjectReference):
        descriptor = objects.get(descriptor.name)
    entries = descriptor.dict if isinstance(descriptor, PDFDictionary) else {}
    return "" if entries.keys() & _FONT_FILES else _name(font.get("BaseFont", "a font"))


class _Search:
    def __init__(self, objects: dict[str, Any]) -> None:
        self._objects = objects

    def kinds_of(self, obj: Any) -> Iterator[str]:
        match obj:
            case PDFImageXObject():
                if _name(obj.colorSpace) in _RGB_SPACES:
                    yield "pictures"
            case PDFStream():
                yield from self._kinds_of_stream(obj)
            case PDFDictionary():
                yield from self._kinds_of_entries(obj.dict)
            case PDFArray():
                for value in obj.sequence:
                    yield from self.kinds_of(value)

    def _kinds_of_stream(self, stream: PDFStream) -> Iterator[str]:
        entries = stream.dictionary.dict
        subtype = _name(entries.get("Subtype"))
        if subtype == "Image":
            if self._is_rgb(entries.get("ColorSpace")):
                yield "pictures"
            return
        if subtype == "Form" and _sets_rgb(stream.content):
            yield "shapes"
        yield from self._kinds_of_entries(entries)

    def _kinds_of_entries(self, entries: dict[str, Any]) -> Iterator[str]:
        for key, value in entries.items():
            if key != "ColorSpace":
                yield from self.kinds_of(value)
                continue
            # That of a gradient, or those of a page by their names.
            spaces = value.dict.values() if isinstance(value, PDFDictionary) else [value]
            if any(map(self._is_rgb, spaces)):
                yield "gradients" if "ShadingType" in entries else "shapes"

    def _is_rgb(self, space: Any) -> bool:
        """True if a colour space is RGB, or based on it (PDF 32000-1 8.6)."""
        match space:
            case PDFObjectReference():
                return self._is_rgb(self._objects.get(space.name))
            case PDFArray():
                return any(map(self._is_rgb, space.sequence))
            case PDFStream():
                return str(space.dictionary.dict.get("N")) == _RGB_CHANNELS
        return _name(space) in _RGB_SPACES


def _sets_rgb(content: bytes) -> bool:
    """True if a form sets a colour in RGB by an operator; not if it is compressed in an unusual way."""
    with suppress(zlib.error):  # not compressed
        content = zlib.decompress(content)
    return _RGB_OPERATOR.search(content) is not None


def _name(value: Any) -> str:
    return str(value).removeprefix("/")


GROUP = "eventkit.drawings"

DrawingFunction = Callable[[Canvas, Drawing], None]
"""Draws on the canvas; it may raise `Unprintable`, with a message for the organiser."""

_EXTRAS = {"pdf": "artwork"}  # the extras of drawings that have another name
ARTWORK_BOXES = ("/TrimBox", "/BleedBox", "/MediaBox")  # the boxes of a page of artwork, from the innermost
ArtworkBoxes = Mapping[str, Rectangle]
"""The boxes of a page of artwork by name, in the order of `ARTWORK_BOXES`."""

_SIZE_TOLERANCE = 0.5 * mm


# Names that templates may have, which eventkit does not offer.
_ELSEWHERE = {
    **dict.fromkeys(
        ("code128", "datamatrix"),
        sentence(
            "There is no drawing '{name}'. Use an element with kind = \"code\", which is a QR code, or offer "
            "the drawing by a plug-in."
        ),
    ),
    "gradient": sentence("There is no drawing '{name}'. Use \"svg\", with a file that has the gradient."),
}


@cache
def drawing_names() -> tuple[str, ...]:
    return tuple(sorted(plugins_by_name(GROUP)))


@cache
def find_drawing(name: str) -> DrawingFunction:
    plugin = plugins_by_name(GROUP).get(name)
    if plugin is None and name in _ELSEWHERE:
        raise EventkitError(_ELSEWHERE[name], name=name)
    if plugin is None:
        raise EventkitError(
            "Unknown drawing '{name}'. Use one of {known}.", name=name, known=Listed(tuple(drawing_names()))
        )
    try:
        function: DrawingFunction = plugin.load()
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(name, name)
        raise EventkitError(
            "The drawing '{name}' needs the package {package}. Install it: pip install "
            "'conference-eventkit[{extra}]'",
            name=name,
            package=str(error.name),
            extra=extra,
        ) from error
    return function if plugin.is_own else plugin.guard()(function)


def draw(canvas: Canvas, drawing: Drawing) -> None:
    """Draw a drawing with the origin at the lower left corner of its area."""
    find_drawing(drawing.name)(canvas, drawing)


def check_drawings(page: Page, place: str, *, for_press: bool = False, bleed: float = 0) -> list[Finding]:
    """Findings about the drawings of a page, which is to be extended by its bleed.

    Fonts that they do not embed are ``unembedded-font``, an error. For a press, colours in RGB that are not
    converted here, since PDF files and plug-ins bring their own objects, are ``rgb-artwork``, a warning.
    Artwork over the whole page that has another size is ``artwork-size``, a warning.
    """
    findings = []
    for mark in page.marks:
        if type(mark) is not Drawing:
            continue
        is_file = mark.text.lower().endswith((".pdf", ".svg"))
        label = mark.text if is_file else Message("The drawing '{name}'", name=mark.name)
        fonts, rgb, boxes = _inspect(mark)
        if boxes and _covers_page(mark, page) and (message := _size_fault(label, boxes, page, bleed)):
            findings.append(_finding(Severity.WARNING, "artwork-size", message, place))
        if fonts:
            message = Message(
                "{label} uses {fonts} without embedding it, so that other devices may print other letters.",
                "Export it with its fonts embedded, or convert text to paths."
                if is_file
                else "Register a font file with ReportLab in the drawing.",
                label=label,
                fonts=Listed(tuple(fonts)),
            )
            findings.append(_finding(Severity.ERROR, "unembedded-font", message, place))
        if rgb and for_press:
            message = Message(
                "{label} has {rgb} in RGB. The printing house converts them, by their profile or as "
                "sRGB, and black becomes four inks. To choose the inks, export it in CMYK by the "
                "profile of the press.",
                label=label,
                rgb=Listed(tuple(rgb), "and"),
            )
            findings.append(_finding(Severity.WARNING, "rgb-artwork", message, place))
    return findings


def _covers_page(drawing: Drawing, page: Page) -> bool:
    area = drawing.area
    return (
        max(area.x, area.y) <= SNAP_DISTANCE
        and area.right >= page.width - SNAP_DISTANCE
        and area.bottom >= page.height - SNAP_DISTANCE
    )


def _size_fault(label: str, boxes: ArtworkBoxes, page: Page, bleed: float) -> str:
    """The message about artwork that is not printed in its own size; empty if it is."""
    box, scale = choose_box(boxes, page.width + 2 * bleed, page.height + 2 * bleed)
    if _has_size(box, page.width + 2 * bleed, page.height + 2 * bleed):
        return ""
    own, required = (
        f"{width / mm:.0f} × {height / mm:.0f}"
        for width, height in ((box.width, box.height), (page.width, page.height))
    )
    more = f" with {bleed / mm:g} mm of bleed" if bleed else ""
    return (
        f"{label} is {own} mm, and the page is {required} mm{more}. It is printed at {scale:.0%} of its size "
        f"and cropped. Export it in {required} mm{more}, with a TrimBox."
    )


def _finding(severity: Severity, code: str, message: str, place: str) -> Finding:
    return Finding(severity, code, (), message, place, facts=(("message", message),))


class FontlessCanvas(Canvas):
    """ReportLab's canvas, with fonts in the file only where text is drawn in them.

    ReportLab begins each page and each of its drawings with Helvetica, even without text.
    """

    # Of ReportLab's canvas, which its type stubs leave out.
    _doc: Any
    _fontname: str
    _fontsize: float
    _leading: float

    def _make_preamble(self) -> None:
        self._preamble = ""

    def setFont(self, psfontname: str, size: float, leading: float | None = None) -> None:
        self._fontname, self._fontsize = psfontname, size
        self._leading = 1.2 * size if leading is None else leading

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> PDFTextObject:
        """Begin text in the font selected last."""
        super().setFont(self._fontname, self._fontsize, self._leading)
        return super().beginText(x, y, direction)


class _Inspection(NamedTuple):
    """The fonts that a drawing does not embed, the kinds of its objects in RGB, and the boxes of artwork."""

    fonts: tuple[str, ...]
    rgb: tuple[str, ...]
    boxes: ArtworkBoxes


@lru_cache(maxsize=1024)
def _inspect(drawing: Drawing) -> _Inspection:
    canvas = FontlessCanvas(BytesIO(), invariant=1)
    draw(canvas, drawing)
    document = canvas._doc  # noqa: SLF001
    fonts: dict[str, Any] = {name: getFont(name) for name in document.fontMapping}
    unembedded = {name for name, font in fonts.items() if font.face.builtIn}
    unembedded.update(find_unembedded_fonts(document))
    artwork = artwork_of(document)
    boxes = next(iter(artwork.values()), {})
    return _Inspection(tuple(sorted(unembedded)), find_rgb(document), boxes)


def has_previews() -> bool:
    """True if the colours of drawings can be measured: by pypdfium2, in the extra ``artwork``."""
    return find_spec("pypdfium2") is not None


@lru_cache(maxsize=64)
def preview(drawing: Drawing) -> Picture | None:
    """A drawing in few pixels, as a picture of the same area; ``None`` where drawings cannot be rendered."""
    if not has_previews():
        return None
    file = BytesIO()
    canvas = FontlessCanvas(file, pagesize=(drawing.width, drawing.height), invariant=1)
    draw(canvas, drawing)
    canvas.showPage()
    canvas.save()
    renderer: Any = import_module("pypdfium2")
    document = renderer.PdfDocument(file.getvalue())
    try:
        image = document[0].render(scale=_PREVIEW_SIDE / max(drawing.width, drawing.height)).to_pil()
    finally:
        document.close()
    content = BytesIO()
    image.save(content, "PNG")
    return Picture(content.getvalue(), drawing.x, drawing.y, drawing.width, drawing.height)


_PREVIEW_SIDE = 128  # pixels of the longer side


def artwork_of(document: Any) -> dict[str, ArtworkBoxes]:
    """The artwork in a document of ReportLab: the boxes of the pages of PDF files by the names of forms."""
    artwork: dict[str, ArtworkBoxes] = document.__dict__.setdefault("artwork_boxes", {})
    return artwork


def choose_box(boxes: ArtworkBoxes, width: float, height: float) -> tuple[Rectangle, float]:
    """The smallest box of the page that covers an area, or else the trimmed page, enlarged or reduced."""
    for box in boxes.values():
        if _has_size(box, width, height):
            return box, 1.0
    trim = boxes[ARTWORK_BOXES[0]]
    return trim, max(width / trim.width, height / trim.height)


def _has_size(box: Rectangle, width: float, height: float) -> bool:
    return abs(box.width - width) <= _SIZE_TOLERANCE and abs(box.height - height) <= _SIZE_TOLERANCE
