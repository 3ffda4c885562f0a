"""The fields of a session in the agenda: times, titles, details and people, as lines of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

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
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    set_paired,
    set_rows,
    set_stacked,
)
from eventkit.outputs.programme.theme import secondary_style
from eventkit.outputs.programme.web_links import session_url
from eventkit.typesetting import Colour, Destination, Span, Style, break_lines, darken
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    keep_together,
    link_to,
    place_line,
    row_of,
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


Entry = list[list[Block]]
"""An entry of a list of people in its fields: the name, then the positions; or a caption alone."""


_WIDE_GROUP = 8
"""The most people of a role that are set in one column; more take two."""


def set_speakers(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set everyone with a task in the order of protocol, below the role that a run of people shares.

    A role with many people is set in two columns, to be read across.
    """
    for role, group in _runs_of_roles(session):
        halves = _halve(context, column) if len(group) > _WIDE_GROUP else (column,)
        caption, *entries = _role_entries(context, session, role, group, halves)
        yield from (block for field in caption for block in field)
        entries_of_rows = [
            [[block for field in entry for block in field] for entry in entries[index : index + len(halves)]]
            for index in range(0, len(entries), len(halves))
        ]
        for row in entries_of_rows:
            yield from keep_together(row_of(*row), space_above=row[0][0].space_above) if row[1:] else row[0]


def speaker_entries(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Entry]:
    """The entries of everyone with a task, each role after its caption, which may be empty."""
    for role, group in _runs_of_roles(session):
        yield from _role_entries(context, session, role, group, (column,))


def _runs_of_roles(session: Session) -> Iterator[tuple[Role, list[Appearance]]]:
    appearances = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is not Role.PARTICIPANT
    ]
    for role, run in groupby(appearances, key=lambda appearance: appearance.role):
        yield role, list(run)


def _halve(context: PrintContext, column: TextColumn) -> tuple[TextColumn, TextColumn]:
    """Two columns in place of one."""
    gap = context.page_format.gutter / 2
    width = (column.width - gap) / 2
    return replace(column, width=width), replace(column, width=width, left=column.left + width + gap)


def _role_entries(
    context: PrintContext,
    session: Session,
    role: Role,
    group: Sequence[Appearance],
    columns: Sequence[TextColumn],
) -> Iterator[Entry]:
    """The caption of a role, empty if the session implies it, then its people, in columns by turns."""
    listed = StructureElement("L")
    has_caption = _IMPLIED_ROLES.get(session.kind) is not role and not context.title_repeats_label(
        session.title, role
    )
    yield [wrap(listed, [_set_role(context, role, group, columns[0])])] if has_caption else []
    names = [
        _set_name(context, session, appearance, columns[index % len(columns)])
        for index, appearance in enumerate(group)
    ]
    entries = [
        lines
        if role in _NAMES_ONLY
        else _add_positions(context, lines, appearance, columns[index % len(columns)])
        for index, (lines, appearance) in enumerate(zip(names, group, strict=True))
    ]
    if has_caption:
        entries[: len(columns)] = [keep_together(entry) for entry in entries[: len(columns)]]
    for name, lines in zip(names, _keep_company(entries), strict=True):
        item = list_item(lines, of=listed)
        yield [item[: len(name)], item[len(name) :]]


