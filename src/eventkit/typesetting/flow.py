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

from eventkit.typesetting.breaking import breaks
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.joining import reading_direction
from eventkit.typesetting.lines import set_lines
from eventkit.typesetting.pages import Anchor, Box, Code, Link, Mark, Picture, Placed, Rule, Words
from eventkit.typesetting.paging import flowed
from eventkit.typesetting.paragraph import Direction, Paragraph, direction
from eventkit.typesetting.pieces import Piece, height_of, moved, stacked
from eventkit.typesetting.roles import Element, Tags
from eventkit.typesetting.text import BASELINE, Line, Span

__all__ = [
    "Column",
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
        return replace(self, width=self.width - indent, left=self.left + indent)

    def lines(
        self, spans: Sequence[Span], about: tuple[str, ...] = (), *, balanced: bool = False
    ) -> tuple[Piece, ...]:
        """A paragraph as a piece a line, ragged, with no first or last line left alone.

        Balanced lines are as few as can be, but about equally long, as titles and names of bodies want it.
        """
        base = reading_direction(spans)
        found = set_lines(self.fonts, spans, self.width, base=base)
        if balanced and len(found) > 1:
            narrower = _balance(Paragraph(self.fonts, spans, base), self.width)
            even = set_lines(self.fonts, spans, narrower, base=base)
            found = even if len(even) == len(found) else found
        last = len(found) - 1
        paragraph = (Element("P"),)
        return tuple(
            set_at(
                line,
                self.begin(line, alone=not last),
                about,
                keeps=last > 0 and at in {0, last - 1},
                tags=paragraph,
            )
            for at, line in enumerate(found)
        )

    def text(self, spans: Sequence[Span], about: tuple[str, ...] = (), *, balanced: bool = False) -> Piece:
        """A paragraph as one piece."""
        return stacked(self.lines(spans, about, balanced=balanced))

    def fits(self, spans: Sequence[Span]) -> bool:
        """Whether the text fits into one line."""
        return len(set_lines(self.fonts, spans, self.width, base=reading_direction(spans))) == 1

    def one_line(self, spans: Sequence[Span]) -> Line:
        """The text as one line, with an ellipsis for what does not fit."""
        return set_lines(self.fonts, spans, self.width, max_lines=1, base=reading_direction(spans))[0]


def _balance(paragraph: Paragraph, wide: float) -> float:
    """About the least width that takes no more lines than the full one and cuts no word."""
    ends = (0, *breaks(paragraph.text), len(paragraph.text))
    # Where each word would begin and end if all stood in one line.
    words = [
        (paragraph.measure(0, start), paragraph.measure(0, paragraph.trimmed(start, end)))
        for start, end in pairwise(ends)
    ]

    def lines(width: float) -> int:
        count, begin = 1, 0.0
        for left, right in words:
            if right - begin > width:
                count, begin = count + 1, left
        return count

    fewest = lines(wide)
    narrow = 1 + max(right - left for left, right in words)
    while wide - narrow > 1:
        middle = (wide + narrow) / 2
        if lines(middle) > fewest:
            narrow = middle
        else:
            wide = middle
    return wide


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
    marks = sorted((mark for piece in pieces for mark in piece.marks), key=_left)
    return replace(pieces[0], height=max(piece.height for piece in pieces), marks=tuple(marks))


def _left(mark: Mark) -> float:
    return mark.x1 if isinstance(mark, Rule) else mark.x


def together(pieces: Sequence[Piece], *, before: float = 0) -> list[Piece]:
    """Pieces that stay on one page as long as it holds them, with space above the first."""
    kept = [replace(piece, keeps=True) for piece in pieces[:-1]]
    kept += pieces[-1:]
    return [replace(piece, before=piece.before if at else before) for at, piece in enumerate(kept)]


def linked(piece: Piece, target: str) -> Piece:
    """The piece with its words leading somewhere."""
    words = [mark for mark in piece.marks if isinstance(mark, Words)]
    left = min(mark.x for mark in words)
    right = max(mark.x + mark.line.width for mark in words)
    return replace(piece, marks=(*piece.marks, Link(left, 0, right - left, piece.height, target)))


def mirrored(mark: Mark, width: float) -> Mark:
    """The mark as far from the right edge of a page as it was from the left one; text stays as it reads."""
    if isinstance(mark, Rule):
        return replace(mark, x1=width - mark.x1, x2=width - mark.x2)
    if isinstance(mark, Anchor):
        return mark
    return replace(mark, x=width - mark.x - _across(mark))


def _across(mark: Words | Box | Code | Picture | Link | Placed) -> float:
    match mark:
        case Words():
            return mark.line.width
        case Code():
            return mark.size
        case Placed():
            return mark.area.width
    return mark.width
