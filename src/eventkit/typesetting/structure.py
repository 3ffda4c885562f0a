"""What a book says to those who hear it: its pages as a tree of elements (PDF 32000-1 14.7, 14.8).

The tree follows from the tags of the marks, and from the marks alone where they have none: text is a
paragraph, a picture with an alternative is a figure, and a link belongs to the words it lies over. Boxes
and rules are for the eye.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from eventkit.typesetting.ending import ended
from eventkit.typesetting.linking import SILENT, claimed, led
from eventkit.typesetting.pages import Anchor, Area, Book, Code, Link, Mark, Page, Picture, Placed, Words
from eventkit.typesetting.roles import ASIDE, HOLDERS, Element, Role, Tags, block
from eventkit.typesetting.text import Run


@dataclass(slots=True)
class Content:
    """Something on a page that is in an element: the ``order``-th such thing there, and what it says."""

    page: int
    order: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link of a page that is in an element: the ``order``-th link there, and what it says."""

    page: int
    order: int
    link: Link


@dataclass(slots=True, eq=False)
class Node:
    """An element with what is in it.

    Attributes:
        element: What it is.
        language: Of its text (BCP 47); that of what it is in where none is told.
        actual: What it reads as where the text on the page is no good for that.
        box: Where it is on its page, if it is a figure.
        kids: Elements, content and links, in the order of reading.
        parent: What it is in; none of the document.
        number: Of its object in a file, once it has one.
    """

    element: Element
    language: str = ""
    actual: str = ""
    box: Area | None = None
    kids: list[Node | Content | Annotation] = field(default_factory=list)
    parent: Node | None = field(default=None, repr=False)
    number: int = field(default=0, repr=False)

    @property
    def text(self) -> str:
        """What is right in it says, without what is in other elements."""
        return "".join(kid.text for kid in self.kids if isinstance(kid, Content))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Marks that are painted in a row and are in one element, or in none.

    Attributes:
        marks: What is painted.
        node: The element; none of what is for the eye.
        role: What it is called.
        order: Which thing of its page it is, if it is in an element.
    """

    marks: list[Mark]
    node: Node | None
    role: Role
    order: int = -1


@dataclass(frozen=True, slots=True)
class Inset:
    """A smaller page on a page: what of it is painted in a row."""

    placed: Placed
    stretches: list[Stretch | Inset]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a page says, and where in the tree that is.

    Attributes:
        at: Which page it is, from 0 on.
        stretches: What is painted.
        contents: The elements of its things, by their order.
        links: The elements of its links, by their order.
    """

    at: int
    stretches: list[Stretch | Inset]
    contents: list[Node]
    links: list[Node]


@dataclass(frozen=True, slots=True)
class Structure:
    """The tree, and what of each page is where in it.

    Attributes:
        root: The document.
        pages: What each page says.
    """

    root: Node
    pages: list[Spoken]


def structure(book: Book) -> Structure:
    """What the book says, in the order of reading, which for pages on sheets is that of their numbers."""
    telling = Telling(book.imprint.language)
    pages = [telling.add(page) for page in book.pages]
    telling.read_insets()
    return Structure(telling.root, pages)


