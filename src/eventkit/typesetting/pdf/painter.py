"""The painter: pages and their structure tree to a tagged PDF, in one pass.

Every page takes the same steps. It is divided into marked content in reading order, painted on the canvas and
compressed. Then it is written and released, with the structure elements that are complete by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any, BinaryIO, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from eventkit.messages import Message
from eventkit.typesetting.layout.pages import (
    Destination,
    LinkArea,
    Mark,
    Page,
    PagedDocument,
    Picture,
    PlacedLine,
    batches,
)
from eventkit.typesetting.pdf.page_canvas import PageCanvas, PaintedPage
from eventkit.typesetting.pdf.pdf_file import ObjectReference, PdfFile, compress, format_number, text_string
from eventkit.typesetting.pdf.reading_order import (
    ContentItem,
    LinkItem,
    MarkedContent,
    NestedPage,
    ReadingOrder,
    StructureNode,
    TaggedPage,
)
from eventkit.typesetting.press_profiles import PressOutput
from eventkit.typesetting.text.spans import GlyphRun, TextLine

_ENTRIES_PER_LEAF = 256  # of the parent tree
_TYPES_WITH_ATTRIBUTES = frozenset({"L", "TH", "TD"})


class _PageObjects(NamedTuple):
    reference: PDFObjectReference
    links: list[PDFObjectReference]
    height: float
    entry: str


class StructureTree:
    """The structure tree of a document while it is written to the file."""

    def __init__(self, document: PdfFile) -> None:
        self._document = document
        self._parents = _ParentTree(document)
        self._pages: list[_PageObjects] = []
        self._next_key = 0

    def reserve_keys(self, page: TaggedPage) -> int:
        """The key of a page in the parent tree; those of its links follow."""
        first = self._next_key
        self._next_key += 1 + len(page.link_nodes)
        return first

    def add_page(
        self, page: TaggedPage, reference: PDFObjectReference, links: list[PDFObjectReference], height: float
    ) -> None:
        entry = f"/Pg {self._document.format_reference(reference)}"
        self._pages.append(_PageObjects(reference, links, height, entry))
        self._parents.append(f"[{' '.join([self._refer(node) for node in page.content_nodes])}]")
        for node in page.link_nodes:
            self._parents.append(self._refer(node))

    def write(self, nodes: Iterable[StructureNode]) -> None:
        """Write complete elements, with all descendants that are not written yet."""
        for node in nodes:
            if node.kids:  # those of a written element are released
                self._write(node, self._refer(node.parent) if node.parent else "")

    def finish(self, root: StructureNode) -> PDFObjectReference:
        """Write the remaining elements after the last page, and return a reference to the root."""
        top = ObjectReference()
        self._write(root, self._document.format_reference(top))
        entries = {"Type": "/StructTreeRoot", "K": self._refer(root), **self._parents.finish()}
        return self._document.write(PDFDictionary(entries), top)

    def _refer(self, node: StructureNode) -> str:
        """A reference to an element, which is numbered at its first occurrence in the file."""
        if not node.object_number:
            node.object_number = self._document.next_number()
        return f"{node.object_number} 0 R"

    def _write(self, node: StructureNode, parent: str) -> None:
        kids, node.kids = node.kids, []
        entries = self._entries(node, parent, kids)
        own = self._refer(node)
        self._document.write_numbered(node.object_number, f"<</Type/StructElem{entries}>>".encode("ascii"))
        for kid in kids:
            if type(kid) is StructureNode and kid.kids:
                self._write(kid, own)

    def _entries(
        self,
        node: StructureNode,
        parent: str,
        kids: list[StructureNode | ContentItem | LinkItem],
    ) -> str:
        """The entries of an element's dictionary (PDF 32000-1 table 323)."""
        entries = f"/S/{node.element.type}"
        if parent:
            entries += f"/P {parent}"
        only = kids[0] if len(kids) == 1 else None
        page: int | None
        if type(only) is ContentItem:
            page = only.page
            entries += f"/K {only.order}"
        else:
            page = next((kid.page for kid in kids if type(kid) is ContentItem), None)
            entries += f"/K[{' '.join([self._kid(kid, page) for kid in kids])}]"
        height = 0.0
        if page is not None:
            on = self._pages[page]
            entries += on.entry
            height = on.height
        if node.language and (node.parent is None or node.language != node.parent.language):
            entries += f"/Lang{text_string(node.language)}"
        if node.element.alternative:
            entries += f"/Alt{text_string(node.element.alternative)}"
        if node.actual:
            entries += f"/ActualText{text_string(node.actual)}"
        if node.box or node.element.type in _TYPES_WITH_ATTRIBUTES:
            entries += _attributes(node, height)
        return entries

    def _kid(self, kid: StructureNode | ContentItem | LinkItem, page: int | None) -> str:
        if isinstance(kid, StructureNode):
            return self._refer(kid)
        refer = self._document.format_reference
        own = refer(self._pages[kid.page].reference)
        if isinstance(kid, LinkItem):
            return f"<</Type/OBJR/Pg {own}/Obj {refer(self._pages[kid.page].links[kid.order])}>>"
        return str(kid.order) if kid.page == page else f"<</Type/MCR/Pg {own}/MCID {kid.order}>>"


