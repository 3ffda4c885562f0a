"""Pages as values: what stands where, before anything is a PDF.

Lengths are points. The origin is the top left corner of the page and y grows down; the painter turns
that round. A value that cannot be printed cannot be made: constructors raise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

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

    def __eq__(self, other: object) -> bool:
        """Whether the two look alike, whatever they are to those who hear them."""
        return isinstance(other, Words) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])

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

    The zone is painted white: scanners want it light whatever the page's ground is.
    """

    content: str
    x: float
    y: float
    size: float
    level: Level = "M"
    quiet: int = 4
    tags: Tags = field(default=(), compare=False)

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
    tags: Tags = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.content.startswith((PNG, JPEG)):
            message = "a picture is a PNG or JPEG file"
            raise ValueError(message)


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


Mark = Words | Box | Rule | Code | Picture | Link | Anchor | Placed
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
class Book:
    """A whole document: its pages, in the order of reading, and what it tells of itself.

    Raises:
        ValueError: It has no page or no title; an anchor is there twice; a link or a bookmark leads to an
            anchor that is not there; a bookmark is more than one level below the one before it.
    """

    pages: tuple[Page, ...]
    imprint: Imprint

    def __post_init__(self) -> None:
        if why := self._broken():
            raise ValueError(why)

    def _broken(self) -> str | None:
        if not self.pages:
            return "a book has at least one page"
        if not self.imprint.title:
            return "a book has a title: viewers show it, and screen readers say it"
        marks = [mark for page in self.pages for mark in page.marks]
        names = [mark.name for mark in marks if isinstance(mark, Anchor)]
        anchors = set(names)
        if len(anchors) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            return f"the anchor '{twice}' is there twice"
        wanted = [mark.target[1:] for mark in marks if isinstance(mark, Link) and mark.target[0] == "#"]
        wanted += [bookmark.anchor for bookmark in self.imprint.bookmarks]
        if lost := [name for name in wanted if name not in anchors]:
            return f"nothing is anchored as '{lost[0]}'"
        level = -1
        for bookmark in self.imprint.bookmarks:
            if not 0 <= bookmark.level <= level + 1:
                return f"the bookmark '{bookmark.title}' skips a level"
            level = bookmark.level
        return None
