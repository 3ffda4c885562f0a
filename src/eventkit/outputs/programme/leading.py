"""Lines that lead to a page: what is there, a row of dots, the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import Link, Mark, Rule, Span, Style, Words, shape
from eventkit.typesetting.flow import Column, Piece, beside, set_at
from eventkit.typesetting.roles import block

_DOT, _GAP = 0.6, 2.4
"""How long a dot and the gap behind it are, in points."""

_FEWEST_DOTS = 4
"""Fewer dots look like dirt."""

_UNKNOWN_NUMBER = "000"
"""What stands for a number in the first pass, when none is known."""


def without_number_column(context: PrintContext, column: Column) -> Column:
    """The column without the room for numbers of three figures at its right edge."""
    return Column(column.fonts, column.width - 7 * context.page_format.unit, column.languages, column.left)


def set_dot_leader(
    context: PrintContext,
    pieces: Sequence[Piece],
    anchor: str,
    places: Mapping[str, str],
    column: Column,
    *,
    style: Style,
) -> list[Piece]:
    """Lines of text, the last with the number of the page that all of them lead to.

    Args:
        context: What the programme is set with.
        pieces: The lines, no wider than the `without_number_column` column.
        anchor: Where they lead; where it is not in the book they lead nowhere.
        places: The page numbers; none at all in the first pass.
        column: From edge to edge.
        style: Of the number.
    """
    number = places.get(anchor, "" if places else _UNKNOWN_NUMBER)
    if not number:
        return list(pieces)
    line = shape(context.fonts, Span(number, "en", style))
    x = column.left + column.width - line.width
    *above, last = pieces
    told = set_at(line, x)
    # On the baseline of the text beside it, which may be of another size.
    ends = [mark for mark in last.marks if isinstance(mark, Words)]
    if ends:
        tags = block(last.tags + ends[-1].tags)
        told = told._replace(marks=(Words(line, x, ends[-1].y, tags=tags),))
    dots = _dots(context, ends, x) if ends else ()
    last = beside(last._replace(marks=(*last.marks, *dots)), told)
    return [
        piece._replace(marks=(*piece.marks, Link(column.left, 0, column.width, piece.height, f"#{anchor}")))
        for piece in (*above, last)
    ]


def _dots(context: PrintContext, words: Sequence[Words], until: float) -> tuple[Mark, ...]:
    """Dots from the end of a line to the number, those of all lines below one another."""
    unit, step = context.page_format.unit, _DOT + _GAP
    begin, end = max(mark.x + mark.line.width for mark in words) + 1.5 * unit, until - 1.2 * unit
    edge = step * (end // step)
    count = int((edge - begin) // step)
    if count < _FEWEST_DOTS:
        return ()
    y = words[-1].y
    return (Rule(edge - count * step, y, edge, y, _DOT, context.colours.hairline, (_DOT, _GAP)),)