class _ParentTree:
    """The number tree from content to elements (PDF 32000-1 14.7.4.4, 7.9.7)."""

    def __init__(self, document: PdfFile) -> None:
        self._document = document
        self._next_key = 0
        self._entries: list[str] = []  # of the last leaf, encoded
        self._leaves: list[PDFObjectReference] = []

    def append(self, value: str) -> None:
        self._entries.append(value)
        self._next_key += 1
        if len(self._entries) == _ENTRIES_PER_LEAF:
            self._write_leaf()

    def finish(self) -> dict[str, Any]:
        if self._entries:
            self._write_leaf()
        tree = self._document.write(PDFDictionary({"Kids": PDFArray(self._leaves)}))
        return {"ParentTree": tree, "ParentTreeNextKey": self._next_key}

    def _write_leaf(self) -> None:
        first = self._next_key - len(self._entries)
        numbers = " ".join([f"{key} {value}" for key, value in enumerate(self._entries, first)])
        leaf = PDFDictionary({"Limits": f"[{first} {self._next_key - 1}]", "Nums": f"[{numbers}]"})
        self._leaves.append(self._document.write(leaf))
        self._entries = []


def link_text(node: StructureNode) -> str:
    """The text of a link: its words, the alternative of its figure, or its target."""
    texts = (inner.text or inner.element.alternative for inner in _subtree(node))
    return " ".join(text.strip() for text in texts if text)


def _subtree(node: StructureNode) -> Iterator[StructureNode]:
    yield node
    for kid in node.kids:
        if isinstance(kid, StructureNode):
            yield from _subtree(kid)


def _attributes(node: StructureNode, height: float) -> str:
    """Attributes (PDF 32000-1 14.8.5): the place of figures, the span and scope of cells, list numbering."""
    attributes = ""
    if node.box:
        box = node.box
        corners = (box.x, height - box.bottom, box.right, height - box.y)
        attributes += f"<</O/Layout/BBox[{' '.join(map(format_number, corners))}]/Placement/Block>>"
    element = node.element
    cell = f"/ColSpan {element.columns}" if element.columns > 1 else ""
    cell += f"/RowSpan {element.rows}" if element.rows > 1 else ""
    cell += f"/Scope/{element.scope}" if element.scope else ""
    if cell:
        attributes += f"<</O/Table{cell}>>"
    if element.type == "L":
        attributes += "<</O/List/ListNumbering/None>>"
    return f"/A[{attributes}]" if attributes else ""


_CACHE_SIZE = 4096  # marks, and rows of marks, that may recur soon
_UNDETERMINED = ("und",)
_LANGUAGE_TAG = re.compile(r"[A-Za-z0-9-]+")

_Row = tuple[float, tuple[int, ...]]
"""Marks in a row: the height of the page they are on, and their identities."""


