"""Running heads, folios, draft marks and thumb tabs around the text of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.outputs.programme.sections import Section
from eventkit.typesetting import (
    Box,
    Destination,
    Mark,
    Page,
    PlacedLine,
    RuleLine,
    Span,
    Style,
    TextLine,
    readable_on,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.structure_elements import ARTIFACT, FOOTER, HEADER
from eventkit.typesetting.layout.text_columns import TextColumn, mirror
from eventkit.typesetting.text.paragraph import join_spans
from eventkit.wording import Wording


def add_running_heads(context: PrintContext, number: int, marks: Sequence[Mark], guide: Spans) -> Page:
    """A page of text with the conference's title and the section's guide above it, its number at the foot.

    Args:
        context: What the programme is set with.
        number: The number of the page, from 1 for the cover.
        marks: The text, from its top left corner.
        guide: What tells where in the book the page is.
    """
    sheet, unit = context.page_format, context.page_format.unit
    left, right = sheet.text_left(number), sheet.text_left(number) + sheet.text_width
    y = sheet.top - 7 * unit
    told = TextColumn(context.fonts, sheet.text_width / 2).one_line(join_spans(guide)) if guide else None
    title = _head_title(context, sheet.text_width - (told.width + 6 * unit if told else 0))
    folio = set_line(context.fonts, Span(str(number), "en", context.type_scale.folio))
    outer = right - folio.width if number % 2 else left
    frame: list[Mark] = [
        PlacedLine(title, left, y - 2.1 * unit, tags=HEADER),
        *([PlacedLine(told, right - told.width, y - 2.1 * unit, tags=HEADER)] if told else []),
        RuleLine(left, y, right, y, 0.14 * unit, context.colours.hairline),
    ]
    foot = PlacedLine(folio, outer, sheet.height - sheet.bottom + 8.5 * unit, tags=FOOTER)
    body = (move(mark, left, sheet.top) for mark in marks)
    return mirror_page(context, (*frame, *body, foot, *draft_marks(context, number)), label=str(number))


def draft_marks(context: PrintContext, number: int) -> Iterator[Mark]:
    """The word that tells a draft from what was released, at the inner side of a page's foot."""
    if not context.draft:
        return
    sheet = context.page_format
    word = set_line(context.fonts, join_spans(context.spans_of(_draft_word, context.type_scale.folio)))
    left = sheet.text_left(number)
    x = left if number % 2 else left + sheet.text_width - word.width
    yield PlacedLine(word, x, sheet.height - sheet.bottom + 8.5 * sheet.unit, tags=FOOTER)


def _draft_word(wording: Wording) -> str:
    return wording.word("draft").upper()


def mirror_page(context: PrintContext, marks: Iterable[Mark], label: str) -> Page:
    """A page of marks laid out from left to right, turned round where the book runs the other way."""
    sheet = context.page_format
    if context.direction == "rtl":
        marks = (mirror(mark, sheet.width) for mark in marks)
    return Page(sheet.width, sheet.height, tuple(marks), label=label)


def _head_title(context: PrintContext, width: float) -> TextLine:
    """The conference's title in all languages where they fit, else in the first, cut if it must be."""
    column = TextColumn(context.fonts, width)
    spans = context.text_spans(context.schedule.conference.title, context.type_scale.head)
    whole = join_spans(spans)
    return column.one_line(whole if column.fits(whole) else spans[:1])


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
        begun = [mark.name for mark in page.marks if isinstance(mark, Destination) and mark.name in anchors]
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
        PlacedLine(line, x + (wide - line.width) / 2, middle, tags=ARTIFACT),
    )
    return replace(page, marks=(*marks, *page.marks))


def _set_day_number(context: PrintContext, day: str, style: Style) -> TextLine:
    """The day of the month: short, and the same in every language."""
    return set_line(context.fonts, Span(str(int(day.rpartition("-")[2])), "en", style))
