"""Dot leaders: from the end of a line to its page number, and the links of such lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import LinkArea, Mark, PlacedLine, RuleLine, Span, Style, TextLine, set_line
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.layout.structure_elements import StructurePath, without_spans
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, keep_together, place_line

_DOT, _GAP = 0.6, 2.4  # the length of a dot and of the gap behind it, in points
_FEWEST_DOTS = 4  # fewer dots are left out: they would look like specks
_NUMBER_GAP = 0.25  # the space between two page numbers, in em
_REFERENCE_SPACE = 2.0  # the least space in units before the page numbers of a list of several
UNKNOWN_NUMBER = "000"  # the placeholder of a page number in the first pass


def without_number_column(context: PrintContext, column: TextColumn) -> TextColumn:
    """The column without the space for page numbers at its right edge."""
    return TextColumn(
        column.fonts, column.width - 7 * context.page_format.unit, column.languages, column.left
    )


def set_dot_leader(
    context: PrintContext,
    pieces: Sequence[Block],  # the lines, no wider than `without_number_column`
    anchor: str,  # the destination; if the book does not have it, the lines are left as they are
    page_numbers: Mapping[str, str],  # the page numbers; empty in the first pass
    column: TextColumn,
    *,
    style: Style,
) -> list[Block]:
    """Add a dot leader and the page number to the last of some lines, which all link to it."""
    number = page_numbers.get(anchor, "" if page_numbers else UNKNOWN_NUMBER)
    if not number:
        return list(pieces)
    line = set_line(context.fonts, Span(number, "en", style))
    x = column.left + column.width - line.width
    *above, last = pieces
    number_block = place_line(line, x)
    # On the baseline of the text beside it, which may be of another size.
    line_ends = [mark for mark in last.marks if isinstance(mark, PlacedLine)]
    if line_ends:
        tags = without_spans(last.structure + line_ends[-1].structure)
        number_block = number_block._replace(marks=(PlacedLine(line, x, line_ends[-1].y, structure=tags),))
    dots = _dots(context, _right_end(line_ends), line_ends[-1].y, x) if line_ends else ()
    last = align_tops(last._replace(marks=(*last.marks, *dots)), number_block)
    return [
        piece._replace(
            marks=(*piece.marks, LinkArea(column.left, 0, column.width, piece.height, f"#{anchor}"))
        )
        for piece in (*above, last)
    ]


class PageReference(NamedTuple):
    """A page number of a list of several, which leads to a destination."""

    number: str
    anchor: str
    style: Style


def set_page_references(
    context: PrintContext,
    lines: Sequence[Block],
    references: Sequence[PageReference],
    column: TextColumn,
) -> list[Block]:
    """Add page numbers with their links at the right edge, behind a dot leader from the last of some lines.

    Numbers stay together: where they do not fit beside the last line, they are beside the next one above it
    that has space, and without such a line on lines of their own, behind a dot leader over the free space.
    """
    rows = list(_reference_rows(context, references, column.width))
    if not rows:
        return list(lines)
    right = column.left + column.width
    limit = right - _row_width(rows[0]) - _REFERENCE_SPACE * context.page_format.unit
    words = [[mark for mark in line.marks if isinstance(mark, PlacedLine)] for line in lines]
    fitting = [index for index, marks in enumerate(words) if marks and _right_end(marks) <= limit]
    # Several rows of numbers go on below, so that the first of them has to be beside the last line.
    is_beside = bool(fitting) and (len(rows) == 1 or fitting[-1] == len(lines) - 1)
    beside = fitting[-1] if is_beside else len(lines)
    blocks = [*lines] if is_beside else [*lines, Block(lines[-1].height)]
    baseline = (words[beside] if is_beside else words[-1])[-1]
    tags = without_spans(lines[0].structure + baseline.structure)
    begin = _right_end(words[beside]) if is_beside else column.left + context.page_format.hang
    dots = _dots(context, begin, baseline.y, right - _row_width(rows[0]))
    blocks[beside] = blocks[beside]._replace(marks=(*blocks[beside].marks, *dots))
    first, *others = [_place_references(row, right, baseline.y, blocks[beside].height, tags) for row in rows]
    blocks[beside] = align_tops(blocks[beside], first)
    return keep_together([*blocks, *others])


def _right_end(words: Sequence[PlacedLine]) -> float:
    return max(mark.x + mark.line.width for mark in words)


class _SetReference(NamedTuple):
    """A page number of a row: its target, its line, and the space before it."""

    anchor: str
    line: TextLine
    gap: float


def _reference_rows(
    context: PrintContext, references: Sequence[PageReference], width: float
) -> Iterator[list[_SetReference]]:
    """The page numbers, all but the last with a comma, in as many rows as they need."""
    comma = "," if context.direction == "ltr" else context.wordings[0].sign("comma").strip()
    row: list[_SetReference] = []
    for index, reference in enumerate(references, start=1):
        text = reference.number + (comma if index < len(references) else "")
        span = Span(text, context.languages[0], reference.style)
        line = set_line(context.fonts, span, context.direction)
        gap = _NUMBER_GAP * reference.style.size
        if row and _row_width(row) + gap + line.width > width:
            yield row
            row = []
        row.append(_SetReference(reference.anchor, line, gap if row else 0))
    if row:
        yield row


def _row_width(row: Sequence[_SetReference]) -> float:
    return sum(reference.gap + reference.line.width for reference in row)


def _place_references(
    row: Sequence[_SetReference], right: float, y: float, height: float, tags: StructurePath
) -> Block:
    x = right - _row_width(row)
    marks: list[Mark] = []
    for reference in row:
        x += reference.gap
        width = reference.line.width
        marks += [
            PlacedLine(reference.line, x, y, structure=tags),
            LinkArea(x, 0, width, height, f"#{reference.anchor}"),
        ]
        x += width
    return Block(height, tuple(marks))


def references_width(context: PrintContext, references: Sequence[PageReference], column: TextColumn) -> float:
    """The width of the page numbers beside a line, with the least space before them."""
    rows = list(_reference_rows(context, references, column.width))
    return _row_width(rows[0]) + _REFERENCE_SPACE * context.page_format.unit if rows else 0


def _dots(context: PrintContext, words_end: float, y: float, until: float) -> tuple[Mark, ...]:
    unit, step = context.page_format.unit, _DOT + _GAP
    begin, end = words_end + 1.5 * unit, until - 1.2 * unit
    edge = step * (end // step)
    count = int((edge - begin) // step)
    if count < _FEWEST_DOTS:
        return ()
    return (RuleLine(edge - count * step, y, edge, y, _DOT, context.colours.hairline, (_DOT, _GAP)),)
