"""Columns: strips of set text, joined into strips.

A column is made of `Piece` values, which no page break cuts, and `flowed` makes pages of them. Lengths are
points; a piece's origin is its top left corner and y grows down.

Columns are laid out from left to right. For readers of a script that runs the other way a column is told
so, and all of its page is turned round at the end by `mirrored`: what was at the left edge, where lines
begin, is then at the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from eventkit.typesetting.filling import TOUCHING, Columns
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.joining import reading_direction
from eventkit.typesetting.lines import fits, set_lines
from eventkit.typesetting.pages import Anchor, Box, Code, Drawing, Link, Mark, Picture, Placed, Rule, Words
from eventkit.typesetting.paging import flowed
from eventkit.typesetting.paragraph import Direction, direction
from eventkit.typesetting.pieces import Piece, height_of, moved, opened, stacked
from eventkit.typesetting.roles import Element, Tags
from eventkit.typesetting.text import BASELINE, Line, Span

__all__ = [
    "Column",
    "Columns",
    "Piece",
    "abreast",
    "beside",
    "flowed",
    "height_of",
    "linked",
    "mirrored",
    "moved",
    "set_at",
    "stacked",
    "together",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A width to set text in.

    Text begins at the left edge where it runs as the foremost language of its readers does, and at the
    right one where it runs the other way: a paragraph of several lines always, a single line only where
    its readers are among those who are asked for, as in a book in English and Arabic. Elsewhere a name in
    its owner's script stands where all the others do.

    Attributes:
        fonts: The faces to set it in.
        width: Points from one edge to the other.
        languages: Those of its readers, the foremost first.
        left: Where its left edge is, in points from that of the pieces it makes.
    """

    fonts: Fonts
    width: float
    languages: tuple[str, ...] = ("en",)
    left: float = 0

    @property
    def direction(self) -> Direction:
        """Which way its readers read; where it is ``rtl``, `mirrored` exchanges the edges."""
        return direction(self.languages[0])

    def begin(self, line: Line, *, alone: bool = True) -> float:
        """Where a line begins; ``alone`` tells that its paragraph has no other."""
        begins = line.rtl == (self.direction == "rtl")
        at_left = begins or (alone and len(set(map(direction, self.languages))) == 1)
        return self.left + (0 if at_left else self.width - line.width)

    def narrowed(self, indent: float) -> Column:
        """The column without that much at its left edge."""
        return Column(self.fonts, self.width - indent, self.languages, self.left + indent)

    def lines(
        self, spans: Sequence[Span], about: tuple[str, ...] = (), *, balanced: bool = False
    ) -> tuple[Piece, ...]:
        """A paragraph as a piece a line, ragged, with no first or last line left alone.

        Balanced lines are as few as can be, but about equally long, as titles and names of bodies want it. In
        a script without blanks two lines are parted behind a mark where there is one.
        """
        base = reading_direction(spans)
        found = set_lines(self.fonts, spans, self.width, base=base, balanced=balanced)
        last, more = len(found) - 1, _more_lead(found)
        tags = (Element("P"),)
        pieces = [
            set_at(
                line,
                self.begin(line, alone=not last),
                about,
                keeps=last > 0 and at in {0, last - 1},
                tags=tags,
            )
            for at, line in enumerate(found)
        ]
        if more:
            pieces[:-1] = [piece._replace(height=piece.height + more) for piece in pieces[:-1]]
        return tuple(pieces)

    def text(self, spans: Sequence[Span], about: tuple[str, ...] = (), *, balanced: bool = False) -> Piece:
        """A paragraph as one piece."""
        return stacked(self.lines(spans, about, balanced=balanced))

    def fits(self, spans: Sequence[Span]) -> bool:
        """Whether the text fits into one line."""
        return fits(self.fonts, spans, self.width, reading_direction(spans))

    def one_line(self, spans: Sequence[Span]) -> Line:
        """The text as one line, with an ellipsis for what does not fit."""
        return set_lines(self.fonts, spans, self.width, max_lines=1, base=reading_direction(spans))[0]


def _more_lead(lines: Sequence[Line]) -> float:
    """What lines want besides their lead: scripts with signs above and below letters may need more room."""
    return max(
        (
            over
            for above, below in pairwise(lines)
            if (over := above.ink.bottom - below.ink.top - below.lead) > TOUCHING * below.size
        ),
        default=0,
    )


def set_at(
    line: Line, x: float, about: tuple[str, ...] = (), *, keeps: bool = False, tags: Tags = ()
) -> Piece:
    """One line as a piece, its left end ``x`` points from the column's left edge."""
    return Piece(line.lead, (Words(line, x, line.lead * BASELINE, about, tags),), keeps=keeps)


def abreast(left: Sequence[Piece], right: Sequence[Piece]) -> list[Piece]:
    """Two strips side by side, line by line; space and keeping are those of the left one while it lasts."""
    return [beside(one, other) for one, other in zip_longest(left, right, fillvalue=Piece(0))]


def beside(*pieces: Piece) -> Piece:
    """Pieces on the same height, as one as tall as the tallest; all else is as with the first one.

    What begins further to the left comes first, since the order of marks is that of reading.
    """
    first, height = pieces[0], max([piece.height for piece in pieces])
    tags = first.tags
    if any(piece.marks and piece.tags != tags for piece in pieces):
        pieces, tags = tuple(map(opened, pieces)), ()
    marks = [mark for piece in pieces for mark in piece.marks]
    if len(marks) > 1:
        marks.sort(key=_left)
    return Piece(height, tuple(marks), first.before, first.keeps, first.joint, first.room, tags)


def _left(mark: Mark) -> float:
    return mark.x1 if isinstance(mark, Rule) else mark.x


def together(pieces: Sequence[Piece], *, before: float = 0) -> list[Piece]:
    """Pieces that stay on one page as long as it holds them, with space above the first."""
    last = len(pieces) - 1
    return [
        _held(piece, piece.before if at else before, keeps=piece.keeps or at < last)
        for at, piece in enumerate(pieces)
    ]


def _held(piece: Piece, before: float, *, keeps: bool) -> Piece:
    """The piece with that space above it, and whether it keeps to what follows."""
    if piece.before == before and piece.keeps == keeps:
        return piece
    return Piece(piece.height, piece.marks, before, keeps, piece.joint, piece.room, piece.tags)


def linked(piece: Piece, target: str) -> Piece:
    """The piece with its words leading somewhere."""
    words = [mark for mark in piece.marks if isinstance(mark, Words)]
    left = min(mark.x for mark in words)
    right = max(mark.x + mark.line.width for mark in words)
    return piece._replace(marks=(*piece.marks, Link(left, 0, right - left, piece.height, target)))


def mirrored(mark: Mark, width: float) -> Mark:
    """The mark as far from the right edge of a page as it was from the left one; text stays as it reads."""
    if isinstance(mark, Rule):
        return replace(mark, x1=width - mark.x1, x2=width - mark.x2)
    if isinstance(mark, Anchor):
        return mark
    x = width - mark.x - _across(mark)
    return mark._replace(x=x) if isinstance(mark, Words) else replace(mark, x=x)


def _across(mark: Words | Box | Code | Picture | Drawing | Link | Placed) -> float:
    match mark:
        case Words():
            return mark.line.width
        case Code():
            return mark.size
        case Placed():
            return mark.area.width
    return mark.width
