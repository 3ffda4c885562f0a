"""Text columns: spans set into blocks, side by side, aligned and mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from eventkit.typesetting.layout.flow_blocks import Block, move, push_structure, stack
from eventkit.typesetting.layout.page_breaks import OVERLAP_TOLERANCE
from eventkit.typesetting.layout.pages import (
    Box,
    Destination,
    Drawing,
    LinkArea,
    Mark,
    Picture,
    PlacedLine,
    PlacedPage,
    Polygon,
    QrCode,
    RuleLine,
)
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath
from eventkit.typesetting.text.bidi import is_plain
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.line_breaking import break_lines, fits_on_one_line
from eventkit.typesetting.text.paragraph import Direction, base_direction, language_direction
from eventkit.typesetting.text.spans import BASELINE, Span, TextLine


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of text.

    Every paragraph starts at the left edge, and so at the right one in a mirrored book (`mirror`): the script
    decides the direction within a line, the book where text starts, so that a text and its translation have
    one edge. The lines of text that runs the other way end there: the longest is at the edge, and all are
    level where the eye returns to. Those of titles and names are all at the edge.
    """

    fonts: Fonts
    width: float  # the width in points
    languages: tuple[str, ...] = ("en",)  # the readers' languages, the first language first
    left: float = 0  # the left edge, in points from that of its blocks
    # True if lines start at the right edge: in the second of two facing columns in opposite directions.
    at_end: bool = False

    @property
    def direction(self) -> Direction:
        """The direction of the first language; for ``rtl``, `mirror` exchanges the edges."""
        return language_direction(self.languages[0])

    def line_start(self, line: TextLine, widest: float | None = None) -> float:
        """The left end of a line; of one of several that run the other way, of which the widest is given."""
        inset = widest - line.width if widest is not None else 0
        return self.left + (self.width - line.width - inset if self.at_end else inset)

    def runs_against(self, spans: Sequence[Span]) -> bool:
        """True if a paragraph starts at the edge where the lines of the column end."""
        text = "".join(span.text for span in spans)
        starts_right = (self.direction == "rtl") != self.at_end
        runs_right = base_direction(spans) == "ltr" or (is_plain(text) and bool(text))
        return runs_right if starts_right else base_direction(spans) == "rtl"

    def indent(self, indent: float) -> TextColumn:
        """The column with the edge at which lines start moved inwards."""
        left = self.left if self.at_end else self.left + indent
        return TextColumn(self.fonts, self.width - indent, self.languages, left, self.at_end)

    def set_paragraph(
        self,
        spans: Sequence[Span],
        subjects: tuple[str, ...] = (),
        *,
        balanced: bool = False,
    ) -> tuple[Block, ...]:
        """Set a paragraph as one block for each line, ragged, without widows and orphans.

        Balanced lines are as few as possible, but about equally long, for titles and names of organisations.
        In scripts without spaces two lines are broken after a punctuation mark if there is one.
        """
        base = base_direction(spans)
        lines = break_lines(self.fonts, spans, self.width, base=base, balanced=balanced)
        last, extra = len(lines) - 1, _extra_leading(lines)
        structure = (StructureElement("P"),)
        is_level = last > 0 and spans[0].style.hyphenate and self.runs_against(spans)
        widest = max(line.width for line in lines) if is_level else None
        blocks = [
            place_line(
                line,
                self.line_start(line, widest),
                subjects,
                keep_with_next=last > 0 and index in {0, last - 1},
                structure=structure,
            )
            for index, line in enumerate(lines)
        ]
        if extra:
            blocks[:-1] = [block._replace(height=block.height + extra) for block in blocks[:-1]]
        return tuple(blocks)

    def set_hanging(
        self, spans: Sequence[Span], hang: float, subjects: tuple[str, ...] = (), *, balanced: bool = False
    ) -> tuple[Block, ...]:
        """Set a paragraph whose lines are indented after the first one, if it does not run the other way."""
        if self.fits(spans):
            return self.set_paragraph(spans, subjects)
        if self.runs_against(spans):
            return self.set_paragraph(spans, subjects)
        first, *rest = self.indent(hang).set_paragraph(spans, subjects, balanced=balanced)
        outwards = hang if self.at_end else -hang
        return first._replace(marks=tuple(move(mark, outwards, 0) for mark in first.marks)), *rest

    def set_block(
        self, spans: Sequence[Span], subjects: tuple[str, ...] = (), *, balanced: bool = False
    ) -> Block:
        return stack(self.set_paragraph(spans, subjects, balanced=balanced))

    def fits(self, spans: Sequence[Span]) -> bool:
        return fits_on_one_line(self.fonts, spans, self.width, base_direction(spans))

    def one_line(self, spans: Sequence[Span]) -> TextLine:
        return break_lines(self.fonts, spans, self.width, max_lines=1, base=base_direction(spans))[0]


