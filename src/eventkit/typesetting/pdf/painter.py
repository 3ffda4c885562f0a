"""The painter: pages to a tagged PDF, in one pass.

Every page takes the same steps. It is divided into marked content in reading order, painted on the canvas and
compressed. Then it is written and released, with the structure elements that are complete by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import BinaryIO

from eventkit.messages import Message
from eventkit.typesetting.layout.pages import (
    Destination,
    LinkArea,
    Mark,
    Page,
    PagedDocument,
    Picture,
    PlacedLine,
)
from eventkit.typesetting.pdf.page_canvas import PageCanvas, PaintedPage, encode_content
from eventkit.typesetting.pdf.reading_order import (
    MarkedContent,
    NestedPage,
    ReadingOrder,
    StructureNode,
    TaggedPage,
)
from eventkit.typesetting.pdf.structure_tree import StructureTree, link_text
from eventkit.typesetting.press_profiles import PressOutput
from eventkit.typesetting.text.spans import GlyphRun, TextLine

# One step for many pages is faster than all steps for each page, because of the processor's cache.
_BATCH_SIZE = 64
_CACHE_SIZE = 4096  # marks, and rows of marks, that may recur soon
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
    pages = painter.paint_pages(document.pages())
    while batch := list(islice(pages, _BATCH_SIZE)):
        contents = [encode_content(page.painted.content, options.compression) for page in batch]
        for page, content in zip(batch, contents, strict=True):
            painter.write(page, content)
        count += len(batch)
    painter.finish(document)
    return count


@dataclass(frozen=True, slots=True)
class _Page:
    """A painted page, with the structure elements that are complete once it is written."""

    painted: PaintedPage
    tagged: TaggedPage
    finished: Sequence[StructureNode]
    bookmark: str


class _Painter:
    def __init__(self, canvas: PageCanvas, language: str, options: PaintOptions) -> None:
        self._canvas = canvas
        self._order = ReadingOrder(language)
        self._tree = StructureTree(canvas.file)
        self._forms = _Forms(canvas) if options.share_marks else None

    def paint_pages(self, pages: Iterable[Page]) -> Iterator[_Page]:
        """Paint pages one by one; from the first with numbered pages on it, all after the last one."""
        pending: list[tuple[Page, TaggedPage]] = []
        for page in pages:
            tagged = self._order.add(page)
            if self._order.has_pending:
                pending.append((page, tagged))
            else:
                yield self._paint(page, tagged, self._order.release_finished())
        self._order.read_nested_pages()
        for page, tagged in pending:
            yield self._paint(page, tagged, ())

    def write(self, page: _Page, content: bytes) -> None:
        painted = page.painted
        self._canvas.write_page(painted, content)
        self._tree.add_page(page.tagged, painted.reference, painted.links, painted.height)
        self._tree.write(page.finished)
        if page.bookmark:
            self._canvas.add_page_bookmark(page.bookmark, painted.reference)

    def finish(self, document: PagedDocument) -> None:
        self._canvas.finish(document.info.bookmarks, self._tree.finish(self._order.root))

    def _paint(self, page: Page, tagged: TaggedPage, finished: Sequence[StructureNode]) -> _Page:
        canvas = self._canvas
        keys = self._tree.reserve_keys(tagged)
        canvas.begin_page(page)
        self._paint_content(tagged.content, page.width, page.height)
        links = [mark for mark in page.marks if isinstance(mark, LinkArea)] if tagged.link_nodes else []
        for link, node, key in zip(links, tagged.link_nodes, keys.links, strict=True):
            canvas.add_link(link, page.height, key, link_text(node))
        for mark in page.marks:
            if isinstance(mark, Destination):
                canvas.add_destination(mark, page.height)
        return _Page(canvas.end_page(page, keys.page), tagged, finished, page.bookmark)

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
            for mark in content.marks:
                if isinstance(mark, PlacedLine):
                    self._paint_words(mark, height, node.language)
                else:
                    canvas.paint(mark, height)
        elif self._forms is not None:
            self._forms.paint(content.marks, width, height)
        else:
            for mark in content.marks:
                canvas.paint(mark, height)
        canvas.end_content()

    def _paint_words(self, words: PlacedLine, height: float, language: str) -> None:
        """Paint words, tagged with their language if it differs from that of their element."""
        languages = words.line.languages
        if not languages or (len(languages) == 1 and languages[0] in {language, "und"}):
            self._canvas.paint_line(words, height)
            return
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

    def paint(self, marks: Iterable[Mark], width: float, height: float) -> None:
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
