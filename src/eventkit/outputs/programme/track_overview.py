"""A large conference by its tracks: contents and overview in two columns.

With hundreds of sessions a list by time is as long as the agenda, and parallel sessions are too many to be
named or counted. Readers then look for a track, which has mostly one room for the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import methodcaller

from eventkit.model import Room, Session, Status, Track
from eventkit.outputs.programme.dot_leaders import set_dot_leader, without_number_column
from eventkit.outputs.programme.print_context import PrintContext, join_languages, set_paired
from eventkit.outputs.programme.sections import Section, session_anchor
from eventkit.times import Period
from eventkit.typesetting import Colour, Span, break_lines, darken
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, link_to, place_line
from eventkit.typesetting.text.paragraph import base_direction

COLUMNS = 2
"""The number of columns of both lists."""

MANY_TRACKS = 12
"""The number of tracks of a day up to which an overview by time can name them all."""

_TITLE_LINES = 2
"""The most lines of a session title."""


def has_many_tracks(context: PrintContext, days: Iterable[Sequence[Session]]) -> bool:
    return any(len(_by_track(context, sessions)) > MANY_TRACKS for sessions in days)


def track_contents(
    context: PrintContext,
    page_numbers: Mapping[str, str],
    sections: Iterable[Section],
    *,
    with_sessions: bool = True,
) -> Iterator[Block]:
    """Sections with their pages; below each day its tracks, with sessions by time or with the first page."""
    column, leading = context.column(of=COLUMNS), context.page_format.leading
    for section in sections:
        # The running head of a day is its short form, which fits the column.
        spans = [span._replace(style=context.type_scale.chapter) for span in section.running_head]
        lines = set_paired(spans, without_number_column(context, column))
        style = replace(context.type_scale.number, fixed_leading=lines[-1].height)
        led_lines = set_dot_leader(
            context, merge_into("P", lines), section.anchor, page_numbers, column, style=style
        )
        head = wrap("TOC", wrap("TOCI", keep_together(led_lines)))
        yield from keep_together(head, space_above=leading)
        groups = _by_track(context, section.sessions)
        if not with_sessions:
            entries = StructureElement("TOC")
            for group, sessions in groups.items():
                if group is not None:
                    yield from wrap(entries, _set_group_row(context, group, sessions, page_numbers, column))
            continue
        for group, sessions in groups.items():
            entries = StructureElement("TOC")
            rows = [
                piece
                for session in sessions
                for piece in wrap(entries, _set_session_row(context, session, page_numbers, column))
            ]
            if group is not None:
                caption = _set_group(context, group, column)
                yield from keep_together([*caption, rows[0]], space_above=leading / 2)
                rows = rows[1:]
            yield from rows


def _set_group_row(
    context: PrintContext,
    group: Track | Room,
    sessions: Sequence[Session],
    page_numbers: Mapping[str, str],
    column: TextColumn,
) -> list[Block]:
    inner = without_number_column(context, column)
    spans = context.text_spans(group.name, context.type_scale.plain_name)[:1]
    lines = merge_into("P", inner.set_hanging(spans, context.page_format.hang))
    number = context.type_scale.number
    anchor = session_anchor(sessions[0])
    led_lines = set_dot_leader(context, lines, anchor, page_numbers, column, style=number)
    return wrap("TOCI", keep_together(led_lines))


def _set_session_row(
    context: PrintContext, session: Session, page_numbers: Mapping[str, str], column: TextColumn
) -> list[Block]:
    note = replace(context.type_scale.note, colour=context.colours.ink)
    inner = without_number_column(context, column)
    title = context.text_spans(session.title, note)[0]
    lines = break_lines(
        context.fonts, title, inner.width, max_lines=_TITLE_LINES, base=base_direction([title])
    )
    pieces = merge_into("P", [place_line(line, inner.line_start(line), (session.id,)) for line in lines])
    number = replace(context.type_scale.number, size=note.size)
    anchor = session_anchor(session)
    led_lines = set_dot_leader(context, pieces, anchor, page_numbers, column, style=number)
    return wrap("TOCI", keep_together(led_lines))


def track_overview(context: PrintContext, days: Iterable[tuple[date, Sequence[Session]]]) -> Iterator[Block]:
    """Below each day its tracks, each with its hours, rooms and number of sessions."""
    column, leading = context.column(of=COLUMNS), context.page_format.leading
    for day, sessions in days:
        style = replace(context.type_scale.chapter, colour=context.colours.accent)
        spans = join_languages(context.spans_of(methodcaller("short_day", day), style))
        head = [link_to(piece, f"#day-{day}") for piece in merge_into(heading(3), [column.set_block(spans)])]
        listed = StructureElement("L")
        for index, (group, group_sessions) in enumerate(_by_track(context, sessions).items()):
            if group is None:
                continue
            entry = wrap(listed, list_item(_set_track(context, group, group_sessions, column)))
            first = [] if index else head
            yield from keep_together([*first, *entry], space_above=leading / 2 if index else leading)


def _set_track(
    context: PrintContext, group: Track | Room, sessions: Sequence[Session], column: TextColumn
) -> list[Block]:
    schedule, style = context.schedule, context.type_scale.note
    spans = [span for session in sessions if (span := schedule.span(session))]
    period = Period(start=min(span.start for span in spans), end=max(span.end for span in spans))
    rooms = dict.fromkeys(room for session in sessions for room in schedule.rooms_of(session))
    names = [
        schedule.room(room).name.best(*context.languages, *schedule.conference.languages)[1] for room in rooms
    ]
    times = context.time_range(period)
    wording = context.wordings[0]
    count = wording.pair(wording.word("sessions"), wording.number(len(sessions)))
    details = [f"{times}   {wording.listed(names)}" if names else times, count]
    lines = [
        *_set_group(context, group, column),
        *column.set_paragraph([Span("   ".join(details), context.languages[0], style)]),
    ]
    anchor = f"#{session_anchor(sessions[0])}"
    return keep_together([link_to(line, anchor) for line in lines])


def _set_group(context: PrintContext, group: Track | Room, column: TextColumn) -> list[Block]:
    colour = darken(Colour.parse(group.colour)) if isinstance(group, Track) else context.colours.accent
    style = replace(context.type_scale.plain_name, weight=700, colour=colour)
    return merge_into("P", set_paired(context.text_spans(group.name, style), column))


def _by_track(
    context: PrintContext, sessions: Iterable[Session]
) -> Mapping[Track | Room | None, Sequence[Session]]:
    """The sessions of each track, those without one first; by room where there are no tracks."""
    schedule = context.schedule
    shown = [
        session
        for session in sessions
        if not session.kind.is_pause and session.status is not Status.CANCELLED
    ]
    by_track: dict[Track | Room | None, list[Session]] = {None: []}
    if any(session.track is not None for session in shown):
        by_track |= {track: [] for track in schedule.tracks}
    else:
        by_track |= {room: [] for room in schedule.rooms}
    has_tracks = any(isinstance(group, Track) for group in by_track)
    for session in shown:
        rooms = schedule.rooms_of(session)
        group: Track | Room | None = None
        if session.track is not None:
            group = schedule.track(session.track)
        elif not has_tracks and len(rooms) == 1:
            group = schedule.room(rooms[0])
        by_track[group].append(session)
    return {key: listed for key, listed in by_track.items() if listed}
