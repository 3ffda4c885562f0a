"""Running heads, folios, draft marks and thumb tabs around the text of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from eventkit.outputs.programme.print_context import PrintContext, PrintedRelease, Spans, join_languages
from eventkit.outputs.programme.printed_texts import ELLIPSIS
from eventkit.outputs.programme.sections import Section
from eventkit.typesetting import (
    Box,
    Destination,
    Mark,
    Page,
    PlacedLine,
    Span,
    Style,
    TextLine,
    readable_on,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import move
from eventkit.typesetting.layout.structure_elements import ARTIFACT, FOOTER, HEADER, heading
from eventkit.typesetting.layout.text_columns import TextColumn, mirror
from eventkit.wording import Wording


def add_running_heads(
    context: PrintContext, number: int, marks: Sequence[Mark], running_head: Spans, continued: Spans = ()
) -> Page:
    """Build a page: its text, a running head above at its outer edge, and its number below (the cover is 1).

    At the inner edge is the title of the session that continues on the page, or that of the conference, if it
    is short enough.
    """
    page_format, left = context.page_format, context.page_format.text_left(number)
    if page_format.is_framed:
        body = (move(mark, left, page_format.top) for mark in marks)
        return mirror_page(context, body, label=str(number))
    y = page_format.top - _HEAD_ABOVE * page_format.unit
    column = TextColumn(context.fonts, page_format.text_width / 2)
    section = column.one_line(join_languages(running_head)) if running_head else None
    if continued:
        width = page_format.text_width - (section.width + 6 * page_format.unit if section else 0)
        inner: TextLine | None = _continued_line(context, continued, width)
    else:
        # Where no cover has it, the title on the first page is the heading of the document.
        inner = _head_title(context, is_required=number == 1)
    outer_is_right = number % 2 == 1
    frame = []
    for line, tags, at_right in (
        (inner, (heading(1),) if number == 1 else HEADER, not outer_is_right),
        (section, HEADER, outer_is_right),
    ):
        if line is not None:
            x = left + page_format.text_width - line.width if at_right else left
            frame.append(PlacedLine(line, x, y, structure=tags))
    foot = _foot(context, number) if page_format.has_folio else ()
    body = (move(mark, left, page_format.top) for mark in marks)
    return mirror_page(context, (*frame, *body, *foot, *edition_marks(context, number)), label=str(number))


def _foot(context: PrintContext, number: int) -> tuple[Mark, ...]:
    page_format = context.page_format
    folio, left = set_line(context.fonts, _folio(context, number)), page_format.text_left(number)
    x = left + page_format.text_width - folio.width if number % 2 else left
    y = page_format.height - page_format.bottom + 8.5 * page_format.unit
    return (PlacedLine(folio, x, y, structure=FOOTER),)


def _folio(context: PrintContext, number: int) -> Sequence[Span]:
    """The page number, in the digits of each language where these are in facing columns."""
    style = context.type_scale.folio
    if not context.is_in_columns:
        return [Span(context.page_number(number), "en", style)]
    numbers = dict.fromkeys(wording.in_figures(str(number)) for wording in context.wordings)
    return [Span("    ".join(numbers), "en", style)]


def edition_marks(context: PrintContext, number: int) -> Iterator[Mark]:
    """The name and the day of the release, or the word that marks a draft, at the inner side of the foot."""
    sheet, style = context.page_format, context.type_scale.folio
    if context.release is not None and not context.draft:
        style = context.type_scale.head
    spans = edition_spans(context, style)
    if not spans:
        return
    column = TextColumn(context.fonts, 0.7 * sheet.text_width)
    line = join_languages(spans)
    word = column.one_line(line if column.fits(line) else spans[:1])
    left = sheet.text_left(number)
    x = left if number % 2 else left + sheet.text_width - word.width
    yield PlacedLine(word, x, sheet.height - sheet.bottom + 8.5 * sheet.unit, structure=FOOTER)


def edition_spans(context: PrintContext, style: Style) -> Spans:
    """The name and the day of the release, or the word that marks a draft; none for others."""
    if context.draft:
        return context.spans_of(lambda wording: wording.word("draft").upper(), style)
    if context.release is not None:
        return context.spans_of(partial(name_release, context.release), style)
    return []


def name_release(release: PrintedRelease, wording: Wording) -> str:
    """The release and its day: Release 1.0, 3 November 2026."""
    return wording.site_word("release", name=release.name, date=wording.days(release.on, release.on))


def mirror_page(context: PrintContext, marks: Iterable[Mark], label: str) -> Page:
    """A page of marks laid out from left to right, mirrored for languages that run the other way."""
    sheet = context.page_format
    if context.direction == "rtl":
        marks = (mirror(mark, sheet.width) for mark in marks)
    return Page(sheet.width, sheet.height, tuple(marks), label=label)


def _head_title(context: PrintContext, *, is_required: bool) -> TextLine | None:
    """The title of the conference on half of the width, in all languages or in the first; ``None`` if neither
    fits, so that it is on all pages or on none.
    """
    column = TextColumn(context.fonts, context.page_format.text_width / 2)
    spans = context.text_spans(context.schedule.conference.shortest_title, context.type_scale.head)
    for line in (join_languages(spans), spans[:1]):
        if column.fits(line):
            return column.one_line(line)
    return column.one_line(spans[:1]) if is_required else None


def _continued_line(context: PrintContext, continued: Spans, width: float) -> TextLine:
    """A title with the word that it continues, in all languages; a long one is shortened by whole words."""
    column = TextColumn(context.fonts, width)
    title, *_ = continued
    whole = join_languages([span._replace(text=span.text + _continues(span)) for span in continued])
    if column.fits(whole):
        return column.one_line(whole)
    words = title.text.split(" ")
    for count in range(len(words), 0, -1):
        ellipsis = "" if count == len(words) else ELLIPSIS
        line = [title._replace(text=" ".join(words[:count]).rstrip(",:;–—") + ellipsis + _continues(title))]
        if column.fits(line):
            return column.one_line(line)
    return column.one_line([title])


def _continues(title: Span) -> str:
    """The word that a title continues, in the language of the title, in brackets behind it."""
    wording = Wording.of(title.language)
    return wording.annotated("", wording.word("continued"))


_HEAD_ABOVE = 6.0  # units from the baseline of the running head to the top of the text
DAY_PREFIX = "day-"  # the beginning of the destination names of days
_WIDE, _HIGH, _STEP = 6.5, 13.0, 17.0
"""The size of a tab, and the distance to the next one, in units of the page format."""

_AT_TOP = 1.0  # the distance in points from the top of the text up to which a section begins a page


def add_thumb_tabs(
    context: PrintContext, pages: Iterable[Page], sections: Sequence[Section]
) -> Iterator[Page]:
    """Add the tab of its day to each page; a conference of one day has none."""
    days = [section.anchor for section in sections if section.anchor.startswith(DAY_PREFIX)]
    tabs = (
        {anchor: index for index, anchor in enumerate(days)}
        if len(days) > 1 and context.page_format.has_tabs
        else {}
    )
    anchors = {section.anchor for section in sections}
    current = ""
    for number, page in enumerate(pages, start=1):
        starting = [mark for mark in page.marks if isinstance(mark, Destination) and mark.name in anchors]
        if starting and starting[0].y <= context.page_format.top + _AT_TOP:
            current = ""  # nothing of the section before is on this page
        day = next((mark.name for mark in starting if mark.name in tabs), current)
        yield _add_tab(context, page, number, tabs, day) if day in tabs else page
        current = starting[-1].name if starting else current


def _add_tab(context: PrintContext, page: Page, number: int, tabs: Mapping[str, int], day: str) -> Page:
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
        PlacedLine(line, x + (wide - line.width) / 2, middle, structure=ARTIFACT),
    )
    return replace(page, marks=(*marks, *page.marks))


def _set_day_number(context: PrintContext, day: str, style: Style) -> TextLine:
    """The day of the month: short, and alike in every language."""
    return set_line(context.fonts, Span(context.page_number(int(day.rpartition("-")[2])), "en", style))
