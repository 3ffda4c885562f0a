"""Thumb tabs: marks at the outer edge of the pages that show where in the closed book each day is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from eventkit.outputs.programme.sections import Section
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import Anchor, Box, Line, Mark, Page, Span, Style, Words, readable_on, shape
from eventkit.typesetting.roles import ARTIFACT

DAY_PREFIX = "day-"
"""What the anchors of days begin with."""

_WIDE, _HIGH, _STEP = 6.5, 13.0, 17.0
"""The size of a tab, and how far down the next one is, in units of the sheet."""


def add_thumb_tabs(
    context: PrintContext, pages: Iterable[Page], sections: Sequence[Section]
) -> Iterator[Page]:
    """The pages of a book, those of each day with its tab; a conference of one day needs none."""
    days = [section.anchor for section in sections if section.anchor.startswith(DAY_PREFIX)]
    tabs = (
        {anchor: at for at, anchor in enumerate(days)}
        if len(days) > 1 and context.page_format.has_tabs
        else {}
    )
    anchors = {section.anchor for section in sections}
    now = ""
    for number, page in enumerate(pages, start=1):
        begun = [mark.name for mark in page.marks if isinstance(mark, Anchor) and mark.name in anchors]
        shown = next((each for each in begun if each in tabs), now)
        yield _add_tab(context, page, number, tabs, shown) if shown in tabs else page
        now = begun[-1] if begun else now


def _add_tab(context: PrintContext, page: Page, number: int, tabs: Mapping[str, int], day: str) -> Page:
    """The page with the tab of a day at its outer edge, which is the left one of pages on the left."""
    unit, sheet = context.page_format.unit, context.page_format
    step = min(_STEP * unit, (sheet.text_height - _HIGH * unit) / (len(tabs) - 1))
    wide, high = _WIDE * unit, min(_HIGH * unit, step)
    at_right = (number % 2 == 1) != (context.direction == "rtl")
    x, y = page.width - wide if at_right else 0, sheet.top + tabs[day] * step
    accent = context.colours.accent
    style = Style(10 * sheet.scale, weight=700, colour=readable_on(accent), tabular=True)
    line = _set_day_number(context, day, style)
    middle = y + high / 2 - (line.ink.top + line.ink.bottom) / 2
    marks: tuple[Mark, ...] = (
        Box(x, y, wide, high, accent),
        Words(line, x + (wide - line.width) / 2, middle, tags=ARTIFACT),
    )
    return replace(page, marks=(*marks, *page.marks))


def _set_day_number(context: PrintContext, day: str, style: Style) -> Line:
    """The day of the month: short, and the same in every language."""
    return shape(context.fonts, Span(str(int(day.rpartition("-")[2])), "en", style))
