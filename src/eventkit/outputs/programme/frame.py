"""What stands round the text of a page: its running head and its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eventkit.outputs.programme.setting import PrintContext, Spans
from eventkit.typesetting import Line, Mark, Page, Rule, Span, Words, shape
from eventkit.typesetting.flow import Column, mirrored, moved
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import FOOTER, HEADER
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
    told = Column(context.fonts, sheet.text_width / 2).one_line(joined(guide)) if guide else None
    title = _head_title(context, sheet.text_width - (told.width + 6 * unit if told else 0))
    folio = shape(context.fonts, Span(str(number), "en", context.type_scale.folio))
    outer = right - folio.width if number % 2 else left
    frame: list[Mark] = [
        Words(title, left, y - 2.1 * unit, tags=HEADER),
        *([Words(told, right - told.width, y - 2.1 * unit, tags=HEADER)] if told else []),
        Rule(left, y, right, y, 0.14 * unit, context.colours.hairline),
    ]
    foot = Words(folio, outer, sheet.height - sheet.bottom + 8.5 * unit, tags=FOOTER)
    body = (moved(mark, left, sheet.top) for mark in marks)
    return mirror_page(context, (*frame, *body, foot, *draft_marks(context, number)), label=str(number))


def draft_marks(context: PrintContext, number: int) -> Iterator[Mark]:
    """The word that tells a draft from what was released, at the inner side of a page's foot."""
    if not context.draft:
        return
    sheet = context.page_format
    word = shape(context.fonts, joined(context.spans_of(_draft_word, context.type_scale.folio)))
    left = sheet.text_left(number)
    x = left if number % 2 else left + sheet.text_width - word.width
    yield Words(word, x, sheet.height - sheet.bottom + 8.5 * sheet.unit, tags=FOOTER)


def _draft_word(wording: Wording) -> str:
    return wording.word("draft").upper()


def mirror_page(context: PrintContext, marks: Iterable[Mark], label: str) -> Page:
    """A page of marks laid out from left to right, turned round where the book runs the other way."""
    sheet = context.page_format
    if context.direction == "rtl":
        marks = (mirrored(mark, sheet.width) for mark in marks)
    return Page(sheet.width, sheet.height, tuple(marks), label=label)


def _head_title(context: PrintContext, width: float) -> Line:
    """The conference's title in all languages where they fit, else in the first, cut if it must be."""
    column = Column(context.fonts, width)
    spans = context.text_spans(context.schedule.conference.title, context.type_scale.head)
    whole = joined(spans)
    return column.one_line(whole if column.fits(whole) else spans[:1])