def set_attendees(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set those who take part without a task, below the positions that a run of them has in common."""
    for entry in attendee_entries(context, session, column):
        yield from (block for field in entry for block in field)


def attendee_entries(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Entry]:
    """The entries of those who take part without a task: their caption, shared positions, and names."""
    group = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is Role.PARTICIPANT
    ]
    listed = StructureElement("L")
    if group:
        caption = _set_role(context, Role.PARTICIPANT, group, column)
        yield [wrap(listed, [caption._replace(space_above=context.page_format.leading)])]
    runs = groupby(group, key=lambda appearance: _common_positions(context, appearance))
    for index, (shared, run) in enumerate(runs):
        space = context.page_format.leading / 2 if index else 0
        heading = keep_together(set_paired(shared, column), space_above=space) if shared else []
        yield [wrap(listed, list_item([line._replace(keep_with_next=True) for line in heading]))]
        names_and_appearances = [
            (_set_name(context, session, appearance, column), appearance) for appearance in run
        ]
        entries = [
            lines if shared else _add_positions(context, lines, appearance, column)
            for lines, appearance in names_and_appearances
        ]
        names = [name for name, _ in names_and_appearances]
        for name, lines in zip(names, _keep_company(entries), strict=True):
            item = list_item(lines, of=listed)
            yield [item[: len(name)], item[len(name) :]]


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
    """A name above its positions, each from a line of its own, whose other lines are indented further."""
    page_format, about = context.page_format, (appearance.participant,)
    indented = column.indent(2 * page_format.unit)
    positions = [
        line
        for span in context.position_spans(appearance)
        for line in indented.set_hanging([span], 2 * page_format.unit, about, balanced=True)
    ]
    return keep_together([*name, *positions], space_above=page_format.leading / 2)


# Kinds that are printed: a talk is recognised by its place in the agenda.
_NOTABLE_KINDS = frozenset(
    {
        *(Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL, Kind.LIGHTNING),
        *(Kind.POSTER, Kind.DEMONSTRATION, Kind.PERFORMANCE, Kind.TOUR),
    }
)


def set_time(context: PrintContext, session: Session, day: date | None, depth: int) -> list[Block]:
    """Start and end in the column of times, below the day if it is not the section's."""
    width = context.page_format.time_column - 2 * context.page_format.unit
    return [
        place_line(line, 0, (session.id,))
        for time in _times(context, session, day, depth)
        for line in break_lines(context.fonts, time, width, base=context.direction_of_times)
    ]


def set_time_and_rooms(
    context: PrintContext, column: TextColumn, session: Session, day: date | None, depth: int
) -> list[Block]:
    """Set the times and rooms of a session side by side, above its title."""
    rooms = _rooms_to_name(context, session)
    groups = [
        *([span] for span in _times(context, session, day, depth)),
        *(join_spans(_room_with_building(context, room, context.type_scale.note)) for room in rooms),
    ]
    isolated = [isolate_times(context, group) for group in groups]
    return set_rows(isolated, Span("   ", "und", context.type_scale.note), column, (session.id,))


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


def _times(context: PrintContext, session: Session, day: date | None, depth: int) -> list[Span]:
    """Start and end, after the day if it is not the section's; nothing if the parent has the same time."""
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
    return [Span(time, context.languages[0], style) for time in times]


def set_title(context: PrintContext, session: Session, depth: int, column: TextColumn) -> list[Block]:
    """The title, linked to the page of the session on the site, if there is one."""
    lines = _set_title(context, session, depth, column)
    return [link_to(line, session_url(context, session)) for line in lines] if context.site else lines


def _set_title(context: PrintContext, session: Session, depth: int, column: TextColumn) -> list[Block]:
    """The title, in grey for pauses and cancelled sessions."""
    style = context.type_scale.title if depth == 0 else context.type_scale.part_title
    cancelled = session.status is Status.CANCELLED
    if cancelled or session.kind.is_pause:
        style = replace(style, weight=500, colour=context.colours.grey)
    spans = context.text_spans(session.title, style, replace(secondary_style(style), colour=style.colour))
    about = (session.id,)
    if cancelled:
        cancelled_titles = [span._replace(text=_cancelled_title(span)) for span in spans]
        return set_stacked(cancelled_titles, column, about, balanced=True)
    if session.kind.is_pause and spans:
        return set_paired([span._replace(style=style) for span in spans], column, about)
    return set_stacked(spans, column, about, balanced=True)


def set_subtitle(context: PrintContext, session: Session, column: TextColumn) -> list[Block]:
    """The subtitle, if there is one."""
    if session.subtitle is None:
        return []
    style = context.type_scale.subtitle
    spans = context.text_spans(session.subtitle, style, secondary_style(style))
    return set_stacked(spans, column, (session.id,), balanced=True)


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
    rooms = _rooms_to_name(context, session) if with_rooms else ()
    groups += [join_spans(_room_with_building(context, room, note)) for room in rooms]
    if session.track is not None and (parent is None or parent.track != session.track):
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darken(Colour.parse(track.colour)))
        if names := context.text_spans(track.name, style):
            groups.append([Span(f"{track.code} ", "en", style), *join_spans(names)])
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