@dataclass(frozen=True, slots=True)
class PaintOptions:
    """Options of painting: shared marks and compression.

    Attributes:
        share_marks: True if marks that recur on many pages, as the same objects, become forms that are
            painted once: for badges, cards and labels.
        compression: The zlib level of page content: 6 takes half the time of the best, for files larger by
            a hundredth; 1 is for batches of badges, where 4 takes half as long again for an eighth less.
        press: The printing condition: the document then has its output intent and the marks of PDF/X-4, black
            text overprints, and pictures are converted to its inks.
    """

    share_marks: bool = False
    compression: int = 6
    press: PressOutput | None = None


DEFAULT_OPTIONS = PaintOptions()


def paint(document: PagedDocument, out: BinaryIO, options: PaintOptions = DEFAULT_OPTIONS) -> int:
    """Paint a document as a tagged PDF 1.7, written page by page.

    The same document always gives the same bytes. Pages placed on sheets are read in the order of their
    numbers, so such sheets are buffered until the last one.

    Args:
        out: The output file, which need not support seeking.

    Returns:
        The number of pages.

    Raises:
        ValueError: There is no page or no title; two destinations have one name; a link or bookmark leads
            to a destination that does not exist.
        Unprintable: A QR code has too much content, or the document needs more glyphs of one face than a PDF
            font can contain.
    """
    if not document.info.title:
        raise ValueError(
            Message("The document has no title, which viewers show and screen readers read out.")
        )
    painter = _Painter(PageCanvas(out, document.info, options.press), document.info.language, options)
    count = 0
    for batch in batches(painter.read_pages(chain.from_iterable(batches(document.pages())))):
        painted = [painter.paint(page) for page in batch]
        contents = [
            compress("\n".join(page.content).encode("ascii"), options.compression) for page in painted
        ]
        for page in zip(batch, painted, contents, strict=True):
            painter.write(*page)
        count += len(batch)
    painter.finish(document)
    return count


class _ReadPage(NamedTuple):
    """A page in reading order, with the structure elements that are complete once it is written."""

    page: Page
    tagged: TaggedPage
    finished: Sequence[StructureNode]


class _Painter:
    def __init__(self, canvas: PageCanvas, language: str, options: PaintOptions) -> None:
        self._canvas = canvas
        self._order = ReadingOrder(language)
        self._tree = StructureTree(canvas.file)
        self._forms = _Forms(canvas) if options.share_marks else None

    def read_pages(self, pages: Iterable[Page]) -> Iterator[_ReadPage]:
        """Read pages one by one; from the first with numbered pages on it, all after the last one."""
        pending: list[tuple[Page, TaggedPage]] = []
        for page in pages:
            tagged = self._order.add(page)
            if self._order.has_pending:
                pending.append((page, tagged))
            else:
                yield _ReadPage(page, tagged, self._order.release_finished())
        self._order.read_nested_pages()
        for page, tagged in pending:
            yield _ReadPage(page, tagged, ())

    def write(self, read: _ReadPage, painted: PaintedPage, content: bytes) -> None:
        self._canvas.write_page(painted, content)
        self._tree.add_page(read.tagged, painted.reference, painted.links, read.page.height)
        self._tree.write(read.finished)
        if read.page.bookmark:
            self._canvas.add_page_bookmark(read.page.bookmark, painted.reference)

    def finish(self, document: PagedDocument) -> None:
        self._canvas.finish(document.info.bookmarks, self._tree.finish(self._order.root))

    def paint(self, read: _ReadPage) -> PaintedPage:
        canvas, page, tagged = self._canvas, read.page, read.tagged
        key = self._tree.reserve_keys(tagged)
        canvas.begin_page(page)
        self._paint_content(tagged.content, page.width, page.height)
        links = [mark for mark in page.marks if type(mark) is LinkArea] if tagged.link_nodes else []
        for own_key, (link, node) in enumerate(zip(links, tagged.link_nodes, strict=True), key + 1):
            canvas.add_link(link, page.height, own_key, link_text(node))
        for mark in page.marks:
            if type(mark) is Destination:
                canvas.add_destination(mark, page.height)
        return canvas.end_page(page, key)

    def _paint_content(
        self, content: Iterable[MarkedContent | NestedPage], width: float, height: float
    ) -> None:
        for part in content:
            if isinstance(part, MarkedContent):
                self._paint_marked_content(part, width, height)
            else:
                inner = part.placed.page
                with self._canvas.placed_page(part.placed, height):
                    self._paint_content(part.content, inner.width, inner.height)

    def _paint_marked_content(self, content: MarkedContent, width: float, height: float) -> None:
        canvas, node = self._canvas, content.node
        canvas.begin_content(content.structure_type, None if node is None else content.content_id)
        if node is not None:
            language = node.language
            own = (language,)
            for mark in content.marks:
                if type(mark) is not PlacedLine:
                    canvas.paint(mark, height)
                elif not (spoken := mark.line.languages) or spoken in (own, _UNDETERMINED):
                    canvas.paint_line(mark, height)
                else:
                    self._paint_words(mark, height, language)
        elif self._forms is not None:
            self._forms.paint(content.marks, width, height)
        else:
            for mark in content.marks:
                canvas.paint(mark, height)
        canvas.end_content()

    def _paint_words(self, words: PlacedLine, height: float, language: str) -> None:
        """Paint words, tagged with their language if it differs from that of their element."""
        for own, line in _by_language(words.line):
            if own in {language, "und"} or not _LANGUAGE_TAG.fullmatch(own):
                self._canvas.paint_line(words._replace(line=line), height)
            else:
                self._canvas.paint_line_in_language(line, words.x, height - words.y, own)


