"""The pages of a document as its readers find them: by number, by label, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventkit.typesetting.file import File, text
from eventkit.typesetting.operators import number
from eventkit.typesetting.pages import Anchor, Area, Link, Page

_TOGETHER = 128  # pages under one node of the tree


@dataclass(frozen=True, slots=True)
class InStructure:
    """What ties a page to the structure of a document (PDF 32000-1 14.7.4.4).

    Attributes:
        key: The page's own in the tree of parents.
        links: For each of its links the number of its object, its key, and what it says.
    """

    key: int
    links: Sequence[tuple[int, int, str]]


class PageTree:
    """The tree of pages (PDF 32000-1 7.7.3), their labels (12.4.2), and what links lead to (12.3.2)."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._root = file.reserve()
        self._nodes: list[int] = []
        self._node: list[str] = []  # pages of the last node, which is put when it is full
        self._count = 0
        self._labels: list[tuple[int, str]] = []
        self._label = ""
        self._places: dict[str, str] = {}
        self._wanted: dict[str, None] = {}

    def put(self, page: Page, content: bytes, resources: str, within: InStructure | None = None) -> str:
        """Put the next page, with its operators packed, and return how others refer to it."""
        if not self._node:
            self._nodes.append(self._file.reserve())
        own, written = self._file.reserve(), self._file.reserve()
        self._file.put_packed(written, content)
        self._file.put(
            own,
            f"<</Type/Page/Parent {self._nodes[-1]} 0 R/Contents {written} 0 R/Resources {resources}"
            f"{_boxes(page)}{self._links(page, within)}{_keyed(within)}>>",
        )
        reference = f"{own} 0 R"
        for mark in page.marks:
            if type(mark) is Anchor:
                self._anchor(mark, reference, page)
        self._tell_label(page.label)
        self._node.append(reference)
        self._count += 1
        if len(self._node) == _TOGETHER:
            self._close_node()
        return reference

    def closed(self) -> str:
        """What the catalogue says of them, when all are put.

        Raises:
            ValueError: There is none, or a link leads nowhere.
        """
        if not self._count:
            message = "a document has at least one page"
            raise ValueError(message)
        if lost := [name for name in self._wanted if name not in self._places]:
            message = f"nothing is anchored as '{lost[0]}'"
            raise ValueError(message)
        self._close_node()
        kids = " ".join(f"{node} 0 R" for node in self._nodes)
        self._file.put(self._root, f"<</Type/Pages/Kids[{kids}]/Count {self._count}>>")
        said = f"/Pages {self._root} 0 R"
        if self._labels[1:] or self._label:
            said += f"/PageLabels<</Nums[{''.join(f'{at} {label}' for at, label in self._labels)}]>>"
        if self._places:
            names = "".join(f"{name(key)}{place}" for key, place in sorted(self._places.items()))
            said += f"/Names<</Dests<</Names[{names}]>>>>"
        return said

    def _close_node(self) -> None:
        if self._node:
            kids = " ".join(self._node)
            body = f"<</Type/Pages/Parent {self._root} 0 R/Kids[{kids}]/Count {len(self._node)}>>"
            self._file.put(self._nodes[-1], body)
            self._node = []

    def _tell_label(self, label: str) -> None:
        """Labels are told where they do not count on from those before."""
        first, before = not self._count, self._label
        self._label = label
        if _counts(label):
            if first or not _counts(before) or int(label) != int(before) + 1:
                self._labels.append((self._count, f"<</S/D/St {label}>>"))
        elif first or label != before:
            # A label without a style is its prefix alone.
            self._labels.append((self._count, f"<</P {text(label)}>>"))

    def _anchor(self, anchor: Anchor, own: str, page: Page) -> None:
        if anchor.name in self._places:
            message = f"the anchor '{anchor.name}' is there twice"
            raise ValueError(message)
        top = number(page.height - anchor.y)
        self._places[anchor.name] = f"[{own}/XYZ {number(anchor.x)} {top} null]"

    def _links(self, page: Page, within: InStructure | None) -> str:
        links = [mark for mark in page.marks if type(mark) is Link]
        if not links:
            return ""
        self._wanted |= {link.target[1:]: None for link in links if link.target.startswith("#")}
        if within is None:
            return f"/Annots[{''.join(_annotation(link, page.height) for link in links)}]"
        for link, (number_, key, said) in zip(links, within.links, strict=True):
            more = f"/StructParent {key}/F 4/Contents {text(said)}"
            self._file.put(number_, _annotation(link, page.height, more))
        return f"/Annots[{' '.join(f'{number_} 0 R' for number_, _, _ in within.links)}]"


def _keyed(within: InStructure | None) -> str:
    """Its key, and that one goes from link to link in the order of the structure (12.5.1)."""
    return "" if within is None else f"/StructParents {within.key}/Tabs/S"


def _counts(label: str) -> bool:
    return label.isascii() and label.isdecimal() and not label.startswith("0")


def _boxes(page: Page) -> str:
    """The boxes of the page (14.11.2); what is not said is the box before."""
    boxes = f"/MediaBox[0 0 {number(page.width)} {number(page.height)}]"
    if page.trim:
        boxes += f"/TrimBox[{_corners(page.trim, page.height)}]"
    if bleed := page.bleed or page.trim:
        boxes += f"/BleedBox[{_corners(bleed, page.height)}]"
    return boxes


def _annotation(link: Link, height: float, more: str = "") -> str:
    """A link (12.5.6.5) to a place of the document or of the web."""
    corners = _corners(Area(link.x, link.y, link.width, link.height), height)
    if link.target.startswith("#"):
        leads = f"/Dest {name(link.target[1:])}"
    else:
        leads = f"/A<</S/URI/URI<{link.target.encode().hex()}>>>"
    return f"<</Type/Annot/Subtype/Link/Rect[{corners}]/Border[0 0 0]{leads}{more}>>"


def name(anchor: str) -> str:
    """How an anchor is called in the file."""
    return f"<{anchor.encode().hex()}>"


def _corners(area: Area, height: float) -> str:
    top, bottom = height - area.y, height - area.bottom
    return " ".join(map(number, (area.x, bottom, area.right, top)))