class Telling:
    """The tree while it grows, page after page.

    Attributes:
        root: The document.
    """

    def __init__(self, language: str) -> None:
        self.root = Node(Element("Document", language=language), language)
        # By the identity of elements, which their nodes keep alive, and of what they are in.
        self._nodes: dict[tuple[int, int], Node] = {}
        self._met: set[int] = set()  # the nodes that something was put into since `settled`
        self._last: Tags = ()
        self._insets: list[tuple[Spoken, Inset]] = []
        self._count = 0
        self._on = Spoken(0, [], [], [])  # the page that marks are on
        self._stretches: list[Stretch | Inset] = []  # where what they say is put

    @property
    def waits(self) -> bool:
        """Whether a page has smaller ones on it that are still to be read."""
        return bool(self._insets)

    def add(self, page: Page) -> Spoken:
        """Add the next page, but for the pages of a book that are on it as on a sheet."""
        links = [mark for mark in page.marks if isinstance(mark, Link)]
        over: dict[int, Node] = {}
        self._on = Spoken(self._count, [], [], [])
        self._stretches = self._on.stretches
        self._count += 1
        self._marks(page, claimed(page, links), over)
        self._on.links.extend([self._annotated(link, over, order) for order, link in enumerate(links)])
        return self._on

    def read_insets(self) -> None:
        """Add the smaller pages, and those on them, in the order of their numbers."""
        while self._insets:
            insets, self._insets = sorted(self._insets, key=lambda each: _number(each[1].placed.page)), []
            for self._on, inset in insets:
                self._stretches = inset.stretches
                self._marks(inset.placed.page, {}, {})

    def settled(self) -> list[Node]:
        """The elements to which nothing was added since this was last asked for; they are let go.

        Text goes on from page to page, so nothing more of them is to come. Of what comes all the same
        another element is made.
        """
        done = {key: node for key, node in self._nodes.items() if id(node) not in self._met}
        for key in done:
            del self._nodes[key]
        self._met.clear()
        return list(done.values())

    def _marks(self, page: Page, over_it: dict[int, list[Link]], over: dict[int, Node]) -> None:
        for mark in page.marks:
            match mark:
                case Words() if mark.line.runs:
                    whole = self._whole(mark)
                    for words, link in led(whole, over_it.get(id(mark), [])):
                        self._words(words, link, over)
                case Code() | Picture():
                    self._figure(mark, next(iter(over_it.get(id(mark), [])), None), over)
                case Placed():
                    self._inset(Inset(mark, []))
                case Words() | Link() | Anchor():
                    pass
                case _:
                    self._put_aside(mark)

    def _inset(self, inset: Inset) -> None:
        """A smaller page: one with a number has its turn by that, another is a part of the page it is on."""
        self._stretches.append(inset)
        if inset.placed.page.label:
            self._insets.append((self._on, inset))
            return
        around, self._stretches = self._stretches, inset.stretches
        self._marks(inset.placed.page, {}, {})
        self._stretches = around

    def _whole(self, words: Words) -> Words:
        """The words in a paragraph, if they are in none, and with the blank that stands between two lines."""
        if _aside(words.tags):
            return words
        tags = words.tags
        if not tags or tags[-1].role not in HOLDERS:
            tags = (*tags, Element("P"))
        return Words(ended(words.line), words.x, words.y, words.about, tags)

    def _words(self, words: Words, link: Link | None, over: dict[int, Node]) -> None:
        tags = words.tags
        if aside := _aside(tags):
            self._put_aside(words, aside.role)
            return
        paragraph = block(tags)
        self._last = paragraph
        language = next((each for each in words.line.languages if each != "und"), "")
        node = self._over(self._node(paragraph, language), link, over)
        node = self._node(tags[len(paragraph) :], language, node)
        if _runs_left(words):
            node = _child(node, Node(Element("Span"), language, actual=f"{_said(words)} "))
        elif words.line.restated:
            # The writer says what it reads as; poppler hears nothing behind that in the same content.
            node = _child(node, Node(Element("Span"), language))
        self._put(words, node)

    def _figure(self, figure: Code | Picture, link: Link | None, over: dict[int, Node]) -> None:
        said = figure.content if isinstance(figure, Code) else figure.alternative
        if not said or _aside(figure.tags):
            self._put_aside(figure)
            return
        width, height = (
            (figure.size, figure.size) if isinstance(figure, Code) else (figure.width, figure.height)
        )
        node = self._over(self._node(figure.tags), link, over)
        on_page = self._stretches is self._on.stretches
        box = Area(figure.x, figure.y, width, height) if on_page else None
        self._put(figure, _child(node, Node(Element("Figure", alternative=said), box=box)))

    def _node(self, tags: Tags, language: str = "", node: Node | None = None) -> Node:
        """The node of elements in one another; the innermost is of the language unless it has its own."""
        node = node or self.root
        for element in tags:
            key = id(element), id(node)
            if key not in self._nodes:
                own = element.language or (language if element is tags[-1] else "") or node.language
                self._nodes[key] = _child(node, Node(element, own))
            node = self._nodes[key]
            self._met.add(id(node))
        return node

    @staticmethod
    def _over(node: Node, link: Link | None, over: dict[int, Node]) -> Node:
        """The element of the link that lies over what is put next, or the one it is in itself."""
        if link is None or node.element.role == "Link":
            return node
        if id(link) not in over:
            over[id(link)] = _child(node, Node(Element("Link"), node.language))
        return over[id(link)]

    def _annotated(self, link: Link, over: dict[int, Node], order: int) -> Node:
        """The element of a link; one that lies over nothing follows what was read last."""
        if id(link) not in over:
            element = Element("Link", alternative=link.target)
            around = self._node(self._last) if self._last else self.root
            over[id(link)] = _child(around, Node(element, around.language))
        node = over[id(link)]
        node.kids.append(Annotation(self._on.at, order, link))
        return node

    def _put(self, mark: Words | Code | Picture, node: Node) -> None:
        stretches, contents = self._stretches, self._on.contents
        text = _said(mark) if isinstance(mark, Words) else ""
        last, kid = (stretches[-1], node.kids[-1]) if stretches and node.kids else (None, None)
        if isinstance(last, Stretch) and last.node is node and isinstance(kid, Content):
            last.marks.append(mark)
            kid.text += text
            return
        node.kids.append(Content(self._on.at, len(contents), text))
        stretches.append(Stretch([mark], node, node.element.role, len(contents)))
        contents.append(node)

    def _put_aside(self, mark: Mark, role: Role = "Artifact") -> None:
        last = self._stretches[-1] if self._stretches else None
        if isinstance(last, Stretch) and last.node is None and last.role == role:
            last.marks.append(mark)
        else:
            self._stretches.append(Stretch([mark], None, role))


def _aside(tags: Tags) -> Element | None:
    return next((element for element in tags if element.role in ASIDE), None)


def _child(node: Node, child: Node) -> Node:
    node.kids.append(child)
    child.parent = node
    return child


def _runs_left(words: Words) -> bool:
    """Whether any of it runs from right to left: the page has that in the order of the eye."""
    return any(isinstance(run, Run) and run.shaped.rtl for run in words.line.runs)


def _said(words: Words) -> str:
    return words.line.text.translate(SILENT)


def _number(page: Page) -> int:
    """Which page of the whole it is, as far as its label tells."""
    return int(page.label) if page.label.isascii() and page.label.isdecimal() else 0
