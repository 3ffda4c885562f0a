"""Pages as values: what stands where, before anything is a PDF.

Lengths are points. The origin is the top left corner of the page and y grows down; the painter turns
that round. A value that cannot be printed cannot be made: constructors raise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Self

from eventkit.typesetting.colour import Colour
from eventkit.typesetting.qr import Level, Symbol, quick, side
from eventkit.typesetting.roles import Tags
from eventkit.typesetting.text import Line

_TARGET = re.compile(r"#.+|https?://\S+|mailto:\S+")
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Area:
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


class Words(NamedTuple):
    """A line of text: ``x`` is its left edge, ``y`` its baseline.

    ``about`` names whom or what it tells of, so that a finding can; ``tags`` tells what it is to those who
    hear the document. Without any it is a paragraph of its own.
    """

    line: Line
    x: float
    y: float
    about: tuple[str, ...] = ()
    tags: Tags = ()

    @property
    def ink(self) -> Area:
        """Where its ink lies on the page."""
        ink = self.line.ink
        return Area(self.x + ink.left, self.y + ink.top, ink.width, ink.height)


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
class Rule:
    """A straight line; ``dash`` gives the lengths of ink and gap in turn."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: Colour
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code (ISO/IEC 18004), its quiet zone of ``quiet`` modules within the ``size``.

    The zone is painted white: scanners want it light whatever the page's background is. Without an
    ``alternative`` its content is read out.
    """

    content: str
    x: float
    y: float
    size: float
    level: Level = "M"
    quiet: int = 4
    tags: Tags = ()
    alternative: str = ""

    @property
    def area(self) -> Area:
        """What it covers of the page."""
        return Area(self.x, self.y, self.size, self.size)

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The modules row by row, 1 for dark, without the quiet zone."""
        return self.symbol.rows

    @property
    def symbol(self) -> Symbol:
        """The code itself: the smallest that holds the content."""
        return quick(self.content, self.level)

    @property
    def module(self) -> float:
        """The side of one module in points."""
        return self.size / (side(self.content, self.level) + 2 * self.quiet)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG image; ``alternative`` tells what it shows to who cannot see it.

    Raises:
        ValueError: The bytes are neither.
    """

    content: bytes
    x: float
    y: float
    width: float
    height: float
    alternative: str = ""
    tags: Tags = ()

    def __post_init__(self) -> None:
        if not self.content.startswith((PNG, JPEG)):
            message = "a picture is a PNG or JPEG file"
            raise ValueError(message)

    @property
    def area(self) -> Area:
        """What it covers of the page."""
        return Area(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing by a function of ReportLab's canvas, one of the entry points ``eventkit.drawings``.

    Attributes:
        name: Of the function.
        x: Its left edge.
        y: Its upper edge.
        width: Of the space it fills.
        height: Of the space it fills.
        text: What it shows, such as the content of a barcode.
        colours: What it is drawn in; each function says how many it takes.
        content: A file it draws, such as a logo.
        alternative: What it shows, for those who cannot see it; an artifact where empty.
        tags: The structure elements it is in.
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
    tags: Tags = ()

    @property
    def area(self) -> Area:
        """What it covers of the page."""
        return Area(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the page that leads to an anchor (``#name``) or an address on the web.

    Raises:
        ValueError: The target is neither an anchor nor an http, https or mailto address: a document
            that is passed on must not start programs or open files.
    """

    x: float
    y: float
    width: float
    height: float
    target: str

    def __post_init__(self) -> None:
        if not _TARGET.fullmatch(self.target):
            message = f"a link leads to #anchor, http, https or mailto, not to '{self.target}'"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that links and bookmarks lead to."""

    name: str
    x: float
    y: float


Turn = Literal[0, 90, 180, 270]
"""How far something is turned, in degrees clockwise."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A whole page on a larger one, as it stands: scaled, then turned, then put in its place.

    Links and anchors do not come with it: what is cut and folded leads nowhere.

    Attributes:
        page: The smaller page.
        x: Where the left edge of what it covers then is.
        y: Where the upper edge is.
        turn: How far it is turned.
        scale: How large a point of it is.
        clip: What of it is painted, by its own measure; what reaches over its edges too where ``None``.
    """

    page: Page
    x: float
    y: float
    turn: Turn = 0
    scale: float = 1
    clip: Area | None = None

    @property
    def area(self) -> Area:
        """What it covers of the larger page."""
        return self.within(Area(0, 0, self.page.width, self.page.height))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the smaller page comes to lie."""
        width, height = self.page.width, self.page.height
        across, down = {
            0: (x, y),
            90: (height - y, x),
            180: (width - x, height - y),
            270: (y, width - x),
        }[self.turn]
        return self.x + self.scale * across, self.y + self.scale * down

    def within(self, area: Area) -> Area:
        """Where a rectangle of the smaller page comes to lie."""
        one, other = self.at(area.x, area.y), self.at(area.right, area.bottom)
        (left, right), (top, bottom) = (sorted(pair) for pair in zip(one, other, strict=True))
        return Area(left, top, right - left, bottom - top)


