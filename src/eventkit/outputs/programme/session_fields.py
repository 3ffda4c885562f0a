"""The fields of a session in the agenda: times, rooms, titles and details, as lines of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from eventkit.model import Kind, Level, Room, Session, Status
from eventkit.outputs.programme.grid import grid_anchor
from eventkit.outputs.programme.print_context import (
    PrintContext,
    Spans,
    code_span,
    join_languages,
    set_paired,
    set_rows,
    set_titles,
)
from eventkit.outputs.programme.theme import secondary_style, secondary_title_style
from eventkit.outputs.programme.web_links import session_url
from eventkit.typesetting import PlacedLine, Span, Style, set_line
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    align_tops,
    keep_together,
    link_to,
    pair_lines,
    place_line,
)
from eventkit.typesetting.text.paragraph import base_direction
from eventkit.wording import Wording
from eventkit.wording.date_formats import EN_DASH

# Kinds that are printed: a talk is recognised by its place in the agenda.
_NOTABLE_KINDS = frozenset(
    {
        *(Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL, Kind.LIGHTNING),
        *(Kind.POSTER, Kind.DEMONSTRATION, Kind.PERFORMANCE, Kind.TOUR),
    }
)


class AgendaEntry(NamedTuple):
    session: Session
    day: date | None  # the day of its section; None among sessions without a time
    depth: int  # 0, or more for a part of another session
    tag: StructureElement  # the structure element of its heading: times and titles


def add_part_time(
    context: PrintContext,
    entry: AgendaEntry,
    blocks: Sequence[Block],
    column: TextColumn,
    *,
    has_text: bool = False,  # whether more lines of it follow them, beside which the end may be
) -> list[Block]:
    """The lines of a part with its times in the column beside them, or above them if they do not fit there.

    The end is printed only where it does not go without saying, below the start: it is mostly the start of
    the next part. The day is printed if it is not the section's.
    """
    page_format, session = context.page_format, entry.session
    style = context.type_scale.part_time
    times = _times(context, session, entry.day, style, with_end=not _goes_on(context, session))
    lines = [set_line(context.fonts, time, context.direction_of_times) for time in times]
    if len(lines) == 1 and lines[0].width >= page_format.part_column:
        stacked = _start_and_end(times[0])
        lines = [set_line(context.fonts, time, context.direction_of_times) for time in stacked]
    if len(times) <= 1 and all(line.width < page_format.part_column for line in lines):
        left = (entry.depth - 1) * page_format.part_column
        beside = [place_line(line, left, (session.id,), structure=(entry.tag,)) for line in lines]
        if has_text and len(blocks) < len(beside):
            beside = [stack(beside)._replace(height=beside[0].height)]
        return pair_lines(blocks, beside)
    x, above = column.left, list[Block]()
    for time in times:
        line = set_line(context.fonts, time, context.direction_of_times)
        above.append(place_line(line, x, (session.id,), structure=(entry.tag,)))
        x += line.width + 3 * page_format.unit
    return [align_tops(*above)._replace(keep_with_next=True), *blocks]


def _start_and_end(times: Span) -> list[Span]:
    start, dash, end = times.text.partition(EN_DASH)
    return [times._replace(text=start + dash), *([times._replace(text=end)] if end else [])]


def _goes_on(context: PrintContext, session: Session) -> bool:
    """True for a part that ends when the next one starts, or with the session it is part of."""
    schedule = context.schedule
    span = schedule.span(session)
    parent = schedule.session(session.parent) if session.parent is not None else None
    if parent is None or span is None:
        return False
    siblings = [other for part in schedule.parts(parent.id) if (other := schedule.span(part))]
    ends_with_parent = parent.slot is not None and parent.slot.period.end == span.end
    return ends_with_parent or any(other.start == span.end for other in siblings)


def set_head_row(
    context: PrintContext, entry: AgendaEntry, column: TextColumn
) -> tuple[list[Block], Sequence[Spans]]:
    """Set times and rooms at the left edge, details at the right one; returns those without space."""
    session, about, gap = entry.session, (entry.session.id,), 3 * context.page_format.unit
    details = detail_groups(context, session, with_rooms=False)
    times = _place_times(context, entry, column.left)
    x = _right_end(times, column.left - gap) + gap
    rooms = [
        join_languages(_room_with_building(context, room, _room_style(context)))
        for room in _rooms_to_name(context, session)
    ]
    inner = replace(column, left=x, width=column.left + column.width - x)
    lines = set_rows(rooms, Span("   ", "und", _room_style(context)), inner, about)
    if not times and not lines:
        return [], details
    first, *rest = lines or [Block(0)]
    if details and not rest:
        line = set_line(context.fonts, whole := join_groups(context, details), base_direction(whole))
        edge = column.left + column.width - line.width
        if _right_end([first], x - gap) + 2 * gap <= edge:
            at_right = place_line(line, edge, about, structure=(StructureElement("P"),))
            return [align_tops(*times, first, at_right)], ()
    return [align_tops(*times, first), *rest], details


def _place_times(context: PrintContext, entry: AgendaEntry, x: float) -> list[Block]:
    blocks: list[Block] = []
    for time in _times(context, entry.session, entry.day, _time_style(context, entry.session)):
        line = set_line(context.fonts, time, context.direction_of_times)
        block = place_line(line, x, (entry.session.id,), structure=(entry.tag,))
        blocks.append(link_to(block, f"#{grid_anchor(entry.day)}") if entry.day else block)
        x += line.width + 3 * context.page_format.unit
    return blocks


def _right_end(blocks: Sequence[Block], default: float) -> float:
    words = [mark for block in blocks for mark in block.marks if isinstance(mark, PlacedLine)]
    return max((mark.x + mark.line.width for mark in words), default=default)


def set_times_and_rooms(
    contexts: Sequence[PrintContext], entry: AgendaEntry, columns: Sequence[TextColumn]
) -> list[list[Block]]:
    """Set the times and rooms of a session in facing columns; a pause with its title.

    They are on one line if they fit it, with rooms a little smaller if need be. Where one column needs
    another line, all are divided at the same place, so that each pair is on one baseline.
    """
    sides = [
        (_time_and_room_groups(context, entry, column), Span("   ", "und", context.type_scale.note), column)
        for context, column in zip(contexts, columns, strict=True)
    ]
    about, count = (entry.session.id,), min(len(groups) for groups, _, _ in sides)
    same = all(len(groups) == count for groups, _, _ in sides)
    set_sides = [set_rows(groups, gap, column, about) for groups, gap, column in sides]
    for head in range(count, 0, -1) if same else ():
        parts = [[part for part in (groups[:head], groups[head:]) if part] for groups, _, _ in sides]
        set_sides = [
            [line for part in halves for line in set_rows(part, gap, column, about)]
            for halves, (_, gap, column) in zip(parts, sides, strict=True)
        ]
        if all(len(lines) == len(halves) for lines, halves in zip(set_sides, parts, strict=True)):
            break
    return set_sides


def _time_and_room_groups(context: PrintContext, entry: AgendaEntry, column: TextColumn) -> list[Spans]:
    """Times, the title of a pause, and rooms, in the largest size with which they fit the column."""
    session, note = entry.session, context.type_scale.note
    style = context.type_scale.part_time if entry.depth else _time_style(context, session)
    times = _times(context, session, entry.day, style, with_end=not _goes_on(context, session))
    first: list[Spans] = [[span] for span in times]
    if is_pause_line(entry):
        first.append(_pause_title(context, session))
    room_style = note if is_pause_line(entry) else _room_style(context)
    gap = Span("   ", "und", note)
    for part in _ROOM_SIZES:
        style = replace(room_style, size=part * room_style.size, fixed_leading=room_style.leading)
        rooms = [
            join_languages(_room_with_building(context, room, style))
            for room in _rooms_to_name(context, session)
        ]
        groups = [isolate_times(context, group) for group in (*first, *rooms) if group]
        whole = [span for group in groups for span in (gap, *group)][1:]
        if not whole or column.fits(whole):
            break
    return groups


_ROOM_SIZES = (1, 0.95, 0.9, 1)
"""The sizes of rooms beside their times, as parts of the usual: the first that fits is taken, or the last."""


def is_pause_line(entry: AgendaEntry) -> bool:
    """True for a pause that is a line of the agenda without more below it."""
    return entry.session.kind.is_pause and not entry.depth


def _pause_title(context: PrintContext, session: Session) -> Spans:
    style = replace(context.type_scale.body, colour=context.colours.grey, hyphenate=False)
    titles = context.text_spans(session.title, style, secondary_style(style))
    if session.status is Status.CANCELLED:
        return [span._replace(text=_cancelled_title(span)) for span in titles]
    return titles


def isolate_times(context: PrintContext, spans: Spans) -> Spans:
    """Times that run from left to right also among words that run the other way."""
    if context.direction == "ltr" or context.direction_of_times == "rtl":
        return spans
    return [
        span._replace(text=f"\N{LEFT-TO-RIGHT ISOLATE}{span.text}\N{POP DIRECTIONAL ISOLATE}")
        if span.style.tabular
        else span
        for span in spans
    ]


def join_groups(context: PrintContext, groups: Sequence[Spans]) -> Spans:
    bar = _bar(context)
    return [span for group in groups for span in (bar, *group)][1:]


def _bar(context: PrintContext) -> Span:
    return Span("   |   ", "und", context.type_scale.note)


def _room_style(context: PrintContext) -> Style:
    return replace(context.type_scale.note, colour=context.colours.ink, size=context.type_scale.time.size)


def _time_style(context: PrintContext, session: Session) -> Style:
    style = context.type_scale.time
    return replace(style, weight=500) if session.kind.is_pause else style


def _times(
    context: PrintContext, session: Session, day: date | None, style: Style, *, with_end: bool = True
) -> list[Span]:
    """Start and end, after the day if it is not the section's; nothing if the parent has the same time."""
    schedule = context.schedule
    parent = schedule.session(session.parent) if session.parent is not None else None
    if session.slot is None or (parent and parent.slot and parent.slot.period == session.slot.period):
        return []
    period, wording = session.slot.period, context.wordings[0]
    if session.status is Status.CANCELLED:
        style = replace(style, weight=500, colour=context.colours.grey)
    start, end = schedule.wall(period.start), schedule.wall(period.end)
    session_day = schedule.day(period.start)
    times = [wording.times(start, end) if with_end else wording.in_figures(f"{start:%H:%M}")]
    if session_day != day:
        times.insert(0, wording.short_day(session_day))
    return [Span(time, context.languages[0], style) for time in times]


