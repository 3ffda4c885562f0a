"""Pages into a PDF: the only place where a `Book` meets ReportLab's canvas."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from eventkit.typesetting.colour import Colour
from eventkit.typesetting.embedding import Document
from eventkit.typesetting.pages import Anchor, Area, Book, Box, Code, Link, Page, Picture, Rule, Words
from eventkit.typesetting.writing import Writer, number

_CREATOR = "eventkit"
# The time of painting is not part of a book: the same book is the same file, whatever SOURCE_DATE_EPOCH
# says, which ReportLab reads.
_DATE = "D:20000101000000Z"
_ROUND = 0.5523  # a quarter circle as a Bézier curve


def paint(book: Book) -> bytes:
    """The book as a PDF file (1.7). The same book always gives the same bytes.

    Raises:
        Unprintable: It needs more glyphs of one face than a PDF font can hold.
    """
    with _binary_streams():
        canvas = _Canvas(BytesIO(), invariant=1, pageCompression=1, lang=book.language, pdfVersion=(1, 7))
        _describe(canvas, book)
        painter = _Painter(canvas)
        labelled = any(page.label for page in book.pages)
        for at, page in enumerate(book.pages):
            painter.paint(page)
            if labelled:
                # A label without a style is its prefix alone; a page left out would go on with the last.
                canvas.addPageLabel(at, prefix=page.label)
            canvas.showPage()
        for bookmark in book.bookmarks:
            canvas.addOutlineEntry(bookmark.title, bookmark.anchor, bookmark.level)
        # ReportLab's identifier looks at title and time alone; this one differs where books differ.
        canvas.document.signature = painter.fingerprint()
        return canvas.finished()


class _Canvas(Canvas):
    """ReportLab's canvas without its first font.

    Canvas begins every page with Helvetica, which it does not embed. It also keeps the operators of the
    page and the document to itself, but no method of it writes glyphs or embeds what HarfBuzz made.
    """

    _code: list[str]
    _doc: Document

    def _make_preamble(self) -> None:
        self._preamble = ""

    def emit(self, *operators: str) -> None:
        """Write operators to the page (PDF 32000-1 annex A)."""
        self._code.extend(operators)

    @property
    def operators(self) -> str:
        """What was written to the page."""
        return "\n".join(self._code)

    @property
    def document(self) -> Document:
        """The document, which fonts are embedded in."""
        return self._doc

    def finished(self) -> bytes:
        return bytes(self.getpdfdata())  # type: ignore[no-untyped-call]


@contextmanager
def _binary_streams() -> Iterator[None]:
    """ReportLab writes streams in ASCII, a quarter longer, unless its global setting says otherwise."""
    before = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = before


def _describe(canvas: _Canvas, book: Book) -> None:
    canvas.setTitle(book.title)
    canvas.setAuthor(book.author)
    canvas.setSubject(book.subject)
    canvas.setKeywords(", ".join(book.keywords))
    canvas.setCreator(_CREATOR)
    canvas.setProducer(_CREATOR)
    canvas.setDateFormatter(lambda *_: _DATE)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if book.bookmarks:
        canvas.showOutline()


class _Painter:
    """Paints pages on a canvas, turning y round: the page's top is its height in PDF."""

    def __init__(self, canvas: _Canvas) -> None:
        self._canvas = canvas
        self._writer = Writer(canvas.document)
        self._digest = hashlib.sha256()
        self._height = 0.0
        self._ways: dict[type, Callable[[Any], None]] = {
            Words: self._words,
            Box: self._box,
            Rule: self._rule,
            Code: self._code,
            Picture: self._picture,
            Link: self._link,
            Anchor: self._anchor,
        }

    def paint(self, page: Page) -> None:
        self._height = page.height
        self._canvas.setPageSize((page.width, page.height))
        whole = Area(0, 0, page.width, page.height)
        self._canvas.setTrimBox(self._corners(page.trim or whole))
        self._canvas.setBleedBox(self._corners(page.bleed or page.trim or whole))
        for mark in page.marks:
            self._ways[type(mark)](mark)
        self._digest.update(self._canvas.operators.encode())

    def fingerprint(self) -> Any:
        """A hash over all that was painted, to which more may be added."""
        self._digest.update(self._writer.fingerprint())
        return self._digest

    def _corners(self, area: Area | Link) -> tuple[float, float, float, float]:
        top, bottom = self._height - area.y, self._height - area.y - area.height
        return area.x, bottom, area.x + area.width, top

    def _words(self, words: Words) -> None:
        self._canvas.emit(*self._writer.line(words.line, words.x, self._height - words.y))

    def _box(self, box: Box) -> None:
        if box.fill is None and box.stroke is None:
            return
        x, y = box.x, self._height - box.y - box.height
        paint = {(True, False): "f", (False, True): "S", (True, True): "B"}
        self._canvas.emit(
            "q",
            *([f"{_rgb(box.fill)} rg"] if box.fill else []),
            *([f"{_rgb(box.stroke)} RG {number(box.stroke_width)} w"] if box.stroke else []),
            _rectangle(x, y, box.width, box.height, min(box.radius, box.width / 2, box.height / 2)),
            paint[box.fill is not None, box.stroke is not None],
            "Q",
        )

    def _rule(self, rule: Rule) -> None:
        dash = f"[{' '.join(map(number, rule.dash))}] 0 d " if rule.dash else ""
        start = f"{number(rule.x1)} {number(self._height - rule.y1)} m"
        end = f"{number(rule.x2)} {number(self._height - rule.y2)} l"
        self._canvas.emit(f"q {_rgb(rule.colour)} RG {number(rule.width)} w {dash}{start} {end} S Q")

    def _code(self, code: Code) -> None:
        """One path of one fill, so that no viewer shows seams between the modules."""
        x, y, size = number(code.x), number(self._height - code.y - code.size), number(code.size)
        scale = number(code.module, 5)
        rows = code.rows
        path = "\n".join(
            f"{left} {len(rows) - 1 - at} {length} 1 re"
            for at, row in enumerate(rows)
            for left, length in _stretches(row)
        )
        quiet = number(code.quiet * code.module)
        self._canvas.emit(
            f"q 1 g {x} {y} {size} {size} re f",
            f"0 g 1 0 0 1 {x} {y} cm 1 0 0 1 {quiet} {quiet} cm {scale} 0 0 {scale} 0 0 cm",
            path,
            "f Q",
        )

    def _picture(self, picture: Picture) -> None:
        # The alternative of a marked part, as long as there is no structure tree (PDF 32000-1 14.9.3).
        alternative = PDFString(picture.alternative, escape=1).format(self._canvas.document)
        self._canvas.emit(f"/Span <</Alt {alternative.decode('latin-1')}>> BDC")
        x, y = picture.x, self._height - picture.y - picture.height
        image = ImageReader(BytesIO(picture.content))
        self._canvas.drawImage(image, x, y, picture.width, picture.height, mask="auto")
        self._canvas.emit("EMC")

    def _link(self, link: Link) -> None:
        if link.target.startswith("#"):
            self._canvas.linkRect("", link.target[1:], self._corners(link), relative=0)
        else:
            self._canvas.linkURL(link.target, self._corners(link), relative=0)

    def _anchor(self, anchor: Anchor) -> None:
        self._canvas.bookmarkPage(anchor.name, "XYZ", left=anchor.x, top=self._height - anchor.y)


def _rgb(colour: Colour) -> str:
    return " ".join(map(number, colour.rgb))


def _rectangle(x: float, y: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"{number(x)} {number(y)} {number(width)} {number(height)} re"
    right, top, bend = x + width, y + height, radius * (1 - _ROUND)
    steps: tuple[tuple[str, tuple[float, ...]], ...] = (
        ("m", (x + radius, y)),
        ("l", (right - radius, y)),
        ("c", (right - bend, y, right, y + bend, right, y + radius)),
        ("l", (right, top - radius)),
        ("c", (right, top - bend, right - bend, top, right - radius, top)),
        ("l", (x + radius, top)),
        ("c", (x + bend, top, x, top - bend, x, top - radius)),
        ("l", (x, y + radius)),
        ("c", (x, y + bend, x + bend, y, x + radius, y)),
        ("h", ()),
    )
    return "\n".join(" ".join([*map(number, points), operator]) for operator, points in steps)


def _stretches(row: bytes) -> Iterator[tuple[int, int]]:
    """Start and length of each stretch of dark modules."""
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find(1, end)
