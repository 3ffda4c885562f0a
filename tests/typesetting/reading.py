"""Documents as readers find them: the structure tree as a value and in the file, and a file's objects."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from books import Book
from eventkit.typesetting import PagedDocument, PaintOptions, paint
from eventkit.typesetting.pdf.reading_order import (
    ContentItem,
    LinkItem,
    ReadingOrder,
    StructureNode,
    TaggedPage,
)


class DocumentStructure(NamedTuple):
    """The structure tree of a document, and the place of each page in it."""

    root: StructureNode
    pages: list[TaggedPage]


def painted(book: Book | PagedDocument, **options: Any) -> bytes:
    """The document as a file."""
    document = book.document if isinstance(book, Book) else book
    out = BytesIO()
    paint(document, out, PaintOptions(**options))
    return out.getvalue()


def structure_of(book: Book) -> DocumentStructure:
    """The structure of a document as a value."""
    order = ReadingOrder(book.document.info.language)
    pages = [order.add(page) for page in book.document.pages()]
    order.read_nested_pages()
    return DocumentStructure(order.root, pages)


@lru_cache(maxsize=4)  # the objects of a file live as long as it is open
def opened(data: bytes) -> pikepdf.Pdf:
    """The file as objects, once its syntax is found to be right."""
    pdf = pikepdf.open(BytesIO(data))
    assert pdf.check_pdf_syntax() == []
    return pdf


def objects_of(data: bytes, **entries: str) -> list[pikepdf.Object]:
    """The dictionaries and streams with these names as entries, such as ``Type="/Font"``."""
    return [
        item
        for item in opened(data).objects
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))
        and all(item.get(f"/{key}") == pikepdf.Name(value) for key, value in entries.items())
    ]


def lines(node: StructureNode, depth: int = 0) -> list[str]:
    """The tree for people to read: a line for each element and for what is said in it, in order."""
    mixed = any(isinstance(kid, StructureNode) for kid in node.kids)
    text = "" if mixed or not node.text else f" {node.text.strip()!r}"
    spoken, inner = [f"{'  ' * depth}{node.element.type} [{node.language}]{text}"], "  " * (depth + 1)
    for kid in node.kids:
        match kid:
            case StructureNode():
                spoken += lines(kid, depth + 1)
            case ContentItem() if mixed:
                spoken.append(f"{inner}{kid.text.strip()!r}")
            case LinkItem():
                spoken.append(f"{inner}-> {kid.link.target}")
    return spoken


def language_of(data: bytes) -> str:
    """The language of the document."""
    document = pypdfium2.PdfDocument(data)
    return _string(lambda *to: pdfium.FPDFCatalog_GetLanguage(document.raw, *to), wide=2)


def heard(data: bytes, page: int = 0) -> list[str]:
    """The structure of a page, a line for each element and each text in it, indented by its depth."""
    opened = pypdfium2.PdfDocument(data)[page]
    tree = pdfium.FPDF_StructTree_GetForPage(opened.raw)
    texts = _texts(opened)
    try:
        lines: list[str] = []
        for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            lines += _element(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), texts, 0)
        return lines
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _texts(page: pypdfium2.PdfPage) -> dict[int, str]:
    """What is drawn of each thing that is marked."""
    texts: dict[int, str] = {}
    reader = page.get_textpage()
    for drawn in page.get_objects():
        marked = pdfium.FPDFPageObj_GetMarkedContentID(drawn.raw)
        if marked >= 0 and drawn.type == pdfium.FPDF_PAGEOBJ_TEXT:
            spoken = _string(
                lambda *to, raw=drawn.raw: pdfium.FPDFTextObj_GetText(raw, reader.raw, *to), wide=2
            )
            texts[marked] = texts.get(marked, "") + spoken
    return texts


def _element(element: Any, texts: dict[int, str], depth: int) -> Iterator[str]:
    spoken = _string(lambda *to: pdfium.FPDF_StructElement_GetType(element, *to))
    for name, get in (
        ("lang", pdfium.FPDF_StructElement_GetLang),
        ("alt", pdfium.FPDF_StructElement_GetAltText),
        ("actual", pdfium.FPDF_StructElement_GetActualText),
    ):
        if value := _string(lambda *to, get=get: get(element, *to)):
            spoken += f" {name}={value}"
    yield "  " * depth + spoken
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
            yield from _element(child, texts, depth + 1)
        elif (marked := pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)) >= 0:
            yield "  " * (depth + 1) + repr(texts.get(marked, ""))


def _string(get: Callable[..., int], wide: int = 1) -> str:
    """A string that PDFium puts into a buffer, which it counts in units of ``wide`` bytes."""
    length = get(None, 0)
    buffer = ctypes.create_string_buffer(max(2, length))
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if wide == 2 else buffer
    get(pointer, length)
    return buffer.raw[:length].decode("utf-16-le").rstrip("\0")
