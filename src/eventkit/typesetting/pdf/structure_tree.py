"""The structure tree in the file: StructTreeRoot, StructElem and the parent tree (PDF 32000-1 14.7).

It is written page by page: an element as soon as it is complete, and with each page its entries of the parent
tree, from content to elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from eventkit.typesetting.pdf.pdf_file import ObjectReference, PdfFile, format_number, text_string
from eventkit.typesetting.pdf.reading_order import ContentItem, LinkItem, StructureNode, TaggedPage

_ENTRIES_PER_LEAF = 256  # of the parent tree
_TYPES_WITH_ATTRIBUTES = frozenset({"L", "TH", "TD"})


class _PageObjects(NamedTuple):
    reference: PDFObjectReference
    links: list[PDFObjectReference]
    height: float
    entry: str


class PageKeys(NamedTuple):
    """The keys of a page and of each of its links in the parent tree."""

    page: int
    links: range


class StructureTree:
    """The structure tree of a document while it is written to the file."""

    def __init__(self, document: PdfFile) -> None:
        self._document = document
        self._parents = _ParentTree(document)
        self._pages: list[_PageObjects] = []
        self._next_key = 0

    def reserve_keys(self, page: TaggedPage) -> PageKeys:
        first = self._next_key
        self._next_key += 1 + len(page.link_nodes)
        return PageKeys(first, range(first + 1, self._next_key))

    def add_page(
        self, page: TaggedPage, reference: PDFObjectReference, links: list[PDFObjectReference], height: float
    ) -> None:
        refer = self._document.format_reference
        self._pages.append(_PageObjects(reference, links, height, f"/Pg {refer(reference)}"))
        nodes = [node.reference.text or refer(node.reference) for node in page.content_nodes]
        self._parents.append(f"[{' '.join(nodes)}]")
        for node in page.link_nodes:
            self._parents.append(refer(node.reference))

    def write(self, nodes: Iterable[StructureNode]) -> None:
        """Write complete elements, with all descendants that are not written yet."""
        for node in nodes:
            if node.kids:  # those of a written element are released
                self._write(node, node.parent.reference if node.parent else None)

    def finish(self, root: StructureNode) -> PDFObjectReference:
        """Write the remaining elements after the last page, and return a reference to the root."""
        top = ObjectReference()
        self._write(root, top)
        entries = {"Type": "/StructTreeRoot", "K": root.reference, **self._parents.finish()}
        return self._document.write(PDFDictionary(entries), top)

    def _write(self, node: StructureNode, parent: ObjectReference | None) -> None:
        kids, node.kids = node.kids, []
        entries = self._entries(node, parent, kids)
        self._document.write_encoded(f"<</Type/StructElem{entries}>>".encode("ascii"), node.reference)
        for kid in kids:
            if isinstance(kid, StructureNode) and kid.kids:
                self._write(kid, node.reference)

    def _entries(
        self,
        node: StructureNode,
        parent: ObjectReference | None,
        kids: list[StructureNode | ContentItem | LinkItem],
    ) -> str:
        """The entries of an element's dictionary (PDF 32000-1 table 323)."""
        refer = self._document.format_reference
        entries = f"/S/{node.element.type}"
        if parent is not None:
            entries += f"/P {parent.text or refer(parent)}"
        only = kids[0] if len(kids) == 1 else None
        page: int | None
        if isinstance(only, ContentItem):
            page = only.page
            entries += f"/K {only.order}"
        else:
            page = next((kid.page for kid in kids if isinstance(kid, ContentItem)), None)
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
        refer = self._document.format_reference
        if isinstance(kid, StructureNode):
            return refer(kid.reference)
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
