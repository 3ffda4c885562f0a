"""A checker of PDF/UA-1 (ISO 14289-1): those points of the Matterhorn Protocol that a machine can check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_HEADING = re.compile(r"/H([1-6])")
_BEGIN = frozenset({"BMC", "BDC"})
_PAINTS = frozenset({"f", "F", "f*", "B", "b", "S", "s", "Tj", "TJ", "'", '"', "sh", "Do"})


def faults(data: bytes) -> list[str]:
    """What is wrong in a file, each with the number of its failure condition."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [*_document(pdf), *_pages(pdf), *_structure(pdf), *_fonts(pdf)]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "06-001: not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "01-005: no structure tree"
    if not str(root.get("/Lang", "")):
        yield "11-006: no language"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "07-001: the title is not displayed"
    metadata = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if "<dc:title>" not in metadata:
        yield "06-003: no title in the metadata"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "07-002: no title"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        yield from (f"page {number}: {fault}" for fault in _content(page))
        annotations = page.get("/Annots", [])
        if len(annotations) and page.get("/Tabs") != "/S":
            yield f"page {number}: 28-009: the tab order is not that of the structure"
        for annotation in annotations:
            if "/StructParent" not in annotation:
                yield f"page {number}: 28-002: an annotation is not in the structure"
            if not str(annotation.get("/Contents", "")):
                yield f"page {number}: 28-004: a link has no description"
        if "/StructParents" not in page:
            yield f"page {number}: 01-003: no key in the parent tree"


def _content(page: pikepdf.Page) -> Iterator[str]:
    """Content that is neither tagged nor an artifact, and artifacts within tagged content."""
    marked: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in _BEGIN:
            tag = str(instruction.operands[0])
            if tag == "/Artifact" and any(outer not in {"/Artifact", "/Span"} for outer in marked):
                yield "01-001: an artifact is within tagged content"
            marked.append(tag)
        elif operator == "EMC":
            if not marked:
                yield "marked content ends twice"
                return
            marked.pop()
        elif operator in _PAINTS and not marked:
            yield f"01-005: {operator} paints content that is not marked"
            return
    if marked:
        yield "marked content does not end"


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    last = 0
    for element, parents in _elements(pdf.Root.StructTreeRoot, ()):
        kind = str(element.get("/S", ""))
        if found := _HEADING.fullmatch(kind):
            level = int(found[1])
            if level > last + 1:
                yield f"14-003: a heading of level {level} follows one of level {last}"
            last = level
        if kind == "/Figure" and not (str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))):
            yield "13-004: a figure has no alternative text"
        outer = parents[-1] if parents else ""
        if kind == "/Table":
            yield from _table(element)
        for child, allowed in _PARENTS.items():
            if kind == child and outer not in allowed:
                yield f"09-004: {kind} is in {outer or 'the root'}"


def _table(table: pikepdf.Object) -> Iterator[str]:
    """Header cells without scope or headers, tables without header cells, and rows of different lengths."""
    rows = [row for row, _ in _elements(table, ()) if row.S == "/TR"]
    cells = [[cell for cell, _ in _elements(row, ()) if cell.S in {"/TH", "/TD"}] for row in rows]
    headers = [cell for row in cells for cell in row if cell.S == "/TH"]
    if not headers:
        yield "15-005: a table has no header cell"
    if any(not {"/Scope", "/Headers"} & set(_attributes(cell)) for cell in headers):
        yield "15-003: a header cell has no scope"
    widths = {sum(int(_attributes(cell).get("/ColSpan", 1)) for cell in row) for row in cells}
    spans_rows = any(int(_attributes(cell).get("/RowSpan", 1)) > 1 for row in cells for cell in row)
    if len(widths) > 1 and not spans_rows:
        yield f"15-005: rows of a table have {sorted(widths)} columns"


def _attributes(element: pikepdf.Object) -> dict[str, Any]:
    """The attributes of an element, from all of its attribute objects."""
    attributes: Any = element.get("/A", pikepdf.Dictionary())
    owners = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return {key: value for owner in owners for key, value in owner.items()}


_PARENTS = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/Lbl": {"/LI", "/TOCI", "/Reference", "/Note", "/Link"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TD": {"/TR"},
    "/TH": {"/TR"},
    "/TOCI": {"/TOC"},
}


def _elements(node: Any, parents: tuple[str, ...]) -> Iterator[tuple[pikepdf.Object, tuple[str, ...]]]:
    """The structure elements in order, each with the types of those around it."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid, parents
            yield from _elements(kid, (*parents, str(kid.S)))


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for obj in pdf.objects:
        if not isinstance(obj, pikepdf.Dictionary) or obj.get("/Type") != "/Font":
            continue
        name = str(obj.get("/BaseFont", ""))
        if obj.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in obj:
                yield f"10-001: {name} has no text"
        elif not {"/FontFile2", "/FontFile3"} & set(obj.get("/FontDescriptor", {}).keys()):
            yield f"31-001: {name} is not embedded"
