"""The full agenda: each day's sessions with times, people, rooms and abstracts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from operator import methodcaller

from eventkit.model import (
    Appearance,
    Kind,
    Level,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
    Room,
    Session,
    Status,
)
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions, draw_day_grid, grid_anchor
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    set_paired,
    set_rows,
    set_stacked,
)
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.theme import secondary_style
from eventkit.outputs.programme.web_links import session_url, set_web_links
from eventkit.typesetting import Colour, Destination, RuleLine, Span, Style, break_lines, darken
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    keep_together,
    link_to,
    pair_lines,
    place_line,
)
from eventkit.typesetting.text.paragraph import join_spans
from eventkit.wording import Word, Wording

# Roles that the kind of a session implies, so that they are not printed.
_IMPLIED_ROLES = {
    Kind.TALK: Role.SPEAKER,
    Kind.KEYNOTE: Role.KEYNOTE_SPEAKER,
    Kind.LIGHTNING: Role.SPEAKER,
    Kind.POSTER: Role.PRESENTER,
}


_NAMES_ONLY = frozenset({Role.INTERPRETER})
"""Roles printed with names alone: these people serve the session and are not its subject."""


def person_anchor(participant: Participant) -> str:
    """The destination name of a person in the index."""
    return f"person-{participant.id}"


def appearance_anchor(session: Session, participant: ParticipantId) -> str:
    """The destination name of the place where a session names a participant; ids contain no slash."""
    return f"appearance-{session.id}/{participant}"


def set_speakers(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set everyone with a task in the order of protocol, below the role that a run of people shares."""
    appearances = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is not Role.PARTICIPANT
    ]
    for role, run in groupby(appearances, key=lambda appearance: appearance.role):
        group, listed = list(run), StructureElement("L")
        has_caption = _IMPLIED_ROLES.get(session.kind) is not role and not context.title_repeats_label(
            session.title, role
        )
        if has_caption:
            yield from wrap(listed, [_set_role(context, role, group, column)])
        entries = [_set_name(context, session, appearance, column) for appearance in group]
        if role not in _NAMES_ONLY:
            entries_and_appearances = zip(entries, group, strict=True)
            entries = [
                _add_positions(context, lines, appearance, column)
                for lines, appearance in entries_and_appearances
            ]
        if has_caption:
            entries[0] = keep_together(entries[0])
        yield from (piece for lines in _keep_company(entries) for piece in list_item(lines, of=listed))