def _by_language(line: TextLine) -> Iterator[tuple[str, TextLine]]:
    """Split a line into parts of one language each; spaces and punctuation belong to the text before them."""
    if len([language for language in line.languages if language != "und"]) < 2:
        yield line.languages[0] if line.languages else "und", line
        return
    languages = [run.language if isinstance(run, GlyphRun) else "und" for run in line.runs]
    for own, runs in groupby(zip(languages, line.runs, strict=True), key=lambda pair: pair[0]):
        yield own, replace(line, runs=tuple(run for _, run in runs))


class _Forms:
    """Paints artifacts, and turns those that recur together into forms (PDF 32000-1 8.10).

    A form is painted within one marked content sequence and has no content identifier of its own.
    """

    def __init__(self, canvas: PageCanvas) -> None:
        self._canvas = canvas
        # By identity; the marks are stored too, so that their identities are not reused.
        self._seen: dict[int, Mark] = {}
        self._rows: dict[_Row, list[Mark]] = {}
        self._forms: dict[_Row, tuple[str, list[Mark]]] = {}

    def paint(self, marks: Sequence[Mark], width: float, height: float) -> None:
        if form := self._forms.get((height, tuple(map(id, marks)))):
            self._canvas.paint_form(form[0])
            return
        row: list[Mark] = []  # marks seen before, in a row
        seen = self._seen
        for mark in marks:
            if id(mark) in seen:
                row.append(mark)
                continue
            if row:
                self._paint_row(row, width, height)
                row = []
            self._canvas.paint(mark, height)
            # Images are shared by the canvas already, and a stored mark would retain its photograph.
            if not isinstance(mark, Picture):
                if len(seen) == _CACHE_SIZE:
                    seen.clear()
                seen[id(mark)] = mark
        if row:
            self._paint_row(row, width, height)

    def _paint_row(self, row: list[Mark], width: float, height: float) -> None:
        """Paint recurring marks: as a form if this row was painted before, else one by one."""
        if name := self._form_of(row, width, height):
            self._canvas.paint_form(name)
        else:
            for mark in row:
                self._canvas.paint(mark, height)

    def _form_of(self, row: list[Mark], width: float, height: float) -> str | None:
        """The form of a row of marks, from the second time on."""
        key = height, tuple(map(id, row))
        if form := self._forms.get(key):
            return form[0]
        if len(self._forms) == _CACHE_SIZE:
            return None
        if key not in self._rows:
            if len(self._rows) == _CACHE_SIZE:
                self._rows.clear()
            self._rows[key] = row
            return None
        name = f"X{len(self._forms) + 1}"
        with self._canvas.form(name, width, height):
            for mark in row:
                self._canvas.paint(mark, height)
        self._forms[key] = name, row
        return name