def set_title(context: PrintContext, session: Session, depth: int, column: TextColumn) -> list[Block]:
    """The title, linked to the page of the session on the site, if there is one."""
    lines = _set_title(context, session, depth, column)
    return [link_to(line, session_url(context, session)) for line in lines] if context.site else lines


def _set_title(context: PrintContext, session: Session, depth: int, column: TextColumn) -> list[Block]:
    """The title in each language: side by side if that is one line; in grey for cancelled sessions."""
    style = _title_style(context, session, depth)
    other = secondary_style(style) if depth else secondary_title_style(style)
    cancelled = session.status is Status.CANCELLED
    if cancelled:
        style = replace(style, weight=500, colour=context.colours.grey)
    other = replace(other, colour=style.colour if depth == 0 else context.colours.grey)
    spans = context.text_spans(session.title, style, other)
    if cancelled:
        spans = [span._replace(text=_cancelled_title(span)) for span in spans]
    lines = set_titles(spans, column, (session.id,), balanced=True)
    # A title in display size has half a line more above it than text has.
    above = 0 if depth else context.page_format.leading / 2
    return [line._replace(space_above=above) if line is lines[0] else line for line in lines]


def _title_style(context: PrintContext, session: Session, depth: int) -> Style:
    if depth:
        return context.type_scale.part_title
    return context.type_scale.plenary_title if session.plenary else context.type_scale.title


