"""Reading order: the marks of pages as a tree of structure elements, with links and line-end spaces.

The tree follows from the structure paths of the marks (PDF 32000-1 14.7, 14.8), and from the marks alone
where they have none: text is a paragraph, a picture with an alternative is a figure, and a link belongs to
the words it lies over. Boxes and rules are artifacts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from eventkit.typesetting.layout.pages import (
    Box,
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
from eventkit.typesetting.layout.structure_elements import (
    ARTIFACT_TYPES,
    CONTENT_TYPES,
    StructureElement,
    StructurePath,
    StructureType,
    without_spans,
)
from eventkit.typesetting.text.faces import Face
from eventkit.typesetting.text.shaping import ShapedText, shape_text
from eventkit.typesetting.text.spans import GlyphRun, MissingGlyph, TextLine

FORMAT_CHARACTERS = dict.fromkeys(map(ord, "\u00ad\u2066\u2067\u2068\u2069"))
"""Format characters, which are not read out: soft hyphens and bidirectional isolates."""

# A line break is not a space after these: spaces and hyphens, and scripts written without spaces.
_NO_SPACE_AFTER = re.compile(
    "[\\s\u00ad\u2010-\u2012-"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"  # Han, kana, their points
)

_CACHE_SIZE = 1024  # lines that may recur soon

Figure = QrCode | Picture | Drawing


@dataclass(slots=True)
class ContentItem:
    """A marked content sequence in an element: its index ``order`` on the page, and its text."""

    page: int
    order: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class LinkItem:
    """A link annotation in an element: its index ``order`` on the page."""

    page: int
    order: int
    link: LinkArea


@dataclass(slots=True, eq=False)
class StructureNode:
    """A structure element with its content."""

    number: int  # the number of the node in its document, in the order of creation
    element: StructureElement
    language: str = ""  # the language of its text (BCP 47)
    actual: str = ""  # the replacement text (ActualText), if its content does not give the text
    box: Rectangle | None = None
    # The elements, content and links in it, in reading order.
    kids: list[StructureNode | ContentItem | LinkItem] = field(default_factory=list)
    # The parent element; None for the document.
    parent: StructureNode | None = field(default=None, repr=False)
    object_number: int = 0  # that of its object in the file; 0 until it occurs there

    @property
    def text(self) -> str:
        """The text of its own content, without that of child elements."""
        return "".join(kid.text for kid in self.kids if isinstance(kid, ContentItem))


@dataclass(slots=True)
class MarkedContent:
    """A marked content sequence: consecutive marks of one element, or an artifact."""

    marks: list[Mark]  # the marks, in the order of painting
    node: StructureNode | None  # the element; None for artifacts
    structure_type: StructureType  # the type of the element, or the kind of artifact
    content_id: int = -1  # the marked content identifier on the page, if it is in an element


@dataclass(frozen=True, slots=True)
class NestedPage:
    """A smaller page placed on a page, with its content."""

    placed: PlacedPage
    content: list[MarkedContent | NestedPage]


@dataclass(slots=True)
class TaggedPage:
    """The content of a page and its place in the structure tree."""

    index: int
    content: list[MarkedContent | NestedPage]  # the content, in the order of painting
    content_nodes: list[StructureNode]  # the element of each marked content sequence, by identifier
    link_nodes: list[StructureNode]  # the element of each link annotation, in order


class _LastLine(NamedTuple):
    """The last line of an open paragraph, and its content in the tree."""

    line: TextLine
    content: MarkedContent
    item: ContentItem


class ReadingOrder:
    """Builds the structure tree page by page."""

    def __init__(self, language: str) -> None:
        self._node_count = 0
        self.root = self._new_node(None, StructureElement("Document", language=language), language)
        # Open elements, by the numbers of the node they are in and of the element.
        self._open: dict[tuple[int, int], StructureNode] = {}
        self._touched: set[int] = set()  # numbers of nodes that got content since `release_finished`
        self._last_path: StructurePath = ()
        # The last line of each open paragraph, by the number of its node.
        self._last_lines: dict[int, _LastLine] = {}
        # Lines with a space at their end, by the identity of the line, which is stored too.
        self._spaced_lines: dict[int, tuple[TextLine, TextLine]] = {}
        self._pending: list[tuple[TaggedPage, NestedPage]] = []
        self._page_count = 0
        self._page = TaggedPage(0, [], [], [])
        self._content: list[MarkedContent | NestedPage] = []  # of the page, or of a page nested in it

    @property
    def has_pending(self) -> bool:
        """True if there are nested pages that `read_nested_pages` has yet to read."""
        return bool(self._pending)

    def add(self, page: Page) -> TaggedPage:
        """Add the next page; numbered pages placed on it, as on a sheet, are read later."""
        links = [mark for mark in page.marks if type(mark) is LinkArea]
        link_nodes: dict[int, StructureNode] = {}  # by the order of links
        self._page = TaggedPage(self._page_count, [], [], [])
        self._content = self._page.content
        self._page_count += 1
        self._add_marks(page, links_over(page, links), link_nodes)
        self._page.link_nodes.extend(
            [self._annotate(link, order, link_nodes) for order, link in enumerate(links)]
        )
        return self._page

    def read_nested_pages(self) -> None:
        """Read the pages placed on sheets, in the order of their numbers."""
        while self._pending:
            pending = sorted(self._pending, key=lambda pair: _page_number(pair[1].placed.page))
            self._pending = []
            for self._page, nested in pending:
                self._content = nested.content
                self._add_marks(nested.placed.page, {}, {})

    def release_finished(self) -> list[StructureNode]:
        """Release the elements without new content since the previous call.

        Text continues on the next page at the latest, so these elements are complete; later content of the
        same element becomes another one.
        """
        finished = {key: node for key, node in self._open.items() if node.number not in self._touched}
        for key, node in finished.items():
            del self._open[key]
            self._last_lines.pop(node.number, None)
        self._touched.clear()
        return list(finished.values())

    def _add_marks(
        self, page: Page, links: dict[int, list[tuple[int, LinkArea]]], link_nodes: dict[int, StructureNode]
    ) -> None:
        for position, mark in enumerate(page.marks):
            match mark:
                case PlacedLine():
                    if not mark.line.runs:
                        continue
                    if artifact := _artifact_in(mark.structure):
                        self._add_artifact(mark, artifact.type)
                    elif not links:
                        self._add_words(_in_paragraph(mark), None, link_nodes)
                    else:
                        for words, order in split_at_links(_in_paragraph(mark), links.get(position, ())):
                            self._add_words(words, order, link_nodes)
                case Box() | Polygon() | RuleLine():
                    self._add_artifact(mark)
                case QrCode() | Picture() | Drawing():
                    order = next((order for order, _ in links.get(position, ())), None)
                    self._add_figure(mark, order, link_nodes)
                case PlacedPage():
                    self._add_nested_page(NestedPage(mark, []))

    def _add_nested_page(self, nested: NestedPage) -> None:
        """Add a smaller page: a numbered one is read later in order, another as part of the page it is on."""
        self._content.append(nested)
        if nested.placed.page.label:
            self._pending.append((self._page, nested))
            return
        outer, self._content = self._content, nested.content
        self._add_marks(nested.placed.page, {}, {})
        self._content = outer

    def _add_words(self, words: PlacedLine, link: int | None, link_nodes: dict[int, StructureNode]) -> None:
        path = words.structure
        paragraph = without_spans(path)
        self._last_path = paragraph
        language = _language_of(words.line)
        block_node = self._node_of(paragraph, language)
        if last := self._last_lines.get(block_node.number):
            words = self._separate(last, words)
        node = block_node if link is None else self._in_link(block_node, link, link_nodes)
        if len(paragraph) < len(path):
            node = self._node_of(path[len(paragraph) :], language, node)
        if words.line.has_rtl:  # the glyphs on the page are in visual order
            node = self._new_node(node, StructureElement("Span"), language, actual=f"{_text_of(words)} ")
        elif language and language != node.language:  # a later line of a paragraph in several languages
            node = self._new_node(node, StructureElement("Span"), language)
        elif words.line.needs_actual_text:
            # Its content has ActualText; poppler ignores anything after it in the same sequence.
            node = self._new_node(node, StructureElement("Span"), language)
        content, item = self._add_content(words, node, _text_of(words))
        self._last_lines[block_node.number] = _LastLine(words.line, content, item)

    def _separate(self, last: _LastLine, words: PlacedLine) -> PlacedLine:
        """Add the word space that a line break replaces in print (PDF 32000-1 14.8.2.5).

        Speech and copied text need it between the words. It is added to the end of the previous line of the
        paragraph, or to the start of this one if the previous page is painted already.
        """
        if last.line is words.line:
            return words
        if last.item.page == self._page.index:
            before = last.content.marks[-1]
            if isinstance(before, PlacedLine):
                line = self._end_with_space(before.line, last.line)
                if line is not before.line:
                    last.content.marks[-1] = PlacedLine(line, *before[1:])
                    last.item.text += " "
            return words
        space = line_end_space(last.line)
        if space is None:
            return words
        runs = (replace(space, x=-space.width), *words.line.runs)
        return words._replace(line=words.line.with_runs(runs, f" {words.line.text}"))

    def _end_with_space(self, line: TextLine, whole: TextLine) -> TextLine:
        """A line, or the last part of one, with the space behind it if there is one.

        Names, roles and places recur on many pages.
        """
        cached = self._spaced_lines.get(id(line))
        if cached is None:
            if len(self._spaced_lines) == _CACHE_SIZE:
                self._spaced_lines.clear()
            spaced, space = line, line_end_space(whole)
            if space is not None:
                spaced = line.with_runs((*line.runs, replace(space, x=whole.width)), f"{line.text} ")
            cached = self._spaced_lines[id(line)] = line, spaced
        return cached[1]

    def _add_figure(self, figure: Figure, link: int | None, link_nodes: dict[int, StructureNode]) -> None:
        alternative = figure.alternative or (figure.content if isinstance(figure, QrCode) else "")
        if not alternative or _artifact_in(figure.structure):
            self._add_artifact(figure)
            return
        node = self._in_link(self._node_of(figure.structure), link, link_nodes)
        box = figure.area if self._content is self._page.content else None
        self._add_content(
            figure, self._new_node(node, StructureElement("Figure", alternative=alternative), box=box), ""
        )

    def _new_node(
        self,
        parent: StructureNode | None,
        element: StructureElement,
        language: str = "",
        *,
        actual: str = "",
        box: Rectangle | None = None,
    ) -> StructureNode:
        node = StructureNode(self._node_count, element, language, actual, box, parent=parent)
        self._node_count += 1
        if parent is not None:
            parent.kids.append(node)
        return node

    def _node_of(
        self, path: StructurePath, language: str = "", node: StructureNode | None = None
    ) -> StructureNode:
        """The node of nested elements; ``language`` is for the innermost unless it has its own."""
        node = node or self.root
        for element in path:
            key = node.number, element.number
            child = self._open.get(key)
            if child is None:
                own = element.language or (language if element is path[-1] else "") or node.language
                child = self._open[key] = self._new_node(node, element, own)
            node = child
            self._touched.add(node.number)
        return node

    def _in_link(
        self, node: StructureNode, link: int | None, link_nodes: dict[int, StructureNode]
    ) -> StructureNode:
        """The Link element for content under a link, or the element itself."""
        if link is None or node.element.type == "Link":
            return node
        if link not in link_nodes:
            link_nodes[link] = self._new_node(node, StructureElement("Link"), node.language)
        return link_nodes[link]

    def _annotate(self, link: LinkArea, order: int, link_nodes: dict[int, StructureNode]) -> StructureNode:
        """Add a link annotation to its element; one over no content follows the content read last."""
        node = link_nodes.get(order)
        if node is None:
            parent = self._node_of(self._last_path)
            node = self._new_node(parent, StructureElement("Link", alternative=link.target), parent.language)
        node.kids.append(LinkItem(self._page.index, order, link))
        return node

    def _add_content(
        self, mark: PlacedLine | Figure, node: StructureNode, text: str
    ) -> tuple[MarkedContent, ContentItem]:
        content, nodes = self._content, self._page.content_nodes
        if content and node.kids:
            last, kid = content[-1], node.kids[-1]
            if isinstance(last, MarkedContent) and last.node is node and isinstance(kid, ContentItem):
                last.marks.append(mark)
                kid.text += text
                return last, kid
        item = ContentItem(self._page.index, len(nodes), text)
        marked = MarkedContent([mark], node, node.element.type, len(nodes))
        node.kids.append(item)
        content.append(marked)
        nodes.append(node)
        return marked, item

    def _add_artifact(self, mark: Mark, structure_type: StructureType = "Artifact") -> None:
        last = self._content[-1] if self._content else None
        if isinstance(last, MarkedContent) and last.node is None and last.structure_type == structure_type:
            last.marks.append(mark)
        else:
            self._content.append(MarkedContent([mark], None, structure_type))


def _in_paragraph(words: PlacedLine) -> PlacedLine:
    """The words in a paragraph of their own, unless they are in one already."""
    path = words.structure
    if path and path[-1].type in CONTENT_TYPES:
        return words
    return words._replace(structure=(*path, StructureElement("P")))


def _language_of(line: TextLine) -> str:
    """The first language that is known."""
    for tag in line.languages:
        if tag != "und":
            return tag
    return ""


def _artifact_in(path: StructurePath) -> StructureElement | None:
    for element in path:
        if element.type in ARTIFACT_TYPES:
            return element
    return None


def _text_of(words: PlacedLine) -> str:
    text = words.line.text
    return text if text.isascii() else text.translate(FORMAT_CHARACTERS)


def _page_number(page: Page) -> int:
    """The number of a page in its document by its label; 0 if that is not a number."""
    return int(page.label) if page.label.isascii() and page.label.isdecimal() else 0


def line_end_space(line: TextLine) -> GlyphRun | None:
    """The word space at the end of a line, if the language separates words by spaces.

    ``None`` for lines with text from right to left: their text does not come from their glyphs.
    """
    if not (line.separates_words and line.text) or _NO_SPACE_AFTER.match(line.text[-1]):
        return None
    last = line.runs[-1]
    if not isinstance(last, GlyphRun) or line.has_rtl:
        return None
    space = _shaped_space(last.shaped.face)
    if not all(glyph.id for glyph in space.glyphs):
        return None
    return GlyphRun(space, last.size, last.colour, 0, last.language)


@lru_cache(maxsize=1024)
def _shaped_space(face: Face) -> ShapedText:
    return shape_text(face, " ", "Zyyy", "und", rtl=False)


class _Position(NamedTuple):
    """The test position of a mark for links over it: the baseline of words, or the middle of a figure."""

    y: float
    left: float
    right: float
    number: int
    mark: PlacedLine | Figure


def links_over(page: Page, links: Sequence[LinkArea]) -> dict[int, list[tuple[int, LinkArea]]]:
    """The links over each mark, by the index of the mark, with the index of each link on the page.

    A link belongs to the words of one paragraph. If it covers several, as over a box with a title and names,
    it belongs to the first one that is read out.
    """
    if not links:
        return {}
    positions = sorted(_positions(page.marks), key=lambda position: position.y)
    heights = [position.y for position in positions]
    links_by_line: dict[int, list[tuple[int, LinkArea]]] = {}
    for order, link in enumerate(links):
        start, end = bisect_left(heights, link.y), bisect_right(heights, link.y + link.height)
        below = [position for position in positions[start:end] if _meets(link, position.left, position.right)]
        # An alternative replaces all of its element, so a link in it would be lost.
        readable = (place for place in below if not any(tag.alternative for tag in place.mark.structure))
        first = next(readable, None)
        if first is None:
            continue
        for position in below:
            path = position.mark.structure
            if position is first or (path and without_spans(path) == without_spans(first.mark.structure)):
                links_by_line.setdefault(position.number, []).append((order, link))
    return links_by_line


def _positions(marks: Iterable[Mark]) -> Iterator[_Position]:
    for index, mark in enumerate(marks):
        match mark:
            case PlacedLine() if mark.line.runs:
                yield _Position(mark.y, mark.x, mark.x + mark.line.width, index, mark)
            case QrCode() | Picture() | Drawing():
                area = mark.area
                yield _Position(area.y + area.height / 2, area.x, area.right, index, mark)


def _meets(link: LinkArea, left: float, right: float) -> bool:
    return link.x < right and left < link.x + link.width


def split_at_links(
    words: PlacedLine, links: Sequence[tuple[int, LinkArea]]
) -> Iterator[tuple[PlacedLine, int | None]]:
    """Split words into parts, each under one link, by its index on the page, or under none."""
    if not links:
        yield words, None
        return
    last: int | None = None
    parts: list[tuple[int | None, list[GlyphRun | MissingGlyph]]] = []
    for run in words.line.runs:
        middle = words.x + run.x + run.width / 2
        blank = not _run_text(run).translate(FORMAT_CHARACTERS).strip()
        order = (
            last if blank else next((order for order, link in links if _meets(link, middle, middle)), None)
        )
        if parts and (blank or order == last):
            parts[-1][1].append(run)
        elif parts and not any(_run_text(part).translate(FORMAT_CHARACTERS).strip() for part in parts[-1][1]):
            parts[-1] = order, [*parts[-1][1], run]
        else:
            parts.append((order, [run]))
        last = order
    for order, runs in parts:
        if len(parts) == 1:
            yield words, order
        else:
            line = replace(words.line, runs=tuple(runs), text="".join(map(_run_text, runs)))
            yield words._replace(line=line), order


def _run_text(run: GlyphRun | MissingGlyph) -> str:
    return run.shaped.text if isinstance(run, GlyphRun) else run.text
