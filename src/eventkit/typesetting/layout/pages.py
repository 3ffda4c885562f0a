"""Pages as values: marks with positions, page boxes, paper sizes, document information."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple, Self, TypeVar

from eventkit.messages import Message
from eventkit.typesetting.colour import Colour
from eventkit.typesetting.layout.image_files import JPEG, PNG, image_size
from eventkit.typesetting.layout.structure_elements import StructurePath
from eventkit.typesetting.qr.symbol import ErrorCorrection, QrSymbol, encode, modules_per_side
from eventkit.typesetting.text.spans import TextLine

_TARGET = re.compile(r"#.+|https?://\S+|mailto:\S+")


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on a page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height


class PlacedLine(NamedTuple):
    """A line of text: ``x`` is its left edge, ``y`` its baseline.

    ``subjects`` are the ids of the people or things it is about, for findings; ``structure`` is the path of
    its structure elements. Without any it is a paragraph of its own.
    """

    line: TextLine
    x: float
    y: float
    subjects: tuple[str, ...] = ()
    structure: StructurePath = ()

    @property
    def ink(self) -> Rectangle:
        """The box of its ink on the page."""
        ink = self.line.ink
        return Rectangle(self.x + ink.left, self.y + ink.top, ink.width, ink.height)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled or outlined or both, with corners rounded by ``radius``."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None
    stroke: Colour | None = None
    stroke_width: float = 0.5
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A polygon, filled or outlined or both; its points are parts of the width and height of its box."""

    x: float
    y: float
    width: float
    height: float
    points: tuple[tuple[float, float], ...]
    fill: Colour | None
    stroke: Colour | None = None
    stroke_width: float = 0.5


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A straight line; ``dash`` gives the lengths of ink and gap in turn."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: Colour
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code (ISO/IEC 18004), its quiet zone of ``quiet`` modules within the ``size``.

    The zone is painted white, since scanners need it light on any background. Without an ``alternative`` its
    content is read out.
    """

    content: str
    x: float
    y: float
    size: float
    level: ErrorCorrection = "M"
    quiet: int = 4
    structure: StructurePath = ()
    alternative: str = ""

    @property
    def area(self) -> Rectangle:
        """The area it covers on the page."""
        return Rectangle(self.x, self.y, self.size, self.size)

    @property
    def symbol(self) -> QrSymbol:
        """The smallest symbol for the content."""
        return encode(self.content, self.level)

    @property
    def module(self) -> float:
        """The side of one module in points."""
        return self.size / (modules_per_side(self.content, self.level) + 2 * self.quiet)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG image; ``alternative`` is its text for screen readers.

    Raises:
        ValueError: The content is neither.
    """

    content: bytes
    x: float
    y: float
    width: float
    height: float
    alternative: str = ""
    structure: StructurePath = ()

    def __post_init__(self) -> None:
        if not self.content.startswith((PNG, JPEG)):
            raise ValueError(Message("A picture must be a PNG or JPEG file."))

    @property
    def area(self) -> Rectangle:
        """The area it covers on the page."""
        return Rectangle(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing by a function of ReportLab's canvas, one of the entry points ``eventkit.drawings``.

    Attributes:
        x: The left edge.
        y: The upper edge.
        text: Its content, such as that of a barcode.
        colours: Its colours; their number depends on the function.
        content: The file it draws, such as a logo.
        alternative: The text for screen readers; it is an artifact if empty.
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    text: str = ""
    colours: tuple[Colour, ...] = ()
    content: bytes = b""
    alternative: str = ""
    structure: StructurePath = ()

    @property
    def area(self) -> Rectangle:
        """The area it covers on the page."""
        return Rectangle(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A link from an area of the page to a destination (``#name``) or a web address.

    Raises:
        ValueError: The target is neither a destination nor an http, https or mailto address: a document must
            not start programs or open files.
    """

    x: float
    y: float
    width: float
    height: float
    target: str

    def __post_init__(self) -> None:
        if not _TARGET.fullmatch(self.target):
            raise ValueError(
                Message(
                    "A link must lead to #name, http, https or mailto, got '{target}'.", target=self.target
                )
            )


@dataclass(frozen=True, slots=True)
class Destination:
    """A destination of links and bookmarks."""

    name: str
    x: float
    y: float


Rotation = Literal[0, 90, 180, 270]  # a rotation in degrees, clockwise


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page placed on a larger one: scaled, rotated, then moved.

    Links and destinations are dropped, since sheets are cut and folded.

    Attributes:
        x: The left edge of the area it covers.
        y: The upper edge of the area it covers.
        scale: The size of one of its points.
        clip: The area of it that is painted, in its own coordinates; all of it, beyond its edges too, if
            ``None``.
    """

    page: Page
    x: float
    y: float
    rotation: Rotation = 0
    scale: float = 1
    clip: Rectangle | None = None

    @property
    def area(self) -> Rectangle:
        """The area it covers on the larger page."""
        return self.map_rectangle(Rectangle(0, 0, self.page.width, self.page.height))

    def map_point(self, x: float, y: float) -> tuple[float, float]:
        """The position of a point of the smaller page."""
        width, height = self.page.width, self.page.height
        across, down = {
            0: (x, y),
            90: (height - y, x),
            180: (width - x, height - y),
            270: (y, width - x),
        }[self.rotation]
        return self.x + self.scale * across, self.y + self.scale * down

    def map_rectangle(self, area: Rectangle) -> Rectangle:
        """The position of a rectangle of the smaller page."""
        corners = self.map_point(area.x, area.y), self.map_point(area.right, area.bottom)
        (left, right), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
        return Rectangle(left, top, right - left, bottom - top)


Mark = (
    PlacedLine | Box | Polygon | RuleLine | QrCode | Picture | Drawing | LinkArea | Destination | PlacedPage
)
"""Anything on a page; later marks lie over earlier ones."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its marks and boxes.

    Attributes:
        marks: The marks in the order of painting, which is also the order of reading.
        label: The page's number as printed on it; viewers show it (PDF 32000-1 12.4.2).
        trim_box: The page after cutting; the whole page if ``None`` (PDF 32000-1 14.11.2).
        bleed_box: The trimmed page with its bleed.
        bookmark: The title of the outline's entry that leads to the page; empty for none. Unlike the
            bookmarks of `DocumentInfo`, it need not be known before the pages are made.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    label: str = ""
    trim_box: Rectangle | None = None
    bleed_box: Rectangle | None = None
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline that viewers show beside the pages; level 0 is outermost."""

    title: str
    anchor: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """The document information: title, language, author, bookmarks, date.

    Attributes:
        title: The title, which viewers show and screen readers read out.
        language: The language of most of its text (BCP 47).
        bookmarks: The outline, but for the bookmarks of pages, which precede these.
        modified: The time of the last change of the content; the time of painting is not recorded.
        output: The name of the output, such as ``badges``; the file is replaced only by one of the same.
    """

    title: str
    language: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    titles_by_language: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    output: str = ""


@dataclass(frozen=True, slots=True)
class PagedDocument:
    """A document with pages that are made on demand, so that none stay in memory.

    Attributes:
        pages: The pages in reading order; each call makes the same ones anew.
    """

    info: DocumentInfo
    pages: Callable[[], Iterable[Page]]

    @classmethod
    def from_pages(cls, info: DocumentInfo, pages: Sequence[Page]) -> Self:
        """A document of pages that exist already.

        Raises:
            ValueError: There is no page or no title; two destinations have one name; a link or a bookmark
                leads to a destination that does not exist; a bookmark is more than one level below the one
                before it.
        """
        pages = tuple(pages)
        if error := _contract_error(info, pages):
            raise ValueError(error)
        return cls(info, lambda: pages)


def _contract_error(info: DocumentInfo, pages: Sequence[Page]) -> str | None:
    if not pages:
        return "The document has no pages."
    if not info.title:
        return "The document has no title, which viewers show and screen readers read out."
    marks = [mark for page in pages for mark in page.marks]
    names = Counter(mark.name for mark in marks if isinstance(mark, Destination))
    if repeated := next((name for name, count in names.items() if count > 1), None):
        return f"Two destinations are named '{repeated}'."
    targets = [mark.target[1:] for mark in marks if isinstance(mark, LinkArea) and mark.target[0] == "#"]
    targets += [bookmark.anchor for bookmark in info.bookmarks]
    if (missing := next((name for name in targets if name not in names), None)) is not None:
        return f"No destination named '{missing}' for a link or bookmark."
    level = -1
    for bookmark in info.bookmarks:
        if not 0 <= bookmark.level <= level + 1:
            return f"Bookmark '{bookmark.title}' skips a level."
        level = bookmark.level
    return None


def fit_picture(
    content: bytes, area: Rectangle, alternative: str, *, align: Literal["start", "middle"] = "start"
) -> Picture:
    """The picture as large as its area, undistorted: in the upper left corner of the area, or in its middle.

    Raises:
        ValueError: As `image_size` raises it.
    """
    pixels_across, pixels_down = image_size(content)
    scale = min(area.width / pixels_across, area.height / pixels_down)
    width, height = pixels_across * scale, pixels_down * scale
    share = {"start": 0.0, "middle": 0.5}[align]
    x, y = area.x + share * (area.width - width), area.y + share * (area.height - height)
    return Picture(content, x, y, width, height, alternative)


_BATCH_SIZE = 64
_Item = TypeVar("_Item")


def batches(pages: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Pages, or what pages are made of, in lists, for one step after the other.

    One step for many pages takes a sixth less than all steps for each page: its code stays in the cache.
    """
    remaining = iter(pages)
    while batch := list(islice(remaining, _BATCH_SIZE)):
        yield batch


MEASURING_TOLERANCE = 0.05
"""The tolerance of lengths in points: below any rounding of measures in millimetres."""

SNAP_DISTANCE = 0.3
"""The distance from an edge, in points, up to which a box or picture counts as reaching it."""

mm = 72 / 25.4  # one millimetre in points: write 6 * mm
Size = tuple[float, float]  # width and height in points
A3: Size = (297 * mm, 420 * mm)

A4: Size = (210 * mm, 297 * mm)

A5: Size = (148 * mm, 210 * mm)

A6: Size = (105 * mm, 148 * mm)

A7: Size = (74 * mm, 105 * mm)

LETTER: Size = (612.0, 792.0)


def landscape(size: Size) -> Size:
    """The size with its longer side across."""
    return max(size), min(size)