def _extra_leading(lines: Sequence[TextLine]) -> float:
    """The leading that lines need besides their own, for scripts with marks above and below letters."""
    return max(
        (
            over
            for above, below in pairwise(lines)
            if (over := above.ink.bottom - below.ink.top - below.leading) > OVERLAP_TOLERANCE * below.size
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
    """A line as a block, ``x`` points from the left edge of the column."""
    return Block(
        line.leading,
        (PlacedLine(line, x, line.leading * BASELINE, subjects, structure),),
        keep_with_next=keep_with_next,
    )


def pair_lines(left: Sequence[Block], right: Sequence[Block]) -> list[Block]:
    """Pair two lists of blocks line by line, with the spaces and keep-with-next of the left list until its
    end.
    """
    return [align_tops(*pair) for pair in zip_longest(left, right, fillvalue=Block(0))]


def row_of(*columns: Sequence[Block]) -> list[Block]:
    """Blocks side by side, line by line on common baselines; a row has the widest space of its blocks."""
    return [
        align_tops(*line)._replace(
            space_above=max(block.space_above for block in line),
            keep_with_next=any(block.keep_with_next for block in line),
        )
        for line in zip_longest(*columns, fillvalue=Block(0))
    ]


def align_tops(*blocks: Block) -> Block:
    """Merge blocks side by side into one as tall as the tallest, with the other attributes of the first.

    Marks are ordered from left to right, since their order is that of reading.
    """
    first, height = blocks[0], max([block.height for block in blocks])
    structure = first.structure
    if any(block.marks and block.structure != structure for block in blocks):
        blocks, structure = tuple(map(push_structure, blocks)), ()
    marks = [mark for block in blocks for mark in block.marks]
    if len(marks) > 1:
        marks.sort(key=lambda mark: mark.x1 if isinstance(mark, RuleLine) else mark.x)
    return Block(
        height,
        tuple(marks),
        first.space_above,
        first.keep_with_next,
        first.separator,
        first.height_needed,
        structure,
    )


def keep_together(blocks: Sequence[Block], *, space_above: float = 0) -> list[Block]:
    """The blocks, which stay on one page if it is tall enough, with space above the first."""
    last = len(blocks) - 1
    return [
        _with_keep(
            block, block.space_above if at else space_above, keep_with_next=block.keep_with_next or at < last
        )
        for at, block in enumerate(blocks)
    ]


def _with_keep(block: Block, space_above: float, *, keep_with_next: bool) -> Block:
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
    words = [mark for mark in block.marks if isinstance(mark, PlacedLine)]
    left = min(mark.x for mark in words)
    right = max(mark.x + mark.line.width for mark in words)
    return block._replace(marks=(*block.marks, LinkArea(left, 0, right - left, block.height, target)))


def mirror(mark: Mark, width: float) -> Mark:
    """The mark mirrored on a page of a width; the direction of text does not change."""
    if isinstance(mark, RuleLine):
        return replace(mark, x1=width - mark.x1, x2=width - mark.x2)
    if isinstance(mark, Destination):
        return mark
    x = width - mark.x - _width_of(mark)
    return mark._replace(x=x) if isinstance(mark, PlacedLine) else replace(mark, x=x)


def _width_of(mark: PlacedLine | Box | Polygon | QrCode | Picture | Drawing | LinkArea | PlacedPage) -> float:
    match mark:
        case PlacedLine():
            return mark.line.width
        case QrCode():
            return mark.size
        case PlacedPage():
            return mark.area.width
    return mark.width
