"""Positions and organisations below a name, above the code or beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import ceil

from eventkit.outputs.badges import look
from eventkit.outputs.badges.blocks import Block, fitted
from eventkit.typesetting import Span, Style, shape
from eventkit.typesetting.flow import Column, Piece, height_of, together


def positions_block(
    column: Column, said: Sequence[tuple[str, str]], above: float, about: tuple[str, ...]
) -> Block:
    """Positions, each with its language, at the largest size at which all fit.

    Above the code they are as wide as the badge; only where they would be small they go on beside it.

    Args:
        column: The width of the badge.
        said: Language and line of each.
        above: The height above the code.
        about: Whose they are.
    """
    narrow = replace(column, width=column.width - look.CODE)
    wide = (look.WIDE_POSITIONS, above, (column,))
    widths = [shape(column.fonts, Span(line, language, Style(1))).width for language, line in said]
    for sizes, room, columns in (wide, (look.POSITIONS, above + look.CODE, (column, narrow))):
        # What would not fit even if all its lines were full need not be set.
        least = {size: sum(ceil(width * size / column.width) for width in widths) * size for size in sizes}
        promising = [size for size in sizes if least[size] * Style(1).leading <= room]
        lines = partial(_lines, said, columns, above, about)
        block = fitted(promising or sizes[-1:], room, lines)
        if block.whole:
            break
    # Evened lines are as many: it is enough to even those that are printed.
    return fitted((block.size,), room, partial(lines, balanced=True))


def _lines(
    said: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    above: float,
    about: tuple[str, ...],
    size: float,
    *,
    balanced: bool = False,
) -> list[Piece]:
    """Each position in the first column in which it ends above the code, or else in the last."""
    lines: list[Piece] = []
    for at, (language, line) in enumerate(said):
        spans = [Span(line, language, Style(size, colour=look.INK))]
        before = (0.8 if at and language != said[at - 1][0] else 0.35) * size
        own: list[Piece] = []
        for column in columns:
            own = together(column.lines(spans, about, balanced=balanced), before=before)
            if height_of([*lines, *own]) <= above:
                break
        lines += own
    return lines