Mark = Words | Box | Rule | Code | Picture | Drawing | Link | Anchor | Placed
"""Anything on a page; later marks lie over earlier ones."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what is on it.

    Attributes:
        width: Of the paper.
        height: Of the paper.
        marks: In the order of painting, which is also the order of reading.
        label: The page's number as printed on it; viewers show it (PDF 32000-1 12.4.2).
        trim: What is left after cutting; the whole page where ``None`` (PDF 32000-1 14.11.2).
        bleed: How far the ground reaches over the trim.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    label: str = ""
    trim: Area | None = None
    bleed: Area | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline that viewers show beside the pages; level 0 is outermost."""

    title: str
    anchor: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document tells of itself.

    Attributes:
        title: What viewers show and screen readers say.
        language: Of most of its text (BCP 47).
        author: Whose it is.
        subject: What it is about.
        keywords: For those who search.
        bookmarks: Its outline.
        titles: The title by language, for catalogues.
        dated: When what is told was written; the time of painting is no part of a document.
    """

    title: str
    language: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    dated: datetime | None = None


@dataclass(frozen=True, slots=True)
class PagedDocument:
    """A document whose pages are made when they are asked for, so that none need be kept.

    Attributes:
        info: The document information.
        pages: The pages in reading order; each call makes the same ones anew.
    """

    info: Imprint
    pages: Callable[[], Iterable[Page]]

    @classmethod
    def from_pages(cls, info: Imprint, pages: Sequence[Page]) -> Self:
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


@dataclass(frozen=True, slots=True)
class Book:
    """A document with all its pages as values.

    Raises:
        ValueError: As `PagedDocument.from_pages` raises it.
    """

    pages: tuple[Page, ...]
    imprint: Imprint

    def __post_init__(self) -> None:
        if error := _contract_error(self.imprint, self.pages):
            raise ValueError(error)


def _contract_error(info: Imprint, pages: Sequence[Page]) -> str | None:
    if not pages:
        return "document has no pages"
    if not info.title:
        return "document has no title, which viewers show and screen readers read out"
    marks = [mark for page in pages for mark in page.marks]
    names = Counter(mark.name for mark in marks if isinstance(mark, Anchor))
    if repeated := next((name for name, count in names.items() if count > 1), None):
        return f"two destinations are named '{repeated}'"
    targets = [mark.target[1:] for mark in marks if isinstance(mark, Link) and mark.target[0] == "#"]
    targets += [bookmark.anchor for bookmark in info.bookmarks]
    if (missing := next((name for name in targets if name not in names), None)) is not None:
        return f"no destination named '{missing}' for a link or bookmark"
    level = -1
    for bookmark in info.bookmarks:
        if not 0 <= bookmark.level <= level + 1:
            return f"bookmark '{bookmark.title}' skips a level"
        level = bookmark.level
    return None
