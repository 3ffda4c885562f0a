"""Text columns: spans set into blocks, side by side, aligned and mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from eventkit.typesetting.layout.flow_blocks import Block, push_structure, stack
from eventkit.typesetting.layout.page_breaks import MEASURING_TOLERANCE
from eventkit.typesetting.layout.pages import (
    Box,
    Destination,
    Drawing,
    LinkArea,
    Mark,
    Picture,
    PlacedLine,
    PlacedPage,
    QrCode,
    RuleLine,
)
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.line_breaking import break_lines, fits_on_one_line
from eventkit.typesetting.text.paragraph import Direction, base_direction, language_direction
from eventkit.typesetting.text.spans import BASELINE, Span, TextLine


@dataclass(frozen=True, slots=True)
class TextColumn:
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
        """Which way its readers read; where it is ``rtl``, `mirror` exchanges the edges."""
        return language_direction(self.languages[0])

    def line_start(self, line: TextLine, *, alone: bool = True) -> float:
        """Where a line begins; ``alone`` tells that its paragraph has no other."""
        begins = line.rtl == (self.direction == "rtl")
        at_left = begins or (alone and len(set(map(language_direction, self.languages))) == 1)
        return self.left + (0 if at_left else self.width - line.width)

    def indent(self, indent: float) -> TextColumn:
        """The column without that much at its left edge."""
        return TextColumn(self.fonts, self.width - indent, self.languages, self.left + indent)

    def set_paragraph(
        self, spans: Sequence[Span], subjects: tuple[str, ...] = (), *, balanced: bool = False
    ) -> tuple[Block, ...]:
        """A paragraph as a piece a line, ragged, with no first or last line left alone.

        Balanced lines are as few as can be, but about equally long, as titles and names of bodies want it. In
        a script without blanks two lines are parted behind a mark where there is one.
        """
        base = base_direction(spans)
        found = break_lines(self.fonts, spans, self.width, base=base, balanced=balanced)
        last, more = len(found) - 1, _extra_leading(found)
        structure = (StructureElement("P"),)
        blocks = [
            place_line(
                line,
                self.line_start(line, alone=not last),
                subjects,
                keep_with_next=last > 0 and at in {0, last - 1},
                structure=structure,
            )
            for at, line in enumerate(found)
        ]
        if more:
            blocks[:-1] = [block._replace(height=block.height + more) for block in blocks[:-1]]
        return tuple(blocks)

    def set_block(
        self, spans: Sequence[Span], subjects: tuple[str, ...] = (), *, balanced: bool = False
    ) -> Block:
        """A paragraph as one piece."""
        return stack(self.set_paragraph(spans, subjects, balanced=balanced))

    def fits(self, spans: Sequence[Span]) -> bool:
        """Whether the text fits into one line."""
        return fits_on_one_line(self.fonts, spans, self.width, base_direction(spans))

    def one_line(self, spans: Sequence[Span]) -> TextLine:
        """The text as one line, with an ellipsis for what does not fit."""
        return break_lines(self.fonts, spans, self.width, max_lines=1, base=base_direction(spans))[0]


def _extra_leading(lines: Sequence[TextLine]) -> float:
    """What lines want besides their lead: scripts with signs above and below letters may need more room."""
    return max(
        (
            over
            for above, below in pairwise(lines)
            if (over := above.ink.bottom - below.ink.top - below.leading) > MEASURING_TOLERANCE * below.size
        ),
        default=0,
    )


def place_line(
    line: TextLine,
    x: float,
    subjects: tuple[str, ...] = (),
    *,
    keep_with_next: bool = False,
    structure: StructurePath = (),
) -> Block:
    """One line as a piece, its left end ``x`` points from the column's left edge."""
    return Block(
        line.leading,
        (PlacedLine(line, x, line.leading * BASELINE, subjects, structure),),
        keep_with_next=keep_with_next,
    )


def pair_lines(left: Sequence[Block], right: Sequence[Block]) -> list[Block]:
    """Two strips side by side, line by line; space and keeping are those of the left one while it lasts."""
    return [align_tops(one, other) for one, other in zip_longest(left, right, fillvalue=Block(0))]


def align_tops(*blocks: Block) -> Block:
    """Pieces on the same height, as one as tall as the tallest; all else is as with the first one.

    What begins further to the left comes first, since the order of marks is that of reading.
    """
    first, height = blocks[0], max([block.height for block in blocks])
    structure = first.structure
    if any(block.marks and block.structure != structure for block in blocks):
        blocks, structure = tuple(map(push_structure, blocks)), ()
    marks = [mark for block in blocks for mark in block.marks]
    if len(marks) > 1:
        marks.sort(key=_left_edge)
    return Block(
        height,
        tuple(marks),
        first.space_above,
        first.keep_with_next,
        first.separator,
        first.height_needed,
        structure,
    )


def _left_edge(mark: Mark) -> float:
    return mark.x1 if isinstance(mark, RuleLine) else mark.x


def keep_together(blocks: Sequence[Block], *, space_above: float = 0) -> list[Block]:
    """Pieces that stay on one page as long as it holds them, with space above the first."""
    last = len(blocks) - 1
    return [
        _with_keep(
            block, block.space_above if at else space_above, keep_with_next=block.keep_with_next or at < last
        )
        for at, block in enumerate(blocks)
    ]


def _with_keep(block: Block, space_above: float, *, keep_with_next: bool) -> Block:
    """The piece with that space above it, and whether it keeps to what follows."""
    if block.space_above == space_above and block.keep_with_next == keep_with_next:
        return block
    return Block(
        block.height,
        block.marks,
        space_above,
        keep_with_next,
        block.separator,
        block.height_needed,
        block.structure,
    )


def link_to(block: Block, target: str) -> Block:
    """The piece with its words leading somewhere."""
    words = [mark for mark in block.marks if isinstance(mark, PlacedLine)]
    left = min(mark.x for mark in words)
    right = max(mark.x + mark.line.width for mark in words)
    return block._replace(marks=(*block.marks, LinkArea(left, 0, right - left, block.height, target)))


def mirror(mark: Mark, width: float) -> Mark:
    """The mark as far from the right edge of a page as it was from the left one; text stays as it reads."""
    if isinstance(mark, RuleLine):
        return replace(mark, x1=width - mark.x1, x2=width - mark.x2)
    if isinstance(mark, Destination):
        return mark
    x = width - mark.x - _width_of(mark)
    return mark._replace(x=x) if isinstance(mark, PlacedLine) else replace(mark, x=x)


def _width_of(mark: PlacedLine | Box | QrCode | Picture | Drawing | LinkArea | PlacedPage) -> float:
    match mark:
        case PlacedLine():
            return mark.line.width
        case QrCode():
            return mark.size
        case PlacedPage():
            return mark.area.width
    return mark.width
