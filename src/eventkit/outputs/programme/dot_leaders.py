"""Dot leaders: from the end of a line to its page number, and the links of such lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import LinkArea, Mark, PlacedLine, RuleLine, Span, Style, set_line
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.layout.structure_elements import without_spans
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, place_line

_DOT, _GAP = 0.6, 2.4
"""The length of a dot and of the gap behind it, in points."""


_FEWEST_DOTS = 4
"""Fewer dots are left out: they would look like specks."""


_UNKNOWN_NUMBER = "000"
"""The placeholder of a page number in the first pass."""


def without_number_column(context: PrintContext, column: TextColumn) -> TextColumn:
    """The column without the space for page numbers at its right edge."""
    return TextColumn(
        column.fonts, column.width - 7 * context.page_format.unit, column.languages, column.left
    )


def set_dot_leader(
    context: PrintContext,
    pieces: Sequence[Block],
    anchor: str,
    page_numbers: Mapping[str, str],
    column: TextColumn,
    *,
    style: Style,
) -> list[Block]:
    """Add a dot leader and the page number to the last of some lines, which all link to it.

    Args:
        context: The print context.
        pieces: The lines, no wider than `without_number_column`.
        anchor: The destination; if the book does not have it, the lines are left as they are.
        page_numbers: The page numbers; empty in the first pass.
        column: The column from edge to edge.
        style: The style of the number.
    """
    number = page_numbers.get(anchor, "" if page_numbers else _UNKNOWN_NUMBER)
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
    dots = _dots(context, line_ends, x) if line_ends else ()
    last = align_tops(last._replace(marks=(*last.marks, *dots)), number_block)
    return [
        piece._replace(
            marks=(*piece.marks, LinkArea(column.left, 0, column.width, piece.height, f"#{anchor}"))
        )
        for piece in (*above, last)
    ]


def _dots(context: PrintContext, words: Sequence[PlacedLine], until: float) -> tuple[Mark, ...]:
    """Dots from the end of a line to the number, aligned between lines."""
    unit, step = context.page_format.unit, _DOT + _GAP
    begin, end = max(mark.x + mark.line.width for mark in words) + 1.5 * unit, until - 1.2 * unit
    edge = step * (end // step)
    count = int((edge - begin) // step)
    if count < _FEWEST_DOTS:
        return ()
    y = words[-1].y
    return (RuleLine(edge - count * step, y, edge, y, _DOT, context.colours.hairline, (_DOT, _GAP)),)
