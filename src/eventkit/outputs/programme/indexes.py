"""Indexes of people, rooms and posters, with dot leaders to page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import methodcaller
from typing import NamedTuple

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Message
from eventkit.model import (
    Kind,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
    Room,
    Session,
    SessionId,
    Slot,
    Status,
)
from eventkit.outputs.name_order import NameOrder
from eventkit.outputs.programme.dot_leaders import (
    UNKNOWN_NUMBER,
    PageReference,
    references_width,
    set_dot_leader,
    set_page_references,
    without_number_column,
)
from eventkit.outputs.programme.practical_pages import room_spans
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    join_languages,
    set_stacked,
)
from eventkit.outputs.programme.sections import Section, build_section, room_anchor, session_anchor
from eventkit.outputs.programme.session_people import appearance_anchor, person_anchor
from eventkit.outputs.programme.theme import secondary_style
from eventkit.typesetting import (
    Destination,
    Span,
    Style,
    TextLine,
    break_lines,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, total_height, wrap
from eventkit.typesetting.layout.structure_elements import ARTIFACT, StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, keep_together, place_line
from eventkit.typesetting.text.paragraph import base_direction, isolate_spans, join_spans
from eventkit.wording import Word, Wording
from eventkit.wording.name_index import index_key
from eventkit.wording.name_lines import distinguish_namesakes, name_forms

POSTERS = "posters"


def poster_index(context: PrintContext, page_numbers: Mapping[str, str]) -> Iterator[Section]:
    """The list of posters by time; none if there are no posters."""
    sessions = [
        session
        for session in context.schedule.in_order
        if session.kind is Kind.POSTER and session.status is not Status.CANCELLED
    ]
    # Sessions that contain posters often have the kind poster, too.
    sessions = [
        session
        for session in sessions
        if not any(part in sessions for part in context.schedule.parts(session.id))
    ]
    if sessions:
        pieces = wrap(
            "L",
            [
                piece
                for session in sessions
                for piece in list_item(_set_poster(context, session, page_numbers))
            ],
        )
        title, columns = methodcaller("word", "posters"), context.page_format.columns
        yield build_section(context, POSTERS, title, pieces, columns=columns)


def _set_poster(context: PrintContext, session: Session, page_numbers: Mapping[str, str]) -> list[Block]:
    column, style, about = (
        context.column(of=context.page_format.columns),
        context.type_scale.entry,
        (session.id,),
    )
    inner = without_number_column(context, column)
    titles = context.text_spans(session.title, style, secondary_style(style))
    lines = set_dot_leader(
        context,
        set_stacked(titles, inner, about),
        session_anchor(session),
        page_numbers,
        column,
        style=context.type_scale.number,
    )
    names = _presenter_names(context, session)
    lines += inner.set_paragraph(names, about) if names else ()
    return keep_together(lines, space_above=context.page_format.leading / 2)


def _presenter_names(context: PrintContext, session: Session) -> Spans:
    participants = [context.schedule.participant(one.participant) for one in session.people if one.comes]
    style = context.type_scale.position
    names = [context.participant_spans(participant, style)[0] for participant in participants]
    return join_spans(names, context.wordings[0].listed(("", "")))


ROOMS = "rooms"


def room_index(context: PrintContext, page_numbers: Mapping[str, str]) -> Iterator[Section]:
    """The sessions of each room by time; none if there is only one room.

    Sessions in all rooms, such as breaks, are left out.
    """
    schedule = context.schedule
    sessions_by_room: dict[str, list[Session]] = {}
    for session in schedule.in_order:
        session_rooms = session.slot.rooms if session.slot else ()
        if session.status is not Status.CANCELLED and len(session_rooms) < len(schedule.rooms):
            for room in session_rooms:
                sessions_by_room.setdefault(room, []).append(session)
    if len(schedule.rooms) > 1 and sessions_by_room:
        lists = _RoomLists(
            context, page_numbers, [session for sessions in sessions_by_room.values() for session in sessions]
        )
        rooms = [room for room in schedule.rooms if room.id in sessions_by_room]

        def pieces() -> Iterator[Block]:
            return (piece for room in rooms for piece in lists.set_room(room, sessions_by_room[room.id]))

        title, columns = methodcaller("word", "rooms"), context.page_format.columns
        yield build_section(context, ROOMS, title, pieces, columns=columns)


class _RoomLists:
    def __init__(self, context: PrintContext, places: Mapping[str, str], sessions: Iterable[Session]) -> None:
        self._context, self._places = context, places
        self._hours = {session.id: _set_times(context, session.slot) for session in sessions if session.slot}
        self._column = context.column(of=context.page_format.columns)
        widest, unit = max(line.width for line in self._hours.values()), context.page_format.unit
        if context.page_format.columns > 1:
            self._inset = widest + 2.5 * unit
        else:
            self._inset = max(widest + unit, context.page_format.time_column)

    def set_room(self, room: Room, sessions: Sequence[Session]) -> list[Block]:
        """A room with its sessions; up to a third of a page, they stay together."""
        context, line = self._context, self._context.page_format.leading
        name, *others = merge_into(
            heading(3), self._column.set_paragraph(_room_heading(context, room), (room.id,))
        )
        anchor = Destination(room_anchor(room), 0, 0)
        named = [name._replace(marks=(anchor, *name.marks), space_above=line), *others]
        pieces = [piece._replace(keep_with_next=True) for piece in named]
        by_day = groupby(
            sessions, key=lambda session: session.slot and context.schedule.day(session.slot.period.start)
        )
        for index, (day, day_sessions) in enumerate(by_day):
            day_spans = join_languages(
                context.spans_of(methodcaller("short_day", day), context.type_scale.role)
            )
            (caption,) = merge_into(heading(4), [self._column.set_block(day_spans)])
            pieces.append(caption._replace(space_above=line / 2 if index else 0, keep_with_next=True))
            listed = StructureElement("L")
            for session in day_sessions:
                pieces += wrap(listed, list_item(merge_into("P", self._set_session(session))))
        # In several columns a room may be split between its days, so that all columns are filled.
        is_short = (
            context.page_format.columns == 1 and total_height(pieces) <= context.page_format.text_height / 3
        )
        return keep_together(pieces, space_above=line) if is_short else pieces

    def _set_session(self, session: Session) -> list[Block]:
        """Time, title and page number: one line, or more if the title is too long for one."""
        context, style = self._context, self._context.type_scale.plain_name
        column = self._column.indent(self._inset)
        inner = without_number_column(context, column)
        pieces = _set_titles(context, session, inner, style)
        number, anchor = context.type_scale.number, session_anchor(session)
        first, *rest = set_dot_leader(context, pieces, anchor, self._places, column, style=number)
        return keep_together(
            [align_tops(first, place_line(self._hours[session.id], 0, (session.id,))), *rest]
        )


def _set_times(context: PrintContext, slot: Slot) -> TextLine:
    times = context.time_range(slot.period)
    return set_line(
        context.fonts, Span(times, "en", context.type_scale.part_time), context.direction_of_times
    )


def _room_heading(context: PrintContext, room: Room) -> Sequence[Span]:
    plain, bold = context.type_scale.plain_name, context.type_scale.name
    return [
        span._replace(style=replace(bold, fixed_leading=plain.fixed_leading)) if span.style == plain else span
        for span in room_spans(context, room)
    ]


class _IndexedSessions:
    """The sessions that name each participant; all in a book without sessions, and in the first pass."""

    def __init__(self, context: PrintContext, pages: Mapping[str, str]) -> None:
        sessions = context.schedule.sessions
        has_sessions = bool(pages) and any(session_anchor(session) in pages for session in sessions)
        self.pages = pages  # the page number of each destination; empty in the first pass
        # False in a book without sessions, whose index has their titles.
        self.have_pages = not pages or has_sessions
        self._schedule, self._only_printed = context.schedule, has_sessions
        self._found: dict[ParticipantId, Sequence[Session]] = {}

    def of(self, participant: Participant) -> Sequence[Session]:
        if participant.id not in self._found:
            self._found[participant.id] = self._find(participant.id)
        return self._found[participant.id]

    def _find(self, participant: ParticipantId) -> Sequence[Session]:
        sessions = {
            session.id: session
            for session, appearance in self._schedule.appearances(participant)
            if appearance.comes
        }
        printed = [
            session for session in sessions.values() if appearance_anchor(session, participant) in self.pages
        ]
        return printed if printed or self._only_printed else [*sessions.values()]


SPEAKERS, OTHERS = "speakers", "participants"

_INDEX_COLUMNS = 2
_TITLE_LINES = 2  # the most lines of a session title


class PeopleIndex:
    """Everyone who appears, sorted, with the page numbers of their sessions.

    Its sections are composed again when page numbers have changed; what does not depend on these is set once.
    """

    def __init__(self, context: PrintContext) -> None:
        self._context = context
        appearing = _IndexedSessions(context, {})
        people = [person for person in context.schedule.participants if appearing.of(person)]
        self._notes = distinguish_namesakes(context.schedule, people, context.languages)
        self._names: dict[ParticipantId, _IndexName] = {}
        self._set_names: dict[ParticipantId, tuple[float, Sequence[Block]]] = {}
        self._titles: dict[SessionId, Sequence[Block]] = {}

    def sections(self, pages: Mapping[str, str]) -> Iterator[Section]:
        """Persons, then delegations, teams and bodies; in the first pass, ``pages`` is empty."""
        words: tuple[tuple[Word, str, bool], ...] = (
            ("speakers", SPEAKERS, True),
            ("participants", OTHERS, False),
        )
        indexed = _IndexedSessions(self._context, pages)
        for word, anchor, persons in words:
            listed = [
                participant
                for participant in self._context.schedule.participants
                if (participant.kind is ParticipantKind.PERSON) is persons and indexed.of(participant)
            ]
            if listed:
                has_note = self._has_bold_pages(listed, indexed)
                yield build_section(
                    self._context,
                    anchor,
                    methodcaller("word", word),
                    partial(self._entries, listed, indexed),
                    note=methodcaller("word", "presiding-pages") if has_note else None,
                    columns=_INDEX_COLUMNS,
                )

    def _has_bold_pages(self, participants: Iterable[Participant], indexed: _IndexedSessions) -> bool:
        """True if one of the participants presides over a session in a book with sessions."""
        return indexed.have_pages and any(
            _presides(participant, session)
            for participant in participants
            for session in indexed.of(participant)
        )

    def _entries(self, participants: Sequence[Participant], indexed: _IndexedSessions) -> Iterator[Block]:
        """The entries in order, the first of each initial with that letter above it."""
        context = self._context
        order = {person.id: index_key(context.schedule, person, context.languages) for person in participants}
        last_initial, entries = "", StructureElement("L")
        has_letters = len({key.initial for key in order.values()}) > 1
        for participant in sorted(participants, key=lambda person: order[person.id]):
            initial = order[participant.id].initial
            entry = wrap(entries, self._set_entry(participant, indexed))
            if has_letters and initial and initial != last_initial:
                letter = set_line(context.fonts, Span(initial, "und", context.type_scale.letter))
                caption = place_line(letter, 0, structure=ARTIFACT)
                entry = keep_together([caption, *entry], space_above=context.page_format.leading / 2)
            yield from entry
            last_initial = initial

    def _set_entry(self, participant: Participant, indexed: _IndexedSessions) -> list[Block]:
        """The name with the pages on which sessions name it, or above their titles in a book without them."""
        context, sessions = self._context, indexed.of(participant)
        if indexed.have_pages:
            references = _page_references(context, participant, sessions, indexed.pages)
            column = context.column(of=_INDEX_COLUMNS)
            name = self._set_name(participant, references_width(context, references, column))
            lines = set_page_references(context, name, references, column)
        else:
            titles = [line for session in sessions for line in self._set_title(session)]
            lines = keep_together([*self._set_name(participant), *titles])
        first, *rest = list_item(lines)
        marks = (Destination(person_anchor(participant), 0, 0), *first.marks)
        return [first._replace(marks=marks), *rest]

    def _set_name(self, participant: Participant, references: float = 0) -> Sequence[Block]:
        """The name of a participant with space for page numbers, whose width seldom changes with them."""
        width, lines = self._set_names.get(participant.id, (-1, ()))
        if width != references:
            if participant.id not in self._names:
                name = _index_name_spans(self._context, participant)
                if note := self._notes.get(participant.id):
                    language, text = note
                    grey = replace(self._context.type_scale.plain_name, colour=self._context.colours.grey)
                    name = name._replace(others=[*name.others, Span(text, language, grey)])
                self._names[participant.id] = name
            lines = _set_index_name(self._context, participant, self._names[participant.id], references)
            self._set_names[participant.id] = references, lines
        return lines

    def _set_title(self, session: Session) -> Sequence[Block]:
        if session.id not in self._titles:
            context = self._context
            inner = context.column(context.page_format.hang, of=_INDEX_COLUMNS)
            titles = _set_titles(context, session, inner, context.type_scale.note, _TITLE_LINES)
            self._titles[session.id] = merge_into("P", titles)
        return self._titles[session.id]


_PRESIDING = frozenset({Role.CHAIR, Role.MODERATOR, Role.HOST})
"""The roles of those who preside, whose pages are bold."""


def _page_references(
    context: PrintContext, participant: Participant, sessions: Sequence[Session], pages: Mapping[str, str]
) -> list[PageReference]:
    """The pages on which sessions name a participant, each once; bold where the participant presides."""
    anchors_by_page: dict[str, str] = {}
    presiding: set[str] = set()
    for session in sessions:
        anchor = appearance_anchor(session, participant.id)
        number = pages.get(anchor, UNKNOWN_NUMBER)
        anchors_by_page.setdefault(number, anchor)
        if _presides(participant, session):
            presiding.add(number)
    plain = context.type_scale.number
    bold = replace(plain, weight=700)
    return [
        PageReference(number, anchor, bold if number in presiding else plain)
        for number, anchor in anchors_by_page.items()
    ]


def _presides(participant: Participant, session: Session) -> bool:
    return any(
        appearance.participant == participant.id and appearance.role in _PRESIDING
        for appearance in session.people
    )


def check_names(context: PrintContext, *, has_index: bool) -> Iterator[Finding]:
    """Report names with a comma, and those that an index sorts by the first of several words."""
    indexed = _IndexedSessions(context, {})
    persons = [
        participant
        for participant in context.schedule.participants
        if participant.kind is ParticipantKind.PERSON and indexed.of(participant)
    ]
    order = NameOrder()
    for person in persons:
        order.add(person.id, name_forms(context.schedule, person, context.languages)[0].full)
    yield from order.findings()
    without = [person for person in persons if has_index and not _has_sort_key(context, person)]
    if without:
        name = name_forms(context.schedule, without[0], context.languages)[0].full
        yield Finding(
            Severity.INFO,
            "no-sort-key",
            tuple(person.id for person in without),
            Message(
                "The index sorts {count} of {all} persons by the first word of their names, such "
                "as '{name}'. Give names that begin with a given name a sort key, such as 'Lovelace, "
                "Ada', in the column or field 'Sort by'.",
                count=len(without),
                all=len(persons),
                name=shorten(name, 60),
            ),
        )


def _has_sort_key(context: PrintContext, person: Participant) -> bool:
    """True also for names that need no key: of one word, in Chinese, or with the family name first."""
    foremost = name_forms(context.schedule, person, context.languages)[0]
    return bool(
        foremost.sort
        or " " not in foremost.full
        or (foremost.family and foremost.full.startswith(foremost.family))
    )


_SORTED_WEIGHT = 700  # the weight of the words by which a name is sorted


class _IndexName(NamedTuple):
    """A name as the index prints it."""

    name: Spans  # the words it is sorted by, in bold, and the rest
    honorific: Spans  # the honorific in brackets, if there is one
    others: Spans


def _set_index_name(
    context: PrintContext, participant: Participant, name: _IndexName, references: float = 0
) -> list[Block]:
    """A name on one line, or else with its honorific or its other forms on a second one with an indent.

    Page numbers that have no space beside either line are below a name on one line.
    """
    column, about = context.column(of=_INDEX_COLUMNS), (participant.id,)
    beside = replace(column, width=column.width - references)
    hang = context.page_format.hang
    head = [*name.name, *name.honorific]
    whole = _with_forms(head, name.others)
    if beside.fits(whole):
        return merge_into("P", [beside.set_block(whole, about)])
    below = name.others or name.honorific
    if below:
        head = head if name.others else [*name.name]
        tail = join_spans([span._replace(text=span.text.lstrip()) for span in below], WIDE_SPACE)
        has_space_below = beside.width > hang and beside.indent(hang).fits(tail)
        if not has_space_below and not beside.fits(head) and column.fits(whole):
            return merge_into("P", [column.set_block(whole, about)])
        inner = beside.indent(hang) if has_space_below else column.indent(hang)
        lines = [*column.set_hanging(head, hang, about), *inner.set_paragraph(tail, about)]
    else:
        is_short = participant.kind is not ParticipantKind.PERSON and column.fits(head)
        lines = list((beside if is_short else column).set_hanging(head, hang, about))
    return merge_into("P", lines)


def _with_forms(head: Spans, others: Spans) -> Spans:
    """A name with its other forms behind it, isolated from each other."""
    isolated = isolate_spans([*head, *others])
    whole = [*isolated[: len(head)]]
    for span in isolated[len(head) :]:
        whole += [Span(WIDE_SPACE, "und", replace(span.style, unbroken=False)), span]
    return whole


def _index_name_spans(context: PrintContext, participant: Participant) -> _IndexName:
    first, *forms = context.participant_spans(participant, context.type_scale.plain_name)
    others = [span._replace(style=replace(span.style, colour=context.colours.grey)) for span in forms]
    if participant.kind is not ParticipantKind.PERSON:
        return _IndexName([first], (), others)
    foremost, *translations = name_forms(context.schedule, participant, context.languages)
    words, rest = Wording.of(foremost.language).index_form(participant, foremost)
    name = [first._replace(text=words, style=replace(first.style, weight=_SORTED_WEIGHT))]
    honorific = _HONORIFIC.search(rest)
    if honorific:  # once is enough in an index
        others = [span._replace(text=form.full) for span, form in zip(others, translations, strict=True)]
    plain = rest[: honorific.start()] if honorific else rest
    return _IndexName(
        [*name, first._replace(text=plain)] if plain else name,
        [first._replace(text=honorific[0])] if honorific else (),
        others,
    )


_HONORIFIC = re.compile(r" \([^()]*\)$")


def _set_titles(
    context: PrintContext, session: Session, column: TextColumn, style: Style, line_limit: int | None = None
) -> list[Block]:
    """A title in each language: side by side if that is one line, else below one another, with most lines."""
    titles = context.text_spans(session.title, style, secondary_style(style))
    about, whole = (session.id,), join_languages(titles)
    if column.fits(whole):
        return [column.set_block(whole, about)]
    return [
        place_line(line, column.line_start(line), about)
        for title in titles
        for line in break_lines(
            context.fonts,
            title,
            column.width,
            max_lines=line_limit,
            base=base_direction([title]),
            balanced=True,
        )
    ]
