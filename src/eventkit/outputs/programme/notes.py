"""Pages to write on, as many as fill the last sheet of the book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import methodcaller

from eventkit.outputs.programme.sections import Section, build_section, set_heading
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import Mark, Rule

NOTES = "notes"

_PAGES_PER_SHEET = 4
"""The pages of a sheet that is folded once."""


def note_pages(context: PrintContext, before: int) -> Section:
    """Ruled pages behind that many others: one at least, and then as many as make the sheets full."""
    count = 1 + -(before + 1) % _PAGES_PER_SHEET
    made = build_section(context, NOTES, methodcaller("word", "notes"), (), plates=((),) * count)
    heading = set_heading(context, made.title)
    lines = tuple(_ruled_lines(context, 0))
    first = (*heading.marks, *_ruled_lines(context, heading.height))
    return replace(made, full_pages=(first, *(lines for _ in range(count - 1))))


def _ruled_lines(context: PrintContext, top: float) -> Iterator[Mark]:
    """Every second line of the grid is ruled, so that those of facing pages are level."""
    sheet, step = context.page_format, 2 * context.page_format.leading
    for y in (step * nth for nth in range(1, sheet.line_count // 2 + 1)):
        if y >= top + step:
            yield Rule(0, y, sheet.text_width, y, 0.14 * sheet.unit, context.colours.hairline)