def set_pause(context: PrintContext, entry: AgendaEntry, column: TextColumn) -> list[Block]:
    """Set a pause in a line, if there is space for it: its times, its title, and its rooms at the right."""
    session, about, gap = entry.session, (entry.session.id,), 3 * context.page_format.unit
    titles = _pause_title(context, session)
    times = _place_times(context, entry, column.left)
    x = _right_end(times, column.left - gap) + gap
    inner = replace(column, left=x, width=column.left + column.width - x)
    first, *rest = merge_into(entry.tag, set_paired(titles, inner, about))
    rooms = [
        join_languages(_room_with_building(context, room, context.type_scale.note))
        for room in _rooms_to_name(context, session)
    ]
    if rooms and not rest:
        line = set_line(context.fonts, whole := join_groups(context, rooms), base_direction(whole))
        edge = column.left + column.width - line.width
        if _right_end([first], x) + gap <= edge:
            at_right = place_line(line, edge, about, structure=(StructureElement("P"),))
            return [align_tops(*times, first, at_right)]
    below = set_rows(rooms, _bar(context), inner, about)
    return keep_together([align_tops(*times, first), *rest, *below])


def set_subtitle(context: PrintContext, session: Session, column: TextColumn) -> list[Block]:
    if session.subtitle is None or session.subtitle == session.title:
        return []
    style = context.type_scale.subtitle
    other = replace(secondary_style(style), colour=context.colours.grey)
    spans = context.text_spans(session.subtitle, style, other)
    return set_titles(spans, column, (session.id,), balanced=True)


