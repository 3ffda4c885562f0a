"""The programme at a glance: days side by side, parallel sessions counted by track."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from operator import methodcaller
from typing import NamedTuple

from eventkit.model import Session, SessionId, Status
from eventkit.outputs.programme.grid import DayView, days_with_sessions, is_for_everyone
from eventkit.outputs.programme.print_context import PrintContext, set_stacked
from eventkit.outputs.programme.sections import Section, build_section, session_anchor, set_heading
from eventkit.outputs.programme.theme import scale_style, secondary_style
from eventkit.times import Period
from eventkit.typesetting import Colour, Mark, RuleLine, Span, Style, break_lines, darken
from eventkit.typesetting.layout.flow_blocks import (
    Block,
    list_item,
    merge_into,
    move,
    stack,
    total_height,
    wrap,
)
from eventkit.typesetting.layout.page_breaks import paginate_blocks
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, link_to, place_line
from eventkit.typesetting.text.paragraph import base_direction
from eventkit.wording import Wording

OVERVIEW = "glance"


_SPACE_ABOVE = 3
"""Units of space above a row of days."""


_COUNTED_FROM = 3
"""From how many sessions on that begin at once they are counted and not listed."""


_MINIMUM_SIZE = 6.2
"""The size of any type at least, on A5."""


class OverviewLevel(NamedTuple):
    """How much is told, and in how little room.

    Attributes:
        hours: What begins within so many hours is told together; what begins at the same time, if 0.
        scale: The size of type, as a part of that of short notes.
        width: Of a day at least, in units.
        gap: Between two days, in units.
    """

    hours: int
    scale: float
    width: float
    gap: float


OVERVIEW_LEVELS = (
    OverviewLevel(0, 1, 33, 5),
    OverviewLevel(0, 1, 21, 3),
    OverviewLevel(1, 1, 33, 5),
    OverviewLevel(1, 1, 21, 3),
    OverviewLevel(1, 0.93, 21, 3),
    OverviewLevel(2, 1, 21, 3),
    OverviewLevel(2, 0.93, 21, 3),
    OverviewLevel(2, 0.87, 21, 3),
    OverviewLevel(3, 0.87, 21, 3),
)
"""From the most that is told to the least; the smallest type is 6.5 pt on A5."""


def set_overview(context: PrintContext) -> Iterator[Section]:
    """The days side by side, on one page if any of the ways allows it; nothing where there is only one."""
    schedule = context.schedule
    days = [
        (on, schedule.days.get(on) or DayView.build(schedule, on).outer) for on in _overview_days(context)
    ]
    if len(days) > 1:
        tried = (list(_set_rows(context, days, way)) for way in OVERVIEW_LEVELS)
        rows = _fewest_pages(tried, context.page_format.text_height - _overview_heading(context).height)
        yield build_section(context, OVERVIEW, methodcaller("word", "glance"), rows, fresh=True)


def _overview_days(context: PrintContext) -> list[date]:
    return sorted({*context.schedule.days, *days_with_sessions(context.schedule)})


def _overview_heading(context: PrintContext) -> Block:
    return set_heading(context, context.spans_of(methodcaller("word", "glance"), context.type_scale.heading))


def _fewest_pages(tried: Iterable[list[Block]], room: float) -> list[Block]:
    """The first of several that takes one page, or else the fewest."""
    best: tuple[int, list[Block]] | None = None
    for rows in tried:
        pages = sum(1 for _ in paginate_blocks(rows, room))
        if best is None or pages < best[0]:
            best = pages, rows
        if pages == 1:
            break
    return best[1] if best else []


OverviewDay = tuple[date, Sequence[Session]]


def _set_rows(context: PrintContext, days: Sequence[OverviewDay], way: OverviewLevel) -> Iterator[Block]:
    """The days in rows of about equally many, as many as a page is wide."""
    unit = context.page_format.unit
    gap = way.gap * unit
    fit = max(1, int((context.page_format.text_width + gap) // (way.width * unit + gap)))
    size = -(-len(days) // -(-len(days) // fit))
    for at in range(0, len(days), size):
        yield from _set_row(context, days[at : at + size], size, way)


def _set_row(
    context: PrintContext, days: Sequence[OverviewDay], size: int, way: OverviewLevel
) -> Iterator[Block]:
    """Days side by side: one piece where a page holds it, else one for each page."""
    above = _SPACE_ABOVE * context.page_format.unit
    gap, room = (
        way.gap * context.page_format.unit,
        context.page_format.text_height - _overview_heading(context).height - above,
    )
    width = (context.page_format.text_width - gap * (size - 1)) / size
    column = TextColumn(context.fonts, width, context.languages)
    strips = [list(_set_day(context, on, sessions, column, way)) for on, sessions in days]
    if way.hours:
        strips = [_tighten(strip) for strip in strips]
    cut = [
        [_stacked_marks(strip)] if total_height(strip) <= room else list(paginate_blocks(strip, room))
        for strip in strips
    ]
    for at in range(max(map(len, cut))):
        marks = [
            move(mark, place * (width + gap), 0)
            for place, pages in enumerate(cut)
            if at < len(pages)
            for mark in pages[at]
        ]
        tallest = max(map(total_height, strips)) if max(map(len, cut)) == 1 else room
        yield Block(tallest, tuple(marks), before=above if at == 0 else 0)


def _tighten(strip: Iterable[Block]) -> list[Block]:
    """A strip with less space between its entries."""
    return [piece._replace(before=0.6 * piece.before) for piece in strip]


def _stacked_marks(strip: Sequence[Block]) -> Sequence[Mark]:
    return stack(strip).marks


def _set_day(
    context: PrintContext, on: date, sessions: Sequence[Session], column: TextColumn, way: OverviewLevel
) -> Iterator[Block]:
    """What begins at each time, or within some hours where that would be too long, below the day.

    What concerns everyone is told by its title; the others are counted where they are several.
    """
    unit, small = context.page_format.unit, scale_style(context.type_scale.small, way.scale)
    narrow = way.width < OVERVIEW_LEVELS[0].width
    style = replace(
        scale_style(context.type_scale.chapter, 0.88 if narrow else 1), colour=context.colours.accent
    )
    days = merge_into(heading(3), set_stacked(context.spans_of(methodcaller("short_day", on), style), column))
    yield from (link_to(piece, f"#day-{on}")._replace(keeps=True) for piece in days)
    rule = RuleLine(0, 0, column.width, 0, 0.3 * unit, context.colours.accent)
    yield Block(1.2 * unit, (rule,), before=0.6 * unit, keeps=True)
    listed = StructureElement("L")
    spans = {session.id: span for session in sessions if (span := context.schedule.span(session))}
    for group in _group_sessions(context, sessions, spans, way):
        if len(group) >= (2 if way.hours else _COUNTED_FROM):
            yield from wrap(listed, list_item(_set_parallel(context, group, spans, column, small)))
        else:
            for session in group:
                yield from wrap(
                    listed, list_item(_set_session(context, session, spans[session.id], column, small))
                )


def _group_sessions(
    context: PrintContext, sessions: Sequence[Session], spans: Mapping[SessionId, Period], way: OverviewLevel
) -> Iterator[list[Session]]:
    """What is told together, without what is cancelled: what concerns everyone stands by itself."""
    schedule = context.schedule

    def told(session: Session) -> tuple[bool, object]:
        if is_for_everyone(schedule, session):
            return True, session.id
        start = schedule.wall(spans[session.id].start)
        return False, (start.date(), start.hour // way.hours) if way.hours else start

    on = [session for session in sessions if session.status is not Status.CANCELLED]
    on.sort(key=lambda session: (spans[session.id].start, not is_for_everyone(schedule, session)))
    return (list(group) for _, group in groupby(on, key=told))


def _set_times(context: PrintContext, span: Period, column: TextColumn, small: Style) -> Block:
    """From when to when."""
    schedule = context.schedule
    said = context.wordings[0].times(schedule.wall(span.start), schedule.wall(span.end))
    style = replace(small, weight=700, colour=context.colours.accent, tabular=True)
    return place_line(
        break_lines(context.fonts, Span(said, "en", style), column.width, base="ltr")[0], column.left
    )


def _set_session(
    context: PrintContext, session: Session, span: Period, column: TextColumn, small: Style
) -> list[Block]:
    """A session: its time and its titles, each in two lines at most: all of it stands further behind."""
    quiet = session.kind.is_pause
    first = replace(
        small, weight=400 if quiet else 600, colour=context.colours.grey if quiet else small.colour
    )
    titles = context.text_spans(
        session.title, first, replace(_secondary(context, small), colour=first.colour)
    )
    about = (session.id,)
    most = 1 if quiet else 2
    lines = [
        line
        for title in titles
        for line in merge_into("P", list(_set_short_title(title, column, about, most)))
    ]
    anchor = f"#{session_anchor(session)}"
    entry = [_set_times(context, span, column, small), *(link_to(line, anchor) for line in lines)]
    return keep_together(entry, before=1.5 * context.page_format.unit)


def _secondary(context: PrintContext, small: Style) -> Style:
    """That of the second language, in no smaller type than can be read."""
    return replace(
        secondary_style(small),
        size=max(0.9 * small.size, _MINIMUM_SIZE * context.page_format.scale),
        lead=None,
    )


def _set_short_title(title: Span, column: TextColumn, about: tuple[str, ...], most: int) -> Iterator[Block]:
    base = base_direction([title])
    for line in break_lines(column.fonts, title, column.width, max_lines=most, base=base):
        yield place_line(line, column.begin(line), about)


def _set_parallel(
    context: PrintContext,
    sessions: Sequence[Session],
    spans: Mapping[SessionId, Period],
    column: TextColumn,
    small: Style,
) -> list[Block]:
    """How many sessions run at once, and of which tracks they are."""
    starts, ends = zip(*((spans[each.id].start, spans[each.id].end) for each in sessions), strict=True)
    hours = _set_times(context, Period(start=min(starts), end=max(ends)), column, small)
    style = replace(small, weight=600)
    counted = context.spans_of(partial(_parallel_count, len(sessions)), style)
    counted = [counted[0], *(span._replace(style=_secondary(context, small)) for span in counted[1:])]
    about = tuple(session.id for session in sessions)
    lines = set_stacked(counted, column, about)
    codes = _track_codes(context, sessions, small)
    lines += column.lines(codes, about) if codes else ()
    anchor = f"#{session_anchor(sessions[0])}"
    entry = [hours, *(link_to(line, anchor) for line in lines)]
    return keep_together(entry, before=1.5 * context.page_format.unit)


def _parallel_count(count: int, wording: Wording) -> str:
    return wording.pair(wording.word("parallel"), str(count))


def _track_codes(context: PrintContext, sessions: Sequence[Session], style: Style) -> list[Span]:
    """The codes of the tracks, in the order of these."""
    there = {session.track for session in sessions}
    tracks = [track for track in context.schedule.tracks if track.id in there]
    spans = [
        Span(track.code, "en", replace(style, weight=700, colour=darken(Colour.parse(track.colour))))
        for track in tracks
    ]
    return [each for span in spans for each in (Span("  ", "und", style), span)][1:]
