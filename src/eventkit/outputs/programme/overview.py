"""The programme at a glance: days side by side, parallel sessions counted by track."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter, methodcaller
from typing import NamedTuple

from eventkit.model import Session, SessionId, Status
from eventkit.outputs.programme.grid import DayView, days_with_sessions, is_for_everyone
from eventkit.outputs.programme.print_context import PrintContext, code_span, set_stacked
from eventkit.outputs.programme.sections import (
    Section,
    build_section,
    heading_spans,
    session_anchor,
    set_heading,
)
from eventkit.outputs.programme.theme import scale_style, secondary_style
from eventkit.rules.schedule_index import FOR_EVERYONE
from eventkit.times import Period
from eventkit.typesetting import RuleLine, Span, Style, break_lines, mm
from eventkit.typesetting.layout.flow_blocks import (
    Block,
    list_item,
    merge_into,
    move,
    total_height,
    wrap,
)
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, link_to, place_line
from eventkit.typesetting.text.paragraph import base_direction

OVERVIEW = "glance"
_SPACE_ABOVE = 3  # units of space above a row of days
_COUNTED_FROM = 3  # the number of sessions with one start from which they are counted and not listed
_MOST_TRACKS = 12  # the number of tracks of a day up to which they can be named by their codes
_MINIMUM_SIZE = 6.2  # the smallest type size, on A5
_DAY_LEADING = 1.3  # the leading of the names of days, as a part of their size


class OverviewLevel(NamedTuple):
    """A level of detail of the overview."""

    scale: float  # the type size, as a part of that of short notes
    width: float  # the least width of a day, in units
    gap: float  # the space between two days, in units


OVERVIEW_LEVELS = (
    OverviewLevel(1, 33, 5),
    OverviewLevel(1, 21, 3),
    OverviewLevel(0.93, 21, 3),
    OverviewLevel(0.87, 21, 3),
)
"""From the most detail to the least; the smallest type is 6.5 pt on A5."""


def set_overview(context: PrintContext, *, most_pages: int | None = None) -> Iterator[Section]:
    """Set days side by side, on one page if any level of detail allows it.

    Nothing for a single day, where there are too many tracks to be named, or where it takes more pages.
    """
    schedule = context.schedule
    days = [
        (day, schedule.days.get(day) or DayView.build(schedule, day).outer)
        for day in sorted({*context.schedule.days, *days_with_sessions(context.schedule)})
    ]
    if len(days) > 1 and all(_count_tracks(context, sessions) <= _MOST_TRACKS for _, sessions in days):
        small = context.at_scale(context.page_format.margin_unit / mm)
        height = (
            context.page_format.text_height
            - set_heading(context, heading_spans(context, methodcaller("word", "glance"))).height
        )
        candidates = (
            list(_set_rows(scaled, days, level, height))
            for level in OVERVIEW_LEVELS
            for scaled in ((context, small) if small.page_format != context.page_format else (context,))
        )
        pages, rows = _fewest_pages(candidates, height)
        title = methodcaller("word", "glance")
        if most_pages is None or pages <= most_pages:
            yield build_section(context, OVERVIEW, title, rows, starts_page=True, is_movable=True)


def _count_tracks(context: PrintContext, sessions: Iterable[Session]) -> int:
    """The number of tracks of a day; of rooms where sessions have no tracks."""
    shown = [session for session in sessions if not session.kind.is_pause]
    tracks = {session.track for session in shown} - {None}
    return len(tracks or {room for session in shown for room in context.schedule.rooms_of(session)})


def _fewest_pages(candidates: Iterable[list[Block]], height: float) -> tuple[int, list[Block]]:
    """The first candidate that takes one page, or else the one with the fewest, and their number."""
    tried: list[tuple[int, list[Block]]] = []
    for rows in candidates:
        tried.append((len([*break_pages(rows, height)]), rows))
        if tried[-1][0] == 1:
            break
    return min(tried, key=itemgetter(0))


OverviewDay = tuple[date, Sequence[Session]]


def _set_rows(
    context: PrintContext, days: Sequence[OverviewDay], level: OverviewLevel, height: float
) -> Iterator[Block]:
    """The days in rows of equal length, as many as a page is wide."""
    unit = context.page_format.unit
    gap = level.gap * unit
    days_per_row = max(1, int((context.page_format.text_width + gap) // (level.width * unit + gap)))
    size = -(-len(days) // -(-len(days) // days_per_row))
    for index in range(0, len(days), size):
        yield from _set_row(context, days[index : index + size], size, level, height=height)


def _set_row(
    context: PrintContext, days: Sequence[OverviewDay], size: int, level: OverviewLevel, *, height: float
) -> Iterator[Block]:
    """Days side by side: one block if it fits on a page, else one for each page."""
    above = _SPACE_ABOVE * context.page_format.unit
    gap, height = level.gap * context.page_format.unit, height - above
    width = (context.page_format.text_width - gap * (size - 1)) / size
    column = TextColumn(context.fonts, width, context.languages)
    strips = [list(_set_day(context, day, sessions, column, level)) for day, sessions in days]
    strip_pages = [[*break_pages(strip, height)] for strip in strips]
    for index in range(max(map(len, strip_pages))):
        marks = [
            move(mark, position * (width + gap), 0)
            for position, pages in enumerate(strip_pages)
            if index < len(pages)
            for mark in pages[index]
        ]
        tallest = max(map(total_height, strips)) if max(map(len, strip_pages)) == 1 else height
        yield Block(tallest, tuple(marks), space_above=above if index == 0 else 0)


def _set_day(
    context: PrintContext, day: date, sessions: Sequence[Session], column: TextColumn, level: OverviewLevel
) -> Iterator[Block]:
    """The sessions of a day by their start: those for everyone by title, and parallel ones as a count."""
    unit, small = context.page_format.unit, scale_style(context.type_scale.small, level.scale)
    is_narrow = level.width < OVERVIEW_LEVELS[0].width
    style = scale_style(context.type_scale.chapter, 0.88 if is_narrow else 1)
    # The day in another script, such as Arabic, may be taller than the line that text has.
    style = replace(style, colour=context.colours.accent, fixed_leading=_DAY_LEADING * style.size)
    days = merge_into(
        heading(3), set_stacked(context.spans_of(methodcaller("short_day", day), style), column)
    )
    yield from (link_to(piece, f"#day-{day}")._replace(keep_with_next=True) for piece in days)
    rule = RuleLine(0, 0, column.width, 0, 0.3 * unit, context.colours.accent)
    yield Block(1.2 * unit, (rule,), space_above=0.6 * unit, keep_with_next=True)
    list_element = StructureElement("L")
    spans = {session.id: span for session in sessions if (span := context.schedule.span(session))}
    for group in _group_sessions(context, sessions, spans):
        if len(group) >= _COUNTED_FROM:
            yield from wrap(list_element, list_item(_set_parallel(context, group, spans, column, small)))
        else:
            for session in group:
                yield from wrap(
                    list_element, list_item(_set_session(context, session, spans[session.id], column, small))
                )


def _group_sessions(
    context: PrintContext, sessions: Sequence[Session], spans: Mapping[SessionId, Period]
) -> Iterator[list[Session]]:
    """Sessions that are printed together, without cancelled ones; those for everyone are alone.

    An opening or a keynote that nothing overlaps is for everyone, marked as a plenary or not. A break is no
    session beside others, in whichever rooms it is; one that is stored for each room is printed once.
    """
    schedule = context.schedule

    def is_alone(session: Session) -> bool:
        if session.kind not in FOR_EVERYONE:
            return False
        span = spans[session.id]
        return not any(other is not session and span.overlaps(spans[other.id]) for other in shown)

    def group_key(session: Session) -> tuple[bool, object]:
        if is_for_everyone(schedule, session) or is_alone(session):
            return True, session.id
        if session.kind.is_pause:
            return True, (spans[session.id], session.title)
        return False, spans[session.id].start

    shown = [session for session in sessions if session.status is not Status.CANCELLED]
    shown.sort(
        key=lambda session: (
            spans[session.id].start,
            not is_for_everyone(schedule, session),
            not session.kind.is_pause,
        )
    )
    for _, group in groupby(shown, key=group_key):
        together = list(group)
        yield together[:1] if together[0].kind.is_pause else together


def _set_times(context: PrintContext, span: Period, column: TextColumn, small: Style) -> Block:
    times = context.time_range(span)
    style = replace(small, weight=700, colour=context.colours.accent, tabular=True)
    return place_line(
        break_lines(context.fonts, Span(times, "en", style), column.width, base=context.direction_of_times)[
            0
        ],
        column.left,
    )


def _set_session(
    context: PrintContext, session: Session, span: Period, column: TextColumn, small: Style
) -> list[Block]:
    """A session: its time and its titles, each in two lines at most."""
    is_pause = session.kind.is_pause
    title_style = replace(
        small, weight=400 if is_pause else 600, colour=context.colours.grey if is_pause else small.colour
    )
    titles = context.text_spans(
        session.title, title_style, replace(_secondary(context, small), colour=title_style.colour)
    )
    about = (session.id,)
    line_limit = 1 if is_pause else 2
    lines = [
        line
        for title in titles
        for line in merge_into("P", list(_set_short_title(title, column, about, line_limit)))
    ]
    anchor = f"#{session_anchor(session)}"
    entry = [_set_times(context, span, column, small), *(link_to(line, anchor) for line in lines)]
    return keep_together(entry, space_above=1.5 * context.page_format.unit)


def _secondary(context: PrintContext, small: Style) -> Style:
    """The style of the second language, at the smallest legible size or larger."""
    return replace(
        secondary_style(small),
        size=max(0.9 * small.size, _MINIMUM_SIZE * context.page_format.scale),
        fixed_leading=None,
    )


def _set_short_title(
    title: Span, column: TextColumn, about: tuple[str, ...], line_limit: int
) -> Iterator[Block]:
    base = base_direction([title])
    for line in break_lines(column.fonts, title, column.width, max_lines=line_limit, base=base):
        yield place_line(line, column.line_start(line), about)


def _set_parallel(
    context: PrintContext,
    sessions: Sequence[Session],
    spans: Mapping[SessionId, Period],
    column: TextColumn,
    small: Style,
) -> list[Block]:
    """The number of sessions that start at once, and the codes of their tracks."""
    starts, ends = zip(
        *((spans[session.id].start, spans[session.id].end) for session in sessions), strict=True
    )
    times = _set_times(context, Period(start=min(starts), end=max(ends)), column, small)
    style = replace(small, weight=600)
    count_spans = context.spans_of(
        lambda wording: wording.pair(wording.word("parallel"), str(len(sessions))), style
    )
    count_spans = [
        count_spans[0],
        *(span._replace(style=_secondary(context, small)) for span in count_spans[1:]),
    ]
    about = tuple(session.id for session in sessions)
    # A number is not alone on its line.
    count_spans = [span if column.fits([span]) else _glue_number(span) for span in count_spans]
    lines = set_stacked(count_spans, column, about)
    codes = _track_codes(context, sessions, small)
    lines += column.set_paragraph(codes, about) if codes else ()
    anchor = f"#{session_anchor(sessions[0])}"
    entry = [times, *(link_to(line, anchor) for line in lines)]
    return keep_together(entry, space_above=1.5 * context.page_format.unit)


def _glue_number(span: Span) -> Span:
    """The text with its last word and the number behind it on one line."""
    words, space, number = span.text.rpartition(" ")
    return span._replace(text=f"{words}\N{NO-BREAK SPACE}{number}") if space else span


def _track_codes(context: PrintContext, sessions: Sequence[Session], style: Style) -> list[Span]:
    track_ids = {session.track for session in sessions}
    tracks = [track for track in context.schedule.tracks if track.id in track_ids]
    spans = [code_span(track, style) for track in tracks]
    return [piece for span in spans for piece in (Span("  ", "und", style), span)][1:]
