"""The structure of a document in its file: elements, what is in them, and the way back from it to them.

It is written while the pages come: an element as soon as nothing more of it is to come, and for each page at
once which elements are on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eventkit.typesetting.file import File, text
from eventkit.typesetting.operators import number
from eventkit.typesetting.page_tree import InStructure
from eventkit.typesetting.pages import Area
from eventkit.typesetting.structure import Annotation, Content, Node, Spoken

_TOGETHER = 256  # entries in one leaf of the tree of parents


class Tagging:
    """The structure of a document on its way into a file (PDF 32000-1 14.7)."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._parents = _Parents(file)
        self._pages: list[tuple[str, float]] = []  # how others refer to each, and how high it is
        self._links: dict[tuple[int, int], int] = {}  # the objects of links, by page and order

    def of_page(self, spoken: Spoken) -> InStructure:
        """What a page says of its part of it."""
        key = self._parents.put(f"[{self._refer(spoken.contents)}]")
        links = []
        for order, node in enumerate(spoken.links):
            own = self._links[spoken.at, order] = self._file.reserve()
            links.append((own, self._parents.put(self._refer([node])), _told(node)))
        return InStructure(key, links)

    def put_page(self, reference: str, height: float) -> None:
        """Tell how others refer to the next page, and how high it is."""
        self._pages.append((reference, height))

    def put(self, nodes: Iterable[Node]) -> None:
        """Put elements to which nothing is added any more, with all in them that is not put yet."""
        for node in nodes:
            if node.kids:  # those that are put have given theirs away
                self._put(node)

    def closed(self, root: Node) -> str:
        """What the catalogue says of it, when all pages are put."""
        top = self._file.reserve()
        self._put(root, top)
        self._file.put(top, f"<</Type/StructTreeRoot/K {self._refer([root])}{self._parents.closed()}>>")
        return f"/MarkInfo<</Marked true>>/StructTreeRoot {top} 0 R"

    def _refer(self, nodes: Sequence[Node]) -> str:
        return " ".join(f"{self._number(node)} 0 R" for node in nodes)

    def _number(self, node: Node) -> int:
        if not node.number:
            node.number = self._file.reserve()
        return node.number

    def _put(self, node: Node, top: int = 0) -> None:
        """Put an element and all in it; ``top`` is what the outermost is in."""
        above = node.parent
        contents = [kid for kid in node.kids if isinstance(kid, Content)]
        page = contents[0].page if contents else None
        reference, height = self._pages[page] if page is not None else ("", 0)
        kids = " ".join([self._kid(kid, page) for kid in node.kids])
        said = f"/S/{node.element.role}/P {self._number(above) if above else top} 0 R/K[{kids}]"
        said += f"/Pg {reference}" if reference else ""
        said += f"/Lang {text(node.language)}" if node.language not in {"", _around(node)} else ""
        said += f"/Alt {text(node.element.alternative)}" if node.element.alternative else ""
        said += f"/ActualText {text(node.actual)}" if node.actual else ""
        self._file.put(self._number(node), f"<</Type/StructElem{said}{_attributes(node, height)}>>")
        inner, node.kids = node.kids, []
        self.put(kid for kid in inner if isinstance(kid, Node))

    def _kid(self, kid: Node | Content | Annotation, page: int | None) -> str:
        match kid:
            case Content():
                here = kid.page == page
                reference = self._pages[kid.page][0]
                return str(kid.order) if here else f"<</Type/MCR/Pg {reference}/MCID {kid.order}>>"
            case Annotation():
                own = self._links.pop((kid.page, kid.order))
                return f"<</Type/OBJR/Pg {self._pages[kid.page][0]}/Obj {own} 0 R>>"
        return self._refer([kid])


class _Parents:
    """The way from what is on a page to its elements: a tree of numbers (14.7.4.4, 7.9.7)."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._next = 0
        self._entries: list[str] = []  # of the last leaf, which is put when it is full
        self._leaves: list[str] = []

    def put(self, value: str) -> int:
        """Put an entry, and return its key."""
        key, self._next = self._next, self._next + 1
        self._entries.append(f"{key} {value}")
        if len(self._entries) == _TOGETHER:
            self._put_leaf()
        return key

    def closed(self) -> str:
        """What the root of the structure says of it."""
        if self._entries:
            self._put_leaf()
        tree = self._file.add(f"<</Kids[{' '.join(self._leaves)}]>>")
        return f"/ParentTree {tree}/ParentTreeNextKey {self._next}"

    def _put_leaf(self) -> None:
        last = self._next - 1
        first = self._next - len(self._entries)
        self._leaves.append(self._file.add(f"<</Limits[{first} {last}]/Nums[{' '.join(self._entries)}]>>"))
        self._entries = []


def _around(node: Node) -> str:
    """The language of what an element is in."""
    above = node.parent
    while above is not None and not above.language:
        above = above.parent
    return above.language if above is not None else ""


def _all(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _all(kid)


def _told(node: Node) -> str:
    """What a link says: its words, what is told of its figure, or where it leads."""
    said = (each.text or each.element.alternative for each in _all(node))
    return " ".join(part.strip() for part in said if part)


def _attributes(node: Node, height: float) -> str:
    """Of figures where they are, of cells how far they span and what they are headings of (14.8.5)."""
    said = []
    if node.box:
        said.append(f"<</O/Layout/BBox[{_corners(node.box, height)}]/Placement/Block>>")
    element = node.element
    spans = f"/ColSpan {element.columns}" if element.columns > 1 else ""
    spans += f"/RowSpan {element.rows}" if element.rows > 1 else ""
    spans += f"/Scope/{element.scope}" if element.scope else ""
    if spans:
        said.append(f"<</O/Table{spans}>>")
    if element.role == "L":
        said.append("<</O/List/ListNumbering/None>>")
    return f"/A[{''.join(said)}]" if said else ""


def _corners(box: Area, height: float) -> str:
    return " ".join(map(number, (box.x, height - box.bottom, box.right, height - box.y)))
