"""The structure of a book in its file: elements, what is in them, and the way back from it to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from eventkit.typesetting.file import File, text
from eventkit.typesetting.operators import number
from eventkit.typesetting.page_tree import InStructure
from eventkit.typesetting.pages import Area, Page
from eventkit.typesetting.structure import Annotation, Content, Node, Structure


class Tagging:
    """The structure of a book on its way into a file (PDF 32000-1 14.7)."""

    def __init__(self, file: File, structure: Structure) -> None:
        self._file = file
        self._structure = structure
        self._numbers = {id(node): file.reserve() for node in _all(structure.root)}
        self._links = [[file.reserve() for _ in links] for links in structure.links]
        pages = len(structure.pages)
        self._first_keys = list(accumulate(map(len, structure.links), initial=pages))

    def of_page(self, at: int) -> InStructure:
        """What a page says of its part of it."""
        first, nodes = self._first_keys[at], self._structure.links[at]
        links = [(own, first + order, _told(nodes[order])) for order, own in enumerate(self._links[at])]
        return InStructure(at, links)

    def closed(self, pages: Sequence[Page], references: Sequence[str]) -> str:
        """What the catalogue says of it, when all pages are put."""
        root, parents = self._file.reserve(), self._file.reserve()
        self._put(self._structure.root, root, "", pages, references)
        keyed = [(at, f"[{self._refer(nodes)}]") for at, nodes in enumerate(self._structure.contents)]
        for first, nodes in zip(self._first_keys, self._structure.links, strict=False):
            keyed += [(first + order, self._refer([node])) for order, node in enumerate(nodes)]
        self._file.put(parents, f"<</Nums[{' '.join(f'{key} {value}' for key, value in keyed)}]>>")
        self._file.put(
            root,
            f"<</Type/StructTreeRoot/K {self._refer([self._structure.root])}"
            f"/ParentTree {parents} 0 R/ParentTreeNextKey {self._first_keys[-1]}>>",
        )
        return f"/MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R"

    def _refer(self, nodes: Sequence[Node]) -> str:
        return " ".join(f"{self._numbers[id(node)]} 0 R" for node in nodes)

    def _put(
        self, node: Node, parent: int, language: str, pages: Sequence[Page], references: Sequence[str]
    ) -> None:
        """Put an element and all in it; the language is that of what it is in."""
        own = self._numbers[id(node)]
        contents = [kid for kid in node.kids if isinstance(kid, Content)]
        page = contents[0].page if contents else None
        kids = " ".join(self._kid(kid, page, references) for kid in node.kids)
        said = f"/S/{node.element.role}/P {parent} 0 R/K[{kids}]"
        said += f"/Pg {references[page]}" if page is not None else ""
        said += f"/Lang {text(node.language)}" if node.language not in {"", language} else ""
        said += f"/Alt {text(node.element.alternative)}" if node.element.alternative else ""
        said += f"/ActualText {text(node.actual)}" if node.actual else ""
        height = pages[page].height if page is not None else 0
        self._file.put(own, f"<</Type/StructElem{said}{_attributes(node, height)}>>")
        for kid in node.kids:
            if isinstance(kid, Node):
                self._put(kid, own, node.language or language, pages, references)

    def _kid(self, kid: Node | Content | Annotation, page: int | None, references: Sequence[str]) -> str:
        match kid:
            case Content():
                here = kid.page == page
                return str(kid.order) if here else f"<</Type/MCR/Pg {references[kid.page]}/MCID {kid.order}>>"
            case Annotation():
                own = self._links[kid.page][kid.order]
                return f"<</Type/OBJR/Pg {references[kid.page]}/Obj {own} 0 R>>"
        return self._refer([kid])


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
