"""The canvas: one method for each mark, links, destinations, page labels and outline.

Marks are painted by the methods of ReportLab's canvas where it has them. Text is shaped already, so it is
written as operators.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from PIL import Image
from reportlab.lib.colors import CMYKColor, CMYKColorSep, Color
from reportlab.pdfbase.pdfdoc import (
    XMP,
    PDFArray,
    PDFDictionary,
    PDFFormXObject,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
    xObjectName,
)

from eventkit.errors import Unprintable
from eventkit.messages import Message
from eventkit.typesetting.colour import BlackInk, Colour, InkColour
from eventkit.typesetting.layout.image_files import JPEG, open_image, reduce_depth
from eventkit.typesetting.layout.pages import (
    Bookmark,
    Box,
    Destination,
    DocumentInfo,
    Drawing,
    LinkArea,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Polygon,
    QrCode,
    Rectangle,
    RuleLine,
)
from eventkit.typesetting.layout.structure_elements import StructureType
from eventkit.typesetting.pdf.content_stream import (
    TextEncoder,
    begin_placed_page,
    fill_colour,
    qr_code,
    spot_name,
    stroke_colour,
)
from eventkit.typesetting.pdf.drawings import FontlessCanvas, draw
from eventkit.typesetting.pdf.pdf_file import (
    CREATOR,
    OVERPRINT,
    ObjectReference,
    Outline,
    PdfFile,
    compress,
    compressed_stream,
    creator_of,
    encode,
    format_number,
    text_string,
    utc_date,
    xmp,
)
from eventkit.typesetting.press_profiles import PressOutput, PressProfile
from eventkit.typesetting.text.paragraph import language_direction
from eventkit.typesetting.text.spans import TextLine

_BEGIN_ARTIFACT: Mapping[StructureType, str] = {
    "Artifact": "/Artifact BMC",
    "Header": "/Artifact <</Type/Pagination/Subtype/Header>> BDC",
    "Footer": "/Artifact <</Type/Pagination/Subtype/Footer>> BDC",
}
_RGB_OPERATOR = re.compile(r"(?P<r>[\d.]{1,12}) (?P<g>[\d.]{1,12}) (?P<b>[\d.]{1,12}) (?P<operator>rg|RG)\b")
_DIGITS = 3  # of a length in points; more make files larger and change no pixel
_COLOUR_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}


class PaintedPage(NamedTuple):
    """A page painted but not yet written."""

    reference: ObjectReference
    parent: PDFObjectReference  # its node in the page tree
    size: str  # its width and height
    entries: str  # further entries of its dictionary that refer to no object
    resources: PDFObjectReference | PDFDictionary
    links: list[PDFObjectReference]
    content: Sequence[str]  # the content, not yet compressed
    registered: Sequence[str]  # the names of ReportLab's objects first used on this page


class PageCanvas(FontlessCanvas):
    """ReportLab's canvas on a file that is written page by page."""

    # Of ReportLab's canvas, which its type stubs leave out.
    _code: list[str]
    _pagesize: tuple[float, float]
    _trimBox: tuple[float, ...] | None
    _bleedBox: tuple[float, ...] | None
    _formsinuse: list[str]
    _annotationrefs: list[PDFObjectReference]
    _destinations: dict[str, Any]
    _colorsUsed: dict[str, str]
    _shadingUsed: dict[str, str]
    _extgstate: Any
    _startPage: Callable[[], None]
    _bookmarkReference: Callable[[str], Any]
    _addAnnotation: Callable[[PDFDictionary], None]

    def __init__(self, out: BinaryIO, info: DocumentInfo, press: PressOutput | None = None) -> None:
        # Pages and forms are compressed by the file.
        super().__init__(BytesIO(), pageCompression=0, invariant=1)
        self._doc = self.file = PdfFile(out, info.language, for_press=press is not None)
        self._press = press
        self._outline = Outline(self.file)
        self.encoder = TextEncoder()
        self._info = info
        self._images: dict[bytes, str] = {}
        self._label = ""
        self._has_drawings = False
        self._painters: dict[type, Callable[[Any, float], None]] = {
            PlacedLine: self.paint_line,
            Box: self.paint_box,
            Polygon: self.paint_polygon,
            RuleLine: self.paint_rule,
            QrCode: self.paint_qr_code,
            Picture: self.paint_picture,
            Drawing: self.paint_drawing,
        }
        self._describe(info)
        for spot in press.spots if press else ():
            self._add_spot(spot)

    def _add_spot(self, spot: InkColour) -> None:
        """Add the colour space of a spot ink (PDF 32000-1 8.6.6.4)."""
        tint = PDFDictionary(
            {
                "FunctionType": 2,
                "Domain": PDFArray([0, 1]),
                "C0": PDFArray([0, 0, 0, 0]),
                "C1": PDFArray([float(ink) for ink in spot.inks]),
                "N": 1,
            }
        )
        space = ["/Separation", PDFName(spot.spot), "/DeviceCMYK", tint]
        self.file.colour_spaces[spot_name(spot.spot)] = PDFArray(space)

    def _describe(self, info: DocumentInfo) -> None:
        self.setTitle(info.title)
        self.setAuthor(info.author)
        self.setSubject(info.subject)
        self.setKeywords(", ".join(info.keywords))
        self.setCreator(creator_of(info))
        self.setProducer(CREATOR)
        self.setDateFormatter(lambda *_: f"D:{utc_date(info):%Y%m%d%H%M%S}Z")
        self.setViewerPreference("DisplayDocTitle", "true")
        if language_direction(info.language) == "rtl":
            self.setViewerPreference("Direction", "R2L")

    # Pages

    def begin_page(self, page: Page) -> None:
        self.file.registered = []
        self._pagesize = page.width, page.height
        self._trimBox = _corners(page.trim_box, page.height) if page.trim_box else None
        bleed = page.bleed_box or page.trim_box
        self._bleedBox = _corners(bleed, page.height) if bleed else None

    def end_page(self, page: Page, structure_key: int) -> PaintedPage:
        """End the page; ``structure_key`` is the key of its content in the parent tree."""
        self._set_label(page.label)
        if self._press and not self._trimBox:  # which PDF/X requires
            self._trimBox = 0, 0, page.width, page.height
        size = f"{format_number(page.width)} {format_number(page.height)}"
        boxes = {"TrimBox": self._trimBox, "BleedBox": self._bleedBox}
        entries = "".join(
            [f"/{name}[{' '.join(map(format_number, box))}]" for name, box in boxes.items() if box]
        )
        # Tabs: from link to link in the order of the structure (PDF 32000-1 12.5.1).
        entries += f"/StructParents {structure_key}/Tabs/S"
        resources = self._current_resources()
        self._has_drawings = False
        content, links, registered = self._code, self._annotationrefs, self.file.registered
        parent, reference = self.file.end_page()
        self._startPage()
        return PaintedPage(reference, parent, size, entries, resources, links, content, registered)

    def write_page(self, page: PaintedPage, content: bytes) -> None:
        """Write a page with its compressed content, after the forms and images it is the first to use."""
        file, contents = self.file, ObjectReference()
        refer = file.format_reference
        file.write_registered(page.registered, (PDFFormXObject, PDFStream))
        file.write_compressed(content, contents)
        file.write_registered(page.registered, (PDFDictionary,))
        refer(page.reference)
        body = f"<</Type/Page/Parent {refer(page.parent)}/MediaBox[0 0 {page.size}]"
        body += f"/Contents {refer(contents)}/Resources {encode(page.resources, file)}{page.entries}"
        if page.links:
            body += f"/Annots[{' '.join(map(refer, page.links))}]"
        file.write_encoded(f"{body}>>".encode("latin-1"), page.reference)

    def finish(self, bookmarks: Sequence[Bookmark], structure_root: PDFObjectReference) -> None:
        """Write the outline, destinations, metadata and end of the file, after the last page."""
        if not self.file.Pages.count:
            raise ValueError(Message("The document has no pages."))
        for bookmark in bookmarks:
            self._add_bookmark(bookmark)
        self.file.outline_root = self._outline.finish()
        for name, destination in self._destinations.items():
            if destination.page is None:
                raise ValueError(Message("No destination named '{name}' for a link or bookmark.", name=name))
        if self._destinations:
            names = [
                part
                for name in sorted(self._destinations)
                for part in (_destination_name(name), self._destinations[name])
            ]
            self.setCatalogEntry("Names", {"Dests": PDFDictionary({"Names": PDFArray(names)})})
        metadata = XMP(creator=lambda _: xmp(self._info, for_press=self._press is not None))
        metadata.filters = []  # uncompressed, so that it is found without reading the file as PDF (14.3.2)
        self.setCatalogEntry("Metadata", metadata)
        self.setCatalogEntry("MarkInfo", {"Marked": "true"})
        self.setCatalogEntry("StructTreeRoot", structure_root)
        if self._press:
            self.setCatalogEntry("OutputIntents", PDFArray([self._output_intent(self._press.profile)]))
        self.file.delayedFonts = self.encoder.fonts
        self.file.GetPDFData(self)

    def _output_intent(self, profile: PressProfile) -> PDFDictionary:
        """The output intent with its profile (PDF 32000-1 14.11.5)."""
        stream = self.file.write(compressed_stream(profile.content, N=4, Alternate="/DeviceCMYK"))
        return PDFDictionary(
            {
                "Type": "/OutputIntent",
                "S": "/GTS_PDFX",
                "OutputConditionIdentifier": text_string(profile.description),
                "Info": text_string(profile.description),
                "DestOutputProfile": stream,
            }
        )

    def _current_resources(self) -> PDFObjectReference | PDFDictionary:
        """The resources of the page or form: the shared ones, and the transparency of drawings on it."""
        if not self._has_drawings:
            return self.file.shared_resources
        for name, internal in self._shadingUsed.items():
            self.file.shadings[internal] = PDFObjectReference(name)
        for name, internal in self._colorsUsed.items():
            self.file.colour_spaces[internal] = PDFObjectReference(name)
        states = self._extgstate.getState()
        if not states:
            return self.file.shared_resources
        return self.file.resources(ExtGState=PDFDictionary({**self.file.states.dict, **states.dict}))

    def _set_label(self, label: str) -> None:
        """Set the label of the page, unless it continues the numbering of the page before."""
        index, before, self._label = self.file.Pages.count, self._label, label
        if _is_count(label):
            if not index or not _is_count(before) or int(label) != int(before) + 1:
                self.addPageLabel(index, "ARABIC", int(label))
        elif not index or label != before:
            # A label without a style is its prefix alone.
            self.addPageLabel(index, prefix=label)

    def _add_bookmark(self, bookmark: Bookmark) -> None:
        """Add an entry of the outline, with which documents to be read are opened."""
        self._bookmarkReference(bookmark.anchor)
        destination = _destination_name(bookmark.anchor).format(self.file).decode("latin-1")
        self._outline.add(bookmark.title, destination, bookmark.level)
        self.showOutline()

    def add_page_bookmark(self, title: str, page: PDFObjectReference) -> None:
        self._outline.add(title, f"[{self.file.format_reference(page)}/Fit]")

    # Structure

    def begin_content(self, structure_type: StructureType, content_id: int | None) -> None:
        """Begin a marked content sequence (PDF 32000-1 14.6): of an element, or an artifact."""
        if content_id is None:
            self._code.append(_BEGIN_ARTIFACT[structure_type])
        else:
            self._code.append(f"/{structure_type} <</MCID {content_id}>> BDC")

    def end_content(self) -> None:
        self._code.append("EMC")

    # Marks

    def paint(self, mark: Mark, height: float) -> None:
        self._painters[type(mark)](mark, height)

    def paint_line(self, mark: PlacedLine, height: float) -> None:
        self._paint_text(mark.line, mark.x, height - mark.y)

    def _paint_text(self, line: TextLine, x: float, y: float) -> None:
        """Paint a line of text; on a press black text overprints what is below it, so that no gap shows."""
        overprints = self._press is not None and all(
            isinstance(run.colour, BlackInk) and run.colour.ink == 1 for run in line.runs
        )
        operators = self.encoder.encode_line(line, x, y)
        self._code += ["q", f"/{OVERPRINT} gs", *operators, "Q"] if overprints else operators

    def paint_line_in_language(self, line: TextLine, x: float, y: float, language: str) -> None:
        """Paint (a part of) a line in another language than its element (PDF 32000-1 14.9.2.3)."""
        self._code.append(f"/Span <</Lang ({language})>> BDC")
        self._paint_text(line, x, y)
        self._code.append("EMC")

    def paint_box(self, mark: Box, height: float) -> None:
        if mark.fill is None and mark.stroke is None:
            return
        self._begin_shape(mark)
        x, y = round(mark.x, _DIGITS), round(height - mark.y - mark.height, _DIGITS)
        across, down = round(mark.width, _DIGITS), round(mark.height, _DIGITS)
        stroke, fill = int(mark.stroke is not None), int(mark.fill is not None)
        if radius := round(min(mark.radius, mark.width / 2, mark.height / 2), _DIGITS):
            self.roundRect(x, y, across, down, radius, stroke=stroke, fill=fill)
        else:
            self.rect(x, y, across, down, stroke=stroke, fill=fill)
        self.restoreState()

    def paint_polygon(self, mark: Polygon, height: float) -> None:
        self._begin_shape(mark)
        path = self.beginPath()
        for index, (across, down) in enumerate(mark.points):
            x, y = mark.x + across * mark.width, height - mark.y - down * mark.height
            (path.lineTo if index else path.moveTo)(round(x, _DIGITS), round(y, _DIGITS))
        path.close()
        self.drawPath(path, stroke=int(mark.stroke is not None), fill=int(mark.fill is not None))
        self.restoreState()

    def _begin_shape(self, mark: Box | Polygon) -> None:
        self.saveState()
        if mark.fill is not None:
            if isinstance(mark.fill, InkColour) and mark.fill.spot:
                self._code.append(fill_colour(mark.fill))
            else:
                self.setFillColor(_reportlab_colour(mark.fill))
        if mark.stroke is not None:
            self._set_stroke(mark.stroke)
            self.setLineWidth(mark.stroke_width)

    def paint_rule(self, mark: RuleLine, height: float) -> None:
        self.saveState()
        self._set_stroke(mark.colour)
        self.setLineWidth(mark.width)
        if mark.dash:
            self.setDash(list(mark.dash))
        start = round(mark.x1, _DIGITS), round(height - mark.y1, _DIGITS)
        self.line(*start, round(mark.x2, _DIGITS), round(height - mark.y2, _DIGITS))
        self.restoreState()

    def _set_stroke(self, colour: Colour) -> None:
        if isinstance(colour, InkColour) and colour.spot:
            self._code.append(stroke_colour(colour))
        else:
            self.setStrokeColor(_reportlab_colour(colour))

    def paint_qr_code(self, mark: QrCode, height: float) -> None:
        self._code.append(qr_code(mark, height))

    def paint_picture(self, mark: Picture, height: float) -> None:
        """Paint an image; the same file is embedded once."""
        digest = hashlib.sha256(mark.content).digest()
        name = self._images.get(digest)
        if name is None:
            name = self._images[digest] = f"I{len(self._images) + 1}"
            try:
                image = self._image(mark.content)
            except ValueError:
                picture = f"The picture '{mark.alternative}'" if mark.alternative else "A picture"
                raise Unprintable(
                    "{picture} cannot be decoded. Export it again as PNG or JPEG.", picture=picture
                ) from None
            self.file.addForm(name, image)
        place = (mark.width, mark.height, mark.x, height - mark.y - mark.height)
        across, down, x, y = map(format_number, place)
        self._code.append(f"q {across} 0 0 {down} {x} {y} cm /{xObjectName(name)} Do Q")
        self._formsinuse.append(name)

    def paint_drawing(self, mark: Drawing, height: float) -> None:
        """Paint a drawing, by its function, with the origin at the lower left corner of its area."""
        self._has_drawings = True
        self.saveState()
        self.translate(mark.x, height - mark.y - mark.height)
        start = len(self._code)
        self.file.default_rgb()  # for objects that are not converted
        draw(self, mark)
        if self._press:
            convert = partial(_operator_in_inks, self._press.profile)
            self._code[start:] = [_RGB_OPERATOR.sub(convert, part) for part in self._code[start:]]
        self.restoreState()

    @contextmanager
    def placed_page(self, mark: PlacedPage, height: float) -> Iterator[None]:
        """Paint a smaller page: within the context, marks are in the coordinates of that page."""
        self._code.append(begin_placed_page(mark, height))
        yield
        self._code.append("Q")

    @contextmanager
    def form(self, name: str, width: float, height: float) -> Iterator[None]:
        """Define a form: marks painted within the context are recorded, and painted by `paint_form`."""
        # Marks may reach over the edges of the page, into the bleed.
        self.beginForm(name, -width, -height, 2 * width, 2 * height)  # type: ignore[arg-type] # any number
        yield
        self.endForm(Resources=self._current_resources())
        self.file.shorten_form_name(name)

    def paint_form(self, name: str) -> None:
        self._code.append(f"/{name} Do")

    def add_link(self, mark: LinkArea, height: float, structure_key: int, text: str) -> None:
        """Add a link annotation (PDF 32000-1 12.5.6.5) to a destination of the document or an address."""
        corners = _corners(Rectangle(mark.x, mark.y, mark.width, mark.height), height)
        entries: dict[str, Any] = {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": PDFArray(corners),
            "Border": "[0 0 0]",
            "StructParent": structure_key,
            "F": 4,
            "Contents": text_string(text),
        }
        if mark.target.startswith("#"):
            self._bookmarkReference(mark.target[1:])
            entries["Dest"] = _destination_name(mark.target[1:])
        else:
            action = {"S": "/URI", "URI": PDFString(mark.target.encode(), enc="raw")}
            entries["A"] = PDFDictionary(action)
        self._addAnnotation(PDFDictionary(entries))

    def add_destination(self, mark: Destination, height: float) -> None:
        if self._bookmarkReference(mark.name).page is not None:
            raise ValueError(Message("Two destinations are named '{name}'.", name=mark.name))
        self.bookmarkPage(mark.name, "XYZ", left=mark.x, top=height - mark.y)

    def _image(self, content: bytes) -> PDFStream:
        """An image (PDF 32000-1 8.9): a JPEG file unchanged, others as pixels, with their transparency."""
        with open_image(content) as file:
            opened = reduce_depth(file)
            if self._press and opened.mode not in {"CMYK", "L"}:
                return self._image_in_inks(opened, self._press.profile)
            if content.startswith(JPEG) and opened.mode in _COLOUR_SPACES:
                # CMYK JPEG files store inverted values.
                decode = {"Decode": "[1 0 1 0 1 0 1 0]"} if opened.mode == "CMYK" else {}
                return _image_stream(opened, content, "[/FlateDecode/DCTDecode]", **decode)
            if opened.has_transparency_data:
                pixels = opened.convert("RGBA")
                alpha, colours = pixels.getchannel("A"), pixels.convert("RGB")
                mask = self.file.Reference(_image_stream(alpha, alpha.tobytes()))
                return _image_stream(colours, colours.tobytes(), SMask=mask)
            plain = opened if opened.mode in {"L", "RGB"} else opened.convert("RGB")
            return _image_stream(plain, plain.tobytes())

    def _image_in_inks(self, opened: Image.Image, profile: PressProfile) -> PDFStream:
        entries = {}
        if opened.has_transparency_data:
            alpha = opened.convert("RGBA").getchannel("A")
            entries["SMask"] = self.file.Reference(_image_stream(alpha, alpha.tobytes()))
        inks = profile.convert_image(opened)
        return _image_stream(inks, inks.tobytes(), **entries)