def _cancelled_title(title: Span) -> str:
    return Wording.of(title.language).word("cancelled-title", title=title.text)


def _rooms_to_name(context: PrintContext, session: Session) -> Sequence[Room]:
    """The rooms of a session, unless they are all, as of a break, or those of its parent."""
    schedule, rooms = context.schedule, context.schedule.rooms_of(session)
    everywhere = len(rooms) == len(schedule.rooms) > 1
    parent = schedule.session(session.parent) if session.parent is not None else None
    if everywhere or (parent is not None and rooms == schedule.rooms_of(parent)):
        return ()
    return [schedule.room(room) for room in rooms]


def set_details(
    context: PrintContext, session: Session, column: TextColumn, *, with_rooms: bool = True
) -> list[Block]:
    """Status, kind, room, track and languages in small lines, except what the parent shows already."""
    groups = detail_groups(context, session, with_rooms=with_rooms)
    return set_detail_rows(context, session, groups, column)


def set_detail_rows(
    context: PrintContext, session: Session, groups: Sequence[Spans], column: TextColumn
) -> list[Block]:
    return set_rows(groups, _bar(context), column, (session.id,))


def detail_groups(context: PrintContext, session: Session, *, with_rooms: bool = True) -> list[Spans]:
    """Status, kind, room, track and languages, each in its languages; nothing that the parent shows."""
    schedule, note = context.schedule, context.type_scale.note
    parent = schedule.session(session.parent) if session.parent is not None else None
    groups: list[Spans] = []
    if session.status is Status.TENTATIVE:
        groups.append(join_languages(context.label_spans(session.status, context.type_scale.status)))
    titles = [session.title, *([parent.title] if parent else [])]
    if session.kind in _NOTABLE_KINDS and not any(
        context.title_repeats_label(title, session.kind) for title in titles
    ):
        groups.append(join_languages(context.label_spans(session.kind, note)))
    rooms = _rooms_to_name(context, session) if with_rooms else ()
    groups += [join_languages(_room_with_building(context, room, note)) for room in rooms]
    if session.track is not None and (parent is None or parent.track != session.track):
        track = schedule.track(session.track)
        code = code_span(track, note)
        if names := context.text_spans(track.name, code.style, replace(code.style, weight=400)):
            lead = [code._replace(text=f"{track.code} ")] if names[0].text != track.code else []
            groups.append([*lead, *join_languages(names)])
    groups += [join_languages(spans) for spans in _language_spans(context, session, note)]
    if session.level is not Level.ALL:
        groups.append(join_languages(context.spans_of(partial(_label_level, session.level), note)))
    return groups


def _room_with_building(context: PrintContext, room: Room, style: Style) -> Spans:
    languages = context.schedule.conference.languages

    def describe(wording: Wording) -> str:
        parts = [text.best(wording.asked, *languages)[1] for text in (room.name, room.building) if text]
        return wording.listed(parts)

    return context.spans_of(describe, style)


def _language_spans(context: PrintContext, session: Session, style: Style) -> Iterator[Spans]:
    """The languages spoken, and those of interpretation after their label."""
    if session.languages:
        yield context.spans_of(partial(_list_languages, session.languages), style)
    if session.interpreted:
        yield context.spans_of(partial(_label_interpretation, session.interpreted), style)


def _label_level(level: Level, wording: Wording) -> str:
    return wording.pair(wording.field("level"), wording.label(level))


def _list_languages(tags: Sequence[str], wording: Wording) -> str:
    return wording.listed(map(wording.language_name, tags))


def _label_interpretation(tags: Sequence[str], wording: Wording) -> str:
    return wording.pair(wording.word("interpretation"), _list_languages(tags, wording))
