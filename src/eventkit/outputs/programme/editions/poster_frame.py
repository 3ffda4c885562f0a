"""The frame of wall posters: the day in large type at the head, and at the foot where to find changes.

A poster is seen from across a hall before it is read from near: the day is at least five times as large as
the sessions. Measures are those of A1, and grow and shrink with the shorter side of the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from eventkit.messages import Message
from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.outputs.programme.running_heads import edition_spans, mirror_page
from eventkit.outputs.programme.theme import POSTER_PAPERS, LooseSheet, fit_logo, is_pdf
from eventkit.outputs.programme.web_links import web_code
from eventkit.public_pages.page_addresses import plain_address
from eventkit.typesetting import (
    Box,
    Colour,
    Destination,
    Drawing,
    Mark,
    Page,
    PagedDocument,
    Picture,
    PlacedLine,
    Rectangle,
    Size,
    Span,
    Style,
    TextLine,
    crop_picture,
    mm,
    readable_on,
    set_line,
)
from eventkit.typesetting.layout.structure_elements import (
    FOOTER,
    HEADER,
    StructureElement,
    StructurePath,
    heading,
)
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.typesetting.text.line_breaking import break_lines
from eventkit.typesetting.text.paragraph import join_spans

_A1_SIDE = min(POSTER_PAPERS["a1"])
_GAP = 8.0  # between the frame and the grid
_FOOT = 42.0
_CODE, _CODE_GAP = 40.0, 8.0
_LOGO_WIDTH, _LOGO_HEIGHT, _LOGO_GAP = 60.0, 30.0, 12.0
_LEAST_CODE = 20 * mm


@dataclass(frozen=True, slots=True)
class _HeadMeasures:
    """The measures of a head: its height and baselines in millimetres, and the sizes of its lines."""

    height: float
    day: float
    date: float
    last_line: float
    day_size: float
    date_size: float
    beside: bool


_TALL_HEAD = _HeadMeasures(129, 50, 83, 118, 120, 64, beside=False)
_LOW_HEAD = _HeadMeasures(66, 34, 57, 57, 84, 42, beside=True)
"""For sheets that are wide, or full: the conference is beside the day."""

_TITLE_LINES = 2
_LINE = 1.4  # from one line of the conference to the next, as a part of the size
_TITLE_SIZE, _SECOND_SIZE, _FOOT_SIZE = 31.0, 26.0, 26.0
_LABEL_SIZE = 36.0

_DAY_BESIDE_TITLE, _DAY_BESIDE_LABEL, _BESIDE = 0.52, 0.38, 0.04
"""The parts of the width for the day beside the title or a label, and for the space between them."""

_A1_TYPE, _WALL_TYPE = 24.0, 14.0

_ASCENT, _DESCENT = 1.0, 0.3
"""The most ink above and below a baseline, with accents on capitals, as a part of the size."""


def smallest_poster_type(size: Size) -> float:
    """The least size of text on a poster in points, by the distance from which paper of that size is read.

    A size of 14 pt is read from a metre (12 minutes of arc), which is as near as one stands before a wall.
    A1 is read from 1.7 m, and other paper from a distance that grows with it.
    """
    return max(_WALL_TYPE, _A1_TYPE * min(size) / _A1_SIDE)


class PosterSheet(LooseSheet):
    """A wall poster with a tall head."""

    __slots__ = ()

    @property
    def has_folio(self) -> bool:
        return False

    @property
    def is_framed(self) -> bool:
        return True

    @property
    def poster_unit(self) -> float:
        """A millimetre on A1, in points."""
        return mm * min(self.width, self.height) / _A1_SIDE

    @property
    def head(self) -> _HeadMeasures:
        return _TALL_HEAD

    @property
    def last_line(self) -> float:
        """The baseline of the last line of the conference, in points.

        On small paper it is lower: the title is not below the smallest type, and keeps clear of the date.
        """
        usual = self.head.last_line * self.poster_unit
        if self.head.beside:
            return usual
        date_line = self.head.date * self.poster_unit + _DESCENT * self.type_size(self.head.date_size)
        title = _ASCENT * self.type_size(_TITLE_SIZE) + _LINE * self.type_size(_SECOND_SIZE)
        return max(usual, date_line + title)

    @property
    def head_height(self) -> float:
        """The height of the head in points."""
        return self.last_line + (self.head.height - self.head.last_line) * self.poster_unit

    def type_size(self, size: float) -> float:
        """The size in points of what has a size on A1, not below the smallest that this paper may have."""
        return max(size * self.poster_unit / mm, smallest_poster_type((self.width, self.height)))

    @property
    def top(self) -> float:
        return self.head_height + _GAP * self.poster_unit

    @property
    def bottom(self) -> float:
        return (_FOOT + _GAP) * self.poster_unit + self.inner / 2


class LowPosterSheet(PosterSheet):
    """A wall poster with a low head, for a day that takes all of the sheet."""

    __slots__ = ()

    @property
    def head(self) -> _HeadMeasures:
        return _LOW_HEAD


def fits_a_line(context: PrintContext, sheet: PosterSheet) -> bool:
    style = Style(sheet.type_size(_TITLE_SIZE), weight=600, typeface="labels")
    title = context.text_spans(context.schedule.conference.shortest_title, style)[:1]
    return TextColumn(context.fonts, sheet.text_width).fits(title)


class PosterHeading(NamedTuple):
    day: date
    # The building or rooms and the hours that the poster has of the day, where it has not all of it.
    label: tuple[str, ...] = ()


def frame_posters(
    context: PrintContext, document: PagedDocument, headings: Mapping[str, PosterHeading]
) -> PagedDocument:
    """Add the frame of its day to each page of a document; a heading holds from its destination on."""
    sheet = context.page_format
    if not isinstance(sheet, PosterSheet):
        raise TypeError(
            Message("A poster has the page format PosterSheet, not {name}.", name=type(sheet).__name__)
        )
    frame = _PosterFrame(context, sheet)

    def pages() -> Iterator[Page]:
        current = next(iter(headings.values()))
        for number, page in enumerate(document.pages(), start=1):
            current = _heading_of(page, headings) or current
            framed = mirror_page(context, frame.marks(current, is_first=number == 1), page.label)
            yield replace(page, marks=(*framed.marks, *page.marks))

    return PagedDocument(document.info, pages)


def _heading_of(page: Page, headings: Mapping[str, PosterHeading]) -> PosterHeading | None:
    names = (mark.name for mark in page.marks if isinstance(mark, Destination))
    return next((headings[name] for name in names if name in headings), None)


class _PosterFrame:
    def __init__(self, context: PrintContext, sheet: PosterSheet) -> None:
        self._context = context
        self._sheet = sheet
        self._unit = sheet.poster_unit

    def marks(self, title: PosterHeading, *, is_first: bool) -> Iterator[Mark]:
        """The marks of the frame of a day; on the first page the conference is the heading of all."""
        yield from self._set_head(title, (heading(1),) if is_first else HEADER)
        yield from self._set_foot()

    def _style(self, size: float, colour: Colour, weight: int = 400) -> Style:
        """A style by its size on A1; nothing but the day is smaller than the text of the poster may be."""
        return Style(self._sheet.type_size(size), weight=weight, colour=colour, typeface="labels")

    def _set_head(self, poster: PosterHeading, title_tags: StructurePath) -> Iterator[Mark]:
        sheet, unit, measures = self._sheet, self._unit, self._sheet.head
        area = Rectangle(0, 0, sheet.width, sheet.head_height)
        if picture := self._picture:
            across, down = self._context.style.poster.focus
            yield crop_picture(picture, area, focus=(across / 100, down / 100))
        else:
            yield Box(0, 0, area.width, area.height, fill=self._context.colours.accent)
        ink = self._ink
        left, width = sheet.inner, sheet.text_width
        day_part = (_DAY_BESIDE_LABEL if poster.label else _DAY_BESIDE_TITLE) if measures.beside else 1
        day_width = day_part * width if measures.beside else width
        start = day_part + _BESIDE if measures.beside else 0
        edge, title_width = left + start * width, (1 - start) * width
        label = self._set_label(poster.label, ink, title_width)
        title = self._set_title(ink, title_width, 1 if label else _TITLE_LINES)
        lines = [*label, *title, *([] if label else self._set_second_line(ink, title_width))]
        tags = (heading(2),)
        second_tags = HEADER if title_tags is HEADER else (StructureElement("P"),)
        for below, line in enumerate(lines, start=1 - len(lines)):
            y = sheet.last_line + below * _LINE * max(each.size for each in lines[1:] or lines)
            line_tags = title_tags if line in title else tags if line in label else second_tags
            yield PlacedLine(line, edge, y, structure=line_tags)
        weekday, date_line = self._day_spans(poster.day, ink)
        yield self._place(weekday, left, measures.day * unit, day_width, tags)
        yield self._place(date_line, left, measures.date * unit, day_width, tags)

    @property
    def _ink(self) -> Colour:
        style = self._context.style
        if self._picture:
            return Colour.parse(style.poster.ink or style.cover_ink)
        return readable_on(self._context.colours.accent)

    @property
    def _picture(self) -> bytes | None:
        """The picture of the head: its own, or that of a cover that has text over it."""
        style = self._context.style
        name = style.cover or ""
        over = style.cover_size == "page" and not is_pdf(name)
        return self._context.pictures.get(style.poster.picture or (name if over else ""))

    def _day_spans(self, day: date, ink: Colour) -> tuple[Spans, Spans]:
        """The weekday in the first language; the date, and the weekday in the second one."""
        measures, (first, *others) = self._sheet.head, self._context.wordings
        large = self._style(measures.day_size, ink, 700)
        small = self._style(measures.date_size, ink)
        weekday = [Span(first.weekday(day), first.asked, large)]
        spans = [Span(first.days(day, day), first.asked, small)]
        if others and (name := others[0].weekday(day)) != first.weekday(day):
            spans.append(Span(name, others[0].asked, replace(small, weight=700)))
        return weekday, spans

    def _set_label(self, label: Sequence[str], ink: Colour, width: float) -> Sequence[TextLine]:
        """The label of a poster in two lines at most, smaller where they are too long."""
        context, style = self._context, self._style(_LABEL_SIZE, ink, 700)
        if not label:
            return ()
        column = TextColumn(context.fonts, width)
        spans = [Span(part, context.languages[0], style) for part in label]
        joined = join_spans(spans)
        if len(label) > 1 and not column.fits(joined):
            return [self._shrunk(line, width) for line in (join_spans(spans[:-1]), spans[-1:])]
        lines = break_lines(context.fonts, joined, width, balanced=True)
        return lines if len(lines) <= _TITLE_LINES else [self._shrunk(joined, width)]

    def _set_title(self, ink: Colour, width: float, limit: int) -> Sequence[TextLine]:
        """The title of the conference in the first language, in so many lines at most."""
        context = self._context
        spans = context.text_spans(
            context.schedule.conference.shortest_title, self._style(_TITLE_SIZE, ink, 600)
        )
        return break_lines(context.fonts, spans[:1], width, max_lines=limit, balanced=True)

    def _set_second_line(self, ink: Colour, width: float) -> Sequence[TextLine]:
        context, conference = self._context, self._context.schedule.conference
        style = self._style(_SECOND_SIZE, ink)
        second = list(context.text_spans(conference.shortest_title, style)[1:2])
        venue = list(context.text_spans(conference.venue.name, style)[:1]) if conference.venue else []
        column = TextColumn(context.fonts, width)
        spans = next((spans for spans in (second + venue, second) if column.fits(join_spans(spans))), second)
        return [column.one_line(join_spans(spans))] if spans else []

    def _set_foot(self) -> Iterator[Mark]:
        sheet, unit, context = self._sheet, self._unit, self._context
        top = sheet.height - sheet.bottom + _GAP * unit
        left, x = sheet.inner, sheet.inner
        address = context.site or context.schedule.conference.url or ""
        if address and (code := web_code(address)):
            size = max(_CODE * unit, _LEAST_CODE, code.size)
            code = replace(code, size=size, y=top)
            margin = code.quiet * code.module
            yield replace(code, x=left - margin, y=top - margin)
            x = left - margin + size + _CODE_GAP * unit
        logos = list(self._set_logos(Rectangle(x, top, left + sheet.text_width - x, _LOGO_HEIGHT * unit)))
        yield from logos
        end = min((logo.x for logo in logos), default=left + sheet.text_width)
        colours = context.colours
        style = self._style(_FOOT_SIZE, colours.ink, 600)
        lines: list[Spans] = [[Span(plain_address(address), "en", style)]] if address else []
        if edition := edition_spans(context, self._style(_FOOT_SIZE, colours.grey)):
            lines.append(edition)
        y = top
        for line in lines:
            y += 1.45 * line[0].style.size
            yield self._place(line, x, y, end - x - _CODE_GAP * unit, FOOTER)

    def _set_logos(self, area: Rectangle) -> Iterator[Picture | Drawing]:
        """As many logos of organisers as half of the foot holds, in order, at the end of the line."""
        context, unit = self._context, self._unit
        backings = context.schedule.conference.organisations
        names = dict.fromkeys(context.style.logos.get(backing.organisation, "") for backing in backings)
        files = [name for name in names if name in context.pictures]
        step = (_LOGO_WIDTH + _LOGO_GAP) * unit
        shown = files[: max(0, int(area.width / 2 / step))]
        x = area.right - len(shown) * step + _LOGO_GAP * unit
        for name in shown:
            place = Rectangle(x, area.y, _LOGO_WIDTH * unit, area.height)
            yield fit_logo(name, context.pictures[name], place, "")
            x += step

    def _place(self, spans: Spans, x: float, y: float, width: float, structure: StructurePath) -> PlacedLine:
        return PlacedLine(self._shrunk(join_spans(spans), width), x, y, structure=structure)

    def _shrunk(self, spans: Spans, width: float) -> TextLine:
        line = set_line(self._context.fonts, spans)
        if line.width > width:
            factor = width / line.width
            smaller = [
                span._replace(style=replace(span.style, size=span.style.size * factor)) for span in spans
            ]
            line = set_line(self._context.fonts, smaller)
        return line