def set_attendees(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set those who take part without a task, below the positions that a run of them has in common."""
    group = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is Role.PARTICIPANT
    ]
    listed = StructureElement("L")
    if group:
        caption = _set_role(context, Role.PARTICIPANT, group, column)
        yield from wrap(listed, [caption._replace(space_above=context.page_format.leading)])
    runs = groupby(group, key=lambda appearance: _common_positions(context, appearance))
    for index, (shared, run) in enumerate(runs):
        space = context.page_format.leading / 2 if index else 0
        heading = keep_together(set_paired(shared, column), space_above=space) if shared else []
        yield from wrap(listed, list_item([line._replace(keep_with_next=True) for line in heading]))
        names_and_appearances = [
            (_set_name(context, session, appearance, column), appearance) for appearance in run
        ]
        entries = [
            lines if shared else _add_positions(context, lines, appearance, column)
            for lines, appearance in names_and_appearances
        ]
        yield from (piece for lines in _keep_company(entries) for piece in list_item(lines, of=listed))


def _keep_company(entries: Sequence[list[Block]]) -> Iterator[list[Block]]:
    """Keep entries of a single line from being alone at the top or foot of a page."""
    last = len(entries) - 1
    for index, lines in enumerate(entries):
        must_not_be_alone = index == 0 or (index == last - 1 and len(entries[last]) == 1)
        keep_with_next = must_not_be_alone and index < last and len(lines) == 1
        yield [*lines[:-1], lines[-1]._replace(keep_with_next=True)] if keep_with_next else lines


def _common_positions(context: PrintContext, appearance: Appearance) -> Spans:
    """The positions that a run of delegations may have in common; none for persons."""
    if context.schedule.participant(appearance.participant).kind is ParticipantKind.PERSON:
        return []
    return context.position_spans(appearance)


def _set_role(context: PrintContext, role: Role, group: Sequence[Appearance], column: TextColumn) -> Block:
    label = join_spans(context.label_spans(role, context.type_scale.role, is_plural=len(group) > 1))
    (caption,) = merge_into("Caption", [column.set_block(label)])
    return caption._replace(space_above=context.page_format.leading / 2, keep_with_next=True)


def _set_name(
    context: PrintContext, session: Session, appearance: Appearance, column: TextColumn
) -> list[Block]:
    """The name, linked to the index, which leads to it, and whether the appearance is tentative."""
    participant = context.schedule.participant(appearance.participant)
    about = (participant.id,)
    plain = appearance.role is Role.PARTICIPANT or appearance.role in _NAMES_ONLY
    names = context.participant_spans(
        participant, context.type_scale.plain_name if plain else context.type_scale.name
    )
    lines = [
        link_to(piece, f"#{person_anchor(participant)}")
        for piece in set_paired(names, column, about, WIDE_SPACE)
    ]
    if appearance.status is Status.TENTATIVE and session.status is not Status.TENTATIVE:
        lines += set_paired(context.label_spans(appearance.status, context.type_scale.status), column, about)
    if appearance is _first_appearance(session, participant.id):
        anchor = Destination(appearance_anchor(session, participant.id), 0, 0)
        lines[0] = lines[0]._replace(marks=(anchor, *lines[0].marks))
    return keep_together(lines)


def _first_appearance(session: Session, participant: ParticipantId) -> Appearance:
    """The foremost of the printed appearances of a participant who has several tasks in a session."""
    printed = [one for one in session.people if one.comes and one.participant == participant]
    return min(printed, key=lambda appearance: appearance.role is Role.PARTICIPANT)


def _add_positions(
    context: PrintContext, name: Sequence[Block], appearance: Appearance, column: TextColumn
) -> list[Block]:
    """A name above its positions, each language on its own lines."""
    page_format, about = context.page_format, (appearance.participant,)
    positions = set_stacked(
        context.position_spans(appearance), column.indent(2 * page_format.unit), about, balanced=True
    )
    return keep_together([*name, *positions], space_above=page_format.leading / 2)


UNSCHEDULED = "unscheduled"
"""The destination of the sessions without a time."""


# Kinds that are printed: a talk is recognised by its place in the agenda.
_NOTABLE_KINDS = frozenset(
    {
        *(Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL, Kind.LIGHTNING),
        *(Kind.POSTER, Kind.DEMONSTRATION, Kind.PERFORMANCE, Kind.TOUR),
    }
)


def compose_days(context: PrintContext, parts: Collection[str] = ("sessions",)) -> Iterator[Section]:
    """Compose a section for each day, then one for sessions without a time.

    Args:
        context: The print context.
        parts: What is printed of a day: its ``grid``, its ``sessions``, or both.
    """
    schedule = context.schedule
    for day in sorted({*schedule.days, *days_with_sessions(schedule)}):
        sessions = schedule.days.get(day, ())  # none where it only has parts of what began before
        pieces = partial(_set_sessions, context, sessions, day) if sessions and "sessions" in parts else ()
        has_grid = "grid" in parts and (
            "sessions" not in parts or len(DayView.build(schedule, day).rooms) > 1
        )
        grid = draw_day_grid(context, day, links="sessions" in parts) if has_grid else DayGrid((), ())
        heading, running_head = methodcaller("day", day), methodcaller("short_day", day)
        if pieces or grid.pages:
            yield build_section(
                context,
                f"day-{day}",
                heading,
                pieces,
                running_head=running_head,
                sessions=sessions,
                full_pages=grid.pages,
                findings=grid.findings,
            )
    waiting = tuple(session for session in schedule.parts(None) if schedule.span(session) is None)
    if waiting and "sessions" in parts:
        pieces = partial(_set_sessions, context, waiting, None)
        yield build_section(
            context, UNSCHEDULED, methodcaller("word", "unscheduled"), pieces, sessions=waiting
        )


def _set_sessions(context: PrintContext, sessions: Sequence[Session], day: date | None) -> Iterator[Block]:
    line, measure = context.page_format.leading, context.page_format.text_width
    rule = RuleLine(
        0, -0.5 * line, measure, -0.5 * line, 0.14 * context.page_format.unit, context.colours.hairline
    )
    for index, session in enumerate(sessions):
        first, *rest = _set_session(context, session, day)
        yield first._replace(separator=(rule,)) if index else first
        yield from rest


def _set_session(context: PrintContext, session: Session, day: date | None, depth: int = 0) -> list[Block]:
    """A session, its parts, then those who take part without a task."""
    return wrap("Sect", _session_blocks(context, session, day, depth))


def _session_blocks(context: PrintContext, session: Session, day: date | None, depth: int) -> Iterator[Block]:
    column = context.column(context.page_format.time_column + depth * context.page_format.indent)
    parts = context.schedule.parts(session.id)
    title = heading(3 + depth)  # with the time, so that screen readers announce both
    head = [
        *merge_into(title, _set_title(context, session, depth, column)),
        *_set_details(context, session, column),
    ]
    rest = [
        *set_speakers(context, session, column),
        *(set_abstract(context, session.abstract, column, (session.id,)) if session.abstract else ()),
        *set_web_links(context, session, context.type_scale.note, column, codes=context.style.codes),
    ]
    line, anchor = context.page_format.leading, Destination(session_anchor(session), 0, 0)
    times = merge_into(title, _set_time(context, session, day, depth))
    if day and not depth:  # a link back to the grid of the day
        times = [link_to(piece, f"#{grid_anchor(day)}") for piece in times]
    first, *others = pair_lines([*keep_together(head), *rest], times)
    last = len(head) - 1
    for index, piece in enumerate([first._replace(marks=(anchor, *first.marks), space_above=line), *others]):
        yield piece._replace(keep_with_next=True) if index == last and (rest or parts) else piece
    for part in parts:
        yield from _set_session(context, part, day, depth + 1)
    yield from set_attendees(context, session, column)


def _set_time(context: PrintContext, session: Session, day: date | None, depth: int) -> list[Block]:
    """Start and end, with the day if it is not the section's; nothing if the parent has the same time."""
    schedule = context.schedule
    parent = schedule.session(session.parent) if session.parent is not None else None
    if session.slot is None or (parent and parent.slot and parent.slot.period == session.slot.period):
        return []
    period, wording = session.slot.period, context.wordings[0]
    style = context.type_scale.time if depth == 0 else context.type_scale.part_time
    if session.status is Status.CANCELLED:
        style = replace(style, weight=500, colour=context.colours.grey)
    times = [wording.times(schedule.wall(period.start), schedule.wall(period.end))]
    if (session_day := schedule.day(period.start)) != day:
        times.insert(0, wording.short_day(session_day))
    width = context.page_format.time_column - 2 * context.page_format.unit
    return [
        place_line(line, 0, (session.id,))
        for time in times
        # Figures run from left to right in every script.
        for line in break_lines(context.fonts, Span(time, context.languages[0], style), width, base="ltr")
    ]


def _set_title(context: PrintContext, session: Session, depth: int, column: TextColumn) -> list[Block]:
    """Title and subtitle, in grey for pauses and cancelled sessions."""
    style = context.type_scale.title if depth == 0 else context.type_scale.part_title
    cancelled = session.status is Status.CANCELLED
    if cancelled or session.kind.is_pause:
        style = replace(style, weight=500, colour=context.colours.grey)
    spans = context.text_spans(session.title, style, replace(secondary_style(style), colour=style.colour))
    about = (session.id,)
    if cancelled:
        lines = set_stacked(
            [span._replace(text=_cancelled_title(span)) for span in spans], column, about, balanced=True
        )
    elif session.kind.is_pause:
        lines = set_paired([span._replace(style=style) for span in spans], column, about)
    else:
        lines = set_stacked(spans, column, about, balanced=True)
    if context.site:
        lines = [link_to(line, session_url(context, session)) for line in lines]
    if session.subtitle:
        subtitle = context.type_scale.subtitle
        lines += set_stacked(
            context.text_spans(session.subtitle, subtitle, secondary_style(subtitle)), column, about
        )
    return lines


def _cancelled_title(title: Span) -> str:
    return Wording.of(title.language).word("cancelled-title", title=title.text)


def _set_details(context: PrintContext, session: Session, column: TextColumn) -> list[Block]:
    """Status, kind, room, track and languages in small lines, except what the parent shows already."""
    schedule, note = context.schedule, context.type_scale.note
    parent = schedule.session(session.parent) if session.parent is not None else None
    groups: list[Spans] = []
    if session.status is Status.TENTATIVE:
        groups.append(join_spans(context.label_spans(session.status, context.type_scale.status)))
    titles = [session.title, *([parent.title] if parent else [])]
    if session.kind in _NOTABLE_KINDS and not any(
        context.title_repeats_label(title, session.kind) for title in titles
    ):
        groups.append(join_spans(context.label_spans(session.kind, note)))
    rooms = schedule.rooms_of(session)
    # The rooms of a session in all rooms, such as a break, are not printed.
    everywhere = len(rooms) == len(schedule.rooms) > 1
    if not everywhere and (parent is None or rooms != schedule.rooms_of(parent)):
        groups += [join_spans(_room_with_building(context, schedule.room(room), note)) for room in rooms]
    if session.track is not None and (parent is None or parent.track != session.track):
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darken(Colour.parse(track.colour)))
        groups.append(
            [Span(f"{track.code} ", "en", style), *join_spans(context.text_spans(track.name, style))]
        )
    groups += [join_spans(spans) for spans in _language_spans(context, session, note)]
    if session.level is not Level.ALL:
        groups.append(join_spans(context.spans_of(partial(_label_level, session.level), note)))
    return set_rows(groups, Span("   |   ", "und", note), column, (session.id,))


def _room_with_building(context: PrintContext, room: Room, style: Style) -> Spans:
    """A room's name with its building."""
    languages = context.schedule.conference.languages

    def describe(wording: Wording) -> str:
        parts = [text.best(wording.asked, *languages)[1] for text in (room.name, room.building) if text]
        return wording.listed(parts)

    return context.spans_of(describe, style)


def _language_spans(context: PrintContext, session: Session, style: Style) -> Iterator[Spans]:
    """The languages spoken, and those of interpretation."""
    label: Word = "languages" if len(session.languages) > 1 else "language"
    rows: tuple[tuple[Word, Sequence[str]], ...] = (
        (label, session.languages),
        ("interpretation", session.interpreted),
    )
    for word, tags in rows:
        if tags:
            yield context.spans_of(partial(_label_languages, word, tags), style)


def _label_level(level: Level, wording: Wording) -> str:
    return wording.pair(wording.field("level"), wording.label(level))


def _label_languages(word: Word, tags: Sequence[str], wording: Wording) -> str:
    return wording.pair(wording.word(word), wording.listed(map(wording.language_name, tags)))