def _operator_in_inks(profile: PressProfile, match: re.Match[str]) -> str:
    r, g, b = (min(max(float(match[channel]), 0), 1) for channel in "rgb")
    inks = profile.to_inks(Colour(r, g, b)).inks if (r, g, b) != (0, 0, 0) else (0, 0, 0, 1)
    return f"{' '.join(map(format_number, inks))} {'k' if match['operator'] == 'rg' else 'K'}"


def _image_stream(
    image: Image.Image, data: bytes, filters: str = "/FlateDecode", **entries: Any
) -> PDFStream:
    dictionary = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": image.width,
        "Height": image.height,
        "ColorSpace": _COLOUR_SPACES[image.mode],
        "BitsPerComponent": 8,
        **entries,
        "Filter": filters,
    }
    return PDFStream(PDFDictionary(dictionary), compress(data))


@lru_cache(maxsize=1024)
def _reportlab_colour(colour: Colour) -> Color | CMYKColor:
    """The colour as ReportLab's object: RGB, CMYK, or a spot ink."""
    if isinstance(colour, BlackInk):
        return CMYKColor(0, 0, 0, round(colour.ink, _COLOUR_DIGITS))
    if isinstance(colour, InkColour):
        cyan, magenta, yellow, black = (round(ink, _COLOUR_DIGITS) for ink in colour.inks)
        if colour.spot:
            share = round(colour.share, _COLOUR_DIGITS)
            return CMYKColorSep(cyan, magenta, yellow, black, spotName=colour.spot, density=share)
        return CMYKColor(cyan, magenta, yellow, black)
    return Color(*(round(channel, _COLOUR_DIGITS) for channel in colour.rgb))


_COLOUR_DIGITS = 3  # of a channel; more make files larger and change no pixel


def _is_count(label: str) -> bool:
    return label.isascii() and label.isdecimal() and not label.startswith("0")


def _destination_name(name: str) -> PDFString:
    return PDFString(name.encode(), enc="raw")


def _corners(area: Rectangle, height: float) -> tuple[float, float, float, float]:
    return area.x, height - area.bottom, area.right, height - area.y
